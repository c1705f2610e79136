//! Taking lines back, the newest first, from what a corpus is now.
//!
//! A put is taken back to its `before`, whatever stands there: that is what the record was just before the line.
//! A correction of a text is inverted, and the layers of everybody but its author are carried back with it; the
//! author's records are put by the same line. Carrying back can lose what carrying forward dropped: the words for
//! a speaker that were corrected away, or the deleted end of a span. So records that were carried back are looked
//! for in the lines before the moment as well, and taken from there if that leads to the same value.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::lines::{FoundLine, Histories, LineFilter, is_about};
use super::{Moment, Past};
use crate::model::article::{Article, TextPatch};
use crate::model::corpus::CorpusState;
use crate::model::edit::{ArticleStamp, Direction, Edit, Key, LayerKey, Put, Record};
use crate::model::id::{AnnotatorId, ArticleId};
use crate::model::layer::{Layer, carry_annotation, carry_state};
use crate::model::reader::{CorpusReader as _, ReadError};
use crate::store::error::StoreError;
use crate::store::open_corpus::CorpusSnapshot;

/// The corpus, or one article of it, at a moment.
pub(super) fn unapply(
    corpus: CorpusSnapshot,
    histories: &Histories,
    moment: &Moment,
    article: Option<&ArticleId>,
) -> Result<Past, StoreError> {
    let filter = LineFilter { article: article.cloned(), ..LineFilter::default() };
    let mut lines = histories.newest_first(filter)?;
    let mut walk = Walk {
        state: corpus.state().clone(),
        corpus: &corpus,
        only: article,
        changed: BTreeMap::new(),
        taken_out: BTreeMap::new(),
        put: BTreeSet::new(),
        carried: BTreeMap::new(),
        missing: BTreeSet::new(),
        left_out: Vec::new(),
    };
    let mut earlier = Earlier::default();
    for found in lines.by_ref() {
        let found = found?;
        if moment.precedes(&found.id) {
            walk.take_back(&found);
        } else if !walk.carried.is_empty() {
            earlier.look_at(&found, &mut walk);
        } else {
            break;
        }
    }
    for damage in lines.damage() {
        let (line, why, path) = (damage.line, &damage.why, damage.path.display());
        walk.left_out.push(format!("line {line} of a history can't be read: {why}: {path}"));
    }
    walk.drop_what_fits_nothing();
    let Walk { state, changed, left_out, .. } = walk;
    Ok(Past::new(corpus, state, changed, left_out))
}

/// A record that was carried back, with what is needed to find out whether something was lost.
struct Carried {
    /// What it was before it was carried back.
    value: Record,
    /// The corrections it was carried back through, the latest first.
    patches: Vec<Arc<TextPatch>>,
}

struct Walk<'c> {
    corpus: &'c CorpusSnapshot,
    only: Option<&'c ArticleId>,
    state: CorpusState,
    /// Articles that are not what they are now.
    changed: BTreeMap<ArticleId, Arc<Article>>,
    /// Changed articles that were taken out on the way: they may have come and gone several times.
    taken_out: BTreeMap<ArticleId, Arc<Article>>,
    /// Annotations that were put or carried: they must fit their texts in the end.
    put: BTreeSet<Key>,
    carried: BTreeMap<Key, Carried>,
    /// Articles that can't be had.
    missing: BTreeSet<ArticleId>,
    left_out: Vec<String>,
}

