//! A sitting of a reviewer by keys alone: twenty quotes, decisions in the article beside, reasons that are learned.

use redletter::model::review::Verdict;

use super::*;

/// Two articles of ten quotes each, tagged by mk.
fn quotes_disk() -> SimulatedDisk {
    let article = |number: usize| -> String {
        let paragraphs = (0..10).map(|idx| format!("“Point {number} and {idx} stands,” Ana Ruz said."));
        format!("Hearing {number}\n\n{}", paragraphs.collect::<Vec<_>>().join("\n\n"))
    };
    let disk = disk_with(&[&article(1), &article(2)]);
    let mut window = window(&disk);
    for _ in 0..2 {
        for _ in 0..10 {
            window.keys(&[Key::Q, Key::Num2]);
        }
        window.ctrl(Key::PageDown);
    }
    eframe::App::on_exit(window.state_mut(), None);
    disk
}

/// The decisions of a reviewer, by verdict.
fn decided(window: &Harness<'static, App>, verdict: Verdict) -> usize {
    let state = window.state().session().unwrap().corpus.state();
    let layers = state.layers.values().flat_map(|layers| layers.values());
    layers.flat_map(|layer| layer.decisions.values()).filter(|one| one.verdict == verdict).count()
}

#[test]
fn twenty_quotes_are_reviewed_in_one_sitting() {
    let disk = quotes_disk();
    let mut window = reviewer(&disk);
    assert!(window.has("20 of 20 · 20 to review"));
    let mut presses = 0;
    let mut press = |window: &mut Harness<'static, App>, keys: &[Key]| {
        presses += keys.len();
        window.keys(keys);
    };
    // As in a month's quotes: most are right, some bounds or tags are not, now and then there is a question.
    for idx in 0..20 {
        match idx {
            4 | 9 | 14 => press(&mut window, &[Key::R, Key::Num2]),
            7 => press(&mut window, &[Key::L, Key::Num1]),
            12 => press(&mut window, &[Key::D, Key::Enter]),
            _ => press(&mut window, &[Key::A]),
        }
    }
    assert_eq!(presses, 25, "1.25 presses a decision");
    let counts = [Verdict::Accepted, Verdict::Rejected, Verdict::Corrected, Verdict::Deferred]
        .map(|verdict| decided(&window, verdict));
    assert_eq!(counts, [15, 3, 1, 1]);
    // Only the one that was put off still waits, and it is what the table points at.
    assert!(window.has("1 to go"));
    assert_eq!(standings(&window)[12], Standing::Deferred);
    assert_eq!(window.state().session().unwrap().review.cursor, 12);
    assert!(window.has("20 of 20 · 1 to review"));
}

#[test]
fn undo_goes_back_to_the_row_and_the_article_beside_follows() {
    let disk = quotes_disk();
    let mut window = reviewer(&disk);
    let beside = |window: &Harness<'static, App>| {
        let bench = &window.state().session().unwrap().review.bench;
        let beside = bench.beside.as_ref().unwrap();
        (beside.open.article.metadata.title.clone(), beside.open.focus.clone().unwrap())
    };
    let first = beside(&window);
    window.keys(&[Key::A, Key::A, Key::A]);
    window.keys(&[Key::End]);
    assert_ne!(beside(&window).0, first.0);
    window.ctrl(Key::Z);
    assert!(window.has("Undone: accept"));
    let table = &window.state().session().unwrap().review;
    assert_eq!((table.cursor, table.row().unwrap().standing), (2, Standing::ToReview));
    assert_eq!(beside(&window).1, table.row().unwrap().key.annotation);
    assert_eq!(beside(&window).0, first.0);
}

