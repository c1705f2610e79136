//! An opened corpus and what the window keeps beside it: the list, the register, the article in view. Every
//! edit goes through [`Session::apply`], [`Session::undo`] and [`Session::redo`], which keep all of it up.

mod conditions;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::Selection;
use super::article::OpenArticle;
use super::found::FoundAtStart;
use super::history::HistoryTable;
use super::item_index::ItemIndex;
use super::register::Register;
use super::review::ReviewTable;
use super::review::bench::Beside;
use super::tags::{TagsTable, shown_tagset};
use super::wide::Wide;
use crate::app::command::{ListFilter, Standing, Way, Workspace};
use crate::app::widgets::reading::layout::Caret;
use crate::model::annotation::{Annotation, AnnotationKey, Party};
use crate::model::article::TextPatch;
use crate::model::corpus::{ArticleRow, CorpusState};
use crate::model::edit::{Edit, Key, LayerKey, Put, Record, Transaction};
use crate::model::id::{AnnotatorId, ArticleId, RelationTypeId, VoiceId};
use crate::model::layer::{Layer, LayerState, Progress};
use crate::model::reader::{CorpusReader as _, ReadError};
use crate::model::tagset::Tagset;
use crate::model::text::TextHash;
use crate::model::time::Timestamp;
use crate::store::{FromOthers, OpenCorpus, OpenReport, OtherTail, Replayed, SaveStatus, StoreError};

/// With more changed spans than this, all of the article's are read anew: each edit by itself moves them all.
const MANY_SPANS: usize = 64;

/// An opened corpus.
pub struct Session {
    /// The corpus. Nothing else in the window writes to it.
    pub corpus: OpenCorpus,
    /// Its articles in the order of the list.
    pub list: ArticleList,
    /// Everybody's register entries.
    pub register: Register,
    /// Everybody's items.
    pub items: ItemIndex,
    /// The table of the Review workspace.
    pub review: ReviewTable,
    /// What the Tags workspace points at.
    pub tags: TagsTable,
    /// The list of the History workspace.
    pub history: HistoryTable,
    /// The article in view.
    pub open: Option<OpenArticle>,
    /// What the workspaces keep that look at the whole corpus, and which workspace is shown.
    pub wide: Wide,
    /// What was found when it was opened.
    pub found: FoundAtStart,
    /// The tagset with its names as they are shown.
    shown_tagset: Tagset,
    /// What is remembered from one moment to the next.
    memory: Memory,
}

/// What a session remembers from one moment to the next.
#[derive(Clone, Debug, Default)]
struct Memory {
    /// Where one was in articles seen before.
    places: BTreeMap<ArticleId, (TextHash, Selection)>,
    /// How many files could not be written when that was last told.
    num_failures_told: usize,
}

/// The articles in the order of the list, and how far the annotator is with them.
#[derive(Clone, Debug, Default)]
pub struct ArticleList {
    /// The articles that are shown.
    pub ids: Vec<ArticleId>,
    /// How many articles there are, shown or not.
    pub num_all: usize,
    /// What the list is narrowed to.
    pub filter: ListFilter,
    /// How many are done, or left out on purpose.
    pub num_done: usize,
    /// The row the list points at.
    pub row: usize,
}

impl Session {
    /// A corpus that has just been opened.
    pub fn new(corpus: OpenCorpus, report: OpenReport) -> Self {
        let list = ArticleList::of(&corpus);
        let register = Register::of(corpus.state());
        let items = ItemIndex::of(corpus.state());
        let shown_tagset = shown_tagset(&corpus.state().tagset);
        let review = ReviewTable::of(corpus.state(), corpus.annotator());
        Self {
            corpus,
            list,
            register,
            items,
            review,
            tags: TagsTable::default(),
            history: HistoryTable::default(),
            open: None,
            wide: Wide::default(),
            found: FoundAtStart::new(report),
            shown_tagset,
            memory: Memory::default(),
        }
    }

