//! From files to articles that a corpus does not have yet: reading, ids, and what is there already.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use super::collect::{Found, FoundFile};
use super::{DocumentWarning, ReadDocument};
use crate::model::article::{Article, ArticleText, Provenance, mint_article_id};
use crate::model::corpus::CorpusState;
use crate::model::id::ArticleId;
use crate::model::text::TextHash;
use crate::model::time::Timestamp;

/// What is being taken in.
#[derive(Debug)]
pub struct Intake {
    /// The articles so far.
    pub articles: Vec<Article>,
    /// How many files could not be read.
    pub num_failed: usize,
    /// How many were left out because the corpus has their text.
    pub num_repeated: usize,
    allow_duplicates: bool,
    known: BTreeMap<TextHash, ArticleId>,
    taken: BTreeSet<ArticleId>,
}

/// What came of one file.
#[derive(Debug)]
pub enum Taken {
    /// It is an article.
    Article {
        /// Its id.
        id: ArticleId,
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
            articles: Vec::new(),
            num_failed: 0,
            num_repeated: 0,
            allow_duplicates,
            known: rows.values().map(|row| (row.text_hash, row.id.clone())).collect(),
            taken: rows.keys().cloned().collect(),
        }
    }

    /// Takes one thing that was found.
    pub fn take(&mut self, found: Found, now: Timestamp) -> Taken {
        match found {
            Found::Skipped { path, reason } => Taken::LeftOut { path, why: reason.to_string() },
            Found::Unreadable(err) => self.failed(err.to_string()),
            Found::File(file) => self.take_file(&file, now),
        }
    }

    fn failed(&mut self, why: String) -> Taken {
        self.num_failed += 1;
        Taken::Failed { why }
    }

    fn take_file(&mut self, file: &FoundFile, now: Timestamp) -> Taken {
        let path = file.path().display();
        let name = file.path().file_name().unwrap_or_default().to_string_lossy();
        let read = file
            .bytes()
            .map_err(|err| err.to_string())
            .and_then(|bytes| super::read(&name, &bytes).map_err(|err| format!("{err}: {path}")));
        match read {
            Ok((document, warnings)) => self.take_document(document, warnings, file.path().to_owned(), now),
            Err(why) => self.failed(why),
        }
    }

    /// Takes a document that has been read from `path`.
    fn take_document(
        &mut self,
        document: ReadDocument,
        warnings: Vec<DocumentWarning>,
        path: PathBuf,
        now: Timestamp,
    ) -> Taken {
        let ReadDocument { metadata, provenance, text, blocks } = document;
        let text = ArticleText::new(text);
        if let (Some(same), false) = (self.known.get(&text.hash()), self.allow_duplicates) {
            self.num_repeated += 1;
            return Taken::LeftOut { path, why: format!("the corpus has this text as {same}") };
        }
        let id = mint_article_id(metadata.date, &metadata.title, &text, |id| !self.taken.contains(id));
        self.known.insert(text.hash(), id.clone());
        self.taken.insert(id.clone());
        let provenance = Provenance { added: now, ..provenance };
        let article = Article { id: id.clone(), metadata, provenance, text, blocks, patches: Vec::new() };
        self.articles.push(article);
        Taken::Article { id, warnings }
    }
}
