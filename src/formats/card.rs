//! The card of a dataset: what it is, what is in it, where it comes from, what is missing, and the recipe by which it
//! can be made again. Markdown (`CommonMark` 0.31 with tables), for people and for the pages of data archives.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use super::FormatInfo;
use super::pseudonyms::STAYS;
use super::recipe::{Names, Recipe, RecipeError, Texts};
use super::report::{Effect, Report};
use super::selection::{ReviewScope, Selected, Selection, StatusFilter};
use super::shapes::{Gather, Overlap, Shape, ShapePlan};
use super::splits::{Split, SplitBy, Splits};
use crate::model::annotation::AnnotationRef;
use crate::model::article::Metadata;
use crate::model::corpus::Layers;
use crate::model::id::{AnnotatorId, ArticleId, LabelId};
use crate::model::layer::{LayerState, Progress};
use crate::model::reader::CorpusReader;
use crate::model::tagset::example::{Example, ExampleKind, flat};
use crate::model::text::language::Language;
use crate::model::text::markdown::escaped;
use crate::model::text::units::Unit;

/// How many examples a label has.
const EXAMPLES: usize = 2;

/// How many findings of one kind are named one by one.
const MAX_FINDINGS: usize = 20;

/// What a card is made from.
pub struct Card<'c> {
    /// The corpus, as it was exported.
    pub corpus: &'c dyn CorpusReader,
    /// What was asked.
    pub recipe: &'c Recipe,
    /// The format, whose file a shape may have borrowed.
    pub format: FormatInfo,
    /// What it can't hold, a sentence each; nothing for a shape.
    pub cannot_hold: Vec<&'static str>,
    /// The sides, where the dataset was split.
    pub splits: Option<&'c Splits>,
    /// What the export did.
    pub report: &'c Report,
    /// The files or folders that hold the data.
    pub files: &'c [String],
}

/// What is counted of the selected annotations.
#[derive(Default)]
struct Tally {
    by_label: BTreeMap<LabelId, Counted>,
    by_annotator: BTreeMap<AnnotatorId, usize>,
    by_status: BTreeMap<StatusFilter, usize>,
    total: usize,
    /// Where examples of a label stand.
    examples: BTreeMap<LabelId, Vec<(ArticleId, AnnotationRef)>>,
}

#[derive(Default)]
struct Counted {
    total: usize,
    by_split: BTreeMap<Split, usize>,
}

/// A page as it grows.
#[derive(Default)]
struct Page(String);

impl Page {
    fn put(&mut self, part: &str) {
        self.0.push_str(part);
    }
}

