//! Which articles have relations that reach into other articles. A change to an annotation can make a relation
//! wrong that is kept elsewhere, and the other way round.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::corpus::CorpusState;
use crate::model::id::ArticleId;

/// Relations between articles, from both ends.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Links {
    targets: BTreeMap<ArticleId, BTreeSet<ArticleId>>,
    homes: BTreeMap<ArticleId, BTreeSet<ArticleId>>,
}

impl Links {
    /// Those of a whole corpus.
    pub fn of(state: &CorpusState) -> Self {
        let mut links = Self::default();
        for home in state.layers.keys() {
            links.renew(state, home);
        }
        links
    }

    /// The articles whose layers hold relations that reach into `target`.
    pub fn homes(&self, target: &ArticleId) -> impl Iterator<Item = &ArticleId> {
        self.homes.get(target).into_iter().flatten()
    }

    /// Reads anew what is kept on `home`.
    pub fn renew(&mut self, state: &CorpusState, home: &ArticleId) {
        let layers = state.layers.get(home).into_iter().flatten();
        let members = layers
            .flat_map(|(_, layer)| layer.relations.values())
            .flat_map(|relation| &relation.members)
            .map(|member| &member.annotation.article);
        let after: BTreeSet<ArticleId> = members.filter(|article| *article != home).cloned().collect();
        let before = self.targets.remove(home).unwrap_or_default();
        for target in before.difference(&after) {
            if let Some(homes) = self.homes.get_mut(target) {
                homes.remove(home);
                if homes.is_empty() {
                    self.homes.remove(target);
                }
            }
        }
        for target in after.difference(&before) {
            self.homes.entry(target.clone()).or_default().insert(home.clone());
        }
        if !after.is_empty() {
            self.targets.insert(home.clone(), after);
        }
    }
}
