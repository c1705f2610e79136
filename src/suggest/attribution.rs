//! Who said the words of a span: read from the verb that reports them and the words that name its subject, in
//! the sentence itself, then beside it.

mod abroad;
mod agents;
mod antecedents;
mod capitals;
mod passing;
mod phrase;
mod runs;
#[cfg(test)]
mod sentences;
mod subject;

use self::antecedents::Pronoun;
use self::passing::Passed;
use self::runs::{capital_runs, named_again, source_words};
use self::subject::Reporter;
use super::lexicon::{GOING_ON, PRONOUNS, PROPOSING};
use super::names::NameIndex;
pub use super::parties::OfferedParty;
use super::parties::{Known, parties, words};
use super::tokens::{Token, border, tokens};
use crate::model::annotation::{Annotation, Party, VoiceRole};
use crate::model::text::language::Language;
use crate::model::text::segment;
use crate::model::text::{Fragments, TextRange};

/// At most this many proposals are made.
const MAX_OFFERS: usize = 9;
/// A paragraph longer than this is looked at only around the span, in bytes.
const MAX_SURROUNDINGS: usize = 4_000;

/// A span in its surroundings.
#[derive(Clone, Copy)]
pub struct Place<'a> {
    /// The article's text.
    pub text: &'a str,
    /// The language of it.
    pub language: Language,
    /// The paragraphs around the span, its own among them, in order. Nothing else of the text is looked at.
    pub paragraphs: &'a [TextRange],
    /// The span.
    pub fragments: &'a Fragments,
    /// What kind of span it is.
    pub kind: SpanKind,
    /// The register.
    pub names: &'a NameIndex,
    /// Who said other spans nearby.
    pub said: &'a [Said],
}

/// What it means to say a span.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SpanKind {
    /// Somebody's very words.
    Quote,
    /// Something somebody asks for or offers.
    Proposal,
    /// A limit, doubt or gap.
    Caveat,
    /// Any other assertion.
    Claim,
}

/// A span nearby that somebody is known to have said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    /// Who; several where they said it together.
    pub speakers: Vec<OfferedParty>,
    /// The words that name them.
    pub source: Option<Fragments>,
    /// Where the span ends.
    pub end: usize,
    /// Whether it is a quote.
    pub is_quote: bool,
}

impl Said {
    /// What an annotation says of who said it; `None` if it says nothing.
    pub fn by(annotation: &Annotation) -> Option<Self> {
        let attribution = &annotation.attribution;
        let speakers: Vec<OfferedParty> = attribution
            .parties(VoiceRole::Speaker)
            .map(|party| match party {
                Party::Registered(id) => OfferedParty::Known(id.clone()),
                Party::Unnamed { words, affiliation } => {
                    OfferedParty::Unnamed { words: words.clone(), affiliation: affiliation.clone() }
                }
                Party::Article => OfferedParty::Article,
            })
            .collect();
        (!speakers.is_empty()).then(|| Self {
            speakers,
            source: attribution.source.clone(),
            end: annotation.fragments.end(),
            is_quote: annotation.label.as_str() == "quote",
        })
    }
}

/// What is proposed about who said a span.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AttributionOffer {
    /// Whose words or position it is.
    pub speakers: Vec<OfferedParty>,
    /// Who or what passed it on.
    pub via: Vec<OfferedParty>,
    /// Who was spoken to.
    pub addressees: Vec<OfferedParty>,
    /// The words that name the speaker, outside the span.
    pub source: Option<Fragments>,
    /// The words that report, outside the span.
    pub cue: Option<Fragments>,
    /// The rule that proposes it.
    pub rule: &'static str,
    /// Whether a capital's name is taken for its government's. That is for a person to say of every mention: whatever
    /// takes offers without being asked for each must leave this one.
    pub is_by_capital: bool,
}

