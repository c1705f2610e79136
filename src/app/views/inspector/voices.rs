//! Who said the span in focus: speaker, who passed it on, who was spoken to, the words that say so; and what is
//! proposed where nothing is set.

use egui::{Key, Modifiers, TextEdit, Ui};

use super::fields::{draft_command, field_id, offered_button, select_all, small_button};
use crate::app::command::{Command, Field, Speaker, Subject};
use crate::app::directional;
use crate::app::state::FocusWish;
use crate::app::state::article::OpenArticle;
use crate::app::views::View;
use crate::app::widgets::controls;
use crate::app::widgets::reading::access::shortened;
use crate::model::annotation::{Annotation, Party, VoiceRole};
use crate::model::id::VoiceId;

/// The longest name that can be typed, in characters.
const MAX_NAME: usize = 200;
/// Words of a source or cue that are shown, in characters.
const MAX_WORDS: usize = 60;

/// Draws everything about who said it.
pub fn show(ui: &mut Ui, view: &View<'_>, open: &OpenArticle, span: &Annotation, queue: &mut Vec<Command>) {
    voice_ui(ui, view, span, VoiceRole::Speaker, queue);
    words_ui(ui, view, open, span, queue);
    for role in [VoiceRole::Addressee, VoiceRole::Via] {
        let is_set = span.attribution.parties(role).next().is_some();
        let field = Field::Voice(role);
        let subject = Subject::Span(span.id.clone());
        let is_open = view.desk.draft_of(&subject, &field).is_some()
            || view.desk.focus_wish == Some(FocusWish::Field(field.clone()))
            || ui.memory(|memory| memory.has_focus(field_id(&field)));
        if is_set || is_open {
            voice_ui(ui, view, span, role, queue);
        }
    }
}

/// A role's name on screen and the command that leads to it.
fn role_name(role: VoiceRole) -> (&'static str, Command) {
    match role {
        VoiceRole::Speaker => ("Speaker", Command::Speaker),
        VoiceRole::Via => ("Passed on by", Command::Via),
        VoiceRole::Addressee => ("Said to", Command::Addressee),
    }
}

/// A role: a field with matches from the register, and the choices that are no entries of it.
fn voice_ui(ui: &mut Ui, view: &View<'_>, span: &Annotation, role: VoiceRole, queue: &mut Vec<Command>) {
    let theme = view.theme;
    let register = &view.session.register;
    let (name, command) = role_name(role);
    let field = Field::Voice(role);
    let subject = Subject::Span(span.id.clone());
    let id = field_id(&field);
    // While something is proposed, the key takes that; it stands beside it.
    let is_offered = role == VoiceRole::Speaker
        && view.session.open.as_ref().is_some_and(|open| open.offers.speaker_of(&span.id).is_some());
    let key = view.keymap.first_key(&command, view.is_mac).filter(|_| !is_offered);
    let label = controls::field_name(ui, theme, name, key.as_deref());
    let draft = view.desk.draft_of(&subject, &field);
    let current: Vec<String> =
        span.attribution.parties(role).map(|party| register.party_in_words(party)).collect();
    let current = current.join(", ");
    let mut text = draft.map_or_else(|| current.clone(), |draft| draft.text.clone());
    let mut picked = draft.and_then(|draft| draft.picked);
    let matches = if draft.is_some() { register.matches(&text) } else { Vec::new() };

    if ui.memory(|memory| memory.has_focus(id)) && !matches.is_empty() {
        let before = picked;
        picked = picked_by_keys(ui, picked, matches.len());
        if picked != before {
            queue.push(draft_command(&subject, &field, &text, picked));
        }
    }
    let hint = inherited(view, span).map(|name| format!("{name}, from the quote around it"));
    let mut layouter = directional::field_layouter(false);
    let edit = TextEdit::singleline(&mut text)
        .layouter(&mut layouter)
        .id(id)
        .hint_text(hint.unwrap_or_else(|| "Nobody named yet".to_owned()))
        .char_limit(MAX_NAME)
        .margin(egui::Margin::symmetric(10, 8))
        .desired_width(f32::INFINITY);
    let enabled = view.session.corpus.read_only().is_none();
    let response = directional::add_field(ui, enabled, edit).labelled_by(label.id);
    if view.desk.focus_wish == Some(FocusWish::Field(field.clone())) {
        response.request_focus();
        select_all(ui, id, &text);
    }
    if response.changed() {
        queue.push(draft_command(&subject, &field, &text, None));
    }
    if response.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter)) {
        queue.push(Command::KeepField);
    }
    if draft.is_none() && enabled && !current.is_empty() {
        let at = egui::pos2(response.rect.right() - 17.0, response.rect.center().y);
        let cross = egui::Rect::from_center_size(at, egui::vec2(22.0, 22.0));
        let help = format!("Clear: {}", name.to_lowercase());
        if controls::cross_ui(ui, theme, cross, &help).clicked() {
            queue.push(Command::SetVoice { role, who: Speaker::Named(String::new()), joins: false });
        }
    }
    if role == VoiceRole::Speaker {
        affiliation_ui(ui, view, span, enabled, queue);
    }
    if draft.is_some() {
        choices_ui(ui, view, role, &text, &matches, picked, queue);
    } else if enabled {
        buttons_ui(ui, view, span, role, &command, queue);
    }
}

