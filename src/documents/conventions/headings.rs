//! Section headings that share their paragraph with the running text below them: a short line without a stop, then a
//! line of running text.
//!
//! Text that is wrapped at some column looks alike at first sight. There, a line is only as short as it must be: the
//! next word would not have fitted. A heading leaves room for it.

use super::Doubt;
use super::words::{are_people, begins_large, is_dense, num_words};
use crate::documents::head::ends_like_a_sentence;

/// A heading has no more words than this.
const MAX_WORDS: usize = 12;

/// And no more characters.
const MAX_CHARS: usize = 80;

/// Running text below a heading has at least so many words.
const MIN_RUNNING_WORDS: usize = 12;

/// Whether the first of `lines`, which begin a paragraph, is a heading over the others.
pub(super) fn heading_over(lines: &[&str]) -> Option<Doubt> {
    let [first, second, ..] = lines else { return None };
    let below = &lines[1..];
    if !is_heading(first) || !leaves_room(first, below) || !is_running(below) {
        return None;
    }
    // A list, an address, a verse: several short lines.
    let is_short = |line: &&&str| line.chars().count() * 2 < width(below).max(first.chars().count());
    if below.len() > 1 && below[..below.len() - 1].iter().any(|line| is_short(&line)) {
        return None;
    }
    let is_question = first.ends_with(['?', '？', '؟']);
    let is_one_word = first.split_whitespace().count() == 1 && !first.contains(is_dense);
    let is_numbered = first.starts_with(|c: char| c.is_ascii_digit());
    let doubt = if is_one_word {
        Doubt::Because("a single word over running text may name a speaker")
    } else if is_question {
        Doubt::Because("a question over running text may be one of an interview")
    } else if first.starts_with(char::is_uppercase) && are_people(first) {
        Doubt::Because("a line over running text that may name somebody")
    } else if is_numbered {
        Doubt::Because("a numbered line over running text may be an item of a list")
    } else if !begins_large(second) {
        return None;
    } else {
        Doubt::None
    };
    Some(doubt)
}

fn is_heading(line: &str) -> bool {
    let num = num_words(line);
    let begins = line
        .starts_with(|c: char| c.is_alphanumeric() || matches!(c, '“' | '„' | '«' | '"' | '¿' | '¡' | '「'));
    let is_question = line.ends_with(['?', '？', '؟']);
    begins
        && begins_large(line)
        && (1..=MAX_WORDS).contains(&num)
        && line.chars().count() <= MAX_CHARS
        && (!ends_like_a_sentence(line) || (is_question && num <= 8))
        && !line.ends_with(['-', '–', '—', '/', '\u{ad}', '、', '،', '，', '：', '；'])
        && !line.contains(['@', '|'])
        && !line.contains("://")
}

/// Whether the line is clearly shorter than those below, and their first word would have fitted into it.
pub(super) fn leaves_room(first: &str, below: &[&str]) -> bool {
    let width = width(below);
    let next = below.first().and_then(|line| line.split_whitespace().next()).unwrap_or_default();
    let next_len = if next.contains(is_dense) { 1 } else { next.chars().count() };
    let len = first.chars().count();
    len + 1 + next_len + 3 <= width && len * 3 <= width * 2
}

fn width(lines: &[&str]) -> usize {
    lines.iter().map(|line| line.chars().count()).max().unwrap_or_default()
}

/// Whether the lines are running text: words enough, and an end as sentences have it.
fn is_running(lines: &[&str]) -> bool {
    let num: usize = lines.iter().map(|line| num_words(line)).sum();
    let is_ended =
        lines.last().is_some_and(|last| ends_like_a_sentence(last) && !last.ends_with([',', ':', ';']));
    num >= MIN_RUNNING_WORDS && is_ended
}
