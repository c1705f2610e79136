//! The inspector: the words that are selected, or the span in focus with all that is said of it.

mod fields;

use egui::{Button, FontId, RichText, ScrollArea, Ui};

use super::View;
use crate::app::command::{Command, Way};
use crate::app::fonts;
use crate::app::state::article::OpenArticle;
use crate::app::theme;
use crate::app::widgets::controls;
use crate::app::widgets::reading::access::{self, shortened};
use crate::model::annotation::Annotation;
use crate::model::id::LabelId;
use crate::model::text::TextRange;

/// Covered words beyond this many characters are cut.
const MAX_WORDS: usize = 280;

/// Draws the inspector into all the room there is.
pub fn show(ui: &mut Ui, view: &View<'_>, queue: &mut Vec<Command>) {
    let Some(open) = &view.session.open else { return };
    ScrollArea::vertical().id_salt("inspector").auto_shrink(false).show(ui, |ui| {
        egui::Frame::new().inner_margin(14).show(ui, |ui| {
            ui.spacing_mut().item_spacing.y = 8.0;
            match (open.selection.range(), view.session.focused()) {
                (Some(_), _) => selection_ui(ui, view, open, open.target(), queue),
                (None, Some(span)) => span_ui(ui, view, open, span, queue),
                (None, None) => nothing_ui(ui, view),
            }
            under_caret_ui(ui, view, open, queue);
        });
    });
}

fn nothing_ui(ui: &mut Ui, view: &View<'_>) {
    let theme = view.theme;
    controls::heading(ui, theme, "Nothing selected");
    let text = "Select words with the mouse, or a sentence with Space, and tag them with a digit";
    ui.label(RichText::new(text).color(theme.ink.quiet));
}

/// Words that are selected and can be tagged.
fn selection_ui(
    ui: &mut Ui,
    view: &View<'_>,
    open: &OpenArticle,
    target: Option<TextRange>,
    queue: &mut Vec<Command>,
) {
    controls::heading(ui, view.theme, "New span");
    let words = target.and_then(|range| range.of(open.text()).ok()).unwrap_or_default();
    words_ui(ui, view, &[words], view.theme.ink.text);
    labels_ui(ui, view, None, queue);
}

/// The span in focus.
fn span_ui(ui: &mut Ui, view: &View<'_>, open: &OpenArticle, span: &Annotation, queue: &mut Vec<Command>) {
    let theme = view.theme;
    let label = view.session.corpus.state().tagset.labels.get(&span.label);
    let name = label.map_or(span.label.as_str(), |label| &label.name);
    let colour = label.map_or(theme.ink.quiet, |label| theme.label(label.colour));
    controls::heading(ui, theme, &format!("Selected {}", name.to_lowercase()));
    let words = span.fragments.covered(open.text()).unwrap_or_default();
    words_ui(ui, view, &words, colour);
    labels_ui(ui, view, Some(&span.label), queue);
    fields::speaker_ui(ui, view, open, span, queue);
    fields::certainty_ui(ui, view, span, queue);
    fields::note_ui(ui, view, span, queue);
    ui.horizontal(|ui| {
        let enabled = view.session.corpus.read_only().is_none();
        let button = Button::new(RichText::new("Remove span").color(theme.ink.bad));
        if ui.add_enabled(enabled, button).clicked() {
            queue.push(Command::Remove);
        }
        if let Some(key) = view.keymap.first_key(&Command::Remove, view.is_mac) {
            controls::key_hint(ui, theme, &key);
        }
    });
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
    let labels = view.session.corpus.state().tagset.ordered_labels();
    let width = ((ui.available_width() - 6.0) * 0.5).floor();
    let wants_focus = view.desk.focus_wish == Some(crate::app::state::FocusWish::Inspector);
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

/// Every span at the caret, if one can't tell them from what is shown already.
fn under_caret_ui(ui: &mut Ui, view: &View<'_>, open: &OpenArticle, queue: &mut Vec<Command>) {
    let layer = view.session.open_layer();
    let spans = open.under_caret(layer);
    let shows_it_already = spans.len() == 1 && open.focus.as_ref() == Some(&spans[0].id);
    if spans.is_empty() || (shows_it_already && open.selection.range().is_none()) {
        return;
    }
    let theme = view.theme;
    let tagset = &view.session.corpus.state().tagset;
    ui.add_space(6.0);
    let key = view.keymap.first_key(&Command::Stacked(Way::Next), view.is_mac);
    controls::field_name(ui, theme, "Spans at the caret", key.as_deref());
    ui.spacing_mut().item_spacing.y = 2.0;
    for span in spans {
        let words = access::span_name(span, open.text(), tagset, &view.session.register);
        let colour =
            tagset.labels.get(&span.label).map_or(theme.ink.quiet, |label| theme.label(label.colour));
        let is_chosen = open.focus.as_ref() == Some(&span.id);
        if controls::list_row(ui, theme, &words, colour, is_chosen).clicked() {
            queue.push(Command::Focus(span.id.clone()));
        }
    }
    ui.spacing_mut().item_spacing.y = theme::BODY * 0.5;
}

/// What a guideline begins with, for hover texts.
fn first_line(guideline: &str) -> String {
    let line = guideline.lines().map(str::trim).find(|line| !line.is_empty() && !line.starts_with('#'));
    shortened(line.unwrap_or_default(), 200)
}
