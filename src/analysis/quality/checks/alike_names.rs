//! Entries of the register that may be one and the same: names that are equal but for case and accents' kin, an
//! initial for a first name, a last name alone, or one letter that differs.

use std::collections::{BTreeMap, BTreeSet};

use crate::analysis::quality::checked::Checked;
use crate::analysis::quality::{About, Check, Finding, Found, Raised, Severity};
use crate::model::corpus::CorpusState;
use crate::model::edit::Key;
use crate::model::id::{AnnotatorId, VoiceId};
use crate::model::text::visible::shown_name;
use crate::model::voice::{Voice, VoiceKind};

pub(super) struct AlikeNamesCheck;

static ABOUT: About = About {
    id: "alike-names",
    name: "Names that look alike",
    help: "Two entries of the register may be one: the same name, an initial, a last name alone, one letter that \
           differs.",
    severity: Severity::Look,
    mends: None,
};

/// A shorter name is not compared letter by letter, in characters.
const MIN_LETTERS: usize = 5;
/// A longer name is not either.
const MAX_LETTERS: usize = 60;

impl Check for AlikeNamesCheck {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn article(&self, _: &Checked<'_>, _: &mut Found<'_>) {}
}

/// How two names are alike.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Likeness {
    Same,
    Initial,
    LastName,
    Letter,
}

/// The names of the register, each under what it may share with one that looks alike.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AlikeNames {
    entries: BTreeMap<VoiceId, Entry>,
    /// Entries by each of their signatures.
    by_signature: BTreeMap<String, BTreeSet<VoiceId>>,
    /// Pairs that look alike, the lesser id first.
    pairs: BTreeMap<(VoiceId, VoiceId), Likeness>,
    /// The same pairs from the greater id's side.
    partners: BTreeMap<VoiceId, BTreeSet<VoiceId>>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Entry {
    owner: AnnotatorId,
    name: String,
    is_person: bool,
    /// Name and aliases in small letters, the words parted by one space.
    folded: Vec<String>,
}

impl AlikeNames {
    /// The register of a corpus.
    pub(in crate::analysis::quality) fn of(state: &CorpusState) -> Self {
        let mut names = Self::default();
        let ids: BTreeSet<&VoiceId> = state.voices.values().flat_map(BTreeMap::keys).collect();
        for id in ids {
            names.renew(state, id);
        }
        names
    }

    /// Reads one entry anew.
    pub(in crate::analysis::quality) fn renew(&mut self, state: &CorpusState, id: &VoiceId) {
        self.forget(id);
        let Some((owner, voice)) = entry_of(state, id) else { return };
        let entry = Entry::of(owner, voice);
        let signatures = entry.signatures();
        let likely: BTreeSet<VoiceId> = signatures
            .iter()
            .filter_map(|signature| self.by_signature.get(signature))
            .flatten()
            .cloned()
            .collect();
        for other in likely {
            let Some(likeness) = self.entries.get(&other).and_then(|known| known.likeness(&entry)) else {
                continue;
            };
            self.pairs.insert(ordered(id, &other), likeness);
            self.partners.entry(id.clone()).or_default().insert(other.clone());
            self.partners.entry(other).or_default().insert(id.clone());
        }
        for signature in signatures {
            self.by_signature.entry(signature).or_default().insert(id.clone());
        }
        self.entries.insert(id.clone(), entry);
    }

    fn forget(&mut self, id: &VoiceId) {
        let Some(entry) = self.entries.remove(id) else { return };
        for signature in entry.signatures() {
            if let Some(ids) = self.by_signature.get_mut(&signature) {
                ids.remove(id);
                if ids.is_empty() {
                    self.by_signature.remove(&signature);
                }
            }
        }
        for other in self.partners.remove(id).unwrap_or_default() {
            self.pairs.remove(&ordered(id, &other));
            if let Some(partners) = self.partners.get_mut(&other) {
                partners.remove(id);
                if partners.is_empty() {
                    self.partners.remove(&other);
                }
            }
        }
    }

    /// The pairs an entry is in.
    pub(in crate::analysis::quality) fn pairs_of(&self, id: &VoiceId) -> Vec<(VoiceId, VoiceId)> {
        self.partners.get(id).into_iter().flatten().map(|other| ordered(id, other)).collect()
    }

    /// Every pair.
    pub(in crate::analysis::quality) fn pairs(&self) -> impl Iterator<Item = &(VoiceId, VoiceId)> {
        self.pairs.keys()
    }

    /// What is found of a pair.
    pub(in crate::analysis::quality) fn finding(&self, pair: &(VoiceId, VoiceId)) -> Option<Finding> {
        let likeness = self.pairs.get(pair)?;
        let (one, two) = (self.entries.get(&pair.0)?, self.entries.get(&pair.1)?);
        let key = |id: &VoiceId, entry: &Entry| Key::Voice(entry.owner.clone(), id.clone());
        // The shorter name is the one that gives way, so it comes first.
        let (gone, kept) = if (one.name.chars().count(), &pair.1) <= (two.name.chars().count(), &pair.0) {
            ((&pair.0, one), (&pair.1, two))
        } else {
            ((&pair.1, two), (&pair.0, one))
        };
        let why = match likeness {
            Likeness::Same => "the same name",
            Likeness::Initial => "an initial for the first name",
            Likeness::LastName => "the last name alone",
            Likeness::Letter => "one letter differs",
        };
        let say =
            format!("“{}” and “{}” may be one: {why}", shown_name(&gone.1.name), shown_name(&kept.1.name));
        let raised = Raised {
            with: Some(key(kept.0, kept.1)),
            detail: format!("{} | {}", gone.1.name, kept.1.name),
            ..Raised::about(key(gone.0, gone.1), say)
        };
        Some(raised.finding(&ABOUT, ""))
    }
}

