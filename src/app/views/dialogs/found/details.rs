//! What there is to know about one of the articles that were found: its metadata, what was odd, what may be a block of
//! its own, and the article that it is like.

use egui::text::{LayoutJob, TextFormat};
use egui::{Align, FontId, Layout, RichText, ScrollArea, Ui};

use super::super::form::Fields;
use super::small;
use crate::app::fonts;
use crate::app::state::dialog::{AboutForm, Compared, Fate, FoundArticle, FoundForm, Side, cut_in_words};
use crate::app::theme::{self, Theme};
use crate::app::widgets::controls;
use crate::documents::intake::Alike;
use crate::model::text::visible::visible;

/// Height of two texts beside each other, in points.
const COMPARED: f32 = 150.0;
/// More lines of what a renewal does are not shown here; all of them stand in the report afterwards.
const MAX_LINES: usize = 8;

/// What is known about the article that is pointed at. Whether it is to be compared with the one that it is like.
pub(super) fn details_ui(ui: &mut Ui, fields: &mut Fields<'_>, form: &mut FoundForm) -> bool {
    let articles = std::sync::Arc::clone(&form.articles);
    let Some(found) = articles.get(form.at) else { return false };
    let theme = fields.shell().theme;
    let from = format!("{}, read as {}", found.file, found.media_type);
    controls::small(ui, theme, visible(&from));
    for note in &found.notes {
        ui.label(RichText::new(visible(note)).color(theme.ink.quiet));
    }
    cuts_ui(ui, found, form);
    let compares = found.other().is_some_and(|other| fate_ui(ui, theme, found, other, form));
    let is_compared = form.compared.as_ref().is_some_and(|compared| compared.at == form.at);
    if let Some(compared) = form.compared.as_deref().filter(|_| is_compared) {
        compared_ui(ui, theme, compared);
    }
    if compares && is_compared {
        form.compared = None;
    }
    ui.add_space(4.0);
    let mut about = form.about(form.at);
    about_ui(ui, fields, &mut about);
    form.set_about(form.at, about);
    compares && !is_compared
}

/// Fields for what is known about an article.
pub(in crate::app::views::dialogs) fn about_ui(ui: &mut Ui, fields: &mut Fields<'_>, about: &mut AboutForm) {
    fields.text(ui, "Title of the article", "its first words stand for it", &mut about.title);
    ui.columns(2, |columns| {
        fields.text(&mut columns[0], "Date", "2025-03-14", &mut about.date);
        fields.text(&mut columns[1], "Outlet", "who published it", &mut about.outlet);
        fields.text(&mut columns[0], "By", "who wrote it", &mut about.byline);
        fields.text(&mut columns[1], "Language", "en", &mut about.language);
    });
    fields.text(ui, "Address", "https://…", &mut about.url);
}

/// What may be a block of its own.
fn cuts_ui(ui: &mut Ui, found: &FoundArticle, form: &mut FoundForm) {
    for (idx, (cut, words)) in found.cuts.iter().enumerate() {
        let mut is_cut = form.is_cut(form.at, idx);
        let name = cut_in_words(cut, words);
        let help = "Make it a block of its own; the text stays as it is";
        if ui.checkbox(&mut is_cut, visible(&name)).on_hover_text(help).changed() {
            form.set_cut(form.at, idx, is_cut);
        }
    }
}

/// What the article is like, and what becomes of it. Whether the two are to be compared.
fn fate_ui(ui: &mut Ui, theme: &Theme, found: &FoundArticle, other: &Alike, form: &mut FoundForm) -> bool {
    let (percent, title) = (other.percent, visible(&found.other_title));
    let words = if found.newer_than.is_some() {
        format!("It is a newer version of “{title}”, {percent} % the same")
    } else {
        format!("{percent} % of its text is that of “{title}”")
    };
    ui.label(RichText::new(words).color(theme.ink.text)).on_hover_text(other.article.as_str());
    ui.horizontal_wrapped(|ui| {
        let chosen = form.fate(form.at);
        for fate in found.fates() {
            let (name, help) = in_words(fate, found);
            if controls::chip(ui, theme, name, fate == chosen).on_hover_text(help).clicked() {
                form.set_fate(form.at, fate);
            }
        }
        let help = if found.newer_than.is_some() {
            "Both texts side by side, and what would become of what is tagged"
        } else {
            "Both texts side by side, with what differs"
        };
        let is_shown = form.compared.as_ref().is_some_and(|compared| compared.at == form.at);
        let name = if is_shown { "Hide both" } else { "Show both" };
        ui.add(small(name)).on_hover_text(help).clicked()
    })
    .inner
}

/// What can become of an article, and what that means.
fn in_words(fate: Fate, found: &FoundArticle) -> (&'static str, &'static str) {
    match fate {
        Fate::Link => (
            "Add, linked as a copy",
            "It is added and keeps a link to the other one; both come into the same split of a dataset",
        ),
        Fate::Add if found.other().is_some() => ("Add on its own", "It is added as if there were no other"),
        Fate::Add => ("Add", "It is added"),
        Fate::Renew => (
            "Renew the other",
            "The other article gets this text; its spans go along, and those that lose their words are listed",
        ),
        Fate::Skip => ("Leave out", "Nothing is added (Space)"),
    }
}

fn compared_ui(ui: &mut Ui, theme: &Theme, compared: &Compared) {
    if let Some((all, lines)) = compared.lines.split_first() {
        ui.label(
            RichText::new(format!("If the other one is renewed: {}", visible(all))).color(theme.ink.text),
        );
        for line in lines.iter().take(MAX_LINES) {
            controls::small(ui, theme, visible(line));
        }
        if lines.len() > MAX_LINES {
            controls::small(ui, theme, "… and more, in the list afterwards");
        }
    }
    ui.columns(2, |columns| {
        let names = ["This one", compared.other.as_str()];
        for (ui, (name, side)) in columns.iter_mut().zip(names.into_iter().zip(&compared.sides)) {
            controls::small(ui, theme, visible(name));
            let scroll = ScrollArea::vertical().id_salt(name).max_height(COMPARED);
            // As high as that, however little of the dialog is in view; and columns would spread the words of a line.
            scroll.min_scrolled_height(COMPARED).auto_shrink([false, true]).show(ui, |ui| {
                ui.with_layout(Layout::top_down(Align::Min), |ui| ui.label(in_ink(theme, side)));
            });
        }
    });
}

/// Words, those that the other side has differently in heavy type and underlined.
fn in_ink(theme: &Theme, side: &Side) -> LayoutJob {
    let mut job = LayoutJob::default();
    for (words, differs) in &side.parts {
        let mut format = TextFormat::simple(FontId::proportional(theme::SMALL), theme.ink.quiet);
        if *differs {
            format.font_id.family = fonts::sans_semibold();
            format.color = theme.ink.text;
            format.underline = egui::Stroke::new(1.0, theme.ink.text);
        }
        // Line ends stay line ends.
        let lines: Vec<_> = words.split('\n').map(visible).collect();
        job.append(&lines.join("\n"), 0.0, format);
    }
    job
}
