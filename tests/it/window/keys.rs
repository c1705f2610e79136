//! Finding commands, finding keys, changing them; and what the window remembers.

use std::path::Path;

use redletter::app::command::Preference;

use super::*;

#[test]
fn no_tooltip_stays_over_the_list_of_commands() {
    let disk = disk_with(&[FERRY]);
    let mut window = window(&disk);
    window.ctrl(Key::Num5);
    let tip = "Show only names with these letters";
    window.hover_at(window.get_by_label("Filter names").rect().center());
    window.run_steps(60);
    assert!(window.has(tip), "the pointer rests on the field");
    window.ctrl(Key::K);
    window.run_steps(60);
    assert!(window.has("Find a command"));
    assert!(!window.has(tip), "it would cover the list");
}

#[test]
fn the_palette_finds_a_command_and_does_it() {
    let disk = disk_with(&[FERRY]);
    let mut window = window(&disk);
    window.keys(&[Key::Space, Key::Num1]);
    window.ctrl(Key::K);
    window.types("sure");
    window.keys(&[Key::Enter]);
    assert!(window.state().desk().dialog.is_none());
    assert_eq!(window.focused().unwrap().certainty, Certainty::Unsure);

    // Arrows go through the list; Esc leaves it without doing anything.
    window.ctrl(Key::K);
    window.types("tag as");
    window.keys(&[Key::ArrowDown, Key::ArrowDown, Key::ArrowUp, Key::Enter]);
    assert_eq!(window.spans(), tagged(&[("quote", VOTE)]));
    window.ctrl(Key::K);
    window.types("zzz");
    assert!(window.has("No command has this name"));
    window.keys(&[Key::Enter, Key::Escape]);
    assert!(window.state().desk().dialog.is_none());
    assert_eq!(window.spans().len(), 1);
}

#[test]
fn a_key_can_be_changed_and_given_back() {
    let disk = disk_with(&[FERRY]);
    let mut window = window(&disk);
    window.keys(&[Key::F1]);
    window.types("unsure");
    window.click("Change the key of Unsure of this tag");
    // A key that is taken where this one acts is refused.
    window.keys(&[Key::N]);
    assert!(window.has("change that one first"));
    window.click("Change the key of Unsure of this tag");
    window.keys(&[Key::Period]);
    assert_eq!(window.state().settings().keys["unsure"], ["Period"]);
    window.keys(&[Key::Escape]);
    window.keys(&[Key::Space, Key::Num1, Key::U]);
    assert_eq!(window.focused().unwrap().certainty, Certainty::Sure);
    window.keys(&[Key::Period]);
    assert_eq!(window.focused().unwrap().certainty, Certainty::Unsure);

    window.keys(&[Key::F1]);
    window.click("Default keys");
    assert!(window.state().settings().keys.is_empty());
    window.keys(&[Key::Escape]);
    assert!(window.state().desk().dialog.is_none());
    window.keys(&[Key::U]);
    assert_eq!(window.focused().unwrap().certainty, Certainty::Sure);
}

#[test]
fn the_page_of_keys_is_up_to_date() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/keys.md");
    let page = redletter::app::command::page::keys_page();
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::write(&path, &page).unwrap();
    }
    let written = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(written == page, "docs/keys.md is not what the table says; UPDATE_DOCS=1 cargo test writes it");
}

#[test]
fn settings_change_at_once() {
    let disk = disk_with(&[FERRY]);
    let mut window = window(&disk);
    window.ctrl(Key::Comma);
    window.click("150 %");
    assert_eq!(window.state().settings().scale, 150);
    window.state_mut().issue(Command::Prefer(Preference::Scale(100)));
    window.run();
    window.click("Single letters and digits are commands");
    window.keys(&[Key::Escape]);
    window.keys(&[Key::Space, Key::Num1]);
    assert!(window.spans().is_empty(), "digits are no commands any more");
    window.state_mut().issue(Command::TagAs(redletter::model::id::LabelId::new("claim").unwrap()));
    window.run();
    assert_eq!(window.spans().len(), 1, "but what they do can be had otherwise");
}

#[test]
fn saving_is_told_when_it_is_asked_for() {
    let disk = disk_with(&[FERRY]);
    let mut window = window(&disk);
    window.keys(&[Key::Space, Key::Num1]);
    window.ctrl(Key::S);
    assert!(window.has("saving is automatic"));
}

#[test]
fn the_page_of_keys_names_the_labels_and_is_scrolled_by_keys() {
    let mut window = window(&disk_with(&[FERRY]));
    window.keys(&[Key::F1]);
    assert!(window.has("Tag as claim") && !window.has("Tag with label 9"), "only keys that do something");
    assert!(window.has("Say that one is unsure of the tag"), "what a key does stands there");
    let height = |window: &Harness<'static, App>| {
        window.get_by_label("Change the key of Unsure of this tag").rect().top()
    };
    let before = height(&window);
    window.keys(&[Key::PageDown]);
    let page = before - height(&window);
    assert!(page > 200.0, "{page}");
    window.keys(&[Key::ArrowUp]);
    assert!(height(&window) > before - page);
    window.ctrl(Key::End);
    window.ctrl(Key::Home);
    assert!((height(&window) - before).abs() < 1.0);
}

#[test]
fn a_note_that_is_dropped_is_told_of() {
    let mut window = window(&disk_with(&[FERRY]));
    window.keys(&[Key::Space, Key::Num1, Key::N]);
    window.types("ask");
    window.keys(&[Key::Escape]);
    assert!(window.focused().unwrap().note.is_empty());
    assert!(window.has("What was typed is dropped"));
}
