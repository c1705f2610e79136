//! Reads a sheet back: the words of every quote, wherever it stands.

use std::collections::BTreeMap;

use super::digest;
use crate::formats::html::proof::{Part, each};
use crate::model::text::TextHash;

/// The words of every quote, by article and annotation.
pub fn quotes(bytes: &[u8]) -> Result<BTreeMap<(String, String), TextHash>, String> {
    let mut found: BTreeMap<(String, String), TextHash> = BTreeMap::new();
    // The quote that is open, with its words so far, and how deep in it reading is.
    let mut open: Option<((String, String), Vec<String>)> = None;
    let (mut depth, mut is_words) = (0_usize, false);
    each(bytes, &mut |part| {
        match part {
            Part::Begin(_, mut attributes) => {
                if open.is_some() {
                    depth += 1;
                }
                is_words = attributes.get("class").is_some_and(|class| class == "words");
                if let (true, Some((_, words))) = (is_words, &mut open) {
                    words.push(String::new());
                }
                if let Some(article) = attributes.remove("data-article") {
                    open = Some(((article, attributes.remove("data-a").unwrap_or_default()), Vec::new()));
                    depth = 1;
                }
            }
            Part::Text(text) => {
                if let (true, Some(words)) = (is_words, open.as_mut().and_then(|(_, words)| words.last_mut()))
                {
                    words.push_str(&text);
                }
            }
            Part::End(_) => {
                is_words = false;
                depth = depth.saturating_sub(1);
                if depth == 0
                    && let Some((key, words)) = open.take()
                {
                    let digest = digest(&words);
                    if let Some(other) = found.insert(key.clone(), digest)
                        && other != digest
                    {
                        return Err(format!("{} of article {} has two wordings", key.1, key.0));
                    }
                }
            }
        }
        Ok(())
    })?;
    Ok(found)
}
