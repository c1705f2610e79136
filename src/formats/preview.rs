//! The first article of an export as a format would write it, to be looked at before one commits to it.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, BufRead, Cursor, Write};
use std::sync::Arc;

use super::exporting::{CARD, RECIPE, run_export};
use super::recipe::Recipe;
use super::{Format, FormatError, by_id};
use crate::model::article::Article;
use crate::model::corpus::CorpusState;
use crate::model::id::ArticleId;
use crate::model::reader::{CorpusReader, OutputSink, ReadError};

/// The longest preview, in characters.
const MAX_CHARS: usize = 2_000;

/// The beginning of what is written of the first article that has annotations, file by file; only the sizes of files
/// that are no text. Splits play no part in it.
pub fn preview(corpus: &dyn CorpusReader, recipe: &Recipe) -> Result<String, FormatError> {
    let Some(first) = First::of(corpus, &recipe.selection.articles) else {
        return Ok("There is no article".to_owned());
    };
    let mut kept = Kept::default();
    let info = by_id(&recipe.format).map(Format::info);
    let end =
        info.filter(|info| !info.is_folder).map(|info| format!(".{}", info.extension)).unwrap_or_default();
    let mut whole = recipe.clone();
    whole.splits = None;
    run_export(&first, &whole, &format!("preview{end}"), &mut kept)?;
    kept.0.retain(|name, _| !name.ends_with(CARD) && !name.ends_with(RECIPE));
    let mut preview = String::new();
    let has_several = kept.0.len() > 1;
    for (name, bytes) in kept.0 {
        if has_several {
            preview.extend(["— ", &name, " —\n"]);
        }
        match String::from_utf8(bytes) {
            Ok(text) => preview.push_str(&text),
            Err(err) => preview.extend([&err.as_bytes().len().to_string(), " bytes, no text\n"]),
        }
        if preview.len() > MAX_CHARS * 4 {
            break;
        }
    }
    let mut short: String = preview.chars().take(MAX_CHARS).collect();
    if short.len() < preview.len() {
        short.push('…');
    }
    Ok(short)
}

/// A corpus of one article.
struct First<'c> {
    corpus: &'c dyn CorpusReader,
    state: CorpusState,
}

impl<'c> First<'c> {
    /// Of the articles that are wanted, or of all if none is named.
    fn of(corpus: &'c dyn CorpusReader, wanted: &BTreeSet<ArticleId>) -> Option<Self> {
        let whole = corpus.state();
        let is_wanted =
            |id: &&ArticleId| whole.articles.contains_key(*id) && (wanted.is_empty() || wanted.contains(*id));
        let tagged = whole.layers.keys().find(is_wanted);
        let id = tagged.or_else(|| whole.articles.keys().find(is_wanted))?.clone();
        let CorpusState { settings, tagset, voices, items, .. } = whole.clone();
        let mut state = CorpusState { settings, tagset, voices, items, ..CorpusState::default() };
        state
            .articles
            .extend(whole.articles.get_key_value(&id).map(|(id, row)| (id.clone(), Arc::clone(row))));
        state.layers.extend(whole.layers.get_key_value(&id).map(|(id, layers)| (id.clone(), layers.clone())));
        Some(Self { corpus, state })
    }
}

impl CorpusReader for First<'_> {
    fn state(&self) -> &CorpusState {
        &self.state
    }

    fn article(&self, id: &ArticleId) -> Result<Arc<Article>, ReadError> {
        self.corpus.article(id)
    }
}

/// Files in memory.
#[derive(Default)]
struct Kept(BTreeMap<String, Vec<u8>>);

impl OutputSink for Kept {
    fn write(
        &mut self,
        name: &str,
        write: &mut dyn FnMut(&mut dyn Write) -> io::Result<()>,
    ) -> io::Result<()> {
        let mut bytes = Vec::new();
        write(&mut bytes)?;
        self.0.insert(name.to_owned(), bytes);
        Ok(())
    }

    fn read_back(&mut self, name: &str) -> io::Result<Box<dyn BufRead>> {
        let bytes = self.0.get(name).cloned().ok_or(io::ErrorKind::NotFound)?;
        Ok(Box::new(Cursor::new(bytes)))
    }

    fn commit(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formats::registry;
    use crate::formats::testing::article;
    use crate::formats::testing::dialects::writings;

    #[test]
    fn every_format_shows_the_first_article_and_no_other() {
        let mut corpus = writings();
        corpus.put(article("zz-second", "Second text."));
        for format in registry().iter().filter(|format| format.info().writes) {
            let shown = preview(&corpus, &Recipe::new(format.info().id)).unwrap();
            assert!(!shown.is_empty() && shown.chars().count() <= MAX_CHARS + 1, "{}", format.info().id);
            assert!(!shown.contains("Second text"), "{}", format.info().id);
        }
    }
}
