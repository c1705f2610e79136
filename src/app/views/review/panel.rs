//! The row that is pointed at, in its article, with what to decide on it.

use egui::text::{LayoutJob, TextFormat};
use egui::{FontId, Key, RichText, ScrollArea, Stroke, TextEdit, Ui};

use super::filters::{note_id, review_button};
use super::table::standing_ink;
use crate::app::command::review::ReviewCommand;
use crate::app::command::{Command, Way};
use crate::app::fonts;
use crate::app::state::FocusWish;
use crate::app::state::review::{Correction, Row};
use crate::app::theme;
use crate::app::views::View;
use crate::app::widgets::controls;
use crate::model::annotation::{Annotation, AnnotationRef, VoiceRole};
use crate::model::article::Article;
use crate::model::reader::CorpusReader as _;
use crate::model::review::{JudgedDigest, decisions_on};
use crate::model::text::TextRange;

/// No more text than this is shown before and after the span, in bytes.
const AROUND: usize = 260;

/// Draws the panel: what is decided at its foot, so that it stays where it is from row to row.
pub(super) fn show(ui: &mut Ui, view: &View<'_>, queue: &mut Vec<Command>) {
    let table = &view.session.review;
    let Some(row) = table.row() else {
        egui::Frame::new().inner_margin(14).show(ui, |ui| {
            controls::heading(ui, view.theme, "In the article");
            ui.label(RichText::new("Point at a row to see it where it stands").color(view.theme.ink.quiet));
        });
        return;
    };
    let correction = table.correction.as_ref().filter(|correction| correction.row == row.key);
    foot_ui(ui, view, row, correction, queue);
    ScrollArea::vertical().id_salt("review panel").auto_shrink(false).show(ui, |ui| {
        egui::Frame::new().inner_margin(14).show(ui, |ui| {
            ui.spacing_mut().item_spacing.y = 8.0;
            controls::heading(ui, view.theme, "In the article");
            let title = view
                .session
                .article_row(&row.key.article)
                .map_or(row.key.article.as_str(), |known| &known.shown_title);
            controls::small(ui, view.theme, title);
            match view.session.corpus.article(&row.key.article) {
                Ok(article) => {
                    let shown = correction.map_or(&*row.annotation, |correction| &correction.annotation);
                    ui.label(in_article(view, &article, shown));
                }
                Err(err) => {
                    ui.label(RichText::new(err.to_string()).color(view.theme.ink.bad));
                }
            }
            earlier_ui(ui, view, row);
        });
    });
}

/// What is decided, or corrected, as high as it is; in a low window it leaves the words some room and scrolls.
fn foot_ui(
    ui: &mut Ui,
    view: &View<'_>,
    row: &Row,
    correction: Option<&Correction>,
    queue: &mut Vec<Command>,
) {
    const MARGIN: i8 = 14;
    let id = super::id().with("height of the foot");
    let known: f32 = ui.data(|data| data.get_temp(id)).unwrap_or(200.0);
    let most = (ui.available_height() * 0.66).max(80.0);
    let frame = egui::Frame::new().fill(view.theme.ground.panel).inner_margin(MARGIN);
    let panel = egui::Panel::bottom("review decision").frame(frame).resizable(false);
    let height = known.min(most);
    let content = panel.exact_size(height).show(ui, |ui| {
        let area = ScrollArea::vertical().id_salt("review decision").auto_shrink(false);
        let output = area.show(ui, |ui| {
            ui.spacing_mut().item_spacing.y = 8.0;
            if let Some(choice) = &view.desk.choice {
                crate::app::views::choices::show(ui, view, choice, queue);
            }
            match correction {
                Some(correction) => correction_ui(ui, view, correction, queue),
                None => decision_ui(ui, view, row, queue),
            }
        });
        // With the panel's margins and the line above it.
        output.content_size.y + height - output.inner_rect.height()
    });
    // The next frame gives it the height it turned out to need.
    if (content.inner - known).abs() > 0.5 {
        ui.data_mut(|data| data.insert_temp(id, content.inner));
        ui.request_repaint();
    }
}

