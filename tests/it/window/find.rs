//! Looking for words in the article, and going to a place in it: by keys alone, by pointer alone.

use egui::accesskit::Toggled;
use redletter::app::theme::{Grounds, LIGHT};

use super::*;

const TEXT: &str = "Ferry plan\n\nThe ferry sails at night. A Ferryman said: “It’s late.”\n\nNo ferry on Monday.\n\nThe last \
                    paragraph has 42 words.";

/// The words that are selected in the article.
fn selected(window: &Harness<'static, App>) -> String {
    let open = window.state().session().unwrap().open.as_ref().unwrap();
    open.text()[open.selection.bytes()].to_owned()
}

/// The byte the caret stands at.
fn caret(window: &Harness<'static, App>) -> usize {
    window.state().session().unwrap().open.as_ref().unwrap().selection.caret.byte
}

/// The byte where the hit begins that one is at.
fn current(window: &Harness<'static, App>) -> Option<usize> {
    let open = window.state().session().unwrap().open.as_ref().unwrap();
    Some(window.state().desk().find.shown(open)?.current()?.start())
}

fn press(window: &mut Harness<'static, App>, modifiers: Modifiers, key: Key) {
    window.key_press_modifiers(modifiers, key);
    window.run();
}

fn is_in_field(window: &Harness<'static, App>) -> bool {
    window.query_by_label("Find in this article").is_some_and(|field| field.is_focused())
}

fn is_on(window: &Harness<'static, App>, name: &str) -> bool {
    window.get_by_label(name).accesskit_node().toggled() == Some(Toggled::True)
}

/// How many rectangles of a colour are on the screen.
fn num_rects(window: &Harness<'static, App>, colour: egui::Color32) -> usize {
    let shapes = window.output().shapes.iter();
    let is_it = |rect: &egui::epaint::RectShape| rect.fill == colour || rect.stroke.color == colour;
    shapes.filter(|clipped| matches!(&clipped.shape, egui::Shape::Rect(rect) if is_it(rect))).count()
}

#[test]
fn words_are_found_and_tagged_by_keys_alone() {
    let disk = disk_with(&[TEXT]);
    let mut window = window(&disk);
    window.ctrl(Key::F);
    assert!(is_in_field(&window));
    window.types("ferry");
    // From the caret on, which begins in the first paragraph; nothing is selected yet.
    assert!(window.has("2 of 4") && selected(&window).is_empty());
    assert_eq!(current(&window), TEXT.find("ferry sails"));
    // Enter goes on and stays in the field, Shift+Enter goes back.
    window.keys(&[Key::Enter]);
    assert!(window.has("3 of 4") && is_in_field(&window));
    assert_eq!(selected(&window), "Ferry");
    press(&mut window, Modifiers::SHIFT, Key::Enter);
    assert!(window.has("2 of 4"));
    assert_eq!(selected(&window), "ferry");
    // Esc returns to the text with the hit selected, so that a digit tags it.
    window.keys(&[Key::Escape]);
    assert!(!window.has("Find in this article"));
    assert!(window.get_by_label("Article text").is_focused());
    window.keys(&[Key::Num1]);
    assert_eq!(window.spans(), tagged(&[("claim", "ferry")]));
    // F3 goes on with the bar put away.
    window.keys(&[Key::F3, Key::F3, Key::Num4]);
    assert_eq!(window.spans(), tagged(&[("claim", "ferry"), ("caveat", "ferry")]));
    press(&mut window, Modifiers::SHIFT, Key::F3);
    assert_eq!((selected(&window).as_str(), caret(&window)), ("Ferry", TEXT.find("man said").unwrap()));
}

#[test]
fn what_is_found_goes_round_and_says_so() {
    let disk = disk_with(&[TEXT]);
    let mut window = window(&disk);
    window.ctrl(Key::End);
    window.ctrl(Key::F);
    window.types("night");
    assert!(window.has("1 of 1"));
    window.keys(&[Key::Escape]);
    assert_eq!(selected(&window), "night");
    window.keys(&[Key::F3]);
    assert!(window.has("Again from the top"));
    press(&mut window, Modifiers::SHIFT, Key::F3);
    assert!(window.has("Again from the end"));
    assert_eq!(selected(&window), "night");
}

