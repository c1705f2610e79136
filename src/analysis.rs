//! Questions asked of a corpus. They read through [`crate::model::reader::CorpusReader`] and change nothing.

pub mod chart;
pub mod check;
pub mod quality;
pub mod codebook;
pub mod names;
pub mod statistics;
pub mod voices;
pub mod positions;
pub mod query;
pub mod find;
pub mod drift;
