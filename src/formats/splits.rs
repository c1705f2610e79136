//! Which articles are for training, which for validation, which for the test.
//!
//! An article goes whole to one side, and so does a group of articles that belong together; an article that is
//! linked as a copy of another always goes with that one. Shares are reached by
//! iterative stratification (Sechidis, Tsoumakas and Vlahavas 2011, "On the Stratification of Multi-label Data") on how
//! many selected annotations of each label a group has; `stratify` says how. No side gets more than its share by a
//! whole group or more. The order among equals is that of SHA-256 over the seed's eight bytes, high byte first, and
//! the article's id: the same everywhere.
//!
//! By date, a group goes to the side of its youngest article, so that nothing that is for training is as young as
//! what comes after it. An article without a date, with none in its group, goes to no side.

mod groups;
mod near;
mod stratify;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};
use std::ops::ControlFlow;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use thiserror::Error;

use super::report::{Effect, Place, Report, What};
use super::selection::{Selected, Selection};
use crate::model::annotation::{Party, VoiceRole};
use crate::model::copies::originals;
use crate::model::id::{ArticleId, LabelId, VoiceId};
use crate::model::reader::CorpusReader;
use crate::model::voice::resolve;
use groups::Groups;
use near::NearDuplicates;
use stratify::{Shares, Weight, stratify};

/// How articles are put on the sides of a split.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SplitPlan {
    /// What decides.
    pub by: SplitBy,
    /// Articles that have one of these in common stay on one side.
    #[serde(default = "duplicates")]
    pub together: BTreeSet<Bond>,
}

fn duplicates() -> BTreeSet<Bond> {
    BTreeSet::from([Bond::Duplicates])
}

/// What decides on the side of an article.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub enum SplitBy {
    /// Each side gets its share of the articles and of every label.
    Shares {
        /// Parts for training; what counts is their proportion.
        train: u32,
        /// Parts for validation.
        validation: u32,
        /// Parts for the test.
        test: u32,
        /// Another seed gives another split.
        seed: u64,
    },
    /// By day of publication.
    Dates {
        /// The first day of validation; what is older is for training.
        #[serde(with = "super::ids_in_text::one")]
        validation: NaiveDate,
        /// The first day of the test.
        #[serde(with = "super::ids_in_text::one")]
        test: NaiveDate,
    },
}

/// What keeps articles on one side.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Bond {
    /// They are nearly the same text: of all runs of five words in one or the other, at least 80 % are in both.
    Duplicates,
    /// The same entry of the register speaks in them.
    Speakers,
    /// They have a code in common, whoever gave it.
    Codes,
}

/// A side of a split.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Split {
    /// For training.
    Train,
    /// For choosing among what was trained.
    Validation,
    /// For the test.
    Test,
}

impl Bond {
    /// Every bond.
    pub const ALL: [Self; 3] = [Self::Duplicates, Self::Speakers, Self::Codes];

    /// Its name on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::Duplicates => "duplicates",
            Self::Speakers => "speakers",
            Self::Codes => "codes",
        }
    }

    /// The bond of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|bond| bond.name() == name)
    }
}

impl Split {
    /// Every side, in order.
    pub const ALL: [Self; 3] = [Self::Train, Self::Validation, Self::Test];

    /// Its name in files and in their names.
    pub fn name(self) -> &'static str {
        match self {
            Self::Train => "train",
            Self::Validation => "validation",
            Self::Test => "test",
        }
    }

    /// The side of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|split| split.name() == name)
    }
}

/// Every article that has a side, and how well that came out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Splits {
    /// The side of each article.
    pub of: BTreeMap<ArticleId, Split>,
    /// What each side got, in order.
    pub sides: Vec<Side>,
    /// Articles without a date where dates decide. They are on no side.
    pub undated: Vec<ArticleId>,
    /// Groups of several articles that are larger than a side was to be, the largest first.
    pub large_groups: Vec<LargeGroup>,
    /// How many articles went with their group to a younger side than that of their own date.
    pub num_moved: usize,
    /// How many articles went with the one that they are linked to as copies.
    pub num_copies: usize,
    /// How many articles could not be read, so that nobody knows whether they are like others.
    pub num_unread: usize,
}

/// What a side got.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Side {
    /// Which side.
    pub split: Split,
    /// Its part of the shares that were asked for, in hundredths of a percent; absent where dates decide.
    pub wanted: Option<u32>,
    /// How many articles it got.
    pub num_articles: usize,
    /// How many selected annotations of each label.
    pub labels: BTreeMap<LabelId, usize>,
}

/// A group that is larger than a side was to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LargeGroup {
    /// Its first article, by id.
    pub first: ArticleId,
    /// How many articles it has.
    pub num_articles: usize,
    /// Where it went.
    pub split: Split,
}

