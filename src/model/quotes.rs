//! Which quote an annotation inherits its attribution from: the model's rule, with an index so that a layer
//! of many annotations is not searched whole for each.

use std::sync::Arc;

use super::annotation::{Annotation, Attribution};
use super::id::LabelId;
use super::layer::{Layer, inherited_attribution};

/// The label whose annotations pass their attribution on to those inside them.
const QUOTE: &str = "quote";

/// Whether annotations inside one with this label inherit its attribution.
pub fn passes_attribution_on(label: &LabelId) -> bool {
    label.as_str() == QUOTE
}

/// The quotes of a layer that have an attribution to pass on.
pub struct Quotes {
    /// By first byte; each with the furthest end of all up to it.
    quotes: Vec<(Arc<Annotation>, usize)>,
}

impl Quotes {
    /// Those of `layer`. O(n log n).
    pub fn of(layer: &Layer) -> Self {
        let passing = layer.annotations.values().filter(|annotation| {
            passes_attribution_on(&annotation.label) && !annotation.attribution.is_unset()
        });
        let mut quotes: Vec<(Arc<Annotation>, usize)> =
            passing.map(|quote| (Arc::clone(quote), quote.fragments.end())).collect();
        quotes.sort_by_key(|(quote, _)| quote.fragments.start());
        let mut furthest = 0;
        for (_, end) in &mut quotes {
            furthest = furthest.max(*end);
            *end = furthest;
        }
        Self { quotes }
    }

    /// The quote whose attribution `annotation` inherits, if it does.
    pub fn around(&self, annotation: &Annotation) -> Option<&Arc<Annotation>> {
        if !annotation.attribution.is_unset() {
            return None;
        }
        let (start, end) = (annotation.fragments.start(), annotation.fragments.end());
        let num_before = self.quotes.partition_point(|(quote, _)| quote.fragments.start() <= start);
        let reaching = self.quotes[..num_before].iter().rev().take_while(|(_, furthest)| *furthest >= end);
        let candidates = reaching.map(|(quote, _)| quote).filter(|quote| quote.fragments.end() >= end);
        let near = candidates.map(|quote| (quote.id.clone(), Arc::clone(quote))).collect();
        let near = Layer { annotations: near, ..Layer::default() };
        let (_, from) = inherited_attribution(&near, annotation, passes_attribution_on);
        let from = from?;
        self.quotes[..num_before].iter().map(|(quote, _)| quote).rev().find(|quote| quote.id == *from)
    }

    /// The attribution `annotation` is shown and exported with: its own, or that of the quote around it.
    pub fn attribution<'q>(&'q self, annotation: &'q Annotation) -> &'q Attribution {
        self.around(annotation).map_or(&annotation.attribution, |quote| &quote.attribution)
    }
}
