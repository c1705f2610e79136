//! `merge-file` without git: every kind of file, what is refused, and work of two sides made by chance.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use proptest::prelude::*;
use redletter::model::article::Article;
use redletter::model::change::layer_records;
use redletter::model::edit::{Key, LayerKey, Record};
use redletter::model::id::{ArticleId, CountedIds};
use redletter::model::reader::CorpusReader as _;
use redletter::model::text::TextHash;
use redletter::model::time::Timestamp;
use redletter::store::disk::Disk as _;
use redletter::store::disk::simulated::SimulatedDisk;
use redletter::store::merge_file::{Listed, MergePaths, MergeResult, merge_files};
use redletter::store::{Access, OpenCorpus, OpenOptions};

use crate::bad_files::{ARTICLE, LAYER, REGISTER};
use crate::command_line::{Bench, errors};
use crate::folder::{Folder, annotator, record_files};
use crate::script::{self, Action, Desk, FOLDER, any_action};

const KINDS: [&str; 6] = ["corpus.ron", "tagset.ron", REGISTER, "items/mk.ron", ARTICLE, LAYER];

/// The files of the sample corpus, by their path in it.
fn sample() -> BTreeMap<String, String> {
    let folder = Folder::simulated().with_sample();
    record_files(folder.disk.as_ref(), &folder.path)
}

/// What the program said of a merge of three texts, and what stands in OURS then.
struct Ended {
    code: Option<i32>,
    out: String,
    err: String,
    ours: String,
}

fn merge_with(arguments: &[&str], base: &str, ours: &str, theirs: &str) -> Ended {
    let bench = Bench::new();
    for (name, text) in [("base", base), ("ours", ours), ("theirs", theirs)] {
        bench.write(name, text);
    }
    let mut all = vec!["merge-file", "base", "ours", "theirs"];
    all.extend(arguments);
    let output = bench.run(&all);
    let left: BTreeSet<PathBuf> =
        fs::read_dir(bench.path("")).unwrap().map(|entry| entry.unwrap().file_name().into()).collect();
    assert_eq!(left.len(), 3, "something is left behind: {left:?}");
    Ended {
        code: output.status.code(),
        out: String::from_utf8_lossy(&output.stdout).into_owned(),
        err: errors(&output),
        ours: fs::read_to_string(bench.path("ours")).unwrap(),
    }
}

fn merge(base: &str, ours: &str, theirs: &str) -> Ended {
    merge_with(&[], base, ours, theirs)
}

/// A change of one file of the sample: what stands there, and what takes its place.
fn changed(whole: &str, changes: &[(&str, &str)]) -> String {
    changes.iter().fold(whole.to_owned(), |text, (old, new)| {
        assert!(text.contains(old), "{old} is not in {text}");
        text.replacen(old, new, 1)
    })
}

#[test]
fn what_each_side_changed_is_in_the_merge_of_every_kind_of_file() {
    let sample = sample();
    for (file, one, two) in [
        ("corpus.ron", ("\"title\"", "\"one\": \"1\",\n    \"title\""), ("Harbour ferries", "Two")),
        ("tagset.ron", ("name: \"Claim\"", "name: \"One\""), ("name: \"Quote\"", "name: \"Two\"")),
        (REGISTER, ("name: \"Ada\"", "name: \"One\""), ("  voices: [\n", NEW_VOICE)),
        ("items/mk.ron", ("name: \"The fare\"", "name: \"One\""), ("  items: [\n", NEW_ITEM)),
        (ARTICLE, ("title: \"Café quay\"", "title: \"One\""), ("(0, 10, Title)", "(0, 10, Heading)")),
        (LAYER, ("label: \"claim\"", "label: \"caveat\""), ("label: \"quote\"", "label: \"claim\"")),
    ] {
        let base = &sample[file];
        let (ours, theirs) = (changed(base, &[one]), changed(base, &[two]));
        for (ours, theirs) in [(&ours, &theirs), (&theirs, &ours)] {
            let ended = merge(base, ours, theirs);
            assert_eq!(ended.code, Some(0), "{file}: {} {}", ended.out, ended.err);
            assert_eq!(ended.ours, changed(base, &[one, two]), "{file}");
        }
    }
}

const NEW_VOICE: &str = "  voices: [\n    (\n      id: \"aaa\",\n      name: \"Two\",\n      kind: Person,\n      changed: \"1970-01-01T00:16:40.000Z\",\n    ),\n";

const NEW_ITEM: &str = "  items: [\n    (\n      id: \"aaa\",\n      name: \"Two\",\n      kind: Claim,\n      changed: \"1970-01-01T00:16:40.000Z\",\n    ),\n";

