//! Commands of the Checks workspace: where one is in the list, what is mended, accepted or switched off.

use egui::os::OperatingSystem;

use super::{Work, row_step};
use crate::analysis::quality::checks::check;
use crate::analysis::quality::{Finding, settings};
use crate::app::command::checks::ChecksCommand;
use crate::app::command::voices::VoicesCommand;
use crate::app::command::{Command, Workspace};
use crate::app::keymap::Keymap;
use crate::app::state::checks::ChecksFilter;
use crate::app::state::{FocusWish, Selection};
use crate::app::widgets::reading::layout::Caret;
use crate::model::change::ChangeError;
use crate::model::change::mend::{Mend, mend_all};
use crate::model::edit::{Key, Record, Transaction};
use crate::model::id::AnnotationId;
use crate::model::text::TextRange;
use crate::model::text::numbers::{counted, in_thousands};

impl Work<'_> {
    /// Lets the Checks workspace have the command. `None` if it took it.
    pub(super) fn through_checks(&mut self, command: Command) -> Option<Command> {
        if self.desk.workspace != Workspace::Checks {
            return Some(command);
        }
        if let Some((way, by)) = row_step(&command) {
            self.session.wide.checks.step(way, by);
            return None;
        }
        if command == Command::BackOut {
            self.back_out_of_checks();
            return None;
        }
        self.through_looked_at(command, "Enter opens what was found in its article; it is changed there")
    }

    /// Carries out a command of the workspace.
    pub(super) fn checks(&mut self, command: ChecksCommand) {
        let filter = self.session.wide.checks.filter.clone();
        match command {
            ChecksCommand::Find => self.desk.focus_wish = Some(FocusWish::ChecksFilter),
            ChecksCommand::OpenInArticle => self.open_finding(),
            ChecksCommand::Mend => self.mend_one(),
            ChecksCommand::MendAll => self.mend_all_shown(),
            ChecksCommand::Accept => self.begin_accepting(),
            ChecksCommand::KeepAccepted => self.keep_accepted(),
            ChecksCommand::Note(note) => {
                if let Some((_, known)) = &mut self.session.wide.checks.accepting {
                    *known = note;
                }
            }
            ChecksCommand::SwitchOff => {
                if let Some(about) = self.session.wide.checks.finding().map(|finding| finding.about) {
                    self.switch_check(about.id, false);
                }
            }
            ChecksCommand::Switch { check, is_on } => self.switch_check(check, is_on),
            ChecksCommand::OnlyCheck => {
                let pointed = self.session.wide.checks.finding().map(|finding| finding.about.id);
                let check = if filter.check.is_some() { None } else { pointed };
                self.narrow_checks(ChecksFilter { check, ..filter });
            }
            ChecksCommand::OnlyArticle => {
                let pointed = self.session.wide.checks.finding();
                let pointed = pointed.and_then(|finding| finding.key.article().cloned());
                let article = if filter.article.is_some() { None } else { pointed };
                self.narrow_checks(ChecksFilter { article, ..filter });
            }
            ChecksCommand::Point(at) => {
                self.session.wide.checks.point(at);
                self.desk.focus_wish = Some(FocusWish::Checks);
            }
            ChecksCommand::Again => {
                self.session.wide.checks.try_again();
                self.desk.focus_wish = Some(FocusWish::Checks);
                self.desk.say("The whole corpus is looked through anew");
            }
            ChecksCommand::Stop => {
                self.session.wide.checks.stop();
                self.desk.focus_wish = Some(FocusWish::Checks);
                self.desk.say("The checks are stopped; “Check again” begins anew");
            }
            ChecksCommand::Filter(filter) => self.narrow_checks(filter),
            ChecksCommand::Show(check) => {
                let came_from = self.desk.workspace;
                self.narrow_checks(ChecksFilter { check: Some(check), ..ChecksFilter::default() });
                self.go_to(Workspace::Checks);
                if came_from != Workspace::Checks {
                    self.desk.last.came_from = Some(came_from);
                    self.desk.say(format!("Esc goes back to {}", came_from.name()));
                }
            }
        }
    }

    /// Begins and takes what is checked beside the window. Whether a frame is to be drawn.
    pub fn poll_checks(&mut self) -> bool {
        let is_shown = self.desk.workspace == Workspace::Checks;
        let is_wanted = is_shown || self.desk.workspace == Workspace::Review;
        let now_secs = self.ctx.input(|input| input.time);
        let Self { session, wake, ctx, .. } = self;
        let checks = &mut session.wide.checks;
        let (has_news, rest) = checks.poll(&session.corpus, &session.register, wake, (is_wanted, now_secs));
        if let Some(rest) = rest {
            ctx.request_repaint_after(std::time::Duration::from_secs_f64(rest));
        }
        if is_shown {
            checks.refresh(&session.corpus);
        }
        has_news && is_wanted
    }

    fn narrow_checks(&mut self, filter: ChecksFilter) {
        let Self { session, .. } = self;
        session.wide.checks.narrow(filter);
        session.wide.checks.refresh(&session.corpus);
    }

    /// Backs out one level: the note of an acceptance, then the filter, then to where one came from. The filter that
    /// one came with is no level of its own.
    fn back_out_of_checks(&mut self) {
        let checks = &mut self.session.wide.checks;
        // What has just been left by Enter is the filter's field, and keeps its words.
        let in_list = self.ctx.memory(egui::Memory::focused) == Some(crate::app::views::checks::id());
        let ChecksFilter { words, article, .. } = &checks.filter;
        let is_as_it_was = words.is_empty() && article.is_none();
        if checks.accepting.take().is_some() {
            self.desk.say("It is not accepted");
        } else if in_list
            && is_as_it_was
            && let Some(workspace) = self.desk.last.came_from.take()
        {
            return self.go_to(workspace);
        } else if in_list && checks.filter.narrows() {
            self.narrow_checks(ChecksFilter::default());
        }
        self.desk.focus_wish = Some(FocusWish::Checks);
    }

    /// Whether a finding can be mended, and by oneself.
    fn can_mend(&self, finding: &Finding) -> bool {
        let is_own = finding.key.owner() == Some(self.session.annotator());
        finding.mend.as_ref().is_some_and(|mend| is_own || mend.is_for_all())
    }

    fn mend_one(&mut self) {
        let Some(finding) = self.session.wide.checks.finding().cloned() else { return };
        let Some(mend) = finding.mend.clone() else {
            return self.desk.refuse("This is nothing to mend by itself; Enter opens it");
        };
        if !self.can_mend(&finding) {
            let owner = finding.key.owner().map(ToString::to_string).unwrap_or_default();
            return self.desk.refuse(format!("This is {owner}’s; only {owner} can mend it"));
        }
        self.mend(&finding, vec![(finding.key.clone(), mend)]);
    }

    fn mend_all_shown(&mut self) {
        let Some(finding) = self.session.wide.checks.finding().cloned() else { return };
        if finding.mend.as_ref().is_some_and(Mend::is_for_all) {
            return self
                .desk
                .refuse("Whether two names are one is a question of each pair; M merges this one");
        }
        let shown: Vec<_> = self.session.wide.checks.shown_of(finding.about).cloned().collect();
        let mends: Vec<(Key, Mend)> = shown
            .iter()
            .filter(|finding| self.can_mend(finding))
            .filter_map(|finding| Some((finding.key.clone(), finding.mend.clone()?)))
            .collect();
        if mends.is_empty() {
            return self.desk.refuse("None of these can be mended by itself; Enter opens one");
        }
        let (num, num_left) = (mends.len(), shown.len() - mends.len());
        self.mend(&finding, mends);
        if num_left > 0
            && let Some(status) = &mut self.desk.status
            && !status.is_refusal
        {
            let left = if num_left == 1 { "1 other is left" } else { "the others are left" };
            status.text =
                format!("Mended {}; {left}: they are somebody else’s or want a look", in_thousands(num));
        }
    }

    fn mend(&mut self, finding: &Finding, mends: Vec<(Key, Mend)>) {
        let (state, actor) = (self.session.corpus.state(), self.session.annotator());
        let verb = finding.about.mends.unwrap_or("Mend");
        let num = mends.len();
        let say = if num == 1 { verb.to_owned() } else { format!("{verb}: {}", counted(num, "time")) };
        let change = mend_all(state, actor, &mends, &say, self.services.now());
        if change == Err(ChangeError::Nothing) {
            return self.desk.refuse("It has changed in the meantime");
        }
        self.apply_check_change(change, format!("{say}; undo takes it back"));
    }

    fn apply_check_change(&mut self, change: Result<Transaction, ChangeError>, say: String) {
        let pointed = self.session.wide.checks.finding().map(|finding| finding.digest);
        if self.apply(change) {
            // Undo puts the cursor back where it was.
            if let (Some(pointed), Ok(Some(made))) = (pointed, self.session.corpus.upcoming_undo()) {
                self.session.wide.checks.note_place(made.n, pointed);
            }
            self.desk.say(say);
        }
        self.desk.focus_wish = Some(FocusWish::Checks);
        let Self { session, .. } = self;
        session.wide.checks.refresh(&session.corpus);
    }

    fn begin_accepting(&mut self) {
        let checks = &mut self.session.wide.checks;
        let Some(digest) = checks.finding().map(|finding| finding.digest) else { return };
        checks.accepting = Some((digest, String::new()));
        self.desk.focus_wish = Some(FocusWish::ChecksNote);
        self.desk.say("Say why it is right, if you like; Enter accepts it, Esc doesn’t");
    }

    fn keep_accepted(&mut self) {
        let checks = &mut self.session.wide.checks;
        let Some((digest, note)) = checks.accepting.take() else { return };
        let Some(finding) = checks.finding().filter(|finding| finding.digest == digest).cloned() else {
            return self.desk.refuse("It has changed in the meantime, and is not accepted");
        };
        let (state, who) = (self.session.corpus.state(), self.session.annotator());
        let change = settings::accept(state, &finding, who, &note);
        self.apply_check_change(change, "Accepted as it is; undo takes it back".to_owned());
    }

    fn switch_check(&mut self, id: &str, is_on: bool) {
        let Some(about) = check(id) else { return };
        let change = settings::switch(self.session.corpus.state(), about, is_on);
        let undo = self.key_in_words(&Command::Undo);
        let say = if is_on {
            format!("“{}” is switched on again", about.name)
        } else {
            format!("“{}” is off for everybody; {undo} or its tick at the left brings it back", about.name)
        };
        self.apply_check_change(change, say);
    }

    /// The key of a command as it is told, or its name where it has none.
    fn key_in_words(&self, command: &Command) -> String {
        let os = self.ctx.os();
        let is_mac = matches!(os, OperatingSystem::Mac | OperatingSystem::IOS);
        let key = Keymap::new(os, self.settings).first_key(command, is_mac);
        key.unwrap_or_else(|| command.spec().map_or("the menu", |spec| spec.name).to_owned())
    }

    /// Shows a finding where it stands: one's own span gets the focus, other words are selected.
    fn open_finding(&mut self) {
        let Some(finding) = self.session.wide.checks.finding().cloned() else { return };
        let Some(article) = finding.key.article().cloned() else {
            self.go_to(Workspace::Voices);
            if let Key::Voice(_, id) = &finding.key {
                self.voices(VoicesCommand::Point(id.clone()));
            }
            self.desk.last.came_from = Some(Workspace::Checks);
            return self.desk.say(format!("{}; Esc goes back to the list", finding.say));
        };
        if self.session.article_row(&article).is_none() {
            return self.desk.refuse("The article is not in the corpus any more");
        }
        self.desk.workspace = Workspace::Annotate;
        self.session.wide.shown = Workspace::Annotate;
        self.open_article(&article);
        if let Some(id) = self.own_span_of(&finding) {
            self.focus(&id);
        } else if let (Some(first), Some(last)) = (finding.ranges.first(), finding.ranges.last())
            && let Some(open) = &mut self.session.open
            && open.text().is_char_boundary(first.start())
            && open.text().is_char_boundary(last.end())
        {
            open.selection = Selection { anchor: first.start(), caret: Caret::at(last.end()) };
            open.focus = None;
        }
        if let (Some(first), Some(last)) = (finding.ranges.first(), finding.ranges.last())
            && let Ok(range) = TextRange::new(first.start(), last.end())
        {
            self.light_up(range);
        }
        self.desk.last.came_from = Some(Workspace::Checks);
        self.desk.say(format!("{}; Esc goes back to the list", finding.say));
    }

    /// The span of one's own that a finding is about: itself, or the first member of a link.
    fn own_span_of(&self, finding: &Finding) -> Option<AnnotationId> {
        let layer = self.session.open_layer()?;
        let id = match &finding.key {
            Key::Annotation(place, id) if place.annotator == *self.session.annotator() => id.clone(),
            Key::Relation(..) => match self.session.corpus.state().get(&finding.key)? {
                Record::Relation(relation) => relation.members.first()?.annotation.annotation.clone(),
                _ => return None,
            },
            _ => return None,
        };
        layer.annotations.contains_key(&id).then_some(id)
    }
}
