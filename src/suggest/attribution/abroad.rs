//! Who said it, in languages other than English: a verb of the language that reports, in the sentence of the span but
//! outside it, and the name beside the verb.
//!
//! Far less than what is known for English: no pronouns, no offices, no groups without a name. A sentence that says
//! "she" or "the mayor" gives nothing here, and those named nearby are offered instead. Scripts without capitals give
//! no names either.

use super::{AttributionOffer, Place, Zone, capitals, is_inside, with_role, words_range};
use crate::model::text::language::{Language, is_reporting_verb};
use crate::suggest::parties::{OfferedParty, kind_of, parties, words};
use crate::suggest::tokens::Token;

/// How far from the verb a name is looked for, in tokens.
const MAX_DISTANCE: usize = 8;

/// Small words inside names.
const INSIDE: &[&str] =
    &["al", "da", "de", "del", "della", "den", "der", "di", "do", "dos", "du", "el", "la", "van", "von"];

/// Pronouns that say who speaks without a name.
const PRONOUNS: &[&str] = &[
    "él", "ella", "ellos", "ellas", "ele", "ela", "eles", "er", "sie", "es", "wir", "ich", "il", "elle",
    "ils", "elles", "on", "lui", "lei", "loro", "hij", "zij", "ze", "hun", "hon", "han", "de", "hän", "he",
    "ona", "oni", "он", "она", "они", "я", "він", "вона", "вони",
];

/// Prepositions: what they stand before is where or when it was said.
const PREPOSITIONS: &[&str] = &[
    "à", "a", "au", "en", "dans", "sur", "in", "im", "am", "an", "auf", "bei", "vor", "nach", "aus", "de",
    "del", "em", "no", "na", "nel", "nella", "op", "te", "uit", "i", "på", "från", "fra", "ved", "w", "we",
    "z", "do", "v", "ve", "do", "в", "во", "на", "из", "у", "з", "із", "до", "при", "con", "com", "med",
    "mit", "avec", "с", "со",
];

impl<'a> Zone<'a> {
    /// The name beside the nearest verb outside the span that reports in `language`.
    pub(super) fn reporter_abroad(&self, place: &Place<'_>, language: Language) -> Option<AttributionOffer> {
        let tokens = &self.tokens;
        let hull = place.fragments.hull();
        let mut verbs: Vec<usize> = (0..tokens.len())
            .filter(|at| !is_inside(place, &tokens[*at]) && is_reporting_verb(tokens[*at].text, language))
            .collect();
        let distance = |at: &usize| {
            let range = tokens[*at].range;
            range.start().saturating_sub(hull.end()) + hull.start().saturating_sub(range.end())
        };
        verbs.sort_by_key(distance);
        verbs.into_iter().find_map(|verb| self.offer_abroad(place, verb, language))
    }

    fn offer_abroad(&self, place: &Place<'_>, verb: usize, language: Language) -> Option<AttributionOffer> {
        let tokens = &self.tokens;
        let is_behind_span = tokens[verb].range.start() >= place.fragments.hull().start();
        let says_pronoun = tokens.get(verb + 1).is_some_and(|next| is_one_of(next, PRONOUNS));
        let after = || if says_pronoun { None } else { self.name_after(place, verb, language) };
        let before = || self.name_before(place, verb, language);
        let run = if is_behind_span { after().or_else(before) } else { before().or_else(after) }?;
        let source = words_range(run)?;
        // "Bürgermeisterin Lena Marr": German writes the office large as well.
        let (office, name) = match run {
            [office, name @ ..] if language == Language::German && name.len() == 2 => {
                (Some(office.text), name)
            }
            run => (None, run),
        };
        let speakers = with_role(self.named(name), office);
        let mut offer = AttributionOffer::plain(speakers, "the verb beside the span");
        offer.source = Some(source.into());
        offer.cue = Some(tokens[verb].range.into());
        Some(offer)
    }

