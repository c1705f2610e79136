//! A date as exact as words make it, and its one text form: EDTF, the Extended Date/Time Format of the Library of
//! Congress (ISO 8601-2:2019), as far as news needs it.

use std::cmp::Ordering;
use std::fmt;
use std::str::FromStr;

use chrono::{Datelike as _, Days, Months, NaiveDate, Weekday};
use thiserror::Error;

/// A day, some days, a week, a month, a season or a year, known exactly or about; in the years 0000 to 9999.
///
/// Each value has one text form: `2025-03-14`, `2025-03-14/2025-03-16`, `2025-03`, `2025-21`, `2025`, and each of them
/// with `~` behind every date of it where it is meant about. Sorted by the first day, then by the last one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct SaidDate {
    shape: Shape,
    is_about: bool,
}

/// What a date names; the days of an interval differ and stand in their order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Shape {
    Day(NaiveDate),
    Days(NaiveDate, NaiveDate),
    Month(NaiveDate),
    Season(i32, Season),
    Year(i32),
}

/// How exact a date is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Precision {
    /// One day.
    Day,
    /// Several days in a row.
    Days,
    /// A week from Monday to Sunday; written as the interval of its days.
    Week,
    /// A month.
    Month,
    /// A season.
    Season,
    /// A year.
    Year,
}

/// A quarter of the year as the weather has it in the north. Winter is named after the year in which it begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Season {
    /// March to May, `21`.
    Spring,
    /// June to August, `22`.
    Summer,
    /// September to November, `23`.
    Autumn,
    /// December to February, `24`.
    Winter,
}

/// Why something is no date of this kind.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum SaidDateError {
    /// The text has another form.
    #[error(
        "“{0}” is no date: 2025-03-14, 2025-03, 2025, 2025-21 (spring) to 2025-24 (winter) or 2025-03-14/2025-03-16 \
         was expected, with ~ behind where it is about"
    )]
    Form(String),
    /// The form is right, but the calendar has no such day, month or season.
    #[error("“{0}” is in no calendar")]
    NotInCalendar(String),
    /// The days of an interval are in the wrong order.
    #[error("{to} is before {from}")]
    Backwards {
        /// The day that stands first.
        from: NaiveDate,
        /// The day that stands last.
        to: NaiveDate,
    },
    /// One end of an interval is about and the other is not, which can't be held.
    #[error("“{0}” is about at one end only: put ~ behind both or none")]
    HalfAbout(String),
    /// The year has not four digits.
    #[error("the year {0} is not one from 0000 to 9999")]
    Year(i32),
}

impl SaidDate {
    /// One day.
    pub fn day(day: NaiveDate) -> Result<Self, SaidDateError> {
        year_in_range(day.year())?;
        Ok(Self::exact(Shape::Day(day)))
    }

    /// All days from `from` to `to`, both included; a single one is a day.
    pub fn days(from: NaiveDate, to: NaiveDate) -> Result<Self, SaidDateError> {
        year_in_range(from.year())?;
        year_in_range(to.year())?;
        match from.cmp(&to) {
            Ordering::Less => Ok(Self::exact(Shape::Days(from, to))),
            Ordering::Equal => Self::day(from),
            Ordering::Greater => Err(SaidDateError::Backwards { from, to }),
        }
    }

    /// The week from Monday to Sunday that has `day` in it.
    pub fn week_of(day: NaiveDate) -> Result<Self, SaidDateError> {
        let week = day.week(Weekday::Mon);
        match (week.checked_first_day(), week.checked_last_day()) {
            (Some(from), Some(to)) => Self::days(from, to),
            _ => Err(SaidDateError::Year(day.year())),
        }
    }

    /// A month, 1 to 12, of a year.
    pub fn month(year: i32, month: u32) -> Result<Self, SaidDateError> {
        year_in_range(year)?;
        let first = NaiveDate::from_ymd_opt(year, month, 1);
        let first = first.ok_or_else(|| SaidDateError::NotInCalendar(format!("{year:04}-{month:02}")))?;
        Ok(Self::exact(Shape::Month(first)))
    }