    /// The tagset as it is shown: its names have nothing in them that acts on what stands around them.
    pub fn tagset(&self) -> &Tagset {
        &self.shown_tagset
    }

    /// The annotator's name in the corpus.
    pub fn annotator(&self) -> &AnnotatorId {
        self.corpus.annotator()
    }

    /// The annotator's layer on an article.
    pub fn layer(&self, article: &ArticleId) -> Option<&Layer> {
        self.corpus.state().layer(article, self.annotator()).map(|layer| &**layer)
    }

    /// The annotator's layer on the article in view.
    pub fn open_layer(&self) -> Option<&Layer> {
        self.layer(&self.open.as_ref()?.article.id)
    }

    /// The key of the annotator's layer on the article in view.
    pub fn layer_key(&self) -> Option<LayerKey> {
        let article = self.open.as_ref()?.article.id.clone();
        Some(LayerKey { article, annotator: self.annotator().clone() })
    }

    /// The span in focus.
    pub fn focused(&self) -> Option<&Arc<Annotation>> {
        self.open.as_ref()?.focused(self.open_layer())
    }

    /// The row of an article.
    pub fn article_row(&self, id: &ArticleId) -> Option<&Arc<ArticleRow>> {
        self.corpus.state().articles.get(id)
    }

    /// Puts an article in view.
    pub fn show_article(&mut self, id: &ArticleId) -> Result<(), ReadError> {
        let article = self.corpus.article(id)?;
        if let Some(left) = &self.open {
            let place = (left.article.text.hash(), left.selection);
            self.memory.places.insert(left.article.id.clone(), place);
        }
        let mut open = OpenArticle::new(article, self.layer(id));
        if let Some((text, selection)) = self.memory.places.get(id)
            && *text == open.article.text.hash()
        {
            open.selection = *selection;
        }
        self.open = Some(open);
        if let Some(row) = self.list.position(id) {
            self.list.row = row;
        }
        Ok(())
    }

    /// Applies a transaction.
    pub fn apply(&mut self, transaction: Transaction, now: Timestamp) -> Result<(), StoreError> {
        let edits = transaction.edits.clone();
        self.corpus.apply(transaction, now)?;
        self.follow(&edits);
        Ok(())
    }

    /// Undoes the last transaction; `None` if there is none.
    pub fn undo(&mut self, now: Timestamp) -> Result<Option<Replayed>, StoreError> {
        let replayed = self.corpus.undo(now)?;
        self.follow(replayed.as_ref().map_or(&[], |replayed| replayed.edits.as_slice()));
        Ok(replayed)
    }

    /// Redoes what was undone last; `None` if there is nothing.
    pub fn redo(&mut self, now: Timestamp) -> Result<Option<Replayed>, StoreError> {
        let replayed = self.corpus.redo(now)?;
        self.follow(replayed.as_ref().map_or(&[], |replayed| replayed.edits.as_slice()));
        Ok(replayed)
    }

    /// Takes up where another session on the same corpus was: the article in view with its selection, the filter,
    /// the workspace.
    pub fn go_on_from(&mut self, before: &Self) {
        self.filter_list(before.list.filter.clone());
        self.memory.places.clone_from(&before.memory.places);
        if let Some(open) = &before.open
            && self.show_article(&open.article.id).is_ok()
            && let Some(now) = &mut self.open
            && now.article.text.hash() == open.article.text.hash()
        {
            now.selection = open.selection;
            now.focus.clone_from(&open.focus);
        }
        self.wide.shown = before.wide.shown;
        self.review.filter = before.review.filter.clone();
        if self.wide.shown == Workspace::Review {
            self.refresh_review();
        }
    }

    /// Lets the store do what is due, and takes in what others have done. Gives what to tell of that.
    pub fn poll(&mut self, now: Timestamp) -> Vec<String> {
        let FromOthers { edits, say } = self.corpus.poll(now);
        self.follow_others(&edits);
        say
    }

