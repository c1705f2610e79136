//! What the dialog holds that shows which articles were found in files, before they are added.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use chrono::NaiveDate;

use super::compared::Compared;
use crate::documents::intake::Alike;
use crate::documents::{DocumentWarning, Proposal};
use crate::model::article::{Article, BlockKind, Metadata};
use crate::model::id::ArticleId;
use crate::model::text::segment::num_words;

/// What stands for the row that was pointed at before the table was drawn.
const NOT_DRAWN: usize = usize::MAX;

/// An article that was found, and is written where it can be added.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FoundArticle {
    /// The id it will have.
    pub id: ArticleId,
    /// What its file says about it.
    pub metadata: Metadata,
    /// What stands for the title in lists.
    pub shown_title: String,
    /// The file, and which part of it.
    pub file: String,
    /// The media type that it was read as.
    pub media_type: String,
    /// The encoding it was read in, by its WHATWG name; empty where the kind leaves no choice.
    pub encoding: String,
    /// How many words it has.
    pub num_words: usize,
    /// What a person should know about how it was read.
    pub notes: Vec<String>,
    /// Cuts into blocks that may be right, with the words they are about.
    pub cuts: Vec<(Proposal, String)>,
    /// The article that its text is nearly that of.
    pub alike: Option<Alike>,
    /// The article that it is a newer version of.
    pub newer_than: Option<Alike>,
    /// What stands for the title of [`Self::other`] in lists.
    pub other_title: String,
}

/// What becomes of an article that was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// It is added.
    Add,
    /// It is added as a copy of the article that it is like.
    Link,
    /// The article that it is a newer version of gets its text.
    Renew,
    /// It is left out.
    Skip,
}

impl FoundArticle {
    /// A found article as lists show it, with what was odd about it.
    pub fn of(article: &Article, warnings: Vec<DocumentWarning>) -> Self {
        let provenance = &article.provenance;
        let part =
            if provenance.part.is_empty() { String::new() } else { format!(" › {}", provenance.part) };
        let (mut notes, mut cuts) = (Vec::new(), Vec::new());
        for warning in warnings {
            match warning {
                DocumentWarning::Proposal { proposal, words } => cuts.push((proposal, words)),
                warning => notes.push(warning.to_string()),
            }
        }
        Self {
            id: article.id.clone(),
            metadata: article.metadata.clone(),
            shown_title: article.shown_title().0,
            file: format!("{}{part}", provenance.original_name),
            media_type: provenance.media_type.clone(),
            encoding: provenance.encoding.clone(),
            num_words: num_words(article.text.as_str()),
            notes,
            cuts,
            alike: None,
            newer_than: None,
            other_title: String::new(),
        }
    }

    /// How many things there are to know about it.
    pub fn num_notes(&self) -> usize {
        self.notes.len()
            + self.cuts.len()
            + usize::from(self.alike.is_some())
            + usize::from(self.newer_than.is_some())
    }

    /// What becomes of it until somebody decides otherwise.
    pub fn first_fate(&self) -> Fate {
        if self.alike.is_some() { Fate::Link } else { Fate::Add }
    }

    /// What can become of it, the first one first.
    pub fn fates(&self) -> impl Iterator<Item = Fate> {
        let renew = self.newer_than.as_ref().map(|_| Fate::Renew);
        let link = self.alike.as_ref().map(|_| Fate::Link);
        link.into_iter().chain([Fate::Add]).chain(renew).chain([Fate::Skip])
    }

    /// The article to show beside it: the one that it is a newer version of, or like.
    pub fn other(&self) -> Option<&Alike> {
        self.newer_than.as_ref().or(self.alike.as_ref())
    }
}

/// How many of the found articles are something.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct FoundCounts {
    /// Near duplicates of others.
    pub alike: usize,
    /// Newer versions of articles that the corpus has.
    pub newer: usize,
    /// Cuts that are put forward, in all of them.
    pub cuts: usize,
    /// Left out as it stands.
    pub skipped: usize,
    /// To renew others as it stands.
    pub renewed: usize,
}

