//! Two annotators who follow the same item, each in a clone of their own: after git has merged, the two are told as
//! namesakes, merged by one of them, and taken apart again, in both clones alike.

use redletter::analysis::positions::{BearingIndex, DateBy, ItemTree, Positions, Rows, Scope};
use redletter::model::annotation::ItemLink;
use redletter::model::change::items as change_items;
use redletter::model::change::voices::Editor;
use redletter::model::change::{self, ChangeError};
use redletter::model::edit::Transaction;
use redletter::model::id::ItemId;
use redletter::model::item::{Act, Item};
use redletter::store::OpenCorpus;

use crate::folder::{FERRY, FERRY_TEXT, Folder, annotation, annotator, layer_key, record_files};
use crate::several::{commit, has_git, pull, two_clones};

/// Enters an item called "The night boat" under `id`, with a span of one's own that bears on it.
fn follow(folder: &mut Folder, who: &str, id: &str, act: Act) {
    let (mut corpus, _) = folder.open(who);
    let item = Item::new(ItemId::new(id).unwrap(), "The night boat", folder.now());
    let change = change::put_item(corpus.state(), &annotator(who), item).unwrap();
    corpus.apply(change, folder.now()).unwrap();
    let mut span = annotation(&format!("of-{who}"), "claim", FERRY_TEXT, "boat");
    span.items.insert(ItemLink { item: ItemId::new(id).unwrap(), act });
    let change = change::tag(corpus.state(), &layer_key(FERRY, who), span).unwrap();
    corpus.apply(change, folder.now()).unwrap();
    folder.close(corpus);
    commit(&folder.path);
}

fn apply(folder: &mut Folder, corpus: &mut OpenCorpus, change: Result<Transaction, ChangeError>) {
    corpus.apply(change.unwrap(), folder.now()).unwrap();
}

/// How many spans bear on an item, how many rows its matrix has, and how many groups of namesakes there are.
fn told(corpus: &OpenCorpus, id: &str) -> (usize, usize, usize) {
    let state = corpus.state();
    let (register, items, index) = (state.register(), ItemTree::of(state), BearingIndex::of(state));
    let positions = Positions { state, register: &register, items: &items, index: &index };
    let id = ItemId::new(id).unwrap();
    let num = positions.bearings(&id, Scope::Item, DateBy::Published).len();
    let rows = positions.matrix(&id, Rows::Voices, DateBy::Published).rows.len();
    (num, rows, items.faults().namesakes.len())
}

#[test]
fn what_two_people_entered_as_two_becomes_one_and_nothing_is_lost() {
    if !has_git() {
        return;
    }
    let (mut one, mut two) = two_clones();
    follow(&mut one, "mk", "boat-mk", Act::States);
    follow(&mut two, "ro", "boat-ro", Act::Rejects);
    pull(&one, &two);
    pull(&two, &one);
    assert_eq!(record_files(one.disk.as_ref(), &one.path), record_files(two.disk.as_ref(), &two.path));

    let (mut corpus, report) = one.open("mk");
    assert!(report.problems.is_empty() && report.recovered.is_empty(), "{report:?}");
    assert_eq!(told(&corpus, "boat-mk"), (1, 1, 1), "they are told as namesakes");
    let (mk, now) = (annotator("mk"), one.now());
    let editor = Editor { annotator: &mk, now };
    let ids = ["boat-ro", "boat-mk"].map(|id| ItemId::new(id).unwrap());
    let change = change_items::merge(corpus.state(), editor, &ids[..1], &ids[1]);
    apply(&mut one, &mut corpus, change);
    assert_eq!(told(&corpus, "boat-mk"), (2, 1, 0));
    one.close(corpus);
    commit(&one.path);

    // Meanwhile ro goes on with the item under their own id.
    let (mut corpus, _) = two.open("ro");
    let (ro, now) = (annotator("ro"), two.now());
    let editor = Editor { annotator: &ro, now };
    let change = change_items::set_alias(corpus.state(), editor, &ids[0], None, Some("the late boat"));
    apply(&mut two, &mut corpus, change);
    two.close(corpus);
    commit(&two.path);
    pull(&one, &two);
    pull(&two, &one);
    assert_eq!(record_files(one.disk.as_ref(), &one.path), record_files(two.disk.as_ref(), &two.path));

    for (folder, who) in [(&mut one, "mk"), (&mut two, "ro")] {
        let (mut corpus, report) = folder.open(who);
        assert!(report.problems.is_empty() && report.damage.is_empty(), "{who}: {report:?}");
        // Of the two versions the later one holds; the other one is in its owner's file all the same.
        let held = corpus.state().held_item(&ids[0]).unwrap().clone();
        let is_merged = held.merged_into.is_some();
        assert_eq!(told(&corpus, "boat-mk").0, if is_merged { 2 } else { 1 }, "{who}");
        assert_eq!(corpus.state().items[&annotator("ro")][&ids[0]].aliases, ["the late boat"], "{who}");
        assert!(corpus.state().items[&annotator("mk")].contains_key(&ids[0]), "{who}");
        // Whoever wants it the other way says so, and can take that back.
        let (annotator, now) = (annotator(who), folder.now());
        let editor = Editor { annotator: &annotator, now };
        let change = if is_merged {
            change_items::unmerge(corpus.state(), editor, &ids[0])
        } else {
            change_items::merge(corpus.state(), editor, &ids[..1], &ids[1])
        };
        apply(folder, &mut corpus, change);
        assert_eq!(told(&corpus, "boat-mk").0, if is_merged { 1 } else { 2 }, "{who}");
        assert!(corpus.undo(folder.now()).unwrap().is_some());
        assert_eq!(corpus.state().held_item(&ids[0]), Some(&held), "{who}");
        folder.close(corpus);
    }
}
