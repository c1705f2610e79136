//! Nothing is lost, and the window says so: what was interrupted, what is not saved, what others have done, what was
//! found and how it is mended.

use std::io;
use std::path::{Path, PathBuf};

use redletter::app::command::care::CareCommand;
use redletter::app::command::files::FilesCommand;
use redletter::model::edit::LayerKey;
use redletter::model::id::{AnnotationId, ArticleId, LabelId};
use redletter::store::disk::Disk as _;
use redletter::store::disk::simulated::Fault;

use super::*;

fn notices(window: &Harness<'static, App>) -> Vec<String> {
    window.state().desk().notices.list.iter().map(|notice| notice.text.clone()).collect()
}

fn as_annotator(disk: &SimulatedDisk, annotator: &str) -> OpenCorpus {
    let mut options = options(disk, Timestamp::from_millis(5_000));
    options.annotator = AnnotatorId::new(annotator).unwrap();
    options.user_folder = PathBuf::from("/user").join(annotator);
    OpenCorpus::open(options).unwrap().0
}

/// Tags the first words of the first article for whoever has the corpus open.
fn tag_first(corpus: &mut OpenCorpus, id: &str, len: usize) {
    let now = Timestamp::from_millis(6_000);
    let article: ArticleId = corpus.state().articles.keys().next().unwrap().clone();
    let layer = LayerKey { article, annotator: corpus.annotator().clone() };
    let place = TextRange::new(0, len).unwrap().into();
    let annotation =
        Annotation::new(AnnotationId::new(id).unwrap(), LabelId::new("claim").unwrap(), place, now);
    let change = change::tag(corpus.state(), &layer, annotation).unwrap();
    corpus.apply(change, now).unwrap();
}

fn layer_file(disk: &SimulatedDisk, annotator: &str) -> PathBuf {
    let folder = Path::new("/corpus/layers").join(annotator);
    let mut files = disk.files().into_keys().filter(|path| path.starts_with(&folder));
    files.next().expect("there is a layer")
}

fn show_state(window: &mut Harness<'static, App>) {
    window.state_mut().issue(Command::Care(CareCommand::Show));
    window.run();
}

#[test]
fn an_interrupted_run_is_told_in_words_and_nothing_is_missing() {
    let disk = disk_with(&[FERRY]);
    let mut window = window(&disk);
    window.keys(&[Key::Space, Key::Num1, Key::Space, Key::Num2]);
    let after = disk.after_crash(3);
    let mut window = self::window(&after);
    assert_eq!(window.spans().len(), 2);
    assert!(
        notices(&window)
            .iter()
            .any(|notice| notice.contains("interrupted:") && notice.contains("brought back")),
        "{:?}",
        notices(&window)
    );
    window.ctrl(Key::Z);
    window.ctrl(Key::Z);
    assert_eq!(window.spans().len(), 1, "undo reaches into the run that was interrupted");
    // Closed well, there is nothing to tell the next time.
    eframe::App::on_exit(window.state_mut(), None);
    drop(window);
    assert!(notices(&self::window(&after)).is_empty());
}

#[test]
fn work_that_is_not_saved_is_told_in_a_bar_that_tries_again_and_leaving_waits_for_a_word() {
    let disk = disk_with(&[FERRY]);
    let mut window = window(&disk);
    window.keys(&[Key::Space, Key::Num1]);
    assert!(!window.has("Try again"));
    disk.set_fault(Some(Fault::FailBetween(0, usize::MAX, io::ErrorKind::StorageFull)));
    window.keys(&[Key::Space, Key::Num2]);
    assert!(window.has("One change waits in memory"));
    window.click("Try again");
    assert!(window.has("Not saved"));
    // Leaving waits for a word.
    window.ctrl(Key::Q);
    window.event(Event::WindowFocused(true));
    window
        .input_mut()
        .viewports
        .entry(egui::ViewportId::ROOT)
        .or_default()
        .events
        .push(egui::ViewportEvent::Close);
    window.run();
    window.run();
    assert!(window.has("loses the last change"));
    window.keys(&[Key::Escape]);
    disk.set_fault(None);
    window.click("Try again");
    assert!(window.has("Saved") && !window.has("Not saved") && !window.has("Try again"));
    let files = disk.after_crash(1);
    assert_eq!(self::window(&files).spans().len(), 2, "it is on the disk");
}

