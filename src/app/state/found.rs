//! What was found when a corpus was opened, and what to tell of it.

use crate::model::text::numbers::counted;
use crate::model::time::Timestamp;
use crate::report::Report;
use crate::store::layout::Layout;
use crate::store::{OpenCorpus, OpenReport};

/// What was found when a corpus was opened.
#[derive(Clone, Debug, Default)]
pub struct FoundAtStart {
    /// What was wrong, as people read it.
    pub problems: Vec<Report>,
    /// All of it.
    pub report: OpenReport,
}

impl FoundAtStart {
    /// What a report says.
    pub fn new(report: OpenReport) -> Self {
        Self { problems: problems_of(&report), report }
    }

    /// Forgets what was wrong with files that can be used by now.
    pub fn forget_mended(&mut self, corpus: &OpenCorpus) {
        let layout = Layout::new(corpus.folder());
        let (locked, apart) = (corpus.locked(), corpus.quarantine());
        let unusable: Vec<String> =
            locked.keys().chain(apart.keys()).map(|file| layout.shown(&layout.record_file(file))).collect();
        let is_record_file = |file: &str| layout.file_of(file).is_some();
        let report = &mut self.report;
        report.problems.retain(|problem| !is_record_file(&problem.file) || unusable.contains(&problem.file));
        self.problems = problems_of(report);
    }
}

/// Something to tell when a corpus has been opened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StartNotice {
    /// Good to know.
    News(String),
    /// Something is not as it should be; the state of the corpus has more.
    Trouble(String),
}

/// What to tell when a corpus has been opened.
pub fn start_notices(corpus: &OpenCorpus, report: &OpenReport, now: Timestamp) -> Vec<StartNotice> {
    let OpenReport { num_replayed, torn, recovered, others, problems, damage } = report;
    let mut notices = Vec::new();
    let is_writable = corpus.read_only().is_none();
    match num_replayed {
        0 => {}
        _ if !is_writable => {}
        1 => notices.push(StartNotice::News(
            "Redletter was interrupted: 1 change that was saved had not reached the files yet; it has been \
             brought back from the history"
                .to_owned(),
        )),
        many => notices.push(StartNotice::News(format!(
            "Redletter was interrupted: {} that were saved had not reached the files yet; they have \
             been brought back from the history",
            counted(*many, "change")
        ))),
    }
    if corpus.lacks_locks() {
        notices.push(StartNotice::Trouble(
            "This file system has no locks: the corpus is open to be read until you say otherwise".to_owned(),
        ));
    }
    if let Some(file) = torn {
        notices.push(StartNotice::News(format!(
            "What was done last before the interruption had not been saved; what there was of it is in {file}"
        )));
    }
    match problems.len() + damage.len() {
        0 => {}
        1 => notices
            .push(StartNotice::Trouble("1 record of this corpus could not be used as it is".to_owned())),
        many => notices.push(StartNotice::Trouble(format!(
            "{} of this corpus could not be used as they are",
            counted(many, "record")
        ))),
    }
    match recovered.len() {
        0 => {}
        1 => notices.push(StartNotice::Trouble(
            "1 value of yours met a change by somebody else, and waits for your word".to_owned(),
        )),
        many => notices.push(StartNotice::Trouble(format!(
            "{} of yours met changes by somebody else, and wait for your word",
            counted(many, "value")
        ))),
    }
    notices.extend(others.iter().map(|other| StartNotice::Trouble(other.to_string())));
    let minutes = corpus.clock_lag(now) / 60_000;
    if minutes > 0 {
        notices.push(StartNotice::News(format!(
            "This computer's clock is {minutes} min behind the last change here; times go on from that one"
        )));
    }
    notices
}

/// What opening found, as people read it.
fn problems_of(report: &OpenReport) -> Vec<Report> {
    let OpenReport { problems, damage, .. } = report;
    let records = problems.iter().map(|problem| Report::new(problem).with_remedy(problem.remedy));
    let damage = damage.iter().map(|damage| {
        let (line, why, path) = (damage.line, &damage.why, damage.path.display());
        Report::new(format!("Line {line} of the history can't be read: {why}: {path}"))
            .with_remedy("the files are the state; repair goes on from them")
    });
    records.chain(damage).collect()
}
