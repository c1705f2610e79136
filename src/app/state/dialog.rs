//! What dialogs hold while they are open. There is at most one.

mod correct;
mod export;
mod found;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::document::DocumentForm;
use crate::formats::csv::{ColumnMap, ColumnMapError, Preview};
use crate::formats::mapping::Mapping;
use crate::formats::{Format, registry};

pub use correct::{CorrectForm, RenewForm, RenewPlan};
pub use export::{ArticleScope, ExportForm, People, SplitForm, SplitKind, takes_rows};
pub use found::{AboutForm, Compared, FoundArticle, FoundForm, Wishes};

/// A dialog over the window.
#[derive(Clone, Debug, PartialEq)]
pub enum Dialog {
    /// What was wrong in the corpus when it was opened.
    Care,
    /// Not everything is saved, and somebody wants to close the window.
    QuitUnsaved,
    /// A new corpus.
    New(NewForm),
    /// A corpus folder or a packed file to open.
    Open(OpenForm),
    /// Articles to add.
    Add(AddForm),
    /// Articles that were found in files, before they are added.
    Found(FoundForm),
    /// What is known about the article in view.
    About(AboutForm),
    /// A dataset to write.
    Export(Box<ExportForm>),
    /// A dataset to take in.
    Import(ImportForm),
    /// What is in a dataset that was read, and what its names mean.
    TakeIn(TakeInForm),
    /// A copy of the corpus as one RON file.
    Pack(PackForm),
    /// Who annotates.
    Annotator(AnnotatorForm),
    /// Every command by name.
    Palette(ListForm),
    /// Every command with its keys.
    Keys(KeysForm),
    /// What the window remembers.
    Settings,
    /// A document to write.
    Document(DocumentForm),
    /// A place in the article to go to.
    GoTo(GoToForm),
    /// Words of the article to mend.
    Correct(CorrectForm),
    /// A newer version of the article.
    Renew(RenewForm),
    /// What an import or export did.
    Done(DoneReport),
}

/// What a new corpus is to be.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NewForm {
    /// Its title.
    pub title: String,
    /// The folder to make.
    pub folder: String,
    /// Whether the folder was typed or chosen, and so does not follow the title.
    pub folder_is_chosen: bool,
    /// A tagset to begin with; the four labels, if empty.
    pub tagset: String,
}

/// What is to be opened.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OpenForm {
    /// A folder, or a packed file.
    pub path: String,
    /// Where a packed file is unpacked to; only read, if empty.
    pub unpack_into: String,
}

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
}

/// What is to be taken in, and how.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ImportForm {
    /// The format, by its name on the command line.
    pub format: String,
    /// The files and folders, one a line.
    pub paths: String,
    /// A file that says what the dataset's names mean; it is proposed, if empty.
    pub map: String,
    /// The columns of a table, `text=body,label=code`; they are found by their headers, if empty.
    pub columns: String,
    /// Whether everything becomes the annotator's own.
    pub as_own: bool,
    /// The first rows of the table, once they have been looked at.
    pub table: Option<Arc<TableLook>>,
}

/// The first rows of a table that is to be taken in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TableLook {
    /// The format and the paths, as typed, of which it is the first table.
    pub of: (String, String),
    /// The table's file.
    pub name: String,
    /// Its header and rows, and what its columns most likely hold.
    pub preview: Preview,
}

/// What the names of a dataset mean.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TakeInForm {
    /// For each label of the dataset, by its name, the corpus's label that it becomes. What is absent stays.
    pub mapping: Mapping,
    /// Where to keep that as a file; nowhere, if empty.
    pub map: String,
}

/// Where a copy goes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PackForm {
    /// The file.
    pub path: String,
}

/// Who is to annotate.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AnnotatorForm {
    /// The name as typed.
    pub name: String,
}

/// A list that is narrowed by what is typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ListForm {
    /// What is typed.
    pub query: String,
    /// The row that Enter takes.
    pub picked: usize,
}

/// A place in the article to go to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct GoToForm {
    /// The place as it is typed.
    pub place: String,
}

/// The list of keys.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct KeysForm {
    /// What is typed.
    pub query: String,
    /// The command whose new key is waited for, by its id.
    pub waits_for: Option<&'static str>,
    /// Why a key was not taken.
    pub complaint: String,
}

/// What an import or export did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DoneReport {
    /// What was done.
    pub title: String,
    /// In how many numbers.
    pub summary: String,
    /// What there is to know, a line each.
    pub findings: Vec<String>,
    /// Every single one of it, where the lines above are of kinds; else nothing.
    pub each: Vec<String>,
}

/// What a path that is asked for is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PathUse {
    /// The folder of a new corpus.
    NewFolder,
    /// The tagset of a new corpus.
    TagsetFile,
    /// A corpus folder to open.
    CorpusFolder,
    /// A packed file to open.
    PackedFile,
    /// Where it is unpacked to.
    UnpackFolder,
    /// Articles.
    ArticleFiles,
    /// A folder of articles.
    ArticleFolder,
    /// The file of an export.
    ExportFile,
    /// The file of a document.
    DocumentFile,
    /// The files of an import.
    ImportFiles,
    /// A folder of an import.
    ImportFolder,
    /// A file that says what the names of a dataset mean.
    MapFile,
    /// Where to keep that.
    NewMapFile,
    /// The file of a copy.
    PackFile,
    /// A file with a newer version of an article.
    VersionFile,
}

