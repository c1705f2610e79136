//! The columns of a table, one a line, with what stands in its first rows and the choice of what it holds.

use egui::{ComboBox, Label, RichText, Ui};

use crate::app::theme::Theme;
use crate::app::widgets::controls;
use crate::model::text::visible::visible;

/// So many columns of a table are listed; the others can be named in words.
const MAX_COLUMNS: usize = 60;
/// How much room the choice of a column has.
const CHOICE_WIDTH: f32 = 150.0;
/// What stands between the cells of a column.
const BETWEEN: &str = "  ·  ";
/// What a column holds that is not read.
pub(super) const NOTHING: &str = "is not read";

/// The first rows of a table, and what a column of it can hold.
pub(super) struct Columns<'t, H> {
    /// The names of the columns.
    pub(super) header: &'t [String],
    /// The first rows.
    pub(super) rows: &'t [Vec<String>],
    /// What a column can hold, and what that is called.
    pub(super) choices: &'t [(H, &'static str)],
    /// Where columns can be named that are not listed.
    pub(super) elsewhere: &'t str,
}

/// A line for each column. The column that is to hold something else, by its place, and what.
pub(super) fn show<H: Copy + PartialEq>(
    ui: &mut Ui,
    theme: &Theme,
    columns: &Columns<'_, H>,
    held: impl Fn(usize) -> H,
) -> Option<(usize, H)> {
    let mut changed = None;
    let Columns { header, rows, choices, elsewhere } = columns;
    if header.is_empty() {
        controls::small(ui, theme, "There is no row in it");
    }
    for (idx, column) in header.iter().enumerate().take(MAX_COLUMNS) {
        let cells: Vec<&str> = rows.iter().filter_map(|row| row.get(idx)).map(|cell| cell.trim()).collect();
        let cells = visible(&cells.join(BETWEEN)).into_owned();
        let shown = visible(column).into_owned();
        ui.horizontal(|ui| {
            let width = (ui.available_width() - CHOICE_WIDTH - 24.0).max(80.0);
            ui.allocate_ui(egui::vec2(width, 24.0), |ui| {
                ui.set_width(width);
                let words = RichText::new(format!("{shown}: {cells}")).color(theme.ink.quiet);
                ui.add(Label::new(words).truncate()).on_hover_text(&cells);
            });
            if let Some(choice) = choice_ui(ui, (idx, &shown), choices, held(idx)) {
                changed = Some((idx, choice));
            }
        });
    }
    if header.len() > MAX_COLUMNS {
        let more = header.len() - MAX_COLUMNS;
        controls::small(ui, theme, format!("{more} more columns; {elsewhere} can name them"));
    }
    changed
}

/// The choice of what a column holds.
fn choice_ui<H: Copy + PartialEq>(
    ui: &mut Ui,
    (idx, column): (usize, &str),
    choices: &[(H, &'static str)],
    held: H,
) -> Option<H> {
    let shown = choices.iter().find(|(choice, _)| *choice == held).map_or(NOTHING, |(_, name)| name);
    let mut chosen = None;
    let id = egui::Id::unique(("column of a table", idx));
    let response = ComboBox::from_id_salt(id).width(CHOICE_WIDTH).selected_text(shown).show_ui(ui, |ui| {
        for (choice, name) in choices {
            if ui.selectable_label(*choice == held, *name).clicked() {
                chosen = Some(*choice);
            }
        }
    });
    let response = response.response.on_hover_text(format!("What the column “{column}” holds"));
    response.widget_info(|| {
        egui::WidgetInfo::labeled(egui::Role::ComboBox, true, format!("{column} holds {shown}"))
    });
    chosen
}
