//! Reading a corpus folder: every file as far as it can be read, and a list of what could not.

mod layer;

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::path::Path;
use std::sync::Arc;

use super::cache::{Cache, Gathered, Segment, Stamps, Taken, TextPlace, Unchanged};
use super::contents::Quarantine;
use super::disk::{Disk, read_if_there};
use super::error::{DiskContext as _, StoreError};
use super::layout::{Layout, RecordFile};
use super::listing::Listing;
use super::records::RecordError;
use super::records::annotation::LayerFile;
use super::records::article::{ArticleFile, CorpusFile};
use super::records::register::{ItemsFile, RegisterFile};
use super::records::tagset::TagsetFile;
use super::ron_file::{self, RonError};
use super::writer::Fingerprint;
use crate::model::article::{Article, ArticleText, TextPatch};
use crate::model::corpus::{ArticleRow, CorpusState};
use crate::model::edit::{Key, Record};
use crate::model::id::{AnnotatorId, ArticleId};
use crate::model::text::TextHash;

pub(super) use layer::read_layer;

/// Something in a corpus that could not be used as it is. Nothing of it is lost.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The file, relative to the corpus folder.
    pub file: String,
    /// What is wrong, and where in the file.
    pub what: String,
    /// What a person can do.
    pub remedy: &'static str,
}

impl std::fmt::Display for Problem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: {}", self.file, self.what)
    }
}

/// What a corpus folder holds.
#[derive(Debug, Default)]
pub(super) struct Loaded {
    pub state: CorpusState,
    /// Records that could not be used, by file.
    pub quarantine: BTreeMap<RecordFile, Quarantine>,
    /// Files that must not be written, each with the reason.
    pub locked: BTreeMap<RecordFile, String>,
    pub known: BTreeMap<RecordFile, Fingerprint>,
    pub problems: Vec<Problem>,
    /// Articles that differ from their files: patches of the history's tail have been applied to them.
    pub patched: BTreeMap<ArticleId, Arc<Article>>,
    /// Patches of the tail that fit no more: somebody else has corrected the text meanwhile.
    pub unfit: Vec<(ArticleId, Arc<TextPatch>)>,
    /// Articles whose texts others may have corrected since the own lines of the tail were written.
    pub corrected: BTreeSet<ArticleId>,
    /// The articles that were read, where they were to be kept.
    pub texts: BTreeMap<ArticleId, Arc<Article>>,
    /// What a cache is written from.
    pub for_cache: ForCache,
}

/// What was found out beside, for the cache.
#[derive(Debug, Default)]
pub(super) struct ForCache {
    /// How many articles were read from their files.
    pub num_read: usize,
    /// Those of them that leave a doubt: something was reported about them or a layer, or a correction of the
    /// history's tail has changed their text.
    pub left_out: BTreeSet<ArticleId>,
    /// Where texts lie in the flat files.
    pub places: Vec<(ArticleId, TextPlace)>,
    /// Whether the cache can't be read in part.
    pub is_damaged: bool,
}

/// What is needed to read a corpus folder.
#[derive(Clone, Copy, Debug)]
pub(super) struct Source<'d> {
    pub disk: &'d dyn Disk,
    pub layout: &'d Layout,
    /// Corrections in the history's tail that the article files may not have yet.
    pub patches: &'d BTreeMap<ArticleId, Vec<Arc<TextPatch>>>,
    /// Articles that the history's tail took out: layer files on them are on their way out too.
    pub gone: &'d BTreeSet<ArticleId>,
    /// Every article that the history's tail says anything about: those are read from their files.
    pub in_tail: &'d BTreeSet<ArticleId>,
    /// Whose history it is.
    pub annotator: &'d AnnotatorId,
    /// What there is to be read.
    pub listing: &'d Listing,
    /// Whether articles are kept with their texts.
    pub keeps_texts: bool,
    /// What is known of files that are as they were, if anything is.
    pub cache: Option<&'d Cache>,
    /// Where the texts of articles are put that are read, if they are.
    pub segment: Option<&'d Segment>,
}

