//! The real program, killed in the middle of its work, again and again on one corpus: what it had acknowledged
//! is there when the corpus is opened again, and nothing else than what it had issued.
//!
//! A short run by default. `REDLETTER_LONG=1` kills 500 times, `KILLS=n` n times.

use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader, Read as _};
use std::path::PathBuf;
use std::process::{Child, ChildStdout, Command, Stdio};
use std::sync::Arc;

use redletter::analysis::check::check;
use redletter::cli::drive::Digests;
use redletter::model::id::AnnotatorId;
use redletter::model::text::TextHash;
use redletter::model::time::Timestamp;
use redletter::store::disk::RealDisk;
use redletter::store::disk::simulated::Choices;
use redletter::store::history::{Line, read_all};
use redletter::store::layout::Layout;
use redletter::store::{Access, OpenCorpus, OpenOptions, OpenReport, WriterMode};

use crate::command_line::Bench;
use crate::replay;
use crate::script::{is_long, tell};

/// So many kills one corpus takes; after that a new one is begun, so that reading all of a history back stays
/// quick.
const KILLS_A_CORPUS: usize = 100;

/// What a driven program said before it was killed.
#[derive(Debug, Default)]
pub struct Said {
    pub opened: Option<(u64, String)>,
    /// Digest of the state by the line it came with.
    issued: BTreeMap<u64, String>,
    pub acknowledged: u64,
    pub refused: Vec<String>,
    pub errors: String,
}

impl Said {
    /// Takes in what stands on standard output. A last line without its end may be cut short and says nothing.
    fn take_in(&mut self, text: &str) {
        for line in text.split_inclusive('\n').filter_map(|line| line.strip_suffix('\n')) {
            let words: Vec<&str> = line.split(' ').collect();
            match words.as_slice() {
                ["opening"] => {}
                ["opened", n, digest] => self.opened = Some((n.parse().unwrap(), (*digest).to_owned())),
                ["issued", n, digest] => {
                    self.issued.insert(n.parse().unwrap(), (*digest).to_owned());
                }
                ["acknowledged", n] => self.acknowledged = n.parse().unwrap(),
                _ => self.refused.push(line.to_owned()),
            }
        }
    }
}

/// When a program is killed.
#[derive(Clone, Copy, Debug)]
struct Moment {
    /// After so many lines of output …
    num_lines: usize,
    /// … and after so many bytes have been hashed meanwhile.
    num_bytes: usize,
}

/// Takes about as long as hashing so many bytes takes.
pub fn work(num_bytes: usize) {
    let hash = TextHash::of_bytes(&vec![b'x'; num_bytes]);
    assert_ne!(hash.to_string(), "");
}

/// A program at work on a corpus.
pub struct Driven {
    child: Child,
    output: BufReader<ChildStdout>,
    text: String,
}

impl Driven {
    pub fn start(mut command: Command) -> Self {
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let output = BufReader::new(child.stdout.take().unwrap());
        Self { child, output, text: String::new() }
    }

    /// Reads so many lines, or fewer if it ends before.
    pub fn read_lines(&mut self, num_lines: usize) {
        for _ in 0..num_lines {
            self.output.read_line(&mut self.text).unwrap();
        }
    }

    /// Kills it, and gives everything that it said.
    pub fn kill(mut self) -> Said {
        self.child.kill().unwrap();
        self.output.read_to_string(&mut self.text).unwrap();
        let output = self.child.wait_with_output().unwrap();
        let mut said = Said { errors: String::from_utf8(output.stderr).unwrap(), ..Said::default() };
        said.take_in(&self.text);
        said
    }
}

/// What a run of kills came to.
#[derive(Debug, Default)]
struct Figures {
    kills: usize,
    /// Of these, before the corpus was open.
    kills_in_opening: usize,
    issued_lines: usize,
    acknowledged_lines: u64,
    /// Lines that were found though they had not been acknowledged.
    lines_beyond: u64,
    torn_lines: usize,
    /// States that were compared by their digests.
    compared_states: usize,
}

