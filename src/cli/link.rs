//! `redletter link`: says that an article is a copy of another, or of none.

use super::arguments::Link;
use super::{Failure, Outcome, Output, Printed as _, Session};
use crate::model::change::copies::set_copy_of;
use crate::store::OpenCorpus;

pub(super) fn run(arguments: &Link, session: &Session, output: &mut Output<'_>) -> Result<Outcome, Failure> {
    let mut corpus = session.open_to_write(&arguments.corpus, output)?;
    let result = link(arguments, session, &mut corpus, output);
    let closed = corpus.close((session.clock)());
    result?;
    closed?;
    Ok(Outcome::Done)
}

fn link(
    arguments: &Link,
    session: &Session,
    corpus: &mut OpenCorpus,
    output: &mut Output<'_>,
) -> Result<(), Failure> {
    let Link { article, original, .. } = arguments;
    let change = set_copy_of(corpus.state(), article, original.as_ref())?;
    corpus.apply(change, (session.clock)())?;
    let linked = corpus.state().articles.get(article).and_then(|row| row.copy_of.as_ref());
    match linked {
        Some(original) => writeln!(output.out, "Linked {article} as a copy of {original}").printed(),
        None => writeln!(output.out, "{article} is a copy of none now").printed(),
    }
}
