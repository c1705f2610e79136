//! Cues by their one common sign, a line of times with an arrow; their lines without markup.

use super::super::{Budget, DocumentError};

/// The longest tag, in characters. A font with its colours stays under a hundred.
const MAX_TAG_CHARS: usize = 300;

/// Which of the two formats a file is in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum CueFormat {
    /// Numbers above the times; a cue may hold blank lines.
    SubRip,
    /// Names above the times, comments and styles; a blank line ends a cue.
    WebVtt,
}

/// What is shown at once.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Cue {
    /// From when to when it is shown, in milliseconds; none if the file says it in no way that is known.
    pub(super) times: Option<(u64, u64)>,
    /// Its lines, without markup; none is empty.
    pub(super) lines: Vec<CueLine>,
}

/// A line of a cue, or as much of it as one voice says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct CueLine {
    /// Whose voice it is, by a tag of `WebVTT`; empty if none says so.
    pub(super) voice: String,
    /// The words.
    pub(super) words: String,
}

/// The `Key: value` lines below the first line of `WebVTT`.
pub(super) fn header_fields(text: &str) -> impl Iterator<Item = (&str, &str)> {
    let header = text.lines().skip(1).take_while(|line| !line.trim().is_empty() && !line.contains("-->"));
    header.filter_map(|line| line.split_once(':'))
}

/// The cues in the order of the file.
pub(super) fn cues_of(text: &str, format: CueFormat, budget: &Budget<'_>) -> Result<Vec<Cue>, DocumentError> {
    let mut cues: Vec<Cue> = Vec::new();
    let mut lines: Vec<&str> = Vec::new();
    let mut is_open = false;
    for line in text.lines() {
        if let Some(times) = times_of(line) {
            budget.check()?;
            if is_open && lines.last().is_some_and(|last| is_number(last)) {
                // It is the number of the cue that begins here.
                lines.pop();
            }
            end_cue(&mut cues, &mut lines, format);
            cues.push(Cue { times, lines: Vec::new() });
            is_open = true;
        } else if !is_open {
            // A header, a comment, or what stands above the times.
        } else if format == CueFormat::WebVtt && line.trim().is_empty() {
            end_cue(&mut cues, &mut lines, format);
            is_open = false;
        } else {
            lines.push(line);
        }
    }
    end_cue(&mut cues, &mut lines, format);
    Ok(cues)
}

fn end_cue(cues: &mut [Cue], lines: &mut Vec<&str>, format: CueFormat) {
    if let Some(cue) = cues.last_mut() {
        let mut voice = String::new();
        for line in lines.iter() {
            plain(line, format, &mut voice, &mut cue.lines);
        }
    }
    lines.clear();
}

fn is_number(line: &str) -> bool {
    let line = line.trim();
    !line.is_empty() && line.bytes().all(|byte| byte.is_ascii_digit())
}

/// The times of a line of times, which may make no sense; none if it is no such line.
#[expect(clippy::option_option, reason = "a line of times with senseless times still begins a cue")]
fn times_of(line: &str) -> Option<Option<(u64, u64)>> {
    let (start, end) = line.split_once("-->")?;
    let (start, end) = (start.trim(), end.split_whitespace().next().unwrap_or_default());
    let is_times = |words: &str| {
        words.starts_with(|c: char| c.is_ascii_digit())
            && words.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b':' | b',' | b'.'))
    };
    if !is_times(start) || !is_times(end) {
        return None;
    }
    Some(milliseconds(start).zip(milliseconds(end)))
}

/// `01:02:03,456`, hours and parts of seconds as may be.
fn milliseconds(time: &str) -> Option<u64> {
    let (clock, fraction) = time.split_once([',', '.']).unwrap_or((time, ""));
    let mut seconds = 0_u64;
    for part in clock.split(':') {
        seconds = seconds.checked_mul(60)?.checked_add(part.parse().ok()?)?;
    }
    let is_clock = matches!(clock.split(':').count(), 2 | 3);
    let millis: u64 = format!("{fraction:0<3}").get(..3)?.parse().ok()?;
    // Half the range is left for sums of times and pauses.
    seconds.checked_mul(1000)?.checked_add(millis).filter(|time| is_clock && *time < u64::MAX / 2)
}

/// Takes the lines out of cues that only repeat what the cue before them shows, where a file does so throughout,
/// as captions do that roll up line by line. Returns how many.
pub(super) fn without_rolling(cues: &mut [Cue]) -> usize {
    let is_repeat = |before: &Cue, cue: &Cue| match (before.lines.last(), cue.lines.first()) {
        (Some(last), Some(first)) => last.words == first.words,
        _ => false,
    };
    let num_repeats = cues.windows(2).filter(|pair| is_repeat(&pair[0], &pair[1])).count();
    if num_repeats < 3 || num_repeats * 3 < cues.len() {
        return 0;
    }
    let mut num_removed = 0;
    let mut shown: Vec<String> = Vec::new();
    for cue in cues {
        let words: Vec<String> = cue.lines.iter().map(|line| line.words.clone()).collect();
        // The longest run of first lines that are the last lines of the cue before.
        let num_same = (1..=words.len().min(shown.len()))
            .rev()
            .find(|num| shown.get(shown.len() - num..) == words.get(..*num))
            .unwrap_or(0);
        cue.lines.drain(..num_same);
        num_removed += num_same;
        if !words.is_empty() {
            shown = words;
        }
    }
    num_removed
}

