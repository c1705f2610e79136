//! RON as the corpus's files have it: pretty, in a stable form, with a `format` at the head.

use serde::Deserialize;
use serde::Serialize;
use serde::de::DeserializeOwned;
use thiserror::Error;

use super::conflict_marks::{first_outer_mark, unfinished_merge};
use crate::model::limits::MAX_RON_DEPTH;

/// The version of the file format that this program writes.
pub const FORMAT: u32 = 1;

/// Why a RON file could not be read. The file is left as it is.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum RonError {
    /// The bytes are no UTF-8.
    #[error("byte {at} is no UTF-8 text")]
    NotUtf8 {
        /// Byte offset of the first bad byte.
        at: usize,
    },
    /// The file was written by a newer Redletter.
    #[error("it has format {format}, which needs a newer Redletter; this one reads up to format {FORMAT}")]
    TooNew {
        /// The format it has.
        format: u32,
    },
    /// A merge left its marks in the file.
    #[error("line {line}: it holds conflict marks of a merge that was not finished")]
    Conflict {
        /// Line of the first mark, from 1.
        line: usize,
    },
    /// The file does not have the form it should.
    #[error("line {line}, column {column}: {why}")]
    Syntax {
        /// Line, from 1.
        line: usize,
        /// Column in characters, from 1.
        column: usize,
        /// What was expected.
        why: String,
    },
}

/// The beginning that every version of every file has in common.
#[derive(Deserialize)]
struct Head {
    format: u32,
}

fn options() -> ron::Options {
    ron::Options::default().with_recursion_limit(MAX_RON_DEPTH)
}

/// Reads a file that starts with a `format`.
///
/// One with conflict marks is refused even if it can be parsed: inside a string that runs over several lines
/// they would be read as part of it. [`write()`] never leaves such lines in a string as they are.
pub fn read<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, RonError> {
    let text = std::str::from_utf8(bytes).map_err(|err| RonError::NotUtf8 { at: err.valid_up_to() })?;
    if let Some(line) = unfinished_merge(text) {
        return Err(RonError::Conflict { line });
    }
    let err = match options().from_str::<T>(text) {
        Ok(value) => return check_format(text).map(|()| value),
        Err(err) => err,
    };
    if let Some(line) = first_outer_mark(text) {
        return Err(RonError::Conflict { line });
    }
    check_format(text)?;
    Err(syntax(&err))
}

fn check_format(text: &str) -> Result<(), RonError> {
    match options().from_str::<Head>(text) {
        Ok(head) if head.format > FORMAT => Err(RonError::TooNew { format: head.format }),
        _ => Ok(()),
    }
}

fn syntax(err: &ron::error::SpannedError) -> RonError {
    let place = err.span.start;
    RonError::Syntax { line: place.line, column: place.col, why: err.code.to_string() }
}

/// Reads one value that stands in compact form, as in a history line.
pub fn read_compact<T: DeserializeOwned>(text: &str) -> Result<T, RonError> {
    options().from_str::<T>(text).map_err(|err| syntax(&err))
}

/// One value in compact form, on one line.
pub fn write_compact<T: Serialize>(value: &T) -> Result<String, ron::Error> {
    options().to_string(value)
}

/// A value as a whole file: pretty, strings raw where that reads the same, and a line end at the end.
///
/// Text that holds a control character or a bidi override makes every string of the file escaped, so that
/// nothing in it is invisible; so does a line that git would begin or end a conflict with, so that it is never
/// taken for one.
pub fn write<T: Serialize>(value: &T) -> Result<Vec<u8>, ron::Error> {
    let pretty = |escape: bool| {
        let config = ron::ser::PrettyConfig::new().new_line("\n").indentor("  ").escape_strings(escape);
        options().to_string_pretty(value, config)
    };
    let mut text = pretty(false)?;
    if text.chars().any(is_invisible) || first_outer_mark(&text).is_some() {
        text = pretty(true)?;
    }
    text.push('\n');
    Ok(text.into_bytes())
}

