//! Records of layers: annotations, relations, decisions, state.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::{Against, RangeRecord, RecordError, is_default, parse, ranges_from_records, ranges_to_records};
use crate::model::annotation::{
    Annotation, AnnotationProvenance, AnnotationRef, AttributeValue, AttributedVoice, Attribution, Certainty,
    FiniteNumber, ItemLink, Origin, Party, VoiceRole,
};
use crate::model::id::LabelId;
use crate::model::item::Act;
use crate::model::layer::{Coverage, LayerState, Progress, Unplaced};
use crate::model::relation::{Relation, RelationMember};
use crate::model::review::{Decision, Verdict};

/// A layer file: everything one annotator did on one article.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LayerFile {
    /// Version of the file format.
    pub format: u32,
    /// The article's id.
    pub article: String,
    /// The annotator's id.
    pub annotator: String,
    /// SHA-256 of the text that the ranges count in.
    pub text_hash: String,
    /// How far the annotator is.
    #[serde(default, skip_serializing_if = "is_default")]
    pub state: StateRecord,
    /// Annotations, by (first start, id).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub annotations: Vec<AnnotationRecord>,
    /// Relations, by id.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub relations: Vec<RelationRecord>,
    /// Decisions, by (annotator, annotation).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub decisions: Vec<DecisionRecord>,
    /// Annotations without a place in today's text, by id.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unplaced: Vec<UnplacedRecord>,
}

/// An annotation.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AnnotationRecord {
    id: String,
    label: String,
    fragments: Vec<RangeRecord>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    voices: Vec<(RoleRecord, PartyRecord)>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    source: Vec<RangeRecord>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    cue: Vec<RangeRecord>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    attributes: BTreeMap<String, ValueRecord>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    items: Vec<(String, ActRecord)>,
    #[serde(default, skip_serializing_if = "is_default")]
    unsure: bool,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    note: String,
    #[serde(default, skip_serializing_if = "is_default")]
    origin: OriginRecord,
    created: String,
    /// Left out where it is `created`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    changed: Option<String>,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    foreign_id: String,
    /// Annotator and id of the annotation this one corrects.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    corrects: Option<(String, String)>,
}

/// A relation.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RelationRecord {
    id: String,
    relation_type: String,
    /// Role and `article#annotation` of each member.
    members: Vec<(String, String)>,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    note: String,
    #[serde(default, skip_serializing_if = "is_default")]
    origin: OriginRecord,
    created: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    changed: Option<String>,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    foreign_id: String,
}

/// A decision.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DecisionRecord {
    /// Annotator and id of the annotation it is on.
    on: (String, String),
    verdict: VerdictRecord,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    reason: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    note: String,
    /// Digest of what was judged.
    seen: String,
    at: String,
}

/// How far an annotator is.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StateRecord {
    #[serde(default, skip_serializing_if = "is_default")]
    progress: ProgressRecord,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    coverage: Vec<CoverageRecord>,
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    codes: BTreeSet<String>,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    note: String,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct CoverageRecord {
    labels: BTreeSet<String>,
    /// Ranges without their text; none means the whole text.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    over: Vec<(usize, usize)>,
    finished: bool,
}

/// An annotation without a place.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UnplacedRecord {
    /// Hash of the text its ranges count in.
    text_hash: String,
    /// What it covered there, one string a fragment.
    covered: Vec<String>,
    annotation: AnnotationRecord,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
enum ProgressRecord {
    #[default]
    ToDo,
    InProgress,
    Done,
    Skipped(String),
}

