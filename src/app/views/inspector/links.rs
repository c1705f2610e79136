//! What the span in focus is linked to, and what reviewers have decided on it.

use egui::{RichText, Ui};

use super::fields::{offered_button, small_button};
use crate::app::command::Command;
use crate::app::state::article::OpenArticle;
use crate::app::views::View;
use crate::app::widgets::controls;
use crate::app::widgets::reading::access::shortened;
use crate::model::annotation::{Annotation, AnnotationRef};
use crate::model::id::{AnnotationId, ArticleId};
use crate::model::relation::CorpusAnnotation;
use crate::model::review::{JudgedDigest, ReviewStatus, Verdict, decisions_on, review_status};

/// Words of a linked span that are shown, in characters.
const MAX_WORDS: usize = 48;

/// Draws the link that is proposed: what a caveat qualifies.
pub(super) fn offer_ui(
    ui: &mut Ui,
    view: &View<'_>,
    open: &OpenArticle,
    span: &Annotation,
    queue: &mut Vec<Command>,
) {
    let Some(id) = open.offers.of(&span.id).and_then(|offer| offer.qualifies.as_ref()) else { return };
    let Some(text) = words_of(view, open, id).filter(|_| view.session.corpus.read_only().is_none()) else {
        return;
    };
    let kind = view.session.tagset().qualifies(&span.label);
    let verb = kind.map_or("linked to", |kind| kind.name.as_str());
    let name = format!("{verb} “{text}”?");
    if offered_button(ui, view, &name, "Take the offered link", &Command::Link) {
        queue.push(Command::Link);
    }
}

/// The words of a span for a row that has quotation marks of its own.
fn words_of(view: &View<'_>, open: &OpenArticle, id: &AnnotationId) -> Option<String> {
    let other = view.session.open_layer()?.annotations.get(id)?;
    let covered = other.fragments.covered(open.text()).unwrap_or_default().join(" … ");
    Some(shortened(covered.trim_matches(['“', '”', '"', '«', '»']), MAX_WORDS))
}

/// A span of another article, for a row that has quotation marks of its own.
fn elsewhere(view: &View<'_>, article: &ArticleId) -> String {
    match view.session.article_row(article) {
        Some(row) => format!("a span of {}", shortened(&row.shown_title, MAX_WORDS)),
        None => format!("a span of {article}, which is not there"),
    }
}

/// Draws the links of a span.
pub(super) fn show(
    ui: &mut Ui,
    view: &View<'_>,
    open: &OpenArticle,
    span: &Annotation,
    queue: &mut Vec<Command>,
) {
    let theme = view.theme;
    let Some(layer) = view.session.open_layer() else { return };
    let enabled = view.session.corpus.read_only().is_none();
    let key = view.keymap.first_key(&Command::Link, view.is_mac);
    controls::field_name(ui, theme, "Linked", key.as_deref());
    for id in open.relations.of_span(&span.id) {
        let Some(relation) = layer.relations.get(id) else { continue };
        let name = view.session.relation_name(&relation.relation_type);
        // Spans of two articles may go by one id, in data from elsewhere.
        let is_own = |end: &CorpusAnnotation| end.article == open.article.id && end.annotation == span.id;
        let is_first = relation.members.first().is_some_and(|member| is_own(&member.annotation));
        let others = relation.members.iter().filter(|member| !is_own(&member.annotation));
        for member in others {
            let is_here = member.annotation.article == open.article.id;
            let text = Some(&member.annotation.annotation)
                .filter(|_| is_here)
                .and_then(|id| words_of(view, open, id))
                .unwrap_or_else(|| elsewhere(view, &member.annotation.article));
            let text =
                if is_first { format!("{name} “{text}”") } else { format!("“{text}” {name} this") };
            let room = ui.available_width() - if enabled { 30.0 } else { 0.0 };
            ui.horizontal(|ui| {
                let row = ui.allocate_ui(egui::vec2(room, 26.0), |ui| {
                    controls::list_row(ui, theme, &text, theme.border, false)
                });
                if row.inner.on_hover_text(format!("Go to the linked span: {text}")).clicked() {
                    queue.push(Command::GoToLinked(member.annotation.clone()));
                }
                let (rect, _) = ui.allocate_exact_size(egui::vec2(22.0, 22.0), egui::Sense::hover());
                if enabled && controls::cross_ui(ui, theme, rect, &format!("Take away: {text}")).clicked() {
                    queue.push(Command::Unlink(relation.id.clone()));
                }
            });
        }
    }
    if !enabled {
        return;
    }
    ui.horizontal_wrapped(|ui| {
        for (name, command) in
            [("Link to…", Command::ChooseLink), ("In another article…", Command::LinkAcross)]
        {
            let help = if command == Command::ChooseLink {
                "Choose another span of this article".to_owned()
            } else {
                view.tip(&command)
            };
            if small_button(ui, name).on_hover_text(help).clicked() {
                queue.push(command);
            }
        }
    });
}

/// Draws what reviewers have decided.
pub(super) fn review_ui(ui: &mut Ui, view: &View<'_>, span: &Annotation) {
    let theme = view.theme;
    let Some(open) = &view.session.open else { return };
    let Some(layers) = view.session.corpus.state().layers.get(&open.article.id) else { return };
    let on = AnnotationRef { annotator: view.session.annotator().clone(), annotation: span.id.clone() };
    let decisions = decisions_on(layers, &on, None);
    if decisions.is_empty() {
        return;
    }
    controls::field_name(ui, theme, "Review", None);
    let status = review_status(layers, &on, span, None);
    let (words, ink) = match status {
        ReviewStatus::Unreviewed => ("To review", theme.ink.quiet),
        ReviewStatus::ChangedSince => ("Changed since it was reviewed", theme.ink.warning),
        ReviewStatus::Disagreed => ("Answered: you disagree", theme.ink.warning),
        ReviewStatus::Disputed => ("Reviewers differ", theme.ink.warning),
        ReviewStatus::Decided(Verdict::Accepted) => ("Accepted", theme.ink.good),
        ReviewStatus::Decided(Verdict::Corrected) => ("Corrected", theme.ink.warning),
        ReviewStatus::Decided(Verdict::Rejected) => ("Rejected", theme.ink.bad),
        ReviewStatus::Decided(Verdict::Deferred) => ("Deferred", theme.ink.quiet),
    };
    ui.label(RichText::new(words).color(ink));
    let digest = JudgedDigest::of(span);
    for (reviewer, decision) in decisions {
        let text = crate::app::views::decision_in_words(reviewer, decision, digest);
        controls::small(ui, theme, text);
    }
}
