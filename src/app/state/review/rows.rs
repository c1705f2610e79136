//! Every annotation as a row of the Review table, in the order of articles and places, with what filters, orders
//! and groups go by. An edit makes only its article's rows anew.

use std::collections::{BTreeMap, HashMap};
use std::ops::Range;
use std::sync::Arc;

use super::names::{NameIdx, Names};
use crate::app::state::register::Register;
use crate::model::annotation::{Annotation, AnnotationKey, Party, VoiceRole};
use crate::model::corpus::{ArticleRow, CorpusState, Layers};
use crate::model::id::{AnnotatorId, ArticleId, VoiceId};
use crate::model::review::returned::returned;
use crate::model::review::standing::Standing;
use crate::model::review::{Decision, JudgedDigest, Verdict, decisions_on, is_self_decided};

/// A row.
#[derive(Clone, Debug)]
pub struct Row {
    /// What it is about.
    pub key: AnnotationKey,
    /// The annotation as it is.
    pub annotation: Arc<Annotation>,
    /// What reviewers say of it.
    pub standing: Standing,
    /// What filters, orders and groups go by.
    pub facts: Facts,
}

/// What filters, orders and groups go by. Names are numbers in [`Rows::names`].
#[derive(Clone, Debug)]
pub struct Facts {
    /// Who says it, each by name; none if nobody is named.
    pub speakers: Box<[NameIdx]>,
    /// The speakers as they are shown, all in one.
    pub said_by: NameIdx,
    /// The article's outlet.
    pub outlet: NameIdx,
    /// The article's day, counted from the year 0; `i32::MAX` where it has none.
    pub day: i32,
    /// The label's place in the tagset.
    pub label_position: u32,
    /// Whose span it is.
    pub by: NameIdx,
    /// Why it was rejected, or what was asked when it was put off.
    pub reason: NameIdx,
    /// What else is known of its review.
    pub review: ReviewFacts,
}

/// What else is known of a row's review.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own")]
pub struct ReviewFacts {
    /// Whether its own annotator alone has decided.
    pub is_self_decided: bool,
    /// Whether the decision was put off with a question.
    pub has_question: bool,
    /// Whether it is one's own, was rejected or corrected, and is not answered.
    pub came_back: bool,
    /// Whether one has decided on it oneself, as it is.
    pub is_decided_by_me: bool,
}

/// Every annotation as a row.
#[derive(Debug, Default)]
pub struct Rows {
    /// The rows, by article, then place.
    pub all: Vec<Row>,
    /// The names that rows hold as numbers.
    pub names: Names,
    /// How many rows there are of what.
    pub counts: Counts,
}

/// How many rows there are of what.
#[derive(Debug, Default)]
pub struct Counts {
    /// Those that wait for a decision.
    pub num_open: usize,
    /// Those that one has not decided on oneself, or that wait again.
    pub num_open_to_me: usize,
    /// One's own that came back.
    pub num_came_back: usize,
    /// By speaker's name; a row counts for each of its speakers.
    speakers: Vec<usize>,
    /// Those of nobody.
    num_unspoken: usize,
    /// By outlet's name.
    outlets: Vec<usize>,
    /// Those of articles without an outlet.
    num_without_outlet: usize,
    /// By annotator.
    pub annotators: BTreeMap<AnnotatorId, usize>,
}

/// What rows are made from.
#[derive(Clone, Copy)]
pub struct Source<'a> {
    /// The corpus.
    pub state: &'a CorpusState,
    /// Who looks at the table.
    pub own: &'a AnnotatorId,
    /// Who is called what.
    pub register: &'a Register,
}

impl Rows {
    /// Makes all rows anew. O(annotations).
    pub fn read(&mut self, source: Source<'_>) {
        let mut maker = Maker::new(source, Names::default());
        let num: usize = source
            .state
            .layers
            .values()
            .flat_map(BTreeMap::values)
            .map(|layer| layer.annotations.len())
            .sum();
        let mut all = Vec::with_capacity(num);
        for (article, layers) in &source.state.layers {
            maker.rows_of(article, layers, &mut all);
        }
        self.names = maker.names;
        self.counts = Counts::default();
        for row in &all {
            self.counts.count(row, self.names.num(), true);
        }
        self.all = all;
    }

