//! The calendar around a dateline: which Monday, which March, which spring.

use chrono::{Datelike as _, Days, Months, NaiveDate, Weekday};

use super::date::{SaidDate, Season};
use super::lexicon::Whole;
use super::tense::Tense;

/// Which of the things that come again and again is meant, seen from the dateline.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Side {
    /// The one before.
    Last,
    /// This one.
    This,
    /// The one after.
    Next,
}

impl Side {
    /// How many it is away.
    pub(super) fn steps(self) -> i64 {
        match self {
            Self::Last => -1,
            Self::This => 0,
            Self::Next => 1,
        }
    }
}

/// The day that is `num_days` after `day`, or before it.
pub(super) fn shifted(day: NaiveDate, num_days: i64) -> Option<NaiveDate> {
    let days = Days::new(num_days.unsigned_abs());
    if num_days < 0 { day.checked_sub_days(days) } else { day.checked_add_days(days) }
}

/// A weekday: the last one up to the dateline, the first one from it on where the clause looks forward.
pub(super) fn weekday(
    published: NaiveDate,
    weekday: Weekday,
    side: Option<Side>,
    tense: Option<Tense>,
) -> Option<NaiveDate> {
    let back = i64::from(published.weekday().days_since(weekday));
    let ahead = i64::from(weekday.days_since(published.weekday()));
    shifted(
        published,
        match (side, tense) {
            (Some(Side::Last), _) => -if back == 0 { 7 } else { back },
            (Some(Side::Next), _) => {
                if ahead == 0 {
                    7
                } else {
                    ahead
                }
            }
            (Some(Side::This), Some(Tense::Past)) => -back,
            (Some(Side::This), _) | (None, Some(Tense::Future)) => ahead,
            (None, _) => -back,
        },
    )
}

/// Saturday and Sunday.
pub(super) fn weekend(published: NaiveDate, side: Option<Side>, tense: Option<Tense>) -> Option<SaidDate> {
    // From Saturday to the next Friday it is this many days since the weekend began.
    let since = i64::from(published.weekday().days_since(Weekday::Sat));
    let is_weekend = since < 2;
    let is_ahead = match side {
        Some(Side::Last) => false,
        Some(Side::This) => !is_weekend && tense != Some(Tense::Past),
        Some(Side::Next) => true,
        None => !is_weekend && tense == Some(Tense::Future),
    };
    let is_one_more = side == Some(Side::Last) && is_weekend;
    let steps = if is_ahead { 7 } else { 0 } - if is_one_more { 7 } else { 0 };
    let saturday = shifted(published, steps - since)?;
    SaidDate::days(saturday, shifted(saturday, 1)?).ok()
}

/// The week, month or year that is `steps` after the one of the dateline.
pub(super) fn whole(published: NaiveDate, unit: Whole, steps: i64) -> Option<SaidDate> {
    let date = match unit {
        Whole::Week => SaidDate::week_of(shifted(published, steps.checked_mul(7)?)?),
        Whole::Month => {
            let months = Months::new(u32::try_from(steps.unsigned_abs()).ok()?);
            let first = published.with_day(1)?;
            let first =
                if steps < 0 { first.checked_sub_months(months) } else { first.checked_add_months(months) }?;
            SaidDate::month(first.year(), first.month())
        }
        Whole::Year => SaidDate::year(published.year().checked_add(i32::try_from(steps).ok()?)?),
    };
    date.ok()
}

/// The days from `num` units before the dateline up to it.
pub(super) fn past_units(published: NaiveDate, unit: Option<Whole>, num: i64) -> Option<SaidDate> {
    let from = match unit {
        None => shifted(published, num.checked_neg()?),
        Some(Whole::Week) => shifted(published, num.checked_mul(-7)?),
        Some(Whole::Month) => published.checked_sub_months(Months::new(u32::try_from(num).ok()?)),
        Some(Whole::Year) => {
            published.checked_sub_months(Months::new(u32::try_from(num.checked_mul(12)?).ok()?))
        }
    };
    SaidDate::days(from?, published).ok()
}

/// A day of a month without its year, and whether more than nearness chose it. A weekday beside it decides where it
/// can.
pub(super) fn yearless(
    published: NaiveDate,
    month: u32,
    day: u32,
    weekday: Option<Weekday>,
    tense: Option<Tense>,
) -> Option<(NaiveDate, bool)> {
    let year = published.year();
    // Eight years may lie between two 29ths of February.
    let all = |reach: i32| {
        (-reach..=reach)
            .filter_map(move |offset| NaiveDate::from_ymd_opt(year.checked_add(offset)?, month, day))
    };
    let distance = |day: &NaiveDate| ((*day - published).num_days().abs(), *day);
    let fitting = all(1).filter(|day| weekday == Some(day.weekday())).min_by_key(distance);
    if let Some(day) = fitting {
        return Some((day, true));
    }
    let day = match tense {
        Some(Tense::Past) => all(8).filter(|day| *day <= published).max(),
        Some(Tense::Future) => all(8).filter(|day| *day >= published).min(),
        None => all(8).min_by_key(distance),
    };
    day.map(|day| (day, tense.is_some() && weekday.is_none()))
}

/// A month without its year, and whether more than nearness chose it.
pub(super) fn month(
    published: NaiveDate,
    month: u32,
    side: Option<Side>,
    tense: Option<Tense>,
) -> Option<(SaidDate, bool)> {
    let this = i64::from(published.year()) * 12 + i64::from(published.month0());
    let wanted = i64::from(month) - 1;
    let after = (wanted - this).rem_euclid(12);
    let before = (this - wanted).rem_euclid(12);
    let (steps, is_sure) = match (side, tense) {
        (Some(Side::Last), _) => (-if before == 0 { 12 } else { before }, true),
        (Some(Side::Next), _) => (if after == 0 { 12 } else { after }, true),
        (Some(Side::This), _) => (wanted - i64::from(published.month0()), true),
        (None, Some(Tense::Past)) => (-before, true),
        (None, Some(Tense::Future)) => (after, true),
        (None, None) => (if before <= after { -before } else { after }, false),
    };
    whole(published, Whole::Month, steps).map(|date| (date, is_sure))
}

/// A season without its year, and whether more than nearness chose it.
pub(super) fn season(
    published: NaiveDate,
    season: Season,
    side: Option<Side>,
    tense: Option<Tense>,
) -> Option<(SaidDate, bool)> {
    let year = published.year();
    let all = || (-2..=2).filter_map(move |offset| SaidDate::season(year.checked_add(offset)?, season).ok());
    let current = all().find(|date| date.overlaps(Some(published), Some(published)));
    let last = || all().filter(|date| date.to() < published).max();
    let next = || all().filter(|date| date.from() > published).min();
    match (side, tense) {
        (Some(Side::Last), _) => last().map(|date| (date, true)),
        (Some(Side::Next), _) => next().map(|date| (date, true)),
        (_, Some(Tense::Past)) => current.or_else(last).map(|date| (date, true)),
        (_, Some(Tense::Future)) => current.or_else(next).map(|date| (date, true)),
        (_, None) => {
            let distance = |date: &SaidDate| {
                (date.from() - published).num_days().max((published - date.to()).num_days())
            };
            current
                .map(|date| (date, true))
                .or_else(|| all().min_by_key(|date| (distance(date), date.from())).map(|date| (date, false)))
        }
    }
}
