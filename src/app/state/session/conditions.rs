//! When a command can be carried out on the corpus as it is shown, and why not.

use super::Session;
use crate::app::command::{When, Workspace};

impl Session {
    /// Whether a command's condition holds.
    pub fn allows(&self, when: When) -> bool {
        let writable = self.corpus.read_only().is_none();
        match when {
            When::Always | When::Corpus => true,
            When::Article => self.open.is_some(),
            When::Writing => writable && self.open.is_some(),
            // In Find a label is for all that was found.
            When::Target(digit) => {
                let has_target = match self.wide.shown {
                    Workspace::Search => self.wide.search.why_not_all().is_none(),
                    _ => self.has_words(),
                };
                writable && has_target && self.corpus.state().tagset.label_for_key(digit).is_some()
            }
            When::Words => self.has_words(),
            When::Focus => writable && self.focused().is_some() && !self.has_other_selection(),
            When::Span => writable && self.focused().is_some(),
            When::Tagset => writable,
            When::TagsetItem => writable && self.tags.cursor.is_some(),
            When::AnySpan => self.focused().is_some(),
            When::SpanOrRow => {
                writable
                    && match self.wide.shown {
                        Workspace::Annotate => self.focused().is_some(),
                        Workspace::Review => self.review.row().is_some(),
                        _ => false,
                    }
            }
            When::Found => self.wide.search.why_not_all().is_none(),
            When::FoundToChange => writable && self.wide.search.why_not_all().is_none(),
            When::Change => self.history.row().is_some(),
            When::Row => writable && self.review.row().is_some(),
            When::Finding => self.wide.checks.finding().is_some(),
            When::FindingToChange => writable && self.wide.checks.finding().is_some(),
            When::Undo => writable && self.corpus.undo_say().is_some(),
            When::Redo => writable && self.corpus.redo_say().is_some(),
        }
    }

    /// Why a command can't be carried out now.
    pub fn why_not(&self, when: When) -> String {
        let changes = matches!(
            when,
            When::Target(_)
                | When::Focus
                | When::Span
                | When::SpanOrRow
                | When::Row
                | When::FindingToChange
                | When::FoundToChange
                | When::Writing
                | When::Tagset
                | When::TagsetItem
                | When::Undo
                | When::Redo
        );
        if let Some(why) = self.corpus.read_only().filter(|_| changes) {
            return format!("This corpus can only be read: {why}");
        }
        match when {
            When::Always | When::Corpus | When::Tagset => String::new(),
            When::TagsetItem => "The tagset is empty; add a label first".to_owned(),
            When::Article | When::Writing => "Open an article first".to_owned(),
            When::Target(digit) if self.corpus.state().tagset.label_for_key(digit).is_none() => {
                format!("No label has the key {digit}")
            }
            When::Target(_) if self.wide.shown == Workspace::Search => {
                self.wide.search.why_not_all().unwrap_or_default().to_owned()
            }
            When::Target(_) | When::Words => "Select words, or put a span in focus, first".to_owned(),
            When::Focus if self.focused().is_some() => {
                "This is about the span in focus; Esc gives the selected words up first".to_owned()
            }
            When::Focus | When::Span | When::AnySpan | When::SpanOrRow => {
                "Put a span in focus first".to_owned()
            }
            When::Found | When::FoundToChange => {
                self.wide.search.why_not_all().unwrap_or_default().to_owned()
            }
            When::Row => "There is no row to decide on".to_owned(),
            When::Finding | When::FindingToChange => {
                "Point at a finding in the Checks workspace first".to_owned()
            }
            When::Change => "Point at a change in the History workspace first".to_owned(),
            When::Undo => "There is nothing to undo".to_owned(),
            When::Redo => "There is nothing to redo".to_owned(),
        }
    }
}
