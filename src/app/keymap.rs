//! From key events to commands. [`KeyHook`] sees every event before egui does, so that no text field and
//! no focus movement takes a key that is a command.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use egui::os::OperatingSystem;
use egui::{Event, Id, Key, Modifiers};

use thiserror::Error;

use super::command::files::FilesCommand;
use super::command::table::TABLE;
use super::command::{Chord, ChordKey, Command, Place, Spec, Workspace};
use super::settings::Settings;
use super::views::{articles, checks, find_bar, history, items, review, search, statistics, tags, voices};
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
    /// The hits of the Find workspace.
    Search,
    /// The list of the Checks workspace.
    Checks,
    /// The list of the Voices workspace.
    Voices,
    /// The Items workspace.
    Items,
    /// The figures of the Statistics workspace.
    Statistics,
    /// The list of the Tags workspace.
    Tags,
    /// The list of the History workspace.
    History,
    /// A text field.
    Field,
    /// The text field of the find bar.
    FindField,
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
    /// The keys that are not the default ones, as the settings hold them.
    own: BTreeMap<String, Vec<String>>,
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
                Workspace::Search => Self::Search,
                Workspace::Checks => Self::Checks,
                Workspace::Voices => Self::Voices,
                Workspace::Items => Self::Items,
                Workspace::Statistics => Self::Statistics,
                Workspace::Tags => Self::Tags,
                Workspace::History => Self::History,
            },
            Some(id) if id == reading::id() => Self::Text,
            Some(id) if id == articles::id() => Self::List,
            Some(id) if id == review::id() => Self::Review,
            Some(id) if id == search::id() => Self::Search,
            Some(id) if id == checks::id() => Self::Checks,
            Some(id) if id == voices::id() => Self::Voices,
            Some(id) if id == items::id() => Self::Items,
            Some(id) if id == statistics::id() => Self::Statistics,
            Some(id) if id == tags::id() => Self::Tags,
            Some(id) if id == history::id() => Self::History,
            Some(id) if id == find_bar::field_id() => Self::FindField,
            Some(_) if ctx.text_edit_focused() => Self::Field,
            Some(_) => Self::Elsewhere,
        }
    }

    /// Everything that can have the keyboard and lets commands have keys.
    pub const ALL: [Self; 13] = [
        Self::Text,
        Self::List,
        Self::Review,
        Self::Search,
        Self::Checks,
        Self::Voices,
        Self::Items,
        Self::Statistics,
        Self::Tags,
        Self::History,
        Self::Field,
        Self::FindField,
        Self::Elsewhere,
    ];

    /// Whether what is typed here is text.
    fn is_field(self) -> bool {
        matches!(self, Self::Field | Self::FindField)
    }

    /// Whether it is the table of a workspace, which has a filter.
    fn is_table(self) -> bool {
        matches!(
            self,
            Self::Review
                | Self::Search
                | Self::Checks
                | Self::Voices
                | Self::Items
                | Self::Statistics
                | Self::History
        )
    }

    /// Whether keys that act at `place` act here.
    fn holds(self, place: Place) -> bool {
        match place {
            Place::Everywhere => self != Self::Popup,
            Place::OutsideFields => self != Self::Popup && !self.is_field(),
            Place::OutsideTables => self != Self::Popup && !self.is_table(),
            Place::Text => self == Self::Text,
            Place::Spans => self == Self::Text || self.is_table(),
            Place::List => self == Self::List,
            Place::Review => self == Self::Review,
            Place::Search => self == Self::Search,
            Place::Checks => self == Self::Checks,
            Place::Voices => self == Self::Voices,
            Place::Items => self == Self::Items,
            Place::Statistics => self == Self::Statistics,
            Place::Tags => self == Self::Tags,
            Place::History => self == Self::History,
            Place::Field => self.is_field(),
            Place::FindField => self == Self::FindField,
        }
    }
}

