//! Characters of RTF: bytes in the code page of their font, and Unicode by numbers with stand-ins behind them.

use std::collections::HashMap;

use super::code_pages::{CodePage, code_page, number_of};

/// Bytes and numbers become characters.
#[derive(Debug)]
pub(super) struct Decoder {
    base: CodePage,
    fonts: HashMap<i32, CodePage>,
    /// The font that is being described.
    described: i32,
    default_font: i32,
    /// Bytes that wait to be decoded: a character may come in two pieces.
    pending: Vec<u8>,
    /// The first half of a character beyond the first 65,536.
    high_surrogate: Option<u32>,
    /// How many characters are still to be passed over behind a number.
    num_stand_ins: usize,
    /// Byte sequences that mean nothing.
    pub(super) num_undecodable: usize,
    /// A code page that is not known here.
    pub(super) unknown_code_page: Option<i32>,
}

impl Decoder {
    pub(super) fn new() -> Self {
        Self {
            base: CodePage::WESTERN,
            fonts: HashMap::new(),
            described: 0,
            default_font: 0,
            pending: Vec::new(),
            high_surrogate: None,
            num_stand_ins: 0,
            num_undecodable: 0,
            unknown_code_page: None,
        }
    }

    /// The encoding of the file's default font.
    pub(super) fn default_encoding(&self) -> CodePage {
        self.encoding_of_font(self.default_font)
    }

    /// The encoding that the file names for all fonts that name none.
    pub(super) fn base(&self) -> CodePage {
        self.base
    }

    /// The file names its code page.
    pub(super) fn set_code_page(&mut self, number: i32) -> CodePage {
        match code_page(number) {
            Some(encoding) => self.base = encoding,
            None => self.unknown_code_page = Some(number),
        }
        self.base
    }

    /// The file names its default font.
    pub(super) fn set_default_font(&mut self, font: i32) {
        self.default_font = font;
    }

    /// The description of a font begins.
    pub(super) fn describe_font(&mut self, font: i32) {
        self.described = font;
    }

    /// The font that is described has this character set.
    pub(super) fn set_charset(&mut self, charset: i32) {
        if let Some(encoding) = number_of(charset, self.base).and_then(code_page) {
            self.fonts.insert(self.described, encoding);
        }
    }

    /// The font that is described has this code page.
    pub(super) fn set_font_code_page(&mut self, number: i32) {
        if let Some(encoding) = code_page(number).filter(|_| number > 0) {
            self.fonts.insert(self.described, encoding);
        }
    }

    /// The encoding of text in a font.
    pub(super) fn encoding_of_font(&self, font: i32) -> CodePage {
        self.fonts.get(&font).copied().unwrap_or(self.base)
    }

    /// Takes bytes; they wait for those that follow.
    pub(super) fn push(&mut self, bytes: &[u8]) {
        let num_skipped = self.num_stand_ins.min(bytes.len());
        self.num_stand_ins -= num_skipped;
        self.pending.extend(bytes.iter().skip(num_skipped));
    }

    /// Whether something that is one character to `\u` stands in for it and is to be passed over.
    pub(super) fn skips_one(&mut self) -> bool {
        let skips = self.num_stand_ins > 0;
        self.num_stand_ins = self.num_stand_ins.saturating_sub(1);
        skips
    }

    /// What stands in for a number ends with its group.
    pub(super) fn end_stand_ins(&mut self) {
        self.num_stand_ins = 0;
    }

    /// The characters of the bytes that wait.
    pub(super) fn flush(&mut self, encoding: CodePage) -> String {
        if self.pending.is_empty() {
            return String::new();
        }
        let words = encoding.decode(&self.pending).into_owned();
        self.num_undecodable += words.matches('\u{fffd}').count();
        self.pending.clear();
        words
    }

    /// The character of a number, a unit of UTF-16 that may be written negative; so many stand-ins follow.
    pub(super) fn unicode(&mut self, number: i32, num_stand_ins: usize) -> Option<char> {
        self.num_stand_ins = num_stand_ins;
        let unit = u32::from_ne_bytes(number.to_ne_bytes()) & 0xffff;
        let high = self.high_surrogate.take();
        match (unit, high) {
            (0xd800..=0xdbff, _) => {
                self.high_surrogate = Some(unit);
                None
            }
            (0xdc00..=0xdfff, Some(high)) => {
                char::from_u32(0x1_0000 + ((high - 0xd800) << 10) + (unit - 0xdc00))
            }
            // Symbol fonts put their characters into the private area; what they show is in the font.
            (0xf0b7, _) => Some('•'),
            (0, _) => None,
            _ => Some(char::from_u32(unit).unwrap_or('\u{fffd}')),
        }
    }
}
