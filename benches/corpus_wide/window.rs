//! The real window on a large corpus, without a screen: frames are drawn by hand, each one measured.

use std::sync::Arc;

use cpu_time::ThreadTime;
use eframe::App as _;
use egui::{Context, Event, Key, Modifiers, Pos2, RawInput, Rect, vec2};
use redletter::app::opening::OpenRequest;
use redletter::app::settings::Settings;
use redletter::app::{App, Outside, Places, Services};
use redletter::model::id::CountedIds;
use redletter::store::{Access, OpenCorpus};

use super::{Place, options};

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
        let services = Services {
            clock: Arc::new(move || now),
            ids: Box::new(CountedIds(0)),
            keep_settings: Arc::new(|_| Ok(())),
            tell_at_exit: Box::new(|why| panic!("{why}")),
            outside: Outside {
                open: Arc::new(move |_: &OpenRequest| OpenCorpus::open(opened_as.clone())),
                ask: Box::new(|_, _| Box::new(|| None)),
                job_ids: Arc::new(|| Box::new(CountedIds(1_000_000))),
                places: Places::default(),
                frame_log: None,
            },
        };
        let first = OpenRequest::Path("/corpus".into());
        let app = App::new(&ctx, first, Settings::default(), services);
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
        let input = RawInput {
            time: Some(self.time),
            screen_rect: Some(Rect::from_min_size(Pos2::ZERO, vec2(1440.0, 900.0))),
            focused: true,
            events,
            ..RawInput::default()
        };
        let Self { app, ctx, .. } = self;
        let began = ThreadTime::now();
        let mut frame = eframe::Frame::_new_kittest();
        let mut output = ctx.run_ui(input, |ui| {
            app.logic(ui.ctx(), &mut frame);
            app.ui(ui, &mut frame);
        });
        let shapes = std::mem::take(&mut output.shapes);
        drop(ctx.tessellate(shapes, output.pixels_per_point));
        let ms = began.elapsed().as_secs_f64() * 1e3;
        output.drop_without_applying_deltas();
        ms
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
