//! Which columns of a table hold what, by the names that people give them.

use super::super::metadata::Field;
use super::chosen::{ColumnField, DocumentColumns};

/// Names of columns of text, the likeliest first. The last ones hold HTML.
const TEXT_NAMES: [&str; 19] = [
    "text",
    "body",
    "full text",
    "fulltext",
    "article text",
    "article body",
    "body text",
    "main text",
    "maintext",
    "text content",
    "content text",
    "plain text",
    "content",
    "article",
    "story",
    "transcript",
    "content html",
    "body html",
    "html",
];

/// Which columns hold what, by their places.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Columns {
    /// The text; `None` if it can't be told which one it is.
    pub(super) text: Option<usize>,
    /// Metadata: columns and what they fill, the better ones first.
    pub(super) fields: Vec<(usize, ColumnField)>,
    /// The id that the article has elsewhere.
    pub(super) id: Option<usize>,
    /// Columns that are not used.
    pub(super) unused: Vec<usize>,
}

impl Columns {
    /// The columns of a table with these names.
    pub(super) fn of(names: &[&str], chosen: &DocumentColumns) -> Self {
        let words: Vec<String> = names.iter().map(|name| key_words(name)).collect();
        let told: Vec<(usize, ColumnField)> =
            chosen.fields().filter_map(|(field, column)| Some((place_of(names, column?)?, field))).collect();
        let is_told = |idx: usize| told.iter().any(|(place, _)| *place == idx);
        let place =
            |wanted: ColumnField| told.iter().find(|(_, field)| *field == wanted).map(|(place, _)| *place);
        let text = if chosen.is_said(ColumnField::Text) {
            place(ColumnField::Text)
        } else {
            let place_called =
                |known: &&str| (0..words.len()).find(|idx| words[*idx] == **known && !is_told(*idx));
            TEXT_NAMES.iter().find_map(place_called)
        };
        let mut columns = Self { text, fields: Vec::new(), id: place(ColumnField::Id), unused: Vec::new() };
        let is_metadata = |field: ColumnField| !matches!(field, ColumnField::Text | ColumnField::Id);
        columns.fields.extend(told.iter().copied().filter(|(_, field)| is_metadata(*field)));
        for (idx, word) in words.iter().enumerate() {
            if Some(idx) == text || is_told(idx) {
                continue;
            }
            match field_of(word) {
                Some(field) if !chosen.is_said(field) => columns.fields.push((idx, field)),
                None if columns.id.is_none() && !chosen.is_said(ColumnField::Id) && is_id(word) => {
                    columns.id = Some(idx);
                }
                _ => columns.unused.push(idx),
            }
        }
        columns
    }
}

/// Where the column of that name is; capitals matter only where two differ in nothing else.
pub(super) fn place_of(names: &[&str], name: &str) -> Option<usize> {
    let name = name.trim();
    let exact = names.iter().position(|other| other.trim() == name);
    exact.or_else(|| names.iter().position(|other| other.trim().to_lowercase() == name.to_lowercase()))
}

/// A name as lower-case words: `publishedAt`, `published_at` and `Published-At` are one.
fn key_words(name: &str) -> String {
    let mut words = String::with_capacity(name.len() + 4);
    let mut was_small = false;
    for c in name.trim().chars() {
        if c.is_uppercase() && was_small {
            words.push(' ');
        }
        was_small = c.is_lowercase() || c.is_numeric();
        if matches!(c, '_' | '-' | '.' | ' ' | ':') {
            words.push(' ');
        } else {
            words.extend(c.to_lowercase());
        }
    }
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// What a column of that name fills of the metadata.
fn field_of(words: &str) -> Option<ColumnField> {
    if let Some(field) = Field::from_key(words) {
        return Some(match field {
            Field::Title => ColumnField::Title,
            Field::Date => ColumnField::Date,
            Field::Outlet => ColumnField::Outlet,
            Field::Byline => ColumnField::Byline,
            Field::Language => ColumnField::Language,
            Field::Url => ColumnField::Url,
        });
    }
    Some(match words {
        "heading" | "article title" | "news title" | "hed" => ColumnField::Title,
        "published on" | "published date" | "publish date" | "date publish" | "pub date"
        | "publication time" | "datetime" | "date time" | "timestamp" | "day" | "article date" | "issued" => {
            ColumnField::Date
        }
        "source name" | "news source" | "news outlet" | "media outlet" | "media" | "medium" | "site"
        | "site name" | "sitename" | "website" | "paper" | "journal" | "publication name" | "channel"
        | "source domain" | "domain" => ColumnField::Outlet,
        "writer" | "creator" | "author name" | "journalist" | "reporter" | "written by" => {
            ColumnField::Byline
        }
        "lang code" | "language code" | "locale" => ColumnField::Language,
        "uri" | "href" | "web url" | "article url" | "page url" | "canonical url" | "article link" => {
            ColumnField::Url
        }
        _ => return None,
    })
}

fn is_id(words: &str) -> bool {
    matches!(
        words,
        "id" | "article id"
            | "doc id"
            | "docid"
            | "document id"
            | "item id"
            | "guid"
            | "uuid"
            | "identifier"
            | "key"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_known_in_every_spelling() {
        for name in ["publishedAt", "published_at", "Published-At", " PUBLISHED AT ", "published.at"] {
            assert_eq!(field_of(&key_words(name)), Some(ColumnField::Date), "{name}");
        }
        assert_eq!(key_words("GUID"), "guid");
        assert_eq!(field_of("colour"), None);
    }

    #[test]
    fn chosen_columns_come_before_known_ones() {
        let names = ["Text", "story_text", "date", "crawled", "source", "n"];
        let chosen: DocumentColumns = "text=story_TEXT,date=crawled".parse().unwrap();
        let columns = Columns::of(&names, &chosen);
        assert_eq!(
            (columns.text, columns.fields),
            (Some(1), vec![(3, ColumnField::Date), (4, ColumnField::Outlet)])
        );
        assert_eq!(columns.unused, [0, 2, 5]);
        let columns = Columns::of(&names, &DocumentColumns::default());
        assert_eq!(
            (columns.text, columns.fields),
            (Some(0), vec![(2, ColumnField::Date), (4, ColumnField::Outlet)])
        );
        let columns = Columns::of(&["a", "source"], &DocumentColumns::default());
        assert_eq!((columns.text, columns.fields), (None, vec![(1, ColumnField::Outlet)]));
        // Nothing is guessed of what is said to have no column, and a column that is told holds nothing else.
        let chosen: DocumentColumns = "outlet=,title=Text,id=n".parse().unwrap();
        let columns = Columns::of(&["Text", "body", "source", "n"], &chosen);
        assert_eq!((columns.text, columns.fields), (Some(1), vec![(0, ColumnField::Title)]));
        assert_eq!((columns.id, columns.unused), (Some(3), vec![2]));
    }
}
