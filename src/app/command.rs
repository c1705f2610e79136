//! Everything the window can be asked to do. Keys, menus, buttons, the pointer and tests all issue these;
//! `run` carries them out. Names, keys and conditions of those that stand in menus are in [`table`].

pub mod table;

use egui::{Key, Modifiers};

use super::settings::Appearance;
use super::widgets::reading::layout::Caret;
use crate::model::id::{AnnotationId, ArticleId, LabelId, VoiceId};

/// Something the window can be asked to do.
#[derive(Clone, Debug, PartialEq)]
pub enum Command {
    /// Tag the selection with the label of this digit, or give the span in focus that label.
    Tag(u8),
    /// Remove the span in focus.
    Remove,
    /// Say that one is unsure of the tag, or sure again.
    ToggleUnsure,
    /// Go to the field for the speaker.
    EditSpeaker,
    /// Go to the field for the note.
    EditNote,
    /// Put the next or previous span in focus.
    Span(Way),
    /// Put another of the spans under the caret in focus.
    Stacked(Way),
    /// Select the next or previous sentence.
    Sentence(Way),
    /// Move the caret.
    Move(Motion),
    /// Move the caret and select what it passes.
    Extend(Motion),
    /// Put the selected words, or those of the span in focus, on the clipboard.
    Copy,
    /// Back out one level: field, selection, focus.
    BackOut,
    /// Open the next or previous article.
    Article(Way),
    /// Mark the article as done and open the next one.
    DoneAndNext,
    /// Take the last change back.
    Undo,
    /// Make the change again that was taken back last.
    Redo,
    /// Say when everything was saved.
    SaveStatus,
    /// Show what was wrong in the corpus when it was opened.
    ShowProblems,
    /// Make reading text larger, smaller, or as it was.
    TextSize(SizeChange),
    /// Light, dark, or as the system has it.
    SetAppearance(Appearance),
    /// Go to a workspace.
    Workspace(Workspace),
    /// Go to the next or previous pane.
    Pane(Way),
    /// Show the article list, or put it away, where the window is too narrow to keep it in view.
    ToggleList,
    /// Move through the article list.
    Row(Way),
    /// Open the article the list points at.
    OpenRow,
    /// Keep what was typed into a field.
    KeepField,
    /// Close the window.
    Quit,

    // What follows carries what was pointed at or typed, and stands in no menu.
    /// Open an article.
    OpenArticle(ArticleId),
    /// Tag or relabel with this label.
    TagAs(LabelId),
    /// Put a span in focus and bring it into view.
    Focus(AnnotationId),
    /// The pointer was pressed and released on one spot of the text.
    ClickText {
        /// Where the caret goes.
        caret: Caret,
        /// The character under the pointer, if there was one.
        under: Option<usize>,
    },
    /// Select from a byte of the article's text to the caret.
    Select {
        /// The end that stays.
        anchor: usize,
        /// The end that moves.
        caret: Caret,
    },
    /// What the speaker's field or the note's field holds so far.
    Draft(Draft),
    /// Take what was typed, or the highlighted match, as the speaker.
    SetSpeaker(Speaker),
    /// Dismiss a notice.
    Dismiss(u64),
    /// Close the list of problems, or the question before quitting.
    CloseDialog,
    /// Close the window although not everything is saved.
    QuitAnyway,
}

/// One of the window's faces: what fills it between the bars.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Workspace {
    /// Articles, the text, the inspector.
    #[default]
    Annotate,
    /// Every annotation in one table, to be judged.
    Review,
    /// Labels, attributes and relation types.
    Tags,
}

/// Forward or backward.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// The next one.
    Next,
    /// The previous one.
    Previous,
}

/// A movement of the caret.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Motion {
    /// One grapheme cluster to the left.
    Left,
    /// One grapheme cluster to the right.
    Right,
    /// One line up.
    Up,
    /// One line down.
    Down,
    /// To the start of this word or the one before.
    WordLeft,
    /// To the end of this word or the next.
    WordRight,
    /// To the start of this paragraph or the one before.
    ParagraphUp,
    /// To the end of this paragraph or the next.
    ParagraphDown,
    /// To the start of the line.
    LineStart,
    /// To the end of the line.
    LineEnd,
    /// One screenful up.
    PageUp,
    /// One screenful down.
    PageDown,
    /// To the start of the article.
    ArticleStart,
    /// To the end of the article.
    ArticleEnd,
}

