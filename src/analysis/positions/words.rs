//! The words behind annotations, with what is needed to cite them. Each article is read once.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use chrono::NaiveDate;

use super::index::said_on;
use super::{Positions, Speaker};
use crate::model::annotation::{Annotation, AnnotationKey, AttributeValue, Attribution, Party, VoiceRole};
use crate::model::id::{AnnotatorId, ArticleId, ItemId, LabelId, VoiceId};
use crate::model::quotes::{Quotes, passes_attribution_on};
use crate::model::reader::{CorpusReader, ReadError};
use crate::model::text::units::{Unit, UnitMap};
use crate::model::text::visible::visible;
use crate::model::voice::resolve;

/// What offsets count wherever positions are written.
pub const UNIT: Unit = Unit::CodePoint;

/// The words of one annotation and where they are from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Quotation {
    /// The covered words, one string a fragment, as they stand in the article.
    pub pieces: Vec<String>,
    /// Where they stand, in [`UNIT`].
    pub places: Vec<Range<usize>>,
    /// The annotation's label.
    pub label: LabelId,
    /// Whether they are the speaker's own words, as far as the annotator has said: a quote that is not indirect.
    pub is_direct: bool,
    /// Whose words they are, by name; empty where nobody has said.
    pub speakers: Vec<String>,
    /// Who passed them on, by name.
    pub via: Vec<String>,
    /// The day they were said, where the annotator has put it.
    pub said_on: Option<NaiveDate>,
    /// The day the article was published.
    pub published: Option<NaiveDate>,
    /// The article's title, or its first words.
    pub title: String,
    /// Who published it; empty if nobody knows.
    pub outlet: String,
    /// Where it was published; empty if nobody knows.
    pub url: String,
}

/// The words of annotations.
#[derive(Clone, Debug, Default)]
pub struct Words {
    quotations: BTreeMap<AnnotationKey, Quotation>,
}

impl Words {
    /// The words of annotations. What is not in the corpus any more is left out.
    pub fn read(
        positions: Positions<'_>,
        keys: impl IntoIterator<Item = AnnotationKey>,
        reader: &dyn CorpusReader,
    ) -> Result<Self, ReadError> {
        let mut wanted: BTreeMap<ArticleId, BTreeMap<AnnotatorId, BTreeSet<AnnotationKey>>> = BTreeMap::new();
        for key in keys {
            let layers = wanted.entry(key.article.clone()).or_default();
            layers.entry(key.annotator.clone()).or_default().insert(key);
        }
        let mut words = Self::default();
        for (article, layers) in wanted {
            words.read_article(positions, &article, layers, reader)?;
        }
        Ok(words)
    }

    fn read_article(
        &mut self,
        positions: Positions<'_>,
        id: &ArticleId,
        layers: BTreeMap<AnnotatorId, BTreeSet<AnnotationKey>>,
        reader: &dyn CorpusReader,
    ) -> Result<(), ReadError> {
        let Some(row) = positions.state.articles.get(id) else { return Ok(()) };
        let article = reader.article(id)?;
        let text = article.text.as_str();
        let units = UnitMap::new(text, UNIT);
        for (annotator, keys) in layers {
            let Some(layer) = positions.state.layer(id, &annotator) else { continue };
            let quotes = Quotes::of(layer);
            for key in keys {
                let Some(annotation) = layer.annotations.get(&key.annotation) else { continue };
                let unplaced = |why: &dyn std::fmt::Display| ReadError {
                    id: id.clone(),
                    why: format!("the words of {} are not in its text: {why}", key.annotation),
                };
                let pieces = annotation.fragments.covered(text).map_err(|err| unplaced(&err))?;
                let places = annotation.fragments.ranges().iter().map(|range| units.range_from_bytes(*range));
                let places: Option<Vec<(usize, usize)>> = places.collect();
                let places = places.ok_or_else(|| unplaced(&"a place is inside a character"))?;
                let attribution = quotes.attribution(annotation);
                let parties = |role| positions.party_names(attribution, role, &row.metadata.outlet);
                let quotation = Quotation {
                    pieces: pieces.into_iter().map(str::to_owned).collect(),
                    places: places.into_iter().map(|(start, end)| start..end).collect(),
                    label: annotation.label.clone(),
                    is_direct: is_direct(annotation),
                    speakers: parties(VoiceRole::Speaker),
                    via: parties(VoiceRole::Via),
                    said_on: said_on(annotation),
                    published: row.metadata.date,
                    title: row.shown_title.clone(),
                    outlet: row.metadata.outlet.trim().to_owned(),
                    url: row.metadata.url.trim().to_owned(),
                };
                self.quotations.insert(key, quotation);
            }
        }
        Ok(())
    }

