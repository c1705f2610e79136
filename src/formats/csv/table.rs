//! The rows of annotations as they are written, cell by cell.

use std::collections::{BTreeMap, BTreeSet};

use crate::formats::FormatError;
use crate::formats::imported::ArticleContent;
use crate::formats::selection::{Selected, StatusFilter};
use crate::model::annotation::{Annotation, AnnotationRef, AttributeValue, ItemLink, Party, VoiceRole};
use crate::model::corpus::{CorpusState, Layers};
use crate::model::id::{AnnotatorId, AttributeId, ChoiceId, ItemId, VoiceId};
use crate::model::item::item_union;
use crate::model::quotes::Quotes;
use crate::model::text::Fragments;
use crate::model::text::units::UnitMap;
use crate::model::voice::resolved_names;

use super::columns::ATTRIBUTE;
use super::{GAP, Row, SEPARATOR, THE_ARTICLE, UNIT};

/// What rows need to know of the whole corpus.
pub struct Table<'s> {
    state: &'s CorpusState,
    attributes: Vec<AttributeId>,
    voice_names: BTreeMap<VoiceId, String>,
    item_names: BTreeMap<ItemId, String>,
    reviewer: Option<&'s AnnotatorId>,
}

impl<'s> Table<'s> {
    /// For the articles that are selected; `reviewer` is the one whose decisions count.
    pub fn new(selected: &Selected<'s>, reviewer: Option<&'s AnnotatorId>) -> Self {
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
        let items =
            state.items.iter().flat_map(|(owner, items)| items.values().map(move |item| (owner, &**item)));
        Self {
            state,
            attributes,
            voice_names: resolved_names(&state.register()),
            item_names: item_union(items).into_iter().map(|(id, (_, item))| (id, item.name)).collect(),
            reviewer,
        }
    }

    /// The names of the columns.
    pub fn header(&self) -> Row {
        let unit = UNIT.name();
        let mut header: Row =
            ["article", "title", "date", "outlet", "annotator", "id", "label"].map(String::from).into();
        header.extend([
            format!("start_{unit}"),
            format!("end_{unit}"),
            "text".to_owned(),
            format!("fragments_{unit}"),
        ]);
        header
            .extend(["speakers", "via", "addressee", "source", "cue", "certainty", "note"].map(String::from));
        header.extend(self.attributes.iter().map(|id| format!("{ATTRIBUTE}{id}")));
        header.extend(["items", "review", "created", "changed"].map(String::from));
        header
    }

    /// The rows of an article: by annotator, then by first start and id.
    pub fn rows(&self, name: &str, content: &ArticleContent) -> Result<Vec<Row>, FormatError> {
        let spans = UnitMap::new(content.article.text.as_str(), UNIT);
        let nothing = Layers::new();
        // What reviewers say is asked of all layers, the selected or not.
        let layers = self.state.layers.get(&content.article.id).unwrap_or(&nothing);
        let mut rows = Vec::new();
        for (annotator, layer) in &content.layers {
            let quotes = Quotes::of(layer);
            let mut in_order: Vec<&Annotation> =
                layer.annotations.values().map(|annotation| &**annotation).collect();
            in_order.sort_by_key(|annotation| annotation.fragments.start());
            for annotation in in_order {
                let row = self.row(content, (annotator, annotation), &quotes, &spans, layers);
                rows.push(row.ok_or_else(|| FormatError::Differs {
                    name: name.to_owned(),
                    what: format!(
                        "annotation {} of article {} does not fit the text",
                        annotation.id, content.article.id
                    ),
                })?);
            }
        }
        Ok(rows)
    }

    /// None if a range does not fit the text.
    fn row(
        &self,
        content: &ArticleContent,
        (annotator, annotation): (&AnnotatorId, &Annotation),
        quotes: &Quotes,
        spans: &UnitMap<'_>,
        layers: &Layers,
    ) -> Option<Row> {
        let (article, text) = (&content.article, content.article.text.as_str());
        let place = annotation.fragments.hull();
        let (start, end) = spans.range_from_bytes(place)?;
        let ranges = annotation.fragments.ranges().iter().map(|range| spans.range_from_bytes(*range));
        let ranges: Vec<String> =
            ranges.map(|range| range.map(|(start, end)| format!("{start}-{end}"))).collect::<Option<_>>()?;
        let covered = |place: Option<&Fragments>| {
            place.map_or(Some(String::new()), |place| Some(place.covered(text).ok()?.join(GAP)))
        };
        let attribution = quotes.attribution(annotation);
        let parties = |role: VoiceRole| {
            let names: Vec<&str> = attribution.parties(role).map(|party| self.party(party)).collect();
            names.join(SEPARATOR)
        };
        let on = AnnotationRef { annotator: annotator.clone(), annotation: annotation.id.clone() };
        // The annotation as it stands in the corpus is what was reviewed; here it may have been resolved.
        let reviewed = layers.get(annotator).and_then(|layer| layer.annotations.get(&annotation.id));
        let status =
            StatusFilter::of(layers, &on, reviewed.map_or(annotation, |reviewed| &**reviewed), self.reviewer);
        let items: Vec<String> = annotation.items.iter().map(|link| self.item_link(link)).collect();
        let mut row = vec![
            article.id.to_string(),
            article.metadata.title.clone(),
            article.metadata.date.map(|date| date.to_string()).unwrap_or_default(),
            article.metadata.outlet.clone(),
            annotator.to_string(),
            annotation.id.to_string(),
            annotation.label.to_string(),
            start.to_string(),
            end.to_string(),
            covered(Some(&annotation.fragments))?,
            ranges.join(";"),
            parties(VoiceRole::Speaker),
            parties(VoiceRole::Via),
            parties(VoiceRole::Addressee),
            covered(attribution.source.as_ref())?,
            covered(attribution.cue.as_ref())?,
            annotation.certainty.name().to_owned(),
            annotation.note.clone(),
        ];
        row.extend(
            self.attributes
                .iter()
                .map(|id| annotation.attributes.get(id).map_or_else(String::new, |value| self.value(value))),
        );
        row.extend([
            items.join(SEPARATOR),
            status.name().to_owned(),
            annotation.provenance.created.to_string(),
            annotation.provenance.changed.to_string(),
        ]);
        Some(row)
    }

    /// A name for a party: an entry without one goes by its id.
    fn party<'a>(&'a self, party: &'a Party) -> &'a str {
        match party {
            Party::Registered(id) => {
                self.voice_names.get(id).filter(|name| !name.is_empty()).map_or(id.as_str(), |name| name)
            }
            Party::Unnamed { words, .. } => words,
            Party::Article => THE_ARTICLE,
        }
    }

    fn item<'a>(&'a self, id: &'a ItemId) -> &'a str {
        self.item_names.get(id).filter(|name| !name.is_empty()).map_or(id.as_str(), |name| name)
    }

    fn item_link(&self, link: &ItemLink) -> String {
        format!("{} ({})", self.item(&link.item), link.act.name())
    }

    fn value(&self, value: &AttributeValue) -> String {
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
            AttributeValue::Party(party) => self.party(party).to_owned(),
            AttributeValue::Item(item) => self.item(item).to_owned(),
        }
    }
}
