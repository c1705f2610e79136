//! Spans that hold one quotation mark of a pair and not the other.

use crate::analysis::quality::checked::Checked;
use crate::analysis::quality::{About, Check, Found, Raised, Severity};
use crate::model::annotation::Annotation;
use crate::model::change::mend::Mend;
use crate::model::text::{Fragments, TextRange};

pub(super) struct HalfQuotation;

static ABOUT: About = About {
    id: "half-quotation",
    name: "Half a quotation",
    help: "A span that holds an opening mark holds the closing one as well. Where nothing but a comma or stop \
           stands between, it can be taken in.",
    severity: Severity::Problem,
    mends: Some("Take in the other mark"),
};

/// The most that may stand between a span and the mark that is taken in, in bytes.
const MAX_GAP: usize = 8;

impl Check for HalfQuotation {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn article(&self, at: &Checked<'_>, found: &mut Found<'_>) {
        for (layer, annotation) in at.annotations() {
            let halves = halves(at, annotation);
            let Some(first) = halves.first() else { continue };
            let say = match first {
                Half::Opening(_) => "It holds the opening mark and not the closing one",
                Half::Closing(_) => "It holds the closing mark and not the opening one",
            };
            let mend = grown(at.text, annotation, &halves).map(Mend::Bounds);
            found.push(Raised { mend, ..Raised::on(&layer.place, annotation, say) });
        }
    }
}

/// A quotation of which a span holds one mark.
#[derive(Clone, Copy)]
enum Half {
    /// The opening one.
    Opening(TextRange),
    /// The closing one.
    Closing(TextRange),
}

fn halves(at: &Checked<'_>, annotation: &Annotation) -> Vec<Half> {
    let (marks, place) = (at.marks(), &annotation.fragments);
    let mut halves = Vec::new();
    for range in place.ranges() {
        let closed = &marks.marks.closed;
        let from = closed.partition_point(|pair| pair.start() < range.start());
        let begun = closed[from..].iter().take_while(|pair| pair.start() < range.end());
        let opening = begun.filter(|pair| !place.contains(pair.end() - 1));
        halves.extend(opening.map(|pair| Half::Opening(*pair)));
        let from = marks.by_end.partition_point(|pair| pair.end() <= range.start());
        let ended = marks.by_end[from..].iter().take_while(|pair| pair.end() <= range.end());
        let closing = ended.filter(|pair| !place.contains(pair.start()));
        halves.extend(closing.map(|pair| Half::Closing(*pair)));
    }
    halves
}

/// The span with the missing marks, where all of them stand right beside it.
fn grown(text: &str, annotation: &Annotation, halves: &[Half]) -> Option<Fragments> {
    let mut ranges = annotation.fragments.ranges().to_vec();
    for half in halves {
        let (Half::Opening(pair) | Half::Closing(pair)) = half;
        let range = match half {
            Half::Opening(_) => ranges.iter_mut().find(|range| range.contains(pair.start()))?,
            Half::Closing(_) => ranges.iter_mut().find(|range| range.contains(pair.end() - 1))?,
        };
        let (start, end) = (range.start().min(pair.start()), range.end().max(pair.end()));
        let between = [text.get(start..range.start())?, text.get(range.end()..end)?];
        let num_letters =
            between.iter().flat_map(|gap| gap.chars()).filter(|ch| ch.is_alphanumeric()).count();
        if num_letters > 0 || between.iter().any(|gap| gap.len() > MAX_GAP) {
            return None;
        }
        *range = TextRange::new(start, end).ok()?;
    }
    Fragments::new(ranges).ok()
}