    /// The words of one annotation.
    pub fn get(&self, key: &AnnotationKey) -> Option<&Quotation> {
        self.quotations.get(key)
    }
}

impl Quotation {
    /// The words in one line: what was left out between fragments is an ellipsis, what would act on what stands around
    /// it has a stand-in.
    pub fn one_line(&self) -> String {
        let pieces: Vec<String> = self.pieces.iter().map(|piece| one_line(piece)).collect();
        pieces.join(" … ")
    }

    /// Where the words stand: `12–34, 40–51`.
    pub fn places_in_words(&self) -> String {
        let places = self.places.iter().map(|place| format!("{}–{}", place.start, place.end));
        places.collect::<Vec<_>>().join(", ")
    }
}

/// Words without line breaks, in which nothing acts on what stands around it.
pub(super) fn one_line(words: &str) -> String {
    let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
    visible(&words).into_owned()
}

/// Whether the words of an annotation are in the speaker's own words.
fn is_direct(annotation: &Annotation) -> bool {
    let form = annotation.attributes.iter().find(|(id, _)| id.as_str() == "quote-form");
    let is_indirect = form.is_some_and(
        |(_, value)| matches!(value, AttributeValue::Choice(choice) if choice.as_str() == "indirect"),
    );
    passes_attribution_on(&annotation.label) && !is_indirect
}

impl Positions<'_> {
    /// The name of an item; its id where it is not there or has none.
    pub fn item_name(&self, id: &ItemId) -> String {
        let name = self.items.get(id).map(|item| one_line(&item.name)).unwrap_or_default();
        if name.is_empty() { id.to_string() } else { name }
    }

    /// A speaker in words.
    pub fn speaker_name(&self, speaker: &Speaker) -> String {
        match speaker {
            Speaker::Registered(id) => self.voice_name(id),
            Speaker::Unnamed { affiliation: Some(id) } => format!("unnamed, {}", self.voice_name(id)),
            Speaker::Unnamed { affiliation: None } => "unnamed".to_owned(),
            Speaker::Outlet(outlet) if outlet.is_empty() => "the article".to_owned(),
            Speaker::Outlet(outlet) => one_line(outlet),
            Speaker::NotSet => "not set".to_owned(),
        }
    }

    /// Several speakers in words.
    pub fn speaker_names<'s>(&self, speakers: impl IntoIterator<Item = &'s Speaker>) -> String {
        let names: Vec<String> = speakers.into_iter().map(|speaker| self.speaker_name(speaker)).collect();
        names.join("; ")
    }

    fn voice_name(&self, id: &VoiceId) -> String {
        let entry = self.register.get(resolve(self.register, id));
        let name = entry.map(|(_, voice)| one_line(&voice.name)).unwrap_or_default();
        if name.is_empty() { id.to_string() } else { name }
    }

    /// The parties in one role by name; those without a name by the article's words for them.
    fn party_names(&self, attribution: &Attribution, role: VoiceRole, outlet: &str) -> Vec<String> {
        let mut names: Vec<String> = Vec::new();
        for party in attribution.parties(role) {
            let name = match party {
                Party::Registered(id) => self.voice_name(id),
                Party::Unnamed { words, affiliation } => {
                    let words = one_line(words);
                    let whose = affiliation.as_ref().map(|id| format!(", {}", self.voice_name(id)));
                    match (words.is_empty(), whose.unwrap_or_default()) {
                        (true, whose) => format!("unnamed{whose}"),
                        (false, whose) => format!("{words} (unnamed{whose})"),
                    }
                }
                Party::Article if outlet.trim().is_empty() => "the article".to_owned(),
                Party::Article => one_line(outlet),
            };
            if !names.contains(&name) {
                names.push(name);
            }
        }
        names
    }
}
