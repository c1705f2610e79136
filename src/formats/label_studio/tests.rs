//! Label Studio's files as it exports them, old and new, short and long, and what is wrong in them.

use super::LabelStudio;
use crate::formats::report::Effect;
use crate::formats::testing::{MemoryCorpus, dialects, import};
use crate::model::annotation::{AttributeValue, Party};
use crate::model::layer::Progress;

#[test]
fn what_is_written_reads_back_up_to_what_is_reported() {
    dialects::check_round_trips(&LabelStudio);
}

#[test]
fn nine_places_come_back_in_any_writing() {
    dialects::check_places(&LabelStudio);
}

#[test]
fn damage_is_told() {
    dialects::check_damage(&LabelStudio);
}

/// As Label Studio exports it: two annotators, one of whom skipped, a relation, what was said of a region, line ends
/// in the words, a prediction.
const EXPORT: &str = r#"[{"id":7,"annotations":[{"id":1,"completed_by":{"id":3,"email":"ada@example.org","first_name":""},
"result":[
{"value":{"start":10,"end":22,"text":"“No 😀\\nferry”","labels":["Quote"]},"id":"Dx_aB91ISN","from_name":"label","to_name":"text","type":"labels","origin":"manual"},
{"value":{"start":0,"end":9,"text":"Ada Brock","labels":["Speaker"]},"id":"b","from_name":"label","to_name":"text","type":"labels","origin":"manual"},
{"value":{"start":10,"end":22,"text":["Ada Brock"]},"id":"Dx_aB91ISN","from_name":"speaker","to_name":"text","type":"textarea"},
{"value":{"start":10,"end":22,"choices":["hostile"]},"id":"Dx_aB91ISN","from_name":"tone","to_name":"text","type":"choices"},
{"value":{"start":10,"end":22,"number":4},"id":"Dx_aB91ISN","from_name":"strength","to_name":"text","type":"number"},
{"value":{"choices":["transport"]},"id":"zz","from_name":"topic","to_name":"text","type":"choices"},
{"from_id":"b","to_id":"Dx_aB91ISN","type":"relation","direction":"left","labels":["said by"]}],
"was_cancelled":false,"ground_truth":false,"created_at":"2024-03-09T21:52:49.513742Z","updated_at":"2024-03-09T22:16:08.746926Z","lead_time":4.2},
{"id":2,"completed_by":5,"result":[],"was_cancelled":true}],
"predictions":[{"model_version":"m1","score":0.3,"result":[{"value":{"start":0,"end":3,"labels":["Speaker"]},"id":"p","from_name":"label","to_name":"text","type":"labels"}]}],
"data":{"text":"Ada Brock “No 😀\nferry”.","title":"Boats"},"meta":{},"total_annotations":2}]"#;

#[test]
fn what_label_studio_exports_is_read() {
    let (imported, report) = import(&LabelStudio, &[("a.json", EXPORT.as_bytes())], None).unwrap();
    let problems: Vec<&str> = report
        .findings
        .iter()
        .filter(|finding| finding.effect != Effect::Note)
        .map(|finding| finding.what.as_str())
        .collect();
    assert_eq!(problems.len(), 2, "{problems:?}");
    assert_eq!(problems[0], "annotator “ada@example.org” is called ada-example-org here");
    assert!(problems[1].starts_with("“Ada Brock” was entered in the register"));
    let read = MemoryCorpus::of(&imported);
    let article = read.articles.values().next().unwrap();
    assert_eq!((article.metadata.title.as_str(), article.metadata.foreign_id.as_str()), ("Boats", "7"));
    let layers = &read.state.layers[&article.id];
    let of = |name: &str| layers.iter().find(|(annotator, _)| annotator.as_str() == name).unwrap().1;
    let ada = of("ada-example-org");
    let quote = ada.annotations.values().find(|line| line.label.as_str() == "quote").unwrap();
    assert_eq!(quote.fragments.covered(article.text.as_str()).unwrap(), ["“No 😀\nferry”"]);
    assert_eq!(quote.provenance.created.to_string(), "2024-03-09T21:52:49.513Z");
    let Party::Registered(voice) = &quote.attribution.voices[0].party else { panic!("no voice") };
    assert_eq!(read.state.register()[voice].1.name, "Ada Brock");
    let value = |name: &str| quote.attributes.iter().find(|(id, _)| id.as_str() == name).unwrap().1.clone();
    assert_eq!(value("tone"), AttributeValue::Text("hostile".to_owned()));
    assert!(matches!(value("strength"), AttributeValue::Number(number) if number.get().to_string() == "4"));
    let relation = ada.relations.values().next().unwrap();
    let labels =
        relation.members.iter().map(|member| ada.annotations[&member.annotation.annotation].label.as_str());
    assert_eq!(labels.collect::<Vec<_>>(), ["quote", "speaker"]);
    assert_eq!(ada.state.codes.iter().collect::<Vec<_>>(), ["transport"]);
    assert_eq!(ada.state.progress, Progress::Done);
    assert!(matches!(of("user-5").state.progress, Progress::Skipped(_)));
    assert_eq!(of("m1").annotations.len(), 1);
    assert_eq!(of("m1").state.progress, Progress::ToDo);
}