    /// Looks what others have done. Gives what to tell of that.
    pub fn look(&mut self, now: Timestamp) -> Vec<String> {
        let FromOthers { edits, say } = self.corpus.look(now);
        self.follow_others(&edits);
        say
    }

    /// Takes in what another writer has and the files don't. Gives what to tell of that.
    pub fn take_in(&mut self, other: &OtherTail, now: Timestamp) -> Result<Vec<String>, StoreError> {
        let FromOthers { edits, say } = self.corpus.take_in(other, now)?;
        self.follow_others(&edits);
        Ok(say)
    }

    /// Follows changes that have been made already. The caret stays where it was among the words.
    pub fn follow_others(&mut self, edits: &[Edit]) {
        if edits.is_empty() {
            return;
        }
        let mut place = self.open.as_ref().map(|open| (open.article.id.clone(), open.selection));
        if let Some((id, selection)) = &mut place {
            for edit in edits {
                if let Edit::PatchText(on, patch) = edit
                    && on == id
                {
                    selection.anchor = carried(selection.anchor, patch);
                    selection.caret.byte = carried(selection.caret.byte, patch);
                }
            }
        }
        self.follow(edits);
        if let (Some((id, selection)), Some(open)) = (place, &mut self.open)
            && open.article.id == id
            && fits(selection, open.text())
        {
            open.selection = selection;
        }
    }

    /// What to tell of files that could not be written, if there are more of them than were told of.
    pub fn new_failures(&mut self) -> Option<String> {
        // While nothing at all can be saved, the bar says so.
        if matches!(self.corpus.save_status(), SaveStatus::Failed(_)) {
            return None;
        }
        let num_failures = self.corpus.failed_files().count();
        let had_told = std::mem::replace(&mut self.memory.num_failures_told, num_failures);
        if num_failures <= had_told {
            return None;
        }
        let (_, why) = self.corpus.failed_files().last()?;
        Some(format!(
            "A file could not be written; the history has its changes, and it is tried again: {why}"
        ))
    }

    /// Makes the Review table anew where it is out of date.
    pub fn refresh_review(&mut self) {
        let own = self.corpus.annotator().clone();
        self.review.refresh(self.corpus.state(), &own, &self.register);
    }

    /// Counts how much the tagset is used, where that may have changed.
    pub fn refresh_tags(&mut self, is_first: bool) {
        self.tags.refresh(self.corpus.state(), is_first);
    }

    /// Narrows the Review table by its filter, and orders it.
    pub fn narrow_review(&mut self) {
        self.change_review(ReviewTable::narrow);
    }

    /// Lets something be done with the Review table that looks at the corpus.
    pub fn change_review<T>(
        &mut self,
        change: impl FnOnce(&mut ReviewTable, &CorpusState, &AnnotatorId) -> T,
    ) -> T {
        let own = self.corpus.annotator().clone();
        change(&mut self.review, self.corpus.state(), &own)
    }

    /// Puts the article of the row that the Review table points at beside it, with the row's span in focus. Gives
    /// where the span begins, in bytes of the text, if another row is pointed at than before.
    pub fn follow_row(&mut self) -> Option<usize> {
        let Some(row) = self.review.row() else {
            self.review.bench.beside = None;
            return None;
        };
        let layer = self.corpus.state().layer(&row.key.article, &row.key.annotator).cloned();
        let known = self.review.bench.beside.as_ref();
        let same_article = known.filter(|beside| {
            beside.row.article == row.key.article
                && self.article_row(&row.key.article).is_some_and(|row| {
                    let article = &beside.open.article;
                    row.text_hash == article.text.hash() && *row.metadata == article.metadata
                })
        });
        let is_layer = |beside: &&Beside| match (&beside.layer, &layer) {
            (Some(one), Some(two)) => Arc::ptr_eq(one, two),
            (one, two) => one.is_none() && two.is_none(),
        };
        if same_article.is_some_and(|beside| beside.row == row.key && is_layer(&beside)) {
            return None;
        }
        let is_other = known.is_none_or(|beside| beside.row != row.key);
        let (key, start) = (row.key.clone(), row.annotation.fragments.start());
        let mut open = match (same_article.is_some(), self.review.bench.beside.take()) {
            (true, Some(beside)) if is_layer(&&beside) => beside.open,
            (true, Some(mut beside)) => {
                beside.open.spans.read(layer.as_deref());
                beside.open
            }
            _ => OpenArticle::new(self.corpus.article(&key.article).ok()?, layer.as_deref()),
        };
        open.focus = Some(key.annotation.clone());
        open.selection = Selection::caret(Caret::at(start));
        self.review.bench.beside = Some(Beside { row: key, open, layer });
        is_other.then_some(start)
    }

