//! Whether conditions hold, of an article, a place of words or a span. What can't be known yet is `None`: most
//! articles are passed over before their texts are read.

use std::cell::OnceCell;
use std::collections::BTreeMap;

use super::{ArticleTest, Matcher, Node, PartyTest, SpanTest, ValueTest};
use crate::analysis::query::{State, Status, Thing};
use crate::model::annotation::{Annotation, AnnotationKey, AttributeValue, Attribution, Party, VoiceRole};
use crate::model::corpus::{ArticleRow, Layers};
use crate::model::id::{AnnotatorId, LabelId};
use crate::model::layer::Progress;
use crate::model::quotes::Quotes;
use crate::model::relation::CorpusAnnotation;
use crate::model::review::decisions_on;
use crate::model::review::standing::Standing;
use crate::model::text::find::Finder;
use crate::model::text::fold::name_key;
use crate::model::text::segment::num_words;
use crate::model::text::{Fragments, TextRange};

/// An article as conditions see it.
pub(in crate::analysis) struct ArticleScene<'c> {
    pub row: &'c ArticleRow,
    pub layers: &'c Layers,
    pub spans: Spans<'c>,
    /// `None` while it has not been read.
    pub text: Option<&'c str>,
}

/// The spans of an article in order of place; corrections are left out, since they stand for what they correct.
pub(in crate::analysis) struct Spans<'c> {
    pub entries: Vec<(&'c AnnotatorId, &'c Annotation)>,
    /// The furthest end of all entries up to each.
    furthest: Vec<usize>,
    layers: &'c Layers,
    /// Whose attribution is inherited; made when it is first asked for.
    quotes: OnceCell<BTreeMap<AnnotatorId, Quotes>>,
}

/// What conditions are asked of: an article, and in it a place of words or a span.
#[derive(Clone, Copy)]
pub(in crate::analysis) struct Scene<'s, 'c> {
    pub article: &'s ArticleScene<'c>,
    /// The words or the span.
    pub place: Option<&'s Fragments>,
    /// The span, as an index into the entries.
    pub span: Option<usize>,
    /// Which text terms are there.
    pub texts: Option<&'s [bool]>,
}

impl<'c> Spans<'c> {
    /// The spans of an article.
    pub fn of(layers: &'c Layers) -> Self {
        let mut entries: Vec<(&AnnotatorId, &Annotation)> = layers
            .iter()
            .flat_map(|(who, layer)| layer.annotations.values().map(move |annotation| (who, &**annotation)))
            .filter(|(_, annotation)| annotation.corrects.is_none())
            .collect();
        entries.sort_by_key(|(_, annotation)| {
            let place = &annotation.fragments;
            (place.start(), std::cmp::Reverse(place.end()))
        });
        let mut reach = 0;
        let furthest = entries.iter().map(|(_, annotation)| {
            reach = annotation.fragments.end().max(reach);
            reach
        });
        let furthest = furthest.collect();
        Self { entries, furthest, layers, quotes: OnceCell::new() }
    }

    /// The spans whose hulls share a byte with a range, the last first.
    pub fn over(&self, range: TextRange) -> impl Iterator<Item = (usize, &'c Annotation)> + '_ {
        let num = self.entries.partition_point(|(_, annotation)| annotation.fragments.start() < range.end());
        let reaching = (0..num).rev().take_while(move |at| self.furthest[*at] > range.start());
        reaching
            .map(|at| (at, self.entries[at].1))
            .filter(move |(_, annotation)| annotation.fragments.end() > range.start())
    }

    /// The name of a span.
    pub fn key(&self, row: &ArticleRow, span: usize) -> AnnotationKey {
        let (annotator, annotation) = self.entries[span];
        AnnotationKey {
            article: row.id.clone(),
            annotator: annotator.clone(),
            annotation: annotation.id.clone(),
        }
    }

    /// Who speaks in a span.
    pub fn speakers(&self, span: usize) -> Vec<Party> {
        let (annotator, annotation) = self.entries[span];
        self.attribution(annotator, annotation).parties(VoiceRole::Speaker).cloned().collect()
    }

    fn attribution<'s>(&'s self, annotator: &AnnotatorId, annotation: &'s Annotation) -> &'s Attribution {
        let quotes = self.quotes.get_or_init(|| {
            self.layers.iter().map(|(who, layer)| (who.clone(), Quotes::of(layer))).collect()
        });
        quotes.get(annotator).map_or(&annotation.attribution, |quotes| quotes.attribution(annotation))
    }
}

impl Matcher {
    /// Whether everything holds; `None` if that needs something the scene lacks.
    pub(in crate::analysis) fn holds(&self, scene: Scene<'_, '_>) -> Option<bool> {
        self.node_holds(&self.tree, scene)
    }

