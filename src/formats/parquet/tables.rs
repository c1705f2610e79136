//! The tables with their columns, and what each column means.

use crate::formats::columnar::lines::{member_columns, metadata_columns, origin_columns, span_columns};
use crate::formats::columnar::{Cell, Column, Kind};
use crate::formats::interchange::lines::ArticleLine;
use crate::formats::recipe::Texts;

use super::rows::{self, Source};

/// The columns that hold an article's words.
const WORDS: &str = "text";

/// A table.
pub struct Table {
    /// Its name, that of its file without the ending.
    pub name: &'static str,
    /// What a row is.
    pub means: &'static str,
    /// Its columns.
    pub columns: Vec<Column>,
    /// The rows of an article.
    pub rows: fn(&Source<'_>, &ArticleLine) -> Vec<Vec<Cell>>,
}

impl Table {
    /// Its file in the folder of that name.
    pub fn path(&self, folder: &str) -> String {
        format!("{folder}/{}.parquet", self.name)
    }
}

/// Every table. By reference, columns of an article's words may hold nothing.
pub fn tables(texts: Texts) -> [Table; 6] {
    let mut tables = all_tables();
    if texts == Texts::ByReference {
        for table in &mut tables {
            words_optional(&mut table.columns);
        }
    }
    tables
}

/// Lets the columns of words, at any depth, hold nothing.
fn words_optional(columns: &mut [Column]) {
    for column in columns {
        column.is_optional |= column.name == WORDS;
        let mut kind = &mut column.kind;
        while let Kind::List(inner) = kind {
            kind = inner;
        }
        if let Kind::Struct(columns) = kind {
            words_optional(columns);
        }
    }
}

fn all_tables() -> [Table; 6] {
    [
        Table {
            name: "articles",
            means: "A row is an article.",
            columns: article_columns(),
            rows: rows::articles,
        },
        Table {
            name: "annotations",
            means: "A row is an annotation. `text` is what stands from `start` to `end`; what an annotation of several \
                    fragments covers is in `fragments`.",
            columns: annotation_columns(),
            rows: rows::annotations,
        },
        Table {
            name: "fragments",
            means: "A row is a fragment of an annotation: one for most, more where it has gaps.",
            columns: fragment_columns(),
            rows: rows::fragments,
        },
        Table {
            name: "relations",
            means: "A row is a link between annotations.",
            columns: relation_columns(),
            rows: rows::relations,
        },
        Table {
            name: "decisions",
            means: "A row is what a reviewer decided of an annotation.",
            columns: decision_columns(),
            rows: rows::decisions,
        },
        Table {
            name: "states",
            means: "A row is how far an annotator is with an article, and what they coded and noted of it.",
            columns: state_columns(),
            rows: rows::states,
        },
    ]
}

/// The parts of a structure, or of the structures in a list, with the way to each.
pub fn parts_of(kind: &Kind) -> Vec<(String, &Column)> {
    match kind {
        Kind::List(kind) => parts_of(kind),
        Kind::Struct(columns) => columns
            .iter()
            .flat_map(|column| {
                let inside = parts_of(&column.kind).into_iter();
                let inside = inside.map(|(path, part)| (format!("{}.{path}", column.name), part));
                std::iter::once((column.name.to_owned(), column)).chain(inside)
            })
            .collect(),
        _ => Vec::new(),
    }
}

fn article_columns() -> Vec<Column> {
    let block = [
        vec![Column::new("kind", Kind::Text, "what the block is, such as paragraph or heading")],
        span_columns(),
    ];
    let block = block.concat().into_iter().filter(|column| column.name != WORDS).collect();
    let mut columns = vec![
        Column::new("id", Kind::Text, "the article's id"),
        Column::new("text", Kind::Text, "its whole text"),
        Column::new("num_code_points", Kind::Int, "length of the text in code points"),
        Column::new("num_bytes", Kind::Int, "length of the text in UTF-8 bytes"),
        Column::new("text_sha256", Kind::Text, "SHA-256 of the text in UTF-8, hexadecimal"),
    ];
    columns.extend(metadata_columns());
    columns.extend([
        Column::new("blocks", Kind::list_of(block), "its paragraphs, headings and so on, with their places"),
        Column::optional(
            "provenance",
            Kind::Struct(vec![
                Column::optional("original_name", Kind::Text, "the file's name"),
                Column::optional("original_sha256", Kind::Text, "SHA-256 of its bytes, hexadecimal"),
                Column::optional("media_type", Kind::Text, "what kind of file it was"),
                Column::optional("reader", Kind::Text, "what read it, with its version"),
                Column::optional("part", Kind::Text, "which part of the file it was"),
                Column::optional("encoding", Kind::Text, "the encoding it was in"),
                Column::new("byte_order_mark", Kind::Flag, "whether it began with a byte-order mark"),
                Column::optional("line_ends", Kind::Text, "its line ends: lf, crlf, cr or mixed"),
                Column::new("undecodable", Kind::Int, "how many sequences of bytes became U+FFFD"),
                Column::optional("added", Kind::Time, "when it was taken in"),
                Column::optional(
                    "copy_of",
                    Kind::Text,
                    "the article whose text it nearly has, `id` in articles",
                ),
            ]),
            "the file it was made from",
        ),
    ]);
    columns
}

/// What says of which annotation of which article a row is.
fn key_columns() -> Vec<Column> {
    vec![
        Column::new("article_id", Kind::Text, "the article, `id` in articles"),
        Column::optional("annotator", Kind::Text, "whose it is"),
        Column::new("id", Kind::Text, "the annotation's id; unique for one annotator in one article"),
    ]
}

fn annotation_columns() -> Vec<Column> {
    let voice = vec![
        Column::optional("role", Kind::Text, "speaker, via or addressee"),
        Column::optional("id", Kind::Text, "the id in the register"),
        Column::optional("name", Kind::Text, "the name, or the words for who has none"),
        Column::optional("kind", Kind::Text, "registered, unnamed or article"),
        Column::optional("affiliation", Kind::Text, "the register's id of whom an unnamed party belongs to"),
    ];
    let attribute = vec![
        Column::new("name", Kind::Text, "the attribute's id"),
        Column::new("type", Kind::Text, "flag, choice, choices, text, number, date, party or item"),
        Column::new("value", Kind::Text, "the value in words; several choices stand with “; ” between them"),
        Column::optional("flag", Kind::Flag, "the value of a flag"),
        Column::optional("number", Kind::Number, "the value of a number"),
        Column::optional("date", Kind::Day, "the first day of a date; `value` has all of it, as EDTF"),
        Column::new("choices", Kind::list(Kind::Text), "the choices of a choice or of choices"),
        Column::optional("party_id", Kind::Text, "the register's id of a party"),
        Column::optional("party_kind", Kind::Text, "registered, unnamed or article, of a party"),
    ];
    let item = vec![
        Column::new("id", Kind::Text, "the item's id"),
        Column::optional("act", Kind::Text, "what is done with it"),
    ];
    let mut columns = key_columns();
    columns.push(Column::new("label", Kind::Text, "the label's id"));
    columns.extend(span_columns());
    columns.extend([
        Column::new("num_fragments", Kind::Int, "how many fragments it has"),
        Column::new("fragments", Kind::list_of(span_columns()), "its fragments in the order of the text"),
        Column::optional("speaker", Kind::Text, "who says it, where that is one with a name"),
        Column::new("voices", Kind::list_of(voice), "who says it, passed it on, is spoken to"),
        Column::new(
            "inherited",
            Kind::Flag,
            "whether voices, source and cue are those of the quote around it",
        ),
        Column::new("source", Kind::list_of(span_columns()), "the words that name the speaker"),
        Column::new("cue", Kind::list_of(span_columns()), "the words that report"),
        Column::new("attributes", Kind::list_of(attribute), "what else is said of it"),
        Column::new("items", Kind::list_of(item), "what it is about"),
        Column::optional("certainty", Kind::Text, "sure or unsure"),
        Column::optional("corrects_annotator", Kind::Text, "whose annotation it corrects"),
        Column::optional("corrects_id", Kind::Text, "the id of the annotation it corrects"),
    ]);
    columns.extend(origin_columns());
    columns
}

fn fragment_columns() -> Vec<Column> {
    let mut columns = key_columns();
    columns.push(Column::new("label", Kind::Text, "the annotation's label"));
    columns.push(Column::new("fragment", Kind::Int, "which of the annotation's fragments, from 0"));
    columns.extend(span_columns());
    columns
}

fn relation_columns() -> Vec<Column> {
    let mut columns = vec![
        Column::new("article_id", Kind::Text, "the article it is kept with"),
        Column::optional("annotator", Kind::Text, "whose it is"),
        Column::new("id", Kind::Text, "the relation's id"),
        Column::new("type", Kind::Text, "the id of its type"),
        Column::new("members", Kind::list_of(member_columns()), "the annotations it links, in their order"),
    ];
    columns.extend(origin_columns());
    columns
}

fn decision_columns() -> Vec<Column> {
    let mut columns = key_columns();
    columns.extend([
        Column::optional("reviewer", Kind::Text, "who decided"),
        Column::new("verdict", Kind::Text, "accepted, corrected, rejected or deferred"),
        Column::optional("reason", Kind::Text, "why"),
        Column::optional("note", Kind::Text, "the reviewer's note"),
        Column::optional("seen", Kind::Text, "digest of the annotation as the reviewer saw it"),
        Column::optional("at", Kind::Time, "when"),
    ]);
    columns
}

fn state_columns() -> Vec<Column> {
    let coverage = vec![
        Column::new("labels", Kind::list(Kind::Text), "the labels that were looked for"),
        Column::new("is_whole", Kind::Flag, "whether they were looked for in the whole text"),
        Column::new("over", Kind::list_of(span_columns()), "where, if not in the whole text"),
        Column::new("finished", Kind::Flag, "whether that is done"),
    ];
    vec![
        Column::new("article_id", Kind::Text, "the article, `id` in articles"),
        Column::optional("annotator", Kind::Text, "whose state it is"),
        Column::optional("state", Kind::Text, "to-do, in-progress, done or skipped"),
        Column::optional("reason", Kind::Text, "why it was skipped"),
        Column::new("codes", Kind::list(Kind::Text), "codes of the whole article"),
        Column::optional("note", Kind::Text, "the annotator's note on the article"),
        Column::new("coverage", Kind::list_of(coverage), "what was looked for"),
    ]
}
