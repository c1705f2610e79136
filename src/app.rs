//! The window: `logic` runs commands and takes what jobs bring, `ui` draws. Views push commands into a
//! queue; only `run` carries them out.

pub mod command;
pub mod keymap;
pub mod state;
pub mod run;
pub mod jobs;
pub mod settings;
pub mod theme;
pub mod fonts;
pub mod widgets;
pub mod views;
mod window;

use std::sync::Arc;
use std::time::Duration;

use egui::{Context, Ui, ViewportCommand};

use self::command::{Command, Workspace};
use self::jobs::{Job, Wake};
use self::keymap::{KeyHook, Keymap};
use self::run::{Surroundings, Work};
use self::settings::{KeepSettings, KeptSettings, Settings};
use self::state::session::Session;
use self::state::{Desk, Dialog, FocusWish};
use self::theme::Theme;
use self::views::View;
use self::widgets::reading::{ReadingView, Scene};
use crate::model::id::IdSource;
use crate::model::time::Timestamp;
use crate::report::Report;
use crate::store::{OpenCorpus, OpenReport, SaveStatus, StoreError};

pub use self::window::{WindowError, WindowOptions, run_window};

/// Tells the time; the system's clock in the program, a counted one in tests.
pub type Clock = Arc<dyn Fn() -> Timestamp + Send + Sync>;

/// Opens a corpus, on a thread of its own.
pub type Opener = Box<dyn FnOnce() -> Result<(OpenCorpus, OpenReport), StoreError> + Send>;

/// Which corpus the window shows.
pub struct Source {
    /// What it is called before its title is known: its folder.
    pub name: String,
    /// Opens it.
    pub open: Opener,
}

/// What the window takes from outside.
pub struct Services {
    /// Tells the time.
    pub clock: Clock,
    /// Gives ids to what is new.
    pub ids: Box<dyn IdSource>,
    /// Keeps settings that have changed.
    pub keep_settings: KeepSettings,
    /// Takes what could not be written when the window closed.
    pub tell_at_exit: Box<dyn Fn(String)>,
}

/// The window.
pub struct App {
    phase: Phase,
    /// What the corpus is called before its title is known.
    name: String,
    desk: Desk,
    reading: ReadingView,
    review: views::review::ReviewView,
    queue: Vec<Command>,
    settings: KeptSettings,
    keymap: Keymap,
    services: Services,
    wake: Wake,
    quits_anyway: bool,
    window_title: String,
    window_size: Option<(f32, f32)>,
}

/// How far the corpus is.
enum Phase {
    Opening(Job<Result<(OpenCorpus, OpenReport), StoreError>>),
    Open(Box<Session>),
    Failed(Report),
    Closed,
}

impl Services {
    /// The time now.
    pub fn now(&self) -> Timestamp {
        (self.clock)()
    }
}

impl App {
    /// The window of `ctx`, which begins at once to open the corpus of `source`.
    pub fn new(ctx: &Context, source: Source, settings: Settings, services: Services) -> Self {
        theme::install(ctx);
        ctx.set_theme(settings.appearance.preference());
        let keymap = Keymap::default_of(ctx.os(), settings.single_keys);
        ctx.add_plugin(KeyHook::new(keymap.clone()));
        let ctx = ctx.clone();
        let wake: Wake = Arc::new(move || ctx.request_repaint_of(egui::ViewportId::ROOT));
        let phase = match Job::start("open corpus", Arc::clone(&wake), source.open) {
            Ok(job) => Phase::Opening(job),
            Err(err) => Phase::Failed(Report::new(err)),
        };
        Self {
            phase,
            name: source.name,
            desk: Desk::default(),
            reading: ReadingView::default(),
            review: views::review::ReviewView::default(),
            queue: Vec::new(),
            settings: KeptSettings::new(settings, Arc::clone(&services.keep_settings)),
            keymap,
            services,
            wake,
            quits_anyway: false,
            window_title: String::new(),
            window_size: None,
        }
    }

    /// The corpus, once it is open.
    pub fn session(&self) -> Option<&Session> {
        match &self.phase {
            Phase::Open(session) => Some(session),
            _ => None,
        }
    }

    /// What goes on beside the corpus.
    pub fn desk(&self) -> &Desk {
        &self.desk
    }

    /// What the window remembers.
    pub fn settings(&self) -> &Settings {
        &self.settings.current
    }

    /// Puts up a notice, for what was found before the window opened.
    pub fn notify(&mut self, text: impl Into<String>) {
        self.desk.notify(text, false);
    }

    /// Issues a command, to be carried out before the next frame is drawn.
    pub fn issue(&mut self, command: Command) {
        self.queue.push(command);
    }

    /// How many units of text were laid out since this was last asked: what frames cost goes by it.
    pub fn take_num_laid_out(&mut self) -> usize {
        self.reading.take_num_laid_out()
    }

