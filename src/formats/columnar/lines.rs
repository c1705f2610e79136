//! What the lines of articles say, as cells, as far as tables have it in common.

use serde_json::Value;

use crate::formats::interchange::lines::{ArticleLine, RelationLine, Span};
use crate::formats::recipe::Texts;
use crate::model::text::units::{Unit, UnitMap};

use super::{Cell, Column, Kind};

/// Places in the text of an article.
pub struct Spans<'t> {
    /// The text.
    pub text: &'t str,
    map: UnitMap<'t>,
    texts: Texts,
}

impl<'t> Spans<'t> {
    /// Those of an article's text. By reference, there are no words in cells.
    pub fn of(line: &'t ArticleLine, texts: Texts) -> Self {
        let text = line.text.as_deref().unwrap_or_default();
        Self { text, map: UnitMap::new(text, Unit::CodePoint), texts }
    }

    /// The cell of the whole text.
    pub fn whole(&self) -> Cell {
        self.words(self.text)
    }

    fn words(&self, words: &str) -> Cell {
        match self.texts {
            Texts::Included => Cell::words(words),
            Texts::ByReference => Cell::Null,
        }
    }

    /// How long the text is, in code points.
    pub fn num_code_points(&self) -> usize {
        self.map.num_units()
    }

    /// The cells of a span: both ends in code points and in bytes, and what stands there.
    pub fn cells(&self, (start, end): Span) -> [Cell; 5] {
        let byte = |offset| self.map.to_byte(offset).unwrap_or(self.text.len());
        let (start_byte, end_byte) = (byte(start), byte(end));
        let words = self.text.get(start_byte..end_byte).unwrap_or_default();
        let ends = [start, end, start_byte, end_byte].map(Cell::count);
        let [start, end, start_byte, end_byte] = ends;
        [start, end, start_byte, end_byte, self.words(words)]
    }

    /// Spans as structures of such cells.
    pub fn list(&self, spans: &[Span]) -> Cell {
        Cell::List(spans.iter().map(|span| Cell::Struct(self.cells(*span).into())).collect())
    }
}

/// The columns of what is known of an article, as [`metadata_cells`] fills them.
pub fn metadata_columns() -> Vec<Column> {
    vec![
        Column::optional("title", Kind::Text, "its title"),
        Column::optional("byline", Kind::Text, "who wrote it"),
        Column::optional("date", Kind::Day, "the day it was published"),
        Column::optional("outlet", Kind::Text, "who published it"),
        Column::optional("language", Kind::Text, "its language"),
        Column::optional("url", Kind::Text, "where it was published"),
        Column::optional("foreign_id", Kind::Text, "the id it has elsewhere"),
    ]
}

/// What is known of an article.
pub fn metadata_cells(line: &ArticleLine) -> [Cell; 7] {
    let ArticleLine { title, byline, date, outlet, language, url, foreign_id, .. } = line;
    let [title, byline, outlet, language, url, foreign_id] =
        [title, byline, outlet, language, url, foreign_id].map(|text| Cell::text(text));
    [title, byline, Cell::day(date), outlet, language, url, foreign_id]
}

/// The columns of where an annotation or relation comes from, as [`origin_cells`] fills them.
pub fn origin_columns() -> Vec<Column> {
    vec![
        Column::optional("note", Kind::Text, "the annotator's note"),
        Column::optional("origin", Kind::Text, "who or what proposed it"),
        Column::optional("created", Kind::Time, "when it was made"),
        Column::optional("changed", Kind::Time, "when it was last changed"),
        Column::optional("foreign_id", Kind::Text, "the id it has elsewhere"),
    ]
}

/// Where an annotation or relation comes from: its note, its origin, when it was made and changed, its id elsewhere.
pub fn origin_cells([note, origin, created, changed, foreign_id]: [&str; 5]) -> [Cell; 5] {
    [Cell::text(note), Cell::text(origin), Cell::time(created), Cell::time(changed), Cell::text(foreign_id)]
}

/// Texts as a list.
pub fn texts(texts: &[String]) -> Cell {
    Cell::List(texts.iter().map(|text| Cell::words(text)).collect())
}

/// From the first to the last character of fragments.
pub fn hull(fragments: &[Span]) -> Span {
    let start = fragments.iter().map(|(start, _)| *start).min().unwrap_or(0);
    (start, fragments.iter().map(|(_, end)| *end).max().unwrap_or(start))
}

/// The columns of a span, as [`Spans::cells`] fills them.
pub fn span_columns() -> Vec<Column> {
    vec![
        Column::new("start", Kind::Int, "first code point"),
        Column::new("end", Kind::Int, "code point after the last"),
        Column::new("start_byte", Kind::Int, "first UTF-8 byte"),
        Column::new("end_byte", Kind::Int, "UTF-8 byte after the last"),
        Column::new("text", Kind::Text, "what stands there"),
    ]
}

/// The members of a relation that is kept with that article: a role, an article and an annotation each.
pub fn members(relation: &RelationLine, article: &str) -> Cell {
    let members = in_order(relation).into_iter().map(|(role, member)| {
        let (article, annotation) = member.split_once('#').unwrap_or((article, member));
        Cell::Struct(vec![Cell::words(role), Cell::words(article), Cell::words(annotation)])
    });
    Cell::List(members.collect())
}

/// The columns of a member, as [`members`] fills them.
pub fn member_columns() -> Vec<Column> {
    vec![
        Column::new("role", Kind::Text, "its role in the relation"),
        Column::new("article_id", Kind::Text, "the article of the annotation"),
        Column::new("annotation_id", Kind::Text, "the annotation's id"),
    ]
}

/// The members of a relation with their roles, in their order.
fn in_order(relation: &RelationLine) -> Vec<(&str, &str)> {
    let of_role = |role: &str| {
        let ids = relation.roles.get(role).and_then(Value::as_array);
        ids.into_iter().flatten().filter_map(Value::as_str)
    };
    if relation.order.is_empty() {
        let roles = relation.roles.keys().map(String::as_str);
        return roles.flat_map(|role| of_role(role).map(move |id| (role, id))).collect();
    }
    let mut members = Vec::new();
    for (idx, role) in relation.order.iter().enumerate() {
        let num_before = relation.order[..idx].iter().filter(|other| *other == role).count();
        members.extend(of_role(role).nth(num_before).map(|id| (role.as_str(), id)));
    }
    members
}
