//! What the texts of articles add up to: words, sentences, quotations, and how many of the words are tagged. The
//! article's own text is told from its notes and from what belongs to the page, so that either can be counted.

use std::collections::BTreeSet;

use crate::model::article::BlockKind;
use crate::model::corpus::ArticleRow;
use crate::model::text::segment::{for_each_word, quotations, sentences};
use crate::model::text::{Fragments, TextRange};

/// Which part of the articles' texts is counted. Spans are counted wherever they stand.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum TextPart {
    /// The article's own text, without notes (captions, credits, corrections) and furniture (menus, “read more”).
    #[default]
    Own,
    /// All of it.
    Whole,
}

impl TextPart {
    /// Its key in files.
    pub fn key(self) -> &'static str {
        match self {
            Self::Own => "own",
            Self::Whole => "whole",
        }
    }

    /// The other part.
    #[must_use]
    pub fn other(self) -> Self {
        match self {
            Self::Own => Self::Whole,
            Self::Whole => Self::Own,
        }
    }
}

/// What one text adds up to, to be asked for either part and any spans.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TextCounts {
    /// Words of the own text and of the whole.
    words: [usize; 2],
    /// Sentences of both.
    sentences: [usize; 2],
    /// Notes and furniture; sorted and disjoint.
    left_out: Vec<TextRange>,
    /// Quotations of the whole text, sorted and disjoint.
    quotations: Vec<TextRange>,
    /// For the bytes at which spans begin and end, sorted: how many words of both begin before.
    words_before: Vec<(usize, [usize; 2])>,
}

/// What texts add up to, as far as they are counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TextSums {
    /// Words, see [`num_words`](crate::model::text::segment::num_words).
    pub words: usize,
    /// Words that begin in a span.
    pub tagged_words: usize,
    /// Sentences, by the rules of the article's language.
    pub sentences: usize,
    /// Quotations, by the marks of the article's language; those inside others are not counted.
    pub quotations: usize,
    /// Quotations that no span touches.
    pub untagged_quotations: usize,
}

impl std::ops::AddAssign for TextSums {
    fn add_assign(&mut self, other: Self) {
        let Self { words, tagged_words, sentences, quotations, untagged_quotations } = other;
        self.words += words;
        self.tagged_words += tagged_words;
        self.sentences += sentences;
        self.quotations += quotations;
        self.untagged_quotations += untagged_quotations;
    }
}

/// The places of an article that are no text of its own; sorted and disjoint.
fn left_out(row: &ArticleRow) -> Vec<TextRange> {
    row.places_of(&[BlockKind::Note, BlockKind::Furniture])
}

/// How many words of an article are its own text, and how many stand in notes and furniture.
pub fn words_own_and_left_out(row: &ArticleRow, text: &str) -> (usize, usize) {
    let counts =
        TextCounts { left_out: left_out(row), ..TextCounts::default() }.with_words(text, &BTreeSet::new());
    let [own, whole] = counts.words;
    (own, whole - own)
}

impl TextCounts {
    /// The counts of the text of an article, on which `spans` lie. Spans that don't fit the text count nowhere.
    pub fn of<'a>(row: &ArticleRow, text: &str, spans: impl Iterator<Item = &'a Fragments>) -> Self {
        let fitting = spans.filter(|place| place.check(text).is_ok());
        let ends: BTreeSet<usize> =
            fitting.flat_map(Fragments::ranges).flat_map(|range| [range.start(), range.end()]).collect();
        let mut counts = Self { left_out: left_out(row), ..Self::default() }.with_words(text, &ends);
        let Ok(whole) = TextRange::new(0, text.len()) else { return counts };
        let language = row.language();
        let has_words =
            |range: &TextRange| range.of(text).is_ok_and(|words| words.contains(char::is_alphanumeric));
        let sentences = sentences(text, whole, language);
        counts.sentences =
            [sentences.iter().filter(|one| counts.is_own(one.start())).count(), sentences.len()];
        counts.quotations = quotations(text, whole, language).into_iter().filter(has_words).collect();
        counts
    }

    /// Counts the words, in all and before each of `ends`.
    fn with_words(mut self, text: &str, ends: &BTreeSet<usize>) -> Self {
        let mut words = [0, 0];
        let mut before = Vec::with_capacity(ends.len());
        let mut ends = ends.iter().copied().peekable();
        for_each_word(text, |at| {
            while let Some(end) = ends.next_if(|end| *end <= at) {
                before.push((end, words));
            }
            words[0] += usize::from(self.is_own(at));
            words[1] += 1;
        });
        before.extend(ends.map(|end| (end, words)));
        (self.words, self.words_before) = (words, before);
        self
    }

    /// Whether a byte stands in the article's own text.
    fn is_own(&self, at: usize) -> bool {
        let next = self.left_out.partition_point(|place| place.end() <= at);
        self.left_out.get(next).is_none_or(|place| at < place.start())
    }

    /// How many words of a part begin before a byte at which a span begins or ends.
    fn before(&self, at: usize, part: TextPart) -> Option<usize> {
        let idx = self.words_before.binary_search_by_key(&at, |(end, _)| *end).ok()?;
        Some(self.words_before[idx].1[part.idx()])
    }

    /// What the part of the text adds up to, with these spans on it: some of those that it was counted with.
    pub fn sums<'a>(&self, part: TextPart, spans: impl Iterator<Item = &'a Fragments>) -> TextSums {
        let mut tagged: Vec<TextRange> = spans.flat_map(Fragments::ranges).copied().collect();
        // Spans that don't fit the text count nowhere.
        tagged.retain(|range| [range.start(), range.end()].iter().all(|at| self.before(*at, part).is_some()));
        let tagged = Fragments::normalised(tagged).map(|places| places.ranges().to_vec()).unwrap_or_default();
        let words_in =
            |range: &TextRange| Some(self.before(range.end(), part)? - self.before(range.start(), part)?);
        let quotations =
            self.quotations.iter().filter(|one| part == TextPart::Whole || self.is_own(one.start()));
        let is_tagged = |range: TextRange| {
            let next = tagged.partition_point(|tagged| tagged.end() <= range.start());
            tagged.get(next).is_some_and(|tagged| tagged.overlaps(range))
        };
        TextSums {
            words: self.words[part.idx()],
            tagged_words: tagged.iter().filter_map(words_in).sum(),
            sentences: self.sentences[part.idx()],
            quotations: quotations.clone().count(),
            untagged_quotations: quotations.filter(|range| !is_tagged(**range)).count(),
        }
    }

    /// Whether it was counted with what is left out of the article now.
    pub(super) fn is_of(&self, row: &ArticleRow) -> bool {
        self.left_out == left_out(row)
    }
}