/// Proposals about who said a span, the likeliest first; no two have the same speakers. They go by the rules of the
/// language: English and the unknown one have all of them, others the few of their own.
pub fn offers(place: &Place<'_>) -> Vec<AttributionOffer> {
    let language = place.language;
    let Some(zone) = Zone::of(place) else { return Vec::new() };
    let mut found: Vec<AttributionOffer> = Vec::new();
    let article = AttributionOffer::plain(vec![OfferedParty::Article], "the article's own voice");
    let is_english = matches!(language, Language::Unknown | Language::English);
    let outside =
        if is_english { zone.reporter_outside(place) } else { zone.reporter_abroad(place, language) };
    let inside = if is_english { zone.reporter_inside(place) } else { None };
    let continued = zone.continued(place);
    match place.kind {
        SpanKind::Quote => {
            let beside = if is_english { zone.beside(place) } else { Vec::new() };
            found.extend(outside.into_iter().chain(continued).chain(beside).chain(inside));
        }
        SpanKind::Proposal => found.extend(outside.into_iter().chain(inside).chain([article.clone()])),
        SpanKind::Caveat => {
            let own = inside.filter(|offer| offer.rule == SPOKEN_INSIDE);
            found.extend(outside.into_iter().chain(own).chain([article.clone()]));
        }
        SpanKind::Claim => found.extend(outside.into_iter().chain([article.clone()]).chain(inside)),
    }
    // "known as “the Widow”": marks inside a sentence that nobody near it reports.
    if place.kind == SpanKind::Quote && found.is_empty() && zone.is_embedded(place) {
        found.push(article.clone());
    }
    found.extend(zone.others(place).map(|party| AttributionOffer::plain(vec![party], "named nearby")));
    found.push(article);
    let mut kept: Vec<AttributionOffer> = Vec::new();
    for mut offer in capitals::with_governments(found, place) {
        offer.keep_outside(place.fragments);
        let is_new = !offer.speakers.is_empty() && kept.iter().all(|known| !same_people(known, &offer));
        if is_new && kept.len() < MAX_OFFERS {
            kept.push(offer);
        }
    }
    kept
}

/// Who the selected words name; nobody, where they are a pronoun or no name at all.
pub fn parties_named(text: &str, range: TextRange, names: &NameIndex) -> Vec<OfferedParty> {
    let phrase = tokens(text, range);
    let known = Known { text, names, earlier: &[], later: &[] };
    parties(&phrase, known)
}

/// The rule for a span that holds its own reporting verb.
const SPOKEN_INSIDE: &str = "the verb inside the span";

/// The sentences a span lies in, and what stands before and after them.
struct Zone<'a> {
    text: &'a str,
    names: &'a NameIndex,
    /// The tokens of the sentences the span lies in.
    tokens: Vec<Token<'a>>,
    /// The tokens before them.
    earlier: Vec<Token<'a>>,
    /// The tokens after them.
    later: Vec<Token<'a>>,
}

impl AttributionOffer {
    fn plain(speakers: Vec<OfferedParty>, rule: &'static str) -> Self {
        let (via, addressees) = (Vec::new(), Vec::new());
        Self { speakers, via, addressees, source: None, cue: None, rule, is_by_capital: false }
    }

    /// Takes out of source and cue what lies in the span: they stand outside it.
    fn keep_outside(&mut self, span: &Fragments) {
        for place in [&mut self.source, &mut self.cue] {
            for range in span.ranges() {
                *place = place.take().and_then(|place| place.without(*range));
            }
        }
    }
}

fn same_people(one: &AttributionOffer, two: &AttributionOffer) -> bool {
    let name = |party: &OfferedParty| match party {
        OfferedParty::Known(id) => format!("#{id}"),
        OfferedParty::New { name, .. } => name.to_lowercase(),
        OfferedParty::Unnamed { words, .. } => words.to_lowercase(),
        OfferedParty::Article => String::new(),
    };
    one.speakers.iter().map(name).eq(two.speakers.iter().map(name))
}

