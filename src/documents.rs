//! Files that people have become articles: one file for each kind of document, behind [`DocumentReader`].
//!
//! A new kind is a file beside the others and a line in [`READERS`]. Annotated datasets are no business of
//! this layer, nor are ids, times and duplicates: it turns bytes into metadata, text and blocks, and says
//! what it could not make sense of. Documents come from strangers: nothing is fetched or executed, and what
//! reading takes in memory and time is limited by a [`Budget`].

mod assembly;
pub mod budget;
pub mod collect;
pub mod encoding;
pub mod intake;
mod head;
pub mod markdown;
mod metadata;
pub mod reading;
mod signature;
pub mod text;
pub mod version;

use std::fmt;

use thiserror::Error;

use crate::model::article::{Article, Block, Metadata, Provenance};
use crate::model::limits::{MAX_DOCUMENT_BYTES, mebibytes};
use crate::model::text::TextHash;
use crate::model::text::near::Signature;

pub use budget::Budget;

/// Every kind of document that can be read, in the order they are listed.
pub const READERS: &[&dyn DocumentReader] = &[&text::PlainText, &markdown::Markdown];

/// One kind of document.
pub trait DocumentReader: Sync {
    /// What people call the kind, for lists: "Plain text".
    fn name(&self) -> &'static str;

    /// Its name in the provenance of articles, lower-case and never changed, with the version of its reading:
    /// `text 1`. The version goes up when the same bytes give another text.
    fn id(&self) -> &'static str;

    /// The media type of its files, by the registry of IANA: `text/plain`.
    fn media_type(&self) -> &'static str;

    /// Extensions of its files, lower-case and without the dot, the usual one first.
    fn extensions(&self) -> &'static [&'static str];

    /// Whether a file begins as those of this kind do, whatever its name says. Only kinds that can't be taken for
    /// plain text answer yes.
    fn recognises(&self, _bytes: &[u8]) -> bool {
        false
    }

    /// The documents that a file holds; most hold one.
    ///
    /// The caller, [`read`], sees to the limit of size, to empty texts, to the order of the blocks, and to
    /// the original's name, hash, media type and reader.
    fn read(&self, source: &Source<'_>) -> Result<Documents, DocumentError>;
}

/// A file to read.
#[derive(Clone, Copy)]
pub struct Source<'s> {
    /// Its name without its folder.
    pub name: &'s str,
    /// All of it.
    pub bytes: &'s [u8],
    /// How, where the kind leaves a choice.
    pub options: &'s ReadOptions,
    /// What reading it may take.
    pub budget: &'s Budget<'s>,
}

/// How documents are read, where their kind leaves a choice.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ReadOptions {
    /// Whether a book is one article instead of an article a chapter.
    pub whole_books: bool,
    /// Which columns of a table, or fields of lines, hold what; by their names, where nobody has said so.
    pub columns: DocumentColumns,
}

/// Which columns of a table of articles hold what, by their names in the header. Those that are absent are
/// found by the names that people give them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DocumentColumns {
    /// The text.
    pub text: Option<String>,
    /// The title.
    pub title: Option<String>,
    /// The day of publication.
    pub date: Option<String>,
    /// Who published it.
    pub outlet: Option<String>,
}

/// What a file holds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Documents {
    /// What could be read, in the order of the file.
    pub read: Vec<ReadDocument>,
    /// Parts of it that could not, by their names in the file.
    pub left_out: Vec<(String, DocumentError)>,
}

impl From<ReadDocument> for Documents {
    fn from(document: ReadDocument) -> Self {
        Self { read: vec![document], left_out: Vec::new() }
    }
}

/// A document as it was read: everything an article needs but its id and the time it was added.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ReadDocument {
    /// What the file says about itself.
    pub metadata: Metadata,
    /// Which file it was, and how it was read; `added` is left to the caller. A reader of files that hold
    /// several documents fills in `part`.
    pub provenance: Provenance,
    /// The text, with LF line ends.
    pub text: String,
    /// Ranges of the text by what they are: sorted, disjoint, on character boundaries.
    pub blocks: Vec<Block>,
    /// What was odd about it.
    pub warnings: Vec<DocumentWarning>,
    /// What finds texts that are like it; filled in by [`reading::Reading`].
    pub signature: Option<Signature>,
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
    /// The file is of another kind than its name says, and was read as that.
    OtherKind {
        /// What people call that kind.
        kind: &'static str,
    },
    /// Something that the kind's reader has to say; a whole sentence.
    Note(String),
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
            Self::OtherKind { kind } => {
                write!(f, "The file is of another kind than its name says; it was read as this: {kind}.")
            }
            Self::Note(sentence) => f.write_str(sentence),
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
    /// What is packed in it is larger than any document, or much larger than the file.
    #[error("what is packed in the file has more than {}; no more is read", mebibytes(*.limit_bytes))]
    Bomb {
        /// The limit in bytes.
        limit_bytes: u64,
    },
    /// It can't be read without a password.
    #[error("the file is encrypted; save it without a password first")]
    Encrypted,
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

