//! The reading view's parts, drawn: the line about the article, the units with their spans, the caret.

use egui::{Color32, Pos2, Ui, pos2};

use super::layout::LaidOut;
use super::margin::Margin;
use super::paint::WordMark;
use super::units::Unit;
use super::{GUTTER, ReadingView, Scene, Visible, access, hits, id, paint, units};
use crate::app::command::Command;
use crate::app::theme::{self, Theme};
use crate::model::article::BlockKind;

impl ReadingView {
    pub(super) fn paint_about(&self, painter: &egui::Painter, at: Pos2, theme: &Theme) {
        let mut at = at;
        if let Some(title) = &self.about.title {
            painter.galley(at, title.clone(), theme.ink.text);
            at.y += title.rect.height() + 6.0;
        }
        if let Some(line) = &self.about.line {
            painter.galley(at, line.clone(), theme.ink.quiet);
        }
    }

    pub(super) fn paint_unit(
        &mut self,
        ui: &Ui,
        painter: &egui::Painter,
        scene: &Scene<'_>,
        visible: Visible,
        margin: &mut Margin,
        queue: &mut Vec<Command>,
    ) {
        let Self { cache, drawn, .. } = self;
        let Some(laid_out) = cache.held(visible.unit_idx) else {
            return;
        };
        let Scene { open, theme, size, .. } = *scene;
        let unit = open.units[visible.unit_idx];
        let origin = visible.rect.min;
        let annotations =
            open.spans.in_unit(visible.unit_idx).filter_map(|key| scene.layer?.annotations.get(&key.id));
        let spans = paint::place(annotations.map(|span| &**span), laid_out, unit.range, scene.tagset, theme);
        drawn.num_spans += spans.len();

        hits::grounds(painter, scene, laid_out, unit.range, origin);
        for (range, colour) in
            [(scene.flash, theme.ground.flash), (open.selection.range(), theme.ground.selection)]
        {
            if let Some(range) = range.filter(|range| range.overlaps(unit.range)) {
                paint::ground(painter, laid_out, range, origin, colour);
            }
        }
        hits::ring(painter, scene, laid_out, unit.range, origin);
        paint::tints(painter, &spans, theme, size, origin);
        painter.galley(origin, laid_out.galley.clone(), ink(unit.kind, theme));
        paint::lines(painter, &spans, size, origin);
        paint_attribution(painter, scene, laid_out, unit, origin);
        for span in &spans {
            let id = &span.annotation.id;
            if open.focus.as_ref() == Some(id) {
                let stroke = egui::Stroke::new(1.2, theme.ink.text);
                paint::ring(painter, span, laid_out, unit.range, stroke, size, origin);
                if scene.is_writable && open.bounds.is_none() {
                    drawn.grips.extend(paint::grips(span, laid_out, unit.range, size, origin));
                }
            } else if scene.shown == Some(id) {
                let stroke = egui::Stroke::new(2.0, span.colour);
                paint::ring(painter, span, laid_out, unit.range, stroke, size, origin);
            }
        }
        for grip in &drawn.grips {
            grip.paint(painter, theme.ink.text);
        }
        margin.add(scene, visible, &spans);
        if let Some(number) = unit.number
            && origin.x - ui.max_rect().left() >= GUTTER * 0.6
        {
            let at = pos2(origin.x - 18.0, origin.y + size * theme::READING_LINE * 0.5);
            let font = egui::FontId::proportional(theme::CAPS);
            painter.text(at, egui::Align2::RIGHT_CENTER, number, font, theme.ink.faint);
        }
        if access::is_wanted(ui) {
            name_unit(ui, scene, visible, &spans, queue);
        }
    }

    pub(super) fn paint_caret(
        &self,
        ui: &Ui,
        painter: &egui::Painter,
        scene: &Scene<'_>,
        visible: &[Visible],
    ) {
        if !ui.memory(|memory| memory.has_focus(id())) {
            return;
        }
        let caret = scene.open.selection.caret;
        let unit_idx = units::unit_at(&scene.open.units, caret.byte);
        let Some(unit) = visible.iter().find(|unit| unit.unit_idx == unit_idx) else {
            return;
        };
        let Some(laid_out) = self.cache.held(unit_idx) else {
            return;
        };
        let rect = laid_out.caret_rect(caret).translate(unit.rect.min.to_vec2());
        let stroke = egui::Stroke::new(1.5, scene.theme.ink.text);
        painter.vline(rect.left(), rect.y_range(), stroke);
    }
}

/// Marks the words that say who said the span in focus, and those that are proposed to.
fn paint_attribution(
    painter: &egui::Painter,
    scene: &Scene<'_>,
    laid_out: &LaidOut,
    unit: Unit,
    origin: Pos2,
) {
    let open = scene.open;
    let Some(focused) = open.focused(scene.layer) else { return };
    let label = scene.tagset.labels.get(&focused.label);
    let colour = label.map_or(scene.theme.ink.quiet, |label| scene.theme.label(label.colour));
    let offer = open.offers.of(&focused.id).filter(|_| scene.is_writable);
    let marks = [
        (focused.attribution.source.as_ref(), WordMark::Source),
        (focused.attribution.cue.as_ref(), WordMark::Cue),
        (offer.and_then(|offer| offer.source.as_ref()), WordMark::Ghost),
        (offer.and_then(|offer| offer.cue.as_ref()), WordMark::Ghost),
    ];
    for (place, mark) in marks {
        let ranges = place
            .into_iter()
            .flat_map(crate::model::text::Fragments::ranges)
            .filter(|range| range.overlaps(unit.range));
        for range in ranges {
            paint::words(painter, &laid_out.stretches(*range), mark, colour, scene.size, origin);
        }
    }
}

/// Tells screen readers of a unit and the spans that begin in it.
fn name_unit(
    ui: &Ui,
    scene: &Scene<'_>,
    visible: Visible,
    spans: &[paint::PlacedSpan<'_>],
    queue: &mut Vec<Command>,
) {
    let open = scene.open;
    let unit = open.units[visible.unit_idx];
    access::paragraph(
        ui,
        id(),
        visible.unit_idx,
        unit.range.of(open.text()).unwrap_or_default(),
        visible.rect,
    );
    for span in spans.iter().filter(|span| unit.range.contains(span.annotation.fragments.start())) {
        let name = access::span_name(span.annotation, open.text(), scene.tagset, scene.register);
        let in_focus = open.focus.as_ref() == Some(&span.annotation.id);
        queue.extend(access::span(ui, id(), span, name, in_focus, visible.rect));
    }
}

/// The colour of a unit's letters.
fn ink(kind: BlockKind, theme: &Theme) -> Color32 {
    match kind {
        BlockKind::Dateline | BlockKind::Byline | BlockKind::Furniture => theme.ink.quiet,
        _ => theme.ink.text,
    }
}
