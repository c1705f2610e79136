//! Words in their line: read from the article when a row is first on the screen, a few articles a frame.

use std::collections::HashMap;

use egui::Ui;

use crate::app::views::View;
use crate::model::id::ArticleId;
use crate::model::reader::CorpusReader as _;
use crate::model::text::{Fragments, TextHash};

/// At most this many articles are read in one frame; further rows wait for the next.
const MAX_READS: usize = 4;
/// Characters before and after the words that are kept.
const AROUND: usize = 90;
/// No more rows than this are kept.
const MAX_KEPT: usize = 2_000;

/// Words in their line: what stands before them, the words, what stands after.
#[derive(Clone, Debug)]
pub(super) struct InContext {
    text: Option<TextHash>,
    pub before: String,
    pub words: String,
    pub after: String,
}

/// Words in their lines, as far as they have been read.
#[derive(Default)]
pub(super) struct Contexts {
    known: HashMap<(ArticleId, Fragments), InContext>,
    reads_left: usize,
}

impl Contexts {
    /// Says that a frame begins.
    pub fn begin_frame(&mut self) {
        self.reads_left = MAX_READS;
    }

    /// Words of an article in their line; `None` until it has been read.
    pub fn get(
        &mut self,
        ui: &Ui,
        view: &View<'_>,
        article: &ArticleId,
        place: &Fragments,
    ) -> Option<&InContext> {
        let text = view.session.article_row(article).map(|row| row.text_hash);
        let key = (article.clone(), place.clone());
        if self.known.get(&key).is_none_or(|known| known.text != text) {
            if self.reads_left == 0 {
                ui.request_repaint();
                return None;
            }
            self.reads_left -= 1;
            if self.known.len() > MAX_KEPT {
                self.known.clear();
            }
            let context = in_context(view, article, place, text);
            self.known.insert(key.clone(), context);
        }
        self.known.get(&key)
    }
}

fn in_context(
    view: &View<'_>,
    article: &ArticleId,
    place: &Fragments,
    text_hash: Option<TextHash>,
) -> InContext {
    let Ok(article) = view.session.corpus.article(article) else {
        let words = "the article can't be read".to_owned();
        return InContext { text: text_hash, before: String::new(), words, after: String::new() };
    };
    let text = article.text.as_str();
    let words = one_line(&place.covered(text).unwrap_or_default().join(" […] "));
    let before = text.get(..place.start()).unwrap_or_default();
    let after = text.get(place.end()..).unwrap_or_default();
    let start = before.char_indices().rev().nth(AROUND).map_or(0, |(at, _)| at);
    let end = after.char_indices().nth(AROUND).map_or(after.len(), |(at, _)| at);
    let before = before[start..].rsplit('\n').next().unwrap_or_default();
    let after = after[..end].split('\n').next().unwrap_or_default();
    InContext { text: text_hash, words, before: one_line(before), after: one_line(after) }
}

fn one_line(text: &str) -> String {
    text.replace(|ch: char| ch.is_control(), " ")
}
