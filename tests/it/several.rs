//! Several people on one corpus: one after the other in a folder they share, and each in a clone of their own
//! that git merges.

use std::path::Path;
use std::process::Command;

use redletter::model::change;
use redletter::model::reader::CorpusReader as _;
use redletter::model::tagset::default::default_tagset;
use redletter::store::disk::simulated::SimulatedDisk;
use redletter::store::{self, OpenCorpus, SaveStatus, StoreError, pack};

use crate::folder::{
    BRIDGE, BRIDGE_TEXT, FERRY, FERRY_TEXT, Folder, annotation, annotator, article, article_id, layer_key,
    record_files,
};

const ON_FERRY: (&str, &str) = (FERRY, FERRY_TEXT);
const ON_BRIDGE: (&str, &str) = (BRIDGE, BRIDGE_TEXT);

/// The ids of somebody's annotations on an article.
fn ids(corpus: &OpenCorpus, on: &str, by: &str) -> Vec<String> {
    let layer = corpus.state().layer(&article_id(on), &annotator(by));
    layer.into_iter().flat_map(|layer| layer.annotations.keys().map(ToString::to_string)).collect()
}

#[test]
fn two_people_one_after_the_other_see_each_others_work_and_never_write_it() {
    for mut folder in [Folder::simulated().with_sample(), Folder::real().with_sample()] {
        let homes = ["one", "two"].map(|name| folder.user.join(name));
        let mk_layer = folder.bytes("layers/mk/night-ferry.ron");
        for round in 0..3 {
            for (who, home) in ["ro", "pa"].into_iter().zip(&homes) {
                folder.user.clone_from(home);
                let (mut corpus, report) = folder.open(who);
                assert!(report.problems.is_empty() && report.recovered.is_empty(), "{report:?}");
                assert_eq!((report.num_replayed, corpus.read_only()), (0, None));
                folder.tag(&mut corpus, ON_FERRY, &format!("{who}-{round}"), "is late").unwrap();
                let theirs = annotation(&format!("{who}-x"), "claim", FERRY_TEXT, "quay");
                let forged = change::tag(corpus.state(), &layer_key(FERRY, "mk"), theirs).unwrap();
                let refused = corpus.apply(forged, folder.now());
                assert!(refused.unwrap_err().to_string().contains("belongs to mk"));
                folder.close(corpus);
            }
        }
        assert_eq!(folder.bytes("layers/mk/night-ferry.ron"), mk_layer);
        let (mut corpus, report) = folder.open("ro");
        assert!(report.problems.is_empty(), "{report:?}");
        assert_eq!(ids(&corpus, FERRY, "ro"), ["ro-0", "ro-1", "ro-2"]);
        assert_eq!(ids(&corpus, FERRY, "pa"), ["pa-0", "pa-1", "pa-2"]);
        assert_eq!(ids(&corpus, FERRY, "mk"), ["cafe", "quoted", "ship"]);
        // Undo reaches one's own work only, here from a user's folder that is new to the corpus.
        assert!(corpus.undo(folder.now()).unwrap().is_none());
        folder.close(corpus);
        folder.user.clone_from(&homes[0]);
        let (mut corpus, _) = folder.open("ro");
        while corpus.undo(folder.now()).unwrap().is_some() {}
        assert!(ids(&corpus, FERRY, "ro").is_empty());
        assert_eq!(ids(&corpus, FERRY, "pa").len(), 3);
    }
}

#[test]
fn a_correction_by_one_carries_the_layers_of_all() {
    let mut folder = Folder::simulated().with_sample();
    let (mut corpus, _) = folder.open("ro");
    folder.tag(&mut corpus, ON_FERRY, "late", "is late").unwrap();
    folder.correct(&mut corpus, FERRY, "quay", "at the quay");
    folder.close(corpus);
    for who in ["mk", "ro", "pa"] {
        let (mut corpus, report) = folder.open(who);
        assert!(report.problems.is_empty() && report.recovered.is_empty(), "{who}: {report:?}");
        let text = corpus.article(&article_id(FERRY)).unwrap().text.clone();
        for (by, id, words) in
            [("mk", "quoted", "is late"), ("mk", "ship", "🚢 today"), ("ro", "late", "is late")]
        {
            let layer = corpus.state().layer(&article_id(FERRY), &annotator(by)).unwrap();
            let annotation =
                layer.annotations.values().find(|annotation| annotation.id.as_str() == id).unwrap();
            assert_eq!(annotation.fragments.covered(text.as_str()).unwrap(), [words], "{by} {id}");
        }
        folder.tag(&mut corpus, (FERRY, text.as_str()), &format!("{who}-more"), "she said").unwrap();
        folder.close(corpus);
    }
}

