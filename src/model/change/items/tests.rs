//! Items changed, merged, split, and taken back.

use super::*;
use crate::model::change::testing;
use crate::model::edit::LayerKey;
use crate::model::id::{ArticleId, LabelId};
use crate::model::text::TextRange;
use crate::model::time::Timestamp;

fn who(id: &str) -> AnnotatorId {
    AnnotatorId::new(id).unwrap()
}

fn id(id: &str) -> ItemId {
    ItemId::new(id).unwrap()
}

fn put(state: &mut CorpusState, annotator: &str, item: Item) {
    let key = Key::Item(who(annotator), item.id.clone());
    state.set(&key, Some(Record::Item(Arc::new(item))));
}

fn named_item(key: &str, name: &str) -> Item {
    Item::new(id(key), name, Timestamp::from_millis(5_000))
}

/// An annotation of `annotator` that bears on `items`.
fn bear(state: &mut CorpusState, annotator: &str, name: &str, items: &[(&str, Act)]) -> AnnotationKey {
    let key = AnnotationKey {
        article: ArticleId::new("ferry").unwrap(),
        annotator: who(annotator),
        annotation: AnnotationId::new(name).unwrap(),
    };
    let place = TextRange::new(0, 3).unwrap().into();
    let label = LabelId::new("proposal").unwrap();
    let mut annotation = Annotation::new(key.annotation.clone(), label, place, Timestamp::default());
    annotation.items = items.iter().map(|(item, act)| ItemLink { item: id(item), act: *act }).collect();
    let record = Record::Annotation(Arc::new(annotation));
    state.set(&Key::Annotation(LayerKey::of(&key), key.annotation.clone()), Some(record));
    key
}

/// mk has entered the plan with its toll, ro the offer.
fn corpus() -> CorpusState {
    let mut state = CorpusState::default();
    state.put_article(&testing::ferry());
    put(&mut state, "mk", named_item("plan", "The twelve points"));
    put(&mut state, "mk", Item { term_of: Some(id("plan")), ..named_item("toll", "Toll") });
    put(&mut state, "ro", named_item("offer", "The offer"));
    state
}

fn editor(annotator: &AnnotatorId) -> Editor<'_> {
    Editor { annotator, now: Timestamp::from_millis(9_000) }
}

fn links(state: &CorpusState, key: &AnnotationKey) -> Vec<(String, Act)> {
    let layer = state.layer(&key.article, &key.annotator).unwrap();
    let annotation = &layer.annotations[&key.annotation];
    annotation.items.iter().map(|link| (link.item.to_string(), link.act)).collect()
}

fn apply(state: &mut CorpusState, change: Result<Transaction, ChangeError>) {
    let change = change.unwrap();
    testing::try_out(state, &change, |after| assert_ne!(after, state));
    testing::apply(state, &change.edits);
}

#[test]
fn names_kind_and_note_are_ones_own_version_of_anybodys_item() {
    let (mut state, mk) = (corpus(), who("mk"));
    let change = rename(&state, editor(&mk), &id("offer"), " The counter-offer ");
    apply(&mut state, change);
    let change = set_kind(&state, editor(&mk), &id("offer"), ItemKind::Demand);
    apply(&mut state, change);
    for (old, new) in [(None, Some("Plan B")), (None, Some("the paper")), (Some("Plan B"), Some("Plan C"))] {
        let change = set_alias(&state, editor(&mk), &id("offer"), old, new);
        apply(&mut state, change);
    }
    let change = set_alias(&state, editor(&mk), &id("offer"), Some("the paper"), None);
    apply(&mut state, change);
    let change = set_note(&state, editor(&mk), &id("offer"), "leaked");
    apply(&mut state, change);
    let union = state.item_union();
    let (by, offer) = &union[&id("offer")];
    assert_eq!((by.as_str(), offer.name.as_str(), offer.kind), ("mk", "The counter-offer", ItemKind::Demand));
    assert_eq!((offer.aliases.as_slice(), offer.note.as_str()), (["Plan C".to_owned()].as_slice(), "leaked"));
    assert_eq!(state.items[&who("ro")][&id("offer")].name, "The offer", "ro's own entry is left as it was");
    let same = set_alias(&state, editor(&mk), &id("offer"), None, Some("Plan C"));
    assert_eq!(same, Err(ChangeError::Nothing));
    assert_eq!(rename(&state, editor(&mk), &id("offer"), " "), Err(ItemError::NoName.into()));
}

