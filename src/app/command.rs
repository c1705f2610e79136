//! Everything the window can be asked to do. Keys, menus, buttons, the pointer and tests all issue these;
//! `run` carries them out. Names, keys and conditions of those that stand in menus are in [`table`].

pub mod care;
pub mod checks;
pub mod correcting;
pub mod files;
pub mod find;
pub mod history;
pub mod items;
pub mod places;
pub mod review;
pub mod search;
pub mod statistics;
pub mod table;
pub mod tags;
pub mod page;
pub mod spec;
pub mod voices;
pub mod workspace;

pub use spec::{Chord, ChordKey, Group, Place, Spec, When};
pub use workspace::Workspace;

use super::settings::{AfterTagging, Appearance, Arrows};
use super::widgets::reading::layout::Caret;
use crate::model::annotation::{AnnotationKey, AttributeValue, VoiceRole};
use crate::model::id::{
    AnnotationId, ArticleId, AttributeId, ItemId, LabelId, RelationId, RelationTypeId, VoiceId,
};
use crate::model::item::Act;
use crate::model::layer::Progress;
use crate::model::relation::CorpusAnnotation;

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
    ChooseItem,
    /// Whom its unnamed speakers belong to.
    Affiliation,
    /// The day it was said on: the one the words around it name, or a list to choose from.
    SaidOn,
    /// Select the next or previous place where an item may be touched.
    Touched(Way),
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
    /// In the Items workspace.
    Items(items::ItemsCommand),
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
    /// Say whom the unnamed speakers of the span in focus belong to; `None` where nobody knows.
    SetAffiliation(Option<VoiceId>),
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
    /// Open the list of spans of other articles to link to.
    LinkAcross,
    /// Open the list of the types of link to a span of another article.
    ChooseRelationAcross(AnnotationKey),
    /// Link the span in focus to a span of another article.
    LinkAcrossTo(AnnotationKey, RelationTypeId),
    /// Go to the other end of a link.
    GoToLinked(CorpusAnnotation),
    /// Select the first place of the article where an item may be touched.
    GoToTouched(ItemId),
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
    /// What arrows go by where words run from right to left.
    Arrows(Arrows),
    /// The keys of a command, by its id; those it has by default, if there are none given.
    Keys(&'static str, Option<Vec<Chord>>),
    /// Every command's keys as they are by default.
    DefaultKeys,
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
    /// An item, in the Items workspace.
    Item(ItemId),
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
    /// A field of the Items workspace.
    Items(items::ItemsField),
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
                | Self::Items(
                    items::ItemsCommand::Find
                        | items::ItemsCommand::New
                        | items::ItemsCommand::NewTerm
                        | items::ItemsCommand::Rename
                        | items::ItemsCommand::AddName
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
