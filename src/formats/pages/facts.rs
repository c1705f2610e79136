//! What a page tells of an article, its annotations and their relations, in words: a list of names with what there is
//! to say, for every format to set in its own way.

use std::collections::BTreeMap;

use serde_json::Value;

use super::names::{Names, ShownLabel};
use super::{Note, Page};
use crate::formats::interchange::lines::{AnnotationLine, DecisionLine, RelationLine, VoiceLine};
use crate::model::annotation::AnnotationRef;
use crate::model::corpus::{CorpusState, Layers};
use crate::model::id::{AnnotationId, AnnotatorId, ArticleId};
use crate::model::review::standing::Standing;

/// Characters of words that stand for an annotation elsewhere than at its place.
const SHORT_WORDS: usize = 90;

/// A thing that is told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fact {
    /// What it is about.
    pub name: String,
    /// What there is to say.
    pub says: Vec<Bit>,
}

/// A part of what there is to say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Bit {
    /// Our words.
    Text(String),
    /// Words of somebody else: a note, a name, words of the text.
    Given(String),
    /// The note of that index.
    Note(usize),
}

/// Something without a place of its own in the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Loose {
    /// What it is.
    pub heading: String,
    /// What there is to say of it.
    pub facts: Vec<Fact>,
}

/// Another member of a relation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Related {
    /// What relates them.
    pub name: String,
    /// The role of the other.
    pub role: String,
    /// Its note, if it is on the page.
    pub note: Option<usize>,
    /// Its id, as the relation has it.
    pub id: String,
    /// Whether it comes before the one that is asked about.
    pub is_before: bool,
    /// The note on the relation, and whose it is.
    pub more: String,
}

/// What can be told of one article.
pub struct Facts<'p, 's> {
    page: &'p Page<'p>,
    names: &'p Names<'s>,
    layers: Option<&'s Layers>,
    /// The notes by the ids of their annotations.
    by_id: BTreeMap<&'p str, usize>,
    /// The relations of each note.
    relations: BTreeMap<usize, Vec<&'p RelationLine>>,
}

impl Fact {
    fn given(name: impl Into<String>, words: impl Into<String>) -> Self {
        Self { name: name.into(), says: vec![Bit::Given(words.into())] }
    }

    fn text(name: impl Into<String>, words: impl Into<String>) -> Self {
        Self { name: name.into(), says: vec![Bit::Text(words.into())] }
    }

    /// What there is to say, as one text; notes go by what `name` calls them.
    pub fn words(&self, name: &dyn Fn(usize) -> String) -> String {
        let words = self.says.iter().map(|bit| match bit {
            Bit::Text(words) | Bit::Given(words) => words.clone(),
            Bit::Note(idx) => name(*idx),
        });
        words.collect()
    }
}

impl<'p, 's> Facts<'p, 's> {
    /// Of the article of a page.
    pub fn new(page: &'p Page<'p>, names: &'p Names<'s>, state: &'s CorpusState) -> Self {
        let layers = ArticleId::new(&page.line.id).ok().and_then(|id| state.layers.get(&id));
        let mut by_id = BTreeMap::new();
        for (idx, note) in page.notes.iter().enumerate() {
            by_id.entry(note.annotation.id.as_str()).or_insert(idx);
        }
        let mut facts = Self { page, names, layers, by_id, relations: BTreeMap::new() };
        for relation in &page.line.relations {
            let mut members: Vec<usize> = members(relation).filter_map(|(_, id)| facts.note_of(id)).collect();
            members.sort_unstable();
            members.dedup();
            for note in members {
                facts.relations.entry(note).or_default().push(relation);
            }
        }
        facts
    }

    /// The label of a note.
    pub fn label(&self, note: &Note<'_>) -> ShownLabel {
        self.names.label(&note.annotation.label)
    }

    /// What a note is called: its label's letter and its number.
    pub fn mark(&self, note: &Note<'_>) -> String {
        format!("{}{}", self.label(note).letter, note.number)
    }

    /// Who said it, by name; empty where nobody is told.
    pub fn speakers(&self, note: &Note<'_>) -> String {
        self.speakers_of(note.annotation)
    }

