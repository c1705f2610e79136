//! The frame log: one JSON line for each frame of the real program, so that anybody can check what a key press
//! costs on their own machine, and how many of them a piece of work takes. Asked for by the environment
//! variable `REDLETTER_FRAME_LOG`, which names the file; it is appended to.
//!
//! `ms` is the window's own work: CPU time of its thread from taking the input to the end of `logic` and `ui`,
//! and for cutting the shapes into triangles, in milliseconds. Painting them is not counted. `at` is in
//! seconds since the window opened. `keys` counts keys going down, held ones not again; `presses` buttons of
//! the pointer going down; `commands` are named as in the settings' keys, those without a name there by their
//! variant.

use std::io;
use std::time::Duration;

use cpu_time::ThreadTime;
use egui::{Event, FullOutput, Key, RawInput};
use serde::Serialize;

use super::command::Command;

/// Takes the lines.
pub type FrameLogSink = Box<dyn FnMut(&[u8]) -> io::Result<()> + Send + Sync>;

/// What a frame did that only the window knows.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct FrameWork {
    /// Commands carried out, by name.
    pub commands: Vec<String>,
    /// Units of text laid out.
    pub laid_out: usize,
    /// Spans painted.
    pub spans: usize,
}

/// A line of the log.
#[derive(Debug, Serialize)]
struct Line<'a> {
    frame: u64,
    at: f64,
    ms: f64,
    events: usize,
    keys: usize,
    presses: usize,
    #[serde(flatten)]
    work: &'a FrameWork,
}

/// Writes the log; an egui plugin, since only those see where a frame begins and ends.
pub struct FrameLog {
    sink: Option<FrameLogSink>,
    failure: Option<String>,
    num_frames: u64,
    began: Duration,
    at: f64,
    events: usize,
    keys: usize,
    presses: usize,
    held: Vec<Key>,
    work: FrameWork,
}

impl FrameLog {
    /// A log that goes to `sink`.
    pub fn new(sink: FrameLogSink) -> Self {
        Self {
            sink: Some(sink),
            failure: None,
            num_frames: 0,
            began: Duration::ZERO,
            at: 0.0,
            events: 0,
            keys: 0,
            presses: 0,
            held: Vec::new(),
            work: FrameWork::default(),
        }
    }

    /// Notes a command that is carried out in this frame.
    pub fn note_command(&mut self, command: &Command) {
        self.work.commands.push(command.log_name());
    }

    /// Notes what was drawn in this frame.
    pub fn note_drawn(&mut self, laid_out: usize, spans: usize) {
        self.work.laid_out += laid_out;
        self.work.spans += spans;
    }

    /// Why the log has ended, if it could not be written; told once.
    pub fn take_failure(&mut self) -> Option<String> {
        self.failure.take()
    }

    fn count(&mut self, event: &Event) {
        match event {
            Event::Key { key, pressed: true, .. } if !self.held.contains(key) => {
                self.held.push(*key);
                self.keys += 1;
            }
            Event::Key { key, pressed: false, .. } => self.held.retain(|held| held != key),
            Event::PointerButton { pressed: true, .. } => self.presses += 1,
            Event::WindowFocused(false) => self.held.clear(),
            _ => {}
        }
    }

    fn write(&mut self, ms: f64) {
        let Some(sink) = &mut self.sink else { return };
        let Self { num_frames: frame, at, events, keys, presses, ref work, .. } = *self;
        let line = Line { frame, at, ms, events, keys, presses, work };
        let written = serde_json::to_vec(&line).map_err(io::Error::other).and_then(|mut line| {
            line.push(b'\n');
            sink(&line)
        });
        if let Err(err) = written {
            self.sink = None;
            self.failure = Some(format!("The frame log can't be written, and has ended: {err}"));
        }
    }
}

impl egui::Plugin for FrameLog {
    fn debug_name(&self) -> &'static str {
        "redletter frame log"
    }

    fn input_hook(&mut self, _ctx: &egui::Context, input: &mut RawInput) {
        self.began = cpu_time();
        self.num_frames += 1;
        self.at = input.time.unwrap_or_default();
        self.work = FrameWork::default();
        (self.events, self.keys, self.presses) = (input.events.len(), 0, 0);
        for event in &input.events {
            self.count(event);
        }
    }

    fn output_hook(&mut self, ctx: &egui::Context, output: &mut FullOutput) {
        // eframe does this once more, after the hook; what it gives there can't be had here.
        let shapes = output.shapes.clone();
        let cloned = cpu_time();
        let before = cloned.saturating_sub(self.began);
        drop(ctx.tessellate(shapes, output.pixels_per_point));
        let all = before + cpu_time().saturating_sub(cloned);
        self.write((all.as_secs_f64() * 1e6).round() / 1e3);
    }
}

/// CPU time that this thread has used.
fn cpu_time() -> Duration {
    ThreadTime::try_now().map(|time| time.as_duration()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Mutex};

    use egui::Modifiers;

    use super::super::command::Way;
    use super::*;

    fn key(pressed: bool) -> Event {
        Event::Key { key: Key::J, physical_key: None, pressed, repeat: false, modifiers: Modifiers::NONE }
    }

    #[test]
    fn a_frame_is_a_line_with_what_was_pressed_and_done() {
        let lines = Arc::new(Mutex::new(Vec::new()));
        let taken = Arc::clone(&lines);
        let ctx = egui::Context::default();
        ctx.add_plugin(FrameLog::new(Box::new(move |line| {
            taken.lock().unwrap().push(serde_json::from_slice::<serde_json::Value>(line).unwrap());
            Ok(())
        })));
        for events in [vec![key(true), key(true)], vec![key(true), key(false), key(true)], vec![]] {
            let output = ctx.run_ui(RawInput { events, ..RawInput::default() }, |ui| {
                ui.ctx().with_plugin::<FrameLog, _>(|log| {
                    log.note_command(&Command::Span(Way::Next));
                    log.note_command(&Command::Dismiss(3));
                    log.note_drawn(2, 5);
                });
                ui.label("words");
            });
            output.drop_without_applying_deltas();
        }
        let lines = lines.lock().unwrap();
        let keys: Vec<u64> = lines.iter().filter_map(|line| line["keys"].as_u64()).collect();
        assert_eq!(keys, [1, 1, 0], "a key held down is one press");
        assert_eq!(lines[0]["commands"], serde_json::json!(["next-span", "Dismiss"]));
        assert_eq!((&lines[0]["laid_out"], &lines[0]["spans"]), (&2.into(), &5.into()));
        assert!(lines[0]["ms"].as_f64().is_some_and(|ms| ms >= 0.0));
    }

    #[test]
    fn a_log_that_can_not_be_written_ends_and_says_so() {
        let mut log = FrameLog::new(Box::new(|_| Err(io::Error::other("the disk is full"))));
        log.write(1.0);
        assert!(log.take_failure().unwrap().contains("the disk is full"));
        log.write(1.0);
        assert_eq!(log.take_failure(), None);
    }
}