impl Figures {
    fn add(&mut self, other: &Self) {
        let Self {
            kills,
            kills_in_opening,
            issued_lines,
            acknowledged_lines,
            lines_beyond,
            torn_lines,
            compared_states,
        } = other;
        self.kills += kills;
        self.kills_in_opening += kills_in_opening;
        self.issued_lines += issued_lines;
        self.acknowledged_lines += acknowledged_lines;
        self.lines_beyond += lines_beyond;
        self.torn_lines += torn_lines;
        self.compared_states += compared_states;
    }
}

/// A corpus that programs are killed in.
struct Target {
    bench: Bench,
    choices: Choices,
    figures: Figures,
    /// Digests by line, from all that was said since the corpus was last looked at.
    digests: BTreeMap<u64, String>,
    acknowledged: u64,
}

impl Target {
    fn new(seed: u64) -> Self {
        let bench = Bench::new();
        bench.done(&["new", "corpus"]);
        Self {
            bench,
            choices: Choices(seed),
            figures: Figures::default(),
            digests: BTreeMap::new(),
            acknowledged: 0,
        }
    }

    fn path(&self) -> PathBuf {
        self.bench.path("corpus")
    }

    fn moment(&mut self) -> Moment {
        let choices = &mut self.choices;
        if choices.below(5) == 0 {
            // The line that says that it opens the corpus, and somewhere on the way.
            return Moment { num_lines: 1, num_bytes: choices.below(6_000_000) };
        }
        let at_most = 1 + choices.below(500);
        Moment { num_lines: 2 + choices.below(at_most), num_bytes: choices.below(200_000) }
    }

    /// Starts the program, kills it, and holds what it found on opening against what was issued before.
    fn kill_once(&mut self) {
        let moment = self.moment();
        let seed = self.choices.below(1_000_000).to_string();
        let mut driven = Driven::start(self.bench.command(&["drive", "corpus", "--seed", &seed]));
        driven.read_lines(moment.num_lines);
        work(moment.num_bytes);
        let said = driven.kill();
        let context = format!("kill {} at {moment:?}", self.figures.kills);
        assert_eq!(said.refused, Vec::<String>::new(), "{context}");
        // Nothing but a torn line may be found on opening.
        let notes =
            said.errors.lines().filter(|line| !line.contains("the last line of the history was torn"));
        assert_eq!(notes.collect::<Vec<_>>(), Vec::<&str>::new(), "{context}");
        self.figures.kills += 1;
        self.figures.kills_in_opening += usize::from(said.opened.is_none());
        self.figures.issued_lines += said.issued.len();
        self.figures.torn_lines += usize::from(self.ends_torn());
        if let Some((n, digest)) = said.opened {
            self.check_recovered(n, &digest, &context);
        }
        self.digests.extend(said.issued);
        self.acknowledged = self.acknowledged.max(said.acknowledged);
    }

    /// Whether the last volume ends in the middle of a line.
    fn ends_torn(&self) -> bool {
        let entries = std::fs::read_dir(self.path().join("history")).unwrap();
        let volumes = entries.map(|entry| entry.unwrap().path());
        let last = volumes.filter(|path| path.extension().is_some_and(|extension| extension == "ronl")).max();
        let bytes = last.map(|path| std::fs::read(path).unwrap()).unwrap_or_default();
        bytes.last().is_some_and(|byte| *byte != b'\n')
    }

    /// Holds the end of a history against what was acknowledged, and the state against the digest that was
    /// issued with it, if it was.
    fn check_recovered(&mut self, n: u64, digest: &str, context: &str) {
        assert!(n >= self.acknowledged, "{context}: line {} was acknowledged, {n} found", self.acknowledged);
        let known = self.digests.range(..=n).next_back().map(|(known, issued)| (*known, issued.clone()));
        if let Some((known, issued)) = known.filter(|(known, _)| self.is_state_of(*known, n)) {
            if issued != digest {
                // The history may tell which part of the state it is.
                let lines = self.lines();
                let last: Vec<String> = lines.iter().rev().take(12).map(|line| line.say.clone()).collect();
                replay::check_whole(&self.open().0, &lines, &format!("{context}: {last:?}"));
            }
            assert_eq!(issued, digest, "{context}: the state of line {known} was found changed at line {n}");
            self.figures.compared_states += 1;
        }
        self.figures.lines_beyond += n - self.acknowledged;
        // What was issued later is lost, and its numbers are used again.
        self.digests.split_off(&(n + 1));
        self.acknowledged = n;
    }

