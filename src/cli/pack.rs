//! `redletter pack` and `redletter unpack`: a corpus as one file, and back.

use super::arguments::{Pack, Unpack};
use super::{Failure, Outcome, Output, Printed as _, Session};
use crate::store::disk::RealDisk;
use crate::store::pack::{pack, unpack};

pub(super) fn run_pack(
    arguments: &Pack,
    session: &Session,
    output: &mut Output<'_>,
) -> Result<Outcome, Failure> {
    let (corpus, _) = session.past_cache().open_to_read(&arguments.corpus)?;
    pack(&corpus.snapshot(), &RealDisk, &arguments.out)?;
    if let Some(left_out) = corpus.snapshot().originals_left_out()? {
        writeln!(output.err, "note: {left_out}").printed()?;
    }
    let num_articles = corpus.state().articles.len();
    writeln!(output.out, "Packed {}: {}", super::counted(num_articles, "article"), arguments.out.display())
        .printed()?;
    Ok(Outcome::Done)
}

pub(super) fn run_unpack(arguments: &Unpack, output: &mut Output<'_>) -> Result<Outcome, Failure> {
    unpack(&RealDisk, &arguments.file, &arguments.folder)?;
    writeln!(output.out, "Unpacked: {}", arguments.folder.display()).printed()?;
    Ok(Outcome::Done)
}
