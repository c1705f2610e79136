//! A chapter of a book: XHTML, read whole. Pages of the web, of which most is no article, are another matter.

use crate::model::article::BlockKind;

use super::super::assembly::{Assembly, collapsed};
use super::super::flow::{Flow, Numerals, Role};
use super::super::xml_events::{XmlElement, XmlEvent, XmlEvents, XmlFault};
use super::super::{Budget, DocumentError, DocumentWarning, html};

/// A chapter.
pub(super) struct Chapter {
    /// Its text; the last line is ended.
    pub(super) assembly: Assembly,
    /// Whether it has running text: not only a picture, headings, or links to other chapters.
    pub(super) has_text: bool,
    /// What was odd about it.
    pub(super) warning: Option<DocumentWarning>,
}

/// Reads a chapter. One that is no well-formed XML is read as browsers read HTML, where that gives as much text as the
/// XML did up to the fault.
pub(super) fn read(xhtml: &str, kind: &'static str, budget: &Budget<'_>) -> Result<Chapter, DocumentError> {
    let mut events = XmlEvents::new(xhtml, budget);
    let mut page = Page::default();
    let fault = match page.read(&mut events) {
        Ok(()) => None,
        Err(XmlFault::Malformed(why)) => Some(why),
        Err(fault) => return Err(fault.into_error(kind)),
    };
    page.end_block();
    let is_contents = page.num_linked * 2 > page.num_chars;
    let assembly = page.flow.finish().0;
    let Some(why) = fault else {
        let has_text = has_paragraph(&assembly) && !is_contents;
        return Ok(Chapter { assembly, has_text, warning: None });
    };
    let soup = html::whole(xhtml, budget)?;
    if soup.text.is_empty() && assembly.text.is_empty() {
        return Err(DocumentError::Broken { kind, why });
    }
    // An element that ends at once, such as `<title/>`, swallows in HTML what follows it.
    if soup.text.len() < assembly.text.len() {
        let (has_text, warning) = (has_paragraph(&assembly), Some(DocumentWarning::Damaged { why }));
        return Ok(Chapter { assembly, has_text, warning });
    }
    let said = format!("The chapter is no well-formed XHTML ({why}); it was read as HTML.");
    Ok(Chapter { has_text: has_paragraph(&soup), assembly: soup, warning: Some(DocumentWarning::Note(said)) })
}

fn has_paragraph(assembly: &Assembly) -> bool {
    assembly.blocks.iter().any(|block| block.kind == BlockKind::Paragraph)
}

/// The page as it is read.
#[derive(Default)]
struct Page {
    flow: Flow,
    /// The words of the block that is open.
    words: String,
    /// What the next words of a list item begin with.
    marker: String,
    heading: Option<u8>,
    lists: Vec<(Numerals, u32)>,
    /// How many elements are open in which lines stay, which hold a note, and which are links.
    num_pre: usize,
    num_notes: usize,
    num_links: usize,
    num_chars: usize,
    num_linked: usize,
}

impl Page {
    fn read(&mut self, events: &mut XmlEvents<'_>) -> Result<(), XmlFault> {
        // Which elements are notes; their ends don't say so.
        let mut notes: Vec<bool> = Vec::new();
        while let Some(event) = events.next()? {
            match event {
                XmlEvent::Start(element) => {
                    if is_left_out(&element) {
                        events.skip()?;
                        continue;
                    }
                    let is_note = is_note(&element);
                    if is_note {
                        self.end_block();
                        self.num_notes += 1;
                    }
                    notes.push(is_note);
                    self.start(&element);
                }
                XmlEvent::End(end) => {
                    let (_, name) = end.name();
                    self.end(name);
                    if notes.pop() == Some(true) {
                        self.end_block();
                        self.num_notes = self.num_notes.saturating_sub(1);
                    }
                }
                XmlEvent::Text(text) => {
                    let num = text.chars().filter(|c| !c.is_whitespace()).count();
                    self.num_chars += num;
                    self.num_linked += if self.num_links > 0 { num } else { 0 };
                    if self.num_pre > 0 {
                        // Lines stay lines where the others collapse.
                        self.words.push_str(&text.replace('\n', &LINE_END.to_string()));
                    } else {
                        self.words.push_str(&text);
                    }
                }
            }
        }
        Ok(())
    }

