//! Records in words: what each part of one says, as a person would read it.

use super::detail::title_of;
use crate::app::run::capitalised;
use crate::app::state::session::Session;
use crate::app::widgets::reading::access::shortened;
use crate::model::annotation::{Annotation, Certainty, VoiceRole};
use crate::model::article::{Block, BlockKind, Metadata};
use crate::model::edit::{Key, Record};
use crate::model::id::{AnnotatorId, LabelId};
use crate::model::item::Item;
use crate::model::layer::{LayerState, Progress};
use crate::model::relation::Relation;
use crate::model::review::Decision;
use crate::model::tagset::{Attribute, AttributeKind, Label, RelationType};
use crate::model::text::Fragments;
use crate::model::text::numbers::counted;
use crate::model::voice::Voice;

/// No more than this is shown of words of an article, in characters.
const MAX_WORDS: usize = 220;
/// What is said of words whose text is not known any more.
const UNKNOWN: &str = "words of a text that is not there any more";

/// The name of the part that holds the words of a span.
pub(super) const WORDS: &str = "Words";
/// What a tag is that nothing else is said of.
pub(super) const SURE: &str = "sure";

/// Name and value of each part that says something.
pub type Fields = Vec<(String, String)>;

/// What a record says, part by part; parts that say nothing are left out. `text` is the text its ranges count in.
pub fn fields(session: &Session, record: &Record, text: Option<&str>) -> Fields {
    let fields = match record {
        Record::Annotation(annotation) => annotation_fields(session, annotation, text),
        Record::Relation(relation) => relation_fields(session, relation),
        Record::Decision(decision) => decision_fields(decision),
        Record::Unplaced(unplaced) => vec![(WORDS, quoted(&unplaced.covered.join(" […] ")))],
        Record::State(state) => state_fields(session, state, text),
        Record::Metadata(metadata) => metadata_fields(metadata),
        Record::Blocks(blocks) => block_fields(blocks, text),
        Record::CopyOf(original) => vec![("Copy of", title_of(session, original))],
        Record::Voice(voice) => voice_fields(session, voice),
        Record::Item(item) => item_fields(session, item),
        Record::Label(label) => label_fields(label),
        Record::Attribute(attribute) => attribute_fields(session, attribute),
        Record::RelationType(kind) => relation_type_fields(kind),
        Record::Setting(value) => vec![("Value", value.to_string())],
    };
    let named = fields.into_iter().map(|(name, value)| (name.to_owned(), value));
    let mut fields: Fields = named.filter(|(_, value)| !value.trim().is_empty()).collect();
    if let Record::Annotation(annotation) = record {
        fields.extend(attribute_values(session, annotation));
    }
    fields
}

