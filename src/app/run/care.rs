//! Commands about the state of the corpus carried out: saving again, taking in, deciding on what was recovered,
//! checks and repair.

use super::{Work, capitalised};
use crate::app::command::care::CareCommand;
use crate::app::opening::OpenRequest;
use crate::app::state::dialog::{Dialog, DoneReport};
use crate::app::state::running::RunningJob;
use crate::model::text::numbers::{counted, in_thousands};
use crate::report::Report;
use crate::report::checking::check_all;
use crate::store::audit::Account;
use crate::store::{LockUse, OtherTail, RecoveredValue, Repaired, SaveStatus};

impl Work<'_> {
    /// Carries out a command about the state of the corpus.
    pub(super) fn care(&mut self, command: CareCommand) {
        match command {
            CareCommand::Show => self.desk.open_dialog(Dialog::Care),
            CareCommand::Retry => self.retry(),
            CareCommand::Check => self.begin_check(),
            CareCommand::Repair => self.repair(),
            CareCommand::Rebuild => self.begin_rebuild(),
            CareCommand::TakeIn(other) => self.take_in(&other),
            CareCommand::Use(what) => self.use_recovered(&what),
            CareCommand::WriteUnlocked => {
                let folder = self.session.corpus.folder().to_owned();
                let annotator = self.session.annotator().clone();
                let request = OpenRequest::Again { folder, annotator, lock: LockUse::Waived };
                self.desk.dialog = None;
                self.desk.files.wanted = Some(request);
            }
            CareCommand::Keep(what) => {
                let now = self.services.now();
                self.session.corpus.settle_recovered(&what, now);
                self.desk.say(format!("{} stays as it is", capitalised(&what.to_string())));
            }
        }
    }

    fn retry(&mut self) {
        let now = self.services.now();
        self.session.corpus.retry(now);
        let from_others = self.session.look(now);
        self.desk.notify_all(&from_others);
        match self.session.corpus.save_status() {
            SaveStatus::Failed(_) | SaveStatus::Saving => self.desk.say("Trying again to save"),
            SaveStatus::Saved(_) => self.desk.say("Everything is saved"),
        }
    }

    fn take_in(&mut self, other: &OtherTail) {
        let now = self.services.now();
        match self.session.take_in(other, now) {
            Ok(say) => {
                self.desk.notify_all(&say);
                let (changes, by) = (other.num_changes, &other.annotator);
                self.desk.say(format!("Took in {} by {by}", counted(changes, "change")));
            }
            Err(err) => self.desk.refuse(capitalised(&err.to_string())),
        }
    }

    fn use_recovered(&mut self, what: &RecoveredValue) {
        let change = self.session.corpus.recovered_change(what);
        if matches!(change, Err(crate::model::change::ChangeError::Nothing)) {
            return self.desk.refuse("There is no place for this any more in what is there now");
        }
        if self.apply(change) {
            let now = self.services.now();
            self.session.corpus.settle_recovered(what, now);
            self.desk.say(format!("Brought back: {what}"));
        }
    }

    fn begin_check(&mut self) {
        let (snapshot, report) = (self.session.corpus.snapshot(), self.session.found.report.clone());
        let started = self.start("Checking", RunningJob::Write, move |_| {
            let lines = check_all(&snapshot, &report).map_err(Report::from)?;
            let summary = match lines.len() {
                0 => "Every file and every history was read: nothing is wrong".to_owned(),
                1 => "One thing is not as it should be".to_owned(),
                many => format!("{} things are not as they should be", in_thousands(many)),
            };
            let findings = lines
                .iter()
                .map(|line| match line.remedy {
                    Some(remedy) => format!("{line} – {remedy}"),
                    None => line.to_string(),
                })
                .collect();
            Ok(DoneReport {
                title: "Checked the corpus".to_owned(),
                summary,
                findings,
                ..DoneReport::default()
            })
        });
        if let Err(why) = started {
            self.desk.refuse(why);
        }
    }

    fn repair(&mut self) {
        let now = self.services.now();
        match self.session.corpus.repair(now) {
            Ok(repaired) => self.repaired(repaired),
            Err(err) => self.desk.refuse(capitalised(&err.to_string())),
        }
    }

    /// Reads all histories, which may take a while; the files are made anew once that is done.
    fn begin_rebuild(&mut self) {
        let snapshot = self.session.corpus.snapshot();
        let started = self.start("Reading the histories", RunningJob::Account, move |_| {
            snapshot.account().map_err(Report::from)
        });
        if let Err(why) = started {
            self.desk.refuse(why);
        }
    }

    /// Makes damaged files anew from what the histories say.
    pub(super) fn rebuild(&mut self, account: &Account) {
        let now = self.services.now();
        match self.session.corpus.rebuild(account, now) {
            Ok(repaired) => self.repaired(repaired),
            Err(err) => self.desk.notify(capitalised(&err.to_string()), false),
        }
    }

    fn repaired(&mut self, repaired: Repaired) {
        let Repaired { done, left, edits, copies } = repaired;
        self.session.follow_others(&edits);
        self.session.found.forget_mended(&self.session.corpus);
        let is_over = self.session.found.problems.is_empty()
            && self.session.corpus.recovered().is_empty()
            && self.session.corpus.others().is_empty();
        if is_over {
            self.desk.notices.list.retain(|notice| !notice.has_list);
        }
        let mut findings = done.clone();
        findings.extend(left.iter().map(|left| format!("Left: {left}")));
        if let Some(copies) = copies {
            findings.push(format!("The files as they were are in {}", copies.display()));
        }
        let summary = match (done.len(), left.len()) {
            (0, 0) => "There was nothing to repair".to_owned(),
            (done, 0) => format!("Mended: {}", in_thousands(done)),
            (done, left) => format!("Mended: {}; left as it is: {}", in_thousands(done), in_thousands(left)),
        };
        let title = "Repair".to_owned();
        let report = DoneReport { title, summary, findings, ..DoneReport::default() };
        self.desk.dialog = Some(Dialog::Done(report));
    }
}
