//! The plots themselves, each between the legend and the foot of the picture. Each function draws from `top` on and
//! gives the place below.

use crate::analysis::chart::scale::steps;
use crate::analysis::chart::words::{cut_in_the_middle, width};
use crate::analysis::chart::{Category, Chart, ChartForm, Series};
use crate::model::tagset::LabelColour;
use crate::model::text::numbers::shown_figure;

use super::pen::{Anchor, Look, Pen};
use super::{LINE, MARGIN, NAME, QUIET, TEXT, TICK, WIDTH, dashes, hex, signed};

const ROW: f64 = 28.0;
const HEIGHT: f64 = 320.0;
/// At most so much of the width is for the names at the left.
const MAX_NAMES: f64 = 280.0;

pub(super) fn draw(pen: &mut Pen, chart: &Chart, top: f64) -> f64 {
    match chart.form {
        ChartForm::Bars => bars(pen, chart, top),
        ChartForm::Columns | ChartForm::Histogram => columns(pen, chart, top),
        ChartForm::Lines => lines(pen, chart, top),
        ChartForm::Matrix => matrix(pen, chart, top),
        ChartForm::Boxes => boxes(pen, chart, top),
    }
}

/// The colour of a figure: that of the label its category stands for, else of its series.
fn colour(category: &Category, series: &Series) -> LabelColour {
    category.label.map_or(series.colour, |label| label.colour)
}

fn tip(category: &Category, series: &Series, value: f64) -> String {
    format!("{}, {}: {}", category.name, series.name, shown_figure(value))
}

/// How long a part of a bar is drawn: a little shorter than it is where several lie end to end, so that two of one
/// colour are told apart.
fn part(length: f64, chart: &Chart) -> f64 {
    if chart.series.len() > 1 { (length - 0.8).max(0.2) } else { length }
}

/// The names at the left of rows, cut where they are too long. Gives where the plot begins.
fn row_names(pen: &mut Pen, chart: &Chart, top: f64, row: f64) -> f64 {
    let names: Vec<String> = chart
        .categories
        .iter()
        .map(|category| signed(category.label.map(|label| label.letter), &category.name))
        .map(|name| cut_in_the_middle(&name, NAME.size, MAX_NAMES))
        .collect();
    let widest = names.iter().map(|name| width(name, NAME.size)).fold(60.0, f64::max).min(MAX_NAMES);
    let left = MARGIN + widest + 12.0;
    for (idx, name) in names.iter().enumerate() {
        pen.text((left - 12.0, top + row * (idx as f64 + 0.5) + 4.5), name, NAME);
    }
    left
}

/// The lines of a scale that goes to the right, their numbers and its name below. Gives the place below.
fn scale_below(
    pen: &mut Pen,
    marks: &[f64],
    x_of: impl Fn(f64) -> f64,
    (top, bottom): (f64, f64),
    name: &str,
) -> f64 {
    for mark in marks {
        let x = x_of(*mark);
        pen.line((x, top), (x, bottom), LINE, 1.0);
        pen.text((x, bottom + 18.0), &shown_figure(*mark), TICK);
    }
    let middle = f64::midpoint(x_of(0.0), WIDTH - MARGIN);
    pen.text((middle, bottom + 40.0), name, Look { size: 12.0, ..TICK });
    bottom + 44.0
}

fn bars(pen: &mut Pen, chart: &Chart, top: f64) -> f64 {
    let bottom = top + ROW * chart.categories.len() as f64;
    let left = row_names(pen, chart, top, ROW);
    let marks = steps(chart.greatest(), 6);
    let most = marks.last().copied().unwrap_or(1.0).max(1.0);
    // The totals stand behind the bars.
    let right = WIDTH - MARGIN - 60.0;
    let x_of = |value: f64| left + value / most * (right - left);
    let below = scale_below(pen, &marks, x_of, (top, bottom), &chart.value_axis);
    for (idx, category) in chart.categories.iter().enumerate() {
        let y = top + ROW * idx as f64 + 5.0;
        let mut at = 0.0;
        for series in &chart.series {
            let Some(figure) = series.figures.get(idx).filter(|figure| figure.value > 0.0) else { continue };
            let (from, to) = (x_of(at), x_of(at + figure.value));
            let fill = hex(colour(category, series));
            pen.field(
                (from, y, part(to - from, chart), ROW - 10.0),
                &fill,
                &tip(category, series, figure.value),
            );
            if let Some(letter) = series.letter.filter(|_| to - from > 16.0) {
                let look = Look { size: 11.0, weight: 600, colour: "#FFFFFF", anchor: Anchor::Middle };
                pen.text((f64::midpoint(from, to), y + 13.0), &letter.to_string(), look);
            }
            at += figure.value;
        }
        let look = Look { anchor: Anchor::Start, colour: TEXT, ..TICK };
        pen.text((x_of(at) + 6.0, y + 13.5), &shown_figure(at), look);
    }
    pen.line((left, top), (left, bottom), QUIET, 1.0);
    below
}

