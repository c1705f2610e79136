//! Points in time as files hold them. The clock itself is never read here: times come in as arguments.

use std::fmt;

use chrono::{DateTime, SecondsFormat, Utc};
use thiserror::Error;

use super::text::visible::shown_name;

/// A point in time: milliseconds since 1970-01-01 00:00 UTC, printed by RFC 3339 with milliseconds and `Z`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Timestamp(i64);

/// A string that is no RFC 3339 time.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("“{}” is no time: one such as 2025-03-14T10:42:07.000Z was expected", shown_name(.0))]
pub struct TimeError(pub String);

impl Timestamp {
    /// The point in time `millis` milliseconds after 1970-01-01 00:00 UTC, held within the years that RFC
    /// 3339 can print.
    pub fn from_millis(millis: i64) -> Self {
        const YEAR_0: i64 = -62_167_219_200_000;
        const YEAR_9999: i64 = 253_402_300_799_999;
        Self(millis.clamp(YEAR_0, YEAR_9999))
    }

    /// Milliseconds since 1970-01-01 00:00 UTC.
    pub fn millis(self) -> i64 {
        self.0
    }

    /// This time, but at least one millisecond after `last`: a writer's times always grow, even when its
    /// clock goes back.
    #[must_use]
    pub fn after(self, last: Option<Self>) -> Self {
        last.map_or(self, |last| self.max(Self::from_millis(last.0 + 1)))
    }

    /// The same point as a date and time of chrono.
    pub fn to_utc(self) -> DateTime<Utc> {
        DateTime::from_timestamp_millis(self.0).unwrap_or_default()
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.to_utc().to_rfc3339_opts(SecondsFormat::Millis, true))
    }
}

impl fmt::Debug for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl std::str::FromStr for Timestamp {
    type Err = TimeError;

    fn from_str(text: &str) -> Result<Self, TimeError> {
        let time = DateTime::parse_from_rfc3339(text).map_err(|_| TimeError(text.to_owned()))?;
        Ok(Self::from_millis(time.timestamp_millis()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_print_and_read_as_rfc_3339() {
        let time: Timestamp = "2025-03-14T10:42:07+01:00".parse().unwrap();
        assert_eq!(time.to_string(), "2025-03-14T09:42:07.000Z");
        assert_eq!(time.to_string().parse(), Ok(time));
        assert!("yesterday".parse::<Timestamp>().is_err());
    }

    #[test]
    fn a_writers_time_never_goes_back() {
        let (early, late) = (Timestamp::from_millis(5), Timestamp::from_millis(9));
        assert_eq!(early.after(Some(late)), Timestamp::from_millis(10));
        assert_eq!(late.after(Some(early)), late);
        assert_eq!(early.after(None), early);
    }
}
