//! The dialog between reading a dataset and taking it in: how much is in it, its first annotations, and what each of
//! its names becomes.

use std::collections::BTreeMap;

use egui::{ComboBox, RichText, Ui};

use super::form;
use crate::app::command::Command;
use crate::app::state::dialog::{Dialog, PathUse, TakeInForm};
use crate::app::state::running::ReadDataset;
use crate::app::state::session::Session;
use crate::app::theme::Theme;
use crate::app::views::Shell;
use crate::app::widgets::controls;
use crate::formats::mapping::{AttributeMapping, Mapping, RelationMapping, SurveyedName};
use crate::model::text::numbers::{counted, in_thousands};
use crate::model::text::visible::visible;

/// At most this many names of a kind are listed; nobody maps more by hand.
const MAX_NAMES: usize = 200;
/// How much room the choice of a name has.
const CHOICE_WIDTH: f32 = 170.0;
/// At most this many kinds of findings are shown here; all of them stand in the report afterwards.
const MAX_FINDINGS: usize = 20;

pub(super) fn show(
    ui: &mut Ui,
    shell: &Shell<'_>,
    session: &Session,
    form: &TakeInForm,
    queue: &mut Vec<Command>,
) {
    let Some(read) = shell.desk.files.read.as_deref() else {
        queue.push(Command::CloseDialog);
        return;
    };
    let title = ("What is in the dataset", "Take in");
    form::show(ui, shell, title, form, Dialog::TakeIn, queue, |ui, fields, form| {
        let theme = fields.shell().theme;
        let counts = read.imported.counts();
        let num_articles = counted(counts.articles, "article");
        let num_annotations = counted(counts.annotations, "annotation");
        let num_relations = counted(counts.relations, "relation");
        let counts = [num_articles, num_annotations, num_relations].join(", ");
        ui.label(format!("{}: {counts}", read.format));
        names_ui(ui, theme, session, read, &mut form.mapping);
        first_ui(ui, theme, read);
        findings_ui(ui, theme, read);
        let hint = "FILE.ron, for the next dataset of this kind";
        fields.path(ui, "Keep what the names become as a file", hint, &mut form.map, &[PathUse::NewMapFile]);
        controls::small(ui, theme, "All of it is one change, which can be undone at once");
    });
}

fn first_ui(ui: &mut Ui, theme: &Theme, read: &ReadDataset) {
    if read.first.is_empty() {
        controls::small(ui, theme, "There is no annotation in it");
        return;
    }
    controls::small(ui, theme, "Its first annotations");
    for line in &read.first {
        ui.label(RichText::new(visible(line)).color(theme.ink.quiet));
    }
}

fn findings_ui(ui: &mut Ui, theme: &Theme, read: &ReadDataset) {
    if read.not_fitting.is_empty() {
        return;
    }
    controls::small(ui, theme, format!("What did not fit ({})", in_thousands(read.num_not_fitting)));
    for line in read.not_fitting.iter().take(MAX_FINDINGS) {
        ui.label(RichText::new(visible(line)).color(theme.ink.quiet));
    }
    if read.not_fitting.len() > MAX_FINDINGS {
        let more = in_thousands(read.not_fitting.len() - MAX_FINDINGS);
        controls::small(ui, theme, format!("{more} more, in the list afterwards"));
    }
}

/// What each name becomes: its own, or one of the corpus's.
fn names_ui(ui: &mut Ui, theme: &Theme, session: &Session, read: &ReadDataset, mapping: &mut Mapping) {
    let tagset = session.tagset();
    let labels: Vec<(String, String)> =
        tagset.ordered_labels().iter().map(|label| (label.id.to_string(), label.name.clone())).collect();
    let attributes: Vec<(String, String)> =
        tagset.attributes.values().map(|known| (known.id.to_string(), known.name.clone())).collect();
    let relations: Vec<(String, String)> =
        tagset.relation_types.values().map(|known| (known.id.to_string(), known.name.clone())).collect();
    let events: Vec<String> = mapping.attributions.iter().map(|event| event.cue.clone()).collect();
    let survey = &read.survey;
    rows_ui(ui, theme, ("Labels", &survey.labels, &labels), &events, &mut |name| {
        mapping.labels.get(name).cloned()
    })
    .apply(|name, to| set(&mut mapping.labels, name, to));
    rows_ui(ui, theme, ("Attributes", &survey.attributes, &attributes), &[], &mut |name| {
        mapping.attributes.get(name).map(|mapped| mapped.to.clone())
    })
    .apply(|name, to| {
        let to = to.map(|to| AttributeMapping { to, ..AttributeMapping::default() });
        set(&mut mapping.attributes, name, to);
    });
    let roles: Vec<String> =
        mapping.attributions.iter().flat_map(|event| [event.source.clone(), event.content.clone()]).collect();
    rows_ui(ui, theme, ("Relations", &survey.relations, &relations), &roles, &mut |name| {
        mapping.relations.get(name).map(|mapped| mapped.to.clone())
    })
    .apply(|name, to| {
        let to = to.map(|to| RelationMapping { to, ..RelationMapping::default() });
        set(&mut mapping.relations, name, to);
    });
    let proposed = &read.mapping.attributions;
    if !proposed.is_empty() {
        let mut is_taken = !mapping.attributions.is_empty();
        let cues: Vec<&str> = proposed.iter().map(|event| event.cue.as_str()).collect();
        let name = format!("Turn {} with what it leads to into who said it", cues.join(", "));
        let help =
            "The cue and the words for the speaker become the quote's own; no annotations stay of them";
        if ui.checkbox(&mut is_taken, name).on_hover_text(help).changed() {
            mapping.attributions = if is_taken { proposed.clone() } else { Vec::new() };
        }
    }
}

