//! A CAS as an article's line: ours, or one of any other type system.
//!
//! Every annotation that is no sentence, token or the like becomes an annotation; its label stands in a feature, or
//! is the name of its type. What has two references to annotations, or `Governor` and `Dependent`, becomes a
//! relation, and so do references from one annotation to another. Everything else is counted and told.

use std::collections::{BTreeMap, BTreeSet};

use super::spans::{foreign_annotation, own_annotation};
use super::types::{
    ANNOTATION, ARTICLE, DIV, LAYER, METADATA, PARTS, RELATION, SENTENCE, SPAN, TOKEN, Types,
};
use super::{Cas, FIRST_VIEW, NO_LANGUAGE, REFERENCES, SOFA, STRINGS, Structure, Value};
use crate::formats::interchange::lines::{ArticleLine, BlockLine, RelationLine, StateLine, Unknown};
use crate::formats::reading::Reading;
use crate::formats::report::{Effect, Place};
use crate::model::article::BlockKind;
use crate::model::text::units::Unit;

/// Types that say nothing of the text, or how it is cut up.
const PASSED_OVER: [&str; 9] = [
    SENTENCE,
    TOKEN,
    SOFA,
    REFERENCES,
    STRINGS,
    "uima.cas.NULL",
    "de.tudarmstadt.ukp.dkpro.core.api.metadata.type.TagsetDescription",
    "de.tudarmstadt.ukp.dkpro.core.api.metadata.type.TagDescription",
    CAS_METADATA,
];
/// INCEpTION's note of whose CAS it is.
const CAS_METADATA: &str = "de.tudarmstadt.ukp.clarin.webanno.api.type.CASMetadata";
/// What is said of single tokens: nothing that anybody tagged in a text.
const OF_TOKENS: [&str; 5] = ["Lemma", "Stem", "MorphologicalFeatures", "SurfaceForm", "TokenForm"];
/// The features that may hold the label, the best first.
pub(super) const LABELS: [&str; 9] = [
    "label",
    "Label",
    "value",
    "identifier",
    "category",
    "DependencyType",
    "PosValue",
    "referenceType",
    "name",
];
/// The names of the two ends of a relation.
const ENDS: [[&str; 2]; 3] = [["Governor", "Dependent"], ["governor", "dependent"], ["source", "target"]];

/// How many elements of arrays an article may have in all, counted once for each structure that has the array: one
/// large array that many share would else become more than any memory holds.
const MAX_ELEMENTS: usize = 200_000;

/// A CAS on its way in.
pub(super) struct Draft<'c> {
    pub(super) cas: &'c Cas,
    pub(super) types: &'c Types,
    pub(super) article: ArticleLine,
    /// Whose it is, where it says so once for all.
    pub(super) annotator: String,
    /// The ids that annotations got, by number.
    pub(super) ids: BTreeMap<i64, String>,
    /// What links lead to.
    linked: BTreeSet<i64>,
    /// How many references and strings of arrays may still be followed.
    budget: usize,
    /// How many of each type were left out, and why.
    left_out: BTreeMap<(String, &'static str), usize>,
}

/// Joins articles that come one after the other and are the same, each with the work of other annotators: INCEpTION
/// has a CAS for each.
#[derive(Default)]
pub struct Joiner {
    last: Option<(ArticleLine, Place)>,
}

impl Joiner {
    /// Takes an article, and gives away the one before unless they are the same.
    pub fn take(&mut self, line: ArticleLine, reading: &mut Reading<'_>) {
        if let Some((before, _)) = &mut self.last
            && before.id == line.id
            && before.text == line.text
            && annotators(before).is_disjoint(&annotators(&line))
        {
            before.annotations.extend(line.annotations);
            before.relations.extend(line.relations);
            before.states.extend(line.states);
            return;
        }
        let place = reading.here.clone();
        self.give(reading);
        self.last = Some((line, place));
    }

