//! One article with the layers on it, as the checks see it. What several checks ask for is worked out once.

use std::cell::OnceCell;
use std::collections::BTreeSet;

use super::links::Links;
use super::{Asked, OfferFinder, Offered, Raised};
use crate::analysis::check;
use crate::model::annotation::{Annotation, VoiceRole};
use crate::model::article::BlockKind;
use crate::model::corpus::{ArticleRow, CorpusState};
use crate::model::edit::{Key, LayerKey};
use crate::model::id::{AnnotationId, ArticleId, LabelId, RelationTypeId};
use crate::model::layer::Layer;
use crate::model::text::TextRange;
use crate::model::text::language::Language;
use crate::model::text::segment::{self, QuotationMarks};
use crate::model::text::visible::shown_name;

/// The id of the label that passes its attribution on.
const QUOTE: &str = "quote";
/// Paragraphs before and after a span's own that are looked at for who said it.
const NEAR: usize = 3;

/// One article with everything the checks ask of it.
pub struct Checked<'a> {
    /// Everything but the texts.
    pub state: &'a CorpusState,
    /// The article.
    pub article: &'a ArticleId,
    /// Its text.
    pub text: &'a str,
    /// The layers on it.
    pub layers: Vec<CheckedLayer<'a>>,
    row: Option<&'a ArticleRow>,
    links: &'a Links,
    offers: &'a dyn OfferFinder,
    paragraphs: OnceCell<Vec<TextRange>>,
    silent: OnceCell<Vec<TextRange>>,
    marks: OnceCell<Marks>,
    faults: OnceCell<Vec<check::Finding>>,
    linked: OnceCell<BTreeSet<(&'a AnnotationId, &'a RelationTypeId)>>,
}

/// One layer, in reading order.
pub struct CheckedLayer<'a> {
    /// Which it is.
    pub place: LayerKey,
    /// The layer.
    pub layer: &'a Layer,
    /// Its annotations that count by themselves and fit the text: by first start, then the longer first. A
    /// correction stands for the span it corrects, and is no span of its own, as in Review and Find.
    pub annotations: Vec<&'a Annotation>,
    /// The same with the corrections: everything that has a tag here.
    pub with_corrections: Vec<&'a Annotation>,
    /// The quotes that pass an attribution on: start, end, and the furthest end of those up to here.
    givers: Vec<(&'a Annotation, usize)>,
}

/// The quotation marks of the text, ready to be asked.
pub struct Marks {
    /// The marks.
    pub marks: QuotationMarks,
    /// The closed ones again, by their ends.
    pub by_end: Vec<TextRange>,
}

impl<'a> Checked<'a> {
    pub(super) fn new(
        state: &'a CorpusState,
        article: &'a ArticleId,
        text: &'a str,
        links: &'a Links,
        offers: &'a dyn OfferFinder,
    ) -> Self {
        let layers = state.layers.get(article).into_iter().flatten().map(|(annotator, layer)| {
            let place = LayerKey { article: article.clone(), annotator: annotator.clone() };
            CheckedLayer::new(place, layer, text)
        });
        Self {
            state,
            article,
            text,
            row: state.articles.get(article).map(|row| &**row),
            layers: layers.collect(),
            links,
            offers,
            paragraphs: OnceCell::new(),
            silent: OnceCell::new(),
            marks: OnceCell::new(),
            faults: OnceCell::new(),
            linked: OnceCell::new(),
        }
    }

    /// The language of the text, as its metadata say.
    pub fn language(&self) -> Language {
        self.row.map(ArticleRow::language).unwrap_or_default()
    }

    /// Every annotation that counts by itself, with its layer.
    pub fn annotations(&self) -> impl Iterator<Item = (&CheckedLayer<'a>, &'a Annotation)> {
        self.layers.iter().flat_map(|layer| layer.annotations.iter().map(move |one| (layer, *one)))
    }

    /// The paragraphs of the text.
    pub fn paragraphs(&self) -> &[TextRange] {
        self.paragraphs.get_or_init(|| segment::paragraphs(self.text))
    }

    /// The quotation marks of the text.
    pub fn marks(&self) -> &Marks {
        self.marks.get_or_init(|| {
            let whole = TextRange::new(0, self.text.len());
            let marks = whole
                .map(|whole| segment::quotation_marks(self.text, whole, self.language()))
                .unwrap_or_default();
            let mut by_end = marks.closed.clone();
            by_end.sort_unstable_by_key(|range| (range.end(), range.start()));
            Marks { marks, by_end }
        })
    }

    /// What [`check`] finds in the layers on this article.
    pub fn faults(&self) -> &[check::Finding] {
        self.faults.get_or_init(|| check::check_article(self.state, self.article, self.text))
    }

    /// A fault as a finding about the same record.
    pub(super) fn faulty(&self, fault: &check::Finding) -> Raised {
        let say = fault.what.to_string();
        let mut chars = say.chars();
        let say: String = chars.next().into_iter().flat_map(char::to_uppercase).chain(chars).collect();
        let annotation = match &fault.key {
            Key::Annotation(place, id) => {
                let layer = self.state.layer(&place.article, &place.annotator);
                layer.and_then(|layer| layer.annotations.get(id))
            }
            _ => None,
        };
        let ranges = annotation.map(|one| one.fragments.ranges().to_vec()).unwrap_or_default();
        Raised { ranges, ..Raised::about(fault.key.clone(), say) }
    }

