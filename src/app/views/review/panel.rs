//! The article of the row that is pointed at, and below it what is decided on the row, or the span while it is
//! being changed.

use egui::{Key, RichText, ScrollArea, TextEdit, Ui, WidgetInfo};

use super::filters::note_id;
use super::foot::command_button;
use super::table::in_words;
use super::{returned, standing_ink};
use crate::app::command::Command;
use crate::app::command::review::{AskCommand, ReviewCommand};
use crate::app::directional;
use crate::app::state::FocusWish;
use crate::app::state::review::Row;
use crate::app::state::review::bench::{Editing, Prompt, PromptAbout};
use crate::app::theme;
use crate::app::views::View;
use crate::app::widgets::controls;
use crate::app::widgets::reading::{Manner, ReadingView, Scene};
use crate::model::review::{JudgedDigest, decisions_on};
use crate::model::text::numbers::counted;

/// Room at the sides of what stands in the panel.
pub(super) const MARGIN: i8 = 14;
/// The most of the panel's height that is taken by what is decided, and by a list of choices in a low window.
const MAX_FOOT: f32 = 0.62;
const MAX_CHOICES: f32 = 0.5;
/// A panel lower than this is a low one.
const LOW: f32 = 640.0;

/// Draws the panel: what is decided at its foot, so that it stays where it is from row to row.
pub(super) fn show(ui: &mut Ui, view: &View<'_>, reading: &mut ReadingView, queue: &mut Vec<Command>) {
    let table = &view.session.review;
    if let Some(editing) = &table.bench.editing {
        return editing_ui(ui, view, editing, reading, queue);
    }
    // While a question is open its answers have the room.
    if view.desk.choice.is_none() && table.bench.prompt.is_none() {
        super::checks::show(ui, view, queue);
    }
    foot_ui(ui, view, queue);
    let Some(row) = table.row() else {
        egui::Frame::new().inner_margin(MARGIN).show(ui, |ui| {
            controls::heading(ui, view.theme, "In the article");
            ui.label(RichText::new("Point at a row to see it where it stands").color(view.theme.ink.quiet));
        });
        return;
    };
    head_ui(ui, view, row, queue);
    egui::CentralPanel::no_frame().show(ui, |ui| beside_ui(ui, view, row, reading, queue));
}

/// The article's title, which leads to it, and whose span the row is.
fn head_ui(ui: &mut Ui, view: &View<'_>, row: &Row, queue: &mut Vec<Command>) {
    let frame =
        egui::Frame::new().fill(view.theme.ground.panel).inner_margin(egui::Margin::symmetric(MARGIN, 10));
    egui::Panel::top("review article head").frame(frame).resizable(false).show(ui, |ui| {
        ui.spacing_mut().item_spacing.y = 4.0;
        controls::heading(ui, view.theme, "In the article");
        let known = view.session.article_row(&row.key.article);
        let title = known.map_or(row.key.article.as_str(), |known| &known.shown_title);
        let words = RichText::new(title).color(view.theme.ink.text);
        let link = ui.add(egui::Label::new(words).truncate().sense(egui::Sense::click()));
        link.widget_info(|| WidgetInfo::labeled(egui::Role::Link, true, format!("Open {title}")));
        let command = Command::Review(ReviewCommand::OpenInArticle);
        if link.on_hover_text(view.tip(&command)).clicked() {
            queue.push(command);
        }
        let mut about = Vec::new();
        if view.session.review.hides(row, view.session.annotator()) {
            about.push("by somebody, until you have decided".to_owned());
        } else {
            about.push(format!("by {}", row.key.annotator));
        }
        if let Some(known) = known {
            about.extend(Some(known.metadata.outlet.clone()).filter(|outlet| !outlet.is_empty()));
            about.extend(known.metadata.date.map(|date| date.format("%-d %B %Y").to_string()));
        }
        let about = crate::model::text::visible::shown_name(&about.join(" · ")).into_owned();
        ui.add(egui::Label::new(super::small_words(about, view)).truncate());
    });
}

