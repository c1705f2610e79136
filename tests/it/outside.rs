//! What others do to a corpus that is open: files that change, histories that grow, locks that come free. Nobody's
//! work is lost, and what was changed on both sides is listed.

use std::sync::Arc;

use redletter::model::annotation::Annotation;
use redletter::model::article::{Metadata, TextPatch};
use redletter::model::change;
use redletter::model::edit::{ArticleStamp, Edit, Key, Record};
use redletter::model::id::{AnnotationId, SettingId};
use redletter::model::reader::CorpusReader as _;
use redletter::store::audit::{Account, Found};
use redletter::store::disk::simulated::SimulatedDisk;
use redletter::store::layout::Layout;
use redletter::store::{Access, OpenCorpus, OpenOptions, RecoveredValue, SaveStatus};

use crate::folder::{
    BRIDGE, BRIDGE_TEXT, FERRY, FERRY_TEXT, Folder, annotator, article, article_id, layer_key,
};

const MK_LAYER: &str = "layers/mk/night-ferry.ron";

fn ids(corpus: &OpenCorpus, on: &str, by: &str) -> Vec<String> {
    let layer = corpus.state().layer(&article_id(on), &annotator(by));
    layer.into_iter().flat_map(|layer| layer.annotations.keys().map(ToString::to_string)).collect()
}

/// Changes the note of `mk`'s quote.
fn set_note(folder: &mut Folder, corpus: &mut OpenCorpus, note: &str) {
    let (layer, id) = (layer_key(FERRY, "mk"), AnnotationId::new("quoted").unwrap());
    let mut quote =
        Annotation::clone(&corpus.state().layer(&layer.article, &layer.annotator).unwrap().annotations[&id]);
    note.clone_into(&mut quote.note);
    quote.provenance.changed = folder.now();
    let records = [(Key::Annotation(layer, id), Record::Annotation(Arc::new(quote)))];
    let change = change::put_records(corpus.state(), records, "Change the note").unwrap();
    corpus.apply(change, folder.now()).unwrap();
}

/// Two people with the same corpus open.
fn two() -> (Folder, OpenCorpus, OpenCorpus) {
    let mut folder = Folder::simulated().with_sample();
    let (mk, _) = folder.open("mk");
    let (ro, _) = folder.open("ro");
    (folder, mk, ro)
}

#[test]
fn what_somebody_else_saves_is_taken_in_while_one_works() {
    let (mut folder, mut mk, mut ro) = two();
    folder.tag(&mut ro, (FERRY, FERRY_TEXT), "theirs", "is late").unwrap();
    ro.flush(folder.now());
    folder.tag(&mut mk, (FERRY, FERRY_TEXT), "own", "quay").unwrap();
    let from_others = mk.look(folder.now());
    assert_eq!(ids(&mk, FERRY, "ro"), ["theirs"]);
    assert_eq!(ids(&mk, FERRY, "mk"), ["cafe", "own", "quoted", "ship"]);
    let key = Key::Annotation(layer_key(FERRY, "ro"), AnnotationId::new("theirs").unwrap());
    assert!(from_others.edits.iter().any(|edit| matches!(edit, Edit::Put(put) if put.key == key)));
    assert!(mk.recovered().is_empty());
    // One's own saving is nothing that others did.
    mk.flush(folder.now());
    mk.poll(folder.now());
    assert_eq!(mk.look(folder.now()), redletter::store::FromOthers::default());
    folder.close(mk);
    folder.close(ro);
}

