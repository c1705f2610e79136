//! The dialog of what was found in files, before it is added: metadata are mended, near duplicates skipped or linked,
//! newer versions renew what is there, and what may be a block becomes one; all of it one change.

use redletter::app::command::files::FilesCommand;
use redletter::model::article::BlockKind;
use redletter::model::reader::CorpusReader as _;

use super::files::{choose, issue, num_articles, status, wait_for_work, window_on};
use super::*;

/// Files in a folder that are given to the window, which shows what it found in them.
fn drop_files(window: &mut Harness<'static, App>, files: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        std::fs::write(folder.path().join(name), text).unwrap();
    }
    drop_folder(window, &folder);
    folder
}

fn drop_folder(window: &mut Harness<'static, App>, folder: &tempfile::TempDir) {
    issue(window, FilesCommand::Dropped(vec![folder.path().to_owned()]));
    wait_for_work(window);
}

fn words(numbers: std::ops::Range<usize>) -> String {
    numbers.map(|number| format!("word{number}")).collect::<Vec<_>>().join(" ")
}

fn confirm(window: &mut Harness<'static, App>) {
    window.ctrl(Key::Enter);
    wait_for_work(window);
}

#[test]
fn found_articles_are_mended_skipped_and_compared_before_they_are_added_as_one_change() {
    let files = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| std::fs::write(files.path().join(name), text).unwrap();
    let story = (0..60).map(|number| format!("word{number}")).collect::<Vec<_>>().join(" ");
    write("a-wire.txt", &format!("Ferry runs late\n\n{story}.\n"));
    write("b-copy.txt", &format!("Ferry runs late\n\n{story}, an agency says.\n"));
    write("c-other.txt", "Prices rise\n\nNobody likes it.\n");
    let mut window = window_on(&disk_with(&[]));
    let found = |window: &mut Harness<'static, App>| {
        issue(window, FilesCommand::Dropped(vec![files.path().to_owned()]));
        wait_for_work(window);
        assert!(window.has("3 articles found"));
    };
    // Esc adds nothing, and the next time nothing is in the way.
    found(&mut window);
    window.keys(&[Key::Escape]);
    wait_for_work(&mut window);
    assert_eq!((num_articles(&window), status(&window).as_str()), (0, "Nothing was added"));

    found(&mut window);
    window.keys(&[Key::ArrowDown]);
    choose(&mut window, "Show both");
    wait_for_work(&mut window);
    assert!(window.has("This one"), "both texts are shown");
    choose(&mut window, "Skip near duplicates");
    // A slip loses nothing of what was decided.
    window.keys(&[Key::Escape]);
    assert!(window.has("Once more, and nothing of this is added"));
    assert!(window.has("3 articles found, 1 left out") && window.has("Add 2 articles"));
    choose(&mut window, "Prices rise, c-other.txt, 0 notes");
    fill(&mut window, "Title of the article", "Prices rise again");
    fill(&mut window, "Date", "in May");
    window.ctrl(Key::Enter);
    assert!(window.has("“in May” is no day"), "what can't be understood is named");
    fill(&mut window, "Date", "2025-05-03");
    window.ctrl(Key::Enter);
    wait_for_work(&mut window);
    let rows: Vec<(String, String)> = {
        let session = window.state().session().unwrap();
        let rows = session.corpus.state().articles.values();
        let date = |date: Option<chrono::NaiveDate>| date.map(|date| date.to_string()).unwrap_or_default();
        rows.map(|row| (row.shown_title.clone(), date(row.metadata.date))).collect()
    };
    assert_eq!(rows.len(), 2);
    assert!(rows.contains(&("Prices rise again".to_owned(), "2025-05-03".to_owned())), "{rows:?}");
    window.keys(&[Key::Escape]);

    // What is known is changed afterwards too, and all of it is undone.
    issue(&mut window, FilesCommand::About);
    fill(&mut window, "Outlet", "The Quay");
    window.ctrl(Key::Enter);
    let outlets = |window: &Harness<'static, App>| {
        let session = window.state().session().unwrap();
        let rows = session.corpus.state().articles.values();
        rows.filter(|row| row.metadata.outlet == "The Quay").count()
    };
    assert_eq!(outlets(&window), 1);
    window.ctrl(Key::Z);
    assert_eq!(outlets(&window), 0);
    window.ctrl(Key::Z);
    assert_eq!(num_articles(&window), 0);
}