/// What a record is, in a line.
pub fn title(session: &Session, key: &Key, record: Option<&Record>) -> String {
    let of = |article| title_of(session, article);
    let by = |owner: &AnnotatorId| {
        if owner == session.annotator() { String::new() } else { format!(" by {owner}") }
    };
    match (key, record) {
        (Key::Annotation(layer, _), Some(Record::Annotation(annotation))) => {
            format!("{}{}", label_name(session, &annotation.label), by(&layer.annotator))
        }
        (Key::Annotation(layer, _) | Key::Unplaced(layer, _), _) => {
            format!("Span without a place{}, in {}", by(&layer.annotator), of(&layer.article))
        }
        (Key::Relation(layer, _), _) => format!("Link{}, in {}", by(&layer.annotator), of(&layer.article)),
        (Key::Decision(layer, on), _) => {
            let state = session.corpus.state();
            let judged = state.layer(&layer.article, &on.annotator);
            let judged = judged.and_then(|layer| layer.annotations.get(&on.annotation));
            let what = judged.map_or_else(|| "a span".to_owned(), |one| label_name(session, &one.label));
            let reviewer = by(&layer.annotator);
            format!(
                "Decision{reviewer} on {} of {}, in {}",
                what.to_lowercase(),
                on.annotator,
                of(&layer.article)
            )
        }
        (Key::State(layer), _) if layer.annotator == *session.annotator() => {
            format!("How far you are with {}", of(&layer.article))
        }
        (Key::State(layer), _) => format!("How far {} is with {}", layer.annotator, of(&layer.article)),
        (Key::Metadata(article), _) => format!("What is known about {}", of(article)),
        (Key::Blocks(article), _) => format!("Blocks of {}", of(article)),
        (Key::CopyOf(article), _) => format!("What {} is a copy of", of(article)),
        (Key::Voice(owner, id), record) => {
            let name = match record {
                Some(Record::Voice(voice)) => voice.name.clone(),
                _ => id.to_string(),
            };
            format!("{name}, in the register{}", by(owner))
        }
        (Key::Item(owner, id), record) => {
            let name = match record {
                Some(Record::Item(item)) => item.name.clone(),
                _ => id.to_string(),
            };
            format!("Item {name}{}", by(owner))
        }
        (Key::Label(id), _) => format!("Label {}", label_name(session, id)),
        (Key::Attribute(id), Some(Record::Attribute(attribute))) => {
            format!("Attribute {}, {id}", attribute.name)
        }
        (Key::Attribute(id), _) => format!("Attribute {id}"),
        (Key::RelationType(id), _) => format!("Link type {}", session.relation_name(id)),
        (Key::Setting(id), _) => format!("Setting {id}"),
    }
}

/// Words of an article in quotation marks, in one line and not too long. Words that begin with a quotation mark
/// of their own get no second one.
pub(super) fn quoted(words: &str) -> String {
    let words = words.replace(|ch: char| ch.is_control(), " ");
    let words = words.trim();
    let cut = shortened(words, MAX_WORDS);
    let shown = if cut == words {
        cut
    } else {
        // Whole words, if there is more than one.
        let whole = cut.rsplit_once(' ').map_or(cut.as_str(), |(whole, _)| whole);
        format!("{} …", whole.trim_end_matches('…'))
    };
    if shown.starts_with(['“', '„', '«', '»', '"', '‘', '‚', '「']) {
        shown
    } else {
        format!("“{shown}”")
    }
}

/// The words that a place covers, in quotation marks.
pub(super) fn covered(fragments: &Fragments, text: Option<&str>) -> String {
    let words = text.and_then(|text| fragments.covered(text).ok());
    words.map_or_else(|| UNKNOWN.to_owned(), |words| quoted(&words.join(" […] ")))
}

fn label_name(session: &Session, id: &LabelId) -> String {
    let known = session.corpus.state().tagset.labels.get(id);
    known.map_or_else(|| id.to_string(), |label| label.name.clone())
}

fn joined<T>(all: impl IntoIterator<Item = T>, in_words: impl Fn(T) -> String) -> String {
    all.into_iter().map(in_words).collect::<Vec<_>>().join(", ")
}

fn annotation_fields(
    session: &Session,
    annotation: &Annotation,
    text: Option<&str>,
) -> Vec<(&'static str, String)> {
    let Annotation { label, fragments, attribution, items, certainty, note, corrects, .. } = annotation;
    let parties = |role| joined(attribution.parties(role), |party| session.register.party_in_words(party));
    let place =
        |place: &Option<Fragments>| place.as_ref().map_or_else(String::new, |place| covered(place, text));
    let items = joined(items, |link| {
        let name = session.items.name(&link.item).map_or_else(|| link.item.to_string(), str::to_owned);
        format!("{} {name}", link.act.name())
    });
    vec![
        (WORDS, covered(fragments, text)),
        ("Tag", label_name(session, label)),
        ("Speaker", parties(VoiceRole::Speaker)),
        ("Passed on by", parties(VoiceRole::Via)),
        ("Said to", parties(VoiceRole::Addressee)),
        ("Words for the speaker", place(&attribution.source)),
        ("Words that report", place(&attribution.cue)),
        ("Items", items),
        ("Certainty", if *certainty == Certainty::Unsure { "unsure" } else { SURE }.to_owned()),
        ("Note", note.clone()),
        ("Corrects a span of", corrects.as_ref().map_or_else(String::new, |one| one.annotator.to_string())),
    ]
}