#[test]
fn one_side_that_changed_is_taken_to_the_byte() {
    for (file, base) in sample() {
        let theirs = format!("// by hand\n{base}\n");
        for (base, ours, theirs, expected) in [
            (&base, &base, &theirs, &base),
            (&base, &theirs, &base, &theirs),
            (&base, &theirs, &theirs, &theirs),
            (&String::new(), &theirs, &theirs, &theirs),
        ] {
            let ended = merge(base, ours, theirs);
            assert_eq!((ended.code, &ended.ours), (Some(0), expected), "{file}: {}{}", ended.out, ended.err);
        }
    }
    let layer = &sample()[LAYER];
    let theirs = format!("// by hand\n{}", changed(layer, &[("label: \"claim\"", "label: \"quote\"")]));
    assert_eq!(merge(layer, layer, &theirs).ours, theirs);
}

#[test]
fn the_later_of_two_changes_stays_and_the_other_is_told_in_full() {
    let layer = &sample()[LAYER];
    let created = "created: \"1970-01-01T00:16:40.000Z\",\n";
    let with = |label: &str, time: &str| {
        let changed_at = format!("{created}      changed: Some(\"{time}\"),\n");
        changed(layer, &[("label: \"claim\"", &format!("label: \"{label}\"")), (created, &changed_at)])
    };
    let (early, late) =
        (with("caveat", "2025-01-01T00:00:00.000Z"), with("quote", "2025-01-02T00:00:00.000Z"));
    for (ours, theirs, kept) in [(&early, &late, "theirs"), (&late, &early, "ours")] {
        let ended = merge(layer, ours, theirs);
        assert_eq!((ended.code, &ended.ours), (Some(1), &late), "{}{}", ended.out, ended.err);
        assert!(ended.out.contains(&format!("annotation cafe: both sides changed it; {kept} stays")));
        assert!(ended.out.contains("label:\"caveat\""), "{}", ended.out);
        let ended = merge_with(&["--json"], layer, ours, theirs);
        let said: serde_json::Value = serde_json::from_str(&ended.out).unwrap();
        assert_eq!((&said["record"], &said["kept"]), (&"annotation cafe".into(), &kept.into()));
        assert!(said["ours"].as_str().unwrap().contains("2025") && said["theirs"].as_str().is_some());
    }
}

#[test]
fn deleted_against_changed_is_kept_and_told() {
    let register = &sample()[REGISTER];
    let start = register.find("  voices").unwrap();
    let deleted = format!("{})\n", &register[..start]);
    let renamed = changed(register, &[("name: \"Ada\"", "name: \"Ada Quill\"")]);
    for (ours, theirs) in [(&deleted, &renamed), (&renamed, &deleted)] {
        let ended = merge(register, ours, theirs);
        assert_eq!((ended.code, &ended.ours), (Some(1), &renamed), "{}{}", ended.out, ended.err);
        assert!(
            ended.out.contains("register entry ada: ") && ended.out.contains("deleted it"),
            "{}",
            ended.out
        );
    }
    let ended = merge(register, register, &deleted);
    assert_eq!((ended.code, &ended.ours), (Some(0), &deleted));
}

#[test]
fn a_file_that_both_added_needs_no_base() {
    let register = &sample()[REGISTER];
    let other = changed(register, &[("id: \"ada\"", "id: \"bo\""), ("name: \"Ada\"", "name: \"Bo\"")]);
    let ended = merge("", register, &other);
    assert_eq!(ended.code, Some(0), "{}{}", ended.out, ended.err);
    assert!(ended.ours.contains("\"ada\"") && ended.ours.contains("\"bo\""), "{}", ended.ours);
}

#[test]
fn records_that_can_not_be_used_are_merged_as_they_stand() {
    let layer = &sample()[LAYER];
    // The covered text is wrong in both, and an id stands twice in theirs.
    let base = changed(layer, &[("\"Café\")", "\"Cafe\")")]);
    let ours = changed(&base, &[("label: \"quote\"", "label: \"claim\"")]);
    let theirs = changed(&base, &[("id: \"ship\"", "id: \"cafe\"")]);
    let ended = merge(&base, &ours, &theirs);
    assert_eq!(ended.code, Some(0), "{}{}", ended.out, ended.err);
    assert_eq!(
        ended.ours,
        changed(&base, &[("label: \"quote\"", "label: \"claim\""), ("id: \"ship\"", "id: \"cafe\"")])
    );
}

