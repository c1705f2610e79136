//! Quotes without a speaker for whom one is proposed.

use crate::analysis::quality::checked::Checked;
use crate::analysis::quality::{About, Check, Found, Raised, Severity};
use crate::model::change::mend::Mend;

pub(super) struct UntakenOffer;

static ABOUT: About = About {
    id: "untaken-offer",
    name: "Speaker proposed and not taken",
    help: "The sentences around a quote name somebody who may have said it. Look whether it is right before you \
           take it; somebody who is not in the register yet is taken in the article, by S.",
    severity: Severity::Look,
    mends: Some("Take the proposed speaker"),
};

impl Check for UntakenOffer {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn article(&self, at: &Checked<'_>, found: &mut Found<'_>) {
        for (layer, annotation) in at.annotations().filter(|(layer, one)| layer.lacks_speaker(one)) {
            let Some(offered) = at.offer(layer, annotation) else { continue };
            let say = format!("{} may have said it", offered.speakers);
            let mend = offered.attribution.map(|attribution| Mend::Attribution(Box::new(attribution)));
            found.push(Raised { mend, ..Raised::on(&layer.place, annotation, say) });
        }
    }
}
