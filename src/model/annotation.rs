//! Annotations: tagged spans with who said them, content only. Decisions about them are in
//! [`super::review`], links between them in [`super::relation`].

use std::collections::BTreeSet;

use litemap::LiteMap;

use super::id::{AnnotationId, AnnotatorId, ArticleId, AttributeId, ChoiceId, ItemId, LabelId, VoiceId};
use super::item::Act;
use super::text::Fragments;
use super::text::said_on::SaidDate;
use super::time::Timestamp;

/// One tagged thing: a label on one or more fragments of an article's text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Annotation {
    /// Its id, minted once; an undone delete restores the same.
    pub id: AnnotationId,
    /// What it is tagged as.
    pub label: LabelId,
    /// Where it lies.
    pub fragments: Fragments,
    /// Who said it.
    pub attribution: Attribution,
    /// What else is said of it.
    pub attributes: Attributes,
    /// Which items it is about, and how.
    pub items: BTreeSet<ItemLink>,
    /// Whether the annotator is sure of the tag.
    pub certainty: Certainty,
    /// Whatever the annotator wants to say about it.
    pub note: String,
    /// Where it comes from.
    pub provenance: AnnotationProvenance,
    /// The annotation of somebody else that this one corrects, in a reviewer's layer.
    pub corrects: Option<AnnotationRef>,
}

/// Values of attributes, by the attribute.
pub type Attributes = LiteMap<AttributeId, AttributeValue>;

/// Who said it. Empty means *not set*: inside a quote it is then inherited, see
/// [`super::layer::inherited_attribution`].
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Attribution {
    /// The voices, each in its role.
    pub voices: Vec<AttributedVoice>,
    /// The words that name the speaker, a pronoun included; outside the annotation's fragments.
    pub source: Option<Fragments>,
    /// The words that report; outside the annotation's fragments.
    pub cue: Option<Fragments>,
}

/// A voice in a role.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct AttributedVoice {
    /// What the party did with the words.
    pub role: VoiceRole,
    /// Who it is.
    pub party: Party,
}

/// What a party did with the words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum VoiceRole {
    /// Whose words or position it is.
    Speaker,
    /// Who or what passed it on: outlet, document, platform, spokesperson.
    Via,
    /// Who was spoken to.
    Addressee,
}

/// Somebody who can say something.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Party {
    /// An entry of the register.
    Registered(VoiceId),
    /// Somebody without a name, "officials" for example; never merged with another by these words.
    Unnamed {
        /// The words used for them.
        words: String,
        /// Whom they belong to, where that is known.
        affiliation: Option<VoiceId>,
    },
    /// The article's own voice.
    Article,
}

/// The value of an attribute; its variant follows the attribute's type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AttributeValue {
    /// Yes or no.
    Flag(bool),
    /// One choice.
    Choice(ChoiceId),
    /// Several choices.
    Choices(BTreeSet<ChoiceId>),
    /// Words.
    Text(String),
    /// A finite number.
    Number(FiniteNumber),
    /// A date, as exact as it is known.
    Date(SaidDate),
    /// A party.
    Party(Party),
    /// An item.
    Item(ItemId),
}

/// A floating-point number that is neither infinite nor NaN, and never negative zero.
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd)]
pub struct FiniteNumber(f64);

/// Finite numbers are equal to themselves: NaN, which is not, can't be held.
impl Eq for FiniteNumber {}

impl FiniteNumber {
    /// The number, if it is finite.
    pub fn new(number: f64) -> Option<Self> {
        // Adding zero turns -0.0 into 0.0, which prints and compares the same everywhere.
        number.is_finite().then_some(Self(number + 0.0))
    }

    /// The number.
    pub fn get(self) -> f64 {
        self.0
    }
}

/// How an annotation bears on one item.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ItemLink {
    /// The item.
    pub item: ItemId,
    /// What the annotation does with it.
    pub act: Act,
}

/// Whether an annotator is sure of a tag.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Certainty {
    /// Sure.
    #[default]
    Sure,
    /// Not sure.
    Unsure,
}

/// Where an annotation comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AnnotationProvenance {
    /// Who or what proposed it.
    pub origin: Origin,
    /// When it was made.
    pub created: Timestamp,
    /// When it last changed.
    pub changed: Timestamp,
    /// The id it has elsewhere, where that could not become ours.
    pub foreign_id: String,
}

/// Who or what proposed an annotation.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Origin {
    /// A person's own hand.
    #[default]
    Person,
    /// A suggestion of the named rule or model, taken by a person.
    Suggestion(String),
    /// An imported file of the named format.
    Import(String),
}

