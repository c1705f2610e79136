//! Corrections of a text that are more than one: a newer version takes the place of an older one as a sequence of
//! small patches in one transaction, and what was tagged goes along.

use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::Arc;

use super::{ChangeError, Draft, put_blocks};
use crate::model::annotation::Annotation;
use crate::model::article::{Article, ArticleText, Block, TextPatch};
use crate::model::corpus::CorpusState;
use crate::model::edit::{Edit, Key, LayerKey, Record, Transaction};
use crate::model::id::{AnnotationId, AnnotatorId, ArticleId};
use crate::model::layer::{Unplaced, carry_annotation, carry_state};
use crate::model::text::differences::{Difference, differences};
use crate::model::text::segment::trim;
use crate::model::text::{Fragments, TextRange};

/// Every patch is a whole text that is hashed: so many bytes of it are, at most, for one renewal.
const MAX_BYTES: usize = 256 << 20;
/// The most patches of one renewal.
const MAX_PATCHES: usize = 1024;

/// What a change of a text does to what was tagged, told before it is made.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Renewal {
    /// How many places of the text change.
    pub num_patches: usize,
    /// How many spans of all annotators stand elsewhere then, with the same words.
    pub num_moved: usize,
    /// Spans that keep their place but cover other words then: inside them, or all of them, something changed.
    pub reworded: Vec<Reworded>,
    /// Spans that the change cuts through: they are kept in the list of those without a place.
    pub unplaced: Vec<LostPlace>,
}

/// A span whose words change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reworded {
    /// Whose it is.
    pub annotator: AnnotatorId,
    /// The span.
    pub annotation: AnnotationId,
    /// Its words before, fragments parted by “…”.
    pub before: String,
    /// Its words then.
    pub after: String,
}

/// A span that loses its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LostPlace {
    /// Whose it is.
    pub annotator: AnnotatorId,
    /// The span.
    pub annotation: AnnotationId,
    /// Its words before, fragments parted by “…”.
    pub words: String,
}

/// A patch, and the text it changes.
pub(super) type Step = (Arc<TextPatch>, ArticleText);

/// Gives an article the text of a newer version, as one transaction by `annotator`, whose own records are carried
/// along in it; those of others follow the patches. `newer_blocks` are the newer version's own: blocks that the change
/// didn't touch stay as they are, everywhere else these stand; where there are none, all blocks go along as well as
/// they can. Beside the transaction stands what it will do.
///
/// A text that has next to nothing in common with the old one comes in by one patch, and nothing keeps its place.
pub fn renew_text(
    state: &CorpusState,
    article: &Article,
    annotator: &AnnotatorId,
    newer_text: &str,
    newer_blocks: &[Block],
) -> Result<(Transaction, Renewal), ChangeError> {
    if article.text.as_str() == newer_text {
        return Err(ChangeError::Nothing);
    }
    let longest = article.text.as_str().len().max(newer_text.len()).max(1);
    let max = (MAX_BYTES / longest).clamp(1, MAX_PATCHES);
    let found = differences(article.text.as_str(), newer_text, max, &borders(state, article));
    let (steps, _) = steps_to(&article.text, newer_text, found)?;
    let blocks = renewed_blocks(&article.blocks, &steps, newer_blocks, newer_text);
    let transaction = put_patches(state, article, annotator, &steps, blocks).say("Renew the text")?;
    Ok((transaction, foretell(state, article, &steps, newer_text)))
}

