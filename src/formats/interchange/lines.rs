//! The lines of the interchange format as they stand in the files, field by field, in the order they are
//! written. Only text, or its hash, and, for an annotation, label and fragments must be there; `null` is the same as
//! nothing. Fields nobody knows are kept apart by name, to be reported.

use std::collections::BTreeSet;
use std::fmt;

use serde::de::{Deserializer, IgnoredAny, MapAccess, Visitor};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::formats::report::Counts;

/// The names of fields of a line that the format does not have.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Unknown(BTreeSet<String>);

impl Unknown {
    /// None.
    pub fn new() -> Self {
        Self::default()
    }

    /// The names, sorted.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(String::as_str)
    }
}

/// Takes the names of all fields that are left, and forgets the values.
impl<'de> Deserialize<'de> for Unknown {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Names;

        impl<'de> Visitor<'de> for Names {
            type Value = Unknown;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<M: MapAccess<'de>>(self, mut map: M) -> Result<Unknown, M::Error> {
                let mut names = BTreeSet::new();
                while let Some((name, IgnoredAny)) = map.next_entry()? {
                    names.insert(name);
                }
                Ok(Unknown(names))
            }
        }

        deserializer.deserialize_map(Names)
    }
}

/// The start of a range and the unit after its end.
pub type Span = (usize, usize);

/// An article with everything annotators did on it: one line of `NAME.jsonl`.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
#[serde(default, expecting = "an object")]
pub struct ArticleLine {
    #[serde(deserialize_with = "or_default")]
    pub format: String,
    #[serde(deserialize_with = "or_default")]
    pub offset_unit: String,
    #[serde(deserialize_with = "text_or_number")]
    pub id: String,
    #[serde(deserialize_with = "or_default", skip_serializing_if = "String::is_empty")]
    pub text_sha256: String,
    #[serde(deserialize_with = "or_default", skip_serializing_if = "String::is_empty")]
    pub title: String,
    #[serde(deserialize_with = "or_default", skip_serializing_if = "String::is_empty")]
    pub byline: String,
    #[serde(deserialize_with = "or_default", skip_serializing_if = "String::is_empty")]
    pub date: String,
    #[serde(deserialize_with = "or_default", skip_serializing_if = "String::is_empty")]
    pub outlet: String,
    #[serde(deserialize_with = "or_default", skip_serializing_if = "String::is_empty")]
    pub language: String,
    #[serde(deserialize_with = "or_default", skip_serializing_if = "String::is_empty")]
    pub url: String,
    #[serde(deserialize_with = "text_or_number", skip_serializing_if = "String::is_empty")]
    pub foreign_id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub provenance: Option<ProvenanceLine>,
    /// Absent where the hash names it, see `formats::by_reference`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// How long a text is that is not in the line.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text_length: Option<usize>,
    #[serde(deserialize_with = "or_default")]
    pub blocks: Vec<BlockLine>,
    #[serde(deserialize_with = "or_default")]
    pub states: Vec<StateLine>,
    #[serde(deserialize_with = "or_default")]
    pub annotations: Vec<AnnotationLine>,
    #[serde(deserialize_with = "or_default")]
    pub relations: Vec<RelationLine>,
    /// Decisions on annotations that are not in the line.
    #[serde(deserialize_with = "or_default", skip_serializing_if = "Vec::is_empty")]
    pub decisions: Vec<DecisionLine>,
    #[serde(deserialize_with = "or_default", skip_serializing_if = "Vec::is_empty")]
    pub unplaced: Vec<UnplacedLine>,
    #[serde(flatten, skip_serializing)]
    pub unknown: Unknown,
}

