//! What one processor does: looks through some articles, one after another.

use std::ops::{ControlFlow, Range};

use unicode_segmentation::UnicodeSegmentation as _;

use super::{Extent, Hit};
use crate::analysis::query::matcher::{ArticleScene, Kind, Matcher, Scene, Spans, TextTerm};
use crate::model::corpus::Layers;
use crate::model::id::{ArticleId, LabelId};
use crate::model::reader::{CorpusReader, ReadError};
use crate::model::text::context::Context;
use crate::model::text::segment::{snap_to_grapheme, trim};
use crate::model::text::{Fragments, TextRange};

/// What was found in some articles.
pub(super) struct Part {
    pub hits: Vec<Hit>,
    pub unread: Vec<ReadError>,
    pub num_articles: usize,
}

/// The index that stands for a place of several words near one another.
const NEAR: usize = usize::MAX;

/// Looks through articles until `stops`; those that can't have a hit are not read.
pub(super) fn scan(
    corpus: &dyn CorpusReader,
    matcher: &Matcher,
    ids: &[ArticleId],
    extent: Extent,
    stops: &dyn Fn() -> bool,
) -> Part {
    let nothing = Layers::new();
    let state = corpus.state();
    let layers_of = |id: &ArticleId| state.layers.get(id).unwrap_or(&nothing);
    let scene_of = |id: &ArticleId| {
        let layers = layers_of(id);
        let row = state.articles.get(id)?;
        Some(ArticleScene { row, layers, spans: Spans::of(layers), text: None })
    };
    let may_hold = |id: &&ArticleId| scene_of(id).is_some_and(|article| may_hold(matcher, &article));
    let wanted: Vec<ArticleId> = ids.iter().filter(may_hold).cloned().collect();
    let mut hits = Vec::new();
    let unread = corpus.texts(&wanted, &mut |id, text| {
        if let Some(mut article) = scene_of(id) {
            article.text = Some(text);
            Scan { matcher, article: &article, text, extent }.find(&mut hits);
        }
        // More than the limit shows that there is more.
        if stops() || hits.len() > extent.limit { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    });
    Part { hits, unread, num_articles: ids.len() }
}

/// Whether an article can have a hit, as far as that can be told without its text.
fn may_hold(matcher: &Matcher, article: &ArticleScene<'_>) -> bool {
    let scene = Scene { article, place: None, span: None, texts: None };
    if matcher.kind() != Kind::Spans {
        return matcher.holds(scene) != Some(false);
    }
    let mut spans = article.spans.entries.iter().enumerate();
    spans.any(|(span, (_, annotation))| {
        let place = Some(&annotation.fragments);
        matcher.holds(Scene { place, span: Some(span), ..scene }) != Some(false)
    })
}

/// One article that is looked through.
struct Scan<'s, 'c> {
    matcher: &'s Matcher,
    article: &'s ArticleScene<'c>,
    text: &'c str,
    extent: Extent,
}

impl Scan<'_, '_> {
    fn find(&self, hits: &mut Vec<Hit>) {
        let num_before = hits.len();
        match self.matcher.kind() {
            Kind::Words => self.words(hits),
            Kind::Spans => self.spans(hits),
            Kind::Articles => self.whole(hits),
        }
        hits[num_before..].sort_by(|one, two| {
            let place = |hit: &Hit| (hit.range.start(), std::cmp::Reverse(hit.range.end()));
            (place(one), &one.span).cmp(&(place(two), &two.span))
        });
        count_code_points(self.text, &mut hits[num_before..]);
    }

    /// Where each text term stands; what would be tagged there begins and ends with whole clusters.
    fn places(&self) -> Vec<Vec<TextRange>> {
        let whole = |range: TextRange| {
            let bytes = self.text.as_bytes();
            let is_plain = |at: usize| bytes.get(at).is_none_or(|byte| byte.is_ascii() && *byte != b'\n');
            let is_border = |at: usize| is_plain(at) && at.checked_sub(1).is_none_or(is_plain);
            let is_whole = is_border(range.start()) && is_border(range.end());
            if is_whole { range } else { snap_to_grapheme(self.text, range) }
        };
        let search = |term: &TextTerm| term.finder.search(self.text).into_iter().map(whole).collect();
        self.matcher.texts.iter().map(search).collect()
    }

    fn words(&self, hits: &mut Vec<Hit>) {
        let places = self.places();
        let texts: Vec<bool> = places.iter().map(|places| !places.is_empty()).collect();
        let scene = Scene { article: self.article, place: None, span: None, texts: Some(&texts) };
        if self.matcher.holds(scene) == Some(false) {
            return;
        }
        let candidates = self.candidates(&places, None).into_iter();
        let shown = candidates.filter_map(|(range, term)| {
            let place = Fragments::from(range);
            let scene = Scene { place: Some(&place), ..scene };
            let holds = self.matcher.holds(scene) == Some(true);
            (holds && (term == NEAR || self.matcher.shows(term, scene))).then_some(range)
        });
        hits.extend(without_overlaps(shown).into_iter().map(|range| self.hit(range, None)));
    }

    fn spans(&self, hits: &mut Vec<Hit>) {
        let places = self.places();
        for (span, (_, annotation)) in self.article.spans.entries.iter().enumerate() {
            let place = &annotation.fragments;
            let inside = |range: &TextRange| place.ranges().iter().any(|fragment| fragment.covers(*range));
            let within = |term: &[TextRange]| -> Vec<TextRange> {
                let first = term.partition_point(|range| range.start() < place.start());
                let near = term[first..].iter().take_while(|range| range.end() <= place.end());
                near.filter(|range| inside(range)).copied().collect()
            };
            let places: Vec<Vec<TextRange>> = places.iter().map(|term| within(term)).collect();
            let texts: Vec<bool> = places.iter().map(|places| !places.is_empty()).collect();
            let scene =
                Scene { article: self.article, place: Some(place), span: Some(span), texts: Some(&texts) };
            if self.matcher.holds(scene) != Some(true) {
                continue;
            }
            let candidates = self.candidates(&places, Some(place)).into_iter();
            let shown = candidates.filter(|(_, term)| *term == NEAR || self.matcher.shows(*term, scene));
            let ranges = without_overlaps(shown.map(|(range, _)| range));
            if ranges.is_empty() && self.matcher.near.is_none() {
                hits.push(self.hit(place.hull(), Some(span)));
            }
            hits.extend(ranges.into_iter().map(|range| self.hit(range, Some(span))));
        }
    }

    fn whole(&self, hits: &mut Vec<Hit>) {
        let places = self.places();
        let texts: Vec<bool> = places.iter().map(|places| !places.is_empty()).collect();
        let scene = Scene { article: self.article, place: None, span: None, texts: Some(&texts) };
        if self.matcher.holds(scene) != Some(true) {
            return;
        }
        let mut at = 0;
        for line in self.text.split_inclusive('\n') {
            let range = TextRange::new(at, at + line.len()).ok().and_then(|range| trim(self.text, range));
            at += line.len();
            if let Some(range) = range {
                hits.push(self.hit(range, None));
                return;
            }
        }
    }

    /// The places that may be shown, each with its text term, by first byte, the longest first.
    fn candidates(&self, places: &[Vec<TextRange>], inside: Option<&Fragments>) -> Vec<(TextRange, usize)> {
        let wanted = |term: usize| self.matcher.texts[term].is_wanted;
        let mut candidates: Vec<(TextRange, usize)> = match &self.matcher.near {
            Some((groups, near)) => {
                let windows = near_windows(self.text, groups, places, *near).into_iter();
                let fits = |range: &TextRange| {
                    inside.is_none_or(|place| place.ranges().iter().any(|fragment| fragment.covers(*range)))
                };
                windows.filter(fits).map(|range| (range, NEAR)).collect()
            }
            None => (0..places.len())
                .filter(|term| wanted(*term))
                .flat_map(|term| places[term].iter().map(move |range| (*range, term)))
                .collect(),
        };
        candidates.sort_by_key(|(range, term)| (range.start(), std::cmp::Reverse(range.end()), *term));
        candidates
    }

    fn hit(&self, range: TextRange, span: Option<usize>) -> Hit {
        let ArticleScene { row, spans, .. } = self.article;
        let is_whole = span.is_some_and(|span| spans.entries[span].1.fragments.hull() == range);
        let context = match span.filter(|_| is_whole) {
            Some(span) => Context::of(self.text, &spans.entries[span].1.fragments, self.extent.around),
            None => Context::of_range(self.text, range, self.extent.around),
        };
        let mut tags: Vec<LabelId> = Vec::new();
        let mut over: Vec<_> = spans.over(range).collect();
        over.reverse();
        for (_, annotation) in over {
            let shares = annotation.fragments.ranges().iter().any(|fragment| fragment.overlaps(range));
            if shares && !tags.contains(&annotation.label) {
                tags.push(annotation.label.clone());
            }
        }
        Hit {
            article: row.id.clone(),
            text_hash: row.text_hash,
            range,
            code_points: 0..0,
            span: span.map(|span| spans.key(row, span)),
            label: span.map(|span| spans.entries[span].1.label.clone()),
            speakers: span.map_or_else(Vec::new, |span| spans.speakers(span)),
            tags,
            context,
        }
    }
}

/// Ranges in order without those that overlap one before.
fn without_overlaps(ranges: impl Iterator<Item = TextRange>) -> Vec<TextRange> {
    let mut kept: Vec<TextRange> = Vec::new();
    for range in ranges {
        if kept.last().is_none_or(|last| last.end() <= range.start()) {
            kept.push(range);
        }
    }
    kept
}

/// The shortest places that hold one range of each group, of which the last begins at most `near` words after the
/// first ends.
fn near_windows(text: &str, groups: &[Vec<usize>], places: &[Vec<TextRange>], near: usize) -> Vec<TextRange> {
    let mut all: Vec<(TextRange, usize)> = Vec::new();
    for (group, terms) in groups.iter().enumerate() {
        all.extend(terms.iter().flat_map(|term| places[*term].iter().map(move |range| (*range, group))));
    }
    all.sort_unstable();
    let (mut windows, mut counts, mut num_missing, mut first) =
        (Vec::new(), vec![0; groups.len()], groups.len(), 0);
    for (last, group) in all.iter().copied() {
        num_missing -= usize::from(counts[group] == 0);
        counts[group] += 1;
        // What the window can do without at its beginning goes.
        while counts[all[first].1] > 1 {
            counts[all[first].1] -= 1;
            first += 1;
        }
        let start = all[first].0;
        if num_missing == 0
            && start.end() <= last.start()
            && word_distance(&text[start.end()..last.start()], near) <= near
            && let Ok(window) = TextRange::new(start.start(), last.end())
        {
            windows.push(window);
        }
    }
    windows
}

/// By how many words the second of two words comes after the first, if `between` parts them; counted no further than
/// one beyond `most`. Words side by side are one apart.
fn word_distance(between: &str, most: usize) -> usize {
    1 + between.unicode_words().take(most).count()
}

/// Fills in the code points of hits, which are in order of their first bytes.
fn count_code_points(text: &str, hits: &mut [Hit]) {
    let (mut byte, mut num) = (0, 0);
    for hit in hits {
        let Range { start, end } = hit.range.bytes();
        num += text[byte..start].chars().count();
        byte = start;
        hit.code_points = num..num + text[start..end].chars().count();
    }
}
