//! How new articles come into a corpus: they are written beside the window where the next transaction can take
//! them in, and become part of the corpus with it.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::OpenCorpus;
use crate::model::article::Article;
use crate::model::corpus::ArticleRow;
use crate::model::edit::ArticleStamp;
use crate::model::id::ArticleId;
use crate::model::text::TextHash;
use crate::store::articles::StagedArticle;
use crate::store::disk::Disk;
use crate::store::error::{DiskContext as _, StoreError};
use crate::store::layout::Layout;
use crate::store::originals::{Keeping, Originals};
use crate::store::records::article::ArticleFile;
use crate::store::ron_file;

/// How many articles are made durable at once.
const SYNC_AT_ONCE: usize = 512;
/// How much text is kept in memory until the files are in their places, in bytes: what one adds at a time while
/// one works can be read even from a disk that has just failed, and a hundred thousand articles take no memory.
const KEPT_BYTES: usize = 16 << 20;
/// By how many threads.
const SYNC_THREADS: usize = 8;

/// Writes new articles to where a transaction can take them in. It can do so on another thread.
#[derive(Clone, Debug)]
pub struct Stager {
    disk: Arc<dyn Disk>,
    layout: Layout,
    folder: PathBuf,
}

/// Articles that are being written one by one to where a transaction can take them in. Of all but the first few only
/// the rows stay in memory.
#[derive(Debug)]
pub struct Staging {
    stager: Stager,
    rows: Vec<Arc<ArticleRow>>,
    kept: Kept,
    /// Where the files lie that are to be kept, by SHA-256.
    files: BTreeMap<[u8; 32], PathBuf>,
    /// So many of them are durable.
    num_synced: usize,
}

/// Articles that are written and wait for [`OpenCorpus::accept`]. Those of a corpus that is closed before go
/// when it is opened again.
#[derive(Debug)]
pub struct Staged {
    stager: Stager,
    rows: Vec<Arc<ArticleRow>>,
    kept: Kept,
    files: BTreeMap<[u8; 32], PathBuf>,
    keeping: Keeping,
}

/// The articles whose texts are kept.
#[derive(Debug, Default)]
struct Kept {
    articles: BTreeMap<ArticleId, Arc<Article>>,
    num_bytes: usize,
}

impl Kept {
    fn add(&mut self, article: &Article) {
        let num_bytes = self.num_bytes + article.text.as_str().len();
        if num_bytes <= KEPT_BYTES {
            self.num_bytes = num_bytes;
            self.articles.insert(article.id.clone(), Arc::new(article.clone()));
        }
    }
}

impl Stager {
    /// Begins to write articles.
    pub fn begin(self) -> Result<Staging, StoreError> {
        self.disk.create_folder(&self.folder).at("making a folder", &self.folder)?;
        Ok(Staging {
            stager: self,
            rows: Vec::new(),
            kept: Kept::default(),
            files: BTreeMap::new(),
            num_synced: 0,
        })
    }

    /// Writes the articles. `goes_on` is told how many are written and says whether to go on; `None` if it did
    /// not, and then nothing is left of them.
    pub fn write(
        self,
        articles: Vec<Article>,
        goes_on: &mut dyn FnMut(usize) -> bool,
    ) -> Result<Option<Staged>, StoreError> {
        let mut staging = self.begin()?;
        for (idx, article) in articles.iter().enumerate() {
            if !goes_on(idx) {
                staging.abandon()?;
                return Ok(None);
            }
            staging.write(article)?;
        }
        staging.finish().map(Some)
    }
}

impl Stager {
    /// Keeps files of these hashes in the corpus, each content once. `read` gives where one lies and its bytes, or says
    /// why it can't; what is not kept is told.
    pub fn keep_originals(
        &self,
        hashes: impl IntoIterator<Item = TextHash>,
        read: &mut dyn FnMut(TextHash) -> Result<(PathBuf, Vec<u8>), String>,
    ) -> Keeping {
        let hashes: BTreeSet<[u8; 32]> = hashes.into_iter().map(TextHash::bytes).collect();
        let originals = Originals::new(Arc::clone(&self.disk), self.layout.clone());
        originals.keep_all(hashes.into_iter().map(TextHash::from_bytes), read)
    }

    fn path_of(&self, row: &ArticleRow) -> PathBuf {
        self.folder.join(file_name(row))
    }

