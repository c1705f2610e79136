//! Numbered choices: speakers, values of an attribute, what a caveat qualifies, reasons. One list for all of
//! them, so that one set of keys serves: a digit takes a row, `J` and `K` move, Enter takes the marked one,
//! Esc leaves.

use std::sync::Arc;

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
    /// What narrows a long list; short ones have no use for it.
    pub filter: Option<ChoiceFilter>,
}

/// All the rows of a list that is too long to be shown whole, and what it is narrowed to.
#[derive(Clone, Debug, PartialEq)]
pub struct ChoiceFilter {
    /// What is typed.
    pub words: String,
    /// How many rows have all of these words and are not shown.
    pub num_more: usize,
    all: Arc<Vec<ChoiceRow>>,
}

/// A list of so many rows is chosen from by digits alone.
const MAX_PLAIN: usize = 9;
/// At most so many rows of a longer one are shown; typing brings the others.
const MAX_SHOWN: usize = 50;

/// One thing that can be chosen.
#[derive(Clone, Debug, PartialEq)]
pub struct ChoiceRow {
    /// What it is called.
    pub words: String,
    /// What more there is to say of it.
    pub detail: String,
    /// Other names it is found by.
    pub others: String,
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
        Self { title, opener, rows, picked: 0, again: None, filter: None }
    }

    /// A list of any length: a long one is narrowed by typing, so that every row of it can be reached.
    #[must_use]
    pub fn of_many(title: impl Into<String>, opener: Command, rows: Vec<ChoiceRow>) -> Self {
        if rows.len() <= MAX_PLAIN {
            return Self::new(title, opener, rows);
        }
        let filter = ChoiceFilter { words: String::new(), num_more: 0, all: Arc::new(rows) };
        let mut choice = Self { filter: Some(filter), ..Self::new(title, opener, Vec::new()) };
        choice.narrow(String::new());
        choice
    }

    /// Shows the first of the rows that hold every word that is typed, with the first one marked.
    pub fn narrow(&mut self, typed: String) {
        let Some(filter) = &mut self.filter else { return };
        let small = typed.to_lowercase();
        let words: Vec<&str> = small.split_whitespace().collect();
        let holds = |row: &&ChoiceRow| {
            words.is_empty() || {
                let told = format!("{}\n{}", row.words, row.others).to_lowercase();
                words.iter().all(|word| told.contains(word))
            }
        };
        let mut found = filter.all.iter().filter(holds);
        self.rows = found.by_ref().take(MAX_SHOWN).cloned().collect();
        filter.num_more = found.count();
        filter.words = typed;
        self.picked = 0;
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
        Self { words, detail, others: String::new(), is_on: false, command, also: None, shows: None }
    }

    /// Other names it is found by when one types.
    #[must_use]
    pub fn found_by<'n>(mut self, names: impl IntoIterator<Item = &'n str>) -> Self {
        self.others = names.into_iter().collect::<Vec<_>>().join("\n");
        self
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

    #[test]
    fn every_row_of_a_long_list_is_reached_by_typing() {
        let row = |at: usize| ChoiceRow::new(format!("Person {at} Marsh"), Command::ChooseAnyAttribute);
        let mut rows: Vec<ChoiceRow> = (0..1_000).map(row).collect();
        rows[700] = row(700).found_by(["The Heron"]);
        let mut choice = Choice::of_many("which", Command::Link, rows);
        let shown = |choice: &Choice| {
            let first = choice.rows.first().map(|row| row.words.clone()).unwrap_or_default();
            (first, choice.rows.len(), choice.filter.as_ref().map(|filter| filter.num_more))
        };
        assert_eq!(shown(&choice), ("Person 0 Marsh".to_owned(), 50, Some(950)));
        choice.step(Way::Next);
        choice.narrow("marsh 99".to_owned());
        assert_eq!(shown(&choice), ("Person 99 Marsh".to_owned(), 19, Some(0)));
        assert_eq!(choice.picked, 0);
        choice.narrow("heron".to_owned());
        assert_eq!(shown(&choice), ("Person 700 Marsh".to_owned(), 1, Some(0)));
        choice.narrow("nobody".to_owned());
        assert!(choice.marked().is_none());
        assert!(Choice::of_many("which", Command::Link, vec![row(1)]).filter.is_none());
    }
}
