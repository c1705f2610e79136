//! Adding articles: files are read beside the window and what they hold is written where it can be added; what was
//! found is shown, and once that is confirmed it comes in as one change.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::Arc;

use super::running::{CANCELLED, done_report_of};
use super::{Work, capitalised};
use crate::app::jobs::Steps;
use crate::app::state::dialog::{
    AboutForm, AddForm, Compared, Dialog, Fate, FoundArticle, FoundForm, Side, Wishes, cut_in_words,
    typed_paths,
};
use crate::app::state::running::{Gathered, Ready, ReadyRenewal, RunningJob, Settled};
use crate::documents::collect::{Found, FoundFile, collect};
use crate::documents::intake::{Alike, Intake, IntakeOptions, Taken};
use crate::documents::reading::Reading;
use crate::documents::{ReadOptions, cut};
use crate::model::article::Article;
use crate::model::change;
use crate::model::change::renew::renew_text;
use crate::model::copies::original_of;
use crate::model::corpus::CorpusState;
use crate::model::edit::Transaction;
use crate::model::id::{AnnotatorId, ArticleId};
use crate::model::reader::CorpusReader as _;
use crate::model::text::numbers::{counted, in_thousands};
use crate::model::time::Timestamp;
use crate::report::{Report, renewing};
use crate::store::{CorpusSnapshot, Keeping, Staged, Stager};

