//! What an import or export did: how much went in and came out, and everything that did not fit.

mod groups;

use std::fmt;
use std::ops::Range;

use serde_json::{Map, Value, json};

use crate::model::text::numbers::in_thousands;

pub use groups::{Group, grouped};

/// What an import or export did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// How much there was.
    pub num_in: Counts,
    /// How much of it was taken or written.
    pub num_out: Counts,
    /// Everything that did not fit, in the order it was met.
    pub findings: Vec<Finding>,
}

/// How much of everything.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Articles.
    pub articles: usize,
    /// Annotations that have their place in a text.
    pub annotations: usize,
    /// Annotations that a correction of the text left without a place.
    pub unplaced: usize,
    /// Relations.
    pub relations: usize,
    /// Decisions of reviewers.
    pub decisions: usize,
    /// Entries of annotators' registers.
    pub voices: usize,
    /// Annotators' items.
    pub items: usize,
}

/// Something that did not fit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// Where it stands.
    pub place: Place,
    /// What became of it.
    pub effect: Effect,
    /// What it is about, and what was done with it.
    pub what: String,
    /// The bytes of `what` that name which one it is; empty where none do.
    name: Range<usize>,
    /// Why; may be empty where that is plain.
    pub why: String,
}

/// What a finding is about, and what was done with it, with the name in it that tells one such finding from the next.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct What {
    words: String,
    /// The bytes where the name begins and ends.
    name: (usize, usize),
}

/// Where something stands; as much of it as is known.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Place {
    /// The file.
    pub file: Option<String>,
    /// The line in it, from 1.
    pub line: Option<usize>,
    /// The byte in that line, from 1.
    pub column: Option<usize>,
    /// The article's id.
    pub article: Option<String>,
    /// The annotation's id.
    pub annotation: Option<String>,
}

/// What became of something that did not fit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Effect {
    /// It was left out.
    LeftOut,
    /// It was taken in another form.
    Changed,
    /// It was taken as it is, but somebody should look at it.
    Kept,
    /// Nothing is wrong; it is only good to know.
    Note,
}

impl What {
    /// The words, with a name between them: `relation `, `r1`, ` left out`.
    pub fn of(before: &str, name: impl fmt::Display, after: &str) -> Self {
        let mut words = format!("{before}{name}");
        let name = (before.len(), words.len());
        words.push_str(after);
        Self { words, name }
    }
}

impl<S: Into<String>> From<S> for What {
    fn from(words: S) -> Self {
        Self { words: words.into(), name: (0, 0) }
    }
}

impl Effect {
    /// Its name in JSON.
    pub fn name(self) -> &'static str {
        match self {
            Self::LeftOut => "left-out",
            Self::Changed => "changed",
            Self::Kept => "kept",
            Self::Note => "note",
        }
    }
}

impl Place {
    /// A place in a file.
    pub fn in_file(file: &str, line: usize) -> Self {
        Self { file: Some(file.to_owned()), line: Some(line), ..Self::default() }
    }

    /// The same place, with the article named.
    #[must_use]
    pub fn in_article(&self, article: impl fmt::Display) -> Self {
        Self { article: Some(article.to_string()), ..self.clone() }
    }

    /// The same place, with the annotation named.
    #[must_use]
    pub fn at_annotation(&self, annotation: impl fmt::Display) -> Self {
        Self { annotation: Some(annotation.to_string()), ..self.clone() }
    }
}

impl Report {
    /// Adds a finding.
    pub fn add(&mut self, place: Place, effect: Effect, what: impl Into<What>, why: impl Into<String>) {
        let What { words: what, name: (start, end) } = what.into();
        self.findings.push(Finding { place, effect, what, name: start..end, why: why.into() });
    }

    /// Whether anything was left out, taken otherwise, or needs a look.
    pub fn has_problems(&self) -> bool {
        self.problems().next().is_some()
    }

    /// Everything that was left out, taken otherwise, or needs a look.
    pub fn problems(&self) -> impl Iterator<Item = &Finding> {
        self.findings.iter().filter(|finding| finding.effect != Effect::Note)
    }

    /// How much came in and how much of it went out: `3 of 4 articles, 12 annotations`.
    pub fn in_words(&self) -> String {
        let counts: Vec<String> = self
            .num_out
            .named()
            .into_iter()
            .zip(self.num_in.named())
            .filter(|((_, num_out), (_, num_in))| *num_out + *num_in > 0)
            .map(|((name, num_out), (_, num_in))| {
                let named = |num: usize| if num == 1 { name.trim_end_matches('s') } else { name };
                let (out, all) = (in_thousands(num_out), in_thousands(num_in));
                // What is made on the way was not there before.
                if num_out >= num_in {
                    format!("{out} {}", named(num_out))
                } else {
                    format!("{out} of {all} {}", named(num_in))
                }
            })
            .collect();
        if counts.is_empty() { "nothing".to_owned() } else { counts.join(", ") }
    }

