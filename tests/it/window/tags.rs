//! The Tags workspace: labels, attributes and relation types made, changed and removed, by keys and by pointer.

use redletter::app::command::Workspace;
use redletter::app::command::tags::{TagsCommand, TagsetItem, TagsetKind};
use redletter::model::id::LabelId;
use redletter::model::tagset::{Pattern, Tagset};

use super::*;

fn tagset<'w>(window: &'w Harness<'static, App>) -> &'w Tagset {
    &window.state().session().unwrap().corpus.state().tagset
}

fn in_tags(disk: &SimulatedDisk) -> Harness<'static, App> {
    let mut window = window(disk);
    window.keys(&[Key::Space, Key::Num1, Key::Space, Key::Num1]);
    window.ctrl(Key::Num8);
    window
}

#[test]
fn a_label_is_made_named_and_used() {
    let disk = disk_with(&[FERRY]);
    let mut window = in_tags(&disk);
    window.keys(&[Key::N]);
    window.types("Rumour");
    window.keys(&[Key::Enter]);
    let label = tagset(&window).labels.values().find(|label| label.name == "Rumour").unwrap().clone();
    assert!(label.key.is_some() && !label.letter.is_whitespace());
    window.click("Key 9");
    window.click("wavy");
    let label = tagset(&window).labels[&label.id].clone();
    assert_eq!((label.key, label.pattern), (Some(9), Pattern::Wavy));
    window.keys(&[Key::Escape]);
    window.ctrl(Key::Num1);
    window.keys(&[Key::Q, Key::Num9]);
    assert_eq!(window.spans().last().unwrap().0, label.id.to_string());
    // The key that a label takes is another one's no more.
    window.ctrl(Key::Num8);
    window.click("Key 1");
    assert!(tagset(&window).labels[&LabelId::new("claim").unwrap()].key.is_none());
    window.ctrl(Key::Z);
    assert_eq!(tagset(&window).labels[&LabelId::new("claim").unwrap()].key, Some(1));
}

#[test]
fn a_label_that_is_used_is_removed_and_comes_back() {
    let disk = disk_with(&[FERRY]);
    let mut window = in_tags(&disk);
    assert!(window.has("2 spans have it"));
    window.keys(&[Key::Delete]);
    assert!(window.has("2 spans keep it; undo brings it back"));
    assert!(!tagset(&window).labels.contains_key(&LabelId::new("claim").unwrap()));
    assert_eq!(window.spans().len(), 2, "no layer is touched");
    window.ctrl(Key::Num1);
    assert!(window.has("claim: The council"), "what is left of its name is shown");
    window.ctrl(Key::Z);
    assert!(tagset(&window).labels.contains_key(&LabelId::new("claim").unwrap()));
    assert!(window.has("Claim: The council"));

    // Undone where it was done, it is what the keys are about again.
    window.ctrl(Key::Num8);
    window.keys(&[Key::Delete]);
    let claim = Some(TagsetItem::Label(LabelId::new("claim").unwrap()));
    assert_ne!(window.state().session().unwrap().tags.cursor, claim);
    window.ctrl(Key::Z);
    assert_eq!(window.state().session().unwrap().tags.cursor, claim);
}

#[test]
fn guidelines_are_written_beside_how_they_read_and_shown_at_work() {
    let disk = disk_with(&[FERRY]);
    let mut window = in_tags(&disk);
    window.keys(&[Key::G]);
    window.key_press_modifiers(Modifiers::CTRL | Modifiers::COMMAND, Key::A);
    window.run();
    window.event(Event::Text("Only what *can be checked*.".to_owned()));
    window.run();
    assert!(window.has("Only what can be checked."), "Markdown is read");
    window.ctrl(Key::Enter);
    window.ctrl(Key::Num1);
    window.keys(&[Key::J]);
    window.get_by_label("When to tag as claim").click_accesskit();
    window.run_steps(40);
    window.run();
    assert!(window.has("Only what can be checked."));
}