#[test]
fn what_can_not_be_read_is_named_with_its_place_and_ours_stays() {
    let sample = sample();
    for file in KINDS {
        let whole = &sample[file];
        let cut = &whole[..whole.floor_char_boundary(whole.len() / 2)];
        let marked = format!("{whole}<<<<<<< one\n=======\n>>>>>>> two\n");
        let newer = changed(whole, &[("format: 1,", "format: 2,")]);
        for (bad, expected) in
            [(cut, "line "), (&*marked, "conflict"), (&*newer, "format 2"), ("", "line 1, column 1")]
        {
            for (ours, theirs, version) in [(bad, &**whole, "OURS"), (whole, bad, "THEIRS")] {
                let ended = merge(whole, ours, theirs);
                assert_eq!((ended.code, ended.ours.as_str()), (Some(2), ours), "{file}: {}", ended.out);
                let said = ended.err;
                assert!(
                    said.starts_with(&format!("error: {version}: ")) && said.contains(expected),
                    "{file}: {said}"
                );
            }
        }
        if !cut.is_empty() {
            assert_eq!(merge(cut, whole, whole).code, Some(2), "{file}: a base cut short");
        }
    }
}

#[test]
fn what_is_no_record_file_or_not_the_same_one_is_refused_in_words() {
    let sample = sample();
    let history =
        "(1,\"2025-03-15T09:12:40.031Z\",\"mk\",Checkpoint(1,[]),\"\",false,Here([])) // 00000000\n";
    let sum = format!("{:08x}", crc_of(history));
    let history = history.replace("00000000", &sum);
    let other_layer = changed(&sample[LAYER], &[("annotator: \"mk\"", "annotator: \"ro\"")]);
    let packed = "(format: 1, corpus: (format: 1), tagset: (format: 1))";
    let layer = &sample[LAYER];
    for (base, ours, theirs, expected) in [
        (layer, &sample[ARTICLE], layer, "OURS is an article, THEIRS is a layer"),
        (layer, &sample["tagset.ron"], &sample["tagset.ron"], "OURS is a tagset, BASE is a layer"),
        (layer, layer, &other_layer, "its annotator is mk and ro"),
        (&history, &history, &history, "is a history"),
        (layer, layer, &packed.to_owned(), "THEIRS is a packed corpus"),
    ] {
        let ended = merge(base, ours, theirs);
        assert_eq!((ended.code, &ended.ours), (Some(2), ours), "{}", ended.out);
        assert!(ended.err.contains(expected), "{}", ended.err);
    }
    let named = merge_with(&["--path", "history/mk.k3x9qa.0001.ronl"], "", layer, layer);
    assert!(named.code == Some(2) && named.err.contains("is a history"), "{}", named.err);
    let missing = Bench::new().run(&["merge-file", "base", "ours", "theirs"]);
    assert!(missing.status.code() == Some(2) && errors(&missing).contains("base"), "{}", errors(&missing));
}

/// CRC-32C of the RON of a history line, bit by bit.
fn crc_of(line: &str) -> u32 {
    let ron = line.rsplit_once(" // ").unwrap().0;
    !ron.bytes().fold(u32::MAX, |crc, byte| {
        (0..8).fold(crc ^ u32::from(byte), |crc, _| (crc >> 1) ^ if crc & 1 == 1 { 0x82F6_3B78 } else { 0 })
    })
}

#[test]
fn files_without_a_record_are_merged_too() {
    let nothing = "(\n  format: 1,\n)\n";
    let corpus = &sample()["corpus.ron"];
    assert_eq!(merge(nothing, nothing, corpus).ours, *corpus);
    assert_eq!(merge(nothing, corpus, nothing).ours, *corpus);
    let tagset = &sample()["tagset.ron"];
    assert_eq!(merge(nothing, tagset, nothing).ours, *tagset);
}

/// A disk of its own with the same files.
fn fork(disk: &SimulatedDisk) -> SimulatedDisk {
    let copy = SimulatedDisk::default();
    for (path, bytes) in disk.files() {
        copy.create_folder(path.parent().unwrap()).unwrap();
        copy.create(&path, &bytes).unwrap();
    }
    copy
}

/// Does things as `mk`, as a writer of one's own, and closes.
fn work(disk: &SimulatedDisk, actions: &[Action], writer: u64) {
    let clock = i64::try_from(writer).unwrap() * 10_000_000;
    let options = OpenOptions {
        user_folder: format!("/user-{writer}").into(),
        cache: None,
        random: writer,
        ..script::options(disk, Timestamp::from_millis(clock))
    };
    let (corpus, report) = OpenCorpus::open(options).unwrap();
    assert!(report.problems.is_empty(), "{report:?}");
    let mut desk = Desk { corpus, ids: CountedIds(writer * 1_000_000), clock };
    for action in actions {
        // What the window would refuse too is no part of the work.
        drop(desk.act(action));
    }
    let now = desk.now();
    desk.corpus.close(now).unwrap();
}

