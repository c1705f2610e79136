//! Text that runs from right to left, or both ways, laid out: egui shapes such letters rightly, but sets everything in
//! the order of the text.
//!
//! A text is cut into pieces that run one way and that no line ends in (`pieces`); egui lays each of them out in a
//! row of its own, all in one job; then they are set on lines in the order in which they are seen (`lines`), and each
//! line becomes a row of an ordinary galley. So one renderer, one atlas and one set of faces serve all text.
//!
//! # What such a galley holds
//! As in every galley, a row has a glyph for each character, in the order of the text. But where a character runs from
//! right to left its [`Glyph::pos`] is its right end, and its advance is negative: `pos.x` is always where one comes to
//! a character in reading, and [`Glyph::max_x`] where one leaves it. What is painted is the row's mesh, which knows
//! nothing of that: its letters begin on whole pixels, while the places of characters follow one another without gaps.

mod cells;
mod field;
mod lines;
mod pieces;
mod shown;

use egui::epaint::text::Glyph;

pub use self::field::{add_field, field_layouter, follow_pointer};
pub use self::lines::lay_out;
pub use self::shown::{DirectionalText, in_direction};
pub use crate::model::text::direction::{Direction, needs_ordering};

/// Where the lines of a paragraph from right to left begin.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Column {
    /// At the right end of the width the job wraps at.
    Full,
    /// At the right end of the longest line: for words in lists and controls, whose room is what they take.
    Hugged,
}

/// Places that are nearer to one another than this are one, in points: what stands side by side touches, but for what
/// adding many widths is off by.
pub const TOUCHES: f32 = 0.01;

/// The parts of a row that some of its glyphs are seen as, from left to right: each glyph with what its place counts
/// from. Parts that touch are one.
pub fn parts_seen<'a>(glyphs: impl Iterator<Item = (f32, &'a Glyph)>) -> Vec<(f32, f32)> {
    let mut parts: Vec<(f32, f32)> = glyphs
        .filter(|(_, glyph)| glyph.advance_width != 0.0)
        .map(|(x, glyph)| (x + glyph.pos.x, x + glyph.max_x()))
        .map(|(start, end)| (start.min(end), start.max(end)))
        .collect();
    parts.sort_by(|one, two| one.0.total_cmp(&two.0));
    parts.dedup_by(|next, kept| {
        let touches = next.0 <= kept.1 + TOUCHES;
        if touches {
            kept.1 = kept.1.max(next.1);
        }
        touches
    });
    parts
}

#[cfg(test)]
mod tests {
    use egui::text::LayoutJob;
    use egui::{Color32, FontId, Galley};
    use proptest::prelude::*;

    use super::*;
    use crate::app::fonts;

    /// A text laid out at 18 points in a column of `width`.
    fn laid_out(text: &str, width: f32) -> Galley {
        let mut job =
            LayoutJob::simple(text.to_owned(), FontId::new(18.0, fonts::serif()), Color32::BLACK, width);
        job.wrap.max_width = width;
        of_job(&job)
    }

    fn of_job(job: &LayoutJob) -> Galley {
        of_job_in(job, Column::Full)
    }

    fn of_job_in(job: &LayoutJob, column: Column) -> Galley {
        fonts::in_a_frame(|ui| ui.fonts_mut(|fonts| lay_out(fonts, job, None, column)))
    }

    /// The characters of a galley's rows from left to right; marks after the letters they stand on.
    fn seen(galley: &Galley) -> Vec<String> {
        let row = |row: &egui::epaint::text::PlacedRow| {
            let mut clusters: Vec<(f32, String)> = Vec::new();
            for glyph in &row.glyphs {
                match clusters.last_mut().filter(|_| glyph.advance_width == 0.0) {
                    Some((_, cluster)) => cluster.push(glyph.chr),
                    None => clusters.push((glyph.pos.x.min(glyph.max_x()), glyph.chr.to_string())),
                }
            }
            clusters.sort_by(|one, two| one.0.total_cmp(&two.0));
            clusters.into_iter().map(|(_, cluster)| cluster).collect()
        };
        galley.rows.iter().map(row).collect()
    }

    fn seen_as(text: &str) -> String {
        seen(&laid_out(text, f32::INFINITY)).join("/")
    }

