//! Spans that qualify others, as caveats do, and don't say which.

use crate::analysis::quality::checked::Checked;
use crate::analysis::quality::{About, Check, Found, Raised, Severity};

pub(super) struct NoTarget;

static ABOUT: About = About {
    id: "no-target",
    name: "Caveat that qualifies nothing",
    help: "A caveat, or any label that qualifies others, says by a link what it qualifies. Open it and press L.",
    severity: Severity::Look,
    mends: None,
};

impl Check for NoTarget {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn article(&self, at: &Checked<'_>, found: &mut Found<'_>) {
        let tagset = &at.state.tagset;
        let kinds: Vec<_> =
            tagset.labels.keys().filter_map(|label| Some((label, tagset.qualifies(label)?))).collect();
        for (layer, annotation) in at.annotations() {
            let Some((_, kind)) = kinds.iter().find(|(label, _)| **label == annotation.label) else {
                continue;
            };
            if !at.is_linked(&annotation.id, &kind.id) {
                let say = format!("Nothing says what this {} qualifies", at.label_name(&annotation.label));
                found.push(Raised::on(&layer.place, annotation, say));
            }
        }
    }
}
