//! The parts of an article's line that a format may have no place for: each can be taken out of a line, and what was
//! taken is reported by its name. So what a format can't hold is said once, and the report is whole by construction.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::model::tagset::Tagset;

use super::interchange::lines::{AnnotationLine, ArticleLine, StateLine, VoiceLine};
use super::pairs::settle_roles;
use super::report::{Effect, Place, Report, What};

/// A part of an article's line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Part {
    /// The article's title.
    Title,
    /// Who wrote it.
    Byline,
    /// Its day.
    Date,
    /// Who published it.
    Outlet,
    /// Its language.
    Language,
    /// Where it was published.
    Url,
    /// The id it has elsewhere.
    ArticleForeignId,
    /// Which file it was made from.
    Provenance,
    /// What its paragraphs are.
    Blocks,
    /// How far annotators are.
    Progress,
    /// What they looked for.
    Coverage,
    /// What they coded the article with.
    Codes,
    /// Their notes on the article.
    LayerNotes,
    /// Whose the annotations and relations are.
    Annotators,
    /// The ids of annotations and relations. What has none of ours gets its own when it is read.
    Ids,
    /// That an annotation can have several fragments; it is written from its first to its last character.
    Gaps,
    /// Who said it.
    Speakers,
    /// Who passed it on and who was spoken to.
    OtherVoices,
    /// Which entry of the register a voice is, and that one has no name or is the article itself.
    VoiceIds,
    /// That the attribution is that of the quote around.
    Inheritance,
    /// The words that name the speaker.
    Source,
    /// The words that report.
    Cue,
    /// Attributes.
    Attributes,
    /// The types of attributes; values are written as words.
    AttributeTypes,
    /// Which items an annotation is about.
    Items,
    /// Whether the annotator is sure.
    Certainty,
    /// Notes on annotations and relations.
    Notes,
    /// When annotations and relations were made and changed.
    Times,
    /// Who or what proposed annotations and relations.
    Origins,
    /// The ids annotations and relations have elsewhere.
    ForeignIds,
    /// That an annotation corrects another; it is written as any other.
    Corrections,
    /// What reviewers decided.
    Decisions,
    /// Annotations without a place in the text.
    Unplaced,
    /// Relations.
    Relations,
    /// Relations of other than two members.
    LargeRelations,
    /// Relations to what is no annotation of the article.
    FarRelations,
    /// Roles other than those that a relation's type declares, and their order.
    Roles,
}

/// A set of parts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Parts(u64);

/// What became of parts of one line: which annotations or relations, by part.
#[derive(Debug, Default)]
pub struct Losses(BTreeMap<(Part, Effect), Vec<String>>);

impl Part {
    /// Every part.
    pub const ALL: [Self; 37] = [
        Self::Title,
        Self::Byline,
        Self::Date,
        Self::Outlet,
        Self::Language,
        Self::Url,
        Self::ArticleForeignId,
        Self::Provenance,
        Self::Blocks,
        Self::Progress,
        Self::Coverage,
        Self::Codes,
        Self::LayerNotes,
        Self::Annotators,
        Self::Ids,
        Self::Gaps,
        Self::Speakers,
        Self::OtherVoices,
        Self::VoiceIds,
        Self::Inheritance,
        Self::Source,
        Self::Cue,
        Self::Attributes,
        Self::AttributeTypes,
        Self::Items,
        Self::Certainty,
        Self::Notes,
        Self::Times,
        Self::Origins,
        Self::ForeignIds,
        Self::Corrections,
        Self::Decisions,
        Self::Unplaced,
        Self::Relations,
        Self::LargeRelations,
        Self::FarRelations,
        Self::Roles,
    ];

