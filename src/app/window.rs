//! The door to the window: from what was typed on the command line to a running event loop and back.

use std::cell::RefCell;
use std::panic::AssertUnwindSafe;
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::sync::Arc;

use thiserror::Error;

use super::clipboard;
use super::frame_log::FrameLogSink;
use super::inspection;
use super::opening::OpenRequest;
use super::settings::{self, Settings};
use super::state::dialog::PathUse;
use super::{Answer, App, Clock, Outside, Places, Services};
use crate::model::id::{AnnotatorId, RandomIds};
use crate::model::tagset::default::default_tagset;
use crate::model::time::Timestamp;
use crate::report::Report;
use crate::store::disk::{Disk, RealDisk};
use crate::store::pack::{unpack, unpack_in_memory};
use crate::store::sample::provide_sample;
use crate::store::user_folder::UserFolder;
use crate::store::{self, Access, OpenCorpus, OpenOptions, OpenReport, StoreError, WriterMode};

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
    /// The file of the frame log, if one is kept.
    pub frame_log: Option<PathBuf>,
    /// What the environment says of driving the window from outside.
    pub inspection: Option<String>,
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
    /// It would have let other machines drive the window.
    #[error("{0}")]
    Inspection(String),
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
            WindowError::Inspection(_) => "unset the variable, or give it an address of this machine",
            WindowError::NotClosed(_) => {
                "what was acknowledged as saved is in the history; `redletter check` looks at it"
            }
        };
        Self::new(err).with_remedy(remedy)
    }
}

