//! Every key of every workspace, one after the other: each answers, and none leaves the keyboard nowhere.

use redletter::app::command::search::SearchCommand;
use redletter::app::command::table::TABLE;
use redletter::app::command::{ChordKey, Place, Speaker, Workspace};
use redletter::model::annotation::VoiceRole;

use super::*;

const LONG: &str = "Night ferry planned\n\nThe council will vote. Fares may rise.\n\n“More time is needed,” Ana Ruz \
                    said. She gave no date.\n\nThe operator waits. The port waits too.\n\nNobody knows more.";

/// What one can see of the window's state.
fn seen(window: &Harness<'static, App>) -> String {
    let app = window.state();
    let (session, desk) = (app.session().unwrap(), app.desk());
    let open = session.open.as_ref().unwrap();
    let focused = window.ctx.memory(egui::Memory::focused);
    format!(
        "{:?} {:?} {:?} {:?} {:?} {:?} {:?} {:?} {:?} {:?} {:?} {:?} {:?} {:?} {:?}",
        desk.status.as_ref().map(|status| &status.text),
        desk.dialog,
        desk.choice.as_ref().map(|choice| (&choice.title, choice.picked)),
        desk.workspace,
        desk.drawers,
        desk.draft,
        open.article.id,
        open.selection,
        open.focus,
        app.settings(),
        session.corpus.undo_say(),
        session.review.cursor,
        session.review.ticked,
        session.tags.cursor,
        (
            session.history.cursor,
            focused,
            session.list.row,
            session.wide.checks.cursor,
            &session.wide.checks.filter,
            (session.wide.voices.cursor(), &session.wide.voices.at, session.wide.voices.sort),
            (session.wide.items.cursor(), &session.wide.items.at, &session.wide.items.look),
            (session.wide.statistics.kind, &session.wide.statistics.cut, session.wide.statistics.cursor),
            (
                session.wide.search.shown.cursor,
                session.wide.search.arranged,
                session.wide.search.skipped().len(),
                &session.wide.search.plan,
                &session.wide.search.field.asked,
            ),
        ),
    )
}

/// Whether a key acts where the main part of a workspace has the keyboard.
fn acts_in(place: Place, workspace: Workspace) -> bool {
    match place {
        Place::Everywhere | Place::OutsideFields => true,
        Place::OutsideTables => matches!(workspace, Workspace::Annotate | Workspace::Tags),
        Place::Text => workspace == Workspace::Annotate,
        Place::Spans => workspace != Workspace::Tags,
        Place::Search => workspace == Workspace::Search,
        Place::Checks => workspace == Workspace::Checks,
        Place::Voices => workspace == Workspace::Voices,
        Place::Items => workspace == Workspace::Items,
        Place::Statistics => workspace == Workspace::Statistics,
        Place::Review => workspace == Workspace::Review,
        Place::Tags => workspace == Workspace::Tags,
        Place::History => workspace == Workspace::History,
        Place::List | Place::Field | Place::FindField => false,
    }
}

/// A window on two articles with spans, in a workspace, with a span in focus and the caret amid the text.
fn begin(workspace: Workspace) -> Harness<'static, App> {
    let disk = disk_with(&[LONG, FERRY, BRIDGE]);
    let mut window = window(&disk);
    window.ctrl(Key::PageDown);
    window.keys(&[
        Key::Space,
        Key::Num1,
        Key::Space,
        Key::Num2,
        Key::Space,
        Key::Num4,
        Key::Space,
        Key::Num3,
    ]);
    window.keys(&[Key::U]);
    window.ctrl(Key::Z);
    if workspace == Workspace::Voices {
        for name in ["Ana Ruz", "Petra Lund", "Tomas Reyl"] {
            let (role, who) = (VoiceRole::Speaker, Speaker::Named(name.to_owned()));
            window.state_mut().issue(Command::SetVoice { role, who, joins: false });
            window.run();
            window.keys(&[Key::K]);
        }
    }
    if workspace == Workspace::Items {
        for words in ["The night ferry", "The fares", "The vote"] {
            window.state_mut().issue(Command::NewItem(words.to_owned()));
            window.run();
            window.keys(&[Key::K]);
        }
    }
    window.keys(&[Key::K, Key::ArrowRight]);
    window.state_mut().issue(Command::Workspace(workspace));
    window.run();
    wait_until(&mut window, |app| !app.session().unwrap().history.is_busy());
    if workspace == Workspace::Search {
        window.state_mut().issue(Command::Search(SearchCommand::AskFor("the".to_owned())));
        window.run();
        wait_until(&mut window, |app| !app.session().unwrap().wide.search.is_busy());
    }
    if workspace == Workspace::Voices {
        wait_until(&mut window, |app| app.session().unwrap().wide.voices.is_counted());
    }
    if workspace == Workspace::Items {
        wait_until(&mut window, |app| app.session().unwrap().wide.items.face().is_some());
    }
    if workspace == Workspace::Checks {
        wait_until(&mut window, |app| app.session().unwrap().wide.checks.is_known());
    }
    if workspace == Workspace::Statistics {
        wait_until(&mut window, |app| app.session().unwrap().wide.statistics.figures().is_some());
    }
    if workspace != Workspace::Annotate {
        window.keys(&[Key::J]);
    }
    window
}

#[test]
fn every_key_answers_in_every_workspace() {
    // Commands that may find nothing to do where this stands, and then change nothing that is listed above.
    const MAY_BE_SILENT: [&str; 4] = ["quit", "copy", "appearance-system", "back-out"];
    let mut silent = Vec::new();
    for workspace in Workspace::ALL {
        let mut num_pressed = 0;
        for spec in TABLE.iter().filter(|spec| acts_in(spec.place, workspace)) {
            for chord in &spec.keys {
                let key = match chord.key {
                    ChordKey::Logical(key) => key,
                    ChordKey::Digit(digit) => Key::from_name(&digit.to_string()).unwrap(),
                };
                let mut modifiers = chord.modifiers;
                modifiers.ctrl |= modifiers.command;
                let mut window = begin(workspace);
                let before = seen(&window);
                window.key_press_modifiers(modifiers, key);
                window.run();
                num_pressed += 1;
                let is_silent = seen(&window) == before;
                let in_words = chord.in_words(false);
                let is_there = spec.command == Command::Workspace(workspace);
                if is_silent && !is_there && !MAY_BE_SILENT.contains(&spec.id) {
                    silent.push(format!("{in_words} ({}) in {workspace:?}", spec.id));
                }
                // Whatever it opened is left by Esc, and the keyboard is where it was.
                for _ in 0..3 {
                    window.keys(&[Key::Escape]);
                }
                assert_eq!(window.state().desk().dialog, None, "{in_words} leaves a dialog open");
                assert!(window.state().desk().choice.is_none(), "{in_words} leaves a list open");
            }
        }
        assert!(num_pressed > 30, "{num_pressed} keys in {workspace:?}");
    }
    assert!(silent.is_empty(), "these keys do nothing: {silent:#?}");
}

#[test]
fn the_keyboard_is_never_nowhere() {
    for workspace in Workspace::ALL {
        let mut window = begin(workspace);
        for _ in 0..12 {
            window.key_press(Key::Tab);
            window.run();
            assert!(window.ctx.memory(egui::Memory::focused).is_some(), "{workspace:?}");
        }
        window.keys(&[Key::Escape, Key::Escape]);
        let before = seen(&window);
        window.keys(&[Key::J]);
        assert_ne!(seen(&window), before, "Esc brings the keyboard back in {workspace:?}");
    }
}
