//! Articles as a corpus of TEI.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;

use serde_json::{Map, Value, json};

use super::features::features_xml;
use super::pointers::string_range;
use crate::formats::FormatError;
use crate::formats::dialect::{Articles, Files};
use crate::formats::interchange::lines::{AnnotationLine, ArticleLine, RelationLine, StateLine};
use crate::formats::pairs::members_with_roles;
use crate::formats::xml_tree::{add, escaped, escaped_attribute, replace_non_xml};
use crate::model::tagset::Tagset;

/// The type of the note in a document that stands for no articles.
pub(super) const NO_ARTICLES: &str = "no-articles";

/// What is used in the articles, and named before them.
#[derive(Default)]
struct Used {
    has_articles: bool,
    annotators: BTreeSet<String>,
    labels: BTreeSet<String>,
    voices: BTreeMap<String, String>,
}

impl Used {
    fn add(&mut self, line: &ArticleLine) {
        self.has_articles = true;
        let annotators = line.states.iter().map(|state| &state.annotator);
        let annotators = annotators.chain(line.annotations.iter().map(|annotation| &annotation.annotator));
        let annotators = annotators.chain(line.relations.iter().map(|relation| &relation.annotator));
        self.annotators.extend(annotators.filter(|annotator| !annotator.is_empty()).cloned());
        self.labels.extend(line.annotations.iter().map(|annotation| annotation.label.clone()));
        let voices = line.annotations.iter().flat_map(|annotation| &annotation.voices);
        let registered = voices.filter(|voice| !voice.id.is_empty());
        self.voices.extend(registered.map(|voice| (voice.id.clone(), voice.name.clone())));
    }
}

pub(super) fn write(articles: &Articles<'_>, files: &Files<'_>) -> Result<(), FormatError> {
    let mut used = Used::default();
    articles.each(&mut |line| {
        used.add(line);
        Ok(())
    })?;
    files.write(articles.name, &mut |file| {
        let failed = |source| FormatError::Write { name: articles.name.to_owned(), source };
        let put = |file: &mut dyn Write, xml: &str| file.write_all(xml.as_bytes()).map_err(failed);
        let root = if used.has_articles { "teiCorpus" } else { "TEI" };
        put(
            file,
            &format!(
                "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<{root} xmlns=\"http://www.tei-c.org/ns/1.0\">\n"
            ),
        )?;
        put(file, &corpus_header(articles.name, &articles.state.tagset, &used))?;
        articles.each(&mut |line| put(file, &article(line)))?;
        if !used.has_articles {
            let note = format!("<note type=\"{NO_ARTICLES}\">There are no articles.</note>");
            put(file, &format!("<standOff>{note}</standOff>\n"))?;
        }
        put(file, &format!("</{root}>\n"))
    })
}

fn clean(text: &str) -> String {
    let mut text = text.to_owned();
    replace_non_xml(&mut text);
    escaped(&text)
}

/// The header of all: who annotated, what the labels mean, who speaks.
fn corpus_header(name: &str, tagset: &Tagset, used: &Used) -> String {
    let mut xml = format!(
        "<teiHeader>\n<fileDesc>\n<titleStmt>\n<title>{}</title>\n",
        clean(name.rsplit_once('.').map_or(name, |(stem, _)| stem))
    );
    for annotator in &used.annotators {
        let name = escaped_attribute(annotator);
        add(
            &mut xml,
            format_args!(
                "<respStmt xml:id=\"annotator.{name}\"><resp>annotation</resp><name>{name}</name></respStmt>\n"
            ),
        );
    }
    xml.push_str(
        "</titleStmt>\n<publicationStmt><p>Exported by Redletter.</p></publicationStmt>\n\
         <sourceDesc><p>Articles, each with its own description.</p></sourceDesc>\n</fileDesc>\n",
    );
    let labels = tagset
        .ordered_labels()
        .into_iter()
        .map(|label| ("label", label.id.as_str(), &label.name, &label.guideline));
    let kinds = tagset.ordered_relation_types();
    let kinds = kinds.into_iter().map(|kind| ("relation", kind.id.as_str(), &kind.name, &kind.guideline));
    let taxonomy = |id: &str, categories: String| match categories.as_str() {
        "" => String::new(),
        _ => format!("<taxonomy xml:id=\"{id}\">\n{categories}</taxonomy>\n"),
    };
    let category = |(kind, id, name, guideline): (&str, &str, &String, &String)| {
        let guideline = match guideline.as_str() {
            "" => String::new(),
            text => format!("<desc>{}</desc>", clean(text)),
        };
        format!("<category xml:id=\"{kind}.{id}\"><gloss>{}</gloss>{guideline}</category>\n", clean(name))
    };
    // Labels that the tagset has not are named all the same: pointers lead somewhere.
    let is_known = |id: &str| tagset.labels.keys().any(|known| known.as_str() == id);
    let unknown: String = used
        .labels
        .iter()
        .filter(|id| !is_known(id))
        .map(|id| category(("label", id, id, &String::new())))
        .collect();
    let taxonomies = taxonomy("labels", labels.map(category).collect::<String>() + &unknown)
        + &taxonomy("relations", kinds.map(category).collect());
    if !taxonomies.is_empty() {
        add(&mut xml, format_args!("<encodingDesc><classDecl>\n{taxonomies}</classDecl></encodingDesc>\n"));
    }
    if !used.voices.is_empty() {
        xml.push_str("<profileDesc><particDesc><listPerson>\n");
        for (id, name) in &used.voices {
            let id = escaped_attribute(id);
            add(
                &mut xml,
                format_args!("<person xml:id=\"voice.{id}\"><persName>{}</persName></person>\n", clean(name)),
            );
        }
        xml.push_str("</listPerson></particDesc></profileDesc>\n");
    }
    xml + "</teiHeader>\n"
}

