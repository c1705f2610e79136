//! Annotations of a CAS: ours with all they hold, others with a label and attributes.

use serde_json::Value as Json;

use super::reading::{Draft, LABELS, foreign_id};
use super::types::{PARTS, attribute_of};
use super::{Structure, Value};
use crate::formats::interchange::lines::{AnnotationLine, Span, VoiceLine};
use crate::formats::reading::Reading;
use crate::model::annotation::VoiceRole;
use crate::model::tagset::AttributeKind;

/// Takes in an annotation of our own type.
pub(super) fn own_annotation(
    number: i64,
    structure: &Structure,
    draft: &mut Draft<'_>,
    reading: &mut Reading<'_>,
) {
    let Some(place) = structure.place() else {
        return draft.leave_out(&structure.type_name, "it has no place in the text");
    };
    let own_id = structure.text("id");
    let id = if own_id.is_empty() { foreign_id(number) } else { own_id.to_owned() };
    let label = structure.text("label");
    let label = if label.is_empty() { structure.short_type() } else { label };
    let mut line = AnnotationLine {
        id,
        label: reading.label(label),
        fragments: vec![place],
        // Without a type system a flag is a word.
        inherited: matches!(structure.features.get("inherited"), Some(Value::Flag(true)))
            || structure.text("inherited") == "true",
        annotator: draft.annotator.clone(),
        ..AnnotationLine::default()
    };
    let AnnotationLine { annotator, note, origin, created, changed, foreign_id, .. } = &mut line;
    structure.read_origin([annotator, note, origin, created, changed, foreign_id]);
    structure.read_texts([("certainty", &mut line.certainty)]);
    for role in VoiceRole::ALL {
        for name in draft.texts(structure, role.name()).unwrap_or_default() {
            let role = role.name().to_owned();
            line.voices.push(VoiceLine { role, name, ..VoiceLine::default() });
        }
    }
    for (feature, ..) in PARTS {
        let places = parts_of(structure, feature, draft);
        match feature {
            "source" => line.source = places,
            "cue" => line.cue = places,
            _ if !places.is_empty() => line.fragments = places,
            _ => {}
        }
    }
    for (feature, value) in &structure.features {
        let Some(name) = attribute_of(feature) else { continue };
        add_attribute(&name, value, structure, feature, &mut line, draft, reading);
    }
    draft.ids.insert(number, line.id.clone());
    draft.article.annotations.push(line);
}

/// The places that a feature of our annotations links to.
fn parts_of(structure: &Structure, feature: &str, draft: &mut Draft<'_>) -> Vec<Span> {
    let mut places = Vec::new();
    for link in draft.targets(structure, feature) {
        let link = draft.cas.structures.get(&link);
        let target = link.and_then(|link| draft.cas.structures.get(&link.reference("target")?));
        match target.and_then(Structure::place) {
            Some(place) => places.push(place),
            None => draft.leave_out(&format!("{} {feature}", structure.type_name), "it leads to no place"),
        }
    }
    places
}

/// Takes in an annotation of any other type.
pub(super) fn foreign_annotation(
    number: i64,
    structure: &Structure,
    draft: &mut Draft<'_>,
    reading: &mut Reading<'_>,
) {
    let Some(place) = structure.place() else { return };
    let told = LABELS.into_iter().find(|name| !structure.text(name).is_empty());
    let label = told.map_or(structure.short_type(), |feature| last_part(structure.text(feature)));
    let mut line = AnnotationLine {
        id: foreign_id(number),
        label: reading.label(label),
        fragments: vec![place],
        annotator: draft.annotator.clone(),
        ..AnnotationLine::default()
    };
    for (feature, value) in &structure.features {
        let is_label = told == Some(&**feature) && label == structure.text(feature);
        if is_label || matches!(&**feature, "begin" | "end" | "sofa") {
            continue;
        }
        add_attribute(feature, value, structure, feature, &mut line, draft, reading);
    }
    draft.ids.insert(number, line.id.clone());
    draft.article.annotations.push(line);
}

/// What an address names, or the words themselves.
fn last_part(words: &str) -> &str {
    if !words.contains("://") {
        return words;
    }
    let parts = words.rsplit(['/', '#']);
    parts.into_iter().find(|part| !part.is_empty()).unwrap_or(words)
}

/// Gives an annotation the attribute that a feature is, unless it is a reference.
fn add_attribute(
    name: &str,
    value: &Value,
    structure: &Structure,
    feature: &str,
    line: &mut AnnotationLine,
    draft: &mut Draft<'_>,
    reading: &mut Reading<'_>,
) {
    let value = match value {
        Value::Refs(_) => return,
        Value::Ref(_) => match draft.texts(structure, feature) {
            Some(texts) => Value::Texts(texts),
            None => return,
        },
        other => other.clone(),
    };
    let id = reading.attribute(name);
    let is_new =
        reading.known.is_none_or(|state| !state.tagset.attributes.keys().any(|known| known.as_str() == id));
    let range = draft.types.range(&structure.type_name, feature);
    let range = range.map_or("", |range| range.name.as_str());
    if is_new
        && let Some(defined) = reading.tagset.attributes.values_mut().find(|known| known.id.as_str() == id)
    {
        match range {
            "uima.cas.Boolean" => defined.kind = AttributeKind::Flag,
            "uima.cas.Double" | "uima.cas.Float" | "uima.cas.Integer" | "uima.cas.Long"
            | "uima.cas.Short" => {
                defined.kind = AttributeKind::Number;
            }
            _ => {}
        }
    }
    let tagsets = reading.known.map(|state| &state.tagset).into_iter().chain([&reading.tagset]);
    let kind = tagsets.into_iter().find_map(|tagset| {
        tagset.attributes.values().find(|known| known.id.as_str() == id).map(|known| &known.kind)
    });
    let json = json_of(value, kind);
    line.attributes.insert(id, json);
}

/// A value as an attribute of that kind has it; as words where it is of another.
fn json_of(value: Value, kind: Option<&AttributeKind>) -> Json {
    match (value, kind) {
        (Value::Flag(flag), Some(AttributeKind::Flag)) => Json::Bool(flag),
        (Value::Flag(flag), _) => Json::String(flag.to_string()),
        (Value::Number(number), Some(AttributeKind::Number)) => Json::from(number),
        (Value::Whole(number), Some(AttributeKind::Number)) => Json::from(number),
        (Value::Number(number), _) => Json::String(number.to_string()),
        (Value::Whole(number), _) => Json::String(number.to_string()),
        (Value::Texts(texts), Some(AttributeKind::Choices(_))) => Json::from(texts),
        (Value::Texts(texts), _) => Json::String(texts.join("; ")),
        (Value::Text(text), _) => Json::String(text),
        (Value::Ref(number), _) => Json::String(number.to_string()),
        (Value::Refs(_), _) => Json::Null,
    }
}
