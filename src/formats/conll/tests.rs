//! What columns of tokens must hold.

use std::collections::BTreeMap;

use super::Conll;
use crate::formats::ExportOptions;
use crate::formats::interchange::lines::ArticleLine;
use crate::formats::options::{OverlapRule, TagScheme};
use crate::formats::report::{Effect, Report};
use crate::formats::selection::Selection;
use crate::formats::testing::{MemoryCorpus, annotation, annotator, article, dialects, export_with};
use crate::model::edit::{Key, LayerKey, Record};
use crate::model::id::{AnnotationId, ArticleId};

const SCHEMES: [TagScheme; 3] = [TagScheme::Iob2, TagScheme::Iobes, TagScheme::Bilou];
const RULES: [OverlapRule; 3] = [OverlapRule::Longest, OverlapRule::First, OverlapRule::ColumnPerLabel];

fn options(scheme: TagScheme, overlaps: OverlapRule) -> ExportOptions {
    ExportOptions { scheme, overlaps, ..ExportOptions::default() }
}

#[test]
fn what_is_written_reads_back_up_to_what_is_reported() {
    for (scheme, overlaps) in SCHEMES.into_iter().zip(RULES) {
        dialects::check_round_trips_with(&Conll, options(scheme, overlaps));
    }
}

#[test]
fn nine_places_come_back_in_any_writing() {
    for scheme in SCHEMES {
        dialects::check_places_with(&Conll, options(scheme, OverlapRule::ColumnPerLabel));
    }
}

#[test]
fn damage_is_told() {
    dialects::check_damage_with(&Conll, options(TagScheme::Iob2, OverlapRule::ColumnPerLabel));
}

/// A corpus of one article, with annotations of these labels and words.
fn corpus(text: &str, annotations: &[(&str, &str)]) -> MemoryCorpus {
    let mut corpus = MemoryCorpus::default();
    corpus.state.tagset = crate::model::tagset::default::default_tagset();
    corpus.put(article("ferry", text));
    let layer = LayerKey { article: ArticleId::new("ferry").unwrap(), annotator: annotator("mk") };
    for (idx, (label, words)) in annotations.iter().enumerate() {
        let id = format!("a{idx}");
        let key = Key::Annotation(layer.clone(), AnnotationId::new(&id).unwrap());
        let annotation = annotation(&id, label, text, words);
        corpus.state.set(&key, Some(Record::Annotation(annotation.into())));
    }
    corpus
}

fn written(corpus: &MemoryCorpus, options: ExportOptions) -> (String, Report) {
    let (sink, result) = export_with(&Conll, corpus, &Selection::default(), options, "out.conll");
    (String::from_utf8(sink.files["out.conll"].clone()).unwrap(), result.unwrap())
}

#[test]
fn an_article_is_laid_out_in_four_columns() {
    let text = "\nOslo waits. “No\u{a0}ferry,\r\nthis week.” Why?";
    let corpus = corpus(text, &[("quote", "“No\u{a0}ferry,\r\nthis week.”"), ("claim", "waits")]);
    let (file, _) = written(&corpus, ExportOptions::default());
    let (major, minor, _) = unicode_segmentation::UNICODE_VERSION;
    let expected = format!(
        "-DOCSTART- -X- O O\n\n\
        Oslo _ NewDoc=ferry|Tokeniser=UAX29-words-Unicode-{major}.{minor}|SpacesBefore=\\n O\n\
        waits _ SpaceAfter=No B-claim\n\
        . _ _ O\n\n\
        “ _ SpaceAfter=No B-quote\n\
        No _ SpacesAfter=\\u00a0 I-quote\n\
        ferry _ SpaceAfter=No I-quote\n\
        , _ SpacesAfter=\\r\\n I-quote\n\
        this _ _ I-quote\n\
        week _ SpaceAfter=No I-quote\n\
        . _ SpaceAfter=No I-quote\n\
        ” _ _ I-quote\n\n\
        Why _ SpaceAfter=No O\n\
        ? _ SpaceAfter=No O\n\n"
    );
    assert_eq!(file, expected);
}

