//! The dialog between reading files and adding what they hold: a table of the articles that were found, and what was
//! left out; below the table what there is to know about one of them.

mod details;

pub(super) use details::about_ui;

use egui::{Align, Button, FontId, Key, Layout, Modifiers, RichText, ScrollArea, Sense, Ui, pos2, vec2};

use super::form;
use crate::app::command::Command;
use crate::app::command::files::FilesCommand;
use crate::app::fonts;
use crate::app::state::dialog::{Dialog, Fate, FoundArticle, FoundForm};
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
    let does = match (form.num_wanted(), form.counts.renewed) {
        (num, 0) => format!("Add {}", counted(num, "article")),
        (0, renewed) => format!("Renew {}", counted(renewed, "article")),
        (num, renewed) => format!("Add {}, renew {}", counted(num, "article"), in_thousands(renewed)),
    };
    let title = (form::WIDE, "What was found", does.as_str());
    form::show_wide(ui, shell, title, form, Dialog::Found, queue, |ui, fields, form| {
        let theme = fields.shell().theme;
        keys(ui, form);
        choices_ui(ui, theme, form);
        rows_ui(ui, theme, form);
        ui.add_space(6.0);
        compares = details::details_ui(ui, fields, form);
        left_out_ui(ui, theme, form);
        // It stays as high, so that no row moves away under the pointer.
        ui.add_space((form::height(ui) - ui.min_rect().height()).max(0.0));
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
    // In a slow frame a key may have gone down several times.
    ui.input_mut(|input| {
        for (key, by) in [(Key::ArrowDown, 1), (Key::PageDown, PAGE)] {
            let num = input.count_and_consume_key(Modifiers::NONE, key);
            form.at = (form.at + by * num).min(last);
        }
        for (key, by) in [(Key::ArrowUp, 1), (Key::PageUp, PAGE)] {
            let num = input.count_and_consume_key(Modifiers::NONE, key);
            form.at = form.at.saturating_sub(by * num);
        }
        for (key, at) in [(Key::Home, 0), (Key::End, last)] {
            if input.consume_key(Modifiers::NONE, key) {
                form.at = at;
            }
        }
        if !input.count_and_consume_key(Modifiers::NONE, Key::Space).is_multiple_of(2) {
            form.turn(form.at);
        }
    });
}

/// A button beside words.
pub(super) fn small(name: &str) -> Button<'_> {
    Button::new(name).min_size(vec2(0.0, 24.0))
}

/// How many there are, and what decides about many at once.
fn choices_ui(ui: &mut Ui, theme: &Theme, form: &mut FoundForm) {
    ui.horizontal(|ui| {
        let found = counted(form.articles.len(), "article");
        let counts = form.counts;
        let some = |num: usize, what: &str| {
            if num == 0 { String::new() } else { format!(", {} {what}", in_thousands(num)) }
        };
        let (skipped, renewed) = (some(counts.skipped, "left out"), some(counts.renewed, "to renew others"));
        controls::small(ui, theme, format!("{found} found{skipped}{renewed}"));
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            let mut press = |is_shown: bool, name: &str, help: &str| {
                is_shown && ui.add(small(name)).on_hover_text(help).clicked()
            };
            if press(
                counts.alike > 0,
                "Skip near duplicates",
                "Leave out what is nearly the text of another article",
            ) {
                form.skip_alike();
            }
            let help = "Give every article that one of these is a newer version of its text; spans go along";
            if press(counts.newer > counts.renewed, "Renew all", help) {
                form.set_fates(Fate::Renew);
            }
            let help = "Make a block of its own of everything that may be one: headings, notes, bylines";
            if press(form.has_cuts_left(), "Make all blocks", help) {
                form.make_all_cuts();
            }
            if press(counts.skipped > 0, "Take all", "Leave nothing out") {
                form.take_all();
            }
        });
    });
}

/// Where the columns begin, from the left.
struct Columns {
    title: f32,
    date: f32,
    outlet: f32,
    language: f32,
    words: f32,
    encoding: f32,
    notes: f32,
}

impl Columns {
    fn of(width: f32) -> Self {
        let notes = width - 142.0;
        let encoding = notes - 106.0;
        let words = encoding - 58.0;
        let language = words - 62.0;
        let outlet = language - 124.0;
        Self { title: 34.0, date: outlet - 88.0, outlet, language, words, encoding, notes }
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
        (columns.language, "Lang."),
        (columns.words, "Words"),
        (columns.encoding, "Encoding"),
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
    let fate = form.fate(at);
    let is_taken = fate != Fate::Skip;
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), ROW), Sense::CLICK);
    let tick = egui::Rect::from_min_size(rect.min, vec2(30.0, ROW));
    let tick_response = ui.interact(tick, response.id.with("take"), Sense::CLICK);
    let enabled = ui.is_enabled();
    tick_response.widget_info(|| {
        egui::WidgetInfo::selected(egui::Role::CheckBox, enabled, is_taken, format!("Take {title}"))
    });
    response.widget_info(|| {
        let name = format!("{title}, {}, {}", found.file, counted(found.num_notes(), "note"));
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
    let notes = match (fate, &found.newer_than, &found.alike, found.num_notes()) {
        (Fate::Renew, ..) => "renews another".to_owned(),
        (_, Some(older), ..) => format!("newer, {} % as before", older.percent),
        (Fate::Link, _, Some(alike), _) => format!("copy, {} % as another", alike.percent),
        (_, _, Some(alike), _) => format!("{} % as another", alike.percent),
        (_, None, None, 0) => String::new(),
        (_, None, None, num) => counted(num, "note"),
    };
    let cells = [
        (columns.title, columns.date - columns.title - 10.0, title),
        (columns.date, 84.0, about.date.clone()),
        (columns.outlet, columns.language - columns.outlet - 10.0, visible(&about.outlet).into_owned()),
        (columns.language, columns.words - columns.language - 10.0, visible(&about.language).into_owned()),
        (columns.words, columns.encoding - columns.words - 10.0, in_thousands(found.num_words)),
        (columns.encoding, columns.notes - columns.encoding - 10.0, found.encoding.clone()),
        (columns.notes, 136.0, notes),
    ];
    for (x, width, words) in cells {
        let galley = controls::elided(ui, &words, FontId::proportional(13.0), ink, width);
        let at = pos2(rect.left() + x, rect.center().y - galley.size().y * 0.5);
        ui.painter().galley(at, galley, ink);
    }
    if tick_response.clicked() {
        form.turn(at);
    }
    if response.on_hover_text(visible(&found.file)).clicked() || tick_response.clicked() {
        form.at = at;
    }
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
