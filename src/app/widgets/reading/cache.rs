//! The laid-out units near the screen. What is not looked at is not laid out, and what has been is kept
//! until the text, the column or the font atlas changes.

use std::collections::BTreeMap;
use std::sync::Arc;

use egui::{Color32, Context, FontId, Galley, Mesh, Pos2};

use super::layout::{LaidOut, family, job, lay_out};
use super::missing::KnownGlyphs;
use super::placed::PlacedSpans;
use super::tinted::{Drawn, Palette};
use super::units::{self, Unit};
use crate::app::directional::Direction;
use crate::app::state::spans::SpanIndex;
use crate::app::{fonts, theme};
use crate::model::article::{ArticleText, BlockKind};
use crate::model::text::TextHash;

/// How many units are kept around those last asked for.
const KEPT: usize = 160;

/// English prose by its own frequencies, spaces and a few capitals included.
const SAMPLE: &str =
    "The council said on Monday that the night ferry between the old port and the north shore";

/// A unit with its spans.
struct Held {
    laid_out: LaidOut,
    spans: PlacedSpans,
    drawn: Drawn,
    /// In which pass it was drawn last.
    last_pass: u64,
}

/// What a layout depends on.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Key {
    text: TextHash,
    size: f32,
    width: f32,
}

/// The laid-out units near the screen.
#[derive(Default)]
pub struct LayoutCache {
    units: BTreeMap<usize, Held>,
    key: Option<Key>,
    /// A title that is not part of the text, laid out.
    title: Option<(String, Arc<Galley>)>,
    /// A galley of egui's own cache: a new one means that the atlas was begun anew, and that the texture
    /// coordinates in all of ours are wrong.
    probe: Option<Arc<Galley>>,
    /// The reading size, and the mean width of a character at it.
    char_width: Option<(f32, f32)>,
    known_glyphs: KnownGlyphs,
    /// Counts the passes.
    pass: u64,
    /// How many units were laid out since this was last asked.
    num_laid_out: usize,
    /// How many were since the pass began.
    num_in_pass: usize,
}

impl LayoutCache {
    /// To be called once a pass, before anything else: drops what can't be used any more.
    pub fn begin_pass(&mut self, ctx: &Context, text: &ArticleText, size: f32, width: f32) {
        let id = FontId::proportional(theme::BODY);
        let probe = ctx.fonts_mut(|fonts| fonts.layout_no_wrap("x".to_owned(), id, Color32::PLACEHOLDER));
        let key = Key { text: text.hash(), size, width };
        let same_atlas = self.probe.as_ref().is_some_and(|held| Arc::ptr_eq(held, &probe));
        if !same_atlas || self.key != Some(key) {
            self.units.clear();
            self.title = None;
        }
        if !same_atlas {
            self.known_glyphs.clear();
        }
        // Triangles take far more room than what they are made from: only those on the screen are kept.
        for held in self.units.values_mut().filter(|held| held.last_pass < self.pass) {
            held.drawn = Drawn::default();
        }
        self.pass += 1;
        self.probe = Some(probe);
        self.key = Some(key);
        self.num_in_pass = 0;
    }

    /// Drops what was laid out of another text than this.
    pub fn prepare(&mut self, text: &ArticleText) {
        if let Some(key) = &mut self.key
            && key.text != text.hash()
        {
            key.text = text.hash();
            self.units.clear();
        }
    }

    /// Whether what is laid out of this text will be dropped for another size or width.
    pub fn changes_shape(&self, text: &ArticleText, size: f32, width: f32) -> bool {
        let wanted = Key { text: text.hash(), size, width };
        self.key.is_some_and(|key| key.text == wanted.text && key != wanted)
    }

    /// The mean width of a character of reading text at `size`.
    pub fn char_width(&mut self, ctx: &Context, size: f32) -> f32 {
        if let Some((held, width)) = self.char_width
            && held.total_cmp(&size).is_eq()
        {
            return width;
        }
        let id = FontId::new(size, fonts::serif());
        let galley = ctx.fonts_mut(|fonts| fonts.layout_no_wrap(SAMPLE.to_owned(), id, Color32::PLACEHOLDER));
        let width = galley.rect.width() / SAMPLE.len() as f32;
        self.char_width = Some((size, width));
        width
    }