#[test]
fn a_copy_goes_elsewhere_while_the_corpus_can_not_be_written() {
    let place = tempfile::tempdir().unwrap();
    let disk = disk_with(&[FERRY]);
    let mut window = window(&disk);
    disk.set_fault(Some(Fault::FailBetween(0, usize::MAX, io::ErrorKind::StorageFull)));
    window.keys(&[Key::Space, Key::Num1]);
    window.click("Save a copy elsewhere…");
    let copy = place.path().join("rescued.ron");
    let form = redletter::app::state::dialog::PackForm { path: copy.display().to_string() };
    let dialog = redletter::app::state::dialog::Dialog::Pack(form);
    window.state_mut().issue(Command::Files(FilesCommand::Set(Box::new(dialog))));
    window.state_mut().issue(Command::Files(FilesCommand::Confirm));
    let is_done =
        |app: &App| app.desk().status.as_ref().is_some_and(|status| status.text.starts_with("Saved a copy"));
    wait_until(&mut window, is_done);
    assert!(window.has("Saved a copy"));
    let text = std::fs::read_to_string(copy).unwrap();
    assert!(text.contains("label: \"claim\""), "{text}");
    disk.set_fault(None);
}

#[test]
fn what_somebody_else_saves_comes_in_without_taking_the_focus() {
    let disk = disk_with(&[FERRY, BRIDGE]);
    let mut window = window(&disk);
    window.keys(&[Key::Space, Key::Num1]);
    let focused = window.focused().unwrap().id.clone();
    let mut ro = as_annotator(&disk, "ro");
    tag_first(&mut ro, "theirs", 5);
    ro.close(Timestamp::from_millis(7_000)).unwrap();
    window.event(Event::WindowFocused(true));
    window.run();
    let session = window.state().session().unwrap();
    let num_of_ro = |session: &redletter::app::state::session::Session| {
        let layers = session.corpus.state().layers.values();
        layers
            .filter_map(|layers| layers.get(&AnnotatorId::new("ro").unwrap()))
            .map(|layer| layer.annotations.len())
            .sum::<usize>()
    };
    assert_eq!(num_of_ro(session), 1);
    assert_eq!(window.focused().unwrap().id, focused);
    window.keys(&[Key::Num4]);
    assert_eq!(window.focused().unwrap().label.as_str(), "caveat", "the keys still go where they went");
    assert!(notices(&window).is_empty(), "{:?}", notices(&window));
}

#[test]
fn a_value_that_met_another_is_listed_and_used_and_that_undone() {
    let disk = disk_with(&[FERRY]);
    let mut window = window(&disk);
    window.keys(&[Key::Space, Key::Num1]);
    window.event(Event::WindowFocused(false));
    window.run();
    window.keys(&[Key::Num2]);
    let path = layer_file(&disk, "mk");
    let text = String::from_utf8(disk.read(&path).unwrap()).unwrap();
    disk.create(&path, text.replace("label: \"claim\"", "label: \"caveat\"").as_bytes()).unwrap();
    window.event(Event::WindowFocused(true));
    window.run();
    assert_eq!(window.focused().unwrap().label.as_str(), "quote", "one's own stays");
    assert_eq!(notices(&window).len(), 1, "{:?}", notices(&window));
    window.click("Show the list");
    window.click("Use this");
    assert_eq!(window.focused().unwrap().label.as_str(), "caveat");
    assert!(window.state().session().unwrap().corpus.recovered().is_empty());
    assert!(!window.has("Use this"));
    window.click("Close");
    window.ctrl(Key::Z);
    assert_eq!(window.focused().unwrap().label.as_str(), "quote");
}

#[test]
fn what_another_writer_left_is_told_and_taken_in() {
    let disk = disk_with(&[FERRY]);
    let mut ro = as_annotator(&disk, "ro");
    tag_first(&mut ro, "theirs", 5);
    std::mem::forget(ro);
    let disk = disk.after_crash(5);
    let mut window = window(&disk);
    assert!(notices(&window)[0].contains("1 change by ro"), "{:?}", notices(&window));
    window.click("Show the list");
    window.click("Take them in");
    window.click("Close");
    eframe::App::on_exit(window.state_mut(), None);
    drop(window);
    let text = String::from_utf8(disk.read(&layer_file(&disk, "ro")).unwrap()).unwrap();
    assert!(text.contains("theirs"));
    assert!(notices(&self::window(&disk)).is_empty());
}

#[test]
fn a_second_window_reads_along_and_can_write_once_the_first_has_closed() {
    let disk = disk_with(&[FERRY, BRIDGE]);
    let mut options = options(&disk, Timestamp::from_millis(5_000));
    options.machine = "the other desk".to_owned();
    let (mut first, _) = OpenCorpus::open(options).unwrap();
    let mut window = window(&disk);
    assert!(window.has("Read only: mk on the other desk"));
    window.keys(&[Key::Space, Key::Num1]);
    assert!(window.spans().is_empty());
    tag_first(&mut first, "first", 5);
    first.flush(Timestamp::from_millis(7_000));
    window.event(Event::WindowFocused(true));
    window.run();
    assert_eq!(window.spans().len(), 1, "what the first saves is seen");
    window.ctrl(Key::PageDown);
    let shown = window.state().session().unwrap().open.as_ref().unwrap().article.id.clone();
    first.close(Timestamp::from_millis(8_000)).unwrap();
    window.event(Event::WindowFocused(true));
    wait_until(&mut window, |app| app.session().is_some_and(|session| session.corpus.read_only().is_none()));
    assert_eq!(window.state().session().unwrap().open.as_ref().unwrap().article.id, shown);
    window.keys(&[Key::Space, Key::Num1]);
    assert_eq!(window.spans().len(), 1);
}

