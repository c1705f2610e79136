//! The register changed, and taken back.

use super::*;
use crate::model::annotation::{AttributedVoice, VoiceRole};
use crate::model::change::testing::{apply, ferry, mk, ro, try_out};
use crate::model::id::LabelId;
use crate::model::text::TextRange;
use crate::model::voice::{joined_register, resolved_names};

fn voice(id: &str) -> VoiceId {
    VoiceId::new(id).unwrap()
}

fn span(
    state: &mut CorpusState,
    who: &AnnotatorId,
    id: &str,
    label: &str,
    at: (usize, usize),
    speaker: Option<&str>,
) -> AnnotationKey {
    let key = AnnotationKey {
        article: ArticleId::new("ferry").unwrap(),
        annotator: who.clone(),
        annotation: AnnotationId::new(id).unwrap(),
    };
    let place = TextRange::new(at.0, at.1).unwrap().into();
    let label = LabelId::new(label).unwrap();
    let mut annotation = Annotation::new(key.annotation.clone(), label, place, Timestamp::default());
    if let Some(speaker) = speaker {
        let party = Party::Registered(voice(speaker));
        annotation.attribution.voices.push(AttributedVoice { role: VoiceRole::Speaker, party });
    }
    let record = Record::Annotation(Arc::new(annotation));
    state.set(&Key::Annotation(LayerKey::of(&key), key.annotation.clone()), Some(record));
    key
}

fn put(state: &mut CorpusState, who: &AnnotatorId, voice: Voice) {
    state.set(&Key::Voice(who.clone(), voice.id.clone()), Some(Record::Voice(Arc::new(voice))));
}

/// mk has entered Ferran and the mayor, ro has entered Ruz.
fn register() -> CorpusState {
    let mut state = CorpusState::default();
    state.put_article(&ferry());
    let at = Timestamp::from_millis(5_000);
    put(&mut state, &mk(), Voice::new(voice("ferran"), "Lidia Ferran", at));
    let mut mayor = Voice::new(voice("mayor"), "Mayor Ferran", at);
    mayor.aliases.push(Dated::always("the mayor".to_owned()));
    mayor.roles.push(Dated::always("Mayor".to_owned()));
    put(&mut state, &mk(), mayor);
    put(&mut state, &ro(), Voice::new(voice("ruz"), "Ana Ruz", at));
    state
}

fn editor(who: &AnnotatorId) -> Editor<'_> {
    Editor { annotator: who, now: Timestamp::from_millis(1_000) }
}

#[test]
fn somebody_elses_entry_is_changed_by_a_later_version_of_ones_own() {
    let (state, mk) = (register(), mk());
    let change = rename(&state, editor(&mk), &voice("ruz"), " Ana Ruíz ").unwrap();
    assert_eq!(change.say, "Rename Ana Ruz to Ana Ruíz");
    try_out(&state, &change, |after| {
        assert_eq!(after.voices[&ro()][&voice("ruz")].name, "Ana Ruz");
        assert_eq!(after.register()[&voice("ruz")].1.name, "Ana Ruíz", "though ro's clock runs ahead");
    });
    assert_eq!(rename(&state, editor(&mk), &voice("ruz"), " "), Err(ChangeError::Voice(VoiceError::NoName)));
    assert_eq!(rename(&state, editor(&mk), &voice("ruz"), "Ana Ruz"), Err(ChangeError::Nothing));
}

#[test]
fn facts_come_change_and_go() {
    let (mut state, mk) = (register(), mk());
    let id = voice("ferran");
    let day = |text: &str| Some(text.parse().unwrap());
    let role = |to| Fact::Role(Dated { value: "Minister".to_owned(), from: day("2024-01-01"), to });
    let turned = set_fact(&state, editor(&mk), &id, None, Some(role(day("2023-01-01"))));
    assert_eq!(turned, Err(ChangeError::Voice(VoiceError::DaysTurned)));
    let change = set_fact(&state, editor(&mk), &id, None, Some(role(None))).unwrap();
    apply(&mut state, &change.edits);
    let change =
        set_fact(&state, editor(&mk), &id, Some(&role(None)), Some(role(day("2025-01-01")))).unwrap();
    apply(&mut state, &change.edits);
    assert_eq!(state.voices[&mk][&id].roles[0].to, day("2025-01-01"));
    let gone = set_fact(&state, editor(&mk), &id, Some(&role(None)), None);
    assert_eq!(gone, Err(ChangeError::Voice(VoiceError::NotThere)));
    let change = set_fact(&state, editor(&mk), &id, Some(&role(day("2025-01-01"))), None).unwrap();
    apply(&mut state, &change.edits);
    assert!(state.voices[&mk][&id].roles.is_empty());
    let itself = Fact::BelongsTo(Dated::always(id.clone()));
    let refused = set_fact(&state, editor(&mk), &id, None, Some(itself));
    assert_eq!(refused, Err(ChangeError::Voice(VoiceError::OfItself("Lidia Ferran".to_owned()))));
}