/// Whom unnamed speakers belong to, where there are any.
fn affiliation_ui(ui: &mut Ui, view: &View<'_>, span: &Annotation, enabled: bool, queue: &mut Vec<Command>) {
    let mut unnamed = span.attribution.parties(VoiceRole::Speaker).filter_map(|party| match party {
        Party::Unnamed { affiliation, .. } => Some(affiliation.as_ref()),
        Party::Registered(_) | Party::Article => None,
    });
    let Some(affiliation) = unnamed.next() else { return };
    let name = affiliation.and_then(|id| view.session.register.name(id));
    let words = name.map_or_else(|| "belong to…".to_owned(), |name| format!("belong to {name}"));
    let button = ui.add_enabled_ui(enabled, |ui| small_button(ui, &words)).inner;
    if button.on_hover_text(view.tip(&Command::Affiliation)).clicked() {
        queue.push(Command::Affiliation);
    }
}

/// What can be done with a role without typing.
fn buttons_ui(
    ui: &mut Ui,
    view: &View<'_>,
    span: &Annotation,
    role: VoiceRole,
    command: &Command,
    queue: &mut Vec<Command>,
) {
    let set = |who| Command::SetVoice { role, who, joins: false };
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing.x = 4.0;
        ui.spacing_mut().button_padding.x = 7.0;
        let choose = small_button(ui, "Choose…");
        if choose.on_hover_text("Everybody named nearby, numbered").clicked() {
            queue.push(
                if role == VoiceRole::Speaker
                    && view.session.open.as_ref().is_some_and(|open| open.offers.drawn.is_some())
                {
                    Command::ChooseVoice(role)
                } else {
                    command.clone()
                },
            );
        }
        let is_articles = span.attribution.parties(role).any(|party| *party == Party::Article);
        if role == VoiceRole::Speaker
            && !is_articles
            && small_button(ui, "Own voice").on_hover_text("The article itself says it").clicked()
        {
            queue.push(set(Speaker::Article));
        }
        if role == VoiceRole::Speaker {
            for other in [VoiceRole::Addressee, VoiceRole::Via] {
                let (name, command) = role_name(other);
                let is_set = span.attribution.parties(other).next().is_some();
                if !is_set {
                    let key = view.keymap.first_key(&command, view.is_mac).unwrap_or_default();
                    if small_button(ui, &format!("{name}…"))
                        .on_hover_text(format!("Choose ({key})"))
                        .clicked()
                    {
                        queue.push(command);
                    }
                }
            }
        }
    });
}

