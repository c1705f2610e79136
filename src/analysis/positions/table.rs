//! What is known of an item as tables for other programs: one row an annotation, so that every figure can be
//! followed back. Offsets count [`super::words::UNIT`].

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use super::words::{Quotation, UNIT, Words};
use super::{Act, Bearing, DateBy, LifeEvent, Positions, Rows, Scope, TermPair};
use crate::analysis::statistics::table::{Cell, Column, Row, Table};
use crate::model::annotation::AnnotationKey;
use crate::model::id::ItemId;
use crate::model::reader::{CorpusReader, ReadError};

/// What an annotation is written as where one cell names several: `article#annotator#annotation`.
pub fn key_in_words(key: &AnnotationKey) -> String {
    format!("{}#{}#{}", key.article, key.annotator, key.annotation)
}

impl Positions<'_> {
    /// The life of an item: what happened in time, then what has no date; below each its caveats, which have no event
    /// and say in `caveat_of` what they qualify.
    pub fn life_table(
        &self,
        item: &ItemId,
        scope: Scope,
        by: DateBy,
        reader: &dyn CorpusReader,
    ) -> Result<Table, ReadError> {
        let life = self.life(item, scope, by);
        let events: Vec<&LifeEvent> = life.events.iter().chain(&life.undated).collect();
        let keys = events.iter().flat_map(|event| event.caveats.iter().chain([&event.bearing.key]));
        let words = Words::read(*self, keys.cloned(), reader)?;
        let mut table = Table { columns: life_columns(), rows: Vec::new() };
        for event in events {
            let Bearing { key, item, act, .. } = &event.bearing;
            let head = vec![
                of_day(event.bearing.date(by)),
                of_words(event.kind.name()),
                act.map_or(Cell::Nothing, |act| of_words(act.name())),
                of_words(item.as_str()),
                Cell::Words(self.item_name(item)),
            ];
            table.rows.push(row(head, Self::cited(key, &words), Cell::Nothing));
            for caveat in &event.caveats {
                let head =
                    vec![Cell::Nothing, of_words("caveat"), Cell::Nothing, Cell::Nothing, Cell::Nothing];
                let of = Cell::Words(key_in_words(key));
                table.rows.push(row(head, Self::cited(caveat, &words), of));
            }
        }
        Ok(table)
    }

    /// The cells by which an annotation is cited, as `life_columns` names them.
    fn cited(key: &AnnotationKey, words: &Words) -> Vec<Cell> {
        let quotation = words.get(key);
        let text = |of: &dyn Fn(&Quotation) -> String| {
            quotation.map_or(Cell::Nothing, |quotation| Cell::Words(of(quotation)))
        };
        let label = |quotation: &Quotation| quotation.label.to_string();
        let hull = quotation
            .and_then(|quotation| Some((quotation.places.first()?.start, quotation.places.last()?.end)));
        vec![
            quotation.map_or(Cell::Nothing, |quotation| of_day(quotation.published)),
            quotation.map_or(Cell::Nothing, |quotation| of_day(quotation.said_on)),
            text(&|quotation| quotation.speakers.join("; ")),
            text(&|quotation| quotation.via.join("; ")),
            text(&label),
            text(&|quotation| quotation.pieces.join(" … ")),
            of_words(key.article.as_str()),
            text(&|quotation| quotation.title.clone()),
            text(&|quotation| quotation.outlet.clone()),
            of_words(key.annotator.as_str()),
            of_words(key.annotation.as_str()),
            hull.map_or(Cell::Nothing, |(start, _)| Cell::Count(start)),
            hull.map_or(Cell::Nothing, |(_, end)| Cell::Count(end)),
        ]
    }

    /// The position matrix as a long table: one row for each cell that is not empty.
    pub fn matrix_table(&self, item: &ItemId, rows: Rows, by: DateBy) -> Table {
        let matrix = self.matrix(item, rows, by);
        let columns = vec![
            Column::words("voice", "Voice"),
            Column::words("members", "Members"),
            Column::ids("term_id"),
            Column::words("term", "Term"),
            Column::words("act", "Act"),
            Column::words("date", "Date"),
            Column::words("number", "Number"),
            Column::ids("latest"),
            Column::ids("annotations"),
        ];
        let mut table = Table { columns, rows: Vec::new() };
        for line in &matrix.rows {
            for (term, cell) in matrix.columns.iter().zip(&line.cells) {
                let Some(cell) = cell else { continue };
                table.rows.push(plain(vec![
                    Cell::Words(self.speaker_name(&line.speaker)),
                    Cell::Words(self.speaker_names(&line.members)),
                    of_words(term.as_str()),
                    Cell::Words(self.item_name(term)),
                    of_words(cell.stance.act.name()),
                    of_day(cell.stance.date),
                    Cell::Count(cell.keys.len()),
                    Cell::Words(key_in_words(&cell.stance.key)),
                    of_keys(&cell.keys),
                ]));
            }
        }
        table
    }

    /// Two items term by term: one row a term, the items themselves first.
    pub fn comparison_table(
        &self,
        one: &ItemId,
        two: &ItemId,
        by: DateBy,
        reader: &dyn CorpusReader,
    ) -> Result<Table, ReadError> {
        let comparison = self.compare(one, two, by);
        let (on_one, on_two) = comparison.whole;
        let mut pairs = vec![(Some(one.clone()), Some(two.clone()), "", on_one, on_two)];
        pairs.extend(comparison.terms.into_iter().map(|pair| {
            let TermPair { one, two, change, one_keys, two_keys, .. } = pair;
            (one, two, change.name(), one_keys, two_keys)
        }));
        let keys = pairs.iter().flat_map(|(.., one, two)| one.iter().chain(two));
        let words = Words::read(*self, keys.cloned(), reader)?;
        let columns = vec![
            Column::words("change", "What became of it"),
            Column::ids("one_id"),
            Column::words("one", "One"),
            Column::words("one_words", "Words of one"),
            Column::ids("one_annotations"),
            Column::ids("two_id"),
            Column::words("two", "Two"),
            Column::words("two_words", "Words of two"),
            Column::ids("two_annotations"),
        ];
        let mut table = Table { columns, rows: Vec::new() };
        for (one, two, change, one_keys, two_keys) in pairs {
            let mut cells = vec![of_words(change)];
            for (term, keys) in [(one, one_keys), (two, two_keys)] {
                let said: Vec<String> =
                    keys.iter().filter_map(|key| words.get(key)).map(Quotation::one_line).collect();
                cells.push(term.as_ref().map_or(Cell::Nothing, |term| of_words(term.as_str())));
                cells.push(term.as_ref().map_or(Cell::Nothing, |term| Cell::Words(self.item_name(term))));
                cells.push(Cell::Words(said.join(" / ")));
                cells.push(of_keys(&keys));
            }
            table.rows.push(plain(cells));
        }
        Ok(table)
    }

    /// The independent voices: one row a voice, or several that count as one.
    pub fn independence_table(&self, item: &ItemId, scope: Scope, by: DateBy) -> Table {
        let columns = vec![
            Column::words("number", "Number"),
            Column::words("voices", "Voices"),
            Column::words("via", "Via"),
            Column::words("spans", "Spans"),
            Column::ids("annotations"),
        ];
        let mut table = Table { columns, rows: Vec::new() };
        for (at, group) in self.independent(item, scope, by).groups.iter().enumerate() {
            table.rows.push(plain(vec![
                Cell::Count(at + 1),
                Cell::Words(self.speaker_names(&group.speakers)),
                Cell::Words(self.speaker_names(&group.via)),
                Cell::Count(group.keys.len()),
                of_keys(&group.keys),
            ]));
        }
        table
    }

    /// The terms of an item and theirs, with the days of the first and the last span that bears on each.
    pub fn terms_table(&self, item: &ItemId, by: DateBy) -> Table {
        let items = self.items.with_terms(item);
        self.items_table(&items, by)
    }

    /// Items with how many spans bear on them, from when to when; in the order given.
    pub fn items_table(&self, items: &[ItemId], by: DateBy) -> Table {
        let bearings = items.iter().map(|item| (item, self.bearings(item, Scope::Item, by)));
        let bearings: BTreeMap<&ItemId, Vec<Bearing>> = bearings.collect();
        let columns = vec![
            Column::ids("item_id"),
            Column::words("item", "Item"),
            Column::words("kind", "Kind"),
            Column::ids("term_of"),
            Column::words("spans", "Spans"),
            Column::words("first", "First"),
            Column::words("last", "Last"),
            Column::words("latest_act", "Latest act"),
        ];
        let mut table = Table { columns, rows: Vec::new() };
        for item in items {
            let on = bearings.get(item).map_or(&[] as &[Bearing], Vec::as_slice);
            let dates = || on.iter().filter_map(|bearing| bearing.date(by));
            let spans: BTreeSet<&AnnotationKey> = on.iter().map(|bearing| &bearing.key).collect();
            let on: Vec<&Bearing> = on.iter().collect();
            let act: Option<Act> = super::latest(&on, by).and_then(|bearing| bearing.act);
            let kind = self.items.get(item).map(|item| item.kind.name());
            table.rows.push(plain(vec![
                of_words(item.as_str()),
                Cell::Words(self.item_name(item)),
                kind.map_or(Cell::Nothing, of_words),
                self.items.parent(item).map_or(Cell::Nothing, |parent| of_words(parent.as_str())),
                Cell::Count(spans.len()),
                of_day(dates().min()),
                of_day(dates().max()),
                act.map_or(Cell::Nothing, |act| of_words(act.name())),
            ]));
        }
        table
    }
}

