//! Merging an article that somebody else has changed: its text with every layer on it, its metadata and blocks.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::{FromOthers, Verdict, decide};
use crate::model::article::{Article, ArticleText, TextPatch};
use crate::model::edit::{ArticleAccess as _, ArticleStamp, Direction, Edit, Key, Put};
use crate::model::id::ArticleId;
use crate::model::text::TextHash;
use crate::store::fold::{Recovered, RecoveredValue};
use crate::store::layout::RecordFile;
use crate::store::load::{Loaded, chain_from};
use crate::store::open_corpus::OpenCorpus;
use crate::store::open_corpus::save::Saving;

impl OpenCorpus {
    /// Merges an article. Whether its layers have to be looked at as well.
    pub(super) fn merge_article(
        &mut self,
        id: &ArticleId,
        is_there: bool,
        loaded: &Loaded,
        from_others: &mut FromOthers,
    ) -> bool {
        let file = RecordFile::Article(id.clone());
        let row = self.state.articles.get(id).cloned();
        if !is_there {
            if let Some(row) = row {
                self.forget_article(id, from_others);
                from_others.say.push(format!("“{}” has been taken away by somebody else", row.shown_title));
            }
            return false;
        }
        self.locked.remove(&file);
        if let Some(why) = loaded.locked.get(&file) {
            self.locked.insert(file.clone(), why.clone());
        }
        let Some(theirs) = loaded.texts.get(id) else { return false };
        let Some(row) = row else {
            self.state.put_article(theirs);
            self.articles.refresh(Arc::clone(theirs));
            let stamp = ArticleStamp { id: id.clone(), hash: theirs.text.hash() };
            from_others.edits.push(Edit::MoveArticles(Arc::new(vec![stamp]), Direction::In));
            let title = self.state.articles.get(id).map(|row| row.shown_title.clone()).unwrap_or_default();
            from_others.say.push(format!("“{title}” has been added by somebody else"));
            return true;
        };
        let mine = self.articles.at_hand(id);
        let is_ahead = self.has_own_text(id, theirs);
        let text_changed = theirs.text.hash() != row.text_hash && !is_ahead;
        let mut merged = Article::clone(theirs);
        if text_changed {
            self.follow_text(id, mine.as_deref(), theirs, from_others);
        } else if let (true, Some(mine)) = (is_ahead, &mine) {
            // Corrections of one's own that the file lacks come after whatever it has.
            let own = self.own_patches(id).into_iter().map(|(_, patch)| Arc::unwrap_or_clone(patch));
            merged.text = mine.text.clone();
            merged.patches.extend(own);
        }
        self.merge_parts(id, mine.as_deref(), theirs, &mut merged, from_others);
        self.state.put_article(&merged);
        let merged = Arc::new(merged);
        let is_dirty = self.saving.as_ref().is_some_and(|saving| !saving.dirty_lines(&file).is_empty());
        if is_dirty {
            self.articles.replace(merged);
        } else {
            self.articles.refresh(merged);
        }
        text_changed
    }

    /// Whether an article's text in memory is that of its file with own corrections that it does not have yet.
    fn has_own_text(&self, id: &ArticleId, theirs: &Article) -> bool {
        self.own_patches(id).first().is_some_and(|(_, patch)| patch.from_hash == theirs.text.hash())
    }

    /// The own corrections of an article that its file does not have, each with its line.
    fn own_patches(&self, id: &ArticleId) -> Vec<(u64, Arc<TextPatch>)> {
        let file = RecordFile::Article(id.clone());
        let lines = self.saving.as_ref().map(|saving| saving.dirty_lines(&file)).unwrap_or_default();
        let lines = lines.into_iter().filter_map(|n| self.history.at_hand(n));
        let edits = lines.flat_map(|line| line.edits.iter().map(move |edit| (line.n, edit)));
        edits
            .filter_map(|(n, edit)| match edit {
                Edit::PatchText(on, patch) if on == id => Some((n, Arc::clone(patch))),
                _ => None,
            })
            .collect()
    }