    /// Makes the rows of one article anew. Gives where they stood, and how many stand there now.
    pub fn reread(&mut self, source: Source<'_>, article: &ArticleId) -> (Range<usize>, usize) {
        let range = self.range_of(article);
        let mut maker = Maker::new(source, std::mem::take(&mut self.names));
        let mut new = Vec::new();
        if let Some(layers) = source.state.layers.get(article) {
            maker.rows_of(article, layers, &mut new);
        }
        self.names = maker.names;
        let num_names = self.names.num();
        for row in &self.all[range.clone()] {
            self.counts.count(row, num_names, false);
        }
        for row in &new {
            self.counts.count(row, num_names, true);
        }
        let num_new = new.len();
        self.all.splice(range.clone(), new);
        (range, num_new)
    }

    /// Where the rows of an article stand among all.
    pub fn range_of(&self, article: &ArticleId) -> Range<usize> {
        let start = self.all.partition_point(|row| row.key.article < *article);
        let len = self.all[start..].partition_point(|row| row.key.article == *article);
        start..start + len
    }

    /// Where the row of a key stands among all.
    pub fn find(&self, key: &AnnotationKey) -> Option<usize> {
        let range = self.range_of(&key.article);
        let at = self.all[range.clone()].iter().position(|row| row.key == *key)?;
        Some(range.start + at)
    }

    /// Who speaks, and in how many rows; `None` for nobody. The most frequent first.
    pub fn speakers(&self) -> Vec<(Option<String>, usize)> {
        self.counted(&self.counts.speakers, self.counts.num_unspoken)
    }

    /// The outlets, and how many rows are of each; `None` for articles without one. The most frequent first.
    pub fn outlets(&self) -> Vec<(Option<String>, usize)> {
        self.counted(&self.counts.outlets, self.counts.num_without_outlet)
    }

    fn counted(&self, counts: &[usize], num_none: usize) -> Vec<(Option<String>, usize)> {
        let named = self.names.iter().zip(counts).map(|((_, name), count)| (Some(name.to_owned()), *count));
        let mut counted: Vec<_> = named.chain([(None, num_none)]).filter(|(_, count)| *count > 0).collect();
        counted.sort_by(|one, two| (two.1, &one.0).cmp(&(one.1, &two.0)));
        counted
    }
}

impl Counts {
    fn count(&mut self, row: &Row, num_names: usize, comes: bool) {
        let step = |count: &mut usize| {
            *count = if comes { *count + 1 } else { count.saturating_sub(1) };
        };
        let facts = &row.facts;
        if row.standing.is_open() {
            step(&mut self.num_open);
        }
        if !facts.review.is_decided_by_me || row.standing.is_open() {
            step(&mut self.num_open_to_me);
        }
        if facts.review.came_back {
            step(&mut self.num_came_back);
        }
        for counts in [&mut self.speakers, &mut self.outlets] {
            counts.resize(counts.len().max(num_names), 0);
        }
        for speaker in facts.speakers.iter().filter_map(|speaker| speaker.place()) {
            step(&mut self.speakers[speaker]);
        }
        if facts.speakers.is_empty() {
            step(&mut self.num_unspoken);
        }
        match facts.outlet.place() {
            Some(outlet) => step(&mut self.outlets[outlet]),
            None => step(&mut self.num_without_outlet),
        }
        let by = self.annotators.entry(row.key.annotator.clone()).or_default();
        step(by);
        if *by == 0 {
            self.annotators.remove(&row.key.annotator);
        }
    }
}

/// Makes rows, and remembers the names of those who come again and again.
struct Maker<'a> {
    source: Source<'a>,
    names: Names,
    voices: HashMap<&'a VoiceId, NameIdx>,
}

impl<'a> Maker<'a> {
    fn new(source: Source<'a>, names: Names) -> Self {
        Self { source, names, voices: HashMap::new() }
    }