    fn start(&mut self, element: &XmlElement<'_>) {
        let (_, name) = element.name();
        match name {
            b"br" => self.words.push(LINE_END),
            b"a" => self.num_links += 1,
            b"pre" => {
                self.end_block();
                self.num_pre += 1;
            }
            b"h1" | b"h2" | b"h3" | b"h4" | b"h5" | b"h6" => {
                self.end_block();
                self.heading = name.get(1).map(|digit| digit - b'0');
            }
            b"ul" | b"ol" => {
                self.end_block();
                let numerals = match (name, element.attribute("type").as_deref()) {
                    (b"ul", _) => Numerals::Bullet,
                    (_, Some("a")) => Numerals::Letters { is_upper: false },
                    (_, Some("A")) => Numerals::Letters { is_upper: true },
                    (_, Some("i")) => Numerals::Roman { is_upper: false },
                    (_, Some("I")) => Numerals::Roman { is_upper: true },
                    _ => Numerals::Decimal,
                };
                let start = element.attribute("start").and_then(|start| start.parse().ok()).unwrap_or(1);
                self.lists.push((numerals, start));
            }
            b"li" => {
                self.end_block();
                if let Some((numerals, number)) = self.lists.last_mut() {
                    self.marker = numerals.marker(*number);
                    *number = number.saturating_add(1);
                }
            }
            b"table" => {
                self.end_block();
                self.flow.start_table();
            }
            b"td" | b"th" => {
                self.end_block();
                self.flow.start_cell();
            }
            _ if is_block(name) => self.end_block(),
            _ => {}
        }
    }

    fn end(&mut self, name: &[u8]) {
        match name {
            b"a" => self.num_links = self.num_links.saturating_sub(1),
            b"pre" => {
                self.end_block();
                self.num_pre = self.num_pre.saturating_sub(1);
            }
            b"h1" | b"h2" | b"h3" | b"h4" | b"h5" | b"h6" => {
                self.end_block();
                self.heading = None;
            }
            b"ul" | b"ol" => {
                self.end_block();
                self.lists.pop();
            }
            b"li" => {
                self.end_block();
                self.marker.clear();
            }
            b"tr" => {
                self.end_block();
                self.flow.end_row();
            }
            b"table" => {
                self.end_block();
                self.flow.end_table();
            }
            b"td" | b"th" => self.end_block(),
            _ if is_block(name) => self.end_block(),
            _ => {}
        }
    }

    /// The words so far are a block.
    fn end_block(&mut self) {
        let words = std::mem::take(&mut self.words);
        let lines: Vec<String> = words.split(LINE_END).map(collapsed).collect();
        let words = lines.join("\n");
        if words.trim().is_empty() {
            return;
        }
        let marker = std::mem::take(&mut self.marker);
        let role = match (self.heading, self.num_notes) {
            (Some(level), _) => Role::Heading(level),
            (None, 0) => Role::PLAIN,
            (None, _) => Role::Block(BlockKind::Note),
        };
        self.flow.push(role, &marker, &words);
    }
}

/// Stands for a line end that stays one, among white space that collapses.
const LINE_END: char = '\u{2028}';

/// What is no text of the chapter.
fn is_left_out(element: &XmlElement<'_>) -> bool {
    match element.name() {
        ("html" | "", name) => matches!(
            name,
            b"head"
                | b"script"
                | b"style"
                | b"nav"
                | b"svg"
                | b"rt"
                | b"rp"
                | b"audio"
                | b"video"
                | b"template"
        ),
        _ => matches!(element.name().1, b"svg" | b"annotation" | b"annotation-xml"),
    }
}

/// Whether an element holds a note or a caption.
fn is_note(element: &XmlElement<'_>) -> bool {
    let is_typed = || {
        let kind = element.attribute("type").unwrap_or_default();
        let mut kinds = kind.split_whitespace();
        kinds.any(|kind| matches!(kind, "footnote" | "endnote" | "rearnote" | "footnotes" | "endnotes"))
    };
    match element.name().1 {
        b"figcaption" | b"caption" => true,
        b"aside" | b"section" | b"div" | b"li" | b"p" => is_typed(),
        _ => false,
    }
}

/// Whether words inside and outside of an element are not of one paragraph.
fn is_block(name: &[u8]) -> bool {
    matches!(
        name,
        b"p" | b"div"
            | b"blockquote"
            | b"section"
            | b"article"
            | b"aside"
            | b"header"
            | b"footer"
            | b"main"
            | b"figure"
            | b"figcaption"
            | b"caption"
            | b"dl"
            | b"dt"
            | b"dd"
            | b"tr"
            | b"thead"
            | b"tbody"
            | b"tfoot"
            | b"hr"
            | b"address"
            | b"body"
            | b"hgroup"
            | b"center"
            | b"details"
            | b"summary"
    )
}

