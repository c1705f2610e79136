//! The text of the article in view, mended: a few words, or all of it by a newer version from a file.

use std::path::Path;
use std::sync::Arc;

use super::{Work, capitalised};
use crate::app::command::Workspace;
use crate::app::command::correcting::CorrectingCommand;
use crate::app::state::FocusWish;
use crate::app::state::dialog::{CorrectForm, Dialog, RenewForm, RenewPlan};
use crate::app::state::running::RunningJob;
use crate::app::widgets::reading::access::shortened;
use crate::documents::version::read_version;
use crate::model::article::Article;
use crate::model::change::ChangeError;
use crate::model::change::renew::{Renewal, correct_words, num_touched, renew_text};
use crate::model::corpus::CorpusState;
use crate::model::edit::{Edit, Transaction};
use crate::model::id::AnnotatorId;
use crate::model::text::near::percent_alike;
use crate::model::text::visible::visible;
use crate::model::text::{TextRange, segment};
use crate::report::{Report, renewing};

/// How much of words is told in the line at the foot, in characters.
const MAX_WORDS: usize = 40;

impl Work<'_> {
    /// Carries out a command about the text of the article in view.
    pub(super) fn correcting(&mut self, command: CorrectingCommand) {
        if self.desk.workspace != Workspace::Annotate {
            self.go_to(Workspace::Annotate);
        }
        match command {
            CorrectingCommand::Correct => self.ask_for_correction(),
            CorrectingCommand::Renew => self.ask_for_version(),
        }
    }

    fn ask_for_correction(&mut self) {
        let Some(open) = &self.session.open else { return };
        let text = open.text();
        let caret = open.selection.caret.byte;
        // Behind the stop of a sentence it is the word before that.
        let before = || text[..caret].char_indices().next_back().map(|(at, _)| at);
        let word = || segment::word_at(text, caret).or_else(|| segment::word_at(text, before()?));
        let range = open.selection.range().or_else(word);
        let Some(range) = range else {
            return self.desk.refuse("Select the words to mend, or put the caret in one, first");
        };
        let was = match range.of(text) {
            Ok(was) if !was.contains('\n') => was.to_owned(),
            _ => {
                return self
                    .desk
                    .refuse("Select words of one line; paragraphs come in by “Renew from a file…”");
            }
        };
        let article = open.article.id.clone();
        let state = self.session.corpus.state();
        let (num_own, num_others) = num_touched(state, &article, self.session.annotator(), range);
        let (text, words) = (open.article.text.hash(), was.clone());
        let form = CorrectForm { article, text, range, was, words, num_own, num_others };
        self.desk.open_dialog(Dialog::Correct(form));
    }

    /// Makes the correction that was typed.
    pub(super) fn correct_as_typed(&mut self, form: &CorrectForm) -> Result<(), String> {
        if form.words.contains(|ch: char| ch.is_control()) {
            return Err("What stands there is to be one line".to_owned());
        }
        let article = self.article_of_dialog(form)?;
        let state = self.session.corpus.state();
        let annotator = self.session.annotator();
        let (change, renewal) = correct_words(state, &article, annotator, form.range.bytes(), &form.words)
            .map_err(|err| match err {
                ChangeError::Nothing => "These are the words that stand there".to_owned(),
                err => capitalised(&err.to_string()),
            })?;
        let what = format!("“{}” → “{}”", shortened(&form.was, MAX_WORDS), shortened(&form.words, MAX_WORDS));
        self.apply_renewal(change, &renewal, &what);
        Ok(())
    }

    /// The article in view, if it is still the one, with the text, that the dialog was opened on.
    fn article_of_dialog(&self, form: &CorrectForm) -> Result<Arc<Article>, String> {
        let open = self.session.open.as_ref().map(|open| &open.article);
        let same = open.filter(|article| article.id == form.article && article.text.hash() == form.text);
        same.cloned()
            .ok_or_else(|| "The text has changed in the meantime; close this and begin anew".to_owned())
    }

    fn ask_for_version(&mut self) {
        let Some(open) = &self.session.open else { return };
        let (title, article) = (open.article.shown_title().0, open.article.id.clone());
        let path = String::new();
        self.desk.open_dialog(Dialog::Renew(RenewForm { article, title, path, plan: None }));
    }

    /// Reads the file that is named, or, once what it would do has been shown, renews the article.
    pub(super) fn renew_as_shown(&mut self, form: &RenewForm) -> Result<(), String> {
        let Some(plan) = form.plan() else { return self.read_version(form) };
        let Some(change) = plan.change.clone() else {
            return Err("The article has this text already; there is nothing to renew".to_owned());
        };
        let renewal = plan.renewal.clone();
        self.apply_renewal(change, &renewal, "Renewed the text");
        Ok(())
    }

    /// Begins to read a newer version; the dialog stays.
    fn read_version(&mut self, form: &RenewForm) -> Result<(), String> {
        let path = self.typed(&form.path).ok_or("Name the file with the newer version")?;
        let article = self.session.open.as_ref().map(|open| Arc::clone(&open.article));
        let article = article.filter(|article| article.id == form.article);
        let article = article.ok_or("Another article is open now; close this and begin anew")?;
        let (state, annotator) = (self.session.corpus.state().clone(), self.session.annotator().clone());
        let of = form.path.clone();
        let dialog = self.desk.dialog.take();
        let began = self.start("Reading the newer version", RunningJob::Version, move |_| {
            plan(&path, of, &article, &state, &annotator).map(Box::new)
        });
        self.desk.dialog = dialog;
        began
    }

    /// Shows what a newer version would do, in the dialog that asked for it.
    pub(super) fn show_version(&mut self, plan: RenewPlan) {
        if let Some(Dialog::Renew(form)) = &mut self.desk.dialog {
            form.plan = Some(Arc::new(plan));
        }
    }

    /// Applies a change of the text, shows its first place, and says what has become of spans.
    fn apply_renewal(&mut self, change: Transaction, renewal: &Renewal, what: &str) {
        let first = change.edits.iter().find_map(|edit| match edit {
            Edit::PatchText(_, patch) => Some((patch.at, patch.at + patch.inserted.len())),
            _ => None,
        });
        self.desk.dialog = None;
        self.desk.focus_wish = Some(FocusWish::Text);
        if !self.apply(Ok(change)) {
            return;
        }
        if let Some((start, end)) = first {
            self.focus_with_caret(None, end);
            if let Ok(range) = TextRange::new(start, end) {
                self.light_up(range);
            }
        }
        let lost: Vec<String> =
            renewal.unplaced.iter().map(|one| format!("“{}”", shortened(&one.words, MAX_WORDS))).collect();
        let lost = if lost.is_empty() { String::new() } else { format!(": {}", lost.join(", ")) };
        self.desk.say(visible(&format!("{what}; {}{lost}", renewing::summary(renewal))).into_owned());
    }
}

/// Reads a newer version, and finds out what it would do.
fn plan(
    path: &Path,
    of: String,
    article: &Article,
    state: &CorpusState,
    annotator: &AnnotatorId,
) -> Result<RenewPlan, Report> {
    let document = read_version(path)?;
    let percent = percent_alike(article.text.as_str(), &document.text);
    let (change, renewal) = match renew_text(state, article, annotator, &document.text, &document.blocks) {
        Ok((change, renewal)) => (Some(change), renewal),
        Err(ChangeError::Nothing) => (None, Renewal::default()),
        Err(err) => return Err(err.into()),
    };
    let mut lines: Vec<String> =
        renewing::corrections(article).map(|line| capitalised(&line)).into_iter().collect();
    lines.extend(renewing::lines(&renewal));
    lines.extend(document.warnings.iter().map(ToString::to_string));
    let lines = lines.iter().map(|line| visible(line).into_owned()).collect();
    Ok(RenewPlan { of, change, renewal, percent, lines })
}
