//! One face of an item, as lines of spans under headings, or as a grid whose cells have such lines.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use super::{
    Act, AnnotationKey, ItemId, ItemsFace, ItemsLook, LifeEventKind, Positions, Scope, Speaker, Way,
};
use crate::analysis::positions::{Bearing, ClaimLife, Dropped, Life, TermPair};
use crate::model::text::numbers::counted;

/// What is shown of an item.
#[derive(Clone, Debug, Default)]
pub struct Face {
    /// What it comes to, in a line.
    pub told: String,
    /// The grid, where the face is one.
    pub grid: Option<Grid>,
    /// The lines, or those of the cell that is shown.
    pub lines: Vec<Line>,
    /// Where what happened lies in time: lines with a date, by place.
    pub timeline: Vec<(NaiveDate, usize)>,
}

/// A grid of cells.
#[derive(Clone, Debug)]
pub struct Grid {
    /// What heads each column.
    pub columns: Vec<ItemId>,
    /// The rows.
    pub rows: Vec<GridRow>,
}

/// A row of a grid.
#[derive(Clone, Debug)]
pub struct GridRow {
    /// What heads it.
    pub head: RowHead,
    /// What more is to be said of it.
    pub note: &'static str,
    /// One cell for each column.
    pub cells: Vec<Option<GridCell>>,
}

impl GridRow {
    /// Whether it is about this term.
    pub fn is_of_term(&self, id: &ItemId) -> bool {
        matches!(&self.head, RowHead::Term(term) if term == id)
    }
}

/// What heads a row.
#[derive(Clone, Debug)]
pub enum RowHead {
    /// Somebody.
    Speaker(Speaker, BTreeSet<Speaker>),
    /// A term, by either item's name of it.
    Term(ItemId),
    /// The items as wholes.
    Whole,
}

/// A cell of a grid.
#[derive(Clone, Debug)]
pub struct GridCell {
    /// The latest stance; none where the cell shows words.
    pub act: Option<Act>,
    /// When.
    pub date: Option<NaiveDate>,
    /// How it is toned.
    pub tone: GridTone,
    /// The annotations behind it, in time; never empty, but in a term that is silent.
    pub keys: Vec<AnnotationKey>,
    /// The one whose words are shown in it.
    pub told: Option<AnnotationKey>,
    /// What they bear on.
    pub item: ItemId,
}

/// Whether a stance is for something or against it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GridTone {
    /// For it.
    For,
    /// Against it.
    Against,
    /// Neither.
    Open,
}

impl GridTone {
    /// The tone of an act.
    pub fn of(act: Act) -> Self {
        match act {
            Act::States | Act::Repeats | Act::Accepts | Act::Welcomes | Act::Confirms => Self::For,
            Act::Rejects | Act::Withdraws | Act::Denies => Self::Against,
            Act::Changes | Act::Doubts => Self::Open,
        }
    }

    /// A sign for it, so that colour is never the only one.
    pub fn sign(self) -> &'static str {
        match self {
            Self::For => "+",
            Self::Against => "−",
            Self::Open => "~",
        }
    }
}

/// One line.
#[derive(Clone, Debug)]
pub enum Line {
    /// What the lines below it have in common.
    Heading(Heading),
    /// Something that is no span.
    Note(String),
    /// A span.
    Span(SpanLine),
}

/// What lines have in common.
#[derive(Clone, Debug)]
pub enum Heading {
    /// In words.
    Words(&'static str),
    /// Voices that count as one, by place, with what they have in common.
    Voices(usize, BTreeSet<Speaker>, BTreeSet<Speaker>),
}

/// A span among lines.
#[derive(Clone, Debug)]
pub struct SpanLine {
    /// Which.
    pub key: AnnotationKey,
    /// What it is here.
    pub kind: LineKind,
    /// The item it bears on; of what only qualifies something, the one that is shown.
    pub item: ItemId,
    /// What it does with it.
    pub act: Option<Act>,
    /// Whose word it is.
    pub speakers: Vec<Speaker>,
    /// The day it goes by.
    pub date: Option<NaiveDate>,
}

/// What a span is among lines.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LineKind {
    /// Something that happened to the item; whether only a relation says so.
    Event(LifeEventKind, bool),
    /// It qualifies the one above.
    Caveat,
    /// One of those behind a figure.
    Behind,
}

impl Line {
    /// The span, if it is one.
    pub fn key(&self) -> Option<&AnnotationKey> {
        Some(&self.span()?.key)
    }

    /// The span with what is said of it here, if it is one.
    pub fn span(&self) -> Option<&SpanLine> {
        match self {
            Self::Span(span) => Some(span),
            Self::Heading(_) | Self::Note(_) => None,
        }
    }
}

impl Face {
    /// One face of an item; `cell` is the one whose lines are shown.
    pub(super) fn of(
        positions: Positions<'_>,
        item: &ItemId,
        look: &ItemsLook,
        cell: (usize, usize),
    ) -> Self {
        let mut face = match look.face {
            ItemsFace::Life => life(positions, item, look),
            ItemsFace::Matrix => matrix(positions, item, look),
            ItemsFace::Comparison => comparison(positions, item, look),
            ItemsFace::Support => support(positions, item, look),
        };
        face.show_cell(cell);
        face
    }