    /// Whether nothing but checkpoints stands between two lines.
    fn is_state_of(&self, known: u64, n: u64) -> bool {
        let lines = self.lines();
        lines.iter().filter(|line| line.n > known && line.n <= n).all(|line| !line.changes_data())
    }

    fn lines(&self) -> Vec<Arc<Line>> {
        let (lines, damage) = read_all(&RealDisk, &Layout::new(self.path())).unwrap();
        assert!(damage.is_empty(), "{damage:?}");
        lines.into_iter().map(|(_, line)| line).collect()
    }

    fn open(&mut self) -> (OpenCorpus, OpenReport) {
        let options = OpenOptions {
            folder: self.path(),
            user_folder: self.bench.path("data"),
            cache: None,
            annotator: AnnotatorId::new("mk").unwrap(),
            disk: Arc::new(RealDisk),
            access: Access::Write,
            writer_mode: WriterMode::Inline,
            machine: "desk".to_owned(),
            now: Timestamp::from_millis(1_735_689_600_000),
            random: 5,
        };
        OpenCorpus::open(options).unwrap()
    }

    /// Opens the corpus and looks at everything.
    fn check(&mut self) {
        let (mut corpus, report) = self.open();
        let context = format!("after {} kills", self.figures.kills);
        assert_eq!(corpus.read_only(), None, "{context}");
        assert!(report.problems.is_empty(), "{context}: {:?}", report.problems);
        assert!(report.recovered.is_empty(), "{context}: {:?}", report.recovered);
        assert!(report.damage.is_empty(), "{context}: {:?}", report.damage);
        let lines = self.lines();
        let numbers: Vec<u64> = lines.iter().map(|line| line.n).collect();
        assert!(
            numbers.iter().copied().eq(1..=corpus.last_line()),
            "{context}: {} {numbers:?}",
            corpus.last_line()
        );
        assert!(lines.is_sorted_by(|one, next| one.t < next.t), "{context}: times go back");
        let mut digests = Digests::default();
        let digest = digests.of(&corpus).unwrap();
        self.check_recovered(corpus.last_line(), &digest, &context);
        replay::check_whole(&corpus, &lines, &context);
        assert_eq!(check(&corpus), Vec::new(), "{context}");
        let now = Timestamp::from_millis(1_735_689_600_000);
        let state = corpus.state().clone();
        if let Some(undone) = corpus.undo(now).unwrap() {
            let redone = corpus.redo(now).unwrap();
            assert!(redone.is_some(), "{context}");
            assert!(
                *corpus.state() == state,
                "{context}: undo and redo of “{}” changed something: {:?} {:?}",
                undone.say,
                undone.edits,
                redone.map(|redone| redone.edits)
            );
        }
        if self.choices.below(2) == 0 {
            corpus.close(now).unwrap();
        }
        self.acknowledged = corpus.last_line();
        self.digests = [(self.acknowledged, digests.of(&corpus).unwrap())].into();
    }
}

fn num_kills() -> usize {
    let said = std::env::var("KILLS").ok().and_then(|num| num.parse().ok());
    said.unwrap_or(if is_long() { 500 } else { 25 })
}

#[test]
fn what_was_acknowledged_survives_kills_of_the_program() {
    let mut all = Figures::default();
    let num_kills = num_kills();
    while all.kills < num_kills {
        let mut target = Target::new(all.kills as u64);
        let num_here = KILLS_A_CORPUS.min(num_kills - all.kills);
        while target.figures.kills < num_here {
            // Now and then it is killed several times before anybody looks.
            let num_in_a_row = 1 + target.choices.below(3);
            for _ in 0..num_in_a_row.min(num_here - target.figures.kills) {
                target.kill_once();
            }
            target.check();
        }
        target.bench.done(&["check", "corpus"]);
        target.figures.acknowledged_lines = target.acknowledged;
        all.add(&target.figures);
    }
    tell(format_args!("{all:?}"));
    assert!(all.kills_in_opening < all.kills, "it never got to work: {all:?}");
    assert!(all.acknowledged_lines >= 10 * num_kills as u64, "hardly anything was done: {all:?}");
    assert!(all.compared_states * 2 >= num_kills, "hardly any state was compared: {all:?}");
}
