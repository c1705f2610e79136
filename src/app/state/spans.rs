//! The spans of the open article in the orders the window asks for: as they are read, and unit by unit.
//! Kept up by each edit, never rebuilt for one.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use crate::app::widgets::reading::units::{self, Unit};
use crate::model::annotation::Annotation;
use crate::model::id::{AnnotationId, LabelId, RelationId};
use crate::model::layer::Layer;
use crate::model::relation::Relation;

/// A span's place in reading order: by start, the longer first.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct SpanKey {
    /// First byte of its first fragment.
    pub start: usize,
    /// Byte after its last fragment, the greater first.
    pub end: Reverse<usize>,
    /// Which span it is.
    pub id: AnnotationId,
}

/// The spans of one annotator on one article.
#[derive(Clone, Debug, Default)]
pub struct SpanIndex {
    order: BTreeSet<SpanKey>,
    by_unit: BTreeMap<usize, BTreeSet<SpanKey>>,
    counts: BTreeMap<LabelId, usize>,
    revision: u64,
}

impl SpanKey {
    /// The key of an annotation.
    pub fn of(annotation: &Annotation) -> Self {
        let place = &annotation.fragments;
        Self { start: place.start(), end: Reverse(place.end()), id: annotation.id.clone() }
    }

    /// Bytes from its first to its last.
    pub fn extent(&self) -> usize {
        self.end.0 - self.start
    }
}

impl SpanIndex {
    /// The index of a whole layer.
    pub fn of(layer: Option<&Layer>, units: &[Unit]) -> Self {
        let mut index = Self::default();
        for annotation in layer.into_iter().flat_map(|layer| layer.annotations.values()) {
            index.put(units, None, Some(annotation));
        }
        index
    }

    /// One annotation takes the place of another.
    pub fn put(&mut self, units: &[Unit], before: Option<&Annotation>, after: Option<&Annotation>) {
        self.revision += 1;
        if let Some(before) = before {
            let key = SpanKey::of(before);
            for unit_idx in touched(units, before) {
                if let Some(keys) = self.by_unit.get_mut(&unit_idx) {
                    keys.remove(&key);
                }
            }
            self.order.remove(&key);
            if let Some(count) = self.counts.get_mut(&before.label) {
                *count = count.saturating_sub(1);
            }
        }
        if let Some(after) = after {
            let key = SpanKey::of(after);
            for unit_idx in touched(units, after) {
                self.by_unit.entry(unit_idx).or_default().insert(key.clone());
            }
            self.order.insert(key);
            *self.counts.entry(after.label.clone()).or_default() += 1;
        }
    }

    /// Counts up with every change.
    pub fn revision(&self) -> u64 {
        self.revision
    }

    /// Where each span begins, with its label, in reading order.
    pub fn starts<'l>(&'l self, layer: Option<&'l Layer>) -> impl Iterator<Item = (&'l LabelId, usize)> {
        let spans = self.order.iter().filter_map(move |key| Some((key, layer?.annotations.get(&key.id)?)));
        spans.map(|(key, annotation)| (&annotation.label, key.start))
    }

    /// How many spans there are.
    pub fn len(&self) -> usize {
        self.order.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.order.is_empty()
    }

    /// How many spans have a label.
    pub fn count(&self, label: &LabelId) -> usize {
        self.counts.get(label).copied().unwrap_or(0)
    }

    /// The spans with a byte in a unit, in reading order.
    pub fn in_unit(&self, unit_idx: usize) -> impl Iterator<Item = &SpanKey> {
        self.by_unit.get(&unit_idx).into_iter().flatten()
    }

    /// The span after `key` in reading order; the first at or after `byte` without one.
    pub fn next(&self, key: Option<&SpanKey>, byte: usize) -> Option<&SpanKey> {
        match key {
            Some(key) => self.order.range(key..).find(|other| *other != key),
            None => self.order.iter().find(|other| other.start >= byte),
        }
    }

    /// The span before `key` in reading order; the last that starts before `byte` without one.
    pub fn previous(&self, key: Option<&SpanKey>, byte: usize) -> Option<&SpanKey> {
        match key {
            Some(key) => self.order.range(..key).next_back(),
            None => self.order.iter().rev().find(|other| other.start < byte),
        }
    }

    /// The spans at a byte, the smallest first; `Touch` says whether one that ends there counts.
    pub fn at<'l>(&self, layer: &'l Layer, units: &[Unit], byte: usize, touch: Touch) -> Vec<&'l Annotation> {
        let reaches = |annotation: &Annotation| {
            annotation.fragments.contains(byte)
                || (touch == Touch::Ends
                    && annotation.fragments.ranges().iter().any(|range| range.end() == byte))
        };
        let mut found: Vec<(usize, &Annotation)> = self
            .in_unit(units::unit_at(units, byte))
            .filter_map(|key| Some((key.extent(), &**layer.annotations.get(&key.id)?)))
            .filter(|(_, annotation)| reaches(annotation))
            .collect();
        found.sort_by_key(|(len, annotation)| (*len, annotation.fragments.start()));
        found.into_iter().map(|(_, annotation)| annotation).collect()
    }
}

