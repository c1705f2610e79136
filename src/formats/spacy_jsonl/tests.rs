//! Documents as spaCy and its older training data have them, and what is wrong in them.

use super::SpacyJsonl;
use crate::formats::report::Effect;
use crate::formats::selection::Selection;
use crate::formats::testing::dialects::{self, NAME};
use crate::formats::testing::{MemoryCorpus, annotation, annotator, article, export, import};
use crate::formats::{Cells, imported::Imported};
use crate::model::edit::{Key, LayerKey, Record};
use crate::model::id::ArticleId;

#[test]
fn what_is_written_reads_back_up_to_what_is_reported() {
    dialects::check_round_trips(&SpacyJsonl);
}

#[test]
fn nine_places_come_back_in_any_writing() {
    dialects::check_places(&SpacyJsonl);
}

#[test]
fn damage_is_told() {
    dialects::check_damage(&SpacyJsonl);
}

#[test]
fn white_space_at_the_ends_is_left_out_and_told() {
    let mut corpus = MemoryCorpus::default();
    let text = "One ferry \n sails.";
    corpus.put(article("a", text));
    let layer = LayerKey { article: ArticleId::new("a").unwrap(), annotator: annotator("mk") };
    for (id, words) in [("whole", " ferry \n"), ("empty", " \n "), ("fits", "ferry \n sails")] {
        let annotation = annotation(id, "claim", text, words);
        let key = Key::Annotation(layer.clone(), annotation.id.clone());
        corpus.state.set(&key, Some(Record::Annotation(annotation.into())));
    }
    let (sink, result) = export(&SpacyJsonl, &corpus, &Selection::default(), Cells::default(), NAME);
    let told: Vec<(Effect, String)> = result
        .unwrap()
        .findings
        .into_iter()
        .filter(|finding| finding.why.starts_with("spaCy has white space"))
        .map(|finding| (finding.effect, finding.what))
        .collect();
    let whole = "annotation whole written without the white space at its ends".to_owned();
    let expected = [(Effect::Changed, whole), (Effect::LeftOut, "annotation empty left out".to_owned())];
    assert!(expected.iter().all(|expected| told.contains(expected)) && told.len() == 2, "{told:?}");
    let (imported, _) = import(&SpacyJsonl, &[(NAME, &sink.files[NAME])], None).unwrap();
    assert_eq!(covered(&imported), ["ferry", "ferry \n sails"]);
}

#[test]
fn groups_lists_entities_and_training_pairs_are_read() {
    let lines = concat!(
        r#"{"text":"Ada 😀 sails.","ents":[{"start":0,"end":3,"label":"PERSON"}],"sents":[{"start":0,"end":12}],"cats":{"sea":1.0,"land":0.1},"#,
        r#""tokens":[{"id":0,"start":0,"end":3,"tag":"NNP"}],"spans":{"sc":[{"start":6,"end":11,"label":"claim","kb_id":""}],"#,
        r#""people":[{"start":0,"end":3,"label":"PERSON","kb_id":"Q7"},{"start":6,"end":11,"label":"claim","kb_id":""}]}}"#,
        "\n",
        r#"["Ro rows.",{"entities":[[0,2,"PERSON"],[3,7,"claim"]]}]"#,
        "\n",
        r#"{"text":"Mk waits.","spans":[{"start":0,"end":2,"label":"PERSON","text":"Mk"}],"_input_hash":5,"meta":{"title":"T"}}"#,
        "\n",
    );
    let (imported, report) = import(&SpacyJsonl, &[("a.jsonl", lines.as_bytes())], None).unwrap();
    assert_eq!(covered(&imported), ["Ada", "Mk", "Ro", "rows", "sails"]);
    let problems: Vec<&str> = report
        .findings
        .iter()
        .filter(|finding| finding.effect != Effect::Note)
        .map(|finding| finding.what.as_str())
        .collect();
    assert_eq!(problems, ["field “kb_id” left out"]);
    let state = imported.to_state();
    let codes = state.layers.values().flat_map(|layers| layers.values()).flat_map(|layer| &layer.state.codes);
    assert_eq!(codes.collect::<Vec<_>>(), ["sea"]);
}

#[test]
fn what_does_not_fit_is_told_and_the_rest_kept() {
    let lines = concat!(
        r#"{"text":"One ferry.","spans":{"sc":[{"start":4,"end":9,"label":"claim"},{"start":4,"end":99,"label":"claim"},"#,
        r#"{"start":9,"end":4,"label":"claim"},{"start":-1,"end":4,"label":"claim"},{"end":4},7],"x":3}}"#,
        "\n[\"text\",{},3]\n[]\n{\"spans\":5,\"text\":\"b\"}\n{\"text\":null}\n",
    );
    let (imported, report) = import(&SpacyJsonl, &[("a.jsonl", lines.as_bytes())], None).unwrap();
    assert_eq!(covered(&imported), ["ferry"]);
    assert_eq!(imported.counts().articles, 2);
    let left_out = report.findings.iter().filter(|finding| finding.effect == Effect::LeftOut).count();
    // Five spans, a group, two lines, spans that are a number, a line without a text.
    assert_eq!(left_out, 5 + 1 + 2 + 1 + 1, "{:#?}", report.findings);
}

/// The words of all annotations.
fn covered(imported: &Imported) -> Vec<String> {
    let read = MemoryCorpus::of(imported);
    let mut covered = Vec::new();
    for (article, layers) in &read.state.layers {
        let text = read.articles[article].text.as_str();
        let annotations = layers.values().flat_map(|layer| layer.annotations.values());
        covered.extend(annotations.map(|annotation| annotation.fragments.covered(text).unwrap().concat()));
    }
    covered.sort();
    covered
}
