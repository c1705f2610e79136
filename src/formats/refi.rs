//! REFI-QDA: what programs for qualitative analysis exchange. A project (`qdpx`) is an archive of `project.qde` and
//! the texts under `sources/`; a codebook (`qdc`) holds codes only.
//!
//! Positions count code points (standard, section 10.2). The standard calls them those of the first and the last
//! character; programs write the place after the last one as the end, and so does this one. Reading, the names of
//! selections, which many programs make of the selected words, tell how positions were counted. Labels are codes,
//! with their guidelines as descriptions. An annotation is a selection with a coding, its note the description; what
//! else is said of it in words are further codings, with codes under “Voices” and “Attributes”. Further fragments
//! are selections of their own, which a link “continued by” leads to. Relations are links, what is known of articles
//! are variables of cases, notes on articles are notes, and their codes are codes under “Codes of articles”. GUIDs
//! are made of ids (UUID version 5), so that the same corpus makes the same file.

mod archive;
mod codes;
mod positions;
mod project;
mod reader;
#[cfg(test)]
mod tests;
mod writer;

pub use codes::Codebook;
pub use project::Project;

use uuid::Uuid;

/// The name under which a link leads from one fragment to the next.
const CONTINUED_BY: &str = "continued by";

/// The codes that others stand under.
const VOICES: &str = "Voices";
const ATTRIBUTES: &str = "Attributes";
const ARTICLE_CODES: &str = "Codes of articles";

/// The GUID of what is named by its kind and ids.
fn guid(parts: &[&str]) -> Uuid {
    let name = format!("urn:redletter:{}", parts.join(":"));
    Uuid::new_v5(&Uuid::NAMESPACE_URL, name.as_bytes())
}

/// A GUID as it is compared: some programs write it in capitals, or in braces.
fn plain_guid(text: &str) -> String {
    text.trim().trim_start_matches('{').trim_end_matches('}').to_ascii_lowercase()
}