/// Record files by path: articles first, since layers are carried along them.
fn files_of(disk: &SimulatedDisk) -> Vec<(PathBuf, Vec<u8>)> {
    let is_record = |path: &Path| {
        let inner = path.strip_prefix(FOLDER).ok();
        path.extension().is_some_and(|end| end == "ron")
            && inner.is_some_and(|inner| !inner.starts_with("history") && !inner.starts_with("trash"))
    };
    disk.files().into_iter().filter(|(path, _)| is_record(path)).collect()
}

/// Merges every file of `theirs` into `ours`, as git would have it done file by file.
fn merge_all(base: &SimulatedDisk, ours: &SimulatedDisk, theirs: &SimulatedDisk) -> Vec<Listed> {
    let (base, theirs): (BTreeMap<_, _>, BTreeMap<_, _>) =
        (files_of(base).into_iter().collect(), files_of(theirs).into_iter().collect());
    let mut all_listed = Vec::new();
    for (path, their_bytes) in &theirs {
        let our_bytes = ours.read(path).ok();
        match (base.get(path), our_bytes) {
            (of_base, Some(_)) => {
                let [base_path, their_path] = ["/base", "/theirs"].map(Path::new);
                ours.create(base_path, of_base.map_or(&[][..], Vec::as_slice)).unwrap();
                ours.create(their_path, their_bytes).unwrap();
                let paths = MergePaths { base: base_path, ours: path, theirs: their_path, place: None };
                match merge_files(ours, paths).unwrap() {
                    MergeResult::Merged(listed) => all_listed.extend(listed),
                    MergeResult::Impossible(why) => panic!("{}: {why}", path.display()),
                }
            }
            (Some(of_base), None) if of_base == their_bytes => {}
            (_, None) => {
                ours.create_folder(path.parent().unwrap()).unwrap();
                ours.create(path, their_bytes).unwrap();
            }
        }
    }
    let gone: Vec<PathBuf> = files_of(ours).into_iter().map(|(path, _)| path).collect();
    for path in gone.iter().filter(|path| !theirs.contains_key(*path)) {
        if base.get(path).is_some_and(|of_base| ours.read(path).unwrap() == *of_base) {
            ours.remove(path).unwrap();
        }
    }
    all_listed
}

/// What a corpus holds: every record by its key, an annotation without a place by the key of one that has
/// its place, and each article.
type Held = (BTreeMap<Key, Record>, BTreeMap<ArticleId, Arc<Article>>);

fn held(disk: &SimulatedDisk) -> Held {
    let options = OpenOptions {
        access: Access::Read,
        annotator: annotator("reader"),
        ..script::options(disk, Timestamp::from_millis(0))
    };
    let (corpus, report) = OpenCorpus::open(options).unwrap();
    assert!(report.problems.is_empty(), "{:?}", report.problems);
    let (state, mut records, mut articles) = (corpus.state(), BTreeMap::new(), BTreeMap::new());
    for (article, layers) in &state.layers {
        for (annotator, layer) in layers {
            let place = LayerKey { article: article.clone(), annotator: annotator.clone() };
            for (key, record) in layer_records(&place, layer) {
                let key = match key {
                    Key::Unplaced(place, id) => Key::Annotation(place, id),
                    key => key,
                };
                assert!(records.insert(key.clone(), record).is_none(), "{key} is there twice");
            }
        }
    }
    for (id, row) in &state.articles {
        let article = corpus.article(id).unwrap();
        records.insert(Key::Metadata(id.clone()), Record::Metadata(row.metadata.clone()));
        records.insert(Key::Blocks(id.clone()), Record::Blocks(article.blocks.clone().into()));
        articles.insert(id.clone(), article);
    }
    for (annotator, voices) in &state.voices {
        for (id, voice) in voices {
            records.insert(Key::Voice(annotator.clone(), id.clone()), Record::Voice(voice.clone()));
        }
    }
    (records, articles)
}

/// The record's name in the list of a merge.
fn is_listed(listed: &[Listed], key: &Key) -> bool {
    let name = match key {
        Key::Annotation(_, id) => format!("annotation {id}"),
        Key::Relation(_, id) => format!("relation {id}"),
        Key::Decision(_, on) => format!("decision on {}'s {}", on.annotator, on.annotation),
        Key::State(_) => "state".to_owned(),
        Key::Metadata(_) => "metadata".to_owned(),
        Key::Blocks(_) => "blocks".to_owned(),
        Key::Voice(_, id) => format!("register entry {id}"),
        key => key.to_string(),
    };
    listed.iter().any(|listed| listed.record == name)
}