#[test]
fn entries_are_merged_with_their_names_and_taken_apart_again() {
    let (mut state, mk) = (register(), mk());
    let (ferran, mayor) = (voice("ferran"), voice("mayor"));
    let change = merge(&state, editor(&mk), &[mayor.clone(), voice("ruz"), ferran.clone()], &ferran).unwrap();
    assert_eq!(change.say, "Merge 2 entries into Lidia Ferran");
    try_out(&state, &change, |after| {
        let union = after.register();
        assert!(resolved_names(&union).values().all(|name| name == "Lidia Ferran"));
        let joined = joined_register(&union);
        let names: Vec<&str> = joined[&ferran].names().collect();
        assert_eq!(names, ["Lidia Ferran", "Mayor Ferran", "the mayor", "Ana Ruz"]);
        assert_eq!(joined[&ferran].roles().len(), 1);
    });
    apply(&mut state, &change.edits);
    let change = unmerge(&state, editor(&mk), &mayor).unwrap();
    assert_eq!(change.say, "Take Mayor Ferran apart from Lidia Ferran");
    try_out(&state, &change, |after| {
        let joined = joined_register(&after.register());
        assert_eq!(joined[&ferran].names().collect::<Vec<_>>(), ["Lidia Ferran", "Ana Ruz"]);
        assert_eq!(joined[&mayor].names().collect::<Vec<_>>(), ["Mayor Ferran", "the mayor"]);
    });
    let refused = unmerge(&state, editor(&mk), &ferran);
    assert_eq!(refused, Err(ChangeError::Voice(VoiceError::NotMerged("Lidia Ferran".to_owned()))));
}

#[test]
fn entries_merged_in_a_circle_come_apart() {
    let (mut state, mk) = (register(), mk());
    let (ferran, mayor) = (voice("ferran"), voice("mayor"));
    for (from, into) in [(&ferran, &mayor), (&mayor, &ferran)] {
        let merged = Voice { merged_into: Some(into.clone()), ..Voice::clone(&state.voices[&mk][from]) };
        put(&mut state, &mk, merged);
    }
    let change = unmerge(&state, editor(&mk), &mayor).unwrap();
    apply(&mut state, &change.edits);
    assert_eq!(joined_register(&state.register()).len(), 3);
}

#[test]
fn only_what_nothing_names_is_removed_and_only_by_its_owner() {
    let (mut state, mk) = (register(), mk());
    span(&mut state, &ro(), "q1", "quote", (0, 5), Some("mayor"));
    let refused = remove(&state, &mk, &voice("mayor")).unwrap_err();
    assert_eq!(
        refused.to_string(),
        "Mayor Ferran is named by 1 annotation; merge it into another entry instead"
    );
    let refused = remove(&state, &mk, &voice("ruz")).unwrap_err();
    assert_eq!(refused.to_string(), "Ana Ruz is in the register of ro, and only ro can remove it");
    let change = remove(&state, &mk, &voice("ferran")).unwrap();
    try_out(&state, &change, |after| assert_eq!(after.register().len(), 2));
    // What means another entry uses it, and lends it what names it.
    let change = merge(&state, editor(&mk), &[voice("mayor")], &voice("ferran")).unwrap();
    apply(&mut state, &change.edits);
    let uses = uses(&state, &voice("ferran"));
    assert_eq!(uses, Uses { num_annotations: 1, num_entries: 0, num_merged: 1 });
}

#[test]
fn quotes_are_split_off_to_a_new_entry() {
    let (mut state, mk) = (register(), mk());
    let own = span(&mut state, &mk, "q1", "quote", (0, 20), Some("mayor"));
    let inner = span(&mut state, &mk, "c1", "claim", (3, 8), None);
    let others = span(&mut state, &ro(), "q2", "quote", (30, 50), Some("ferran"));
    let others_inner = span(&mut state, &ro(), "c2", "claim", (33, 38), None);
    let merged = merge(&state, editor(&mk), &[voice("mayor")], &voice("ferran")).unwrap();
    apply(&mut state, &merged.edits);
    let refuses = |_: &LayerKey| None;
    let actor = Actor { annotator: &mk, now: Timestamp::from_millis(9), refuses: &refuses };
    let mut num = 0;
    let mut mint = || {
        num += 1;
        AnnotationId::new(&format!("new-{num}")).unwrap()
    };
    let to = Voice::new(voice("new"), "Pia Ferran", actor.now);
    let targets = [own.clone(), inner.clone(), others.clone(), others_inner.clone()];
    let bulk = split_off(&state, &actor, &targets, &voice("ferran"), to, &mut mint);
    assert_eq!((bulk.num_own, bulk.num_others, bulk.left.len()), (1, 2, 0));
    let change = bulk.change.unwrap();
    assert_eq!(change.say, "Move 3 quotes to Pia Ferran");
    try_out(&state, &change, |after| {
        assert_eq!(after.register()[&voice("new")].1.name, "Pia Ferran");
        let layers = &after.layers[&own.article];
        let speaker =
            |annotation: &Annotation| annotation.attribution.parties(VoiceRole::Speaker).next().cloned();
        assert_eq!(speaker(&layers[&mk].annotations[&own.annotation]), Some(Party::Registered(voice("new"))));
        assert_eq!(speaker(&layers[&mk].annotations[&inner.annotation]), None, "it inherits as before");
        let corrections: Vec<_> =
            layers[&mk].annotations.values().filter(|annotation| annotation.corrects.is_some()).collect();
        assert_eq!(corrections.len(), 2);
        assert!(corrections.iter().all(|one| speaker(one) == Some(Party::Registered(voice("new")))));
        assert_eq!(layers[&ro()], state.layers[&own.article][&ro()]);
    });
}
