//! Where a span ends and the next begins: one made into two, two made into one, its end moved. Each is one
//! transaction.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::{ChangeError, Draft, check_outside, find, label_name, set_bounds};
use crate::model::annotation::{Annotation, AnnotationProvenance, AnnotationRef, Origin, VoiceRole};
use crate::model::corpus::CorpusState;
use crate::model::edit::{Key, LayerKey, Record, Transaction};
use crate::model::id::AnnotationId;
use crate::model::relation::{Relation, RelationMember};
use crate::model::text::segment::{snap_to_grapheme, trim};
use crate::model::text::{Fragments, TextRange};
use crate::model::time::Timestamp;

/// The parts of a place before and after a byte of `text`, without white space where they were parted; `None`
/// where one of them would have no words.
pub fn parted(text: &str, place: &Fragments, at: usize) -> Option<(Fragments, Fragments)> {
    let (mut before, mut after) = (Vec::new(), Vec::new());
    for range in place.ranges() {
        let (start, end) = (range.start(), range.end());
        before.extend(TextRange::new(start, end.min(at)));
        after.extend(TextRange::new(start.max(at), end));
    }
    // Pieces of white space alone are none; outer ends that nobody has touched stay as they are.
    while let Some(last) = before.pop() {
        let kept = words_of(text, last).and_then(|words| TextRange::new(last.start(), words.end()).ok());
        if let Some(kept) = kept {
            before.push(kept);
            break;
        }
    }
    let num_blank = after.iter().take_while(|range| words_of(text, **range).is_none()).count();
    after.drain(..num_blank);
    if let Some(first) = after.first_mut() {
        let words = words_of(text, *first)?;
        *first = TextRange::new(words.start().max(at), first.end()).ok()?;
    }
    Some((Fragments::new(before).ok()?, Fragments::new(after).ok()?))
}

/// A range without white space at its ends, in whole clusters as far as these lie in it.
fn words_of(text: &str, range: TextRange) -> Option<TextRange> {
    let words = snap_to_grapheme(text, trim(text, range)?);
    TextRange::new(words.start().max(range.start()), words.end().min(range.end())).ok()
}

/// The words of both places as one: what overlaps, touches or has only white space between becomes one fragment.
pub fn united(text: &str, one: &Fragments, two: &Fragments) -> Fragments {
    let mut ranges: Vec<TextRange> = one.ranges().iter().chain(two.ranges()).copied().collect();
    ranges.sort_unstable();
    let mut joined: Vec<TextRange> = Vec::with_capacity(ranges.len());
    for range in ranges {
        let follows = |last: &TextRange| {
            last.end() >= range.start()
                || text.get(last.end()..range.start()).is_some_and(|between| between.trim().is_empty())
        };
        let grown = joined
            .last()
            .filter(|last| follows(last))
            .and_then(|last| TextRange::new(last.start(), last.end().max(range.end())).ok());
        match (grown, joined.last_mut()) {
            (Some(grown), Some(last)) => *last = grown,
            _ => joined.push(range),
        }
    }
    Fragments::new(joined).unwrap_or_else(|_| one.clone())
}

/// Makes two spans of one at a byte of the article's `text`. The first keeps id, note and links; the second gets
/// `new_id` and everything else that was said of it.
pub fn split(
    state: &CorpusState,
    layer: &LayerKey,
    id: &AnnotationId,
    (text, at): (&str, usize),
    new_id: AnnotationId,
    now: Timestamp,
) -> Result<Transaction, ChangeError> {
    let whole = find(state, layer, id)?;
    let hull = whole.fragments.hull();
    if at <= hull.start() || hull.end() <= at {
        return Err(ChangeError::NotInside);
    }
    let (before, after) = parted(text, &whole.fragments, at).ok_or(ChangeError::NoWords)?;
    let mut first = Annotation::clone(whole);
    first.fragments = before;
    first.provenance.changed = now;
    let provenance = AnnotationProvenance {
        origin: Origin::Person,
        created: now,
        changed: now,
        foreign_id: String::new(),
    };
    // The first part stays the correction of somebody's span, where the whole was one.
    let second = Annotation {
        id: new_id,
        fragments: after,
        note: String::new(),
        provenance,
        corrects: None,
        ..Annotation::clone(whole)
    };
    let say = format!("Cut {} in two", label_name(state, &whole.label).to_lowercase());
    let mut draft = Draft::new(state);
    for part in [first, second] {
        check_outside(&part)?;
        let key = Key::Annotation(layer.clone(), part.id.clone());
        draft.put(key, Some(Record::Annotation(Arc::new(part))));
    }
    draft.say(say)
}