#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
enum RoleRecord {
    Speaker,
    Via,
    Addressee,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
enum PartyRecord {
    Registered(String),
    /// The words used, and the register entry they belong to.
    Unnamed(String, Option<String>),
    Article,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
enum ValueRecord {
    Flag(bool),
    Choice(String),
    Choices(BTreeSet<String>),
    Text(String),
    Number(f64),
    Date(String),
    Party(PartyRecord),
    Item(String),
}

#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
enum ActRecord {
    States,
    Repeats,
    Changes,
    Accepts,
    Welcomes,
    Doubts,
    Rejects,
    Withdraws,
    Denies,
    Confirms,
}

#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
enum VerdictRecord {
    Accepted,
    Corrected,
    Rejected,
    Deferred,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
enum OriginRecord {
    #[default]
    Person,
    Suggestion(String),
    Import(String),
}

/// Two enums of the same variants, one for files and one for the model.
macro_rules! same_variants {
    ($($record:ident = $model:ident { $($variant:ident),* })*) => {$(
        impl From<$model> for $record {
            fn from(value: $model) -> Self {
                match value { $($model::$variant => Self::$variant),* }
            }
        }

        impl From<$record> for $model {
            fn from(value: $record) -> Self {
                match value { $($record::$variant => Self::$variant),* }
            }
        }
    )*};
}

same_variants! {
    RoleRecord = VoiceRole { Speaker, Via, Addressee }
    ActRecord = Act { States, Repeats, Changes, Accepts, Welcomes, Doubts, Rejects, Withdraws, Denies, Confirms }
    VerdictRecord = Verdict { Accepted, Corrected, Rejected, Deferred }
}

impl AnnotationRecord {
    /// The record of an annotation. `text` is what its ranges count in, if it is at hand.
    pub fn from_model(annotation: &Annotation, text: Option<&str>) -> Self {
        let Annotation {
            id,
            label,
            fragments,
            attribution,
            attributes,
            items,
            certainty,
            note,
            provenance,
            corrects,
        } = annotation;
        let ranges = |place: &Option<_>| {
            place.as_ref().map(|place| ranges_to_records(place, text)).unwrap_or_default()
        };
        let (origin, created, changed, foreign_id) = provenance_to_record(provenance);
        Self {
            id: id.to_string(),
            label: label.to_string(),
            fragments: ranges_to_records(fragments, text),
            voices: attribution
                .voices
                .iter()
                .map(|voice| (voice.role.into(), party_to_record(&voice.party)))
                .collect(),
            source: ranges(&attribution.source),
            cue: ranges(&attribution.cue),
            attributes: attributes
                .iter()
                .map(|(id, value)| (id.to_string(), value_to_record(value)))
                .collect(),
            items: items.iter().map(|link| (link.item.to_string(), link.act.into())).collect(),
            unsure: *certainty == Certainty::Unsure,
            note: note.clone(),
            origin,
            created,
            changed,
            foreign_id,
            corrects: corrects.as_ref().map(ref_to_record),
        }
    }

    /// The annotation of this record.
    pub fn to_model(&self, against: Against<'_>) -> Result<Annotation, RecordError> {
        let ranges = |records: &[RangeRecord]| {
            (!records.is_empty()).then(|| ranges_from_records(records, against)).transpose()
        };
        let fragments = ranges_from_records(&self.fragments, against)?;
        let attribution = Attribution {
            voices: self
                .voices
                .iter()
                .map(|(role, party)| {
                    Ok(AttributedVoice { role: (*role).into(), party: party_from_record(party)? })
                })
                .collect::<Result<_, RecordError>>()?,
            source: ranges(&self.source)?,
            cue: ranges(&self.cue)?,
        };
        for (name, place) in [("source", &attribution.source), ("cue", &attribution.cue)] {
            if place.as_ref().is_some_and(|place| place.overlap(&fragments)) {
                return Err(RecordError::Inside(name));
            }
        }
        let attributes = self
            .attributes
            .iter()
            .map(|(id, value)| Ok((parse(id)?, value_from_record(value)?)))
            .collect::<Result<_, RecordError>>()?;
        let items = self
            .items
            .iter()
            .map(|(item, act)| Ok(ItemLink { item: parse(item)?, act: (*act).into() }))
            .collect::<Result<_, RecordError>>()?;
        Ok(Annotation {
            id: parse(&self.id)?,
            label: parse(&self.label)?,
            fragments,
            attribution,
            attributes,
            items,
            certainty: if self.unsure { Certainty::Unsure } else { Certainty::Sure },
            note: self.note.clone(),
            provenance: provenance_from_record(
                &self.origin,
                &self.created,
                self.changed.as_ref(),
                &self.foreign_id,
            )?,
            corrects: self.corrects.as_ref().map(ref_from_record).transpose()?,
        })
    }