    /// What it is, as the beginning of a sentence.
    pub fn name(self) -> &'static str {
        match self {
            Self::Title => "title",
            Self::Byline => "byline",
            Self::Date => "date",
            Self::Outlet => "outlet",
            Self::Language => "language",
            Self::Url => "address",
            Self::ArticleForeignId => "foreign id of the article",
            Self::Provenance => "where the article comes from",
            Self::Blocks => "what the paragraphs are",
            Self::Progress => "how far annotators are",
            Self::Coverage => "what was looked for",
            Self::Codes => "codes of the article",
            Self::LayerNotes => "notes on the article",
            Self::Annotators => "annotators",
            Self::Ids => "ids",
            Self::Gaps => "gaps between fragments",
            Self::Speakers => "speakers",
            Self::OtherVoices => "who passed it on, who was spoken to",
            Self::VoiceIds => "register entries",
            Self::Inheritance => "that attribution is inherited",
            Self::Source => "sources",
            Self::Cue => "cues",
            Self::Attributes => "attributes",
            Self::AttributeTypes => "types of attributes",
            Self::Items => "items",
            Self::Certainty => "doubts",
            Self::Notes => "notes",
            Self::Times => "times",
            Self::Origins => "origins",
            Self::ForeignIds => "foreign ids",
            Self::Corrections => "what is corrected",
            Self::Decisions => "decisions of reviewers",
            Self::Unplaced => "annotations without a place",
            Self::Relations => "relations",
            Self::LargeRelations => "relations of more or fewer than two members",
            Self::FarRelations => "relations to what is not in the article",
            Self::Roles => "roles in relations",
        }
    }

    /// What becomes of it where a format has no place for it: a sentence.
    pub fn when_lost(self) -> &'static str {
        match self {
            Self::Title => "Titles are left out.",
            Self::Byline => "Bylines are left out.",
            Self::Date => "Dates of articles are left out.",
            Self::Outlet => "Outlets are left out.",
            Self::Language => "Languages are left out.",
            Self::Url => "Addresses of articles are left out.",
            Self::ArticleForeignId => "Ids that articles have elsewhere are left out.",
            Self::Provenance => "Which file an article was made from is left out.",
            Self::Blocks => "What the paragraphs are is left out.",
            Self::Progress => "How far annotators are is left out.",
            Self::Coverage => "What annotators looked for is left out.",
            Self::Codes => "Codes of articles are left out.",
            Self::LayerNotes => "Notes on articles are left out.",
            Self::Annotators => "Whose an annotation is is left out.",
            Self::Ids => "Ids of annotations are left out.",
            Self::Gaps => "Fragments are joined, with what stands between them.",
            Self::Speakers => "Speakers are left out.",
            Self::OtherVoices => "Who passed words on, and who was spoken to, is left out.",
            Self::VoiceIds => "Voices stand by their names only.",
            Self::Inheritance => "Inherited attribution is written as an annotation’s own.",
            Self::Source => "The words that name the speaker are left out.",
            Self::Cue => "The words that report are left out.",
            Self::Attributes => "Attributes are left out.",
            Self::AttributeTypes => "Values of attributes are words.",
            Self::Items => "Items are left out.",
            Self::Certainty => "Doubts are left out.",
            Self::Notes => "Notes are left out.",
            Self::Times => "When annotations were made is left out.",
            Self::Origins => "Who proposed an annotation is left out.",
            Self::ForeignIds => "Ids that annotations have elsewhere are left out.",
            Self::Corrections => "Corrections stand as annotations like others.",
            Self::Decisions => "Decisions of reviewers are left out.",
            Self::Unplaced => "Annotations without a place in today’s text are left out.",
            Self::Relations => "Relations are left out.",
            Self::LargeRelations => "Relations of more than two members are left out.",
            Self::FarRelations => "Relations to annotations of other articles, or of none, are left out.",
            Self::Roles => {
                "The members of a relation have the roles that its type declares, the first one first."
            }
        }
    }

    /// Whether losing it leaves something of it: then it is changed, not left out.
    fn effect(self) -> Effect {
        match self {
            Self::Gaps
            | Self::VoiceIds
            | Self::Inheritance
            | Self::AttributeTypes
            | Self::Corrections
            | Self::Roles => Effect::Changed,
            _ => Effect::LeftOut,
        }
    }
}

impl Parts {
    /// Every part.
    pub const ALL: Self = Self((1 << Part::ALL.len()) - 1);
    /// None.
    pub const NONE: Self = Self(0);

    /// These parts.
    #[must_use]
    pub const fn of(parts: &[Part]) -> Self {
        let (mut bits, mut idx) = (0, 0);
        while idx < parts.len() {
            bits |= 1 << parts[idx] as u64;
            idx += 1;
        }
        Self(bits)
    }

    /// All but these.
    #[must_use]
    pub const fn without(self, parts: &[Part]) -> Self {
        Self(self.0 & !Self::of(parts).0)
    }

    /// Those that are not among them.
    pub fn missing(self) -> impl Iterator<Item = Part> {
        Part::ALL.into_iter().filter(move |part| !self.has(*part))
    }

    /// Whether a part is among them.
    pub const fn has(self, part: Part) -> bool {
        self.0 & (1 << part as u64) != 0
    }
}

impl Losses {
    /// Notes that a part of the article, or of the annotation or relation of that id, was taken out.
    fn note(&mut self, part: Part, id: &str) {
        self.0.entry((part, part.effect())).or_default().push(id.to_owned());
    }

