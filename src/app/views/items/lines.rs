//! The spans of a face, line by line, under headings: date, what happened, who, the words where they stand.

use egui::{FontId, Rect, RichText, Role, ScrollArea, Sense, Ui, WidgetInfo, pos2, vec2};

use super::{ItemsView, ROW, id, speaker_in_words, speakers_in_words};
use crate::app::command::Command;
use crate::app::command::items::ItemsCommand;
use crate::app::fonts;
use crate::app::state::items::{Heading, ItemsPart, Line, LineKind, SpanLine};
use crate::app::theme;
use crate::app::views::View;
use crate::app::views::quote_rows::{cell, context_ui, day_in_words, row_ground_ui, title_ui};
use crate::app::widgets::controls;
use crate::model::annotation::VoiceRole;
use crate::model::text::numbers::counted;

/// Where the columns of a span begin, from the left of its row.
const DATE: f32 = 36.0;
const KIND: f32 = 114.0;
const WHO: f32 = 258.0;
const LETTER: f32 = 392.0;
const WORDS: f32 = 416.0;
/// In a list that is narrower than this, what is done and who says it have less room.
const WIDE: f32 = 760.0;
/// How much less.
const CLOSER: f32 = 120.0;
/// How much further in a caveat stands than what it qualifies.
const CAVEAT: f32 = 16.0;
/// Where words have so much room, the article's title stands before them.
const WITH_TITLE: f32 = 560.0;

/// Draws them into the room that is left.
pub(super) fn show(
    ui: &mut Ui,
    view: &View<'_>,
    items: &mut ItemsView,
    lines: &[Line],
    has_focus: bool,
    queue: &mut Vec<Command>,
) {
    let desk = &view.session.wide.items;
    ticked_ui(ui, view, queue);
    ui.spacing_mut().item_spacing.y = 0.0;
    let in_lines = desk.at.part == ItemsPart::Lines;
    let scroll = ScrollArea::vertical().id_salt("items lines").auto_shrink(false);
    let mut place = items.lines;
    place.show_rows(ui, scroll, (ROW, lines.len()), desk.at.line, |ui, at| {
        let Some(line) = lines.get(at) else { return };
        match line {
            Line::Heading(heading) => heading_ui(ui, view, heading),
            Line::Note(words) => note_ui(ui, view, words),
            Line::Span(span) => {
                let state = (in_lines && at == desk.at.line, has_focus && in_lines);
                span_ui(ui, view, items, span, (at, state), queue);
            }
        }
    });
    items.lines = place;
}

/// What can be done with ticked spans.
fn ticked_ui(ui: &mut Ui, view: &View<'_>, queue: &mut Vec<Command>) {
    let num = view.session.wide.items.at.ticked_spans.len();
    if num == 0 {
        return;
    }
    let enabled = view.session.corpus.read_only().is_none();
    egui::Frame::new().inner_margin(egui::Margin::symmetric(14, 6)).show(ui, |ui| {
        ui.horizontal_wrapped(|ui| {
            let words =
                RichText::new(format!("{} ticked", counted(num, "span"))).family(fonts::sans_semibold());
            ui.label(words.color(view.theme.ink.text));
            for (words, command) in [
                ("What they do…", ItemsCommand::Bearing),
                ("To another item…", ItemsCommand::MoveSpans),
                ("To a new item", ItemsCommand::SplitOff),
            ] {
                let command = Command::Items(command);
                let key = view.key(&command);
                let button = controls::key_button(ui, view.theme, words, key.as_deref(), enabled);
                if button.on_hover_text(view.tip(&command)).clicked() {
                    queue.push(command);
                }
            }
        });
    });
}

fn heading_ui(ui: &mut Ui, view: &View<'_>, heading: &Heading) {
    let words = match heading {
        Heading::Words(words) => (*words).to_owned(),
        Heading::Voices(place, speakers, via) => {
            let through = if via.is_empty() {
                String::new()
            } else {
                format!(", all of it passed on by {}", speakers_in_words(view, via))
            };
            format!("{place}. {}{through}", speakers_in_words(view, speakers))
        }
    };
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), ROW), Sense::hover());
    let font = FontId::new(theme::BODY, fonts::sans_semibold());
    let galley = controls::elided(ui, &words, font, view.theme.ink.text, rect.width() - 28.0);
    let at = pos2(rect.left() + 14.0, rect.center().y - galley.size().y * 0.5);
    ui.painter().galley(at, galley, view.theme.ink.text);
    response.widget_info(|| WidgetInfo::labeled(Role::Heading, true, &words));
}

fn note_ui(ui: &mut Ui, view: &View<'_>, words: &str) {
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), ROW), Sense::hover());
    let font = FontId::new(theme::SMALL, egui::FontFamily::Proportional);
    let galley = controls::elided(ui, words, font, view.theme.ink.quiet, rect.width() - KIND - 14.0);
    let (left, y) = (rect.left() + KIND, rect.center().y);
    let stroke = egui::Stroke::new(1.0, view.theme.border);
    let dots = egui::Shape::dashed_line(&[pos2(left - 78.0, y), pos2(left - 8.0, y)], stroke, 3.0, 4.0);
    ui.painter().extend(dots);
    ui.painter().galley(pos2(left, y - galley.size().y * 0.5), galley, view.theme.ink.quiet);
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, words));
}