#[test]
fn nothing_becomes_a_term_of_itself_nor_replaces_what_replaces_it() {
    let (mut state, mk) = (corpus(), who("mk"));
    let refused = set_term_of(&state, editor(&mk), &id("plan"), Some(&id("toll")));
    assert_eq!(refused, Err(ItemError::TermOfItself("The twelve points".to_owned()).into()));
    let change = set_term_of(&state, editor(&mk), &id("toll"), Some(&id("offer")));
    apply(&mut state, change);
    let change = set_replaces(&state, editor(&mk), &id("offer"), &id("plan"), true);
    apply(&mut state, change);
    for (new, old) in [("plan", "offer"), ("plan", "plan")] {
        let refused = set_replaces(&state, editor(&mk), &id(new), &id(old), true);
        assert!(matches!(refused, Err(ChangeError::Item(ItemError::ReplacesInCircle { .. }))), "{new} {old}");
    }
    let change = set_replaces(&state, editor(&mk), &id("offer"), &id("plan"), false);
    apply(&mut state, change);
    assert!(state.item_union()[&id("offer")].1.replaces.is_empty());
}

#[test]
fn terms_in_a_circle_from_outside_end() {
    let (mut state, mk) = (corpus(), who("mk"));
    put(&mut state, "ro", Item { term_of: Some(id("b")), ..named_item("a", "A") });
    put(&mut state, "ro", Item { term_of: Some(id("a")), ..named_item("b", "B") });
    let change = set_term_of(&state, editor(&mk), &id("offer"), Some(&id("a")));
    apply(&mut state, change);
    assert_eq!(state.item_union()[&id("offer")].1.term_of, Some(id("a")));
}

#[test]
fn taking_apart_is_the_inverse_of_merging() {
    let (mut state, mk) = (corpus(), who("mk"));
    let key = bear(&mut state, "ro", "a1", &[("offer", Act::States)]);
    let before = state.clone();
    let change = merge(&state, editor(&mk), &[id("offer"), id("plan"), id("offer")], &id("plan"));
    assert_eq!(change.as_ref().unwrap().say, "Merge item The offer into The twelve points");
    apply(&mut state, change);
    let union = state.item_union();
    assert_eq!(resolve_item(&union, &id("offer")), &id("plan"));
    assert_eq!(uses(&state, &id("plan")), ItemUses { num_annotations: 1, num_items: 2 });
    assert_eq!(merge(&state, editor(&mk), &[id("offer")], &id("plan")), Err(ChangeError::Nothing));
    let change = unmerge(&state, editor(&mk), &id("offer"));
    apply(&mut state, change);
    assert_eq!(links(&state, &key), links(&before, &key));
    let meant = |state: &CorpusState| {
        let union = state.item_union();
        let meant = |id| resolve_item(&union, id).clone();
        union.keys().map(|id| (id.clone(), meant(id), union[id].1.name.clone())).collect::<Vec<_>>()
    };
    assert_eq!(meant(&state), meant(&before));
    let alone = unmerge(&state, editor(&mk), &id("offer"));
    assert_eq!(alone, Err(ItemError::NotMerged("The offer".to_owned()).into()));
}

#[test]
fn splitting_off_and_moving_back_leaves_every_span_as_it_was() {
    let (mut state, mk) = (corpus(), who("mk"));
    let own = bear(&mut state, "mk", "a1", &[("plan", Act::Accepts), ("toll", Act::States)]);
    let others = bear(&mut state, "ro", "a2", &[("plan", Act::Rejects)]);
    let (mut num, refuses) = (0, |_: &LayerKey| None);
    let mut mint = || {
        num += 1;
        AnnotationId::new(&format!("c{num}")).unwrap()
    };
    let actor = Actor { annotator: &mk, now: Timestamp::from_millis(9_000), refuses: &refuses };
    let new = named_item("leak", "The leaked draft");
    let targets = on("plan", &[&own, &others]);
    let bulk = split_off(&state, &actor, &targets, new, &mut mint);
    assert_eq!((bulk.num_own, bulk.num_others), (1, 1));
    apply(&mut state, bulk.change);
    assert_eq!(links(&state, &own), [("leak".to_owned(), Act::Accepts), ("toll".to_owned(), Act::States)]);
    assert_eq!(links(&state, &others), [("plan".to_owned(), Act::Rejects)], "nobody writes another's layer");
    let correction =
        AnnotationKey { annotator: mk.clone(), annotation: AnnotationId::new("c1").unwrap(), ..others };
    assert_eq!(links(&state, &correction), [("leak".to_owned(), Act::Rejects)]);
    let plan = named_item("plan", "The twelve points");
    let back = move_bearings(&state, &actor, &on("leak", &[&own]), &plan, &mut mint);
    apply(&mut state, back.change);
    assert_eq!(links(&state, &own), [("plan".to_owned(), Act::Accepts), ("toll".to_owned(), Act::States)]);
}

