//! What other programs write is read, and what is written reads back.

use std::collections::BTreeMap;

use super::WebannoTsv;
use crate::formats::Cells;
use crate::formats::interchange::lines::ArticleLine;
use crate::formats::report::{Effect, Report};
use crate::formats::selection::Selection;
use crate::formats::testing::{MemoryCorpus, annotation, annotator, article, dialects, export, import};
use crate::model::edit::{Key, LayerKey, Record};
use crate::model::id::{AnnotationId, ArticleId};

#[test]
fn what_is_written_reads_back_up_to_what_is_reported() {
    dialects::check_round_trips(&WebannoTsv);
}

#[test]
fn nine_places_come_back_in_any_writing() {
    dialects::check_places(&WebannoTsv);
}

#[test]
fn damage_is_told() {
    dialects::check_damage(&WebannoTsv);
}

fn read(file: &str) -> (Vec<ArticleLine>, Report) {
    let files = BTreeMap::from([("harbour.tsv".to_owned(), file.as_bytes().to_vec())]);
    dialects::read_lines(&WebannoTsv, &files, None)
}

fn told(report: &Report) -> Vec<String> {
    report.findings.iter().map(ToString::to_string).collect()
}

/// The annotations of a line: label, place and attributes.
fn spans(line: &ArticleLine) -> Vec<(String, (usize, usize), String)> {
    let attributes = |line: &_| serde_json::to_string(line).unwrap();
    line.annotations.iter().map(|a| (a.label.clone(), a.fragments[0], attributes(&a.attributes))).collect()
}

/// The relations of a line: type and members.
fn relations(line: &ArticleLine) -> Vec<String> {
    let members = |r: &crate::formats::interchange::lines::RelationLine| {
        r.roles.values().map(|ids| ids[0].as_str().unwrap().to_owned()).collect::<Vec<_>>().join(" ")
    };
    line.relations.iter().map(|r| format!("{} {}", r.relation_type, members(r))).collect()
}

/// A corpus of one text with one claim in it.
fn corpus(text: &str, words: &str) -> MemoryCorpus {
    let mut corpus = MemoryCorpus::default();
    corpus.state.tagset = crate::model::tagset::default::default_tagset();
    corpus.put(article("harbour", text));
    let place = LayerKey { article: ArticleId::new("harbour").unwrap(), annotator: annotator("mk") };
    let key = Key::Annotation(place, AnnotationId::new("one").unwrap());
    corpus.state.set(&key, Some(Record::Annotation(annotation("one", "claim", text, words).into())));
    corpus
}

#[test]
fn texts_come_back_whatever_stands_between_their_sentences() {
    let texts = [
        "One sailed. Two stayed.",
        "One sailed.  \t Two stayed.",
        "One sailed.\n\n\n\nTwo stayed.\n\n",
        "One sailed.\r\n\r\nTwo stayed.\r\n",
        "One sailed.\r\rTwo stayed.\r",
        "One sailed.\n   \n  Two stayed. \n ",
        "One sailed.\u{2028}Two\u{a0}stayed.\u{2029}\u{85}",
        "   One\tsailed.\u{b}\u{c}Two \\t \\\\ stayed.\u{0}\u{1b}",
        "One _sailed_ [1]|[2]; * -> Two\n",
    ];
    for text in texts {
        let corpus = corpus(text, "Two");
        let (sink, result) = export(&WebannoTsv, &corpus, &Selection::default(), Cells::default(), "out");
        let report = result.unwrap();
        let about_text = report.findings.iter().filter(|finding| finding.what.contains("white space"));
        assert_eq!(about_text.count(), 0, "{text:?}");
        let (lines, report) = dialects::read_lines(&WebannoTsv, &sink.files, Some(&corpus.state));
        assert_eq!(told(&report), Vec::<String>::new());
        assert_eq!(lines[0].text.as_deref(), Some(text));
    }
}

