//! The window, driven through its accessibility tree: by keys alone, by pointer alone.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use egui::accesskit::Role;
use egui::{Event, Key, Modifiers, Pos2, Rect, vec2};
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use egui_kittest::{Harness, HarnessBuilder};
use redletter::app::clipboard::{Copied, ReadClipboard};
use redletter::app::command::{Command, Way};
use redletter::app::opening::{OpenRequest, Opener};
use redletter::app::settings::Settings;
use redletter::app::{App, Outside, Places, Services};
use redletter::model::annotation::{Annotation, Certainty, Party};
use redletter::model::article::{
    Article, ArticleText, Block, BlockKind, Metadata, Provenance, mint_article_id,
};
use redletter::model::change;
use redletter::model::id::{AnnotatorId, CountedIds};
use redletter::model::text::TextRange;
use redletter::model::time::Timestamp;
use redletter::store::OpenCorpus;
use redletter::store::disk::simulated::SimulatedDisk;

use super::script::{new_disk, options};

mod articles;
mod care;
mod checks;
mod copied;
mod directions;
mod edges;
mod files;
mod find;
mod found;
mod history;
mod items;
mod keys;
mod languages;
mod main_job;
mod overlaps;
mod reading_view;
mod renew;
mod review;
mod statistics;
mod search;
mod strait_talks;
mod tags;
mod trouble;
mod voices;
mod walk;

use articles::disk_with;

/// Two articles; the first has no title of its own.
const FERRY: &str = "Night ferry planned\n\nThe council will vote on a night ferry. Fares may rise.\n\n“More time is \
                     needed,” Ana Ruz said on Monday. The operator gave no date.";
const BRIDGE: &str = "Bridge closed for repairs, says Mayor Ferran.";

/// The window on a corpus, opened. Its clock goes on by a second each time it is asked.
fn window(disk: &SimulatedDisk) -> Harness<'static, App> {
    window_of(disk, [1280.0, 800.0])
}

fn window_of(disk: &SimulatedDisk, size: [f32; 2]) -> Harness<'static, App> {
    window_as(disk, size, None)
}

/// The window, as another annotator than the corpus is made by.
fn window_as(disk: &SimulatedDisk, size: [f32; 2], annotator: Option<&'static str>) -> Harness<'static, App> {
    let disk = disk.clone();
    let open = move |request: &OpenRequest| {
        let mut options = options(&disk, Timestamp::from_millis(100_000));
        if let Some(annotator) = annotator {
            options.annotator = AnnotatorId::new(annotator).unwrap();
        }
        if let OpenRequest::As { annotator, .. } = request {
            options.annotator = annotator.clone();
        }
        OpenCorpus::open(options)
    };
    window_with(Arc::new(open), size, Settings::default())
}

/// The window on whatever the opener opens.
fn window_with(open: Opener, size: [f32; 2], settings: Settings) -> Harness<'static, App> {
    build(Harness::builder().with_size(size), open, settings)
}

/// The window on articles in any script: there are only the program's own faces here, which don't have all of them.
fn window_in_any_script(disk: &SimulatedDisk) -> Harness<'static, App> {
    let disk = disk.clone();
    let open = move |_: &OpenRequest| OpenCorpus::open(options(&disk, Timestamp::from_millis(100_000)));
    let builder = Harness::builder().with_size([1280.0, 800.0]).allow_missing_glyphs();
    build(builder, Arc::new(open), Settings::default())
}

fn build(builder: HarnessBuilder<App>, open: Opener, settings: Settings) -> Harness<'static, App> {
    let mut window = builder
        .with_theme(egui::Theme::Light)
        .with_os(egui::os::OperatingSystem::Nix)
        .with_max_steps(80)
        .with_step_dt(1.0 / 60.0)
        .build_eframe(|cc| app_with(cc, open, settings));
    wait_until(&mut window, |app| app.session().is_some());
    window
}

/// The app, with a clock that goes on by a second each time it is asked.
fn app_with(cc: &eframe::CreationContext<'_>, open: Opener, settings: Settings) -> App {
    app_after_copying(cc, open, settings, Arc::new(|| Ok(Copied::default())))
}

