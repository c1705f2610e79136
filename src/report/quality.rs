//! What the checks of quality are told from outside: who is proposed for a quote without a speaker.

use crate::analysis::quality::{Asked, OfferFinder, Offered};
use crate::model::annotation::{AttributedVoice, Attribution, Party, VoiceRole};
use crate::model::corpus::CorpusState;
use crate::model::id::VoiceId;
use crate::model::text::visible::shown_name;
use crate::model::voice::Voice;
use crate::suggest::attribution::{AttributionOffer, OfferedParty, Place, Said, SpanKind, offers};
use crate::suggest::names::NameIndex;

/// Spans before and after it that are looked at.
const NEAR_SPANS: usize = 12;

/// Proposes speakers by the rules of [`crate::suggest`].
#[derive(Clone, Copy)]
pub struct Offers<'a> {
    /// The register as running text names its entries.
    pub names: &'a NameIndex,
    /// Everything but the texts.
    pub state: &'a CorpusState,
}

/// The names of a corpus's register, as [`Offers`] asks for them.
pub fn names_of(state: &CorpusState) -> NameIndex {
    NameIndex::of(&state.register())
}

impl OfferFinder for Offers<'_> {
    fn offer(&self, asked: &Asked<'_>) -> Option<Offered> {
        let Asked { text, language, paragraphs, annotation, .. } = *asked;
        let said = said_near(asked);
        let place = Place {
            text,
            language,
            paragraphs,
            fragments: &annotation.fragments,
            kind: SpanKind::Quote,
            names: self.names,
            said: &said,
        };
        // The article's own voice is always proposed in the end; by itself it is no news.
        let first = offers(&place).into_iter().next()?;
        if first.speakers.iter().all(|party| *party == OfferedParty::Article) {
            return None;
        }
        let speakers: Vec<String> = first.speakers.iter().map(|party| self.in_words(party)).collect();
        Some(Offered { speakers: speakers.join(", "), attribution: attribution(&first) })
    }
}

impl Offers<'_> {
    fn in_words(&self, party: &OfferedParty) -> String {
        match party {
            OfferedParty::Known(id) => {
                self.name(id).map_or_else(|| id.to_string(), |name| shown_name(name).into_owned())
            }
            OfferedParty::New { name, .. } => shown_name(name).into_owned(),
            OfferedParty::Unnamed { words, .. } => format!("“{}”", shown_name(words)),
            OfferedParty::Article => "The article's own voice".to_owned(),
        }
    }

    fn name(&self, id: &VoiceId) -> Option<&str> {
        let entries = self.state.voices.iter().filter_map(|(who, own)| Some((who, own.get(id)?)));
        let latest = entries.max_by_key(|(who, voice)| (voice.changed, *who));
        latest.map(|(_, voice): (_, &std::sync::Arc<Voice>)| voice.name.as_str())
    }
}

/// Who said the spans around one.
fn said_near(asked: &Asked<'_>) -> Vec<Said> {
    let (annotations, span) = (asked.annotations, asked.annotation);
    let at = annotations.partition_point(|other| other.fragments.start() < span.fragments.start());
    let near = annotations[at.saturating_sub(NEAR_SPANS)..].iter().take(2 * NEAR_SPANS + 1);
    near.filter(|other| other.id != span.id).filter_map(|other| Said::by(other)).collect()
}

/// What would be said of the span, if the register has everybody it takes.
fn attribution(offer: &AttributionOffer) -> Option<Attribution> {
    let roles = [
        (VoiceRole::Speaker, &offer.speakers),
        (VoiceRole::Via, &offer.via),
        (VoiceRole::Addressee, &offer.addressees),
    ];
    let mut voices = Vec::new();
    for (role, parties) in roles {
        for party in parties {
            let party = match party {
                OfferedParty::Known(id) => Party::Registered(id.clone()),
                OfferedParty::Unnamed { words, affiliation } => {
                    Party::Unnamed { words: words.clone(), affiliation: affiliation.clone() }
                }
                OfferedParty::Article => Party::Article,
                OfferedParty::New { .. } => return None,
            };
            voices.push(AttributedVoice { role, party });
        }
    }
    Some(Attribution { voices, source: offer.source.clone(), cue: offer.cue.clone() })
}
