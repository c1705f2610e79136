//! A digest of everything a corpus holds, by which two processes can tell that they see the same.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::model::edit::LayerKey;
use crate::model::layer::Layer;
use crate::model::reader::{CorpusReader, ReadError};
use crate::model::text::TextHash;

/// Makes digests of one corpus as it changes; remembers those of layers, which are most of it.
#[derive(Debug, Default)]
pub struct Digests {
    layers: BTreeMap<LayerKey, (Arc<Layer>, TextHash)>,
}

impl Digests {
    /// The digest of a corpus as it is now: settings, tagset, registers, items, articles with texts and blocks,
    /// and everybody's layers. The chain of corrections is left out: of one that was undone and redone several
    /// times recovery may find some of the turns superfluous.
    pub fn of(&mut self, corpus: &dyn CorpusReader) -> Result<String, ReadError> {
        let state = corpus.state();
        let mut parts =
            vec![format!("{:?}{:?}{:?}{:?}", state.settings, state.tagset, state.voices, state.items)];
        for (id, row) in &state.articles {
            let article = corpus.article(id)?;
            parts.push(format!("{row:?}{:?}{}", article.blocks, article.text.hash()));
        }
        for (article, layers) in &state.layers {
            for (annotator, layer) in layers {
                let key = LayerKey { article: article.clone(), annotator: annotator.clone() };
                let hash = self.of_layer(&key, layer);
                parts.push(format!("{key:?}{hash}"));
            }
        }
        Ok(TextHash::of(&parts.join("\n")).to_string())
    }

    fn of_layer(&mut self, key: &LayerKey, layer: &Arc<Layer>) -> TextHash {
        if let Some((known, hash)) = self.layers.get(key)
            && Arc::ptr_eq(known, layer)
        {
            return *hash;
        }
        let hash = TextHash::of(&format!("{layer:?}"));
        self.layers.insert(key.clone(), (Arc::clone(layer), hash));
        hash
    }
}
