//! Where the characters of a piece stand in the row egui has set it in.

use egui::epaint::text::{Glyph, Row};
use unicode_segmentation::UnicodeSegmentation as _;

use super::TOUCHES;
use super::pieces::{Piece, Shape};

/// Lam and the letters it is always joined with to one glyph.
const LAM: char = 'ل';
const ALEFS: [char; 4] = ['ا', 'أ', 'إ', 'آ'];

/// A glyph for each character of a piece, in the order of the text, as [`super`] describes them; positions count from
/// the piece's left end. Where egui has none for a character it is made like the `pattern`.
pub fn glyphs(piece: &Piece, text: &str, row: &Row, pattern: &Glyph) -> Vec<Glyph> {
    let words = &text[piece.range.clone()];
    match piece.shape {
        Shape::Letters => leftward(words, &clusters(words, row), row.size.x, pattern),
        Shape::Single | Shape::Space if piece.part.level.is_rtl() => {
            let widths: Vec<f32> = match piece.shape {
                Shape::Space => row.glyphs.iter().map(|glyph| glyph.advance_width).collect(),
                _ => vec![row.size.x],
            };
            leftward(words, &widths, row.size.x, pattern)
        }
        Shape::Hidden => leftward(words, &[], 0.0, pattern),
        _ => rightward(words, row, pattern),
    }
}

/// Glyphs from the right end to the left, for graphemes of these widths; those beyond have none.
fn leftward(words: &str, widths: &[f32], width: f32, pattern: &Glyph) -> Vec<Glyph> {
    let mut x = width;
    let mut widths = widths.iter();
    let mut glyphs = Vec::with_capacity(words.len());
    for grapheme in words.graphemes(true) {
        let advance = widths.next().copied().unwrap_or(0.0);
        for (idx, chr) in grapheme.chars().enumerate() {
            let (left, advance_width) = if idx == 0 { (x, -advance) } else { (x - advance, 0.0) };
            glyphs.push(bare(pattern, chr, left, advance_width));
        }
        x -= advance;
    }
    glyphs
}

/// egui's own glyphs, one a character; those that share one glyph share its width.
fn rightward(words: &str, row: &Row, pattern: &Glyph) -> Vec<Glyph> {
    let mut given = row.glyphs.iter();
    let mut end = 0.0;
    // Places are rounded to pixels there; widths are not, but have no room between letters in them.
    let is_tight =
        (row.glyphs.iter().map(|glyph| glyph.advance_width).sum::<f32>() - row.size.x).abs() < TOUCHES;
    // egui leaves marks out that no face has.
    let mut glyphs: Vec<Glyph> = words
        .chars()
        .map(|chr| {
            let Some(glyph) = given.next() else { return bare(pattern, chr, end, 0.0) };
            let mut glyph = *glyph;
            glyph.chr = chr;
            if is_tight {
                glyph.pos.x = end;
            }
            end = glyph.max_x();
            glyph
        })
        .collect();
    let mut idx = 0;
    while idx < glyphs.len() {
        let goes_on = |glyph: &Glyph| glyph.advance_width == 0.0 && glyph.chr.is_alphanumeric();
        let num = 1 + glyphs[idx + 1..].iter().take_while(|glyph| goes_on(glyph)).count();
        let share = glyphs[idx].advance_width / num as f32;
        if num > 1 && share > 0.0 {
            let start = glyphs[idx].pos.x;
            for (nth, glyph) in glyphs[idx..idx + num].iter_mut().enumerate() {
                glyph.pos.x = start + share * nth as f32;
                glyph.advance_width = share;
            }
        }
        idx += num;
    }
    glyphs
}

/// The first vertex of a glyph that is not egui's own.
pub const NO_VERTEX: u32 = u32::MAX;

/// A glyph that nothing is painted of: the mesh has that already.
fn bare(pattern: &Glyph, chr: char, x: f32, advance_width: f32) -> Glyph {
    let mut glyph = *pattern;
    glyph.chr = chr;
    glyph.pos.x = x;
    glyph.advance_width = advance_width;
    #[expect(clippy::default_trait_access, reason = "epaint does not export the type's name")]
    {
        glyph.uv_rect = Default::default();
    }
    glyph.is_color = false;
    glyph.first_vertex = NO_VERTEX;
    glyph
}

/// The width of each grapheme of letters from right to left. egui has one or more glyphs for each cluster of them,
/// the leftmost first, each with its cluster's first character, and does not say which cluster they are of: so each is
/// given to the nearest grapheme that begins with its character. Graphemes that share a cluster share its width.
fn clusters(words: &str, row: &Row) -> Vec<f32> {
    let graphemes: Vec<char> = words.graphemes(true).filter_map(|grapheme| grapheme.chars().next()).collect();
    let mut widths = vec![0.0; graphemes.len()];
    if graphemes.is_empty() {
        return widths;
    }
    // The rightmost first: the order of the text. Marks have no width of their own.
    let seen: Vec<&Glyph> = row.glyphs.iter().rev().filter(|glyph| glyph.advance_width != 0.0).collect();
    let mut num_shared = graphemes.len().saturating_sub(seen.len());
    // Where each cluster begins, and its width.
    let mut begun: Vec<(usize, f32)> = Vec::with_capacity(seen.len());
    for glyph in seen {
        let from = begun.last().map_or(0, |(at, _)| {
            let is_lam_alef =
                graphemes[*at] == LAM && graphemes.get(at + 1).is_some_and(|next| ALEFS.contains(next));
            let skipped = usize::from(is_lam_alef && num_shared > 0);
            num_shared -= skipped;
            at + 1 + skipped
        });
        let at = graphemes.iter().skip(from).position(|chr| *chr == glyph.chr).map(|away| from + away);
        match (at, begun.last_mut()) {
            (Some(at), _) => {
                num_shared = num_shared.saturating_sub(at - from);
                begun.push((at, glyph.advance_width));
            }
            // A cluster of several glyphs.
            (None, Some((_, width))) => *width += glyph.advance_width,
            (None, None) => begun.push((0, glyph.advance_width)),
        }
    }
    let ends = begun.iter().skip(1).map(|(at, _)| *at).chain([graphemes.len()]);
    for ((at, width), end) in begun.iter().zip(ends) {
        // What stands before the first is of the first.
        let at = if *at == begun[0].0 { 0 } else { *at };
        let share = width / (end - at) as f32;
        widths[at..end].fill(share);
    }
    widths
}
