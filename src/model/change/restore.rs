//! Bringing back: older values put over what there is now. It is a change like any other, and can be undone.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{ChangeError, Draft, label_name, layer_records, put_blocks};
use crate::model::article::{Article, ArticleText, Block, TextPatch};
use crate::model::edit::{ArticleStamp, Direction, Edit, Key, LayerKey, Put, Record, Transaction};
use crate::model::id::AnnotatorId;
use crate::model::layer::{Layer, carry_annotation, carry_state};
use crate::model::reader::CorpusReader;
use crate::model::time::Timestamp;

/// A record as it was.
#[derive(Clone, Debug)]
pub struct PastRecord {
    /// Which it is.
    pub key: Key,
    /// Its value then.
    pub record: Record,
    /// The text its ranges count in, for records of an article where that is known.
    pub text: Option<ArticleText>,
}

/// An article as it was.
#[derive(Clone, Copy, Debug)]
pub struct PastArticle<'p> {
    /// The article as it was.
    pub article: &'p Article,
    /// The actor's layer on it, if there was one.
    pub layer: Option<&'p Layer>,
    /// The article as it lies in the trash, if it was taken out since.
    pub trashed: Option<&'p Article>,
}

/// How much of an article is brought back.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Extent {
    /// The actor's layer.
    #[default]
    Layer,
    /// The layer, the article's blocks and what is known about it. Its text stays.
    LayerAndArticle,
}

/// Brings records back: one, or all that a line of the history has changed. Annotations are carried along the
/// corrections of the text since; one that these cut through is refused.
pub fn records(
    corpus: &dyn CorpusReader,
    actor: &AnnotatorId,
    records: Vec<PastRecord>,
    now: Timestamp,
) -> Result<Transaction, ChangeError> {
    let state = corpus.state();
    let mut draft = Draft::new(state);
    let say = match records.as_slice() {
        [PastRecord { record: Record::Annotation(annotation), .. }] => {
            format!("Bring back {}", label_name(state, &annotation.label).to_lowercase())
        }
        [PastRecord { key, .. }] => format!("Bring back {}", kind_in_words(key)),
        many => format!("Bring back {} records", many.len()),
    };
    for PastRecord { key, record, text } in records {
        if let Some(owner) = key.owner().filter(|owner| *owner != actor) {
            let owner = owner.clone();
            return Err(ChangeError::NotYours { key: Box::new(key), owner });
        }
        let Some(id) = key.article() else {
            put_dated(&mut draft, key, record, now);
            continue;
        };
        if !state.articles.contains_key(id) {
            return Err(ChangeError::NoArticle(id.clone()));
        }
        let article = corpus.article(id)?;
        let patches = match &text {
            Some(text) => chain_since(&article, text)?,
            None if article.patches.is_empty() => &[],
            None => return Err(ChangeError::OtherText(id.clone())),
        };
        match record {
            Record::Blocks(blocks) => {
                let blocks = carry_blocks(patches, &blocks);
                if blocks != article.blocks {
                    draft.edits.push(put_blocks(&article, blocks));
                }
            }
            record => {
                let carried = patches.iter().try_fold(record, carry);
                let carried = carried.ok_or_else(|| ChangeError::Cut { key: Box::new(key.clone()) })?;
                if let Key::Annotation(layer, annotation) = &key {
                    draft.put(Key::Unplaced(layer.clone(), annotation.clone()), None);
                }
                put_dated(&mut draft, key, carried, now);
            }
        }
    }
    draft.say(say)
}