    /// Whether a text term is one of those for which everything holds, so that its places are shown. The scene holds.
    pub(in crate::analysis) fn shows(&self, text: usize, scene: Scene<'_, '_>) -> bool {
        self.node_shows(&self.tree, text, scene)
    }

    fn node_shows(&self, node: &Node, text: usize, scene: Scene<'_, '_>) -> bool {
        match node {
            Node::Text(other) => *other == text,
            Node::All(parts) => parts.iter().any(|part| self.node_shows(part, text, scene)),
            Node::Any(parts) => parts
                .iter()
                .any(|part| self.node_shows(part, text, scene) && self.node_holds(part, scene) == Some(true)),
            _ => false,
        }
    }

    fn node_holds(&self, node: &Node, scene: Scene<'_, '_>) -> Option<bool> {
        match node {
            Node::All(parts) => decide(parts.iter().map(|part| self.node_holds(part, scene)), false),
            Node::Any(parts) => decide(parts.iter().map(|part| self.node_holds(part, scene)), true),
            Node::Not(inner) => self.node_holds(inner, scene).map(|holds| !holds),
            Node::Text(text) => scene.texts.and_then(|texts| texts.get(*text).copied()),
            Node::Article(test) => Some(test.holds(scene.article)),
            Node::Span(test) => self.span_holds(test, scene),
            Node::Within(labels) => {
                let place = scene.place?;
                Some(other_spans(scene, labels, place).any(|other| other.fragments.cover(place)))
            }
            Node::Over(labels) => {
                let place = scene.place?;
                Some(other_spans(scene, labels, place).any(|other| place.cover(&other.fragments)))
            }
        }
    }

    fn span_holds(&self, test: &SpanTest, scene: Scene<'_, '_>) -> Option<bool> {
        let ArticleScene { row, layers, spans, text } = scene.article;
        let span = scene.span?;
        let (annotator, annotation) = spans.entries[span];
        let provenance = &annotation.provenance;
        Some(match test {
            SpanTest::Label(labels) => labels.contains(&annotation.label),
            SpanTest::By(annotators) => annotators.contains(annotator),
            SpanTest::Reviewer(reviewers) => {
                let on = spans.key(row, span).to_ref();
                decisions_on(layers, &on, None).iter().any(|(who, _)| reviewers.contains(who))
            }
            SpanTest::Item(items) => annotation.items.iter().any(|link| items.contains(&link.item)),
            SpanTest::Party(role, test) => {
                test.holds(spans.attribution(annotator, annotation).parties(*role))
            }
            SpanTest::Status(status) => *status == status_of(layers, &spans.key(row, span), annotation),
            SpanTest::Certainty(certainty) => annotation.certainty == *certainty,
            SpanTest::Attribute(tests) => tests
                .iter()
                .any(|(id, test)| annotation.attributes.get(id).is_some_and(|value| test.holds(value))),
            SpanTest::Source(words) => words_in((*text)?, annotation.attribution.source.as_ref(), words),
            SpanTest::Cue(words) => words_in((*text)?, annotation.attribution.cue.as_ref(), words),
            SpanTest::Note(words) => words.is_in(&annotation.note),
            SpanTest::Tagged(days) => days.contains(provenance.created.to_utc().date_naive()),
            SpanTest::Changed(days) => days.contains(provenance.changed.to_utc().date_naive()),
            SpanTest::Length(numbers) => {
                let covered = annotation.fragments.covered((*text)?).unwrap_or_default();
                numbers.contains(covered.iter().map(|words| num_words(words)).sum())
            }
            SpanTest::Has(thing) => self.has(*thing, scene.article, span),
        })
    }

    fn has(&self, thing: Thing, article: &ArticleScene<'_>, span: usize) -> bool {
        let (annotator, annotation) = article.spans.entries[span];
        let own = &annotation.attribution;
        match thing {
            Thing::Speaker => {
                let attribution = article.spans.attribution(annotator, annotation);
                attribution.parties(VoiceRole::Speaker).next().is_some()
            }
            Thing::Source => own.source.is_some(),
            Thing::Cue => own.cue.is_some(),
            Thing::Note => !annotation.note.trim().is_empty(),
            Thing::Link => {
                let (article, annotation) = (article.row.id.clone(), annotation.id.clone());
                self.linked.contains(&CorpusAnnotation { article, annotation })
            }
            Thing::Decision => {
                let on = article.spans.key(article.row, span).to_ref();
                !decisions_on(article.layers, &on, None).is_empty()
            }
        }
    }
}

/// All or any of some answers: `decisive` is the answer that settles it.
fn decide(answers: impl Iterator<Item = Option<bool>>, decisive: bool) -> Option<bool> {
    let mut all = Some(!decisive);
    for answer in answers {
        match answer {
            Some(answer) if answer == decisive => return Some(decisive),
            Some(_) => {}
            None => all = None,
        }
    }
    all
}

/// The spans with some labels around a place, besides the one the scene is about.
fn other_spans<'s>(
    scene: Scene<'s, '_>,
    labels: &'s std::collections::BTreeSet<LabelId>,
    place: &Fragments,
) -> impl Iterator<Item = &'s Annotation> {
    let spans = scene.article.spans.over(place.hull());
    let others = spans.filter(move |(at, _)| scene.span != Some(*at)).map(|(_, annotation)| annotation);
    others.filter(|annotation| labels.contains(&annotation.label))
}

