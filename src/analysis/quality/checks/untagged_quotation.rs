//! Quotations without a tag in articles that their annotator has marked done.

use crate::analysis::quality::checked::{Checked, CheckedLayer};
use crate::analysis::quality::{About, Check, Found, Raised, Severity};
use crate::model::article::BlockKind;
use crate::model::edit::Key;
use crate::model::layer::Progress;
use crate::model::text::segment::quotations;
use crate::model::text::{Fragments, TextRange};

pub(super) struct UntaggedQuotation;

static ABOUT: About = About {
    id: "untagged-quotation",
    name: "Quotation without a tag",
    help: "The article is marked done, and words in quotation marks have no tag on them. Open it and tag them, \
           or accept it if they are nobody's words. Quotations in the page's furniture are left out.",
    severity: Severity::Look,
    mends: None,
};

impl Check for UntaggedQuotation {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn article(&self, at: &Checked<'_>, found: &mut Found<'_>) {
        let done = at.layers.iter().filter(|layer| layer.layer.state.progress == Progress::Done);
        // Where there is nothing at all, another check says so.
        for layer in done.filter(|layer| !layer.annotations.is_empty()) {
            let Ok(whole) = TextRange::new(0, at.text.len()) else { continue };
            let Some(tagged) = tagged(layer) else { continue };
            // What belongs to the page is nobody's words in the article.
            let furniture = at.places_of(&[BlockKind::Furniture]);
            let is_furniture = |range: TextRange| furniture.iter().any(|place| place.contains(range.start()));
            for range in quotations(at.text, whole, at.language()) {
                let first = tagged.ranges().partition_point(|tagged| tagged.end() <= range.start());
                let is_tagged = tagged.ranges().get(first).is_some_and(|tagged| tagged.overlaps(range));
                let has_words = range.of(at.text).is_ok_and(|words| words.contains(char::is_alphanumeric));
                if !is_tagged && has_words && !is_furniture(range) {
                    let key = Key::State(layer.place.clone());
                    let raised =
                        Raised::about(key, "These words have no tag, and the article is marked done");
                    found.push(Raised { ranges: vec![range], ..raised });
                }
            }
        }
    }
}

/// Everything that is tagged in a layer, as one place.
fn tagged(layer: &CheckedLayer<'_>) -> Option<Fragments> {
    let ranges = layer.with_corrections.iter().flat_map(|annotation| annotation.fragments.ranges());
    Fragments::normalised(ranges.copied().collect()).ok()
}
