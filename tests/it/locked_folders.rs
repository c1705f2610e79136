//! Who may write: read-only folders, two programs at once, locks left over.

use std::io::ErrorKind;
use std::sync::Arc;

use redletter::store::disk::simulated::{Fault, SimulatedDisk};
use redletter::store::{Access, OpenCorpus, OpenOptions, StoreError};

use crate::folder::{BRIDGE, BRIDGE_TEXT, FERRY, FERRY_TEXT, Folder, record_files};
use crate::script::CACHE;

/// Shows that a corpus can be read, is read-only for this reason, and that nothing on disk changes by it.
fn check_read_only(folder: &mut Folder, mut corpus: OpenCorpus, expected: &str) {
    let before = record_files(folder.disk.as_ref(), &folder.path);
    let why = corpus.read_only().expect("it is read-only").to_owned();
    assert!(why.contains(expected), "{why}");
    assert_eq!(corpus.state().articles.len(), 2);
    let refused = folder.tag(&mut corpus, (BRIDGE, BRIDGE_TEXT), "rest", "the council");
    assert!(matches!(&refused, Err(StoreError::ReadOnly(said)) if *said == why), "{refused:?}");
    assert!(matches!(corpus.stage(Vec::new()), Err(StoreError::ReadOnly(_))));
    folder.close(corpus);
    assert_eq!(record_files(folder.disk.as_ref(), &folder.path), before);
}

#[test]
fn a_disk_that_refuses_the_lock_opens_read_only_with_the_reason() {
    for kind in [ErrorKind::PermissionDenied, ErrorKind::ReadOnlyFilesystem, ErrorKind::Unsupported] {
        let disk = SimulatedDisk::default();
        let mut folder = Folder::on(&disk).with_sample();
        disk.set_fault(Some(Fault::FailBetween(disk.num_changes(), usize::MAX, kind)));
        let (corpus, report) = folder.open("mk");
        assert!(report.problems.is_empty(), "{report:?}");
        check_read_only(&mut folder, corpus, "the folder can't be written");
    }
}

#[cfg(unix)]
#[test]
fn a_folder_without_write_permission_opens_read_only_with_the_reason() {
    use std::fs::{self, Permissions};
    use std::os::unix::fs::PermissionsExt as _;

    let mut folder = Folder::real().with_sample();
    fs::remove_dir_all(folder.path.join(".redletter")).unwrap();
    fs::set_permissions(&folder.path, Permissions::from_mode(0o555)).unwrap();
    // Permissions bind nobody who is root; the simulated disk stands in for this then.
    if fs::write(folder.path.join("probe"), "").is_err() {
        let (corpus, _) = folder.open("mk");
        check_read_only(&mut folder, corpus, "the folder can't be written");
    }
    fs::set_permissions(&folder.path, Permissions::from_mode(0o755)).unwrap();
}

#[test]
fn a_second_program_reads_only_and_says_who_has_it() {
    for mut folder in [Folder::simulated().with_sample(), Folder::real().with_sample()] {
        let (mut first, _) = folder.open("mk");
        folder.tag(&mut first, (BRIDGE, BRIDGE_TEXT), "first", "May").unwrap();
        let (second, _) = folder.open("mk");
        check_read_only(&mut folder, second, "mk on desk since 1970-01-01 00:33 UTC");
        // Somebody else is not kept out, and the first goes on.
        let (mut other, _) = folder.open("ro");
        folder.tag(&mut other, (BRIDGE, BRIDGE_TEXT), "other", "May").unwrap();
        folder.close(other);
        folder.check_rest_works(first);
        let (third, report) = folder.open("mk");
        assert_eq!(third.read_only(), None);
        assert!(report.problems.is_empty() && report.recovered.is_empty(), "{report:?}");
        let num: usize = third
            .state()
            .layers
            .values()
            .flat_map(|layers| layers.values())
            .map(|l| l.annotations.len())
            .sum();
        assert_eq!(num, 7);
    }
}

#[test]
fn a_lock_that_nobody_holds_is_no_hindrance() {
    for mut folder in [Folder::simulated().with_sample(), Folder::real().with_sample()] {
        // As a crash leaves them.
        folder.write(".redletter/mk.lock", "");
        folder.write(".redletter/mk.holder", "mk on ferry since 2025-03-14 10:42 UTC\n");
        folder.write(".redletter/shared.lock", "");
        let (corpus, _) = folder.open("mk");
        assert_eq!(corpus.read_only(), None);
        folder.check_rest_works(corpus);
        assert!(!folder.is_there(".redletter/mk.holder"), "nobody has it open any more");
    }
}

#[test]
fn opening_to_read_leaves_no_trace() {
    let disk = SimulatedDisk::default();
    let mut folder = Folder::on(&disk).with_sample();
    let (mut corpus, _) = folder.open("mk");
    folder.tag(&mut corpus, (BRIDGE, BRIDGE_TEXT), "pending", "May").unwrap();
    drop(corpus);
    // A cache of the user's, where there is one, is no trace in the corpus.
    let files = || disk.files().into_iter().filter(|(path, _)| !path.starts_with(CACHE)).collect::<Vec<_>>();
    let before = files();
    let options = redletter::store::OpenOptions { access: Access::Read, ..folder.options("mk") };
    let (corpus, report) = OpenCorpus::open(options).unwrap();
    assert_eq!(report.num_replayed, 1, "what is not in the files yet is shown all the same");
    check_read_only(&mut folder, corpus, "it was opened to be read");
    assert_eq!(files(), before);
    assert_eq!(Arc::strong_count(&folder.disk), 1, "nothing holds the disk any more");
}

#[test]
fn a_file_system_without_locks_is_written_only_when_a_person_has_said_so() {
    let disk = SimulatedDisk::default();
    let mut folder = Folder::on(&disk).with_sample();
    disk.take_locks_away();
    let (corpus, _) = folder.open("mk");
    assert!(corpus.lacks_locks() && corpus.read_only().unwrap().contains("no locks"));
    drop(corpus);
    let options = OpenOptions { access: Access::WriteUnlocked, ..folder.options("mk") };
    let (mut corpus, _) = OpenCorpus::open(options).unwrap();
    assert_eq!(corpus.read_only(), None);
    folder.tag(&mut corpus, (FERRY, FERRY_TEXT), "own", "quay").unwrap();
    let setting = redletter::model::id::SettingId::new("title").unwrap();
    let title = redletter::model::change::set_setting(corpus.state(), &setting, Some("Other")).unwrap();
    corpus.apply(title, folder.now()).unwrap();
    folder.close(corpus);
    assert!(folder.text("layers/mk/night-ferry.ron").contains("\"own\""));
    assert!(folder.text("corpus.ron").contains("Other"));
}