fn attribute_values(session: &Session, annotation: &Annotation) -> Fields {
    let attributes = &session.corpus.state().tagset.attributes;
    let values = annotation.attributes.iter().map(|(id, value)| match attributes.get(id) {
        Some(attribute) => (attribute.name.clone(), session.value_in_words(attribute, value)),
        None => (id.to_string(), value.kind_name().to_owned()),
    });
    values.collect()
}

fn relation_fields(session: &Session, relation: &Relation) -> Vec<(&'static str, String)> {
    let state = session.corpus.state();
    let ends = joined(&relation.members, |member| {
        let layers = state.layers.get(&member.annotation.article).into_iter().flatten();
        let label = layers
            .filter_map(|(_, layer)| layer.annotations.get(&member.annotation.annotation))
            .map(|annotation| label_name(session, &annotation.label).to_lowercase())
            .next();
        let label = label.unwrap_or_else(|| "a span that is gone".to_owned());
        format!("{} {label} in {}", member.role, title_of(session, &member.annotation.article))
    });
    vec![
        ("Link", session.relation_name(&relation.relation_type)),
        ("Between", ends),
        ("Note", relation.note.clone()),
    ]
}

fn decision_fields(decision: &Decision) -> Vec<(&'static str, String)> {
    vec![
        ("Decision", capitalised(decision.verdict.name())),
        ("Reason", decision.reason.clone()),
        ("Note", decision.note.clone()),
    ]
}

fn state_fields(session: &Session, state: &LayerState, text: Option<&str>) -> Vec<(&'static str, String)> {
    let progress = match &state.progress {
        Progress::ToDo => "to do".to_owned(),
        Progress::InProgress => "in progress".to_owned(),
        Progress::Done => "done".to_owned(),
        Progress::Skipped(why) => format!("skipped: {why}"),
    };
    let coverage = joined(&state.coverage, |coverage| {
        let labels = joined(&coverage.labels, |label| label_name(session, label).to_lowercase());
        let over = coverage.over.as_ref();
        let over = over.map_or_else(|| "the whole text".to_owned(), |over| covered(over, text));
        format!("{labels} over {over}{}", if coverage.finished { "" } else { ", not finished" })
    });
    vec![
        ("Progress", progress),
        ("Looked for", coverage),
        ("Codes", joined(&state.codes, Clone::clone)),
        ("Note", state.note.clone()),
    ]
}

fn metadata_fields(metadata: &Metadata) -> Vec<(&'static str, String)> {
    let Metadata { title, date, outlet, byline, language, url, foreign_id } = metadata.clone();
    vec![
        ("Title", title),
        ("Date", date.map_or_else(String::new, |date| date.to_string())),
        ("Outlet", outlet),
        ("Byline", byline),
        ("Language", language),
        ("Address", url),
        ("Id elsewhere", foreign_id),
    ]
}

fn block_fields(blocks: &[Block], text: Option<&str>) -> Vec<(&'static str, String)> {
    let of = |wanted: BlockKind| {
        joined(blocks.iter().filter(|block| block.kind == wanted), |block| {
            let words = text.and_then(|text| block.range.of(text).ok()).unwrap_or(UNKNOWN);
            quoted(&shortened(words, 60))
        })
    };
    let num_paragraphs = blocks.iter().filter(|block| block.kind == BlockKind::Paragraph).count();
    vec![
        ("Title", of(BlockKind::Title)),
        ("Headings", of(BlockKind::Heading)),
        ("Dateline", of(BlockKind::Dateline)),
        ("Byline", of(BlockKind::Byline)),
        ("Notes", of(BlockKind::Note)),
        ("Furniture", of(BlockKind::Furniture)),
        (
            "Paragraphs",
            if num_paragraphs == 0 { String::new() } else { counted(num_paragraphs, "paragraph") },
        ),
    ]
}

