//! An article as WebAnno TSV.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};

use super::escapes::{escape_text, escape_value};
use super::name_here;
use crate::formats::FormatError;
use crate::formats::cas::types::{PARTS, RELATION, SPAN};
use crate::formats::cas::writing::{cas_without_tokens, sentences_of, tokens_of};
use crate::formats::cas::{Cas, Structure, Value};
use crate::formats::interchange::lines::{ArticleLine, Span};
use crate::model::tagset::Tagset;
use crate::model::text::language::Language;
use crate::model::text::units::{Unit, UnitMap};

/// Features that stand in no column: the place is that of the tokens.
const PLACE: [&str; 3] = ["begin", "end", "sofa"];

/// A sentence with its tokens.
struct Sentence<'t> {
    /// Its text, with what follows up to what readers put there themselves.
    text: &'t str,
    tokens: Vec<(Span, &'t str)>,
}

/// A row that is more than a token, or a token: which token, whether a part of it, where it begins and ends.
type RowKey = (usize, bool, usize, Reverse<usize>);

/// The layers of a file with their features, in the order of their columns.
type Layers<'c> = Vec<(&'c str, Vec<&'c str>)>;

/// Everything that rows are made from.
struct Table<'c> {
    cas: &'c Cas,
    layers: Layers<'c>,
    /// Annotations by row and layer.
    rows: BTreeMap<RowKey, BTreeMap<&'c str, Vec<i64>>>,
    /// The name of the first row of each annotation.
    first_rows: BTreeMap<i64, String>,
    /// The numbers of annotations that can't be told by their row alone.
    marks: BTreeMap<i64, usize>,
    /// Relations by the row that they lead to.
    relations: BTreeMap<RowKey, Vec<i64>>,
    /// The cells of a row that nothing stands in.
    empty_cells: Vec<u8>,
}

/// Writes the file of an article.
pub fn write_article(
    line: &ArticleLine,
    language: Language,
    tagset: &Tagset,
    file: &mut dyn Write,
    name: &str,
) -> Result<(), FormatError> {
    let text = line.text.as_deref().unwrap_or_default();
    let cas = cas_without_tokens(line, tagset);
    let sentences = cut(text, language);
    Table::of(&cas, &sentences)
        .and_then(|table| write_lines(&table, &sentences, file))
        .map_err(|source| FormatError::Write { name: name.to_owned(), source })
}

/// Cuts a text into sentences, by the rules of its language, and tokens. A text of white space is one token.
fn cut(text: &str, language: Language) -> Vec<Sentence<'_>> {
    let map = UnitMap::new(text, Unit::Utf16);
    let ranges = sentences_of(text, language);
    if ranges.is_empty() {
        return vec![Sentence { text, tokens: vec![((0, map.num_units()), text)] }];
    }
    let mut sentences = Vec::with_capacity(ranges.len());
    for (idx, range) in ranges.iter().enumerate() {
        let next = ranges.get(idx + 1).map(|next| next.start());
        let gap = &text[range.end()..next.unwrap_or(text.len())];
        // A reader puts a line end there and spaces; all else must go with the sentence.
        let kept = match gap.trim_end_matches(' ').strip_suffix('\n') {
            Some(before) if next.is_some() => before.len(),
            _ => gap.len(),
        };
        let tokens = tokens_of(text, *range)
            .filter_map(|token| Some((map.range_from_bytes(token)?, &text[token.start()..token.end()])));
        sentences.push(Sentence { text: &text[range.start()..range.end() + kept], tokens: tokens.collect() });
    }
    sentences
}

