//! Text fields whose words run from right to left: egui's own, with the caret and the pointer where the letters are.

use std::sync::Arc;

use egui::epaint::text::{FontsView, Row};
use egui::text::{CCursor, CCursorRange, LayoutJob};
use egui::text_edit::TextEditOutput;
use egui::{Color32, Galley, Response, TextBuffer, TextEdit, TextStyle, Ui, Vec2};

use super::shown::{Use, is_ordered, ordered};
use super::{Column, Direction, lay_out, needs_ordering};
use crate::model::text::segment;

/// Lays out what stands in a field of one line, or of more: for [`TextEdit::layouter`].
pub fn field_layouter(is_multiline: bool) -> impl FnMut(&Ui, &dyn TextBuffer, f32) -> Arc<Galley> {
    move |ui, text, width| {
        let font = TextStyle::Body.resolve(ui.style());
        let height = ui.fonts_mut(|fonts| fonts.row_height(&font)) + ui.spacing().extra_text_line_spacing;
        let text = text.as_str().to_owned();
        let mut job = if is_multiline {
            LayoutJob::simple(text, font, Color32::PLACEHOLDER, width)
        } else {
            LayoutJob::simple_singleline(text, font, Color32::PLACEHOLDER)
        };
        job.keep_trailing_whitespace = true;
        for section in &mut job.sections {
            section.format.line_height = Some(height);
        }
        let own = ui.fonts_mut(|fonts| fonts.layout_job(job));
        if needs_ordering(own.text()) { ordered(ui, &own, Use::Field) } else { own }
    }
}

/// Lays out what stands in a field.
pub(super) fn lay_out_field(fonts: &mut FontsView<'_>, job: &LayoutJob) -> Galley {
    let mut galley = lay_out(fonts, job, None, Column::Full);
    // A field of one line is one paragraph.
    let mut paragraphs = job.text.split(|ch| job.break_on_newline && ch == '\n').map(Direction::of);
    let mut base = paragraphs.next().flatten();
    for placed in &mut galley.rows {
        if base.is_some_and(Direction::is_rtl) {
            placed.pos.x += placed.row.size.x;
            placed.row = Arc::new(begun_at_right(&placed.row));
        }
        if placed.ends_with_newline {
            base = paragraphs.next().flatten();
        }
    }
    galley
}

/// A row whose places count from its right end, and whose width is negative: egui takes 0 for the start of a row and
/// its width for the end.
fn begun_at_right(row: &Row) -> Row {
    let mut row = row.clone();
    let width = row.size.x;
    for glyph in &mut row.glyphs {
        glyph.pos.x -= width;
    }
    row.visuals.mesh.translate(Vec2::new(-width, 0.0));
    row.visuals.mesh_bounds = row.visuals.mesh_bounds.translate(Vec2::new(-width, 0.0));
    let end = row.glyphs.iter().flat_map(|glyph| [glyph.pos.x, glyph.max_x()]).fold(0.0, f32::min);
    row.size.x = end;
    row
}

/// Draws a field laid out by [`field_layouter`]. The pointer finds the letters where they are seen.
pub fn add_field(ui: &mut Ui, enabled: bool, edit: TextEdit<'_>) -> Response {
    let field = |ui: &mut Ui| {
        let output = edit.show(ui);
        follow_pointer(ui, &output);
        output.response.response
    };
    ui.add_enabled(enabled, field)
}

/// Puts the caret where the pointer is: egui takes letters to stand in the order of the text.
pub fn follow_pointer(ui: &Ui, output: &TextEditOutput) {
    let response = &output.response.response;
    let Some(pos) = response.interact_pointer_pos().filter(|_| is_ordered(&output.galley)) else { return };
    let is_held = response.is_pointer_button_down_on();
    if !(is_held || response.clicked() || response.double_clicked()) || response.triple_clicked() {
        return;
    }
    let at = index_at(&output.galley, pos - output.galley_pos);
    let mut state = output.state.clone();
    let text = output.galley.text();
    let range = if response.double_clicked() {
        word_at(text, at)
    } else {
        let is_first = ui.input(|input| input.pointer.primary_pressed() && !input.modifiers.shift);
        let held = state.cursor.char_range().filter(|_| is_held && !is_first);
        let anchor = held.map_or(CCursor::new(at), |range| range.secondary);
        CCursorRange { primary: CCursor::new(at), secondary: anchor, h_pos: None }
    };
    state.cursor.set_char_range(Some(range));
    state.store(ui, response.id);
}

