//! Merges by real git of one person's work on two machines and of several people's, as text and with the
//! program as the merge driver.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;

use proptest::prelude::*;
use redletter::model::article::TextPatch;
use redletter::model::change;
use redletter::model::edit::{Edit, Key, Record};
use redletter::model::id::{AnnotationId, ArticleId, CountedIds, LabelId, SettingId};
use redletter::model::reader::CorpusReader as _;
use redletter::store::disk::RealDisk;
use redletter::store::history::{Line, read_all};
use redletter::store::layout::{Layout, RecordFile};
use redletter::store::{Access, OpenCorpus, OpenOptions, OpenReport};

use crate::bad_files::LAYER;
use crate::folder::{
    BRIDGE, BRIDGE_TEXT, FERRY, FERRY_TEXT, Folder, annotator, article_id, layer_key, record_files, voice,
};
use crate::script::{Action, Desk, any_action};
use crate::several::{commit, git, has_git, pull, try_git, try_pull, two_clones};

const ON_FERRY: (&str, &str) = (FERRY, FERRY_TEXT);

/// Opens a folder as a machine of its own: two machines mint two writers.
fn open_at(folder: &mut Folder, who: &str, machine: u64) -> OpenCorpus {
    let options = OpenOptions { random: machine, ..folder.options(who) };
    let (corpus, report) = OpenCorpus::open(options).unwrap();
    assert!(report.problems.is_empty() && report.recovered.is_empty(), "{report:?}");
    corpus
}

/// Has git merge record files with the program.
fn set_driver(folder: &Path) {
    let driver = format!("'{}' merge-file %O %A %B --path %P", env!("CARGO_BIN_EXE_redletter"));
    git(folder, &["config", "merge.redletter.driver", &driver]);
}

/// Pulls, with the program as the merge driver. Gives what was said, as an error if something is left to do.
fn pull_with_driver(into: &Folder, from: &Folder) -> Result<String, String> {
    set_driver(&into.path);
    try_pull(into, from)
}

fn read(folder: &mut Folder) -> (OpenCorpus, OpenReport) {
    let options = OpenOptions { access: Access::Read, ..folder.options("reader") };
    OpenCorpus::open(options).unwrap()
}

/// The words that each of an annotator's annotations covers.
fn tagged(folder: &mut Folder, by: &str, on: &str) -> BTreeMap<String, String> {
    let (corpus, report) = read(folder);
    assert!(report.problems.is_empty(), "{report:?}");
    let text = corpus.article(&article_id(on)).unwrap().text.clone();
    let layer = corpus.state().layer(&article_id(on), &annotator(by));
    let annotations = layer.iter().flat_map(|layer| layer.annotations.values());
    annotations
        .map(|annotation| {
            let covered = annotation.fragments.covered(text.as_str()).unwrap().join(" … ");
            (annotation.id.to_string(), covered)
        })
        .collect()
}

/// Corrects words of the article about the ferry.
fn correct(folder: &mut Folder, corpus: &mut OpenCorpus, old: &str, new: &str) {
    let article = corpus.article(&article_id(FERRY)).unwrap();
    let at = article.text.as_str().find(old).unwrap();
    let patch = TextPatch::replacing(&article.text, at..at + old.len(), new).unwrap();
    let corrected = change::patch_text(corpus.state(), &article, corpus.annotator(), patch).unwrap();
    corpus.apply(corrected, folder.now()).unwrap();
}

fn relabel(folder: &mut Folder, corpus: &mut OpenCorpus, id: &str, label: &str) {
    let (id, label) = (AnnotationId::new(id).unwrap(), LabelId::new(label).unwrap());
    let now = folder.now();
    let relabelled = change::relabel(corpus.state(), &layer_key(FERRY, "mk"), &id, label, now).unwrap();
    corpus.apply(relabelled, now).unwrap();
}