#[test]
fn attributes_and_relation_types_are_made_and_used() {
    let disk = disk_with(&[FERRY]);
    let mut window = in_tags(&disk);
    window.keys(&[Key::A]);
    window.types("Tone");
    window.keys(&[Key::Enter]);
    window.click("one choice");
    window.click("Add a choice");
    window.types("angry");
    window.keys(&[Key::Enter]);
    let attribute = tagset(&window).attributes.values().find(|attribute| attribute.name == "Tone").unwrap();
    assert_eq!(attribute.kind.choices()[0].name, "angry");
    window.keys(&[Key::Escape]);
    window.ctrl(Key::Num1);
    window.keys(&[Key::J]);
    window.get_by_label("angry").scroll_to_me();
    window.run();
    window.click("angry");
    assert!(window.has("Tone: angry"));
    window.ctrl(Key::Num8);
    assert!(window.has("attribute Tone, used 1 times"));

    window.state_mut().issue(Command::Tags(TagsCommand::Add(TagsetKind::RelationType)));
    window.run();
    window.types("explains");
    window.keys(&[Key::Enter]);
    assert_eq!(window.state().desk().workspace, Workspace::Tags);
    assert!(tagset(&window).relation_types.values().any(|kind| kind.name == "explains"));
}

#[test]
fn what_makes_no_sense_is_refused_and_stays_in_its_field() {
    let disk = disk_with(&[FERRY]);
    let mut window = in_tags(&disk);
    window.keys(&[Key::Enter]);
    window.key_press_modifiers(Modifiers::CTRL | Modifiers::COMMAND, Key::A);
    window.run();
    window.event(Event::Text("Quote".to_owned()));
    window.run();
    window.keys(&[Key::Enter]);
    assert!(window.has("There is a label “Quote” already"));
    assert_eq!(tagset(&window).labels[&LabelId::new("claim").unwrap()].name, "Claim");
    assert_eq!(window.state().desk().draft.as_ref().unwrap().text, "Quote");
    window.keys(&[Key::Escape]);
    assert!(window.state().desk().draft.is_none());
}

#[test]
fn a_span_becomes_an_example_in_its_labels_guideline_once() {
    let disk = disk_with(&[FERRY]);
    let mut window = window(&disk);
    window.keys(&[Key::Q, Key::Num2]);
    let shift = |window: &mut Harness<'static, App>, key| {
        window.key_press_modifiers(Modifiers::SHIFT, key);
        window.run();
    };
    shift(&mut window, Key::G);
    assert!(window.has("Use as an example of quote"));
    let guideline = |window: &Harness<'static, App>| {
        tagset(window).labels[&LabelId::new("quote").unwrap()].guideline.clone()
    };
    let example = "**Example.** *“More time is needed,”* Ana Ruz said on Monday. — Night ferry planned, Wire";
    assert!(guideline(&window).trim_end().ends_with(example), "{}", guideline(&window));
    shift(&mut window, Key::G);
    assert!(window.has("The guideline has this example already"));
    shift(&mut window, Key::X);
    assert!(guideline(&window).contains("**Counter-example.** *“More time is needed,”*"));
    // The same from a row of Review, of whatever label.
    window.ctrl(Key::Home);
    window.keys(&[Key::Space, Key::Num1]);
    window.ctrl(Key::Num2);
    let of_claim = |window: &Harness<'static, App>| {
        tagset(window).labels[&LabelId::new("claim").unwrap()].guideline.matches("**Example.**").count()
    };
    let num_before = of_claim(&window);
    shift(&mut window, Key::G);
    assert!(window.has("Use as an example of claim"));
    assert_eq!(of_claim(&window), num_before + 1);
    window.ctrl(Key::Z);
    window.ctrl(Key::Z);
    window.ctrl(Key::Z);
    assert!(!guideline(&window).contains("Counter-example"));
}
