//! `redletter repair`: mends what can be mended without guessing, and by choice makes damaged files anew from the
//! histories.

use serde_json::json;

use super::arguments::Repair;
use super::{Failure, Outcome, Output, Printed as _, Session, print_json};
use crate::store::Repaired;
use crate::store::audit::Account;
use crate::store::disk::RealDisk;
use crate::store::layout::Layout;

pub(super) fn run(
    arguments: &Repair,
    session: &Session,
    output: &mut Output<'_>,
) -> Result<Outcome, Failure> {
    let mut corpus = session.past_cache().open_to_write(&arguments.corpus, output)?;
    let mut repaired = corpus.repair((session.clock)())?;
    if arguments.from_history {
        let layout = Layout::new(corpus.folder());
        let account = Account::read(&RealDisk, &layout, &corpus, corpus.writer())?;
        let rebuilt = corpus.rebuild(&account, (session.clock)())?;
        // What a repair alone had to leave may be mended by now.
        let locked: Vec<String> =
            corpus.locked().keys().map(|file| layout.shown(&layout.record_file(file))).collect();
        repaired.left.retain(|left| {
            !left.ends_with("it can be made anew from the histories")
                || locked.iter().any(|file| left.starts_with(file.as_str()))
        });
        repaired.done.extend(rebuilt.done);
        repaired.left.extend(rebuilt.left);
        repaired.copies = rebuilt.copies.or(repaired.copies);
    }
    corpus.close((session.clock)())?;
    let Repaired { done, left, copies, .. } = &repaired;
    let copies = copies.as_ref().map(|copies| copies.display().to_string());
    if arguments.json {
        print_json(output, &json!({ "done": done, "left": left, "copies": copies }))?;
    } else {
        for sentence in done {
            writeln!(output.out, "repaired: {sentence}").printed()?;
        }
        for sentence in left {
            writeln!(output.out, "left: {sentence}").printed()?;
        }
        if let Some(copies) = copies {
            writeln!(output.out, "The files as they were are in {copies}").printed()?;
        }
        if done.is_empty() && left.is_empty() {
            writeln!(output.out, "There was nothing to repair").printed()?;
        }
    }
    Ok(if left.is_empty() { Outcome::Done } else { Outcome::Problems })
}
