//! Corpora and files: making, opening, adding, exporting, importing, by the dialogs' typed paths.

use std::path::{Path, PathBuf};

use redletter::app::command::files::FilesCommand;
use redletter::app::state::dialog::Dialog;
use redletter::app::state::document::Document;
use redletter::model::tagset::default::default_tagset;
use redletter::store::disk::Disk as _;
use redletter::store::{self, StoreError};

use super::*;

/// A window whose corpora all lie on one disk; new ones are made there.
pub(super) fn window_on(disk: &SimulatedDisk) -> Harness<'static, App> {
    let disk = disk.clone();
    let open = move |request: &OpenRequest| {
        let mut options = options(&disk, Timestamp::from_millis(100_000));
        match request {
            OpenRequest::Path(path) if path.ends_with("harbour-ferries") => {}
            OpenRequest::Path(path) => options.folder.clone_from(path),
            OpenRequest::New { folder, title, .. } => {
                store::create(&disk, folder, title, &default_tagset())?;
                options.folder.clone_from(folder);
            }
            OpenRequest::As { annotator, .. } => options.annotator = annotator.clone(),
            OpenRequest::Again { .. } | OpenRequest::Sample | OpenRequest::Unpack { .. } => {
                return Err(StoreError::Exists("/nothing".into()));
            }
        }
        OpenCorpus::open(options)
    };
    window_with(Arc::new(open), [1280.0, 800.0], Settings::default())
}

/// Issues a command as a menu would.
pub(super) fn issue(window: &mut Harness<'static, App>, command: FilesCommand) {
    window.state_mut().issue(Command::Files(command));
    window.settle();
}

pub(super) fn wait_for_work(window: &mut Harness<'static, App>) {
    wait_until(window, |app| app.desk().files.running.is_none() && app.desk().files.opening.is_none());
}

fn title(window: &Harness<'static, App>) -> String {
    window.state().session().unwrap().corpus.state().title().to_owned()
}

pub(super) fn num_articles(window: &Harness<'static, App>) -> usize {
    window.state().session().unwrap().corpus.state().articles.len()
}

pub(super) fn status(window: &Harness<'static, App>) -> String {
    window.state().desk().status.as_ref().map(|status| status.text.clone()).unwrap_or_default()
}

#[test]
fn a_corpus_is_made_and_filled_by_typed_paths() {
    let disk = disk_with(&[FERRY]);
    let files = tempfile::tempdir().unwrap();
    std::fs::write(files.path().join("one.md"), "# Rail link\n\nIt opens in May.\n").unwrap();
    std::fs::write(files.path().join("two.txt"), "Prices rise.\n\n“Too much,” said Ed.\n").unwrap();
    std::fs::write(files.path().join("three.txt"), [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1]).unwrap();
    let mut window = window_on(&disk);
    window.key_press_modifiers(Modifiers::CTRL | Modifiers::COMMAND | Modifiers::SHIFT, Key::N);
    window.run();
    fill(&mut window, "Title", "Rails: 2026");
    let field = window.get_by_role_and_label(Role::TextInput, "Folder to make");
    assert_eq!(
        field.accesskit_node().value().as_deref(),
        Some("Rails- 2026"),
        "the folder follows the title"
    );
    fill(&mut window, "Folder to make", "/corpora/rails");
    window.keys(&[Key::Enter]);
    wait_for_work(&mut window);
    assert_eq!(title(&window), "Rails: 2026");
    assert_eq!(window.state().settings().recent.first(), Some(&PathBuf::from("/corpora/rails")));

    window.click("Add articles…");
    let folder = files.path().display().to_string();
    fill(&mut window, "Files, or folders of them, one a line", &folder);
    window.ctrl(Key::Enter);
    wait_for_work(&mut window);
    // What was found is shown before anything is added.
    assert!(window.has("2 articles found") && window.has("Left out, or not to be read (1)"));
    assert_eq!(num_articles(&window), 0);
    window.ctrl(Key::Enter);
    wait_for_work(&mut window);
    assert_eq!(num_articles(&window), 2);
    // What could not be read is told, and the first article is open.
    assert!(window.has("Added 2 articles, 1 could not be read"));
    window.click("Close");
    assert!(window.state().session().unwrap().open.is_some());

    // The same again adds nothing; and the corpus before is as it was.
    issue(&mut window, FilesCommand::Dropped(vec![files.path().join("one.md")]));
    wait_for_work(&mut window);
    assert_eq!(num_articles(&window), 2);
    assert!(window.has("1 left out whose text is there already"));
    window.click("Close");
    window.ctrl(Key::Z);
    assert_eq!(num_articles(&window), 0, "{}", status(&window));
    issue(&mut window, FilesCommand::OpenRecent("/corpus/harbour-ferries".into()));
    wait_for_work(&mut window);
    assert_eq!((title(&window).as_str(), num_articles(&window)), ("Harbour ferries", 1));
}

