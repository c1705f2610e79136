//! Prodigy's tasks as it exports them, and what is wrong in them.

use super::Prodigy;
use crate::formats::report::Effect;
use crate::formats::testing::{dialects, import};
use crate::model::layer::Progress;
use crate::model::review::Verdict;

#[test]
fn what_is_written_reads_back_up_to_what_is_reported() {
    dialects::check_round_trips(&Prodigy);
}

#[test]
fn nine_places_come_back_in_any_writing() {
    dialects::check_places(&Prodigy);
}

#[test]
fn damage_is_told() {
    dialects::check_damage(&Prodigy);
}

/// As `db-out` writes it after `rel.manual`: two sessions on one text, another text between them.
const TWO_SESSIONS: &str = r#"{"text":"Ada Brock said 😀 no.","_input_hash":-1720146821,"_task_hash":5,"tokens":[{"text":"Ada","start":0,"end":3,"id":0,"ws":true},{"text":"Brock","start":4,"end":9,"id":1,"ws":true},{"text":"said","start":10,"end":14,"id":2,"ws":true},{"text":"😀","start":15,"end":16,"id":3,"ws":true},{"text":"no","start":17,"end":19,"id":4,"ws":false},{"text":".","start":19,"end":20,"id":5,"ws":false}],"_view_id":"relations","spans":[{"start":0,"end":9,"token_start":0,"token_end":1,"label":"SPEAKER"},{"start":17,"end":19,"token_start":4,"token_end":4,"label":"CLAIM"}],"relations":[{"head":1,"child":4,"head_span":{"start":0,"end":9,"token_start":0,"token_end":1,"label":"SPEAKER"},"child_span":{"start":17,"end":19,"token_start":4,"token_end":4,"label":"CLAIM"},"color":"\#ffd882","label":"SAYS"}],"answer":"accept","_session_id":"news-mk","_annotator_id":"mk","_timestamp":1700000000}
{"text":"Nothing here.","answer":"ignore","_annotator_id":"mk"}
{"text":"Ada Brock said 😀 no.","spans":[{"token_start":2,"token_end":2,"label":"CUE"},{"start":4,"end":9,"label":"SPEAKER"}],"tokens":[{"start":0,"end":3},{"start":4,"end":9},{"start":10,"end":14}],"answer":"reject","_annotator_id":"ro"}
"#;

#[test]
fn tasks_of_one_text_are_one_article() {
    let lines = TWO_SESSIONS.replace("\\#", "#");
    let (imported, report) = import(&Prodigy, &[("news.jsonl", lines.as_bytes())], None).unwrap();
    assert!(!report.has_problems(), "{report:?}");
    assert_eq!(imported.articles.len(), 2);
    let state = imported.to_state();
    let text = "Ada Brock said 😀 no.";
    let article = imported.articles.iter().find(|article| article.text.as_str() == text).unwrap();
    let layers = &state.layers[&article.id];
    let of = |name: &str| layers.iter().find(|(annotator, _)| annotator.as_str() == name).unwrap().1;
    let mk = of("mk");
    let mut covered: Vec<(&str, &str)> = mk
        .annotations
        .values()
        .map(|annotation| (annotation.label.as_str(), annotation.fragments.covered(text).unwrap()[0]))
        .collect();
    covered.sort_unstable();
    assert_eq!(covered, [("claim", "no"), ("speaker", "Ada Brock")]);
    assert_eq!(mk.state.progress, Progress::Done);
    let relation = mk.relations.values().next().unwrap();
    let labels: Vec<&str> = relation
        .members
        .iter()
        .map(|member| mk.annotations[&member.annotation.annotation].label.as_str())
        .collect();
    assert_eq!((relation.relation_type.as_str(), labels), ("says", vec!["speaker", "claim"]));
    let said = mk.annotations.values().next().unwrap();
    assert_eq!(said.provenance.created.to_string(), "2023-11-14T22:13:20.000Z");
    let ro = of("ro");
    assert_eq!(ro.annotations.len(), 2);
    assert!(ro.decisions.values().all(|decision| decision.verdict == Verdict::Rejected));
    assert_eq!(ro.decisions.len(), 2);
}

#[test]
fn what_does_not_fit_is_told_and_the_rest_kept() {
    let lines = concat!(
        r#"{"text":"One ferry.","meta":{"source":"wire","score":1},"accept":["economy",7],"options":[],"spans":["#,
        r#"{"start":4,"end":9,"label":"CLAIM"},{"start":4,"label":"CLAIM"},{"start":-1,"end":2,"label":"CLAIM"},"#,
        r#"{"start":4,"end":99,"label":"CLAIM"},{"start":9,"end":4,"label":"CLAIM"},{"start":4,"end":9,"label":null},7],"#,
        r#""relations":[{"head":0,"child":1,"label":"X"},3],"answer":"perhaps","image":"data:,"}"#,
        "\n{\"text\":7}\n[]\n{\"spans\":[]}\n",
    );
    let (imported, report) = import(&Prodigy, &[("a.jsonl", lines.as_bytes())], None).unwrap();
    assert_eq!(imported.counts().annotations, 1);
    assert_eq!(imported.counts().articles, 1);
    let left_out = report.findings.iter().filter(|finding| finding.effect == Effect::LeftOut).count();
    // Five spans and one that is none, two relations, two kinds of metadata, the picture, the answer, three lines.
    assert_eq!(left_out, 6 + 2 + 2 + 1 + 1 + 3, "{:#?}", report.findings);
    let layer = imported.to_state().layers.values().next().unwrap().values().next().unwrap().clone();
    assert_eq!(layer.state.codes.iter().map(String::as_str).collect::<Vec<_>>(), ["7", "economy"]);
}

#[test]
fn a_session_without_a_name_is_nobodys() {
    let line = r#"{"text":"One ferry.","spans":[{"start":4,"end":9,"label":"claim"}],"_annotator_id":"2024-02-06_10-17-19","_session_id":"2024-02-06_10-17-19"}"#;
    let (imported, report) = import(&Prodigy, &[("a.jsonl", line.as_bytes())], None).unwrap();
    assert!(!report.has_problems(), "{report:?}");
    let state = imported.to_state();
    let annotators: Vec<&str> = state
        .layers
        .values()
        .flat_map(|layers| layers.keys())
        .map(crate::model::id::AnnotatorId::as_str)
        .collect();
    assert_eq!(annotators, ["me"]);
}
