//! Undo and redo: new transactions that invert older ones of this writer.

use std::sync::Arc;

use super::OpenCorpus;
use crate::model::edit::{Edit, Key, Put, Record, apply_all};
use crate::model::id::ArticleId;
use crate::model::time::Timestamp;
use crate::store::error::StoreError;
use crate::store::fold::carried_to_today;
use crate::store::history::{Kind, Line};

/// What an undo or redo did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Replayed {
    /// What was undone or redone, in the words it was done with.
    pub say: String,
    /// The edits that were applied.
    pub edits: Vec<Edit>,
}

/// What the next undo would take back, or the next redo do again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Upcoming {
    /// The number of its first line in this writer's history.
    pub n: u64,
    /// What was done, in words.
    pub say: String,
    /// The edits that would be applied.
    pub edits: Vec<Edit>,
    /// Whether it was done before the corpus was opened this time.
    pub is_of_earlier_run: bool,
}

impl OpenCorpus {
    /// What the next undo would take back; `None` if there is nothing left.
    pub fn upcoming_undo(&mut self) -> Result<Option<Upcoming>, StoreError> {
        let run = self.history.next_undo(self.place.disk.as_ref(), &self.place.layout)?;
        Ok(self.upcoming(run.iter().map(|line| (line, line.edits.iter().rev().map(Edit::inverse).collect()))))
    }

    /// What the next redo would do again; `None` if there is nothing.
    pub fn upcoming_redo(&self) -> Option<Upcoming> {
        let run = self.history.next_redo();
        self.upcoming(run.iter().map(|line| (line, line.edits.clone())))
    }

    fn upcoming<'l>(&self, run: impl Iterator<Item = (&'l Arc<Line>, Vec<Edit>)>) -> Option<Upcoming> {
        let (lines, edits): (Vec<&Arc<Line>>, Vec<Vec<Edit>>) = run.unzip();
        let first = lines.into_iter().min_by_key(|line| line.n)?;
        Some(Upcoming {
            n: first.n,
            say: first.say.clone(),
            edits: edits.concat(),
            is_of_earlier_run: first.n <= self.history.opened_at_n,
        })
    }

    /// What the next undo takes back, in words.
    pub fn undo_say(&self) -> Option<&str> {
        self.history.undo_say()
    }

    /// What the next redo does again, in words.
    pub fn redo_say(&self) -> Option<&str> {
        self.history.redo_say()
    }

    /// Takes back the last thing this writer did, in this session or an earlier one; `None` if there is
    /// nothing left. Refused as a whole where somebody has changed one of its records since.
    pub fn undo(&mut self, now: Timestamp) -> Result<Option<Replayed>, StoreError> {
        let run = self.history.next_undo(self.place.disk.as_ref(), &self.place.layout)?;
        let steps = run.into_iter().map(|line| {
            let edits = line.edits.iter().rev().map(Edit::inverse).collect();
            Step { kind: Kind::Undo(line.n), edits, line }
        });
        self.replay(steps.collect(), now)
    }

    /// Does again what was last undone; `None` if there is nothing.
    pub fn redo(&mut self, now: Timestamp) -> Result<Option<Replayed>, StoreError> {
        let steps = self.history.next_redo().into_iter().map(|line| {
            let edits = line.edits.clone();
            Step { kind: Kind::Redo(line.n), edits, line }
        });
        self.replay(steps.collect(), now)
    }

    fn replay(&mut self, steps: Vec<Step>, now: Timestamp) -> Result<Option<Replayed>, StoreError> {
        // The run is called by its first line, the one that doesn't join another.
        let Some(say) = steps.iter().min_by_key(|step| step.line.n).map(|step| step.line.say.clone()) else {
            return Ok(None);
        };
        if let Some(why) = self.read_only() {
            return Err(StoreError::ReadOnly(why.to_owned()));
        }
        let steps = steps
            .into_iter()
            .map(|step| self.fitted(step))
            .collect::<Option<Vec<Step>>>()
            .ok_or_else(|| StoreError::CannotUndo { say: say.clone(), why: CORRECTED.to_owned() })?;
        let edits: Vec<Edit> = steps.iter().flat_map(|step| step.edits.iter().cloned()).collect();
        self.check_files(&edits)?;
        apply_all(&edits, &self.annotator, &mut self.state, &mut self.articles)
            .map_err(|err| StoreError::CannotUndo { say: say.clone(), why: err.to_string() })?;
        for (idx, step) in steps.into_iter().enumerate() {
            self.append(step.kind, step.line.say.clone(), idx > 0, step.edits, now)?;
        }
        Ok(Some(Replayed { say, edits }))
    }

    /// A step whose annotations lie in the text of today: somebody else may have corrected it since the line was
    /// written. `None` if one has no place there any more.
    fn fitted(&self, step: Step) -> Option<Step> {
        let Step { kind, edits, line } = step;
        let words = self.history.words(line.n);
        let corrects = |id: &ArticleId| {
            line.edits.iter().any(|edit| matches!(edit, Edit::PatchText(article, _) if article == id))
        };
        let fit = |edit: Edit| -> Option<Edit> {
            let Edit::Put(Put {
                key: Key::Annotation(layer, _),
                after: Some(Record::Annotation(annotation)),
                ..
            }) = &edit
            else {
                return Some(edit);
            };
            let Edit::Put(put) = &edit else { return Some(edit) };
            let said = words.as_ref().and_then(|words| words.get(&put.key));
            let said = said.and_then(|said| match kind {
                Kind::Undo(_) => said.before.as_ref(),
                _ => said.after.as_ref(),
            });
            // Words that were not at hand when the line was written tell nothing.
            let said = said.filter(|said| said.iter().all(|(_, _, words)| !words.is_empty()));
            let (Some(said), false) = (said, corrects(&layer.article)) else { return Some(edit) };
            let Ok(article) = self.articles.get(&layer.article) else { return Some(edit) };
            let carried = carried_to_today(annotation, said, &article)?;
            Some(Edit::Put(Put { after: Some(Record::Annotation(carried)), ..put.clone() }))
        };
        let edits = edits.into_iter().map(fit).collect::<Option<Vec<Edit>>>()?;
        Some(Step { kind, edits, line })
    }
}

/// Why something can't be undone or redone.
const CORRECTED: &str = "somebody else has corrected the words since";

/// One line that is undone or redone.
struct Step {
    kind: Kind,
    edits: Vec<Edit>,
    line: Arc<Line>,
}
