//! What statistics need to know of a corpus, gathered in one pass: small rows that every table is made from, so
//! that another filter or another table never goes through the corpus again.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use chrono::NaiveDate;

use crate::model::annotation::{Annotation, AnnotationRef, Party, VoiceRole};
use crate::model::corpus::{CorpusState, Layers};
use crate::model::id::{AnnotatorId, ArticleId, LabelId, VoiceId};
use crate::model::layer::Progress;
use crate::model::reader::CorpusReader;
use crate::model::review::{Decision, JudgedDigest, ReviewStatus, Verdict, decisions_on, review_status};
use crate::model::tagset::LabelColour;
use crate::model::text::Fragments;
use crate::model::text::visible::shown_name;
use crate::model::time::Timestamp;
use crate::model::voice::resolved_names;

use super::filter::{Behind, Decided, Standing, StatisticsFilter};
use super::lengths::{Length, Lengths};
use super::table::LabelSign;
use super::texts::{TextCounts, TextPart, TextSums};

/// The colours of a label that the tagset does not have: quiet text.
const UNKNOWN_COLOUR: LabelColour = LabelColour { light: 0x5D_6168, dark: 0x9C_A0A6 };

/// Everything that is counted. Corrections are no spans of their own: what they correct is counted, and the
/// review says so.
#[derive(Clone, Debug, Default)]
pub struct Facts {
    /// The spans: by article, annotator and place.
    pub spans: Vec<Span>,
    /// The articles, by id.
    pub articles: Vec<ArticleFact>,
    /// The labels: those of the tagset in its order, then those that only spans have.
    pub labels: Vec<LabelFact>,
    /// The annotators who have a layer anywhere.
    pub annotators: Vec<AnnotatorId>,
    /// Articles that somebody has finished.
    pub done: Vec<DoneFact>,
    /// Decisions on spans that are there.
    pub decisions: Vec<DecisionFact>,
    /// How many spans have no known length, since their article can't be read.
    pub num_without_length: usize,
    /// How many articles can't be read.
    pub num_unread: usize,
}

/// A span.
#[derive(Clone, Debug)]
pub struct Span {
    /// Index into the articles.
    pub article: usize,
    /// Index into the annotators.
    pub annotator: usize,
    /// Index into the labels.
    pub label: usize,
    /// The annotation.
    pub annotation: Arc<Annotation>,
    /// The names of its own speakers, each once; none if no speaker is set. What a quote around it says of its
    /// speaker is not looked up.
    pub speakers: Vec<Arc<str>>,
    /// What the review says of it.
    pub standing: Standing,
    /// How long it is; `None` if its article can't be read.
    pub length: Option<Length>,
}

/// An article.
#[derive(Clone, Debug)]
pub struct ArticleFact {
    /// Its id.
    pub id: ArticleId,
    /// Its outlet, as its metadata have it.
    pub outlet: Arc<str>,
    /// When it was published.
    pub date: Option<NaiveDate>,
    /// What its text adds up to; `None` if it can't be read.
    pub text: Option<Arc<TextCounts>>,
}

/// A label.
#[derive(Clone, Debug)]
pub struct LabelFact {
    /// Its id.
    pub id: LabelId,
    /// Its name; its id where the tagset doesn't have it.
    pub name: String,
    /// How it looks.
    pub sign: LabelSign,
}

/// That an annotator has finished an article.
#[derive(Clone, Debug)]
pub struct DoneFact {
    /// Index into the articles.
    pub article: usize,
    /// Index into the annotators.
    pub annotator: usize,
    /// The last time anything in the layer changed: files don't say when it was called done. `None` if there is
    /// nothing in it that has a time.
    pub at: Option<Timestamp>,
}

/// A decision.
#[derive(Clone, Debug)]
pub struct DecisionFact {
    /// Index into the spans: what it is on.
    pub span: usize,
    /// Index into the annotators: who decided.
    pub reviewer: usize,
    /// What was decided.
    pub verdict: Verdict,
    /// When.
    pub at: Timestamp,
    /// Whether the span has changed since.
    pub is_stale: bool,
}

