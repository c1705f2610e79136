//! Mending the text of the article in view, and renewing it from a file.

use redletter::app::command::correcting::CorrectingCommand;
use redletter::app::state::dialog::Dialog;

use super::*;

fn issue(window: &mut Harness<'static, App>, command: CorrectingCommand) {
    window.state_mut().issue(Command::Correcting(command));
    window.settle();
}

fn text(window: &Harness<'static, App>) -> String {
    window.state().session().unwrap().open.as_ref().unwrap().text().to_owned()
}

fn status(window: &Harness<'static, App>) -> String {
    window.state().desk().status.as_ref().map(|status| status.text.clone()).unwrap_or_default()
}

/// The window with its first sentence tagged as a claim, and the words of that.
fn with_a_claim() -> (Harness<'static, App>, String) {
    let mut window = window(&disk_with(&[FERRY]));
    window.keys(&[Key::Space, Key::Num1]);
    let words = window.spans()[0].1.clone();
    (window, words)
}

#[test]
fn a_typo_is_mended_by_a_dialog_and_undo_takes_it_back() {
    let (mut window, words) = with_a_claim();
    window.keys(&[Key::Escape, Key::Space]);
    issue(&mut window, CorrectingCommand::Correct);
    let Some(Dialog::Correct(form)) = window.state().desk().dialog.clone() else { panic!("no dialog") };
    assert_eq!(form.num_others, 0);
    let mended = format!("Now this: {}", form.was);
    fill(&mut window, "Instead of these words", &mended);
    window.click("Correct");
    window.settle();
    assert!(window.state().desk().dialog.is_none());
    assert_eq!(text(&window), FERRY.replace(&form.was, &mended));
    assert!(status(&window).contains("of the text changed"), "{}", status(&window));
    window.ctrl(Key::Z);
    assert_eq!(text(&window), FERRY);
    assert_eq!(window.spans()[0].1, words);
}

#[test]
fn words_that_stand_there_already_are_no_correction() {
    let (mut window, _) = with_a_claim();
    window.keys(&[Key::Escape, Key::Space]);
    issue(&mut window, CorrectingCommand::Correct);
    window.click("Correct");
    window.settle();
    assert!(window.has("These are the words that stand there"));
    window.keys(&[Key::Escape]);
    assert!(window.state().desk().dialog.is_none());
    assert_eq!(text(&window), FERRY);
}

#[test]
fn a_newer_version_is_shown_before_it_is_taken_in() {
    let (mut window, _) = with_a_claim();
    let files = tempfile::tempdir().unwrap();
    let path = files.path().join("newer.txt");
    let newer = FERRY.replace("Fares may rise.", "Fares will rise in May.");
    std::fs::write(&path, &newer).unwrap();
    issue(&mut window, CorrectingCommand::Renew);
    fill(&mut window, "File with the newer version", &path.display().to_string());
    window.click("See what changes");
    wait_until(&mut window, |app| app.desk().files.running.is_none());
    assert_eq!(text(&window), FERRY, "nothing is changed yet");
    assert!(window.has("It would be:"));
    window.click("Renew");
    window.settle();
    assert_eq!(text(&window), newer);
    assert!(status(&window).starts_with("Renewed the text"), "{}", status(&window));
    window.ctrl(Key::Z);
    assert_eq!(text(&window), FERRY);
}

#[test]
fn a_file_that_can_not_be_read_is_told_in_the_dialog() {
    let (mut window, _) = with_a_claim();
    issue(&mut window, CorrectingCommand::Renew);
    fill(&mut window, "File with the newer version", "/nowhere/newer.txt");
    window.click("See what changes");
    wait_until(&mut window, |app| app.desk().files.running.is_none());
    assert!(matches!(window.state().desk().dialog, Some(Dialog::Renew(_))));
    assert!(window.state().desk().files.complaint.contains("newer.txt"));
}

#[test]
fn behind_the_stop_of_a_sentence_its_last_word_is_mended() {
    let mut window = window(&disk_with(&[FERRY]));
    let byte = text(&window).find(" Fares may rise.").unwrap();
    let caret = redletter::app::widgets::reading::layout::Caret::at(byte);
    window.state_mut().issue(Command::Select { anchor: byte, caret });
    window.run();
    issue(&mut window, CorrectingCommand::Correct);
    let Some(Dialog::Correct(form)) = window.state().desk().dialog.clone() else { panic!("no dialog") };
    assert_eq!(form.was, "ferry");
}