    /// Takes the opened corpus from its job when that is done.
    fn poll_opening(&mut self) {
        let Phase::Opening(job) = &self.phase else { return };
        let Some(outcome) = job.poll() else { return };
        self.phase = match outcome {
            Ok(Ok((mut corpus, report))) => {
                corpus.set_waker(Arc::clone(&self.wake));
                let mut session = Session::new(corpus, report);
                match session.problems.len() {
                    0 => {}
                    1 => self.desk.notify("One record of this corpus could not be used as it is", true),
                    many => self
                        .desk
                        .notify(format!("{many} records of this corpus could not be used as they are"), true),
                }
                if let Some(first) = session.list.ids.first().cloned()
                    && let Err(err) = session.show_article(&first)
                {
                    self.desk.notify(err.to_string(), false);
                }
                self.settings.current.last_corpus = Some(session.corpus.folder().to_owned());
                Phase::Open(Box::new(session))
            }
            Ok(Err(err)) => Phase::Failed(err.into()),
            Err(err) => Phase::Failed(Report::new(err)),
        };
    }

    /// Lets the store write what is due, and asks for a frame when more will be.
    fn poll_store(&mut self, ctx: &Context) {
        let Phase::Open(session) = &mut self.phase else {
            return;
        };
        let now = self.services.now();
        session.corpus.poll(now);
        if session.review.poll_search() {
            session.narrow_review();
        }
        if let Some(complaint) = session.new_failures() {
            self.desk.notify(complaint, false);
        }
        if let Some(wait) = session.corpus.next_wake(now) {
            ctx.request_repaint_after(wait);
        }
        if ctx.input(|input| input.events.contains(&egui::Event::WindowFocused(false))) {
            session.corpus.flush(now);
        }
    }

    /// Asks before the window closes on changes that are not saved.
    fn guard_close(&mut self, ctx: &Context) {
        if self.quits_anyway || !ctx.input(|input| input.viewport().close_requested()) {
            return;
        }
        let Phase::Open(session) = &self.phase else { return };
        if matches!(session.corpus.save_status(), SaveStatus::Failed(_)) {
            ctx.send_viewport_cmd(ViewportCommand::CancelClose);
            self.desk.dialog = Some(Dialog::QuitUnsaved);
        }
    }

    /// Carries out what keys and views have asked for.
    fn run_queue(&mut self, ctx: &Context) {
        let by_key = ctx.with_plugin::<KeyHook, _>(KeyHook::take).unwrap_or_default();
        let mut queue = std::mem::take(&mut self.queue);
        queue.extend(by_key);
        for command in queue {
            let Self { desk, settings, quits_anyway, .. } = self;
            let mut around = Surroundings { ctx, desk, settings: &mut settings.current, quits_anyway };
            let Some(command) = run::without_corpus(&mut around, command) else {
                continue;
            };
            let Self { phase: Phase::Open(session), desk, reading, services, wake, .. } = self else {
                continue;
            };
            Work { ctx, session, desk, reading, services, wake }.run(command);
        }
        let workspace = self.desk.workspace;
        ctx.with_plugin::<KeyHook, _>(|hook| hook.set_workspace(workspace));
        if let Some(why) = self.settings.poll(&self.wake) {
            self.desk.notify(format!("The settings were not kept: {why}"), false);
        }
    }

    /// Puts out words that have been lit up long enough.
    fn end_flash(&mut self, ctx: &Context) {
        let Some((_, until)) = self.desk.flash else { return };
        let left = until - ctx.input(|input| input.time);
        if left > 0.0 {
            ctx.request_repaint_after(Duration::from_secs_f64(left));
        } else {
            self.desk.flash = None;
        }
    }

    fn title_ui(&mut self, ctx: &Context) {
        let corpus = self.session().map(|session| session.corpus.state().title().to_owned());
        let corpus = corpus.filter(|title| !title.is_empty()).unwrap_or_else(|| self.name.clone());
        let title =
            if corpus.is_empty() { "Redletter".to_owned() } else { format!("{corpus} – Redletter") };
        if title != self.window_title {
            ctx.send_viewport_cmd(ViewportCommand::Title(title.clone()));
            self.window_title = title;
        }
    }

    /// Draws everything around and including an opened corpus.
    fn workbench_ui(&mut self, ui: &mut Ui) {
        let Self { phase: Phase::Open(session), desk, reading, review, queue, settings, keymap, .. } = self
        else {
            return;
        };
        let width = ui.ctx().content_rect().width();
        let view = View {
            session,
            desk,
            settings: &settings.current,
            keymap,
            is_mac: ui.ctx().os() == egui::os::OperatingSystem::Mac,
            theme: Theme::of(ui),
            list_is_drawer: width < theme::DRAWER_BELOW,
        };
        views::top_bar::show(ui, &view, queue);
        views::notices::show(ui, &view, queue);
        views::status_bar::show(ui, &view);
        match desk.workspace {
            Workspace::Annotate => annotate_ui(ui, &view, reading, queue),
            Workspace::Review => views::review::show(ui, &view, review, queue),
            Workspace::Tags => views::tags::show(ui, &view, queue),
        }
        views::dialogs::show(ui, &view, queue);
    }
}

