//! Where two versions of a text differ: by words (UAX #29) and what stands between them, as a reader would mend it,
//! rather than letter by letter.
//!
//! The script is the shortest one over words and marks (Myers 1986, with the bounds that Git has); white space is
//! compared between them, since as words of its own it would outweigh them. It is made coarser where it would only
//! look exact: words rewritten side by side are one difference, not one a word, and texts that have next to nothing in
//! common differ as a whole. A letter put into a word is a difference of that letter alone, so that what covers a part of
//! the word keeps its place; one put at its end changes the word, or what covers the word would end inside it.

use std::ops::Range;

use similar::{Algorithm, DiffOp, capture_diff_slices};
use unicode_segmentation::UnicodeSegmentation as _;

/// A part of the older text, in bytes, and the part of the newer one that takes its place. One of them may be empty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// Where it lies in the older text.
    pub old: Range<usize>,
    /// Where it lies in the newer one.
    pub new: Range<usize>,
}

/// Of how many words of the longer text one has to be in both, so that they are compared at all.
const WORDS_FOR_ONE_KEPT: usize = 10;
/// How alike a word and the one in its place are that is only spelt otherwise.
const LEAST_LIKENESS: f64 = 0.5;
/// Longer words are not compared letter by letter.
const LONGEST_COMPARED: usize = 100;

/// The differences that lead from `old` to `new`, in text order; between two of them at least one character is in both,
/// unless they are a word and a mark right behind each other, of which each is spelt otherwise. There are at most `max` (at least one): where there would be more, those are one that have none of `borders`
/// between them, bytes of `old` in order, as the ends of spans are; and of these those that lie nearest.
pub fn differences(old: &str, new: &str, max: usize, borders: &[usize]) -> Vec<Difference> {
    let (old_tokens, new_tokens) = (tokens(old), tokens(new));
    let words = |tokens: &[Token<'_>]| tokens.iter().filter(|(_, token)| is_word(token)).count();
    let (mut found, mut num_kept, mut since) = (Vec::new(), 0, (0, 0));
    let texts = (old, new);
    for (old_idx, new_idx) in kept(&old_tokens, &new_tokens) {
        num_kept += usize::from(is_word(old_tokens[old_idx].1));
        let between = (&old_tokens[..=old_idx], &new_tokens[..=new_idx]);
        add_between(texts, between, since, &mut found);
        since = (old_idx + 1, new_idx + 1);
    }
    let (mut old_all, mut new_all) = (old_tokens.clone(), new_tokens.clone());
    old_all.push((old.len(), ""));
    new_all.push((new.len(), ""));
    add_between(texts, (&old_all, &new_all), since, &mut found);
    let num_words = words(&old_tokens).max(words(&new_tokens));
    if num_kept * WORDS_FOR_ONE_KEPT < num_words {
        found = joined(found, |_, _| true);
    }
    let found = joined(found, |one, next| {
        let gap = &old[one.old.end..next.old.start];
        !is_word(gap) && !gap.contains('\n') && !one.is_slip(old, new) && !next.is_slip(old, new)
    });
    let found = at_most(found, max, borders);
    found.into_iter().map(|difference| difference.trimmed(old, new)).collect()
}

/// A word or a mark, and the byte it begins at.
type Token<'t> = (usize, &'t str);

/// The words and marks of a text, without white space.
fn tokens(text: &str) -> Vec<Token<'_>> {
    text.split_word_bound_indices().filter(|(_, token)| !token.trim().is_empty()).collect()
}

/// Which tokens are in both texts, by their numbers, in order.
fn kept(old: &[Token<'_>], new: &[Token<'_>]) -> Vec<(usize, usize)> {
    let (old_words, new_words): (Vec<&str>, Vec<&str>) =
        (old.iter().map(|(_, token)| *token).collect(), new.iter().map(|(_, token)| *token).collect());
    let mut kept = Vec::with_capacity(old.len().min(new.len()));
    for op in capture_diff_slices(Algorithm::Myers, &old_words, &new_words) {
        if let DiffOp::Equal { old_index, new_index, len } = op {
            kept.extend((old_index..old_index + len).zip(new_index..));
        }
    }
    kept
}

