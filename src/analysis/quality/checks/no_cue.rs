//! Quotes that say who said them, but not by which words the article says so.

use crate::analysis::quality::checked::{Checked, is_quote};
use crate::analysis::quality::{About, Check, Found, Raised, Severity};
use crate::model::annotation::{Party, VoiceRole};

pub(super) struct NoCue;

static ABOUT: About = About {
    id: "no-cue",
    name: "Quote without a cue",
    help: "The words that report a quote, as “said” or “according to”, are marked as its cue. Open it, select \
           them and press W.",
    severity: Severity::Look,
    mends: None,
};

impl Check for NoCue {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn article(&self, at: &Checked<'_>, found: &mut Found<'_>) {
        for (layer, quote) in at.annotations().filter(|(_, one)| is_quote(&one.label)) {
            // The article's own voice is reported by nobody, and what is inherited has its cue elsewhere.
            let mut speakers = quote.attribution.parties(VoiceRole::Speaker);
            if quote.attribution.cue.is_none() && speakers.any(|speaker| *speaker != Party::Article) {
                found.push(Raised::on(&layer.place, quote, "No words are marked that report it"));
            }
        }
    }
}