/// Holds a merge against what it was made of.
fn check_merge(base: &Held, ours: &Held, theirs: &Held, merged: &Held, listed: &[Listed]) {
    let keys: BTreeSet<&Key> = ours.0.keys().chain(theirs.0.keys()).collect();
    for key in keys {
        let [in_base, in_ours, in_theirs, in_merged] =
            [base, ours, theirs, merged].map(|held| held.0.get(key));
        let hashes: BTreeSet<TextHash> = [base, ours, theirs]
            .iter()
            .filter_map(|held| Some(held.1.get(key.article()?)?.text.hash()))
            .collect();
        let is_one_text = hashes.len() <= 1;
        if !is_one_text {
            // Values have been carried along: what counts is that they are there.
            if in_base.is_none() || (in_ours.is_some() && in_theirs.is_some()) {
                let is_state = matches!(key, Key::State(_));
                assert!(in_merged.is_some() || is_state, "{key} is missing");
            }
            continue;
        }
        if in_ours == in_theirs || in_theirs == in_base {
            assert_eq!(in_merged, in_ours, "{key}");
        } else if in_ours == in_base {
            assert_eq!(in_merged, in_theirs, "{key}");
        } else {
            assert!(in_merged.is_some() && [in_ours, in_theirs].contains(&in_merged), "{key}");
            assert!(is_listed(listed, key), "{key} is not told: {listed:?}");
        }
    }
    for (id, article) in &merged.1 {
        let mut texts: BTreeSet<TextHash> = article.patches.iter().map(|patch| patch.from_hash).collect();
        texts.insert(article.text.hash());
        let sides: Vec<&Article> =
            [ours, theirs].iter().filter_map(|held| held.1.get(id)).map(AsRef::as_ref).collect();
        assert!(sides.iter().any(|side| side.text == article.text), "{id} has a text of neither side");
        assert!(sides.iter().all(|side| texts.contains(&side.text.hash())), "{id} has forgotten a text");
        if let [one, two] = sides[..]
            && one.text != two.text
            && !(one.patches.starts_with(&two.patches) || two.patches.starts_with(&one.patches))
        {
            assert!(listed.iter().any(|listed| listed.record == "text"), "{id}: {listed:?}");
        }
    }
}

fn any_actions(max: usize) -> impl Strategy<Value = Vec<Action>> {
    prop::collection::vec(any_action(), 1..max)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, ..ProptestConfig::default() })]

    #[test]
    fn work_of_two_sides_by_chance_is_all_there_after_a_merge(
        before in any_actions(12), one in any_actions(14), two in any_actions(14)
    ) {
        let base = script::new_disk();
        work(&base, &[Action::AddArticles(2)], 1);
        work(&base, &before, 2);
        let (ours, theirs) = (fork(&base), fork(&base));
        work(&ours, &one, 3);
        work(&theirs, &two, 4);
        let held_before = [&base, &ours, &theirs].map(held);
        let [of_base, of_ours, of_theirs] = &held_before;
        let merged = fork(&ours);
        let listed = merge_all(&base, &merged, &theirs);
        check_merge(of_base, of_ours, of_theirs, &held(&merged), &listed);
        let back = fork(&theirs);
        let listed_back = merge_all(&base, &back, &ours);
        check_merge(of_base, of_theirs, of_ours, &held(&back), &listed_back);
        // Whoever has merged and whoever has not come to the same.
        let followed = fork(&theirs);
        let nothing = merge_all(&theirs, &followed, &merged);
        prop_assert!(nothing.is_empty());
        prop_assert_eq!(files_of(&followed), files_of(&merged));
        // Both merges, made apart, can be merged again.
        merge_all(&base, &merged, &back);
        held(&merged);
    }

    #[test]
    fn a_merge_with_an_unchanged_side_is_the_changed_one(before in any_actions(12), one in any_actions(14)) {
        let base = script::new_disk();
        work(&base, &before, 2);
        let changed = fork(&base);
        work(&changed, &one, 3);
        for (ours, theirs) in [(&base, &changed), (&changed, &base), (&changed, &changed)] {
            let merged = fork(ours);
            prop_assert!(merge_all(&base, &merged, theirs).is_empty());
            prop_assert_eq!(files_of(&merged), files_of(&changed));
        }
    }
}
