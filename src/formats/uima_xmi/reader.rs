//! XMI as a CAS. Which attribute is a reference the type system says; where it doesn't, names that everybody uses do.

use std::collections::BTreeMap;

use crate::formats::cas::types::{Range, Types};
use crate::formats::cas::xml::{self, Element, Sink};
use crate::formats::cas::{Cas, REFERENCES, SOFA, STRINGS, Structure, Value, name};
use crate::formats::reading::Reading;
use crate::formats::report::Effect;

/// Features that are references wherever nothing is known of their type.
const REFERRING: [&str; 6] = ["Governor", "Dependent", "governor", "dependent", "target", "sofa"];

/// Reads XMI as far as it goes; what can't be read is told.
pub fn read(text: &str, types: &Types, reading: &mut Reading<'_>) -> Cas {
    let mut sink = CasSink {
        types,
        reading,
        cas: Cas::default(),
        packages: BTreeMap::new(),
        open: None,
        elements: BTreeMap::new(),
        said: String::new(),
    };
    xml::read(text, &mut sink);
    sink.cas
}

/// Takes in a CAS, structure by structure.
struct CasSink<'s, 'r> {
    types: &'s Types,
    reading: &'s mut Reading<'r>,
    cas: Cas,
    /// The packages of types by prefix.
    packages: BTreeMap<String, String>,
    /// The structure that is being read, with its number.
    open: Option<(i64, Structure)>,
    /// Strings of the open structure that stand as elements.
    elements: BTreeMap<String, Vec<String>>,
    said: String,
}

impl CasSink<'_, '_> {
    fn tell(&mut self, line: usize, what: &str, why: impl ToString) {
        self.reading.here.line = Some(line);
        self.reading.tell(Effect::LeftOut, what, why);
    }

    /// The full name of an element's type.
    fn type_of(&self, name: &str) -> String {
        let (prefix, name) = name.split_once(':').unwrap_or(("", name));
        match self.packages.get(prefix).map(String::as_str) {
            Some("uima.noNamespace" | "") | None => name.to_owned(),
            Some(package) => format!("{package}.{name}"),
        }
    }

    fn take_namespaces(&mut self, attributes: &BTreeMap<String, String>) {
        for (name, address) in attributes {
            let prefix = if name == "xmlns" { Some("") } else { name.strip_prefix("xmlns:") };
            let Some(prefix) = prefix else { continue };
            let package = address.strip_prefix("http:///").and_then(|path| path.strip_suffix(".ecore"));
            if let Some(package) = package {
                self.packages.insert(prefix.to_owned(), package.replace('/', "."));
            }
        }
    }

    fn take_view(&mut self, element: &Element<'_>) {
        let numbers = |name: &str| -> Vec<Result<i64, _>> {
            let value = element.attributes.get(name).map_or("", String::as_str);
            value.split_ascii_whitespace().map(str::parse).collect()
        };
        let (sofa, members) = (numbers("sofa"), numbers("members"));
        let num_broken = members.iter().filter(|member| member.is_err()).count();
        if num_broken > 0 {
            self.tell(
                element.line,
                &format!("{num_broken} members of a view left out"),
                "they are no numbers",
            );
        }
        if let Some(Ok(sofa)) = sofa.first() {
            let members = members.into_iter().filter_map(Result::ok);
            self.cas.views.entry(*sofa).or_default().extend(members);
        }
    }

    fn begin(&mut self, element: Element<'_>) {
        let type_name = self.type_of(element.name);
        match type_name.as_str() {
            "uima.cas.NULL" => return,
            "uima.cas.View" => return self.take_view(&element),
            _ => {}
        }
        let told =
            element.attributes.iter().find(|(name, _)| name.ends_with(":id")).map(|(_, id)| id.parse());
        let Some(Ok(number)) = told else {
            return self.tell(element.line, &format!("{} left out", element.name), "it has no number");
        };
        let mut structure =
            Structure { type_name: name(&type_name), line: element.line, ..Structure::default() };
        let mut broken = Vec::new();
        for (feature, value) in element.attributes.into_iter().filter(|(feature, _)| !feature.contains(':')) {
            match self.value(&structure.type_name, &feature, value) {
                Ok(value) => {
                    structure.features.insert(name(&feature), value);
                }
                Err(value) => broken.push((feature, value)),
            }
        }
        for (feature, value) in broken {
            let what = format!("{feature} of {number} left out");
            self.tell(structure.line, &what, format!("“{value}” is not what its type is"));
        }
        self.open = Some((number, structure));
        self.elements.clear();
    }

