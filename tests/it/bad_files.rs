//! What bad files get: they are named with a reason and left as they are, what can't be used is kept, and the
//! rest of the corpus opens and works.

use redletter::model::article::Metadata;
use redletter::model::change;
use redletter::model::id::SettingId;
use redletter::model::tagset::default::default_tagset;
use redletter::model::time::Timestamp;
use redletter::store::ron_file::RonError;
use redletter::store::{self, OpenCorpus, OpenReport, StoreError};

use crate::folder::{
    BRIDGE, FERRY, FERRY_TEXT, Folder, annotator, article_id, item, layer_key, record_files, voice,
};

pub const LAYER: &str = "layers/mk/night-ferry.ron";
pub const ARTICLE: &str = "articles/night-ferry.ron";
const TAGSET: &str = "tagset.ron";
pub const REGISTER: &str = "register/mk.ron";
const ITEMS: &str = "items/mk.ron";
const CORPUS: &str = "corpus.ron";

pub const FILES: [&str; 6] = [LAYER, ARTICLE, TAGSET, REGISTER, ITEMS, CORPUS];

/// Tries to change something that lies in a file.
pub fn change_in(file: &str, corpus: &mut OpenCorpus, now: Timestamp) -> Result<u64, StoreError> {
    try_change_in(file, corpus, now).expect("there is something to change")
}

/// The same; `None` where there is nothing to be changed any more.
pub fn try_change_in(file: &str, corpus: &mut OpenCorpus, now: Timestamp) -> Option<Result<u64, StoreError>> {
    let state = corpus.state();
    let transaction = match file {
        CORPUS => change::set_setting(state, &SettingId::new("title").unwrap(), Some("New")),
        TAGSET => {
            let mut label = default_tagset().labels.into_values().next().unwrap();
            "New".clone_into(&mut label.name);
            change::tagset::put_label(state, label)
        }
        REGISTER => change::put_voice(state, &annotator("mk"), voice("new", "New")),
        ITEMS => change::put_item(state, &annotator("mk"), item("new")),
        ARTICLE => change::set_metadata(
            state,
            &article_id(FERRY),
            Metadata { title: "New".to_owned(), ..Metadata::default() },
        ),
        _ => {
            let annotation = crate::folder::annotation("new", "claim", FERRY_TEXT, "quay");
            change::tag(state, &layer_key(FERRY, "mk"), annotation)
        }
    };
    Some(corpus.apply(transaction.ok()?, now))
}

/// The one thing a report says of a file.
pub fn said_of<'r>(report: &'r OpenReport, file: &str) -> &'r str {
    let said: Vec<_> = report.problems.iter().filter(|problem| problem.file == file).collect();
    assert_eq!(said.len(), 1, "{file}: {:?}", report.problems);
    assert!(!said[0].remedy.is_empty());
    &said[0].what
}

/// Opens a folder with one damaged file: that file can't be changed and stays as it is through opening, an
/// attempt to change it, other work and closing. Gives what the report said of it.
fn check_left_alone(folder: &mut Folder, file: &str) -> String {
    let before = folder.bytes(file);
    let layer_before = folder.bytes(LAYER);
    let (mut corpus, report) = folder.open("mk");
    let said = said_of(&report, file).to_owned();
    let refused = change_in(file, &mut corpus, folder.now());
    assert!(matches!(refused, Err(StoreError::Locked { .. })), "{file}: {refused:?}");
    folder.check_rest_works(corpus);
    assert_eq!(folder.bytes(file), before, "{file} was written over");
    assert_eq!(folder.bytes(LAYER), layer_before, "{LAYER} was written over");
    said
}

#[test]
fn a_file_cut_short_is_named_with_its_place_and_left_as_it_is() {
    for file in FILES {
        for part in 0..5 {
            let mut folder = Folder::simulated().with_sample();
            let whole = folder.text(file);
            // The last line end alone is no loss.
            let len = whole.floor_char_boundary((whole.len() - 2) * part / 4);
            folder.write(file, &whole[..len]);
            let said = check_left_alone(&mut folder, file);
            assert!(said.starts_with("line ") && said.contains(", column "), "{file}, {len} bytes: {said}");
            folder.write(file, whole);
            let (_, report) = folder.open("mk");
            assert!(report.problems.is_empty(), "{file}: {report:?}");
        }
    }
}

