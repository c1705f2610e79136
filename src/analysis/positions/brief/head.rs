//! How a brief begins: what the item is, what became of it in short, and its terms.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use super::notes::capital;
use super::{Asked, Brief, left_out};
use crate::analysis::positions::words::one_line;
use crate::analysis::positions::{Act, ClaimLife, DateBy, Dropped, LifeEvent, Rows, Scope, Sighting};
use crate::model::annotation::AnnotationKey;
use crate::model::id::ItemId;
use crate::model::text::markdown::escaped;
use crate::model::text::numbers::counted;

impl Brief<'_> {
    pub(super) fn head(&mut self, asked: &Asked, caveats: &BTreeSet<AnnotationKey>) {
        let title = self.options.title.as_deref().map(|title| escaped(&one_line(title)));
        let title = title.filter(|title| !title.is_empty());
        let name = self.name(self.item);
        let is_named = title.as_ref().is_none_or(|title| *title == name);
        self.line(&format!("# {}\n", title.unwrap_or_else(|| name.clone())));
        self.line(&self.identity(if is_named { None } else { Some(name) }));
        let note = self.positions.items.get(self.item).map(|item| one_line(&item.note)).unwrap_or_default();
        if !note.is_empty() {
            let by = self.positions.items.version_of(self.item);
            let by = by.map(|by| format!(" ({})", escaped(by.as_str()))).unwrap_or_default();
            self.line(&format!("\nNote{by}: {}", escaped(&note)));
        }
        self.line(&format!("\n{}", self.reading_aid()));
        if !self.options.caveats && !caveats.is_empty() {
            self.line(&format!("\n{}", left_out(caveats.len())));
        }
        self.heading("In short");
        self.claim(&asked.life.claim, asked.life.events.last());
        self.support_line(asked);
        self.replacements(asked);
    }

    /// What kind of item it is, and what else it is called.
    fn identity(&self, name: Option<String>) -> String {
        let tree = self.positions.items;
        let mut parts: Vec<String> = name.into_iter().collect();
        parts.extend(tree.get(self.item).map(|item| capital(item.kind.name())));
        if let Some(parent) = tree.parent(self.item) {
            parts.push(format!("term of {}", self.name(parent)));
        }
        let own = self.positions.item_name(self.item);
        let mut others: Vec<String> = Vec::new();
        for name in tree.names(self.item).map(one_line) {
            if !name.is_empty() && name != own && !others.contains(&name) {
                others.push(name);
            }
        }
        if !others.is_empty() {
            parts.push(format!("also: {}", escaped(&others.join("; "))));
        }
        parts.join(" · ")
    }

    /// What days and marks mean in this brief.
    fn reading_aid(&self) -> String {
        let days = match self.options.by {
            DateBy::Published => "Days are those of publication",
            DateBy::Said => {
                "Days are those on which the words were said; where nobody knows, of publication, marked (p)"
            }
        };
        let scope = match self.options.scope {
            Scope::Item => "Terms count only in their own lines",
            Scope::WithTerms => "Its terms count with it",
        };
        let rows = match self.options.rows {
            Rows::Voices => "",
            Rows::RolledUp => {
                " In the table of positions voices stand in the row of what they belonged to on the day."
            }
        };
        format!("{days}. “…” are the speaker’s own words, *italics* the article’s. {scope}.{rows}")
    }

    /// What became of it, in short.
    fn claim(&mut self, claim: &ClaimLife, last: Option<&LifeEvent>) {
        let Some(first) = &claim.first_seen else {
            self.line("- Nobody has said it yet, as far as it is tagged.");
            return;
        };
        let (who, note) = (self.who(&first.key), self.notes.mark(&first.key));
        self.line(&format!("- First said {} by {who}{note}", day(first.date)));
        for (found, did) in [
            (&claim.repeated, "Repeated"),
            (&claim.updated, "Changed"),
            (&claim.contradicted, "Doubted, rejected or contradicted"),
            (&claim.denied, "Denied"),
            (&claim.confirmed, "Confirmed or accepted"),
        ] {
            if !found.is_empty() {
                let num = if found.len() > 1 { format!(" {} times", found.len()) } else { String::new() };
                let span = days_of(found);
                let marks = self.marks(found.iter().map(|sighting| &sighting.key));
                self.line(&format!("- {did}{num}{span}{marks}"));
            }
        }
        if !claim.withdrawn_terms.is_empty() {
            let terms = claim.withdrawn_terms.iter().map(|(term, sighting)| {
                let (name, who) = (self.name(term), self.who(&sighting.key));
                format!("{name} {} by {who}{}", day(sighting.date), self.notes.mark(&sighting.key))
            });
            let terms: Vec<String> = terms.collect();
            self.line(&format!("- Terms withdrawn: {}", terms.join("; ")));
        }
        match &claim.dropped {
            Some(Dropped::Withdrawn(sighting)) => {
                let (who, note) = (self.who(&sighting.key), self.notes.mark(&sighting.key));
                self.line(&format!("- Withdrawn {} by {who}{note}", day(sighting.date)));
            }
            Some(Dropped::Silent(since)) => {
                let mark = last.map(|event| self.notes.mark(&event.bearing.key)).unwrap_or_default();
                self.line(&format!("- Not heard of in this corpus since {since}{mark}"));
            }
            None => {}
        }
    }

    fn support_line(&mut self, asked: &Asked) {
        let groups = &asked.independence.groups;
        if groups.is_empty() {
            return;
        }
        let marks = self.marks(groups.iter().filter_map(|group| group.keys.last()));
        let verb = if groups.len() == 1 { "stands" } else { "stand" };
        let has_terms =
            self.options.scope == Scope::WithTerms && !self.positions.items.terms(self.item).is_empty();
        let it = if has_terms { "it or its terms" } else { "it" };
        let voices = counted(groups.len(), "independent voice");
        self.line(&format!("- {voices} {verb} behind {it} now{marks}"));
    }

    /// What it took the place of, and what took its.
    fn replacements(&mut self, asked: &Asked) {
        let tree = self.positions.items;
        for (ids, what) in
            [(tree.predecessors(self.item), "In the place of"), (tree.successors(self.item), "Replaced by")]
        {
            if ids.is_empty() {
                continue;
            }
            let names: Vec<String> = ids
                .iter()
                .map(|id| {
                    let first =
                        asked.others.iter().find(|bearing| bearing.item == *id && is_said(bearing.act));
                    let first = first.map(|bearing| (bearing.date(self.options.by), &bearing.key));
                    let said = first.map(|(date, key)| (day(date), self.notes.mark(key)));
                    let said = said.map(|(date, mark)| format!(", first said {date}{mark}"));
                    format!("{}{}", self.name(id), said.unwrap_or_default())
                })
                .collect();
            self.line(&format!("- {what}: {}", names.join("; ")));
        }
    }

    /// Its terms, each with where it was first put.
    pub(super) fn terms(&mut self) {
        let terms: Vec<ItemId> = self.positions.items.terms(self.item).to_vec();
        if terms.is_empty() {
            return;
        }
        self.heading("Terms");
        for term in terms {
            let bearings = self.positions.bearings(&term, Scope::Item, self.options.by);
            let Some(first) =
                bearings.iter().find(|bearing| is_said(bearing.act)).or_else(|| bearings.first())
            else {
                self.line(&format!("- {}: no span bears on it", self.name(&term)));
                continue;
            };
            let (who, words) = (self.who(&first.key), self.quoted(&first.key));
            self.line(&format!("- {}: {who}: {words}", self.name(&term)));
            for but in self.buts(&first.key) {
                self.line(&format!("  - {but}"));
            }
        }
    }
}

fn is_said(act: Option<Act>) -> bool {
    matches!(act, Some(Act::States | Act::Repeats))
}

/// A day in words.
pub(super) fn day(date: Option<NaiveDate>) -> String {
    date.map_or_else(|| "without a date".to_owned(), |date| date.to_string())
}

/// From when to when, where that is known.
fn days_of(found: &[Sighting]) -> String {
    let dates: Vec<NaiveDate> = found.iter().filter_map(|sighting| sighting.date).collect();
    match (dates.iter().min(), dates.iter().max()) {
        (Some(first), Some(last)) if first == last => format!(", {first}"),
        (Some(first), Some(last)) => format!(", {first} to {last}"),
        _ => String::new(),
    }
}
