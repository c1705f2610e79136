//! One plot, large, with what it counts, what can be done with it, and its table.

use egui::{Rect, RichText, Role, Sense, Ui, UiBuilder, WidgetInfo, pos2, vec2};

use super::{StatisticsView, id, table};
use crate::analysis::chart::{Chart, ChartForm};
use crate::analysis::statistics::tables::Period;
use crate::app::command::statistics::StatisticsCommand;
use crate::app::command::{Command, Workspace};
use crate::app::fonts;
use crate::app::state::FocusWish;
use crate::app::state::statistics::Figures;
use crate::app::theme;
use crate::app::views::View;
use crate::app::widgets::chart::{self, AXIS_HEIGHT, PlotLook, PlotPart};
use crate::app::widgets::{controls, table_keys};
use crate::model::text::numbers::in_thousands;

/// About the height of what stands below a plot.
const AXIS: f32 = 52.0;
/// Where a plot has this width left beside the table, the table stands there.
const PLOT_BESIDE: f32 = 560.0;
/// About the height of a legend.
const LEGEND: f32 = 52.0;
/// The least height of a plot.
const LEAST_PLOT: f32 = 150.0;

/// Draws it.
pub(super) fn show(ui: &mut Ui, view: &View<'_>, statistics: &mut StatisticsView, queue: &mut Vec<Command>) {
    let has_focus = focus_ui(ui, view);
    let desk = &view.session.wide.statistics;
    egui::Frame::new().inner_margin(egui::Margin { left: 22, right: 16, top: 14, bottom: 0 }).show(
        ui,
        |ui| {
            head_ui(ui, view, queue);
            let Some(figures) = desk.figures() else {
                return waiting_ui(ui, view, queue);
            };
            if figures.table.rows.is_empty()
                || figures.chart.is_empty() && desk.num_spans().is_some_and(|(_, num)| num == 0)
            {
                return empty_ui(ui, view, queue);
            }
            ui.add_space(6.0);
            let area = ui.available_rect_before_wrap();
            let table_width = statistics.widths.natural(ui, &figures.table);
            let (plot, table) = parts(area, figures, table_width);
            part_ui(ui, "plot", plot, |ui| plot_ui(ui, view, figures, queue));
            part_ui(ui, "table", table, |ui| table::show(ui, view, statistics, figures, has_focus, queue));
        },
    );
}

fn part_ui(ui: &mut Ui, name: &str, rect: Rect, draw: impl FnOnce(&mut Ui)) {
    let mut part = ui.new_child(UiBuilder::new().id_salt(name).max_rect(rect));
    part.set_clip_rect(rect.expand(2.0).intersect(ui.clip_rect()));
    draw(&mut part);
}

/// Gives the part the keyboard when it is to have it. Whether it has it.
fn focus_ui(ui: &Ui, view: &View<'_>) -> bool {
    let area = ui.available_rect_before_wrap();
    let title = view.session.wide.statistics.kind.title();
    let response = table_keys::keyboard(
        ui,
        view.desk,
        Some(FocusWish::Statistics),
        (area, id()),
        &format!("Figures: {title}"),
    );
    response.has_focus()
}

/// Plot and table, side by side or one below the other.
fn parts(area: Rect, figures: &Figures, table_width: f32) -> (Rect, Rect) {
    if area.width() >= PLOT_BESIDE + table_width {
        let split = area.right() - table_width;
        let plot = Rect::from_min_max(area.min, pos2(split - 20.0, area.bottom() - 10.0));
        return (plot, Rect::from_min_max(pos2(split, area.top()), area.max));
    }
    // The table has room for its rows, but never more than half of it, and the plot no more than it needs.
    let rows = table::height_of(figures.table.rows.len());
    let height = (area.height() - rows - 14.0).max(area.height() * 0.55);
    let height = height.min(area.height() - table::height_of(2)).min(wanted_height(&figures.chart) + LEGEND);
    let height = height.max(LEAST_PLOT.min(area.height()));
    let split = area.top() + height;
    let plot = Rect::from_min_max(area.min, pos2(area.right(), split));
    (plot, Rect::from_min_max(pos2(area.left(), split + 8.0), area.max))
}

