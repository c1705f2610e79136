//! Type systems, and ours: layers as INCEpTION knows them, for spans, relations and what is known of a document.

use std::collections::BTreeMap;

use crate::model::tagset::{AttributeKind, Tagset};

/// Annotations: a span layer.
pub const SPAN: &str = "webanno.custom.RedletterSpan";
/// Relations between them: a relation layer, from `Governor` to `Dependent`.
pub const RELATION: &str = "webanno.custom.RedletterRelation";
/// The words that name a speaker, those that report, and the parts of an annotation that has gaps: span layers.
pub const PARTS: [(&str, &str, &str); 3] = [
    ("source", "webanno.custom.RedletterSource", "webanno.custom.RedletterSpanSourceLink"),
    ("cue", "webanno.custom.RedletterCue", "webanno.custom.RedletterSpanCueLink"),
    ("fragments", "webanno.custom.RedletterFragment", "webanno.custom.RedletterSpanFragmentsLink"),
];
/// What is known of an article beyond DKPro's metadata: a document layer.
pub const ARTICLE: &str = "webanno.custom.RedletterArticle";
/// How far an annotator is with the article: a document layer.
pub const LAYER: &str = "webanno.custom.RedletterLayer";
/// DKPro Core's metadata.
pub const METADATA: &str = "de.tudarmstadt.ukp.dkpro.core.api.metadata.type.DocumentMetaData";
/// DKPro Core's parts of a document.
pub const DIV: &str = "de.tudarmstadt.ukp.dkpro.core.api.segmentation.type.Div";
/// DKPro Core's sentences.
pub const SENTENCE: &str = "de.tudarmstadt.ukp.dkpro.core.api.segmentation.type.Sentence";
/// DKPro Core's tokens.
pub const TOKEN: &str = "de.tudarmstadt.ukp.dkpro.core.api.segmentation.type.Token";
/// Everything that has a place in a text.
pub const ANNOTATION: &str = "uima.tcas.Annotation";

/// The strings of an annotation or relation that have features of the same name.
const STRING_FEATURES: [&str; 8] =
    ["id", "label", "annotator", "note", "origin", "created", "changed", "foreign_id"];
/// Other features of annotations; attributes must not be called so.
const OTHER_FEATURES: [&str; 11] = [
    "begin",
    "end",
    "sofa",
    "certainty",
    "inherited",
    "speaker",
    "via",
    "addressee",
    "source",
    "cue",
    "fragments",
];
/// What stands before the names of attributes that could not stand alone.
const ATTRIBUTE: &str = "attribute_";

const STRING: &str = "uima.cas.String";
const FLAG: &str = "uima.cas.Boolean";
const NUMBER: &str = "uima.cas.Double";

/// How far up a type's ancestors are looked for; real ones have about five.
const MAX_ANCESTORS: usize = 64;

/// The types that structures are of.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Types(pub BTreeMap<String, Definition>);

/// A type.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Definition {
    /// The type it is a kind of.
    pub parent: String,
    /// What it is, for people.
    pub description: String,
    /// Its own features by name.
    pub features: BTreeMap<String, Range>,
}

/// What the values of a feature are.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Range {
    /// The type of a value.
    pub name: String,
    /// The type of its elements, where it is an array or a list.
    pub element: String,
    /// Whether an array is a structure of its own, which others may refer to as well.
    pub is_shared: bool,
}

impl Range {
    /// Values of that type.
    pub fn of(name: &str) -> Self {
        Self { name: name.to_owned(), ..Self::default() }
    }

    fn many(element: &str) -> Self {
        Self { name: super::REFERENCES.to_owned(), element: element.to_owned(), is_shared: false }
    }

    fn strings() -> Self {
        Self { name: super::STRINGS.to_owned(), element: STRING.to_owned(), is_shared: false }
    }
}

impl Types {
    /// Adds a type; features come to those of the same type that are there.
    pub fn add(&mut self, name: &str, definition: Definition) {
        let known = self.0.entry(name.to_owned()).or_default();
        known.features.extend(definition.features);
        if known.parent.is_empty() {
            known.parent = definition.parent;
            known.description = definition.description;
        }
    }

    /// Whether a type is of that kind.
    pub fn is_a(&self, name: &str, kind: &str) -> bool {
        self.ancestors(name).any(|ancestor| ancestor == kind)
    }

    /// What the values of a feature are, where that is known.
    pub fn range(&self, name: &str, feature: &str) -> Option<&Range> {
        self.ancestors(name).find_map(|ancestor| self.0.get(ancestor)?.features.get(feature))
    }

    /// The type itself and those it is a kind of. Types that are kinds of each other come to an end as well.
    fn ancestors<'t>(&'t self, name: &'t str) -> impl Iterator<Item = &'t str> {
        let parent = |name: &&'t str| self.0.get(*name).map(|definition| definition.parent.as_str());
        std::iter::successors(Some(name), parent).take(MAX_ANCESTORS)
    }
}

