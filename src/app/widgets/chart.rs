//! A plot on the screen: the same bars, lines and fields as its picture, in the same order and colours, drawn by
//! `egui_plot`. It tells which figure is under the pointer, and which was clicked.

mod axes;
mod hit;
mod items;

use egui::{Color32, CursorIcon, Id, Sense, Ui, Vec2, Vec2b, WidgetInfo};
use egui_plot::{Plot, PlotBounds};

use crate::analysis::chart::svg::description;
use crate::analysis::chart::{Chart, ChartForm, Figure};
use crate::app::theme::Theme;

/// How a plot is drawn now.
#[derive(Clone, Copy, Debug)]
pub struct PlotLook {
    /// Its width and height in points.
    pub size: Vec2,
    /// The row of the table that is pointed at; its name is drawn strong.
    pub pointed_row: Option<usize>,
    /// Whether it stands back, since newer figures are on their way.
    pub is_faded: bool,
    /// Which part of it is drawn.
    pub part: PlotPart,
}

/// The part of a plot that is drawn: the bars of a plot with more of them than fit are scrolled, while the axis of
/// values stays where it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum PlotPart {
    /// All of it.
    #[default]
    Whole,
    /// What is scrolled: the names at the left, and what stands beside them.
    Rows,
    /// What stays: the axis along the rows.
    Axis,
}

/// Height of an axis that is drawn by itself, in points.
pub const AXIS_HEIGHT: f32 = 44.0;

impl PlotPart {
    /// Whether the axis along the rows stands above them.
    pub fn is_axis_above(chart: &Chart) -> bool {
        chart.form == ChartForm::Matrix
    }
}

/// Draws the plot; the figure that was clicked.
pub fn show(ui: &mut Ui, theme: &Theme, chart: &Chart, look: PlotLook) -> Option<Figure> {
    let bounds = bounds(chart);
    let shows_axes = Vec2b::new(look.part != PlotPart::Rows, true);
    let is_upside_down = matches!(chart.form, ChartForm::Bars | ChartForm::Matrix | ChartForm::Boxes);
    // The name of the last column may be wider than the column.
    let width = look.size.x - 16.0;
    let (x_axis, y_axis) = axes::of(chart, theme, look, width);
    let (x_marks, y_marks) = axes::marks(chart, width);
    // Where the categories stand, lines between them would say nothing.
    let grid = match chart.form {
        ChartForm::Bars | ChartForm::Boxes => Vec2b::new(true, false),
        ChartForm::Matrix => Vec2b::FALSE,
        ChartForm::Columns | ChartForm::Histogram | ChartForm::Lines => Vec2b::new(false, true),
    };
    let plot = Plot::new(Id::unique(("redletter plot", &chart.title, look.part == PlotPart::Axis)))
        .height(look.size.y)
        .width(width)
        .allow_zoom(false)
        .allow_drag(false)
        .allow_scroll(false)
        .allow_boxed_zoom(false)
        .allow_axis_zoom_drag(false)
        .allow_double_click_reset(false)
        .show_crosshair(false)
        .show_x(false)
        .show_y(false)
        .show_background(false)
        .show_grid(if look.part == PlotPart::Axis { Vec2b::FALSE } else { grid })
        .show_axes(shows_axes)
        .grid_color(theme.line)
        .grid_fade(0.0)
        .invert_y(is_upside_down)
        .auto_bounds(false)
        .set_margin_fraction(egui::Vec2::ZERO)
        .sense(Sense::CLICK)
        .x_grid_spacer(move |_| x_marks.clone())
        .y_grid_spacer(move |_| y_marks.clone())
        .custom_x_axes(vec![x_axis])
        .custom_y_axes(vec![y_axis]);
    let response = plot.show(ui, |plot| {
        plot.set_plot_bounds(bounds);
        if look.part != PlotPart::Axis {
            items::draw(plot, chart, theme, look);
        }
    });
    if look.part == PlotPart::Axis {
        return None;
    }
    let transform = response.transform;
    let at = |position| hit::figure_at(chart, transform.value_from_position(position));
    let response = response.response;
    response.widget_info(|| {
        WidgetInfo::labeled(egui::Role::Image, true, format!("{}. {}", chart.title, description(chart)))
    });
    let hovered = response.hover_pos().and_then(at);
    let clicked = response.interact_pointer_pos().filter(|_| response.clicked()).and_then(at);
    if let Some(hit) = hovered {
        let tip = hit::in_words(chart, hit);
        response.on_hover_cursor(CursorIcon::PointingHand).on_hover_text_at_pointer(tip);
    }
    clicked.map(|hit| hit.figure)
}

/// What of the plane is shown.
fn bounds(chart: &Chart) -> PlotBounds {
    let num = chart.categories.len().max(1) as f64;
    let most = axes::steps_of(chart).last().copied().unwrap_or(1.0).max(1.0);
    // The totals stand behind the bars, and on the topmost column there is some air.
    let (min, max) = match chart.form {
        ChartForm::Bars => ([0.0, -0.5], [most * 1.08, num - 0.5]),
        ChartForm::Boxes => ([0.0, -0.5], [most * 1.02, num - 0.5]),
        ChartForm::Matrix => ([-0.5, -0.5], [chart.series.len().max(1) as f64 - 0.5, num - 0.5]),
        ChartForm::Columns | ChartForm::Histogram | ChartForm::Lines => {
            ([-0.5, 0.0], [num - 0.5, most * 1.03])
        }
    };
    PlotBounds::from_min_max(min, max)
}

/// A colour as it is drawn now.
fn toned(colour: Color32, look: PlotLook) -> Color32 {
    if look.is_faded { colour.gamma_multiply(0.4) } else { colour }
}
