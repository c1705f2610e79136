//! What is wrong with a query, where, and what was expected there.

use std::ops::Range;

use thiserror::Error;

use crate::model::text::find::FindError;
use crate::model::text::likely::did_you_mean;
use crate::model::text::visible::shown_name;

/// A query that can't be asked.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{kind}")]
pub struct QueryError {
    /// The bytes of what was typed that can't be understood; empty where something is missing.
    pub at: Range<usize>,
    /// What is wrong.
    pub kind: QueryErrorKind,
}

/// What is wrong with a query.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum QueryErrorKind {
    /// A quotation mark or a slash has no counterpart.
    #[error("what begins here has no end: {end} was expected")]
    Unclosed {
        /// What should end it.
        end: char,
    },
    /// A parenthesis has no counterpart.
    #[error("this parenthesis has no counterpart")]
    Parenthesis,
    /// A condition is missing: after `-`, beside `OR`, between parentheses.
    #[error("a word, a field or a parenthesis was expected here")]
    NothingHere,
    /// Nothing to look for.
    #[error("{field}: wants something after the colon, {help}")]
    NoValue {
        /// The field's name.
        field: String,
        /// What it asks.
        help: &'static str,
    },
    /// A value that a field doesn't take.
    #[error("{field}: takes {expected}{}", did_you_mean(.nearest.as_deref()))]
    BadValue {
        /// The field's name.
        field: &'static str,
        /// What it takes.
        expected: String,
        /// The value that comes nearest.
        nearest: Option<String>,
    },
    /// A field that takes no pattern was given one.
    #[error("{field}: takes a name or a word, no /pattern/")]
    NoPattern {
        /// The field's name.
        field: String,
    },
    /// A word before a colon that is neither a field nor an attribute.
    #[error(
        "“{}” is no field and no attribute{}; quotation marks around it all make it words",
        shown_name(.name), did_you_mean(.nearest.as_deref())
    )]
    UnknownField {
        /// What was typed.
        name: String,
        /// The field or attribute that comes nearest.
        nearest: Option<String>,
    },
    /// A name that nothing in the corpus has.
    #[error("no {what} here is called “{}”{}", shown_name(.name), did_you_mean(.nearest.as_deref()))]
    UnknownName {
        /// What was looked for: label, speaker …
        what: &'static str,
        /// What was typed.
        name: String,
        /// The name that comes nearest.
        nearest: Option<String>,
    },
    /// An option in parentheses, or turned round.
    #[error("{field}: is about the whole query: it stands neither after - nor in parentheses")]
    MisplacedOption {
        /// The option's name.
        field: &'static str,
    },
    /// `near:` without two things that could be near one another.
    #[error("near: wants two words at least, side by side and not after -")]
    NothingNear,
    /// A pattern that can't be used.
    #[error(transparent)]
    Pattern(#[from] FindError),
    /// Parentheses nest too deeply.
    #[error("parentheses may lie in one another {limit} deep at most")]
    TooDeep {
        /// How deep they may lie.
        limit: usize,
    },
}

impl QueryError {
    /// What is wrong, and where.
    pub(super) fn new(at: Range<usize>, kind: impl Into<QueryErrorKind>) -> Self {
        Self { at, kind: kind.into() }
    }
}
