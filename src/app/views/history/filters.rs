//! What the list is narrowed to, how much of it is shown, and how far the reading is.

use std::collections::BTreeSet;

use egui::{Button, RichText, TextEdit, Ui, WidgetInfo};

use crate::app::command::Command;
use crate::app::command::history::HistoryCommand;
use crate::app::directional;
use crate::app::state::FocusWish;
use crate::app::state::history::HistoryFilter;
use crate::app::theme;
use crate::app::views::View;
use crate::app::views::review::filters::menu;
use crate::app::widgets::controls;
use crate::app::widgets::reading::access::shortened;
use crate::model::text::numbers::{counted, in_thousands};
use crate::store::past::Touches;

/// Draws the line of filters.
pub(super) fn show(ui: &mut Ui, view: &View<'_>, queue: &mut Vec<Command>) {
    egui::Frame::new().inner_margin(egui::Margin::symmetric(10, 8)).show(ui, |ui| {
        ui.horizontal_wrapped(|ui| {
            ui.spacing_mut().item_spacing = egui::vec2(6.0, 6.0);
            words_ui(ui, view, queue);
            place_ui(ui, view, queue);
            let filter = &view.session.history.filter;
            let mut set = |filter| queue.push(Command::History(HistoryCommand::Filter(filter)));
            let annotators = view.session.history.annotators().iter();
            let options: Vec<_> = annotators.map(|id| (id.clone(), id.to_string())).collect();
            if let Some(by) = menu(ui, view, "By", &options, &filter.by, ToString::to_string) {
                set(HistoryFilter { by, ..filter.clone() });
            }
            let kinds: Vec<(usize, String)> =
                Touches::ALL.iter().enumerate().map(|(idx, (_, name))| (idx, (*name).to_owned())).collect();
            let chosen: BTreeSet<usize> =
                (0..kinds.len()).filter(|idx| filter.touches.holds(Touches::ALL[*idx].0)).collect();
            let name = |idx: &usize| Touches::ALL[*idx].1.to_owned();
            if let Some(chosen) = menu(ui, view, "Change", &kinds, &chosen, name) {
                let touches =
                    chosen.iter().fold(Touches::default(), |all, idx| all.and(Touches::ALL[*idx].0));
                set(HistoryFilter { touches, ..filter.clone() });
            }
            if filter.narrows()
                && ui.add(Button::new("Show all")).on_hover_text("Take the whole filter away").clicked()
            {
                set(HistoryFilter::default());
            }
            counts_ui(ui, view, queue);
        });
    });
}

/// How many changes there are, and how far the reading is.
fn counts_ui(ui: &mut Ui, view: &View<'_>, queue: &mut Vec<Command>) {
    let table = &view.session.history;
    let (theme, busy) = (view.theme, table.is_busy());
    let (len, num_all) = (table.len(), table.num_all());
    let counts = if len == num_all {
        counted(num_all, "change")
    } else {
        format!("{} of {}", in_thousands(len), counted(num_all, "change"))
    };
    let text = if busy { format!("{counts} so far…") } else { counts };
    let words = RichText::new(text).size(theme::SMALL).color(theme.ink.quiet);
    // In one piece: it goes to the next line as a whole.
    let response = ui.add(egui::Label::new(words).extend());
    ui.accesskit_node_builder(response.id, |node| node.set_live(egui::accesskit::Live::Polite));
    if let Some((done, total)) = table.progress() {
        if total > 1 {
            let share = (done as f32 / total as f32).min(1.0);
            let bar = egui::ProgressBar::new(share).desired_width(80.0).desired_height(6.0);
            ui.add(bar.fill(theme.ink.good));
        }
        let stop = ui.button("Stop").on_hover_text("Read no further back; what is listed stays");
        if stop.accessible_name("Stop reading").clicked() {
            queue.push(Command::History(HistoryCommand::Cancel));
        }
    }
    if let Some(trouble) = &table.trouble {
        let words = RichText::new(trouble).size(theme::SMALL).color(theme.ink.warning);
        ui.add(egui::Label::new(words).wrap());
    }
}

fn words_ui(ui: &mut Ui, view: &View<'_>, queue: &mut Vec<Command>) {
    let filter = &view.session.history.filter;
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
    if view.desk.focus_wish == Some(FocusWish::HistoryFilter) {
        response.request_focus();
    }
    if response.changed() {
        queue.push(Command::History(HistoryCommand::Filter(HistoryFilter { words, ..filter.clone() })));
    }
    if response.lost_focus() && ui.input(|input| input.key_pressed(egui::Key::Enter)) {
        queue.push(Command::BackOut);
    }
    response.on_hover_text(view.tip(&Command::History(HistoryCommand::Find)));
}

/// Which article and span it is narrowed to, and the way to narrow it to the article in view.
fn place_ui(ui: &mut Ui, view: &View<'_>, queue: &mut Vec<Command>) {
    let filter = &view.session.history.filter;
    let mut set = |filter| queue.push(Command::History(HistoryCommand::Filter(filter)));
    if filter.span.is_some() {
        let chip = controls::chip(ui, view.theme, "This span", true);
        if chip.on_hover_text("Show what was done on the whole article").clicked() {
            set(HistoryFilter { span: None, ..filter.clone() });
        }
    }
    let here = view.session.open.as_ref().map(|open| open.article.id.clone());
    let Some(article) = filter.article.clone().or(here) else { return };
    let title = view.session.article_row(&article).map_or(article.as_str(), |row| &row.shown_title);
    let is_on = filter.article.is_some();
    let name = if is_on { format!("In “{}”", shortened(title, 26)) } else { "This article".to_owned() };
    let help = if is_on {
        "Show what was done on all articles".to_owned()
    } else {
        format!("Show only what was done on “{title}”")
    };
    if controls::chip(ui, view.theme, &name, is_on).on_hover_text(help).clicked() {
        let article = (!is_on).then_some(article);
        set(HistoryFilter { article, span: None, ..filter.clone() });
    }
}