#[test]
fn work_of_one_person_on_two_machines_merges_by_record() {
    if !has_git() {
        return;
    }
    let (mut one, mut two) = two_clones();
    for (folder, machine, id) in [(&mut one, 1, "of-one"), (&mut two, 2, "of-two")] {
        let mut corpus = open_at(folder, "mk", machine);
        // The same words, so that as text both add lines in one place.
        folder.tag(&mut corpus, ON_FERRY, id, "boat").unwrap();
        let entered = change::put_voice(corpus.state(), &annotator("mk"), voice(id, id)).unwrap();
        corpus.apply(entered, folder.now()).unwrap();
        folder.close(corpus);
        commit(&folder.path);
    }
    pull_with_driver(&one, &two).unwrap();
    pull_with_driver(&two, &one).unwrap();
    assert_eq!(record_files(one.disk.as_ref(), &one.path), record_files(two.disk.as_ref(), &two.path));
    let (lines, damage) = read_all(&RealDisk, &Layout::new(&one.path)).unwrap();
    let writers: BTreeSet<&str> = lines.iter().map(|(writer, _)| writer.as_str()).collect();
    assert!(damage.is_empty() && writers.len() >= 2, "{writers:?} {damage:?}");
    for (folder, machine, own, other) in
        [(&mut one, 1, "of-one", "of-two"), (&mut two, 2, "of-two", "of-one")]
    {
        let mut corpus = open_at(folder, "mk", machine);
        let ids = |corpus: &OpenCorpus| -> BTreeSet<String> {
            let layer = corpus.state().layer(&article_id(FERRY), &annotator("mk")).unwrap();
            layer.annotations.keys().map(ToString::to_string).collect()
        };
        assert!(ids(&corpus).contains(own) && ids(&corpus).contains(other), "{:?}", ids(&corpus));
        assert_eq!(corpus.state().voices[&annotator("mk")].len(), 3);
        // No undo reaches the other machine's lines.
        while corpus.undo(folder.now()).unwrap().is_some() {}
        assert!(!ids(&corpus).contains(own) && ids(&corpus).contains(other), "{:?}", ids(&corpus));
        folder.close(corpus);
    }
}

#[test]
fn two_people_may_both_change_the_tagset_and_the_settings() {
    if !has_git() {
        return;
    }
    let (mut one, mut two) = two_clones();
    for (folder, who, label) in [(&mut one, "mk", "claim"), (&mut two, "ro", "quote")] {
        let mut corpus = open_at(folder, who, 7);
        let mut changed = corpus.state().tagset.labels[&LabelId::new(label).unwrap()].clone();
        changed.name = format!("By {who}");
        let setting = SettingId::new(who).unwrap();
        let transactions = [
            change::tagset::put_label(corpus.state(), changed).unwrap(),
            change::set_setting(corpus.state(), &setting, Some(who)).unwrap(),
        ];
        for transaction in transactions {
            corpus.apply(transaction, folder.now()).unwrap();
        }
        folder.close(corpus);
        commit(&folder.path);
    }
    pull_with_driver(&one, &two).unwrap();
    let (corpus, report) = read(&mut one);
    assert!(report.problems.is_empty(), "{report:?}");
    let labels = &corpus.state().tagset.labels;
    assert_eq!(labels.values().filter(|label| label.name.starts_with("By ")).count(), 2);
    assert_eq!(corpus.state().settings.len(), 3);
}

#[test]
fn what_both_changed_is_told_and_waits_for_a_look() {
    if !has_git() {
        return;
    }
    let (mut one, mut two) = two_clones();
    for (folder, machine, label) in [(&mut one, 1, "proposal"), (&mut two, 2, "caveat")] {
        let mut corpus = open_at(folder, "mk", machine);
        if machine == 2 {
            folder.now();
        }
        relabel(folder, &mut corpus, "cafe", label);
        folder.close(corpus);
        commit(&folder.path);
    }
    let said = pull_with_driver(&one, &two).unwrap_err();
    assert!(said.contains("annotation cafe: both sides changed it; theirs stays, ours was"), "{said}");
    assert!(said.contains("proposal") && said.contains("1 record to look at"), "{said}");
    assert_eq!(git(&one.path, &["diff", "--name-only", "--diff-filter=U"]).trim(), LAYER);
    // The result stands there already, and is well-formed.
    assert_eq!(one.text(LAYER), two.text(LAYER));
    assert_eq!(tagged(&mut one, "mk", FERRY).len(), 3);
    commit(&one.path);
}

