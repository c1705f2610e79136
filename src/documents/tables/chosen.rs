//! Which columns of tables of articles hold what, where a person says so: in words such as `text=body,date=printed`.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use thiserror::Error;

use crate::model::text::likely::{did_you_mean, nearest};

/// What a column of a table of articles can hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ColumnField {
    /// The text.
    Text,
    /// The title.
    Title,
    /// The day of publication.
    Date,
    /// Who published it.
    Outlet,
    /// Who wrote it.
    Byline,
    /// Its language.
    Language,
    /// Where it was published.
    Url,
    /// The id that the article has elsewhere.
    Id,
}

impl ColumnField {
    /// Every field, in the order lists show them.
    pub const ALL: [Self; 8] = [
        Self::Text,
        Self::Title,
        Self::Date,
        Self::Outlet,
        Self::Byline,
        Self::Language,
        Self::Url,
        Self::Id,
    ];

    /// Its name in words that choose columns.
    pub fn name(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Title => "title",
            Self::Date => "date",
            Self::Outlet => "outlet",
            Self::Byline => "byline",
            Self::Language => "language",
            Self::Url => "url",
            Self::Id => "id",
        }
    }

    /// The field of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|field| field.name() == name)
    }
}

/// Which columns of a table of articles hold what, by their names in the header. What is not said is found by the
/// names that people give columns.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DocumentColumns {
    /// The column of a field; none, if it is said that no column holds it.
    fields: BTreeMap<ColumnField, Option<String>>,
}

/// Why words choose no columns.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum DocumentColumnsError {
    /// A part has no `=`, or is `text=`.
    #[error("“{part}” names no column: FIELD=COLUMN was expected, such as text=body")]
    NoColumn {
        /// The part.
        part: String,
    },
    /// There is no such field.
    #[error("“{field}” is no field; the fields are {known}", known = known_fields())]
    NoField {
        /// What stands before the `=`.
        field: String,
    },
    /// A field is named twice.
    #[error("“{field}” has two columns")]
    Twice {
        /// The field.
        field: &'static str,
    },
    /// A column is to hold two things.
    #[error("the column “{column}” is named for two fields")]
    Shared {
        /// The column.
        column: String,
    },
}

/// The column that was most likely meant by the name of one that is not there, as the end of a sentence.
pub(in super::super) fn meant(column: &str, columns: &[String]) -> String {
    did_you_mean(nearest(column, columns.iter().map(String::as_str)).as_deref())
}

fn known_fields() -> String {
    ColumnField::ALL.map(ColumnField::name).join(", ")
}

impl DocumentColumns {
    /// The column that somebody has named for a field.
    pub fn column(&self, field: ColumnField) -> Option<&str> {
        self.fields.get(&field)?.as_deref()
    }

    /// Whether it is said which column holds a field, or that none does.
    pub fn is_said(&self, field: ColumnField) -> bool {
        self.fields.contains_key(&field)
    }

    /// What is said, field by field: its column, or that it has none.
    pub fn fields(&self) -> impl Iterator<Item = (ColumnField, Option<&str>)> {
        self.fields.iter().map(|(field, column)| (*field, column.as_deref()))
    }

    /// Says which column holds a field; without a column, that none does.
    pub fn set(&mut self, field: ColumnField, column: Option<String>) {
        self.fields.insert(field, column);
    }

    /// What several people, or one in several goes, have said; a field or a column may be named only once.
    pub fn joined(several: &[Self]) -> Result<Self, DocumentColumnsError> {
        let mut joined = Self::default();
        for (field, column) in several.iter().flat_map(|columns| &columns.fields) {
            joined.add(*field, column.clone())?;
        }
        Ok(joined)
    }

    fn add(&mut self, field: ColumnField, column: Option<String>) -> Result<(), DocumentColumnsError> {
        if self.is_said(field) {
            return Err(DocumentColumnsError::Twice { field: field.name() });
        }
        if let Some(column) = &column
            && self.fields.values().flatten().any(|other| other == column)
        {
            return Err(DocumentColumnsError::Shared { column: column.clone() });
        }
        self.fields.insert(field, column);
        Ok(())
    }
}

/// Reads `text=body,date=printed,outlet=`; the last says that no column holds the outlet. A part with a comma in it
/// stands in double quotes.
impl FromStr for DocumentColumns {
    type Err = DocumentColumnsError;

    fn from_str(words: &str) -> Result<Self, DocumentColumnsError> {
        let mut columns = Self::default();
        let mut reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .trim(csv::Trim::All)
            .from_reader(words.as_bytes());
        let records: Vec<csv::StringRecord> = reader.records().filter_map(Result::ok).collect();
        for part in records.iter().flatten().filter(|part| !part.is_empty()) {
            let no_column = || DocumentColumnsError::NoColumn { part: part.to_owned() };
            let (name, column) = part.split_once('=').ok_or_else(no_column)?;
            let (name, column) = (name.trim(), column.trim());
            let field = ColumnField::from_name(name)
                .ok_or_else(|| DocumentColumnsError::NoField { field: name.to_owned() })?;
            let column = Some(column.to_owned()).filter(|column| !column.is_empty());
            if field == ColumnField::Text && column.is_none() {
                return Err(no_column());
            }
            columns.add(field, column)?;
        }
        Ok(columns)
    }
}

/// As [`FromStr`] reads it.
impl fmt::Display for DocumentColumns {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (idx, (field, column)) in self.fields().enumerate() {
            f.write_str(if idx == 0 { "" } else { "," })?;
            let part = format!("{}={}", field.name(), column.unwrap_or_default());
            if part.contains([',', '"', '\n', '\r']) {
                write!(f, "\"{}\"", part.replace('"', "\"\""))?;
            } else {
                f.write_str(&part)?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_choose_columns_and_come_back() {
        let words = "text=body,\"title=Head, \"\"long\"\"\",outlet=";
        let columns: DocumentColumns = words.parse().unwrap();
        assert_eq!(columns.column(ColumnField::Text), Some("body"));
        assert_eq!(columns.column(ColumnField::Title), Some("Head, \"long\""));
        assert!(columns.is_said(ColumnField::Outlet) && columns.column(ColumnField::Outlet).is_none());
        assert!(!columns.is_said(ColumnField::Date));
        assert_eq!(columns.to_string().parse(), Ok(columns));
        assert_eq!(" , ".parse(), Ok(DocumentColumns::default()));
    }

    #[test]
    fn what_chooses_nothing_is_named() {
        let told = |words: &str| words.parse::<DocumentColumns>().unwrap_err().to_string();
        assert!(told("text").contains("“text” names no column"));
        assert!(told("text=").contains("“text=” names no column"));
        assert!(
            told("body=text")
                .ends_with("the fields are text, title, date, outlet, byline, language, url, id")
        );
        assert_eq!(told("date=a,date=b"), "“date” has two columns");
        assert_eq!(told("date=a,title=a"), "the column “a” is named for two fields");
    }

    #[test]
    fn several_goes_are_one_choice() {
        let parsed = |words: &str| words.parse::<DocumentColumns>().unwrap();
        let joined = DocumentColumns::joined(&[parsed("date=a"), parsed("text=b,outlet=")]);
        assert_eq!(joined, Ok(parsed("text=b,date=a,outlet=")));
        let twice = DocumentColumns::joined(&[parsed("date=a"), parsed("date=a")]);
        assert_eq!(twice, Err(DocumentColumnsError::Twice { field: "date" }));
    }
}