/// Names met so far, each with its index.
#[derive(Default)]
struct Indexes<'s> {
    labels: BTreeMap<&'s LabelId, usize>,
    annotators: BTreeMap<&'s AnnotatorId, usize>,
    outlets: BTreeSet<Arc<str>>,
    voices: HashMap<&'s VoiceId, Arc<str>>,
    article_voice: Arc<str>,
}

impl Facts {
    /// The facts of a corpus. O(annotations).
    pub fn of(corpus: &dyn CorpusReader, lengths: &Lengths) -> Self {
        let state = corpus.state();
        let mut facts = Self::default();
        let mut indexes = facts.index(state);
        let no_layers = Layers::new();
        for (idx, (id, row)) in state.articles.iter().enumerate() {
            let outlet = row.metadata.outlet.as_str();
            let known = indexes.outlets.get(outlet).cloned();
            let outlet = known.unwrap_or_else(|| Arc::from(outlet));
            indexes.outlets.insert(Arc::clone(&outlet));
            facts.articles.push(ArticleFact {
                id: id.clone(),
                outlet,
                date: row.metadata.date,
                text: lengths.text(id).cloned(),
            });
            facts.add_article(idx, state.layers.get(id).unwrap_or(&no_layers), &indexes, lengths);
        }
        facts.num_unread = facts.articles.iter().filter(|article| article.text.is_none()).count();
        facts.num_without_length = facts.spans.iter().filter(|span| span.length.is_none()).count();
        facts
    }

