//! What names a dataset has, how often and on which words; and which of the corpus's own they most likely mean.

use std::collections::{BTreeMap, BTreeSet};

use super::{AttributionMapping, Mapping, RelationMapping};
use crate::formats::imported::Imported;
use crate::formats::parts::value_words;
use crate::model::annotation::AttributeValue;
use crate::model::corpus::CorpusState;
use crate::model::id::{AttributeId, LabelId, RelationTypeId, RoleId};
use crate::model::tagset::Tagset;
use crate::model::text::fold::name_key;

/// How many examples are kept of each name.
const MAX_EXAMPLES: usize = 3;
/// The longest example, in characters.
const MAX_EXAMPLE_CHARS: usize = 60;

/// The names of a dataset.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Survey {
    /// Labels, the most used first.
    pub labels: Vec<SurveyedLabel>,
    /// Attributes, the most used first, with their values as examples.
    pub attributes: Vec<SurveyedName>,
    /// Relation types, the most used first, with the labels they link as examples.
    pub relations: Vec<SurveyedName>,
    /// The names of the roles that annotations have in relations.
    pub roles: BTreeSet<String>,
    /// The ids of labels whose annotations are the first members of relations: triggers of events.
    pub heads: BTreeSet<String>,
}

/// A label of a dataset.
pub type SurveyedLabel = SurveyedName;

/// A name of a dataset.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SurveyedName {
    /// The id it has after reading.
    pub id: String,
    /// Its name in the dataset.
    pub name: String,
    /// How often it is used.
    pub count: usize,
    /// Some of what it is used for.
    pub examples: Vec<String>,
    /// Whether the corpus has it.
    pub is_known: bool,
}

#[derive(Default)]
struct Tally {
    count: usize,
    examples: Vec<String>,
}

impl Tally {
    fn add(&mut self, example: impl FnOnce() -> Option<String>) {
        self.count += 1;
        if self.examples.len() < MAX_EXAMPLES
            && let Some(example) = example().filter(|example| !self.examples.contains(example))
        {
            self.examples.push(example);
        }
    }
}

impl Survey {
    /// The names that `imported` has, as the corpus `state` knows them.
    pub fn of(imported: &Imported, state: &CorpusState) -> Self {
        let scratch = imported.to_state();
        let texts: BTreeMap<_, _> =
            imported.articles.iter().map(|article| (&article.id, article.text.as_str())).collect();
        let mut labels: BTreeMap<LabelId, Tally> = BTreeMap::new();
        let mut attributes: BTreeMap<AttributeId, Tally> = BTreeMap::new();
        let mut relations: BTreeMap<RelationTypeId, Tally> = BTreeMap::new();
        let mut roles: BTreeSet<RoleId> = BTreeSet::new();
        let mut heads: BTreeSet<String> = BTreeSet::new();
        for (article, layers) in &scratch.layers {
            for annotation in layers.values().flat_map(|layer| layer.annotations.values()) {
                let words = || {
                    let covered = annotation.fragments.covered(texts.get(article)?).ok()?;
                    Some(shortened(&covered.join(" … ")))
                };
                labels.entry(annotation.label.clone()).or_default().add(words);
                for (id, value) in annotation.attributes.iter() {
                    attributes.entry(id.clone()).or_default().add(|| Some(shortened(&plain_words(value))));
                }
            }
            for relation in layers.values().flat_map(|layer| layer.relations.values()) {
                let label_of = |member: &crate::model::relation::RelationMember| {
                    let id = &member.annotation.annotation;
                    let mut layers = layers.values();
                    layers.find_map(|layer| layer.annotations.get(id)).map(|found| found.label.to_string())
                };
                heads.extend(relation.members.first().and_then(label_of));
                let between = || {
                    let ends: Vec<String> = relation.members.iter().filter_map(label_of).collect();
                    Some(ends.join(" → "))
                };
                relations.entry(relation.relation_type.clone()).or_default().add(between);
                roles.extend(relation.members.iter().skip(1).map(|member| member.role.clone()));
            }
        }
        let (own, known) = (&imported.tagset, &state.tagset);
        let role_name = |id: &RoleId| {
            let mut types = own.relation_types.values().chain(known.relation_types.values());
            let role = types.find_map(|known| known.roles.iter().find(|role| role.id == *id));
            role.map_or_else(|| id.to_string(), |role| role.name.clone())
        };
        Self {
            roles: roles.iter().map(role_name).collect(),
            heads,
            labels: sorted(labels, |id| {
                let name =
                    own.labels.get(id).or_else(|| known.labels.get(id)).map(|label| label.name.clone());
                (name, known.labels.contains_key(id))
            }),
            attributes: sorted(attributes, |id| {
                let found = own.attributes.get(id).or_else(|| known.attributes.get(id));
                (found.map(|found| found.name.clone()), known.attributes.contains_key(id))
            }),
            relations: sorted(relations, |id| {
                let found = own.relation_types.get(id).or_else(|| known.relation_types.get(id));
                (found.map(|found| found.name.clone()), known.relation_types.contains_key(id))
            }),
        }
    }

