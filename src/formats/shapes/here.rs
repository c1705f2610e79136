//! What the rows of an article are made from: its text in sentences, the selected annotations by whose they are, and
//! what was looked for where.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use super::mentions::Mentions;
use super::{Gather, ShapePlan};
use crate::formats::by_reference::{WordsOut, take_words_out};
use crate::formats::imported::ArticleContent;
use crate::formats::interchange::lines::{AnnotationLine, ArticleLine};
use crate::formats::interchange::writer::LineWriter;
use crate::formats::recipe::Texts;
use crate::formats::selection::{Selected, Selection};
use crate::model::annotation::{Annotation, AnnotationRef, Party};
use crate::model::article::BlockKind;
use crate::model::corpus::{CorpusState, Layers};
use crate::model::id::{AnnotationId, AnnotatorId, LabelId, VoiceId};
use crate::model::layer::{Layer, Progress};
use crate::model::relation::Relation;
use crate::model::review::{ReviewStatus, Verdict, review_status};
use crate::model::text::language::Language;
use crate::model::text::segment::sentences;
use crate::model::text::units::{Unit, UnitMap};
use crate::model::text::{Fragments, TextRange};
use crate::model::voice::{RegisterUnion, resolve, resolved_names};

/// What rows need to know of the whole corpus.
pub struct Book<'e> {
    /// Everything but the texts.
    pub state: &'e CorpusState,
    /// What was asked.
    pub plan: ShapePlan,
    /// Whether words of the articles stand in the rows.
    pub texts: Texts,
    /// Which part of the corpus.
    pub selection: &'e Selection,
    /// That part.
    pub selected: Selected<'e>,
    /// Where registered names stand in a text.
    pub mentions: Mentions,
    writer: LineWriter<'e>,
    register: RegisterUnion,
    names: BTreeMap<VoiceId, String>,
}

impl<'e> Book<'e> {
    /// For the corpus that was selected from.
    pub fn new(selected: Selected<'e>, selection: &'e Selection, plan: ShapePlan, texts: Texts) -> Self {
        let state = selected.state();
        let register = state.register();
        Self {
            state,
            plan,
            texts,
            selection,
            selected,
            mentions: Mentions::of(&register),
            writer: LineWriter::counting(Unit::CodePoint, state),
            names: resolved_names(&register),
            register,
        }
    }

    /// The entry that a voice means.
    pub fn resolve<'v>(&'v self, voice: &'v VoiceId) -> &'v VoiceId {
        resolve(&self.register, voice)
    }

    /// A name for a party: an entry without one goes by its id.
    pub fn name_of<'v>(&'v self, party: &'v Party) -> &'v str {
        match party {
            Party::Registered(id) => {
                self.names.get(id).filter(|name| !name.is_empty()).map_or(id.as_str(), |name| name)
            }
            Party::Unnamed { words, .. } => words,
            Party::Article => "(article)",
        }
    }

    /// The line of an article's selected part, with offsets in code points; why there is none. `words` counts what was
    /// left out by reference.
    pub fn line(&self, content: &ArticleContent, words: &mut WordsOut) -> Result<ArticleLine, String> {
        let mut line = self.writer.article(content).map_err(|err| err.to_string())?;
        if self.texts == Texts::ByReference {
            take_words_out(&mut line, words);
        }
        Ok(line)
    }
}

/// One article.
pub struct Here<'h> {
    /// What rows need to know of the whole corpus.
    pub book: &'h Book<'h>,
    /// The selected part of the article. Every place in it fits the text.
    pub content: &'h ArticleContent,
    /// The text.
    pub text: &'h str,
    /// Its sentences, without those of the page's furniture.
    pub sentences: Vec<TextRange>,
    /// Sentences of the page's furniture that nothing selected stands in.
    pub num_furniture: usize,
    /// All layers, the selected parts or not.
    pub layers: &'h Layers,
    /// Those whose rows are made, one after the other.
    pub workers: Vec<Worker<'h>>,
    line: &'h ArticleLine,
    map: UnitMap<'h>,
}

