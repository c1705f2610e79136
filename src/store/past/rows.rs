//! Lines as lists show them: small enough for a million of them. What a line changed is read when it is asked
//! for.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::LineId;
use super::lines::{FoundLine, Histories, LineFilter, LinePlace};
use crate::model::annotation::Annotation;
use crate::model::edit::{Edit, Key, Put, Record};
use crate::model::id::{AnnotatorId, ArticleId};
use crate::store::error::StoreError;
use crate::store::history::{Damage, Kind, Line, WriterName};

/// The first rows come as soon as there are this many; later ones come in larger batches.
const FIRST_BATCH: usize = 200;
const BATCH: usize = 5_000;

/// A line as lists show it.
#[derive(Clone, Debug)]
pub struct Row {
    /// Its place in the order of all lines.
    pub id: LineId,
    /// Who.
    pub by: AnnotatorId,
    /// What kind of line it is.
    pub kind: RowKind,
    /// What it does, for people.
    pub say: Arc<str>,
    /// The articles it touches, in order of their ids.
    pub articles: Arc<[ArticleId]>,
    /// What kinds of records it touches.
    pub touches: Touches,
    /// Where the line can be read again.
    pub place: LinePlace,
}

/// What kind of line a row is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RowKind {
    /// A transaction.
    Do,
    /// The undoing of the line of this number.
    Undo(u64),
    /// The redoing of the line of this number.
    Redo(u64),
}

/// Which kinds of change a line holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Touches(u8);

impl Touches {
    /// Spans made, removed, moved, or given another label.
    pub const TAGS: Self = Self(1);
    /// Who said it, and what else is said of a span: attributes, items, notes, links.
    pub const ATTRIBUTION: Self = Self(2);
    /// Reviewers' decisions.
    pub const REVIEW: Self = Self(4);
    /// Articles that come and go, what is known about them, how far somebody is with them.
    pub const ARTICLES: Self = Self(8);
    /// Labels, attributes, relation types, settings, voices and items.
    pub const TAGSET: Self = Self(16);
    /// The texts of articles.
    pub const TEXT: Self = Self(32);

