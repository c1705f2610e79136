//! What stands where a file of records or of history should: folders, pipes, sockets, devices, links that lead
//! nowhere or elsewhere, files of two gigabytes. Each is named and left, the rest works, and no other file of
//! the machine is touched.

#![cfg(unix)]

use std::fs::{self, File};
use std::os::unix::fs::symlink;
use std::os::unix::net::UnixListener;
use std::path::Path;
use std::process::Command;

use redletter::store::StoreError;
use redletter::store::disk::RealDisk;
use redletter::store::history::{read_all, volumes};
use redletter::store::layout::Layout;

use crate::bad_files::{ARTICLE, LAYER, REGISTER, change_in, said_of};
use crate::folder::{BRIDGE, BRIDGE_TEXT, Folder};

const FILES: [&str; 5] = [LAYER, ARTICLE, "tagset.ron", REGISTER, "items/mk.ron"];

/// Puts something strange at a path.
type Put = fn(&Path);

fn make_pipe(path: &Path) {
    assert!(Command::new("mkfifo").arg(path).status().unwrap().success());
}

fn make_two_gigabytes(path: &Path) {
    // A file with a hole takes no room on the disk.
    File::create(path).unwrap().set_len(2 << 30).unwrap();
}

/// Every strange thing, with what is said of it.
fn strange_things() -> [(&'static str, Put, &'static str); 7] {
    [
        ("2 GB", make_two_gigabytes, "the file has 2048 MiB; at most 1024 MiB are read"),
        ("a pipe", make_pipe, "pipe, socket or device"),
        ("a socket", |path| drop(UnixListener::bind(path).unwrap()), "pipe, socket or device"),
        ("a device", |path| symlink("/dev/zero", path).unwrap(), "pipe, socket or device"),
        ("a folder", |path| fs::create_dir(path).unwrap(), "it is a folder"),
        ("a loop", |path| symlink(path, path).unwrap(), "symbolic links"),
        (
            "a link to nothing",
            |path| symlink("/no/such/place", path).unwrap(),
            "a link to something that is not there",
        ),
    ]
}

#[test]
fn what_is_no_file_of_records_is_named_and_left() {
    for file in FILES {
        for (what, put, expected) in strange_things() {
            let mut folder = Folder::real().with_sample();
            let path = folder.path.join(file);
            fs::remove_file(&path).unwrap();
            put(&path);
            let kind = |path: &Path| fs::symlink_metadata(path).unwrap().file_type();
            let before = (kind(&path), fs::read_link(&path).ok());
            let (mut corpus, report) = folder.open("mk");
            let said = said_of(&report, file).to_owned();
            assert!(said.contains(expected), "{file}, {what}: {said}");
            let refused = change_in(file, &mut corpus, folder.now());
            assert!(matches!(refused, Err(StoreError::Locked { .. })), "{file}, {what}: {refused:?}");
            folder.check_rest_works(corpus);
            assert_eq!((kind(&path), fs::read_link(&path).ok()), before, "{file}, {what}");
            assert!(!fs::exists("/no/such/place").unwrap());
        }
    }
}

#[test]
fn what_is_no_corpus_file_is_named_and_nothing_is_opened() {
    for (what, put, expected) in strange_things() {
        let mut folder = Folder::real().with_sample();
        let path = folder.path.join("corpus.ron");
        fs::remove_file(&path).unwrap();
        put(&path);
        let err = folder.try_open("mk").unwrap_err().to_string();
        assert!(err.contains(expected), "{what}: {err}");
    }
}

#[test]
fn what_is_no_volume_of_history_is_named_and_the_others_are_read() {
    for (what, put, expected) in strange_things() {
        let mut folder = Folder::real().with_sample();
        put(&folder.path.join("history/ro.abcdef.0001.ronl"));
        let (corpus, report) = folder.open("mk");
        assert!(report.problems.is_empty(), "{what}: {report:?}");
        folder.check_rest_works(corpus);
        let (lines, damage) = read_all(&RealDisk, &Layout::new(&folder.path)).unwrap();
        assert!(lines.len() > 1, "{what}");
        // A folder is no volume, whatever it is called.
        let said = damage.first().map_or("it is a folder", |damage| &damage.why);
        assert!(said.contains(expected), "{what}: {damage:?}");
    }
}

/// A file outside of the corpus that links in it lead to, and what it holds.
const OUTSIDE: &str = "precious, and no line end";

fn outside(folder: &Folder) -> std::path::PathBuf {
    let path = folder.path.with_file_name("outside.txt");
    fs::write(&path, OUTSIDE).unwrap();
    path
}

