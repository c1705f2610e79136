//! Redletter: a desktop workbench for annotating news articles.
//!
//! The library's modules are the layers of ARCHITECTURE.md, in the order a newcomer should read them.

pub mod model;
pub mod store;
pub mod suggest;
pub mod documents;
pub mod formats;
pub mod analysis;
pub mod report;
pub mod app;
pub mod cli;
