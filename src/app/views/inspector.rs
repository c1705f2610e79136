//! The inspector: the words that are selected, the span in focus with all that is said of it, or the article.

mod about_article;
mod attributes;
pub(super) mod fields;
mod links;
mod places;
mod under_review;
mod voices;

use egui::{FontId, Rect, RichText, ScrollArea, Ui};

use super::View;
use crate::app::command::{Command, Way};
use crate::app::fonts;
use crate::app::state::FocusWish;
use crate::app::state::article::OpenArticle;
use crate::app::theme;
use crate::app::widgets::controls;
use crate::app::widgets::reading::access::{self, shortened};
use crate::model::annotation::Annotation;
use crate::model::id::LabelId;
use crate::model::text::TextRange;
use crate::model::text::numbers::in_thousands;

/// Covered words beyond this many characters are cut.
const MAX_WORDS: usize = 280;

/// Draws the inspector over the right side of `area`, where it has no room of its own.
pub fn drawer_ui(ui: &mut Ui, area: Rect, view: &View<'_>, queue: &mut Vec<Command>) {
    let rect = area.with_min_x(area.right() - theme::INSPECTOR_WIDTH.min(area.width()));
    let id = egui::Id::unique("redletter inspector drawer");
    // What lies under the drawer is out of the pointer's reach.
    ui.interact(rect, id, egui::Sense::CLICK | egui::Sense::DRAG);
    ui.painter().rect_filled(rect, 0.0, view.theme.ground.panel);
    ui.painter().vline(rect.left(), rect.y_range(), egui::Stroke::new(1.0, view.theme.line));
    ui.scope_builder(egui::UiBuilder::new().id_salt("inspector drawer").max_rect(rect), |ui| {
        show(ui, view, queue);
    });
}

/// Draws the inspector into all the room there is.
pub fn show(ui: &mut Ui, view: &View<'_>, queue: &mut Vec<Command>) {
    let Some(open) = &view.session.open else { return };
    ScrollArea::vertical().id_salt("inspector").auto_shrink(false).show(ui, |ui| {
        egui::Frame::new().inner_margin(14).show(ui, |ui| {
            ui.spacing_mut().item_spacing.y = 8.0;
            if let Some(places) = &open.places {
                return places::show(ui, view, open, places, queue);
            }
            if let Some(choice) = &view.desk.choice {
                super::choices::show(ui, view, choice, queue);
            }
            under_review::show(ui, view, queue);
            match (open.selection.range(), view.session.focused()) {
                (Some(_), focused) => selection_ui(ui, view, open, focused.map(|span| &**span), queue),
                (None, Some(span)) => span_ui(ui, view, open, span, queue),
                (None, None) => about_article::show(ui, view, open, queue),
            }
            under_caret_ui(ui, view, open, queue);
        });
    });
}

/// Words that are selected and can be tagged.
fn selection_ui(
    ui: &mut Ui,
    view: &View<'_>,
    open: &OpenArticle,
    focused: Option<&Annotation>,
    queue: &mut Vec<Command>,
) {
    let words = open.target().and_then(|range| TextRange::of(range, open.text()).ok()).unwrap_or_default();
    if open.bounds.is_some() {
        controls::heading(ui, view.theme, "New bounds");
        words_ui(ui, view, &[words], view.theme.ink.text);
        ui.horizontal(|ui| {
            command_button(ui, view, "Keep", &Command::KeepBounds, Some("Enter"), queue);
            command_button(ui, view, "Drop", &Command::BackOut, Some("Esc"), queue);
        });
        return;
    }
    controls::heading(ui, view.theme, "New span");
    words_ui(ui, view, &[words], view.theme.ink.text);
    labels_ui(ui, view, None, queue);
    let key = view.keymap.first_key(&Command::Heading, view.is_mac);
    command_button(ui, view, "Make a heading", &Command::Heading, key.as_deref(), queue);
    let Some(focused) = focused else { return };
    ui.add_space(4.0);
    let colour = view.session.tagset().labels.get(&focused.label);
    let colour = colour.map_or(view.theme.ink.quiet, |label| view.theme.label(label.colour));
    controls::field_name(ui, view.theme, "Or, for the span in focus", None);
    let name = access::span_name(focused, open.text(), view.session.tagset(), &view.session.register);
    if controls::list_row(ui, view.theme, &name, colour, false).clicked() {
        queue.push(Command::Focus(focused.id.clone()));
    }
    for row in [
        [("Speaker", Command::Speaker), ("Cue", Command::Cue)],
        [("Said to", Command::Addressee), ("Passed on by", Command::Via)],
        [("Add as part", Command::AddFragment), ("Take out", Command::TakeOutFragment)],
    ] {
        ui.horizontal(|ui| {
            for (name, command) in row {
                let key = view.keymap.first_key(&command, view.is_mac);
                command_button(ui, view, name, &command, key.as_deref(), queue);
            }
        });
    }
    command_button(
        ui,
        view,
        "Enter as item",
        &Command::ChooseItem,
        view.keymap.first_key(&Command::ChooseItem, view.is_mac).as_deref(),
        queue,
    );
}

