//! What the workspaces keep that look at the whole corpus: Find, Checks, Voices, Items, Statistics.

use super::checks::ChecksDesk;
use super::items::ItemsDesk;
use super::likely::Likely;
use super::search::SearchDesk;
use super::statistics::StatisticsDesk;
use super::voices::VoicesDesk;
use crate::app::command::Workspace;
use crate::model::edit::Edit;
use crate::store::OpenCorpus;

/// What the workspaces keep that look at the whole corpus.
#[derive(Debug, Default)]
pub struct Wide {
    /// The workspace that is on the screen, and has to be kept up.
    pub shown: Workspace,
    /// The Find workspace.
    pub search: SearchDesk,
    /// The Checks workspace.
    pub checks: ChecksDesk,
    /// The Voices workspace.
    pub voices: VoicesDesk,
    /// The Items workspace.
    pub items: ItemsDesk,
    /// What spans and articles of Annotate may have to do with the rest of the corpus.
    pub likely: Likely,
    /// The Statistics workspace.
    pub statistics: StatisticsDesk,
}

impl Wide {
    /// Keeps them up with edits that have been applied. The checks read texts as
    /// well, and are kept up by the session.
    pub fn follow(&mut self, corpus: &OpenCorpus, edits: &[Edit]) {
        let state = corpus.state();
        self.search.follow(state, edits);
        self.voices.follow(corpus, edits);
        self.items.follow(corpus, edits);
        self.likely.follow(corpus, edits);
        self.statistics.follow(state, edits);
    }
}