    /// Carries every layer on an article to the text that somebody else has given it. Own corrections that are
    /// not in the file give way, and are listed.
    fn follow_text(
        &mut self,
        id: &ArticleId,
        mine: Option<&Article>,
        theirs: &Article,
        from_others: &mut FromOthers,
    ) {
        let own = self.own_patches(id);
        if !own.is_empty() {
            for (n, patch) in own {
                let what = RecoveredValue::Correction { article: id.clone(), patch };
                self.recovered.push(Recovered { what, lines: BTreeSet::from([n]) });
            }
            from_others.say.push(format!(
                "The text of {id} was corrected by somebody else too; theirs stays, and your correction is among \
                 what was recovered"
            ));
        }
        let Some(row) = self.state.articles.get(id) else { return };
        if let Some(steps) = way_between(row.text_hash, mine, theirs) {
            for (patch, before) in steps {
                self.state.carry_layers(id, &patch, before.as_str());
                from_others.edits.push(Edit::PatchText(id.clone(), Arc::new(patch)));
            }
            return;
        }
        // Nothing leads from one text to the other: the layers are taken as the files have them.
        let own = RecordFile::Layer(self.annotator.clone(), id.clone());
        self.state.forget_layers(id);
        let is_dirty = |saving: &Saving| !saving.dirty_lines(&own).is_empty();
        if self.saving.as_ref().is_some_and(is_dirty) {
            let why = "the article's text was put back while there was unwritten work on it";
            self.locked.insert(own, why.to_owned());
        }
        if let Ok(patch) = TextPatch::replacing(&theirs.text, 0..0, "") {
            from_others.edits.push(Edit::PatchText(id.clone(), Arc::new(patch)));
        }
    }

    /// Merges the parts of an article but for its text.
    fn merge_parts(
        &mut self,
        id: &ArticleId,
        mine: Option<&Article>,
        theirs: &Article,
        merged: &mut Article,
        from_others: &mut FromOthers,
    ) {
        let file = RecordFile::Article(id.clone());
        let chains = self.dirty_chains(&file);
        for key in [Key::Metadata(id.clone()), Key::Blocks(id.clone()), Key::CopyOf(id.clone())] {
            let other = key.value_in(theirs);
            let current = match key {
                Key::Blocks(_) => mine.map_or_else(|| other.clone(), |mine| key.value_in(mine)),
                _ => self.state.get(&key),
            };
            let value = match decide(chains.get(&key), current.clone(), other, false) {
                Verdict::Is(value) => value,
                Verdict::Differs { mine, theirs } => self.give_way(&key, mine, theirs, from_others),
            };
            key.put_into(merged, value.as_ref());
            if matches!(key, Key::Blocks(_)) {
                merged.blocks =
                    Article::fitting_blocks(merged.text.as_str(), std::mem::take(&mut merged.blocks));
            }
            if current != value {
                from_others.edits.push(Edit::Put(Put { key, before: current, after: value }));
            }
        }
    }

    /// Takes an article out of memory whose file is gone. What waits for its files waits on.
    fn forget_article(&mut self, id: &ArticleId, from_others: &mut FromOthers) {
        let Some(row) = self.state.articles.get(id) else { return };
        let stamp = ArticleStamp { id: id.clone(), hash: row.text_hash };
        from_others.edits.push(Edit::MoveArticles(Arc::new(vec![stamp]), Direction::Out));
        let own = RecordFile::Layer(self.annotator.clone(), id.clone());
        for file in [RecordFile::Article(id.clone()), own] {
            self.locked.insert(file, format!("there is no article {id} any more"));
        }
        self.state.forget_article(id);
        self.articles.forget(id);
    }
}

/// The patches that lead from the text in memory to that of a file, each with the text it changes.
fn way_between(
    from: TextHash,
    mine: Option<&Article>,
    theirs: &Article,
) -> Option<Vec<(TextPatch, ArticleText)>> {
    if let Some((text, patches)) = chain_from(theirs, from) {
        return Some(with_texts(text, patches.to_vec()));
    }
    let mine = mine?;
    // Back to the last text they have in common, then forward.
    for len in (0..=theirs.patches.len()).rev() {
        let common = match theirs.patches.get(len) {
            Some(next) => next.from_hash,
            None => theirs.text.hash(),
        };
        if let Some((_, back)) = chain_from(mine, common) {
            let back = back.iter().rev().map(TextPatch::inverse);
            let forward = theirs.patches[len..].iter().cloned();
            return Some(with_texts(mine.text.clone(), back.chain(forward).collect()));
        }
    }
    None
}

fn with_texts(mut text: ArticleText, patches: Vec<TextPatch>) -> Vec<(TextPatch, ArticleText)> {
    let mut steps = Vec::with_capacity(patches.len());
    for patch in patches {
        let Ok(after) = patch.apply(&text) else { break };
        steps.push((patch, std::mem::replace(&mut text, after)));
    }
    steps
}
