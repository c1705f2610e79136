//! Labels that the tagset doesn't have.

use crate::analysis::check::Fault;
use crate::analysis::quality::checked::Checked;
use crate::analysis::quality::{About, Check, Found, Raised, Severity};

pub(super) struct UnknownLabel;

static ABOUT: About = About {
    id: "unknown-label",
    name: "Unknown label",
    help: "The tagset has no such label: it was removed there, or came with an import. Add it to the tagset, or \
           give these spans another one.",
    severity: Severity::Problem,
    mends: None,
};

impl Check for UnknownLabel {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn article(&self, at: &Checked<'_>, found: &mut Found<'_>) {
        for fault in at.faults() {
            if let Fault::UnknownLabel(label) = &fault.what {
                found.push(Raised { detail: label.to_string(), ..at.faulty(fault) });
            }
        }
    }
}