#[test]
fn an_own_file_that_changed_on_both_sides_is_merged_by_record() {
    let mut folder = Folder::simulated().with_sample();
    let (mut corpus, _) = folder.open("mk");
    folder.tag(&mut corpus, (FERRY, FERRY_TEXT), "own", "quay").unwrap();
    // As a pull would bring it: a note on one span, and another span gone.
    folder.edit(MK_LAYER, "id: \"quoted\",", "id: \"quoted\", note: \"from afar\",");
    corpus.look(folder.now());
    let layer = corpus.state().layer(&article_id(FERRY), &annotator("mk")).unwrap();
    assert_eq!(layer.annotations[&AnnotationId::new("quoted").unwrap()].note, "from afar");
    assert!(layer.annotations.contains_key(&AnnotationId::new("own").unwrap()));
    folder.close(corpus);
    let text = folder.text(MK_LAYER);
    assert!(text.contains("from afar") && text.contains("\"own\""), "{text}");
    let (corpus, report) = folder.open("mk");
    assert!(report.problems.is_empty() && report.recovered.is_empty(), "{report:?}");
    assert!(corpus.recovered().is_empty());
}

#[test]
fn the_same_record_changed_on_both_sides_stays_ones_own_and_the_other_is_listed() {
    let mut folder = Folder::simulated().with_sample();
    let (mut corpus, _) = folder.open("mk");
    let id = AnnotationId::new("quoted").unwrap();
    set_note(&mut folder, &mut corpus, "mine");
    folder.edit(MK_LAYER, "id: \"quoted\",", "id: \"quoted\", note: \"theirs\",");
    let from_others = corpus.look(folder.now());
    assert_eq!(from_others.say.len(), 1, "{from_others:?}");
    let note_of = |corpus: &OpenCorpus| {
        let layer = corpus.state().layer(&article_id(FERRY), &annotator("mk")).unwrap();
        layer.annotations[&id].note.clone()
    };
    assert_eq!(note_of(&corpus), "mine");
    let what = corpus.recovered()[0].what.clone();
    assert!(format!("{what:?}").contains("theirs"));
    // It can be used after all, and that undone.
    let change = corpus.recovered_change(&what).unwrap();
    corpus.apply(change, folder.now()).unwrap();
    corpus.settle_recovered(&what, folder.now());
    assert_eq!((note_of(&corpus).as_str(), corpus.recovered().len()), ("theirs", 0));
    corpus.undo(folder.now()).unwrap().unwrap();
    assert_eq!(note_of(&corpus), "mine");
    // The next undo gives way to what the file said, by the history too.
    corpus.undo(folder.now()).unwrap().unwrap();
    assert_eq!(note_of(&corpus), "theirs");
    folder.close(corpus);
}

#[test]
fn a_shared_file_changed_on_both_sides_keeps_the_files_value_and_lists_ones_own_until_decided() {
    let (mut folder, mut mk, mut ro) = two();
    let set = |corpus: &OpenCorpus, value: &str| {
        change::set_setting(corpus.state(), &SettingId::new("title").unwrap(), Some(value)).unwrap()
    };
    let (first, second) = (set(&mk, "First"), set(&ro, "Second"));
    mk.apply(first, folder.now()).unwrap();
    ro.apply(second, folder.now()).unwrap();
    mk.flush(folder.now());
    ro.flush(folder.now());
    ro.poll(folder.now());
    ro.poll(folder.now());
    assert_eq!(ro.state().title(), "First");
    assert_eq!(ro.recovered().len(), 1);
    folder.close(ro);
    folder.close(mk);
    // It is still listed after a restart, and another.
    for _ in 0..2 {
        let (ro, report) = folder.open("ro");
        assert_eq!((report.recovered.len(), ro.state().title()), (1, "First"));
        folder.close(ro);
    }
    let (mut ro, _) = folder.open("ro");
    let what = ro.recovered()[0].what.clone();
    let change = ro.recovered_change(&what).unwrap();
    ro.apply(change, folder.now()).unwrap();
    ro.settle_recovered(&what, folder.now());
    folder.close(ro);
    let (ro, report) = folder.open("ro");
    assert_eq!((report.recovered.len(), ro.state().title()), (0, "Second"));
    assert!(folder.text("corpus.ron").contains("Second"));
}

