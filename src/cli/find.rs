//! `redletter find`: words and spans in the whole corpus, each in its line.

use std::ops::{ControlFlow, Range};

use super::arguments::Find;
use super::session::{failure, print_open_report};
use super::{Failure, Outcome, Output, Printed as _, Session, counted, print_json};
use crate::analysis::find::export::{TableFormat, to_json, write};
use crate::analysis::find::facts::Facts;
use crate::analysis::find::{Batch, Extent, Hit, find};
use crate::analysis::query::matcher::Matcher;
use crate::analysis::query::vocabulary::Vocabulary;
use crate::analysis::query::{Expr, NamedField, Options, Parsed, QueryError, Term, parse};
use crate::model::corpus::CorpusState;
use crate::model::text::visible::visible;

/// No more hits than this are told, if no limit is given.
const MAX_HITS: usize = 10_000_000;

pub(super) fn run(arguments: &Find, session: &Session, output: &mut Output<'_>) -> Result<Outcome, Failure> {
    let (corpus, report) = session.open_to_read(&arguments.corpus)?;
    print_open_report(&report, output)?;
    let corpus = corpus.snapshot();
    let state = crate::model::reader::CorpusReader::state(&corpus);
    let matcher = matcher(arguments, state, output)?;
    let facts = Facts::of(state);
    let extent = Extent { limit: arguments.limit.unwrap_or(MAX_HITS), around: arguments.context };
    let mut printing = Ok(());
    let mut table: Vec<Hit> = Vec::new();
    let summary = find(&corpus, &matcher, extent, &|| false, &mut |batch: Batch| {
        if arguments.csv {
            table.extend(batch.hits);
            return ControlFlow::Continue(());
        }
        for hit in &batch.hits {
            printing = if arguments.json {
                print_json(output, &to_json(hit, &facts))
            } else {
                print(hit, arguments.context, output)
            };
            if printing.is_err() {
                return ControlFlow::Break(());
            }
        }
        ControlFlow::Continue(())
    });
    printing?;
    if arguments.csv {
        // A table is data, not lines for people: line ends inside its cells are quoted.
        write(&table, &facts, TableFormat::Csv, output.out).printed()?;
    }
    for err in &summary.unread {
        writeln!(output.err, "warning: {err}").printed()?;
    }
    if !(arguments.json || arguments.csv) {
        let more = if summary.is_complete { "" } else { ", and more" };
        let (hits, articles) = (counted(summary.num_hits, "hit"), counted(summary.num_articles, "article"));
        writeln!(output.err, "{hits} in {articles}{more}").printed()?;
    }
    Ok(if summary.num_hits > 0 { Outcome::Done } else { Outcome::Problems })
}

/// The query made ready; what is wrong with it is shown under the place.
fn matcher(arguments: &Find, state: &CorpusState, output: &mut Output<'_>) -> Result<Matcher, Failure> {
    let vocabulary = Vocabulary::of(state);
    let typed = arguments.query.as_str();
    let defaults = Options {
        case: arguments.case.then_some(true),
        fold: arguments.fold.then_some(true),
        word: arguments.word.then_some(true),
        near: None,
    };
    let read = || -> Result<Option<Matcher>, QueryError> {
        let parsed = if arguments.regex { Parsed::regex(typed) } else { parse(typed)? };
        Matcher::new(&parsed, defaults, state, &vocabulary)?;
        Matcher::new(&with_labels(parsed, arguments), defaults, state, &vocabulary)
    };
    match read() {
        Ok(Some(matcher)) => Ok(matcher),
        Ok(None) => Err(failure("the query is empty: say what to look for, `label:quote ferry` for example")),
        Err(err) => {
            show_place(typed, &err.at, output)?;
            Err(failure(err))
        }
    }
}

/// The query with `--label` beside it: spans with one of these labels.
fn with_labels(mut parsed: Parsed, arguments: &Find) -> Parsed {
    let label =
        |label: &crate::model::id::LabelId| Expr::Term(Term::Named(NamedField::Label, label.to_string()));
    if let Some(labels) = Expr::any(arguments.labels.iter().map(label).collect()) {
        let end = arguments.query.len();
        parsed.places.extend(std::iter::repeat_n(end..end, arguments.labels.len()));
        let parts = parsed.query.expr.into_iter().chain([labels]).collect();
        parsed.query.expr = Expr::all(parts);
    }
    parsed
}

fn show_place(typed: &str, at: &Range<usize>, output: &mut Output<'_>) -> Result<(), Failure> {
    let chars = |range: Range<usize>| typed.get(range).map_or(0, |part| visible(part).chars().count());
    let (before, wrong) = (chars(0..at.start), chars(at.clone()).max(1));
    writeln!(output.err, "  {}", visible(typed)).printed()?;
    writeln!(output.err, "  {}{}", " ".repeat(before), "^".repeat(wrong)).printed()
}

/// A line for people: the article, and the words in the middle between brackets.
fn print(hit: &Hit, around: usize, output: &mut Output<'_>) -> Result<(), Failure> {
    let context = &hit.context;
    let room = around.saturating_sub(context.before.chars().count());
    let before = format!("{}{}", " ".repeat(room), context.before);
    writeln!(output.out, "{}  {before}[{}]{}", hit.article, context.words, context.after).printed()
}
