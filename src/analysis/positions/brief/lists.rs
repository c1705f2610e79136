//! The dated list of a brief, and the independent voices.

use super::Brief;
use super::head::day;
use crate::analysis::positions::{DateBy, Independence, Life, LifeEvent, LifeEventKind, Silence, Speaker};
use crate::model::text::markdown::escaped;
use crate::model::text::numbers::counted;

impl Brief<'_> {
    pub(super) fn life(&mut self, life: &Life) {
        if life.events.is_empty() && life.undated.is_empty() {
            return;
        }
        self.heading("Life");
        let mut silences = life.silences.iter().peekable();
        let mut before: Option<&LifeEvent> = None;
        for event in &life.events {
            let date = event.bearing.date(self.options.by);
            while let Some(silence) =
                silences.next_if(|silence| silence.until.is_some_and(|day| date >= Some(day)))
            {
                self.silence(silence, before, Some(event));
            }
            self.event(event);
            before = Some(event);
        }
        for silence in silences {
            self.silence(silence, before, None);
        }
        if !life.undated.is_empty() {
            self.line("\n### Without a date\n");
            for event in &life.undated {
                self.event(event);
            }
        }
    }

    fn event(&mut self, event: &LifeEvent) {
        let bearing = &event.bearing;
        let mut date = day(bearing.date(self.options.by));
        if self.options.by == DateBy::Said && bearing.said_on.is_none() && bearing.published.is_some() {
            date.push_str(" (p)");
        }
        let mut parts = vec![format!("**{date}**")];
        parts.push(match (bearing.act, &event.through) {
            (_, Some(_)) => format!("{}, by a link", event.kind.name()),
            (Some(act), None) if event.kind == LifeEventKind::Answered => {
                format!("{} ({})", event.kind.name(), act.name())
            }
            _ => event.kind.name().to_owned(),
        });
        if bearing.item != *self.item {
            parts.push(self.name(&bearing.item));
        }
        let (who, words) = (self.who(&bearing.key), self.quoted(&bearing.key));
        self.line(&format!("- {} · {who}: {words}", parts.join(" · ")));
        for but in self.buts(&bearing.key) {
            self.line(&format!("  - {but}"));
        }
    }

    /// That nothing was heard of it, with the words before and after.
    fn silence(&mut self, silence: &Silence, before: Option<&LifeEvent>, after: Option<&LifeEvent>) {
        let Silence { after: from, until, num_days, num_articles } = silence;
        let days = counted(usize::try_from(*num_days).unwrap_or_default(), "day");
        let to = until.map_or_else(|| "the end of the corpus".to_owned(), |day| day.to_string());
        let marks = self.marks(before.into_iter().chain(after).map(|event| &event.bearing.key));
        let articles = counted(*num_articles, "article");
        self.line(&format!("- Nothing tagged for {days}, {from} to {to}, in {articles}{marks}"));
    }

    pub(super) fn independence(&mut self, independence: &Independence) {
        self.heading("Independent voices");
        if independence.groups.is_empty() {
            self.line("Nobody’s latest word stands behind it.");
            return;
        }
        for (at, group) in independence.groups.iter().enumerate() {
            let names = escaped(&self.positions.speaker_names(&group.speakers));
            let mut through = escaped(&self.positions.speaker_names(&group.via));
            if !through.is_empty() {
                through = format!(", known only *via* {through}");
            }
            let num = group.speakers.iter().filter(|speaker| **speaker != Speaker::NotSet).count();
            let one = if num > 1 { " (count as one)" } else { "" };
            let mut line = format!("{}. {names}{one}{through}", at + 1);
            for key in &group.keys {
                line.push_str(&self.notes.mark(key));
                line.push_str(&self.but_marks(key));
            }
            self.line(&line);
        }
    }
}