#[test]
fn a_correction_by_somebody_else_carries_what_one_has_not_written_yet() {
    let (mut folder, mut mk, mut ro) = two();
    folder.tag(&mut mk, (FERRY, FERRY_TEXT), "own", "she said").unwrap();
    folder.correct(&mut ro, FERRY, "quay", "at the quay");
    folder.close(ro);
    let covers = |corpus: &OpenCorpus| {
        let text = corpus.article(&article_id(FERRY)).unwrap().text.clone();
        let layer = corpus.state().layer(&article_id(FERRY), &annotator("mk")).unwrap();
        let own = &layer.annotations[&AnnotationId::new("own").unwrap()];
        assert!(text.as_str().contains("at the quay"));
        own.fragments.covered(text.as_str()).unwrap().concat()
    };
    // Seen while it is open …
    mk.look(folder.now());
    assert_eq!(covers(&mk), "she said");
    drop(mk);
    // … and when the machine stopped before anything was written.
    let (mk, report) = folder.open("mk");
    assert!(report.recovered.is_empty() && report.problems.is_empty(), "{report:?}");
    assert_eq!(covers(&mk), "she said");
    folder.close(mk);
    let (mk, report) = folder.open("mk");
    assert!(report.recovered.is_empty() && report.problems.is_empty(), "{report:?}");
    assert_eq!(covers(&mk), "she said");
}

#[test]
fn two_corrections_of_one_text_keep_the_first_and_list_the_second() {
    let (mut folder, mut mk, mut ro) = two();
    for (corpus, who, with) in [(&mut mk, "mk", "pier"), (&mut ro, "ro", "dock")] {
        let article = corpus.article(&article_id(FERRY)).unwrap();
        let at = FERRY_TEXT.find("quay").unwrap();
        let patch = TextPatch::replacing(&article.text, at..at + 4, with).unwrap();
        let corrected = change::patch_text(corpus.state(), &article, &annotator(who), patch).unwrap();
        corpus.apply(corrected, folder.now()).unwrap();
    }
    mk.flush(folder.now());
    folder.close(ro);
    let (ro, report) = folder.open("ro");
    assert!(ro.article(&article_id(FERRY)).unwrap().text.as_str().contains("pier"));
    let listed = |what: &RecoveredValue| matches!(what, RecoveredValue::Correction { patch, .. } if patch.inserted == "dock");
    assert!(report.recovered.iter().any(|recovered| listed(&recovered.what)), "{report:?}");
    folder.close(ro);
    folder.close(mk);
}

#[test]
fn articles_that_come_and_go_outside_come_and_go_inside() {
    let mut folder = Folder::simulated().with_sample();
    let (mut mk, _) = folder.open("mk");
    let other = SimulatedDisk::default();
    let mut elsewhere = Folder::on(&other).with_sample();
    let (mut corpus, _) = elsewhere.open("ro");
    let stamps = corpus
        .stage(vec![article("harbour-plan", "Harbour plan\n\nNew piers, says the council.\n")])
        .unwrap();
    corpus.apply(change::add_articles(stamps).unwrap(), elsewhere.now()).unwrap();
    elsewhere
        .tag(
            &mut corpus,
            ("harbour-plan", "Harbour plan\n\nNew piers, says the council.\n"),
            "pier",
            "New piers",
        )
        .unwrap();
    elsewhere.close(corpus);
    for file in ["articles/harbour-plan.ron", "layers/ro/harbour-plan.ron"] {
        folder.write(file, elsewhere.bytes(file));
    }
    let bridge = folder.bytes("articles/marrow-bridge.ron");
    folder.disk.remove(&folder.path.join("articles/marrow-bridge.ron")).unwrap();
    let from_others = mk.look(folder.now());
    assert_eq!(from_others.say.len(), 2, "{from_others:?}");
    assert_eq!(ids(&mk, "harbour-plan", "ro"), ["pier"]);
    assert!(!mk.state().articles.contains_key(&article_id(BRIDGE)));
    // What comes back comes back with what was on it.
    folder.write("articles/marrow-bridge.ron", bridge);
    mk.look(folder.now());
    assert_eq!(ids(&mk, BRIDGE, "mk"), ["fares"]);
    folder.tag(&mut mk, (BRIDGE, BRIDGE_TEXT), "more", "council").unwrap();
    folder.close(mk);
    let (mk, report) = folder.open("mk");
    assert!(report.problems.is_empty() && report.recovered.is_empty(), "{report:?}");
    assert_eq!(ids(&mk, BRIDGE, "mk"), ["fares", "more"]);
}