    /// The article that is in view: beside the Review table that of its row, elsewhere the one that is open.
    pub fn article_in_view(&self) -> Option<&ArticleId> {
        let beside = self.review.bench.beside.as_ref().filter(|_| self.wide.shown == Workspace::Review);
        let open = beside.map(|beside| &beside.open).or(self.open.as_ref());
        open.map(|open| &open.article.id)
    }

    /// Points at the first of some rows of the Review table.
    pub fn point_review_at(&mut self, rows: &BTreeSet<AnnotationKey>) {
        self.change_review(|review, state, own| review.point_at_first_of(rows, state, own));
    }

    /// Narrows the article list.
    pub fn filter_list(&mut self, filter: ListFilter) {
        self.list.filter = filter;
        self.list.narrow(&self.corpus);
        if let Some(row) = self.open.as_ref().and_then(|open| self.list.position(&open.article.id)) {
            self.list.row = row;
        }
    }

    /// The register entries named in the article in view, the last used first.
    pub fn voices_of_open_article(&self) -> Vec<VoiceId> {
        let mut used: Vec<(Timestamp, &VoiceId)> = self
            .open_layer()
            .into_iter()
            .flat_map(|layer| layer.annotations.values())
            .flat_map(|span| {
                span.attribution.voices.iter().map(move |voice| (span.provenance.changed, &voice.party))
            })
            .filter_map(|(at, party)| match party {
                Party::Registered(id) => Some((at, self.register.resolve(id))),
                Party::Unnamed { .. } | Party::Article => None,
            })
            .collect();
        used.sort_by_key(|(at, _)| std::cmp::Reverse(*at));
        let mut voices: Vec<VoiceId> = Vec::new();
        for (_, id) in used {
            if !voices.contains(id) {
                voices.push(id.clone());
            }
        }
        voices
    }

    /// The name of a relation type.
    pub fn relation_name(&self, id: &RelationTypeId) -> String {
        let known = self.shown_tagset.relation_types.get(id);
        known.map_or_else(|| id.to_string(), |kind| kind.name.clone())
    }

    fn has_words(&self) -> bool {
        self.has_selection() || self.focused().is_some()
    }

    /// Whether words are selected: they are the target then, and the span in focus is not.
    fn has_selection(&self) -> bool {
        self.open.as_ref().is_some_and(|open| open.selection.range().is_some())
    }

    /// Whether words are selected that are not those of the span in focus.
    fn has_other_selection(&self) -> bool {
        let selects_focus = |open: &OpenArticle| open.selects_focus(self.open_layer());
        self.has_selection() && !self.open.as_ref().is_some_and(selects_focus)
    }

