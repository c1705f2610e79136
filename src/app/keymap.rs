//! From key events to commands. [`KeyHook`] sees every event before egui does, so that no text field and
//! no focus movement takes a key that is a command.

use egui::os::OperatingSystem;
use egui::{Event, Id, Key, Modifiers};

use super::command::table::TABLE;
use super::command::{Chord, ChordKey, Command, Place, Spec, Workspace};
use super::views::{articles, review, tags};
use super::widgets::reading;

/// What has the keyboard.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// The reading view, or nothing: then the reading view is about to get it.
    Text,
    /// The article list.
    List,
    /// The table of the Review workspace.
    Review,
    /// The list of the Tags workspace.
    Tags,
    /// A text field.
    Field,
    /// A button or anything else.
    Elsewhere,
    /// A menu, a pop-up or a dialog: egui has the keys to itself.
    Popup,
}

/// Which commands the keys mean.
#[derive(Clone, Debug)]
pub struct Keymap {
    rows: Vec<(Chord, &'static Spec)>,
    /// Whether keys without Ctrl, Cmd or Alt that print something are commands at all.
    single_keys: bool,
}

/// A key going down, as egui reports it.
#[derive(Clone, Copy, Debug)]
pub struct Press {
    /// The key by the layout.
    pub key: Key,
    /// The key by its place.
    pub physical: Option<Key>,
    /// What was held with it.
    pub modifiers: Modifiers,
    /// Whether it has been down for a while.
    pub repeat: bool,
}

impl Scope {
    /// What has the keyboard in `ctx` right now.
    fn of(ctx: &egui::Context, workspace: Workspace) -> Self {
        if egui::Popup::is_any_open(ctx) || ctx.memory(|memory| memory.top_modal_layer().is_some()) {
            return Self::Popup;
        }
        let focused: Option<Id> = ctx.memory(egui::Memory::focused);
        match focused {
            // Then the workspace's main part is about to get it.
            None => match workspace {
                Workspace::Annotate => Self::Text,
                Workspace::Review => Self::Review,
                Workspace::Tags => Self::Tags,
            },
            Some(id) if id == reading::id() => Self::Text,
            Some(id) if id == articles::id() => Self::List,
            Some(id) if id == review::id() => Self::Review,
            Some(id) if id == tags::id() => Self::Tags,
            Some(_) if ctx.text_edit_focused() => Self::Field,
            Some(_) => Self::Elsewhere,
        }
    }

    /// Whether keys that act at `place` act here.
    fn holds(self, place: Place) -> bool {
        match place {
            Place::Everywhere => self != Self::Popup,
            Place::OutsideFields => !matches!(self, Self::Popup | Self::Field),
            Place::Text => self == Self::Text,
            Place::Spans => matches!(self, Self::Text | Self::Review),
            Place::List => self == Self::List,
            Place::Review => self == Self::Review,
            Place::Tags => self == Self::Tags,
            Place::Field => self == Self::Field,
        }
    }
}

impl Keymap {
    /// The default keys of a system.
    pub fn default_of(os: OperatingSystem, single_keys: bool) -> Self {
        let is_mac = matches!(os, OperatingSystem::Mac | OperatingSystem::IOS);
        let keys = |spec: &'static Spec| if is_mac { &spec.mac_keys } else { &spec.keys };
        let rows = TABLE.iter().flat_map(|spec| keys(spec).iter().map(move |chord| (*chord, spec))).collect();
        Self { rows, single_keys }
    }

    /// The command a key means where `scope` has the keyboard.
    pub fn find(&self, press: Press, scope: Scope) -> Option<&'static Spec> {
        // Digits go by their place and win over whatever a layout prints there.
        let by_place =
            digit(press).and_then(|digit| self.find_key(ChordKey::Digit(digit), press.modifiers, scope));
        by_place.or_else(|| self.find_key(ChordKey::Logical(press.key), press.modifiers, scope))
    }

