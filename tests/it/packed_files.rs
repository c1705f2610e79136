//! Packed files: a corpus comes out as it went in, and nothing that a packed file says can lead out of the
//! folder it is unpacked into.

use std::path::{Path, PathBuf};

use redletter::model::tagset::default::default_tagset;
use redletter::store::disk::Disk as _;
use redletter::store::disk::simulated::SimulatedDisk;
use redletter::store::records::RecordError;
use redletter::store::ron_file::RonError;
use redletter::store::{self, OpenCorpus, StoreError, pack};

use crate::folder::{BRIDGE, BRIDGE_TEXT, Folder, record_files};

/// A sample corpus on a disk, with what a second annotator did, packed into `/out.ron`.
fn packed() -> (SimulatedDisk, Folder) {
    let disk = SimulatedDisk::default();
    disk.create_folder(Path::new("/")).unwrap();
    let mut folder = Folder::on(&disk).with_sample();
    let (mut corpus, _) = folder.open("ro");
    folder.tag(&mut corpus, (BRIDGE, BRIDGE_TEXT), "other", "May").unwrap();
    folder.close(corpus);
    let (corpus, _) = folder.open("mk");
    pack::pack(&corpus.snapshot(), &disk, Path::new("/out.ron")).unwrap();
    (disk, folder)
}

fn packed_text(disk: &SimulatedDisk) -> String {
    String::from_utf8(disk.read(Path::new("/out.ron")).unwrap()).unwrap()
}

/// Unpacks a text and gives the error; nothing may have been written.
fn refused(text: &str) -> StoreError {
    let disk = SimulatedDisk::default();
    disk.create_folder(Path::new("/deep/in")).unwrap();
    disk.create(Path::new("/deep/in/bad.ron"), text.as_bytes()).unwrap();
    let before = disk.files();
    let result = pack::unpack(&disk, Path::new("/deep/in/bad.ron"), Path::new("/deep/in/corpus"));
    let err = result.expect_err("it was to be refused");
    assert_eq!(disk.files(), before, "something was written");
    assert!(disk.canonical(Path::new("/deep/in/corpus")).is_err(), "a folder was made");
    assert!(err.to_string().ends_with("bad.ron"), "the file is named last: {err}");
    err
}

#[test]
fn packing_and_unpacking_leaves_every_file_as_it_was() {
    let (disk, mut folder) = packed();
    pack::unpack(&disk, Path::new("/out.ron"), Path::new("/other")).unwrap();
    let (before, after) = (record_files(&disk, &folder.path), record_files(&disk, Path::new("/other")));
    assert_eq!(before.keys().collect::<Vec<_>>(), after.keys().collect::<Vec<_>>());
    for (file, text) in &before {
        assert_eq!(&after[file], text, "{file}");
    }
    assert!(before.len() >= 8, "{:?}", before.keys());
    // Packed again it gives the same bytes, and it can be worked with.
    let state = folder.open("mk").0.state().clone();
    folder.path = PathBuf::from("/other");
    let (corpus, report) = folder.open("mk");
    assert!(report.problems.is_empty(), "{report:?}");
    assert!(*corpus.state() == state, "the unpacked corpus is another");
    pack::pack(&corpus.snapshot(), &disk, Path::new("/again.ron")).unwrap();
    assert_eq!(disk.read(Path::new("/again.ron")).unwrap(), disk.read(Path::new("/out.ron")).unwrap());
    folder.check_rest_works(corpus);
}

#[test]
fn a_real_packed_file_is_read_without_a_folder_being_made() {
    let mut folder = Folder::real().with_sample();
    let (corpus, _) = folder.open("mk");
    let packed = folder.user.join("out.ron");
    pack::pack(&corpus.snapshot(), folder.disk.as_ref(), &packed).unwrap();
    let state = corpus.state().clone();
    let (disk, path) = pack::unpack_in_memory(&packed).unwrap();
    let mut in_memory = Folder::simulated();
    (in_memory.disk, in_memory.path) = (disk, path.to_owned());
    let (corpus, report) = in_memory.open("mk");
    assert!(report.problems.is_empty(), "{report:?}");
    assert!(*corpus.state() == state, "the corpus in memory is another");
    let beside: Vec<_> =
        std::fs::read_dir(&folder.user).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert!(beside.iter().all(|name| name == "out.ron" || name == "writers"), "{beside:?}");
}

#[test]
fn what_was_not_in_the_files_yet_is_packed_too() {
    let (disk, mut folder) = packed();
    let (mut corpus, _) = folder.open("mk");
    folder.tag(&mut corpus, (BRIDGE, BRIDGE_TEXT), "unwritten", "the council").unwrap();
    pack::pack(&corpus.snapshot(), &disk, Path::new("/now.ron")).unwrap();
    let text = String::from_utf8(disk.read(Path::new("/now.ron")).unwrap()).unwrap();
    assert!(text.contains("\"unwritten\"") && !packed_text(&disk).contains("\"unwritten\""));
}

#[test]
fn a_packed_file_never_takes_the_place_of_another() {
    let (disk, mut folder) = packed();
    let before = packed_text(&disk);
    let (corpus, _) = folder.open("mk");
    let again = pack::pack(&corpus.snapshot(), &disk, Path::new("/out.ron"));
    assert!(matches!(&again, Err(StoreError::Exists(_))), "{again:?}");
    assert_eq!(packed_text(&disk), before);
}

