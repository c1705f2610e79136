//! What the table says of a command: its names, its keys, where these act, and when it can be carried out.

use egui::{Key, Modifiers};

use super::Command;

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
    /// Wherever the focus is, but in the tables of workspaces, which have filters.
    OutsideTables,
    /// In the reading view.
    Text,
    /// In the reading view, and in the tables of workspaces.
    Spans,
    /// In the article list.
    List,
    /// In the table of the Review workspace.
    Review,
    /// In the hits of the Find workspace.
    Search,
    /// In the list of the Checks workspace.
    Checks,
    /// In the list of the Voices workspace.
    Voices,
    /// In the Items workspace.
    Items,
    /// In the figures of the Statistics workspace.
    Statistics,
    /// In the list of the Tags workspace.
    Tags,
    /// In the list of the History workspace.
    History,
    /// In a text field.
    Field,
    /// In the field of the find bar.
    FindField,
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
    /// When a span is in focus and the corpus can be written, whether words are selected or not.
    Span,
    /// When a span is in focus, whether the corpus can be written or not.
    AnySpan,
    /// When the Review workspace points at a row, and the corpus can be written.
    Row,
    /// When something has been found in the corpus, and the search has ended.
    Found,
    /// When something has been found in the corpus, the search has ended, and the corpus can be written.
    FoundToChange,
    /// When the Checks workspace points at a finding.
    Finding,
    /// When the Checks workspace points at a finding, and the corpus can be written.
    FindingToChange,
    /// When Annotate has a span in focus or Review points at a row, and the corpus can be written.
    SpanOrRow,
    /// When the History workspace points at a change.
    Change,
    /// When the tagset can be changed.
    Tagset,
    /// When the tagset can be changed and the Tags workspace points at something of it.
    TagsetItem,
    /// When there is something to undo.
    Undo,
    /// When there is something to redo.
    Redo,
}

/// The menu a command stands in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Group {
    /// Corpora and files.
    Corpus,
    /// The article in view, and the list of articles.
    Article,
    /// Changes.
    Edit,
    /// Spans.
    Span,
    /// Who said it, and what else is said of a span.
    Attribution,
    /// Selections.
    Select,
    /// Decisions on what was tagged.
    Review,
    /// Looking for something in the whole corpus.
    Search,
    /// What looks wrong.
    Checks,
    /// The register.
    Voices,
    /// What is followed through the articles.
    Items,
    /// What it adds up to.
    Statistics,
    /// The tagset.
    Tags,
    /// What was done.
    History,
    /// The caret.
    Caret,
    /// How things look, and where one is.
    View,
}

impl Place {
    /// Where keys act, in words.
    pub fn name(self) -> &'static str {
        match self {
            Self::Everywhere => "everywhere",
            Self::OutsideFields => "outside fields",
            Self::OutsideTables => "outside tables",
            Self::Text => "in the text",
            Self::Spans => "text and tables",
            Self::List => "in the article list",
            Self::Review => "in Review",
            Self::Search => "in Find",
            Self::Checks => "in Checks",
            Self::Voices => "in Voices",
            Self::Items => "in Items",
            Self::Statistics => "in Statistics",
            Self::Tags => "in Tags",
            Self::History => "in History",
            Self::Field => "in fields",
            Self::FindField => "in the find bar",
        }
    }
}

impl Group {
    /// Every menu in order.
    pub const ALL: [Self; 16] = [
        Self::Corpus,
        Self::Article,
        Self::Edit,
        Self::Span,
        Self::Attribution,
        Self::Select,
        Self::Review,
        Self::Search,
        Self::Checks,
        Self::Voices,
        Self::Items,
        Self::Statistics,
        Self::Tags,
        Self::History,
        Self::Caret,
        Self::View,
    ];

    /// Its name on screen.
    pub fn name(self) -> &'static str {
        match self {
            Self::Corpus => "Corpus",
            Self::Article => "Article",
            Self::Edit => "Edit",
            Self::Span => "Span",
            Self::Attribution => "Attribution",
            Self::Select => "Select",
            Self::Review => "Review",
            Self::Search => "Find",
            Self::Checks => "Checks",
            Self::Voices => "Voices",
            Self::Items => "Items",
            Self::Statistics => "Statistics",
            Self::Tags => "Tags",
            Self::History => "History",
            Self::Caret => "Move",
            Self::View => "View",
        }
    }
}
