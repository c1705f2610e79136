//! An article's line as a CAS.

use std::collections::BTreeMap;

use unicode_segmentation::UnicodeSegmentation as _;

use super::types::{ARTICLE, DIV, LAYER, METADATA, PARTS, RELATION, SENTENCE, SPAN, TOKEN, feature_of};
use super::{Cas, FIRST_VIEW, NO_LANGUAGE, SOFA, Structure, Value};
use crate::formats::interchange::lines::{AnnotationLine, ArticleLine, RelationLine, Span};
use crate::formats::pairs::ends;
use crate::model::annotation::VoiceRole;
use crate::model::tagset::Tagset;
use crate::model::text::TextRange;
use crate::model::text::language::Language;
use crate::model::text::segment::sentences;
use crate::model::text::units::{Unit, UnitMap};

/// The number of the text.
const TEXT: i64 = 1;

/// A CAS that is being made.
#[derive(Default)]
struct Draft {
    cas: Cas,
    members: Vec<i64>,
    last: i64,
}

impl Draft {
    /// Adds a structure and gives its number.
    fn add(&mut self, structure: Structure) -> i64 {
        self.last += 1;
        self.cas.structures.insert(self.last, structure);
        self.last
    }

    /// Adds a structure that the view lists.
    fn list(&mut self, structure: Structure) -> i64 {
        let number = self.add(structure.with("sofa", Value::Ref(TEXT)));
        self.members.push(number);
        number
    }
}

/// The CAS of an article: its text, what is known of it, sentences and tokens, annotations and relations.
pub fn cas_of(line: &ArticleLine, tagset: &Tagset) -> Cas {
    cas_with(line, tagset, true)
}

/// The same without sentences and tokens.
pub fn cas_without_tokens(line: &ArticleLine, tagset: &Tagset) -> Cas {
    cas_with(line, tagset, false)
}

fn cas_with(line: &ArticleLine, tagset: &Tagset, has_tokens: bool) -> Cas {
    let text = line.text.as_deref().unwrap_or_default();
    let map = UnitMap::new(text, Unit::Utf16);
    let mut draft = Draft::default();
    let sofa = Structure::of(SOFA)
        .with("sofaNum", Value::Whole(1))
        .with("sofaID", Value::Text(FIRST_VIEW.to_owned()))
        .with("mimeType", Value::Text("text".to_owned()))
        .with("sofaString", Value::Text(text.to_owned()));
    draft.add(sofa);
    add_article(line, map.num_units(), &mut draft);
    let mut add = |type_name, range: TextRange| {
        if let Some(place) = map.range_from_bytes(range) {
            draft.list(placed(type_name, place));
        }
    };
    let sentences = if has_tokens { sentences_of(text, Language::of(&line.language)) } else { Vec::new() };
    for sentence in sentences {
        add(SENTENCE, sentence);
        tokens_of(text, sentence).for_each(|token| add(TOKEN, token));
    }
    for block in &line.blocks {
        draft.list(placed(DIV, (block.start, block.end)).with_text("divType", &block.kind));
    }
    let mut numbers: BTreeMap<&str, (i64, Span)> = BTreeMap::new();
    for annotation in &line.annotations {
        if let Some(added) = add_annotation(annotation, &mut draft) {
            numbers.entry(&annotation.id).or_insert(added);
        }
    }
    for relation in &line.relations {
        let Some([from, to]) = ends(relation, &line.id, tagset) else { continue };
        if let (Some((from, _)), Some((to, place))) = (numbers.get(from), numbers.get(to)) {
            draft.list(relation_of(relation, *from, *to, *place));
        }
    }
    let Draft { mut cas, members, .. } = draft;
    cas.views.insert(TEXT, members);
    cas
}

/// The sentences of a text by the rules of its language.
pub fn sentences_of(text: &str, language: Language) -> Vec<TextRange> {
    TextRange::new(0, text.len()).map(|whole| sentences(text, whole, language)).unwrap_or_default()
}

/// The tokens of a sentence: what stands between the word borders of UAX #29 and is no white space.
pub fn tokens_of(text: &str, sentence: TextRange) -> impl Iterator<Item = TextRange> {
    let words = text[sentence.start()..sentence.end()].split_word_bound_indices();
    words.filter(|(_, word)| !word.trim().is_empty()).filter_map(move |(at, word)| {
        let start = sentence.start() + at;
        TextRange::new(start, start + word.len()).ok()
    })
}