impl Walk<'_> {
    fn take_back(&mut self, found: &FoundLine) {
        for edit in found.line.edits.iter().rev() {
            if self.only.is_some_and(|only| !is_about(edit, only)) {
                continue;
            }
            match edit {
                Edit::Put(put) => self.take_back_put(put),
                Edit::PatchText(article, patch) => self.take_back_patch(article, patch, &found.line.by),
                Edit::MoveArticles(stamps, direction) => {
                    let only = self.only;
                    for stamp in stamps.iter().filter(|stamp| only.is_none_or(|only| stamp.id == *only)) {
                        match direction {
                            Direction::In => self.take_out(&stamp.id),
                            Direction::Out => self.take_in(stamp),
                        }
                    }
                }
            }
        }
    }

    fn article(&self, id: &ArticleId) -> Result<Arc<Article>, ReadError> {
        self.changed.get(id).map_or_else(|| self.corpus.article(id), |article| Ok(Arc::clone(article)))
    }

    /// Whether an article is there; one that is not is told of once.
    fn has(&mut self, id: &ArticleId) -> bool {
        if self.state.articles.contains_key(id) {
            return true;
        }
        if self.missing.insert(id.clone()) {
            self.left_out.push(format!(
                "what was done on {id}: the article is neither in the corpus nor in the trash"
            ));
        }
        false
    }

    fn take_back_put(&mut self, put: &Put) {
        let Put { key, before, .. } = put;
        if key.article().is_some_and(|article| !self.has(article)) {
            return;
        }
        let Some(id) = key.part_of() else {
            self.state.set(key, before.clone());
            self.carried.remove(key);
            if matches!(key, Key::Annotation(..)) {
                self.put.insert(key.clone());
            }
            return;
        };
        let mut article = match self.article(id) {
            Ok(article) => Article::clone(&article),
            Err(err) => return self.left_out.push(format!("{key}: {err}")),
        };
        if !key.put_into(&mut article, before.as_ref()) {
            return;
        }
        self.state.put_article(&article);
        self.changed.insert(id.clone(), Arc::new(article));
    }

    fn take_back_patch(&mut self, id: &ArticleId, patch: &Arc<TextPatch>, by: &AnnotatorId) {
        if !self.has(id) {
            return;
        }
        let inverse = patch.inverse();
        let undone = self.article(id).map_err(|err| err.to_string()).and_then(|article| {
            let text = inverse.apply(&article.text).map_err(|err| err.to_string())?;
            Ok((article, text))
        });
        let (article, text) = match undone {
            Ok(undone) => undone,
            Err(why) => return self.left_out.push(format!("a correction of the text of {id}: {why}")),
        };
        let others: Vec<AnnotatorId> = self
            .state
            .layers
            .get(id)
            .into_iter()
            .flatten()
            .map(|(annotator, _)| annotator.clone())
            .filter(|annotator| annotator != by)
            .collect();
        for annotator in others {
            let place = LayerKey { article: id.clone(), annotator };
            self.carry_back(&place, patch, &inverse, article.text.as_str());
        }
        let mut before = Article::clone(&article);
        before.text = text;
        // The chain is as it was; where it ends otherwise, it goes on to the text that is reached.
        if before.patches.last() == Some(&**patch) {
            before.patches.pop();
        } else {
            before.patches.push(inverse);
        }
        self.state.put_article(&before);
        self.changed.insert(id.clone(), Arc::new(before));
    }

    /// Carries somebody's layer back to the text before `patch`.
    fn carry_back(&mut self, place: &LayerKey, patch: &Arc<TextPatch>, inverse: &TextPatch, text: &str) {
        let Some(layer) = self.state.layer(&place.article, &place.annotator) else { return };
        let after = Arc::clone(layer);
        let mut before = Layer::clone(&after);
        before.carry(inverse, text);
        let mut note = |key: Key, value: Option<Record>| match value {
            Some(value) => {
                let carried =
                    self.carried.entry(key.clone()).or_insert(Carried { value, patches: Vec::new() });
                carried.patches.push(Arc::clone(patch));
                self.put.insert(key);
            }
            // It comes back from among those without a place, as it was.
            None => {
                self.carried.remove(&key);
            }
        };
        for id in before.annotations.keys() {
            let value = after.annotations.get(id).cloned().map(Record::Annotation);
            note(Key::Annotation(place.clone(), id.clone()), value);
        }
        note(Key::State(place.clone()), Some(Record::State(Arc::clone(&after.state))));
        self.state.put_layer(&place.article, &place.annotator, before);
    }

    /// Takes an article out that was not there yet.
    fn take_out(&mut self, id: &ArticleId) {
        self.state.articles.remove(id);
        if let Some(article) = self.changed.remove(id) {
            self.taken_out.insert(id.clone(), article);
        }
        for annotator in self.state.layers.remove(id).into_iter().flat_map(BTreeMap::into_keys) {
            self.left_out.push(format!("the layer of {annotator} on {id}: the article was not there yet"));
        }
    }

    /// Takes an article in that was still there: from the trash, or from where it is again now.
    fn take_in(&mut self, stamp: &ArticleStamp) {
        let ArticleStamp { id, hash } = stamp;
        if self.state.articles.contains_key(id) {
            return;
        }
        let found = match self.taken_out.remove(id) {
            Some(article) => Ok(article),
            None if self.corpus.state().articles.contains_key(id) => self.corpus.article(id),
            None => self.corpus.trashed_article(id),
        };
        match found {
            Ok(article) if article.text.hash() == *hash => {
                self.state.put_article(&article);
                self.changed.insert(id.clone(), article);
            }
            Ok(_) => {
                self.missing.insert(id.clone());
                self.left_out.push(format!("{id}: its text is another one now"));
            }
            Err(err) => {
                self.missing.insert(id.clone());
                self.left_out.push(err.to_string());
            }
        }
    }

    /// Leaves out annotations that don't fit their texts, which an outside change can lead to.
    fn drop_what_fits_nothing(&mut self) {
        for key in std::mem::take(&mut self.put) {
            let (Some(article), Some(Record::Annotation(annotation))) = (key.article(), self.state.get(&key))
            else {
                continue;
            };
            let fits = self.article(article).map_err(|err| err.to_string()).and_then(|article| {
                let text = article.text.as_str();
                let mut places = annotation.all_fragments();
                places.try_for_each(|(_, place)| place.check(text)).map_err(|err| err.to_string())
            });
            if let Err(why) = fits {
                self.left_out.push(format!("{key}: {why}"));
                self.state.set(&key, None);
            }
        }
    }
}

