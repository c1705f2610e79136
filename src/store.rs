//! A corpus on disk, and opened. The only layer that writes files.

pub mod error;
pub mod disk;
pub mod layout;
mod conflict_marks;
pub mod ron_file;
pub mod records;
pub mod history;
mod own_history;
mod writer_memory;
mod contents;
mod load;
mod articles;
mod fold;
mod writer;
mod open_corpus;
pub mod three_way;
pub mod merge_file;
pub mod pack;
pub mod sample;
pub mod sink;
pub mod user_folder;

pub use contents::Quarantine;
pub use error::StoreError;
pub use fold::Recovered;
pub use load::Problem;
pub use open_corpus::{
    Access, CorpusSnapshot, OpenCorpus, OpenOptions, OpenReport, Replayed, SaveStatus, Staged, Stager,
    Upcoming, create, read_tagset,
};
pub use writer::{Waker, WriterMode};
