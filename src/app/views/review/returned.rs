//! What came back of one's own span: who says what of it, and what a correction changes, before and after.

use egui::text::{LayoutJob, TextFormat};
use egui::{FontId, RichText, Ui};

use super::foot::command_button;
use crate::app::command::Command;
use crate::app::command::review::ReviewCommand;
use crate::app::fonts;
use crate::app::state::review::Row;
use crate::app::theme;
use crate::app::views::View;
use crate::app::widgets::controls;
use crate::model::annotation::{Annotation, VoiceRole};
use crate::model::review::Verdict;
use crate::model::review::returned::{Returned, differences, returned};
use crate::model::text::Fragments;
use crate::model::text::visible::shown_name;

/// No more words are shown of a span, in characters.
const MAX_WORDS: usize = 160;

/// Draws what came back of a row, if it did, with the ways to answer.
pub(super) fn show(ui: &mut Ui, view: &View<'_>, row: &Row, queue: &mut Vec<Command>) {
    if !row.facts.review.came_back {
        return;
    }
    let Some(layers) = view.session.corpus.state().layers.get(&row.key.article) else { return };
    let back = returned(layers, &row.key.to_ref(), &row.annotation);
    controls::heading(ui, view.theme, "Came back");
    for one in &back {
        said_ui(ui, view, row, one);
    }
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing = egui::vec2(6.0, 6.0);
        let has_correction = back.iter().any(|one| one.replacement.is_some());
        let mend = if has_correction { "Take the correction" } else { "Mend it" };
        command_button(ui, view, mend, Command::Review(ReviewCommand::Mend), queue);
        command_button(ui, view, "Disagree…", Command::Review(ReviewCommand::Disagree), queue);
    });
}

fn said_ui(ui: &mut Ui, view: &View<'_>, row: &Row, one: &Returned) {
    let theme = view.theme;
    let (verdict, ink) = match one.decision.verdict {
        Verdict::Corrected => ("Corrected", theme.ink.warning),
        _ => ("Rejected", theme.ink.bad),
    };
    let at = one.decision.at.to_utc().with_timezone(&chrono::Local).format("%-d %b %H:%M");
    let reason = shown_name(one.decision.reason.trim()).into_owned();
    let reason = if reason.is_empty() { reason } else { format!(": {reason}") };
    ui.label(RichText::new(format!("{verdict} by {}, {at}{reason}", one.reviewer)).color(ink));
    if !one.decision.note.trim().is_empty() {
        ui.label(RichText::new(shown_name(one.decision.note.trim())).color(theme.ink.text));
    }
    let Some(replacement) = &one.replacement else { return };
    let differing = differences(&row.annotation, replacement);
    if differing.is_empty() {
        controls::small(ui, theme, "The correction says what your span says");
    }
    for what in differing {
        let (before, after) = (told(view, &row.annotation, what), told(view, replacement, what));
        let name = crate::app::run::capitalised(what);
        controls::small(ui, theme, &name);
        let label = ui.label(change(view, &before, &after, matches!(what, "bounds" | "source" | "cue")));
        let told = format!("{name}: {before}, corrected to {after}");
        ui.accesskit_node_builder(label.id, |node| node.set_value(told));
    }
}

/// What was, struck through, then what is to be.
fn change(view: &View<'_>, before: &str, after: &str, is_text: bool) -> LayoutJob {
    let theme = view.theme;
    let family = if is_text { fonts::serif() } else { egui::FontFamily::Proportional };
    let font_id = FontId::new(if is_text { theme::BODY + 1.0 } else { theme::BODY }, family);
    let strikethrough = egui::Stroke::new(1.0, theme.ink.bad);
    let was = TextFormat {
        font_id: font_id.clone(),
        color: theme.ink.quiet,
        strikethrough,
        ..TextFormat::default()
    };
    let is = TextFormat { font_id, color: theme.ink.text, ..TextFormat::default() };
    let mut job = LayoutJob::default();
    job.append(before, 0.0, was);
    job.append(after, 8.0, is);
    job
}

/// What an annotation says of one of the things that can differ, in words.
fn told(view: &View<'_>, annotation: &Annotation, what: &str) -> String {
    let session = view.session;
    let none = || "none".to_owned();
    let words = |place: Option<&Fragments>| place.map_or_else(none, |place| words_of(view, place));
    match what {
        "tag" => {
            let label = session.tagset().labels.get(&annotation.label);
            label.map_or_else(|| annotation.label.to_string(), |label| label.name.clone())
        }
        "bounds" => words(Some(&annotation.fragments)),
        "source" => words(annotation.attribution.source.as_ref()),
        "cue" => words(annotation.attribution.cue.as_ref()),
        "speaker" => {
            let roles = [(VoiceRole::Speaker, ""), (VoiceRole::Via, "via "), (VoiceRole::Addressee, "to ")];
            let voices = roles.into_iter().flat_map(|(role, mark)| {
                let parties = annotation.attribution.parties(role);
                parties.map(move |party| format!("{mark}{}", session.register.party_in_words(party)))
            });
            let voices: Vec<String> = voices.collect();
            if voices.is_empty() { "nobody".to_owned() } else { voices.join(", ") }
        }
        "attributes" => {
            let values =
                annotation.attributes.iter().map(|(id, value)| match session.tagset().attributes.get(id) {
                    Some(known) => format!("{}: {}", known.name, session.value_in_words(known, value)),
                    None => id.to_string(),
                });
            let values: Vec<String> = values.collect();
            if values.is_empty() { none() } else { values.join(", ") }
        }
        _ => {
            let items = annotation.items.iter().map(|link| {
                let name = session.items.name(&link.item).unwrap_or(link.item.as_str());
                format!("{} {name}", link.act.name())
            });
            let items: Vec<String> = items.collect();
            if items.is_empty() { none() } else { items.join(", ") }
        }
    }
}

/// The words of a place in the article beside the table.
fn words_of(view: &View<'_>, place: &Fragments) -> String {
    let Some(beside) = &view.session.review.bench.beside else { return String::new() };
    let words = place.covered(beside.open.text()).unwrap_or_default().join(" […] ");
    let words = words.replace(|ch: char| ch.is_control(), " ");
    match words.char_indices().nth(MAX_WORDS) {
        Some((cut, _)) => format!("{}…", &words[..cut]),
        None => words,
    }
}
