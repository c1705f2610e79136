//! The real window on a large corpus, without a screen: frames are drawn by hand, each one measured.

use std::sync::Arc;

use eframe::App as _;
use egui::{Context, Event, Key, Modifiers, vec2};
use redletter::app::App;
use redletter::store::Access;

use super::{Place, options, shared};

/// The window with a corpus in it.
pub struct Window {
    app: App,
    ctx: Context,
    /// In egui's seconds.
    time: f64,
}

impl Window {
    /// The window, with the first article in view.
    pub fn new(place: &Place) -> Self {
        let ctx = Context::default();
        let opened_as = options(&place.corpus, &place.user, Access::Write, true);
        let now = opened_as.now;
        let app = shared::app(&ctx, Arc::new(move || now), opened_as);
        let mut window = Self { app, ctx, time: 1.0 };
        while window.app.session().is_none_or(|session| session.open.is_none()) {
            std::thread::yield_now();
            window.frame(Vec::new());
        }
        window.rest();
        window
    }

    /// The app.
    pub fn app(&mut self) -> &mut App {
        &mut self.app
    }

    /// Draws a frame with these events, and gives the CPU time of `logic`, `ui` and cutting the shapes into
    /// triangles, in ms.
    pub fn frame(&mut self, events: Vec<Event>) -> f64 {
        self.time += 1.0 / 60.0;
        shared::draw(&mut self.app, &self.ctx, shared::input(self.time, vec2(1440.0, 900.0), events))
    }

    /// Draws frames until nothing is left to do.
    pub fn rest(&mut self) {
        for _ in 0..30 {
            self.frame(Vec::new());
        }
    }

    /// A key, pressed and let go within a frame.
    pub fn key(&mut self, modifiers: Modifiers, key: Key) -> f64 {
        let event = |pressed| Event::Key { key, physical_key: Some(key), pressed, repeat: false, modifiers };
        self.frame(vec![event(true), event(false)])
    }
}

impl Drop for Window {
    fn drop(&mut self) {
        self.app.on_exit(None);
    }
}