/// Corrects words of an article for `annotator`: `range` of its text, in bytes on character boundaries, gives way to
/// `words`. Of both only what differs is changed, so that a span over a part of the words keeps its place. Beside the
/// transaction stands what it will do.
pub fn correct_words(
    state: &CorpusState,
    article: &Article,
    annotator: &AnnotatorId,
    range: Range<usize>,
    words: &str,
) -> Result<(Transaction, Renewal), ChangeError> {
    let text = article.text.as_str();
    // Says what is wrong with the range.
    let patch = TextPatch::replacing(&article.text, range.clone(), words)?;
    let shifted = |part: Range<usize>| part.start + range.start..part.end + range.start;
    let found = differences(&patch.removed, words, MAX_PATCHES, &[]);
    let found = found
        .into_iter()
        .map(|Difference { old, new }| Difference { old: shifted(old), new: shifted(new) })
        .collect();
    let newer = format!("{}{words}{}", &text[..range.start], &text[range.end..]);
    let (steps, _) = steps_to(&article.text, &newer, found)?;
    let blocks = renewed_blocks(&article.blocks, &steps, &[], &newer);
    let transaction = put_patches(state, article, annotator, &steps, blocks).say("Correct the text")?;
    Ok((transaction, foretell(state, article, &steps, &newer)))
}

/// How many spans of `annotator`, and how many of others, cover or touch a part of `range`.
pub fn num_touched(
    state: &CorpusState,
    article: &ArticleId,
    annotator: &AnnotatorId,
    range: TextRange,
) -> (usize, usize) {
    let (mut own, mut others) = (0, 0);
    for (who, layer) in state.layers.get(article).into_iter().flatten() {
        let touched = layer.annotations.values().filter(|one| one.fragments.overlap(&range.into())).count();
        *(if who == annotator { &mut own } else { &mut others }) += touched;
    }
    (own, others)
}

/// The ends of all that is tagged in an article, by whomever, in order.
fn borders(state: &CorpusState, article: &Article) -> Vec<usize> {
    let layers = state.layers.get(&article.id).into_iter().flatten();
    let tagged = layers.flat_map(|(_, layer)| layer.annotations.values());
    let places = tagged.flat_map(|annotation| annotation.all_fragments());
    let ranges = places.flat_map(|(_, place)| place.ranges());
    let mut borders: Vec<usize> = ranges.flat_map(|range| [range.start(), range.end()]).collect();
    borders.sort_unstable();
    borders.dedup();
    borders
}

/// The patches that lead from one text to another by what differs, each with the text it changes; and the text they
/// lead to.
fn steps_to(
    from: &ArticleText,
    to: &str,
    found: Vec<Difference>,
) -> Result<(Vec<Step>, ArticleText), ChangeError> {
    let patched = |found: &[Difference]| -> Result<(Vec<Step>, ArticleText), ChangeError> {
        let mut now = from.clone();
        let mut steps = Vec::with_capacity(found.len());
        for Difference { old, new } in found {
            // What lies before is the newer text already.
            let range = new.start..new.start + old.len();
            let patch = TextPatch::replacing(&now, range, &to[new.clone()])?;
            let after = patch.apply(&now)?;
            steps.push((Arc::new(patch), std::mem::replace(&mut now, after)));
        }
        Ok((steps, now))
    };
    let (steps, now) = patched(&found)?;
    // A text on the way that was there before would make the chain of patches turn back on itself.
    let mut seen = BTreeSet::new();
    let is_straight =
        steps.iter().all(|(patch, _)| seen.insert(patch.from_hash)) && !seen.contains(&now.hash());
    match (found.first(), found.last()) {
        (Some(first), Some(last)) if !is_straight => {
            let hull = Difference { old: first.old.start..last.old.end, new: first.new.start..last.new.end };
            patched(&[hull])
        }
        _ => Ok((steps, now)),
    }
}

