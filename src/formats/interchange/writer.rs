//! The model as lines of the interchange format. Nothing here decides what is exported.

use std::collections::BTreeMap;

use serde_json::{Map, Value};
use thiserror::Error;

use crate::formats::imported::ArticleContent;
use crate::model::annotation::{Annotation, AnnotationRef, Attribution, Party, VoiceRole};
use crate::model::article::{Article, LineEnds};
use crate::model::corpus::CorpusState;
use crate::model::id::{AnnotatorId, VoiceId};
use crate::model::layer::{LayerState, Progress, Unplaced};
use crate::model::quotes::Quotes;
use crate::model::relation::Relation;
use crate::model::review::Decision;
use crate::model::tagset::Tagset;
use crate::model::text::units::{Unit, UnitMap};
use crate::model::text::{Fragments, TextRange};
use crate::model::voice::resolved_names;

use super::FORMAT;
use super::attribution::{party_line, value_json};
use super::lines::{
    AnnotationLine, ArticleLine, BlockLine, CoverageLine, DecisionLine, ItemLinkLine, ProvenanceLine,
    RefLine, RelationLine, Span, StateLine, Unknown, UnplacedLine, VoiceLine,
};

/// What the lines of our own files count their offsets in.
pub const UNIT: Unit = Unit::CodePoint;

/// A range that does not fit the text it is to lie in.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("the range {range:?} of {what} does not fit the text")]
pub struct OutOfText {
    what: String,
    range: TextRange,
}

/// Turns articles into lines.
pub struct LineWriter<'s> {
    tagset: &'s Tagset,
    names: BTreeMap<VoiceId, String>,
    unit: Unit,
}

/// Decisions by the annotation they are on, each with its reviewer.
type Decisions<'c> = BTreeMap<&'c AnnotationRef, Vec<(&'c AnnotatorId, &'c Decision)>>;

/// The spans of one text.
struct Spans<'t>(UnitMap<'t>);

impl Spans<'_> {
    fn of(&self, range: TextRange, what: impl ToString) -> Result<Span, OutOfText> {
        self.0.range_from_bytes(range).ok_or_else(|| OutOfText { what: what.to_string(), range })
    }

    fn all(&self, fragments: &Fragments, what: impl ToString) -> Result<Vec<Span>, OutOfText> {
        fragments.ranges().iter().map(|range| self.of(*range, what.to_string())).collect()
    }
}

/// The name of a progress in interchange files.
pub fn progress_name(progress: &Progress) -> &'static str {
    match progress {
        Progress::ToDo => "to-do",
        Progress::InProgress => "in-progress",
        Progress::Done => "done",
        Progress::Skipped(_) => "skipped",
    }
}

/// Every kind of line end with its name in interchange files.
pub const LINE_ENDS: [(LineEnds, &str); 4] =
    [(LineEnds::Lf, "lf"), (LineEnds::CrLf, "crlf"), (LineEnds::Cr, "cr"), (LineEnds::Mixed, "mixed")];

impl<'s> LineWriter<'s> {
    /// For articles of the corpus that `state` is of.
    pub fn new(state: &'s CorpusState) -> Self {
        Self::counting(UNIT, state)
    }

    /// The same, with offsets in the given unit.
    pub fn counting(unit: Unit, state: &'s CorpusState) -> Self {
        let names = resolved_names(&state.register());
        Self { tagset: &state.tagset, names, unit }
    }

    /// The line of an article.
    pub fn article(&self, content: &ArticleContent) -> Result<ArticleLine, OutOfText> {
        let ArticleContent { article, layers } = content;
        let spans = Spans(UnitMap::new(article.text.as_str(), self.unit));
        let mut decisions = Decisions::new();
        for (reviewer, layer) in layers {
            for (on, decision) in &layer.decisions {
                decisions.entry(on).or_default().push((reviewer, decision));
            }
        }
        let mut line = Self::article_without_layers(article, &spans)?;
        for (annotator, layer) in layers {
            if *layer.state != LayerState::default() {
                line.states.push(state_line(annotator, &layer.state, &spans)?);
            }
            let quotes = Quotes::of(layer);
            let mut in_order: Vec<&Annotation> =
                layer.annotations.values().map(|annotation| &**annotation).collect();
            in_order.sort_by_key(|annotation| annotation.fragments.start());
            for annotation in in_order {
                let on = AnnotationRef { annotator: annotator.clone(), annotation: annotation.id.clone() };
                let judged = decisions.remove(&on).unwrap_or_default();
                line.annotations.push(self.placed(annotation, annotator, article, &quotes, &spans, &judged)?);
            }
            line.relations
                .extend(layer.relations.values().map(|relation| relation_line(annotator, relation)));
            line.unplaced.extend(layer.unplaced.values().map(|unplaced| self.unplaced(annotator, unplaced)));
        }
        for (on, judged) in decisions {
            for (reviewer, decision) in judged {
                line.decisions
                    .push(DecisionLine { on: Some(ref_line(on)), ..decision_line(reviewer, decision) });
            }
        }
        Ok(line)
    }