    /// Gives away the last article.
    pub fn give(&mut self, reading: &mut Reading<'_>) {
        if let Some((line, place)) = self.last.take() {
            reading.here = place;
            reading.article(line);
        }
    }
}

fn annotators(line: &ArticleLine) -> BTreeSet<&str> {
    line.annotations.iter().map(|annotation| annotation.annotator.as_str()).collect()
}

/// The line of a CAS; none if there is no text in it. `name` is the article's where it has none.
pub fn article_of(cas: &Cas, types: &Types, name: &str, reading: &mut Reading<'_>) -> Option<ArticleLine> {
    let Some((sofa, text)) = text_of(cas, reading) else {
        reading.report.num_in.articles += 1;
        reading.tell(Effect::LeftOut, "article left out", "there is no text in it");
        return None;
    };
    let article = ArticleLine {
        id: name.to_owned(),
        text: Some(text),
        offset_unit: Unit::Utf16.name().to_owned(),
        ..ArticleLine::default()
    };
    let mut draft = Draft {
        cas,
        types,
        article,
        annotator: String::new(),
        ids: BTreeMap::new(),
        linked: cas.structures.values().filter_map(|link| link.reference("target")).collect(),
        budget: MAX_ELEMENTS,
        left_out: BTreeMap::new(),
    };
    let here: Vec<(i64, &Structure)> = cas
        .structures
        .iter()
        .filter(|(_, structure)| structure.reference("sofa").is_none_or(|other| other == sofa))
        .map(|(number, structure)| (*number, structure))
        .collect();
    draft.read_article(&here);
    let mut relations = Vec::new();
    for (number, structure) in here {
        if draft.is_passed_over(number, structure) {
            continue;
        }
        if structure.type_name == SPAN {
            own_annotation(number, structure, &mut draft, reading);
        } else if ends_of(cas, types, structure).is_some() {
            relations.push((number, structure));
        } else if structure.place().is_some() {
            foreign_annotation(number, structure, &mut draft, reading);
        } else {
            draft.leave_out(&structure.type_name, "it has no place in the text");
        }
    }
    for (number, structure) in relations {
        draft.read_relation(number, structure, reading);
    }
    draft.read_references(reading);
    for ((type_name, why), count) in draft.left_out {
        reading.tell(Effect::LeftOut, format!("{count} of {type_name} left out"), why);
    }
    Some(draft.article)
}

/// The text of the first view that has one. Others are told.
fn text_of(cas: &Cas, reading: &mut Reading<'_>) -> Option<(i64, String)> {
    let sofas = cas.structures.iter().filter(|(_, structure)| structure.type_name == SOFA);
    let mut texts: Vec<(i64, &str, &str)> = sofas
        .filter_map(|(number, sofa)| match sofa.features.get("sofaString") {
            Some(Value::Text(text)) => Some((*number, sofa.text("sofaID"), text.as_str())),
            _ => None,
        })
        .collect();
    texts.sort_by_key(|(_, name, _)| *name != FIRST_VIEW);
    for (_, name, _) in texts.iter().skip(1) {
        let why = "an article has one text";
        reading.tell(Effect::LeftOut, format!("view “{name}” left out, with what is in it"), why);
    }
    texts.first().map(|(number, _, text)| (*number, (*text).to_owned()))
}

/// The features that hold the two ends of a relation, if a structure is one.
fn ends_of(cas: &Cas, types: &Types, structure: &Structure) -> Option<[String; 2]> {
    for names in ENDS {
        if names.iter().all(|name| matches!(structure.features.get(*name), Some(Value::Ref(_)))) {
            return Some(names.map(str::to_owned));
        }
    }
    let is_annotation = |number: &i64| {
        cas.structures
            .get(number)
            .is_some_and(|target| target.place().is_some() || types.is_a(&target.type_name, ANNOTATION))
    };
    let single = structure.features.iter().filter_map(|(name, value)| match value {
        Value::Ref(number) if name != "sofa" && is_annotation(number) => Some(name.to_string()),
        _ => None,
    });
    let single: Vec<String> = single.collect();
    <[String; 2]>::try_from(single).ok()
}