    fn find_key(&self, key: ChordKey, modifiers: Modifiers, scope: Scope) -> Option<&'static Spec> {
        let is_single = !(modifiers.command || modifiers.ctrl || modifiers.alt) && prints(key);
        if is_single && !self.single_keys {
            return None;
        }
        let fits = |chord: &Chord| chord.key == key && modifiers.matches_exact(chord.modifiers);
        self.rows.iter().find(|(chord, spec)| fits(chord) && scope.holds(spec.place)).map(|(_, spec)| *spec)
    }

    /// The first key of a command, in words: `Ctrl+Z`.
    pub fn first_key(&self, command: &Command, is_mac: bool) -> Option<String> {
        let (chord, _) = self.rows.iter().find(|(_, spec)| spec.command == *command)?;
        Some(chord.in_words(is_mac))
    }
}

impl Chord {
    /// The chord in words.
    pub fn in_words(self, is_mac: bool) -> String {
        let key = match self.key {
            ChordKey::Digit(digit) => return format!("{}{digit}", self.modifiers_in_words(is_mac)),
            ChordKey::Logical(key) => key,
        };
        let name = match key {
            Key::ArrowLeft => "←",
            Key::ArrowRight => "→",
            Key::ArrowUp => "↑",
            Key::ArrowDown => "↓",
            Key::Escape => "Esc",
            Key::Delete => "Del",
            Key::PageUp => "PgUp",
            Key::PageDown => "PgDn",
            Key::Plus => "+",
            Key::Minus => "−",
            other => other.name(),
        };
        format!("{}{name}", self.modifiers_in_words(is_mac))
    }

    fn modifiers_in_words(self, is_mac: bool) -> String {
        let Modifiers { alt, ctrl, shift, command, .. } = self.modifiers;
        let names = [
            (ctrl && !command, "Ctrl+"),
            (command, if is_mac { "Cmd+" } else { "Ctrl+" }),
            (alt, if is_mac { "Option+" } else { "Alt+" }),
            (shift, "Shift+"),
        ];
        names.into_iter().filter(|(held, _)| *held).map(|(_, name)| name).collect()
    }
}

/// The keys of the digits from 1.
const DIGITS: [Key; 9] =
    [Key::Num1, Key::Num2, Key::Num3, Key::Num4, Key::Num5, Key::Num6, Key::Num7, Key::Num8, Key::Num9];

/// The digit of a key by its place; by the layout where the place is not known.
fn digit(press: Press) -> Option<u8> {
    // With Num Lock off the keypad's keys are arrows and the like.
    let moves =
        matches!(press.key, Key::End | Key::Home | Key::PageUp | Key::PageDown | Key::Insert | Key::Delete)
            || matches!(press.key, Key::ArrowDown | Key::ArrowLeft | Key::ArrowRight | Key::ArrowUp);
    let key = if moves { press.key } else { press.physical.unwrap_or(press.key) };
    (1..).zip(DIGITS).find(|(_, digit)| *digit == key).map(|(digit, _)| digit)
}

/// Whether a key prints a character by itself, as letters and digits do.
fn prints(key: ChordKey) -> bool {
    match key {
        ChordKey::Digit(_) => true,
        // Names of keys that print are a single character; Space, Enter and the like have longer ones.
        ChordKey::Logical(key) => key.name().chars().count() == 1,
    }
}

/// Takes the keys that are commands out of the events before egui sees them.
pub struct KeyHook {
    keymap: Keymap,
    commands: Vec<Command>,
    held: Vec<Key>,
    workspace: Workspace,
}

impl KeyHook {
    /// A hook with the default keys of a system.
    pub fn new(keymap: Keymap) -> Self {
        Self { keymap, commands: Vec::new(), held: Vec::new(), workspace: Workspace::default() }
    }

    /// The commands that came since the last call.
    pub fn take(&mut self) -> Vec<Command> {
        std::mem::take(&mut self.commands)
    }

    /// Says which workspace fills the window: its main part has the keyboard when nothing else has.
    pub fn set_workspace(&mut self, workspace: Workspace) {
        self.workspace = workspace;
    }

