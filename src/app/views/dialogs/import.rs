//! The dialog that takes a dataset in: which format, which files, and for a table which column holds what, with its
//! first rows.

use egui::{Button, Ui};

use super::columns::{self, Columns};
use super::form::{self, Fields};
use crate::app::command::Command;
use crate::app::command::files::FilesCommand;
use crate::app::state::dialog::{Dialog, ImportForm, PathUse, TableLook, takes_columns};
use crate::app::theme::Theme;
use crate::app::views::Shell;
use crate::app::widgets::controls;
use crate::formats::csv::{ColumnMap, Field, Preview};
use crate::formats::registry;
use crate::model::text::visible::visible;

pub(super) fn show(ui: &mut Ui, shell: &Shell<'_>, form: &ImportForm, queue: &mut Vec<Command>) {
    let mut looks = false;
    form::show(ui, shell, ("Import a dataset", "Import"), form, Dialog::Import, queue, |ui, fields, form| {
        let theme = fields.shell().theme;
        controls::small(ui, theme, "Format");
        ui.horizontal_wrapped(|ui| {
            for info in registry().iter().map(|format| format.info()).filter(|info| info.reads) {
                let chip = controls::chip(ui, theme, info.name, form.format == info.id);
                if chip.on_hover_text(info.specification).clicked() {
                    info.id.clone_into(&mut form.format);
                }
            }
        });
        let uses = [PathUse::ImportFiles, PathUse::ImportFolder];
        fields.paths(ui, "Files and folders, one a line", &mut form.paths, &uses);
        if takes_columns(&form.format) {
            looks = table_ui(ui, fields, form);
        }
        let hint = "FILE.ron, if there is one; otherwise it is proposed";
        fields.path(ui, "What its names become", hint, &mut form.map, &[PathUse::MapFile]);
        let help = "Otherwise each annotation stays the work of whom the file names";
        fields.check(ui, "Make everything my own work", help, &mut form.as_own);
        controls::small(ui, theme, "What does not fit is left out and listed; it can all be undone at once");
    });
    if looks {
        queue.push(Command::Files(FilesCommand::LookAtTable));
    }
}

/// The columns of a table and what they hold. Whether its first rows are asked for.
fn table_ui(ui: &mut Ui, fields: &mut Fields<'_>, form: &mut ImportForm) -> bool {
    let theme = fields.shell().theme;
    let hint = "text=body,label=code; empty to find them by their headers";
    fields.text(ui, "Columns of the table", hint, &mut form.columns);
    let mut looks = false;
    if let Some(look) = form.look() {
        let map = match form.columns.trim() {
            "" => look.preview.columns.clone(),
            typed => typed.parse().unwrap_or_default(),
        };
        let words = format!("{}: the first rows, and what its columns hold", visible(&look.name));
        controls::small(ui, theme, words);
        let changed = columns_ui(ui, theme, look, &map);
        if let Some(map) = changed {
            form.columns = map.to_string();
        }
    } else {
        let help = "The names of its columns, its first rows, and what they most likely hold";
        looks = ui.add(Button::new("Look at the table")).on_hover_text(help).clicked();
    }
    looks
}

/// What a column holds.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Held {
    Nothing,
    Field(Field),
    Attribute,
}

/// A line for each column. The map, once a column is to hold something else.
fn columns_ui(ui: &mut Ui, theme: &Theme, look: &TableLook, map: &ColumnMap) -> Option<ColumnMap> {
    let Preview { header, rows, .. } = &look.preview;
    let fixed = [(Held::Nothing, columns::NOTHING), (Held::Attribute, "an attribute")];
    let fields = Field::all().map(|field| (Held::Field(field), field.name()));
    let choices: Vec<(Held, &'static str)> = fixed.into_iter().chain(fields).collect();
    let table = Columns { header, rows, choices: &choices, elsewhere: "the field above" };
    let held = |idx: usize| header.get(idx).map_or(Held::Nothing, |column| held_by(map, column));
    let (idx, held) = columns::show(ui, theme, &table, held)?;
    header.get(idx).map(|column| with(map, column, held))
}

fn held_by(map: &ColumnMap, column: &str) -> Held {
    if let Some((field, _)) = map.fields().find(|(_, held)| *held == column) {
        return Held::Field(field);
    }
    if map.attributes().any(|(_, held)| held == column) { Held::Attribute } else { Held::Nothing }
}

/// The map with a column holding something else; what it held before is held by none.
fn with(map: &ColumnMap, column: &str, held: Held) -> ColumnMap {
    let mut map = map.clone();
    let fields: Vec<Field> =
        map.fields().filter(|(_, held)| *held == column).map(|(field, _)| field).collect();
    for field in fields {
        map.set(field, None);
    }
    let attributes = map.attributes().filter(|(_, held)| *held == column);
    let attributes: Vec<String> = attributes.map(|(name, _)| name.to_owned()).collect();
    for name in attributes {
        map.set_attribute(name, None);
    }
    match held {
        Held::Nothing => {}
        Held::Field(field) => map.set(field, Some(column.to_owned())),
        Held::Attribute => map.set_attribute(column.to_owned(), Some(column.to_owned())),
    }
    map
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_column_holds_one_thing_and_a_thing_one_column() {
        let map: ColumnMap = "label=code,text=body".parse().unwrap();
        let map = with(&map, "body", Held::Field(Field::Label));
        assert_eq!(map.to_string(), "label=body");
        let map = with(&map, "tone", Held::Attribute);
        assert_eq!(map.to_string(), "label=body,attr:tone=tone");
        assert!(held_by(&map, "tone") == Held::Attribute && held_by(&map, "code") == Held::Nothing);
        assert_eq!(with(&map, "tone", Held::Nothing).to_string(), "label=body");
    }
}
