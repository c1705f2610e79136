//! HTML as Windows keeps it on the clipboard: some lines before it say where it came from and where it begins.
//!
//! The offsets in these lines count bytes that other programs often have changed since; the comments around what was
//! copied stay, so these are what is looked for.

/// A piece of HTML that was copied.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Copied<'b> {
    /// The piece.
    pub(super) html: &'b [u8],
    /// The address of the page that it was copied from; empty if nothing says it.
    pub(super) address: &'b str,
}

impl<'b> Copied<'b> {
    /// The piece in `bytes`, if such lines stand before it.
    pub(super) fn of(bytes: &'b [u8]) -> Option<Self> {
        if !bytes.starts_with(b"Version:") {
            return None;
        }
        let (mut rest, mut address, mut has_start) = (bytes, "", false);
        while let Some((key, value, behind)) = pair(rest) {
            match key {
                b"StartHTML" => has_start = true,
                b"SourceURL" => address = std::str::from_utf8(value).unwrap_or_default().trim(),
                _ => {}
            }
            rest = behind;
        }
        if !has_start {
            return None;
        }
        let begin = find(rest, b"<!--StartFragment-->").map_or(0, |(_, end)| end);
        let rest = &rest[begin..];
        let end = find(rest, b"<!--EndFragment-->").map_or(rest.len(), |(start, _)| start);
        Some(Self { html: &rest[..end], address })
    }
}

/// The line `Key:value` that `bytes` begin with, and what comes behind it.
fn pair(bytes: &[u8]) -> Option<(&[u8], &[u8], &[u8])> {
    let end = bytes.iter().position(|byte| matches!(byte, b'\n' | b'\r'))?;
    let (line, behind) = bytes.split_at(end);
    let colon = line.iter().position(|byte| *byte == b':')?;
    let (key, value) = (&line[..colon], &line[colon + 1..]);
    let is_key = !key.is_empty() && key.iter().all(u8::is_ascii_alphabetic);
    let behind = behind.strip_prefix(b"\r\n").or_else(|| behind.get(1..))?;
    is_key.then_some((key, value, behind))
}

/// Where `mark` stands first: its start and its end.
fn find(bytes: &[u8], mark: &[u8]) -> Option<(usize, usize)> {
    let start = bytes.windows(mark.len()).position(|window| window == mark)?;
    Some((start, start + mark.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    const LINES: &str =
        "Version:0.9\r\nStartHTML:0000000105\r\nEndHTML:9\r\nStartFragment:1\r\nEndFragment:-1\r\n";

    fn copied(behind: &str) -> Option<(String, String)> {
        let bytes = [LINES, behind].concat();
        let Copied { html, address } = Copied::of(bytes.as_bytes())?;
        Some((String::from_utf8(html.to_vec()).unwrap(), address.to_owned()))
    }

    fn pair_of(html: &str, address: &str) -> (String, String) {
        (html.to_owned(), address.to_owned())
    }

    #[test]
    fn what_was_copied_stands_between_its_comments() {
        let page = "<html><body>\r\n<!--StartFragment--><p>Rain: much</p><!--EndFragment--></body></html>\0";
        let from = format!("SourceURL:https://wire.example/a:b\r\n{page}");
        assert_eq!(copied(&from), Some(pair_of("<p>Rain: much</p>", "https://wire.example/a:b")));
        assert_eq!(copied(page), Some(pair_of("<p>Rain: much</p>", "")));
        assert_eq!(copied("<p>Rain</p>"), Some(pair_of("<p>Rain</p>", "")));
        assert_eq!(copied("<!--StartFragment-->cut"), Some(pair_of("cut", "")));
        assert_eq!(copied(""), Some(pair_of("", "")));
    }

    #[test]
    fn other_words_are_not_taken_for_it() {
        for words in
            ["", "Version:", "Version: 2\nof the plan: it rains", "Versions differ", "Version:0.9\r\n"]
        {
            assert_eq!(Copied::of(words.as_bytes()), None, "{words}");
        }
    }
}