#[test]
fn a_newer_version_renews_the_article_with_its_spans_and_undo_takes_all_back() {
    let mut window = window_on(&disk_with(&[]));
    let old = format!("---\ntitle: Ferry\noutlet: The Quay\ndate: 2025-03-14\n---\n{}.\n", words(0..80));
    drop(drop_files(&mut window, &[("old.md", &old)]));
    assert_eq!(num_articles(&window), 1);
    window.keys(&[Key::Space, Key::Num1]);
    let tagged = window.spans()[0].1.clone();

    let newer = old.replace("word70", "word70 and a half");
    let other = "Prices rise\n\nNobody likes it.\n";
    drop(drop_files(&mut window, &[("newer.md", &newer), ("other.txt", other)]));
    assert!(window.has("2 articles found") && window.has("Add 2 articles"));
    choose(&mut window, "Show both");
    wait_for_work(&mut window);
    assert!(window.has("If the other one is renewed: 1 place of the text changed"), "it is foretold");
    choose(&mut window, "Renew the other");
    assert!(window.has("2 articles found, 1 to renew others") && window.has("Add 1 article, renew 1"));
    confirm(&mut window);
    assert_eq!(num_articles(&window), 2);
    assert!(window.has("Added 1 article, renewed 1 article"), "{}", status(&window));
    window.keys(&[Key::Escape]);
    let renewed = |window: &Harness<'static, App>| {
        let corpus = &window.state().session().unwrap().corpus;
        let ids: Vec<_> = corpus.state().articles.keys().cloned().collect();
        let texts = ids.iter().map(|id| corpus.article(id).unwrap().text.as_str().to_owned());
        texts.filter(|text| text.contains("and a half")).count()
    };
    assert_eq!(renewed(&window), 1);
    // The first press says what it is about, as the renewed article is not the one in view.
    window.ctrl(Key::Z);
    window.ctrl(Key::Z);
    assert_eq!((num_articles(&window), renewed(&window)), (1, 0), "{}", status(&window));
    let span = &window.spans()[0].1;
    assert_eq!(*span, tagged);
}

#[test]
fn two_versions_of_one_article_do_not_both_renew_it() {
    let mut window = window_on(&disk_with(&[]));
    let old = format!("---\ntitle: Ferry\noutlet: The Quay\ndate: 2025-03-14\n---\n{}.\n", words(0..80));
    drop(drop_files(&mut window, &[("old.md", &old)]));
    let versions = [("a.md", &*old.replace("word70", "seventy")), ("b.md", &*old.replace("word71", "more"))];
    drop(drop_files(&mut window, &versions));
    choose(&mut window, "Renew all");
    assert!(window.has("2 articles found, 2 to renew others") && window.has("Renew 2 articles"));
    window.ctrl(Key::Enter);
    assert!(window.has("Two of these would renew “Ferry”"), "the dialog stays, with the reason");
    window.keys(&[Key::Space]);
    confirm(&mut window);
    assert!(window.has("Renewed 1 article, 1 left out"));
    assert_eq!(num_articles(&window), 1);
}

#[test]
fn what_may_be_a_block_becomes_one_once_it_is_ticked() {
    let mut window = window_on(&disk_with(&[]));
    let article = "Night ferry stays\n\nSELBY — The council of Marrow Bridge met on Monday evening and could not \
                   agree on the night ferry again.\n";
    drop(drop_files(&mut window, &[("a.txt", article), ("b.txt", "Prices rise\n\nNobody likes it.\n")]));
    let datelines = |window: &Harness<'static, App>| {
        let corpus = &window.state().session().unwrap().corpus;
        let ids: Vec<_> = corpus.state().articles.keys().cloned().collect();
        let articles = ids.iter().map(|id| corpus.article(id).unwrap());
        let kinds = articles.flat_map(|article| article.blocks.clone()).map(|block| block.kind);
        kinds.filter(|kind| *kind == BlockKind::Dateline).count()
    };
    let name = "“SELBY —” may be a block of its own (dateline): a place in capitals before a dash, with neither a day \
                nor an agency.";
    choose(&mut window, name);
    confirm(&mut window);
    assert_eq!(datelines(&window), 1);
}