/// Which file an article was made from.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct ProvenanceLine {
    #[serde(deserialize_with = "or_default", skip_serializing_if = "String::is_empty")]
    pub original_name: String,
    #[serde(deserialize_with = "or_default", skip_serializing_if = "String::is_empty")]
    pub original_sha256: String,
    #[serde(deserialize_with = "or_default", skip_serializing_if = "String::is_empty")]
    pub media_type: String,
    #[serde(deserialize_with = "or_default", skip_serializing_if = "String::is_empty")]
    pub reader: String,
    #[serde(deserialize_with = "or_default", skip_serializing_if = "String::is_empty")]
    pub part: String,
    #[serde(deserialize_with = "or_default", skip_serializing_if = "String::is_empty")]
    pub encoding: String,
    #[serde(deserialize_with = "or_default")]
    pub byte_order_mark: bool,
    #[serde(deserialize_with = "or_default")]
    pub line_ends: String,
    #[serde(deserialize_with = "or_default")]
    pub undecodable: usize,
    #[serde(deserialize_with = "or_default")]
    pub added: String,
    #[serde(deserialize_with = "text_or_number", skip_serializing_if = "String::is_empty")]
    pub copy_of: String,
    #[serde(flatten, skip_serializing)]
    pub unknown: Unknown,
}

/// A block of the text.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct BlockLine {
    pub kind: String,
    pub start: usize,
    pub end: usize,
    #[serde(flatten, skip_serializing)]
    pub unknown: Unknown,
}

/// How far an annotator is with the article.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct StateLine {
    #[serde(deserialize_with = "or_default")]
    pub annotator: String,
    #[serde(deserialize_with = "or_default")]
    pub state: String,
    #[serde(deserialize_with = "or_default", skip_serializing_if = "String::is_empty")]
    pub reason: String,
    #[serde(deserialize_with = "or_default", skip_serializing_if = "Vec::is_empty")]
    pub codes: Vec<String>,
    #[serde(deserialize_with = "or_default", skip_serializing_if = "String::is_empty")]
    pub note: String,
    #[serde(deserialize_with = "or_default", skip_serializing_if = "Vec::is_empty")]
    pub coverage: Vec<CoverageLine>,
    #[serde(flatten, skip_serializing)]
    pub unknown: Unknown,
}

/// Which labels were looked for, and where.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct CoverageLine {
    #[serde(deserialize_with = "or_default")]
    pub labels: Vec<String>,
    /// Absent for the whole text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub over: Option<Vec<Span>>,
    #[serde(deserialize_with = "or_default")]
    pub finished: bool,
    #[serde(flatten, skip_serializing)]
    pub unknown: Unknown,
}

/// One tagged thing.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
pub struct AnnotationLine {
    #[serde(default, deserialize_with = "text_or_number")]
    pub id: String,
    #[serde(deserialize_with = "text_or_number")]
    pub label: String,
    pub fragments: Vec<Span>,
    #[serde(default, deserialize_with = "one_or_many", skip_serializing_if = "Option::is_none")]
    pub text: Option<Vec<String>>,
    #[serde(default, deserialize_with = "or_default", skip_serializing_if = "String::is_empty")]
    pub speaker: String,
    #[serde(default, deserialize_with = "or_default", skip_serializing_if = "Vec::is_empty")]
    pub voices: Vec<VoiceLine>,
    /// Whether voices, source and cue are those of the quote around it.
    #[serde(default, deserialize_with = "or_default", skip_serializing_if = "is_false")]
    pub inherited: bool,
    #[serde(default, deserialize_with = "or_default", skip_serializing_if = "Vec::is_empty")]
    pub source: Vec<Span>,
    #[serde(default, deserialize_with = "or_default", skip_serializing_if = "Vec::is_empty")]
    pub cue: Vec<Span>,
    #[serde(default, deserialize_with = "or_default")]
    pub attributes: Map<String, Value>,
    #[serde(default, deserialize_with = "or_default", skip_serializing_if = "Vec::is_empty")]
    pub items: Vec<ItemLinkLine>,
    #[serde(default, deserialize_with = "or_default")]
    pub certainty: String,
    #[serde(default, deserialize_with = "or_default", skip_serializing_if = "String::is_empty")]
    pub note: String,
    #[serde(default, deserialize_with = "or_default")]
    pub annotator: String,
    #[serde(default, deserialize_with = "or_default")]
    pub origin: String,
    #[serde(default, deserialize_with = "or_default")]
    pub created: String,
    #[serde(default, deserialize_with = "or_default")]
    pub changed: String,
    #[serde(default, deserialize_with = "text_or_number", skip_serializing_if = "String::is_empty")]
    pub foreign_id: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub corrects: Option<RefLine>,
    #[serde(default, deserialize_with = "or_default", skip_serializing_if = "Vec::is_empty")]
    pub decisions: Vec<DecisionLine>,
    #[serde(flatten, skip_serializing)]
    pub unknown: Unknown,
}