#[test]
fn a_folder_that_vanishes_is_told_and_nothing_is_taken_for_removed() {
    let mut folder = Folder::real().with_sample();
    let (mut mk, _) = folder.open("mk");
    mk.article(&article_id(FERRY)).unwrap();
    let away = folder.path.with_extension("away");
    std::fs::rename(&folder.path, &away).unwrap();
    let from_others = mk.look(folder.now());
    assert!(from_others.edits.is_empty());
    assert!(mk.unreachable().is_some());
    folder.tag(&mut mk, (FERRY, FERRY_TEXT), "own", "quay").unwrap();
    mk.poll(folder.now());
    assert!(matches!(mk.save_status(), SaveStatus::Failed(_)));
    assert!(!folder.path.exists(), "nothing is made anew where the folder was");
    std::fs::rename(&away, &folder.path).unwrap();
    mk.look(folder.now());
    assert_eq!(mk.unreachable(), None);
    mk.poll(folder.now());
    assert!(matches!(mk.save_status(), SaveStatus::Saved(_)), "{:?}", mk.save_status());
    folder.close(mk);
    let (mk, _) = folder.open("mk");
    assert_eq!(ids(&mk, FERRY, "mk"), ["cafe", "own", "quoted", "ship"]);
}

#[test]
fn a_file_damaged_while_it_is_open_is_left_alone_and_taken_up_again_when_it_is_mended() {
    let mut folder = Folder::simulated().with_sample();
    let (mut mk, _) = folder.open("mk");
    folder.tag(&mut mk, (FERRY, FERRY_TEXT), "own", "quay").unwrap();
    let whole = folder.text(MK_LAYER);
    let marked = whole.replace("  annotations: [", "<<<<<<< ours\n  annotations: [\n=======\n>>>>>>> theirs");
    folder.write(MK_LAYER, &marked);
    let from_others = mk.look(folder.now());
    assert!(from_others.say.iter().any(|say| say.contains("conflict marks")), "{from_others:?}");
    assert!(folder.tag(&mut mk, (FERRY, FERRY_TEXT), "more", "boat").is_err());
    mk.flush(folder.now());
    mk.poll(folder.now());
    assert_eq!(folder.text(MK_LAYER), marked);
    folder.write(MK_LAYER, &whole);
    mk.look(folder.now());
    assert_eq!(ids(&mk, FERRY, "mk"), ["cafe", "own", "quoted", "ship"]);
    folder.tag(&mut mk, (FERRY, FERRY_TEXT), "more", "boat").unwrap();
    folder.close(mk);
    assert!(folder.text(MK_LAYER).contains("\"more\""));
}

/// A corpus in which `ro`, on another machine, was interrupted before anything reached its files.
fn interrupted() -> Folder {
    let disk = SimulatedDisk::default();
    let mut folder = Folder::on(&disk).with_sample();
    let home = folder.user.clone();
    folder.user = "/elsewhere".into();
    let (mut ro, _) = folder.open("ro");
    folder.tag(&mut ro, (FERRY, FERRY_TEXT), "theirs", "is late").unwrap();
    let stamps = ro.stage(vec![article("harbour-plan", "Harbour plan\n\nNew piers.\n")]).unwrap();
    ro.apply(change::add_articles(stamps).unwrap(), folder.now()).unwrap();
    std::mem::forget(ro);
    let after = disk.after_crash(7);
    let mut crashed = Folder::on(&after);
    crashed.user = home;
    crashed
}