/// Draws the Annotate workspace: the list, the text, the inspector.
fn annotate_ui(ui: &mut Ui, view: &View<'_>, reading: &mut ReadingView, queue: &mut Vec<Command>) {
    let panel = egui::Frame::new().fill(view.theme.ground.panel);
    let width = ui.ctx().content_rect().width();
    if !view.list_is_drawer {
        egui::Panel::left("articles")
            .exact_size(theme::LIST_WIDTH)
            .resizable(false)
            .frame(panel)
            .show(ui, |ui| views::articles::show(ui, view, queue));
    }
    egui::Panel::right("inspector")
        .exact_size(theme::INSPECTOR_WIDTH.min(width * 0.36))
        .resizable(false)
        .frame(panel)
        .show(ui, |ui| views::inspector::show(ui, view, queue));
    egui::CentralPanel::no_frame().show(ui, |ui| {
        let area = ui.max_rect();
        article_ui(ui, view, reading, queue);
        if view.list_is_drawer && view.desk.drawer_open {
            views::articles::drawer_ui(ui, area, view, queue);
        }
    });
}

/// Draws the article, or says that there is none.
fn article_ui(ui: &mut Ui, view: &View<'_>, reading: &mut ReadingView, queue: &mut Vec<Command>) {
    let Some(open) = &view.session.open else {
        let (title, text) = if view.session.list.ids.is_empty() {
            ("Nothing to read yet", "The list at the left says how to add articles")
        } else {
            ("No article is open", "Choose one from the list")
        };
        return views::opening::page_ui(ui, view.theme, title, text);
    };
    let scene = Scene {
        open,
        layer: view.session.open_layer(),
        tagset: &view.session.corpus.state().tagset,
        register: &view.session.register,
        theme: view.theme,
        size: view.settings.reading_size,
        flash: view.desk.flash.map(|(range, _)| range),
        layers: view.session.corpus.state().layers.get(&open.article.id),
        annotator: view.session.annotator(),
        shown: view
            .desk
            .choice
            .as_ref()
            .and_then(|choice| choice.marked())
            .and_then(|row| row.shows.as_ref()),
        is_writable: view.session.corpus.read_only().is_none(),
    };
    let takes_focus = match &view.desk.focus_wish {
        Some(wish) => *wish == FocusWish::Text,
        // When nothing else has the keyboard, it is the article's.
        None => {
            view.desk.dialog.is_none() && ui.memory(|memory| memory.focused().is_none()) && !is_popup_open(ui)
        }
    };
    reading.show(ui, &scene, takes_focus, queue);
}

fn is_popup_open(ctx: &Context) -> bool {
    egui::Popup::is_any_open(ctx) || ctx.memory(|memory| memory.top_modal_layer().is_some())
}

impl eframe::App for App {
    fn logic(&mut self, ctx: &Context, _frame: &mut eframe::Frame) {
        self.poll_opening();
        self.poll_store(ctx);
        self.guard_close(ctx);
        self.run_queue(ctx);
        self.end_flash(ctx);
        self.title_ui(ctx);
    }

    fn ui(&mut self, ui: &mut Ui, _frame: &mut eframe::Frame) {
        let size = ui.ctx().content_rect().size();
        self.window_size = Some((size.x, size.y));
        let theme = Theme::of(ui);
        match &self.phase {
            Phase::Opening(_) | Phase::Closed => views::opening::opening_ui(ui, theme, &self.name),
            Phase::Failed(report) => views::opening::failed_ui(ui, theme, &self.name, report),
            Phase::Open(_) => {
                self.workbench_ui(ui);
                self.desk.focus_wish = None;
            }
        }
        if !self.queue.is_empty() {
            ui.ctx().request_repaint();
        }
    }

    fn on_exit(&mut self, _gl: Option<&eframe::glow::Context>) {
        let now = self.services.now();
        if let Phase::Open(mut session) = std::mem::replace(&mut self.phase, Phase::Closed)
            && let Err(err) = session.corpus.close(now)
        {
            (self.services.tell_at_exit)(err.to_string());
        }
        self.settings.current.window = self.window_size.or(self.settings.current.window);
        if let Err(why) = self.settings.finish() {
            (self.services.tell_at_exit)(format!("the settings: {why}"));
        }
    }

    fn clear_color(&self, visuals: &egui::Visuals) -> [f32; 4] {
        visuals.panel_fill.to_normalized_gamma_f32()
    }
}