const LEFT_AS_IS: &str = "the file is left as it is; mend it in a text editor or bring back an older one";
const QUARANTINED: &str = "the record is kept in its file and not used; mend it there";
const EDITED_TEXT: &str = "bring back the article's file, or the text it had";

impl Source<'_> {
    /// Reads everything. Only a corpus of a newer format, or none at all, is an error.
    pub(super) fn load(&self) -> Result<Loaded, StoreError> {
        let mut loaded = Loaded::default();
        self.load_settings(&mut loaded)?;
        self.load_tagset(&mut loaded);
        let every = |_: &str| true;
        for annotator in self.ids_in::<AnnotatorId>(&mut loaded, &self.layout.registers(), &every) {
            self.load_register(&mut loaded, &annotator);
        }
        for annotator in self.ids_in::<AnnotatorId>(&mut loaded, &self.layout.items(), &every) {
            self.load_items(&mut loaded, &annotator);
        }
        self.load_articles(&mut loaded)?;
        Ok(loaded)
    }

    /// Reads some files again, an article always with all layers on it.
    pub(super) fn load_some(&self, files: &[RecordFile]) -> Result<Loaded, StoreError> {
        let mut loaded = Loaded::default();
        let mut layers: BTreeMap<&ArticleId, Option<Vec<AnnotatorId>>> = BTreeMap::new();
        for file in files {
            match file {
                RecordFile::Corpus => self.load_settings(&mut loaded)?,
                RecordFile::Tagset => self.load_tagset(&mut loaded),
                RecordFile::Register(annotator) => self.load_register(&mut loaded, annotator),
                RecordFile::Items(annotator) => self.load_items(&mut loaded, annotator),
                RecordFile::Article(id) => {
                    layers.insert(id, None);
                }
                RecordFile::Layer(annotator, id) => {
                    if let Some(annotators) = layers.entry(id).or_insert_with(|| Some(Vec::new())) {
                        annotators.push(annotator.clone());
                    }
                }
            }
        }
        let articles: Vec<ArticleId> = layers.keys().copied().cloned().collect();
        let mut all = self.list_layers(&mut Loaded::default(), &articles, &|_| true);
        for (id, annotators) in layers {
            let annotators = annotators.or_else(|| all.remove(id)).unwrap_or_default();
            self.load_article(&mut loaded, id, &annotators);
        }
        Ok(loaded)
    }

    fn load_settings(&self, loaded: &mut Loaded) -> Result<(), StoreError> {
        let path = self.layout.record_file(&RecordFile::Corpus);
        let bytes = read_if_there(self.disk, &path).at("reading", &path)?;
        let bytes = bytes.ok_or_else(|| StoreError::NoCorpus(self.layout.folder().to_owned()))?;
        match ron_file::read::<CorpusFile>(&bytes) {
            Err(source @ RonError::TooNew { .. }) => return Err(StoreError::Ron { path, source }),
            Err(err) => loaded.lock(self, RecordFile::Corpus, &err),
            Ok(file) => match file.to_model() {
                Ok(settings) => loaded.state.settings = settings,
                Err(err) => loaded.lock(self, RecordFile::Corpus, &err),
            },
        }
        loaded.known.insert(RecordFile::Corpus, Fingerprint::of(&bytes));
        Ok(())
    }

    fn load_tagset(&self, loaded: &mut Loaded) {
        let Some(file) = self.read_file::<TagsetFile>(loaded, &RecordFile::Tagset) else {
            if !loaded.locked.contains_key(&RecordFile::Tagset) {
                let path = self.layout.record_file(&RecordFile::Tagset);
                loaded.report(self, &path, &"it is not there, so no label is known", "bring the file back");
            }
            return;
        };
        match file.to_model() {
            Ok(tagset) => loaded.state.tagset = tagset,
            Err(err) => loaded.lock(self, RecordFile::Tagset, &err),
        }
    }

    fn load_register(&self, loaded: &mut Loaded, annotator: &AnnotatorId) {
        let file_of = RecordFile::Register(annotator.clone());
        let Some(file) = self.read_file::<RegisterFile>(loaded, &file_of) else {
            return;
        };
        let voices: Result<Vec<_>, RecordError> =
            file.voices.iter().map(super::records::register::VoiceRecord::to_model).collect();
        let voices = voices.and_then(|voices| {
            same_owner(&file.annotator, annotator)?;
            none_twice(voices.iter().map(|voice| &voice.id))?;
            Ok(voices)
        });
        match voices {
            Ok(voices) => {
                for voice in voices {
                    let key = Key::Voice(annotator.clone(), voice.id.clone());
                    loaded.state.set(&key, Some(Record::Voice(Arc::new(voice))));
                }
            }
            Err(err) => loaded.lock(self, file_of, &err),
        }
    }

    fn load_items(&self, loaded: &mut Loaded, annotator: &AnnotatorId) {
        let file_of = RecordFile::Items(annotator.clone());
        let Some(file) = self.read_file::<ItemsFile>(loaded, &file_of) else {
            return;
        };
        let items: Result<Vec<_>, RecordError> =
            file.items.iter().map(super::records::register::ItemRecord::to_model).collect();
        let items = items.and_then(|items| {
            same_owner(&file.annotator, annotator)?;
            none_twice(items.iter().map(|item| &item.id))?;
            Ok(items)
        });
        match items {
            Ok(items) => {
                for item in items {
                    let key = Key::Item(annotator.clone(), item.id.clone());
                    loaded.state.set(&key, Some(Record::Item(Arc::new(item))));
                }
            }
            Err(err) => loaded.lock(self, file_of, &err),
        }
    }

    /// Takes articles with the layers on them from the cache, where their files are as they were, and reads the
    /// others on as many threads as the machine has processors.
    fn load_articles(&self, loaded: &mut Loaded) -> Result<(), StoreError> {
        let Taken { unchanged: Unchanged { rows, layers, known }, places, is_damaged } =
            self.cache.map(|cache| self.take_from(cache)).unwrap_or_default();
        loaded.for_cache.places = places;
        loaded.for_cache.is_damaged = is_damaged;
        let unchanged: HashSet<&str> = rows.iter().map(|(id, _)| id.as_str()).collect();
        let is_wanted = |stem: &str| !unchanged.contains(stem);
        let articles: Vec<ArticleId> = self.ids_in(loaded, &self.layout.articles(), &is_wanted);
        let layers_to_read = self.list_layers(loaded, &articles, &is_wanted);
        drop(unchanged);
        // They come in order, which makes a map of them in one go.
        loaded.state.articles = rows.into_iter().collect();
        loaded.state.layers = layers.into_iter().collect();
        loaded.known.extend(known);
        self.read_articles(loaded, &articles, &layers_to_read)
    }

    /// What a cache says of articles. Those that the history's tail has something to do with are read from their
    /// files.
    fn take_from(&self, cache: &Cache) -> Taken {
        cache.take(&Stamps::of(self.listing, self.layout), &|id| self.in_tail.contains(id))
    }

    fn read_articles(
        &self,
        loaded: &mut Loaded,
        articles: &[ArticleId],
        layers: &BTreeMap<ArticleId, Vec<AnnotatorId>>,
    ) -> Result<(), StoreError> {
        let num_threads = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        let chunk_len = articles.len().div_ceil(num_threads).max(1);
        let source = *self;
        let parts = std::thread::scope(|scope| {
            let threads: Vec<_> = articles
                .chunks(chunk_len)
                .map(|chunk| {
                    std::thread::Builder::new().name("redletter-reader".to_owned()).spawn_scoped(
                        scope,
                        move || {
                            let mut part = Loaded::default();
                            let mut gathered = source.segment.map(Gathered::new);
                            for id in chunk {
                                let annotators = layers.get(id).map_or(&[][..], Vec::as_slice);
                                let article = source.load_article(&mut part, id, annotators);
                                if let (Some(gathered), Some(article)) = (&mut gathered, article) {
                                    gathered.add(id, article.text.as_str(), article.text.hash());
                                }
                            }
                            part.for_cache.places = gathered.map(Gathered::finish).unwrap_or_default();
                            part
                        },
                    )
                })
                .collect();
            threads
                .into_iter()
                .map(|thread| thread.map(|thread| thread.join().expect("reading an article does not panic")))
                .collect::<Result<Vec<_>, _>>()
        });
        for part in parts.at("starting a thread", self.layout.folder())? {
            loaded.take_in(part);
        }
        Ok(())
    }

    /// The annotators with a layer file, by article.
    fn list_layers(
        &self,
        loaded: &mut Loaded,
        articles: &[ArticleId],
        is_wanted: &dyn Fn(&str) -> bool,
    ) -> BTreeMap<ArticleId, Vec<AnnotatorId>> {
        let articles: BTreeSet<&ArticleId> = articles.iter().collect();
        let mut layers: BTreeMap<ArticleId, Vec<AnnotatorId>> = BTreeMap::new();
        let folder = self.layout.layers();
        for entry in self.listing.entries(&folder).iter().filter(|entry| entry.is_folder) {
            let annotator = match AnnotatorId::new(&entry.name) {
                Ok(annotator) => annotator,
                Err(err) => {
                    loaded.report(self, &folder.join(&entry.name), &err, LEFT_AS_IS);
                    continue;
                }
            };
            let of_annotator = folder.join(&entry.name);
            for article in self.ids_in::<ArticleId>(loaded, &of_annotator, is_wanted) {
                if articles.contains(&article) {
                    layers.entry(article).or_default().push(annotator.clone());
                    continue;
                }
                let file = RecordFile::Layer(annotator.clone(), article.clone());
                let path = self.layout.record_file(&file);
                if self.gone.contains(&article) {
                    if let Ok(Some(bytes)) = read_if_there(self.disk, &path) {
                        loaded.known.insert(file, Fingerprint::of(&bytes));
                    }
                } else {
                    let what = format!("there is no article {article} for this layer");
                    loaded.report(self, &path, &what, "bring back the article's file");
                }
            }
        }
        layers
    }

    /// The ids that the `.ron` files of a folder are named by; files with other names are reported. What is not
    /// wanted, by its name without ending, is passed over.
    fn ids_in<I>(&self, loaded: &mut Loaded, folder: &Path, is_wanted: &dyn Fn(&str) -> bool) -> Vec<I>
    where
        I: std::str::FromStr,
        I::Err: std::fmt::Display,
    {
        let mut ids = Vec::new();
        for entry in self.listing.entries(folder) {
            // A folder of such a name is taken along, so that it is reported as what it is.
            let Some(stem) = entry.name.strip_suffix(".ron") else {
                continue;
            };
            if stem.starts_with('.') || !is_wanted(stem) {
                continue;
            }
            match stem.parse() {
                Ok(id) => ids.push(id),
                Err(err) => loaded.report(self, &folder.join(&entry.name), &err, LEFT_AS_IS),
            }
        }
        ids
    }

    /// Reads one file of records. One that can't be read is locked and reported.
    fn read_file<T: serde::de::DeserializeOwned>(&self, loaded: &mut Loaded, file: &RecordFile) -> Option<T> {
        let path = self.layout.record_file(file);
        let bytes = match read_if_there(self.disk, &path) {
            Ok(Some(bytes)) => bytes,
            Ok(None) => return None,
            Err(err) => {
                loaded.lock(self, file.clone(), &err);
                return None;
            }
        };
        loaded.known.insert(file.clone(), Fingerprint::of(&bytes));
        match ron_file::read(&bytes) {
            Ok(value) => Some(value),
            Err(err) => {
                loaded.lock(self, file.clone(), &err);
                None
            }
        }
    }

    /// Reads an article with the layers on it; gives the article, if it can be used.
    fn load_article(
        &self,
        loaded: &mut Loaded,
        id: &ArticleId,
        annotators: &[AnnotatorId],
    ) -> Option<Arc<Article>> {
        let num_doubts = loaded.num_doubts();
        let article = self.read_with_layers(loaded, id, annotators);
        loaded.for_cache.num_read += 1;
        if article.is_none() || self.patches.contains_key(id) || loaded.num_doubts() != num_doubts {
            loaded.for_cache.left_out.insert(id.clone());
        }
        article
    }

    fn read_with_layers(
        &self,
        loaded: &mut Loaded,
        id: &ArticleId,
        annotators: &[AnnotatorId],
    ) -> Option<Arc<Article>> {
        let file_of = RecordFile::Article(id.clone());
        // An article that can't be read from the disk is locked by `read_file`, which fails for none.
        let Some(file) = self.read_file::<ArticleFile>(loaded, &file_of) else {
            Self::skip_layers(loaded, id, annotators);
            return None;
        };
        let mut article = match read_article(id, file) {
            Ok((article, warning)) => {
                if let Some(warning) = warning {
                    let path = self.layout.record_file(&file_of);
                    let remedy = if warning.locks { EDITED_TEXT } else { "nothing needs to be done" };
                    loaded.report(self, &path, &warning.what, remedy);
                    if warning.locks {
                        loaded.locked.insert(file_of.clone(), warning.what);
                    }
                }
                article
            }
            Err(err) => {
                loaded.lock(self, file_of, &err);
                Self::skip_layers(loaded, id, annotators);
                return None;
            }
        };
        // One id is shared by everything about the article.
        article.id = id.clone();
        let tail = self.patches.get(id).map_or(&[][..], Vec::as_slice);
        let (mut is_patched, mut is_unfit) = (false, false);
        for patch in &tail[num_known_patches(&article, tail)..] {
            if let Some(after) = patched(&article, patch) {
                article = after;
                is_patched = true;
            } else if !article.patches.contains(patch) {
                is_unfit = true;
                loaded.unfit.push((id.clone(), Arc::clone(patch)));
            }
        }
        loaded.state.articles.insert(id.clone(), ArticleRow::of(&article));
        // Without a layer of one's own nothing says which text the tail's lines were written for.
        let has_own = annotators.contains(self.annotator);
        if is_unfit || (!has_own && article.patches.iter().any(|patch| !self.is_of_tail(id, patch))) {
            loaded.corrected.insert(id.clone());
        }
        for annotator in annotators {
            self.load_layer(loaded, &article, annotator);
        }
        let article = Arc::new(article);
        if self.keeps_texts {
            loaded.texts.insert(id.clone(), Arc::clone(&article));
        }
        if is_patched {
            loaded.patched.insert(id.clone(), Arc::clone(&article));
        }
        Some(article)
    }

    /// Whether a patch of an article stands in the own history's tail.
    fn is_of_tail(&self, id: &ArticleId, patch: &TextPatch) -> bool {
        self.patches.get(id).is_some_and(|own| own.iter().any(|known| **known == *patch))
    }

    /// How many patches at the end of an article's chain stand in the annotator's own history since the files
    /// were last sure to be up to date. The puts beside them carry the annotator's records, so that they must
    /// not be carried here.
    fn num_own_patches(&self, article: &Article, annotator: &AnnotatorId) -> usize {
        let is_own = |patch: &&TextPatch| annotator == self.annotator && self.is_of_tail(&article.id, patch);
        article.patches.iter().rev().take_while(is_own).count()
    }

    /// Whether somebody else has corrected an article since an own layer on it was written.
    fn is_behind_others(&self, file: &LayerFile, article: &Article) -> bool {
        let Ok(made_on) = file.text_hash.parse() else { return false };
        chain_from(article, made_on).is_some_and(|(_, since)| {
            let num_own = self.num_own_patches(article, self.annotator).min(since.len());
            !since[..since.len() - num_own].is_empty()
        })
    }

    /// The layers on an article that can't be read stay as they are.
    fn skip_layers(loaded: &mut Loaded, id: &ArticleId, annotators: &[AnnotatorId]) {
        for annotator in annotators {
            let file = RecordFile::Layer(annotator.clone(), id.clone());
            loaded.locked.insert(file, format!("the article {id} can't be read"));
        }
    }

    fn load_layer(&self, loaded: &mut Loaded, article: &Article, annotator: &AnnotatorId) {
        let file_of = RecordFile::Layer(annotator.clone(), article.id.clone());
        let Some(file) = self.read_file::<LayerFile>(loaded, &file_of) else {
            return;
        };
        let path = self.layout.record_file(&file_of);
        if annotator == self.annotator && self.is_behind_others(&file, article) {
            loaded.corrected.insert(article.id.clone());
        }
        let read = same_owner(&file.annotator, annotator)
            .and_then(|()| same_owner(&file.article, &article.id))
            .and_then(|()| read_layer(&file, article, self.num_own_patches(article, annotator)));
        let read = match read {
            Ok(read) => read,
            Err(err) => return loaded.lock(self, file_of, &err),
        };
        for what in &read.problems {
            loaded.report(self, &path, what, QUARANTINED);
        }
        if let Some(why) = read.lock {
            loaded.report(self, &path, &why, EDITED_TEXT);
            loaded.locked.insert(file_of.clone(), why);
        }
        if !read.quarantine.is_empty() {
            loaded.quarantine.insert(file_of, read.quarantine);
        }
        loaded.state.put_layer(&article.id, annotator, read.layer);
    }
}