#[test]
fn a_correction_by_somebody_else_leaves_the_selection_on_its_words() {
    use redletter::model::article::TextPatch;

    let disk = disk_with(&[FERRY]);
    let mut window = window(&disk);
    window.keys(&[Key::Space, Key::Space]);
    let selected = |window: &Harness<'static, App>| {
        let open = window.state().session().unwrap().open.as_ref().unwrap();
        open.text()[open.selection.bytes()].to_owned()
    };
    assert_eq!(selected(&window), RISE);
    let mut ro = as_annotator(&disk, "ro");
    let id: ArticleId = ro.state().articles.keys().next().unwrap().clone();
    let article = redletter::model::reader::CorpusReader::article(&ro, &id).unwrap();
    let patch = TextPatch::replacing(&article.text, 0..5, "Late night").unwrap();
    let corrected = change::patch_text(ro.state(), &article, ro.annotator(), patch).unwrap();
    ro.apply(corrected, Timestamp::from_millis(6_000)).unwrap();
    ro.close(Timestamp::from_millis(7_000)).unwrap();
    window.event(Event::WindowFocused(true));
    window.run();
    assert!(window.has("Late night ferry planned"));
    assert_eq!(selected(&window), RISE);
}

#[test]
fn a_damaged_layer_is_found_by_the_check_and_made_anew() {
    let disk = disk_with(&[FERRY]);
    let mut window = window(&disk);
    window.keys(&[Key::Space, Key::Num1]);
    eframe::App::on_exit(window.state_mut(), None);
    drop(window);
    let path = layer_file(&disk, "mk");
    let whole = disk.read(&path).unwrap();
    disk.create(&path, &whole[..whole.len() / 2]).unwrap();
    let mut window = self::window(&disk);
    assert!(window.spans().is_empty());
    show_state(&mut window);
    window.click("Check everything");
    wait_until(&mut window, |app| app.desk().files.running.is_none() && app.desk().dialog.is_some());
    assert!(window.has("One thing is not as it should be"));
    assert!(window.has("layers/mk/"));
    window.click("Close");
    show_state(&mut window);
    window.click("Rebuild from the histories");
    wait_until(&mut window, |app| app.desk().files.running.is_none() && app.desk().dialog.is_some());
    assert!(window.has("made anew from the histories"));
    window.click("Close");
    assert_eq!(window.spans(), tagged(&[("claim", VOTE)]));
    eframe::App::on_exit(window.state_mut(), None);
    drop(window);
    assert_eq!(disk.read(&path).unwrap(), whole);
}

#[test]
fn a_slow_disk_is_told_of_and_keeps_nobody_waiting() {
    use redletter::store::{SaveStatus, WriterMode};

    let disk = disk_with(&[FERRY]);
    let inner = disk.clone();
    let open = move |_: &OpenRequest| {
        let mut options = options(&inner, Timestamp::from_millis(100_000));
        options.writer_mode = WriterMode::Thread;
        OpenCorpus::open(options)
    };
    let mut window = window_with(Arc::new(open), [1280.0, 800.0], Settings::default());
    let held = disk.hold();
    window.keys(&[Key::Space, Key::Num1, Key::Space, Key::Num2]);
    assert_eq!(window.spans().len(), 2, "the keys answer all the same");
    assert!(window.has("the disk is slow"));
    drop(held);
    wait_until(&mut window, |app| {
        matches!(app.session().unwrap().corpus.save_status(), SaveStatus::Saved(_))
    });
    assert!(!window.has("the disk is slow") && window.has("Saved"));
}

#[test]
fn a_corpus_without_locks_is_opened_for_writing_when_one_says_so() {
    use redletter::store::LockUse;

    let disk = disk_with(&[FERRY]);
    disk.take_locks_away();
    let inner = disk.clone();
    let open = move |request: &OpenRequest| {
        let mut options = options(&inner, Timestamp::from_millis(100_000));
        if let OpenRequest::Again { lock, .. } = request {
            assert_eq!(*lock, LockUse::Waived);
            options.access = lock.access();
        }
        OpenCorpus::open(options)
    };
    let mut window = window_with(Arc::new(open), [1280.0, 800.0], Settings::default());
    assert!(notices(&window)[0].contains("no locks"), "{:?}", notices(&window));
    window.click("Show the list");
    window.click("Open for writing");
    wait_until(&mut window, |app| app.session().is_some_and(|session| session.corpus.read_only().is_none()));
    window.keys(&[Key::Space, Key::Num1]);
    assert_eq!(window.spans().len(), 1);
}