/// Opens the window and returns when it is closed. To be called on the main thread.
pub fn run_window(options: WindowOptions) -> Result<(), WindowError> {
    if cfg!(feature = "inspection") {
        inspection::keeps_to_this_machine(options.inspection.as_deref()).map_err(WindowError::Inspection)?;
    }
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
        let (first, missing) = choose(&options, &settings);
        let services = services(&options, at_exit);
        let mut app = App::new(&context.egui_ctx, first, settings, services);
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

/// The corpus that was named, else that of the last time, else the sample. The second value says what is
/// missing where the one of the last time is gone.
fn choose(options: &WindowOptions, settings: &Settings) -> (OpenRequest, Option<String>) {
    let named =
        options.corpus.as_ref().map(|path| std::path::absolute(path).unwrap_or_else(|_| path.clone()));
    match (named, &settings.last_corpus) {
        (Some(named), _) => (OpenRequest::Path(named), None),
        (None, None) => (OpenRequest::Sample, None),
        (None, Some(last)) if *last == sample_folder(&options.user_folder) => (OpenRequest::Sample, None),
        (None, Some(last)) if last.exists() => (OpenRequest::Path(last.clone()), None),
        (None, Some(last)) => {
            let last = last.display();
            let missing =
                format!("The corpus of the last time is not there any more, so this is the sample: {last}");
            (OpenRequest::Sample, Some(missing))
        }
    }
}

fn sample_folder(user_folder: &UserFolder) -> PathBuf {
    let folder = user_folder.path().join(SAMPLE_FOLDER);
    std::path::absolute(&folder).unwrap_or(folder)
}

/// Opens a corpus on the real disk.
fn open(options: &WindowOptions, request: &OpenRequest) -> Result<(OpenCorpus, OpenReport), StoreError> {
    let user_folder = &options.user_folder;
    let sample = sample_folder(user_folder);
    let folder = match request {
        OpenRequest::Path(path) if path.is_file() => {
            let (disk, folder) = unpack_in_memory(path)?;
            let unpacked = open_options(options, disk, folder, Access::Read);
            // It lies in memory as it is.
            return OpenCorpus::open(OpenOptions { cache: None, ..unpacked });
        }
        OpenRequest::Path(folder) => folder,
        OpenRequest::Sample => {
            provide_sample(&RealDisk, &sample)?;
            &sample
        }
        OpenRequest::New { folder, title, tagset } => {
            let tagset = match tagset {
                Some(path) => store::read_tagset(&RealDisk, path)?,
                None => default_tagset(),
            };
            store::create(&RealDisk, folder, title, &tagset)?;
            folder
        }
        OpenRequest::Unpack { file, folder } => {
            unpack(&RealDisk, file, folder)?;
            folder
        }
        OpenRequest::Again { folder, annotator, lock } => {
            let options = WindowOptions { annotator: Some(annotator.clone()), ..options.clone() };
            return OpenCorpus::open(open_options(&options, Arc::new(RealDisk), folder, lock.access()));
        }
        OpenRequest::As { folder, annotator } => {
            user_folder.set_annotator(&RealDisk, folder, annotator)?;
            let options = WindowOptions { annotator: Some(annotator.clone()), ..options.clone() };
            return OpenCorpus::open(open_options(&options, Arc::new(RealDisk), folder, Access::Write));
        }
    };
    OpenCorpus::open(open_options(options, Arc::new(RealDisk), folder, Access::Write))
}

fn open_options(options: &WindowOptions, disk: Arc<dyn Disk>, folder: &Path, access: Access) -> OpenOptions {
    let WindowOptions { annotator, system_annotator, user_folder, machine, clock, random, .. } =
        options.clone();
    let known = || user_folder.annotator(&RealDisk, folder);
    OpenOptions {
        annotator: annotator.or_else(known).unwrap_or(system_annotator),
        user_folder: user_folder.path().to_owned(),
        cache: user_folder.cache(),
        disk,
        access,
        writer_mode: WriterMode::Thread,
        machine,
        now: clock(),
        random: random(),
        folder: folder.to_owned(),
    }
}

fn services(options: &WindowOptions, left_undone: Rc<RefCell<Option<String>>>) -> Services {
    let user_folder = options.user_folder.clone();
    let clock: Clock = Arc::new(options.clock);
    let random = options.random;
    Services {
        clock,
        ids: Box::new(RandomIds(random)),
        keep_settings: Arc::new(move |settings| settings::write(settings, &user_folder, &RealDisk)),
        tell_at_exit: Box::new(move |why| {
            let mut left_undone = left_undone.borrow_mut();
            let before = left_undone.take().map(|before| before + "; ").unwrap_or_default();
            *left_undone = Some(before + &why);
        }),
        outside: Outside {
            open: {
                let options = options.clone();
                Arc::new(move |request| open(&options, request))
            },
            ask: Box::new(ask),
            job_ids: Arc::new(move || Box::new(RandomIds(random))),
            clipboard: Arc::new(clipboard::read),
            places: places(&options.user_folder),
            frame_log: options
                .frame_log
                .clone()
                .map(|path| -> FrameLogSink { Box::new(move |line| RealDisk.append(&path, line)) }),
        },
    }
}

fn places(user_folder: &UserFolder) -> Places {
    let folders = directories::UserDirs::new();
    let home = folders.as_ref().map(|folders| folders.home_dir().to_owned());
    let documents = folders.as_ref().and_then(|folders| folders.document_dir().map(Path::to_owned));
    let documents = documents.filter(|documents| documents.is_dir()).or_else(|| home.clone());
    Places {
        home,
        documents: documents.unwrap_or_else(|| PathBuf::from(".")),
        sample: sample_folder(user_folder),
    }
}

/// Opens a dialog of the system. What the person answers is waited for on another thread.
fn ask(path_use: PathUse, begin: &Path) -> Answer {
    let dialog = rfd::AsyncFileDialog::new().set_title(path_use.title());
    let folder = begin.ancestors().find(|folder| folder.is_dir());
    let dialog = match folder {
        Some(folder) => dialog.set_directory(folder),
        None => dialog,
    };
    let name = begin.file_name().filter(|_| !begin.is_dir()).map(|name| name.to_string_lossy().into_owned());
    let one = |file: Option<rfd::FileHandle>| file.map(|file| vec![file.path().to_owned()]);
    match path_use {
        PathUse::NewFolder
        | PathUse::CorpusFolder
        | PathUse::UnpackFolder
        | PathUse::ArticleFolder
        | PathUse::ImportFolder => {
            let asked = dialog.pick_folder();
            Box::new(move || one(pollster::block_on(asked)))
        }
        PathUse::TagsetFile | PathUse::PackedFile | PathUse::MapFile => {
            let asked = dialog.add_filter("RON", &["ron"]).pick_file();
            Box::new(move || one(pollster::block_on(asked)))
        }
        PathUse::ExportFile | PathUse::DocumentFile | PathUse::PackFile | PathUse::NewMapFile => {
            let dialog = match name {
                Some(name) => dialog.set_file_name(name),
                None => dialog,
            };
            let asked = dialog.save_file();
            Box::new(move || one(pollster::block_on(asked)))
        }
        PathUse::VersionFile => {
            let asked = dialog.pick_file();
            Box::new(move || one(pollster::block_on(asked)))
        }
        PathUse::ArticleFiles | PathUse::ImportFiles => {
            let asked = dialog.pick_files();
            Box::new(move || {
                let files = pollster::block_on(asked)?;
                Some(files.iter().map(|file| file.path().to_owned()).collect())
            })
        }
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
