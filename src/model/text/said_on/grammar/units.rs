//! Weeks, months, seasons, years and weekends, counted from the dateline or named.

use super::{Hit, Sentence};
use crate::model::text::said_on::Sureness;
use crate::model::text::said_on::date::{SaidDate, Season};
use crate::model::text::said_on::lexicon::{Whole, is_one, position};
use crate::model::text::said_on::reckon::{self, Side};
use crate::model::text::said_on::tense::Tense;

/// How many days or weeks "a few" are: at least and at most.
const FEW: (i64, i64) = (2, 6);

/// How many units a number is.
enum Count {
    Exactly(i64),
    Few,
}

impl Sentence<'_> {
    /// "two weeks ago", "vor zwei Tagen", "in three days".
    pub(super) fn counted_units(&self, at: usize) -> Option<Hit> {
        if let Some(number) = self.any_phrase(at, self.words.ago_before) {
            let (count, unit, to) = self.number_of_units(number)?;
            return self.counted(at, to, count, unit, -1);
        }
        if let Some((count, unit, to)) = self.number_of_units(at)
            && let Some(to) = self.any_phrase(to, self.words.ago)
        {
            return self.counted(at, to, count, unit, -1);
        }
        let number = self.any_phrase(at, self.words.ahead)?;
        // "in the last two weeks" says how long; "in two weeks" says when, if the clause looks forward.
        let (count, unit, to) = self.number_of_units(number)?;
        let tense = self.tense(at, to);
        let hit = self.counted(at, to, count, unit, 1)?;
        match tense {
            Some(Tense::Future) => Some(hit),
            Some(Tense::Past) => None,
            None => Some(Hit { sureness: Sureness::Guessed, ..hit }),
        }
    }

    fn counted(&self, from: usize, to: usize, count: Count, unit: Option<Whole>, sign: i64) -> Option<Hit> {
        let published = self.published;
        let (date, sureness) = match (count, unit) {
            (Count::Exactly(num), None) => {
                let day = reckon::shifted(published, num.checked_mul(sign)?)?;
                (SaidDate::day(day).ok()?, Sureness::Reckoned)
            }
            (Count::Exactly(num), Some(unit)) => {
                (reckon::whole(published, unit, num.checked_mul(sign)?)?, Sureness::Reckoned)
            }
            (Count::Few, None | Some(Whole::Week)) => {
                let len = if unit.is_none() { 1 } else { 7 };
                let (near, far) = (FEW.0 * len * sign, FEW.1 * len * sign);
                let near = reckon::shifted(published, near)?;
                let far = reckon::shifted(published, far)?;
                (SaidDate::days(near.min(far), near.max(far)).ok()?.about(), Sureness::Guessed)
            }
            // Some months or years are too long to be a date.
            (Count::Few, Some(Whole::Month | Whole::Year)) => return None,
        };
        Some(Hit { from, to, date, sureness })
    }

    /// "two weeks", "a month", "several days".
    fn number_of_units(&self, at: usize) -> Option<(Count, Option<Whole>, usize)> {
        let token = self.tokens.get(at)?;
        let word = token.lower.as_str();
        let is_few = |at| self.is(at, self.words.few);
        let (count, unit) = if is_few(at) {
            (Count::Few, at + 1)
        } else if let Some(idx) = position(&self.words.numbers, word) {
            let is_a_few = is_few(at + 1);
            let num = i64::try_from(idx + 1).ok()?;
            if is_a_few { (Count::Few, at + 2) } else { (Count::Exactly(num), at + 1) }
        } else if let Some((unit, to)) = self.unit(at).filter(|(_, to)| self.stands_for_one(at, *to)) {
            // "неделю назад": one is not said.
            return Some((Count::Exactly(1), unit, to));
        } else {
            (Count::Exactly(i64::from(token.number?)), at + 1)
        };
        let (unit, to) = self.unit(unit)?;
        Some((count, unit, to))
    }

    /// Whether a unit without a number is one of them: only where Slavic words for "ago" and "in" stand beside it.
    fn stands_for_one(&self, at: usize, to: usize) -> bool {
        let is_behind = |word: &str| at > 0 && self.tokens[at - 1].is(word);
        self.is(to, "назад тому") || is_behind("через")
    }

    /// A unit at a token; `None` inside for days.
    fn unit(&self, at: usize) -> Option<(Option<Whole>, usize)> {
        let idx = position(&self.words.units, &self.tokens.get(at)?.lower)?;
        Some(([None, Some(Whole::Week), Some(Whole::Month), Some(Whole::Year)][idx], at + 1))
    }

    /// Whether a unit or a weekend begins here.
    pub(super) fn begins_unit(&self, at: usize) -> bool {
        self.unit(at).is_some() || self.any_phrase(at, self.words.weekend).is_some()
    }

    /// "early March", "later this week", "mid-April", "Anfang März".
    pub(super) fn early(&self, at: usize) -> Option<Hit> {
        if !self.is(at, self.words.early) {
            return None;
        }
        let mut next = if self.is(at + 1, "-") { at + 2 } else { at + 1 };
        next = self.past_of(next);
        if self.is(next, "в у в во") {
            next += 1;
        }
        let hit = self.sided(next).or_else(|| self.named(next, true))?;
        Some(Hit { from: at, ..hit })
    }

    /// "last week", "this month", "next spring", "la semaine dernière", "the past three days".
    pub(super) fn sided(&self, at: usize) -> Option<Hit> {
        if let Some((to, unit, steps)) = self
            .words
            .whole
            .iter()
            .find_map(|(phrase, unit, steps)| Some((self.phrase(at, phrase)?, *unit, *steps)))
        {
            let date = reckon::whole(self.published, unit, steps)?;
            return Some(Hit { from: at, to, date, sureness: Sureness::Reckoned });
        }
        if let Some((side, next)) = self.side(at) {
            return self.past_stretch(at, side, next).or_else(|| self.beside(at, next, Some(side), None));
        }
        // The side stands behind: only where it does.
        let ends = [at + 1, at + 3];
        ends.into_iter().find_map(|end| {
            let (side, to) = self.side(end)?;
            let hit = self.beside(at, at, Some(side), Some(end))?;
            Some(Hit { to, ..hit })
        })
    }

    /// "the last three days", "over the past week".
    fn past_stretch(&self, at: usize, side: Side, next: usize) -> Option<Hit> {
        if side != Side::Last {
            return None;
        }
        let (num, unit, to) = if let Some((Count::Exactly(num), unit, to)) = self.number_of_units(next) {
            (num, unit, to)
        } else {
            let is_stretch = at > 0 && self.tokens[at - 1].is("the") && !self.is(next + 1, "of");
            let (unit, to) = self.unit(next).filter(|_| is_stretch || self.tokens[at].is("past"))?;
            (1, unit, to)
        };
        let date = reckon::past_units(self.published, unit, num)?;
        Some(Hit { from: at, to, date, sureness: Sureness::Guessed })
    }

    /// A week, weekend, month or season beside a side; it must end at `end` if that is given.
    fn beside(&self, from: usize, at: usize, side: Option<Side>, end: Option<usize>) -> Option<Hit> {
        let ends_well = |to: usize| end.is_none_or(|end| end == to);
        let (date, to) = if let Some(to) = self.any_phrase(at, self.words.weekend).filter(|to| ends_well(*to))
        {
            (reckon::weekend(self.published, side, self.tense(from, to))?, to)
        } else if let Some((unit, to)) = self.unit(at).filter(|(_, to)| ends_well(*to)) {
            // "the last week of March" is another one.
            if self.is(to, "of") {
                return None;
            }
            (reckon::whole(self.published, unit?, side?.steps())?, to)
        } else if let Some((month, to)) = self.month_name(at, false).filter(|(_, to)| ends_well(*to)) {
            (reckon::month(self.published, month, side, None)?.0, to)
        } else {
            let idx =
                position(&self.words.seasons, &self.tokens.get(at)?.lower).filter(|_| ends_well(at + 1))?;
            (reckon::season(self.published, Season::ALL[idx], side, self.tense(from, at + 1))?.0, at + 1)
        };
        Some(Hit { from, to, date, sureness: Sureness::Reckoned })
    }

    /// "the weekend", "in March", "March 2025", "in 2023".
    pub(super) fn bare(&self, at: usize) -> Option<Hit> {
        let before = at.checked_sub(1);
        let is_led = before.is_some_and(|idx| self.is(idx, self.words.before))
            || (before.is_some_and(|idx| self.is(idx, self.words.of))
                && at > 1
                && self.is(at - 2, self.words.before));
        if let Some(to) = self.any_phrase(at, self.words.weekend) {
            let is_habit = at > 0 && self.is(at - 1, self.words.every);
            let date = reckon::weekend(self.published, None, self.tense(at, to)).filter(|_| !is_habit)?;
            return Some(Hit { from: at, to, date, sureness: Sureness::Reckoned });
        }
        self.named(at, is_led)
    }

    /// A month, season or year by its name.
    fn named(&self, at: usize, is_led: bool) -> Option<Hit> {
        let token = self.tokens.get(at)?;
        if let Some((month, next)) = self.month_name(at, true) {
            let is_full = self.month_name(at, false).is_some();
            return match self.year_behind(next) {
                (Some(year), to) => {
                    let to = self.past_year_word(to);
                    let date = SaidDate::month(year, month).ok()?;
                    Some(Hit { from: at, to, date, sureness: Sureness::Written })
                }
                // "March’s talks" needs nothing before it.
                (None, _) if is_full && (is_led || self.is_owner(next)) => {
                    let (date, is_sure) = reckon::month(self.published, month, None, self.tense(at, next))?;
                    let sureness = if is_sure { Sureness::Reckoned } else { Sureness::Guessed };
                    Some(Hit { from: at, to: next, date, sureness })
                }
                _ => None,
            };
        }
        if let Some(idx) = position(&self.words.seasons, &token.lower) {
            return self.season_named(at, Season::ALL[idx], is_led);
        }
        let year = self.year_number(at)?;
        let to = self.past_year_word(at + 1);
        // A number needs a word that makes it a year.
        if !(to > at + 1 || (is_led && !self.has_slavic_years())) {
            return None;
        }
        Some(Hit { from: at, to, date: SaidDate::year(year).ok()?, sureness: Sureness::Written })
    }

    fn season_named(&self, at: usize, season: Season, is_led: bool) -> Option<Hit> {
        if let (Some(year), to) = self.year_behind(at + 1) {
            let sureness = if season == Season::Winter { Sureness::Guessed } else { Sureness::Written };
            let date = SaidDate::season(year, season).ok()?;
            return Some(Hit { from: at, to: self.past_year_word(to), date, sureness });
        }
        let is_led = is_led || (at > 1 && self.is(at - 1, "the") && self.is(at - 2, self.words.before));
        let (date, is_sure) =
            reckon::season(self.published, season, None, self.tense(at, at + 1)).filter(|_| is_led)?;
        let sureness = if is_sure { Sureness::Reckoned } else { Sureness::Guessed };
        Some(Hit { from: at, to: at + 1, date, sureness })
    }

    /// Whether what stands here makes an owner of the word before: ’s.
    fn is_owner(&self, at: usize) -> bool {
        self.is(at, "'") && self.is(at + 1, "s")
    }

    /// Whether years have their word behind them: "2023 года".
    fn has_slavic_years(&self) -> bool {
        self.words.units[3].starts_with(['г', 'р'])
    }

    /// The token behind the word "year" that follows a year.
    pub(super) fn past_year_word(&self, at: usize) -> usize {
        let is_word = self.has_slavic_years()
            && self.tokens.get(at).is_some_and(|token| is_one(self.words.units[3], &token.lower));
        if is_word { at + 1 } else { at }
    }
}
