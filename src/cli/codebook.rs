//! `redletter codebook`: labels, attributes and links with their guidelines, for people to read.

use super::arguments::Codebook;
use super::session::{failure, print_open_report};
use super::{Failure, Outcome, Output, Printed as _, Session};
use crate::analysis::codebook::{CodebookFormat, codebook};
use crate::store::disk::{RealDisk, write_atomically};

pub(super) fn run(
    arguments: &Codebook,
    session: &Session,
    output: &mut Output<'_>,
) -> Result<Outcome, Failure> {
    let (corpus, report) = session.open_to_read(&arguments.corpus)?;
    print_open_report(&report, output)?;
    let format = if arguments.html { CodebookFormat::Html } else { CodebookFormat::Markdown };
    let text = codebook(corpus.state(), format);
    match &arguments.out {
        Some(path) => {
            write_atomically(&RealDisk, path, text.as_bytes())
                .map_err(|err| failure(format!("writing failed: {err}: {}", path.display())))?;
            writeln!(output.out, "Wrote the codebook: {}", path.display()).printed()?;
        }
        None => text.lines().try_for_each(|line| writeln!(output.out, "{line}")).printed()?,
    }
    Ok(Outcome::Done)
}
