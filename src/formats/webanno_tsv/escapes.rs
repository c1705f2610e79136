//! How the format writes what has a meaning in it: one way in texts and tokens, another in values.

/// What a backslash and a letter stand for in a text, beside itself.
const IN_TEXT: [(char, char); 5] = [('t', '\t'), ('n', '\n'), ('f', '\u{c}'), ('r', '\r'), ('b', '\u{8}')];
/// Characters that have a meaning in values.
const IN_VALUES: [char; 7] = ['\\', '[', ']', '|', '_', ';', '*'];

/// Whether a character of a text stands after a backslash as it is.
fn is_bare(ch: char) -> bool {
    ch == '\\' || (ch < ' ' && !('\u{8}'..='\u{d}').contains(&ch))
}

/// A text, or a token, as it stands in a file.
pub fn escape_text(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for ch in text.chars() {
        if let Some((letter, _)) = IN_TEXT.iter().find(|(_, meant)| *meant == ch) {
            escaped.extend(['\\', *letter]);
        } else {
            if is_bare(ch) {
                escaped.push('\\');
            }
            escaped.push(ch);
        }
    }
    escaped
}

/// What a text of a file says. What stands after a backslash and means nothing stays with it.
pub fn unescape_text(escaped: &str) -> String {
    let mut text = String::with_capacity(escaped.len());
    let mut chars = escaped.chars().peekable();
    while let Some(ch) = chars.next() {
        let next = chars.peek().copied().filter(|_| ch == '\\');
        let meant = next.and_then(|next| {
            let letter = IN_TEXT.iter().find(|(letter, _)| *letter == next).map(|(_, meant)| *meant);
            letter.or(Some(next).filter(|next| is_bare(*next)))
        });
        text.push(meant.unwrap_or(ch));
        if meant.is_some() {
            chars.next();
        }
    }
    text
}

/// The same for versions up to 3.1, which write letters by their UTF-16 numbers.
pub fn unescape_old_text(escaped: &str) -> String {
    let mut units: Vec<u16> = Vec::with_capacity(escaped.len());
    let mut rest = escaped;
    while let Some(ch) = rest.chars().next() {
        let after = &rest[ch.len_utf8()..];
        let number = after.strip_prefix('u').and_then(|digits| digits.get(..4));
        let number = number.and_then(|digits| u16::from_str_radix(digits, 16).ok()).filter(|_| ch == '\\');
        if let Some(number) = number {
            units.push(number);
            rest = &after[5..];
        } else {
            let taken = if ch == '\\' {
                after.chars().next().map_or(1, |next| 1 + next.len_utf8())
            } else {
                ch.len_utf8()
            };
            units.extend(unescape_text(&rest[..taken]).encode_utf16());
            rest = &rest[taken..];
        }
    }
    String::from_utf16_lossy(&units)
}

/// A value as it stands in a cell.
pub fn escape_value(value: &str) -> String {
    let mut escaped = String::with_capacity(value.len());
    let mut chars = value.chars().peekable();
    while let Some(ch) = chars.next() {
        match ch {
            '\t' => escaped.push_str("\\t"),
            '\n' => escaped.push_str("\\n"),
            '-' if chars.peek() == Some(&'>') => escaped.push_str("\\-"),
            ch => {
                if IN_VALUES.contains(&ch) {
                    escaped.push('\\');
                }
                escaped.push(ch);
            }
        }
    }
    escaped
}

/// What a value of a cell says.
pub fn unescape_value(escaped: &str) -> String {
    let mut value = String::with_capacity(escaped.len());
    let mut chars = escaped.chars();
    while let Some(ch) = chars.next() {
        let rest = chars.as_str();
        let meant = match rest.chars().next().filter(|_| ch == '\\') {
            Some('t') => '\t',
            Some('n') => '\n',
            Some('-') if rest.starts_with("->") => '-',
            Some(next) if IN_VALUES.contains(&next) => next,
            _ => {
                value.push(ch);
                continue;
            }
        };
        value.push(meant);
        chars.next();
    }
    value
}

/// The parts of a cell between marks that are not escaped.
pub fn split(cell: &str, mark: char) -> Vec<&str> {
    let (mut parts, mut start, mut is_escaped) = (Vec::new(), 0, false);
    for (at, ch) in cell.char_indices() {
        if ch == mark && !is_escaped {
            parts.push(&cell[start..at]);
            start = at + ch.len_utf8();
        }
        is_escaped = ch == '\\' && !is_escaped;
    }
    parts.push(&cell[start..]);
    parts
}

/// A value and what stands in brackets after it.
pub fn bracketed(value: &str) -> (&str, Option<&str>) {
    let parts = split(value, '[');
    let inner = parts.last().filter(|_| parts.len() > 1).and_then(|last| last.strip_suffix(']'));
    match inner {
        Some(inner) if !inner.is_empty() && inner.chars().all(|ch| ch.is_ascii_digit() || ch == '_') => {
            (&value[..value.len() - inner.len() - 2], Some(inner))
        }
        _ => (value, None),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn what_is_escaped_comes_back(text in r"(\\|\[|\]|\||_|->|;|\t|\n|\r|\*|[a-c-]|[\x00-\x1f]|😀|\u{85}){0,12}") {
            prop_assert_eq!(unescape_text(&escape_text(&text)), text.clone());
            prop_assert!(!escape_text(&text).contains(['\n', '\r', '\t']));
            let value = escape_value(&text);
            prop_assert_eq!(unescape_value(&value), text);
            prop_assert!(!value.contains(['\n', '\t']));
            let cell = format!("{value}[1]|{value}[2]");
            let parts = split(&cell, '|');
            prop_assert_eq!(parts.len(), 2);
            prop_assert_eq!(bracketed(parts[1]), (value.as_str(), Some("2")));
            prop_assert_eq!(bracketed(&value), (value.as_str(), None));
        }
    }

    #[test]
    fn old_texts_have_numbers_for_letters() {
        assert_eq!(unescape_old_text(r"a\u00e9\uD83D\uDE00\t\\é\uzz"), "aé😀\t\\é\\uzz");
        assert_eq!(unescape_old_text("\\"), "\\");
    }
}