fn head_ui(ui: &mut Ui, view: &View<'_>, queue: &mut Vec<Command>) {
    let desk = &view.session.wide.statistics;
    let theme = view.theme;
    ui.horizontal_wrapped(|ui| {
        let title = RichText::new(desk.kind.title()).size(theme::WORDS.0 + 2.0);
        ui.label(title.family(fonts::sans_semibold()).color(theme.ink.text));
        ui.add_space(10.0);
        if desk.kind.is_over_time() {
            for period in Period::ALL {
                let is_on = desk.cut.period == period;
                let accessible = format!("Cut by {}", period.key());
                let command = Command::Statistics(StatisticsCommand::NextPeriod);
                let half = controls::half_switch(ui, theme, period.name(), &accessible, is_on, 64.0);
                if half.on_hover_text(view.tip(&command)).clicked() {
                    queue.push(Command::Statistics(StatisticsCommand::Cut(period)));
                }
                ui.add_space(-6.0);
            }
            ui.add_space(14.0);
        }
        for (name, command) in
            [("Spans behind", StatisticsCommand::Behind), ("Export…", StatisticsCommand::Export)]
        {
            let enabled = desk.figures().is_some_and(|figures| match command {
                StatisticsCommand::Behind => {
                    figures.table.rows.get(desk.cursor).is_some_and(|row| row.behind.is_some())
                }
                _ => true,
            });
            let command = Command::Statistics(command);
            let key = view.key(&command);
            let button = controls::key_button(ui, theme, name, key.as_deref(), enabled);
            if button.on_hover_text(view.tip(&command)).clicked() {
                queue.push(command);
            }
        }
    });
    let note = RichText::new(desk.kind.counts(desk.text_part())).size(theme::SMALL).color(theme.ink.quiet);
    ui.add(egui::Label::new(note).wrap());
    if let Some(trouble) = &desk.trouble {
        let words = RichText::new(format!("Counting failed: {trouble}")).size(theme::SMALL);
        ui.add(egui::Label::new(words.color(theme.ink.bad)).wrap());
    }
}

fn plot_ui(ui: &mut Ui, view: &View<'_>, figures: &Figures, queue: &mut Vec<Command>) {
    let desk = &view.session.wide.statistics;
    let Figures { chart, .. } = figures;
    ui.spacing_mut().item_spacing.y = 4.0;
    if chart.has_legend() {
        legend_ui(ui, view, chart);
    }
    if chart.num_left_out > 0 {
        let which = if chart.form == ChartForm::Bars { "more are" } else { "earlier ones are" };
        controls::small(
            ui,
            view.theme,
            format!("{} {which} in the table only", in_thousands(chart.num_left_out)),
        );
    }
    let room = ui.available_height().max(60.0);
    let height = room.min(wanted_height(chart)).max(least_height(chart));
    let width = ui.available_width();
    let look = |part, width, height| PlotLook {
        size: vec2(width, height),
        pointed_row: Some(desk.cursor),
        is_faded: !desk.is_current(),
        part,
    };
    let clicked = if height <= room {
        chart::show(ui, view.theme, chart, look(PlotPart::Whole, width, height))
    } else {
        // So many rows that their names would not fit are scrolled, and the axis stays in sight.
        let width = width - ui.spacing().scroll.allocated_width();
        let axis = look(PlotPart::Axis, width, AXIS_HEIGHT);
        let axis_ui = |ui: &mut Ui| chart::show(ui, view.theme, chart, axis);
        let is_above = PlotPart::is_axis_above(chart);
        if is_above {
            axis_ui(ui);
        }
        let rows = (room - AXIS_HEIGHT - ui.spacing().item_spacing.y).max(LEAST_PLOT - AXIS_HEIGHT);
        let scroll = egui::ScrollArea::vertical()
            .id_salt(("plot", desk.kind.key()))
            .auto_shrink(false)
            .max_height(rows);
        let rows = look(PlotPart::Rows, width, height - AXIS);
        let clicked = scroll.show(ui, |ui| chart::show(ui, view.theme, chart, rows)).inner;
        if !is_above {
            axis_ui(ui);
        }
        clicked
    };
    if let Some(figure) = clicked {
        let command = StatisticsCommand::BehindFigure(figure.row, figure.column);
        queue.push(Command::Statistics(command));
    }
}

