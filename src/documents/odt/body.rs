//! The running text of an OpenDocument text, and its notes.

use std::collections::HashMap;

use crate::model::article::BlockKind;

use super::super::Budget;
use super::super::flow::{Flow, Role};
use super::super::xml_events::{XmlElement, XmlEnd, XmlEvent, XmlEvents, XmlFault};
use super::styles::Styles;

/// How many spaces in a row are kept. The file says a number, and could say any.
const MAX_SPACES: usize = 100;

/// Reads the text of `content.xml`.
pub(super) struct Body<'s> {
    styles: &'s Styles,
    budget: &'s Budget<'s>,
    /// The text so far.
    pub(super) flow: Flow,
    /// Deleted passages so far.
    pub(super) num_deletions: usize,
    /// Hidden passages so far.
    pub(super) num_hidden: usize,
    /// Comments so far.
    pub(super) num_comments: usize,
    /// The paragraphs that are open: one, and those of text boxes and notes in it.
    open: Vec<Paragraph>,
    /// Paragraphs of text boxes; they come behind the one that holds the box.
    boxed: Vec<(Role, String, String)>,
    lists: Vec<List>,
    /// The last numbers of lists, by their style, for lists that go on.
    last_numbers: HashMap<String, u32>,
    /// The paragraphs of the note that is open, and how many paragraphs are open around it.
    note: Option<(usize, Vec<String>)>,
    notes: Vec<String>,
}

#[derive(Debug, Default)]
struct Paragraph {
    words: String,
    role: Option<Role>,
    marker: String,
    is_hidden: bool,
    /// Whether white space follows white space, which is one space.
    ends_with_space: bool,
    num_tables: usize,
}

#[derive(Debug)]
struct List {
    style: String,
    number: Option<u32>,
    /// What the next paragraph begins with.
    marker: String,
}

impl<'s> Body<'s> {
    pub(super) fn new(styles: &'s Styles, budget: &'s Budget<'_>) -> Self {
        Self {
            styles,
            budget,
            flow: Flow::default(),
            num_deletions: 0,
            num_hidden: 0,
            num_comments: 0,
            open: Vec::new(),
            boxed: Vec::new(),
            lists: Vec::new(),
            last_numbers: HashMap::new(),
            note: None,
            notes: Vec::new(),
        }
    }

    /// Reads the part to its end, or as far as it is good; notes come behind the text.
    pub(super) fn read(&mut self, xml: &str) -> Result<(), XmlFault> {
        let mut events = XmlEvents::new(xml, self.budget);
        let read = self.read_events(&mut events);
        self.end_note();
        while !self.open.is_empty() {
            self.end_paragraph();
        }
        for (idx, words) in std::mem::take(&mut self.notes).into_iter().enumerate() {
            self.flow.push(Role::Block(BlockKind::Note), &format!("[{}] ", idx + 1), &words);
        }
        read
    }

    fn read_events(&mut self, events: &mut XmlEvents<'_>) -> Result<(), XmlFault> {
        let mut in_body = false;
        while let Some(event) = events.next()? {
            match event {
                XmlEvent::Start(element) if in_body => self.start(&element, events)?,
                XmlEvent::Start(element) => in_body = element.name() == ("office", b"body"),
                XmlEvent::End(end) => self.end(&end),
                XmlEvent::Text(words) => self.push_text(&words),
            }
        }
        Ok(())
    }

    fn start(&mut self, element: &XmlElement<'_>, events: &mut XmlEvents<'_>) -> Result<(), XmlFault> {
        let value = |name: &str| element.attribute(name).unwrap_or_default();
        match element.name() {
            ("text", b"p" | b"h") => self.start_paragraph(element),
            ("text", b"span") if self.styles.is_hidden("text", &value("style-name")) => {
                self.num_hidden += 1;
                events.skip()?;
            }
            ("text", b"section") if value("display") == "none" => {
                self.num_hidden += 1;
                events.skip()?;
            }
            ("text", b"hidden-text") => {
                self.num_hidden += 1;
                events.skip()?;
            }
            ("text", b"hidden-paragraph") if value("is-hidden") == "true" => {
                if let Some(paragraph) = self.open.last_mut() {
                    paragraph.is_hidden = true;
                }
            }
            ("text", b"s") => {
                let count = value("c").parse().unwrap_or(1).min(MAX_SPACES);
                self.budget.spend(u64::try_from(count).unwrap_or(u64::MAX))?;
                self.push_mark(&" ".repeat(count));
            }
            ("text", b"tab") => self.push_mark("\t"),
            ("text", b"line-break") => self.push_mark("\n"),
            ("text", b"list") => self.start_list(element),
            ("text", b"list-item") => self.start_item(element),
            ("text", b"note") => {
                self.push_mark(&format!("[{}]", self.notes.len() + 1));
                if self.note.is_none() {
                    self.note = Some((self.open.len(), Vec::new()));
                }
            }
            ("text", b"tracked-changes") => {
                self.num_deletions += events.skip_and_count("text", b"deletion")?;
            }
            (
                "text",
                b"table-of-content"
                | b"illustration-index"
                | b"table-index"
                | b"object-index"
                | b"user-index"
                | b"alphabetical-index",
            ) => {
                let num_lines = events.skip_and_count("text", b"p")?;
                self.flow.leave_contents_out(num_lines);
            }
            ("office", b"annotation") => {
                self.num_comments += 1;
                events.skip()?;
            }
            ("text", b"note-citation" | b"ruby-text" | b"script")
            | ("office", b"forms")
            | ("svg", b"title" | b"desc") => events.skip()?,
            ("table", b"table") if self.note.is_none() => self.flow.start_table(),
            ("table", b"table-cell") if self.note.is_none() => self.flow.start_cell(),
            _ => {}
        }
        Ok(())
    }

