//! EPUB books: an article a chapter, or one for the whole book.
//!
//! Chapters without running text, such as covers and contents, are left out and counted; those that are no well-formed
//! XHTML are read as HTML. Known weakness: chapters are the files that the book is cut into, which are not always its
//! chapters.

mod package;
mod xhtml;

use crate::model::article::{BlockKind, Metadata};
use crate::model::limits::MAX_PAGES;

use super::assembly::Assembly;
use super::head::{TitleSearch, mark_head};
use super::metadata::fill;
use super::zip_parts::{ZipParts, has_mimetype};
use super::{DocumentError, DocumentReader, DocumentWarning, Documents, LeftOut, ReadDocument, Source};

use package::Package;
use xhtml::Chapter;

/// What these files are called in errors.
const KIND: &str = "EPUB book";

/// Reads EPUB books (`.epub`).
pub struct Epub;

impl DocumentReader for Epub {
    fn name(&self) -> &'static str {
        "EPUB book"
    }

    fn id(&self) -> &'static str {
        "epub 1"
    }

    fn media_type(&self) -> &'static str {
        "application/epub+zip"
    }

    fn extensions(&self) -> &'static [&'static str] {
        &["epub"]
    }

    fn recognises(&self, bytes: &[u8]) -> bool {
        has_mimetype(bytes, self.media_type())
    }

    fn read(&self, source: &Source<'_>) -> Result<Documents, DocumentError> {
        let mut parts = ZipParts::open(source.bytes, KIND, source.budget)?;
        let package = Package::read(&mut parts, source.budget)?;
        if package.chapters.is_empty() {
            let why = "it lists no chapters".to_owned();
            return Err(DocumentError::Broken { kind: KIND, why });
        }
        if package.chapters.len() > MAX_PAGES {
            return Err(DocumentError::TooMany { what: "chapters", limit: MAX_PAGES });
        }
        let mut book = Book::default();
        for (idx, name) in package.chapters.iter().enumerate() {
            match read_chapter(&mut parts, name, source) {
                Ok(chapter) if chapter.has_text => book.chapters.push((idx + 1, chapter)),
                Ok(_) => book.num_without_text += 1,
                Err(
                    err @ (DocumentError::Bomb { .. }
                    | DocumentError::TooLong { .. }
                    | DocumentError::Cancelled
                    | DocumentError::Encrypted),
                ) => return Err(err),
                Err(err) => book.left_out.push((format!("{} {name}", idx + 1), err)),
            }
        }
        if book.chapters.is_empty() && book.left_out.is_empty() {
            let why = "none of the book's chapters has running text".to_owned();
            return Err(DocumentError::NoArticle { why });
        }
        Ok(if source.options.whole_books { book.whole(&package) } else { book.by_chapters(&package) })
    }
}

fn read_chapter(parts: &mut ZipParts<'_>, name: &str, source: &Source<'_>) -> Result<Chapter, DocumentError> {
    let text = parts.needed_xml(name)?;
    xhtml::read(&text, KIND, source.budget)
}

/// What was read of a book.
#[derive(Default)]
struct Book {
    /// The chapters with running text, by their numbers.
    chapters: Vec<(usize, Chapter)>,
    num_without_text: usize,
    left_out: Vec<(String, DocumentError)>,
}

impl Book {
    /// What is to be said once about the whole book.
    fn warnings(&self) -> Vec<DocumentWarning> {
        let count = self.num_without_text;
        let left_out = DocumentWarning::LeftOut { what: LeftOut::Chapters, count };
        (count > 0).then_some(left_out).into_iter().collect()
    }

    /// An article a chapter.
    fn by_chapters(self, package: &Package) -> Documents {
        let mut warnings = self.warnings();
        let book = book_metadata(package, &mut warnings);
        let read = self.chapters.into_iter().map(|(number, chapter)| {
            let Assembly { text, blocks } = chapter.assembly;
            let heading = [BlockKind::Title, BlockKind::Heading]
                .iter()
                .find_map(|kind| blocks.iter().find(|block| block.kind == *kind))
                .and_then(|block| block.range.of(&text).ok())
                .map(|words| words.split_whitespace().collect::<Vec<_>>().join(" "));
            let title = heading.clone().unwrap_or_else(|| match book.title.as_str() {
                "" => format!("Chapter {number}"),
                title => format!("{title}, {number}"),
            });
            let mut metadata = Metadata { title, ..book.clone() };
            // Whose chapter it is must be told somewhere.
            if metadata.outlet.is_empty() {
                metadata.outlet.clone_from(&book.title);
            }
            let blocks = mark_head(&text, blocks, &mut metadata, TitleSearch::Marked);
            let mut document = ReadDocument { metadata, text, blocks, ..ReadDocument::default() };
            document.provenance.part = match heading {
                Some(heading) => format!("{number} {heading}"),
                None => number.to_string(),
            };
            document.warnings = std::mem::take(&mut warnings);
            document.warnings.extend(chapter.warning);
            document
        });
        Documents { read: read.collect(), left_out: self.left_out }
    }

