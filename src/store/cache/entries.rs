//! Articles and layers as the cache has them: compact, borrowed from the bytes they are read from, with the stamps
//! of the files they come from. Ids that many annotations share are made once.

use std::collections::HashMap;
use std::sync::Arc;

use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};

use super::texts::TextPlace;
use crate::model::annotation::{
    Annotation, AnnotationProvenance, AnnotationRef, AttributeValue, AttributedVoice, Attributes,
    Attribution, Certainty, FiniteNumber, ItemLink, Origin, Party, VoiceRole,
};
use crate::model::article::{Block, BlockKind, Metadata};
use crate::model::corpus::ArticleRow;
use crate::model::id::{
    AnnotatorId, ArticleId, AttributeId, ChoiceId, IdError, ItemId, LabelId, RelationTypeId, RoleId, VoiceId,
};
use crate::model::item::Act;
use crate::model::layer::{Coverage, Layer, LayerState, Progress};
use crate::model::relation::{CorpusAnnotation, Relation, RelationMember};
use crate::model::review::{Decision, JudgedDigest, Verdict};
use crate::model::text::said_on::SaidDate;
use crate::model::text::{Fragments, TextHash, TextRange};
use crate::model::time::Timestamp;
use crate::store::writer::Fingerprint;

/// How a file was when it was read: length in bytes, time of the last change as the disk says it, and what the
/// writer compares before it writes over the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::store) struct Stamp {
    pub len: u64,
    pub modified: u64,
    pub crc: u32,
}

impl Stamp {
    /// What is known of the file's bytes.
    pub(in crate::store) fn fingerprint(self) -> Option<Fingerprint> {
        Some(Fingerprint::from_parts(usize::try_from(self.len).ok()?, self.crc))
    }
}

/// An article with all layers on it.
#[derive(Serialize, Deserialize)]
pub(super) struct ArticleEntry<'e> {
    pub id: &'e str,
    pub file: Stamp,
    #[serde(borrow)]
    row: RowEntry<'e>,
    pub text: Option<TextPlace>,
    #[serde(borrow)]
    pub layers: Vec<LayerEntry<'e>>,
}

/// What is resident of an article, but for its id.
#[derive(Serialize, Deserialize)]
struct RowEntry<'e> {
    /// Title, outlet, byline, language, url, foreign id.
    metadata: [&'e str; 6],
    date: Option<i32>,
    /// `None` where it is the title as it stands.
    shown_title: Option<&'e str>,
    has_title: bool,
    text_len: usize,
    text_hash: [u8; 32],
    original_hash: Option<[u8; 32]>,
    copy_of: Option<&'e str>,
    /// Place and kind of each, see [`ArticleRow::asides`]; the kind is its number in [`BlockKind::ALL`].
    asides: Vec<(usize, usize, u8)>,
}

/// One annotator's layer on an article.
#[derive(Serialize, Deserialize)]
pub(super) struct LayerEntry<'e> {
    pub annotator: &'e str,
    pub file: Stamp,
    #[serde(borrow)]
    annotations: Vec<AnnotationEntry<'e>>,
    #[serde(borrow)]
    relations: Vec<RelationEntry<'e>>,
    #[serde(borrow)]
    decisions: Vec<DecisionEntry<'e>>,
    #[serde(borrow)]
    state: Option<StateEntry<'e>>,
}

type Ranges = Vec<(usize, usize)>;

#[derive(Serialize, Deserialize)]
struct AnnotationEntry<'e> {
    id: &'e str,
    label: &'e str,
    /// Fragments, source and cue; the latter two are empty where there is none.
    places: [Ranges; 3],
    #[serde(borrow)]
    voices: Vec<(u8, PartyEntry<'e>)>,
    #[serde(borrow)]
    attributes: Vec<(&'e str, ValueEntry<'e>)>,
    #[serde(borrow)]
    items: Vec<(&'e str, u8)>,
    unsure: bool,
    note: &'e str,
    #[serde(borrow)]
    provenance: ProvenanceEntry<'e>,
    /// Annotator and annotation.
    #[serde(borrow)]
    corrects: Option<(&'e str, &'e str)>,
}

#[derive(Serialize, Deserialize)]
struct ProvenanceEntry<'e> {
    #[serde(borrow)]
    origin: OriginEntry<'e>,
    created: i64,
    changed: i64,
    foreign_id: &'e str,
}

