//! The article in view: its text in units, its spans, and where one is in it.

use std::sync::Arc;

use super::Selection;
use super::offers::Offers;
use super::places::Places;
use super::spans::{RelationIndex, SpanIndex, SpanKey, Touch};
use crate::analysis::statistics::texts::words_own_and_left_out;
use crate::app::widgets::reading::layout::Caret;
use crate::app::widgets::reading::motion::Ground;
use crate::app::widgets::reading::units::{self, Unit};
use crate::model::annotation::Annotation;
use crate::model::article::{Article, BlockKind};
use crate::model::corpus::ArticleRow;
use crate::model::id::AnnotationId;
use crate::model::layer::Layer;
use crate::model::text::language::Language;
use crate::model::text::numbers::{counted, in_thousands};
use crate::model::text::segment;
use crate::model::text::visible::shown_name;
use crate::model::text::{Fragments, TextRange};

/// What is proposed for the span in focus, drawn as ghosts. It is no data until somebody takes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offer {
    /// The span.
    pub annotation: AnnotationId,
    /// Who might have said it, in words; empty if nobody is proposed.
    pub speaker: String,
    /// The words that name the speaker.
    pub source: Option<Fragments>,
    /// The words that report.
    pub cue: Option<Fragments>,
    /// What the span, a caveat, might qualify.
    pub qualifies: Option<AnnotationId>,
}

/// A fragment of the span in focus whose bounds are being changed: the selection is its new place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BoundsEdit {
    /// The span.
    pub annotation: AnnotationId,
    /// Which of its fragments.
    pub fragment_idx: usize,
}

/// The article in view.
#[derive(Clone, Debug)]
pub struct OpenArticle {
    /// The article.
    pub article: Arc<Article>,
    /// The line about it under its title.
    pub about: String,
    /// Its text, in the pieces it is laid out in.
    pub units: Vec<Unit>,
    /// Number of the last numbered unit.
    pub num_paragraphs: usize,
    /// The annotator's spans.
    pub spans: SpanIndex,
    /// The relations each span is a member of.
    pub relations: RelationIndex,
    /// What is selected.
    pub selection: Selection,
    /// The span in focus.
    pub focus: Option<AnnotationId>,
    /// What is proposed for it.
    pub offers: Offers,
    /// The fragment whose bounds are being changed.
    pub bounds: Option<BoundsEdit>,
    /// The other places where the same words stand, while they are gone through.
    pub places: Option<Places>,
    /// What the last movements leave for the next one.
    pub trail: Trail,
}

/// What movements in the text leave for the next one.
#[derive(Clone, Debug, Default)]
pub struct Trail {
    /// Selections before they grew by phrase, each with what it grew to.
    pub grown: Vec<(Selection, TextRange)>,
    /// The spans under the last click, so that the next one can go on to another.
    pub clicked: Vec<AnnotationId>,
    /// Where the caret wants to stand in a line, while it moves up and down.
    pub goal_x: Option<f32>,
}

impl OpenArticle {
    /// An article with an annotator's layer on it.
    pub fn new(article: Arc<Article>, layer: Option<&Layer>) -> Self {
        let units =
            units::build(article.text.as_str(), &article.blocks, Language::of(&article.metadata.language));
        let num_paragraphs = units.iter().rev().find_map(|unit| unit.number).unwrap_or(0);
        let spans = SpanIndex::of(layer);
        let first = units.iter().find(|unit| unit.number.is_some()).or(units.first());
        let start = first.map_or(0, |unit| unit.range.start());
        Self {
            about: about(&article),
            num_paragraphs,
            spans,
            relations: RelationIndex::of(layer),
            selection: Selection::caret(Caret::at(start)),
            focus: None,
            offers: Offers::default(),
            bounds: None,
            places: None,
            trail: Trail::default(),
            units,
            article,
        }
    }

    /// The article's text.
    pub fn text(&self) -> &str {
        self.article.text.as_str()
    }

    /// The language of it, as its metadata say: sentences and quotations go by its rules.
    pub fn language(&self) -> Language {
        Language::of(&self.article.metadata.language)
    }