/// Why articles can't be split so.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum SplitError {
    /// Every share is zero.
    #[error("the shares of the split are all zero")]
    NoShares,
    /// The test begins before the validation does.
    #[error("the test begins on {test}, before the validation does on {validation}")]
    DatesOutOfOrder {
        /// First day of the validation.
        validation: NaiveDate,
        /// First day of the test.
        test: NaiveDate,
    },
}

/// Puts the wanted articles on sides. O(length of all texts) where near duplicates stay together.
pub fn split(
    corpus: &dyn CorpusReader,
    selection: &Selection,
    plan: &SplitPlan,
) -> Result<Splits, SplitError> {
    let selected = Selected::new(corpus, selection);
    let articles: Vec<&ArticleId> = selected.articles().collect();
    let labels: Vec<BTreeMap<LabelId, usize>> = articles
        .iter()
        .map(|id| {
            let mut labels = BTreeMap::new();
            for (_, annotation) in selected.annotations_of(id) {
                *labels.entry(annotation.label.clone()).or_default() += 1;
            }
            labels
        })
        .collect();
    let (groups, num_unread) = grouped(corpus, &articles, &plan.together);
    let copies = originals(&corpus.state().articles);
    let num_copies = articles.iter().filter(|id| copies.contains_key(*id)).count();
    let mut splits = Splits { num_copies, num_unread, ..Splits::default() };
    let sides: Vec<Option<Split>> = match plan.by {
        SplitBy::Shares { train, validation, test, seed } => {
            let shares = Shares([train, validation, test]);
            if shares.total() == 0 {
                return Err(SplitError::NoShares);
            }
            let weights: Vec<Weight> = groups
                .iter()
                .map(|members| Weight::of(members, &labels, order(seed, articles[members[0]])))
                .collect();
            stratify(&weights, shares).into_iter().map(Some).collect()
        }
        SplitBy::Dates { validation, test } => {
            if test < validation {
                return Err(SplitError::DatesOutOfOrder { validation, test });
            }
            let date = |id: &ArticleId| corpus.state().articles.get(id).and_then(|row| row.metadata.date);
            let side = |date: NaiveDate| match date {
                _ if date < validation => Split::Train,
                _ if date < test => Split::Validation,
                _ => Split::Test,
            };
            let youngest = |members: &[usize]| members.iter().filter_map(|idx| date(articles[*idx])).max();
            let sides: Vec<Option<Split>> =
                groups.iter().map(|members| youngest(members).map(side)).collect();
            let own = |idx: &usize| date(articles[*idx]).map(side);
            let moved = groups
                .iter()
                .zip(&sides)
                .map(|(members, at)| members.iter().filter_map(own).filter(|own| Some(*own) != *at).count());
            splits.num_moved = moved.sum();
            sides
        }
    };
    splits.fill(&articles, &labels, (&groups, &sides), plan.by);
    Ok(splits)
}

/// The place of an article among equals.
fn order(seed: u64, article: &ArticleId) -> u64 {
    let mut hasher = Sha256::new();
    hasher.update(seed.to_be_bytes());
    hasher.update(article.as_str().as_bytes());
    let hash: [u8; 32] = hasher.finalize().into();
    let mut first = [0; 8];
    first.copy_from_slice(&hash[..8]);
    u64::from_be_bytes(first)
}

/// Articles by their indexes, in groups that stay together; and how many articles can't be read.
fn grouped(
    corpus: &dyn CorpusReader,
    articles: &[&ArticleId],
    together: &BTreeSet<Bond>,
) -> (Vec<Vec<usize>>, usize) {
    let mut groups = Groups::new(articles.len());
    let state = corpus.state();
    let originals = originals(&state.articles);
    let mut first: BTreeMap<&ArticleId, usize> = BTreeMap::new();
    for (idx, id) in articles.iter().enumerate() {
        let original = originals.get(id).copied().unwrap_or(id);
        groups.unite(idx, *first.entry(original).or_insert(idx));
    }
    let layers = || {
        let on = |(idx, id): (usize, &&ArticleId)| {
            state
                .layers
                .get(*id)
                .into_iter()
                .flat_map(move |layers| layers.values().map(move |layer| (idx, layer)))
        };
        articles.iter().enumerate().flat_map(on)
    };
    if together.contains(&Bond::Codes) {
        let mut first: BTreeMap<&str, usize> = BTreeMap::new();
        for (idx, code) in
            layers().flat_map(|(idx, layer)| layer.state.codes.iter().map(move |code| (idx, code)))
        {
            groups.unite(idx, *first.entry(code).or_insert(idx));
        }
    }
    if together.contains(&Bond::Speakers) {
        let register = state.register();
        let mut first: BTreeMap<VoiceId, usize> = BTreeMap::new();
        for (idx, layer) in layers() {
            for annotation in layer.annotations.values() {
                for party in annotation.attribution.parties(VoiceRole::Speaker) {
                    if let Party::Registered(voice) = party {
                        let voice = resolve(&register, voice).clone();
                        groups.unite(idx, *first.entry(voice).or_insert(idx));
                    }
                }
            }
        }
    }
    let mut num_unread = 0;
    if together.contains(&Bond::Duplicates) {
        let idx_of: BTreeMap<&ArticleId, usize> =
            articles.iter().enumerate().map(|(idx, id)| (*id, idx)).collect();
        let ids: Vec<ArticleId> = articles.iter().map(|id| (*id).clone()).collect();
        let mut near = NearDuplicates::default();
        let unread = corpus.texts(&ids, &mut |id, text| {
            if let Some(idx) = idx_of.get(id) {
                near.add(*idx, text);
            }
            ControlFlow::Continue(())
        });
        num_unread = unread.len();
        near.unite(&mut groups);
    }
    (groups.into_lists(), num_unread)
}

