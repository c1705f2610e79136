//! How an imported dataset gets into a corpus that may hold something already: what is there is never
//! overwritten, what somebody else has written is never touched, and every choice made is reported.

mod shared;
mod layers;
mod checks;

use std::collections::{BTreeMap, BTreeSet};

use crate::model::article::Article;
use crate::model::corpus::CorpusState;
use crate::model::edit::{Key, Record};
use crate::model::id::{AnnotatorId, ArticleId, IdSource};
use crate::model::text::TextHash;

use super::imported::Imported;
use super::report::{Effect, Place, Report, What};

/// What has to be done to take a dataset into a corpus.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MergePlan {
    /// Articles to be staged; their ids are free in the corpus.
    pub articles: Vec<Article>,
    /// Records to be put once the articles are in: new ones, and those that an earlier import had otherwise.
    pub records: Vec<(Key, Record)>,
    /// What was left out or changed.
    pub report: Report,
}

/// Who imports, and how.
pub struct MergeOptions<'m> {
    /// Who imports: only this annotator's own layers are added to, where there are some already.
    pub actor: &'m AnnotatorId,
    /// Whose work everything in the dataset is made.
    pub owner: Ownership,
    /// Where new ids come from.
    pub ids: &'m mut dyn IdSource,
}

/// Whose work the records of a dataset become.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Ownership {
    /// That of the annotators the dataset names.
    #[default]
    AsNamed,
    /// All of it that of the one who imports.
    Actor,
}

/// A merge half planned.
struct Planner<'s, 'm> {
    state: &'s CorpusState,
    options: MergeOptions<'m>,
    plan: MergePlan,
    /// What the dataset's articles are called in the corpus.
    articles: BTreeMap<ArticleId, ArticleId>,
    left_out: BTreeSet<ArticleId>,
}

/// Plans how `imported` gets into the corpus `state`. Nothing is changed by it.
///
/// Articles with the same text are taken for the same; one with an id of the corpus and another text is left
/// out. Annotations and relations that are there already are skipped; whose id is taken get a new one. Layers
/// of others that exist already are left out, unless nothing in them is new.
pub fn plan_merge(state: &CorpusState, imported: Imported, options: MergeOptions<'_>) -> MergePlan {
    let report = Report { num_in: imported.counts(), ..Report::default() };
    let plan = MergePlan { report, ..MergePlan::default() };
    let mut planner = Planner { state, options, plan, articles: BTreeMap::new(), left_out: BTreeSet::new() };
    let scratch = imported.to_state();
    planner.plan_shared(&imported);
    planner.plan_registers(&scratch);
    planner.plan_articles(imported.articles);
    planner.plan_layers(&scratch, &imported.minted);
    let mut plan = planner.plan;
    plan.report.num_out.articles = plan.articles.len();
    plan.report.num_out.add_records(plan.records.iter().map(|(key, _)| key));
    plan
}

impl Planner<'_, '_> {
    fn tell(&mut self, place: Place, effect: Effect, what: impl Into<What>, why: impl Into<String>) {
        self.plan.report.add(place, effect, what, why);
    }

    /// Whose work it becomes.
    fn owner(&self, annotator: &AnnotatorId) -> AnnotatorId {
        match self.options.owner {
            Ownership::AsNamed => annotator.clone(),
            Ownership::Actor => self.options.actor.clone(),
        }
    }

    /// Matches articles by id and by text; what is new is to be staged.
    fn plan_articles(&mut self, articles: Vec<Article>) {
        let mut by_hash: BTreeMap<TextHash, Vec<&ArticleId>> = BTreeMap::new();
        for row in self.state.articles.values() {
            by_hash.entry(row.text_hash).or_default().push(&row.id);
        }
        // An article of the corpus that one of the dataset has by its id is not free for another's text.
        let mut taken: BTreeSet<&ArticleId> = BTreeSet::new();
        for article in &articles {
            if let Some(row) =
                self.state.articles.get(&article.id).filter(|row| row.text_hash == article.text.hash())
            {
                taken.insert(&row.id);
            }
        }
        for article in articles {
            let id = article.id.clone();
            let place = Place::default().in_article(&id);
            let hash = article.text.hash();
            match self.state.articles.get(&id) {
                Some(row) if row.text_hash == hash => {
                    if *row.metadata != article.metadata {
                        let why = "the corpus has this article with other metadata";
                        self.tell(place.clone(), Effect::LeftOut, "metadata left out", why);
                    }
                    if article.provenance.copy_of.is_some() && row.copy_of != article.provenance.copy_of {
                        let why = "the corpus says otherwise of this article";
                        self.tell(place, Effect::LeftOut, "what the article is a copy of left out", why);
                    }
                    self.articles.insert(id.clone(), id);
                    continue;
                }
                Some(_) => {
                    let why = "the corpus has an article of this id with another text";
                    self.tell(place, Effect::LeftOut, "article left out, with everything on it", why);
                    self.left_out.insert(id);
                    continue;
                }
                None => {}
            }
            let same_text = by_hash.get(&hash).into_iter().flatten().find(|id| !taken.contains(**id));
            if let Some(same) = same_text.copied() {
                taken.insert(same);
                let what = format!("article taken for {same}");
                self.tell(place, Effect::Note, what, "the corpus has the same text under that id");
                self.articles.insert(id, same.clone());
            } else {
                self.articles.insert(id.clone(), id);
                self.plan.articles.push(article);
            }
        }
        self.rename_originals();
    }

    /// Lets new copies name their originals as the corpus has them.
    fn rename_originals(&mut self) {
        for idx in 0..self.plan.articles.len() {
            let article = &mut self.plan.articles[idx];
            let Some(original) = article.provenance.copy_of.take() else { continue };
            if self.left_out.contains(&original) {
                let place = Place::default().in_article(&article.id);
                let why = format!("{original} was left out, and the corpus has another article of that id");
                self.tell(place, Effect::LeftOut, "what the article is a copy of left out", why);
            } else {
                article.provenance.copy_of = Some(self.articles.get(&original).cloned().unwrap_or(original));
            }
        }
    }
}

#[cfg(test)]
mod tests;