/// A party in a role; without the role it is also the value of an attribute.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct VoiceLine {
    #[serde(deserialize_with = "or_default", skip_serializing_if = "String::is_empty")]
    pub role: String,
    #[serde(deserialize_with = "text_or_number", skip_serializing_if = "String::is_empty")]
    pub id: String,
    #[serde(deserialize_with = "or_default", skip_serializing_if = "String::is_empty")]
    pub name: String,
    #[serde(deserialize_with = "or_default", skip_serializing_if = "String::is_empty")]
    pub kind: String,
    #[serde(deserialize_with = "text_or_number", skip_serializing_if = "String::is_empty")]
    pub affiliation: String,
    /// Where the words for somebody unnamed stand, in place of their name, in a line without its text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub place: Option<Span>,
    #[serde(flatten, skip_serializing)]
    pub unknown: Unknown,
}

/// How an annotation bears on an item.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct ItemLinkLine {
    #[serde(deserialize_with = "text_or_number")]
    pub id: String,
    #[serde(default, deserialize_with = "or_default")]
    pub act: String,
    #[serde(flatten, skip_serializing)]
    pub unknown: Unknown,
}

/// An annotation of an annotator, in the same article.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
pub struct RefLine {
    #[serde(default, deserialize_with = "or_default")]
    pub annotator: String,
    #[serde(deserialize_with = "text_or_number")]
    pub annotation: String,
    #[serde(flatten, skip_serializing)]
    pub unknown: Unknown,
}

/// A reviewer's decision.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct DecisionLine {
    /// Only where the decision does not stand inside the annotation it is on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on: Option<RefLine>,
    #[serde(default, deserialize_with = "or_default")]
    pub annotator: String,
    pub verdict: String,
    #[serde(default, deserialize_with = "or_default", skip_serializing_if = "String::is_empty")]
    pub reason: String,
    #[serde(default, deserialize_with = "or_default", skip_serializing_if = "String::is_empty")]
    pub note: String,
    #[serde(default, deserialize_with = "or_default")]
    pub seen: String,
    #[serde(default, deserialize_with = "or_default")]
    pub at: String,
    #[serde(flatten, skip_serializing)]
    pub unknown: Unknown,
}

/// A link between annotations.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
pub struct RelationLine {
    #[serde(default, deserialize_with = "text_or_number")]
    pub id: String,
    #[serde(rename = "type")]
    pub relation_type: String,
    #[serde(default, deserialize_with = "or_default")]
    pub annotator: String,
    /// Members by role: each `article#annotation`, or only the annotation within the same article.
    #[serde(default, deserialize_with = "or_default")]
    pub roles: Map<String, Value>,
    /// The role of each member in turn, where the members don't stand role by role.
    #[serde(default, deserialize_with = "or_default", skip_serializing_if = "Vec::is_empty")]
    pub order: Vec<String>,
    #[serde(default, deserialize_with = "or_default", skip_serializing_if = "String::is_empty")]
    pub note: String,
    #[serde(default, deserialize_with = "or_default")]
    pub origin: String,
    #[serde(default, deserialize_with = "or_default")]
    pub created: String,
    #[serde(default, deserialize_with = "or_default")]
    pub changed: String,
    #[serde(default, deserialize_with = "text_or_number", skip_serializing_if = "String::is_empty")]
    pub foreign_id: String,
    #[serde(flatten, skip_serializing)]
    pub unknown: Unknown,
}

