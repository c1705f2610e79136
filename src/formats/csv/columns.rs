//! Which column of a table holds what: told in words such as `text=body,label=code`, or proposed from the header by
//! names that people give such columns.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use thiserror::Error;

use crate::model::text::units::Unit;

/// What stands before the name of an attribute in the name of its column.
pub const ATTRIBUTE: &str = "attr:";

/// What a column can hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Field {
    /// The id of the article.
    Article,
    /// Its whole text.
    Text,
    /// The SHA-256 of its text, in hexadecimal.
    TextHash,
    /// Its title.
    Title,
    /// Who wrote it.
    Byline,
    /// Its day.
    Date,
    /// Who published it.
    Outlet,
    /// Its language.
    Language,
    /// Where it was published.
    Url,
    /// Whose the annotation is.
    Annotator,
    /// The annotation's id.
    Id,
    /// Its label, or that of the whole text.
    Label,
    /// The offset of its first character.
    Start,
    /// The offset after its last character.
    End,
    /// Its words.
    Words,
    /// The places of all its fragments: `2-25;36-41`.
    Fragments,
    /// Who says it.
    Speaker,
    /// Who passed it on.
    Via,
    /// Who was spoken to.
    Addressee,
    /// The words that name the speaker; their places where the column's name has a unit.
    Source,
    /// The words that report, likewise.
    Cue,
    /// Whether the annotator is sure.
    Certainty,
    /// A note.
    Note,
    /// Which items it is about.
    Items,
    /// When it was made.
    Created,
    /// When it was changed.
    Changed,
}

/// A field with its name, and the names its columns go by, as [`folded`].
type Named = (Field, &'static str, &'static [&'static str]);

/// Every field. The first of the names that a header has is proposed.
const NAMES: [Named; 26] = [
    (
        Field::Article,
        "article",
        &[
            "article",
            "articleid",
            "document",
            "documentid",
            "documentname",
            "doc",
            "docid",
            "docname",
            "textid",
            "fileid",
            "filename",
            "file",
            "storyid",
            "newsid",
        ],
    ),
    (
        Field::Text,
        "text",
        &[
            "articletext",
            "fulltext",
            "documenttext",
            "doctext",
            "storytext",
            "bodytext",
            "body",
            "content",
            "articlebody",
            "sentence",
        ],
    ),
    (Field::TextHash, "text_sha256", &["textsha256"]),
    (Field::Title, "title", &["title", "headline", "articletitle", "heading"]),
    (Field::Byline, "byline", &["byline", "author", "authors"]),
    (
        Field::Date,
        "date",
        &["date", "published", "publicationdate", "publisheddate", "pubdate", "articledate", "day"],
    ),
    (
        Field::Outlet,
        "outlet",
        &["outlet", "newspaper", "publication", "publisher", "medium", "paper", "sourcename"],
    ),
    (Field::Language, "language", &["language", "lang"]),
    (Field::Url, "url", &["url", "link", "uri"]),
    (
        Field::Annotator,
        "annotator",
        &["annotator", "annotatorid", "coder", "coderid", "rater", "createdby", "user"],
    ),
    (Field::Id, "id", &["annotationid", "spanid", "segmentid", "entityid", "id"]),
    (
        Field::Label,
        "label",
        &[
            "label",
            "labels",
            "code",
            "codes",
            "tag",
            "tags",
            "category",
            "class",
            "entitytype",
            "spantype",
            "entity",
            "type",
        ],
    ),
    (
        Field::Start,
        "start",
        &[
            "start",
            "startoffset",
            "startchar",
            "startposition",
            "startpos",
            "startindex",
            "charstart",
            "begin",
            "beginoffset",
            "from",
            "offset",
        ],
    ),
    (
        Field::End,
        "end",
        &["end", "endoffset", "endchar", "endposition", "endpos", "endindex", "charend", "stop", "to"],
    ),
    (
        Field::Words,
        "words",
        &[
            "words",
            "coveredtext",
            "spantext",
            "span",
            "quotation",
            "quotationcontent",
            "segment",
            "codedsegment",
            "passage",
            "excerpt",
            "snippet",
            "mention",
            "selectedtext",
            "selection",
            "quote",
        ],
    ),
    (Field::Fragments, "fragments", &["fragments", "spans", "ranges"]),
    (Field::Speaker, "speaker", &["speaker", "speakers", "speakername", "voice"]),
    (Field::Via, "via", &["via"]),
    (Field::Addressee, "addressee", &["addressee", "addressees"]),
    (Field::Source, "source", &[]),
    (Field::Cue, "cue", &["cue"]),
    (Field::Certainty, "certainty", &["certainty"]),
    (Field::Note, "note", &["note", "notes", "comment", "comments", "memo", "remark", "remarks"]),
    (Field::Items, "items", &["items"]),
    (Field::Created, "created", &["created", "createdat", "creationdate"]),
    (
        Field::Changed,
        "changed",
        &["changed", "modified", "modifiedat", "lastmodified", "updated", "updatedat"],
    ),
];

/// Which column holds what: the names of columns by field, and by the name of an attribute.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ColumnMap {
    fields: BTreeMap<Field, String>,
    attributes: BTreeMap<String, String>,
}

/// Why words are no column map.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum ColumnMapError {
    /// A part has no `=`.
    #[error("“{part}” names no column: FIELD=COLUMN was expected, such as label=code")]
    NoColumn {
        /// The part.
        part: String,
    },
    /// There is no such field.
    #[error("“{field}” is no field; the fields are {known}, and {ATTRIBUTE}NAME for an attribute", known = known_fields())]
    NoField {
        /// What stands before the `=`.
        field: String,
    },
    /// A field is named twice.
    #[error("“{field}” has two columns")]
    Twice {
        /// The field.
        field: String,
    },
}

