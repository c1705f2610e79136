//! `redletter new`: makes a corpus.

use std::path::Path;

use super::arguments::New;
use super::{Failure, Outcome, Output, Printed as _};
use crate::model::tagset::Tagset;
use crate::model::tagset::default::default_tagset;
use crate::store::disk::{Disk as _, RealDisk};
use crate::store::records::tagset::TagsetFile;
use crate::store::{self, StoreError, ron_file};

pub(super) fn run(arguments: &New, output: &mut Output<'_>) -> Result<Outcome, Failure> {
    let New { corpus, title, tagset } = arguments;
    let tagset = match tagset {
        Some(path) => read_tagset(path)?,
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

fn read_tagset(path: &Path) -> Result<Tagset, StoreError> {
    let path = path.to_owned();
    let bytes = RealDisk.read(&path).map_err(|source| StoreError::Disk {
        doing: "reading",
        path: path.clone(),
        source,
    })?;
    let file: TagsetFile =
        ron_file::read(&bytes).map_err(|source| StoreError::Ron { path: path.clone(), source })?;
    file.to_model().map_err(|source| StoreError::Record { path, source })
}
