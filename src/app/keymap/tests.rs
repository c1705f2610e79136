//! Keys on every system, in every place, and on five layouts.

use super::super::command::find::FindCommand;
use super::super::command::review::ReviewCommand;
use super::super::command::{Motion, SizeChange, Way};
use super::*;

fn keymap() -> Keymap {
    Keymap::new(OperatingSystem::Nix, &Settings::default())
}

fn found(key: Key, physical: Key, modifiers: Modifiers, scope: Scope) -> Option<Command> {
    let press = Press { key, physical: Some(physical), modifiers, repeat: false };
    keymap().find(press, scope).map(|spec| spec.command.clone())
}

#[test]
fn no_two_commands_share_a_key_in_one_place() {
    for os in [OperatingSystem::Nix, OperatingSystem::Windows, OperatingSystem::Mac] {
        let Keymap { rows, .. } = Keymap::new(os, &Settings::default());
        for (idx, (chord, spec)) in rows.iter().enumerate() {
            for (other, second) in &rows[..idx] {
                let meet =
                    Scope::ALL.iter().any(|scope| scope.holds(spec.place) && scope.holds(second.place));
                assert!(chord != other || !meet, "{} and {} on {os:?}", spec.id, second.id);
            }
        }
    }
}

#[test]
fn what_prints_in_a_field_is_typed_there() {
    let silent = |key: Key| {
        use Key::*;
        let moves = [ArrowDown, ArrowLeft, ArrowRight, ArrowUp, Home, End, PageUp, PageDown];
        let acts = [Escape, Tab, Backspace, Enter, Insert, Delete, Copy, Cut, Paste];
        // F1 and the keys of browsers and players have longer names that begin so.
        let others = ["F", "Browser", "Media"];
        let name = key.name();
        moves.contains(&key)
            || acts.contains(&key)
            || (name.len() > 1 && others.iter().any(|other| name.starts_with(other)))
    };
    for key in Key::ALL.iter().copied().filter(|key| !silent(*key)) {
        for modifiers in [Modifiers::NONE, Modifiers::SHIFT] {
            for scope in [Scope::Field, Scope::FindField] {
                assert_eq!(found(key, key, modifiers, scope), None, "{key:?} {modifiers:?}");
            }
        }
    }
    assert_eq!(found(Key::Questionmark, Key::Slash, Modifiers::SHIFT, Scope::Text), Some(Command::Keys));
}

#[test]
fn chords_come_back_as_written() {
    for spec in TABLE.iter() {
        for chord in spec.keys.iter().chain(&spec.mac_keys) {
            assert_eq!(chord.to_string().parse(), Ok(*chord), "{chord}");
        }
    }
    for bad in ["", "Ctrl+", "Hyper+A", "Ctrl+Nothing", "0"] {
        assert!(bad == "0" || bad.parse::<Chord>().is_err(), "{bad}");
    }
}

#[test]
fn own_keys_take_the_place_of_the_default_ones() {
    let keys = [
        ("undo".to_owned(), vec!["Command+U".to_owned(), "nonsense".to_owned()]),
        ("gone".to_owned(), vec![]),
    ];
    let settings = Settings { keys: keys.into(), ..Settings::default() };
    let keymap = Keymap::new(OperatingSystem::Nix, &settings);
    let find = |key| {
        let press = Press { key, physical: None, modifiers: Modifiers::COMMAND, repeat: false };
        keymap.find(press, Scope::Text).map(|spec| spec.id)
    };
    assert_eq!((find(Key::U), find(Key::Z)), (Some("undo"), None));
    assert!(keymap.is_of(&settings) && !keymap.is_of(&Settings::default()));
    let redo = Command::Redo.spec().unwrap();
    let taken = keymap.taken_by("Command+U".parse().unwrap(), redo).map(|spec| spec.id);
    assert_eq!(taken, Some("undo"));
}

#[test]
fn digits_go_by_their_place_on_every_layout() {
    let none = Modifiers::NONE;
    // US; AZERTY, where the key prints an apostrophe; Czech, where it prints a plus; Ukrainian.
    for (key, physical, digit) in [
        (Key::Num4, Key::Num4, 4),
        (Key::Quote, Key::Num4, 4),
        (Key::Minus, Key::Num6, 6),
        (Key::Plus, Key::Num1, 1),
    ] {
        assert_eq!(found(key, physical, none, Scope::Text), Some(Command::Tag(digit)));
    }
    // The keypad without Num Lock moves the caret.
    let end = found(Key::End, Key::Num1, none, Scope::Text);
    assert_eq!(end, Some(Command::Move(Motion::LineEnd)));
}