impl<'c> Table<'c> {
    fn of(cas: &'c Cas, sentences: &[Sentence<'_>]) -> io::Result<Self> {
        let tokens: Vec<Span> =
            sentences.iter().flat_map(|sentence| sentence.tokens.iter().map(|(place, _)| *place)).collect();
        let mut table = Self {
            cas,
            layers: layers_of(cas),
            rows: BTreeMap::new(),
            first_rows: BTreeMap::new(),
            marks: BTreeMap::new(),
            relations: BTreeMap::new(),
            empty_cells: Vec::new(),
        };
        let mut first_keys: BTreeMap<i64, RowKey> = BTreeMap::new();
        let mut is_spread: BTreeSet<i64> = BTreeSet::new();
        for (number, structure) in &cas.structures {
            let Some((begin, end)) = structure.place().filter(|_| is_span(&structure.type_name)) else {
                continue;
            };
            for (idx, (from, to)) in tokens_within(&tokens, begin, end) {
                let (from_here, to_here) = (begin.max(from), end.min(to));
                let key = (idx, (from, to) != (from_here, to_here), from_here, Reverse(to_here));
                table.rows.entry(key).or_default().entry(&structure.type_name).or_default().push(*number);
                match first_keys.get(number) {
                    None => {
                        first_keys.insert(*number, key);
                    }
                    Some(_) => {
                        is_spread.insert(*number);
                    }
                }
            }
        }
        for (number, structure) in cas.structures.iter().filter(|(_, other)| other.type_name == RELATION) {
            let key = structure.reference("Dependent").and_then(|to| first_keys.get(&to));
            if let Some(key) = key {
                table.relations.entry(*key).or_default().push(*number);
            }
        }
        for list in table.rows.values().flat_map(BTreeMap::values) {
            for number in list {
                if list.len() > 1 || is_spread.contains(number) {
                    let next = table.marks.len() + 1;
                    table.marks.entry(*number).or_insert(next);
                }
            }
        }
        table.name_rows(sentences, &first_keys);
        let mut empty_cells = Vec::new();
        table.write_cells(None, &mut empty_cells)?;
        table.empty_cells = empty_cells;
        Ok(table)
    }

    /// Finds the names of the rows that annotations begin in.
    fn name_rows(&mut self, sentences: &[Sentence<'_>], first_keys: &BTreeMap<i64, RowKey>) {
        let mut names: BTreeMap<RowKey, String> = BTreeMap::new();
        let mut idx = 0;
        for (sentence, told) in sentences.iter().enumerate() {
            for token in 0..told.tokens.len() {
                let mut part = 0;
                for key in self.rows_of(idx) {
                    if key.1 {
                        part += 1;
                    }
                    names.insert(key, row_name(sentence, token, part));
                }
                idx += 1;
            }
        }
        let names = first_keys.iter().filter_map(|(number, key)| Some((*number, names.get(key)?.clone())));
        self.first_rows = names.collect();
    }

    /// The rows of a token that have annotations.
    fn rows_of(&self, token: usize) -> Vec<RowKey> {
        let (from, to) = ((token, false, 0, Reverse(usize::MAX)), (token + 1, false, 0, Reverse(usize::MAX)));
        self.rows.range(from..to).map(|(key, _)| *key).collect()
    }

    fn mark(&self, number: i64) -> String {
        self.marks.get(&number).map(|mark| format!("[{mark}]")).unwrap_or_default()
    }

    /// Where an annotation stands, for references.
    fn reference(&self, number: i64) -> String {
        self.first_rows.get(&number).cloned().unwrap_or_else(|| "*".to_owned())
    }

    /// The cells of a row after the first three.
    fn write_cells(&self, key: Option<&RowKey>, file: &mut dyn Write) -> io::Result<()> {
        let row = key.and_then(|key| self.rows.get(key));
        let none = Vec::new();
        for (type_name, features) in &self.layers {
            let is_relation = *type_name == RELATION;
            let here = if is_relation {
                key.and_then(|key| self.relations.get(key))
            } else {
                row.and_then(|row| row.get(type_name))
            };
            let here = here.unwrap_or(&none);
            let structures: Vec<(i64, &Structure)> =
                here.iter().filter_map(|number| Some((*number, self.cas.structures.get(number)?))).collect();
            if features.is_empty() {
                write_cell(file, structures.iter().map(|(number, _)| format!("*{}", self.mark(*number))))?;
            }
            for feature in features {
                if PARTS.iter().any(|(part, ..)| part == feature) {
                    write_cell(
                        file,
                        structures.iter().map(|(number, from)| self.roles(*number, from, feature)),
                    )?;
                    write_cell(file, structures.iter().map(|(_, from)| self.targets(from, feature)))?;
                } else {
                    let mark = |number| if is_relation { String::new() } else { self.mark(number) };
                    let cell = |(number, from): &(i64, &Structure)| {
                        format!("{}{}", value_of(from, feature), mark(*number))
                    };
                    write_cell(file, structures.iter().map(cell))?;
                }
            }
            if is_relation {
                write_cell(file, structures.iter().map(|(_, relation)| self.source(relation)))?;
            }
        }
        writeln!(file)
    }

    fn links(&self, from: &Structure, feature: &str) -> Vec<&Structure> {
        let links = self.cas.targets(from, feature);
        links.iter().filter_map(|link| self.cas.structures.get(link)).collect()
    }

    fn roles(&self, number: i64, from: &Structure, feature: &str) -> String {
        let links = self.links(from, feature);
        let roles: Vec<String> = links.iter().map(|link| escape_value(link.text("role"))).collect();
        let roles = if roles.is_empty() { "_".to_owned() } else { roles.join(";") };
        format!("{roles}{}", self.mark(number))
    }

    fn targets(&self, from: &Structure, feature: &str) -> String {
        let targets = self.links(from, feature).into_iter().filter_map(|link| link.reference("target"));
        let targets: Vec<String> =
            targets.map(|target| format!("{}{}", self.reference(target), self.mark(target))).collect();
        if targets.is_empty() { "*".to_owned() } else { targets.join(";") }
    }

    /// Where a relation comes from; both ends are told apart where one of them must be.
    fn source(&self, relation: &Structure) -> String {
        let ends = ["Governor", "Dependent"].map(|end| relation.reference(end).unwrap_or_default());
        let marks = ends.map(|end| self.marks.get(&end).copied().unwrap_or(0));
        let place = self.reference(ends[0]);
        if marks == [0, 0] { place } else { format!("{place}[{}_{}]", marks[0], marks[1]) }
    }
}

fn is_span(type_name: &str) -> bool {
    type_name == SPAN || PARTS.iter().any(|(_, part, _)| *part == type_name)
}

