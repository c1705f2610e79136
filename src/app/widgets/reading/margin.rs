//! Cards in the margin: one for each span on the screen, beside its first line. In a narrow window they are
//! ticks with the label's letter.

use egui::{Color32, FontId, Id, Rect, Sense, Ui, WidgetInfo, pos2, vec2};

use super::access::shortened;
use super::cache::LayoutCache;
use super::layout::LaidOut;
use super::placed::{PlacedSpan, PlacedSpans};
use super::tinted::Palette;
use super::{Scene, Visible, id};
use crate::app::command::Command;
use crate::app::directional::{self, Direction};
use crate::app::fonts;
use crate::app::state::spans::SpanKey;
use crate::app::theme;
use crate::app::widgets::controls;
use crate::model::annotation::{Annotation, AnnotationRef, Certainty};
use crate::model::id::AnnotationId;
use crate::model::review::{ReviewStatus, Verdict, decisions_on, review_status};
use crate::model::text::numbers::{counted, in_thousands};

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

/// No more than this many merged cards are listed when the pointer rests on their number.
const MAX_LISTED: usize = 12;

/// A card to be drawn.
struct Card {
    span: AnnotationId,
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

/// A row in which spans begin.
struct Row {
    /// The height of its baseline on the screen.
    baseline: f32,
    unit_idx: usize,
    /// Which of the unit's rows with beginnings it is.
    starts_idx: usize,
}

/// The spans of a row that have no card of their own.
struct Merged {
    unit_idx: usize,
    starts_idx: usize,
    /// Which of the row's.
    spans: std::ops::Range<usize>,
}

/// The cards of what is on the screen. What a card says is put together only if there is room for it.
#[derive(Default)]
pub struct Margin {
    rows: Vec<Row>,
}

/// What cards are made from.
#[derive(Clone, Copy)]
struct Source<'a> {
    scene: &'a Scene<'a>,
    cache: &'a LayoutCache,
    palette: &'a Palette,
}

impl Margin {
    /// Takes the rows of a unit in which spans begin. Units come from the top down.
    pub(super) fn add(&mut self, visible: Visible, laid_out: &LaidOut, spans: &PlacedSpans) {
        let rows = spans.starts().iter().enumerate().map(|(starts_idx, row)| Row {
            baseline: visible.rect.top() + laid_out.baseline(row.row_idx),
            unit_idx: visible.unit_idx,
            starts_idx,
        });
        self.rows.extend(rows);
    }

    /// Draws the cards in `column`, from the top down.
    pub(super) fn show(
        self,
        ui: &Ui,
        scene: &Scene<'_>,
        cache: &LayoutCache,
        palette: &Palette,
        column: Rect,
        queue: &mut Vec<Command>,
    ) {
        let source = Source { scene, cache, palette };
        let is_ticks = column.width() < CARD_WIDTH - 1.0;
        let drift = MAX_DRIFT * scene.size * theme::READING_LINE;
        let mut bottom = f32::NEG_INFINITY;
        let mut merged: Vec<Merged> = Vec::new();
        let mut merged_at = 0.0;
        for Row { baseline, unit_idx, starts_idx } in self.rows {
            let Some(placed) = cache.spans(unit_idx) else { continue };
            let Some(row) = placed.starts().get(starts_idx) else { continue };
            let wanted = baseline - scene.size * 0.33 - LINE * 0.5;
            let mut next = 0;
            while next < row.spans.len() {
                let top = wanted.max(bottom + BETWEEN);
                let has_room = top - wanted <= drift;
                // None of the others has room then, but the one in focus is always seen.
                let focused = (!has_room).then(|| source.focused_in(placed, &row.spans[next..])).flatten();
                let shown = focused.map_or(next, |at| next + at);
                if !has_room {
                    let others = [next..shown, shown + usize::from(focused.is_some())..row.spans.len()];
                    for spans in others.into_iter().filter(|spans| !spans.is_empty()) {
                        if merged.is_empty() {
                            merged_at = bottom + BETWEEN;
                            bottom = merged_at + LINE;
                        }
                        merged.push(Merged { unit_idx, starts_idx, spans });
                    }
                }
                if has_room || focused.is_some() {
                    // Their number comes first, so that it stays under a pointer that goes through them.
                    flush(ui, source, column, merged_at, &mut merged, queue);
                    let top = wanted.max(bottom + BETWEEN);
                    let Some(card) = placed.get(row.spans[shown]).map(|span| source.card(span)) else {
                        break;
                    };
                    let height = if is_ticks || card.more.is_empty() { LINE } else { 2.0 * LINE };
                    let rect = Rect::from_min_size(pos2(column.left(), top), vec2(column.width(), height));
                    bottom = rect.bottom();
                    if is_ticks {
                        tick_ui(ui, scene, &card, rect, queue);
                    } else {
                        card_ui(ui, scene, &card, rect, queue);
                    }
                }
                if has_room {
                    next += 1;
                    continue;
                }
                break;
            }
        }
        flush(ui, source, column, merged_at, &mut merged, queue);
    }
}

