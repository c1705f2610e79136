//! The tables of a brief: who stands where, and two items term by term.

use super::Brief;
use super::head::day;
use crate::analysis::positions::{Act, Cell, Comparison, Matrix, Scope, TermPair};
use crate::model::annotation::AnnotationKey;
use crate::model::id::ItemId;
use crate::model::text::markdown::escaped;

/// No more columns of terms than this stand in one table: a wider one can't be read.
const MAX_COLUMNS: usize = 5;

impl Brief<'_> {
    pub(super) fn matrix(&mut self, matrix: &Matrix) {
        if matrix.rows.is_empty() {
            return;
        }
        self.heading("Positions");
        self.line("The latest word of each; earlier ones behind it.");
        let used: Vec<usize> = (0..matrix.columns.len())
            .filter(|column| matrix.rows.iter().any(|row| row.cells[*column].is_some()))
            .collect();
        for columns in used.chunks(MAX_COLUMNS) {
            let mut heads = vec!["Voice".to_owned()];
            heads.extend(columns.iter().map(|column| self.column_name(&matrix.columns[*column])));
            self.out.push('\n');
            self.table_head(&heads);
            for row in &matrix.rows {
                if columns.iter().all(|column| row.cells[*column].is_none()) {
                    continue;
                }
                let mut name = escaped(&self.positions.speaker_name(&row.speaker));
                let members: Vec<_> = row.members.iter().filter(|member| **member != row.speaker).collect();
                if !members.is_empty() {
                    name = format!("{name} ({})", escaped(&self.positions.speaker_names(members)));
                }
                let mut cells = vec![name];
                for column in columns {
                    cells.push(row.cells[*column].as_ref().map(|cell| self.cell(cell)).unwrap_or_default());
                }
                self.table_row(&cells);
            }
        }
    }

    fn column_name(&self, id: &ItemId) -> String {
        if id == self.item { "As a whole".to_owned() } else { self.name(id) }
    }

    fn cell(&mut self, cell: &Cell) -> String {
        let stance = &cell.stance;
        let mut told = format!("{}, {}{}", stance.act.name(), day(stance.date), self.notes.mark(&stance.key));
        told.push_str(&self.but_marks(&stance.key));
        let others: Vec<&AnnotationKey> = cell.keys.iter().filter(|key| **key != stance.key).collect();
        if !others.is_empty() {
            let marks = self.marks(others);
            told = format!("{told} · {marks}");
        }
        told
    }

    pub(super) fn comparison(&mut self, (one, two): &(ItemId, ItemId), comparison: &Comparison) {
        let (one_name, two_name) = (self.name(one), self.name(two));
        self.heading(&format!("Term by term: {one_name} and {two_name}"));
        self.table_head(&["Term".to_owned(), one_name, two_name, "What became of it".to_owned()]);
        let (on_one, on_two) = &comparison.whole;
        let cells = vec![
            "As a whole".to_owned(),
            self.side(Some(one), on_one),
            self.side(Some(two), on_two),
            String::new(),
        ];
        self.table_row(&cells);
        for TermPair { one, two, change, one_keys, two_keys, .. } in &comparison.terms {
            let name = match (one, two) {
                (Some(one), Some(two)) if self.name(one) != self.name(two) => {
                    format!("{} / {}", self.name(one), self.name(two))
                }
                (Some(term), _) | (None, Some(term)) => self.name(term),
                (None, None) => continue,
            };
            let sides = [self.side(one.as_ref(), one_keys), self.side(two.as_ref(), two_keys)];
            let [one, two] = sides;
            self.table_row(&[name, one, two, change.name().to_owned()]);
        }
    }

    /// What one side says of a term: what was put forward in its words, what others said of it by footnote.
    fn side(&mut self, term: Option<&ItemId>, keys: &[AnnotationKey]) -> String {
        let Some(term) = term else { return "—".to_owned() };
        let bearings = self.positions.bearings(term, Scope::Item, self.options.by);
        let is_forward = |key: &AnnotationKey| {
            bearings.iter().any(|bearing| {
                let acts = [Act::States, Act::Repeats, Act::Changes, Act::Withdraws];
                bearing.key == *key && bearing.act.is_some_and(|act| acts.contains(&act))
            })
        };
        let (forward, others): (Vec<&AnnotationKey>, Vec<&AnnotationKey>) =
            keys.iter().partition(|key| is_forward(key));
        let mut lines = Vec::new();
        for key in forward {
            let acts =
                bearings.iter().filter(|bearing| bearing.key == *key).filter_map(|bearing| bearing.act);
            let acts: Vec<&str> =
                acts.filter(|act| matches!(act, Act::Changes | Act::Withdraws)).map(Act::name).collect();
            let acts = if acts.is_empty() { String::new() } else { format!(" ({})", acts.join(", ")) };
            lines.push(format!("{}{acts}: {}", self.who(key), self.quoted(key)));
            lines.extend(self.buts(key));
        }
        if !others.is_empty() {
            let marks = self.marks(others);
            lines.push(format!("others on it{marks}"));
        }
        if lines.is_empty() { "no span".to_owned() } else { lines.join("<br>") }
    }

    fn table_head(&mut self, heads: &[String]) {
        self.table_row(heads);
        let rule: Vec<String> = heads.iter().map(|_| "---".to_owned()).collect();
        self.table_row(&rule);
    }

    fn table_row(&mut self, cells: &[String]) {
        self.line(&format!("| {} |", cells.join(" | ")));
    }
}
