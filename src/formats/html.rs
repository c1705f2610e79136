//! Pages for people, in HTML: a folder with a page for each article, its words marked and the notes beside them, and a
//! list of the articles. A page needs nothing but itself: no script, no font, no network; it is printed as it is.
//!
//! The text is cut wherever an annotation begins or ends. Each piece lies in a `mark` for every annotation it belongs
//! to, the outermost first, so that overlaps and gaps stand as they are. `#ID` leads to an annotation, `#ID_note` to
//! its note. Offsets are shown nowhere. The markup is well-formed XML too, so that the proof can read it strictly.

pub mod page;
pub mod proof;
#[cfg(test)]
mod tests;

use super::dialect::{Articles, Dialect, Files, Setting};
use super::interchange::lines::ArticleLine;
use super::pages::facts::Facts;
use super::pages::names::Names;
use super::pages::{Page, fit::fit};
use super::parts::Parts;
use super::report::{Place, Report};
use super::{FormatError, FormatInfo, pages};

/// Pages of articles with their notes.
pub struct Html;

/// The name of the list of articles.
const INDEX: &str = "index.html";

/// What a page can't show.
const LIMITS: [&str; 4] = [
    "White space around paragraphs is not shown, and line ends are all of one kind.",
    "Control characters are written as U+FFFD in the text, and by their names elsewhere.",
    "Times are told to the minute, and of what a reviewer saw only whether it has changed since.",
    "It is made to be read and printed, and can’t be imported.",
];

impl Dialect for Html {
    fn info(&self) -> FormatInfo {
        FormatInfo {
            id: "html",
            name: "HTML pages",
            reads: false,
            writes: true,
            offset_unit: pages::UNIT,
            specification: "https://html.spec.whatwg.org/ (HTML Living Standard, in its XML-compatible form)",
            is_folder: true,
            extension: "html",
        }
    }

    fn holds(&self) -> Parts {
        pages::HELD
    }

    fn limits(&self) -> &'static [&'static str] {
        &LIMITS
    }

    fn fit(&self, line: &mut ArticleLine, _setting: &Setting<'_>, place: &Place, report: &mut Report) {
        fit(line, place, report);
    }

    fn write_articles(&self, articles: &Articles<'_>, files: &Files<'_>) -> Result<(), FormatError> {
        let names = Names::new(articles.state);
        articles.each(&mut |line| {
            let page = Page::new(line);
            let facts = Facts::new(&page, &names, articles.state);
            let html = page::article(&page, &facts, &names, articles.state.title());
            write_text(files, &file_of(articles.name, &line.id), &html)
        })?;
        let path = format!("{}/{INDEX}", articles.name);
        files.write(&path, &mut |file| {
            let mut put = |html: &str| {
                file.write_all(html.as_bytes())
                    .map_err(|source| FormatError::Write { name: path.clone(), source })
            };
            put(&page::index_head(&names, articles.state.title()))?;
            let mut num_articles = 0;
            articles.each(&mut |line| {
                num_articles += 1;
                put(&page::index_row(line, &names, &page_name(&line.id)))
            })?;
            put(&page::index_foot(num_articles))
        })
    }

    fn prove(&self, articles: &Articles<'_>, files: &Files<'_>) -> Result<(), FormatError> {
        let mut ids = Vec::new();
        articles.each(&mut |line| {
            ids.push(line.id.clone());
            let name = file_of(articles.name, &line.id);
            let differs = |what| FormatError::Differs { name: name.clone(), what };
            let found = proof::article(&files.read(&name)?).map_err(differs)?;
            pages::proof::Seen::expected(line).difference(&found).map_or(Ok(()), |what| Err(differs(what)))
        })?;
        let name = format!("{}/{INDEX}", articles.name);
        let differs = |what| FormatError::Differs { name: name.clone(), what };
        let links = proof::index(&files.read(&name)?).map_err(differs)?;
        let wanted: Vec<String> = ids.iter().map(|id| page_name(id)).collect();
        if links == wanted { Ok(()) } else { Err(differs("the list of articles".to_owned())) }
    }
}

/// The file of an article, in the folder of the export.
fn file_of(folder: &str, article: &str) -> String {
    format!("{folder}/{}", page_name(article))
}

/// The file of an article; the list of articles has the name it would have if its id were `index`.
fn page_name(article: &str) -> String {
    if article == "index" { "index_.html".to_owned() } else { format!("{article}.html") }
}

/// Writes a text file.
pub fn write_text(files: &Files<'_>, name: &str, text: &str) -> Result<(), FormatError> {
    files.write(name, &mut |file| {
        file.write_all(text.as_bytes()).map_err(|source| FormatError::Write { name: name.to_owned(), source })
    })
}
