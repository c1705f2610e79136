//! The door to the window: from what was typed on the command line to a running event loop and back.

use std::cell::RefCell;
use std::panic::AssertUnwindSafe;
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::sync::Arc;

use thiserror::Error;

use super::settings::{self, Settings};
use super::{App, Clock, Services, Source};
use crate::model::id::{AnnotatorId, RandomIds};
use crate::model::time::Timestamp;
use crate::report::Report;
use crate::store::disk::RealDisk;
use crate::store::sample::provide_sample;
use crate::store::user_folder::UserFolder;
use crate::store::{Access, OpenCorpus, OpenOptions, WriterMode};

/// Size of a window that has never been resized, in points.
const FIRST_SIZE: (f32, f32) = (1440.0, 900.0);
/// Where the copy of the sample lies in the user's own folder.
const SAMPLE_FOLDER: &str = "harbour-ferries";
/// No window is smaller than this.
const LEAST_SIZE: [f32; 2] = [720.0, 480.0];

/// What the window is started with.
#[derive(Clone, Debug)]
pub struct WindowOptions {
    /// The corpus; the one of the last time, or the sample, if none is named.
    pub corpus: Option<PathBuf>,
    /// Who works, if the command line or the environment says so.
    pub annotator: Option<AnnotatorId>,
    /// Who works if nobody has ever said: the system's user.
    pub system_annotator: AnnotatorId,
    /// The user's own folder.
    pub user_folder: UserFolder,
    /// The name of this machine.
    pub machine: String,
    /// The clock.
    pub clock: fn() -> Timestamp,
    /// Random numbers.
    pub random: fn() -> u64,
}

/// Why there was no window, or not everything was saved when it closed.
#[derive(Debug, Error)]
pub enum WindowError {
    /// There is no screen to open a window on.
    #[error("there is no display to open a window on: {0}")]
    NoDisplay(String),
    /// There is a screen, but nothing to draw with.
    #[error("the window can't be drawn: {0}")]
    NoRenderer(String),
    /// The window broke off, which is a mistake in Redletter or the graphics driver.
    #[error("the window broke off: {0}")]
    Broken(String),
    /// The corpus could not be closed well.
    #[error("when the window closed, not everything could be written: {0}")]
    NotClosed(String),
}

impl From<WindowError> for Report {
    fn from(err: WindowError) -> Self {
        let remedy = match &err {
            WindowError::NoDisplay(_) => {
                "start it from a desktop, or use the subcommands (`redletter --help`), which need no screen"
            }
            WindowError::NoRenderer(_) => {
                "OpenGL 2 or later is needed; LIBGL_ALWAYS_SOFTWARE=1 draws without a GPU"
            }
            WindowError::Broken(_) => "what was done is in the corpus's history; start the window again",
            WindowError::NotClosed(_) => {
                "what was acknowledged as saved is in the history; `redletter check` looks at it"
            }
        };
        Self::new(err).with_remedy(remedy)
    }
}

/// Opens the window and returns when it is closed. To be called on the main thread.
pub fn run_window(options: WindowOptions) -> Result<(), WindowError> {
    let (settings, complaint) = settings::read(&options.user_folder, &RealDisk);
    let (width, height) = settings.window.unwrap_or(FIRST_SIZE);
    let native = eframe::NativeOptions {
        viewport: egui::ViewportBuilder::default()
            .with_title("Redletter")
            .with_app_id("redletter")
            .with_inner_size([width, height])
            .with_min_inner_size(LEAST_SIZE),
        ..Default::default()
    };
    let left_undone = Rc::new(RefCell::new(None));
    let at_exit = Rc::clone(&left_undone);
    let create: eframe::AppCreator<'_> = Box::new(move |context| {
        let (chosen, missing) = choose(&options, &settings);
        let source = source(&options, chosen);
        let services = services(&options, at_exit);
        let mut app = App::new(&context.egui_ctx, source, settings, services);
        if let Some(missing) = missing {
            app.notify(missing);
        }
        if let Some(complaint) = complaint {
            app.notify(complaint);
        }
        Ok(Box::new(app))
    });
    // winit and glutin panic where a display lacks what they need; that is no mistake of the person's.
    match std::panic::catch_unwind(AssertUnwindSafe(|| eframe::run_native("redletter", native, create))) {
        Ok(Ok(())) => {}
        Ok(Err(err)) => return Err(window_error(err)),
        Err(panic) => return Err(WindowError::Broken(super::jobs::panic_message(&*panic))),
    }
    let left_undone = left_undone.borrow_mut().take();
    left_undone.map_or(Ok(()), |why| Err(WindowError::NotClosed(why)))
}

