//! Two real processes on one corpus: the same annotator twice, and two annotators at once of whom one is killed
//! again and again. What one of them was told to be saved is in the files, or was knowingly replaced by the
//! other, or was named when the corpus was opened.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use redletter::model::annotation::Annotation;
use redletter::model::article::TextPatch;
use redletter::model::change;
use redletter::model::edit::{Direction, Edit, Key, Record};
use redletter::model::id::{AnnotatorId, ArticleId};
use redletter::model::reader::CorpusReader as _;
use redletter::model::text::{Fragments, TextRange};
use redletter::model::time::Timestamp;
use redletter::store::disk::RealDisk;
use redletter::store::disk::simulated::Choices;
use redletter::store::history::{Line, read_all};
use redletter::store::layout::{Layout, RecordFile};
use redletter::store::{Access, OpenCorpus, OpenOptions, OpenReport, RecoveredValue, WriterMode};

use crate::command_line::{Bench, errors};
use crate::folder::{FERRY, FERRY_TEXT, Folder, annotator, article_id};
use crate::killing::{Driven, Said, work};
use crate::replay::{self, Told, value};
use crate::script::is_long;

fn open(bench: &Bench, annotator: &str) -> (OpenCorpus, OpenReport) {
    let options = OpenOptions {
        folder: bench.path("corpus"),
        user_folder: bench.path("data"),
        cache: None,
        annotator: AnnotatorId::new(annotator).unwrap(),
        disk: Arc::new(RealDisk),
        access: Access::Write,
        writer_mode: WriterMode::Inline,
        machine: "desk".to_owned(),
        now: Timestamp::from_millis(1_735_689_600_000),
        random: 5,
    };
    OpenCorpus::open(options).unwrap()
}

#[test]
fn the_same_annotator_twice_is_refused_by_name_until_the_first_is_gone() {
    let bench = Bench::new();
    bench.done(&["new", "corpus"]);
    let mut first = Driven::start(bench.command(&["drive", "corpus", "--seed", "1"]));
    first.read_lines(10);
    let second = bench.run(&["drive", "corpus", "--seed", "2", "--steps", "5"]);
    assert_eq!(second.status.code(), Some(2));
    let said = errors(&second);
    assert!(said.contains("mk on ") && said.contains("has it open"), "{said}");
    let (corpus, _) = open(&bench, "mk");
    let why = corpus.read_only().unwrap_or_default();
    assert!(why.starts_with("mk on ") && why.ends_with("has it open"), "{why}");
    drop(corpus);
    let said = first.kill();
    assert!(said.refused.is_empty(), "{said:?}");
    let last = bench.done(&["drive", "corpus", "--seed", "2", "--steps", "30"]);
    assert!(last.lines().last().unwrap().starts_with("closed "), "{last}");
    bench.done(&["check", "corpus"]);
}

/// The lines of one annotator's only writer.
fn lines_of(bench: &Bench, annotator: &str) -> Vec<Arc<Line>> {
    let (lines, damage) = read_all(&RealDisk, &Layout::new(bench.path("corpus"))).unwrap();
    assert!(damage.is_empty(), "{damage:?}");
    let own = lines.into_iter().filter(|(_, line)| line.by.as_str() == annotator);
    let (writers, lines): (BTreeSet<String>, Vec<Arc<Line>>) = own.unzip();
    assert_eq!(writers.len(), 1, "{annotator} has become several writers");
    assert!(lines.iter().map(|line| line.n).eq(1..=lines.len() as u64), "{annotator}: lines are missing");
    lines
}

/// A record as it is wherever in the text it lies: another's correction moves it.
fn unplaced(record: Option<Record>) -> Option<Record> {
    let Some(Record::Annotation(annotation)) = record else {
        return record;
    };
    let start = annotation.fragments.start();
    let ranges = annotation.fragments.ranges().iter();
    let ranges = ranges.map(|range| TextRange::new(range.start() - start, range.end() - start).unwrap());
    let fragments = Fragments::normalised(ranges.collect()).unwrap();
    Some(Record::Annotation(Arc::new(Annotation { fragments, ..Annotation::clone(&annotation) })))
}

/// What became of one annotator's work, as it looks on opening.
struct Account<'a> {
    corpus: &'a OpenCorpus,
    report: &'a OpenReport,
    own: &'a Told,
    /// What others found where they put something else, by record: they have seen it.
    replaced: &'a BTreeMap<Key, Vec<Option<Record>>>,
    others: &'a Told,
    /// The last own line that touches a record.
    last_lines: &'a BTreeMap<Key, u64>,
    /// What was said on opening since, by the line that the history ended with then.
    warned: &'a BTreeMap<String, u64>,
}