    fn article_without_layers(article: &Article, spans: &Spans<'_>) -> Result<ArticleLine, OutOfText> {
        let Article { id, metadata, provenance, text, blocks, patches: _ } = article;
        let block = |block: &crate::model::article::Block| {
            let (start, end) = spans.of(block.range, "a block")?;
            Ok(BlockLine { kind: block.kind.name().to_owned(), start, end, unknown: Unknown::new() })
        };
        let line_ends = LINE_ENDS.into_iter().find(|(ends, _)| *ends == provenance.line_ends);
        Ok(ArticleLine {
            format: FORMAT.to_owned(),
            offset_unit: spans.0.unit().name().to_owned(),
            id: id.to_string(),
            text_sha256: text.hash().to_string(),
            title: metadata.title.clone(),
            byline: metadata.byline.clone(),
            date: metadata.date.map(|date| date.to_string()).unwrap_or_default(),
            outlet: metadata.outlet.clone(),
            language: metadata.language.clone(),
            url: metadata.url.clone(),
            foreign_id: metadata.foreign_id.clone(),
            provenance: Some(ProvenanceLine {
                original_name: provenance.original_name.clone(),
                original_sha256: provenance.original_hash.map(|hash| hash.to_string()).unwrap_or_default(),
                media_type: provenance.media_type.clone(),
                reader: provenance.reader.clone(),
                part: provenance.part.clone(),
                encoding: provenance.encoding.clone(),
                byte_order_mark: provenance.byte_order_mark,
                line_ends: line_ends.map_or("", |(_, name)| name).to_owned(),
                undecodable: provenance.num_undecodable,
                added: provenance.added.to_string(),
                copy_of: provenance.copy_of.as_ref().map(ToString::to_string).unwrap_or_default(),
                unknown: Unknown::new(),
            }),
            text: Some(text.as_str().to_owned()),
            blocks: blocks.iter().map(block).collect::<Result<_, _>>()?,
            ..ArticleLine::default()
        })
    }

    fn placed(
        &self,
        annotation: &Annotation,
        annotator: &AnnotatorId,
        article: &Article,
        quotes: &Quotes,
        spans: &Spans<'_>,
        judged: &[(&AnnotatorId, &Decision)],
    ) -> Result<AnnotationLine, OutOfText> {
        let id = &annotation.id;
        let attribution = quotes.attribution(annotation);
        let mut line = self.annotation(annotation, annotator, attribution);
        line.inherited = quotes.around(annotation).is_some();
        line.fragments = spans.all(&annotation.fragments, id)?;
        let covered = annotation.fragments.covered(article.text.as_str()).unwrap_or_default();
        line.text = Some(covered.into_iter().map(str::to_owned).collect());
        let outside =
            |place: &Option<Fragments>| place.as_ref().map_or(Ok(Vec::new()), |place| spans.all(place, id));
        line.source = outside(&attribution.source)?;
        line.cue = outside(&attribution.cue)?;
        line.decisions =
            judged.iter().map(|(reviewer, decision)| decision_line(reviewer, decision)).collect();
        Ok(line)
    }

    /// An annotation without any of its places.
    fn annotation(
        &self,
        annotation: &Annotation,
        annotator: &AnnotatorId,
        attribution: &Attribution,
    ) -> AnnotationLine {
        let Annotation { id, label, attributes, items, certainty, note, provenance, corrects, .. } =
            annotation;
        let name_of = |id: &VoiceId| self.names.get(id).map_or("", String::as_str);
        let voices: Vec<VoiceLine> = attribution
            .voices
            .iter()
            .map(|voice| VoiceLine {
                role: voice.role.name().to_owned(),
                ..party_line(&voice.party, &name_of)
            })
            .collect();
        let value = |(id, value)| {
            let declared = self.tagset.attributes.get(id).map(|attribute| &attribute.kind);
            (id.to_string(), value_json(value, declared, &name_of))
        };
        let item = |link: &crate::model::annotation::ItemLink| ItemLinkLine {
            id: link.item.to_string(),
            act: link.act.name().to_owned(),
            unknown: Unknown::new(),
        };
        AnnotationLine {
            id: id.to_string(),
            label: label.to_string(),
            speaker: only_speaker(attribution, &name_of).to_owned(),
            voices,
            attributes: attributes.iter().map(value).collect(),
            items: items.iter().map(item).collect(),
            certainty: certainty.name().to_owned(),
            note: note.clone(),
            annotator: annotator.to_string(),
            origin: provenance.origin.name(),
            created: provenance.created.to_string(),
            changed: provenance.changed.to_string(),
            foreign_id: provenance.foreign_id.clone(),
            corrects: corrects.as_ref().map(ref_line),
            ..AnnotationLine::default()
        }
    }