fn article(line: &ArticleLine) -> String {
    let mut xml = format!("<TEI xml:id=\"article.{}\">\n", line.id);
    header(line, &mut xml);
    xml.push_str("<text>");
    body(line, &mut xml);
    xml.push_str("</text>\n");
    if !(line.annotations.is_empty() && line.relations.is_empty()) {
        xml.push_str("<standOff>\n");
        annotations(line, &mut xml);
        line.relations.iter().for_each(|relation| link(line, relation, &mut xml));
        xml.push_str("</standOff>\n");
    }
    xml + "</TEI>\n"
}

/// An element with that text, where there is any.
fn element(name: &str, attributes: &str, text: &str) -> String {
    if text.is_empty() {
        return String::new();
    }
    let end = name;
    format!("<{name}{attributes}>{}</{end}>", escaped(text))
}

fn header(line: &ArticleLine, xml: &mut String) {
    let (title, author) = (escaped(&line.title), element("author", "", &line.byline));
    add(
        xml,
        format_args!("<teiHeader>\n<fileDesc>\n<titleStmt><title>{title}</title>{author}</titleStmt>\n"),
    );
    xml.push_str("<publicationStmt><p>One of the articles of this corpus.</p></publicationStmt>\n");
    let noted: Vec<&StateLine> = line.states.iter().filter(|state| !state.note.is_empty()).collect();
    if !noted.is_empty() {
        xml.push_str("<notesStmt>");
        for state in noted {
            xml.push_str(&element("note", &resp(&state.annotator), &state.note));
        }
        xml.push_str("</notesStmt>\n");
    }
    let date = format!(" when=\"{}\"", escaped_attribute(&line.date));
    let parts = [
        element("publisher", "", &line.outlet),
        element("date", &date, &line.date),
        element("idno", " type=\"URL\"", &line.url),
        element("idno", " type=\"foreign\"", &line.foreign_id),
    ];
    add(xml, format_args!("<sourceDesc><bibl>{}</bibl></sourceDesc>\n</fileDesc>\n", parts.concat()));
    let mut profile = String::new();
    if !line.language.is_empty() {
        let is_tag = line.language.chars().all(|ch| ch.is_ascii_alphanumeric() || ch == '-');
        let ident = if is_tag { line.language.as_str() } else { "und" };
        let language = element("language", &format!(" ident=\"{ident}\""), &line.language);
        add(&mut profile, format_args!("<langUsage>{language}</langUsage>"));
    }
    let coded: Vec<&StateLine> = line.states.iter().filter(|state| !state.codes.is_empty()).collect();
    if !coded.is_empty() {
        profile.push_str("<textClass>");
        for state in coded {
            let mut terms = String::new();
            for code in &state.codes {
                add(&mut terms, format_args!("<term>{}</term>", escaped(code)));
            }
            add(&mut profile, format_args!("<keywords{}>{terms}</keywords>", resp(&state.annotator)));
        }
        profile.push_str("</textClass>");
    }
    if !profile.is_empty() {
        add(xml, format_args!("<profileDesc>{profile}</profileDesc>\n"));
    }
    xml.push_str("</teiHeader>\n");
}

fn resp(annotator: &str) -> String {
    if annotator.is_empty() { String::new() } else { format!(" resp=\"#annotator.{annotator}\"") }
}

/// The text, every character of it, in its blocks.
fn body(line: &ArticleLine, xml: &mut String) {
    let text = line.text.as_deref().unwrap_or_default();
    add(xml, format_args!("<body xml:id=\"text.{}\" xml:space=\"preserve\">", line.id));
    let mut chars = text.chars();
    let mut at = 0;
    let mut take = |end: usize| -> String {
        let taken = chars.by_ref().take(end.saturating_sub(at)).collect();
        at = at.max(end);
        taken
    };
    for block in &line.blocks {
        between(&take(block.start), xml);
        let words = escaped(&take(block.end));
        match block.kind.as_str() {
            "paragraph" => add(xml, format_args!("<p>{words}</p>")),
            kind => add(xml, format_args!("<ab type=\"{kind}\">{words}</ab>")),
        }
    }
    between(&take(usize::MAX), xml);
    // A body has an element in it, whatever there is to say.
    if line.blocks.is_empty() && is_white(text) {
        xml.push_str("<ab/>");
    }
    xml.push_str("</body>");
}

