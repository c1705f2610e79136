//! Codes and what they mean here, and codebooks.

use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet};

use super::{ARTICLE_CODES, ATTRIBUTES, VOICES, guid, plain_guid};
use crate::formats::imported::Imported;
use crate::formats::interchange::lines::ArticleLine;
use crate::formats::numbered::Numbered;
use crate::formats::reading::Reading;
use crate::formats::report::{Effect, Place, Report};
use crate::formats::selection::Selected;
use crate::formats::xml_tree::{Element, each_element, escaped, escaped_attribute, replace_non_xml};
use crate::formats::{
    Export, Format, FormatError, FormatInfo, HISTORY_STAYS, Input, ReadContext, write_file,
};
use crate::model::id::LabelId;
use crate::model::reader::OutputSink;
use crate::model::tagset::Tagset;
use crate::model::text::units::Unit;

/// Codebooks of REFI-QDA: the labels.
pub struct Codebook;

/// What a code is here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Meaning {
    Label(String),
    Voice {
        role: String,
        name: String,
    },
    Value {
        attribute: String,
        value: String,
    },
    ArticleCode(String),
    /// Only something that others stand under.
    Folder,
}

/// What is used in the articles, and must be there before them.
#[derive(Debug, Default)]
pub(super) struct Used {
    pub annotators: BTreeSet<String>,
    labels: BTreeSet<String>,
    voices: BTreeSet<(String, String)>,
    values: BTreeSet<(String, String)>,
    article_codes: BTreeSet<String>,
    pub num_articles: usize,
    pub has_cases: bool,
    pub has_notes: bool,
    pub has_links: bool,
}

impl Used {
    pub fn add(&mut self, line: &ArticleLine) {
        self.num_articles += 1;
        let (states, annotations) = (&line.states, &line.annotations);
        let annotators = states.iter().map(|state| &state.annotator);
        let annotators = annotators.chain(annotations.iter().map(|annotation| &annotation.annotator));
        self.annotators.extend(annotators.filter(|annotator| !annotator.is_empty()).cloned());
        self.article_codes.extend(states.iter().flat_map(|state| state.codes.iter().cloned()));
        for annotation in annotations {
            self.labels.insert(annotation.label.clone());
            let voices = annotation.voices.iter().map(|voice| (voice.role.clone(), voice.name.clone()));
            self.voices.extend(voices);
            let values = annotation.attributes.iter();
            self.values.extend(
                values.map(|(name, value)| (name.clone(), value.as_str().unwrap_or_default().to_owned())),
            );
            self.has_links |= annotation.fragments.len() > 1;
        }
        self.has_links |= !line.relations.is_empty();
        self.has_notes |= states.iter().any(|state| !state.note.is_empty());
        self.has_notes |= line.relations.iter().any(|relation| !relation.note.is_empty());
        self.has_cases |= super::writer::variables(line).iter().any(|(_, value)| !value.is_empty());
    }
}

/// The codes of a corpus, as elements one in the other.
pub(super) fn codes_xml(tagset: &Tagset, used: &Used) -> String {
    let mut xml = String::new();
    for label in tagset.ordered_labels() {
        let colour = format!(" color=\"#{:06x}\"", label.colour.light & 0x00ff_ffff);
        let (id, mut guideline) = (label.id.as_str(), label.guideline.clone());
        replace_non_xml(&mut guideline);
        let inner = match guideline.as_str() {
            "" => String::new(),
            text => format!("<Description>{}</Description>", escaped(text)),
        };
        xml += &code(&["label", id], &label_name(tagset, id), true, &colour, &inner);
    }
    let is_known = |id: &str| tagset.labels.keys().any(|known| known.as_str() == id);
    for id in used.labels.iter().filter(|id| !is_known(id)) {
        xml += &code(&["label", id], id, true, "", "");
    }
    let in_folders = |kind: &str, pairs: &BTreeSet<(String, String)>| {
        let folders: BTreeSet<&str> = pairs.iter().map(|(folder, _)| folder.as_str()).collect();
        let folder = |folder: &str| {
            let inside = pairs.iter().filter(|(own, _)| own == folder);
            let inner: String =
                inside.map(|(_, name)| code(&[kind, folder, name], name, true, "", "")).collect();
            code(&["folder", kind, folder], folder, false, "", &inner)
        };
        folders.into_iter().map(folder).collect::<String>()
    };
    let article_codes =
        used.article_codes.iter().map(|name| code(&["article", name], name, true, "", "")).collect();
    let roots = [
        (VOICES, in_folders("voice", &used.voices)),
        (ATTRIBUTES, in_folders("value", &used.values)),
        (ARTICLE_CODES, article_codes),
    ];
    for (name, inner) in roots {
        if !inner.is_empty() {
            xml += &code(&["folder", name], name, false, "", &inner);
        }
    }
    xml
}

