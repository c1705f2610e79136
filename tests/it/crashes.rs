//! Crashes of a simulated machine and faults of a simulated disk, in short scripts at every point there is, in
//! long ones at random: what was acknowledged is there afterwards, and nothing that was not issued.
//!
//! `REDLETTER_LONG=1` takes longer scripts and more of them. Every test counts its points, so that none can
//! shrink unseen.

use std::io;
use std::path::Path;

use redletter::model::corpus::CorpusState;
use redletter::store::disk::simulated::{Choices, Fault, SimulatedDisk};
use redletter::store::history::read_all;
use redletter::store::layout::Layout;

use crate::history::{check_recovery, run};
use crate::replay;
use crate::script::{Action, FOLDER, is_long, new_disk, open, tell};

/// The ending of history files, whose last line may be torn at any byte.
const LOG: &str = ".ronl";

/// A full disk, a disk that fails, a folder that may not be written.
const FAULTS: [io::ErrorKind; 3] =
    [io::ErrorKind::StorageFull, io::ErrorKind::Other, io::ErrorKind::PermissionDenied];

fn short_script() -> Vec<Action> {
    let mut script = vec![
        Action::AddArticles(1),
        Action::Tag(0, 3, 1),
        Action::Rest,
        Action::Correct(0, 30),
        Action::Undo,
        Action::Rest,
    ];
    if is_long() {
        script.extend([
            Action::Attribute(0),
            Action::Retitle(0),
            Action::AddArticles(2),
            Action::Rest,
            Action::Undo,
            Action::Redo,
            Action::Remove(0),
            Action::Rest,
        ]);
    }
    script
}

/// Each number of changing calls after which a run of a script may be stopped.
fn stops(script: &[Action]) -> std::ops::RangeInclusive<usize> {
    let whole = new_disk();
    let start = whole.num_changes();
    run(&whole, script);
    start..=whole.num_changes()
}

#[test]
fn every_crash_in_a_short_script_leaves_what_was_acknowledged() {
    let script = short_script();
    let (mut num_points, mut num_torn) = (0, 0);
    for at in stops(&script) {
        let disk = new_disk();
        disk.set_fault(Some(Fault::CrashAt(at)));
        let (states, num_acknowledged) = run(&disk, &script);
        for (way, after) in disk.after_every_crash(LOG).into_iter().enumerate() {
            num_points += 1;
            let logs = after.files().into_iter().filter(|(path, _)| path.to_string_lossy().ends_with(LOG));
            num_torn += logs.filter(|(_, bytes)| bytes.last().is_some_and(|byte| *byte != b'\n')).count();
            let context = format!("crash at call {at}, way {way}");
            check_after(&after, &states, num_acknowledged, &context);
        }
    }
    tell(format_args!("{num_points} points, {num_torn} with a torn line"));
    let (least, least_torn) = if is_long() { (10_000, 9_000) } else { (2_000, 1_500) };
    assert!(num_points >= least, "only {num_points} points");
    assert!(num_torn >= least_torn, "only {num_torn} torn lines");
}

fn check_after(after: &SimulatedDisk, states: &[CorpusState], num_acknowledged: usize, context: &str) {
    if states.is_empty() {
        open(after, 9_000_000).unwrap();
    } else {
        check_recovery(after, states, num_acknowledged, context);
    }
    check_history(after, context);
}

/// Holds a corpus against its history, line by line; gives the number of the last line.
fn check_history(disk: &SimulatedDisk, context: &str) -> u64 {
    let (lines, damage) = read_all(disk, &Layout::new(Path::new(FOLDER))).unwrap();
    assert!(damage.is_empty(), "{context}: {damage:?}");
    let lines: Vec<_> = lines.into_iter().map(|(_, line)| line).collect();
    assert!(lines.iter().map(|line| line.n).eq(1..=lines.len() as u64), "{context}: lines are missing");
    let (desk, report) = open(disk, 9_900_000).unwrap();
    assert!(report.problems.is_empty() && report.recovered.is_empty(), "{context}: {report:?}");
    replay::check_whole(&desk.corpus, &lines, context);
    lines.len() as u64
}

/// A process is killed; while the next one opens the corpus the whole machine stops. What the first had
/// appended and not synced counts from the moment the second has it open.
#[test]
fn a_crash_while_opening_after_a_kill_loses_nothing() {
    let script = short_script();
    let mut num_points = 0;
    for at in stops(&script) {
        let disk = new_disk();
        disk.set_fault(Some(Fault::CrashAt(at)));
        let (states, num_acknowledged) = run(&disk, &script);
        let next = disk.after_kill();
        let start = next.num_changes();
        let whole = next.after_kill();
        open_and_close(&whole);
        for second in start..=start + whole.num_changes() {
            let stopped = next.after_kill();
            stopped.set_fault(Some(Fault::CrashAt(second)));
            let opened_at = open_and_close(&stopped);
            for seed in 0..3 {
                num_points += 1;
                let context = format!("kill at call {at}, crash at call {second}, seed {seed}");
                let after = stopped.after_crash(seed);
                check_after(&after, &states, num_acknowledged, &context);
                let found = check_history(&after, &context);
                assert!(found >= opened_at, "{context}: line {opened_at} had been there, {found} is left");
            }
        }
    }
    tell(format_args!("{num_points} points"));
    assert!(num_points >= 2_000, "only {num_points} points");
}

