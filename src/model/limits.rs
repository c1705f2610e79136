//! How large, long and deep things may be. Real corpora stay far below; what lies above is a mistake or an
//! attack, and is refused with the limit named instead of taking the machine's memory.
//!
//! Identifiers have limits of their own, see [`super::id`].

/// The largest file that the store reads or writes in one piece, in bytes: a record file, a volume of a
/// history, a file beside one, a packed corpus, settings.
///
/// A packed corpus of 100,000 articles has about 700 MB; a record file of 10,000 annotations about 7 MB.
pub const MAX_STORED_FILE_BYTES: u64 = 1 << 30;

/// The largest document that is read as an article, in bytes.
///
/// A novel is about 1 MB; what is larger than this is a dump or a mistake, and nobody reads it closely.
pub const MAX_DOCUMENT_BYTES: u64 = 64 << 20;

/// How much may be unpacked from one document or archive of documents, in bytes.
pub const MAX_UNPACKED_BYTES: u64 = 512 << 20;

/// How deeply archives may lie in each other: a mail in an archive in an archive.
pub const MAX_ARCHIVE_DEPTH: usize = 3;

/// How many files an archive may hold.
pub const MAX_ARCHIVE_ENTRIES: usize = 200_000;

/// How many articles a table, a mailbox or a feed may hold, rows without a text included.
pub const MAX_FILE_ARTICLES: usize = 200_000;

/// How deeply parts of a mail may lie in each other, mails in mails apart. Real ones stay under six.
pub const MAX_MIME_DEPTH: usize = 32;

/// How many parts a mail may have. Pages saved as MHTML have hundreds.
pub const MAX_MAIL_PARTS: usize = 10_000;

/// How large one part of a packed document may be once it is unpacked, in bytes. What Word writes for a text of
/// 5 MB, every word a run of its own, has about 60 MB.
pub const MAX_PART_BYTES: u64 = 128 << 20;

/// How deeply groups of RTF may lie in each other. Word's stay under twenty.
pub const MAX_RTF_DEPTH: usize = 1_000;

/// How many pages a document may have. Nobody annotates more as one article.
pub const MAX_PAGES: usize = 3_000;

/// How many characters of one page are read. The fullest page of a newspaper has about 40,000.
pub const MAX_PAGE_GLYPHS: usize = 200_000;

/// How many things the pages of a document may draw: letters, lines, areas. A map has some hundred thousand of them, a
/// book of 3,000 pages ten million letters.
pub const MAX_DRAWN: usize = 50_000_000;

/// How deeply elements of a page may lie in each other. Real pages stay under a hundred.
pub const MAX_ELEMENT_DEPTH: usize = 500;

/// How many elements and pieces of text a page may have. The longest pages that people read have some 100,000; each
/// takes about 150 bytes of memory.
pub const MAX_PAGE_NODES: usize = 500_000;

/// How long reading one file may take, in seconds.
pub const MAX_READING_SECONDS: u64 = 30;

/// The longest line of a dataset that is read, in bytes. A longer one is left out and reported.
pub const MAX_DATASET_LINE_BYTES: usize = 256 << 20;

/// How deeply values of RON may nest; ours nest to about ten. JSON has the 128 of its parser.
pub const MAX_RON_DEPTH: usize = 64;

/// How deeply quotes and list items of Markdown may lie in each other. Real ones stay under ten; the parser
/// would take memory and time for millions.
pub const MAX_MARKDOWN_DEPTH: usize = 1000;

/// The highest number that a line of a history can have: what a number of JSON holds exactly.
pub const MAX_HISTORY_LINES: u64 = 1 << 53;

/// The highest number that a volume of a history can have.
pub const MAX_HISTORY_VOLUMES: u32 = 99_999_999;

/// The most memory that a pattern somebody looks for may take once it is compiled, in bytes. Patterns that people
/// write take a few kB; what a repetition of a repetition makes of `\w` soon takes megabytes.
pub const MAX_PATTERN_BYTES: usize = 2 << 20;

/// How many characters of a name are shown where it stands among others; see [`super::text::visible`].
pub const MAX_SHOWN_CHARS: usize = 300;

/// A size in words, with one decimal, rounded up, so that a byte too many never reads as the limit itself.
pub fn mebibytes(bytes: u64) -> String {
    let tenths = bytes.saturating_mul(10).div_ceil(1 << 20);
    if tenths.is_multiple_of(10) {
        format!("{} MiB", tenths / 10)
    } else {
        format!("{}.{} MiB", tenths / 10, tenths % 10)
    }
}
