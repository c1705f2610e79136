//! The dialog between reading files and adding what they hold: a table of the articles that were found, what is known
//! about each, what was odd, and near duplicates side by side.

use egui::{Align, Button, FontId, Key, Layout, Modifiers, RichText, ScrollArea, Sense, Ui, pos2, vec2};

use super::form::{self, Fields};
use crate::app::command::Command;
use crate::app::command::files::FilesCommand;
use crate::app::fonts;
use crate::app::state::dialog::{AboutForm, Compared, Dialog, FoundArticle, FoundForm};
use crate::app::theme::{self, Theme};
use crate::app::views::Shell;
use crate::app::widgets::controls;
use crate::model::text::numbers::{counted, in_thousands};
use crate::model::text::visible::visible;

/// Height of a row.
const ROW: f32 = 28.0;
/// Rows that Page Down goes on by.
const PAGE: usize = 10;
/// At most this many lines of what was left out are shown here; all of them stand in the report afterwards.
const MAX_LEFT_OUT: usize = 100;

pub(super) fn show(ui: &mut Ui, shell: &Shell<'_>, form: &FoundForm, queue: &mut Vec<Command>) {
    if shell.desk.files.gathered.is_none() {
        queue.push(Command::CloseDialog);
        return;
    }
    let mut compares = false;
    let does = match form.num_wanted() {
        1 => "Add 1 article".to_owned(),
        num => format!("Add {} articles", in_thousands(num)),
    };
    let title = (form::WIDE, "What was found", does.as_str());
    form::show_wide(ui, shell, title, form, Dialog::Found, queue, |ui, fields, form| {
        let theme = fields.shell().theme;
        keys(ui, form);
        choices_ui(ui, theme, form);
        rows_ui(ui, theme, form);
        ui.add_space(6.0);
        compares = details_ui(ui, fields, form);
        left_out_ui(ui, theme, form);
    });
    if compares {
        queue.push(Command::Files(FilesCommand::Compare));
    }
}

/// Up and down go through the rows unless a field has the keyboard; Space takes one or leaves it.
fn keys(ui: &Ui, form: &mut FoundForm) {
    if ui.memory(|memory| memory.focused().is_some()) {
        return;
    }
    let last = form.articles.len().saturating_sub(1);
    ui.input_mut(|input| {
        for (key, by) in [(Key::ArrowDown, 1), (Key::PageDown, PAGE)] {
            if input.consume_key(Modifiers::NONE, key) {
                form.at = (form.at + by).min(last);
            }
        }
        for (key, by) in [(Key::ArrowUp, 1), (Key::PageUp, PAGE)] {
            if input.consume_key(Modifiers::NONE, key) {
                form.at = form.at.saturating_sub(by);
            }
        }
        if input.consume_key(Modifiers::NONE, Key::Space) {
            turn(form, form.at);
        }
    });
}

/// Takes an article that was left out, or leaves it out.
fn turn(form: &mut FoundForm, at: usize) {
    if !form.skipped.remove(&at) && at < form.articles.len() {
        form.skipped.insert(at);
    }
}

/// A button beside words.
fn small(name: &str) -> Button<'_> {
    Button::new(name).min_size(vec2(0.0, 24.0))
}

/// How many there are, and what takes or leaves many at once.
fn choices_ui(ui: &mut Ui, theme: &Theme, form: &mut FoundForm) {
    ui.horizontal(|ui| {
        let found = counted(form.articles.len(), "article");
        let skipped = form.skipped.len();
        let skipped =
            if skipped == 0 { String::new() } else { format!(", {} left out", in_thousands(skipped)) };
        controls::small(ui, theme, format!("{found} found{skipped}"));
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            let alike = form.articles.iter().enumerate().filter(|(_, found)| found.alike.is_some());
            // Counted by the row that says so; the list does not change while it is shown.
            if form.has_alike {
                let help = "Leave out what is nearly the text of another article";
                if ui.add(small("Skip near duplicates")).on_hover_text(help).clicked() {
                    form.skipped.extend(alike.map(|(at, _)| at).collect::<Vec<_>>());
                }
            }
            if !form.skipped.is_empty()
                && ui.add(small("Take all")).on_hover_text("Leave nothing out").clicked()
            {
                form.skipped.clear();
            }
        });
    });
}

