//! A corpus and a sink in memory, and arbitrary corpora: for the tests of every format.

pub mod arbitrary;
pub mod dialects;

use std::collections::BTreeMap;
use std::io::{self, BufRead, Cursor, Write};
use std::sync::Arc;

use crate::model::annotation::{Annotation, AnnotationRef};
use crate::model::article::{Article, ArticleText, Metadata, Provenance};
use crate::model::corpus::{ArticleRow, CorpusState};
use crate::model::id::{AnnotationId, AnnotatorId, ArticleId, CountedIds, LabelId, VoiceId};
use crate::model::reader::{CorpusReader, OutputSink, ReadError};
use crate::model::review::{Decision, JudgedDigest, Verdict};
use crate::model::text::TextRange;
use crate::model::time::Timestamp;
use crate::model::voice::{Voice, VoiceKind};

use super::imported::Imported;
use super::selection::Selection;
use super::{Cells, Export, ExportOptions, Format, FormatError, Input, ReadContext, ReadOptions, Report};

/// A corpus in memory.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MemoryCorpus {
    pub state: CorpusState,
    pub articles: BTreeMap<ArticleId, Arc<Article>>,
}

impl CorpusReader for MemoryCorpus {
    fn state(&self) -> &CorpusState {
        &self.state
    }

    fn article(&self, id: &ArticleId) -> Result<Arc<Article>, ReadError> {
        let unreadable = || ReadError { id: id.clone(), why: "the file is gone".to_owned() };
        self.articles.get(id).cloned().ok_or_else(unreadable)
    }
}

impl MemoryCorpus {
    pub fn put(&mut self, article: Article) {
        self.state.articles.insert(article.id.clone(), ArticleRow::of(&article));
        self.articles.insert(article.id.clone(), Arc::new(article));
    }

    /// What a dataset makes of an empty corpus.
    pub fn of(imported: &Imported) -> Self {
        let mut corpus = Self { state: imported.to_state(), articles: BTreeMap::new() };
        imported.articles.iter().for_each(|article| corpus.put(article.clone()));
        corpus
    }
}

/// Files in memory.
#[derive(Debug, Default)]
pub struct MemorySink {
    pub files: BTreeMap<String, Vec<u8>>,
    pub is_committed: bool,
    /// How many bytes fit on this disk.
    pub capacity: Option<usize>,
    /// What this disk reads instead of what was written.
    pub tamper: Option<fn(Vec<u8>) -> Vec<u8>>,
}

struct Limited<'f> {
    bytes: &'f mut Vec<u8>,
    left: Option<usize>,
}

impl Write for Limited<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.left.is_some_and(|left| left < bytes.len()) {
            return Err(io::Error::new(io::ErrorKind::StorageFull, "the disk is full"));
        }
        self.left = self.left.map(|left| left - bytes.len());
        self.bytes.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl OutputSink for MemorySink {
    fn write(
        &mut self,
        name: &str,
        write: &mut dyn FnMut(&mut dyn Write) -> io::Result<()>,
    ) -> io::Result<()> {
        let mut bytes = Vec::new();
        let used: usize = self.files.values().map(Vec::len).sum();
        let left = self.capacity.map(|capacity| capacity.saturating_sub(used));
        write(&mut Limited { bytes: &mut bytes, left })?;
        self.files.insert(name.to_owned(), bytes);
        Ok(())
    }

    fn read_back(&mut self, name: &str) -> io::Result<Box<dyn BufRead>> {
        let bytes = self.files.get(name).cloned().ok_or(io::ErrorKind::NotFound)?;
        Ok(Box::new(Cursor::new(self.tamper.map_or(bytes.clone(), |tamper| tamper(bytes)))))
    }

    fn commit(&mut self) -> io::Result<()> {
        self.is_committed = true;
        Ok(())
    }
}

/// Writes a corpus.
pub fn export(
    format: &dyn Format,
    corpus: &MemoryCorpus,
    selection: &Selection,
    cells: Cells,
    name: &str,
) -> (MemorySink, Result<Report, FormatError>) {
    let options = ExportOptions { cells, ..ExportOptions::default() };
    export_with(format, corpus, selection, options, name)
}

/// Writes a corpus in a certain way.
pub fn export_with(
    format: &dyn Format,
    corpus: &MemoryCorpus,
    selection: &Selection,
    options: ExportOptions,
    name: &str,
) -> (MemorySink, Result<Report, FormatError>) {
    let mut sink = MemorySink::default();
    let result = format.write(&Export::new(corpus, selection, name, options), &mut sink);
    (sink, result)
}

/// Reads files, whatever they hold.
pub fn import(
    format: &dyn Format,
    files: &[(&str, &[u8])],
    known: Option<&CorpusState>,
) -> Result<(Imported, Report), FormatError> {
    import_with(format, files, known, None)
}

/// Reads files for a corpus whose texts are at hand.
pub fn import_into(
    format: &dyn Format,
    files: &[(&str, &[u8])],
    corpus: &MemoryCorpus,
) -> Result<(Imported, Report), FormatError> {
    import_with(format, files, Some(&corpus.state), Some(corpus))
}

fn import_with(
    format: &dyn Format,
    files: &[(&str, &[u8])],
    known: Option<&CorpusState>,
    texts: Option<&dyn CorpusReader>,
) -> Result<(Imported, Report), FormatError> {
    let mut inputs: Vec<Input<'_>> =
        files.iter().map(|(name, bytes)| Input::in_memory(*name, bytes)).collect();
    let mut ids = CountedIds(1_000_000);
    let annotator = annotator("me");
    let options = ReadOptions::default();
    let context = ReadContext { annotator: &annotator, now: now(), ids: &mut ids, known, texts, options };
    format.read(&mut inputs, context)
}

pub fn now() -> Timestamp {
    Timestamp::from_millis(1_750_000_000_000)
}

pub fn annotator(id: &str) -> AnnotatorId {
    AnnotatorId::new(id).unwrap()
}

/// An article of plain paragraphs.
pub fn article(id: &str, text: &str) -> Article {
    Article {
        id: ArticleId::new(id).unwrap(),
        metadata: Metadata::default(),
        provenance: Provenance::default(),
        text: ArticleText::new(text),
        blocks: Vec::new(),
        patches: Vec::new(),
    }
}

/// An annotation of the first place where `words` stand.
pub fn annotation(id: &str, label: &str, text: &str, words: &str) -> Annotation {
    let start = text.find(words).unwrap();
    let place = TextRange::new(start, start + words.len()).unwrap().into();
    Annotation::new(AnnotationId::new(id).unwrap(), LabelId::new(label).unwrap(), place, now())
}

/// A voice by name.
pub fn voice(id: &str, name: &str) -> Voice {
    Voice {
        id: VoiceId::new(id).unwrap(),
        name: name.to_owned(),
        kind: VoiceKind::Person,
        aliases: Vec::new(),
        roles: Vec::new(),
        belongs_to: Vec::new(),
        note: String::new(),
        merged_into: None,
        changed: now(),
    }
}

/// An accepting decision on an annotation of `annotator`.
pub fn acceptance(annotator: &AnnotatorId, annotation: &Annotation) -> Decision {
    Decision {
        on: AnnotationRef { annotator: annotator.clone(), annotation: annotation.id.clone() },
        verdict: Verdict::Accepted,
        reason: String::new(),
        note: String::new(),
        seen: JudgedDigest::of(annotation),
        at: now(),
    }
}