/// The span in focus.
fn span_ui(ui: &mut Ui, view: &View<'_>, open: &OpenArticle, span: &Annotation, queue: &mut Vec<Command>) {
    let theme = view.theme;
    let label = view.session.tagset().labels.get(&span.label);
    let name = label.map_or(span.label.as_str(), |label| &label.name);
    let colour = label.map_or(theme.ink.quiet, |label| theme.label(label.colour));
    controls::heading(ui, theme, &format!("Selected {}", name.to_lowercase()));
    let words = span.fragments.covered(open.text()).unwrap_or_default();
    words_ui(ui, view, &words, colour);
    labels_ui(ui, view, Some(&span.label), queue);
    ui.horizontal(|ui| {
        for (name, command) in [("Change bounds", Command::EditBounds), ("Remove", Command::Remove)] {
            let key = view.keymap.first_key(&command, view.is_mac);
            command_button(ui, view, name, &command, key.as_deref(), queue);
        }
    });
    // What is proposed is nearly always what one wants next.
    voices::offer_ui(ui, view, open, span, queue);
    links::offer_ui(ui, view, open, span, queue);
    attributes::said_on_ui(ui, view, open, span, queue);
    voices::show(ui, view, open, span, queue);
    attributes::show(ui, view, span, queue);
    fields::certainty_ui(ui, view, span, queue);
    fields::note_ui(ui, view, span, queue);
    links::show(ui, view, open, span, queue);
    links::review_ui(ui, view, span);
    about_span_ui(ui, view, open, span);
    if let Some(label) = label.filter(|label| !label.guideline.trim().is_empty()) {
        egui::CollapsingHeader::new(format!("When to tag as {}", label.name.to_lowercase())).show(ui, |ui| {
            crate::app::widgets::markdown::show(ui, theme, &label.guideline);
        });
    }
}

/// When a span was made, and where it lies.
fn about_span_ui(ui: &mut Ui, view: &View<'_>, open: &OpenArticle, span: &Annotation) {
    let at = span.provenance.created.to_utc().with_timezone(&chrono::Local).format("%-d %b %H:%M");
    let origin = match &span.provenance.origin {
        crate::model::annotation::Origin::Person => String::new(),
        other => format!(" · {}", other.name()),
    };
    controls::small(ui, view.theme, format!("Tagged by {}, {at}{origin}", view.session.annotator()));
    let number = open.number_at(span.fragments.start());
    let place = if number == 0 { "In the title".to_owned() } else { format!("Paragraph {number}") };
    controls::small(ui, view.theme, place);
}

/// A button that issues a command, with its key and its help.
fn command_button(
    ui: &mut Ui,
    view: &View<'_>,
    name: &str,
    command: &Command,
    key: Option<&str>,
    queue: &mut Vec<Command>,
) {
    let spec = command.spec();
    let enabled =
        spec.is_none_or(|spec| view.session.allows(spec.when)) && view.session.corpus.read_only().is_none();
    let response = controls::key_button(ui, view.theme, name, key, enabled);
    let help = spec.map_or("", |spec| spec.help);
    if response.on_hover_text(help).clicked() {
        queue.push(command.clone());
    }
}

