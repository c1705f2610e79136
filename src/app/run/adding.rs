//! Adding articles: files are read beside the window and what they hold is written where it can be added; what was
//! found is shown, and once that is confirmed it comes in as one change.

use std::path::PathBuf;
use std::sync::Arc;

use super::running::{CANCELLED, done_report_of};
use super::{Work, capitalised};
use crate::app::jobs::Steps;
use crate::app::state::dialog::{
    AboutForm, AddForm, Compared, Dialog, FoundArticle, FoundForm, Wishes, typed_paths,
};
use crate::app::state::running::{Gathered, RunningJob, Settled};
use crate::documents::ReadOptions;
use crate::documents::collect::{Found, FoundFile, collect};
use crate::documents::intake::{Alike, Intake, IntakeOptions, Taken};
use crate::documents::reading::Reading;
use crate::model::change;
use crate::model::reader::CorpusReader as _;
use crate::model::text::numbers::{counted, in_thousands};
use crate::model::time::Timestamp;
use crate::report::Report;
use crate::store::{CorpusSnapshot, Staged, Stager};

/// How much of a text is shown beside another, in characters.
const COMPARED_CHARS: usize = 4_000;

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
        let is_plain = !is_shown
            && found.len() == 1
            && found.iter().all(|one| one.notes.is_empty() && one.alike.is_none())
            && settled.findings.is_empty();
        if staged.is_none() || is_plain {
            return self.take_settled(staged, settled);
        }
        self.desk.files.gathered = staged;
        self.desk.open_dialog(Dialog::Found(FoundForm::new(found, settled.findings, settled.said)));
        Ok(())
    }

    /// Begins to add what was found, as the form has it.
    pub(super) fn begin_settling(&mut self, form: &FoundForm) -> Result<(), String> {
        let Wishes { skipped, changed } = form.wishes()?;
        if form.num_wanted() == 0 {
            return Err("Every article is left out; take one, or press Cancel".to_owned());
        }
        let mut staged = self.desk.files.gathered.take().ok_or("The files are to be read first")?;
        let mut said = (*form.said).clone();
        if !skipped.is_empty() {
            said.push(format!("{} left out", in_thousands(skipped.len())));
        }
        let wanted = form.articles.iter().enumerate().filter(|(at, _)| !form.skipped.contains(at));
        let notes = wanted.flat_map(|(_, found)| {
            let alike = found.alike.as_ref().map(|alike| {
                format!("{}: {} % of its text is that of {}", found.id, alike.percent, alike.article)
            });
            found.notes.iter().map(|note| format!("{}: {note}", found.id)).chain(alike)
        });
        let findings: Vec<String> = notes.chain(form.left_out.iter().cloned()).collect();
        let settled = Settled { said, findings };
        self.start(
            "Adding articles",
            |job| RunningJob::Settle(job, settled),
            move |_| {
                for (id, metadata) in changed {
                    staged.set_metadata(&id, metadata)?;
                }
                staged.leave_out(&skipped)?;
                Ok(Some(staged))
            },
        )
    }

    /// Adds articles that are ready, as one change.
    pub(super) fn take_settled(&mut self, staged: Option<Staged>, settled: Settled) -> Result<(), Report> {
        let was_empty = self.session.corpus.state().articles.is_empty();
        let num_added = staged.as_ref().map_or(0, Staged::num_articles);
        if let Some(staged) = staged {
            let stamps = self.session.corpus.accept(staged)?;
            let first = stamps.first().map(|stamp| stamp.id.clone());
            if self.apply(change::add_articles(stamps))
                && let Some(first) = first.filter(|_| was_empty || num_added == 1)
            {
                self.open_article(&first);
            }
        }
        let Settled { mut said, findings } = settled;
        said.insert(0, format!("Added {}", counted(num_added, "article")));
        let summary = said.join(", ");
        if findings.is_empty() {
            self.desk.say(summary);
        } else {
            self.show_done(done_report_of("Articles added", summary, findings));
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

    /// Shows the beginnings of the article that the dialog points at and of the one it is like.
    pub(super) fn compare_found(&mut self) {
        let Some(Dialog::Found(form)) = &self.desk.dialog else { return };
        let Some(found) = form.articles.get(form.at) else { return };
        let Some(alike) = &found.alike else { return };
        let (at, id, other) = (form.at, found.id.clone(), alike.article.clone());
        let staged = self.desk.files.gathered.as_ref();
        let of_staged = |id| staged.and_then(|staged| staged.article(id).ok()).map(Arc::new);
        let beginning = |article: &crate::model::article::Article| -> String {
            article.text.as_str().chars().take(COMPARED_CHARS).collect()
        };
        let one = of_staged(&id);
        // The other one may be among those that were found.
        let two = self.session.corpus.article(&other).ok().or_else(|| of_staged(&other));
        let compared = match (one, two) {
            (Some(one), Some(two)) => {
                let title = two.shown_title().0;
                Some(Arc::new(Compared { at, one: beginning(&one), other: (title, beginning(&two)) }))
            }
            _ => None,
        };
        if compared.is_none() {
            "One of the texts can't be read".clone_into(&mut self.desk.files.complaint);
        }
        if let Some(Dialog::Found(form)) = &mut self.desk.dialog {
            form.compared = compared;
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

fn said(num_repeated: usize, num_failed: usize) -> Vec<String> {
    let mut said = Vec::new();
    if num_repeated > 0 {
        said.push(format!("{} left out that the corpus has already", in_thousands(num_repeated)));
    }
    if num_failed > 0 {
        said.push(format!("{} could not be read", in_thousands(num_failed)));
    }
    said
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
}

impl Gathering {
    /// Reads articles and writes those that are new to where the corpus takes them in.
    fn run(self, steps: &Steps) -> Result<Gathered, Report> {
        let Self { from, mut intake, corpus, now, read, stager } = self;
        let is_shown = matches!(from, Origin::Copied(_));
        let items = match from {
            Origin::Paths(paths) => collect(&paths),
            Origin::Copied(file) => vec![Found::File(file)],
        };
        steps.set_total(items.len());
        intake.learn(&corpus, &mut || !steps.is_cancelled());
        let (mut found, mut left_out) = (Vec::new(), Vec::new());
        let mut staging = stager.begin()?;
        for item in Reading::start(items, read) {
            for taken in intake.take(item, now) {
                match taken {
                    Taken::Article { article, warnings, alike, newer_than } => {
                        staging.write(&article)?;
                        let newer = newer_than.as_ref().map(|Alike { article: older, percent }| {
                            format!("It is a newer version of {older}, {percent} % the same; “Renew from a file…” brings that up to date.")
                        });
                        let notes =
                            newer.into_iter().chain(warnings.iter().map(ToString::to_string)).collect();
                        found.push(FoundArticle::of(&article, notes, alike));
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
            Some(staging.finish()?)
        };
        Ok(Gathered { staged, was_cancelled, is_shown, num_failed, num_repeated, found, left_out })
    }
}
