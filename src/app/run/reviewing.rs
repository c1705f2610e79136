//! Commands of the Review workspace: where one is in the table, and what one decides.

use std::sync::Arc;

use super::{Work, row_step};
use crate::app::command::review::ReviewCommand;
use crate::app::command::{Command, Motion, Way, Workspace};
use crate::app::jobs::Job;
use crate::app::state::choice::{Choice, ChoiceRow};
use crate::app::state::review::{Correction, ReviewFilter, rows_with};
use crate::app::state::{FocusWish, Selection};
use crate::app::widgets::reading::layout::Caret;
use crate::model::annotation::{
    Annotation, AnnotationKey, AnnotationRef, AttributedVoice, Certainty, Party, VoiceRole,
};
use crate::model::change::{self, ChangeError, Judgement};
use crate::model::edit::{LayerKey, Transaction};
use crate::model::id::SettingId;
use crate::model::review::Verdict;
use crate::model::text::segment::{next_word_end, previous_word_start, trim, word_at};
use crate::model::text::{Fragments, TextRange};

/// Why a span is rejected, where the corpus has no list of its own.
const REASONS: [&str; 6] =
    ["wrong tag", "wrong bounds", "wrong speaker", "nothing to tag here", "tagged twice", "unclear"];

impl Work<'_> {
    /// Lets the Review workspace have the command. `None` if it took it.
    pub(super) fn through_review(&mut self, command: Command) -> Option<Command> {
        if self.desk.workspace != Workspace::Review {
            return Some(command);
        }
        let table = &mut self.session.review;
        if let Some((way, by)) = row_step(&command) {
            table.step(way, by);
            return None;
        }
        match command {
            Command::Extend(motion @ (Motion::Down | Motion::Up)) => self.extend_ticks(motion),
            Command::Remove => self.remove_own(),
            Command::ToggleUnsure => self.toggle_unsure_own(),
            Command::EditNote => self.desk.focus_wish = Some(FocusWish::ReviewNote),
            Command::Tag(digit) if table.correction.is_some() => {
                let tagset = &self.session.corpus.state().tagset;
                if let Some(label) = tagset.label_for_key(digit).map(|label| label.id.clone()) {
                    self.correct_label(label);
                }
            }
            Command::BackOut => self.back_out_of_review(),
            Command::Tag(_) | Command::AlsoTag(_) => {
                self.desk.refuse("E begins a correction; a digit chooses its label then");
            }
            // What needs the article's text has no place here.
            Command::Move(_) | Command::Extend(_) => {}
            command => return Some(command),
        }
        None
    }

    /// Carries out a command of the workspace.
    pub(super) fn review(&mut self, command: ReviewCommand) {
        match command {
            ReviewCommand::Accept => self.decide(Verdict::Accepted, String::new()),
            ReviewCommand::Defer => self.decide(Verdict::Deferred, String::new()),
            ReviewCommand::RejectFor(reason) => self.decide(Verdict::Rejected, reason),
            ReviewCommand::Reject => self.choose_reason(),
            ReviewCommand::Correct => self.begin_correction(),
            ReviewCommand::CorrectLabel(label) => self.correct_label(label),
            ReviewCommand::CorrectBound { is_end, way } => self.correct_bound(is_end, way),
            ReviewCommand::CorrectSpeaker(name) => {
                if let Some(correction) = &mut self.session.review.correction {
                    correction.speaker = Some(name);
                }
            }
            ReviewCommand::KeepCorrection => self.keep_correction(),
            ReviewCommand::DropCorrection => {
                self.session.review.correction = None;
                self.desk.focus_wish = Some(FocusWish::Review);
            }
            ReviewCommand::Tick => {
                if let Some(key) = self.session.review.row().map(|row| row.key.clone()) {
                    self.session.review.tick(key);
                    self.session.review.step(Way::Next, 1);
                }
            }
            ReviewCommand::TickRow(key) => self.session.review.tick(key),
            ReviewCommand::TickAll => self.session.review.tick_all(),
            ReviewCommand::Point(key) => {
                self.session.review.point_at(Some(&key));
                self.desk.focus_wish = Some(FocusWish::Review);
            }
            ReviewCommand::OpenInArticle => self.open_in_article(),
            ReviewCommand::Back => self.go_to(self.desk.last.came_from.unwrap_or(Workspace::Review)),
            ReviewCommand::Find => self.desk.focus_wish = Some(FocusWish::ReviewFilter),
            ReviewCommand::Filter(filter) => self.filter_review(filter),
            ReviewCommand::Sort(by) => {
                let (known, is_turned) = self.session.review.sort;
                self.session.review.sort = (by, known == by && !is_turned);
                self.session.narrow_review();
            }
            ReviewCommand::Note(note) => self.session.review.note = note,
            ReviewCommand::Relabel(label) => self.relabel_own(&label),
        }
    }

    /// Narrows the table; words are looked for beside the window.
    fn filter_review(&mut self, filter: ReviewFilter) {
        self.session.review.filter = filter;
        let snapshot = self.session.corpus.snapshot();
        let wake = Arc::clone(self.wake);
        self.session.review.search(|words, rows| {
            Job::start("find in review", wake, move || rows_with(&snapshot, &rows, &words)).ok()
        });
        self.session.narrow_review();
    }

    fn extend_ticks(&mut self, motion: Motion) {
        let table = &mut self.session.review;
        let mark = |table: &mut crate::app::state::review::ReviewTable| {
            if let Some(key) = table.row().map(|row| row.key.clone()) {
                table.ticked.insert(key);
            }
        };
        mark(table);
        table.step(if motion == Motion::Down { Way::Next } else { Way::Previous }, 1);
        mark(table);
    }

    fn back_out_of_review(&mut self) {
        let table = &mut self.session.review;
        if table.correction.take().is_none() && !table.ticked.is_empty() {
            table.ticked.clear();
        }
        self.desk.focus_wish = Some(FocusWish::Review);
    }

    /// Decides on the rows that are meant, in one transaction, and goes on.
    fn decide(&mut self, verdict: Verdict, reason: String) {
        let table = &self.session.review;
        let Some(last) = table.meant().last().map(|row| row.key.clone()) else {
            return self.desk.refuse("There is no row to decide on");
        };
        let now = self.services.now();
        let state = self.session.corpus.state();
        let reviewer = self.session.annotator().clone();
        let note = table.note.trim().to_owned();
        let decisions = table.meant().into_iter().map(|row| {
            let layer = LayerKey { article: row.key.article.clone(), annotator: reviewer.clone() };
            let on = AnnotationRef {
                annotator: row.key.annotator.clone(),
                annotation: row.key.annotation.clone(),
            };
            let judgement = Judgement { verdict, reason: reason.clone(), note: note.clone() };
            change::decide(state, &layer, &on, judgement, None, now)
        });
        let decisions: Result<Vec<Transaction>, ChangeError> = decisions.collect();
        let num = table.meant().len();
        let change = decisions.and_then(|all| change::together(all, |say, num| format!("{say} {num} spans")));
        if self.apply(change) {
            self.session.review.note.clear();
            self.session.review.ticked.clear();
            self.session.review.go_on_from(&last);
            let what = match num {
                1 => String::new(),
                num => format!(" {num} spans"),
            };
            let why = if reason.is_empty() { String::new() } else { format!(": {reason}") };
            self.desk.say(format!("{}{what}{why}", super::capitalised(verdict.name())));
            self.desk.focus_wish = Some(FocusWish::Review);
        }
    }

    fn choose_reason(&mut self) {
        let own = SettingId::new("reject-reasons").ok();
        let own = own.and_then(|id| self.session.corpus.state().settings.get(&id).cloned());
        let mut reasons: Vec<String> = own
            .iter()
            .flat_map(|lines| lines.lines())
            .map(|line| line.trim().to_owned())
            .filter(|line| !line.is_empty())
            .collect();
        if reasons.is_empty() {
            reasons = REASONS.map(str::to_owned).into();
        }
        let typed = self.session.review.note.trim();
        if !typed.is_empty() {
            reasons.push("as the note says".to_owned());
        }
        let rows = reasons
            .into_iter()
            .map(|reason| {
                let command = Command::Review(ReviewCommand::RejectFor(reason.clone()));
                ChoiceRow::new(reason, command)
            })
            .collect();
        self.open_choice(Choice::new("Why it is rejected", Command::Review(ReviewCommand::Reject), rows));
    }

    fn begin_correction(&mut self) {
        let Some(row) = self.session.review.row() else { return };
        let (key, original) = (row.key.clone(), Annotation::clone(&row.annotation));
        // One's own earlier correction is gone on with.
        let on = AnnotationRef { annotator: key.annotator.clone(), annotation: key.annotation.clone() };
        let earlier = self.session.layer(&key.article).and_then(|layer| {
            layer.annotations.values().find(|annotation| annotation.corrects.as_ref() == Some(&on))
        });
        let annotation = match earlier {
            Some(earlier) => Annotation::clone(earlier),
            None => Annotation { id: self.services.ids.annotation(), ..original },
        };
        self.session.review.correction = Some(Correction { row: key, annotation, speaker: None });
        self.desk.say("Correct label, bounds or speaker at the right; Ctrl+Enter keeps, Esc drops");
    }

    fn correct_label(&mut self, label: crate::model::id::LabelId) {
        if let Some(correction) = &mut self.session.review.correction {
            correction.annotation.label = label;
        }
    }

    /// Moves one end of the correction by a word.
    fn correct_bound(&mut self, is_end: bool, way: Way) {
        let Some(correction) = &self.session.review.correction else { return };
        let Ok(article) =
            crate::model::reader::CorpusReader::article(&self.session.corpus, &correction.row.article)
        else {
            return self.desk.refuse("The article can't be read");
        };
        let text = article.text.as_str();
        let mut ranges = correction.annotation.fragments.ranges().to_vec();
        let changed = if is_end { ranges.last_mut() } else { ranges.first_mut() };
        let Some(range) = changed else { return };
        let (start, end) = (range.start(), range.end());
        let new = match (is_end, way) {
            (true, Way::Next) => (start, next_word_end(text, end)),
            (true, Way::Previous) => {
                let kept = TextRange::new(start, previous_word_start(text, end)).ok();
                (start, kept.and_then(|kept| trim(text, kept)).map_or(start, TextRange::end))
            }
            (false, Way::Previous) => (previous_word_start(text, start), end),
            (false, Way::Next) => {
                let after = word_at(text, start).map_or(start, TextRange::end);
                let kept = TextRange::new(next_word_end(text, start).max(after), end).ok();
                (kept.and_then(|kept| trim(text, kept)).map_or(end, TextRange::start), end)
            }
        };
        match TextRange::new(new.0, new.1) {
            Ok(new) => *range = new,
            Err(_) => return self.desk.refuse("The span can't become smaller than a word"),
        }
        if let (Ok(fragments), Some(correction)) =
            (Fragments::normalised(ranges), &mut self.session.review.correction)
        {
            correction.annotation.fragments = fragments;
            correction.annotation.drop_covered_attribution();
        }
    }

    /// Keeps the correction: a decision with its replacement, and a register entry if its speaker is new.
    fn keep_correction(&mut self) {
        let Some(correction) = self.session.review.correction.clone() else { return };
        let now = self.services.now();
        let Correction { row, mut annotation, speaker } = correction;
        let mut new_voice = None;
        if let Some(name) = speaker.map(|name| super::one_line(&name)) {
            annotation.attribution.voices.retain(|voice| voice.role != VoiceRole::Speaker);
            if !name.is_empty() {
                let known = self.session.register.named(&name).cloned();
                let id = known.unwrap_or_else(|| {
                    let voice = self.new_voice(&name, crate::model::voice::VoiceKind::Person, None);
                    let id = voice.id.clone();
                    new_voice = Some(voice);
                    id
                });
                let voice = AttributedVoice { role: VoiceRole::Speaker, party: Party::Registered(id) };
                annotation.attribution.voices.insert(0, voice);
            }
        }
        annotation.provenance.changed = now;
        let reviewer = self.session.annotator().clone();
        let layer = LayerKey { article: row.article.clone(), annotator: reviewer.clone() };
        let on = AnnotationRef { annotator: row.annotator.clone(), annotation: row.annotation.clone() };
        let note = self.session.review.note.trim().to_owned();
        let judgement = Judgement { verdict: Verdict::Corrected, reason: String::new(), note };
        let state = self.session.corpus.state();
        change::drop_unfit_attributes(state, &mut annotation);
        let decided = change::decide(state, &layer, &on, judgement, Some(annotation), now);
        let entered = new_voice.map(|voice| change::put_voice(state, &reviewer, voice));
        let change = decided.and_then(|decided| {
            let all = entered.transpose()?.into_iter().chain([decided]).collect();
            change::together(all, |_, _| "Correct".to_owned())
        });
        if self.apply(change) {
            self.session.review.correction = None;
            self.session.review.note.clear();
            self.session.review.go_on_from(&row);
            self.desk.say("Corrected; the annotator's own span stays as it was");
            self.desk.focus_wish = Some(FocusWish::Review);
        }
    }

    /// One's own spans among the rows that are meant.
    fn own_rows(&self) -> Vec<AnnotationKey> {
        let own = self.session.annotator();
        let meant = self.session.review.meant().into_iter().filter(|row| row.key.annotator == *own);
        meant.map(|row| row.key.clone()).collect()
    }

    fn change_own(
        &mut self,
        what: &str,
        build: impl Fn(
            &crate::model::corpus::CorpusState,
            &LayerKey,
            &AnnotationKey,
        ) -> Result<Transaction, ChangeError>,
    ) {
        let rows = self.own_rows();
        if rows.is_empty() {
            return self.desk.refuse("Only one's own spans can be changed here; E corrects those of others");
        }
        let state = self.session.corpus.state();
        let changes = rows.iter().map(|row| {
            let layer = LayerKey { article: row.article.clone(), annotator: row.annotator.clone() };
            build(state, &layer, row)
        });
        let changes: Result<Vec<Transaction>, ChangeError> =
            changes.filter(|change| *change != Err(ChangeError::Nothing)).collect();
        let num = rows.len();
        let change = changes.and_then(|all| change::together(all, |say, num| format!("{say}: {num} spans")));
        if self.apply(change) {
            self.session.review.ticked.clear();
            self.desk.say(format!("{what}: {num} span{}", if num == 1 { "" } else { "s" }));
        }
    }

    fn remove_own(&mut self) {
        self.change_own("Removed", |state, layer, row| {
            change::remove_annotations(state, layer, &[row.annotation.clone()].into())
        });
    }

    fn relabel_own(&mut self, label: &crate::model::id::LabelId) {
        let now = self.services.now();
        self.change_own("Relabelled", |state, layer, row| {
            change::relabel(state, layer, &row.annotation, label.clone(), now)
        });
    }

    fn toggle_unsure_own(&mut self) {
        let now = self.services.now();
        let is_sure =
            self.session.review.row().is_some_and(|row| row.annotation.certainty == Certainty::Sure);
        let certainty = if is_sure { Certainty::Unsure } else { Certainty::Sure };
        self.change_own("Certainty changed", |state, layer, row| {
            change::set_certainty(state, layer, &row.annotation, certainty, now)
        });
    }

    /// Shows the row where it stands; somebody else's words are selected, one's own span gets the focus.
    fn open_in_article(&mut self) {
        let Some(row) = self.session.review.row() else { return };
        let (key, hull) = (row.key.clone(), row.annotation.fragments.hull());
        self.desk.workspace = Workspace::Annotate;
        self.open_article(&key.article);
        if key.annotator == *self.session.annotator() {
            self.focus(&key.annotation);
        } else if let Some(open) = &mut self.session.open {
            open.selection = Selection { anchor: hull.start(), caret: Caret::at(hull.end()) };
            open.focus = None;
        }
        self.light_up(hull);
        self.desk.last.came_from = Some(Workspace::Review);
        self.desk.say("Esc goes back to the table");
    }
}
