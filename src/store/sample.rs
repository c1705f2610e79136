//! The sample corpus that the program brings with it: news of an invented river port.

use std::path::Path;

use super::disk::Disk;
use super::error::StoreError;
use super::layout::{Layout, RecordFile};
use super::pack::unpack_bundled;

/// The sample, packed.
const SAMPLE: &[u8] = include_bytes!("../../assets/sample.ron");

/// Makes a copy of the sample in `folder` that can be written, unless one is there.
pub fn provide_sample(disk: &dyn Disk, folder: &Path) -> Result<(), StoreError> {
    let settings = Layout::new(folder).record_file(&RecordFile::Corpus);
    if disk.canonical(&settings).is_ok() { Ok(()) } else { unpack_bundled(disk, SAMPLE, folder) }
}
