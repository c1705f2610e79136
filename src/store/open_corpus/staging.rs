//! How new articles come into a corpus: they are written beside the window where the next transaction can take
//! them in, and become part of the corpus with it.

use std::path::PathBuf;
use std::sync::Arc;

use super::OpenCorpus;
use crate::model::article::Article;
use crate::model::edit::ArticleStamp;
use crate::store::disk::Disk;
use crate::store::error::{DiskContext as _, StoreError};
use crate::store::layout::Layout;
use crate::store::records::article::ArticleFile;
use crate::store::ron_file;

/// Writes new articles to where a transaction can take them in. It can do so on another thread.
#[derive(Clone, Debug)]
pub struct Stager {
    disk: Arc<dyn Disk>,
    layout: Layout,
    folder: PathBuf,
}

/// Articles that are written and wait for [`OpenCorpus::accept`]. Those of a corpus that is closed before go
/// when it is opened again.
#[derive(Debug)]
pub struct Staged {
    folder: PathBuf,
    articles: Vec<Article>,
}

impl Stager {
    /// Writes the articles. `goes_on` is told how many are written and says whether to go on; `None` if it did
    /// not, and then nothing is left of them.
    pub fn write(
        self,
        articles: Vec<Article>,
        goes_on: &mut dyn FnMut(usize) -> bool,
    ) -> Result<Option<Staged>, StoreError> {
        let Self { disk, layout, folder } = self;
        disk.create_folder(&folder).at("making a folder", &folder)?;
        for (idx, article) in articles.iter().enumerate() {
            if !goes_on(idx) {
                for article in &articles[..idx] {
                    let path = folder.join(format!("{}.ron", article.id));
                    disk.remove(&path).at("removing", &path)?;
                }
                disk.remove(&folder).at("removing", &folder)?;
                return Ok(None);
            }
            let path = folder.join(format!("{}.ron", article.id));
            let bytes = ron_file::write(&ArticleFile::from_model(article))?;
            disk.create(&path, &bytes).and_then(|()| disk.sync(&path)).at("writing", &path)?;
        }
        disk.sync_folder(&folder)
            .and_then(|()| disk.sync_folder(&layout.articles()))
            .at("writing", &folder)?;
        Ok(Some(Staged { folder, articles }))
    }
}

impl Staged {
    /// How many articles there are.
    pub fn num_articles(&self) -> usize {
        self.articles.len()
    }
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
        let Staged { folder, articles } = staged;
        let wanted = self.incoming();
        // What was applied meanwhile has moved the number on that their folder is named after.
        if folder != wanted {
            let disk = &self.place.disk;
            disk.create_folder(&wanted).at("making a folder", &wanted)?;
            for article in &articles {
                let name = format!("{}.ron", article.id);
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
        let stamp = |article: &Article| ArticleStamp { id: article.id.clone(), hash: article.text.hash() };
        let stamps = articles.iter().map(stamp).collect();
        self.articles.stage(articles.into_iter().map(Arc::new));
        Ok(stamps)
    }
}
