//! Quote drift: the same utterance in several articles, worded otherwise or in another language, with what differs.
//!
//! Only quotes of one voice are compared. Two of one language are versions of each other by near match, see
//! `alike`; two of different languages can only be candidates, of one day, by the numbers and names both have, and
//! are marked as such. An article has one version of an utterance, its longest.
//!
//! Weak: a very long quote and a very short one out of it share all words of the short one and so are one utterance,
//! whatever was left out; a voice that says the same sentence at every occasion is told apart by days alone.

mod alike;
mod figures;
#[cfg(test)]
mod table;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, HashMap};
use std::ops::Range;

use chrono::NaiveDate;

use self::alike::Wording;
use crate::model::annotation::AnnotationKey;
use crate::model::id::{ArticleId, VoiceId};
use crate::model::text::differences::{Difference, differences};
use crate::model::text::language::Language;

/// At most so many differences are told of one version; what lies between more is one.
const MAX_DIFFERENCES: usize = 200;
/// A quote is compared with those that share one of so many of its rarest words.
const NUM_RARE: usize = 6;
/// And for each of these with at most so many, the nearest in time.
const MAX_WITH_WORD: usize = 40;
/// A quote is compared with at most so many of other languages.
const MAX_ABROAD: usize = 60;

/// A quote of a registered voice.
#[derive(Clone, Copy, Debug)]
pub struct SpokenQuote<'a> {
    /// Which annotation.
    pub key: &'a AnnotationKey,
    /// Who said it, resolved.
    pub voice: &'a VoiceId,
    /// Where it appeared.
    pub outlet: &'a str,
    /// When it was said, else when its article appeared. Without one it is never a translation.
    pub date: Option<NaiveDate>,
    /// The article's language.
    pub language: Language,
    /// What is quoted.
    pub words: &'a str,
}

/// The same utterances in several articles.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Drift {
    /// One an utterance, by voice and the earliest day.
    pub groups: Vec<DriftGroup>,
}

/// One utterance.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DriftGroup {
    /// Who said it.
    pub voice: VoiceId,
    /// Its versions, two at least, each of another article; the earliest first, those without a date last.
    pub versions: Vec<Version>,
    /// What differs from the earliest version of the same language, for every later one.
    pub differences: Vec<VersionDifferences>,
}

/// One way an utterance is quoted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Version {
    /// Which annotation.
    pub key: AnnotationKey,
    /// Where it appeared.
    pub outlet: String,
    /// When.
    pub date: Option<NaiveDate>,
    /// Its language.
    pub language: Language,
    /// What is quoted.
    pub words: String,
    /// Whether it is in another language than the earliest version, so that a person has to say whether it is the same
    /// utterance.
    pub is_translation_candidate: bool,
}

/// How one version differs from an earlier one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VersionDifferences {
    /// The number of the version.
    pub version: usize,
    /// The number of the version it is compared with, the earliest of its language.
    pub against: usize,
    /// What differs, by words: `old` counts in the earlier one's words. Empty where they are the same.
    pub differences: Vec<Difference>,
}