/// The edits of patches that follow each other: the text, the blocks as they are then, and the annotator's own records.
pub(super) fn put_patches<'s>(
    state: &'s CorpusState,
    article: &Article,
    annotator: &AnnotatorId,
    steps: &[Step],
    blocks: Vec<Block>,
) -> Draft<'s> {
    let place = LayerKey { article: article.id.clone(), annotator: annotator.clone() };
    let mut draft = Draft::new(state);
    draft.edits.extend(steps.iter().map(|(patch, _)| Edit::PatchText(article.id.clone(), Arc::clone(patch))));
    if blocks != article.blocks {
        draft.edits.push(put_blocks(article, blocks));
    }
    if let Some(layer) = state.layer(&article.id, annotator) {
        for (id, annotation) in &layer.annotations {
            let carried = carry(steps.iter().map(|(patch, _)| &**patch), annotation);
            if let Err((idx, cut)) = &carried {
                let (patch, text) = &steps[*idx];
                let unplaced = Unplaced::cut_by(patch, Arc::clone(cut), text.as_str());
                let key = Key::Unplaced(place.clone(), id.clone());
                draft.put(key, Some(Record::Unplaced(Arc::new(unplaced))));
            }
            draft.put(Key::Annotation(place.clone(), id.clone()), carried.ok().map(Record::Annotation));
        }
        let carried =
            steps.iter().fold(Arc::clone(&layer.state), |state, (patch, _)| carry_state(patch, &state));
        draft.put(Key::State(place), Some(Record::State(carried)));
    }
    draft
}

/// An annotation after patches; or the number of the one that cuts through it, with what the annotation was then.
fn carry<'p>(
    patches: impl IntoIterator<Item = &'p TextPatch>,
    annotation: &Arc<Annotation>,
) -> Result<Arc<Annotation>, (usize, Arc<Annotation>)> {
    let mut now = Arc::clone(annotation);
    for (idx, patch) in patches.into_iter().enumerate() {
        now = carry_annotation(patch, &now).ok_or((idx, now))?;
    }
    Ok(now)
}

/// What patches do to the spans of everybody; `after` is the text they lead to.
fn foretell(state: &CorpusState, article: &Article, steps: &[Step], after: &str) -> Renewal {
    let mut renewal = Renewal { num_patches: steps.len(), ..Renewal::default() };
    for (annotator, layer) in state.layers.get(&article.id).into_iter().flatten() {
        for annotation in layer.in_reading_order() {
            let before = words(&annotation.fragments, article.text.as_str());
            let id = annotation.id.clone();
            match carry(steps.iter().map(|(patch, _)| &**patch), annotation) {
                Err(_) => renewal.unplaced.push(LostPlace {
                    annotator: annotator.clone(),
                    annotation: id,
                    words: before,
                }),
                Ok(carried) => {
                    let now = words(&carried.fragments, after);
                    if now != before {
                        let annotator = annotator.clone();
                        renewal.reworded.push(Reworded { annotator, annotation: id, before, after: now });
                    } else if carried.fragments != annotation.fragments {
                        renewal.num_moved += 1;
                    }
                }
            }
        }
    }
    renewal
}

fn words(place: &Fragments, text: &str) -> String {
    place.covered(text).unwrap_or_default().join(" … ")
}

/// The blocks of a text after patches. What no patch touched stays; around it stand the newer version's own, each as
/// what it was called before if it lies where a block has come to lie.
fn renewed_blocks(old: &[Block], steps: &[Step], newer: &[Block], text: &str) -> Vec<Block> {
    let (mut kept, mut touched) = (Vec::new(), Vec::new());
    for block in old {
        let mut is_touched = false;
        let carried = steps.iter().try_fold(block.range, |range, (patch, _)| {
            is_touched |= patch.at <= range.end() && range.start() <= patch.at + patch.removed.len();
            patch.carry(range)
        });
        if let Some(range) = carried {
            let list = if is_touched && !newer.is_empty() { &mut touched } else { &mut kept };
            list.push(Block { range, ..*block });
        }
    }
    let taken: Vec<TextRange> = kept.iter().map(|block| block.range).collect();
    for block in newer {
        let known = touched.iter().find(|known| known.range == block.range);
        let kind = known.map_or(block.kind, |known| known.kind);
        let mut cuts = taken.iter().filter(|cut| cut.overlaps(block.range));
        let rest = cuts.try_fold(Fragments::from(block.range), |rest, cut| rest.without(*cut));
        let parts = rest.iter().flat_map(Fragments::ranges);
        kept.extend(parts.filter_map(|part| trim(text, *part)).map(|range| Block { range, kind }));
    }
    Article::fitting_blocks(text, kept)
}

#[cfg(test)]
mod tests;