#[test]
fn what_somebody_else_changed_in_a_shared_file_is_never_written_over() {
    let mut folder = Folder::simulated().with_sample();
    let (mut first, _) = folder.open("mk");
    let (mut second, _) = folder.open("ro");
    let title = redletter::model::id::SettingId::new("title").unwrap();
    let own = change::set_setting(first.state(), &title, Some("First")).unwrap();
    let other = change::set_setting(second.state(), &title, Some("Second")).unwrap();
    first.apply(own, folder.now()).unwrap();
    second.apply(other, folder.now()).unwrap();
    folder.close(first);
    folder.close(second);
    assert!(folder.text("corpus.ron").contains("First"), "{}", folder.text("corpus.ron"));
    // The second person's value is listed, not lost.
    let (corpus, report) = folder.open("ro");
    assert_eq!(corpus.state().title(), "First");
    assert_eq!(report.recovered.len(), 1, "{report:?}");
    let shown = format!("{:?}", report.recovered[0].what);
    assert!(shown.contains("Second"), "{shown}");
}

/// A corpus as version control hands it out: folders with nothing in them are missing.
#[test]
fn a_clone_without_empty_folders_can_be_worked_on() {
    let disk = SimulatedDisk::default();
    let mut folder = Folder::on(&disk);
    store::create(&disk, &folder.path, "Ferries", &default_tagset()).unwrap();
    for part in ["articles", "layers", "history"] {
        folder.disk.remove(&folder.path.join(part)).unwrap();
    }
    let (mut corpus, _) = folder.open("mk");
    let stamps = corpus.stage(vec![article(BRIDGE, BRIDGE_TEXT)]).unwrap();
    corpus.apply(change::add_articles(stamps).unwrap(), folder.now()).unwrap();
    folder.tag(&mut corpus, ON_BRIDGE, "fares", "Fares rise").unwrap();
    corpus.poll(folder.now());
    assert!(matches!(corpus.save_status(), SaveStatus::Saved(Some(_))), "{:?}", corpus.save_status());
    folder.check_rest_works(corpus);
    let (corpus, report) = folder.open("mk");
    assert!(report.problems.is_empty() && ids(&corpus, BRIDGE, "mk") == ["fares", "rest"], "{report:?}");
}

/// Git in a folder, cut off from whatever this machine has set up for it. Gives what it said, as an error if
/// it failed.
pub fn try_git(folder: &Path, args: &[&str]) -> Result<String, String> {
    let output = Command::new("git")
        .current_dir(folder)
        .args(["-c", "user.name=Test", "-c", "user.email=test@example.org", "-c", "init.defaultBranch=main"])
        .args(args)
        .env("GIT_CONFIG_NOSYSTEM", "1")
        .env("GIT_CONFIG_GLOBAL", folder.join("no-such-file"))
        .env("HOME", folder)
        .env_remove("GIT_DIR")
        .env_remove("GIT_WORK_TREE")
        .env_remove("GIT_INDEX_FILE")
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    if output.status.success() { Ok(said) } else { Err(said + &String::from_utf8_lossy(&output.stderr)) }
}

pub fn git(folder: &Path, args: &[&str]) -> String {
    try_git(folder, args).unwrap_or_else(|said| panic!("git {args:?}: {said}"))
}

pub fn commit(folder: &Path) {
    git(folder, &["add", "--all"]);
    git(folder, &["commit", "--quiet", "--message", "Work"]);
}

/// Whether there is a git to test with. Without one these tests show nothing, and say so.
#[expect(clippy::print_stdout, reason = "whoever reads the tests' output should know")]
pub fn has_git() -> bool {
    let has_git = Command::new("git").arg("--version").output().is_ok_and(|output| output.status.success());
    if !has_git {
        println!("there is no git here: skipped");
    }
    has_git
}

/// Folders of two people on the real disk, the second a clone of the first, each with a user's folder.
pub fn two_clones() -> (Folder, Folder) {
    let (mut sample, mut one, mut two) = (Folder::real().with_sample(), Folder::real(), Folder::real());
    // A packed corpus brings no history along, as a new team would start.
    let packed = sample.user.join("sample.ron");
    pack::pack(&sample.open("mk").0.snapshot(), sample.disk.as_ref(), &packed).unwrap();
    pack::unpack(one.disk.as_ref(), &packed, &one.path).unwrap();
    git(&one.path, &["init", "--quiet"]);
    commit(&one.path);
    let (from, to) = (one.path.to_str().unwrap().to_owned(), two.path.to_str().unwrap().to_owned());
    git(one.path.parent().unwrap(), &["clone", "--quiet", &from, &to]);
    for folder in [&mut one, &mut two] {
        let (corpus, report) = folder.open("pa");
        assert!(report.problems.is_empty() && corpus.read_only().is_none(), "{report:?}");
        folder.close(corpus);
    }
    (one, two)
}

