//! The three versions of a merge: which kind of file they are, and reading them.

use std::collections::BTreeSet;
use std::fmt;
use std::path::Path;

use serde::de::{DeserializeOwned, IgnoredAny};
use serde::{Deserialize, Deserializer};

use super::MergeError;
use crate::store::history::is_history;
use crate::store::records::RecordError;
use crate::store::ron_file::{self, RonError};
use crate::store::three_way::ThreeWay;

/// One version of a file.
#[derive(Clone, Copy, Debug)]
pub(super) struct Version<'v> {
    /// BASE, OURS or THEIRS.
    pub name: &'static str,
    pub path: &'v Path,
    pub bytes: &'v [u8],
    /// Where the file lies in its corpus, which tells people more than a temporary file's name.
    pub place: &'v Path,
}

/// Three versions that have been read.
#[derive(Debug)]
pub(super) struct Files<'v, T> {
    pub versions: ThreeWay<Version<'v>>,
    /// Absent if it has no byte: then both sides added the file.
    pub base: Option<T>,
    pub ours: T,
    pub theirs: T,
}

/// What kind of record file it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    Corpus,
    Tagset,
    Register,
    Items,
    Article,
    Layer,
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Corpus => "the settings of a corpus",
            Self::Tagset => "a tagset",
            Self::Register => "a register",
            Self::Items => "items",
            Self::Article => "an article",
            Self::Layer => "a layer",
        })
    }
}

impl Version<'_> {
    fn ron_error(&self, source: RonError) -> MergeError {
        MergeError::Ron { version: self.name, path: self.place.to_owned(), source }
    }

    fn not_records(&self, what: &'static str) -> MergeError {
        MergeError::NotRecords { version: self.name, path: self.place.to_owned(), what }
    }

    pub(super) fn record_error(&self, source: RecordError) -> MergeError {
        MergeError::Record { version: self.name, path: self.place.to_owned(), source }
    }
}

impl<T> Files<'_, T> {
    /// Something of each version; of an absent base the default.
    pub(super) fn convert<U: Default>(
        &self,
        of: impl Fn(&T) -> Result<U, RecordError>,
    ) -> Result<ThreeWay<U>, MergeError> {
        let one = |version: &Version<'_>, file| of(file).map_err(|source| version.record_error(source));
        let Self { versions, base, ours, theirs } = self;
        let base = base.as_ref().map(|base| one(&versions.base, base)).transpose()?;
        Ok(ThreeWay {
            base: base.unwrap_or_default(),
            ours: one(&versions.ours, ours)?,
            theirs: one(&versions.theirs, theirs)?,
        })
    }

    /// Whether the versions agree on whose file it is. `of` is called `what` in messages.
    pub(super) fn agreed(&self, what: &str, of: impl Fn(&T) -> &str) -> Result<(), MergeError> {
        let Self { base, ours, theirs, .. } = self;
        let said: BTreeSet<&str> = base.iter().chain([ours, theirs]).map(of).collect();
        if said.len() == 1 {
            return Ok(());
        }
        let said: Vec<&str> = said.into_iter().collect();
        Err(MergeError::Different(format!("{what} is {}", said.join(" and "))))
    }
}

/// Reads the versions as files of one kind.
pub(super) fn read_all<T: DeserializeOwned>(
    versions: ThreeWay<Version<'_>>,
) -> Result<Files<'_, T>, MergeError> {
    let one = |version: &Version<'_>| {
        ron_file::read::<T>(version.bytes).map_err(|source| version.ron_error(source))
    };
    let base = if versions.base.bytes.is_empty() { None } else { Some(one(&versions.base)?) };
    Ok(Files { base, ours: one(&versions.ours)?, theirs: one(&versions.theirs)?, versions })
}

/// The names of fields that tell one kind of file from another.
#[derive(Deserialize)]
struct Probe {
    #[serde(rename = "format")]
    _format: u32,
    #[serde(default)]
    corpus: Present,
    #[serde(default)]
    settings: Present,
    #[serde(default)]
    labels: Present,
    #[serde(default)]
    attributes: Present,
    #[serde(default)]
    relation_types: Present,
    #[serde(default)]
    annotator: Present,
    #[serde(default)]
    voices: Present,
    #[serde(default)]
    items: Present,
    #[serde(default)]
    article: Present,
    #[serde(default)]
    provenance: Present,
}

/// Whether a field is there, whatever its value.
#[derive(Clone, Copy, Default)]
struct Present(bool);

impl<'de> Deserialize<'de> for Present {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        IgnoredAny::deserialize(deserializer).map(|_| Self(true))
    }
}

/// The kind that all three versions are of.
pub(super) fn kind_of(versions: &ThreeWay<Version<'_>>) -> Result<Kind, MergeError> {
    let ThreeWay { base, ours, theirs } = versions;
    let mut agreed = kinds(ours)?;
    for version in [theirs, base] {
        if version.name == base.name && version.bytes.is_empty() {
            continue;
        }
        let of_version = kinds(version)?;
        let common: Vec<Kind> = agreed.iter().copied().filter(|kind| of_version.contains(kind)).collect();
        if common.is_empty() {
            let (one, other) = (agreed[0], of_version[0]);
            return Err(MergeError::Different(format!("OURS is {one}, {} is {other}", version.name)));
        }
        agreed = common;
    }
    // Several kinds are left only if no version holds any record.
    Ok(agreed[0])
}

/// The kinds a file can be of: one, or several if it holds no records. Never none.
fn kinds(version: &Version<'_>) -> Result<Vec<Kind>, MergeError> {
    let is_named_history =
        [version.path, version.place].iter().any(|path| path.extension().is_some_and(|end| end == "ronl"));
    if is_named_history || is_history(version.bytes) {
        return Err(version.not_records(
            "is a history, and histories are not merged: each has one writer; keep the version that has more lines",
        ));
    }
    let probe = ron_file::read::<Probe>(version.bytes).map_err(|source| version.ron_error(source))?;
    let Probe { corpus, settings, labels, attributes, relation_types, .. } = probe;
    let Probe { annotator, voices, items, article, provenance, .. } = probe;
    let kinds = if corpus.0 {
        return Err(version.not_records(
            "is a packed corpus, and packed files are not merged: unpack both versions and merge the folders",
        ));
    } else if annotator.0 && article.0 {
        vec![Kind::Layer]
    } else if annotator.0 && voices.0 {
        vec![Kind::Register]
    } else if annotator.0 && items.0 {
        vec![Kind::Items]
    } else if annotator.0 {
        vec![Kind::Register, Kind::Items]
    } else if provenance.0 {
        vec![Kind::Article]
    } else if labels.0 || attributes.0 || relation_types.0 {
        vec![Kind::Tagset]
    } else if settings.0 {
        vec![Kind::Corpus]
    } else {
        // Nothing tells these two apart without a record. An unknown file is told by what they refuse.
        vec![Kind::Corpus, Kind::Tagset]
    };
    Ok(kinds)
}
