//! Points in time as people type them: RFC 3339, or a day, a day with a time, or a time of today, in local time.

use chrono::{DateTime, Duration, Local, NaiveDate, NaiveDateTime, NaiveTime, TimeZone as _};
use thiserror::Error;

use crate::model::time::Timestamp;

/// Which end of a day, minute or second a time means that names no more than that.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Rounds {
    /// Its start.
    Down,
    /// Its end.
    Up,
}

/// Why what was typed is no time.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub(super) enum TypedTimeError {
    /// It has no form that is known.
    #[error(
        "“{0}” is no time: 2025-03-14T10:42:07Z, 2025-03-14, 2025-03-14 10:42, 2025-03-14 10:42:07 or 10:42 was expected"
    )]
    NoTime(String),
    /// The clocks were put forward over it.
    #[error("there is no {0} in local time: the clocks were put forward then")]
    LeftOut(NaiveDateTime),
}

/// Reads a time. `now` says which day today is.
pub(super) fn read(typed: &str, rounds: Rounds, now: Timestamp) -> Result<Timestamp, TypedTimeError> {
    let typed = typed.trim();
    if let Ok(exact) = DateTime::parse_from_rfc3339(typed) {
        return Ok(Timestamp::from_millis(exact.timestamp_millis()));
    }
    let today = now.to_utc().with_timezone(&Local).date_naive();
    let (start, length) = local(typed, today).ok_or_else(|| TypedTimeError::NoTime(typed.to_owned()))?;
    let meant = match rounds {
        Rounds::Down => start,
        Rounds::Up => start + length - Duration::milliseconds(1),
    };
    // Where the clocks are put back an hour comes twice: all of it is meant.
    let found = Local.from_local_datetime(&meant);
    let found = if rounds == Rounds::Down { found.earliest() } else { found.latest() };
    let found = found.ok_or(TypedTimeError::LeftOut(meant))?;
    Ok(Timestamp::from_millis(found.timestamp_millis()))
}

/// The day, minute or second that is named: its start, and how long it is.
fn local(typed: &str, today: NaiveDate) -> Option<(NaiveDateTime, Duration)> {
    let time_of_day = |text: &str| {
        let second = NaiveTime::parse_from_str(text, "%H:%M:%S").map(|time| (time, Duration::seconds(1)));
        second
            .or_else(|_| NaiveTime::parse_from_str(text, "%H:%M").map(|time| (time, Duration::minutes(1))))
            .ok()
    };
    let day = |text: &str| NaiveDate::parse_from_str(text, "%Y-%m-%d").ok();
    if let Some(day) = day(typed) {
        return Some((day.and_time(NaiveTime::MIN), Duration::days(1)));
    }
    let (day, rest) = match typed.split_once([' ', 'T']) {
        Some((first, rest)) => (day(first)?, rest.trim()),
        None => (today, typed),
    };
    time_of_day(rest).map(|(time, length)| (day.and_time(time), length))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn now() -> Timestamp {
        let noon = NaiveDate::from_ymd_opt(2025, 3, 14).unwrap().and_hms_opt(12, 0, 0).unwrap();
        Timestamp::from_millis(Local.from_local_datetime(&noon).unwrap().timestamp_millis())
    }

    /// The time in local words.
    fn shown(typed: &str, rounds: Rounds) -> String {
        let time = read(typed, rounds, now()).unwrap();
        time.to_utc().with_timezone(&Local).format("%Y-%m-%d %H:%M:%S%.3f").to_string()
    }

    #[test]
    fn a_time_without_a_zone_is_local_and_one_without_a_day_is_todays() {
        assert_eq!(shown("2025-02-03 10:42:07", Rounds::Down), "2025-02-03 10:42:07.000");
        assert_eq!(shown("2025-02-03T10:42", Rounds::Down), "2025-02-03 10:42:00.000");
        assert_eq!(shown(" 09:05 ", Rounds::Down), "2025-03-14 09:05:00.000");
        assert_eq!(shown("09:05:30", Rounds::Down), "2025-03-14 09:05:30.000");
        let exact = read("2025-03-14T10:42:07.123+01:00", Rounds::Up, now());
        assert_eq!(
            exact,
            "2025-03-14T09:42:07.123Z".parse().map_err(|_| TypedTimeError::NoTime(String::new()))
        );
    }

    #[test]
    fn what_is_not_named_is_all_meant() {
        assert_eq!(shown("2025-02-03", Rounds::Down), "2025-02-03 00:00:00.000");
        assert_eq!(shown("2025-02-03", Rounds::Up), "2025-02-03 23:59:59.999");
        assert_eq!(shown("10:42", Rounds::Up), "2025-03-14 10:42:59.999");
        assert_eq!(shown("10:42:07", Rounds::Up), "2025-03-14 10:42:07.999");
    }

    #[test]
    fn what_is_no_time_is_refused() {
        for typed in ["", "yesterday", "2025-13-01", "25:00", "2025-03-14 noon", "10:42:07Z", "🙂"] {
            assert!(read(typed, Rounds::Down, now()).is_err(), "{typed}");
        }
    }
}