impl Card<'_> {
    /// The card as Markdown.
    pub fn text(&self) -> Result<String, RecipeError> {
        let selection = self.recipe.selected();
        let selected = Selected::new(self.corpus, &selection);
        let tally = self.tally(&selected);
        let title = self.corpus.state().title();
        let mut card = Page::default();
        let named = if title.is_empty() { "A corpus of news articles" } else { title };
        card.put(&format!("# {}\n", escaped(&flat(named))));
        self.what_it_is(&mut card);
        self.what_is_in_it(&mut card, &tally);
        self.labels(&mut card, &tally);
        self.who(&mut card, &tally);
        self.looked_for(&mut card, &selected);
        self.sources(&mut card, &selected);
        self.gaps(&mut card, &tally);
        card.put("\n## Made again\n\nThe same recipe on the same corpus makes the same files.\n\n");
        let recipe = self.recipe.to_text()?;
        let fence = fence_for(&recipe);
        card.put(&format!("{fence}ron\n{recipe}{fence}\n"));
        Ok(card.0)
    }

    fn tally(&self, selected: &Selected<'_>) -> Tally {
        let mut tally = Tally::default();
        let (nothing, reviewer) = (Layers::new(), self.recipe.selection.reviewer.as_ref());
        for id in selected.articles() {
            let split = self.splits.and_then(|splits| splits.of.get(id)).copied();
            if self.splits.is_some() && split.is_none() {
                continue;
            }
            let layers = self.corpus.state().layers.get(id).unwrap_or(&nothing);
            for (annotator, annotation) in selected.annotations_of(id) {
                let on = AnnotationRef { annotator: annotator.clone(), annotation: annotation.id.clone() };
                let status = StatusFilter::of(layers, &on, annotation, reviewer);
                let counted = tally.by_label.entry(annotation.label.clone()).or_default();
                counted.total += 1;
                if let Some(split) = split {
                    *counted.by_split.entry(split).or_default() += 1;
                }
                *tally.by_annotator.entry(annotator.clone()).or_default() += 1;
                *tally.by_status.entry(status).or_default() += 1;
                tally.total += 1;
                // What is for validation or the test is not given away.
                if split.is_none_or(|split| split == Split::Train) {
                    let examples = tally.examples.entry(annotation.label.clone()).or_default();
                    if examples.len() < EXAMPLES && examples.iter().all(|(article, _)| article != id) {
                        examples.push((id.clone(), on));
                    }
                }
            }
        }
        tally
    }

    fn what_it_is(&self, card: &mut Page) {
        let FormatInfo { name, specification, offset_unit, .. } = self.format;
        card.put("\n## What it is\n\n");
        let unit = unit_in_words(offset_unit);
        let articles = || {
            format!(
                "Annotated news articles as {name} ({specification}). Offsets count {unit}, end exclusive.\n"
            )
        };
        card.put(&self.recipe.shape.map_or_else(articles, shape_in_words));
        if self.recipe.texts == Texts::ByReference {
            card.put(
                "\nThe texts are not in it: articles, hashes and offsets say where the words stand. Titles, notes and \
                 whatever else people wrote are in it as they are.\n",
            );
        }
        card.put("\n");
        for file in self.files {
            card.put(&format!("- {}\n", code(file)));
        }
    }

    fn what_is_in_it(&self, card: &mut Page, tally: &Tally) {
        let report = self.report;
        card.put(&format!("\n## What is in it\n\n{}.\n", capitalised(&report.in_words())));
        let splits = self.splits.map_or(&[][..], |splits| &splits.sides[..]);
        let mut head = Page("\n| Label | Annotations |".to_owned());
        let mut rule = Page("\n|---|---:|".to_owned());
        for side in splits {
            head.put(&format!(" {} |", side.split.name()));
            rule.put("---:|");
        }
        card.put(&format!("{}{}\n", head.0, rule.0));
        for (label, counted) in &tally.by_label {
            card.put(&format!("| {} | {} |", escaped(label.as_str()), counted.total));
            for side in splits {
                card.put(&format!(" {} |", counted.by_split.get(&side.split).unwrap_or(&0)));
            }
            card.put("\n");
        }
        if !splits.is_empty() {
            card.put(&format!(
                "| *articles* | {} |",
                splits.iter().map(|side| side.num_articles).sum::<usize>()
            ));
            for side in splits {
                card.put(&format!(" {} |", side.num_articles));
            }
            card.put("\n");
        }
        if let Some(plan) = &self.recipe.splits {
            let by = match plan.by {
                SplitBy::Shares { train, validation, test, seed } => format!(
                    "Articles were split {train}/{validation}/{test}, every label alike as far as whole articles allow, with the seed {seed}."
                ),
                SplitBy::Dates { validation, test } => format!(
                    "Articles were split by date: those before {validation} are for training, those from {test} on for the test."
                ),
            };
            let bonds: Vec<&str> = plan.together.iter().map(|bond| bond.name()).collect();
            let bonds = if bonds.is_empty() { "nothing".to_owned() } else { bonds.join(", ") };
            card.put(&format!("\n{by} What kept articles on one side: {bonds}; what is linked as a copy of another stays with that one in any case.\n"));
        }
        card.put("\n| Review | Annotations |\n|---|---:|\n");
        for status in StatusFilter::ALL {
            card.put(&format!("| {} | {} |\n", status.name(), tally.by_status.get(&status).unwrap_or(&0)));
        }
        card.put(&selection_in_words(&self.recipe.selection));
    }

    fn labels(&self, card: &mut Page, tally: &Tally) {
        card.put("\n## Labels\n");
        let tagset = &self.corpus.state().tagset;
        let wanted =
            tagset.ordered_labels().into_iter().filter(|label| self.recipe.selection.wants_label(&label.id));
        let mut known: BTreeSet<&LabelId> = BTreeSet::new();
        for label in wanted {
            known.insert(&label.id);
            card.put(&format!("\n### {} ({})\n", escaped(&flat(&label.name)), code(label.id.as_str())));
            let guideline = first_paragraph(&label.guideline);
            if !guideline.is_empty() {
                card.put(&format!("\n{guideline}\n"));
            }
            self.examples(card, tally.examples.get(&label.id));
        }
        for label in tally.by_label.keys().filter(|label| !known.contains(label)) {
            card.put(&format!("\n### {}\n\nThe corpus does not define this label.\n", code(label.as_str())));
            self.examples(card, tally.examples.get(label));
        }
    }

    fn examples(&self, card: &mut Page, places: Option<&Vec<(ArticleId, AnnotationRef)>>) {
        if self.recipe.texts == Texts::ByReference {
            return;
        }
        for (id, on) in places.into_iter().flatten() {
            let layer = self.corpus.state().layer(id, &on.annotator);
            let annotation = layer.and_then(|layer| layer.annotations.get(&on.annotation));
            let (Some(annotation), Ok(article)) = (annotation, self.corpus.article(id)) else { continue };
            let (text, place) = (article.text.as_str(), &annotation.fragments);
            if place.ranges().iter().all(|range| range.check(text).is_ok()) {
                let example = Example {
                    kind: ExampleKind::Example,
                    text,
                    language: Language::of(&article.metadata.language),
                    place,
                    source: &source(&article.metadata, id),
                };
                card.put(&format!("\n{}\n", example.to_markdown().trim()));
            }
        }
    }

    fn who(&self, card: &mut Page, tally: &Tally) {
        card.put("\n## Annotators\n\n");
        if tally.by_annotator.is_empty() {
            card.put("Nothing is annotated.\n");
        }
        for (annotator, count) in &tally.by_annotator {
            card.put(&format!("- {}: {count} annotations\n", code(annotator.as_str())));
        }
        if self.recipe.names == Names::Pseudonyms {
            card.put(&format!("\nThese names are pseudonyms. {STAYS}\n"));
        }
    }

    /// How far annotators are, and for which labels they have looked through whole articles.
    fn looked_for(&self, card: &mut Page, selected: &Selected<'_>) {
        let mut states: BTreeMap<&str, usize> = BTreeMap::new();
        let (mut finished, mut num_untouched): (BTreeMap<&LabelId, usize>, usize) = (BTreeMap::new(), 0);
        let state = self.corpus.state();
        let articles: Vec<&ArticleId> = selected.articles().collect();
        for id in &articles {
            let layers = state.layers.get(*id).into_iter().flatten();
            let wanted = layers.filter(|(annotator, _)| self.recipe.selection.wants_annotator(annotator));
            let here: Vec<&LayerState> = wanted.map(|(_, layer)| &*layer.state).collect();
            num_untouched += usize::from(here.is_empty());
            let mut labels: BTreeSet<&LabelId> = BTreeSet::new();
            for state in here {
                *states.entry(progress_in_words(&state.progress)).or_default() += 1;
                let is_done = state.progress == Progress::Done;
                let whole = state.coverage.iter().filter(|one| is_done && one.finished && one.over.is_none());
                labels.extend(whole.flat_map(|coverage| &coverage.labels));
            }
            for label in labels {
                *finished.entry(label).or_default() += 1;
            }
        }
        card.put(&format!(
            "\n## Coverage\n\nNobody has begun {num_untouched} of {} articles.",
            articles.len()
        ));
        let states: Vec<String> = states.into_iter().map(|(name, count)| format!("{count} {name}")).collect();
        if !states.is_empty() {
            card.put(&format!(" Annotators’ articles: {}.", states.join(", ")));
        }
        card.put("\n\n| Label | Articles wholly looked through |\n|---|---:|\n");
        for (label, count) in finished {
            card.put(&format!("| {} | {count} |\n", escaped(label.as_str())));
        }
    }

    fn sources(&self, card: &mut Page, selected: &Selected<'_>) {
        let (mut outlets, mut languages): (BTreeMap<&str, usize>, BTreeMap<&str, usize>) = Default::default();
        let mut dates: Vec<NaiveDate> = Vec::new();
        let mut num_undated = 0;
        for row in selected.articles().filter_map(|id| self.corpus.state().articles.get(id)) {
            *outlets.entry(&row.metadata.outlet).or_default() += 1;
            *languages.entry(&row.metadata.language).or_default() += 1;
            match row.metadata.date {
                Some(date) => dates.push(date),
                None => num_undated += 1,
            }
        }
        card.put("\n## Sources\n\n");
        match (dates.iter().min(), dates.iter().max()) {
            (Some(first), Some(last)) => {
                card.put(&format!(
                    "Published from {first} to {last}; {num_undated} articles have no date.\n"
                ));
            }
            _ => card.put("No article has a date.\n"),
        }
        for (what, counts) in [("Outlet", outlets), ("Language", languages)] {
            card.put(&format!("\n| {what} | Articles |\n|---|---:|\n"));
            for (name, count) in counts {
                let name = if name.is_empty() { "(not known)".to_owned() } else { escaped(&flat(name)) };
                card.put(&format!("| {name} | {count} |\n"));
            }
        }
        card.put("\nThe card says nothing about rights: whoever passes the texts on has to have them.\n");
    }

    fn gaps(&self, card: &mut Page, tally: &Tally) {
        card.put("\n## Known gaps\n\n");
        let unreviewed = tally.by_status.get(&StatusFilter::Unreviewed).copied().unwrap_or(0)
            + tally.by_status.get(&StatusFilter::Deferred).copied().unwrap_or(0);
        if let Some(percent) = (unreviewed * 100).checked_div(tally.total) {
            card.put(&format!(
                "- {unreviewed} of {} annotations ({percent} %) are not reviewed.\n",
                tally.total
            ));
        }
        for sentence in &self.cannot_hold {
            card.put(&format!("- {}\n", escaped(sentence)));
        }
        let mut told: BTreeMap<(&str, Option<&str>), usize> = BTreeMap::new();
        for finding in self.report.findings.iter().filter(|finding| finding.effect != Effect::Note) {
            let file = finding.place.file.as_deref();
            let count = told.entry((finding.what.as_str(), file)).or_default();
            *count += 1;
            if *count == 1 && told.len() <= MAX_FINDINGS {
                let why = if finding.why.is_empty() { String::new() } else { format!(": {}", finding.why) };
                let said = escaped(&flat(&format!("{}{why}", capitalised(&finding.what))));
                let file = file.map(|file| format!(" ({})", code(file))).unwrap_or_default();
                card.put(&format!("- {said}{file}.\n"));
            }
        }
        let num_told: usize = told.values().sum();
        if num_told > told.len().min(MAX_FINDINGS) {
            card.put(&format!("- The report of the export has {num_told} such lines in all.\n"));
        }
    }
}

