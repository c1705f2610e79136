//! The axes of a plot: names of categories, and round steps.

use egui::FontId;
use egui_plot::{AxisHints, GridMark, HPlacement, VPlacement};

use super::{PlotLook, PlotPart};
use crate::analysis::chart::words::{cut_in_the_middle, width};
use crate::analysis::chart::{Chart, ChartForm, scale};
use crate::app::theme::{self, Theme};
use crate::model::text::numbers::shown_figure;

/// At most so much of a plot is for the names at the left, in points.
const MAX_NAMES: f64 = 220.0;

/// The steps on the axis of values.
pub(super) fn steps_of(chart: &Chart) -> Vec<f64> {
    scale::steps(chart.greatest(), 5)
}

/// How categories are named on an axis, cut where they are too long.
fn names(chart: &Chart, max_width: f64) -> Vec<String> {
    let name = |category: &crate::analysis::chart::Category| {
        let name = category
            .label
            .map_or_else(|| category.name.clone(), |label| format!("{} {}", label.letter, category.name));
        cut_in_the_middle(&name, f64::from(theme::SMALL), max_width)
    };
    chart.categories.iter().map(name).collect()
}

fn widest(names: &[String]) -> f64 {
    names.iter().map(|name| width(name, f64::from(theme::SMALL))).fold(10.0, f64::max)
}

/// The name at a place between categories, counted from 0.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "the places of names are small whole numbers"
)]
fn name_at(names: &[String], value: f64) -> String {
    let is_whole = value >= -0.25 && (value - value.round()).abs() < 0.25;
    let name = if is_whole { names.get(value.round() as usize) } else { None };
    name.cloned().unwrap_or_default()
}

/// The name of a row; none beside an axis that is drawn by itself.
fn row_name(names: &[String], value: f64, look: PlotLook) -> String {
    if look.part == PlotPart::Axis { String::new() } else { name_at(names, value) }
}

/// The axis below and the one at the left.
pub(super) fn of(
    chart: &Chart,
    theme: &Theme,
    look: PlotLook,
    plot_width: f32,
) -> (AxisHints<'static>, AxisHints<'static>) {
    let styled = |axis: AxisHints<'static>| {
        let ink = if look.is_faded { theme.ink.faint } else { theme.ink.quiet };
        axis.tick_label_font(FontId::proportional(theme::SMALL))
            .tick_label_color(ink)
            .label_spacing(6.0..=7.0)
    };
    let values = |mark: GridMark| shown_figure(mark.value);
    let label = |text: &str| egui::RichText::new(text).size(theme::SMALL).color(theme.ink.quiet);
    let (x, y) = (styled(AxisHints::new_x()), styled(AxisHints::new_y()).placement(HPlacement::Left));
    match chart.form {
        ChartForm::Bars | ChartForm::Boxes => {
            let names = names(chart, MAX_NAMES.min(f64::from(plot_width) * 0.35));
            let thickness = points(widest(&names) + 10.0);
            let x = x.formatter(move |mark, _| values(mark)).label(label(&chart.value_axis));
            (x, y.min_thickness(thickness).formatter(move |mark, _| row_name(&names, mark.value, look)))
        }
        ChartForm::Matrix => {
            let names = names(chart, MAX_NAMES.min(f64::from(plot_width) * 0.35));
            let columns: Vec<String> =
                chart.series.iter().map(|series| column_name(chart, series, plot_width)).collect();
            let thickness = points(widest(&names) + 10.0);
            // Above, so that they can be seen where so many rows are scrolled.
            let x = x.placement(VPlacement::Top).formatter(move |mark, _| name_at(&columns, mark.value));
            (x, y.min_thickness(thickness).formatter(move |mark, _| row_name(&names, mark.value, look)))
        }
        ChartForm::Columns | ChartForm::Histogram | ChartForm::Lines => {
            let names = names(chart, 140.0);
            let numbers: Vec<String> = steps_of(chart).into_iter().map(shown_figure).collect();
            let x =
                x.formatter(move |mark, _| name_at(&names, mark.value)).label(label(&chart.category_axis));
            let thickness = points(widest(&numbers) + 10.0);
            let y = y.min_thickness(thickness).formatter(move |mark, _| values(mark));
            (x, y.label(label(&chart.value_axis)))
        }
    }
}

/// Where columns are narrow, the letter is all there is room for.
fn column_name(chart: &Chart, series: &crate::analysis::chart::Series, plot_width: f32) -> String {
    let room = f64::from(plot_width) * 0.7 / chart.series.len().max(1) as f64;
    let size = f64::from(theme::SMALL);
    match series.letter {
        Some(letter) if width(&series.name, size) + 16.0 > room => letter.to_string(),
        Some(letter) => format!("{letter} {}", series.name),
        None => cut_in_the_middle(&series.name, size, room),
    }
}

/// The marks below and at the left.
pub(super) fn marks(chart: &Chart, plot_width: f32) -> (Vec<GridMark>, Vec<GridMark>) {
    let steps: Vec<f64> = steps_of(chart);
    let step = steps.get(1).copied().unwrap_or(1.0);
    let values = steps.into_iter().map(|value| GridMark { value, step_size: step }).collect();
    let places = |num: usize, every: usize| -> Vec<GridMark> {
        let step_size = every as f64;
        (0..num).step_by(every).map(|idx| GridMark { value: idx as f64, step_size }).collect()
    };
    match chart.form {
        ChartForm::Bars | ChartForm::Boxes => (values, places(chart.categories.len(), 1)),
        ChartForm::Matrix => (places(chart.series.len(), 1), places(chart.categories.len(), 1)),
        ChartForm::Columns | ChartForm::Histogram | ChartForm::Lines => {
            let place = f64::from(plot_width - 60.0) / chart.categories.len().max(1) as f64;
            let every = every(widest(&names(chart, 140.0)) + 12.0, place);
            (places(chart.categories.len(), every), values)
        }
    }
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

#[expect(clippy::cast_possible_truncation, reason = "points on a screen")]
fn points(width: f64) -> f32 {
    width as f32
}