    fn end(&mut self, end: &XmlEnd<'_>) {
        match end.name() {
            ("text", b"p" | b"h") => self.end_paragraph(),
            ("text", b"list") => {
                if let Some(List { style, number: Some(number), .. }) = self.lists.pop() {
                    self.last_numbers.insert(style, number);
                }
            }
            ("text", b"note") => self.end_note(),
            ("table", b"table-row") if self.note.is_none() => self.flow.end_row(),
            ("table", b"table") if self.note.is_none() => self.flow.end_table(),
            _ => {}
        }
    }

    fn start_paragraph(&mut self, element: &XmlElement<'_>) {
        let value = |name: &str| element.attribute(name).unwrap_or_default();
        let style = value("style-name");
        let role = match (element.name(), self.styles.role(&style)) {
            // Their style may say "title", but not that they are running text.
            ((_, b"h"), Some(role @ Role::Block(BlockKind::Title))) => Some(role),
            ((_, b"h"), _) => Some(Role::Heading(value("outline-level").parse().unwrap_or(1))),
            (_, role) => role,
        };
        let marker = match (role, self.lists.last_mut()) {
            // The numbers of headings are no words of theirs.
            (None, Some(list)) => std::mem::take(&mut list.marker),
            _ => String::new(),
        };
        self.open.push(Paragraph {
            words: String::new(),
            role,
            marker,
            is_hidden: self.styles.is_hidden("paragraph", &style),
            ends_with_space: true,
            num_tables: self.flow.num_tables(),
        });
    }

    fn start_list(&mut self, element: &XmlElement<'_>) {
        let style = element.attribute("style-name");
        // Inner lists go by the style of the outer one.
        let style = style.or_else(|| self.lists.last().map(|outer| outer.style.clone())).unwrap_or_default();
        let goes_on = element.attribute("continue-numbering").as_deref() == Some("true")
            || element.attribute("continue-list").is_some();
        let number = if goes_on { self.last_numbers.get(&style).copied() } else { None };
        self.lists.push(List { style, number, marker: String::new() });
    }

    fn start_item(&mut self, element: &XmlElement<'_>) {
        let depth = self.lists.len();
        let Some(list) = self.lists.last_mut() else { return };
        let (numerals, start) = self.styles.level(&list.style, depth);
        let start_value = element.attribute("start-value").and_then(|value| value.parse().ok());
        let next = list.number.map_or(start, |number| number.saturating_add(1));
        let number = start_value.unwrap_or(next);
        list.number = Some(number);
        list.marker = numerals.marker(number);
    }

    /// Words of the file, in which white space of any length is one space.
    fn push_text(&mut self, words: &str) {
        let Some(paragraph) = self.open.last_mut() else { return };
        for c in words.chars() {
            let is_space = matches!(c, ' ' | '\t' | '\n' | '\r');
            if !is_space {
                paragraph.words.push(c);
            } else if !paragraph.ends_with_space {
                paragraph.words.push(' ');
            }
            paragraph.ends_with_space = is_space;
        }
    }

    /// Characters that an element stands for.
    fn push_mark(&mut self, mark: &str) {
        if let Some(paragraph) = self.open.last_mut() {
            paragraph.words.push_str(mark);
            paragraph.ends_with_space = false;
        }
    }

    fn end_note(&mut self) {
        if let Some((_, paragraphs)) = self.note.take() {
            self.notes.push(paragraphs.join("\n"));
        }
    }

    fn end_paragraph(&mut self) {
        let Some(paragraph) = self.open.pop() else { return };
        if let Some((num_around, paragraphs)) = &mut self.note
            && self.open.len() >= *num_around
        {
            let words = paragraph.words.trim();
            if !words.is_empty() {
                paragraphs.push(words.to_owned());
            }
            return;
        }
        let is_boxed = self.open.last().is_some_and(|outer| outer.num_tables == self.flow.num_tables());
        let role = paragraph.role.unwrap_or(Role::PLAIN);
        if paragraph.is_hidden {
            self.num_hidden += usize::from(!paragraph.words.trim().is_empty());
        } else if is_boxed {
            self.boxed.push((role, paragraph.marker, paragraph.words));
        } else {
            self.flow.push(role, &paragraph.marker, &paragraph.words);
        }
        if self.open.is_empty() {
            for (role, marker, words) in std::mem::take(&mut self.boxed) {
                self.flow.push(role, &marker, &words);
            }
        }
    }
}