    /// Whether egui is to see an event.
    fn leaves(&mut self, event: &Event, scope: &mut Scope, ate_text: &mut bool) -> bool {
        match event {
            Event::Key { key, physical_key, pressed: true, modifiers, .. } => {
                // egui fills `repeat` in only after this hook.
                let repeat = self.held.contains(key);
                if !repeat {
                    self.held.push(*key);
                }
                let press = Press { key: *key, physical: *physical_key, modifiers: *modifiers, repeat };
                let Some(spec) = self.keymap.find(press, *scope) else {
                    *ate_text = false;
                    return true;
                };
                if spec.repeats || !repeat {
                    self.commands.push(spec.command.clone());
                }
                if spec.command.leads_to_field() {
                    // What was typed after it in the same frame belongs to the field.
                    *scope = Scope::Field;
                }
                *ate_text = true;
                false
            }
            Event::Key { key, pressed: false, .. } => {
                self.held.retain(|held| held != key);
                true
            }
            // The letter of a key that was a command must not land in the field that it opens.
            Event::Text(_) if std::mem::take(ate_text) => false,
            Event::Copy if *scope == Scope::Text => {
                self.commands.push(Command::Copy);
                false
            }
            Event::WindowFocused(false) => {
                self.held.clear();
                true
            }
            _ => true,
        }
    }
}

impl egui::Plugin for KeyHook {
    fn debug_name(&self) -> &'static str {
        "redletter keys"
    }

    fn input_hook(&mut self, ctx: &egui::Context, input: &mut egui::RawInput) {
        let mut scope = Scope::of(ctx, self.workspace);
        let mut ate_text = false;
        let before = self.commands.len();
        input.events.retain(|event| self.leaves(event, &mut scope, &mut ate_text));
        if self.commands.len() > before {
            ctx.request_repaint();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::command::Way;
    use super::*;

    fn keymap() -> Keymap {
        Keymap::default_of(OperatingSystem::Nix, true)
    }

    fn found(key: Key, physical: Key, modifiers: Modifiers, scope: Scope) -> Option<Command> {
        let press = Press { key, physical: Some(physical), modifiers, repeat: false };
        keymap().find(press, scope).map(|spec| spec.command.clone())
    }

    #[test]
    fn no_two_commands_share_a_key_in_one_place() {
        for os in [OperatingSystem::Nix, OperatingSystem::Windows, OperatingSystem::Mac] {
            let Keymap { rows, .. } = Keymap::default_of(os, true);
            for (idx, (chord, spec)) in rows.iter().enumerate() {
                for (other, second) in &rows[..idx] {
                    let scopes = [
                        Scope::Text,
                        Scope::List,
                        Scope::Review,
                        Scope::Tags,
                        Scope::Field,
                        Scope::Elsewhere,
                    ];
                    let meet =
                        scopes.iter().any(|scope| scope.holds(spec.place) && scope.holds(second.place));
                    assert!(chord != other || !meet, "{} and {} on {os:?}", spec.id, second.id);
                }
            }
        }
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
        assert_eq!(end, Some(Command::Move(super::super::command::Motion::LineEnd)));
    }

    #[test]
    fn letters_are_text_in_a_field_and_commands_in_the_article() {
        let none = Modifiers::NONE;
        assert_eq!(found(Key::J, Key::J, none, Scope::Text), Some(Command::Span(Way::Next)));
        for scope in [Scope::Field, Scope::Elsewhere, Scope::Popup] {
            assert_eq!(found(Key::J, Key::J, none, scope), None);
        }
        // German: Z and Y change places on the keyboard; the letter decides.
        assert_eq!(found(Key::Z, Key::Y, Modifiers::COMMAND, Scope::Text), Some(Command::Undo));
        assert_eq!(found(Key::Z, Key::Z, Modifiers::COMMAND, Scope::Field), None);
        assert_eq!(found(Key::S, Key::S, Modifiers::COMMAND, Scope::Field), Some(Command::SaveStatus));
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
        let keymap = Keymap::default_of(OperatingSystem::Nix, false);
        let find = |key, modifiers| {
            keymap.find(Press { key, physical: None, modifiers, repeat: false }, Scope::Text)
        };
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
            Keymap::default_of(OperatingSystem::Mac, true).first_key(&redo, true).as_deref(),
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
}
