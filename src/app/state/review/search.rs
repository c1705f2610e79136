//! The search for the words of the Review filter, which runs beside the window.

use std::collections::HashSet;
use std::ops::ControlFlow;

use crate::app::jobs::Job;
use crate::model::annotation::AnnotationKey;
use crate::model::id::ArticleId;
use crate::model::reader::CorpusReader;

/// The search for words in the texts.
#[derive(Default)]
pub struct WordSearch {
    words: String,
    job: Option<Job<HashSet<AnnotationKey>>>,
    found: HashSet<AnnotationKey>,
}

impl WordSearch {
    /// The annotations whose words hold what was looked for; none while that is not known.
    pub fn found(&self) -> &HashSet<AnnotationKey> {
        &self.found
    }

    /// Whether it goes on.
    pub fn is_running(&self) -> bool {
        self.job.is_some()
    }

    /// Starts the search for these words, unless it has been made.
    pub fn look_for(
        &mut self,
        words: &str,
        start: impl FnOnce(String) -> Option<Job<HashSet<AnnotationKey>>>,
    ) {
        let words = words.trim().to_lowercase();
        if words == self.words {
            return;
        }
        *self = Self { words: words.clone(), ..Self::default() };
        if !words.is_empty() {
            self.job = start(words);
        }
    }

    /// Takes what the search has found. Whether it has ended.
    pub fn poll(&mut self) -> bool {
        let Some(outcome) = self.job.as_ref().and_then(Job::poll) else { return false };
        self.job = None;
        self.found = outcome.unwrap_or_default();
        true
    }
}

/// The annotations whose covered words hold `words`, given in small letters. Reads texts; runs beside the window.
pub fn annotations_with(corpus: &dyn CorpusReader, words: &str) -> HashSet<AnnotationKey> {
    let layers = &corpus.state().layers;
    let ids: Vec<ArticleId> = layers.keys().cloned().collect();
    let mut found = HashSet::new();
    // What can't be read has no words to find; the list of problems names it.
    let _unread = corpus.texts(&ids, &mut |article, text| {
        for (annotator, layer) in layers.get(article).into_iter().flatten() {
            for annotation in layer.annotations.values() {
                let covered = annotation.fragments.covered(text).unwrap_or_default();
                if covered.join(" ").to_lowercase().contains(words) {
                    found.insert(AnnotationKey {
                        article: article.clone(),
                        annotator: annotator.clone(),
                        annotation: annotation.id.clone(),
                    });
                }
            }
        }
        ControlFlow::Continue(())
    });
    found
}