    fn speakers_of(&self, annotation: &AnnotationLine) -> String {
        let speakers = annotation.voices.iter().filter(|voice| voice.role == "speaker");
        speakers.map(|voice| self.names.party(voice)).collect::<Vec<_>>().join(", ")
    }

    /// What is said in a few words: number of parts, doubt, review.
    pub fn state(&self, note: &Note<'_>) -> Vec<String> {
        let mut state = Vec::new();
        if note.fragments.len() > 1 {
            state.push(format!("{} parts", note.fragments.len()));
        }
        if note.annotation.certainty == "unsure" {
            state.push("not sure".to_owned());
        }
        state.push(self.standing(note.annotation).name().to_owned());
        state
    }

    /// What reviewers say of an annotation.
    fn standing(&self, annotation: &AnnotationLine) -> Standing {
        let on = || {
            let annotator = AnnotatorId::new(&annotation.annotator).ok()?;
            let id = AnnotationId::new(&annotation.id).ok()?;
            let known = self.layers?.get(&annotator)?.annotations.get(&id)?;
            Some(Standing::among(self.layers?, &AnnotationRef { annotator, annotation: id }, known))
        };
        on().unwrap_or(Standing::ToReview)
    }

    /// Everything else there is to say of an annotation.
    pub fn of(&self, idx: usize) -> Vec<Fact> {
        let mut facts = self.unrelated(idx);
        for relation in self.relations.get(&idx).into_iter().flatten() {
            facts.push(self.relation(relation, Some(idx)));
        }
        facts
    }

    /// The same but for its relations.
    pub fn unrelated(&self, idx: usize) -> Vec<Fact> {
        let annotation = self.page.notes[idx].annotation;
        let mut facts = self.of_annotation(annotation);
        facts.extend(made(
            &annotation.annotator,
            [&annotation.created, &annotation.changed],
            &annotation.origin,
            &annotation.foreign_id,
        ));
        facts
    }

    fn of_annotation(&self, annotation: &AnnotationLine) -> Vec<Fact> {
        let mut facts = Vec::new();
        if !annotation.note.is_empty() {
            facts.push(Fact::given("Note", &annotation.note));
        }
        facts.extend(self.voices(annotation));
        let words = |spans: &[(usize, usize)]| self.page.words_at(spans).join(" […] ");
        for (name, spans) in [("Named as", &annotation.source), ("Reported by", &annotation.cue)] {
            if !spans.is_empty() {
                facts.push(Fact::given(name, format!("“{}”", words(spans))));
            }
        }
        for (id, value) in &annotation.attributes {
            facts.push(Fact::given(self.names.attribute(id), self.names.value(id, value)));
        }
        for item in &annotation.items {
            let act = if item.act.is_empty() { "about" } else { &item.act };
            facts.push(Fact::given(act, self.names.item(&item.id)));
        }
        if let Some(corrects) = &annotation.corrects {
            let mut says = vec![Bit::Text(format!("{} of {}", corrects.annotation, corrects.annotator))];
            if let Some(idx) = self.note_of(&corrects.annotation) {
                says.extend([Bit::Text(", ".to_owned()), Bit::Note(idx)]);
            }
            facts.push(Fact { name: "Corrects".to_owned(), says });
        }
        facts.extend(annotation.decisions.iter().map(decision));
        facts
    }

    /// Everybody but the speakers, who stand in the heading.
    fn voices(&self, annotation: &AnnotationLine) -> Option<Fact> {
        let role = |voice: &VoiceLine| match voice.role.as_str() {
            "via" => "passed on by",
            "addressee" => "said to",
            _ => "with",
        };
        let others = annotation.voices.iter().filter(|voice| voice.role != "speaker");
        let mut told: Vec<String> =
            others.map(|voice| format!("{} {}", role(voice), self.names.party(voice))).collect();
        if annotation.inherited {
            told.push("as in the quote around it".to_owned());
        }
        (!told.is_empty()).then(|| Fact::given("Voices", told.join("; ")))
    }

    /// What an annotation says of itself in a few words: its attributes, each with its value.
    pub fn attributes(&self, note: &Note<'_>) -> Vec<String> {
        let attributes = note.annotation.attributes.iter();
        attributes
            .map(|(id, value)| format!("{}: {}", self.names.attribute(id), self.names.value(id, value)))
            .collect()
    }

