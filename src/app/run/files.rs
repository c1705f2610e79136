//! Commands about corpora and files: the dialogs that ask, and what they lead to.

use std::path::{Path, PathBuf};

use egui::Context;

use super::{Surroundings, Work};
use crate::app::command::files::FilesCommand;
use crate::app::jobs::{Job, Steps};
use crate::app::opening::OpenRequest;
use crate::app::state::dialog::{
    AddForm, AnnotatorForm, Dialog, ExportForm, ImportForm, NewForm, OpenForm, PackForm, PathUse, People,
    typed_path,
};
use crate::app::state::running::{Running, RunningJob};
use crate::formats::registry;
use crate::model::id::{AnnotatorId, annotator_from_name};
use crate::store::SaveStatus;

/// The extension of packed corpora.
const PACKED: &str = "ron";

/// The files and folders that have been dropped on the window since the last frame.
pub fn dropped(ctx: &Context) -> Vec<PathBuf> {
    ctx.input(|input| input.raw.dropped_files.iter().map(|file| file.path().to_owned()).collect())
}

/// Carries out a command that needs no corpus; gives it back if it needs one.
pub(super) fn without_corpus(around: &mut Surroundings<'_>, command: FilesCommand) -> Option<FilesCommand> {
    match command {
        FilesCommand::New => {
            let folder = around.outside.places.documents.join("New corpus").display().to_string();
            around.desk.open_dialog(Dialog::New(NewForm { folder, ..NewForm::default() }));
        }
        FilesCommand::Open => around.desk.open_dialog(Dialog::Open(OpenForm::default())),
        FilesCommand::OpenSample => around.desk.files.wanted = Some(OpenRequest::Sample),
        FilesCommand::OpenRecent(path) => around.desk.files.wanted = Some(OpenRequest::Path(path)),
        FilesCommand::Set(dialog) => set(around, *dialog),
        FilesCommand::Browse(path_use) => browse(around, path_use),
        FilesCommand::Cancel => match &around.desk.files.running {
            Some(running) => running.steps.cancel(),
            None => around.desk.refuse("Nothing is running"),
        },
        FilesCommand::Confirm => match &around.desk.dialog {
            Some(Dialog::New(form)) => {
                wish(around, confirmed_new(around.outside.places.home.as_deref(), form));
            }
            Some(Dialog::Open(form)) => {
                wish(around, confirmed_open(around.outside.places.home.as_deref(), form));
            }
            _ => return Some(FilesCommand::Confirm),
        },
        FilesCommand::Dropped(paths) => return dropped_without_corpus(around, paths),
        command => return Some(command),
    }
    None
}

/// Puts down what a dialog holds now. The folder of a new corpus follows its title until it is chosen.
fn set(around: &mut Surroundings<'_>, mut dialog: Dialog) {
    if let (Dialog::New(form), Some(Dialog::New(before))) = (&mut dialog, &around.desk.dialog) {
        if form.folder != before.folder {
            form.folder_is_chosen = true;
        } else if form.title != before.title && !form.folder_is_chosen {
            let name = folder_name(&form.title);
            form.folder = around.outside.places.documents.join(name).display().to_string();
        }
    }
    around.desk.files.complaint.clear();
    around.desk.dialog = Some(dialog);
}

/// A title as the name of a folder, without what some system does not allow there.
fn folder_name(title: &str) -> String {
    let is_bad = |ch: char| ch.is_control() || r#"/\:*?"<>|"#.contains(ch);
    let name: String = title.chars().map(|ch| if is_bad(ch) { '-' } else { ch }).take(80).collect();
    let name = name.trim().trim_matches('.').to_owned();
    if name.is_empty() { "New corpus".to_owned() } else { name }
}

/// Asks for a corpus to be opened, or says why it can't be.
fn wish(around: &mut Surroundings<'_>, request: Result<OpenRequest, &str>) {
    match request {
        Ok(request) => around.desk.files.wanted = Some(request),
        Err(why) => why.clone_into(&mut around.desk.files.complaint),
    }
}

fn confirmed_new(home: Option<&Path>, form: &NewForm) -> Result<OpenRequest, &'static str> {
    let folder = typed_path(&form.folder, home).ok_or("Say in which folder the corpus is to lie")?;
    let title = Some(super::one_line(&form.title)).filter(|title| !title.is_empty());
    let title =
        title.unwrap_or_else(|| folder.file_name().unwrap_or_default().to_string_lossy().into_owned());
    Ok(OpenRequest::New { folder, title, tagset: typed_path(&form.tagset, home) })
}

fn confirmed_open(home: Option<&Path>, form: &OpenForm) -> Result<OpenRequest, &'static str> {
    let path = typed_path(&form.path, home).ok_or("Say which folder or packed file to open")?;
    match typed_path(&form.unpack_into, home).filter(|_| form.is_packed()) {
        Some(folder) => Ok(OpenRequest::Unpack { file: path, folder }),
        None => Ok(OpenRequest::Path(path)),
    }
}