/// Which of the found articles are added, and what is known about them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FoundForm {
    /// What was found.
    pub articles: Arc<Vec<FoundArticle>>,
    /// What was left out or could not be read, a line each.
    pub left_out: Arc<Vec<String>>,
    /// The same in numbers.
    pub said: Arc<Vec<String>>,
    /// What becomes of those of which it was decided, by their place in the list.
    fates: Arc<BTreeMap<usize, Fate>>,
    /// What was changed about them, by their place in the list.
    changed: Arc<BTreeMap<usize, AboutForm>>,
    /// Cuts that are made: the article's place in the list, and the cut's among its own.
    taken: Arc<BTreeSet<(usize, usize)>>,
    /// How many are what.
    pub counts: FoundCounts,
    /// The one that is pointed at.
    pub at: usize,
    /// Two texts side by side.
    pub compared: Option<Arc<Compared>>,
    /// How far the table is scrolled, and which row it showed then.
    pub offset: f32,
    /// The row that was pointed at when the table was last drawn.
    pub drawn_at: usize,
}

/// What is wanted of articles that were found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wishes {
    /// Those that are not added as articles.
    pub left_out: BTreeSet<ArticleId>,
    /// Other metadata than their files say.
    pub metadata: BTreeMap<ArticleId, Metadata>,
    /// Cuts to be made.
    pub cuts: BTreeMap<ArticleId, Vec<Proposal>>,
    /// What they are copies of.
    pub copies: BTreeMap<ArticleId, ArticleId>,
    /// Those that renew an article of the corpus, each with it.
    pub renewals: Vec<(ArticleId, Alike)>,
}

/// What a cut would do, as a sentence.
pub fn cut_in_words(cut: &Proposal, words: &str) -> String {
    DocumentWarning::Proposal { proposal: cut.clone(), words: words.to_owned() }.to_string()
}

/// What is known about an article, as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AboutForm {
    /// Its title.
    pub title: String,
    /// Day of publication: `2025-03-14`.
    pub date: String,
    /// Who published it.
    pub outlet: String,
    /// Who wrote it.
    pub byline: String,
    /// Its language: `en`.
    pub language: String,
    /// Where it was published.
    pub url: String,
}

impl AboutForm {
    /// What is known now.
    pub fn of(metadata: &Metadata) -> Self {
        Self {
            title: metadata.title.clone(),
            date: metadata.date.map(|date| date.to_string()).unwrap_or_default(),
            outlet: metadata.outlet.clone(),
            byline: metadata.byline.clone(),
            language: metadata.language.clone(),
            url: metadata.url.clone(),
        }
    }

    /// What is known then; what has no field here stays as it is in `old`. An error says what can't be understood.
    pub fn metadata(&self, old: &Metadata) -> Result<Metadata, String> {
        let words = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
        let date: Option<NaiveDate> = match self.date.trim() {
            "" => None,
            typed => {
                let wrong = |_| format!("“{typed}” is no day; write one as 2025-03-14");
                Some(typed.parse().map_err(wrong)?)
            }
        };
        Ok(Metadata {
            title: words(&self.title),
            date,
            outlet: words(&self.outlet),
            byline: words(&self.byline),
            language: words(&self.language),
            url: words(&self.url),
            foreign_id: old.foreign_id.clone(),
        })
    }
}

impl FoundForm {
    /// What was found, all of it to be added.
    pub fn new(articles: Vec<FoundArticle>, left_out: Vec<String>, said: Vec<String>) -> Self {
        let count = |is: fn(&FoundArticle) -> bool| articles.iter().filter(|found| is(found)).count();
        let counts = FoundCounts {
            alike: count(|found| found.alike.is_some()),
            newer: count(|found| found.newer_than.is_some()),
            cuts: articles.iter().map(|found| found.cuts.len()).sum(),
            ..FoundCounts::default()
        };
        let (articles, left_out, said) = (Arc::new(articles), Arc::new(left_out), Arc::new(said));
        Self { articles, left_out, said, counts, drawn_at: NOT_DRAWN, ..Self::default() }
    }

    /// The offset that brings the row that is pointed at into view, once it has come to be another.
    pub fn scroll_to(&mut self, row_height: f32, height: f32) -> Option<f32> {
        let before = std::mem::replace(&mut self.drawn_at, self.at);
        let top = self.at as f32 * row_height;
        // Another list may have been shown before, and scrolled.
        if before == NOT_DRAWN {
            return Some(top);
        }
        if before == self.at {
            return None;
        }
        if top < self.offset {
            Some(top)
        } else {
            (top + row_height > self.offset + height).then_some(top + row_height - height)
        }
    }

