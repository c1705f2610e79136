//! The dialog that writes a dataset: in which format, which part of the corpus, as what rows, split how, to which
//! file; with what the format can't hold, and the first article as it would be written.

use std::collections::BTreeSet;
use std::sync::Arc;

use egui::{Button, RichText, Ui};

use super::form::{self, Fields};
use crate::app::command::Command;
use crate::app::command::files::FilesCommand;
use crate::app::state::dialog::{ArticleScope, Dialog, ExportForm, PathUse, SplitKind, takes_rows};
use crate::app::state::session::Session;
use crate::app::theme::{self, Theme};
use crate::app::views::Shell;
use crate::app::widgets::controls;
use crate::formats::recipe::{Names, Texts, kept, kept_names};
use crate::formats::selection::{CertaintyFilter, ReviewScope, StatusFilter};
use crate::formats::shapes::{Gather, Overlap, Shape, ShapePlan};
use crate::formats::splits::Bond;
use crate::formats::{Cells, OverlapRule, TagScheme, registry};
use crate::model::text::numbers::in_thousands;
use crate::model::text::visible::visible;

/// So many losses of a format are told at once.
const FEW_LOSSES: usize = 4;
/// So many sentences around are offered.
const AROUND: [u8; 5] = [0, 1, 2, 3, 5];

pub(super) fn show(
    ui: &mut Ui,
    shell: &Shell<'_>,
    session: &Session,
    form: &ExportForm,
    queue: &mut Vec<Command>,
) {
    let (mut previews, mut forgotten) = (false, None);
    form::show(
        ui,
        shell,
        ("Export", "Export"),
        form,
        |form| Dialog::Export(Box::new(form)),
        queue,
        |ui, fields, form| {
            let before = form.clone();
            forgotten = recipes_ui(ui, fields.shell().theme, session, form);
            fields.path(ui, "File to write", "", &mut form.path, &[PathUse::ExportFile]);
            format_ui(ui, fields.shell().theme, form);
            selection_ui(ui, fields, session, form);
            rows_ui(ui, fields, form);
            texts_ui(ui, fields, form);
            split_ui(ui, fields, form);
            options_ui(ui, fields, form);
            let hint = "a-z, 0-9 and -; the corpus keeps them, and they can be chosen again";
            fields.text(ui, "Keep these choices as", hint, &mut form.keep_as);
            previews = preview_ui(ui, fields.shell().theme, form);
            // What was shown is not what is asked for any more.
            let asked = |form: &ExportForm| (form.recipe.clone(), form.split.clone(), form.scope);
            if asked(&before) != asked(form) {
                form.preview = None;
            }
        },
    );
    queue.extend(forgotten.map(|name| Command::Files(FilesCommand::ForgetRecipe(name))));
    if previews {
        queue.push(Command::Files(FilesCommand::Preview));
    }
}

/// The recipes that the corpus keeps. The name of one that is to be forgotten.
fn recipes_ui(ui: &mut Ui, theme: &Theme, session: &Session, form: &mut ExportForm) -> Option<String> {
    let state = session.corpus.state();
    let names = kept_names(state);
    if names.is_empty() {
        return None;
    }
    let mut forgotten = None;
    controls::small(ui, theme, "Choices that were kept");
    ui.horizontal_wrapped(|ui| {
        for name in &names {
            if controls::chip(ui, theme, name, form.taken_up == *name).clicked()
                && let Ok(recipe) = kept(state, name)
            {
                form.take_up(recipe);
                (*name).clone_into(&mut form.taken_up);
            }
        }
        if names.contains(&form.taken_up.as_str()) {
            let help = "The corpus keeps these choices no longer; it can be undone";
            let button = Button::new("Forget").min_size(egui::vec2(0.0, 24.0));
            if ui.add(button).on_hover_text(help).clicked() {
                forgotten = Some(form.taken_up.clone());
            }
        }
    });
    forgotten
}

