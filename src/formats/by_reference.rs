//! Exports without the articles' words, for whoever may pass annotations on but not the texts they are about: a hash
//! says which text is meant, offsets where words stand in it. Whoever has the articles can put the words back.
//!
//! Left out is what is copied from an article: its text, the words that annotations, sources and cues cover, and those
//! around them, annotations without a place, which are nothing without their words, and the words for somebody unnamed
//! where they stand in the text. What people wrote stays: titles, notes, values, names of the register.

#[cfg(test)]
mod tests;

use std::cell::OnceCell;
use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::{Value, json};

use super::interchange::lines::{ArticleLine, Span, VoiceLine};
use super::report::{Effect, Place, Report};
use crate::model::article::Article;
use crate::model::id::ArticleId;
use crate::model::reader::CorpusReader;
use crate::model::text::units::{Unit, UnitMap};
use crate::model::text::{TextHash, TextRange};

/// How much of the words of articles was left out of an export.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct WordsOut {
    /// Texts.
    pub texts: usize,
    /// Annotations whose words were left out.
    pub covered: usize,
    /// Parties that have no name, whose words stand in the text and nothing says where.
    pub unnamed: usize,
    /// Annotations without a place.
    pub unplaced: usize,
}

impl WordsOut {
    /// Reports each kind once.
    pub fn tell(&self, report: &mut Report) {
        let Self { texts, covered, unnamed, unplaced } = *self;
        let asked = "the export is by reference: hashes and offsets say where the words stand";
        let kinds = [
            (texts, Effect::Note, format!("{texts} texts left out"), asked),
            (covered, Effect::Note, format!("words of {covered} annotations left out"), asked),
            (
                unnamed,
                Effect::LeftOut,
                format!("words for {unnamed} unnamed voices left out"),
                "the words stand in the texts, and the export is by reference",
            ),
            (
                unplaced,
                Effect::LeftOut,
                format!("{unplaced} annotations without a place left out"),
                "they are nothing without their words, and the export is by reference",
            ),
        ];
        for (_, effect, what, why) in kinds.into_iter().filter(|(count, ..)| *count > 0) {
            report.add(Place::default(), effect, what, why);
        }
    }
}

/// Where words for somebody unnamed stand in a text first; none where they don't, and are nobody's copy of it.
pub fn place_in(text: &str, words: &str) -> Option<TextRange> {
    let start = text.find(words).filter(|_| !words.is_empty())?;
    TextRange::new(start, start + words.len()).ok()
}

/// Takes what is copied from an article's text out of its line, but for the text itself, which offsets are counted in:
/// whoever writes the line leaves it out.
pub fn take_words_out(line: &mut ArticleLine, out: &mut WordsOut) {
    let text = line.text.take().unwrap_or_default();
    hide_unnamed(line, &text, &mut |_, _| out.unnamed += 1);
    for annotation in &mut line.annotations {
        out.covered += usize::from(annotation.text.take().is_some());
    }
    out.texts += 1;
    out.unplaced += line.unplaced.len();
    line.unplaced.clear();
    line.text = Some(text);
}

/// Makes a line one of an article without its text, with the length of that in its place. The words for somebody
/// unnamed have the place where they stand.
pub fn leave_text_out(line: &mut ArticleLine, unit: Unit, out: &mut WordsOut) {
    let text = line.text.clone().unwrap_or_default();
    let map = UnitMap::new(&text, unit);
    hide_unnamed(line, &text, &mut |voice, range| voice.place = map.range_from_bytes(range));
    take_words_out(line, out);
    line.text_length = Some(map.num_units());
    line.text = None;
}