#[test]
fn white_space_before_the_first_sentence_becomes_spaces_and_is_told() {
    let corpus = corpus("\n\tOne sailed.", "One");
    let (sink, result) = export(&WebannoTsv, &corpus, &Selection::default(), Cells::default(), "out");
    let report = result.unwrap();
    let changed = report.findings.iter().filter(|finding| finding.effect == Effect::Changed);
    assert_eq!(changed.filter(|finding| finding.what.contains("white space before")).count(), 1);
    let (lines, _) = dialects::read_lines(&WebannoTsv, &sink.files, Some(&corpus.state));
    assert_eq!(lines[0].text.as_deref(), Some("  One sailed."));
    assert_eq!(lines[0].annotations[0].fragments, [(2, 5)]);
}

#[test]
fn a_text_of_nothing_or_of_white_space_is_written_and_read() {
    for text in ["", " \n\t"] {
        let mut corpus = MemoryCorpus::default();
        corpus.put(article("harbour", text));
        let (sink, result) = export(&WebannoTsv, &corpus, &Selection::default(), Cells::default(), "out");
        result.unwrap();
        let (lines, _) = dialects::read_lines(&WebannoTsv, &sink.files, None);
        assert_eq!(lines[0].text.as_deref(), Some(text));
    }
}

#[test]
fn stacked_and_split_annotations_slots_and_relations_are_read() {
    let file = "#FORMAT=WebAnno TSV 3.3\n\
#T_SP=de.tudarmstadt.ukp.dkpro.core.api.ner.type.NamedEntity|identifier|value\n\
#T_SP=webanno.custom.Mood|\n\
#T_SP=webanno.custom.Frame|FE|ROLE_webanno.custom.Frame:Roles_webanno.custom.FrameRolesLink|uima.tcas.Annotation\n\
#T_RL=webanno.custom.Knows|since|BT_de.tudarmstadt.ukp.dkpro.core.api.ner.type.NamedEntity\n\n\n\
#Sentence.id=s1\n\
#Text=😀 Ada Lund sailed.\n\
1-1\t0-2\t😀\t_\t_\t*\t_\t_\t_\t_\t_\t\n\
1-2\t3-6\tAda\tx[1]|*[2]\tPER[1]|NAME\\_1[2]\t_\tbe\\;have\ta;*\t1-3[1];1-4.1\t2015\t1-5[0_1]\t\n\
1-3\t7-11\tLund\tx[1]\tPER[1]\t_\t_\t_\t_\t_\t_\t\n\
1-4\t12-18\tsailed\t_\t_\t_\t_\t_\t_\t_\t_\t\n\
1-4.1\t12-16\tsail\t_\t_\t*\t_\t_\t_\t_\t_\t\n\
1-5\t18-19\t.\t_\tEND\t_\t_\t_\t_\t_\t_\t\n";
    let (lines, report) = read(file);
    let told = told(&report);
    assert!(told.len() == 1 && told[0].contains("Knows since left out"), "{told:?}");
    let line = &lines[0];
    assert_eq!((line.id.as_str(), line.text.as_deref()), ("harbour", Some("😀 Ada Lund sailed.")));
    let found = spans(line);
    let expected = [
        ("mood", (0, 2), "{}"),
        ("per", (3, 11), r#"{"identifier":"x"}"#),
        ("name-1", (3, 6), "{}"),
        ("frame", (3, 6), r#"{"fe":"be;have"}"#),
        ("mood", (12, 16), "{}"),
        ("end", (18, 19), "{}"),
    ];
    let expected =
        expected.map(|(label, place, attributes)| (label.to_owned(), place, attributes.to_owned()));
    assert_eq!(found, expected);
    let ids: BTreeMap<&str, &str> =
        line.annotations.iter().map(|a| (a.id.as_str(), a.label.as_str())).collect();
    let relations = relations(line).into_iter().map(|relation| {
        relation
            .split(' ')
            .map(|part| (*ids.get(part).unwrap_or(&part)).to_owned())
            .collect::<Vec<_>>()
            .join(" ")
    });
    assert_eq!(relations.collect::<Vec<_>>(), ["knows end per", "a frame per", "roles frame mood"]);
}

#[test]
fn chains_and_old_escapes_are_read() {
    let file = "#FORMAT=WebAnno TSV 3.1\n\
#T_CH=de.tudarmstadt.ukp.dkpro.core.api.coref.type.CoreferenceLink|referenceType|referenceRelation\n\n\n\
#Text=The man\\u0020shot \\uD83D\\uDE00 him.\n\
1-1\t0-3\tThe\tpr[1]\tcoref->1-1\t\n\
1-2\t4-7\tman\tpr[1]\tcoref->1-1\t\n\
1-3\t8-12\tshot\t_\t_\t\n\
1-4\t13-15\t\\uD83D\\uDE00\t_\t_\t\n\
1-5\t16-19\thim\tpr[1]\t*->1-2\t\n\
1-6\t19-20\t.\t_\t_\t\n";
    let (lines, report) = read(file);
    assert_eq!(told(&report), Vec::<String>::new());
    assert_eq!(lines[0].text.as_deref(), Some("The man shot 😀 him."));
    let found: Vec<_> = spans(&lines[0]).into_iter().map(|(label, place, _)| (label, place)).collect();
    assert_eq!(found, [("pr".to_owned(), (0, 7)), ("pr".to_owned(), (16, 19))]);
    assert_eq!(relations(&lines[0]).len(), 1);
}

#[test]
fn what_is_broken_is_told_and_the_rest_is_kept() {
    let file = "#FORMAT=WebAnno TSV 3.3\n#T_SP=my.Claim|label\n#T_RL=my.Rel|BT_my.Claim\n\n\n\
#Text=Ada sailed.\n\
1-1\t0-3\tAda\tgood\t9-9\t\n\
1-1\t0-3\tAda\ttwice\t_\t\n\
1-2\t4-x\tsailed\tbad\t_\t\n\
1-3\t4-10\n\
1-4\t4-99999999999999999999999\tsailed\tbad\t_\t\n\
1-5\t10-4000000000\t.\tlong\t_\t\n\n\
#Text=No token.\n\n\
#Text=Bo\n\
2-1\t4000000000-4000000002\tBo\tfar\t_\t\n\n\
#Text=stayed\n\
3-1\t2-8\tstayed\tearly\t_\t\n";
    let (imported, report) = import(&WebannoTsv, &[("harbour.tsv", file.as_bytes())], None).unwrap();
    let read = MemoryCorpus::of(&imported);
    assert_eq!(read.articles.values().next().unwrap().text.as_str(), "Ada sailed.\nNo token.\nBo\nstayed");
    assert_eq!(imported.counts().annotations, 3, "{:#?}", told(&report));
    let told = told(&report).join("\n");
    for part in
        ["second row 1-1", "row left out", "no tokens", "was moved", "my.Rel left out", "annotation left out"]
    {
        assert!(told.contains(part), "{part} in {told}");
    }
}

#[test]
fn a_text_does_not_grow_by_a_number_in_the_file() {
    let file = "#FORMAT=WebAnno TSV 3.3\n#T_SP=my.Claim|label\n\n\n\
#Text=Ada sailed.\n1-1\t0-3\tAda\tgood\t\n\n#Text=Bo stayed.\n2-1\t40000000-40000002\tBo\tgood\t\n";
    let (lines, report) = read(file);
    assert_eq!(lines[0].text.as_deref(), Some("Ada sailed.\nBo stayed."));
    assert_eq!(lines[0].annotations[1].fragments, [(12, 14)]);
    assert!(told(&report).join("\n").contains("a sentence was moved"), "{report:?}");
}

#[test]
fn files_of_other_formats_are_left_out() {
    for file in ["", "#FORMAT=WebAnno TSV 2.0\n", "a\tb\n", "#FORMAT=WebAnno TSV 3.3\n\n\n"] {
        let (lines, report) = read(file);
        assert!(lines.is_empty());
        assert_eq!(report.findings.len(), 1, "{file:?}");
    }
}

#[test]
fn sentences_are_those_of_the_language_of_the_article() {
    let text = "Der 3. Mann kam. Dann ging er.";
    let num_sentences = |language: &str| {
        let mut corpus = corpus(text, "Mann");
        let mut article = article("harbour", text);
        article.metadata.language = language.to_owned();
        corpus.put(article);
        let (sink, _) = export(&WebannoTsv, &corpus, &Selection::default(), Cells::default(), "out");
        let file = String::from_utf8(sink.files["out/harbour.tsv"].clone()).unwrap();
        file.lines().filter(|line| line.starts_with("#Text=")).count()
    };
    assert_eq!([num_sentences("de"), num_sentences("")], [2, 3]);
}
