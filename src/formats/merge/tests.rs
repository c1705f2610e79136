//! What a merge must hold, from the outside.

use std::sync::Arc;

use proptest::prelude::*;

use super::*;
use crate::formats::doccano::Doccano;
use crate::formats::imported::ArticleContent;
use crate::formats::jsonl::Jsonl;
use crate::formats::selection::Selection;
use crate::formats::testing::arbitrary::corpora;
use crate::formats::testing::{
    MemoryCorpus, acceptance, annotation, annotator, article, export, import, now, voice,
};
use crate::formats::{Cells, Format as _};
use crate::model::annotation::{Annotation, AnnotationRef};
use crate::model::change::layer_records;
use crate::model::edit::LayerKey;
use crate::model::id::{CountedIds, RelationTypeId, RoleId, SettingId, VoiceId};
use crate::model::layer::Layer;
use crate::model::relation::{CorpusAnnotation, Relation, RelationMember};
use crate::model::tagset::default::default_tagset;
use crate::model::time::Timestamp;

fn plan(state: &CorpusState, imported: Imported, actor: &str, owner: Ownership) -> MergePlan {
    let actor = annotator(actor);
    plan_merge(state, imported, MergeOptions { actor: &actor, owner, ids: &mut CountedIds(5_000_000) })
}

/// What a plan makes of a corpus.
fn merged(corpus: &MemoryCorpus, plan: &MergePlan) -> MemoryCorpus {
    let mut merged = corpus.clone();
    plan.articles.iter().for_each(|article| merged.put(article.clone()));
    for (key, record) in &plan.records {
        merged.state.set(key, Some(record.clone()));
    }
    merged
}

fn told(plan: &MergePlan) -> Vec<String> {
    plan.report.findings.iter().map(|finding| format!("{} {}", finding.effect.name(), finding.what)).collect()
}

fn text_of(id: &str) -> &'static str {
    if id == "other" { "Another text altogether." } else { "The ferry sails in May." }
}

/// A dataset of one article with one layer.
fn dataset(id: &str, who: &str, annotations: Vec<Annotation>) -> Imported {
    let mut layer = Layer::default();
    layer
        .annotations
        .extend(annotations.into_iter().map(|annotation| (annotation.id.clone(), Arc::new(annotation))));
    let mut imported = Imported { tagset: default_tagset(), ..Imported::default() };
    imported
        .push(ArticleContent { article: article(id, text_of(id)), layers: [(annotator(who), layer)].into() });
    imported
}

fn claim(id: &str, words: &str) -> Annotation {
    annotation(id, "claim", text_of(""), words)
}

fn corpus(id: &str, who: &str, annotations: Vec<Annotation>) -> MemoryCorpus {
    MemoryCorpus::of(&dataset(id, who, annotations))
}

fn ids(corpus: &MemoryCorpus, article: &str, who: &str) -> Vec<String> {
    let layer = corpus.state.layer(&ArticleId::new(article).unwrap(), &annotator(who));
    layer.map(|layer| layer.annotations.keys().map(ToString::to_string).collect()).unwrap_or_default()
}

proptest! {
    #[test]
    fn into_an_empty_corpus_everything_goes_and_then_nothing_more(corpus in corpora(), is_mine in any::<bool>()) {
        let (sink, _) = export(&Jsonl, &corpus, &Selection::default(), Cells::Plain, "a.jsonl");
        let files: Vec<(&str, &[u8])> = sink.files.iter().map(|(name, bytes)| (name.as_str(), &bytes[..])).collect();
        let (imported, _) = import(&Jsonl, &files, None).unwrap();
        let actor = if is_mine { "mk" } else { "me" };
        let first = plan(&CorpusState::default(), imported.clone(), actor, Ownership::AsNamed);
        prop_assert!(first.report.findings.iter().all(|finding| finding.effect == Effect::Kept), "{}", first.report);
        prop_assert_eq!(&merged(&MemoryCorpus::default(), &first), &corpus);
        prop_assert_eq!(first.report.num_in, first.report.num_out);

        let second = plan(&corpus.state, imported.clone(), actor, Ownership::AsNamed);
        prop_assert_eq!(&second.report.findings, &[]);
        prop_assert_eq!((second.articles.len(), second.records.len()), (0, 0));

        // Whoever takes it all as their own work keeps every annotation, under other ids.
        let third = plan(&corpus.state, imported, "new", Ownership::Actor);
        prop_assert_eq!(third.report.num_out.annotations, third.report.num_in.annotations);
        let owners_differ = third.records.iter().any(|(key, _)| key.owner().is_some_and(|owner| *owner != annotator("new")));
        prop_assert!(!owners_differ);
        let taken: std::collections::BTreeSet<String> = ["mk", "ro", "x-1"].iter().flat_map(|who| {
            corpus.articles.keys().flat_map(|article| ids(&corpus, article.as_str(), who)).collect::<Vec<_>>()
        }).collect();
        let is_taken = third.records.iter().any(|(key, _)| matches!(key, Key::Annotation(_, id) if taken.contains(id.as_str())));
        prop_assert!(!is_taken);
    }
}

