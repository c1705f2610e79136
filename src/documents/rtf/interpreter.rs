//! What the pieces of RTF mean: groups keep and give back what is set in them, and decide where words go.

use std::collections::HashMap;

use crate::model::limits::MAX_RTF_DEPTH;

use super::super::flow::{FileProperties, Role};
use super::super::{Budget, DocumentError};
use super::code_pages::CodePage;
use super::decoder::Decoder;
use super::tokens::{Token, Tokens};
use super::writer::{Unwanted, Writer};

/// How often the budget is asked: once in so many pieces.
const TOKENS_A_CHECK: usize = 4096;

/// How far a style's ancestors are looked at.
const MAX_ANCESTORS: usize = 10;

/// Where words go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Destination {
    /// Into the text.
    Text,
    /// Nowhere.
    Nowhere,
    /// Nowhere, but a text box may lie in it.
    Shape,
    /// Nowhere, but words there count as a header or footer.
    Edge,
    /// Into the marker of the paragraph.
    Marker,
    /// Nowhere, but fonts say their character sets.
    Fonts,
    /// Into the names of styles.
    Styles,
    /// Nowhere, but properties of the file lie in it.
    Info,
    Title,
    Author,
    Created,
}

/// What ends with a group.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Opened {
    /// A note or a text box.
    Frame,
    /// A header or footer.
    Edge,
}

/// What is set at a place, and ends with its group.
#[derive(Clone, Debug)]
struct State {
    destination: Destination,
    /// Where the words of `\ud` go, if `\upr` stands around it.
    alternative: Option<Destination>,
    encoding: CodePage,
    /// How many characters behind a `\u` stand in for it.
    num_stand_ins: usize,
    unwanted: Option<Unwanted>,
    style: Option<i32>,
    outline: Option<Role>,
    in_table: bool,
    opened: Option<Opened>,
}

#[derive(Debug, Default)]
struct Style {
    name: String,
    outline: Option<Role>,
    based_on: Option<i32>,
}

/// Reads RTF into text.
pub(super) struct Interpreter {
    state: State,
    groups: Vec<State>,
    /// Characters.
    pub(super) decoder: Decoder,
    /// Paragraphs.
    pub(super) writer: Writer,
    /// What the file says about itself.
    pub(super) properties: FileProperties,
    styles: HashMap<i32, Style>,
    /// The style that is being described.
    described: i32,
    /// Year, month and day of the file.
    date: [i32; 3],
    has_edge_words: bool,
    /// Whether the last piece was `\*`: the next word may be one that need not be understood.
    is_optional: bool,
}

impl Interpreter {
    pub(super) fn new() -> Self {
        let decoder = Decoder::new();
        let state = State {
            destination: Destination::Text,
            alternative: None,
            encoding: decoder.base(),
            num_stand_ins: 1,
            unwanted: None,
            style: None,
            outline: None,
            in_table: false,
            opened: None,
        };
        Self {
            state,
            groups: Vec::new(),
            decoder,
            writer: Writer::new(),
            properties: FileProperties::default(),
            styles: HashMap::new(),
            described: 0,
            date: [0; 3],
            has_edge_words: false,
            is_optional: false,
        }
    }

    /// Reads a file; whether it went on to its end.
    pub(super) fn read(&mut self, bytes: &[u8], budget: &Budget<'_>) -> Result<bool, DocumentError> {
        let mut is_whole = false;
        for (idx, token) in Tokens::new(bytes).enumerate() {
            if idx % TOKENS_A_CHECK == 0 {
                budget.check()?;
            }
            self.take(token)?;
            if token == Token::Close && self.groups.is_empty() {
                is_whole = true;
                break;
            }
        }
        self.flush();
        self.writer.finish();
        let [year, month, day] = self.date;
        if year > 0 {
            self.properties.created = format!("{year:04}-{month:02}-{day:02}");
        }
        Ok(is_whole)
    }

    fn take(&mut self, token: Token<'_>) -> Result<(), DocumentError> {
        let is_optional = std::mem::take(&mut self.is_optional);
        match token {
            Token::Plain(bytes) => self.decoder.push(bytes),
            Token::Byte(byte) => self.decoder.push(&[byte]),
            Token::Open => {
                self.flush();
                self.decoder.end_stand_ins();
                if self.groups.len() >= MAX_RTF_DEPTH {
                    return Err(DocumentError::TooDeep { limit: MAX_RTF_DEPTH });
                }
                self.groups.push(self.state.clone());
                self.state.opened = None;
            }
            Token::Close => {
                self.flush();
                self.decoder.end_stand_ins();
                self.close();
            }
            Token::Symbol(symbol) => self.symbol(symbol),
            Token::Word("u", number) => {
                self.flush();
                if let Some(c) = self.decoder.unicode(number.unwrap_or(0), self.state.num_stand_ins) {
                    self.put(c.encode_utf8(&mut [0; 4]));
                }
            }
            Token::Word(word, _) if !ends_something(word) && self.decoder.skips_one() => {}
            Token::Word(word, number) => {
                self.flush();
                self.decoder.end_stand_ins();
                if !self.destination(word) {
                    if is_optional {
                        self.state.destination = Destination::Nowhere;
                    }
                    self.word(word, number);
                }
            }
        }
        Ok(())
    }