    /// Adds the rows of an article, in the order of their places.
    fn rows_of(&mut self, article: &ArticleId, layers: &'a Layers, rows: &mut Vec<Row>) {
        let begin = rows.len();
        let known = self.source.state.articles.get(article).map(|row| &**row);
        let (outlet, day) = self.of_article(known);
        for (annotator, layer) in layers {
            let by = self.names.number(annotator.as_str());
            // A correction stands for what it corrects; the table shows that.
            let spans = layer.annotations.values().filter(|annotation| annotation.corrects.is_none());
            for annotation in spans {
                let key = AnnotationKey {
                    article: article.clone(),
                    annotator: annotator.clone(),
                    annotation: annotation.id.clone(),
                };
                let (standing, reason, review) = self.of_review(layers, &key, annotation);
                let (speakers, said_by) = self.speakers(annotation);
                let tagset = &self.source.state.tagset;
                let label_position =
                    tagset.labels.get(&annotation.label).map_or(u32::MAX, |label| label.position);
                let facts = Facts { speakers, said_by, outlet, day, label_position, by, reason, review };
                rows.push(Row { key, annotation: Arc::clone(annotation), standing, facts });
            }
        }
        rows[begin..].sort_by(|one, two| {
            let place = |row: &Row| {
                (row.annotation.fragments.start(), std::cmp::Reverse(row.annotation.fragments.end()))
            };
            (place(one), &one.key).cmp(&(place(two), &two.key))
        });
    }

    fn of_article(&mut self, known: Option<&ArticleRow>) -> (NameIdx, i32) {
        let outlet = known.map(|row| row.metadata.outlet.trim()).filter(|outlet| !outlet.is_empty());
        let outlet = outlet.map_or(NameIdx::NONE, |outlet| self.names.number(outlet));
        let day = known.and_then(|row| row.metadata.date);
        (outlet, day.map_or(i32::MAX, |day| chrono::Datelike::num_days_from_ce(&day)))
    }

    fn of_review(
        &mut self,
        layers: &Layers,
        key: &AnnotationKey,
        annotation: &Annotation,
    ) -> (Standing, NameIdx, ReviewFacts) {
        let on = key.to_ref();
        let decisions = decisions_on(layers, &on, None);
        if decisions.is_empty() {
            return (Standing::ToReview, NameIdx::NONE, ReviewFacts::default());
        }
        let standing = Standing::among(layers, &on, annotation);
        let digest = JudgedDigest::of(annotation);
        let own = self.source.own;
        let fits = |who: &AnnotatorId, one: &Decision| match standing {
            Standing::Rejected => one.verdict == Verdict::Rejected,
            Standing::Disagreed => one.is_answer(who),
            Standing::Deferred => one.verdict == Verdict::Deferred,
            _ => false,
        };
        let words = |one: &'_ Arc<Decision>| -> String {
            // An answer's reason is always the same; its note says why. So does that of a question.
            let words = if matches!(standing, Standing::Rejected) { &one.reason } else { &one.note };
            words.split('\n').next().unwrap_or_default().trim().to_owned()
        };
        let told = decisions.iter().filter(|(who, one)| fits(who, one)).max_by_key(|(_, one)| one.at);
        let reason = told.map(|(_, one)| words(one)).filter(|words| !words.is_empty());
        let review = ReviewFacts {
            is_self_decided: is_self_decided(layers, &on),
            has_question: standing == Standing::Deferred && reason.is_some(),
            came_back: key.annotator == *own && !returned(layers, &on, annotation).is_empty(),
            is_decided_by_me: decisions.iter().any(|(who, one)| *who == own && one.seen == digest),
        };
        (standing, reason.map_or(NameIdx::NONE, |reason| self.names.number(&reason)), review)
    }

    /// Who speaks in an annotation: each by name, and all in one.
    fn speakers(&mut self, annotation: &'a Annotation) -> (Box<[NameIdx]>, NameIdx) {
        let mut speakers = Vec::new();
        for party in annotation.attribution.parties(VoiceRole::Speaker) {
            let name = match party {
                Party::Registered(id) => {
                    let Self { source, names, voices } = self;
                    let number = || names.number(&source.register.party_in_words(party));
                    *voices.entry(id).or_insert_with(number)
                }
                _ => self.names.number(&self.source.register.party_in_words(party)),
            };
            speakers.push(name);
        }
        let said_by = match speakers.as_slice() {
            [] => NameIdx::NONE,
            [one] => *one,
            several => {
                let all: Vec<&str> = several.iter().filter_map(|name| self.names.get(*name)).collect();
                let all = all.join(", ");
                self.names.number(&all)
            }
        };
        (speakers.into(), said_by)
    }
}
