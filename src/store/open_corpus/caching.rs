//! What opening a corpus takes from its cache, and leaves for the next time.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::thread::JoinHandle;

use super::OpenOptions;
use crate::store::cache::{Cache, CacheFolder, FlatTexts, Keeping, Segment};
use crate::store::error::StoreError;
use crate::store::layout::Layout;
use crate::store::listing::Listing;
use crate::store::load::{ForCache, Loaded, Source};
use crate::store::writer::WriterMode;

/// What was read of a corpus that has a cache, or is to have one.
pub(super) struct WithCache {
    pub loaded: Loaded,
    /// All texts, where they are kept.
    pub flat: Option<Arc<FlatTexts>>,
    /// Writes the cache.
    pub caching: Option<JoinHandle<()>>,
}

/// Reads a corpus, with its cache where there is to be one, and has that written anew where it is worth it.
pub(super) fn load_with_cache(
    options: &OpenOptions,
    canonical: &Path,
    source: Source<'_>,
) -> Result<WithCache, StoreError> {
    let Source { layout, listing, .. } = source;
    let Some(caching) = Caching::begin(options, canonical, listing.num_articles(layout)) else {
        return Ok(WithCache { loaded: source.load()?, flat: None, caching: None });
    };
    let source = Source { cache: caching.cache.as_ref(), segment: Some(&caching.segment), ..source };
    let mut loaded = source.load()?;
    let (flat, caching) = caching.finish(options, layout, listing, &mut loaded);
    Ok(WithCache { loaded, flat: Some(flat), caching })
}

/// The cache of a corpus that is being opened.
struct Caching {
    settings: CacheFolder,
    /// The corpus folder with links resolved.
    corpus: PathBuf,
    /// Where this cache lies.
    folder: PathBuf,
    cache: Option<Cache>,
    /// Where texts are put that have to be read.
    segment: Segment,
}

impl Caching {
    /// Reads the cache of a corpus, if there is to be one. A corpus too small for a cache has none.
    fn begin(options: &OpenOptions, canonical: &Path, num_articles: usize) -> Option<Self> {
        let settings = options.cache.clone().filter(|cache| cache.is_worth(num_articles, num_articles))?;
        let folder = settings.of_corpus(canonical);
        let cache = Cache::read(&options.disk, &folder, canonical);
        let segment = Segment::new(&options.disk, &folder, options.random);
        Some(Self { settings, corpus: canonical.to_owned(), folder, cache, segment })
    }

    /// Gives the flat texts, and has the cache written where that is worth it.
    fn finish(
        self,
        options: &OpenOptions,
        layout: &Layout,
        listing: &Listing,
        loaded: &mut Loaded,
    ) -> (Arc<FlatTexts>, Option<JoinHandle<()>>) {
        let Self { settings, corpus, folder, segment, .. } = self;
        let ForCache { num_read, left_out, places, is_damaged } = std::mem::take(&mut loaded.for_cache);
        let disk = &options.disk;
        let texts = Arc::new(FlatTexts::new(Arc::clone(disk), folder.clone(), segment, places));
        // What is left out each time is no reason to write it anew each time.
        let num_new = num_read.saturating_sub(left_out.len());
        if !is_damaged && !settings.is_worth(num_new, loaded.state.articles.len()) {
            return (texts, None);
        }
        let keeping = Keeping {
            disk: Arc::clone(disk),
            layout: layout.clone(),
            corpus,
            folder,
            articles: loaded.state.articles.clone(),
            layers: loaded.state.layers.clone(),
            known: loaded.known.clone(),
            listing: listing.clone(),
            now: options.now,
            left_out,
            texts: Arc::clone(&texts),
            random: options.random,
        };
        let thread = match options.writer_mode {
            WriterMode::Inline => {
                keeping.run();
                None
            }
            WriterMode::Thread => std::thread::Builder::new()
                .name("redletter-cache".to_owned())
                .spawn(move || keeping.run())
                .ok(),
        };
        (texts, thread)
    }
}
