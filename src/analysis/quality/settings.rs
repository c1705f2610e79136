//! What people have said of the checks: which are switched off, and which findings are accepted as they are. Both
//! are settings of the corpus, so that everybody who shares it sees the same list and undo takes them back.
//!
//! Every acceptance is a setting of its own, named by the finding's digest: two people who accept at once meet in
//! different records, or in one and the same.

use std::collections::BTreeSet;

use super::{Finding, FindingDigest};
use crate::model::change::{ChangeError, mend};
use crate::model::corpus::CorpusState;
use crate::model::edit::{Key, Transaction};
use crate::model::id::{AnnotatorId, SettingId};

const OFF: &str = "checks-off";
const ACCEPTED: &str = "accepted-";

/// The ids of the checks that are switched off, those of unknown checks too.
pub fn off(state: &CorpusState) -> BTreeSet<String> {
    let value = SettingId::new(OFF).ok().and_then(|id| state.settings.get(&id));
    value.into_iter().flat_map(|value| value.split_whitespace()).map(str::to_owned).collect()
}

/// Switches a check on or off.
pub fn switch(state: &CorpusState, check: &super::About, is_on: bool) -> Result<Transaction, ChangeError> {
    let id = SettingId::new(OFF).map_err(|_| ChangeError::Nothing)?;
    let mut ids = off(state);
    if is_on {
        ids.remove(check.id);
    } else {
        ids.insert(check.id.to_owned());
    }
    let value = ids.into_iter().collect::<Vec<_>>().join(" ");
    let value = (!value.is_empty()).then_some(value);
    let say = format!("Switch {} the check “{}”", if is_on { "on" } else { "off" }, check.name);
    mend::put_settings(state, vec![(id, value)], say)
}

/// The digests of the findings that are accepted.
pub fn accepted(state: &CorpusState) -> BTreeSet<FindingDigest> {
    state.settings.keys().filter_map(accepted_by).collect()
}

/// The finding that a setting accepts, if it is one that does.
pub(super) fn accepted_by(id: &SettingId) -> Option<FindingDigest> {
    FindingDigest::from_text(id.as_str().strip_prefix(ACCEPTED)?)
}

/// Accepts a finding as it is, with a note. What is kept can be read by people: which check, which record, who
/// said so and why.
pub fn accept(
    state: &CorpusState,
    finding: &Finding,
    who: &AnnotatorId,
    note: &str,
) -> Result<Transaction, ChangeError> {
    let id = SettingId::new(&format!("{ACCEPTED}{}", finding.digest)).map_err(|_| ChangeError::Nothing)?;
    let note = note.split_whitespace().collect::<Vec<_>>().join(" ");
    let note = if note.is_empty() { String::new() } else { format!(": {note}") };
    let value = format!("{} · {} · accepted by {who}{note}", finding.about.id, what(&finding.key));
    let say = format!("Accept as it is: {}", finding.about.name.to_lowercase());
    mend::put_settings(state, vec![(id, Some(value))], say)
}

fn what(key: &Key) -> String {
    match key {
        Key::Blocks(article) => format!("article {article}"),
        key => key.to_string(),
    }
}