    fn unplaced(&self, annotator: &AnnotatorId, unplaced: &Unplaced) -> UnplacedLine {
        let Unplaced { annotation, text, covered } = unplaced;
        let bytes =
            |place: &Fragments| place.ranges().iter().map(|range| (range.start(), range.end())).collect();
        let mut line = self.annotation(annotation, annotator, &annotation.attribution);
        line.fragments = bytes(&annotation.fragments);
        line.text = Some(covered.clone());
        line.source = annotation.attribution.source.as_ref().map(bytes).unwrap_or_default();
        line.cue = annotation.attribution.cue.as_ref().map(bytes).unwrap_or_default();
        UnplacedLine {
            text_sha256: text.to_string(),
            offset_unit: Unit::Byte.name().to_owned(),
            annotation: line,
            unknown: Unknown::new(),
        }
    }
}

/// The name of the speaker, where there is exactly one that has a name.
fn only_speaker<'a>(attribution: &'a Attribution, name_of: &impl Fn(&VoiceId) -> &'a str) -> &'a str {
    let mut speakers = attribution.parties(VoiceRole::Speaker);
    match (speakers.next(), speakers.next()) {
        (Some(Party::Registered(id)), None) => name_of(id),
        (Some(Party::Unnamed { words, .. }), None) => words,
        _ => "",
    }
}

fn ref_line(on: &AnnotationRef) -> RefLine {
    let AnnotationRef { annotator, annotation } = on;
    RefLine { annotator: annotator.to_string(), annotation: annotation.to_string(), unknown: Unknown::new() }
}

fn decision_line(reviewer: &AnnotatorId, decision: &Decision) -> DecisionLine {
    let Decision { on: _, verdict, reason, note, seen, at } = decision;
    DecisionLine {
        on: None,
        annotator: reviewer.to_string(),
        verdict: verdict.name().to_owned(),
        reason: reason.clone(),
        note: note.clone(),
        seen: seen.to_string(),
        at: at.to_string(),
        unknown: Unknown::new(),
    }
}

fn state_line(
    annotator: &AnnotatorId,
    state: &LayerState,
    spans: &Spans<'_>,
) -> Result<StateLine, OutOfText> {
    let LayerState { progress, coverage, codes, note } = state;
    let reason = if let Progress::Skipped(reason) = progress { reason.clone() } else { String::new() };
    let coverage = coverage.iter().map(|coverage| {
        Ok(CoverageLine {
            labels: coverage.labels.iter().map(ToString::to_string).collect(),
            over: coverage.over.as_ref().map(|over| spans.all(over, "a coverage")).transpose()?,
            finished: coverage.finished,
            unknown: Unknown::new(),
        })
    });
    Ok(StateLine {
        annotator: annotator.to_string(),
        state: progress_name(progress).to_owned(),
        reason,
        codes: codes.iter().cloned().collect(),
        note: note.clone(),
        coverage: coverage.collect::<Result<_, _>>()?,
        unknown: Unknown::new(),
    })
}

fn relation_line(annotator: &AnnotatorId, relation: &Relation) -> RelationLine {
    let Relation { id, relation_type, members, note, provenance } = relation;
    let mut roles: Map<String, Value> = Map::new();
    for member in members {
        let ids = roles.entry(member.role.as_str()).or_insert_with(|| Value::Array(Vec::new()));
        if let Value::Array(ids) = ids {
            ids.push(member.annotation.to_string().into());
        }
    }
    let order: Vec<String> = members.iter().map(|member| member.role.to_string()).collect();
    let role_by_role = roles.keys().flat_map(|role| order.iter().filter(move |other| *other == role));
    let stands_role_by_role = role_by_role.eq(&order);
    RelationLine {
        id: id.to_string(),
        relation_type: relation_type.to_string(),
        annotator: annotator.to_string(),
        roles,
        order: if stands_role_by_role { Vec::new() } else { order },
        note: note.clone(),
        origin: provenance.origin.name(),
        created: provenance.created.to_string(),
        changed: provenance.changed.to_string(),
        foreign_id: provenance.foreign_id.clone(),
        unknown: Unknown::new(),
    }
}