    /// Lists labels and annotators, and gives every name its index.
    fn index<'s>(&mut self, state: &'s CorpusState) -> Indexes<'s> {
        let mut indexes = Indexes { article_voice: Arc::from("the article"), ..Indexes::default() };
        for label in state.tagset.ordered_labels() {
            indexes.labels.insert(&label.id, self.labels.len());
            let sign = LabelSign { letter: label.letter, colour: label.colour };
            self.labels.push(LabelFact { id: label.id.clone(), name: label.name.clone(), sign });
        }
        let layers = || state.layers.values().flatten();
        let used: BTreeSet<&LabelId> = layers()
            .flat_map(|(_, layer)| layer.annotations.values())
            .map(|annotation| &annotation.label)
            .filter(|id| !indexes.labels.contains_key(id))
            .collect();
        for id in used {
            indexes.labels.insert(id, self.labels.len());
            let letter = id.as_str().chars().next().unwrap_or('?').to_ascii_uppercase();
            let sign = LabelSign { letter, colour: UNKNOWN_COLOUR };
            self.labels.push(LabelFact { id: id.clone(), name: id.to_string(), sign });
        }
        let annotators: BTreeSet<&AnnotatorId> = layers().map(|(annotator, _)| annotator).collect();
        for annotator in annotators {
            indexes.annotators.insert(annotator, self.annotators.len());
            self.annotators.push(annotator.clone());
        }
        // Who was merged into another counts as that one.
        let names = resolved_names(&state.register());
        for id in state.voices.values().flat_map(BTreeMap::keys) {
            let name = names.get(id).map_or(id.as_str(), String::as_str);
            indexes.voices.insert(id, Arc::from(&*shown_name(name)));
        }
        indexes
    }

    fn add_article(&mut self, article: usize, layers: &Layers, indexes: &Indexes<'_>, lengths: &Lengths) {
        let is_reviewed = layers.values().any(|layer| !layer.decisions.is_empty());
        let mut places: BTreeMap<AnnotationRef, usize> = BTreeMap::new();
        for (owner, layer) in layers {
            let annotator = indexes.annotators[owner];
            for annotation in layer.in_reading_order().into_iter().filter(|a| a.corrects.is_none()) {
                let on = AnnotationRef { annotator: owner.clone(), annotation: annotation.id.clone() };
                let standing = if is_reviewed { standing(layers, &on, annotation) } else { Standing::Open };
                if is_reviewed {
                    places.insert(on, self.spans.len());
                }
                let id = &self.articles[article].id;
                let length = lengths.get(id, &annotation.fragments);
                self.spans.push(Span {
                    article,
                    annotator,
                    label: indexes.labels[&annotation.label],
                    annotation: Arc::clone(annotation),
                    speakers: speakers(annotation, indexes),
                    standing,
                    length,
                });
            }
            if layer.state.progress == Progress::Done {
                let annotations = layer.annotations.values().map(|annotation| annotation.provenance.changed);
                let decisions = layer.decisions.values().map(|decision| decision.at);
                let at = annotations.chain(decisions).max();
                self.done.push(DoneFact { article, annotator, at });
            }
        }
        for (reviewer, layer) in layers {
            for Decision { on, verdict, seen, at, .. } in layer.decisions.values().map(|decision| &**decision)
            {
                let Some(span) = places.get(on).copied() else { continue };
                let is_stale = *seen != JudgedDigest::of(&self.spans[span].annotation);
                let reviewer = indexes.annotators[reviewer];
                self.decisions.push(DecisionFact { span, reviewer, verdict: *verdict, at: *at, is_stale });
            }
        }
    }

    /// The spans that pass a filter, as indexes.
    pub fn passing(&self, filter: &StatisticsFilter) -> Vec<usize> {
        if !filter.narrows() {
            return (0..self.spans.len()).collect();
        }
        let labels: Vec<bool> = self.labels.iter().map(|label| filter.takes_label(&label.id)).collect();
        let annotators: Vec<bool> = self.annotators.iter().map(|who| filter.takes_annotator(who)).collect();
        let articles = self.passing_articles(filter);
        let passes = |span: &Span| {
            labels[span.label]
                && annotators[span.annotator]
                && articles[span.article]
                && (!filter.reviewed_only || span.standing.is_decided())
        };
        (0..self.spans.len()).filter(|idx| passes(&self.spans[*idx])).collect()
    }

    /// What the texts of the articles that pass a filter add up to, by article; those that can't be read have none.
    /// Words and quotations are tagged by the spans that pass.
    pub fn texts(&self, filter: &StatisticsFilter, part: TextPart) -> Vec<Option<TextSums>> {
        let mut spans: Vec<Vec<&Fragments>> = vec![Vec::new(); self.articles.len()];
        for span in self.passing(filter).into_iter().map(|idx| &self.spans[idx]) {
            spans[span.article].push(&span.annotation.fragments);
        }
        let passing = self.passing_articles(filter);
        let sums = |(idx, article): (usize, &ArticleFact)| {
            let text = article.text.as_ref().filter(|_| passing[idx])?;
            Some(text.sums(part, spans[idx].iter().copied()))
        };
        self.articles.iter().enumerate().map(sums).collect()
    }

    /// For each article, whether it passes a filter.
    pub fn passing_articles(&self, filter: &StatisticsFilter) -> Vec<bool> {
        self.articles.iter().map(|article| filter.takes_article(&article.outlet, article.date)).collect()
    }

    /// The spans that a figure counts, as indexes, in reading order of the articles.
    pub fn behind(&self, filter: &StatisticsFilter, behind: &Behind) -> Vec<usize> {
        let mut spans = self.passing(filter);
        spans.retain(|idx| self.is_behind(&self.spans[*idx], behind));
        if let Some(other) = &behind.overlapping {
            let partners = super::tables::overlap::partners(self, &self.passing(filter), other);
            spans.retain(|idx| partners.contains(idx));
        }
        if behind.reviewer.is_some() || behind.decision.is_some() {
            let decided: BTreeSet<usize> = self
                .decisions
                .iter()
                .filter(|decision| {
                    let who = &self.annotators[decision.reviewer];
                    behind.reviewer.as_ref().is_none_or(|reviewer| reviewer == who)
                        && behind.decision.is_none_or(|wanted| wanted == self.decided(decision))
                })
                .map(|decision| decision.span)
                .collect();
            spans.retain(|idx| decided.contains(idx));
        }
        spans
    }

    /// What a decision comes to.
    pub fn decided(&self, decision: &DecisionFact) -> Decided {
        if self.spans[decision.span].annotator == decision.reviewer {
            Decided::Own
        } else if decision.is_stale {
            Decided::ChangedSince
        } else {
            Decided::As(decision.verdict)
        }
    }

    fn is_behind(&self, span: &Span, behind: &Behind) -> bool {
        let Behind { label, annotator, outlet, speaker, published, made, words, standing, .. } = behind;
        let article = &self.articles[span.article];
        let created = span.made_on();
        label.as_ref().is_none_or(|label| self.labels[span.label].id == *label)
            && annotator.as_ref().is_none_or(|who| self.annotators[span.annotator] == *who)
            && outlet.as_ref().is_none_or(|outlet| *article.outlet == **outlet)
            && speaker.as_ref().is_none_or(|speaker| match speaker {
                Some(name) => span.speakers.iter().any(|known| **known == **name),
                None => span.speakers.is_empty(),
            })
            && published.is_none_or(|days| match (days, article.date) {
                (Some(days), Some(date)) => days.contains(date),
                (days, date) => days.is_none() && date.is_none(),
            })
            && made.is_none_or(|days| match (days, created) {
                (Some(days), Some(date)) => days.contains(date),
                (days, date) => days.is_none() && date.is_none(),
            })
            && words
                .is_none_or(|(from, to)| span.length.is_some_and(|length| (from..to).contains(&length.words)))
            && standing.is_none_or(|standing| span.standing == standing)
    }
}

