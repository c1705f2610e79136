//! The article for those who don't see the screen: paragraphs as text, spans as named marks in them.
//! Built only while a reader (or a test) asks for the tree.

use egui::{Id, Rect, Sense, Ui, accesskit};

use super::placed::PlacedSpan;
use crate::app::command::Command;
use crate::app::state::register::Register;
use crate::model::annotation::{Annotation, Certainty};
use crate::model::tagset::Tagset;

/// Covered text longer than this is cut in a span's name, in characters.
const MAX_NAME: usize = 160;

/// Whether anybody asks for the tree.
pub fn is_wanted(ui: &Ui) -> bool {
    ui.has_accesskit_node(ui.unique_id())
}

/// A paragraph's node.
pub fn paragraph(ui: &Ui, view: Id, unit_idx: usize, text: &str, rect: Rect) {
    let id = view.with(("paragraph", unit_idx));
    ui.interact(rect, id, Sense::hover());
    ui.accesskit_node_builder(id, |node| {
        node.set_role(accesskit::Role::Label);
        node.set_value(text);
        node.set_bounds(bounds(rect));
    });
}

/// The node of a span that begins in a unit. A command, if a reader clicked it.
pub fn span(
    ui: &Ui,
    view: Id,
    span: &PlacedSpan,
    name: String,
    in_focus: bool,
    unit: Rect,
) -> Option<Command> {
    let first = span.stretches.first()?;
    let rect = Rect::from_min_max(
        unit.min + egui::vec2(first.left, first.top),
        unit.min + egui::vec2(first.right, first.bottom),
    );
    let id = view.with(("span", span.annotation.id.as_str()));
    ui.interact(rect, id, Sense::hover());
    ui.accesskit_node_builder(id, |node| {
        node.set_role(accesskit::Role::Mark);
        node.set_label(name);
        node.set_bounds(bounds(rect));
        node.set_selected(in_focus);
        node.add_action(accesskit::Action::Click);
    });
    let clicked = ui.input(|input| input.has_accesskit_action_request(id, accesskit::Action::Click));
    clicked.then(|| Command::Focus(span.annotation.id.clone()))
}

/// A span's name: `Quote: “more time is needed.”, speaker Ana Ruz`.
pub fn span_name(annotation: &Annotation, text: &str, tagset: &Tagset, register: &Register) -> String {
    let label = tagset.labels.get(&annotation.label).map_or(annotation.label.as_str(), |label| &label.name);
    let covered = annotation.fragments.covered(text).unwrap_or_default().join(" … ");
    let mut name = format!("{label}: {}", shortened(&covered, MAX_NAME));
    if let Some(speakers) = register.speakers_in_words(annotation) {
        name.push_str(", speaker ");
        name.push_str(&speakers);
    }
    if annotation.certainty == Certainty::Unsure {
        name.push_str(", unsure");
    }
    name
}

/// The first characters of a text, with an ellipsis if some are left out.
pub fn shortened(text: &str, max_chars: usize) -> String {
    match text.char_indices().nth(max_chars) {
        Some((cut, _)) => format!("{}…", text[..cut].trim_end()),
        None => text.to_owned(),
    }
}

/// A rectangle as the tree has it.
pub fn bounds(rect: Rect) -> accesskit::Rect {
    accesskit::Rect {
        x0: rect.min.x.into(),
        y0: rect.min.y.into(),
        x1: rect.max.x.into(),
        y1: rect.max.y.into(),
    }
}