#[test]
fn a_wrong_edit_by_hand_is_named_with_its_line_and_what_was_expected() {
    for (file, old, new, expected) in [
        (LAYER, "label: \"quote\"", "label: 5", "Expected string"),
        (LAYER, "(Speaker, ", "(Spaeker, ", "`Speaker`"),
        (LAYER, "label: \"quote\"", "labl: \"quote\"", "`label`"),
        (LAYER, "label: \"quote\",", "label: \"quote\"", "Expected comma"),
        (LAYER, "(24, 31, ", "(-24, 31, ", "Integer"),
        (ARTICLE, "(0, 10, Title)", "(0, 10)", "tuple"),
        (ARTICLE, "text_hash: ", "text_hsah: ", "`text_hash`"),
        (TAGSET, "pattern: Solid", "pattern: Zigzag", "`Dashed`"),
        (TAGSET, "name: \"Claim\",", "name: \"Claim\", colour: 1,", "opening `(`"),
        (REGISTER, "kind: Person", "kind: Robot", "`Person`"),
        (ITEMS, "kind: Demand,", "kind: Demand, colour: Red,", "`colour`"),
        (CORPUS, "settings: {", "settings: [", "opening `{`"),
    ] {
        let mut folder = Folder::simulated().with_sample();
        let line = folder.edit(file, old, new);
        let said = check_left_alone(&mut folder, file);
        let places = [format!("line {line}, column "), format!("line {}, column ", line + 1)];
        assert!(places.iter().any(|place| said.starts_with(place)), "{file}, line {line}, {new}: {said}");
        assert!(said.contains(expected), "{file}, {new}: {said}");
    }
}

#[test]
fn a_record_that_makes_no_sense_is_named_with_the_reason() {
    for (file, old, new, expected) in [
        (ARTICLE, "id: \"night-ferry\"", "id: \"day-ferry\"", "its name says night-ferry"),
        (ARTICLE, "title: ", "date: Some(\"14 March\"), title: ", "“14 March” is no day"),
        (ARTICLE, "(0, 10, Title)", "(0, 4, Title)", "inside a character"),
        (LAYER, "annotator: \"mk\"", "annotator: \"ro\"", "its name says mk"),
        (LAYER, "text_hash: \"", "text_hash: \"0", "is no SHA-256"),
        (TAGSET, "#0B63A5", "red", "“red” is no colour"),
        (TAGSET, "id: \"quote\"", "id: \"claim\"", "“claim” stands there twice"),
        (REGISTER, "annotator: \"mk\"", "annotator: \"ro\"", "its name says mk"),
        (CORPUS, "\"title\"", "\"Title!\"", "“Title!” is no setting id"),
    ] {
        let mut folder = Folder::simulated().with_sample();
        folder.edit(file, old, new);
        let said = check_left_alone(&mut folder, file);
        assert!(said.contains(expected), "{file}, {new}: {said}");
    }
}

#[test]
fn of_two_entries_with_one_id_neither_is_lost() {
    for (file, old, name) in
        [(REGISTER, "    (\n      id: \"ada\"", "Ada"), (ITEMS, "    (\n      id: \"fare\"", "fare")]
    {
        let mut folder = Folder::simulated().with_sample();
        let text = folder.text(file);
        let start = text.find(old).unwrap();
        let entry = text[start..].split_inclusive("    ),\n").next().unwrap().to_owned();
        folder.edit(file, &entry, &format!("{entry}{}", entry.replace("name: \"", "name: \"Other ")));
        let said = check_left_alone(&mut folder, file);
        assert!(said.contains("twice"), "{name}: {said}");
    }
}

#[test]
fn a_newer_format_is_named() {
    for file in FILES {
        let mut folder = Folder::simulated().with_sample();
        folder.edit(file, "format: 1,", "format: 2, invented_later: [1, 2],");
        if file == CORPUS {
            // The whole corpus is of that format.
            let before = folder.bytes(file);
            let err = folder.try_open("mk").unwrap_err();
            assert!(matches!(&err, StoreError::Ron { source: RonError::TooNew { format: 2 }, .. }), "{err}");
            assert!(
                err.to_string().contains("format 2") && err.to_string().contains("newer Redletter"),
                "{err}"
            );
            assert_eq!(folder.bytes(file), before);
        } else {
            let said = check_left_alone(&mut folder, file);
            assert!(said.contains("format 2") && said.contains("newer Redletter"), "{file}: {said}");
            assert!(said.contains("up to format 1"), "{file}: {said}");
        }
    }
}