/// Adds what differs between the kept tokens before the numbers `since` and those at the ends of the slices. Where as
/// many words stand on both sides, and some are only spelt otherwise, they are compared one by one.
fn add_between(
    (old, new): (&str, &str),
    (old_tokens, new_tokens): (&[Token<'_>], &[Token<'_>]),
    since: (usize, usize),
    found: &mut Vec<Difference>,
) {
    let end_of_last = |tokens: &[Token<'_>], since: usize| {
        since.checked_sub(1).map_or(0, |last| tokens[last].0 + tokens[last].1.len())
    };
    let (old_part, new_part) = (&old_tokens[since.0..], &new_tokens[since.1..]);
    let (Some((old_next, old_inner)), Some((new_next, new_inner))) =
        (old_part.split_last(), new_part.split_last())
    else {
        return;
    };
    let whole = Difference {
        old: end_of_last(old_tokens, since.0)..old_next.0,
        new: end_of_last(new_tokens, since.1)..new_next.0,
    };
    let pairs = || {
        old_inner.iter().zip(new_inner).map(|(one, other)| Difference {
            old: one.0..one.0 + one.1.len(),
            new: other.0..other.0 + other.1.len(),
        })
    };
    let may_be_pairs =
        old_inner.len() == new_inner.len() && (2..=LONGEST_COMPARED).contains(&old_inner.len());
    if may_be_pairs
        && has_same_spaces(&whole, pairs(), old, new)
        && pairs().any(|pair| pair.is_slip(old, new))
    {
        found.extend(pairs().filter(|pair| old[pair.old.clone()] != new[pair.new.clone()]));
    } else {
        found.extend(whole.without_spaces(old, new));
    }
}

/// Whether the same stands between the pairs and around them.
fn has_same_spaces(
    whole: &Difference,
    pairs: impl Iterator<Item = Difference>,
    old: &str,
    new: &str,
) -> bool {
    let mut end = (whole.old.start, whole.new.start);
    let last = Difference { old: whole.old.end..whole.old.end, new: whole.new.end..whole.new.end };
    pairs.chain([last]).all(|pair| {
        let same = old[end.0..pair.old.start] == new[end.1..pair.new.start];
        end = (pair.old.end, pair.new.end);
        same
    })
}

/// Whether a text has a letter or a digit.
fn is_word(text: &str) -> bool {
    text.chars().any(char::is_alphanumeric)
}

/// Makes one of each two neighbours that `belong` together.
fn joined(
    differences: Vec<Difference>,
    belong: impl Fn(&Difference, &Difference) -> bool,
) -> Vec<Difference> {
    let mut joined: Vec<Difference> = Vec::with_capacity(differences.len());
    // Asked of the parts, not of what they have become: one rewritten word doesn't make a slip beside it one.
    let mut last_part: Option<Difference> = None;
    for next in differences {
        let belongs = last_part.as_ref().is_some_and(|last| belong(last, &next));
        match joined.last_mut() {
            Some(whole) if belongs => {
                whole.old.end = next.old.end;
                whole.new.end = next.new.end;
            }
            _ => joined.push(next.clone()),
        }
        last_part = Some(next);
    }
    joined
}

/// At most `max` differences: those with no border inside what they would be together, and with the least between them,
/// are made one.
fn at_most(differences: Vec<Difference>, max: usize, borders: &[usize]) -> Vec<Difference> {
    let max = max.max(1);
    if differences.len() <= max {
        return differences;
    }
    let gap = |pair: &[Difference]| {
        let (one, next) = (&pair[0].old, &pair[1].old);
        let first = borders.partition_point(|border| *border <= one.start);
        let has_border = borders.get(first).is_some_and(|border| *border < next.end);
        (has_border, next.start - one.end, next.start)
    };
    let mut gaps: Vec<(bool, usize, usize)> = differences.windows(2).map(gap).collect();
    gaps.sort_unstable();
    gaps.truncate(differences.len() - max);
    let closed: std::collections::BTreeSet<usize> = gaps.into_iter().map(|(.., start)| start).collect();
    joined(differences, |_, next| closed.contains(&next.old.start))
}

impl Difference {
    /// The same without white space that both have at their ends; `None` if nothing is left.
    fn without_spaces(self, old: &str, new: &str) -> Option<Self> {
        let (before, after) = (&old[self.old.clone()], &new[self.new.clone()]);
        let head = common_head(before, after, char::is_whitespace);
        let tail = common_tail(&before[head..], &after[head..], char::is_whitespace);
        let parts = Self {
            old: self.old.start + head..self.old.end - tail,
            new: self.new.start + head..self.new.end - tail,
        };
        (!parts.old.is_empty() || !parts.new.is_empty()).then_some(parts)
    }

    /// Whether nothing but the spelling of one word differs, or no word at all.
    fn is_slip(&self, old: &str, new: &str) -> bool {
        let (old, new) = (&old[self.old.clone()], &new[self.new.clone()]);
        if !is_word(old) && !is_word(new) {
            return true;
        }
        let is_one_word = |text: &str| {
            text.len() <= LONGEST_COMPARED && is_word(text) && text.split_word_bounds().nth(1).is_none()
        };
        is_one_word(old)
            && is_one_word(new)
            && strsim::normalized_damerau_levenshtein(old, new) >= LEAST_LIKENESS
    }

