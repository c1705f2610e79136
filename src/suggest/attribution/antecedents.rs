//! Whom a pronoun stands for: those named before it, weighed by how near they are, whether their sentence is
//! about them, whether they were speaking, and by what is known of "he" and "she".

use super::runs::{capital_runs, is_place, outside_quotations};
use super::subject;
use super::{Place, Said, Zone, is_inside};
use crate::model::voice::VoiceKind;
use crate::suggest::lexicon::TITLES;
use crate::suggest::names::NameIndex;
use crate::suggest::parties::{Known, OfferedParty, parties};
use crate::suggest::tokens::Token;

/// What a pronoun can stand for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Pronoun {
    He,
    She,
    It,
    They,
}

/// Somebody, or several together, whom a pronoun could mean.
struct Antecedent {
    parties: Vec<OfferedParty>,
    /// How many sentences lie between.
    distance: usize,
    /// Whether the sentence is about them.
    is_subject: bool,
    /// Whether they are only named as the owner of something.
    is_owner: bool,
    /// Whether they were speaking.
    speaks: bool,
}

impl Pronoun {
    pub fn of(token: &Token<'_>) -> Option<Self> {
        const FORMS: [(Pronoun, &[&str]); 4] = [
            (Pronoun::He, &["he", "him", "his", "himself"]),
            (Pronoun::She, &["she", "her", "hers", "herself"]),
            (Pronoun::It, &["it", "its", "itself"]),
            (Pronoun::They, &["they", "them", "their", "themselves"]),
        ];
        let fits = |forms: &[&str]| forms.iter().any(|form| token.is(form));
        FORMS.into_iter().find(|(_, forms)| fits(forms)).map(|(pronoun, _)| pronoun)
    }
}

/// What is known of who is "he" and who is "she".
#[derive(Default)]
struct Gendered(Vec<(OfferedParty, Pronoun)>);

impl Gendered {
    /// How well a pronoun fits a person: `None` where it does not.
    fn fits(&self, pronoun: Pronoun, party: &OfferedParty) -> Option<i32> {
        let known = self.0.iter().rev().find(|(other, _)| is_same(other, party));
        known.map_or(Some(0), |(_, known)| (*known == pronoun).then_some(6))
    }
}

