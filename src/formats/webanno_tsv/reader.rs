//! WebAnno TSV as a CAS: the text is put together from its sentences, annotations from the rows they stand in.

use std::collections::BTreeMap;

use super::columns::{Column, Header, Kind};
use super::escapes::{bracketed, split, unescape_value};
use super::text::TextBuilder;
use crate::formats::cas::{Cas, FIRST_VIEW, SOFA, Structure, Value, name};
use crate::formats::reading::Reading;
use crate::formats::report::{Effect, What};

/// The number of the text.
const TEXT: i64 = 1;
/// How many annotations of a layer may be stacked on a row. Real ones have a handful.
const MAX_STACK: usize = 1000;
/// A reference to nothing that is there.
const NOWHERE: i64 = -1;

/// Annotations of a row by layer, as they are stacked.
type Stacks = BTreeMap<usize, Vec<i64>>;

/// A row: its name and where it stands.
#[derive(Clone)]
struct Row {
    name: String,
    begin: usize,
    end: usize,
}

/// What can be resolved only when every row was read.
enum Deferred {
    /// Where the links of a feature lead to.
    Targets { from: i64, feature: String, cell: String, base: String },
    /// The ends of a relation: where it comes from, with marks, and the row it stands in.
    Ends { relation: i64, base: String, source: String, marks: String, row: String },
}

/// A file that is being read.
struct Document<'d, 'r> {
    reading: &'d mut Reading<'r>,
    header: Header,
    cas: Cas,
    last: i64,
    text: TextBuilder,
    rows: BTreeMap<String, Stacks>,
    marked: BTreeMap<u64, i64>,
    chains: BTreeMap<(u64, u64), i64>,
    deferred: Vec<Deferred>,
}

/// Reads a file; none if it is none of this format. What can't be read is told.
pub fn read(text: &str, reading: &mut Reading<'_>) -> Option<Cas> {
    let mut header = Header::default();
    let mut lines = text.split('\n').map(|line| line.strip_suffix('\r').unwrap_or(line)).zip(1..);
    if !lines.next().is_some_and(|(first, _)| header.take_format(first)) {
        reading.report.num_in.articles += 1;
        reading.tell(Effect::LeftOut, "file left out", "its first line is not that of WebAnno TSV 3");
        return None;
    }
    let mut document = Document {
        reading,
        header,
        cas: Cas::default(),
        last: TEXT,
        text: TextBuilder::default(),
        rows: BTreeMap::new(),
        marked: BTreeMap::new(),
        chains: BTreeMap::new(),
        deferred: Vec::new(),
    };
    for (line, number) in lines {
        document.reading.here.line = Some(number);
        if let Some(part) = line.strip_prefix("#Text=") {
            document.text.take_line(part, document.header.is_old);
        } else if line.starts_with('#') {
            document.header.take_layer(line, document.reading);
        } else if line.is_empty() {
            document.text.flush(document.reading);
        } else {
            document.take_row(line);
        }
    }
    document.text.flush(document.reading);
    if document.rows.is_empty() {
        document.reading.report.num_in.articles += 1;
        document.tell(Effect::LeftOut, "file left out", "there is no token in it");
        return None;
    }
    Some(document.end())
}

impl Document<'_, '_> {
    fn tell(&mut self, effect: Effect, what: impl Into<What>, why: impl ToString) {
        self.reading.tell(effect, what, why);
    }

    fn take_row(&mut self, line: &str) {
        let fields: Vec<&str> = line.split('\t').collect();
        let num_columns = self.header.columns.len();
        let place = fields.get(1).and_then(|place| place.split_once('-'));
        let place = place.and_then(|(begin, end)| Some((begin.parse().ok()?, end.parse().ok()?)));
        let (Some((begin, end)), true) = (place, fields.len() >= num_columns + 3) else {
            let why = format!("it has no offsets, or not {num_columns} cells after them");
            return self.tell(Effect::LeftOut, "row left out", why);
        };
        let (begin, end) = self.text.place((begin, end), fields[2], self.header.is_old, self.reading);
        let row = Row { name: fields[0].to_owned(), begin, end };
        if self.rows.contains_key(&row.name) {
            let what = format!("second row {} left out", row.name);
            return self.tell(Effect::LeftOut, what, "the file has one of that name already");
        }
        self.rows.insert(row.name.clone(), Stacks::new());
        let columns = std::mem::take(&mut self.header.columns);
        for (column, cell) in columns.iter().zip(&fields[3..]) {
            self.take_cell(column, &row, cell);
        }
        self.header.columns = columns;
    }

