//! "*Kyiv* rejected it": the government that goes by the name of its capital, where the register has it.

use super::{AttributionOffer, Place};
use crate::model::id::VoiceId;
use crate::model::text::language::Language;
use crate::suggest::capitals::government_of;
use crate::suggest::names::NameIndex;
use crate::suggest::parties::OfferedParty;

/// The register's government that a word can mean as the name of its capital.
pub(super) fn government<'n>(word: &str, language: Language, names: &'n NameIndex) -> Option<&'n VoiceId> {
    names.government(government_of(word, language)?)
}

/// The same offers, and before each whose speaker is new and has a capital's name another one by which the government
/// of the register speaks. A register that knows somebody by that name needs none.
pub(super) fn with_governments(offers: Vec<AttributionOffer>, place: &Place<'_>) -> Vec<AttributionOffer> {
    let of_party = |party: &OfferedParty| -> Option<VoiceId> {
        let OfferedParty::New { name, .. } = party else { return None };
        government(name, place.language, place.names).cloned()
    };
    let mut all = Vec::with_capacity(offers.len());
    for offer in offers {
        if offer.speakers.iter().any(|party| of_party(party).is_some()) {
            let mut by_capital = offer.clone();
            for party in &mut by_capital.speakers {
                if let Some(id) = of_party(party) {
                    *party = OfferedParty::Known(id);
                }
            }
            by_capital.rule = "a capital's name for its government";
            by_capital.is_by_capital = true;
            all.push(by_capital);
        }
        all.push(offer);
    }
    all
}

#[cfg(test)]
mod tests {
    use super::super::{SpanKind, offers};
    use super::*;
    use crate::model::text::segment;
    use crate::model::text::{Fragments, TextRange};
    use crate::model::time::Timestamp;
    use crate::model::voice::{Voice, VoiceKind};

    fn voice(id: &str, name: &str, kind: VoiceKind) -> Voice {
        Voice { kind, ..Voice::new(VoiceId::new(id).unwrap(), name, Timestamp::default()) }
    }

    /// The offers for the span in `[…]`: the first speaker, by id or name, and whether by a capital.
    fn offered(marked: &str, language: Language, register: &[Voice]) -> Vec<(String, bool)> {
        let start = marked.find('[').unwrap();
        let end = marked.find(']').unwrap() - 1;
        let text = marked.replace(['[', ']'], "");
        let fragments: Fragments = TextRange::new(start, end).unwrap().into();
        let paragraphs = segment::paragraphs(&text);
        let names = NameIndex::new(register.iter());
        let place = Place {
            text: &text,
            language,
            paragraphs: &paragraphs,
            fragments: &fragments,
            kind: SpanKind::Claim,
            names: &names,
            said: &[],
        };
        let shown = |offer: AttributionOffer| {
            let who = match &offer.speakers[0] {
                OfferedParty::Known(id) => format!("#{id}"),
                OfferedParty::New { name, .. } => name.clone(),
                OfferedParty::Unnamed { words, .. } => words.clone(),
                OfferedParty::Article => String::new(),
            };
            (who, offer.is_by_capital)
        };
        offers(&place).into_iter().map(shown).collect()
    }

    #[test]
    fn a_capital_offers_its_government_and_says_so() {
        let lisbon = "Lisbon said [the ferry would not sail], and left it at that.";
        let government = [voice("gov", "Government of Portugal", VoiceKind::Government)];
        let found = offered(lisbon, Language::English, &government);
        assert_eq!(found[..2], [("#gov".to_owned(), true), ("Lisbon".to_owned(), false)]);
        for (text, language) in [
            ("[„Die Fähre fährt nicht“], erklärte Lissabon.", Language::German),
            ("[« Le bac ne partira pas »], a déclaré Lisbonne.", Language::French),
            ("[«Паром не пойдёт»], — заявил Лиссабон.", Language::Russian),
        ] {
            let found = offered(text, language, &government);
            assert_eq!(found[0], ("#gov".to_owned(), true), "{text} {found:?}");
        }
    }

    #[test]
    fn no_government_is_offered_where_the_register_has_none_has_several_or_knows_the_city() {
        let lisbon = "Lisbon said [the ferry would not sail], and left it at that.";
        for register in [
            vec![],
            vec![voice("a", "Portugal", VoiceKind::Group)],
            vec![
                voice("a", "Portuguese navy", VoiceKind::Government),
                voice("b", "Portuguese treasury", VoiceKind::Government),
            ],
            vec![
                voice("a", "Portugal", VoiceKind::Government),
                voice("b", "Lisbon", VoiceKind::Organisation),
            ],
        ] {
            let found = offered(lisbon, Language::English, &register);
            assert!(found.iter().all(|(_, is_by_capital)| !is_by_capital), "{found:?}");
        }
        let sure = [
            voice("a", "Portuguese navy", VoiceKind::Government),
            voice("b", "Portugal", VoiceKind::Government),
        ];
        assert_eq!(offered(lisbon, Language::English, &sure)[0], ("#b".to_owned(), true));
    }
}
