//! `annotation.conf`: which types of annotations, relations, events and attributes there are.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use crate::formats::reading::Reading;
use crate::model::id::LabelId;
use crate::model::tagset::{AttributeKind, RelationType, Role, Tagset};

use super::definitions::{add_choice, attribute, relation_type};
use super::events::is_event_type;
use super::names::Names;
use super::naming::Naming;
use super::{ARGUMENTS, ATTRIBUTION, CONTENT, CUE, MEMBER, PLAIN, SOURCE, TRIGGER, UNSURE};

/// The name of the file.
pub const FILE: &str = "annotation.conf";

/// What stands for any annotation.
const ANY: &str = "<ENTITY>|<EVENT>";

/// The file for a tagset.
pub fn written(names: &Names<'_>) -> String {
    let mut file = String::from("[entities]\n");
    let mut push = |line: String| {
        // Writing to a string does not fail.
        let _infallible = writeln!(file, "{line}");
    };
    let tagset = names.tagset;
    let labels: Vec<&str> =
        tagset.ordered_labels().into_iter().map(|label| names.label(label.id.as_str())).collect();
    for label in labels.iter().chain([SOURCE, CUE].iter().filter(|own| !labels.contains(own))) {
        push((*label).to_owned());
    }
    let types = tagset.ordered_relation_types();
    push("\n[relations]".to_owned());
    for kind in types.iter().filter(|kind| !is_event_type(tagset, kind.id.as_str())) {
        push(relation(kind, names));
    }
    let [one, two] = ARGUMENTS;
    push(format!("{ATTRIBUTION} {one}:{ANY}, {two}:{SOURCE}"));
    push(format!("<OVERLAP> {one}:<ENTITY>, {two}:<ENTITY>, <OVL-TYPE>:<ANY>"));
    push("\n[events]".to_owned());
    push(format!("{ATTRIBUTION} {CONTENT}:{ANY}, {SOURCE}?:<ENTITY>"));
    for kind in types.iter().filter(|kind| is_event_type(tagset, kind.id.as_str())) {
        let roles = kind.roles.iter().filter(|role| role.id.as_str() != TRIGGER);
        let roles: Vec<String> = roles
            .map(|role| {
                let name = names.role(kind.id.as_str(), role.id.as_str());
                format!("{name}*:{}", any_of(&role.labels, names))
            })
            .collect();
        push(format!("{} {}", names.relation_type(kind.id.as_str()), roles.join(", ")));
    }
    push("\n[attributes]".to_owned());
    for known in tagset.ordered_attributes() {
        let name = names.attribute(known.id.as_str());
        let of = any_of(&known.labels, names);
        let choices = known.kind.choices().iter();
        let values: Vec<&str> =
            choices.map(|choice| Names::choice(Some(&known.kind), choice.id.as_str())).collect();
        if known.kind == AttributeKind::Flag {
            push(format!("{name} Arg:{of}"));
        } else if !values.is_empty() {
            push(format!("{name} Arg:{of}, Value:{}", values.join("|")));
        }
    }
    push(format!("{UNSURE} Arg:{ANY}"));
    file
}

fn any_of(labels: &BTreeSet<LabelId>, names: &Names<'_>) -> String {
    let labels: Vec<&str> = labels.iter().map(|label| names.label(label.as_str())).collect();
    if labels.is_empty() { ANY.to_owned() } else { labels.join("|") }
}

fn relation(kind: &RelationType, names: &Names<'_>) -> String {
    let name = names.relation_type(kind.id.as_str());
    let [arg1, arg2] = ARGUMENTS;
    match kind.roles.as_slice() {
        [only] => {
            let of = any_of(&only.labels, names);
            format!("{name} {arg1}:{of}, {arg2}:{of}, <REL-TYPE>:symmetric-transitive")
        }
        [one, two, ..] if [one.id.as_str(), two.id.as_str()] != PLAIN => {
            let id = kind.id.as_str();
            let has_names = names.named.has(id) || kind.roles.len() > 2;
            let argument = |role: &Role, plain| {
                if has_names { names.role(id, role.id.as_str()).to_owned() } else { plain }
            };
            let (first, second) = (argument(one, arg1.to_owned()), argument(two, arg2.to_owned()));
            format!("{name} {first}:{}, {second}:{}", any_of(&one.labels, names), any_of(&two.labels, names))
        }
        _ => format!("{name} {arg1}:{ANY}, {arg2}:{ANY}"),
    }
}

