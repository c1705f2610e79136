//! A CAS as XMI.

use std::collections::BTreeMap;
use std::io::{self, Write};

use crate::formats::FormatError;
use crate::formats::cas::xml::escaped;
use crate::formats::cas::{Cas, Structure, Value};

/// The prefixes of packages of types.
type Prefixes = BTreeMap<String, String>;

/// Writes a CAS.
pub fn write_cas(cas: &Cas, file: &mut dyn Write, name: &str) -> Result<(), FormatError> {
    write_lines(cas, file).map_err(|source| FormatError::Write { name: name.to_owned(), source })
}

fn write_lines(cas: &Cas, file: &mut dyn Write) -> io::Result<()> {
    let prefixes = prefixes_of(cas);
    writeln!(file, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>")?;
    write!(file, "<xmi:XMI xmlns:xmi=\"http://www.omg.org/XMI\"")?;
    for (package, prefix) in &prefixes {
        write!(file, " xmlns:{prefix}=\"http:///{}.ecore\"", package.replace('.', "/"))?;
    }
    writeln!(file, " xmi:version=\"2.0\">")?;
    writeln!(file, "  <cas:NULL xmi:id=\"0\"/>")?;
    for (number, structure) in &cas.structures {
        write_structure(*number, structure, &prefixes, file)?;
    }
    for (sofa, members) in &cas.views {
        let members: Vec<String> = members.iter().map(ToString::to_string).collect();
        writeln!(file, "  <cas:View sofa=\"{sofa}\" members=\"{}\"/>", members.join(" "))?;
    }
    writeln!(file, "</xmi:XMI>")
}

/// A prefix for every package: its last part, with a number where two have the same.
fn prefixes_of(cas: &Cas) -> Prefixes {
    let mut prefixes = Prefixes::from([("uima.cas".to_owned(), "cas".to_owned())]);
    for structure in cas.structures.values() {
        let (package, _) = parts_of(&structure.type_name);
        if prefixes.contains_key(package) {
            continue;
        }
        let last = package.rsplit('.').next().unwrap_or(package);
        let numbered = (2..).map(|number: usize| format!("{last}{number}"));
        let mut names = std::iter::once(last.to_owned()).chain(numbered);
        let is_free = |name: &String| name != "xmi" && !prefixes.values().any(|taken| taken == name);
        if let Some(prefix) = names.find(is_free) {
            prefixes.insert(package.to_owned(), prefix);
        }
    }
    prefixes
}

/// The package of a type and its own name.
fn parts_of(type_name: &str) -> (&str, &str) {
    type_name.rsplit_once('.').unwrap_or(("uima.noNamespace", type_name))
}

fn write_structure(
    number: i64,
    structure: &Structure,
    prefixes: &Prefixes,
    file: &mut dyn Write,
) -> io::Result<()> {
    let (package, name) = parts_of(&structure.type_name);
    let prefix = prefixes.get(package).map_or("cas", String::as_str);
    write!(file, "  <{prefix}:{name} xmi:id=\"{number}\"")?;
    let mut elements = Vec::new();
    for (feature, value) in &structure.features {
        let value = match value {
            Value::Text(text) => escaped(text).into_owned(),
            Value::Flag(flag) => flag.to_string(),
            Value::Whole(whole) => whole.to_string(),
            Value::Number(number) => format!("{number:?}"),
            Value::Ref(number) => number.to_string(),
            Value::Refs(numbers) => numbers.iter().map(ToString::to_string).collect::<Vec<_>>().join(" "),
            // Nothing at all is an empty attribute: there is no element to say it with.
            Value::Texts(texts) if texts.is_empty() => String::new(),
            Value::Texts(texts) => {
                elements.push((feature, texts));
                continue;
            }
        };
        write!(file, " {feature}=\"{value}\"")?;
    }
    if elements.is_empty() {
        return writeln!(file, "/>");
    }
    writeln!(file, ">")?;
    for (feature, texts) in elements {
        for text in texts {
            writeln!(file, "    <{feature}>{}</{feature}>", escaped(text))?;
        }
    }
    writeln!(file, "  </{prefix}:{name}>")
}
