//! The running text of a Word document, and its notes.

use std::collections::HashMap;

use super::super::flow::{Flow, Role};
use super::super::xml_events::{XmlElement, XmlEnd, XmlEvent, XmlEvents, XmlFault};
use super::numbering::Numbering;
use super::styles::{Styles, outline_role};

/// How many of what was left out.
#[derive(Debug, Default)]
pub(super) struct NumLeftOut {
    /// Passages that are marked as deleted.
    pub(super) deletions: usize,
    /// Hidden passages.
    pub(super) hidden: usize,
}

/// What is known while the parts of a document with text are read.
pub(super) struct Body<'s> {
    styles: &'s Styles,
    numbering: Numbering,
    /// The text so far.
    pub(super) flow: Flow,
    /// What was left out so far.
    pub(super) left_out: NumLeftOut,
    /// The paragraphs that are open: one, and those of text boxes in it.
    open: Vec<Paragraph>,
    /// Paragraphs of text boxes; they come behind the one that holds the box.
    boxed: Vec<(Role, String, String)>,
    /// The words of a paragraph whose end is marked as deleted.
    carried: String,
    /// The notes that the text refers to, in its order.
    references: Vec<NoteId>,
    /// The note that is being read.
    note: Option<(NoteId, Vec<String>)>,
    notes: HashMap<NoteId, String>,
    /// Whether the next content of a control is only a prompt.
    is_prompt: bool,
    /// Whether the last words were hidden, so that they are one passage with the next.
    is_hidden_passage: bool,
}

/// Which note: whether it is an endnote, and its id.
type NoteId = (bool, String);

#[derive(Debug, Default)]
struct Paragraph {
    words: String,
    style: String,
    list: Option<String>,
    level: usize,
    outline: Option<Role>,
    /// Whether its own properties are being read, and not those of a run.
    in_properties: bool,
    is_end_deleted: bool,
    is_run_hidden: bool,
    /// How many tables were open when it began.
    num_tables: usize,
}

impl<'s> Body<'s> {
    pub(super) fn new(styles: &'s Styles, numbering: Numbering) -> Self {
        Self {
            styles,
            numbering,
            flow: Flow::default(),
            left_out: NumLeftOut::default(),
            open: Vec::new(),
            boxed: Vec::new(),
            carried: String::new(),
            references: Vec::new(),
            note: None,
            notes: HashMap::new(),
            is_prompt: false,
            is_hidden_passage: false,
        }
    }

    /// Reads a part to its end, or as far as it is good.
    pub(super) fn read(&mut self, events: &mut XmlEvents<'_>) -> Result<(), XmlFault> {
        let read = self.read_events(events);
        while !self.open.is_empty() {
            self.end_paragraph();
        }
        let carried = std::mem::take(&mut self.carried);
        self.flow.push(Role::PLAIN, "", &carried);
        read
    }

    fn read_events(&mut self, events: &mut XmlEvents<'_>) -> Result<(), XmlFault> {
        while let Some(event) = events.next()? {
            match event {
                XmlEvent::Start(element) => self.start(&element, events)?,
                XmlEvent::End(end) => self.end(&end),
                XmlEvent::Text(_) => {}
            }
        }
        Ok(())
    }

    /// Whether a note is wanted at all.
    pub(super) fn has_references(&self) -> bool {
        !self.references.is_empty()
    }

    /// Adds the notes that were referred to, behind the text.
    pub(super) fn add_notes(&mut self) {
        for (idx, id) in std::mem::take(&mut self.references).into_iter().enumerate() {
            if let Some(words) = self.notes.get(&id) {
                let role = Role::Block(crate::model::article::BlockKind::Note);
                self.flow.push(role, &format!("[{}] ", idx + 1), words);
            }
        }
    }

    fn start(&mut self, element: &XmlElement<'_>, events: &mut XmlEvents<'_>) -> Result<(), XmlFault> {
        let name = match element.name() {
            ("w", name) => name,
            ("m", b"t") => {
                let words = events.text()?;
                self.push(&words);
                return Ok(());
            }
            // What follows for programs that don't know the drawing before it: the same again.
            ("mc", b"Fallback") => return events.skip(),
            _ => return Ok(()),
        };
        match name {
            b"p" => {
                let words = std::mem::take(&mut self.carried);
                let num_tables = self.flow.num_tables();
                self.open.push(Paragraph { words, num_tables, ..Paragraph::default() });
            }
            b"del" => return self.deletion(events),
            b"moveFrom" | b"instrText" | b"delText" | b"delInstrText" | b"rt" | b"sectPr" | b"pPrChange"
            | b"rPrChange" | b"tblPrChange" | b"trPrChange" | b"tcPrChange" | b"numberingChange" => {
                return events.skip();
            }
            b"tbl" if self.note.is_none() => self.flow.start_table(),
            b"tc" if self.note.is_none() => self.flow.start_cell(),
            b"footnote" | b"endnote" => {
                let is_rule = element.attribute("type").is_some_and(|kind| kind.contains("eparator"));
                if is_rule || element.attribute("type").is_some_and(|kind| kind == "continuationNotice") {
                    return events.skip();
                }
                self.note = Some((note_id(name == b"endnote", element), Vec::new()));
            }
            b"footnoteReference" | b"endnoteReference" => {
                self.references.push(note_id(name == b"endnoteReference", element));
                self.push(&format!("[{}]", self.references.len()));
            }
            b"showingPlcHdr" => self.is_prompt = element.is_on(),
            b"sdtContent" if std::mem::take(&mut self.is_prompt) => return events.skip(),
            b"t" => {
                let words = events.text()?;
                self.push(&words);
            }
            b"tab" | b"ptab" if !self.in_properties() => self.push("\t"),
            b"br" if element.attribute("type").is_none_or(|kind| kind == "textWrapping") => self.push("\n"),
            b"cr" => self.push("\n"),
            b"noBreakHyphen" => self.push("\u{2011}"),
            _ => self.property(name, element),
        }
        Ok(())
    }