/// The span with what stands around it.
fn in_article(view: &View<'_>, article: &Article, annotation: &Annotation) -> LayoutJob {
    let text = article.text.as_str();
    let hull = annotation.fragments.hull();
    let (start, end) = surroundings(text, hull);
    let label = view.session.tagset().labels.get(&annotation.label);
    let colour = label.map_or(view.theme.ink.quiet, |label| view.theme.label(label.colour));
    let mut cuts: Vec<usize> = vec![start, end];
    for (_, place) in annotation.all_fragments() {
        cuts.extend(place.ranges().iter().flat_map(|range| [range.start(), range.end()]));
    }
    cuts.retain(|cut| (start..=end).contains(cut));
    cuts.sort_unstable();
    cuts.dedup();
    let mut job = LayoutJob::default();
    let plain = TextFormat {
        font_id: FontId::new(theme::WORDS.0 + 1.0, fonts::serif()),
        color: view.theme.ink.quiet,
        line_height: Some(theme::WORDS.1 + 4.0),
        ..TextFormat::default()
    };
    if start > 0 {
        job.append("…", 0.0, plain.clone());
    }
    for pair in cuts.windows(2) {
        let Ok(range) = TextRange::new(pair[0], pair[1]) else { continue };
        let Ok(words) = range.of(text) else { continue };
        let mut format = plain.clone();
        if annotation.fragments.contains(range.start()) {
            format.color = view.theme.ink.text;
            format.background = view.theme.tint(colour);
            format.underline = Stroke::new(1.5, colour);
        } else if annotation.all_fragments().skip(1).any(|(_, place)| place.contains(range.start())) {
            format.color = view.theme.ink.text;
            format.underline = Stroke::new(1.0, colour);
        }
        for (idx, paragraph) in words.split("\n\n").enumerate() {
            if idx > 0 {
                // Half a line between paragraphs is enough here.
                let gap = TextFormat { line_height: Some(theme::WORDS.1 * 0.5), ..plain.clone() };
                job.append("\n", 0.0, plain.clone());
                job.append("\n", 0.0, gap);
            }
            job.append(paragraph, 0.0, format.clone());
        }
    }
    if end < text.len() {
        job.append("…", 0.0, plain);
    }
    job
}

/// The bytes around a span that are shown: whole words, and no title or byline of another paragraph but the one
/// before and after.
fn surroundings(text: &str, hull: TextRange) -> (usize, usize) {
    let start = text.floor_char_boundary(hull.start().saturating_sub(AROUND));
    let end = text.ceil_char_boundary((hull.end() + AROUND).min(text.len()));
    let before = &text[start..hull.start()];
    let start = match before.rmatch_indices("\n\n").map(|(at, _)| at).nth(1) {
        Some(at) => start + at + 2,
        None if start == 0 => 0,
        None => start + before.find(char::is_whitespace).map_or(0, |at| at + 1),
    };
    let after = &text[hull.end()..end];
    let end = match after.match_indices("\n\n").nth(1) {
        Some((at, _)) => hull.end() + at,
        None if end == text.len() => end,
        None => hull.end() + after.rfind(char::is_whitespace).unwrap_or(after.len()),
    };
    (start, end)
}

fn decision_ui(ui: &mut Ui, view: &View<'_>, row: &Row, queue: &mut Vec<Command>) {
    let theme = view.theme;
    let speaker =
        view.session.register.speakers_in_words(&row.annotation).unwrap_or_else(|| "nobody named".to_owned());
    let label = view.session.tagset().labels.get(&row.annotation.label);
    let label = label.map_or(row.annotation.label.as_str(), |label| &label.name);
    ui.label(RichText::new(format!("{label} · {speaker}")).color(theme.ink.text));
    ui.label(
        RichText::new(crate::app::run::capitalised(row.standing.name()))
            .color(standing_ink(view, row.standing)),
    );
    note_ui(ui, view, row, queue);
    let num_ticked = view.session.review.ticked.len();
    if num_ticked > 0 {
        let rows = if num_ticked == 1 { "row".to_owned() } else { format!("{num_ticked} rows") };
        controls::small(ui, theme, format!("Decisions are about the ticked {rows}, at the foot"));
        return;
    }
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing = egui::vec2(6.0, 6.0);
        for (name, command) in [
            ("Accept", ReviewCommand::Accept),
            ("Reject…", ReviewCommand::Reject),
            ("Correct…", ReviewCommand::Correct),
            ("Defer", ReviewCommand::Defer),
            ("Open in article", ReviewCommand::OpenInArticle),
        ] {
            review_button(ui, view, name, command, queue);
        }
    });
}

