//! Quotes whose words name the speaker by a pronoun, and whose speaker was found to be somebody else since.

use crate::analysis::quality::checked::Checked;
use crate::analysis::quality::{About, Check, Found, Raised, Severity};
use crate::model::annotation::{Annotation, Party, VoiceRole};
use crate::model::change::mend::Mend;
use crate::model::corpus::CorpusState;
use crate::model::id::VoiceId;
use crate::model::text::visible::shown_name;

use super::alike_names::entry_of;

pub(super) struct MergedSpeaker;

static ABOUT: About = About {
    id: "merged-speaker",
    name: "Pronoun of a merged speaker",
    help: "Somebody is meant by “he”, “she” or the like, and the entry that was given then was merged into \
           another one since. Look whether that one is meant here, and name it.",
    severity: Severity::Look,
    mends: Some("Name the entry it means"),
};

/// Pronouns that stand for somebody named before.
const PRONOUNS: [&str; 12] =
    ["he", "her", "him", "his", "i", "it", "its", "she", "their", "them", "they", "we"];
/// No chain of merges is followed further.
const MAX_MERGES: usize = 64;

impl Check for MergedSpeaker {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn article(&self, at: &Checked<'_>, found: &mut Found<'_>) {
        for (layer, annotation) in at.annotations() {
            let source = annotation.attribution.source.as_ref();
            let Some(words) = source.and_then(|source| source.covered(at.text).ok()) else { continue };
            let words = words.concat();
            if !PRONOUNS.contains(&words.trim().to_lowercase().as_str()) {
                continue;
            }
            let Some(attribution) = renamed(at.state, annotation) else { continue };
            let say = format!("The speaker of “{}” was merged into another entry", shown_name(words.trim()));
            let mend = Some(Mend::Attribution(Box::new(attribution)));
            found.push(Raised { mend, ..Raised::on(&layer.place, annotation, say) });
        }
    }
}

/// The attribution with the entries in place of those that were merged into them; `None` if none was.
fn renamed(state: &CorpusState, annotation: &Annotation) -> Option<crate::model::annotation::Attribution> {
    let mut attribution = annotation.attribution.clone();
    let mut is_renamed = false;
    for voice in attribution.voices.iter_mut().filter(|voice| voice.role == VoiceRole::Speaker) {
        if let Party::Registered(id) = &mut voice.party
            && let Some(target) = meant(state, id)
        {
            *id = target;
            is_renamed = true;
        }
    }
    is_renamed.then_some(attribution)
}

/// The entry that one was merged into, at the end of all merges; `None` if it stands for itself.
fn meant(state: &CorpusState, id: &VoiceId) -> Option<VoiceId> {
    let next = |id: &VoiceId| {
        let target = entry_of(state, id)?.1.merged_into.as_ref()?;
        entry_of(state, target).map(|_| target)
    };
    let mut at = next(id)?;
    for _ in 0..MAX_MERGES {
        match next(at) {
            Some(target) if target != id => at = target,
            // A circle stands for itself here; the register shows it.
            Some(_) => return None,
            None => return Some(at.clone()),
        }
    }
    None
}