fn set<T>(map: &mut BTreeMap<String, T>, name: String, to: Option<T>) {
    match to {
        Some(to) => drop(map.insert(name, to)),
        None => drop(map.remove(&name)),
    }
}

/// What was chosen for a name, if anything was; no target stands for the name's own.
struct Chosen(Option<(String, Option<String>)>);

/// What was chosen in a row.
enum Choice {
    Nothing,
    Own,
    Known(String),
}

impl Chosen {
    fn apply(self, set: impl FnOnce(String, Option<String>)) {
        if let Some((name, to)) = self.0 {
            set(name, to);
        }
    }
}

/// The rows of one kind of names: their heading, the names, and what the corpus has. Those of `events` become who
/// said it.
fn rows_ui(
    ui: &mut Ui,
    theme: &Theme,
    (heading, names, known): (&str, &[SurveyedName], &[(String, String)]),
    events: &[String],
    now: &mut dyn FnMut(&str) -> Option<String>,
) -> Chosen {
    let mut chosen = Chosen(None);
    if names.is_empty() {
        return chosen;
    }
    controls::small(ui, theme, heading);
    for name in names.iter().take(MAX_NAMES) {
        let to = now(&name.name);
        ui.horizontal(|ui| {
            let width = ui.available_width() - CHOICE_WIDTH - 24.0;
            ui.allocate_ui(egui::vec2(width.max(80.0), 24.0), |ui| {
                ui.set_width(width.max(80.0));
                let examples = name.examples.join("; ");
                let words = format!("{} ({}) {examples}", name.name, in_thousands(name.count));
                ui.add(egui::Label::new(visible(&words).into_owned()).truncate()).on_hover_text(examples);
            });
            if events.contains(&name.name) {
                controls::small(ui, theme, "who said it");
            } else {
                match choice_ui(ui, (heading, name), known, to.as_deref()) {
                    Choice::Nothing => {}
                    Choice::Own => chosen = Chosen(Some((name.name.clone(), None))),
                    Choice::Known(to) => chosen = Chosen(Some((name.name.clone(), Some(to)))),
                }
            }
        });
    }
    if names.len() > MAX_NAMES {
        let more = in_thousands(names.len() - MAX_NAMES);
        controls::small(ui, theme, format!("{more} more stay as they are; a map file can name them"));
    }
    chosen
}

/// A choice among what the corpus has.
fn choice_ui(
    ui: &mut Ui,
    (heading, name): (&str, &SurveyedName),
    known: &[(String, String)],
    to: Option<&str>,
) -> Choice {
    // What has the corpus's own name is the corpus's own, unless somebody wants it otherwise.
    let own = if name.is_known { "as in the corpus" } else { "stays as it is" };
    let shown = known.iter().find(|(id, _)| Some(id.as_str()) == to).map_or(own, |(_, name)| name);
    let mut chosen = Choice::Nothing;
    let id = egui::Id::unique(("take in", heading, &name.id));
    let response = ComboBox::from_id_salt(id).width(CHOICE_WIDTH).selected_text(shown).show_ui(ui, |ui| {
        if ui.selectable_label(to.is_none(), own).clicked() {
            chosen = Choice::Own;
        }
        for (id, name) in known {
            if ui.selectable_label(to == Some(id.as_str()), name).clicked() {
                chosen = Choice::Known(id.clone());
            }
        }
    });
    let help = format!("What “{}” becomes in this corpus", name.name);
    let response = response.response.on_hover_text(&help);
    response.widget_info(|| {
        egui::WidgetInfo::labeled(egui::Role::ComboBox, true, format!("{} becomes {shown}", name.name))
    });
    chosen
}
