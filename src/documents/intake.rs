//! From documents to articles that a corpus does not have yet: ids, and what is there already.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use super::reading::{Outcome, ReadItem};
use super::{DocumentWarning, Documents, ReadDocument};
use crate::model::article::{Article, ArticleText, Provenance, mint_article_id};
use crate::model::corpus::CorpusState;
use crate::model::id::ArticleId;
use crate::model::text::TextHash;
use crate::model::time::Timestamp;

/// What is being taken in.
#[derive(Debug)]
pub struct Intake {
    /// How many files, or parts of files, could not be read.
    pub num_failed: usize,
    /// How many were left out because the corpus has their text.
    pub num_repeated: usize,
    allow_duplicates: bool,
    known: BTreeMap<TextHash, ArticleId>,
    taken: BTreeSet<ArticleId>,
}

/// What came of one document, or of a file without any.
#[derive(Debug)]
pub enum Taken {
    /// It is an article.
    Article {
        /// The article.
        article: Box<Article>,
        /// What a person should know about how it was read.
        warnings: Vec<DocumentWarning>,
    },
    /// It was passed over.
    LeftOut {
        /// Where it lies.
        path: PathBuf,
        /// Why.
        why: String,
    },
    /// It can't be read.
    Failed {
        /// Why, with its path.
        why: String,
    },
}

impl Intake {
    /// An intake into a corpus. Texts it has already are left out, unless `allow_duplicates`.
    pub fn new(state: &CorpusState, allow_duplicates: bool) -> Self {
        let rows = &state.articles;
        Self {
            num_failed: 0,
            num_repeated: 0,
            allow_duplicates,
            known: rows.values().map(|row| (row.text_hash, row.id.clone())).collect(),
            taken: rows.keys().cloned().collect(),
        }
    }

    /// Takes what came of one file, document by document.
    pub fn take(&mut self, item: ReadItem, now: Timestamp) -> Vec<Taken> {
        let ReadItem { path, outcome } = item;
        match outcome {
            Outcome::Skipped(reason) => vec![Taken::LeftOut { path, why: reason.to_string() }],
            Outcome::Failed(err) => vec![self.failed(err.to_string())],
            Outcome::Read(Documents { read, left_out }) => {
                let mut taken = Vec::with_capacity(read.len() + left_out.len());
                for document in read {
                    taken.push(self.take_document(document, &path, now));
                }
                for (part, why) in left_out {
                    taken.push(self.failed(format!("{why}: {}", place(&path, &part))));
                }
                taken
            }
        }
    }

    fn failed(&mut self, why: String) -> Taken {
        self.num_failed += 1;
        Taken::Failed { why }
    }

    /// Takes a document that has been read from `path`.
    fn take_document(&mut self, document: ReadDocument, path: &Path, now: Timestamp) -> Taken {
        let ReadDocument { metadata, provenance, text, blocks, warnings } = document;
        let text = ArticleText::new(text);
        if let (Some(same), false) = (self.known.get(&text.hash()), self.allow_duplicates) {
            self.num_repeated += 1;
            let why = format!("the corpus has this text as {same}");
            return Taken::LeftOut { path: PathBuf::from(place(path, &provenance.part)), why };
        }
        let id = mint_article_id(metadata.date, &metadata.title, &text, |id| !self.taken.contains(id));
        self.known.insert(text.hash(), id.clone());
        self.taken.insert(id.clone());
        let provenance = Provenance { added: now, ..provenance };
        let article = Article { id, metadata, provenance, text, blocks, patches: Vec::new() };
        Taken::Article { article: Box::new(article), warnings }
    }
}

/// A file and which part of it, in words.
fn place(path: &Path, part: &str) -> String {
    if part.is_empty() { path.display().to_string() } else { format!("{} › {part}", path.display()) }
}
