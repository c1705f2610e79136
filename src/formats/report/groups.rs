//! Findings of one kind as one line: for people, who want to know what was lost and how often before they ask where.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use crate::model::text::numbers::counted;

use super::{Effect, Finding, Report};

/// How many places of a group are named.
const MAX_PLACES: usize = 3;
/// What is left out for more reasons than this is one group: reasons that name places differ everywhere.
const MAX_REASONS: usize = 4;

/// Findings that say the same of different places.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group<'f> {
    /// The first of them.
    pub first: &'f Finding,
    /// What they are about, without the names that differ.
    pub what: String,
    /// How many they are.
    pub count: usize,
    /// For how many more reasons than the first one's.
    pub num_more_reasons: usize,
    /// In how many articles, if each is in one.
    num_articles: Option<usize>,
    /// The first places.
    places: Vec<String>,
    /// Whether there are more places.
    has_more_places: bool,
}

/// A group on its way.
struct Gathering<'f> {
    findings: Vec<&'f Finding>,
    reasons: BTreeSet<&'f str>,
}

impl Report {
    /// Everything that did not fit, each kind once: what was left out first, then in the order it was met.
    pub fn grouped(&self) -> Vec<Group<'_>> {
        grouped(&self.findings)
    }
}

/// The same, of some findings.
pub fn grouped<'f>(findings: impl IntoIterator<Item = &'f Finding>) -> Vec<Group<'f>> {
    let mut places: BTreeMap<(Effect, String), usize> = BTreeMap::new();
    let mut kinds: Vec<(String, Gathering<'f>)> = Vec::new();
    for finding in findings {
        let what = finding.what_of_all();
        let at = *places.entry((finding.effect, what.clone())).or_insert_with(|| {
            kinds.push((what, Gathering { findings: Vec::new(), reasons: BTreeSet::new() }));
            kinds.len() - 1
        });
        kinds[at].1.findings.push(finding);
        kinds[at].1.reasons.insert(&finding.why);
    }
    let mut groups: Vec<Group<'f>> = Vec::new();
    for (what, Gathering { findings, reasons }) in kinds {
        if reasons.len() > MAX_REASONS {
            groups.extend(Group::of(what, &findings, reasons.len() - 1));
            continue;
        }
        let mut by_reason: Vec<(&str, Vec<&Finding>)> = Vec::new();
        for finding in findings {
            match by_reason.iter_mut().find(|(why, _)| *why == finding.why) {
                Some((_, same)) => same.push(finding),
                None => by_reason.push((&finding.why, vec![finding])),
            }
        }
        groups.extend(by_reason.iter().filter_map(|(_, same)| Group::of(what.clone(), same, 0)));
    }
    groups.sort_by_key(|group| group.first.effect);
    groups
}

