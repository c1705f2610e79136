//! `redletter log`: the histories of all writers, in order of time.

use std::sync::Arc;

use serde_json::json;

use super::arguments::Log;
use super::session::failure;
use super::time::{self, Rounds};
use super::{Failure, Outcome, Output, Printed as _, Session};
use crate::model::edit::{Direction, Edit};
use crate::store::disk::{Disk as _, RealDisk};
use crate::store::history::{Kind, Line};
use crate::store::layout::{Layout, RecordFile};
use crate::store::past::{FoundLine, Histories, LineFilter};

pub(super) fn run(arguments: &Log, session: &Session, output: &mut Output<'_>) -> Result<Outcome, Failure> {
    let layout = Layout::new(&arguments.corpus);
    if RealDisk.read(&layout.record_file(&RecordFile::Corpus)).is_err() {
        return Err(failure(crate::store::StoreError::NoCorpus(arguments.corpus.clone())));
    }
    let now = (session.clock)();
    let time = |typed: &Option<String>, rounds| {
        typed.as_deref().map(|typed| time::read(typed, rounds, now)).transpose().map_err(failure)
    };
    let filter = LineFilter {
        article: arguments.article.clone(),
        annotation: arguments.annotation.clone(),
        by: arguments.by.clone(),
        since: time(&arguments.since, Rounds::Down)?,
        until: time(&arguments.until, Rounds::Up)?,
    };
    let mut reading = Histories::new(Arc::new(RealDisk), layout.clone()).newest_first(filter)?;
    // They come newest first; what is kept of each is what is printed.
    let mut printed = Vec::new();
    for found in reading.by_ref() {
        let FoundLine { id, line, .. } = found?;
        printed.push(if arguments.json {
            to_json(&id.writer, &line).to_string()
        } else {
            let articles = articles(&line);
            let place =
                if articles.is_empty() { String::new() } else { format!("  {}", articles.join(", ")) };
            format!("{}  {}  {}{place}", line.t, line.by, say(&line))
        });
    }
    for line in printed.iter().rev() {
        writeln!(output.out, "{line}").printed()?;
    }
    let damage = reading.damage();
    for damage in damage {
        let file = layout.shown(&damage.path);
        writeln!(output.err, "warning: line {} can't be read: {}: {file}", damage.line, damage.why)
            .printed()?;
    }
    Ok(if damage.is_empty() { Outcome::Done } else { Outcome::Problems })
}

fn say(line: &Line) -> String {
    match line.kind {
        Kind::Undo(of) => format!("Undo “{}” (line {of})", line.say),
        Kind::Redo(of) => format!("Redo “{}” (line {of})", line.say),
        _ => line.say.clone(),
    }
}

/// The articles a line is about, up to three by name.
fn articles(line: &Line) -> Vec<String> {
    const MAX_NAMED: usize = 3;
    let mut names: Vec<String> = Vec::new();
    for edit in &line.edits {
        match edit {
            Edit::Put(put) => names.extend(put.key.article().map(ToString::to_string)),
            Edit::PatchText(article, _) => names.push(article.to_string()),
            Edit::MoveArticles(stamps, Direction::In | Direction::Out) => {
                names.extend(stamps.iter().map(|stamp| stamp.id.to_string()));
            }
        }
    }
    names.dedup();
    if names.len() > MAX_NAMED {
        let rest = names.len() - MAX_NAMED;
        names.truncate(MAX_NAMED);
        names.push(format!("{rest} more"));
    }
    names
}

fn to_json(writer: &str, line: &Line) -> serde_json::Value {
    let (kind, of) = match &line.kind {
        Kind::Undo(of) => ("undo", Some(of)),
        Kind::Redo(of) => ("redo", Some(of)),
        _ => ("do", None),
    };
    let edits: Vec<_> = line
        .edits
        .iter()
        .map(|edit| match edit {
            Edit::Put(put) => json!({ "put": put.key.to_string(), "removes": put.after.is_none() }),
            Edit::PatchText(article, patch) => {
                json!({ "patch": article.as_str(), "at": patch.at, "removed": patch.removed, "inserted": patch.inserted })
            }
            Edit::MoveArticles(stamps, direction) => {
                let ids: Vec<&str> = stamps.iter().map(|stamp| stamp.id.as_str()).collect();
                json!({ if *direction == Direction::In { "in" } else { "out" }: ids })
            }
        })
        .collect();
    json!({
        "n": line.n,
        "time": line.t.to_string(),
        "by": line.by.as_str(),
        "writer": writer,
        "kind": kind,
        "of": of,
        "say": line.say,
        "joins": line.joins,
        "edits": edits,
    })
}