/// Brings an article back as the actor had it: every record of their layer, and the article itself out of the
/// trash if it was taken out. What was made since is taken away. Annotations are carried along the corrections
/// since; those that these cut through come to be without a place.
pub fn article(
    corpus: &dyn CorpusReader,
    actor: &AnnotatorId,
    past: PastArticle<'_>,
    extent: Extent,
    now: Timestamp,
) -> Result<Transaction, ChangeError> {
    let PastArticle { article: then, layer, trashed } = past;
    let state = corpus.state();
    let id = &then.id;
    let mut draft = Draft::new(state);
    let today = match (state.articles.contains_key(id), trashed) {
        (true, _) => corpus.article(id)?,
        (false, Some(trashed)) => {
            let stamp = ArticleStamp { id: id.clone(), hash: trashed.text.hash() };
            draft.edits.push(Edit::MoveArticles(Arc::new(vec![stamp]), Direction::In));
            Arc::new(trashed.clone())
        }
        (false, None) => return Err(ChangeError::NoArticle(id.clone())),
    };
    let patches = chain_since(&today, &then.text)?;
    if extent == Extent::LayerAndArticle {
        let blocks = carry_blocks(patches, &then.blocks);
        if blocks != today.blocks {
            draft.edits.push(put_blocks(&today, blocks));
        }
        for key in [Key::Metadata(id.clone()), Key::CopyOf(id.clone())] {
            let put = Put::new(key.clone(), key.value_in(&today), key.value_in(then));
            if put.before != put.after {
                draft.edits.push(Edit::Put(put));
            }
        }
    }
    let mut carried = layer.cloned().unwrap_or_default();
    let mut text = then.text.clone();
    for patch in patches {
        carried.carry(patch, text.as_str());
        text = patch.apply(&text).map_err(|_| ChangeError::OtherText(id.clone()))?;
    }
    let place = LayerKey { article: id.clone(), annotator: actor.clone() };
    let wanted: BTreeMap<Key, Record> = layer_records(&place, &carried).into_iter().collect();
    let current = state.layer(id, actor).map_or_else(Vec::new, |layer| layer_records(&place, layer));
    for (key, _) in current {
        if !wanted.contains_key(&key) {
            draft.put(key, None);
        }
    }
    for (key, record) in wanted {
        put_dated(&mut draft, key, record, now);
    }
    let title = then.shown_title().0;
    draft.say(format!("Bring back the work on {title}"))
}

/// Puts a record as of now, so that it wins over what it replaces wherever the later one does; not at all where
/// it differs from what is there by its time alone.
fn put_dated(draft: &mut Draft<'_>, key: Key, record: Record, now: Timestamp) {
    let current = draft.state.get(&key);
    if current.as_ref().is_some_and(|current| dated(current.clone(), now) == dated(record.clone(), now)) {
        return;
    }
    draft.put(key, Some(dated(record, now)));
}

/// A record that changes at `now`.
fn dated(record: Record, now: Timestamp) -> Record {
    match record {
        Record::Annotation(mut annotation) => {
            Arc::make_mut(&mut annotation).provenance.changed = now;
            Record::Annotation(annotation)
        }
        Record::Relation(mut relation) => {
            Arc::make_mut(&mut relation).provenance.changed = now;
            Record::Relation(relation)
        }
        Record::Voice(mut voice) => {
            Arc::make_mut(&mut voice).changed = now;
            Record::Voice(voice)
        }
        Record::Item(mut item) => {
            Arc::make_mut(&mut item).changed = now;
            Record::Item(item)
        }
        other => other,
    }
}

/// The corrections that lead from a text the article had to the one it has.
fn chain_since<'a>(article: &'a Article, then: &ArticleText) -> Result<&'a [TextPatch], ChangeError> {
    if article.text.hash() == then.hash() {
        return Ok(&[]);
    }
    // The latest of several: the fewest corrections lead on from there.
    let from = article.patches.iter().rposition(|patch| patch.from_hash == then.hash());
    from.map(|from| &article.patches[from..]).ok_or_else(|| ChangeError::OtherText(article.id.clone()))
}

fn carry_blocks(patches: &[TextPatch], blocks: &[Block]) -> Vec<Block> {
    let carry = |block: &Block| {
        let range = patches.iter().try_fold(block.range, |range, patch| patch.carry(range))?;
        Some(Block { range, ..*block })
    };
    blocks.iter().filter_map(carry).collect()
}

/// A record after a correction of its text; `None` if that cut it.
fn carry(record: Record, patch: &TextPatch) -> Option<Record> {
    match record {
        Record::Annotation(annotation) => carry_annotation(patch, &annotation).map(Record::Annotation),
        Record::State(state) => Some(Record::State(carry_state(patch, &state))),
        other => Some(other),
    }
}

