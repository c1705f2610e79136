//! From what an article gives to finished rows: every shape makes drafts, one for each thing an annotator has
//! something to say about; those are written one by one, or counted together.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use super::here::{Here, Worker};
use super::{Gather, Shape, ShapePlan, pairs, sentences, spans, speakers};
use crate::formats::recipe::Texts;
use crate::formats::splits::Split;
use crate::model::annotation::AnnotationRef;
use crate::model::text::{Fragments, TextRange};

/// A finished row: a value for each column, in their order.
pub type Row = Map<String, Value>;

/// What an annotator, or a reviewed result, says of one thing.
pub struct Draft {
    /// What it is about: the same for everybody who speaks of the same thing.
    pub key: String,
    /// Columns that are the same for everybody.
    pub shared: Row,
    /// Columns of this annotator's own.
    pub own: Row,
    /// What the annotator says it is.
    pub says: Vec<String>,
    /// Labels that the annotator says are not there.
    pub denies: Vec<String>,
    /// Where others may have looked for it too, if nobody else makes a draft of it.
    pub place: Option<Fragments>,
    /// The annotations that are in the row.
    pub about: Vec<AnnotationRef>,
}

/// What did not become rows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Left {
    /// Sentences without a label that nobody has finished looking at.
    pub uncovered: usize,
    /// Sentences of the page's furniture.
    pub furniture: usize,
    /// Quotes of which nobody says who spoke.
    pub unattributed: usize,
    /// Relations that are not between two annotations of the article.
    pub relations: usize,
    /// Pairs without a relation, since one of their labels was not looked for there.
    pub pairs: usize,
    /// What several annotators tagged alike in a reviewed result.
    pub alike: usize,
}

impl Left {
    /// Adds what else was left.
    pub fn add(&mut self, other: &Self) {
        let Self { uncovered, furniture, unattributed, relations, pairs, alike } = other;
        self.uncovered += uncovered;
        self.furniture += furniture;
        self.unattributed += unattributed;
        self.relations += relations;
        self.pairs += pairs;
        self.alike += alike;
    }

    /// Everything with what it is and why it was left.
    pub fn named(&self) -> [(usize, &'static str, &'static str); 6] {
        [
            (
                self.uncovered,
                "sentences",
                "they have no label, and nobody who is done has finished looking there",
            ),
            (self.furniture, "sentences", "they are the page’s, not the article’s"),
            (self.unattributed, "quotes", "nothing is said about who spoke"),
            (self.relations, "relations", "they are not between two annotations of one article"),
            (self.pairs, "pairs without a relation", "one of their labels was not looked for there"),
            (self.alike, "rows", "somebody else tagged the same"),
        ]
    }
}

/// The rows of one article.
#[derive(Default)]
pub struct Rows {
    /// In the order they are written.
    pub list: Vec<Row>,
    /// The annotations that are in them.
    pub about: BTreeSet<AnnotationRef>,
    /// How many rows say that two annotations are related.
    pub num_relations: usize,
    /// What became no row.
    pub left: Left,
}

/// Columns of a shape, in the order rows have them.
pub fn columns(plan: ShapePlan, texts: Texts) -> Vec<&'static str> {
    let (shared, own): (&[&str], &[&str]) = match plan.shape {
        Shape::Spans => (spans::SPAN_SHARED, spans::OWN),
        Shape::Windows => (spans::WINDOW_SHARED, spans::OWN),
        Shape::Sentences => (sentences::SHARED, sentences::OWN),
        Shape::Pairs => (pairs::SHARED, pairs::OWN),
        Shape::Speakers => (speakers::SHARED, speakers::OWN),
    };
    let mut columns = vec!["article", "text_sha256", "split"];
    let votes: &[&str] = match plan.shape {
        Shape::Sentences => &["labels", "negatives", "num_annotators"],
        _ => &["labels", "num_annotators"],
    };
    match plan.gather {
        Gather::Layers => columns.push("annotator"),
        Gather::Result | Gather::Votes => {}
    }
    columns.extend(shared.iter().filter(|column| texts == Texts::Included || **column != "text"));
    columns.extend(if plan.gather == Gather::Votes { votes } else { own });
    columns
}

impl Rows {
    /// Those of an article.
    pub fn of(here: &Here<'_>, columns: &[&str], split: Option<Split>) -> Self {
        let mut rows = Self::default();
        let mut drafts: Vec<(Option<String>, Draft)> = Vec::new();
        for worker in &here.workers {
            let made = drafts_of(here, worker, &mut rows.left);
            let annotator = worker.annotator.map(ToString::to_string);
            drafts.extend(made.into_iter().map(|draft| (annotator.clone(), draft)));
        }
        if here.book.plan.shape == Shape::Sentences {
            rows.left.furniture += here.num_furniture;
            sentences::count_left(here, &drafts, &mut rows.left);
        }
        let mut common = Row::new();
        let article = &here.content.article;
        common.insert("article".to_owned(), article.id.as_str().into());
        common.insert("text_sha256".to_owned(), article.text.hash().to_string().into());
        common.insert("split".to_owned(), split.map_or(Value::Null, |split| split.name().into()));
        match here.book.plan.gather {
            Gather::Votes => rows.count_together(here, &common, drafts),
            _ => rows.one_by_one(&common, drafts),
        }
        for row in &mut rows.list {
            let mut in_order = Row::new();
            for column in columns {
                in_order.insert((*column).to_owned(), row.remove(*column).unwrap_or(Value::Null));
            }
            *row = in_order;
        }
        rows
    }