impl Source<'_> {
    fn card(&self, span: &PlacedSpan) -> Card {
        let Self { scene, palette, .. } = *self;
        let annotation = &*span.annotation;
        let label = scene.tagset.labels.get(&annotation.label);
        let offered = scene.open.offers.speaker_of(&annotation.id).map(|offer| offer.speaker.as_str());
        let speaker = scene.register.speakers_in_words(annotation);
        Card {
            span: annotation.id.clone(),
            colour: palette.look(&annotation.label).colour,
            letter: label.map_or('?', |label| label.letter),
            label: label.map_or_else(|| annotation.label.to_string(), |label| label.name.clone()),
            is_ghost: speaker.is_none() && offered.is_some(),
            speaker: speaker.or_else(|| offered.map(|name| format!("{name}?"))).unwrap_or_default(),
            more: more(scene, annotation),
            is_focused: scene.open.focus.as_ref() == Some(&annotation.id),
        }
    }

    /// Which of some spans of a unit is in focus.
    fn focused_in(&self, placed: &PlacedSpans, spans: &[usize]) -> Option<usize> {
        let focus = self.scene.open.focus.as_ref()?;
        spans.iter().position(|idx| placed.get(*idx).is_some_and(|span| span.annotation.id == *focus))
    }

    fn spans_of<'s>(&'s self, merged: &'s [Merged]) -> impl Iterator<Item = &'s PlacedSpan> {
        merged.iter().flat_map(|one| {
            let placed = self.cache.spans(one.unit_idx);
            let row = placed.and_then(|placed| placed.starts().get(one.starts_idx));
            let spans = row.and_then(|row| row.spans.get(one.spans.clone())).unwrap_or_default();
            spans.iter().filter_map(move |idx| placed?.get(*idx))
        })
    }
}

/// Draws "+3" for cards that had no room: the pointer's rest lists them, clicks go through them.
fn flush(
    ui: &Ui,
    source: Source<'_>,
    column: Rect,
    top: f32,
    merged: &mut Vec<Merged>,
    queue: &mut Vec<Command>,
) {
    let merged = std::mem::take(merged);
    let Some(first) = source.spans_of(&merged).next() else { return };
    let num_spans: usize = merged.iter().map(|one| one.spans.len()).sum();
    let Source { scene, .. } = source;
    let rect = Rect::from_min_size(pos2(column.left(), top), vec2(column.width().min(56.0), LINE));
    let response = interact(ui, rect, id().with(("more cards", first.annotation.id.as_str())));
    let name = format!("{} more spans here", in_thousands(num_spans));
    response.widget_info(|| WidgetInfo::labeled(egui::Role::Button, true, &name));
    let ink = if response.hovered() { scene.theme.ink.text } else { scene.theme.ink.quiet };
    let font = FontId::new(theme::SMALL, fonts::sans_medium());
    ui.painter().text(
        rect.left_center() + vec2(10.0, 0.0),
        egui::Align2::LEFT_CENTER,
        format!("+{}", in_thousands(num_spans)),
        font,
        ink,
    );
    if response.clicked() {
        // The next one in reading order after the one in focus, which has a card of its own.
        let focus = scene.open.focus_key(scene.layer);
        let is_next =
            |span: &&PlacedSpan| focus.as_ref().is_none_or(|key| SpanKey::of(&span.annotation) > *key);
        let next = source.spans_of(&merged).find(is_next).unwrap_or(first);
        queue.push(Command::Focus(next.annotation.id.clone()));
    }
    response.on_hover_ui(|ui| {
        ui.label(name);
        for span in source.spans_of(&merged).take(MAX_LISTED) {
            let card = source.card(span);
            let said = name_of(&card);
            let words = span.annotation.fragments.covered(scene.open.text()).unwrap_or_default().join(" … ");
            let line = format!("{}: {}", said.trim_start_matches("Card: "), shortened(&words, 48));
            controls::small(ui, scene.theme, &line);
        }
        if num_spans > MAX_LISTED {
            controls::small(
                ui,
                scene.theme,
                format!("and {} more; clicks go through them", in_thousands(num_spans - MAX_LISTED)),
            );
        }
    });
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
        // The card's line goes on, whichever way the name runs.
        let speaker = directional::in_direction(ui, speaker, Direction::LeftToRight);
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
        parts.push(counted(num_parts, "part"));
    }
    if annotation.certainty == Certainty::Unsure {
        parts.push("unsure ?".to_owned());
    }
    if !annotation.note.trim().is_empty() {
        parts.push("note".to_owned());
    }
    if scene.open.relations.of_span(&annotation.id).next().is_some() {
        parts.push("linked".to_owned());
    }
    if let Some(layers) = scene.layers {
        let on = AnnotationRef { annotator: scene.annotator.clone(), annotation: annotation.id.clone() };
        if !decisions_on(layers, &on, None).is_empty() {
            let status = match review_status(layers, &on, annotation, None) {
                ReviewStatus::ChangedSince => "changed since review",
                ReviewStatus::Disagreed => "disagreed",
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