    /// What gestures and motions act on.
    pub fn ground(&self) -> Ground<'_> {
        let (text, language) = (self.text(), self.language());
        Ground { text, language, units: &self.units, selection: self.selection }
    }

    /// The sentence of a unit that holds a byte.
    pub fn sentence_at(&self, unit: TextRange, byte: usize) -> Option<TextRange> {
        segment::sentence_at(self.text(), unit, byte, self.language())
    }

    /// The sentences of a unit.
    pub fn sentences(&self, unit: TextRange) -> Vec<TextRange> {
        segment::sentences(self.text(), unit, self.language())
    }

    /// The selected words as they would be tagged.
    pub fn target(&self) -> Option<TextRange> {
        segment::tidy_selection(self.text(), self.selection.range()?, self.language())
    }

    /// The span in focus.
    pub fn focused<'l>(&self, layer: Option<&'l Layer>) -> Option<&'l Arc<Annotation>> {
        layer?.annotations.get(self.focus.as_ref()?)
    }

    /// Whether what is selected is the span in focus, word for word: then it is no other target than that.
    pub fn selects_focus(&self, layer: Option<&Layer>) -> bool {
        self.bounds.is_none()
            && self.target().is_some_and(|range| {
                self.focused(layer).is_some_and(|focused| focused.fragments == range.into())
            })
    }

    /// The selected words, if they are others than those of the span in focus.
    pub fn other_target(&self, layer: Option<&Layer>) -> Option<TextRange> {
        self.target().filter(|_| !self.selects_focus(layer))
    }

    /// The place of the span in focus in reading order.
    pub fn focus_key(&self, layer: Option<&Layer>) -> Option<SpanKey> {
        self.focused(layer).map(|annotation| SpanKey::of(annotation))
    }

    /// The spans at the caret, the smallest first.
    pub fn under_caret(&self) -> Vec<&Annotation> {
        self.spans.at(self.selection.caret.byte, Touch::Ends)
    }

    /// The quote a span without an attribution of its own takes it from: the smallest it lies in.
    pub fn inherited_from(&self, span: &Annotation) -> Option<&Annotation> {
        if !span.attribution.is_unset() {
            return None;
        }
        let around = self.spans.at(span.fragments.start(), Touch::Inside);
        around
            .into_iter()
            .filter(|outer| outer.id != span.id && outer.label.as_str() == "quote")
            .filter(|outer| !outer.attribution.is_unset() && outer.fragments.cover(&span.fragments))
            .min_by_key(|outer| outer.fragments.hull().len())
    }

    /// The number of the paragraph the caret is in; of the last one before it in a heading.
    pub fn paragraph_number(&self) -> usize {
        self.number_at(self.selection.caret.byte)
    }

    /// The number of the paragraph a byte is in; of the last one before it in a heading.
    pub fn number_at(&self, byte: usize) -> usize {
        let idx = units::unit_at(&self.units, byte);
        self.units.iter().take(idx + 1).rev().find_map(|unit| unit.number).unwrap_or(0)
    }

    /// Whether the text begins with a title of its own.
    pub fn begins_with_title(&self) -> bool {
        self.units.first().is_some_and(|unit| unit.kind == BlockKind::Title)
    }
}

/// The line under a title: outlet, byline, date, words, language.
fn about(article: &Article) -> String {
    let metadata = &article.metadata;
    let (own, left_out) = words_own_and_left_out(&ArticleRow::of(article), article.text.as_str());
    let date = metadata.date.map(|date| date.format("%-d %B %Y").to_string());
    let words = match left_out {
        0 => counted(own, "word"),
        _ => format!("{}, {} more in notes and furniture", counted(own, "word"), in_thousands(left_out)),
    };
    [
        Some(shown_name(&metadata.outlet).into_owned()),
        Some(shown_name(&metadata.byline).into_owned()),
        date,
        Some(words),
        Some(shown_name(&metadata.language).into_owned()),
    ]
    .into_iter()
    .flatten()
    .filter(|part| !part.trim().is_empty())
    .collect::<Vec<_>>()
    .join(" · ")
}