/// What is proposed: one button takes all of it.
pub(super) fn offer_ui(
    ui: &mut Ui,
    view: &View<'_>,
    open: &OpenArticle,
    span: &Annotation,
    queue: &mut Vec<Command>,
) {
    let Some(offer) = open.offers.speaker_of(&span.id) else { return };
    if view.session.corpus.read_only().is_some() {
        return;
    }
    let cue = offer.cue.as_ref().and_then(|cue| cue.covered(open.text()).ok()).map(|cue| cue.join(" … "));
    let detail = cue.map(|cue| format!(", “{}”", shortened(&cue, 30))).unwrap_or_default();
    let name = format!("{}?{detail}", offer.speaker);
    if offered_button(ui, view, &name, "Take the offered speaker, source and cue", &Command::Speaker) {
        queue.push(Command::TakeOffer { idx: 0, joins: false });
    }
}

/// The words in the text that say who said it.
fn words_ui(ui: &mut Ui, view: &View<'_>, open: &OpenArticle, span: &Annotation, queue: &mut Vec<Command>) {
    let parts = [
        ("Source", &span.attribution.source, Command::ClearSource, None),
        ("Cue", &span.attribution.cue, Command::ClearCue, view.keymap.first_key(&Command::Cue, view.is_mac)),
    ];
    for (name, place, clear, key) in parts {
        let Some(place) = place else { continue };
        controls::field_name(ui, view.theme, name, key.as_deref());
        let words = place.covered(open.text()).unwrap_or_default().join(" … ");
        let help = format!("Take the {} away", name.to_lowercase());
        let can_change = view.session.corpus.read_only().is_none();
        let help = can_change.then_some(help.as_str());
        if controls::words_box(ui, view.theme, &shortened(&words, MAX_WORDS), help) {
            queue.push(clear);
        }
    }
}

/// What typed words can mean: entries that match, a new entry, somebody without a name.
fn choices_ui(
    ui: &mut Ui,
    view: &View<'_>,
    role: VoiceRole,
    text: &str,
    matches: &[(&VoiceId, &str)],
    picked: Option<usize>,
    queue: &mut Vec<Command>,
) {
    let theme = view.theme;
    let set = |who| Command::SetVoice { role, who, joins: false };
    ui.scope(|ui| {
        ui.spacing_mut().item_spacing.y = 1.0;
        for (idx, (voice, name)) in matches.iter().enumerate() {
            if controls::list_row(ui, theme, name, theme.border, picked == Some(idx)).clicked() {
                queue.push(set(Speaker::Registered((*voice).clone())));
            }
        }
    });
    let typed = text.trim();
    let hint = if typed.is_empty() {
        "Enter clears it".to_owned()
    } else if picked.is_some() {
        "Enter takes the marked name".to_owned()
    } else if view.session.register.named(typed).is_some() {
        format!("Enter takes “{typed}”")
    } else {
        format!("Enter adds “{typed}” to the register")
    };
    controls::small(ui, theme, hint);
    if !typed.is_empty() {
        let unnamed = small_button(ui, &format!("Unnamed: “{typed}”"));
        if unnamed.on_hover_text("Somebody without a name, never joined with others").clicked() {
            queue.push(set(Speaker::Unnamed(typed.to_owned())));
        }
    }
    if role == VoiceRole::Speaker
        && small_button(ui, "The article's own voice").on_hover_text("The article itself says it").clicked()
    {
        queue.push(set(Speaker::Article));
    }
}

/// The match that arrow keys lead to; above the first one stands what was typed.
pub(super) fn picked_by_keys(ui: &Ui, picked: Option<usize>, num_matches: usize) -> Option<usize> {
    let (down, up) = ui.input_mut(|input| {
        let down = input.consume_key(Modifiers::NONE, Key::ArrowDown);
        (down, input.consume_key(Modifiers::NONE, Key::ArrowUp))
    });
    if down {
        Some(picked.map_or(0, |idx| (idx + 1).min(num_matches - 1)))
    } else if up {
        picked.and_then(|idx| idx.checked_sub(1))
    } else {
        picked
    }
}

/// The speaker a span without one takes from the quote it lies in.
fn inherited(view: &View<'_>, span: &Annotation) -> Option<String> {
    let outer = view.session.open.as_ref()?.inherited_from(span)?;
    view.session.register.speakers_in_words(outer)
}
