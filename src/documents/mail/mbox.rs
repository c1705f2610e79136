//! The mails of a mailbox, one below the other, each under a line that begins with "From ".

use std::borrow::Cow;

use crate::model::limits::MAX_FILE_ARTICLES;

use super::super::{DocumentError, Source};

/// Whether a file begins as a mailbox does: a line with a sender and a time, and a header field below it.
pub(super) fn is_mailbox(bytes: &[u8]) -> bool {
    let mut lines = bytes.splitn(3, |byte| *byte == b'\n');
    let (Some(first), Some(second)) = (lines.next(), lines.next()) else { return false };
    let Ok(first) = std::str::from_utf8(first) else { return false };
    let Some(rest) = first.strip_prefix("From ") else { return false };
    // "jo@example.org Tue Mar  4 09:12:00 2025"
    let words: Vec<&str> = rest.split_whitespace().collect();
    let is_day = |word: &&str| ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"].contains(word);
    let is_clock = |word: &str| {
        word.len() >= 5
            && word.contains(':')
            && word.bytes().all(|byte| byte.is_ascii_digit() || byte == b':')
    };
    words.get(1).is_some_and(is_day) && words.iter().any(|word| is_clock(word)) && is_field(second)
}

/// Whether a line is a field of a header.
fn is_field(line: &[u8]) -> bool {
    let name = line.split(|byte| *byte == b':').next().unwrap_or_default();
    let has_colon = name.len() < line.len();
    has_colon
        && !name.is_empty()
        && name.iter().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
}

/// Does something with each mail.
///
/// A line begins a mail only where a field of a header follows it, so that a sentence that begins with "From" does
/// not. `>From` is `From` again.
pub(super) fn for_each(
    source: &Source<'_>,
    mut take: impl FnMut(&[u8]) -> Result<(), DocumentError>,
) -> Result<(), DocumentError> {
    let raw = source.bytes;
    let (mut open, mut num_mails) = (None, 0);
    let mut end_at = |open: &mut Option<usize>, end: usize| {
        let Some(start) = open.take() else { return Ok(()) };
        source.budget.check()?;
        num_mails += 1;
        if num_mails > MAX_FILE_ARTICLES {
            return Err(DocumentError::TooMany { what: "mails", limit: MAX_FILE_ARTICLES });
        }
        let mail = raw.get(start..end).unwrap_or_default();
        let mail = unescaped(mail);
        if let Cow::Owned(copy) = &mail {
            source.budget.spend(u64::try_from(copy.len()).unwrap_or(u64::MAX))?;
        }
        take(&mail)
    };
    let (mut start, mut was_blank) = (0, true);
    for line in raw.split_inclusive(|byte| *byte == b'\n') {
        let end = start + line.len();
        let below = raw.get(end..).unwrap_or_default();
        let below = below.split(|byte| *byte == b'\n').next().unwrap_or_default();
        if was_blank
            && line.starts_with(b"From ")
            && is_field(below.strip_prefix(b">From ").map_or(below, |_| b"From:"))
        {
            end_at(&mut open, start)?;
            open = Some(end);
        }
        was_blank = line.iter().all(u8::is_ascii_whitespace);
        start = end;
    }
    end_at(&mut open, raw.len())
}

/// A mail with the mark taken off lines that begin with `>From `, `>>From ` …
fn unescaped(mail: &[u8]) -> Cow<'_, [u8]> {
    let is_escaped = |line: &[u8]| {
        let bare = line.iter().position(|byte| *byte != b'>').unwrap_or(line.len());
        bare > 0 && line.get(bare..).is_some_and(|rest| rest.starts_with(b"From "))
    };
    let lines = || mail.split_inclusive(|byte| *byte == b'\n');
    if !lines().any(is_escaped) {
        return Cow::Borrowed(mail);
    }
    let unescaped = |line| if is_escaped(line) { line.get(1..).unwrap_or_default() } else { line };
    Cow::Owned(lines().map(unescaped).collect::<Vec<_>>().concat())
}
