//! What a change has changed, record by record, in words.

use std::sync::Arc;

use super::words;
use crate::app::command::history::Side;
use crate::app::jobs::{Job, Wake};
use crate::app::state::session::Session;
use crate::model::article::ArticleText;
use crate::model::change::restore::PastRecord;
use crate::model::edit::{ArticleStamp, Direction, Edit, Key, Put, Record};
use crate::model::id::{AnnotatorId, ArticleId};
use crate::model::text::numbers::in_thousands;
use crate::store::StoreError;
use crate::store::past::{LineDetail, LineId, Row};

/// No more records than this are put into words.
const MAX_RECORDS: usize = 60;

/// What is known of a change.
#[derive(Default)]
pub enum Detail {
    /// Nothing is pointed at.
    #[default]
    None,
    /// It is being read.
    Reading(LineId, Job<Result<LineDetail, StoreError>>),
    /// It has been read.
    Read(LineId, Changes),
    /// It could not be read, and why.
    Failed(LineId, String),
}

/// What a change has changed.
pub struct Changes {
    /// Record by record, in the order of the change.
    pub records: Vec<RecordChange>,
    /// How many more there are.
    pub num_more: usize,
}

/// What became of one record.
pub struct RecordChange {
    /// What it is, in words.
    pub title: String,
    /// The words of the article it is about, if it is about some.
    pub words: Option<String>,
    /// What changed of it, in words.
    pub fields: Vec<FieldChange>,
    /// What can be brought back of it.
    pub kind: ChangeKind,
}

/// A part of a record, before and after.
pub struct FieldChange {
    /// Its name.
    pub name: String,
    /// What it said before; nothing, if the record was not there.
    pub before: Option<String>,
    /// What it says after; nothing, if the record is not there.
    pub after: Option<String>,
}

/// What can be brought back of a change.
pub enum ChangeKind {
    /// A record.
    Record(Box<ChangedRecord>),
    /// Articles that came or went.
    Articles(Arc<Vec<ArticleStamp>>, Direction),
    /// A text; it is not brought back.
    Text,
}

/// A record before and after a change, with the texts its ranges count in.
pub struct ChangedRecord {
    /// What the change did with it.
    pub put: Put,
    before_text: Option<ArticleText>,
    after_text: Option<ArticleText>,
}

impl ChangedRecord {
    /// The record at a side of the change; `None` if there was none.
    pub fn at(&self, side: Side) -> Option<PastRecord> {
        let (record, text) = match side {
            Side::Before => (&self.put.before, &self.before_text),
            Side::After => (&self.put.after, &self.after_text),
        };
        record.clone().map(|record| PastRecord { key: self.put.key.clone(), record, text: text.clone() })
    }

    /// Whether `annotator` may write it.
    pub fn is_open_to(&self, annotator: &AnnotatorId) -> bool {
        self.put.key.owner().is_none_or(|owner| owner == annotator)
    }

    /// Whether the record is now what it was at a side, as far as can be told at a glance.
    pub fn is_now(&self, session: &Session, side: Side) -> bool {
        let record = if side == Side::Before { &self.put.before } else { &self.put.after };
        !matches!(self.put.key, Key::Blocks(_)) && session.corpus.state().get(&self.put.key) == *record
    }
}

impl Detail {
    /// The changes of a line, if they have been read.
    pub fn changes(&self, id: &LineId) -> Option<&Changes> {
        match self {
            Self::Read(of, changes) if of == id => Some(changes),
            _ => None,
        }
    }

    fn is_of(&self, id: &LineId) -> bool {
        match self {
            Self::None => false,
            Self::Reading(of, _) | Self::Read(of, _) | Self::Failed(of, _) => of == id,
        }
    }
}

impl Session {
    /// Sees to it that what the row that is pointed at has changed is known: takes what has been read, and begins
    /// to read what is wanted now. Gives what was to be brought back as soon as it is known.
    pub fn follow_change(&mut self, wake: &Wake) -> Option<Side> {
        if let Detail::Reading(id, job) = &self.history.detail {
            let outcome = job.poll()?;
            let id = id.clone();
            self.history.detail = match outcome {
                Ok(Ok(detail)) => {
                    let changes = changes_of(self, &detail);
                    Detail::Read(id.clone(), changes)
                }
                Ok(Err(err)) => Detail::Failed(id.clone(), err.to_string()),
                Err(err) => Detail::Failed(id.clone(), err.to_string()),
            };
        }
        let Some(Row { id, place, .. }) = self.history.row().cloned() else {
            self.history.detail = Detail::None;
            return None;
        };
        if !self.history.detail.is_of(&id) {
            let (histories, snapshot) = (self.corpus.histories(), self.corpus.snapshot());
            let line = id.clone();
            let job = Job::start("read change", Arc::clone(wake), move || {
                histories.detail(&snapshot, &line, &place)
            });
            self.history.detail = match job {
                Ok(job) => Detail::Reading(id, job),
                Err(err) => Detail::Failed(id, err.to_string()),
            };
            return None;
        }
        self.history.ways_back.wanted.take().filter(|(of, _)| *of == id).map(|(_, side)| side)
    }
}