/// The lines before the moment, as far back as records that were carried back last changed.
#[derive(Default)]
struct Earlier {
    /// The corrections seen so far with their authors, the latest first.
    patches: BTreeMap<ArticleId, Vec<(AnnotatorId, Arc<TextPatch>)>>,
}

impl Earlier {
    fn look_at(&mut self, found: &FoundLine, walk: &mut Walk<'_>) {
        for edit in found.line.edits.iter().rev() {
            match edit {
                Edit::PatchText(article, patch) => {
                    let known = self.patches.entry(article.clone()).or_default();
                    known.push((found.line.by.clone(), Arc::clone(patch)));
                }
                Edit::Put(Put { key, after, .. }) => {
                    if let Some(carried) = walk.carried.remove(key)
                        && let Some(exact) = self.exact(key, after.as_ref(), &carried)
                    {
                        walk.state.set(key, Some(exact));
                    }
                }
                Edit::MoveArticles(..) => {}
            }
        }
    }

    /// The value at the moment, from the one a line left, if it leads on to what it became.
    fn exact(&self, key: &Key, left: Option<&Record>, carried: &Carried) -> Option<Record> {
        let place = key.layer()?;
        let between = self.patches.get(&place.article).map_or(&[][..], Vec::as_slice);
        let others = between.iter().rev().filter(|(by, _)| *by != place.annotator);
        let at_moment = others.map(|(_, patch)| patch).try_fold(left?.clone(), carry)?;
        let later = carried.patches.iter().rev().try_fold(at_moment.clone(), carry)?;
        (later == carried.value).then_some(at_moment)
    }
}

/// A record after a correction of its text; `None` if that cut it.
fn carry(record: Record, patch: &Arc<TextPatch>) -> Option<Record> {
    match record {
        Record::Annotation(annotation) => carry_annotation(patch, &annotation).map(Record::Annotation),
        Record::State(state) => Some(Record::State(carry_state(patch, &state))),
        _ => None,
    }
}
