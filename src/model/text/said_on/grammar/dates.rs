//! Dates of day, month and year, with a weekday or without.

use chrono::{Datelike as _, NaiveDate, Weekday};

use super::{Hit, Sentence, WEEKDAYS};
use crate::model::text::said_on::Sureness;
use crate::model::text::said_on::date::SaidDate;
use crate::model::text::said_on::lexicon::position;
use crate::model::text::said_on::reckon;

/// Years that a bare number of four digits may be.
const YEARS: std::ops::RangeInclusive<u32> = 1000..=2999;

/// A day and a month, as far as they are written.
#[derive(Clone, Copy)]
struct Written {
    month: u32,
    first: u32,
    /// Day, and the month if it is another one.
    last: Option<(u32, u32)>,
    year: Option<i32>,
    to: usize,
}

impl Sentence<'_> {
    /// "March 14, 2025", "Monday (March 14)", "14–16 March", "2025-03-14".
    pub(super) fn written(&self, at: usize) -> Option<Hit> {
        let (weekday, start) = self.weekday_before_date(at);
        let found =
            self.numeric(start).or_else(|| self.day_first(start)).or_else(|| self.month_first(start))?;
        let mut to = found.to;
        // "Monday (March 14)" ends with its bracket.
        if start > at && self.is(start - 1, "(") {
            to = if self.is(to, ")") { to + 1 } else { return None };
        }
        let Written { month, first, last, year, .. } = found;
        let (from, sureness) = if let Some(year) = year {
            let from = NaiveDate::from_ymd_opt(year, month, first)?;
            let fits = weekday.is_none_or(|weekday| weekday == from.weekday());
            (from, if fits { Sureness::Written } else { Sureness::Guessed })
        } else {
            let tense = self.tense(at, to);
            let (from, is_sure) = reckon::yearless(self.published, month, first, weekday, tense)?;
            (from, if is_sure { Sureness::Reckoned } else { Sureness::Guessed })
        };
        let date = match last {
            None => SaidDate::day(from).ok()?,
            Some((day, month)) => {
                // "30 December – 2 January" of a year begins in the one before, where that year is written.
                let turns = month < from.month();
                let (from, year) = match (turns, year) {
                    (true, Some(year)) => (from.with_year(year.checked_sub(1)?)?, year),
                    (true, None) => (from, from.year().checked_add(1)?),
                    (false, _) => (from, from.year()),
                };
                SaidDate::days(from, NaiveDate::from_ymd_opt(year, month, day)?).ok()?
            }
        };
        Some(Hit { from: at, to, date, sureness })
    }

    /// The weekday that stands before a date, and where that begins; the token itself where there is none.
    fn weekday_before_date(&self, at: usize) -> (Option<Weekday>, usize) {
        let Some((weekday, mut next)) = self.weekday_name(at).or_else(|| self.short_weekday(at)) else {
            return (None, at);
        };
        while next < at + 5 && (self.is(next, ", . (") || self.is(next, self.words.of)) {
            next += 1;
        }
        (Some(weekday), next)
    }

    fn short_weekday(&self, at: usize) -> Option<(Weekday, usize)> {
        let idx = position(&self.words.short_weekdays, &self.tokens.get(at)?.lower)?;
        Some((WEEKDAYS[idx], at + 1))
    }

    /// `2025-03-14`, `14.03.2025`, and `14/03/2025` where it can't be the other way round.
    fn numeric(&self, at: usize) -> Option<Written> {
        let mark = self.tokens.get(at + 1)?.lower.as_str();
        let part = |idx: usize| {
            let token = self.tokens.get(at + idx)?;
            (idx == 0 || token.is_joined).then_some(())?;
            Some((token.number?, token.num_digits()))
        };
        let is_marked = |idx: usize| self.tokens.get(at + idx).is_some_and(|t| t.is(mark) && t.is_joined);
        if !(is_marked(1) && is_marked(3)) || self.is_part_of_number(at) || self.goes_on_as_number(at + 5) {
            return None;
        }
        let ((one, one_len), (two, two_len), (three, three_len)) = (part(0)?, part(2)?, part(4)?);
        let lens = (one_len, two_len, three_len);
        let is_day_first = matches!(lens, (1..=2, 1..=2, 4));
        let (year, month, day) = match mark {
            "-" if lens == (4, 2, 2) => (one, two, three),
            "." if is_day_first => (three, two, one),
            // Half the world reads such numbers the other way round.
            "/" if is_day_first && (self.words.has_slashed_days || one > 12) => (three, two, one),
            "/" if is_day_first && self.words.has_month_first && two > 12 => (three, one, two),
            _ => return None,
        };
        let is_date = YEARS.contains(&year) && (1..=12).contains(&month) && (1..=31).contains(&day);
        let year = i32::try_from(year).ok().filter(|_| is_date)?;
        Some(Written { month, first: day, last: None, year: Some(year), to: at + 5 })
    }

    /// "14 March 2025", "14–16 March", "30 March – 2 April".
    fn day_first(&self, at: usize) -> Option<Written> {
        let (first, mut to) = self.day(at)?;
        let mut last_day = None;
        if self.is(to, self.words.to)
            && let Some((day, next)) = self.day(to + 1)
        {
            (last_day, to) = (Some(day), next);
        }
        let (month, mut to) = self.month_name(self.past_of(to), true)?;
        let mut last = last_day.map(|day| (day, month));
        if last.is_none()
            && self.is(to, "– — -")
            && let Some((day, next)) = self.day(to + 1)
            && let Some((month, next)) = self.month_name(self.past_of(next), true)
        {
            (last, to) = (Some((day, month)), next);
        }
        let (year, to) = self.year_behind(to);
        let to = if year.is_some() { self.past_year_word(to) } else { to };
        Some(Written { month, first, last, year, to })
    }

    /// "March 14, 2025", "March 14–16", "March 30 – April 2".
    fn month_first(&self, at: usize) -> Option<Written> {
        if !self.words.has_month_first {
            return None;
        }
        let (month, to) = self.month_name(at, true)?;
        let (first, mut to) = self.day(if self.is(to, "the") { to + 1 } else { to })?;
        let mut last = None;
        if self.is(to, self.words.to) {
            let (other, next) = self.month_name(to + 1, true).unwrap_or((month, to + 1));
            if let Some((day, next)) = self.day(next) {
                (last, to) = (Some((day, other)), next);
            }
        }
        let (year, to) = self.year_behind(to);
        Some(Written { month, first, last, year, to })
    }

    /// A day of a month: "14", "14th", "1er", "14.", "14-го".
    fn day(&self, at: usize) -> Option<(u32, usize)> {
        let token = self.tokens.get(at)?;
        let suffixes = ["st", "nd", "rd", "th", "er", "º", "°"];
        let digits = suffixes.iter().find_map(|suffix| token.lower.strip_suffix(suffix));
        let digits = digits.unwrap_or(&token.lower);
        let is_short = matches!(digits.len(), 1 | 2) && digits.bytes().all(|byte| byte.is_ascii_digit());
        let day = digits.parse::<u32>().ok().filter(|day| is_short && (1..=31).contains(day))?;
        let mut to = at + 1;
        let is_ordinal = self.tokens.get(to + 1).is_some_and(|token| token.is_joined)
            && self.is(to, "-")
            && self.is(to + 1, "го е те");
        if is_ordinal {
            to += 2;
        }
        if self.is_part_of_number(at) || self.goes_on_as_number(to) {
            return None;
        }
        // "14. März"; elsewhere a stop ends the sentence.
        let is_stopped = !self.words.has_month_first && self.is(to, ".") && self.tokens[to].is_joined;
        if is_stopped && self.tokens.get(to + 1).is_some_and(|next| next.is_word() || next.lower == "–") {
            to += 1;
        }
        Some((day, to))
    }

    /// Whether the number at a token goes on before it, as in 3.14 and $14.
    fn is_part_of_number(&self, at: usize) -> bool {
        let token = &self.tokens[at];
        let Some(before) = at.checked_sub(1).and_then(|at| self.tokens.get(at)) else { return false };
        token.is_joined
            && !before.is("(")
            && !before.is("–")
            && !before.is("—")
            && !before.is("-")
            && !matches!(before.lower.as_str(), "“" | "„" | "«" | "\"" | "'" | "[" | "/")
    }

    /// Whether a number goes on at this token, as in 20,000 and 14:30.
    fn goes_on_as_number(&self, at: usize) -> bool {
        let (Some(mark), Some(rest)) = (self.tokens.get(at), self.tokens.get(at + 1)) else { return false };
        let is_mark = matches!(mark.lower.as_str(), "," | "." | ":" | "%" | "/") && mark.is_joined;
        mark.is("%") || (is_mark && rest.is_joined && rest.number.is_some())
    }

    /// A month at a token, with its stop if it is short, and the token behind it. Short forms count beside a number
    /// only.
    pub(super) fn month_name(&self, at: usize, is_beside_number: bool) -> Option<(u32, usize)> {
        let token = self.tokens.get(at)?;
        if self.words.has_capital_months && !token.is_capital {
            return None;
        }
        let number = |idx: usize| u32::try_from(idx + 1).ok();
        if let Some(idx) = position(&self.words.months, &token.lower) {
            return Some((number(idx)?, at + 1));
        }
        let idx = position(&self.words.short_months, &token.lower).filter(|_| is_beside_number)?;
        let is_stopped = self.tokens.get(at + 1).is_some_and(|next| next.is(".") && next.is_joined);
        Some((number(idx)?, if is_stopped { at + 2 } else { at + 1 }))
    }

    /// A year behind what may stand before it, and the token behind that; the token itself where there is none.
    pub(super) fn year_behind(&self, at: usize) -> (Option<i32>, usize) {
        let next = self.past_of(if self.is(at, ",") { at + 1 } else { at });
        match self.year_number(next) {
            Some(year) => (Some(year), next + 1),
            None => (None, at),
        }
    }

    /// The year that a number of four digits is, if it stands alone.
    pub(super) fn year_number(&self, at: usize) -> Option<i32> {
        let token = self.tokens.get(at)?;
        let number = token.number.filter(|number| token.num_digits() == 4 && YEARS.contains(number))?;
        let is_compound = self.tokens.get(at + 1).is_some_and(|mark| mark.is("-") && mark.is_joined)
            && self.tokens.get(at + 2).is_some_and(|rest| rest.is_joined);
        if self.is_part_of_number(at) || self.goes_on_as_number(at + 1) || is_compound {
            return None;
        }
        i32::try_from(number).ok()
    }

    /// The token behind one that only joins the parts of a date.
    pub(super) fn past_of(&self, at: usize) -> usize {
        let mut to = at;
        while to < at + 2 && self.is(to, self.words.of) {
            to += 1;
        }
        to
    }
}
