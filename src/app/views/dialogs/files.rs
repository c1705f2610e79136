//! The dialogs that make and open corpora, add articles and write copies.

use egui::{RichText, Ui};

use super::columns::{self, Columns};
use super::form;
use crate::app::command::Command;
use crate::app::command::files::FilesCommand;
use crate::app::state::dialog::{
    AddForm, AnnotatorForm, Dialog, NewForm, OpenForm, PackForm, PathUse, typed_path,
};
use crate::app::state::session::Session;
use crate::app::theme::{self, Theme};
use crate::app::views::{Shell, start};
use crate::app::widgets::controls;
use crate::documents::ColumnField;
use crate::documents::tables::TablePreview;
use crate::model::text::visible::visible;

pub(super) fn new_ui(ui: &mut Ui, shell: &Shell<'_>, form: &NewForm, queue: &mut Vec<Command>) {
    form::show(ui, shell, ("New corpus", "Make it"), form, Dialog::New, queue, |ui, fields, form| {
        fields.text(ui, "Title", "What it is about", &mut form.title);
        fields.path(ui, "Folder to make", "", &mut form.folder, &[PathUse::NewFolder]);
        let hint = "claim, quote, proposal, caveat";
        fields.path(ui, "Tagset to begin with", hint, &mut form.tagset, &[PathUse::TagsetFile]);
        controls::small(
            ui,
            fields.shell().theme,
            "A corpus is a folder of plain text files: articles, tags, history",
        );
    });
}

pub(super) fn open_ui(ui: &mut Ui, shell: &Shell<'_>, form: &OpenForm, queue: &mut Vec<Command>) {
    let mut taken = None;
    form::show(ui, shell, ("Open a corpus", "Open"), form, Dialog::Open, queue, |ui, fields, form| {
        let uses = [PathUse::CorpusFolder, PathUse::PackedFile];
        fields.path(ui, "Corpus folder, or packed file", "", &mut form.path, &uses);
        if form.is_packed() {
            let hint = "leave it empty to read the file as it is";
            fields.path(
                ui,
                "Folder to unpack it into",
                hint,
                &mut form.unpack_into,
                &[PathUse::UnpackFolder],
            );
        }
        let shell = *fields.shell();
        if !shell.settings.recent.is_empty() {
            ui.add_space(6.0);
            controls::heading(ui, shell.theme, "Open before");
            taken = start::recent_ui(ui, &shell);
        }
    });
    queue.extend(taken.map(|path| Command::Files(FilesCommand::OpenRecent(path))));
}

pub(super) fn add_ui(ui: &mut Ui, shell: &Shell<'_>, form: &AddForm, queue: &mut Vec<Command>) {
    let mut others = Vec::new();
    form::show(ui, shell, ("Add articles", "Add"), form, Dialog::Add, queue, |ui, fields, form| {
        let uses = [PathUse::ArticleFiles, PathUse::ArticleFolder];
        fields.paths(ui, "Files, or folders of them, one a line", &mut form.paths, &uses);
        controls::small(
            ui,
            fields.shell().theme,
            "Web pages, Word, OpenDocument, RTF, PDF, EPUB, mails, feeds, subtitles, tables, text, Markdown, ZIP",
        );
        columns_ui(ui, fields.shell().theme, form);
        let help = "Otherwise a text that is there already is left out";
        fields.check(ui, "Add texts again that the corpus has", help, &mut form.allow_duplicates);
        let help = "Otherwise each chapter is an article";
        fields.check(ui, "A book is one article", help, &mut form.whole_books);
        let help = "Otherwise the article is looked for, without menus and advertisements";
        fields.check(ui, "Take all of a web page", help, &mut form.whole_pages);
        let help = "Each is copied into the corpus folder as it is, once";
        fields.check(ui, "Keep the files themselves in the corpus", help, &mut form.keep_originals);
        controls::small(ui, fields.shell().theme, "Files can be dropped on the window as well");
        start::button_ui(ui, fields.shell(), FilesCommand::AddCopied, &mut others);
    });
    let is_idle = shell.desk.files.running.is_none();
    if is_idle && form.first_table().is_some() && form.look().is_none() {
        queue.push(Command::Files(FilesCommand::LookAtTable));
    }
    queue.extend(others);
}

/// What the columns of the first table hold that is named, once it has been looked at.
fn columns_ui(ui: &mut Ui, theme: &Theme, form: &mut AddForm) {
    let Some(look) = form.look() else { return };
    let table = match &look.seen {
        Ok(Some(table)) => table,
        Ok(None) => return,
        Err(why) => {
            ui.label(RichText::new(visible(why)).size(theme::SMALL).color(theme.ink.bad));
            return;
        }
    };
    let name = typed_path(&look.of, None).unwrap_or_default();
    let name = name.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let words = format!("{}: the first rows, and what its columns hold", visible(&name));
    controls::small(ui, theme, words)
        .on_hover_text("What is changed here holds for all tables that are named");
    let fields = ColumnField::ALL.map(|field| (Some(field), field.name()));
    let choices: Vec<_> = [(None, columns::NOTHING)].into_iter().chain(fields).collect();
    let TablePreview { header, rows, .. } = table;
    let shown = Columns { header, rows, choices: &choices, elsewhere: "redletter add --columns" };
    let changed = columns::show(ui, theme, &shown, |idx| table.held(idx, &form.columns));
    if !table.has_text(&form.columns) {
        let words = "No column holds the text yet: choose one";
        ui.label(RichText::new(words).size(theme::SMALL).color(theme.ink.bad));
    }
    if let Some((column, field)) = changed {
        form.hold(column, field);
    }
}

pub(super) fn pack_ui(ui: &mut Ui, shell: &Shell<'_>, form: &PackForm, queue: &mut Vec<Command>) {
    form::show(ui, shell, ("Save a copy", "Save"), form, Dialog::Pack, queue, |ui, fields, form| {
        fields.path(ui, "File to write", "", &mut form.path, &[PathUse::PackFile]);
        controls::small(
            ui,
            fields.shell().theme,
            "One RON file of everything but the history; it can be opened, sent, and unpacked again",
        );
    });
}

pub(super) fn annotator_ui(
    ui: &mut Ui,
    shell: &Shell<'_>,
    session: &Session,
    form: &AnnotatorForm,
    queue: &mut Vec<Command>,
) {
    form::show(
        ui,
        shell,
        ("Who annotates?", "Go on as this"),
        form,
        Dialog::Annotator,
        queue,
        |ui, fields, form| {
            fields.text(ui, "Annotator", "a short name, as ana-r", &mut form.name);
            let theme = fields.shell().theme;
            let state = session.corpus.state();
            let known: std::collections::BTreeSet<_> =
                state.layers.values().flat_map(|layers| layers.keys()).chain(state.voices.keys()).collect();
            if !known.is_empty() {
                controls::small(ui, theme, "Who has worked on this corpus");
                ui.horizontal_wrapped(|ui| {
                    for annotator in known.into_iter().take(40) {
                        let is_on = form.name == annotator.as_str();
                        if controls::chip(ui, theme, annotator.as_str(), is_on).clicked() {
                            annotator.as_str().clone_into(&mut form.name);
                        }
                    }
                });
            }
            controls::small(ui, theme, "Each annotator's work stays apart; undo reaches one's own only");
        },
    );
}