fn format_ui(ui: &mut Ui, theme: &Theme, form: &mut ExportForm) {
    controls::small(ui, theme, "Format");
    ui.horizontal_wrapped(|ui| {
        for format in registry().iter().filter(|format| format.info().writes) {
            let info = format.info();
            let chip = controls::chip(ui, theme, info.name, form.recipe.format == info.id);
            if chip.on_hover_text(info.specification).clicked() {
                form.set_format(*format);
            }
        }
    });
    let lost = form.format().map(crate::formats::Format::cannot_hold).unwrap_or_default();
    match lost.as_slice() {
        [] => {}
        few if few.len() <= FEW_LOSSES => {
            controls::small(ui, theme, format!("What it can't hold: {}", few.join(" ")));
        }
        // Most formats hold little of a corpus; all of it would push everything else out of sight.
        many => {
            let name = format!("What it can't hold: {} And {} more", many[0], in_thousands(many.len() - 1));
            let name = RichText::new(name).size(theme::SMALL).color(theme.ink.quiet);
            let id = ("what a format can't hold", &form.recipe.format);
            egui::CollapsingHeader::new(name).id_salt(id).show(ui, |ui| {
                controls::small(ui, theme, many.join(" "));
            });
        }
    }
}

fn selection_ui(ui: &mut Ui, fields: &mut Fields<'_>, session: &Session, form: &mut ExportForm) {
    let theme = fields.shell().theme;
    articles_ui(ui, theme, session, form);
    let people = Arc::clone(&form.people);
    let selection = &mut form.recipe.selection;
    let tagset = session.tagset();
    let labels = tagset.ordered_labels();
    let labels = labels.iter().map(|label| (label.id.clone(), label.name.as_str()));
    chips_ui(ui, theme, ("Labels", "all labels"), labels, &mut selection.labels);
    let annotators = people.annotators.iter().map(|annotator| (annotator.clone(), annotator.as_str()));
    chips_ui(ui, theme, ("Annotators", "everybody"), annotators, &mut selection.annotators);
    let statuses = StatusFilter::ALL.iter().map(|status| (*status, status.name()));
    chips_ui(ui, theme, ("Result of review", "whatever it is"), statuses, &mut selection.statuses);
    if !people.reviewers.is_empty() {
        controls::small(ui, theme, "Whose review counts");
        ui.horizontal_wrapped(|ui| {
            let reviewers = people.reviewers.iter().map(|reviewer| (Some(reviewer), reviewer.as_str()));
            for (reviewer, name) in std::iter::once((None, "everybody's")).chain(reviewers) {
                let is_on = selection.reviewer.as_ref() == reviewer;
                if controls::chip(ui, theme, name, is_on).clicked() {
                    selection.reviewer = reviewer.cloned();
                }
            }
        });
    }
    let sure = [
        (CertaintyFilter::All, "sure or not"),
        (CertaintyFilter::Sure, "only sure"),
        (CertaintyFilter::Unsure, "only unsure"),
    ];
    one_of_ui(ui, theme, "Certainty", &sure, &mut selection.certainty);
    let mut result_only = selection.scope == ReviewScope::Result;
    fields.check(
        ui,
        "Only the reviewed result",
        "What was accepted, corrected or added by reviewers; what nobody has decided on is left out too",
        &mut result_only,
    );
    selection.scope = if result_only { ReviewScope::Result } else { ReviewScope::Everything };
    let mut is_masked = form.recipe.names == Names::Pseudonyms;
    let help = "Annotators are called annotator-1, annotator-2 …; names in texts and of speakers stay";
    fields.check(ui, "Pseudonyms for annotators", help, &mut is_masked);
    form.recipe.names = if is_masked { Names::Pseudonyms } else { Names::AsTheyAre };
}