/// The article with the row's span in focus; all others of its annotator stand back.
fn beside_ui(ui: &mut Ui, view: &View<'_>, row: &Row, reading: &mut ReadingView, queue: &mut Vec<Command>) {
    let session = view.session;
    let Some(beside) = session.review.bench.beside.as_ref().filter(|beside| beside.row == row.key) else {
        egui::Frame::new().inner_margin(MARGIN).show(ui, |ui| {
            ui.label(RichText::new("The article can’t be read").color(view.theme.ink.bad));
        });
        return;
    };
    // Where a list leaves less room, the words move into what is left.
    let id = super::id().with("room for the article");
    let height = ui.available_height();
    let known: Option<f32> = ui.data(|data| data.get_temp(id));
    if known.is_none_or(|known| height < known - 0.5) {
        reading.reveal_with_room(row.annotation.fragments.start());
    }
    ui.data_mut(|data| data.insert_temp(id, height));
    let hides = session.review.hides(row, session.annotator());
    let scene = Scene {
        open: &beside.open,
        layer: beside.layer.as_deref(),
        tagset: session.tagset(),
        register: &session.register,
        theme: view.theme,
        size: reading_size(view),
        flash: None,
        layers: session.corpus.state().layers.get(&row.key.article).filter(|_| !hides),
        annotator: &row.key.annotator,
        shown: None,
        manner: Manner { is_writable: false, is_quiet: true },
        hits: None,
    };
    reading.show(ui, &scene, false, queue);
}

/// Reading text is a little smaller beside the table than where it has the window to itself.
fn reading_size(view: &View<'_>) -> f32 {
    (view.settings.reading_size - 2.0).max(*theme::READING_RANGE.start())
}

/// The span while it is being changed: the article on top, the inspector below, how it ends at the foot.
fn editing_ui(
    ui: &mut Ui,
    view: &View<'_>,
    editing: &Editing,
    reading: &mut ReadingView,
    queue: &mut Vec<Command>,
) {
    let session = view.session;
    let is_correction = editing.is_correction(session.annotator());
    let frame = egui::Frame::new().fill(view.theme.ground.panel).inner_margin(MARGIN);
    egui::Panel::bottom("review editing end").frame(frame).resizable(false).show(ui, |ui| {
        ui.horizontal_wrapped(|ui| {
            ui.spacing_mut().item_spacing = egui::vec2(6.0, 6.0);
            let name = if is_correction { "Keep correction" } else { "Keep change" };
            // While bounds are moved, Enter and Esc are about these, and say so beside the words.
            let is_next = session.open.as_ref().is_none_or(|open| open.bounds.is_none());
            let [enter, esc] = ["Enter", "Esc"].map(|key| is_next.then_some(key));
            let keep = controls::inked_button(ui, view.theme, name, enter, true, Some(view.theme.ink.good));
            if keep.on_hover_text("Keep it, and go on to the next row that waits").clicked() {
                queue.push(Command::Review(ReviewCommand::KeepCorrection));
            }
            let drop = controls::key_button(ui, view.theme, "Drop", esc, true);
            if drop.on_hover_text("Take back all that was changed").clicked() {
                queue.push(Command::Review(ReviewCommand::DropCorrection));
            }
        });
    });
    let height = (ui.available_height() * 0.5).max(120.0);
    let panel = egui::Frame::new().fill(view.theme.ground.panel);
    egui::Panel::bottom("review editing").exact_size(height).resizable(false).frame(panel).show(ui, |ui| {
        crate::app::views::inspector::show(ui, view, queue);
    });
    let frame =
        egui::Frame::new().fill(view.theme.ground.panel).inner_margin(egui::Margin::symmetric(MARGIN, 10));
    egui::Panel::top("review editing head").frame(frame).resizable(false).show(ui, |ui| {
        let hides = session.review.row().is_some_and(|row| session.review.hides(row, session.annotator()));
        let whose = if hides { "a span".to_owned() } else { format!("{}’s span", editing.row.annotator) };
        let text =
            if is_correction { format!("Correcting {whose}") } else { "Changing your span".to_owned() };
        controls::heading(ui, view.theme, &text);
        let why = if is_correction {
            "Theirs stays as it is; this is how it should be"
        } else {
            "Each change is saved at once"
        };
        controls::small(ui, view.theme, why);
    });
    egui::CentralPanel::no_frame().show(ui, |ui| {
        let Some(open) = &session.open else { return };
        let takes_focus = match &view.desk.focus_wish {
            Some(wish) => matches!(wish, FocusWish::Text | FocusWish::Review),
            None => view.desk.dialog.is_none() && ui.memory(|memory| memory.focused().is_none()),
        };
        let choice = view.desk.choice.as_ref();
        let scene = Scene {
            open,
            layer: session.open_layer(),
            tagset: session.tagset(),
            register: &session.register,
            theme: view.theme,
            size: reading_size(view),
            flash: view.desk.flash.map(|(range, _)| range),
            layers: None,
            annotator: session.annotator(),
            shown: choice.and_then(|choice| choice.marked()).and_then(|row| row.shows.as_ref()),
            manner: Manner { is_writable: session.corpus.read_only().is_none(), is_quiet: true },
            hits: None,
        };
        reading.show(ui, &scene, takes_focus, queue);
    });
}