/// The same once something has been copied in another program.
fn app_after_copying(
    cc: &eframe::CreationContext<'_>,
    open: Opener,
    settings: Settings,
    clipboard: ReadClipboard,
) -> App {
    let time = AtomicI64::new(100_000);
    let services = Services {
        clock: Arc::new(move || Timestamp::from_millis(time.fetch_add(1_000, Ordering::Relaxed))),
        ids: Box::new(CountedIds(0)),
        keep_settings: Arc::new(|_| Ok(())),
        tell_at_exit: Box::new(|why| panic!("{why}")),
        outside: Outside {
            open,
            ask: Box::new(|_, _| Box::new(|| None)),
            job_ids: Arc::new(|| Box::new(CountedIds(1_000_000))),
            clipboard,
            places: Places::default(),
            frame_log: None,
        },
    };
    let first = OpenRequest::Path("/corpus/harbour-ferries".into());
    App::new(&cc.egui_ctx, first, settings, services)
}

/// Draws frames until something that is done beside the window has come about.
fn wait_until(window: &mut Harness<'static, App>, is_so: impl Fn(&App) -> bool) {
    for _ in 0..100_000 {
        if is_so(window.state()) {
            window.run();
            return;
        }
        std::thread::yield_now();
        window.step();
    }
    panic!("it did not come about");
}

/// What one does in the window.
trait Hands {
    /// Presses keys one after another.
    fn keys(&mut self, keys: &[Key]);
    /// Draws frames until nothing more happens, or only what is done beside the window goes on.
    fn settle(&mut self);
    /// Presses a key with Ctrl.
    fn ctrl(&mut self, key: Key);
    /// Types into whatever has the keyboard.
    fn types(&mut self, text: &str);
    /// Clicks what has this name.
    fn click(&mut self, name: &str);
    /// Clicks a point so many times.
    fn click_at(&mut self, at: Pos2, times: usize);
    /// Drags from one point to another.
    fn drag(&mut self, from: Pos2, to: Pos2);
    /// Waits long enough for a click not to count with the ones before.
    fn pause(&mut self);
    /// Where the paragraph stands that begins so.
    fn paragraph(&self, beginning: &str) -> Rect;
    /// The annotations in reading order: label and words.
    fn spans(&self) -> Vec<(String, String)>;
    /// The span in focus.
    fn focused(&self) -> Option<Arc<Annotation>>;
    /// Whether something of this name is there.
    fn has(&self, name: &str) -> bool;
}

impl Hands for Harness<'static, App> {
    fn keys(&mut self, keys: &[Key]) {
        for key in keys {
            self.key_press(*key);
            self.settle();
        }
    }

    fn settle(&mut self) {
        let is_busy = |app: &App| app.desk().files.opening.is_some() || app.desk().files.running.is_some();
        // What goes on may have ended just now; then the frames end too.
        if self.try_run().is_err() && !is_busy(self.state()) {
            self.run();
        }
    }

    fn ctrl(&mut self, key: Key) {
        self.key_press_modifiers(Modifiers::CTRL | Modifiers::COMMAND, key);
        self.settle();
    }

    fn types(&mut self, text: &str) {
        for ch in text.chars() {
            // As in the window: a key with its letter, in one frame.
            let key = Key::from_name(&ch.to_uppercase().to_string()).unwrap_or(Key::Space);
            let event = Event::Key {
                key,
                physical_key: Some(key),
                pressed: true,
                repeat: false,
                modifiers: Modifiers::NONE,
            };
            self.input_mut().events.extend([event, Event::Text(ch.to_string())]);
            self.step();
            self.key_up(key);
            self.run();
        }
    }

    fn click(&mut self, name: &str) {
        self.get_by_label(name).click();
        self.run();
    }

    fn click_at(&mut self, at: Pos2, times: usize) {
        self.hover_at(at);
        self.step();
        for _ in 0..times {
            for pressed in [true, false] {
                self.event(Event::PointerButton {
                    pos: at,
                    button: egui::PointerButton::Primary,
                    pressed,
                    modifiers: Modifiers::NONE,
                });
                self.step();
            }
        }
        self.run();
    }

    fn drag(&mut self, from: Pos2, to: Pos2) {
        self.hover_at(from);
        self.drag_at(from);
        self.hover_at(from.lerp(to, 0.5));
        self.hover_at(to);
        self.drop_at(to);
        self.run();
    }

    fn pause(&mut self) {
        self.run_steps(30);
    }

    fn paragraph(&self, beginning: &str) -> Rect {
        let found = self.get_all_by_role(Role::Label).filter(|node| {
            let value = node.accesskit_node().value();
            value.is_some_and(|value| value.starts_with(beginning))
        });
        // The inspector may show the same words, in its narrower column.
        let widest = found.map(|node| node.rect()).max_by(|one, two| one.width().total_cmp(&two.width()));
        widest.unwrap_or_else(|| panic!("no paragraph begins with {beginning}"))
    }

    fn spans(&self) -> Vec<(String, String)> {
        let session = self.state().session().unwrap();
        let text = session.open.as_ref().unwrap().text();
        let Some(layer) = session.open_layer() else {
            return Vec::new();
        };
        let spans = layer.in_reading_order().into_iter();
        spans.map(|span| (span.label.to_string(), span.fragments.covered(text).unwrap().join("…"))).collect()
    }

    fn focused(&self) -> Option<Arc<Annotation>> {
        self.state().session().unwrap().focused().cloned()
    }

    fn has(&self, name: &str) -> bool {
        self.query_all_by_label_contains(name).next().is_some()
    }
}