#[test]
fn files_are_kept_where_that_is_ticked_and_only_of_what_is_added() {
    let disk = disk_with(&[FERRY]);
    let files = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| {
        let path = files.path().join(name);
        std::fs::write(&path, text).unwrap();
        path
    };
    let kept = || -> Vec<Vec<u8>> {
        let is_kept =
            |path: &Path| path.starts_with("/corpus/originals") && !path.ends_with(".gitattributes");
        disk.files().into_iter().filter(|(path, _)| is_kept(path)).map(|(_, bytes)| bytes).collect()
    };
    let one = write("one.md", "# Rail link\n\nIt opens in May.\n");
    let two = write("two.md", "# Prices\n\nThey rise again.\n");
    let mut window = window_on(&disk);
    let add = |window: &mut Harness<'static, App>, paths: &str| {
        issue(window, FilesCommand::Add);
        fill(window, "Files, or folders of them, one a line", paths);
        window.click("Keep the files themselves in the corpus");
        window.ctrl(Key::Enter);
        wait_for_work(window);
    };
    // A single one is added at once.
    add(&mut window, &one.display().to_string());
    assert_eq!(status(&window), "Added 1 article, 1 file kept");
    assert_eq!(kept(), [b"# Rail link\n\nIt opens in May.\n".to_vec()]);
    // Of two that are shown first nothing is kept before they are added.
    let three = write("three.md", "# Boats\n\nThey are late.\n");
    add(&mut window, &format!("{}\n{}", two.display(), three.display()));
    assert!(window.has("2 articles found"));
    assert_eq!(kept().len(), 1);
    window.keys(&[Key::Escape]);
    wait_for_work(&mut window);
    assert_eq!((num_articles(&window), kept().len()), (2, 1));
    add(&mut window, &format!("{}\n{}", two.display(), three.display()));
    // One of them is gone by now; its article is there all the same.
    std::fs::remove_file(&two).unwrap();
    window.ctrl(Key::Enter);
    wait_for_work(&mut window);
    assert_eq!((num_articles(&window), kept().len()), (4, 2));
    assert!(window.has("Added 2 articles, 1 file kept"));
}

#[test]
fn a_corpus_that_can_not_be_opened_leaves_the_one_that_is() {
    let disk = disk_with(&[FERRY]);
    let mut window = window_on(&disk);
    window.keys(&[Key::Space, Key::Num1]);
    window.ctrl(Key::O);
    fill(&mut window, "Corpus folder, or packed file", "/nowhere/at-all");
    window.keys(&[Key::Enter]);
    wait_for_work(&mut window);
    assert!(window.has("/nowhere/at-all"), "the dialog says why");
    assert_eq!(title(&window), "Harbour ferries");
    window.keys(&[Key::Escape]);
    assert!(window.state().desk().dialog.is_none());
    window.keys(&[Key::Space, Key::Num1]);
    assert_eq!(window.spans().len(), 2);
}