/// The frame of a plot whose values go up: the scale at the left, the names of the categories below. Gives where
/// the plot begins and how high a value stands.
fn upright(pen: &mut Pen, chart: &Chart, top: f64) -> (f64, impl Fn(f64) -> f64 + use<>) {
    let marks = steps(chart.greatest(), 5);
    let most = marks.last().copied().unwrap_or(1.0).max(1.0);
    let widest = marks.iter().map(|mark| width(&shown_figure(*mark), TICK.size)).fold(0.0, f64::max);
    let left = MARGIN + widest + 34.0;
    let bottom = top + HEIGHT;
    let y_of = move |value: f64| bottom - value / most * HEIGHT;
    for mark in marks {
        let y = y_of(mark);
        pen.line((left, y), (WIDTH - MARGIN, y), LINE, 1.0);
        pen.text((left - 8.0, y + 4.0), &shown_figure(mark), Look { anchor: Anchor::End, ..TICK });
    }
    let middle = (MARGIN + 6.0, top + HEIGHT / 2.0);
    pen.turned_text(middle, &chart.value_axis, Look { size: 12.0, ..TICK }, -90.0);
    let middle = f64::midpoint(left, WIDTH - MARGIN);
    let wide = (WIDTH - MARGIN - left) / chart.categories.len().max(1) as f64;
    let widest = chart.categories.iter().map(|category| width(&category.name, TICK.size)).fold(1.0, f64::max);
    let every = every(widest + 14.0, wide);
    for (idx, category) in chart.categories.iter().enumerate().filter(|(idx, _)| idx.is_multiple_of(every)) {
        let x = left + wide * (idx as f64 + 0.5);
        pen.text((x, bottom + 18.0), &cut_in_the_middle(&category.name, TICK.size, 160.0), TICK);
    }
    pen.text((middle, bottom + 40.0), &chart.category_axis, Look { size: 12.0, ..TICK });
    pen.line((left, bottom), (WIDTH - MARGIN, bottom), QUIET, 1.0);
    (left, y_of)
}

/// Every how many names one is written, so that they don't run into one another.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "the quotient of two widths above zero"
)]
fn every(name: f64, place: f64) -> usize {
    (name / place.max(0.1)).ceil().max(1.0) as usize
}

fn columns(pen: &mut Pen, chart: &Chart, top: f64) -> f64 {
    let (left, y_of) = upright(pen, chart, top);
    let wide = (WIDTH - MARGIN - left) / chart.categories.len().max(1) as f64;
    let gap = if chart.form == ChartForm::Histogram { 1.0_f64.min(wide * 0.1) } else { wide * 0.22 };
    for (idx, category) in chart.categories.iter().enumerate() {
        let x = left + wide * idx as f64 + gap / 2.0;
        let mut at = 0.0;
        for series in &chart.series {
            let Some(figure) = series.figures.get(idx).filter(|figure| figure.value > 0.0) else { continue };
            let (from, to) = (y_of(at), y_of(at + figure.value));
            let fill = hex(colour(category, series));
            pen.field(
                (x, to, (wide - gap).min(60.0), part(from - to, chart)),
                &fill,
                &tip(category, series, figure.value),
            );
            let has_room = from - to > 15.0 && wide - gap > 14.0;
            if let Some(letter) = series.letter.filter(|_| has_room) {
                let look = Look { size: 11.0, weight: 600, colour: "#FFFFFF", anchor: Anchor::Middle };
                let middle = (x + (wide - gap).min(60.0) / 2.0, f64::midpoint(from, to) + 4.0);
                pen.text(middle, &letter.to_string(), look);
            }
            at += figure.value;
        }
    }
    top + HEIGHT + 44.0
}