    /// Keeps list, register and article in view up with edits that have been applied.
    fn follow(&mut self, edits: &[Edit]) {
        let mut register_changed = false;
        let mut items_changed = false;
        let mut tagset_changed = false;
        let mut states_changed = false;
        let mut rebuild = false;
        let is_span = |edit: &&Edit| matches!(edit, Edit::Put(put) if matches!(put.key, Key::Annotation(..)));
        let has_many_spans = edits.iter().filter(is_span).count() > MANY_SPANS;
        if has_many_spans {
            self.reread_spans();
        }
        for edit in edits {
            match edit {
                Edit::Put(put) => match &put.key {
                    Key::Annotation(..) if has_many_spans => {}
                    Key::Annotation(..) => self.follow_annotation(put),
                    Key::Relation(layer, _) if self.is_own(layer) => {
                        let relation = |record: &Option<Record>| match record {
                            Some(Record::Relation(relation)) => Some(Arc::clone(relation)),
                            _ => None,
                        };
                        let (before, after) = (relation(&put.before), relation(&put.after));
                        if let Some(open) = &mut self.open {
                            open.relations.put(before.as_deref(), after.as_deref());
                        }
                    }
                    Key::State(layer) if layer.annotator == *self.corpus.annotator() => {
                        let is_done = |record: &Option<Record>| matches!(record, Some(Record::State(state)) if counts_as_done(state));
                        let num_done = self.list.num_done + usize::from(is_done(&put.after));
                        self.list.num_done = num_done.saturating_sub(usize::from(is_done(&put.before)));
                        states_changed = true;
                    }
                    Key::Voice(..) => register_changed = true,
                    Key::Item(..) => items_changed = true,
                    Key::Label(_) | Key::Attribute(_) | Key::RelationType(_) => tagset_changed = true,
                    Key::Blocks(id) | Key::Metadata(id) | Key::CopyOf(id) => rebuild |= self.is_open(id),
                    _ => {}
                },
                Edit::PatchText(id, _) => rebuild |= self.is_open(id),
                Edit::MoveArticles(..) => self.follow_articles(),
            }
        }
        if register_changed {
            self.register = Register::of(self.corpus.state());
        }
        if items_changed {
            self.items = ItemIndex::of(self.corpus.state());
        }
        if tagset_changed {
            self.shown_tagset = shown_tagset(&self.corpus.state().tagset);
        }
        self.forget_offers();
        let own = self.corpus.annotator().clone();
        self.review.follow(self.corpus.state(), &own, edits);
        self.tags.mark_stale();
        self.history.follow(&self.corpus);
        self.wide.follow(&self.corpus, edits);
        self.wide.checks.follow(&self.corpus, &self.register, edits);
        if self.wide.shown == Workspace::Review {
            self.refresh_review();
        }
        if states_changed && self.list.filter.progress.is_some() {
            self.list.narrow(&self.corpus);
        }
        if rebuild {
            self.reread();
        }
        if self.focused().is_none()
            && let Some(open) = &mut self.open
        {
            open.focus = None;
        }
    }

    /// Articles have come or gone: so does the one in view, if it has.
    fn follow_articles(&mut self) {
        self.list.reload(&self.corpus);
        if self.open.as_ref().is_some_and(|open| self.article_row(&open.article.id).is_none()) {
            self.open = None;
            if let Some(first) = self.list.ids.first().cloned()
                && self.show_article(&first).is_err()
            {
                self.open = None;
            }
        }
    }

    /// Takes the spans of the article in view from its layer.
    fn reread_spans(&mut self) {
        let Self { corpus, open: Some(open), .. } = self else { return };
        let layer = corpus.state().layer(&open.article.id, corpus.annotator());
        open.spans.read(layer.map(|layer| &**layer));
    }

    fn follow_annotation(&mut self, put: &Put) {
        let Self { corpus, open: Some(open), .. } = self else {
            return;
        };
        let Key::Annotation(layer, _) = &put.key else {
            return;
        };
        if layer.article != open.article.id || layer.annotator != *corpus.annotator() {
            return;
        }
        let annotation = |record: &Option<Record>| match record {
            Some(Record::Annotation(annotation)) => Some(Arc::clone(annotation)),
            _ => None,
        };
        let (before, after) = (annotation(&put.before), annotation(&put.after));
        open.spans.put(before.as_deref(), after.as_ref());
    }