/// Types into the field of this name in place of what it holds.
fn fill(window: &mut Harness<'static, App>, field: &str, text: &str) {
    window.get_by_role_and_label(Role::TextInput, field).focus();
    window.run();
    window.key_press_modifiers(Modifiers::CTRL | Modifiers::COMMAND, Key::A);
    window.run();
    window.event(Event::Text(text.to_owned()));
    window.run();
}

fn tagged(spans: &[(&str, &str)]) -> Vec<(String, String)> {
    spans.iter().map(|(label, words)| ((*label).to_owned(), (*words).to_owned())).collect()
}

const VOTE: &str = "The council will vote on a night ferry.";
const RISE: &str = "Fares may rise.";

#[test]
fn an_article_is_annotated_by_keys_alone() {
    let disk = disk_with(&[FERRY]);
    let mut window = window(&disk);
    // Two sentences of the first paragraph, one after the other.
    window.keys(&[Key::Space, Key::Num1, Key::Space, Key::Num1]);
    assert_eq!(window.spans(), tagged(&[("claim", VOTE), ("claim", RISE)]));
    assert!(window.has(&format!("Claim: {VOTE}")));

    // The one in focus gets another label; the one before another still.
    window.keys(&[Key::Num4, Key::K, Key::Num3]);
    assert_eq!(window.spans(), tagged(&[("proposal", VOTE), ("caveat", RISE)]));

    // Who said it: a name that is new, then the same one from the register.
    // S takes the offer, S again lists the choices, and once more there is a field to type in.
    window.keys(&[Key::S, Key::S, Key::S]);
    window.types("Ana Ruz");
    window.keys(&[Key::Enter]);
    assert!(window.has(&format!("Proposal: {VOTE}, speaker Ana Ruz")));
    window.keys(&[Key::J, Key::S, Key::S, Key::S]);
    window.types("ana");
    window.keys(&[Key::ArrowDown, Key::Enter]);
    assert!(window.has(&format!("Caveat: {RISE}, speaker Ana Ruz")));
    let voices = &window.state().session().unwrap().corpus.state().voices;
    assert_eq!(voices.values().map(std::collections::BTreeMap::len).sum::<usize>(), 1);

    // Unsure, a note, and gone.
    window.keys(&[Key::U, Key::N]);
    window.types("jk 1");
    window.ctrl(Key::Enter);
    let span = window.focused().unwrap();
    assert_eq!((span.certainty, span.note.as_str()), (Certainty::Unsure, "jk 1"));
    window.keys(&[Key::Delete]);
    assert_eq!(window.spans(), tagged(&[("proposal", VOTE)]));
}

