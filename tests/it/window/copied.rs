//! What was copied in other programs becomes an article; and which columns of tables hold what.

use std::path::{Path, PathBuf};

use redletter::app::command::files::FilesCommand;
use redletter::app::state::dialog::Dialog;
use redletter::model::article::BlockKind;
use redletter::model::reader::CorpusReader as _;

use super::files::{choose, issue, num_articles, status, wait_for_work};
use super::*;

/// The window on a corpus, while this is on the clipboard.
fn window_after(disk: &SimulatedDisk, copied: Result<Copied, String>) -> Harness<'static, App> {
    let disk = disk.clone();
    let open = move |_: &OpenRequest| OpenCorpus::open(options(&disk, Timestamp::from_millis(100_000)));
    let clipboard: ReadClipboard = Arc::new(move || copied.clone());
    let mut window = Harness::builder()
        .with_size([1280.0, 800.0])
        .with_theme(egui::Theme::Light)
        .with_os(egui::os::OperatingSystem::Nix)
        .with_max_steps(80)
        .with_step_dt(1.0 / 60.0)
        .build_eframe(|cc| app_after_copying(cc, Arc::new(open), Settings::default(), clipboard));
    wait_until(&mut window, |app| app.session().is_some());
    window
}

fn words(text: &str) -> Copied {
    Copied { text: text.to_owned(), ..Copied::default() }
}

fn files(paths: &[&Path]) -> Copied {
    Copied { files: paths.iter().map(|path| (*path).to_owned()).collect(), ..Copied::default() }
}

/// Presses the keys of the command.
fn add_copied(window: &mut Harness<'static, App>) {
    window.key_press_modifiers(Modifiers::CTRL | Modifiers::COMMAND | Modifiers::SHIFT, Key::V);
    window.settle();
    wait_for_work(window);
}

/// The article in view.
fn open(window: &Harness<'static, App>) -> Arc<Article> {
    Arc::clone(&window.state().session().unwrap().open.as_ref().unwrap().article)
}

/// What the open dialog asks to be added.
fn paths(window: &Harness<'static, App>) -> String {
    let Some(Dialog::Add(form)) = &window.state().desk().dialog else { panic!("no dialog asks for files") };
    form.paths.clone()
}

#[test]
fn copied_words_become_an_article_whose_title_can_be_mended_first() {
    let mut window = window_after(&disk_with(&[]), Ok(words("Ferry late\n\nThe boat is late.\n")));
    // The list says that this can be done, and the same stands in the menu.
    window.click("Add what was copied");
    window.settle();
    wait_for_work(&mut window);
    assert!(window.has("1 article found"), "it is shown although there is nothing odd about it");
    assert_eq!(num_articles(&window), 0);
    fill(&mut window, "Outlet", "The Quay");
    window.ctrl(Key::Enter);
    wait_for_work(&mut window);
    let article = open(&window);
    assert_eq!(
        (article.text.as_str(), article.metadata.outlet.as_str()),
        ("Ferry late\n\nThe boat is late.\n", "The Quay")
    );
    let provenance = &article.provenance;
    assert_eq!(provenance.original_name, "pasted");
    assert_eq!((provenance.media_type.as_str(), provenance.reader.as_str()), ("text/plain", "text 1"));
    let hash = redletter::model::text::TextHash::of_bytes(b"Ferry late\n\nThe boat is late.\n");
    assert_eq!(provenance.original_hash, Some(hash));
    window.ctrl(Key::Z);
    assert_eq!(num_articles(&window), 0, "{}", status(&window));
}

#[test]
fn a_copied_piece_of_a_page_keeps_its_headings_lists_and_words_of_links() {
    let html = "<meta charset='utf-8'><h2>Ferry late</h2><p>The <a href=\"https://quay.example\">boat</a> is late.</p>\
        <ul><li>one hour</li><li>two hours</li></ul>";
    let text = "Ferry late\nThe boat is late.\none hour\ntwo hours";
    let copied = Copied { html: html.to_owned(), text: text.to_owned(), ..Copied::default() };
    let mut window = window_after(&disk_with(&[]), Ok(copied));
    add_copied(&mut window);
    window.ctrl(Key::Enter);
    wait_for_work(&mut window);
    let article = open(&window);
    assert_eq!(article.provenance.media_type, "text/html");
    assert_eq!(article.text.as_str(), "Ferry late\n\nThe boat is late.\n\n• one hour\n\n• two hours\n");
    let first = article.blocks.first().unwrap();
    assert!(matches!(first.kind, BlockKind::Heading | BlockKind::Title), "{first:?}");
}

#[test]
fn a_copied_text_that_the_corpus_has_is_told() {
    let mut window = window_after(&disk_with(&[BRIDGE]), Ok(words(BRIDGE)));
    add_copied(&mut window);
    assert!(window.has("1 left out whose text is there already"));
    assert!(window.has("it has the same text as"));
    assert_eq!(num_articles(&window), 1);
}

#[test]
fn where_nothing_was_copied_that_could_be_read_the_window_says_so() {
    let picture = Copied { is_picture: true, html: "<img src=a.png>".to_owned(), ..Copied::default() };
    for (copied, said) in [
        (Ok(Copied::default()), "Nothing was copied"),
        (Ok(words(" \n")), "Nothing was copied"),
        (Ok(picture), "A picture was copied"),
    ] {
        let mut window = window_after(&disk_with(&[FERRY]), copied);
        add_copied(&mut window);
        assert!(status(&window).starts_with(said), "{}", status(&window));
        // In the dialog it stands there, with what was typed.
        issue(&mut window, FilesCommand::Add);
        fill(&mut window, "Files, or folders of them, one a line", "/news/one.txt");
        choose(&mut window, "Add what was copied");
        wait_for_work(&mut window);
        assert!(window.has(said));
        assert_eq!(paths(&window), "/news/one.txt");
        assert_eq!(num_articles(&window), 1);
    }
    let mut window = window_after(&disk_with(&[FERRY]), Err("the clipboard can't be read: no".to_owned()));
    add_copied(&mut window);
    assert!(window.has("Reading what was copied failed: the clipboard can't be read: no"));
}