    fn one_by_one(&mut self, common: &Row, drafts: Vec<(Option<String>, Draft)>) {
        let mut written: BTreeSet<(Option<String>, String, Vec<String>)> = BTreeSet::new();
        for (annotator, draft) in drafts {
            let is_result = annotator.is_none();
            if is_result && !written.insert((None, draft.key.clone(), draft.says.clone())) {
                self.left.alike += 1;
                self.about.extend(draft.about);
                continue;
            }
            let mut row = common.clone();
            row.insert("annotator".to_owned(), annotator.map_or(Value::Null, Value::String));
            row.extend(draft.shared);
            row.extend(draft.own);
            self.num_relations += usize::from(draft.says == [pairs::RELATED]);
            self.about.extend(draft.about);
            self.list.push(row);
        }
    }

    /// One row a key, with how many annotators say what.
    fn count_together(&mut self, here: &Here<'_>, common: &Row, drafts: Vec<(Option<String>, Draft)>) {
        let mut order: Vec<String> = Vec::new();
        let mut by_key: BTreeMap<String, Vec<(Option<String>, Draft)>> = BTreeMap::new();
        for (annotator, draft) in drafts {
            let same = by_key.entry(draft.key.clone()).or_default();
            if same.is_empty() {
                order.push(draft.key.clone());
            }
            same.push((annotator, draft));
        }
        for same in order.iter().filter_map(|key| by_key.remove(key)) {
            let mut row = common.clone();
            let (mut said, mut denied) = (Votes::default(), Votes::default());
            let mut annotators: BTreeSet<String> = BTreeSet::new();
            if let Some((_, draft)) = same.first() {
                row.extend(draft.shared.clone());
                if let Some(place) = &draft.place {
                    annotators.extend(lookers(here, place));
                }
            }
            for (annotator, draft) in same {
                let annotator = annotator.unwrap_or_default();
                said.add(&annotator, draft.says);
                denied.add(&annotator, draft.denies);
                annotators.insert(annotator);
                self.about.extend(draft.about);
            }
            self.num_relations += usize::from(said.0.contains_key(pairs::RELATED));
            row.insert("labels".to_owned(), said.counts());
            row.insert("negatives".to_owned(), denied.counts());
            row.insert("num_annotators".to_owned(), annotators.len().into());
            self.list.push(row);
        }
    }
}

/// Who says what; an annotator counts once however often they say it.
#[derive(Default)]
struct Votes(BTreeMap<String, BTreeSet<String>>);

impl Votes {
    fn add(&mut self, annotator: &str, labels: Vec<String>) {
        for label in labels {
            self.0.entry(label).or_default().insert(annotator.to_owned());
        }
    }

    fn counts(self) -> Value {
        Value::Object(self.0.into_iter().map(|(label, who)| (label, who.len().into())).collect())
    }
}

/// Who has looked for any wanted label all over a place.
fn lookers(here: &Here<'_>, place: &Fragments) -> Vec<String> {
    let looked =
        |worker: &&Worker<'_>| place.ranges().iter().all(|range| worker.looked(*range, here.book.selection));
    let workers = here.workers.iter().filter(looked);
    workers.filter_map(|worker| worker.annotator.map(ToString::to_string)).collect()
}

fn drafts_of(here: &Here<'_>, worker: &Worker<'_>, left: &mut Left) -> Vec<Draft> {
    match here.book.plan.shape {
        Shape::Spans => worker.annotations.iter().map(|tagged| spans::span(here, *tagged)).collect(),
        Shape::Windows => worker.annotations.iter().map(|tagged| spans::window(here, *tagged)).collect(),
        Shape::Sentences => sentences::drafts(here, worker),
        Shape::Pairs => pairs::drafts(here, worker, left),
        Shape::Speakers => speakers::drafts(here, worker, left),
    }
}

/// Values by their columns.
pub fn row_of<const N: usize>(values: [(&str, Value); N]) -> Row {
    values.into_iter().map(|(column, value)| (column.to_owned(), value)).collect()
}

/// The two ends of a range, in code points.
pub fn ends(here: &Here<'_>, range: TextRange) -> [Value; 2] {
    let (start, end) = here.points(range);
    [start.into(), end.into()]
}

/// Ranges as pairs of code points, counted from a given one.
pub fn points_from(here: &Here<'_>, place: &Fragments, from: usize) -> Value {
    let pair = |range: &TextRange| {
        let (start, end) = here.points(*range);
        Value::from(vec![start - from, end - from])
    };
    Value::Array(place.ranges().iter().map(pair).collect())
}

/// The text of a range; nothing where it is none of the text.
pub fn text_of(here: &Here<'_>, range: TextRange) -> Value {
    range.of(here.text).unwrap_or_default().into()
}