    /// Shows the lines of a cell, where the face is a grid.
    pub(super) fn show_cell(&mut self, (row, column): (usize, usize)) {
        let Some(grid) = &self.grid else { return };
        let cell = grid.rows.get(row).and_then(|row| row.cells.get(column)?.as_ref());
        let behind = |cell: &GridCell, key: &AnnotationKey| {
            Line::Span(SpanLine {
                key: key.clone(),
                kind: LineKind::Behind,
                item: cell.item.clone(),
                act: None,
                speakers: Vec::new(),
                date: None,
            })
        };
        self.lines = cell.iter().flat_map(|cell| cell.keys.iter().map(|key| behind(cell, key))).collect();
    }

    /// The line that is a span nearest to a place.
    pub(super) fn nearest_span(&self, at: usize) -> Option<usize> {
        let is_span = |at: &usize| self.lines.get(*at).is_some_and(|line| line.key().is_some());
        (at..self.lines.len()).find(is_span).or_else(|| (0..at.min(self.lines.len())).rev().find(is_span))
    }

    /// The line that is reached from one by so many spans.
    pub(super) fn step(&self, at: usize, way: Way, by: usize) -> usize {
        let is_span = |at: &usize| self.lines[*at].key().is_some();
        let by = by.saturating_sub(1);
        let reached = match way {
            Way::Next => {
                let mut ahead = (at.saturating_add(1)..self.lines.len()).filter(is_span);
                let last = (0..self.lines.len()).rev().find(is_span);
                ahead.nth(by).or(last)
            }
            Way::Previous => {
                let mut back = (0..at.min(self.lines.len())).rev().filter(is_span);
                let first = (0..self.lines.len()).find(is_span);
                back.nth(by).or(first)
            }
        };
        reached.unwrap_or(at)
    }
}

fn life(positions: Positions<'_>, item: &ItemId, look: &ItemsLook) -> Face {
    let Life { events, undated, silences, claim } = positions.life(item, look.scope, look.by);
    let mut face = Face { told: claim_in_words(&claim), ..Face::default() };
    let span = |bearing: &Bearing, kind: LineKind| {
        Line::Span(SpanLine {
            key: bearing.key.clone(),
            kind,
            item: bearing.item.clone(),
            act: bearing.act,
            speakers: bearing.speakers.clone(),
            date: bearing.date(look.by),
        })
    };
    let mut silences = silences.into_iter().peekable();
    let mut push = |face: &mut Face, event: &crate::analysis::positions::LifeEvent| {
        let date = event.bearing.date(look.by);
        while let Some(silence) = silences
            .next_if(|silence| date.is_some_and(|date| silence.until.is_some_and(|until| until <= date)))
        {
            face.lines.push(Line::Note(silence_in_words(silence.num_days, silence.num_articles, true)));
        }
        if let Some(date) = date {
            face.timeline.push((date, face.lines.len()));
        }
        face.lines.push(span(&event.bearing, LineKind::Event(event.kind, event.through.is_some())));
        for caveat in &event.caveats {
            face.lines.push(Line::Span(SpanLine {
                key: caveat.clone(),
                kind: LineKind::Caveat,
                item: item.clone(),
                act: None,
                speakers: Vec::new(),
                date: None,
            }));
        }
    };
    for event in &events {
        push(&mut face, event);
    }
    if !undated.is_empty() {
        let at = face.lines.len();
        for event in &undated {
            push(&mut face, event);
        }
        face.lines.insert(at, Line::Heading(Heading::Words("Without a date")));
    }
    for silence in silences {
        let note = silence_in_words(silence.num_days, silence.num_articles, silence.until.is_some());
        face.lines.push(Line::Note(note));
    }
    face
}

fn silence_in_words(num_days: i64, num_articles: usize, is_over: bool) -> String {
    let since = if is_over { "" } else { " since" };
    let days = counted(usize::try_from(num_days).unwrap_or_default(), "day");
    format!("Nothing heard of it{since} for {days}, in {}", counted(num_articles, "article"))
}

/// What became of something, in a line.
fn claim_in_words(claim: &ClaimLife) -> String {
    let Some(first) = &claim.first_seen else {
        return "Nobody has said it yet".to_owned();
    };
    let day =
        |date: Option<NaiveDate>| date.map_or_else(|| "without a date".to_owned(), |date| date.to_string());
    let mut parts = vec![format!("First said {}", day(first.date))];
    for (found, did) in [
        (&claim.repeated, "repeated"),
        (&claim.updated, "changed"),
        (&claim.contradicted, "opposed"),
        (&claim.denied, "denied"),
        (&claim.confirmed, "confirmed or accepted"),
    ] {
        if !found.is_empty() {
            parts.push(format!("{did} {} ×", found.len()));
        }
    }
    if !claim.withdrawn_terms.is_empty() {
        parts.push(format!("{} withdrawn", counted(claim.withdrawn_terms.len(), "term")));
    }
    match &claim.dropped {
        Some(Dropped::Withdrawn(sighting)) => parts.push(format!("withdrawn {}", day(sighting.date))),
        Some(Dropped::Silent(since)) => parts.push(format!("not heard of since {since}")),
        None => {}
    }
    parts.join(" · ")
}

