//! The columns of the Review table: which are shown, how wide, in which order of rows. Kept with the window's
//! settings.

use serde::{Deserialize, Serialize};

use super::group::GroupBy;

/// A column of the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Column {
    /// The label.
    Tag,
    /// The article's title.
    Article,
    /// Who published it.
    Outlet,
    /// The article's day.
    Date,
    /// Who said it.
    Speaker,
    /// The words, with what stands around them.
    Context,
    /// What reviewers say, and why.
    Review,
    /// Whose span it is.
    By,
    /// When it was changed last.
    Changed,
    /// How many bytes of the text it covers.
    Length,
    /// Its note.
    Note,
    /// What else is said of it: its attributes with their values.
    Attributes,
}

/// How a column stands in the table.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct ColumnPlace {
    /// Which column.
    pub column: Column,
    /// Its width in points; the column of the words takes what the others leave.
    pub width: f32,
    /// Whether it is shown.
    pub is_shown: bool,
}

/// What the Review workspace remembers from one run to the next.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct ReviewPreferences {
    /// The columns from left to right, each once.
    pub columns: Vec<ColumnPlace>,
    /// What rows are ordered by, the first first, each with whether it is turned round. Equal rows stand in the
    /// order of their articles.
    pub sort: Vec<(Column, bool)>,
    /// What rows are grouped by.
    pub group: Option<GroupBy>,
    /// Whether who tagged a span and what others decided stays hidden until one has decided oneself.
    pub is_blind: bool,
}

/// How narrow and wide a column can be, in points.
pub const WIDTHS: std::ops::RangeInclusive<f32> = 36.0..=480.0;

/// No more columns than this order the rows.
const MAX_SORT: usize = 2;

impl Column {
    /// Every column, in the order of the table.
    pub const ALL: [Self; 12] = [
        Self::Tag,
        Self::Article,
        Self::Outlet,
        Self::Date,
        Self::Speaker,
        Self::Context,
        Self::Review,
        Self::By,
        Self::Changed,
        Self::Length,
        Self::Note,
        Self::Attributes,
    ];

    /// Its name on screen.
    pub fn name(self) -> &'static str {
        match self {
            Self::Tag => "Tag",
            Self::Article => "Article",
            Self::Outlet => "Outlet",
            Self::Date => "Date",
            Self::Speaker => "Speaker",
            Self::Context => "In context",
            Self::Review => "Review",
            Self::By => "By",
            Self::Changed => "Changed",
            Self::Length => "Length",
            Self::Note => "Note",
            Self::Attributes => "Attributes",
        }
    }

    /// Whether rows can be ordered by it: not by words, which are in no memory, nor by several things at once.
    pub fn can_sort(self) -> bool {
        !matches!(self, Self::Context | Self::Attributes)
    }

    /// Whether it says who tagged a span, or what others decided.
    pub fn tells_on_others(self) -> bool {
        matches!(self, Self::Review | Self::By)
    }

    fn default_place(self) -> ColumnPlace {
        let (width, is_shown) = match self {
            Self::Tag => (104.0, true),
            Self::Article => (150.0, true),
            Self::Outlet => (100.0, false),
            Self::Date => (86.0, false),
            Self::Speaker => (124.0, true),
            Self::Context => (300.0, true),
            Self::Review => (148.0, true),
            Self::By => (52.0, true),
            Self::Changed => (96.0, false),
            Self::Length => (60.0, false),
            Self::Note => (140.0, false),
            Self::Attributes => (170.0, false),
        };
        ColumnPlace { column: self, width, is_shown }
    }
}

impl Default for ReviewPreferences {
    fn default() -> Self {
        let columns = Column::ALL.map(Column::default_place).into();
        Self { columns, sort: Vec::new(), group: None, is_blind: false }
    }
}

impl ReviewPreferences {
    /// As they can be used, whatever a file held: each column once, widths within [`WIDTHS`], the words shown.
    #[must_use]
    pub fn tidied(mut self) -> Self {
        let mut columns: Vec<ColumnPlace> = Vec::new();
        for place in self.columns.into_iter().chain(Column::ALL.map(Column::default_place)) {
            if columns.iter().any(|known| known.column == place.column) {
                continue;
            }
            let default = place.column.default_place();
            let width = if place.width.is_finite() { place.width } else { default.width };
            let width = width.clamp(*WIDTHS.start(), *WIDTHS.end());
            let is_shown = place.is_shown || place.column == Column::Context;
            columns.push(ColumnPlace { width, is_shown, ..place });
        }
        self.columns = columns;
        self.sort.retain(|(column, _)| column.can_sort());
        self.sort.truncate(MAX_SORT);
        self
    }

    /// Orders by a column; once more turns it round. What rows were ordered by before orders those that are equal.
    pub fn sort_by(&mut self, column: Column) {
        let first = self.sort.first().copied();
        let is_turned = first.is_some_and(|(known, is_turned)| known == column && !is_turned);
        self.sort.retain(|(known, _)| *known != column);
        self.sort.insert(0, (column, is_turned));
        self.sort.truncate(MAX_SORT);
    }

    /// Shows a column, or hides it. The words stay.
    pub fn toggle(&mut self, column: Column) {
        if let Some(place) = self.columns.iter_mut().find(|place| place.column == column) {
            place.is_shown = !place.is_shown || column == Column::Context;
        }
    }

    /// Gives a column another width, in points.
    pub fn resize(&mut self, column: Column, width: f32) {
        if let Some(place) = self.columns.iter_mut().find(|place| place.column == column) {
            place.width = width.clamp(*WIDTHS.start(), *WIDTHS.end());
        }
    }

    /// The columns that are shown, from left to right.
    pub fn shown(&self) -> impl Iterator<Item = ColumnPlace> {
        self.columns.iter().copied().filter(|place| place.is_shown)
    }

    /// How wide a column is set to be, in points.
    pub fn width(&self, column: Column) -> f32 {
        let place = self.columns.iter().find(|place| place.column == column);
        place.map_or_else(|| column.default_place().width, |place| place.width)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_second_column_orders_those_that_are_equal() {
        let mut preferences = ReviewPreferences::default();
        for column in [Column::Speaker, Column::Tag, Column::Tag] {
            preferences.sort_by(column);
        }
        assert_eq!(preferences.sort, [(Column::Tag, true), (Column::Speaker, false)]);
        preferences.sort_by(Column::Date);
        assert_eq!(preferences.sort, [(Column::Date, false), (Column::Tag, true)]);
    }

    #[test]
    fn whatever_a_file_holds_becomes_a_table() {
        let odd = ReviewPreferences {
            columns: vec![
                ColumnPlace { column: Column::Note, width: f32::NAN, is_shown: true },
                ColumnPlace { column: Column::Note, width: 50.0, is_shown: false },
                ColumnPlace { column: Column::Context, width: 1.0, is_shown: false },
                ColumnPlace { column: Column::Tag, width: 9_000.0, is_shown: true },
            ],
            sort: vec![(Column::Context, true), (Column::By, false)],
            ..ReviewPreferences::default()
        };
        let tidied = odd.tidied();
        assert_eq!(tidied.columns.len(), Column::ALL.len());
        assert_eq!(tidied.columns[0], ColumnPlace { column: Column::Note, width: 140.0, is_shown: true });
        assert!(tidied.columns[1].is_shown && tidied.columns[1].width >= *WIDTHS.start());
        assert!((tidied.width(Column::Tag) - WIDTHS.end()).abs() < 0.1);
        assert_eq!(tidied.sort, [(Column::By, false)]);
    }
}
