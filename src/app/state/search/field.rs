//! The field of the Find workspace: what is typed, how it is taken, what is wrong with it, what can be typed next.

use crate::analysis::query::complete::{Completion, complete};
use crate::analysis::query::vocabulary::Vocabulary;
use crate::analysis::query::{Options, Parsed, QueryError, parse};
use crate::model::text::find::Query;

/// No more queries than this are remembered.
const MAX_RECENT: usize = 12;

/// The field.
#[derive(Debug, Default)]
pub struct QueryField {
    /// What is typed, and how it is taken.
    pub asked: Query,
    /// What is wrong with it; told while it is typed as far as it can be read off it, and in full once it was asked.
    pub complaint: Option<QueryError>,
    /// What can be typed next.
    pub offers: Vec<Completion>,
    /// The one of them that Enter takes.
    pub picked: Option<usize>,
    /// What was asked before, the last first.
    pub recent: Vec<String>,
    /// The names that are offered.
    pub vocabulary: Vocabulary,
}

/// What is typed as a query, if it can be read: its words are one regular expression, or the language of queries.
pub fn parsed(asked: &Query) -> Result<Parsed, QueryError> {
    if asked.is_regex { Ok(Parsed::regex(&asked.words)) } else { parse(&asked.words) }
}

/// How words are looked for where the query doesn't say.
pub fn defaults(asked: &Query) -> Options {
    let Query { matches_case, whole_word, folds, .. } = asked;
    Options { case: Some(*matches_case), fold: Some(*folds), word: Some(*whole_word), near: None }
}

impl QueryField {
    /// Takes what is typed now, with the caret at byte `cursor`.
    pub fn type_in(&mut self, input: String, cursor: usize) {
        self.asked.words = input;
        // What is only unfinished is told when it is asked.
        self.complaint = None;
        self.picked = None;
        self.offers = if self.asked.is_regex {
            Vec::new()
        } else {
            complete(&self.asked.words, cursor, &self.vocabulary)
        };
    }

    /// Puts something else into the field, with nothing offered.
    pub fn set(&mut self, input: String) {
        self.type_in(input, 0);
        self.offers.clear();
    }

    /// Takes an offer. Gives the byte at which the caret stands then.
    pub fn take_offer(&mut self, idx: usize) -> Option<usize> {
        let offer = self.offers.get(idx)?.clone();
        let mut input = self.asked.words.clone();
        input.get(offer.range.clone())?;
        input.replace_range(offer.range.clone(), &offer.text);
        let cursor = offer.range.start + offer.text.len();
        self.type_in(input, cursor);
        Some(cursor)
    }

    /// Puts what was asked among the queries that are remembered.
    pub fn remember(&mut self, input: &str) {
        let input = input.trim().to_owned();
        if input.is_empty() {
            return;
        }
        self.recent.retain(|other| *other != input);
        self.recent.insert(0, input);
        self.recent.truncate(MAX_RECENT);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_offer_is_put_where_it_belongs_and_goes_on_with_values() {
        let mut field = QueryField::default();
        field.type_in("stat toll".to_owned(), 4);
        assert_eq!(field.take_offer(0), Some(7));
        assert_eq!(field.asked.words, "status: toll");
        assert!(field.offers.iter().any(|offer| offer.name == "disputed"));
    }

    #[test]
    fn queries_are_remembered_once_and_the_last_comes_first() {
        let mut field = QueryField::default();
        for input in ["toll", "levy", " toll ", ""] {
            field.remember(input);
        }
        assert_eq!(field.recent, ["toll", "levy"]);
    }
}
