//! The rows between two lines `-DOCSTART-` as the line of an article.

use std::collections::{BTreeMap, BTreeSet};

use crate::formats::interchange::lines::{AnnotationLine, ArticleLine, Span};
use crate::formats::reading::Reading;
use crate::formats::report::Effect;
use crate::model::text::units::Unit;

use super::super::tags::{Seen, is_tag, parts, spans};
use super::super::tokens::unescaped;
use super::super::{NOTHING, OUTSIDE};
use super::Row;

/// The labels of CoNLL-2003's third column.
const CHUNKS: [&str; 11] = ["ADJP", "ADVP", "CONJP", "INTJ", "LST", "NP", "PP", "PRT", "SBAR", "UCP", "VP"];

/// An article on its way in.
#[derive(Default)]
pub struct Draft {
    /// Whether there is one even if it has no rows.
    pub is_open: bool,
    /// What it is called, where the line before it says so.
    pub id: String,
    /// Its tokens.
    pub rows: Vec<Row>,
    /// Whether the next row begins a sentence.
    pub ends_sentence: bool,
    /// Sentences as they stand in comments, by their first row.
    pub sentences: BTreeMap<usize, String>,
    /// How large it is so far, in bytes.
    pub num_bytes: u64,
}

/// What the third column says of a token.
#[derive(Default)]
struct Remarks<'r> {
    article: Option<&'r str>,
    before: Option<&'r str>,
    after: Option<&'r str>,
    has_no_space: bool,
}

impl<'r> Remarks<'r> {
    fn of(field: &'r str) -> Self {
        let mut remarks = Self::default();
        for remark in field.split('|') {
            match remark.split_once('=') {
                Some(("NewDoc", id)) => remarks.article = Some(id),
                Some(("SpacesBefore", gap)) => remarks.before = Some(gap),
                Some(("SpacesAfter", gap)) => remarks.after = Some(gap),
                Some(("SpaceAfter", "No")) => remarks.has_no_space = true,
                _ => {}
            }
        }
        remarks
    }

    fn says_something(&self) -> bool {
        self.article.is_some() || self.before.is_some() || self.after.is_some() || self.has_no_space
    }
}

impl Draft {
    /// Whether its first row is one of ours.
    pub fn is_ours(&self) -> bool {
        let mut fields = self.rows.first().into_iter().flat_map(|row| &row.fields);
        fields.any(|field| field.starts_with("NewDoc="))
    }

    /// The article, and whether its white space had to be made up.
    pub fn article(self, seen: &mut Seen, reading: &mut Reading<'_>) -> (ArticleLine, bool) {
        let width = self.width();
        for row in self.rows.iter().filter(|row| row.fields.len() != width) {
            reading.here.line = Some(row.number);
            let why = format!("it has {} columns, most of the article {width}", row.fields.len());
            reading.tell(Effect::LeftOut, "what the line says of its token left out", why);
        }
        let remarks = self.column_of_remarks(width);
        let (text, places, id) = self.text(remarks, reading);
        let id = if id.is_empty() { self.id.clone() } else { id };
        let mut article = ArticleLine {
            id,
            text: Some(text),
            offset_unit: Unit::CodePoint.name().to_owned(),
            ..ArticleLine::default()
        };
        let is_joined = remarks.is_none() && self.rows.len() > 1 && self.sentences.is_empty();
        let begins_sentence = |at: usize| self.rows.get(at).is_some_and(|row| row.begins_sentence);
        for column in self.tag_columns(width, remarks, reading) {
            let tags = self.rows.iter().map(|row| field(row, column, width).unwrap_or(OUTSIDE));
            let tags: Vec<&str> = tags.collect();
            for (row, tag) in self.rows.iter().zip(&tags).filter(|(_, tag)| !is_tag(tag)) {
                reading.here.line = Some(row.number);
                let why = "it is neither O nor such as B-claim";
                reading.tell(Effect::LeftOut, format!("tag “{tag}” left out"), why);
            }
            seen.add(&tags, &begins_sentence);
            for (tokens, label) in spans(&tags, &begins_sentence) {
                let (Some((start, _)), Some((_, end))) =
                    (places.get(tokens.start), places.get(tokens.end - 1))
                else {
                    continue;
                };
                article.annotations.push(AnnotationLine {
                    label: reading.label(label),
                    fragments: vec![(*start, *end)],
                    ..AnnotationLine::default()
                });
            }
        }
        (article, is_joined)
    }

    /// How many columns most rows have.
    fn width(&self) -> usize {
        let mut rows_by_width: BTreeMap<usize, usize> = BTreeMap::new();
        for row in &self.rows {
            *rows_by_width.entry(row.fields.len()).or_default() += 1;
        }
        rows_by_width.into_iter().max_by_key(|(_, num_rows)| *num_rows).map_or(0, |(width, _)| width)
    }