fn progress_in_words(progress: &Progress) -> &'static str {
    match progress {
        Progress::ToDo => "to do",
        Progress::InProgress => "in progress",
        Progress::Done => "done",
        Progress::Skipped(_) => "skipped",
    }
}

fn unit_in_words(unit: Unit) -> &'static str {
    match unit {
        Unit::Byte => "UTF-8 bytes",
        Unit::CodePoint => "Unicode code points",
        Unit::Utf16 => "UTF-16 code units",
        Unit::Grapheme => "grapheme clusters",
    }
}

fn shape_in_words(plan: ShapePlan) -> String {
    let row = match plan.shape {
        Shape::Spans => "an annotation with its words".to_owned(),
        Shape::Sentences => {
            let overlap = match plan.overlap {
                Overlap::Any => "as soon as they share a character",
                Overlap::Half => "if at least half of its characters lie in one or several",
                Overlap::Whole => "if all of its characters do",
            };
            format!(
                "a sentence. It has the label of an annotation {overlap}. A label is negative only where somebody who is done with the article has finished looking for it in all of the sentence and nothing of it touches it; a label that is neither is not known"
            )
        }
        Shape::Pairs => format!(
            "two annotations that are related, or that stand no more than {} sentences apart and are not although both labels were looked for there",
            plan.around
        ),
        Shape::Speakers => {
            "a quote and a candidate for its speaker: whoever is named in the article or by its annotations"
                .to_owned()
        }
        Shape::Windows => format!("an annotation with {} sentences before and after", plan.around),
    };
    let gather = match plan.gather {
        Gather::Layers => "Each annotator’s work makes rows of its own.",
        Gather::Result => "The rows are the reviewed result.",
        Gather::Votes => "The rows count how many annotators say what, of how many who looked.",
    };
    format!("A row is {row}. {gather} Offsets count Unicode code points, end exclusive.\n")
}