/// Takes words for somebody unnamed out where they stand in the text; `hidden` gets the voice and that place.
fn hide_unnamed(line: &mut ArticleLine, text: &str, hidden: &mut dyn FnMut(&mut VoiceLine, TextRange)) {
    for annotation in &mut line.annotations {
        // A plain speaker is said again by the voices.
        let is_unnamed =
            annotation.voices.iter().any(|voice| voice.kind == UNNAMED && voice.name == annotation.speaker);
        if is_unnamed && place_in(text, &annotation.speaker).is_some() {
            annotation.speaker.clear();
        }
    }
    each_unnamed(line, &mut |voice| {
        if let Some(range) = place_in(text, &voice.name) {
            voice.name.clear();
            hidden(voice, range);
        }
    });
}

/// Puts words for somebody unnamed back where a line only has their places. Gives the places that are none.
pub fn put_words_back(line: &mut ArticleLine, text: &str, unit: Unit) -> Vec<Span> {
    let map = UnitMap::new(text, unit);
    let mut wrong = Vec::new();
    each_unnamed(line, &mut |voice| {
        let Some((start, end)) = voice.place.take() else { return };
        match map.range_to_bytes(start, end).ok().and_then(|range| range.of(text).ok()) {
            Some(words) => words.clone_into(&mut voice.name),
            None => wrong.push((start, end)),
        }
    });
    wrong
}

/// The kind of a voice that has no name.
const UNNAMED: &str = "unnamed";

/// Visits everybody without a name in a line: voices, and values of attributes.
fn each_unnamed(line: &mut ArticleLine, visit: &mut dyn FnMut(&mut VoiceLine)) {
    for annotation in &mut line.annotations {
        annotation.voices.iter_mut().filter(|voice| voice.kind == UNNAMED).for_each(&mut *visit);
        for value in annotation.attributes.values_mut() {
            // The type of a value may stand beside it.
            let has_type = value.get("type").is_some_and(Value::is_string);
            let value = if has_type { value.get_mut("value") } else { Some(value) };
            let unnamed = value.filter(|value| value.get("kind").and_then(Value::as_str) == Some(UNNAMED));
            if let Some(value) = unnamed
                && let Ok(mut voice) = serde_json::from_value::<VoiceLine>(value.clone())
            {
                let before = voice.clone();
                visit(&mut voice);
                if voice != before {
                    *value = json!(voice);
                }
            }
        }
    }
}

/// The texts of the corpus that is read into, for articles that come without theirs.
pub struct KnownTexts<'c> {
    corpus: Option<&'c dyn CorpusReader>,
    by_hash: OnceCell<BTreeMap<TextHash, &'c ArticleId>>,
}

impl<'c> KnownTexts<'c> {
    /// Those of a corpus; none where there is no corpus.
    pub fn of(corpus: Option<&'c dyn CorpusReader>) -> Self {
        Self { corpus, by_hash: OnceCell::new() }
    }

    /// The article that is meant by an id and the SHA-256 of its text, each empty where it is not known; or why
    /// there is none.
    pub fn article(&self, id: &str, sha256: &str) -> Result<Arc<Article>, String> {
        let Some(corpus) = self.corpus else { return Err("there is no corpus that has its text".to_owned()) };
        let articles = &corpus.state().articles;
        let own = ArticleId::new(id).ok().and_then(|id| articles.get(&id));
        let found = if sha256.is_empty() {
            let named = || articles.values().find(|row| !id.is_empty() && row.metadata.foreign_id == id);
            own.or_else(named).map(|row| &row.id).ok_or("the corpus has no such article")?
        } else {
            let hash = sha256.parse::<TextHash>().map_err(|err| err.to_string())?;
            let same = own.filter(|row| row.text_hash == hash).map(|row| &row.id);
            let by_hash = || {
                let index = || articles.values().rev().map(|row| (row.text_hash, &row.id)).collect();
                self.by_hash.get_or_init(index).get(&hash).copied()
            };
            same.or_else(by_hash).ok_or(match own {
                Some(_) => "the corpus has another text for it",
                None => "the corpus has no article of that text",
            })?
        };
        corpus.article(found).map_err(|err| err.to_string())
    }
}