#[test]
fn letters_are_text_in_a_field_and_commands_in_the_article() {
    let none = Modifiers::NONE;
    assert_eq!(found(Key::J, Key::J, none, Scope::Text), Some(Command::Span(Way::Next)));
    for scope in [Scope::Field, Scope::FindField, Scope::Elsewhere, Scope::Popup] {
        assert_eq!(found(Key::J, Key::J, none, scope), None);
    }
    // German: Z and Y change places on the keyboard; the letter decides.
    assert_eq!(found(Key::Z, Key::Y, Modifiers::COMMAND, Scope::Text), Some(Command::Undo));
    assert_eq!(found(Key::Z, Key::Z, Modifiers::COMMAND, Scope::Field), None);
    assert_eq!(found(Key::S, Key::S, Modifiers::COMMAND, Scope::Field), Some(Command::SaveStatus));
}

#[test]
fn the_find_bar_has_keys_of_its_own() {
    let by_case = Some(Command::Find(FindCommand::MatchCase));
    assert_eq!(found(Key::C, Key::C, Modifiers::ALT, Scope::FindField), by_case);
    assert_eq!(found(Key::C, Key::C, Modifiers::ALT, Scope::Field), None);
    assert_eq!(found(Key::Z, Key::Z, Modifiers::COMMAND, Scope::FindField), None);
    // The tables have filters under the same key.
    for scope in [Scope::Text, Scope::List, Scope::Tags, Scope::Field, Scope::FindField, Scope::Elsewhere] {
        let open = Some(Command::Find(FindCommand::Open));
        assert_eq!(found(Key::F, Key::F, Modifiers::COMMAND, scope), open);
    }
    let filter = Some(Command::Review(ReviewCommand::Find));
    assert_eq!(found(Key::F, Key::F, Modifiers::COMMAND, Scope::Review), filter);
}

#[test]
fn a_key_with_shift_is_another_key() {
    let redo = Modifiers::COMMAND | Modifiers::SHIFT;
    assert_eq!(found(Key::Z, Key::Z, redo, Scope::Text), Some(Command::Redo));
    let also = found(Key::Exclamationmark, Key::Num1, Modifiers::SHIFT, Scope::Text);
    assert_eq!(also, Some(Command::AlsoTag(1)));
    assert_eq!(found(Key::Space, Key::Space, redo, Scope::Text), None);
}

#[test]
fn single_keys_can_be_turned_off() {
    let keymap = Keymap::new(OperatingSystem::Nix, &Settings { single_keys: false, ..Settings::default() });
    let find =
        |key, modifiers| keymap.find(Press { key, physical: None, modifiers, repeat: false }, Scope::Text);
    assert!(find(Key::J, Modifiers::NONE).is_none());
    assert!(find(Key::Num1, Modifiers::NONE).is_none());
    assert!(find(Key::Space, Modifiers::NONE).is_some());
    assert!(find(Key::Z, Modifiers::COMMAND).is_some());
}

#[test]
fn keys_read_as_people_write_them() {
    let redo = Command::Redo;
    assert_eq!(keymap().first_key(&redo, false).as_deref(), Some("Ctrl+Shift+Z"));
    assert_eq!(
        Keymap::new(OperatingSystem::Mac, &Settings::default()).first_key(&redo, true).as_deref(),
        Some("Cmd+Shift+Z")
    );
    assert_eq!(keymap().first_key(&Command::Tag(3), false).as_deref(), Some("3"));
}

#[test]
fn the_letter_of_a_command_reaches_no_field() {
    let mut hook = KeyHook::new(keymap());
    let mut ate = false;
    let key = |pressed| Event::Key {
        key: Key::N,
        physical_key: Some(Key::N),
        pressed,
        repeat: false,
        modifiers: Modifiers::NONE,
    };
    assert!(!hook.leaves(&key(true), &mut Scope::Text, &mut ate));
    assert!(!hook.leaves(&Event::Text("n".to_owned()), &mut Scope::Text, &mut ate));
    assert!(hook.leaves(&Event::Text("n".to_owned()), &mut Scope::Text, &mut ate));
    // Held down it does not open the note again and again.
    assert!(!hook.leaves(&key(true), &mut Scope::Text, &mut ate));
    assert_eq!(hook.take(), [Command::EditNote]);
    assert!(hook.leaves(&key(false), &mut Scope::Text, &mut ate));
}

/// What egui reports for a key: what the layout says it is, its place, and what was held.
type Reported = (Key, Key, Modifiers);

/// The keys that differ from layout to layout, as they are reported on each. Where a layout's character is none
/// that egui has a name for, as Cyrillic letters and `é`, it reports the key by its place.
struct Layout {
    name: &'static str,
    /// The digits 1 to 4, without Shift and with it.
    digits: [Key; 4],
    shifted: [Key; 4],
    /// Where the letters Q, W, A and Z are.
    letters: [(Key, Key); 4],
    /// The question mark, with Shift.
    question: (Key, Key),
    minus: (Key, Key),
}