    fn close(&mut self) {
        match self.state.opened {
            Some(Opened::Frame) => self.writer.resume(),
            Some(Opened::Edge) => {
                self.writer.left_out.edges += usize::from(std::mem::take(&mut self.has_edge_words));
            }
            None => {}
        }
        if let Some(outer) = self.groups.pop() {
            self.state = outer;
        }
    }

    /// A word that says where the words of its group go; whether it is one.
    fn destination(&mut self, word: &str) -> bool {
        use Destination::{Edge, Fonts, Info, Marker, Nowhere, Shape, Styles, Text};
        let now = self.state.destination;
        let next = match (word, now) {
            ("fonttbl", _) => Fonts,
            ("stylesheet", _) => Styles,
            ("info", _) => Info,
            ("title", Info) => Destination::Title,
            ("author", Info) => Destination::Author,
            ("creatim", Info) => Destination::Created,
            ("listtext" | "pntext", Text) => Marker,
            ("shpinst" | "do", Text | Shape) => Shape,
            ("shptxt" | "dptxbxtext", Shape) => {
                self.writer.start_box();
                self.state.opened = Some(Opened::Frame);
                Text
            }
            ("footnote", Text) => {
                self.writer.start_note();
                self.state.opened = Some(Opened::Frame);
                Text
            }
            ("annotation", Text) => {
                self.writer.left_out.comments += 1;
                Nowhere
            }
            (
                "header" | "headerl" | "headerr" | "headerf" | "footer" | "footerl" | "footerr" | "footerf",
                Text,
            ) => {
                self.state.opened = Some(Opened::Edge);
                Edge
            }
            ("upr", _) => {
                self.state.alternative = Some(now);
                Nowhere
            }
            ("ud", _) => self.state.alternative.unwrap_or(Nowhere),
            (
                "colortbl" | "pict" | "object" | "fldinst" | "xe" | "tc" | "tcn" | "rxe" | "txe" | "sn"
                | "sv" | "filetbl" | "ftnsep" | "ftnsepc" | "ftncn" | "aftnsep" | "aftnsepc" | "aftncn"
                | "nonesttables" | "shprslt" | "private" | "template" | "operator" | "subject" | "keywords"
                | "doccomm" | "revtim" | "printim" | "buptim" | "comment" | "manager" | "company"
                | "category" | "listname" | "bkmkstart" | "bkmkend",
                _,
            ) => Nowhere,
            _ => return false,
        };
        self.state.destination = next;
        true
    }

    fn word(&mut self, word: &str, number: Option<i32>) {
        let is_on = number != Some(0);
        match word {
            "par" | "sect" => self.end_paragraph(),
            "cell" | "nestcell" if self.state.destination == Destination::Text => {
                let role = self.role();
                self.writer.end_cell(role);
            }
            "row" if self.state.destination == Destination::Text => self.writer.end_row(),
            "pard" => (self.state.style, self.state.outline, self.state.in_table) = (None, None, false),
            "intbl" => self.state.in_table = true,
            "plain" => {
                self.state.unwanted = None;
                self.state.encoding = self.decoder.default_encoding();
            }
            "v" => self.set_unwanted(Unwanted::Hidden, is_on),
            "deleted" => self.set_unwanted(Unwanted::Deleted, is_on),
            "ansicpg" => self.state.encoding = self.decoder.set_code_page(number.unwrap_or(1252)),
            "mac" => self.state.encoding = self.decoder.set_code_page(10000),
            "pc" => self.state.encoding = self.decoder.set_code_page(437),
            "pca" => self.state.encoding = self.decoder.set_code_page(850),
            "deff" => self.decoder.set_default_font(number.unwrap_or(0)),
            "f" if self.state.destination == Destination::Fonts => {
                self.decoder.describe_font(number.unwrap_or(0));
            }
            "f" => self.state.encoding = self.decoder.encoding_of_font(number.unwrap_or(0)),
            "fcharset" => self.decoder.set_charset(number.unwrap_or(0)),
            "cpg" => self.decoder.set_font_code_page(number.unwrap_or(0)),
            "uc" => self.state.num_stand_ins = number.and_then(|num| usize::try_from(num).ok()).unwrap_or(1),
            "s" if self.state.destination == Destination::Styles => self.described = number.unwrap_or(0),
            "cs" | "ds" | "ts" if self.state.destination == Destination::Styles => {
                // Styles of other things have numbers of their own.
                self.state.destination = Destination::Nowhere;
            }
            "s" => self.state.style = number,
            "sbasedon" => self.styles.entry(self.described).or_default().based_on = number,
            "outlinelevel" => {
                let level = number.and_then(|level| u8::try_from(level).ok()).filter(|level| *level < 9);
                let role = level.map(|level| Role::Heading(level + 1));
                if self.state.destination == Destination::Styles {
                    self.styles.entry(self.described).or_default().outline = role;
                } else {
                    self.state.outline = role;
                }
            }
            "yr" | "mo" | "dy" if self.state.destination == Destination::Created => {
                let slot = ["yr", "mo", "dy"].iter().position(|name| *name == word);
                if let Some(slot) = slot.and_then(|slot| self.date.get_mut(slot)) {
                    *slot = number.unwrap_or(0);
                }
            }
            _ => {
                if let Some(mark) = mark_of(word) {
                    self.put(mark);
                }
            }
        }
    }

