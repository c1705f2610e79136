//! Commands about corpora and files: making, opening, adding, taking in, writing out; and the dialogs that
//! ask for what these need.

use std::path::PathBuf;

use egui::Key;

use super::table::{COMMAND, SHIFT, row};
use super::{Command, Group, Place, Spec, When};
use crate::app::state::dialog::{Dialog, PathUse};
use crate::app::state::document::Document;
use crate::model::id::AnnotatorId;

/// A command about corpora and files.
#[derive(Clone, Debug, PartialEq)]
pub enum FilesCommand {
    /// Make a corpus.
    New,
    /// Open a corpus folder or a packed file.
    Open,
    /// Open the sample.
    OpenSample,
    /// Add articles.
    Add,
    /// Add what was copied in another program.
    AddCopied,
    /// Change what is known about the article in view.
    About,
    /// Take a dataset in.
    Import,
    /// Write a dataset.
    Export,
    /// Write a document.
    Write(Document),
    /// Write the corpus as one file.
    Pack,
    /// Say who annotates.
    Annotator,
    /// Show or put away the card that says how to begin.
    ToggleStart,
    /// Stop what goes on beside the window.
    Cancel,

    // What follows carries what was pointed at or typed, and stands in no menu.
    /// Go on in this corpus as this annotator.
    GoOnAs(AnnotatorId),
    /// Open a corpus that was open before.
    OpenRecent(PathBuf),
    /// What the open dialog holds now.
    Set(Box<Dialog>),
    /// Ask the system for a path for the open dialog.
    Browse(PathUse),
    /// Show the first article as the open dialog would write it.
    Preview,
    /// Keep the choices of an export of that name no longer.
    ForgetRecipe(String),
    /// Show the first rows of the table that the open dialog names.
    LookAtTable,
    /// Show the beginnings of a found article and of the one it is like.
    Compare,
    /// Do what the open dialog says.
    Confirm,
    /// Files and folders that were dropped on the window.
    Dropped(Vec<PathBuf>),
    /// Words that were pasted where there is no field for them.
    Pasted(String),
}

/// The rows of the table.
pub(super) fn rows() -> Vec<Spec> {
    let row = |command, id, name, help| {
        row(Group::Corpus, Command::Files(command), id, name, help).at(Place::Everywhere)
    };
    vec![
        row(FilesCommand::New, "new-corpus", "New corpus…", "Make a folder for articles and what is tagged")
            .keys([(COMMAND | SHIFT, Key::N)])
            .when(When::Always),
        row(FilesCommand::Open, "open-corpus", "Open corpus…", "Open a corpus folder or a packed file")
            .keys([(COMMAND, Key::O)])
            .when(When::Always),
        row(
            FilesCommand::OpenSample,
            "open-sample",
            "Open the sample",
            "News of an invented river port, tagged",
        )
        .when(When::Always),
        row(
            FilesCommand::Add,
            "add-articles",
            "Add articles…",
            "Add articles from web pages, documents, mails, feeds, tables and texts",
        )
        .keys([(COMMAND | SHIFT, Key::O)])
        .when(When::Tagset),
        row(
            FilesCommand::AddCopied,
            "add-copied",
            "Add what was copied",
            "Make an article of the words, or the piece of a web page, on the clipboard",
        )
        .keys([(COMMAND | SHIFT, Key::V)])
        .when(When::Tagset),
        row(
            FilesCommand::About,
            "about-article",
            "About the article…",
            "Change title, date, outlet, byline, language and address of the article in view",
        )
        .when(When::Writing),
        row(FilesCommand::Import, "import", "Import…", "Take an annotated dataset in")
            .keys([(COMMAND | SHIFT, Key::I)])
            .when(When::Tagset),
        row(FilesCommand::Export, "export", "Export…", "Write what is tagged as a dataset other tools read")
            .keys([(COMMAND, Key::E)])
            .when(When::Corpus),
        row(
            FilesCommand::Write(Document::Codebook),
            "codebook",
            "Export the codebook…",
            "Write labels, attributes and links with their guidelines and examples",
        )
        .when(When::Corpus),
        row(FilesCommand::Pack, "pack", "Save a copy…", "Write the whole corpus as one RON file")
            .keys([(COMMAND | SHIFT, Key::S)])
            .when(When::Corpus),
        row(FilesCommand::Annotator, "annotator", "Annotator…", "Say who annotates this corpus")
            .when(When::Corpus),
        row(
            FilesCommand::ToggleStart,
            "start-card",
            "How to begin",
            "Show or hide the card with the first steps",
        )
        .when(When::Corpus),
        row(FilesCommand::Cancel, "cancel", "Cancel what is running", "Stop reading or writing files")
            .when(When::Always),
    ]
}