#[test]
fn the_first_corpus_failing_leaves_a_way_to_another() {
    let disk = disk_with(&[FERRY]);
    let inner = disk.clone();
    let open = move |request: &OpenRequest| {
        let mut options = options(&inner, Timestamp::from_millis(100_000));
        if let OpenRequest::Path(path) = request
            && !path.ends_with("other")
        {
            assert_eq!(path, Path::new("/corpus/harbour-ferries"));
            options.folder = "/gone".into();
        }
        OpenCorpus::open(options)
    };
    let mut window = Harness::builder()
        .with_size([1024.0, 700.0])
        .with_max_steps(80)
        .build_eframe(|cc| app_with(cc, Arc::new(open), Settings::default()));
    wait_until(&mut window, App::has_failed);
    window.click("Open corpus…");
    fill(&mut window, "Corpus folder, or packed file", "/other");
    window.keys(&[Key::Enter]);
    wait_until(&mut window, |app| app.session().is_some());
    assert_eq!(title(&window), "Harbour ferries");
}

#[test]
fn somebody_else_goes_on_in_the_same_corpus() {
    let disk = disk_with(&[FERRY]);
    let mut window = window_on(&disk);
    window.keys(&[Key::Space, Key::Num1]);
    let first = window.state().session().unwrap().annotator().clone();
    window.click(&format!("Annotator {first}"));
    fill(&mut window, "Annotator", "Ana Ruz");
    window.keys(&[Key::Enter]);
    wait_for_work(&mut window);
    let session = window.state().session().unwrap();
    assert_eq!(session.annotator().as_str(), "ana-ruz");
    assert!(session.corpus.read_only().is_none(), "the lock has gone over");
    assert!(window.spans().is_empty(), "each one's work stays apart");
    let article = session.open.as_ref().unwrap().article.id.clone();
    assert_eq!(session.corpus.state().layer(&article, &first).unwrap().annotations.len(), 1);
}

#[test]
fn a_dataset_goes_out_and_comes_in_again() {
    let files = tempfile::tempdir().unwrap();
    let path = files.path().join("set.jsonl");
    let disk = disk_with(&[FERRY]);
    let mut window = window_on(&disk);
    window.keys(&[Key::Space, Key::Num1, Key::Space, Key::Num2]);
    window.ctrl(Key::E);
    fill(&mut window, "File to write", &path.display().to_string());
    // The dialog lies over the inspector, which has a button of this name too.
    window.get_all_by_label("Claim").last().unwrap().click();
    window.run();
    window.keys(&[Key::Escape]);
    assert!(window.state().desk().dialog.is_none() && !path.exists());
    window.ctrl(Key::E);
    fill(&mut window, "File to write", &path.display().to_string());
    window.get_by_role_and_label(Role::Button, "Export").click();
    window.run();
    wait_for_work(&mut window);
    assert!(status(&window).contains("1 article, 2 annotations"), "{}", status(&window));
    assert_eq!(std::fs::read_to_string(&path).unwrap().lines().count(), 1);

    let mut other = window_on(&disk_with(&[]));
    issue(&mut other, FilesCommand::Import);
    fill(&mut other, "Files and folders, one a line", &path.display().to_string());
    other.ctrl(Key::Enter);
    wait_for_work(&mut other);
    // What is in it is shown first.
    assert!(other.has("Redletter JSON Lines: 1 article, 2 annotations, 0 relations"));
    assert_eq!(num_articles(&other), 0);
    other.ctrl(Key::Enter);
    wait_for_work(&mut other);
    assert_eq!(num_articles(&other), 1);
    assert!(status(&other).contains("2 annotations"), "{}", status(&other));
    assert_eq!(other.spans().len(), 2, "the first article is in view");
    other.ctrl(Key::Z);
    assert_eq!(num_articles(&other), 0);
    assert!(other.has("There are no articles in this corpus yet"));

    // What is no dataset is named, with its place, and nothing changes.
    std::fs::write(&path, "{ this is no JSON\n").unwrap();
    issue(&mut other, FilesCommand::Import);
    fill(&mut other, "Files and folders, one a line", &path.display().to_string());
    other.ctrl(Key::Enter);
    wait_for_work(&mut other);
    assert!(other.has("set.jsonl"));
    assert_eq!(num_articles(&other), 0);
}

