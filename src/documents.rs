//! Files that people have become articles: one file for each kind of document, behind [`DocumentReader`].
//!
//! A new kind is a file beside the others and a line in [`READERS`]. Annotated datasets are no business of
//! this layer, nor are ids, times and duplicates: it turns bytes into metadata, text and blocks, and says
//! what it could not make sense of.

pub mod collect;
pub mod encoding;
pub mod intake;
mod head;
pub mod markdown;
mod metadata;
mod signature;
pub mod text;

use std::fmt;

use thiserror::Error;

use crate::model::article::{Article, Block, Metadata, Provenance};
use crate::model::limits::{MAX_DOCUMENT_BYTES, mebibytes};
use crate::model::text::TextHash;

/// Every kind of document that can be read, in the order they are listed.
pub const READERS: &[&dyn DocumentReader] = &[&text::PlainText, &markdown::Markdown];

/// One kind of document.
pub trait DocumentReader: Sync {
    /// What people call the kind, for lists: "Plain text".
    fn name(&self) -> &'static str;

    /// Extensions of its files, lower-case and without the dot, the usual one first.
    fn extensions(&self) -> &'static [&'static str];

    /// The document that `bytes` hold, and what was odd about them.
    ///
    /// The caller, [`read`], sees to the limit of size, to empty texts, to the order of the blocks, and to
    /// the original's name and hash.
    fn read(&self, bytes: &[u8]) -> Result<(ReadDocument, Vec<DocumentWarning>), DocumentError>;
}

/// A file as it was read: everything an article needs but its id and the time it was added.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ReadDocument {
    /// What the file says about itself.
    pub metadata: Metadata,
    /// Which file it was, and how it was read; `added` is left to the caller.
    pub provenance: Provenance,
    /// The text, with LF line ends.
    pub text: String,
    /// Ranges of the text by what they are: sorted, disjoint, on character boundaries.
    pub blocks: Vec<Block>,
}

/// Something about a file that a person should know, though it was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DocumentWarning {
    /// Byte sequences that mean nothing in the encoding stand as U+FFFD.
    Undecodable {
        /// How many sequences.
        count: usize,
        /// The encoding, by its WHATWG name.
        encoding: &'static str,
    },
    /// The file does not say its encoding; this one fits best.
    GuessedEncoding {
        /// The encoding, by its WHATWG name.
        encoding: &'static str,
    },
    /// Control characters such as NUL were kept.
    Controls {
        /// How many characters.
        count: usize,
    },
    /// HTML inside Markdown was left out, words between block tags included.
    HtmlLeftOut {
        /// How many tags or blocks.
        count: usize,
    },
    /// A date could not be understood, or leaves open which number is the month.
    UnclearDate {
        /// The date as it stands in the file.
        words: String,
    },
    /// A language is neither a BCP 47 tag nor a name known here.
    UnclearLanguage {
        /// The language as it stands in the file.
        words: String,
    },
    /// Fields of the front matter that an article has no place for; they are not in the text either.
    UnusedFields {
        /// Their keys, in the order of the file.
        keys: Vec<String>,
    },
}

impl fmt::Display for DocumentWarning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Undecodable { count: 1, encoding } => {
                write!(f, "1 byte sequence means nothing in {encoding} and is shown as �.")
            }
            Self::Undecodable { count, encoding } => {
                write!(f, "{count} byte sequences mean nothing in {encoding} and are shown as �.")
            }
            Self::GuessedEncoding { encoding } => {
                write!(f, "The file does not say its encoding; it was read as {encoding}, which fits best.")
            }
            Self::Controls { count: 1 } => f.write_str("1 control character was kept."),
            Self::Controls { count } => write!(f, "{count} control characters were kept."),
            Self::HtmlLeftOut { count: 1 } => f.write_str("1 piece of HTML was left out."),
            Self::HtmlLeftOut { count } => write!(f, "{count} pieces of HTML were left out."),
            Self::UnclearDate { words } => {
                write!(f, "The date “{words}” could not be understood; one such as 2025-03-14 can.")
            }
            Self::UnclearLanguage { words } => {
                write!(f, "The language “{words}” could not be understood; a tag such as “en” can.")
            }
            Self::UnusedFields { keys } => {
                write!(f, "The front matter has fields that were not used: {}.", keys.join(", "))
            }
        }
    }
}

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
    /// It is larger than [`MAX_DOCUMENT_BYTES`].
    #[error("the file has {}; at most {} are read", mebibytes(*.size), mebibytes(*.limit_bytes))]
    TooLarge {
        /// Its size in bytes.
        size: u64,
        /// The limit in bytes.
        limit_bytes: u64,
    },
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

