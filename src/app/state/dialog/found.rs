//! What the dialog holds that shows which articles were found in files, before they are added.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use chrono::NaiveDate;

use crate::documents::intake::Alike;
use crate::model::article::{Article, Metadata};
use crate::model::id::ArticleId;
use crate::model::text::segment::num_words;

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
    /// What read it, and in which encoding.
    pub read_as: String,
    /// How many words it has.
    pub num_words: usize,
    /// What a person should know about how it was read.
    pub notes: Vec<String>,
    /// The article that its text is nearly that of.
    pub alike: Option<Alike>,
}

impl FoundArticle {
    /// A found article as lists show it.
    pub fn of(article: &Article, notes: Vec<String>, alike: Option<Alike>) -> Self {
        let provenance = &article.provenance;
        let part =
            if provenance.part.is_empty() { String::new() } else { format!(" › {}", provenance.part) };
        let encoding = Some(&provenance.encoding).filter(|encoding| !encoding.is_empty());
        let read_as = [Some(&provenance.media_type), encoding].into_iter().flatten().cloned();
        Self {
            id: article.id.clone(),
            metadata: article.metadata.clone(),
            shown_title: article.shown_title().0,
            file: format!("{}{part}", provenance.original_name),
            read_as: read_as.collect::<Vec<_>>().join(", "),
            num_words: num_words(article.text.as_str()),
            notes,
            alike,
        }
    }
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
    /// Those that are not added, by their place in the list.
    pub skipped: BTreeSet<usize>,
    /// What was changed about them, by their place in the list.
    pub changed: BTreeMap<usize, AboutForm>,
    /// The one that is pointed at.
    pub at: usize,
    /// Two texts side by side.
    pub compared: Option<Arc<Compared>>,
    /// Whether any of them is a near duplicate.
    pub has_alike: bool,
    /// How far the table is scrolled, and which row it showed then.
    pub offset: f32,
    /// The row that was pointed at when the table was last drawn.
    pub drawn_at: usize,
}

/// What is wanted of articles that were found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wishes {
    /// Those that are left out.
    pub skipped: BTreeSet<ArticleId>,
    /// Other metadata than their files say.
    pub changed: Vec<(ArticleId, Metadata)>,
}

/// Two texts that are nearly the same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Compared {
    /// Which of the found articles it is about.
    pub at: usize,
    /// Its beginning.
    pub one: String,
    /// The other article and its beginning.
    pub other: (String, String),
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
                let wrong = |_| format!("Write the date as 2025-03-14, not “{typed}”");
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
        let has_alike = articles.iter().any(|found| found.alike.is_some());
        let (articles, left_out, said) = (Arc::new(articles), Arc::new(left_out), Arc::new(said));
        Self { articles, left_out, said, has_alike, ..Self::default() }
    }

    /// The offset that brings the row that is pointed at into view, once it has come to be another.
    pub fn scroll_to(&mut self, row_height: f32, height: f32) -> Option<f32> {
        if std::mem::replace(&mut self.drawn_at, self.at) == self.at {
            return None;
        }
        let top = self.at as f32 * row_height;
        if top < self.offset {
            Some(top)
        } else {
            (top + row_height > self.offset + height).then_some(top + row_height - height)
        }
    }

    /// How many articles will be added.
    pub fn num_wanted(&self) -> usize {
        self.articles.len() - self.skipped.len()
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
        let is_as_found = self.articles.get(at).is_some_and(|found| AboutForm::of(&found.metadata) == about);
        if is_as_found {
            self.changed.remove(&at);
        } else {
            self.changed.insert(at, about);
        }
    }

    /// Which are left out, and the metadata of those that were changed; an error says what can't be understood.
    pub fn wishes(&self) -> Result<Wishes, String> {
        let id = |at: &usize| self.articles.get(*at).map(|found| found.id.clone());
        let skipped = self.skipped.iter().filter_map(id).collect();
        let wanted = self.changed.iter().filter(|(at, _)| !self.skipped.contains(at));
        let changed = wanted.filter_map(|(at, about)| {
            let found = self.articles.get(*at)?;
            let metadata = about.metadata(&found.metadata);
            Some(
                metadata
                    .map(|metadata| (found.id.clone(), metadata))
                    .map_err(|why| format!("{why}: {}", found.id)),
            )
        });
        Ok(Wishes { skipped, changed: changed.collect::<Result<_, _>>()? })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
}
