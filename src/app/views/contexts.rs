//! Words in their line: read from the article when a row is first on the screen, a few articles a frame.

use std::collections::HashMap;

use egui::Ui;

use crate::app::views::View;
use crate::model::id::ArticleId;
use crate::model::reader::CorpusReader as _;
use crate::model::text::context::Context;
use crate::model::text::{Fragments, TextHash};

/// At most this many articles are read in one frame; further rows wait for the next.
const MAX_READS: usize = 4;
/// Characters before and after the words that are kept.
const AROUND: usize = 90;
/// No more rows than this are kept.
const MAX_KEPT: usize = 2_000;

/// Words in their lines, as far as they have been read, each with the text they were read from.
#[derive(Default)]
pub struct Contexts {
    known: HashMap<(ArticleId, Fragments), (Option<TextHash>, Context)>,
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
    ) -> Option<&Context> {
        let hash = view.session.article_row(article).map(|row| row.text_hash);
        let key = (article.clone(), place.clone());
        if self.known.get(&key).is_none_or(|(known, _)| *known != hash) {
            if self.reads_left == 0 {
                ui.request_repaint();
                return None;
            }
            self.reads_left -= 1;
            if self.known.len() > MAX_KEPT {
                self.known.clear();
            }
            let context = match view.session.corpus.article(article) {
                Ok(article) => Context::of(article.text.as_str(), place, AROUND),
                Err(_) => Context { words: "the article can't be read".to_owned(), ..Context::default() },
            };
            self.known.insert(key.clone(), (hash, context));
        }
        self.known.get(&key).map(|(_, context)| context)
    }
}