/// An annotation, named within the whole corpus.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AnnotationKey {
    /// The article.
    pub article: ArticleId,
    /// Whose annotation.
    pub annotator: AnnotatorId,
    /// The annotation.
    pub annotation: AnnotationId,
}

impl AnnotationKey {
    /// Its name within the article.
    pub fn to_ref(&self) -> AnnotationRef {
        AnnotationRef { annotator: self.annotator.clone(), annotation: self.annotation.clone() }
    }
}

/// An annotation of a given annotator, within one article.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AnnotationRef {
    /// Whose it is.
    pub annotator: AnnotatorId,
    /// Which it is.
    pub annotation: AnnotationId,
}

impl Annotation {
    /// A new annotation by a person's hand, with everything but label and place not set.
    pub fn new(id: AnnotationId, label: LabelId, fragments: Fragments, now: Timestamp) -> Self {
        Self {
            id,
            label,
            fragments,
            attribution: Attribution::default(),
            attributes: Attributes::new(),
            items: BTreeSet::new(),
            certainty: Certainty::Sure,
            note: String::new(),
            provenance: AnnotationProvenance {
                origin: Origin::Person,
                created: now,
                changed: now,
                foreign_id: String::new(),
            },
            corrects: None,
        }
    }

    /// Every set of ranges the annotation holds, with the name each goes by in messages.
    pub fn all_fragments(&self) -> impl Iterator<Item = (&'static str, &Fragments)> {
        let Attribution { source, cue, .. } = &self.attribution;
        [
            Some(("fragments", &self.fragments)),
            source.as_ref().map(|s| ("source", s)),
            cue.as_ref().map(|c| ("cue", c)),
        ]
        .into_iter()
        .flatten()
    }
}

impl Annotation {
    /// Takes out of source and cue what now lies in the annotation's own fragments: who is named inside the
    /// words does not stand outside them.
    pub fn drop_covered_attribution(&mut self) {
        let Self { fragments, attribution: Attribution { source, cue, .. }, .. } = self;
        for place in [source, cue] {
            for range in fragments.ranges() {
                *place = place.take().and_then(|place| place.without(*range));
            }
        }
    }
}

impl Attribution {
    /// Whether nothing at all is said about who said it.
    pub fn is_unset(&self) -> bool {
        *self == Self::default()
    }

    /// The parties in one role.
    pub fn parties(&self, role: VoiceRole) -> impl Iterator<Item = &Party> {
        self.voices.iter().filter(move |voice| voice.role == role).map(|voice| &voice.party)
    }
}

impl VoiceRole {
    /// Every role.
    pub const ALL: [Self; 3] = [Self::Speaker, Self::Via, Self::Addressee];

    /// Its name in interchange files.
    pub fn name(self) -> &'static str {
        match self {
            Self::Speaker => "speaker",
            Self::Via => "via",
            Self::Addressee => "addressee",
        }
    }

    /// The role of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.name() == name)
    }
}

impl AttributeValue {
    /// The name of the attribute type it is a value of.
    pub fn kind_name(&self) -> &'static str {
        match self {
            Self::Flag(_) => "flag",
            Self::Choice(_) => "choice",
            Self::Choices(_) => "choices",
            Self::Text(_) => "text",
            Self::Number(_) => "number",
            Self::Date(_) => "date",
            Self::Party(_) => "party",
            Self::Item(_) => "item",
        }
    }
}

impl Certainty {
    /// Its name in interchange files.
    pub fn name(self) -> &'static str {
        match self {
            Self::Sure => "sure",
            Self::Unsure => "unsure",
        }
    }

    /// The certainty of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Sure, Self::Unsure].into_iter().find(|certainty| certainty.name() == name)
    }
}

impl Origin {
    /// Its name in interchange files: `person`, `suggestion:NAME`, `import:NAME`.
    pub fn name(&self) -> String {
        match self {
            Self::Person => "person".to_owned(),
            Self::Suggestion(name) => format!("suggestion:{name}"),
            Self::Import(name) => format!("import:{name}"),
        }
    }

    /// The origin of that name; an unknown word is taken for the name of an imported format.
    pub fn from_name(name: &str) -> Self {
        match name.split_once(':') {
            _ if name == "person" => Self::Person,
            Some(("suggestion", rule)) => Self::Suggestion(rule.to_owned()),
            Some(("import", format)) => Self::Import(format.to_owned()),
            _ => Self::Import(name.to_owned()),
        }
    }
}
