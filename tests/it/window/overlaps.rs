//! Spans that lie over one another, links between them, cards that have no room, and where one is in a long text.

use redletter::app::command::{Motion, SizeChange};
use redletter::app::widgets::reading::layout::Caret;
use redletter::model::id::{AnnotationId, LabelId};

use super::*;

const STACK: &str = "Title\n\nThe ferry never sailed again after the winter, and nobody in the port could say why it had \
                     stopped.\n\nThe end of it.";

/// Tags the words from one place to another.
fn tag(window: &mut Harness<'static, App>, label: &str, words: &str) {
    let start = text(window).find(words).unwrap();
    tag_bytes(window, label, start, start + words.len());
}

fn tag_bytes(window: &mut Harness<'static, App>, label: &str, start: usize, end: usize) {
    let select = Command::Select { anchor: start, caret: Caret::at(end) };
    window.state_mut().issue(select);
    window.state_mut().issue(Command::TagAs(LabelId::new(label).unwrap()));
    window.run();
}

fn text(window: &Harness<'static, App>) -> String {
    window.state().session().unwrap().open.as_ref().unwrap().text().to_owned()
}

fn place(window: &Harness<'static, App>, words: &str) -> Pos2 {
    window.state().place_of_byte(text(window).find(words).unwrap()).unwrap()
}

fn focus(window: &Harness<'static, App>) -> Option<AnnotationId> {
    window.focused().map(|span| span.id.clone())
}

/// Eight spans that all hold the word "sailed".
fn stacked() -> Harness<'static, App> {
    let mut window = window(&disk_with(&[STACK]));
    let at = text(&window).find("sailed").unwrap();
    for (idx, label) in ["claim", "quote", "proposal", "caveat"].into_iter().cycle().take(8).enumerate() {
        tag_bytes(&mut window, label, at - idx, at + 6 + 3 * idx);
    }
    window.keys(&[Key::Escape, Key::Escape]);
    window
}

#[test]
fn each_of_eight_spans_on_a_word_is_reached_by_keys_and_listed() {
    let mut window = stacked();
    let caret = text(&window).find("sailed").unwrap() + 2;
    window.state_mut().issue(Command::Select { anchor: caret, caret: Caret::at(caret) });
    window.run();
    let mut seen: Vec<AnnotationId> = Vec::new();
    for _ in 0..8 {
        window.keys(&[Key::C]);
        seen.extend(focus(&window));
    }
    seen.sort();
    seen.dedup();
    assert_eq!(seen.len(), 8, "C goes through all of them");
    window.keys(&[Key::Escape]);
    let named = window.query_all_by_label_contains("sailed");
    let listed = named.filter(|node| !matches!(node.accesskit_node().role(), Role::Mark | Role::Label));
    assert_eq!(listed.count(), 8, "and the inspector lists them");
}

#[test]
fn each_of_eight_spans_on_a_word_has_a_line_of_its_own_to_click() {
    let mut window = stacked();
    let at = place(&window, "sailed") + vec2(14.0, 0.0);
    let mut seen: Vec<AnnotationId> = Vec::new();
    for down in 8..48 {
        window.pause();
        window.click_at(at + vec2(0.0, down as f32), 1);
        seen.extend(focus(&window));
    }
    seen.sort();
    seen.dedup();
    assert_eq!(seen.len(), 8);
}

#[test]
fn the_other_end_of_a_link_is_picked_with_the_pointer() {
    let mut window = window(&disk_with(&[STACK]));
    tag(&mut window, "claim", "The ferry never sailed again");
    tag(&mut window, "claim", "nobody in the port could say why");
    window.keys(&[Key::L]);
    window.pause();
    window.click_at(place(&window, "ferry") + vec2(6.0, 0.0), 1);
    assert!(window.state().desk().choice.is_some(), "what the link says is asked next");
    window.keys(&[Key::Num1]);
    let layer = window.state().session().unwrap().open_layer().unwrap();
    assert_eq!(layer.relations.len(), 1);
    assert!(window.has("linked"), "the cards say so");
    let focused = window.focused().unwrap();
    assert!(focused.fragments.start() > 40, "the focus stays where it was");
}

#[test]
fn cards_without_room_are_counted_and_gone_through() {
    let mut window = window(&disk_with(&[STACK]));
    let at = text(&window).find("ferry").unwrap();
    for idx in 0..20 {
        tag_bytes(&mut window, "claim", at, at + 20 + idx);
    }
    window.keys(&[Key::Escape, Key::Escape]);
    let count = || window.query_all_by_label_contains("more spans here").count();
    assert_eq!(count(), 1);
    let mut seen: Vec<AnnotationId> = Vec::new();
    for _ in 0..4 {
        window.get_by_label_contains("more spans here").click();
        window.run();
        seen.extend(focus(&window));
    }
    assert!(seen.len() == 4, "{seen:?}");
    // The one in focus has a card although there is no room for all.
    let cards = window
        .query_all_by_label_contains("Card: Claim")
        .filter(|card| card.accesskit_node().toggled() == Some(egui::accesskit::Toggled::True));
    assert_eq!(cards.count(), 1);
}

