//! Renewed texts: what keeps its place, what loses it, and that undo gives everything back.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::*;
use crate::model::article::{BlockKind, Metadata, Provenance};
use crate::model::corpus::ArticleRow;
use crate::model::edit::{ArticleAccess, ArticleStamp, Direction, apply_all};
use crate::model::id::LabelId;
use crate::model::reader::ReadError;
use crate::model::text::segment::paragraphs;
use crate::model::time::Timestamp;

/// A corpus of one article.
struct Corpus {
    state: CorpusState,
    article: Arc<Article>,
}

impl ArticleAccess for Arc<Article> {
    fn article(&mut self, _: &ArticleId) -> Result<Arc<Article>, ReadError> {
        Ok(Arc::clone(self))
    }

    fn replace(&mut self, article: Arc<Article>) {
        *self = article;
    }

    fn incoming(&mut self, _: &ArticleId) -> Result<Arc<ArticleRow>, ReadError> {
        Ok(ArticleRow::of(self))
    }

    fn moved(&mut self, _: &Arc<Vec<ArticleStamp>>, _: Direction) {}
}

fn annotator(id: &str) -> AnnotatorId {
    AnnotatorId::new(id).unwrap()
}

fn blocks_of(text: &str) -> Vec<Block> {
    let whole = TextRange::new(0, text.len().max(1)).unwrap();
    let paragraphs = if text.is_empty() { Vec::new() } else { paragraphs(text) };
    paragraphs
        .into_iter()
        .filter(|range| whole.covers(*range))
        .map(|range| Block { range, kind: BlockKind::Paragraph })
        .collect()
}

impl Corpus {
    /// With spans of `mk` and of `jo` at these ranges in turn.
    fn new(text: &str, spans: &[std::ops::Range<usize>]) -> Self {
        let article = Article {
            id: ArticleId::new("ferry").unwrap(),
            metadata: Metadata::default(),
            provenance: Provenance::default(),
            text: ArticleText::new(text),
            blocks: blocks_of(text),
            patches: Vec::new(),
        };
        let mut state = CorpusState::default();
        state.put_article(&article);
        for (idx, span) in spans.iter().enumerate() {
            let who = annotator(if idx % 2 == 0 { "mk" } else { "jo" });
            let id = AnnotationId::new(&format!("s{idx}")).unwrap();
            let place = TextRange::new(span.start, span.end).unwrap().into();
            let label = LabelId::new("claim").unwrap();
            let one = Annotation::new(id.clone(), label, place, Timestamp::default());
            let layer = LayerKey { article: article.id.clone(), annotator: who };
            state.set(&Key::Annotation(layer, id), Some(Record::Annotation(Arc::new(one))));
        }
        Self { state, article: Arc::new(article) }
    }

    fn renew(&mut self, text: &str) -> Result<(Transaction, Renewal), ChangeError> {
        let renewed = renew_text(&self.state, &self.article, &annotator("mk"), text, &blocks_of(text))?;
        self.apply(&renewed.0.edits);
        Ok(renewed)
    }

    fn apply(&mut self, edits: &[Edit]) {
        apply_all(edits, &annotator("mk"), &mut self.state, &mut self.article).unwrap();
    }

    fn undo(&mut self, transaction: &Transaction) {
        let back: Vec<Edit> = transaction.edits.iter().rev().map(Edit::inverse).collect();
        self.apply(&back);
    }

    /// The words of each span that has a place.
    fn placed(&self) -> BTreeMap<String, String> {
        let layers = self.state.layers.get(&self.article.id).into_iter().flatten();
        let spans = layers.flat_map(|(_, layer)| layer.annotations.values());
        spans.map(|one| (one.id.to_string(), words(&one.fragments, self.article.text.as_str()))).collect()
    }

    fn unplaced(&self) -> BTreeMap<String, String> {
        let layers = self.state.layers.get(&self.article.id).into_iter().flatten();
        let lost = layers.flat_map(|(_, layer)| &layer.unplaced);
        lost.map(|(id, one)| (id.to_string(), one.covered.join(" … "))).collect()
    }

    fn place_of(&self, words: &str) -> std::ops::Range<usize> {
        let start = self.article.text.as_str().find(words).unwrap();
        start..start + words.len()
    }
}

