//! Places in an article as people type them: the number of a paragraph, an offset in code points, a share.

use thiserror::Error;

use super::article::OpenArticle;
use crate::app::widgets::reading::units;
use crate::model::text::numbers::in_thousands;
use crate::model::text::segment::{next_grapheme, previous_grapheme};
use crate::model::text::units::{Unit, UnitMap};

/// What one can type, in words.
pub const FORMS: &str = "12 for paragraph 12, @3450 for the place after 3,450 characters, 50% for the middle";

/// Why something typed is no place in an article.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum NoPlace {
    /// Nothing was typed.
    #[error("Type a place: {FORMS}")]
    Empty,
    /// It has none of the forms.
    #[error("“{0}” is no place; it can be {FORMS}")]
    Unknown(String),
    /// The article has fewer paragraphs.
    #[error("There is no paragraph {number}; they are numbered from 1 to {}", in_thousands(*num))]
    NoParagraph {
        /// The number that was typed.
        number: usize,
        /// How many there are.
        num: usize,
    },
    /// No unit of the article is numbered.
    #[error("This article has no numbered paragraphs")]
    NoParagraphs,
    /// The text is shorter.
    #[error("There is no offset {offset}; the text has {} characters (code points)", in_thousands(*len))]
    NoOffset {
        /// The offset that was typed.
        offset: usize,
        /// The text's length in code points.
        len: usize,
    },
    /// It is no share of anything.
    #[error("A share lies between 0% and 100%")]
    NoShare,
}

/// The byte of an article's text that a typed place means; a caret can stand there.
pub fn place(open: &OpenArticle, typed: &str) -> Result<usize, NoPlace> {
    let typed = typed.trim();
    let unknown = || NoPlace::Unknown(typed.to_owned());
    let text = open.text();
    let byte = if typed.is_empty() {
        return Err(NoPlace::Empty);
    } else if let Some(offset) = typed.strip_prefix('@') {
        let offset: usize = offset.trim().parse().map_err(|_| unknown())?;
        let map = UnitMap::new(text, Unit::CodePoint);
        map.to_byte(offset).ok_or(NoPlace::NoOffset { offset, len: map.num_units() })?
    } else if let Some(share) = typed.strip_suffix('%') {
        let share: f64 = share.trim().replace(',', ".").parse().map_err(|_| unknown())?;
        if !(0.0..=100.0).contains(&share) {
            return Err(NoPlace::NoShare);
        }
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a share of a length lies between 0 and the length"
        )]
        let byte = (share / 100.0 * text.len() as f64) as usize;
        text.floor_char_boundary(byte)
    } else {
        let number: usize = typed.parse().map_err(|_| unknown())?;
        let unit = open.units.iter().find(|unit| unit.number == Some(number));
        unit.map(|unit| unit.range.start()).ok_or(match open.num_paragraphs {
            0 => NoPlace::NoParagraphs,
            num => NoPlace::NoParagraph { number, num },
        })?
    };
    let byte = units::caret_place(&open.units, byte);
    // Never inside a cluster.
    Ok(if byte < text.len() { previous_grapheme(text, next_grapheme(text, byte)) } else { byte })
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::model::article::{Article, ArticleText, Metadata, Provenance};
    use crate::model::id::ArticleId;

    fn open(text: &str) -> OpenArticle {
        let article = Article {
            id: ArticleId::new("a").unwrap(),
            metadata: Metadata::default(),
            provenance: Provenance::default(),
            blocks: Vec::new(),
            text: ArticleText::new(text),
            patches: Vec::new(),
        };
        OpenArticle::new(Arc::new(article), None)
    }

    #[test]
    fn places_are_found() {
        let open = open("Eins – é.\n\nZwei.\n\nDrei!!!");
        let at = |typed| place(&open, typed).map(|byte| &open.text()[byte..]);
        assert_eq!(at(" 2 "), Ok("Zwei.\n\nDrei!!!"));
        assert_eq!(at("@7"), Ok("é.\n\nZwei.\n\nDrei!!!"));
        assert_eq!(at("@ 0"), Ok(open.text()));
        assert_eq!(at("100 %"), Ok(""));
        assert_eq!(at("@24"), Ok("!"));
        assert_eq!(at("@25"), Ok(""));
        // Between paragraphs no caret can stand, nor inside a character.
        assert_eq!(at("@10"), Ok("\n\nZwei.\n\nDrei!!!"));
        assert_eq!(at("21,0%"), Ok("– é.\n\nZwei.\n\nDrei!!!"));
    }

    #[test]
    fn what_is_no_place_says_why() {
        let open = open("One.\n\nTwo.");
        let why = |typed| place(&open, typed).unwrap_err();
        assert_eq!(why("0"), NoPlace::NoParagraph { number: 0, num: 2 });
        assert_eq!(why("3"), NoPlace::NoParagraph { number: 3, num: 2 });
        assert_eq!(why("@11"), NoPlace::NoOffset { offset: 11, len: 10 });
        for typed in ["101%", "-1%", "inf%", "nan%"] {
            assert_eq!(why(typed), NoPlace::NoShare, "{typed}");
        }
        for typed in ["x", "@", "@x", "%", "1e3", "-1", "99999999999999999999"] {
            assert_eq!(why(typed), NoPlace::Unknown(typed.to_owned()));
        }
        assert_eq!(why("  "), NoPlace::Empty);
        assert_eq!(place(&self::open(""), "1"), Err(NoPlace::NoParagraphs));
        assert_eq!(place(&self::open(""), "50%"), Ok(0));
    }

    #[test]
    fn a_cluster_is_not_entered() {
        let open = open("e\u{301}x");
        assert_eq!(place(&open, "@1"), Ok(0));
        assert_eq!(place(&open, "@2"), Ok(3));
    }
}
