//! The window: `logic` runs commands and takes what jobs bring, `ui` draws. Views push commands into a
//! queue; only `run` carries them out.

pub mod clipboard;
pub mod command;
pub mod keymap;
pub mod state;
pub mod run;
pub mod jobs;
pub mod frame_log;
pub mod inspection;
pub mod opening;
pub mod settings;
pub mod theme;
pub mod fonts;
pub mod directional;
pub mod widgets;
pub mod views;
mod window;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use egui::{Context, Ui, ViewportCommand};

use self::clipboard::ReadClipboard;
use self::command::files::FilesCommand;
use self::command::{Command, Workspace};
use self::directional::DirectionalText;
use self::frame_log::{FrameLog, FrameLogSink};
use self::jobs::{Job, Wake};
use self::keymap::{KeyHook, Keymap};
use self::opening::{OpenRequest, Opener, Opening};
use self::run::{Surroundings, Work};
use self::settings::{KeepSettings, KeptSettings, Settings};
use self::state::dialog::{Dialog, PathUse};
use self::state::session::Session;
use self::state::{Desk, FocusWish};
use self::theme::Theme;
use self::views::{Shell, View};
use self::widgets::reading::layout::Caret;
use self::widgets::reading::{Manner, ReadingView, Scene};
use crate::model::id::IdSource;
use crate::model::text::visible::shown_name;
use crate::model::time::Timestamp;
use crate::report::Report;
use crate::store::{SaveStatus, StoreError};

pub use self::window::{WindowError, WindowOptions, run_window};

/// Tells the time; the system's clock in the program, a counted one in tests.
pub type Clock = Arc<dyn Fn() -> Timestamp + Send + Sync>;

/// Gives ids to jobs, each of which has a source of its own.
pub type JobIds = Arc<dyn Fn() -> Box<dyn IdSource + Send> + Send + Sync>;

/// Waits for the answer of a dialog of the system: the paths, or none. To be called on a thread of its own.
pub type Answer = Box<dyn FnOnce() -> Option<Vec<PathBuf>> + Send>;

/// Opens a dialog of the system, which begins at a path; called on the window's thread.
pub type Asker = Box<dyn Fn(PathUse, &Path) -> Answer>;

/// The system around the window.
pub struct Outside {
    /// Opens corpora.
    pub open: Opener,
    /// Asks for paths.
    pub ask: Asker,
    /// Gives ids to jobs.
    pub job_ids: JobIds,
    /// Reads what was copied in other programs.
    pub clipboard: ReadClipboard,
    /// Where things lie.
    pub places: Places,
    /// Takes the frame log, if one is kept.
    pub frame_log: Option<FrameLogSink>,
}

/// Where things lie on this machine.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Places {
    /// The user's home.
    pub home: Option<PathBuf>,
    /// Where the user's documents are, and new corpora go by default.
    pub documents: PathBuf,
    /// The copy of the sample.
    pub sample: PathBuf,
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
    /// The system around the window.
    pub outside: Outside,
}

/// The window.
pub struct App {
    phase: Phase,
    opening: Option<Opening>,
    /// What the first corpus is called before its title is known.
    name: String,
    desk: Desk,
    views: Views,
    queue: Vec<Command>,
    settings: KeptSettings,
    keymap: Keymap,
    services: Services,
    wake: Wake,
    outer: Outer,
}

/// Views that know something from one frame to the next.
#[derive(Default)]
struct Views {
    reading: ReadingView,
    review: views::review::ReviewView,
    search: views::search::SearchView,
    checks: views::checks::ChecksView,
    voices: views::voices::VoicesView,
    items: views::items::ItemsView,
    statistics: views::statistics::StatisticsView,
    history: views::history::HistoryView,
}

/// The window as the system has it.
struct Outer {
    ctx: Context,
    quits_anyway: bool,
    title: String,
    size: Option<(f32, f32)>,
    /// The corpus that was open before, which is being closed.
    closing: Option<Job<Result<(), StoreError>>>,
}

/// Whether there is a corpus.
enum Phase {
    /// The first one is not open yet, or one goes for another.
    Empty,
    Open(Box<Session>),
    /// There was none to open.
    Failed(Report),
    /// The window has closed.
    Closed,
}

impl Services {
    /// The time now.
    pub fn now(&self) -> Timestamp {
        (self.clock)()
    }
}

