//! `redletter new`: makes a corpus.

use super::arguments::New;
use super::{Failure, Outcome, Output, Printed as _};
use crate::model::tagset::default::default_tagset;
use crate::store;
use crate::store::disk::RealDisk;

pub(super) fn run(arguments: &New, output: &mut Output<'_>) -> Result<Outcome, Failure> {
    let New { corpus, title, tagset } = arguments;
    let tagset = match tagset {
        Some(path) => store::read_tagset(&RealDisk, path)?,
        None => default_tagset(),
    };
    let folder_name = || corpus.file_name().map(|name| name.to_string_lossy().into_owned());
    let title = title.clone().or_else(folder_name).unwrap_or_default();
    store::create(&RealDisk, corpus, &title, &tagset)?;
    writeln!(
        output.out,
        "Made the corpus “{title}” with {} labels: {}",
        tagset.labels.len(),
        corpus.display()
    )
    .printed()?;
    Ok(Outcome::Done)
}
