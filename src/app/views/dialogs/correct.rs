//! The dialogs that change the text of an article: a few words, or all of it by a newer version.

use egui::{RichText, Ui};

use super::{form, lines_ui};
use crate::app::command::Command;
use crate::app::state::dialog::{CorrectForm, Dialog, PathUse, RenewForm, RenewPlan};
use crate::app::theme::Theme;
use crate::app::views::Shell;
use crate::app::widgets::controls;
use crate::model::text::near::VERSION_PERCENT;
use crate::model::text::numbers::counted;
use crate::model::text::visible::visible;
use crate::report::renewing;

pub(super) fn correct_ui(ui: &mut Ui, shell: &Shell<'_>, form: &CorrectForm, queue: &mut Vec<Command>) {
    form::show(
        ui,
        shell,
        ("Correct the text", "Correct"),
        form,
        Dialog::Correct,
        queue,
        |ui, fields, form| {
            let theme = fields.shell().theme;
            controls::small(ui, theme, format!("“{}”", visible(&form.was)));
            fields.text(ui, "Instead of these words", "nothing: they are taken out", &mut form.words);
            let touched = match (form.num_own, form.num_others) {
                (0, 0) => "No span covers these words".to_owned(),
                (own, 0) => format!("{} of your own covers these words", counted(own, "span")),
                (0, others) => format!("{} of others covers these words", counted(others, "span")),
                (own, others) => {
                    let others = counted(others, "span");
                    format!("{} of your own and {others} of others cover these words", counted(own, "span"))
                }
            };
            controls::small(ui, theme, touched);
            controls::small(
                ui,
                theme,
                "Spans go along with their words; one that is cut through is kept in the list of those without a place",
            );
        },
    );
}

pub(super) fn renew_ui(ui: &mut Ui, shell: &Shell<'_>, form: &RenewForm, queue: &mut Vec<Command>) {
    let does =
        if form.plan().is_some_and(|plan| plan.change.is_some()) { "Renew" } else { "See what changes" };
    form::show(ui, shell, ("Renew from a file", does), form, Dialog::Renew, queue, |ui, fields, form| {
        let theme = fields.shell().theme;
        controls::small(ui, theme, &form.title);
        let uses = [PathUse::VersionFile];
        fields.path(ui, "File with the newer version", "", &mut form.path, &uses);
        match form.plan() {
            Some(plan) => plan_ui(ui, theme, plan),
            None => {
                controls::small(ui, theme, "What it would change is shown before anything is changed");
            }
        }
    });
}

/// What would happen.
fn plan_ui(ui: &mut Ui, theme: &Theme, plan: &RenewPlan) {
    ui.add_space(6.0);
    if plan.change.is_none() {
        ui.label(RichText::new("The article has this text already").color(theme.ink.text));
        return;
    }
    if plan.percent < VERSION_PERCENT {
        let alike = format!("Only {} % the same: hardly a version of this article", plan.percent);
        ui.label(RichText::new(alike).color(theme.ink.bad));
    }
    let would = format!("It would be: {}", renewing::summary(&plan.renewal));
    ui.label(RichText::new(would).color(theme.ink.text));
    lines_ui(ui, plan.lines.len(), |ui, idx| {
        ui.label(RichText::new(&plan.lines[idx]).color(theme.ink.quiet));
    });
}
