//! A sheet of quotes for a newsroom, in HTML: who said what, and where. Everything that is annotated stands under who
//! said it, by name, with its words, its article, outlet, date and paragraph; what qualifies, supports or denies it
//! stands beside it. The sheet needs nothing but itself and is printed as it is.
//!
//! What several people said stands under each of them. Who has no entry in the register goes by the words used for them,
//! and is never taken for another with the same words of another organisation. Offsets are shown nowhere.

mod proof;
mod sheet;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};

use super::dialect::{Articles, Dialect, Files, Setting};
use super::interchange::lines::{AnnotationLine, ArticleLine};
use super::pages::facts::Facts;
use super::pages::fit::{fit, safe};
use super::pages::names::Names;
use super::pages::{Note, Page};
use super::parts::{Part, Parts};
use super::report::{Place, Report};
use super::{FormatError, FormatInfo, pages};
use crate::model::text::TextHash;
use crate::model::text::fold::name_key;

/// Quotes by who said them.
pub struct QuoteSheet;

/// What the sheet has a place for.
const HELD: Parts = pages::HELD.without(&[
    Part::ArticleForeignId,
    Part::Blocks,
    Part::Progress,
    Part::Codes,
    Part::LayerNotes,
    Part::Unplaced,
]);

/// What it can't show.
const LIMITS: [&str; 6] = [
    "The text of the articles is left out but for the words that are annotated.",
    "Articles without annotations, and relations between annotations that are not on the sheet, are left out.",
    "Decisions on annotations that are not on the sheet are left out.",
    "Control characters are written as U+FFFD in words, and by their names elsewhere.",
    "Times are told to the minute, and of what a reviewer saw only whether it has changed since.",
    "It is made to be read and printed, and can’t be imported.",
];

/// As many quotes are set in memory at a time; the articles are gone through once for each so many.
const BATCH: usize = 20_000;

/// Who said something: a rank, then what sorts them, then what tells them apart.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Speaker {
    rank: Rank,
    sorts_as: String,
    key: String,
}

/// The kinds of speakers, in the order of the sheet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Rank {
    /// Entries of the register.
    Registered,
    /// Those who have no entry.
    Unnamed,
    /// The article's own voice.
    Article,
    /// Nobody is told.
    Nobody,
}

/// What is known of a speaker before their quotes are set.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Known {
    name: String,
    /// What they are, and whom they belong to.
    roles: Vec<String>,
    homes: Vec<String>,
    num_quotes: usize,
}

/// Who speaks in a corpus, and which ids more than one article has.
#[derive(Default)]
struct Outline {
    speakers: BTreeMap<Speaker, Known>,
    ids: BTreeSet<String>,
    shared_ids: BTreeSet<String>,
    num_quotes: usize,
    num_articles: usize,
}

impl Dialect for QuoteSheet {
    fn info(&self) -> FormatInfo {
        FormatInfo {
            id: "quote-sheet",
            name: "Quote sheet",
            reads: false,
            writes: true,
            offset_unit: pages::UNIT,
            specification: "https://html.spec.whatwg.org/ (HTML Living Standard, in its XML-compatible form)",
            is_folder: false,
            extension: "html",
        }
    }

    fn holds(&self) -> Parts {
        HELD
    }

    fn limits(&self) -> &'static [&'static str] {
        &LIMITS
    }

    fn fit(&self, line: &mut ArticleLine, _setting: &Setting<'_>, place: &Place, report: &mut Report) {
        fit(line, place, report);
    }

    fn write_articles(&self, articles: &Articles<'_>, files: &Files<'_>) -> Result<(), FormatError> {
        let names = Names::new(articles.state);
        files.write(articles.name, &mut |file| {
            let outline = outline(articles, &names)?;
            let mut put = |html: &str| {
                let failed = |source| FormatError::Write { name: articles.name.to_owned(), source };
                file.write_all(html.as_bytes()).map_err(failed)
            };
            put(&sheet::head(&outline, &names, articles.state.title()))?;
            let mut number = 0;
            for batch in outline.batches() {
                let mut set: BTreeMap<&Speaker, String> =
                    batch.iter().map(|speaker| (*speaker, String::new())).collect();
                articles.each(&mut |line| {
                    let page = Page::new(line);
                    let facts = Facts::new(&page, &names, articles.state);
                    for (idx, note) in page.notes.iter().enumerate() {
                        let speakers = speakers_of(note.annotation, &names);
                        for (turn, (speaker, _)) in speakers.iter().enumerate() {
                            if let Some(html) = set.get_mut(speaker) {
                                html.push_str(&sheet::quote(&page, &facts, &outline, idx, turn == 0));
                            }
                        }
                    }
                    Ok(())
                })?;
                for speaker in batch {
                    number += 1;
                    put(&sheet::speaker_head(&outline.speakers[speaker], number))?;
                    put(set.get(speaker).map_or("", String::as_str))?;
                    put(sheet::SPEAKER_FOOT)?;
                }
            }
            put(&sheet::foot(&outline))
        })
    }

    fn prove(&self, articles: &Articles<'_>, files: &Files<'_>) -> Result<(), FormatError> {
        let differs = |what| FormatError::Differs { name: articles.name.to_owned(), what };
        let mut found = proof::quotes(&files.read(articles.name)?).map_err(differs)?;
        articles.each(&mut |line| {
            let page = Page::new(line);
            for note in &page.notes {
                let key = (line.id.clone(), note.anchor.clone());
                let Some(words) = found.remove(&key) else {
                    return Err(differs(format!("{} of article {} is missing", key.1, key.0)));
                };
                if words != digest(&page.words(note)) {
                    return Err(differs(format!("the words of {} of article {}", key.1, key.0)));
                }
            }
            Ok(())
        })?;
        match found.pop_first() {
            Some(((article, id), _)) => Err(differs(format!("{id} of article {article} was not selected"))),
            None => Ok(()),
        }
    }
}

