//! What can be done with all hits that are kept, and what is about to be done.

use egui::{RichText, Ui};

use crate::app::command::search::SearchCommand;
use crate::app::command::{Command, Way};
use crate::app::fonts;
use crate::app::state::FocusWish;
use crate::app::state::search::plan::{Deed, Plan, before_and_after};
use crate::app::theme;
use crate::app::views::View;
use crate::app::widgets::controls;
use crate::model::text::numbers::{counted, in_thousands};

/// Room that the hint about keys takes.
const HINT: f32 = 200.0;

/// Draws the bar below the table.
pub(super) fn show(ui: &mut Ui, view: &View<'_>, queue: &mut Vec<Command>) {
    egui::Frame::new().inner_margin(egui::Margin::symmetric(14, 8)).show(ui, |ui| {
        ui.spacing_mut().item_spacing = egui::vec2(6.0, 6.0);
        ui.horizontal_wrapped(|ui| match &view.session.wide.search.plan {
            Some(plan) => plan_ui(ui, view, plan, queue),
            None => deeds_ui(ui, view, queue),
        });
    });
}

fn says(ui: &mut Ui, view: &View<'_>, text: String) {
    let words = RichText::new(text).family(fonts::sans_semibold()).color(view.theme.ink.text);
    let response = ui.add(egui::Label::new(words).extend());
    ui.accesskit_node_builder(response.id, |node| node.set_live(egui::accesskit::Live::Polite));
}

fn deeds_ui(ui: &mut Ui, view: &View<'_>, queue: &mut Vec<Command>) {
    let desk = &view.session.wide.search;
    let (num, num_skipped) = (desk.sequence().len(), desk.skipped().len());
    let kept = num - num_skipped;
    let is_found = desk.why_not_all().is_none();
    says(
        ui,
        view,
        match num_skipped {
            _ if !is_found => "Looking… when it ends, tag all as".to_owned(),
            0 => format!("Tag all {} as", in_thousands(num)),
            _ => format!("Tag {} of {} as", in_thousands(kept), in_thousands(num)),
        },
    );
    let is_writable = view.session.corpus.read_only().is_none() && is_found;
    let why_not = desk.why_not_all().unwrap_or("This corpus can only be read");
    for (at, label) in view.session.tagset().ordered_labels().into_iter().enumerate() {
        let key = label.key.map(|key| key.to_string());
        let colour = Some(view.theme.label(label.colour));
        let button = controls::inked_button(ui, view.theme, &label.name, key.as_deref(), is_writable, colour);
        if at == 0 && view.desk.focus_wish == Some(FocusWish::SearchPanel) {
            button.request_focus();
        }
        let help = format!(
            "Tag every hit that is kept as {}; what is tagged so is shown first",
            label.name.to_lowercase()
        );
        if button.on_hover_text(if is_writable { &help } else { why_not }).clicked() {
            queue.push(Command::Search(SearchCommand::Tag(label.id.clone())));
        }
    }
    ui.add_space(8.0);
    let has_spans = desk.shown.hits.first().is_some_and(|hit| hit.span.is_some());
    command_ui(ui, view, "Replace…", SearchCommand::Replace, is_writable && has_spans, queue);
    command_ui(ui, view, "Export…", SearchCommand::Export, is_found, queue);
    keeping_ui(ui, view, queue);
}

fn plan_ui(ui: &mut Ui, view: &View<'_>, plan: &Plan, queue: &mut Vec<Command>) {
    let (kept, num) = (plan.num_kept(), plan.rows.len());
    let (what, does) = match &plan.deed {
        Deed::Tag(label) => {
            let known = view.session.tagset().labels.get(label);
            let name = known.map_or_else(|| label.to_string(), |label| label.name.clone());
            (format!("{} as {name}", counted(kept, "hit")), "Tag")
        }
        Deed::Replace(replacement) => {
            let (from, to) = before_and_after(view.session, replacement);
            (format!("{from} → {to} in {}", counted(kept, "span")), "Replace in")
        }
    };
    let already = match plan.already.len() {
        0 => String::new(),
        many => format!(", {} tagged so already", in_thousands(many)),
    };
    let skipped = num - kept;
    let skipped =
        if skipped == 0 { String::new() } else { format!(" · {} skipped{already}", in_thousands(skipped)) };
    says(ui, view, format!("{what}{skipped}"));
    let name = format!("{does} {}", in_thousands(kept));
    let confirm = controls::key_button(ui, view.theme, &name, Some("Enter"), kept > 0);
    if view.desk.focus_wish == Some(FocusWish::SearchPanel) {
        confirm.request_focus();
    }
    if confirm.on_hover_text("Do it with every hit that is kept; one undo takes all of it back").clicked() {
        queue.push(Command::Search(SearchCommand::Confirm));
    }
    let drop = controls::key_button(ui, view.theme, "Cancel", Some("Esc"), true);
    if drop.on_hover_text("Change nothing").clicked() {
        queue.push(Command::Search(SearchCommand::DropPlan));
    }
    keeping_ui(ui, view, queue);
}

/// Which hits are kept.
fn keeping_ui(ui: &mut Ui, view: &View<'_>, queue: &mut Vec<Command>) {
    ui.add_space(8.0);
    let all_kept = view.session.wide.search.skipped().is_empty();
    let name = if all_kept { "Keep none" } else { "Keep all" };
    command_ui(ui, view, name, SearchCommand::KeepAll, true, queue);
    command_ui(ui, view, "This article", SearchCommand::KeepArticle, true, queue);
    let key = view.key(&Command::Search(SearchCommand::Keep)).unwrap_or_default();
    let moves = view.key(&Command::Span(Way::Next)).unwrap_or_default();
    let hint = RichText::new(format!("{moves} goes on · {key} keeps or skips")).size(theme::SMALL);
    let hint = egui::Label::new(hint.color(view.theme.ink.quiet)).extend();
    // It is left out where there is no room in the line.
    if ui.available_width() > HINT {
        ui.add(hint);
    }
}

fn command_ui(
    ui: &mut Ui,
    view: &View<'_>,
    name: &str,
    command: SearchCommand,
    enabled: bool,
    queue: &mut Vec<Command>,
) {
    let command = Command::Search(command);
    let button = controls::key_button(ui, view.theme, name, view.key(&command).as_deref(), enabled);
    let why_not = view.session.wide.search.why_not_all().filter(|_| !enabled).map(str::to_owned);
    if button.on_hover_text(why_not.unwrap_or_else(|| view.tip(&command))).clicked() {
        queue.push(command);
    }
}