#[test]
fn an_article_is_annotated_by_pointer_alone() {
    let disk = disk_with(&[FERRY]);
    let mut window = window(&disk);
    let paragraph = window.paragraph("The council");
    let line = paragraph.left_top() + vec2(0.0, 16.0);

    // A word by double-click, a button, and the word is tagged.
    window.click_at(line + vec2(60.0, 0.0), 2);
    window.click("Claim");
    assert_eq!(window.spans(), tagged(&[("claim", "council")]));
    window.click("Proposal");
    assert_eq!(window.spans(), tagged(&[("proposal", "council")]));

    // A drag takes whole words; a triple click the sentence; a quadruple one the paragraph.
    window.pause();
    window.drag(line + vec2(5.0, 0.0), line + vec2(150.0, 0.0));
    window.click("Caveat");
    assert_eq!(window.spans()[0], ("caveat".to_owned(), "The council will vote".to_owned()));
    window.click_at(line + vec2(60.0, 0.0), 3);
    window.click("Claim");
    assert_eq!(window.spans()[0], ("claim".to_owned(), VOTE.to_owned()));
    window.pause();
    window.click_at(line + vec2(60.0, 0.0), 4);
    window.click("Quote");
    assert_eq!(window.spans()[0], ("quote".to_owned(), format!("{VOTE} {RISE}")));

    // Clicks on one spot go through the spans there, the smallest first.
    let mut lengths = Vec::new();
    for _ in 0..5 {
        window.pause();
        window.click_at(line + vec2(60.0, 0.0), 1);
        lengths.push(window.focused().unwrap().fragments.hull().len());
    }
    assert_eq!(lengths, [7, 21, 39, 55, 7]);

    window.click("Remove");
    assert_eq!(window.spans().len(), 3);
    window.click("Undo");
    assert_eq!(window.spans().len(), 4);
    window.click("Redo");
    assert_eq!(window.spans().len(), 3);
}

#[test]
fn a_double_click_within_one_slow_frame_takes_the_word() {
    let disk = disk_with(&[FERRY]);
    let mut window = window(&disk);
    let at = window.paragraph("The council").left_top() + vec2(60.0, 16.0);
    window.hover_at(at);
    window.run();
    for pressed in [true, false, true, false] {
        let button = egui::PointerButton::Primary;
        let event = Event::PointerButton { pos: at, button, pressed, modifiers: Modifiers::NONE };
        window.input_mut().events.push(event);
    }
    window.run();
    window.keys(&[Key::Num1]);
    assert_eq!(window.spans(), tagged(&[("claim", "council")]));
}

#[test]
fn a_quick_drag_snaps_to_words_and_offers_the_labels() {
    let disk = disk_with(&[FERRY]);
    let mut window = window(&disk);
    let line = window.paragraph("The council").left_top() + vec2(0.0, 16.0);
    let (from, to) = (line + vec2(50.0, 0.0), line + vec2(150.0, 0.0));
    window.hover_at(from);
    window.run();
    let button = |pos, pressed| Event::PointerButton {
        pos,
        button: egui::PointerButton::Primary,
        pressed,
        modifiers: Modifiers::NONE,
    };
    // Pressed in one frame; moved and released in the next.
    window.event(button(from, true));
    window.step();
    window.input_mut().events.extend([Event::PointerMoved(to), button(to, false)]);
    window.run();
    window.click("Tag as Claim");
    assert_eq!(window.spans(), tagged(&[("claim", "council will vote")]));
    // All of it in one frame.
    window.pause();
    window.input_mut().events.extend([
        Event::PointerMoved(from),
        button(from, true),
        Event::PointerMoved(to),
        button(to, false),
    ]);
    window.run();
    window.click("Tag as Quote");
    assert_eq!(window.spans().len(), 2);
}

#[test]
fn undo_says_what_it_took_back_and_redo_brings_it_again() {
    let disk = disk_with(&[FERRY]);
    let mut window = window(&disk);
    window.keys(&[Key::Space, Key::Num2, Key::Num4]);
    window.ctrl(Key::Z);
    assert_eq!(window.spans(), tagged(&[("quote", VOTE)]));
    assert!(window.has("Undone: relabel as caveat"));
    assert!(window.state().desk().flash.is_some());
    window.ctrl(Key::Z);
    assert_eq!(window.spans(), []);
    window.ctrl(Key::Z);
    assert!(window.has("Undo again for: add"));
    window.key_press_modifiers(Modifiers::CTRL | Modifiers::COMMAND | Modifiers::SHIFT, Key::Z);
    window.run();
    assert!(window.has("Redone"));
    // The light goes out by itself.
    window.run_steps(80);
    assert!(window.state().desk().flash.is_none());
}