    fn take_cell(&mut self, column: &Column, row: &Row, cell: &str) {
        if cell.is_empty() {
            let what = format!("a cell of row {} is empty", row.name);
            return self.tell(Effect::LeftOut, what, "what is nothing is written as _");
        }
        if cell == "_" {
            return;
        }
        let values = split(cell, '|');
        if values.len() > MAX_STACK {
            let what = format!("{} annotations of row {} left out", values.len() - MAX_STACK, row.name);
            self.tell(Effect::LeftOut, what, format!("a row holds at most {MAX_STACK} of a layer"));
        }
        for (idx, value) in values.into_iter().enumerate().take(MAX_STACK) {
            match &column.kind {
                Kind::SlotTarget(base) => {
                    if let Some(from) = self.annotation(column.layer, row, idx, None) {
                        let (feature, cell, base) = (column.feature.clone(), value.to_owned(), base.clone());
                        self.deferred.push(Deferred::Targets { from, feature, cell, base });
                    }
                }
                Kind::Source(base) => self.take_source(column, base, row, idx, value),
                Kind::ChainLink => self.take_chain_link(column, row, idx, value),
                _ => {
                    let (value, mark) = bracketed(value);
                    let mark = mark.and_then(|mark| mark.parse().ok());
                    let is_chain = column.kind == Kind::ChainElement;
                    let mark = mark.filter(|_| !is_chain);
                    if let Some(number) = self.annotation(column.layer, row, idx, mark) {
                        self.set_value(number, column, value);
                    }
                }
            }
        }
    }

    /// The annotation at that place of the stack; a new one, or one of an earlier row that has the same mark.
    fn annotation(&mut self, layer: usize, row: &Row, idx: usize, mark: Option<u64>) -> Option<i64> {
        let type_name = name(&self.header.layers.get(layer)?.type_name);
        let stack = self.rows.entry(row.name.clone()).or_default().entry(layer).or_default();
        if let Some(number) = stack.get(idx) {
            return Some(*number);
        }
        let known = mark.and_then(|mark| self.marked.get(&mark)).copied();
        let known = known.filter(|number| !stack.contains(number));
        if let Some(number) = known {
            let structure = self.cas.structures.get_mut(&number).filter(|other| other.type_name == type_name);
            if let Some(structure) = structure {
                structure.features.insert("end".into(), Value::Whole(row.end));
                stack.push(number);
                return Some(number);
            }
        }
        self.last += 1;
        let structure = Structure { type_name, line: 1, ..Structure::default() }
            .with("begin", Value::Whole(row.begin))
            .with("end", Value::Whole(row.end));
        self.cas.structures.insert(self.last, structure);
        stack.push(self.last);
        if let Some(mark) = mark {
            self.marked.insert(mark, self.last);
        }
        Some(self.last)
    }

    fn set_value(&mut self, number: i64, column: &Column, value: &str) {
        let Some(structure) = self.cas.structures.get_mut(&number) else { return };
        match &column.kind {
            Kind::Primitive | Kind::ChainElement if value != "*" => {
                structure.features.insert(column.feature.clone().into(), Value::Text(unescape_value(value)));
            }
            // Every row of an annotation repeats its links.
            Kind::SlotRole(link_type)
                if value != "_" && !structure.features.contains_key(column.feature.as_str()) =>
            {
                let mut links = Vec::new();
                for role in split(value, ';') {
                    let role = if role == "*" { String::new() } else { unescape_value(role) };
                    self.last += 1;
                    links.push(self.last);
                    let link = Structure::of(link_type.clone()).with_text("role", &role);
                    self.cas.structures.insert(self.last, link.with("target", Value::Ref(NOWHERE)));
                }
                if let Some(structure) = self.cas.structures.get_mut(&number) {
                    structure.features.insert(column.feature.clone().into(), Value::Refs(links));
                }
            }
            _ => {}
        }
    }

    fn take_source(&mut self, column: &Column, base: &str, row: &Row, idx: usize, value: &str) {
        let (source, marks) = bracketed(value);
        if let Some(relation) = self.annotation(column.layer, row, idx, None) {
            self.deferred.push(Deferred::Ends {
                relation,
                base: base.to_owned(),
                source: source.to_owned(),
                marks: marks.unwrap_or_default().to_owned(),
                row: row.name.clone(),
            });
        }
    }