#[test]
fn a_newer_version_carries_what_stands_and_lists_what_is_gone() {
    let old = "The ferry stays.\n\nIt runs til May, Kirby said.\n\nTickets cost two crowns.";
    let new = "A note first.\n\nThe ferry stays.\n\nIt runs until June, Kirkby said.\n\nNobody pays.";
    let spans = ["ferry", "til May", "Kirby", "Kirby said", "two crowns", "It runs til May, Kirby said."];
    let places: Vec<_> = spans.iter().map(|words| Corpus::new(old, &[]).place_of(words)).collect();
    let mut corpus = Corpus::new(old, &places);
    let (_, renewal) = corpus.renew(new).unwrap();
    assert_eq!(corpus.article.text.as_str(), new);
    assert_eq!(renewal.num_moved, 1);
    let reworded: Vec<&str> = renewal.reworded.iter().map(|one| one.after.as_str()).collect();
    // Those of an annotator stand together.
    assert_eq!(reworded, ["It runs until June, Kirkby said.", "until June", "Kirkby said", "Kirkby"]);
    let unplaced: Vec<&str> = renewal.unplaced.iter().map(|one| one.words.as_str()).collect();
    assert_eq!(unplaced, ["two crowns"]);
    assert_eq!(corpus.unplaced().into_values().collect::<Vec<_>>(), ["two crowns"]);
    assert_eq!(corpus.article.blocks, blocks_of(new));
}

#[test]
fn a_heading_set_by_hand_stays_one_where_nothing_touched_it() {
    let old = "Old ways\n\nThe ferry stays.\n\nTickets cost two crowns.";
    let new = "Old ways\n\nThe ferry stays.\n\nTickets cost three crowns.\n\nMore follows.";
    let mut corpus = Corpus::new(old, &[]);
    let mut article = Article::clone(&corpus.article);
    article.blocks[0].kind = BlockKind::Heading;
    corpus.article = Arc::new(article);
    let (_, renewal) = corpus.renew(new).unwrap();
    assert_eq!(renewal.num_patches, 2);
    let mut expected = blocks_of(new);
    expected[0].kind = BlockKind::Heading;
    assert_eq!(corpus.article.blocks, expected);
}

#[test]
fn words_that_are_corrected_leave_the_spans_on_a_part_of_them_alone() {
    let text = "It runs til May, Kirby said.";
    let places = ["Kirby", "May", "runs"].map(|words| Corpus::new(text, &[]).place_of(words));
    let mut corpus = Corpus::new(text, &places);
    let range = corpus.place_of("til May, Kirby said");
    let touched = num_touched(
        &corpus.state,
        &corpus.article.id,
        &annotator("mk"),
        TextRange::new(range.start, range.end).unwrap(),
    );
    assert_eq!(touched, (1, 1));
    let words = "until May, Kirkby said";
    let corrected = correct_words(&corpus.state, &corpus.article, &annotator("mk"), range.clone(), words);
    let (change, renewal) = corrected.unwrap();
    corpus.apply(&change.edits);
    assert_eq!(corpus.article.text.as_str(), "It runs until May, Kirkby said.");
    assert_eq!((renewal.num_patches, renewal.num_moved, renewal.reworded.len()), (2, 1, 1));
    assert_eq!(corpus.placed().into_values().collect::<Vec<_>>(), ["Kirkby", "May", "runs"]);
    let same = correct_words(&corpus.state, &corpus.article, &annotator("mk"), 0..2, "It");
    assert_eq!(same.unwrap_err(), ChangeError::Nothing);
    let outside = correct_words(&corpus.state, &corpus.article, &annotator("mk"), 0..99, "It");
    assert!(matches!(outside.unwrap_err(), ChangeError::Range(_)));
}

#[test]
fn the_same_text_is_no_change() {
    let mut corpus = Corpus::new("One day.", &[0..3, 4..7]);
    assert_eq!(corpus.renew("One day.").unwrap_err(), ChangeError::Nothing);
}

#[test]
fn a_megabyte_with_nothing_in_common_is_one_patch() {
    let text =
        |from: usize| (from..from + 150_000).map(|word| format!("w{word} ")).collect::<Vec<_>>().concat();
    let (old, new) = (text(100_000), text(300_000));
    assert!(old.len() > 1_000_000 && new.len() > 1_000_000);
    let mut corpus = Corpus::new(&old, &[0..7, 8..15]);
    let (_, renewal) = corpus.renew(&new).unwrap();
    assert_eq!((renewal.num_patches, renewal.unplaced.len()), (1, 2));
    assert_eq!(corpus.article.text.as_str(), new);
}

