//! What the dialog that writes a dataset holds: a recipe, and what of it is typed or pointed at.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::Arc;

use chrono::NaiveDate;

use crate::formats::recipe::Recipe;
use crate::formats::splits::{Bond, SplitBy, SplitPlan};
use crate::formats::{Format, FormatInfo, by_id};
use crate::model::corpus::CorpusState;
use crate::model::id::{AnnotatorId, ArticleId};

/// What is to be written, and how.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ExportForm {
    /// The file or folder.
    pub path: String,
    /// Everything the export is asked but the split and the articles.
    pub recipe: Recipe,
    /// How articles are put on sides.
    pub split: SplitForm,
    /// Which articles.
    pub scope: ArticleScope,
    /// The articles of choices that were kept; empty where those name none.
    pub kept_articles: Arc<BTreeSet<ArticleId>>,
    /// Who can be chosen.
    pub people: Arc<People>,
    /// The name under which the corpus keeps the recipe; it is not kept, if empty.
    pub keep_as: String,
    /// The name of the choices that were taken up last.
    pub taken_up: String,
    /// A file that is there, and may be written over.
    pub may_replace: Option<PathBuf>,
    /// The first article as it would be written, once it was asked for.
    pub preview: Option<Arc<str>>,
}

/// Which articles an export is about.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ArticleScope {
    /// All of the corpus.
    #[default]
    All,
    /// The one in view.
    Open,
    /// Those that the list shows now.
    Listed,
    /// Those that choices which were kept name.
    Kept,
}

/// Who has worked on a corpus.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct People {
    /// Those with a layer on some article.
    pub annotators: Vec<AnnotatorId>,
    /// Those of them who have decided on annotations.
    pub reviewers: Vec<AnnotatorId>,
}

/// How articles are put on the sides of a split, as typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SplitForm {
    /// What decides, if anything does.
    pub kind: SplitKind,
    /// The shares of training, validation and test: `80/10/10`.
    pub shares: String,
    /// The seed of a split by shares.
    pub seed: String,
    /// The first day of validation: `2025-03-01`.
    pub validation: String,
    /// The first day of the test.
    pub test: String,
    /// What keeps articles on one side.
    pub together: BTreeSet<Bond>,
}

/// What decides on the side of an article.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SplitKind {
    /// Nothing: all is one.
    #[default]
    None,
    /// Shares of articles and labels.
    Shares,
    /// The day of publication.
    Dates,
}

impl Default for SplitForm {
    fn default() -> Self {
        Self {
            kind: SplitKind::None,
            shares: "80/10/10".to_owned(),
            seed: "1".to_owned(),
            validation: String::new(),
            test: String::new(),
            together: BTreeSet::from([Bond::Duplicates]),
        }
    }
}

impl SplitForm {
    /// The split of a recipe that was kept.
    fn of(plan: Option<&SplitPlan>) -> Self {
        let fresh = Self::default();
        let Some(SplitPlan { by, together }) = plan else { return fresh };
        let fresh = Self { together: together.clone(), ..fresh };
        match by {
            SplitBy::Shares { train, validation, test, seed } => Self {
                kind: SplitKind::Shares,
                shares: format!("{train}/{validation}/{test}"),
                seed: seed.to_string(),
                ..fresh
            },
            SplitBy::Dates { validation, test } => Self {
                kind: SplitKind::Dates,
                validation: validation.to_string(),
                test: test.to_string(),
                ..fresh
            },
        }
    }

    /// The plan as it is typed; an error says what of it can't be understood.
    pub fn plan(&self) -> Result<Option<SplitPlan>, String> {
        let by = match self.kind {
            SplitKind::None => return Ok(None),
            SplitKind::Shares => {
                let parts: Vec<Option<u32>> =
                    self.shares.split('/').map(|part| part.trim().parse().ok()).collect();
                let [Some(train), Some(validation), Some(test)] = parts.as_slice() else {
                    return Err("Write the split as three numbers: 80/10/10".to_owned());
                };
                let seed = self.seed.trim().parse();
                let seed = seed.map_err(|_| "The seed of the split is a whole number".to_owned())?;
                SplitBy::Shares { train: *train, validation: *validation, test: *test, seed }
            }
            SplitKind::Dates => SplitBy::Dates {
                validation: day("validation", &self.validation)?,
                test: day("the test", &self.test)?,
            },
        };
        Ok(Some(SplitPlan { by, together: self.together.clone() }))
    }
}

fn day(what: &str, typed: &str) -> Result<NaiveDate, String> {
    let typed = typed.trim();
    typed.parse().map_err(|_| format!("Write the day on which {what} begins as 2025-03-01, not “{typed}”"))
}

impl People {
    /// Those who have worked on a corpus. O(layers).
    pub fn of(state: &CorpusState) -> Self {
        let (mut annotators, mut reviewers) = (BTreeSet::new(), BTreeSet::new());
        for (annotator, layer) in state.layers.values().flat_map(|layers| layers.iter()) {
            annotators.insert(annotator);
            if !layer.decisions.is_empty() {
                reviewers.insert(annotator);
            }
        }
        let owned = |people: BTreeSet<&AnnotatorId>| people.into_iter().cloned().collect();
        Self { annotators: owned(annotators), reviewers: owned(reviewers) }
    }
}

