//! The life of an item on a line of time: a lane for each voice, a mark of its own form for each thing that happened.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::super::{DateBy, LifeEvent, LifeEventKind, Positions, Scope, Speaker};
use super::{BAD, Canvas, GOOD, INK, LINE, NAME, OPEN, QUIET, SMALL, by_in_words};
use crate::analysis::chart::svg::pen::{Anchor, Look};
use crate::analysis::chart::svg::{MARGIN, WIDTH};
use crate::analysis::chart::words::{cut_in_the_middle, width};
use crate::model::id::ItemId;
use crate::model::text::numbers::{counted, in_thousands};

/// Room for the names of voices.
const NAMES: f64 = 210.0;
/// Height of a lane.
const LANE: f64 = 28.0;
/// At most so many voices have a lane of their own; those with most to say.
const MAX_LANES: usize = 40;
/// At most so many marks are drawn in a lane.
const MAX_MARKS: usize = 400;

impl Positions<'_> {
    /// The life of an item as an SVG picture. What has no date is counted and not drawn.
    pub fn timeline_svg(&self, item: &ItemId, scope: Scope, by: DateBy) -> String {
        let life = self.life(item, scope, by);
        let note = match (life.events.len(), life.undated.len()) {
            (0, 0) => "Nothing bears on it.".to_owned(),
            (num, 0) => format!("{}, {}.", counted(num, "event"), by_in_words(by)),
            (num, undated) => format!(
                "{}, {}; {} without a date not drawn.",
                counted(num, "event"),
                by_in_words(by),
                in_thousands(undated)
            ),
        };
        let mut canvas = Canvas::new(self.picture_title(item), note, WIDTH);
        let days = life.events.iter().filter_map(|event| event.bearing.date(by));
        let (Some(first), Some(last)) = (days.clone().min(), days.max()) else { return canvas.finished() };
        legend(&mut canvas, &life.events);
        let scale = Scale { first, num_days: (last - first).num_days().max(1) };
        let lanes = lanes(&life.events);
        let num_more = lanes.len().saturating_sub(MAX_LANES);
        let top = canvas.y;
        let bottom = top + LANE * lanes.len().min(MAX_LANES) as f64;
        axis(&mut canvas, &scale, top, bottom);
        for silence in &life.silences {
            let until = silence.until.unwrap_or(last).min(last);
            if silence.after >= last {
                continue;
            }
            let (from, to) = (scale.x(silence.after), scale.x(until));
            let tip = format!("nothing heard for {} days", silence.num_days);
            canvas.pen.shaded(
                (from + 7.0, top, (to - from - 14.0).max(1.0), bottom - top),
                QUIET,
                0.06,
                &tip,
            );
        }
        for (speaker, events) in lanes.into_iter().take(MAX_LANES) {
            self.lane(&mut canvas, &scale, &speaker, &events, by);
        }
        if num_more > 0 {
            canvas.note(&format!("and {} more with less to say", counted(num_more, "voice")));
        }
        canvas.finished()
    }

    fn lane(&self, canvas: &mut Canvas, scale: &Scale, speaker: &Speaker, events: &[&LifeEvent], by: DateBy) {
        let middle = canvas.y + LANE * 0.5;
        let name = cut_in_the_middle(&self.speaker_name(speaker), NAME.size, NAMES - 16.0);
        canvas.pen.text((MARGIN, middle + 4.5), &name, Look { weight: 400, ..NAME });
        canvas.pen.line((MARGIN + NAMES, middle), (WIDTH - MARGIN, middle), LINE, 1.0);
        let mut last: Option<(NaiveDate, f64)> = None;
        for event in events.iter().take(MAX_MARKS) {
            let Some(date) = event.bearing.date(by) else { continue };
            // Those of one day stand beside each other, as far as there is room.
            let aside = match last {
                Some((day, aside)) if day == date => (aside + 11.0).min(44.0),
                _ => 0.0,
            };
            last = Some((date, aside));
            let what = event.bearing.act.map_or(event.kind.name(), |act| match event.kind {
                LifeEventKind::Answered => act.name(),
                kind => kind.name(),
            });
            let tip = format!(
                "{}: {what} {}, {date}",
                self.speaker_name(speaker),
                self.item_name(&event.bearing.item)
            );
            mark(canvas, (scale.x(date) + aside, middle), event.kind, &tip);
        }
        canvas.y += LANE;
    }
}