#[test]
fn selected_words_are_looked_for_at_once() {
    let disk = disk_with(&[TEXT]);
    let mut window = window(&disk);
    window.keys(&[Key::E]);
    assert_eq!(selected(&window), "The");
    window.ctrl(Key::F);
    assert!(window.has("1 of 2"));
    // They are all selected in the field: what is typed takes their place.
    window.types("last");
    assert!(window.has("1 of 1"));
    // The bar being open, Ctrl+F goes back to its field and selects it all.
    let at = window.paragraph("No ferry").left_center() + vec2(20.0, 0.0);
    window.click_at(at, 1);
    assert!(!is_in_field(&window) && window.has("Find in this article"));
    window.ctrl(Key::F);
    assert!(is_in_field(&window));
    window.types("monday");
    assert!(window.has("1 of 1"));
    assert_eq!(current(&window), TEXT.find("Monday"));
    // F3 leaves the keyboard where it is: what is typed next still belongs to the field. Esc puts the bar away, with
    // the hit selected.
    window.keys(&[Key::F3]);
    assert!(is_in_field(&window));
    window.keys(&[Key::Escape]);
    assert!(!window.has("Find in this article"));
    assert_eq!(selected(&window), "Monday");
    window.keys(&[Key::Escape]);
    assert!(selected(&window).is_empty());
}

#[test]
fn a_selection_over_several_lines_is_no_query() {
    let disk = disk_with(&[TEXT]);
    let mut window = window(&disk);
    let ctrl_shift = Modifiers::CTRL | Modifiers::COMMAND | Modifiers::SHIFT;
    press(&mut window, ctrl_shift, Key::End);
    assert!(selected(&window).contains('\n'));
    window.ctrl(Key::F);
    assert!(is_in_field(&window) && window.state().desk().find.query().words.is_empty());
    window.keys(&[Key::Escape]);
    assert!(selected(&window).contains('\n'), "Esc has selected no hit");
    // F3 with nothing to look for asks for it.
    window.keys(&[Key::F3]);
    assert!(is_in_field(&window));
}

#[test]
fn case_whole_words_and_patterns_by_keys() {
    let disk = disk_with(&[TEXT]);
    let mut window = window(&disk);
    window.ctrl(Key::F);
    window.types("ferry");
    press(&mut window, Modifiers::ALT, Key::W);
    assert!(window.has("2 of 3") && is_on(&window, "Whole words"));
    press(&mut window, Modifiers::ALT, Key::C);
    assert!(window.has("1 of 2") && is_on(&window, "Match case"));
    press(&mut window, Modifiers::ALT, Key::W);
    press(&mut window, Modifiers::ALT, Key::C);
    assert!(window.has("2 of 4") && !is_on(&window, "Whole words") && !is_on(&window, "Match case"));
    press(&mut window, Modifiers::ALT, Key::R);
    assert!(is_on(&window, "Regular expression") && is_in_field(&window));
    window.ctrl(Key::A);
    window.types("\\d+");
    window.keys(&[Key::Escape]);
    assert_eq!(selected(&window), "42");
    // People can't type curly marks.
    press(&mut window, Modifiers::NONE, Key::ArrowRight);
    window.ctrl(Key::F);
    press(&mut window, Modifiers::ALT, Key::R);
    window.ctrl(Key::A);
    window.types("\"it's");
    window.keys(&[Key::Escape]);
    assert_eq!(selected(&window), "“It’s");
}

