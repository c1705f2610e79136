//! Type system descriptions, as `TypeSystem.xml` holds them.

use std::collections::BTreeMap;
use std::io::{self, Write};

use crate::formats::FormatError;
use crate::formats::cas::types::{Definition, Range, Types};
use crate::formats::cas::xml::{self, Element, Sink, escaped};
use crate::formats::reading::Reading;
use crate::formats::report::Effect;

/// The file of a type system, beside what it is for.
pub const TYPES_FILE: &str = "TypeSystem.xml";
/// How far into a file its first element is looked for.
const HEAD_BYTES: usize = 4096;

/// Whether a file is a type system description.
pub fn is_one(text: &str) -> bool {
    let head = &text[..text.floor_char_boundary(HEAD_BYTES)];
    head.contains("<typeSystemDescription")
}

/// Writes a type system description.
pub fn write(types: &Types, file: &mut dyn Write, name: &str) -> Result<(), FormatError> {
    write_lines(types, file).map_err(|source| FormatError::Write { name: name.to_owned(), source })
}

fn write_lines(types: &Types, file: &mut dyn Write) -> io::Result<()> {
    writeln!(file, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>")?;
    writeln!(file, "<typeSystemDescription xmlns=\"http://uima.apache.org/resourceSpecifier\">")?;
    writeln!(file, "  <types>")?;
    for (name, Definition { parent, description, features }) in &types.0 {
        writeln!(file, "    <typeDescription>")?;
        writeln!(file, "      <name>{}</name>", escaped(name))?;
        writeln!(file, "      <description>{}</description>", escaped(description))?;
        writeln!(file, "      <supertypeName>{}</supertypeName>", escaped(parent))?;
        writeln!(file, "      <features>")?;
        for (feature, range) in features {
            writeln!(file, "        <featureDescription>")?;
            writeln!(file, "          <name>{}</name>", escaped(feature))?;
            writeln!(file, "          <description></description>")?;
            writeln!(file, "          <rangeTypeName>{}</rangeTypeName>", escaped(&range.name))?;
            if !range.element.is_empty() {
                writeln!(file, "          <elementType>{}</elementType>", escaped(&range.element))?;
            }
            writeln!(file, "        </featureDescription>")?;
        }
        writeln!(file, "      </features>")?;
        writeln!(file, "    </typeDescription>")?;
    }
    writeln!(file, "  </types>")?;
    writeln!(file, "</typeSystemDescription>")
}

/// Adds the types of a description to those that are known.
pub fn read(text: &str, types: &mut Types, reading: &mut Reading<'_>) {
    let mut sink =
        TypesSink { types, reading, said: String::new(), fields: BTreeMap::new(), features: BTreeMap::new() };
    xml::read(text, &mut sink);
}

/// Takes in a description, type by type.
struct TypesSink<'s, 'r> {
    types: &'s mut Types,
    reading: &'s mut Reading<'r>,
    /// The text since the last element.
    said: String,
    /// What was said of the type or feature, by the name of the element; features have a `.` before it.
    fields: BTreeMap<String, String>,
    features: BTreeMap<String, Range>,
}

impl TypesSink<'_, '_> {
    fn take(&mut self, name: &str) -> String {
        self.fields.remove(name).unwrap_or_default()
    }
}

impl Sink for TypesSink<'_, '_> {
    fn start(&mut self, element: Element<'_>, _depth: usize) {
        self.said.clear();
        match element.name {
            "typeDescription" => {
                self.fields.clear();
                self.features.clear();
            }
            "featureDescription" => self.fields.retain(|name, _| !name.starts_with('.')),
            _ => {}
        }
    }

    fn text(&mut self, text: &str, _depth: usize) {
        self.said.push_str(text);
    }

    fn end(&mut self, name: &str, depth: usize) {
        match name {
            "typeDescription" => {
                let (type_name, parent) = (self.take("name"), self.take("supertypeName"));
                let features = std::mem::take(&mut self.features);
                let description = self.take("description");
                self.types.add(&type_name, Definition { parent, description, features });
            }
            "featureDescription" => {
                let range = Range {
                    name: self.take(".rangeTypeName"),
                    element: self.take(".elementType"),
                    is_shared: self.take(".multipleReferencesAllowed") == "true",
                };
                let feature = self.take(".name");
                self.features.insert(feature, range);
            }
            _ => {
                let dot = if depth > 4 { "." } else { "" };
                self.fields.insert(format!("{dot}{name}"), self.said.trim().to_owned());
            }
        }
        self.said.clear();
    }

    fn broken(&mut self, line: usize, why: String) {
        self.reading.here.line = Some(line);
        self.reading.tell(Effect::LeftOut, "part of the type system left out", why);
    }
}
