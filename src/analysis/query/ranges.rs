//! Ranges of days and of numbers as people type them: `2025-03..2025-04`, `..2024`, `10..`.

use std::fmt;
use std::ops::RangeInclusive;

use chrono::{Datelike as _, NaiveDate};

/// Days from one to another, both counted; an absent one is open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Days {
    /// The first.
    pub from: Option<NaiveDate>,
    /// The last.
    pub to: Option<NaiveDate>,
}

/// Numbers from one to another, both counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Numbers {
    /// The least.
    pub from: Option<usize>,
    /// The greatest.
    pub to: Option<usize>,
}

impl Days {
    /// The days that `text` names: a day, a month, a year, or two of these with `..` between them, of which one may
    /// be left out. `None` if it names none, or ends before it begins.
    pub fn parse(text: &str) -> Option<Self> {
        let Some((from, to)) = text.split_once("..") else {
            let days = day_month_or_year(text)?;
            return Some(Self { from: Some(*days.start()), to: Some(*days.end()) });
        };
        let end = |text: &str| match text.trim_start_matches('.') {
            "" => Some(None),
            text => day_month_or_year(text).map(Some),
        };
        let (from, to) = (end(from)?.map(|days| *days.start()), end(to)?.map(|days| *days.end()));
        let is_any = from.is_some() || to.is_some();
        let is_forward = from.zip(to).is_none_or(|(from, to)| from <= to);
        (is_any && is_forward).then_some(Self { from, to })
    }

    /// Whether a day lies in it.
    pub fn contains(self, day: NaiveDate) -> bool {
        self.from.is_none_or(|from| from <= day) && self.to.is_none_or(|to| day <= to)
    }
}

impl fmt::Display for Days {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let (Some(from), Some(to)) = (self.from, self.to) {
            for text in [from.format("%Y"), from.format("%Y-%m"), from.format("%Y-%m-%d")] {
                let text = text.to_string();
                if day_month_or_year(&text) == Some(from..=to) {
                    return f.write_str(&text);
                }
            }
        }
        if let Some(from) = self.from {
            write!(f, "{}", from.format("%Y-%m-%d"))?;
        }
        f.write_str("..")?;
        self.to.map_or(Ok(()), |to| write!(f, "{}", to.format("%Y-%m-%d")))
    }
}

/// The first and last day of a day, a month or a year.
fn day_month_or_year(text: &str) -> Option<RangeInclusive<NaiveDate>> {
    let mut parts = text.splitn(3, '-');
    let mut number = |len: RangeInclusive<usize>| {
        parts.next().map(|part| {
            let is_number = len.contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit());
            is_number.then(|| part.parse::<u32>().ok()).flatten()
        })
    };
    let year = i32::try_from(number(4..=4)??).ok()?;
    let (month, day) = (number(1..=2), number(1..=2));
    let first_of = |year: i32, month: u32| NaiveDate::from_ymd_opt(year, month, 1);
    match (month, day) {
        (None, _) => Some(first_of(year, 1)?..=NaiveDate::from_ymd_opt(year, 12, 31)?),
        (Some(month), None) => {
            let first = first_of(year, month?)?;
            let next =
                if first.month() == 12 { first_of(year + 1, 1) } else { first_of(year, first.month() + 1) };
            Some(first..=next?.pred_opt()?)
        }
        (Some(month), Some(day)) => {
            let day = NaiveDate::from_ymd_opt(year, month?, day?)?;
            Some(day..=day)
        }
    }
}

impl Numbers {
    /// The numbers that `text` names: `5`, `5..10`, `5..`, `..10`.
    pub fn parse(text: &str) -> Option<Self> {
        let Some((from, to)) = text.split_once("..") else {
            let number = text.parse().ok()?;
            return Some(Self { from: Some(number), to: Some(number) });
        };
        let end = |text: &str| if text.is_empty() { Some(None) } else { text.parse().ok().map(Some) };
        let (from, to): (Option<usize>, Option<usize>) = (end(from)?, end(to)?);
        let is_any = from.is_some() || to.is_some();
        let is_forward = from.zip(to).is_none_or(|(from, to)| from <= to);
        (is_any && is_forward).then_some(Self { from, to })
    }

    /// Whether a number lies in it.
    pub fn contains(self, number: usize) -> bool {
        self.from.is_none_or(|from| from <= number) && self.to.is_none_or(|to| number <= to)
    }
}

impl fmt::Display for Numbers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.from, self.to) {
            (Some(from), Some(to)) if from == to => write!(f, "{from}"),
            (from, to) => {
                from.map_or(Ok(()), |from| write!(f, "{from}"))?;
                f.write_str("..")?;
                to.map_or(Ok(()), |to| write!(f, "{to}"))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(text: &str) -> Option<String> {
        Days::parse(text).map(|days| {
            let end = |day: Option<NaiveDate>| day.map_or_else(String::new, |day| day.to_string());
            format!("{} to {}", end(days.from), end(days.to))
        })
    }

    #[test]
    fn days_months_years_and_open_ranges_are_read() {
        for (text, days) in [
            ("2025", "2025-01-01 to 2025-12-31"),
            ("2024-02", "2024-02-01 to 2024-02-29"),
            ("2025-12", "2025-12-01 to 2025-12-31"),
            ("2025-03-14", "2025-03-14 to 2025-03-14"),
            ("2025-3-4", "2025-03-04 to 2025-03-04"),
            ("2025-03..2025-04", "2025-03-01 to 2025-04-30"),
            ("2025..", "2025-01-01 to "),
            ("..2025-03", " to 2025-03-31"),
        ] {
            assert_eq!(told(text).as_deref(), Some(days), "{text}");
        }
        for bad in ["", "..", "25", "2025-13", "2025-02-30", "2025-04..2025-03", "2025-", "last week"] {
            assert_eq!(told(bad), None, "{bad}");
        }
    }

    #[test]
    fn ranges_print_as_they_are_typed() {
        for text in
            ["2025", "2025-03", "2025-03-14", "2025-03-14..", "..2024-12-31", "2025-03-01..2025-04-30"]
        {
            assert_eq!(Days::parse(text).unwrap().to_string(), text);
        }
        for text in ["5", "5..", "..7", "5..7"] {
            assert_eq!(Numbers::parse(text).unwrap().to_string(), text);
        }
        for bad in ["", "..", "x", "7..5", "-1"] {
            assert_eq!(Numbers::parse(bad), None, "{bad}");
        }
    }
}
