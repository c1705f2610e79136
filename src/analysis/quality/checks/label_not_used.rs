//! Labels that were looked for in an article, as its finished coverage says, and never given.

use std::collections::BTreeSet;

use crate::analysis::quality::checked::Checked;
use crate::analysis::quality::{About, Check, Found, Raised, Severity};
use crate::model::edit::Key;
use crate::model::id::LabelId;

pub(super) struct LabelNotUsed;

static ABOUT: About = About {
    id: "label-not-used",
    name: "Looked for, and not found",
    help: "The coverage of an article says that a label was looked for to the end, and nothing has it. That may \
           well be so; if it is, accept it, or switch this check off.",
    severity: Severity::Look,
    mends: None,
};

impl Check for LabelNotUsed {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn article(&self, at: &Checked<'_>, found: &mut Found<'_>) {
        // Where there is nothing at all, another check says so.
        for layer in at.layers.iter().filter(|layer| !layer.layer.annotations.is_empty()) {
            let used: BTreeSet<&LabelId> = layer.with_corrections.iter().map(|one| &one.label).collect();
            let finished = layer.layer.state.coverage.iter().filter(|coverage| coverage.finished);
            let mut unused: BTreeSet<&LabelId> = BTreeSet::new();
            for coverage in finished {
                unused.extend(coverage.labels.iter().filter(|label| {
                    match &coverage.over {
                        None => !used.contains(label),
                        Some(over) => !layer
                            .with_corrections
                            .iter()
                            .any(|one| one.label == **label && one.fragments.overlap(over)),
                    }
                }));
            }
            if unused.is_empty() {
                continue;
            }
            let names: Vec<String> = unused.iter().map(|label| at.label_name(label)).collect();
            let ids: Vec<&str> = unused.iter().map(|label| label.as_str()).collect();
            let say = format!("Looked for to the end, and not found: {}", names.join(", "));
            let raised = Raised::about(Key::State(layer.place.clone()), say);
            found.push(Raised { detail: ids.join(" "), ..raised });
        }
    }
}
