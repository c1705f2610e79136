//! The direction of scripts and of what stands in them: the Unicode Bidirectional Algorithm ([UAX #9]) as the window
//! and the exports need it. Levels come from `unicode-bidi`; the order of a line's parts is worked out here, because
//! lines are broken by widths that only the window knows.
//!
//! [UAX #9]: https://www.unicode.org/reports/tr9/

use unicode_bidi::{BidiClass, BidiInfo, Level, ParagraphBidiInfo};

/// The direction a paragraph is read in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Direction {
    /// Latin, Greek, Cyrillic, Chinese …
    #[default]
    LeftToRight,
    /// Arabic, Hebrew, Persian, Urdu …
    RightToLeft,
}

/// A paragraph with the embedding levels of its characters.
pub struct Levels<'a> {
    info: ParagraphBidiInfo<'a>,
}

/// A part of a line: one character, or several of one level.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Part {
    /// Its embedding level: odd where it runs from right to left.
    pub level: Level,
    /// What it is for the end of a line.
    pub kind: PartKind,
}

/// What a part is for rule L1, which gives white space at a line's end the direction of the paragraph.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PartKind {
    /// Words, numbers, marks.
    Text,
    /// White space, and what only says in which direction to read.
    White,
    /// A tab or another separator of segments.
    Separator,
}

impl Direction {
    /// The direction of the first letter that has one, what is isolated left out (rules P2 and P3); `None` where no
    /// letter has one.
    pub fn of(text: &str) -> Option<Self> {
        match unicode_bidi::get_base_direction(text) {
            unicode_bidi::Direction::Ltr => Some(Self::LeftToRight),
            unicode_bidi::Direction::Rtl => Some(Self::RightToLeft),
            unicode_bidi::Direction::Mixed => None,
        }
    }

    /// Whether it is from right to left.
    pub fn is_rtl(self) -> bool {
        self == Self::RightToLeft
    }

    fn level(self) -> Level {
        if self.is_rtl() { Level::rtl() } else { Level::ltr() }
    }
}

impl<'a> Levels<'a> {
    /// The levels of a paragraph without line ends, by rules P2 to I2. Without a direction given it is that of the
    /// first letter.
    pub fn new(paragraph: &'a str, base: Option<Direction>) -> Self {
        Self { info: ParagraphBidiInfo::new(paragraph, base.map(Direction::level)) }
    }

    /// The direction of the paragraph.
    pub fn base(&self) -> Direction {
        if self.info.paragraph_level.is_rtl() { Direction::RightToLeft } else { Direction::LeftToRight }
    }

    /// The level and kind of the character that starts at a byte of the paragraph.
    pub fn part(&self, byte: usize) -> Part {
        let level = self.info.levels.get(byte).copied().unwrap_or(self.info.paragraph_level);
        let class = self.info.original_classes.get(byte).copied().unwrap_or(BidiClass::WS);
        Part { level, kind: kind_of(class) }
    }

    /// Gives the parts at the end of a line, and those before a separator, the level of the paragraph (rule L1).
    pub fn end_line(&self, line: &mut [Part]) {
        let mut is_at_end = true;
        for part in line.iter_mut().rev() {
            is_at_end = match part.kind {
                PartKind::Text => false,
                PartKind::White => is_at_end,
                PartKind::Separator => true,
            };
            if is_at_end {
                part.level = self.info.paragraph_level;
            }
        }
    }
}

/// The order from left to right in which the parts of one line stand (rule L2): the place in `line` of the leftmost
/// part first.
pub fn visual_order(line: &[Part]) -> Vec<usize> {
    let levels: Vec<Level> = line.iter().map(|part| part.level).collect();
    BidiInfo::reorder_visual(&levels)
}

/// The kind of a character by its bidirectional class.
fn kind_of(class: BidiClass) -> PartKind {
    use BidiClass::{B, BN, FSI, LRE, LRI, LRO, PDF, PDI, RLE, RLI, RLO, S, WS};
    match class {
        B | S => PartKind::Separator,
        // Those that rule X9 takes out stand wherever what is beside them stands.
        WS | FSI | LRI | RLI | PDI | BN | LRE | LRO | RLE | RLO | PDF => PartKind::White,
        _ => PartKind::Text,
    }
}