impl Draft<'_> {
    /// Counts a structure that is left out.
    pub(super) fn leave_out(&mut self, type_name: &str, why: &'static str) {
        *self.left_out.entry((type_name.to_owned(), why)).or_default() += 1;
    }

    /// The structures that a feature refers to.
    pub(super) fn targets(&mut self, structure: &Structure, feature: &str) -> Vec<i64> {
        let few = if self.budget > 0 { self.cas.targets(structure, feature) } else { Vec::new() };
        self.spend(few)
    }

    /// The strings of a feature.
    pub(super) fn texts(&mut self, structure: &Structure, feature: &str) -> Option<Vec<String>> {
        if self.budget == 0 {
            return None;
        }
        let texts = self.cas.texts(structure, feature)?;
        Some(self.spend(texts))
    }

    fn spend<T>(&mut self, mut elements: Vec<T>) -> Vec<T> {
        if elements.len() >= self.budget {
            elements.truncate(self.budget);
            self.leave_out("what arrays hold", "an article has at most 200,000 elements of arrays in all");
        }
        self.budget -= elements.len();
        elements
    }

    /// Whether a structure was read already, or is of no kind that could be tagged.
    fn is_passed_over(&mut self, number: i64, structure: &Structure) -> bool {
        let name = &*structure.type_name;
        if OF_TOKENS.contains(&structure.short_type()) {
            self.leave_out(name, "it says something of a token");
            return true;
        }
        let is_link = structure.features.contains_key("target") && structure.place().is_none();
        let is_part = PARTS.iter().any(|(_, part, link)| name == *part || name == *link);
        let is_document = self.is_document(name) || self.is_block(name);
        is_link
            || is_document
            || PASSED_OVER.contains(&name)
            || name.ends_with("[]")
            || name.starts_with("uima.cas.")
            || [ARTICLE, LAYER].contains(&name)
            || (is_part && self.linked.contains(&number))
    }

    fn is_document(&self, name: &str) -> bool {
        name == METADATA || self.types.is_a(name, "uima.tcas.DocumentAnnotation")
    }

    fn is_block(&self, name: &str) -> bool {
        self.types.is_a(name, DIV)
            || name
                .strip_prefix("de.tudarmstadt.ukp.dkpro.core.api.segmentation.type.")
                .is_some_and(|name| matches!(name, "Div" | "Heading" | "Paragraph"))
    }

    /// What is known of the article, its blocks, and how far annotators are.
    fn read_article(&mut self, here: &[(i64, &Structure)]) {
        for (_, structure) in here {
            let name = &*structure.type_name;
            if self.is_document(name) {
                self.read_metadata(structure);
            } else if self.is_block(name) {
                self.read_block(structure);
            } else if name == ARTICLE {
                let article = &mut self.article;
                structure.text("byline").clone_into(&mut article.byline);
                structure.text("date").clone_into(&mut article.date);
                structure.text("outlet").clone_into(&mut article.outlet);
                structure.text("foreign_id").clone_into(&mut article.foreign_id);
            } else if name == LAYER {
                let codes = self.texts(structure, "codes").unwrap_or_default();
                self.article.states.push(StateLine {
                    annotator: structure.text("annotator").to_owned(),
                    state: structure.text("state").to_owned(),
                    reason: structure.text("reason").to_owned(),
                    note: structure.text("note").to_owned(),
                    codes,
                    ..StateLine::default()
                });
            } else if name == CAS_METADATA {
                structure.text("username").clone_into(&mut self.annotator);
            }
        }
    }

    fn read_metadata(&mut self, structure: &Structure) {
        let article = &mut self.article;
        let language = structure.text("language");
        if language != NO_LANGUAGE && !language.is_empty() {
            language.clone_into(&mut article.language);
        }
        let fields = [
            ("documentId", &mut article.id),
            ("documentTitle", &mut article.title),
            ("documentUri", &mut article.url),
        ];
        structure.read_texts(fields);
    }

    /// A part of the document; one of a kind that nobody here knows is a paragraph.
    fn read_block(&mut self, structure: &Structure) {
        let Some((start, end)) = structure.place() else {
            return self.leave_out(&structure.type_name, "it has no place in the text");
        };
        let told = structure.text("divType").to_lowercase();
        let kind = BlockKind::from_name(&told)
            .or_else(|| BlockKind::from_name(&structure.short_type().to_lowercase()))
            .unwrap_or(BlockKind::Paragraph);
        let unknown = Unknown::new();
        self.article.blocks.push(BlockLine { kind: kind.name().to_owned(), start, end, unknown });
    }

    fn read_relation(&mut self, number: i64, structure: &Structure, reading: &mut Reading<'_>) {
        let Some(ends) = ends_of(self.cas, self.types, structure) else { return };
        let found = ends.each_ref().map(|end| structure.reference(end).and_then(|end| self.ids.get(&end)));
        let [Some(from), Some(to)] = found else {
            reading.report.num_in.relations += 1;
            return self.leave_out(&structure.type_name, "it leads to what is no annotation");
        };
        let is_ours = structure.type_name == RELATION;
        let label = LABELS.iter().find(|name| !structure.text(name).is_empty());
        let type_name = label.map_or(structure.short_type(), |label| structure.text(label));
        let own_id = if is_ours { structure.text("id") } else { "" };
        let id = if own_id.is_empty() { foreign_id(number) } else { own_id.to_owned() };
        let mut line = reading.relation(id, type_name, [from, to]);
        self.annotator.clone_into(&mut line.annotator);
        if is_ours {
            let RelationLine { annotator, note, origin, created, changed, foreign_id, .. } = &mut line;
            structure.read_origin([annotator, note, origin, created, changed, foreign_id]);
        }
        let known = |name: &str| {
            is_ours
                || label.is_some_and(|label| *label == name)
                || ["begin", "end", "sofa"].contains(&name)
                || ends.iter().any(|end| end == name)
        };
        for name in structure.features.keys().filter(|name| !known(name)) {
            let feature = format!("{} {name}", structure.type_name);
            *self.left_out.entry((feature, "relations have no attributes here")).or_default() += 1;
        }
        self.article.relations.push(line);
    }

    /// References from annotations to others, by links with a role or without.
    fn read_references(&mut self, reading: &mut Reading<'_>) {
        let ids = std::mem::take(&mut self.ids);
        for (number, from) in &ids {
            let Some(structure) = self.cas.structures.get(number) else { continue };
            let is_ours = structure.type_name == SPAN;
            for feature in structure.features.keys().filter(|name| *name != "sofa") {
                if is_ours && PARTS.iter().any(|(part, ..)| part == feature) {
                    continue;
                }
                for target in self.targets(structure, feature) {
                    let link = self.cas.structures.get(&target);
                    let through = link.and_then(|link| link.reference("target"));
                    let role = link.filter(|_| through.is_some()).map_or("", |link| link.text("role"));
                    let Some(to) = ids.get(&through.unwrap_or(target)) else {
                        let what = format!("{} {feature}", structure.type_name);
                        let is_value = link.is_some_and(|link| link.type_name == STRINGS);
                        if !is_value {
                            self.leave_out(&what, "it leads to what is no annotation");
                        }
                        continue;
                    };
                    let type_name = if role.is_empty() { feature } else { role };
                    let mut relation = reading.relation(String::new(), type_name, [from, to]);
                    self.annotator.clone_into(&mut relation.annotator);
                    self.article.relations.push(relation);
                }
            }
        }
        self.ids = ids;
    }
}

/// The id of what has none of ours: it is no id of a corpus, so that it gets one and keeps this as a foreign one.
pub(super) fn foreign_id(number: i64) -> String {
    format!("xmi:{number}")
}