/// Finds the same utterances among quotes; those of one voice that lie further apart than `max_days` days are
/// different ones. The cost grows with the number of quotes and of those that share rare words.
pub fn drift(quotes: &[SpokenQuote<'_>], max_days: u32) -> Drift {
    let mut by_voice: BTreeMap<&VoiceId, Vec<SpokenQuote<'_>>> = BTreeMap::new();
    for quote in quotes {
        by_voice.entry(quote.voice).or_default().push(*quote);
    }
    let mut groups = Vec::new();
    for (voice, mut quotes) in by_voice {
        // Those without a date come last.
        quotes.sort_by_key(|quote| (quote.date.is_none(), quote.date, quote.key));
        quotes.dedup_by_key(|quote| quote.key);
        groups.extend(utterances(&quotes, max_days).into_iter().filter_map(|group| {
            let versions = one_an_article(group.iter().map(|at| quotes[*at]));
            DriftGroup::new(voice, &versions)
        }));
    }
    Drift { groups }
}

/// The numbers of quotes of one voice that are one utterance, where there are several.
fn utterances(quotes: &[SpokenQuote<'_>], max_days: u32) -> Vec<Vec<usize>> {
    let wordings: Vec<Wording> =
        quotes.iter().map(|quote| Wording::of(quote.words, quote.language)).collect();
    let mut leaders: Vec<usize> = (0..quotes.len()).collect();
    for (one, other) in pairs(quotes, &wordings, max_days) {
        if leader(&mut leaders, one) != leader(&mut leaders, other) {
            let is_same = if quotes[one].language == quotes[other].language {
                alike::alike(&wordings[one], &wordings[other])
            } else {
                alike::may_be_translated(&wordings[one], &wordings[other])
            };
            if is_same {
                let (one, other) = (leader(&mut leaders, one), leader(&mut leaders, other));
                leaders[one.max(other)] = one.min(other);
            }
        }
    }
    let mut groups: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for at in 0..quotes.len() {
        groups.entry(leader(&mut leaders, at)).or_default().push(at);
    }
    groups.into_values().filter(|group| group.len() > 1).collect()
}

/// The first of a quote's group, with the way there shortened.
fn leader(leaders: &mut [usize], mut at: usize) -> usize {
    while leaders[at] != at {
        leaders[at] = leaders[leaders[at]];
        at = leaders[at];
    }
    at
}

/// Pairs that are worth comparing, the earlier first: of one language by the rarest words of the later one, of different
/// languages by the day.
fn pairs(quotes: &[SpokenQuote<'_>], wordings: &[Wording], max_days: u32) -> Vec<(usize, usize)> {
    let is_near = |one: usize, other: usize| match (quotes[one].date, quotes[other].date) {
        (Some(one), Some(other)) => (other - one).num_days().unsigned_abs() <= u64::from(max_days),
        _ => true,
    };
    let mut pairs = Vec::new();
    let mut by_word: HashMap<(u32, Language), Vec<usize>> = HashMap::new();
    for (at, wording) in wordings.iter().enumerate() {
        for word in wording.keys() {
            by_word.entry((*word, quotes[at].language)).or_default().push(at);
        }
    }
    for (later, wording) in wordings.iter().enumerate() {
        let lists = wording.keys().iter().filter_map(|word| by_word.get(&(*word, quotes[later].language)));
        // Of lists that are as long, that of the word first in the quote's own order.
        let mut lists: Vec<&Vec<usize>> = lists.filter(|list| list.len() > 1).collect();
        lists.sort_by_key(|list| list.len());
        for list in lists.into_iter().take(NUM_RARE) {
            // In order of days, so that those nearest in time are compared even where a word is common.
            let earlier = list[..list.partition_point(|at| *at < later)].iter().rev();
            let near = earlier.copied().take_while(|earlier| is_near(*earlier, later));
            pairs.extend(near.take(MAX_WITH_WORD).map(|earlier| (earlier, later)));
        }
    }
    let mut day = 0..0;
    while day.start < quotes.len() {
        let date = quotes[day.start].date;
        let num = quotes[day.start..].iter().take_while(|quote| quote.date == date).count();
        day.end = day.start + num;
        if date.is_some() {
            add_abroad(quotes, wordings, day.clone(), &mut pairs);
        }
        day.start = day.end;
    }
    pairs.sort_unstable();
    pairs.dedup();
    pairs
}

/// Adds the pairs of different languages of one day.
fn add_abroad(
    quotes: &[SpokenQuote<'_>],
    wordings: &[Wording],
    day: Range<usize>,
    pairs: &mut Vec<(usize, usize)>,
) {
    for later in day.clone() {
        let abroad = (day.start..later)
            .rev()
            .filter(|earlier| quotes[*earlier].language != quotes[later].language)
            .filter(|earlier| wordings[*earlier].has_marks() && wordings[later].has_marks());
        pairs.extend(abroad.take(MAX_ABROAD).map(|earlier| (earlier, later)));
    }
}

/// The longest version of each article, in the order they came.
fn one_an_article<'q>(quotes: impl Iterator<Item = SpokenQuote<'q>>) -> Vec<SpokenQuote<'q>> {
    let mut versions: Vec<SpokenQuote<'q>> = Vec::new();
    let mut by_article: BTreeMap<&ArticleId, usize> = BTreeMap::new();
    for quote in quotes {
        match by_article.get(&quote.key.article) {
            Some(at) if versions[*at].words.len() < quote.words.len() => versions[*at] = quote,
            Some(_) => {}
            None => {
                by_article.insert(&quote.key.article, versions.len());
                versions.push(quote);
            }
        }
    }
    versions
}

impl DriftGroup {
    /// The group of these versions in order; none where there is but one.
    fn new(voice: &VoiceId, quotes: &[SpokenQuote<'_>]) -> Option<Self> {
        let first = quotes.first().filter(|_| quotes.len() > 1)?;
        let versions = quotes.iter().map(|quote| Version {
            key: quote.key.clone(),
            outlet: quote.outlet.to_owned(),
            date: quote.date,
            language: quote.language,
            words: quote.words.to_owned(),
            is_translation_candidate: quote.language != first.language,
        });
        let against = |version: &usize| {
            let language = quotes[*version].language;
            quotes[..*version].iter().position(|earlier| earlier.language == language)
        };
        let differing = (0..quotes.len()).filter_map(|version| {
            let against = against(&version)?;
            let differences = differences(quotes[against].words, quotes[version].words, MAX_DIFFERENCES, &[]);
            Some(VersionDifferences { version, against, differences })
        });
        Some(Self { voice: voice.clone(), versions: versions.collect(), differences: differing.collect() })
    }
}
