//! What a map of names must hold.

use crate::formats::brat::Brat;
use crate::formats::doccano::Doccano;
use crate::formats::imported::Imported;
use crate::formats::report::Effect;
use crate::formats::testing::{MemoryCorpus, import, now};
use crate::model::annotation::Annotation;
use crate::model::corpus::CorpusState;
use crate::model::edit::Record;
use crate::model::id::{CountedIds, LabelId};
use crate::model::tagset::default::default_tagset;

use super::{Mapping, MappingError, Survey, propose};

const TEXT: &str = "“The quay floods,” warned Ada Quill. Trams wait.";

fn corpus() -> CorpusState {
    CorpusState { tagset: default_tagset(), ..CorpusState::default() }
}

/// A dataset whose labels and relations are somebody else's.
fn foreign() -> Imported {
    let line = serde_json::json!({
        "text": TEXT,
        "entities": [
            {"id": 1, "label": "Saying", "start_offset": 19, "end_offset": 25},
            {"id": 2, "label": "Name", "start_offset": 26, "end_offset": 35},
            {"id": 3, "label": "Direct Quote", "start_offset": 1, "end_offset": 17},
            {"id": 4, "label": "Vehicle", "start_offset": 37, "end_offset": 42},
        ],
        "relations": [
            {"id": 5, "from_id": 1, "to_id": 2, "type": "Speaker"},
            {"id": 6, "from_id": 1, "to_id": 3, "type": "Message"},
            {"id": 7, "from_id": 3, "to_id": 4, "type": "backed by"},
        ],
    });
    let (imported, report) =
        import(&Doccano, &[("x.jsonl", line.to_string().as_bytes())], Some(&corpus())).unwrap();
    assert!(report.findings.iter().all(|finding| finding.effect == Effect::Note), "{report:?}");
    imported
}

fn mapped(text: &str) -> (MemoryCorpus, Vec<String>) {
    let mut imported = foreign();
    let mapping = Mapping::from_text(text).unwrap();
    let report = mapping.apply(&mut imported, &corpus(), &mut CountedIds(9_000), now()).unwrap();
    let told = report.findings.iter().map(ToString::to_string).collect();
    (MemoryCorpus::of(&imported), told)
}

fn annotations(corpus: &MemoryCorpus) -> Vec<Annotation> {
    let layers = corpus.state.layers.values().flat_map(|layers| layers.values());
    let mut all: Vec<Annotation> = layers
        .flat_map(|layer| layer.annotations.values())
        .map(|annotation| Annotation::clone(annotation))
        .collect();
    all.sort_by_key(|annotation| annotation.fragments.start());
    all
}

fn labels(corpus: &MemoryCorpus) -> Vec<String> {
    annotations(corpus).iter().map(|annotation| annotation.label.to_string()).collect()
}