#[test]
fn what_another_writer_left_is_told_taken_in_and_noted_once() {
    let mut folder = interrupted();
    let (mut mk, report) = folder.open("mk");
    assert_eq!(report.others.len(), 1, "{report:?}");
    assert_eq!(report.others[0].num_changes, 2);
    assert!(report.others[0].to_string().contains("2 changes by ro"), "{}", report.others[0]);
    assert!(ids(&mk, FERRY, "ro").is_empty());
    let from_others = mk.take_in(&report.others[0], folder.now()).unwrap();
    assert!(from_others.edits.len() >= 2, "{from_others:?}");
    assert_eq!(ids(&mk, FERRY, "ro"), ["theirs"]);
    mk.poll(folder.now());
    folder.close(mk);
    assert!(folder.text("layers/ro/night-ferry.ron").contains("theirs"));
    let (mk, report) = folder.open("mk");
    assert!(report.others.is_empty() && report.problems.is_empty(), "{report:?}");
    assert!(mk.state().articles.contains_key(&article_id("harbour-plan")));
    folder.close(mk);
    // Its own writer comes back, and finds that it has been done.
    folder.user = "/elsewhere".into();
    let (ro, report) = folder.open("ro");
    assert_eq!(report.num_replayed, 0, "{report:?}");
    assert!(report.recovered.is_empty() && report.problems.is_empty(), "{report:?}");
    folder.close(ro);
}

#[test]
fn nobody_takes_in_the_work_of_somebody_who_is_at_work() {
    let (mut folder, mut mk, mut ro) = two();
    folder.tag(&mut ro, (FERRY, FERRY_TEXT), "theirs", "is late").unwrap();
    mk.look(folder.now());
    let others = mk.others().to_vec();
    assert!(others.len() == 1 && others[0].is_at_work, "{others:?}");
    let options = OpenOptions { access: Access::Read, ..folder.options("pa") };
    let (_, report) = OpenCorpus::open(options).unwrap();
    assert!(report.others.is_empty(), "what is on its way is no finding: {report:?}");
    let refused = mk.take_in(&others[0], folder.now()).unwrap_err();
    assert!(refused.to_string().contains("ro has the corpus open"), "{refused}");
    folder.close(ro);
    folder.close(mk);
}

#[test]
fn a_window_that_could_only_read_is_told_when_it_could_write() {
    let mut folder = Folder::simulated().with_sample();
    let (mut first, _) = folder.open("mk");
    let (mut second, _) = folder.open("mk");
    assert!(second.read_only().unwrap().contains("mk on desk"));
    folder.tag(&mut first, (FERRY, FERRY_TEXT), "own", "quay").unwrap();
    first.flush(folder.now());
    second.look(folder.now());
    assert_eq!(ids(&second, FERRY, "mk"), ["cafe", "own", "quoted", "ship"], "what the first saves is seen");
    assert!(!second.could_write());
    folder.close(first);
    second.look(folder.now());
    assert!(second.could_write());
}

#[test]
fn a_file_put_back_to_an_older_state_is_found_and_made_whole_again() {
    let mut folder = Folder::simulated().with_sample();
    let older = folder.text(MK_LAYER);
    let (mut mk, _) = folder.open("mk");
    set_note(&mut folder, &mut mk, "new");
    folder.tag(&mut mk, (FERRY, FERRY_TEXT), "own", "quay").unwrap();
    folder.close(mk);
    folder.write(MK_LAYER, older);
    let (mut mk, report) = folder.open("mk");
    assert!(report.problems.is_empty(), "{report:?}");
    let layout = Layout::new(folder.path.clone());
    let account = Account::read(folder.disk.as_ref(), &layout, &mk, mk.writer()).unwrap();
    let found = account.differences(folder.disk.as_ref(), &layout, &mk, &|_| false).unwrap();
    let kinds: Vec<Found> = found.iter().map(|difference| difference.found).collect();
    assert_eq!(kinds, [Found::Nothing, Found::Older, Found::Nothing], "{found:?}");
    let repaired = mk.rebuild(&account, folder.now()).unwrap();
    assert_eq!((repaired.done.len(), repaired.left.len()), (3, 0), "{repaired:?}");
    assert_eq!(ids(&mk, FERRY, "mk"), ["cafe", "own", "quoted", "ship"]);
    let account = Account::read(folder.disk.as_ref(), &layout, &mk, mk.writer()).unwrap();
    assert!(account.differences(folder.disk.as_ref(), &layout, &mk, &|_| false).unwrap().is_empty());
    // Each was a transaction of its own.
    for _ in 0..3 {
        mk.undo(folder.now()).unwrap().unwrap();
    }
    assert_eq!(ids(&mk, FERRY, "mk"), ["cafe", "quoted", "ship"]);
    folder.close(mk);
}