const LAYOUTS: [Layout; 5] = [
    Layout {
        name: "US",
        digits: [Key::Num1, Key::Num2, Key::Num3, Key::Num4],
        shifted: [Key::Exclamationmark, Key::Num2, Key::Num3, Key::Num4],
        letters: [(Key::Q, Key::Q), (Key::W, Key::W), (Key::A, Key::A), (Key::Z, Key::Z)],
        question: (Key::Questionmark, Key::Slash),
        minus: (Key::Minus, Key::Minus),
    },
    Layout {
        name: "German",
        digits: [Key::Num1, Key::Num2, Key::Num3, Key::Num4],
        shifted: [Key::Exclamationmark, Key::Quote, Key::Num3, Key::Num4],
        letters: [(Key::Q, Key::Q), (Key::W, Key::W), (Key::A, Key::A), (Key::Z, Key::Y)],
        question: (Key::Questionmark, Key::Minus),
        minus: (Key::Minus, Key::Slash),
    },
    Layout {
        name: "AZERTY",
        digits: [Key::Num1, Key::Num2, Key::Quote, Key::Quote],
        shifted: [Key::Num1, Key::Num2, Key::Num3, Key::Num4],
        letters: [(Key::Q, Key::A), (Key::W, Key::Z), (Key::A, Key::Q), (Key::Z, Key::W)],
        question: (Key::Questionmark, Key::M),
        minus: (Key::Minus, Key::Num6),
    },
    Layout {
        name: "Czech",
        digits: [Key::Plus, Key::Num2, Key::Num3, Key::Num4],
        shifted: [Key::Num1, Key::Num2, Key::Num3, Key::Num4],
        letters: [(Key::Q, Key::Q), (Key::W, Key::W), (Key::A, Key::A), (Key::Z, Key::Y)],
        question: (Key::Questionmark, Key::Comma),
        minus: (Key::Minus, Key::Slash),
    },
    Layout {
        name: "Ukrainian",
        digits: [Key::Num1, Key::Num2, Key::Num3, Key::Num4],
        shifted: [Key::Exclamationmark, Key::Quote, Key::Num3, Key::Semicolon],
        letters: [(Key::Q, Key::Q), (Key::W, Key::W), (Key::A, Key::A), (Key::Z, Key::Z)],
        question: (Key::Questionmark, Key::F1),
        minus: (Key::Minus, Key::Minus),
    },
];

#[test]
fn the_same_keys_do_the_same_on_every_layout() {
    const PLACES: [Key; 4] = [Key::Num1, Key::Num2, Key::Num3, Key::Num4];
    let (none, shift, ctrl) = (Modifiers::NONE, Modifiers::SHIFT, Modifiers::COMMAND);
    for layout in &LAYOUTS {
        let Layout { name, digits, shifted, letters, question, minus } = layout;
        let is = |(key, place, held): Reported, scope, expected: Option<Command>| {
            assert_eq!(
                found(key, place, held, scope),
                expected,
                "{name}: {key:?} at {place:?} with {held:?}"
            );
        };
        for (idx, place) in (0..).zip(PLACES) {
            let number = idx + 1;
            let at = usize::from(idx);
            is((digits[at], place, none), Scope::Text, Some(Command::Tag(number)));
            is((shifted[at], place, shift), Scope::Text, Some(Command::AlsoTag(number)));
            is((digits[at], place, none), Scope::Field, None);
            is((digits[at], place, none), Scope::Review, Some(Command::Tag(number)));
        }
        let [(q, q_place), (w, w_place), (a, a_place), (z, z_place)] = *letters;
        is((q, q_place, none), Scope::Text, Some(Command::Quotation(Way::Next)));
        is((q, q_place, shift), Scope::Text, Some(Command::Quotation(Way::Previous)));
        is((w, w_place, none), Scope::Text, Some(Command::Cue));
        is((a, a_place, none), Scope::Review, Some(Command::Review(ReviewCommand::Accept)));
        is((z, z_place, ctrl), Scope::Text, Some(Command::Undo));
        is((z, z_place, none), Scope::Field, None);
        is((question.0, question.1, shift), Scope::Text, Some(Command::Keys));
        is((minus.0, minus.1, ctrl), Scope::Field, Some(Command::TextSize(SizeChange::Smaller)));
        is((Key::Space, Key::Space, none), Scope::Text, Some(Command::Sentence(Way::Next)));
    }
}

#[test]
fn no_default_key_needs_altgr_or_alt_with_an_arrow_in_the_text() {
    for spec in TABLE.iter() {
        for chord in &spec.keys {
            let Modifiers { alt, ctrl, command, .. } = chord.modifiers;
            assert!(!(alt && (ctrl || command)), "{}: Ctrl with Alt is AltGr", spec.id);
            let is_arrow = matches!(
                chord.key,
                ChordKey::Logical(Key::ArrowLeft | Key::ArrowRight | Key::ArrowUp | Key::ArrowDown)
            );
            // Going back to where one came from is the one exception: a browser's own key for it.
            assert!(!(alt && is_arrow) || spec.id == "back-to-review", "{}", spec.id);
        }
    }
}
