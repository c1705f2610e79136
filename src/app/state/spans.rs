//! The spans of the open article in the orders the window asks for: as they are read, and by place.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use crate::model::annotation::Annotation;
use crate::model::id::{AnnotationId, LabelId, RelationId};
use crate::model::layer::Layer;
use crate::model::relation::Relation;
use crate::model::text::TextRange;

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

/// A span of the open article.
#[derive(Clone, Debug)]
pub struct IndexedSpan {
    /// Its place in reading order.
    pub key: SpanKey,
    /// The span.
    pub annotation: Arc<Annotation>,
    /// Which of the index's labels it has.
    pub label_idx: usize,
}

/// The spans of one annotator on one article: a list in reading order, and over it a tree of the furthest ends
/// (an implicit interval tree: Cormen, Leiserson, Rivest & Stein, Introduction to Algorithms, 14.3), which finds
/// the spans at a place in O(log n) steps and as many as there are. Both are made up anew by an edit, which
/// moves and compares a few words a span.
#[derive(Clone, Debug, Default)]
pub struct SpanIndex {
    spans: Vec<IndexedSpan>,
    /// A complete binary tree, the root at 1: each node has the greatest end below it, 0 where there is no span.
    furthest: Vec<usize>,
    /// The labels spans have or had, and how many have each.
    labels: Vec<(LabelId, usize)>,
    revision: u64,
}

/// The revision the next state of an index gets.
static NEXT_REVISION: AtomicU64 = AtomicU64::new(1);

impl SpanKey {
    /// The place of an annotation.
    pub fn of(annotation: &Annotation) -> Self {
        let place = &annotation.fragments;
        Self { start: place.start(), end: Reverse(place.end()), id: annotation.id.clone() }
    }
}

impl SpanIndex {
    /// The index of a whole layer.
    pub fn of(layer: Option<&Layer>) -> Self {
        let mut index = Self::default();
        index.read(layer);
        index
    }

    /// Takes the spans of a whole layer in place of all.
    pub fn read(&mut self, layer: Option<&Layer>) {
        self.labels.clear();
        self.spans.clear();
        for annotation in layer.into_iter().flat_map(|layer| layer.annotations.values()) {
            let span = self.indexed(annotation);
            self.spans.push(span);
        }
        self.spans.sort_unstable_by(|one, two| one.key.cmp(&two.key));
        self.grow_tree();
    }

    /// One annotation takes the place of another.
    pub fn put(&mut self, before: Option<&Annotation>, after: Option<&Arc<Annotation>>) {
        if let Some(before) = before {
            if let Ok(idx) = self.position(&SpanKey::of(before)) {
                self.spans.remove(idx);
            }
            if let Some((_, count)) = self.labels.iter_mut().find(|(label, _)| *label == before.label) {
                *count = count.saturating_sub(1);
            }
        }
        if let Some(after) = after {
            let span = self.indexed(after);
            let (Ok(idx) | Err(idx)) = self.position(&span.key);
            self.spans.insert(idx, span);
        }
        self.grow_tree();
    }

    /// An annotation as it stands in the list, counted.
    fn indexed(&mut self, annotation: &Arc<Annotation>) -> IndexedSpan {
        let known = self.labels.iter().position(|(label, _)| *label == annotation.label);
        let label_idx = known.unwrap_or_else(|| {
            self.labels.push((annotation.label.clone(), 0));
            self.labels.len() - 1
        });
        self.labels[label_idx].1 += 1;
        IndexedSpan { key: SpanKey::of(annotation), annotation: Arc::clone(annotation), label_idx }
    }

    fn position(&self, key: &SpanKey) -> Result<usize, usize> {
        self.spans.binary_search_by(|span| span.key.cmp(key))
    }