    /// The id as it stands in the file, which need not have the shape of one.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// Every range it names, with the text it says that range covers: the tagged words, then source and cue.
    pub fn ranges(&self) -> impl Iterator<Item = &RangeRecord> {
        self.fragments.iter().chain(&self.source).chain(&self.cue)
    }

    /// The same record with every range replaced; `None` as soon as `replace` gives none.
    pub fn with_ranges(&self, mut replace: impl FnMut(&RangeRecord) -> Option<RangeRecord>) -> Option<Self> {
        let mut all = |ranges: &[RangeRecord]| ranges.iter().map(&mut replace).collect::<Option<Vec<_>>>();
        let (fragments, source, cue) = (all(&self.fragments)?, all(&self.source)?, all(&self.cue)?);
        Some(Self { fragments, source, cue, ..self.clone() })
    }

    /// When it was last changed, as it stands in the file.
    pub fn changed(&self) -> &str {
        self.changed.as_ref().unwrap_or(&self.created)
    }

    /// The key that orders annotations in a file.
    pub fn order(&self) -> (usize, &str) {
        (self.fragments.first().map_or(0, |range| range.0), &self.id)
    }
}

impl RelationRecord {
    /// The record of a relation.
    pub fn from_model(relation: &Relation) -> Self {
        let Relation { id, relation_type, members, note, provenance } = relation;
        let (origin, created, changed, foreign_id) = provenance_to_record(provenance);
        Self {
            id: id.to_string(),
            relation_type: relation_type.to_string(),
            members: members
                .iter()
                .map(|member| (member.role.to_string(), member.annotation.to_string()))
                .collect(),
            note: note.clone(),
            origin,
            created,
            changed,
            foreign_id,
        }
    }

    /// The relation of this record.
    pub fn to_model(&self) -> Result<Relation, RecordError> {
        let members = self
            .members
            .iter()
            .map(|(role, annotation)| {
                Ok(RelationMember { role: parse(role)?, annotation: parse(annotation)? })
            })
            .collect::<Result<_, RecordError>>()?;
        Ok(Relation {
            id: parse(&self.id)?,
            relation_type: parse(&self.relation_type)?,
            members,
            note: self.note.clone(),
            provenance: provenance_from_record(
                &self.origin,
                &self.created,
                self.changed.as_ref(),
                &self.foreign_id,
            )?,
        })
    }

    /// The id as it stands in the file.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// When it was last changed, as it stands in the file.
    pub fn changed(&self) -> &str {
        self.changed.as_ref().unwrap_or(&self.created)
    }
}

impl DecisionRecord {
    /// The record of a decision.
    pub fn from_model(decision: &Decision) -> Self {
        Self {
            on: ref_to_record(&decision.on),
            verdict: decision.verdict.into(),
            reason: decision.reason.clone(),
            note: decision.note.clone(),
            seen: decision.seen.to_string(),
            at: decision.at.to_string(),
        }
    }

    /// The decision of this record.
    pub fn to_model(&self) -> Result<Decision, RecordError> {
        Ok(Decision {
            on: ref_from_record(&self.on)?,
            verdict: self.verdict.into(),
            reason: self.reason.clone(),
            note: self.note.clone(),
            seen: parse(&self.seen)?,
            at: parse(&self.at)?,
        })
    }

    /// What it is on, as it stands in the file.
    pub fn on(&self) -> String {
        format!("{}'s {}", self.on.0, self.on.1)
    }

