//! Articles that are marked done without anything tagged.

use crate::analysis::quality::checked::Checked;
use crate::analysis::quality::{About, Check, Found, Raised, Severity};
use crate::model::edit::Key;
use crate::model::layer::Progress;

pub(super) struct DoneEmpty;

static ABOUT: About = About {
    id: "done-empty",
    name: "Article done with nothing tagged",
    help: "It is marked done and has no tag of this annotator. Accept it if there is nothing in it to tag.",
    severity: Severity::Look,
    mends: None,
};

impl Check for DoneEmpty {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn article(&self, at: &Checked<'_>, found: &mut Found<'_>) {
        for layer in &at.layers {
            if layer.layer.state.progress == Progress::Done && layer.layer.annotations.is_empty() {
                found.push(Raised::about(
                    Key::State(layer.place.clone()),
                    "It is done, and nothing is tagged",
                ));
            }
        }
    }
}