fn kind_in_words(key: &Key) -> String {
    match key {
        Key::Annotation(..) | Key::Unplaced(..) => "a span".to_owned(),
        Key::Relation(..) => "a link".to_owned(),
        Key::Decision(..) => "a decision".to_owned(),
        Key::State(_) => "how far an article is".to_owned(),
        Key::Metadata(_) => "what is known about an article".to_owned(),
        Key::Blocks(_) => "the blocks of an article".to_owned(),
        Key::CopyOf(_) => "what an article is a copy of".to_owned(),
        Key::Voice(..) => "an entry of the register".to_owned(),
        Key::Item(..) => "an item".to_owned(),
        Key::Label(id) => format!("label {id}"),
        Key::Attribute(id) => format!("attribute {id}"),
        Key::RelationType(id) => format!("relation type {id}"),
        Key::Setting(id) => format!("the setting {id}"),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::model::annotation::Annotation;
    use crate::model::article::{Metadata, Provenance};
    use crate::model::corpus::{ArticleRow, CorpusState};
    use crate::model::edit::{ArticleAccess, apply_all};
    use crate::model::id::{AnnotationId, ArticleId, LabelId};
    use crate::model::layer::{LayerState, Progress};
    use crate::model::reader::ReadError;
    use crate::model::text::TextRange;

    const TEXT: &str = "The ferry runs til May, he said.";

    /// A corpus of one article in memory.
    struct Corpus(CorpusState, BTreeMap<ArticleId, Arc<Article>>);

    impl CorpusReader for Corpus {
        fn state(&self) -> &CorpusState {
            &self.0
        }

        fn article(&self, id: &ArticleId) -> Result<Arc<Article>, ReadError> {
            Ok(Arc::clone(&self.1[id]))
        }
    }

    struct Articles<'c>(&'c mut BTreeMap<ArticleId, Arc<Article>>);

    impl ArticleAccess for Articles<'_> {
        fn article(&mut self, id: &ArticleId) -> Result<Arc<Article>, ReadError> {
            Ok(Arc::clone(&self.0[id]))
        }

        fn replace(&mut self, article: Arc<Article>) {
            self.0.insert(article.id.clone(), article);
        }

        fn incoming(&mut self, id: &ArticleId) -> Result<Arc<ArticleRow>, ReadError> {
            Ok(ArticleRow::of(&self.0[id]))
        }

        fn moved(&mut self, _: &Arc<Vec<ArticleStamp>>, _: Direction) {}
    }

    fn mk() -> AnnotatorId {
        AnnotatorId::new("mk").unwrap()
    }

    fn layer_key() -> LayerKey {
        LayerKey { article: ArticleId::new("ferry").unwrap(), annotator: mk() }
    }

    fn annotation(id: &str, start: usize, end: usize) -> Annotation {
        let place = TextRange::new(start, end).unwrap().into();
        let (id, label) = (AnnotationId::new(id).unwrap(), LabelId::new("claim").unwrap());
        Annotation::new(id, label, place, Timestamp::default())
    }

    fn corpus(annotations: &[Annotation]) -> Corpus {
        let article = Article {
            id: layer_key().article,
            metadata: Metadata::default(),
            provenance: Provenance::default(),
            text: ArticleText::new(TEXT),
            blocks: vec![],
            patches: vec![],
        };
        let mut state = CorpusState::default();
        state.put_article(&article);
        let mut corpus = Corpus(state, [(article.id.clone(), Arc::new(article))].into());
        for annotation in annotations {
            let key = Key::Annotation(layer_key(), annotation.id.clone());
            corpus.0.set(&key, Some(Record::Annotation(Arc::new(annotation.clone()))));
        }
        corpus
    }

    fn apply(corpus: &mut Corpus, transaction: &Transaction) {
        apply_all(&transaction.edits, &mk(), &mut corpus.0, &mut Articles(&mut corpus.1)).unwrap();
    }

    fn correct(corpus: &mut Corpus, range: std::ops::Range<usize>, inserted: &str) {
        let article = corpus.article(&layer_key().article).unwrap();
        let patch = TextPatch::replacing(&article.text, range, inserted).unwrap();
        let change = super::super::patch_text(&corpus.0, &article, &mk(), patch).unwrap();
        apply(corpus, &change);
    }

    fn past(annotation: &Annotation) -> PastRecord {
        PastRecord {
            key: Key::Annotation(layer_key(), annotation.id.clone()),
            record: Record::Annotation(Arc::new(annotation.clone())),
            text: Some(ArticleText::new(TEXT)),
        }
    }

    fn placed(corpus: &Corpus) -> Vec<(&str, &str)> {
        let text = corpus.1[&layer_key().article].text.as_str();
        let layer = corpus.0.layer(&layer_key().article, &mk());
        let annotations = layer.into_iter().flat_map(|layer| layer.annotations.values());
        annotations.map(|one| (one.id.as_str(), one.fragments.covered(text).unwrap()[0])).collect()
    }

    const NOW: i64 = 9_000;

    fn now() -> Timestamp {
        Timestamp::from_millis(NOW)
    }

    #[test]
    fn an_annotation_comes_back_where_its_words_are_now() {
        let mut corpus = corpus(&[]);
        correct(&mut corpus, 15..18, "until");
        let month = annotation("m", 19, 22);
        let change = records(&corpus, &mk(), vec![past(&month)], now()).unwrap();
        assert_eq!(change.say, "Bring back claim");
        apply(&mut corpus, &change);
        assert_eq!(placed(&corpus), [("m", "May")]);
        assert_eq!(records(&corpus, &mk(), vec![past(&month)], now()), Err(ChangeError::Nothing));
    }

    #[test]
    fn an_annotation_whose_words_were_corrected_is_refused() {
        let mut corpus = corpus(&[]);
        correct(&mut corpus, 15..18, "until");
        let refused = records(&corpus, &mk(), vec![past(&annotation("m", 10, 16))], now());
        assert!(matches!(refused, Err(ChangeError::Cut { .. })), "{refused:?}");
        let elsewhere =
            PastRecord { text: Some(ArticleText::new("Another text")), ..past(&annotation("m", 0, 3)) };
        let refused = records(&corpus, &mk(), vec![elsewhere], now());
        assert_eq!(refused, Err(ChangeError::OtherText(layer_key().article)));
    }

    #[test]
    fn nobody_brings_back_what_is_another_annotators() {
        let corpus = corpus(&[]);
        let ro = AnnotatorId::new("ro").unwrap();
        let refused = records(&corpus, &ro, vec![past(&annotation("m", 0, 3))], now());
        assert!(matches!(refused, Err(ChangeError::NotYours { owner, .. }) if owner == mk()));
    }

    #[test]
    fn a_layer_comes_back_whole_and_what_was_made_since_goes() {
        let first = corpus(&[annotation("a", 4, 9), annotation("b", 10, 16), annotation("c", 19, 22)]);
        let article_then = first.article(&layer_key().article).unwrap();
        let layer_then = Layer::clone(first.0.layer(&layer_key().article, &mk()).unwrap());
        let mut corpus = first;
        let done = LayerState { progress: Progress::Done, ..LayerState::default() };
        let change = super::super::set_state(&corpus.0, &layer_key(), done).unwrap();
        apply(&mut corpus, &change);
        let ids = ["a", "b"].map(|id| AnnotationId::new(id).unwrap()).into();
        let change = super::super::remove_annotations(&corpus.0, &layer_key(), &ids).unwrap();
        apply(&mut corpus, &change);
        let key = Key::Annotation(layer_key(), AnnotationId::new("new").unwrap());
        corpus.0.set(&key, Some(Record::Annotation(Arc::new(annotation("new", 0, 3)))));
        correct(&mut corpus, 15..18, "until");
        let before = corpus.0.clone();

        let past = PastArticle { article: &article_then, layer: Some(&layer_then), trashed: None };
        let change = article(&corpus, &mk(), past, Extent::LayerAndArticle, now()).unwrap();
        apply(&mut corpus, &change);
        // The correction has cut one of them since.
        assert_eq!(placed(&corpus), [("a", "ferry"), ("c", "May")]);
        let layer = corpus.0.layer(&layer_key().article, &mk()).unwrap();
        assert_eq!(layer.unplaced.values().next().unwrap().covered, ["runs t"]);
        assert_eq!(layer.state.progress, Progress::ToDo);
        assert_eq!(article(&corpus, &mk(), past, Extent::LayerAndArticle, now()), Err(ChangeError::Nothing));

        let back: Vec<Edit> = change.edits.iter().rev().map(Edit::inverse).collect();
        apply_all(&back, &mk(), &mut corpus.0, &mut Articles(&mut corpus.1)).unwrap();
        assert!(corpus.0 == before);
    }
}
