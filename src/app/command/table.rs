//! The one table of commands: name, help, default keys for each system, where the keys act, and when the
//! command can be carried out. The menu, the key map and the hints are drawn from it.

mod attribution;
mod selection;
mod spans;

use std::sync::LazyLock;

use egui::{Key, Modifiers};

use super::{Chord, ChordKey, Command, Group, Motion, Place, SizeChange, Spec, Way, When, Workspace};
use crate::app::settings::Appearance;

/// Every command that can be had by name.
pub static TABLE: LazyLock<Vec<Spec>> = LazyLock::new(|| {
    [
        super::files::rows(),
        super::care::rows(),
        corpus(),
        article(),
        super::correcting::rows(),
        edit(),
        spans::rows(),
        super::places::rows(),
        attribution::rows(),
        selection::rows(),
        super::find::rows(),
        super::review::rows(),
        super::search::rows(),
        super::checks::rows(),
        super::voices::rows(),
        super::items::rows(),
        super::statistics::rows(),
        super::tags::rows(),
        super::history::rows(),
        caret(),
        workspaces(),
        view(),
    ]
    .into_iter()
    .flatten()
    .collect()
});

pub(super) const NONE: Modifiers = Modifiers::NONE;
pub(super) const SHIFT: Modifiers = Modifiers::SHIFT;
/// Ctrl, or Cmd on macOS.
pub(super) const COMMAND: Modifiers = Modifiers::COMMAND;
pub(super) const ALT: Modifiers = Modifiers::ALT;

fn chord(modifiers: Modifiers, key: Key) -> Chord {
    Chord { key: ChordKey::Logical(key), modifiers }
}

/// A row of a menu, enabled while an article is open, with keys that act in the text.
pub(super) fn row(
    group: Group,
    command: Command,
    id: &'static str,
    name: &'static str,
    help: &'static str,
) -> Spec {
    let (keys, mac_keys) = (Vec::new(), Vec::new());
    let (place, when) = (Place::Text, When::Article);
    Spec { command, id, name, help, group, keys, mac_keys, place, when, repeats: false }
}

impl Spec {
    /// The same keys on every system.
    pub(super) fn keys<const N: usize>(mut self, keys: [(Modifiers, Key); N]) -> Self {
        self.keys = keys.map(|(modifiers, key)| chord(modifiers, key)).to_vec();
        self.mac_keys.clone_from(&self.keys);
        self
    }

    /// A digit, by its place on the keyboard.
    pub(super) fn digit(mut self, modifiers: Modifiers, digit: u8) -> Self {
        self.keys = vec![Chord { key: ChordKey::Digit(digit), modifiers }];
        self.mac_keys.clone_from(&self.keys);
        self
    }

    /// Other keys on macOS; to be called after [`Spec::keys`].
    pub(super) fn mac<const N: usize>(mut self, keys: [(Modifiers, Key); N]) -> Self {
        self.mac_keys = keys.map(|(modifiers, key)| chord(modifiers, key)).to_vec();
        self
    }

    /// Where the keys act.
    pub(super) fn at(mut self, place: Place) -> Self {
        self.place = place;
        self
    }

    /// When the command can be carried out.
    pub(super) fn when(mut self, when: When) -> Self {
        self.when = when;
        self
    }

    /// A key held down goes on issuing it.
    pub(super) fn repeats(mut self) -> Self {
        self.repeats = true;
        self
    }
}

fn corpus() -> Vec<Spec> {
    let row = |command, id, name, help| row(Group::Corpus, command, id, name, help).at(Place::Everywhere);
    vec![
        row(
            Command::SaveStatus,
            "save-status",
            "Saved?",
            "Say when everything was saved; saving is automatic",
        )
        .keys([(COMMAND, Key::S)])
        .when(When::Corpus),
        row(Command::Quit, "quit", "Quit", "Close the window").keys([(COMMAND, Key::Q)]).when(When::Always),
    ]
}

