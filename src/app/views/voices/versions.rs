//! Quotes of an entry that several articles have: each version with its outlet and day, and what differs from the
//! earliest marked in its words.

use egui::text::LayoutJob;
use egui::{FontFamily, FontId, Role, ScrollArea, Sense, Stroke, TextFormat, Ui, WidgetInfo, pos2, vec2};

use super::{VoicesView, id};
use crate::analysis::drift::{Version, VersionDifferences};
use crate::app::command::Command;
use crate::app::command::voices::VoicesCommand;
use crate::app::fonts;
use crate::app::state::voices::VoicesPart;
use crate::app::theme;
use crate::app::views::View;
use crate::app::views::quote_rows::{cell, day_in_words, row_ground_ui};
use crate::model::text::visible::{shown_name, visible};

/// Height of a version: a line about it and two of its words.
const HEIGHT: f32 = 68.0;

/// Draws them.
pub(super) fn show(
    ui: &mut Ui,
    view: &View<'_>,
    voices: &mut VoicesView,
    has_focus: bool,
    queue: &mut Vec<Command>,
) {
    let desk = &view.session.wide.voices;
    ui.spacing_mut().item_spacing.y = 0.0;
    let in_beside = desk.at.part == VoicesPart::Beside;
    let scroll = ScrollArea::vertical().id_salt("voices versions").auto_shrink(false);
    let mut place = voices.versions;
    place.show_rows(ui, scroll, (HEIGHT, desk.versions.len()), desk.at.row, |ui, at| {
        if let Some((version, place, differences)) = desk.versions.get(at) {
            let state = (in_beside && at == desk.at.row, has_focus && in_beside);
            version_ui(ui, view, version, (place, differences), (at, state), queue);
        }
    });
    voices.versions = place;
}

fn version_ui(
    ui: &mut Ui,
    view: &View<'_>,
    version: &Version,
    ((place, num), differences): ((usize, usize), Option<&VersionDifferences>),
    (at, state): (usize, (bool, bool)),
    queue: &mut Vec<Command>,
) {
    let theme = view.theme;
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), HEIGHT), Sense::hover());
    let response = ui.interact(rect, id().with(("version", at)), Sense::CLICK);
    row_ground_ui(ui, view, rect, response.hovered(), state);
    if place == 0 {
        ui.painter().hline(rect.x_range(), rect.top(), Stroke::new(1.5, theme.border));
    }
    let outlet = shown_name(&version.outlet);
    let what = match (version.is_translation_candidate, differences) {
        (true, _) => "perhaps a translation".to_owned(),
        (false, Some(found)) if found.differences.is_empty() => "word for word".to_owned(),
        (false, Some(found)) => {
            format!(
                "{} from the {}",
                counted_differences(found),
                if found.against == 0 { "first" } else { "one before" }
            )
        }
        (false, None) => "the earliest".to_owned(),
    };
    let about = format!("{} of {num} · {} · {outlet} · {what}", place + 1, day_in_words(version.date));
    let line = rect.with_max_y(rect.top() + 26.0);
    cell(ui, line, rect.left() + 14.0, rect.width() - 28.0, &about);
    let mut job = words_with_differences(view, version, differences);
    job.wrap.max_width = rect.width() - 28.0;
    job.wrap.max_rows = 2;
    let galley = ui.fonts_mut(|fonts| fonts.layout_job(job));
    ui.painter().with_clip_rect(rect.intersect(ui.clip_rect())).galley(
        pos2(rect.left() + 14.0, rect.top() + 24.0),
        galley,
        theme.ink.text,
    );
    response.widget_info(|| {
        WidgetInfo::selected(Role::ListItem, true, state.0, format!("{about}: {}", version.words))
    });
    if response.double_clicked() {
        queue.push(Command::Voices(VoicesCommand::GoToPlace));
    } else if response.on_hover_text(visible(&version.words)).clicked() {
        queue.push(Command::Voices(VoicesCommand::PointRow(at)));
    }
}

fn counted_differences(found: &VersionDifferences) -> String {
    crate::model::text::numbers::counted(found.differences.len(), "difference")
}

/// The words, those that differ underlined; where words are missing, a caret stands.
fn words_with_differences(
    view: &View<'_>,
    version: &Version,
    differences: Option<&VersionDifferences>,
) -> LayoutJob {
    let theme = view.theme;
    let font = FontId::new(theme::BODY + 1.0, fonts::serif());
    let plain = TextFormat::simple(font.clone(), theme.ink.text);
    let other = TextFormat { underline: Stroke::new(1.5, theme.ink.warning), ..plain.clone() };
    let missing = TextFormat::simple(FontId::new(theme::BODY, FontFamily::Proportional), theme.ink.warning);
    let mut job = LayoutJob::default();
    let words = version.words.as_str();
    let mut done = 0;
    for difference in differences.iter().flat_map(|found| &found.differences) {
        let (start, end) = (difference.new.start, difference.new.end);
        let (Some(before), Some(differs)) = (words.get(done..start), words.get(start..end)) else { continue };
        job.append(&one_line(before), 0.0, plain.clone());
        if differs.trim().is_empty() {
            job.append("‸", 0.0, missing.clone());
        } else {
            job.append(&one_line(differs), 0.0, other.clone());
        }
        done = end;
    }
    job.append(&one_line(words.get(done..).unwrap_or_default()), 0.0, plain);
    job
}

fn one_line(words: &str) -> String {
    visible(words).replace('\n', " ")
}

/// What is said while there are none.
pub(super) fn empty_ui(ui: &mut Ui, view: &View<'_>) {
    let desk = &view.session.wide.voices;
    let (title, text) = if desk.versions.is_finding() || !desk.is_counted() {
        (
            "Comparing the quotes…",
            "What several articles have of one utterance is looked for beside the window",
        )
    } else {
        (
            "No utterance in several articles",
            "Quotes of one voice within ten days are compared by their words; those of other languages by numbers and \
             names",
        )
    };
    egui::Frame::new().inner_margin(24).show(ui, |ui| {
        ui.spacing_mut().item_spacing.y = 8.0;
        ui.label(egui::RichText::new(title).family(fonts::sans_semibold()).color(view.theme.ink.text));
        ui.label(egui::RichText::new(text).color(view.theme.ink.quiet));
    });
}
