//! Everything the window can be asked to do. Keys, menus, buttons, the pointer and tests all issue these;
//! `run` carries them out. Names, keys and conditions of those that stand in menus are in [`table`].

pub mod care;
pub mod checks;
pub mod correcting;
pub mod files;
pub mod find;
pub mod history;
pub mod places;
pub mod review;
pub mod search;
pub mod statistics;
pub mod table;
pub mod tags;
pub mod voices;
pub mod page;

use egui::{Key, Modifiers};

use super::settings::{AfterTagging, Appearance};
use super::widgets::reading::layout::Caret;
use crate::model::annotation::{AttributeValue, VoiceRole};
use crate::model::id::{
    AnnotationId, ArticleId, AttributeId, ItemId, LabelId, RelationId, RelationTypeId, VoiceId,
};
use crate::model::item::Act;
use crate::model::layer::Progress;

/// Something the window can be asked to do.
#[derive(Clone, Debug, PartialEq)]
pub enum Command {
    /// Tag the selection with the label of this digit, or give the span in focus that label.
    Tag(u8),
    /// Tag the same words with the label of this digit too; who said it is copied.
    AlsoTag(u8),
    /// Tag again with the label and the attributes used last.
    TagAgain,
    /// Make two spans of the one in focus, at the caret.
    Cut,
    /// Make one span of the one in focus and the next of its label.
    Join,
    /// Let the span in focus reach over one sentence more, or one less.
    ExtendSpan(Way),
    /// Choose a label that every selection is tagged with at once; or end that.
    Lock,
    /// Add the selected words to the span in focus as a fragment.
    AddFragment,
    /// Take the selected words, or the fragment at the caret, out of the span in focus.
    TakeOutFragment,
    /// Take the fragment of the focus at the caret back as a selection, to change its bounds.
    EditBounds,
    /// Make the selection the new place of the fragment that is being changed.
    KeepBounds,
    /// Remove the span in focus.
    Remove,
    /// Say that one is unsure of the tag, or sure again.
    ToggleUnsure,
    /// Who said it: the selected words, the offer, or a list to choose from.
    Speaker,
    /// Go to the field for the speaker.
    EditSpeaker,
    /// Make the selected words the cue, or take the cue away.
    Cue,
    /// Who was spoken to: the selected words, or a list to choose from.
    Addressee,
    /// Who passed it on: the selected words, or a list to choose from.
    Via,
    /// Which items it is about, and how.
    Items,
    /// The values of its attributes.
    Attributes,
    /// Link it: to what it most likely qualifies, or to one of a list.
    Link,
    /// Go to the field for the note.
    EditNote,
    /// Put the next or previous span in focus.
    Span(Way),
    /// Put another of the spans under the caret in focus.
    Stacked(Way),
    /// Select the next or previous sentence.
    Sentence(Way),
    /// Select the sentence, then add the next; or give the last one back.
    GrowSentence(Way),
    /// Select the next or previous quotation that is not tagged.
    Quotation(Way),
    /// Select the quotation around the caret or the selection; again, the one around that.
    QuotationHere,
    /// Grow the selection by phrase, or shrink it again.
    Phrase(Way),
    /// Go on selecting from the other end.
    SwapEnds,
    /// Select the next place where the same words stand.
    SameWords,
    /// Make the words before the caret a heading, or the heading a paragraph again.
    Heading,
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
    /// Leave the article out, or say again that it is to do.
    Skip,
    /// Go to the field for the article's note.
    EditArticleNote,
    /// Go to the field for the article's codes.
    EditCodes,
    /// Go to the filter of the article list.
    FilterList,
    /// Go to the article list.
    FocusList,
    /// Take the last change back.
    Undo,
    /// Make the change again that was taken back last.
    Redo,
    /// Say when everything was saved.
    SaveStatus,
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

    /// List every command by name.
    Palette,
    /// List every key.
    Keys,
    /// Show what the window remembers.
    Settings,
    /// Show the inspector, or put it away, where the window is too narrow to keep it in view.
    ToggleInspector,

    /// About the list of places where the same words stand.
    Places(places::PlacesCommand),
    /// Mending the text of the article in view.
    Correcting(correcting::CorrectingCommand),
    /// About the state of the corpus.
    Care(care::CareCommand),
    /// About corpora and files.
    Files(files::FilesCommand),
    /// Looking for words in the article, and going to a place in it.
    Find(find::FindCommand),
    /// In the Review workspace.
    Review(review::ReviewCommand),
    /// In the Find workspace, and the ways there.
    Search(search::SearchCommand),
    /// In the Checks workspace.
    Checks(checks::ChecksCommand),
    /// In the Voices workspace.
    Voices(voices::VoicesCommand),
    /// In the Statistics workspace.
    Statistics(statistics::StatisticsCommand),
    /// In the Tags workspace.
    Tags(tags::TagsCommand),
    /// In the History workspace, and the ways there.
    History(history::HistoryCommand),