#[test]
fn copied_files_go_to_the_dialog_that_adds_them() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("night ferry.txt");
    std::fs::write(&path, "Ferry late\n\nThe boat is late.\n").unwrap();
    let shown = path.display().to_string();
    let mut window = window_after(&disk_with(&[FERRY]), Ok(files(&[&path])));
    add_copied(&mut window);
    assert_eq!(paths(&window), shown);
    window.keys(&[Key::Escape]);
    // With Ctrl+V egui has only words: addresses of the files.
    let address = format!("file://{}", shown.replace(' ', "%20"));
    window.event(Event::Paste(format!("{address}\n")));
    window.settle();
    assert_eq!(paths(&window), shown);
    window.keys(&[Key::Escape]);
    // Files that are not there are words like others.
    window.event(Event::Paste("file:///nowhere/at-all.txt".to_owned()));
    window.settle();
    assert!(window.state().desk().dialog.is_none());
    assert!(status(&window).contains("Add what was copied"), "{}", status(&window));
    // An address can be typed as well.
    issue(&mut window, FilesCommand::Add);
    fill(&mut window, "Files, or folders of them, one a line", &address);
    window.ctrl(Key::Enter);
    wait_for_work(&mut window);
    assert_eq!(num_articles(&window), 2);
}

/// The window with the dialog that adds this table.
fn window_adding(path: &Path) -> Harness<'static, App> {
    let mut window = window_after(&disk_with(&[]), Ok(words("")));
    issue(&mut window, FilesCommand::Add);
    fill(&mut window, "Files, or folders of them, one a line", &path.display().to_string());
    window.settle();
    wait_for_work(&mut window);
    window
}

fn written(folder: &tempfile::TempDir, name: &str, table: &str) -> PathBuf {
    let path = folder.path().join(name);
    std::fs::write(&path, table).unwrap();
    path
}

#[test]
fn a_table_whose_columns_are_known_needs_no_choice() {
    let folder = tempfile::tempdir().unwrap();
    let path =
        written(&folder, "news.csv", "headline,body,tone\nRain,It rains.,grave\nSnow,It snows.,calm\n");
    let mut window = window_adding(&path);
    assert!(window.has("news.csv: the first rows") && window.has("It rains.  ·  It snows."));
    assert!(window.has("body holds text") && window.has("tone holds is not read"));
    window.ctrl(Key::Enter);
    wait_for_work(&mut window);
    assert!(window.has("2 articles found"));
}

#[test]
fn the_columns_of_a_table_are_chosen_before_its_articles_are_read() {
    let folder = tempfile::tempdir().unwrap();
    let table = "top,words,printed,source\nRain,It rains.,2025-03-14,Quay\n";
    let path = written(&folder, "news.csv", table);
    let mut window = window_adding(&path);
    assert!(window.has("No column holds the text yet"));
    window.ctrl(Key::Enter);
    assert!(window.has("Say which column of the table holds the text"));
    for (column, before, what) in [
        ("words", "is not read", "text"),
        ("top", "is not read", "title"),
        ("printed", "is not read", "date"),
        ("source", "outlet", "is not read"),
    ] {
        choose(&mut window, &format!("{column} holds {before}"));
        choose(&mut window, what);
        assert!(window.has(&format!("{column} holds {what}")), "{column}");
    }
    window.ctrl(Key::Enter);
    wait_for_work(&mut window);
    // There is something to say about it: columns that are not used.
    window.ctrl(Key::Enter);
    wait_for_work(&mut window);
    let session = window.state().session().unwrap();
    let id = session.corpus.state().articles.keys().next().unwrap();
    let article = session.corpus.article(id).unwrap();
    assert_eq!((article.text.as_str(), article.metadata.title.as_str()), ("Rain\n\nIt rains.\n", "Rain"));
    assert_eq!(article.metadata.date.map(|date| date.to_string()).as_deref(), Some("2025-03-14"));
    assert_eq!(article.metadata.outlet, "");
}

#[test]
fn a_dropped_table_is_shown_and_a_bad_one_says_why_in_its_place() {
    let folder = tempfile::tempdir().unwrap();
    let bad = written(&folder, "bad.json", "{\"text\"");
    let good = written(&folder, "good.jsonl", "{\"text\": \"It rains.\", \"mood\": \"grave\"}\n");
    let mut window = window_after(&disk_with(&[]), Ok(words("")));
    issue(&mut window, FilesCommand::Dropped(vec![bad.clone(), good.clone()]));
    wait_for_work(&mut window);
    assert!(window.has("no good JSON file") && window.has("bad.json"));
    fill(&mut window, "Files, or folders of them, one a line", &good.display().to_string());
    window.settle();
    wait_for_work(&mut window);
    assert!(window.has("text holds text") && window.has("mood holds is not read"));
    assert!(!window.has("no good JSON file"));
    // What is no table after all has no columns.
    let page = written(&folder, "page.csv", "<!doctype html><p>It rains.</p>");
    fill(&mut window, "Files, or folders of them, one a line", &page.display().to_string());
    window.settle();
    wait_for_work(&mut window);
    assert!(!window.has("the first rows"));
}
