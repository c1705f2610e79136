//! From documents to articles that a corpus does not have yet: ids, and what is there already.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use chrono::NaiveDate;

use super::reading::{Outcome, ReadItem};
use super::{DocumentWarning, Documents, ReadDocument};
use crate::model::article::{Article, ArticleText, Metadata, Provenance, mint_article_id};
use crate::model::copies::originals;
use crate::model::corpus::CorpusState;
use crate::model::id::ArticleId;
use crate::model::reader::CorpusReader;
use crate::model::text::TextHash;
use crate::model::text::near::{NEAR_PERCENT, Signature, VERSION_PERCENT};
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
    /// How many were linked to the article whose text they nearly have.
    pub num_linked: usize,
    options: IntakeOptions,
    known: BTreeMap<TextHash, ArticleId>,
    taken: BTreeSet<ArticleId>,
    alike: AlikeTexts,
    /// The first of the articles that one is a copy of.
    originals: HashMap<ArticleId, ArticleId>,
    /// The articles that the corpus had at the beginning, by what tells that two are versions of one.
    versions: HashMap<VersionKey, KnownVersion>,
}

/// What becomes of texts that are there already.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct IntakeOptions {
    /// Whether a text that the corpus has is taken once more.
    pub allow_duplicates: bool,
    /// What becomes of a text that is nearly one that the corpus has.
    pub near: NearDuplicates,
    /// What becomes of a newer version of an article that the corpus has.
    pub newer: Newer,
}

/// What becomes of newer versions: the same address, or the same title of the same outlet and day, and a text that is
/// like the article's but not the same.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Newer {
    /// They are taken as articles of their own, and told.
    #[default]
    Tell,
    /// They are no articles of their own: whoever takes them in gives the article their text.
    Renew,
    /// They are not looked for.
    AsNew,
}

/// What becomes of near duplicates: the same story in two outlets, or once more with a word changed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum NearDuplicates {
    /// They are taken, and told.
    #[default]
    Tell,
    /// They are taken, told, and linked to the article whose text they nearly have.
    Link,
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
        /// The article that it is a newer version of.
        newer_than: Option<Alike>,
    },
    /// It is a newer version of an article that is there.
    Newer {
        /// The article, and how alike the two texts are.
        of: Alike,
        /// Where the document lies.
        path: PathBuf,
        /// The document.
        document: Box<ReadDocument>,
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
            num_linked: 0,
            originals: originals(rows).into_iter().map(|(id, of)| (id.clone(), of.clone())).collect(),
            options,
            alike: AlikeTexts::default(),
            versions: versions(state, options.newer),
            known: rows.values().map(|row| (row.text_hash, row.id.clone())).collect(),
            taken: rows.keys().cloned().collect(),
        }
    }

    /// Learns the texts that a corpus has, so that near duplicates and newer versions of them are found: O(length of
    /// all texts). A text that can't be read is like none. `goes_on` is asked after each.
    pub fn learn(&mut self, corpus: &dyn CorpusReader, goes_on: &mut dyn FnMut() -> bool) {
        let ids: Vec<ArticleId> = if self.options.near == NearDuplicates::Ignore {
            let versions: BTreeSet<&ArticleId> = self.versions.values().map(|known| &known.article).collect();
            versions.into_iter().cloned().collect()
        } else {
            corpus.state().articles.keys().cloned().collect()
        };
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
            let why = format!("it has the same text as {same}");
            return Taken::LeftOut { path: PathBuf::from(place(path, &provenance.part)), why };
        }
        let newer_than = self.newer_than(&metadata, signature.as_ref());
        if let (Some(of), Newer::Renew) = (&newer_than, self.options.newer) {
            self.known.insert(text.hash(), of.article.clone());
            let document = ReadDocument {
                metadata,
                provenance,
                text: text.as_str().to_owned(),
                blocks,
                warnings,
                signature,
            };
            return Taken::Newer { of: of.clone(), path: path.to_owned(), document: Box::new(document) };
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
        let like = alike.as_ref().filter(|_| self.options.near == NearDuplicates::Link);
        let copy_of = like.map(|like| self.originals.get(&like.article).unwrap_or(&like.article).clone());
        if let Some(original) = &copy_of {
            self.num_linked += 1;
            self.originals.insert(id.clone(), original.clone());
        }
        let provenance = Provenance { added: now, copy_of, ..provenance };
        let article = Article { id, metadata, provenance, text, blocks, patches: Vec::new() };
        Taken::Article { article: Box::new(article), warnings, alike, newer_than }
    }

    /// The article that a document is a newer version of.
    fn newer_than(&self, metadata: &Metadata, signature: Option<&Signature>) -> Option<Alike> {
        let (address, published) = (VersionKey::address(metadata), VersionKey::published(metadata));
        let by_address = address.as_ref().and_then(|key| self.versions.get(key));
        // Of two addresses each has an article of its own.
        let by_rest = || {
            let found = self.versions.get(&published?);
            found.filter(|known| address.is_none() || !known.has_address)
        };
        let KnownVersion { article, .. } = by_address.or_else(by_rest)?;
        let percent = self.alike.likeness(article, signature?)?;
        (percent >= VERSION_PERCENT).then(|| Alike { article: article.clone(), percent })
    }
}