    /// The same without what both have in common at their ends; a word keeps its letters together, unless the
    /// difference lies inside it.
    fn trimmed(self, old: &str, new: &str) -> Self {
        let (before, after) = (&old[self.old.clone()], &new[self.new.clone()]);
        let mut head = common_head(before, after, |_| true);
        let mut tail = common_tail(&before[head..], &after[head..], |_| true);
        if head == 0 || tail == 0 {
            let cuts = |offset: usize, other: usize| cuts_word(old, offset) || cuts_word(new, other);
            if cuts(self.old.start + head, self.new.start + head) {
                head = 0;
            }
            if cuts(self.old.end - tail, self.new.end - tail) {
                tail = 0;
            }
        }
        Self {
            old: self.old.start + head..self.old.end - tail,
            new: self.new.start + head..self.new.end - tail,
        }
    }
}

/// How many bytes two texts have in common at their beginnings, of characters that count.
fn common_head(one: &str, other: &str, counts: impl Fn(char) -> bool) -> usize {
    let pairs = one.chars().zip(other.chars());
    pairs.take_while(|(one, other)| one == other && counts(*one)).map(|(ch, _)| ch.len_utf8()).sum()
}

/// The same at their ends.
fn common_tail(one: &str, other: &str, counts: impl Fn(char) -> bool) -> usize {
    let pairs = one.chars().rev().zip(other.chars().rev());
    pairs.take_while(|(one, other)| one == other && counts(*one)).map(|(ch, _)| ch.len_utf8()).sum()
}

/// Whether a word goes on across the byte `offset`.
fn cuts_word(text: &str, offset: usize) -> bool {
    let goes_on = |ch: char| !ch.is_whitespace() && !ch.is_ascii_punctuation();
    text[..offset].chars().next_back().is_some_and(goes_on)
        && text[offset..].chars().next().is_some_and(goes_on)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(old: &str, new: &str) -> Vec<(String, String)> {
        let words = |difference: Difference| (old[difference.old].to_owned(), new[difference.new].to_owned());
        differences(old, new, 100, &[]).into_iter().map(words).collect()
    }

    fn pairs(expected: &[(&str, &str)]) -> Vec<(String, String)> {
        expected.iter().map(|(old, new)| ((*old).to_owned(), (*new).to_owned())).collect()
    }

    #[test]
    fn words_differ_as_a_reader_would_say() {
        let old = "The ferry runs til May, Kirby said.";
        assert_eq!(
            told(old, "The ferry runs until May, Kirkby said."),
            pairs(&[("til", "until"), ("", "k")])
        );
        assert_eq!(told(old, "The ferry runs til May."), pairs(&[(", Kirby said", "")]));
        assert_eq!(told("One vote.", "One votes."), pairs(&[("vote", "votes")]));
        assert_eq!(told(old, old), []);
    }

    #[test]
    fn words_rewritten_side_by_side_are_one_difference() {
        let (old, new) = ("Yes, the cat sat here. Good.", "Yes, a dog ran here. Good.");
        assert_eq!(told(old, new), pairs(&[("the cat sat", "a dog ran")]));
        // Two slips side by side are two.
        let (old, new) = ("Yes, the cuoncil hsa met here.", "Yes, the council has met here.");
        assert_eq!(told(old, new).len(), 2);
    }

    #[test]
    fn a_new_paragraph_is_put_in_between() {
        let (old, new) = ("One day.\n\nTwo days.", "One day.\n\nAnother story.\n\nTwo days.");
        assert_eq!(told(old, new), pairs(&[("", "Another story.\n\n")]));
    }

    #[test]
    fn texts_with_nothing_in_common_differ_as_a_whole() {
        let words =
            |from: usize| (from..from + 500).map(|idx| format!("w{idx}")).collect::<Vec<_>>().join(" ");
        assert_eq!(differences(&words(0), &words(1000), 100, &[]).len(), 1);
    }

    #[test]
    fn no_more_differences_than_are_asked_for() {
        let old = (0..50).map(|idx| format!("word{idx} and then the old ")).collect::<Vec<_>>().concat();
        let new = old.replace("old", "brand");
        assert_eq!(differences(&old, &new, 100, &[]).len(), 50);
        assert_eq!(differences(&old, &new, 7, &[]).len(), 7);
        assert_eq!(differences(&old, &new, 0, &[]).len(), 1);
        // What has borders around it stays by itself.
        let place = old.find("word25").unwrap();
        let borders = [place, place + "word25 and then the".len()];
        let found = differences(&old, &new, 3, &borders);
        assert_eq!(found.len(), 3);
        let covers =
            |border: &usize| found.iter().any(|one| one.old.start < *border && *border < one.old.end);
        assert!(!borders.iter().any(covers), "{found:?}");
    }
}