    /// Whom a run of capitals names; one word alone may be the last name of somebody who was named in full.
    fn named(&self, name: &[Token<'a>]) -> Vec<OfferedParty> {
        let (Some(words), Some(shown)) = (words_range(name), words(name, self.text)) else {
            return Vec::new();
        };
        if let Some(id) = self.names.lookup(shown) {
            return vec![OfferedParty::Known(id.clone())];
        }
        if name.len() == 1 {
            let earlier = self.before(words.start());
            return parties(name, self.known(&earlier));
        }
        vec![OfferedParty::New { name: shown.to_owned(), kind: kind_of(name, shown), role: None, words }]
    }

    /// The first name behind a verb, before any mark.
    fn name_after(&self, place: &Place<'_>, verb: usize, language: Language) -> Option<&[Token<'a>]> {
        let tokens = &self.tokens;
        let reach = tokens.len().min(verb + 1 + MAX_DISTANCE);
        let is_open = |at: &usize| tokens[*at].is_word() && !is_inside(place, &tokens[*at]);
        let first = (verb + 1..reach).take_while(is_open).find(|at| tokens[*at].is_capital())?;
        self.name_at(place, first, language)
    }

    /// The last name before a verb in its clause; what stands between commas behind the name is passed over.
    fn name_before(&self, place: &Place<'_>, verb: usize, language: Language) -> Option<&[Token<'a>]> {
        let tokens = &self.tokens;
        let reach = verb.saturating_sub(MAX_DISTANCE);
        let is_open = |at: &usize| {
            let token = &tokens[*at];
            (token.is_word() || token.text == ",") && !is_inside(place, token)
        };
        let mut start = None;
        for at in (reach..verb).rev().take_while(is_open) {
            if tokens[at].is_capital() {
                start = Some(at);
            } else if start.is_some() && !is_one_of(&tokens[at], INSIDE) {
                break;
            }
        }
        self.name_at(place, start?, language)
    }

    /// The run of capitals that begins at a token, if it could name somebody.
    fn name_at(&self, place: &Place<'_>, start: usize, language: Language) -> Option<&[Token<'a>]> {
        let tokens = &self.tokens;
        let is_place = start.checked_sub(1).is_some_and(|before| is_one_of(&tokens[before], PREPOSITIONS));
        let mut end = start + 1;
        while let Some(token) = tokens.get(end).filter(|token| !is_inside(place, token)) {
            let is_near = token.range.start() <= tokens[end - 1].range.end() + '\u{a0}'.len_utf8();
            // "van der Marre"
            let behind = tokens[end..].iter().find(|token| !is_one_of(token, INSIDE) || token.is_capital());
            let joins = is_one_of(token, INSIDE) && behind.is_some_and(Token::is_capital);
            if !is_near || !(token.is_capital() || joins) {
                break;
            }
            end += 1;
        }
        let run = &tokens[start..end];
        let is_known = || {
            run.iter().any(|token| {
                let by_capital = || capitals::government(token.text, language, self.names);
                self.names.lookup(token.text).or_else(by_capital).is_some()
            })
        };
        // German writes every noun large: one alone is hardly a name.
        let is_noun = language == Language::German && run.len() == 1 && !is_known();
        (!is_place && !is_noun && self.could_name(run, tokens)).then_some(run)
    }
}

fn is_one_of(token: &Token<'_>, words: &[&str]) -> bool {
    let lower = token.text.to_lowercase();
    words.contains(&lower.as_str())
}

#[cfg(test)]
mod tests {
    use super::super::{SpanKind, offers};
    use super::*;
    use crate::model::text::segment;
    use crate::model::text::{Fragments, TextRange};
    use crate::suggest::names::NameIndex;

