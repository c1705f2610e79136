//! The History workspace: everything that was done, narrowed, looked at, and brought back by keys and by pointer.

use redletter::app::command::Workspace;
use redletter::app::command::history::{HistoryCommand, Side};
use redletter::app::state::history::{HistoryFilter, say_of};
use redletter::store::past::Touches;

use super::*;

/// A window in which three spans were tagged in one article, one of them removed and one relabelled, and one span
/// in another; the first article is in view.
fn worked() -> Harness<'static, App> {
    let disk = disk_with(&[FERRY, BRIDGE]);
    let mut window = window(&disk);
    window.keys(&[Key::Space, Key::Num1]);
    window.ctrl(Key::PageDown);
    window.keys(&[Key::Space, Key::Num1, Key::Num4, Key::Space, Key::Num3, Key::Delete]);
    window
}

/// Goes to the workspace and waits for the list.
fn look_back(window: &mut Harness<'static, App>) {
    window.ctrl(Key::Num9);
    settled(window);
}

/// Waits until everything is read that is being read.
fn settled(window: &mut Harness<'static, App>) {
    wait_until(window, |app| {
        let table = &app.session().unwrap().history;
        let is_known = table.row().is_none_or(|row| table.detail.changes(&row.id).is_some());
        !table.is_busy() && is_known && table.ways_back.looked_up.is_none()
    });
}

/// What the rows say, from the top.
fn says(window: &Harness<'static, App>) -> Vec<String> {
    let table = &window.state().session().unwrap().history;
    (0..table.len()).filter_map(|at| table.get(at)).map(say_of).collect()
}

const ALL: [&str; 6] = [
    "Remove proposal",
    "Tag as proposal",
    "Relabel as caveat",
    "Tag as claim",
    "Tag as claim",
    "Add 2 articles",
];

#[test]
fn the_list_shows_everything_newest_first_and_goes_on_with_what_is_done() {
    let mut window = worked();
    look_back(&mut window);
    assert_eq!(says(&window), ALL);
    assert!(window.has("6 changes"));
    assert!(window.has("Remove proposal, Night ferry planned, by mk") || window.has("Remove proposal, "));
    // What is undone is a row of its own, at the top.
    window.ctrl(Key::Z);
    settled(&mut window);
    assert_eq!(says(&window)[0], "Undo: remove proposal");
    assert!(window.has("7 changes"));
    window.ctrl(Key::Num1);
    window.keys(&[Key::Space, Key::Num1]);
    look_back(&mut window);
    assert_eq!((says(&window)[0].as_str(), says(&window).len()), ("Tag as claim", 8));
    // The same is read from the files when the corpus is opened again.
    window.keys(&[Key::F5]);
    settled(&mut window);
    assert_eq!((says(&window)[0].as_str(), says(&window).len()), ("Tag as claim", 8));
}

#[test]
fn the_list_is_narrowed_by_article_words_person_and_kind() {
    let mut window = worked();
    look_back(&mut window);
    let narrowed = |window: &mut Harness<'static, App>, change: &dyn Fn(&mut HistoryFilter)| {
        let mut filter = HistoryFilter::default();
        change(&mut filter);
        window.state_mut().issue(Command::History(HistoryCommand::Filter(filter)));
        window.run();
        settled(window);
        says(window).len()
    };
    let ids: Vec<_> = window.state().session().unwrap().list.ids.clone();
    assert_eq!(narrowed(&mut window, &|filter| filter.article = Some(ids[0].clone())), 2);
    assert_eq!(narrowed(&mut window, &|filter| filter.words = "NIGHT tag".to_owned()), 2);
    assert_eq!(narrowed(&mut window, &|filter| filter.words = "caveat".to_owned()), 1);
    assert_eq!(narrowed(&mut window, &|filter| filter.by = [AnnotatorId::new("ro").unwrap()].into()), 0);
    assert!(window.has("No change passes the filter"));
    assert_eq!(
        narrowed(&mut window, &|filter| filter.touches = Touches::ARTICLES),
        3,
        "tags begin an article"
    );
    window.get_all_by_label("Show all").last().unwrap().click();
    window.run();
    assert!(window.has("6 changes"));

    // The same by menu, by chip and by typing.
    window.click("Change: all");
    window.click("tagset and register");
    window.keys(&[Key::Escape]);
    assert!(window.has("0 of 6 changes"));
    window.get_all_by_label("Show all").last().unwrap().click();
    window.run();
    window.click("This article");
    assert!(!window.has("6 changes") || window.has("of 6 changes"));
    window.get_all_by_label("Show all").last().unwrap().click();
    window.run();
    window.keys(&[Key::Slash]);
    window.types("relabel");
    window.keys(&[Key::Enter]);
    assert_eq!(says(&window), ["Relabel as caveat"]);
}

