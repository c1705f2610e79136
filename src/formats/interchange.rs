//! Articles with everything annotators did on them, as plain lines: texts, names and offsets instead of ids and
//! bytes. Our own JSON Lines are these lines written down; every other format translates to and from them, so that
//! offsets, names and ids are looked up, checked and reported in one place.

pub mod lines;
pub mod places;
pub mod session;
pub mod attribution;
pub mod register;
pub mod reader;
pub mod writer;

/// What every line of our own files says it is.
pub const FORMAT: &str = "redletter-jsonl/1";