#[test]
fn reasons_that_are_typed_are_offered_the_next_time() {
    let disk = quotes_disk();
    let mut window = reviewer(&disk);
    window.keys(&[Key::R, Key::R]);
    window.types("not a quote");
    window.keys(&[Key::Enter]);
    assert!(window.has("Rejected: not a quote; 19 to go"));
    // It is the one used most so far, and stands first.
    window.keys(&[Key::R, Key::Num1]);
    assert!(window.has("Rejected: not a quote; 18 to go"));
    window.keys(&[Key::K]);
    assert!(window.has("Rejected · not a quote"));
    // Esc leaves the line, and nothing is decided.
    window.keys(&[Key::Home, Key::J, Key::J, Key::R, Key::R, Key::Escape]);
    assert_eq!(standings(&window)[2], Standing::ToReview);
}

#[test]
fn a_question_goes_with_what_is_put_off() {
    let disk = quotes_disk();
    let mut window = reviewer(&disk);
    window.keys(&[Key::D]);
    window.types("who is we");
    window.keys(&[Key::Enter, Key::D, Key::Enter]);
    assert_eq!(standings(&window)[..2], [Standing::Deferred; 2]);
    let only = |window: &mut Harness<'static, App>| {
        filter(window, |filter| filter.only = [redletter::app::state::review::Only::Question].into())
    };
    assert_eq!(only(&mut window), 1);
    assert!(window.has("Deferred · who is we"));
}

#[test]
fn a_span_is_corrected_in_the_article_beside_and_esc_drops_it() {
    let disk = quotes_disk();
    let mut window = reviewer(&disk);
    let own = |window: &Harness<'static, App>| -> usize {
        let state = window.state().session().unwrap().corpus.state();
        let ro = AnnotatorId::new("ro").unwrap();
        state.layers.values().filter_map(|layers| layers.get(&ro)).map(|layer| layer.annotations.len()).sum()
    };
    // Nothing changed is no correction.
    window.keys(&[Key::E, Key::Enter]);
    assert!(window.has("Nothing was changed, so there is no correction"));
    assert_eq!((own(&window), standings(&window)[0]), (0, Standing::ToReview));
    // Dropped: everything is as it was.
    window.keys(&[Key::E, Key::Num1]);
    assert_eq!(own(&window), 1);
    window.keys(&[Key::Escape]);
    assert!(window.has("The change is dropped"));
    assert_eq!((own(&window), standings(&window)[0]), (0, Standing::ToReview));
    // Label, bounds by keys, and the speaker that is offered; all of it undoes as one.
    window.keys(&[Key::E, Key::Num1, Key::B]);
    let shift = Modifiers::CTRL | Modifiers::COMMAND | Modifiers::SHIFT;
    for _ in 0..2 {
        window.key_press_modifiers(shift, Key::ArrowLeft);
        window.run();
    }
    window.keys(&[Key::Enter, Key::S, Key::Enter]);
    assert!(window.has("Corrected: tag, bounds, speaker, source, cue"), "{:?}", window.state().desk().status);
    assert_eq!((own(&window), standings(&window)[0]), (1, Standing::Corrected));
    assert_eq!(window.state().session().unwrap().review.cursor, 1, "it goes on");
    window.ctrl(Key::Z);
    assert_eq!((own(&window), standings(&window)[0]), (0, Standing::ToReview));
}

#[test]
fn a_missing_speaker_is_given_by_s_and_enter() {
    let disk = quotes_disk();
    let mut window = reviewer(&disk);
    let before = window.state().session().unwrap().review.row().unwrap().annotation.clone();
    assert!(before.attribution.is_unset());
    // What E then S proposes is proposed here at once, and Enter keeps it and goes on.
    window.keys(&[Key::S]);
    assert!(window.has("Who said it"));
    window.keys(&[Key::Enter]);
    assert_eq!(decided(&window, Verdict::Corrected), 1);
    assert!(window.has("19 to go"));
    let session = window.state().session().unwrap();
    assert_eq!((session.review.cursor, session.review.bench.editing.is_none()), (1, true));
    // Leaving the list leaves the row as it was, with nothing to redo.
    window.keys(&[Key::S, Key::Escape]);
    assert_eq!(decided(&window, Verdict::Corrected), 1);
    assert!(window.has("Nothing was changed") || window.has("The change is dropped"));
    window.ctrl(Key::Z);
    assert_eq!(decided(&window, Verdict::Corrected), 0);
}
