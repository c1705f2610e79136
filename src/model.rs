//! What a corpus is: plain values and pure functions over them. Nothing here knows of files, windows,
//! clocks, threads or serialisation; times and ids come in as arguments.

pub mod article;
pub mod id;
pub mod text;
pub mod time;