/// The documents in a file called `name` (a path's folders are ignored) that holds `bytes`.
///
/// The kind is told by the first bytes where these leave no doubt, and else by the extension; a file without one
/// is taken for plain text if it looks like text. An error is about the whole file.
pub fn read(
    name: &str,
    bytes: &[u8],
    options: &ReadOptions,
    budget: &Budget<'_>,
) -> Result<Documents, DocumentError> {
    let name = file_name(name);
    let (reader, is_other) = reader_of(name, bytes)?;
    check_size(u64::try_from(bytes.len()).unwrap_or(u64::MAX))?;
    let found = reader.read(&Source { name, bytes, options, budget })?;
    let hash = TextHash::of_bytes(bytes);
    let mut documents = Documents { read: Vec::new(), left_out: found.left_out };
    for document in found.read {
        let mut document = finished(document);
        name.clone_into(&mut document.provenance.original_name);
        document.provenance.original_hash = Some(hash);
        // What lies in an archive was read by another reader, which has said so.
        if document.provenance.reader.is_empty() {
            reader.id().clone_into(&mut document.provenance.reader);
            reader.media_type().clone_into(&mut document.provenance.media_type);
        }
        if is_other {
            document.warnings.insert(0, DocumentWarning::OtherKind { kind: reader.name() });
        }
        if document.text.trim().is_empty() {
            documents.left_out.push((document.provenance.part, DocumentError::Empty));
        } else {
            documents.read.push(document);
        }
    }
    match (documents.read.is_empty(), documents.left_out.as_slice()) {
        (true, []) => Err(DocumentError::Empty),
        // The only document is the file.
        (true, [(part, why)]) if part.is_empty() => Err(why.clone()),
        _ => Ok(documents),
    }
}

/// A document whose blocks lie in its text.
fn finished(mut document: ReadDocument) -> ReadDocument {
    document.blocks = Article::fitting_blocks(&document.text, document.blocks);
    document
}

/// The reader for a file, and whether its name says something else.
fn reader_of(name: &str, bytes: &[u8]) -> Result<(&'static dyn DocumentReader, bool), DocumentError> {
    let by_name = reader_for(name);
    if let Ok(reader) = by_name
        && reader.recognises(bytes)
    {
        return Ok((reader, false));
    }
    match READERS.iter().find(|reader| reader.recognises(bytes)).copied() {
        Some(reader) => Ok((reader, extension(name).is_some())),
        None => Ok((by_name?, false)),
    }
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

    /// The one document in a file.
    fn read(name: &str, bytes: &[u8]) -> Result<ReadDocument, DocumentError> {
        let mut documents = super::read(name, bytes, &ReadOptions::default(), &Budget::unlimited())?;
        assert_eq!((documents.read.len(), documents.left_out.len()), (1, 0));
        Ok(documents.read.remove(0))
    }

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
        let document = read("/home/mk/news/ferry.txt", bytes).unwrap();
        let provenance = document.provenance;
        assert_eq!(provenance.original_name, "ferry.txt");
        assert_eq!(provenance.original_hash, Some(TextHash::of_bytes(bytes)));
        assert_eq!(provenance.encoding, "UTF-8");
        assert!(provenance.byte_order_mark);
        assert_eq!(provenance.added, crate::model::time::Timestamp::default());
        assert_eq!((provenance.media_type.as_str(), provenance.reader.as_str()), ("text/plain", "text 1"));
        assert_eq!((document.text.as_str(), document.warnings), ("The ferry runs.\n", vec![]));
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
                let Ok(document) = read(name, &bytes) else { continue };
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
                if let Ok(document) = read(name, &bytes) {
                    let undecodable = document.warnings.iter().find_map(|warning| match warning {
                        DocumentWarning::Undecodable { count, .. } => Some(*count),
                        _ => None,
                    });
                    prop_assert_eq!(document.provenance.num_undecodable, undecodable.unwrap_or(0));
                }
            }
        }
    }
}
