//! The table itself: groups, queues, samples, blindness, columns that are kept.

use redletter::app::command::review::TableCommand;
use redletter::app::state::review::Column;
use redletter::app::state::review::group::{GroupBy, Line};

use super::*;

fn table(window: &mut Harness<'static, App>, command: TableCommand) {
    window.state_mut().issue(Command::Review(ReviewCommand::Table(command)));
    window.run();
}

fn lines(window: &Harness<'static, App>) -> (usize, usize) {
    let table = &window.state().session().unwrap().review;
    let groups = (0..table.len()).filter(|at| matches!(table.line(*at), Some(Line::Group(_)))).count();
    (groups, table.len() - groups)
}

#[test]
fn groups_are_made_folded_and_unfolded_by_keys_and_pointer() {
    let disk = tagged_disk();
    let mut window = reviewer(&disk);
    // By label: claims, a caveat, a quote.
    window.keys(&[Key::G, Key::Num3]);
    assert_eq!(lines(&window), (3, 4));
    assert!(window.has("Group Claim, 2 rows · 2 to review, unfolded"));
    window.keys(&[Key::Home, Key::ArrowLeft]);
    assert_eq!(lines(&window), (3, 2));
    assert!(window.has("Group Claim, 2 rows · 2 to review, folded"));
    window.keys(&[Key::ArrowRight]);
    assert_eq!(lines(&window), (3, 4));
    window.click("Group Claim, 2 rows · 2 to review, unfolded");
    assert_eq!(lines(&window), (3, 2));
    // A decision in a group is counted in its head; undo unfolds the group it goes back to.
    window.keys(&[Key::ArrowRight, Key::J, Key::A]);
    assert!(window.has("Group Claim, 2 rows · 1 to review"));
    window.key_press_modifiers(Modifiers::SHIFT, Key::ArrowLeft);
    window.run();
    assert_eq!(lines(&window), (3, 0));
    window.ctrl(Key::Z);
    assert_eq!(lines(&window), (3, 2));
    assert!(window.state().session().unwrap().review.row().is_some());
    // Space on the head of a group ticks its rows.
    window.keys(&[Key::Home, Key::Space]);
    assert!(window.has("2 ticked"));
    // The key twice takes the groups away.
    window.keys(&[Key::Escape, Key::G, Key::G]);
    assert_eq!(lines(&window), (0, 4));
    for by in GroupBy::ALL {
        table(&mut window, TableCommand::GroupBy(Some(by)));
        assert!(lines(&window).0 > 0, "{by:?}");
    }
}

#[test]
fn a_queue_is_saved_for_everybody_renamed_and_removed() {
    let disk = tagged_disk();
    let mut window = reviewer(&disk);
    filter(&mut window, |filter| {
        filter.unsure_only = true;
        filter.labels = [LabelId::new("caveat").unwrap()].into();
    });
    window.key_press_modifiers(Modifiers::SHIFT, Key::Q);
    window.run();
    window.types("doubts");
    window.keys(&[Key::Enter]);
    assert!(window.has("Saved as the queue “doubts”"));
    assert!(window.has("Queue: doubts"));
    eframe::App::on_exit(window.state_mut(), None);
    drop(window);

    let mut window = super::super::window(&disk);
    window.ctrl(Key::Num2);
    window.keys(&[Key::Q]);
    window.click("doubts, your team’s");
    assert!(window.has("1 of 4"));
    window.keys(&[Key::Q]);
    window.click("Rename “doubts”…");
    window.types("x");
    window.keys(&[Key::Enter]);
    assert!(window.has("Queue: doubtsx"));
    // The last of the list is the way to remove what is shown.
    window.keys(&[Key::Q, Key::K, Key::Enter]);
    assert!(window.has("Queue: a filter"));
    window.ctrl(Key::Z);
    assert!(window.has("Queue: doubtsx"));
    // What is built in is there as well, and says so when it is empty.
    window.keys(&[Key::Q]);
    window.click("Changed since");
    assert!(window.has("Nothing has changed since it was reviewed"));
}

#[test]
fn a_sample_is_drawn_by_its_seed_and_counts_what_is_left() {
    let disk = tagged_disk();
    let mut window = reviewer(&disk);
    let shown = |window: &Harness<'static, App>| -> Vec<String> {
        let table = &window.state().session().unwrap().review;
        (0..table.len()).filter_map(|at| table.get(at)).map(|row| row.key.annotation.to_string()).collect()
    };
    let draw = |window: &mut Harness<'static, App>, words: &str| {
        window.keys(&[Key::P]);
        window.ctrl(Key::A);
        window.types(words);
        window.keys(&[Key::Enter]);
    };
    draw(&mut window, "2 seed 7");
    let first = shown(&window);
    assert_eq!(first.len(), 2);
    assert!(window.has("Sample: 2 seed 7 · 2 of 2 to go"));
    window.keys(&[Key::A]);
    assert!(window.has("Sample: 2 seed 7 · 1 of 2 to go"));
    assert_eq!(shown(&window), first, "what is decided stays in the sample");
    draw(&mut window, "3 seed 1");
    assert_eq!(shown(&window).len(), 3);
    draw(&mut window, "2 seed 7");
    assert_eq!(shown(&window), first);
    draw(&mut window, "many");
    assert!(window.has("A sample is a number or a percentage"));
}

