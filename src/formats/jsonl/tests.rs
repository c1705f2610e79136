//! What the interchange format must hold, from the outside.

mod reading;

use std::sync::Arc;

use proptest::prelude::*;

use super::*;
use crate::formats::selection::{Selection, StatusFilter};
use crate::formats::testing::arbitrary::corpora;
use crate::formats::testing::{
    MemoryCorpus, MemorySink, acceptance, annotation, annotator, article, export, import, now, voice,
};
use crate::formats::{Cells, ExportOptions};
use crate::model::annotation::{Annotation, AttributedVoice, Party, VoiceRole};
use crate::model::edit::Record;
use crate::model::id::{LabelId, VoiceId};
use crate::model::layer::Layer;
use crate::model::review::JudgedDigest;

fn export_all(corpus: &MemoryCorpus) -> MemorySink {
    let (sink, result) = export(&Jsonl, corpus, &Selection::default(), Cells::Plain, "all.jsonl");
    result.unwrap();
    assert!(sink.is_committed);
    sink
}

fn import_all(sink: &MemorySink) -> (Imported, Report) {
    let files: Vec<(&str, &[u8])> =
        sink.files.iter().map(|(name, bytes)| (name.as_str(), &bytes[..])).collect();
    import(&Jsonl, &files, None).unwrap()
}

/// Reads lines of articles, with lines of a register.
fn read(register: &str, lines: &str) -> (Imported, Report) {
    let files = [("a.register.jsonl", register.as_bytes()), ("a.jsonl", lines.as_bytes())];
    import(&Jsonl, &files, None).unwrap()
}

fn annotations(imported: &Imported) -> Vec<Arc<Annotation>> {
    let records = imported.records.iter();
    records
        .filter_map(|(_, record)| {
            if let Record::Annotation(annotation) = record { Some(Arc::clone(annotation)) } else { None }
        })
        .collect()
}

/// The findings as `effect what`.
fn told(report: &Report) -> Vec<String> {
    report.findings.iter().map(|finding| format!("{} {}", finding.effect.name(), finding.what)).collect()
}

