//! How many of the annotator's spans came back from review and are not answered: told of wherever one is. Counted
//! once for the whole corpus, then for the articles that change.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::annotation::AnnotationRef;
use crate::model::corpus::{CorpusState, Layers};
use crate::model::edit::{Edit, Key};
use crate::model::id::{AnnotatorId, ArticleId};
use crate::model::review::Verdict;
use crate::model::review::returned::returned;

/// How many spans came back.
#[derive(Debug, Default)]
pub struct CameBack {
    by_article: BTreeMap<ArticleId, usize>,
    num: usize,
    /// How many there were when that was last told.
    num_told: usize,
}

impl CameBack {
    /// Those of a corpus. O(decisions).
    pub fn of(state: &CorpusState, own: &AnnotatorId) -> Self {
        let mut all = Self::default();
        for (article, layers) in &state.layers {
            all.set(article, count(layers, own));
        }
        all.num_told = all.num;
        all
    }

    /// Keeps the count up with edits; `state` is the corpus after them.
    pub fn follow(&mut self, state: &CorpusState, own: &AnnotatorId, edits: &[Edit]) {
        let mut articles = BTreeSet::new();
        for edit in edits {
            match edit {
                Edit::Put(put) if matches!(put.key, Key::Annotation(..) | Key::Decision(..)) => {
                    articles.extend(put.key.article());
                }
                Edit::Put(_) => {}
                Edit::PatchText(article, _) => {
                    articles.insert(article);
                }
                Edit::MoveArticles(stamps, _) => articles.extend(stamps.iter().map(|stamp| &stamp.id)),
            }
        }
        for article in articles {
            self.set(article, state.layers.get(article).map_or(0, |layers| count(layers, own)));
        }
        self.num_told = self.num_told.min(self.num);
    }

    fn set(&mut self, article: &ArticleId, count: usize) {
        let before = match count {
            0 => self.by_article.remove(article),
            count => self.by_article.insert(article.clone(), count),
        };
        self.num = self.num - before.unwrap_or(0) + count;
    }

    /// How many there are.
    pub fn num(&self) -> usize {
        self.num
    }

    /// How many more there are than were told of; that counts as told.
    pub fn take_news(&mut self) -> usize {
        let news = self.num.saturating_sub(self.num_told);
        self.num_told = self.num;
        news
    }
}

/// How many of an annotator's spans on one article came back.
fn count(layers: &Layers, own: &AnnotatorId) -> usize {
    let Some(layer) = layers.get(own) else { return 0 };
    let decisions =
        layers.iter().filter(|(who, _)| *who != own).flat_map(|(_, layer)| layer.decisions.values());
    let judged: BTreeSet<&AnnotationRef> = decisions
        .filter(|decision| {
            decision.on.annotator == *own
                && matches!(decision.verdict, Verdict::Rejected | Verdict::Corrected)
        })
        .map(|decision| &decision.on)
        .collect();
    let is_back = |on: &&&AnnotationRef| {
        layer
            .annotations
            .get(&on.annotation)
            .is_some_and(|annotation| !returned(layers, on, annotation).is_empty())
    };
    judged.iter().filter(is_back).count()
}