fn ordered(one: &VoiceId, two: &VoiceId) -> (VoiceId, VoiceId) {
    if one < two { (one.clone(), two.clone()) } else { (two.clone(), one.clone()) }
}

/// What all registers together say of an entry: the latest, ties by annotator, as in the union of all of them.
pub(in crate::analysis::quality) fn entry_of<'s>(
    state: &'s CorpusState,
    id: &VoiceId,
) -> Option<(&'s AnnotatorId, &'s Voice)> {
    let entries = state.voices.iter().filter_map(|(who, own)| Some((who, &**own.get(id)?)));
    entries.max_by_key(|(who, voice)| (voice.changed, *who))
}

impl Entry {
    fn of(owner: &AnnotatorId, voice: &Voice) -> Self {
        let names = std::iter::once(&voice.name).chain(voice.aliases.iter().map(|alias| &alias.value));
        let mut folded: Vec<String> =
            names.map(|name| folded(name)).filter(|name| !name.is_empty()).collect();
        folded.dedup();
        let is_person = voice.kind == VoiceKind::Person;
        Self { owner: owner.clone(), name: voice.name.clone(), is_person, folded }
    }

    /// What two entries that look alike have in common at least one of.
    fn signatures(&self) -> BTreeSet<String> {
        let mut signatures = BTreeSet::new();
        for name in &self.folded {
            if self.is_person
                && let Some(last) = name.rsplit(' ').next()
            {
                signatures.insert(format!("~{last}"));
            }
            let letters: Vec<char> = name.chars().collect();
            if (MIN_LETTERS..=MAX_LETTERS).contains(&letters.len()) {
                for left_out in 0..letters.len() {
                    let kept = letters.iter().enumerate().filter(|(idx, _)| *idx != left_out);
                    signatures.insert(kept.map(|(_, ch)| *ch).collect());
                }
            }
            signatures.insert(name.clone());
        }
        signatures
    }

    fn likeness(&self, other: &Self) -> Option<Likeness> {
        let are_persons = self.is_person && other.is_person;
        let pairs = self.folded.iter().flat_map(|one| other.folded.iter().map(move |two| (one, two)));
        pairs.filter_map(|(one, two)| likeness(one, two, are_persons)).min()
    }
}

/// A name in small letters without stops and marks, its words parted by one space.
fn folded(name: &str) -> String {
    let is_part = |ch: char| ch.is_alphanumeric() || matches!(ch, '-' | '&' | '+');
    let words = name.split(|ch: char| !is_part(ch) && !matches!(ch, '\'' | '’'));
    let words =
        words.map(|word| word.to_lowercase().replace(['\'', '’'], "")).filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join(" ")
}

fn likeness(one: &str, two: &str, are_persons: bool) -> Option<Likeness> {
    if one == two {
        return Some(Likeness::Same);
    }
    let words = |name: &str| name.split(' ').map(str::to_owned).collect::<Vec<String>>();
    let (first, second) = (words(one), words(two));
    if are_persons && first.last() == second.last() {
        if first.len() == 1 || second.len() == 1 {
            return Some(Likeness::LastName);
        }
        let is_initial = |short: &str, long: &str| {
            short.chars().count() == 1 && long.chars().next() == short.chars().next()
        };
        let (a, b) = (&first[0], &second[0]);
        if first.len() == second.len() && first[1..] == second[1..] && (is_initial(a, b) || is_initial(b, a))
        {
            return Some(Likeness::Initial);
        }
    }
    is_one_letter_apart(one, two).then_some(Likeness::Letter)
}

/// Whether one letter put in, left out or changed makes one name the other. Digits make a difference of their own:
/// “Draft 1” and “Draft 2” are two.
fn is_one_letter_apart(one: &str, two: &str) -> bool {
    let (mut short, mut long): (Vec<char>, Vec<char>) = (one.chars().collect(), two.chars().collect());
    if short.len() > long.len() {
        std::mem::swap(&mut short, &mut long);
    }
    if long.len() - short.len() > 1 || short.len() < MIN_LETTERS || long.len() > MAX_LETTERS {
        return false;
    }
    let num_same = short.iter().zip(&long).take_while(|(a, b)| a == b).count();
    let (left, right) = if short.len() == long.len() {
        (&short[(num_same + 1).min(short.len())..], &long[(num_same + 1).min(long.len())..])
    } else {
        (&short[num_same..], &long[(num_same + 1).min(long.len())..])
    };
    let other = [short.get(num_same), long.get(num_same)];
    left == right && !other.into_iter().flatten().any(|ch| ch.is_numeric())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_alike_for_a_reason() {
        for (one, two, expected) in [
            ("Lidia Ferran", "lidia  ferran", Some(Likeness::Same)),
            ("Lidia Ferran", "L. Ferran", Some(Likeness::Initial)),
            ("Lidia Ferran", "Ferran", Some(Likeness::LastName)),
            ("Lidia Ferran", "Lydia Ferran", Some(Likeness::Letter)),
            ("Lidia Ferran", "Lidia Feran", Some(Likeness::Letter)),
            ("Lidia Ferran", "Pavel Ferran", None),
            ("Lidia Ferran", "P. Ferran", None),
            ("Draft 1", "Draft 2", None),
            ("Oru", "Oru Ltd", None),
            ("D’Arcy Bell", "D'Arcy Bell", Some(Likeness::Same)),
        ] {
            assert_eq!(likeness(&folded(one), &folded(two), true), expected, "{one} / {two}");
        }
        assert_eq!(likeness(&folded("Ferran"), &folded("Banco Ferran"), false), None);
    }
}
