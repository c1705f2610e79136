//! Merging layers: annotations, relations, decisions and state. Records that can't be used are merged as they
//! stand in the files.
//!
//! Ranges count in a text. Versions made on different texts are carried to the latest of these first, by the
//! article's chain of corrections; without it they are not mixed.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::Serialize;

use super::told::Told;
use super::versions::Files;
use super::{FindArticle, Made, MergeError};
use crate::model::article::Article;
use crate::model::id::{AnnotatorId, ArticleId};
use crate::model::text::TextHash;
use crate::model::time::Timestamp;
use crate::store::contents::{LayerContent, LayerText};
use crate::store::load::read_layer;
use crate::store::records::annotation::{
    AnnotationRecord, DecisionRecord, LayerFile, StateRecord, UnplacedRecord,
};
use crate::store::records::{RecordError, parse};
use crate::store::ron_file::FORMAT;
use crate::store::three_way::ThreeWay;

/// An annotation with or without a place: one record, since a correction turns the one into the other.
#[derive(Clone, PartialEq, Serialize)]
enum Span {
    Placed(AnnotationRecord),
    Unplaced(UnplacedRecord),
}

/// Id of a record, and how many with that id stand before it: one that occurs twice can't be used, and is not
/// lost for that.
type FileKey = (String, usize);

pub(super) fn merge(
    files: &Files<'_, LayerFile>,
    told: &mut Told,
    find: FindArticle<'_>,
) -> Result<Made<LayerFile>, MergeError> {
    let hashes = files.convert(|file| parse::<TextHash, _>(&file.text_hash).map(Some))?;
    let nothing = without_records(&files.ours);
    let base = files.base.as_ref().unwrap_or(&nothing);
    let layers = ThreeWay { base, ours: &files.ours, theirs: &files.theirs };
    if hashes.theirs == hashes.ours && (hashes.base.is_none() || hashes.base == hashes.ours) {
        return merge_records(&layers, told).map(Made::File);
    }
    let named = |source| files.versions.ours.record_error(source);
    let annotator: AnnotatorId = parse(&files.ours.annotator).map_err(named)?;
    let article: ArticleId = parse(&files.ours.article).map_err(named)?;
    let sides = [hashes.ours, hashes.theirs];
    match carry_all(&layers, sides, &annotator, find(&annotator, &article)) {
        Ok(carried) => merge_records(&carried.map(|layer| layer), told).map(Made::File),
        Err(why) => Ok(Made::Impossible(on_different_texts(&article, &why))),
    }
}

/// A layer as empty as one can be, on the same text.
fn without_records(layer: &LayerFile) -> LayerFile {
    LayerFile {
        format: FORMAT,
        article: layer.article.clone(),
        annotator: layer.annotator.clone(),
        text_hash: layer.text_hash.clone(),
        state: StateRecord::default(),
        annotations: Vec::new(),
        relations: Vec::new(),
        decisions: Vec::new(),
        unplaced: Vec::new(),
    }
}

fn on_different_texts(article: &ArticleId, why: &str) -> String {
    format!(
        "the two sides were made on different texts of {article}, and their ranges can't be put together: {why}. \
         Merge the article's file first, then this one again (git checkout --merge -- THIS FILE)"
    )
}