impl Field {
    /// Its name in words that map columns.
    pub fn name(self) -> &'static str {
        NAMES.iter().find(|(field, ..)| *field == self).map_or("", |(_, name, _)| name)
    }

    /// The field of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        NAMES.iter().find(|(_, known, _)| *known == name).map(|(field, ..)| *field)
    }

    /// Every field, in the order lists show them.
    pub fn all() -> impl Iterator<Item = Self> {
        NAMES.iter().map(|(field, ..)| *field)
    }
}

impl ColumnMap {
    /// The column that holds a field.
    pub fn column(&self, field: Field) -> Option<&str> {
        self.fields.get(&field).map(String::as_str)
    }

    /// The fields that have a column, with their columns.
    pub fn fields(&self) -> impl Iterator<Item = (Field, &str)> {
        self.fields.iter().map(|(field, column)| (*field, column.as_str()))
    }

    /// The attributes that have a column, by name, with their columns.
    pub fn attributes(&self) -> impl Iterator<Item = (&str, &str)> {
        self.attributes.iter().map(|(name, column)| (name.as_str(), column.as_str()))
    }

    /// Lets a column hold a field; none if there is no column.
    pub fn set(&mut self, field: Field, column: Option<String>) {
        match column {
            Some(column) => self.fields.insert(field, column),
            None => self.fields.remove(&field),
        };
    }

    /// Lets a column hold the attribute of that name; none if there is no column.
    pub fn set_attribute(&mut self, name: String, column: Option<String>) {
        match column {
            Some(column) => self.attributes.insert(name, column),
            None => self.attributes.remove(&name),
        };
    }
}

/// Reads `text=body,label=code,attr:tone=Tone`. A part with a comma in it stands in double quotes.
impl FromStr for ColumnMap {
    type Err = ColumnMapError;