    /// A link of a chain: `relation->CHAIN-ELEMENT`. Rows with the same end are one element.
    fn take_chain_link(&mut self, column: &Column, row: &Row, idx: usize, value: &str) {
        let told = value.rsplit_once("->").and_then(|(relation, place)| {
            let (chain, element) = place.split_once('-')?;
            Some((relation, (chain.parse().ok()?, element.parse().ok()?)))
        });
        let Some((relation, place)) = told else {
            return self.tell(
                Effect::LeftOut,
                "link of a chain left out",
                format!("“{value}” names no element"),
            );
        };
        let Some(number) = self.annotation(column.layer, row, idx, None) else { return };
        if let Some(first) = self.chains.get(&place).copied() {
            // The rest of an element that began in an earlier row.
            self.cas.structures.remove(&number);
            if let Some(stack) = self.rows.get_mut(&row.name).and_then(|stacks| stacks.get_mut(&column.layer))
            {
                stack.iter_mut().filter(|other| **other == number).for_each(|other| *other = first);
            }
            if let Some(first) = self.cas.structures.get_mut(&first) {
                first.features.insert("end".into(), Value::Whole(row.end));
            }
            return;
        }
        self.chains.insert(place, number);
        self.set_value(number, &Column { kind: Kind::Primitive, ..column.clone() }, relation);
    }

    /// The annotation that a reference means: by its mark, or the first of a row that is of the type.
    fn resolve(&self, base: &str, row: &str, mark: Option<u64>) -> Option<i64> {
        if let Some(mark) = mark.filter(|mark| *mark > 0) {
            return self.marked.get(&mark).copied();
        }
        let stacks = self.rows.get(row)?;
        let layer_of = |layer: &usize| self.header.layers.get(*layer);
        let of_type = stacks.iter().find(|(layer, stack)| {
            !stack.is_empty() && layer_of(layer).is_some_and(|layer| layer.type_name == base)
        });
        let any = || {
            let mut spans =
                stacks.iter().filter(|(layer, _)| layer_of(layer).is_some_and(|layer| !layer.is_relation));
            spans.find(|(_, stack)| !stack.is_empty())
        };
        of_type.or_else(any).and_then(|(_, stack)| stack.first().copied())
    }

    fn settle(&mut self, deferred: Deferred) {
        match deferred {
            Deferred::Targets { from, feature, cell, base } => {
                let Some(structure) = self.cas.structures.get(&from) else { return };
                let Some(Value::Refs(links)) = structure.features.get(feature.as_str()).cloned() else {
                    return;
                };
                for (link, target) in links.iter().zip(split(&cell, ';')) {
                    let (row, mark) = bracketed(target);
                    let target = self.resolve(&base, row, mark.and_then(|mark| mark.parse().ok()));
                    if let (Some(link), Some(target)) = (self.cas.structures.get_mut(link), target) {
                        link.features.insert("target".into(), Value::Ref(target));
                    }
                }
            }
            Deferred::Ends { relation, base, source, marks, row } => {
                let (from, to) = marks.split_once('_').unwrap_or_default();
                let from = self.resolve(&base, &source, from.parse().ok()).unwrap_or(NOWHERE);
                let to = self.resolve(&base, &row, to.parse().ok()).unwrap_or(NOWHERE);
                if let Some(structure) = self.cas.structures.get_mut(&relation) {
                    structure.features.insert("Governor".into(), Value::Ref(from));
                    structure.features.insert("Dependent".into(), Value::Ref(to));
                }
            }
        }
    }

    fn end(mut self) -> Cas {
        let text = std::mem::take(&mut self.text).end(self.reading);
        for deferred in std::mem::take(&mut self.deferred) {
            self.settle(deferred);
        }
        let elements: Vec<((u64, u64), i64)> = std::mem::take(&mut self.chains).into_iter().collect();
        for pair in elements.windows(2) {
            let (((chain, _), from), ((other, _), to)) = (pair[0], pair[1]);
            if let Some(structure) = self.cas.structures.get_mut(&from).filter(|_| chain == other) {
                structure.features.insert("next".into(), Value::Ref(to));
            }
        }
        let sofa = Structure::of(SOFA)
            .with("sofaID", Value::Text(FIRST_VIEW.to_owned()))
            .with("sofaString", Value::Text(text));
        self.cas.structures.insert(TEXT, sofa);
        self.cas
    }
}
