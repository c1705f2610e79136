//! Quotes that don't say who said them.

use crate::analysis::quality::checked::Checked;
use crate::analysis::quality::{About, Check, Found, Raised, Severity};

pub(super) struct NoSpeaker;

static ABOUT: About = About {
    id: "no-speaker",
    name: "Quote without a speaker",
    help: "A quote says who said it, or lies in one that does. Open it and press S for what is proposed.",
    severity: Severity::Problem,
    mends: None,
};

impl Check for NoSpeaker {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn article(&self, at: &Checked<'_>, found: &mut Found<'_>) {
        for (layer, annotation) in at.annotations().filter(|(layer, one)| layer.lacks_speaker(one)) {
            found.push(Raised::on(&layer.place, annotation, "Nothing says who said it"));
        }
    }
}