    /// When it was made, as it stands in the file.
    pub fn at(&self) -> &str {
        &self.at
    }
}

impl StateRecord {
    /// The record of a layer's state.
    pub fn from_model(state: &LayerState) -> Self {
        let coverage = |coverage: &Coverage| CoverageRecord {
            labels: coverage.labels.iter().map(LabelId::to_string).collect(),
            over: coverage
                .over
                .iter()
                .flat_map(crate::model::text::Fragments::ranges)
                .map(|range| (range.start(), range.end()))
                .collect(),
            finished: coverage.finished,
        };
        Self {
            progress: match &state.progress {
                Progress::ToDo => ProgressRecord::ToDo,
                Progress::InProgress => ProgressRecord::InProgress,
                Progress::Done => ProgressRecord::Done,
                Progress::Skipped(reason) => ProgressRecord::Skipped(reason.clone()),
            },
            coverage: state.coverage.iter().map(coverage).collect(),
            codes: state.codes.clone(),
            note: state.note.clone(),
        }
    }

    /// The state of this record.
    pub fn to_model(&self, against: Against<'_>) -> Result<LayerState, RecordError> {
        let coverage = |coverage: &CoverageRecord| -> Result<Coverage, RecordError> {
            let records: Vec<RangeRecord> =
                coverage.over.iter().map(|(start, end)| (*start, *end, String::new())).collect();
            let over =
                (!records.is_empty()).then(|| ranges_from_records(&records, Against::Nothing)).transpose()?;
            if let (Against::Text(text), Some(over)) = (against, &over) {
                over.check(text)?;
            }
            let labels =
                coverage.labels.iter().map(|label| parse(label)).collect::<Result<_, RecordError>>()?;
            Ok(Coverage { labels, over, finished: coverage.finished })
        };
        Ok(LayerState {
            progress: match &self.progress {
                ProgressRecord::ToDo => Progress::ToDo,
                ProgressRecord::InProgress => Progress::InProgress,
                ProgressRecord::Done => Progress::Done,
                ProgressRecord::Skipped(reason) => Progress::Skipped(reason.clone()),
            },
            coverage: self.coverage.iter().map(coverage).collect::<Result<_, _>>()?,
            codes: self.codes.clone(),
            note: self.note.clone(),
        })
    }
}

impl UnplacedRecord {
    /// The annotation; its ranges count in another text than the layer's.
    pub fn annotation(&self) -> &AnnotationRecord {
        &self.annotation
    }

    /// The record of an annotation without a place.
    pub fn from_model(unplaced: &Unplaced) -> Self {
        Self {
            text_hash: unplaced.text.to_string(),
            covered: unplaced.covered.clone(),
            annotation: AnnotationRecord::from_model(&unplaced.annotation, None),
        }
    }