    /// A relation, as seen from one of its members.
    fn relation(&self, relation: &RelationLine, from: Option<usize>) -> Fact {
        let mut says: Vec<Bit> = Vec::new();
        let kind = &relation.relation_type;
        let mut own = Vec::new();
        for (role, id) in in_order(relation) {
            let (role, note) = (self.names.role(kind, role), self.note_of(id));
            if from.is_some() && note == from {
                own.push(role);
                continue;
            }
            if !says.is_empty() {
                says.push(Bit::Text("; ".to_owned()));
            }
            says.push(Bit::Given(format!("{role}: ")));
            match note {
                Some(idx) => {
                    says.push(Bit::Note(idx));
                    says.push(Bit::Given(format!(" {}", quoted(&self.page.words(&self.page.notes[idx])))));
                }
                None => says.push(Bit::Text(format!("{id}, which is not on this page"))),
            }
        }
        says.push(Bit::Given(more(relation)));
        let name = self.names.relation_type(kind);
        let name = if own.is_empty() { name } else { format!("{name} (as {})", own.join(", ")) };
        Fact { name, says }
    }

    /// The other members of the relations of a note.
    pub fn related(&self, idx: usize) -> Vec<Related> {
        let mut related = Vec::new();
        for relation in self.relations.get(&idx).into_iter().flatten() {
            let members: Vec<(&str, Option<usize>, &str)> =
                in_order(relation).map(|(role, id)| (role, self.note_of(id), id)).collect();
            let own = members.iter().position(|(_, member, _)| *member == Some(idx)).unwrap_or_default();
            for (at, (role, member, id)) in members.iter().enumerate() {
                if *member == Some(idx) {
                    continue;
                }
                related.push(Related {
                    name: self.names.relation_type(&relation.relation_type),
                    role: self.names.role(&relation.relation_type, role),
                    note: *member,
                    id: (*id).to_owned(),
                    is_before: at < own,
                    more: more(relation),
                });
            }
        }
        related
    }

    fn note_of(&self, id: &str) -> Option<usize> {
        let here = id.strip_prefix(self.page.line.id.as_str()).and_then(|rest| rest.strip_prefix('#'));
        self.by_id.get(here.unwrap_or(id)).copied()
    }

    /// What is known of the article.
    pub fn about(&self) -> Vec<Fact> {
        let line = self.page.line;
        [
            ("Outlet", &line.outlet),
            ("By", &line.byline),
            ("Date", &line.date),
            ("Language", &line.language),
            ("Address", &line.url),
            ("Id elsewhere", &line.foreign_id),
        ]
        .into_iter()
        .filter(|(_, text)| !text.is_empty())
        .map(|(name, text)| Fact::given(name, text))
        .collect()
    }

    /// How far annotators are, and what they say of the article.
    pub fn states(&self) -> Vec<Fact> {
        let states = self.page.line.states.iter().map(|state| {
            let mut told = vec![if state.state.is_empty() { "to-do" } else { &state.state }.to_owned()];
            if !state.reason.is_empty() {
                told.push(state.reason.clone());
            }
            if !state.codes.is_empty() {
                told.push(format!("codes {}", state.codes.join(", ")));
            }
            if !state.note.is_empty() {
                told.push(state.note.clone());
            }
            Fact::given(format!("Annotator {}", state.annotator), told.join("; "))
        });
        states.collect()
    }

