//! A query as it can be typed: reading it gives the same query.

use std::fmt;

use super::fields::ATTRIBUTE_PREFIX;
use super::lex::{is_field_name, is_plain};
use super::parse::role_name;
use super::{Expr, Field, Options, Pattern, Query, Term, Who, WordsField};
use crate::model::text::fold::name_key;

impl fmt::Display for Query {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Options { case, fold, word, near } = self.options;
        let switch = |field: Field, value: Option<bool>| {
            value.map(|yes| format!("{}:{}", field.name(), if yes { "yes" } else { "no" }))
        };
        let mut parts: Vec<String> = match &self.expr {
            // Options stand beside alternatives, which therefore need parentheses.
            Some(expr @ Expr::Any(_)) if self.options != Options::default() => vec![format!("({expr})")],
            Some(expr) => vec![expr.to_string()],
            None => Vec::new(),
        };
        parts.extend(near.map(|near| format!("near:{near}")));
        parts.extend(switch(Field::Case, case));
        parts.extend(switch(Field::Fold, fold));
        parts.extend(switch(Field::Word, word));
        f.write_str(&parts.join(" "))
    }
}

impl fmt::Display for Expr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::All(parts) => joined(f, parts, " ", |part| matches!(part, Self::Any(_))),
            Self::Any(parts) => joined(f, parts, " | ", |_| false),
            Self::Not(inner) if matches!(**inner, Self::All(_) | Self::Any(_)) => write!(f, "-({inner})"),
            Self::Not(inner) => write!(f, "-{inner}"),
            Self::Term(term) => write!(f, "{term}"),
        }
    }
}

fn joined(
    f: &mut fmt::Formatter<'_>,
    parts: &[Expr],
    between: &str,
    is_grouped: impl Fn(&Expr) -> bool,
) -> fmt::Result {
    for (idx, part) in parts.iter().enumerate() {
        if idx > 0 {
            f.write_str(between)?;
        }
        if is_grouped(part) {
            write!(f, "({part})")?;
        } else {
            write!(f, "{part}")?;
        }
    }
    Ok(())
}

impl fmt::Display for Term {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Words(WordsField::Text, pattern) => write!(f, "{pattern}"),
            Self::Words(field, pattern) => write!(f, "{}:{pattern}", Field::Words(*field).name()),
            Self::Named(field, name) => write!(f, "{}:{}", Field::Named(*field).name(), quoted(name)),
            Self::Party(role, who) => write!(f, "{}:{who}", role_name(*role)),
            Self::Status(status) => write!(f, "status:{}", status.name()),
            Self::Certainty(certainty) => write!(f, "certainty:{}", certainty.name()),
            Self::Attribute { attribute, value } => {
                let is_field =
                    Field::from_name(attribute).is_some() || attribute.starts_with(ATTRIBUTE_PREFIX);
                let prefix = if is_field || !is_field_name(attribute) { ATTRIBUTE_PREFIX } else { "" };
                write!(f, "{prefix}{attribute}:{}", quoted(value))
            }
            Self::State(state) => write!(f, "state:{}", state.name()),
            Self::Date(days) => write!(f, "date:{days}"),
            Self::Tagged(days) => write!(f, "tagged:{days}"),
            Self::Changed(days) => write!(f, "changed:{days}"),
            Self::Length(numbers) => write!(f, "length:{numbers}"),
            Self::Has(thing) => write!(f, "has:{}", thing.name()),
        }
    }
}

impl fmt::Display for Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Words(words) => f.write_str(&quoted(words)),
            Self::Regex(pattern) => write!(f, "/{}/", with_slashes(pattern)),
        }
    }
}

impl fmt::Display for Who {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Nobody => f.write_str("none"),
            Self::Article => f.write_str("article"),
            Self::Unnamed => f.write_str("unnamed"),
            Self::Name(name) if matches!(name_key(name).as_str(), "none" | "article" | "unnamed") => {
                write!(f, "\"{name}\"")
            }
            Self::Name(name) => f.write_str(&quoted(name)),
        }
    }
}

/// Words as a query looks for them: in quotation marks where they need them.
pub fn quoted(words: &str) -> String {
    if is_plain(words) {
        return words.to_owned();
    }
    let mut quoted = String::with_capacity(words.len() + 2);
    quoted.push('"');
    for ch in words.chars() {
        if matches!(ch, '"' | '\\') {
            quoted.push('\\');
        }
        quoted.push(ch);
    }
    quoted.push('"');
    quoted
}

/// A pattern with a backslash before each slash that has none.
fn with_slashes(pattern: &str) -> String {
    let mut written = String::with_capacity(pattern.len());
    let mut is_escaped = false;
    for ch in pattern.chars() {
        if ch == '/' && !is_escaped {
            written.push('\\');
        }
        is_escaped = ch == '\\' && !is_escaped;
        written.push(ch);
    }
    written
}
