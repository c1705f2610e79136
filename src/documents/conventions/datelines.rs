//! Where and when an article was written, run into its first paragraph: "MARROW BRIDGE, March 14 (QNA) — The council".

use chrono::NaiveDate;

use super::Doubt;
use super::lexicon::KICKERS;
use super::words::{
    begins_large, is_agency, is_all_capitals, is_dense, is_in, is_place, may_be_agency, plain,
};
use crate::documents::metadata::Day;

/// A dateline has no more characters than this.
const MAX_CHARS: usize = 100;

/// What may stand between a dateline and the text.
const SEPARATORS: &[&str] =
    &[" — ", " – ", " -- ", " - ", ".- ", ". — ", " | ", "— ", ")—", "): ", " // ", ". "];

/// A dateline at the start of a paragraph.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Dateline {
    /// Its length in bytes, the dash behind it and the space behind that included.
    pub(super) len: usize,
    /// The day, if it says the year too.
    pub(super) date: Option<NaiveDate>,
    /// Whether it may be none.
    pub(super) doubt: Doubt,
}

const BARE: &str = "a place in capitals before a dash, with neither a day nor an agency";
const UNKNOWN_AGENCY: &str = "a place and what may be an agency before a dash";

/// The dateline that a paragraph begins with.
pub(super) fn dateline(paragraph: &str) -> Option<Dateline> {
    let end = paragraph.char_indices().nth(MAX_CHARS).map_or(paragraph.len(), |(idx, _)| idx);
    let head = &paragraph[..end];
    if head.contains(is_dense) {
        return ideographic(paragraph, head);
    }
    let mut cuts: Vec<(usize, usize)> = SEPARATORS
        .iter()
        .flat_map(|separator| {
            // The bracket of "(AP)—" belongs to what stands before it.
            let own = usize::from(separator.starts_with(')'));
            head.match_indices(separator).map(move |(at, _)| (at + own, at + separator.len()))
        })
        .collect();
    cuts.sort_unstable();
    // The last one that fits: a dash may stand inside as well, as in "Cairo - 14 March (QNA) - ".
    let found = cuts.into_iter().rev().filter(|(_, after)| begins_large(&paragraph[*after..]));
    let mut found = found.filter_map(|(before, len)| {
        let parts = Parts::of(&head[..before])?;
        // "KYIV. 14 March. UNN. ": only a stop stands before the text.
        let is_stop = head[..len].ends_with(". ") && !head[..before].ends_with(')');
        let is_whole = parts.has_day && parts.agency.is_some_and(is_agency);
        (!is_stop || is_whole).then_some((len, parts))
    });
    found.find_map(|(len, parts)| {
        let doubt = parts.doubt()?;
        Some(Dateline { len, date: parts.date, doubt })
    })
}

/// What stands before the dash.
#[derive(Clone, Copy, Debug, Default)]
struct Parts<'t> {
    place: &'t str,
    has_day: bool,
    date: Option<NaiveDate>,
    agency: Option<&'t str>,
    /// Whether a region or country stands behind the place.
    has_region: bool,
}

impl<'t> Parts<'t> {
    /// Place, region, day and agency; `None` if something else stands there.
    fn of(before: &'t str) -> Option<Self> {
        let mut parts = Self::default();
        let mut rest = before.trim().trim_end_matches(['.', '-', '—', '–', ' ']);
        // "(ANSA) - ROMA, 14 MAR": the agency comes first.
        if let Some(inner) = rest.strip_prefix('(') {
            let (agency, behind) = inner.split_once(')')?;
            parts.agency = Some(agency).filter(|agency| is_agency(agency));
            parts.agency?;
            rest = behind.trim_start_matches([' ', '-', '–', '—']);
        } else if let Some((words, agency)) = bracketed_end(rest) {
            parts.agency = Some(agency).filter(|agency| may_be_agency(agency));
            parts.agency?;
            rest = words;
        }
        let mut pieces = rest.split([',', '،']).flat_map(|piece| piece.split(". ")).flat_map(|piece| {
            piece.split(" - ").flat_map(|piece| piece.split(" – ")).flat_map(|piece| piece.split(" — "))
        });
        parts.place = pieces.next()?.trim();
        if !parts.place.split(['/', '·']).all(is_place) {
            return None;
        }
        let pieces: Vec<&str> = pieces.map(str::trim).filter(|piece| !piece.is_empty()).collect();
        let mut at = 0;
        while at < pieces.len() {
            if !parts.has_day && parts.take_day(&pieces, &mut at) {
                continue;
            }
            let piece = pieces[at];
            let agency = piece.trim_matches('/');
            if parts.agency.is_none()
                && (is_agency(agency) || (agency.len() < piece.len() && may_be_agency(agency)))
            {
                parts.agency = Some(agency);
            } else if !is_place(piece) || at > 1 {
                return None;
            } else {
                parts.has_region = true;
            }
            at += 1;
        }
        Some(parts)
    }