    /// What has no place in the text: relations of which no member is here, decisions on what is not here, and
    /// annotations without a place.
    pub fn loose(&self) -> Vec<Loose> {
        let line = self.page.line;
        let mut loose = Vec::new();
        let is_loose =
            |relation: &&RelationLine| !members(relation).any(|(_, id)| self.note_of(id).is_some());
        for relation in line.relations.iter().filter(is_loose) {
            let facts = vec![self.relation(relation, None)];
            loose.push(Loose { heading: "Relation".to_owned(), facts });
        }
        for given in &line.decisions {
            let on = given
                .on
                .as_ref()
                .map_or_else(String::new, |on| format!("Decision on {} of {}", on.annotation, on.annotator));
            loose.push(Loose { heading: on, facts: vec![decision(given)] });
        }
        for unplaced in &line.unplaced {
            let annotation = &unplaced.annotation;
            let label = self.names.label(&annotation.label);
            // Its places count another text than the page has.
            let mut placeless = annotation.clone();
            placeless.source.clear();
            placeless.cue.clear();
            let mut facts =
                vec![Fact::given("Words", annotation.text.clone().unwrap_or_default().join(" […] "))];
            facts.extend(self.of_annotation(&placeless));
            facts.extend(made(
                &annotation.annotator,
                [&annotation.created, &annotation.changed],
                &annotation.origin,
                &annotation.foreign_id,
            ));
            let speakers = self.speakers_of(annotation);
            let by = if speakers.is_empty() { speakers } else { format!(" · {speakers}") };
            let heading = format!("{} {}{by}", label.letter, label.name);
            loose.push(Loose { heading, facts });
        }
        loose
    }
}

fn decision(decision: &DecisionLine) -> Fact {
    let DecisionLine { annotator, verdict, reason, note, at, .. } = decision;
    let mut told = vec![format!("{verdict} by {annotator}, {}", minute(at))];
    told.extend([reason, note].into_iter().filter(|words| !words.is_empty()).cloned());
    Fact::given("Review", told.join("; "))
}

/// Whose something is, since when, and where it comes from.
fn made(annotator: &str, [created, changed]: [&String; 2], origin: &str, foreign_id: &str) -> Option<Fact> {
    let mut told = Vec::new();
    if !annotator.is_empty() {
        told.push(annotator.to_owned());
    }
    if !created.is_empty() {
        told.push(minute(created));
    }
    if !changed.is_empty() && minute(changed) != minute(created) {
        told.push(format!("changed {}", minute(changed)));
    }
    if !origin.is_empty() && origin != "person" {
        told.push(origin.to_owned());
    }
    if !foreign_id.is_empty() {
        told.push(format!("id elsewhere {foreign_id}"));
    }
    (!told.is_empty()).then(|| Fact::text("By", told.join(", ")))
}

/// The note on a relation, and whose it is.
fn more(relation: &RelationLine) -> String {
    let mut more = String::new();
    if !relation.note.is_empty() {
        more = format!(" — {}", relation.note);
    }
    let times = [&relation.created, &relation.changed];
    if let Some(by) = made(&relation.annotator, times, &relation.origin, &relation.foreign_id) {
        more = format!("{more} ({})", by.words(&|_| String::new()));
    }
    more
}

/// A time to the minute.
pub fn minute(time: &str) -> String {
    match (time.get(..10), time.get(11..16)) {
        (Some(day), Some(minute)) => format!("{day} {minute} UTC"),
        _ => time.to_owned(),
    }
}

/// The members of a relation with their roles, role by role.
fn members(relation: &RelationLine) -> impl Iterator<Item = (&str, &str)> {
    relation.roles.iter().flat_map(|(role, ids)| {
        ids.as_array().into_iter().flatten().filter_map(Value::as_str).map(move |id| (role.as_str(), id))
    })
}

/// The members of a relation with their roles, in their order.
fn in_order(relation: &RelationLine) -> impl Iterator<Item = (&str, &str)> {
    let mut left: Vec<(&str, &str)> = members(relation).collect();
    let mut ordered = Vec::new();
    for role in &relation.order {
        if let Some(at) = left.iter().position(|(other, _)| other == role) {
            ordered.push(left.remove(at));
        }
    }
    ordered.into_iter().chain(left)
}

/// The same in quotation marks, unless they begin with some.
pub fn quoted(words: &[String]) -> String {
    let words = short(words);
    if words.starts_with(['“', '"', '«', '„', '‘', '\'']) { words } else { format!("“{words}”") }
}

/// The words of an annotation, as many as stand for it elsewhere.
fn short(words: &[String]) -> String {
    let all = words.join(" […] ").replace('\n', " ");
    match all.char_indices().nth(SHORT_WORDS) {
        Some((cut, _)) => format!("{}…", &all[..cut]),
        None => all,
    }
}
