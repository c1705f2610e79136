//! The annotations of the sample corpus, each taken as fresh, with everything before it already attributed.

use std::path::Path;
use std::sync::Arc;

use super::{Counts, Expected, Result, words};
use crate::app::widgets::reading::units;
use crate::model::annotation::{Annotation, Party, VoiceRole};
use crate::model::id::AnnotatorId;
use crate::model::reader::CorpusReader as _;
use crate::model::text::TextRange;
use crate::model::text::language::Language;
use crate::model::time::Timestamp;
use crate::model::voice::{Voice, register_union};
use crate::store::disk::Disk;
use crate::store::disk::simulated::SimulatedDisk;
use crate::store::sample::provide_sample;
use crate::store::{Access, OpenCorpus, OpenOptions, WriterMode};
use crate::suggest::attribution::{AttributionOffer, OfferedParty, Place, Said, SpanKind, offers};
use crate::suggest::names::NameIndex;

/// Paragraphs before and after the span's own that the window looks at.
const NEAR: usize = 3;
/// Spans before it that the window looks at.
const NEAR_SPANS: usize = 12;

fn sample() -> OpenCorpus {
    let disk: Arc<dyn Disk> = Arc::new(SimulatedDisk::default());
    let folder = Path::new("/sample");
    provide_sample(disk.as_ref(), folder).unwrap();
    let options = OpenOptions {
        folder: folder.to_owned(),
        user_folder: "/user".into(),
        cache: None,
        annotator: AnnotatorId::new("mk").unwrap(),
        disk,
        access: Access::Write,
        writer_mode: WriterMode::Inline,
        machine: "desk".to_owned(),
        now: Timestamp::from_millis(2_000_000_000_000),
        random: 7,
    };
    OpenCorpus::open(options).unwrap().0
}

fn kind_of(span: &Annotation) -> Option<SpanKind> {
    Some(match span.label.as_str() {
        "quote" => SpanKind::Quote,
        "proposal" => SpanKind::Proposal,
        "claim" => SpanKind::Claim,
        "caveat" => SpanKind::Caveat,
        _ => return None,
    })
}

/// Which entries the register has.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Register {
    /// All of the corpus.
    Whole,
    /// Those whom the article has quoted so far.
    Growing,
}

/// An offer as it would be once its new entries are recognised as those of the register.
fn recognised(offer: AttributionOffer, names: &NameIndex) -> AttributionOffer {
    let recognise = |party| match party {
        OfferedParty::New { ref name, .. } => names.lookup(name).cloned().map_or(party, OfferedParty::Known),
        party => party,
    };
    AttributionOffer { speakers: offer.speakers.into_iter().map(recognise).collect(), ..offer }
}

/// The counts of the labels that `counts` picks.
fn evaluated(counts: impl Fn(SpanKind) -> bool, known: Register) -> Result {
    let corpus = sample();
    let state = corpus.state();
    let registers = state
        .voices
        .iter()
        .flat_map(|(annotator, voices)| voices.values().map(move |voice| (annotator, &**voice)));
    let register = register_union(registers);
    let names = NameIndex::new(register.values().map(|(_, voice)| voice));
    let shown = register.iter().map(|(id, (_, voice)): (_, &(_, Voice))| (id.clone(), voice.name.clone()));
    let shown = shown.collect();
    let mut result = Result::default();
    for (id, layers) in &state.layers {
        let Some(layer) = layers.get(corpus.annotator()) else { continue };
        let article = corpus.article(id).unwrap();
        let text = article.text.as_str();
        let language = Language::of(&article.metadata.language);
        let units = units::build(text, &article.blocks, language);
        let mut said: Vec<Said> = Vec::new();
        for span in layer.in_reading_order() {
            let Some(kind) = kind_of(span).filter(|kind| counts(*kind)) else {
                said.extend(Said::by(span));
                continue;
            };
            let first = units::unit_at(&units, span.fragments.start()).saturating_sub(NEAR);
            let last = units::unit_at(&units, span.fragments.end()) + NEAR;
            let paragraphs: Vec<TextRange> = units
                .iter()
                .take(last + 1)
                .skip(first)
                .filter(|unit| unit.kind.tells_of_speakers())
                .map(|unit| unit.range)
                .collect();
            let near = said.len().saturating_sub(NEAR_SPANS);
            let is_known = |voice: &&Voice| {
                let party = OfferedParty::Known(voice.id.clone());
                known == Register::Whole || said.iter().any(|said| said.speakers.contains(&party))
            };
            let grown = NameIndex::new(register.values().map(|(_, voice)| voice).filter(is_known));
            let place = Place {
                text,
                language,
                paragraphs: &paragraphs,
                fragments: &span.fragments,
                kind,
                names: &grown,
                said: &said[near..],
            };
            let speakers: Vec<String> = span
                .attribution
                .parties(VoiceRole::Speaker)
                .map(|party| match party {
                    Party::Registered(id) => register[id].1.name.clone(),
                    Party::Unnamed { words, .. } => format!("~{}", words.to_lowercase()),
                    Party::Article => "article".to_owned(),
                })
                .collect();
            if !speakers.is_empty() {
                let expected = Expected {
                    speakers: speakers.join(" + "),
                    source: Some(words(span.attribution.source.as_ref(), text)),
                    cue: Some(words(span.attribution.cue.as_ref(), text)),
                };
                let case = format!("{kind:?} {}", words(Some(&span.fragments), text));
                let found: Vec<_> =
                    offers(&place).into_iter().map(|offer| recognised(offer, &names)).collect();
                result.add(&case, text, &shown, &expected, &found);
            }
            said.extend(Said::by(span));
        }
    }
    result
}

#[test]
fn quotes_claims_and_proposals_of_the_sample_are_offered_their_speaker() {
    let result = evaluated(|kind| kind != SpanKind::Caveat, Register::Whole);
    result.assert_at_least(Counts { all: 43, first: 43, any: 43, source: 42, cue: 40 });
}

#[test]
fn caveats_of_the_sample_are_offered_their_speaker() {
    let result = evaluated(|kind| kind == SpanKind::Caveat, Register::Whole);
    result.assert_at_least(Counts { all: 12, first: 12, any: 12, source: 11, cue: 11 });
}

#[test]
fn the_sample_is_offered_its_speakers_from_an_empty_register() {
    let result = evaluated(|kind| kind != SpanKind::Caveat, Register::Growing);
    result.assert_at_least(Counts { all: 43, first: 41, any: 42, source: 42, cue: 40 });
}