impl Account<'_> {
    /// Whether the program says that this file, or something in it, is not as the history has it.
    fn is_reported(&self, file: &RecordFile) -> bool {
        let path = Layout::new("").record_file(file).to_string_lossy().replace('\\', "/");
        self.corpus.locked().contains_key(file)
            || self.corpus.failed_files().any(|(failed, _)| failed == file)
            || self
                .report
                .recovered
                .iter()
                .any(|one| matches!(one.what, RecoveredValue::Correction { .. }) && one.what.file() == *file)
            || self.report.problems.iter().any(|problem| problem.file.replace('\\', "/") == path)
    }

    /// Whether the program said on opening, after the last own line about this record, that somebody else has
    /// changed it.
    fn was_listed(&self, key: &Key) -> bool {
        let warning = format!("warning: {key} was changed by somebody else");
        let told = self.warned.range(warning.clone()..).next().filter(|(said, _)| said.starts_with(&warning));
        told.is_some_and(|(_, n)| *n >= self.last_lines[key])
    }

    fn is_there(&self, article: &ArticleId) -> bool {
        self.corpus.state().articles.contains_key(article)
    }

    /// What is neither in the corpus nor replaced by somebody who has seen it nor reported.
    fn missing(&self) -> Vec<String> {
        let mut missing = Vec::new();
        for (id, direction) in &self.own.articles {
            let is_there = self.is_there(id);
            let by_others = self.others.articles.get(id).is_some_and(|other| *other == Direction::Out);
            if (*direction == Direction::In) != is_there && !by_others {
                missing.push(format!("article {id} ({direction:?})"));
            }
        }
        for (id, hash) in self.own.texts.iter().filter(|(id, _)| self.is_there(id)) {
            let article = self.corpus.article(id).unwrap();
            let is_in_chain = article.text.hash() == *hash
                || article.patches.iter().any(|patch| patch.to_hash == *hash || patch.from_hash == *hash);
            if !is_in_chain && !self.is_reported(&RecordFile::Article(id.clone())) {
                missing.push(format!("the text of {id}"));
            }
        }
        for (key, told) in &self.own.records {
            let file = RecordFile::of(key);
            if key.article().is_some_and(|article| !self.is_there(article)) && !file.is_shared() {
                let gone = key.article().is_some_and(|id| self.own.articles.get(id) == Some(&Direction::Out));
                if !gone && told.is_some() && !self.is_reported(&file) {
                    missing.push(format!("{key}, whose article is gone"));
                }
                continue;
            }
            if key.article().is_some_and(|article| !self.is_there(article)) {
                continue;
            }
            let is_same = unplaced(value(self.corpus, key)) == unplaced(told.clone());
            let is_replaced = self.replaced.get(key).is_some_and(|seen| seen.contains(told));
            let is_listed =
                self.report.recovered.iter().any(|one| matches!(&one.what, RecoveredValue::Record { key: listed, other, .. } if listed == key && other == told));
            if !(is_same || is_replaced || is_listed || self.was_listed(key) || self.is_reported(&file)) {
                missing.push(format!("{key}: {:?} instead of {told:?}", value(self.corpus, key)));
            }
        }
        missing.extend(self.misplaced());
        missing
    }

    /// Annotations that don't cover whole words, as all did when they were made.
    fn misplaced(&self) -> Vec<String> {
        let mut misplaced = Vec::new();
        for (id, layers) in &self.corpus.state().layers {
            let article = self.corpus.article(id).unwrap();
            let text = article.text.as_str();
            for annotation in layers.values().flat_map(|layer| layer.annotations.values()) {
                let is_whole = annotation.fragments.ranges().iter().all(|range| {
                    text[..range.start()].ends_with([' ', '\n'])
                        && text[range.end()..].starts_with([' ', '\n'])
                });
                if !is_whole {
                    misplaced.push(format!("the place of {} on {id}", annotation.id));
                }
            }
        }
        misplaced
    }
}

/// What was said on opening, with the line that the history ended with.
fn warnings(said: &Said) -> impl Iterator<Item = (String, u64)> {
    let n = said.opened.as_ref().map_or(0, |(n, _)| *n);
    said.errors.lines().map(move |line| (line.to_owned(), n))
}

fn last_lines(lines: &[Arc<Line>]) -> BTreeMap<Key, u64> {
    let mut last_lines = BTreeMap::new();
    for line in lines {
        for edit in &line.edits {
            if let Edit::Put(put) = edit {
                last_lines.insert(put.key.clone(), line.n);
            }
        }
    }
    last_lines
}

fn replaced(lines: &[Arc<Line>]) -> BTreeMap<Key, Vec<Option<Record>>> {
    let mut replaced: BTreeMap<Key, Vec<Option<Record>>> = BTreeMap::new();
    for edit in lines.iter().flat_map(|line| &line.edits) {
        if let Edit::Put(put) = edit {
            replaced.entry(put.key.clone()).or_default().push(put.before.clone());
        }
    }
    replaced
}