/// What two versions of an article have in common.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum VersionKey {
    /// The address, as [`same_address`] has it.
    Address(String),
    /// Title, outlet and day, all of them known.
    Published(String, String, NaiveDate),
}

/// An article that there may be a newer version of.
#[derive(Clone, Debug)]
struct KnownVersion {
    article: ArticleId,
    has_address: bool,
}

impl VersionKey {
    fn address(metadata: &Metadata) -> Option<Self> {
        same_address(&metadata.url).map(Self::Address)
    }

    fn published(metadata: &Metadata) -> Option<Self> {
        let words = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
        let (title, outlet) = (words(&metadata.title), words(&metadata.outlet));
        let date = metadata.date.filter(|_| !title.is_empty() && !outlet.is_empty())?;
        Some(Self::Published(title, outlet, date))
    }
}

/// An address without what doesn't tell pages apart: the protocol, capitals of the host, a place in the page, a slash
/// at the end. `None` if it is no address of a page.
fn same_address(url: &str) -> Option<String> {
    let url = url.trim();
    let rest = ["https://", "http://"].iter().find_map(|protocol| {
        let head = url.get(..protocol.len())?;
        head.eq_ignore_ascii_case(protocol).then(|| &url[protocol.len()..])
    })?;
    let rest = rest.split('#').next().unwrap_or_default();
    let end = rest.find(['/', '?']).unwrap_or(rest.len());
    let (host, path) = rest.split_at(end);
    // The first page of a host is many articles, one after the other.
    let path = path.trim_end_matches('/');
    (!host.is_empty() && !path.is_empty()).then(|| format!("{}{path}", host.to_lowercase()))
}

/// The articles of a corpus by what they are known by; where several are known by one, none is: nobody can say which.
fn versions(state: &CorpusState, newer: Newer) -> HashMap<VersionKey, KnownVersion> {
    let mut versions: HashMap<VersionKey, Option<KnownVersion>> = HashMap::new();
    if newer != Newer::AsNew {
        for row in state.articles.values() {
            let address = VersionKey::address(&row.metadata);
            let known = KnownVersion { article: row.id.clone(), has_address: address.is_some() };
            for key in address.into_iter().chain(VersionKey::published(&row.metadata)) {
                let entry = versions.entry(key).and_modify(|several| *several = None);
                entry.or_insert_with(|| Some(known.clone()));
            }
        }
    }
    versions.into_iter().filter_map(|(key, known)| Some((key, known?))).collect()
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
    by_id: HashMap<ArticleId, usize>,
}

impl AlikeTexts {
    fn add(&mut self, id: ArticleId, signature: Signature) {
        let idx = self.texts.len();
        self.by_id.insert(id.clone(), idx);
        for key in keys(&signature) {
            self.first.entry(key).or_insert(idx);
        }
        self.texts.push((id, signature));
    }

