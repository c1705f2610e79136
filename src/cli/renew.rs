//! `redletter renew`: the text of a newer version of an article.

use super::arguments::Renew;
use super::session::{failure, print_open_report};
use super::{Failure, Outcome, Output, Printed as _, Session};
use crate::documents::ReadDocument;
use crate::documents::version::read_version;
use crate::model::change::ChangeError;
use crate::model::change::renew::{Renewal, renew_text};
use crate::model::edit::Transaction;
use crate::model::reader::CorpusReader as _;
use crate::model::text::near::{VERSION_PERCENT, percent_alike};
use crate::report::renewing;
use crate::store::OpenCorpus;

pub(super) fn run(arguments: &Renew, session: &Session, output: &mut Output<'_>) -> Result<Outcome, Failure> {
    let document = read_version(&arguments.file)?;
    if arguments.dry_run {
        let (corpus, report) = session.open_to_read(&arguments.corpus)?;
        print_open_report(&report, output)?;
        let planned = plan(arguments, &document, &corpus, output)?;
        return planned
            .map_or(Ok(Outcome::Done), |(_, renewal)| told("Would renew", arguments, &renewal, output));
    }
    let mut corpus = session.open_to_write(&arguments.corpus, output)?;
    let planned = plan(arguments, &document, &corpus, output);
    let applied = planned.and_then(|planned| {
        let Some((change, renewal)) = planned else { return Ok(None) };
        corpus.apply(change, (session.clock)())?;
        Ok(Some(renewal))
    });
    let closed = corpus.close((session.clock)());
    let renewal = applied?;
    closed?;
    renewal.map_or(Ok(Outcome::Done), |renewal| told("Renewed", arguments, &renewal, output))
}

/// What is to be done; `None` if the article has that text already.
fn plan(
    arguments: &Renew,
    document: &ReadDocument,
    corpus: &OpenCorpus,
    output: &mut Output<'_>,
) -> Result<Option<(Transaction, Renewal)>, Failure> {
    let article = corpus.article(&arguments.article).map_err(failure)?;
    for warning in &document.warnings {
        writeln!(output.err, "note: {}: {warning}", article.id).printed()?;
    }
    let percent = percent_alike(article.text.as_str(), &document.text);
    if percent < VERSION_PERCENT && !arguments.anyway {
        return Err(failure(format!(
            "the two texts are {percent} % the same, so one is hardly a version of the other; --anyway renews it all the \
             same: {}",
            arguments.file.display()
        )));
    }
    match renew_text(corpus.state(), &article, corpus.annotator(), &document.text, &document.blocks) {
        Ok(planned) => {
            if let Some(line) = renewing::corrections(&article) {
                writeln!(output.err, "note: {}: {line}", article.id).printed()?;
            }
            Ok(Some(planned))
        }
        Err(ChangeError::Nothing) => {
            writeln!(output.out, "The text is so already; nothing is to be changed").printed()?;
            Ok(None)
        }
        Err(err) => Err(err.into()),
    }
}

fn told(
    did: &str,
    arguments: &Renew,
    renewal: &Renewal,
    output: &mut Output<'_>,
) -> Result<Outcome, Failure> {
    print_renewal(renewal, output)?;
    writeln!(output.out, "{did} the text of {}", arguments.article).printed()?;
    Ok(if renewal.unplaced.is_empty() { Outcome::Done } else { Outcome::Problems })
}

/// Says what becomes of what was tagged.
pub(super) fn print_renewal(renewal: &Renewal, output: &mut Output<'_>) -> Result<(), Failure> {
    for line in renewing::lines(renewal) {
        writeln!(output.out, "{line}").printed()?;
    }
    writeln!(output.out, "{}", renewing::summary(renewal)).printed()
}