impl<'a> Zone<'a> {
    fn of(place: &Place<'a>) -> Option<Self> {
        let Place { text, language, paragraphs, fragments, names, .. } = *place;
        let hull = fragments.hull();
        let first = paragraphs.iter().rposition(|paragraph| paragraph.start() <= hull.start())?;
        let last = paragraphs.iter().rposition(|paragraph| paragraph.start() < hull.end()).unwrap_or(first);
        let own = TextRange::new(paragraphs[first].start(), paragraphs[last].end().max(hull.end())).ok()?;
        let own = near(text, own, hull)?;
        let mut sentences = Vec::new();
        for paragraph in &paragraphs[first..=last] {
            if let Some(part) = common(*paragraph, own) {
                sentences.extend(segment::sentences(text, part, language));
            }
        }
        let inside = sentences.iter().filter(|sentence| sentence.overlaps(hull));
        let start =
            inside.clone().map(|sentence| sentence.start()).min().unwrap_or(hull.start()).min(hull.start());
        let end = inside.map(|sentence| sentence.end()).max().unwrap_or(hull.end()).max(hull.end());
        let zone = TextRange::new(start, end).ok()?;
        let mut earlier = Vec::new();
        for paragraph in paragraphs[..first].iter().rev().take(3).rev() {
            let tail = text.floor_char_boundary(paragraph.end().saturating_sub(MAX_SURROUNDINGS));
            if let Ok(part) = TextRange::new(paragraph.start().max(tail), paragraph.end()) {
                earlier.extend(tokens(text, part));
            }
            earlier.extend(border(paragraph.end()));
        }
        if let Ok(part) = TextRange::new(own.start(), zone.start()) {
            earlier.extend(tokens(text, part));
        }
        let mut later =
            TextRange::new(zone.end(), own.end()).map(|part| tokens(text, part)).unwrap_or_default();
        if let Some(next) = paragraphs.get(last + 1)
            && let Some(part) = near(text, *next, TextRange::new(next.start(), next.start() + 1).ok()?)
        {
            later.extend(border(own.end()));
            later.extend(tokens(text, part));
        }
        Some(Self { text, names, tokens: tokens(text, zone), earlier, later })
    }