/// Opens a corpus and closes it, as far as the machine goes; gives the last line that was there when it had
/// opened, 0 if it never did.
fn open_and_close(disk: &SimulatedDisk) -> u64 {
    let Ok((mut desk, _)) = open(disk, 5_000_000) else {
        return 0;
    };
    let opened_at = desk.corpus.acknowledged_line();
    let now = desk.now();
    // The machine may stop here; what counts is what is left.
    drop(desk.corpus.close(now));
    opened_at
}

/// Runs a script however much of it the disk refuses; gives the last line that was acknowledged.
fn run_stubbornly(disk: &SimulatedDisk, script: &[Action]) -> u64 {
    let Ok((mut desk, _)) = open(disk, 1_000_000) else {
        return 0;
    };
    let mut acknowledged = 0;
    for action in script {
        // Whatever is refused here is refused in words, and has not been done.
        drop(desk.act(action));
        acknowledged = acknowledged.max(desk.corpus.acknowledged_line());
    }
    let now = desk.now();
    drop(desk.corpus.close(now));
    acknowledged.max(desk.corpus.acknowledged_line())
}

#[test]
fn a_fault_of_any_single_call_loses_nothing() {
    let script = short_script();
    let whole = new_disk();
    let start = whole.num_calls();
    run_stubbornly(&whole, &script);
    let mut num_points = 0;
    for at in start..whole.num_calls() {
        for kind in FAULTS {
            for num_calls in [1, 4] {
                num_points += 1;
                let context = format!("{num_calls} calls from {at} fail with {kind:?}");
                let disk = new_disk();
                disk.set_fault(Some(Fault::FailCalls(at, at + num_calls, kind)));
                let acknowledged = run_stubbornly(&disk, &script);
                disk.set_fault(None);
                let found = check_history(&disk, &context);
                assert!(found >= acknowledged, "{context}: {acknowledged} was acknowledged, {found} found");
                // What was pending reaches its file now, and is there the next time without the history.
                open_and_close(&disk);
                let (_, report) = open(&disk, 9_950_000).unwrap();
                assert_eq!(report.num_replayed, 0, "{context}");
                check_history(&disk, &context);
            }
        }
    }
    tell(format_args!("{num_points} points"));
    assert!(num_points >= 500, "only {num_points} points");
}

/// Something of everything, in about the shares in which a person does it.
pub fn random_script(choices: &mut Choices, len: usize) -> Vec<Action> {
    let mut script = vec![Action::AddArticles(2)];
    let byte = |choices: &mut Choices| u8::try_from(choices.below(256)).unwrap();
    while script.len() < len {
        script.push(match choices.below(20) {
            0 => Action::AddArticles(1),
            1..8 => Action::Tag(byte(choices), byte(choices), byte(choices)),
            8 => Action::Relabel(byte(choices), byte(choices)),
            9 => Action::Attribute(byte(choices)),
            10 => Action::Remove(byte(choices)),
            11 => Action::Decide(byte(choices), byte(choices)),
            12 => Action::MarkDone(byte(choices)),
            13 => Action::Retitle(byte(choices)),
            14 => Action::Reblock(byte(choices)),
            15 => Action::Correct(byte(choices), byte(choices)),
            16 | 17 => Action::Undo,
            18 => Action::Redo,
            _ => Action::Rest,
        });
    }
    script
}

#[test]
fn crashes_and_kills_in_long_scripts_lose_nothing() {
    let (num_scripts, num_stops) = if is_long() { (300, 60) } else { (10, 20) };
    let mut num_points = 0;
    for seed in 0..num_scripts {
        let mut choices = Choices(seed);
        let script = random_script(&mut choices, 60);
        let stops: Vec<usize> = stops(&script).collect();
        for _ in 0..num_stops {
            num_points += 1;
            let at = stops[choices.below(stops.len())];
            let disk = new_disk();
            disk.set_fault(Some(Fault::CrashAt(at)));
            let (states, num_acknowledged) = run(&disk, &script);
            let chance = choices.below(1_000_000) as u64;
            let context = format!("script {seed}, stop at call {at}, chance {chance}");
            let mut after = if choices.below(2) == 0 { disk.after_kill() } else { disk.after_crash(chance) };
            // The next start, too, may not come far.
            after.set_fault(Some(Fault::CrashAt(choices.below(60))));
            open_and_close(&after);
            after = after.after_crash(chance);
            check_after(&after, &states, num_acknowledged, &context);
        }
    }
    tell(format_args!("{num_points} points"));
    assert_eq!(num_points, num_scripts * num_stops);
}
