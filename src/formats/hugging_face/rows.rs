//! The columns of the dataset, and articles as its rows.

use std::collections::{BTreeMap, BTreeSet};

use crate::formats::columnar::lines::{
    Spans, hull, member_columns, members, metadata_cells, metadata_columns, origin_cells, origin_columns,
};
use crate::formats::columnar::{Cell, Column, Kind};
use crate::formats::interchange::lines::{AnnotationLine, ArticleLine, RelationLine, Span};
use crate::formats::parts::value_words;
use crate::formats::recipe::Texts;
use crate::model::corpus::CorpusState;
use crate::model::id::LabelId;

/// The name of the column that holds a class.
pub const CLASS: &str = "label";

/// The labels as the classes of a dataset.
pub struct Classes {
    /// Their ids, each at the place of its number.
    pub names: Vec<String>,
    numbers: BTreeMap<String, usize>,
}

impl Classes {
    /// The labels of a corpus: those of the tagset in their order, then those that it lacks.
    pub fn of(state: &CorpusState) -> Self {
        let known = state.tagset.ordered_labels().into_iter().map(|label| &label.id);
        let mut names: Vec<String> = known.map(ToString::to_string).collect();
        let layers = state.layers.values().flat_map(BTreeMap::values);
        let used: BTreeSet<&LabelId> = layers
            .flat_map(|layer| layer.annotations.values())
            .map(|annotation| &annotation.label)
            .filter(|label| !state.tagset.labels.contains_key(*label))
            .collect();
        names.extend(used.into_iter().map(ToString::to_string));
        let numbers = names.iter().enumerate().map(|(number, name)| (name.clone(), number)).collect();
        Self { names, numbers }
    }

    /// The number of a class; -1 stands for none.
    fn number(&self, label: &str) -> Cell {
        self.numbers.get(label).map_or(Cell::Int(-1), |number| Cell::count(*number))
    }
}

/// The columns. All are optional, whether or not they always hold something: only where every field of Arrow's schema
/// may be null does the library take the types from the metadata of a file without a card.
pub fn columns() -> Vec<Column> {
    let mut block = vec![Column::new("kind", Kind::Text, "what the block is, such as paragraph or heading")];
    block.extend(ends());
    let mut columns = vec![
        Column::new("id", Kind::Text, "the article's id"),
        Column::new("text", Kind::Text, "its whole text"),
    ];
    columns.extend(metadata_columns());
    columns.extend([
        Column::new("blocks", Kind::list_of(block), "its paragraphs, headings and so on"),
        Column::new("annotations", Kind::list_of(annotation_columns()), "what was tagged in it"),
        Column::new("relations", Kind::list_of(relation_columns()), "how annotations are linked"),
    ]);
    optional(columns)
}

/// The same columns, all of which may hold nothing, as may their parts.
fn optional(columns: Vec<Column>) -> Vec<Column> {
    let kind = |kind| match kind {
        Kind::List(inner) => match *inner {
            Kind::Struct(columns) => Kind::list_of(optional(columns)),
            plain => Kind::list(plain),
        },
        plain => plain,
    };
    columns
        .into_iter()
        .map(|column| Column { is_optional: true, kind: kind(column.kind), ..column })
        .collect()
}

fn ends() -> [Column; 2] {
    [
        Column::new("start", Kind::Int, "first code point"),
        Column::new("end", Kind::Int, "code point after the last"),
    ]
}

fn places() -> Kind {
    let mut place = Vec::from(ends());
    place.push(Column::new("text", Kind::Text, "what stands there"));
    Kind::list_of(place)
}