impl Keymap {
    /// The keys of a system, with those that the settings change. A key that can't be understood, or of a
    /// command there is none of, is passed over.
    pub fn new(os: OperatingSystem, settings: &Settings) -> Self {
        let is_mac = matches!(os, OperatingSystem::Mac | OperatingSystem::IOS);
        let own = settings.keys.clone();
        let keys = |spec: &'static Spec| match own.get(spec.id) {
            Some(keys) => keys.iter().filter_map(|key| key.parse().ok()).collect(),
            None => default_keys(spec, is_mac).to_vec(),
        };
        let rows = TABLE.iter().flat_map(|spec| keys(spec).into_iter().map(move |chord| (chord, spec)));
        Self { rows: rows.collect(), single_keys: settings.single_keys, own }
    }

    /// Whether these are the keys that the settings say.
    pub fn is_of(&self, settings: &Settings) -> bool {
        self.single_keys == settings.single_keys && self.own == settings.keys
    }

    /// Every key of a command.
    pub fn keys_of<'k>(&'k self, spec: &'static Spec) -> impl Iterator<Item = Chord> + 'k {
        self.rows.iter().filter(|(_, other)| other.id == spec.id).map(|(chord, _)| *chord)
    }

    /// The command that has a key already where `spec` would have it too.
    pub fn taken_by(&self, chord: Chord, spec: &Spec) -> Option<&'static Spec> {
        let meet =
            |other: &Spec| Scope::ALL.iter().any(|scope| scope.holds(spec.place) && scope.holds(other.place));
        let rows = self.rows.iter().map(|(other, spec)| (*other, *spec));
        rows.into_iter()
            .find(|(other, row)| *other == chord && row.id != spec.id && meet(row))
            .map(|(_, row)| row)
    }

    /// The command a key means where `scope` has the keyboard.
    pub fn find(&self, press: Press, scope: Scope) -> Option<&'static Spec> {
        // Ctrl with what prints a minus makes text smaller, even where that is a digit's place (AZERTY).
        if press.modifiers.command && press.key == Key::Minus {
            return self.find_key(ChordKey::Logical(Key::Minus), press.modifiers, scope);
        }
        // Digits go by their place and win over whatever else a layout prints there.
        let by_place =
            digit(press).and_then(|digit| self.find_key(ChordKey::Digit(digit), press.modifiers, scope));
        by_place.or_else(|| self.find_key(ChordKey::Logical(press.key), press.modifiers, scope))
    }

    fn find_key(&self, key: ChordKey, modifiers: Modifiers, scope: Scope) -> Option<&'static Spec> {
        let is_single = !(modifiers.command || modifiers.ctrl || modifiers.alt) && prints(key);
        if is_single && (!self.single_keys || scope.is_field()) {
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

/// The keys a command has by default.
pub fn default_keys(spec: &Spec, is_mac: bool) -> &[Chord] {
    if is_mac { &spec.mac_keys } else { &spec.keys }
}

/// A chord as settings hold it: `Command+Shift+Z`, with egui's names of keys; digits by their place.
impl fmt::Display for Chord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Modifiers { alt, ctrl, shift, command, .. } = self.modifiers;
        for (held, name) in
            [(command, "Command+"), (ctrl && !command, "Ctrl+"), (alt, "Alt+"), (shift, "Shift+")]
        {
            if held {
                f.write_str(name)?;
            }
        }
        match self.key {
            ChordKey::Digit(digit) => write!(f, "{digit}"),
            ChordKey::Logical(key) => f.write_str(key.name()),
        }
    }
}

/// Text that is no chord.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("“{0}” is no key")]
pub struct NoChord(String);

impl FromStr for Chord {
    type Err = NoChord;

    fn from_str(text: &str) -> Result<Self, NoChord> {
        let mut modifiers = Modifiers::NONE;
        let mut rest = text;
        // A plus that is the key itself stands last.
        while let Some((name, after)) = rest.split_once('+').filter(|(_, after)| !after.is_empty()) {
            modifiers |= match name {
                "Command" => Modifiers::COMMAND,
                "Ctrl" => Modifiers::CTRL,
                "Alt" => Modifiers::ALT,
                "Shift" => Modifiers::SHIFT,
                _ => return Err(NoChord(text.to_owned())),
            };
            rest = after;
        }
        let by_place = rest.parse().ok().filter(|digit| (1..=9).contains(digit)).map(ChordKey::Digit);
        let key = by_place.or_else(|| Key::from_name(rest).map(ChordKey::Logical));
        key.map(|key| Self { key, modifiers }).ok_or_else(|| NoChord(text.to_owned()))
    }
}

impl Press {
    /// The chord that the press is.
    pub fn chord(self) -> Chord {
        let Modifiers { alt, ctrl, shift, command, .. } = self.modifiers;
        let held = [
            (command, Modifiers::COMMAND),
            (ctrl && !command, Modifiers::CTRL),
            (alt, Modifiers::ALT),
            (shift, Modifiers::SHIFT),
        ];
        let modifiers =
            held.into_iter().filter(|(is_held, _)| *is_held).fold(Modifiers::NONE, |all, (_, one)| all | one);
        Chord { key: digit(self).map_or(ChordKey::Logical(self.key), ChordKey::Digit), modifiers }
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
        // Letters have a name of one character, signs a symbol; Space, Enter, arrows and the like have neither.
        ChordKey::Logical(key) => key.name().chars().count() == 1 || is_sign(key),
    }
}

/// Whether a key prints a sign that is neither letter nor digit.
fn is_sign(key: Key) -> bool {
    matches!(
        key,
        Key::Colon
            | Key::Comma
            | Key::Backslash
            | Key::Slash
            | Key::Pipe
            | Key::Questionmark
            | Key::Exclamationmark
            | Key::OpenBracket
            | Key::CloseBracket
            | Key::OpenCurlyBracket
            | Key::CloseCurlyBracket
            | Key::Backtick
            | Key::Minus
            | Key::Period
            | Key::Plus
            | Key::Equals
            | Key::Semicolon
            | Key::Quote
    )
}

/// Takes the keys that are commands out of the events before egui sees them.
pub struct KeyHook {
    keymap: Keymap,
    commands: Vec<Command>,
    held: Vec<Key>,
    workspace: Workspace,
}

impl KeyHook {
    /// A hook with these keys.
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

    /// Changes which keys mean what.
    pub fn set_keymap(&mut self, keymap: Keymap) {
        self.keymap = keymap;
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
            // In a field they are text; in a dialog that has none they mean nothing.
            Event::Paste(text) if !scope.is_field() && *scope != Scope::Popup => {
                self.commands.push(Command::Files(FilesCommand::Pasted(text.clone())));
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
mod tests;
