//! The Checks workspace by keyboard: what is found, mended, accepted, switched off, opened and come back from.

use redletter::analysis::quality::checks::check;
use redletter::app::command::Workspace;
use redletter::app::command::checks::ChecksCommand;
use redletter::model::text::Fragments;

use super::*;

/// The first words of the ferry's second paragraph, with the comma and the space behind them.
const LOOSE: &str = "The night ferry sails, ";
const FERRY_LATE: &str = "Ferry late\n\nThe night ferry sails, said Ana Ruz. “It is late.”";
const BRIDGE_LATE: &str = "Bridge late\n\nThe bridge opens, said Ana Ruz.";

/// Tags words of an article as they stand, spaces and commas included.
fn tag(corpus: &mut OpenCorpus, title: &str, id: &str, label: &str, words: &str) {
    let row = corpus.state().articles.values().find(|row| row.shown_title == title).unwrap();
    let article = row.id.clone();
    let text = redletter::model::reader::CorpusReader::article(corpus, &article).unwrap().text.clone();
    let at = text.as_str().find(words).unwrap();
    let place: Fragments = TextRange::new(at, at + words.len()).unwrap().into();
    let now = Timestamp::from_millis(2_000);
    let annotation = Annotation::new(id.parse().unwrap(), label.parse().unwrap(), place, now);
    let layer = redletter::model::edit::LayerKey { article, annotator: corpus.annotator().clone() };
    let change = change::tag(corpus.state(), &layer, annotation).unwrap();
    corpus.apply(change, now).unwrap();
}

/// Two articles with a loose end each, and a quote without a speaker.
fn loose_disk() -> SimulatedDisk {
    let disk = disk_with(&[FERRY_LATE, BRIDGE_LATE]);
    let now = Timestamp::from_millis(2_000);
    let (mut corpus, _) = OpenCorpus::open(options(&disk, now)).unwrap();
    tag(&mut corpus, "Ferry late", "ferry", "claim", LOOSE);
    tag(&mut corpus, "Bridge late", "bridge", "claim", "The bridge opens,");
    tag(&mut corpus, "Ferry late", "quote", "quote", "“It is late.”");
    corpus.close(now).unwrap();
    disk
}

fn checking(disk: &SimulatedDisk) -> Harness<'static, App> {
    let mut window = window(disk);
    window.ctrl(Key::Num4);
    wait_until(&mut window, |app| app.session().unwrap().wide.checks.is_known());
    window
}

/// How many findings a check has that are to be looked at.
fn num(window: &Harness<'static, App>, id: &str) -> usize {
    window.state().session().unwrap().wide.checks.num_open(check(id).unwrap()).unwrap()
}

fn only(window: &mut Harness<'static, App>, id: &str) {
    window.state_mut().issue(Command::Checks(ChecksCommand::Show(check(id).unwrap().id)));
    window.run();
}

/// The words of the span of that id.
fn words(window: &Harness<'static, App>, id: &str) -> String {
    let corpus = &window.state().session().unwrap().corpus;
    let mut found = corpus.state().layers.iter().flat_map(|(article, layers)| {
        layers.values().flat_map(move |layer| layer.annotations.values().map(move |one| (article, one)))
    });
    let (article, annotation) = found.find(|(_, one)| one.id.as_str() == id).unwrap();
    let article = redletter::model::reader::CorpusReader::article(corpus, article).unwrap();
    annotation.fragments.covered(article.text.as_str()).unwrap().concat()
}

#[test]
fn a_comma_at_the_end_is_found_mended_and_undone() {
    let mut window = checking(&loose_disk());
    only(&mut window, "loose-ends");
    assert_eq!(num(&window, "loose-ends"), 2);
    assert!(window.has("Loose ends, 2 findings"));
    window.keys(&[Key::J, Key::K]);
    let before = [words(&window, "bridge"), words(&window, "ferry")];
    window.keys(&[Key::M]);
    assert_eq!(num(&window, "loose-ends"), 1);
    assert!(window.has("Trim to whole words; undo takes it back"));
    window.ctrl(Key::Z);
    assert_eq!(num(&window, "loose-ends"), 2);
    assert_eq!([words(&window, "bridge"), words(&window, "ferry")], before);
}

#[test]
fn all_that_are_shown_are_mended_in_two_articles_by_one_change() {
    let mut window = checking(&loose_disk());
    only(&mut window, "loose-ends");
    window.key_press_modifiers(Modifiers::SHIFT, Key::M);
    window.settle();
    assert_eq!(num(&window, "loose-ends"), 0);
    assert_eq!(
        [words(&window, "ferry"), words(&window, "bridge")],
        ["The night ferry sails", "The bridge opens"]
    );
    assert!(window.has("Nothing passes the filter"));
    window.ctrl(Key::Z);
    assert_eq!(num(&window, "loose-ends"), 2);
    assert_eq!(words(&window, "ferry"), LOOSE);
}

