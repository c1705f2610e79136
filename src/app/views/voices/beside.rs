//! Beside the list: the quotes of the entry that is pointed at, over all articles, or the places of a name.

use egui::{FontId, Rect, RichText, Role, ScrollArea, Sense, Ui, WidgetInfo, pos2, vec2};

use super::{ROW, VoicesView, id, versions};
use crate::analysis::voices::VoiceQuote;
use crate::app::command::Command;
use crate::app::command::voices::VoicesCommand;
use crate::app::fonts;
use crate::app::state::voices::VoicesPart;
use crate::app::theme;
use crate::app::views::View;
use crate::app::views::quote_rows::{cell, context_ui, day_in_words, row_ground_ui, title_ui};
use crate::app::widgets::controls;
use crate::model::annotation::VoiceRole;
use crate::model::id::ArticleId;
use crate::model::text::numbers::{counted, in_thousands};
use crate::model::text::visible::shown_name;
use crate::model::text::{Fragments, TextRange};

/// Where the columns of a quote begin, from the left of its row.
const DATE: f32 = 36.0;
const LETTER: f32 = 116.0;
const WORDS: f32 = 144.0;
/// Room for what the voice did, where it is not the speaker.
const ROLE: f32 = 74.0;

/// Draws what is beside the list.
pub(super) fn show(
    ui: &mut Ui,
    view: &View<'_>,
    voices: &mut VoicesView,
    has_focus: bool,
    queue: &mut Vec<Command>,
) {
    let desk = &view.session.wide.voices;
    head_ui(ui, view, queue);
    let num = desk.num_beside();
    if desk.versions.is_shown && !desk.at.in_names {
        if num == 0 {
            return versions::empty_ui(ui, view);
        }
        return versions::show(ui, view, voices, has_focus, queue);
    }
    if num == 0 {
        return empty_ui(ui, view);
    }
    ui.spacing_mut().item_spacing.y = 0.0;
    let in_beside = desk.at.part == VoicesPart::Beside;
    let scroll = ScrollArea::vertical().id_salt("voices beside").auto_shrink(false);
    let mut place = voices.beside;
    place.show_rows(ui, scroll, (ROW, num), desk.at.row, |ui, at| {
        let state = (in_beside && at == desk.at.row, has_focus && in_beside);
        if desk.at.in_names {
            if let Some((article, range)) = desk.names.pointed().and_then(|name| name.places.get(at)) {
                place_ui(ui, view, voices, (article, *range), at, state, queue);
            }
        } else if let Some(quote) = desk.quotes().get(at) {
            quote_ui(ui, view, voices, quote, at, state, queue);
        }
    });
    voices.beside = place;
}

/// What is listed, and what can be done with ticked quotes.
fn head_ui(ui: &mut Ui, view: &View<'_>, queue: &mut Vec<Command>) {
    let frame = egui::Frame::new().inner_margin(egui::Margin::symmetric(14, 9));
    frame.show(ui, |ui| {
        ui.set_width(ui.available_width());
        ui.horizontal(|ui| {
            ui.set_min_height(28.0);
            let Some((name, about)) = told(view) else {
                return;
            };
            let room = ui.available_width().max(60.0);
            let font = FontId::new(theme::BODY + 2.0, fonts::sans_semibold());
            let name = controls::elided(ui, &name, font, view.theme.ink.text, room);
            let left_over = room - name.size().x;
            ui.label(name);
            if left_over > 60.0 {
                let words = RichText::new(about).size(theme::SMALL).color(view.theme.ink.quiet);
                ui.scope(|ui| {
                    ui.set_max_width(left_over - 12.0);
                    ui.add(egui::Label::new(words).truncate());
                });
            }
        });
        faces_ui(ui, view, queue);
        ticked_ui(ui, view, queue);
    });
    let line = ui.cursor().top();
    ui.painter().hline(ui.max_rect().x_range(), line - 0.5, egui::Stroke::new(1.0, view.theme.line));
}

/// The switch between quotes and their versions.
fn faces_ui(ui: &mut Ui, view: &View<'_>, queue: &mut Vec<Command>) {
    let desk = &view.session.wide.voices;
    if desk.at.in_names || desk.pointed().is_none() {
        return;
    }
    let toggle = Command::Voices(VoicesCommand::ToggleVersions);
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 5.0;
        for (name, is_on) in
            [("Quotes", !desk.versions.is_shown), ("Same words in several articles", desk.versions.is_shown)]
        {
            let chip = controls::chip(ui, view.theme, name, is_on);
            if chip.on_hover_text(view.tip(&toggle)).clicked() && !is_on {
                queue.push(toggle.clone());
            }
        }
    });
}

