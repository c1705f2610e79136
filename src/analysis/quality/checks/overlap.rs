//! Two spans of one annotator and label that overlap.

use super::near_identical::{is_near, pairs};
use crate::analysis::quality::checked::{Checked, is_quote};
use crate::analysis::quality::{About, Check, Found, Raised, Severity};
use crate::model::edit::Key;

pub(super) struct Overlap;

static ABOUT: About = About {
    id: "overlap",
    name: "Overlap of two spans of one label",
    help: "Two spans of one annotator and label share words. A quote that lies in another is left out.",
    severity: Severity::Look,
    mends: None,
};

impl Check for Overlap {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn article(&self, at: &Checked<'_>, found: &mut Found<'_>) {
        for layer in &at.layers {
            for (first, second) in pairs(layer) {
                let lies_in =
                    first.fragments.cover(&second.fragments) || second.fragments.cover(&first.fragments);
                if is_near(at.text, first, second) || (lies_in && is_quote(&first.label)) {
                    continue;
                }
                let label = at.label_name(&first.label);
                let does = if lies_in { "lies in" } else { "overlaps" };
                let with = Some(Key::Annotation(layer.place.clone(), first.id.clone()));
                let say = format!("This {label} {does} another one");
                found.push(Raised { with, ..Raised::on(&layer.place, second, say) });
            }
        }
    }
}
