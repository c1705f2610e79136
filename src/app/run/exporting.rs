//! Exporting: what the dialog asks for as a recipe, which is kept where that is wanted and carried out beside the
//! window.

use std::sync::Arc;

use super::running::{CANCELLED, StoppableSink, done_report, folder_of};
use super::{Work, capitalised};
use crate::app::jobs::Steps;
use crate::app::state::dialog::{Dialog, ExportForm};
use crate::app::state::running::RunningJob;
use crate::formats::exporting::run_export;
use crate::formats::preview::preview;
use crate::formats::recipe::{Recipe, forget, keep};
use crate::model::article::Article;
use crate::model::corpus::CorpusState;
use crate::model::id::ArticleId;
use crate::model::reader::{CorpusReader, ReadError};
use crate::report::Report;
use crate::store::CorpusSnapshot;
use crate::store::sink::FolderSink;

impl Work<'_> {
    /// Begins to write the dataset that the form describes.
    pub(super) fn begin_export(&mut self, form: &ExportForm) -> Result<(), String> {
        form.format().ok_or("Choose a format")?;
        let path = self.typed(&form.path).ok_or("Name the file to write")?;
        let name = path.file_name().ok_or("Name the file to write")?.to_string_lossy().into_owned();
        let recipe = self.recipe_of(form)?;
        if path.is_file() && form.may_replace.as_ref() != Some(&path) {
            if let Some(Dialog::Export(form)) = &mut self.desk.dialog {
                form.may_replace = Some(path.clone());
            }
            return Err(format!(
                "There is such a file already; Export again writes over it: {}",
                path.display()
            ));
        }
        let keep_as = form.keep_as.trim();
        if !keep_as.is_empty() {
            match keep(self.session.corpus.state(), keep_as, &recipe) {
                Ok(change) => drop(self.apply(Ok(change))),
                // It is kept so already.
                Err(crate::formats::recipe::RecipeError::Change(_)) => {}
                Err(err) => return Err(capitalised(&err.to_string())),
            }
        }
        let snapshot = self.session.corpus.snapshot();
        self.start("Exporting", RunningJob::Write, move |steps| {
            steps.set_total(snapshot.state().articles.len());
            let corpus = CountedReader { snapshot, steps: steps.clone() };
            let sink = FolderSink::new(folder_of(&path));
            let mut sink = StoppableSink { sink, steps: steps.clone() };
            let report = run_export(&corpus, &recipe, &name, &mut sink).map_err(Report::new)?;
            // Sides of a split are files beside that name.
            let written = if path.exists() { path.as_path() } else { folder_of(&path) };
            Ok(done_report("Exported", &report, Some(written)))
        })
    }

    /// Shows the first article as it would be written.
    pub(super) fn preview_export(&mut self) {
        let Some(Dialog::Export(form)) = &self.desk.dialog else { return };
        let shown = self.recipe_of(form).and_then(|recipe| {
            preview(&self.session.corpus, &recipe).map_err(|err| capitalised(&err.to_string()))
        });
        let Some(Dialog::Export(form)) = &mut self.desk.dialog else { return };
        match shown {
            Ok(shown) => form.preview = Some(Arc::from(shown)),
            Err(why) => self.desk.files.complaint = why,
        }
    }

    /// Keeps the choices of that name no longer.
    pub(super) fn forget_recipe(&mut self, name: &str) {
        match forget(self.session.corpus.state(), name) {
            Ok(change) => {
                self.apply(Ok(change));
                self.desk.say(format!("The choices “{name}” are kept no longer"));
                // Otherwise the next export would keep them again.
                if let Some(Dialog::Export(form)) = &mut self.desk.dialog {
                    form.taken_up.clear();
                    if form.keep_as == name {
                        form.keep_as.clear();
                    }
                }
            }
            Err(err) => self.desk.files.complaint = capitalised(&err.to_string()),
        }
    }

    /// Everything that the form asks.
    fn recipe_of(&self, form: &ExportForm) -> Result<Recipe, String> {
        form.whole_recipe(self.session.article_in_view(), &self.session.list.ids)
    }
}

/// A corpus whose articles are counted as they are read.
struct CountedReader {
    snapshot: CorpusSnapshot,
    steps: Steps,
}

impl CorpusReader for CountedReader {
    fn state(&self) -> &CorpusState {
        self.snapshot.state()
    }

    fn article(&self, id: &ArticleId) -> Result<Arc<Article>, ReadError> {
        if self.steps.step() {
            self.snapshot.article(id)
        } else {
            Err(ReadError { id: id.clone(), why: CANCELLED.to_owned() })
        }
    }
}
