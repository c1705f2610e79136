//! What the columns are, as the library reads it: JSON for the Parquet files, YAML for the card.

use std::fmt::Write as _;

use serde_json::{Map, Value, json};

use crate::formats::columnar::{Column, Kind};

use super::rows::CLASS;

/// The metadata of a Parquet file; `classes` are the names of the labels by their numbers.
pub fn metadata(columns: &[Column], classes: &[String]) -> String {
    json!({ "info": { "features": features(columns, classes) } }).to_string()
}

fn features(columns: &[Column], classes: &[String]) -> Value {
    let feature = |column: &Column| {
        let of_class = column.name == CLASS;
        let value = if of_class {
            json!({ "names": classes, "_type": "ClassLabel" })
        } else {
            feature(&column.kind, classes)
        };
        (column.name.to_owned(), value)
    };
    Value::Object(columns.iter().map(feature).collect::<Map<String, Value>>())
}

fn feature(kind: &Kind, classes: &[String]) -> Value {
    match kind {
        Kind::List(kind) => json!([feature(kind, classes)]),
        Kind::Struct(columns) => features(columns, classes),
        plain => json!({ "dtype": dtype(plain), "_type": "Value" }),
    }
}

/// What the library calls a type; nothing for those that are made of others.
fn dtype(kind: &Kind) -> &'static str {
    match kind {
        Kind::Text => "string",
        Kind::Int => "int64",
        Kind::Flag => "bool",
        Kind::Number => "float64",
        Kind::Day => "date32",
        Kind::Time => "timestamp[ms, tz=UTC]",
        Kind::List(_) | Kind::Struct(_) => "",
    }
}

/// The columns as the list `features` of a card, each line set in by so many blanks.
pub fn features_yaml(columns: &[Column], classes: &[String], indent: usize, yaml: &mut String) {
    let blank = " ".repeat(indent);
    let mut add = |line: String| {
        // Writing into a string can't fail.
        let written = writeln!(yaml, "{blank}{line}");
        debug_assert!(written.is_ok());
    };
    for column in columns {
        add(format!("- name: {}", column.name));
        match &column.kind {
            _ if column.name == CLASS => {
                add("  dtype:".to_owned());
                add("    class_label:".to_owned());
                add("      names:".to_owned());
                for (number, name) in classes.iter().enumerate() {
                    add(format!("        '{number}': {}", quoted(name)));
                }
            }
            Kind::List(inner) => match &**inner {
                Kind::Struct(inner) => {
                    add("  list:".to_owned());
                    let mut inside = String::new();
                    features_yaml(inner, classes, 2, &mut inside);
                    inside.lines().for_each(|line| add(line.to_owned()));
                }
                plain => add(format!("  list: {}", dtype(plain))),
            },
            Kind::Struct(inner) => {
                add("  struct:".to_owned());
                let mut inside = String::new();
                features_yaml(inner, classes, 2, &mut inside);
                inside.lines().for_each(|line| add(line.to_owned()));
            }
            plain => add(format!("  dtype: {}", dtype(plain))),
        }
    }
}

/// A text as YAML quotes it, with all that is not plainly printable escaped.
pub fn quoted(text: &str) -> String {
    let mut quoted = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => quoted.extend(['\\', c]),
            ' '..='~' => quoted.push(c),
            c if c.is_alphanumeric() => quoted.push(c),
            c => {
                let written = write!(quoted, "\\U{:08X}", u32::from(c));
                debug_assert!(written.is_ok());
            }
        }
    }
    quoted.push('"');
    quoted
}