fn code(ids: &[&str], name: &str, is_codable: bool, colour: &str, inner: &str) -> String {
    let name = escaped_attribute(name);
    format!(
        "<Code guid=\"{}\" name=\"{name}\" isCodable=\"{is_codable}\"{colour}>{inner}</Code>\n",
        code_guid(ids)
    )
}

/// The GUID of a code, by what it means.
pub(super) fn code_guid(ids: &[&str]) -> uuid::Uuid {
    let parts: Vec<&str> = std::iter::once("code").chain(ids.iter().copied()).collect();
    guid(&parts)
}

/// The name of a label: its own, unless that would be taken for another's; then its id.
pub(super) fn label_name(tagset: &Tagset, id: &str) -> String {
    let labels = tagset.labels.values().map(|label| (label.id.as_str(), label.name.as_str()));
    own_name(id, labels)
}

/// The same for a type of relation.
pub(super) fn relation_name(tagset: &Tagset, id: &str) -> String {
    let types = tagset.relation_types.values().map(|kind| (kind.id.as_str(), kind.name.as_str()));
    let name = own_name(id, types);
    if name == super::CONTINUED_BY { id.to_owned() } else { name }
}

fn own_name<'n>(id: &str, all: impl Iterator<Item = (&'n str, &'n str)> + Clone) -> String {
    let Some((_, name)) = all.clone().find(|(own, _)| *own == id) else { return id.to_owned() };
    let mut shown = name.to_owned();
    let is_others = |(own, other): (&str, &str)| own != id && (own == name || other == name);
    if replace_non_xml(&mut shown) || name.trim().is_empty() || all.clone().any(is_others) {
        return id.to_owned();
    }
    shown
}

/// Takes codes in, each by its GUID. What stands under a code is a label of its own, but for the folders this
/// program writes.
pub(super) fn read_codes(codes: &[Element], reading: &mut Reading<'_>) -> BTreeMap<String, Meaning> {
    let mut meanings = BTreeMap::new();
    for code in codes {
        read_code(code, &[], reading, &mut meanings);
    }
    meanings
}

fn read_code(
    code: &Element,
    around: &[&str],
    reading: &mut Reading<'_>,
    meanings: &mut BTreeMap<String, Meaning>,
) {
    let name = code.attribute("name");
    let is_codable = matches!(code.attribute("isCodable"), "true" | "1");
    let meaning = match around {
        [root] if *root == ARTICLE_CODES => Meaning::ArticleCode(name.to_owned()),
        [root, role] if *root == VOICES => Meaning::Voice { role: (*role).to_owned(), name: name.to_owned() },
        [root, attribute] if *root == ATTRIBUTES => {
            Meaning::Value { attribute: reading.attribute(attribute), value: name.to_owned() }
        }
        _ if !is_codable => Meaning::Folder,
        _ => Meaning::Label(read_label(code, name, reading)),
    };
    meanings.insert(plain_guid(code.attribute("guid")), meaning);
    let around: Vec<&str> = around.iter().copied().chain([name]).collect();
    for inner in code.all("Code") {
        read_code(inner, &around, reading, meanings);
    }
}

/// The label of a code; a new one gets its colour and guideline.
fn read_label(code: &Element, name: &str, reading: &mut Reading<'_>) -> String {
    let id = reading.label(name);
    let new = LabelId::new(&id).ok().and_then(|id| reading.tagset.labels.get_mut(&id));
    if let Some(label) = new {
        let description = code.child("Description").map(Element::text).unwrap_or_default();
        if label.guideline.is_empty() {
            label.guideline = description;
        }
        let digits = code.attribute("color").trim_start_matches('#');
        // Three digits stand for six.
        let six: String = match digits.len() {
            3 => digits.chars().flat_map(|digit| [digit, digit]).collect(),
            _ => digits.to_owned(),
        };
        if let Some(colour) = u32::from_str_radix(&six, 16).ok().filter(|_| six.len() == 6) {
            label.colour.light = colour;
        }
    }
    id
}