#[test]
fn links_that_lie_in_a_corpus_never_lead_its_writer_to_other_files() {
    // Each is written when a corpus is opened, changed or closed.
    for name in [
        ".redletter/mk.holder",
        ".redletter/mk.lock",
        ".redletter/shared.lock",
        ".corpus.ron.tmp",
        "layers/mk/.marrow-bridge.ron.tmp",
        "articles/.night-ferry.ron.tmp",
        LAYER,
        ARTICLE,
        "register/mk.ron",
        "history/",
    ] {
        let mut folder = Folder::real().with_sample();
        let outside = outside(&folder);
        let layout = Layout::new(&folder.path);
        let (writer, volume) = volumes(&RealDisk, &layout).unwrap().pop().unwrap();
        let next = format!("history/{}", writer.volume_name(volume));
        let path = folder.path.join(if name.ends_with('/') { &next } else { name });
        drop(fs::remove_file(&path));
        symlink(&outside, &path).unwrap();
        if let Ok((mut corpus, _)) = folder.try_open("mk") {
            // What can't be changed is refused; what matters is the other file.
            for file in [LAYER, ARTICLE, REGISTER, "corpus.ron", "tagset.ron", "items/mk.ron"] {
                drop(change_in(file, &mut corpus, folder.now()));
            }
            drop(folder.tag(&mut corpus, (BRIDGE, BRIDGE_TEXT), "rest", "the council"));
            drop(corpus.close(folder.now()));
        }
        assert_eq!(fs::read_to_string(&outside).unwrap(), OUTSIDE, "{name}");
    }
}

#[test]
fn a_torn_line_behind_a_link_is_not_cut_off() {
    let mut folder = Folder::real().with_sample();
    let outside = outside(&folder);
    let layout = Layout::new(&folder.path);
    let (writer, volume) = volumes(&RealDisk, &layout).unwrap().pop().unwrap();
    let own = folder.path.join("history").join(writer.volume_name(volume));
    // As if the tail of the own history had been moved elsewhere: good lines, then a torn one.
    let mut bytes = fs::read(&own).unwrap();
    bytes.extend(OUTSIDE.as_bytes());
    fs::write(&outside, &bytes).unwrap();
    fs::remove_file(&own).unwrap();
    symlink(&outside, &own).unwrap();
    if let Ok((mut corpus, _)) = folder.try_open("mk") {
        folder.tag(&mut corpus, (BRIDGE, BRIDGE_TEXT), "rest", "the council").unwrap();
        corpus.close(folder.now()).unwrap();
    }
    assert_eq!(fs::read(&outside).unwrap(), bytes);
}

#[test]
fn a_folder_of_an_import_that_is_a_link_is_not_emptied() {
    let mut folder = Folder::real().with_sample();
    let (writer, _) = volumes(&RealDisk, &Layout::new(&folder.path)).unwrap().pop().unwrap();
    let elsewhere = folder.path.with_file_name("elsewhere");
    fs::create_dir(&elsewhere).unwrap();
    fs::write(elsewhere.join("letter.txt"), OUTSIDE).unwrap();
    let staging = folder.path.join(format!("articles/.incoming-{}-999", writer.writer));
    symlink(&elsewhere, &staging).unwrap();
    let (corpus, _) = folder.open("mk");
    folder.check_rest_works(corpus);
    assert_eq!(fs::read_to_string(elsewhere.join("letter.txt")).unwrap(), OUTSIDE);
}

#[test]
fn a_layer_that_is_a_link_to_another_is_read_and_written_through_it() {
    // A person may keep parts of a corpus elsewhere.
    let mut folder = Folder::real().with_sample();
    let path = folder.path.join("layers/mk/marrow-bridge.ron");
    let elsewhere = folder.path.with_file_name("elsewhere.ron");
    fs::rename(&path, &elsewhere).unwrap();
    symlink(&elsewhere, &path).unwrap();
    let (corpus, report) = folder.open("mk");
    assert!(report.problems.is_empty(), "{report:?}");
    folder.check_rest_works(corpus);
    assert!(fs::symlink_metadata(&path).unwrap().is_symlink());
    assert!(fs::read_to_string(&elsewhere).unwrap().contains("\"rest\""));
}

#[test]
fn a_writer_remembered_with_a_path_for_a_name_is_not_followed() {
    let mut folder = Folder::real().with_sample();
    let memories = folder.user.join("writers");
    let memory = fs::read_dir(&memories).unwrap().next().unwrap().unwrap().path();
    for writer in ["../../outside", "/elsewhere", "", "..", "a/b"] {
        fs::write(&memory, format!("(format: 1, writer: {writer:?}, n: 0)")).unwrap();
        let (corpus, _) = folder.open("mk");
        folder.check_rest_works(corpus);
    }
    let beside = fs::read_dir(folder.path.parent().unwrap()).unwrap();
    let mut names: Vec<_> = beside.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    assert_eq!(names, ["corpus", "user"]);
    let outside = volumes(&RealDisk, &Layout::new(&folder.path)).unwrap();
    assert!(outside.iter().all(|(writer, _)| writer.writer.len() == 6), "{outside:?}");
}
