//! How the command line prints: one line at a time, with nothing in it that acts on a terminal.

use std::fmt::{self, Write as _};
use std::io::{self, Write};

use crate::model::text::visible::{is_acting, visible};

/// A stream that people read. Everything printed by `writeln!` comes out as one line: control characters,
/// escape sequences, direction overrides and line ends inside it are shown as stand-ins, so that no title,
/// name or note of a file can move the cursor, colour the terminal or pretend to be a line of ours.
///
/// Bytes that are written without formatting, as the completions of a shell are, pass as they are.
pub(super) struct Lines<W>(pub(super) W);

impl<W: Write> Write for Lines<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }

    fn write_fmt(&mut self, line: fmt::Arguments<'_>) -> io::Result<()> {
        let line = line.to_string();
        let words = line.strip_suffix('\n').unwrap_or(&line);
        self.0.write_all(visible(words).as_bytes())?;
        self.0.write_all(&line.as_bytes()[words.len()..])
    }
}

/// A JSON value on one line. What acts on a terminal and JSON would let stand is escaped: to a program that
/// reads it the value is the same.
pub(super) fn json_line(value: &serde_json::Value) -> String {
    let json = value.to_string();
    if !json.contains(is_acting) {
        return json;
    }
    let mut escaped = String::with_capacity(json.len() + 16);
    for ch in json.chars() {
        if is_acting(ch) {
            // All of them lie below U+10000, and only strings can hold them.
            write!(escaped, "\\u{:04x}", u32::from(ch)).expect("a string takes everything");
        } else {
            escaped.push(ch);
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    fn printed(print: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> String {
        let mut bytes = Vec::new();
        print(&mut Lines(&mut bytes)).unwrap();
        String::from_utf8(bytes).unwrap()
    }

    #[test]
    fn a_formatted_line_stays_one_line() {
        let title = "Ferry\n\u{1b}[2JChecked 9 articles: nothing wrong";
        assert_eq!(
            printed(|out| writeln!(out, "{title} (x)")),
            "Ferry‹LF›‹ESC›[2JChecked 9 articles: nothing wrong (x)\n"
        );
        assert_eq!(printed(|out| write!(out, "a\n\n")), "a‹LF›\n");
        assert_eq!(printed(|out| out.write_all(b"a\n\tb\n")), "a\n\tb\n");
    }

    proptest! {
        #[test]
        fn json_reads_as_it_was_and_holds_nothing_that_acts(key in any::<String>(), words in "[\u{1b}\u{7f}\u{9b}\u{202e}\u{2066}a\"\n\\\\]{0,9}") {
            let value = json!({ "k": key, "words": words });
            let line = json_line(&value);
            prop_assert!(!line.contains(is_acting), "{}", line);
            prop_assert_eq!(serde_json::from_str::<serde_json::Value>(&line).unwrap(), value);
        }
    }
}
