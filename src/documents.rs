//! Files that people have become articles: one file for each kind of document, behind [`DocumentReader`].
//!
//! A new kind is a file beside the others and a line in [`READERS`]. Annotated datasets are no business of
//! this layer, nor are ids, times and duplicates: it turns bytes into metadata, text and blocks, and says
//! what it could not make sense of. Documents come from strangers: nothing is fetched or executed, and what
//! reading takes in memory and time is limited by a [`Budget`].

pub mod archive;
mod assembly;
pub mod budget;
mod calendar;
pub mod collect;
mod conventions;
pub mod docx;
pub mod encoding;
pub mod epub;
mod error;
pub mod feeds;
mod flow;
pub mod intake;
mod head;
pub mod html;
pub mod mail;
pub mod kinds;
mod language;
pub mod markdown;
mod metadata;
pub mod mhtml;
mod parts;
pub mod odt;
pub mod pdf;
pub mod reading;
pub mod rtf;
mod signature;
pub mod subtitles;
pub mod tables;
#[cfg(test)]
mod testing;
mod xml_events;
mod zip_parts;
pub mod text;
pub mod version;
mod warnings;

use crate::model::article::{Article, Block, Metadata, Provenance};
use crate::model::limits::MAX_DOCUMENT_BYTES;
use crate::model::text::TextHash;
use crate::model::text::near::Signature;

pub use budget::Budget;
pub use conventions::{Proposal, cut};
pub use error::DocumentError;
pub use tables::chosen::{ColumnField, DocumentColumns, DocumentColumnsError};
pub use warnings::{DocumentWarning, LeftOut};

/// Every kind of document that can be read, in the order they are listed.
pub const READERS: &[&dyn DocumentReader] = &[
    &text::PlainText,
    &markdown::Markdown,
    &html::Html,
    &mhtml::Mhtml,
    &docx::Docx,
    &odt::Odt,
    &rtf::Rtf,
    &pdf::Pdf,
    &epub::Epub,
    &subtitles::SubRip,
    &subtitles::WebVtt,
    &tables::DelimitedTable,
    &tables::JsonArticles,
    &mail::Mailbox,
    &mail::Mail,
    &feeds::XmlFeed,
    &feeds::JsonFeed,
    &archive::Zip,
    &archive::Gzip,
];

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
    /// Whether a saved web page is taken with all its text, menus and all, instead of its article alone: for pages
    /// where the article is not found.
    pub whole_pages: bool,
    /// Which columns of a table, or fields of lines, hold what; by their names, where nobody has said so.
    pub columns: DocumentColumns,
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
    read_with((reader, is_other), name, bytes, options, budget)
}

/// The same where somebody has said which kind it is: `reader` reads it, whatever its name and its first bytes say.
pub fn read_as(
    reader: &'static dyn DocumentReader,
    name: &str,
    bytes: &[u8],
    options: &ReadOptions,
    budget: &Budget<'_>,
) -> Result<Documents, DocumentError> {
    read_with((reader, false), file_name(name), bytes, options, budget)
}

fn read_with(
    (reader, is_other): (&'static dyn DocumentReader, bool),
    name: &str,
    bytes: &[u8],
    options: &ReadOptions,
    budget: &Budget<'_>,
) -> Result<Documents, DocumentError> {
    if bytes.is_empty() {
        return Err(DocumentError::Empty);
    }
    check_size(u64::try_from(bytes.len()).unwrap_or(u64::MAX))?;
    let found = reader.read(&Source { name, bytes, options, budget })?;
    let hash = TextHash::of_bytes(bytes);
    let mut documents = Documents { read: Vec::new(), left_out: found.left_out };
    for document in found.read {
        let mut document = signed(document, reader);
        name.clone_into(&mut document.provenance.original_name);
        document.provenance.original_hash = Some(hash);
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

/// What `reader` has just read, finished and with the reader's name. What lies in a file went through here by itself, and
/// stays as it is.
fn signed(document: ReadDocument, reader: &dyn DocumentReader) -> ReadDocument {
    if !document.provenance.reader.is_empty() {
        return document;
    }
    let mut document = finished(document);
    reader.id().clone_into(&mut document.provenance.reader);
    reader.media_type().clone_into(&mut document.provenance.media_type);
    document
}

/// A document whose blocks lie in its text, with what the text itself shows about it.
fn finished(mut document: ReadDocument) -> ReadDocument {
    // A carriage return can come in by its number, wherever characters have one.
    if document.text.contains('\r') {
        document.text = document.text.replace('\r', "\n");
    }
    metadata::to_lines(&mut document.metadata);
    document.blocks = Article::fitting_blocks(&document.text, document.blocks);
    language::tell_language(&mut document);
    conventions::mark_conventions(&mut document);
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
        Some(reader) => {
            let is_other =
                extension(name).is_some_and(|extension| !reader.extensions().contains(&extension.as_str()));
            Ok((reader, is_other))
        }
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
        let said = named("a.mp3").unwrap_err().to_string();
        let begins = "files ending in “.mp3” can't be read; these can: .txt, .text, .md, .markdown";
        assert!(said.starts_with(begins), "{said}");
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
    fn files_without_bytes_are_empty_whatever_their_kind() {
        for extension in READERS.iter().flat_map(|reader| reader.extensions()) {
            assert_eq!(
                read(&format!("a.{extension}"), b"").unwrap_err(),
                DocumentError::Empty,
                "{extension}"
            );
        }
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
    fn fields_are_lines_and_texts_have_no_carriage_returns() {
        let rtf = b"{\\rtf1{\\info{\\title Night\\'0d\\'0aferry\\'00}}It\\'0druns.}";
        let document = read("a.rtf", rtf).unwrap();
        assert_eq!(
            (document.metadata.title.as_str(), document.text.as_str()),
            ("Night ferry", "It\nruns.\n")
        );
        let csv =
            b"title,url,author,text\n\"Fares\x07\nand  fuel\",\"https://quay.example/\x071\",\x00,It runs.\n";
        let Metadata { title, url, byline, .. } = read("a.csv", csv).unwrap().metadata;
        assert_eq!((title.as_str(), url.as_str()), ("Fares and fuel", "https://quay.example/1"));
        assert_eq!(byline, "");
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