    /// Whether a layer is the annotator's on the article in view.
    fn is_own(&self, layer: &LayerKey) -> bool {
        layer.annotator == *self.corpus.annotator() && self.is_open(&layer.article)
    }

    fn is_open(&self, id: &ArticleId) -> bool {
        self.open.as_ref().is_some_and(|open| open.article.id == *id)
    }

    /// Reads the article in view again after its text or blocks have changed. Where the text is the same, one
    /// stays where one was.
    fn reread(&mut self) {
        let Some(open) = &self.open else { return };
        let (id, focus) = (open.article.id.clone(), open.focus.clone());
        match self.show_article(&id) {
            Ok(()) => {
                if let Some(open) = &mut self.open {
                    open.focus = focus;
                }
            }
            Err(_) => self.open = None,
        }
    }
}

impl ArticleList {
    fn of(corpus: &OpenCorpus) -> Self {
        let mut list = Self::default();
        list.reload(corpus);
        list
    }

    fn reload(&mut self, corpus: &OpenCorpus) {
        self.narrow(corpus);
        let state = corpus.state();
        self.num_all = state.articles.len();
        self.num_done = state
            .layers
            .values()
            .filter_map(|layers| layers.get(corpus.annotator()))
            .filter(|layer| counts_as_done(&layer.state))
            .count();
    }

    /// Shows the articles that pass the filter.
    fn narrow(&mut self, corpus: &OpenCorpus) {
        let state = corpus.state();
        let words: Vec<String> = self.filter.words.split_whitespace().map(str::to_lowercase).collect();
        let passes = |row: &ArticleRow| {
            let standing = || {
                let layer = state.layer(&row.id, corpus.annotator());
                layer.map_or(Standing::ToDo, |layer| Standing::of(&layer.state.progress))
            };
            self.filter.progress.is_none_or(|wanted| standing() == wanted) && holds(row, &words)
        };
        self.ids = state.articles.values().filter(|row| passes(row)).map(|row| row.id.clone()).collect();
        self.row = self.row.min(self.ids.len().saturating_sub(1));
    }

    /// The row of an article.
    pub fn position(&self, id: &ArticleId) -> Option<usize> {
        // The list is in order of ids.
        self.ids.binary_search(id).ok()
    }

    /// The article one further in a direction from `id`, or the first one.
    pub fn neighbour(&self, id: Option<&ArticleId>, way: Way) -> Option<&ArticleId> {
        let Some(row) = id.and_then(|id| self.position(id)) else {
            return self.ids.first();
        };
        match way {
            Way::Next => self.ids.get(row + 1),
            Way::Previous => self.ids.get(row.checked_sub(1)?),
        }
    }
}

/// Where an offset lies after a correction.
fn carried(offset: usize, patch: &TextPatch) -> usize {
    let removed_end = patch.at + patch.removed.len();
    if offset <= patch.at {
        offset
    } else if offset >= removed_end {
        offset - patch.removed.len() + patch.inserted.len()
    } else {
        patch.at + patch.inserted.len()
    }
}

fn fits(selection: Selection, text: &str) -> bool {
    text.is_char_boundary(selection.anchor) && text.is_char_boundary(selection.caret.byte)
}

/// Whether what a list shows of an article holds all of these words, given in small letters.
fn holds(row: &ArticleRow, words: &[String]) -> bool {
    if words.is_empty() {
        return true;
    }
    let metadata = &row.metadata;
    let date = metadata.date.map(|date| date.format("%-d %b %Y %Y-%m-%d").to_string()).unwrap_or_default();
    let shown = format!("{} {} {} {date}", row.shown_title, metadata.outlet, metadata.byline).to_lowercase();
    words.iter().all(|word| shown.contains(word))
}

fn counts_as_done(state: &LayerState) -> bool {
    matches!(state.progress, Progress::Done | Progress::Skipped(_))
}