fn article() -> Vec<Spec> {
    let row = |command, id, name, help| row(Group::Article, command, id, name, help).at(Place::Everywhere);
    vec![
        row(Command::Article(Way::Next), "next-article", "Next article", "Open the article after this one")
            .keys([(COMMAND, Key::PageDown)])
            .mac([(COMMAND | ALT, Key::ArrowRight)])
            .when(When::Corpus)
            .repeats(),
        row(
            Command::Article(Way::Previous),
            "previous-article",
            "Previous article",
            "Open the article before this one",
        )
        .keys([(COMMAND, Key::PageUp)])
        .mac([(COMMAND | ALT, Key::ArrowLeft)])
        .when(When::Corpus)
        .repeats(),
        row(
            Command::DoneAndNext,
            "done",
            "Done, and next",
            "Mark the article as done and open the one after it",
        )
        .keys([(COMMAND, Key::D)])
        .when(When::Writing),
        row(
            Command::Heading,
            "heading",
            "Heading, or cut here",
            "Make the words before the caret a heading; a heading becomes a paragraph again",
        )
        .keys([(NONE, Key::H)])
        .at(Place::Text)
        .when(When::Writing),
        row(Command::Skip, "skip", "Skip or flag the article…", "Leave the article out, and say why")
            .keys([(NONE, Key::X)])
            .at(Place::Text)
            .when(When::Writing),
        row(Command::EditArticleNote, "article-note", "Note on the article…", "Write a note on the article")
            .when(When::Writing),
        row(
            Command::EditCodes,
            "codes",
            "Codes of the article…",
            "Words the article as a whole is coded with",
        )
        .when(When::Writing),
        row(
            Command::FilterList,
            "filter-list",
            "Filter the article list",
            "Show only articles with these words",
        )
        .keys([(COMMAND | SHIFT, Key::L)])
        .when(When::Corpus),
        row(Command::Row(Way::Next), "next-row", "Next row", "Point at the next article of the list")
            .keys([(NONE, Key::ArrowDown), (NONE, Key::J)])
            .at(Place::List)
            .when(When::Corpus)
            .repeats(),
        row(
            Command::Row(Way::Previous),
            "previous-row",
            "Previous row",
            "Point at the previous article of the list",
        )
        .keys([(NONE, Key::ArrowUp), (NONE, Key::K)])
        .at(Place::List)
        .when(When::Corpus)
        .repeats(),
        row(Command::OpenRow, "open-row", "Open the row", "Open the article the list points at")
            .keys([(NONE, Key::Enter)])
            .at(Place::List)
            .when(When::Corpus),
    ]
}

fn edit() -> Vec<Spec> {
    let row = |command, id, name, help| row(Group::Edit, command, id, name, help);
    vec![
        row(Command::Undo, "undo", "Undo", "Take the last change back")
            .keys([(COMMAND, Key::Z)])
            .at(Place::OutsideFields)
            .when(When::Undo)
            .repeats(),
        row(Command::Redo, "redo", "Redo", "Make the change again that was taken back last")
            .keys([(COMMAND | SHIFT, Key::Z), (COMMAND, Key::Y)])
            .mac([(COMMAND | SHIFT, Key::Z)])
            .at(Place::OutsideFields)
            .when(When::Redo)
            .repeats(),
        row(
            Command::Copy,
            "copy",
            "Copy words",
            "Put the selected words, or those of the span, on the clipboard",
        )
        .keys([(COMMAND, Key::C)])
        .when(When::Words),
        row(
            Command::KeepField,
            "keep-field",
            "Keep what was typed",
            "Keep the field's text and return to the article",
        )
        .keys([(COMMAND, Key::Enter)])
        .at(Place::Field),
        row(
            Command::BackOut,
            "back-out",
            "Back out",
            "Leave the field, then the selection, then the span in focus",
        )
        .keys([(NONE, Key::Escape)])
        .at(Place::Everywhere)
        .when(When::Always),
    ]
}

fn caret() -> Vec<Spec> {
    MOTIONS
        .iter()
        .map(|motion| {
            let MotionRow { go: (id, name), keys, mac, .. } = *motion;
            let mut spec =
                row(Group::Caret, Command::Move(motion.motion), id, name, "Move the caret, or the row")
                    .at(place_of(motion.motion))
                    .repeats();
            spec.keys = vec![chord(keys.0, keys.1)];
            spec.mac_keys = vec![chord(mac.0, mac.1)];
            spec
        })
        .collect()
}

/// Where the keys of a motion act: some go through rows as well.
fn place_of(motion: Motion) -> Place {
    match motion {
        Motion::Up
        | Motion::Down
        | Motion::PageUp
        | Motion::PageDown
        | Motion::LineStart
        | Motion::LineEnd
        | Motion::ArticleStart
        | Motion::ArticleEnd => Place::Spans,
        Motion::Left
        | Motion::Right
        | Motion::WordLeft
        | Motion::WordRight
        | Motion::ParagraphUp
        | Motion::ParagraphDown => Place::Text,
    }
}