    /// The column that says what stands between tokens.
    fn column_of_remarks(&self, width: usize) -> Option<usize> {
        (1..width.saturating_sub(1)).find(|column| {
            let mut fields = self.rows.iter().filter_map(|row| field(row, *column, width));
            fields.any(|field| Remarks::of(field).says_something())
        })
    }

    /// The columns of tags: the last, and those before it that hold nothing else.
    fn tag_columns(&self, width: usize, remarks: Option<usize>, reading: &mut Reading<'_>) -> Vec<usize> {
        if width < 2 {
            if width == 1 {
                reading.tell(Effect::LeftOut, "tags left out", "there is no second column");
            }
            return Vec::new();
        }
        let fields = |column: usize| self.rows.iter().filter_map(move |row| field(row, column, width));
        let is_of_tags = |column: &usize| fields(*column).all(is_tag);
        let before = (remarks.map_or(1, |column| column + 1)..width - 1).rev();
        let mut columns: Vec<usize> = before.take_while(is_of_tags).collect();
        let labels = |column: usize| -> BTreeSet<&str> {
            fields(column).filter_map(parts).map(|(_, label)| label).collect()
        };
        columns.retain(|column| {
            let labels = labels(*column);
            let are_chunks = !labels.is_empty() && labels.iter().all(|label| CHUNKS.contains(label));
            if are_chunks {
                let what = format!("column {} left out", column + 1);
                reading.tell(Effect::LeftOut, what, "it holds the chunks of a sentence");
            }
            !are_chunks
        });
        if fields(width - 1).any(is_tag) {
            columns.insert(0, width - 1);
        } else {
            reading.tell(Effect::LeftOut, format!("column {width} left out"), "it holds no tags");
        }
        columns.reverse();
        columns
    }

    /// The text, where each token stands in it in code points, and the id that stands beside the first.
    fn text(&self, remarks: Option<usize>, reading: &mut Reading<'_>) -> (String, Vec<Span>, String) {
        let width = self.width();
        let mut writer = Writer::default();
        let mut id = String::new();
        for (at, row) in self.rows.iter().enumerate() {
            let token = row.fields.first().map_or("", String::as_str);
            reading.here.line = Some(row.number);
            let Some(column) = remarks else {
                if at > 0 {
                    writer.gap(if row.begins_sentence { "\n" } else { " " });
                }
                writer.token(token);
                continue;
            };
            let remarks = Remarks::of(field(row, column, width).unwrap_or(NOTHING));
            if let Some(article) = remarks.article.filter(|_| at == 0) {
                article.clone_into(&mut id);
            }
            let mut gap = |letters: Option<&str>, otherwise: &str| match letters {
                None => otherwise.to_owned(),
                Some(letters) => unescaped(letters).unwrap_or_else(|| {
                    reading.tell(
                        Effect::Changed,
                        "one space taken for others",
                        format!("“{letters}” is none"),
                    );
                    " ".to_owned()
                }),
            };
            if at == 0 {
                writer.gap(&gap(remarks.before, ""));
            }
            writer.token(token);
            writer.gap(&gap(remarks.after, if remarks.has_no_space { "" } else { " " }));
        }
        reading.here.line = None;
        if remarks.is_none() && !self.sentences.is_empty() {
            return self.by_sentences().unwrap_or((writer.text, writer.places, id));
        }
        (writer.text, writer.places, id)
    }

    /// The text as comments have it, if all tokens of each sentence stand in it in their order.
    fn by_sentences(&self) -> Option<(String, Vec<Span>, String)> {
        let mut writer = Writer::default();
        let (mut rest, mut has_begun) = ("", false);
        for (at, row) in self.rows.iter().enumerate() {
            if let Some(sentence) = self.sentences.get(&at) {
                writer.gap(rest);
                if std::mem::replace(&mut has_begun, true) {
                    writer.gap("\n");
                }
                rest = sentence;
            }
            let token = row.fields.first()?;
            let (gap, after) = rest.split_once(token.as_str())?;
            if !gap.trim().is_empty() {
                return None;
            }
            writer.gap(gap);
            writer.token(token);
            rest = after;
        }
        writer.gap(rest);
        Some((writer.text, writer.places, String::new()))
    }
}

/// A field of a row; of one with more or fewer columns than most only the token counts.
fn field(row: &Row, column: usize, width: usize) -> Option<&str> {
    row.fields.get(column).filter(|_| row.fields.len() == width).map(String::as_str)
}

/// A text on its way in.
#[derive(Default)]
struct Writer {
    text: String,
    num_chars: usize,
    places: Vec<Span>,
}

impl Writer {
    fn gap(&mut self, gap: &str) {
        self.text.push_str(gap);
        self.num_chars += gap.chars().count();
    }

    fn token(&mut self, token: &str) {
        let start = self.num_chars;
        self.gap(token);
        self.places.push((start, self.num_chars));
    }
}