    /// A title that is not part of the text, at the size and width of the last pass.
    pub fn title(&mut self, ctx: &Context, title: &str) -> Option<Arc<Galley>> {
        let Key { size, width, .. } = self.key?;
        if self.title.as_ref().is_none_or(|(held, _)| held != title) {
            let (galley, _) = lay_out(ctx, job(title, BlockKind::Title, size, width), None);
            self.title = Some((title.to_owned(), galley));
        }
        self.title.as_ref().map(|(_, galley)| Arc::clone(galley))
    }

    /// A unit laid out with its spans; done now if it has not been.
    pub fn get(
        &mut self,
        ctx: &Context,
        text: &str,
        units: &[Unit],
        spans: &SpanIndex,
        idx: usize,
    ) -> Option<&LaidOut> {
        let unit = units.get(idx)?;
        let Key { size, width, .. } = self.key?;
        if !self.units.get(&idx).is_some_and(|held| held.laid_out.is_of(unit)) {
            if self.units.len() > KEPT {
                self.units.retain(|held, _| held.abs_diff(idx) < KEPT / 4);
            }
            let words = unit.range.of(text).unwrap_or_default();
            let laid_out = lay_out(ctx, job(words, unit.kind, size, width), base_of(text, units, idx));
            self.num_laid_out += 1;
            self.num_in_pass += 1;
            let mut laid_out = LaidOut::new(unit, laid_out);
            laid_out.missing = self.known_glyphs.missing(ctx, &laid_out, &family(unit.kind));
            let spans = PlacedSpans::new(spans, &mut laid_out, unit.range, size);
            self.units.insert(idx, Held { laid_out, spans, drawn: Drawn::default(), last_pass: self.pass });
        }
        let held = self.units.get_mut(&idx)?;
        if !held.spans.is_of(spans) {
            held.spans = PlacedSpans::new(spans, &mut held.laid_out, unit.range, size);
            held.drawn = Drawn::default();
        }
        Some(&held.laid_out)
    }

    /// A unit that has been laid out already.
    pub fn held(&self, idx: usize) -> Option<&LaidOut> {
        self.units.get(&idx).map(|held| &held.laid_out)
    }

    /// The spans of a unit that has been laid out already.
    pub fn spans(&self, idx: usize) -> Option<&PlacedSpans> {
        self.units.get(&idx).map(|held| &held.spans)
    }

    /// What is drawn behind and under the words of a unit that has been laid out already, at a place on the
    /// screen.
    pub fn drawn(&mut self, idx: usize, palette: &Palette, origin: Pos2) -> Option<[Arc<Mesh>; 2]> {
        let size = self.key?.size;
        let pass = self.pass;
        let Held { spans, drawn, last_pass, .. } = self.units.get_mut(&idx)?;
        *last_pass = pass;
        Some(drawn.at(spans, palette, size, origin))
    }

    /// How many units were laid out since the last call.
    pub fn take_num_laid_out(&mut self) -> usize {
        std::mem::take(&mut self.num_laid_out)
    }

    /// How many units were laid out since the pass began.
    pub fn num_laid_out_in_pass(&self) -> usize {
        self.num_in_pass
    }

    /// White space above a unit, at the reading size the layout was made for.
    pub fn space_above(&self, units: &[Unit], idx: usize) -> f32 {
        let size = self.key.map_or(theme::READING, |key| key.size);
        match units.get(idx).map(|unit| unit.kind) {
            Some(BlockKind::Heading) if idx > 0 && !units[idx].goes_on => (size * 0.7).round(),
            _ => 0.0,
        }
    }

    /// White space below a unit.
    pub fn space_below(&self, units: &[Unit], idx: usize) -> f32 {
        let size = self.key.map_or(theme::READING, |key| key.size);
        if units.get(idx + 1).is_some_and(|below| below.goes_on) {
            return 0.0;
        }
        let share = match units.get(idx).map(|unit| unit.kind) {
            Some(BlockKind::Title) => 0.35,
            Some(BlockKind::Heading) => 0.3,
            _ => 0.75,
        };
        (size * share).round()
    }
}

/// The direction of the paragraph that a unit goes on: its first unit says it for all.
fn base_of(text: &str, units: &[Unit], idx: usize) -> Option<Direction> {
    let goes_on = units.get(idx).is_some_and(|unit| unit.goes_on);
    let first = units.get(goes_on.then(|| units::paragraph(units, idx).start)?)?;
    Direction::of(first.range.of(text).ok()?)
}
