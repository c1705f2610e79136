//! The reading view's parts, drawn: the line about the article, the units with their spans, the caret.

use egui::{Color32, Pos2, Ui, pos2};

use super::margin::Margin;
use super::paint::{Sheet, WordMark};
use super::placed::PlacedSpans;
use super::tinted::Palette;
use super::{GUTTER, ReadingView, Scene, Visible, access, hits, id, missing, paint, units};
use crate::app::command::Command;
use crate::app::theme::{self, Theme};
use crate::model::article::BlockKind;
use crate::model::id::AnnotationId;

/// What a frame is painted with.
#[derive(Clone, Copy)]
pub(super) struct Pass<'a> {
    pub ui: &'a Ui,
    pub painter: &'a egui::Painter,
    pub scene: &'a Scene<'a>,
    pub palette: &'a Palette,
    /// What spans look like that are not in focus, where they stand back.
    pub quiet: Option<&'a Palette>,
}

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
        pass: Pass<'_>,
        visible: Visible,
        margin: &mut Margin,
        queue: &mut Vec<Command>,
    ) {
        let Pass { ui, painter, scene, palette, quiet } = pass;
        let Self { cache, drawn, .. } = self;
        let Scene { open, theme, size, .. } = *scene;
        let unit = open.units[visible.unit_idx];
        let origin = visible.rect.min;
        let Some([tints, lines]) = cache.drawn(visible.unit_idx, quiet.unwrap_or(palette), origin) else {
            return;
        };
        let (Some(laid_out), Some(spans)) = (cache.held(visible.unit_idx), cache.spans(visible.unit_idx))
        else {
            return;
        };
        let sheet = Sheet { painter, laid_out, spans, unit: unit.range, size, origin };
        drawn.num_spans += spans.num();

        hits::grounds(&sheet, scene);
        for (range, colour) in
            [(scene.flash, theme.ground.flash), (open.selection.range(), theme.ground.selection)]
        {
            if let Some(range) = range.filter(|range| range.overlaps(unit.range)) {
                sheet.ground(range, colour);
            }
        }
        hits::ring(&sheet, scene);
        paint::mesh(painter, tints);
        if quiet.is_some() {
            paint_focus(&sheet, scene, palette);
        }
        painter.galley(origin, laid_out.galley.clone(), ink(unit.kind, theme));
        missing::paint(&sheet, &laid_out.missing, theme);
        paint::mesh(painter, lines);
        paint_attribution(&sheet, scene, palette);
        for span in linked(scene).filter_map(|id| spans.find(id)) {
            sheet.ring(span, egui::Stroke::new(1.0, palette.look(&span.annotation.label).colour));
        }
        if let Some(span) = scene.shown.and_then(|id| spans.find(id)) {
            let colour = palette.look(&span.annotation.label).colour;
            sheet.ring(span, egui::Stroke::new(2.0, colour));
        }
        if let Some(span) = open.focus.as_ref().and_then(|id| spans.find(id)) {
            if open.bounds.is_none() {
                sheet.ring(span, egui::Stroke::new(1.2, theme.ink.text));
            }
            // Not in the label's colour: the words between the parts are not tagged.
            sheet.bridges(span, egui::Stroke::new(0.8, theme.ink.quiet));
            if scene.manner.is_writable && open.bounds.is_none() {
                drawn.grips.extend(sheet.grips(span));
            }
        }
        for grip in &drawn.grips {
            grip.paint(painter, theme.ink.text);
        }
        margin.add(visible, laid_out, spans);
        if let Some(number) = unit.number
            && origin.x - ui.max_rect().left() >= GUTTER * 0.6
        {
            let at = pos2(origin.x - 18.0, origin.y + size * theme::READING_LINE * 0.5);
            let font = egui::FontId::proportional(theme::CAPS);
            painter.text(at, egui::Align2::RIGHT_CENTER, number, font, theme.ink.faint);
        }
        if access::is_wanted(ui) {
            name_unit(ui, scene, visible, spans, queue);
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
        let Some(row) = laid_out.ordered().map(|_| laid_out.row_of(caret)) else { return };
        // Where the direction changes a flag says which way the next character would run, and a fainter, shorter line
        // where the other place between the same two characters is.
        let Some(other) = laid_out.other_place(caret) else { return };
        let leans = laid_out.leans_left(row, caret);
        let tip = pos2(rect.left() + if leans { -4.0 } else { 4.0 }, rect.top());
        painter.line_segment([rect.left_top(), tip], stroke);
        let rect = laid_out.caret_rect(other).translate(unit.rect.min.to_vec2());
        let half = egui::Rangef::new(rect.center().y, rect.bottom());
        painter.vline(rect.left(), half, egui::Stroke::new(1.0, scene.theme.ink.quiet));
    }
}

/// Gives the span in focus the ground of its label, where all others stand back.
fn paint_focus(sheet: &Sheet<'_>, scene: &Scene<'_>, palette: &Palette) {
    let Some(focused) = scene.open.focused(scene.layer) else { return };
    let tint = palette.look(&focused.label).tint;
    for range in focused.fragments.ranges().iter().filter(|range| range.overlaps(sheet.unit)) {
        sheet.ground(*range, tint);
    }
}

/// The spans that the one in focus is linked to.
fn linked<'a>(scene: &Scene<'a>) -> impl Iterator<Item = &'a AnnotationId> {
    let Scene { open, layer, .. } = *scene;
    let focus = open.focus.as_ref();
    let relations = focus.into_iter().flat_map(|id| open.relations.of_span(id));
    let members = relations.filter_map(move |id| layer?.relations.get(id)).flat_map(|one| &one.members);
    members.map(|member| &member.annotation.annotation).filter(move |id| Some(*id) != focus)
}

/// Marks the words that say who said the span in focus, and those that are proposed to.
fn paint_attribution(sheet: &Sheet<'_>, scene: &Scene<'_>, palette: &Palette) {
    let open = scene.open;
    let Some(focused) = open.focused(scene.layer) else { return };
    let colour = palette.look(&focused.label).colour;
    let offer = open.offers.of(&focused.id).filter(|_| scene.manner.is_writable);
    let marks = [
        (focused.attribution.source.as_ref(), WordMark::Source),
        (focused.attribution.cue.as_ref(), WordMark::Cue),
        (offer.and_then(|offer| offer.source.as_ref()), WordMark::Ghost),
        (offer.and_then(|offer| offer.cue.as_ref()), WordMark::Ghost),
    ];
    for (place, mark) in marks {
        let ranges = place.into_iter().flat_map(crate::model::text::Fragments::ranges);
        for range in ranges.filter(|range| range.overlaps(sheet.unit)) {
            sheet.words(*range, mark, colour);
        }
    }
}

/// Tells screen readers of a unit and the spans that begin in it.
fn name_unit(ui: &Ui, scene: &Scene<'_>, visible: Visible, spans: &PlacedSpans, queue: &mut Vec<Command>) {
    let open = scene.open;
    let unit = open.units[visible.unit_idx];
    access::paragraph(
        ui,
        id(),
        visible.unit_idx,
        unit.range.of(open.text()).unwrap_or_default(),
        visible.rect,
    );
    for span in spans.starts().iter().flat_map(|row| &row.spans).filter_map(|idx| spans.get(*idx)) {
        let name = access::span_name(&span.annotation, open.text(), scene.tagset, scene.register);
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