#[test]
fn without_the_driver_git_merges_as_text_and_the_lost_line_is_still_in_the_history() {
    if !has_git() {
        return;
    }
    for side in ["--ours", "--theirs"] {
        let (mut one, mut two) = two_clones();
        for (folder, machine, id) in [(&mut one, 1, "of-one"), (&mut two, 2, "of-two")] {
            let mut corpus = open_at(folder, "mk", machine);
            folder.tag(&mut corpus, ON_FERRY, id, "boat").unwrap();
            folder.close(corpus);
            commit(&folder.path);
        }
        assert!(try_pull(&one, &two).unwrap_err().contains(LAYER));
        let (_, report) = read(&mut one);
        let said: Vec<String> = report.problems.iter().map(ToString::to_string).collect();
        assert!(said.iter().any(|said| said.starts_with(LAYER) && said.contains("conflict")), "{said:?}");
        git(&one.path, &["checkout", "--quiet", side, LAYER]);
        commit(&one.path);
        let ids: Vec<String> = tagged(&mut one, "mk", FERRY).into_keys().collect();
        let (kept, lost) = if side == "--ours" { ("of-one", "of-two") } else { ("of-two", "of-one") };
        assert!(ids.contains(&kept.to_owned()) && !ids.contains(&lost.to_owned()), "{ids:?}");
        let (lines, _) = read_all(&RealDisk, &Layout::new(&one.path)).unwrap();
        let last = last_values(&lines);
        let key = Key::Annotation(layer_key(FERRY, "mk"), AnnotationId::new(lost).unwrap());
        assert!(last[&key].is_some(), "{lost} is in no history");
    }
}

#[test]
fn a_correction_on_one_side_carries_what_the_other_tagged() {
    if !has_git() {
        return;
    }
    let (mut one, mut two) = two_clones();
    let mut corpus = open_at(&mut one, "mk", 1);
    correct(&mut one, &mut corpus, "Café quay", "The Café at the quay");
    one.close(corpus);
    commit(&one.path);
    let mut corpus = open_at(&mut two, "mk", 2);
    two.tag(&mut corpus, ON_FERRY, "of-two", "today").unwrap();
    two.close(corpus);
    commit(&two.path);
    let expected = |tagged: BTreeMap<String, String>| {
        assert_eq!(tagged["of-two"], "today");
        assert_eq!(tagged["quoted"], "is late");
        assert_eq!(tagged["ship"], "🚢 today");
    };
    // Whoever made the correction has the article's chain in the folder.
    let before = two.path.parent().unwrap().join("before");
    git(&two.path, &["clone", "--quiet", ".", before.to_str().unwrap()]);
    pull_with_driver(&one, &two).unwrap();
    expected(tagged(&mut one, "mk", FERRY));
    // To the others it comes with this very merge: the layer is merged once the article is.
    let layer = two.text(LAYER);
    let said = pull_with_driver_undone(&mut two, &one).unwrap_err();
    assert!(said.contains("Not merged: ") && said.contains("git checkout --merge"), "{said}");
    assert_eq!(two.text(LAYER), layer, "ours is as it was");
    assert_eq!(git(&two.path, &["diff", "--name-only", "--diff-filter=U"]).trim(), LAYER);
    git(&two.path, &["checkout", "--merge", "--", LAYER]);
    commit(&two.path);
    expected(tagged(&mut two, "mk", FERRY));
    assert_eq!(record_files(one.disk.as_ref(), &one.path), record_files(two.disk.as_ref(), &two.path));
}

/// Pulls what the other had before it merged.
fn pull_with_driver_undone(into: &mut Folder, from: &Folder) -> Result<String, String> {
    set_driver(&into.path);
    let from = from.path.to_str().unwrap();
    git(&into.path, &["fetch", "--quiet", from, "main"]);
    try_git(&into.path, &["merge", "--quiet", "--no-edit", "FETCH_HEAD^1"])
}

