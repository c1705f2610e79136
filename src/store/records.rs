//! Plain records as files and history lines hold them, and their conversion from and to the model.
//!
//! They keep to what RON reads back: plain structs that refuse unknown fields, plain enums. Defaults are
//! left out. A released default never changes; any added field raises the format.

pub mod annotation;
pub mod article;
pub mod edit;
pub mod register;
pub mod tagset;

use std::str::FromStr;

use chrono::NaiveDate;
use thiserror::Error;

use crate::model::id::IdError;
use crate::model::text::said_on::SaidDateError;
use crate::model::text::{Fragments, HashError, RangeError, TextRange};
use crate::model::time::TimeError;

/// A range with the text it covers: first byte, byte after the last, covered text. In a history line whose
/// text was not at hand the covered text is empty.
pub type RangeRecord = (usize, usize, String);

/// What is wrong with a record.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum RecordError {
    /// An id has not the shape of one.
    #[error(transparent)]
    Id(#[from] IdError),
    /// A range does not fit the text.
    #[error(transparent)]
    Range(#[from] RangeError),
    /// A time can't be read.
    #[error(transparent)]
    Time(#[from] TimeError),
    /// The date of an attribute can't be read.
    #[error(transparent)]
    Date(#[from] SaidDateError),
    /// A hash can't be read.
    #[error(transparent)]
    Hash(#[from] HashError),
    /// The text a range covers is not the text it is said to cover.
    #[error("bytes {start}–{end} cover “{found}”, but the file says “{said}”")]
    Covered {
        /// First byte.
        start: usize,
        /// Byte after the last.
        end: usize,
        /// What stands there.
        found: String,
        /// What the file says.
        said: String,
    },
    /// A day that is none.
    #[error("“{0}” is no day: one such as 2025-03-14 was expected")]
    Day(String),
    /// A number that is infinite or none.
    #[error("a number must be finite")]
    Number,
    /// A colour that is none.
    #[error("“{0}” is no colour: one such as #0B63A5 was expected")]
    Colour(String),
    /// A letter that is none, or several.
    #[error("“{0}” is no single letter")]
    Letter(String),
    /// A source or cue lies inside the annotation's own fragments.
    #[error("the {0} lies inside the tagged words")]
    Inside(&'static str),
    /// Something the file says twice does not agree.
    #[error("{0}")]
    Contradiction(String),
}

/// What ranges are held against when a record is read.
#[derive(Clone, Copy, Debug)]
pub enum Against<'t> {
    /// The text they count in: they must fit it, and cover what they say.
    Text(&'t str),
    /// Nothing is at hand: a history line may speak about a text that is gone.
    Nothing,
}

pub(crate) fn ranges_to_records(fragments: &Fragments, text: Option<&str>) -> Vec<RangeRecord> {
    let covered = |range: &TextRange| text.and_then(|text| range.of(text).ok()).unwrap_or("").to_owned();
    fragments.ranges().iter().map(|range| (range.start(), range.end(), covered(range))).collect()
}

pub(crate) fn ranges_from_records(
    records: &[RangeRecord],
    against: Against<'_>,
) -> Result<Fragments, RecordError> {
    let mut ranges = Vec::with_capacity(records.len());
    for (start, end, said) in records {
        let range = TextRange::new(*start, *end)?;
        if let Against::Text(text) = against {
            let found = range.of(text)?;
            if found != said {
                let (start, end) = (*start, *end);
                return Err(RecordError::Covered {
                    start,
                    end,
                    found: shortened(found),
                    said: shortened(said),
                });
            }
        }
        ranges.push(range);
    }
    Ok(Fragments::new(ranges)?)
}

/// A text short enough for a message.
fn shortened(text: &str) -> String {
    const MAX_CHARS: usize = 60;
    match text.char_indices().nth(MAX_CHARS) {
        Some((cut, _)) => format!("{}…", &text[..cut]),
        None => text.to_owned(),
    }
}

pub(crate) fn parse<T, E>(text: &str) -> Result<T, RecordError>
where
    T: FromStr<Err = E>,
    RecordError: From<E>,
{
    Ok(text.parse::<T>()?)
}

pub(crate) fn parse_day(text: &str) -> Result<NaiveDate, RecordError> {
    NaiveDate::parse_from_str(text, "%Y-%m-%d").map_err(|_| RecordError::Day(text.to_owned()))
}

pub(crate) fn parse_optional_day(text: Option<&String>) -> Result<Option<NaiveDate>, RecordError> {
    text.map(|text| parse_day(text)).transpose()
}

/// For `skip_serializing_if`: whether a value is its type's default.
pub(crate) fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}