pub fn try_pull(into: &Folder, from: &Folder) -> Result<String, String> {
    try_git(&into.path, &["pull", "--quiet", "--no-rebase", "--no-edit", from.path.to_str().unwrap(), "main"])
}

pub fn pull(into: &Folder, from: &Folder) {
    try_pull(into, from).unwrap();
}

#[test]
fn work_of_two_people_in_two_clones_merges_by_git() {
    if !has_git() {
        return;
    }
    let (mut one, mut two) = two_clones();
    let (mut corpus, _) = one.open("mk");
    one.tag(&mut corpus, ON_FERRY, "of-mk", "boat").unwrap();
    let entered =
        change::put_voice(corpus.state(), &annotator("mk"), crate::folder::voice("bo", "Bo")).unwrap();
    corpus.apply(entered, one.now()).unwrap();
    one.close(corpus);
    commit(&one.path);
    let (mut corpus, _) = two.open("ro");
    two.tag(&mut corpus, ON_FERRY, "of-ro", "boat").unwrap();
    let entered =
        change::put_voice(corpus.state(), &annotator("ro"), crate::folder::voice("bo", "Bo")).unwrap();
    corpus.apply(entered, two.now()).unwrap();
    let stamps = corpus.stage(vec![article("third", "Third article\n\nNothing happened.\n")]).unwrap();
    corpus.apply(change::add_articles(stamps).unwrap(), two.now()).unwrap();
    two.close(corpus);
    commit(&two.path);
    pull(&one, &two);
    pull(&two, &one);
    assert_eq!(record_files(one.disk.as_ref(), &one.path), record_files(two.disk.as_ref(), &two.path));
    assert_eq!(
        git(&one.path, &["status", "--porcelain"]),
        "",
        "locks and temporary files are not git's business"
    );
    for (folder, who, theirs) in [(&mut one, "mk", "ro"), (&mut two, "ro", "mk")] {
        let (mut corpus, report) = folder.open(who);
        assert!(
            report.problems.is_empty() && report.recovered.is_empty() && report.damage.is_empty(),
            "{report:?}"
        );
        assert_eq!((report.num_replayed, corpus.read_only()), (0, None), "{who}");
        assert!(ids(&corpus, FERRY, "mk").contains(&"of-mk".to_owned()), "{who}");
        assert_eq!(ids(&corpus, FERRY, "ro"), ["of-ro"], "{who}");
        assert_eq!(corpus.state().articles.len(), 3, "{who}");
        assert_eq!(corpus.state().voices.len(), 2, "{who}");
        // Everybody can still undo their own work, and only that.
        while corpus.undo(folder.now()).unwrap().is_some() {}
        assert!(!ids(&corpus, FERRY, who).contains(&format!("of-{who}")), "{who}");
        assert!(ids(&corpus, FERRY, theirs).contains(&format!("of-{theirs}")), "{who}");
    }
}

#[test]
fn a_merge_that_git_can_not_make_is_named_and_left_alone() {
    if !has_git() {
        return;
    }
    let (mut one, mut two) = two_clones();
    let title = redletter::model::id::SettingId::new("title").unwrap();
    for (folder, who) in [(&mut one, "mk"), (&mut two, "ro")] {
        let (mut corpus, _) = folder.open(who);
        let renamed = change::set_setting(corpus.state(), &title, Some(&format!("By {who}"))).unwrap();
        corpus.apply(renamed, folder.now()).unwrap();
        folder.close(corpus);
        commit(&folder.path);
    }
    assert!(try_pull(&one, &two).unwrap_err().contains("corpus.ron"), "both renamed the corpus");
    let before = one.text("corpus.ron");
    let (mut corpus, report) = one.open("mk");
    let said: Vec<String> = report.problems.iter().map(ToString::to_string).collect();
    assert!(
        said.len() == 1 && said[0].starts_with("corpus.ron: line ") && said[0].contains("conflict"),
        "{said:?}"
    );
    let renamed = change::set_setting(corpus.state(), &title, Some("Again")).unwrap();
    assert!(matches!(corpus.apply(renamed, one.now()), Err(StoreError::Locked { .. })));
    one.tag(&mut corpus, ON_BRIDGE, "meanwhile", "May").unwrap();
    one.close(corpus);
    assert_eq!(one.text("corpus.ron"), before);
    git(&one.path, &["checkout", "--quiet", "--theirs", "corpus.ron"]);
    let (corpus, report) = one.open("mk");
    assert!(report.problems.is_empty(), "{report:?}");
    assert_eq!(corpus.state().title(), "By ro");
    assert!(ids(&corpus, BRIDGE, "mk").contains(&"meanwhile".to_owned()));
}