    // What follows carries what was pointed at or typed, and stands in no menu.
    /// Open an article.
    OpenArticle(ArticleId),
    /// Tag or relabel with this label.
    TagAs(LabelId),
    /// Tag every selection with this label at once, from now on.
    LockAs(LabelId),
    /// The pointer has selected words, and let go of them.
    Selected {
        /// Whether another press may follow that takes more: a third click after two.
        may_grow: bool,
    },
    /// Put a span in focus and bring it into view.
    Focus(AnnotationId),
    /// The pointer was pressed and released on one spot of the text.
    ClickText {
        /// Where the caret goes.
        caret: Caret,
        /// The character under the pointer, if there was one.
        under: Option<usize>,
        /// The span whose own line under the words was hit.
        on_line: Option<AnnotationId>,
    },
    /// Select from a byte of the article's text to the caret.
    Select {
        /// The end that stays.
        anchor: usize,
        /// The end that moves.
        caret: Caret,
    },
    /// Go to a field of the inspector.
    EditField(Field),
    /// What a field holds so far.
    Draft(Draft),
    /// Which fragment of the span in focus is taken back as a selection.
    EditBoundsOf(usize),
    /// Take what was typed, or what was chosen, as a voice of the span in focus.
    SetVoice {
        /// What the party did with the words.
        role: VoiceRole,
        /// Who it is.
        who: Speaker,
        /// Whether those who are there already stay.
        joins: bool,
    },
    /// Take one of what is proposed about who said it.
    TakeOffer {
        /// Which.
        idx: usize,
        /// Whether the speakers who are there already stay.
        joins: bool,
    },
    /// Take the words that name the speaker away.
    ClearSource,
    /// Take the words that report away.
    ClearCue,
    /// Open the list of voices for a role.
    ChooseVoice(VoiceRole),
    /// Open the list of spans to link to.
    ChooseLink,
    /// Set an attribute of the span in focus, or take its value away.
    SetAttribute(AttributeId, Option<AttributeValue>),
    /// Say that the span in focus is about an item, or no longer.
    SetItem(ItemId, Option<Act>),
    /// Enter an item that goes by these words, and say that the span in focus is about it.
    NewItem(String),
    /// Link the span in focus to another.
    LinkTo(AnnotationId, RelationTypeId),
    /// Take a link away.
    Unlink(RelationId),
    /// How far the annotator is with the article in view.
    SetProgress(Progress),
    /// Open the list of an attribute's values, or go to its field.
    ChooseValue(AttributeId),
    /// Open the list of all attributes.
    ChooseAnyAttribute,
    /// Code the article in view, or take the code away.
    ToggleCode(String),
    /// Open the list of what the span in focus does with an item.
    ChooseAct(ItemId),
    /// Open the list of the types of link to a span.
    ChooseRelation(AnnotationId),
    /// Take a row of the open list.
    Choose {
        /// Which, from 0.
        idx: usize,
        /// Whether it is added to what is there.
        joins: bool,
    },
    /// Narrow the open list to rows with these words.
    FilterChoice(String),
    /// Close the open list.
    CloseChoice,
    /// What the article list is narrowed to.
    SetFilter(ListFilter),
    /// Change what the window remembers.
    Prefer(Preference),
    /// Dismiss a notice.
    Dismiss(u64),
    /// Close the list of problems, or the question before quitting.
    CloseDialog,
    /// Close the window although not everything is saved.
    QuitAnyway,
}

/// Something the window remembers, as it is to be.
#[derive(Clone, Debug, PartialEq)]
pub enum Preference {
    /// The size of everything, in percent.
    Scale(u16),
    /// Size of reading text in points.
    ReadingSize(f32),
    /// Whether single letters and digits are commands.
    SingleKeys(bool),
    /// What becomes of the selection when it has been tagged.
    AfterTagging(AfterTagging),
    /// The keys of a command, by its id; those it has by default, if there are none given.
    Keys(&'static str, Option<Vec<Chord>>),
    /// Every command's keys as they are by default.
    DefaultKeys,
}

/// One of the window's faces: what fills it between the bars.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Workspace {
    /// Articles, the text, the inspector.
    #[default]
    Annotate,
    /// Every annotation in one table, to be judged.
    Review,
    /// Words and spans looked for in the whole corpus.
    Search,
    /// What looks wrong in what was tagged.
    Checks,
    /// The register: who is quoted, and where.
    Voices,
    /// What the corpus adds up to.
    Statistics,
    /// Labels, attributes and relation types.
    Tags,
    /// Everything that was done, by whom and when.
    History,
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
    /// What it is about.
    pub subject: Subject,
    /// The field.
    pub field: Field,
    /// What was typed.
    pub text: String,
    /// Which of the matches is highlighted; only for names.
    pub picked: Option<usize>,
}