#[test]
fn corrections_by_others_are_no_differences() {
    let (mut folder, mk, mut ro) = two();
    folder.close(mk);
    folder.correct(&mut ro, FERRY, "quay", "at the quay");
    folder.close(ro);
    let (mk, _) = folder.open("mk");
    let layout = Layout::new(folder.path.clone());
    let account = Account::read(folder.disk.as_ref(), &layout, &mk, mk.writer()).unwrap();
    let found = account.differences(folder.disk.as_ref(), &layout, &mk, &|_| false).unwrap();
    assert!(found.is_empty(), "{found:?}");
    assert!(account.num_transactions >= 3);
}

#[test]
fn a_layer_that_can_not_be_read_is_made_anew_from_the_histories() {
    let mut folder = Folder::simulated().with_sample();
    let whole = folder.text(MK_LAYER);
    folder.write(MK_LAYER, &whole[..whole.len() / 2]);
    let (mut mk, report) = folder.open("mk");
    assert_eq!(report.problems.len(), 1, "{report:?}");
    assert!(ids(&mk, FERRY, "mk").is_empty());
    let layout = Layout::new(folder.path.clone());
    let account = Account::read(folder.disk.as_ref(), &layout, &mk, mk.writer()).unwrap();
    let repaired = mk.rebuild(&account, folder.now()).unwrap();
    assert!(repaired.left.is_empty() && repaired.done.len() == 1, "{repaired:?}");
    let copy = repaired.copies.unwrap().join(MK_LAYER);
    assert_eq!(folder.disk.read(&copy).unwrap(), whole.as_bytes()[..whole.len() / 2], "the old file is kept");
    folder.close(mk);
    assert_eq!(folder.text(MK_LAYER), whole, "all of it is as it was");
}

#[test]
fn spans_whose_words_stand_once_nearby_are_put_back() {
    let mut folder = Folder::simulated().with_sample();
    let at = FERRY_TEXT.find("is late").unwrap();
    let range = format!("({at}, {}, ", at + 7);
    folder.edit(MK_LAYER, &range, "(2, 9, ");
    let (mut mk, report) = folder.open("mk");
    assert_eq!(report.problems.len(), 1, "{report:?}");
    let repaired = mk.repair(folder.now()).unwrap();
    assert!(repaired.left.is_empty() && repaired.done.len() == 1, "{repaired:?}");
    assert!(mk.quarantine().is_empty());
    // Crashed before the file was written, it comes to the same.
    drop(mk);
    let (mk, report) = folder.open("mk");
    assert_eq!(ids(&mk, FERRY, "mk"), ["cafe", "quoted", "ship"]);
    assert!(report.recovered.is_empty(), "{report:?}");
    folder.close(mk);
    let (_, report) = folder.open("mk");
    assert!(report.problems.is_empty(), "{report:?}");
    assert!(folder.text(MK_LAYER).contains(&range));
}

