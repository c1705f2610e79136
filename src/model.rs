//! What a corpus is: plain values and pure functions over them. Nothing here knows of files, windows,
//! clocks, threads or serialisation; times and ids come in as arguments.

pub mod limits;
pub mod id;
pub mod time;
pub mod text;
pub mod article;
pub mod tagset;
pub mod voice;
pub mod item;
pub mod annotation;
pub mod relation;
pub mod review;
pub mod layer;
pub mod quotes;
pub mod corpus;
pub mod copies;
pub mod edit;
pub mod change;
pub mod reader;
