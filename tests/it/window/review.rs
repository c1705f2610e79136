//! Review by a second annotator: the table narrowed, decisions of every kind, one by one and on ticked rows, to
//! the article and back, and what comes back when a span changes.

mod answers;
mod many;
mod sitting;
mod table;

use redletter::app::command::review::ReviewCommand;
use redletter::app::state::review::{ReviewFilter, Standing};
use redletter::model::id::LabelId;

use super::*;

/// Two articles that mk has tagged: a claim, a caveat and a quote in one, a claim in the other.
fn tagged_disk() -> SimulatedDisk {
    let disk = disk_with(&[FERRY, BRIDGE]);
    let mut window = window(&disk);
    window.keys(&[Key::Space, Key::Num1]);
    window.ctrl(Key::PageDown);
    window.keys(&[Key::Space, Key::Num1, Key::Space, Key::Num4, Key::U, Key::Q, Key::Num2, Key::S]);
    eframe::App::on_exit(window.state_mut(), None);
    disk
}

fn reviewer(disk: &SimulatedDisk) -> Harness<'static, App> {
    let mut window = window_as(disk, [1280.0, 800.0], Some("ro"));
    window.ctrl(Key::Num2);
    window
}

/// What reviewers say of the rows that are shown, from the top.
fn standings(window: &Harness<'static, App>) -> Vec<Standing> {
    let table = &window.state().session().unwrap().review;
    (0..table.len()).filter_map(|at| table.get(at)).map(|row| row.standing).collect()
}

fn filter(window: &mut Harness<'static, App>, change: impl FnOnce(&mut ReviewFilter)) -> usize {
    let mut filter = ReviewFilter::default();
    change(&mut filter);
    window.state_mut().issue(Command::Review(ReviewCommand::Filter(filter)));
    window.run();
    wait_until(window, |app| !app.session().unwrap().review.is_searching());
    window.state().session().unwrap().review.len()
}

#[test]
fn every_kind_of_decision_is_made_by_keys_and_goes_on_to_the_next() {
    let disk = tagged_disk();
    let mut window = reviewer(&disk);
    assert!(window.has("4 of 4 · 4 to review"));
    window.keys(&[Key::A, Key::R, Key::Num1, Key::D, Key::Enter, Key::E, Key::Num3, Key::Enter]);
    let decided = [Standing::Accepted, Standing::Rejected, Standing::Deferred, Standing::Corrected];
    assert_eq!(standings(&window), decided);
    // A deferred one still waits.
    assert!(window.has("4 of 4 · 1 to review"));
    // A reason of one's own goes with the note.
    window.keys(&[Key::Home, Key::N]);
    window.types("see the map");
    window.keys(&[Key::Escape, Key::R]);
    window.click("as the note says");
    window.keys(&[Key::Home]);
    assert!(window.has("as the note says: see the map"));
    eframe::App::on_exit(window.state_mut(), None);
    drop(window);
    // All of it lies in the reviewer's own files.
    let layers: Vec<String> = disk
        .files()
        .into_iter()
        .filter(|(path, bytes)| {
            path.starts_with("/corpus/layers/mk") && String::from_utf8_lossy(bytes).contains("decisions")
        })
        .map(|(path, _)| path.display().to_string())
        .collect();
    assert_eq!(layers, Vec::<String>::new());
    assert!(disk.files().keys().any(|path| path.starts_with("/corpus/layers/ro")));
}

#[test]
fn ticked_rows_are_decided_at_once_and_undone_at_once() {
    let disk = tagged_disk();
    let mut window = reviewer(&disk);
    window.keys(&[Key::Space]);
    window.key_press_modifiers(Modifiers::SHIFT, Key::ArrowDown);
    window.run();
    assert!(window.has("3 ticked"));
    window.click("Accept 3");
    assert_eq!(standings(&window).iter().filter(|standing| **standing == Standing::Accepted).count(), 3);
    window.ctrl(Key::Z);
    assert!(standings(&window).iter().all(|standing| *standing == Standing::ToReview));
    assert_eq!(window.state().session().unwrap().review.cursor, 0, "it goes back to the rows it is about");
    // All that are shown, and none of them.
    window.ctrl(Key::A);
    assert!(window.has("4 ticked"));
    window.keys(&[Key::R, Key::Num2]);
    assert!(standings(&window).iter().all(|standing| *standing == Standing::Rejected));
    // Nobody's own spans are among them: to remove them is to reject them, and asks why. The reason used most so
    // far comes first.
    window.ctrl(Key::A);
    window.keys(&[Key::Delete]);
    assert!(window.has("spans of others are rejected"));
    window.keys(&[Key::Num1]);
    assert!(window.has("Rejected: wrong bounds: 4 spans"));
}

