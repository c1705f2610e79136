//! Positions as a table of cells, and two items term by term with the words of both.

use super::super::words::Words;
use super::super::{DateBy, Positions, Rows, TermChange};
use super::{BAD, Canvas, GOOD, LINE, NAME, OPEN, QUIET, SMALL, WORDS, by_in_words, tone};
use crate::analysis::chart::svg::pen::Look;
use crate::analysis::chart::svg::{MARGIN, WIDTH};
use crate::analysis::chart::words::{cut_in_the_middle, lines};
use crate::model::annotation::AnnotationKey;
use crate::model::id::ItemId;
use crate::model::reader::{CorpusReader, ReadError};
use crate::model::text::numbers::{counted, in_thousands};

/// Room for the names of rows.
const NAMES: f64 = 200.0;
/// Width of a column of stances, and height of a row of them.
const STANCE: (f64, f64) = (124.0, 40.0);
/// At most so many rows and columns are drawn.
const MAX_ROWS: usize = 60;
const MAX_COLUMNS: usize = 24;
/// At most so many lines of words are drawn in a cell.
const MAX_LINES: usize = 5;

impl Positions<'_> {
    /// Who stands where on an item and its terms, as an SVG picture.
    pub fn matrix_svg(&self, item: &ItemId, rows: Rows, by: DateBy) -> String {
        let matrix = self.matrix(item, rows, by);
        let columns = matrix.columns.len().min(MAX_COLUMNS);
        let width = (MARGIN * 2.0 + NAMES + STANCE.0 * columns as f64).max(WIDTH * 0.6);
        let note =
            format!("The latest stance of each, {}: + for it, − against it, ~ neither.", by_in_words(by));
        let mut canvas = Canvas::new(self.picture_title(item), note, width);
        if matrix.rows.is_empty() {
            canvas.note("Nothing bears on it.");
            return canvas.finished();
        }
        let left = |column: usize| MARGIN + NAMES + STANCE.0 * column as f64;
        let mut lowest = 0;
        for (at, column) in matrix.columns.iter().take(columns).enumerate() {
            let name = lines(&self.item_name(column), SMALL.size, STANCE.0 - 12.0);
            for (line, words) in name.iter().take(3).enumerate() {
                let words = cut_in_the_middle(words, SMALL.size, STANCE.0 - 12.0);
                let y = canvas.y + 14.0 * line as f64;
                canvas.pen.text((left(at) + 6.0, y), &words, Look { weight: 600, ..SMALL });
                lowest = lowest.max(line);
            }
        }
        canvas.y += 14.0 * lowest as f64 + 8.0;
        for row in matrix.rows.iter().take(MAX_ROWS) {
            let (top, middle) = (canvas.y, canvas.y + STANCE.1 * 0.5);
            canvas.pen.line((MARGIN, top), (width - MARGIN, top), LINE, 1.0);
            let name = cut_in_the_middle(&self.speaker_name(&row.speaker), NAME.size, NAMES - 12.0);
            canvas.pen.text((MARGIN, middle + 4.5), &name, Look { weight: 400, ..NAME });
            for (at, cell) in row.cells.iter().take(columns).enumerate() {
                let Some(cell) = cell else { continue };
                let (colour, sign) = tone(cell.stance.act);
                let date = cell.stance.date.map(|date| date.to_string()).unwrap_or_default();
                let tip = format!(
                    "{}, {}: {} {date}, {}",
                    self.speaker_name(&row.speaker),
                    self.item_name(&matrix.columns[at]),
                    cell.stance.act.name(),
                    counted(cell.keys.len(), "span")
                );
                let field = (left(at) + 2.0, top + 2.0, STANCE.0 - 4.0, STANCE.1 - 4.0);
                canvas.pen.shaded(field, colour, 0.12, &tip);
                let words = format!("{sign} {}", cell.stance.act.name());
                canvas.pen.text(
                    (left(at) + 8.0, middle - 2.0),
                    &words,
                    Look { weight: 600, colour, ..WORDS },
                );
                let times = if cell.keys.len() > 1 {
                    format!("  {} ×", in_thousands(cell.keys.len()))
                } else {
                    String::new()
                };
                canvas.pen.text((left(at) + 8.0, middle + 13.0), &format!("{date}{times}"), SMALL);
            }
            canvas.y += STANCE.1;
        }
        let more = matrix.rows.len().saturating_sub(MAX_ROWS) + matrix.columns.len().saturating_sub(columns);
        if more > 0 {
            canvas.note(&format!("{} rows and columns more are in the table only", in_thousands(more)));
        }
        canvas.finished()
    }

    /// Two items term by term as an SVG picture, with the words that say best what each is.
    pub fn comparison_svg(
        &self,
        one: &ItemId,
        two: &ItemId,
        by: DateBy,
        reader: &dyn CorpusReader,
    ) -> Result<String, ReadError> {
        let comparison = self.compare(one, two, by);
        let terms = comparison.terms.iter();
        let keys = terms.flat_map(|pair| pair.one_told.iter().chain(&pair.two_told));
        let (whole_one, whole_two) = &comparison.whole_told;
        let keys = keys.chain(whole_one).chain(whole_two);
        let words = Words::read(*self, keys.cloned(), reader)?;
        let title = format!("{} and {}", self.item_name(one), self.item_name(two));
        let note = format!("Term by term, with the words that say best what each is, {}.", by_in_words(by));
        let mut canvas = Canvas::new(title, note, WIDTH);
        let column = (WIDTH - 2.0 * MARGIN - NAMES) / 2.0;
        for (at, item) in [one, two].into_iter().enumerate() {
            let name = cut_in_the_middle(&self.item_name(item), NAME.size, column - 16.0);
            canvas.pen.text((MARGIN + NAMES + column * at as f64 + 6.0, canvas.y), &name, NAME);
        }
        canvas.y += 10.0;
        let mut row = |head: &str, change: Option<TermChange>, sides: [Option<&Option<AnnotationKey>>; 2]| {
            let top = canvas.y;
            canvas.pen.line((MARGIN, top), (WIDTH - MARGIN, top), LINE, 1.0);
            let name = cut_in_the_middle(head, NAME.size, NAMES - 12.0);
            canvas.pen.text((MARGIN, top + 20.0), &name, NAME);
            if let Some(change) = change {
                let colour = match change {
                    TermChange::Kept => GOOD,
                    TermChange::Changed => OPEN,
                    TermChange::Dropped => BAD,
                    TermChange::Silent | TermChange::Added => QUIET,
                };
                canvas.pen.text((MARGIN, top + 36.0), change.name(), Look { colour, ..SMALL });
            }
            let mut num_lines = 2;
            for (at, told) in sides.into_iter().enumerate() {
                let left = MARGIN + NAMES + column * at as f64 + 6.0;
                let last = told.and_then(|told| words.get(told.as_ref()?));
                let told = match (told, last) {
                    (None, _) => vec!["—".to_owned()],
                    (Some(_), None) => vec!["nothing is said of it".to_owned()],
                    (Some(_), Some(words)) => lines(&words.one_line(), WORDS.size, column - 24.0),
                };
                let look = if last.is_some() { WORDS } else { SMALL };
                for (line, words) in told.iter().take(MAX_LINES).enumerate() {
                    let is_cut = line + 1 == MAX_LINES && told.len() > MAX_LINES;
                    let words = if is_cut { format!("{words} …") } else { words.clone() };
                    canvas.pen.text((left, top + 20.0 + 16.0 * line as f64), &words, look);
                }
                num_lines = num_lines.max(told.len().min(MAX_LINES));
            }
            canvas.y = top + 16.0 * num_lines as f64 + 16.0;
        };
        row("As a whole", None, [Some(whole_one), Some(whole_two)]);
        for pair in comparison.terms.iter().take(MAX_ROWS) {
            let Some(term) = pair.one.as_ref().or(pair.two.as_ref()) else { continue };
            let sides =
                [pair.one.as_ref().map(|_| &pair.one_told), pair.two.as_ref().map(|_| &pair.two_told)];
            row(&self.item_name(term), Some(pair.change), sides);
        }
        let num_more = comparison.terms.len().saturating_sub(MAX_ROWS);
        if num_more > 0 {
            canvas.note(&format!("{} more are in the table only", counted(num_more, "term")));
        }
        Ok(canvas.finished())
    }
}