#[test]
fn many_differences_are_no_more_patches_than_can_be_hashed() {
    let old = (0..2000).map(|word| format!("word{word} and the old one, ")).collect::<Vec<_>>().concat();
    let new = old.replace("old", "brand");
    let place = old.find("word1500").unwrap();
    let mut corpus =
        Corpus::new(&old, &[place..place + "word1500 and the".len(), place..place + "word1500".len()]);
    let (_, renewal) = corpus.renew(&new).unwrap();
    assert_eq!(renewal.num_patches, MAX_PATCHES);
    assert_eq!(corpus.article.text.as_str(), new);
    assert_eq!(corpus.placed().into_values().collect::<Vec<_>>(), ["word1500 and the", "word1500"]);
}

/// What becomes of one word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fate {
    Stays,
    Goes,
    Changes,
    GetsAnother,
    EndsParagraph,
}

/// Texts of words that are there once, and what becomes of each.
fn fates() -> impl Strategy<Value = Vec<Fate>> {
    let one = prop_oneof![
        6 => Just(Fate::Stays),
        1 => Just(Fate::Goes),
        1 => Just(Fate::Changes),
        1 => Just(Fate::GetsAnother),
        1 => Just(Fate::EndsParagraph),
    ];
    proptest::collection::vec(one, 1..40)
}

proptest! {
    #[test]
    fn a_renewed_text_is_the_new_one_and_undo_gives_back_the_old(
        old in "([a-c]{1,2}|[ .,\n]|é|👩\u{200d}🚒){0,40}",
        new in "([a-c]{1,2}|[ .,\n]|é|👩\u{200d}🚒){0,40}",
        cuts in proptest::collection::vec((0_usize..60, 1_usize..12), 0..8),
    ) {
        let spans: Vec<_> = cuts.iter().filter_map(|(start, len)| {
            let range = old.floor_char_boundary(*start)..old.floor_char_boundary(start + len);
            (!range.is_empty()).then_some(range)
        }).collect();
        let mut corpus = Corpus::new(&old, &spans);
        let (before, blocks) = (corpus.state.layers.clone(), corpus.article.blocks.clone());
        match corpus.renew(&new) {
            Err(err) => prop_assert!(err == ChangeError::Nothing && old == new, "{err}"),
            Ok((transaction, renewal)) => {
                prop_assert_eq!(corpus.article.text.as_str(), &new);
                let lost: BTreeMap<String, String> = corpus.unplaced();
                prop_assert_eq!(lost.len(), renewal.unplaced.len());
                for one in &renewal.reworded {
                    prop_assert_eq!(&corpus.placed()[one.annotation.as_str()], &one.after);
                }
                let after = (corpus.state.layers.clone(), corpus.article.blocks.clone());
                corpus.undo(&transaction);
                prop_assert_eq!(corpus.article.text.as_str(), &old);
                prop_assert_eq!(&corpus.article.blocks, &blocks);
                prop_assert_eq!(&corpus.state.layers, &before);
                corpus.apply(&transaction.edits);
                prop_assert_eq!((corpus.state.layers.clone(), corpus.article.blocks.clone()), after);
            }
        }
    }

    #[test]
    fn spans_over_words_that_stay_keep_them(
        fates in fates(),
        cuts in proptest::collection::vec((0_usize..40, 1_usize..6), 0..8),
    ) {
        prop_assume!(fates.iter().filter(|fate| **fate == Fate::Stays).count() * 4 >= fates.len());
        let word = |idx: usize| format!("word{}", "x".repeat(idx % 5) + &idx.to_string());
        let (mut old, mut new, mut places) = (String::new(), String::new(), Vec::new());
        for (idx, fate) in fates.iter().enumerate() {
            places.push((old.len(), old.len() + word(idx).len()));
            old.push_str(&(word(idx) + " "));
            match fate {
                Fate::Stays => new.push_str(&(word(idx) + " ")),
                Fate::Goes => {}
                Fate::Changes => new.push_str(&["other", &idx.to_string(), ", "].concat()),
                Fate::GetsAnother => new.push_str(&[&word(idx), " more", &idx.to_string(), " "].concat()),
                Fate::EndsParagraph => new.push_str(&(word(idx) + "\n\n")),
            }
        }
        let kept: Vec<std::ops::Range<usize>> = cuts.iter().filter_map(|(start, len)| {
            let words = fates.get(*start..start + len)?;
            let stays = words.iter().all(|fate| *fate == Fate::Stays);
            stays.then(|| places[*start].0..places[start + len - 1].1)
        }).collect();
        let mut corpus = Corpus::new(&old, &kept);
        let before = corpus.placed();
        if corpus.renew(&new).is_ok() {
            prop_assert_eq!(corpus.placed(), before);
        }
    }
}
