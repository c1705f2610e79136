//! Checks of quality: places in the annotated corpus that are worth a second look, each with a jump and, where it
//! is safe, a mend. What breaks a rule of the files is found by [`super::check`]; what it finds about annotations
//! is listed here as well.
//!
//! One check is one file under `checks`, known by one line of [`checks::CHECKS`]. [`Quality`] holds what all of
//! them find in a corpus and keeps it up, edit by edit.

pub mod checked;
pub mod checks;
mod findings;
mod links;
mod live;
pub mod settings;

use std::fmt;

use sha2::{Digest as _, Sha256};

use crate::model::annotation::{Annotation, Attribution};
use crate::model::change::mend::Mend;
use crate::model::edit::{Key, LayerKey};
use crate::model::text::context::Context;
use crate::model::text::language::Language;
use crate::model::text::{Fragments, TextRange};

pub use live::{Begun, Budget, Part, Quality, Work};

/// What is known of a check before it runs.
#[derive(Debug, PartialEq, Eq)]
pub struct About {
    /// Its id, of a–z and -; fixed, since settings hold it.
    pub id: &'static str,
    /// What it is called on screen.
    pub name: &'static str,
    /// What it looks for and what can be done, in one or two sentences.
    pub help: &'static str,
    /// How much it means.
    pub severity: Severity,
    /// What a mend does, as a verb with its object; `None` if nothing it finds can be mended by itself.
    pub mends: Option<&'static str>,
}

/// How much a finding means.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Something is missing or wrong.
    Problem,
    /// It may be right as it is.
    Look,
}

/// A check.
pub trait Check: Sync {
    /// What is known of it.
    fn about(&self) -> &'static About;

    /// Finds what there is in one article; nothing, if it looks at the corpus as a whole.
    fn article(&self, at: &checked::Checked<'_>, found: &mut Found<'_>);
}

/// Something that a check has found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The check.
    pub about: &'static About,
    /// The record it is about: an annotation, a relation, the state of a layer, an entry of the register; the
    /// blocks of an article stand for the article itself.
    pub key: Key,
    /// The other record it is about, where it takes two.
    pub with: Option<Key>,
    /// The words it is about, in bytes of the article's text; none if it is about no words.
    pub ranges: Vec<TextRange>,
    /// Those words with some around them.
    pub context: Context,
    /// What is found, as one sentence without a stop.
    pub say: String,
    /// What would mend it, if that can be told.
    pub mend: Option<Mend>,
    /// Tells it from every other finding for as long as the words stay what they are.
    pub digest: FindingDigest,
}

/// The first eight bytes of a SHA-256 over the check, the records and the words; printed as sixteen hexadecimal
/// digits. Where words lie is not part of it, so that a correction elsewhere in the text changes nothing.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FindingDigest(u64);

/// A finding as a check raises it.
#[derive(Debug)]
pub struct Raised {
    /// See [`Finding::key`].
    pub key: Key,
    /// See [`Finding::with`].
    pub with: Option<Key>,
    /// See [`Finding::ranges`].
    pub ranges: Vec<TextRange>,
    /// See [`Finding::say`].
    pub say: String,
    /// Tells it from other findings of this check on the same record and words.
    pub detail: String,
    /// See [`Finding::mend`].
    pub mend: Option<Mend>,
}

/// Collects what one check finds in one article.
pub struct Found<'f> {
    about: &'static About,
    text: &'f str,
    findings: &'f mut Vec<Finding>,
}

/// Somebody who proposes who said a span; given from outside, since proposals are no part of the analysis.
pub trait OfferFinder: Sync {
    /// What is proposed for a span that lacks a speaker.
    fn offer(&self, asked: &Asked<'_>) -> Option<Offered>;
}

/// A span that lacks a speaker.
#[derive(Clone, Copy)]
pub struct Asked<'a> {
    /// The article's text.
    pub text: &'a str,
    /// The language of it.
    pub language: Language,
    /// The paragraphs around the span that may tell who said it, its own among them.
    pub paragraphs: &'a [TextRange],
    /// The annotations of its layer by their starts, corrections too.
    pub annotations: &'a [&'a Annotation],
    /// The span.
    pub annotation: &'a Annotation,
}

