//! What came back from review, answered: mended, or said why it is right.

use crate::app::run::Work;
use crate::app::state::FocusWish;
use crate::app::state::review::bench::PromptAbout;
use crate::model::annotation::{Annotation, AnnotationKey};
use crate::model::change::{self, ChangeError, Judgement};
use crate::model::edit::LayerKey;
use crate::model::review::returned::{Returned, differences, returned};
use crate::model::review::{DISAGREE, Verdict};
use crate::model::text::numbers::in_thousands;

impl Work<'_> {
    /// The row that is pointed at, if it came back, and what reviewers said.
    fn row_that_came_back(&mut self) -> Option<(AnnotationKey, Vec<Returned>)> {
        let row = self.session.review.row()?;
        let (key, annotation) = (row.key.clone(), row.annotation.clone());
        let layers = self.session.corpus.state().layers.get(&key.article)?;
        let back = if key.annotator == *self.session.annotator() {
            returned(layers, &key.to_ref(), &annotation)
        } else {
            Vec::new()
        };
        if back.is_empty() {
            self.desk.refuse("This span did not come back; W shows those that did");
            return None;
        }
        Some((key, back))
    }

    /// Makes one's own span what the correction says; a rejected one is changed in its article.
    pub(super) fn mend_row(&mut self) {
        let Some((key, back)) = self.row_that_came_back() else { return };
        let Some(correction) = back.into_iter().find_map(|one| one.replacement) else {
            return self.begin_editing();
        };
        let now = self.services.now();
        let state = self.session.corpus.state();
        let layer = LayerKey::of(&key);
        let changed =
            self.session.review.row().map(|row| differences(&row.annotation, &correction).join(", "));
        let take_over = |span: &mut Annotation| {
            let Annotation { label, fragments, attribution, attributes, items, .. } = (*correction).clone();
            Annotation { label, fragments, attribution, attributes, items, ..span.clone() }
        };
        let change = change::annotation(state, &layer, &key.annotation, now, "Mend as corrected", |span| {
            *span = take_over(span);
        });
        if change == Err(ChangeError::Nothing) {
            return self.desk.refuse("Your span says already what the correction says; X answers it");
        }
        if self.apply(change) {
            self.go_on_after_answer(&key, &format!("Mended: {}", changed.unwrap_or_default()));
        }
    }

    pub(super) fn ask_why_not(&mut self) {
        if self.row_that_came_back().is_some() {
            self.open_prompt(PromptAbout::Disagree, "");
        }
    }

    /// Says that one's own span is right, and why. It returns to the reviewer's queue.
    pub(super) fn disagree(&mut self, why: &str) {
        let Some((key, _)) = self.row_that_came_back() else { return };
        let now = self.services.now();
        let layer = LayerKey::of(&key);
        let (verdict, reason, note) = (Verdict::Accepted, DISAGREE.to_owned(), why.to_owned());
        let judgement = Judgement { verdict, reason, note };
        let decided =
            change::decide(self.session.corpus.state(), &layer, &key.to_ref(), judgement, None, now);
        let change = decided.map(|change| crate::model::edit::Transaction {
            say: "Disagree with the review".to_owned(),
            ..change
        });
        if self.apply(change) {
            self.go_on_after_answer(&key, "It goes back to the reviewer with your words");
        }
    }

    /// Goes on to the next that came back, and says how many are left.
    fn go_on_after_answer(&mut self, key: &AnnotationKey, what: &str) {
        let table = &mut self.session.review;
        let from = table.line_of(key).map_or(table.cursor, |at| at + 1);
        let came_back = |at: &usize| table.get(*at).is_some_and(|row| row.facts.review.came_back);
        let next = (from..table.len()).find(came_back).or_else(|| (0..from.min(table.len())).find(came_back));
        if let Some(next) = next {
            table.cursor = next;
        }
        let left = match table.num_came_back() {
            0 => "nothing else came back".to_owned(),
            num => format!("{} to answer", in_thousands(num)),
        };
        self.desk.say(format!("{what}; {left}"));
        self.desk.focus_wish = Some(FocusWish::Review);
    }
}