impl Span {
    /// The day it was made, by UTC; `None` if nothing says when.
    pub fn made_on(&self) -> Option<NaiveDate> {
        day(self.annotation.provenance.created)
    }
}

/// The day of a time, by UTC. The very first moment of 1970 stands for a time that is not known.
pub fn day(time: Timestamp) -> Option<NaiveDate> {
    (time != Timestamp::default()).then(|| time.to_utc().date_naive())
}

fn speakers(annotation: &Annotation, indexes: &Indexes<'_>) -> Vec<Arc<str>> {
    let mut names: Vec<Arc<str>> = Vec::new();
    for party in annotation.attribution.parties(VoiceRole::Speaker) {
        let name = match party {
            Party::Registered(id) => {
                indexes.voices.get(id).cloned().unwrap_or_else(|| Arc::from(id.as_str()))
            }
            Party::Unnamed { words, .. } => Arc::from(&*shown_name(words)),
            Party::Article => Arc::clone(&indexes.article_voice),
        };
        if !names.contains(&name) {
            names.push(name);
        }
    }
    names
}

/// What the review says of an annotation. Where all who decided are its own annotator, that is told apart.
fn standing(layers: &Layers, on: &AnnotationRef, annotation: &Annotation) -> Standing {
    let decisions = decisions_on(layers, on, None);
    if decisions.is_empty() {
        return Standing::Open;
    }
    let status = match review_status(layers, on, annotation, None) {
        // There are decisions, and all of them put it off.
        ReviewStatus::Unreviewed | ReviewStatus::Decided(Verdict::Deferred) => return Standing::Deferred,
        ReviewStatus::ChangedSince | ReviewStatus::Disputed | ReviewStatus::Disagreed => {
            return Standing::Open;
        }
        ReviewStatus::Decided(Verdict::Accepted) => Standing::Accepted,
        ReviewStatus::Decided(Verdict::Corrected) => Standing::Corrected,
        ReviewStatus::Decided(Verdict::Rejected) => Standing::Rejected,
    };
    let seen = JudgedDigest::of(annotation);
    let counts = |decision: &Decision| decision.verdict != Verdict::Deferred && decision.seen == seen;
    let mut deciding = decisions.iter().filter(|(_, decision)| counts(decision)).map(|(who, _)| *who);
    if deciding.all(|who| *who == on.annotator) { Standing::OwnDecision } else { status }
}