#[test]
fn the_same_text_is_the_same_article() {
    let mut imported = dataset("theirs", "mk", vec![claim("t1", "ferry"), claim("t2", "May")]);
    let place = LayerKey { article: ArticleId::new("theirs").unwrap(), annotator: annotator("mk") };
    let member = |id: &str| RelationMember {
        role: RoleId::new("member").unwrap(),
        annotation: CorpusAnnotation { article: place.article.clone(), annotation: claim(id, "May").id },
    };
    let relation = Relation {
        id: CountedIds(9).relation(),
        relation_type: RelationTypeId::new("same-as").unwrap(),
        members: vec![member("t1"), member("t2")],
        note: String::new(),
        provenance: claim("x", "May").provenance,
    };
    imported
        .records
        .push((Key::Relation(place.clone(), relation.id.clone()), Record::Relation(Arc::new(relation))));
    let held = corpus("ours", "ro", vec![claim("t1", "sails")]);
    let plan = plan(&held.state, imported, "me", Ownership::AsNamed);
    assert_eq!(told(&plan), ["note article taken for ours", "changed 1 annotations of mk got new ids"]);
    assert!(plan.articles.is_empty());
    let after = merged(&held, &plan);
    let layer = after.state.layer(&ArticleId::new("ours").unwrap(), &annotator("mk")).unwrap();
    let renamed =
        layer.annotations.values().find(|annotation| annotation.provenance.foreign_id == "t1").unwrap();
    let members: Vec<String> =
        layer.relations.values().next().unwrap().members.iter().map(|m| m.annotation.to_string()).collect();
    assert_eq!(members, [format!("ours#{}", renamed.id), "ours#t2".to_owned()]);
}

#[test]
fn one_id_with_two_texts_keeps_that_of_the_corpus() {
    let mut imported = dataset("a1", "mk", vec![claim("t1", "ferry")]);
    imported.articles[0] = article("a1", "Another text altogether, and longer.");
    let held = corpus("a1", "ro", vec![]);
    let plan = plan(&held.state, imported, "me", Ownership::AsNamed);
    assert_eq!(told(&plan), ["left-out article left out, with everything on it"]);
    assert!(plan.articles.is_empty() && plan.records.is_empty());
    assert_eq!((plan.report.num_in.annotations, plan.report.num_out.annotations), (1, 0));
}

#[test]
fn ones_own_layer_takes_what_is_new() {
    let mut reviewed =
        dataset("a1", "me", vec![claim("t1", "ferry"), claim("t2", "May"), claim("t3", "sails")]);
    let decision = acceptance(&annotator("me"), &claim("t2", "May"));
    let place = LayerKey { article: ArticleId::new("a1").unwrap(), annotator: annotator("ro") };
    reviewed.records.push((Key::Decision(place, decision.on.clone()), Record::Decision(Arc::new(decision))));
    let held = corpus("a1", "me", vec![claim("t1", "ferry"), claim("t2", "The")]);
    let first = plan(&held.state, reviewed.clone(), "me", Ownership::AsNamed);
    assert_eq!(first.report.findings[0].to_string().matches("annotation t2, article a1").count(), 1);
    let after = merged(&held, &first);
    let [new, t1, t2, t3] = &ids(&after, "a1", "me")[..] else { panic!("{after:?}") };
    assert_eq!([t1, t2, t3], ["t1", "t2", "t3"]);
    let review = after.state.layer(&ArticleId::new("a1").unwrap(), &annotator("ro")).unwrap();
    let on = AnnotationRef { annotator: annotator("me"), annotation: new.parse().unwrap() };
    assert!(review.decisions.contains_key(&on));

    let mut again = reviewed;
    again.records.pop();
    let second = plan(&after.state, again, "me", Ownership::AsNamed);
    assert!(second.records.is_empty(), "{second:?}");
}

#[test]
fn another_annotators_layer_is_never_added_to() {
    let held = corpus("a1", "mk", vec![claim("t1", "ferry")]);
    let imported = dataset("a1", "mk", vec![claim("t1", "ferry"), claim("t2", "May")]);
    let as_named = plan(&held.state, imported.clone(), "me", Ownership::AsNamed);
    assert_eq!(told(&as_named), ["left-out layer of mk left out, 1 records in it"]);
    assert!(as_named.records.is_empty());

    let as_mine = plan(&held.state, imported, "me", Ownership::Actor);
    let after = merged(&held, &as_mine);
    assert_eq!(ids(&after, "a1", "me").len(), 2);
    assert_eq!(ids(&after, "a1", "mk"), ["t1"]);
}