    /// How many articles will be added.
    pub fn num_wanted(&self) -> usize {
        self.articles.len() - self.counts.skipped - self.counts.renewed
    }

    /// What becomes of one of them.
    pub fn fate(&self, at: usize) -> Fate {
        let decided = self.fates.get(&at).copied();
        decided.or_else(|| self.articles.get(at).map(FoundArticle::first_fate)).unwrap_or(Fate::Skip)
    }

    /// Decides what becomes of one of them; what can't become of it is not decided.
    pub fn set_fate(&mut self, at: usize, fate: Fate) {
        let Some(found) = self.articles.get(at).filter(|found| found.fates().any(|one| one == fate)) else {
            return;
        };
        let (first, before) = (found.first_fate(), self.fate(at));
        if fate == first {
            Arc::make_mut(&mut self.fates).remove(&at);
        } else {
            Arc::make_mut(&mut self.fates).insert(at, fate);
        }
        let FoundCounts { skipped, renewed, .. } = &mut self.counts;
        *skipped = *skipped + usize::from(fate == Fate::Skip) - usize::from(before == Fate::Skip);
        *renewed = *renewed + usize::from(fate == Fate::Renew) - usize::from(before == Fate::Renew);
    }

    /// Decides the same for all of which it can be decided.
    pub fn set_fates(&mut self, fate: Fate) {
        for at in 0..self.articles.len() {
            self.set_fate(at, fate);
        }
    }

    /// Leaves all near duplicates out.
    pub fn skip_alike(&mut self) {
        let articles = Arc::clone(&self.articles);
        for (at, _) in articles.iter().enumerate().filter(|(_, found)| found.alike.is_some()) {
            self.set_fate(at, Fate::Skip);
        }
    }

    /// Leaves nothing out.
    pub fn take_all(&mut self) {
        let skipped: Vec<usize> =
            self.fates.iter().filter(|(_, fate)| **fate == Fate::Skip).map(|(at, _)| *at).collect();
        for at in skipped {
            self.turn(at);
        }
    }

    /// Takes an article that was left out, or leaves it out.
    pub fn turn(&mut self, at: usize) {
        let Some(found) = self.articles.get(at) else { return };
        let fate = if self.fate(at) == Fate::Skip { found.first_fate() } else { Fate::Skip };
        self.set_fate(at, fate);
    }

    /// Whether anything was decided here that would be lost.
    pub fn has_decisions(&self) -> bool {
        !(self.fates.is_empty() && self.changed.is_empty() && self.taken.is_empty())
    }

    /// Whether a cut is made.
    pub fn is_cut(&self, at: usize, idx: usize) -> bool {
        self.taken.contains(&(at, idx))
    }

    /// Makes a cut that was put forward, or leaves it. A title that is cut out is the article's where that has none.
    pub fn set_cut(&mut self, at: usize, idx: usize, is_made: bool) {
        let taken = Arc::make_mut(&mut self.taken);
        if !is_made {
            taken.remove(&(at, idx));
            return;
        }
        let articles = Arc::clone(&self.articles);
        let Some((cut, words)) = articles.get(at).and_then(|found| found.cuts.get(idx)) else { return };
        taken.insert((at, idx));
        let mut about = self.about(at);
        if cut.kind == BlockKind::Title && about.title.trim().is_empty() {
            words.clone_into(&mut about.title);
            self.set_about(at, about);
        }
    }

    /// Makes every cut that was put forward.
    pub fn make_all_cuts(&mut self) {
        let articles = Arc::clone(&self.articles);
        for (at, found) in articles.iter().enumerate() {
            for idx in 0..found.cuts.len() {
                self.set_cut(at, idx, true);
            }
        }
    }

    /// Whether a cut that was put forward is not made.
    pub fn has_cuts_left(&self) -> bool {
        self.taken.len() < self.counts.cuts
    }

    /// What is known about one of them now, as typed.
    pub fn about(&self, at: usize) -> AboutForm {
        let changed = self.changed.get(&at).cloned();
        changed
            .or_else(|| self.articles.get(at).map(|found| AboutForm::of(&found.metadata)))
            .unwrap_or_default()
    }

