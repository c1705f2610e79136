//! What is looked for in the article: the find bar's form, the hits as far as they are known, and which of them
//! one is at. A text is gone through a little in each frame; what the window does with a hit is `run::finding`'s.

use std::ops::Range;

use super::Selection;
use super::article::OpenArticle;
use crate::app::command::Way;
use crate::model::id::ArticleId;
use crate::model::text::find::{FindError, Finder, Query};
use crate::model::text::numbers::in_thousands;
use crate::model::text::{TextHash, TextRange};

/// How much of a text is searched in a frame, in bytes, but for a last line that is longer.
const FRAME_BYTES: usize = 512 << 10;
/// How much of it in one go, in bytes.
const SLICE_BYTES: usize = 64 << 10;
/// A frame's search ends when it has found so many: a pattern that hits everywhere costs by its hits.
const FRAME_HITS: usize = 20_000;
/// No more hits than this are kept.
const MAX_HITS: usize = 1_000_000;

/// The bar, and what it has found.
#[derive(Clone, Debug, Default)]
pub struct FindBar {
    /// Whether it is shown.
    pub is_open: bool,
    query: Query,
    complaint: Option<FindError>,
    finder: Option<Finder>,
    /// The article, and the text of it, that the hits are of.
    subject: Option<(ArticleId, TextHash)>,
    found: FoundHits,
    progress: Progress,
    aim: Option<Aim>,
    /// The byte from which what is typed is looked for.
    origin: usize,
    /// The selection when the current hit was marked: while it is the same, one is at that hit.
    stands_at: Option<Selection>,
}

/// The hits in one text, as far as it has been searched.
#[derive(Clone, Debug, Default)]
pub struct FoundHits {
    /// In order, without overlaps.
    ranges: Vec<TextRange>,
    current: Option<usize>,
    revision: u64,
}

/// How far a search is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Progress {
    /// It goes on from this byte.
    From(usize),
    /// The text has been gone through.
    #[default]
    Done,
    /// It has ended early: there are more hits than are kept.
    Full,
}

/// What the search is to lead to, once it is far enough.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Aim {
    /// To mark the first hit at this byte or behind it.
    Mark(usize),
    /// To select the next hit behind these bytes, or the one before them.
    Step(Way, Range<usize>),
}

/// What has come of a search.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FindNews {
    /// This hit is marked; it should be in view.
    Marked(TextRange),
    /// This hit is to be selected.
    Reached {
        /// The hit.
        hit: TextRange,
        /// Which way the search went over the end of the text, or its start, to find it.
        wrapped: Option<Way>,
    },
    /// One asked for the next hit, and there is none.
    Nowhere,
}

impl FoundHits {
    /// The hits that share a byte with some of a text.
    pub fn within(&self, bytes: Range<usize>) -> &[TextRange] {
        let first = self.ranges.partition_point(|hit| hit.end() <= bytes.start);
        let end = self.ranges.partition_point(|hit| hit.start() < bytes.end);
        self.ranges.get(first..end).unwrap_or_default()
    }

    /// The hit one is at.
    pub fn current(&self) -> Option<TextRange> {
        self.ranges.get(self.current?).copied()
    }

    /// Another number whenever the hits are others, or the current one is.
    pub fn revision(&self) -> u64 {
        self.revision
    }
}

impl FindBar {
    /// What is looked for.
    pub fn query(&self) -> &Query {
        &self.query
    }

    /// Why nothing can be looked for.
    pub fn complaint(&self) -> Option<&FindError> {
        self.complaint.as_ref()
    }

    /// Whether there is more to search.
    pub fn is_busy(&self) -> bool {
        matches!(self.progress, Progress::From(_))
    }

    /// Whether the search goes on in the next frame.
    pub fn is_searching(&self) -> bool {
        self.is_busy() && (self.is_open || self.aim.is_some())
    }

    /// The hits to be shown in an article.
    pub fn shown(&self, open: &OpenArticle) -> Option<&FoundHits> {
        Some(&self.found).filter(|_| self.is_open && self.is_about(open))
    }