#[test]
fn tags_follow_the_scheme_and_overlaps_the_rule() {
    let corpus = corpus("a b c d e", &[("claim", "a b"), ("quote", "b c d"), ("claim", "e")]);
    let tags = |scheme, overlaps| {
        let (file, report) = written(&corpus, options(scheme, overlaps));
        let rows = file.lines().skip(2).filter(|line| !line.is_empty());
        let tags: Vec<String> = rows.map(|row| row.splitn(4, ' ').nth(3).unwrap().to_owned()).collect();
        (tags.join(", "), report.findings.iter().filter(|told| told.why.contains("overlaps")).count())
    };
    let longest = "O, B-quote, I-quote, I-quote, B-claim".to_owned();
    assert_eq!(tags(TagScheme::Iob2, OverlapRule::Longest), (longest, 1));
    let first = "B-claim, E-claim, O, O, S-claim".to_owned();
    assert_eq!(tags(TagScheme::Iobes, OverlapRule::First), (first, 1));
    let all = "B-claim O, L-claim B-quote, O I-quote, O L-quote, U-claim O".to_owned();
    assert_eq!(tags(TagScheme::Bilou, OverlapRule::ColumnPerLabel), (all, 0));
}

#[test]
fn what_does_not_end_where_a_token_does_is_moved_and_told() {
    let corpus = corpus("ferry boats sail", &[("claim", "erry bo"), ("quote", "sail")]);
    let (file, report) = written(&corpus, ExportOptions::default());
    assert!(file.contains("Unicode") && file.contains("boats _ _ I-claim"), "{file}");
    let told: Vec<&str> = report.findings.iter().map(|told| told.what.as_str()).collect();
    assert_eq!(told.iter().filter(|what| what.contains("moved to the borders")).count(), 1, "{told:?}");
}

fn read(text: &str) -> (Vec<ArticleLine>, Report) {
    let files = BTreeMap::from([("in.conll".to_owned(), text.as_bytes().to_vec())]);
    dialects::read_lines(&Conll, &files, None)
}

/// The label and the words of each annotation.
fn tagged(line: &ArticleLine) -> Vec<String> {
    let text: Vec<char> = line.text.as_deref().unwrap().chars().collect();
    let words = |(start, end): (usize, usize)| text[start..end].iter().collect::<String>();
    let tagged = line.annotations.iter();
    tagged.map(|known| format!("{}: {}", known.label, words(known.fragments[0]))).collect()
}

#[test]
fn every_scheme_is_known_by_its_tags() {
    let words = ["Kari", "Lund", "Otto", "in", "Fagervik", "Lund"];
    let cases = [
        ("IOB1", ["I-PER", "I-PER", "B-PER", "O", "I-LOC", "I-PER"]),
        ("IOB2", ["B-PER", "I-PER", "B-PER", "O", "B-LOC", "B-PER"]),
        ("IOBES", ["B-PER", "E-PER", "S-PER", "O", "S-LOC", "S-PER"]),
        ("BILOU", ["B-PER", "L-PER", "U-PER", "O", "U-LOC", "U-PER"]),
    ];
    for (scheme, tags) in cases {
        for gap in [" ", "\t", " NN ", "\tNN\t"] {
            let rows: Vec<String> = words.iter().zip(tags).map(|(word, tag)| [word, tag].join(gap)).collect();
            let (lines, report) = read(&(rows.join("\n") + "\n"));
            assert_eq!(lines.len(), 1);
            let expected = ["per: Kari Lund", "per: Otto", "loc: Fagervik", "per: Lund"];
            assert_eq!(tagged(&lines[0]), expected, "{scheme} {gap:?}");
            assert_eq!(lines[0].text.as_deref(), Some("Kari Lund Otto in Fagervik Lund"));
            let told: Vec<_> = report.findings.iter().collect();
            assert_eq!((told.len(), told[0].effect), (1, Effect::Note));
            assert!(told[0].why.ends_with(scheme), "{}", told[0].why);
        }
    }
}

#[test]
fn a_file_of_the_task_of_2003_is_read() {
    let (lines, report) = read(
        "-DOCSTART- -X- O O\n\nFagervik NNP B-NP B-LOC\nwaits VBZ B-VP O\n. . O O\n\n\
         Lund NNP B-NP I-PER\nsails VBZ B-VP O\n\n-DOCSTART- (12 FERRIES)\n\nNo DT B-NP O\n",
    );
    assert_eq!(lines[0].text.as_deref(), Some("Fagervik waits .\nLund sails"));
    assert_eq!(tagged(&lines[0]), ["loc: Fagervik", "per: Lund"]);
    assert_eq!(lines[1].id, "12 FERRIES");
    let told: Vec<&str> = report.findings.iter().map(|told| told.what.as_str()).collect();
    assert!(told.contains(&"column 3 left out"), "{told:?}");
}

