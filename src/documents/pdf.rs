//! PDF documents: glyphs with places become lines, columns, paragraphs, headings and notes.
//!
//! Left out and counted are lines that recur at the edge of pages, and page numbers. Nothing is recognised in
//! pictures.

mod bombs;
mod layout;
mod marks;
mod order;
mod properties;

use hayro_interpret::hayro_syntax::{DecryptionError, LoadPdfError, Pdf as PdfFile};
use hayro_interpret::kurbo::Rect;
use hayro_interpret::{Context, InterpreterCache, InterpreterSettings, TransformExt as _, interpret_page};

use crate::model::limits::MAX_PAGES;

use super::flow::Flow;
use super::{Budget, DocumentError, DocumentReader, DocumentWarning, Documents, LeftOut, Source};

use layout::{LaidOut, Page};
use marks::{Marks, Patience, draw};

/// What these files are called in errors.
const KIND: &str = "PDF document";

/// A scan whose pages have fewer characters than this is one all the same: a stamp, or page numbers.
const SCAN_CHARACTERS: usize = 10;

/// Reads PDF documents (`.pdf`).
pub struct Pdf;

impl DocumentReader for Pdf {
    fn name(&self) -> &'static str {
        "PDF"
    }

    fn id(&self) -> &'static str {
        "pdf 1"
    }

    fn media_type(&self) -> &'static str {
        "application/pdf"
    }

    fn extensions(&self) -> &'static [&'static str] {
        &["pdf"]
    }

    fn recognises(&self, bytes: &[u8]) -> bool {
        bytes.starts_with(b"%PDF-")
    }

    fn read(&self, source: &Source<'_>) -> Result<Documents, DocumentError> {
        let (bytes, budget) = (source.bytes, source.budget);
        bombs::check(bytes, budget)?;
        let pdf = PdfFile::new(bytes.to_vec()).map_err(load_error)?;
        let num_pages = pdf.pages().len();
        if num_pages > MAX_PAGES {
            return Err(DocumentError::TooMany { what: "pages", limit: MAX_PAGES });
        }
        let mut warnings = Vec::new();
        let tail = &bytes[bytes.len().saturating_sub(2048)..];
        if !tail.windows(5).any(|window| window == b"%%EOF") {
            warnings.push(DocumentWarning::Damaged { why: "its end is missing".to_owned() });
        }
        let (pages, counts) = read_pages(&pdf, budget)?;
        counts.check(num_pages)?;
        warnings.extend(counts.warnings());
        let LaidOut { paragraphs, num_running } = layout::paragraphs(pages, budget)?;
        if num_running > 0 {
            warnings.push(DocumentWarning::LeftOut { what: LeftOut::RunningLines, count: num_running });
        }
        let mut flow = Flow::default();
        for (role, words) in paragraphs {
            flow.push(role, "", &words);
        }
        Ok(flow.into_document(properties::properties(&pdf, budget)?, warnings).into())
    }
}

fn load_error(err: LoadPdfError) -> DocumentError {
    let broken = |why: &str| DocumentError::Broken { kind: KIND, why: why.to_owned() };
    match err {
        LoadPdfError::Decryption(DecryptionError::PasswordProtected) => DocumentError::Encrypted,
        LoadPdfError::Decryption(DecryptionError::UnsupportedAlgorithm) => {
            broken("it is encrypted in a way that is not known")
        }
        LoadPdfError::Decryption(_) => broken("what it says about its encryption makes no sense"),
        LoadPdfError::Invalid => broken("its pages can't be found"),
    }
}

/// What was met on the pages.
#[derive(Debug, Default)]
struct Counts {
    glyphs: usize,
    unknown: usize,
    slanted: usize,
    beyond: usize,
    images: usize,
    /// Pages with pictures and without text.
    picture_pages: usize,
}

fn read_pages(pdf: &PdfFile, budget: &Budget<'_>) -> Result<(Vec<Page>, Counts), DocumentError> {
    let cache = InterpreterCache::new();
    let (mut pages, mut counts) = (Vec::new(), Counts::default());
    let mut patience = Patience::new(budget);
    for page in pdf.pages().iter() {
        budget.check()?;
        let (width, height) = page.render_dimensions();
        let transform = page.initial_transform(true).to_kurbo();
        let bounds = Rect::new(0.0, 0.0, f64::from(width), f64::from(height));
        let settings = InterpreterSettings::default();
        let mut context = Context::new(transform, bounds, &cache, pdf.xref(), settings);
        let mut marks = Marks::new(width, height, &mut patience);
        draw(&mut marks, |marks| interpret_page(page, &mut context, marks))?;
        counts.glyphs += marks.len();
        counts.unknown += marks.num_unknown;
        counts.slanted += marks.num_slanted;
        counts.beyond += marks.num_beyond;
        counts.images += marks.num_images;
        counts.picture_pages += usize::from(marks.len() == 0 && marks.num_images > 0);
        let lines = marks.into_lines();
        let size: usize = lines.iter().map(|line| line.text.len()).sum();
        budget.spend(u64::try_from(size).unwrap_or(u64::MAX))?;
        pages.push(Page { lines, height: f64::from(height) });
    }
    Ok((pages, counts))
}

impl Counts {
    /// Whether the pages hold text that can be read.
    fn check(&self, num_pages: usize) -> Result<(), DocumentError> {
        if self.glyphs < SCAN_CHARACTERS * num_pages && self.images >= num_pages.max(1) {
            return Err(DocumentError::Scanned);
        }
        if self.unknown * 2 > self.glyphs {
            let why = format!(
                "{} of its {} characters have no meaning: its fonts don't say which letters they show; text \
                 recognition (OCR) can help",
                self.unknown, self.glyphs
            );
            return Err(DocumentError::Broken { kind: KIND, why });
        }
        Ok(())
    }

    fn warnings(&self) -> Vec<DocumentWarning> {
        let mut warnings = Vec::new();
        let mut note = |num: usize, one: &str, more: &str| match num {
            0 => {}
            1 => warnings.push(DocumentWarning::Note(format!("1 {one}"))),
            num => warnings.push(DocumentWarning::Note(format!("{num} {more}"))),
        };
        note(
            self.unknown,
            "character has no meaning and is shown as �.",
            "characters have no meaning and are shown as �.",
        );
        note(
            self.slanted,
            "character of slanted or upright text was left out.",
            "characters of slanted or upright text were left out.",
        );
        note(
            self.beyond,
            "character of an overfull page was left out.",
            "characters of overfull pages were left out.",
        );
        note(
            self.picture_pages,
            "page holds only pictures; it needs text recognition (OCR) first.",
            "pages hold only pictures; they need text recognition (OCR) first.",
        );
        warnings
    }
}

#[cfg(test)]
mod tests;
