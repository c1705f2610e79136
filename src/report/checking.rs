//! The whole check of a corpus: what opening it found, what its records say of one another, and what the histories
//! say that the files don't. The command line prints it, the window lists it.

use std::collections::BTreeSet;
use std::path::PathBuf;

use crate::analysis::check::check;
use crate::model::edit::Key;
use crate::model::reader::CorpusReader as _;
use crate::model::text::TextHash;
use crate::store::history::Damage;
use crate::store::layout::{Layout, RecordFile};
use crate::store::{CorpusSnapshot, OpenReport, Original, OriginalFault, RecoveredValue, StoreError};

/// One thing that is not as it should be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CheckLine {
    /// The file, relative to the corpus folder.
    pub file: String,
    /// Where in it: a record, or a line.
    pub place: Option<String>,
    /// What is wrong.
    pub what: String,
    /// What a person can do.
    pub remedy: Option<&'static str>,
}

impl std::fmt::Display for CheckLine {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { file, place, what, .. } = self;
        let place = place.as_ref().map(|place| format!("{place}: ")).unwrap_or_default();
        write!(f, "{file}: {place}{what}")
    }
}

/// Checks everything. A packed corpus has no histories to be held against.
pub fn check_all(corpus: &CorpusSnapshot, report: &OpenReport) -> Result<Vec<CheckLine>, StoreError> {
    let layout = Layout::new(corpus.folder());
    let mut lines = from_report(report, &layout);
    lines.extend(from_histories(corpus, report, &layout)?);
    for finding in check(corpus) {
        lines.push(CheckLine {
            file: layout.shown(&layout.record_file(&RecordFile::of(&finding.key))),
            place: Some(finding.key.to_string()),
            what: finding.what.to_string(),
            remedy: None,
        });
    }
    lines.extend(from_originals(corpus, &layout)?);
    Ok(lines)
}

/// What is wrong with the files that were kept.
fn from_originals(corpus: &CorpusSnapshot, layout: &Layout) -> Result<Vec<CheckLine>, StoreError> {
    let rows = corpus.state().articles.values();
    let named: BTreeSet<[u8; 32]> = rows.filter_map(|row| row.original_hash).map(TextHash::bytes).collect();
    // The trash is only read where something lies there that nothing else names.
    let mut trashed = None;
    let faults = corpus.originals().faults(&mut |hash| {
        named.contains(&hash.bytes())
            || trashed.get_or_insert_with(|| corpus.trashed_originals()).contains(&hash.bytes())
    })?;
    let line = |(original, fault): (Original, OriginalFault)| CheckLine {
        file: layout.shown(&original.path),
        place: None,
        what: fault.to_string(),
        remedy: Some(match fault {
            OriginalFault::Unnamed => "delete it if nobody needs it; nothing else does",
            OriginalFault::OtherBytes | OriginalFault::Unreadable(_) => {
                "bring it back from a copy of the corpus, or add the file again with --keep-originals"
            }
        }),
    };
    Ok(faults.into_iter().map(line).collect())
}

fn from_report(report: &OpenReport, layout: &Layout) -> Vec<CheckLine> {
    let problems = report.problems.iter().map(|problem| CheckLine {
        file: problem.file.clone(),
        place: None,
        what: problem.what.clone(),
        remedy: Some(problem.remedy),
    });
    let recovered = report.recovered.iter().map(|recovered| CheckLine {
        file: layout.shown(&layout.record_file(&recovered.what.file())),
        place: Some(recovered.what.to_string()),
        what: "somebody else has changed it; what the history says was not put over it".to_owned(),
        remedy: Some("the window lists both values, to choose from"),
    });
    let others = report.others.iter().map(|other| CheckLine {
        file: layout.shown(&layout.history()),
        place: None,
        what: other.to_string(),
        remedy: Some("`redletter repair` takes them in"),
    });
    problems.chain(recovered).chain(others).collect()
}

/// What the histories of everybody say and the files don't.
fn from_histories(
    corpus: &CorpusSnapshot,
    report: &OpenReport,
    layout: &Layout,
) -> Result<Vec<CheckLine>, StoreError> {
    let account = corpus.account()?;
    let mut lines: Vec<CheckLine> = account.damage.iter().map(|damage| from_damage(damage, layout)).collect();
    for id in account.missing_articles(corpus.state()) {
        let file = RecordFile::Article(id);
        let path = layout.record_file(&file);
        let is_reported = report.problems.iter().any(|problem| path.ends_with(PathBuf::from(&problem.file)));
        if !is_reported {
            lines.push(CheckLine {
                file: layout.shown(&path),
                place: None,
                what: "the histories have this article, and it is not there".to_owned(),
                remedy: Some("bring back the file"),
            });
        }
    }
    let is_listed = |key: &Key| {
        report.recovered.iter().any(|recovered| {
            matches!(&recovered.what, RecoveredValue::Record { key: listed, .. } if listed == key)
        })
    };
    for difference in corpus.differences(&account)? {
        if !is_listed(&difference.key) {
            lines.push(CheckLine {
                file: layout.shown(&layout.record_file(&RecordFile::of(&difference.key))),
                place: Some(difference.key.to_string()),
                what: difference.to_string(),
                remedy: Some("bring it back from the history, or with `redletter repair --from-history`"),
            });
        }
    }
    Ok(lines)
}

fn from_damage(damage: &Damage, layout: &Layout) -> CheckLine {
    CheckLine {
        file: layout.shown(&damage.path),
        place: Some(format!("line {}", damage.line)),
        what: damage.why.clone(),
        remedy: Some("the files are the state; only the history lacks this line"),
    }
}