    /// Whether an annotation of this article is in a relation of that type, wherever that is kept.
    pub fn is_linked(&self, annotation: &AnnotationId, kind: &RelationTypeId) -> bool {
        let linked = self.linked.get_or_init(|| {
            let homes = std::iter::once(self.article).chain(self.links.homes(self.article));
            let layers = homes.flat_map(|home| self.state.layers.get(home).into_iter().flatten());
            let relations = layers.flat_map(|(_, layer)| layer.relations.values());
            let members = relations.flat_map(|relation| {
                let here =
                    relation.members.iter().filter(|member| member.annotation.article == *self.article);
                here.map(|member| (&member.annotation.annotation, &relation.relation_type))
            });
            members.collect()
        });
        linked.contains(&(annotation, kind))
    }

    /// What is proposed for a span that lacks a speaker.
    pub fn offer(&self, layer: &CheckedLayer<'_>, annotation: &Annotation) -> Option<Offered> {
        let (text, language) = (self.text, self.language());
        let hull = annotation.fragments.hull();
        let near = self.paragraphs_near(hull);
        let silent = |paragraph: &TextRange| {
            !paragraph.overlaps(hull) && self.silent().iter().any(|place| place.covers(*paragraph))
        };
        // As in the window: who wrote it and what belongs to the page say nothing.
        let paragraphs: Vec<TextRange> =
            near.iter().copied().filter(|paragraph| !silent(paragraph)).collect();
        let (paragraphs, annotations) = (&paragraphs[..], &layer.with_corrections);
        self.offers.offer(&Asked { text, language, paragraphs, annotations, annotation })
    }

    /// The paragraphs around a place.
    fn paragraphs_near(&self, place: TextRange) -> &[TextRange] {
        let paragraphs = self.paragraphs();
        let first = paragraphs.partition_point(|paragraph| paragraph.end() <= place.start());
        let last = paragraphs.partition_point(|paragraph| paragraph.start() < place.end());
        &paragraphs[first.saturating_sub(NEAR)..(last + NEAR).min(paragraphs.len())]
    }

    /// The places whose words don't tell who said something.
    fn silent(&self) -> &[TextRange] {
        self.silent.get_or_init(|| {
            let kinds = BlockKind::ALL.into_iter().filter(|kind| !kind.tells_of_speakers());
            self.places_of(&kinds.collect::<Vec<_>>())
        })
    }

    /// The places of blocks of these kinds, see [`ArticleRow::places_of`].
    pub fn places_of(&self, kinds: &[BlockKind]) -> Vec<TextRange> {
        self.row.map(|row| row.places_of(kinds)).unwrap_or_default()
    }

    /// The name of a label as it is shown, in lower case.
    pub fn label_name(&self, id: &LabelId) -> String {
        label_name(self.state, id)
    }
}

/// The name of a label as it is shown, in lower case.
pub(super) fn label_name(state: &CorpusState, id: &LabelId) -> String {
    let name = state.tagset.labels.get(id).map_or(id.as_str(), |label| &label.name);
    shown_name(name).to_lowercase()
}

/// Whether spans of this label are somebody's very words, and pass their attribution on to what lies in them.
pub fn is_quote(label: &LabelId) -> bool {
    label.as_str() == QUOTE
}

impl<'a> CheckedLayer<'a> {
    fn new(place: LayerKey, layer: &'a Layer, text: &str) -> Self {
        let with_corrections: Vec<&Annotation> = layer
            .in_reading_order()
            .into_iter()
            .map(|annotation| &**annotation)
            .filter(|annotation| annotation.fragments.check(text).is_ok())
            .collect();
        let annotations = with_corrections.iter().copied().filter(|one| one.corrects.is_none()).collect();
        let mut furthest = 0;
        let quotes = with_corrections.iter().filter(|quote| is_quote(&quote.label));
        let givers = quotes.filter(|quote| !quote.attribution.is_unset()).map(|quote| {
            furthest = furthest.max(quote.fragments.end());
            (*quote, furthest)
        });
        let givers = givers.collect();
        Self { place, layer, annotations, with_corrections, givers }
    }

    /// Whether an annotation lies in a quote of the layer that says who said it.
    pub fn inherits(&self, annotation: &Annotation) -> bool {
        let (start, end) = (annotation.fragments.start(), annotation.fragments.end());
        let num_before = self.givers.partition_point(|(giver, _)| giver.fragments.start() <= start);
        let before = self.givers[..num_before].iter().rev();
        before
            .take_while(|(_, furthest)| *furthest >= end)
            .any(|(giver, _)| giver.id != annotation.id && giver.fragments.cover(&annotation.fragments))
    }

    /// Whether a quote has no speaker, neither its own nor an inherited one.
    pub fn lacks_speaker(&self, annotation: &Annotation) -> bool {
        is_quote(&annotation.label)
            && annotation.attribution.parties(VoiceRole::Speaker).next().is_none()
            && !(annotation.attribution.is_unset() && self.inherits(annotation))
    }
}