impl Splits {
    fn fill(
        &mut self,
        articles: &[&ArticleId],
        labels: &[BTreeMap<LabelId, usize>],
        (groups, sides): (&[Vec<usize>], &[Option<Split>]),
        by: SplitBy,
    ) {
        let shares = match by {
            SplitBy::Shares { train, validation, test, .. } => Some(Shares([train, validation, test])),
            SplitBy::Dates { .. } => None,
        };
        self.sides = Split::ALL
            .into_iter()
            .map(|split| Side {
                split,
                wanted: shares.map(|shares| shares.hundredths(split)),
                num_articles: 0,
                labels: BTreeMap::new(),
            })
            .collect();
        for (members, side) in groups.iter().zip(sides) {
            let Some(split) = side else {
                self.undated.extend(members.iter().map(|idx| articles[*idx].clone()));
                continue;
            };
            for idx in members {
                self.of.insert(articles[*idx].clone(), *split);
                let side = &mut self.sides[*split as usize];
                side.num_articles += 1;
                for (label, count) in &labels[*idx] {
                    *side.labels.entry(label.clone()).or_default() += count;
                }
            }
            if members.len() > 1
                && shares.is_some_and(|shares| shares.is_larger(members.len(), articles.len()))
            {
                let first = articles[members[0]].clone();
                self.large_groups.push(LargeGroup { first, num_articles: members.len(), split: *split });
            }
        }
        self.undated.sort_unstable();
        self.large_groups.sort_by(|one, other| {
            other.num_articles.cmp(&one.num_articles).then(one.first.cmp(&other.first))
        });
    }

    /// The articles on one side.
    pub fn on(&self, split: Split) -> BTreeSet<ArticleId> {
        self.of.iter().filter(|(_, side)| **side == split).map(|(id, _)| id.clone()).collect()
    }

    /// Reports the shares that were reached, and what stands against them.
    pub fn tell(&self, report: &mut Report) {
        let total = self.of.len();
        for side in &self.sides {
            let labels: Vec<String> =
                side.labels.iter().map(|(label, count)| format!("{count} {label}")).collect();
            let labels = if labels.is_empty() { "no annotations".to_owned() } else { labels.join(", ") };
            let asked =
                side.wanted.map(|wanted| format!(", {} asked for", percent(wanted))).unwrap_or_default();
            let what = format!(
                "{}: {} articles ({}{asked}), {labels}",
                side.split.name(),
                side.num_articles,
                percent(hundredths(side.num_articles, total)),
            );
            report.add(Place::default(), Effect::Note, what, "");
        }
        for group in &self.large_groups {
            let what = format!(
                "{} articles that belong together are all in {}",
                group.num_articles,
                group.split.name()
            );
            let place = Place::default().in_article(&group.first);
            report.add(
                place,
                Effect::Kept,
                what,
                "they are more than a side was to have; the shares are off for it",
            );
        }
        for id in &self.undated {
            let place = Place::default().in_article(id);
            report.add(place, Effect::LeftOut, "article left out of the split", "it has no date");
        }
        if self.num_copies > 0 {
            let what = What::of("", self.num_copies, " articles are on the side of what they are copies of");
            report.add(Place::default(), Effect::Note, what, "");
        }
        if self.num_moved > 0 {
            let what = format!("{} articles are on a later side than their dates say", self.num_moved);
            report.add(Place::default(), Effect::Note, what, "they stay with younger ones they belong to");
        }
        if self.num_unread > 0 {
            let what = format!("{} articles were not compared with others", self.num_unread);
            report.add(Place::default(), Effect::Kept, what, "they can't be read");
        }
    }
}

fn hundredths(part: usize, whole: usize) -> u32 {
    let hundredths = (part * 10_000).checked_div(whole).unwrap_or(0);
    u32::try_from(hundredths).unwrap_or(u32::MAX)
}

/// Hundredths of a percent, in percent with one decimal.
fn percent(hundredths: u32) -> String {
    let tenths = (hundredths + 5) / 10;
    format!("{}.{} %", tenths / 10, tenths % 10)
}
