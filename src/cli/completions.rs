//! `redletter completions`: completions for a shell, printed.

use clap::CommandFactory as _;

use super::arguments::{Arguments, Completions};
use super::{Failure, Outcome, Output, Printed as _};

pub(super) fn run(arguments: &Completions, output: &mut Output<'_>) -> Result<Outcome, Failure> {
    // Generated into memory, since the generator panics where printing fails.
    let mut script = Vec::new();
    clap_complete::generate(arguments.shell, &mut Arguments::command(), "redletter", &mut script);
    output.out.write_all(&script).printed()?;
    Ok(Outcome::Done)
}
