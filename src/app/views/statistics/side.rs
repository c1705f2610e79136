//! The list of plots, and what is counted.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use egui::{Button, Color32, Id, RichText, ScrollArea, TextEdit, Ui, WidgetInfo};

use super::{filter_id, id};
use crate::analysis::statistics::filter::StatisticsFilter;
use crate::analysis::statistics::tables::TableKind;
use crate::analysis::statistics::texts::TextPart;
use crate::app::command::Command;
use crate::app::command::statistics::StatisticsCommand;
use crate::app::directional;
use crate::app::state::FocusWish;
use crate::app::theme;
use crate::app::views::View;
use crate::app::views::review::filters::menu;
use crate::app::widgets::controls;
use crate::model::text::numbers::{counted, in_thousands};
use crate::model::text::visible::shown_name;

/// No more outlets than this are listed.
const MAX_OUTLETS: usize = 200;

/// Draws both.
pub(super) fn show(ui: &mut Ui, view: &View<'_>, queue: &mut Vec<Command>) {
    ScrollArea::vertical().id_salt("statistics side").auto_shrink(false).show(ui, |ui| {
        egui::Frame::new().inner_margin(egui::Margin::symmetric(12, 12)).show(ui, |ui| {
            controls::heading(ui, view.theme, "Plots");
            ui.add_space(2.0);
            plots_ui(ui, view, queue);
            ui.add_space(12.0);
            controls::heading(ui, view.theme, "What is counted");
            ui.add_space(2.0);
            filter_ui(ui, view, queue);
        });
    });
}

fn plots_ui(ui: &mut Ui, view: &View<'_>, queue: &mut Vec<Command>) {
    ui.spacing_mut().item_spacing.y = 1.0;
    let shown = view.session.wide.statistics.kind;
    for kind in TableKind::ALL {
        let is_shown = kind == shown;
        let mark = if is_shown { view.theme.ink.brand } else { Color32::TRANSPARENT };
        let row = controls::list_row(ui, view.theme, kind.title(), mark, is_shown);
        if row.on_hover_text(kind.counts(view.session.wide.statistics.cut.text)).clicked() {
            queue.push(Command::Statistics(StatisticsCommand::Choose(kind)));
        }
    }
}

fn filter_ui(ui: &mut Ui, view: &View<'_>, queue: &mut Vec<Command>) {
    ui.spacing_mut().item_spacing.y = 6.0;
    let desk = &view.session.wide.statistics;
    let filter = &desk.cut.filter;
    let mut set = |filter| queue.push(Command::Statistics(StatisticsCommand::Filter(filter)));
    let tagset = view.session.tagset();
    let labels = tagset.ordered_labels();
    let options: Vec<_> = labels.iter().map(|label| (label.id.clone(), label.name.clone())).collect();
    let name = |id: &crate::model::id::LabelId| {
        tagset.labels.get(id).map_or_else(|| id.to_string(), |label| label.name.clone())
    };
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing = egui::vec2(6.0, 6.0);
        if let Some(labels) = menu(ui, view, "Tag", &options, &filter.labels, name) {
            set(StatisticsFilter { labels, ..filter.clone() });
        }
        let options: Vec<_> = desk.annotators().iter().map(|who| (who.clone(), who.to_string())).collect();
        if let Some(annotators) = menu(ui, view, "By", &options, &filter.annotators, ToString::to_string) {
            set(StatisticsFilter { annotators, ..filter.clone() });
        }
        let outlets = desk.outlets();
        let options: Vec<(String, String)> = outlets
            .iter()
            .take(MAX_OUTLETS)
            .map(|(outlet, num)| {
                (outlet.to_string(), format!("{} · {}", outlet_name(outlet), in_thousands(*num)))
            })
            .collect();
        let in_words = |outlet: &String| outlet_name(outlet);
        if let Some(outlets) = menu(ui, view, "Outlet", &options, &filter.outlets, in_words) {
            set(StatisticsFilter { outlets, ..filter.clone() });
        }
    });
    let mut dates = [filter.from, filter.to];
    let [from, to] = &mut dates;
    day_ui(ui, view, ("Published from", filter_id()), from);
    day_ui(ui, view, ("Published until", id().with("to")), to);
    let [from, to] = dates;
    if (from, to) != (filter.from, filter.to) {
        set(StatisticsFilter { from, to, ..filter.clone() });
    }
    let reviewed = controls::chip(ui, view.theme, "Reviewed only", filter.reviewed_only);
    let help = "Count only spans that a review has accepted, corrected or rejected";
    if reviewed.on_hover_text(help).clicked() {
        set(StatisticsFilter { reviewed_only: !filter.reviewed_only, ..filter.clone() });
    }
    let own = controls::chip(ui, view.theme, "Leave out notes and furniture", desk.cut.text == TextPart::Own);
    let command = Command::Statistics(StatisticsCommand::WholeTexts);
    if own.on_hover_text(view.tip(&command)).clicked() {
        queue.push(command);
    }
    if filter.narrows() {
        let command = Command::Statistics(StatisticsCommand::ShowAll);
        if ui.add(Button::new("Count everything")).on_hover_text(view.tip(&command)).clicked() {
            queue.push(command);
        }
    }
    counts_ui(ui, view);
}

