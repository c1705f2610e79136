//! Patterns of words that mean a date.

mod dates;
mod units;

use chrono::{NaiveDate, Weekday};

use super::Sureness;
use super::date::SaidDate;
use super::lexicon::{Lexicon, is_one, position};
use super::reckon::{self, Side};
use super::tense::{Tense, tense};
use super::tokens::Token;

/// A date and the tokens that mean it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Hit {
    pub(super) from: usize,
    pub(super) to: usize,
    pub(super) date: SaidDate,
    pub(super) sureness: Sureness,
}

/// One sentence with what its dates are reckoned from.
pub(super) struct Sentence<'s> {
    pub(super) words: &'static Lexicon,
    pub(super) tokens: &'s [Token],
    pub(super) published: NaiveDate,
}

const WEEKDAYS: [Weekday; 7] =
    [Weekday::Mon, Weekday::Tue, Weekday::Wed, Weekday::Thu, Weekday::Fri, Weekday::Sat, Weekday::Sun];

impl Sentence<'_> {
    /// Every date of the sentence, in the order of the words.
    pub(super) fn hits(&self) -> Vec<Hit> {
        let mut hits = Vec::new();
        let mut at = 0;
        while at < self.tokens.len() {
            match self.hit_or_about(at) {
                Some(hit) => {
                    // A pattern takes at least the token it begins with.
                    at = hit.to.max(at + 1);
                    hits.push(hit);
                }
                None => at += 1,
            }
        }
        hits
    }

    fn hit_or_about(&self, at: usize) -> Option<Hit> {
        if self.is(at, self.words.about)
            && let Some(hit) = self.hit(at + 1)
        {
            return Some(Hit { from: at, date: hit.date.about(), ..hit });
        }
        self.hit(at)
    }

    /// The date whose words begin at a token; the most telling pattern first.
    fn hit(&self, at: usize) -> Option<Hit> {
        self.tokens.get(at)?;
        self.written(at)
            .or_else(|| self.counted_day(at))
            .or_else(|| self.weekday(at))
            .or_else(|| self.counted_units(at))
            .or_else(|| self.early(at))
            .or_else(|| self.sided(at))
            .or_else(|| self.bare(at))
    }

    /// "yesterday", "the day after tomorrow".
    fn counted_day(&self, at: usize) -> Option<Hit> {
        let (to, num_days) =
            self.words.days.iter().find_map(|(phrase, days)| Some((self.phrase(at, phrase)?, *days)))?;
        if self.is_noun(at) {
            return None;
        }
        let date = SaidDate::day(reckon::shifted(self.published, num_days)?).ok()?;
        Some(Hit { from: at, to: self.past_parts(to), date, sureness: Sureness::Reckoned })
    }

    /// Whether the word for tomorrow is the one for a morning here: "la mañana", "am Morgen".
    fn is_noun(&self, at: usize) -> bool {
        let token = &self.tokens[at];
        let before = at.checked_sub(1).and_then(|at| self.tokens.get(at));
        match token.lower.as_str() {
            "mañana" => before.is_some_and(|before| matches!(before.lower.as_str(), "la" | "una" | "cada")),
            "morgen" => token.is_capital && before.is_some_and(Token::is_word),
            _ => false,
        }
    }

    /// "Monday", "last Monday", "lundi dernier", "Monday to Wednesday".
    fn weekday(&self, at: usize) -> Option<Hit> {
        let (side, name) = match self.side(at) {
            Some((side, next)) => (Some(side), next),
            None => (None, at),
        };
        let (weekday, mut to) = self.weekday_name(name)?;
        let before = |idx: usize| idx.checked_sub(1);
        let is_habit = before(at).is_some_and(|idx| self.is(idx, self.words.every));
        let is_doubtful = is_one(self.words.doubtful, &self.tokens[name].lower);
        let is_led = side.is_some() || before(at).is_some_and(|idx| self.is(idx, self.words.before));
        if is_habit || (is_doubtful && !is_led) {
            return None;
        }
        let mut side = side;
        if side.is_none()
            && let Some((behind, next)) = self.side(to)
            && !self.begins_unit(next)
        {
            (side, to) = (Some(behind), next);
        }
        let tense = self.tense(at, to);
        let day = reckon::weekday(self.published, weekday, side, tense)?;
        if let Some((last, end)) = self.weekday_after_dash(to) {
            let num_days = i64::from(last.days_since(weekday));
            let date = SaidDate::days(day, reckon::shifted(day, num_days)?).ok()?;
            return Some(Hit { from: at, to: end, date, sureness: Sureness::Reckoned });
        }
        let to = self.past_parts(to);
        Some(Hit { from: at, to, date: SaidDate::day(day).ok()?, sureness: Sureness::Reckoned })
    }

    fn weekday_after_dash(&self, at: usize) -> Option<(Weekday, usize)> {
        if self.is(at, self.words.to) { self.weekday_name(at + 1) } else { None }
    }

    /// A weekday at a token, and the token behind it; German joins the part of the day to it.
    fn weekday_name(&self, at: usize) -> Option<(Weekday, usize)> {
        let word = self.tokens.get(at)?.lower.as_str();
        let idx = position(&self.words.weekdays, word).or_else(|| {
            let parts = self.words.parts.split(' ').filter(|part| !part.is_empty());
            parts
                .filter_map(|part| word.strip_suffix(part))
                .find_map(|day| position(&self.words.weekdays, day))
        })?;
        Some((WEEKDAYS[idx], at + 1))
    }

    /// "last", "this", "next", and the token behind.
    fn side(&self, at: usize) -> Option<(Side, usize)> {
        let sides =
            [(self.words.last, Side::Last), (self.words.this, Side::This), (self.words.next, Side::Next)];
        let found = sides.into_iter().find(|(words, _)| self.is(at, words));
        found.map(|(_, side)| (side, at + 1))
    }

    /// Whether the token is one of these words.
    fn is(&self, at: usize, words: &str) -> bool {
        self.tokens.get(at).is_some_and(|token| is_one(words, &token.lower))
    }

    /// The token behind a phrase that begins at a token.
    fn phrase(&self, at: usize, phrase: &str) -> Option<usize> {
        let mut to = at;
        for word in phrase.split(' ') {
            if !self.tokens.get(to)?.is(word) {
                return None;
            }
            to += 1;
        }
        Some(to)
    }

    /// The token behind one of some phrases.
    fn any_phrase(&self, at: usize, phrases: &[&str]) -> Option<usize> {
        phrases.iter().find_map(|phrase| self.phrase(at, phrase))
    }

    /// The token behind a part of the day, where one stands here.
    fn past_parts(&self, at: usize) -> usize {
        if self.is(at, self.words.parts) { at + 1 } else { at }
    }

    fn tense(&self, from: usize, to: usize) -> Option<Tense> {
        tense(self.words, self.tokens, from, to)
    }
}