fn span_ui(
    ui: &mut Ui,
    view: &View<'_>,
    items: &mut ItemsView,
    line: &SpanLine,
    (at, state): (usize, (bool, bool)),
    queue: &mut Vec<Command>,
) {
    let (theme, desk) = (view.theme, &view.session.wide.items);
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), ROW), Sense::hover());
    let key = &line.key;
    let response = ui.interact(rect, id().with(("line", at)), Sense::CLICK);
    let tick = Rect::from_min_max(rect.min, pos2(rect.left() + 32.0, rect.bottom()));
    let tick_response = ui.interact(tick, id().with(("tick", at)), Sense::CLICK);
    row_ground_ui(ui, view, rect, response.hovered(), state);
    let is_ticked = desk.at.ticked_spans.contains(key);
    controls::paint_tick(ui, theme, pos2(rect.left() + 19.0, rect.center().y), is_ticked);
    let layer = view.session.corpus.state().layer(&key.article, &key.annotator);
    let Some(span) = layer.and_then(|layer| layer.annotations.get(&key.annotation)) else { return };
    let article = view.session.article_row(&key.article);
    let published = article.and_then(|row| row.metadata.date);
    let (kind, who) = (kind_in_words(view, line, span), who_in_words(view, line, span));
    let is_caveat = line.kind == LineKind::Caveat;
    let closer = if rect.width() < WIDE { CLOSER } else { 0.0 };
    let (who_at, letter_at, words_at) = (WHO - closer * 0.5, LETTER - closer, WORDS - closer);
    let indent = if is_caveat { CAVEAT } else { 0.0 };
    let date = if is_caveat { String::new() } else { day_in_words(line.date.or(published)) };
    cell(ui, rect, rect.left() + DATE, KIND - DATE - 6.0, &date);
    cell(ui, rect, rect.left() + KIND + indent, who_at - KIND - indent - 8.0, &kind);
    cell(ui, rect, rect.left() + who_at, letter_at - who_at - 8.0, &who);
    let label = view.session.tagset().labels.get(&span.label);
    let colour = label.map_or(theme.ink.quiet, |label| theme.label(label.colour));
    let letter = label.map_or('?', |label| label.letter);
    ui.painter().text(
        pos2(rect.left() + letter_at + 8.0, rect.center().y),
        egui::Align2::CENTER_CENTER,
        letter,
        FontId::new(theme::BODY, fonts::sans_semibold()),
        colour,
    );
    let title = article.map_or(key.article.as_str(), |row| &row.shown_title);
    let left = rect.left() + words_at + indent;
    let title_room = if rect.width() - words_at > WITH_TITLE { title_ui(ui, rect, left, title) } else { 0.0 };
    let context = items.contexts.get(ui, view, &key.article, &span.fragments);
    let words = context.map(|context| context.words.clone()).unwrap_or_default();
    if let Some(context) = context {
        context_ui(ui, view, context, rect, (left + title_room, rect.right() - 12.0));
    }
    response.widget_info(|| {
        let label = label.map_or_else(|| span.label.to_string(), |label| label.name.clone());
        let told = format!("{kind}: {label} {words}, {who}, {title}, {date}, by {}", key.annotator);
        WidgetInfo::selected(Role::ListItem, true, state.0, told)
    });
    tick_response
        .widget_info(|| WidgetInfo::selected(Role::CheckBox, true, is_ticked, format!("Tick {words}")));
    if tick_response.on_hover_text("Tick, to change or move several").clicked() {
        queue.push(Command::Items(ItemsCommand::TickSpan(key.clone())));
    } else if response.double_clicked() {
        queue.push(Command::Items(ItemsCommand::GoToPlace));
    } else if response.on_hover_text(format!("{kind}, {who}\n{title}, tagged by {}", key.annotator)).clicked()
    {
        queue.push(Command::Items(ItemsCommand::PointLine(at)));
    }
}

/// What the span does, in words.
fn kind_in_words(view: &View<'_>, line: &SpanLine, span: &crate::model::annotation::Annotation) -> String {
    let desk = &view.session.wide.items;
    // A cell says already what its spans bear on.
    let is_told = desk.look.face.is_grid() || desk.pointed().is_some_and(|pointed| pointed.id == line.item);
    let item = view.session.items.name(&line.item).filter(|_| !is_told);
    let of = item.map(|name| format!(", {name}")).unwrap_or_default();
    match line.kind {
        LineKind::Event(kind, is_through) => {
            let kind = line.act.filter(|_| !is_through).map_or(kind.name(), |act| match kind {
                // Which answer it is says more.
                crate::analysis::positions::LifeEventKind::Answered => act.name(),
                _ => kind.name(),
            });
            let by = if is_through { " (linked)" } else { "" };
            format!("{kind}{by}{of}")
        }
        LineKind::Caveat => "but".to_owned(),
        LineKind::Behind => {
            let bearing = || span.items.iter().find(|link| *desk.tree().meant(&link.item) == line.item);
            let act = line.act.or_else(|| bearing().map(|link| link.act));
            format!("{}{of}", act.map_or("", |act| act.name()))
        }
    }
}

/// Whose word it is, and who passed it on.
fn who_in_words(view: &View<'_>, line: &SpanLine, span: &crate::model::annotation::Annotation) -> String {
    let mut who: Vec<String> = line.speakers.iter().map(|speaker| speaker_in_words(view, speaker)).collect();
    if who.is_empty() {
        who.extend(view.session.register.speakers_in_words(span));
    }
    let via: Vec<String> = span
        .attribution
        .parties(VoiceRole::Via)
        .map(|party| view.session.register.party_in_words(party))
        .collect();
    let via = if via.is_empty() { String::new() } else { format!(" via {}", via.join(", ")) };
    format!("{}{via}", who.join(", "))
}