#[test]
fn names_become_the_corpus_s_own_and_others_stay() {
    let (corpus, told) = mapped(r#"(format: 1, labels: {"direct quote": "Quote", "Boat": "claim"})"#);
    assert_eq!(labels(&corpus), ["quote", "saying", "name", "vehicle"]);
    assert!(told.len() == 1 && told[0].contains("“Boat” was not used"), "{told:?}");
    let defined: Vec<&str> = corpus.state.tagset.labels.keys().map(LabelId::as_str).collect();
    assert_eq!(defined, ["name", "saying", "vehicle"]);
}

#[test]
fn an_attribution_event_becomes_attribution() {
    let map = r#"(format: 1, labels: {"Direct Quote": "quote"}, attributions: [(cue: "Saying", source: "Speaker", content: "Message")])"#;
    let (corpus, told) = mapped(map);
    assert_eq!(told, Vec::<String>::new());
    assert_eq!(labels(&corpus), ["quote", "vehicle"]);
    let quote = &annotations(&corpus)[0];
    let attribution = &quote.attribution;
    assert_eq!(attribution.source.as_ref().unwrap().covered(TEXT).unwrap(), ["Ada Quill"]);
    assert_eq!(attribution.cue.as_ref().unwrap().covered(TEXT).unwrap(), ["warned"]);
    let voices: Vec<&str> = corpus
        .state
        .voices
        .values()
        .flat_map(|voices| voices.values())
        .map(|voice| voice.name.as_str())
        .collect();
    assert_eq!(voices, ["Ada Quill"]);
    // What has no part in it stays.
    let relations = corpus.state.layers.values().flat_map(|layers| layers.values());
    assert_eq!(relations.map(|layer| layer.relations.len()).sum::<usize>(), 1);
}

#[test]
fn relations_take_the_roles_of_their_type() {
    let (corpus, _) = mapped(r#"(format: 1, relations: {"backed by": (to: "supports", swapped: true)})"#);
    let layers: Vec<_> = corpus.state.layers.values().flat_map(|layers| layers.values()).collect();
    let relation =
        layers[0].relations.values().find(|relation| relation.relation_type.as_str() == "supports").unwrap();
    let tagset = default_tagset();
    let supports = tagset.relation_types.values().find(|known| known.id.as_str() == "supports").unwrap();
    let roles: Vec<_> = relation.members.iter().map(|member| &member.role).collect();
    assert_eq!(roles, supports.roles.iter().map(|role| &role.id).collect::<Vec<_>>());
    let first = &relation.members[0].annotation.annotation;
    assert_eq!(layers[0].annotations[first].label.as_str(), "vehicle");
}

#[test]
fn a_map_that_leads_nowhere_changes_nothing() {
    let mut imported = foreign();
    let mapping = Mapping::from_text(r#"(format: 1, labels: {"Vehicle": "boat"})"#).unwrap();
    let failed = mapping.apply(&mut imported, &corpus(), &mut CountedIds(0), now());
    assert_eq!(failed, Err(MappingError::NoSuch { kind: "label", name: "boat".to_owned() }));
    assert_eq!(
        imported.records.iter().map(|(key, _)| key).collect::<Vec<_>>(),
        foreign().records.iter().map(|(key, _)| key).collect::<Vec<_>>()
    );
}

#[test]
fn a_map_is_read_as_it_was_written_and_says_where_it_is_wrong() {
    let mapping = propose(&Survey::of(&foreign(), &corpus()), &default_tagset());
    assert_eq!(Mapping::from_text(&mapping.to_text().unwrap()).unwrap(), mapping);
    let wrong = Mapping::from_text("(format: 1,\n lables: {})").unwrap_err().to_string();
    assert!(wrong.contains("2:") && wrong.contains("lables"), "{wrong}");
    assert_eq!(Mapping::from_text("(format: 2)"), Err(MappingError::Version { found: 2 }));
}

#[test]
fn what_is_in_a_dataset_is_counted_with_examples_and_a_map_is_proposed() {
    let survey = Survey::of(&foreign(), &corpus());
    let names: Vec<(&str, usize, &str, bool)> = survey
        .labels
        .iter()
        .map(|label| (label.name.as_str(), label.count, label.examples[0].as_str(), label.is_known))
        .collect();
    assert_eq!(
        names,
        [
            ("Direct Quote", 1, "The quay floods,", false),
            ("Name", 1, "Ada Quill", false),
            ("Saying", 1, "warned", false),
            ("Vehicle", 1, "Trams", false)
        ]
    );
    assert_eq!(survey.relations[1].examples, ["saying → direct-quote"]);
    let mapping = propose(&survey, &default_tagset());
    assert_eq!(mapping.labels.get("Direct Quote").map(String::as_str), Some("quote"));
    assert_eq!(mapping.attributions.len(), 1);
    // An annotation is never made twice: what was proposed can be taken.
    let mut imported = foreign();
    mapping.apply(&mut imported, &corpus(), &mut CountedIds(0), now()).unwrap();
    let kept = imported.records.iter().filter(|(_, record)| matches!(record, Record::Annotation(_))).count();
    assert_eq!(kept, 2);
}

#[test]
fn an_event_of_brat_becomes_attribution_by_its_roles() {
    let ann = "T1\tSaying 19 25\twarned\nT2\tPerson 26 35\tAda Quill\nT3\tQuotation 1 17\tThe quay floods,\n\
               E1\tSaying:T1 Speaker:T2 Message:T3\n";
    let files = [("d/a.txt", TEXT.as_bytes()), ("d/a.ann", ann.as_bytes())];
    let (mut imported, _) = import(&Brat, &files, Some(&corpus())).unwrap();
    let mapping = propose(&Survey::of(&imported, &corpus()), &default_tagset());
    assert_eq!(mapping.attributions.len(), 1, "{mapping:?}");
    mapping.apply(&mut imported, &corpus(), &mut CountedIds(0), now()).unwrap();
    let corpus = MemoryCorpus::of(&imported);
    assert_eq!(labels(&corpus), ["quote"]);
    let attribution = &annotations(&corpus)[0].attribution;
    assert_eq!(attribution.source.as_ref().unwrap().covered(TEXT).unwrap(), ["Ada Quill"]);
    assert_eq!(attribution.cue.as_ref().unwrap().covered(TEXT).unwrap(), ["warned"]);
}

#[test]
fn an_event_whose_cue_the_format_has_told_already_still_names_its_speaker() {
    let ann = "T1\tSay 19 25\twarned\nT2\tSpeaker 26 35\tAda Quill\nT3\tQuotation 1 17\tThe quay floods,\n\
               T4\tCue 37 42\tTrams\nE1\tSay:T1 Source:T2 Content:T3\n";
    let files = [("d/a.txt", TEXT.as_bytes()), ("d/a.ann", ann.as_bytes())];
    let (mut imported, _) = import(&Brat, &files, Some(&corpus())).unwrap();
    let mapping = propose(&Survey::of(&imported, &corpus()), &default_tagset());
    let cues: Vec<&str> = mapping.attributions.iter().map(|event| event.cue.as_str()).collect();
    assert_eq!(cues, ["Say"], "a label that leads to nothing is no event");
    let report = mapping.apply(&mut imported, &corpus(), &mut CountedIds(0), now()).unwrap();
    assert_eq!(report.findings.iter().map(ToString::to_string).collect::<Vec<_>>(), Vec::<String>::new());
    let corpus = MemoryCorpus::of(&imported);
    let quote =
        annotations(&corpus).into_iter().find(|annotation| annotation.label.as_str() == "quote").unwrap();
    assert_eq!(quote.attribution.voices.len(), 1, "{:?}", quote.attribution);
}
