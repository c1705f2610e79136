//! Text that came from files as it may be shown among other text: nothing in it can start a line, move the
//! cursor of a terminal, turn the direction of what stands around it, or fill the screen.
//!
//! An article's own text is never changed this way: its offsets count.

use std::borrow::Cow;
use std::fmt::Write as _;

use crate::model::limits::MAX_SHOWN_CHARS;

/// Whether a character acts on what stands around it instead of being seen: controls (line ends and tabs
/// too), the embeddings, overrides and isolates of UAX #9, line and paragraph separators, the byte-order
/// mark. Joiners and the marks that only give a direction to themselves are part of words and stay.
pub fn is_acting(ch: char) -> bool {
    ch.is_control()
        || matches!(
            ch,
            '\u{2028}' | '\u{2029}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{FEFF}'
        )
}

/// The text with a visible stand-in for every character that [acts](is_acting): `‹ESC›` for an escape,
/// `‹LF›` for a line end, `‹U+202E›` for a direction override.
pub fn visible(text: &str) -> Cow<'_, str> {
    if !text.contains(is_acting) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len() + 8);
    for ch in text.chars() {
        if is_acting(ch) {
            push_stand_in(&mut shown, ch);
        } else {
            shown.push(ch);
        }
    }
    Cow::Owned(shown)
}

/// A name as it is shown in lists, on buttons and in messages: [`visible`], and cut after
/// [`MAX_SHOWN_CHARS`] characters.
pub fn shown_name(name: &str) -> Cow<'_, str> {
    match name.char_indices().nth(MAX_SHOWN_CHARS) {
        Some((end, _)) => Cow::Owned(format!("{}…", visible(&name[..end]))),
        None => visible(name),
    }
}

/// The controls of ASCII by their usual abbreviations, from 0 on.
const CONTROLS: [&str; 32] = [
    "NUL", "SOH", "STX", "ETX", "EOT", "ENQ", "ACK", "BEL", "BS", "TAB", "LF", "VT", "FF", "CR", "SO", "SI",
    "DLE", "DC1", "DC2", "DC3", "DC4", "NAK", "SYN", "ETB", "CAN", "EM", "SUB", "ESC", "FS", "GS", "RS",
    "US",
];

/// Letters and marks that every face has; few have the pictures that Unicode gives to controls.
fn push_stand_in(shown: &mut String, ch: char) {
    let code = u32::from(ch);
    let control = usize::try_from(code).ok().and_then(|idx| CONTROLS.get(idx));
    match control {
        Some(name) => write!(shown, "‹{name}›"),
        None if ch == '\u{7f}' => write!(shown, "‹DEL›"),
        None => write!(shown, "‹U+{code:04X}›"),
    }
    .expect("a string takes everything");
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_acts_gets_a_stand_in() {
        assert_eq!(visible("\u{1b}[31mred\u{7}"), "‹ESC›[31mred‹BEL›");
        assert_eq!(visible("a\r\nb\tc\u{0}\u{7f}"), "a‹CR›‹LF›b‹TAB›c‹NUL›‹DEL›");
        assert_eq!(
            visible("\u{9b}2J \u{202e}evil\u{202c} \u{2067}\u{feff}\u{2028}"),
            "‹U+009B›2J ‹U+202E›evil‹U+202C› ‹U+2067›‹U+FEFF›‹U+2028›"
        );
    }

    #[test]
    fn words_of_every_script_stay_as_they_are() {
        for words in ["Mara O’Kell", "👩‍👩‍👧‍👦", "می‌خواهم", "שלום\u{200f}!", "Kō\u{301}", ""]
        {
            assert!(matches!(visible(words), Cow::Borrowed(same) if same == words));
            assert!(matches!(shown_name(words), Cow::Borrowed(same) if same == words));
        }
    }

    #[test]
    fn long_names_are_cut() {
        let shown = shown_name(&"é".repeat(1_000_000)).into_owned();
        assert_eq!(shown.chars().count(), MAX_SHOWN_CHARS + 1);
        assert!(shown.ends_with("é…"));
        assert_eq!(shown_name(&"é".repeat(MAX_SHOWN_CHARS)), "é".repeat(MAX_SHOWN_CHARS));
    }

    proptest! {
        #[test]
        fn nothing_that_is_shown_acts(text in any::<String>()) {
            prop_assert!(!visible(&text).contains(is_acting));
            let shown = visible(&text);
            prop_assert_eq!(visible(&shown), shown.as_ref());
        }
    }
}