    fn grow_tree(&mut self) {
        self.revision = NEXT_REVISION.fetch_add(1, Ordering::Relaxed);
        let width = self.spans.len().next_power_of_two();
        self.furthest.clear();
        self.furthest.resize(2 * width, 0);
        for (leaf, span) in self.furthest[width..].iter_mut().zip(&self.spans) {
            *leaf = span.key.end.0;
        }
        for node in (1..width).rev() {
            self.furthest[node] = self.furthest[2 * node].max(self.furthest[2 * node + 1]);
        }
    }

    /// Another one after every change, and in every index.
    pub fn revision(&self) -> u64 {
        self.revision
    }

    /// Every span in reading order.
    pub fn iter(&self) -> impl Iterator<Item = &IndexedSpan> {
        self.spans.iter()
    }

    /// How many spans there are.
    pub fn len(&self) -> usize {
        self.spans.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.spans.is_empty()
    }

    /// How many spans have a label.
    pub fn count(&self, label: &LabelId) -> usize {
        self.labels.iter().find(|(known, _)| known == label).map_or(0, |(_, count)| *count)
    }

    /// The labels spans have or had, as `label_idx` counts them.
    pub fn labels(&self) -> impl Iterator<Item = &LabelId> {
        self.labels.iter().map(|(label, _)| label)
    }

    /// The spans with a byte in a range, in reading order.
    pub fn overlapping(&self, range: TextRange) -> Vec<&IndexedSpan> {
        let mut found = self.reaching(range.start(), range.end());
        found.retain(|span| span.annotation.fragments.ranges().iter().any(|part| part.overlaps(range)));
        found
    }

    /// The spans that begin before `end` and end after `start`, gaps between their fragments included.
    fn reaching(&self, start: usize, end: usize) -> Vec<&IndexedSpan> {
        let num_begun = self.spans.partition_point(|span| span.key.start < end);
        let width = self.furthest.len() / 2;
        let mut found = Vec::new();
        // Nodes still to be looked at, with the first span below each and how many there are; the left one last.
        let mut nodes = vec![(1, 0, width)];
        while let Some((node, first, len)) = nodes.pop() {
            if first >= num_begun || self.furthest[node] <= start {
                continue;
            }
            if len == 1 {
                found.push(&self.spans[first]);
            } else {
                nodes.push((2 * node + 1, first + len / 2, len / 2));
                nodes.push((2 * node, first, len / 2));
            }
        }
        found
    }

    /// The span after `key` in reading order; the first at or after `byte` without one.
    pub fn next(&self, key: Option<&SpanKey>, byte: usize) -> Option<&SpanKey> {
        let idx = match key {
            Some(key) => self.spans.partition_point(|span| span.key <= *key),
            None => self.spans.partition_point(|span| span.key.start < byte),
        };
        self.spans.get(idx).map(|span| &span.key)
    }

    /// The span before `key` in reading order; the last that starts before `byte` without one.
    pub fn previous(&self, key: Option<&SpanKey>, byte: usize) -> Option<&SpanKey> {
        let idx = match key {
            Some(key) => self.spans.partition_point(|span| span.key < *key),
            None => self.spans.partition_point(|span| span.key.start < byte),
        };
        self.spans.get(idx.checked_sub(1)?).map(|span| &span.key)
    }