    #[test]
    fn lines_are_seen_in_order() {
        // Hebrew stands for itself; what is expected is written from left to right, as it is seen.
        for (text, expected) in [
            ("שלום", "םולש"),
            ("abc שלום def", "abc םולש def"),
            // Numbers and marks among Hebrew.
            ("שלום 123, עולם!", "!םלוע ,123 םולש"),
            ("ב-12.5% מ-₪300", "₪300-מ 12.5%-ב"),
            // A name in Latin letters among Arabic, and brackets.
            ("قال Lidia Ferran (UN) نعم", "معن Lidia Ferran (UN) لاق"),
            // Quotations in one another.
            ("He said “קול «כן» אז” twice", "He said “זא »ןכ« לוק” twice"),
            ("אמר \"yes, כן\" ודי", "ידו \"ןכ ,yes\" רמא"),
            // Isolates and marks say what they say, and are not seen.
            ("abc \u{2067}שלום 12\u{2069} def", "abc \u{2067}\u{2069}12 םולש def"),
            // Extended Arabic-Indic digits are numbers.
            ("تا ۱۲٫۵ درصد", "دصرد ۱۲٫۵ ات"),
            // Tatweel is a letter.
            ("الســـلام", "مالـــسلا"),
            // An emoji of several characters.
            ("אב 👩\u{200d}🚀 גד", "דג 👩\u{200d}🚀 בא"),
        ] {
            let found: String = seen_as(text).chars().filter(|ch| !is_hidden(*ch)).collect();
            let expected: String = expected.chars().filter(|ch| !is_hidden(*ch)).collect();
            assert_eq!(found, expected, "{text}");
        }
    }

    fn is_hidden(ch: char) -> bool {
        crate::model::text::direction::asks_for_direction(ch)
    }

    #[test]
    fn harakat_stand_on_their_letters() {
        let galley = laid_out("عَلَيْكُمْ", f32::INFINITY);
        assert_eq!(seen(&galley), ["مْكُيْلَعَ"]);
        let letters: Vec<f32> = galley.rows[0]
            .glyphs
            .iter()
            .map(|glyph| -glyph.advance_width)
            .filter(|width| *width > 0.0)
            .collect();
        assert_eq!(letters.len(), 5, "one width a letter");
    }

    #[test]
    fn letters_joined_to_one_glyph_share_its_width() {
        let galley = laid_out("سلام لا", f32::INFINITY);
        let glyphs = &galley.rows[0].glyphs;
        let width = |idx: usize| -glyphs[idx].advance_width;
        assert!((width(1) - width(2)).abs() < 0.01 && width(1) > 0.0, "lam and alef inside a word");
        assert!((width(5) - width(6)).abs() < 0.01 && width(5) > 0.0, "and as one");
        assert!(width(0) > width(1), "seen by itself");
    }

    #[test]
    fn rows_begin_at_the_right_and_wrap_between_words() {
        let text = "قالت الوزيرة إن العبّارة الليلية لن تعود قبل أكتوبر المقبل ولم تذكر السبب";
        let galley = laid_out(text, 200.0);
        assert!(galley.rows.len() > 2);
        for row in &galley.rows {
            let right = row.glyphs.iter().map(|glyph| row.pos.x + glyph.pos.x).fold(0.0, f32::max);
            assert!((right - 200.0).abs() < 1.0, "{right}");
            let first = row.glyphs.first().unwrap();
            assert!((row.pos.x + first.pos.x - right).abs() < 0.01);
        }
        let ends: Vec<String> = galley.rows.iter().map(|row| row.text()).collect();
        assert_eq!(ends.concat(), text);
        assert!(ends.iter().rev().skip(1).all(|row| row.ends_with(' ')), "{ends:?}");
    }

    #[test]
    fn what_is_wider_than_a_line_is_cut_inside() {
        let galley = laid_out("كلمة https://example.org/a/very/long/address/that/never/ends كلمة", 120.0);
        assert!(galley.rows.len() > 3);
        for row in &galley.rows {
            assert!(row.size.x <= 121.0, "{}", row.size.x);
        }
        let word = "ـ".repeat(80);
        assert!(laid_out(&word, 120.0).rows.len() > 1);
    }

