//! What a line changed, with the texts its ranges count in.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::LineId;
use super::lines::{Histories, LineFilter, LinePlace, is_about};
use crate::model::article::ArticleText;
use crate::model::edit::Edit;
use crate::model::id::ArticleId;
use crate::model::reader::CorpusReader as _;
use crate::store::error::StoreError;
use crate::store::history::Line;
use crate::store::open_corpus::CorpusSnapshot;

/// The texts of no more articles than this are looked for.
const MAX_ARTICLES: usize = 20;

/// A line with the texts its ranges count in.
#[derive(Clone, Debug)]
pub struct LineDetail {
    /// The line.
    pub line: Arc<Line>,
    /// The texts of articles it touches, as far as they can be told.
    pub texts: BTreeMap<ArticleId, LineTexts>,
}

/// The text of an article around a line: two different ones only where the line corrects it.
#[derive(Clone, Debug)]
pub struct LineTexts {
    /// Before the line.
    pub before: ArticleText,
    /// After it.
    pub after: ArticleText,
}

impl Histories {
    /// Reads a line again, with the texts its ranges count in.
    pub fn detail(
        &self,
        corpus: &CorpusSnapshot,
        id: &LineId,
        place: &LinePlace,
    ) -> Result<LineDetail, StoreError> {
        let line = self.line(id, place)?;
        let mut articles: BTreeSet<&ArticleId> = BTreeSet::new();
        for edit in &line.edits {
            match edit {
                Edit::Put(put) => articles.extend(put.key.article()),
                Edit::PatchText(article, _) => articles.extend([article]),
                Edit::MoveArticles(..) => {}
            }
        }
        let mut texts = BTreeMap::new();
        for article in articles.into_iter().take(MAX_ARTICLES) {
            if let Some(found) = self.texts_around(corpus, article, id, &line)? {
                texts.insert(article.clone(), found);
            }
        }
        Ok(LineDetail { line, texts })
    }

    /// The text of an article before and after a line; `None` if it can't be told.
    fn texts_around(
        &self,
        corpus: &CorpusSnapshot,
        article: &ArticleId,
        id: &LineId,
        line: &Line,
    ) -> Result<Option<LineTexts>, StoreError> {
        let Ok(now) = corpus.article(article).or_else(|_| corpus.trashed_article(article)) else {
            return Ok(None);
        };
        let mut after = Some(now.text.clone());
        if !now.patches.is_empty() {
            let filter =
                LineFilter { article: Some(article.clone()), since: Some(id.t), ..LineFilter::default() };
            for found in self.newest_first(filter)? {
                let found = found?;
                if found.id <= *id {
                    break;
                }
                after = after.and_then(|text| text_before(&text, article, &found.line));
            }
        }
        let Some(after) = after else { return Ok(None) };
        Ok(text_before(&after, article, line).map(|before| LineTexts { before, after }))
    }
}

/// The text before a line, from the one after it; `None` if its corrections don't fit.
fn text_before(after: &ArticleText, article: &ArticleId, line: &Line) -> Option<ArticleText> {
    let mut text = after.clone();
    for edit in line.edits.iter().rev().filter(|edit| is_about(edit, article)) {
        if let Edit::PatchText(_, patch) = edit {
            text = patch.inverse().apply(&text).ok()?;
        }
    }
    Some(text)
}
