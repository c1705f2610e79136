//! Cards in the margin: one for each span on the screen, beside its first line. In a narrow window they are
//! ticks with the label's letter.

use std::cmp::Reverse;

use egui::{Color32, FontId, Id, Rect, Sense, Ui, WidgetInfo, pos2, vec2};

use super::paint::PlacedSpan;
use super::{Scene, Visible, id};
use crate::app::command::Command;
use crate::app::fonts;
use crate::app::theme;
use crate::app::widgets::controls;
use crate::model::annotation::{Annotation, AnnotationRef, Certainty};
use crate::model::review::{ReviewStatus, Verdict, decisions_on, review_status};

/// Width of a card where there is no more room.
pub const CARD_WIDTH: f32 = 168.0;
/// No card is wider than this.
pub const MAX_CARD_WIDTH: f32 = 240.0;
/// Width of a tick.
pub const TICK_WIDTH: f32 = 26.0;
/// Room between the column and the cards.
pub const GAP: f32 = 22.0;
/// Height of a line of a card.
const LINE: f32 = 17.0;
/// Room between two cards.
const BETWEEN: f32 = 5.0;
/// A card leaves its line by no more than this many lines of text.
const MAX_DRIFT: f32 = 4.0;

/// A card, before it has a place.
struct Card {
    span: crate::model::id::AnnotationId,
    /// The height of the span's first line.
    at: f32,
    /// Where the span begins, and how far it goes: of those on a line the first comes first, and of those that
    /// begin together the longest.
    order: (usize, Reverse<usize>),
    colour: Color32,
    letter: char,
    label: String,
    speaker: String,
    /// What else there is to say, in a second line.
    more: String,
    is_focused: bool,
    /// Whether it stands for something proposed.
    is_ghost: bool,
}

/// The cards of what is on the screen.
#[derive(Default)]
pub struct Margin {
    cards: Vec<Card>,
}

impl Margin {
    /// Takes the spans that begin in a unit.
    pub(super) fn add(&mut self, scene: &Scene<'_>, visible: Visible, spans: &[PlacedSpan<'_>]) {
        let unit = scene.open.units[visible.unit_idx];
        for span in spans.iter().filter(|span| unit.range.contains(span.annotation.fragments.start())) {
            let Some(first) = span.stretches.first() else { continue };
            let annotation = span.annotation;
            let label = scene.tagset.labels.get(&annotation.label);
            let is_focused = scene.open.focus.as_ref() == Some(&annotation.id);
            let offered = scene.open.offers.speaker_of(&annotation.id).map(|offer| offer.speaker.as_str());
            let speaker = scene.register.speakers_in_words(annotation);
            let is_ghost = speaker.is_none() && offered.is_some();
            self.cards.push(Card {
                span: annotation.id.clone(),
                at: visible.rect.top() + first.baseline,
                order: (annotation.fragments.start(), Reverse(annotation.fragments.end())),
                colour: span.colour,
                letter: label.map_or('?', |label| label.letter),
                label: label.map_or_else(|| annotation.label.to_string(), |label| label.name.clone()),
                speaker: speaker.or_else(|| offered.map(|name| format!("{name}?"))).unwrap_or_default(),
                more: more(scene, annotation),
                is_focused,
                is_ghost,
            });
        }
    }

    /// Draws the cards in `column`, from the top down.
    pub(super) fn show(mut self, ui: &Ui, scene: &Scene<'_>, column: Rect, queue: &mut Vec<Command>) {
        self.cards.sort_by(|one, two| one.at.total_cmp(&two.at).then(one.order.cmp(&two.order)));
        let is_ticks = column.width() < CARD_WIDTH - 1.0;
        let drift = MAX_DRIFT * scene.size * theme::READING_LINE;
        let mut bottom = f32::NEG_INFINITY;
        let mut merged: Vec<Card> = Vec::new();
        let mut merged_at = 0.0;
        for card in self.cards {
            let height = if is_ticks || card.more.is_empty() { LINE } else { 2.0 * LINE };
            let wanted = card.at - scene.size * 0.33 - LINE * 0.5;
            let top = wanted.max(bottom + BETWEEN);
            if top - wanted > drift && !card.is_focused {
                if merged.is_empty() {
                    merged_at = bottom + BETWEEN;
                    bottom = merged_at + LINE;
                }
                merged.push(card);
                continue;
            }
            flush(ui, scene, column, merged_at, &mut merged, queue);
            let rect = Rect::from_min_size(pos2(column.left(), top), vec2(column.width(), height));
            bottom = rect.bottom();
            if is_ticks {
                tick_ui(ui, scene, &card, rect, queue);
            } else {
                card_ui(ui, scene, &card, rect, queue);
            }
        }
        flush(ui, scene, column, merged_at, &mut merged, queue);
    }
}

/// Draws "+3" for cards that had no room; clicks go through them.
fn flush(
    ui: &Ui,
    scene: &Scene<'_>,
    column: Rect,
    top: f32,
    merged: &mut Vec<Card>,
    queue: &mut Vec<Command>,
) {
    let cards = std::mem::take(merged);
    let Some(first) = cards.first() else { return };
    let rect = Rect::from_min_size(pos2(column.left(), top), vec2(column.width().min(40.0), LINE));
    let response = interact(ui, rect, id().with(("more cards", first.span.as_str())));
    let name = format!("{} more spans here", cards.len());
    response.widget_info(|| WidgetInfo::labeled(egui::Role::Button, true, &name));
    let ink = if response.hovered() { scene.theme.ink.text } else { scene.theme.ink.quiet };
    let font = FontId::new(theme::SMALL, fonts::sans_medium());
    ui.painter().text(
        rect.left_center() + vec2(10.0, 0.0),
        egui::Align2::LEFT_CENTER,
        format!("+{}", cards.len()),
        font,
        ink,
    );
    if response.clicked() {
        let focus = scene.open.focus.as_ref();
        let at =
            cards.iter().position(|card| Some(&card.span) == focus).map_or(0, |at| (at + 1) % cards.len());
        queue.push(Command::Focus(cards[at].span.clone()));
    }
    response.on_hover_text(name);
}

