//! Claims about items followed through small corpora.

mod briefs;
mod pictures;
mod random;
mod stories;
mod trees;
mod written;

use std::sync::Arc;

use chrono::NaiveDate;

use super::*;
use crate::model::annotation::{Annotation, AttributeValue, AttributedVoice, VoiceRole};
use crate::model::annotation::{AnnotationProvenance, ItemLink, Origin};
use crate::model::article::{Article, ArticleText, Metadata, Provenance};
use crate::model::edit::{Edit, Key, LayerKey, Put, Record};
use crate::model::id::{
    AnnotationId, AnnotatorId, ArticleId, AttributeId, RelationId, RelationTypeId, RoleId,
};
use crate::model::item::{Item, ItemKind};
use crate::model::reader::{CorpusReader, ReadError};
use crate::model::relation::{CorpusAnnotation, Relation, RelationMember};
use crate::model::review::{Decision, JudgedDigest, Verdict};
use crate::model::text::TextRange;
use crate::model::text::said_on::SaidDate;
use crate::model::time::Timestamp;
use crate::model::voice::{Dated, Voice};

/// A corpus in the making.
#[derive(Default)]
struct Sample {
    state: CorpusState,
    edits: Vec<Edit>,
    texts: BTreeMap<ArticleId, String>,
}

impl CorpusReader for Sample {
    fn state(&self) -> &CorpusState {
        &self.state
    }

    fn article(&self, id: &ArticleId) -> Result<Arc<Article>, ReadError> {
        let text = self.texts.get(id).cloned().unwrap_or_else(|| "words ".repeat(50));
        let row = self.state.articles.get(id);
        let row = row.ok_or_else(|| ReadError { id: id.clone(), why: "there is none".to_owned() })?;
        Ok(Arc::new(Article {
            id: id.clone(),
            metadata: (*row.metadata).clone(),
            provenance: Provenance::default(),
            text: ArticleText::new(text),
            blocks: Vec::new(),
            patches: Vec::new(),
        }))
    }
}

fn item(id: &str) -> ItemId {
    ItemId::new(id).unwrap()
}

fn voice(id: &str) -> VoiceId {
    VoiceId::new(id).unwrap()
}

fn named(id: &str) -> Speaker {
    Speaker::Registered(voice(id))
}

fn annotator(id: &str) -> AnnotatorId {
    AnnotatorId::new(id).unwrap()
}

fn article(number: usize) -> ArticleId {
    ArticleId::new(&format!("a{number}")).unwrap()
}

/// A day counted from the first of a year.
fn day(number: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2025, 1, 1).unwrap() + chrono::Days::new(number.into())
}

fn says(id: &str) -> Vec<AttributedVoice> {
    vec![in_role(VoiceRole::Speaker, Party::Registered(voice(id)))]
}

fn says_via(id: &str, via: &str) -> Vec<AttributedVoice> {
    let mut voices = says(id);
    voices.push(in_role(VoiceRole::Via, Party::Registered(voice(via))));
    voices
}

fn official(affiliation: Option<&str>) -> Vec<AttributedVoice> {
    let affiliation = affiliation.map(voice);
    vec![in_role(VoiceRole::Speaker, Party::Unnamed { words: "officials".into(), affiliation })]
}

fn in_role(role: VoiceRole, party: Party) -> AttributedVoice {
    AttributedVoice { role, party }
}

fn provenance() -> AnnotationProvenance {
    AnnotationProvenance {
        origin: Origin::Person,
        created: Timestamp::default(),
        changed: Timestamp::default(),
        foreign_id: String::new(),
    }
}

impl Sample {
    /// Articles of these days.
    fn of(days: &[Option<u32>]) -> Self {
        let mut sample = Self::default();
        for (number, date) in days.iter().enumerate() {
            sample.state.put_article(&Article {
                id: article(number),
                metadata: Metadata {
                    date: date.map(day),
                    outlet: format!("Herald {number}"),
                    ..Metadata::default()
                },
                provenance: Provenance::default(),
                text: ArticleText::new("words ".repeat(50)),
                blocks: Vec::new(),
                patches: Vec::new(),
            });
        }
        sample
    }

    fn put(&mut self, key: Key, after: Option<Record>) {
        let before = self.state.get(&key);
        self.state.set(&key, after.clone());
        self.edits.push(Edit::Put(Put::new(key, before, after)));
    }

    fn layer(who: &str, number: usize) -> LayerKey {
        LayerKey { article: article(number), annotator: annotator(who) }
    }

    /// A span of `mk`'s on an article, which does some things with items and is said by some voices.
    fn span(&mut self, number: usize, id: &str, acts: &[(&str, Act)], voices: Vec<AttributedVoice>) {
        self.span_with(("mk", number, id), acts, voices, |_| {});
    }