impl App {
    /// The window of `ctx`, which begins at once to open a corpus.
    pub fn new(ctx: &Context, first: OpenRequest, settings: Settings, mut services: Services) -> Self {
        // First of all plugins, so that it sees what the others take away.
        if let Some(sink) = services.outside.frame_log.take() {
            ctx.add_plugin(FrameLog::new(sink));
        }
        theme::install(ctx);
        ctx.set_theme(settings.appearance.preference());
        ctx.set_zoom_factor(f32::from(settings.scale) / 100.0);
        let keymap = Keymap::new(ctx.os(), &settings);
        ctx.add_plugin(KeyHook::new(keymap.clone()));
        ctx.add_plugin(DirectionalText::default());
        let waking = ctx.clone();
        let wake: Wake = Arc::new(move || waking.request_repaint_of(egui::ViewportId::ROOT));
        let mut app = Self {
            phase: Phase::Empty,
            opening: None,
            name: first.name(),
            desk: Desk::default(),
            views: Views::default(),
            queue: Vec::new(),
            settings: KeptSettings::new(settings, Arc::clone(&services.keep_settings)),
            keymap,
            services,
            wake,
            outer: Outer {
                ctx: ctx.clone(),
                quits_anyway: false,
                title: String::new(),
                size: None,
                closing: None,
            },
        };
        app.begin_opening(first);
        app
    }

    /// The corpus, once it is open.
    pub fn session(&self) -> Option<&Session> {
        match &self.phase {
            Phase::Open(session) => Some(session),
            _ => None,
        }
    }

    /// Whether there was no corpus to open.
    pub fn has_failed(&self) -> bool {
        matches!(self.phase, Phase::Failed(_))
    }

    /// What goes on beside the corpus.
    pub fn desk(&self) -> &Desk {
        &self.desk
    }

    /// Where a byte of the article in view stands on the screen, if it does.
    pub fn place_of_byte(&self, byte: usize) -> Option<egui::Pos2> {
        self.views.reading.place_of(self.session()?.open.as_ref()?, Caret::at(byte))
    }

    /// Where the caret stands on the screen, if it does: the middle of its line's height.
    pub fn place_of_caret(&self) -> Option<egui::Pos2> {
        let open = self.session()?.open.as_ref()?;
        self.views.reading.place_of(open, open.selection.caret)
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
        self.views.reading.take_num_laid_out()
    }

    /// Tells the frame log, if there is one, what was drawn; and takes note where it can't be written.
    fn log_frame(&mut self, ctx: &Context) {
        let (laid_out, spans) = (self.views.reading.num_laid_out(), self.views.reading.num_spans_painted());
        let failure = ctx.with_plugin::<FrameLog, _>(|log| {
            log.note_drawn(laid_out, spans);
            log.take_failure()
        });
        if let Some(failure) = failure.flatten() {
            self.desk.notify(failure, false);
        }
    }