/// Where the columns begin, from the left.
struct Columns {
    title: f32,
    date: f32,
    outlet: f32,
    words: f32,
    notes: f32,
}

impl Columns {
    fn of(width: f32) -> Self {
        let notes = width - 150.0;
        let words = notes - 64.0;
        let outlet = words - 130.0;
        Self { title: 34.0, date: outlet - 92.0, outlet, words, notes }
    }
}

fn rows_ui(ui: &mut Ui, theme: &Theme, form: &mut FoundForm) {
    let num_rows = form.articles.len();
    if num_rows == 0 {
        controls::small(ui, theme, "No file held an article; below is why");
        return;
    }
    let columns = Columns::of(ui.available_width() - 12.0);
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), 20.0), Sense::hover());
    let font = FontId::new(theme::SMALL, fonts::sans_semibold());
    let heads = [
        (columns.title, "Title"),
        (columns.date, "Date"),
        (columns.outlet, "Outlet"),
        (columns.words, "Words"),
        (columns.notes, "Notes"),
    ];
    for (x, name) in heads {
        let galley = controls::elided(ui, name, font.clone(), theme.ink.quiet, 120.0);
        ui.painter().galley(pos2(rect.left() + x, rect.top()), galley, theme.ink.quiet);
    }
    let height = (num_rows as f32 * ROW).min(ui.ctx().content_rect().height() * 0.3).max(ROW * 3.0);
    let articles = std::sync::Arc::clone(&form.articles);
    let wanted = form.scroll_to(ROW, height);
    let mut scroll = ScrollArea::vertical().id_salt("found articles").max_height(height).auto_shrink(false);
    if let Some(offset) = wanted {
        scroll = scroll.vertical_scroll_offset(offset);
    }
    ui.scope(|ui| {
        ui.spacing_mut().item_spacing.y = 0.0;
        let output = scroll.show_rows(ui, ROW, num_rows, |ui, rows| {
            for at in rows {
                if let Some(found) = articles.get(at) {
                    row_ui(ui, theme, &columns, form, (at, found));
                }
            }
        });
        form.offset = output.state.clamped_offset().y;
    });
}

fn row_ui(
    ui: &mut Ui,
    theme: &Theme,
    columns: &Columns,
    form: &mut FoundForm,
    (at, found): (usize, &FoundArticle),
) {
    let about = form.about(at);
    let title = if about.title.is_empty() { found.shown_title.as_str() } else { about.title.as_str() };
    let title = visible(title).into_owned();
    let is_taken = !form.skipped.contains(&at);
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), ROW), Sense::click());
    let tick = egui::Rect::from_min_size(rect.min, vec2(30.0, ROW));
    let tick_response = ui.interact(tick, response.id.with("take"), Sense::click());
    let enabled = ui.is_enabled();
    tick_response.widget_info(|| {
        egui::WidgetInfo::selected(egui::Role::CheckBox, enabled, is_taken, format!("Take {title}"))
    });
    let num_notes = found.notes.len() + usize::from(found.alike.is_some());
    response.widget_info(|| {
        let name = format!("{title}, {}, {}", found.file, counted(num_notes, "note"));
        egui::WidgetInfo::selected(egui::Role::Button, enabled, at == form.at, name)
    });
    if at == form.at || response.hovered() {
        ui.painter().rect_filled(rect, 3.0, theme.ground.raised);
    }
    if at == form.at {
        ui.painter().vline(rect.left() + 1.0, rect.y_range(), egui::Stroke::new(2.0, theme.ink.text));
    }
    controls::paint_tick(ui, theme, tick.center(), is_taken);
    let ink = if is_taken { theme.ink.text } else { theme.ink.quiet };
    let notes = match (&found.alike, found.notes.len()) {
        (Some(alike), _) => format!("{} % as another", alike.percent),
        (None, 0) => String::new(),
        (None, num) => counted(num, "note"),
    };
    let cells = [
        (columns.title, columns.date - columns.title - 10.0, title),
        (columns.date, 84.0, about.date.clone()),
        (columns.outlet, columns.words - columns.outlet - 10.0, visible(&about.outlet).into_owned()),
        (columns.words, columns.notes - columns.words - 10.0, in_thousands(found.num_words)),
        (columns.notes, 140.0, notes),
    ];
    for (x, width, words) in cells {
        let galley = controls::elided(ui, &words, FontId::proportional(13.0), ink, width);
        let at = pos2(rect.left() + x, rect.center().y - galley.size().y * 0.5);
        ui.painter().galley(at, galley, ink);
    }
    if tick_response.clicked() {
        turn(form, at);
    }
    if response.on_hover_text(visible(&found.file)).clicked() || tick_response.clicked() {
        form.at = at;
    }
}