/// Which relations each span is a member of, within one layer.
#[derive(Clone, Debug, Default)]
pub struct RelationIndex {
    by_span: BTreeMap<AnnotationId, BTreeSet<RelationId>>,
}

impl RelationIndex {
    /// The relations of a layer.
    pub fn of(layer: Option<&Layer>) -> Self {
        let mut index = Self::default();
        for relation in layer.into_iter().flat_map(|layer| layer.relations.values()) {
            index.put(None, Some(relation));
        }
        index
    }

    /// One relation takes the place of another.
    pub fn put(&mut self, before: Option<&Relation>, after: Option<&Relation>) {
        if let Some(relation) = before {
            for member in &relation.members {
                if let Some(ids) = self.by_span.get_mut(&member.annotation.annotation) {
                    ids.remove(&relation.id);
                }
            }
        }
        if let Some(relation) = after {
            for member in &relation.members {
                let ids = self.by_span.entry(member.annotation.annotation.clone()).or_default();
                ids.insert(relation.id.clone());
            }
        }
    }

    /// The relations a span is a member of.
    pub fn of_span(&self, id: &AnnotationId) -> impl Iterator<Item = &RelationId> {
        self.by_span.get(id).into_iter().flatten()
    }
}

/// Whether a span that ends at a place is found there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Touch {
    /// Only spans that hold the character after the place.
    Inside,
    /// Spans that end there too.
    Ends,
}

fn touched(units: &[Unit], annotation: &Annotation) -> BTreeSet<usize> {
    annotation.fragments.ranges().iter().flat_map(|range| units::units_in(units, *range)).collect()
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::model::text::{Fragments, TextRange};
    use crate::model::time::Timestamp;

    const TEXT: &str = "The plan leaked.\n\nShe said it would not hold.";

    fn annotation(id: &str, label: &str, places: &[(usize, usize)]) -> Arc<Annotation> {
        let ranges = places.iter().map(|(start, end)| TextRange::new(*start, *end).unwrap()).collect();
        let fragments = Fragments::new(ranges).unwrap();
        let label = LabelId::new(label).unwrap();
        Arc::new(Annotation::new(AnnotationId::new(id).unwrap(), label, fragments, Timestamp::default()))
    }

    fn ids<'k>(keys: impl IntoIterator<Item = &'k SpanKey>) -> Vec<&'k str> {
        keys.into_iter().map(|key| key.id.as_str()).collect()
    }

    #[test]
    fn spans_come_in_reading_order_and_unit_by_unit() {
        let units = units::build(TEXT, &[]);
        let spans = [
            annotation("inner", "caveat", &[(4, 8)]),
            annotation("outer", "claim", &[(4, 15)]),
            annotation("both", "quote", &[(9, 15), (27, 45)]),
        ];
        let mut layer = Layer::default();
        for span in &spans {
            layer.annotations.insert(span.id.clone(), Arc::clone(span));
        }
        let mut index = SpanIndex::of(Some(&layer), &units);
        assert_eq!(ids(index.in_unit(0)), ["outer", "inner", "both"]);
        assert_eq!(ids(index.in_unit(1)), ["both"]);
        let first = index.next(None, 0).cloned();
        assert_eq!(ids(&first), ["outer"]);
        assert_eq!(ids(index.next(first.as_ref(), 0)), ["inner"]);
        assert_eq!(ids(index.previous(None, 99)), ["both"]);
        assert!(index.previous(first.as_ref(), 0).is_none());

        let at = |byte, touch| -> Vec<String> {
            index.at(&layer, &units, byte, touch).iter().map(|span| span.id.to_string()).collect()
        };
        assert_eq!(at(5, Touch::Inside), ["inner", "outer"]);
        assert_eq!(at(8, Touch::Inside), ["outer"]);
        assert_eq!(at(8, Touch::Ends), ["inner", "outer"]);
        assert_eq!(at(20, Touch::Ends), Vec::<String>::new());

        index.put(&units, Some(&spans[2]), None);
        assert_eq!(ids(index.in_unit(1)), Vec::<&str>::new());
        assert_eq!(index.count(&LabelId::new("quote").unwrap()), 0);
        assert_eq!(index.len(), 2);
    }
}
