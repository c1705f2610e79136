//! Looks up the names of a query: the best that answer, by id, whole name, beginning of a word, or part of it.

use std::collections::BTreeSet;

use super::{PartyTest, ValueTest, finder};
use crate::analysis::query::error::QueryErrorKind;
use crate::analysis::query::vocabulary::{Named, Vocabulary, answering};
use crate::analysis::query::{Days, Field, Numbers, Who};
use crate::model::id::{AnnotatorId, AttributeId, ItemId, LabelId};
use crate::model::tagset::{Attribute, AttributeKind, Choice};
use crate::model::text::find::Query as Words;
use crate::model::text::fold::name_key;
use crate::model::text::likely::nearest;
use crate::model::text::said_on::SaidDate;

type Looked<T> = Result<T, QueryErrorKind>;

impl Vocabulary {
    /// The labels that answer to a name.
    pub(super) fn label(&self, name: &str) -> Looked<BTreeSet<LabelId>> {
        let ids = ids_of(&self.labels, name, LabelId::as_str);
        found(ids, "label", name, self.labels.iter().flat_map(Named::all_names))
    }

    /// The annotators that answer to a name.
    pub(super) fn annotator(&self, name: &str) -> Looked<BTreeSet<AnnotatorId>> {
        let ids = answering(name, &self.annotators, |id| vec![id.as_str()]).into_iter().cloned().collect();
        found(ids, "annotator", name, self.annotators.iter().map(AnnotatorId::as_str))
    }

    /// The items that answer to a name.
    pub(super) fn item(&self, name: &str) -> Looked<BTreeSet<ItemId>> {
        let ids = ids_of(&self.items, name, ItemId::as_str);
        found(ids, "item", name, self.items.iter().flat_map(Named::all_names))
    }

    /// What a party must be.
    pub(super) fn party(&self, who: &Who) -> Looked<PartyTest> {
        let name = match who {
            Who::Nobody => return Ok(PartyTest::Nobody),
            Who::Article => return Ok(PartyTest::Article),
            Who::Unnamed => return Ok(PartyTest::Unnamed),
            Who::Name(name) => name,
        };
        let voices = ids_of(&self.voices, name, crate::model::id::VoiceId::as_str);
        let key = name_key(name);
        // As tables name it.
        let is_article =
            ["the article", "the article’s own voice"].iter().any(|words| name_key(words) == key);
        if voices.is_empty() && is_article {
            return Ok(PartyTest::Article);
        }
        if voices.is_empty() && !self.unnamed.iter().any(|words| name_key(words).contains(&key)) {
            let names = self.voices.iter().flat_map(Named::all_names);
            let names = names.chain(self.unnamed.iter().map(String::as_str));
            return Err(unknown("speaker", name, names));
        }
        Ok(PartyTest::Named(voices, key))
    }

    /// The attributes of a name, each with what its value must be.
    pub(super) fn attribute(&self, name: &str, value: &str) -> Looked<Vec<(AttributeId, ValueTest)>> {
        let attributes =
            answering(name, &self.attributes, |attribute| vec![attribute.id.as_str(), &attribute.name]);
        if attributes.is_empty() {
            let mut names: Vec<&str> = Field::ALL.into_iter().map(Field::name).collect();
            names.extend(self.attributes.iter().map(|attribute| attribute.id.as_str()));
            let nearest = nearest(name, names);
            return Err(QueryErrorKind::UnknownField { name: name.to_owned(), nearest });
        }
        let (mut tests, mut refused) = (Vec::new(), None);
        for attribute in attributes {
            match self.value(attribute, value) {
                Ok(test) => tests.push((attribute.id.clone(), test)),
                Err(err) => refused = refused.or(Some(err)),
            }
        }
        match refused {
            Some(err) if tests.is_empty() => Err(err),
            _ => Ok(tests),
        }
    }

    fn value(&self, attribute: &Attribute, value: &str) -> Looked<ValueTest> {
        let bad = |expected: &str| QueryErrorKind::BadValue {
            field: "this attribute",
            expected: expected.to_owned(),
            nearest: None,
        };
        Ok(match &attribute.kind {
            AttributeKind::Flag => match name_key(value).as_str() {
                "yes" | "true" => ValueTest::Flag(true),
                "no" | "false" => ValueTest::Flag(false),
                _ => return Err(bad("yes or no")),
            },
            AttributeKind::Choice(choices) | AttributeKind::Choices(choices) => {
                let names = |choice: &'_ Choice| vec![choice.id.to_string(), choice.name.clone()];
                let ids = answering(value, choices, names);
                let ids: BTreeSet<_> = ids.into_iter().map(|choice| choice.id.clone()).collect();
                let ids = found(ids, "value", value, choices.iter().map(|choice| choice.name.as_str()))?;
                ValueTest::Choices(ids)
            }
            AttributeKind::Text => {
                let words = Words { words: value.to_owned(), folds: true, ..Words::default() };
                ValueTest::Text(finder(&words)?)
            }
            AttributeKind::Number => match (Numbers::parse(value), value.parse()) {
                (_, Ok(number)) => ValueTest::Exactly(number),
                (Some(numbers), _) => ValueTest::Number(numbers),
                _ => return Err(bad("a number or a range: 5, 10.., ..3")),
            },
            AttributeKind::Date => {
                // What a date may be is a range of days as well: "2025-21" is spring.
                let named = |date: SaidDate| Days { from: Some(date.from()), to: Some(date.to()) };
                let days = Days::parse(value).or_else(|| value.parse().ok().map(named));
                ValueTest::Date(days.ok_or_else(|| bad("a day, a month, a year or a range"))?)
            }
            AttributeKind::Party => ValueTest::Party(self.party(&Who::Name(value.to_owned()))?),
            AttributeKind::Item => ValueTest::Item(self.item(value)?),
        })
    }
}

fn ids_of<I: Clone + Ord>(named: &[Named<I>], typed: &str, as_str: impl Fn(&I) -> &str) -> BTreeSet<I> {
    if let Some(exact) = named.iter().find(|thing| as_str(&thing.id) == typed) {
        return [exact.id.clone()].into();
    }
    let answering = answering(typed, named, |thing| thing.all_names().collect());
    answering.into_iter().map(|thing| thing.id.clone()).collect()
}

fn found<'n, I>(
    ids: BTreeSet<I>,
    what: &'static str,
    name: &str,
    names: impl Iterator<Item = &'n str>,
) -> Looked<BTreeSet<I>> {
    if ids.is_empty() { Err(unknown(what, name, names)) } else { Ok(ids) }
}

fn unknown<'n>(what: &'static str, name: &str, names: impl Iterator<Item = &'n str>) -> QueryErrorKind {
    QueryErrorKind::UnknownName { what, name: name.to_owned(), nearest: nearest(name, names) }
}