    /// A season of a year.
    pub fn season(year: i32, season: Season) -> Result<Self, SaidDateError> {
        year_in_range(year)?;
        Ok(Self::exact(Shape::Season(year, season)))
    }

    /// A year.
    pub fn year(year: i32) -> Result<Self, SaidDateError> {
        year_in_range(year)?;
        Ok(Self::exact(Shape::Year(year)))
    }

    /// The same, meant about.
    #[must_use]
    pub fn about(self) -> Self {
        Self { is_about: true, ..self }
    }

    fn exact(shape: Shape) -> Self {
        Self { shape, is_about: false }
    }

    /// Its first day.
    pub fn from(self) -> NaiveDate {
        match self.shape {
            Shape::Day(day) | Shape::Days(day, _) | Shape::Month(day) => day,
            Shape::Season(year, season) => first_of(year, season.first_month()),
            Shape::Year(year) => first_of(year, 1),
        }
    }

    /// Its last day. The winter of 9999 ends with the year, so that no day needs five digits.
    pub fn to(self) -> NaiveDate {
        match self.shape {
            Shape::Day(day) | Shape::Days(_, day) => day,
            Shape::Month(first) => last_of(first, 1),
            Shape::Season(9999, Season::Winter) => last_of(self.from(), 1),
            Shape::Season(..) => last_of(self.from(), 3),
            Shape::Year(_) => last_of(self.from(), 12),
        }
    }

    /// How exact it is.
    pub fn precision(self) -> Precision {
        match self.shape {
            Shape::Day(_) => Precision::Day,
            Shape::Days(from, to) if from.weekday() == Weekday::Mon && (to - from).num_days() == 6 => {
                Precision::Week
            }
            Shape::Days(..) => Precision::Days,
            Shape::Month(_) => Precision::Month,
            Shape::Season(..) => Precision::Season,
            Shape::Year(_) => Precision::Year,
        }
    }

    /// Whether it is meant about.
    pub fn is_about(self) -> bool {
        self.is_about
    }

    /// The day, if it is one and exactly that.
    pub fn exact_day(self) -> Option<NaiveDate> {
        match self.shape {
            Shape::Day(day) if !self.is_about => Some(day),
            _ => None,
        }
    }

    /// Whether a day of it may be one from `from` to `to`; without a bound there is none on that side.
    pub fn overlaps(self, from: Option<NaiveDate>, to: Option<NaiveDate>) -> bool {
        from.is_none_or(|from| from <= self.to()) && to.is_none_or(|to| self.from() <= to)
    }
}

impl Season {
    /// Every season, as they follow each other from the first that begins in a year.
    pub const ALL: [Self; 4] = [Self::Spring, Self::Summer, Self::Autumn, Self::Winter];

    /// The month in which it begins.
    pub fn first_month(self) -> u32 {
        match self {
            Self::Spring => 3,
            Self::Summer => 6,
            Self::Autumn => 9,
            Self::Winter => 12,
        }
    }

    /// The number that stands for it in the place of a month.
    fn number(self) -> u32 {
        match self {
            Self::Spring => 21,
            Self::Summer => 22,
            Self::Autumn => 23,
            Self::Winter => 24,
        }
    }
}

fn year_in_range(year: i32) -> Result<(), SaidDateError> {
    if (0..=9999).contains(&year) { Ok(()) } else { Err(SaidDateError::Year(year)) }
}

/// The first of a month that is known to be one.
fn first_of(year: i32, month: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, 1).unwrap_or_default()
}

/// The last day before the one that is `num_months` after the first of a month.
fn last_of(first: NaiveDate, num_months: u32) -> NaiveDate {
    let next = first.checked_add_months(Months::new(num_months));
    next.and_then(|next| next.checked_sub_days(Days::new(1))).unwrap_or(first)
}

impl PartialOrd for SaidDate {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for SaidDate {
    fn cmp(&self, other: &Self) -> Ordering {
        // What has the same days is told apart by its form, so that only equal dates are equal.
        let key = |date: &Self| (date.from(), date.to(), date.shape, date.is_about);
        key(self).cmp(&key(other))
    }
}

impl TryFrom<NaiveDate> for SaidDate {
    type Error = SaidDateError;

