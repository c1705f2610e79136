//! What the Items workspace keeps: the items as a list, the one that is pointed at, and the face of it that is shown,
//! made anew when anything it was made of has changed.

mod face;
mod rows;

use std::collections::{BTreeMap, BTreeSet};

use super::indexing::Indexing;
use crate::analysis::positions::{
    BearingIndex, DateBy, ItemTree, LifeEventKind, Positions, Rows, Scope, Speaker,
};
use crate::app::command::Way;
use crate::app::jobs::{Job, JobError};
use crate::model::annotation::AnnotationKey;
use crate::model::change::items::BearingTargets;
use crate::model::corpus::CorpusState;
use crate::model::edit::{Edit, Key};
use crate::model::id::ItemId;
use crate::model::item::{Act, Item, ItemKind};
use crate::store::OpenCorpus;

pub use face::{
    Face, Grid, GridCell, GridRow, GridTone, Heading, Line, LineKind, RowHead, SpanLine, usual_other,
};
pub use rows::ItemRow;

/// What the Items workspace keeps.
#[derive(Debug, Default)]
pub struct ItemsDesk {
    /// What bears on what, kept up with every edit once it has been made.
    index: Indexing<BearingIndex>,
    tree: ItemTree,
    /// The rows of all items, terms below what they are terms of.
    all: Vec<ItemRow>,
    /// Indexes into `all`: the rows that are shown.
    shown: Vec<usize>,
    /// What the list is narrowed to.
    pub filter: ItemsFilter,
    /// The item that is pointed at, and its place among those shown.
    pointed: Option<ItemId>,
    cursor: usize,
    /// Where keys go, and what is ticked.
    pub at: ItemsPlace,
    /// How the item is looked at.
    pub look: ItemsLook,
    /// What is shown of the item.
    face: Option<Face>,
    /// Of which item that is, which face, and the cell whose lines are shown.
    shown_face: Option<(Option<ItemId>, ItemsFace, (usize, usize))>,
    /// What has changed since it was made.
    stale: Stale,
}

/// What has changed since rows and face were made.
#[derive(Clone, Copy, Debug, Default)]
struct Stale {
    /// Items have changed, and with them the tree.
    tree: bool,
    /// Something has, and with it perhaps the numbers of the rows.
    rows: bool,
    /// How the item is looked at has.
    face: bool,
}

/// Where keys go in the Items workspace, and what is ticked there.
#[derive(Clone, Debug, Default)]
pub struct ItemsPlace {
    /// What keys go through.
    pub part: ItemsPart,
    /// The line that is pointed at, among those of the face or of the cell.
    pub line: usize,
    /// The cell that is pointed at, by row and column.
    pub cell: (usize, usize),
    /// Ticked items.
    pub ticked: BTreeSet<ItemId>,
    /// Ticked spans.
    pub ticked_spans: BTreeSet<AnnotationKey>,
    /// Whether another name is being added.
    pub adding: bool,
}

/// What keys go through in the Items workspace.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ItemsPart {
    /// The list at the left.
    #[default]
    List,
    /// The cells of a face that is a grid.
    Grid,
    /// The lines of a face, or of the cell that is pointed at.
    Lines,
}

/// What the list is narrowed to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ItemsFilter {
    /// Letters that one of the names holds.
    pub words: String,
    /// Kinds; all, if none is named.
    pub kinds: BTreeSet<ItemKind>,
}

/// One way to look at an item.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ItemsFace {
    /// What became of it, in time.
    #[default]
    Life,
    /// Who stands where on it and its terms.
    Matrix,
    /// It and another one, term by term.
    Comparison,
    /// How many independent voices stand behind it.
    Support,
}

impl ItemsFace {
    /// Every face, in the order of the bar.
    pub const ALL: [Self; 4] = [Self::Life, Self::Matrix, Self::Comparison, Self::Support];