#[test]
fn what_is_accepted_with_a_note_is_gone_until_undo_brings_it_back() {
    let disk = loose_disk();
    let mut window = checking(&disk);
    only(&mut window, "loose-ends");
    window.keys(&[Key::X]);
    window.types("as printed");
    window.keys(&[Key::Enter]);
    assert_eq!(num(&window, "loose-ends"), 1);
    let settings = &window.state().session().unwrap().corpus.state().settings;
    assert!(settings.values().any(|value| value.ends_with("accepted by mk: as printed")), "{settings:?}");
    // It stays so after a restart.
    eframe::App::on_exit(window.state_mut(), None);
    drop(window);
    let mut window = checking(&disk);
    assert_eq!(num(&window, "loose-ends"), 1);
    window.ctrl(Key::Z);
    window.ctrl(Key::Z);
    assert_eq!(num(&window, "loose-ends"), 2);
    // A note that is given up accepts nothing.
    only(&mut window, "loose-ends");
    window.keys(&[Key::X]);
    window.types("no");
    window.keys(&[Key::Escape]);
    assert_eq!(num(&window, "loose-ends"), 2);
}

#[test]
fn a_check_that_is_switched_off_lists_nothing() {
    let mut window = checking(&loose_disk());
    only(&mut window, "loose-ends");
    window.keys(&[Key::O]);
    assert!(window.has("Loose ends, switched off"));
    assert_eq!(window.state().session().unwrap().wide.checks.num_shown(), 0);
    window.click("Switch: Loose ends");
    assert_eq!(window.state().session().unwrap().wide.checks.num_shown(), 2);
    window.ctrl(Key::Z);
    assert_eq!(window.state().session().unwrap().wide.checks.num_shown(), 0);
}

#[test]
fn what_is_found_is_opened_in_its_article_and_esc_comes_back() {
    let mut window = checking(&loose_disk());
    only(&mut window, "no-speaker");
    window.keys(&[Key::Enter]);
    assert_eq!(window.state().desk().workspace, Workspace::Annotate);
    assert_eq!(window.focused().map(|span| span.id.to_string()), Some("quote".to_owned()));
    // What is mended there has gone when one comes back.
    window.keys(&[Key::S]);
    window.keys(&[Key::Escape, Key::Escape, Key::Escape]);
    assert_eq!(window.state().desk().workspace, Workspace::Checks);
    assert_eq!(num(&window, "no-speaker"), 0);
    window.keys(&[Key::Escape]);
    assert!(window.state().session().unwrap().wide.checks.num_shown() > 1, "Esc takes the filter away");
}

#[test]
fn the_list_is_narrowed_by_words_and_by_article() {
    let mut window = checking(&loose_disk());
    window.ctrl(Key::F);
    window.types("bridge");
    window.keys(&[Key::Enter]);
    let checks = |window: &Harness<'static, App>| window.state().session().unwrap().wide.checks.num_shown();
    assert_eq!(checks(&window), 1);
    window.keys(&[Key::Escape]);
    only(&mut window, "loose-ends");
    window.keys(&[Key::I]);
    assert_eq!(checks(&window), 1);
    window.keys(&[Key::C]);
    assert_eq!(checks(&window), 1, "the other findings are in the other article");
    window.click("Show all");
    assert!(checks(&window) > 2);
}

#[test]
fn a_check_that_is_switched_off_says_how_it_comes_back_and_undo_finds_the_row_again() {
    let mut window = checking(&loose_disk());
    let digest = |window: &Harness<'static, App>| {
        window.state().session().unwrap().wide.checks.finding().map(|finding| finding.digest)
    };
    // The last finding there is of loose ends, in the midst of others.
    window.keys(&[Key::Home]);
    while window.state().session().unwrap().wide.checks.finding().unwrap().about.id != "loose-ends" {
        window.keys(&[Key::J]);
    }
    window.keys(&[Key::J]);
    let before = digest(&window);
    window.keys(&[Key::O]);
    assert!(window.has("“Loose ends” is off for everybody; Ctrl+Z or its tick at the left brings it back"));
    assert_ne!(digest(&window), before);
    window.ctrl(Key::Z);
    assert_eq!(digest(&window), before);
    // Where nothing else is listed, the list says why it is empty.
    only(&mut window, "loose-ends");
    window.keys(&[Key::O]);
    assert!(window.has("This check is switched off"));
    window.click("Switch it on");
    assert_eq!(window.state().session().unwrap().wide.checks.num_shown(), 2);
    // The same for what is mended and what is accepted.
    window.keys(&[Key::End]);
    let before = digest(&window);
    window.keys(&[Key::M]);
    assert_ne!(digest(&window), before);
    window.ctrl(Key::Z);
    assert_eq!(digest(&window), before);
    window.keys(&[Key::X, Key::Enter]);
    assert_ne!(digest(&window), before);
    window.ctrl(Key::Z);
    assert_eq!(digest(&window), before);
}