#[test]
fn choices_of_an_export_are_kept_shown_and_taken_up_again() {
    let files = tempfile::tempdir().unwrap();
    let path = files.path().join("month.jsonl");
    let disk = disk_with(&[FERRY]);
    let mut window = window_on(&disk);
    window.keys(&[Key::Space, Key::Num1]);
    window.ctrl(Key::E);
    window.get_by_label("doccano JSON Lines").click();
    window.run();
    fill(&mut window, "File to write", &path.display().to_string());
    fill(&mut window, "Keep these choices as", "month");
    assert!(window.has("Show the first article"));
    issue(&mut window, FilesCommand::Preview);
    let shown = |window: &Harness<'static, App>| match &window.state().desk().dialog {
        Some(Dialog::Export(form)) => (form.recipe.format.clone(), form.preview.clone()),
        _ => (String::new(), None),
    };
    let (_, preview) = shown(&window);
    assert!(
        preview.unwrap().contains("\"entities\""),
        "the first article is shown before anything is written"
    );
    assert!(!path.exists());
    window.get_by_role_and_label(Role::Button, "Export").click();
    window.run();
    wait_for_work(&mut window);
    for beside in ["month.jsonl", "month.card.md", "month.recipe.ron"] {
        assert!(files.path().join(beside).exists(), "{beside}");
    }
    window.keys(&[Key::Escape]);
    window.ctrl(Key::E);
    assert_eq!(shown(&window).0, "jsonl");
    window.get_by_label("month").click();
    window.run();
    assert_eq!(shown(&window).0, "doccano");
    window.keys(&[Key::Escape]);
    window.ctrl(Key::Z);
    assert!(
        window
            .state()
            .session()
            .unwrap()
            .corpus
            .state()
            .settings
            .keys()
            .all(|id| !id.as_str().contains("month"))
    );
}

/// Clicks the choice of this name in the dialog, which may have to be scrolled to.
pub(super) fn choose(window: &mut Harness<'static, App>, name: &str) {
    window.get_all_by_label(name).last().unwrap().scroll_to_me();
    window.run();
    window.get_all_by_label(name).last().unwrap().click();
    window.run();
}

#[test]
fn an_export_is_narrowed_and_split_by_days_and_its_choices_are_forgotten_again() {
    let files = tempfile::tempdir().unwrap();
    let path = files.path().join("days.jsonl");
    let dated = |day: &str, words: &str| format!("Date: {day}\n\n{words}\n");
    for (name, day) in [("one", "2025-01-10"), ("two", "2025-03-20"), ("three", "2025-05-30")] {
        let text = dated(day, &format!("Ferry {name} ran late on a day of its own."));
        std::fs::write(files.path().join(format!("{name}.txt")), text).unwrap();
    }
    let mut window = window_on(&disk_with(&[]));
    issue(
        &mut window,
        FilesCommand::Dropped(
            ["one.txt", "two.txt", "three.txt"].map(|name| files.path().join(name)).to_vec(),
        ),
    );
    wait_for_work(&mut window);
    window.ctrl(Key::Enter);
    wait_for_work(&mut window);
    window.keys(&[Key::Escape]);
    window.keys(&[Key::Space, Key::Num1]);

    window.ctrl(Key::E);
    fill(&mut window, "File to write", &path.display().to_string());
    choose(&mut window, "by day of publication");
    fill(&mut window, "Validation begins on", "in March");
    fill(&mut window, "The test begins on", "2025-05-01");
    fill(&mut window, "Keep these choices as", "days");
    window.get_by_role_and_label(Role::Button, "Export").click();
    window.run();
    assert!(window.has("not “in March”"), "what can't be understood is named in the dialog");
    fill(&mut window, "Validation begins on", "2025-03-01");
    window.get_by_role_and_label(Role::Button, "Export").click();
    window.run();
    wait_for_work(&mut window);
    for side in ["train", "validation", "test"] {
        let text = std::fs::read_to_string(files.path().join(format!("days-{side}.jsonl"))).unwrap();
        assert_eq!(text.lines().count(), 1, "{side}");
    }
    window.keys(&[Key::Escape]);

    // Only the article in view, from the choices that were kept; then these are forgotten, which can be undone.
    let kept = |window: &Harness<'static, App>| {
        let settings = &window.state().session().unwrap().corpus.state().settings;
        settings.keys().any(|id| id.as_str() == "recipe-days")
    };
    window.ctrl(Key::E);
    choose(&mut window, "days");
    let path = files.path().join("view.jsonl");
    fill(&mut window, "File to write", &path.display().to_string());
    choose(&mut window, "all in one");
    choose(&mut window, "the one in view");
    choose(&mut window, "Forget");
    assert!(!kept(&window));
    window.get_by_role_and_label(Role::Button, "Export").click();
    window.run();
    wait_for_work(&mut window);
    assert_eq!(std::fs::read_to_string(&path).unwrap().lines().count(), 1);
    window.keys(&[Key::Escape]);
    window.ctrl(Key::Z);
    assert!(kept(&window), "{}", status(&window));
}

