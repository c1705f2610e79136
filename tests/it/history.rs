//! History and recovery: what is acknowledged survives any crash, what is undone comes back as it was.

use proptest::prelude::*;
use redletter::model::article::{ArticleText, Block};
use redletter::model::corpus::CorpusState;
use redletter::store::disk::simulated::{Fault, SimulatedDisk};
use redletter::store::{SaveStatus, StoreError};

use crate::script::{Action, Desk, any_action, new_disk, open, tell};

/// Everything a person can see of a corpus.
fn seen(desk: &Desk) -> (CorpusState, Vec<(ArticleText, Vec<Block>)>) {
    (desk.corpus.state().clone(), desk.texts())
}

/// Runs a script on a disk that may stop at any call. Gives the states after each step that was issued, and
/// how many of those steps were acknowledged.
pub fn run(disk: &SimulatedDisk, script: &[Action]) -> (Vec<CorpusState>, usize) {
    let mut states = Vec::new();
    let mut num_acknowledged = 0;
    let Ok((mut desk, _)) = open(disk, 1_000_000) else {
        return (states, 0);
    };
    states.push(desk.corpus.state().clone());
    for action in script {
        match desk.act(action) {
            Ok(true) => states.push(desk.corpus.state().clone()),
            Ok(false) => {}
            // Staging articles needs the disk at once; the machine has stopped.
            Err(StoreError::Disk { .. }) => break,
            Err(err) => panic!("{action:?}: {err}"),
        }
        if matches!(desk.corpus.save_status(), SaveStatus::Saved(_)) {
            num_acknowledged = states.len() - 1;
        }
    }
    (states, num_acknowledged)
}

/// Reopens a disk after a crash and holds it against the states it may have.
pub fn check_recovery(disk: &SimulatedDisk, states: &[CorpusState], num_acknowledged: usize, context: &str) {
    let (mut desk, report) = open(disk, 9_000_000).unwrap();
    assert!(report.recovered.is_empty(), "{context}: {:?}", report.recovered);
    assert!(report.problems.is_empty(), "{context}: {:?}", report.problems);
    assert!(report.damage.is_empty(), "{context}: {:?}", report.damage);
    let state = desk.corpus.state().clone();
    let found = states.iter().rposition(|issued| *issued == state);
    assert!(
        found.is_some_and(|found| found >= num_acknowledged),
        "{context}: recovered {found:?}, acknowledged {num_acknowledged}"
    );
    desk.texts();
    // What was recovered stays when it is closed and opened once more.
    let now = desk.now();
    desk.corpus.close(now).unwrap();
    drop(desk);
    let (desk, report) = open(disk, 9_500_000).unwrap();
    assert_eq!(report.num_replayed, 0, "{context}");
    assert!(*desk.corpus.state() == state, "{context}: closing lost something");
}

/// Stops a script at every so many calls; gives how many outcomes it looked at.
fn crash_everywhere(script: &[Action], seeds: std::ops::Range<u64>, every: usize) -> usize {
    let mut num_points = 0;
    let whole = new_disk();
    let start = whole.num_changes();
    run(&whole, script);
    for at in (start..=whole.num_changes()).step_by(every) {
        let disk = new_disk();
        disk.set_fault(Some(Fault::CrashAt(at)));
        let (states, num_acknowledged) = run(&disk, script);
        for seed in seeds.clone() {
            num_points += 1;
            let after = disk.after_crash(seed);
            if states.is_empty() {
                open(&after, 9_000_000).unwrap();
            } else {
                check_recovery(
                    &after,
                    &states,
                    num_acknowledged,
                    &format!("crash at call {at}, seed {seed}"),
                );
            }
        }
    }
    num_points
}

fn long_script() -> Vec<Action> {
    vec![
        Action::AddArticles(2),
        Action::Tag(0, 3, 1),
        Action::Tag(1, 20, 0),
        Action::Rest,
        Action::Attribute(0),
        Action::Tag(0, 12, 3),
        Action::Reblock(0),
        Action::Undo,
        Action::Correct(0, 30),
        Action::Rest,
        Action::Retitle(1),
        Action::Relabel(1, 2),
        Action::Decide(0, 2),
        Action::Rest,
        Action::Undo,
        Action::Undo,
        Action::Redo,
        Action::Remove(0),
        Action::AddArticles(1),
        Action::Undo,
        Action::Redo,
        Action::Rest,
        Action::MarkDone(2),
    ]
}

#[test]
fn a_crash_at_any_call_loses_nothing_acknowledged() {
    let num_points = crash_everywhere(&long_script(), 0..4, 1);
    tell(format_args!("{num_points} points"));
    assert!(num_points >= 600, "only {num_points} points");
}

#[test]
fn a_fault_that_passes_loses_nothing() {
    let mut script = long_script();
    // Two more chances for what the disk refused.
    script.extend([Action::Rest, Action::Rest]);
    let whole = new_disk();
    let start = whole.num_changes();
    let (states, _) = run(&whole, &script);
    for at in start + 8..whole.num_changes() {
        for len in [1, 3] {
            let disk = new_disk();
            let kind = std::io::ErrorKind::StorageFull;
            disk.set_fault(Some(Fault::FailBetween(at, at + len, kind)));
            let (reached, _) = run(&disk, &script);
            disk.set_fault(None);
            if reached.len() == states.len() {
                let (desk, report) = open(&disk, 9_000_000).unwrap();
                assert!(report.recovered.is_empty() && report.damage.is_empty(), "fault at {at}: {report:?}");
                assert!(desk.corpus.state() == states.last().unwrap(), "fault at {at} lost something");
            }
        }
    }
}

