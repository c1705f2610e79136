//! A place in the article to go to, as it is typed.

use egui::Ui;

use super::form;
use crate::app::command::Command;
use crate::app::state::dialog::{Dialog, GoToForm};
use crate::app::state::go_to;
use crate::app::views::Shell;
use crate::app::widgets::controls;

pub(super) fn show(ui: &mut Ui, shell: &Shell<'_>, place: &GoToForm, queue: &mut Vec<Command>) {
    form::show(ui, shell, ("Go to", "Go"), place, Dialog::GoTo, queue, |ui, fields, place| {
        fields.text(ui, "Place in the article", "12, @3450 or 50%", &mut place.place);
        let theme = fields.shell().theme;
        controls::small(ui, theme, go_to::FORMS);
    });
}
