//! One change of many annotations, anybody's: one's own are changed, those of others are corrected or rejected in
//! one's own layers. What can't be changed is left as it is and listed; the rest is one transaction.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::{ChangeError, Draft, Judgement, check_outside, drop_unfit_attributes, find, put_decision};
use super::{remove_relations_to, together};
use crate::model::annotation::{Annotation, AnnotationKey};
use crate::model::corpus::CorpusState;
use crate::model::edit::{Key, LayerKey, Record, Transaction};
use crate::model::id::{AnnotationId, AnnotatorId};
use crate::model::relation::CorpusAnnotation;
use crate::model::review::Verdict;
use crate::model::time::Timestamp;

/// Who changes many annotations, when, and what they may write.
pub struct Actor<'a> {
    /// Who changes them.
    pub annotator: &'a AnnotatorId,
    /// When.
    pub now: Timestamp,
    /// Why one's own layer on an article can't be written; `None` if it can.
    pub refuses: &'a dyn Fn(&LayerKey) -> Option<String>,
}

/// What becomes of many annotations.
#[derive(Debug)]
pub struct BulkChange {
    /// The change, which may be [`ChangeError::Nothing`].
    pub change: Result<Transaction, ChangeError>,
    /// How many of one's own it changes.
    pub num_own: usize,
    /// How many of others it decides on.
    pub num_others: usize,
    /// How many are as they were to be already.
    pub num_same: usize,
    /// Those that are left as they are, each with the reason.
    pub left: Vec<(AnnotationKey, String)>,
}

/// Changes every one of `targets` by `change`, which is told which of them it has, then drops the attributes its label has no place for. One's own are
/// edited; for others' a replacement goes into one's own layer with the decision *corrected* and `judgement`'s
/// reason and note; where one has corrected it before, that correction is changed further. `mint` gives ids to
/// replacements. `say` makes the words of the change from the number of annotations.
pub fn change_all(
    state: &CorpusState,
    actor: &Actor<'_>,
    targets: &[AnnotationKey],
    why: &Judgement,
    mint: &mut dyn FnMut() -> AnnotationId,
    say: impl FnOnce(usize) -> String,
    change: &dyn Fn(&AnnotationKey, &mut Annotation),
) -> BulkChange {
    gather(state, actor, targets, say, |draft, own, target| {
        let layer = LayerKey::of(target);
        let original = find(state, &layer, &target.annotation)?;
        let apply = |annotation: &mut Annotation| {
            change(target, annotation);
            drop_unfit_attributes(state, annotation);
        };
        if layer == *own {
            let mut after = Annotation::clone(original);
            apply(&mut after);
            if after == **original {
                return Err(ChangeError::Nothing);
            }
            check_outside(&after)?;
            after.provenance.changed = actor.now;
            let key = Key::Annotation(layer, target.annotation.clone());
            draft.put(key, Some(Record::Annotation(Arc::new(after))));
            return Ok(());
        }
        let on = target.to_ref();
        let earlier = state.layer(&own.article, &own.annotator).and_then(|layer| {
            layer.annotations.values().find(|annotation| annotation.corrects.as_ref() == Some(&on))
        });
        let before = earlier.unwrap_or(original);
        let mut after = Annotation::clone(before);
        apply(&mut after);
        if after == **before {
            return Err(ChangeError::Nothing);
        }
        if earlier.is_none() {
            after.id = mint();
        }
        after.provenance.changed = actor.now;
        let judgement = Judgement { verdict: Verdict::Corrected, ..why.clone() };
        put_decision(draft, own, &on, judgement, Some(after), actor.now)
    })
}

/// Removes one's own of `targets`, with one's own relations to them, and rejects those of others with `why`'s
/// reason and note.
pub fn remove_all(
    state: &CorpusState,
    actor: &Actor<'_>,
    targets: &[AnnotationKey],
    why: &Judgement,
    say: impl FnOnce(usize) -> String,
) -> BulkChange {
    let mut removed: BTreeSet<CorpusAnnotation> = BTreeSet::new();
    let mut bulk = gather(state, actor, targets, say, |draft, own, target| {
        find(state, &LayerKey::of(target), &target.annotation)?;
        if target.annotator == own.annotator {
            draft.put(Key::Annotation(own.clone(), target.annotation.clone()), None);
            let (article, annotation) = (target.article.clone(), target.annotation.clone());
            removed.insert(CorpusAnnotation { article, annotation });
            return Ok(());
        }
        let judgement = Judgement { verdict: Verdict::Rejected, ..why.clone() };
        put_decision(draft, own, &target.to_ref(), judgement, None, actor.now)
    });
    if !removed.is_empty() {
        let mut links = Draft::new(state);
        remove_relations_to(&mut links, actor.annotator, &removed);
        let links = Transaction { say: String::new(), joins: false, edits: links.edits };
        bulk.change = bulk.change.and_then(|change| together(vec![change, links], |say, _| say.to_owned()));
    }
    bulk
}