fn interact(ui: &Ui, rect: Rect, id: Id) -> egui::Response {
    // For the pointer and for readers; the keys have J and K.
    ui.interact(rect, id, Sense::CLICK)
}

fn name_of(card: &Card) -> String {
    let parts = [card.label.as_str(), &card.speaker, &card.more];
    let parts: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    format!("Card: {}", parts.join(", "))
}

fn card_ui(ui: &Ui, scene: &Scene<'_>, card: &Card, rect: Rect, queue: &mut Vec<Command>) {
    let response = interact(ui, rect.expand2(vec2(0.0, 2.0)), id().with(("card", card.span.as_str())));
    response.widget_info(|| WidgetInfo::selected(egui::Role::Button, true, card.is_focused, name_of(card)));
    let theme = scene.theme;
    let painter = ui.painter();
    if response.hovered() || card.is_focused {
        painter.rect_filled(rect.expand2(vec2(0.0, 2.0)), 3.0, theme.ground.raised);
    }
    let bar = rect.with_max_x(rect.left() + 3.0);
    painter.rect_filled(bar, 0.0, card.colour);
    let left = rect.left() + 10.0;
    let label = format!("{} {}", card.letter, card.label);
    let font = FontId::new(theme::SMALL, fonts::sans_semibold());
    let label = controls::elided(ui, &label, font, card.colour, rect.width() * 0.55);
    let middle = rect.top() + LINE * 0.5;
    let label_width = label.size().x;
    ui.painter().galley(pos2(left, middle - label.size().y * 0.5), label, card.colour);
    if !card.speaker.is_empty() {
        let family = if card.is_ghost { fonts::serif_italic() } else { egui::FontFamily::Proportional };
        let ink = if card.is_focused && !card.is_ghost { theme.ink.text } else { theme.ink.quiet };
        let room = rect.right() - left - label_width - 4.0;
        let words = format!(" · {}", card.speaker);
        let speaker = controls::elided_middle(ui, &words, FontId::new(theme::SMALL, family), ink, room);
        ui.painter().galley(pos2(left + label_width, middle - speaker.size().y * 0.5), speaker, ink);
    }
    if !card.more.is_empty() {
        let font = FontId::proportional(theme::SMALL);
        let more = controls::elided(ui, &card.more, font, theme.ink.quiet, rect.right() - left - 4.0);
        ui.painter().galley(pos2(left, rect.top() + LINE * 1.5 - more.size().y * 0.5), more, theme.ink.quiet);
    }
    if response.clicked() {
        queue.push(Command::Focus(card.span.clone()));
    }
    response.on_hover_text(name_of(card).trim_start_matches("Card: "));
}

fn tick_ui(ui: &Ui, scene: &Scene<'_>, card: &Card, rect: Rect, queue: &mut Vec<Command>) {
    let rect = rect.with_max_x(rect.left() + TICK_WIDTH - 4.0);
    let response = interact(ui, rect, id().with(("card", card.span.as_str())));
    response.widget_info(|| WidgetInfo::selected(egui::Role::Button, true, card.is_focused, name_of(card)));
    if response.hovered() || card.is_focused {
        ui.painter().rect_filled(rect, 3.0, scene.theme.ground.raised);
    }
    ui.painter().rect_filled(rect.with_max_x(rect.left() + 3.0), 0.0, card.colour);
    let font = FontId::new(theme::SMALL, fonts::sans_semibold());
    ui.painter().text(
        rect.center() + vec2(2.0, 0.0),
        egui::Align2::CENTER_CENTER,
        card.letter,
        font,
        card.colour,
    );
    if response.clicked() {
        queue.push(Command::Focus(card.span.clone()));
    }
    response.on_hover_text(name_of(card).trim_start_matches("Card: "));
}

/// The second line of a card: parts, doubt, note, review.
fn more(scene: &Scene<'_>, annotation: &Annotation) -> String {
    let mut parts = Vec::new();
    let num_parts = annotation.fragments.ranges().len();
    if num_parts > 1 {
        parts.push(format!("{num_parts} parts"));
    }
    if annotation.certainty == Certainty::Unsure {
        parts.push("unsure ?".to_owned());
    }
    if !annotation.note.trim().is_empty() {
        parts.push("note".to_owned());
    }
    if let Some(layers) = scene.layers {
        let on = AnnotationRef { annotator: scene.annotator.clone(), annotation: annotation.id.clone() };
        if !decisions_on(layers, &on, None).is_empty() {
            let status = match review_status(layers, &on, annotation, None) {
                ReviewStatus::ChangedSince => "changed since review",
                ReviewStatus::Disputed => "disputed",
                ReviewStatus::Decided(Verdict::Accepted) => "accepted",
                ReviewStatus::Decided(Verdict::Corrected) => "corrected",
                ReviewStatus::Decided(Verdict::Rejected) => "rejected",
                // Decisions that settle nothing are deferrals.
                ReviewStatus::Unreviewed | ReviewStatus::Decided(Verdict::Deferred) => "deferred",
            };
            parts.push(status.to_owned());
        }
    }
    parts.join(" · ")
}