#[test]
fn two_annotators_at_once_lose_nothing_when_one_is_killed() {
    let bench = Bench::new();
    bench.done(&["new", "corpus"]);
    bench.done(&["drive", "corpus", "--seed", "1", "--steps", "60"]);
    let mut choices = Choices(3);
    let start = |annotator: &str, choices: &mut Choices| {
        let seed = choices.below(1_000_000).to_string();
        Driven::start(bench.command(&["drive", "corpus", "--seed", &seed, "--annotator", annotator]))
    };
    let mut acknowledged = BTreeMap::from([("mk", 0), ("ro", 0)]);
    let mut warned = BTreeMap::from([("mk", BTreeMap::new()), ("ro", BTreeMap::new())]);
    let mut note = |annotator: &'static str, driven: Driven| {
        let said = driven.kill();
        let last = acknowledged.entry(annotator).or_default();
        *last = said.acknowledged.max(*last);
        warned.entry(annotator).or_default().extend(warnings(&said));
    };
    let mut steady = start("ro", &mut choices);
    let num_rounds = if is_long() { 100 } else { 8 };
    for round in 1..=num_rounds {
        let mut driven = start("mk", &mut choices);
        // Past its opening, so that what that found has been said.
        driven.read_lines(2 + choices.below(200));
        steady.read_lines(choices.below(200));
        work(choices.below(1_000_000));
        note("mk", driven);
        if round % 5 == 0 {
            steady.read_lines(2);
            note("ro", std::mem::replace(&mut steady, start("ro", &mut choices)));
        }
    }
    steady.read_lines(2);
    note("ro", steady);
    let lines = ["mk", "ro"].map(|who| lines_of(&bench, who));
    let mut missing = Vec::new();
    for (idx, who) in ["mk", "ro"].into_iter().enumerate() {
        let (own, other) = (&lines[idx], &lines[1 - idx]);
        assert!(own.len() as u64 >= acknowledged[who], "{who}: acknowledged lines are missing");
        assert!(acknowledged[who] > 100, "{who} did hardly anything");
        let (corpus, report) = open(&bench, who);
        assert_eq!(corpus.read_only(), None);
        assert!(report.damage.is_empty(), "{:?}", report.damage);
        let account = Account {
            corpus: &corpus,
            report: &report,
            own: &replay::told(own),
            replaced: &replaced(other),
            others: &replay::told(other),
            last_lines: &last_lines(own),
            warned: &warned[who],
        };
        missing.extend(account.missing().into_iter().map(|what| format!("{who}: {what}")));
    }
    assert!(missing.is_empty(), "{} things are missing:\n{}", missing.len(), missing.join("\n"));
}

/// Two people correct one text at once: the second correction fits no more, and that is said.
#[test]
fn a_correction_that_fits_no_more_is_named_and_moves_nothing() {
    let mut folder = Folder::simulated().with_sample();
    let homes = ["one", "two"].map(|name| folder.user.join(name));
    let mut corpora = Vec::new();
    for (who, home) in ["ro", "pa"].into_iter().zip(&homes) {
        folder.user.clone_from(home);
        let (mut corpus, _) = folder.open(who);
        folder.tag(&mut corpus, (FERRY, FERRY_TEXT), who, "is late").unwrap();
        corpora.push(corpus);
    }
    for (mut corpus, inserted) in corpora.into_iter().zip(["Old quay", "The new quay"]) {
        let article = corpus.article(&article_id(FERRY)).unwrap();
        let patch = TextPatch::replacing(&article.text, 0.."Café quay".len(), inserted).unwrap();
        let own = corpus.annotator().clone();
        let corrected = change::patch_text(corpus.state(), &article, &own, patch).unwrap();
        corpus.apply(corrected, folder.now()).unwrap();
        folder.close(corpus);
    }
    folder.user.clone_from(&homes[1]);
    let (corpus, report) = folder.open("pa");
    let text = corpus.article(&article_id(FERRY)).unwrap().text.clone();
    assert!(text.as_str().starts_with("Old quay"), "{}", text.as_str());
    let said: Vec<String> = report.recovered.iter().map(|one| one.what.to_string()).collect();
    assert!(said.iter().any(|said| said.contains("“Café quay” to “The new quay”")), "{said:?}");
    assert!(report.problems.is_empty(), "{:?}", report.problems);
    for who in ["ro", "pa"] {
        let layer = corpus.state().layer(&article_id(FERRY), &annotator(who)).unwrap();
        for annotation in layer.annotations.values() {
            assert_eq!(annotation.fragments.covered(text.as_str()).unwrap(), ["is late"], "{who}: {said:?}");
        }
    }
}

#[test]
fn what_was_tagged_before_a_correction_by_somebody_else_lies_on_its_words_after_it() {
    let mut folder = Folder::simulated().with_sample();
    let homes = ["one", "two"].map(|name| folder.user.join(name));
    folder.user.clone_from(&homes[0]);
    let (mut pa, _) = folder.open("pa");
    folder.tag(&mut pa, (FERRY, FERRY_TEXT), "late", "is late").unwrap();
    // Killed: the history has it, no file has.
    drop(pa);
    folder.user.clone_from(&homes[1]);
    let (mut ro, _) = folder.open("ro");
    folder.correct(&mut ro, FERRY, "Café quay", "The old quay");
    folder.close(ro);
    folder.user.clone_from(&homes[0]);
    let (pa, report) = folder.open("pa");
    let text = pa.article(&article_id(FERRY)).unwrap().text.clone();
    let layer = pa.state().layer(&article_id(FERRY), &annotator("pa")).unwrap();
    for annotation in layer.annotations.values() {
        assert_eq!(annotation.fragments.covered(text.as_str()).unwrap(), ["is late"], "{report:?}");
    }
}