    fn from_str(words: &str) -> Result<Self, ColumnMapError> {
        let mut map = Self::default();
        let mut reader = ::csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .trim(::csv::Trim::All)
            .from_reader(words.as_bytes());
        let records: Vec<::csv::StringRecord> = reader.records().filter_map(Result::ok).collect();
        for part in records.iter().flatten().filter(|part| !part.is_empty()) {
            let (field, column) = part
                .split_once('=')
                .map(|(field, column)| (field.trim(), column.trim()))
                .filter(|(_, column)| !column.is_empty())
                .ok_or_else(|| ColumnMapError::NoColumn { part: part.to_owned() })?;
            let column = column.to_owned();
            let earlier = if let Some(name) = field.strip_prefix(ATTRIBUTE).filter(|name| !name.is_empty()) {
                map.attributes.insert(name.to_owned(), column)
            } else {
                let known = Field::from_name(field);
                let known = known.ok_or_else(|| ColumnMapError::NoField { field: field.to_owned() })?;
                map.fields.insert(known, column)
            };
            if earlier.is_some() {
                return Err(ColumnMapError::Twice { field: field.to_owned() });
            }
        }
        Ok(map)
    }
}

/// As [`FromStr`] reads it.
impl fmt::Display for ColumnMap {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let fields = self.fields().map(|(field, column)| format!("{}={column}", field.name()));
        let attributes = self.attributes().map(|(name, column)| format!("{ATTRIBUTE}{name}={column}"));
        for (idx, part) in fields.chain(attributes).enumerate() {
            f.write_str(if idx == 0 { "" } else { "," })?;
            if part.contains([',', '"', '\n', '\r']) {
                write!(f, "\"{}\"", part.replace('"', "\"\""))?;
            } else {
                f.write_str(&part)?;
            }
        }
        Ok(())
    }
}

/// Which columns hold what, as far as their names tell.
///
/// `text` is the words of an annotation where there are offsets, and a whole text where there are none. `id` is that
/// of an article where nothing else is and a whole text stands beside it.
pub fn propose_columns<S: AsRef<str>>(header: &[S]) -> ColumnMap {
    let names: Vec<String> = header.iter().map(|name| folded(plain_name(name.as_ref()).0)).collect();
    let column = |wanted: &str| -> Option<String> {
        names.iter().position(|name| name == wanted).map(|idx| header[idx].as_ref().to_owned())
    };
    let mut map = ColumnMap::default();
    for (field, _, spellings) in NAMES {
        map.set(field, spellings.iter().find_map(|spelling| column(spelling)));
    }
    let has_places = map.column(Field::Start).is_some() && map.column(Field::End).is_some();
    if !has_places {
        map.set(Field::Start, None);
        map.set(Field::End, None);
    }
    let has_places = has_places || map.column(Field::Fragments).is_some();
    let text = column("text");
    if text.is_some() {
        if map.column(Field::Text).is_some() || (has_places && map.column(Field::Words).is_none()) {
            map.set(Field::Words, text);
        } else {
            map.set(Field::Text, text);
        }
    }
    let names_article = map.column(Field::Article).is_some();
    if !names_article && map.column(Field::Text).is_some() && map.column(Field::Id) == column("id").as_deref()
    {
        map.set(Field::Article, column("id"));
        map.set(Field::Id, None);
    }
    // What reports has its source beside it; elsewhere that is who published the text.
    match column("source") {
        Some(source) if map.column(Field::Cue).is_some() => map.set(Field::Source, Some(source)),
        Some(source) if map.column(Field::Outlet).is_none() => map.set(Field::Outlet, Some(source)),
        _ => {}
    }
    for name in header.iter().map(AsRef::as_ref) {
        if let Some(attribute) = name.strip_prefix(ATTRIBUTE).filter(|attribute| !attribute.is_empty()) {
            map.attributes.entry(attribute.to_owned()).or_insert_with(|| name.to_owned());
        }
    }
    map
}

/// The name of a column without the unit behind it, and the unit.
pub fn plain_name(name: &str) -> (&str, Option<Unit>) {
    let with_unit = Unit::ALL.into_iter().find_map(|unit| {
        let plain = name.trim_end().strip_suffix(unit.name())?.strip_suffix('_')?;
        Some((plain, Some(unit)))
    });
    with_unit.unwrap_or((name, None))
}

/// A name without case and without what is no letter or digit.
pub fn folded(name: &str) -> String {
    name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

fn known_fields() -> String {
    NAMES.map(|(_, name, _)| name).join(", ")
}