fn outlet_name(outlet: &str) -> String {
    if outlet.trim().is_empty() { "not set".to_owned() } else { shown_name(outlet).into_owned() }
}

/// A day that is typed as `2025-03-14`. What is no day is kept in the field and counts as none.
fn day_ui(ui: &mut Ui, view: &View<'_>, (name, field): (&str, Id), day: &mut Option<NaiveDate>) {
    let typed_id = field.with("typed");
    let known = day.map(|day| day.to_string()).unwrap_or_default();
    let kept: Option<String> = ui.data(|data| data.get_temp(typed_id));
    // What was typed stays while it means the same day.
    let mut typed = kept.filter(|typed| parsed(typed) == *day).unwrap_or(known);
    ui.horizontal(|ui| {
        let words = RichText::new(name).size(theme::SMALL).color(view.theme.ink.quiet);
        let response = ui.add(egui::Label::new(words).extend());
        // Both fields begin at one place, whatever their names are long.
        ui.add_space((84.0 - response.rect.width()).max(0.0));
        let mut layouter = directional::field_layouter(false);
        let edit = TextEdit::singleline(&mut typed)
            .layouter(&mut layouter)
            .id(field)
            .hint_text("2025-03-14")
            .margin(egui::Margin::symmetric(8, 5))
            .desired_width(ui.available_width() - 4.0);
        let edit = directional::add_field(ui, true, edit).labelled_by(response.id);
        edit.widget_info(|| WidgetInfo::labeled(egui::Role::TextInput, true, name));
        if field == filter_id() && view.desk.focus_wish == Some(FocusWish::StatisticsFilter) {
            edit.request_focus();
        }
        edit.on_hover_text("A day, as 2025-03-14; articles without a date are left out then");
    });
    if !typed.trim().is_empty() && parsed(&typed).is_none() {
        let words = RichText::new("A day is written as 2025-03-14").size(theme::SMALL);
        ui.label(words.color(view.theme.ink.warning));
    }
    *day = parsed(&typed);
    ui.data_mut(|data| data.insert_temp(typed_id, typed));
}

fn parsed(typed: &str) -> Option<NaiveDate> {
    typed.trim().parse().ok()
}

/// How much of everything the figures count.
fn counts_ui(ui: &mut Ui, view: &View<'_>) {
    let desk = &view.session.wide.statistics;
    let mut lines: BTreeSet<(usize, String)> = BTreeSet::new();
    if let Some((all, passing)) = desk.num_spans() {
        let spans = counted(all, "span");
        let text = if all == passing { spans } else { format!("{} of {spans}", in_thousands(passing)) };
        lines.insert((0, text));
    }
    if !desk.is_current() {
        lines.insert((1, "counting…".to_owned()));
    }
    if desk.num_without_length() > 0 {
        let spans = counted(desk.num_without_length(), "span");
        lines.insert((2, format!("{spans} in articles that can’t be read count no words")));
    }
    if desk.num_unread() > 0 {
        let articles = counted(desk.num_unread(), "article");
        lines.insert((3, format!("the texts of {articles} can’t be read and count nothing")));
    }
    for (_, line) in lines {
        let response = controls::small(ui, view.theme, line);
        ui.accesskit_node_builder(response.id, |node| node.set_live(egui::accesskit::Live::Polite));
    }
}
