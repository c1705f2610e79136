//! Spans that begin or end with a space, a comma or half a word.

use crate::analysis::quality::checked::Checked;
use crate::analysis::quality::{About, Check, Found, Raised, Severity};
use crate::model::change::mend::Mend;
use crate::model::text::language::Language;
use crate::model::text::segment::{tidy_selection, trim, word_at};
use crate::model::text::{Fragments, TextRange};

pub(super) struct LooseEnds;

static ABOUT: About = About {
    id: "loose-ends",
    name: "Loose ends",
    help: "A space or a comma hangs on a span, or it begins or ends inside a word.",
    severity: Severity::Problem,
    mends: Some("Trim to whole words"),
};

impl Check for LooseEnds {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn article(&self, at: &Checked<'_>, found: &mut Found<'_>) {
        for (layer, annotation) in at.annotations() {
            let ranges = annotation.fragments.ranges();
            let loose: Vec<Vec<&str>> =
                ranges.iter().map(|range| loose_ends(at.text, *range, at.language())).collect();
            let mut told: Vec<&str> = loose.iter().flatten().copied().collect();
            told.dedup();
            if told.is_empty() {
                continue;
            }
            let say = capitalised(&format!("it {}", told.join(" and ")));
            let tidied = ranges.iter().zip(&loose).map(|(range, loose)| {
                if loose.is_empty() { Some(*range) } else { tidied(at.text, *range, at.language()) }
            });
            let tidied: Option<Vec<TextRange>> = tidied.collect();
            let mend = tidied.and_then(|ranges| Fragments::normalised(ranges).ok()).map(Mend::Bounds);
            found.push(Raised { mend, ..Raised::on(&layer.place, annotation, say) });
        }
    }
}

fn capitalised(say: &str) -> String {
    let mut chars = say.chars();
    chars.next().map(|first| first.to_uppercase().chain(chars).collect()).unwrap_or_default()
}

fn is_comma(ch: char) -> bool {
    matches!(ch, ',' | '،' | '，' | '、')
}

/// What is loose at the ends of a range of `text`, in words.
fn loose_ends(text: &str, range: TextRange, language: Language) -> Vec<&'static str> {
    let (Ok(words), mut loose) = (range.of(text), Vec::new()) else { return Vec::new() };
    if words.starts_with(char::is_whitespace) {
        loose.push("begins with a space");
    } else if words.starts_with(is_comma) {
        loose.push("begins with a comma");
    } else if cut_word(text, range.start()).is_some() {
        loose.push("begins inside a word");
    }
    // A comma is left to a quotation that is still open.
    let drops_comma = || {
        let trimmed = trim(text, range).filter(|trimmed| text[..trimmed.end()].ends_with(is_comma));
        trimmed.is_some_and(|trimmed| {
            tidy_selection(text, trimmed, language).is_some_and(|tidied| tidied.end() < trimmed.end())
        })
    };
    if words.ends_with(char::is_whitespace) {
        loose.push("ends with a space");
    } else if drops_comma() {
        loose.push("ends with a comma");
    } else if cut_word(text, range.end()).is_some() {
        loose.push("ends inside a word");
    }
    loose
}

/// The word that is cut in two at a byte of `text`. An apostrophe or a hyphen parts words here: who tags a name
/// leaves its genitive out.
fn cut_word(text: &str, at: usize) -> Option<TextRange> {
    let before = text[..at].chars().next_back().filter(|ch| ch.is_alphanumeric())?;
    text[at..].chars().next().filter(|ch| ch.is_alphanumeric())?;
    let word = word_at(text, at).filter(|word| word.start() < at && at < word.end())?;
    // The word may be a longer one with hyphens in it: what is cut is the run of letters.
    let letters = |ch: char| ch.is_alphanumeric();
    let start = text[word.start()..at].rfind(|ch| !letters(ch));
    let start = start.map_or(word.start(), |found| {
        let found = word.start() + found;
        found + text[found..].chars().next().map_or(1, char::len_utf8)
    });
    let end = text[at..word.end()].find(|ch| !letters(ch)).map_or(word.end(), |found| at + found);
    debug_assert!(start + before.len_utf8() <= at);
    TextRange::new(start, end).ok()
}

/// The range in whole words, without spaces and commas at its ends.
fn tidied(text: &str, range: TextRange, language: Language) -> Option<TextRange> {
    let start = cut_word(text, range.start()).map_or(range.start(), TextRange::start);
    let end = cut_word(text, range.end()).map_or(range.end(), TextRange::end);
    let words = text.get(start..end)?;
    let kept = words.trim_start_matches(|ch: char| is_comma(ch) || ch.is_whitespace());
    let range = TextRange::new(start + words.len() - kept.len(), end).ok()?;
    let tidied = tidy_selection(text, range, language)?;
    tidied.of(text).is_ok_and(|words| words.contains(char::is_alphanumeric)).then_some(tidied)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn range(drawn: &str) -> (String, TextRange) {
        let text = drawn.replace('|', "");
        let (start, end) = (drawn.find('|').unwrap(), drawn.rfind('|').unwrap() - 1);
        (text, TextRange::new(start, end).unwrap())
    }

    #[test]
    fn loose_ends_are_told_and_tidied() {
        // What is tagged, what is said of it, and what the mend makes of it.
        for (case, told, expected) in [
            ("the |night ferry|, he", "", "night ferry"),
            ("the| night ferry|, he", "begins with a space", "night ferry"),
            ("the |night ferry,| he", "ends with a comma", "night ferry"),
            ("the |night ferry, |he", "ends with a space", "night ferry"),
            ("the |night fer|ry", "ends inside a word", "night ferry"),
            ("the n|ight ferry|", "begins inside a word", "night ferry"),
            ("“It runs,| it does,|” he", "begins with a space and ends with a comma", "it does"),
            ("|“It runs,”| he", "", "“It runs,”"),
            ("|“It runs,| and” he", "", "“It runs,"),
            ("|Ferran|’s plan", "", "Ferran"),
            ("a counter-|proposal|", "", "proposal"),
            ("a counter-pro|posal|", "begins inside a word", "proposal"),
            ("和|平|谈", "", "平"),
        ] {
            let (text, range) = range(case);
            assert_eq!(loose_ends(&text, range, Language::English).join(" and "), told, "{case}");
            if !told.is_empty() {
                assert_eq!(
                    tidied(&text, range, Language::English).unwrap().of(&text),
                    Ok(expected),
                    "{case}"
                );
            }
        }
    }
}