#[test]
fn bytes_that_are_no_text_and_empty_files_are_named() {
    for file in FILES {
        let mut folder = Folder::simulated().with_sample();
        let mut bytes = folder.bytes(file);
        bytes[20] = 0xFF;
        folder.write(file, bytes);
        let said = check_left_alone(&mut folder, file);
        assert!(said.contains("byte 20 is no UTF-8"), "{file}: {said}");
        folder.write(file, "");
        let said = check_left_alone(&mut folder, file);
        assert!(said.starts_with("line 1, column 1: "), "{file}: {said}");
    }
}

#[test]
fn conflict_marks_of_a_merge_are_named_with_their_line() {
    for file in FILES {
        let mut folder = Folder::simulated().with_sample();
        let line =
            folder.edit(file, "  format: 1,\n", "  format: 1,\n<<<<<<< ours\n=======\n>>>>>>> theirs\n");
        let said = check_left_alone(&mut folder, file);
        assert!(
            said.starts_with(&format!("line {}: ", line + 1)) && said.contains("conflict"),
            "{file}: {said}"
        );
    }
}

#[test]
fn nesting_ten_million_deep_is_refused_cleanly() {
    for file in FILES {
        for start in ["", "(format: 1, annotations: ", "(format: 1, invented: "] {
            let mut folder = Folder::simulated().with_sample();
            folder.write(file, format!("{start}{}", "[".repeat(10_000_000)));
            let said = check_left_alone(&mut folder, file);
            assert!(said.starts_with("line 1, column "), "{file}: {said}");
        }
    }
}

#[test]
fn a_folder_without_a_corpus_is_no_corpus() {
    for mut folder in [Folder::simulated(), Folder::real()] {
        folder.disk.create_folder(&folder.path).unwrap();
        folder.write("notes.txt", "nothing to see");
        let err = folder.try_open("mk").unwrap_err();
        assert!(matches!(&err, StoreError::NoCorpus(path) if *path == folder.path), "{err}");
        let names: Vec<String> =
            folder.disk.list(&folder.path).unwrap().into_iter().map(|entry| entry.name).collect();
        assert_eq!(names, ["notes.txt"], "opening made something");
    }
}

#[test]
fn no_corpus_is_made_where_something_is() {
    for folder in [Folder::simulated(), Folder::real()] {
        folder.disk.create_folder(&folder.path).unwrap();
        folder.write("notes.txt", "nothing to see");
        let made = store::create(folder.disk.as_ref(), &folder.path, "Ferries", &default_tagset());
        assert!(matches!(&made, Err(StoreError::Exists(path)) if *path == folder.path), "{made:?}");
        assert_eq!(folder.disk.list(&folder.path).unwrap().len(), 1);
        assert_eq!(folder.text("notes.txt"), "nothing to see");
    }
    let folder = Folder::simulated().with_sample();
    let before = record_files(folder.disk.as_ref(), &folder.path);
    store::create(folder.disk.as_ref(), &folder.path, "Ferries", &default_tagset()).unwrap_err();
    assert_eq!(record_files(folder.disk.as_ref(), &folder.path), before);
}

#[test]
fn files_with_strange_names_are_named_and_left() {
    let mut folder = Folder::simulated().with_sample();
    for file in
        ["articles/My Article.ron", "layers/mk/con.ron", "register/M K.ron", "layers/M K/night-ferry.ron"]
    {
        folder.write(file, "(");
    }
    folder.write("articles/readme.txt", "no article");
    let (corpus, report) = folder.open("mk");
    let mut named: Vec<&str> = report.problems.iter().map(|problem| problem.file.as_str()).collect();
    named.sort_unstable();
    assert_eq!(named, ["articles/My Article.ron", "layers/M K", "layers/mk/con.ron", "register/M K.ron"]);
    folder.check_rest_works(corpus);
    assert_eq!(folder.text("layers/mk/con.ron"), "(");
    assert!(folder.is_there(&format!("layers/mk/{BRIDGE}.ron")));
}
