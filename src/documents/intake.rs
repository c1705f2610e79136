//! From documents to articles that a corpus does not have yet: ids, and what is there already.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use super::reading::{Outcome, ReadItem};
use super::{DocumentWarning, Documents, ReadDocument};
use crate::model::article::{Article, ArticleText, Provenance, mint_article_id};
use crate::model::corpus::CorpusState;
use crate::model::id::ArticleId;
use crate::model::reader::CorpusReader;
use crate::model::text::TextHash;
use crate::model::text::near::{NEAR_PERCENT, Signature};
use crate::model::time::Timestamp;

/// What is being taken in.
#[derive(Debug)]
pub struct Intake {
    /// How many files, or parts of files, could not be read.
    pub num_failed: usize,
    /// How many were left out because the corpus has their text.
    pub num_repeated: usize,
    /// How many were left out because the corpus has nearly their text.
    pub num_near: usize,
    options: IntakeOptions,
    known: BTreeMap<TextHash, ArticleId>,
    taken: BTreeSet<ArticleId>,
    alike: AlikeTexts,
}

/// What becomes of texts that are there already.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct IntakeOptions {
    /// Whether a text that the corpus has is taken once more.
    pub allow_duplicates: bool,
    /// What becomes of a text that is nearly one that the corpus has.
    pub near: NearDuplicates,
}

/// What becomes of near duplicates: the same story in two outlets, or once more with a word changed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum NearDuplicates {
    /// They are taken, and told.
    #[default]
    Tell,
    /// They are left out.
    Skip,
    /// They are not looked for.
    Ignore,
}

/// An article that a text is like.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Alike {
    /// The article.
    pub article: ArticleId,
    /// How alike they most likely are, in percent.
    pub percent: usize,
}

/// What came of one document, or of a file without any.
#[derive(Debug)]
pub enum Taken {
    /// It is an article.
    Article {
        /// The article.
        article: Box<Article>,
        /// What a person should know about how it was read.
        warnings: Vec<DocumentWarning>,
        /// The article that its text is nearly that of.
        alike: Option<Alike>,
    },
    /// It was passed over.
    LeftOut {
        /// Where it lies.
        path: PathBuf,
        /// Why.
        why: String,
    },
    /// It can't be read.
    Failed {
        /// Why, with its path.
        why: String,
    },
}

impl Intake {
    /// An intake into a corpus. Texts it has already are left out, unless the options allow them.
    pub fn new(state: &CorpusState, options: IntakeOptions) -> Self {
        let rows = &state.articles;
        Self {
            num_failed: 0,
            num_repeated: 0,
            num_near: 0,
            options,
            alike: AlikeTexts::default(),
            known: rows.values().map(|row| (row.text_hash, row.id.clone())).collect(),
            taken: rows.keys().cloned().collect(),
        }
    }

    /// Learns the texts that a corpus has, so that near duplicates of them are found: O(length of all texts). A
    /// text that can't be read is like none. `goes_on` is asked after each.
    pub fn learn(&mut self, corpus: &dyn CorpusReader, goes_on: &mut dyn FnMut() -> bool) {
        if self.options.near == NearDuplicates::Ignore {
            return;
        }
        let ids: Vec<ArticleId> = corpus.state().articles.keys().cloned().collect();
        drop(corpus.texts(&ids, &mut |id, text| {
            if let Some(signature) = Signature::of(text) {
                self.alike.add(id.clone(), signature);
            }
            if goes_on() { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
        }));
    }

    /// Takes what came of one file, document by document.
    pub fn take(&mut self, item: ReadItem, now: Timestamp) -> Vec<Taken> {
        let ReadItem { path, outcome } = item;
        match outcome {
            Outcome::Skipped(reason) => vec![Taken::LeftOut { path, why: reason.to_string() }],
            Outcome::Failed(err) => vec![self.failed(err.to_string())],
            Outcome::Read(Documents { read, left_out }) => {
                let mut taken = Vec::with_capacity(read.len() + left_out.len());
                for document in read {
                    taken.push(self.take_document(document, &path, now));
                }
                for (part, why) in left_out {
                    taken.push(self.failed(format!("{why}: {}", place(&path, &part))));
                }
                taken
            }
        }
    }

    fn failed(&mut self, why: String) -> Taken {
        self.num_failed += 1;
        Taken::Failed { why }
    }

    /// Takes a document that has been read from `path`.
    fn take_document(&mut self, document: ReadDocument, path: &Path, now: Timestamp) -> Taken {
        let ReadDocument { metadata, provenance, text, blocks, warnings, signature } = document;
        let text = ArticleText::new(text);
        if let (Some(same), false) = (self.known.get(&text.hash()), self.options.allow_duplicates) {
            self.num_repeated += 1;
            let why = format!("the corpus has this text as {same}");
            return Taken::LeftOut { path: PathBuf::from(place(path, &provenance.part)), why };
        }
        let signature = signature.filter(|_| self.options.near != NearDuplicates::Ignore);
        let alike = signature.as_ref().and_then(|signature| self.alike.find(signature));
        if let (Some(alike), NearDuplicates::Skip) = (&alike, self.options.near) {
            self.num_near += 1;
            let why = format!("the corpus has {} % of this text as {}", alike.percent, alike.article);
            return Taken::LeftOut { path: PathBuf::from(place(path, &provenance.part)), why };
        }
        let id = mint_article_id(metadata.date, &metadata.title, &text, |id| !self.taken.contains(id));
        self.known.insert(text.hash(), id.clone());
        self.taken.insert(id.clone());
        if let Some(signature) = signature {
            self.alike.add(id.clone(), signature);
        }
        let provenance = Provenance { added: now, ..provenance };
        let article = Article { id, metadata, provenance, text, blocks, patches: Vec::new() };
        Taken::Article { article: Box::new(article), warnings, alike }
    }
}

/// A file and which part of it, in words.
fn place(path: &Path, part: &str) -> String {
    if part.is_empty() { path.display().to_string() } else { format!("{} › {part}", path.display()) }
}

/// Texts by what they are like. Half a kilobyte a text, and as much again to find it.
#[derive(Debug, Default)]
struct AlikeTexts {
    texts: Vec<(ArticleId, Signature)>,
    /// The first text that has a key in a band.
    first: HashMap<u32, usize>,
}

impl AlikeTexts {
    fn add(&mut self, id: ArticleId, signature: Signature) {
        let idx = self.texts.len();
        for key in keys(&signature) {
            self.first.entry(key).or_insert(idx);
        }
        self.texts.push((id, signature));
    }