#[test]
fn the_columns_of_a_table_are_shown_before_it_is_read() {
    let files = tempfile::tempdir().unwrap();
    let path = files.path().join("codes.csv");
    let table = "story,body,kind,mood\nquay,The quay floods.,claim,grave\ntram,Trams wait.,quote,calm\n";
    std::fs::write(&path, table).unwrap();
    let mut window = window_on(&disk_with(&[]));
    issue(&mut window, FilesCommand::Import);
    choose(&mut window, "CSV, one row an annotation");
    fill(&mut window, "Files and folders, one a line", &path.display().to_string());
    window.ctrl(Key::Enter);
    wait_for_work(&mut window);
    assert!(matches!(window.state().desk().dialog, Some(Dialog::Import(_))), "nothing is read before that");
    assert!(window.has("codes.csv: the first rows") && window.has("The quay floods.  ·  Trams wait."));
    assert!(window.has("body holds text") && window.has("kind holds is not read"));
    let hold = |window: &mut Harness<'static, App>, column: &str, what: &str| {
        choose(window, &format!("{column} holds is not read"));
        choose(window, what);
    };
    hold(&mut window, "story", "article");
    hold(&mut window, "kind", "label");
    hold(&mut window, "mood", "an attribute");
    assert!(window.has("mood holds an attribute"));
    window.ctrl(Key::Enter);
    wait_for_work(&mut window);
    assert!(window.has("CSV, one row an annotation: 2 articles, 2 annotations"));
    window.ctrl(Key::Enter);
    wait_for_work(&mut window);
    assert_eq!(num_articles(&window), 2);
}

#[test]
fn a_table_that_is_not_there_is_named_in_the_dialog() {
    let mut window = window_on(&disk_with(&[]));
    issue(&mut window, FilesCommand::Import);
    choose(&mut window, "CSV, one row an annotation");
    fill(&mut window, "Files and folders, one a line", "/nowhere/at-all.csv");
    window.get_by_label("Look at the table").click();
    window.run();
    wait_for_work(&mut window);
    assert!(window.has("/nowhere/at-all.csv") && window.has("eading failed"));
    assert!(matches!(window.state().desk().dialog, Some(Dialog::Import(_))));
}