#[test]
fn a_span_is_brought_back_by_keys_and_that_is_undone() {
    let mut window = worked();
    let before = window.spans();
    look_back(&mut window);
    assert!(window.has("Bring back as before"));
    window.keys(&[Key::B]);
    assert!(window.has("Brought back proposal; undo takes it back"));
    settled(&mut window);
    assert_eq!(window.spans().len(), before.len() + 1);
    assert_eq!(says(&window)[0], "Bring back proposal");
    assert_eq!(window.state().session().unwrap().history.cursor, 1, "one stays at the row");
    window.keys(&[Key::B]);
    assert!(window.has("It is so already"));
    window.ctrl(Key::Z);
    settled(&mut window);
    assert_eq!(window.spans(), before);

    // The label from before it was changed, and the one after.
    window.keys(&[Key::Home]);
    let row = says(&window).iter().position(|say| say == "Relabel as caveat").unwrap();
    window.keys(&vec![Key::J; row]);
    window.keys(&[Key::B]);
    settled(&mut window);
    assert_eq!(window.spans()[0].0, "claim");
    window.key_press_modifiers(Modifiers::SHIFT, Key::B);
    window.run();
    settled(&mut window);
    assert_eq!(window.spans()[0].0, "caveat");
}

#[test]
fn a_span_is_brought_back_by_pointer_and_that_is_undone() {
    let mut window = worked();
    let before = window.spans();
    window.click("History");
    settled(&mut window);
    let row = window.query_all_by_label_contains("Relabel as caveat, ").next().unwrap();
    row.click();
    window.run();
    settled(&mut window);
    assert!(window.has("Tag"), "the panel tells what changed");
    window.click("Bring back as before");
    assert!(window.has("Brought back claim"));
    assert_eq!(window.spans()[0].0, "claim");
    window.click("Undo");
    assert_eq!(window.spans(), before);
}

#[test]
fn all_work_on_an_article_is_brought_back_as_it_was() {
    let mut window = worked();
    look_back(&mut window);
    window.keys(&[Key::J]);
    settled(&mut window);
    let title = window.state().session().unwrap().open.as_ref().unwrap().article.shown_title().0;
    window.click(&format!("Bring back my work on {title} as after this change"));
    settled(&mut window);
    assert_eq!(window.spans().len(), 2);
    window.ctrl(Key::Z);
    settled(&mut window);
    assert_eq!(window.spans().len(), 1);

    // Before anything was done on it, by the command of the palette.
    window.keys(&[Key::End, Key::K, Key::K]);
    settled(&mut window);
    window.state_mut().issue(Command::History(HistoryCommand::BringBackWork(Side::After)));
    window.run();
    settled(&mut window);
    let label = |window: &Harness<'static, App>| window.spans().first().map(|span| span.0.clone());
    assert_eq!(label(&window).as_deref(), Some("claim"));
}

#[test]
fn an_article_that_was_taken_out_comes_back() {
    let mut window = worked();
    // Everything is taken back, and the articles with it.
    for _ in 0..20 {
        window.ctrl(Key::Z);
    }
    assert!(window.state().session().unwrap().list.ids.is_empty());
    look_back(&mut window);
    assert_eq!(says(&window)[0], "Undo: add 2 articles");
    window.keys(&[Key::J]);
    settled(&mut window);
    let article = window.state().session().unwrap().history.row().unwrap().articles[0].clone();
    let name = format!("Bring back my work on {article} as before this change");
    window.get_by_label(&name).click();
    window.run();
    settled(&mut window);
    let session = window.state().session().unwrap();
    assert_eq!(session.list.ids, std::slice::from_ref(&article));
    assert_eq!(session.layer(&article).unwrap().annotations.len(), 1);
}

#[test]
fn a_span_and_an_article_lead_to_their_histories_and_back() {
    let mut window = worked();
    window.keys(&[Key::K]);
    assert!(window.focused().is_some());
    window.state_mut().issue(Command::History(HistoryCommand::OfSpan));
    window.run();
    settled(&mut window);
    assert_eq!(says(&window), ["Relabel as caveat", "Tag as claim"]);
    window.click("This span");
    settled(&mut window);
    assert_eq!(says(&window).len(), 5);
    window.keys(&[Key::Escape]);
    assert_eq!(window.state().desk().workspace, Workspace::Annotate);
    window.state_mut().issue(Command::History(HistoryCommand::OfArticle));
    window.run();
    settled(&mut window);
    assert_eq!(says(&window).len(), 5);

    // A change leads to its article, with its span in focus, and Esc leads back.
    window.keys(&[Key::J, Key::J]);
    settled(&mut window);
    assert_eq!(says(&window)[2], "Relabel as caveat");
    window.keys(&[Key::Enter]);
    assert_eq!(window.state().desk().workspace, Workspace::Annotate);
    assert_eq!(window.focused().unwrap().label.as_str(), "caveat");
    window.keys(&[Key::Escape, Key::Escape]);
    assert_eq!(window.state().desk().workspace, Workspace::History);
}

#[test]
fn what_another_made_is_looked_at_and_left_alone() {
    let disk = disk_with(&[FERRY]);
    let mut mk = window(&disk);
    mk.keys(&[Key::Space, Key::Num1, Key::Delete]);
    eframe::App::on_exit(mk.state_mut(), None);
    drop(mk);
    let mut ro = window_as(&disk, [1280.0, 800.0], Some("ro"));
    look_back(&mut ro);
    assert_eq!(
        says(&ro),
        ["Remove claim", "Tag as claim", "Add 1 article"]
            .map(|say| say.replace("Add 1 article", &says(&ro)[2]))
    );
    ro.keys(&[Key::B]);
    assert!(ro.has("Only who made this can bring it back"));
    assert!(ro.has("The council will vote"), "what it was is told in words");
}
