//! Words from right to left, and lines that run both ways: read, selected, tagged, found again.

use redletter::app::command::{Preference, Workspace};
use redletter::app::directional::needs_ordering;
use redletter::app::settings::Arrows;
use redletter::app::widgets::reading::layout::{Affinity, Caret};

use super::*;

const ARABIC: &str = include_str!("../../fixtures/directions/arabic.txt");
const HEBREW: &str = include_str!("../../fixtures/directions/hebrew.txt");
const PERSIAN: &str = include_str!("../../fixtures/directions/persian.txt");
const MIXED: &str = include_str!("../../fixtures/directions/mixed.txt");

fn text(window: &Harness<'static, App>) -> String {
    window.state().session().unwrap().open.as_ref().unwrap().text().to_owned()
}

fn caret(window: &Harness<'static, App>) -> Caret {
    window.state().session().unwrap().open.as_ref().unwrap().selection.caret
}

fn selected(window: &Harness<'static, App>) -> String {
    let open = window.state().session().unwrap().open.as_ref().unwrap();
    open.text()[open.selection.bytes()].to_owned()
}

fn go_to(window: &mut Harness<'static, App>, byte: usize) {
    window.state_mut().issue(Command::Select { anchor: byte, caret: Caret::at(byte) });
    window.run();
}

/// Where the first character of some words stands, a little inside of it.
fn place(window: &Harness<'static, App>, byte: usize, inward: f32) -> Pos2 {
    window.state().place_of_byte(byte).unwrap() + vec2(inward, 0.0)
}

fn reopened(mut window: Harness<'static, App>, disk: &SimulatedDisk) -> Harness<'static, App> {
    eframe::App::on_exit(window.state_mut(), None);
    drop(window);
    window_in_any_script(disk)
}

#[test]
fn arrows_go_where_they_point_and_by_the_text_if_that_is_wanted() {
    let line = "אב cd הו";
    let disk = disk_with(&[&format!("Title\n\n{line}\n\nAfter it.")]);
    let mut window = window(&disk);
    let start = text(&window).find(line).unwrap();
    let end = start + line.len();
    let go = |window: &mut Harness<'static, App>, key: Key, times: usize| -> Vec<usize> {
        let step = |_| {
            window.keys(&[key]);
            caret(window).byte - start
        };
        (0..times).map(step).collect()
    };
    // Seen from left to right it is וה cd בא: from the right end to the left, through the Latin word from its end.
    go_to(&mut window, start);
    assert_eq!(go(&mut window, Key::ArrowLeft, 8), [2, 4, 5, 6, 5, 8, 10, 12]);
    assert_eq!(go(&mut window, Key::ArrowRight, 8), [10, 8, 7, 6, 7, 4, 2, 0]);
    // Off the right end is the end of the paragraph before, off the left one the start of the next.
    window.keys(&[Key::ArrowRight]);
    assert_eq!(caret(&window).byte, "Title".len());
    go_to(&mut window, end);
    window.keys(&[Key::ArrowLeft]);
    assert_eq!(caret(&window).byte, text(&window).find("After").unwrap());
    // Home is where the line begins, End where it ends.
    go_to(&mut window, start + 5);
    window.keys(&[Key::Home]);
    let home = place(&window, start, 0.0).x;
    assert_eq!(caret(&window).byte, start);
    window.keys(&[Key::End]);
    assert_eq!(caret(&window).byte, end);
    assert!(place(&window, end, 0.0).x < home);

    window.state_mut().issue(Command::Prefer(Preference::Arrows(Arrows::ByText)));
    go_to(&mut window, start);
    assert_eq!(go(&mut window, Key::ArrowRight, 8), [2, 4, 5, 6, 7, 8, 10, 12]);
    assert_eq!(go(&mut window, Key::ArrowLeft, 3), [10, 8, 7]);
}

#[test]
fn every_place_of_a_mixed_line_is_come_through_once_each_way() {
    let line = "قال Lidia Ferran (UN) إن 12.5% «نعم»، ثم שלום!";
    let disk = disk_with(&[&format!("Title\n\n{line}")]);
    let mut window = window(&disk);
    let start = text(&window).find(line).unwrap();
    go_to(&mut window, start);
    let mut seen: Vec<f32> = vec![window.state().place_of_caret().unwrap().x];
    let num_graphemes = line.chars().count();
    for _ in 0..num_graphemes {
        window.keys(&[Key::ArrowLeft]);
        seen.push(window.state().place_of_caret().unwrap().x);
    }
    assert!(seen.windows(2).all(|pair| pair[1] < pair[0]), "always further to the left: {seen:?}");
    assert_eq!(caret(&window).byte, start + line.len());
    window.keys(&[Key::ArrowLeft]);
    assert_eq!(caret(&window).byte, start + line.len(), "the article ends here");
}

#[test]
fn words_across_a_change_of_direction_are_selected_by_keys() {
    let disk = disk_with(&[ARABIC]);
    let mut window = window(&disk);
    let words = "شركة Northlight Lines إلى";
    let start = text(&window).find(words).unwrap();
    go_to(&mut window, start);
    for _ in 0..4 {
        let modifiers = Modifiers::CTRL | Modifiers::COMMAND | Modifiers::SHIFT;
        window.key_press_modifiers(modifiers, Key::ArrowLeft);
        window.settle();
    }
    assert_eq!(selected(&window), words);
    window.keys(&[Key::Num2]);
    // The next quotation nobody has tagged, and the sentence after it.
    window.keys(&[Key::Q, Key::Num1]);
    let spans = window.spans();
    assert_eq!(spans[0].1, words);
    assert_eq!(spans.len(), 2);
    assert!(window.has(&format!("Quote: {words}")));
    assert_eq!(reopened(window, &disk).spans(), spans);
}

