//! What the list is narrowed to, how much of it is shown, and how far the checking is.

use egui::{Button, RichText, TextEdit, Ui, WidgetInfo};

use crate::analysis::quality::checks::check;
use crate::app::command::Command;
use crate::app::command::checks::ChecksCommand;
use crate::app::directional;
use crate::app::state::FocusWish;
use crate::app::state::checks::ChecksFilter;
use crate::app::theme;
use crate::app::views::View;
use crate::app::widgets::controls;
use crate::app::widgets::reading::access::shortened;
use crate::model::text::numbers::counted;

/// Draws the line of filters.
pub(super) fn show(ui: &mut Ui, view: &View<'_>, queue: &mut Vec<Command>) {
    egui::Frame::new().inner_margin(egui::Margin::symmetric(10, 8)).show(ui, |ui| {
        ui.horizontal_wrapped(|ui| {
            ui.spacing_mut().item_spacing = egui::vec2(6.0, 6.0);
            let filter = &view.session.wide.checks.filter;
            words_ui(ui, view, queue);
            chips_ui(ui, view, queue);
            if filter.narrows()
                && ui.add(Button::new("Show all")).on_hover_text("Take the whole filter away").clicked()
            {
                queue.push(Command::Checks(ChecksCommand::Filter(ChecksFilter::default())));
            }
            counts_ui(ui, view, queue);
        });
    });
}

fn words_ui(ui: &mut Ui, view: &View<'_>, queue: &mut Vec<Command>) {
    let filter = &view.session.wide.checks.filter;
    let mut words = filter.words.clone();
    let mut layouter = directional::field_layouter(false);
    let edit = TextEdit::singleline(&mut words)
        .layouter(&mut layouter)
        .id(super::filter_id())
        .hint_text("Words or an article")
        .margin(egui::Margin::symmetric(10, 6))
        .desired_width(180.0);
    let response = directional::add_field(ui, true, edit);
    response.widget_info(|| WidgetInfo::labeled(egui::Role::TextInput, true, "Filter by words or article"));
    if view.desk.focus_wish == Some(FocusWish::ChecksFilter) {
        response.request_focus();
    }
    if response.changed() {
        queue.push(Command::Checks(ChecksCommand::Filter(ChecksFilter { words, ..filter.clone() })));
    }
    if response.lost_focus() && ui.input(|input| input.key_pressed(egui::Key::Enter)) {
        // To the list, with the words kept.
        queue.push(Command::Checks(ChecksCommand::Point(view.session.wide.checks.cursor)));
    }
    response.on_hover_text(view.tip(&Command::Checks(ChecksCommand::Find)));
}

/// Which article and check it is narrowed to, and the way to narrow it to those that are pointed at.
fn chips_ui(ui: &mut Ui, view: &View<'_>, queue: &mut Vec<Command>) {
    let checks = &view.session.wide.checks;
    let filter = &checks.filter;
    if let Some(about) = filter.check.and_then(check) {
        let command = Command::Checks(ChecksCommand::OnlyCheck);
        let chip = controls::chip(ui, view.theme, about.name, true);
        if chip.on_hover_text("Show what all checks have found (C)").clicked() {
            queue.push(command);
        }
    }
    let pointed = checks.finding().and_then(|finding| finding.key.article());
    let Some(article) = filter.article.as_ref().or(pointed) else { return };
    let is_on = filter.article.is_some();
    let title = view.session.article_row(article).map_or(article.as_str(), |row| &row.shown_title);
    let name = if is_on { format!("In “{}”", shortened(title, 26)) } else { "This article".to_owned() };
    let command = Command::Checks(ChecksCommand::OnlyArticle);
    let tip = view.tip(&command);
    if controls::chip(ui, view.theme, &name, is_on).on_hover_text(tip).clicked() {
        queue.push(command);
    }
}

/// How many findings are shown, and how far the checking beside the window is.
fn counts_ui(ui: &mut Ui, view: &View<'_>, queue: &mut Vec<Command>) {
    let checks = &view.session.wide.checks;
    let text = if checks.is_known() { counted(checks.num_shown(), "finding") } else { String::new() };
    let words = RichText::new(text).size(theme::SMALL).color(view.theme.ink.quiet);
    let response = ui.add(egui::Label::new(words).extend());
    ui.accesskit_node_builder(response.id, |node| node.set_live(egui::accesskit::Live::Polite));
    // Where nothing is known yet, the list itself says how far it is.
    if checks.is_known() {
        super::progress_ui(ui, view, 80.0, queue);
    }
    // Where nothing is listed, the list itself says so.
    if let Some(trouble) = checks.trouble.as_ref().filter(|_| checks.num_shown() > 0) {
        let words = RichText::new(trouble.in_words()).size(theme::SMALL).color(view.theme.ink.warning);
        ui.add(egui::Label::new(words).wrap());
        if ui.button("Check again").on_hover_text("Look through the whole corpus anew").clicked() {
            queue.push(Command::Checks(ChecksCommand::Again));
        }
    }
}