    /// How many hits there are, and which one is at, in words; empty if nothing is looked for.
    pub fn count_in_words(&self) -> String {
        let (num, busy) = (self.found.ranges.len(), self.is_busy());
        let more = if self.progress == Progress::Done { "" } else { "+" };
        match (self.found.current, num) {
            _ if self.finder.is_none() => String::new(),
            (_, 0) if busy => "searching…".to_owned(),
            (_, 0) => "no hits".to_owned(),
            (Some(idx), _) => format!("{} of {}{more}", in_thousands(idx + 1), in_thousands(num)),
            (None, 1) if more.is_empty() => "1 hit".to_owned(),
            (None, _) => format!("{}{more} hits", in_thousands(num)),
        }
    }

    /// Whether something was looked for and stands nowhere.
    pub fn found_nothing(&self) -> bool {
        self.finder.is_some() && !self.is_busy() && self.found.ranges.is_empty()
    }

    /// Shows the bar. With `words` these are looked for, as they stand; else what was looked for last.
    pub fn open(&mut self, open: &OpenArticle, words: Option<String>) {
        self.is_open = true;
        self.stands_at = Some(open.selection);
        self.origin = open.selection.bytes().start;
        if let Some(words) = words {
            let query = Query { words, is_regex: false, ..self.query.clone() };
            self.look_for(open, query);
        }
    }

    /// Looks for something else, from where one is.
    pub fn look_for(&mut self, open: &OpenArticle, query: Query) {
        if self.stands_at != Some(open.selection) {
            self.stands_at = Some(open.selection);
            self.origin = open.selection.bytes().start;
        }
        (self.finder, self.complaint) = match query.finder() {
            Ok(finder) => (finder, None),
            Err(err) => (None, Some(err)),
        };
        self.query = query;
        self.restart(open);
        self.aim = self.finder.as_ref().map(|_| Aim::Mark(self.origin));
    }

    /// Asks for the next hit or the one before: from the current one, or from the selection if one has left it.
    pub fn step(&mut self, open: &OpenArticle, way: Way) {
        self.follow(open);
        // Behind the current hit one is still at it: tagging it leaves the caret there.
        let is_behind = |hit: &TextRange| open.selection.bytes() == (hit.end()..hit.end());
        let stands_there = self.stands_at == Some(open.selection);
        let current = self.found.current().filter(|hit| stands_there || is_behind(hit));
        let from = current.map_or(open.selection.bytes(), TextRange::bytes);
        self.aim = Some(Aim::Step(way, from));
    }

    /// Takes note that the current hit is selected.
    pub fn stand_at(&mut self, selection: Selection) {
        self.stands_at = Some(selection);
        self.origin = selection.bytes().start;
    }

    /// Puts the bar away. The current hit, if one has not gone elsewhere meanwhile.
    pub fn close(&mut self, open: &OpenArticle) -> Option<TextRange> {
        self.is_open = false;
        self.aim = None;
        let is_here = self.is_about(open) && self.stands_at == Some(open.selection);
        self.found.current().filter(|_| is_here)
    }

    /// Forgets what belongs to the corpus that is left.
    pub fn leave_corpus(&mut self) {
        // What is cached by the revision must not take the next hits for these.
        let revision = self.found.revision + 1;
        *self = Self { found: FoundHits { revision, ..FoundHits::default() }, ..Self::default() };
    }

    /// Searches on for a frame's worth, and says what has come of it.
    pub fn poll(&mut self, open: &OpenArticle) -> Option<FindNews> {
        if !self.is_open && self.aim.is_none() {
            return None;
        }
        self.follow(open);
        self.search(open.text());
        let news = self.settle();
        if matches!(news, Some(FindNews::Marked(_))) {
            self.stands_at = Some(open.selection);
        }
        news
    }

    fn is_about(&self, open: &OpenArticle) -> bool {
        let subject = self.subject.as_ref();
        subject.is_some_and(|(id, text)| *id == open.article.id && *text == open.article.text.hash())
    }