/// An article goes to the trash as it was last, not as its file was.
#[test]
fn an_article_taken_out_before_its_file_was_written_comes_back_as_it_was() {
    for changed in [Action::Retitle(0), Action::Reblock(0), Action::Correct(0, 30)] {
        let disk = new_disk();
        let (mut desk, _) = open(&disk, 1_000_000).unwrap();
        desk.act(&Action::AddArticles(1)).unwrap();
        let before = seen(&desk);
        desk.act(&changed).unwrap();
        let after = seen(&desk);
        for action in [Action::Rest, Action::Undo, Action::Undo] {
            desk.act(&action).unwrap();
        }
        drop(desk);
        let (mut desk, report) = open(&disk.after_crash(1), 5_000_000).unwrap();
        assert!(report.recovered.is_empty() && report.problems.is_empty(), "{report:?}");
        assert!(desk.act(&Action::Redo).unwrap());
        assert_eq!(seen(&desk), before, "{changed:?}");
        assert!(desk.act(&Action::Redo).unwrap());
        assert_eq!(seen(&desk), after, "{changed:?}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn crashes_in_random_scripts_lose_nothing(script in prop::collection::vec(any_action(), 1..24), seed: u64) {
        let mut script = script;
        script.insert(0, Action::AddArticles(2));
        crash_everywhere(&script, seed..seed.saturating_add(1), 7);
    }

    #[test]
    fn undo_leads_to_the_start_and_redo_to_the_end(script in prop::collection::vec(any_action(), 1..30)) {
        let disk = new_disk();
        let (mut desk, _) = open(&disk, 1_000_000).unwrap();
        let start = seen(&desk);
        for action in &script {
            desk.act(action).unwrap();
        }
        let end = seen(&desk);
        let mut num_undone = 0;
        while desk.act(&Action::Undo).unwrap() {
            num_undone += 1;
        }
        prop_assert_eq!(seen(&desk), start.clone());
        for _ in 0..num_undone {
            prop_assert!(desk.act(&Action::Redo).unwrap());
        }
        prop_assert_eq!(seen(&desk), end);
    }

    #[test]
    fn undo_and_redo_reach_across_restarts(script in prop::collection::vec(any_action(), 1..16)) {
        let script: Vec<Action> = script.into_iter().filter(|a| !matches!(a, Action::Undo | Action::Redo)).collect();
        let disk = new_disk();
        let restart = |desk: Desk| {
            let mut desk = desk;
            let (now, clock) = (desk.now(), desk.clock);
            desk.corpus.close(now).unwrap();
            drop(desk);
            open(&disk, clock + 5_000).unwrap().0
        };
        let mut desk = open(&disk, 1_000_000).unwrap().0;
        let mut states = vec![seen(&desk)];
        for action in &script {
            if desk.act(action).unwrap() {
                states.push(seen(&desk));
            }
        }
        for state in states.iter().rev().skip(1) {
            desk = restart(desk);
            prop_assert!(desk.act(&Action::Undo).unwrap());
            prop_assert_eq!(&seen(&desk), state);
        }
        for state in states.iter().skip(1) {
            desk = restart(desk);
            prop_assert!(desk.act(&Action::Redo).unwrap());
            prop_assert_eq!(&seen(&desk), state);
        }
    }
}

#[test]
fn at_rest_every_file_is_written() {
    let disk = new_disk();
    let (mut desk, _) = open(&disk, 1_000_000).unwrap();
    for action in long_script() {
        desk.act(&action).unwrap();
        let failed: Vec<_> = desk.corpus.failed_files().collect();
        assert!(failed.is_empty(), "after {action:?}: {failed:?}");
    }
}

/// Two lines that undo as one are two lines of undo; the machine may stop between them.
#[test]
fn what_a_crash_left_of_an_undo_is_undone_and_redone_by_itself() {
    use redletter::model::change;
    use redletter::model::edit::Transaction;
    use redletter::model::id::SettingId;

    let prepare = || {
        let disk = new_disk();
        let (mut desk, _) = open(&disk, 1_000_000).unwrap();
        for (id, joins) in [("first", false), ("second", true)] {
            let now = desk.now();
            let set = change::set_setting(desk.corpus.state(), &SettingId::new(id).unwrap(), Some("x"));
            desk.corpus.apply(Transaction { joins, ..set.unwrap() }, now).unwrap();
        }
        (disk, desk)
    };
    let (disk, mut desk) = prepare();
    let start = disk.num_changes();
    assert!(desk.act(&Action::Undo).unwrap());
    let mut num_halves = 0;
    for at in start..=disk.num_changes() {
        let (disk, mut desk) = prepare();
        disk.set_fault(Some(Fault::CrashAt(at)));
        desk.act(&Action::Undo).unwrap();
        for seed in 0..8 {
            let (mut desk, _) = open(&disk.after_crash(seed), 9_000_000).unwrap();
            let state = desk.corpus.state().clone();
            num_halves += usize::from(state.settings.len() == 2);
            if desk.act(&Action::Undo).unwrap() {
                assert!(desk.act(&Action::Redo).unwrap());
                assert!(*desk.corpus.state() == state, "crash at {at}, seed {seed}");
            }
        }
    }
    assert!(num_halves > 0, "no crash came between the two");
}