impl ExportForm {
    /// A form that asks for all of a corpus in that format.
    pub fn new(format: &str, path: String, people: People) -> Self {
        Self { path, recipe: Recipe::new(format), people: Arc::new(people), ..Self::default() }
    }

    /// The format.
    pub fn format(&self) -> Option<&'static dyn Format> {
        by_id(&self.recipe.format)
    }

    /// Chooses a format; the file's extension follows. What only tables can hold goes.
    pub fn set_format(&mut self, format: &dyn Format) {
        let info = format.info();
        let old = self.format().map(Format::info);
        info.id.clone_into(&mut self.recipe.format);
        let end = |info: &FormatInfo| {
            // A folder of the corpus's own name would be the corpus.
            if info.is_folder { format!("-{}", info.id) } else { format!(".{}", info.extension) }
        };
        let stem = old.and_then(|old| self.path.strip_suffix(&end(&old)));
        if let Some(stem) = stem {
            self.path = format!("{stem}{}", end(&info));
        }
        if !takes_rows(info.id) {
            self.recipe.shape = None;
        }
    }

    /// Takes up a recipe that was kept; the path follows its format.
    pub fn take_up(&mut self, mut recipe: Recipe) {
        if let Some(format) = by_id(&recipe.format) {
            self.set_format(format);
        }
        self.split = SplitForm::of(recipe.splits.take().as_ref());
        self.kept_articles = Arc::new(std::mem::take(&mut recipe.selection.articles));
        self.scope = if self.kept_articles.is_empty() { ArticleScope::All } else { ArticleScope::Kept };
        self.recipe = recipe;
    }

    /// The recipe with the articles it is about and the split as it is typed; an error says what of it can't be
    /// understood.
    pub fn whole_recipe(&self, open: Option<&ArticleId>, listed: &[ArticleId]) -> Result<Recipe, String> {
        let mut recipe = self.recipe.clone();
        recipe.splits = self.split.plan()?;
        recipe.selection.articles = match self.scope {
            ArticleScope::All => BTreeSet::new(),
            ArticleScope::Open => open.cloned().into_iter().collect(),
            ArticleScope::Listed => listed.iter().cloned().collect(),
            ArticleScope::Kept => (*self.kept_articles).clone(),
        };
        // No article named would stand for all of them.
        if self.scope != ArticleScope::All && recipe.selection.articles.is_empty() {
            return Err("There is no article to write: choose others, or all".to_owned());
        }
        Ok(recipe)
    }
}

/// Whether a format takes the rows of a task.
pub fn takes_rows(format: &str) -> bool {
    matches!(format, "jsonl" | "csv")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_extension_follows_the_format() {
        let mut form = ExportForm::new("jsonl", "/a/b.jsonl".to_owned(), People::default());
        let csv = by_id("csv").unwrap();
        form.set_format(csv);
        assert_eq!((form.recipe.format.as_str(), form.path.as_str()), ("csv", "/a/b.csv"));
        form.set_format(by_id("docx").unwrap());
        assert_eq!(form.path, "/a/b-docx", "a folder is never that of the corpus");
        form.set_format(by_id("csv").unwrap());
        assert_eq!(form.path, "/a/b.csv");
        "/a/own name".clone_into(&mut form.path);
        form.set_format(by_id("docx").unwrap());
        assert_eq!(form.path, "/a/own name", "what somebody typed stays");
    }

    #[test]
    fn what_was_kept_comes_back_as_it_was() {
        let dates =
            SplitBy::Dates { validation: "2025-03-01".parse().unwrap(), test: "2025-04-01".parse().unwrap() };
        let shares = SplitBy::Shares { train: 70, validation: 20, test: 10, seed: 7 };
        for by in [dates, shares] {
            let mut recipe = Recipe::new("doccano");
            recipe.splits = Some(SplitPlan { by, together: BTreeSet::from([Bond::Codes]) });
            recipe.selection.articles.insert(ArticleId::new("quay-wall").unwrap());
            let mut form = ExportForm::new("jsonl", "/a/b.jsonl".to_owned(), People::default());
            form.take_up(recipe.clone());
            assert_eq!(form.whole_recipe(None, &[]), Ok(recipe));
        }
    }

    #[test]
    fn what_is_typed_wrong_is_named() {
        let mut form = ExportForm::new("jsonl", "/a/b.jsonl".to_owned(), People::default());
        form.split.kind = SplitKind::Dates;
        form.split.validation = "March".to_owned();
        assert!(form.whole_recipe(None, &[]).unwrap_err().contains("“March”"));
        form.split.kind = SplitKind::Shares;
        form.split.shares = "80/20".to_owned();
        assert!(form.whole_recipe(None, &[]).unwrap_err().contains("80/10/10"));
        form.split.kind = SplitKind::None;
        form.scope = ArticleScope::Open;
        assert!(form.whole_recipe(None, &[]).unwrap_err().contains("no article"), "none is not all");
    }
}
