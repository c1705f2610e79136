//! Values of attributes that the tagset doesn't know, or that belong to another label.

use crate::analysis::check::Fault;
use crate::analysis::quality::checked::Checked;
use crate::analysis::quality::{About, Check, Found, Raised, Severity};
use crate::model::change::mend::Mend;

pub(super) struct OddAttribute;

static ABOUT: About = About {
    id: "odd-attribute",
    name: "Value that doesn't fit",
    help: "An attribute or choice is not in the tagset, or belongs to other labels. A value that belongs to \
           another label can be taken away.",
    severity: Severity::Problem,
    mends: Some("Take the value away"),
};

impl Check for OddAttribute {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn article(&self, at: &Checked<'_>, found: &mut Found<'_>) {
        for fault in at.faults() {
            let (id, mend) = match &fault.what {
                Fault::UnknownAttribute(id) => (id, None),
                Fault::WrongType { attribute, .. } | Fault::UnknownChoice { attribute, .. } => {
                    (attribute, None)
                }
                Fault::NotOfLabel { attribute, .. } => {
                    (attribute, Some(Mend::DropAttribute(attribute.clone())))
                }
                _ => continue,
            };
            found.push(Raised { detail: id.to_string(), mend, ..at.faulty(fault) });
        }
    }
}
