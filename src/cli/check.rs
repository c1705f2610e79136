//! `redletter check`: reads every file, and says what is not as it should be. Changes nothing.

use serde_json::json;

use super::arguments::Read;
use super::{Failure, Outcome, Output, Printed as _, Session, counted, print_json};
use crate::analysis::check::check;
use crate::model::edit::Key;
use crate::store::audit::Account;
use crate::store::disk::RealDisk;
use crate::store::history::Damage;
use crate::store::layout::{Layout, RecordFile};
use crate::store::{OpenCorpus, OpenReport, RecoveredValue, StoreError};

/// One thing that is wrong.
struct Line {
    file: String,
    place: Option<String>,
    what: String,
    remedy: Option<&'static str>,
}

pub(super) fn run(arguments: &Read, session: &Session, output: &mut Output<'_>) -> Result<Outcome, Failure> {
    let (corpus, report) = session.open_to_read(&arguments.corpus)?;
    let layout = Layout::new(corpus.folder());
    let mut lines = from_report(&report, &layout);
    if arguments.corpus.is_dir() {
        lines.extend(from_histories(&corpus, &report, &layout)?);
    }
    for finding in check(&corpus) {
        let file = layout.shown(&layout.record_file(&RecordFile::of(&finding.key)));
        let place = Some(finding.key.to_string());
        lines.push(Line { file, place, what: finding.what.to_string(), remedy: None });
    }
    for Line { file, place, what, remedy } in &lines {
        if arguments.json {
            print_json(output, &json!({ "file": file, "place": place, "what": what, "remedy": remedy }))?;
            continue;
        }
        let place = place.as_ref().map(|place| format!("{place}: ")).unwrap_or_default();
        writeln!(output.out, "{file}: {place}{what}").printed()?;
        if let Some(remedy) = remedy {
            writeln!(output.out, "    {remedy}").printed()?;
        }
    }
    let state = corpus.state();
    let num_annotations: usize =
        state.layers.values().flat_map(|layers| layers.values()).map(|layer| layer.annotations.len()).sum();
    let found = if lines.is_empty() { "nothing wrong".to_owned() } else { counted(lines.len(), "problem") };
    if !arguments.json {
        let (articles, annotations) =
            (counted(state.articles.len(), "article"), counted(num_annotations, "annotation"));
        writeln!(output.out, "Checked {articles} and {annotations}: {found}").printed()?;
    }
    Ok(if lines.is_empty() { Outcome::Done } else { Outcome::Problems })
}

fn from_report(report: &OpenReport, layout: &Layout) -> Vec<Line> {
    let problems = report.problems.iter().map(|problem| Line {
        file: problem.file.clone(),
        place: None,
        what: problem.what.clone(),
        remedy: Some(problem.remedy),
    });
    let recovered = report.recovered.iter().map(|recovered| Line {
        file: layout.shown(&layout.record_file(&recovered.what.file())),
        place: Some(recovered.what.to_string()),
        what: "somebody else has changed it; what the history says was not put over it".to_owned(),
        remedy: Some("open the corpus in the window: Recovered lists both values"),
    });
    let others = report.others.iter().map(|other| Line {
        file: layout.shown(&layout.history()),
        place: None,
        what: other.to_string(),
        remedy: Some("`redletter repair` takes them in"),
    });
    problems.chain(recovered).chain(others).collect()
}

/// What the histories of everybody say and the files don't.
fn from_histories(corpus: &OpenCorpus, report: &OpenReport, layout: &Layout) -> Result<Vec<Line>, StoreError> {
    let account = Account::read(&RealDisk, layout, corpus, corpus.writer())?;
    let mut lines: Vec<Line> = account.damage.iter().map(|damage| from_damage(damage, layout)).collect();
    for id in account.missing_articles(corpus.state()) {
        let file = RecordFile::Article(id);
        let is_reported = report.problems.iter().any(|problem| layout.record_file(&file).ends_with(&problem.file));
        if !corpus.locked().contains_key(&file) && !is_reported {
            let file = layout.shown(&layout.record_file(&file));
            let what = "the histories have this article, and it is not there".to_owned();
            lines.push(Line { file, place: None, what, remedy: Some("bring back the file, or see trash/articles") });
        }
    }
    let listed = |key: &Key| {
        report.recovered.iter().any(|recovered| {
            matches!(&recovered.what, RecoveredValue::Record { key: listed, .. } if listed == key)
        })
    };
    let left_out = |file: &RecordFile| corpus.locked().contains_key(file);
    for difference in account.differences(&RealDisk, layout, corpus, &left_out)? {
        if !listed(&difference.key) {
            lines.push(Line {
                file: layout.shown(&layout.record_file(&RecordFile::of(&difference.key))),
                place: Some(difference.key.to_string()),
                what: difference.to_string(),
                remedy: Some("bring it back in the window's History, or with `redletter repair --from-history`"),
            });
        }
    }
    Ok(lines)
}

fn from_damage(damage: &Damage, layout: &Layout) -> Line {
    Line {
        file: layout.shown(&damage.path),
        place: Some(format!("line {}", damage.line)),
        what: damage.why.clone(),
        remedy: Some("the files are the state; only the history lacks this line"),
    }
}