#[test]
fn words_across_a_change_of_direction_are_selected_by_the_pointer() {
    let disk = disk_with(&[MIXED]);
    let mut window = window_in_any_script(&disk);
    let text = text(&window);
    // From inside an Arabic word to inside an English one, over the border between them.
    let (first, last) = (text.find("قبل الربيع").unwrap(), text.find("(will").unwrap());
    window.drag(place(&window, first, -3.0), place(&window, last + 3, 0.0));
    assert_eq!(selected(&window), "قبل الربيع” (will");
    window.keys(&[Key::Num2]);
    // Inside one word it goes by letters: from the second to the fourth of the Hebrew one.
    let hebrew = text.find("האביב").unwrap();
    window.pause();
    window.drag(place(&window, hebrew + 2, 0.0), place(&window, hebrew + 6, 0.0));
    assert_eq!(selected(&window), "אב");
    window.keys(&[Key::Num1]);
    // A double click takes the word under the pointer.
    window.pause();
    window.click_at(place(&window, text.find("ليست").unwrap(), -4.0), 2);
    assert_eq!(selected(&window), "ليست");
    window.keys(&[Key::Num4]);
    let expected = tagged(&[("quote", "قبل الربيع” (will"), ("claim", "אב"), ("caveat", "ليست")]);
    assert_eq!(window.spans(), expected);
    assert_eq!(reopened(window, &disk).spans(), expected);
}

#[test]
fn a_click_finds_the_letter_it_is_on() {
    let disk = disk_with(&[HEBREW]);
    let mut window = window(&disk);
    let text = text(&window);
    for words in ["המעבורת", "התיקון", "2022", "Northlight", "HBR-3", "רוטלאם"] {
        let byte = text.find(words).unwrap();
        let is_hebrew = needs_ordering(words);
        window.pause();
        window.click_at(place(&window, byte, if is_hebrew { -2.0 } else { 2.0 }), 1);
        assert_eq!(caret(&window).byte, byte, "{words}");
    }
}

#[test]
fn a_caret_between_two_directions_has_two_places() {
    let line = "abc שלום def";
    let disk = disk_with(&[&format!("Title\n\n{line}")]);
    let mut window = window(&disk);
    let border = text(&window).find("שלום").unwrap();
    go_to(&mut window, border);
    let downstream = window.state().place_of_caret().unwrap().x;
    let caret = Caret { byte: border, affinity: Affinity::Upstream };
    window.state_mut().issue(Command::Select { anchor: border, caret });
    window.run();
    let upstream = window.state().place_of_caret().unwrap().x;
    assert!(upstream < downstream - 10.0, "{upstream} {downstream}");
}

#[test]
fn whatever_is_shown_stands_in_its_own_direction() {
    let disk = disk_with(&[ARABIC, HEBREW, PERSIAN, MIXED]);
    let mut window = window_in_any_script(&disk);
    for article in 0..4 {
        if article > 0 {
            window.key_press_modifiers(Modifiers::CTRL | Modifiers::COMMAND, Key::PageDown);
            window.settle();
        }
        window.keys(&[Key::Q, Key::Num2, Key::S, Key::Space, Key::Num1]);
    }
    let mut num_shown = 0;
    for workspace in Workspace::ALL {
        window.state_mut().issue(Command::Workspace(workspace));
        window.settle();
        for shape in &window.output().shapes {
            num_shown += in_order(&shape.shape);
        }
    }
    assert!(num_shown > 25, "only {num_shown} texts were shown");
}

#[test]
fn a_run_of_words_goes_on_over_the_border_of_what_was_looked_for() {
    let disk = disk_with(&[ARABIC]);
    let mut window = window(&disk);
    window.state_mut().issue(Command::Workspace(Workspace::Search));
    window.settle();
    fill(&mut window, "Find in the corpus", "Northlight");
    window.keys(&[Key::Enter]);
    wait_until(&mut window, |app| !app.session().unwrap().wide.search.is_busy());
    let mut places = Vec::new();
    for shape in &window.output().shapes {
        places.extend(place_in(&shape.shape, "Northlight Lines"));
    }
    assert_eq!(places.len(), 1, "{places:?}");
    let (first, last) = places[0];
    assert!(first < last, "Lines stands to the right of Northlight");
}

/// Where the first and the last letter of some words stand in a text that holds them.
fn place_in(shape: &egui::Shape, words: &str) -> Option<(f32, f32)> {
    let egui::Shape::Text(text) = shape else { return None };
    let galley = &text.galley;
    let first = galley.text()[..galley.text().find(words)?].chars().count();
    let glyphs: Vec<f32> =
        galley.rows.iter().flat_map(|row| row.glyphs.iter().map(|glyph| row.pos.x + glyph.pos.x)).collect();
    Some((*glyphs.get(first)?, *glyphs.get(first + words.chars().count() - 1)?))
}

/// How many texts a shape holds that need ordering; all of them have it.
fn in_order(shape: &egui::Shape) -> usize {
    match shape {
        egui::Shape::Vec(shapes) => shapes.iter().map(in_order).sum(),
        egui::Shape::Text(text) => {
            let glyphs = || text.galley.rows.iter().flat_map(|row| &row.glyphs);
            // What had no room is not shown.
            let shown: String = glyphs().map(|glyph| glyph.chr).collect();
            if !needs_ordering(&shown) {
                return 0;
            }
            assert!(glyphs().any(|glyph| glyph.advance_width < 0.0), "{shown}");
            1
        }
        _ => 0,
    }
}