    /// Its name on screen.
    pub fn name(self) -> &'static str {
        match self {
            Self::Life => "Life",
            Self::Matrix => "Positions",
            Self::Comparison => "Term by term",
            Self::Support => "Independent voices",
        }
    }

    /// Its name in the names of files.
    pub fn key(self) -> &'static str {
        match self {
            Self::Life => "life",
            Self::Matrix => "positions",
            Self::Comparison => "terms",
            Self::Support => "support",
        }
    }

    /// Whether it is a grid of cells, each with its lines.
    pub fn is_grid(self) -> bool {
        matches!(self, Self::Matrix | Self::Comparison)
    }
}

/// How items are looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ItemsLook {
    /// The face.
    pub face: ItemsFace,
    /// Which date things go by.
    pub by: DateBy,
    /// Whether terms count.
    pub scope: Scope,
    /// Who gets a row.
    pub rows: Rows,
    /// The item that the one that is pointed at is compared with; the one it replaces or that replaces it, if none is
    /// chosen.
    pub other: Option<ItemId>,
}

impl Default for ItemsLook {
    fn default() -> Self {
        Self {
            face: ItemsFace::default(),
            by: DateBy::default(),
            // An item that only its terms are spoken of has a life all the same.
            scope: Scope::WithTerms,
            rows: Rows::default(),
            other: None,
        }
    }
}

impl ItemsDesk {
    /// Keeps it up with edits that have been applied.
    pub fn follow(&mut self, corpus: &OpenCorpus, edits: &[Edit]) {
        self.index.follow(corpus, edits);
        if edits.is_empty() {
            return;
        }
        self.stale.rows = true;
        self.stale.tree |= changes_items(edits);
    }

    /// Begins to find out what bears on what, if nobody has, and takes what has come of it. Whether anything must be
    /// made anew.
    pub fn find_out(
        &mut self,
        corpus: &OpenCorpus,
        start: impl FnOnce() -> Result<Job<BearingIndex>, JobError>,
    ) -> Result<bool, JobError> {
        if self.index.find_out(corpus, start)? {
            self.stale = Stale { tree: true, rows: true, face: true };
        }
        Ok(self.stale.rows || self.stale.face)
    }

    /// Makes rows and face anew if anything has changed since. Whether it has.
    pub fn refresh(&mut self, state: &CorpusState) -> bool {
        let Stale { tree, rows, face } = std::mem::take(&mut self.stale);
        if tree {
            self.tree = ItemTree::of(state);
        }
        if tree || rows {
            self.all = rows::rows_of(&self.tree, self.index.made());
            let tree = &self.tree;
            self.at.ticked.retain(|id| tree.get(id).is_some());
            self.look.other.take_if(|id| tree.get(id).is_none());
            self.narrow();
        }
        let has_changed = tree || rows || face || self.stale.face;
        if has_changed {
            self.stale.face = false;
            self.make_face(state);
        }
        has_changed
    }

    /// Says that the item is to be looked at in another way.
    pub fn set_look(&mut self, change: impl FnOnce(&mut ItemsLook)) {
        let before = self.look.clone();
        change(&mut self.look);
        if before.face != self.look.face {
            self.at.line = 0;
            self.at.cell = (0, 0);
            if self.at.part != ItemsPart::List {
                self.at.part = self.main_part();
            }
        }
        self.stale.face |= before != self.look;
    }

    /// What keys go through first in the face that is shown.
    pub fn main_part(&self) -> ItemsPart {
        if self.look.face.is_grid() { ItemsPart::Grid } else { ItemsPart::Lines }
    }

