//! Who wrote it: "By Mara Kell", "Von Mara Kell", "Text: Mara Kell", "Mara Kell, Harbour Desk".

use super::lexicon::{BYLINE_LABELS, BYLINE_STARTS, DESKS, WEAK_BYLINE_STARTS};
use super::words::{are_people, is_capitalised, is_in, labelled, plain, start_in};
use crate::documents::metadata::Day;

/// A byline has no more characters than this.
const MAX_CHARS: usize = 140;

/// A line that names who wrote the article.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Byline<'t> {
    /// The names, as the metadata have them.
    pub(super) names: &'t str,
    /// How sure it is.
    pub(super) strength: Strength,
}

/// How sure it is that a line at an end of the article is a byline.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Strength {
    /// It could be nothing else.
    Clear,
    /// It could be nothing else below a title.
    BelowTitle,
    /// It may be the beginning of a sentence.
    Doubtful,
}

/// The names in a line that is nothing but a byline with a word that says so.
pub(in crate::documents) fn byline_names(line: &str) -> Option<&str> {
    byline(line).filter(|byline| byline.strength == Strength::Clear).map(|byline| byline.names)
}

/// The byline that a line is.
pub(super) fn byline(line: &str) -> Option<Byline<'_>> {
    let line = line.trim_start_matches(['—', '–', '-', '•', '✍', ' ']).trim_end();
    if line.chars().count() > MAX_CHARS || line.contains('\n') {
        return None;
    }
    let line = without_day(line);
    if let Some((label, rest)) = labelled(line, &[':', '：', '＝', '／'])
        && is_in(&BYLINE_LABELS, &plain(label))
    {
        return people(rest).map(|names| Byline { names, strength: Strength::Clear });
    }
    if let Some((start, rest)) = start_in(&BYLINE_STARTS, line)
        && is_written_as_a_start(line, start)
    {
        // Names in Arabic are words like others: "كتب" (wrote) begins sentences.
        let strength = match (is_in(&WEAK_BYLINE_STARTS, start), rest.starts_with(char::is_uppercase)) {
            (false, _) => Strength::Clear,
            (true, true) => Strength::BelowTitle,
            (true, false) => Strength::Doubtful,
        };
        return people(rest).map(|names| Byline { names, strength });
    }
    let (name, desk) = line.split_once([',', '،', '|'])?;
    let words: Vec<String> = desk.split_whitespace().map(plain).collect();
    let is_desk = (1..=6).contains(&words.len())
        && words.iter().any(|word| is_in(&DESKS, word))
        && !desk.trim_end().ends_with(['.', '!', '?', ',', ':', ';']);
    (is_desk && are_people(name)).then_some(Byline { names: line, strength: Strength::BelowTitle })
}

/// A line without the day behind a bar, a dash or a comma: "By Mara Kell | March 14, 2025".
fn without_day(line: &str) -> &str {
    let marks = line.char_indices().filter(|(_, c)| matches!(c, '|' | '–' | '—' | '•' | '·' | ','));
    let is_day = |at: usize, mark: char| Day::parse(&line[at + mark.len_utf8()..]).is_some();
    marks.into_iter().find(|(at, mark)| is_day(*at, *mark)).map_or(line, |(at, _)| line[..at].trim_end())
}

/// "By" is written large, save in Italian.
fn is_written_as_a_start(line: &str, start: &str) -> bool {
    let is_small = line.starts_with(char::is_lowercase);
    !is_small || matches!(start, "di" | "a cura di")
}

/// `rest` if it names people, with where they are or what they do behind a comma.
fn people(rest: &str) -> Option<&str> {
    let rest = rest.trim_start_matches([':', '：', ' ']).trim();
    if are_people(rest) {
        return Some(rest);
    }
    // Only what is written large may follow: "By Mara Kell, Harbour Desk", "Von Mara Kell, Oslo".
    let (names, behind) = rest.split_once([',', '|', '–', '—', '/', '('])?;
    let behind = behind.trim().trim_end_matches(')');
    let is_desk = behind.split_whitespace().any(|word| is_in(&DESKS, &plain(word)));
    let is_short =
        (1..=5).contains(&behind.split_whitespace().count()) && !behind.ends_with(['.', '!', '?', ':']);
    (are_people(names) && is_short && (is_desk || is_capitalised(behind))).then_some(rest)
}