impl Loaded {
    fn report(
        &mut self,
        source: &Source<'_>,
        path: &Path,
        what: &dyn std::fmt::Display,
        remedy: &'static str,
    ) {
        self.problems.push(Problem { file: source.layout.shown(path), what: what.to_string(), remedy });
    }

    /// How much there is that leaves a doubt about some file.
    fn num_doubts(&self) -> usize {
        self.problems.len() + self.locked.len() + self.quarantine.len() + self.unfit.len()
    }

    /// Reports a file that can't be used and must not be written.
    fn lock(&mut self, source: &Source<'_>, file: RecordFile, why: &dyn std::fmt::Display) {
        self.report(source, &source.layout.record_file(&file), why, LEFT_AS_IS);
        self.locked.insert(file, why.to_string());
    }

    fn take_in(&mut self, part: Self) {
        let Self { state, quarantine, locked, known, problems, patched, unfit, corrected, texts, for_cache } =
            part;
        self.state.articles.extend(state.articles);
        self.state.layers.extend(state.layers);
        self.quarantine.extend(quarantine);
        self.locked.extend(locked);
        self.known.extend(known);
        self.problems.extend(problems);
        self.patched.extend(patched);
        self.unfit.extend(unfit);
        self.corrected.extend(corrected);
        self.texts.extend(texts);
        let ForCache { num_read, left_out, places, is_damaged } = for_cache;
        self.for_cache.num_read += num_read;
        self.for_cache.left_out.extend(left_out);
        // What was read now is newer than what lay in the cache.
        self.for_cache.places.extend(places);
        self.for_cache.is_damaged |= is_damaged;
    }
}