/// A motion with the names and keys of its two commands; extending adds Shift to the keys.
struct MotionRow {
    motion: Motion,
    go: (&'static str, &'static str),
    extend: (&'static str, &'static str),
    keys: (Modifiers, Key),
    mac: (Modifiers, Key),
}

const fn motion(
    motion: Motion,
    go: (&'static str, &'static str),
    extend: (&'static str, &'static str),
    keys: (Modifiers, Key),
    mac: (Modifiers, Key),
) -> MotionRow {
    MotionRow { motion, go, extend, keys, mac }
}

#[rustfmt::skip]
const MOTIONS: [MotionRow; 14] = [
    motion(Motion::Left, ("left", "Left"), ("extend-left", "Extend left"), (NONE, Key::ArrowLeft), (NONE, Key::ArrowLeft)),
    motion(Motion::Right, ("right", "Right"), ("extend-right", "Extend right"), (NONE, Key::ArrowRight), (NONE, Key::ArrowRight)),
    motion(Motion::Up, ("up", "Up a line"), ("extend-up", "Extend up a line"), (NONE, Key::ArrowUp), (NONE, Key::ArrowUp)),
    motion(Motion::Down, ("down", "Down a line"), ("extend-down", "Extend down a line"), (NONE, Key::ArrowDown), (NONE, Key::ArrowDown)),
    motion(Motion::WordLeft, ("word-left", "Word left"), ("extend-word-left", "Extend to the word's start"), (COMMAND, Key::ArrowLeft), (ALT, Key::ArrowLeft)),
    motion(Motion::WordRight, ("word-right", "Word right"), ("extend-word-right", "Extend to the word's end"), (COMMAND, Key::ArrowRight), (ALT, Key::ArrowRight)),
    motion(Motion::ParagraphUp, ("paragraph-up", "Paragraph up"), ("extend-paragraph-up", "Extend to the paragraph's start"), (COMMAND, Key::ArrowUp), (ALT, Key::ArrowUp)),
    motion(Motion::ParagraphDown, ("paragraph-down", "Paragraph down"), ("extend-paragraph-down", "Extend to the paragraph's end"), (COMMAND, Key::ArrowDown), (ALT, Key::ArrowDown)),
    motion(Motion::LineStart, ("line-start", "Start of the line"), ("extend-line-start", "Extend to the line's start"), (NONE, Key::Home), (COMMAND, Key::ArrowLeft)),
    motion(Motion::LineEnd, ("line-end", "End of the line"), ("extend-line-end", "Extend to the line's end"), (NONE, Key::End), (COMMAND, Key::ArrowRight)),
    motion(Motion::PageUp, ("page-up", "Screen up"), ("extend-page-up", "Extend a screen up"), (NONE, Key::PageUp), (NONE, Key::PageUp)),
    motion(Motion::PageDown, ("page-down", "Screen down"), ("extend-page-down", "Extend a screen down"), (NONE, Key::PageDown), (NONE, Key::PageDown)),
    motion(Motion::ArticleStart, ("article-start", "Start of the article"), ("extend-article-start", "Extend to the article's start"), (COMMAND, Key::Home), (COMMAND, Key::ArrowUp)),
    motion(Motion::ArticleEnd, ("article-end", "End of the article"), ("extend-article-end", "Extend to the article's end"), (COMMAND, Key::End), (COMMAND, Key::ArrowDown)),
];