    fn make_face(&mut self, state: &CorpusState) {
        let shown = (self.pointed.clone(), self.look.face, self.at.cell);
        let is_same = self.shown_face.as_ref() == Some(&shown);
        let held = self.line().and_then(Line::span).filter(|_| is_same);
        let held = held.map(|line| (line.key.clone(), line.item.clone()));
        let register = state.register();
        self.face = match (&self.pointed, self.index.made()) {
            (Some(item), Some(index)) => {
                let positions = Positions { state, register: &register, items: &self.tree, index };
                Some(Face::of(positions, item, &self.look, self.at.cell))
            }
            _ => None,
        };
        self.shown_face = Some(shown);
        // What is changed of a span may move it among the lines.
        let lines = self.face.iter().flat_map(|face| face.lines.iter().enumerate());
        let found = held.and_then(|(key, item)| {
            let mut spans = lines.filter_map(|(at, line)| Some((at, line.span()?)));
            spans.find(|(_, line)| line.key == key && line.item == item)
        });
        if let Some((at, _)) = found {
            self.at.line = at;
        }
        self.keep_place();
    }

    /// Shows the lines of the cell that is pointed at.
    fn show_cell(&mut self) {
        if let Some(face) = &mut self.face {
            face.show_cell(self.at.cell);
        }
        self.at.line = 0;
        self.keep_place();
    }

    fn keep_place(&mut self) {
        let Some(face) = &self.face else { return };
        if let Some(grid) = &face.grid {
            let (row, column) = self.at.cell;
            self.at.cell = (
                row.min(grid.rows.len().saturating_sub(1)),
                column.min(grid.columns.len().saturating_sub(1)),
            );
        }
        self.at.line = face.nearest_span(self.at.line).unwrap_or(0);
        let keys: BTreeSet<&AnnotationKey> = face.lines.iter().filter_map(Line::key).collect();
        self.at.ticked_spans.retain(|key| keys.contains(key));
    }

    /// Picks the rows that pass the filter. A term that passes keeps what it is a term of.
    pub fn narrow(&mut self) {
        let words = self.filter.words.trim().to_lowercase();
        let kinds = &self.filter.kinds;
        let passes = |row: &ItemRow| row.has(&words) && (kinds.is_empty() || kinds.contains(&row.kind));
        self.shown = rows::with_parents(&self.all, passes);
        let found = self.pointed.as_ref().and_then(|id| self.position(id));
        let last = self.shown.len().saturating_sub(1);
        self.point_at_place(found.unwrap_or(self.cursor).min(last));
    }

    fn position(&self, id: &ItemId) -> Option<usize> {
        let id = self.tree.meant(id);
        self.shown.iter().position(|at| self.all[*at].id == *id)
    }

    fn point_at_place(&mut self, place: usize) {
        let id = self.get(place).map(|row| row.id.clone());
        self.cursor = place;
        if id != self.pointed {
            self.pointed = id;
            self.at.line = 0;
            self.at.cell = (0, 0);
            self.at.ticked_spans.clear();
            self.at.adding = false;
            self.look.other = None;
            self.stale.face = true;
        }
    }

    /// The items.
    pub fn tree(&self) -> &ItemTree {
        &self.tree
    }

    /// What bears on what, if it is known.
    pub fn index(&self) -> Option<&BearingIndex> {
        self.index.made()
    }

    /// How many items are shown.
    pub fn len(&self) -> usize {
        self.shown.len()
    }

    /// Whether no item is shown.
    pub fn is_empty(&self) -> bool {
        self.shown.is_empty()
    }

    /// How many items there are.
    pub fn num_all(&self) -> usize {
        self.all.len()
    }

    /// The place of the item that is pointed at, among those shown.
    pub fn cursor(&self) -> usize {
        self.cursor
    }

    /// An item by its place among those shown.
    pub fn get(&self, place: usize) -> Option<&ItemRow> {
        self.all.get(*self.shown.get(place)?)
    }

    /// The item that is pointed at.
    pub fn pointed(&self) -> Option<&Item> {
        self.tree.get(self.pointed.as_ref()?)
    }

    /// What is shown of it; `None` while that is being found out.
    pub fn face(&self) -> Option<&Face> {
        self.face.as_ref()
    }

