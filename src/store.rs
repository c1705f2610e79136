//! A corpus on disk, and opened. The only layer that writes files.

mod articles;
mod contents;
pub mod disk;
pub mod error;
mod fold;
pub mod history;
pub mod layout;
mod load;
mod open_corpus;
mod own_history;
pub mod pack;
pub mod records;
pub mod ron_file;
pub mod sample;
pub mod sink;
pub mod user_folder;
mod writer;
mod writer_memory;

pub use contents::Quarantine;
pub use error::StoreError;
pub use fold::Recovered;
pub use load::Problem;
pub use open_corpus::{
    Access, CorpusSnapshot, OpenCorpus, OpenOptions, OpenReport, Replayed, SaveStatus, create,
    default_annotator,
};
pub use writer::{Waker, WriterMode};