/// What a line has changed, in words.
fn changes_of(session: &Session, detail: &LineDetail) -> Changes {
    let records: Vec<RecordChange> =
        detail.line.edits.iter().take(MAX_RECORDS).map(|edit| change_of(session, edit, detail)).collect();
    Changes { num_more: detail.line.edits.len() - records.len(), records }
}

fn change_of(session: &Session, edit: &Edit, detail: &LineDetail) -> RecordChange {
    match edit {
        Edit::Put(put) => record_change(session, put, detail),
        Edit::PatchText(article, patch) => {
            let value =
                |text: &str| Some(if text.is_empty() { "nothing".to_owned() } else { words::quoted(text) });
            let field = FieldChange {
                name: "Words".to_owned(),
                before: value(&patch.removed),
                after: value(&patch.inserted),
            };
            let title = format!("Text of {}", title_of(session, article));
            RecordChange { title, words: None, fields: vec![field], kind: ChangeKind::Text }
        }
        Edit::MoveArticles(stamps, direction) => articles_change(session, stamps, *direction),
    }
}

fn articles_change(session: &Session, stamps: &Arc<Vec<ArticleStamp>>, direction: Direction) -> RecordChange {
    const MAX_NAMED: usize = 10;
    let mut names: Vec<String> =
        stamps.iter().take(MAX_NAMED).map(|stamp| title_of(session, &stamp.id)).collect();
    if stamps.len() > MAX_NAMED {
        names.push(format!("{} more", in_thousands(stamps.len() - MAX_NAMED)));
    }
    let (title, before, after) = match direction {
        Direction::In => ("Added to the corpus", None, Some(names.join(", "))),
        Direction::Out => ("Taken out of the corpus", Some(names.join(", ")), None),
    };
    let name = if stamps.len() == 1 { "Article" } else { "Articles" };
    RecordChange {
        title: title.to_owned(),
        words: None,
        fields: vec![FieldChange { name: name.to_owned(), before, after }],
        kind: ChangeKind::Articles(Arc::clone(stamps), direction),
    }
}

fn record_change(session: &Session, put: &Put, detail: &LineDetail) -> RecordChange {
    let texts = put.key.article().and_then(|article| detail.texts.get(article));
    let (before_text, after_text) =
        (texts.map(|texts| texts.before.clone()), texts.map(|texts| texts.after.clone()));
    let of = |record: &Option<Record>, text: &Option<ArticleText>| {
        let text = text.as_ref().map(ArticleText::as_str);
        record.as_ref().map(|record| words::fields(session, record, text))
    };
    let (before, after) = (of(&put.before, &before_text), of(&put.after, &after_text));
    let is_change = before.is_some() && after.is_some();
    let (before, after) = (before.unwrap_or_default(), after.unwrap_or_default());
    let value = |fields: &[(String, String)], name: &str| {
        fields.iter().find(|(known, _)| known == name).map(|(_, value)| value.clone())
    };
    let mut names: Vec<&String> = before.iter().map(|(name, _)| name).collect();
    names.extend(
        after.iter().map(|(name, _)| name).filter(|name| !before.iter().any(|(known, _)| known == *name)),
    );
    let mut fields = Vec::new();
    for name in names {
        let (was, is) = (value(&before, name), value(&after, name));
        // What stays as it was, stands above, or goes without saying, is not told.
        let is_plain = |value: &Option<String>| value.as_deref() == Some(words::SURE);
        if if is_change { was == is } else { name == words::WORDS || is_plain(&was) || is_plain(&is) } {
            continue;
        }
        // Of a record that stays, what it doesn't say is told as such.
        let told = |value: Option<String>| {
            if is_change { Some(value.unwrap_or_else(|| "–".to_owned())) } else { value }
        };
        fields.push(FieldChange { name: name.clone(), before: told(was), after: told(is) });
    }
    let record = put.after.as_ref().or(put.before.as_ref());
    let text = if put.after.is_some() { &after_text } else { &before_text };
    let title = words::title(session, &put.key, record);
    let words = match record {
        Some(Record::Annotation(annotation)) => {
            Some(words::covered(&annotation.fragments, text.as_ref().map(ArticleText::as_str)))
        }
        Some(Record::Unplaced(unplaced)) => Some(words::quoted(&unplaced.covered.join(" […] "))),
        _ => None,
    };
    let kind = ChangeKind::Record(Box::new(ChangedRecord { put: put.clone(), before_text, after_text }));
    RecordChange { title, words, fields, kind }
}

/// An article's title; its id, if it is not there any more.
pub(super) fn title_of(session: &Session, article: &ArticleId) -> String {
    session.article_row(article).map_or_else(|| article.to_string(), |row| format!("“{}”", row.shown_title))
}
