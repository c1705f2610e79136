//! The reasons that are offered for rejecting a span: those that are used most in the corpus come first.

use std::collections::{BTreeMap, BTreeSet};

use super::{DISAGREE, Verdict};
use crate::model::corpus::CorpusState;
use crate::model::id::SettingId;

/// Why a span is rejected, where the corpus has no list of its own.
pub const DEFAULT_REASONS: [&str; 6] =
    ["wrong tag", "wrong bounds", "wrong speaker", "nothing to tag here", "tagged twice", "unclear"];

/// The setting of the corpus that holds a list of its own, a reason a line.
pub const SETTING: &str = "reject-reasons";

/// At most this many reasons are offered: a digit reaches each.
pub const MAX_REASONS: usize = 9;

/// The reasons to offer. Those used in rejections so far come first, the most frequent of them foremost; then those
/// of the corpus's own list, or of [`DEFAULT_REASONS`] where it has none. Goes through all decisions.
///
/// Reasons that differ by capitals, marks and spaces only are one; it is offered as the list has it.
///
/// Among equals the list keeps its order, so that digits stay where the hand expects them.
pub fn offered_reasons(state: &CorpusState) -> Vec<String> {
    let own = SettingId::new(SETTING).ok().and_then(|id| state.settings.get(&id).cloned());
    let own = own.as_deref().unwrap_or_default();
    let mut known: Vec<&str> = own.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    if known.is_empty() {
        known = DEFAULT_REASONS.into();
    }
    let mut listed = BTreeSet::new();
    known.retain(|reason| listed.insert(bare(reason)));
    let mut used: BTreeMap<String, (usize, &str)> = BTreeMap::new();
    for layer in state.layers.values().flat_map(BTreeMap::values) {
        for decision in layer.decisions.values() {
            let reason = decision.reason.trim();
            if decision.verdict == Verdict::Rejected && !reason.is_empty() && reason != DISAGREE {
                used.entry(bare(reason)).or_insert((0, reason)).0 += 1;
            }
        }
    }
    let mut offered: Vec<(usize, usize, &str)> = known
        .iter()
        .enumerate()
        .map(|(place, reason)| (used.remove(&bare(reason)).map_or(0, |(count, _)| count), place, *reason))
        .collect();
    offered.extend(used.into_values().map(|(count, reason)| (count, usize::MAX, reason)));
    offered.sort_by_key(|(count, place, reason)| (std::cmp::Reverse(*count), *place, *reason));
    offered.into_iter().take(MAX_REASONS).map(|(_, _, reason)| reason.to_owned()).collect()
}

/// A reason without capitals, marks and spaces beyond one between words; one of marks alone stays as it is.
fn bare(reason: &str) -> String {
    let reason = reason.to_lowercase();
    let words: Vec<String> = reason
        .split(|ch: char| ch.is_whitespace() || matches!(ch, '-' | '–' | '—' | '/' | '_'))
        .map(|word| word.chars().filter(|ch| ch.is_alphanumeric()).collect())
        .filter(|word: &String| !word.is_empty())
        .collect();
    if words.is_empty() { reason } else { words.join(" ") }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::model::annotation::{Annotation, AnnotationRef};
    use crate::model::edit::{Key, LayerKey, Record};
    use crate::model::id::{AnnotationId, AnnotatorId, ArticleId, LabelId};
    use crate::model::review::{Decision, JudgedDigest};
    use crate::model::text::TextRange;
    use crate::model::time::Timestamp;

    fn reject(state: &mut CorpusState, idx: usize, reason: &str) {
        let annotator = AnnotatorId::new("ro").unwrap();
        let layer = LayerKey { article: ArticleId::new("one").unwrap(), annotator };
        let id = AnnotationId::new(&format!("a{idx}")).unwrap();
        let place = TextRange::new(0, 4).unwrap().into();
        let judged = Annotation::new(id.clone(), LabelId::new("quote").unwrap(), place, Timestamp::default());
        let on = AnnotationRef { annotator: AnnotatorId::new("mk").unwrap(), annotation: id };
        let decision = Decision {
            on: on.clone(),
            verdict: Verdict::Rejected,
            reason: reason.to_owned(),
            note: String::new(),
            seen: JudgedDigest::of(&judged),
            at: Timestamp::default(),
        };
        state.set(&Key::Decision(layer, on), Some(Record::Decision(Arc::new(decision))));
    }

    #[test]
    fn what_is_used_most_comes_first_and_the_rest_keeps_its_order() {
        let mut state = CorpusState::default();
        assert_eq!(offered_reasons(&state), DEFAULT_REASONS);
        for (idx, reason) in ["too long", "Unclear", "Too long"].into_iter().enumerate() {
            reject(&mut state, idx, reason);
        }
        let offered = offered_reasons(&state);
        assert_eq!(offered[..4], ["too long", "unclear", "wrong tag", "wrong bounds"]);
        assert_eq!(offered.len(), 7);
    }

    #[test]
    fn capitals_marks_and_spaces_make_no_other_reason() {
        let mut state = CorpusState::default();
        for (idx, reason) in
            ["Wrong  tag.", "wrong-tag", "“Wrong Tag”", "?", "Unclear!"].into_iter().enumerate()
        {
            reject(&mut state, idx, reason);
        }
        let offered = offered_reasons(&state);
        assert_eq!(offered[..3], ["wrong tag", "unclear", "?"]);
        assert_eq!(offered.len(), DEFAULT_REASONS.len() + 1);
        let key = Key::Setting(SettingId::new(SETTING).unwrap());
        state.set(&key, Some(Record::Setting("Wrong tag\nwrong  tag!\nno".into())));
        assert_eq!(offered_reasons(&state), ["Wrong tag", "?", "Unclear!", "no"]);
    }

    #[test]
    fn the_corpus_may_have_a_list_of_its_own() {
        let mut state = CorpusState::default();
        let key = Key::Setting(SettingId::new(SETTING).unwrap());
        state.set(&key, Some(Record::Setting(" a \n\nb".into())));
        assert_eq!(offered_reasons(&state), ["a", "b"]);
    }
}