    /// Every kind of change with its name on screen.
    pub const ALL: [(Self, &'static str); 6] = [
        (Self::TAGS, "tags"),
        (Self::ATTRIBUTION, "attribution and attributes"),
        (Self::REVIEW, "review"),
        (Self::ARTICLES, "articles"),
        (Self::TAGSET, "tagset and register"),
        (Self::TEXT, "text"),
    ];

    /// Both kinds together.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Whether it holds any of these.
    pub fn holds(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    /// The same with what `other` holds taken out, or put in where it is not there.
    #[must_use]
    pub fn toggled(self, other: Self) -> Self {
        Self(self.0 ^ other.0)
    }

    /// Whether it holds nothing.
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// What an edit touches.
    fn of(edit: &Edit) -> Self {
        let put = match edit {
            Edit::PatchText(..) => return Self::TEXT,
            Edit::MoveArticles(..) => return Self::ARTICLES,
            Edit::Put(put) => put,
        };
        match &put.key {
            Key::Annotation(..) => Self::of_annotation(put),
            Key::Unplaced(..) => Self::TAGS,
            Key::Relation(..) => Self::ATTRIBUTION,
            Key::Decision(..) => Self::REVIEW,
            Key::State(_) | Key::Metadata(_) | Key::Blocks(_) | Key::CopyOf(_) => Self::ARTICLES,
            Key::Voice(..)
            | Key::Item(..)
            | Key::Label(_)
            | Key::Attribute(_)
            | Key::RelationType(_)
            | Key::Setting(_) => Self::TAGSET,
        }
    }

    fn of_annotation(put: &Put) -> Self {
        let (Some(Record::Annotation(before)), Some(Record::Annotation(after))) = (&put.before, &put.after)
        else {
            return Self::TAGS;
        };
        let tag = |annotation: &Annotation| {
            (annotation.label.clone(), annotation.fragments.clone(), annotation.certainty)
        };
        let said = |annotation: &Annotation| {
            let Annotation { attribution, attributes, items, note, .. } = annotation.clone();
            (attribution, attributes, items, note)
        };
        let tags = if tag(before) == tag(after) { Self::default() } else { Self::TAGS };
        if said(before) == said(after) { tags } else { tags.and(Self::ATTRIBUTION) }
    }
}

/// Makes rows, and keeps what many of them share once.
#[derive(Debug, Default)]
struct RowMaker {
    words: BTreeSet<Arc<str>>,
    writers: BTreeSet<Arc<str>>,
    annotators: BTreeSet<AnnotatorId>,
    alone: BTreeMap<ArticleId, Arc<[ArticleId]>>,
}

impl Row {
    /// The row of a line of the session that has the corpus open.
    pub(in crate::store) fn of_session(name: &WriterName, line: &Arc<Line>) -> Self {
        let id = LineId { t: line.t, writer: name.writer.as_str().into(), n: line.n };
        let place = LinePlace::in_memory(Arc::new(name.clone()));
        RowMaker::default().row(&FoundLine { id, line: Arc::clone(line), place })
    }
}

impl RowMaker {
    fn row(&mut self, found: &FoundLine) -> Row {
        let FoundLine { id, line, place } = found;
        let kind = match line.kind {
            Kind::Undo(of) => RowKind::Undo(of),
            Kind::Redo(of) => RowKind::Redo(of),
            Kind::Do | Kind::Checkpoint(..) | Kind::Adopt(..) => RowKind::Do,
        };
        let touches = line.edits.iter().fold(Touches::default(), |all, edit| all.and(Touches::of(edit)));
        let writer = shared(&mut self.writers, &id.writer);
        if !self.annotators.contains(&line.by) {
            self.annotators.insert(line.by.clone());
        }
        let by = self.annotators.get(&line.by).unwrap_or(&line.by).clone();
        Row {
            id: LineId { writer, ..id.clone() },
            by,
            kind,
            say: shared(&mut self.words, &line.say),
            articles: self.articles(line),
            touches,
            place: place.clone(),
        }
    }

    fn articles(&mut self, line: &Line) -> Arc<[ArticleId]> {
        let mut ids: BTreeSet<&ArticleId> = BTreeSet::new();
        for edit in &line.edits {
            match edit {
                Edit::Put(put) => ids.extend(put.key.article()),
                Edit::PatchText(article, _) => {
                    ids.insert(article);
                }
                Edit::MoveArticles(stamps, _) => ids.extend(stamps.iter().map(|stamp| &stamp.id)),
            }
        }
        match ids.iter().next() {
            Some(only) if ids.len() == 1 => {
                let known = self.alone.entry((*only).clone());
                Arc::clone(known.or_insert_with_key(|id| Arc::new([id.clone()])))
            }
            _ => ids.into_iter().cloned().collect(),
        }
    }
}

fn shared(known: &mut BTreeSet<Arc<str>>, words: &str) -> Arc<str> {
    if let Some(known) = known.get(words) {
        return Arc::clone(known);
    }
    let words: Arc<str> = words.into();
    known.insert(Arc::clone(&words));
    words
}

/// Reads the wanted rows from the newest back and hands them over in batches, the first of them soon. `take` gets
/// each batch with how many volumes have been read, of how many, and says whether to go on. Gives what is wrong in
/// the histories.
pub fn read_rows(
    histories: &Histories,
    filter: LineFilter,
    take: &mut dyn FnMut(Vec<Row>, (usize, usize)) -> bool,
) -> Result<Vec<Damage>, StoreError> {
    let mut lines = histories.newest_first(filter)?;
    let mut maker = RowMaker::default();
    let (mut batch, mut wanted) = (Vec::new(), FIRST_BATCH);
    while let Some(found) = lines.next() {
        batch.push(maker.row(&found?));
        if batch.len() == wanted {
            wanted = BATCH;
            if !take(std::mem::take(&mut batch), lines.progress()) {
                return Ok(Vec::new());
            }
        }
    }
    take(batch, lines.progress());
    Ok(lines.damage().to_vec())
}
