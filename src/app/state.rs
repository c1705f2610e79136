//! What the window knows: the opened corpus, the article in view, and what is going on around them. Views
//! read it; `run` changes it.

pub mod article;
pub mod checks;
pub mod choice;
pub mod dialog;
pub mod document;
pub mod find;
pub mod found;
pub mod go_to;
pub mod history;
pub mod indexing;
pub mod item_index;
pub mod items;
pub mod likely;
pub mod offers;
pub mod places;
pub mod register;
pub mod review;
pub mod running;
pub mod search;
pub mod session;
pub mod spans;
pub mod statistics;
pub mod tags;
pub mod values;
pub mod voices;
pub mod wide;

use crate::model::id::{AnnotationId, ArticleId, LabelId};
use crate::model::text::TextRange;
use crate::model::text::numbers::in_thousands;
use crate::model::text::visible::{shown_name, visible};
use std::sync::Arc;

use self::choice::Choice;
use self::dialog::Dialog;
use self::find::FindBar;
use self::running::{ReadDataset, Running};
use super::command::{Draft, Field, Subject, Way, Workspace};
use super::opening::OpenRequest;
use super::widgets::reading::layout::Caret;
use crate::store::Staged;

/// What is selected in the article: nothing, if both ends are one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Selection {
    /// The end that stays, as a byte of the article's text.
    pub anchor: usize,
    /// The end that moves.
    pub caret: Caret,
}

/// Something to be told at the foot of the window, until the next command.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StatusLine {
    /// What is told.
    pub text: String,
    /// Whether something could not be done.
    pub is_refusal: bool,
}

/// Something that stays in view until it is dismissed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// Counted up, so that it can be named.
    pub id: u64,
    /// What happened, and what to do about it.
    pub text: String,
    /// Whether it leads to the list of problems.
    pub has_list: bool,
    /// Whether it is good to know, rather than something that went wrong.
    pub is_news: bool,
}

/// Where the keyboard is to go when the views are drawn next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FocusWish {
    /// The field that narrows the open list.
    ChoiceFilter,
    /// To the reading view.
    Text,
    /// To the article list.
    List,
    /// To the table of the Review workspace.
    Review,
    /// To the hits of the Find workspace.
    Search,
    /// To the field of the Find workspace.
    SearchField,
    /// To what can be done with the hits.
    SearchPanel,
    /// To the list of the Checks workspace.
    Checks,
    /// To the filter of the Checks workspace.
    ChecksFilter,
    /// To the note of a finding that is about to be accepted.
    ChecksNote,
    /// To the switches of the Checks workspace.
    ChecksPanel,
    /// To the list of the Voices workspace.
    Voices,
    /// To the filter of the Voices workspace.
    VoicesFilter,
    /// To the entry that the Voices workspace shows.
    VoicesPanel,
    /// To the list of the Items workspace.
    Items,
    /// To the filter of the Items workspace.
    ItemsFilter,
    /// To the item that the Items workspace shows.
    ItemsPanel,
    /// To the figures of the Statistics workspace.
    Statistics,
    /// To the filter of the Statistics workspace.
    StatisticsFilter,
    /// To the list of the Tags workspace.
    Tags,
    /// To the first control of the inspector.
    Inspector,
    /// To a field of the inspector.
    Field(Field),
    /// To the filter of the article list.
    Filter,
    /// To the field of the find bar, with all of it selected.
    Find,
    /// To the list of the History workspace.
    History,
    /// To the filter of the History list.
    HistoryFilter,
    /// To what the change that is pointed at has changed.
    HistoryPanel,
    /// To the filter of the Review table.
    ReviewFilter,
    /// To the note that goes with a decision.
    ReviewNote,
    /// To the line of the Review workspace that waits for words.
    ReviewPrompt,
}

/// What goes on in the window beside the corpus.
#[derive(Debug, Default)]
pub struct Desk {
    /// What fills the window.
    pub workspace: Workspace,
    /// The numbered choices that are open.
    pub choice: Option<Choice>,
    /// The line at the foot.
    pub status: Option<StatusLine>,
    /// Notices.
    pub notices: Notices,
    /// The dialog that is open.
    pub dialog: Option<Dialog>,
    /// What was typed and not kept.
    pub draft: Option<Draft>,
    /// What earlier commands leave for later ones.
    pub last: Last,
    /// Where the keyboard is to go.
    pub focus_wish: Option<FocusWish>,
    /// Which panels are shown that come and go.
    pub drawers: Drawers,
    /// What goes on about files.
    pub files: Files,
    /// Words to be lit up for a moment, and until when in egui's seconds.
    pub flash: Option<(TextRange, f64)>,
    /// What is looked for in the article.
    pub find: FindBar,
}

/// What goes on about files.
#[derive(Debug, Default)]
pub struct Files {
    /// A corpus that somebody wants to open; taken up once the commands of this frame are carried out.
    pub wanted: Option<OpenRequest>,
    /// The name of the corpus that is being opened.
    pub opening: Option<String>,
    /// What goes on beside the window.
    pub running: Option<Running>,
    /// A dataset that was read, while the dialog asks what its names mean.
    pub read: Option<Arc<ReadDataset>>,
    /// Articles that were found, while the dialog shows them.
    pub gathered: Option<Staged>,
    /// Why what the dialog asked for was not done.
    pub complaint: String,
    /// For how many seconds the disk has been busy with what was done last, once that is long.
    pub slow_secs: u64,
}

