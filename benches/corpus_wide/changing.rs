//! One change of thousands of spans, and its undo.

use redletter::model::annotation::AnnotationKey;
use redletter::model::change::Judgement;
use redletter::model::change::bulk::{Actor, change_all};
use redletter::model::id::{CountedIds, IdSource as _, LabelId};
use redletter::model::review::Verdict;
use redletter::store::{Access, OpenCorpus};

use super::{Place, options, timed};

/// How many spans get another label.
const NUM_SPANS: usize = 10_000;

fn own_spans(corpus: &OpenCorpus) -> Vec<AnnotationKey> {
    let own = corpus.annotator();
    let layers = corpus.state().layers.iter();
    let layers = layers.filter_map(|(article, layers)| Some((article, layers.get(own)?)));
    let keys = layers.flat_map(|(article, layer)| {
        layer.annotations.keys().map(move |annotation| AnnotationKey {
            article: article.clone(),
            annotator: own.clone(),
            annotation: annotation.clone(),
        })
    });
    keys.take(NUM_SPANS).collect()
}

/// From the wish to the changed corpus in memory; the same for the undo; then until every file is on the disk.
pub fn relabel(place: &Place) -> String {
    let mut corpus = place.open(Access::Write);
    let now = options(&place.corpus, &place.user, Access::Write, true).now;
    let targets = own_spans(&corpus);
    let other = LabelId::new("caveat").unwrap();
    let mut ids = CountedIds(40_000_000);
    let why = Judgement { verdict: Verdict::Corrected, reason: String::new(), note: String::new() };
    let annotator = corpus.annotator().clone();
    let actor = Actor { annotator: &annotator, now, refuses: &|_| None };
    let (change, build, _) = timed(|| {
        let mint = &mut || ids.annotation();
        let say = |num| format!("Relabel {num} spans");
        let set = |_: &_, annotation: &mut redletter::model::annotation::Annotation| {
            annotation.label = other.clone();
        };
        change_all(corpus.state(), &actor, &targets, &why, mint, say, &set)
    });
    let num_changed = change.num_own;
    let (_, apply, _) = timed(|| corpus.apply(change.change.unwrap(), now).unwrap());
    let ((), saved, _) = timed(|| corpus.wait_until_saved(now).unwrap());
    let (_, undo, _) = timed(|| corpus.undo(now).unwrap().unwrap());
    let ((), close, _) = timed(|| corpus.close(now).unwrap());
    format!(
        "{num_changed} spans: {build:.0} ms to build + {apply:.0} ms to apply, durable {saved:.0} ms later; undo \
         {undo:.0} ms; {close:.0} ms until all files are written"
    )
}