    /// The value of a feature; the words themselves where they are none.
    fn value(&self, type_name: &str, feature: &str, value: String) -> Result<Value, String> {
        let texts = || Value::Text(value.clone());
        match (type_name, feature) {
            (_, "begin" | "end") | (SOFA, "sofaNum") => {
                return value.trim().parse().map(Value::Whole).map_err(|_| value);
            }
            (SOFA, _) => return Ok(Value::Text(value)),
            (REFERENCES, "elements") => return references(&value).map(Value::Refs).ok_or(value),
            (STRINGS, "elements") => return Ok(Value::Texts(Vec::new())),
            _ => {}
        }
        let Some(range) = self.types.range(type_name, feature) else {
            let number = value.trim().parse().ok().filter(|_| REFERRING.contains(&feature));
            return Ok(number.map_or(Value::Text(value), Value::Ref));
        };
        let Range { name, is_shared, .. } = range;
        match name.strip_prefix("uima.cas.").unwrap_or(name) {
            "String" => Ok(Value::Text(value)),
            "Boolean" => value.trim().parse().map(Value::Flag).map_err(|_| value),
            "Double" | "Float" | "Integer" | "Long" | "Short" | "Byte" => {
                let number: Result<f64, _> = value.trim().parse();
                number.ok().filter(|number| number.is_finite()).map(Value::Number).ok_or(value)
            }
            "StringArray" if !is_shared => Ok(Value::Texts(Vec::new())),
            "StringArray" => value.trim().parse().map(Value::Ref).map_err(|_| value),
            "BooleanArray" | "ByteArray" | "ShortArray" | "IntegerArray" | "LongArray" | "FloatArray"
            | "DoubleArray"
                if !is_shared =>
            {
                Ok(texts())
            }
            name if matches!(name, "FSArray" | "FSList") || name.ends_with("[]") => {
                references(&value).map(Value::Refs).ok_or(value)
            }
            // A string with a list of allowed values is a type of its own.
            _ if self.types.is_a(name, "uima.cas.String") => Ok(Value::Text(value)),
            _ => value.trim().parse().map(Value::Ref).map_err(|_| value),
        }
    }

    fn end_structure(&mut self) {
        let Some((number, mut structure)) = self.open.take() else { return };
        for (feature, texts) in std::mem::take(&mut self.elements) {
            structure.features.insert(feature.into(), Value::Texts(texts));
        }
        if self.cas.structures.contains_key(&number) {
            let what = format!("second structure {number} left out");
            return self.tell(structure.line, &what, "there is one of that number already");
        }
        self.cas.structures.insert(number, structure);
    }
}

fn references(value: &str) -> Option<Vec<i64>> {
    value.split_ascii_whitespace().map(|number| number.parse().ok()).collect()
}

impl Sink for CasSink<'_, '_> {
    fn start(&mut self, element: Element<'_>, depth: usize) {
        self.take_namespaces(&element.attributes);
        self.said.clear();
        match depth {
            0 | 2 => {}
            1 => self.begin(element),
            _ => self.tell(element.line, &format!("{} left out", element.name), "it lies too deep"),
        }
    }

    fn text(&mut self, text: &str, depth: usize) {
        if depth == 3 {
            self.said.push_str(text);
        }
    }

    fn end(&mut self, name: &str, depth: usize) {
        match depth {
            1 => self.end_structure(),
            2 if self.open.is_some() => {
                let said = std::mem::take(&mut self.said);
                self.elements.entry(name.to_owned()).or_default().push(said);
            }
            _ => {}
        }
    }

    fn broken(&mut self, line: usize, why: String) {
        self.tell(line, "part of the file left out", why);
    }
}
