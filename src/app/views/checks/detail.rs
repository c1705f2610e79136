//! What is pointed at, in full, with what can be done about it.

use egui::text::{LayoutJob, TextFormat};
use egui::{FontId, Key, RichText, TextEdit, Ui, WidgetInfo};

use crate::analysis::quality::Finding;
use crate::app::command::Command;
use crate::app::command::checks::ChecksCommand;
use crate::app::directional;
use crate::app::fonts;
use crate::app::state::FocusWish;
use crate::app::theme;
use crate::app::views::View;
use crate::app::widgets::controls;
use crate::model::change::mend::Mend;
use crate::model::text::numbers::in_thousands;
use crate::model::text::visible::visible;

/// Draws it at the foot of the list.
pub(super) fn show(ui: &mut Ui, view: &View<'_>, queue: &mut Vec<Command>) {
    let checks = &view.session.wide.checks;
    let Some(finding) = checks.finding() else { return };
    let frame =
        egui::Frame::new().fill(view.theme.ground.panel).inner_margin(egui::Margin::symmetric(14, 10));
    egui::Panel::bottom("finding").frame(frame).resizable(false).show(ui, |ui| {
        ui.spacing_mut().item_spacing.y = 6.0;
        let article = finding.key.article().and_then(|id| view.session.article_row(id));
        ui.horizontal(|ui| {
            let words = RichText::new(&finding.say).family(fonts::sans_semibold());
            ui.add(egui::Label::new(words.color(view.theme.ink.text)).truncate());
        });
        if !finding.context.words.is_empty() {
            ui.add(egui::Label::new(in_context(view, finding)).truncate());
        }
        let place = article.map(|row| row.shown_title.clone()).unwrap_or_default();
        let owner = finding.key.owner().map(|owner| format!("by {owner}")).unwrap_or_default();
        let parts = [finding.about.name.to_owned(), place, owner];
        let told: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
        let told = RichText::new(told.join(" · ")).size(theme::SMALL).color(view.theme.ink.quiet);
        ui.add(egui::Label::new(told).truncate()).on_hover_text(finding.about.help);
        match &checks.accepting {
            Some((digest, note)) if *digest == finding.digest => accept_ui(ui, view, note, queue),
            _ => buttons_ui(ui, view, finding, queue),
        }
    });
}

/// The words with those around them, as they stand in the article.
fn in_context(view: &View<'_>, finding: &Finding) -> LayoutJob {
    let theme = view.theme;
    let format = |ink| TextFormat {
        font_id: FontId::new(theme::WORDS.0, fonts::serif()),
        color: ink,
        line_height: Some(theme::WORDS.1),
        ..TextFormat::default()
    };
    let mut job = LayoutJob::default();
    job.append(&visible(&finding.context.lead()), 0.0, format(theme.ink.quiet));
    let words = TextFormat { background: theme.ground.hit, ..format(theme.ink.text) };
    job.append(&visible(&finding.context.words), 0.0, words);
    job.append(&visible(&finding.context.trail()), 0.0, format(theme.ink.quiet));
    job
}

fn buttons_ui(ui: &mut Ui, view: &View<'_>, finding: &Finding, queue: &mut Vec<Command>) {
    let checks = &view.session.wide.checks;
    let is_writable = view.session.corpus.read_only().is_none();
    let own = Some(view.session.annotator());
    let is_for_all = finding.mend.as_ref().is_some_and(Mend::is_for_all);
    let can_mend = |one: &Finding| one.mend.is_some() && (is_for_all || one.key.owner() == own);
    let num_mends = match finding.about.mends {
        Some(_) if !is_for_all => {
            checks.shown_of(finding.about).filter(|one| can_mend(one)).take(1_000).count()
        }
        _ => 0,
    };
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing = egui::vec2(6.0, 6.0);
        let mut button = |name: &str, command: ChecksCommand, enabled: bool| {
            let command = Command::Checks(command);
            let key = view.key(&command);
            let response = controls::key_button(ui, view.theme, name, key.as_deref(), enabled);
            if response.on_hover_text(view.tip(&command)).clicked() {
                queue.push(command);
            }
        };
        button("Open", ChecksCommand::OpenInArticle, true);
        if let Some(mends) = finding.about.mends {
            button(mends, ChecksCommand::Mend, is_writable && can_mend(finding));
            if num_mends > 1 {
                let many = if num_mends == 1_000 {
                    "all".to_owned()
                } else {
                    format!("all {}", in_thousands(num_mends))
                };
                button(&format!("The same for {many}"), ChecksCommand::MendAll, is_writable);
            }
        }
        button("Accept…", ChecksCommand::Accept, is_writable);
        button("Switch off", ChecksCommand::SwitchOff, is_writable);
    });
}

/// The field for the note of an acceptance.
fn accept_ui(ui: &mut Ui, view: &View<'_>, note: &str, queue: &mut Vec<Command>) {
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing = egui::vec2(6.0, 6.0);
        let mut text = note.to_owned();
        let mut layouter = directional::field_layouter(false);
        let edit = TextEdit::singleline(&mut text)
            .layouter(&mut layouter)
            .id(super::id().with("note"))
            .hint_text("Why it is right as it is, if you like")
            .margin(egui::Margin::symmetric(10, 6))
            .desired_width((ui.available_width() - 190.0).clamp(120.0, 420.0));
        let response = directional::add_field(ui, true, edit);
        response.widget_info(|| WidgetInfo::labeled(egui::Role::TextInput, true, "Why it is accepted"));
        if response.changed() {
            queue.push(Command::Checks(ChecksCommand::Note(text)));
        }
        if view.desk.focus_wish == Some(FocusWish::ChecksNote) {
            response.request_focus();
        }
        let is_done = response.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
        let accept = controls::key_button(ui, view.theme, "Accept", Some("Enter"), true);
        let accept = accept.on_hover_text("It is not listed again while it stays so");
        let drop = controls::key_button(ui, view.theme, "Leave it", Some("Esc"), true);
        if drop.on_hover_text("It stays in the list").clicked() {
            queue.push(Command::BackOut);
        } else if is_done || accept.clicked() {
            queue.push(Command::Checks(ChecksCommand::KeepAccepted));
        }
    });
}
