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
use crate::store::contents::LayerContent;
use crate::store::load::read_layer;
use crate::store::records::annotation::{
    AnnotationRecord, DecisionRecord, LayerFile, RelationRecord, StateRecord, UnplacedRecord,
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
    let annotator = files.agreed("its annotator", |file| &file.annotator)?;
    let article = files.agreed("its article", |file| &file.article)?;
    let hashes = files.convert(|file| parse::<TextHash, _>(&file.text_hash).map(Some))?;
    let all = [hashes.base, hashes.ours, hashes.theirs];
    let is_one_text = all.iter().flatten().all(|hash| Some(*hash) == hashes.ours);
    let carried;
    let layers = if is_one_text {
        &files.read
    } else {
        let named = |source| files.versions.ours.record_error(source);
        let annotator: AnnotatorId = parse(&annotator).map_err(named)?;
        let article: ArticleId = parse(&article).map_err(named)?;
        match carry_all(&files.read, &hashes, &annotator, find(&annotator, &article)) {
            Ok(layers) => carried = layers,
            Err(why) => return Ok(Made::Impossible(on_different_texts(&article, &why))),
        }
        &carried
    };
    let text_hash = layers.ours.as_ref().map(|layer| layer.text_hash.clone()).unwrap_or_default();
    Ok(Made::File(merge_records(
        layers,
        LayerFile {
            format: FORMAT,
            article,
            annotator,
            text_hash,
            state: StateRecord::default(),
            annotations: Vec::new(),
            relations: Vec::new(),
            decisions: Vec::new(),
            unplaced: Vec::new(),
        },
        told,
    )?))
}

fn on_different_texts(article: &ArticleId, why: &str) -> String {
    format!(
        "the two sides were made on different texts of {article}, and their ranges can't be put together: {why}. \
         Merge the article's file first, then this one again (git checkout --merge -- THIS FILE)"
    )
}

/// Merges layers on one text into the empty layer `merged`.
fn merge_records(
    layers: &ThreeWay<Option<LayerFile>>,
    mut merged: LayerFile,
    told: &mut Told,
) -> Result<LayerFile, MergeError> {
    let of = |layer: &Option<LayerFile>| layer.as_ref().map(spans).unwrap_or_default();
    let spans = told.merge(&layers.map(of), named("annotation"), Span::changed, Clone::clone)?;
    for span in spans.into_values() {
        match span {
            Span::Placed(annotation) => merged.annotations.push(annotation),
            Span::Unplaced(unplaced) => merged.unplaced.push(unplaced),
        }
    }
    merged.annotations.sort_by(|one, two| one.order().cmp(&two.order()));
    let relations = layers.map(|layer| {
        let records = layer.iter().flat_map(|layer| layer.relations.iter().cloned());
        keyed(records, |relation| relation.id().to_owned())
    });
    let changed = |relation: &RelationRecord| relation.changed().parse().ok();
    merged.relations =
        told.merge(&relations, named("relation"), changed, Clone::clone)?.into_values().collect();
    let decisions = layers.map(|layer| {
        let records = layer.iter().flat_map(|layer| layer.decisions.iter().cloned());
        keyed(records, DecisionRecord::on)
    });
    let at = |decision: &DecisionRecord| decision.at().parse().ok();
    merged.decisions =
        told.merge(&decisions, named("decision on"), at, Clone::clone)?.into_values().collect();
    // A state that says nothing is none, as in histories.
    let states = layers.map(|layer| {
        let state = layer.as_ref().map(|layer| layer.state.clone());
        state.filter(|state| *state != StateRecord::default())
    });
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

fn named(noun: &str) -> impl Fn(&FileKey) -> String {
    move |(id, _)| format!("{noun} {id}")
}

/// Carries the versions to the later of the two sides' texts. The error says what is in the way.
fn carry_all(
    layers: &ThreeWay<Option<LayerFile>>,
    hashes: &ThreeWay<Option<TextHash>>,
    annotator: &AnnotatorId,
    article: Result<Article, String>,
) -> Result<ThreeWay<Option<LayerFile>>, String> {
    let sides = [hashes.ours, hashes.theirs];
    let article =
        latest(article?, |hash| sides.contains(&Some(hash))).ok_or("the article's file has neither text")?;
    let article = Arc::new(article);
    let carry = |layer: &Option<LayerFile>, whose: &str| match layer {
        None => Ok(None),
        Some(layer) => match carried(layer, annotator, &article) {
            Ok(Some(layer)) => Ok(Some(layer)),
            Ok(None) => Err(format!("the article's file has not the text of {whose}")),
            Err(err) => Err(format!("{whose}: {err}")),
        },
    };
    Ok(ThreeWay {
        base: carry(&layers.base, "what both began with")?,
        ours: carry(&layers.ours, "our side")?,
        theirs: carry(&layers.theirs, "their side")?,
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
        article: Arc::clone(article),
        layer: Arc::new(read.layer),
        quarantine: read.quarantine,
    };
    Ok(Some(content.to_file()))
}