    /// Takes the day that begins at a piece; its year may be a piece of its own.
    fn take_day(&mut self, pieces: &[&str], at: &mut usize) -> bool {
        for num in [2, 1] {
            let Some(day) = pieces.get(*at..*at + num).map(|day| day.join(" ")) else { continue };
            let day = day.trim_start_matches("le ").trim_start_matches("el ");
            match Day::parse(day) {
                Some(Day::Full(date)) => self.date = Some(date),
                Some(Day::WithoutYear) => {}
                None => continue,
            }
            self.has_day = true;
            *at += num;
            return true;
        }
        false
    }

    /// Whether there is doubt about it; `None` if it is no dateline at all.
    fn doubt(&self) -> Option<Doubt> {
        // Arabic and Hebrew have no capitals; an agency in Latin ones is as clear a sign.
        let is_large = is_all_capitals(self.place) || !self.place.contains(|c: char| c.is_lowercase());
        if is_in(&KICKERS, &plain(self.place)) {
            return None;
        }
        let agency = self.agency.map(is_agency);
        match (self.has_day, agency) {
            (true, _) | (false, Some(true)) => Some(Doubt::None),
            (false, Some(false)) if is_large => Some(Doubt::None),
            (false, Some(false)) => Some(Doubt::Because(UNKNOWN_AGENCY)),
            (false, None) if is_all_capitals(self.place) && self.has_region => Some(Doubt::None),
            (false, None) if is_all_capitals(self.place) => Some(Doubt::Because(BARE)),
            (false, None) => None,
        }
    }
}

/// The words before the brackets at the end of a line, and what they hold.
fn bracketed_end(words: &str) -> Option<(&str, &str)> {
    let (before, agency) = words.strip_suffix(')')?.rsplit_once('(')?;
    Some((before.trim_end(), agency.trim()))
}

/// "【北京3月14日电】", "新华社北京3月14日电（记者王明）", "【パリ＝山田太郎】", "（北京14日讯）".
fn ideographic(paragraph: &str, head: &str) -> Option<Dateline> {
    const PAIRS: [(char, char); 4] = [('【', '】'), ('［', '］'), ('（', '）'), ('(', ')')];
    let is_report = |words: &str| {
        let has_day = words.find('日').is_some_and(|at| words[..at].ends_with(|c: char| c.is_numeric()));
        let is_signed = words.ends_with(['电', '電', '讯', '訊']) || words.contains(['＝', '=']);
        let is_agency = ["時事", "共同", "ロイター", "AFP"].iter().any(|agency| words.contains(agency));
        (has_day && (is_signed || is_agency)) || (words.contains('＝') && words.chars().count() <= 20)
    };
    let sure = |len: usize| {
        let rest = &paragraph[len..];
        let len = len + (rest.len() - rest.trim_start_matches(['\u{3000}', ' ', '—', '－', '-']).len());
        (len < paragraph.len()).then_some(Dateline { len, date: None, doubt: Doubt::None })
    };
    if let Some((open, close)) = PAIRS.into_iter().find(|(open, _)| head.starts_with(*open)) {
        let end = head.find(close)?;
        let inner = &head[open.len_utf8()..end];
        return if inner.chars().count() <= 40 && is_report(inner) {
            sure(end + close.len_utf8())
        } else {
            None
        };
    }
    let (at, mark) = head.char_indices().take(24).find(|(_, c)| matches!(c, '电' | '電' | '讯' | '訊'))?;
    let end = at + mark.len_utf8();
    let words = &head[..end];
    let is_plain = words.chars().all(|c| is_dense(c) || c.is_numeric());
    // "14日电": the character stands right behind the day.
    let is_behind_day = words[..at].ends_with('日') && is_plain && is_report(words);
    if !is_behind_day {
        return None;
    }
    let rest = &head[end..];
    let reporter = PAIRS.into_iter().find(|(open, _)| rest.starts_with(*open));
    let len =
        reporter.and_then(|(_, close)| rest.find(close).map(|at| end + at + close.len_utf8())).unwrap_or(end);
    sure(len)
}
