//! What the lines of articles say, as rows of the tables.

use serde_json::{Map, Value};

use crate::formats::columnar::Cell;
use crate::formats::columnar::lines::{Spans, hull, members, metadata_cells, origin_cells, texts};
use crate::formats::interchange::lines::{
    AnnotationLine, ArticleLine, CoverageLine, DecisionLine, ProvenanceLine, RelationLine, VoiceLine,
};
use crate::formats::parts::value_words;
use crate::formats::recipe::Texts;
use crate::model::tagset::Tagset;

/// What rows need to know of the whole corpus.
pub struct Source<'s> {
    /// The types of attributes.
    pub tagset: &'s Tagset,
    /// Whether the words of articles stand in the rows.
    pub texts: Texts,
}

/// The row of an article.
pub fn articles(source: &Source<'_>, line: &ArticleLine) -> Vec<Vec<Cell>> {
    let spans = Spans::of(line, source.texts);
    let blocks = line.blocks.iter().map(|block| {
        let [start, end, start_byte, end_byte, _] = spans.cells((block.start, block.end));
        Cell::Struct(vec![Cell::words(&block.kind), start, end, start_byte, end_byte])
    });
    let mut row = vec![
        Cell::words(&line.id),
        spans.whole(),
        Cell::count(spans.num_code_points()),
        Cell::count(spans.text.len()),
        Cell::words(&line.text_sha256),
    ];
    row.extend(metadata_cells(line));
    row.extend([Cell::List(blocks.collect()), line.provenance.as_ref().map_or(Cell::Null, provenance)]);
    vec![row]
}

fn provenance(line: &ProvenanceLine) -> Cell {
    Cell::Struct(vec![
        Cell::text(&line.original_name),
        Cell::text(&line.original_sha256),
        Cell::text(&line.media_type),
        Cell::text(&line.reader),
        Cell::text(&line.part),
        Cell::text(&line.encoding),
        Cell::Flag(line.byte_order_mark),
        Cell::text(&line.line_ends),
        Cell::count(line.undecodable),
        Cell::time(&line.added),
        Cell::text(&line.copy_of),
    ])
}

/// A row an annotation.
pub fn annotations(source: &Source<'_>, line: &ArticleLine) -> Vec<Vec<Cell>> {
    let spans = Spans::of(line, source.texts);
    line.annotations.iter().map(|annotation| annotation_row(source, line, &spans, annotation)).collect()
}

fn annotation_row(
    source: &Source<'_>,
    article: &ArticleLine,
    spans: &Spans<'_>,
    line: &AnnotationLine,
) -> Vec<Cell> {
    let items =
        line.items.iter().map(|item| Cell::Struct(vec![Cell::words(&item.id), Cell::text(&item.act)]));
    let attributes = line.attributes.iter().map(|(name, value)| attribute(source, name, value));
    let corrects = line.corrects.as_ref();
    let mut row = key(article, &line.annotator, &line.id);
    row.push(Cell::words(&line.label));
    row.extend(spans.cells(hull(&line.fragments)));
    row.extend([
        Cell::count(line.fragments.len()),
        spans.list(&line.fragments),
        Cell::text(&line.speaker),
        Cell::List(line.voices.iter().map(voice).collect()),
        Cell::Flag(line.inherited),
        spans.list(&line.source),
        spans.list(&line.cue),
        Cell::List(attributes.collect()),
        Cell::List(items.collect()),
        Cell::text(&line.certainty),
        corrects.map_or(Cell::Null, |on| Cell::text(&on.annotator)),
        corrects.map_or(Cell::Null, |on| Cell::text(&on.annotation)),
    ]);
    row.extend(origin_cells([&line.note, &line.origin, &line.created, &line.changed, &line.foreign_id]));
    row
}

fn key(article: &ArticleLine, annotator: &str, id: &str) -> Vec<Cell> {
    vec![Cell::words(&article.id), Cell::text(annotator), Cell::words(id)]
}

fn voice(line: &VoiceLine) -> Cell {
    let VoiceLine { role, id, name, kind, affiliation, place: _, unknown: _ } = line;
    Cell::Struct([role, id, name, kind, affiliation].into_iter().map(|text| Cell::text(text)).collect())
}