/// A corpus folder is opened, a packed file asked about; everything else is for the corpus that is open.
fn dropped_without_corpus(around: &mut Surroundings<'_>, paths: Vec<PathBuf>) -> Option<FilesCommand> {
    if let [path] = paths.as_slice() {
        if path.join("corpus.ron").is_file() {
            around.desk.files.wanted = Some(OpenRequest::Path(path.clone()));
            return None;
        }
        if path.extension().is_some_and(|extension| extension == PACKED) && path.is_file() {
            let path = path.display().to_string();
            around.desk.open_dialog(Dialog::Open(OpenForm { path, ..OpenForm::default() }));
            return None;
        }
    }
    if around.has_session {
        return Some(FilesCommand::Dropped(paths));
    }
    around.desk.notify("Open or make a corpus first; then articles can be dropped on it", false);
    None
}

/// Opens the system's own dialog beside the window.
fn browse(around: &mut Surroundings<'_>, path_use: PathUse) {
    if let Some(running) = &around.desk.files.running {
        around.desk.files.complaint = format!("Wait for this to end: {}", running.what.to_lowercase());
        return;
    }
    let Some(field) = around.desk.dialog.as_mut().and_then(|dialog| dialog.path_field(path_use)) else {
        return;
    };
    let home = around.outside.places.home.as_deref();
    let begin = field.lines().last().and_then(|line| typed_path(line, home));
    let begin = begin.unwrap_or_else(|| around.outside.places.documents.clone());
    let answer = (around.outside.ask)(path_use, &begin);
    match Job::start("ask for a path", std::sync::Arc::clone(around.wake), answer) {
        Ok(job) => {
            let what = "Waiting for the system's dialog";
            let (steps, job) = (Steps::default(), RunningJob::Ask(job, path_use));
            around.desk.files.running = Some(Running { what, steps, job, dialog: None });
        }
        Err(err) => around.desk.files.complaint = err.to_string(),
    }
}

/// The form that adds these files and folders.
pub(super) fn add_form(paths: &[PathBuf]) -> AddForm {
    let paths: Vec<String> = paths.iter().map(|path| path.display().to_string()).collect();
    AddForm { paths: paths.join("\n"), ..AddForm::default() }
}