#[test]
fn corrections_on_both_sides_lose_no_layer() {
    if !has_git() {
        return;
    }
    let (mut one, mut two) = two_clones();
    for (folder, machine, new, id) in
        [(&mut one, 1, "was late", "of-one"), (&mut two, 2, "will be late", "of-two")]
    {
        let mut corpus = open_at(folder, "mk", machine);
        correct(folder, &mut corpus, "is late", new);
        let text = corpus.article(&article_id(FERRY)).unwrap().text.clone();
        folder.tag(&mut corpus, (FERRY, text.as_str()), id, "today").unwrap();
        folder.close(corpus);
        // Somebody else's layer on the corrected text.
        let who = format!("friend-{machine}");
        let mut corpus = open_at(folder, &who, 7);
        folder.tag(&mut corpus, (FERRY, text.as_str()), &who, "she said").unwrap();
        folder.close(corpus);
        commit(&folder.path);
    }
    let said = pull_with_driver(&one, &two).unwrap_err();
    assert!(said.contains("text: both sides changed it; ours stays, theirs was"), "{said}");
    assert!(said.contains("will be") && said.contains("Not merged: "), "{said}");
    git(&one.path, &["checkout", "--merge", "--", LAYER]);
    commit(&one.path);
    let of_mk = tagged(&mut one, "mk", FERRY);
    assert_eq!((&*of_mk["of-one"], &*of_mk["of-two"], &*of_mk["quoted"]), ("today", "today", "was late"));
    for machine in [1, 2] {
        let who = format!("friend-{machine}");
        assert_eq!(tagged(&mut one, &who, FERRY)[&who], "she said");
    }
    let (corpus, _) = read(&mut one);
    assert!(corpus.article(&article_id(FERRY)).unwrap().text.as_str().contains("was late"));
}

/// For each key the value that the last line of all histories gives it.
fn last_values(lines: &[(String, Arc<Line>)]) -> BTreeMap<Key, Option<Record>> {
    let mut last = BTreeMap::new();
    for edit in lines.iter().flat_map(|(_, line)| &line.edits) {
        if let Edit::Put(put) = edit {
            last.insert(put.key.clone(), put.after.clone());
        }
    }
    last
}

