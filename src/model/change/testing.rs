//! What tests of changes share: two annotators, an article, and a change applied, looked at and taken back.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::model::article::{Article, ArticleText, Metadata, Provenance};
use crate::model::corpus::CorpusState;
use crate::model::edit::{Edit, Transaction, apply_all};
use crate::model::id::{AnnotatorId, ArticleId};

/// One annotator.
pub(super) fn mk() -> AnnotatorId {
    AnnotatorId::new("mk").unwrap()
}

/// Another annotator.
pub(super) fn ro() -> AnnotatorId {
    AnnotatorId::new("ro").unwrap()
}

/// An article of twenty words.
pub(super) fn ferry() -> Article {
    Article {
        id: ArticleId::new("ferry").unwrap(),
        metadata: Metadata::default(),
        provenance: Provenance::default(),
        text: ArticleText::new("words ".repeat(20)),
        blocks: Vec::new(),
        patches: Vec::new(),
    }
}

/// Applies edits to a corpus with that article.
pub(super) fn apply(state: &mut CorpusState, edits: &[Edit]) {
    let mut articles = BTreeMap::from([(ferry().id.clone(), Arc::new(ferry()))]);
    apply_all(edits, &mk(), state, &mut articles).unwrap();
}

/// Applies a change, looks, and takes it back.
pub(super) fn try_out(state: &CorpusState, change: &Transaction, look: impl FnOnce(&CorpusState)) {
    let mut after = state.clone();
    apply(&mut after, &change.edits);
    look(&after);
    let inverse: Vec<Edit> = change.edits.iter().rev().map(Edit::inverse).collect();
    apply(&mut after, &inverse);
    assert_eq!(after, *state);
}