/// Why a file must not be written, if it must not. A layer waits with its article: made on a text that is not
/// the article's, it would fit nothing once that is brought back.
pub(super) fn lock_of<'l>(locked: &'l BTreeMap<RecordFile, String>, file: &RecordFile) -> Option<&'l String> {
    let of_article = || locked.get(&RecordFile::Article(file.article()?.clone()));
    locked.get(file).or_else(of_article)
}

fn same_owner(said: &str, of_name: &dyn std::fmt::Display) -> Result<(), RecordError> {
    if said == of_name.to_string() {
        Ok(())
    } else {
        Err(RecordError::Contradiction(format!("the file is that of {said}, but its name says {of_name}")))
    }
}

/// An id that occurs twice is an error: nobody could say which is meant.
fn none_twice<I: Ord + std::fmt::Display>(ids: impl IntoIterator<Item = I>) -> Result<(), RecordError> {
    let mut seen = BTreeSet::new();
    for id in ids {
        if let Some(id) = seen.replace(id) {
            return Err(RecordError::Contradiction(format!("“{id}” stands there twice")));
        }
    }
    Ok(())
}

/// How many patches of the history's tail the article's file has already: the longest beginning of the tail
/// that the article's chain ends with. Where what follows then doesn't fit the text, somebody else has corrected
/// it since, and other people's patches are left aside.
fn num_known_patches(article: &Article, tail: &[Arc<TextPatch>]) -> usize {
    let ending = |chain: &[&TextPatch]| {
        let ends_with = |len: &usize| {
            *len <= chain.len()
                && chain[chain.len() - len..].iter().copied().eq(tail[..*len].iter().map(|patch| &**patch))
        };
        (0..=tail.len()).rev().find(ends_with).unwrap_or(0)
    };
    let whole: Vec<&TextPatch> = article.patches.iter().collect();
    let known = ending(&whole);
    if tail.get(known).is_none_or(|next| next.from_hash == article.text.hash()) {
        return known;
    }
    let own: Vec<&TextPatch> =
        whole.into_iter().filter(|patch| tail.iter().any(|known| **known == **patch)).collect();
    ending(&own)
}