impl Format for Codebook {
    fn info(&self) -> FormatInfo {
        FormatInfo {
            id: "refi-qdc",
            name: "REFI-QDA codebook",
            reads: true,
            writes: true,
            offset_unit: Unit::CodePoint,
            specification: "https://www.qdasoftware.org/ (REFI-QDA standard 1.5, Codebook.xsd)",
            is_folder: false,
            extension: "qdc",
        }
    }

    fn cannot_hold(&self) -> Vec<&'static str> {
        vec![
            "Only labels are written, with their guidelines and their colours on light ground.",
            "Articles and everything in them are left out.",
            "Attributes and types of relations are left out.",
            "A tagset without labels makes no codebook.",
            HISTORY_STAYS,
        ]
    }

    fn write(&self, export: &Export<'_>, out: &mut dyn OutputSink) -> Result<Report, FormatError> {
        let selected = Selected::new(export.corpus, export.selection);
        let tagset = &selected.state().tagset;
        if tagset.labels.is_empty() {
            let why = "a codebook has at least one code, and there are no labels";
            return Err(FormatError::Nothing { name: export.name.to_owned(), why });
        }
        let mut report = Report { num_in: selected.num_in(), ..Report::default() };
        let failed = |source| FormatError::Write { name: export.name.to_owned(), source };
        write_file(out, export.name, &mut |file| {
            let codes = codes_xml(tagset, &Used::default());
            let xml = format!(
                "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
                 <CodeBook xmlns=\"urn:QDA-XML:codebook:1.0\" origin=\"Redletter\">\n<Codes>\n{codes}</Codes>\n</CodeBook>\n"
            );
            file.write_all(xml.as_bytes()).map_err(failed)
        })?;
        let mut read_back = || out.read_back(export.name);
        let mut inputs = [Input::new(export.name, &mut read_back)];
        let mut nothing = |_: ArticleLine, _: &mut Reading<'_>| {};
        let mut reading = Reading::new(None, &mut nothing);
        read(&mut inputs, &mut reading)?;
        let num_read = reading.tagset.labels.len();
        drop(inputs);
        if num_read != tagset.labels.len() {
            let what = format!("{num_read} of {} labels read back", tagset.labels.len());
            return Err(FormatError::Differs { name: export.name.to_owned(), what });
        }
        let what = "everything but the labels: left out";
        report.add(Place::default(), Effect::LeftOut, what, "a codebook holds nothing else");
        out.commit().map_err(failed)?;
        Ok(report)
    }

    fn read(
        &self,
        inputs: &mut [Input<'_>],
        context: ReadContext<'_>,
    ) -> Result<(Imported, Report), FormatError> {
        let mut nothing = |_: ArticleLine, _: &mut Reading<'_>| {};
        let mut reading = Reading::new(context.known, &mut nothing);
        read(inputs, &mut reading)?;
        if let Some(names) = reading.names.again() {
            reading = Reading::new(context.known, &mut nothing);
            reading.names = names;
            read(inputs, &mut reading)?;
        }
        let Reading { report, tagset, .. } = reading;
        Ok((Imported { tagset, ..Imported::default() }, report))
    }
}

fn read(inputs: &mut [Input<'_>], reading: &mut Reading<'_>) -> Result<(), FormatError> {
    let line = Cell::new(1);
    for input in inputs {
        let name = input.name.clone();
        let failed = |source| FormatError::Read { name: name.clone(), source };
        let data = Numbered::new(input.data()?, &line).map_err(failed)?;
        let mut codes = Vec::new();
        let wanted = |around: &[String], name: &str| {
            name == "Code" && matches!(around, [.., book, codes] if book == "CodeBook" && codes == "Codes")
        };
        let ended = each_element(data, &line, &wanted, &mut |_, code| codes.push(code));
        reading.here = Place::in_file(&name, line.get());
        if let Err(err) = ended {
            reading.tell(Effect::LeftOut, "the rest of the file left out", err);
        }
        let meanings = read_codes(&codes, reading);
        if !meanings.values().any(|meaning| matches!(meaning, Meaning::Label(_))) {
            reading.tell(Effect::Note, "no codes were found", "");
        }
        if codes.iter().any(|code| code.child("Code").is_some()) {
            let why = "labels don't stand under each other here";
            reading.tell(Effect::Note, "codes under codes were taken as labels beside them", why);
        }
    }
    Ok(())
}