    /// Whether there is any name that the corpus does not have.
    pub fn has_foreign(&self) -> bool {
        self.labels.iter().chain(&self.attributes).chain(&self.relations).any(|name| !name.is_known)
    }
}

fn sorted<K: ToString>(
    tallies: BTreeMap<K, Tally>,
    known: impl Fn(&K) -> (Option<String>, bool),
) -> Vec<SurveyedName> {
    let named = tallies.into_iter().map(|(id, tally)| {
        let (name, is_known) = known(&id);
        let id = id.to_string();
        let name = name.unwrap_or_else(|| id.clone());
        SurveyedName { id, name, count: tally.count, examples: tally.examples, is_known }
    });
    let mut sorted: Vec<SurveyedName> = named.collect();
    sorted.sort_by(|one, two| two.count.cmp(&one.count).then_with(|| one.id.cmp(&two.id)));
    sorted
}

fn shortened(words: &str) -> String {
    let mut short: String = words.chars().take(MAX_EXAMPLE_CHARS).collect();
    if short.len() < words.len() {
        short.push('…');
    }
    short
}

/// A value in words.
pub(super) fn plain_words(value: &AttributeValue) -> String {
    let json = crate::formats::interchange::attribution::value_json(value, None, &|_| "");
    value_words(&json)
}

/// What foreign labels are often called, by the label of the default tagset that they mean.
const LABELS: [(&str, &[&str]); 4] = [
    (
        "quote",
        &[
            "quotation",
            "quotations",
            "quotes",
            "direct quote",
            "direct speech",
            "utterance",
            "speech",
            "said",
        ],
    ),
    ("claim", &["claims", "statement", "assertion", "premise", "major claim", "factual claim", "fact"]),
    ("proposal", &["proposals", "suggestion", "demand", "recommendation", "policy", "plan", "request"]),
    ("caveat", &["caveats", "hedge", "qualifier", "disclaimer", "doubt", "uncertainty", "reservation"]),
];
const CUES: [&str; 13] = [
    "attribution",
    "cue",
    "say",
    "says",
    "said",
    "saying",
    "tell",
    "state",
    "reporting verb",
    "reporting",
    "report",
    "communication",
    "speech act",
];
const SOURCES: [&str; 6] = ["source", "speaker", "agent", "who", "sayer", "holder"];
const CONTENTS: [&str; 7] = ["content", "quote", "message", "theme", "what", "statement", "target"];

/// The mapping that is most likely meant: foreign labels that say what one of the corpus's does, and what looks like
/// an attribution. What the corpus has itself needs none.
pub fn propose(survey: &Survey, tagset: &Tagset) -> Mapping {
    let mut mapping = Mapping::default();
    let relation = |names: &[&str]| {
        let is_one = |relation: &&SurveyedName| names.contains(&name_key(&relation.name).as_str());
        let relation = survey.relations.iter().find(is_one).map(|relation| relation.name.clone());
        relation
            .or_else(|| survey.roles.iter().find(|role| names.contains(&name_key(role).as_str())).cloned())
    };
    let (source, content) = (relation(&SOURCES), relation(&CONTENTS));
    for label in survey.labels.iter().filter(|label| !label.is_known) {
        let name = name_key(&label.name);
        // A label of that name that leads to nothing says nothing about who said what.
        if CUES.contains(&name.as_str())
            && survey.heads.contains(&label.id)
            && let (Some(source), Some(content)) = (&source, &content)
        {
            let (cue, source, content) = (label.name.clone(), source.clone(), content.clone());
            mapping.attributions.push(AttributionMapping { cue, source, content });
            continue;
        }
        let meant = LABELS.iter().find(|(_, names)| names.contains(&name.as_str())).map(|(id, _)| *id);
        let meant = meant.filter(|id| tagset.labels.keys().any(|known| known.as_str() == *id));
        if let Some(id) = meant {
            mapping.labels.insert(label.name.clone(), id.to_owned());
        }
    }
    let is_taken = |name: &str| {
        mapping
            .attributions
            .iter()
            .any(|attribution| attribution.source == name || attribution.content == name)
    };
    let relations =
        survey.relations.iter().filter(|relation| !relation.is_known && !is_taken(&relation.name));
    let relations = relations.filter_map(|relation| {
        let key = name_key(&relation.name);
        let stem = |name: &str| name.trim_end_matches('s').trim_end_matches('e').to_owned();
        let meant =
            tagset.relation_types.values().find(|known| stem(&name_key(&known.name)) == stem(&key))?;
        let mapped = RelationMapping { to: meant.id.to_string(), swapped: false };
        Some((relation.name.clone(), mapped))
    });
    mapping.relations = relations.collect();
    mapping
}
