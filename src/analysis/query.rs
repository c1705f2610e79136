//! A small query language that reads like what people type: `label:quote speaker:"lidia ferran" -status:accepted`.
//!
//! Conditions stand beside each other and all hold; `-` before one turns it round; `OR` or `|` parts alternatives and
//! binds less; parentheses group. A bare word, `"words in quotation marks"` and a `/pattern/` look in the text,
//! `field:value` asks for something else ([`Field`] lists what). `near:5`, `case:yes`, `fold:yes` and `word:yes` say
//! how words are looked for.
//!
//! **What a query finds** depends on what it asks about ([`matcher::Kind`]):
//! - words only: every place where one of them stands, in articles that hold all of them;
//! - spans only (`label:`, `speaker:`, `within:` …): the spans;
//! - both: the places of the words inside spans for which everything holds, the words included; a span without a word
//!   to show is shown itself;
//! - neither (`outlet:`, `date:` …): the articles, each by its first line.
//!
//! `within:` and `over:` are about the place that is found, the words or the span. With `near:` the words and what
//! stands between them are one place.

pub mod fields;
pub mod ranges;
pub mod error;
mod lex;
mod parse;
mod display;
pub mod vocabulary;
pub mod complete;
pub mod matcher;

use std::ops::Range;

use crate::model::annotation::{Certainty, VoiceRole};

pub use display::quoted;
pub use error::QueryError;
pub use fields::{Field, NamedField, WordsField};
pub use parse::parse;
pub use ranges::{Days, Numbers};

/// What is asked, as it was typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Query {
    /// What must hold; `None` if nothing was asked.
    pub expr: Option<Expr>,
    /// How words are looked for.
    pub options: Options,
}

/// How words are looked for; what is `None` is left to whoever asks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Options {
    /// Whether capital and small letters differ.
    pub case: Option<bool>,
    /// Whether letters are looked for without their diacritics.
    pub fold: Option<bool>,
    /// Whether words are looked for as whole words.
    pub word: Option<bool>,
    /// The words stand together: the last begins at most so many words after the first ends.
    pub near: Option<usize>,
}

/// What must hold. [`Expr::all`], [`Expr::any`] and [`Expr::not`] keep it in its simplest form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Expr {
    /// All of these; two at least.
    All(Vec<Expr>),
    /// One of these; two at least.
    Any(Vec<Expr>),
    /// Not this.
    Not(Box<Expr>),
    /// One condition.
    Term(Term),
}

/// One condition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Term {
    /// Words or a pattern, somewhere.
    Words(WordsField, Pattern),
    /// Something that has a name in the corpus.
    Named(NamedField, String),
    /// A party in a role.
    Party(VoiceRole, Who),
    /// What reviewers say of the span.
    Status(Status),
    /// Whether the annotator was sure.
    Certainty(Certainty),
    /// The value of an attribute, both as typed.
    Attribute {
        /// The attribute's id or name.
        attribute: String,
        /// Its value.
        value: String,
    },
    /// How far somebody is with the article.
    State(State),
    /// The article's day.
    Date(Days),
    /// The day on which the span was made (UTC).
    Tagged(Days),
    /// The day on which the span was last changed (UTC).
    Changed(Days),
    /// The span's length in words.
    Length(Numbers),
    /// Whether the span has something; `missing:` is the same turned round.
    Has(Thing),
}

/// Words, or a pattern.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Pattern {
    /// These words.
    Words(String),
    /// A regular expression.
    Regex(String),
}

/// A party.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Who {
    /// Nobody is named.
    Nobody,
    /// The article itself.
    Article,
    /// Somebody without a name.
    Unnamed,
    /// Somebody of this name or alias, or named with these words.
    Name(String),
}

/// What reviewers say of a span.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// Nobody has decided.
    ToReview,
    /// It has changed since somebody decided.
    Changed,
    /// It was rejected or corrected, and its annotator says that it is right.
    Disagreed,
    /// Reviewers differ.
    Disputed,
    /// Somebody has put the decision off.
    Deferred,
    /// Right as it is.
    Accepted,
    /// Right once it is as the correction says.
    Corrected,
    /// Wrong.
    Rejected,
}

