//! Which figure of a plot a point lies on.

use egui_plot::PlotPoint;

use crate::analysis::chart::{Chart, ChartForm, Figure};
use crate::model::text::numbers::shown_figure;

/// A figure that was hit.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Hit {
    /// The category.
    pub category: usize,
    /// The series.
    pub series: usize,
    /// The figure.
    pub figure: Figure,
}

/// The category a value lies at; `None` outside of all of them.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "values below zero are left out, and there are few categories"
)]
fn category_at(value: f64, reach: f64, num: usize) -> Option<usize> {
    let nearest = value.round();
    let is_near = nearest >= 0.0 && (value - nearest).abs() <= reach;
    Some(nearest as usize).filter(|idx| is_near && *idx < num)
}

/// The figure at a point of the plane.
pub(super) fn figure_at(chart: &Chart, point: PlotPoint) -> Option<Hit> {
    let num = chart.categories.len();
    let hit = |category: usize, series: usize| {
        let figure = *chart.series.get(series)?.figures.get(category)?;
        Some(Hit { category, series, figure })
    };
    match chart.form {
        ChartForm::Bars => part_at(chart, category_at(point.y, 0.4, num)?, point.x),
        ChartForm::Columns => part_at(chart, category_at(point.x, 0.4, num)?, point.y),
        ChartForm::Histogram => part_at(chart, category_at(point.x, 0.5, num)?, point.y),
        ChartForm::Matrix => {
            hit(category_at(point.y, 0.5, num)?, category_at(point.x, 0.5, chart.series.len())?)
        }
        // A box is one figure: its median.
        ChartForm::Boxes => hit(category_at(point.y, 0.4, num)?, 2).filter(|hit| hit.figure.value > 0.0),
        ChartForm::Lines => {
            let category = category_at(point.x, 0.5, num)?;
            let nearest = (0..chart.series.len()).filter_map(|series| hit(category, series));
            nearest.min_by(|one, two| {
                let distance = |hit: &Hit| (hit.figure.value - point.y).abs();
                distance(one).total_cmp(&distance(two))
            })
        }
    }
}

/// The part of a bar or column that a value lies on.
fn part_at(chart: &Chart, category: usize, value: f64) -> Option<Hit> {
    let mut end = 0.0;
    for (series, one) in chart.series.iter().enumerate() {
        let figure = *one.figures.get(category)?;
        end += figure.value;
        if value >= 0.0 && value <= end && figure.value > 0.0 {
            return Some(Hit { category, series, figure });
        }
    }
    None
}

/// What a hit says.
pub(super) fn in_words(chart: &Chart, hit: Hit) -> String {
    let name = chart.categories.get(hit.category).map_or("", |category| &category.name);
    let value = shown_figure(hit.figure.value);
    if chart.form == ChartForm::Boxes {
        let figures = chart.series.iter().filter_map(|series| {
            Some(format!("{} {}", series.name, shown_figure(series.figures.get(hit.category)?.value)))
        });
        return format!("{name}\n{}", figures.collect::<Vec<_>>().join("\n"));
    }
    let series = chart.series.get(hit.series).map_or("", |series| &series.name);
    if chart.series.len() == 1 {
        return format!("{name}\n{value}");
    }
    if chart.is_stacked() {
        let total = shown_figure(chart.total(hit.category));
        return format!("{name}\n{series}: {value} of {total}");
    }
    format!("{name}\n{series}: {value}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::chart::{Category, Series};
    use crate::model::tagset::LabelColour;

    fn chart(form: ChartForm) -> Chart {
        let series = |name: &str, values: [f64; 2]| Series {
            name: name.to_owned(),
            letter: None,
            colour: LabelColour { light: 0, dark: 0 },
            figures: values
                .iter()
                .enumerate()
                .map(|(row, value)| Figure { value: *value, row, column: 1 })
                .collect(),
        };
        let category = |name: &str| Category { name: name.to_owned(), label: None };
        Chart {
            title: String::new(),
            note: String::new(),
            form,
            category_axis: String::new(),
            value_axis: String::new(),
            categories: vec![category("Post"), category("Times")],
            series: vec![series("claim", [3.0, 0.0]), series("quote", [1.0, 4.0])],
            num_left_out: 0,
        }
    }

    #[test]
    fn a_point_lies_on_the_part_it_is_drawn_in() {
        let bars = chart(ChartForm::Bars);
        let at = |x, y| figure_at(&bars, PlotPoint::new(x, y)).map(|hit| (hit.category, hit.series));
        assert_eq!(at(2.0, 0.1), Some((0, 0)));
        assert_eq!(at(3.5, 0.0), Some((0, 1)));
        assert_eq!(at(0.1, 1.0), Some((1, 1)));
        assert_eq!((at(4.5, 0.0), at(1.0, 0.5), at(1.0, 7.0), at(-1.0, 0.0)), (None, None, None, None));
        let columns = chart(ChartForm::Columns);
        let hit = figure_at(&columns, PlotPoint::new(0.0, 3.5)).unwrap();
        assert_eq!(in_words(&columns, hit), "Post\nquote: 1 of 4");
    }
}
