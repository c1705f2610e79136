//! What the dialog holds that asks which articles are to be added: files and folders, how they are read, and which
//! columns of tables hold what.

use std::sync::Arc;

use super::typed_path;
use crate::documents::tables::{TablePreview, is_table};
use crate::documents::{ColumnField, DocumentColumns};

/// Which articles are to be added.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "boxes to tick, each by itself")]
pub struct AddForm {
    /// Files and folders, one a line.
    pub paths: String,
    /// Whether texts the corpus has already are added again.
    pub allow_duplicates: bool,
    /// Whether a book is one article instead of one a chapter.
    pub whole_books: bool,
    /// Whether all of a web page is taken.
    pub whole_pages: bool,
    /// Whether the files themselves are kept in the corpus.
    pub keep_originals: bool,
    /// Which columns of tables hold what, where somebody has said so.
    pub columns: DocumentColumns,
    /// What was seen of the first table among the files.
    pub table: Option<Arc<ArticleTable>>,
}

/// What was seen of a table of articles.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ArticleTable {
    /// Its path as it was typed.
    pub of: String,
    /// Its columns and first rows, or why they can't be read; `None` if the file is no table after all.
    pub seen: Result<Option<TablePreview>, String>,
}

impl AddForm {
    /// The line of the first file that is a table by its name.
    pub fn first_table(&self) -> Option<&str> {
        let is_named =
            |line: &&str| typed_path(line, None).is_some_and(|path| is_table(&path.to_string_lossy()));
        self.paths.lines().find(is_named)
    }

    /// What was seen of the table that is the first now; what was seen of another does not count.
    pub fn look(&self) -> Option<&ArticleTable> {
        let look = self.table.as_deref()?;
        (self.first_table() == Some(look.of.as_str())).then_some(look)
    }

    /// Takes what was seen of a table. What was said of the columns of another is forgotten.
    pub fn take_look(&mut self, look: ArticleTable) {
        if self.table.as_ref().is_some_and(|before| before.of != look.of) {
            self.columns = DocumentColumns::default();
        }
        self.table = Some(Arc::new(look));
    }

    /// The columns and first rows of the table that is the first now.
    pub fn preview(&self) -> Option<&TablePreview> {
        self.look()?.seen.as_ref().ok()?.as_ref()
    }

    /// Lets a column of the table hold something else; what it held before is held by none.
    pub fn hold(&mut self, column: usize, field: Option<ColumnField>) {
        let Some(preview) = self.preview() else { return };
        let (before, name) = (preview.held(column, &self.columns), preview.header.get(column).cloned());
        if let Some(before) = before {
            self.columns.set(before, None);
        }
        if let Some(field) = field {
            self.columns.set(field, name);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::documents::tables::preview;

    #[test]
    fn the_first_table_is_known_by_its_name_and_its_columns_are_its_own() {
        let paths = "/a/news.txt\n\"/a/b c.CSV\"\n/a/d.json".to_owned();
        let mut form = AddForm { paths, ..AddForm::default() };
        assert_eq!(form.first_table(), Some("\"/a/b c.CSV\""));
        let table = |of: &str| ArticleTable {
            of: of.to_owned(),
            seen: preview("a.csv", b"title,body,tone\nRain,It rains.,grave\n", 3)
                .map_err(|err| err.to_string()),
        };
        form.take_look(table("\"/a/b c.CSV\""));
        form.hold(2, Some(ColumnField::Title));
        assert_eq!(form.columns.to_string(), "title=tone");
        form.hold(2, None);
        form.hold(1, Some(ColumnField::Outlet));
        // Nothing holds the text now, and nothing is guessed in its place.
        assert!(!form.preview().unwrap().has_text(&form.columns));
        form.hold(0, Some(ColumnField::Text));
        assert_eq!(form.columns.to_string(), "text=title,title=,outlet=body");
        form.paths = "/a/d.json".to_owned();
        assert!(form.look().is_none() && form.preview().is_none());
        form.take_look(table("/a/d.json"));
        assert_eq!(form.columns, DocumentColumns::default());
    }
}
