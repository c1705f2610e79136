//! The text of a body, and where its elements stand in it.

use std::collections::{BTreeMap, BTreeSet};

use crate::formats::interchange::lines::{BlockLine, Span, Unknown};
use crate::formats::xml_tree::{Element, Node};

/// What an element becomes that is neither block nor text.
const SKIPPED: [&str; 9] = ["note", "fw", "del", "figDesc", "sic", "orig", "abbr", "teiHeader", "standOff"];

/// Elements that stand in lines of their own.
const BLOCKS: [&str; 18] = [
    "p",
    "head",
    "ab",
    "l",
    "item",
    "byline",
    "dateline",
    "speaker",
    "stage",
    "salute",
    "signed",
    "opener",
    "closer",
    "cell",
    "label",
    "trailer",
    "docAuthor",
    "docDate",
];

/// A text with what is marked in it.
#[derive(Debug, Default)]
pub(super) struct Body<'e> {
    /// The text.
    pub text: String,
    /// Its blocks.
    pub blocks: Vec<BlockLine>,
    /// Elements that say something of the words in them.
    pub marked: Vec<(&'e Element, Span)>,
    /// Names of elements that were passed over, each once.
    pub skipped: BTreeSet<&'static str>,
    /// Where each element with an id begins and ends in the text stream.
    ids: BTreeMap<&'e str, Span>,
    /// Where each character of the text stream begins and ends in the text, nothing where it is no part of it; none
    /// where text and stream are the same.
    places: Option<Vec<Span>>,
    len: usize,
    num_raw: usize,
    /// What stands between what was and what comes, where white space is only that.
    pending: Pending,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
enum Pending {
    #[default]
    Nothing,
    Space,
    Line,
    Paragraph,
}

impl<'e> Body<'e> {
    /// The text of a body. White space counts if the body says so, and if its paragraphs are ours.
    pub fn of(body: &'e Element) -> Self {
        let is_exact = body.attribute("xml:space") == "preserve";
        let mut read = Self { places: (!is_exact).then(Vec::new), ..Self::default() };
        read.element(body);
        read
    }

    /// Whether every character of the text stream is in the text.
    pub fn is_exact(&self) -> bool {
        self.places.is_none()
    }

    /// Where a span of the text stream, from the beginning of the element of that id on, is in the text.
    pub fn range(&self, id: &str, offset: usize, num_chars: usize) -> Option<Span> {
        let (start, _) = self.ids.get(id)?;
        let start = start.checked_add(offset)?;
        self.in_text((start, start.checked_add(num_chars)?))
    }

    /// Where the element of that id is in the text.
    pub fn element_of(&self, id: &str) -> Option<Span> {
        self.in_text(*self.ids.get(id)?)
    }

    fn in_text(&self, (start, end): Span) -> Option<Span> {
        let Some(places) = &self.places else {
            return (start < end && end <= self.len).then_some((start, end));
        };
        let mut taken = places.get(start..end)?.iter().filter(|(start, end)| start < end);
        let (start, end) = *taken.next()?;
        Some((start, taken.next_back().map_or(end, |(_, end)| *end)))
    }

    fn element(&mut self, element: &'e Element) {
        let name = element.name.as_str();
        if let Some(skipped) = SKIPPED.into_iter().find(|skipped| *skipped == name && self.places.is_some()) {
            self.skipped.insert(skipped);
            return self.pass_over(element);
        }
        let is_block = BLOCKS.contains(&name);
        if is_block {
            self.wait_for(Pending::Paragraph);
        }
        if name == "lb" {
            self.wait_for(Pending::Line);
        }
        let start = self.num_raw;
        for child in &element.children {
            match child {
                Node::Element(child) => self.element(child),
                Node::Text(text) => self.text(text),
            }
        }
        let range = self.in_text((start, self.num_raw));
        if let Some(((start, end), kind)) = range.zip(block_kind(element)) {
            self.blocks.push(BlockLine { kind: kind.to_owned(), start, end, unknown: Unknown::new() });
        }
        let id = element.attribute("xml:id");
        if !id.is_empty() {
            self.ids.entry(id).or_insert((start, self.num_raw));
        }
        if let Some(range) = range.filter(|_| matches!(name, "said" | "quote" | "q" | "seg")) {
            self.marked.push((element, range));
        }
        if is_block {
            self.wait_for(Pending::Paragraph);
        }
    }

    fn wait_for(&mut self, gap: Pending) {
        if self.places.is_some() {
            self.pending = self.pending.max(gap);
        }
    }

    fn text(&mut self, text: &str) {
        let num_chars = text.chars().count();
        self.num_raw += num_chars;
        let Some(places) = &mut self.places else {
            self.text.push_str(text);
            self.len += num_chars;
            return;
        };
        for ch in text.chars() {
            if matches!(ch, ' ' | '\t' | '\n' | '\r') {
                places.push((self.len, self.len));
                self.pending = self.pending.max(Pending::Space);
                continue;
            }
            if self.len > 0 {
                let gap = match self.pending {
                    Pending::Nothing => "",
                    Pending::Space => " ",
                    Pending::Line => "\n",
                    Pending::Paragraph => "\n\n",
                };
                self.text.push_str(gap);
                self.len += gap.len();
            }
            self.pending = Pending::Nothing;
            places.push((self.len, self.len + 1));
            self.text.push(ch);
            self.len += 1;
        }
    }

    /// Counts the text in an element without taking it.
    fn pass_over(&mut self, element: &'e Element) {
        let num_chars = element.text().chars().count();
        self.num_raw += num_chars;
        if let Some(places) = &mut self.places {
            places.extend(std::iter::repeat_n((self.len, self.len), num_chars));
        }
    }
}

/// What kind of block an element is.
fn block_kind(element: &Element) -> Option<&str> {
    match element.name.as_str() {
        "p" => Some("paragraph"),
        "head" => Some("heading"),
        "byline" => Some("byline"),
        "dateline" => Some("dateline"),
        "ab" => Some(element.attribute("type")).filter(|kind| !kind.is_empty()),
        _ => None,
    }
}