/// The word at a character.
fn word_at(text: &str, index: usize) -> CCursorRange {
    let byte = text.char_indices().nth(index).map_or(text.len(), |(byte, _)| byte);
    let Some(word) = segment::word_at(text, byte) else { return CCursorRange::one(CCursor::new(index)) };
    let chars = |end: usize| CCursor::new(text.get(..end).unwrap_or_default().chars().count());
    CCursorRange::two(chars(word.start()), chars(word.end()))
}

/// The number of characters before the place nearest to a point.
fn index_at(galley: &Galley, point: Vec2) -> usize {
    let mut before = 0;
    let mut rows = galley.rows.iter().peekable();
    while let Some(row) = rows.next() {
        if point.y > row.max_y() && rows.peek().is_some() {
            before += row.glyphs.len() + usize::from(row.ends_with_newline);
            continue;
        }
        let x = point.x - row.pos.x;
        let away = |start: f32, end: f32| (start.min(end) - x).max(x - start.max(end)).max(0.0);
        let seen = row.glyphs.iter().enumerate().filter(|(_, glyph)| glyph.advance_width != 0.0);
        let nearest = seen.min_by(|(_, one), (_, other)| {
            away(one.pos.x, one.max_x()).total_cmp(&away(other.pos.x, other.max_x()))
        });
        let Some((idx, glyph)) = nearest else { return before };
        let is_start = (x - glyph.pos.x).abs() < (x - glyph.max_x()).abs();
        let marks = row.glyphs[idx + 1..].iter().take_while(|glyph| glyph.advance_width == 0.0).count();
        return before + if is_start { idx } else { idx + 1 + marks };
    }
    before
}

#[cfg(test)]
mod tests {
    use egui::pos2;

    use super::*;
    use crate::app::fonts;

    /// A field of one line that holds `text`, drawn with these events in each frame: the characters that are selected,
    /// and where each stands on the screen.
    fn selected(text: &str, frames: &[Vec<egui::Event>]) -> (CCursorRange, Vec<f32>) {
        let ctx = egui::Context::default();
        ctx.set_fonts(fonts::definitions());
        let mut text = text.to_owned();
        let mut last = None;
        for (idx, events) in frames.iter().enumerate() {
            let input = egui::RawInput {
                events: events.clone(),
                time: Some(idx as f64),
                ..egui::RawInput::default()
            };
            let output = ctx.run_ui(input, |ui| {
                let mut layouter = field_layouter(false);
                let edit =
                    TextEdit::singleline(&mut text).id(egui::Id::unique("field")).layouter(&mut layouter);
                let output = edit.desired_width(300.0).show(ui);
                follow_pointer(ui, &output);
                let state =
                    egui::text_edit::TextEditState::load(ui, egui::Id::unique("field")).unwrap_or_default();
                last = Some((state.cursor.char_range(), output.galley.clone(), output.galley_pos));
            });
            output.drop_without_applying_deltas();
        }
        let (range, galley, pos) = last.unwrap();
        let x = |idx: usize| pos.x + galley.pos_from_cursor(CCursor::new(idx)).min.x;
        (range.unwrap_or_default(), (0..=text.chars().count()).map(x).collect())
    }

    fn press(at: egui::Pos2, pressed: bool) -> Vec<egui::Event> {
        let button = egui::PointerButton::Primary;
        let modifiers = egui::Modifiers::NONE;
        vec![
            egui::Event::PointerMoved(at),
            egui::Event::PointerButton { pos: at, button, pressed, modifiers },
        ]
    }

    #[test]
    fn the_caret_of_a_field_stands_where_the_letters_do() {
        let (_, x) = selected("שלום", &[Vec::new()]);
        assert!(x.windows(2).all(|pair| pair[1] < pair[0] - 2.0), "from right to left: {x:?}");
        let (_, x) = selected("abc שלום", &[Vec::new()]);
        assert!(x[4] > x[5] && x[3] < x[7], "{x:?}");
        let (_, x) = selected("שלום abc 12", &[Vec::new()]);
        assert!(x[..11].iter().all(|other| x[11] <= *other), "the end is the left end: {x:?}");
    }

    #[test]
    fn the_pointer_finds_the_letters_of_a_field() {
        let (_, x) = selected("abc שלום", &[Vec::new()]);
        let at = |idx: usize, by: f32| pos2(x[idx] + by, 16.0);
        let clicked = [Vec::new(), press(at(5, -2.0), true), press(at(5, -2.0), false)];
        assert_eq!(selected("abc שלום", &clicked).0.primary.index.0, 5);
        let dragged = [Vec::new(), press(at(5, -2.0), true), vec![egui::Event::PointerMoved(at(7, -2.0))]];
        let (range, _) = selected("abc שלום", &dragged);
        assert_eq!((range.secondary.index.0, range.primary.index.0), (5, 7));
    }
}