    /// The text that is most like one, if it is a near duplicate; of several the first.
    fn find(&self, signature: &Signature) -> Option<Alike> {
        let candidates: BTreeSet<usize> =
            keys(signature).filter_map(|key| self.first.get(&key)).copied().collect();
        let likeness = |idx: &usize| self.texts[*idx].1.likeness(signature);
        let best = candidates.iter().rev().max_by_key(|idx| likeness(idx))?;
        let percent = likeness(best);
        (percent >= NEAR_PERCENT).then(|| Alike { article: self.texts[*best].0.clone(), percent })
    }
}

/// The keys of a signature's bands, different in each band. What shares one by chance is compared all the same.
fn keys(signature: &Signature) -> impl Iterator<Item = u32> {
    let in_band = |(band, key): (usize, u64)| {
        let key = key.rotate_left(u32::try_from(band).unwrap_or(0)) ^ (key >> 32);
        u32::try_from(key & u64::from(u32::MAX)).unwrap_or(u32::MAX)
    };
    signature.bands().enumerate().map(in_band)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::documents::reading::Outcome;

    fn item(name: &str, text: &str) -> ReadItem {
        let document =
            ReadDocument { text: text.to_owned(), signature: Signature::of(text), ..ReadDocument::default() };
        ReadItem { path: PathBuf::from(name), outcome: Outcome::Read(document.into()) }
    }

    fn story(words: std::ops::Range<usize>) -> String {
        words.map(|number| format!("word{number}")).collect::<Vec<_>>().join(" ")
    }

    fn told(taken: &Taken) -> String {
        match taken {
            Taken::Article { article, alike, .. } => {
                let alike = alike.as_ref().map(|alike| format!(" like {}", alike.article));
                format!("{}{}", article.id, alike.unwrap_or_default())
            }
            Taken::LeftOut { path, why } => format!("{}: {why}", path.display()),
            Taken::Failed { why } => why.clone(),
        }
    }

    fn take(options: IntakeOptions, texts: &[&str]) -> Vec<String> {
        let mut intake = Intake::new(&CorpusState::default(), options);
        let items = texts.iter().enumerate().map(|(idx, text)| item(&format!("{idx}.txt"), text));
        items.flat_map(|item| intake.take(item, Timestamp::default())).map(|taken| told(&taken)).collect()
    }

    #[test]
    fn the_same_story_with_a_few_words_more_is_told_or_left_out() {
        let whole = story(0..200);
        let longer = format!("{whole} and a sentence of an agency");
        let other = story(500..700);
        let texts = [whole.as_str(), &other, &longer];
        let lines = take(IntakeOptions::default(), &texts);
        let first = lines[0].clone();
        assert!(!lines[1].contains(" like ") && lines[2].ends_with(&format!(" like {first}")), "{lines:?}");
        let skip = IntakeOptions { near: NearDuplicates::Skip, ..IntakeOptions::default() };
        let lines = take(skip, &texts);
        assert!(lines[2].starts_with("2.txt: the corpus has ") && lines[2].ends_with(&first), "{lines:?}");
        let ignore = IntakeOptions { near: NearDuplicates::Ignore, ..IntakeOptions::default() };
        assert!(!take(ignore, &texts)[2].contains(" like "));
    }

    #[test]
    fn the_very_same_text_is_left_out_unless_it_is_allowed() {
        let lines = take(IntakeOptions::default(), &["One day.", "One day."]);
        assert_eq!(lines[1], format!("1.txt: the corpus has this text as {}", lines[0]));
        let allowed = IntakeOptions { allow_duplicates: true, ..IntakeOptions::default() };
        let lines = take(allowed, &["One day.", "One day."]);
        assert_ne!(lines[0], lines[1]);
    }
}