    /// Notes what is typed about one of them.
    pub fn set_about(&mut self, at: usize, about: AboutForm) {
        if self.about(at) == about {
            return;
        }
        let is_as_found = self.articles.get(at).is_some_and(|found| AboutForm::of(&found.metadata) == about);
        let changed = Arc::make_mut(&mut self.changed);
        if is_as_found {
            changed.remove(&at);
        } else {
            changed.insert(at, about);
        }
    }

    /// What is to be done with all of them; an error says what can't be understood, or done.
    pub fn wishes(&self) -> Result<Wishes, String> {
        let mut wishes = Wishes::default();
        let mut renewed = BTreeSet::new();
        for (at, found) in self.articles.iter().enumerate() {
            let fate = self.fate(at);
            match (fate, &found.newer_than, &found.alike) {
                (Fate::Renew, Some(older), _) => {
                    if !renewed.insert(&older.article) {
                        return Err(format!(
                            "Two of these would renew “{}”; leave one out",
                            found.other_title
                        ));
                    }
                    wishes.renewals.push((found.id.clone(), older.clone()));
                }
                (Fate::Link, _, Some(alike)) => {
                    wishes.copies.insert(found.id.clone(), alike.article.clone());
                }
                _ => {}
            }
            if matches!(fate, Fate::Renew | Fate::Skip) {
                wishes.left_out.insert(found.id.clone());
            }
        }
        let is_there = |other: &ArticleId| !wishes.left_out.contains(other);
        wishes.copies.retain(|_, other| is_there(other));
        for (at, about) in &*self.changed {
            let Some(found) = self.articles.get(*at).filter(|found| is_there(&found.id)) else { continue };
            let metadata = about.metadata(&found.metadata).map_err(|why| format!("{why}: {}", found.id))?;
            wishes.metadata.insert(found.id.clone(), metadata);
        }
        for (at, idx) in &*self.taken {
            let Some(found) = self.articles.get(*at).filter(|_| self.fate(*at) != Fate::Skip) else {
                continue;
            };
            let Some((cut, _)) = found.cuts.get(*idx) else { continue };
            wishes.cuts.entry(found.id.clone()).or_default().push(cut.clone());
        }
        Ok(wishes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::article::{ArticleText, Provenance};

    #[test]
    fn what_is_known_comes_back_as_it_was_and_dates_must_be_dates() {
        let metadata = Metadata {
            title: "Night ferry".to_owned(),
            date: NaiveDate::from_ymd_opt(2025, 3, 14),
            foreign_id: "7".to_owned(),
            ..Metadata::default()
        };
        let mut about = AboutForm::of(&metadata);
        assert_eq!(about.metadata(&metadata), Ok(metadata.clone()));
        about.date = "14.3.".to_owned();
        assert!(about.metadata(&metadata).unwrap_err().contains("“14.3.”"));
        about.date.clear();
        assert_eq!(about.metadata(&metadata).unwrap().date, None);
    }

    #[test]
    fn what_becomes_of_an_article_is_among_what_can() {
        let article = |id: &str| {
            let article = Article {
                id: ArticleId::new(id).unwrap(),
                metadata: Metadata::default(),
                provenance: Provenance::default(),
                text: ArticleText::new("One day."),
                blocks: Vec::new(),
                patches: Vec::new(),
            };
            FoundArticle::of(&article, Vec::new())
        };
        let alike = Alike { article: ArticleId::new("a").unwrap(), percent: 90 };
        let found = vec![article("a"), FoundArticle { alike: Some(alike), ..article("b") }];
        let mut form = FoundForm::new(found, Vec::new(), Vec::new());
        assert_eq!((form.fate(0), form.fate(1)), (Fate::Add, Fate::Link));
        form.set_fate(0, Fate::Renew);
        form.set_fate(0, Fate::Link);
        assert_eq!(
            (form.fate(0), form.counts.renewed),
            (Fate::Add, 0),
            "there is nothing to renew, or to link to"
        );
        form.skip_alike();
        form.turn(0);
        assert_eq!((form.num_wanted(), form.counts.skipped), (0, 2));
        form.take_all();
        assert_eq!((form.num_wanted(), form.fate(1)), (2, Fate::Link));
        // A link to what is left out is none.
        form.turn(0);
        assert!(form.wishes().unwrap().copies.is_empty());
    }
}
