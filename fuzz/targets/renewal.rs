//! What correcting and renewing a text promise for any two texts: the bytes up to a line `=== NAME` are the older one,
//! those behind it the newer one.

use std::sync::Arc;

use redletter::model::annotation::Annotation;
use redletter::model::article::{Article, ArticleText, Block, BlockKind, Metadata, Provenance};
use redletter::model::change::renew::{Renewal, correct_words, renew_text};
use redletter::model::corpus::{ArticleRow, CorpusState};
use redletter::model::edit::{
    ArticleAccess, ArticleStamp, Direction, Edit, Key, LayerKey, Record, Transaction, apply_all,
};
use redletter::model::id::{AnnotationId, AnnotatorId, ArticleId, LabelId};
use redletter::model::reader::ReadError;
use redletter::model::text::TextRange;
use redletter::model::text::differences::{Difference, differences};
use redletter::model::time::Timestamp;

use super::foreign::files_of;

/// The one article of a corpus.
struct OneArticle(Arc<Article>);

impl ArticleAccess for OneArticle {
    fn article(&mut self, _: &ArticleId) -> Result<Arc<Article>, ReadError> {
        Ok(Arc::clone(&self.0))
    }

    fn replace(&mut self, article: Arc<Article>) {
        self.0 = article;
    }

    fn incoming(&mut self, _: &ArticleId) -> Result<Arc<ArticleRow>, ReadError> {
        Ok(ArticleRow::of(&self.0))
    }

    fn moved(&mut self, _: &Arc<Vec<ArticleStamp>>, _: Direction) {}
}

/// Two texts: patches lead from one to the other, every span keeps a place in the text or is told to have lost it, and
/// undo gives everything back.
pub fn renewal(data: &[u8]) {
    let files = files_of(data, "txt");
    let text = |idx: usize| files.get(idx).map_or_else(String::new, |(_, bytes)| text_of(bytes));
    let (old, new) = (text(0), text(1));
    check_differences(&old, &new, data.len());
    let (state, article) = corpus(&old, data.len());
    let blocks = if data.len().is_multiple_of(3) { Vec::new() } else { lines_of(&new) };
    match renew_text(&state, &article, &mk(), &new, &blocks) {
        Ok((change, told)) => check_change(&state, &article, &change, &told, &new),
        Err(err) => assert!(old == new, "{err}"),
    }
    let start = old.floor_char_boundary(data.len() % (old.len() + 1));
    let end = old.ceil_char_boundary(start + (old.len() - start) / 2);
    let words = &new[..new.floor_char_boundary(60)];
    let corrected = [&old[..start], words, &old[end..]].concat();
    match correct_words(&state, &article, &mk(), start..end, words) {
        Ok((change, told)) => check_change(&state, &article, &change, &told, &corrected),
        Err(err) => assert!(corrected == old, "{err}"),
    }
}

fn text_of(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).replace("\r\n", "\n").replace('\r', "\n")
}

fn mk() -> AnnotatorId {
    AnnotatorId::new("mk").expect("the id is well formed")
}

/// The differences are in order, on character boundaries, not too many, and make one text of the other.
fn check_differences(old: &str, new: &str, choice: usize) {
    let (max, borders) = (choice % 5 + 1, [old.len() / 3, old.len() / 2]);
    let found = differences(old, new, max, &borders);
    assert!(found.len() <= max, "{} instead of {max}", found.len());
    let (mut made, mut at, mut new_at) = (String::new(), 0, 0);
    for Difference { old: gone, new: come } in &found {
        let kept = &old[at..gone.start];
        assert_eq!(kept, &new[new_at..come.start], "what lies between differences is in both");
        assert!(!gone.is_empty() || !come.is_empty(), "a difference is one");
        made.push_str(kept);
        made.push_str(&new[come.clone()]);
        (at, new_at) = (gone.end, come.end);
    }
    made.push_str(&old[at..]);
    assert_eq!(made, new);
}

/// A block for each line of words.
fn lines_of(text: &str) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut start = 0;
    for line in text.split('\n') {
        let words = line.trim();
        let from = start + (line.len() - line.trim_start().len());
        if let Ok(range) = TextRange::new(from, from + words.len()) {
            blocks.push(Block { range, kind: BlockKind::Paragraph });
        }
        start += line.len() + 1;
    }
    blocks
}

/// An article of this text, with spans of two annotators on its words and across them.
fn corpus(text: &str, choice: usize) -> (CorpusState, Article) {
    let article = Article {
        id: ArticleId::new("ferry").expect("the id is well formed"),
        metadata: Metadata::default(),
        provenance: Provenance::default(),
        text: ArticleText::new(text),
        blocks: lines_of(text),
        patches: Vec::new(),
    };
    let mut state = CorpusState::default();
    state.put_article(&article);
    let ends: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
    let step = choice % 7 + 1;
    for (idx, pair) in ends.chunks(step + 1).enumerate() {
        let (Some(start), Some(end)) = (pair.first(), pair.last()) else { continue };
        let Ok(range) = TextRange::new(*start, *end) else { continue };
        let who =
            if idx.is_multiple_of(2) { mk() } else { AnnotatorId::new("jo").expect("it is well formed") };
        let id = AnnotationId::new(&format!("s{idx}")).expect("the id is well formed");
        let label = LabelId::new("claim").expect("the id is well formed");
        let one = Annotation::new(id.clone(), label, range.into(), Timestamp::default());
        let layer = LayerKey { article: article.id.clone(), annotator: who };
        state.set(&Key::Annotation(layer, id), Some(Record::Annotation(Arc::new(one))));
    }
    (state, article)
}

/// Makes a change and takes it back.
fn check_change(
    before: &CorpusState,
    article: &Article,
    change: &Transaction,
    told: &Renewal,
    expected: &str,
) {
    let (mut state, mut now) = (before.clone(), OneArticle(Arc::new(article.clone())));
    apply_all(&change.edits, &mk(), &mut state, &mut now).expect("the change fits");
    let text = now.0.text.as_str();
    assert_eq!(text, expected);
    assert_eq!(now.0.patches.len(), told.num_patches);
    for block in &now.0.blocks {
        block.range.check(text).expect("blocks lie in the text");
    }
    for pair in now.0.blocks.windows(2) {
        assert!(pair[0].range.end() <= pair[1].range.start(), "blocks are sorted and apart");
    }
    let num = |state: &CorpusState| {
        let layers = state.layers.get(&article.id).into_iter().flatten();
        let counts = layers.map(|(_, layer)| (layer.annotations.len(), layer.unplaced.len()));
        counts.fold((0, 0), |(placed, lost), (more, gone)| (placed + more, lost + gone))
    };
    let (num_placed, num_lost) = num(&state);
    assert_eq!(num_lost, told.unplaced.len(), "what loses its place is told");
    assert_eq!(num_placed + num_lost, num(before).0, "no span gets lost");
    assert!(told.num_moved + told.reworded.len() <= num_placed);
    for layer in state.layers.get(&article.id).into_iter().flatten().map(|(_, layer)| layer) {
        for annotation in layer.annotations.values() {
            let covered = annotation.fragments.covered(text).expect("spans lie in the text");
            assert!(covered.iter().all(|words| !words.is_empty()));
        }
    }
    let back: Vec<Edit> = change.edits.iter().rev().map(Edit::inverse).collect();
    apply_all(&back, &mk(), &mut state, &mut now).expect("the change can be taken back");
    assert_eq!((&now.0.text, &now.0.blocks), (&article.text, &article.blocks));
    assert_eq!(&state, before);
}