/// What is decided, as high as it is; in a low window it leaves the words some room and scrolls.
fn foot_ui(ui: &mut Ui, view: &View<'_>, queue: &mut Vec<Command>) {
    let bench = &view.session.review.bench;
    if view.desk.choice.is_none() && bench.prompt.is_none() && view.session.review.row().is_none() {
        return;
    }
    let id = super::id().with("height of the foot");
    let known: f32 = ui.data(|data| data.get_temp(id)).unwrap_or(200.0);
    // The words that are judged stay in view beside the list of reasons.
    let height = ui.available_height();
    let share = if view.desk.choice.is_some() && height < LOW { MAX_CHOICES } else { MAX_FOOT };
    let most = (height * share).max(80.0);
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
            if let Some(prompt) = &view.session.review.bench.prompt {
                prompt_ui(ui, view, prompt, queue);
            }
            if let Some(row) = view.session.review.row() {
                returned::show(ui, view, row, queue);
                decision_ui(ui, view, row, queue);
                earlier_ui(ui, view, row);
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

/// The line that waits for words.
fn prompt_ui(ui: &mut Ui, view: &View<'_>, prompt: &Prompt, queue: &mut Vec<Command>) {
    let theme = view.theme;
    let num = view.session.review.ticked.len();
    let question = prompt.about.question();
    let title =
        if num > 1 { format!("{question} — for {}", counted(num, "row")) } else { question.to_owned() };
    let label = ui.label(RichText::new(title).color(theme.ink.text));
    let mut text = prompt.text.clone();
    let mut layouter = directional::field_layouter(false);
    let edit = TextEdit::singleline(&mut text)
        .layouter(&mut layouter)
        .id(super::id().with("prompt"))
        .margin(egui::Margin::symmetric(10, 8))
        .desired_width(f32::INFINITY);
    let response = directional::add_field(ui, true, edit).labelled_by(label.id);
    response.widget_info(|| WidgetInfo::labeled(egui::Role::TextInput, true, question));
    if view.desk.focus_wish == Some(FocusWish::ReviewPrompt) {
        response.request_focus();
    }
    let ask = |command| Command::Review(ReviewCommand::Ask(command));
    if response.changed() {
        queue.push(ask(AskCommand::Typed(text.clone())));
    }
    let by_enter = response.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
    if prompt.about == PromptAbout::Speaker {
        for (_, known) in view.session.register.matches(&text) {
            if known != text && controls::list_row(ui, theme, known, theme.border, false).clicked() {
                queue.push(ask(AskCommand::Typed(known.to_owned())));
                queue.push(ask(AskCommand::Keep));
            }
        }
    }
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 6.0;
        let keep = controls::key_button(ui, theme, "Keep", Some("Enter"), true);
        if keep.on_hover_text("Take these words").clicked() || by_enter {
            queue.push(ask(AskCommand::Keep));
        }
        if controls::key_button(ui, theme, "Leave", Some("Esc"), true)
            .on_hover_text("Change nothing")
            .clicked()
        {
            queue.push(ask(AskCommand::Drop));
        }
    });
}

