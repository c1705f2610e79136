//! Tables as people make them.

use super::*;
use crate::formats::testing::dialects::{PLACES, WRITINGS, writings};
use crate::formats::testing::{import, now};
use crate::model::id::CountedIds;

/// What a table makes of an empty corpus, each annotation in words; and what is told.
fn read(
    tables: &[(&str, &[u8])],
    columns: &str,
    corpus: Option<&MemoryCorpus>,
) -> (Vec<String>, Vec<String>) {
    let (imported, report) = imported(tables, columns, corpus);
    let read = MemoryCorpus::of(&imported);
    let mut told = Vec::new();
    for (id, layers) in &read.state.layers {
        let text = read.articles[id].text.as_str();
        for annotation in layers.values().flat_map(|layer| layer.annotations.values()) {
            let words = annotation.fragments.covered(text).unwrap().join("|");
            told.push(format!("{}: {words}", annotation.label));
        }
    }
    told.sort();
    (told, report.findings.iter().map(ToString::to_string).collect())
}

fn imported(tables: &[(&str, &[u8])], columns: &str, corpus: Option<&MemoryCorpus>) -> (Imported, Report) {
    let mut inputs: Vec<Input<'_>> =
        tables.iter().map(|(name, bytes)| Input::in_memory(*name, bytes)).collect();
    let columns = (!columns.is_empty()).then(|| columns.parse().unwrap());
    let (mut ids, me) = (CountedIds(1000), annotator("me"));
    let context = ReadContext {
        annotator: &me,
        now: now(),
        ids: &mut ids,
        known: corpus.map(|corpus| &corpus.state),
        texts: corpus.map(|corpus| corpus as _),
        options: ReadOptions { columns },
    };
    Csv.read(&mut inputs, context).unwrap()
}

fn one(table: &str) -> (Vec<String>, Vec<String>) {
    read(&[("t.csv", table.as_bytes())], "", None)
}

#[test]
fn a_row_is_an_annotation_with_its_place() {
    let table = "doc_id,body,start,end,text,label,comment,coder\n\
                 n1,“Ferry” was late.,1,6,Ferry,ship,first,kim\n\
                 n1,,12,16,late,delay,,kim\n\
                 n2,Rain fell.,0,4,Rain,weather,,\n";
    let (annotations, told) = one(table);
    assert_eq!(annotations, ["delay: late", "ship: Ferry", "weather: Rain"]);
    assert_eq!(told, Vec::<String>::new());
    let (imported, _) = imported(&[("t.csv", table.as_bytes())], "", None);
    assert_eq!(imported.tagset.labels.len(), 3);
}

#[test]
fn a_row_is_a_text_with_a_label() {
    let (annotations, told) = one("text,label\n  Rain fell. ,weather\n\"Ferry, late\",ship\nno label,\n");
    assert_eq!(annotations, ["ship: Ferry, late", "weather: Rain fell."]);
    assert_eq!(told, Vec::<String>::new());
    let (imported, report) = imported(&[("t.csv", b"text,label\na b,x\na b,y\nc,z\n")], "", None);
    assert_eq!((imported.articles.len(), report.num_out.annotations), (2, 3));
}

#[test]
fn what_columns_hold_can_be_told() {
    let table = "Kommentar,Inhalt,Klasse,Ton\nx,Rain fell.,weather,calm\n";
    let (annotations, told) = read(&[("t.csv", table.as_bytes())], "", None);
    assert_eq!(annotations, Vec::<String>::new());
    assert!(told.iter().any(|told| told.contains("table left out") && told.contains("t.csv")), "{told:?}");
    let columns = "text=inhalt,label=Klasse,attr:tone=Ton,note=nowhere";
    let (annotations, told) = read(&[("t.csv", table.as_bytes())], columns, None);
    assert_eq!(annotations, ["weather: Rain fell."]);
    assert_eq!(told.len(), 2, "{told:?}");
    assert!(told[0].contains("“nowhere” left out") && told[1].contains("“Kommentar” left out"), "{told:?}");
    let (imported, _) = imported(&[("t.csv", table.as_bytes())], columns, None);
    let read = MemoryCorpus::of(&imported);
    let layer = read.state.layers.values().next().unwrap().values().next().unwrap();
    let annotation = layer.annotations.values().next().unwrap();
    let tone = annotation.attributes.get(&AttributeId::new("tone").unwrap());
    assert_eq!(tone, Some(&AttributeValue::Text("calm".to_owned())));
}

