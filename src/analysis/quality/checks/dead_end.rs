//! What leads to something that isn't there: links, decisions, corrections, entries of the register, items.

use crate::analysis::check::Fault;
use crate::analysis::quality::checked::Checked;
use crate::analysis::quality::{About, Check, Found, Raised, Severity};
use crate::model::change::mend::Mend;
use crate::model::edit::Key;

pub(super) struct DeadEnd;

static ABOUT: About = About {
    id: "dead-end",
    name: "Leads nowhere",
    help: "A link, a decision or a speaker names something that is not there any more. A link that lacks an end \
           can be removed.",
    severity: Severity::Problem,
    mends: Some("Remove the link"),
};

impl Check for DeadEnd {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn article(&self, at: &Checked<'_>, found: &mut Found<'_>) {
        for fault in at.faults() {
            let mend = match &fault.what {
                Fault::Dangling(_) | Fault::TooFewMembers(_) if matches!(fault.key, Key::Relation(..)) => {
                    Some(Mend::RemoveRelation)
                }
                Fault::Dangling(_)
                | Fault::TooFewMembers(_)
                | Fault::UnknownVoice(_)
                | Fault::UnknownItem(_)
                | Fault::UnknownRelationType(_)
                | Fault::UnknownRole(_)
                | Fault::WrongLabelInRole { .. }
                | Fault::NothingJudged { .. } => None,
                _ => continue,
            };
            found.push(Raised { detail: fault.what.to_string(), mend, ..at.faulty(fault) });
        }
    }
}
