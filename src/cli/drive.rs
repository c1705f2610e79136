//! `redletter drive`: works in a corpus as a person would, but at speed, and says what it has done and what is
//! durable. It exists so that tests can kill a real process in the middle of real work (`tests/it/killing.rs`);
//! nobody finds it in the help.
//!
//! What it prints, a line each:
//! - `opening`: the corpus is about to be opened.
//! - `opened N DIGEST`: it is, with everything up to line N of the own history; [`Digests`] tells the state.
//! - `issued N DIGEST`: line N has been applied, after which the state is that.
//! - `acknowledged N`: the writer has said that everything up to line N is durable.
//! - `refused WHY`: something could not be done.
//! - `closed N`: the corpus was closed; line N is the last.

mod deeds;
mod digest;

use super::arguments::Drive;
use super::session::failure;
use super::{Failure, Outcome, Output, Printed as _, Session};
use crate::model::change;
use crate::model::time::Timestamp;
use crate::store::{OpenCorpus, SaveStatus, StoreError};

use deeds::{Deed, Hand};
pub use digest::Digests;

/// So many lines may wait for the disk before it is waited for.
const MAX_WAITING: u64 = 48;

/// How long one thing takes, by the clock that the lines are dated with.
const STEP_MS: i64 = 400;

/// How long the hands rest now and then: longer than record files wait.
const REST_MS: i64 = 6_000;

/// 2025-01-01, when every run begins, so that the same seed gives the same lines.
const START_MS: i64 = 1_735_689_600_000;

pub(super) fn run(arguments: &Drive, session: &Session, output: &mut Output<'_>) -> Result<Outcome, Failure> {
    say(output, format_args!("opening"))?;
    let corpus = session.open_to_write(&arguments.corpus, output)?;
    let hand = Hand::new(arguments, corpus.annotator().clone());
    let mut drive = Driving {
        acknowledged: corpus.acknowledged_line(),
        corpus,
        hand,
        digests: Digests::default(),
        clock: START_MS,
    };
    let digest = drive.digest()?;
    say(output, format_args!("opened {} {digest}", drive.corpus.last_line()))?;
    let mut num_done = 0;
    while arguments.steps.is_none_or(|steps| num_done < steps) {
        drive.step(output)?;
        num_done += 1;
    }
    let now = drive.now();
    drive.corpus.close(now)?;
    say(output, format_args!("closed {}", drive.corpus.last_line()))?;
    Ok(Outcome::Done)
}

/// Prints a line that whoever reads it sees at once.
fn say(output: &mut Output<'_>, what: std::fmt::Arguments<'_>) -> Result<(), Failure> {
    writeln!(output.out, "{what}").and_then(|()| output.out.flush()).printed()
}

/// A corpus that is being worked in.
struct Driving {
    corpus: OpenCorpus,
    hand: Hand,
    digests: Digests,
    clock: i64,
    /// The last line that was said to be durable.
    acknowledged: u64,
}

impl Driving {
    fn now(&mut self) -> Timestamp {
        self.clock += STEP_MS;
        Timestamp::from_millis(self.clock)
    }

    fn digest(&mut self) -> Result<String, Failure> {
        self.digests.of(&self.corpus).map_err(failure)
    }

    /// Does one thing, and tells what has become durable meanwhile.
    fn step(&mut self, output: &mut Output<'_>) -> Result<(), Failure> {
        let now = self.now();
        let before = self.corpus.last_line();
        let deed = self.hand.next(&self.corpus, now);
        if let Err(err) = self.carry_out(deed, now) {
            say(output, format_args!("refused {err}"))?;
        }
        if self.corpus.last_line() > before {
            let digest = self.digest()?;
            say(output, format_args!("issued {} {digest}", self.corpus.last_line()))?;
        }
        self.corpus.poll(now);
        if self.corpus.last_line() - self.corpus.acknowledged_line() > MAX_WAITING {
            self.corpus.wait_until_saved(now)?;
        }
        if self.corpus.acknowledged_line() > self.acknowledged {
            self.acknowledged = self.corpus.acknowledged_line();
            say(output, format_args!("acknowledged {}", self.acknowledged))?;
        }
        if let SaveStatus::Failed(why) = self.corpus.save_status() {
            return Err(StoreError::NotSaved(why).into());
        }
        Ok(())
    }

    fn carry_out(&mut self, deed: Deed, now: Timestamp) -> Result<(), StoreError> {
        match deed {
            Deed::Change(transaction) => self.corpus.apply(transaction, now).map(drop),
            Deed::Add(articles) => {
                let stamps = self.corpus.stage(articles)?;
                match change::add_articles(stamps) {
                    Ok(transaction) => self.corpus.apply(transaction, now).map(drop),
                    // Nothing to add is nothing to do.
                    Err(_) => Ok(()),
                }
            }
            Deed::Undo => self.corpus.undo(now).map(drop),
            Deed::Redo => self.corpus.redo(now).map(drop),
            Deed::Leave => {
                self.corpus.flush(now);
                Ok(())
            }
            Deed::Rest => {
                self.clock += REST_MS;
                Ok(())
            }
            Deed::Nothing => Ok(()),
        }
    }
}
