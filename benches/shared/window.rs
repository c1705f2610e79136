//! What every bench of the window needs: the app on a corpus of a real disk, and a frame of it without a screen.

use std::sync::Arc;

use cpu_time::ThreadTime;
use eframe::App as _;
use egui::{Context, Event, RawInput, Rect, Vec2};
use redletter::app::clipboard::Copied;
use redletter::app::opening::OpenRequest;
use redletter::app::settings::Settings;
use redletter::app::{App, Clock, Outside, Places, Services};
use redletter::model::id::CountedIds;
use redletter::store::{OpenCorpus, OpenOptions};

/// The app, about to open a corpus in this way.
pub fn app(ctx: &Context, clock: Clock, options: OpenOptions) -> App {
    let services = Services {
        clock,
        ids: Box::new(CountedIds(0)),
        keep_settings: Arc::new(|_| Ok(())),
        tell_at_exit: Box::new(|why| panic!("{why}")),
        outside: Outside {
            open: Arc::new(move |_: &OpenRequest| OpenCorpus::open(options.clone())),
            ask: Box::new(|_, _| Box::new(|| None)),
            job_ids: Arc::new(|| Box::new(CountedIds(1_000_000))),
            places: Places::default(),
            frame_log: None,
            clipboard: Arc::new(|| Ok(Copied::default())),
        },
    };
    App::new(ctx, OpenRequest::Path("/corpus".into()), Settings::default(), services)
}

/// What a frame at a time, in egui's seconds, sees: a window of this size, and these events.
pub fn input(time: f64, size: Vec2, events: Vec<Event>) -> RawInput {
    RawInput {
        time: Some(time),
        screen_rect: Some(Rect::from_min_size(egui::Pos2::ZERO, size)),
        focused: true,
        events,
        ..RawInput::default()
    }
}

/// Draws a frame, and gives the CPU time of `logic`, `ui` and cutting the shapes into triangles, in ms.
pub fn draw(app: &mut App, ctx: &Context, input: RawInput) -> f64 {
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