/// What earlier commands leave for later ones.
#[derive(Debug, Default)]
pub struct Last {
    /// The label that was used last.
    pub label: Option<LabelId>,
    /// The span that was tagged or relabelled last, and in which article it stands.
    pub span: Option<(ArticleId, AnnotationId)>,
    /// The label that every selection is tagged with at once.
    pub lock: Option<Lock>,
    /// The workspace from whose list one came to where one is, and Esc leads back to.
    pub came_from: Option<Workspace>,
    /// An undo or redo that was told of and waits to be asked for again.
    pub announced: Option<(Way, u64)>,
}

/// A label that every selection made in one go is tagged with at once.
#[derive(Clone, Debug, PartialEq)]
pub struct Lock {
    /// The label.
    pub label: LabelId,
    /// Words selected by a click that may become one of more presses, and until when that is awaited in egui's
    /// seconds.
    pub waits: Option<(TextRange, f64)>,
}

/// Panels that come and go: drawn over the text where there is no room beside it, put away where there is.
#[derive(Clone, Copy, Debug, Default)]
pub struct Drawers {
    /// The article list, where it has no room of its own.
    pub list: bool,
    /// The inspector, where it has no room of its own.
    pub inspector: bool,
    /// What is put away although there is room.
    pub away: Away,
    /// The card that says how to begin.
    pub start: bool,
}

/// Panels that are put away although there is room for them.
#[derive(Clone, Copy, Debug, Default)]
pub struct Away {
    /// The article list.
    pub list: bool,
    /// The inspector.
    pub inspector: bool,
}

/// Notices, the oldest first.
#[derive(Debug, Default)]
pub struct Notices {
    /// Those that are not dismissed.
    pub list: Vec<Notice>,
    next: u64,
}

impl FocusWish {
    /// To the main part of a workspace.
    pub fn of(workspace: Workspace) -> Self {
        match workspace {
            Workspace::Annotate => Self::Text,
            Workspace::Review => Self::Review,
            Workspace::Search => Self::Search,
            Workspace::Checks => Self::Checks,
            Workspace::Voices => Self::Voices,
            Workspace::Items => Self::Items,
            Workspace::Statistics => Self::Statistics,
            Workspace::Tags => Self::Tags,
            Workspace::History => Self::History,
        }
    }
}

impl Selection {
    /// A caret without selected words.
    pub fn caret(caret: Caret) -> Self {
        Self { anchor: caret.byte, caret }
    }

    /// The bytes between the two ends; none, if both are one.
    pub fn bytes(self) -> std::ops::Range<usize> {
        self.anchor.min(self.caret.byte)..self.anchor.max(self.caret.byte)
    }

    /// The selected range; `None` if there is only a caret.
    pub fn range(self) -> Option<TextRange> {
        let (one, two) = (self.anchor, self.caret.byte);
        TextRange::new(one.min(two), one.max(two)).ok()
    }
}

impl Desk {
    /// Whether the inspector is in view where it has no room of its own: when it was asked for, and while
    /// something in it waits for an answer.
    pub fn shows_inspector(&self) -> bool {
        let field_waits = matches!(self.focus_wish, Some(FocusWish::Field(_) | FocusWish::Inspector));
        self.drawers.inspector || self.choice.is_some() || self.draft.is_some() || field_waits
    }

    /// Opens a dialog.
    pub fn open_dialog(&mut self, dialog: Dialog) {
        self.dialog = Some(dialog);
        self.files.complaint.clear();
    }

    /// Forgets what belongs to the corpus that is left.
    pub fn leave_corpus(&mut self) {
        self.dialog = None;
        // Its files go when the corpus is opened the next time.
        self.files.gathered = None;
        self.files.complaint.clear();
        self.choice = None;
        self.draft = None;
        self.flash = None;
        self.find.leave_corpus();
        self.last = Last::default();
        self.status = None;
        self.workspace = Workspace::default();
        self.focus_wish = Some(FocusWish::of(self.workspace));
    }

    /// Tells something at the foot of the window.
    pub fn say(&mut self, text: impl Into<String>) {
        self.status = Some(StatusLine { text: shown_name(&text.into()).into_owned(), is_refusal: false });
    }

    /// Tells at the foot of the window why something was not done.
    pub fn refuse(&mut self, text: impl Into<String>) {
        self.status = Some(StatusLine { text: visible(&text.into()).into_owned(), is_refusal: true });
    }

    /// Puts up a notice of something that went wrong or waits for a person.
    pub fn notify(&mut self, text: impl Into<String>, has_list: bool) {
        self.put_up(text, has_list, false);
    }

    /// Puts up a notice of something that is good to know.
    pub fn announce(&mut self, text: impl Into<String>) {
        self.put_up(text, false, true);
    }

    fn put_up(&mut self, text: impl Into<String>, has_list: bool, is_news: bool) {
        self.notices.next += 1;
        let (id, text) = (self.notices.next, visible(&text.into()).into_owned());
        self.notices.list.push(Notice { id, text, has_list, is_news });
    }

    /// Puts up notices for what others have done; a few by name, the rest by number.
    pub fn notify_all(&mut self, sentences: &[String]) {
        const MAX_TOLD: usize = 3;
        for sentence in sentences.iter().take(MAX_TOLD) {
            self.notify(sentence.clone(), true);
        }
        if sentences.len() > MAX_TOLD {
            self.notify(format!("{} more like that", in_thousands(sentences.len() - MAX_TOLD)), true);
        }
    }

    /// The draft of a field, if there is one.
    pub fn draft_of(&self, subject: &Subject, field: &Field) -> Option<&Draft> {
        self.draft.as_ref().filter(|draft| draft.subject == *subject && draft.field == *field)
    }
}