    fn known<'k>(&'k self, earlier: &'k [Token<'a>]) -> Known<'k> {
        Known { text: self.text, names: self.names, earlier, later: &self.later }
    }

    /// Everything before a byte, as far as it is looked at.
    fn before(&self, byte: usize) -> Vec<Token<'a>> {
        let own = self.tokens.iter().filter(|token| token.range.end() <= byte);
        self.earlier.iter().chain(own).copied().collect()
    }

    /// The verb outside the span that reports it, with its subject.
    fn reporter_outside(&self, place: &Place<'_>) -> Option<AttributionOffer> {
        let is_inside = |token: &Token<'_>| is_inside(place, token);
        if place.kind == SpanKind::Caveat
            && let Some(subject) = subject::keeps_back(&self.tokens, is_inside)
        {
            let mut offer = self.offer_of(&self.tokens, &subject, place, "who keeps something back")?;
            offer.cue = None;
            return Some(offer);
        }
        let reporter = subject::nearest(&self.tokens, is_inside, place.kind)?;
        self.offer_of(&self.tokens, &reporter, place, "the verb beside the span")
    }

    /// A verb inside the span whose subject speaks, or makes a proposal.
    fn reporter_inside(&self, place: &Place<'_>) -> Option<AttributionOffer> {
        let wanted = |token: &Token<'_>| {
            place.kind == SpanKind::Proposal && !token.is_capital() && token.is_one_of(PROPOSING)
        };
        let reporter = subject::first_spoken(&self.tokens, |token| is_inside(place, token), wanted)?;
        let mut offer = self.offer_of(&self.tokens, &reporter, place, SPOKEN_INSIDE)?;
        offer.cue = None;
        Some(offer)
    }

    /// Whether the span stands within a sentence, after a word of it.
    fn is_embedded(&self, place: &Place<'_>) -> bool {
        let start = place.fragments.start();
        let before = self.tokens.iter().rfind(|token| token.range.end() <= start);
        before.is_some_and(Token::is_word)
    }

    /// Who goes on speaking: a quote that follows somebody's.
    fn continued(&self, place: &Place<'_>) -> Option<AttributionOffer> {
        let start = place.fragments.start();
        let last = place
            .said
            .iter()
            .filter(|said| said.is_quote && said.end <= start && said.speakers != [OfferedParty::Article])
            .max_by_key(|said| said.end)?;
        let between = self.text.get(last.end..start)?;
        (between.len() < 600).then(|| AttributionOffer::plain(last.speakers.clone(), "the quote before"))
    }

    /// The reporter of the sentence before or after, for a quote that stands alone.
    fn beside(&self, place: &Place<'_>) -> Vec<AttributionOffer> {
        let mut found = Vec::new();
        for (tokens, is_before) in [(&self.earlier, true), (&self.later, false)] {
            let reporters = subject::all(tokens);
            let nearest = if is_before { reporters.last() } else { reporters.first() };
            found.extend(
                nearest.and_then(|reporter| self.offer_of(tokens, reporter, place, "the sentence beside")),
            );
        }
        found
    }

    /// Everybody else who is named in the sentences and around them.
    fn others(&self, place: &Place<'_>) -> impl Iterator<Item = OfferedParty> {
        let mut found = Vec::new();
        for (tokens, is_after) in [(&self.tokens, false), (&self.earlier, false), (&self.later, true)] {
            let mut named = Vec::new();
            let others: Vec<Token<'a>> = tokens
                .iter()
                .filter(|token| place.kind != SpanKind::Quote || !is_inside(place, token))
                .copied()
                .collect();
            for run in capital_runs(&others).into_iter().filter(|run| self.could_name(run, &others)) {
                let start = run.first().map_or(0, |token| token.range.start());
                let before = self.before(start);
                named.extend(parties(run, self.known(&before)));
            }
            if !is_after {
                // The nearest before the span first.
                named.reverse();
            }
            found.extend(named);
        }
        found.into_iter()
    }

    fn offer_of(
        &self,
        tokens: &[Token<'a>],
        reporter: &Reporter,
        place: &Place<'_>,
        rule: &'static str,
    ) -> Option<AttributionOffer> {
        let phrase = source_words(&tokens[reporter.subject.clone()]);
        let start = phrase.first()?.range.start();
        let before = self.before(start);
        let known = self.known(&before);
        let mut speakers = Vec::new();
        if let Some(name) = reporter.apposition.clone() {
            speakers = with_role(parties(&tokens[name], known), words(phrase, self.text));
        }
        if let [only] = phrase
            && let Some(pronoun) = Pronoun::of(only)
        {
            let goes_on = tokens[reporter.verb.clone()].iter().any(|verb| verb.is_one_of(GOING_ON));
            speakers = self.meant_by_they(tokens, start, pronoun);
            if speakers.is_empty() {
                speakers = antecedents::meant(self, place, pronoun, start, goes_on);
            }
        }
        if speakers.is_empty() {
            speakers = parties(phrase, known);
        }
        if let [OfferedParty::Unnamed { words, .. }] = speakers.as_slice()
            && let Some(known) = named_again(words, place.said, start)
        {
            speakers = vec![known];
        }
        if let Some(office) = reporter.office.clone() {
            speakers = with_role(speakers, words(&tokens[office], self.text));
        }
        let last = match &reporter.apposition {
            Some(name) => tokens.get(name.end.checked_sub(1)?),
            None => phrase.last(),
        };
        let source = TextRange::new(start, last?.range.end()).ok()?;
        let cue: Vec<TextRange> = [Some(reporter.verb.clone()), reporter.more.clone()]
            .into_iter()
            .flatten()
            .filter_map(|part| words_range(tokens.get(part)?))
            .collect();
        let mut passed = passing::behind(tokens, reporter.verb.end, known);
        let via = reporter.via.clone().map(|via| passing::as_outlets(parties(&tokens[via], known)));
        let via = via.unwrap_or_else(|| passing::in_source(phrase, known));
        if !via.is_empty() {
            passed.via = via;
        }
        let Passed { via, addressees } = passed;
        Some(AttributionOffer {
            speakers,
            via,
            addressees,
            source: Some(source.into()),
            cue: joined(cue),
            rule,
            is_by_capital: false,
        })
    }

    /// Those whom "they" stands for where a verb that reports stands before it in the sentence: its subject.
    fn meant_by_they(&self, tokens: &[Token<'a>], byte: usize, pronoun: Pronoun) -> Vec<OfferedParty> {
        if pronoun != Pronoun::They {
            return Vec::new();
        }
        let own: Vec<Token<'a>> = tokens.iter().filter(|token| token.range.end() <= byte).copied().collect();
        let mut subjects = subject::all(&own).into_iter().map(|reporter| reporter.subject);
        let subject = subjects.rfind(|subject| !own[subject.start].is_one_of(PRONOUNS));
        subject.map(|subject| parties(&own[subject], self.known(&[]))).unwrap_or_default()
    }

    /// Whether a run of capitals could name somebody: a single word that only begins its sentence and is known
    /// to nobody does not, nor does "U.S.-style".
    fn could_name(&self, run: &[Token<'a>], tokens: &[Token<'a>]) -> bool {
        let is_modifier = |token: &Token<'_>| {
            let after = token.text.rsplit_once('-').map(|(_, after)| after);
            after.is_some_and(|after| after.starts_with(char::is_lowercase))
        };
        if run.iter().any(is_modifier) {
            return false;
        }
        let [only] = run else { return true };
        !subject::begins_sentence(tokens, only)
            || self.names.lookup(only.text).is_some()
            || self.earlier.iter().chain(&self.tokens).chain(&self.later).any(|other| {
                other.text == only.text
                    && other.range != only.range
                    && !subject::begins_sentence(tokens, other)
            })
    }
}