fn voice_fields(session: &Session, voice: &Voice) -> Vec<(&'static str, String)> {
    let whole = |id: &crate::model::id::VoiceId| {
        session.register.name(id).map_or_else(|| id.to_string(), str::to_owned)
    };
    let merged_into = voice.merged_into.as_ref().map(whole).unwrap_or_default();
    vec![
        ("Name", voice.name.clone()),
        ("Kind", voice.kind.name().to_owned()),
        ("Also called", joined(&voice.aliases, |alias| alias.value.clone())),
        ("Roles", joined(&voice.roles, |role| role.value.clone())),
        ("Belongs to", joined(&voice.belongs_to, |one| whole(&one.value))),
        ("Same as", merged_into),
        ("Note", voice.note.clone()),
    ]
}

fn item_fields(session: &Session, item: &Item) -> Vec<(&'static str, String)> {
    let name =
        |id: &crate::model::id::ItemId| session.items.name(id).map_or_else(|| id.to_string(), str::to_owned);
    vec![
        ("Name", item.name.clone()),
        ("Kind", item.kind.name().to_owned()),
        ("Also called", joined(&item.aliases, Clone::clone)),
        ("Term of", item.term_of.as_ref().map_or_else(String::new, &name)),
        ("Same as", item.merged_into.as_ref().map(name).unwrap_or_default()),
        ("Replaces", joined(&item.replaces, name)),
        ("Note", item.note.clone()),
    ]
}

fn label_fields(label: &Label) -> Vec<(&'static str, String)> {
    vec![
        ("Name", label.name.clone()),
        ("Place", label.position.to_string()),
        ("Key", label.key.map_or_else(String::new, |key| key.to_string())),
        ("Letter", label.letter.to_string()),
        ("Colour", format!("#{:06x} on light, #{:06x} on dark", label.colour.light, label.colour.dark)),
        ("Line", format!("{:?}", label.pattern).to_lowercase()),
        ("Guideline", label.guideline.clone()),
    ]
}

fn attribute_fields(session: &Session, attribute: &Attribute) -> Vec<(&'static str, String)> {
    let kind = match &attribute.kind {
        AttributeKind::Flag => "yes or no".to_owned(),
        AttributeKind::Choice(choices) => format!("one of {}", joined(choices, |one| one.name.clone())),
        AttributeKind::Choices(choices) => format!("any of {}", joined(choices, |one| one.name.clone())),
        AttributeKind::Text => "words".to_owned(),
        AttributeKind::Number => "a number".to_owned(),
        AttributeKind::Date => "a date".to_owned(),
        AttributeKind::Party => "a party".to_owned(),
        AttributeKind::Item => "an item".to_owned(),
    };
    vec![
        ("Name", attribute.name.clone()),
        ("Place", attribute.position.to_string()),
        ("Takes", kind),
        ("Of", joined(&attribute.labels, |label| label_name(session, label))),
        ("Guideline", attribute.guideline.clone()),
    ]
}

fn relation_type_fields(kind: &RelationType) -> Vec<(&'static str, String)> {
    vec![
        ("Name", kind.name.clone()),
        ("Place", kind.position.to_string()),
        ("Roles", joined(&kind.roles, |role| role.name.clone())),
        ("Guideline", kind.guideline.clone()),
    ]
}

#[cfg(test)]
mod tests {
    use super::quoted;

    #[test]
    fn words_get_quotation_marks_unless_they_begin_with_one() {
        assert_eq!(quoted("the ferry"), "“the ferry”");
        assert_eq!(quoted("“It sails,” she said"), "“It sails,” she said");
        assert_eq!(quoted("two\nlines "), "“two lines”");
        let long = quoted(&"ferry ".repeat(200));
        assert!(long.starts_with("“ferry ferry") && long.ends_with("ferry …”"), "{long}");
    }
}