#[test]
fn the_act_of_many_spans_is_set_at_once() {
    let (mut state, mk) = (corpus(), who("mk"));
    let one = bear(&mut state, "mk", "a1", &[("plan", Act::States)]);
    let two = bear(&mut state, "mk", "a2", &[]);
    let refuses = |_: &LayerKey| None;
    let actor = Actor { annotator: &mk, now: Timestamp::from_millis(9_000), refuses: &refuses };
    let mut mint = || AnnotationId::new("x").unwrap();
    let targets = on("plan", &[&one, &two]);
    let bulk = set_act(&state, &actor, &targets, Some(Act::Repeats), &mut mint);
    apply(&mut state, bulk.change);
    for key in targets.keys() {
        assert_eq!(links(&state, key), [("plan".to_owned(), Act::Repeats)]);
    }
    let bulk = set_act(&state, &actor, &targets, None, &mut mint);
    apply(&mut state, bulk.change);
    assert!(links(&state, &one).is_empty());
}

#[test]
fn of_each_span_only_the_items_that_are_meant_are_changed() {
    let (mut state, mk) = (corpus(), who("mk"));
    let one = bear(&mut state, "mk", "a1", &[("plan", Act::States), ("toll", Act::Accepts)]);
    let two = bear(&mut state, "mk", "a2", &[("toll", Act::States)]);
    let refuses = |_: &LayerKey| None;
    let actor = Actor { annotator: &mk, now: Timestamp::from_millis(9_000), refuses: &refuses };
    let mut mint = || AnnotationId::new("x").unwrap();
    let bulk = set_act(&state, &actor, &on("toll", &[&one, &two]), Some(Act::Rejects), &mut mint);
    apply(&mut state, bulk.change);
    assert_eq!(links(&state, &one), [("plan".to_owned(), Act::States), ("toll".to_owned(), Act::Rejects)]);
    assert_eq!(links(&state, &two), [("toll".to_owned(), Act::Rejects)], "nothing is said of the plan");
    let mut targets = on("plan", &[&one]);
    targets.extend(on("toll", &[&two]));
    let bulk = set_act(&state, &actor, &targets, None, &mut mint);
    assert_eq!(bulk.change.as_ref().unwrap().say, "2 spans not about 2 items");
    apply(&mut state, bulk.change);
    assert_eq!(links(&state, &one), [("toll".to_owned(), Act::Rejects)]);
    assert!(links(&state, &two).is_empty());
}

/// Targets that are all meant for one item.
fn on(item: &str, keys: &[&AnnotationKey]) -> BearingTargets {
    keys.iter().map(|key| ((*key).clone(), BTreeSet::from([id(item)]))).collect()
}

#[test]
fn only_what_nothing_is_about_is_removed_and_only_ones_own() {
    let (mut state, mk) = (corpus(), who("mk"));
    bear(&mut state, "ro", "a1", &[("toll", Act::States)]);
    let in_use =
        |by: &str, name: &str| Err(ItemError::InUse { name: name.to_owned(), by: by.to_owned() }.into());
    assert_eq!(remove(&state, &mk, &id("toll")), in_use("1 annotation", "Toll"));
    assert_eq!(remove(&state, &mk, &id("plan")), in_use("1 item", "The twelve points"));
    let owner = who("ro");
    let not_yours = ItemError::NotYours { name: "The offer".to_owned(), owner: owner.clone() };
    assert_eq!(remove(&state, &mk, &id("offer")), Err(not_yours.into()));
    let change = remove(&state, &owner, &id("offer"));
    apply(&mut state, change);
    assert!(!state.item_union().contains_key(&id("offer")));
}