#[derive(Serialize, Deserialize)]
enum OriginEntry<'e> {
    Person,
    Suggestion(&'e str),
    Import(&'e str),
}

#[derive(Serialize, Deserialize)]
enum PartyEntry<'e> {
    Registered(&'e str),
    Unnamed(&'e str, Option<&'e str>),
    Article,
}

#[derive(Serialize, Deserialize)]
enum ValueEntry<'e> {
    Flag(bool),
    Choice(&'e str),
    #[serde(borrow)]
    Choices(Vec<&'e str>),
    Text(&'e str),
    Number(f64),
    Date(i32),
    Party(PartyEntry<'e>),
    Item(&'e str),
    /// A date that is no exact day, in its text form; last, so that what is in caches keeps its number.
    Dated(String),
}

#[derive(Serialize, Deserialize)]
struct RelationEntry<'e> {
    id: &'e str,
    relation_type: &'e str,
    /// Role, article, annotation.
    #[serde(borrow)]
    members: Vec<(&'e str, &'e str, &'e str)>,
    note: &'e str,
    #[serde(borrow)]
    provenance: ProvenanceEntry<'e>,
}

#[derive(Serialize, Deserialize)]
struct DecisionEntry<'e> {
    annotator: &'e str,
    annotation: &'e str,
    verdict: u8,
    reason: &'e str,
    note: &'e str,
    seen: u64,
    at: i64,
}

#[derive(Serialize, Deserialize)]
struct StateEntry<'e> {
    #[serde(borrow)]
    progress: ProgressEntry<'e>,
    #[serde(borrow)]
    coverage: Vec<(Vec<&'e str>, Ranges, bool)>,
    #[serde(borrow)]
    codes: Vec<&'e str>,
    note: &'e str,
}

#[derive(Serialize, Deserialize)]
enum ProgressEntry<'e> {
    ToDo,
    InProgress,
    Done,
    Skipped(&'e str),
}

/// Something in the cache that nothing could have been written as: the cache is damaged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Misfit;

impl From<IdError> for Misfit {
    fn from(_: IdError) -> Self {
        Self
    }
}

impl<'e> ArticleEntry<'e> {
    /// The entry of an article. `layers` are those that have a file, each with its stamp; one whose file holds
    /// nothing has no layer in memory. `None` where a layer can't be held.
    pub(super) fn of(
        row: &'e ArticleRow,
        file: Stamp,
        text: Option<TextPlace>,
        layers: &[(&'e AnnotatorId, Stamp, Option<&'e Layer>)],
    ) -> Option<Self> {
        let layers = layers.iter().map(|(annotator, file, layer)| LayerEntry::of(annotator, *file, *layer));
        Some(Self {
            id: row.id.as_str(),
            file,
            row: RowEntry::of(row)?,
            text,
            layers: layers.collect::<Option<_>>()?,
        })
    }

    /// What is resident of the article.
    pub(super) fn row(&self, id: ArticleId) -> Result<ArticleRow, Misfit> {
        self.row.row(id)
    }
}

impl<'e> RowEntry<'e> {
    fn of(row: &'e ArticleRow) -> Option<Self> {
        let ArticleRow {
            id: _,
            metadata,
            shown_title,
            has_title,
            text_len,
            text_hash,
            original_hash,
            copy_of,
            asides,
        } = row;
        let Metadata { title, date, outlet, byline, language, url, foreign_id } = &**metadata;
        Some(Self {
            metadata: [title, outlet, byline, language, url, foreign_id],
            date: date.as_ref().map(Datelike::num_days_from_ce),
            shown_title: (shown_title != title).then_some(shown_title),
            has_title: *has_title,
            text_len: *text_len,
            text_hash: text_hash.bytes(),
            original_hash: original_hash.map(TextHash::bytes),
            copy_of: copy_of.as_ref().map(ArticleId::as_str),
            asides: asides.iter().map(aside_entry).collect::<Option<_>>()?,
        })
    }

    fn row(&self, id: ArticleId) -> Result<ArticleRow, Misfit> {
        let [title, outlet, byline, language, url, foreign_id] = self.metadata.map(str::to_owned);
        let date = self.date.map(day).transpose()?;
        let shown_title = self.shown_title.map_or_else(|| title.clone(), str::to_owned);
        Ok(ArticleRow {
            id,
            metadata: Arc::new(Metadata { title, date, outlet, byline, language, url, foreign_id }),
            shown_title,
            has_title: self.has_title,
            text_len: self.text_len,
            text_hash: TextHash::from_bytes(self.text_hash),
            original_hash: self.original_hash.map(TextHash::from_bytes),
            copy_of: self.copy_of.map(ArticleId::new).transpose()?,
            asides: self.asides.iter().map(|entry| aside(*entry)).collect::<Result<_, _>>()?,
        })
    }
}

impl<'e> LayerEntry<'e> {
    fn of(annotator: &'e AnnotatorId, file: Stamp, layer: Option<&'e Layer>) -> Option<Self> {
        let mut entry = Self {
            annotator: annotator.as_str(),
            file,
            annotations: Vec::new(),
            relations: Vec::new(),
            decisions: Vec::new(),
            state: None,
        };
        let Some(Layer { annotations, relations, decisions, state, unplaced, lost: _ }) = layer else {
            return Some(entry);
        };
        // What a correction has cut through is rare, and read from its file each time.
        if !unplaced.is_empty() {
            return None;
        }
        entry.annotations = annotations.values().map(|annotation| AnnotationEntry::of(annotation)).collect();
        entry.relations = relations.values().map(|relation| RelationEntry::of(relation)).collect();
        entry.decisions = decisions.values().map(|decision| DecisionEntry::of(decision)).collect();
        entry.state = (**state != LayerState::default()).then(|| StateEntry::of(state));
        Some(entry)
    }

    /// The layer; an empty one where the file holds nothing.
    pub(super) fn layer(&self, ids: &mut SharedIds) -> Result<Layer, Misfit> {
        let mut layer = Layer::default();
        let annotations = self.annotations.iter().map(|entry| {
            let annotation = entry.annotation(ids)?;
            Ok((annotation.id.clone(), Arc::new(annotation)))
        });
        layer.annotations = annotations.collect::<Result<_, Misfit>>()?;
        for entry in &self.relations {
            let relation = entry.relation(ids)?;
            layer.relations.insert(relation.id.clone(), Arc::new(relation));
        }
        let decisions = self.decisions.iter().map(|entry| {
            let decision = entry.decision(ids)?;
            Ok((decision.on.clone(), Arc::new(decision)))
        });
        layer.decisions = decisions.collect::<Result<_, Misfit>>()?;
        if let Some(state) = &self.state {
            layer.state = ids.state(state.state()?);
        }
        Ok(layer)
    }
}

impl<'e> AnnotationEntry<'e> {
    fn of(annotation: &'e Annotation) -> Self {
        let Annotation { id, label, fragments, attribution, attributes, items, certainty, note, .. } =
            annotation;
        let Annotation { provenance, corrects, .. } = annotation;
        let Attribution { voices, source, cue } = attribution;
        let place = |place: &Option<Fragments>| place.as_ref().map(ranges_of).unwrap_or_default();
        let voices = voices.iter().map(|voice| {
            let role = position(&VoiceRole::ALL, &voice.role);
            (role, PartyEntry::of(&voice.party))
        });
        Self {
            id: id.as_str(),
            label: label.as_str(),
            places: [ranges_of(fragments), place(source), place(cue)],
            voices: voices.collect(),
            attributes: attributes.iter().map(|(id, value)| (id.as_str(), ValueEntry::of(value))).collect(),
            items: items.iter().map(|link| (link.item.as_str(), position(&Act::ALL, &link.act))).collect(),
            unsure: *certainty == Certainty::Unsure,
            note,
            provenance: ProvenanceEntry::of(provenance),
            corrects: corrects.as_ref().map(|on| (on.annotator.as_str(), on.annotation.as_str())),
        }
    }

    fn annotation(&self, ids: &mut SharedIds) -> Result<Annotation, Misfit> {
        let [fragments, source, cue] = &self.places;
        let mut voices = Vec::with_capacity(self.voices.len());
        for (role, party) in &self.voices {
            voices.push(AttributedVoice { role: at(&VoiceRole::ALL, *role)?, party: party.party(ids)? });
        }
        let attributes =
            self.attributes.iter().map(|(id, value)| Ok((ids.attributes.get(id)?, value.value(ids)?)));
        let attributes = attributes.collect::<Result<Attributes, Misfit>>()?;
        let items = self
            .items
            .iter()
            .map(|(item, act)| Ok(ItemLink { item: ids.items.get(item)?, act: at(&Act::ALL, *act)? }));
        Ok(Annotation {
            id: self.id.parse()?,
            label: ids.labels.get(self.label)?,
            fragments: fragments_of(fragments)?.ok_or(Misfit)?,
            attribution: Attribution { voices, source: fragments_of(source)?, cue: fragments_of(cue)? },
            attributes,
            items: items.collect::<Result<_, Misfit>>()?,
            certainty: if self.unsure { Certainty::Unsure } else { Certainty::Sure },
            note: self.note.to_owned(),
            provenance: self.provenance.provenance(),
            corrects: self.corrects.map(|on| reference(on, ids)).transpose()?,
        })
    }
}

impl<'e> ProvenanceEntry<'e> {
    fn of(provenance: &'e AnnotationProvenance) -> Self {
        let AnnotationProvenance { origin, created, changed, foreign_id } = provenance;
        let origin = match origin {
            Origin::Person => OriginEntry::Person,
            Origin::Suggestion(name) => OriginEntry::Suggestion(name),
            Origin::Import(name) => OriginEntry::Import(name),
        };
        Self { origin, created: created.millis(), changed: changed.millis(), foreign_id }
    }

    fn provenance(&self) -> AnnotationProvenance {
        let origin = match self.origin {
            OriginEntry::Person => Origin::Person,
            OriginEntry::Suggestion(name) => Origin::Suggestion(name.to_owned()),
            OriginEntry::Import(name) => Origin::Import(name.to_owned()),
        };
        AnnotationProvenance {
            origin,
            created: Timestamp::from_millis(self.created),
            changed: Timestamp::from_millis(self.changed),
            foreign_id: self.foreign_id.to_owned(),
        }
    }
}

impl<'e> PartyEntry<'e> {
    fn of(party: &'e Party) -> Self {
        match party {
            Party::Registered(id) => Self::Registered(id.as_str()),
            Party::Unnamed { words, affiliation } => {
                Self::Unnamed(words, affiliation.as_ref().map(VoiceId::as_str))
            }
            Party::Article => Self::Article,
        }
    }

    fn party(&self, ids: &mut SharedIds) -> Result<Party, Misfit> {
        Ok(match self {
            Self::Registered(id) => Party::Registered(ids.voices.get(id)?),
            Self::Unnamed(words, affiliation) => {
                let affiliation = affiliation.map(|id| ids.voices.get(id)).transpose()?;
                Party::Unnamed { words: (*words).to_owned(), affiliation }
            }
            Self::Article => Party::Article,
        })
    }
}

impl<'e> ValueEntry<'e> {
    fn of(value: &'e AttributeValue) -> Self {
        match value {
            AttributeValue::Flag(yes) => Self::Flag(*yes),
            AttributeValue::Choice(choice) => Self::Choice(choice.as_str()),
            AttributeValue::Choices(choices) => Self::Choices(choices.iter().map(ChoiceId::as_str).collect()),
            AttributeValue::Text(text) => Self::Text(text),
            AttributeValue::Number(number) => Self::Number(number.get()),
            AttributeValue::Date(date) => match date.exact_day() {
                Some(day) => Self::Date(day.num_days_from_ce()),
                None => Self::Dated(date.to_string()),
            },
            AttributeValue::Party(party) => Self::Party(PartyEntry::of(party)),
            AttributeValue::Item(item) => Self::Item(item.as_str()),
        }
    }

    fn value(&self, ids: &mut SharedIds) -> Result<AttributeValue, Misfit> {
        Ok(match self {
            Self::Flag(yes) => AttributeValue::Flag(*yes),
            Self::Choice(choice) => AttributeValue::Choice(ids.choices.get(choice)?),
            Self::Choices(choices) => {
                let choices = choices.iter().map(|choice| ids.choices.get(choice));
                AttributeValue::Choices(choices.collect::<Result<_, _>>()?)
            }
            Self::Text(text) => AttributeValue::Text((*text).to_owned()),
            Self::Number(number) => AttributeValue::Number(FiniteNumber::new(*number).ok_or(Misfit)?),
            Self::Date(date) => AttributeValue::Date(SaidDate::day(day(*date)?).map_err(|_| Misfit)?),
            Self::Dated(date) => AttributeValue::Date(date.parse().map_err(|_| Misfit)?),
            Self::Party(party) => AttributeValue::Party(party.party(ids)?),
            Self::Item(item) => AttributeValue::Item(ids.items.get(item)?),
        })
    }
}

impl<'e> RelationEntry<'e> {
    fn of(relation: &'e Relation) -> Self {
        let Relation { id, relation_type, members, note, provenance } = relation;
        let member = |member: &'e RelationMember| {
            let CorpusAnnotation { article, annotation } = &member.annotation;
            (member.role.as_str(), article.as_str(), annotation.as_str())
        };
        Self {
            id: id.as_str(),
            relation_type: relation_type.as_str(),
            members: members.iter().map(member).collect(),
            note,
            provenance: ProvenanceEntry::of(provenance),
        }
    }

    fn relation(&self, ids: &mut SharedIds) -> Result<Relation, Misfit> {
        let members = self.members.iter().map(|(role, article, annotation)| {
            let annotation = CorpusAnnotation { article: article.parse()?, annotation: annotation.parse()? };
            Ok(RelationMember { role: ids.roles.get(role)?, annotation })
        });
        Ok(Relation {
            id: self.id.parse()?,
            relation_type: ids.relation_types.get(self.relation_type)?,
            members: members.collect::<Result<_, Misfit>>()?,
            note: self.note.to_owned(),
            provenance: self.provenance.provenance(),
        })
    }
}

impl<'e> DecisionEntry<'e> {
    fn of(decision: &'e Decision) -> Self {
        let Decision { on, verdict, reason, note, seen, at } = decision;
        Self {
            annotator: on.annotator.as_str(),
            annotation: on.annotation.as_str(),
            verdict: position(&Verdict::ALL, verdict),
            reason,
            note,
            seen: seen.number(),
            at: at.millis(),
        }
    }

    fn decision(&self, ids: &mut SharedIds) -> Result<Decision, Misfit> {
        Ok(Decision {
            on: reference((self.annotator, self.annotation), ids)?,
            verdict: at(&Verdict::ALL, self.verdict)?,
            reason: self.reason.to_owned(),
            note: self.note.to_owned(),
            seen: JudgedDigest::from_number(self.seen),
            at: Timestamp::from_millis(self.at),
        })
    }
}

impl<'e> StateEntry<'e> {
    fn of(state: &'e LayerState) -> Self {
        let LayerState { progress, coverage, codes, note } = state;
        let coverage = coverage.iter().map(|coverage| {
            let labels = coverage.labels.iter().map(LabelId::as_str).collect();
            (labels, coverage.over.as_ref().map(ranges_of).unwrap_or_default(), coverage.finished)
        });
        Self {
            progress: match progress {
                Progress::ToDo => ProgressEntry::ToDo,
                Progress::InProgress => ProgressEntry::InProgress,
                Progress::Done => ProgressEntry::Done,
                Progress::Skipped(reason) => ProgressEntry::Skipped(reason),
            },
            coverage: coverage.collect(),
            codes: codes.iter().map(String::as_str).collect(),
            note,
        }
    }

    fn state(&self) -> Result<LayerState, Misfit> {
        let coverage = self.coverage.iter().map(|(labels, over, finished)| {
            let labels = labels.iter().map(|label| label.parse()).collect::<Result<_, IdError>>()?;
            Ok(Coverage { labels, over: fragments_of(over)?, finished: *finished })
        });
        Ok(LayerState {
            progress: match self.progress {
                ProgressEntry::ToDo => Progress::ToDo,
                ProgressEntry::InProgress => Progress::InProgress,
                ProgressEntry::Done => Progress::Done,
                ProgressEntry::Skipped(reason) => Progress::Skipped(reason.to_owned()),
            },
            coverage: coverage.collect::<Result<_, Misfit>>()?,
            codes: self.codes.iter().map(|code| (*code).to_owned()).collect(),
            note: self.note.to_owned(),
        })
    }
}

/// Ids, and states of layers, that occur again and again; each is made once and then shared.
#[derive(Default)]
pub(super) struct SharedIds {
    pub annotators: Shared<AnnotatorId>,
    labels: Shared<LabelId>,
    attributes: Shared<AttributeId>,
    choices: Shared<ChoiceId>,
    voices: Shared<VoiceId>,
    items: Shared<ItemId>,
    relation_types: Shared<RelationTypeId>,
    roles: Shared<RoleId>,
    last_state: Option<Arc<LayerState>>,
}

impl SharedIds {
    /// The same value as the last one where it is equal to that, as it is when an annotator finishes many articles.
    fn state(&mut self, state: LayerState) -> Arc<LayerState> {
        match &self.last_state {
            Some(last) if **last == state => Arc::clone(last),
            _ => Arc::clone(self.last_state.insert(Arc::new(state))),
        }
    }
}

/// Ids of one kind.
pub(super) struct Shared<I>(HashMap<Box<str>, I>);

impl<I> Default for Shared<I> {
    fn default() -> Self {
        Self(HashMap::new())
    }
}

impl<I: Clone + std::str::FromStr<Err = IdError>> Shared<I> {
    pub(super) fn get(&mut self, id: &str) -> Result<I, Misfit> {
        if let Some(known) = self.0.get(id) {
            return Ok(known.clone());
        }
        let made: I = id.parse()?;
        self.0.insert(id.into(), made.clone());
        Ok(made)
    }
}

fn reference((annotator, annotation): (&str, &str), ids: &mut SharedIds) -> Result<AnnotationRef, Misfit> {
    Ok(AnnotationRef { annotator: ids.annotators.get(annotator)?, annotation: annotation.parse()? })
}

fn ranges_of(fragments: &Fragments) -> Ranges {
    fragments.ranges().iter().map(|range| (range.start(), range.end())).collect()
}

/// Fragments of these ranges; `None` if there are none.
fn fragments_of(ranges: &Ranges) -> Result<Option<Fragments>, Misfit> {
    if ranges.is_empty() {
        return Ok(None);
    }
    let ranges = ranges.iter().map(|(start, end)| TextRange::new(*start, *end));
    let ranges = ranges.collect::<Result<Vec<_>, _>>().map_err(|_| Misfit)?;
    Fragments::new(ranges).map(Some).map_err(|_| Misfit)
}

fn aside_entry(block: &Block) -> Option<(usize, usize, u8)> {
    let kind = BlockKind::ALL.iter().position(|kind| *kind == block.kind)?;
    Some((block.range.start(), block.range.end(), u8::try_from(kind).ok()?))
}

fn aside((start, end, kind): (usize, usize, u8)) -> Result<Block, Misfit> {
    let kind = *BlockKind::ALL.get(usize::from(kind)).ok_or(Misfit)?;
    Ok(Block { range: TextRange::new(start, end).map_err(|_| Misfit)?, kind })
}

fn day(days: i32) -> Result<NaiveDate, Misfit> {
    NaiveDate::from_num_days_from_ce_opt(days).ok_or(Misfit)
}

/// The place of a value among all of its kind.
fn position<T: PartialEq>(all: &[T], value: &T) -> u8 {
    all.iter().position(|one| one == value).and_then(|at| u8::try_from(at).ok()).unwrap_or(u8::MAX)
}

fn at<T: Copy>(all: &[T], position: u8) -> Result<T, Misfit> {
    all.get(usize::from(position)).copied().ok_or(Misfit)
}
