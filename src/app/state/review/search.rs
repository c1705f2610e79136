//! The search for the words of the Review filter, which runs beside the window. What is typed is plain words, looked
//! for in the words of spans, or a query of the language of the Find workspace: `label:quote speaker:none`.

use std::collections::HashSet;
use std::ops::ControlFlow;

use crate::analysis::find::{Extent, find};
use crate::analysis::query::matcher::{Kind, Matcher};
use crate::analysis::query::vocabulary::Vocabulary;
use crate::analysis::query::{Options, parse};
use crate::app::jobs::Job;
use crate::model::annotation::AnnotationKey;
use crate::model::id::ArticleId;
use crate::model::reader::CorpusReader;

/// The search for words in the texts.
#[derive(Default)]
pub struct WordSearch {
    typed: String,
    job: Option<Job<Found>>,
    found: Found,
}

/// What a search has found.
#[derive(Debug, Default)]
pub struct Found {
    /// The annotations.
    pub keys: HashSet<AnnotationKey>,
    /// Why what was typed is no query, where it looks like one.
    pub complaint: Option<String>,
}

impl WordSearch {
    /// The annotations whose words hold what was looked for; none while that is not known.
    pub fn found(&self) -> &HashSet<AnnotationKey> {
        &self.found.keys
    }

    /// Why what was typed is no query, where it looks like one.
    pub fn complaint(&self) -> Option<&str> {
        self.found.complaint.as_deref()
    }

    /// Whether it goes on.
    pub fn is_running(&self) -> bool {
        self.job.is_some()
    }

    /// Starts the search for what was typed, unless it has been made.
    pub fn look_for(&mut self, typed: &str, start: impl FnOnce(String) -> Option<Job<Found>>) {
        let typed = typed.trim();
        if typed == self.typed {
            return;
        }
        *self = Self { typed: typed.to_owned(), ..Self::default() };
        if !typed.is_empty() {
            self.job = start(typed.to_owned());
        }
    }

    /// Takes what the search has found. Whether it has ended.
    pub fn poll(&mut self) -> bool {
        let Some(outcome) = self.job.as_ref().and_then(Job::poll) else { return false };
        self.job = None;
        self.found = outcome.unwrap_or_else(|err| Found {
            complaint: Some(format!("The search failed: {err}")),
            ..Found::default()
        });
        true
    }
}

/// The annotations that what was typed is about. Reads texts; runs beside the window.
pub fn annotations_with(corpus: &(dyn CorpusReader + Sync), typed: &str) -> Found {
    match asked(corpus, typed) {
        Ok(Some(matcher)) => found_by(corpus, &matcher),
        Ok(None) => Found { keys: with_words(corpus, &typed.to_lowercase()), complaint: None },
        Err(complaint) => Found { keys: HashSet::new(), complaint: Some(complaint) },
    }
}

/// The query, if it asks about more than words; an error where that is what was meant.
fn asked(corpus: &dyn CorpusReader, typed: &str) -> Result<Option<Matcher>, String> {
    let looks_like_one = typed.contains(':');
    let made = parse(typed).and_then(|parsed| {
        let vocabulary = Vocabulary::of(corpus.state());
        Matcher::new(&parsed, Options::default(), corpus.state(), &vocabulary)
    });
    match made {
        Ok(matcher) => Ok(matcher.filter(|matcher| matcher.kind() != Kind::Words)),
        Err(err) if looks_like_one => Err(err.to_string()),
        Err(_) => Ok(None),
    }
}

fn found_by(corpus: &(dyn CorpusReader + Sync), matcher: &Matcher) -> Found {
    let mut keys = HashSet::new();
    let extent = Extent { limit: usize::MAX, around: 0 };
    let layers = &corpus.state().layers;
    // What can't be read is in the list of problems.
    let _summary = find(corpus, matcher, extent, &|| false, &mut |batch| {
        for hit in batch.hits {
            match hit.span {
                Some(span) => {
                    keys.insert(span);
                }
                None => keys.extend(annotations_of(layers.get(&hit.article), &hit.article)),
            }
        }
        ControlFlow::Continue(())
    });
    Found { keys, complaint: None }
}

/// Everybody's annotations on an article.
fn annotations_of<'a>(
    layers: Option<&'a crate::model::corpus::Layers>,
    article: &'a ArticleId,
) -> impl Iterator<Item = AnnotationKey> + 'a {
    layers.into_iter().flatten().flat_map(move |(annotator, layer)| {
        layer.annotations.keys().map(move |id| AnnotationKey {
            article: article.clone(),
            annotator: annotator.clone(),
            annotation: id.clone(),
        })
    })
}

/// The annotations whose covered words hold `words`, given in small letters.
fn with_words(corpus: &dyn CorpusReader, words: &str) -> HashSet<AnnotationKey> {
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