proptest! {
    #[test]
    fn nothing_is_lost(corpus in corpora()) {
        let sink = export_all(&corpus);
        let (imported, report) = import_all(&sink);
        prop_assert_eq!(&report.findings, &[]);
        prop_assert_eq!(report.num_in, report.num_out);
        let again = MemoryCorpus::of(&imported);
        prop_assert_eq!(&again.state, &corpus.state);
        prop_assert_eq!(&again.articles, &corpus.articles);
        prop_assert_eq!(export_all(&again).files, sink.files);
    }

    #[test]
    fn a_file_cut_anywhere_is_read_as_far_as_it_goes(corpus in corpora(), cut in 0usize..10_000) {
        let sink = export_all(&corpus);
        let bytes = &sink.files["all.jsonl"];
        let bytes = &bytes[..cut % (bytes.len() + 1)];
        let num_whole = bytes.split(|byte| *byte == b'\n').count() - 1;
        let (imported, report) = import(&Jsonl, &[("all.jsonl", bytes)], None).unwrap();
        prop_assert!(imported.articles.len() >= num_whole, "{}", report);
    }

    #[test]
    fn no_line_makes_the_reader_panic(line in r#"[\[\]{}":,0-9a-z\\ ]{0,40}"#) {
        read(&line, &line);
        let inner = format!(r#"{{"text":"abc","annotations":[{{"label":"x","fragments":[[0,1]],{line}}}]}}"#);
        read("", &inner);
    }
}

#[test]
fn a_line_has_its_fields_in_their_order() {
    let text = "“😀 We will,” she said.";
    let mut corpus = MemoryCorpus::default();
    corpus.put(article("ferry", text));
    let mut quote = annotation("q1", "quote", text, "“😀 We will,”");
    quote.attribution.voices.push(AttributedVoice {
        role: VoiceRole::Speaker,
        party: Party::Registered(VoiceId::new("v1").unwrap()),
    });
    quote.attribution.source = Some(annotation("x", "x", text, "she").fragments);
    let claim = annotation("c1", "claim", text, "We");
    let mut layer = Layer::default();
    let decision = acceptance(&annotator("mk"), &claim);
    for annotation in [quote, claim] {
        layer.annotations.insert(annotation.id.clone(), Arc::new(annotation));
    }
    corpus.state.put_layer(&ArticleId::new("ferry").unwrap(), &annotator("mk"), layer);
    let mut review = Layer::default();
    review.decisions.insert(decision.on.clone(), Arc::new(decision));
    corpus.state.put_layer(&ArticleId::new("ferry").unwrap(), &annotator("ro"), review);
    corpus
        .state
        .voices
        .entry(annotator("mk"))
        .or_default()
        .insert(VoiceId::new("v1").unwrap(), Arc::new(voice("v1", "Ann Bell")));
    let sink = export_all(&corpus);
    let hash = corpus.articles[&ArticleId::new("ferry").unwrap()].text.hash();
    let voices = r#""speaker":"Ann Bell","voices":[{"role":"speaker","id":"v1","name":"Ann Bell","kind":"registered"}]"#;
    let rest = r#""attributes":{},"certainty":"sure","annotator":"mk","origin":"person","created":"2025-06-15T15:06:40.000Z","changed":"2025-06-15T15:06:40.000Z""#;
    let seen = "b";
    let expected = format!(
        concat!(
            r#"{{"format":"redletter-jsonl/1","offset_unit":"code_point","id":"ferry","text_sha256":"{}","#,
            r#""provenance":{{"byte_order_mark":false,"line_ends":"lf","undecodable":0,"added":"1970-01-01T00:00:00.000Z"}},"#,
            r#""text":"{}","blocks":[],"states":[],"annotations":["#,
            r#"{{"id":"q1","label":"quote","fragments":[[0,12]],"text":["“😀 We will,”"],{},"source":[[13,16]],{}}},"#,
            r#"{{"id":"c1","label":"claim","fragments":[[3,5]],"text":["We"],{},"inherited":true,"source":[[13,16]],{},"#,
            r#""decisions":[{{"annotator":"ro","verdict":"accepted","seen":"{}","at":"2025-06-15T15:06:40.000Z"}}]}}"#,
            r#"],"relations":[]}}"#,
            "\n"
        ),
        hash, text, voices, rest, voices, rest, seen
    );
    let written = String::from_utf8(sink.files["all.jsonl"].clone()).unwrap();
    let digest = JudgedDigest::of(
        corpus
            .state
            .layer(&ArticleId::new("ferry").unwrap(), &annotator("mk"))
            .unwrap()
            .annotations
            .values()
            .next()
            .unwrap(),
    );
    assert_eq!(written, expected.replace(r#""seen":"b""#, &format!(r#""seen":"{digest}""#)));
}

#[test]
fn limits_are_named() {
    let long = format!("{{\"text\":\"{}\"}}\n{{\"text\":\"two\"}}", "x".repeat(100)).into_bytes();
    let mut inputs = [Input::new("a.jsonl", || Ok(Box::new(&long[..]) as Box<dyn BufRead>))];
    let (me, mut ids) = (annotator("me"), CountedIds::default());
    let options = ReadOptions::default();
    let context =
        ReadContext { annotator: &me, now: now(), ids: &mut ids, known: None, texts: None, options };
    let (imported, report) = read_with_limit(&mut inputs, context, 64).unwrap();
    assert_eq!(imported.articles[0].text.as_str(), "two");
    assert_eq!(report.findings[0].why, "it is longer than 64 bytes");

    let deep = format!(r#"{{"text":"x","more":{}}}"#, "[".repeat(100_000));
    assert!(read("", &deep).1.findings[0].why.contains("recursion limit"));

    let mut corpus = MemoryCorpus::default();
    corpus.put(article("a1", "x"));
    let mut sink = MemorySink::default();
    let selection = Selection::default();
    let asked = Export::new(&corpus, &selection, "a.jsonl", ExportOptions::default());
    let err = write_with_limit(&asked, &mut sink, 64).unwrap_err();
    assert!(matches!(err, FormatError::TooLong { limit: 64, .. }));
    assert!(!sink.is_committed);
}

#[test]
fn a_disk_that_fills_up_and_bytes_that_change_commit_nothing() {
    let mut corpus = MemoryCorpus::default();
    for number in 0..50 {
        corpus.put(article(&format!("a{number}"), "The ferry sails."));
    }
    let selection = Selection::default();
    let asked = Export::new(&corpus, &selection, "a.jsonl", ExportOptions::default());
    let whole: usize = export_all(&corpus).files.values().map(Vec::len).sum();
    for capacity in [0, 10, whole / 2, whole - 1] {
        let mut sink = MemorySink { capacity: Some(capacity), ..MemorySink::default() };
        let err = Jsonl.write(&asked, &mut sink).unwrap_err();
        assert!(
            matches!(&err, FormatError::Write { source, .. } if source.kind() == io::ErrorKind::StorageFull),
            "{err}"
        );
        assert!(!sink.is_committed);
    }
    let tampers: [fn(Vec<u8>) -> Vec<u8>; 4] = [
        |bytes| String::from_utf8(bytes).unwrap().replacen("ferry", "Ferry", 1).into_bytes(),
        |bytes| bytes[..bytes.len() / 2].to_vec(),
        |bytes| [&bytes[..], b"{\"text\":\"more\"}\n"].concat(),
        |_| Vec::new(),
    ];
    for tamper in tampers {
        let mut sink = MemorySink { tamper: Some(tamper), ..MemorySink::default() };
        let err = Jsonl.write(&asked, &mut sink).unwrap_err();
        assert!(matches!(err, FormatError::Differs { .. }), "{err}");
        assert!(!sink.is_committed);
    }
}

#[test]
fn what_a_selection_cuts_off_keeps_its_speaker_and_its_review() {
    let text = "“We will, if it rains,” said Ann.";
    let mut corpus = MemoryCorpus::default();
    corpus.put(article("a1", text));
    let mut quote = annotation("q", "quote", text, "“We will, if it rains,”");
    quote.attribution.voices.push(AttributedVoice { role: VoiceRole::Speaker, party: Party::Article });
    let caveat = annotation("c", "caveat", text, "if it rains");
    let (mut layer, mut review) = (Layer::default(), Layer::default());
    let decision = acceptance(&annotator("mk"), &caveat);
    review.decisions.insert(decision.on.clone(), Arc::new(decision));
    layer.annotations.insert(quote.id.clone(), Arc::new(quote.clone()));
    layer.annotations.insert(caveat.id.clone(), Arc::new(caveat.clone()));
    let id = ArticleId::new("a1").unwrap();
    corpus.state.put_layer(&id, &annotator("mk"), layer);
    corpus.state.put_layer(&id, &annotator("ro"), review);
    let selection = Selection { labels: [LabelId::new("caveat").unwrap()].into(), ..Selection::default() };
    let (sink, report) = export(&Jsonl, &corpus, &selection, Cells::Plain, "a.jsonl");
    assert_eq!(told(&report.unwrap()), ["note 1 annotations have their attribution written as their own"]);
    let (imported, report) = import_all(&sink);
    assert_eq!(told(&report), [""; 0]);
    assert_eq!(annotations(&imported)[0].attribution, quote.attribution);

    let again = MemoryCorpus::of(&imported);
    for (status, num_expected) in [(StatusFilter::Accepted, 1), (StatusFilter::Unreviewed, 0)] {
        let selection = Selection { statuses: [status].into(), ..Selection::default() };
        let (_, report) = export(&Jsonl, &again, &selection, Cells::Plain, "a.jsonl");
        assert_eq!(report.unwrap().num_out.annotations, num_expected, "{}", status.name());
    }
}

#[test]
fn an_article_that_cant_be_read_is_told_and_the_others_written() {
    let mut corpus = MemoryCorpus::default();
    corpus.put(article("a1", "one"));
    corpus.put(article("a2", "two"));
    corpus.articles.remove(&ArticleId::new("a1").unwrap());
    let (sink, report) = export(&Jsonl, &corpus, &Selection::default(), Cells::Plain, "a.jsonl");
    let report = report.unwrap();
    assert_eq!(told(&report), ["left-out article left out"]);
    assert_eq!((report.num_in.articles, report.num_out.articles), (2, 1));
    assert_eq!(import_all(&sink).0.articles[0].id.as_str(), "a2");
}