#[test]
fn a_blind_review_tells_nothing_until_one_has_decided() {
    let disk = tagged_disk();
    let mut first = window_as(&disk, [1280.0, 800.0], Some("pa"));
    first.ctrl(Key::Num2);
    first.keys(&[Key::R, Key::Num1]);
    eframe::App::on_exit(first.state_mut(), None);
    drop(first);

    let mut window = reviewer(&disk);
    assert!(!window.has("Rejected · wrong tag"), "work begins with what waits for it");
    window.keys(&[Key::Home]);
    assert!(window.has("Rejected · wrong tag") && window.has("by mk"));
    window.keys(&[Key::B]);
    assert!(window.has("Blind review"));
    assert!(!window.has("by mk") && !window.has("by pa") && !window.has("Rejected · wrong tag"));
    assert!(window.has("4 of 4 · 4 to review"));
    // Nor by order, nor by filter.
    table(&mut window, TableCommand::Sort(Column::Review));
    assert!(window.has("this order would tell"));
    assert_eq!(filter(&mut window, |filter| filter.standings = [Standing::Rejected].into()), 0);
    filter(&mut window, |_| {});
    window.keys(&[Key::Home, Key::A, Key::K]);
    assert!(window.has("by mk") && window.has("Disputed"));
}

#[test]
fn columns_are_kept_over_a_restart() {
    let disk = tagged_disk();
    let mut window = reviewer(&disk);
    window.keys(&[Key::C]);
    window.click("Outlet");
    window.keys(&[Key::Escape]);
    assert!(window.has("Order by Outlet"));
    table(&mut window, TableCommand::Resize(Column::Outlet, 133.0));
    // By the keys of its head.
    window.get_by_label("Order by Outlet").focus();
    window.run();
    window.keys(&[Key::ArrowRight]);
    table(&mut window, TableCommand::Sort(Column::Tag));
    let settings = window.state().settings().clone();
    eframe::App::on_exit(window.state_mut(), None);
    drop(window);

    let kept = Settings::from_ron(&settings.to_ron()).unwrap();
    let opened = disk.clone();
    let open = move |_: &OpenRequest| OpenCorpus::open(options(&opened, Timestamp::from_millis(100_000)));
    let mut window = window_with(Arc::new(open), [1280.0, 800.0], kept);
    window.ctrl(Key::Num2);
    assert!(window.has("Order by Outlet"));
    let preferences = &window.state().session().unwrap().review.preferences;
    assert!((preferences.width(Column::Outlet) - 141.0).abs() < 0.1, "{}", preferences.width(Column::Outlet));
    assert_eq!(preferences.sort, [(Column::Tag, false)]);
}

#[test]
fn the_row_shows_more_of_the_text_when_asked() {
    let disk = tagged_disk();
    let mut window = reviewer(&disk);
    let height = |window: &Harness<'static, App>| {
        window.get_all_by_role(Role::ListItem).next().unwrap().rect().height()
    };
    let line = height(&window);
    table(&mut window, TableCommand::MoreContext);
    assert!(window.has("The row shows the sentence around its words"));
    window.keys(&[Key::Plus]);
    assert!(window.has("The row shows the paragraph around its words"));
    assert!(height(&window) >= line);
    window.keys(&[Key::Minus, Key::Minus]);
    assert!((height(&window) - line).abs() < 0.1);
}

#[test]
fn rows_in_order_stay_so_when_one_of_them_changes() {
    let disk = tagged_disk();
    let mut window = reviewer(&disk);
    table(&mut window, TableCommand::Sort(Column::Review));
    window.keys(&[Key::Home, Key::A]);
    let incremental = standings(&window);
    window.state_mut().issue(Command::Review(ReviewCommand::Filter(ReviewFilter::default())));
    window.run();
    assert_eq!(standings(&window), incremental);
    assert_eq!(incremental.last(), Some(&Standing::Accepted));
}

#[test]
fn a_narrow_window_has_the_filters_in_two_lines_and_the_words_beside_the_reasons() {
    let disk = tagged_disk();
    let mut window = window_as(&disk, [1024.0, 700.0], Some("ro"));
    window.ctrl(Key::Num2);
    let top = |window: &Harness<'static, App>, name: &str| window.get_by_label_contains(name).rect().top();
    let first = top(&window, "Filter by words");
    assert!(top(&window, "4 of 4 · 4 to review") - first < 45.0, "at most two lines");
    filter(&mut window, |filter| {
        filter.unsure_only = true;
        filter.labels = [LabelId::new("caveat").unwrap()].into();
    });
    assert!(top(&window, "1 of 4") - first < 45.0);
    // What is on or off is in a menu there.
    window.click("More: 1 on filters");
    window.click("Unsure");
    assert!(window.has("More filters"));
    // The quote is further down in its article; the list of reasons leaves it in view.
    filter(&mut window, |_| {});
    window.keys(&[Key::End, Key::R]);
    let words = window.get_by_label_contains("Quote: “More time");
    let above = words.rect().top();
    let list = top(&window, "Why it is rejected");
    assert!(above < list, "{above} {list}");
}
