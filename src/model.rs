//! What a corpus is: plain values and pure functions over them. Nothing here knows of files, windows,
//! clocks, threads or serialisation; times and ids come in as arguments.

pub mod annotation;
pub mod article;
pub mod change;
pub mod corpus;
pub mod edit;
pub mod id;
pub mod item;
pub mod layer;
pub mod reader;
pub mod relation;
pub mod review;
pub mod tagset;
pub mod text;
pub mod time;
pub mod voice;
