//! `redletter check`: reads every file, and says what is not as it should be. Changes nothing.

use serde_json::json;

use super::arguments::Read;
use super::{Failure, Outcome, Output, Printed as _, Session, counted, print_json};
use crate::analysis::check::check;
use crate::store::OpenReport;
use crate::store::disk::RealDisk;
use crate::store::history::{Damage, read_all};
use crate::store::layout::{Layout, RecordFile};

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
        let (_, damage) = read_all(&RealDisk, &layout)?;
        lines.extend(damage.iter().map(|damage| from_damage(damage, &layout)));
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
        remedy: None,
    });
    problems.chain(recovered).collect()
}

fn from_damage(damage: &Damage, layout: &Layout) -> Line {
    Line {
        file: layout.shown(&damage.path),
        place: Some(format!("line {}", damage.line)),
        what: damage.why.clone(),
        remedy: Some("the files are the state; only the history lacks this line"),
    }
}