#[test]
fn digits_go_by_the_physical_key() {
    let disk = disk_with(&[FERRY]);
    let mut window = window(&disk);
    window.keys(&[Key::Space]);
    // The fourth key of an AZERTY keyboard prints an apostrophe.
    let quote = Event::Key {
        key: Key::Quote,
        physical_key: Some(Key::Num4),
        pressed: true,
        repeat: false,
        modifiers: Modifiers::NONE,
    };
    window.input_mut().events.extend([quote, Event::Text("'".to_owned())]);
    window.run();
    assert_eq!(window.spans(), tagged(&[("caveat", VOTE)]));
}

#[test]
fn a_field_keeps_its_letters_and_esc_drops_them() {
    let disk = disk_with(&[FERRY]);
    let mut window = window(&disk);
    window.keys(&[Key::Space, Key::Num1, Key::S, Key::S, Key::S]);
    window.types("juck1");
    assert_eq!(window.state().desk().draft.as_ref().unwrap().text, "juck1");
    assert_eq!(window.spans(), tagged(&[("claim", VOTE)]));
    window.keys(&[Key::Escape]);
    assert!(window.state().desk().draft.is_none());
    let parties: Vec<Party> =
        window.focused().unwrap().attribution.voices.iter().map(|voice| voice.party.clone()).collect();
    assert_eq!(parties, [Party::Article]);
    // The keyboard is back in the article: a digit relabels, Esc gives the focus up.
    window.keys(&[Key::Num2]);
    assert_eq!(window.spans(), tagged(&[("quote", VOTE)]));
    window.keys(&[Key::Escape]);
    assert!(window.focused().is_none());
}

#[test]
fn selected_words_are_the_target_and_the_span_in_focus_is_not() {
    let disk = disk_with(&[FERRY]);
    let mut window = window(&disk);
    window.keys(&[Key::Space, Key::Num1, Key::Space, Key::U, Key::Delete]);
    assert_eq!(window.spans(), tagged(&[("claim", VOTE)]));
    window.keys(&[Key::Escape, Key::K, Key::Delete]);
    assert_eq!(window.spans(), tagged(&[]));
}

#[test]
fn speakers_can_be_unnamed_or_the_article_itself() {
    let disk = disk_with(&[FERRY]);
    let mut window = window(&disk);
    window.keys(&[Key::Space, Key::Num1, Key::S, Key::S, Key::S]);
    window.types("officials");
    window.click("Unnamed: “officials”");
    assert!(window.has(&format!("Claim: {VOTE}, speaker officials")));
    window.click("Own voice");
    assert!(window.has(&format!("Claim: {VOTE}, speaker the article")));
    window.click("Clear: speaker");
    assert!(window.focused().unwrap().attribution.is_unset());
    assert!(window.state().session().unwrap().corpus.state().voices.is_empty());
}

#[test]
fn a_note_is_kept_when_one_goes_elsewhere() {
    let disk = disk_with(&[FERRY]);
    let mut window = window(&disk);
    window.keys(&[Key::Space, Key::Num1, Key::Space, Key::Num1, Key::N]);
    window.types("why");
    let first = window.paragraph("The council").left_top() + vec2(60.0, 16.0);
    window.click_at(first, 1);
    let session = window.state().session().unwrap();
    let notes: Vec<&str> =
        session.open_layer().unwrap().in_reading_order().iter().map(|span| &*span.note).collect();
    assert_eq!(notes, ["", "why"]);
}

#[test]
fn articles_are_gone_through_and_remembered() {
    let disk = disk_with(&[FERRY, BRIDGE]);
    let mut window = window(&disk);
    let shown = |window: &Harness<'static, App>| {
        window.state().session().unwrap().open.as_ref().unwrap().article.metadata.title.clone()
    };
    assert_eq!(shown(&window), "");
    window.keys(&[Key::Space, Key::Num1]);
    window.ctrl(Key::PageDown);
    assert_eq!(shown(&window), "Night ferry planned");
    window.ctrl(Key::PageDown);
    assert!(window.has("This is the last article"));
    assert!(window.has("Bridge closed for repairs, says Mayor Ferran., Wire · 1 span, in progress"));
    window.click("Bridge closed for repairs, says Mayor Ferran., Wire · 1 span, in progress");
    assert_eq!(window.spans(), tagged(&[("claim", "Bridge closed for repairs, says Mayor Ferran.")]));
    eframe::App::on_exit(window.state_mut(), None);
    drop(window);

    let window = self::window(&disk);
    assert_eq!(window.spans(), tagged(&[("claim", "Bridge closed for repairs, says Mayor Ferran.")]));
}

