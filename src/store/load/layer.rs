//! Reading a layer file: its records against the text they were made on, carried to the article's text of today.

use std::sync::Arc;

use super::chain_from;
use crate::model::article::Article;
use crate::model::layer::Layer;
use crate::model::text::TextHash;
use crate::store::contents::Quarantine;
use crate::store::records::annotation::LayerFile;
use crate::store::records::{Against, RecordError};

/// What was read of a layer file.
pub(in crate::store) struct ReadLayer {
    pub layer: Layer,
    pub quarantine: Quarantine,
    pub(in crate::store) problems: Vec<String>,
    /// Why the layer must not be written.
    pub lock: Option<String>,
}

/// Converts a layer against the text it was made on and carries it to the article's text of today, but for
/// the last `num_own_patches`.
pub(in crate::store) fn read_layer(
    file: &LayerFile,
    article: &Article,
    num_own_patches: usize,
) -> Result<ReadLayer, RecordError> {
    let made_on: TextHash = file.text_hash.parse()?;
    let chain = chain_from(article, made_on);
    let lock = chain.is_none().then(|| {
        "the layer was made on a text that the article has never had; what still fits is shown, and the file is \
         left as it is"
            .to_owned()
    });
    let (text, patches) = chain.unwrap_or_else(|| (article.text.clone(), &[]));
    let mut read = convert_layer(file, text.as_str());
    let mut text = text;
    for patch in &patches[..patches.len().saturating_sub(num_own_patches)] {
        read.layer.carry(patch, text.as_str());
        // The chain was walked backwards over the same patches, so they apply.
        if let Ok(after) = patch.apply(&text) {
            text = after;
        }
    }
    read.lock = lock.or(read.lock);
    Ok(read)
}

fn convert_layer(file: &LayerFile, text: &str) -> ReadLayer {
    let against = Against::Text(text);
    let (mut layer, mut quarantine, mut problems) = (Layer::default(), Quarantine::default(), Vec::new());
    let twice = || RecordError::Contradiction("an id that stands in the file twice".to_owned());
    // In the order they are written back, so that of two with one id the same one is used next time.
    let mut in_order: Vec<_> = file.annotations.iter().collect();
    in_order.sort_by(|one, two| one.order().cmp(&two.order()));
    for record in in_order {
        let read = record.to_model(against).and_then(|annotation| {
            if layer.annotations.contains_key(&annotation.id) { Err(twice()) } else { Ok(annotation) }
        });
        match read {
            Ok(annotation) => {
                layer.annotations.insert(annotation.id.clone(), Arc::new(annotation));
            }
            Err(err) => {
                problems.push(format!("annotation {}: {err}", record.id()));
                quarantine.annotations.push(record.clone());
            }
        }
    }
    for record in &file.relations {
        match record.to_model() {
            Ok(relation) if !layer.relations.contains_key(&relation.id) => {
                layer.relations.insert(relation.id.clone(), Arc::new(relation));
            }
            failed => {
                let err = failed.err().unwrap_or_else(twice);
                problems.push(format!("relation {}: {err}", record.id()));
                quarantine.relations.push(record.clone());
            }
        }
    }
    for record in &file.decisions {
        match record.to_model() {
            Ok(decision) if !layer.decisions.contains_key(&decision.on) => {
                layer.decisions.insert(decision.on.clone(), Arc::new(decision));
            }
            failed => {
                let err = failed.err().unwrap_or_else(twice);
                problems.push(format!("decision on {}: {err}", record.on()));
                quarantine.decisions.push(record.clone());
            }
        }
    }
    for record in &file.unplaced {
        match record.to_model() {
            Ok(unplaced) if !layer.unplaced.contains_key(&unplaced.annotation.id) => {
                layer.unplaced.insert(unplaced.annotation.id.clone(), Arc::new(unplaced));
            }
            failed => {
                let err = failed.err().unwrap_or_else(twice);
                problems.push(format!("an unplaced annotation: {err}"));
                quarantine.unplaced.push(record.clone());
            }
        }
    }
    let mut lock = None;
    match file.state.to_model(against) {
        Ok(state) => layer.state = Arc::new(state),
        // The state has no place in quarantine, so the whole file stays as it is.
        Err(err) => lock = Some(format!("the layer's state: {err}")),
    }
    ReadLayer { layer, quarantine, problems, lock }
}
