//! The whole main job, once by keys alone and once by pointer alone: open, select, tag, a second fragment, an
//! offered speaker, a link, review by somebody else, undo ten times, redo, quit, open again, compare files.

use std::collections::BTreeMap;
use std::path::PathBuf;

use redletter::model::review::Verdict;

use super::*;

const PORT: &str = "Night ferry planned\n\nThe council will vote on a night ferry. Fares may rise.\n\n“More time is \
                    needed,” Ana Ruz, the harbour master, said on Monday. “We will not sail before May.”\n\nNo \
                    date was given.";
const NEEDED: &str = "“More time is needed,”";
const SAIL: &str = "“We will not sail before May.”";
const GIVEN: &str = "No date was given.";

/// Every file of the corpus but histories, locks and the like: its state.
fn state_files(disk: &SimulatedDisk) -> BTreeMap<PathBuf, String> {
    let is_state = |path: &PathBuf| {
        let text = path.to_string_lossy();
        text.starts_with("/corpus/") && !text.contains("/history/") && !text.contains("/.redletter/")
    };
    let files = disk.files().into_iter().filter(|(path, _)| is_state(path));
    files.map(|(path, bytes)| (path, String::from_utf8_lossy(&bytes).into_owned())).collect()
}

fn quit(mut window: Harness<'static, App>) {
    eframe::App::on_exit(window.state_mut(), None);
}

/// Undoes or redoes one change; a change of an earlier run is told of first.
fn replay(window: &mut Harness<'static, App>, modifiers: Modifiers) {
    let say = |window: &Harness<'static, App>| {
        window.state().desk().status.as_ref().map(|status| status.text.clone()).unwrap_or_default()
    };
    for _ in 0..2 {
        window.key_press_modifiers(Modifiers::CTRL | Modifiers::COMMAND | modifiers, Key::Z);
        window.run();
        if say(window).starts_with("Undone") || say(window).starts_with("Redone") {
            return;
        }
    }
    panic!("nothing was taken back or made again: {}", say(window));
}

/// What mk has made: ten changes, whichever way they were made.
fn check_annotated(window: &Harness<'static, App>) {
    let session = window.state().session().unwrap();
    let quote = format!("{NEEDED}…{SAIL}");
    assert_eq!(window.spans(), tagged(&[("proposal", VOTE), ("quote", &quote), ("caveat", GIVEN)]));
    let layer = session.open_layer().unwrap();
    let said = |idx: usize| session.register.speakers_in_words(layer.in_reading_order()[idx]);
    assert_eq!(said(1).as_deref(), Some("Ana Ruz"));
    let text = session.open.as_ref().unwrap().text();
    let source = layer.in_reading_order()[1].attribution.source.clone().unwrap();
    assert_eq!(source.covered(text).unwrap(), ["Ana Ruz"]);
    let cue = layer.in_reading_order()[1].attribution.cue.clone().unwrap();
    assert_eq!(cue.covered(text).unwrap(), ["said"]);
    assert_eq!(layer.relations.len(), 1, "the caveat is linked");
    assert_eq!(layer.in_reading_order()[2].certainty, Certainty::Unsure);
    let voices = session.corpus.state().voices.values().flat_map(BTreeMap::values);
    let roles: Vec<String> = voices.flat_map(|voice| &voice.roles).map(|role| role.value.clone()).collect();
    assert_eq!(roles, ["harbour master"], "the register has learnt the office too");
}

/// What the reviewer has decided, in reading order.
fn verdicts(window: &Harness<'static, App>) -> Vec<Verdict> {
    let session = window.state().session().unwrap();
    let state = session.corpus.state();
    let layers = state.layers.values().next().unwrap();
    let judged = layers[&AnnotatorId::new("mk").unwrap()].in_reading_order();
    let reviewer = &layers[session.annotator()];
    let verdict = |id| reviewer.decisions.iter().find(|(on, _)| on.annotation == id);
    judged
        .into_iter()
        .filter_map(|span| verdict(span.id.clone()).map(|(_, decision)| decision.verdict))
        .collect()
}

/// Undo ten times and redo ten times leave the files as they are, in the same run and in the next.
fn undo_and_redo_come_back(disk: &SimulatedDisk, mut window: Harness<'static, App>) {
    for _ in 0..10 {
        replay(&mut window, Modifiers::NONE);
    }
    assert_eq!(window.spans(), []);
    let session = window.state().session().unwrap();
    assert!(session.corpus.state().voices.values().all(BTreeMap::is_empty), "the register is empty again");
    for _ in 0..10 {
        replay(&mut window, Modifiers::SHIFT);
    }
    check_annotated(&window);
    quit(window);
    let before = state_files(disk);
    assert!(before.keys().any(|path| path.starts_with("/corpus/layers/mk")));

    let mut window = self::window(disk);
    check_annotated(&window);
    for _ in 0..10 {
        replay(&mut window, Modifiers::NONE);
    }
    assert_eq!(window.spans(), []);
    for _ in 0..10 {
        replay(&mut window, Modifiers::SHIFT);
    }
    check_annotated(&window);
    quit(window);
    assert_eq!(state_files(disk), before);
}