#[test]
fn the_panes_are_reached_by_f6_and_the_list_by_arrows() {
    let disk = disk_with(&[FERRY, BRIDGE]);
    let mut window = window(&disk);
    window.key_press_modifiers(Modifiers::SHIFT, Key::F6);
    window.run();
    window.keys(&[Key::ArrowDown, Key::Enter]);
    assert!(window.has("Night ferry planned"));
    // The keyboard is in the text again.
    window.keys(&[Key::Space, Key::Num3]);
    assert_eq!(window.spans(), tagged(&[("proposal", VOTE)]));
    window.keys(&[Key::F6]);
    assert!(window.get_by_label("Claim").is_focused());
    window.keys(&[Key::F6, Key::F6, Key::Num2]);
    assert_eq!(window.spans(), tagged(&[("quote", VOTE)]));
}

#[test]
fn done_goes_on_to_the_next_article_and_coming_back_finds_the_caret() {
    let disk = disk_with(&[FERRY, BRIDGE]);
    let mut window = window(&disk);
    window.keys(&[Key::Space, Key::Num1]);
    let caret = |window: &Harness<'static, App>| {
        window.state().session().unwrap().open.as_ref().unwrap().selection.caret.byte
    };
    let left_at = caret(&window);
    window.ctrl(Key::D);
    assert!(window.has("1 of 2 done"));
    assert!(window.has("1 span, done"));
    window.ctrl(Key::PageUp);
    assert_eq!(caret(&window), left_at);
    window.ctrl(Key::Z);
    assert!(window.has("0 of 2 done"));
}

#[test]
fn tab_leaves_the_article_and_esc_comes_back() {
    let disk = disk_with(&[FERRY]);
    let mut window = window(&disk);
    window.keys(&[Key::Space, Key::Num1]);
    assert!(window.get_by_label("Article text").is_focused());
    window.key_press_modifiers(Modifiers::SHIFT, Key::Tab);
    window.run();
    assert!(!window.get_by_label("Article text").is_focused());
    window.get_by_label("Remove").focus();
    window.run();
    // Letters and digits do nothing while a button has the keyboard; Enter presses it.
    window.keys(&[Key::Num4, Key::J]);
    assert_eq!(window.spans(), tagged(&[("claim", VOTE)]));
    window.keys(&[Key::Enter]);
    assert_eq!(window.spans(), []);
    window.keys(&[Key::Escape]);
    assert!(window.get_by_label("Article text").is_focused());
}

#[test]
fn a_narrow_window_has_the_list_in_a_drawer() {
    let disk = disk_with(&[FERRY, BRIDGE]);
    let mut window = window_of(&disk, [1024.0, 700.0]);
    let row = "Night ferry planned, Wire, to do";
    assert!(!window.has(row));
    window.click("Articles");
    window.click(row);
    assert!(!window.has(row));
}

#[test]
fn s_takes_only_a_speaker_that_is_shown_as_proposed() {
    let disk = disk_with(&[FERRY]);
    let mut window = window(&disk);
    window.keys(&[Key::Space, Key::Num1, Key::Q, Key::Num2, Key::S, Key::ArrowLeft, Key::ArrowLeft]);
    // A caveat inside the quote has its speaker; only a link is proposed.
    let back = Modifiers::CTRL | Modifiers::COMMAND | Modifiers::SHIFT;
    window.key_press_modifiers(back, Key::ArrowLeft);
    window.run();
    window.keys(&[Key::Num4]);
    let drawn = window.state().session().unwrap().open.as_ref().unwrap().offers.drawn.clone().unwrap();
    assert!(drawn.speaker.is_empty() && drawn.qualifies.is_some(), "{drawn:?}");
    window.keys(&[Key::S]);
    assert!(window.focused().unwrap().attribution.is_unset());
    assert!(window.state().desk().choice.is_some());
}

