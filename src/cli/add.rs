//! `redletter add`: articles from files and folders.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, IsTerminal as _, Read as _};
use std::path::{Path, PathBuf};

use super::arguments::{Add, DoubtfulBlocks};
use super::session::failure;
use super::{Failure, Outcome, Output, Printed as _, Session, counted};
use crate::documents::collect::{Found, FoundFile, collect};
use crate::documents::intake::{Alike, Intake, IntakeOptions, Taken};
use crate::documents::kinds::{kind_of, reader_called};
use crate::documents::reading::{self, ReadItem, Reading};
use crate::documents::tables::{is_table, is_table_reader};
use crate::documents::{DocumentColumns, DocumentWarning, Proposal, ReadDocument, ReadOptions, cut};
use crate::model::article::Article;
use crate::model::change::renew::renew_text;
use crate::model::change::{self, ChangeError};
use crate::model::limits::MAX_DOCUMENT_BYTES;
use crate::model::reader::CorpusReader as _;
use crate::model::text::TextHash;
use crate::report::{Report, renewing};
use crate::store::{Keeping, OpenCorpus, Stager};

pub(super) fn run(arguments: &Add, session: &Session, output: &mut Output<'_>) -> Result<Outcome, Failure> {
    let columns = DocumentColumns::joined(&arguments.columns).map_err(Report::new)?;
    let found = found(arguments)?;
    let mut corpus = session.open_to_write(&arguments.corpus, output)?;
    let now = (session.clock)();
    let progress = progress_bar(found.len());
    let options = IntakeOptions {
        allow_duplicates: arguments.allow_duplicates,
        near: arguments.near_duplicates.into(),
        newer: arguments.newer.into(),
    };
    let mut intake = Intake::new(corpus.state(), options);
    intake.learn(&corpus, &mut || true);
    let stager = corpus.stager()?;
    let mut staging = stager.clone().begin()?;
    let held = found.iter().filter_map(Found::held).cloned().collect();
    let mut originals = Originals { held, ..Originals::default() };
    let mut newer = Vec::new();
    let is_told = columns.fields().next().is_some();
    let mut has_table = may_have_table(arguments, &found);
    let options =
        ReadOptions { whole_books: arguments.whole_books, whole_pages: arguments.whole_pages, columns };
    for item in Reading::start(found, options) {
        if arguments.keep_originals {
            originals.found(&item);
        }
        for taken in intake.take(item, now) {
            match taken {
                Taken::Newer { of, document, .. } => newer.push((of, document)),
                mut taken => {
                    if arguments.doubtful_blocks == DoubtfulBlocks::Make {
                        make_blocks(&mut taken);
                    }
                    if let Some(article) = print_taken(taken, output)? {
                        has_table |= is_table_reader(&article.provenance.reader);
                        originals.named.extend(article.provenance.original_hash.map(TextHash::bytes));
                        staging.write(&article)?;
                    }
                }
            }
        }
        progress.inc(1);
    }
    progress.finish_and_clear();
    if is_told && !has_table {
        writeln!(output.err, "note: --columns says what tables hold, and there is none among the files")
            .printed()?;
    }
    let Intake { num_failed, num_repeated, num_near, num_linked, .. } = intake;
    // Before the articles that name them, so that none of these ever names what is not there.
    let num_kept = originals.keep(&corpus, &stager, output)?;
    let num_added = staging.num_articles();
    if num_added > 0 {
        let stamps = corpus.accept(staging.finish()?)?;
        corpus.apply(change::add_articles(stamps)?, now)?;
    } else {
        staging.abandon()?;
    }
    let (num_renewed, num_unplaced) = renew_all(&mut corpus, newer, session, output)?;
    corpus.close((session.clock)())?;
    let mut said = vec![format!("Added {}", counted(num_added, "article"))];
    if num_renewed > 0 {
        said.push(format!("renewed {}", counted(num_renewed, "article")));
    }
    if num_unplaced > 0 {
        said.push(format!("left {} without a place", counted(num_unplaced, "span")));
    }
    if arguments.keep_originals {
        said.push(format!("kept {}", counted(num_kept, "file")));
    }
    if num_linked > 0 {
        said.push(format!("linked {num_linked} as {}", if num_linked == 1 { "a copy" } else { "copies" }));
    }
    if num_repeated > 0 {
        said.push(format!("left out {} that the corpus has already", counted(num_repeated, "article")));
    }
    if num_near > 0 {
        said.push(format!("left out {} that the corpus has nearly", counted(num_near, "article")));
    }
    if num_failed > 0 {
        said.push(format!("could not read {}", counted(num_failed, "file")));
    }
    writeln!(output.out, "{}", said.join(", ")).printed()?;
    Ok(if num_failed > 0 || num_unplaced > 0 { Outcome::Problems } else { Outcome::Done })
}

