//! `redletter original`: the file an article was made of, as it was.

use std::path::PathBuf;

use super::arguments::OriginalFile;
use super::session::failure;
use super::{Failure, Outcome, Output, Printed as _, Session};
use crate::model::article::Provenance;
use crate::model::reader::CorpusReader as _;
use crate::model::text::TextHash;
use crate::store::StoreError;
use crate::store::disk::{Disk as _, RealDisk, write_atomically};

pub(super) fn run(
    arguments: &OriginalFile,
    session: &Session,
    output: &mut Output<'_>,
) -> Result<Outcome, Failure> {
    let (corpus, _) = session.open_to_read(&arguments.corpus)?;
    let article = corpus.article(&arguments.article).map_err(failure)?;
    let Provenance { original_name, original_hash, .. } = &article.provenance;
    let hash = original_hash.ok_or_else(|| failure(format!("{} was made of no file", article.id)))?;
    let bytes = corpus.snapshot().originals().read(hash)?.ok_or_else(|| {
        failure(format!(
            "the corpus does not keep the file {} was made of (“{original_name}”, SHA-256 {hash}); adding it again \
             with --keep-originals does that",
            article.id
        ))
    })?;
    let path = arguments.out.clone().unwrap_or_else(|| own_name(original_name, hash));
    if RealDisk.canonical(&path).is_ok() {
        return Err(StoreError::Exists(path).into());
    }
    write_atomically(&RealDisk, &path, &bytes).map_err(|source| StoreError::Disk {
        doing: "writing",
        path: path.clone(),
        source,
    })?;
    writeln!(output.out, "Wrote the file as it was: {}", path.display()).printed()?;
    Ok(Outcome::Done)
}

/// The name a file had, without what could lead to another folder.
fn own_name(name: &str, hash: TextHash) -> PathBuf {
    let name = name.rsplit(['/', '\\', ':']).next().unwrap_or_default();
    let is_name = !name.is_empty() && !name.starts_with('.') && !name.contains(char::is_control);
    if is_name { PathBuf::from(name) } else { PathBuf::from(hash.to_string()) }
}