    /// A property of a paragraph or a run.
    fn property(&mut self, name: &[u8], element: &XmlElement<'_>) {
        let Some(paragraph) = self.open.last_mut() else { return };
        let value = || element.attribute("val").unwrap_or_default();
        match name {
            b"pPr" => paragraph.in_properties = true,
            b"r" => paragraph.is_run_hidden = false,
            b"pStyle" => paragraph.style = value(),
            b"numId" if paragraph.in_properties => paragraph.list = Some(value()),
            b"ilvl" if paragraph.in_properties => paragraph.level = value().parse().unwrap_or(0),
            b"outlineLvl" if paragraph.in_properties => paragraph.outline = outline_role(&value()),
            b"vanish" if !paragraph.in_properties => paragraph.is_run_hidden = element.is_on(),
            b"rStyle" if !paragraph.in_properties => {
                paragraph.is_run_hidden |= self.styles.get(&value()).is_hidden == Some(true);
            }
            _ => {}
        }
    }

    fn end(&mut self, end: &XmlEnd<'_>) {
        let ("w", name) = end.name() else { return };
        match name {
            b"p" => self.end_paragraph(),
            b"pPr" => {
                if let Some(paragraph) = self.open.last_mut() {
                    paragraph.in_properties = false;
                }
            }
            b"r" => {
                if let Some(paragraph) = self.open.last_mut() {
                    paragraph.is_run_hidden = false;
                }
            }
            b"tr" if self.note.is_none() => self.flow.end_row(),
            b"tbl" if self.note.is_none() => self.flow.end_table(),
            b"footnote" | b"endnote" => {
                if let Some((id, paragraphs)) = self.note.take() {
                    self.notes.insert(id, paragraphs.join("\n"));
                }
            }
            _ => {}
        }
    }

    /// Something is marked as deleted: the end of a paragraph, a row of a table, or words.
    fn deletion(&mut self, events: &mut XmlEvents<'_>) -> Result<(), XmlFault> {
        match self.open.last_mut() {
            Some(paragraph) if paragraph.in_properties => paragraph.is_end_deleted = true,
            Some(_) => {
                self.is_hidden_passage = false;
                self.left_out.deletions += 1;
            }
            // Between the cells of a row there is nothing else to delete than the row.
            None if self.flow.num_tables() > 0 => {
                self.flow.leave_row_out();
                self.left_out.deletions += 1;
            }
            None => self.left_out.deletions += 1,
        }
        events.skip()
    }

    fn in_properties(&self) -> bool {
        self.open.last().is_none_or(|paragraph| paragraph.in_properties)
    }

    fn push(&mut self, words: &str) {
        let Some(paragraph) = self.open.last_mut() else { return };
        if paragraph.is_run_hidden {
            let is_new = !self.is_hidden_passage && !words.trim().is_empty();
            self.left_out.hidden += usize::from(is_new);
            self.is_hidden_passage |= is_new;
            return;
        }
        self.is_hidden_passage = false;
        paragraph.words.push_str(words);
    }

    fn end_paragraph(&mut self) {
        let Some(paragraph) = self.open.pop() else { return };
        let is_boxed = self.open.last().is_some_and(|outer| outer.num_tables == self.flow.num_tables());
        if let Some((_, paragraphs)) = &mut self.note {
            let words = paragraph.words.trim();
            if !words.is_empty() {
                paragraphs.push(words.to_owned());
            }
            return;
        }
        if paragraph.is_end_deleted && !is_boxed {
            self.carried = paragraph.words;
            return;
        }
        let style = self.styles.get(&paragraph.style);
        let is_hidden = style.is_hidden == Some(true) && !paragraph.words.trim().is_empty();
        if is_hidden {
            self.left_out.hidden += 1;
        } else {
            let role = paragraph.outline.or(style.role).unwrap_or(Role::PLAIN);
            let list = match (&paragraph.list, &style.list) {
                (Some(list), _) => Some((list.as_str(), paragraph.level)),
                (None, Some((list, level))) => Some((list.as_str(), *level)),
                (None, None) => None,
            };
            // The numbers of headings are no words of theirs.
            let marker = match (role, list) {
                (Role::PLAIN, Some((list, level))) => self.numbering.marker(list, level),
                _ => String::new(),
            };
            if is_boxed {
                self.boxed.push((role, marker, paragraph.words));
            } else {
                self.flow.push(role, &marker, &paragraph.words);
            }
        }
        if self.open.is_empty() {
            for (role, marker, words) in std::mem::take(&mut self.boxed) {
                self.flow.push(role, &marker, &words);
            }
        }
    }
}

fn note_id(is_endnote: bool, element: &XmlElement<'_>) -> NoteId {
    (is_endnote, element.attribute("id").unwrap_or_default())
}