fn view() -> Vec<Spec> {
    let row = |command, id, name, help| {
        row(Group::View, command, id, name, help).at(Place::Everywhere).when(When::Always)
    };
    vec![
        row(Command::TextSize(SizeChange::Larger), "larger-text", "Larger text", "Make reading text larger")
            .keys([(COMMAND, Key::Plus), (COMMAND | SHIFT, Key::Plus), (COMMAND, Key::Equals)])
            .repeats(),
        row(
            Command::TextSize(SizeChange::Smaller),
            "smaller-text",
            "Smaller text",
            "Make reading text smaller",
        )
        .keys([(COMMAND, Key::Minus)])
        .repeats(),
        row(
            Command::TextSize(SizeChange::Default),
            "default-text",
            "Text as it was",
            "Give reading text its first size",
        )
        .keys([(COMMAND, Key::Num0)]),
        row(
            Command::SetAppearance(Appearance::System),
            "appearance-system",
            "Appearance of the system",
            "Light or dark, as the system has it",
        ),
        row(
            Command::SetAppearance(Appearance::Light),
            "appearance-light",
            "Light appearance",
            "Dark letters on light paper",
        ),
        row(
            Command::SetAppearance(Appearance::Dark),
            "appearance-dark",
            "Dark appearance",
            "Light letters on dark paper",
        ),
        row(
            Command::ToggleList,
            "toggle-list",
            "Show or hide the article list",
            "In a narrow window the list slides over the text",
        )
        .keys([(COMMAND, Key::B)]),
        row(
            Command::ToggleInspector,
            "toggle-inspector",
            "Show or hide the inspector",
            "In a very narrow window, or while it is hidden, it slides over the text when it is needed",
        )
        .keys([(COMMAND, Key::I)]),
        row(Command::Palette, "palette", "Commands…", "Find any command by its name")
            .keys([(COMMAND, Key::K)]),
        row(Command::Keys, "keys", "Keys…", "Every key, and how to change it")
            .keys([(NONE, Key::F1), (NONE, Key::Questionmark), (SHIFT, Key::Questionmark)])
            .mac([(NONE, Key::Questionmark), (SHIFT, Key::Questionmark)]),
        row(Command::Settings, "settings", "Settings…", "Appearance, sizes and keys")
            .keys([(COMMAND, Key::Comma)]),
        row(Command::Pane(Way::Next), "next-pane", "Next pane", "Go to the list, the text or the inspector")
            .keys([(NONE, Key::F6)]),
        row(
            Command::Pane(Way::Previous),
            "previous-pane",
            "Previous pane",
            "Go to the panes the other way round",
        )
        .keys([(SHIFT, Key::F6)]),
    ]
}

fn workspaces() -> Vec<Spec> {
    let row = |command, id, name, help| {
        row(Group::View, command, id, name, help).at(Place::Everywhere).when(When::Corpus)
    };
    vec![
        row(
            Command::Workspace(Workspace::Annotate),
            "annotate",
            "Go to Annotate",
            "Read articles and tag what they say",
        )
        .digit(COMMAND, 1),
        row(
            Command::Workspace(Workspace::Review),
            "review",
            "Go to Review",
            "Go through everything that was tagged",
        )
        .digit(COMMAND, 2),
        row(
            Command::Workspace(Workspace::Search),
            "search",
            "Go to Find",
            "Find words and spans in the whole corpus",
        )
        .digit(COMMAND, 3),
        row(
            Command::Workspace(Workspace::Checks),
            "checks",
            "Go to Checks",
            "See what looks wrong in what was tagged, and mend it",
        )
        .digit(COMMAND, 4),
        row(
            Command::Workspace(Workspace::Voices),
            "voices",
            "Go to Voices",
            "See who is quoted and where, and keep the register",
        )
        .digit(COMMAND, 5),
        row(
            Command::Workspace(Workspace::Items),
            "items-workspace",
            "Go to Items",
            "Follow proposals, claims and demands through the articles",
        )
        .digit(COMMAND, 6),
        row(
            Command::Workspace(Workspace::Statistics),
            "statistics",
            "Go to Statistics",
            "See what the corpus adds up to",
        )
        .digit(COMMAND, 7),
        row(Command::Workspace(Workspace::Tags), "tags", "Go to Tags", "Change labels, attributes and links")
            .digit(COMMAND, 8),
        row(
            Command::Workspace(Workspace::History),
            "history",
            "Go to History",
            "See what was done, by whom and when, and bring it back",
        )
        .digit(COMMAND, 9),
    ]
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn ids_and_names_are_given_once() {
        let ids: BTreeSet<&str> = TABLE.iter().map(|spec| spec.id).collect();
        let names: BTreeSet<&str> = TABLE.iter().map(|spec| spec.name).collect();
        let mut seen = BTreeSet::new();
        let twice: Vec<&str> =
            TABLE.iter().map(|spec| spec.name).filter(|name| !seen.insert(*name)).collect();
        assert_eq!((ids.len(), names.len()), (TABLE.len(), TABLE.len()), "named twice: {twice:?}");
        assert!(TABLE.iter().all(|spec| !spec.help.is_empty() && !spec.help.ends_with('.')));
    }

    #[test]
    fn every_command_finds_its_own_row() {
        for spec in TABLE.iter() {
            assert_eq!(spec.command.spec().map(|found| found.id), Some(spec.id));
        }
        assert!(Command::CloseDialog.spec().is_none());
    }
}
