//! Claims about trees of items, broken ones among them.

use std::collections::BTreeSet;

use proptest::prelude::*;

use super::*;

fn tree(sample: &Sample) -> ItemTree {
    ItemTree::of(&sample.state)
}

fn items(ids: &[&str]) -> Vec<ItemId> {
    ids.iter().map(|id| item(id)).collect()
}

#[test]
fn terms_of_a_removed_item_stand_at_the_top() {
    let mut sample = Sample::default();
    sample.terms("gone", &["a"]);
    sample.terms("a", &["b"]);
    let tree = tree(&sample);
    assert_eq!(tree.roots(), items(&["a"]));
    assert_eq!(tree.with_terms(&item("a")), items(&["a", "b"]));
    assert_eq!(tree.faults().orphaned_terms, [BrokenLink { from: item("a"), to: item("gone") }]);
    assert_eq!(tree.with_terms(&item("gone")), items(&["gone"]));
}

#[test]
fn circles_are_cut_at_their_smallest() {
    let mut sample = Sample::default();
    for (id, of, replaces) in
        [("b", "c", "d"), ("c", "d", "b"), ("d", "b", "c"), ("e", "e", "e"), ("f", "b", "b")]
    {
        sample.item(id, |made| {
            (made.term_of, made.replaces) = (Some(item(of)), [item(replaces), item("gone")].into());
        });
    }
    let tree = tree(&sample);
    assert_eq!(tree.roots(), items(&["b", "e"]));
    assert_eq!(tree.with_terms(&item("b")), items(&["b", "d", "c", "f"]));
    let circles = [items(&["b", "c", "d"]), items(&["e"])];
    assert_eq!(tree.faults().term_circles, circles);
    assert_eq!(tree.faults().replacement_circles, circles);
    assert_eq!(tree.faults().missing_replaced.len(), 5);
    assert_eq!(tree.chain(&item("d")), items(&["b", "c", "d"]));
    assert_eq!(tree.chain(&item("b")), items(&["b", "c", "d", "f"]));
    assert!(tree.predecessors(&item("e")).is_empty());
}

#[test]
fn two_annotators_items_of_one_name_are_namesakes_with_their_terms() {
    let mut sample = Sample::default();
    sample.item_by("mk", "plan-a", |plan| plan.name = "Night Ferry".into());
    sample.item_by("ro", "plan-b", |plan| {
        (plan.name, plan.aliases) = ("The ferry".into(), vec!["night-férry".into()]);
    });
    sample.item_by("mk", "term-a", |term| (term.name, term.term_of) = ("Fare".into(), Some(item("plan-a"))));
    sample.item_by("ro", "term-b", |term| (term.name, term.term_of) = ("fare".into(), Some(item("plan-b"))));
    // Of another kind, of the same annotator, in another proposal, or one the other's successor: no namesakes.
    sample.item_by("ro", "claim", |claim| (claim.name, claim.kind) = ("Night ferry".into(), ItemKind::Claim));
    sample.item_by("mk", "own", |claim| (claim.name, claim.kind) = ("Toll".into(), ItemKind::Claim));
    sample.item_by("mk", "own2", |claim| (claim.name, claim.kind) = ("toll".into(), ItemKind::Claim));
    sample.item_by("ro", "plan-c", |_| {});
    sample.item_by("ro", "term-c", |term| (term.name, term.term_of) = ("fare".into(), Some(item("plan-c"))));
    sample.item_by("mk", "v1", |plan| plan.name = "Bridge".into());
    sample.item_by("ro", "v2", |plan| (plan.name, plan.replaces) = ("bridge".into(), [item("v1")].into()));
    let wanted = [items(&["plan-a", "plan-b"]), items(&["term-a", "term-b"])];
    assert_eq!(tree(&sample).faults().namesakes, wanted);
}

proptest! {
    #[test]
    fn no_links_hang_and_nothing_is_lost(
        links in proptest::collection::vec((proptest::option::of(0_usize..14), proptest::collection::vec(0_usize..14, 0..4)), 1..13)
    ) {
        let id = |number: usize| format!("i{number:02}");
        let mut sample = Sample::default();
        for (number, (term_of, replaces)) in links.iter().enumerate() {
            sample.item(&id(number), |made| {
                made.term_of = term_of.map(|of| item(&id(of)));
                made.replaces = replaces.iter().map(|replaced| item(&id(*replaced))).collect();
            });
        }
        let tree = tree(&sample);
        let all: Vec<ItemId> = tree.roots().iter().flat_map(|root| tree.with_terms(root)).collect();
        prop_assert_eq!(all.len(), links.len());
        prop_assert_eq!(all.iter().collect::<BTreeSet<_>>().len(), links.len());
        for id in &all {
            let chain = tree.chain(id);
            let place = |id: &ItemId| chain.iter().position(|other| other == id);
            prop_assert!(place(id).is_some(), "what is left has no circles");
            for (at, id) in chain.iter().enumerate() {
                for before in tree.predecessors(id) {
                    prop_assert!(place(before).is_none_or(|before| before < at));
                }
            }
        }
    }
}
