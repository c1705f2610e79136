//! The real window without a screen: frames are drawn by hand, each one measured.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use allocation_counter::AllocationInfo;
use eframe::App as _;
use egui::accesskit;
use egui::{Context, Event, Key, Modifiers, PointerButton, Pos2, Rect, Vec2, vec2};
use redletter::app::App;
use redletter::model::change;
use redletter::model::id::AnnotatorId;
use redletter::model::tagset::default::default_tagset;
use redletter::model::time::Timestamp;
use redletter::store::disk::RealDisk;
use redletter::store::{self, Access, OpenCorpus, OpenOptions, WriterMode};
use tempfile::TempDir;

use super::article::Case;
use super::shared;

/// What one frame cost.
#[derive(Clone, Copy, Debug, Default)]
pub struct Frame {
    /// CPU time of `logic`, `ui` and cutting the shapes into triangles, in milliseconds.
    pub ms: f64,
    /// How many times memory was asked for.
    pub num_allocs: u64,
}

/// The window on a corpus of two articles: the one of a case, and a short one.
pub struct Window {
    app: App,
    ctx: Context,
    /// In egui's seconds.
    time: f64,
    /// The same for the app, in ms.
    clock: Arc<AtomicI64>,
    size: Vec2,
    pointer: Pos2,
    _folder: TempDir,
}

impl Window {
    /// The window, with the short article in view.
    pub fn new(case: &Case) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let corpus = folder.path().join("corpus");
        store::create(&RealDisk, &corpus, "Bench", &default_tagset()).unwrap();
        let annotator = AnnotatorId::new("mk").unwrap();
        let options = OpenOptions {
            folder: corpus,
            user_folder: folder.path().join("user"),
            cache: None,
            annotator: annotator.clone(),
            disk: Arc::new(RealDisk),
            access: Access::Write,
            writer_mode: WriterMode::Thread,
            machine: String::new(),
            now: Timestamp::from_millis(0),
            random: 1,
        };
        let (mut opened, _) = OpenCorpus::open(options.clone()).unwrap();
        let article = case.article("b-measured");
        let short = Case { num_bytes: 2_000, num_spans: 0, ..*case }.article("a-short");
        let spans = case.spans(&article, &annotator);
        let now = Timestamp::from_millis(0);
        let stamps = opened.stage(vec![short, article]).unwrap();
        opened.apply(change::add_articles(stamps).unwrap(), now).unwrap();
        if !spans.is_empty() {
            let filled = change::put_records(opened.state(), spans, "Fill").unwrap();
            opened.apply(filled, now).unwrap();
        }
        opened.close(now).unwrap();

        let ctx = Context::default();
        let clock = Arc::new(AtomicI64::new(100_000));
        let millis = Arc::clone(&clock);
        let now = move || Timestamp::from_millis(millis.load(Ordering::Relaxed));
        let app = shared::app(&ctx, Arc::new(now), options);
        let mut window = Self {
            app,
            ctx,
            time: 1.0,
            clock,
            size: vec2(1440.0, 900.0),
            pointer: Pos2::ZERO,
            _folder: folder,
        };
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

    /// Draws a frame with these events.
    pub fn frame(&mut self, events: Vec<Event>) -> Frame {
        self.time += 1.0 / 60.0;
        #[expect(clippy::cast_possible_truncation, reason = "minutes at most")]
        self.clock.store(100_000 + (self.time * 1e3) as i64, Ordering::Relaxed);
        let input = shared::input(self.time, self.size, events);
        let Self { app, ctx, .. } = self;
        let mut ms = 0.0;
        let AllocationInfo { count_total, .. } =
            allocation_counter::measure(|| ms = shared::draw(app, ctx, input));
        Frame { ms, num_allocs: count_total }
    }

    /// Draws frames until nothing is left to do.
    pub fn rest(&mut self) {
        for _ in 0..30 {
            self.frame(Vec::new());
        }
    }

    /// A key, pressed and let go within a frame.
    pub fn key(&mut self, modifiers: Modifiers, key: Key) -> Frame {
        let event = |pressed| Event::Key { key, physical_key: Some(key), pressed, repeat: false, modifiers };
        self.frame(vec![event(true), event(false)])
    }

    /// Moves the pointer.
    pub fn point(&mut self, at: Pos2) -> Frame {
        self.pointer = at;
        self.frame(vec![Event::PointerMoved(at)])
    }

    /// Presses or lets go the button where the pointer is.
    pub fn press(&mut self, pressed: bool) -> Frame {
        let event = Event::PointerButton {
            pos: self.pointer,
            button: PointerButton::Primary,
            pressed,
            modifiers: Modifiers::NONE,
        };
        self.frame(vec![event])
    }

    /// Turns the wheel by so many points.
    pub fn wheel(&mut self, points: f32) -> Frame {
        let event = Event::MouseWheel {
            unit: egui::MouseWheelUnit::Point,
            source: egui::MouseWheelSource::Wheel,
            delta: vec2(0.0, points),
            phase: egui::TouchPhase::Move,
            modifiers: Modifiers::NONE,
        };
        self.frame(vec![event])
    }

    /// Makes the window so large.
    pub fn resize(&mut self, size: Vec2) -> Frame {
        self.size = size;
        self.frame(Vec::new())
    }

    /// Where a control stands that screen readers know by this name.
    pub fn place_of(&mut self, name: &str) -> Rect {
        self.ctx.enable_accesskit();
        let input = shared::input(self.time, self.size, Vec::new());
        let Self { app, ctx, .. } = self;
        let mut frame = eframe::Frame::_new_kittest();
        let mut output = ctx.run_ui(input, |ui| app.ui(ui, &mut frame));
        let update = output.platform_output.accesskit_update.take().unwrap();
        output.drop_without_applying_deltas();
        self.ctx.disable_accesskit();
        let is_it = |node: &accesskit::Node| node.label() == Some(name);
        let found = update.nodes.iter().find(|(_, node)| is_it(node)).and_then(|(_, node)| node.bounds());
        let bounds = found.unwrap_or_else(|| panic!("nothing is called {name}"));
        #[expect(clippy::cast_possible_truncation, reason = "points on a screen")]
        let at = |x: f64, y: f64| egui::pos2(x as f32, y as f32);
        Rect::from_min_max(at(bounds.x0, bounds.y0), at(bounds.x1, bounds.y1))
    }
}

impl Drop for Window {
    fn drop(&mut self) {
        self.app.on_exit(None);
    }
}