#[test]
fn words_without_offsets_are_looked_up_where_they_stand_once() {
    let (annotations, told) =
        one("article,body,words,label\na1,rain on rain on 🌧 sea,sea,x\na1,,rain,x\na1,,snow,x\na1,,🌧,y\n");
    assert_eq!(annotations, ["x: sea", "y: 🌧"]);
    assert_eq!(told.len(), 2);
    assert!(told[0].contains("more than once") && told[0].contains("line 3"), "{told:?}");
    assert!(told[1].contains("“snow” is not in the text") && told[1].contains("line 4"), "{told:?}");
}

#[test]
fn words_tell_what_offsets_count() {
    for (offsets, how) in [
        (["0,3", "6,9"], None),
        (["0,3", "7,10"], Some("utf16 from 0")),
        (["0,3", "9,12"], Some("byte from 0")),
        (["0,2", "6,8"], Some("code_point from 0, up to the last")),
        (["1,3", "7,9"], Some("code_point from 1, up to the last")),
    ] {
        let [one_place, two] = offsets;
        let table =
            format!("id,text,start,end,words,label\na,red 😀 sea,{one_place},red,x\na,,{two},sea,x\n");
        let (annotations, told) = read(
            &[("t.csv", table.as_bytes())],
            "article=id,text=text,start=start,end=end,words=words,label=label",
            None,
        );
        assert_eq!(annotations, ["x: red", "x: sea"], "{told:?}");
        match how {
            Some(how) => assert!(told.len() == 1 && told[0].contains(how), "{told:?}"),
            None => assert_eq!(told, Vec::<String>::new()),
        }
    }
}

#[test]
fn texts_stand_in_another_table_or_in_the_corpus() {
    let annotations = ("spans.csv", &b"article,start,end,label\na1,0,4,weather\n"[..]);
    let articles = ("articles.csv", &b"id,title,text\na1,Wet,Rain fell.\n"[..]);
    for tables in [[annotations, articles], [articles, annotations]] {
        let (found, told) = read(&tables, "", None);
        assert_eq!((found, told), (vec!["weather: Rain".to_owned()], Vec::new()));
    }
    let (found, told) = read(&[annotations], "", None);
    assert_eq!(found, Vec::<String>::new());
    assert!(told[0].contains("article a1 left out, with 1 annotations"), "{told:?}");
    let mut corpus = MemoryCorpus::default();
    corpus.put(article("a1", "Rain fell."));
    let (found, told) = read(&[annotations], "", Some(&corpus));
    assert_eq!((found, told), (vec!["weather: Rain".to_owned()], Vec::new()));
}

#[test]
fn what_is_written_reads_back_into_the_same_corpus() {
    let corpus = corpus("so, \"she\" says");
    let (file, _) = written(&corpus, Cells::Plain);
    let (imported, report) = imported(&[("a.csv", file.as_bytes())], "", Some(&corpus));
    let told: Vec<String> = report.findings.iter().map(ToString::to_string).collect();
    assert_eq!(told.len(), 1, "{told:?}");
    assert!(told[0].contains("column “review” left out"), "{told:?}");
    let read = MemoryCorpus::of(&imported);
    assert_eq!(read.articles, corpus.articles);
    let id = ArticleId::new("a1").unwrap();
    let (was, is) = (corpus.state.layer(&id, &annotator("mk")), read.state.layer(&id, &annotator("mk")));
    let (was, is) = (was.unwrap(), is.unwrap());
    assert_eq!(was.annotations.len(), is.annotations.len());
    for (was, is) in was.annotations.values().zip(is.annotations.values()) {
        assert_eq!(
            (&was.id, &was.label, &was.fragments, &was.note),
            (&is.id, &is.label, &is.fragments, &is.note)
        );
        assert_eq!(was.provenance.created, is.provenance.created);
        assert_eq!(was.attributes, is.attributes);
        assert_eq!(is.attribution.voices.len(), 1);
    }
}

#[test]
fn nine_places_come_back_in_any_writing() {
    let corpus = writings();
    for format in [&Csv as &dyn Format, &Tsv] {
        let (sink, _) = export(format, &corpus, &Selection::default(), Cells::Plain, "w");
        let (found, _) = read(&[("w", &sink.files["w"])], "", Some(&corpus));
        let mut places: Vec<&str> =
            found.iter().filter_map(|found| Some(found.split_once(": ")?.1)).collect();
        let mut expected = PLACES.to_vec();
        places.sort_unstable();
        expected.sort_unstable();
        assert_eq!(places, expected);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]
    #[test]
    fn every_table_reads_back_with_every_annotation_in_its_place(corpus in corpora()) {
        let (file, _) = written(&corpus, Cells::Plain);
        let (imported, report) = imported(&[("a.csv", file.as_bytes())], "", Some(&corpus));
        let left_out: Vec<String> = report
            .findings
            .iter()
            .filter(|finding| finding.effect == Effect::LeftOut && finding.what.contains("annotation"))
            .map(ToString::to_string)
            .collect();
        prop_assert_eq!(left_out, Vec::<String>::new());
        let read = MemoryCorpus::of(&imported);
        for (id, layers) in &corpus.state.layers {
            for (annotator, layer) in layers {
                for (key, was) in &layer.annotations {
                    let is = read.state.layer(id, annotator).and_then(|layer| layer.annotations.get(key));
                    prop_assert_eq!(is.map(|is| (&is.label, &is.fragments)), Some((&was.label, &was.fragments)));
                }
            }
        }
    }
}