impl Work<'_> {
    /// Begins to read the articles that the form names.
    pub(super) fn begin_adding(&mut self, form: &AddForm) -> Result<(), String> {
        let paths = typed_paths(&form.paths, self.services.outside.places.home.as_deref());
        if paths.is_empty() {
            return Err("Name the files or folders to add, one a line".to_owned());
        }
        if form.preview().is_some_and(|preview| !preview.has_text(&form.columns)) {
            return Err("Say which column of the table holds the text".to_owned());
        }
        self.begin_gathering(Origin::Paths(paths), form)
    }

    /// Begins to read articles as the form has it.
    pub(super) fn begin_gathering(&mut self, from: Origin, form: &AddForm) -> Result<(), String> {
        let stager = self.session.corpus.stager().map_err(|err| capitalised(&err.to_string()))?;
        let options = IntakeOptions { allow_duplicates: form.allow_duplicates, ..IntakeOptions::default() };
        let gathering = Gathering {
            from,
            intake: Intake::new(self.session.corpus.state(), options),
            corpus: self.session.corpus.snapshot(),
            now: self.services.now(),
            read: ReadOptions {
                whole_books: form.whole_books,
                whole_pages: form.whole_pages,
                columns: form.columns.clone(),
            },
            stager,
            keep_originals: form.keep_originals,
        };
        self.start("Reading articles", RunningJob::Gather, move |steps| gathering.run(steps))
    }

    /// Shows what was found; a single article without anything to say about it is added at once.
    pub(super) fn show_found(&mut self, gathered: Gathered) -> Result<(), Report> {
        let Gathered { staged, was_cancelled, is_shown, num_failed, num_repeated, found, left_out } =
            gathered;
        if was_cancelled {
            return Err(Report::new(CANCELLED));
        }
        let settled = Settled { said: said(num_repeated, num_failed), findings: left_out };
        if staged.is_none() || (!is_shown && is_plain(&found, &settled.findings)) {
            return self.take_settled(Ready { staged, renewals: Vec::new() }, settled);
        }
        self.desk.files.gathered = staged;
        self.desk.open_dialog(Dialog::Found(FoundForm::new(found, settled.findings, settled.said)));
        Ok(())
    }

    /// Begins to add what was found, as the form has it.
    pub(super) fn begin_settling(&mut self, form: &FoundForm) -> Result<(), String> {
        let wishes = form.wishes()?;
        if form.num_wanted() == 0 && wishes.renewals.is_empty() {
            return Err("Every article is left out; take one, or press Cancel".to_owned());
        }
        let staged = self.desk.files.gathered.take().ok_or("The files are to be read first")?;
        let mut said = (*form.said).clone();
        if form.counts.skipped > 0 {
            said.push(format!("{} left out", in_thousands(form.counts.skipped)));
        }
        let settled = Settled { said, findings: findings(form) };
        let settling = Settling {
            staged,
            wishes,
            corpus: self.session.corpus.snapshot(),
            annotator: self.session.annotator().clone(),
        };
        self.start(
            "Adding articles",
            |job| RunningJob::Settle(job, settled),
            move |_| settling.run().map(Box::new),
        )
    }

    /// Adds articles that are ready and renews others, as one change.
    pub(super) fn take_settled(&mut self, ready: Ready, settled: Settled) -> Result<(), Report> {
        let Ready { staged, renewals } = ready;
        let was_empty = self.session.corpus.state().articles.is_empty();
        let num_added = staged.as_ref().map_or(0, Staged::num_articles);
        let Settled { mut said, mut findings } = settled;
        let mut joins = false;
        if let Some(Keeping { num_kept, failed }) = staged.as_ref().map(Staged::keeping) {
            if *num_kept > 0 {
                said.push(format!("{} kept", counted(*num_kept, "file")));
            }
            findings.extend(failed.iter().map(|why| capitalised(why)));
        }
        if let Some(staged) = staged {
            let stamps = self.session.corpus.accept(staged)?;
            let first = stamps.first().map(|stamp| stamp.id.clone());
            joins = self.apply(change::add_articles(stamps));
            if let Some(first) = first.filter(|_| joins && (was_empty || num_added == 1)) {
                self.open_article(&first);
            }
        }
        let mut num_renewed = 0;
        for ReadyRenewal { of: Alike { article, percent }, change, renewal } in renewals {
            let row = self.session.corpus.state().articles.get(&article);
            let title = row.map_or_else(|| article.to_string(), |row| format!("“{}”", row.shown_title));
            if !self.apply(Ok(Transaction { joins, ..change })) {
                findings.push(format!("{title} was not renewed: it has changed in the meantime"));
                continue;
            }
            (joins, num_renewed) = (true, num_renewed + 1);
            let what = renewing::summary(&renewal);
            findings.push(format!("Renewed {title}, {percent} % the same: {what}"));
            findings.extend(renewing::lines(&renewal).into_iter().map(|line| format!("{title}: {line}")));
        }
        if num_renewed > 0 {
            said.insert(0, format!("renewed {}", counted(num_renewed, "article")));
        }
        if num_added > 0 || num_renewed == 0 {
            said.insert(0, format!("added {}", counted(num_added, "article")));
        }
        let summary = capitalised(&said.join(", "));
        if findings.is_empty() {
            self.desk.say(summary);
        } else {
            let title = if num_added == 0 && num_renewed > 0 { "Articles renewed" } else { "Articles added" };
            self.show_done(done_report_of(title, summary, findings));
        }
        Ok(())
    }

    /// Takes away what was found once nobody looks at it any more.
    pub(super) fn clear_unwanted(&mut self) {
        if matches!(self.desk.dialog, Some(Dialog::Found(_))) {
            return;
        }
        let Some(staged) = self.desk.files.gathered.take() else { return };
        let dialog = self.desk.dialog.take();
        let begun = self.start("Clearing up", RunningJob::Clear, move |_| Ok(staged.abandon()?));
        self.desk.dialog = dialog;
        // What is left lies in a folder of its own, which goes when the corpus is opened the next time.
        drop(begun);
        self.desk.say("Nothing was added");
    }

    /// Begins to compare the article that the dialog points at with the one that it is like; the dialog stays.
    pub(super) fn compare_found(&mut self) {
        let Some(Dialog::Found(form)) = &self.desk.dialog else { return };
        let Some(found) = form.articles.get(form.at) else { return };
        let Some(alike) = found.other() else { return };
        let (at, is_newer, other) = (form.at, found.newer_than.is_some(), &alike.article);
        let staged = self.desk.files.gathered.as_ref();
        let of_staged = |id| staged.and_then(|staged| staged.article(id).ok()).map(Arc::new);
        // The other one may be among those that were found.
        let two = self.session.corpus.article(other).ok().or_else(|| of_staged(other));
        let (Some(one), Some(two)) = (of_staged(&found.id), two) else {
            "One of the texts can't be read".clone_into(&mut self.desk.files.complaint);
            return;
        };
        let (state, annotator) = (self.session.corpus.state().clone(), self.session.annotator().clone());
        let dialog = self.desk.dialog.take();
        let began = self.start("Comparing two texts", RunningJob::Compare, move |_| {
            let lines = if is_newer { foretold(&state, &one, &two, &annotator)? } else { Vec::new() };
            let sides = Side::both(one.text.as_str(), two.text.as_str());
            Ok(Box::new(Compared { at, other: two.shown_title().0, sides, lines }))
        });
        self.desk.dialog = dialog;
        if let Err(why) = began {
            self.desk.files.complaint = why;
        }
    }

    /// Shows two texts beside each other in the dialog that asked for it.
    pub(super) fn show_compared(&mut self, compared: Compared) {
        if let Some(Dialog::Found(form)) = &mut self.desk.dialog {
            form.compared = Some(Arc::new(compared));
        }
    }

    /// Asks what is to be known about the article in view.
    pub(super) fn open_about(&mut self) {
        let Some(open) = &self.session.open else { return };
        self.desk.open_dialog(Dialog::About(AboutForm::of(&open.article.metadata)));
    }

    /// Changes what is known about the article in view.
    pub(super) fn change_about(&mut self, form: &AboutForm) -> Result<(), String> {
        let open = self.session.open.as_ref().ok_or("Open an article first")?;
        let metadata = form.metadata(&open.article.metadata)?;
        if metadata != open.article.metadata {
            let id = open.article.id.clone();
            let change = change::set_metadata(self.session.corpus.state(), &id, metadata);
            self.apply(change);
        }
        self.desk.dialog = None;
        Ok(())
    }
}