fn attribute(source: &Source<'_>, name: &str, value: &Value) -> Cell {
    let declared = source.tagset.attributes.values().find(|attribute| attribute.id.as_str() == name);
    let stated = value.as_object().filter(|object| object.len() == 2);
    let stated = stated.and_then(|object| Some((object.get("type")?.as_str()?, object.get("value")?)));
    let declared = declared.map_or("text", |attribute| attribute.kind.name());
    let (kind, value) = stated.unwrap_or((declared, value));
    let party = value.as_object().filter(|_| kind == "party");
    let of_party = |field: &str| {
        let text = party.and_then(|party: &Map<String, Value>| party.get(field)?.as_str());
        text.map_or(Cell::Null, Cell::text)
    };
    let words = match party {
        Some(party) => party.get("name").and_then(Value::as_str).unwrap_or_default().to_owned(),
        None => value_words(value),
    };
    let choices = match (kind, value) {
        ("choice", Value::String(choice)) => vec![Cell::words(choice)],
        ("choices", Value::Array(choices)) => {
            choices.iter().map(|choice| Cell::Text(value_words(choice))).collect()
        }
        _ => Vec::new(),
    };
    Cell::Struct(vec![
        Cell::words(name),
        Cell::words(kind),
        Cell::Text(words),
        value.as_bool().map_or(Cell::Null, Cell::Flag),
        value.as_f64().map_or(Cell::Null, Cell::Number),
        value.as_str().filter(|_| kind == "date").map_or(Cell::Null, Cell::day),
        Cell::List(choices),
        of_party("id"),
        of_party("kind"),
    ])
}

/// A row a fragment.
pub fn fragments(source: &Source<'_>, line: &ArticleLine) -> Vec<Vec<Cell>> {
    let spans = Spans::of(line, source.texts);
    let mut rows = Vec::new();
    for annotation in &line.annotations {
        for (number, span) in annotation.fragments.iter().enumerate() {
            let mut row = key(line, &annotation.annotator, &annotation.id);
            row.extend([Cell::words(&annotation.label), Cell::count(number)]);
            row.extend(spans.cells(*span));
            rows.push(row);
        }
    }
    rows
}

/// A row a relation.
pub fn relations(_: &Source<'_>, line: &ArticleLine) -> Vec<Vec<Cell>> {
    let row = |relation: &RelationLine| {
        let mut row = key(line, &relation.annotator, &relation.id);
        row.push(Cell::words(&relation.relation_type));
        row.push(members(relation, &line.id));
        let RelationLine { note, origin: from, created, changed, foreign_id, .. } = relation;
        row.extend(origin_cells([note, from, created, changed, foreign_id]));
        row
    };
    line.relations.iter().map(row).collect()
}

/// A row a decision.
pub fn decisions(_: &Source<'_>, line: &ArticleLine) -> Vec<Vec<Cell>> {
    let on_lines = line.annotations.iter().flat_map(|annotation| {
        annotation
            .decisions
            .iter()
            .map(|decision| (annotation.annotator.as_str(), annotation.id.as_str(), decision))
    });
    let others = line.decisions.iter().map(|decision| {
        let on = decision.on.as_ref();
        let annotator = on.map_or("", |on| on.annotator.as_str());
        (annotator, on.map_or("", |on| on.annotation.as_str()), decision)
    });
    let row = |(annotator, id, decision): (&str, &str, &DecisionLine)| {
        let DecisionLine { on: _, annotator: reviewer, verdict, reason, note, seen, at, unknown: _ } =
            decision;
        let mut row = key(line, annotator, id);
        row.extend([Cell::text(reviewer), Cell::words(verdict), Cell::text(reason), Cell::text(note)]);
        row.extend([Cell::text(seen), Cell::time(at)]);
        row
    };
    on_lines.chain(others).map(row).collect()
}

/// A row an annotator's state.
pub fn states(source: &Source<'_>, line: &ArticleLine) -> Vec<Vec<Cell>> {
    let spans = Spans::of(line, source.texts);
    let covered = |coverage: &CoverageLine| {
        let CoverageLine { labels, over, finished, unknown: _ } = coverage;
        let places = spans.list(over.as_deref().unwrap_or_default());
        Cell::Struct(vec![texts(labels), Cell::Flag(over.is_none()), places, Cell::Flag(*finished)])
    };
    let states = line.states.iter().map(|state| {
        vec![
            Cell::words(&line.id),
            Cell::text(&state.annotator),
            Cell::text(&state.state),
            Cell::text(&state.reason),
            texts(&state.codes),
            Cell::text(&state.note),
            Cell::List(state.coverage.iter().map(covered).collect()),
        ]
    });
    states.collect()
}