/// Where days lie between left and right.
struct Scale {
    first: NaiveDate,
    num_days: i64,
}

impl Scale {
    fn x(&self, day: NaiveDate) -> f64 {
        let left = MARGIN + NAMES + 12.0;
        let room = WIDTH - MARGIN - 48.0 - left;
        left + room * (day - self.first).num_days() as f64 / self.num_days as f64
    }
}

/// Who has a lane, with what they did in time: those with most to say first, else by the first of it.
fn lanes(events: &[LifeEvent]) -> Vec<(Speaker, Vec<&LifeEvent>)> {
    let mut order: Vec<Speaker> = Vec::new();
    let mut found: BTreeMap<Speaker, Vec<&LifeEvent>> = BTreeMap::new();
    for event in events {
        for speaker in &event.bearing.speakers {
            let lane = found.entry(speaker.clone()).or_insert_with(|| {
                order.push(speaker.clone());
                Vec::new()
            });
            lane.push(event);
        }
    }
    if order.len() > MAX_LANES {
        order.sort_by_key(|speaker| std::cmp::Reverse(found[speaker].len()));
    }
    order.into_iter().filter_map(|speaker| found.remove(&speaker).map(|events| (speaker, events))).collect()
}

/// The days, as many as have room for their words.
fn axis(canvas: &mut Canvas, scale: &Scale, top: f64, bottom: f64) {
    let room = scale.x(scale.first + chrono::Days::new(1)) - scale.x(scale.first);
    let wide = width("2026-03-14", SMALL.size) + 18.0;
    let mut step: i64 = 1;
    while room * (step as f64) < wide && step < scale.num_days {
        step += 1;
    }
    let mut day = 0;
    while day <= scale.num_days {
        let Some(date) =
            u64::try_from(day).ok().and_then(|days| scale.first.checked_add_days(chrono::Days::new(days)))
        else {
            break;
        };
        let x = scale.x(date);
        canvas.pen.line((x, top), (x, bottom), LINE, 1.0);
        canvas.pen.text((x, top - 6.0), &date.to_string(), Look { anchor: Anchor::Middle, ..SMALL });
        day += step;
    }
}

/// What the forms mean, of those that come.
fn legend(canvas: &mut Canvas, events: &[LifeEvent]) {
    let (mut x, y) = (MARGIN + 6.0, canvas.y);
    for kind in LifeEventKind::ALL.into_iter().filter(|kind| events.iter().any(|event| event.kind == *kind)) {
        mark(canvas, (x, y), kind, "");
        canvas.pen.text((x + 12.0, y + 4.0), kind.name(), SMALL);
        x += width(kind.name(), SMALL.size) + 42.0;
    }
    canvas.y += 40.0;
}

/// A mark of its own form for what happened, so that colour is never the only sign.
fn mark(canvas: &mut Canvas, (x, y): (f64, f64), kind: LifeEventKind, tip: &str) {
    let half = 5.5;
    let diamond = [(x, y - half), (x + half, y), (x, y + half), (x - half, y)];
    let square = [(x - 4.5, y - 4.5), (x + 4.5, y - 4.5), (x + 4.5, y + 4.5), (x - 4.5, y + 4.5)];
    let triangle = [(x, y - half), (x + half, y + 4.5), (x - half, y + 4.5)];
    let pen = &mut canvas.pen;
    match kind {
        LifeEventKind::FirstSaid => pen.ring((x, y), half, INK, INK, tip),
        LifeEventKind::Repeated => pen.ring((x, y), half - 0.5, "#FFFEFB", INK, tip),
        LifeEventKind::Changed => pen.shape(&diamond, OPEN, tip),
        LifeEventKind::Answered => pen.shape(&square, QUIET, tip),
        LifeEventKind::Confirmed => pen.shape(&triangle, GOOD, tip),
        LifeEventKind::Denied | LifeEventKind::Withdrawn => {
            let arm = 4.5;
            pen.path(&[(x - arm, y - arm), (x + arm, y + arm)], BAD, None);
            pen.path(&[(x - arm, y + arm), (x + arm, y - arm)], BAD, None);
            if kind == LifeEventKind::Withdrawn {
                pen.ring((x, y), half + 1.5, "none", BAD, tip);
            } else {
                pen.ring((x, y), half + 1.5, "none", "none", tip);
            }
        }
    }
}