/// Takes in a file: what it defines is defined here too, where it is not yet.
pub fn read(text: &str, naming: &mut Naming, reading: &mut Reading<'_>) {
    let mut section = String::new();
    for line in text.lines().map(str::trim) {
        if line.is_empty() || line.starts_with(['#', '<']) || line.starts_with("---") {
            continue;
        }
        if let Some(name) = line.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
            name.clone_into(&mut section);
            continue;
        }
        let (name, rest) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
        // Types that begin so only stand above others.
        let is_above = name.starts_with('!');
        let arguments: Vec<(&str, &str)> =
            rest.split([',', ';']).filter_map(|part| part.trim().split_once(':')).collect();
        match section.as_str() {
            "entities" | "spans" if !is_above && ![SOURCE, CUE].contains(&name) => {
                reading.label(name);
            }
            "relations" if name != ATTRIBUTION => read_relation(name, &arguments, naming, reading),
            "events" if !is_above && name != ATTRIBUTION => {
                reading.label(name);
                let roles = arguments.iter().map(|(role, _)| bare(role));
                let roles: Vec<&str> = [TRIGGER].into_iter().chain(roles).collect();
                relation_type(reading, name, &roles);
            }
            "attributes" if name != UNSURE => read_attribute(name, &arguments, reading),
            _ => {}
        }
    }
}

/// A role without what says how often it may stand.
fn bare(role: &str) -> &str {
    role.split(['?', '*', '+', '{']).next().unwrap_or(role)
}

fn read_relation(name: &str, arguments: &[(&str, &str)], naming: &mut Naming, reading: &mut Reading<'_>) {
    let is_group = arguments.iter().any(|(name, value)| {
        *name == "<REL-TYPE>" && value.contains("symmetric") && value.contains("transitive")
    });
    let roles: Vec<&str> =
        arguments.iter().map(|(role, _)| bare(role)).filter(|role| !role.starts_with('<')).collect();
    if is_group {
        relation_type(reading, name, &[MEMBER]);
    } else if roles.len() == 2 && roles != ARGUMENTS {
        let id = relation_type(reading, name, &roles);
        naming.agrees(&id, true, reading);
    } else {
        let id = relation_type(reading, name, &PLAIN);
        naming.agrees(&id, false, reading);
    }
}

fn read_attribute(name: &str, arguments: &[(&str, &str)], reading: &mut Reading<'_>) {
    let values = arguments.iter().find(|(role, _)| bare(role) == "Value").map(|(_, values)| *values);
    let num_before = reading.tagset.attributes.len();
    let kind = if values.is_some() { AttributeKind::Choice(Vec::new()) } else { AttributeKind::Flag };
    let id = attribute(reading, name, kind);
    if reading.tagset.attributes.len() == num_before {
        return;
    }
    for value in values.unwrap_or_default().split('|').map(str::trim).filter(|value| !value.is_empty()) {
        add_choice(reading, &id, value);
    }
    let of = arguments.iter().find(|(role, _)| bare(role) == "Arg").map_or("", |(_, types)| *types);
    if of.contains('<') {
        return;
    }
    let labels = of.split('|').map(str::trim).filter(|name| !name.is_empty());
    let labels: Vec<String> = labels.map(|name| reading.label(name)).collect();
    let labels = labels.iter().filter_map(|id| LabelId::new(id).ok()).collect();
    let Tagset { attributes, .. } = &mut reading.tagset;
    if let Some(attribute) = attributes.values_mut().find(|known| known.id.as_str() == id) {
        attribute.labels = labels;
    }
}
