//! The list of articles: only the rows in view are laid out.

use egui::{
    FontId, Id, Rect, RichText, Role, ScrollArea, Sense, Stroke, StrokeKind, Ui, WidgetInfo, pos2, vec2,
};

use super::{View, start};
use crate::app::command::files::FilesCommand;
use crate::app::command::{Command, ListFilter, Standing};
use crate::app::directional;
use crate::app::fonts;
use crate::app::state::FocusWish;
use crate::app::theme;
use crate::app::widgets::controls;
use crate::app::widgets::list_place::ListPlace;
use crate::model::corpus::ArticleRow;
use crate::model::id::ArticleId;
use crate::model::text::numbers::{counted, in_thousands};
use crate::model::text::visible::shown_name;

/// The id the list has for egui, so that keys can ask who has the focus.
pub fn id() -> Id {
    Id::unique("redletter article list")
}

/// Draws the list over the left side of `area`, where it has no room of its own.
pub fn drawer_ui(ui: &mut Ui, area: Rect, view: &View<'_>, queue: &mut Vec<Command>) {
    let rect = area.with_max_x(area.left() + theme::LIST_WIDTH.min(area.width()));
    // What lies under the drawer is out of the pointer's reach.
    ui.interact(rect, id().with("drawer"), Sense::CLICK | Sense::DRAG);
    ui.painter().rect_filled(rect, 0.0, view.theme.ground.panel);
    ui.painter().vline(rect.right(), rect.y_range(), Stroke::new(1.0, view.theme.line));
    ui.scope_builder(egui::UiBuilder::new().id_salt("drawer").max_rect(rect), |ui| {
        show(ui, view, queue);
    });
}

/// Draws the list into all the room there is.
pub fn show(ui: &mut Ui, view: &View<'_>, queue: &mut Vec<Command>) {
    let list = &view.session.list;
    let num_articles = list.ids.len();
    head_ui(ui, view, queue);
    if num_articles == 0 {
        return empty_ui(ui, view, queue);
    }
    let response = ui.interact(ui.available_rect_before_wrap(), id(), Sense::focusable_noninteractive());
    response.widget_info(|| WidgetInfo::labeled(Role::List, true, "Articles"));
    if view.desk.focus_wish == Some(FocusWish::List) {
        response.request_focus();
    }
    ui.spacing_mut().item_spacing.y = 0.0;
    let mut area = ScrollArea::vertical().id_salt("articles").auto_shrink(false);
    let last_time: Option<ListPlace> = ui.data(|data| data.get_temp(id()));
    if let Some(offset) = last_time.and_then(|last| last.offset_for(list.row, theme::ARTICLE_ROW)) {
        area = area.vertical_scroll_offset(offset);
    }
    let output = area.show_rows(ui, theme::ARTICLE_ROW, num_articles, |ui, rows| {
        for row in rows {
            if let Some(article) = view.session.article_row(&list.ids[row]) {
                row_ui(ui, view, row, article, response.has_focus(), queue);
            }
        }
    });
    let offset = output.state.clamped_offset().y;
    let now =
        ListPlace { cursor: list.row, offset, height: output.inner_rect.height(), ..ListPlace::default() };
    ui.data_mut(|data| data.insert_temp(id(), now));
}

fn head_ui(ui: &mut Ui, view: &View<'_>, queue: &mut Vec<Command>) {
    let theme = view.theme;
    let list = &view.session.list;
    let (num_done, num_all) = (list.num_done, list.num_all);
    egui::Frame::new().inner_margin(egui::Margin { left: 14, right: 14, top: 14, bottom: 8 }).show(
        ui,
        |ui| {
            ui.horizontal(|ui| {
                controls::heading(ui, theme, "Articles");
                add_ui(ui, view, queue);
                ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                    let shown = list.ids.len();
                    let narrowed = if shown < num_all { format!("{shown} shown · ") } else { String::new() };
                    controls::small(
                        ui,
                        theme,
                        format!("{narrowed}{} of {} done", in_thousands(num_done), in_thousands(num_all)),
                    );
                });
            });
            let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), 3.0), Sense::hover());
            ui.painter().rect_filled(rect, 1.5, theme.line);
            if num_all > 0 {
                let share = num_done as f32 / num_all as f32;
                let done = rect.with_max_x(rect.left() + rect.width() * share);
                ui.painter().rect_filled(done, 1.5, theme.ink.good);
            }
            if num_all > 0 {
                ui.add_space(2.0);
                filter_ui(ui, view, queue);
            }
        },
    );
}

/// The way to more articles.
fn add_ui(ui: &mut Ui, view: &View<'_>, queue: &mut Vec<Command>) {
    let command = Command::Files(FilesCommand::Add);
    let enabled = view.session.corpus.read_only().is_none();
    let button = egui::Button::new("+").small().frame_when_inactive(false);
    let response = ui.add_enabled(enabled, button).on_hover_text(view.tip(&command));
    if response.accessible_name("Add articles").clicked() {
        queue.push(command);
    }
}

