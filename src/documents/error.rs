//! Why a file gave no document.

use thiserror::Error;

use crate::model::limits::mebibytes;
use crate::model::text::visible::shown_name;

use super::READERS;

/// Why a file gave no document. The messages begin in the middle of a sentence about the file and name
/// neither it nor its folder: whoever knows the path adds it.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum DocumentError {
    /// There is nothing but white space in it.
    #[error("there is no text in the file")]
    Empty,
    /// It is something else than text.
    #[error("the file is not text: it looks like {why}")]
    NotText {
        /// What it looks like: "a PDF document".
        why: &'static str,
    },
    /// It may be text, but in no encoding that is known here.
    #[error(
        "the file's encoding is unknown: even {best_guess}, which fits best, makes no sense of {num_senseless} \
         of {num_characters} characters; try saving it as UTF-8"
    )]
    UnknownEncoding {
        /// The least bad encoding, by its WHATWG name.
        best_guess: &'static str,
        /// Undecodable sequences and control characters.
        num_senseless: usize,
        /// All characters.
        num_characters: usize,
    },
    /// It is larger than [`crate::model::limits::MAX_DOCUMENT_BYTES`].
    #[error("the file has {}; at most {} are read", mebibytes(*.size), mebibytes(*.limit_bytes))]
    TooLarge {
        /// Its size in bytes.
        size: u64,
        /// The limit in bytes.
        limit_bytes: u64,
    },
    /// What is packed in it is larger than any document, or much larger than the file.
    #[error("what is packed in the file has more than {}; no more is read", mebibytes(*.limit_bytes))]
    Bomb {
        /// The limit in bytes.
        limit_bytes: u64,
    },
    /// It can't be read without a password.
    #[error("the file is encrypted; save it without a password first")]
    Encrypted,
    /// It is of a kind that is not read, but its program can save it as one that is.
    #[error("the file is {what}; save it as {instead} first")]
    OldKind {
        /// What it is: "an old Word document (.doc)".
        what: &'static str,
        /// What to save it as: ".docx".
        instead: &'static str,
    },
    /// It has pages but no text in them.
    #[error("the file holds pictures of pages and no text; it needs text recognition (OCR) first")]
    Scanned,
    /// It is no good file of its kind.
    #[error("the file is no good {kind}: {why}")]
    Broken {
        /// What it was to be: "PDF document".
        kind: &'static str,
        /// What is wrong, in the middle of a sentence.
        why: String,
    },
    /// It has more pages, chapters, messages or entries than are read.
    #[error("the file has more than {limit} {what}; such files are not read")]
    TooMany {
        /// What there are too many of: "pages".
        what: &'static str,
        /// The limit.
        limit: usize,
    },
    /// Reading it took longer than any good file does.
    #[error("reading the file took more than {seconds} seconds; it was given up")]
    TooLong {
        /// The limit in seconds.
        seconds: u64,
    },
    /// Its reader failed; nothing but this file is affected.
    #[error("the file can't be read: its reader failed: {why}")]
    Failed {
        /// What the reader said.
        why: String,
    },
    /// There is no article in it.
    #[error("there is no article in the file: {why}")]
    NoArticle {
        /// Why not, in the middle of a sentence.
        why: String,
    },
    /// It is a table, and none of its columns has a name that columns of text have.
    #[error(
        "it can't be told which column holds the text of the articles; {}",
        columns_are(.columns)
    )]
    UnclearColumns {
        /// The names of its columns.
        columns: Vec<String>,
    },
    /// It is a table without a column that was asked for.
    #[error("there is no column “{}”; {}{}", shown_name(.column), columns_are(.columns), super::tables::chosen::meant(.column, .columns))]
    MissingColumn {
        /// The name that was asked for.
        column: String,
        /// The names of its columns.
        columns: Vec<String>,
    },
    /// Somebody asked for it to be given up.
    #[error("it was cancelled")]
    Cancelled,
    /// Its parts lie in each other deeper than any person nests them.
    #[error("the file nests its parts more than {limit} deep; such files are not read")]
    TooDeep {
        /// How deep parts may lie.
        limit: usize,
    },
    /// No reader takes files of this extension.
    #[error("files ending in “.{extension}” can't be read; these can: {}", listed_extensions())]
    UnknownKind {
        /// The extension without its dot.
        extension: String,
    },
}

fn listed_extensions() -> String {
    let extensions: Vec<String> = READERS
        .iter()
        .flat_map(|reader| reader.extensions())
        .map(|extension| format!(".{extension}"))
        .collect();
    extensions.join(", ")
}

/// Names of columns for a sentence; of many only the first.
pub(super) fn listed_columns(columns: &[String]) -> String {
    const NUM_SHOWN: usize = 20;
    let shown: Vec<_> = columns.iter().take(NUM_SHOWN).map(|column| shown_name(column)).collect();
    match columns.len().saturating_sub(NUM_SHOWN) {
        0 => shown.join(", "),
        num_more => format!("{} and {num_more} more", shown.join(", ")),
    }
}

fn columns_are(columns: &[String]) -> String {
    match columns {
        [] => "there are none".to_owned(),
        [only] => format!("the only column is: {}", shown_name(only)),
        columns => format!("the columns are: {}", listed_columns(columns)),
    }
}
