//! Mends: small changes that a check proposes for one record, and several of them as one change. Only records of
//! the one who works are mended.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{ChangeError, Draft, check_outside};
use crate::model::annotation::{Annotation, Attribution};
use crate::model::corpus::CorpusState;
use crate::model::edit::{Key, Record, Transaction};
use crate::model::id::{AnnotatorId, AttributeId, SettingId};
use crate::model::text::Fragments;
use crate::model::time::Timestamp;

/// A small change to one record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Mend {
    /// The annotation gets these bounds; source and cue lose what it covers then.
    Bounds(Fragments),
    /// The annotation gets this attribution.
    Attribution(Box<Attribution>),
    /// The annotation loses a value.
    DropAttribute(AttributeId),
    /// The relation goes.
    RemoveRelation,
}

/// Carries out mends, each on the record its key names, in one change; `say` tells people what it does. Records of
/// other people, and those that are gone, are passed over.
pub fn mend_all(
    state: &CorpusState,
    actor: &AnnotatorId,
    mends: &[(Key, Mend)],
    say: impl Into<String>,
    now: Timestamp,
) -> Result<Transaction, ChangeError> {
    let own = |key: &Key| key.owner() == Some(actor);
    let mut annotations: BTreeMap<&Key, Annotation> = BTreeMap::new();
    let mut draft = Draft::new(state);
    for (key, mend) in mends.iter().filter(|(key, _)| own(key)) {
        if *mend == Mend::RemoveRelation {
            if matches!(key, Key::Relation(..)) {
                draft.put(key.clone(), None);
            }
            continue;
        }
        if !annotations.contains_key(key) {
            let Some(Record::Annotation(annotation)) = state.get(key) else { continue };
            annotations.insert(key, Annotation::clone(&annotation));
        }
        let Some(annotation) = annotations.get_mut(key) else { continue };
        match mend {
            Mend::Bounds(fragments) => {
                annotation.fragments = fragments.clone();
                annotation.drop_covered_attribution();
            }
            Mend::Attribution(attribution) => annotation.attribution = Attribution::clone(attribution),
            Mend::DropAttribute(id) => {
                annotation.attributes.remove(id);
            }
            Mend::RemoveRelation => {}
        }
    }
    for (key, mut annotation) in annotations {
        check_outside(&annotation)?;
        if state.get(key) == Some(Record::Annotation(Arc::new(annotation.clone()))) {
            continue;
        }
        annotation.provenance.changed = now;
        draft.put(key.clone(), Some(Record::Annotation(Arc::new(annotation))));
    }
    draft.say(say)
}

/// Changes settings of the corpus, or takes them away, in one change that says `say`.
pub fn put_settings(
    state: &CorpusState,
    settings: Vec<(SettingId, Option<String>)>,
    say: impl Into<String>,
) -> Result<Transaction, ChangeError> {
    let mut draft = Draft::new(state);
    for (id, value) in settings {
        draft.put(Key::Setting(id), value.map(|value| Record::Setting(value.into())));
    }
    draft.say(say)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::edit::{Edit, LayerKey};
    use crate::model::id::{AnnotationId, ArticleId, LabelId};
    use crate::model::layer::Layer;
    use crate::model::text::TextRange;

    fn state() -> CorpusState {
        let mut state = CorpusState::default();
        let article = ArticleId::new("a").unwrap();
        for who in ["mk", "ro"] {
            let mut layer = Layer::default();
            for id in ["one", "two"] {
                let place = TextRange::new(0, 5).unwrap().into();
                let annotation = Annotation::new(
                    AnnotationId::new(&format!("{who}-{id}")).unwrap(),
                    LabelId::new("claim").unwrap(),
                    place,
                    Timestamp::default(),
                );
                layer.annotations.insert(annotation.id.clone(), Arc::new(annotation));
            }
            state.put_layer(&article, &AnnotatorId::new(who).unwrap(), layer);
        }
        state
    }

    fn key(who: &str, id: &str) -> Key {
        let (article, annotator) = (ArticleId::new("a").unwrap(), AnnotatorId::new(who).unwrap());
        Key::Annotation(LayerKey { article, annotator }, AnnotationId::new(id).unwrap())
    }

    #[test]
    fn only_own_records_are_mended() {
        let state = state();
        let mend = Mend::Bounds(TextRange::new(0, 4).unwrap().into());
        let keys = [key("mk", "mk-one"), key("mk", "mk-two"), key("ro", "ro-one"), key("mk", "gone")];
        let mends: Vec<_> = keys.into_iter().map(|key| (key, mend.clone())).collect();
        let actor = AnnotatorId::new("mk").unwrap();
        let change = mend_all(&state, &actor, &mends, "Trim 2 spans", Timestamp::default()).unwrap();
        let touched: Vec<&Key> = change
            .edits
            .iter()
            .filter_map(|edit| if let Edit::Put(put) = edit { Some(&put.key) } else { None })
            .collect();
        assert_eq!(touched, [&key("mk", "mk-one"), &key("mk", "mk-two")]);
        let others = &mends[2..3];
        assert_eq!(mend_all(&state, &actor, others, "", Timestamp::default()), Err(ChangeError::Nothing));
    }
}