/// Those whom a pronoun at `byte` stands for; nobody, where none fits.
pub(super) fn meant(
    zone: &Zone<'_>,
    place: &Place<'_>,
    pronoun: Pronoun,
    byte: usize,
    goes_on: bool,
) -> Vec<OfferedParty> {
    // A quote says nothing of who says it, whoever tags it.
    let is_others = |token: &Token<'_>| place.kind != super::SpanKind::Quote || !is_inside(place, token);
    let before: Vec<Token<'_>> =
        outside_quotations(zone.before(byte)).into_iter().filter(is_others).collect();
    let sentences: Vec<&[Token<'_>]> = before
        .split(|token| matches!(token.text, "." | "!" | "?" | ""))
        .filter(|sentence| sentence.iter().any(Token::is_word))
        .collect();
    let known = Known { text: zone.text, names: zone.names, earlier: &before, later: &zone.later };
    // Whether the pronoun's own sentence has begun before it.
    let has_begun = before.last().is_some_and(|last| !matches!(last.text, "." | "!" | "?" | ""));
    let (mut found, mut gendered) = (Vec::new(), Gendered::default());
    for (idx, sentence) in sentences.iter().enumerate() {
        let distance = sentences.len() - idx - usize::from(has_begun);
        read(sentence, distance, known, &mut found, &mut gendered);
    }
    let said = place.said.iter().filter(|said| said.end <= byte);
    for said in said.clone() {
        gendered.0.extend(told_by(said, zone.text));
    }
    if let Some(last) = said.max_by_key(|said| said.end) {
        let between = before.iter().filter(|token| token.range.start() >= last.end);
        let distance = between.filter(|token| matches!(token.text, "." | "!" | "?" | "")).count();
        let parties = last.speakers.clone();
        found.push(Antecedent { parties, distance, is_subject: true, is_owner: false, speaks: true });
        if goes_on && last.is_quote {
            let weight = |antecedent: &Antecedent| weight(antecedent, pronoun, &gendered, zone.names);
            if let Some(last) = found.last().filter(|last| weight(last).is_some()) {
                return last.parties.clone();
            }
        }
    }
    let best = found
        .iter()
        .filter_map(|antecedent| Some((weight(antecedent, pronoun, &gendered, zone.names)?, antecedent)))
        // The first of the heaviest, from the nearest on.
        .rev()
        .reduce(|best, next| if next.0 > best.0 { next } else { best });
    best.map(|(_, antecedent)| antecedent.parties.clone()).unwrap_or_default()
}

/// Takes in whom a sentence names.
fn read(
    sentence: &[Token<'_>],
    distance: usize,
    known: Known<'_>,
    found: &mut Vec<Antecedent>,
    gendered: &mut Gendered,
) {
    for run in capital_runs(sentence) {
        let is_first = run.first().map(|token| token.range) == sentence.first().map(|token| token.range);
        let people = parties(run, known);
        let is_owner = run.last().is_some_and(|last| last.is_possessive && !last.is_plural_owner);
        let at = sentence.partition_point(|token| token.range.start() < run[0].range.start());
        let before = at.checked_sub(1).map(|before| &sentence[before]);
        for party in people {
            if is_person(&party, known.names) && is_place(run, sentence) {
                continue;
            }
            let told = run.iter().chain(before).find_map(told_by_title);
            gendered.0.extend(told.map(|told| (party.clone(), told)));
            let is_subject = is_first && !is_owner;
            let parties = vec![party];
            found.push(Antecedent { parties, distance, is_subject, is_owner, speaks: false });
        }
    }
    let subject = subject::of_sentence(sentence, sentence.len());
    if let Some(subject) = subject {
        let meant = parties(&sentence[subject.clone()], known);
        // "Ekman said her office": what follows tells which of the two she is, unless others come between.
        let rest = &sentence[subject.end..];
        let told =
            rest.iter().position(|token| matches!(Pronoun::of(token), Some(Pronoun::He | Pronoun::She)));
        if let (Some(told), [only]) = (told, meant.as_slice())
            && !rest[..told].iter().any(Token::is_capital)
            && is_person(only, known.names)
        {
            gendered.0.extend(Pronoun::of(&rest[told]).map(|told| (only.clone(), told)));
        }
        found.push(Antecedent { parties: meant, distance, is_subject: true, is_owner: false, speaks: false });
    }
    for reporter in subject::all(sentence) {
        let parties = parties(&sentence[reporter.apposition.unwrap_or(reporter.subject)], known);
        found.push(Antecedent { parties, distance, is_subject: true, is_owner: false, speaks: true });
    }
}

/// How much speaks for somebody; nothing where the pronoun does not fit.
fn weight(antecedent: &Antecedent, pronoun: Pronoun, gendered: &Gendered, names: &NameIndex) -> Option<i32> {
    let Antecedent { parties, distance, is_subject, is_owner, speaks } = antecedent;
    let fit = match (pronoun, parties.as_slice()) {
        (_, [] | [OfferedParty::Article]) | (Pronoun::It, [OfferedParty::Unnamed { .. }]) => return None,
        (Pronoun::They, [OfferedParty::Unnamed { words, .. }]) => is_plural(words).then_some(4)?,
        (Pronoun::They, [only]) if is_person(only, names) => -8,
        (Pronoun::They, [_]) => -4,
        (Pronoun::They, _) => 4,
        // A place that is not known to be one looks like somebody's last name.
        (Pronoun::It, [OfferedParty::New { name, role: None, .. }]) if !name.contains(' ') => -5,
        (Pronoun::It, [only]) => (!is_person(only, names)).then_some(0)?,
        (_, [OfferedParty::Unnamed { words, .. }]) => (*speaks && !is_plural(words)).then_some(0)?,
        (_, [only]) => is_person(only, names).then(|| gendered.fits(pronoun, only)).flatten()?,
        _ => return None,
    };
    let distance = i32::try_from(*distance).unwrap_or(i32::MAX / 4);
    Some(fit - 2 * distance + 3 * i32::from(*is_subject) - 3 * i32::from(*is_owner) + i32::from(*speaks))
}

/// Whether a pronoun of persons can stand for somebody.
fn is_person(party: &OfferedParty, names: &NameIndex) -> bool {
    match party {
        OfferedParty::New { kind, .. } => *kind == VoiceKind::Person,
        OfferedParty::Known(id) => names.is_person(id),
        OfferedParty::Unnamed { .. } | OfferedParty::Article => false,
    }
}

fn is_same(one: &OfferedParty, two: &OfferedParty) -> bool {
    let last = |name: &str| name.rsplit(' ').next().map(str::to_owned);
    match (one, two) {
        (OfferedParty::New { name: one, .. }, OfferedParty::New { name: two, .. }) => last(one) == last(two),
        (one, two) => one == two,
    }
}

/// Whether words for a nameless party mean several: their head is a plural.
fn is_plural(words: &str) -> bool {
    let words = words.to_lowercase();
    let head =
        words.split_whitespace().take_while(|word| !matches!(*word, "of" | "for" | "in" | "from" | "at"));
    let is_one = words.starts_with("a ") || words.starts_with("an ") || words.starts_with("one ");
    let is_plural = |last: &str| last.ends_with('s') || matches!(last, "people" | "police" | "men" | "women");
    !is_one && head.last().is_some_and(is_plural)
}

/// What a title says: "Ms.", "chairwoman".
fn told_by_title(token: &Token<'_>) -> Option<Pronoun> {
    const SHE: &[&str] =
        &["baroness", "dame", "lady", "madam", "miss", "mrs", "ms", "princess", "queen", "sister"];
    const HE: &[&str] =
        &["baron", "brother", "emir", "father", "king", "lord", "mr", "pope", "prince", "sir", "sultan"];
    let lower = token.text.to_ascii_lowercase();
    if token.is_one_of(SHE) || lower.len() > 5 && lower.ends_with("woman") {
        Some(Pronoun::She)
    } else if token.is_one_of(HE) || token.is_one_of(TITLES) && lower.ends_with("man") {
        Some(Pronoun::He)
    } else {
        None
    }
}

/// What the source of an attributed span says, where it is a pronoun.
fn told_by(said: &Said, text: &str) -> Option<(OfferedParty, Pronoun)> {
    let [only] = said.speakers.as_slice() else { return None };
    let source = said.source.as_ref()?.ranges().first()?;
    let tokens = crate::suggest::tokens::tokens(text, *source);
    let pronoun = Pronoun::of(tokens.first().filter(|_| tokens.len() == 1)?)?;
    matches!(pronoun, Pronoun::He | Pronoun::She).then(|| (only.clone(), pronoun))
}
