//! What was copied in other programs becomes an article; and what is seen of a table before its articles are read.

use std::path::PathBuf;
use std::sync::Arc;

use super::adding::Origin;
use super::files::add_form;
use super::{Work, capitalised};
use crate::app::clipboard::{Copied, file_addresses};
use crate::app::state::dialog::{AddForm, ArticleTable, Dialog};
use crate::app::state::running::RunningJob;
use crate::documents::collect::FoundFile;
use crate::documents::tables::{TablePreview, preview};
use crate::report::Report;

/// How many rows are shown of a table.
const NUM_ROWS: usize = 3;
/// What stands for the file's name of an article that was copied.
const PASTED: &str = "pasted";

impl Work<'_> {
    /// Begins to read what was copied in another program.
    ///
    /// That waits for the other program, for seconds if that hangs, and so is a job beside the window. It comes at once
    /// in all other cases, before anybody can copy something else.
    pub(super) fn read_copied(&mut self) {
        if let Some(running) = &self.desk.files.running {
            let why = format!("Wait for this to end: {}", running.what.to_lowercase());
            return self.desk.refuse(why);
        }
        let read = Arc::clone(&self.services.outside.clipboard);
        let began =
            self.start("Reading what was copied", RunningJob::Copied, move |_| read().map_err(Report::new));
        if let Err(why) = began {
            self.desk.refuse(why);
        }
    }

    /// Takes what was copied: files go to the dialog that adds them, all else is read. The dialog that was open then
    /// comes back if there is nothing to take.
    pub(super) fn take_copied(&mut self, copied: Copied, dialog: Option<Box<Dialog>>) {
        let form = match dialog.as_deref() {
            Some(Dialog::Add(form)) => form.clone(),
            _ => AddForm::default(),
        };
        if let Err(why) = self.begin_copied(copied, form) {
            match dialog {
                Some(dialog) if self.desk.dialog.is_none() => {
                    self.desk.open_dialog(*dialog);
                    self.desk.files.complaint = why;
                }
                _ => self.desk.refuse(why),
            }
        }
    }

    fn begin_copied(&mut self, copied: Copied, form: AddForm) -> Result<(), String> {
        let Copied { files, html, text, is_picture } = copied;
        let named = file_addresses(&text).filter(|paths| paths.iter().all(|path| path.exists()));
        let files = if files.is_empty() { named.unwrap_or_default() } else { files };
        let has_words = |words: &str| !words.trim().is_empty();
        let file = if !files.is_empty() {
            self.add_paths(&files, form);
            return Ok(());
        } else if is_picture {
            return Err("A picture was copied; only words and pieces of web pages become articles".to_owned());
        } else if has_words(&html) {
            FoundFile::held(PASTED, html.into_bytes(), Some("html"))
        } else if has_words(&text) {
            FoundFile::held(PASTED, text.into_bytes(), Some("text"))
        } else {
            return Err("Nothing was copied; copy an article in another program first".to_owned());
        };
        // A copied piece has no page around it: nothing in it is looked for.
        self.begin_gathering(Origin::Copied(file), &AddForm { whole_pages: true, ..form })
    }

    /// Puts files into the dialog that adds them.
    fn add_paths(&mut self, files: &[PathBuf], form: AddForm) {
        let AddForm { paths, .. } = add_form(files);
        let before = form.paths.trim_end();
        let paths = if before.is_empty() { paths } else { format!("{before}\n{paths}") };
        self.desk.open_dialog(Dialog::Add(AddForm { paths, ..form }));
    }

    /// Takes words that were pasted where there is no field for them: files that were copied are added, for all else
    /// there is a command.
    pub(super) fn take_pasted(&mut self, text: &str) {
        let files = file_addresses(text).filter(|paths| paths.iter().all(|path| path.exists()));
        let can_add = self.session.corpus.read_only().is_none();
        match files {
            Some(files) if can_add => self.add_paths(&files, AddForm::default()),
            _ => self.desk.refuse("“Add what was copied”, in the menu, makes an article of it"),
        }
    }

    /// Begins to read the first rows of the first table that the form names; the dialog stays.
    pub(super) fn look_at_articles(&mut self, form: &AddForm) -> Result<(), String> {
        if self.desk.files.running.is_some() {
            // It is asked for again when that has ended.
            return Ok(());
        }
        let Some(of) = form.first_table().map(str::to_owned) else { return Ok(()) };
        let Some(path) = self.typed(&of) else { return Ok(()) };
        let dialog = self.desk.dialog.take();
        let began = self.start("Reading the first rows", RunningJob::Columns, move |_| {
            let seen = look(path).map_err(|why| capitalised(&why));
            Ok(ArticleTable { of, seen })
        });
        self.desk.dialog = dialog;
        began
    }

    /// Shows what was seen of a table in the dialog that asked for it.
    pub(super) fn show_columns(&mut self, table: ArticleTable) {
        if let Some(Dialog::Add(form)) = &mut self.desk.dialog {
            form.take_look(table);
        }
    }
}

/// The columns and first rows of a table; an error names the file.
fn look(path: PathBuf) -> Result<Option<TablePreview>, String> {
    let file = FoundFile::named(path);
    let bytes = file.bytes().map_err(|err| err.to_string())?;
    let name = file.path().to_string_lossy();
    preview(&name, &bytes, NUM_ROWS).map_err(|err| format!("{err}: {name}"))
}