/// The note that goes with the decision.
fn note_ui(ui: &mut Ui, view: &View<'_>, row: &Row, queue: &mut Vec<Command>) {
    let key = view.keymap.first_key(&Command::EditNote, view.is_mac);
    let name = format!("Note, kept with the decision and shown to {}", row.key.annotator);
    let label = controls::field_name(ui, view.theme, &name, key.as_deref());
    let mut note = view.session.review.note.clone();
    let edit = TextEdit::multiline(&mut note)
        .id(note_id())
        .hint_text("What the annotator should know…")
        .desired_rows(2)
        .margin(egui::Margin::symmetric(10, 8))
        .desired_width(f32::INFINITY);
    let response = ui.add_enabled(view.session.corpus.read_only().is_none(), edit).labelled_by(label.id);
    if view.desk.focus_wish == Some(FocusWish::ReviewNote) {
        response.request_focus();
    }
    if response.changed() {
        queue.push(Command::Review(ReviewCommand::Note(note)));
    }
}

/// The correction that is being made.
fn correction_ui(ui: &mut Ui, view: &View<'_>, correction: &Correction, queue: &mut Vec<Command>) {
    let theme = view.theme;
    controls::heading(ui, theme, "Correction");
    let width = ((ui.available_width() - 6.0) * 0.5).floor();
    for pair in view.session.tagset().ordered_labels().chunks(2) {
        ui.horizontal(|ui| {
            ui.spacing_mut().item_spacing.x = 6.0;
            for label in pair {
                let is_chosen = correction.annotation.label == label.id;
                if controls::label_button(ui, theme, label, width, is_chosen).clicked() {
                    queue.push(Command::Review(ReviewCommand::CorrectLabel(label.id.clone())));
                }
            }
        });
    }
    for (name, is_end) in [("Start", false), ("End", true)] {
        ui.horizontal(|ui| {
            ui.allocate_ui_with_layout(egui::vec2(30.0, 28.0), *ui.layout(), |ui| {
                ui.set_min_width(30.0);
                controls::small(ui, theme, name);
            });
            for (what, way) in [("a word back", Way::Previous), ("a word on", Way::Next)] {
                let button = ui.button(what);
                let help = format!("Move the {} of the span {what}", name.to_lowercase());
                if button.on_hover_text(help).accessible_name(format!("{name} {what}")).clicked() {
                    queue.push(Command::Review(ReviewCommand::CorrectBound { is_end, way }));
                }
            }
        });
    }
    let label = controls::field_name(ui, theme, "Speaker", None);
    let current = || {
        let parties = correction.annotation.attribution.parties(VoiceRole::Speaker);
        let names: Vec<String> = parties.map(|party| view.session.register.party_in_words(party)).collect();
        names.join(", ")
    };
    let mut name = correction.speaker.clone().unwrap_or_else(current);
    let edit = TextEdit::singleline(&mut name)
        .id(note_id().with("speaker"))
        .hint_text("Nobody named")
        .margin(egui::Margin::symmetric(10, 8))
        .desired_width(f32::INFINITY);
    let response = ui.add(edit).labelled_by(label.id);
    if response.changed() {
        queue.push(Command::Review(ReviewCommand::CorrectSpeaker(name.clone())));
    }
    let by_enter = response.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
    let matches = if response.has_focus() { view.session.register.matches(&name) } else { Vec::new() };
    for (_, known) in matches {
        if known != name && controls::list_row(ui, theme, known, theme.border, false).clicked() {
            queue.push(Command::Review(ReviewCommand::CorrectSpeaker(known.to_owned())));
        }
    }
    ui.horizontal(|ui| {
        let keep = controls::key_button(ui, theme, "Keep correction", Some("Ctrl+Enter"), true);
        let by_keys = ui.input(|input| input.modifiers.command && input.key_pressed(Key::Enter));
        if keep.clicked() || by_enter || by_keys {
            queue.push(Command::Review(ReviewCommand::KeepCorrection));
        }
        if controls::key_button(ui, theme, "Drop", Some("Esc"), true).clicked() {
            queue.push(Command::Review(ReviewCommand::DropCorrection));
        }
    });
}

/// What has been decided before, by whom.
fn earlier_ui(ui: &mut Ui, view: &View<'_>, row: &Row) {
    let Some(layers) = view.session.corpus.state().layers.get(&row.key.article) else { return };
    let on = AnnotationRef { annotator: row.key.annotator.clone(), annotation: row.key.annotation.clone() };
    let decisions = decisions_on(layers, &on, None);
    if decisions.is_empty() {
        return;
    }
    controls::heading(ui, view.theme, "Decisions");
    let digest = JudgedDigest::of(&row.annotation);
    for (reviewer, decision) in decisions {
        controls::small(ui, view.theme, crate::app::views::decision_in_words(reviewer, decision, digest));
    }
}