#[test]
fn encodings_and_delimiters_are_found_out() {
    let table = "text;label\nCafé à Évry, très près;summer\n";
    let (latin, _, _) = encoding_rs::WINDOWS_1252.encode(table);
    let wide: Vec<u8> = [0xff, 0xfe]
        .into_iter()
        .chain(table.replace(';', "\t").encode_utf16().flat_map(u16::to_le_bytes))
        .collect();
    let marked = format!("\u{feff}sep=|\r\n{}", table.replace(';', "|"));
    for bytes in [table.as_bytes(), &latin, &wide, marked.as_bytes()] {
        let (found, told) = read(&[("t.csv", bytes)], "", None);
        assert_eq!(found, ["summer: Café à Évry, très près"], "{told:?}");
        assert!(told.iter().all(|told| told.contains("taken to be in windows-1252")), "{told:?}");
    }
}

#[test]
fn rows_that_do_not_fit_are_told_with_their_line() {
    let table = "article,body,start,end,text,label\n\
                 a1,Rain fell.,0,4,Rain,x\n\
                 a1,,0,99,,x\n\
                 a1,,4,x,,x\n\
                 a1,,0,4,Snow,x\n\
                 a1,Other text.,0,4,,x\n\
                 ,,0,4,,x\n\
                 a1,,5,9,fell,\n\
                 a1,,5,9\n\
                 a1,,9,5,,x\n";
    let (found, told) = one(table);
    assert_eq!(found, ["x: Rain"]);
    for line in 3..=10 {
        assert!(told.iter().any(|told| told.contains(&format!("line {line},"))), "line {line}: {told:?}");
    }
    let (_, report) = imported(&[("t.csv", table.as_bytes())], "", None);
    assert_eq!((report.num_in.annotations, report.num_out.annotations), (7, 1));
}

#[test]
fn damage_is_told() {
    let row = |(idx, words): (usize, &str)| {
        let start = WRITINGS[..WRITINGS.find(words).unwrap()].chars().count();
        let text = if idx == 0 { WRITINGS } else { "" };
        format!("w,\"{text}\",{start},{},{words},claim\n", start + words.chars().count())
    };
    let rows: String = PLACES.into_iter().enumerate().map(row).collect();
    let table = format!("article,body,start,end,text,label\n{rows}");
    let bytes = table.as_bytes();
    assert_eq!(import(&Csv, &[("t.csv", bytes)], None).unwrap().0.counts().annotations, PLACES.len());
    for at in (0..bytes.len()).step_by(3) {
        for damage in [bytes[..at].to_vec(), [&bytes[..at], b"\xff", &bytes[at + 1..]].concat()] {
            let (imported, report) = import(&Csv, &[("t.csv", &damage)], None).unwrap();
            let is_less = imported.counts().annotations < PLACES.len();
            let in_header = damage.len() < bytes.len() && !damage.contains(&b'\n');
            let at_border = at == 0 || in_header || bytes[at - 1] == b'\n';
            // A label that is cut short stands at the end of the table.
            let is_told = !report.findings.is_empty() || at_border || ends_in_label(&damage);
            assert!(!is_less || is_told, "{at}");
        }
    }
}

fn ends_in_label(damage: &[u8]) -> bool {
    let cell = damage.rsplit(|byte| *byte == b',').next().unwrap_or_default();
    !cell.is_empty() && b"claim".starts_with(cell)
}

#[test]
fn odd_tables_are_no_trouble() {
    for table in [
        "",
        "\n\n",
        "text",
        "text\n",
        "\"",
        "text,label\n\"a,b",
        ",,,\n,,,",
        "text,text\na,b\n",
        "sep=\ntext\nx",
    ] {
        let (_, report) = imported(&[("t.csv", table.as_bytes())], "", None);
        drop(report);
    }
    let cell = "1-2;".repeat(100_000);
    let (found, _) = one(&format!("article,body,fragments,label\na,abc,{cell},x\n"));
    assert_eq!(found, ["x: b"]);
}
