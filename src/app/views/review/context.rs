//! Spans in their lines, as the Review table shows them: what stands before the words, the words, what stands after.

use std::collections::HashMap;
use std::sync::Arc;

use egui::text::{LayoutJob, TextFormat};
use egui::{FontId, Ui};

use crate::app::fonts;
use crate::app::state::review::Row;
use crate::app::state::review::bench::ContextSize;
use crate::app::theme;
use crate::app::views::View;
use crate::model::annotation::{Annotation, AnnotationKey};
use crate::model::id::ArticleId;
use crate::model::reader::CorpusReader as _;
use crate::model::text::context::Context;
use crate::model::text::language::Language;
use crate::model::text::{Fragments, TextRange, segment};

/// At most this many articles are read in one frame; further rows wait for the next.
const MAX_READS: usize = 6;
/// Words before and after the span that are kept, in characters.
const AROUND: usize = 70;
/// No more rows than this are kept.
const MAX_KEPT: usize = 2_000;
/// No more of a paragraph is shown before and after the span, in bytes.
const MAX_PARAGRAPH: usize = 1_200;

/// A span in its line.
#[derive(Clone, Debug)]
struct InContext {
    annotation: Arc<Annotation>,
    context: Context,
}

/// The spans that were on the screen, in their lines.
#[derive(Default)]
pub struct Contexts {
    known: HashMap<AnnotationKey, InContext>,
    reads_left: usize,
    last_read: Option<ArticleId>,
}

impl Contexts {
    /// To be called once a frame.
    pub fn begin_frame(&mut self) {
        self.reads_left = MAX_READS;
        self.last_read = None;
    }

    /// A row in its line; `None` until its article has been read.
    pub fn get(&mut self, ui: &Ui, view: &View<'_>, row: &Row) -> Option<&Context> {
        let is_fresh =
            self.known.get(&row.key).is_some_and(|known| Arc::ptr_eq(&known.annotation, &row.annotation));
        if !is_fresh {
            // Rows of one article often stand together; it is read once.
            if self.last_read.as_ref() != Some(&row.key.article) {
                if self.reads_left == 0 {
                    ui.request_repaint();
                    return None;
                }
                self.reads_left -= 1;
                self.last_read = Some(row.key.article.clone());
            }
            if self.known.len() > MAX_KEPT {
                self.known.clear();
            }
            self.known.insert(row.key.clone(), in_context(view, row));
        }
        self.known.get(&row.key).map(|known| &known.context)
    }
}

fn in_context(view: &View<'_>, row: &Row) -> InContext {
    let annotation = Arc::clone(&row.annotation);
    let Ok(article) = view.session.corpus.article(&row.key.article) else {
        let words = "the article can't be read".to_owned();
        return InContext { annotation, context: Context { words, ..Context::default() } };
    };
    let context = Context::of(article.text.as_str(), &annotation.fragments, AROUND);
    InContext { annotation, context }
}

fn one_line(text: &str) -> String {
    text.replace(|ch: char| ch.is_control(), " ")
}

/// The sentence or the paragraph around a span, laid out in a width; `None` where one line is all that is wanted, or
/// the text is not at hand.
pub fn grown(view: &View<'_>, row: &Row, width: f32) -> Option<LayoutJob> {
    let bench = &view.session.review.bench;
    let size = bench.context;
    let beside = bench.beside.as_ref().filter(|beside| beside.row == row.key)?;
    if size == ContextSize::Line {
        return None;
    }
    let text = beside.open.text();
    let range = around(text, &row.annotation.fragments, size, beside.open.language())?;
    let mut cuts: Vec<usize> = vec![range.start(), range.end()];
    cuts.extend(row.annotation.fragments.ranges().iter().flat_map(|range| [range.start(), range.end()]));
    cuts.retain(|cut| (range.start()..=range.end()).contains(cut));
    cuts.sort_unstable();
    cuts.dedup();
    let mut job = LayoutJob::default();
    job.wrap.max_width = width.max(40.0);
    for pair in cuts.windows(2) {
        let words = text.get(pair[0]..pair[1]).unwrap_or_default();
        let is_said = row.annotation.fragments.contains(pair[0]);
        let color = if is_said { view.theme.ink.text } else { view.theme.ink.quiet };
        let font_id = FontId::new(theme::BODY + 1.0, fonts::serif());
        job.append(&one_line(words), 0.0, TextFormat { font_id, color, ..TextFormat::default() });
    }
    Some(job)
}

/// The sentences or the paragraph that hold a span.
fn around(text: &str, place: &Fragments, size: ContextSize, language: Language) -> Option<TextRange> {
    let (start, end) = (place.start(), place.end());
    let before = text.get(..start)?;
    let from = text.floor_char_boundary(start.saturating_sub(MAX_PARAGRAPH));
    let from = before[from..].rfind("\n\n").map_or(from, |at| from + at + 2);
    let to = text.ceil_char_boundary((end + MAX_PARAGRAPH).min(text.len()));
    let to = text.get(end..to)?.find("\n\n").map_or(to, |at| end + at);
    let paragraph = segment::trim(text, TextRange::new(from, to).ok()?)?;
    if size == ContextSize::Paragraph {
        return Some(paragraph);
    }
    let first = segment::sentence_at(text, paragraph, start, language)?;
    let before_end = text.floor_char_boundary(end.saturating_sub(1));
    let last = segment::sentence_at(text, paragraph, before_end, language)?;
    TextRange::new(first.start().min(start), last.end().max(end)).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_span_grows_to_its_sentence_and_its_paragraph() {
        let text = "Title\n\nOne here. The ferry is late, he said. Two.\n\nNext.";
        let at = text.find("late").unwrap();
        let place: Fragments = TextRange::new(at, at + 4).unwrap().into();
        let words =
            |size| around(text, &place, size, Language::Unknown).unwrap().of(text).unwrap().to_owned();
        assert_eq!(words(ContextSize::Sentence), "The ferry is late, he said.");
        assert_eq!(words(ContextSize::Paragraph), "One here. The ferry is late, he said. Two.");
    }
}