    /// Begins anew where another article is in view, or its text has changed.
    fn follow(&mut self, open: &OpenArticle) {
        if !self.is_about(open) {
            self.restart(open);
        }
    }

    fn restart(&mut self, open: &OpenArticle) {
        self.subject = Some((open.article.id.clone(), open.article.text.hash()));
        self.found.ranges.clear();
        self.found.current = None;
        self.found.revision += 1;
        self.progress = if self.finder.is_some() { Progress::From(0) } else { Progress::Done };
        self.aim = None;
    }

    fn search(&mut self, text: &str) {
        let Self { finder: Some(finder), found, progress, .. } = self else { return };
        let before = found.ranges.len();
        let mut num_bytes = 0;
        while let Progress::From(at) = *progress
            && num_bytes < FRAME_BYTES
            && found.ranges.len() - before < FRAME_HITS
        {
            let slice = finder.search_slice(text, at, SLICE_BYTES);
            found.ranges.extend(slice.hits);
            *progress = match slice.next {
                _ if found.ranges.len() > MAX_HITS => Progress::Full,
                Some(next) => Progress::From(next),
                None => Progress::Done,
            };
            num_bytes += slice.next.unwrap_or(text.len()) - at;
        }
        found.ranges.truncate(MAX_HITS);
        if found.ranges.len() > before {
            found.revision += 1;
        }
    }

