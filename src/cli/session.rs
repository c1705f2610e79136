//! What every command needs to open a corpus: who works, where settings are kept, the time, fresh ids.

use std::path::Path;
use std::sync::Arc;

use super::{Failure, Output, Printed as _};
use crate::model::id::{AnnotatorId, annotator_from_name};
use crate::model::time::Timestamp;
use crate::report::Report;
use crate::store::disk::{Disk, RealDisk};
use crate::store::pack::unpack_in_memory;
use crate::store::user_folder::UserFolder;
use crate::store::{Access, LockUse, OpenCorpus, OpenOptions, OpenReport, WriterMode};

/// Who runs the command, where, and with which clock.
#[derive(Clone)]
pub struct Session {
    /// Who works, if the command or the environment says so.
    pub annotator: Option<AnnotatorId>,
    /// The user's own folder.
    pub user_folder: UserFolder,
    /// The clock.
    pub clock: fn() -> Timestamp,
    /// Random numbers.
    pub random: fn() -> u64,
    /// Whether corpora are written without a lock, too, where the file system has none.
    pub lock: LockUse,
}

/// Who the system says the user is, as an annotator.
pub fn system_annotator() -> AnnotatorId {
    annotator_from_name(&whoami::username().unwrap_or_default())
}

impl Session {
    /// Who works on a corpus: as the command says, as the user has said before, or the system's user.
    pub fn annotator_for(&self, corpus: &Path) -> AnnotatorId {
        self.annotator
            .clone()
            .or_else(|| self.user_folder.annotator(&RealDisk, corpus))
            .unwrap_or_else(system_annotator)
    }

    fn options(&self, disk: Arc<dyn Disk>, corpus: &Path, access: Access) -> OpenOptions {
        OpenOptions {
            folder: corpus.to_owned(),
            user_folder: self.user_folder.path().to_owned(),
            cache: self.user_folder.cache(),
            annotator: self.annotator_for(corpus),
            disk,
            access,
            writer_mode: WriterMode::Thread,
            machine: whoami::hostname().unwrap_or_default(),
            now: (self.clock)(),
            random: (self.random)(),
        }
    }

    /// The same, past the cache: for what has to see every file itself.
    pub(super) fn past_cache(&self) -> Self {
        Self { user_folder: self.user_folder.clone().without_cache(), ..self.clone() }
    }

    /// Opens a corpus to be changed; one that can only be read is an error.
    pub(super) fn open_to_write(
        &self,
        corpus: &Path,
        output: &mut Output<'_>,
    ) -> Result<OpenCorpus, Failure> {
        let options = self.options(Arc::new(RealDisk), corpus, self.lock.access());
        let (opened, report) = OpenCorpus::open(options)?;
        if let Some(why) = opened.read_only() {
            let err = crate::store::StoreError::ReadOnly(why.to_owned());
            return Err(err.into());
        }
        print_open_report(&report, output)?;
        Ok(opened)
    }

    /// Opens a corpus folder or a packed file to be read. Nothing on the disk changes.
    pub(super) fn open_to_read(&self, corpus: &Path) -> Result<(OpenCorpus, OpenReport), Failure> {
        if corpus.is_file() {
            let (disk, folder) = unpack_in_memory(corpus)?;
            // It lies in memory as it is.
            let unpacked = OpenOptions { cache: None, ..self.options(disk, folder, Access::Read) };
            return Ok(OpenCorpus::open(unpacked)?);
        }
        Ok(OpenCorpus::open(self.options(Arc::new(RealDisk), corpus, Access::Read))?)
    }
}

/// Says on standard error what opening a corpus found.
pub(super) fn print_open_report(report: &OpenReport, output: &mut Output<'_>) -> Result<(), Failure> {
    for problem in &report.problems {
        writeln!(output.err, "warning: {problem} ({})", problem.remedy).printed()?;
    }
    for damage in &report.damage {
        let path = damage.path.display();
        writeln!(
            output.err,
            "warning: line {} of the history can't be read: {}: {path}",
            damage.line, damage.why
        )
        .printed()?;
    }
    if let Some(torn) = &report.torn {
        writeln!(
            output.err,
            "note: the last line of the history was torn; what there was of it is in {torn}"
        )
        .printed()?;
    }
    for other in &report.others {
        writeln!(output.err, "note: {other}; `redletter repair` takes them in").printed()?;
    }
    for recovered in &report.recovered {
        let key = &recovered.what;
        writeln!(
            output.err,
            "warning: {key} was changed by somebody else; what your history says was not put over it"
        )
        .printed()?;
    }
    Ok(())
}

/// A failure in words, for what has no error type of its own.
pub(super) fn failure(message: impl std::fmt::Display) -> Failure {
    Failure::Report(Report::new(message))
}