#[test]
fn a_clock_that_is_put_back_keeps_nothing_from_the_files_and_times_go_on() {
    use redletter::model::time::Timestamp;

    let mut folder = Folder::simulated().with_sample();
    let (mut mk, _) = folder.open("mk");
    folder.tag(&mut mk, (FERRY, FERRY_TEXT), "own", "quay").unwrap();
    let back = |millis: i64| Timestamp::from_millis(50_000 + millis);
    assert!(mk.clock_lag(back(0)) > 1_000_000);
    mk.poll(back(0));
    assert!(!folder.text(MK_LAYER).contains("\"own\""));
    mk.poll(back(6_000));
    mk.poll(back(6_001));
    assert!(folder.text(MK_LAYER).contains("\"own\""), "the file follows at rest by the new clock");
    let layer = layer_key(FERRY, "mk");
    let id = AnnotationId::new("own").unwrap();
    let removed = change::remove_annotations(mk.state(), &layer, &[id].into()).unwrap();
    mk.apply(removed, back(7_000)).unwrap();
    mk.close(back(8_000)).unwrap();
    let layout = Layout::new(folder.path.clone());
    let (lines, damage) = redletter::store::history::read_all(folder.disk.as_ref(), &layout).unwrap();
    assert!(damage.is_empty());
    assert!(lines.windows(2).all(|pair| pair[0].1.t < pair[1].1.t), "each line is later than the one before");
}

#[test]
fn what_is_undone_after_a_correction_by_somebody_else_lies_on_its_words() {
    let (mut folder, mut mk, mut ro) = two();
    let id = AnnotationId::new("quoted").unwrap();
    let removed =
        change::remove_annotations(mk.state(), &layer_key(FERRY, "mk"), &[id.clone()].into()).unwrap();
    mk.apply(removed, folder.now()).unwrap();
    folder.correct(&mut ro, FERRY, "Café quay", "The old quay");
    folder.close(ro);
    mk.look(folder.now());
    mk.undo(folder.now()).unwrap().unwrap();
    let text = mk.article(&article_id(FERRY)).unwrap().text.clone();
    let layer = mk.state().layer(&article_id(FERRY), &annotator("mk")).unwrap();
    assert_eq!(layer.annotations[&id].fragments.covered(text.as_str()).unwrap(), ["is late"]);
    folder.close(mk);
}

#[test]
fn what_somebody_else_corrected_and_put_back_stays_in_the_chain_of_corrections() {
    let (mut folder, mut mk, mut ro) = two();
    mk.article(&article_id(FERRY)).unwrap();
    folder.correct(&mut ro, FERRY, "Café quay", "The old quay");
    ro.undo(folder.now()).unwrap().unwrap();
    folder.close(ro);
    mk.look(folder.now());
    assert_eq!(mk.article(&article_id(FERRY)).unwrap().patches.len(), 2);
    let blocks = change::set_blocks(&mk.article(&article_id(FERRY)).unwrap(), Vec::new()).unwrap();
    mk.apply(blocks, folder.now()).unwrap();
    folder.close(mk);
    let (mk, report) = folder.open("mk");
    assert!(report.problems.is_empty(), "{report:?}");
    assert_eq!(mk.article(&article_id(FERRY)).unwrap().patches.len(), 2);
}

/// Adds an article to an open corpus.
fn add(folder: &mut Folder, corpus: &mut OpenCorpus, id: &str) {
    let stamps = corpus.stage(vec![article(id, "Harbour plan\n\nNew piers, says the council.\n")]).unwrap();
    corpus.apply(change::add_articles(stamps).unwrap(), folder.now()).unwrap();
}