#[test]
fn all_articles_are_counted_and_the_checks_can_be_stopped_and_begun_anew() {
    let disk = disk_with(&[FERRY_LATE, BRIDGE_LATE]);
    let (mut corpus, _) = OpenCorpus::open(options(&disk, Timestamp::from_millis(2_000))).unwrap();
    tag(&mut corpus, "Ferry late", "ferry", "claim", LOOSE);
    let snapshot = corpus.snapshot();
    let mut told = Vec::new();
    let progress = &mut |num_done: usize| {
        told.push(num_done);
        std::ops::ControlFlow::Continue(())
    };
    redletter::analysis::quality::Quality::of(&snapshot, &redletter::analysis::quality::NoOffers, progress);
    assert_eq!(told, [1], "one of two has nothing to look at");
    corpus.close(Timestamp::from_millis(2_000)).unwrap();

    let mut window = window(&disk);
    window.state_mut().issue(Command::Workspace(Workspace::Checks));
    window.step();
    window.state_mut().issue(Command::Checks(ChecksCommand::Stop));
    window.run();
    let is_known = window.state().session().unwrap().wide.checks.is_known();
    // It may have been done before it could be stopped.
    if !is_known {
        assert!(window.has("The checks were stopped"));
        window.click("Check again");
    }
    wait_until(&mut window, |app| app.session().unwrap().wide.checks.is_known());
    assert_eq!(num(&window, "loose-ends"), 1);
}

#[test]
fn esc_leads_back_from_voices_to_the_checks() {
    let disk = disk_with(&[FERRY_LATE]);
    let now = Timestamp::from_millis(2_000);
    let (mut corpus, _) = OpenCorpus::open(options(&disk, now)).unwrap();
    for (id, name) in [("a", "Lidia Ferran"), ("b", "L. Ferran")] {
        let voice = redletter::model::voice::Voice::new(id.parse().unwrap(), name, now);
        let change = change::put_voice(corpus.state(), corpus.annotator(), voice).unwrap();
        corpus.apply(change, now).unwrap();
    }
    corpus.close(now).unwrap();
    let mut window = checking(&disk);
    only(&mut window, "alike-names");
    window.keys(&[Key::Enter]);
    assert_eq!(window.state().desk().workspace, Workspace::Voices);
    // A tick is a level of its own.
    window.keys(&[Key::Space, Key::Escape]);
    assert_eq!(window.state().desk().workspace, Workspace::Voices);
    window.keys(&[Key::Escape]);
    assert_eq!(window.state().desk().workspace, Workspace::Checks);
    assert_eq!(window.state().session().unwrap().wide.checks.num_shown(), 1, "it is narrowed as it was");
}

#[test]
fn review_counts_what_the_checks_found_and_leads_there_and_back() {
    let mut window = window_of(&loose_disk(), [1440.0, 1200.0]);
    window.ctrl(Key::Num2);
    wait_until(&mut window, |app| app.session().unwrap().wide.checks.is_known());
    window.click("Loose ends, 2 findings");
    assert_eq!(window.state().desk().workspace, Workspace::Checks);
    assert_eq!(window.state().session().unwrap().wide.checks.num_shown(), 2);
    window.keys(&[Key::Escape]);
    assert_eq!(window.state().desk().workspace, Workspace::Review);
    // Where the words need the room they are in a menu; where nothing is found it says so.
    let mut low = window_of(&loose_disk(), [1024.0, 700.0]);
    low.ctrl(Key::Num2);
    wait_until(&mut low, |app| app.session().unwrap().wide.checks.is_known());
    assert!(!low.has("Loose ends, 2 findings"));
    low.get_by_label_contains("Checks: ").click();
    low.run();
    low.click("Loose ends, 2 findings");
    assert_eq!(low.state().desk().workspace, Workspace::Checks);
    let mut clean = window_of(&disk_with(&[BRIDGE_LATE]), [1280.0, 800.0]);
    clean.ctrl(Key::Num2);
    wait_until(&mut clean, |app| app.session().unwrap().wide.checks.is_known());
    clean.click("Checks: nothing found");
    assert_eq!(clean.state().desk().workspace, Workspace::Checks);
}