/// Words to narrow the list by, and how far one is.
fn filter_ui(ui: &mut Ui, view: &View<'_>, queue: &mut Vec<Command>) {
    let filter = &view.session.list.filter;
    let mut words = filter.words.clone();
    let mut layouter = directional::field_layouter(false);
    let edit = egui::TextEdit::singleline(&mut words)
        .layouter(&mut layouter)
        .id(id().with("filter"))
        .hint_text("Filter titles, outlets, dates")
        .margin(egui::Margin::symmetric(10, 6))
        .desired_width(f32::INFINITY);
    let response = directional::add_field(ui, true, edit);
    response.widget_info(|| WidgetInfo::labeled(Role::TextInput, true, "Filter the article list"));
    if view.desk.focus_wish == Some(FocusWish::Filter) {
        response.request_focus();
    }
    if response.changed() {
        queue.push(Command::SetFilter(ListFilter { words, ..filter.clone() }));
    }
    if response.lost_focus() && ui.input(|input| input.key_pressed(egui::Key::Enter)) {
        queue.push(Command::FocusList);
    }
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing = vec2(3.0, 4.0);
        for standing in Standing::ALL {
            let is_on = filter.progress == Some(standing);
            let response = controls::chip(ui, view.theme, standing.name(), is_on);
            if response.on_hover_text(format!("Show only articles that are {}", standing.name())).clicked() {
                let progress = (!is_on).then_some(standing);
                queue.push(Command::SetFilter(ListFilter { progress, ..filter.clone() }));
            }
        }
    });
}

fn empty_ui(ui: &mut Ui, view: &View<'_>, queue: &mut Vec<Command>) {
    egui::Frame::new().inner_margin(14).show(ui, |ui| {
        if view.session.list.num_all > 0 {
            ui.label(RichText::new("No article passes the filter").color(view.theme.ink.text));
            if ui.button("Show all").on_hover_text("Take the filter away").clicked() {
                queue.push(Command::SetFilter(ListFilter::default()));
            }
            return;
        }
        ui.label(RichText::new("There are no articles in this corpus yet").color(view.theme.ink.quiet));
        if view.session.corpus.read_only().is_none() {
            start::button_ui(ui, &view.shell, FilesCommand::AddCopied, queue);
        }
    });
}

fn row_ui(
    ui: &mut Ui,
    view: &View<'_>,
    row: usize,
    article: &ArticleRow,
    list_has_focus: bool,
    queue: &mut Vec<Command>,
) {
    let theme = view.theme;
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), theme::ARTICLE_ROW), Sense::hover());
    // The list is one stop for Tab; its rows are for the pointer and for readers.
    let response = ui.interact(rect, id().with(article.id.as_str()), Sense::CLICK);
    let is_open = view.session.open.as_ref().is_some_and(|open| open.article.id == article.id);
    let layer = view.session.layer(&article.id);
    let progress = layer.map(|layer| layer.state.progress.clone()).unwrap_or_default();
    let num_spans = layer.map_or(0, |layer| layer.annotations.len());
    let mut about = about(article, num_spans);
    for code in layer.iter().flat_map(|layer| &layer.state.codes) {
        about.push_str(" · ");
        about.push_str(&shown_name(code));
    }
    response.widget_info(|| {
        let name = format!("{}, {about}, {}", article.shown_title, Standing::of(&progress).name());
        WidgetInfo::selected(Role::ListItem, true, is_open, name)
    });
    if is_open || response.hovered() {
        ui.painter().rect_filled(rect, 0.0, theme.ground.raised);
    }
    if is_open {
        let mark = Rect::from_min_size(rect.min, vec2(3.0, rect.height()));
        ui.painter().rect_filled(mark, 0.0, theme.ink.brand);
    }
    if list_has_focus && view.session.list.row == row {
        ui.painter().rect_stroke(
            rect.shrink(1.0),
            theme::CORNER,
            Stroke::new(1.5, theme.ink.text),
            StrokeKind::Inside,
        );
    }
    controls::paint_progress(ui, theme, pos2(rect.left() + 22.0, rect.top() + 19.0), &progress);
    let left = rect.left() + 40.0;
    let width = rect.right() - left - 12.0;
    let font = if article.has_title {
        FontId::new(theme::BODY, fonts::sans_medium())
    } else {
        FontId::new(theme::BODY + 1.0, fonts::serif_italic())
    };
    let title = controls::elided(ui, &article.shown_title, font, theme.ink.text, width);
    let at = pos2(left, rect.top() + 19.0 - title.size().y * 0.5);
    ui.painter().galley(at, title, theme.ink.text);
    let about_words = about.clone();
    let about = controls::elided(ui, &about, FontId::proportional(theme::SMALL), theme.ink.quiet, width);
    ui.painter().galley(pos2(left, rect.top() + 30.0), about, theme.ink.quiet);
    if response.clicked() {
        queue.push(Command::OpenArticle(ArticleId::clone(&article.id)));
    }
    let standing = Standing::of(&progress).name();
    response.on_hover_text(format!("{}\n{about_words} · {standing}", article.shown_title));
}

/// Outlet, day, and number of spans.
fn about(article: &ArticleRow, num_spans: usize) -> String {
    let metadata = &article.metadata;
    let date = metadata.date.map(|date| date.format("%-d %b %Y").to_string());
    let spans = match num_spans {
        0 => None,
        1 => Some("1 span".to_owned()),
        many => Some(counted(many, "span")),
    };
    let outlet = Some(shown_name(metadata.outlet.trim()).into_owned()).filter(|outlet| !outlet.is_empty());
    let parts: Vec<String> = [outlet, date, spans].into_iter().flatten().collect();
    if parts.is_empty() { "no spans yet".to_owned() } else { parts.join(" · ") }
}