fn life_columns() -> Vec<Column> {
    let unit = UNIT.name();
    let mut columns = vec![
        Column::words("date", "Date"),
        Column::words("event", "Event"),
        Column::words("act", "Act"),
        Column::ids("item_id"),
        Column::words("item", "Item"),
        Column::words("published", "Published"),
        Column::words("said_on", "Said on"),
        Column::words("speakers", "Speakers"),
        Column::words("via", "Via"),
        Column::words("label", "Label"),
        Column::words("words", "Words"),
        Column::ids("article"),
        Column::words("title", "Title"),
        Column::words("outlet", "Outlet"),
        Column::words("annotator", "Annotator"),
        Column::ids("annotation"),
    ];
    columns.extend([
        Column::ids(&format!("start_{unit}")),
        Column::ids(&format!("end_{unit}")),
        Column::ids("caveat_of"),
    ]);
    columns
}

fn row(mut head: Vec<Cell>, cited: Vec<Cell>, caveat_of: Cell) -> Row {
    head.extend(cited);
    head.push(caveat_of);
    plain(head)
}

fn plain(cells: Vec<Cell>) -> Row {
    Row { cells, behind: None, label: None }
}

fn of_words(words: &str) -> Cell {
    Cell::Words(words.to_owned())
}

fn of_day(day: Option<NaiveDate>) -> Cell {
    day.map_or(Cell::Nothing, |day| Cell::Words(day.to_string()))
}

fn of_keys(keys: &[AnnotationKey]) -> Cell {
    Cell::Words(keys.iter().map(key_in_words).collect::<Vec<_>>().join("; "))
}