impl Work<'_> {
    /// Commands about the corpus that is open.
    pub(super) fn files(&mut self, command: FilesCommand) {
        match command {
            FilesCommand::Add => self.desk.open_dialog(Dialog::Add(AddForm::default())),
            FilesCommand::Import => {
                let format = registry().first().map_or("", |format| format.info().id).to_owned();
                self.desk.open_dialog(Dialog::Import(ImportForm { format, ..ImportForm::default() }));
            }
            FilesCommand::Export => self.open_export(),
            FilesCommand::Write(document) => self.open_document(document),
            FilesCommand::Pack => {
                let path = self.place_of_copy();
                self.desk.open_dialog(Dialog::Pack(PackForm { path }));
            }
            FilesCommand::Annotator => {
                let name = self.session.annotator().to_string();
                self.desk.open_dialog(Dialog::Annotator(AnnotatorForm { name }));
            }
            FilesCommand::ToggleStart => {
                self.desk.drawers.start = !self.desk.drawers.start;
            }
            FilesCommand::AddCopied => self.read_copied(),
            FilesCommand::Pasted(text) => self.take_pasted(&text),
            FilesCommand::Dropped(paths) => {
                let form = add_form(&paths);
                // Which column of a table holds what is seen before anything is read.
                let waits = form.first_table().is_some();
                self.desk.open_dialog(Dialog::Add(form));
                if !waits {
                    self.confirm();
                }
            }
            FilesCommand::About => self.open_about(),
            FilesCommand::Compare => self.compare_found(),
            FilesCommand::Preview => self.preview_export(),
            FilesCommand::ForgetRecipe(name) => self.forget_recipe(&name),
            FilesCommand::LookAtTable => {
                let looked = match &self.desk.dialog {
                    Some(Dialog::Add(form)) => self.look_at_articles(&form.clone()),
                    _ => self.look_at_table(),
                };
                if let Err(why) = looked {
                    self.desk.files.complaint = why;
                }
            }
            FilesCommand::Confirm => self.confirm(),
            FilesCommand::GoOnAs(annotator) => {
                if let Err(why) = self.go_on_as(annotator) {
                    self.desk.refuse(why);
                }
            }
            // The others need no corpus and have been carried out already.
            _ => {}
        }
    }

    fn open_export(&mut self) {
        let info = registry().iter().map(|format| format.info()).find(|info| info.writes);
        let Some(info) = info else { return };
        let path = self.beside_corpus(info.extension);
        let people = People::of(self.session.corpus.state());
        self.desk.open_dialog(Dialog::Export(Box::new(ExportForm::new(info.id, path, people))));
    }

    /// Where a copy goes: beside the corpus, or elsewhere if nothing can be saved there.
    fn place_of_copy(&self) -> String {
        let corpus = &self.session.corpus;
        if matches!(corpus.save_status(), SaveStatus::Saved(_)) && corpus.unreachable().is_none() {
            return self.beside_corpus(PACKED);
        }
        let name = corpus.folder().file_name().unwrap_or_default().to_string_lossy().into_owned();
        self.services.outside.places.documents.join(format!("{name}.{PACKED}")).display().to_string()
    }

    /// A file beside the corpus's folder that is not there yet, named after the corpus.
    fn beside_corpus(&self, extension: &str) -> String {
        self.beside_corpus_as("", extension)
    }

    /// The same with `suffix` added to its name.
    pub(super) fn beside_corpus_as(&self, suffix: &str, extension: &str) -> String {
        let folder = self.session.corpus.folder();
        let mut name = folder.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if !suffix.is_empty() {
            name = format!("{name} {suffix}");
        }
        // A corpus read from a packed file lies on no disk.
        let at = folder.parent().filter(|parent| parent.is_dir() && parent.parent().is_some());
        let at = at.unwrap_or(&self.services.outside.places.documents);
        let named = |number: usize| {
            let number = if number == 1 { String::new() } else { format!(" {number}") };
            at.join(format!("{name}{number}.{extension}"))
        };
        let free = (1..100).map(named).find(|path| !path.exists()).unwrap_or_else(|| named(1));
        free.display().to_string()
    }

    /// Does what the open dialog says.
    fn confirm(&mut self) {
        if let Some(Dialog::GoTo(form)) = &self.desk.dialog {
            let place = form.place.clone();
            return self.go_to_typed(&place);
        }
        if let Some(Dialog::Correct(form)) = self.desk.dialog.clone() {
            if let Err(why) = self.correct_as_typed(&form) {
                self.desk.files.complaint = why;
            }
            return;
        }
        if let Some(running) = &self.desk.files.running {
            self.desk.files.complaint = format!("Wait for this to end: {}", running.what.to_lowercase());
            return;
        }
        let done = match self.desk.dialog.clone() {
            Some(Dialog::Add(form)) => self.begin_adding(&form),
            Some(Dialog::Found(form)) => self.begin_settling(&form),
            Some(Dialog::About(form)) => self.change_about(&form),
            Some(Dialog::Export(form)) => self.begin_export(&form),
            Some(Dialog::Import(form)) => self.begin_import(&form),
            Some(Dialog::TakeIn(form)) => self.begin_taking_in(&form),
            Some(Dialog::Document(form)) => self.begin_document(&form),
            Some(Dialog::Pack(form)) => self.begin_pack(&form),
            Some(Dialog::Annotator(form)) => self.change_annotator(&form),
            Some(Dialog::Renew(form)) => self.renew_as_shown(&form),
            _ => Ok(()),
        };
        if let Err(why) = done {
            self.desk.files.complaint = why;
        }
    }

    fn change_annotator(&mut self, form: &AnnotatorForm) -> Result<(), String> {
        let name = form.name.trim();
        if name.is_empty() {
            return Err("Say who annotates".to_owned());
        }
        self.go_on_as(AnnotatorId::new(name).unwrap_or_else(|_| annotator_from_name(name)))
    }

    /// Opens the corpus again for another annotator.
    fn go_on_as(&mut self, annotator: AnnotatorId) -> Result<(), String> {
        if annotator == *self.session.annotator() {
            self.desk.dialog = None;
            return Ok(());
        }
        if self.session.corpus.read_only().is_some() && !self.session.corpus.folder().is_dir() {
            return Err("A packed file is only read; open it as a folder first".to_owned());
        }
        let folder = self.session.corpus.folder().to_owned();
        self.desk.files.wanted = Some(OpenRequest::As { folder, annotator });
        Ok(())
    }

    /// A path that was typed.
    pub(super) fn typed(&self, text: &str) -> Option<PathBuf> {
        typed_path(text, self.services.outside.places.home.as_deref())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_becomes_a_name_that_every_system_takes() {
        assert_eq!(folder_name(" Harbour: a/b? "), "Harbour- a-b-");
        assert_eq!(folder_name("…"), "…");
        assert_eq!(folder_name(".."), "New corpus");
        assert_eq!(folder_name(&"x".repeat(500)).len(), 80);
    }

    #[test]
    fn forms_become_requests() {
        let home = Path::new("/home/mk");
        let form = NewForm { folder: "~/ports".to_owned(), ..NewForm::default() };
        let expected =
            OpenRequest::New { folder: "/home/mk/ports".into(), title: "ports".to_owned(), tagset: None };
        assert_eq!(confirmed_new(Some(home), &form), Ok(expected));
        assert!(confirmed_new(None, &NewForm::default()).is_err());

        let packed = OpenForm { path: "/a/b.ron".to_owned(), unpack_into: "/a/b".to_owned() };
        let expected = OpenRequest::Unpack { file: "/a/b.ron".into(), folder: "/a/b".into() };
        assert_eq!(confirmed_open(None, &packed), Ok(expected));
        let folder = OpenForm { path: "/a/b".to_owned(), unpack_into: "/left over".to_owned() };
        assert_eq!(confirmed_open(None, &folder), Ok(OpenRequest::Path("/a/b".into())));
    }
}