#[test]
fn the_main_job_by_keys_alone() {
    let disk = disk_with(&[PORT]);
    let mut window = window(&disk);
    // A claim, made a proposal; who said it is offered: the article itself.
    window.keys(&[Key::Space, Key::Num1, Key::Num3]);
    // A quote with its speaker, source, cue and office, and the rest of it as a second fragment.
    window.keys(&[Key::Q, Key::Num2, Key::S, Key::Q, Key::F]);
    // A caveat, linked to what it qualifies, and one is unsure.
    window.ctrl(Key::End);
    window.keys(&[Key::Enter, Key::Num4, Key::S, Key::L, Key::U]);
    window.keys(&[Key::N]);
    window.types("ask");
    window.ctrl(Key::Enter);
    check_annotated(&window);
    undo_and_redo_come_back(&disk, window);

    // Somebody else reviews: one accepted, one corrected, one rejected.
    let mut window = window_as(&disk, [1280.0, 800.0], Some("ro"));
    window.ctrl(Key::Num2);
    window.keys(&[Key::A]);
    window.keys(&[Key::E, Key::Num1]);
    window.ctrl(Key::Enter);
    window.keys(&[Key::R, Key::Num4]);
    assert_eq!(verdicts(&window), [Verdict::Accepted, Verdict::Corrected, Verdict::Rejected]);
    window.ctrl(Key::Z);
    assert_eq!(verdicts(&window), [Verdict::Accepted, Verdict::Corrected]);
    window.key_press_modifiers(Modifiers::CTRL | Modifiers::COMMAND | Modifiers::SHIFT, Key::Z);
    window.run();
    assert_eq!(verdicts(&window).len(), 3);
    window.ctrl(Key::Q);
    quit(window);
    the_annotator_sees_what_came_back(&disk);
}

#[test]
fn the_main_job_by_pointer_alone() {
    let disk = disk_with(&[PORT]);
    let mut window = window(&disk);
    let at = |window: &Harness<'static, App>, paragraph: &str, x: f32| {
        window.paragraph(paragraph).left_top() + vec2(x, 16.0)
    };
    // A sentence by three clicks, tagged from the labels above it, then given another label in the inspector.
    let first = at(&window, "The council", 60.0);
    window.click_at(first, 3);
    window.click("Tag as Claim");
    window.click("Proposal");
    window.pause();
    // A quotation by a drag, its speaker from the offer, the rest of it as a second part.
    let line = window.paragraph("“More time");
    let mark = line.left_top() + vec2(1.0, 16.0);
    let end = text_end(&window, "“More time", NEEDED);
    window.drag(mark, end);
    window.click("Tag as Quote");
    window.click("Ana Ruz?, “said”");
    window.pause();
    let from = text_start(&window, "“More time", SAIL);
    let to = text_end(&window, "“More time", SAIL);
    window.drag(from, to);
    window.click("Add as part, for the span in focus");
    window.pause();
    // The caveat with its link.
    let last = at(&window, "No date", 30.0);
    window.click_at(last, 3);
    window.click("Tag as Caveat");
    let offer = window.get_all_by_role(Role::Button).find_map(|node| {
        let label = node.accesskit_node().label()?;
        label.contains("own voice?").then_some(label)
    });
    window.click(&offer.expect("a speaker is offered"));
    let link = window.get_all_by_role(Role::Button).find_map(|node| {
        let label = node.accesskit_node().label()?;
        (label.starts_with("qualifies “") && label.ends_with("”?")).then_some(label)
    });
    window.click(&link.expect("a link is offered"));
    window.click("Unsure of this tag");
    window.get_by_role_and_label(Role::MultilineTextInput, "Note").focus();
    window.run();
    window.event(Event::Text("ask".to_owned()));
    window.run();
    window.click_at(last, 1);
    check_annotated(&window);
    // As often as there are changes, by the buttons of the bar.
    for _ in 0..10 {
        window.click("Undo");
    }
    assert_eq!(window.spans(), []);
    for _ in 0..10 {
        window.click("Redo");
    }
    check_annotated(&window);
    quit(window);

    let mut window = window_as(&disk, [1280.0, 800.0], Some("ro"));
    window.click("Review");
    window.click("Accept");
    window.click("Edit…");
    window.get_all_by_label("Claim").last().unwrap().click();
    window.run();
    window.click("Keep correction");
    window.click("Reject…");
    window.click("nothing to tag here");
    assert_eq!(verdicts(&window), [Verdict::Accepted, Verdict::Corrected, Verdict::Rejected]);
    quit(window);
    the_annotator_sees_what_came_back(&disk);
}

/// Where words begin in a paragraph on the screen: found by clicking along its lines, as a hand would by eye.
fn text_start(window: &Harness<'static, App>, paragraph: &str, words: &str) -> Pos2 {
    place_of(window, paragraph, words, false)
}

fn text_end(window: &Harness<'static, App>, paragraph: &str, words: &str) -> Pos2 {
    place_of(window, paragraph, words, true)
}

fn place_of(window: &Harness<'static, App>, paragraph: &str, words: &str, is_end: bool) -> Pos2 {
    let app = window.state();
    let text = app.session().unwrap().open.as_ref().unwrap().text();
    let start = text.find(words).unwrap();
    let byte = if is_end { start + words.len() } else { start };
    let caret = app.place_of_byte(byte).expect("it is on the screen");
    let inside = if is_end { -1.0 } else { 1.0 };
    let rect = window.paragraph(paragraph);
    assert!(rect.expand(4.0).contains(caret), "{caret:?} is not in {rect:?}");
    caret + vec2(inside, 0.0)
}

fn the_annotator_sees_what_came_back(disk: &SimulatedDisk) {
    let mut window = window(disk);
    assert!(window.has("Card: Proposal") && window.has("accepted"));
    window.keys(&[Key::J, Key::J]);
    assert!(window.has("Corrected by ro"));
    window.keys(&[Key::J]);
    assert!(window.has("Rejected by ro") && window.has("nothing to tag here"));
    // Mended, it waits for a decision again; the reviewer's own file is as it was.
    window.keys(&[Key::Num1]);
    assert!(window.has("before it changed"));
    quit(window);
    let mut window = window_as(disk, [1280.0, 800.0], Some("ro"));
    window.ctrl(Key::Num2);
    assert!(window.has("changed since"));
}