    /// Comes to what the search is to lead to, if it is far enough.
    fn settle(&mut self) -> Option<FindNews> {
        let hits = &self.found.ranges;
        let searched_to = if let Progress::From(at) = self.progress { at } else { usize::MAX };
        let last = hits.len().checked_sub(1);
        let (idx, is_beyond) = match self.aim.as_ref()? {
            Aim::Mark(from) | Aim::Step(Way::Next, Range { end: from, .. }) => {
                let idx = hits.partition_point(|hit| hit.start() < *from);
                if idx == hits.len() && searched_to < usize::MAX {
                    return None;
                }
                let behind = Some(idx).filter(|idx| *idx < hits.len());
                (behind.or(last.map(|_| 0)), behind.is_none())
            }
            Aim::Step(Way::Previous, Range { start, .. }) => {
                let before = hits.partition_point(|hit| hit.end() <= *start).checked_sub(1);
                let needs = if before.is_some() { *start } else { usize::MAX };
                if searched_to < needs {
                    return None;
                }
                (before.or(last), before.is_none())
            }
        };
        let way = if let Aim::Step(way, _) = self.aim.take()? { Some(way) } else { None };
        let Some(hit) = idx.and_then(|idx| self.found.ranges.get(idx).copied()) else {
            return way.map(|_| FindNews::Nowhere);
        };
        self.found.current = idx;
        self.found.revision += 1;
        Some(match way {
            Some(way) => FindNews::Reached { hit, wrapped: Some(way).filter(|_| is_beyond) },
            None => FindNews::Marked(hit),
        })
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::app::widgets::reading::layout::Caret;
    use crate::model::article::{Article, ArticleText, Metadata, Provenance};

    fn open(id: &str, text: &str) -> OpenArticle {
        let article = Article {
            id: ArticleId::new(id).unwrap(),
            metadata: Metadata::default(),
            provenance: Provenance::default(),
            blocks: Vec::new(),
            text: ArticleText::new(text),
            patches: Vec::new(),
        };
        OpenArticle::new(Arc::new(article), None)
    }

    fn bar(open: &OpenArticle, words: &str) -> FindBar {
        let mut bar = FindBar::default();
        bar.open(open, Some(words.to_owned()));
        bar
    }

    fn range(start: usize, end: usize) -> TextRange {
        TextRange::new(start, end).unwrap()
    }

    /// Selects as the window does when a hit is reached.
    fn reach(bar: &mut FindBar, open: &mut OpenArticle, way: Way) -> Option<(TextRange, bool)> {
        bar.step(open, way);
        let Some(FindNews::Reached { hit, wrapped }) = bar.poll(open) else { return None };
        open.selection = Selection { anchor: hit.start(), caret: Caret::at(hit.end()) };
        bar.stand_at(open.selection);
        Some((hit, wrapped.is_some()))
    }

    #[test]
    fn steps_go_round_from_where_one_is() {
        let mut open = open("a", "ab ab ab");
        let mut bar = bar(&open, "ab");
        assert_eq!(bar.poll(&open), Some(FindNews::Marked(range(0, 2))));
        assert_eq!(bar.count_in_words(), "1 of 3");
        assert_eq!(reach(&mut bar, &mut open, Way::Next), Some((range(3, 5), false)));
        assert_eq!(reach(&mut bar, &mut open, Way::Next), Some((range(6, 8), false)));
        assert_eq!(reach(&mut bar, &mut open, Way::Next), Some((range(0, 2), true)));
        assert_eq!(reach(&mut bar, &mut open, Way::Previous), Some((range(6, 8), true)));
        // The caret elsewhere counts, not the hit that was left.
        open.selection = Selection::caret(Caret::at(2));
        assert_eq!(reach(&mut bar, &mut open, Way::Next), Some((range(3, 5), false)));
        open.selection = Selection::caret(Caret::at(2));
        assert_eq!(reach(&mut bar, &mut open, Way::Previous), Some((range(0, 2), false)));
    }

    #[test]
    fn another_article_or_text_is_searched_anew_and_nothing_is_marked() {
        let first = open("a", "ab ab");
        let mut bar = bar(&first, "ab");
        assert!(bar.poll(&first).is_some());
        for other in [open("b", "ab ab"), open("b", "ab")] {
            assert!(bar.shown(&other).is_none());
            assert_eq!(bar.poll(&other), None);
            assert!(bar.shown(&other).unwrap().current().is_none());
        }
        assert_eq!(bar.count_in_words(), "1 hit");
        assert!(bar.close(&open("b", "ab")).is_none());
    }

    #[test]
    fn a_long_text_takes_several_frames_and_waits_with_its_news() {
        let filler = format!("{}\n", "x".repeat(99)).repeat(FRAME_BYTES / 100 * 3);
        let mut open = open("a", &format!("ab\n{filler}ab"));
        open.selection = Selection::caret(Caret::at(10));
        let mut bar = bar(&open, "ab");
        assert_eq!(bar.poll(&open), None);
        assert_eq!((bar.is_busy(), bar.count_in_words().as_str()), (true, "1+ hits"));
        let mut num_frames = 1;
        let news = loop {
            num_frames += 1;
            if let Some(news) = bar.poll(&open) {
                break news;
            }
        };
        let end = open.text().len();
        assert_eq!(news, FindNews::Marked(range(end - 2, end)));
        assert_eq!((num_frames, bar.is_busy(), bar.count_in_words().as_str()), (3, false, "2 of 2"));
    }

    #[test]
    fn what_stands_everywhere_is_found_up_to_a_limit() {
        let mut open = open("a", &"a\n".repeat(MAX_HITS + 10));
        let mut bar = bar(&open, "a");
        while bar.is_busy() {
            bar.poll(&open);
        }
        assert_eq!(bar.count_in_words(), "1 of 1,000,000+");
        assert!(reach(&mut bar, &mut open, Way::Previous).unwrap().1);
        assert_eq!(bar.shown(&open).unwrap().within(3..7), [range(4, 5), range(6, 7)]);
    }

    #[test]
    fn nothing_found_is_said_only_when_one_asks_to_go_on() {
        let open = open("a", "ab");
        let mut bar = bar(&open, "x");
        assert_eq!(bar.poll(&open), None);
        assert!(bar.found_nothing() && bar.count_in_words() == "no hits");
        bar.step(&open, Way::Next);
        assert_eq!(bar.poll(&open), Some(FindNews::Nowhere));
        let bad = Query { words: "(".to_owned(), is_regex: true, ..Query::default() };
        bar.look_for(&open, bad);
        assert!(bar.complaint().is_some() && bar.count_in_words().is_empty() && !bar.found_nothing());
    }
}
