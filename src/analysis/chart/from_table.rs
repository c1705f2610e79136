//! How each table is drawn.

use crate::analysis::statistics::filter::Standing;
use crate::analysis::statistics::table::{Cell, LabelSign, Table};
use crate::analysis::statistics::tables::TableKind;
use crate::analysis::statistics::texts::TextPart;
use crate::model::tagset::LabelColour;
use crate::model::text::visible::shown_name;

use super::{Category, Chart, ChartForm, Figure, MAX_BARS, MAX_COLUMNS, Series};

/// What stands for no label: quiet, since colour is for what means something.
const PLAIN: LabelColour = LabelColour { light: 0x8A_8578, dark: 0x8A_8F96 };
/// A second plain series.
const SECOND: LabelColour = LabelColour { light: 0xA4_161A, dark: 0xE5_605C };

impl Chart {
    /// The plot of a table; `part` is what it counts of the articles' texts.
    pub fn of(kind: TableKind, table: &Table, part: TextPart) -> Self {
        let (form, category_axis, value_axis) = match kind {
            TableKind::Made => (ChartForm::Columns, first_name(table), "Spans"),
            TableKind::Months => (ChartForm::Columns, "Month of the article", "Spans"),
            TableKind::Done => (ChartForm::Lines, first_name(table), "So far"),
            TableKind::Labels => (ChartForm::Bars, "Label", "Spans"),
            TableKind::Outlets => (ChartForm::Bars, "Outlet", "Spans"),
            TableKind::Speakers => (ChartForm::Bars, "Speaker", "Spans"),
            TableKind::Annotators | TableKind::Review => (ChartForm::Bars, "Annotator", "Spans"),
            TableKind::Lengths => (ChartForm::Histogram, "Words", "Spans"),
            TableKind::LabelLengths => (ChartForm::Boxes, "Label", "Words"),
            TableKind::Overlap => (ChartForm::Matrix, "Label", "Pairs of spans"),
            TableKind::Reviewers => (ChartForm::Bars, "Reviewer", "Decisions"),
            TableKind::Texts => (ChartForm::Bars, "Outlet", "Words"),
        };
        let mut chart = Self {
            title: kind.title().to_owned(),
            note: kind.counts(part).to_owned(),
            form,
            category_axis: category_axis.to_owned(),
            value_axis: value_axis.to_owned(),
            categories: Vec::new(),
            series: Vec::new(),
            num_left_out: 0,
        };
        if kind == TableKind::Overlap {
            chart.fill_matrix(table);
            return chart;
        }
        let rows = match form {
            ChartForm::Bars => 0..table.rows.len().min(MAX_BARS),
            ChartForm::Boxes => 0..table.rows.len(),
            _ => table.rows.len().saturating_sub(MAX_COLUMNS)..table.rows.len(),
        };
        chart.num_left_out = table.rows.len() - rows.len();
        chart.categories = rows.clone().map(|row| category(table, row)).collect();
        chart.series = series(kind, table, rows);
        chart
    }

    /// Rows and columns are the labels; what the table has once stands on both sides of the diagonal.
    fn fill_matrix(&mut self, table: &Table) {
        let column = table.column("pairs").unwrap_or_default();
        let mut labels: Vec<(String, Option<LabelSign>)> = Vec::new();
        for (idx, row) in table.rows.iter().enumerate() {
            let name = shown_name(&table.row_name(idx)).into_owned();
            if !labels.iter().any(|(known, _)| *known == name) {
                labels.push((name, row.label));
            }
        }
        // The rows are the upper half, line by line.
        let num = labels.len();
        let row_of = |one: usize, two: usize| {
            let (first, second) = (one.min(two), one.max(two));
            first * num - first * first.saturating_sub(1) / 2 - first + second
        };
        let figure = |row: usize| {
            let value = table.rows.get(row).and_then(|row| row.cells[column].figure()).unwrap_or_default();
            Figure { value, row, column }
        };
        self.categories =
            labels.iter().map(|(name, label)| Category { name: name.clone(), label: *label }).collect();
        let series = labels.iter().enumerate().map(|(two, (name, label))| Series {
            name: name.clone(),
            letter: label.map(|label| label.letter),
            colour: PLAIN,
            figures: (0..num).map(|one| figure(row_of(one, two))).collect(),
        });
        self.series = series.collect();
    }
}

fn first_name(table: &Table) -> &str {
    table.columns.first().map_or("", |column| &column.name)
}

fn category(table: &Table, row: usize) -> Category {
    Category { name: shown_name(&table.row_name(row)).into_owned(), label: table.rows[row].label }
}

fn series(kind: TableKind, table: &Table, rows: std::ops::Range<usize>) -> Vec<Series> {
    let of = |column: usize, colour: LabelColour| {
        let (name, letter) = table.columns.get(column).map_or((String::new(), None), |column| {
            (shown_name(&column.name).into_owned(), column.label.map(|label| label.letter))
        });
        let figures = rows.clone().map(|row| {
            let value = table.rows[row].cells.get(column).and_then(Cell::figure).unwrap_or_default();
            Figure { value, row, column }
        });
        Series { name, letter, colour, figures: figures.collect() }
    };
    let named = |keys: &[(&str, LabelColour)]| -> Vec<Series> {
        let known = keys.iter().filter_map(|(key, colour)| Some((table.column(key)?, *colour)));
        known.map(|(column, colour)| of(column, colour)).collect()
    };
    match kind {
        TableKind::Labels => named(&[("spans", PLAIN)]),
        TableKind::Done => named(&[("done_so_far", SECOND), ("decisions_so_far", PLAIN)]),
        TableKind::Texts => named(&[("tagged_words", SECOND), ("other_words", PLAIN)]),
        TableKind::LabelLengths => {
            let keys = ["shortest", "first_quartile", "median", "third_quartile", "longest"];
            named(&keys.map(|key| (key, PLAIN)))
        }
        TableKind::Review => {
            named(&Standing::ALL.map(|standing| (standing.key(), standing_colour(standing))))
        }
        TableKind::Reviewers => {
            let mut keys: Vec<(&str, LabelColour)> = Standing::ALL[..5]
                .iter()
                .map(|standing| (standing.key(), standing_colour(*standing)))
                .collect();
            keys.push(("changed_since", standing_colour(Standing::Open)));
            named(&keys)
        }
        _ => {
            let labels = table.columns.iter().enumerate();
            let labels = labels.filter_map(|(idx, column)| Some((idx, column.label?.colour)));
            // A label without a single span would only make the legend longer.
            labels
                .map(|(idx, colour)| of(idx, colour))
                .filter(|series| series.figures.iter().any(|figure| figure.value > 0.0))
                .collect()
        }
    }
}

fn standing_colour(standing: Standing) -> LabelColour {
    let (light, dark) = match standing {
        Standing::Accepted => (0x09_7352, 0x57_C7A0),
        Standing::Corrected => (0x0B_63A5, 0x6C_B4EE),
        Standing::Rejected => (0xB4_2318, 0xF2_726B),
        Standing::Deferred => (0x8F_5F00, 0xE0_B252),
        Standing::OwnDecision => (0x8A_4A94, 0xC9_9AD6),
        Standing::Open => (0xC4_BEB2, 0x5A_6068),
    };
    LabelColour { light, dark }
}