fn words_in(text: &str, place: Option<&Fragments>, words: &Finder) -> bool {
    let covered = place.and_then(|place| place.covered(text).ok());
    covered.is_some_and(|covered| words.is_in(&covered.join(" ")))
}

fn status_of(layers: &Layers, key: &AnnotationKey, annotation: &Annotation) -> Status {
    match Standing::among(layers, &key.to_ref(), annotation) {
        Standing::ToReview => Status::ToReview,
        Standing::ChangedSince => Status::Changed,
        Standing::Disagreed => Status::Disagreed,
        Standing::Disputed => Status::Disputed,
        Standing::Deferred => Status::Deferred,
        Standing::Accepted => Status::Accepted,
        Standing::Corrected => Status::Corrected,
        Standing::Rejected => Status::Rejected,
    }
}

impl PartyTest {
    fn holds<'p>(&self, mut parties: impl Iterator<Item = &'p Party>) -> bool {
        match self {
            Self::Nobody => parties.next().is_none(),
            _ => parties.any(|party| self.is(party)),
        }
    }

    fn is(&self, party: &Party) -> bool {
        match (self, party) {
            (Self::Article, Party::Article) | (Self::Unnamed, Party::Unnamed { .. }) => true,
            (Self::Named(voices, _), Party::Registered(id)) => voices.contains(id),
            (Self::Named(_, key), Party::Unnamed { words, .. }) => name_key(words).contains(key),
            _ => false,
        }
    }
}

impl ValueTest {
    fn holds(&self, value: &AttributeValue) -> bool {
        match (self, value) {
            (Self::Flag(wanted), AttributeValue::Flag(yes)) => wanted == yes,
            (Self::Choices(wanted), AttributeValue::Choice(choice)) => wanted.contains(choice),
            (Self::Choices(wanted), AttributeValue::Choices(choices)) => !wanted.is_disjoint(choices),
            (Self::Text(words), AttributeValue::Text(text)) => words.is_in(text),
            (Self::Exactly(wanted), AttributeValue::Number(number)) => {
                (number.get() - wanted).abs() < f64::EPSILON
            }
            (Self::Number(numbers), AttributeValue::Number(number)) => {
                let number = number.get();
                let bound = |bound: usize| bound as f64;
                numbers.from.is_none_or(|from| bound(from) <= number)
                    && numbers.to.is_none_or(|to| number <= bound(to))
            }
            (Self::Date(days), AttributeValue::Date(date)) => date.overlaps(days.from, days.to),
            (Self::Party(test), AttributeValue::Party(party)) => test.is(party),
            (Self::Item(wanted), AttributeValue::Item(item)) => wanted.contains(item),
            _ => false,
        }
    }
}

impl ArticleTest {
    fn holds(&self, article: &ArticleScene<'_>) -> bool {
        let metadata = &article.row.metadata;
        match self {
            Self::Title(words) => words.is_in(&article.row.shown_title),
            Self::Outlet(words) => words.is_in(&metadata.outlet),
            Self::Byline(words) => words.is_in(&metadata.byline),
            Self::Language(words) => words.is_in(&metadata.language),
            Self::Id(words) => words.is_in(article.row.id.as_str()),
            Self::Code(words) => {
                article.layers.values().any(|layer| layer.state.codes.iter().any(|code| words.is_in(code)))
            }
            Self::Date(days) => metadata.date.is_some_and(|day| days.contains(day)),
            Self::State(state) => {
                let mut all = article.layers.values().map(|layer| &layer.state.progress);
                match state {
                    State::ToDo => all.all(|progress| *progress == Progress::ToDo),
                    State::InProgress => all.any(|progress| *progress == Progress::InProgress),
                    State::Done => all.any(|progress| *progress == Progress::Done),
                    State::Skipped => all.any(|progress| matches!(progress, Progress::Skipped(_))),
                }
            }
        }
    }
}