    /// Makes the files of articles durable: a disk does many at once in little more time than one.
    fn sync(&self, rows: &[Arc<ArticleRow>]) -> Result<(), StoreError> {
        let paths: Vec<PathBuf> = rows.iter().map(|row| self.path_of(row)).collect();
        let disk = &self.disk;
        let sync = |paths: &[PathBuf]| paths.iter().try_for_each(|path| disk.sync(path).at("writing", path));
        // A few are not worth the threads, and a disk that is counted sees them in order.
        if paths.len() < SYNC_AT_ONCE / 8 {
            return sync(&paths);
        }
        std::thread::scope(|scope| {
            let parts = paths.chunks(paths.len().div_ceil(SYNC_THREADS));
            let threads: Vec<_> = parts.map(|part| scope.spawn(move || sync(part))).collect();
            threads
                .into_iter()
                .try_for_each(|thread| thread.join().unwrap_or(Err(StoreError::Panicked("writing articles"))))
        })
    }

    fn remove_all(&self, rows: &[Arc<ArticleRow>]) -> Result<(), StoreError> {
        for row in rows {
            let path = self.path_of(row);
            self.disk.remove(&path).at("removing", &path)?;
        }
        self.disk.remove(&self.folder).at("removing", &self.folder)
    }
}

impl Staging {
    /// Writes an article.
    pub fn write(&mut self, article: &Article) -> Result<(), StoreError> {
        let row = ArticleRow::of(article);
        let path = self.stager.path_of(&row);
        let bytes = ron_file::write(&ArticleFile::from_model(article))?;
        self.stager.disk.create(&path, &bytes).at("writing", &path)?;
        self.rows.push(row);
        self.kept.add(article);
        if self.rows.len() - self.num_synced >= SYNC_AT_ONCE {
            self.sync()?;
        }
        Ok(())
    }

    /// Notes where a file lies that is to be kept once its articles are added, by the SHA-256 of its bytes.
    pub fn note_file(&mut self, hash: TextHash, path: &Path) {
        self.files.entry(hash.bytes()).or_insert_with(|| path.to_owned());
    }

    /// How many are written.
    pub fn num_articles(&self) -> usize {
        self.rows.len()
    }

    /// Makes all of them durable.
    pub fn finish(mut self) -> Result<Staged, StoreError> {
        self.sync()?;
        let Self { stager, rows, kept, files, .. } = self;
        let Stager { disk, layout, folder } = &stager;
        disk.sync_folder(folder).and_then(|()| disk.sync_folder(&layout.articles())).at("writing", folder)?;
        Ok(Staged { stager, rows, kept, files, keeping: Keeping::default() })
    }

    /// Takes all of them away again.
    pub fn abandon(self) -> Result<(), StoreError> {
        self.stager.remove_all(&self.rows)
    }

    /// Makes what is written durable.
    fn sync(&mut self) -> Result<(), StoreError> {
        let since = std::mem::replace(&mut self.num_synced, self.rows.len());
        self.stager.sync(&self.rows[since..])
    }
}

impl Staged {
    /// How many articles there are.
    pub fn num_articles(&self) -> usize {
        self.rows.len()
    }

    /// One of them, from its file.
    pub fn article(&self, id: &ArticleId) -> Result<Article, StoreError> {
        let path = self.stager.folder.join(format!("{id}.ron"));
        let bytes = self.stager.disk.read(&path).at("reading", &path)?;
        let file: ArticleFile =
            ron_file::read(&bytes).map_err(|source| StoreError::Ron { path: path.clone(), source })?;
        file.to_model().map_err(|source| StoreError::Record { path, source })
    }

    /// Keeps the files that these articles were made of in the corpus, each content once, where `Staging::note_file`
    /// has told where they lie. `read` gives the bytes of one, or says why it can't. What is not kept keeps no article
    /// out; [`Self::keeping`] tells it.
    pub fn keep_originals(&mut self, read: &mut dyn FnMut(&Path) -> Result<Vec<u8>, String>) {
        let Self { stager, rows, files, keeping, .. } = self;
        let hashes = rows.iter().filter_map(|row| row.original_hash);
        let hashes = hashes.filter(|hash| files.contains_key(&hash.bytes()));
        let mut read = |hash: TextHash| {
            let path = files.get(&hash.bytes()).cloned().unwrap_or_default();
            read(&path).map(|bytes| (path, bytes))
        };
        *keeping = stager.keep_originals(hashes, &mut read);
    }

