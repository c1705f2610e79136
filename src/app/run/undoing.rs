//! Undo and redo. What lies in another article, or was done in an earlier run, is told of first and done when
//! it is asked for again.

use std::collections::BTreeSet;

use super::Work;
use crate::app::command::tags::TagsetItem;
use crate::app::command::{Way, Workspace};
use crate::app::widgets::reading::access::shortened;
use crate::model::annotation::AnnotationKey;
use crate::model::edit::{Edit, Key, Put, Record};
use crate::model::id::{AnnotationId, AnnotatorId, ArticleId};
use crate::model::text::TextRange;
use crate::store::{Replayed, StoreError, Upcoming};

/// How long words are lit up, in seconds.
const FLASH: f64 = 0.9;

impl Work<'_> {
    pub(super) fn undo(&mut self) {
        let upcoming = self.session.corpus.upcoming_undo();
        let change = upcoming.as_ref().ok().and_then(Option::as_ref).map(|upcoming| upcoming.n);
        if self.may_replay(upcoming, Way::Previous) {
            let now = self.services.now();
            let replayed = self.session.undo(now).map_err(|err| err.to_string());
            let is_undone = matches!(replayed, Ok(Some(_)));
            self.show_replayed("Undone", replayed);
            if let Some(change) = change.filter(|_| is_undone && self.desk.workspace == Workspace::Checks) {
                self.session.wide.checks.go_back_to(change);
            }
        }
    }

    pub(super) fn redo(&mut self) {
        let upcoming = self.session.corpus.upcoming_redo();
        if self.may_replay(Ok(upcoming), Way::Next) {
            let now = self.services.now();
            let replayed = self.session.redo(now).map_err(|err| err.to_string());
            self.show_replayed("Redone", replayed);
        }
    }

    /// Whether to go on; says first where the change lies, if that is not in view or not of this run.
    fn may_replay(&mut self, upcoming: Result<Option<Upcoming>, StoreError>, way: Way) -> bool {
        let Ok(Some(upcoming)) = upcoming else {
            // What is wrong is said by the attempt.
            return true;
        };
        let article = article_of(&upcoming.edits);
        let is_in_view = |article: &ArticleId| match self.desk.workspace {
            Workspace::Annotate => self.session.open.as_ref().is_some_and(|open| open.article.id == *article),
            // These tables are about all articles.
            Workspace::Review | Workspace::History => true,
            Workspace::Tags => false,
            wide => wide.is_wide(),
        };
        let elsewhere =
            article.filter(|article| !is_in_view(article) && self.session.article_row(article).is_some());
        let told = self.desk.last.announced.replace((way, upcoming.n)) == Some((way, upcoming.n));
        if told || (elsewhere.is_none() && !upcoming.is_of_earlier_run) {
            // The next one is told of for itself.
            self.desk.last.announced = None;
            return true;
        }
        let place = elsewhere
            .and_then(|article| self.session.article_row(article))
            .map(|row| format!(" in “{}”", shortened(&row.shown_title, 60)))
            .unwrap_or_default();
        let when = if upcoming.is_of_earlier_run { ", done before this start" } else { "" };
        let what = if way == Way::Previous { "Undo" } else { "Redo" };
        self.desk.say(format!("{what} again for: {}{place}{when}", upcoming.say.to_lowercase()));
        false
    }

    /// Says what was undone or redone, goes there and lights it up.
    fn show_replayed(&mut self, what: &str, replayed: Result<Option<Replayed>, String>) {
        let replayed = match replayed {
            Ok(Some(replayed)) => replayed,
            Ok(None) => return self.desk.refuse("There is nothing to take back or make again"),
            Err(why) => {
                return self
                    .desk
                    .notify(format!("The change can't be taken back or made again: {why}"), false);
            }
        };
        if self.desk.workspace == Workspace::Review {
            self.session.point_review_at(&rows_of(&replayed.edits));
        } else if self.desk.workspace == Workspace::History {
            // Its own row stands at the top.
            self.session.history.cursor = 0;
        } else if self.desk.workspace.is_wide() {
            // What it shows has followed the edits.
        } else if let Some(item) = tagset_item_of(&replayed.edits) {
            self.session.refresh_tags(false);
            self.session.tags.cursor = Some(item);
        } else if let Some((article, range, id)) = place_of(&replayed.edits, self.session.annotator())
            // An import that is taken back takes its articles along.
            && self.session.article_row(&article).is_some()
        {
            if self.desk.workspace != Workspace::Annotate {
                self.go_to(Workspace::Annotate);
            }
            if self.session.open.as_ref().is_none_or(|open| open.article.id != article) {
                self.open_article(&article);
            }
            self.focus_with_caret(id, range.end());
            self.light_up(range);
        }
        self.desk.say(format!("{what}: {}", replayed.say.to_lowercase()));
    }

    /// Lights words up for a moment, and brings them into view.
    pub(super) fn light_up(&mut self, range: TextRange) {
        let until = self.ctx.input(|input| input.time) + FLASH;
        self.desk.flash = Some((range, until));
        self.reading.reveal_with_room(range.start());
    }
}

/// The article that edits are about, if they are about one.
fn article_of(edits: &[Edit]) -> Option<&ArticleId> {
    edits.iter().find_map(|edit| match edit {
        Edit::Put(put) => put.key.article(),
        Edit::PatchText(id, _) => Some(id),
        Edit::MoveArticles(..) => None,
    })
}

/// What of the tagset edits have changed or brought back.
fn tagset_item_of(edits: &[Edit]) -> Option<TagsetItem> {
    edits.iter().find_map(|edit| match edit {
        Edit::Put(Put { key: Key::Label(id), after: Some(_), .. }) => Some(TagsetItem::Label(id.clone())),
        Edit::Put(Put { key: Key::Attribute(id), after: Some(_), .. }) => {
            Some(TagsetItem::Attribute(id.clone()))
        }
        Edit::Put(Put { key: Key::RelationType(id), after: Some(_), .. }) => {
            Some(TagsetItem::RelationType(id.clone()))
        }
        _ => None,
    })
}

/// The rows of the Review table that edits are about.
fn rows_of(edits: &[Edit]) -> BTreeSet<AnnotationKey> {
    let row = |edit: &Edit| {
        let Edit::Put(Put { key, .. }) = edit else { return None };
        let (layer, annotator, annotation) = match key {
            Key::Decision(layer, on) => (layer, &on.annotator, &on.annotation),
            Key::Annotation(layer, id) => (layer, &layer.annotator, id),
            _ => return None,
        };
        let (article, annotator) = (layer.article.clone(), annotator.clone());
        Some(AnnotationKey { article, annotator, annotation: annotation.clone() })
    };
    edits.iter().filter_map(row).collect()
}

/// Where edits have changed a span of `annotator`: the article, the words, and the span if it is still there.
fn place_of(edits: &[Edit], annotator: &AnnotatorId) -> Option<(ArticleId, TextRange, Option<AnnotationId>)> {
    edits.iter().find_map(|edit| {
        let Edit::Put(Put { key: Key::Annotation(layer, id), before, after }) = edit else {
            return None;
        };
        if layer.annotator != *annotator {
            return None;
        }
        let Some(Record::Annotation(annotation)) = after.as_ref().or(before.as_ref()) else {
            return None;
        };
        let is_there = after.is_some().then(|| id.clone());
        Some((layer.article.clone(), annotation.fragments.hull(), is_there))
    })
}