    /// The annotation without a place.
    pub fn to_model(&self) -> Result<Unplaced, RecordError> {
        Ok(Unplaced {
            annotation: Arc::new(self.annotation.to_model(Against::Nothing)?),
            text: parse(&self.text_hash)?,
            covered: self.covered.clone(),
        })
    }
}

fn ref_to_record(annotation: &AnnotationRef) -> (String, String) {
    (annotation.annotator.to_string(), annotation.annotation.to_string())
}

fn ref_from_record((annotator, annotation): &(String, String)) -> Result<AnnotationRef, RecordError> {
    Ok(AnnotationRef { annotator: parse(annotator)?, annotation: parse(annotation)? })
}

fn party_to_record(party: &Party) -> PartyRecord {
    match party {
        Party::Registered(id) => PartyRecord::Registered(id.to_string()),
        Party::Unnamed { words, affiliation } => {
            PartyRecord::Unnamed(words.clone(), affiliation.as_ref().map(ToString::to_string))
        }
        Party::Article => PartyRecord::Article,
    }
}

fn party_from_record(record: &PartyRecord) -> Result<Party, RecordError> {
    Ok(match record {
        PartyRecord::Registered(id) => Party::Registered(parse(id)?),
        PartyRecord::Unnamed(words, affiliation) => Party::Unnamed {
            words: words.clone(),
            affiliation: affiliation.as_deref().map(parse).transpose()?,
        },
        PartyRecord::Article => Party::Article,
    })
}

fn value_to_record(value: &AttributeValue) -> ValueRecord {
    match value {
        AttributeValue::Flag(yes) => ValueRecord::Flag(*yes),
        AttributeValue::Choice(choice) => ValueRecord::Choice(choice.to_string()),
        AttributeValue::Choices(choices) => {
            ValueRecord::Choices(choices.iter().map(ToString::to_string).collect())
        }
        AttributeValue::Text(text) => ValueRecord::Text(text.clone()),
        AttributeValue::Number(number) => ValueRecord::Number(number.get()),
        AttributeValue::Date(date) => ValueRecord::Date(date.to_string()),
        AttributeValue::Party(party) => ValueRecord::Party(party_to_record(party)),
        AttributeValue::Item(item) => ValueRecord::Item(item.to_string()),
    }
}

fn value_from_record(record: &ValueRecord) -> Result<AttributeValue, RecordError> {
    Ok(match record {
        ValueRecord::Flag(yes) => AttributeValue::Flag(*yes),
        ValueRecord::Choice(choice) => AttributeValue::Choice(parse(choice)?),
        ValueRecord::Choices(choices) => {
            AttributeValue::Choices(choices.iter().map(|choice| parse(choice)).collect::<Result<_, _>>()?)
        }
        ValueRecord::Text(text) => AttributeValue::Text(text.clone()),
        ValueRecord::Number(number) => {
            AttributeValue::Number(FiniteNumber::new(*number).ok_or(RecordError::Number)?)
        }
        ValueRecord::Date(date) => AttributeValue::Date(parse(date)?),
        ValueRecord::Party(party) => AttributeValue::Party(party_from_record(party)?),
        ValueRecord::Item(item) => AttributeValue::Item(parse(item)?),
    })
}

fn provenance_to_record(provenance: &AnnotationProvenance) -> (OriginRecord, String, Option<String>, String) {
    let AnnotationProvenance { origin, created, changed, foreign_id } = provenance;
    let origin = match origin {
        Origin::Person => OriginRecord::Person,
        Origin::Suggestion(name) => OriginRecord::Suggestion(name.clone()),
        Origin::Import(name) => OriginRecord::Import(name.clone()),
    };
    (origin, created.to_string(), (changed != created).then(|| changed.to_string()), foreign_id.clone())
}

fn provenance_from_record(
    origin: &OriginRecord,
    created: &str,
    changed: Option<&String>,
    foreign_id: &str,
) -> Result<AnnotationProvenance, RecordError> {
    let created = parse(created)?;
    Ok(AnnotationProvenance {
        origin: match origin {
            OriginRecord::Person => Origin::Person,
            OriginRecord::Suggestion(name) => Origin::Suggestion(name.clone()),
            OriginRecord::Import(name) => Origin::Import(name.clone()),
        },
        created,
        changed: changed.map_or(Ok(created), |changed| parse(changed))?,
        foreign_id: foreign_id.to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_day_stands_in_files_as_ever_and_other_dates_as_edtf() {
        for text in ["2025-03-14", "2025-03", "2025-21", "2025~", "2025-03-14~/2025-03-16~"] {
            let record = ValueRecord::Date(text.to_owned());
            let value = value_from_record(&record).unwrap();
            assert_eq!(value, AttributeValue::Date(text.parse().unwrap()));
            assert_eq!(value_to_record(&value), record);
        }
        // Written by hand, and read before there was anything but days.
        let by_hand = value_from_record(&ValueRecord::Date("2025-3-4".to_owned())).unwrap();
        assert_eq!(value_to_record(&by_hand), ValueRecord::Date("2025-03-04".to_owned()));
        let err = value_from_record(&ValueRecord::Date("soon".to_owned())).unwrap_err();
        assert!(matches!(err, RecordError::Date(_)), "{err}");
    }
}
