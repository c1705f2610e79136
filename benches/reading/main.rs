//! What the reading view costs, frame by frame: the real window, driven without a screen, on articles of 10 kB to
//! 5 MB with up to 10,000 spans.
//!
//! `cargo bench --bench reading`, or with `-- "1 MB, 10,000"` only the articles whose names hold these words, and
//! with `-- "1 MB, 10,000" tag` only these actions on them. A frame
//! is the CPU time of the window's thread in `logic` and `ui` and for cutting the shapes into triangles; painting is
//! not counted. The first two frames of each action are not counted either.

#![expect(clippy::unwrap_used, reason = "a bench that can't be set up has nothing to measure")]
#![expect(clippy::print_stdout, reason = "a bench prints what it finds")]

mod actions;
mod article;
#[path = "../shared/window.rs"]
mod shared;
mod window;

use self::actions::ACTIONS;
use self::article::{Case, Lie, Prose};
use self::window::{Frame, Window};

const LENGTHS: [usize; 4] = [10_000, 100_000, 1_000_000, 5_000_000];
const SPANS: [usize; 3] = [0, 500, 10_000];

fn main() {
    let words = std::env::args().skip(1).filter(|arg| !arg.starts_with('-'));
    let is_action = |word: &String| ACTIONS.iter().any(|(action, _)| action.contains(word.as_str()));
    let (actions, wanted): (Vec<String>, Vec<String>) = words.partition(is_action);
    let spread = LENGTHS.into_iter().flat_map(|num_bytes| {
        SPANS.into_iter().map(move |num_spans| Case {
            num_bytes,
            num_spans,
            lie: Lie::Spread,
            prose: Prose::English,
        })
    });
    let hard = [
        Case { num_bytes: 10_000, num_spans: 10_000, lie: Lie::Crowded, prose: Prose::English },
        Case { num_bytes: 1_000_000, num_spans: 1_000, lie: Lie::Nested, prose: Prose::English },
        Case { num_bytes: 1_000_000, num_spans: 10_000, lie: Lie::Spread, prose: Prose::Arabic },
    ];
    println!("| article | action | frames | median ms | p99 ms | longest ms | allocations |");
    println!("|---|---|---|---|---|---|---|");
    for case in spread.chain(hard) {
        let name = case.name();
        if wanted.is_empty() || wanted.iter().any(|words| name.contains(words.as_str())) {
            measure(&case, &actions);
        }
    }
}

fn measure(case: &Case, actions: &[String]) {
    let mut window = Window::new(case);
    for (action, act) in ACTIONS {
        // Whatever is measured, the article is opened first.
        let is_wanted = actions.is_empty() || actions.iter().any(|words| action.contains(words.as_str()));
        if !is_wanted && action != ACTIONS[0].0 {
            continue;
        }
        let frames = act(&mut window);
        window.rest();
        println!("| {} | {action} | {} |", case.name(), row(frames));
    }
    if let Some(kb) = memory() {
        println!("| {} | memory of the process at the end | | | | | {} MB |", case.name(), kb / 1024);
    }
}

/// Number of frames, half, 99 in 100 and all of their times, and the allocations of half of them.
fn row(mut frames: Vec<Frame>) -> String {
    frames.sort_by(|one, two| one.ms.total_cmp(&two.ms));
    let at = |share: usize| frames[(frames.len() * share / 100).min(frames.len() - 1)].ms;
    let mut allocs: Vec<u64> = frames.iter().map(|frame| frame.num_allocs).collect();
    allocs.sort_unstable();
    let half = allocs[allocs.len() / 2];
    format!("{} | {:.2} | {:.2} | {:.2} | {half}", frames.len(), at(50), at(99), at(100))
}

/// Memory of the process, in kB, where the system tells.
fn memory() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    line.split_whitespace().next()?.parse().ok()
}