#[test]
fn the_table_is_narrowed_by_label_speaker_result_annotator_words_and_doubt() {
    let disk = tagged_disk();
    let mut window = reviewer(&disk);
    window.keys(&[Key::A]);
    let label = LabelId::new("claim").unwrap();
    assert_eq!(filter(&mut window, |filter| filter.labels = [label].into()), 2);
    assert_eq!(filter(&mut window, |filter| filter.standings = [Standing::Accepted].into()), 1);
    assert_eq!(filter(&mut window, |filter| filter.unsure_only = true), 1);
    assert_eq!(filter(&mut window, |filter| filter.words = "FARES may".to_owned()), 1);
    assert_eq!(filter(&mut window, |filter| filter.words = "ana ruz".to_owned()), 1);
    assert_eq!(filter(&mut window, |filter| filter.speakers = [Some("Ana Ruz".to_owned())].into()), 1);
    assert_eq!(filter(&mut window, |filter| filter.speakers = [None].into()), 3);
    assert_eq!(filter(&mut window, |filter| filter.annotators = [AnnotatorId::new("mk").unwrap()].into()), 4);
    // The same language as in Find.
    assert_eq!(filter(&mut window, |filter| filter.words = "label:claim -status:accepted".to_owned()), 1);
    assert_eq!(filter(&mut window, |filter| filter.words = "outlet:wire".to_owned()), 4);
    assert_eq!(filter(&mut window, |filter| filter.words = "colour:blue".to_owned()), 0);
    assert!(window.state().session().unwrap().review.complaint().is_some());
    assert_eq!(filter(&mut window, |filter| filter.words = "no such words".to_owned()), 0);
    assert!(window.has("No span passes the filter"));
    window.get_all_by_label("Show all").last().unwrap().click();
    window.run();
    assert!(window.has("4 of 4"));

    // The same by menus, one of them with names to look through.
    window.click("Speaker: all");
    window.get_by_role_and_label(Role::TextInput, "Find a speaker").focus();
    window.run();
    window.event(Event::Text("ruz".to_owned()));
    window.run();
    window.click("Ana Ruz · 1");
    assert!(window.has("1 of 4"));
}

#[test]
fn a_row_is_shown_where_it_stands_and_esc_comes_back() {
    let disk = tagged_disk();
    let mut window = reviewer(&disk);
    window.keys(&[Key::J, Key::J, Key::Enter]);
    assert_eq!(window.state().desk().workspace, redletter::app::command::Workspace::Annotate);
    // Somebody else's words are selected there, ready to be tagged oneself; whose they are is said above.
    assert!(window.has("CAVEAT BY MK, UNDER REVIEW") || window.has("Caveat by mk, under review"));
    window.keys(&[Key::Num2]);
    assert_eq!(window.spans().len(), 1);
    window.keys(&[Key::Escape, Key::Escape, Key::Escape]);
    assert_eq!(window.state().desk().workspace, redletter::app::command::Workspace::Review);
    assert!(window.has("5 of 5"));
    let cursor = window.state().session().unwrap().review.cursor;
    assert!(cursor > 0, "it points at the row one came from");
}

#[test]
fn a_span_that_changes_after_the_decision_waits_again() {
    let disk = tagged_disk();
    let mut window = reviewer(&disk);
    window.keys(&[Key::A, Key::A]);
    eframe::App::on_exit(window.state_mut(), None);
    drop(window);
    let mut window = self::window(&disk);
    assert!(window.has("accepted"));
    window.keys(&[Key::J, Key::Num3]);
    assert!(window.has("Changed since it was reviewed"));
    eframe::App::on_exit(window.state_mut(), None);
    drop(window);
    let mut window = reviewer(&disk);
    assert_eq!(standings(&window)[..2], [Standing::ChangedSince, Standing::Accepted]);
    assert!(window.has("4 of 4 · 3 to review"));
    window.keys(&[Key::A]);
    assert_eq!(standings(&window)[0], Standing::Accepted);
}

#[test]
fn a_new_label_leaves_no_attribute_of_the_old_one_behind() {
    let disk = disk_with(&[FERRY]);
    let mut annotating = window(&disk);
    annotating.keys(&[Key::Space, Key::Num4, Key::T, Key::Num1]);
    let kinds = |window: &Harness<'static, App>| -> Vec<usize> {
        let state = window.state().session().unwrap().corpus.state();
        let layers = state
            .layers
            .values()
            .flat_map(|layers| layers.values())
            .flat_map(|layer| layer.annotations.values());
        layers.map(|annotation| annotation.attributes.len()).collect()
    };
    assert_eq!(kinds(&annotating), [1]);
    annotating.keys(&[Key::Num1]);
    assert_eq!(kinds(&annotating), [0]);
    annotating.ctrl(Key::Z);
    assert_eq!(kinds(&annotating), [1]);
    eframe::App::on_exit(annotating.state_mut(), None);
    drop(annotating);

    let mut reviewing = reviewer(&disk);
    reviewing.keys(&[Key::E, Key::Num1, Key::Enter]);
    assert_eq!(standings(&reviewing), [Standing::Corrected]);
    // The annotator's own span stays as it was; the reviewer's replacement is a claim.
    assert_eq!(kinds(&reviewing), [1, 0]);
}