    /// The first proposal for the span in `[…]`: who, the words that name them, the words that report.
    fn first(language: Language, marked: &str) -> (String, String, String) {
        let start = marked.find('[').unwrap();
        let end = marked.find(']').unwrap() - 1;
        let text = marked.replace(['[', ']'], "");
        let fragments: Fragments = TextRange::new(start, end).unwrap().into();
        let paragraphs = segment::paragraphs(&text);
        let names = NameIndex::default();
        let kind = SpanKind::Quote;
        let place = Place {
            text: &text,
            language,
            paragraphs: &paragraphs,
            fragments: &fragments,
            kind,
            names: &names,
            said: &[],
        };
        let offer = offers(&place).remove(0);
        let who = match &offer.speakers[0] {
            OfferedParty::New { name, role: Some(role), .. } => format!("{name} ({role})"),
            OfferedParty::New { name, .. } => name.clone(),
            other => format!("{other:?}"),
        };
        let words =
            |place: Option<Fragments>| place.map_or("", |place| place.hull().of(&text).unwrap()).to_owned();
        (who, words(offer.source), words(offer.cue))
    }

    #[test]
    fn the_name_beside_the_verb_speaks() {
        for (language, text, who, source, cue) in [
            (
                Language::German,
                "[„Wir fahren im Mai“], sagte Lena Marr am Montag.",
                "Lena Marr",
                "Lena Marr",
                "sagte",
            ),
            (
                Language::German,
                "[„Wir fahren im Mai“], sagte Bürgermeisterin Lena Marr.",
                "Lena Marr (Bürgermeisterin)",
                "Bürgermeisterin Lena Marr",
                "sagte",
            ),
            (
                Language::German,
                "Lena Marr erklärte: [„Wir fahren im Mai.“]",
                "Lena Marr",
                "Lena Marr",
                "erklärte",
            ),
            (
                Language::French,
                "[« Nous irons en mai »], a déclaré Élise Marre lundi.",
                "Élise Marre",
                "Élise Marre",
                "déclaré",
            ),
            (
                Language::French,
                "Lundi, la maire Élise Marre a affirmé : [« Nous irons. »]",
                "Élise Marre",
                "Élise Marre",
                "affirmé",
            ),
            (
                Language::Spanish,
                "[“Iremos en mayo”], dijo la alcaldesa Marta Ruiz.",
                "Marta Ruiz",
                "Marta Ruiz",
                "dijo",
            ),
            (
                Language::Italian,
                "[«Andremo a maggio»], ha detto Carla Marri ieri.",
                "Carla Marri",
                "Carla Marri",
                "detto",
            ),
            (
                Language::Portuguese,
                "[“Vamos em maio”], disse João dos Santos.",
                "João dos Santos",
                "João dos Santos",
                "disse",
            ),
            (
                Language::Dutch,
                "[‘We varen in mei’], zei Anke van der Marre.",
                "Anke van der Marre",
                "Anke van der Marre",
                "zei",
            ),
            (
                Language::Russian,
                "[«Мы пойдём в мае»], — сказала Анна Марова.",
                "Анна Марова",
                "Анна Марова",
                "сказала",
            ),
            (
                Language::Ukrainian,
                "[«Ми підемо в травні»], — заявила Оксана Марчук.",
                "Оксана Марчук",
                "Оксана Марчук",
                "заявила",
            ),
            (
                Language::Polish,
                "[„Popłyniemy w maju”] – powiedziała Anna Marecka.",
                "Anna Marecka",
                "Anna Marecka",
                "powiedziała",
            ),
            (
                Language::Swedish,
                "[”Vi går i maj”], säger Lisa Marell.",
                "Lisa Marell",
                "Lisa Marell",
                "säger",
            ),
        ] {
            let expected = (who.to_owned(), source.to_owned(), cue.to_owned());
            assert_eq!(first(language, text), expected, "{text}");
        }
    }

    #[test]
    fn a_pronoun_a_place_and_a_noun_do_not_speak() {
        for (language, text) in [
            (Language::German, "[„Wir fahren im Mai“], sagte sie."),
            (Language::German, "[„Wir fahren im Mai“], sagte die Bürgermeisterin."),
            (Language::Russian, "[«Мы пойдём в мае»], — сказала она в Марове."),
            (Language::French, "[« Nous irons »], a-t-elle dit à Marre."),
            (Language::Spanish, "[“Iremos”], dijo en Madrid."),
        ] {
            let (_, source, cue) = first(language, text);
            assert_eq!((source.as_str(), cue.as_str()), ("", ""), "{text}");
        }
    }
}