fn decision_ui(ui: &mut Ui, view: &View<'_>, row: &Row, queue: &mut Vec<Command>) {
    let theme = view.theme;
    let table = &view.session.review;
    let speaker = table.said_by(row).unwrap_or("nobody named");
    let label = view.session.tagset().labels.get(&row.annotation.label);
    let label = label.map_or(row.annotation.label.as_str(), |label| &label.name);
    ui.label(RichText::new(format!("{label} · {speaker}")).color(theme.ink.text));
    let attributes = view.session.attributes_in_words(&row.annotation);
    if !attributes.is_empty() {
        ui.label(RichText::new(attributes).color(theme.ink.text));
    }
    let ink = standing_ink(view, table.standing(row, view.session.annotator()));
    ui.label(RichText::new(crate::app::run::capitalised(&in_words(view, row))).color(ink));
    if row.facts.review.is_self_decided && row.key.annotator == *view.session.annotator() {
        controls::small(ui, theme, "Your own word on it; it counts until somebody else decides");
    }
    note_ui(ui, view, row, queue);
    let num_ticked = table.ticked.len();
    if num_ticked > 0 {
        let rows = if num_ticked == 1 { "row".to_owned() } else { counted(num_ticked, "row") };
        controls::small(ui, theme, format!("Decisions are about the ticked {rows}, at the foot"));
        return;
    }
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing = egui::vec2(6.0, 6.0);
        for (name, command) in [
            ("Accept", ReviewCommand::Accept),
            ("Reject…", ReviewCommand::Reject),
            ("Defer…", ReviewCommand::Defer),
            ("Edit…", ReviewCommand::Correct),
            ("Open in article", ReviewCommand::OpenInArticle),
        ] {
            command_button(ui, view, name, Command::Review(command), queue);
        }
    });
}

/// The note that goes with the decision.
fn note_ui(ui: &mut Ui, view: &View<'_>, row: &Row, queue: &mut Vec<Command>) {
    let key = view.keymap.first_key(&Command::EditNote, view.is_mac);
    let hides = view.session.review.hides(row, view.session.annotator());
    let whom = if hides { "the annotator" } else { row.key.annotator.as_str() };
    let name = format!("Note, kept with the decision and shown to {whom}");
    let label = controls::field_name(ui, view.theme, &name, key.as_deref());
    let mut note = view.session.review.bench.note.clone();
    let mut layouter = directional::field_layouter(true);
    let edit = TextEdit::multiline(&mut note)
        .layouter(&mut layouter)
        .id(note_id())
        .hint_text("What the annotator should know…")
        .desired_rows(1)
        .margin(egui::Margin::symmetric(10, 8))
        .desired_width(f32::INFINITY);
    let response =
        directional::add_field(ui, view.session.corpus.read_only().is_none(), edit).labelled_by(label.id);
    if view.desk.focus_wish == Some(FocusWish::ReviewNote) {
        response.request_focus();
    }
    if response.changed() {
        queue.push(Command::Review(ReviewCommand::Note(note)));
    }
}

/// What has been decided before, by whom; not in a blind review.
fn earlier_ui(ui: &mut Ui, view: &View<'_>, row: &Row) {
    if view.session.review.hides(row, view.session.annotator()) {
        return;
    }
    let Some(layers) = view.session.corpus.state().layers.get(&row.key.article) else { return };
    let decisions = decisions_on(layers, &row.key.to_ref(), None);
    if decisions.is_empty() {
        return;
    }
    controls::heading(ui, view.theme, "Decisions");
    let digest = JudgedDigest::of(&row.annotation);
    for (reviewer, decision) in decisions {
        let by_self = if *reviewer == row.key.annotator { " (self)" } else { "" };
        let words = crate::app::views::decision_in_words(reviewer, decision, digest);
        controls::small(ui, view.theme, format!("{words}{by_self}"));
    }
}
