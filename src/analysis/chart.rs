//! Plots as data: which bars, lines or fields, in which order and colours. The window draws a [`Chart`] and
//! [`svg`] writes it, so that the plot on screen and the picture of it show the same.

mod from_table;
pub mod png;
pub mod scale;
pub mod svg;
pub mod words;

use crate::model::tagset::LabelColour;

use super::statistics::table::LabelSign;

/// At most so many bars are drawn; the table has the others.
pub const MAX_BARS: usize = 24;

/// At most so many columns are drawn: the last ones.
pub const MAX_COLUMNS: usize = 366;

/// A plot.
#[derive(Clone, Debug, PartialEq)]
pub struct Chart {
    /// What it shows.
    pub title: String,
    /// What exactly is counted.
    pub note: String,
    /// How it is drawn.
    pub form: ChartForm,
    /// What the categories are.
    pub category_axis: String,
    /// What the values count.
    pub value_axis: String,
    /// The bars, columns, points or rows of a matrix, in order.
    pub categories: Vec<Category>,
    /// What each category is made of, in order: parts of a bar, lines, columns of a matrix, points of a box.
    pub series: Vec<Series>,
    /// How many rows of the table are not drawn.
    pub num_left_out: usize,
}

/// How a plot is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChartForm {
    /// Bars from left to right, one below the other; several series lie end to end.
    Bars,
    /// Columns from left to right; several series stand on one another.
    Columns,
    /// Columns without a gap between them: classes of one quantity.
    Histogram,
    /// A line for each series.
    Lines,
    /// Fields: one row a category, one column a series.
    Matrix,
    /// A box for each category, from five series: least, first quartile, median, third quartile, greatest.
    Boxes,
}

/// A place on the axis of categories.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Category {
    /// Its name as it is shown.
    pub name: String,
    /// The label it stands for.
    pub label: Option<LabelSign>,
}

/// Values of one kind, one a category.
#[derive(Clone, Debug, PartialEq)]
pub struct Series {
    /// Its name as it is shown.
    pub name: String,
    /// The letter of the label it stands for.
    pub letter: Option<char>,
    /// Its colours.
    pub colour: LabelColour,
    /// Its figures, one a category.
    pub figures: Vec<Figure>,
}

/// A figure, and the cell of the table it is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Figure {
    /// Its value; not below zero.
    pub value: f64,
    /// The row of the table.
    pub row: usize,
    /// The column of the table.
    pub column: usize,
}

impl Chart {
    /// Whether there is nothing to draw.
    pub fn is_empty(&self) -> bool {
        self.categories.is_empty() || self.series.iter().flat_map(|s| &s.figures).all(|f| f.value <= 0.0)
    }

    /// The greatest value that must fit on the axis of values: a whole bar or column where parts are stacked.
    pub fn greatest(&self) -> f64 {
        let totals = (0..self.categories.len()).map(|idx| {
            let values = self.series.iter().filter_map(|series| series.figures.get(idx)).map(|f| f.value);
            if self.is_stacked() { values.sum() } else { values.fold(0.0, f64::max) }
        });
        totals.fold(0.0, f64::max)
    }

    /// Whether the parts of a category are added up.
    pub fn is_stacked(&self) -> bool {
        matches!(self.form, ChartForm::Bars | ChartForm::Columns | ChartForm::Histogram)
    }

    /// Whether a legend says what the colours mean.
    pub fn has_legend(&self) -> bool {
        self.series.len() > 1 && !matches!(self.form, ChartForm::Matrix | ChartForm::Boxes)
    }

    /// The sum of a category's figures.
    pub fn total(&self, category: usize) -> f64 {
        self.series.iter().filter_map(|series| series.figures.get(category)).map(|figure| figure.value).sum()
    }
}