/// How the size of reading text changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SizeChange {
    /// One step larger.
    Larger,
    /// One step smaller.
    Smaller,
    /// As it was at first.
    Default,
}

/// What stands in a field of the inspector and is not kept yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    /// The span it is about.
    pub annotation: AnnotationId,
    /// The field.
    pub field: Field,
    /// What was typed.
    pub text: String,
    /// Which of the register's matches is highlighted; only for the speaker.
    pub picked: Option<usize>,
}

/// A field of the inspector.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Field {
    /// Who said it.
    Speaker,
    /// The note.
    Note,
}

/// Who is to be the speaker of the span in focus.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Speaker {
    /// Whoever goes by this name: an entry of the register, or a new one. Nobody, if it is empty.
    Named(String),
    /// An entry of the register.
    Registered(VoiceId),
    /// Somebody without a name, by the words the article uses.
    Unnamed(String),
    /// The article's own voice.
    Article,
}

/// A key with its modifiers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Chord {
    /// The key.
    pub key: ChordKey,
    /// The modifiers, exactly.
    pub modifiers: Modifiers,
}

/// Which key, and by what it goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChordKey {
    /// By what the layout says it is.
    Logical(Key),
    /// A digit of the main row or the keypad by its place, whatever the layout prints on it.
    Digit(u8),
}

/// Where a command's keys act.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// Wherever the focus is.
    Everywhere,
    /// Wherever the focus is, but in a text field, which has its own use for these keys.
    OutsideFields,
    /// In the reading view.
    Text,
    /// In the article list.
    List,
    /// In the table of the Review workspace.
    Review,
    /// In the list of the Tags workspace.
    Tags,
    /// In a text field.
    Field,
}

/// When a command can be carried out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum When {
    /// Always.
    Always,
    /// When a corpus is open.
    Corpus,
    /// When an article is open and the corpus can be written.
    Writing,
    /// When an article is open.
    Article,
    /// When there are words selected or a span is in focus, the corpus can be written, and the label exists.
    Target(u8),
    /// When there are words selected or a span is in focus.
    Words,
    /// When a span is in focus, no words are selected, and the corpus can be written.
    Focus,
    /// When there is something to undo.
    Undo,
    /// When there is something to redo.
    Redo,
}

/// The menu a command stands in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Group {
    /// The corpus and its articles.
    Corpus,
    /// Changes.
    Edit,
    /// Spans.
    Span,
    /// Selections.
    Select,
    /// The caret.
    Caret,
    /// How things look, and where one is.
    View,
}

/// A command's row in the table.
#[derive(Clone, Debug)]
pub struct Spec {
    /// The command itself.
    pub command: Command,
    /// Its name in a file of keys.
    pub id: &'static str,
    /// Its name on screen.
    pub name: &'static str,
    /// What it does, in a sentence.
    pub help: &'static str,
    /// The menu it stands in.
    pub group: Group,
    /// Its keys on Linux and Windows.
    pub keys: Vec<Chord>,
    /// Its keys on macOS.
    pub mac_keys: Vec<Chord>,
    /// Where its keys act.
    pub place: Place,
    /// When it can be carried out.
    pub when: When,
    /// Whether a key held down goes on issuing it.
    pub repeats: bool,
}

impl Workspace {
    /// Every workspace in the order of the bar.
    pub const ALL: [Self; 3] = [Self::Annotate, Self::Review, Self::Tags];

    /// Its name on screen.
    pub fn name(self) -> &'static str {
        match self {
            Self::Annotate => "Annotate",
            Self::Review => "Review",
            Self::Tags => "Tags",
        }
    }
}

impl Group {
    /// Every menu in order.
    pub const ALL: [Self; 6] = [Self::Corpus, Self::Edit, Self::Span, Self::Select, Self::Caret, Self::View];

    /// Its name on screen.
    pub fn name(self) -> &'static str {
        match self {
            Self::Corpus => "Corpus",
            Self::Edit => "Edit",
            Self::Span => "Span",
            Self::Select => "Select",
            Self::Caret => "Move",
            Self::View => "View",
        }
    }
}

impl Command {
    /// The command's row in the table, if it has one.
    pub fn spec(&self) -> Option<&'static Spec> {
        table::TABLE.iter().find(|spec| spec.command == *self)
    }
}
