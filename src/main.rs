//! The program: a window by default, commands as subcommands.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Parser as _;
use redletter::app::{WindowOptions, inspection, run_window};
use redletter::cli::arguments::Arguments;
use redletter::cli::{self, Session};
use redletter::model::time::Timestamp;
use redletter::store::LockUse;
use redletter::store::user_folder::UserFolder;

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let user_folder = match arguments.data_dir {
        Some(path) => UserFolder::new(path),
        None => UserFolder::of_system().unwrap_or_else(|| UserFolder::new(".redletter-data")),
    };
    let user_folder = if arguments.no_cache { user_folder.without_cache() } else { user_folder };
    let lock = if arguments.without_lock { LockUse::Waived } else { LockUse::Needed };
    let session = Session { annotator: arguments.annotator, user_folder, clock: now, random, lock };
    match arguments.command {
        Some(command) => cli::run(&command, &session),
        None => open_window(arguments.corpus, session),
    }
}

fn open_window(corpus: Option<PathBuf>, session: Session) -> ExitCode {
    let Session { annotator, user_folder, clock, random, lock: _ } = session;
    let machine = whoami::hostname().unwrap_or_default();
    let system_annotator = cli::system_annotator();
    let options = WindowOptions {
        corpus,
        annotator,
        system_annotator,
        user_folder,
        machine,
        clock,
        random,
        frame_log: std::env::var_os("REDLETTER_FRAME_LOG").filter(|path| !path.is_empty()).map(PathBuf::from),
        inspection: std::env::var_os(inspection::VARIABLE).map(|value| value.to_string_lossy().into_owned()),
    };
    match run_window(options) {
        Ok(()) => ExitCode::SUCCESS,
        Err(err) => {
            cli::fail(&mut std::io::stderr(), &err.into());
            ExitCode::from(2)
        }
    }
}

/// The system's clock.
#[expect(clippy::disallowed_methods, reason = "this is the edge: the one place where the clock is read")]
fn now() -> Timestamp {
    Timestamp::from_millis(chrono::Utc::now().timestamp_millis())
}

/// A random number of the system.
fn random() -> u64 {
    // Without randomness no id can be minted; the system's generator fails on no system this runs on.
    getrandom::u64().expect("the system gives random numbers")
}