/// Work by chance as `mk` from a time on, closed and committed. Ids are counted from `first_id`.
fn work(folder: &mut Folder, machine: u64, clock: i64, first_id: u64, actions: &[Action]) {
    let corpus = open_at(folder, "mk", machine);
    let mut desk = Desk { corpus, ids: CountedIds(first_id), clock };
    for action in actions {
        // What the window would refuse too is no part of the work.
        drop(desk.act(action));
    }
    let now = desk.now();
    desk.corpus.close(now).unwrap();
    commit_if_changed(&folder.path);
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum How {
    Driver,
    Text(&'static str),
}

/// Pulls `from` into a clone of `into`, and resolves whatever conflicts there are as somebody in a hurry would.
/// Gives the clone and what the driver said.
fn merged(into: &Folder, from: &Folder, how: How) -> (Folder, String) {
    let clone = Folder::real();
    git(&into.path, &["clone", "--quiet", ".", clone.path.to_str().unwrap()]);
    if how == How::Driver {
        set_driver(&clone.path);
    }
    let mut said = try_pull(&clone, from).unwrap_or_else(|said| said);
    let unmerged = git(&clone.path, &["diff", "--name-only", "--diff-filter=U"]);
    for file in unmerged.lines() {
        let again: &[&str] = match how {
            // Articles are merged by now, and layers wait for them.
            How::Driver if file.starts_with("layers/") => &["checkout", "--merge", "--", file],
            How::Driver => &[],
            How::Text(side) => &["checkout", side, "--", file],
        };
        if !again.is_empty() {
            // Of a file that one side deleted there is only the other's version, and git has left it there.
            said += &try_git(&clone.path, again).unwrap_or_else(|said| said);
        }
    }
    commit_if_changed(&clone.path);
    (clone, said)
}

fn commit_if_changed(folder: &Path) {
    git(folder, &["add", "--all"]);
    git(folder, &["commit", "--quiet", "--allow-empty", "--message", "Merge"]);
}

type Lines = Vec<(String, Arc<Line>)>;

fn history(folder: &Folder) -> Lines {
    let (lines, damage) = read_all(&RealDisk, &Layout::new(&folder.path)).unwrap();
    assert!(damage.is_empty(), "{damage:?}");
    lines
}

/// Articles whose texts one of the two sides corrected.
fn corrected(lines: &Lines) -> BTreeSet<ArticleId> {
    let edits = lines.iter().flat_map(|(_, line)| &line.edits);
    edits.filter_map(|edit| if let Edit::PatchText(id, _) = edit { Some(id.clone()) } else { None }).collect()
}

/// The value of a key in a corpus; an annotation without a place counts as itself.
fn value_of(corpus: &OpenCorpus, key: &Key) -> Option<Record> {
    match key {
        Key::Blocks(id) => {
            corpus.article(id).ok().map(|article| Record::Blocks(article.blocks.clone().into()))
        }
        key => corpus.state().get(key),
    }
}

fn is_listed(said: &str, key: &Key) -> bool {
    let name = match key {
        Key::Annotation(_, id) | Key::Unplaced(_, id) => format!("annotation {id}: "),
        Key::Decision(_, on) => format!("decision on {}'s {}: ", on.annotator, on.annotation),
        Key::State(_) => "state: ".to_owned(),
        Key::Metadata(_) => "metadata: ".to_owned(),
        Key::Blocks(_) => "blocks: ".to_owned(),
        Key::Voice(_, id) => format!("register entry {id}: "),
        key => format!("{key}: "),
    };
    said.contains(&name)
}

/// What a writer made of a record since the sides parted: how it found it, how it left it.
type Change<'l> = (&'l Option<Record>, &'l Option<Record>);

/// What each writer made of each record in some lines.
fn changes(lines: &Lines) -> BTreeMap<&Key, BTreeMap<&str, Change<'_>>> {
    let mut changes: BTreeMap<&Key, BTreeMap<&str, Change<'_>>> = BTreeMap::new();
    for (writer, line) in lines {
        for edit in &line.edits {
            if let Edit::Put(put) = edit {
                let of_key = changes.entry(&put.key).or_default();
                of_key.entry(writer).or_insert((&put.before, &put.after)).1 = &put.after;
            }
        }
    }
    changes
}

fn stamps(lines: &Lines) -> BTreeSet<(String, u64)> {
    lines.iter().map(|(writer, line)| (writer.clone(), line.n)).collect()
}

/// Holds a merge against the histories of both sides: every acknowledged line is in them still. By record, every
/// record is as the one who changed it left it; what both left differently is as one of them did, and listed.
/// As text the files may lack anything; the histories, which have it all, tell what.
fn check_merge(sides: [&Folder; 2], base: &Lines, merged: &mut Folder, said: &str, how: How) {
    let all = history(merged);
    let acknowledged: BTreeSet<_> = sides.iter().flat_map(|side| stamps(&history(side))).collect();
    assert_eq!(stamps(&all), acknowledged, "a merge lost lines of a history");
    let (corpus, report) = read(merged);
    if how != How::Driver {
        return;
    }
    // What one tagged in an article that the other took out waits in its file, and is told.
    let is_orphan = |what: &str| what.starts_with("there is no article");
    let others: Vec<_> = report.problems.iter().filter(|problem| !is_orphan(&problem.what)).collect();
    assert!(others.is_empty(), "{others:?}\n{said}");
    let old = stamps(base);
    let since: Lines =
        all.iter().filter(|(writer, line)| !old.contains(&(writer.clone(), line.n))).cloned().collect();
    let (corrected, layout) = (corrected(&since), Layout::new(&merged.path));
    for (key, writers) in changes(&since) {
        let is_there = |id| corpus.state().articles.contains_key(id);
        if key.article().is_some_and(|id| corrected.contains(id) || !is_there(id)) {
            // Its ranges count in another text than the lines'.
            continue;
        }
        let file = layout.shown(&layout.record_file(&RecordFile::of(key)));
        if said.contains(&format!("(modify/delete): {file} ")) {
            // One side has nothing left in the file: git keeps the other's as it is, and says so.
            continue;
        }
        let value = value_of(&corpus, key);
        let left: Vec<&Option<Record>> =
            writers.values().filter(|(found, left)| found != left).map(|(_, left)| *left).collect();
        match left.as_slice() {
            [] => {}
            [one] => assert_eq!(value, **one, "{key}\n{said}"),
            several if several.iter().all(|left| *left == several[0]) => {
                assert_eq!(value, *several[0], "{key}");
            }
            several => {
                assert!(several.contains(&&value) && is_listed(said, key), "{key}: {value:?}\n{said}");
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 4, max_shrink_iters: 20, ..ProptestConfig::default() })]

    #[test]
    fn no_acknowledged_record_is_lost_by_a_merge(
        before in prop::collection::vec(any_action(), 1..10),
        at_one in prop::collection::vec(any_action(), 1..16),
        at_two in prop::collection::vec(any_action(), 1..16),
    ) {
        if !has_git() {
            return Ok(());
        }
        let (mut one, mut two) = two_clones();
        work(&mut one, 1, 10_000_000, 1_000_000, &before);
        let base = history(&one);
        pull(&two, &one);
        // The times of the two machines lie between one another.
        work(&mut one, 1, 20_000_000, 2_000_000, &at_one);
        work(&mut two, 2, 20_000_500, 3_000_000, &at_two);
        for how in [How::Driver, How::Text("--ours"), How::Text("--theirs")] {
            for (into, from) in [(&one, &two), (&two, &one)] {
                let (mut merged, said) = merged(into, from, how);
                check_merge([&one, &two], &base, &mut merged, &said, how);
            }
        }
    }
}

#[test]
fn a_file_with_conflict_marks_keeps_its_lines_pending() {
    // Inside a string that runs over lines, the marks could be read as part of it.
    let mut folder = Folder::simulated().with_sample();
    let note = "one\ntwo";
    let (mut corpus, _) = folder.open("mk");
    let now = folder.now();
    let id = AnnotationId::new("cafe").unwrap();
    let noted = change::annotation(corpus.state(), &layer_key(FERRY, "mk"), &id, now, "Note", |annotation| {
        note.clone_into(&mut annotation.note);
    });
    corpus.apply(noted.unwrap(), now).unwrap();
    folder.close(corpus);
    let (mut corpus, _) = folder.open("mk");
    folder.tag(&mut corpus, ON_FERRY, "pending", "boat").unwrap();
    // The machine stops before the file follows, and a merge as text leaves its marks.
    drop(corpus);
    let whole = folder.text(LAYER);
    folder.edit(LAYER, note, "one\n<<<<<<< HEAD\ntwo\n=======\n2\n>>>>>>> theirs\n");
    let marked = folder.text(LAYER);
    for _ in 0..3 {
        let (corpus, report) = folder.open("mk");
        assert!(report.recovered.is_empty(), "{report:?}");
        let said: Vec<String> = report.problems.iter().map(ToString::to_string).collect();
        assert!(said.len() == 1 && said[0].contains(LAYER) && said[0].contains("conflict marks"), "{said:?}");
        folder.check_rest_works(corpus);
        assert_eq!(folder.text(LAYER), marked);
    }
    folder.write(LAYER, whole);
    let (corpus, report) = folder.open("mk");
    assert!(report.problems.is_empty() && report.recovered.is_empty(), "{report:?}");
    let layer = corpus.state().layer(&article_id(FERRY), &annotator("mk")).unwrap();
    assert!(layer.annotations.contains_key(&AnnotationId::new("pending").unwrap()));
}

#[test]
fn conflict_marks_in_a_history_are_named_and_nothing_is_cut_off() {
    for mark in [">>>>>>> theirs\n", ">>>>>>> theirs"] {
        let mut folder = Folder::simulated().with_sample();
        let history = folder.disk.list(&folder.path.join("history")).unwrap();
        let volume = format!("history/{}", history[0].name);
        let lines = folder.text(&volume);
        let end = lines[..lines.len() - 1].rfind('\n').unwrap() + 1;
        let marked = format!("{}<<<<<<< HEAD\n=======\n{}{mark}", &lines[..end], &lines[end..]);
        folder.write(&volume, &marked);
        let (mut corpus, report) = folder.open("mk");
        assert_eq!((report.torn, report.damage.len()), (None, 3));
        assert!(report.damage[2].why.contains("conflict mark"), "{:?}", report.damage);
        let id = format!("m{}", mark.len());
        folder.tag(&mut corpus, (BRIDGE, BRIDGE_TEXT), &id, "Fares").unwrap();
        folder.close(corpus);
        assert_eq!(folder.text(&volume), marked, "the volume is left as it is");
        // Whoever finishes the merge takes no acknowledged line away.
        folder.write(&volume, &lines);
        let (corpus, report) = folder.open("mk");
        assert!(report.damage.is_empty() && report.torn.is_none(), "{report:?}");
        let layer = corpus.state().layer(&article_id(BRIDGE), &annotator("mk")).unwrap();
        assert!(layer.annotations.contains_key(&AnnotationId::new(&id).unwrap()));
        let all = read_all(folder.disk.as_ref(), &Layout::new(&folder.path)).unwrap().0;
        let key = Key::Annotation(layer_key(BRIDGE, "mk"), AnnotationId::new(&id).unwrap());
        assert!(last_values(&all).contains_key(&key));
        folder.close(corpus);
    }
}
