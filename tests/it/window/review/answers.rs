//! What came back: the annotator sees what was rejected and corrected, mends it or says why not, and the reviewer
//! has it again.

use super::*;

fn close(mut window: Harness<'static, App>) {
    eframe::App::on_exit(window.state_mut(), None);
}

/// mk in the Review workspace, with what came back.
fn annotator(disk: &SimulatedDisk) -> Harness<'static, App> {
    let mut window = window(disk);
    window.ctrl(Key::Num2);
    window.keys(&[Key::W]);
    window
}

#[test]
fn what_was_rejected_comes_back_is_mended_and_accepted() {
    let disk = tagged_disk();
    let mut window = reviewer(&disk);
    window.keys(&[Key::N]);
    window.types("a forecast");
    window.keys(&[Key::Escape, Key::R, Key::Num1]);
    close(window);

    let mut window = self::window(&disk);
    // Told of wherever one is; a click leads there.
    window.click("1 came back");
    assert!(window.has("1 of 4 · 0 to review"));
    assert!(window.has("Rejected by ro") && window.has("wrong tag") && window.has("a forecast"));
    // Mended in the article: another label, kept.
    window.keys(&[Key::M, Key::Num3, Key::Enter]);
    assert!(window.has("Nothing came back"));
    assert!(!window.has("1 came back"));
    close(window);

    let mut window = reviewer(&disk);
    assert_eq!(standings(&window)[0], Standing::ChangedSince);
    window.keys(&[Key::A]);
    assert_eq!(standings(&window)[0], Standing::Accepted);
}

#[test]
fn a_correction_is_taken_over_with_one_key() {
    let disk = tagged_disk();
    let mut window = reviewer(&disk);
    window.keys(&[Key::L, Key::Num3]);
    assert!(window.has("Now proposal; 3 to go"));
    close(window);

    let mut window = annotator(&disk);
    assert!(window.has("Corrected by ro"));
    assert!(window.has("Tag: Claim, corrected to Proposal"));
    window.keys(&[Key::M]);
    assert!(window.has("Mended: tag; nothing else came back"));
    let labels = |window: &Harness<'static, App>| -> Vec<String> {
        let state = window.state().session().unwrap().corpus.state();
        let mk = AnnotatorId::new("mk").unwrap();
        let layers = state.layers.values().filter_map(|layers| layers.get(&mk));
        layers.flat_map(|layer| layer.in_reading_order()).map(|span| span.label.to_string()).collect()
    };
    assert_eq!(labels(&window)[0], "proposal");
    window.ctrl(Key::Z);
    assert_eq!(labels(&window)[0], "claim");
    assert!(window.has("1 came back"));
    window.ctrl(Key::Y);
    close(window);

    let mut window = reviewer(&disk);
    assert_eq!(standings(&window)[0], Standing::ChangedSince);
    window.keys(&[Key::A]);
    assert_eq!(standings(&window)[0], Standing::Accepted);
}

#[test]
fn disagreeing_returns_it_to_the_reviewer_with_the_words() {
    let disk = tagged_disk();
    let mut window = reviewer(&disk);
    window.keys(&[Key::R, Key::Num1]);
    close(window);

    let mut window = annotator(&disk);
    window.keys(&[Key::X]);
    // Some words are needed.
    window.keys(&[Key::Enter]);
    assert!(window.has("Some words are needed here"));
    window.types("it is a claim");
    window.keys(&[Key::Enter]);
    assert!(window.has("It goes back to the reviewer with your words; nothing else came back"));
    assert!(window.has("Nothing came back"));
    close(window);

    let mut window = reviewer(&disk);
    assert_eq!(standings(&window)[0], Standing::Disagreed);
    assert!(window.has("Disagreed · it is a claim"));
    assert!(window.has("4 of 4 · 4 to review"));
    // The reviewer has the last word, and it comes back again.
    window.keys(&[Key::R, Key::Num1]);
    assert_eq!(standings(&window)[0], Standing::Rejected);
    close(window);
    let window = annotator(&disk);
    assert!(window.has("1 of 4"));
}

#[test]
fn a_decision_on_ones_own_span_is_marked_and_gives_way_to_others() {
    let disk = tagged_disk();
    let mut window = window(&disk);
    window.ctrl(Key::Num2);
    window.keys(&[Key::A, Key::K]);
    assert!(window.has("Accepted · self"));
    assert!(window.has("it counts until somebody else decides"));
    close(window);
    let mut window = reviewer(&disk);
    assert_eq!(standings(&window)[0], Standing::Accepted);
    window.keys(&[Key::Home, Key::R, Key::Num1]);
    assert_eq!(standings(&window)[0], Standing::Rejected);
    assert!(!window.has("Rejected · wrong tag · self"));
}