fn annotation_columns() -> Vec<Column> {
    let voice = vec![
        Column::new("role", Kind::Text, "speaker, via or addressee"),
        Column::new("name", Kind::Text, "their name"),
    ];
    let attribute = vec![
        Column::new("name", Kind::Text, "the attribute's id"),
        Column::new("value", Kind::Text, "its value in words"),
    ];
    let mut columns =
        vec![Column::new("id", Kind::Text, "the annotation's id; unique for one annotator in one article")];
    columns.extend(ends());
    columns.extend([
        Column::new(CLASS, Kind::Int, "the label, as the number of its class"),
        Column::new("text", Kind::Text, "what stands from start to end"),
        Column::new("fragments", places(), "what it covers: one place for most, more where it has gaps"),
        Column::new("speaker", Kind::Text, "who says it, where that is one with a name"),
        Column::new("voices", Kind::list_of(voice), "who says it, passed it on, is spoken to"),
        Column::new("source", places(), "the words that name the speaker"),
        Column::new("cue", places(), "the words that report"),
        Column::new("attributes", Kind::list_of(attribute), "what else is said of it"),
        Column::new("certainty", Kind::Text, "sure or unsure"),
        Column::new("annotator", Kind::Text, "whose it is"),
    ]);
    columns.extend(origin_columns());
    columns
}

fn relation_columns() -> Vec<Column> {
    let mut columns = vec![
        Column::new("id", Kind::Text, "the relation's id"),
        Column::new("type", Kind::Text, "the id of its type"),
        Column::new("members", Kind::list_of(member_columns()), "the annotations it links, in their order"),
        Column::new("annotator", Kind::Text, "whose it is"),
    ];
    columns.extend(origin_columns());
    columns
}

/// The row of an article.
pub fn row(classes: &Classes, line: &ArticleLine) -> Vec<Cell> {
    let spans = Spans::of(line, Texts::Included);
    let blocks = line.blocks.iter().map(|block| {
        Cell::Struct(vec![Cell::words(&block.kind), Cell::count(block.start), Cell::count(block.end)])
    });
    let annotations = line.annotations.iter().map(|annotation| annotation_cell(classes, &spans, annotation));
    let relations = line.relations.iter().map(|relation| relation_cell(line, relation));
    let mut cells = vec![Cell::words(&line.id), spans.whole()];
    cells.extend(metadata_cells(line));
    cells.extend([
        Cell::List(blocks.collect()),
        Cell::List(annotations.collect()),
        Cell::List(relations.collect()),
    ]);
    cells
}

fn place(spans: &Spans<'_>, span: Span) -> [Cell; 3] {
    let [start, end, _, _, text] = spans.cells(span);
    [start, end, text]
}

fn annotation_cell(classes: &Classes, spans: &Spans<'_>, line: &AnnotationLine) -> Cell {
    let [start, end, text] = place(spans, hull(&line.fragments));
    let list = |ranges: &[Span]| {
        Cell::List(ranges.iter().map(|span| Cell::Struct(place(spans, *span).into())).collect())
    };
    let voices =
        line.voices.iter().map(|voice| Cell::Struct(vec![Cell::text(&voice.role), Cell::text(&voice.name)]));
    let attributes = line
        .attributes
        .iter()
        .map(|(name, value)| Cell::Struct(vec![Cell::words(name), Cell::Text(value_words(value))]));
    let AnnotationLine { annotator, note, origin, created, changed, foreign_id, .. } = line;
    let mut cells = vec![
        Cell::words(&line.id),
        start,
        end,
        classes.number(&line.label),
        text,
        list(&line.fragments),
        Cell::text(&line.speaker),
        Cell::List(voices.collect()),
        list(&line.source),
        list(&line.cue),
        Cell::List(attributes.collect()),
        Cell::text(&line.certainty),
        Cell::text(annotator),
    ];
    cells.extend(origin_cells([note, origin, created, changed, foreign_id]));
    Cell::Struct(cells)
}

fn relation_cell(article: &ArticleLine, line: &RelationLine) -> Cell {
    let RelationLine { annotator, note, origin, created, changed, foreign_id, .. } = line;
    let mut cells = vec![
        Cell::words(&line.id),
        Cell::words(&line.relation_type),
        members(line, &article.id),
        Cell::text(annotator),
    ];
    cells.extend(origin_cells([note, origin, created, changed, foreign_id]));
    Cell::Struct(cells)
}