/// Makes one span of two: the first takes the words of the second, what it lacks of what is said of it, and its
/// links. Decisions that the annotator made on the second go with it.
pub fn join(
    state: &CorpusState,
    layer: &LayerKey,
    first: &AnnotationId,
    second: &AnnotationId,
    text: &str,
    now: Timestamp,
) -> Result<Transaction, ChangeError> {
    if first == second {
        return Err(ChangeError::Nothing);
    }
    let mut whole = Annotation::clone(find(state, layer, first)?);
    let gone = find(state, layer, second)?;
    whole.fragments = united(text, &whole.fragments, &gone.fragments);
    let given_up = take_what_is_lacking(&mut whole, gone);
    whole.drop_covered_attribution();
    whole.provenance.changed = now;
    check_outside(&whole)?;
    let say = format!("Join {} with the next", label_name(state, &whole.label).to_lowercase());
    let mut draft = Draft::new(state);
    draft.put(Key::Annotation(layer.clone(), first.clone()), Some(Record::Annotation(Arc::new(whole))));
    draft.put(Key::Annotation(layer.clone(), second.clone()), None);
    let judged = AnnotationRef { annotator: layer.annotator.clone(), annotation: second.clone() };
    for on in [Some(judged), given_up].into_iter().flatten() {
        draft.put(Key::Decision(layer.clone(), on), None);
    }
    lead_links(&mut draft, layer, first, second);
    draft.say(say)
}

/// Gives an annotation what another says and it does not. The correction it can't take over, because it is one
/// of something else already, comes back: the decision for it has no replacement any more.
fn take_what_is_lacking(whole: &mut Annotation, gone: &Annotation) -> Option<AnnotationRef> {
    let lacking: Vec<VoiceRole> =
        VoiceRole::ALL.into_iter().filter(|role| whole.attribution.parties(*role).next().is_none()).collect();
    let voices = gone.attribution.voices.iter().filter(|voice| lacking.contains(&voice.role)).cloned();
    whole.attribution.voices.extend(voices);
    whole.attribution.source = whole.attribution.source.take().or_else(|| gone.attribution.source.clone());
    whole.attribution.cue = whole.attribution.cue.take().or_else(|| gone.attribution.cue.clone());
    for (attribute, value) in &gone.attributes {
        whole.attributes.entry(attribute.clone()).or_insert_with(|| value.clone());
    }
    for link in &gone.items {
        if whole.items.iter().all(|own| own.item != link.item) {
            whole.items.insert(link.clone());
        }
    }
    if whole.note.trim().is_empty() {
        whole.note.clone_from(&gone.note);
    } else if !gone.note.trim().is_empty() && gone.note != whole.note {
        whole.note = format!("{}\n{}", whole.note, gone.note);
    }
    if let Some(own) = &whole.corrects {
        return gone.corrects.clone().filter(|other| other != own);
    }
    whole.corrects.clone_from(&gone.corrects);
    None
}

/// Leads the annotator's links of one span to another. What would link a span to itself goes, and what would say
/// again what is said already.
fn lead_links(draft: &mut Draft<'_>, layer: &LayerKey, to: &AnnotationId, from: &AnnotationId) {
    let is = |member: &RelationMember, id: &AnnotationId| {
        member.annotation.article == layer.article && member.annotation.annotation == *id
    };
    let state = draft.state;
    // Relations lie with their first member, so those that reach here from other articles are elsewhere.
    let own = state.layers.iter().filter_map(|(article, layers)| {
        let home = LayerKey { article: article.clone(), annotator: layer.annotator.clone() };
        Some((home, layers.get(&layer.annotator)?))
    });
    let all: Vec<(LayerKey, &Arc<Relation>)> = own
        .flat_map(|(home, own)| own.relations.values().map(move |relation| (home.clone(), relation)))
        .filter(|(_, relation)| relation.members.iter().any(|member| is(member, from) || is(member, to)))
        .collect();
    let is_led = |relation: &Relation| relation.members.iter().any(|member| is(member, from));
    let mut said: Vec<Relation> =
        all.iter().filter(|(_, relation)| !is_led(relation)).map(|(_, own)| Relation::clone(own)).collect();
    for (home, relation) in all.into_iter().filter(|(_, relation)| is_led(relation)) {
        let mut led = Relation::clone(relation);
        for member in led.members.iter_mut().filter(|member| is(member, from)) {
            member.annotation.annotation = to.clone();
        }
        let mut seen = BTreeSet::new();
        led.members.retain(|member| seen.insert(member.annotation.clone()));
        let says_nothing = led.members.len() < 2
            || said
                .iter()
                .any(|other| other.relation_type == led.relation_type && other.members == led.members);
        let key = Key::Relation(home, led.id.clone());
        if says_nothing {
            draft.put(key, None);
        } else {
            said.push(led.clone());
            draft.put(key, Some(Record::Relation(Arc::new(led))));
        }
    }
}

/// Moves the end of a span's last fragment to the byte `end`. Words that name the speaker or report and are
/// covered then no longer stand outside, and are not noted any more.
pub fn move_end(
    state: &CorpusState,
    layer: &LayerKey,
    id: &AnnotationId,
    end: usize,
    now: Timestamp,
) -> Result<Transaction, ChangeError> {
    let mut ranges = find(state, layer, id)?.fragments.ranges().to_vec();
    let last = ranges.pop().ok_or(ChangeError::NoWords)?;
    ranges.push(TextRange::new(last.start(), end).map_err(|_| ChangeError::NoWords)?);
    let fragments = Fragments::new(ranges).map_err(|_| ChangeError::NoWords)?;
    let say = if end > last.end() { "Add a sentence" } else { "Give a sentence back" };
    set_bounds(state, layer, id, fragments, now, say)
}

#[cfg(test)]
mod tests;