    /// The line that is pointed at.
    pub fn line(&self) -> Option<&Line> {
        self.face.as_ref()?.lines.get(self.at.line)
    }

    /// Points at an item; one that the filter hides takes the filter away.
    pub fn point_at(&mut self, id: &ItemId) {
        if self.position(id).is_none() && self.tree.get(id).is_some() {
            self.filter = ItemsFilter::default();
            self.narrow();
        }
        if let Some(place) = self.position(id) {
            self.point_at_place(place);
        }
    }

    /// Points at a cell, as far as there is one.
    pub fn point_at_cell(&mut self, row: usize, column: usize) {
        self.at.cell = (row, column);
        self.show_cell();
    }

    /// Points at a line.
    pub fn point_at_line(&mut self, line: usize) {
        self.at.line = line;
        self.keep_place();
    }

    /// Moves through what keys go through by so many rows.
    pub fn step(&mut self, way: Way, by: usize) {
        let moved = |at: usize, len: usize| match way {
            Way::Next => at.saturating_add(by).min(len.saturating_sub(1)),
            Way::Previous => at.saturating_sub(by),
        };
        match self.at.part {
            ItemsPart::List => self.point_at_place(moved(self.cursor, self.shown.len())),
            ItemsPart::Grid => {
                let num_rows =
                    self.face.as_ref().and_then(|face| face.grid.as_ref()).map_or(0, |grid| grid.rows.len());
                let (row, column) = self.at.cell;
                self.point_at_cell(moved(row, num_rows), column);
            }
            ItemsPart::Lines => {
                if let Some(face) = &self.face {
                    self.at.line = face.step(self.at.line, way, by);
                }
            }
        }
    }

    /// Moves to the cell beside the one that is pointed at. Whether there is one.
    pub fn step_aside(&mut self, way: Way) -> bool {
        let num = self.face.as_ref().and_then(|face| face.grid.as_ref()).map_or(0, |grid| grid.columns.len());
        let (row, column) = self.at.cell;
        let to = match way {
            Way::Next => column + 1,
            Way::Previous => column.wrapping_sub(1),
        };
        if to >= num {
            return false;
        }
        self.point_at_cell(row, to);
        true
    }

    /// Ticks every row that is shown where keys go, or none, if all are.
    pub fn tick_all(&mut self) {
        if self.at.part == ItemsPart::List {
            let all: BTreeSet<ItemId> = self.shown.iter().map(|at| self.all[*at].id.clone()).collect();
            self.at.ticked = if all.is_subset(&self.at.ticked) { BTreeSet::new() } else { all };
        } else {
            let lines = self.face.iter().flat_map(|face| &face.lines);
            let all: BTreeSet<AnnotationKey> = lines.filter_map(Line::key).cloned().collect();
            self.at.ticked_spans = if all.is_subset(&self.at.ticked_spans) { BTreeSet::new() } else { all };
        }
    }

    /// The spans that are ticked, or the one that is pointed at, each with the items its lines say it bears on.
    pub fn meant_spans(&self) -> BearingTargets {
        let ticked = &self.at.ticked_spans;
        let lines = || self.face.iter().flat_map(|face| &face.lines).filter_map(Line::span);
        let mut meant: BearingTargets = BTreeMap::new();
        let mut add = |line: &SpanLine| {
            meant.entry(line.key.clone()).or_default().insert(line.item.clone());
        };
        lines().filter(|line| ticked.contains(&line.key)).for_each(&mut add);
        if ticked.is_empty() && self.at.part != ItemsPart::List {
            self.line().and_then(Line::span).into_iter().for_each(&mut add);
        }
        meant
    }
}

/// Whether edits can change what items there are.
pub fn changes_items(edits: &[Edit]) -> bool {
    edits.iter().any(|edit| matches!(edit, Edit::Put(put) if matches!(put.key, Key::Item(..))))
}
