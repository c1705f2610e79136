//! Names, roles and what an entry belongs to: a line each, with its days where it has any.

use egui::{Ui, vec2};

use crate::app::command::voices::{FactKind, VoicesCommand, VoicesField};
use crate::app::command::{Command, Draft, Field, Subject};
use crate::app::views::View;
use crate::app::views::line_field::LineField;
use crate::app::views::quote_rows::day_in_words;
use crate::app::widgets::controls;
use crate::model::change::voices::Fact;
use crate::model::voice::{Dated, JoinedVoice};

/// One fact as it is drawn.
struct Line {
    words: String,
    from: String,
    to: String,
    fact: Fact,
}

/// Draws one of the lists of facts.
pub(super) fn show(
    ui: &mut Ui,
    view: &View<'_>,
    entry: &JoinedVoice,
    kind: FactKind,
    queue: &mut Vec<Command>,
) {
    let theme = view.theme;
    let at = &view.session.wide.voices.at;
    let add = Command::Voices(VoicesCommand::Add(kind));
    let enabled = view.session.corpus.read_only().is_none();
    let subject = Subject::Voice(entry.voice.id.clone());
    ui.horizontal(|ui| {
        controls::small(ui, theme, kind.heading());
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            let key = view.key(&add);
            let response = controls::key_button(ui, theme, "Add", key.as_deref(), enabled);
            let name = format!("Add a {}", kind.name());
            if response.accessible_name(name).on_hover_text(view.tip(&add)).clicked() {
                queue.push(add.clone());
            }
        });
    });
    let lines = lines_of(view, entry, kind);
    for (idx, line) in lines.iter().enumerate() {
        line_ui(ui, view, &subject, (kind, idx), line, queue);
    }
    let field = Field::Voices(VoicesField::Fact(kind, lines.len()));
    let has_draft = view.desk.draft_of(&subject, &field).is_some();
    if at.adding == Some(kind) || has_draft {
        let hint = match kind {
            FactKind::Alias => "Another name",
            FactKind::Role => "Office or function",
            FactKind::BelongsTo => "Name of an entry",
        };
        let name = format!("New {}", kind.name());
        let (width, field) = (f32::INFINITY, Field::Voices(VoicesField::Fact(kind, lines.len())));
        LineField { subject: subject.clone(), field, name: &name, hint, current: "", width, wish: None }
            .show(ui, view, queue);
        if kind == FactKind::BelongsTo {
            matches_ui(ui, view, &subject, VoicesField::Fact(kind, lines.len()), queue);
        }
    }
}

fn line_ui(
    ui: &mut Ui,
    view: &View<'_>,
    subject: &Subject,
    (kind, idx): (FactKind, usize),
    line: &Line,
    queue: &mut Vec<Command>,
) {
    let theme = view.theme;
    let enabled = view.session.corpus.read_only().is_none();
    let at = &view.session.wide.voices.at;
    let has_days = !line.from.is_empty() || !line.to.is_empty();
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 4.0;
        let name = format!("{} {}", kind.heading(), idx + 1);
        let days_room = if has_days { 0.0 } else { 54.0 };
        let width = ui.available_width() - 28.0 - days_room;
        let (subject, field) = (subject.clone(), Field::Voices(VoicesField::Fact(kind, idx)));
        LineField { subject, field, name: &name, hint: "", current: &line.words, width, wish: None }
            .show(ui, view, queue);
        if !has_days {
            let days = controls::key_button(ui, theme, "Days", None, enabled);
            let days = days.accessible_name(format!("Days of {}", line.words));
            if days.on_hover_text("From when to when it held").clicked() {
                queue.push(Command::Voices(VoicesCommand::Days(kind, idx)));
            }
        }
        let (rect, _) = ui.allocate_exact_size(vec2(22.0, 22.0), egui::Sense::hover());
        if controls::cross_ui(ui, theme, rect, &format!("Remove {}", line.words)).clicked() && enabled {
            queue.push(Command::Voices(VoicesCommand::RemoveFact(line.fact.clone())));
        }
    });
    if kind == FactKind::BelongsTo {
        matches_ui(ui, view, subject, VoicesField::Fact(kind, idx), queue);
    }
    if has_days || at.days == Some((kind, idx)) {
        ui.horizontal(|ui| {
            ui.spacing_mut().item_spacing.x = 6.0;
            for (words, field, current) in [
                ("from", VoicesField::From(kind, idx), &line.from),
                ("to", VoicesField::To(kind, idx), &line.to),
            ] {
                controls::small(ui, theme, words);
                let name = format!("{} {words}", line.words);
                let (subject, field) = (subject.clone(), Field::Voices(field));
                LineField { subject, field, name: &name, hint: "always", current, width: 100.0, wish: None }
                    .show(ui, view, queue);
            }
        });
    }
}

/// Entries that what is typed could mean. They stay while the field is left for one of them.
fn matches_ui(ui: &mut Ui, view: &View<'_>, subject: &Subject, field: VoicesField, queue: &mut Vec<Command>) {
    let field = Field::Voices(field);
    let Some(draft) = view.desk.draft_of(subject, &field) else { return };
    let Subject::Voice(own) = subject else { return };
    let others = view.session.register.matches(&draft.text).into_iter();
    let others = others.filter(|(id, known)| *id != own && *known != draft.text);
    ui.vertical(|ui| {
        ui.spacing_mut().item_spacing.y = 2.0;
        for (_, known) in others {
            if controls::list_row(ui, view.theme, known, view.theme.border, false).clicked() {
                let (subject, field, text) = (subject.clone(), field.clone(), known.to_owned());
                queue.push(Command::Draft(Draft { subject, field, text, picked: None }));
                queue.push(Command::KeepField);
            }
        }
    });
}

fn lines_of(view: &View<'_>, entry: &JoinedVoice, kind: FactKind) -> Vec<Line> {
    let day = day_in_words;
    let words = |dated: &Dated<String>, fact: fn(Dated<String>) -> Fact| Line {
        words: dated.value.clone(),
        from: day(dated.from),
        to: day(dated.to),
        fact: fact(dated.clone()),
    };
    let voice = &entry.voice;
    match kind {
        FactKind::Alias => voice.aliases.iter().map(|dated| words(dated, Fact::Alias)).collect(),
        FactKind::Role => voice.roles.iter().map(|dated| words(dated, Fact::Role)).collect(),
        FactKind::BelongsTo => {
            let line = |dated: &Dated<crate::model::id::VoiceId>| Line {
                words: view
                    .session
                    .register
                    .name(&dated.value)
                    .map_or_else(|| dated.value.to_string(), str::to_owned),
                from: day(dated.from),
                to: day(dated.to),
                fact: Fact::BelongsTo(dated.clone()),
            };
            voice.belongs_to.iter().map(line).collect()
        }
    }
}
