//! Changes of what everybody has a version of: entries of the register and items.

use super::{Work, capitalised};
use crate::model::change::ChangeError;
use crate::model::change::voices::Editor;
use crate::model::corpus::CorpusState;
use crate::model::edit::Transaction;

impl Work<'_> {
    /// Applies a change, brings up what is shown by `refresh` and says what was done, with `but` behind it. Whether it
    /// could be made, or was none.
    pub(super) fn change_as_editor(
        &mut self,
        build: impl FnOnce(&CorpusState, Editor<'_>) -> Result<Transaction, ChangeError>,
        but: &str,
        refresh: fn(&mut Self),
    ) -> bool {
        let now = self.services.now();
        let annotator = self.session.annotator().clone();
        match build(self.session.corpus.state(), Editor { annotator: &annotator, now }) {
            Ok(change) => {
                let say = change.say.clone();
                let applied = self.apply(Ok(change));
                if applied {
                    refresh(self);
                    self.desk.say(format!("{say}{but}"));
                }
                applied
            }
            Err(ChangeError::Nothing) => true,
            Err(err) => {
                self.desk.refuse(capitalised(&err.to_string()));
                false
            }
        }
    }
}
