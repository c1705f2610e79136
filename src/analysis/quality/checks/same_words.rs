//! The same words with different labels, by one annotator, anywhere in the corpus.
//!
//! Words that have two labels in one place were tagged twice on purpose; so what is compared is what all labels of
//! a place say. Among the places of one annotator with the same words, those that differ from most are found.

use std::collections::BTreeMap;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::sync::Arc;

use super::words;
use crate::analysis::quality::checked::{Checked, CheckedLayer, label_name};
use crate::analysis::quality::{About, Check, Finding, FindingDigest, Found, Severity, shorten};
use crate::model::corpus::CorpusState;
use crate::model::edit::{Key, LayerKey};
use crate::model::id::{AnnotationId, AnnotatorId, LabelId};
use crate::model::text::Fragments;
use crate::model::text::context::Context;

pub(super) struct SameWordsCheck;

static ABOUT: About = About {
    id: "same-words",
    name: "Same words, another label",
    help: "One annotator has tagged the same words differently elsewhere. Both may be right; the guideline of the \
           labels should say.",
    severity: Severity::Look,
    mends: None,
};

/// Shorter ones, in words, say little by themselves.
const MIN_WORDS: usize = 2;
/// Characters of words that are kept.
const MAX_CHARS: usize = 80;

impl Check for SameWordsCheck {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn article(&self, _: &Checked<'_>, _: &mut Found<'_>) {}
}

/// Names all places of one annotator with the same words: a hash of these, small and large letters, marks and
/// spaces left aside.
pub type WordsKey = (AnnotatorId, u64);

/// A place with words that may be found elsewhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WordsPlace {
    /// What it shares with others.
    pub key: WordsKey,
    /// The layer it lies in.
    pub layer: LayerKey,
    /// The annotations there, by id, the first of which is shown.
    pub annotations: Vec<AnnotationId>,
    /// What they are tagged as, in order, each once.
    pub labels: Vec<LabelId>,
    /// Where they lie.
    pub fragments: Fragments,
    /// The words, shortened.
    pub words: Box<str>,
}

/// All places of one annotator with the same words, in order. Most are alone, so that it is kept small.
type Group = Vec<Arc<WordsPlace>>;

/// The words of a corpus, so that a change finds its like without looking at anything else.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SameWords {
    groups: BTreeMap<WordsKey, Group>,
}

impl SameWords {
    /// The places of one article.
    pub(in crate::analysis::quality) fn places(at: &Checked<'_>) -> Vec<WordsPlace> {
        at.layers.iter().flat_map(|layer| places(at.text, layer)).collect()
    }

    pub(in crate::analysis::quality) fn insert(&mut self, place: &Arc<WordsPlace>) {
        let group = self.groups.entry(place.key.clone()).or_default();
        let at = group.partition_point(|known| known.order() < place.order());
        group.insert(at, Arc::clone(place));
    }

    pub(in crate::analysis::quality) fn remove(&mut self, place: &WordsPlace) {
        let Some(group) = self.groups.get_mut(&place.key) else { return };
        let at = group.partition_point(|known| known.order() < place.order());
        if group.get(at).is_some_and(|known| known.order() == place.order()) {
            group.remove(at);
        }
        if group.is_empty() {
            self.groups.remove(&place.key);
        }
    }

    /// What is found among the places with these words.
    pub(in crate::analysis::quality) fn findings(&self, state: &CorpusState, key: &WordsKey) -> Vec<Finding> {
        let Some(group) = self.groups.get(key).filter(|group| group.len() > 1) else { return Vec::new() };
        let mut by_labels: BTreeMap<&[LabelId], Vec<&WordsPlace>> = BTreeMap::new();
        for place in group {
            by_labels.entry(&place.labels).or_default().push(place);
        }
        let most = by_labels.values().map(Vec::len).max().unwrap_or_default();
        let is_clear = by_labels.values().filter(|places| places.len() == most).count() == 1;
        let mut findings = Vec::new();
        for (labels, places) in &by_labels {
            if is_clear && places.len() == most {
                continue;
            }
            // Most others are what it is held against; where there is a tie, the last others.
            let others = by_labels.iter().filter(|(other, _)| *other != labels);
            let Some((other_labels, others)) = others.max_by_key(|(_, others)| others.len()) else {
                continue;
            };
            let names: Vec<String> = other_labels.iter().map(|label| label_name(state, label)).collect();
            let say = match others.len() {
                1 => format!("The same words are tagged as {} elsewhere", names.join(" and ")),
                num => format!("The same words are tagged as {} in {num} other places", names.join(" and ")),
            };
            findings.extend(places.iter().map(|place| place.finding(&say, others[0], other_labels)));
        }
        findings
    }
}

impl WordsPlace {
    fn record(&self) -> Key {
        Key::Annotation(self.layer.clone(), self.annotations[0].clone())
    }

    /// Where it stands among others with the same words.
    fn order(&self) -> (&LayerKey, &AnnotationId) {
        (&self.layer, &self.annotations[0])
    }

    fn finding(&self, say: &str, example: &Self, other_labels: &[LabelId]) -> Finding {
        let ids = |labels: &[LabelId]| labels.iter().map(LabelId::as_str).collect::<Vec<_>>().join(" ");
        // Which other place is shown may change; what was accepted is that these words differ so.
        let detail = format!("{:016x} {} | {}", self.key.1, ids(&self.labels), ids(other_labels));
        let key = self.record();
        Finding {
            about: &ABOUT,
            digest: FindingDigest::of(&ABOUT, &key, None, &[], "", &detail),
            key,
            with: Some(example.record()),
            ranges: self.fragments.ranges().to_vec(),
            context: Context { words: self.words.clone().into(), ..Context::default() },
            say: say.to_owned(),
            mend: None,
        }
    }
}

fn places(text: &str, layer: &CheckedLayer<'_>) -> Vec<WordsPlace> {
    let mut by_place: BTreeMap<&Fragments, WordsPlace> = BTreeMap::new();
    for annotation in &layer.annotations {
        if let Some(place) = by_place.get_mut(&annotation.fragments) {
            place.annotations.push(annotation.id.clone());
            place.labels.push(annotation.label.clone());
            continue;
        }
        let Some(hash) = words_hash(text, &annotation.fragments) else { continue };
        let place = WordsPlace {
            key: (layer.place.annotator.clone(), hash),
            layer: layer.place.clone(),
            annotations: vec![annotation.id.clone()],
            labels: vec![annotation.label.clone()],
            fragments: annotation.fragments.clone(),
            words: bare(text, &annotation.fragments),
        };
        by_place.insert(&annotation.fragments, place);
    }
    by_place
        .into_values()
        .map(|mut place| {
            place.annotations.sort_unstable();
            place.labels.sort_unstable();
            place.labels.dedup();
            place
        })
        .collect()
}

/// The words of a place, shortened: they are kept of every span there is.
fn bare(text: &str, place: &Fragments) -> Box<str> {
    let mut words = Context::of(text, place, 0).words;
    shorten(&mut words, MAX_CHARS);
    words.into()
}

/// A hash of the words of a place; `None` if these are too few.
fn words_hash(text: &str, place: &Fragments) -> Option<u64> {
    let covered = place.covered(text).ok()?;
    let (mut hasher, mut num_words) = (DefaultHasher::new(), 0);
    for word in covered.into_iter().flat_map(words) {
        word.to_lowercase().hash(&mut hasher);
        num_words += 1;
    }
    (num_words >= MIN_WORDS).then(|| hasher.finish())
}