    /// One article; the titles of its chapters are headings.
    fn whole(self, package: &Package) -> Documents {
        let mut warnings = self.warnings();
        let mut metadata = book_metadata(package, &mut warnings);
        let mut whole = Assembly::default();
        whole.push(BlockKind::Title, &metadata.title);
        for (_, chapter) in self.chapters {
            let Assembly { text, blocks } = chapter.assembly;
            for block in blocks {
                let kind = if block.kind == BlockKind::Title { BlockKind::Heading } else { block.kind };
                whole.push(kind, block.range.of(&text).unwrap_or_default());
            }
            warnings.extend(chapter.warning);
        }
        let Assembly { text, blocks } = whole.finish();
        let blocks = mark_head(&text, blocks, &mut metadata, TitleSearch::Marked);
        let document = ReadDocument { metadata, text, blocks, warnings, ..ReadDocument::default() };
        Documents { read: vec![document], left_out: self.left_out }
    }
}

fn book_metadata(package: &Package, warnings: &mut Vec<DocumentWarning>) -> Metadata {
    let mut metadata = Metadata::default();
    for (key, value) in [
        ("title", &package.title),
        ("byline", &package.creator),
        ("date", &package.date),
        ("language", &package.language),
        ("publisher", &package.publisher),
    ] {
        fill(&mut metadata, key, value, warnings);
    }
    metadata
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;

    use super::super::zip_parts::zip_of;
    use super::super::{Budget, ReadOptions, read};
    use super::*;

    const CONTAINER: &str = "<container xmlns=\"urn:oasis:names:tc:opendocument:xmlns:container\"><rootfiles>\
        <rootfile full-path=\"OEBPS/content.opf\"/></rootfiles></container>";

    fn page(body: &str) -> String {
        format!(
            "<html xmlns=\"http://www.w3.org/1999/xhtml\"><head><title>x</title></head><body>{body}</body></html>"
        )
    }

    /// A book with these chapters and further parts.
    fn epub(chapters: &[String], more: &[(&str, &str)]) -> Vec<u8> {
        let names: Vec<String> = (0..chapters.len()).map(|idx| format!("OEBPS/c {idx}.xhtml")).collect();
        let items = (0..chapters.len())
            .map(|idx| format!("<item id=\"i{idx}\" href=\"c%20{idx}.xhtml\"/>"))
            .collect::<Vec<_>>()
            .concat();
        let spine = (0..chapters.len())
            .map(|idx| format!("<itemref idref=\"i{idx}\"/>"))
            .collect::<Vec<_>>()
            .concat();
        let opf = format!(
            "<package xmlns=\"http://www.idpf.org/2007/opf\"><metadata xmlns:dc=\"http://purl.org/dc/elements/1.1/\">\
             <dc:title>A Week in Skerry</dc:title><dc:creator>Mara Kell</dc:creator><dc:creator>Jon Roe</dc:creator>\
             <dc:language>en</dc:language><dc:date>2025-03-04</dc:date><dc:publisher>Skerry Press</dc:publisher></metadata>\
             <manifest>{items}<item id=\"nav\" href=\"nav.xhtml\"/></manifest>\
             <spine>{spine}<itemref idref=\"nav\" linear=\"no\"/><itemref idref=\"nowhere\"/></spine></package>"
        );
        let mut parts = vec![
            ("mimetype", "application/epub+zip"),
            ("META-INF/container.xml", CONTAINER),
            ("OEBPS/content.opf", opf.as_str()),
        ];
        parts.extend(names.iter().map(String::as_str).zip(chapters.iter().map(String::as_str)));
        parts.extend(more);
        zip_of(&parts)
    }

    fn chapters() -> Vec<String> {
        vec![
            page("<img src=\"cover.jpg\"/>"),
            page("<h1>Monday</h1><p>The boat came late.</p><blockquote><p>“Nobody waved.”</p></blockquote>"),
            page("<p>The lamp stayed dark.</p><ul><li>No oil.</li></ul>"),
        ]
    }

    fn read_epub(bytes: &[u8], whole_books: bool) -> Result<Documents, DocumentError> {
        let options = ReadOptions { whole_books, ..ReadOptions::default() };
        read("a.epub", bytes, &options, &Budget::unlimited())
    }

    #[test]
    fn each_chapter_is_an_article() {
        let documents = read_epub(&epub(&chapters(), &[]), false).unwrap();
        let [monday, second] = documents.read.as_slice() else { panic!("{documents:?}") };
        assert_eq!(monday.text, "Monday\n\nThe boat came late.\n\n“Nobody waved.”\n");
        assert_eq!(monday.blocks[0].kind, BlockKind::Title);
        assert_eq!(
            (monday.provenance.part.as_str(), monday.provenance.reader.as_str()),
            ("2 Monday", "epub 1")
        );
        let metadata = &monday.metadata;
        assert_eq!((metadata.title.as_str(), metadata.byline.as_str()), ("Monday", "Mara Kell, Jon Roe"));
        assert_eq!((metadata.outlet.as_str(), metadata.language.as_str()), ("Skerry Press", "en"));
        assert_eq!(metadata.date, NaiveDate::from_ymd_opt(2025, 3, 4));
        assert_eq!(monday.warnings, [DocumentWarning::LeftOut { what: LeftOut::Chapters, count: 1 }]);
        assert_eq!(second.text, "The lamp stayed dark.\n\n• No oil.\n");
        assert_eq!(
            (second.metadata.title.as_str(), second.provenance.part.as_str()),
            ("A Week in Skerry, 3", "3")
        );
        assert_eq!(second.warnings, []);
    }

    #[test]
    fn a_whole_book_is_one_article() {
        let documents = read_epub(&epub(&chapters(), &[]), true).unwrap();
        let [book] = documents.read.as_slice() else { panic!("{documents:?}") };
        assert!(book.text.starts_with("A Week in Skerry\n\nMonday\n\nThe boat came late.\n\n"));
        assert!(book.text.ends_with("The lamp stayed dark.\n\n• No oil.\n"));
        let kinds: Vec<BlockKind> = book.blocks.iter().map(|block| block.kind).collect();
        assert_eq!(kinds[..3], [BlockKind::Title, BlockKind::Heading, BlockKind::Paragraph]);
        assert_eq!((book.metadata.title.as_str(), book.provenance.part.as_str()), ("A Week in Skerry", ""));
    }

    #[test]
    fn encrypted_books_are_refused_and_hidden_fonts_are_not() {
        let encryption = |method: &str| {
            format!(
                "<encryption><EncryptedData xmlns=\"http://www.w3.org/2001/04/xmlenc#\"><EncryptionMethod Algorithm=\"{method}\"/>\
                 </EncryptedData></encryption>"
            )
        };
        let aes = encryption("http://www.w3.org/2001/04/xmlenc#aes128-cbc");
        let locked = epub(&chapters(), &[("META-INF/encryption.xml", &aes)]);
        assert_eq!(read_epub(&locked, false).unwrap_err(), DocumentError::Encrypted);
        let fonts = encryption(package_fonts());
        assert!(read_epub(&epub(&chapters(), &[("META-INF/encryption.xml", &fonts)]), false).is_ok());
    }

    fn package_fonts() -> &'static str {
        "http://www.idpf.org/2008/embedding"
    }

    #[test]
    fn what_is_damaged_takes_only_its_chapter_with_it() {
        let mut damaged = chapters();
        damaged[1] = "<html></q>".to_owned();
        damaged.push("<html><p>It runs.</p><p>Half of it<br>is soup.".to_owned());
        let documents = read_epub(&epub(&damaged, &[]), false).unwrap();
        assert_eq!(documents.read.len(), 2);
        assert_eq!(documents.read[1].text, "It runs.\n\nHalf of it\nis soup.\n");
        assert!(matches!(documents.read[1].warnings.as_slice(), [DocumentWarning::Note(_)]));
        let [(part, why)] = documents.left_out.as_slice() else { panic!("{documents:?}") };
        assert_eq!(part, "2 OEBPS/c 1.xhtml");
        assert!(matches!(why, DocumentError::Broken { kind: "EPUB book", .. }));
        let whole = epub(&chapters(), &[]);
        for len in 0..whole.len() {
            assert!(read_epub(&whole[..len], false).is_err());
        }
    }

    #[test]
    fn books_without_chapters_or_text_are_told() {
        assert!(matches!(read_epub(&epub(&[], &[]), false), Err(DocumentError::Broken { .. })));
        assert!(matches!(
            read_epub(&epub(&chapters()[..1], &[]), false),
            Err(DocumentError::NoArticle { .. })
        ));
        let unnamed =
            zip_of(&[("mimetype", "application/epub+zip"), ("META-INF/container.xml", "<container/>")]);
        assert!(read_epub(&unnamed, false).unwrap_err().to_string().contains("names no package"));
        let many: Vec<String> = vec![page("<p>It runs.</p>"); MAX_PAGES + 1];
        let too_many = DocumentError::TooMany { what: "chapters", limit: MAX_PAGES };
        assert_eq!(read_epub(&epub(&many, &[]), false).unwrap_err(), too_many);
        let renamed = read("a.zip", &epub(&chapters(), &[]), &ReadOptions::default(), &Budget::unlimited());
        assert_eq!(renamed.unwrap().read.len(), 2);
    }
}