#[test]
fn reading_a_file_without_ids_twice_changes_nothing_the_second_time() {
    let line = br#"{"text":"The ferry sails.","annotations":[{"label":"mood","fragments":[[4,9]],"speaker":"Ann"},{"label":"claim","fragments":[[4,9]]},{"label":"claim","fragments":[[4,9]]}]}"#;
    let (imported, _) = import(&Jsonl, &[("a.jsonl", line)], None).unwrap();
    let held = MemoryCorpus::default();
    let first = plan(&held.state, imported, "me", Ownership::AsNamed);
    assert_eq!(told(&first), ["kept label claim kept, used 2 times", "kept label mood kept, used 1 times"]);
    let after = merged(&held, &first);
    let (imported, _) = import(&Jsonl, &[("a.jsonl", line)], Some(&after.state)).unwrap();
    let second = plan(&after.state, imported, "me", Ownership::AsNamed);
    assert!(second.records.is_empty() && second.articles.is_empty(), "{second:?}");
    assert_eq!(Jsonl.companions("a.jsonl"), ["a.register.jsonl"]);
}

#[test]
fn registers_and_settings_are_added_to_but_not_overwritten() {
    let mut held = MemoryCorpus::default();
    held.state
        .voices
        .entry(annotator("mk"))
        .or_default()
        .insert(VoiceId::new("v1").unwrap(), Arc::new(voice("v1", "Ann")));
    held.state.settings.insert(SettingId::new("title").unwrap(), "Ours".into());
    let later = |id: &str, name: &str, millis: i64| {
        let mut voice = voice(id, name);
        voice.changed = crate::model::time::Timestamp::from_millis(now().millis() + millis);
        (Key::Voice(annotator("mk"), voice.id.clone()), Record::Voice(Arc::new(voice)))
    };
    let mut imported = Imported::default();
    imported.settings.insert(SettingId::new("title").unwrap(), "Theirs".into());
    imported.records = vec![later("v1", "Anna", 5), later("v2", "Bo", 0)];
    let newer = plan(&held.state, imported.clone(), "me", Ownership::AsNamed);
    assert_eq!(
        told(&newer),
        [
            "note setting title left out",
            "changed register entry v1 by me changed",
            "note register entry v2 by mk taken into that of me",
        ]
    );
    assert!(newer.records.iter().all(|(key, _)| key.owner() == Some(&annotator("me"))));
    imported.records = vec![later("v1", "Anna", -5)];
    let older = plan(&held.state, imported, "me", Ownership::AsNamed);
    assert!(older.records.is_empty());
}

/// A foreign dataset of one text with one entity.
fn foreign(label: &str, start: usize, end: usize) -> Imported {
    let line = serde_json::json!({
        "text": text_of(""),
        "entities": [{"id": 7, "label": label, "start_offset": start, "end_offset": end}],
    });
    import(&Doccano, &[("x.jsonl", line.to_string().as_bytes())], None).unwrap().0
}

#[test]
fn a_second_import_updates_what_the_first_brought_and_nobody_changed() {
    let empty = MemoryCorpus::default();
    let first = merged(&empty, &plan(&empty.state, foreign("claim", 4, 9), "me", Ownership::AsNamed));
    let again = plan(&first.state, foreign("claim", 4, 9), "me", Ownership::AsNamed);
    assert!(again.records.is_empty(), "the same again is nothing");
    let second = plan(&first.state, foreign("quote", 4, 12), "me", Ownership::AsNamed);
    assert!(
        told(&second).iter().any(|told| told == "note annotation brought up to date"),
        "{:?}",
        told(&second)
    );
    let updated = merged(&first, &second);
    let layer = updated.state.layers.values().next().unwrap().values().next().unwrap();
    let annotations: Vec<(&str, usize)> =
        layer.annotations.values().map(|one| (one.label.as_str(), one.fragments.end())).collect();
    assert_eq!(annotations, [("quote", 12)]);
    // What was changed here since stays.
    let mut edited = first.clone();
    for (key, record) in foreign_records(&first) {
        let Record::Annotation(annotation) = record else { continue };
        let mut annotation = Annotation::clone(&annotation);
        annotation.note = "mine".to_owned();
        annotation.provenance.changed = Timestamp::from_millis(now().millis() + 1);
        edited.state.set(&key, Some(Record::Annotation(annotation.into())));
    }
    let third = plan(&edited.state, foreign("quote", 4, 12), "me", Ownership::AsNamed);
    assert!(!third.records.iter().any(|(key, _)| matches!(key, Key::Annotation(..))));
    assert!(told(&third).iter().any(|told| told == "kept annotation kept as it is"), "{:?}", told(&third));
}

fn foreign_records(corpus: &MemoryCorpus) -> Vec<(Key, Record)> {
    let mut records = Vec::new();
    for (article, layers) in &corpus.state.layers {
        for (annotator, layer) in layers {
            let place = LayerKey { article: article.clone(), annotator: annotator.clone() };
            records.extend(layer_records(&place, layer));
        }
    }
    records
}