/// Paragraphs of several lines, each with a number.
fn long_text() -> String {
    let sentence = "The harbour master said that nobody had seen the figures before the winter. ";
    let paragraphs = (1..=80).map(|number| format!("Part {number:02} begins. {}", sentence.repeat(4)));
    let paragraphs: Vec<String> = paragraphs.map(|one| one.trim_end().to_owned()).collect();
    format!("Title\n\n{}", paragraphs.join("\n\n"))
}

/// The first byte whose line stands wholly in the view, and how high.
fn topmost(window: &Harness<'static, App>) -> (usize, f32) {
    let top = window.get_by_label("Article text").rect().top();
    let places = (0..text(window).len()).step_by(8);
    let places = places.filter_map(|byte| Some((byte, window.state().place_of_byte(byte)?.y)));
    places.filter(|(_, y)| *y > top + 10.0).min_by(|one, two| one.1.total_cmp(&two.1)).unwrap()
}

#[test]
fn the_words_at_the_top_stay_there_through_zoom_and_resize() {
    let mut window = window(&disk_with(&[&long_text()]));
    window.keys(&[Key::PageDown; 9]);
    let (byte, y) = topmost(&window);
    let height = |window: &Harness<'static, App>| window.state().place_of_byte(byte).unwrap().y;
    for _ in 0..4 {
        window.state_mut().issue(Command::TextSize(SizeChange::Larger));
        window.run();
        assert!((height(&window) - y).abs() < 48.0, "{} for {y}", height(&window));
    }
    window.state_mut().issue(Command::TextSize(SizeChange::Default));
    window.run();
    assert!((height(&window) - y).abs() < 34.0, "{} for {y}", height(&window));
    for width in [1200.0, 1100.0, 1010.0, 1400.0, 1280.0] {
        window.set_size(vec2(width, 800.0));
        window.run();
        assert!((height(&window) - y).abs() < 40.0, "{} for {y} at {width}", height(&window));
    }
}

#[test]
fn a_megabyte_without_a_break_is_read_tagged_and_selected() {
    let sentence = "The harbour master said that nobody had seen the figures before the winter. ";
    let long = format!("Title\n\n{}", sentence.repeat(1_000_000 / sentence.len()));
    let mut window = window(&disk_with(&[long.trim_end()]));
    window.state_mut().take_num_laid_out();
    window.state_mut().issue(Command::Move(Motion::ArticleEnd));
    window.run();
    assert!(window.state_mut().take_num_laid_out() < 12, "only what is on the screen is laid out");
    window.keys(&[Key::Enter, Key::Num1]);
    assert_eq!(window.spans(), tagged(&[("claim", sentence.trim_end())]));
    let end = text(&window).len();
    let selected = |window: &Harness<'static, App>| {
        window.state().session().unwrap().open.as_ref().unwrap().selection.bytes()
    };
    let grows = (0..8).any(|_| {
        window.keys(&[Key::E]);
        selected(&window) == (7..end)
    });
    assert!(grows, "growing by phrase ends with the paragraph");
    window.state_mut().issue(Command::Move(Motion::ArticleEnd));
    window.run();
    let at = window.state().place_of_byte(end - 20).unwrap();
    window.pause();
    window.click_at(at, 4);
    let open = window.state().session().unwrap().open.as_ref().unwrap();
    assert_eq!(open.selection.bytes(), 7..end, "the paragraph is one, in however many pieces it is drawn");
    window.key_press_modifiers(Modifiers::CTRL | Modifiers::COMMAND, Key::ArrowUp);
    window.run();
    let open = window.state().session().unwrap().open.as_ref().unwrap();
    assert_eq!(open.selection.caret.byte, 7);
}

#[test]
fn the_first_line_brings_the_title_with_it() {
    // What is said of the article stands above the text, which does not begin with a title.
    let untitled = long_text().trim_start_matches("Title\n\n").replace("\n\n", "\n");
    let mut window = window(&disk_with(&[&untitled]));
    let home = |window: &mut Harness<'static, App>| {
        window.state_mut().issue(Command::Move(Motion::ArticleStart));
        window.run();
        window.state().place_of_byte(0).unwrap().y
    };
    let at_first = home(&mut window);
    for pages in [1, 2, 9] {
        window.keys(&vec![Key::PageDown; pages]);
        assert!((home(&mut window) - at_first).abs() < 1.0, "after {pages} screenfuls");
    }
}
