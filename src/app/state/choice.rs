//! Numbered choices: speakers, values of an attribute, what a caveat qualifies, reasons. One list for all of
//! them, so that one set of keys serves: a digit takes a row, `J` and `K` move, Enter takes the marked one,
//! Esc leaves.

use crate::app::command::{Command, Way};
use crate::model::id::AnnotationId;
use crate::model::text::visible::shown_name;

/// A list of things to choose from.
#[derive(Clone, Debug, PartialEq)]
pub struct Choice {
    /// What is being chosen.
    pub title: String,
    /// The command that opened the list.
    pub opener: Command,
    /// The rows; the first nine go by digits too.
    pub rows: Vec<ChoiceRow>,
    /// The row that is marked.
    pub picked: usize,
    /// What the opener does when it comes again: somewhere to type.
    pub again: Option<Command>,
}

/// One thing that can be chosen.
#[derive(Clone, Debug, PartialEq)]
pub struct ChoiceRow {
    /// What it is called.
    pub words: String,
    /// What more there is to say of it.
    pub detail: String,
    /// Whether it holds already.
    pub is_on: bool,
    /// What choosing it does.
    pub command: Command,
    /// What Shift with its digit does, where that is something else: adding instead of replacing.
    pub also: Option<Command>,
    /// The span to light up while the row is marked.
    pub shows: Option<AnnotationId>,
}

impl Choice {
    /// A list with its first row marked.
    #[must_use]
    pub fn new(title: impl Into<String>, opener: Command, rows: Vec<ChoiceRow>) -> Self {
        let title = shown_name(&title.into()).into_owned();
        Self { title, opener, rows, picked: 0, again: None }
    }

    /// What the opener does when it comes again.
    #[must_use]
    pub fn again(mut self, command: Command) -> Self {
        self.again = Some(command);
        self
    }

    /// Marks the next or previous row, round the ends.
    pub fn step(&mut self, way: Way) {
        let len = self.rows.len().max(1);
        self.picked = match way {
            Way::Next => (self.picked + 1) % len,
            Way::Previous => (self.picked + len - 1) % len,
        };
    }

    /// The row of a digit.
    pub fn row_of(&self, digit: u8) -> Option<&ChoiceRow> {
        self.rows.get(usize::from(digit.checked_sub(1)?))
    }

    /// The row that is marked.
    pub fn marked(&self) -> Option<&ChoiceRow> {
        self.rows.get(self.picked)
    }
}

impl ChoiceRow {
    /// A row that does this when it is chosen.
    #[must_use]
    pub fn new(words: impl Into<String>, command: Command) -> Self {
        let (words, detail) = (shown_name(&words.into()).into_owned(), String::new());
        Self { words, detail, is_on: false, command, also: None, shows: None }
    }

    /// More to say of it.
    #[must_use]
    pub fn detail(mut self, detail: impl Into<String>) -> Self {
        self.detail = shown_name(&detail.into()).into_owned();
        self
    }

    /// Whether it holds already.
    #[must_use]
    pub fn on(mut self, is_on: bool) -> Self {
        self.is_on = is_on;
        self
    }

    /// What Shift with its digit does.
    #[must_use]
    pub fn also(mut self, command: Command) -> Self {
        self.also = Some(command);
        self
    }

    /// The span to light up while it is marked.
    #[must_use]
    pub fn shows(mut self, id: AnnotationId) -> Self {
        self.shows = Some(id);
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_go_round_and_digits_count_from_one() {
        let rows = vec![ChoiceRow::new("a", Command::Remove), ChoiceRow::new("b", Command::Undo)];
        let mut choice = Choice::new("which", Command::Link, rows);
        choice.step(Way::Previous);
        assert_eq!(choice.marked().map(|row| row.words.as_str()), Some("b"));
        choice.step(Way::Next);
        assert_eq!(choice.marked().map(|row| row.words.as_str()), Some("a"));
        assert_eq!(choice.row_of(2).map(|row| &row.command), Some(&Command::Undo));
        assert!(choice.row_of(0).is_none() && choice.row_of(3).is_none());
    }
}