    #[test]
    fn what_something_stands_beside_keeps_the_space_at_its_end() {
        let width = |text: &str, column: Column| {
            let job = LayoutJob::simple(
                text.to_owned(),
                FontId::new(18.0, fonts::serif()),
                Color32::BLACK,
                f32::INFINITY,
            );
            of_job_in(&job, column).rect.width()
        };
        assert!(width("نعم ", Column::Hugged) > width("نعم", Column::Hugged) + 2.0);
        assert!((width("نعم ", Column::Full) - width("نعم", Column::Full)).abs() < 0.01);
        // Not where the line wraps: it would stand beyond the room there is.
        let text = "قالت الوزيرة إن العبّارة الليلية لن تعود قبل أكتوبر المقبل ولم تذكر السبب";
        let job =
            LayoutJob::simple(text.to_owned(), FontId::new(18.0, fonts::serif()), Color32::BLACK, 200.0);
        assert!(of_job_in(&job, Column::Hugged).rect.width() <= 200.0);
    }

    #[test]
    fn what_has_no_room_ends_in_dots() {
        let format = egui::TextFormat::simple(FontId::new(18.0, fonts::serif()), Color32::BLACK);
        let mut job = LayoutJob::single_section("قالت الوزيرة إن العبّارة لن تعود".to_owned(), format);
        job.wrap = egui::text::TextWrapping::truncate_at_width(120.0);
        let galley = of_job(&job);
        assert!(galley.elided);
        assert_eq!(galley.rows.len(), 1);
        assert!(galley.rows[0].size.x <= 120.0, "{}", galley.rows[0].size.x);
        assert!(seen(&galley)[0].starts_with('…'), "at the left end: {:?}", seen(&galley));
        job.wrap.max_width = 600.0;
        assert!(!of_job(&job).elided);
    }

    #[test]
    fn letters_are_painted_on_whole_pixels() {
        let galley = laid_out("قال Lidia Ferran إن «نعم»، שלום 12.5%", 150.0);
        let vertices = galley
            .rows
            .iter()
            .flat_map(|row| row.visuals.mesh.vertices.iter().map(|vertex| vertex.pos + row.pos.to_vec2()));
        for at in vertices {
            assert!((at.x - at.x.round()).abs() < 0.01 && (at.y - at.y.round()).abs() < 0.01, "{at:?}");
        }
    }

    fn mixed() -> impl Strategy<Value = String> {
        let piece = prop::sample::select(vec![
            "a",
            "ferry",
            "12",
            "12.5%",
            "(",
            ")",
            "«",
            "»",
            "\"",
            "قال",
            "لا",
            "العبّارة",
            "عَلَيْكُمْ",
            "שלום",
            "גֶּשֶׁר",
            "۱۲",
            "١٢",
            "می\u{200c}شود",
            "ـــ",
            " ",
            " ",
            " ",
            "  ",
            "\u{a0}",
            "\t",
            ".",
            "،",
            "؟",
            "-",
            "👩\u{200d}🚀",
            "🇳🇴",
            "\u{200f}",
            "\u{2067}",
            "\u{2069}",
            "\u{202e}",
            "\u{202c}",
            "不会",
            "\u{200b}",
            "\u{e123}",
            "ܫܠܡ",
        ]);
        prop::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(48))]

        #[test]
        fn every_character_has_a_glyph_and_every_row_its_room(text in mixed(), width in 60.0_f32..400.0) {
            let galley = laid_out(&text, width);
            let chars: Vec<char> = galley.rows.iter().flat_map(|row| &row.glyphs).map(|glyph| glyph.chr).collect();
            let is_bare = text.chars().all(is_hidden);
            prop_assert!(is_bare || chars == text.chars().collect::<Vec<_>>(), "{:?} of {:?}", chars, text);
            for row in &galley.rows {
                let visuals = &row.visuals;
                prop_assert!(visuals.mesh.is_valid());
                prop_assert!(visuals.glyph_vertex_range.end <= visuals.mesh.vertices.len());
                prop_assert!(row.glyphs.is_sorted_by_key(|glyph| glyph.first_vertex));
            }
        }
    }
}