    fn span_with(
        &mut self,
        (who, number, id): (&str, usize, &str),
        acts: &[(&str, Act)],
        voices: Vec<AttributedVoice>,
        change: impl FnOnce(&mut Annotation),
    ) {
        let place = TextRange::new(id.len(), id.len() + 5).unwrap().into();
        let id = AnnotationId::new(id).unwrap();
        let label = LabelId::new("claim").unwrap();
        let mut annotation = Annotation::new(id.clone(), label, place, Timestamp::default());
        annotation.items = acts.iter().map(|(id, act)| ItemLink { item: item(id), act: *act }).collect();
        annotation.attribution.voices = voices;
        change(&mut annotation);
        let key = Key::Annotation(Self::layer(who, number), id);
        self.put(key, Some(Record::Annotation(Arc::new(annotation))));
    }

    /// A relation of `mk`'s between two spans.
    fn relation(&mut self, kind: &str, members: [(&str, usize, &str); 2]) {
        let id = RelationId::new(&format!("{kind}-{}-{}", members[0].2, members[1].2)).unwrap();
        let member = |(role, number, id): (&str, usize, &str)| RelationMember {
            role: RoleId::new(role).unwrap(),
            annotation: CorpusAnnotation {
                article: article(number),
                annotation: AnnotationId::new(id).unwrap(),
            },
        };
        let relation = Relation {
            id: id.clone(),
            relation_type: RelationTypeId::new(kind).unwrap(),
            members: members.map(member).to_vec(),
            note: String::new(),
            provenance: provenance(),
        };
        let key = Key::Relation(Self::layer("mk", members[0].1), id);
        self.put(key, Some(Record::Relation(Arc::new(relation))));
    }

    /// What `who` decides on a span of `mk`'s as it is.
    fn decide(&mut self, who: &str, number: usize, id: &str, verdict: Verdict) {
        let on = AnnotationRef { annotator: annotator("mk"), annotation: AnnotationId::new(id).unwrap() };
        let key = Key::Annotation(Self::layer("mk", number), on.annotation.clone());
        let Some(Record::Annotation(judged)) = self.state.get(&key) else { return };
        let decision = Decision {
            on: on.clone(),
            verdict,
            reason: String::new(),
            note: String::new(),
            seen: JudgedDigest::of(&judged),
            at: Timestamp::from_millis(i64::try_from(self.edits.len()).unwrap()),
        };
        let key = Key::Decision(Self::layer(who, number), on);
        self.put(key, Some(Record::Decision(Arc::new(decision))));
    }

    fn item(&mut self, id: &str, change: impl FnOnce(&mut Item)) {
        self.item_by("mk", id, change);
    }

    fn item_by(&mut self, who: &str, id: &str, change: impl FnOnce(&mut Item)) {
        let mut made = Item::new(item(id), id, Timestamp::default());
        change(&mut made);
        self.put(Key::Item(annotator(who), made.id.clone()), Some(Record::Item(Arc::new(made))));
    }

    /// Terms of an item.
    fn terms(&mut self, of: &str, ids: &[&str]) {
        for id in ids {
            self.item(id, |term| term.term_of = Some(item(of)));
        }
    }

    fn voice(&mut self, id: &str, belongs_to: &[(&str, Option<u32>, Option<u32>)]) {
        let mut made = Voice::new(voice(id), id, Timestamp::default());
        made.belongs_to = belongs_to
            .iter()
            .map(|(body, from, to)| Dated { value: voice(body), from: from.map(day), to: to.map(day) })
            .collect();
        self.put(Key::Voice(annotator("mk"), made.id.clone()), Some(Record::Voice(Arc::new(made))));
    }

    /// The same with its texts: the words of a span are what stands at its place.
    fn put_text(&mut self, number: usize, text: &str) {
        let row = &self.state.articles[&article(number)];
        let written = Article {
            id: article(number),
            metadata: (*row.metadata).clone(),
            provenance: Provenance::default(),
            text: ArticleText::new(text),
            blocks: Vec::new(),
            patches: Vec::new(),
        };
        self.state.put_article(&written);
        self.texts.insert(article(number), text.to_owned());
    }

    fn ask<T>(&self, question: impl FnOnce(Positions<'_>) -> T) -> T {
        let (register, items) = (self.state.register(), ItemTree::of(&self.state));
        let index = BearingIndex::of(&self.state);
        question(Positions { state: &self.state, register: &register, items: &items, index: &index })
    }
}

fn said_on(number: u32) -> impl FnOnce(&mut Annotation) {
    move |annotation| {
        let id = AttributeId::new("said-on").unwrap();
        annotation.attributes.insert(id, AttributeValue::Date(SaidDate::day(day(number)).unwrap()));
    }
}

fn ids(keys: &[AnnotationKey]) -> Vec<&str> {
    keys.iter().map(|key| key.annotation.as_str()).collect()
}
