//! A chart as an SVG picture on a light ground, with title and description for screen readers. Every figure has a
//! tip of its own, so that pointing at it in a browser shows it.

pub(in crate::analysis) mod pen;
mod plots;

use crate::model::tagset::LabelColour;

use super::words::{lines, width};
use super::{Chart, ChartForm};
use pen::{Anchor, Look, Pen, escaped};

/// How wide every picture is, in CSS pixels.
pub const WIDTH: f64 = 960.0;

/// The window's typeface for controls where it is installed, else the system's.
const FACES: &str =
    "Inter, 'Helvetica Neue', Arial, 'Noto Sans', 'Noto Sans Arabic', 'Noto Sans CJK SC', sans-serif";

pub(in crate::analysis) const MARGIN: f64 = 28.0;
const PAPER: &str = "#FFFEFB";
const TEXT: &str = "#1E2126";
const QUIET: &str = "#5D6168";
const LINE: &str = "#E3DFD6";

/// At most so many figures stand in the description; the CSV has all.
const MAX_DESCRIBED: usize = 40;

pub(in crate::analysis) const TITLE: Look =
    Look { size: 20.0, weight: 600, colour: TEXT, anchor: Anchor::Start };
pub(in crate::analysis) const NOTE: Look =
    Look { size: 12.0, weight: 400, colour: QUIET, anchor: Anchor::Start };
const NAME: Look = Look { size: 13.0, weight: 400, colour: TEXT, anchor: Anchor::End };
const TICK: Look = Look { size: 11.5, weight: 400, colour: QUIET, anchor: Anchor::Middle };

/// The picture of a chart. The same chart is the same bytes.
pub fn svg(chart: &Chart) -> String {
    let mut pen = Pen::default();
    let mut y = MARGIN + 16.0;
    pen.text((MARGIN, y), &chart.title, TITLE);
    let mut notes = lines(&chart.note, NOTE.size, WIDTH - 2.0 * MARGIN);
    if chart.num_left_out > 0 {
        let others = if matches!(chart.form, ChartForm::Bars) {
            "more are not drawn"
        } else {
            "earlier ones are not drawn"
        };
        notes.push(format!("{} {others}.", chart.num_left_out));
    }
    for line in notes {
        y += 18.0;
        pen.text((MARGIN, y), &line, NOTE);
    }
    y += 14.0;
    if chart.has_legend() {
        y = legend(&mut pen, chart, y + 6.0);
    }
    let bottom = if chart.is_empty() {
        pen.text((MARGIN, y + 30.0), "There is nothing to draw.", NOTE);
        y + 40.0
    } else {
        plots::draw(&mut pen, chart, y + 10.0)
    };
    document((WIDTH, bottom + MARGIN), &chart.title, &description(chart), &pen.body)
}

/// A picture of a size in CSS pixels: its title and description for screen readers, on paper.
pub(in crate::analysis) fn document(
    (width, height): (f64, f64),
    title: &str,
    description: &str,
    body: &str,
) -> String {
    let (width, height) = (width.ceil(), height.ceil());
    let (title, description) = (escaped(title), escaped(description));
    format!(
        r#"<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}" role="img" aria-labelledby="title desc" font-family="{FACES}">
<title id="title">{title}</title>
<desc id="desc">{description}</desc>
<rect width="{width}" height="{height}" fill="{PAPER}"/>
{body}</svg>
"#
    )
}

/// The chart in words: what is counted, and the figures.
pub fn description(chart: &Chart) -> String {
    let mut words = chart.note.clone();
    let mut num_described = 0;
    for (idx, category) in chart.categories.iter().enumerate() {
        let figures: Vec<String> = chart
            .series
            .iter()
            .filter_map(|series| Some((series, series.figures.get(idx)?)))
            .filter(|(_, figure)| figure.value > 0.0 || chart.series.len() == 1)
            .map(|(series, figure)| {
                let value = crate::model::text::numbers::shown_figure(figure.value);
                if chart.series.len() == 1 { value } else { format!("{} {value}", series.name) }
            })
            .collect();
        if figures.is_empty() {
            continue;
        }
        num_described += 1;
        if num_described > MAX_DESCRIBED {
            words.push_str(" …");
            break;
        }
        let joint = if chart.series.len() == 1 { " " } else { ": " };
        words.extend([" ", &category.name, joint, &figures.join(", "), "."]);
    }
    words
}

/// What the colours mean. Gives the place below it.
fn legend(pen: &mut Pen, chart: &Chart, top: f64) -> f64 {
    let (mut x, mut y) = (MARGIN, top + 12.0);
    for (idx, series) in chart.series.iter().enumerate() {
        let name = super::words::cut_in_the_middle(&signed(series.letter, &series.name), 12.0, 260.0);
        let wide = width(&name, 12.0) + 40.0;
        if x + wide > WIDTH - MARGIN && x > MARGIN {
            x = MARGIN;
            y += 20.0;
        }
        let colour = hex(series.colour);
        if chart.form == ChartForm::Lines {
            pen.path(&[(x, y - 4.0), (x + 18.0, y - 4.0)], &colour, dashes(idx));
        } else {
            pen.field((x, y - 10.0, 12.0, 12.0), &colour, "");
        }
        pen.text((x + 24.0, y), &name, Look { size: 12.0, ..NOTE });
        x += wide;
    }
    y + 10.0
}

/// A label's letter before its name, as in lists.
fn signed(letter: Option<char>, name: &str) -> String {
    letter.map_or_else(|| name.to_owned(), |letter| format!("{letter} {name}"))
}

/// What tells one line from another besides colour.
fn dashes(series: usize) -> Option<&'static str> {
    [None, Some("7 4"), Some("2 4"), Some("10 3 2 3")][series % 4]
}

/// A colour on a light ground.
fn hex(colour: LabelColour) -> String {
    format!("#{:06X}", colour.light & 0xFF_FFFF)
}

#[cfg(test)]
mod tests;