/// Whose rows are made: an annotator, or the team whose review has a result.
pub struct Worker<'h> {
    /// The annotator; nobody for the result of a review.
    pub annotator: Option<&'h AnnotatorId>,
    /// The selected annotations in reading order.
    pub annotations: Vec<Tagged<'h>>,
    /// The selected relations.
    pub relations: Vec<&'h Relation>,
    /// What was looked for: by label the places, or nothing for all of the text.
    looked: Vec<(&'h BTreeSet<LabelId>, Option<&'h Fragments>)>,
    /// Every annotation that is there and not known to be wrong, selected or not.
    standing: Vec<&'h Annotation>,
}

/// A selected annotation.
#[derive(Clone, Copy)]
pub struct Tagged<'h> {
    /// Whose it is.
    pub by: &'h AnnotatorId,
    /// The annotation.
    pub annotation: &'h Annotation,
}

impl Tagged<'_> {
    /// Its name within the article.
    pub fn to_ref(self) -> AnnotationRef {
        AnnotationRef { annotator: self.by.clone(), annotation: self.annotation.id.clone() }
    }

    /// Its label.
    pub fn label(&self) -> &LabelId {
        &self.annotation.label
    }

    /// From its first character to its last.
    pub fn hull(&self) -> TextRange {
        self.annotation.fragments.hull()
    }
}

impl<'h> Here<'h> {
    /// The article of that content, whose line is `line`.
    pub fn new(
        book: &'h Book<'h>,
        content: &'h ArticleContent,
        line: &'h ArticleLine,
        nothing: &'h Layers,
    ) -> Self {
        let text = content.article.text.as_str();
        let layers = book.state.layers.get(&content.article.id).unwrap_or(nothing);
        let mut here = Self {
            book,
            content,
            text,
            sentences: Vec::new(),
            num_furniture: 0,
            layers,
            workers: workers(book, content, layers),
            line,
            map: UnitMap::new(text, Unit::CodePoint),
        };
        here.find_sentences();
        here
    }

    fn find_sentences(&mut self) {
        let whole = TextRange::new(0, self.text.len());
        let language = Language::of(&self.content.article.metadata.language);
        let all = whole.map(|whole| sentences(self.text, whole, language)).unwrap_or_default();
        let blocks = &self.content.article.blocks;
        let furniture: Vec<TextRange> = blocks
            .iter()
            .filter(|block| block.kind == BlockKind::Furniture)
            .map(|block| block.range)
            .collect();
        let is_tagged = |sentence: TextRange| {
            let tagged = self.workers.iter().flat_map(|worker| &worker.annotations);
            tagged.map(|tagged| &tagged.annotation.fragments).any(|place| touches(place, sentence))
        };
        let (kept, left): (Vec<TextRange>, Vec<TextRange>) = all.into_iter().partition(|sentence| {
            !furniture.iter().any(|block| block.covers(*sentence)) || is_tagged(*sentence)
        });
        self.num_furniture = left.len();
        self.sentences = kept;
    }

    /// A place in code points. Places of selected annotations and of sentences have one.
    pub fn points(&self, range: TextRange) -> (usize, usize) {
        self.map.range_from_bytes(range).unwrap_or_default()
    }

    /// How many code points a range has.
    pub fn num_points(&self, range: TextRange) -> usize {
        let (start, end) = self.points(range);
        end - start
    }

    /// The line of a selected annotation.
    pub fn line_of(&self, tagged: Tagged<'_>) -> Option<&'h AnnotationLine> {
        self.line
            .annotations
            .iter()
            .find(|line| line.id == tagged.annotation.id.as_str() && line.annotator == tagged.by.as_str())
    }

    /// The number of the sentence that a byte stands in, or of the last one before it.
    pub fn sentence_of(&self, byte: usize) -> usize {
        self.sentences.partition_point(|sentence| sentence.start() <= byte).saturating_sub(1)
    }

    /// A range with its whole sentences, and with so many sentences before and after.
    pub fn window(&self, range: TextRange, around: usize) -> TextRange {
        let (first, last) =
            (self.sentence_of(range.start()), self.sentence_of(range.end().saturating_sub(1)));
        let start = self.sentences.get(first.saturating_sub(around)).map_or(range.start(), |one| one.start());
        let last = (last + around).min(self.sentences.len().saturating_sub(1));
        let end = self.sentences.get(last).map_or(range.end(), |one| one.end());
        TextRange::new(start.min(range.start()), end.max(range.end())).unwrap_or(range)
    }

    /// A selected annotation by its id, whosever it is.
    pub fn annotation(&self, id: &AnnotationId) -> Option<Tagged<'h>> {
        self.content
            .layers
            .iter()
            .find_map(|(by, layer)| layer.annotations.get(id).map(|annotation| Tagged { by, annotation }))
    }
}