/// An annotation without a place in today's text. Its ranges count bytes of the text it was last placed in,
/// which is not in the file; its `text` is what it covered there.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct UnplacedLine {
    pub text_sha256: String,
    #[serde(default, deserialize_with = "or_default")]
    pub offset_unit: String,
    pub annotation: AnnotationLine,
    #[serde(flatten, skip_serializing)]
    pub unknown: Unknown,
}

impl ArticleLine {
    /// How much of everything it holds.
    pub fn counts(&self) -> Counts {
        let in_annotations: usize = self.annotations.iter().map(|line| line.decisions.len()).sum();
        Counts {
            articles: 1,
            annotations: self.annotations.len(),
            unplaced: self.unplaced.len(),
            relations: self.relations.len(),
            decisions: self.decisions.len() + in_annotations,
            ..Counts::default()
        }
    }

    /// The names of all fields the format does not have, each once, with what they were found in.
    pub fn unknown_fields(&self) -> BTreeSet<(&'static str, &str)> {
        let mut fields: Vec<(&'static str, &Unknown)> = vec![("the article", &self.unknown)];
        fields.extend(self.provenance.iter().map(|line| ("the provenance", &line.unknown)));
        fields.extend(self.blocks.iter().map(|line| ("a block", &line.unknown)));
        for state in &self.states {
            fields.push(("a state", &state.unknown));
            fields.extend(state.coverage.iter().map(|line| ("a coverage", &line.unknown)));
        }
        let unplaced = self.unplaced.iter().map(|line| &line.annotation);
        for annotation in self.annotations.iter().chain(unplaced) {
            fields.push(("an annotation", &annotation.unknown));
            fields.extend(annotation.voices.iter().map(|line| ("a voice", &line.unknown)));
            fields.extend(annotation.items.iter().map(|line| ("an item", &line.unknown)));
            fields.extend(
                annotation.corrects.iter().map(|line| ("what an annotation corrects", &line.unknown)),
            );
            fields.extend(annotation.decisions.iter().map(|line| ("a decision", &line.unknown)));
        }
        fields.extend(self.relations.iter().map(|line| ("a relation", &line.unknown)));
        fields.extend(self.decisions.iter().map(|line| ("a decision", &line.unknown)));
        fields.extend(
            self.decisions.iter().filter_map(|line| Some(("a decision", &line.on.as_ref()?.unknown))),
        );
        fields.extend(self.unplaced.iter().map(|line| ("an unplaced annotation", &line.unknown)));
        fields
            .into_iter()
            .flat_map(|(owner, unknown)| unknown.names().map(move |name| (owner, name)))
            .collect()
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
fn is_false(flag: &bool) -> bool {
    !flag
}

/// A value, or its default for `null`, which many writers put where they have nothing.
pub fn or_default<'de, D, T>(deserializer: D) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    T: Default + Deserialize<'de>,
{
    Ok(Option::deserialize(deserializer)?.unwrap_or_default())
}

/// A text; a whole number, as some tools count their ids, is taken as its digits.
pub fn text_or_number<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    struct TextOrNumber;

    impl Visitor<'_> for TextOrNumber {
        type Value = String;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a string or a whole number")
        }

        fn visit_str<E>(self, text: &str) -> Result<String, E> {
            Ok(text.to_owned())
        }

        fn visit_u64<E>(self, number: u64) -> Result<String, E> {
            Ok(number.to_string())
        }

        fn visit_i64<E>(self, number: i64) -> Result<String, E> {
            Ok(number.to_string())
        }

        fn visit_unit<E>(self) -> Result<String, E> {
            Ok(String::new())
        }
    }

    deserializer.deserialize_any(TextOrNumber)
}

/// One text a fragment; a single text is taken as that of the only fragment.
fn one_or_many<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Vec<String>>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum OneOrMany {
        One(String),
        Many(Vec<String>),
    }
    Ok(Option::deserialize(deserializer)?.map(|text| match text {
        OneOrMany::One(text) => vec![text],
        OneOrMany::Many(texts) => texts,
    }))
}
