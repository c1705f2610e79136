//! Recipes: everything an export can be asked, as a text that a person can read and keep. The same recipe on the
//! same corpus gives the same files. A corpus keeps recipes as settings, `recipe-NAME` each.

#[cfg(test)]
mod tests;

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use thiserror::Error;

use super::ExportOptions;
use super::selection::{ReviewScope, Selection};
use super::shapes::{Gather, ShapePlan};
use super::splits::SplitPlan;
use crate::model::change::{ChangeError, set_setting};
use crate::model::corpus::CorpusState;
use crate::model::edit::Transaction;
use crate::model::id::{IdError, SettingId};
use crate::model::limits::MAX_RON_DEPTH;

/// The version of recipes that this program writes.
pub const VERSION: u32 = 1;

/// What the settings that hold recipes begin with.
const PREFIX: &str = "recipe-";

/// Everything an export can be asked.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Recipe {
    /// The version of recipes it is written in; always this program's own.
    version: Version,
    /// The id of the format. With a shape: `jsonl` or `csv`, the file its rows are written to.
    pub format: String,
    /// Which part of the corpus.
    #[serde(default)]
    pub selection: Selection,
    /// The task that rows are made for; without one the format's own articles are written.
    #[serde(default)]
    pub shape: Option<ShapePlan>,
    /// What goes into training, validation and test; without a plan all is one.
    #[serde(default)]
    pub splits: Option<SplitPlan>,
    /// How annotators are called.
    #[serde(default)]
    pub names: Names,
    /// Whether the words of the articles go with it.
    #[serde(default)]
    pub texts: Texts,
    /// How, where the format leaves a choice.
    #[serde(default)]
    pub options: ExportOptions,
}

/// How annotators are called.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Names {
    /// By their ids.
    #[default]
    AsTheyAre,
    /// `annotator-1`, `annotator-2` …, see [`super::pseudonyms`].
    Pseudonyms,
}

/// Whether an export holds the texts it is about.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Texts {
    /// It does.
    #[default]
    Included,
    /// It holds article, hash and offsets, by which whoever has the articles finds the words. Only rows of a shape and
    /// formats that can, see [`super::Format::by_reference`].
    ByReference,
}

/// The version of a text. Only what this program can read can be one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Version;

impl Serialize for Version {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_u32(VERSION)
    }
}

impl<'de> Deserialize<'de> for Version {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match u32::deserialize(deserializer)? {
            VERSION => Ok(Self),
            other => Err(D::Error::custom(format!(
                "the recipe has version {other}; this Redletter reads version {VERSION}"
            ))),
        }
    }
}

/// Why a recipe can't be read or kept.
#[derive(Debug, Error)]
pub enum RecipeError {
    /// The text is no recipe.
    #[error("line {line}, column {column}: {why}")]
    Syntax {
        /// Line, from 1.
        line: usize,
        /// Column in characters, from 1.
        column: usize,
        /// What is wrong.
        why: String,
    },
    /// The recipe can't be written as text.
    #[error("the recipe can't be written: {0}")]
    Text(#[from] ron::Error),
    /// The name can't be that of a recipe.
    #[error("“{name}” can't be the name of a recipe: 1 to 25 of a–z, 0–9 and - were expected")]
    Name {
        /// The name.
        name: String,
        /// Why it is no id.
        source: IdError,
    },
    /// The corpus keeps no recipe of that name.
    #[error("the corpus keeps no recipe “{0}”")]
    NotKept(String),
    /// The corpus can't be changed so.
    #[error(transparent)]
    Change(#[from] ChangeError),
}

fn ron_options() -> ron::Options {
    ron::Options::default()
        .with_default_extension(ron::extensions::Extensions::IMPLICIT_SOME)
        .with_recursion_limit(MAX_RON_DEPTH)
}

impl Recipe {
    /// A recipe that asks for all of a corpus in that format.
    pub fn new(format: &str) -> Self {
        Self { format: format.to_owned(), ..Self::default() }
    }

    /// The part of the corpus that it is about: with rows of the reviewed result, that result.
    pub fn selected(&self) -> Selection {
        let mut selection = self.selection.clone();
        if self.shape.is_some_and(|plan| plan.gather == Gather::Result) {
            selection.scope = ReviewScope::Result;
        }
        selection
    }

    /// The recipe as RON, with a line end at the end.
    pub fn to_text(&self) -> Result<String, RecipeError> {
        let config = ron::ser::PrettyConfig::new().new_line("\n").indentor("  ");
        Ok(ron_options().to_string_pretty(self, config)? + "\n")
    }

    /// The recipe that stands in a text.
    pub fn from_text(text: &str) -> Result<Self, RecipeError> {
        ron_options().from_str(text).map_err(|err| RecipeError::Syntax {
            line: err.span.start.line,
            column: err.span.start.col,
            why: err.code.to_string(),
        })
    }
}

/// The setting that keeps the recipe of that name.
fn setting(name: &str) -> Result<SettingId, RecipeError> {
    let id = SettingId::new(&format!("{PREFIX}{name}"));
    let is_named = !name.is_empty();
    match id {
        Ok(id) if is_named => Ok(id),
        Ok(id) => Err(RecipeError::Name {
            name: name.to_owned(),
            source: IdError { kind: "setting", id: id.to_string(), expected: "a name was expected" },
        }),
        Err(source) => Err(RecipeError::Name { name: name.to_owned(), source }),
    }
}

/// Whether a setting keeps a recipe.
pub fn is_recipe(id: &SettingId) -> bool {
    id.as_str().len() > PREFIX.len() && id.as_str().starts_with(PREFIX)
}

/// The names of the recipes a corpus keeps, in order.
pub fn kept_names(state: &CorpusState) -> Vec<&str> {
    let recipes = state.settings.keys().filter(|id| is_recipe(id));
    recipes.filter_map(|id| id.as_str().strip_prefix(PREFIX)).collect()
}

/// The recipe of that name that a corpus keeps.
pub fn kept(state: &CorpusState, name: &str) -> Result<Recipe, RecipeError> {
    let text = state.settings.get(&setting(name)?);
    Recipe::from_text(text.ok_or_else(|| RecipeError::NotKept(name.to_owned()))?)
}

/// Keeps a recipe under a name, in the place of one that has it.
pub fn keep(state: &CorpusState, name: &str, recipe: &Recipe) -> Result<Transaction, RecipeError> {
    let change = set_setting(state, &setting(name)?, Some(&recipe.to_text()?))?;
    Ok(Transaction { say: format!("keep the choices “{name}”"), ..change })
}

/// Keeps the recipe of that name no longer.
pub fn forget(state: &CorpusState, name: &str) -> Result<Transaction, RecipeError> {
    let id = setting(name)?;
    if !state.settings.contains_key(&id) {
        return Err(RecipeError::NotKept(name.to_owned()));
    }
    Ok(Transaction { say: format!("forget the choices “{name}”"), ..set_setting(state, &id, None)? })
}