/// What a row is, for formats that take rows.
fn rows_ui(ui: &mut Ui, fields: &mut Fields<'_>, form: &mut ExportForm) {
    if !takes_rows(&form.recipe.format) {
        return;
    }
    let theme = fields.shell().theme;
    let mut shape = form.recipe.shape.map(|plan| plan.shape);
    let shapes = [
        (None, "the corpus itself"),
        (Some(Shape::Spans), "spans"),
        (Some(Shape::Sentences), "sentences with labels"),
        (Some(Shape::Pairs), "pairs of spans"),
        (Some(Shape::Speakers), "quotes and speakers"),
        (Some(Shape::Windows), "spans in their sentences"),
    ];
    one_of_ui(ui, theme, "Rows", &shapes, &mut shape);
    let Some(shape) = shape else {
        form.recipe.shape = None;
        return;
    };
    let fresh = ShapePlan { shape, gather: Gather::default(), overlap: Overlap::default(), around: 1 };
    let mut plan = ShapePlan { shape, ..form.recipe.shape.unwrap_or(fresh) };
    let gathers = [
        (Gather::Layers, "each annotator's own"),
        (Gather::Result, "the reviewed result"),
        (Gather::Votes, "all, with counts"),
    ];
    one_of_ui(ui, theme, "Whose work makes a row", &gathers, &mut plan.gather);
    match shape {
        Shape::Spans => {}
        Shape::Sentences => {
            let overlaps = [
                (Overlap::Any, "any overlap"),
                (Overlap::Half, "half of the sentence"),
                (Overlap::Whole, "all of it"),
            ];
            one_of_ui(ui, theme, "A sentence has a label by", &overlaps, &mut plan.overlap);
        }
        Shape::Pairs | Shape::Speakers | Shape::Windows => {
            let names = AROUND.map(|number| (number, number.to_string()));
            let choices: Vec<(u8, &str)> =
                names.iter().map(|(number, name)| (*number, name.as_str())).collect();
            one_of_ui(ui, theme, "Sentences around", &choices, &mut plan.around);
        }
    }
    form.recipe.shape = Some(plan);
}

/// Whether the texts go out, where they may stay.
fn texts_ui(ui: &mut Ui, fields: &mut Fields<'_>, form: &mut ExportForm) {
    let can_stay = form.format().is_some_and(crate::formats::Format::by_reference);
    if form.recipe.shape.is_none() && !can_stay {
        form.recipe.texts = Texts::Included;
        return;
    }
    let mut by_reference = form.recipe.texts == Texts::ByReference;
    let help = "Article, hash and offsets go out, by which whoever has the articles finds the words";
    fields.check(ui, "Without the texts", help, &mut by_reference);
    form.recipe.texts = if by_reference { Texts::ByReference } else { Texts::Included };
}

/// Which articles.
fn articles_ui(ui: &mut Ui, theme: &Theme, session: &Session, form: &mut ExportForm) {
    let list = &session.list;
    let listed = format!("the {} in the list", in_thousands(list.ids.len()));
    let kept = format!("those that were kept ({})", in_thousands(form.kept_articles.len()));
    let mut scopes = vec![(ArticleScope::All, "all")];
    if session.article_in_view().is_some() {
        scopes.push((ArticleScope::Open, "the one in view"));
    }
    if list.ids.len() < list.num_all {
        scopes.push((ArticleScope::Listed, &listed));
    }
    if !form.kept_articles.is_empty() {
        scopes.push((ArticleScope::Kept, &kept));
    }
    one_of_ui(ui, theme, "Articles", &scopes, &mut form.scope);
}