#[test]
fn an_article_that_somebody_else_took_out_stays_out_after_a_crash() {
    let mut folder = Folder::simulated().with_sample();
    let (mut mk, _) = folder.open("mk");
    add(&mut folder, &mut mk, "harbour-plan");
    // Killed: what it wrote last is in the history only.
    drop(mk);
    let (mut ro, _) = folder.open("ro");
    let hash = ro.article(&article_id("harbour-plan")).unwrap().text.hash();
    let stamp = ArticleStamp { id: article_id("harbour-plan"), hash };
    let remove = change::remove_articles(ro.state(), &annotator("ro"), vec![stamp]).unwrap();
    ro.apply(remove, folder.now()).unwrap();
    folder.close(ro);
    let (mk, _) = folder.open("mk");
    assert!(!mk.state().articles.contains_key(&article_id("harbour-plan")));
    assert!(folder.is_there("trash/articles/harbour-plan.ron"));
    folder.close(mk);
    // One's own that was undone and done again before the crash does come back.
    let (mut mk, _) = folder.open("mk");
    add(&mut folder, &mut mk, "ice-road");
    mk.undo(folder.now()).unwrap().unwrap();
    mk.redo(folder.now()).unwrap().unwrap();
    drop(mk);
    let (from, to) = ("articles/ice-road.ron", "trash/articles/ice-road.ron");
    folder.disk.rename(&folder.path.join(from), &folder.path.join(to)).unwrap();
    let (mk, _) = folder.open("mk");
    assert!(mk.state().articles.contains_key(&article_id("ice-road")));
}

#[test]
fn what_somebody_else_changed_in_a_new_article_is_never_written_over() {
    let mut folder = Folder::simulated().with_sample();
    let (mut ro, _) = folder.open("ro");
    add(&mut folder, &mut ro, "harbour-plan");
    ro.poll(folder.now());
    let (mut mk, _) = folder.open("mk");
    let id = article_id("harbour-plan");
    let metadata = Metadata { title: "Piers".to_owned(), ..Metadata::default() };
    let change = change::set_metadata(mk.state(), &id, metadata).unwrap();
    mk.apply(change, folder.now()).unwrap();
    folder.close(mk);
    folder.correct(&mut ro, "harbour-plan", "piers", "quays");
    for _ in 0..3 {
        ro.flush(folder.now());
        ro.poll(folder.now());
    }
    let article = ro.article(&id).unwrap();
    assert_eq!(article.metadata.title, "Piers");
    assert!(article.text.as_str().contains("New quays"));
    folder.close(ro);
    let (ro, _) = folder.open("ro");
    assert_eq!(ro.article(&id).unwrap().metadata.title, "Piers");
}

#[test]
fn metadata_wait_where_somebody_else_has_just_corrected_the_text() {
    let (mut folder, mut mk, mut ro) = two();
    let words = |corpus: &OpenCorpus| -> Vec<String> {
        let text = corpus.article(&article_id(FERRY)).unwrap().text.clone();
        let layer = corpus.state().layer(&article_id(FERRY), &annotator("mk")).unwrap();
        let ranges = layer.annotations.values().flat_map(|one| one.fragments.ranges().to_vec());
        ranges.map(|range| range.of(text.as_str()).unwrap().to_owned()).collect()
    };
    let before = words(&ro);
    let article = ro.article(&article_id(FERRY)).unwrap();
    let patch = TextPatch::replacing(&article.text, 0..0, "New: ").unwrap();
    let own = ro.annotator().clone();
    let corrected = change::patch_text(ro.state(), &article, &own, patch).unwrap();
    ro.apply(corrected, folder.now()).unwrap();
    ro.flush(folder.now());
    let renamed = |corpus: &OpenCorpus| {
        let metadata = Metadata { title: "Late".to_owned(), ..Metadata::default() };
        change::set_metadata(corpus.state(), &article_id(FERRY), metadata).unwrap()
    };
    // Nobody has looked yet: the file is read with the newer text, the spans lie in the older one.
    let refused = mk.apply(renamed(&mk), folder.now()).unwrap_err();
    assert!(refused.to_string().contains("somebody else has just corrected the text"), "{refused}");
    mk.poll(folder.now());
    assert_eq!(words(&mk), before);
    mk.apply(renamed(&mk), folder.now()).unwrap();
    assert_eq!(words(&mk), before);
    folder.close(mk);
    folder.close(ro);
}
