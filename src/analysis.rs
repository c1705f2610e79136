//! Questions asked of a corpus. They read through [`crate::model::reader::CorpusReader`] and change nothing.

pub mod chart;
pub mod check;
pub mod codebook;
pub mod statistics;
pub mod query;
pub mod find;