#[test]
fn how_it_is_looked_for_can_be_said_before_the_bar_is_up() {
    let disk = disk_with(&[TEXT]);
    let mut window = window(&disk);
    window.ctrl(Key::F);
    window.types("night");
    window.keys(&[Key::Escape]);
    press(&mut window, Modifiers::NONE, Key::Home);
    window.keys(&[Key::E]);
    window.ctrl(Key::K);
    window.types("whole words");
    window.keys(&[Key::Enter]);
    // The selected words are looked for, not those of the last time.
    assert_eq!(window.state().desk().find.query().words, "The");
    assert!(is_on(&window, "Whole words") && window.has("1 of 2"));
}

#[test]
fn a_bad_pattern_says_why_and_no_hit_is_told() {
    let disk = disk_with(&[TEXT]);
    let mut window = window(&disk);
    window.ctrl(Key::F);
    press(&mut window, Modifiers::ALT, Key::R);
    window.types("(ferry");
    assert!(window.has("This pattern can't be read: unclosed group"));
    window.keys(&[Key::Enter]);
    assert!(window.state().desk().status.as_ref().unwrap().is_refusal);
    window.types(")");
    assert!(window.has("2 of 4") && !window.has("unclosed"));
    window.types("x");
    assert!(window.has("no hits"));
    window.keys(&[Key::F3]);
    assert!(window.has("“(ferry)x” stands nowhere in this article"));
}

#[test]
fn words_are_found_by_pointer_alone() {
    let disk = disk_with(&[TEXT]);
    let mut window = window(&disk);
    window.click("Harbour ferries, menu");
    window.click("Edit");
    window.click("Find…");
    window.types("ferry");
    assert!(window.has("2 of 4"));
    window.click("Next hit");
    assert!(window.has("3 of 4"));
    window.click("Previous hit");
    window.click("Previous hit");
    assert!(window.has("1 of 4"));
    assert_eq!(current(&window), Some(0));
    window.click("Whole words");
    assert!(window.has("1 of 3"));
    window.click("Match case");
    assert!(window.has("1 of 2") && selected(&window) == "Ferry");
    window.click("Match case");
    window.click("Whole words");
    window.click("Regular expression");
    assert!(is_on(&window, "Regular expression"));
    window.click("Close the find bar (Esc)");
    assert!(!window.has("Find in this article"));
    assert_eq!(selected(&window), "Ferry");
}

#[test]
fn hits_come_into_view_with_room() {
    let filler = "Another line about something else altogether.\n\n".repeat(60);
    let disk = disk_with(&[&format!("Title\n\nFirst.\n\n{filler}The needle lies here.\n\n{filler}End.")]);
    let mut window = window(&disk);
    window.ctrl(Key::F);
    window.types("needle");
    let byte = current(&window).unwrap();
    let place = window.state().place_of_byte(byte).unwrap();
    assert!((200.0..700.0).contains(&place.y), "{place}");
    // The bar stands above the text and covers none of it.
    let field = window.get_by_label("Find in this article").rect();
    assert!(field.bottom() < window.get_by_label("Article text").rect().top() + 1.0);
}

#[test]
fn hits_are_lit_up_where_they_are_in_view() {
    let disk = disk_with(&[TEXT, &format!("Title\n\n{}", "One ferry.\n\n".repeat(20_000))]);
    let mut window = window(&disk);
    let Grounds { hit, current_hit, .. } = LIGHT.ground;
    let all = |window: &Harness<'static, App>| {
        (num_rects(window, hit), num_rects(window, current_hit), num_rects(window, LIGHT.ink.hit))
    };
    window.ctrl(Key::F);
    assert_eq!(all(&window), (0, 0, 0));
    window.types("ferry");
    // The one that is current has a ring too, told by more than its colour.
    assert_eq!(all(&window), (3, 1, 1));
    window.keys(&[Key::Escape]);
    assert_eq!(all(&window), (0, 0, 0));

    // Of twenty thousand only those on the screen are drawn.
    window.ctrl(Key::PageDown);
    window.ctrl(Key::F);
    window.run();
    assert!(window.has("20,000 hits"), "{}", window.state().desk().find.count_in_words());
    let (num, ..) = all(&window);
    assert!((10..40).contains(&num), "{num}");
}