/// What is proposed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offered {
    /// The speakers in words.
    pub speakers: String,
    /// What would be said of the span; `None` if the register would need a new entry first.
    pub attribution: Option<Attribution>,
}

/// Proposes nothing.
#[derive(Clone, Copy, Debug, Default)]
pub struct NoOffers;

impl OfferFinder for NoOffers {
    fn offer(&self, _: &Asked<'_>) -> Option<Offered> {
        None
    }
}

impl Raised {
    /// A finding about a whole annotation.
    pub fn on(place: &LayerKey, annotation: &Annotation, say: impl Into<String>) -> Self {
        let key = Key::Annotation(place.clone(), annotation.id.clone());
        Self { ranges: annotation.fragments.ranges().to_vec(), ..Self::about(key, say) }
    }

    /// A finding about a record, and no words.
    pub fn about(key: Key, say: impl Into<String>) -> Self {
        let (detail, say) = (String::new(), say.into());
        Self { key, with: None, ranges: Vec::new(), say, detail, mend: None }
    }

    /// The finding itself; `text` is that of its article.
    pub(super) fn finding(self, about: &'static About, text: &str) -> Finding {
        let Self { key, with, ranges, say, detail, mend } = self;
        let digest = FindingDigest::of(about, &key, with.as_ref(), &ranges, text, &detail);
        let context = context(text, &ranges);
        Finding { about, key, with, ranges, context, say, mend, digest }
    }
}

impl Found<'_> {
    /// Takes a finding in.
    pub fn push(&mut self, raised: Raised) {
        self.findings.push(raised.finding(self.about, self.text));
    }
}

/// Characters of context before and after the words, and of the words themselves.
const MAX_AROUND: usize = 60;
const MAX_WORDS: usize = 160;

/// The words at `ranges` of `text` in their line, shortened where they are many.
fn context(text: &str, ranges: &[TextRange]) -> Context {
    let place = Fragments::new(ranges.to_vec()).ok();
    let mut context = place.map(|place| Context::of(text, &place, MAX_AROUND)).unwrap_or_default();
    shorten(&mut context.words, MAX_WORDS);
    context
}

fn shorten(words: &mut String, max_chars: usize) {
    if let Some((at, _)) = words.char_indices().nth(max_chars) {
        words.truncate(at);
        words.push('…');
    }
}

impl FindingDigest {
    fn of(
        about: &About,
        key: &Key,
        with: Option<&Key>,
        ranges: &[TextRange],
        text: &str,
        detail: &str,
    ) -> Self {
        let mut hasher = Sha256::new();
        let mut part = |part: &str| {
            hasher.update((part.len() as u64).to_be_bytes());
            hasher.update(part.as_bytes());
        };
        part(about.id);
        part(&key.to_string());
        part(&with.map(Key::to_string).unwrap_or_default());
        part(detail);
        for range in ranges {
            part(range.of(text).unwrap_or_default());
        }
        let hash: [u8; 32] = hasher.finalize().into();
        let mut first = [0; 8];
        first.copy_from_slice(&hash[..8]);
        Self(u64::from_be_bytes(first))
    }

    /// The digest that prints so.
    pub fn from_text(digits: &str) -> Option<Self> {
        let is_hex = digits.len() == 16 && digits.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
        u64::from_str_radix(digits, 16).ok().filter(|_| is_hex).map(Self)
    }
}

impl fmt::Display for FindingDigest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:016x}", self.0)
    }
}

impl fmt::Debug for FindingDigest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Severity {
    /// Its name on screen and in interchange files.
    pub fn name(self) -> &'static str {
        match self {
            Self::Problem => "problem",
            Self::Look => "worth a look",
        }
    }
}

#[cfg(test)]
mod tests;