#[test]
fn cards_stand_in_the_order_of_their_words() {
    let disk = disk_with(&[FERRY]);
    let mut window = window(&disk);
    // Two on one line, the first the longer one; then one inside it that begins where it does.
    window.keys(&[Key::Space, Key::Num1, Key::Space, Key::Num4, Key::Home]);
    window.key_press_modifiers(Modifiers::CTRL | Modifiers::COMMAND | Modifiers::SHIFT, Key::ArrowRight);
    window.run();
    window.keys(&[Key::Num3]);
    let top = |name: &str| window.get_by_label_contains(name).rect().top();
    assert!(top("Card: Claim") < top("Card: Proposal"));
    assert!(top("Card: Proposal") < top("Card: Caveat"));
}

#[test]
fn what_is_about_a_span_takes_the_one_under_the_caret() {
    let disk = disk_with(&[FERRY]);
    let mut window = window(&disk);
    window.keys(&[Key::Space, Key::Num1, Key::Escape]);
    assert!(window.focused().is_none());
    // Not to remove it: that is for a span one sees in focus.
    window.keys(&[Key::Delete]);
    assert_eq!(window.spans().len(), 1);
    window.keys(&[Key::U]);
    assert_eq!(window.focused().unwrap().certainty, Certainty::Unsure);
    // Of two under it, none is the one that is meant.
    window.key_press_modifiers(Modifiers::SHIFT, Key::Num2);
    window.run();
    window.keys(&[Key::Escape, Key::U]);
    assert!(window.focused().is_none() && window.has("Put a span in focus first"));
}

#[test]
fn the_caret_selects_by_keys() {
    let disk = disk_with(&[FERRY]);
    let mut window = window(&disk);
    let shift = Modifiers::SHIFT;
    let ctrl_shift = Modifiers::CTRL | Modifiers::COMMAND | Modifiers::SHIFT;
    // The caret begins at the first paragraph: two words to the right, tagged.
    window.key_press_modifiers(ctrl_shift, Key::ArrowRight);
    window.key_press_modifiers(ctrl_shift, Key::ArrowRight);
    window.run();
    window.keys(&[Key::Num1]);
    assert_eq!(window.spans(), tagged(&[("claim", "The council")]));
    // To the line's start and back over one letter, one line down at the same place.
    window.keys(&[Key::Home, Key::ArrowRight]);
    window.key_press_modifiers(shift, Key::End);
    window.run();
    window.keys(&[Key::Num2]);
    let spans = window.spans();
    assert!(spans[1].1.starts_with("he council will vote"), "{spans:?}");
    window.keys(&[Key::Escape]);
    window.ctrl(Key::End);
    window.key_press_modifiers(ctrl_shift, Key::ArrowUp);
    window.run();
    window.keys(&[Key::Num4]);
    assert_eq!(window.spans()[2], ("caveat".to_owned(), FERRY.rsplit("\n\n").next().unwrap().to_owned()));
}

#[test]
fn what_could_not_be_used_is_told_and_listed() {
    let disk = disk_with(&[FERRY]);
    let mut first = window(&disk);
    first.keys(&[Key::Space, Key::Num1]);
    eframe::App::on_exit(first.state_mut(), None);
    drop(first);
    let path = disk.files().into_keys().find(|path| path.to_string_lossy().contains("layers")).unwrap();
    redletter::store::disk::write_atomically(&disk, &path, b"(format: 1, annot").unwrap();

    let mut window = window(&disk);
    assert!(window.has("1 record of this corpus could not be used"));
    window.click("Show the list");
    assert!(window.has("layers/mk"));
    window.click("Close");
    window.click("Dismiss");
    assert!(!window.has("One record of this corpus"));
}

#[test]
fn an_empty_corpus_says_what_to_do() {
    let window = window(&disk_with(&[]));
    assert!(window.has("There are no articles in this corpus yet"));
    assert!(window.has("Add articles…") && window.has("Import…"));
}

#[test]
fn the_menu_holds_the_commands() {
    let disk = disk_with(&[FERRY]);
    let mut window = window(&disk);
    window.keys(&[Key::Space]);
    window.click("Harbour ferries, menu");
    window.click("Span");
    window.click("Tag as quote");
    assert_eq!(window.spans(), tagged(&[("quote", VOTE)]));
}