    /// Tells of everything, in the article `place` names: a finding for each part.
    pub fn tell(self, place: &Place, format: &str, report: &mut Report) {
        for ((part, effect), mut ids) in self.0 {
            ids.retain(|id| !id.is_empty());
            let whose = if ids.is_empty() { String::new() } else { format!(" of {}", ids.join(", ")) };
            let did = if effect == Effect::Changed { "changed" } else { "left out" };
            report.add(
                place.clone(),
                effect,
                What::of(part.name(), whose, &format!(": {did}")),
                format!("{format} has no place for it"),
            );
        }
    }
}

/// Takes everything out of a line that is not among the parts `holds`, and notes it.
pub fn take_out(line: &mut ArticleLine, holds: Parts, tagset: &Tagset, losses: &mut Losses) {
    take_out_of_article(line, holds, losses);
    let mut states = std::mem::take(&mut line.states);
    for state in &mut states {
        take_out_of_state(state, holds, losses);
    }
    // What says nothing any more but whose it is goes.
    states.retain(|state| {
        let says = StateLine { annotator: state.annotator.clone(), ..StateLine::default() };
        *state != says
    });
    line.states = states;
    for annotation in &mut line.annotations {
        take_out_of_annotation(annotation, holds, losses);
    }
    if !holds.has(Part::Unplaced) {
        line.unplaced.drain(..).for_each(|unplaced| losses.note(Part::Unplaced, &unplaced.annotation.id));
    }
    if !holds.has(Part::Decisions) {
        for decision in line.decisions.drain(..) {
            losses.note(Part::Decisions, decision.on.as_ref().map_or("", |on| &on.annotation));
        }
    }
    take_out_relations(line, holds, tagset, losses);
}

fn take_out_of_article(line: &mut ArticleLine, holds: Parts, losses: &mut Losses) {
    let texts = [
        (Part::Title, &mut line.title),
        (Part::Byline, &mut line.byline),
        (Part::Date, &mut line.date),
        (Part::Outlet, &mut line.outlet),
        (Part::Language, &mut line.language),
        (Part::Url, &mut line.url),
        (Part::ArticleForeignId, &mut line.foreign_id),
    ];
    for (part, text) in texts {
        clear(text, part, "", holds, losses);
    }
    if !holds.has(Part::Provenance) && line.provenance.take().is_some() {
        losses.note(Part::Provenance, "");
    }
    if !holds.has(Part::Blocks) && !line.blocks.is_empty() {
        line.blocks.clear();
        losses.note(Part::Blocks, "");
    }
}

fn take_out_of_state(state: &mut StateLine, holds: Parts, losses: &mut Losses) {
    let has_progress = !state.state.is_empty() || !state.reason.is_empty();
    if has_progress && !holds.has(Part::Progress) {
        if state.state != "to-do" {
            losses.note(Part::Progress, "");
        }
        state.state.clear();
        state.reason.clear();
    }
    if !holds.has(Part::Coverage) && !state.coverage.is_empty() {
        state.coverage.clear();
        losses.note(Part::Coverage, "");
    }
    if !holds.has(Part::Codes) && !state.codes.is_empty() {
        state.codes.clear();
        losses.note(Part::Codes, "");
    }
    clear(&mut state.note, Part::LayerNotes, "", holds, losses);
    clear(&mut state.annotator, Part::Annotators, "", holds, losses);
}

/// Empties a text if its part is not held, and notes that where there was something.
fn clear(text: &mut String, part: Part, id: &str, holds: Parts, losses: &mut Losses) {
    if !holds.has(part) && !text.is_empty() {
        text.clear();
        losses.note(part, id);
    }
}