#[test]
fn what_fails_brings_its_dialog_back_with_the_reason() {
    let files = tempfile::tempdir().unwrap();
    let path = files.path().join("notes.jsonl");
    std::fs::write(&path, "").unwrap();
    let mut window = window_on(&disk_with(&[FERRY]));
    // Nothing in the file is of that format.
    issue(&mut window, FilesCommand::Import);
    choose(&mut window, "doccano JSON Lines");
    fill(&mut window, "Files and folders, one a line", &path.display().to_string());
    window.ctrl(Key::Enter);
    wait_for_work(&mut window);
    assert!(window.has("nothing in it is doccano JSON Lines"));
    let Some(Dialog::Import(form)) = &window.state().desk().dialog else { panic!("the dialog is gone") };
    assert!(form.paths.contains("notes.jsonl"), "what was typed is still there");
    window.keys(&[Key::Escape]);
    // No article has a date to split by.
    window.ctrl(Key::E);
    let target = files.path().join("set.jsonl");
    fill(&mut window, "File to write", &target.display().to_string());
    choose(&mut window, "by day of publication");
    fill(&mut window, "Validation begins on", "2025-03-01");
    fill(&mut window, "The test begins on", "2025-04-01");
    window.get_by_role_and_label(Role::Button, "Export").click();
    window.run();
    wait_for_work(&mut window);
    assert!(window.has("no article has a date"), "{}", status(&window));
    assert!(matches!(window.state().desk().dialog, Some(Dialog::Export(_))));
    // A file that is there is written over only when that is asked for twice.
    choose(&mut window, "all in one");
    std::fs::write(&target, "mine").unwrap();
    window.get_by_role_and_label(Role::Button, "Export").click();
    window.run();
    assert!(window.has("There is such a file already"));
    assert_eq!(std::fs::read_to_string(&target).unwrap(), "mine");
    window.get_by_role_and_label(Role::Button, "Export").click();
    window.run();
    wait_for_work(&mut window);
    assert_ne!(std::fs::read_to_string(&target).unwrap(), "mine");
}

#[test]
fn an_import_that_is_taken_back_leaves_nothing_to_read() {
    let files = tempfile::tempdir().unwrap();
    let path = files.path().join("set.jsonl");
    std::fs::write(&path, FOREIGN.replace('\n', " ")).unwrap();
    let mut window = window_on(&disk_with(&[]));
    issue(&mut window, FilesCommand::Import);
    choose(&mut window, "doccano JSON Lines");
    fill(&mut window, "Files and folders, one a line", &path.display().to_string());
    window.ctrl(Key::Enter);
    wait_for_work(&mut window);
    window.ctrl(Key::Enter);
    wait_for_work(&mut window);
    window.keys(&[Key::Escape]);
    assert!(window.state().session().unwrap().open.is_some());
    window.ctrl(Key::Z);
    assert_eq!(num_articles(&window), 0);
    assert!(window.state().session().unwrap().open.is_none(), "no article stays in view");
}

/// A dataset with labels and relations of somebody else's.
const FOREIGN: &str = r#"{"text": "“The quay floods,” warned Ada Quill. Trams wait.", "entities": [
    {"id": 1, "label": "Saying", "start_offset": 19, "end_offset": 25},
    {"id": 2, "label": "Name", "start_offset": 26, "end_offset": 35},
    {"id": 3, "label": "Direct Quote", "start_offset": 1, "end_offset": 17},
    {"id": 4, "label": "Vehicle", "start_offset": 37, "end_offset": 42}],
    "relations": [{"id": 5, "from_id": 1, "to_id": 2, "type": "Speaker"},
    {"id": 6, "from_id": 1, "to_id": 3, "type": "Message"}]}"#;