    /// The report for programs.
    pub fn to_json(&self) -> Value {
        let findings: Vec<Value> = self.findings.iter().map(Finding::to_json).collect();
        json!({ "in": self.num_in.to_json(), "out": self.num_out.to_json(), "findings": findings })
    }
}

impl Counts {
    /// Every count with its name in the plural, in a fixed order.
    pub fn named(&self) -> [(&'static str, usize); 7] {
        let Self { articles, annotations, unplaced, relations, decisions, voices, items } = *self;
        [
            ("articles", articles),
            ("annotations", annotations),
            ("unplaced", unplaced),
            ("relations", relations),
            ("decisions", decisions),
            ("voices", voices),
            ("items", items),
        ]
    }

    /// The counts for programs.
    pub fn to_json(&self) -> Value {
        Value::Object(self.named().into_iter().map(|(name, count)| (name.to_owned(), count.into())).collect())
    }
}

impl Finding {
    /// What it is about and what was done with it, without the name that tells which one it is.
    fn what_of_all(&self) -> String {
        let (before, after) = (self.what.get(..self.name.start), self.what.get(self.name.end..));
        let (before, after) = (before.unwrap_or_default().trim_end(), after.unwrap_or_default());
        format!("{before}{}", if before.is_empty() { after.trim_start() } else { after })
    }

    fn to_json(&self) -> Value {
        let Self { place, effect, what, name: _, why } = self;
        let mut object = Map::new();
        let texts = [("file", &place.file), ("article", &place.article), ("annotation", &place.annotation)];
        let numbers = [("line", place.line), ("column", place.column)];
        object.extend(
            texts.into_iter().filter_map(|(name, text)| Some((name.to_owned(), text.clone()?.into()))),
        );
        object
            .extend(numbers.into_iter().filter_map(|(name, number)| Some((name.to_owned(), number?.into()))));
        object.insert("effect".to_owned(), effect.name().into());
        object.insert("what".to_owned(), what.as_str().into());
        object.insert("why".to_owned(), why.as_str().into());
        Value::Object(object)
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for ((name, num_in), (_, num_out)) in self.num_in.named().into_iter().zip(self.num_out.named()) {
            if num_in == num_out && num_in > 0 {
                writeln!(f, "{num_out} {name}")?;
            } else if num_in != num_out {
                writeln!(f, "{num_out} of {num_in} {name}")?;
            }
        }
        self.findings.iter().try_for_each(|finding| writeln!(f, "{finding}"))
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.what)?;
        if !self.why.is_empty() {
            write!(f, ": {}", self.why)?;
        }
        write!(f, "{}", self.place)
    }
}

impl Place {
    /// Everything that is known of it, with commas between; nothing where nothing is known.
    pub fn in_words(&self) -> String {
        let Self { file, line, column, article, annotation } = self;
        let parts = [
            annotation.as_ref().map(|id| format!("annotation {id}")),
            article.as_ref().map(|id| format!("article {id}")),
            line.map(|line| format!("line {line}")),
            column.map(|column| format!("column {column}")),
            file.clone(),
        ];
        let parts: Vec<String> = parts.into_iter().flatten().collect();
        parts.join(", ")
    }
}

/// The place in brackets, after a space; nothing where nothing is known.
impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let words = self.in_words();
        if words.is_empty() { Ok(()) } else { write!(f, " ({words})") }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_finding_reads_as_a_sentence_and_as_json() {
        let mut report = Report::default();
        report.num_in.annotations = 2;
        report.num_out.annotations = 1;
        let place = Place::in_file("a.jsonl", 3).in_article("ferry").at_annotation("t1");
        report.add(place, Effect::LeftOut, "annotation left out", "the range 3–3 is empty");
        assert!(report.has_problems());
        assert_eq!(
            report.to_string(),
            "1 of 2 annotations\n\
             annotation left out: the range 3–3 is empty (annotation t1, article ferry, line 3, a.jsonl)\n"
        );
        let json = report.to_json();
        assert_eq!(json["in"]["annotations"], 2);
        assert_eq!(json["findings"][0]["line"], 3);
        assert_eq!(json["findings"][0]["effect"], "left-out");
    }
}