fn window_error(err: eframe::Error) -> WindowError {
    match err {
        eframe::Error::WinitEventLoop(err) => WindowError::NoDisplay(without_source_place(&err.to_string())),
        eframe::Error::Winit(err) => WindowError::NoDisplay(without_source_place(&err.to_string())),
        err => WindowError::NoRenderer(err.to_string()),
    }
}

/// What winit says, without the place in its source that it begins with.
fn without_source_place(text: &str) -> String {
    let place_and_rest = text.strip_prefix("os error at ").and_then(|rest| rest.split_once(".rs:"));
    let words = place_and_rest.and_then(|(_, rest)| rest.split_once(": "));
    words.map_or(text, |(_, words)| words).to_owned()
}

/// Which corpus to open.
enum Chosen {
    /// One of the person's.
    Own(PathBuf),
    /// A copy of the sample, made where there is none yet.
    Sample(PathBuf),
}

/// The corpus that was named, else that of the last time, else the sample. The second value says what is
/// missing where the one of the last time is gone.
fn choose(options: &WindowOptions, settings: &Settings) -> (Chosen, Option<String>) {
    let sample = Chosen::Sample(options.user_folder.path().join(SAMPLE_FOLDER));
    match (&options.corpus, &settings.last_corpus) {
        (Some(named), _) => (Chosen::Own(named.clone()), None),
        (None, None) => (sample, None),
        (None, Some(last)) if last.is_dir() => (Chosen::Own(last.clone()), None),
        (None, Some(last)) => {
            let last = last.display();
            (
                sample,
                Some(format!(
                    "The corpus of the last time is not there any more, so this is the sample: {last}"
                )),
            )
        }
    }
}

/// How to open the corpus that was chosen.
fn source(options: &WindowOptions, chosen: Chosen) -> Source {
    let (folder, is_sample) = match chosen {
        Chosen::Own(folder) => (folder, false),
        Chosen::Sample(folder) => (folder, true),
    };
    let folder = std::path::absolute(&folder).unwrap_or(folder);
    let options = options.clone();
    Source {
        name: folder_name(&folder),
        open: Box::new(move || {
            let WindowOptions { annotator, system_annotator, user_folder, machine, clock, random, .. } =
                options;
            if is_sample {
                provide_sample(&RealDisk, &folder)?;
            }
            let known = || user_folder.annotator(&RealDisk, &folder);
            let annotator = annotator.or_else(known).unwrap_or(system_annotator);
            OpenCorpus::open(OpenOptions {
                annotator,
                user_folder: user_folder.path().to_owned(),
                disk: Arc::new(RealDisk),
                access: Access::Write,
                writer_mode: WriterMode::Thread,
                machine,
                now: clock(),
                random: random(),
                folder,
            })
        }),
    }
}

fn folder_name(folder: &Path) -> String {
    folder.file_name().unwrap_or(folder.as_os_str()).to_string_lossy().into_owned()
}

fn services(options: &WindowOptions, left_undone: Rc<RefCell<Option<String>>>) -> Services {
    let user_folder = options.user_folder.clone();
    let clock: Clock = Arc::new(options.clock);
    Services {
        clock,
        ids: Box::new(RandomIds(options.random)),
        keep_settings: Arc::new(move |settings| settings::write(settings, &user_folder, &RealDisk)),
        tell_at_exit: Box::new(move |why| *left_undone.borrow_mut() = Some(why)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_name_no_place_in_somebody_elses_source() {
        let text = "os error at /home/me/.cargo/winit/src/linux/mod.rs:765: neither A: nor B is set.";
        assert_eq!(without_source_place(text), "neither A: nor B is set.");
        assert_eq!(without_source_place("recreation attempt"), "recreation attempt");
    }
}