    /// Lets the store write what is due, and asks for a frame when more will be.
    fn poll_store(&mut self, ctx: &Context) {
        let Phase::Open(session) = &mut self.phase else {
            return;
        };
        let now = self.services.now();
        let told = session.poll(now);
        self.desk.notify_all(&told);
        if session.review.word_search().poll() {
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
        if ctx.input(|input| input.events.contains(&egui::Event::WindowFocused(true))) {
            let told = session.look(now);
            self.desk.notify_all(&told);
        }
        // A slow disk is told of, once it is slow.
        self.desk.files.slow_secs =
            if waits_long(session, now) { waits_for(session, now) / 1_000 } else { 0 };
        if matches!(session.corpus.save_status(), SaveStatus::Saving) {
            ctx.request_repaint_after(Duration::from_secs(1));
        }
    }

    /// Asks before the window closes on changes that are not saved.
    fn guard_close(&mut self, ctx: &Context) {
        if self.outer.quits_anyway || !ctx.input(|input| input.viewport().close_requested()) {
            return;
        }
        let Phase::Open(session) = &self.phase else { return };
        let is_slow = || waits_long(session, self.services.now());
        let is_unsaved = match session.corpus.save_status() {
            SaveStatus::Failed(_) => true,
            SaveStatus::Saving => is_slow(),
            SaveStatus::Saved(_) => false,
        };
        if is_unsaved {
            ctx.send_viewport_cmd(ViewportCommand::CancelClose);
            self.desk.dialog = Some(Dialog::QuitUnsaved);
        }
    }

    /// Carries out what keys and views have asked for.
    fn run_queue(&mut self, ctx: &Context) {
        let by_key = ctx.with_plugin::<KeyHook, _>(KeyHook::take).unwrap_or_default();
        let mut queue = std::mem::take(&mut self.queue);
        queue.extend(by_key);
        let dropped = run::files::dropped(ctx);
        queue.extend((!dropped.is_empty()).then_some(Command::Files(FilesCommand::Dropped(dropped))));
        for command in queue {
            ctx.with_plugin::<FrameLog, _>(|log| log.note_command(&command));
            self.carry_out(ctx, command);
        }
        if let Some(request) = self.desk.files.wanted.take() {
            self.begin_opening(request);
        }
        let workspace = self.desk.workspace;
        ctx.with_plugin::<KeyHook, _>(|hook| hook.set_workspace(workspace));
        if !self.keymap.is_of(&self.settings.current) {
            self.keymap = Keymap::new(ctx.os(), &self.settings.current);
            let keymap = self.keymap.clone();
            ctx.with_plugin::<KeyHook, _>(|hook| hook.set_keymap(keymap));
        }
        if let Some(why) = self.settings.poll(&self.wake) {
            self.desk.notify(format!("The settings were not kept: {why}"), false);
        }
    }

    /// When a dialog opens, what lies under the pointer is covered, but egui goes on showing its tooltip, above the
    /// dialog, for as long as the pointer rests. So the pointer counts as gone until it moves.
    fn put_tooltips_away(&self, ctx: &Context) {
        let opens = self.desk.dialog.is_some() && ctx.memory(|memory| memory.top_modal_layer().is_none());
        if opens {
            ctx.input_mut(|input| input.pointer = egui::PointerState::default());
        }
    }

    fn carry_out(&mut self, ctx: &Context, command: Command) {
        let has_session = self.session().is_some();
        let Self { desk, settings, outer, services, wake, .. } = self;
        let quits_anyway = &mut outer.quits_anyway;
        let settings = &mut settings.current;
        let mut around =
            Surroundings { ctx, desk, settings, quits_anyway, outside: &services.outside, wake, has_session };
        if let Some(command) = run::without_corpus(&mut around, command) {
            self.work(|work| work.run(command));
        }
    }

    /// Lets something be done with the corpus, if there is one.
    fn work(&mut self, act: impl FnOnce(&mut Work<'_>)) {
        let Self { phase: Phase::Open(session), desk, views, services, wake, outer, settings, .. } = self
        else {
            return;
        };
        let (reading, settings) = (&mut views.reading, &settings.current);
        act(&mut Work { ctx: &outer.ctx, session, desk, reading, settings, services, wake });
    }

    /// Keeps what was typed and not confirmed, before the corpus is left.
    fn keep_draft(&mut self) {
        self.work(|work| {
            work.leave();
        });
    }

    /// Takes what comes of the work beside the window.
    fn poll_running(&mut self) {
        run::running::poll_asked(&mut self.desk);
        self.work(|work| {
            work.poll_running();
        });
    }

    /// Takes what has been read of the history, and what follows for the change that is pointed at.
    fn poll_history(&mut self, ctx: &Context) {
        self.work(|work| {
            if work.poll_history() {
                ctx.request_repaint();
            }
        });
    }

    /// Keeps the table of the Review workspace as the settings have it, and the settings as the table is changed;
    /// brings up what stands beside it, and tells of what came back.
    fn keep_review(&mut self) {
        let Phase::Open(session) = &mut self.phase else { return };
        let kept = &mut self.settings.current.review;
        if !std::mem::replace(&mut session.review.bench.is_set_up, true) {
            session.review.preferences = kept.clone();
            session.narrow_review();
        } else if session.review.preferences != *kept {
            kept.clone_from(&session.review.preferences);
        }
        let news = session.review.came_back.take_news();
        if news > 0 {
            let spans =
                if news == 1 { "A span of yours".to_owned() } else { format!("{news} spans of yours") };
            self.desk
                .announce(format!("{spans} came back from review; the Review workspace shows what and why"));
        }
        self.work(|work| {
            work.settle_review();
        });
    }

    /// Searches the article on for what is looked for.
    fn poll_find(&mut self, ctx: &Context) {
        self.work(|work| {
            if work.poll_find() {
                ctx.request_repaint();
            }
        });
    }

    /// Takes what has been found out about the whole corpus.
    fn poll_wide(&mut self, ctx: &Context) {
        self.work(|work| {
            if work.poll_wide() {
                ctx.request_repaint();
            }
        });
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

    /// Tags what waits for a label that is locked, once no further press can take more.
    fn poll_lock(&mut self) {
        self.work(|work| {
            work.tag_when_due();
        });
    }

    fn title_ui(&mut self, ctx: &Context) {
        let corpus = self.session().map(|session| shown_name(session.corpus.state().title()).into_owned());
        let corpus = corpus.filter(|title| !title.is_empty()).unwrap_or_else(|| self.name.clone());
        let title =
            if corpus.is_empty() { "Redletter".to_owned() } else { format!("{corpus} – Redletter") };
        if title != self.outer.title {
            ctx.send_viewport_cmd(ViewportCommand::Title(title.clone()));
            self.outer.title = title;
        }
    }

    fn shell<'a>(&'a self, ui: &Ui) -> Shell<'a> {
        Shell {
            desk: &self.desk,
            settings: &self.settings.current,
            keymap: &self.keymap,
            places: &self.services.outside.places,
            is_mac: ui.ctx().os() == egui::os::OperatingSystem::Mac,
            theme: Theme::of(ui),
            width: ui.ctx().content_rect().width(),
        }
    }

    /// Draws everything around and including an opened corpus.
    fn workbench_ui(&mut self, ui: &mut Ui) {
        let mut views = std::mem::take(&mut self.views);
        let mut queue = std::mem::take(&mut self.queue);
        if let Phase::Open(session) = &self.phase {
            let view = View { session, shell: self.shell(ui) };
            views::top_bar::show(ui, &view, &mut queue);
            views::saving_bar::show(ui, &view, &mut queue);
            views::notices::show(ui, &view, &mut queue);
            views::status_bar::show(ui, &view, &mut queue);
            match view.desk.workspace {
                Workspace::Annotate => annotate_ui(ui, &view, &mut views.reading, &mut queue),
                Workspace::Review => {
                    views::review::show(ui, &view, &mut views.review, &mut views.reading, &mut queue);
                }
                Workspace::Search => views::search::show(ui, &view, &mut views.search, &mut queue),
                Workspace::Checks => views::checks::show(ui, &view, &mut views.checks, &mut queue),
                Workspace::Voices => views::voices::show(ui, &view, &mut views.voices, &mut queue),
                Workspace::Items => views::items::show(ui, &view, &mut views.items, &mut queue),
                Workspace::Statistics => {
                    views::statistics::show(ui, &view, &mut views.statistics, &mut queue);
                }
                Workspace::Tags => views::tags::show(ui, &view, &mut queue),
                Workspace::History => views::history::show(ui, &view, &mut views.history, &mut queue),
            }
            views::drop_zone::show(ui, &view);
        }
        self.views = views;
        self.queue = queue;
    }

    /// Draws the dialog that is open, whether there is a corpus or not.
    fn dialog_ui(&mut self, ui: &mut Ui) {
        let mut queue = std::mem::take(&mut self.queue);
        views::dialogs::show(ui, &self.shell(ui), self.session(), &mut queue);
        self.queue = queue;
    }

    /// Draws the window without a corpus.
    fn empty_ui(&mut self, ui: &mut Ui) {
        let mut queue = std::mem::take(&mut self.queue);
        let shell = self.shell(ui);
        match &self.phase {
            Phase::Failed(report) => views::opening::failed_ui(ui, &shell, &self.name, report, &mut queue),
            _ => views::opening::opening_ui(ui, shell.theme, &self.name),
        }
        self.queue = queue;
    }
}

/// Draws the Annotate workspace: the list, the text, the inspector.
fn annotate_ui(ui: &mut Ui, view: &View<'_>, reading: &mut ReadingView, queue: &mut Vec<Command>) {
    let panel = egui::Frame::new().fill(view.theme.ground.panel);
    if !view.list_is_drawer() && !view.desk.drawers.away.list {
        egui::Panel::left("articles")
            .exact_size(theme::LIST_WIDTH)
            .resizable(false)
            .frame(panel)
            .show(ui, |ui| views::articles::show(ui, view, queue));
    }
    if !view.inspector_is_drawer() && !view.desk.drawers.away.inspector {
        egui::Panel::right("inspector")
            .exact_size(theme::INSPECTOR_WIDTH.min(view.width * 0.36))
            .resizable(false)
            .frame(panel)
            .show(ui, |ui| views::inspector::show(ui, view, queue));
    }
    egui::CentralPanel::no_frame().show(ui, |ui| {
        let area = ui.max_rect();
        let has_no_room = view.inspector_is_drawer() || view.desk.drawers.away.inspector;
        let is_marking = view.session.open.as_ref().is_some_and(|open| open.places.is_some());
        let slides = has_no_room && (view.desk.shows_inspector() || is_marking);
        // Where a column of the least width is left beside it, nothing of the text goes under it.
        let beside = area.with_max_x(area.right() - theme::INSPECTOR_WIDTH);
        let text_area = if slides && beside.width() >= theme::LEAST_TEXT { beside } else { area };
        ui.scope_builder(egui::UiBuilder::new().id_salt("text").max_rect(text_area), |ui| {
            if view.desk.drawers.start {
                views::start::card_ui(ui, view, queue);
            }
            views::find_bar::show(ui, view, queue);
            article_ui(ui, view, reading, queue);
        });
        if slides {
            views::inspector::drawer_ui(ui, area, view, queue);
        }
        if view.list_is_drawer() && view.desk.drawers.list {
            views::articles::drawer_ui(ui, area, view, queue);
        }
    });
}

/// Draws the article, or says that there is none.
fn article_ui(ui: &mut Ui, view: &View<'_>, reading: &mut ReadingView, queue: &mut Vec<Command>) {
    let Some(open) = &view.session.open else {
        return views::opening::no_article_ui(ui, view, queue);
    };
    let scene = Scene {
        open,
        layer: view.session.open_layer(),
        tagset: view.session.tagset(),
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
        manner: Manner { is_writable: view.session.corpus.read_only().is_none(), is_quiet: false },
        hits: view.desk.find.shown(open),
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

/// Whether what was done last has been on its way to the disk for longer than a person waits without a word.
fn waits_long(session: &Session, now: Timestamp) -> bool {
    const PATIENCE_MS: u64 = 1_000;
    waits_for(session, now) > PATIENCE_MS
}

/// For how many milliseconds what was done last has been on its way to the disk.
fn waits_for(session: &Session, now: Timestamp) -> u64 {
    let since = session.corpus.waits_since();
    since.map_or(0, |since| u64::try_from(now.millis() - since.millis()).unwrap_or(0))
}

fn is_popup_open(ctx: &Context) -> bool {
    egui::Popup::is_any_open(ctx) || ctx.memory(|memory| memory.top_modal_layer().is_some())
}

impl eframe::App for App {
    fn logic(&mut self, ctx: &Context, _frame: &mut eframe::Frame) {
        self.poll_opening();
        self.poll_store(ctx);
        self.poll_read_only();
        self.guard_close(ctx);
        self.poll_running();
        self.run_queue(ctx);
        self.keep_review();
        self.poll_lock();
        self.poll_history(ctx);
        self.poll_find(ctx);
        self.poll_wide(ctx);
        self.end_flash(ctx);
        self.title_ui(ctx);
        self.put_tooltips_away(ctx);
    }

    fn ui(&mut self, ui: &mut Ui, _frame: &mut eframe::Frame) {
        let size = ui.ctx().content_rect().size();
        self.outer.size = Some((size.x, size.y));
        match &self.phase {
            Phase::Open(_) => self.workbench_ui(ui),
            Phase::Empty | Phase::Failed(_) | Phase::Closed => self.empty_ui(ui),
        }
        self.dialog_ui(ui);
        self.log_frame(ui.ctx());
        self.desk.focus_wish = None;
        if !self.queue.is_empty() {
            ui.ctx().request_repaint();
        }
    }

    fn on_exit(&mut self, _gl: Option<&eframe::glow::Context>) {
        self.keep_draft();
        let now = self.services.now();
        if let Some(job) = self.outer.closing.take()
            && let Some(complaint) = opening::closing_complaint(job.wait())
        {
            (self.services.tell_at_exit)(complaint);
        }
        if let Phase::Open(mut session) = std::mem::replace(&mut self.phase, Phase::Closed)
            && let Err(err) = session.corpus.close(now)
        {
            (self.services.tell_at_exit)(err.to_string());
        }
        self.settings.current.window = self.outer.size.or(self.settings.current.window);
        if let Err(why) = self.settings.finish() {
            (self.services.tell_at_exit)(format!("the settings: {why}"));
        }
    }

    fn clear_color(&self, visuals: &egui::Visuals) -> [f32; 4] {
        visuals.panel_fill.to_normalized_gamma_f32()
    }
}