/// What there is to know about the articles that are added, and about what was left out.
fn findings(form: &FoundForm) -> Vec<String> {
    let mut findings = Vec::new();
    for (at, found) in form.articles.iter().enumerate() {
        let fate = form.fate(at);
        if fate == Fate::Skip {
            continue;
        }
        let typed = form.about(at).title;
        let id = format!("“{}”", if typed.is_empty() { &found.shown_title } else { &typed });
        let other = &found.other_title;
        findings.extend(found.notes.iter().map(|note| format!("{id}: {note}")));
        let left = found.cuts.iter().enumerate().filter(|(idx, _)| !form.is_cut(at, *idx));
        findings.extend(left.map(|(_, (cut, words))| format!("{id}: {}", cut_in_words(cut, words))));
        match (fate, &found.newer_than, &found.alike) {
            // A renewal is said once it has been done.
            (Fate::Renew, ..) | (_, None, None) => {}
            (_, Some(Alike { percent, .. }), _) => {
                findings.push(format!("{id}: a newer version of “{other}”, {percent} % the same"));
            }
            (_, None, Some(Alike { percent, .. })) => {
                let linked = if fate == Fate::Link { "; linked to it as a copy" } else { "" };
                findings.push(format!("{id}: {percent} % of its text is that of “{other}”{linked}"));
            }
        }
    }
    findings.extend(form.left_out.iter().cloned());
    findings
}

/// What renewing an article by another would do, a line each, beginning with all of it.
fn foretold(
    state: &CorpusState,
    newer: &Article,
    article: &Article,
    annotator: &AnnotatorId,
) -> Result<Vec<String>, Report> {
    let planned = renew_text(state, article, annotator, newer.text.as_str(), &newer.blocks);
    let (_, renewal) = planned?;
    let mut lines = vec![capitalised(&renewing::summary(&renewal))];
    lines.extend(renewing::corrections(article));
    lines.extend(renewing::lines(&renewal));
    Ok(lines)
}

/// Articles that were found, and what is to become of them.
struct Settling {
    staged: Staged,
    wishes: Wishes,
    corpus: CorpusSnapshot,
    annotator: AnnotatorId,
}

impl Settling {
    /// Makes what is wished of what was found.
    fn run(self) -> Result<Ready, Report> {
        let Self { mut staged, wishes, corpus, annotator } = self;
        let Wishes { left_out, mut metadata, mut cuts, copies, renewals } = wishes;
        let changed = metadata.keys().chain(cuts.keys()).chain(copies.keys()).cloned().collect();
        staged.change(&changed, &mut |article| {
            if let Some(metadata) = metadata.remove(&article.id) {
                article.metadata = metadata;
            }
            if let Some(cuts) = cuts.remove(&article.id) {
                article.blocks = cut(article.text.as_str(), &article.blocks, &cuts);
            }
            if let Some(other) = copies.get(&article.id) {
                // Each is like one that was there or found before it: the way back has an end.
                let mut first = other;
                while let Some(before) = copies.get(first) {
                    first = before;
                }
                let first = original_of(&corpus.state().articles, first);
                article.provenance.copy_of = Some(first.clone());
            }
        })?;
        let renewals = renewals.into_iter().map(|(id, of)| {
            let (newer, article) = (staged.article(&id)?, corpus.article(&of.article).map_err(Report::new)?);
            let planned =
                renew_text(corpus.state(), &article, &annotator, newer.text.as_str(), &newer.blocks);
            let (change, renewal) = planned?;
            Ok(ReadyRenewal { of, change, renewal })
        });
        let renewals = renewals.collect::<Result<_, Report>>()?;
        staged.leave_out(&left_out)?;
        keep_originals(&mut staged);
        let staged = if staged.num_articles() == 0 {
            staged.abandon()?;
            None
        } else {
            Some(staged)
        };
        Ok(Ready { staged, renewals })
    }
}

