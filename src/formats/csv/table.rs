//! The rows of annotations as they are written, cell by cell.

use std::collections::{BTreeMap, BTreeSet};

use crate::formats::FormatError;
use crate::formats::by_reference::{WordsOut, place_in};
use crate::formats::imported::ArticleContent;
use crate::formats::recipe::Texts;
use crate::formats::selection::{Selected, StatusFilter};
use crate::model::annotation::{
    Annotation, AnnotationRef, AttributeValue, Attribution, ItemLink, Party, VoiceRole,
};
use crate::model::article::Article;
use crate::model::corpus::{CorpusState, Layers};
use crate::model::id::{AnnotatorId, AttributeId, ChoiceId, ItemId, VoiceId};
use crate::model::item::item_names;
use crate::model::quotes::Quotes;
use crate::model::text::Fragments;
use crate::model::text::units::UnitMap;
use crate::model::voice::resolved_names;

use super::columns::{ATTRIBUTE, Field};
use super::{GAP, Row, SEPARATOR, THE_ARTICLE, UNIT};

/// What rows need to know of the whole corpus.
pub struct Table<'s> {
    state: &'s CorpusState,
    attributes: Vec<AttributeId>,
    voice_names: BTreeMap<VoiceId, String>,
    item_names: BTreeMap<ItemId, String>,
    reviewer: Option<&'s AnnotatorId>,
    texts: Texts,
}

/// The article that rows are of.
struct Here<'h> {
    article: &'h Article,
    spans: Spans<'h>,
    layers: &'h Layers,
}

/// Places in its text.
struct Spans<'t> {
    text: &'t str,
    map: UnitMap<'t>,
    texts: Texts,
}

impl Spans<'_> {
    fn words(&self, place: &Fragments) -> Option<String> {
        Some(place.covered(self.text).ok()?.join(GAP))
    }

    fn places(&self, place: &Fragments) -> Option<String> {
        let ranges = place.ranges().iter().map(|range| self.map.range_from_bytes(*range));
        let ranges: Option<Vec<String>> =
            ranges.map(|range| range.map(|(start, end)| format!("{start}-{end}"))).collect();
        Some(ranges?.join(";"))
    }

    /// Words outside an annotation; where they stand, by reference.
    fn outside(&self, place: Option<&Fragments>) -> Option<String> {
        let Some(place) = place else { return Some(String::new()) };
        match self.texts {
            Texts::Included => self.words(place),
            Texts::ByReference => self.places(place),
        }
    }
}

impl<'s> Table<'s> {
    /// For the articles that are selected; `reviewer` is the one whose decisions count, and `texts` says
    /// whether words of the articles stand in the rows.
    pub fn new(selected: &Selected<'s>, reviewer: Option<&'s AnnotatorId>, texts: Texts) -> Self {
        let state = selected.state();
        let mut attributes: Vec<AttributeId> =
            state.tagset.ordered_attributes().into_iter().map(|attribute| attribute.id.clone()).collect();
        let known: BTreeSet<&AttributeId> = state.tagset.attributes.keys().collect();
        let layers = state.layers.values().flat_map(BTreeMap::values);
        let used = layers
            .flat_map(|layer| layer.annotations.values())
            .flat_map(|annotation| annotation.attributes.keys());
        let unknown: BTreeSet<&AttributeId> = used.filter(|id| !known.contains(id)).collect();
        attributes.extend(unknown.into_iter().cloned());
        Self {
            state,
            attributes,
            voice_names: resolved_names(&state.register()),
            item_names: item_names(&state.item_union()),
            reviewer,
            texts,
        }
    }

    /// The names of the columns.
    pub fn header(&self) -> Row {
        let unit = UNIT.name();
        let mut header: Row =
            ["article", "title", "date", "outlet", "annotator", "id", "label"].map(String::from).into();
        header.extend([format!("start_{unit}"), format!("end_{unit}")]);
        let outside = match self.texts {
            Texts::Included => {
                header.push("text".to_owned());
                ["source", "cue"].map(String::from)
            }
            Texts::ByReference => {
                header.insert(1, Field::TextHash.name().to_owned());
                ["source", "cue"].map(|name| format!("{name}_{unit}"))
            }
        };
        header.push(format!("fragments_{unit}"));
        header.extend(["speakers", "via", "addressee"].map(String::from));
        header.extend(outside);
        header.extend(["certainty", "note"].map(String::from));
        header.extend(self.attributes.iter().map(|id| format!("{ATTRIBUTE}{id}")));
        header.extend(["items", "review", "created", "changed"].map(String::from));
        header
    }