#[test]
fn several_columns_of_tags_are_all_read() {
    let (lines, _) = read("Kari B-PER O\nLund I-PER B-FAM\n");
    assert_eq!(tagged(&lines[0]), ["per: Kari Lund", "fam: Lund"]);
}

#[test]
fn comments_give_the_text_of_sentences() {
    let (lines, report) = read(
        "# newdoc id = one\n# text = Don’t wait.\nDo O\nn’t B-NEG\nwait O\n. O\n\n# sent_id = 2\n# text = # 1 sails.\n\
         # O\n1 B-NUM\nsails O\n. O\n\n# newdoc id = two\n# text = Yes.\nYes O\n. O\n",
    );
    assert_eq!(lines[0].text.as_deref(), Some("Don’t wait.\n# 1 sails."));
    assert_eq!(tagged(&lines[0]), ["neg: n’t", "num: 1"]);
    assert_eq!((lines[1].id.as_str(), lines[1].text.as_deref()), ("two", Some("Yes.")));
    assert_eq!(report.findings, []);
    // Where the tokens are not those of the text they are joined.
    let (lines, _) = read("# text = isn’t\nis O\nnot B-NEG\n");
    assert_eq!(lines[0].text.as_deref(), Some("is not"));
}

#[test]
fn broken_lines_are_told_with_their_place_and_the_rest_is_kept() {
    let (lines, report) =
        read("Kari\tNNP\tB-PER\nLund\nsails VBZ O\nto\tTO\tX-LOC\nFagervik\tNNP\tB-LOC\tO\nnow\tRB\tB-\n");
    assert_eq!(lines[0].text.as_deref(), Some("Kari Lund sails to Fagervik now"));
    assert_eq!(tagged(&lines[0]), ["per: Kari"]);
    let told: Vec<Option<usize>> = report.findings.iter().map(|told| told.place.line).collect();
    assert_eq!(told, [Some(2), Some(5), Some(4), Some(6), None]);
}

#[test]
fn a_file_without_tags_is_told_and_an_empty_one_is_nothing() {
    let (lines, report) = read("a NN\nb NN\n");
    assert_eq!(lines[0].annotations, []);
    assert!(report.findings.iter().any(|told| told.what == "column 2 left out"));
    let (lines, report) = read("\n\n");
    assert_eq!((lines.len(), report.findings.len()), (0, 0));
}

#[test]
fn sentences_end_as_in_the_language_of_the_article() {
    let sentences = |language: &str, text: &str| -> Vec<String> {
        let mut corpus = corpus(text, &[]);
        let mut article = article("ferry", text);
        article.metadata.language = language.to_owned();
        corpus.put(article);
        let (file, _) = written(&corpus, ExportOptions::default());
        let first = |block: &str| block.split(' ').next().unwrap_or_default().to_owned();
        file.split("\n\n").skip(1).filter(|block| !block.trim().is_empty()).map(first).collect()
    };
    for (language, text, first) in [
        ("de", "Der 3. Mann kam. Dann ging er.", &["Der", "Dann"][..]),
        ("fr", "M. Marre et M. Roe, p. ex. Jeudi, sont venus. Ils restent.", &["M", "Ils"]),
        ("es", "Llegó de EE. UU. Marta Ruiz. Vive aquí.", &["Llegó", "Vive"]),
        ("ru", "В 2025 г. Мэр ушла. Она вернётся.", &["В", "Она"]),
        ("uk", "У 2025 р. Мер пішла. Вона повернеться.", &["У", "Вона"]),
        ("ar", "قال د. سالم المرعي إنه هنا. ثم ذهب.", &["قال", "ثم"]),
        ("zh", "“走吧！”他说。她没有走。", &["“", "她"]),
    ] {
        assert_eq!(sentences(language, text), first, "{language}");
        assert_ne!(sentences("", text), first, "{language}: the rules of no language would do");
    }
}
