//! Corpora with a few articles, for the window to open.

use super::*;

/// A corpus with these articles on a disk of its own. Text up to a first empty line is the title.
pub(super) fn disk_with(texts: &[&str]) -> SimulatedDisk {
    disk_of(texts.iter().map(|text| article(text)).collect())
}

/// A corpus with these articles on a disk of its own.
pub(super) fn disk_of(articles: Vec<Article>) -> SimulatedDisk {
    let disk = new_disk();
    let now = Timestamp::from_millis(1_000);
    let (mut corpus, _) = OpenCorpus::open(options(&disk, now)).unwrap();
    let stamps = corpus.stage(articles).unwrap();
    if let Ok(transaction) = change::add_articles(stamps) {
        corpus.apply(transaction, now).unwrap();
    }
    corpus.close(now).unwrap();
    disk
}

/// An article; text up to a first empty line is its title.
pub(super) fn article(text: &str) -> Article {
    let title = text.split_once("\n\n").map_or("", |(title, _)| title);
    let title_range = TextRange::new(0, title.len()).ok();
    let text = ArticleText::new(text);
    Article {
        id: mint_article_id(None, title, &text, |_| true),
        metadata: Metadata { title: title.to_owned(), outlet: "Wire".to_owned(), ..Metadata::default() },
        provenance: Provenance::default(),
        blocks: title_range.map(|range| Block { range, kind: BlockKind::Title }).into_iter().collect(),
        text,
        patches: Vec::new(),
    }
}