/// Few bars need not be as thick as the room would let them be.
fn wanted_height(chart: &Chart) -> f32 {
    let num = chart.categories.len() as f32;
    match chart.form {
        ChartForm::Bars | ChartForm::Boxes => num * 40.0 + AXIS,
        ChartForm::Matrix => num * 56.0 + AXIS,
        _ => 520.0,
    }
}

/// How high a plot must be for the names at its left to have a line each.
fn least_height(chart: &Chart) -> f32 {
    match chart.form {
        ChartForm::Bars | ChartForm::Boxes | ChartForm::Matrix => chart.categories.len() as f32 * 20.0 + AXIS,
        _ => 60.0,
    }
}

/// What the colours mean.
fn legend_ui(ui: &mut Ui, view: &View<'_>, chart: &Chart) {
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing = vec2(4.0, 2.0);
        for (place, series) in chart.series.iter().enumerate() {
            let ink = view.theme.label(series.colour);
            let name = series.letter.map_or_else(String::new, |letter| format!("{letter} "));
            let font = egui::FontId::proportional(theme::SMALL);
            let words = format!("{name}{}", series.name);
            let galley = controls::elided_middle(ui, &words, font, view.theme.ink.text, 200.0);
            let (rect, response) = ui.allocate_exact_size(vec2(galley.size().x + 30.0, 18.0), Sense::hover());
            response.widget_info(|| WidgetInfo::labeled(Role::Label, true, &words));
            let square = Rect::from_center_size(pos2(rect.left() + 6.0, rect.center().y), vec2(10.0, 10.0));
            if chart.form == ChartForm::Lines {
                let stroke = egui::Stroke::new(2.0, ink);
                let ends = [rect.left_center(), rect.left_center() + vec2(13.0, 0.0)];
                if place == 0 {
                    ui.painter().line_segment(ends, stroke);
                } else {
                    ui.painter().extend(egui::Shape::dashed_line(&ends, stroke, 4.0, 3.0));
                }
            } else {
                ui.painter().rect_filled(square, 2.0, ink);
            }
            let at = pos2(rect.left() + 16.0, rect.center().y - galley.size().y * 0.5);
            ui.painter().galley(at, galley, view.theme.ink.text);
        }
    });
}

fn waiting_ui(ui: &mut Ui, view: &View<'_>, queue: &mut Vec<Command>) {
    let desk = &view.session.wide.statistics;
    if view.session.corpus.state().articles.is_empty() {
        return empty_ui(ui, view, queue);
    }
    ui.add_space(24.0);
    if desk.trouble.is_none() {
        ui.label(RichText::new("Counting…").family(fonts::sans_semibold()).color(view.theme.ink.text));
    }
}

fn empty_ui(ui: &mut Ui, view: &View<'_>, queue: &mut Vec<Command>) {
    use crate::app::command::files::FilesCommand;
    let desk = &view.session.wide.statistics;
    let narrows = desk.cut.filter.narrows();
    let num_all = desk.num_spans().map_or(0, |(all, _)| all);
    let (title, text, button, command) = if view.session.corpus.state().articles.is_empty() {
        let add = Command::Files(FilesCommand::Add);
        (
            "There are no articles yet",
            "Add some, and what is tagged in them is counted here",
            "Add articles…",
            add,
        )
    } else if num_all == 0 {
        let annotate = Command::Workspace(Workspace::Annotate);
        ("Nothing is tagged yet", "Every span that anybody tags is counted here", "Go to Annotate", annotate)
    } else if narrows {
        let all = Command::Statistics(StatisticsCommand::ShowAll);
        ("No span passes the filter", "Take some of it away", "Count everything", all)
    } else {
        let review = Command::Workspace(Workspace::Review);
        (
            "Nothing to count here yet",
            "No article is done, and nothing has been decided",
            "Go to Review",
            review,
        )
    };
    ui.add_space(24.0);
    ui.label(RichText::new(title).family(fonts::sans_semibold()).color(view.theme.ink.text));
    ui.label(RichText::new(text).color(view.theme.ink.quiet));
    ui.add_space(4.0);
    if ui.button(button).on_hover_text(view.tip(&command)).clicked() {
        queue.push(command);
    }
}