    /// How alike an article's text and another are, in percent; `None` if the article's text is not known.
    fn likeness(&self, article: &ArticleId, signature: &Signature) -> Option<usize> {
        self.by_id.get(article).map(|idx| self.texts[*idx].1.likeness(signature))
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
    use std::sync::Arc;

    use super::*;
    use crate::documents::reading::Outcome;
    use crate::model::reader::ReadError;

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
            Taken::Article { article, alike, newer_than, .. } => {
                let alike = alike.as_ref().map(|alike| format!(" like {}", alike.article));
                let newer = newer_than.as_ref().map(|older| format!(" newer than {}", older.article));
                format!("{}{}{}", article.id, alike.unwrap_or_default(), newer.unwrap_or_default())
            }
            Taken::Newer { of, path, .. } => format!("{} renews {}", path.display(), of.article),
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
    fn near_duplicates_are_linked_to_the_first_and_told_how_many() {
        let link = IntakeOptions { near: NearDuplicates::Link, ..IntakeOptions::default() };
        let mut intake = Intake::new(&CorpusState::default(), link);
        let whole = story(0..200);
        // The third is nearer to the second than to the first.
        let longer = format!("{whole} and a sentence of an agency");
        let texts =
            [whole.clone(), longer.clone(), format!("{longer} that is at home here"), story(500..700)];
        let items = texts.iter().enumerate().map(|(idx, text)| item(&format!("{idx}.txt"), text));
        let taken = items.flat_map(|item| intake.take(item, Timestamp::default())).map(|taken| match taken {
            Taken::Article { article, alike, .. } => {
                (article.id.clone(), alike.map(|alike| alike.article), article.provenance.copy_of.clone())
            }
            other => panic!("{other:?}"),
        });
        let taken: Vec<_> = taken.collect();
        let (first, second) = (Some(taken[0].0.clone()), Some(taken[1].0.clone()));
        assert_eq!(
            taken.iter().map(|taken| taken.1.clone()).collect::<Vec<_>>(),
            [None, first.clone(), second, None]
        );
        assert_eq!(
            taken.iter().map(|taken| taken.2.clone()).collect::<Vec<_>>(),
            [None, first.clone(), first, None]
        );
        assert_eq!(intake.num_linked, 2);
    }

    /// A corpus of one article, "paper", of 200 words, at an address.
    struct One(CorpusState, Article);

    impl CorpusReader for One {
        fn state(&self) -> &CorpusState {
            &self.0
        }

        fn article(&self, _: &ArticleId) -> Result<Arc<Article>, ReadError> {
            Ok(Arc::new(self.1.clone()))
        }
    }

    fn published(url: &str, title: &str) -> Metadata {
        let date = NaiveDate::from_ymd_opt(2025, 3, 14);
        let (url, title) = (url.to_owned(), title.to_owned());
        Metadata { url, title, date, outlet: "The Wire".to_owned(), ..Metadata::default() }
    }

    fn newer(metadata: Metadata, text: &str, options: IntakeOptions) -> String {
        let mut state = CorpusState::default();
        let article = Article {
            id: ArticleId::new("paper").unwrap(),
            metadata: published("https://wire.example/ferry/", "Ferry"),
            provenance: Provenance::default(),
            text: ArticleText::new(story(0..200)),
            blocks: Vec::new(),
            patches: Vec::new(),
        };
        state.put_article(&article);
        let mut intake = Intake::new(&state, options);
        intake.learn(&One(state, article), &mut || true);
        let mut item = item("new.txt", text);
        if let Outcome::Read(documents) = &mut item.outcome {
            documents.read[0].metadata = metadata;
        }
        told(&intake.take(item, Timestamp::default())[0])
    }

    #[test]
    fn a_newer_version_is_known_by_its_address_and_told_or_given() {
        let text = format!("{} {}", story(0..170), story(300..330));
        let tell = IntakeOptions::default();
        let there = || published("http://WIRE.example/ferry#top", "Another title");
        assert!(newer(there(), &text, tell).ends_with(" newer than paper"));
        let near = NearDuplicates::Ignore;
        let renew = IntakeOptions { newer: Newer::Renew, near, ..tell };
        assert_eq!(newer(there(), &text, renew), "new.txt renews paper");
        let as_new = IntakeOptions { newer: Newer::AsNew, ..tell };
        assert!(!newer(there(), &text, as_new).contains("newer"));
        // The same title on the same day is no proof where there is another address.
        let elsewhere = published("https://wire.example/other", "Ferry");
        assert!(!newer(elsewhere, &text, tell).contains("newer"));
        let other_story = story(500..700);
        assert!(!newer(there(), &other_story, tell).contains("newer"));
        assert!(newer(published("", "Ferry"), &text, tell).contains("newer"));
        assert!(!newer(published("", "Another title"), &text, tell).contains("newer"));
    }

    #[test]
    fn addresses_of_one_page_are_the_same() {
        for url in ["https://a.example/x/", "http://A.example/x#y", " HTTPS://a.example/x"] {
            assert_eq!(same_address(url).as_deref(), Some("a.example/x"), "{url}");
        }
        assert_ne!(same_address("https://a.example/x?id=1"), same_address("https://a.example/x?id=2"));
        for url in ["https://a.example", "https://a.example/", "a.example/x", "", "ftp://a.example/x", "é"] {
            assert_eq!(same_address(url), None, "{url}");
        }
    }

    #[test]
    fn the_very_same_text_is_left_out_unless_it_is_allowed() {
        let lines = take(IntakeOptions::default(), &["One day.", "One day."]);
        assert_eq!(lines[1], format!("1.txt: it has the same text as {}", lines[0]));
        let allowed = IntakeOptions { allow_duplicates: true, ..IntakeOptions::default() };
        let lines = take(allowed, &["One day.", "One day."]);
        assert_ne!(lines[0], lines[1]);
    }
}
