//! The Voices workspace: entries merged, taken apart, renamed and removed, quotes moved to a new one, names of the
//! texts taken in; by keys, and what comes of it elsewhere.

use redletter::app::command::Workspace;
use redletter::app::state::session::Session;
use redletter::app::state::voices::VoicesDesk;
use redletter::model::voice::Voice;

use super::*;

const LEASE: &str = "Lease signed\n\n“We will pay,” Petra Lund said on Monday. “It is late,” the mayor said.\n\nThe \
                     Weir Authority agreed. “Never again,” said Otto Marl. Otto Marl left with the Weir Authority.";

/// One article with two quotes: one of Petra Lund, one of the mayor.
fn spoken_disk() -> SimulatedDisk {
    let disk = disk_with(&[LEASE]);
    let mut window = window(&disk);
    for name in ["Petra Lund", "the mayor"] {
        window.keys(&[Key::Q, Key::Num2, Key::S, Key::S, Key::S]);
        window.types(name);
        window.keys(&[Key::Enter]);
    }
    eframe::App::on_exit(window.state_mut(), None);
    disk
}

fn in_voices(disk: &SimulatedDisk) -> Harness<'static, App> {
    go_to_voices(window(disk))
}

fn go_to_voices(mut window: Harness<'static, App>) -> Harness<'static, App> {
    window.ctrl(Key::Num5);
    wait_until(&mut window, |app| app.session().unwrap().wide.voices.is_counted());
    window
}

fn session<'w>(window: &'w Harness<'static, App>) -> &'w Session {
    window.state().session().unwrap()
}

fn voices<'w>(window: &'w Harness<'static, App>) -> &'w VoicesDesk {
    &session(window).wide.voices
}

/// What the entry of that name is, as it holds.
fn entry(window: &Harness<'static, App>, name: &str) -> Voice {
    let union = session(window).corpus.state().register();
    let found = union.into_values().map(|(_, voice)| voice).find(|voice| voice.name == name);
    found.unwrap_or_else(|| panic!("no entry {name}"))
}

fn shift(window: &mut Harness<'static, App>, key: Key) {
    window.key_press_modifiers(Modifiers::SHIFT, key);
    window.run();
}

/// Ticks the mayor and merges it into Petra Lund.
fn merge(window: &mut Harness<'static, App>) {
    window.keys(&[Key::J, Key::Space, Key::K, Key::M]);
    assert!(window.has("Whose name stays"));
    window.keys(&[Key::Num1]);
}

#[test]
fn two_entries_are_merged_and_their_quotes_go_by_one_name_everywhere() {
    let disk = spoken_disk();
    let mut window = in_voices(&disk);
    assert!(window.has("Petra Lund, person, 1 quote") && window.has("the mayor, person, 1 quote"));
    merge(&mut window);
    assert!(window.has("Merged 1 entry into Petra Lund: 2 quotes"));
    assert!(window.has("Petra Lund, person, 2 quotes") && !window.has("the mayor, person"));
    assert!(window.has("Take the mayor apart"));
    window.ctrl(Key::Num2);
    let table = &window.state().session().unwrap().review;
    let said_by: Vec<_> =
        (0..table.len()).filter_map(|at| table.get(at)).map(|row| table.said_by(row)).collect();
    assert_eq!(said_by.iter().filter(|name| **name == Some("Petra Lund")).count(), 2);
    // Nobody's annotation was touched.
    let mayor = entry(&window, "the mayor");
    window.ctrl(Key::Num1);
    window.keys(&[Key::J, Key::J]);
    assert_eq!(window.focused().unwrap().attribution.voices[0].party, Party::Registered(mayor.id));
    assert!(window.has("“It is late,”, speaker Petra Lund"));

    window.ctrl(Key::Num5);
    window.ctrl(Key::Z);
    assert!(window.has("Undone: merge the mayor into petra lund"));
    assert!(window.has("Petra Lund, person, 1 quote") && window.has("the mayor, person, 1 quote"));
}

#[test]
fn what_was_merged_is_taken_apart_after_a_restart() {
    let disk = spoken_disk();
    let mut first = in_voices(&disk);
    merge(&mut first);
    eframe::App::on_exit(first.state_mut(), None);
    drop(first);

    let mut window = in_voices(&disk);
    assert!(window.has("Petra Lund, person, 2 quotes"));
    window.keys(&[Key::P]);
    assert!(window.has("Take the mayor apart from Petra Lund: 1 quote of its own"));
    assert!(window.has("the mayor, person, 1 quote"));
    window.keys(&[Key::P]);
    assert!(window.has("Nothing was merged into this entry"));
}

#[test]
fn quotes_are_moved_to_a_new_entry_and_others_annotations_are_corrected() {
    let disk = spoken_disk();
    let mut window = go_to_voices(window_as(&disk, [1280.0, 800.0], Some("ro")));
    merge(&mut window);
    window.keys(&[Key::X]);
    assert!(window.has("Tick the quotes that are somebody else's first"));
    window.keys(&[Key::Enter, Key::J, Key::Space, Key::X]);
    assert!(window.has("Moved 1 quote to a new entry, 1 of them by a correction; type its name"));
    window.types("Pia Lund");
    window.keys(&[Key::Enter]);
    assert!(window.has("Pia Lund, person, 1 quote") && window.has("Petra Lund, person, 1 quote"));
    let state = session(&window).corpus.state();
    let layers = state.layers.values().next().unwrap();
    let ro = AnnotatorId::new("ro").unwrap();
    assert_eq!((layers[&ro].annotations.len(), layers[&ro].decisions.len()), (1, 1));
    // The name and the move are a change each.
    window.ctrl(Key::Z);
    window.ctrl(Key::Z);
    assert!(window.has("Petra Lund, person, 2 quotes"));
}

#[test]
fn quotes_are_moved_to_an_entry_that_is_there_by_one_change() {
    let disk = spoken_disk();
    let mut window = in_voices(&disk);
    window.keys(&[Key::J]);
    window.keys(&[Key::T]);
    assert!(window.has("Tick the quotes that are somebody else's first"));
    window.keys(&[Key::Enter, Key::Space]);
    window.click("To another entry…");
    assert!(window.has("This quote is of"));
    window.keys(&[Key::Escape]);
    window.keys(&[Key::T]);
    window.keys(&[Key::Num1]);
    assert!(window.has("Moved 1 quote to Petra Lund"));
    assert!(window.has("Petra Lund, person, 2 quotes") && window.has("the mayor, person, 0 quotes"));
    window.ctrl(Key::Z);
    assert!(window.has("Petra Lund, person, 1 quote") && window.has("the mayor, person, 1 quote"));
}

#[test]
fn quotes_are_opened_in_their_article_and_esc_comes_back() {
    let disk = spoken_disk();
    let mut window = in_voices(&disk);
    window.keys(&[Key::J, Key::Enter, Key::Enter]);
    assert_eq!(window.state().desk().workspace, Workspace::Annotate);
    assert_eq!(window.focused().unwrap().label.as_str(), "quote");
    window.keys(&[Key::Escape, Key::Escape]);
    assert_eq!(window.state().desk().workspace, Workspace::Voices);
    assert_eq!(voices(&window).pointed().unwrap().voice.name, "the mayor");
}

#[test]
fn an_entry_is_named_and_described_by_keys() {
    let disk = spoken_disk();
    let mut window = in_voices(&disk);
    window.keys(&[Key::F2]);
    window.types("Petra Lund-Oru");
    window.keys(&[Key::Enter, Key::A]);
    window.types("Ms Lund");
    window.keys(&[Key::Enter, Key::O]);
    window.types("Mayor");
    window.keys(&[Key::Enter]);
    let voice = entry(&window, "Petra Lund-Oru");
    assert_eq!((voice.aliases[0].value.as_str(), voice.roles[0].value.as_str()), ("Ms Lund", "Mayor"));
    // Days come by a button, and a wrong one stays in its field.
    window.click("Days of Mayor");
    window.types("2024-13-01");
    window.keys(&[Key::Enter]);
    assert!(window.has("A day is written as 2025-03-14"));
    window.keys(&[Key::Escape]);
    window.click("Mayor from");
    window.types("2024-01-31");
    window.keys(&[Key::Enter]);
    assert_eq!(entry(&window, "Petra Lund-Oru").roles[0].from.unwrap().to_string(), "2024-01-31");
    // A name that another entry goes by is refused.
    window.keys(&[Key::A]);
    window.types("The mayor");
    window.keys(&[Key::Enter]);
    assert!(window.has("goes by that name already, with 1 quote"));
    window.keys(&[Key::Escape]);
    assert_eq!(entry(&window, "Petra Lund-Oru").aliases.len(), 1);
    window.click("organisation");
    window.click("Remove Ms Lund");
    let voice = entry(&window, "Petra Lund-Oru");
    assert!(voice.aliases.is_empty());
    assert_eq!(voice.kind.name(), "organisation");
    // What it belongs to is an entry of the register.
    window.keys(&[Key::B]);
    window.types("nobody");
    window.keys(&[Key::Enter]);
    assert!(window.has("The register has no entry “nobody”"));
    window.keys(&[Key::Escape, Key::B]);
    window.types("the mayor");
    window.keys(&[Key::Enter]);
    assert_eq!(entry(&window, "Petra Lund-Oru").belongs_to.len(), 1);
}

#[test]
fn somebody_elses_entry_gets_a_version_of_ones_own() {
    let disk = spoken_disk();
    let mut window = go_to_voices(window_as(&disk, [1280.0, 800.0], Some("ro")));
    assert!(window.has("Entered by mk"));
    window.keys(&[Key::F2]);
    window.types("P. Lund");
    window.keys(&[Key::Enter]);
    assert!(window.has("your version of the entry holds now"));
    let state = session(&window).corpus.state();
    let names: Vec<usize> = state.voices.values().map(std::collections::BTreeMap::len).collect();
    assert_eq!(names, [2, 1], "mk has both as before, ro one");
    assert!(window.has("P. Lund, person, 1 quote"));
}

#[test]
fn an_unused_entry_is_removed_and_a_used_one_is_not() {
    let disk = spoken_disk();
    let mut window = in_voices(&disk);
    window.keys(&[Key::Delete]);
    assert!(window.has("Petra Lund is named by 1 annotation"));
    shift(&mut window, Key::N);
    window.types("Aron Pell");
    window.keys(&[Key::Enter]);
    assert!(window.has("Aron Pell, person, 0 quotes") && window.has("No quotes yet"));
    window.keys(&[Key::Delete]);
    assert!(window.has("Removed Aron Pell; undo brings it back"));
    assert_eq!(voices(&window).num_all(), 2);
    window.ctrl(Key::Z);
    assert_eq!(voices(&window).num_all(), 3);
}

#[test]
fn the_list_is_filtered_and_ordered() {
    let disk = spoken_disk();
    let mut window = in_voices(&disk);
    window.keys(&[Key::Slash]);
    window.types("mayor");
    assert_eq!(voices(&window).len(), 1);
    window.types("xx");
    assert!(window.has("No entry passes the filter"));
    window.click("Show all");
    window.keys(&[Key::Escape]);
    window.click("Order by name");
    assert_eq!(voices(&window).get(0).unwrap().name, "the mayor");
}

#[test]
fn names_of_the_texts_are_taken_into_the_register() {
    let disk = spoken_disk();
    let mut window = in_voices(&disk);
    window.keys(&[Key::R]);
    wait_until(&mut window, |app| app.session().unwrap().wide.voices.names.job.is_none());
    assert!(window.has("Otto Marl, Person, speaks 1 ×, 2 places"));
    assert!(!window.has("Petra Lund, Person"), "in the register already");
    // Where it stands, and back.
    window.keys(&[Key::G]);
    assert_eq!(window.state().desk().workspace, Workspace::Annotate);
    window.keys(&[Key::Escape, Key::Escape]);
    assert_eq!(window.state().desk().workspace, Workspace::Voices);
    window.keys(&[Key::Enter]);
    assert!(window.has("Added Otto Marl, a person: it stands 2 times in 1 article"));
    // The next one is another name of an entry.
    assert_eq!(voices(&window).names.pointed().unwrap().name, "Weir Authority");
    window.keys(&[Key::S]);
    window.click("the mayor, person");
    assert!(window.has("the mayor is also called Weir Authority"));
    assert_eq!(entry(&window, "the mayor").aliases[0].value, "Weir Authority");
    assert!(window.has("No names left"));
    window.ctrl(Key::Z);
    assert!(window.has("Weir Authority, Organisation"));
    window.keys(&[Key::R]);
    assert!(window.has("Otto Marl, person, 0 quotes"));
}

#[test]
fn an_empty_register_says_what_to_do() {
    let mut window = in_voices(&disk_with(&[]));
    assert!(window.has("Nobody is in the register yet"));
    window.click("Names in the texts");
    wait_until(&mut window, |app| app.session().unwrap().wide.voices.names.job.is_none());
    assert!(window.has("No names left"));
}