impl TextPart {
    fn idx(self) -> usize {
        match self {
            Self::Own => 0,
            Self::Whole => 1,
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::formats::testing::article;
    use crate::model::article::Block;
    use crate::model::text::segment::num_words;

    const TEXT: &str =
        "“We wait,” she said. It is late.\n\nPhoto: “The pier” by Ana\n\nRead more: “Fares rise”";

    fn row(text: &str, language: &str, left_out: &[(&str, BlockKind)]) -> std::sync::Arc<ArticleRow> {
        let mut article = article("a", text);
        article.metadata.language = language.to_owned();
        for (words, kind) in left_out {
            let start = text.find(words).unwrap();
            let range = TextRange::new(start, start + words.len()).unwrap();
            article.blocks.push(Block { range, kind: *kind });
        }
        ArticleRow::of(&article)
    }

    fn place(words: &str) -> Fragments {
        let start = TEXT.find(words).unwrap();
        TextRange::new(start, start + words.len()).unwrap().into()
    }

    #[test]
    fn notes_and_furniture_are_counted_only_with_the_whole_text() {
        let left_out = [
            ("Photo: “The pier” by Ana", BlockKind::Note),
            ("Read more: “Fares rise”", BlockKind::Furniture),
        ];
        let row = row(TEXT, "en", &left_out);
        let spans = [place("“We wait,”"), place("wait,” she"), place("pier” by")];
        let counts = TextCounts::of(&row, TEXT, spans.iter());
        let own = TextSums { words: 7, tagged_words: 3, sentences: 2, quotations: 1, untagged_quotations: 0 };
        assert_eq!(counts.sums(TextPart::Own, spans.iter()), own);
        let whole =
            TextSums { words: 16, tagged_words: 5, sentences: 4, quotations: 3, untagged_quotations: 1 };
        assert_eq!(counts.sums(TextPart::Whole, spans.iter()), whole);
        let none = TextSums { tagged_words: 0, untagged_quotations: 1, ..own };
        assert_eq!(counts.sums(TextPart::Own, [].iter()), none);
        assert_eq!(words_own_and_left_out(&row, TEXT), (7, 9));
    }

    #[test]
    fn sentences_and_quotations_are_those_of_the_language() {
        let text = "Der 3. Mann kam. „Nein“sagte sie.";
        let sums = |language| {
            TextCounts::of(&row(text, language, &[]), text, [].iter()).sums(TextPart::Own, [].iter())
        };
        assert_eq!((sums("de").sentences, sums("").sentences), (2, 3));
        let text = "— Да, — сказал он. — Пойдём.";
        let row = row(text, "ru", &[]);
        assert_eq!(TextCounts::of(&row, text, [].iter()).sums(TextPart::Own, [].iter()).quotations, 2);
    }

    proptest! {
        #[test]
        fn parts_add_up_and_what_is_tagged_is_no_more_than_there_is(
            text in "[a-c “”é和.—\n]{1,60}",
            places in prop::collection::vec((0_usize..70, 1_usize..20), 0..5),
            block in (0_usize..70, 1_usize..30),
        ) {
            let range = |(start, len): (usize, usize)| {
                let start = text.floor_char_boundary(start.min(text.len() - 1));
                TextRange::new(start, text.ceil_char_boundary((start + len).min(text.len()))).ok()
            };
            let mut article = article("a", &text);
            article.blocks.extend(range(block).map(|range| Block { range, kind: BlockKind::Note }));
            let row = ArticleRow::of(&article);
            let spans: Vec<Fragments> = places.into_iter().filter_map(range).map(Fragments::from).collect();
            let counts = TextCounts::of(&row, &text, spans.iter());
            let [own, whole] = [TextPart::Own, TextPart::Whole].map(|part| counts.sums(part, spans.iter()));
            prop_assert_eq!(whole.words, num_words(&text));
            for (less, more) in [
                (own.words, whole.words),
                (own.tagged_words, whole.tagged_words),
                (own.sentences, whole.sentences),
                (own.quotations, whole.quotations),
                (whole.tagged_words, whole.words),
                (own.tagged_words, own.words),
                (own.untagged_quotations, own.quotations),
            ] {
                prop_assert!(less <= more);
            }
            let everything = [Fragments::from(TextRange::new(0, text.len()).unwrap())];
            let all = TextCounts::of(&row, &text, everything.iter()).sums(TextPart::Own, everything.iter());
            prop_assert_eq!((all.tagged_words, all.untagged_quotations), (all.words, 0));
        }
    }
}