    /// The rows of an article: by annotator, then by first start and id; `words` counts what was left out by
    /// reference.
    pub fn rows(
        &self,
        name: &str,
        content: &ArticleContent,
        words: &mut WordsOut,
    ) -> Result<Vec<Row>, FormatError> {
        let article = &content.article;
        let (text, nothing) = (article.text.as_str(), Layers::new());
        let here = Here {
            article,
            spans: Spans { text, map: UnitMap::new(text, UNIT), texts: self.texts },
            // What reviewers say is asked of all layers, the selected or not.
            layers: self.state.layers.get(&article.id).unwrap_or(&nothing),
        };
        let mut rows = Vec::new();
        for (annotator, layer) in &content.layers {
            let quotes = Quotes::of(layer);
            let mut in_order: Vec<&Annotation> =
                layer.annotations.values().map(|annotation| &**annotation).collect();
            in_order.sort_by_key(|annotation| annotation.fragments.start());
            for annotation in in_order {
                let attribution = quotes.attribution(annotation);
                let row = self.row(&here, annotator, (annotation, attribution), &mut words.unnamed);
                rows.push(row.ok_or_else(|| FormatError::Differs {
                    name: name.to_owned(),
                    what: format!(
                        "annotation {} of article {} does not fit the text",
                        annotation.id, article.id
                    ),
                })?);
            }
        }
        if self.texts == Texts::ByReference {
            words.covered += rows.len();
        }
        Ok(rows)
    }

    /// None if a range does not fit the text.
    fn row(
        &self,
        here: &Here<'_>,
        annotator: &AnnotatorId,
        (annotation, attribution): (&Annotation, &Attribution),
        num_hidden: &mut usize,
    ) -> Option<Row> {
        let Here { article, spans, layers } = here;
        let (start, end) = spans.map.range_from_bytes(annotation.fragments.hull())?;
        let mut shown = |party: &Party| {
            let name = self.party(party, spans.text);
            *num_hidden += usize::from(name.is_none());
            name.map(str::to_owned)
        };
        let mut parties = |role: VoiceRole| {
            let names: Vec<String> = attribution.parties(role).filter_map(&mut shown).collect();
            names.join(SEPARATOR)
        };
        let on = AnnotationRef { annotator: annotator.clone(), annotation: annotation.id.clone() };
        // The annotation as it stands in the corpus is what was reviewed; here it may have been resolved.
        let reviewed = layers.get(annotator).and_then(|layer| layer.annotations.get(&annotation.id));
        let status =
            StatusFilter::of(layers, &on, reviewed.map_or(annotation, |reviewed| &**reviewed), self.reviewer);
        let items: Vec<String> = annotation.items.iter().map(|link| self.item_link(link)).collect();
        let mut row = vec![article.id.to_string()];
        if self.texts == Texts::ByReference {
            row.push(article.text.hash().to_string());
        }
        row.extend([
            article.metadata.title.clone(),
            article.metadata.date.map(|date| date.to_string()).unwrap_or_default(),
            article.metadata.outlet.clone(),
            annotator.to_string(),
            annotation.id.to_string(),
            annotation.label.to_string(),
            start.to_string(),
            end.to_string(),
        ]);
        if self.texts == Texts::Included {
            row.push(spans.words(&annotation.fragments)?);
        }
        row.push(spans.places(&annotation.fragments)?);
        row.extend([VoiceRole::Speaker, VoiceRole::Via, VoiceRole::Addressee].map(&mut parties));
        row.extend([spans.outside(attribution.source.as_ref())?, spans.outside(attribution.cue.as_ref())?]);
        row.extend([annotation.certainty.name().to_owned(), annotation.note.clone()]);
        for id in &self.attributes {
            let value = annotation.attributes.get(id);
            row.push(value.map_or_else(String::new, |value| self.value(value, &mut shown)));
        }
        row.extend([
            items.join(SEPARATOR),
            status.name().to_owned(),
            annotation.provenance.created.to_string(),
            annotation.provenance.changed.to_string(),
        ]);
        Some(row)
    }

    /// A name for a party: an entry without one goes by its id. None for words that stand in the text, by reference.
    fn party<'a>(&'a self, party: &'a Party, text: &str) -> Option<&'a str> {
        match party {
            Party::Registered(id) => {
                let named = self.voice_names.get(id).filter(|name| !name.is_empty());
                Some(named.map_or(id.as_str(), |name| name))
            }
            Party::Unnamed { words, .. } => {
                let is_hidden = self.texts == Texts::ByReference && place_in(text, words).is_some();
                (!is_hidden).then_some(words)
            }
            Party::Article => Some(THE_ARTICLE),
        }
    }

    fn item<'a>(&'a self, id: &'a ItemId) -> &'a str {
        self.item_names.get(id).filter(|name| !name.is_empty()).map_or(id.as_str(), |name| name)
    }

    fn item_link(&self, link: &ItemLink) -> String {
        format!("{} ({})", self.item(&link.item), link.act.name())
    }

    fn value(&self, value: &AttributeValue, named: &mut dyn FnMut(&Party) -> Option<String>) -> String {
        match value {
            AttributeValue::Flag(yes) => yes.to_string(),
            AttributeValue::Choice(choice) => choice.to_string(),
            AttributeValue::Choices(choices) => {
                let choices: Vec<&str> = choices.iter().map(ChoiceId::as_str).collect();
                choices.join(SEPARATOR)
            }
            AttributeValue::Text(text) => text.clone(),
            AttributeValue::Number(number) => number.get().to_string(),
            AttributeValue::Date(date) => date.to_string(),
            AttributeValue::Party(party) => named(party).unwrap_or_default(),
            AttributeValue::Item(item) => self.item(item).to_owned(),
        }
    }
}