/// What stands in no block: white space as it is, all else in a block without a kind.
fn between(words: &str, xml: &mut String) {
    if is_white(words) {
        xml.push_str(&escaped(words));
    } else {
        add(xml, format_args!("<ab>{}</ab>", escaped(words)));
    }
}

/// Whether a text is what XML calls white space.
fn is_white(text: &str) -> bool {
    text.chars().all(|ch| matches!(ch, ' ' | '\t' | '\n' | '\r'))
}

fn annotations(line: &ArticleLine, xml: &mut String) {
    let text = format!("text.{}", line.id);
    let mut structures = String::new();
    if !line.annotations.is_empty() {
        xml.push_str("<spanGrp type=\"annotations\">\n");
    }
    for annotation in &line.annotations {
        let id = format!("{}.{}", line.id, annotation.id);
        let features = annotation_features(annotation);
        let mut analysis = format!("#label.{}", annotation.label);
        if !features.is_empty() {
            add(&mut analysis, format_args!(" #features.{id}"));
            let features = features_xml(&features);
            add(&mut structures, format_args!("<fs xml:id=\"features.{id}\">{features}</fs>\n"));
        }
        let doubt = if annotation.certainty == "unsure" { " cert=\"low\"" } else { "" };
        add(
            xml,
            format_args!(
                "<span xml:id=\"annotation.{id}\" target=\"{}\" ana=\"{analysis}\"{}{doubt}>{}</span>\n",
                string_range(&text, &annotation.fragments),
                resp(&annotation.annotator),
                escaped(&annotation.note)
            ),
        );
        for (kind, spans) in [("source", &annotation.source), ("cue", &annotation.cue)] {
            if !spans.is_empty() {
                let target = string_range(&text, spans);
                add(
                    xml,
                    format_args!(
                        "<span type=\"{kind}\" corresp=\"#annotation.{id}\" target=\"{target}\"/>\n"
                    ),
                );
            }
        }
    }
    if !line.annotations.is_empty() {
        xml.push_str("</spanGrp>\n");
    }
    xml.push_str(&structures);
}

/// What is said of an annotation beside its label, place, note and doubt.
fn annotation_features(annotation: &AnnotationLine) -> Map<String, Value> {
    let mut fields = Map::new();
    if !annotation.voices.is_empty() {
        fields.insert("voices".to_owned(), json!(annotation.voices));
    }
    if annotation.inherited {
        fields.insert("inherited".to_owned(), true.into());
    }
    if !annotation.attributes.is_empty() {
        fields.insert("attributes".to_owned(), Value::Object(annotation.attributes.clone()));
    }
    if !annotation.items.is_empty() {
        fields.insert("items".to_owned(), json!(annotation.items));
    }
    put_texts(
        [&annotation.origin, &annotation.created, &annotation.changed, &annotation.foreign_id],
        &mut fields,
    );
    fields
}

/// Where an annotation or relation comes from, when it was made and changed, and its id elsewhere.
pub(super) const TEXTS: [&str; 4] = ["origin", "created", "changed", "foreign-id"];

fn put_texts(texts: [&String; 4], fields: &mut Map<String, Value>) {
    let texts = TEXTS.into_iter().zip(texts).filter(|(_, text)| !text.is_empty());
    fields.extend(texts.map(|(name, text)| (name.to_owned(), Value::String(text.clone()))));
}

fn link(line: &ArticleLine, relation: &RelationLine, xml: &mut String) {
    let id = format!("{}.{}", line.id, relation.id);
    let mut fields = Map::new();
    if !relation.note.is_empty() {
        fields.insert("note".to_owned(), relation.note.as_str().into());
    }
    put_texts([&relation.origin, &relation.created, &relation.changed, &relation.foreign_id], &mut fields);
    let mut analysis = String::new();
    if !fields.is_empty() {
        analysis = format!(" ana=\"#features.{id}\"");
        add(xml, format_args!("<fs xml:id=\"features.{id}\">{}</fs>\n", features_xml(&fields)));
    }
    let members = members_with_roles(relation);
    let roles: Vec<&str> = members.iter().map(|(role, _)| *role).collect();
    let targets: Vec<String> =
        members.iter().map(|(_, id)| format!("#annotation.{}", id.replacen('#', ".", 1))).collect();
    add(
        xml,
        format_args!(
            "<linkGrp type=\"{}\" targFunc=\"{}\"><link xml:id=\"relation.{id}\" target=\"{}\"{}{analysis}/></linkGrp>\n",
            escaped_attribute(&relation.relation_type),
            escaped_attribute(&roles.join(" ")),
            escaped_attribute(&targets.join(" ")),
            resp(&relation.annotator)
        ),
    );
}