fn split_ui(ui: &mut Ui, fields: &mut Fields<'_>, form: &mut ExportForm) {
    let theme = fields.shell().theme;
    let split = &mut form.split;
    let kinds = [
        (SplitKind::None, "all in one"),
        (SplitKind::Shares, "by shares"),
        (SplitKind::Dates, "by day of publication"),
    ];
    one_of_ui(ui, theme, "Training, validation and test", &kinds, &mut split.kind);
    match split.kind {
        SplitKind::None => return,
        SplitKind::Shares => {
            fields.text(ui, "Shares of training, validation and test", "80/10/10", &mut split.shares);
            fields.text(ui, "Seed of the split", "another number gives another split", &mut split.seed);
        }
        SplitKind::Dates => {
            fields.text(
                ui,
                "Validation begins on",
                "2025-03-01; what is older is for training",
                &mut split.validation,
            );
            fields.text(ui, "The test begins on", "2025-04-01", &mut split.test);
        }
    }
    let bonds = Bond::ALL.iter().map(|bond| {
        let name = match bond {
            Bond::Duplicates => "nearly the same text",
            Bond::Speakers => "the same speakers",
            Bond::Codes => "the same codes",
        };
        (*bond, name)
    });
    chips_ui(ui, theme, ("On one side stays what has", "nothing in common"), bonds, &mut split.together);
}

fn options_ui(ui: &mut Ui, fields: &mut Fields<'_>, form: &mut ExportForm) {
    let theme = fields.shell().theme;
    let options = &mut form.recipe.options;
    if matches!(form.recipe.format.as_str(), "csv" | "tsv") {
        let mut is_safe = options.cells == Cells::ForSpreadsheet;
        let help = "A cell that a spreadsheet would take for a formula begins with an apostrophe";
        fields.check(ui, "For spreadsheet programs", help, &mut is_safe);
        options.cells = if is_safe { Cells::ForSpreadsheet } else { Cells::Plain };
    }
    if form.recipe.format == "conll" {
        let schemes = [(TagScheme::Iob2, "IOB2"), (TagScheme::Iobes, "IOBES"), (TagScheme::Bilou, "BILOU")];
        one_of_ui(ui, theme, "Tags", &schemes, &mut options.scheme);
        let rules = [
            (OverlapRule::Longest, "the longest"),
            (OverlapRule::First, "the first"),
            (OverlapRule::ColumnPerLabel, "a column for each label"),
        ];
        one_of_ui(ui, theme, "Of overlapping spans", &rules, &mut options.overlaps);
    }
}

/// The first article as it would be written. Whether it is asked for.
fn preview_ui(ui: &mut Ui, theme: &Theme, form: &ExportForm) -> bool {
    let button = ui.add(Button::new("Show the first article"));
    if let Some(preview) = &form.preview {
        let lines: Vec<String> =
            preview.lines().map(|line| visible(&line.replace('\t', "    ")).into_owned()).collect();
        ui.label(RichText::new(lines.join("\n")).monospace().size(11.5).color(theme.ink.quiet));
    }
    button.on_hover_text("As this format writes it, before anything is written").clicked()
}

/// Chips for one of several values.
fn one_of_ui<T: Copy + PartialEq>(
    ui: &mut Ui,
    theme: &Theme,
    name: &str,
    choices: &[(T, &str)],
    chosen: &mut T,
) {
    controls::small(ui, theme, name);
    ui.horizontal_wrapped(|ui| {
        for (choice, name) in choices {
            if controls::chip(ui, theme, name, *chosen == *choice).clicked() {
                *chosen = *choice;
            }
        }
    });
}

/// Chips for a set that means everything when it is empty.
fn chips_ui<'n, T: Ord + Clone>(
    ui: &mut Ui,
    theme: &Theme,
    (name, all): (&str, &str),
    choices: impl Iterator<Item = (T, &'n str)>,
    chosen: &mut BTreeSet<T>,
) {
    controls::small(ui, theme, name);
    ui.horizontal_wrapped(|ui| {
        if controls::chip(ui, theme, all, chosen.is_empty()).clicked() {
            chosen.clear();
        }
        for (choice, name) in choices {
            let is_on = chosen.contains(&choice);
            if controls::chip(ui, theme, name, is_on).clicked() && !chosen.remove(&choice) {
                chosen.insert(choice);
            }
        }
    });
}