fn lines(pen: &mut Pen, chart: &Chart, top: f64) -> f64 {
    let (left, y_of) = upright(pen, chart, top);
    let wide = (WIDTH - MARGIN - left) / chart.categories.len().max(1) as f64;
    for (place, series) in chart.series.iter().enumerate() {
        let colour = hex(series.colour);
        let at = |(idx, value): (usize, f64)| (left + wide * (idx as f64 + 0.5), y_of(value));
        let values = series.figures.iter().map(|figure| figure.value);
        let points: Vec<(f64, f64)> = values.enumerate().map(at).collect();
        pen.path(&points, &colour, dashes(place));
        // So many points would hide the line.
        if points.len() <= 60 {
            for ((point, figure), category) in points.iter().zip(&series.figures).zip(&chart.categories) {
                pen.dot(*point, &colour, &tip(category, series, figure.value));
            }
        }
    }
    top + HEIGHT + 44.0
}

fn matrix(pen: &mut Pen, chart: &Chart, top: f64) -> f64 {
    let num = chart.series.len().max(1) as f64;
    let row = 34.0;
    let top = top + 26.0;
    let left = row_names(pen, chart, top, row);
    let wide = ((WIDTH - MARGIN - left) / num).min(120.0);
    let most = chart.greatest().max(1.0);
    for (column, series) in chart.series.iter().enumerate() {
        let x = left + wide * column as f64;
        let name = signed(series.letter, &series.name);
        // Where the columns are narrow the letter is all there is room for.
        let name = match series.letter {
            Some(letter) if width(&name, TICK.size) > wide => letter.to_string(),
            _ => cut_in_the_middle(&name, TICK.size, wide - 4.0),
        };
        pen.text((x + wide / 2.0, top - 8.0), &name, Look { colour: TEXT, ..TICK });
        for (idx, (figure, category)) in series.figures.iter().zip(&chart.categories).enumerate() {
            let y = top + row * idx as f64;
            let share = figure.value / most;
            pen.field(
                (x + 1.0, y + 1.0, wide - 2.0, row - 2.0),
                &shade(share),
                &tip(category, series, figure.value),
            );
            // From here on white stands out more than the colour of text.
            let ink = if share > 0.65 { "#FFFFFF" } else { TEXT };
            pen.text(
                (x + wide / 2.0, y + row / 2.0 + 4.0),
                &shown_figure(figure.value),
                Look { colour: ink, ..TICK },
            );
        }
    }
    top + row * chart.categories.len() as f64 + 6.0
}

/// A field of a matrix: from paper to brand with its share of the greatest.
pub(super) fn shade(share: f64) -> String {
    let mix = |paper: f64, brand: f64| paper + (brand - paper) * share.clamp(0.0, 1.0);
    format!("rgb({:.0},{:.0},{:.0})", mix(246.0, 164.0), mix(244.0, 22.0), mix(239.0, 26.0))
}

fn boxes(pen: &mut Pen, chart: &Chart, top: f64) -> f64 {
    let bottom = top + ROW * chart.categories.len() as f64;
    let left = row_names(pen, chart, top, ROW);
    let marks = steps(chart.greatest(), 8);
    let most = marks.last().copied().unwrap_or(1.0).max(1.0);
    let x_of = |value: f64| left + value / most * (WIDTH - MARGIN - left);
    let below = scale_below(pen, &marks, x_of, (top, bottom), &chart.value_axis);
    for (idx, category) in chart.categories.iter().enumerate() {
        let [least, first, median, third, greatest] = &chart.series[..] else { continue };
        let value = |series: &Series| series.figures.get(idx).map_or(0.0, |figure| figure.value);
        if value(greatest) <= 0.0 {
            continue;
        }
        let (y, middle) = (top + ROW * idx as f64 + 5.0, top + ROW * (idx as f64 + 0.5));
        let fill = hex(colour(category, median));
        pen.line((x_of(value(least)), middle), (x_of(value(greatest)), middle), &fill, 1.5);
        for end in [least, greatest] {
            pen.line((x_of(value(end)), middle - 5.0), (x_of(value(end)), middle + 5.0), &fill, 1.5);
        }
        let (from, to) = (x_of(value(first)), x_of(value(third)));
        let all = [least, first, median, third, greatest];
        let told: Vec<String> =
            all.map(|series| format!("{} {}", series.name, shown_figure(value(series)))).into();
        let told = format!("{}: {}", category.name, told.join(", "));
        pen.field((from, y, (to - from).max(2.0), ROW - 10.0), &fill, &told);
        let at = x_of(value(median));
        pen.line((at, y), (at, y + ROW - 10.0), "#FFFFFF", 2.0);
    }
    pen.line((left, top), (left, bottom), QUIET, 1.0);
    below
}
