//! What a UIMA CAS holds, whichever way it is written: feature structures by number, each of a type with features;
//! the text they are about is one of them. Files are read into this and written from it.
//!
//! Begin and end count UTF-16 code units in every serialisation, as Java does.

pub mod types;
pub mod types_file;
pub mod fitting;
pub mod writing;
pub mod reading;
mod spans;
pub mod xml;

use std::borrow::Cow;
use std::collections::BTreeMap;

use litemap::LiteMap;

/// The type of what is annotated, mostly a text.
pub const SOFA: &str = "uima.cas.Sofa";
/// The name of the first view of a CAS.
pub const FIRST_VIEW: &str = "_InitialView";
/// The language of a text that is of none.
pub const NO_LANGUAGE: &str = "x-unspecified";
/// Several references, as a structure of their own.
pub const REFERENCES: &str = "uima.cas.FSArray";
/// Several strings, as a structure of their own.
pub const STRINGS: &str = "uima.cas.StringArray";

/// The name of a type or of a feature. Thousands of tokens have the same ones.
pub type Name = Cow<'static, str>;

/// The names that stand in every file, over and over.
const COMMON: [&str; 7] = ["begin", "end", "sofa", types::TOKEN, types::SENTENCE, types::SPAN, "label"];

/// A name that was read.
pub fn name(text: &str) -> Name {
    let common = COMMON.into_iter().find(|common| *common == text);
    common.map_or_else(|| Cow::Owned(text.to_owned()), Cow::Borrowed)
}

/// A CAS.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Cas {
    /// Everything in it, by number.
    pub structures: BTreeMap<i64, Structure>,
    /// What each view lists, by the number of its sofa.
    pub views: BTreeMap<i64, Vec<i64>>,
}

/// One feature structure.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Structure {
    /// The full name of its type.
    pub type_name: Name,
    /// The line of the file it stands in, from 1.
    pub line: usize,
    /// Its features by name. Most structures have three or four: a tree would have room for eleven.
    pub features: LiteMap<Name, Value>,
}

/// The value of a feature.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// A string, or what nobody knows more of.
    Text(String),
    /// A boolean.
    Flag(bool),
    /// A whole number that counts something.
    Whole(usize),
    /// Any other number.
    Number(f64),
    /// Several strings.
    Texts(Vec<String>),
    /// The number of another structure.
    Ref(i64),
    /// The numbers of several.
    Refs(Vec<i64>),
}

/// The features of annotations and relations that tell whose they are and where they come from.
const ORIGIN: [&str; 6] = ["annotator", "note", "origin", "created", "changed", "foreign_id"];

impl Structure {
    /// One without features.
    pub fn of(type_name: impl Into<Name>) -> Self {
        Self { type_name: type_name.into(), ..Self::default() }
    }

    /// The same with a feature.
    #[must_use]
    pub fn with(mut self, name: impl Into<Name>, value: Value) -> Self {
        self.features.insert(name.into(), value);
        self
    }

    /// The same with a string, where there is something in it.
    #[must_use]
    pub fn with_text(self, name: &'static str, text: &str) -> Self {
        if text.is_empty() { self } else { self.with(name, Value::Text(text.to_owned())) }
    }

    /// A feature that is a string; empty where it is none.
    pub fn text(&self, name: &str) -> &str {
        match self.features.get(name) {
            Some(Value::Text(text)) => text,
            _ => "",
        }
    }

    /// The same with strings for [`ORIGIN`].
    #[must_use]
    pub fn with_origin(self, texts: [&str; 6]) -> Self {
        ORIGIN.into_iter().zip(texts).fold(self, |structure, (name, text)| structure.with_text(name, text))
    }

    /// Puts strings in their fields by feature; where there is none, the field stays as it is.
    pub fn read_texts<'f>(&self, fields: impl IntoIterator<Item = (&'f str, &'f mut String)>) {
        for (name, field) in fields {
            if !self.text(name).is_empty() {
                self.text(name).clone_into(field);
            }
        }
    }

    /// Puts the strings of [`ORIGIN`] in their fields.
    pub fn read_origin(&self, fields: [&mut String; 6]) {
        self.read_texts(ORIGIN.into_iter().zip(fields));
    }

    /// A feature that counts something.
    pub fn whole(&self, name: &str) -> Option<usize> {
        match self.features.get(name)? {
            Value::Whole(number) => Some(*number),
            Value::Text(text) => text.trim().parse().ok(),
            _ => None,
        }
    }

    /// A feature that is the number of another structure.
    pub fn reference(&self, name: &str) -> Option<i64> {
        match self.features.get(name)? {
            Value::Ref(number) => Some(*number),
            Value::Whole(number) => i64::try_from(*number).ok(),
            Value::Text(text) => text.trim().parse().ok(),
            _ => None,
        }
    }

    /// Where it stands in the text, if it stands in one.
    pub fn place(&self) -> Option<(usize, usize)> {
        Some((self.whole("begin")?, self.whole("end")?))
    }

    /// The last part of the name of its type.
    pub fn short_type(&self) -> &str {
        self.type_name.rsplit('.').next().unwrap_or(&self.type_name)
    }
}

impl Cas {
    /// The structures that a feature refers to; arrays between are gone through.
    pub fn targets(&self, structure: &Structure, feature: &str) -> Vec<i64> {
        let numbers = match structure.features.get(feature) {
            Some(Value::Ref(number)) => vec![*number],
            Some(Value::Refs(numbers)) => numbers.clone(),
            _ => return Vec::new(),
        };
        let through = |number: i64| match self.structures.get(&number) {
            Some(array) if array.type_name == REFERENCES || array.type_name.ends_with("[]") => {
                match array.features.get("elements") {
                    Some(Value::Refs(elements)) => elements.clone(),
                    _ => Vec::new(),
                }
            }
            _ => vec![number],
        };
        numbers.into_iter().flat_map(through).collect()
    }

    /// The strings of a feature; arrays between are gone through.
    pub fn texts(&self, structure: &Structure, feature: &str) -> Option<Vec<String>> {
        match structure.features.get(feature)? {
            Value::Texts(texts) => Some(texts.clone()),
            Value::Text(text) => Some(vec![text.clone()]),
            Value::Ref(number) => match self.structures.get(number)?.features.get("elements")? {
                Value::Texts(texts) => Some(texts.clone()),
                _ => None,
            },
            _ => None,
        }
    }
}

/// A value for a message, shortened.
pub fn shortened(value: &serde_json::Value) -> String {
    super::interchange::places::shortened(&value.to_string())
}