/// The layers that a CAS has something of, with the features it uses; labels come first.
fn layers_of(cas: &Cas) -> Layers<'_> {
    let mut features: BTreeMap<&str, BTreeSet<(bool, &str)>> = BTreeMap::new();
    for structure in cas.structures.values() {
        let type_name = &*structure.type_name;
        if !is_span(type_name) && type_name != RELATION {
            continue;
        }
        let here = features.entry(type_name).or_default();
        let values = structure.features.iter().filter(|(name, value)| {
            !PLACE.contains(&&***name) && !matches!(value, Value::Ref(_)) && !is_default(name, value)
        });
        here.extend(values.map(|(name, _)| (name != "label", &**name)));
    }
    let mut layers: Layers<'_> = Vec::new();
    for (type_name, features) in features {
        layers.push((type_name, features.into_iter().map(|(_, name)| name).collect()));
    }
    // What people look for comes first; relations must come last.
    layers.sort_by_key(|(type_name, _)| (*type_name == RELATION, *type_name != SPAN));
    layers
}

/// Whether a value says no more than its absence.
fn is_default(feature: &str, value: &Value) -> bool {
    feature == "certainty" && *value == Value::Text("sure".to_owned())
}

/// The tokens that a place reaches into.
fn tokens_within(tokens: &[Span], begin: usize, end: usize) -> impl Iterator<Item = (usize, Span)> {
    let first = tokens.partition_point(|(_, to)| *to <= begin);
    let within = tokens.iter().enumerate().skip(first).take_while(move |(_, (from, _))| *from < end);
    within.map(|(idx, token)| (idx, *token))
}

fn row_name(sentence: usize, token: usize, part: usize) -> String {
    let part = if part == 0 { String::new() } else { format!(".{part}") };
    format!("{}-{}{part}", sentence + 1, token + 1)
}

fn value_of(structure: &Structure, feature: &str) -> String {
    match structure.features.get(feature) {
        Some(value) if is_default(feature, value) => "*".to_owned(),
        Some(Value::Text(text)) => escape_value(text),
        Some(Value::Texts(texts)) => texts.first().map_or_else(|| "*".to_owned(), |text| escape_value(text)),
        Some(Value::Flag(flag)) => flag.to_string(),
        _ => "*".to_owned(),
    }
}

fn write_cell(file: &mut dyn Write, values: impl Iterator<Item = String>) -> io::Result<()> {
    let values: Vec<String> = values.collect();
    if values.is_empty() { write!(file, "_\t") } else { write!(file, "{}\t", values.join("|")) }
}

fn write_lines(table: &Table<'_>, sentences: &[Sentence<'_>], file: &mut dyn Write) -> io::Result<()> {
    writeln!(file, "#FORMAT=WebAnno TSV 3.3")?;
    for (type_name, features) in &table.layers {
        let start = if *type_name == RELATION { "#T_RL" } else { "#T_SP" };
        write!(file, "{start}={}", name_here(type_name))?;
        for feature in features {
            match PARTS.iter().find(|(part, ..)| part == feature) {
                Some((_, part, link)) => {
                    let (host, link, part) = (name_here(type_name), name_here(link), name_here(part));
                    write!(file, "|ROLE_{host}:{feature}_{link}|{part}")?;
                }
                None => write!(file, "|{feature}")?,
            }
        }
        if *type_name == RELATION {
            write!(file, "|BT_{}", name_here(SPAN))?;
        } else if features.is_empty() {
            write!(file, "|")?;
        }
        writeln!(file)?;
    }
    write!(file, "\n\n")?;
    let mut idx = 0;
    for (sentence, Sentence { text, tokens }) in sentences.iter().enumerate() {
        if sentence > 0 {
            writeln!(file)?;
        }
        for line in text.split('\n') {
            writeln!(file, "#Text={}", escape_text(line))?;
        }
        for (token, ((begin, end), form)) in tokens.iter().enumerate() {
            let rows = table.rows_of(idx);
            let whole = rows.iter().find(|key| !key.1);
            write!(file, "{}\t{begin}-{end}\t{}\t", row_name(sentence, token, 0), escape_text(form))?;
            match whole {
                Some(_) => table.write_cells(whole, file)?,
                None => file.write_all(&table.empty_cells)?,
            }
            let parts = rows.iter().filter(|key| key.1).zip(1..);
            for (key, part) in parts {
                let (from, Reverse(to)) = (key.2, key.3);
                write!(
                    file,
                    "{}\t{from}-{to}\t{}\t",
                    row_name(sentence, token, part),
                    part_of(form, *begin, from, to)
                )?;
                table.write_cells(Some(key), file)?;
            }
            idx += 1;
        }
    }
    Ok(())
}

/// The part of a token that begins and ends at UTF-16 offsets into the text.
fn part_of(form: &str, begin: usize, from: usize, to: usize) -> String {
    let map = UnitMap::new(form, Unit::Utf16);
    let part = map.to_byte(from - begin).zip(map.to_byte(to - begin));
    escape_text(part.and_then(|(from, to)| form.get(from..to)).unwrap_or_default())
}