#[test]
fn the_search_follows_to_another_article_and_leaves_its_place_alone() {
    let disk = disk_with(&[FERRY, TEXT]);
    let mut window = window(&disk);
    window.ctrl(Key::F);
    window.types("ferry");
    let count = |window: &Harness<'static, App>| window.state().desk().find.count_in_words();
    let first = count(&window);
    window.ctrl(Key::PageDown);
    assert_ne!(count(&window), first);
    assert!(count(&window).ends_with(" hits") && current(&window).is_none() && selected(&window).is_empty());
    window.keys(&[Key::F3]);
    assert_eq!(selected(&window).to_lowercase(), "ferry");
}

#[test]
fn a_long_article_is_searched_over_several_frames_and_then_at_rest() {
    let filler = format!("{}\n\n", "The council will vote on a night ferry. ".repeat(8)).repeat(5_000);
    let disk = disk_with(&[&format!("Title\n\n{filler}The needle lies here.")]);
    let mut window = window(&disk);
    window.state_mut().issue(Command::Find(redletter::app::command::find::FindCommand::Open));
    window.run();
    window
        .state_mut()
        .issue(Command::Find(redletter::app::command::find::FindCommand::Words("needle".to_owned())));
    window.step();
    assert!(window.state().desk().find.is_searching(), "not all at once");
    window.run();
    assert!(!window.state().desk().find.is_searching() && window.has("1 of 1"));
    let place = window.state().place_of_byte(current(&window).unwrap());
    assert!(place.is_some(), "the hit is in view");
    // The frames have ended, or `run` would not have come back.
    window.run_steps(2);
    assert!(window.state().desk().find.count_in_words() == "1 of 1");
}

#[test]
fn tables_keep_their_own_filter_under_the_same_key() {
    let disk = disk_with(&[TEXT]);
    let mut window = window(&disk);
    window.keys(&[Key::Space, Key::Num1]);
    window.ctrl(Key::Num2);
    window.ctrl(Key::F);
    window.types("zzz");
    assert_eq!(window.state().session().unwrap().review.filter.words, "zzz");
    // From the filter's field too.
    window.ctrl(Key::F);
    assert!(!window.state().desk().find.is_open);
    // From Tags the bar comes up where the article is.
    window.ctrl(Key::Num8);
    window.ctrl(Key::F);
    assert!(is_in_field(&window));
}

#[test]
fn one_goes_to_a_paragraph_an_offset_or_a_share() {
    let disk = disk_with(&[TEXT]);
    let mut window = window(&disk);
    for (typed, at) in [
        ("2", TEXT.find("No ferry").unwrap()),
        ("@12", TEXT.find("The ferry").unwrap()),
        ("@61", TEXT.find("late").unwrap()),
        ("100%", TEXT.len()),
        ("0 %", 0),
    ] {
        window.ctrl(Key::G);
        window.types(typed);
        window.keys(&[Key::Enter]);
        assert!(window.state().desk().dialog.is_none(), "{typed}");
        assert_eq!(caret(&window), at, "{typed}");
        assert!(window.get_by_label("Article text").is_focused());
    }
    // What is no place says why, and Esc leaves everything as it was.
    window.ctrl(Key::G);
    window.types("4");
    window.keys(&[Key::Enter]);
    assert!(window.has("There is no paragraph 4; they are numbered from 1 to 3"));
    window.ctrl(Key::A);
    window.types("x");
    assert!(!window.has("There is no paragraph"));
    window.keys(&[Key::Enter]);
    assert!(window.has("“x” is no place"));
    window.keys(&[Key::Escape]);
    assert!(window.state().desk().dialog.is_none());
    assert_eq!(caret(&window), 0);
    // By pointer.
    window.click("Harbour ferries, menu");
    window.click("Move");
    window.click("Go to…");
    window.types("3");
    window.click("Go");
    assert_eq!(caret(&window), TEXT.find("The last").unwrap());
}