    fn symbol(&mut self, symbol: u8) {
        if symbol == b'*' {
            self.flush();
            self.is_optional = true;
            return;
        }
        if self.decoder.skips_one() {
            return;
        }
        self.flush();
        match symbol {
            b'~' => self.put("\u{a0}"),
            b'_' => self.put("\u{2011}"),
            b'{' => self.put("{"),
            b'}' => self.put("}"),
            b'\\' => self.put("\\"),
            b'\t' => self.put("\t"),
            b'\r' | b'\n' => self.end_paragraph(),
            _ => {}
        }
    }

    fn set_unwanted(&mut self, why: Unwanted, is_on: bool) {
        if is_on {
            self.state.unwanted = Some(why);
        } else if self.state.unwanted == Some(why) {
            self.state.unwanted = None;
        }
    }

    fn flush(&mut self) {
        let words = self.decoder.flush(self.state.encoding);
        if !words.is_empty() {
            self.put(&words);
        }
    }

    fn put(&mut self, words: &str) {
        match (self.state.destination, self.state.unwanted) {
            (Destination::Text, None) => self.writer.push(words),
            (Destination::Text, Some(why)) => self.writer.leave_out(words, why),
            (Destination::Marker, None) => self.writer.push_marker(words),
            (Destination::Edge, _) => self.has_edge_words |= !words.trim().is_empty(),
            (Destination::Title, _) => self.properties.title.push_str(words),
            (Destination::Author, _) => self.properties.creator.push_str(words),
            (Destination::Styles, _) => {
                self.styles.entry(self.described).or_default().name.push_str(words);
            }
            _ => {}
        }
    }

    fn end_paragraph(&mut self) {
        if self.state.destination == Destination::Text {
            let role = self.role();
            self.writer.end_paragraph(role, self.state.in_table);
        }
    }

    /// What the open paragraph is.
    fn role(&self) -> Role {
        let mut next = self.state.style;
        let mut role = self.state.outline;
        for _ in 0..MAX_ANCESTORS {
            let Some(style) = next.and_then(|number| self.styles.get(&number)) else { break };
            let name = style.name.split(';').next().unwrap_or_default();
            role = role.or_else(|| Role::of_style(name)).or(style.outline);
            next = style.based_on;
        }
        role.unwrap_or(Role::PLAIN)
    }
}

/// Whether a word ends a paragraph or the like: it stands in for no character, whatever a careless program says.
fn ends_something(word: &str) -> bool {
    matches!(word, "par" | "cell" | "row" | "sect" | "line" | "pard")
}

/// What a word stands for in a text.
fn mark_of(word: &str) -> Option<&'static str> {
    Some(match word {
        "line" | "lbr" => "\n",
        "tab" => "\t",
        "emdash" => "—",
        "endash" => "–",
        "lquote" => "‘",
        "rquote" => "’",
        "ldblquote" => "“",
        "rdblquote" => "”",
        "bullet" => "•",
        "emspace" | "enspace" | "qmspace" => " ",
        "zwj" => "\u{200d}",
        "zwnj" => "\u{200c}",
        "ltrmark" => "\u{200e}",
        "rtlmark" => "\u{200f}",
        _ => return None,
    })
}
