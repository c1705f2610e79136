//! How the list or table of a workspace has the keyboard: it takes it when it is asked to, or when nothing else has
//! it, and keeps the arrows and Esc from egui's own focus movement.

use egui::{EventFilter, Id, Rect, Response, Role, Sense, Ui, WidgetInfo};

use crate::app::state::{Desk, FocusWish};

/// Lays the part that has the keys over `rect`, called `name` by screen readers, and gives it the keyboard when
/// `wish` asks for it or nothing has it. Without a wish it takes the keyboard at no time.
pub fn keyboard(
    ui: &Ui,
    desk: &Desk,
    wish: Option<FocusWish>,
    (rect, id): (Rect, Id),
    name: &str,
) -> Response {
    let response = ui.interact(rect, id, Sense::focusable_noninteractive());
    response.widget_info(|| WidgetInfo::labeled(Role::List, true, name));
    let filter = EventFilter { tab: false, horizontal_arrows: true, vertical_arrows: true, escape: true };
    ui.memory_mut(|memory| memory.set_focus_lock_filter(id, filter));
    let is_free = desk.dialog.is_none()
        && ui.memory(|memory| memory.focused().is_none())
        && !egui::Popup::is_any_open(ui);
    let is_asked = desk.focus_wish == wish || (desk.focus_wish.is_none() && is_free);
    if wish.is_some() && is_asked {
        response.request_focus();
    }
    response
}