/// The article after a patch of the history's tail; `None` where the patch does not fit.
fn patched(article: &Article, patch: &TextPatch) -> Option<Article> {
    let mut after = article.clone();
    after.text = patch.apply(&article.text).ok()?;
    after.patches.push(patch.clone());
    Some(after)
}

/// What is odd about an article's text.
pub(super) struct TextWarning {
    pub what: String,
    /// Whether the file must be left as it is.
    pub locks: bool,
}

/// The article in a file of that name, repaired where its text differs from its hash by line ends alone.
pub(super) fn read_article(
    id: &ArticleId,
    mut file: ArticleFile,
) -> Result<(Article, Option<TextWarning>), RecordError> {
    same_owner(&file.id, id)?;
    let said: TextHash = file.text_hash.parse()?;
    let mut warning = None;
    if TextHash::of(&file.text) != said {
        warning = Some(if let Some(text) = repaired(&file.text, said) {
            file.text = text;
            let what =
                "only the line ends of the text differ from what was imported; they are read as they were";
            TextWarning { what: what.to_owned(), locks: false }
        } else {
            // Blocks that no longer fit must not keep the text from being read.
            let text = &file.text;
            file.blocks.retain(|(start, end, _)| {
                crate::model::text::TextRange::new(*start, *end).is_ok_and(|range| range.check(text).is_ok())
            });
            let what = "the text is not the one its hash names: the file was changed by hand".to_owned();
            TextWarning { what, locks: true }
        });
    }
    Ok((file.to_model()?, warning))
}

/// The text as it must have been if only line ends, or the last one, were changed.
fn repaired(text: &str, hash: TextHash) -> Option<String> {
    let lf = text.replace("\r\n", "\n");
    let shorter = lf.strip_suffix('\n').map(str::to_owned);
    let longer = format!("{lf}\n");
    [Some(lf), shorter, Some(longer)].into_iter().flatten().find(|candidate| TextHash::of(candidate) == hash)
}

/// The text of hash `made_on` and the patches that lead from it to today's; `None` if the article never had
/// such a text.
pub(super) fn chain_from(article: &Article, made_on: TextHash) -> Option<(ArticleText, &[TextPatch])> {
    let mut text = article.text.clone();
    let mut idx = article.patches.len();
    while text.hash() != made_on {
        idx = idx.checked_sub(1)?;
        text = article.patches[idx].inverse().apply(&text).ok()?;
    }
    Some((text, &article.patches[idx..]))
}