/// How far somebody is with an article; "to do" is where nobody is further.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// Nobody has begun.
    ToDo,
    /// Somebody has begun.
    InProgress,
    /// Somebody has finished.
    Done,
    /// Somebody has left it out.
    Skipped,
}

/// Something a span can have or lack.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Thing {
    /// A speaker, its own or inherited.
    Speaker,
    /// The words that name the speaker.
    Source,
    /// The words that report.
    Cue,
    /// A note.
    Note,
    /// A link to another span.
    Link,
    /// A reviewer's decision.
    Decision,
}

/// A query and where its parts stand in what was typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Parsed {
    /// The query.
    pub query: Query,
    /// The bytes of each term's value, in the order in which [`Expr::terms`] gives the terms.
    pub places: Vec<Range<usize>>,
    /// The bytes of `near:`, if it was given.
    pub near_place: Option<Range<usize>>,
}

impl Expr {
    /// All of some conditions, one at least; nested ones are taken apart.
    pub fn all(parts: Vec<Self>) -> Option<Self> {
        let flat = parts.into_iter().flat_map(|part| match part {
            Self::All(parts) => parts,
            part => vec![part],
        });
        one_or(flat.collect(), Self::All)
    }

    /// One of some conditions, one at least; nested ones are taken apart.
    pub fn any(parts: Vec<Self>) -> Option<Self> {
        let flat = parts.into_iter().flat_map(|part| match part {
            Self::Any(parts) => parts,
            part => vec![part],
        });
        one_or(flat.collect(), Self::Any)
    }

    /// A condition turned round.
    #[must_use]
    #[expect(clippy::should_implement_trait, reason = "a query is built by name, not by an operator")]
    pub fn not(self) -> Self {
        match self {
            Self::Not(inner) => *inner,
            expr => Self::Not(Box::new(expr)),
        }
    }

    /// The terms, from left to right.
    pub fn terms(&self) -> Vec<&Term> {
        match self {
            Self::All(parts) | Self::Any(parts) => parts.iter().flat_map(Self::terms).collect(),
            Self::Not(inner) => inner.terms(),
            Self::Term(term) => vec![term],
        }
    }
}

fn one_or(mut parts: Vec<Expr>, many: fn(Vec<Expr>) -> Expr) -> Option<Expr> {
    match parts.len() {
        0 | 1 => parts.pop(),
        _ => Some(many(parts)),
    }
}

impl Status {
    /// Every status.
    pub const ALL: [Self; 8] = [
        Self::ToReview,
        Self::Changed,
        Self::Disagreed,
        Self::Disputed,
        Self::Deferred,
        Self::Accepted,
        Self::Corrected,
        Self::Rejected,
    ];

    /// Its name in queries.
    pub fn name(self) -> &'static str {
        match self {
            Self::ToReview => "to-review",
            Self::Changed => "changed",
            Self::Disagreed => "disagreed",
            Self::Disputed => "disputed",
            Self::Deferred => "deferred",
            Self::Accepted => "accepted",
            Self::Corrected => "corrected",
            Self::Rejected => "rejected",
        }
    }
}

impl State {
    /// Every state.
    pub const ALL: [Self; 4] = [Self::ToDo, Self::InProgress, Self::Done, Self::Skipped];

    /// Its name in queries.
    pub fn name(self) -> &'static str {
        match self {
            Self::ToDo => "to-do",
            Self::InProgress => "in-progress",
            Self::Done => "done",
            Self::Skipped => "skipped",
        }
    }
}

impl Thing {
    /// Everything.
    pub const ALL: [Self; 6] =
        [Self::Speaker, Self::Source, Self::Cue, Self::Note, Self::Link, Self::Decision];

    /// Its name in queries.
    pub fn name(self) -> &'static str {
        match self {
            Self::Speaker => "speaker",
            Self::Source => "source",
            Self::Cue => "cue",
            Self::Note => "note",
            Self::Link => "link",
            Self::Decision => "decision",
        }
    }
}

#[cfg(test)]
mod tests;