fn take_out_of_annotation(line: &mut AnnotationLine, holds: Parts, losses: &mut Losses) {
    let id = line.id.clone();
    let mut lose = |part: Part, is_there: bool| -> bool {
        let is_lost = is_there && !holds.has(part);
        if is_lost {
            losses.note(part, &id);
        }
        is_lost
    };
    if lose(Part::Gaps, line.fragments.len() > 1) {
        let ends = (line.fragments.first(), line.fragments.last());
        if let (Some((start, _)), Some((_, end))) = ends {
            line.fragments = vec![(*start, *end)];
            line.text = None;
        }
    }
    if lose(Part::Inheritance, line.inherited) {
        line.inherited = false;
    }
    let is_speaker = |voice: &VoiceLine| voice.role == "speaker";
    if lose(Part::Speakers, line.voices.iter().any(is_speaker)) {
        line.voices.retain(|voice| !is_speaker(voice));
        line.speaker.clear();
    }
    if lose(Part::OtherVoices, !line.voices.iter().all(is_speaker)) {
        line.voices.retain(is_speaker);
    }
    let is_more =
        |voice: &VoiceLine| !(voice.id.is_empty() && voice.kind.is_empty() && voice.affiliation.is_empty());
    if !holds.has(Part::VoiceIds) {
        lose(Part::VoiceIds, line.voices.iter().any(is_more));
        line.voices.iter_mut().for_each(by_name_only);
    }
    if lose(Part::Source, !line.source.is_empty()) {
        line.source.clear();
    }
    if lose(Part::Cue, !line.cue.is_empty()) {
        line.cue.clear();
    }
    if lose(Part::Attributes, !line.attributes.is_empty()) {
        line.attributes.clear();
    }
    let is_typed = line.attributes.values().any(|value| !value.is_string());
    if lose(Part::AttributeTypes, is_typed) {
        line.attributes.values_mut().for_each(|value| *value = Value::String(value_words(value)));
    }
    if lose(Part::Items, !line.items.is_empty()) {
        line.items.clear();
    }
    if lose(Part::Certainty, line.certainty == "unsure") || !holds.has(Part::Certainty) {
        line.certainty.clear();
    }
    if lose(Part::Notes, !line.note.is_empty()) {
        line.note.clear();
    }
    if lose(Part::Corrections, line.corrects.is_some()) {
        line.corrects = None;
    }
    if lose(Part::Decisions, !line.decisions.is_empty()) {
        line.decisions.clear();
    }
    take_out_provenance(
        (&mut line.annotator, &mut line.created, &mut line.changed, &mut line.origin, &mut line.foreign_id),
        &id,
        holds,
        losses,
    );
}

/// Whose an annotation or relation is, when it was made and changed, its origin and its id elsewhere.
type ProvenanceFields<'l> = (&'l mut String, &'l mut String, &'l mut String, &'l mut String, &'l mut String);

fn take_out_provenance(
    (annotator, created, changed, origin, foreign_id): ProvenanceFields<'_>,
    id: &str,
    holds: Parts,
    losses: &mut Losses,
) {
    clear(annotator, Part::Annotators, id, holds, losses);
    let has_times = !created.is_empty() || !changed.is_empty();
    if has_times && !holds.has(Part::Times) {
        created.clear();
        changed.clear();
        losses.note(Part::Times, id);
    }
    clear(origin, Part::Origins, id, holds, losses);
    clear(foreign_id, Part::ForeignIds, id, holds, losses);
}

/// A voice without its place in the register. Who has no name goes by what they are.
fn by_name_only(voice: &mut VoiceLine) {
    if voice.name.is_empty() {
        voice.name = match voice.kind.as_str() {
            "article" => "(article)".to_owned(),
            _ => std::mem::take(&mut voice.id),
        };
    }
    voice.id.clear();
    voice.kind.clear();
    voice.affiliation.clear();
}

/// A value of an attribute in words, as formats without types write it.
pub fn value_words(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Array(values) => values.iter().map(value_words).collect::<Vec<_>>().join("; "),
        Value::Object(object) => {
            // A value with its type beside it, or a party.
            let inner = object.get("value").or_else(|| object.get("name")).or_else(|| object.get("id"));
            inner.map_or_else(|| value.to_string(), value_words)
        }
        other => other.to_string(),
    }
}

fn take_out_relations(line: &mut ArticleLine, holds: Parts, tagset: &Tagset, losses: &mut Losses) {
    let here = format!("{}#", line.id);
    let ids: BTreeSet<&str> = line.annotations.iter().map(|annotation| annotation.id.as_str()).collect();
    line.relations.retain(|relation| {
        let members = relation.roles.values().flat_map(|ids| ids.as_array().into_iter().flatten());
        let mut lose = |part: Part, is_there: bool| {
            let is_lost = is_there && !holds.has(part);
            if is_lost {
                losses.note(part, &relation.id);
            }
            is_lost
        };
        let is_far = members.clone().any(|id| {
            !id.as_str().is_some_and(|id| id.strip_prefix(&here).is_some_and(|id| ids.contains(id)))
        });
        !(lose(Part::Relations, true)
            || lose(Part::LargeRelations, members.count() != 2)
            || lose(Part::FarRelations, is_far))
    });
    for relation in &mut line.relations {
        let id = relation.id.clone();
        if !holds.has(Part::Roles) && settle_roles(relation, tagset) {
            losses.note(Part::Roles, &id);
        }
        clear(&mut relation.note, Part::Notes, &id, holds, losses);
        take_out_provenance(
            (
                &mut relation.annotator,
                &mut relation.created,
                &mut relation.changed,
                &mut relation.origin,
                &mut relation.foreign_id,
            ),
            &id,
            holds,
            losses,
        );
    }
}
