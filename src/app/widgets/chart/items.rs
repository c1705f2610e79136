//! What lies between the axes.

use egui::{Align2, Color32, FontId, RichText, Stroke};
use egui_plot::{Bar, BarChart, Line, LineStyle, PlotPoint, PlotPoints, PlotUi, Points, Polygon, Text};

use super::{PlotLook, toned};
use crate::analysis::chart::{Chart, ChartForm, Series};
use crate::app::fonts;
use crate::app::theme::{self, Theme};
use crate::model::text::numbers::shown_figure;

/// Draws all of them.
pub(super) fn draw(plot: &mut PlotUi<'_>, chart: &Chart, theme: &Theme, look: PlotLook) {
    match chart.form {
        ChartForm::Bars => bars(plot, chart, theme, look),
        ChartForm::Columns | ChartForm::Histogram => columns(plot, chart, theme, look),
        ChartForm::Lines => lines(plot, chart, theme, look),
        ChartForm::Matrix => matrix(plot, chart, theme, look),
        ChartForm::Boxes => boxes(plot, chart, theme, look),
    }
}

/// The colour of a figure: that of the label its category stands for, else of its series.
fn colour(chart: &Chart, series: &Series, category: usize, theme: &Theme, look: PlotLook) -> Color32 {
    let label = chart.categories.get(category).and_then(|category| category.label);
    toned(theme.label(label.map_or(series.colour, |label| label.colour)), look)
}

/// The bars of one series, each on what lies below it.
fn stacked(chart: &Chart, place: usize, theme: &Theme, look: PlotLook, width: f64) -> Vec<Bar> {
    let series = &chart.series[place];
    // Parts of one colour, or of two that are alike, are told apart by a line.
    let line = if chart.series.len() > 1 { Stroke::new(1.0, theme.ground.paper) } else { Stroke::NONE };
    let bar = |(idx, figure): (usize, &crate::analysis::chart::Figure)| {
        let below: f64 =
            chart.series[..place].iter().filter_map(|s| s.figures.get(idx)).map(|f| f.value).sum();
        Bar::new(idx as f64, figure.value)
            .base_offset(below)
            .width(width)
            .fill(colour(chart, series, idx, theme, look))
            .stroke(line)
    };
    series.figures.iter().enumerate().filter(|(_, figure)| figure.value > 0.0).map(bar).collect()
}

fn text(plot: &mut PlotUi<'_>, at: [f64; 2], words: &str, ink: Color32, anchor: Align2, is_strong: bool) {
    let family = if is_strong { fonts::sans_semibold() } else { egui::FontFamily::Proportional };
    let words = RichText::new(words).font(FontId::new(theme::SMALL, family)).color(ink);
    let item = Text::new("", PlotPoint::new(at[0], at[1]), words).color(ink).anchor(anchor);
    plot.text(item.allow_hover(false));
}

/// The letters of labels in parts that have room for them, so that colour is not the only sign.
fn letters(
    plot: &mut PlotUi<'_>,
    chart: &Chart,
    theme: &Theme,
    room: f64,
    at: impl Fn(usize, f64) -> [f64; 2],
) {
    for (idx, _) in chart.categories.iter().enumerate() {
        let mut below = 0.0;
        for series in &chart.series {
            let Some(figure) = series.figures.get(idx) else { continue };
            if let Some(letter) = series.letter.filter(|_| figure.value > room) {
                let middle = at(idx, below + figure.value / 2.0);
                text(plot, middle, &letter.to_string(), theme.ground.paper, Align2::CENTER_CENTER, true);
            }
            below += figure.value;
        }
    }
}

fn bars(plot: &mut PlotUi<'_>, chart: &Chart, theme: &Theme, look: PlotLook) {
    for place in 0..chart.series.len() {
        let bars = stacked(chart, place, theme, look, 0.66);
        plot.bar_chart(BarChart::new("", bars).horizontal().allow_hover(false));
    }
    let per_point = plot.transform().dvalue_dpos()[0].abs();
    letters(plot, chart, theme, 16.0 * per_point, |idx, value| [value, idx as f64]);
    for idx in 0..chart.categories.len() {
        let row = chart.series.first().and_then(|series| series.figures.get(idx)).map(|figure| figure.row);
        let total = chart.total(idx);
        let words = format!(" {}", shown_figure(total));
        let ink = toned(theme.ink.text, look);
        text(plot, [total, idx as f64], &words, ink, Align2::LEFT_CENTER, row == look.pointed_row);
    }
}

