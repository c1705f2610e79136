//! A corpus on disk, and opened. The only layer that writes files.

pub mod error;
pub mod disk;
pub mod layout;
mod conflict_marks;
pub mod ron_file;
pub mod records;
pub mod history;
mod volume;
mod own_history;
mod writer_memory;
mod contents;
mod listing;
mod cache;
mod others;
pub mod audit;
mod watcher;
mod load;
mod articles;
mod fold;
mod writer;
mod open_corpus;
mod originals;
pub mod past;
pub mod three_way;
pub mod merge_file;
pub mod pack;
pub mod sample;
pub mod sink;
pub mod user_folder;

pub use cache::CacheFolder;
pub use contents::Quarantine;
pub use error::StoreError;
pub use fold::{Recovered, RecoveredValue};
pub use load::Problem;
pub use open_corpus::{
    Access, CorpusSnapshot, FromOthers, LockUse, OpenCorpus, OpenOptions, OpenReport, Repaired, Replayed,
    SaveStatus, Staged, Stager, Upcoming, create, read_tagset,
};
pub use originals::{Keeping, Original, OriginalFault, Originals};
pub use others::OtherTail;
pub use writer::{Waker, WriterMode};
