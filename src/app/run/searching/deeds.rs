//! What is done with everything that was found: planned first, with each hit kept or skipped, then done as one
//! transaction; and what was found written as a table.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::analysis::find::Hit;
use crate::analysis::find::export::{TableFormat, write};
use crate::analysis::find::facts::Facts;
use crate::analysis::query::matcher::Kind;
use crate::app::jobs::Steps;
use crate::app::run::Work;
use crate::app::state::FocusWish;
use crate::app::state::dialog::{Dialog, DoneReport};
use crate::app::state::document::Document;
use crate::app::state::search::plan::{Deed, Plan};
use crate::model::annotation::{Annotation, AnnotationKey};
use crate::model::change::bulk::{Actor, BulkChange, change_all};
use crate::model::change::replace::Replacement;
use crate::model::change::{self, ChangeError, Judgement};
use crate::model::edit::LayerKey;
use crate::model::id::{ArticleId, LabelId};
use crate::model::reader::CorpusReader as _;
use crate::model::review::Verdict;
use crate::model::text::Fragments;
use crate::model::text::numbers::{counted, in_thousands};
use crate::report::Report;

impl Work<'_> {
    /// Plans to tag every kept hit; those whose words have the label in one's own layer are skipped to begin with.
    pub(super) fn plan_tag(&mut self, label: &LabelId) {
        if self.refuses_to_write() {
            return;
        }
        if !self.session.wide.search.stands_still() {
            return self.desk.refuse("Wait for the search to end, or stop it with Esc");
        }
        let desk = &self.session.wide.search;
        if desk.shown.order.is_empty() {
            return self.desk.refuse("Nothing was found that could be tagged");
        }
        if desk.answered.as_ref().is_some_and(|(_, kind)| *kind == Kind::Articles) {
            return self.desk.refuse("These are articles; ask for words or spans to tag");
        }
        let rows = desk.shown.order.clone();
        let has_it = |idx: &&usize| desk.shown.hits.get(**idx).is_some_and(|hit| self.is_tagged(hit, label));
        let already: BTreeSet<usize> = rows.iter().filter(has_it).copied().collect();
        let skipped = desk.shown.skipped.union(&already).copied().collect();
        let name = self.label_name(label);
        self.session.wide.search.plan = Some(Plan { deed: Deed::Tag(label.clone()), rows, skipped, already });
        self.desk.focus_wish = Some(FocusWish::Search);
        self.desk.say(format!("Tag as {name}: Space keeps or skips, Enter tags, Esc gives it up"));
    }

    /// Whether one has tagged the words of a hit with a label.
    fn is_tagged(&self, hit: &Hit, label: &LabelId) -> bool {
        let place = Fragments::from(hit.range);
        let layer = self.session.layer(&hit.article);
        layer.is_some_and(|layer| {
            let mut spans = layer.annotations.values();
            hit.tags.contains(label) && spans.any(|span| span.label == *label && span.fragments.cover(&place))
        })
    }

    pub(super) fn label_name(&self, label: &LabelId) -> String {
        let known = self.session.tagset().labels.get(label);
        known.map_or_else(|| label.to_string(), |label| label.name.to_lowercase())
    }

    /// Plans to replace something in the spans that were found, one row a span.
    pub(super) fn plan_replace(&mut self, replacement: Replacement) {
        let desk = &self.session.wide.search;
        let mut seen: BTreeSet<&AnnotationKey> = BTreeSet::new();
        let mut is_about = |idx: &usize| {
            let span = desk.shown.hits.get(*idx).and_then(|hit| hit.span.as_ref());
            span.is_some_and(|span| {
                self.annotation(span).is_some_and(|annotation| replacement.is_about(annotation))
                    && seen.insert(span)
            })
        };
        let rows: Vec<usize> = desk.shown.order.iter().copied().filter(|idx| is_about(idx)).collect();
        if rows.is_empty() {
            return self.desk.refuse("None of the spans found has what is to be replaced");
        }
        let kept: BTreeSet<usize> = rows.iter().copied().collect();
        let skipped = desk.shown.skipped.intersection(&kept).copied().collect();
        let say = self.replacement_in_words(&replacement);
        let desk = &mut self.session.wide.search;
        desk.plan = Some(Plan { deed: Deed::Replace(replacement), rows, skipped, already: BTreeSet::new() });
        desk.shown.cursor = 0;
        self.desk.focus_wish = Some(FocusWish::Search);
        self.desk.say(format!("{say}: Space keeps or skips, Enter replaces, Esc gives it up"));
    }

    /// An annotation as it is now, anybody's.
    pub(super) fn annotation(&self, key: &AnnotationKey) -> Option<&Annotation> {
        let layer = self.session.corpus.state().layer(&key.article, &key.annotator)?;
        layer.annotations.get(&key.annotation).map(|annotation| &**annotation)
    }

    pub(super) fn drop_plan(&mut self) {
        let desk = &mut self.session.wide.search;
        if desk.plan.take().is_some() {
            desk.shown.cursor = desk.shown.cursor.min(desk.shown.order.len().saturating_sub(1));
            self.desk.say("Nothing was changed");
        }
        self.desk.focus_wish = Some(FocusWish::Search);
    }

    /// Does what is planned, as one transaction.
    pub(super) fn do_plan(&mut self) {
        let Some(plan) = self.session.wide.search.plan.clone() else { return };
        if self.refuses_to_write() {
            return;
        }
        if plan.num_kept() == 0 {
            return self.desk.refuse("Every hit is skipped; Space keeps one, Ctrl+A all");
        }
        match &plan.deed {
            Deed::Tag(label) => self.tag_hits(&plan, label),
            Deed::Replace(replacement) => self.replace_in_spans(&plan, replacement),
        }
    }

    fn tag_hits(&mut self, plan: &Plan, label: &LabelId) {
        let now = self.services.now();
        let (mut places, mut left): (BTreeMap<ArticleId, Vec<Fragments>>, Vec<String>) = Default::default();
        let (mut num_locked, mut num_changed) = (0, 0);
        let mut rows: Vec<usize> =
            plan.rows.iter().copied().filter(|idx| !plan.skipped.contains(idx)).collect();
        rows.sort_unstable();
        let hits = Arc::clone(&self.session.wide.search.shown.hits);
        let mut refused: BTreeMap<ArticleId, String> = BTreeMap::new();
        for hit in rows.iter().filter_map(|idx| hits.get(*idx)) {
            let layer = self.own_layer(&hit.article);
            if self.session.article_row(&hit.article).is_none_or(|row| row.text_hash != hit.text_hash) {
                num_changed += 1;
            } else if let Some(why) = self.session.corpus.refuses(&layer) {
                num_locked += 1;
                refused.entry(hit.article.clone()).or_insert_with(|| why.to_owned());
            } else {
                places.entry(hit.article.clone()).or_default().push(self.place_of(hit));
            }
        }
        left.extend(refused.iter().map(|(article, why)| format!("{article}: {why}")));
        let (num_tagged, num_articles) = (places.values().map(Vec::len).sum::<usize>(), places.len());
        let mut changes = Vec::with_capacity(places.len());
        for (article, mut places) in places {
            places.dedup();
            let layer = self.own_layer(&article);
            let spans = places
                .into_iter()
                .map(|place| Annotation::new(self.services.ids.annotation(), label.clone(), place, now));
            let spans = spans.collect();
            changes.push(change::tag_all(self.session.corpus.state(), &layer, spans));
        }
        let name = self.label_name(label);
        let changes: Result<Vec<_>, ChangeError> = changes.into_iter().collect();
        let change = changes.and_then(|all| {
            let mut all = change::together(all, |_, _| String::new())?;
            all.say = format!("Tag {} as {name}", counted(num_tagged, "hit"));
            Ok(all)
        });
        if num_changed > 0 {
            left.push(format!("{} in texts that have changed since", counted(num_changed, "hit")));
        }
        let is_done = if num_tagged == 0 { true } else { self.apply(change) };
        if !is_done {
            return;
        }
        self.session.wide.search.plan = None;
        self.desk.last.label = Some(label.clone());
        let num_left = num_locked + num_changed;
        let said = format!(
            "Tagged {} in {} as {name}",
            counted(num_tagged, "hit"),
            counted(num_articles, "article")
        );
        self.tell_done("Tagged", said, (num_left, left));
    }

    fn own_layer(&self, article: &ArticleId) -> LayerKey {
        LayerKey { article: article.clone(), annotator: self.session.annotator().clone() }
    }

    /// Where a hit is tagged: a whole span with all its fragments, words where they stand.
    fn place_of(&self, hit: &Hit) -> Fragments {
        let span = hit.span.as_ref().and_then(|span| self.annotation(span));
        match span.map(|span| &span.fragments).filter(|place| place.hull() == hit.range) {
            Some(place) => place.clone(),
            None => hit.range.into(),
        }
    }

    fn replace_in_spans(&mut self, plan: &Plan, replacement: &Replacement) {
        let hits = Arc::clone(&self.session.wide.search.shown.hits);
        let kept = plan.rows.iter().filter(|idx| !plan.skipped.contains(idx));
        let targets: Vec<AnnotationKey> = kept.filter_map(|idx| hits.get(*idx)?.span.clone()).collect();
        let articles: BTreeSet<&ArticleId> = targets.iter().map(|target| &target.article).collect();
        let num_articles = articles.len();
        let what = self.replacement_in_words(replacement);
        let now = self.services.now();
        let corpus = &self.session.corpus;
        let refuses = |layer: &LayerKey| corpus.refuses(layer).map(str::to_owned);
        let actor = Actor { annotator: corpus.annotator(), now, refuses: &refuses };
        let why = Judgement { verdict: Verdict::Corrected, reason: String::new(), note: String::new() };
        let ids = &mut self.services.ids;
        let bulk = change_all(
            corpus.state(),
            &actor,
            &targets,
            &why,
            &mut || ids.annotation(),
            |num| format!("{what} in {}", counted(num, "span")),
            &|_, annotation| replacement.apply(annotation),
        );
        let BulkChange { change, num_own, num_others, num_same, left } = bulk;
        let is_nothing = change == Err(ChangeError::Nothing);
        if !is_nothing && !self.apply(change) {
            return;
        }
        self.session.wide.search.plan = None;
        let mut said = format!(
            "{what}: {} in {}",
            counted(num_own + num_others, "span"),
            counted(num_articles, "article")
        );
        if num_others > 0 {
            said = format!("{said}, {} of others as corrections", in_thousands(num_others));
        }
        if num_same > 0 {
            said = format!("{said}, {} were so already", in_thousands(num_same));
        }
        let lines: Vec<String> =
            left.iter().map(|(key, why)| format!("{}#{}: {why}", key.article, key.annotation)).collect();
        self.tell_done("Replaced", said, (lines.len(), lines));
    }

    /// Says what was done; what was left out is listed.
    fn tell_done(&mut self, title: &str, said: String, (num_left, left): (usize, Vec<String>)) {
        self.desk.focus_wish = Some(FocusWish::Search);
        if num_left == 0 {
            return self.desk.say(said);
        }
        let summary = format!(
            "{said}; {} left as {} and listed here",
            counted(num_left, "hit"),
            if num_left == 1 { "it was" } else { "they were" }
        );
        self.desk.say(said);
        let title = title.to_owned();
        self.desk.open_dialog(Dialog::Done(DoneReport {
            title,
            summary,
            findings: left,
            ..DoneReport::default()
        }));
    }

    pub(super) fn open_export_of_hits(&mut self) {
        if self.session.wide.search.shown.hits.is_empty() {
            return self.desk.refuse("Nothing was found that could be exported");
        }
        self.open_document(Document::Found);
    }

    /// What makes a table of the kept hits, in the order in which they are shown; runs beside the window.
    pub(in crate::app::run) fn table_of_hits(
        &self,
        format: TableFormat,
    ) -> impl FnOnce(&Steps) -> Result<Vec<u8>, Report> + Send + use<> {
        let desk = &self.session.wide.search;
        let skipped = desk.skipped();
        let order: Vec<usize> =
            desk.sequence().iter().copied().filter(|idx| !skipped.contains(idx)).collect();
        let hits = Arc::clone(&desk.shown.hits);
        let snapshot = self.session.corpus.snapshot();
        move |_| {
            let (facts, mut bytes) = (Facts::of(snapshot.state()), Vec::new());
            write(order.iter().filter_map(|idx| hits.get(*idx)), &facts, format, &mut bytes)
                .map_err(Report::new)?;
            Ok(bytes)
        }
    }
}
