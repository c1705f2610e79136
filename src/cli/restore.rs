//! `redletter restore`: a whole corpus as it was, as a new one; an article or an annotation as it was, in place.

use std::path::Path;

use super::arguments::Restore;
use super::session::failure;
use super::time::{self, Rounds};
use super::{Failure, Outcome, Output, Printed as _, Session, counted};
use crate::model::change::ChangeError;
use crate::model::change::restore::{self, Extent, PastArticle, PastRecord};
use crate::model::edit::{Edit, Key, Record, Transaction};
use crate::model::id::{AnnotationId, AnnotatorId, ArticleId};
use crate::model::reader::CorpusReader as _;
use crate::store::OpenCorpus;
use crate::store::disk::RealDisk;
use crate::store::past::{LineFilter, Moment, Past};

pub(super) fn run(
    arguments: &Restore,
    session: &Session,
    output: &mut Output<'_>,
) -> Result<Outcome, Failure> {
    if arguments.corpus.is_file() {
        let path = arguments.corpus.display();
        return Err(failure(format!("a packed corpus has no history to restore from: {path}")));
    }
    let at = time::read(&arguments.at, Rounds::Up, (session.clock)()).map_err(failure)?;
    let moment = Moment::At(at);
    if let Some(out) = &arguments.out {
        return write_new(arguments, session, &moment, out, output);
    }
    let mut corpus = session.open_to_write(&arguments.corpus, output)?;
    let result = in_place(arguments, session, &mut corpus, &moment, output);
    let closed = corpus.close((session.clock)());
    let outcome = result?;
    closed?;
    Ok(outcome)
}

/// Writes the corpus as it was into a new folder.
fn write_new(
    arguments: &Restore,
    session: &Session,
    moment: &Moment,
    out: &Path,
    output: &mut Output<'_>,
) -> Result<Outcome, Failure> {
    let (corpus, report) = session.open_to_read(&arguments.corpus)?;
    super::session::print_open_report(&report, output)?;
    let past = Past::at(corpus.snapshot(), &corpus.histories(), moment)?;
    let written = past.write(&RealDisk, out)?;
    let outcome = print_left_out(&past, output)?;
    if let Some(left_out) = corpus.snapshot().originals_left_out()? {
        writeln!(output.err, "note: {left_out}").printed()?;
    }
    let articles = counted(written.num_articles, "article");
    let annotations = counted(written.num_annotations, "annotation");
    writeln!(output.out, "Wrote {articles} with {annotations} as of {}: {}", in_words(moment), out.display())
        .printed()?;
    Ok(outcome)
}

/// Brings an article or an annotation back as one transaction.
fn in_place(
    arguments: &Restore,
    session: &Session,
    corpus: &mut OpenCorpus,
    moment: &Moment,
    output: &mut Output<'_>,
) -> Result<Outcome, Failure> {
    let actor = corpus.annotator().clone();
    let article = match (&arguments.article, &arguments.annotation) {
        (Some(article), _) => article.clone(),
        (None, Some(id)) => article_of(corpus, &actor, id)?,
        (None, None) => return Err(failure("name what is to be restored: --out, --article or --annotation")),
    };
    let past = Past::of_article(corpus.snapshot(), &corpus.histories(), moment, &article)?;
    let change = match &arguments.annotation {
        Some(id) => annotation_change(session, corpus, &past, &article, id, moment)?,
        None => article_change(arguments, session, corpus, &past, &article, moment)?,
    };
    let outcome = print_left_out(&past, output)?;
    match change {
        Ok(transaction) => {
            let say = transaction.say.clone();
            corpus.apply(transaction, (session.clock)())?;
            writeln!(output.out, "{say}, as of {}; undo takes it back", in_words(moment)).printed()?;
        }
        Err(ChangeError::Nothing) => {
            writeln!(output.out, "It is so already; nothing was changed").printed()?;
        }
        Err(err) => return Err(err.into()),
    }
    Ok(outcome)
}

/// What brings an article back.
fn article_change(
    arguments: &Restore,
    session: &Session,
    corpus: &OpenCorpus,
    past: &Past,
    id: &ArticleId,
    moment: &Moment,
) -> Result<Result<Transaction, ChangeError>, Failure> {
    if !past.state().articles.contains_key(id) {
        return Err(failure(format!("there was no article {id} at {}", in_words(moment))));
    }
    let article = past.article(id).map_err(failure)?;
    let layer = past.state().layer(id, corpus.annotator());
    let trashed = corpus.snapshot().trashed_article(id).ok();
    let past =
        PastArticle { article: &article, layer: layer.map(|layer| &**layer), trashed: trashed.as_deref() };
    let extent = if arguments.with_article { Extent::LayerAndArticle } else { Extent::Layer };
    Ok(restore::article(corpus, corpus.annotator(), past, extent, (session.clock)()))
}

/// What brings an annotation back.
fn annotation_change(
    session: &Session,
    corpus: &OpenCorpus,
    past: &Past,
    article: &ArticleId,
    id: &AnnotationId,
    moment: &Moment,
) -> Result<Result<Transaction, ChangeError>, Failure> {
    let actor = corpus.annotator();
    let layer = past.state().layer(article, actor);
    let Some(annotation) = layer.and_then(|layer| layer.annotations.get(id)) else {
        return Err(failure(format!("{actor} had no annotation {id} at {}", in_words(moment))));
    };
    let place = crate::model::edit::LayerKey { article: article.clone(), annotator: actor.clone() };
    let text = past.article(article).map_err(failure)?.text.clone();
    let record = PastRecord {
        key: Key::Annotation(place, id.clone()),
        record: Record::Annotation(annotation.clone()),
        text: Some(text),
    };
    Ok(restore::records(corpus, actor, vec![record], (session.clock)()))
}

/// The article of an annotation of one's own, which may have been removed.
fn article_of(corpus: &OpenCorpus, actor: &AnnotatorId, id: &AnnotationId) -> Result<ArticleId, Failure> {
    let mut layers = corpus.state().layers.iter();
    let has = |layers: &crate::model::corpus::Layers| {
        layers.get(actor).is_some_and(|layer| layer.annotations.contains_key(id))
    };
    if let Some((article, _)) = layers.find(|(_, layers)| has(layers)) {
        return Ok(article.clone());
    }
    let filter =
        LineFilter { annotation: Some(id.clone()), by: Some(actor.clone()), ..LineFilter::default() };
    for found in corpus.histories().newest_first(filter)? {
        let found = found?;
        let place = found.line.edits.iter().find_map(|edit| match edit {
            Edit::Put(put) => match &put.key {
                Key::Annotation(layer, known) if known == id => Some(layer.article.clone()),
                _ => None,
            },
            _ => None,
        });
        if let Some(article) = place {
            return Ok(article);
        }
    }
    Err(failure(format!("{actor} never had an annotation {id}")))
}

fn print_left_out(past: &Past, output: &mut Output<'_>) -> Result<Outcome, Failure> {
    for what in past.left_out() {
        writeln!(output.err, "warning: left out: {what}").printed()?;
    }
    Ok(if past.left_out().is_empty() { Outcome::Done } else { Outcome::Problems })
}

fn in_words(moment: &Moment) -> String {
    match moment {
        Moment::At(time) => time.to_string(),
        Moment::Before(line) | Moment::After(line) => line.t.to_string(),
    }
}