#[test]
fn a_dataset_of_somebody_elses_is_shown_mapped_and_taken_in_as_one_change() {
    let files = tempfile::tempdir().unwrap();
    let (path, map) = (files.path().join("set.jsonl"), files.path().join("map.ron"));
    std::fs::write(&path, FOREIGN.replace('\n', " ")).unwrap();
    let mut window = window_on(&disk_with(&[]));
    let read = |window: &mut Harness<'static, App>| {
        issue(window, FilesCommand::Import);
        window.get_by_label("doccano JSON Lines").click();
        window.run();
        fill(window, "Files and folders, one a line", &path.display().to_string());
        window.ctrl(Key::Enter);
        wait_for_work(window);
        assert!(window.has("doccano JSON Lines: 1 article, 4 annotations, 2 relations"));
    };
    read(&mut window);
    assert!(window.has("direct-quote: The quay floods,"), "the first annotations are shown");
    // Esc takes nothing in.
    window.keys(&[Key::Escape]);
    assert!(window.state().desk().dialog.is_none() && window.state().desk().files.read.is_none());
    assert_eq!(num_articles(&window), 0);

    read(&mut window);
    // What is most likely meant is proposed; the rest is chosen.
    assert!(window.has("Direct Quote becomes Quote"));
    window.get_by_label("Vehicle becomes stays as it is").click();
    window.run();
    window.get_all_by_label("Claim").last().unwrap().click();
    window.run();
    assert!(window.has("Vehicle becomes Claim"));
    fill(&mut window, "Keep what the names become as a file", &map.display().to_string());
    window.ctrl(Key::Enter);
    wait_for_work(&mut window);
    let words = [("quote", "The quay floods,"), ("claim", "Trams")];
    assert_eq!(window.spans(), words.map(|(label, words)| (label.to_owned(), words.to_owned())));
    let state = window.state().session().unwrap().corpus.state().clone();
    let layers: Vec<_> = state.layers.values().flat_map(|layers| layers.values()).collect();
    assert!(layers[0].in_reading_order()[0].attribution.source.is_some());
    let kept = std::fs::read_to_string(&map).unwrap();
    assert!(kept.contains("\"Vehicle\": \"claim\""), "{kept}");
    window.keys(&[Key::Escape]);
    window.ctrl(Key::Z);
    assert_eq!(num_articles(&window), 0);
}

#[test]
fn a_copy_is_written_once_and_never_over_another() {
    let files = tempfile::tempdir().unwrap();
    let path = files.path().join("copy.ron");
    let mut window = window_on(&disk_with(&[FERRY, BRIDGE]));
    for expected in ["Saved a copy", "Saving a copy failed"] {
        window.key_press_modifiers(Modifiers::CTRL | Modifiers::COMMAND | Modifiers::SHIFT, Key::S);
        window.run();
        fill(&mut window, "File to write", &path.display().to_string());
        window.keys(&[Key::Enter]);
        wait_for_work(&mut window);
        assert!(window.has(expected), "{expected}");
    }
    assert!(std::fs::read_to_string(&path).unwrap().contains("Night ferry planned"));
}

#[test]
fn a_note_that_was_not_confirmed_is_kept_when_the_corpus_is_left() {
    let disk = disk_with(&[FERRY]);
    let mut window = window_on(&disk);
    window.keys(&[Key::Space, Key::Num1, Key::N]);
    window.types("half");
    issue(&mut window, FilesCommand::New);
    fill(&mut window, "Folder to make", "/corpora/next");
    window.keys(&[Key::Enter]);
    wait_until(&mut window, |app| {
        app.session().is_some_and(|session| session.corpus.folder() == Path::new("/corpora/next"))
    });
    issue(&mut window, FilesCommand::OpenRecent("/corpus/harbour-ferries".into()));
    wait_until(&mut window, |app| {
        app.session().is_some_and(|session| session.corpus.folder() != Path::new("/corpora/next"))
    });
    window.keys(&[Key::J]);
    assert_eq!(window.focused().unwrap().note, "half");
    assert!(disk.canonical(Path::new("/corpora/next")).is_ok());
}

#[test]
fn the_codebook_is_written_as_a_page() {
    let files = tempfile::tempdir().unwrap();
    let path = files.path().join("codebook.md");
    let mut window = window_on(&disk_with(&[FERRY]));
    window.keys(&[Key::Q, Key::Num2]);
    issue(&mut window, FilesCommand::Write(Document::Codebook));
    fill(&mut window, "File to write", &path.display().to_string());
    window.click("HTML");
    window.keys(&[Key::Enter]);
    wait_for_work(&mut window);
    assert!(window.has("Wrote the codebook"));
    let page = std::fs::read_to_string(path.with_extension("html")).unwrap();
    assert!(page.contains("<h2>Quote</h2>") && page.contains("used once"));
}
