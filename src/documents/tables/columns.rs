//! Which columns of a table hold what, by the names that people give them.

use super::super::DocumentColumns;
use super::super::metadata::Field;

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
    /// The text.
    pub(super) text: usize,
    /// Metadata: columns and the keys they are filled in by, the better ones first.
    pub(super) fields: Vec<(usize, &'static str)>,
    /// The id that the article has elsewhere.
    pub(super) id: Option<usize>,
    /// Columns that are not used.
    pub(super) unused: Vec<usize>,
}

impl Columns {
    /// The columns of a table with these names; none if it can't be told which one is the text.
    pub(super) fn of(names: &[&str], chosen: &DocumentColumns) -> Option<Self> {
        let words: Vec<String> = names.iter().map(|name| key_words(name)).collect();
        let text = match &chosen.text {
            Some(name) => place_of(names, name)?,
            None => TEXT_NAMES.iter().find_map(|known| words.iter().position(|word| word == known))?,
        };
        let mut columns = Self { text, fields: Vec::new(), id: None, unused: Vec::new() };
        let keys = [("title", &chosen.title), ("date", &chosen.date), ("outlet", &chosen.outlet)];
        for (key, name) in keys {
            let idx = name.as_ref().and_then(|name| place_of(names, name));
            columns.fields.extend(idx.map(|idx| (idx, key)));
        }
        let num_chosen = columns.fields.len();
        for (idx, word) in words.iter().enumerate() {
            let is_taken = idx == text || columns.fields[..num_chosen].iter().any(|(taken, _)| *taken == idx);
            if is_taken {
                continue;
            }
            let is_chosen = |key: &str| keys.iter().any(|(chosen, name)| *chosen == key && name.is_some());
            match key_of(word) {
                Some(key) if !is_chosen(key) => columns.fields.push((idx, key)),
                None if columns.id.is_none() && is_id(word) => columns.id = Some(idx),
                _ => columns.unused.push(idx),
            }
        }
        Some(columns)
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

/// The key by which a column of that name fills the metadata.
fn key_of(words: &str) -> Option<&'static str> {
    if let Some(field) = Field::from_key(words) {
        return Some(match field {
            Field::Title => "title",
            Field::Date => "date",
            Field::Outlet => "outlet",
            Field::Byline => "byline",
            Field::Language => "language",
            Field::Url => "url",
        });
    }
    Some(match words {
        "heading" | "article title" | "news title" | "hed" => "title",
        "published on" | "published date" | "publish date" | "date publish" | "pub date"
        | "publication time" | "datetime" | "date time" | "timestamp" | "day" | "article date" | "issued" => {
            "date"
        }
        "source name" | "news source" | "news outlet" | "media outlet" | "media" | "medium" | "site"
        | "site name" | "sitename" | "website" | "paper" | "journal" | "publication name" | "channel"
        | "source domain" | "domain" => "outlet",
        "writer" | "creator" | "author name" | "journalist" | "reporter" | "written by" => "byline",
        "lang code" | "language code" | "locale" => "language",
        "uri" | "href" | "web url" | "article url" | "page url" | "canonical url" | "article link" => "url",
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
            assert_eq!(key_of(&key_words(name)), Some("date"), "{name}");
        }
        assert_eq!(key_words("GUID"), "guid");
        assert_eq!(key_of("colour"), None);
    }

    #[test]
    fn chosen_columns_come_before_known_ones() {
        let names = ["Text", "story_text", "date", "crawled", "source", "n"];
        let chosen = DocumentColumns {
            text: Some("story_TEXT".to_owned()),
            date: Some("crawled".to_owned()),
            ..DocumentColumns::default()
        };
        let columns = Columns::of(&names, &chosen).unwrap();
        assert_eq!((columns.text, columns.fields), (1, vec![(3, "date"), (4, "outlet")]));
        assert_eq!(columns.unused, [0, 2, 5]);
        let columns = Columns::of(&names, &DocumentColumns::default()).unwrap();
        assert_eq!((columns.text, columns.fields), (0, vec![(2, "date"), (4, "outlet")]));
        assert_eq!(Columns::of(&["a", "b"], &DocumentColumns::default()), None);
    }
}
