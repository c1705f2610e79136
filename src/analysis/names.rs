//! Names in the texts of a corpus that may be missing in its register: counted, with where they stand. Who spots
//! them is not known here.

use std::collections::{BTreeMap, HashMap, HashSet};

use crate::model::id::ArticleId;
use crate::model::text::TextRange;
use crate::model::voice::{SpottedName, VoiceKind};

/// Of each name at most this many places are kept; all are counted.
const MAX_PLACES: usize = 500;

/// A name that the texts have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CountedName {
    /// The name.
    pub name: String,
    /// What it looks like the name of, as most of its places have it.
    pub kind: VoiceKind,
    /// The office most often named with it.
    pub role: Option<String>,
    /// How often it stands in the texts.
    pub num_places: usize,
    /// In how many articles.
    pub num_articles: usize,
    /// How often a verb that reports stands with it.
    pub num_speaking: usize,
    /// How often it is said of a place: "in Marrow".
    pub num_where: usize,
    /// Where it stands, in the order the texts were read; the first places, if there are very many.
    pub places: Vec<(ArticleId, TextRange)>,
}

impl CountedName {
    /// Whether it looks like the name of a place: mostly something happens there, and nobody of that name speaks.
    pub fn is_place(&self) -> bool {
        self.num_speaking == 0 && self.num_where * 2 > self.num_places
    }
}

/// Collects the names of texts, one article after the other.
#[derive(Debug, Default)]
pub struct NameCount {
    names: HashMap<String, Tally>,
    /// Words that texts have in small letters: written large, they are names only inside a sentence.
    small_words: HashSet<String>,
}

#[derive(Debug, Default)]
struct Tally {
    kinds: BTreeMap<VoiceKind, usize>,
    roles: BTreeMap<String, usize>,
    num_places: usize,
    /// Places where the first word may be large only because a sentence begins.
    num_opening: usize,
    num_articles: usize,
    num_speaking: usize,
    num_where: usize,
    places: Vec<(ArticleId, TextRange)>,
    last_article: Option<ArticleId>,
}

impl NameCount {
    /// Takes in the names of an article.
    pub fn take(&mut self, article: &ArticleId, text: &str, names: Vec<SpottedName>) {
        for word in text.split(|ch: char| !ch.is_alphanumeric()) {
            if word.starts_with(char::is_lowercase) && !self.small_words.contains(word) {
                self.small_words.insert(word.to_owned());
            }
        }
        for spotted in names {
            let tally = self.names.entry(spotted.name).or_default();
            tally.num_opening += usize::from(spotted.opens_sentence);
            tally.num_speaking += usize::from(spotted.speaks);
            tally.num_where += usize::from(spotted.is_where);
            *tally.kinds.entry(spotted.kind).or_default() += 1;
            if let Some(role) = spotted.role {
                *tally.roles.entry(role).or_default() += 1;
            }
            tally.place(article, spotted.place);
        }
    }

    /// The names, those that speak most often first, places last. What never stands inside a sentence is none if it is a single
    /// word that doesn't speak, or begins with a word the texts have in small letters; what follows that word may
    /// be one.
    pub fn finish(self) -> Vec<CountedName> {
        let Self { mut names, small_words } = self;
        let is_doubtful = |name: &str, tally: &Tally| {
            let first = name.split([' ', '-', '’', '\'']).next().unwrap_or(name);
            let is_alone = !name.contains(' ') && tally.num_speaking == 0;
            tally.num_opening == tally.num_places && (is_alone || small_words.contains(&first.to_lowercase()))
        };
        let mut doubtful: Vec<String> = names
            .iter()
            .filter(|(name, tally)| is_doubtful(name, tally))
            .map(|(name, _)| name.clone())
            .collect();
        doubtful.sort_unstable();
        for name in doubtful {
            let Some(tally) = names.remove(&name) else { continue };
            // "Yesterday Ana Ruz": the rest is a name if it is one elsewhere.
            if let Some((first, rest)) = name.split_once(' ')
                && let Some(known) = names.get_mut(rest)
            {
                known.add(tally, first.len() + 1);
            }
        }
        let mut counted: Vec<CountedName> =
            names.into_iter().map(|(name, tally)| tally.counted(name)).collect();
        counted.sort_unstable_by(|one, two| {
            let key = |name: &CountedName| (name.num_speaking, !name.is_place(), name.num_places);
            key(two).cmp(&key(one)).then_with(|| one.name.cmp(&two.name))
        });
        counted
    }
}

