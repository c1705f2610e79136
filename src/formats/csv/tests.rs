//! What tables must hold, from the outside.

mod columns;
mod reading;

use std::sync::Arc;

use proptest::prelude::*;

use super::*;
use crate::formats::ReadOptions;
use crate::formats::selection::Selection;
use crate::formats::testing::arbitrary::corpora;
use crate::formats::testing::{
    MemoryCorpus, MemorySink, acceptance, annotation, annotator, article, export, voice,
};
use crate::model::annotation::{AttributeValue, AttributedVoice, Party, VoiceRole};
use crate::model::id::{AttributeId, VoiceId};
use crate::model::layer::Layer;
use crate::model::text::Fragments;

/// One article with a quote of two fragments, and a caveat inside it that a reviewer accepted.
fn corpus(note: &str) -> MemoryCorpus {
    let text = "😀 “We will, if it rains,” she said, “go.”";
    let mut corpus = MemoryCorpus::default();
    let mut told = article("a1", text);
    told.metadata.title = "Ferry, \"night\"\nedition".to_owned();
    corpus.put(told);
    let mut quote = annotation("q", "quote", text, "“We will, if it rains,”");
    let second = annotation("x", "quote", text, "“go.”").fragments.hull();
    quote.fragments = Fragments::new(vec![quote.fragments.hull(), second]).unwrap();
    let party = Party::Registered(VoiceId::new("v1").unwrap());
    quote.attribution.voices.push(AttributedVoice { role: VoiceRole::Speaker, party });
    quote.note = note.to_owned();
    quote.attributes.insert(AttributeId::new("odd").unwrap(), AttributeValue::Text("+1".to_owned()));
    let caveat = annotation("c", "caveat", text, "if it rains");
    let decision = acceptance(&annotator("mk"), &caveat);
    let (mut layer, mut review) = (Layer::default(), Layer::default());
    layer.annotations.insert(quote.id.clone(), Arc::new(quote));
    layer.annotations.insert(caveat.id.clone(), Arc::new(caveat));
    review.decisions.insert(decision.on.clone(), Arc::new(decision));
    let id = ArticleId::new("a1").unwrap();
    corpus.state.put_layer(&id, &annotator("mk"), layer);
    corpus.state.put_layer(&id, &annotator("ro"), review);
    let ann = Arc::new(voice("v1", "Ann Bell"));
    corpus.state.voices.entry(annotator("mk")).or_default().insert(ann.id.clone(), ann);
    corpus
}

fn written(corpus: &MemoryCorpus, cells: Cells) -> (String, Report) {
    let (sink, report) = export(&Csv, corpus, &Selection::default(), cells, "a.csv");
    assert!(sink.is_committed);
    (String::from_utf8(sink.files["a.csv"].clone()).unwrap(), report.unwrap())
}

#[test]
fn a_row_holds_an_annotation() {
    let (file, report) = written(&corpus("so, \"she\" says"), Cells::Plain);
    let expected = concat!(
        "article,title,date,outlet,annotator,id,label,start_code_point,end_code_point,text,fragments_code_point,",
        "speakers,via,addressee,source,cue,certainty,note,attr:odd,items,review,created,changed\n",
        "a1,\"Ferry, \"\"night\"\"\nedition\",,,mk,q,quote,2,41,\"“We will, if it rains,” […] “go.”\",2-25;36-41,",
        "Ann Bell,,,,,sure,\"so, \"\"she\"\" says\",+1,,unreviewed,2025-06-15T15:06:40.000Z,2025-06-15T15:06:40.000Z\n",
        "a1,\"Ferry, \"\"night\"\"\nedition\",,,mk,c,caveat,12,23,if it rains,12-23,",
        "Ann Bell,,,,,sure,,,,accepted,2025-06-15T15:06:40.000Z,2025-06-15T15:06:40.000Z\n",
    );
    assert_eq!(file, expected);
    assert_eq!(report.findings, []);
    assert_eq!((report.num_in.annotations, report.num_out.annotations), (2, 2));
}

#[test]
fn for_spreadsheets_no_cell_is_a_formula() {
    for note in ["=HYPERLINK(\"x\")", "+1", "-1", "@SUM(A1)", "\tx", "\rx"] {
        let (file, report) = written(&corpus(note), Cells::ForSpreadsheet);
        let mut reader = ::csv::Reader::from_reader(file.as_bytes());
        let row = reader.records().next().unwrap().unwrap();
        assert_eq!(row.get(17), Some(&*format!("'{note}")));
        assert_eq!(row.get(18), Some("'+1"));
        assert!(report.findings[0].what.contains("can't be read back"));
        let (plain, _) = written(&corpus(note), Cells::Plain);
        let mut reader = ::csv::Reader::from_reader(plain.as_bytes());
        assert_eq!(reader.records().next().unwrap().unwrap().get(17), Some(note));
    }
}

#[test]
fn a_table_that_changes_on_the_disk_is_not_kept() {
    let corpus = corpus("");
    let selection = Selection::default();
    let asked = Export::new(&corpus, &selection, "a.csv", ExportOptions::default());
    let tampers: [fn(Vec<u8>) -> Vec<u8>; 3] = [
        |bytes| String::from_utf8(bytes).unwrap().replacen("Bell", "Ball", 1).into_bytes(),
        |bytes| bytes[..bytes.len() / 2].to_vec(),
        |bytes| [&bytes[..], b"a,b\n"].concat(),
    ];
    for tamper in tampers {
        let mut sink = MemorySink { tamper: Some(tamper), ..MemorySink::default() };
        assert!(Csv.write(&asked, &mut sink).is_err());
        assert!(!sink.is_committed);
    }
    let mut sink = MemorySink { capacity: Some(300), ..MemorySink::default() };
    let err = Csv.write(&asked, &mut sink).unwrap_err();
    assert!(
        matches!(&err, FormatError::Write { source, .. } if source.kind() == io::ErrorKind::StorageFull),
        "{err}"
    );
    assert!(!sink.is_committed);
}

proptest! {
    #[test]
    fn every_corpus_has_a_table(corpus in corpora()) {
        for cells in [Cells::Plain, Cells::ForSpreadsheet] {
            let (_, report) = written(&corpus, cells);
            prop_assert_eq!(report.num_in.annotations, report.num_out.annotations);
        }
    }
}

#[test]
fn a_speaker_that_was_merged_goes_by_the_other_name() {
    let mut corpus = corpus("");
    let own = corpus.state.voices.get_mut(&annotator("mk")).unwrap();
    let merged = own.values_mut().next().map(Arc::make_mut).unwrap();
    merged.merged_into = Some(VoiceId::new("v2").unwrap());
    let dame = Arc::new(voice("v2", "Dame Ann Bell"));
    own.insert(dame.id.clone(), dame);
    let (file, _) = written(&corpus, Cells::Plain);
    assert_eq!(file.matches("Dame Ann Bell").count(), 2, "{file}");
}
