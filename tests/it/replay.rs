//! What histories say a corpus holds, worked out from their lines alone, to hold opened corpora against.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use redletter::model::change::layer_records;
use redletter::model::edit::{Direction, Edit, Key, LayerKey, Record};
use redletter::model::id::ArticleId;
use redletter::model::reader::CorpusReader;
use redletter::model::text::TextHash;
use redletter::store::history::Line;

/// What the last line that touches a thing says of it.
#[derive(Debug, Default)]
pub struct Told {
    pub records: BTreeMap<Key, Option<Record>>,
    pub texts: BTreeMap<ArticleId, TextHash>,
    pub articles: BTreeMap<ArticleId, Direction>,
}

/// Reads the lines of one writer, in order.
pub fn told<'l>(lines: impl IntoIterator<Item = &'l Arc<Line>>) -> Told {
    let mut told = Told::default();
    for edit in lines.into_iter().flat_map(|line| &line.edits) {
        match edit {
            Edit::Put(put) => {
                told.records.insert(put.key.clone(), put.after.clone());
            }
            Edit::PatchText(article, patch) => {
                told.texts.insert(article.clone(), patch.to_hash);
            }
            Edit::MoveArticles(stamps, direction) => {
                for stamp in stamps.iter() {
                    told.articles.insert(stamp.id.clone(), *direction);
                    told.texts.insert(stamp.id.clone(), stamp.hash);
                }
            }
        }
    }
    told
}

/// Every record of a corpus but the tagset's and the settings, which a corpus begins with.
pub fn records_of(corpus: &dyn CorpusReader) -> BTreeMap<Key, Record> {
    let state = corpus.state();
    let mut records = BTreeMap::new();
    for (by, voices) in &state.voices {
        let of_voice = |voice: &Arc<_>| Record::Voice(Arc::clone(voice));
        records
            .extend(voices.iter().map(|(id, voice)| (Key::Voice(by.clone(), id.clone()), of_voice(voice))));
    }
    for (by, items) in &state.items {
        let of_item = |item: &Arc<_>| Record::Item(Arc::clone(item));
        records.extend(items.iter().map(|(id, item)| (Key::Item(by.clone(), id.clone()), of_item(item))));
    }
    for (article, layers) in &state.layers {
        for (by, layer) in layers {
            records
                .extend(layer_records(&LayerKey { article: article.clone(), annotator: by.clone() }, layer));
        }
    }
    records
}

/// The value of a record, blocks included.
pub fn value(corpus: &dyn CorpusReader, key: &Key) -> Option<Record> {
    match key {
        Key::Blocks(id) => {
            corpus.article(id).ok().map(|article| Record::Blocks(article.blocks.clone().into()))
        }
        key => corpus.state().get(key),
    }
}

/// Holds a corpus that one writer made, all by itself, against that writer's whole history.
pub fn check_whole(corpus: &dyn CorpusReader, lines: &[Arc<Line>], context: &str) {
    let told = told(lines);
    let state = corpus.state();
    let there: BTreeSet<&ArticleId> = told
        .articles
        .iter()
        .filter(|(_, direction)| **direction == Direction::In)
        .map(|(id, _)| id)
        .collect();
    assert_eq!(state.articles.keys().collect::<BTreeSet<_>>(), there, "{context}: articles");
    for id in there {
        let article = corpus.article(id).unwrap();
        assert_eq!(article.text.hash(), told.texts[id], "{context}: the text of {id}");
        assert_eq!(state.articles[id].text_hash, told.texts[id], "{context}: the row of {id}");
    }
    for (key, record) in &told.records {
        if key.article().is_none_or(|article| state.articles.contains_key(article)) {
            assert_eq!(value(corpus, key), *record, "{context}: {key}");
        }
    }
    for key in records_of(corpus).keys() {
        assert!(told.records.contains_key(key), "{context}: {key} comes from nowhere");
    }
}