/// The feature of an attribute. No two attributes have the same one, and none has that of something else.
pub fn feature_of(attribute: &str) -> String {
    let name = attribute.replace('-', "_");
    let is_taken = STRING_FEATURES.contains(&name.as_str())
        || OTHER_FEATURES.contains(&name.as_str())
        || name.starts_with(ATTRIBUTE)
        || name.starts_with(|first: char| first.is_ascii_digit());
    if is_taken { format!("{ATTRIBUTE}{name}") } else { name }
}

/// The attribute of a feature of [`SPAN`]; None if the feature is something else.
pub fn attribute_of(feature: &str) -> Option<String> {
    if STRING_FEATURES.contains(&feature) || OTHER_FEATURES.contains(&feature) {
        return None;
    }
    Some(feature.strip_prefix(ATTRIBUTE).unwrap_or(feature).replace('_', "-"))
}

/// What the values of an attribute are; strings where the tagset doesn't know it.
pub fn attribute_range(attribute: &str, tagset: &Tagset) -> Range {
    let known = tagset.attributes.values().find(|known| known.id.as_str() == attribute);
    match known.map(|known| &known.kind) {
        Some(AttributeKind::Flag) => Range::of(FLAG),
        Some(AttributeKind::Number) => Range::of(NUMBER),
        Some(AttributeKind::Choices(_)) => Range::strings(),
        _ => Range::of(STRING),
    }
}

/// Every type that is written, with the attributes of the tagset and those of the given ids.
pub fn our_types<'a>(tagset: &'a Tagset, more: impl IntoIterator<Item = &'a str>) -> Types {
    let mut types = Types::default();
    let mut add = |name: &str, parent: &str, description: &str, features: &[(&str, Range)]| {
        let features = features.iter().map(|(name, range)| ((*name).to_owned(), range.clone())).collect();
        let (parent, description) = (parent.to_owned(), description.to_owned());
        types.add(name, Definition { parent, description, features });
    };
    let strings = |names: &[&'static str]| -> Vec<(&'static str, Range)> {
        names.iter().map(|name| (*name, Range::of(STRING))).collect()
    };
    // Of DKPro's types only the features that are used: a second definition must not be another one.
    let metadata = strings(&["documentTitle", "documentId", "documentUri"]);
    add(METADATA, "uima.tcas.DocumentAnnotation", "", &metadata);
    add(DIV, ANNOTATION, "", &strings(&["divType"]));
    add(SENTENCE, ANNOTATION, "", &[]);
    add(TOKEN, ANNOTATION, "", &[]);
    let mut span = strings(&STRING_FEATURES);
    span.push(("certainty", Range::of(STRING)));
    span.push(("inherited", Range::of(FLAG)));
    span.extend(["speaker", "via", "addressee"].map(|name| (name, Range::strings())));
    for (feature, part, link) in PARTS {
        span.push((feature, Range::many(link)));
        add(part, ANNOTATION, "", &[]);
        add(link, "uima.cas.TOP", "", &[("role", Range::of(STRING)), ("target", Range::of(part))]);
    }
    add(SPAN, ANNOTATION, "An annotation, with the label of the tagset.", &span);
    let attributes = tagset.attributes.values().map(|attribute| attribute.id.as_str());
    for attribute in attributes.chain(more) {
        let feature = feature_of(attribute);
        add(SPAN, ANNOTATION, "", &[(feature.as_str(), attribute_range(attribute, tagset))]);
    }
    let mut relation = strings(&STRING_FEATURES);
    relation.extend(["Governor", "Dependent"].map(|name| (name, Range::of(SPAN))));
    add(RELATION, ANNOTATION, "A relation, from Governor to Dependent.", &relation);
    add(ARTICLE, "uima.cas.AnnotationBase", "", &strings(&["byline", "date", "outlet", "foreign_id"]));
    let mut layer = strings(&["annotator", "state", "reason", "note"]);
    layer.push(("codes", Range::strings()));
    add(LAYER, "uima.cas.AnnotationBase", "How far an annotator is.", &layer);
    types
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn attributes_and_features_find_each_other_and_nothing_else() {
        for attribute in
            ["said-on", "label", "attribute-label", "attribute-attribute-label", "2nd", "foreign-id"]
        {
            let feature = feature_of(attribute);
            assert_eq!(attribute_of(&feature).as_deref(), Some(attribute), "{feature}");
        }
        assert_eq!(attribute_of("label"), None);
    }

    #[test]
    fn types_that_are_kinds_of_each_other_come_to_an_end() {
        let mut types = Types::default();
        types.add("a", Definition { parent: "b".to_owned(), ..Definition::default() });
        types.add("b", Definition { parent: "a".to_owned(), ..Definition::default() });
        assert!(types.is_a("a", "b"));
        assert!(!types.is_a("a", ANNOTATION));
        assert_eq!(types.range("a", "x"), None);
    }
}