/// What is known about the article that is pointed at. Whether its near duplicate is to be shown.
fn details_ui(ui: &mut Ui, fields: &mut Fields<'_>, form: &mut FoundForm) -> bool {
    let articles = std::sync::Arc::clone(&form.articles);
    let Some(found) = articles.get(form.at) else { return false };
    let theme = fields.shell().theme;
    let mut compares = false;
    let mut about = form.about(form.at);
    about_ui(ui, fields, &mut about);
    form.set_about(form.at, about);
    let from = format!("{}, read as {}", found.file, found.read_as);
    controls::small(ui, theme, visible(&from));
    for note in &found.notes {
        ui.label(RichText::new(visible(note)).color(theme.ink.quiet));
    }
    if let Some(alike) = &found.alike {
        ui.horizontal(|ui| {
            let words = format!("{} % of its text is that of {}", alike.percent, alike.article);
            ui.label(RichText::new(words).color(theme.ink.text));
            let help = "The beginnings of both texts, side by side";
            compares = ui.add(small("Show both")).on_hover_text(help).clicked();
            let is_taken = !form.skipped.contains(&form.at);
            let name = if is_taken { "Skip this one" } else { "Take it" };
            if ui.add(small(name)).on_hover_text("The same as its tick (Space)").clicked() {
                turn(form, form.at);
            }
        });
    }
    if let Some(compared) = form.compared.as_deref().filter(|compared| compared.at == form.at) {
        compared_ui(ui, theme, compared);
    }
    compares
}

/// Fields for what is known about an article.
pub(super) fn about_ui(ui: &mut Ui, fields: &mut Fields<'_>, about: &mut AboutForm) {
    fields.text(ui, "Title of the article", "its first words stand for it", &mut about.title);
    ui.columns(2, |columns| {
        fields.text(&mut columns[0], "Date", "2025-03-14", &mut about.date);
        fields.text(&mut columns[1], "Outlet", "who published it", &mut about.outlet);
        fields.text(&mut columns[0], "By", "who wrote it", &mut about.byline);
        fields.text(&mut columns[1], "Language", "en", &mut about.language);
    });
    fields.text(ui, "Address", "https://…", &mut about.url);
}

fn compared_ui(ui: &mut Ui, theme: &Theme, compared: &Compared) {
    ui.columns(2, |columns| {
        let sides =
            [("This one", compared.one.as_str()), (compared.other.0.as_str(), compared.other.1.as_str())];
        for (ui, (name, words)) in columns.iter_mut().zip(sides) {
            controls::small(ui, theme, visible(name));
            ScrollArea::vertical().id_salt(name).max_height(150.0).auto_shrink([false, true]).show(
                ui,
                |ui| {
                    ui.label(RichText::new(visible(words)).size(12.5).color(theme.ink.text));
                },
            );
        }
    });
}

/// What was left out or could not be read.
fn left_out_ui(ui: &mut Ui, theme: &Theme, form: &FoundForm) {
    if form.left_out.is_empty() {
        return;
    }
    ui.add_space(4.0);
    let name = format!("Left out, or not to be read ({})", in_thousands(form.left_out.len()));
    let name = RichText::new(name).size(theme::SMALL).color(theme.ink.text);
    egui::CollapsingHeader::new(name).id_salt("left out").default_open(form.articles.is_empty()).show(
        ui,
        |ui| {
            for line in form.left_out.iter().take(MAX_LEFT_OUT) {
                ui.label(RichText::new(visible(line)).size(theme::SMALL).color(theme.ink.quiet));
            }
            if form.left_out.len() > MAX_LEFT_OUT {
                let more = in_thousands(form.left_out.len() - MAX_LEFT_OUT);
                controls::small(ui, theme, format!("{more} more, in the list afterwards"));
            }
        },
    );
}