#[test]
fn a_corpus_with_a_file_that_can_not_be_read_is_not_packed() {
    let (disk, mut folder) = packed();
    folder.write("layers/mk/night-ferry.ron", "(");
    let (corpus, _) = folder.open("mk");
    let err = pack::pack(&corpus.snapshot(), &disk, Path::new("/lacking.ron")).unwrap_err();
    assert!(
        err.to_string().contains("night-ferry.ron") && err.to_string().contains("nothing was packed"),
        "{err}"
    );
    assert!(disk.read(Path::new("/lacking.ron")).is_err());
}

#[test]
fn records_in_quarantine_are_packed_as_they_are() {
    let (disk, mut folder) = packed();
    folder.edit("layers/mk/night-ferry.ron", "(45, 55, ", "(45, 999, ");
    let (corpus, _) = folder.open("mk");
    pack::pack(&corpus.snapshot(), &disk, Path::new("/odd.ron")).unwrap();
    pack::unpack(&disk, Path::new("/odd.ron"), Path::new("/odd")).unwrap();
    assert_eq!(record_files(&disk, Path::new("/odd")), record_files(&disk, &folder.path));
}

#[test]
fn paths_that_would_lead_elsewhere_are_refused_and_nothing_is_written() {
    let whole = packed_text(&packed().0);
    for name in [
        "../x",
        "../../etc/passwd",
        "/etc/passwd",
        "..",
        ".",
        "",
        "a/b",
        "a\\b",
        "C:x",
        "con",
        "nul",
        "lpt1",
        "com9",
    ] {
        for (old, new) in [
            ("id: \"night-ferry\"", format!("id: {name:?}")),
            ("article: \"night-ferry\"", format!("article: {name:?}")),
            ("annotator: \"ro\"", format!("annotator: {name:?}")),
            ("annotator: \"mk\",\n      voices", format!("annotator: {name:?},\n      voices")),
            ("annotator: \"mk\",\n      items", format!("annotator: {name:?},\n      items")),
        ] {
            assert!(whole.contains(old), "{old} is not in\n{whole}");
            let err = refused(&whole.replacen(old, &new, 1));
            assert!(matches!(&err, StoreError::Record { source: RecordError::Id(_), .. }), "{new}: {err}");
        }
    }
}

#[test]
fn a_packed_file_cut_short_is_refused_and_nothing_is_written() {
    let whole = packed_text(&packed().0);
    for part in 0..20 {
        let len = whole.floor_char_boundary((whole.len() - 2) * part / 19);
        let err = refused(&whole[..len]);
        assert!(
            matches!(&err, StoreError::Ron { source: RonError::Syntax { .. }, .. }),
            "{len} bytes: {err}"
        );
        assert!(err.to_string().contains("line "), "{err}");
    }
    refused(&"(".repeat(10_000_000));
    refused(&format!("(format: 1, corpus: {}", "[".repeat(10_000_000)));
}

#[test]
fn a_packed_file_of_a_newer_format_is_named() {
    let whole = packed_text(&packed().0);
    let err = refused(&whole.replacen("format: 1", "format: 3, invented_later: true", 1));
    assert!(matches!(&err, StoreError::Ron { source: RonError::TooNew { format: 3 }, .. }), "{err}");
    assert!(err.to_string().contains("format 3"), "{err}");
    let err = refused(&whole.replacen("  register: [", "  colour: 1,\n  register: [", 1));
    assert!(err.to_string().contains("`colour`"), "{err}");
}

#[test]
fn an_article_that_stands_there_twice_is_refused() {
    let whole = packed_text(&packed().0);
    let start = whole.find("    (\n      format: 1,\n      id: \"night-ferry\"").unwrap();
    let entry = whole[start..].split_inclusive("\n    ),\n").next().unwrap();
    let err = refused(&whole.replacen(entry, &format!("{entry}{entry}"), 1));
    assert!(matches!(&err, StoreError::Record { source: RecordError::Contradiction(_), .. }), "{err}");
    assert!(err.to_string().contains("night-ferry") && err.to_string().contains("twice"), "{err}");
}

#[test]
fn nothing_is_unpacked_where_something_is() {
    let (disk, folder) = packed();
    let before = record_files(&disk, &folder.path);
    let result = pack::unpack(&disk, Path::new("/out.ron"), &folder.path);
    assert!(matches!(&result, Err(StoreError::Exists(path)) if *path == folder.path), "{result:?}");
    assert_eq!(record_files(&disk, &folder.path), before);
    disk.create_folder(Path::new("/full")).unwrap();
    disk.create(Path::new("/full/notes.txt"), b"mine").unwrap();
    assert!(matches!(
        pack::unpack(&disk, Path::new("/out.ron"), Path::new("/full")),
        Err(StoreError::Exists(_))
    ));
    assert_eq!(disk.list(Path::new("/full")).unwrap().len(), 1);
    // An empty folder is as good as none.
    disk.create_folder(Path::new("/empty")).unwrap();
    pack::unpack(&disk, Path::new("/out.ron"), Path::new("/empty")).unwrap();
    assert_eq!(record_files(&disk, Path::new("/empty")), before);
}

#[test]
fn a_new_corpus_packs_and_unpacks() {
    let disk = SimulatedDisk::default();
    let mut folder = Folder::on(&disk);
    store::create(&disk, &folder.path, "Ferries", &default_tagset()).unwrap();
    let corpus: OpenCorpus = folder.open("mk").0;
    disk.create_folder(Path::new("/")).unwrap();
    pack::pack(&corpus.snapshot(), &disk, Path::new("/out.ron")).unwrap();
    pack::unpack(&disk, Path::new("/out.ron"), Path::new("/other")).unwrap();
    assert_eq!(record_files(&disk, Path::new("/other")), record_files(&disk, &folder.path));
}