/// Merges layers on one text.
fn merge_records(layers: &ThreeWay<&LayerFile>, told: &mut Told) -> Result<LayerFile, MergeError> {
    let mut merged = without_records(layers.ours);
    let spans = told.merge(
        &layers.map(|layer| spans(layer)),
        |(id, _)| format!("annotation {id}"),
        Span::changed,
        Clone::clone,
    )?;
    for span in spans.into_values() {
        match span {
            Span::Placed(annotation) => merged.annotations.push(annotation),
            Span::Unplaced(unplaced) => merged.unplaced.push(unplaced),
        }
    }
    merged.annotations.sort_by(|one, two| one.order().cmp(&two.order()));
    let relations = told.merge(
        &layers.map(|layer| keyed(layer.relations.iter().cloned(), |relation| relation.id().to_owned())),
        |(id, _)| format!("relation {id}"),
        |relation| relation.changed().parse().ok(),
        Clone::clone,
    )?;
    merged.relations = relations.into_values().collect();
    let decisions = told.merge(
        &layers.map(|layer| keyed(layer.decisions.iter().cloned(), DecisionRecord::on)),
        |(on, _)| format!("decision on {on}"),
        |decision| decision.at().parse().ok(),
        Clone::clone,
    )?;
    merged.decisions = decisions.into_values().collect();
    // A state that says nothing is none, as in histories.
    let states =
        layers.map(|layer| Some(layer.state.clone()).filter(|state| *state != StateRecord::default()));
    merged.state = told.merge_one(&states, "state", Clone::clone)?.unwrap_or_default();
    Ok(merged)
}

fn spans(layer: &LayerFile) -> BTreeMap<FileKey, Span> {
    let placed = layer.annotations.iter().cloned().map(Span::Placed);
    let unplaced = layer.unplaced.iter().cloned().map(Span::Unplaced);
    keyed(placed.chain(unplaced), |span| span.annotation().id().to_owned())
}

impl Span {
    fn annotation(&self) -> &AnnotationRecord {
        match self {
            Self::Placed(annotation) => annotation,
            Self::Unplaced(unplaced) => unplaced.annotation(),
        }
    }

    fn changed(&self) -> Option<Timestamp> {
        self.annotation().changed().parse().ok()
    }
}

fn keyed<V>(records: impl Iterator<Item = V>, id: impl Fn(&V) -> String) -> BTreeMap<FileKey, V> {
    let mut num_with_id: BTreeMap<String, usize> = BTreeMap::new();
    records
        .map(|record| {
            let id = id(&record);
            let count = num_with_id.entry(id.clone()).or_default();
            *count += 1;
            ((id, *count - 1), record)
        })
        .collect()
}

/// Carries the versions to the later of the two sides' texts. The error says what is in the way.
fn carry_all(
    layers: &ThreeWay<&LayerFile>,
    sides: [Option<TextHash>; 2],
    annotator: &AnnotatorId,
    article: Result<Article, String>,
) -> Result<ThreeWay<LayerFile>, String> {
    let article =
        latest(article?, |hash| sides.contains(&Some(hash))).ok_or("the article's file has neither text")?;
    let article = Arc::new(article);
    let carry = |layer: &LayerFile, whose: &str| match carried(layer, annotator, &article) {
        Ok(Some(layer)) => Ok(layer),
        Ok(None) => Err(format!("the article's file has not the text of {whose}")),
        Err(err) => Err(format!("{whose}: {err}")),
    };
    Ok(ThreeWay {
        base: carry(layers.base, "what both began with")?,
        ours: carry(layers.ours, "our side")?,
        theirs: carry(layers.theirs, "their side")?,
    })
}

/// The article as it was when it last had a text that `is_wanted`.
fn latest(mut article: Article, is_wanted: impl Fn(TextHash) -> bool) -> Option<Article> {
    while !is_wanted(article.text.hash()) {
        let patch = article.patches.pop()?;
        article.text = patch.inverse().apply(&article.text).ok()?;
    }
    Some(article)
}

/// A layer carried to the article's text; `None` if the article never had the text it was made on.
fn carried(
    layer: &LayerFile,
    annotator: &AnnotatorId,
    article: &Arc<Article>,
) -> Result<Option<LayerFile>, RecordError> {
    let read = read_layer(layer, article, 0)?;
    if read.lock.is_some() {
        return Ok(None);
    }
    let content = LayerContent {
        annotator: annotator.clone(),
        text: LayerText::Here(Arc::clone(article)),
        layer: Arc::new(read.layer),
        quarantine: read.quarantine,
    };
    // The article is here, so that its text is.
    Ok(content.to_file().ok())
}
