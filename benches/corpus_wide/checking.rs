//! The checks: the first look through the whole corpus, and what one edit costs after it.

use std::collections::BTreeSet;
use std::ops::ControlFlow;
use std::sync::Arc;

use redletter::analysis::quality::{Budget, Quality};
use redletter::model::annotation::{Annotation, Certainty};
use redletter::model::corpus::CorpusState;
use redletter::model::edit::{Edit, Key, LayerKey, Put, Record};
use redletter::model::id::LabelId;
use redletter::model::reader::CorpusReader as _;
use redletter::report::quality::{Offers, names_of};
use redletter::store::{Access, OpenCorpus};

use super::{Place, options, timed};

/// How many edits are followed, each in another article.
const NUM_EDITS: usize = 2_000;

/// Everything that is found in the corpus as it is.
fn checked(corpus: &OpenCorpus) -> Quality {
    let names = names_of(corpus.state());
    let offers = Offers { names: &names, state: corpus.state() };
    Quality::of(corpus, &offers, &mut |_| ControlFlow::Continue(())).unwrap()
}

/// Looks through the whole corpus.
pub fn first(place: &Place) -> String {
    let corpus = place.open(Access::Read);
    let (quality, elapsed, cpu) = timed(|| checked(&corpus));
    let num: usize = quality.open(|_| true).iter().map(Vec::len).sum();
    format!("{num} findings: {elapsed:.0} ms, {cpu:.0} ms of CPU")
}

/// One span of one's own in each of many articles spread over the corpus.
fn targets(state: &CorpusState, corpus: &OpenCorpus) -> Vec<(LayerKey, Arc<Annotation>)> {
    let own = corpus.annotator();
    let layers = state.layers.iter().filter_map(|(article, layers)| {
        let annotation = layers.get(own)?.annotations.values().next()?;
        Some((LayerKey { article: article.clone(), annotator: own.clone() }, Arc::clone(annotation)))
    });
    let all: Vec<_> = layers.collect();
    let step = (all.len() / NUM_EDITS).max(1);
    all.into_iter().step_by(step).take(NUM_EDITS).collect()
}

/// What following one edit costs: a span gets another label, or a doubt. The article is in memory, as it is where
/// somebody edits it; what is left to a job is counted.
pub fn edits(place: &Place) -> String {
    let mut corpus = place.open(Access::Write);
    let now = options(&place.corpus, &place.user, Access::Write, true).now;
    let mut quality = checked(&corpus);
    let names = names_of(corpus.state());
    let targets = targets(corpus.state(), &corpus);
    let (mut times, mut num_left, mut articles) = (Vec::new(), 0, BTreeSet::new());
    for (idx, (layer, annotation)) in targets.iter().enumerate() {
        let mut after = Annotation::clone(annotation);
        if idx % 2 == 0 {
            let other = if after.label.as_str() == "quote" { "claim" } else { "quote" };
            after.label = LabelId::new(other).unwrap();
        } else {
            after.certainty = match after.certainty {
                Certainty::Sure => Certainty::Unsure,
                Certainty::Unsure => Certainty::Sure,
            };
        }
        let key = Key::Annotation(layer.clone(), annotation.id.clone());
        let before = Some(Record::Annotation(Arc::clone(annotation)));
        let edit = Edit::Put(Put::new(key, before, Some(Record::Annotation(Arc::new(after)))));
        let transaction = redletter::model::edit::Transaction {
            say: "Change a span".to_owned(),
            edits: vec![edit.clone()],
            joins: idx > 0,
        };
        corpus.apply(transaction, now).unwrap();
        corpus.article(&layer.article).unwrap();
        let offers = Offers { names: &names, state: corpus.state() };
        let (left, elapsed, _) = timed(|| quality.follow(&[edit], &corpus, &offers, Budget::FRAME));
        num_left += usize::from(!left.is_empty());
        times.push(elapsed);
        articles.insert(&layer.article);
    }
    // They are one change, and are taken back as one.
    corpus.undo(now).unwrap().unwrap();
    corpus.close(now).unwrap();
    times.sort_by(f64::total_cmp);
    let at = |share: f64| times[((times.len() - 1) as f64 * share) as usize];
    format!(
        "{} edits in {} articles: median {:.2} ms, p99 {:.2} ms, most {:.2} ms; {num_left} left to a job",
        times.len(),
        articles.len(),
        at(0.5),
        at(0.99),
        at(1.0)
    )
}