fn said(num_repeated: usize, num_failed: usize) -> Vec<String> {
    let mut said = Vec::new();
    if num_repeated > 0 {
        said.push(format!("{} left out whose text is there already", in_thousands(num_repeated)));
    }
    if num_failed > 0 {
        said.push(format!("{} could not be read", in_thousands(num_failed)));
    }
    said
}

/// Whether a single article was found, and nothing is to be said about it: it is added at once.
fn is_plain(found: &[FoundArticle], left_out: &[String]) -> bool {
    matches!(found, [one] if one.num_notes() == 0) && left_out.is_empty()
}

/// Copies the files into the corpus that are to be kept.
fn keep_originals(staged: &mut Staged) {
    staged
        .keep_originals(&mut |path| FoundFile::named(path.to_owned()).bytes().map_err(|err| err.to_string()));
}

/// Where articles are read from.
pub(super) enum Origin {
    /// Files and folders.
    Paths(Vec<PathBuf>),
    /// What was copied in another program.
    Copied(FoundFile),
}

/// What files are read with.
struct Gathering {
    from: Origin,
    intake: Intake,
    corpus: CorpusSnapshot,
    now: Timestamp,
    read: ReadOptions,
    stager: Stager,
    keep_originals: bool,
}

impl Gathering {
    /// Reads articles and writes those that are new to where the corpus takes them in.
    fn run(self, steps: &Steps) -> Result<Gathered, Report> {
        let Self { from, mut intake, corpus, now, read, stager, keep_originals: keeps } = self;
        let is_shown = matches!(from, Origin::Copied(_));
        let items = match from {
            Origin::Paths(paths) => collect(&paths),
            Origin::Copied(file) => vec![Found::File(file)],
        };
        steps.set_total(items.len());
        intake.learn(&corpus, &mut || !steps.is_cancelled());
        let (mut found, mut left_out) = (Vec::<FoundArticle>::new(), Vec::new());
        let mut titles: HashMap<ArticleId, usize> = HashMap::new();
        let mut staging = stager.begin()?;
        for item in Reading::start(items, read) {
            let path = item.path.clone();
            for taken in intake.take(item, now) {
                match taken {
                    Taken::Article { article, warnings, alike, newer_than } => {
                        staging.write(&article)?;
                        if let Some(hash) = article.provenance.original_hash.filter(|_| keeps) {
                            staging.note_file(hash, &path);
                        }
                        let mut one =
                            FoundArticle { alike, newer_than, ..FoundArticle::of(&article, warnings) };
                        if let Some(Alike { article: other, .. }) = one.other() {
                            let row = corpus.state().articles.get(other);
                            let known = row.map(|row| row.shown_title.clone());
                            let before = || titles.get(other).and_then(|at| found.get(*at));
                            let title = known.or_else(|| before().map(|one| one.shown_title.clone()));
                            one.other_title = title.unwrap_or_default();
                        }
                        titles.insert(article.id.clone(), found.len());
                        found.push(one);
                    }
                    Taken::LeftOut { path, why } => {
                        left_out.push(format!("Left out: {why}: {}", path.display()));
                    }
                    // Not asked for here: what it does is looked at first, one article at a time.
                    Taken::Newer { of: Alike { article, .. }, path, .. } => {
                        left_out.push(format!("Left out: a newer version of {article}: {}", path.display()));
                    }
                    Taken::Failed { why } => left_out.push(capitalised(&why)),
                }
            }
            if !steps.step() {
                break;
            }
        }
        let Intake { num_failed, num_repeated, .. } = intake;
        let was_cancelled = steps.is_cancelled();
        let staged = if was_cancelled || staging.num_articles() == 0 {
            staging.abandon()?;
            None
        } else {
            let mut staged = staging.finish()?;
            // Nothing is asked about it.
            if is_plain(&found, &left_out) {
                keep_originals(&mut staged);
            }
            Some(staged)
        };
        Ok(Gathered { staged, was_cancelled, is_shown, num_failed, num_repeated, found, left_out })
    }
}
