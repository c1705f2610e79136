//! What goes on beside the Review table: the article at the row, the change that is being made to a span, the line
//! that waits for words.

use std::sync::Arc;

use crate::app::state::article::OpenArticle;
use crate::model::annotation::{Annotation, AnnotationKey};
use crate::model::id::{AnnotationId, AnnotatorId, ArticleId, AttributeId, SettingId};
use crate::model::layer::Layer;

/// What goes on beside the table.
#[derive(Debug, Default)]
pub struct Bench {
    /// The note that goes with the next decision.
    pub note: String,
    /// The span that is being changed in its article.
    pub editing: Option<Editing>,
    /// What waits for words.
    pub prompt: Option<Prompt>,
    /// The article at the row that is pointed at.
    pub beside: Option<Beside>,
    /// How much of the text the row that is pointed at shows.
    pub context: ContextSize,
    /// From where a range of rows is ticked.
    pub tick_anchor: Option<AnnotationKey>,
    /// Whether the table is as the settings have it.
    pub is_set_up: bool,
}

/// The article at the row that is pointed at.
#[derive(Debug)]
pub struct Beside {
    /// The row.
    pub row: AnnotationKey,
    /// The article, with the spans of the row's annotator.
    pub open: OpenArticle,
    /// The layer whose spans these are.
    pub layer: Option<Arc<Layer>>,
}

/// A span that is being changed in its article: one's own, or the correction of somebody else's.
#[derive(Debug)]
pub struct Editing {
    /// The row it is about.
    pub row: AnnotationKey,
    /// The span that is changed, in one's own layer.
    pub span: AnnotationId,
    /// What it is compared with at the end.
    pub original: Arc<Annotation>,
    /// How many transactions it has taken so far; they undo as one.
    pub num_steps: usize,
    /// Whether it is for one choice only: it ends with that, kept if something was chosen.
    pub is_for_choice: bool,
    /// The article that was in view before.
    pub was_open: Option<ArticleId>,
}

/// A line that waits for words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Prompt {
    /// What for.
    pub about: PromptAbout,
    /// What has been typed.
    pub text: String,
}

/// What a line waits for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PromptAbout {
    /// Why a span is rejected.
    Reason,
    /// What is asked when a decision is put off; may be empty.
    Question,
    /// Why one disagrees with what came back.
    Disagree,
    /// The note of the rows that are meant.
    Note,
    /// The speaker of the rows that are meant.
    Speaker,
    /// An attribute's value for the rows that are meant.
    Attribute(AttributeId),
    /// The name of a new queue.
    QueueName,
    /// Another name for a queue.
    QueueRename(SettingId),
    /// The size of a random sample, and its seed.
    Sample,
    /// The days the articles are of.
    Days,
}

/// How much of the text around its words a row shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ContextSize {
    /// As much as one line holds.
    #[default]
    Line,
    /// The sentence.
    Sentence,
    /// The paragraph.
    Paragraph,
}

impl ContextSize {
    /// More of the text.
    #[must_use]
    pub fn more(self) -> Self {
        match self {
            Self::Line => Self::Sentence,
            Self::Sentence | Self::Paragraph => Self::Paragraph,
        }
    }

    /// Less of it.
    #[must_use]
    pub fn less(self) -> Self {
        match self {
            Self::Line | Self::Sentence => Self::Line,
            Self::Paragraph => Self::Sentence,
        }
    }

    /// Its name on screen.
    pub fn name(self) -> &'static str {
        match self {
            Self::Line => "a line",
            Self::Sentence => "the sentence",
            Self::Paragraph => "the paragraph",
        }
    }
}

impl Editing {
    /// Whether it corrects somebody else's span.
    pub fn is_correction(&self, own: &AnnotatorId) -> bool {
        self.row.annotator != *own
    }
}

impl PromptAbout {
    /// What is asked, above the line.
    pub fn question(&self) -> &'static str {
        match self {
            Self::Reason => "Why it is rejected",
            Self::Question => "What is open; may stay empty",
            Self::Disagree => "Why it is right as it is",
            Self::Note => "Note",
            Self::Speaker => "Who said it; empty for nobody",
            Self::Attribute(_) => "Value; empty for none",
            Self::QueueName => "Name of the queue",
            Self::QueueRename(_) => "New name of the queue",
            Self::Sample => "How many or what share, and a seed: 40, 10%, 10% seed 7; empty for all",
            Self::Days => "Days: 2025-03, 2025-03-01 to 2025-03-15, from 2025; empty for all",
        }
    }
}
