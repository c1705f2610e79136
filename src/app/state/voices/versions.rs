//! The quotes of an entry that several articles have, worded otherwise or in another language: found beside the window
//! for the entry that is pointed at.

use crate::analysis::drift::{Drift, DriftGroup, SpokenQuote, Version, VersionDifferences, drift};
use crate::analysis::positions::said_on;
use crate::analysis::voices::VoiceQuote;
use crate::app::jobs::{Job, JobError};
use crate::model::annotation::{AnnotationKey, VoiceRole};
use crate::model::id::VoiceId;
use crate::model::reader::CorpusReader;
use crate::model::text::language::Language;
use crate::store::CorpusSnapshot;

/// What one voice says further apart than so many days is said anew.
const MAX_DAYS: u32 = 10;

/// The versions of an entry's quotes.
#[derive(Debug, Default)]
pub struct Versions {
    /// Whether they are shown in place of the quotes.
    pub is_shown: bool,
    of: Option<VoiceId>,
    is_stale: bool,
    job: Option<Job<Drift>>,
    found: Drift,
    /// Each version as a row: its group and its place in it.
    rows: Vec<(usize, usize)>,
}

impl Versions {
    /// Says that something they were made from may have changed.
    pub fn mark_stale(&mut self) {
        self.is_stale = true;
    }

    /// Whether those of an entry are still to be looked for.
    pub fn wants(&self, of: Option<&VoiceId>) -> bool {
        self.is_shown && (self.is_stale || self.of.as_ref() != of)
    }

    /// Begins to find those of an entry, if they are shown and not known, and takes what has come of it. Whether
    /// anything has.
    pub fn find_out(
        &mut self,
        of: Option<&VoiceId>,
        start: impl FnOnce(&VoiceId) -> Result<Job<Drift>, JobError>,
    ) -> Result<bool, JobError> {
        if !self.is_shown {
            return Ok(false);
        }
        if self.wants(of) {
            self.is_stale = false;
            self.of = of.cloned();
            self.set(Drift::default());
            self.job = of.map(start).transpose()?;
            return Ok(true);
        }
        let Some(outcome) = self.job.as_mut().and_then(|job| job.poll()) else { return Ok(false) };
        self.job = None;
        self.set(outcome?);
        Ok(true)
    }

    fn set(&mut self, found: Drift) {
        let places =
            |(at, group): (usize, &DriftGroup)| (0..group.versions.len()).map(move |version| (at, version));
        self.rows = found.groups.iter().enumerate().flat_map(places).collect();
        self.found = found;
    }

    /// Whether they are still being found.
    pub fn is_finding(&self) -> bool {
        self.job.is_some()
    }

    /// How many rows there are.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// How many utterances there are.
    pub fn num_groups(&self) -> usize {
        self.found.groups.len()
    }

    /// A row: the version, its place among how many, and what differs from an earlier one.
    pub fn get(&self, row: usize) -> Option<(&Version, (usize, usize), Option<&VersionDifferences>)> {
        let (group, place) = *self.rows.get(row)?;
        let group = self.found.groups.get(group)?;
        let differences = group.differences.iter().find(|differences| differences.version == place);
        Some((group.versions.get(place)?, (place, group.versions.len()), differences))
    }

    /// The annotation of a row.
    pub fn key(&self, row: usize) -> Option<&AnnotationKey> {
        self.get(row).map(|(version, ..)| &version.key)
    }
}

/// Finds what several articles have of the quotes of one entry; in a job.
pub fn versions_of(
    snapshot: &CorpusSnapshot,
    voice: &VoiceId,
    quotes: &[std::sync::Arc<VoiceQuote>],
) -> Drift {
    let state = snapshot.state();
    let spoken =
        quotes.iter().filter(|quote| quote.role == VoiceRole::Speaker && quote.label.as_str() == "quote");
    let read = |quote: &std::sync::Arc<VoiceQuote>| {
        let key = &quote.key;
        let layer = state.layer(&key.article, &key.annotator)?;
        let span = layer.annotations.get(&key.annotation)?;
        let article = snapshot.article(&key.article).ok()?;
        let words = span.fragments.covered(article.text.as_str()).ok()?.join(" … ");
        let metadata = &article.metadata;
        let date = said_on(span).or(metadata.date);
        Some((key.clone(), metadata.outlet.clone(), date, Language::of(&metadata.language), words))
    };
    let read: Vec<_> = spoken.filter_map(read).collect();
    let quotes: Vec<SpokenQuote<'_>> = read
        .iter()
        .map(|(key, outlet, date, language, words)| SpokenQuote {
            key,
            voice,
            outlet,
            date: *date,
            language: *language,
            words,
        })
        .collect();
    drift(&quotes, MAX_DAYS)
}