/// What can be done with ticked quotes.
fn ticked_ui(ui: &mut Ui, view: &View<'_>, queue: &mut Vec<Command>) {
    let desk = &view.session.wide.voices;
    let num = desk.at.ticked_quotes.len();
    if num == 0 || desk.at.in_names {
        return;
    }
    let enabled = view.session.corpus.read_only().is_none();
    ui.horizontal_wrapped(|ui| {
        let to_new = format!("Move {} to a new entry", in_thousands(num));
        for (words, command) in
            [(to_new.as_str(), VoicesCommand::SplitOff), ("To another entry…", VoicesCommand::MoveQuotes)]
        {
            let command = Command::Voices(command);
            let key = view.key(&command);
            let button = controls::key_button(ui, view.theme, words, key.as_deref(), enabled);
            if button.on_hover_text(view.tip(&command)).clicked() {
                queue.push(command);
            }
        }
    });
}

/// The name over the list, and what there is of it.
fn told(view: &View<'_>) -> Option<(String, String)> {
    let desk = &view.session.wide.voices;
    let articles = |num: usize| counted(num, "article");
    if desk.at.in_names {
        let name = desk.names.pointed()?;
        let more = if name.places.len() < name.num_places {
            format!(", the first {} shown", in_thousands(name.places.len()))
        } else {
            String::new()
        };
        let times = if name.num_places == 1 { "once".to_owned() } else { counted(name.num_places, "time") };
        let about = format!("{times} in {}{more}", articles(name.num_articles));
        return Some((shown_name(&name.name).into_owned(), about));
    }
    let entry = desk.pointed()?;
    let name = shown_name(&entry.voice.name).into_owned();
    let Some(uses) = desk.uses(&entry.voice.id) else {
        let about = if desk.is_counted() { "no quotes" } else { "counting…" };
        return Some((name, about.to_owned()));
    };
    let num = uses.quotes.len();
    let mut about = format!("{} in {}", counted(num, "quote"), articles(uses.num_articles));
    if let (Some(first), Some(last)) = (uses.first, uses.last) {
        let days = if first == last { first.to_string() } else { format!("{first} to {last}") };
        about = format!("{about}, {days}");
    }
    Some((name, about))
}

fn empty_ui(ui: &mut Ui, view: &View<'_>) {
    let desk = &view.session.wide.voices;
    egui::Frame::new().inner_margin(24).show(ui, |ui| {
        ui.spacing_mut().item_spacing.y = 8.0;
        let (title, text) = match (desk.at.in_names, desk.pointed().is_some()) {
            (true, _) if desk.names.job.is_some() => {
                ("Reading the texts for names…", "They are counted beside the window")
            }
            (true, _) => ("No name is pointed at", "Where a name stands in the texts is listed here"),
            (false, true) if !desk.is_counted() => {
                ("Looking for quotes…", "What is tagged is gone through beside the window")
            }
            (false, true) => (
                "No quotes yet",
                "Nothing that is tagged names this entry: merge it into another one, or remove it with Delete",
            ),
            (false, false) => ("Nobody is pointed at", "The quotes of an entry are listed here"),
        };
        ui.label(RichText::new(title).family(fonts::sans_semibold()).color(view.theme.ink.text));
        ui.label(RichText::new(text).color(view.theme.ink.quiet));
    });
}

