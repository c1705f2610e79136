//! `redletter check`: reads every file and every history, and says what is not as it should be. Changes nothing.

mod quality;

use serde_json::json;

use super::arguments::Check;
use super::{Failure, Outcome, Output, Printed as _, Session, counted, print_json};
use crate::report::checking::{CheckLine, check_all};

pub(super) fn run(arguments: &Check, session: &Session, output: &mut Output<'_>) -> Result<Outcome, Failure> {
    if arguments.quality {
        return quality::run(arguments, session, output);
    }
    let (corpus, report) = session.past_cache().open_to_read(&arguments.corpus)?;
    let lines = check_all(&corpus.snapshot(), &report)?;
    for line in &lines {
        let CheckLine { file, place, what, remedy } = line;
        if arguments.json {
            print_json(output, &json!({ "file": file, "place": place, "what": what, "remedy": remedy }))?;
            continue;
        }
        writeln!(output.out, "{line}").printed()?;
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