/// The document in a file called `name` (a path's folders are ignored) that holds `bytes`.
///
/// The kind is told by the extension; a file without one is taken for plain text if it looks like text.
pub fn read(name: &str, bytes: &[u8]) -> Result<(ReadDocument, Vec<DocumentWarning>), DocumentError> {
    let name = file_name(name);
    let reader = reader_for(name)?;
    check_size(u64::try_from(bytes.len()).unwrap_or(u64::MAX))?;
    let (mut document, warnings) = reader.read(bytes)?;
    if document.text.trim().is_empty() {
        return Err(DocumentError::Empty);
    }
    document.blocks = Article::fitting_blocks(&document.text, document.blocks);
    name.clone_into(&mut document.provenance.original_name);
    document.provenance.original_hash = Some(TextHash::of_bytes(bytes));
    Ok((document, warnings))
}

/// Whether a file of `size` bytes may be read; to be asked before reading it.
pub fn check_size(size: u64) -> Result<(), DocumentError> {
    if size > MAX_DOCUMENT_BYTES {
        return Err(DocumentError::TooLarge { size, limit_bytes: MAX_DOCUMENT_BYTES });
    }
    Ok(())
}

/// The reader for files called `name`.
pub fn reader_for(name: &str) -> Result<&'static dyn DocumentReader, DocumentError> {
    let Some(extension) = extension(file_name(name)) else {
        return Ok(&text::PlainText);
    };
    READERS
        .iter()
        .find(|reader| reader.extensions().contains(&extension.as_str()))
        .copied()
        .ok_or(DocumentError::UnknownKind { extension })
}

/// The extension of a file name in lower case, without the dot.
///
/// Only letters and digits with a letter among them count: "2025.11.24" and "Vol. 2, late edition" have none.
pub(crate) fn extension(file_name: &str) -> Option<String> {
    let (stem, extension) = file_name.rsplit_once('.')?;
    let is_extension = !stem.is_empty()
        && extension.len() <= 10
        && extension.bytes().all(|byte| byte.is_ascii_alphanumeric())
        && extension.bytes().any(|byte| byte.is_ascii_alphabetic());
    is_extension.then(|| extension.to_ascii_lowercase())
}

/// The last part of a path of any system.
fn file_name(path: &str) -> &str {
    path.rsplit(['/', '\\']).next().unwrap_or(path)
}