#[test]
fn offsets_in_utf_16_are_found_out_by_their_words() {
    let old = r#"[{"id":1,"data":{"text":"😀 No  ferry."},"annotations":[{"result":[
        {"id":"a","type":"labels","from_name":"label","value":{"start":3,"end":12,"text":"No ferry","labels":["claim"]}}]}]}]"#;
    let (imported, report) = import(&LabelStudio, &[("a.json", old.as_bytes())], None).unwrap();
    assert!(report.findings.iter().any(|finding| finding.what.contains("utf16")), "{report:?}");
    assert_eq!(covered(&imported), ["No  ferry"]);
}

#[test]
fn the_short_form_and_json_lines_are_read() {
    let min = r#"[{"text":"One ferry.","id":4,"label":[{"start":4,"end":9,"text":"ferry","labels":["claim"]}],"annotator":1,"annotation_id":9,"created_at":"2024-01-01T00:00:00Z","updated_at":"2024-01-01T00:00:00Z","lead_time":1.5},
        {"text":"One ferry.","id":4,"label":[{"start":0,"end":3,"text":"One","labels":["claim"]}],"annotator":2}]"#;
    let (imported, report) = import(&LabelStudio, &[("a.json", min.as_bytes())], None).unwrap();
    assert!(!report.has_problems(), "{report:?}");
    assert_eq!(imported.articles.len(), 1);
    assert_eq!(covered(&imported), ["One", "ferry"]);
    let lines = "{\"data\":{\"text\":\"a b\"},\"annotations\":[{\"result\":[{\"id\":\"x\",\"type\":\"labels\",\"value\":{\"start\":2,\"end\":3,\"labels\":[\"claim\"]}}]}]}\n{broken\n{\"data\":{\"text\":\"c\"}}\n";
    let (imported, report) = import(&LabelStudio, &[("a.jsonl", lines.as_bytes())], None).unwrap();
    assert_eq!((covered(&imported), imported.articles.len()), (vec!["b".to_owned()], 2));
    assert_eq!(report.findings.iter().filter(|finding| finding.effect == Effect::LeftOut).count(), 1);
}

#[test]
fn what_does_not_fit_is_told_and_the_rest_kept() {
    let tasks = r#"[{"data":{"text":"One ferry.","picture":["x"]},"annotations":[{"result":[
        {"id":"a","type":"labels","value":{"start":4,"end":9,"labels":["claim"]}},
        {"id":"a","type":"labels","value":{"start":0,"end":3,"labels":["claim"]}},
        {"id":"b","type":"labels","value":{"start":4,"end":99,"labels":["claim"]}},
        {"id":"c","type":"labels","value":{"start":9,"end":4,"labels":["claim"]}},
        {"id":"d","type":"hypertextlabels","value":{"start":"/p[1]/text()[1]","end":"/p[1]/text()[1]","hypertextlabels":["claim"]}},
        {"id":"e","type":"labels","value":{"start":0,"end":3,"labels":[]}},
        {"type":"relation","from_id":"a","to_id":"nobody","direction":"right"},
        {"id":"f","type":"rectanglelabels","value":{"x":1,"rectanglelabels":["claim"]}},
        {"id":"g","type":"rating","from_name":"stars","value":{"rating":3}},
        7]},8]},
        {"data":{"image":5}},9]"#;
    let (imported, report) = import(&LabelStudio, &[("a.json", tasks.as_bytes())], None).unwrap();
    assert_eq!(covered(&imported), ["ferry"]);
    let left_out = report.findings.iter().filter(|finding| finding.effect == Effect::LeftOut).count();
    // The picture; six regions; a relation; stars; a result and an annotation that are numbers; two tasks.
    assert_eq!(left_out, 1 + 6 + 1 + 1 + 2 + 2, "{:#?}", report.findings);
}

/// The words of all annotations.
fn covered(imported: &crate::formats::imported::Imported) -> Vec<String> {
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