/// Adds what a line says, without its markup, to `lines`; a line in which voices change is several.
fn plain(line: &str, format: CueFormat, voice: &mut String, lines: &mut Vec<CueLine>) {
    let mut words = String::new();
    let mut rest = line;
    let mut is_ruby = false;
    while let Some(idx) = rest.find(['<', '{', '&']) {
        if !is_ruby {
            words.push_str(&rest[..idx]);
        }
        rest = &rest[idx..];
        if let Some((tag, behind)) = tag_at(rest, format) {
            let name = tag.split([' ', '.', '\t']).next().unwrap_or_default();
            match name {
                "v" | "/v" => {
                    end_line(&mut words, voice, lines);
                    let name = tag.split_once([' ', '\t']).map_or("", |(_, name)| name.trim());
                    *voice = without_entities(name);
                }
                "rt" => is_ruby = true,
                "/rt" | "/ruby" => is_ruby = false,
                "br" | "br/" => words.push(' '),
                _ => {}
            }
            rest = behind;
        } else if let Some((c, behind)) = entity_at(rest) {
            if !is_ruby {
                words.push(c);
            }
            rest = behind;
        } else {
            words.push_str(&rest[..1]);
            rest = &rest[1..];
        }
    }
    if !is_ruby {
        words.push_str(rest);
    }
    end_line(&mut words, voice, lines);
}

fn end_line(words: &mut String, voice: &str, lines: &mut Vec<CueLine>) {
    let line = std::mem::take(words);
    let line = line.split([' ', '\t']).filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ");
    if !line.trim().is_empty() {
        lines.push(CueLine { voice: voice.to_owned(), words: line });
    }
}

/// The tag that `rest` begins with, and what follows it.
fn tag_at(rest: &str, format: CueFormat) -> Option<(&str, &str)> {
    const NAMES: [&str; 16] = [
        "i", "b", "u", "s", "c", "v", "lang", "ruby", "rt", "font", "em", "strong", "span", "br", "br/", "p",
    ];
    if let Some(inside) = rest.strip_prefix("{\\") {
        return split_near(inside, '}');
    }
    let (tag, behind) = split_near(rest.strip_prefix('<')?, '>')?;
    let is_time =
        tag.contains(':') && tag.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b':' | b'.'));
    let bare = tag.strip_prefix('/').unwrap_or(tag);
    let name = bare.split([' ', '.', '\t']).next().unwrap_or_default();
    let is_known = NAMES.iter().any(|known| known.eq_ignore_ascii_case(name));
    let is_tag = is_known || is_time || tag == "/" || (format == CueFormat::WebVtt && is_tag_name(name));
    is_tag.then_some((tag, behind))
}

/// What stands before and after the first `end` in `words`, if it comes soon: looking for the ends of many tags that
/// have none takes no time.
fn split_near(words: &str, end: char) -> Option<(&str, &str)> {
    let idx = words.char_indices().take(MAX_TAG_CHARS).find(|(_, c)| *c == end).map(|(idx, _)| idx)?;
    Some((&words[..idx], &words[idx + end.len_utf8()..]))
}

/// Whether it could be a tag that is not known here: words such as "<3" are none.
fn is_tag_name(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_alphabetic())
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

/// The character reference that `rest` begins with, and what follows it.
fn entity_at(rest: &str) -> Option<(char, &str)> {
    // The longest name is "&quot;", the longest number "&#1114111;".
    let end = rest.bytes().take(11).position(|byte| byte == b';')?;
    let c = match rest.get(1..end)? {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        "nbsp" => '\u{a0}',
        "lrm" => '\u{200e}',
        "rlm" => '\u{200f}',
        name => {
            let number = name.strip_prefix('#')?;
            let code = match number.strip_prefix(['x', 'X']) {
                Some(hex) => u32::from_str_radix(hex, 16).ok()?,
                None => number.parse().ok()?,
            };
            char::from_u32(code).filter(|c| !c.is_control())?
        }
    };
    Some((c, rest.get(end + 1..)?))
}

fn without_entities(words: &str) -> String {
    let mut plain = String::with_capacity(words.len());
    let mut rest = words;
    while let Some(idx) = rest.find('&') {
        plain.push_str(&rest[..idx]);
        rest = &rest[idx..];
        let (c, behind) = entity_at(rest).unwrap_or(('&', &rest[1..]));
        plain.push(c);
        rest = behind;
    }
    plain + rest
}