fn listed_extensions() -> String {
    let extensions: Vec<String> = READERS
        .iter()
        .flat_map(|reader| reader.extensions())
        .map(|extension| format!(".{extension}"))
        .collect();
    extensions.join(", ")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_extension_chooses_the_reader() {
        let named = |name: &str| reader_for(name).map(DocumentReader::name);
        assert_eq!(named("a.TXT"), Ok("Plain text"));
        assert_eq!(named("C:\\news\\a.Markdown"), Ok("Markdown"));
        assert_eq!(named("folder.md/README"), Ok("Plain text"));
        assert_eq!(named("Vol. 2, late edition"), Ok("Plain text"));
        assert_eq!(named("clip 2025.11.24"), Ok("Plain text"));
        assert_eq!(named("a.mp3"), Err(DocumentError::UnknownKind { extension: "mp3".to_owned() }));
        assert_eq!(
            named("a.mp3").unwrap_err().to_string(),
            "files ending in “.mp3” can't be read; these can: .txt, .text, .md, .markdown"
        );
    }

    #[test]
    fn two_gigabytes_are_refused_with_the_limit_named() {
        assert_eq!(check_size(MAX_DOCUMENT_BYTES), Ok(()));
        let err = check_size(2 << 30).unwrap_err();
        assert_eq!(err, DocumentError::TooLarge { size: 2 << 30, limit_bytes: 64 << 20 });
        assert_eq!(err.to_string(), "the file has 2048 MiB; at most 64 MiB are read");
        assert!(check_size(MAX_DOCUMENT_BYTES + 1).unwrap_err().to_string().contains("64.1 MiB"));
    }

    #[test]
    fn empty_files_are_named_so() {
        for bytes in
            [&b""[..], b" \t\r\n\x0c\n", b"\xef\xbb\xbf", b"\xff\xfe\n\0", "\u{3000}\u{a0}".as_bytes()]
        {
            assert_eq!(read("a.txt", bytes).unwrap_err(), DocumentError::Empty, "{bytes:?}");
            assert_eq!(read("a.md", bytes).unwrap_err(), DocumentError::Empty, "{bytes:?}");
        }
        assert_eq!(read("a.md", b"---\ntitle:\n---\n<!-- later -->\n").unwrap_err(), DocumentError::Empty);
    }

    #[test]
    fn provenance_names_the_file_without_its_folder() {
        let bytes = b"\xef\xbb\xbfThe ferry runs.\r\n";
        let (document, warnings) = read("/home/mk/news/ferry.txt", bytes).unwrap();
        let provenance = document.provenance;
        assert_eq!(provenance.original_name, "ferry.txt");
        assert_eq!(provenance.original_hash, Some(TextHash::of_bytes(bytes)));
        assert_eq!(provenance.encoding, "UTF-8");
        assert!(provenance.byte_order_mark);
        assert_eq!(provenance.added, crate::model::time::Timestamp::default());
        assert_eq!((document.text.as_str(), warnings), ("The ferry runs.\n", vec![]));
    }

    #[test]
    fn a_file_without_extension_must_look_like_text() {
        assert!(read("README", b"Words.").is_ok());
        let why = "a PNG image";
        assert_eq!(read("picture", b"\x89PNG\r\n\x1a\n").unwrap_err(), DocumentError::NotText { why });
    }

    #[test]
    fn warnings_are_sentences() {
        let said = |warning: DocumentWarning| warning.to_string();
        assert_eq!(
            said(DocumentWarning::Undecodable { count: 3, encoding: "Shift_JIS" }),
            "3 byte sequences mean nothing in Shift_JIS and are shown as �."
        );
        assert_eq!(said(DocumentWarning::Controls { count: 1 }), "1 control character was kept.");
        assert!(said(DocumentWarning::UnclearDate { words: "3/4/25".to_owned() }).contains("3/4/25"));
    }

    /// Words, marks and line ends as they come in articles and in Markdown, thrown together.
    fn any_article() -> impl Strategy<Value = String> {
        let piece = prop_oneof![
            any::<char>().prop_map(String::from),
            prop::sample::select(vec![
                "\n",
                "\r\n",
                "\n\n",
                " ",
                "date 2025-11-24",
                "By Jane Doe",
                "Title: A",
                "Date: ",
                "Author: B\n",
                "OSLO, March 14 —",
                "# ",
                "---\n",
                "title: \"x\n",
                "- ",
                "1. ",
                "> ",
                "![",
                "](a \"b\")",
                "[",
                "`",
                "```\n",
                "**",
                "<br>",
                "<div>",
                "| a | b |\n|-|-|\n",
                "[^1]",
                "[^1]: ",
                "&amp;",
                "\\",
                "“Да”",
                "“",
                "🌊",
            ])
            .prop_map(str::to_owned),
        ];
        prop::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
    }

    proptest! {
        #[test]
        fn blocks_lie_in_the_text_sorted_and_apart(article in any_article()) {
            for name in ["a.txt", "a.md"] {
                let bytes = [b"\xef\xbb\xbf", article.as_bytes()].concat();
                let Ok((document, _)) = read(name, &bytes) else { continue };
                for block in &document.blocks {
                    prop_assert!(block.range.check(&document.text).is_ok());
                    let words = &document.text[block.range.bytes()];
                    prop_assert_eq!(words.trim(), words);
                }
                for pair in document.blocks.windows(2) {
                    prop_assert!(pair[0].range.end() <= pair[1].range.start());
                }
                prop_assert!(!document.blocks.is_empty());
                let mut outside = document.text.clone();
                for block in document.blocks.iter().rev() {
                    outside.replace_range(block.range.bytes(), "");
                }
                prop_assert_eq!(outside.trim(), "", "words outside of every block");
            }
        }

        #[test]
        fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
            for name in ["a.txt", "a.md"] {
                if let Ok((document, warnings)) = read(name, &bytes) {
                    let undecodable = warnings.iter().find_map(|warning| match warning {
                        DocumentWarning::Undecodable { count, .. } => Some(*count),
                        _ => None,
                    });
                    prop_assert_eq!(document.provenance.num_undecodable, undecodable.unwrap_or(0));
                }
            }
        }
    }
}