    fn try_from(day: NaiveDate) -> Result<Self, SaidDateError> {
        Self::day(day)
    }
}

impl fmt::Display for SaidDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let about = if self.is_about { "~" } else { "" };
        match self.shape {
            Shape::Day(day) => write!(f, "{day}{about}"),
            Shape::Days(from, to) => write!(f, "{from}{about}/{to}{about}"),
            Shape::Month(first) => write!(f, "{:04}-{:02}{about}", first.year(), first.month()),
            Shape::Season(year, season) => write!(f, "{year:04}-{}{about}", season.number()),
            Shape::Year(year) => write!(f, "{year:04}{about}"),
        }
    }
}

/// Reads what `Display` writes. A month or day of one digit is let pass, as in `2025-3-4`.
impl FromStr for SaidDate {
    type Err = SaidDateError;

    fn from_str(text: &str) -> Result<Self, SaidDateError> {
        let Some((from, to)) = text.split_once('/') else {
            return single(text, text);
        };
        let (from, to) = (single(from, text)?, single(to, text)?);
        let (Shape::Day(first), Shape::Day(last)) = (from.shape, to.shape) else {
            return Err(SaidDateError::Form(text.to_owned()));
        };
        if from.is_about != to.is_about {
            return Err(SaidDateError::HalfAbout(text.to_owned()));
        }
        let days = Self::days(first, last)?;
        Ok(if from.is_about { days.about() } else { days })
    }
}