/// What a field of the inspector is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Subject {
    /// A span.
    Span(AnnotationId),
    /// The article in view.
    Article(ArticleId),
    /// Something of the tagset.
    Tags(tags::TagsetItem),
    /// An entry of the register, in the Voices workspace.
    Voice(VoiceId),
}

/// A field of the inspector.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Field {
    /// A voice in a role.
    Voice(VoiceRole),
    /// The note.
    Note,
    /// An item it is about.
    Item,
    /// The value of an attribute.
    Attribute(AttributeId),
    /// The article's note.
    ArticleNote,
    /// The article's codes.
    Codes,
    /// A field of the Tags workspace.
    Tags(tags::TagsField),
    /// A field of the Voices workspace.
    Voices(voices::VoicesField),
}

/// Which articles the list shows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ListFilter {
    /// Words that title, outlet, byline or date hold.
    pub words: String,
    /// How far the annotator is; all of them, if none is named.
    pub progress: Option<Standing>,
}

/// How far an annotator is with an article, without the reason for skipping it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Nothing done yet.
    ToDo,
    /// Begun.
    InProgress,
    /// Finished.
    Done,
    /// Left out.
    Skipped,
}

/// Who is to be a voice of the span in focus.
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

impl Standing {
    /// Every standing, in the order of the list's filter.
    pub const ALL: [Self; 4] = [Self::ToDo, Self::InProgress, Self::Done, Self::Skipped];

    /// The standing of an article.
    pub fn of(progress: &Progress) -> Self {
        match progress {
            Progress::ToDo => Self::ToDo,
            Progress::InProgress => Self::InProgress,
            Progress::Done => Self::Done,
            Progress::Skipped(_) => Self::Skipped,
        }
    }

    /// Its name on screen.
    pub fn name(self) -> &'static str {
        match self {
            Self::ToDo => "to do",
            Self::InProgress => "in progress",
            Self::Done => "done",
            Self::Skipped => "skipped",
        }
    }
}

impl Workspace {
    /// Every workspace in the order of the bar.
    pub const ALL: [Self; 8] = [
        Self::Annotate,
        Self::Review,
        Self::Search,
        Self::Checks,
        Self::Voices,
        Self::Statistics,
        Self::Tags,
        Self::History,
    ];

    /// Whether it looks at the whole corpus and has state of its own in [`crate::app::state::wide`].
    pub fn is_wide(self) -> bool {
        matches!(self, Self::Search | Self::Checks | Self::Voices | Self::Statistics)
    }

    /// Its name on screen.
    pub fn name(self) -> &'static str {
        match self {
            Self::Annotate => "Annotate",
            Self::Review => "Review",
            Self::Search => "Find",
            Self::Checks => "Checks",
            Self::Voices => "Voices",
            Self::Statistics => "Statistics",
            Self::Tags => "Tags",
            Self::History => "History",
        }
    }
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
    pub const ALL: [Self; 15] = [
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
            Self::Statistics => "Statistics",
            Self::Tags => "Tags",
            Self::History => "History",
            Self::Caret => "Move",
            Self::View => "View",
        }
    }
}

impl Command {
    /// Whether it leads to a field, so that what is typed next belongs there.
    pub fn leads_to_field(&self) -> bool {
        matches!(
            self,
            Self::EditSpeaker
                | Self::EditNote
                | Self::EditArticleNote
                | Self::EditCodes
                | Self::FilterList
                | Self::Find(find::FindCommand::Open)
                | Self::Review(review::ReviewCommand::Find)
                | Self::History(history::HistoryCommand::Find)
                | Self::Search(search::SearchCommand::Open | search::SearchCommand::Field)
                | Self::Checks(checks::ChecksCommand::Find | checks::ChecksCommand::Accept)
                | Self::Voices(
                    voices::VoicesCommand::Find
                        | voices::VoicesCommand::New
                        | voices::VoicesCommand::Rename
                        | voices::VoicesCommand::Add(_)
                )
                | Self::Tags(
                    tags::TagsCommand::Rename | tags::TagsCommand::Guideline | tags::TagsCommand::Add(_)
                )
        )
    }

    /// What the frame log calls it: its id, or the name of its variant.
    pub fn log_name(&self) -> String {
        if let Some(spec) = self.spec() {
            return spec.id.to_owned();
        }
        let named = format!("{self:?}");
        let end = named.find(|ch: char| !ch.is_alphanumeric()).unwrap_or(named.len());
        named[..end].to_owned()
    }

    /// The command's row in the table, if it has one.
    pub fn spec(&self) -> Option<&'static Spec> {
        table::TABLE.iter().find(|spec| spec.command == *self)
    }
}