/// What stands for the words of an annotation.
fn digest(words: &[String]) -> TextHash {
    TextHash::of(&words.join("\u{0}"))
}

/// Who said an annotation, each once; somebody, even if nobody is told.
fn speakers_of(annotation: &AnnotationLine, names: &Names<'_>) -> Vec<(Speaker, Known)> {
    let mut speakers: BTreeMap<Speaker, Known> = BTreeMap::new();
    for voice in annotation.voices.iter().filter(|voice| voice.role == "speaker") {
        let name = names.party(voice);
        let (rank, key, entry) = match voice.kind.as_str() {
            "article" => (Rank::Article, String::new(), None),
            "unnamed" => (Rank::Unnamed, format!("{} {}", voice.affiliation, name_key(&voice.name)), None),
            _ => {
                let entry = names.entry(&voice.id);
                let id = entry.map_or_else(|| safe(&voice.id), |entry| entry.voice.id.to_string());
                (Rank::Registered, id, entry)
            }
        };
        let (roles, homes) = entry.map(|entry| names.roles_and_homes(entry)).unwrap_or_default();
        let name = if rank == Rank::Article { "The article itself".to_owned() } else { name };
        let speaker = Speaker { rank, sorts_as: name_key(&name), key };
        speakers.entry(speaker).or_insert(Known { name, roles, homes, num_quotes: 0 });
    }
    if speakers.is_empty() {
        let speaker = Speaker { rank: Rank::Nobody, sorts_as: String::new(), key: String::new() };
        speakers.insert(speaker, Known { name: "Nobody is named".to_owned(), ..Known::default() });
    }
    speakers.into_iter().collect()
}

fn outline(articles: &Articles<'_>, names: &Names<'_>) -> Result<Outline, FormatError> {
    let mut outline = Outline::default();
    articles.each(&mut |line| {
        outline.num_articles += usize::from(!line.annotations.is_empty());
        let page = Page::new(line);
        for note in &page.notes {
            outline.num_quotes += 1;
            if !outline.ids.insert(note.anchor.clone()) {
                outline.shared_ids.insert(note.anchor.clone());
            }
            for (speaker, known) in speakers_of(note.annotation, names) {
                outline.speakers.entry(speaker).or_insert(known).num_quotes += 1;
            }
        }
        Ok(())
    })?;
    Ok(outline)
}

impl Outline {
    /// What an annotation of an article is linked to by.
    fn anchor(&self, article: &str, note: &Note<'_>) -> String {
        if self.shared_ids.contains(&note.anchor) {
            format!("{article}_{}", note.anchor)
        } else {
            note.anchor.clone()
        }
    }

    /// What an annotation of another article is linked to by, if it is on the sheet and known by its id alone.
    fn elsewhere<'i>(&self, id: &'i str) -> Option<&'i str> {
        let (_, id) = id.split_once('#')?;
        (self.ids.contains(id) && !self.shared_ids.contains(id)).then_some(id)
    }

    /// The speakers in their order, a few at a time.
    fn batches(&self) -> Vec<Vec<&Speaker>> {
        let mut batches: Vec<Vec<&Speaker>> = Vec::new();
        let mut room = 0;
        for (speaker, known) in &self.speakers {
            match batches.last_mut() {
                Some(batch) if known.num_quotes <= room => {
                    batch.push(speaker);
                    room -= known.num_quotes;
                }
                _ => {
                    batches.push(vec![speaker]);
                    room = BATCH.saturating_sub(known.num_quotes);
                }
            }
        }
        batches
    }
}