    /// The spans at a byte, the smallest first; `touch` says whether one that ends there counts.
    pub fn at(&self, byte: usize, touch: Touch) -> Vec<&Annotation> {
        let reaches = |annotation: &Annotation| {
            annotation.fragments.contains(byte)
                || (touch == Touch::Ends
                    && annotation.fragments.ranges().iter().any(|range| range.end() == byte))
        };
        let from = if touch == Touch::Ends { byte.saturating_sub(1) } else { byte };
        let near = self.reaching(from, byte + 1).into_iter();
        let mut found: Vec<&Annotation> =
            near.map(|span| &*span.annotation).filter(|annotation| reaches(annotation)).collect();
        found.sort_by_key(|annotation| (annotation.fragments.hull().len(), annotation.fragments.start()));
        found
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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::model::text::Fragments;
    use crate::model::time::Timestamp;

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
    fn spans_come_in_reading_order_and_by_place() {
        let spans = [
            annotation("inner", "caveat", &[(4, 8)]),
            annotation("outer", "claim", &[(4, 15)]),
            annotation("both", "quote", &[(9, 15), (27, 45)]),
        ];
        let mut layer = Layer::default();
        for span in &spans {
            layer.annotations.insert(span.id.clone(), Arc::clone(span));
        }
        let mut index = SpanIndex::of(Some(&layer));
        let within = |index: &SpanIndex, start, end| -> Vec<String> {
            let found = index.overlapping(TextRange::new(start, end).unwrap());
            found.iter().map(|span| span.key.id.to_string()).collect()
        };
        assert_eq!(within(&index, 0, 16), ["outer", "inner", "both"]);
        assert_eq!(within(&index, 18, 45), ["both"]);
        assert_eq!(within(&index, 16, 27), Vec::<String>::new(), "nothing in the gap");
        let first = index.next(None, 0).cloned();
        assert_eq!(ids(&first), ["outer"]);
        assert_eq!(ids(index.next(first.as_ref(), 0)), ["inner"]);
        assert_eq!(ids(index.previous(None, 99)), ["both"]);
        assert!(index.previous(first.as_ref(), 0).is_none());

        let at = |byte, touch| -> Vec<String> {
            index.at(byte, touch).iter().map(|span| span.id.to_string()).collect()
        };
        assert_eq!(at(5, Touch::Inside), ["inner", "outer"]);
        assert_eq!(at(8, Touch::Inside), ["outer"]);
        assert_eq!(at(8, Touch::Ends), ["inner", "outer"]);
        assert_eq!(at(20, Touch::Ends), Vec::<String>::new());

        index.put(Some(&spans[2]), None);
        assert_eq!(within(&index, 18, 45), Vec::<String>::new());
        assert_eq!(index.count(&LabelId::new("quote").unwrap()), 0);
        assert_eq!(index.len(), 2);
    }

    proptest! {
        #[test]
        fn the_index_finds_what_looking_at_every_span_finds(
            places in prop::collection::vec((0_usize..60, 1_usize..30), 0..40),
            removed in prop::collection::vec(any::<prop::sample::Index>(), 0..10),
            (start, len) in (0_usize..80, 1_usize..20),
        ) {
            let mut spans: Vec<Arc<Annotation>> = places
                .iter()
                .enumerate()
                .map(|(idx, (start, len))| annotation(&format!("s{idx}"), "claim", &[(*start, start + len)]))
                .collect();
            let mut index = SpanIndex::default();
            for span in &spans {
                index.put(None, Some(span));
            }
            for one in removed {
                if !spans.is_empty() {
                    let gone = spans.remove(one.index(spans.len()));
                    index.put(Some(&gone), None);
                }
            }
            spans.sort_by_key(|span| SpanKey::of(span));
            let range = TextRange::new(start, start + len).unwrap();
            let found: Vec<SpanKey> = index.overlapping(range).iter().map(|span| span.key.clone()).collect();
            let all = spans.iter().filter(|span| span.fragments.hull().overlaps(range));
            prop_assert_eq!(found, all.map(|span| SpanKey::of(span)).collect::<Vec<_>>());
            let at: Vec<&Annotation> = index.at(start, Touch::Ends);
            let touched = |span: &&Arc<Annotation>| {
                (span.fragments.start()..=span.fragments.end()).contains(&start)
            };
            prop_assert_eq!(at.len(), spans.iter().filter(touched).count());
            let next = spans.iter().map(|span| SpanKey::of(span)).find(|key| key.start >= start);
            prop_assert_eq!(index.next(None, start).cloned(), next);
            let previous = spans.iter().map(|span| SpanKey::of(span)).rfind(|key| key.start < start);
            prop_assert_eq!(index.previous(None, start).cloned(), previous);
        }
    }
}