impl Dialog {
    /// The field that holds a path, if this dialog has it.
    pub fn path_field(&mut self, path_use: PathUse) -> Option<&mut String> {
        Some(match (self, path_use) {
            (Self::New(form), PathUse::NewFolder) => &mut form.folder,
            (Self::New(form), PathUse::TagsetFile) => &mut form.tagset,
            (Self::Open(form), PathUse::CorpusFolder | PathUse::PackedFile) => &mut form.path,
            (Self::Open(form), PathUse::UnpackFolder) => &mut form.unpack_into,
            (Self::Add(form), PathUse::ArticleFiles | PathUse::ArticleFolder) => &mut form.paths,
            (Self::Export(form), PathUse::ExportFile) => &mut form.path,
            (Self::Document(form), PathUse::DocumentFile) => &mut form.path,
            (Self::Import(form), PathUse::ImportFiles | PathUse::ImportFolder) => &mut form.paths,
            (Self::Import(form), PathUse::MapFile) => &mut form.map,
            (Self::TakeIn(form), PathUse::NewMapFile) => &mut form.map,
            (Self::Pack(form), PathUse::PackFile) => &mut form.path,
            (Self::Renew(form), PathUse::VersionFile) => &mut form.path,
            _ => return None,
        })
    }

    /// The same field, to be filled with a path that was chosen.
    pub fn path_mut(&mut self, path_use: PathUse) -> Option<&mut String> {
        if let (Self::New(form), PathUse::NewFolder) = (&mut *self, path_use) {
            form.folder_is_chosen = true;
        }
        self.path_field(path_use)
    }
}

impl PathUse {
    /// What the button says that asks for it.
    pub fn button(self) -> &'static str {
        match self {
            Self::NewFolder
            | Self::CorpusFolder
            | Self::UnpackFolder
            | Self::ArticleFolder
            | Self::ImportFolder => "Folder…",
            Self::TagsetFile
            | Self::PackedFile
            | Self::ExportFile
            | Self::DocumentFile
            | Self::PackFile
            | Self::MapFile
            | Self::NewMapFile
            | Self::VersionFile => "File…",
            Self::ArticleFiles | Self::ImportFiles => "Files…",
        }
    }

    /// What the system's dialog is called.
    pub fn title(self) -> &'static str {
        match self {
            Self::NewFolder => "Where the new corpus lies",
            Self::TagsetFile => "A tagset to begin with",
            Self::CorpusFolder => "A corpus folder to open",
            Self::PackedFile => "A packed corpus to open",
            Self::UnpackFolder => "Where to unpack it",
            Self::ArticleFiles => "Articles to add",
            Self::ArticleFolder => "A folder of articles to add",
            Self::ExportFile => "Where to write the dataset",
            Self::DocumentFile => "Where to write the document",
            Self::ImportFiles => "Datasets to take in",
            Self::ImportFolder => "A dataset's folder to take in",
            Self::MapFile => "A map of the dataset's names",
            Self::NewMapFile => "Where to keep the map",
            Self::PackFile => "Where to write the copy",
            Self::VersionFile => "A newer version of the article",
        }
    }

    /// Whether several paths can be given.
    pub fn takes_several(self) -> bool {
        matches!(self, Self::ArticleFiles | Self::ArticleFolder | Self::ImportFiles | Self::ImportFolder)
    }
}

impl OpenForm {
    /// Whether the path is that of a packed file.
    pub fn is_packed(&self) -> bool {
        Path::new(self.path.trim()).extension().is_some_and(|extension| extension == "ron")
    }
}

/// Whether a format is a table, whose columns can be named.
pub fn takes_columns(format: &str) -> bool {
    matches!(format, "csv" | "tsv")
}

impl ImportForm {
    /// The format.
    pub fn format(&self) -> Option<&'static dyn Format> {
        registry().iter().copied().find(|format| format.info().id == self.format)
    }

    /// The first rows of the table that is named now; those of another don't count.
    pub fn look(&self) -> Option<&TableLook> {
        let look = self.table.as_deref()?;
        (look.of.0 == self.format && look.of.1 == self.paths).then_some(look)
    }

    /// What the columns hold, where somebody has said so; otherwise each table's header tells.
    pub fn column_map(&self) -> Result<Option<ColumnMap>, ColumnMapError> {
        let typed = self.columns.trim();
        if typed.is_empty() || !takes_columns(&self.format) { Ok(None) } else { typed.parse().map(Some) }
    }
}

/// Paths as they are typed: one a line, quotation marks around one left out, `~` for the user's home.
pub fn typed_paths(text: &str, home: Option<&Path>) -> Vec<PathBuf> {
    text.lines().filter_map(|line| typed_path(line, home)).collect()
}

/// A path as it is typed; `None` if nothing is.
pub fn typed_path(text: &str, home: Option<&Path>) -> Option<PathBuf> {
    let text = text.trim();
    let text =
        ['"', '\''].iter().find_map(|mark| text.strip_prefix(*mark)?.strip_suffix(*mark)).unwrap_or(text);
    if text.is_empty() {
        return None;
    }
    let rest = text.strip_prefix('~').filter(|rest| rest.is_empty() || rest.starts_with(['/', '\\']));
    Some(match (rest, home) {
        (Some(rest), Some(home)) => home.join(rest.trim_start_matches(['/', '\\'])),
        _ => PathBuf::from(text),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_taken_as_people_write_them() {
        let home = Path::new("/home/mk");
        let typed = " /a b/c.txt \n\n\"/quoted one.md\"\n~/news\n~\n~other/x\n";
        let expected = ["/a b/c.txt", "/quoted one.md", "/home/mk/news", "/home/mk", "~other/x"];
        assert_eq!(typed_paths(typed, Some(home)), expected.map(PathBuf::from));
        assert_eq!(typed_path("~/x", None), Some(PathBuf::from("~/x")));
        assert_eq!(typed_path("  ", Some(home)), None);
    }
}
