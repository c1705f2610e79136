//! Many rows changed at once: one's own edited, others' corrected and rejected, each one transaction and one undo.

use std::collections::BTreeSet;

use proptest::prelude::*;
use redletter::model::annotation::AnnotationKey;
use redletter::model::change::{Judgement, bulk};
use redletter::model::corpus::CorpusState;
use redletter::model::review::Verdict;

use super::*;

fn state<'w>(window: &'w Harness<'static, App>) -> &'w CorpusState {
    window.state().session().unwrap().corpus.state()
}

/// Both have tagged something: ro a claim of their own in the first article.
fn shared_window(disk: &SimulatedDisk) -> Harness<'static, App> {
    let mut window = window_as(disk, [1280.0, 800.0], Some("ro"));
    window.keys(&[Key::Space, Key::Num1]);
    window.ctrl(Key::Num2);
    window
}

#[test]
fn rows_of_two_articles_are_relabelled_at_once_and_undone_at_once() {
    let disk = tagged_disk();
    let mut window = shared_window(&disk);
    let before = state(&window).clone();
    assert!(before.layers.len() == 2);
    window.ctrl(Key::A);
    assert!(window.has("5 ticked"));
    window.keys(&[Key::L, Key::Num3]);
    assert!(window.has("Now proposal: 5 spans"));
    let ro = AnnotatorId::new("ro").unwrap();
    let labels: BTreeSet<String> = state(&window)
        .layers
        .values()
        .filter_map(|layers| layers.get(&ro))
        .flat_map(|layer| layer.annotations.values())
        .map(|span| span.label.to_string())
        .collect();
    assert_eq!(labels, BTreeSet::from(["proposal".to_owned()]));
    assert_eq!(standings(&window).iter().filter(|one| **one == Standing::Corrected).count(), 4);
    window.ctrl(Key::Z);
    assert_eq!(*state(&window), before);
}

#[test]
fn speakers_values_and_notes_are_given_to_many() {
    let disk = tagged_disk();
    let mut window = shared_window(&disk);
    window.ctrl(Key::A);
    // The only one named in these articles is the first of the list.
    window.keys(&[Key::S, Key::Num1]);
    assert!(window.has("Said by Ana Ruz: 4 spans"));
    assert_eq!(filter(&mut window, |filter| filter.speakers = [None].into()), 3, "others’ stay as they are");
    filter(&mut window, |_| {});
    window.ctrl(Key::A);
    window.keys(&[Key::N]);
    window.types("look at this");
    window.keys(&[Key::Enter]);
    assert!(window.has("Note added: 5 spans"));
    let notes = state(&window).layers.values().flat_map(|layers| layers.values());
    let notes: usize = notes
        .map(|layer| {
            let own = layer.annotations.values().filter(|span| span.note == "look at this").count();
            own + layer.decisions.values().filter(|one| one.note.contains("look at this")).count()
        })
        .sum();
    assert_eq!(notes, 5);
    window.ctrl(Key::Z);
    assert!(window.has("Undone: write a note on 5 spans"));
}

#[test]
fn a_range_is_ticked_by_shift_and_a_click() {
    let disk = tagged_disk();
    let mut window = reviewer(&disk);
    let row = |window: &Harness<'static, App>, at: usize| -> egui::Pos2 {
        window.get_all_by_role(Role::ListItem).nth(at).unwrap().rect().center()
    };
    let first = row(&window, 0);
    window.click_at(first, 1);
    let third = row(&window, 2);
    window.hover_at(third);
    window.step();
    window.event(Event::ModifiersChanged(Modifiers::SHIFT));
    window.step();
    for pressed in [true, false] {
        let button = egui::PointerButton::Primary;
        window.event(Event::PointerButton { pos: third, button, pressed, modifiers: Modifiers::SHIFT });
        window.step();
    }
    window.event(Event::ModifiersChanged(Modifiers::NONE));
    window.run();
    assert!(window.has("3 ticked"));
    window.keys(&[Key::Escape]);
    assert!(!window.has("ticked"));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 16, ..ProptestConfig::default() })]

    #[test]
    fn undo_takes_back_whatever_was_changed_in_many(picks in any::<u8>(), what in 0_usize..4) {
        let disk = tagged_disk();
        let mut window = shared_window(&disk);
        let session = window.state().session().unwrap();
        let all: Vec<AnnotationKey> = {
            let table = &session.review;
            (0..table.len()).filter_map(|at| table.get(at)).map(|row| row.key.clone()).collect()
        };
        let before = session.corpus.state().clone();
        let keys: Vec<AnnotationKey> = (0..).zip(all).filter(|(at, _)| picks >> at & 1 == 1).map(|(_, key)| key).collect();
        for key in &keys {
            window.state_mut().issue(Command::Review(ReviewCommand::TickRow(key.clone())));
        }
        window.run();
        match what {
            0 => window.keys(&[Key::A]),
            1 => window.keys(&[Key::R, Key::Num3]),
            2 => window.keys(&[Key::L, Key::Num4]),
            _ => window.keys(&[Key::Delete, Key::Num1]),
        }
        let has_changed = *state(&window) != before;
        if has_changed {
            window.ctrl(Key::Z);
        }
        prop_assert_eq!(state(&window), &before);
    }
}

#[test]
fn what_nothing_is_known_of_is_left_and_named() {
    let state = CorpusState::default();
    let ro = AnnotatorId::new("ro").unwrap();
    let key = AnnotationKey {
        article: redletter::model::id::ArticleId::new("gone").unwrap(),
        annotator: AnnotatorId::new("mk").unwrap(),
        annotation: redletter::model::id::AnnotationId::new("a").unwrap(),
    };
    let actor = bulk::Actor { annotator: &ro, now: Timestamp::default(), refuses: &|_| None };
    let why = Judgement { verdict: Verdict::Accepted, reason: String::new(), note: String::new() };
    let bulk = bulk::decide_all(&state, &actor, &[key], &why, |num| format!("Accept {num}"));
    assert_eq!((bulk.num_others, bulk.left.len()), (0, 1));
}