impl<'f> Group<'f> {
    fn of(what: String, findings: &[&'f Finding], num_more_reasons: usize) -> Option<Self> {
        let articles: Option<BTreeSet<&str>> =
            findings.iter().map(|finding| finding.place.article.as_deref()).collect();
        let is_in_one = articles.as_ref().is_some_and(|articles| articles.len() == 1);
        let articles = articles.filter(|_| !is_in_one);
        let mut places: Vec<String> = Vec::new();
        let mut has_more_places = false;
        for finding in findings {
            let place = match (&articles, &finding.place.article) {
                (Some(_), Some(article)) => article.clone(),
                _ => finding.place.in_words(),
            };
            if place.is_empty() || places.contains(&place) {
                continue;
            }
            if places.len() == MAX_PLACES {
                has_more_places = true;
                break;
            }
            places.push(place);
        }
        Some(Self {
            first: findings.first()?,
            what,
            count: findings.len(),
            num_more_reasons,
            num_articles: articles.map(|articles| articles.len()),
            places,
            has_more_places,
        })
    }
}

/// A finding that is alone as it stands; others as `coverage: left out in 9,812 articles (fares, quay, …): why`.
impl fmt::Display for Group<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.count == 1 {
            return write!(f, "{}", self.first);
        }
        write!(f, "{}", self.what)?;
        match self.num_articles {
            Some(num_articles) if num_articles == self.count => {}
            _ => write!(f, ", {}", counted(self.count, "time"))?,
        }
        if let Some(num_articles) = self.num_articles {
            write!(f, " in {}", counted(num_articles, "article"))?;
        }
        if !self.places.is_empty() {
            // Articles are one word each; other places are several.
            let between = if self.num_articles.is_some() { ", " } else { "; " };
            let more = if self.has_more_places { format!("{between}…") } else { String::new() };
            write!(f, " ({}{more})", self.places.join(between))?;
        }
        match (self.first.why.as_str(), self.num_more_reasons) {
            ("", _) => Ok(()),
            (why, 0) => write!(f, ": {why}"),
            (why, num_more) => write!(f, ": {why}; and {} like it", counted(num_more, "reason")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Place, What};
    use super::*;

    fn lines(report: &Report) -> Vec<String> {
        report.grouped().iter().map(ToString::to_string).collect()
    }

    #[test]
    fn findings_of_one_kind_are_counted_and_the_first_places_named() {
        let mut report = Report::default();
        for number in 0..1200 {
            let place = Place::default().in_article(format_args!("a{number}"));
            let what = What::of("coverage", format!(" of mk{number}"), ": left out");
            report.add(place, Effect::LeftOut, what, "brat has no place for it");
        }
        assert_eq!(
            lines(&report),
            ["coverage: left out in 1,200 articles (a0, a1, a2, …): brat has no place for it"]
        );
        assert_eq!(
            report.findings[1].to_string(),
            "coverage of mk1: left out: brat has no place for it (article a1)"
        );
    }

    #[test]
    fn what_is_met_once_stands_as_it_is() {
        let mut report = Report::default();
        let place = Place::in_file("a.jsonl", 3).in_article("ferry");
        report.add(place, Effect::LeftOut, What::of("relation ", "r1", " left out"), "it has no end");
        assert_eq!(lines(&report), [report.findings[0].to_string()]);
    }

    #[test]
    fn several_in_one_article_and_in_none_are_told_by_their_places() {
        let mut report = Report::default();
        let here = Place::in_file("a.ann", 0).in_article("ferry");
        for line in [3, 7] {
            let place = Place { line: Some(line), ..here.clone() };
            report.add(place, Effect::LeftOut, What::of("relation ", line, " left out"), "");
        }
        for article in ["x", "y", "x"] {
            report.add(Place::default().in_article(article), Effect::Note, "read twice", "");
        }
        for _ in 0..2 {
            report.add(Place::default(), Effect::Kept, "kept", "why not");
        }
        assert_eq!(
            lines(&report),
            [
                "relation left out, 2 times (article ferry, line 3, a.ann; article ferry, line 7, a.ann)",
                "kept, 2 times: why not",
                "read twice, 3 times in 2 articles (x, y)",
            ]
        );
    }

    #[test]
    fn few_reasons_are_told_each_and_many_as_one() {
        let told = |num_reasons: usize| {
            let mut report = Report::default();
            for number in 0..num_reasons * 2 {
                let place = Place::default().in_article(format_args!("a{number}"));
                report.add(place, Effect::LeftOut, "line left out", format!("T{} is gone", number / 2));
            }
            lines(&report)
        };
        assert_eq!(
            told(2),
            [
                "line left out in 2 articles (a0, a1): T0 is gone",
                "line left out in 2 articles (a2, a3): T1 is gone"
            ]
        );
        assert_eq!(
            told(6),
            ["line left out in 12 articles (a0, a1, a2, …): T0 is gone; and 5 reasons like it"]
        );
    }

    #[test]
    fn no_finding_is_counted_twice_or_forgotten() {
        let mut report = Report::default();
        for number in 0..500_usize {
            let effects = [Effect::LeftOut, Effect::Changed, Effect::Kept, Effect::Note];
            let place = if number % 3 == 0 { Place::in_file("f", number) } else { Place::default() };
            let (what, why) = (format!("what {}", number % 7), format!("why {}", number % 11));
            report.add(place, effects[number % 4], what, why);
        }
        let groups = report.grouped();
        assert_eq!(groups.iter().map(|group| group.count).sum::<usize>(), 500);
        assert!(groups.is_sorted_by_key(|group| group.first.effect));
    }
}
