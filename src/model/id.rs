//! Identifiers. Each kind is a type of its own, so that none can stand where another is meant; each is
//! minted once and never follows the content it names.

use std::fmt;
use std::sync::Arc;

use thiserror::Error;

use super::text::visible::shown_name;

/// A string that cannot be an id of this kind.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("“{}” is no {kind} id: {expected}", shown_name(.id))]
pub struct IdError {
    /// What kind of id was wanted.
    pub kind: &'static str,
    /// What was given.
    pub id: String,
    /// The rule it breaks.
    pub expected: &'static str,
}

const EXPECTED_SHORT: &str = "1 to 32 of a–z, 0–9 and - were expected";
const EXPECTED_ARTICLE: &str = "1 to 80 of a–z, 0–9 and -, no device name of Windows, were expected";

fn is_slug(id: &str, max_len: usize) -> bool {
    (1..=max_len).contains(&id.len())
        && id.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
}

/// Whether Windows would take a file of this stem for a device, whatever its extension.
///
/// The names are those of Microsoft's "Naming Files, Paths, and Namespaces".
fn is_device_name(stem: &str) -> bool {
    let numbered = |prefix: &str| {
        stem.strip_prefix(prefix).is_some_and(|rest| rest.len() == 1 && rest.as_bytes()[0].is_ascii_digit())
    };
    matches!(stem, "con" | "prn" | "aux" | "nul") || numbered("com") || numbered("lpt")
}

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident, $kind:literal, $valid:expr, $expected:expr;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(Arc<str>);

        impl $name {
            /// The id, if `id` has the shape of one.
            pub fn new(id: &str) -> Result<Self, IdError> {
                let valid: fn(&str) -> bool = $valid;
                if valid(id) {
                    Ok(Self(id.into()))
                } else {
                    Err(IdError { kind: $kind, id: id.to_owned(), expected: $expected })
                }
            }

            /// The id as it stands in files.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl std::str::FromStr for $name {
            type Err = IdError;

            fn from_str(id: &str) -> Result<Self, IdError> {
                Self::new(id)
            }
        }
    )*};
}

ids! {
    /// An article: the stem of its file, `date-slug-hash`.
    ArticleId, "article", |id| is_slug(id, 80) && !is_device_name(id), EXPECTED_ARTICLE;
    /// A person, or a program, that annotates or reviews; also the name of their folder of layers.
    AnnotatorId, "annotator", |id| is_slug(id, 32) && !is_device_name(id), EXPECTED_SHORT;
    /// An annotation; unique in the corpus.
    AnnotationId, "annotation", |id| is_slug(id, 32), EXPECTED_SHORT;
    /// A relation between annotations.
    RelationId, "relation", |id| is_slug(id, 32), EXPECTED_SHORT;
    /// An entry of the register.
    VoiceId, "voice", |id| is_slug(id, 32), EXPECTED_SHORT;
    /// An item: a proposal, claim or demand followed through the corpus.
    ItemId, "item", |id| is_slug(id, 32), EXPECTED_SHORT;
    /// A label of the tagset.
    LabelId, "label", |id| is_slug(id, 32), EXPECTED_SHORT;
    /// An attribute of the tagset.
    AttributeId, "attribute", |id| is_slug(id, 32), EXPECTED_SHORT;
    /// One of the choices of an attribute.
    ChoiceId, "choice", |id| is_slug(id, 32), EXPECTED_SHORT;
    /// A type of relation of the tagset.
    RelationTypeId, "relation type", |id| is_slug(id, 32), EXPECTED_SHORT;
    /// A role in a type of relation.
    RoleId, "role", |id| is_slug(id, 32), EXPECTED_SHORT;
    /// A setting of the corpus.
    SettingId, "setting", |id| is_slug(id, 32), EXPECTED_SHORT;
}