fn placed(type_name: &'static str, (begin, end): Span) -> Structure {
    Structure::of(type_name).with("begin", Value::Whole(begin)).with("end", Value::Whole(end))
}

fn add_article(line: &ArticleLine, num_units: usize, draft: &mut Draft) {
    let language = if line.language.is_empty() { NO_LANGUAGE } else { &line.language };
    let metadata = placed(METADATA, (0, num_units))
        .with_text("language", language)
        .with_text("documentId", &line.id)
        .with_text("documentTitle", &line.title)
        .with_text("documentUri", &line.url);
    draft.list(metadata);
    let article = Structure::of(ARTICLE)
        .with_text("byline", &line.byline)
        .with_text("date", &line.date)
        .with_text("outlet", &line.outlet)
        .with_text("foreign_id", &line.foreign_id);
    if !article.features.is_empty() {
        draft.list(article);
    }
    for state in &line.states {
        let mut layer = Structure::of(LAYER)
            .with_text("annotator", &state.annotator)
            .with_text("state", &state.state)
            .with_text("reason", &state.reason)
            .with_text("note", &state.note);
        if !state.codes.is_empty() {
            layer = layer.with("codes", Value::Texts(state.codes.clone()));
        }
        draft.list(layer);
    }
}

/// Adds an annotation and gives its number and place.
fn add_annotation(line: &AnnotationLine, draft: &mut Draft) -> Option<(i64, Span)> {
    let place = (line.fragments.first()?.0, line.fragments.last()?.1);
    let AnnotationLine { annotator, note, origin, created, changed, foreign_id, .. } = line;
    let mut span = placed(SPAN, place)
        .with_text("id", &line.id)
        .with_text("label", &line.label)
        .with_text("certainty", &line.certainty)
        .with_origin([annotator, note, origin, created, changed, foreign_id]);
    if line.inherited {
        span = span.with("inherited", Value::Flag(true));
    }
    for role in VoiceRole::ALL {
        let voices = line.voices.iter().filter(|voice| voice.role == role.name());
        let names: Vec<String> = voices.map(|voice| voice.name.clone()).collect();
        if !names.is_empty() {
            span = span.with(role.name(), Value::Texts(names));
        }
    }
    for (id, value) in &line.attributes {
        if let Some(value) = attribute_value(value) {
            span = span.with(feature_of(id), value);
        }
    }
    for (feature, part, link) in PARTS {
        let places = match feature {
            "source" => line.source.as_slice(),
            "cue" => &line.cue,
            _ if line.fragments.len() > 1 => &line.fragments,
            _ => &[],
        };
        if places.is_empty() {
            continue;
        }
        let links = places.iter().map(|place| {
            let target = draft.list(placed(part, *place));
            draft.add(Structure::of(link).with_text("role", feature).with("target", Value::Ref(target)))
        });
        let links = Value::Refs(links.collect());
        span = span.with(feature, links);
    }
    Some((draft.list(span), place))
}

fn attribute_value(value: &serde_json::Value) -> Option<Value> {
    Some(match value {
        serde_json::Value::Bool(flag) => Value::Flag(*flag),
        serde_json::Value::Number(number) => Value::Number(number.as_f64()?),
        serde_json::Value::String(text) => Value::Text(text.clone()),
        serde_json::Value::Array(values) => {
            Value::Texts(values.iter().filter_map(|value| value.as_str().map(str::to_owned)).collect())
        }
        _ => return None,
    })
}

/// A relation; its place is that of what it leads to, as INCEpTION has it.
fn relation_of(line: &RelationLine, from: i64, to: i64, place: Span) -> Structure {
    let RelationLine { annotator, note, origin, created, changed, foreign_id, .. } = line;
    placed(RELATION, place)
        .with("Governor", Value::Ref(from))
        .with("Dependent", Value::Ref(to))
        .with_text("id", &line.id)
        .with_text("label", &line.relation_type)
        .with_origin([annotator, note, origin, created, changed, foreign_id])
}