/// Whether a text holds something that may not stand in the order of the text: letters of a script from right to left,
/// or characters that ask for another direction. Costs next to nothing for most scripts.
pub fn needs_ordering(text: &str) -> bool {
    // UTF-8: such scripts begin with U+0590, written D6 90; the asking characters are E2 80 8F, E2 80 AA to AE and
    // E2 81 A6 to A9.
    let may = |byte: u8| byte >= 0xD6;
    text.bytes().any(may) && text.chars().any(|ch| runs_right_to_left(ch) || asks_for_direction(ch))
}

/// Whether a character says nothing but in which direction to read: marks, embeddings, overrides and isolates
/// (UAX #9, section 2).
pub fn asks_for_direction(ch: char) -> bool {
    matches!(ch, '\u{61C}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

/// Whether a letter's script runs from right to left: the blocks that Unicode keeps for such scripts
/// (Unicode 16.0, `DerivedBidiClass.txt`: R and AL).
pub fn runs_right_to_left(ch: char) -> bool {
    matches!(ch, '\u{590}'..='\u{8FF}' | '\u{FB1D}'..='\u{FDFF}' | '\u{FE70}'..='\u{FEFE}'
        | '\u{10800}'..='\u{10FFF}' | '\u{1E800}'..='\u{1EFFF}')
}

/// The character that a bracket or another mirrored sign is drawn as where it runs from right to left (rule L4,
/// `BidiMirroring.txt`); itself where it has no such.
pub fn mirrored(ch: char) -> char {
    unicode_bidi_mirroring::get_mirrored(ch).unwrap_or(ch)
}

#[cfg(test)]
mod tests {
    use std::io::Read as _;

    use super::*;

    #[test]
    fn most_scripts_need_no_ordering() {
        for text in ["", "plain", "naïve – “Zürich” 👩‍🚀", "Мост γέφυρα पुल 不会", "a\u{200b}b"]
        {
            assert!(!needs_ordering(text), "{text:?}");
        }
        for text in ["قال", "a שלום", "a\u{202e}b", "a\u{200f}b", "\u{2067}b\u{2069}"] {
            assert!(needs_ordering(text), "{text:?}");
        }
    }

    #[test]
    fn the_first_letter_says_the_direction_but_not_an_isolated_one() {
        assert_eq!(Direction::of("«قال» yes"), Some(Direction::RightToLeft));
        assert_eq!(Direction::of("12. Yes قال"), Some(Direction::LeftToRight));
        assert_eq!(Direction::of("\u{2068}قال\u{2069} yes"), Some(Direction::LeftToRight));
        assert_eq!(Direction::of("12 – …"), None);
    }

    /// All 91,707 cases of `BidiCharacterTest.txt` (Unicode 15.0) through the levels and the order of a line.
    #[test]
    fn unicodes_own_cases_come_out_in_order() {
        let packed: &[u8] = include_bytes!("../../../tests/data/BidiCharacterTest-15.0.0.txt.gz");
        let mut cases = String::new();
        flate2::read::GzDecoder::new(packed).read_to_string(&mut cases).unwrap();
        let mut num_cases = 0;
        for case in cases.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
            let [points, base, level, levels, order]: [&str; 5] =
                case.split(';').collect::<Vec<_>>().try_into().unwrap();
            let text: String = points
                .split(' ')
                .map(|point| char::from_u32(u32::from_str_radix(point, 16).unwrap()).unwrap())
                .collect();
            let base = match base {
                "0" => Some(Direction::LeftToRight),
                "1" => Some(Direction::RightToLeft),
                _ => None,
            };
            let found = Levels::new(&text, base);
            assert_eq!(found.info.paragraph_level.number().to_string(), level, "{case}");
            let mut parts: Vec<Part> = text.char_indices().map(|(byte, _)| found.part(byte)).collect();
            let levels: Vec<&str> = levels.split(' ').collect();
            let is_removed = |idx: usize| levels[idx] == "x";
            found.end_line(&mut parts);
            let found_order: Vec<String> = visual_order(&parts)
                .into_iter()
                .filter(|idx| !is_removed(*idx))
                .map(|idx| idx.to_string())
                .collect();
            assert_eq!(found_order.join(" "), order, "{case}");
            num_cases += 1;
        }
        assert_eq!(num_cases, 91_707);
    }
}
