//! Where everything lies in a corpus folder, and in the user's own folder.

use std::path::{Path, PathBuf};

use crate::model::edit::Key;
use crate::model::id::{AnnotatorId, ArticleId};
use crate::model::text::TextHash;
use crate::model::time::Timestamp;

/// The paths of one corpus folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Layout {
    folder: PathBuf,
}

/// A file of the corpus that holds records.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RecordFile {
    /// `corpus.ron`: settings.
    Corpus,
    /// `tagset.ron`.
    Tagset,
    /// One annotator's entries of the register.
    Register(AnnotatorId),
    /// One annotator's items.
    Items(AnnotatorId),
    /// One article.
    Article(ArticleId),
    /// One annotator's layer on one article.
    Layer(AnnotatorId, ArticleId),
}

impl RecordFile {
    /// The file that holds the record of `key`.
    pub fn of(key: &Key) -> Self {
        match key {
            Key::Annotation(layer, _)
            | Key::Relation(layer, _)
            | Key::Decision(layer, _)
            | Key::Unplaced(layer, _)
            | Key::State(layer) => Self::Layer(layer.annotator.clone(), layer.article.clone()),
            Key::Metadata(article) | Key::Blocks(article) | Key::CopyOf(article) => {
                Self::Article(article.clone())
            }
            Key::Voice(annotator, _) => Self::Register(annotator.clone()),
            Key::Item(annotator, _) => Self::Items(annotator.clone()),
            Key::Label(_) | Key::Attribute(_) | Key::RelationType(_) => Self::Tagset,
            Key::Setting(_) => Self::Corpus,
        }
    }

    /// The article it is, or is a layer on.
    pub fn article(&self) -> Option<&ArticleId> {
        match self {
            Self::Article(article) | Self::Layer(_, article) => Some(article),
            _ => None,
        }
    }

    /// Whether several people write it.
    pub fn is_shared(&self) -> bool {
        matches!(self, Self::Corpus | Self::Tagset | Self::Article(_))
    }
}

impl Layout {
    /// The layout of the corpus in `folder`.
    pub fn new(folder: impl Into<PathBuf>) -> Self {
        Self { folder: folder.into() }
    }

    /// The corpus folder.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Where a file of records lies.
    pub fn record_file(&self, file: &RecordFile) -> PathBuf {
        match file {
            RecordFile::Corpus => self.folder.join("corpus.ron"),
            RecordFile::Tagset => self.folder.join("tagset.ron"),
            RecordFile::Register(annotator) => self.registers().join(format!("{annotator}.ron")),
            RecordFile::Items(annotator) => self.items().join(format!("{annotator}.ron")),
            RecordFile::Article(article) => self.articles().join(format!("{article}.ron")),
            RecordFile::Layer(annotator, article) => {
                self.layers().join(annotator.as_str()).join(format!("{article}.ron"))
            }
        }
    }

    /// The file of records at a path relative to the corpus folder; `None` if it is none.
    pub fn file_of(&self, shown: &str) -> Option<RecordFile> {
        let path = self.folder.join(shown);
        self.file_at(path.parent()?, path.file_name()?.to_str()?)
    }

    /// The file of records of that name in a folder of the corpus; `None` if it is none.
    pub fn file_at(&self, folder: &Path, name: &str) -> Option<RecordFile> {
        let stem = name.strip_suffix(".ron")?;
        if folder == self.folder {
            return match stem {
                "corpus" => Some(RecordFile::Corpus),
                "tagset" => Some(RecordFile::Tagset),
                _ => None,
            };
        }
        let annotator = || AnnotatorId::new(stem).ok();
        let article = || ArticleId::new(stem).ok();
        if folder == self.registers() {
            annotator().map(RecordFile::Register)
        } else if folder == self.items() {
            annotator().map(RecordFile::Items)
        } else if folder == self.articles() {
            article().map(RecordFile::Article)
        } else if folder.parent() == Some(&self.layers()) {
            let owner = AnnotatorId::new(folder.file_name()?.to_str()?).ok()?;
            Some(RecordFile::Layer(owner, article()?))
        } else {
            None
        }
    }

    /// The folder of registers.
    pub fn registers(&self) -> PathBuf {
        self.folder.join("register")
    }

    /// The folder of items.
    pub fn items(&self) -> PathBuf {
        self.folder.join("items")
    }

    /// The folder of articles.
    pub fn articles(&self) -> PathBuf {
        self.folder.join("articles")
    }

    /// The folder with one folder of layers for each annotator.
    pub fn layers(&self) -> PathBuf {
        self.folder.join("layers")
    }

    /// The folder of histories.
    pub fn history(&self) -> PathBuf {
        self.folder.join("history")
    }

    /// Where the articles of line `n` of a writer wait until that line is durable.
    ///
    /// The writer's id is part of the name, so that two people who import at once don't meet.
    pub fn incoming(&self, writer: &str, n: u64) -> PathBuf {
        self.articles().join(format!(".incoming-{writer}-{n}"))
    }

    /// The folder of articles that were taken out.
    pub fn trashed_articles(&self) -> PathBuf {
        self.folder.join("trash").join("articles")
    }

    /// Where an article lies that was taken out.
    pub fn trashed_article(&self, article: &ArticleId) -> PathBuf {
        self.trashed_articles().join(format!("{article}.ron"))
    }

    /// The folder of the files that articles were made of.
    pub fn originals(&self) -> PathBuf {
        self.folder.join("originals")
    }

    /// The folder in it where a file of that SHA-256 is kept.
    pub fn originals_with(&self, hash: TextHash) -> PathBuf {
        self.originals().join(format!("{:02x}", hash.bytes()[0]))
    }

    /// Where a repair at a time keeps the files as they were.
    pub fn copies(&self, at: Timestamp) -> PathBuf {
        let stamp: String = at.to_string().chars().filter(char::is_ascii_alphanumeric).collect();
        self.folder.join("trash").join(format!("repaired-{stamp}"))
    }

    /// The folder of locks; safe to delete when nothing runs.
    pub fn locks(&self) -> PathBuf {
        self.folder.join(".redletter")
    }

    /// The lock of an annotator.
    pub fn lock(&self, annotator: &AnnotatorId) -> PathBuf {
        self.locks().join(format!("{annotator}.lock"))
    }

    /// Who holds the lock of an annotator, for people to read.
    pub fn lock_holder(&self, annotator: &AnnotatorId) -> PathBuf {
        self.locks().join(format!("{annotator}.holder"))
    }

    /// The lock under which the shared files are written.
    pub fn shared_lock(&self) -> PathBuf {
        self.locks().join("shared.lock")
    }

    /// A path as messages show it: relative to the corpus folder.
    pub fn shown(&self, path: &Path) -> String {
        path.strip_prefix(&self.folder).unwrap_or(path).display().to_string()
    }
}

/// Where the user's own folder remembers which writer a working copy is for an annotator. `canonical` is
/// the corpus folder with links resolved.
pub fn writer_memory(user_folder: &Path, canonical: &Path, annotator: &AnnotatorId) -> PathBuf {
    let known_by = TextHash::of(&canonical.to_string_lossy()).to_string();
    user_folder.join("writers").join(format!("{}-{annotator}.ron", &known_by[..16]))
}