/// The words a span covers, with a mark in its colour beside them.
fn words_ui(ui: &mut Ui, view: &View<'_>, words: &[&str], colour: egui::Color32) {
    let shown = shortened(&words.join(" […] "), MAX_WORDS);
    let frame = egui::Frame::new().inner_margin(egui::Margin { left: 12, right: 0, top: 0, bottom: 0 });
    let response = frame.show(ui, |ui| {
        let text =
            RichText::new(shown).font(FontId::new(theme::WORDS.0, fonts::serif())).color(view.theme.ink.text);
        ui.label(text.line_height(Some(theme::WORDS.1)));
    });
    let rect = response.response.rect;
    ui.painter().rect_filled(rect.with_max_x(rect.left() + 3.0), 0.0, colour);
}

/// A button for each label, two in a row.
fn labels_ui(ui: &mut Ui, view: &View<'_>, chosen: Option<&LabelId>, queue: &mut Vec<Command>) {
    let labels = view.session.tagset().ordered_labels();
    let width = ((ui.available_width() - 6.0) * 0.5).floor();
    let wants_focus = view.desk.focus_wish == Some(FocusWish::Inspector);
    ui.add_enabled_ui(view.session.corpus.read_only().is_none(), |ui| {
        ui.spacing_mut().item_spacing = egui::vec2(6.0, 6.0);
        for (row_idx, pair) in labels.chunks(2).enumerate() {
            ui.horizontal(|ui| {
                for (idx, label) in pair.iter().enumerate() {
                    let response =
                        controls::label_button(ui, view.theme, label, width, chosen == Some(&label.id));
                    if wants_focus && (row_idx, idx) == (0, 0) {
                        response.request_focus();
                    }
                    if response.clicked() {
                        queue.push(Command::TagAs(label.id.clone()));
                    }
                    response.on_hover_text(first_line(&label.guideline));
                }
            });
        }
    });
}

/// No more spans at the caret than this are listed; the key goes through all of them.
const MAX_LISTED: usize = 40;

/// Every span at the caret, if one can't tell them from what is shown already.
fn under_caret_ui(ui: &mut Ui, view: &View<'_>, open: &OpenArticle, queue: &mut Vec<Command>) {
    let spans = open.under_caret();
    let shows_it_already = spans.len() == 1 && open.focus.as_ref() == Some(&spans[0].id);
    if spans.is_empty() || (shows_it_already && open.selection.range().is_none()) {
        return;
    }
    let theme = view.theme;
    let tagset = view.session.tagset();
    ui.add_space(6.0);
    let key = view.keymap.first_key(&Command::Stacked(Way::Next), view.is_mac);
    controls::field_name(ui, theme, "Spans at the caret", key.as_deref());
    ui.spacing_mut().item_spacing.y = 2.0;
    for span in spans.iter().take(MAX_LISTED) {
        let words = access::span_name(span, open.text(), tagset, &view.session.register);
        let colour =
            tagset.labels.get(&span.label).map_or(theme.ink.quiet, |label| theme.label(label.colour));
        let is_chosen = open.focus.as_ref() == Some(&span.id);
        if controls::list_row(ui, theme, &words, colour, is_chosen).clicked() {
            queue.push(Command::Focus(span.id.clone()));
        }
    }
    if spans.len() > MAX_LISTED {
        controls::small(ui, theme, format!("and {} more", in_thousands(spans.len() - MAX_LISTED)));
    }
    ui.spacing_mut().item_spacing.y = theme::BODY * 0.5;
}

/// What a guideline begins with, for hover texts.
fn first_line(guideline: &str) -> String {
    let line = guideline.lines().map(str::trim).find(|line| !line.is_empty() && !line.starts_with('#'));
    shortened(line.unwrap_or_default(), 200)
}
