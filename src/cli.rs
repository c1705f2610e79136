//! The command line: everything the window does to data, without a window. One file a subcommand.
//!
//! Exit codes: 0 done, 1 done but something was found that needs a look, 2 could not run.

pub mod arguments;
mod session;
mod printing;
mod new;
mod add;
mod correct;
mod renew;
mod link;
mod original;
mod list;
mod import;
mod export;
mod formats;
mod check;
mod find;
mod items;
mod stats;
mod log;
mod repair;
mod restore;
mod time;
mod codebook;
mod pack;
mod merge_file;
mod completions;
pub mod drive;

use std::io::{self, Write};
use std::process::ExitCode;

use crate::report::Report;

use arguments::Command;
use printing::{Lines, json_line};
pub use session::{Session, system_annotator};

/// How a command ended that could run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Everything is as it should be.
    Done,
    /// Something was found that needs a look.
    Problems,
}

/// Why a command could not run, or not to its end.
#[derive(Debug)]
pub enum Failure {
    /// Something a person can read and act upon.
    Report(Report),
    /// Nobody reads the output any more, as in `redletter list c | head -1`. That is no error.
    OutputClosed,
}

impl<E: Into<Report>> From<E> for Failure {
    fn from(err: E) -> Self {
        Self::Report(err.into())
    }
}

/// Where a command prints.
pub(crate) struct Output<'o> {
    /// Standard output: what was asked for.
    pub out: &'o mut dyn Write,
    /// Standard error: what a person should know besides.
    pub err: &'o mut dyn Write,
}

/// Turns an error of printing into a failure.
pub(crate) trait Printed<T> {
    fn printed(self) -> Result<T, Failure>;
}

impl<T> Printed<T> for io::Result<T> {
    fn printed(self) -> Result<T, Failure> {
        self.map_err(|err| match err.kind() {
            io::ErrorKind::BrokenPipe => Failure::OutputClosed,
            _ => Failure::Report(Report::new(format!("printing failed: {err}"))),
        })
    }
}

/// Runs a subcommand and prints what comes of it.
pub fn run(command: &Command, session: &Session) -> ExitCode {
    let (mut out, mut err) = (Lines(io::stdout().lock()), Lines(io::stderr().lock()));
    let mut output = Output { out: &mut out, err: &mut err };
    let result = dispatch(command, session, &mut output).and_then(|outcome| {
        output.out.flush().printed()?;
        Ok(outcome)
    });
    match result {
        Ok(Outcome::Done) | Err(Failure::OutputClosed) => ExitCode::SUCCESS,
        Ok(Outcome::Problems) => ExitCode::from(1),
        Err(Failure::Report(report)) => {
            fail(&mut err, &report);
            ExitCode::from(2)
        }
    }
}

/// Prints an error. If even that fails, the exit code is all there is.
pub fn fail(err: &mut dyn Write, report: &Report) {
    let mut err = Lines(err);
    drop(writeln!(err, "error: {report}"));
    if let Some(remedy) = report.remedy {
        drop(writeln!(err, "hint: {remedy}"));
    }
}

fn dispatch(command: &Command, session: &Session, output: &mut Output<'_>) -> Result<Outcome, Failure> {
    match command {
        Command::New(arguments) => new::run(arguments, output),
        Command::Add(arguments) => add::run(arguments, session, output),
        Command::Correct(arguments) => correct::run(arguments, session, output),
        Command::Renew(arguments) => renew::run(arguments, session, output),
        Command::Link(arguments) => link::run(arguments, session, output),
        Command::Original(arguments) => original::run(arguments, session, output),
        Command::List(arguments) => list::run(arguments, session, output),
        Command::Import(arguments) => import::run(arguments, session, output),
        Command::Export(arguments) => export::run(arguments, session, output),
        Command::Formats(arguments) => formats::run(arguments, output),
        Command::Check(arguments) => check::run(arguments, session, output),
        Command::Find(arguments) => find::run(arguments, session, output),
        Command::Items(arguments) => items::run(arguments, session, output),
        Command::Stats(arguments) => stats::run(arguments, session, output),
        Command::Repair(arguments) => repair::run(arguments, session, output),
        Command::Log(arguments) => log::run(arguments, session, output),
        Command::Restore(arguments) => restore::run(arguments, session, output),
        Command::Codebook(arguments) => codebook::run(arguments, session, output),
        Command::Pack(arguments) => pack::run_pack(arguments, session, output),
        Command::Unpack(arguments) => pack::run_unpack(arguments, output),
        Command::MergeFile(arguments) => merge_file::run(arguments, output),
        Command::Completions(arguments) => completions::run(arguments, output),
        Command::Drive(arguments) => drive::run(arguments, session, output),
    }
}

/// Prints a JSON value on one line.
pub(crate) fn print_json(output: &mut Output<'_>, value: &serde_json::Value) -> Result<(), Failure> {
    writeln!(output.out, "{}", json_line(value)).printed()
}

/// A count with its noun: `1 article`, `3 articles`.
pub(crate) fn counted(count: usize, noun: &str) -> String {
    if count == 1 { format!("1 {noun}") } else { format!("{count} {noun}s") }
}