fn matrix(positions: Positions<'_>, item: &ItemId, look: &ItemsLook) -> Face {
    let matrix = positions.matrix(item, look.rows, look.by);
    let mut grid = Grid { columns: matrix.columns, rows: Vec::with_capacity(matrix.rows.len()) };
    for row in matrix.rows {
        let cells = row.cells.into_iter().zip(&grid.columns).map(|(cell, item)| {
            let cell = cell?;
            let act = cell.stance.act;
            let (date, tone) = (cell.stance.date, GridTone::of(act));
            Some(GridCell { act: Some(act), date, tone, keys: cell.keys, told: None, item: item.clone() })
        });
        let cells = cells.collect();
        let head = RowHead::Speaker(row.speaker, row.members);
        grid.rows.push(GridRow { head, note: "", cells });
    }
    let voices = counted(grid.rows.len(), "row");
    let told = format!("{voices}, {}", counted(grid.columns.len().saturating_sub(1), "term"));
    Face { told, grid: Some(grid), ..Face::default() }
}

/// The item that one is compared with where none is chosen: what it replaced, or what replaced it.
pub fn usual_other(positions: Positions<'_>, item: &ItemId) -> Option<ItemId> {
    let tree = positions.items;
    tree.predecessors(item).first().or_else(|| tree.successors(item).first()).cloned()
}

fn comparison(positions: Positions<'_>, item: &ItemId, look: &ItemsLook) -> Face {
    let Some(other) = look.other.clone().or_else(|| usual_other(positions, item)) else {
        return Face { told: "Nothing to compare it with is chosen".to_owned(), ..Face::default() };
    };
    // The earlier one stands at the left.
    let is_later = positions.items.predecessors(item).contains(&other);
    let (one, two) = if is_later { (other, item.clone()) } else { (item.clone(), other) };
    let comparison = positions.compare(&one, &two, look.by);
    let cell = |keys: Vec<AnnotationKey>, told: Option<AnnotationKey>, item: Option<&ItemId>| {
        Some(GridCell { act: None, date: None, tone: GridTone::Open, keys, told, item: item?.clone() })
    };
    let ((whole_one, whole_two), (told_one, told_two)) = (comparison.whole, comparison.whole_told);
    let mut rows = vec![GridRow {
        head: RowHead::Whole,
        note: "",
        cells: vec![cell(whole_one, told_one, Some(&one)), cell(whole_two, told_two, Some(&two))],
    }];
    for pair in comparison.terms {
        let TermPair { one, two, change, one_keys, two_keys, one_told, two_told, .. } = pair;
        let cells = vec![cell(one_keys, one_told, one.as_ref()), cell(two_keys, two_told, two.as_ref())];
        let Some(term) = one.or(two) else { continue };
        rows.push(GridRow { head: RowHead::Term(term), note: change.name(), cells });
    }
    let told = crate::analysis::positions::TermChange::ALL
        .iter()
        .map(|change| (change.name(), rows.iter().filter(|row| row.note == change.name()).count()))
        .filter(|(_, num)| *num > 0)
        .map(|(name, num)| format!("{num} {name}"))
        .collect::<Vec<_>>()
        .join(" · ");
    Face { told, grid: Some(Grid { columns: vec![one, two], rows }), ..Face::default() }
}

fn support(positions: Positions<'_>, item: &ItemId, look: &ItemsLook) -> Face {
    let independence = positions.independent(item, look.scope, look.by);
    let num = independence.num_voices();
    let has_terms = look.has_terms() && !positions.items.terms(item).is_empty();
    let it = if has_terms { "it or its terms" } else { "it" };
    let mut face =
        Face { told: format!("{} behind {it}", counted(num, "independent voice")), ..Face::default() };
    let bearings = positions.bearings(item, look.scope, look.by);
    for (at, group) in independence.groups.into_iter().enumerate() {
        face.lines.push(Line::Heading(Heading::Voices(at + 1, group.speakers, group.via)));
        let keys: BTreeSet<&AnnotationKey> = group.keys.iter().collect();
        let mut seen = BTreeSet::new();
        for bearing in bearings.iter().filter(|bearing| keys.contains(&bearing.key)) {
            if !seen.insert(&bearing.key) {
                continue;
            }
            face.lines.push(Line::Span(SpanLine {
                key: bearing.key.clone(),
                kind: LineKind::Behind,
                item: bearing.item.clone(),
                act: bearing.act,
                speakers: bearing.speakers.clone(),
                date: bearing.date(look.by),
            }));
        }
    }
    face
}

impl ItemsLook {
    /// Whether its terms count.
    pub fn has_terms(&self) -> bool {
        self.scope == Scope::WithTerms
    }
}
