//! `redletter add`: articles from files and folders.

use std::collections::{BTreeMap, BTreeSet};
use std::io::IsTerminal as _;

use super::arguments::Add;
use super::{Failure, Outcome, Output, Printed as _, Session, counted};
use crate::documents::collect::{Found, FoundFile, collect};
use crate::documents::{self, ReadDocument};
use crate::model::article::{Article, ArticleText, Provenance, mint_article_id};
use crate::model::change;
use crate::model::id::ArticleId;
use crate::model::text::TextHash;
use crate::model::time::Timestamp;
use crate::store::OpenCorpus;

pub(super) fn run(arguments: &Add, session: &Session, output: &mut Output<'_>) -> Result<Outcome, Failure> {
    let mut corpus = session.open_to_write(&arguments.corpus, output)?;
    let now = (session.clock)();
    let found = collect(&arguments.paths);
    let progress = progress_bar(found.len());
    let mut intake = Intake::new(&corpus, arguments.allow_duplicates);
    for item in found {
        intake.take(item, now, output)?;
        progress.inc(1);
    }
    progress.finish_and_clear();
    let Intake { articles, num_failed, num_repeated, .. } = intake;
    let num_added = articles.len();
    if num_added > 0 {
        let stamps = corpus.stage(articles)?;
        corpus.apply(change::add_articles(stamps)?, now)?;
    }
    corpus.close((session.clock)())?;
    let mut said = vec![format!("Added {}", counted(num_added, "article"))];
    if num_repeated > 0 {
        said.push(format!("left out {} that the corpus has already", counted(num_repeated, "article")));
    }
    if num_failed > 0 {
        said.push(format!("could not read {}", counted(num_failed, "file")));
    }
    writeln!(output.out, "{}", said.join(", ")).printed()?;
    Ok(if num_failed > 0 { Outcome::Problems } else { Outcome::Done })
}

/// What is being taken in.
struct Intake {
    articles: Vec<Article>,
    num_failed: usize,
    num_repeated: usize,
    allow_duplicates: bool,
    known: BTreeMap<TextHash, ArticleId>,
    taken: BTreeSet<ArticleId>,
}

impl Intake {
    fn new(corpus: &OpenCorpus, allow_duplicates: bool) -> Self {
        let rows = &corpus.state().articles;
        Self {
            articles: Vec::new(),
            num_failed: 0,
            num_repeated: 0,
            allow_duplicates,
            known: rows.values().map(|row| (row.text_hash, row.id.clone())).collect(),
            taken: rows.keys().cloned().collect(),
        }
    }

    fn take(&mut self, found: Found, now: Timestamp, output: &mut Output<'_>) -> Result<(), Failure> {
        match found {
            Found::Skipped { path, reason } => {
                writeln!(output.err, "note: left out: {reason}: {}", path.display()).printed()
            }
            Found::Unreadable(err) => {
                self.num_failed += 1;
                writeln!(output.err, "warning: {err}").printed()
            }
            Found::File(file) => self.take_file(&file, now, output),
        }
    }

    fn take_file(
        &mut self,
        file: &FoundFile,
        now: Timestamp,
        output: &mut Output<'_>,
    ) -> Result<(), Failure> {
        let path = file.path().display().to_string();
        let name = file.path().file_name().unwrap_or_default().to_string_lossy().into_owned();
        let read = file
            .bytes()
            .map_err(|err| err.to_string())
            .and_then(|bytes| documents::read(&name, &bytes).map_err(|err| format!("{err}: {path}")));
        let (document, warnings) = match read {
            Ok(read) => read,
            Err(why) => {
                self.num_failed += 1;
                return writeln!(output.err, "warning: {why}").printed();
            }
        };
        let ReadDocument { metadata, provenance, text, blocks } = document;
        let text = ArticleText::new(text);
        if let (Some(same), false) = (self.known.get(&text.hash()), self.allow_duplicates) {
            self.num_repeated += 1;
            return writeln!(output.err, "note: left out, the corpus has this text as {same}: {path}")
                .printed();
        }
        let id = mint_article_id(metadata.date, &metadata.title, &text, |id| !self.taken.contains(id));
        for warning in warnings {
            writeln!(output.err, "note: {id}: {warning}").printed()?;
        }
        writeln!(output.out, "{id}").printed()?;
        self.known.insert(text.hash(), id.clone());
        self.taken.insert(id.clone());
        let provenance = Provenance { added: now, ..provenance };
        self.articles.push(Article { id, metadata, provenance, text, blocks, patches: Vec::new() });
        Ok(())
    }
}

/// A progress bar on a terminal, nothing elsewhere.
fn progress_bar(len: usize) -> indicatif::ProgressBar {
    if std::io::stderr().is_terminal() {
        indicatif::ProgressBar::new(len as u64)
    } else {
        indicatif::ProgressBar::hidden()
    }
}