fn quote_ui(
    ui: &mut Ui,
    view: &View<'_>,
    voices: &mut VoicesView,
    quote: &VoiceQuote,
    at: usize,
    state: (bool, bool),
    queue: &mut Vec<Command>,
) {
    let (theme, desk) = (view.theme, &view.session.wide.voices);
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), ROW), Sense::hover());
    let key = &quote.key;
    let salt = id().with(("quote", key.annotator.as_str(), key.annotation.as_str()));
    let response = ui.interact(rect, salt, Sense::CLICK);
    let tick = Rect::from_min_max(rect.min, pos2(rect.left() + 32.0, rect.bottom()));
    let tick_response = ui.interact(tick, salt.with("tick"), Sense::CLICK);
    row_ground_ui(ui, view, rect, response.hovered(), state);
    let is_ticked = desk.at.ticked_quotes.contains(key);
    controls::paint_tick(ui, theme, pos2(rect.left() + 19.0, rect.center().y), is_ticked);
    let date = day_in_words(quote.date);
    cell(ui, rect, rect.left() + DATE, LETTER - DATE, &date);
    let label = view.session.tagset().labels.get(&quote.label);
    let colour = label.map_or(theme.ink.quiet, |label| theme.label(label.colour));
    let letter = label.map_or('?', |label| label.letter);
    ui.painter().text(
        pos2(rect.left() + LETTER + 8.0, rect.center().y),
        egui::Align2::CENTER_CENTER,
        letter,
        FontId::new(theme::BODY, fonts::sans_semibold()),
        colour,
    );
    let role = match (quote.role, quote.is_inherited) {
        (VoiceRole::Via, _) => "passed on",
        (VoiceRole::Addressee, _) => "said to",
        (VoiceRole::Speaker, true) => "inherited",
        (VoiceRole::Speaker, false) => "",
    };
    let end = rect.right() - 12.0 - if role.is_empty() { 0.0 } else { ROLE };
    if !role.is_empty() {
        cell(ui, rect, end + 8.0, ROLE - 8.0, role);
    }
    let layer = view.session.corpus.state().layer(&key.article, &key.annotator);
    let place = layer.and_then(|layer| layer.annotations.get(&key.annotation)).map(|span| &span.fragments);
    let context = place.and_then(|place| voices.contexts.get(ui, view, &key.article, place));
    let words = context.map(|context| context.words.clone()).unwrap_or_default();
    let title = view.session.article_row(&key.article).map_or(key.article.as_str(), |row| &row.shown_title);
    let title_room = title_ui(ui, rect, rect.left() + WORDS, title);
    if let Some(context) = context {
        context_ui(ui, view, context, rect, (rect.left() + WORDS + title_room, end));
    }
    response.widget_info(|| {
        let label = label.map_or_else(|| quote.label.to_string(), |label| label.name.clone());
        let role = if role.is_empty() { String::new() } else { format!(", {role}") };
        let told = format!("{label} {words}{role}, {title}, {date}, by {}", key.annotator);
        WidgetInfo::selected(Role::ListItem, true, state.0, told)
    });
    tick_response
        .widget_info(|| WidgetInfo::selected(Role::CheckBox, true, is_ticked, format!("Tick {words}")));
    let tip = format!("{title}, tagged by {}", key.annotator);
    if tick_response.on_hover_text("Tick, to move several to a new entry").clicked() {
        queue.push(Command::Voices(VoicesCommand::TickQuote(key.clone())));
    } else if response.double_clicked() {
        queue.push(Command::Voices(VoicesCommand::GoToPlace));
    } else if response.on_hover_text(tip).clicked() {
        queue.push(Command::Voices(VoicesCommand::PointRow(at)));
    }
}

fn place_ui(
    ui: &mut Ui,
    view: &View<'_>,
    voices: &mut VoicesView,
    (article, range): (&ArticleId, TextRange),
    at: usize,
    state: (bool, bool),
    queue: &mut Vec<Command>,
) {
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), ROW), Sense::hover());
    let response = ui.interact(rect, id().with(("place", article.as_str(), range.start())), Sense::CLICK);
    row_ground_ui(ui, view, rect, response.hovered(), state);
    let row = view.session.article_row(article);
    let date = day_in_words(row.and_then(|row| row.metadata.date));
    cell(ui, rect, rect.left() + 14.0, 84.0, &date);
    let place = Fragments::from(range);
    let context = voices.contexts.get(ui, view, article, &place);
    let words = context
        .map(|context| format!("{}{}{}", context.before, context.words, context.after))
        .unwrap_or_default();
    let title = row.map_or(article.as_str(), |row| &row.shown_title);
    let left = rect.left() + 100.0;
    let title_room = title_ui(ui, rect, left, title);
    if let Some(context) = context {
        context_ui(ui, view, context, rect, (left + title_room, rect.right() - 12.0));
    }
    response.widget_info(|| {
        WidgetInfo::selected(Role::ListItem, true, state.0, format!("{words}, {title}, {date}"))
    });
    if response.double_clicked() {
        queue.push(Command::Voices(VoicesCommand::GoToPlace));
    } else if response.on_hover_text(title).clicked() {
        queue.push(Command::Voices(VoicesCommand::PointRow(at)));
    }
}
