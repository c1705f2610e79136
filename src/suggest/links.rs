//! What a caveat qualifies: the nearest thing that was said.

use crate::model::id::AnnotationId;
use crate::model::text::{Fragments, TextRange};

/// At most this many are proposed.
const MAX_TARGETS: usize = 9;

/// A span that could be qualified.
#[derive(Clone, Copy, Debug)]
pub struct Candidate<'a> {
    /// The span.
    pub id: &'a AnnotationId,
    /// Where it lies.
    pub fragments: &'a Fragments,
}

/// The candidates a caveat most likely qualifies, the likeliest first: what it lies in or on, then what stands
/// nearest before it in its paragraph, then nearest before, then what follows.
pub fn targets<'a>(
    caveat: &Fragments,
    paragraph: TextRange,
    candidates: impl Iterator<Item = Candidate<'a>>,
) -> Vec<AnnotationId> {
    let rank = |candidate: &Candidate<'_>| {
        let place = candidate.fragments;
        let distance_before = caveat.start().checked_sub(place.end());
        match distance_before {
            _ if place.overlap(caveat) => (0, place.hull().len()),
            Some(distance) if place.end() > paragraph.start() => (1, distance),
            Some(distance) => (2, distance),
            None => (3, place.start().saturating_sub(caveat.end())),
        }
    };
    let mut found: Vec<Candidate<'a>> =
        candidates.filter(|candidate| candidate.fragments != caveat).collect();
    found.sort_by_key(rank);
    found.into_iter().take(MAX_TARGETS).map(|candidate| candidate.id.clone()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_before_comes_first_unless_the_caveat_lies_in_one() {
        let place = |start, end| Fragments::from(TextRange::new(start, end).unwrap());
        let ids: Vec<AnnotationId> =
            ["far", "near", "around", "after"].map(|id| AnnotationId::new(id).unwrap()).into();
        let places = [place(0, 10), place(50, 60), place(70, 120), place(130, 140)];
        let paragraph = TextRange::new(40, 200).unwrap();
        let ranked = |caveat: &Fragments| -> Vec<String> {
            let candidates = ids.iter().zip(&places).map(|(id, fragments)| Candidate { id, fragments });
            targets(caveat, paragraph, candidates).iter().map(ToString::to_string).collect()
        };
        assert_eq!(ranked(&place(90, 100)), ["around", "near", "far", "after"]);
        assert_eq!(ranked(&place(62, 68)), ["near", "far", "around", "after"]);
    }
}