/// Decides the same on every one of `targets`, one's own among them. Not to correct, which takes a replacement
/// each: see [`change_all`].
pub fn decide_all(
    state: &CorpusState,
    actor: &Actor<'_>,
    targets: &[AnnotationKey],
    judgement: &Judgement,
    say: impl FnOnce(usize) -> String,
) -> BulkChange {
    gather(state, actor, targets, say, |draft, own, target| {
        put_decision(draft, own, &target.to_ref(), judgement.clone(), None, actor.now)
    })
}

/// Goes through `targets` and collects what `each` puts into the draft, given one's own layer on the article.
fn gather(
    state: &CorpusState,
    actor: &Actor<'_>,
    targets: &[AnnotationKey],
    say: impl FnOnce(usize) -> String,
    mut each: impl FnMut(&mut Draft<'_>, &LayerKey, &AnnotationKey) -> Result<(), ChangeError>,
) -> BulkChange {
    let mut draft = Draft::new(state);
    let (mut num_own, mut num_others, mut num_same, mut left) = (0, 0, 0, Vec::new());
    for target in targets {
        let own = LayerKey { article: target.article.clone(), annotator: actor.annotator.clone() };
        if let Some(why) = (actor.refuses)(&own) {
            left.push((target.clone(), why));
            continue;
        }
        match each(&mut draft, &own, target) {
            Ok(()) if target.annotator == *actor.annotator => num_own += 1,
            Ok(()) => num_others += 1,
            Err(ChangeError::Nothing) => num_same += 1,
            Err(err) => left.push((target.clone(), err.to_string())),
        }
    }
    let change = draft.say(say(num_own + num_others));
    BulkChange { change, num_own, num_others, num_same, left }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::model::article::{Article, ArticleText, Metadata, Provenance};
    use crate::model::edit::{Edit, apply_all};
    use crate::model::id::{ArticleId, LabelId};
    use crate::model::review::{ReviewStatus, review_status};
    use crate::model::tagset::default::default_tagset;
    use crate::model::text::TextRange;

    fn annotator(id: &str) -> AnnotatorId {
        AnnotatorId::new(id).unwrap()
    }

    fn article(number: usize) -> ArticleId {
        ArticleId::new(&format!("article-{number}")).unwrap()
    }

    fn article_of(number: usize) -> Article {
        Article {
            id: article(number),
            metadata: Metadata::default(),
            provenance: Provenance::default(),
            blocks: Vec::new(),
            text: ArticleText::new("The ferry is late."),
            patches: Vec::new(),
        }
    }

    /// Two articles; mk and ro have a claim in each.
    fn corpus() -> (CorpusState, Vec<AnnotationKey>) {
        let mut state = CorpusState { tagset: default_tagset(), ..CorpusState::default() };
        let mut keys = Vec::new();
        for number in 0..2 {
            state.put_article(&article_of(number));
            for who in ["mk", "ro"] {
                let id = AnnotationId::new(&format!("{who}-{number}")).unwrap();
                let place = TextRange::new(4, 9).unwrap().into();
                let label = LabelId::new("claim").unwrap();
                let annotation = Annotation::new(id.clone(), label, place, Timestamp::default());
                let key =
                    AnnotationKey { article: article(number), annotator: annotator(who), annotation: id };
                state.set(
                    &Key::Annotation(LayerKey::of(&key), key.annotation.clone()),
                    Some(Record::Annotation(Arc::new(annotation))),
                );
                keys.push(key);
            }
        }
        (state, keys)
    }

    fn apply(state: &mut CorpusState, edits: &[Edit]) {
        let articles = (0..2).map(|number| (article(number), Arc::new(article_of(number))));
        let mut articles: BTreeMap<ArticleId, Arc<Article>> = articles.collect();
        apply_all(edits, &annotator("mk"), state, &mut articles).unwrap();
    }

    fn nobody_refuses(_: &LayerKey) -> Option<String> {
        None
    }

    fn no_reason() -> Judgement {
        Judgement { verdict: Verdict::Corrected, reason: String::new(), note: String::new() }
    }

    fn relabelled(state: &CorpusState, keys: &[AnnotationKey], actor: &Actor<'_>) -> BulkChange {
        let mut num = 0;
        let mut mint = || {
            num += 1;
            AnnotationId::new(&format!("new-{num}")).unwrap()
        };
        let quote = LabelId::new("quote").unwrap();
        change_all(
            state,
            actor,
            keys,
            &no_reason(),
            &mut mint,
            |num| format!("Relabel {num} spans"),
            &|_, span| {
                span.label = quote.clone();
            },
        )
    }

    #[test]
    fn own_spans_are_edited_and_others_corrected_and_the_inverse_takes_all_back() {
        let (mut state, keys) = corpus();
        let before = state.clone();
        let mk = annotator("mk");
        let actor = Actor { annotator: &mk, now: Timestamp::default(), refuses: &nobody_refuses };
        let bulk = relabelled(&state, &keys, &actor);
        assert_eq!((bulk.num_own, bulk.num_others, bulk.num_same, bulk.left.len()), (2, 2, 0, 0));
        let change = bulk.change.unwrap();
        apply(&mut state, &change.edits);
        let of =
            |key: &AnnotationKey| &state.layers[&key.article][&key.annotator].annotations[&key.annotation];
        assert_eq!(of(&keys[0]).label.as_str(), "quote");
        assert_eq!(of(&keys[1]).label.as_str(), "claim", "nobody writes another's layer");
        let status = review_status(&state.layers[&article(0)], &keys[1].to_ref(), of(&keys[1]), None);
        assert_eq!(status, ReviewStatus::Decided(Verdict::Corrected));
        let inverse: Vec<Edit> = change.edits.iter().rev().map(Edit::inverse).collect();
        apply(&mut state, &inverse);
        assert_eq!(state, before);
    }

    #[test]
    fn what_is_so_already_is_counted_and_a_correction_is_made_once() {
        let (mut state, keys) = corpus();
        let mk = annotator("mk");
        let actor = Actor { annotator: &mk, now: Timestamp::default(), refuses: &nobody_refuses };
        let change = relabelled(&state, &keys, &actor).change.unwrap();
        apply(&mut state, &change.edits);
        let again = relabelled(&state, &keys, &actor);
        assert_eq!((again.num_same, again.change), (4, Err(ChangeError::Nothing)));
    }

    #[test]
    fn layers_that_refuse_are_listed_and_the_rest_is_changed() {
        let (state, keys) = corpus();
        let mk = annotator("mk");
        let refuses =
            |layer: &LayerKey| (layer.article == article(1)).then(|| "it could not be read".to_owned());
        let actor = Actor { annotator: &mk, now: Timestamp::default(), refuses: &refuses };
        let bulk = relabelled(&state, &keys, &actor);
        assert_eq!((bulk.num_own, bulk.num_others), (1, 1));
        let left: BTreeMap<_, _> = bulk.left.into_iter().collect();
        assert_eq!(left.keys().collect::<Vec<_>>(), [&keys[2], &keys[3]]);
    }

    #[test]
    fn removing_removes_own_spans_and_rejects_others() {
        let (mut state, keys) = corpus();
        let mk = annotator("mk");
        let actor = Actor { annotator: &mk, now: Timestamp::default(), refuses: &nobody_refuses };
        let why =
            Judgement { verdict: Verdict::Rejected, reason: "tagged twice".into(), note: String::new() };
        let bulk = remove_all(&state, &actor, &keys, &why, |num| format!("Remove {num} spans"));
        assert_eq!((bulk.num_own, bulk.num_others), (2, 2));
        apply(&mut state, &bulk.change.unwrap().edits);
        let layers = &state.layers[&article(0)];
        assert!(layers[&mk].annotations.is_empty());
        assert_eq!(layers[&mk].decisions[&keys[1].to_ref()].reason, "tagged twice");
    }
}