#[cfg(test)]
mod tests {
    use super::super::super::testing;
    use super::*;

    fn lines(body: &str) -> (Vec<String>, bool) {
        let xhtml = format!(
            "<!DOCTYPE html><html xmlns=\"http://www.w3.org/1999/xhtml\" xmlns:epub=\"http://www.idpf.org/2007/ops\">\
             <head><title>gone</title></head><body>{body}</body></html>"
        );
        let chapter = read(&xhtml, "EPUB book", &Budget::unlimited()).unwrap();
        (testing::lines(&chapter.assembly.text, &chapter.assembly.blocks), chapter.has_text)
    }

    #[test]
    fn elements_become_blocks() {
        let (lines, has_text) = lines(
            "<h1>Mon<br/>day</h1><p>The boat\n came <em>late</em>&#160;again.<br/>Twice.</p><blockquote><p>“No.”</p></blockquote>\
             <ol start=\"3\"><li>three<ul><li>inner</li></ul></li><li><p>four</p><p>going on</p></li></ol>\
             <pre>a\n  b</pre><table><tr><th>Fare</th><td>2</td></tr></table><figure><img/><figcaption>The quay.</figcaption></figure>\
             <ruby>灯<rt>とう</rt></ruby><nav><p>gone</p></nav><aside epub:type=\"footnote\"><p>Mostly.</p></aside><div>End<div>inner</div>out</div>",
        );
        assert_eq!(
            lines,
            [
                "title|Mon\nday",
                "paragraph|The boat came late\u{a0}again.\nTwice.",
                "paragraph|“No.”",
                "paragraph|3. three",
                "paragraph|• inner",
                "paragraph|4. four",
                "paragraph|going on",
                "paragraph|a\nb",
                "paragraph|Fare | 2",
                "note|The quay.",
                "paragraph|灯",
                "note|Mostly.",
                "paragraph|End",
                "paragraph|inner",
                "paragraph|out"
            ]
        );
        assert!(has_text);
    }

    #[test]
    fn covers_and_contents_have_no_text() {
        assert!(!lines("<div><img src=\"a.jpg\"/></div>").1);
        assert!(!lines("<h1>A week</h1><h2>A novel</h2>").1);
        assert!(!lines("<p><a href=\"a\">Monday</a></p><p><a href=\"b\">Tuesday</a> 3</p>").1);
        assert!(lines("<p>See <a href=\"a\">Monday</a> for the whole story.</p>").1);
    }

    #[test]
    fn tag_soup_is_read_as_html() {
        let chapter = |xhtml: &str| read(xhtml, "EPUB book", &Budget::unlimited());
        let soup = "<html><body><h1>Monday</h1><p>It rained<br>all day.<p>Nobody <b>waved<i>.</b></i><p>Fish & chips.</body>";
        let Chapter { assembly, has_text, warning } = chapter(soup).unwrap();
        assert_eq!(
            testing::lines(&assembly.text, &assembly.blocks),
            [
                "title|Monday",
                "paragraph|It rained\nall day.",
                "paragraph|Nobody waved.",
                "paragraph|Fish & chips."
            ]
        );
        assert!(has_text);
        let Some(DocumentWarning::Note(said)) = warning else { panic!("{warning:?}") };
        assert!(said.starts_with("The chapter is no well-formed XHTML ("), "{said}");
        assert!(said.ends_with("); it was read as HTML."), "{said}");
        let half = chapter("<html><p>It runs.</p><p>Half</q>").unwrap();
        assert_eq!(half.assembly.text, "It runs.\n\nHalf\n");
        assert!(matches!(chapter("<html></q>"), Err(DocumentError::Broken { .. })));
        let deep = format!("</q>{}", "<div>".repeat(10_000));
        assert!(matches!(chapter(&deep), Err(DocumentError::TooDeep { .. })));
    }

    #[test]
    fn damage_is_told_behind_what_is_good() {
        let chapter =
            read("<html><p>It runs.</p><title/><p>Half</q>", "EPUB book", &Budget::unlimited()).unwrap();
        assert_eq!(chapter.assembly.text, "It runs.\n\nHalf\n");
        assert!(matches!(chapter.warning, Some(DocumentWarning::Damaged { .. })), "{:?}", chapter.warning);
    }
}
