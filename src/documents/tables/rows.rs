//! Rows of a table become documents.

use std::collections::BTreeSet;

use crate::model::article::{Metadata, Provenance};
use crate::model::limits::MAX_FILE_ARTICLES;

use super::super::assembly::Assembly;
use super::super::encoding::DecodedText;
use super::super::metadata::fill;
use super::super::parts::{ends_reading, looks_like_html, provenance_of, read_html, titled, under_title};
use super::super::{DocumentError, DocumentWarning, Documents, ReadDocument, Source};
use super::columns::{Columns, place_of};
use super::json::Row;

/// How many names of columns are kept for what is said about a file.
const MAX_SHOWN_COLUMNS: usize = 100;

/// The documents so far, and what is known about the columns.
pub(super) struct Rows<'s> {
    source: &'s Source<'s>,
    documents: Documents,
    /// What the first document says about the whole file.
    warnings: Vec<DocumentWarning>,
    provenance: Provenance,
    /// The names of the last row and what is in its columns: rows are nearly always alike.
    last: Option<(Vec<String>, Columns)>,
    /// Names of columns, in the order in which they were met.
    names: Vec<String>,
    unused: BTreeSet<String>,
    has_text: bool,
}

impl<'s> Rows<'s> {
    pub(super) fn new(source: &'s Source<'s>, decoded: &DecodedText) -> Self {
        Self {
            source,
            documents: Documents::default(),
            warnings: decoded.warnings(),
            provenance: decoded.provenance(),
            last: None,
            names: Vec::new(),
            unused: BTreeSet::new(),
            has_text: false,
        }
    }

    /// Fails if these names don't tell which column is the text, or lack one that was chosen.
    pub(super) fn check_names(&mut self, names: &[&str]) -> Result<(), DocumentError> {
        self.look_at(names);
        self.check_columns()
    }

    fn check_columns(&self) -> Result<(), DocumentError> {
        let names: Vec<&str> = self.names.iter().map(String::as_str).collect();
        let chosen = &self.source.options.columns;
        for name in chosen.fields().filter_map(|(_, column)| column) {
            if place_of(&names, name).is_none() {
                return Err(DocumentError::MissingColumn {
                    column: name.to_owned(),
                    columns: self.names.clone(),
                });
            }
        }
        if self.has_text {
            return Ok(());
        }
        Err(DocumentError::UnclearColumns { columns: self.names.clone() })
    }

    /// Looks up what is in columns of these names.
    fn look_at(&mut self, names: &[&str]) {
        if self.last.as_ref().is_some_and(|(last, _)| last == names) {
            return;
        }
        for name in names {
            if self.names.len() < MAX_SHOWN_COLUMNS && !self.names.iter().any(|known| known == name) {
                self.names.push((*name).to_owned());
            }
        }
        let columns = Columns::of(names, &self.source.options.columns);
        if columns.text.is_some() {
            self.has_text = true;
            let unused = columns.unused.iter().filter_map(|idx| names.get(*idx));
            self.unused.extend(unused.map(|name| (*name).to_owned()).take(MAX_SHOWN_COLUMNS));
        }
        self.last = Some((names.iter().map(|name| (*name).to_owned()).collect(), columns));
    }

    /// Notes a row that is no article.
    pub(super) fn leave_out(&mut self, part: String, why: DocumentError) -> Result<(), DocumentError> {
        self.source.budget.check()?;
        if self.documents.read.len() + self.documents.left_out.len() >= MAX_FILE_ARTICLES {
            return Err(DocumentError::TooMany { what: "rows", limit: MAX_FILE_ARTICLES });
        }
        self.documents.left_out.push((part, why));
        Ok(())
    }

    /// Takes an object of JSON, or what stands in its place.
    pub(super) fn take_object(
        &mut self,
        part: String,
        row: Result<Row, String>,
    ) -> Result<(), DocumentError> {
        match row {
            Ok(row) => {
                let names: Vec<&str> = row.0.iter().map(|(name, _)| name.as_str()).collect();
                let cells: Vec<&str> = row.0.iter().map(|(_, cell)| cell.words.as_str()).collect();
                self.take(part, &names, &cells)
            }
            Err(why) => self.leave_out(part, DocumentError::Broken { kind: "JSON object", why }),
        }
    }

    /// Takes a row whose columns have these names.
    pub(super) fn take(&mut self, part: String, names: &[&str], cells: &[&str]) -> Result<(), DocumentError> {
        self.look_at(names);
        let cell = |idx: usize| cells.get(idx).copied().unwrap_or_default();
        let columns = self.last.as_ref().and_then(|(_, columns)| Some((columns, columns.text?)));
        let Some((columns, text)) = columns.filter(|(_, text)| !cell(*text).trim().is_empty()) else {
            return self.leave_out(part, DocumentError::Empty);
        };
        let (mut metadata, mut warnings) = (Metadata::default(), Vec::new());
        for (idx, field) in &columns.fields {
            // Lists are lines; several authors stand side by side.
            fill(&mut metadata, field.name(), &cell(*idx).trim().replace("\n\n", ", "), &mut warnings);
        }
        if let Some(id) = columns.id {
            cell(id).trim().clone_into(&mut metadata.foreign_id);
        }
        let words = cell(text);
        let read = self.document(words, metadata, warnings);
        match read {
            Ok(mut document) => {
                if self.documents.read.len() + self.documents.left_out.len() >= MAX_FILE_ARTICLES {
                    return Err(DocumentError::TooMany { what: "rows", limit: MAX_FILE_ARTICLES });
                }
                document.provenance.part = part;
                self.documents.read.push(document);
                self.source.budget.check()
            }
            Err(err) if ends_reading(&err) => Err(err),
            Err(err) => self.leave_out(part, err),
        }
    }

    fn document(
        &self,
        words: &str,
        mut metadata: Metadata,
        mut warnings: Vec<DocumentWarning>,
    ) -> Result<ReadDocument, DocumentError> {
        let words = words.replace("\r\n", "\n").replace('\r', "\n");
        let provenance = provenance_of(&self.provenance, &words);
        let mut page = None;
        if looks_like_html(&words) {
            match read_html(self.source, &words) {
                Ok(document) => page = Some(document),
                Err(err) if ends_reading(&err) => return Err(err),
                // Tags in the text are better than no text.
                Err(err) => warnings.push(DocumentWarning::Note(format!(
                    "The text looks like HTML and stands as it is, for it could not be read as such: {err}."
                ))),
            }
        }
        let title = metadata.title.clone();
        let Assembly { text, blocks } = if let Some(page) = page {
            warnings.extend(page.warnings);
            under_title(&title, Assembly { text: page.text, blocks: page.blocks })
        } else {
            titled(&title, &words, &mut metadata)
        };
        Ok(ReadDocument { metadata, provenance, text, blocks, warnings, signature: None })
    }

    /// What the whole table holds; fails if no row says which column is the text.
    pub(super) fn finish(mut self) -> Result<Documents, DocumentError> {
        if self.documents.read.is_empty() && self.documents.left_out.is_empty() {
            return Err(DocumentError::Empty);
        }
        if !self.names.is_empty() {
            self.check_columns()?;
        }
        if !self.unused.is_empty() {
            let names: Vec<String> = self.unused.into_iter().collect();
            let sentence =
                format!("Columns that were not used: {}.", super::super::error::listed_columns(&names));
            self.warnings.push(DocumentWarning::Note(sentence));
        }
        if let Some(first) = self.documents.read.first_mut() {
            self.warnings.append(&mut first.warnings);
            first.warnings = self.warnings;
        }
        Ok(self.documents)
    }
}