impl Tally {
    fn place(&mut self, article: &ArticleId, place: TextRange) {
        self.num_places += 1;
        if self.last_article.as_ref() != Some(article) {
            self.num_articles += 1;
            self.last_article = Some(article.clone());
        }
        if self.places.len() < MAX_PLACES {
            self.places.push((article.clone(), place));
        }
    }

    /// Takes in what was counted under this name with a word of `skipped` bytes before it.
    fn add(&mut self, other: Self, skipped: usize) {
        self.num_speaking += other.num_speaking;
        self.num_where += other.num_where;
        for (kind, num) in other.kinds {
            *self.kinds.entry(kind).or_default() += num;
        }
        let (num_places, num_articles) = (self.num_places + other.num_places, self.num_articles);
        let num_new =
            other.places.iter().filter(|(article, _)| !self.places.iter().any(|(known, _)| known == article));
        let num_new = num_new.map(|(article, _)| article).collect::<HashSet<_>>().len();
        for (article, place) in &other.places {
            if let Ok(place) = TextRange::new(place.start() + skipped, place.end()) {
                self.place(article, place);
            }
        }
        (self.num_places, self.num_articles) = (num_places, num_articles + num_new);
    }

    fn counted(self, name: String) -> CountedName {
        CountedName {
            kind: most_of(&self.kinds).copied().unwrap_or_default(),
            role: most_of(&self.roles).cloned(),
            name,
            num_places: self.num_places,
            num_articles: self.num_articles,
            num_speaking: self.num_speaking,
            num_where: self.num_where,
            places: self.places,
        }
    }
}

/// What was counted most often; the first of several.
fn most_of<T: Ord>(counts: &BTreeMap<T, usize>) -> Option<&T> {
    counts.iter().max_by(|one, two| one.1.cmp(two.1).then(two.0.cmp(one.0))).map(|(value, _)| value)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spotted(text: &str, name: &str, opens_sentence: bool, speaks: bool) -> SpottedName {
        let at = text.find(name).unwrap();
        let place = TextRange::new(at, at + name.len()).unwrap();
        SpottedName {
            name: name.to_owned(),
            kind: VoiceKind::Person,
            role: None,
            place,
            speaks,
            is_where: false,
            opens_sentence,
        }
    }

    #[test]
    fn names_are_counted_and_first_words_that_are_none_are_left_out() {
        let mut count = NameCount::default();
        let (one, two) = (ArticleId::new("one").unwrap(), ArticleId::new("two").unwrap());
        let text = "Residents left. Ana Ruz said residents stay.";
        count.take(
            &one,
            text,
            vec![spotted(text, "Residents", true, false), spotted(text, "Ana Ruz", true, true)],
        );
        let text = "Yesterday Ana Ruz left. It was not yesterday. Then Otto.";
        count.take(
            &two,
            text,
            vec![spotted(text, "Yesterday Ana Ruz", true, false), spotted(text, "Otto", false, false)],
        );
        let names = count.finish();
        let shown: Vec<_> = names
            .iter()
            .map(|name| (name.name.as_str(), name.num_places, name.num_articles, name.num_speaking))
            .collect();
        assert_eq!(shown, [("Ana Ruz", 2, 2, 1), ("Otto", 1, 1, 0)]);
        assert_eq!(names[0].places[1].1.of(text), Ok("Ana Ruz"));
    }
}