/// Files that are to be kept as they are.
#[derive(Default)]
struct Originals {
    /// What came without a file.
    held: Vec<FoundFile>,
    /// Where those lie that were read, by their hashes.
    paths: BTreeMap<[u8; 32], PathBuf>,
    /// Those that new articles name.
    named: BTreeSet<[u8; 32]>,
}

impl Originals {
    fn found(&mut self, item: &ReadItem) {
        let reading::Outcome::Read(documents) = &item.outcome else { return };
        for hash in documents.read.iter().filter_map(|document| document.provenance.original_hash) {
            self.paths.entry(hash.bytes()).or_insert_with(|| item.path.clone());
        }
    }

    /// Keeps those that an article names, a new one or one that was there; how many are kept then.
    fn keep(self, corpus: &OpenCorpus, stager: &Stager, output: &mut Output<'_>) -> Result<usize, Failure> {
        let Self { held, paths, mut named } = self;
        let rows = corpus.state().articles.values();
        named.extend(rows.filter_map(|row| row.original_hash).map(TextHash::bytes));
        let hashes =
            paths.keys().filter(|hash| named.contains(*hash)).map(|hash| TextHash::from_bytes(*hash));
        let mut read = |hash: TextHash| {
            let path = paths.get(&hash.bytes()).cloned().unwrap_or_default();
            let held = held.iter().find(|file| *file.path() == path).cloned();
            let file = held.unwrap_or_else(|| FoundFile::named(path.clone()));
            let bytes = file.bytes().map_err(|err| err.to_string())?;
            Ok((path, bytes))
        };
        let Keeping { num_kept, failed } = stager.keep_originals(hashes, &mut read);
        for why in failed {
            writeln!(output.err, "warning: {why}").printed()?;
        }
        Ok(num_kept)
    }
}

/// Whether something is most likely a table, which `--columns` is about.
fn may_have_table(arguments: &Add, found: &[Found]) -> bool {
    let kind = arguments.kind.as_deref().and_then(reader_called);
    let is_table =
        |found: &Found| matches!(found, Found::File(file) if is_table(&file.path().to_string_lossy()));
    kind.is_some_and(|reader| is_table_reader(reader.id())) || found.iter().any(is_table)
}

/// What is to be read: files, the files of folders, and what comes on standard input.
fn found(arguments: &Add) -> Result<Vec<Found>, Failure> {
    /// What stands for standard input on the command line.
    const DASH: &str = "-";
    let (dashes, paths): (Vec<_>, Vec<_>) =
        arguments.paths.iter().cloned().partition(|path| path == Path::new(DASH));
    let kind = arguments.kind.as_deref();
    if dashes.is_empty() && kind.is_some() {
        let report = Report::new("--as says what comes on standard input, and that is not asked for");
        return Err(report.with_remedy("put - among the files").into());
    }
    let mut found = collect(&paths);
    if !dashes.is_empty() {
        let mut bytes = Vec::new();
        // One byte more than allowed shows that there is too much.
        let read = io::stdin().lock().take(MAX_DOCUMENT_BYTES + 1).read_to_end(&mut bytes);
        read.map_err(|err| Report::new(format!("reading standard input failed: {err}")))?;
        let kind = kind.and_then(reader_called).map(kind_of);
        found.insert(0, Found::File(FoundFile::held("standard input", bytes, kind)));
    }
    Ok(found)
}