fn columns(plot: &mut PlotUi<'_>, chart: &Chart, theme: &Theme, look: PlotLook) {
    let width = if chart.form == ChartForm::Histogram { 0.97 } else { 0.78 };
    for place in 0..chart.series.len() {
        let bars = stacked(chart, place, theme, look, width);
        plot.bar_chart(BarChart::new("", bars).vertical().allow_hover(false));
    }
    let [x, y] = plot.transform().dvalue_dpos();
    if x.abs() * 16.0 < width {
        letters(plot, chart, theme, 15.0 * y.abs(), |idx, value| [idx as f64, value]);
    }
}

fn lines(plot: &mut PlotUi<'_>, chart: &Chart, theme: &Theme, look: PlotLook) {
    for (place, series) in chart.series.iter().enumerate() {
        let ink = toned(theme.label(series.colour), look);
        let points = || -> Vec<[f64; 2]> {
            series.figures.iter().enumerate().map(|(idx, figure)| [idx as f64, figure.value]).collect()
        };
        let style = if place == 0 { LineStyle::Solid } else { LineStyle::dashed_loose() };
        let line = Line::new("", PlotPoints::from(points())).color(ink).width(2.0).style(style);
        plot.line(line.allow_hover(false));
        // So many points would hide the line.
        if series.figures.len() <= 60 {
            let points = Points::new("", PlotPoints::from(points())).color(ink).radius(3.0);
            plot.points(points.allow_hover(false));
        }
    }
}

fn field(plot: &mut PlotUi<'_>, min: [f64; 2], max: [f64; 2], fill: Color32) {
    let corners = vec![min, [max[0], min[1]], max, [min[0], max[1]]];
    let polygon = Polygon::new("", PlotPoints::from(corners)).fill_color(fill).stroke(Stroke::NONE);
    plot.polygon(polygon.allow_hover(false));
}

fn matrix(plot: &mut PlotUi<'_>, chart: &Chart, theme: &Theme, look: PlotLook) {
    let most = chart.greatest().max(1.0);
    for (column, series) in chart.series.iter().enumerate() {
        for (idx, figure) in series.figures.iter().enumerate() {
            let share = share(figure.value / most);
            let fill = theme.ground.window.lerp_to_gamma(theme.ink.brand, share);
            let (x, y) = (column as f64, idx as f64);
            field(plot, [x - 0.485, y - 0.47], [x + 0.485, y + 0.47], toned(fill, look));
            let stands_out = |ink: Color32| theme::contrast(ink, fill);
            let (light, dark) = (theme.ground.paper, theme.ink.text);
            let ink = if stands_out(light) > stands_out(dark) { light } else { dark };
            let is_pointed = Some(figure.row) == look.pointed_row;
            text(plot, [x, y], &shown_figure(figure.value), ink, Align2::CENTER_CENTER, is_pointed);
        }
    }
}

#[expect(clippy::cast_possible_truncation, reason = "a share between 0 and 1")]
fn share(share: f64) -> f32 {
    share.clamp(0.0, 1.0) as f32
}

fn boxes(plot: &mut PlotUi<'_>, chart: &Chart, theme: &Theme, look: PlotLook) {
    let [least, first, median, third, greatest] = &chart.series[..] else { return };
    for idx in 0..chart.categories.len() {
        let value = |series: &Series| series.figures.get(idx).map_or(0.0, |figure| figure.value);
        if value(greatest) <= 0.0 {
            continue;
        }
        let (y, ink) = (idx as f64, colour(chart, median, idx, theme, look));
        let mut stroke = |from: [f64; 2], to: [f64; 2], ink: Color32, width: f32| {
            let line = Line::new("", PlotPoints::from(vec![from, to])).color(ink).width(width);
            plot.line(line.allow_hover(false));
        };
        stroke([value(least), y], [value(greatest), y], ink, 1.5);
        for end in [least, greatest] {
            stroke([value(end), y - 0.18], [value(end), y + 0.18], ink, 1.5);
        }
        field(plot, [value(first), y - 0.33], [value(third), y + 0.33], ink);
        let middle = vec![[value(median), y - 0.33], [value(median), y + 0.33]];
        let line = Line::new("", PlotPoints::from(middle)).color(theme.ground.paper).width(2.0);
        plot.line(line.allow_hover(false));
    }
}