fn selection_in_words(selection: &Selection) -> String {
    if !selection.narrows() {
        return "\nNothing was left out by choice.\n".to_owned();
    }
    let mut parts = Vec::new();
    let listed = |ids: Vec<&str>| ids.join(", ");
    if !selection.articles.is_empty() {
        parts.push(format!("{} named articles", selection.articles.len()));
    }
    if !selection.labels.is_empty() {
        parts.push(format!("the labels {}", listed(selection.labels.iter().map(LabelId::as_str).collect())));
    }
    if !selection.annotators.is_empty() {
        let who = listed(selection.annotators.iter().map(AnnotatorId::as_str).collect());
        parts.push(format!("the work of {who}"));
    }
    if !selection.statuses.is_empty() {
        let statuses = listed(selection.statuses.iter().map(|status| status.name()).collect());
        parts.push(format!("what is {statuses}"));
    }
    if selection.scope == ReviewScope::Result {
        parts.push("the reviewed result".to_owned());
    }
    match selection.certainty {
        super::selection::CertaintyFilter::All => {}
        certainty => parts.push(format!("what annotators are {} of", certainty.name())),
    }
    format!("\nChosen from the corpus: {}.\n", escaped(&parts.join("; ")))
}

/// A title, an outlet and a day, as much of them as is known; else the article's id.
fn source(metadata: &Metadata, id: &ArticleId) -> String {
    let date = metadata.date.map(|date| date.to_string()).unwrap_or_default();
    let parts = [metadata.title.trim(), metadata.outlet.trim(), date.as_str()];
    let parts: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    if parts.is_empty() { id.to_string() } else { parts.join(", ") }
}

/// The first paragraph of a text in Markdown that is no heading, on one line.
fn first_paragraph(guideline: &str) -> String {
    let lines = guideline.lines().map(str::trim).skip_while(|line| line.is_empty() || line.starts_with('#'));
    let first: Vec<&str> = lines.take_while(|line| !line.is_empty()).collect();
    let first = flat(&first.join(" "));
    // What would begin a block of code that nothing ends.
    if first.starts_with("```") || first.starts_with("~~~") { escaped(&first) } else { first }
}

fn code(words: &str) -> String {
    format!("`{}`", flat(words).replace('`', "’"))
}

fn capitalised(words: &str) -> String {
    let mut chars = words.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

/// A fence longer than any run of backticks in what it is to hold.
fn fence_for(text: &str) -> String {
    let longest = text.split(|ch| ch != '`').map(str::len).max().unwrap_or(0);
    "`".repeat((longest + 1).max(3))
}