/// Gives articles the text of their newer versions, each in one change. How many were renewed, and how many spans have
/// lost their place.
fn renew_all(
    corpus: &mut OpenCorpus,
    newer: Vec<(Alike, Box<ReadDocument>)>,
    session: &Session,
    output: &mut Output<'_>,
) -> Result<(usize, usize), Failure> {
    let (mut num_renewed, mut num_unplaced) = (0, 0);
    for (Alike { article: id, percent }, document) in newer {
        let article = corpus.article(&id).map_err(failure)?;
        let change =
            renew_text(corpus.state(), &article, corpus.annotator(), &document.text, &document.blocks);
        let (change, renewal) = match change {
            Ok(planned) => planned,
            // Two files hold the same newer version.
            Err(ChangeError::Nothing) => continue,
            Err(err) => return Err(err.into()),
        };
        corpus.apply(change, (session.clock)())?;
        num_renewed += 1;
        num_unplaced += renewal.unplaced.len();
        for warning in &document.warnings {
            writeln!(output.err, "note: {id}: {warning}").printed()?;
        }
        for line in renewing::corrections(&article).into_iter().chain(renewing::lines(&renewal)) {
            writeln!(output.err, "note: {id}: {line}").printed()?;
        }
        let what = renewing::summary(&renewal);
        writeln!(output.err, "note: renewed {id}, {percent} % the same: {what}").printed()?;
    }
    Ok((num_renewed, num_unplaced))
}

/// Makes the blocks that were put forward for an article.
fn make_blocks(taken: &mut Taken) {
    let Taken::Article { article, warnings, .. } = taken else { return };
    let cuts: Vec<Proposal> = warnings
        .extract_if(.., |warning| matches!(warning, DocumentWarning::Proposal { .. }))
        .filter_map(|warning| match warning {
            DocumentWarning::Proposal { proposal, .. } => Some(proposal),
            _ => None,
        })
        .collect();
    article.blocks = cut(article.text.as_str(), &article.blocks, &cuts);
}

/// Says what came of one document; gives the article that it is.
fn print_taken(taken: Taken, output: &mut Output<'_>) -> Result<Option<Article>, Failure> {
    match taken {
        Taken::Article { article, warnings, alike, newer_than } => {
            let id = &article.id;
            if let Some(Alike { article, percent }) = &newer_than {
                writeln!(output.err, "note: {id}: a newer version of {article}, {percent} % the same")
                    .printed()?;
            }
            // That it is like the one it renews is said already.
            if let Some(Alike { article, percent }) = alike.filter(|alike| newer_than.as_ref() != Some(alike))
            {
                writeln!(output.err, "note: {id}: {percent} % of its text is that of {article}").printed()?;
            }
            if let Some(original) = &article.provenance.copy_of {
                writeln!(output.err, "note: {id}: linked as a copy of {original}").printed()?;
            }
            for warning in warnings {
                writeln!(output.err, "note: {id}: {warning}").printed()?;
            }
            writeln!(output.out, "{id}").printed()?;
            return Ok(Some(*article));
        }
        // Those have been taken to renew articles.
        Taken::Newer { .. } => {}
        Taken::LeftOut { path, why } => {
            writeln!(output.err, "note: left out: {why}: {}", path.display()).printed()?;
        }
        Taken::Failed { why } => writeln!(output.err, "warning: {why}").printed()?,
    }
    Ok(None)
}

/// A progress bar on a terminal, nothing elsewhere.
fn progress_bar(len: usize) -> indicatif::ProgressBar {
    if std::io::stderr().is_terminal() {
        indicatif::ProgressBar::new(len as u64)
    } else {
        indicatif::ProgressBar::hidden()
    }
}