/// Whether a place and a range have a byte in common.
pub fn touches(place: &Fragments, range: TextRange) -> bool {
    place.ranges().iter().any(|one| one.overlaps(range))
}

fn in_reading_order(mut tagged: Vec<Tagged<'_>>) -> Vec<Tagged<'_>> {
    tagged.sort_by_key(|one| {
        let place = &one.annotation.fragments;
        (place.start(), Reverse(place.end()), &one.annotation.id)
    });
    tagged
}

fn looked_for(layer: &Layer) -> impl Iterator<Item = (&BTreeSet<LabelId>, Option<&Fragments>)> {
    let is_done = layer.state.progress == Progress::Done;
    let finished = layer.state.coverage.iter().filter(move |coverage| is_done && coverage.finished);
    finished.map(|coverage| (&coverage.labels, coverage.over.as_ref()))
}

fn workers<'h>(book: &'h Book<'h>, content: &'h ArticleContent, layers: &'h Layers) -> Vec<Worker<'h>> {
    let tagged_by = |annotator: &AnnotatorId| {
        let found = content.layers.get_key_value(annotator);
        found.into_iter().flat_map(|(by, layer)| {
            layer.annotations.values().map(move |annotation| Tagged { by, annotation })
        })
    };
    let relations_of = |annotator: &AnnotatorId| {
        let layer = content.layers.get(annotator);
        layer.into_iter().flat_map(|layer| layer.relations.values().map(|relation| &**relation))
    };
    let wanted = layers.iter().filter(|(annotator, _)| book.selection.wants_annotator(annotator));
    if book.plan.gather != Gather::Result {
        return wanted
            .map(|(annotator, layer)| Worker {
                annotator: Some(annotator),
                annotations: in_reading_order(tagged_by(annotator).collect()),
                relations: relations_of(annotator).collect(),
                looked: looked_for(layer).collect(),
                standing: layer.annotations.values().map(|annotation| &**annotation).collect(),
            })
            .collect();
    }
    let is_right = |by: &AnnotatorId, annotation: &Annotation| {
        let on = AnnotationRef { annotator: by.clone(), annotation: annotation.id.clone() };
        let status = review_status(layers, &on, annotation, book.selection.reviewer.as_ref());
        !matches!(status, ReviewStatus::Decided(Verdict::Rejected | Verdict::Corrected))
    };
    let all = layers
        .iter()
        .flat_map(|(by, layer)| layer.annotations.values().map(move |annotation| (by, &**annotation)));
    vec![Worker {
        annotator: None,
        annotations: in_reading_order(content.layers.keys().flat_map(tagged_by).collect()),
        relations: content.layers.keys().flat_map(relations_of).collect(),
        looked: wanted.flat_map(|(_, layer)| looked_for(layer)).collect(),
        standing: all.filter(|(by, one)| is_right(by, one)).map(|(_, annotation)| annotation).collect(),
    }]
}

impl Worker<'_> {
    /// Whether a label was looked for everywhere in a range, by one who is done.
    pub fn looked_for(&self, label: &LabelId, range: TextRange) -> bool {
        self.looked.iter().any(|(labels, over)| {
            labels.contains(label)
                && over.is_none_or(|over| over.ranges().iter().any(|part| part.covers(range)))
        })
    }

    /// The labels that were looked for in a range and stand nowhere in it, of those that are wanted.
    pub fn absent(&self, range: TextRange, selection: &Selection) -> BTreeSet<&LabelId> {
        let all: BTreeSet<&LabelId> = self.looked.iter().flat_map(|(labels, _)| *labels).collect();
        let is_standing = |label: &LabelId| {
            self.standing.iter().any(|one| one.label == *label && touches(&one.fragments, range))
        };
        all.into_iter()
            .filter(|label| selection.wants_label(label))
            .filter(|label| self.looked_for(label, range) && !is_standing(label))
            .collect()
    }

    /// Whether any wanted label was looked for in a range.
    pub fn looked(&self, range: TextRange, selection: &Selection) -> bool {
        let labels = self.looked.iter().flat_map(|(labels, _)| *labels);
        labels.filter(|label| selection.wants_label(label)).any(|label| self.looked_for(label, range))
    }
}