/// A date that is no interval; `whole` is named in errors.
fn single(text: &str, whole: &str) -> Result<SaidDate, SaidDateError> {
    let form = || SaidDateError::Form(whole.to_owned());
    let not_in_calendar = || SaidDateError::NotInCalendar(whole.to_owned());
    let (plain, is_about) = text.strip_suffix('~').map_or((text, false), |plain| (plain, true));
    let number = |digits: &str, lens: std::ops::RangeInclusive<usize>| -> Result<u32, SaidDateError> {
        let is_number = lens.contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit());
        digits.parse().ok().filter(|_| is_number).ok_or_else(form)
    };
    let mut parts = plain.split('-');
    let year = number(parts.next().unwrap_or_default(), 4..=4)?;
    let year = i32::try_from(year).map_err(|_| form())?;
    let month = parts.next().map(|part| number(part, 1..=2)).transpose()?;
    let day = parts.next().map(|part| number(part, 1..=2)).transpose()?;
    if parts.next().is_some() {
        return Err(form());
    }
    let date = match (month, day) {
        (None, _) => SaidDate::year(year)?,
        (Some(month), None) => match Season::ALL.into_iter().find(|season| season.number() == month) {
            Some(season) => SaidDate::season(year, season)?,
            None => SaidDate::month(year, month).map_err(|_| not_in_calendar())?,
        },
        (Some(month), Some(day)) => {
            SaidDate::day(NaiveDate::from_ymd_opt(year, month, day).ok_or_else(not_in_calendar)?)?
        }
    };
    Ok(if is_about { date.about() } else { date })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::testing::said_date;
    use super::*;

    fn read(text: &str) -> SaidDate {
        text.parse().unwrap()
    }

    #[test]
    fn each_form_has_its_days_and_its_precision() {
        for (text, from, to, precision) in [
            ("2025-03-14", "2025-03-14", "2025-03-14", Precision::Day),
            ("2025-03-14/2025-03-16", "2025-03-14", "2025-03-16", Precision::Days),
            ("2025-03-10/2025-03-16", "2025-03-10", "2025-03-16", Precision::Week),
            ("2025-03-11/2025-03-17", "2025-03-11", "2025-03-17", Precision::Days),
            ("2024-02", "2024-02-01", "2024-02-29", Precision::Month),
            ("2025-21", "2025-03-01", "2025-05-31", Precision::Season),
            ("2024-24", "2024-12-01", "2025-02-28", Precision::Season),
            ("9999-24", "9999-12-01", "9999-12-31", Precision::Season),
            ("9999-12", "9999-12-01", "9999-12-31", Precision::Month),
            ("0000", "0000-01-01", "0000-12-31", Precision::Year),
            ("9999~", "9999-01-01", "9999-12-31", Precision::Year),
        ] {
            let date = read(text);
            assert_eq!((date.from().to_string(), date.to().to_string()), (from.into(), to.into()), "{text}");
            assert_eq!(date.precision(), precision, "{text}");
            assert_eq!(date.to_string(), text);
        }
    }

    #[test]
    fn what_is_no_date_says_why() {
        type Kind = fn(&SaidDateError) -> bool;
        let form: Kind = |err| matches!(err, SaidDateError::Form(_));
        let calendar: Kind = |err| matches!(err, SaidDateError::NotInCalendar(_));
        for (text, is_expected) in [
            ("", form),
            ("soon", form),
            ("25-03-14", form),
            ("+2025-03-14", form),
            ("12025", form),
            ("2025-", form),
            ("2025-03-14-15", form),
            ("2025-03-14T10:00", form),
            ("2025~~", form),
            ("2025-03/2025-04", form),
            ("2025-03-14/", form),
            ("２０２５", form),
            ("2025-13", calendar),
            ("2025-25", calendar),
            ("2025-02-29", calendar),
            ("2025-21-01", calendar),
            ("2025-03-14/2025-03-12", |err| matches!(err, SaidDateError::Backwards { .. })),
            ("2025-03-14~/2025-03-16", |err| matches!(err, SaidDateError::HalfAbout(_))),
        ] {
            let err = text.parse::<SaidDate>().unwrap_err();
            assert!(is_expected(&err), "{text}: {err:?}");
        }
        assert_eq!(SaidDate::day(NaiveDate::MAX), Err(SaidDateError::Year(NaiveDate::MAX.year())));
        assert!(SaidDate::week_of(NaiveDate::MAX).is_err() && SaidDate::week_of(NaiveDate::MIN).is_err());
    }

    #[test]
    fn one_digit_and_one_day_intervals_are_read_and_written_in_the_one_form() {
        assert_eq!(read("2025-3-4").to_string(), "2025-03-04");
        assert_eq!(read("2025-3").to_string(), "2025-03");
        assert_eq!(read("2025-03-14/2025-03-14").to_string(), "2025-03-14");
        assert_eq!(read("2025-03-14~/2025-03-14~").to_string(), "2025-03-14~");
    }

    #[test]
    fn dates_are_sorted_by_their_first_day_and_then_by_the_last() {
        let sorted = ["2024-24", "2025-01-01", "2025-01-01~", "2025-01", "2025", "2025-01-02", "2025-21"];
        let mut dates = sorted.map(read);
        dates.reverse();
        dates.sort();
        assert_eq!(dates.map(|date| date.to_string()), sorted);
    }

    #[test]
    fn overlapping_is_sharing_a_day() {
        let day = |text: &str| read(text).exact_day();
        assert!(read("2025-03").overlaps(day("2025-03-31"), None));
        assert!(!read("2025-03").overlaps(day("2025-04-01"), None));
        assert!(read("2025-03").overlaps(None, day("2025-03-01")));
        assert!(!read("2025-03").overlaps(None, day("2025-02-28")));
    }

    proptest! {
        #[test]
        fn a_date_reads_back_what_it_prints(date in said_date()) {
            prop_assert_eq!(date.to_string().parse(), Ok(date));
            prop_assert!(date.from() <= date.to());
        }

        #[test]
        fn equal_text_and_equal_order_are_equal_dates(one in said_date(), two in said_date()) {
            prop_assert_eq!(one == two, one.to_string() == two.to_string());
            prop_assert_eq!(one == two, one.cmp(&two) == Ordering::Equal);
        }

        #[test]
        fn reading_never_panics(text in "[0-9~/?%X. -]{0,24}|\\PC{0,12}") {
            if let Ok(date) = text.parse::<SaidDate>() {
                prop_assert_eq!(date.to_string().parse(), Ok(date));
            }
        }
    }
}