    /// What came of keeping files.
    pub fn keeping(&self) -> &Keeping {
        &self.keeping
    }

    /// Changes some of them, each by itself; what is no article among them is passed over. Their ids and texts are to
    /// stay what they are.
    pub fn change(
        &mut self,
        ids: &BTreeSet<ArticleId>,
        change: &mut dyn FnMut(&mut Article),
    ) -> Result<(), StoreError> {
        let mut changed = Vec::new();
        for at in 0..self.rows.len() {
            if !ids.contains(&self.rows[at].id) {
                continue;
            }
            let mut article = self.article(&self.rows[at].id)?;
            change(&mut article);
            let row = ArticleRow::of(&article);
            let path = self.stager.path_of(&row);
            let bytes = ron_file::write(&ArticleFile::from_model(&article))?;
            self.stager.disk.create(&path, &bytes).at("writing", &path)?;
            if let Some(kept) = self.kept.articles.get_mut(&row.id) {
                *kept = Arc::new(article);
            }
            self.rows[at] = Arc::clone(&row);
            changed.push(row);
        }
        self.stager.sync(&changed)
    }

    /// Leaves some of them out. Those that are copies of one left out are copies of none.
    pub fn leave_out(&mut self, ids: &BTreeSet<ArticleId>) -> Result<(), StoreError> {
        for row in self.rows.extract_if(.., |row| ids.contains(&row.id)) {
            let path = self.stager.path_of(&row);
            self.stager.disk.remove(&path).at("removing", &path)?;
        }
        let is_orphan = |row: &&Arc<ArticleRow>| row.copy_of.as_ref().is_some_and(|id| ids.contains(id));
        let orphans = self.rows.iter().filter(is_orphan).map(|row| row.id.clone()).collect();
        self.change(&orphans, &mut |article| article.provenance.copy_of = None)
    }

    /// Takes all of them away again.
    pub fn abandon(self) -> Result<(), StoreError> {
        self.stager.remove_all(&self.rows)
    }
}

fn file_name(row: &ArticleRow) -> String {
    format!("{}.ron", row.id)
}

impl OpenCorpus {
    /// What writes new articles for this corpus. Only one of them may be at work at a time.
    pub fn stager(&self) -> Result<Stager, StoreError> {
        if let Some(why) = self.read_only() {
            return Err(StoreError::ReadOnly(why.to_owned()));
        }
        let (disk, layout) = (Arc::clone(&self.place.disk), self.place.layout.clone());
        let folder = self.incoming();
        Ok(Stager { disk, layout, folder })
    }

    /// Where the articles of the next transaction wait.
    fn incoming(&self) -> PathBuf {
        self.place.layout.incoming(&self.history.name.writer, self.history.last_n + 1)
    }

    /// Gets written articles ready for [`crate::model::change::add_articles`], which must be the next thing
    /// that is applied.
    pub fn accept(&mut self, staged: Staged) -> Result<Vec<ArticleStamp>, StoreError> {
        let Staged { stager: Stager { folder, .. }, rows, mut kept, .. } = staged;
        let wanted = self.incoming();
        // What was applied meanwhile has moved the number on that their folder is named after.
        if folder != wanted {
            let disk = &self.place.disk;
            disk.create_folder(&wanted).at("making a folder", &wanted)?;
            for row in &rows {
                let name = file_name(row);
                let path = folder.join(&name);
                disk.rename(&path, &wanted.join(&name)).at("moving", &path)?;
            }
            let articles_folder = self.place.layout.articles();
            disk.sync_folder(&wanted)
                .and_then(|()| disk.sync_folder(&articles_folder))
                .at("writing", &wanted)?;
            // An empty folder that stays is removed when the corpus is opened the next time.
            drop(disk.remove(&folder));
        }
        let stamp = |row: &Arc<ArticleRow>| ArticleStamp { id: row.id.clone(), hash: row.text_hash };
        let stamps = rows.iter().map(stamp).collect();
        self.articles.stage(rows.into_iter().map(|row| {
            let path = wanted.join(file_name(&row));
            let article = kept.articles.remove(&row.id);
            StagedArticle { row, path, article }
        }));
        Ok(stamps)
    }
}