fn is_inside(place: &Place<'_>, token: &Token<'_>) -> bool {
    place.fragments.ranges().iter().any(|range| range.overlaps(token.range))
}

/// Gives the office of an apposition to the one it is about.
fn with_role(parties: Vec<OfferedParty>, office: Option<&str>) -> Vec<OfferedParty> {
    parties
        .into_iter()
        .map(|party| match (party, office) {
            (OfferedParty::New { name, kind, role: None, words }, Some(office)) => {
                let article = ["the ", "an ", "a "].iter().find_map(|article| office.strip_prefix(article));
                let office = article.unwrap_or(office);
                OfferedParty::New { name, kind, role: Some(office.to_owned()), words }
            }
            (party, _) => party,
        })
        .collect()
}

fn words_range(tokens: &[Token<'_>]) -> Option<TextRange> {
    TextRange::new(tokens.first()?.range.start(), tokens.last()?.range.end()).ok()
}

fn joined(ranges: Vec<TextRange>) -> Option<Fragments> {
    Fragments::normalised(ranges).ok()
}

fn common(one: TextRange, two: TextRange) -> Option<TextRange> {
    TextRange::new(one.start().max(two.start()), one.end().min(two.end())).ok()
}

/// As much of a paragraph as is looked at: all of it, or what lies around the span where it is very long.
fn near(text: &str, paragraph: TextRange, hull: TextRange) -> Option<TextRange> {
    let start = text.floor_char_boundary(hull.start().saturating_sub(MAX_SURROUNDINGS));
    let end = text.ceil_char_boundary((hull.end() + MAX_SURROUNDINGS).min(text.len()));
    TextRange::new(paragraph.start().max(start), paragraph.end().min(end).max(hull.end().min(text.len())))
        .ok()
}
