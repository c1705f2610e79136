//! Dates of every form, for property tests.

use chrono::NaiveDate;
use proptest::prelude::*;

use super::date::{SaidDate, Season};

/// Any date that can be held.
pub(super) fn said_date() -> impl Strategy<Value = SaidDate> {
    let day = || {
        (0i32..=9999, 1u32..=366).prop_map(|(year, day)| NaiveDate::from_yo_opt(year, day.min(365)).unwrap())
    };
    let shape = prop_oneof![
        day().prop_map(|day| SaidDate::day(day).unwrap()),
        (day(), day()).prop_map(|(one, two)| SaidDate::days(one.min(two), one.max(two)).unwrap()),
        day().prop_filter_map("a week of ten thousand years", |day| SaidDate::week_of(day).ok()),
        (0i32..=9999, 1u32..=12).prop_map(|(year, month)| SaidDate::month(year, month).unwrap()),
        (0i32..=9999, 0usize..4).prop_map(|(year, idx)| SaidDate::season(year, Season::ALL[idx]).unwrap()),
        (0i32..=9999).prop_map(|year| SaidDate::year(year).unwrap()),
    ];
    (shape, any::<bool>()).prop_map(|(date, is_about)| if is_about { date.about() } else { date })
}