/// Ten random characters of the lower-case base-32 alphabet (RFC 4648 §6), for ids that people don't choose.
///
/// The randomness comes in as an argument; only the low 50 bits are used.
pub fn random_id_text(random: u64) -> String {
    const ALPHABET: &[u8; 32] = b"abcdefghijklmnopqrstuvwxyz234567";
    (0..10)
        .map(|place| char::from(ALPHABET[usize::try_from((random >> (place * 5)) & 31).unwrap_or(0)]))
        .collect()
}

/// Where new ids come from: random in the program, counted in tests.
pub trait IdSource {
    /// The text of a fresh id of ten base-32 characters.
    fn fresh(&mut self) -> String;

    /// A fresh annotation id.
    fn annotation(&mut self) -> AnnotationId {
        AnnotationId(self.fresh().into())
    }

    /// A fresh relation id.
    fn relation(&mut self) -> RelationId {
        RelationId(self.fresh().into())
    }

    /// A fresh register entry's id.
    fn voice(&mut self) -> VoiceId {
        VoiceId(self.fresh().into())
    }

    /// A fresh item's id.
    fn item(&mut self) -> ItemId {
        ItemId(self.fresh().into())
    }
}

/// Ids from a source of random numbers.
#[derive(Clone, Copy, Debug)]
pub struct RandomIds(pub fn() -> u64);

impl IdSource for RandomIds {
    fn fresh(&mut self) -> String {
        random_id_text((self.0)())
    }
}

/// Ids counted upward from a number: for tests and for data that must come out the same each time.
#[derive(Clone, Debug, Default)]
pub struct CountedIds(pub u64);

impl IdSource for CountedIds {
    fn fresh(&mut self) -> String {
        self.0 += 1;
        random_id_text(self.0)
    }
}

/// `words` as a piece of an id: ASCII letters and digits in lower case, everything else a single `-`, at
/// most `max_len` bytes, cut at a word where that is possible. Empty if nothing is left.
pub fn slug(words: &str, max_len: usize) -> String {
    let mut slug = String::new();
    for ch in words.chars().flat_map(char::to_lowercase) {
        if ch.is_ascii_alphanumeric() {
            slug.push(ch);
        } else if !matches!(ch, '\'' | '’') && !slug.is_empty() && !slug.ends_with('-') {
            slug.push('-');
        }
    }
    if slug.len() > max_len {
        let is_at_word_end = slug.as_bytes()[max_len] == b'-';
        slug.truncate(max_len);
        if let Some(cut) = slug.rfind('-').filter(|cut| !is_at_word_end && *cut > max_len / 2) {
            slug.truncate(cut);
        }
    }
    slug.trim_end_matches('-').to_owned()
}

/// A person's name or login as an annotator id; `annotator` if nothing of it can stand in one.
pub fn annotator_from_name(name: &str) -> AnnotatorId {
    let slug = slug(name, 32);
    AnnotatorId::new(&slug).unwrap_or_else(|_| AnnotatorId("annotator".into()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_have_their_shapes() {
        assert!(ArticleId::new("2025-03-14-night-ferry-7f3a1c").is_ok());
        for bad in ["", "../up", "Big", "con", "lpt1", "a b", &"x".repeat(81)] {
            assert!(ArticleId::new(bad).is_err(), "{bad}");
        }
        assert!(LabelId::new(&"x".repeat(33)).is_err());
    }

    #[test]
    fn random_ids_are_ten_base_32_characters() {
        let id = random_id_text(u64::MAX);
        assert_eq!(id, "7777777777");
        assert_ne!(random_id_text(1), random_id_text(2));
    }

    #[test]
    fn slugs_are_cut_at_words() {
        assert_eq!(slug("Mayor’s “night ferry”: a plan?", 40), "mayors-night-ferry-a-plan");
        assert_eq!(slug("Council weighs night ferry", 20), "council-weighs-night");
        assert_eq!(slug("Київ", 20), "");
        assert_eq!(annotator_from_name("Марія").as_str(), "annotator");
    }
}