/// Control characters but LF and TAB, and the characters that override the direction of text (UAX #9 §2).
fn is_invisible(ch: char) -> bool {
    (ch.is_control() && !matches!(ch, '\n' | '\t'))
        || matches!(ch, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{200E}' | '\u{200F}' | '\u{FEFF}')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct File {
        format: u32,
        text: String,
    }

    fn read_file(text: &str) -> Result<File, RonError> {
        read(text.as_bytes())
    }

    #[test]
    fn errors_say_line_and_column() {
        let err = read_file("(\n  format: 1,\n  text: 5,\n)").unwrap_err();
        assert!(matches!(err, RonError::Syntax { line: 3, .. }), "{err}");
        let err = read_file("(\n  format: 1,\n  text: \"cut sho").unwrap_err();
        assert!(matches!(err, RonError::Syntax { .. }), "{err}");
    }

    #[test]
    fn a_newer_format_is_named_even_when_it_can_not_be_read() {
        assert_eq!(read_file("(format: 2, body: [])"), Err(RonError::TooNew { format: 2 }));
        assert_eq!(read_file("(format: 9, text: \"\")"), Err(RonError::TooNew { format: 9 }));
    }

    #[test]
    fn unknown_fields_and_conflict_marks_are_refused() {
        assert!(read_file("(format: 1, text: \"\", colour: 1)").unwrap_err().to_string().contains("colour"));
        let merged = "(\n<<<<<<< ours\n format: 1,\n=======\n>>>>>>> theirs\n)";
        assert_eq!(read_file(merged), Err(RonError::Conflict { line: 2 }));
    }

    #[test]
    fn conflict_marks_inside_a_string_are_no_part_of_it() {
        let merged =
            "(\n  format: 1,\n  text: \"one\n<<<<<<< ours\ntwo\n=======\nthree\n>>>>>>> theirs\n\",\n)\n";
        assert_eq!(read_file(merged), Err(RonError::Conflict { line: 4 }));
        let with_base = merged.replace("=======", "||||||| base\n=======");
        assert_eq!(read_file(&with_base), Err(RonError::Conflict { line: 4 }));
    }

    #[test]
    fn honest_text_that_looks_like_conflict_marks_reads_back() {
        for text in [
            "A manual\n<<<<<<< HEAD\none\n=======\ntwo\n>>>>>>> branch\n",
            "Mail\n>>>>>>> quoted \"seven\" times\n",
            "<<<<<<< first line\n=======\n>>>>>>> x",
        ] {
            let file = File { format: 1, text: text.into() };
            let written = write(&file).unwrap();
            assert_eq!(first_outer_mark(std::str::from_utf8(&written).unwrap()), None);
            assert_eq!(read::<File>(&written), Ok(file));
        }
    }

    #[test]
    fn deep_nesting_is_an_error_and_no_overflow() {
        assert!(read_file(&"(".repeat(10_000_000)).is_err());
        assert!(read_file(&format!("(format: 1, text: {}", "[".repeat(1_000_000))).is_err());
    }

    #[test]
    fn invisible_characters_are_written_as_escapes() {
        let file = File { format: 1, text: "a\u{202E}b\r\u{0}".into() };
        let written = String::from_utf8(write(&file).unwrap()).unwrap();
        assert!(written.is_ascii(), "{written}");
        assert_eq!(read::<File>(written.as_bytes()), Ok(file));
    }

    proptest! {
        #[test]
        fn what_is_written_reads_back(text in any::<String>()) {
            let file = File { format: 1, text };
            prop_assert_eq!(read::<File>(&write(&file).unwrap()), Ok(file));
        }

        #[test]
        fn text_with_conflict_marks_reads_back(
            lines in prop::collection::vec("(<<<<<<<|=======|>>>>>>>|\\|\\|\\|\\|\\|\\|\\|)?( [a-z\"]{0,3})?", 0..8)
        ) {
            let file = File { format: 1, text: lines.join("\n") };
            prop_assert_eq!(read::<File>(&write(&file).unwrap()), Ok(file));
        }

        #[test]
        fn text_with_quotes_and_hashes_reads_back(text in "[\"#\\\\r \n\r\t“]{0,20}") {
            let file = File { format: 1, text };
            prop_assert_eq!(read::<File>(&write(&file).unwrap()), Ok(file));
        }
    }
}
