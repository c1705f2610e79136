//! The past: the state at every line is what the state was then, whoever did what, and what is written of it is
//! that corpus.

use std::path::Path;
use std::sync::Arc;

use proptest::prelude::*;
use redletter::model::article::Article;
use redletter::model::corpus::CorpusState;
use redletter::model::id::AnnotatorId;
use redletter::model::reader::CorpusReader;
use redletter::model::time::Timestamp;
use redletter::store::disk::simulated::SimulatedDisk;
use redletter::store::past::{LineFilter, LineId, Moment, Past, Row, RowKind, Touches, read_rows};
use redletter::store::{OpenCorpus, OpenOptions, StoreError};

use crate::script::{Action, Desk, any_action, new_disk, open, options};

/// Everything of a corpus: state and articles.
type Everything = (CorpusState, Vec<Arc<Article>>);

fn everything(corpus: &dyn CorpusReader) -> Everything {
    let articles = corpus.state().articles.keys().map(|id| corpus.article(id).unwrap()).collect();
    (corpus.state().clone(), articles)
}

/// The same without the chains of corrections: an article that is taken out before its file was written lies in
/// the trash with the chain that its file had.
fn without_chains((state, articles): &Everything) -> Everything {
    let articles = articles.iter().map(|article| {
        let mut article = Article::clone(article);
        article.patches.clear();
        Arc::new(article)
    });
    (state.clone(), articles.collect())
}

fn past(desk: &Desk, clock: i64) -> Past {
    let moment = Moment::At(Timestamp::from_millis(clock));
    Past::at(desk.corpus.snapshot(), &desk.corpus.histories(), &moment).unwrap()
}

/// Opens the corpus as somebody.
fn open_as(disk: &SimulatedDisk, annotator: &str, clock: i64) -> Desk {
    let annotator = AnnotatorId::new(annotator).unwrap();
    let now = Timestamp::from_millis(clock);
    // The clock is in the number, so that nobody mints the same ids or is the same writer.
    let random = u64::try_from(clock).unwrap();
    let (corpus, report) = OpenCorpus::open(OpenOptions { annotator, random, ..options(disk, now) }).unwrap();
    assert!(report.problems.is_empty() && report.recovered.is_empty(), "{report:?}");
    Desk { corpus, ids: redletter::model::id::CountedIds(random), clock }
}

fn close(mut desk: Desk) -> i64 {
    let now = desk.now();
    desk.corpus.close(now).unwrap();
    desk.clock
}

/// Whether anything was taken out and is not back.
fn has_trash(disk: &SimulatedDisk) -> bool {
    disk.files().keys().any(|path| path.starts_with("/corpus/trash"))
}

/// Writes a past state as a corpus of its own and opens that.
fn written(past: &Past, disk: &SimulatedDisk, folder: &str) -> Everything {
    past.write(disk, Path::new(folder)).unwrap();
    let options = OpenOptions { folder: folder.into(), ..options(disk, Timestamp::from_millis(99_000_000)) };
    let (corpus, report) = OpenCorpus::open(options).unwrap();
    assert!(report.problems.is_empty() && report.damage.is_empty(), "{report:?}");
    everything(&corpus)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_state_at_every_line_is_what_it_was(script in prop::collection::vec(any_action(), 1..30)) {
        let disk = new_disk();
        let (mut desk, _) = open(&disk, 1_000_000).unwrap();
        let mut states = vec![(desk.clock, everything(&desk.corpus))];
        for action in &script {
            desk.act(action).unwrap();
            states.push((desk.clock, everything(&desk.corpus)));
        }
        for (idx, (clock, state)) in states.iter().enumerate() {
            let past = past(&desk, *clock);
            prop_assert_eq!(past.left_out(), &[] as &[String]);
            prop_assert_eq!(&everything(&past), state);
            prop_assert_eq!(&written(&past, &disk, &format!("/copies/{idx}")), state);
        }
        // The same from the files alone; but an article that is taken out goes to the trash as its file was then.
        let clock = close(desk);
        if has_trash(&disk) {
            return Ok(());
        }
        let (desk, _) = open(&disk, clock + 5_000).unwrap();
        for (clock, state) in &states {
            prop_assert_eq!(without_chains(&everything(&past(&desk, *clock))), without_chains(state));
        }
    }

    #[test]
    fn two_annotators_took_turns_and_both_are_as_they_were(
        turns in prop::collection::vec(prop::collection::vec(any_action(), 1..8), 1..7),
    ) {
        take_turns(&turns)?;
    }
}

/// Two annotators take turns at a corpus; then the state after every action is what it was then.
fn take_turns(turns: &[Vec<Action>]) -> Result<(), TestCaseError> {
    let disk = new_disk();
    let mut clock = 1_000_000;
    let mut states = Vec::new();
    for (idx, turn) in turns.iter().enumerate() {
        let mut desk = open_as(&disk, if idx % 2 == 0 { "mk" } else { "ro" }, clock + 5_000);
        for action in turn {
            match desk.act(action) {
                Ok(_) => {}
                // An article that the other works on can't be taken back, nor what they have changed since.
                Err(StoreError::CannotUndo { .. }) => continue,
                Err(err) => panic!("{action:?}: {err}"),
            }
            states.push((desk.clock, everything(&desk.corpus)));
        }
        clock = close(desk);
    }
    if has_trash(&disk) {
        return Ok(());
    }
    let desk = open_as(&disk, "ro", clock + 5_000);
    for (idx, (clock, state)) in states.iter().enumerate() {
        let past = past(&desk, *clock);
        prop_assert_eq!(past.left_out(), &[] as &[String]);
        let was = everything(&past);
        prop_assert_eq!(without_chains(&was), without_chains(state));
        prop_assert_eq!(&written(&past, &disk, &format!("/copies/{idx}")), &was);
    }
    Ok(())
}

#[test]
fn what_was_undone_after_another_left_is_as_it_was() {
    let turns = [
        vec![Action::AddArticles(1)],
        vec![Action::Tag(0, 12, 0), Action::Decide(0, 0), Action::Attribute(0)],
        vec![Action::Tag(0, 0, 0)],
        vec![Action::Redo],
        vec![Action::Correct(0, 51), Action::Undo],
    ];
    take_turns(&turns).unwrap();
}

fn rows(corpus: &OpenCorpus, filter: LineFilter) -> Vec<Row> {
    let mut rows = Vec::new();
    let damage = read_rows(&corpus.histories(), filter, &mut |batch, _| {
        rows.extend(batch);
        true
    });
    assert_eq!(damage.unwrap(), []);
    rows
}

fn tagged_and_corrected() -> Desk {
    let disk = new_disk();
    let (mut desk, _) = open(&disk, 1_000_000).unwrap();
    for action in [
        Action::AddArticles(2),
        Action::Tag(0, 4, 1),
        Action::Rest,
        Action::Tag(1, 4, 2),
        Action::Attribute(0),
        Action::Decide(1, 0),
        Action::Correct(0, 25),
        Action::Undo,
    ] {
        desk.act(&action).unwrap();
    }
    desk
}

#[test]
fn rows_come_newest_first_with_what_they_touch() {
    let desk = tagged_and_corrected();
    let rows = rows(&desk.corpus, LineFilter::default());
    let says: Vec<&str> = rows.iter().map(|row| &*row.say).collect();
    assert_eq!(
        says,
        [
            "Correct the text",
            "Correct the text",
            "Accept",
            "Set who said it",
            "Tag as proposal",
            "Tag as quote",
            "Add 2 articles"
        ]
    );
    assert!(matches!(rows[0].kind, RowKind::Undo(_)) && rows[1].kind == RowKind::Do);
    assert!(rows[1].touches.holds(Touches::TEXT) && rows[2].touches == Touches::REVIEW);
    assert!(rows[3].touches.holds(Touches::ATTRIBUTION) && !rows[3].touches.holds(Touches::TAGS));
    assert!(rows[5].touches.holds(Touches::TAGS));
    assert_eq!((rows[6].articles.len(), rows[6].touches), (2, Touches::ARTICLES));
    assert!(rows.is_sorted_by(|one, two| one.id > two.id));
}

#[test]
fn rows_are_narrowed_by_article_annotation_and_time() {
    let desk = tagged_and_corrected();
    let all = rows(&desk.corpus, LineFilter::default());
    let article = all[5].articles[0].clone();
    let of_article = rows(&desk.corpus, LineFilter { article: Some(article), ..LineFilter::default() });
    assert!(of_article.len() < all.len() && of_article.iter().any(|row| &*row.say == "Add 2 articles"));
    let since = LineFilter { since: Some(all[2].id.t), ..LineFilter::default() };
    assert_eq!(rows(&desk.corpus, since).len(), 3);
    let until = LineFilter { until: Some(all[2].id.t), ..LineFilter::default() };
    assert_eq!(rows(&desk.corpus, until).len(), all.len() - 2);
    let (layer, id) = crate::script::all_annotations(desk.corpus.state())[0].clone();
    let of_span = rows(&desk.corpus, LineFilter { annotation: Some(id), ..LineFilter::default() });
    assert!(of_span.len() >= 2 && of_span.iter().all(|row| row.articles.contains(&layer.article)));
    let nobody = LineFilter { by: Some(AnnotatorId::new("ro").unwrap()), ..LineFilter::default() };
    assert!(rows(&desk.corpus, nobody).is_empty());
}

#[test]
fn a_row_tells_what_it_changed_in_the_text_of_its_time() {
    let desk = tagged_and_corrected();
    let histories = desk.corpus.histories();
    for row in rows(&desk.corpus, LineFilter::default()) {
        let detail = histories.detail(&desk.corpus.snapshot(), &row.id, &row.place).unwrap();
        assert_eq!(detail.line.n, row.id.n);
        for (article, texts) in &detail.texts {
            let at = |moment: Moment| {
                let snapshot = desk.corpus.snapshot();
                let past = Past::of_article(snapshot, &histories, &moment, article).unwrap();
                past.article(article).unwrap().text.clone()
            };
            assert_eq!(texts.before, at(Moment::Before(row.id.clone())));
            assert_eq!(texts.after, at(Moment::After(row.id.clone())));
        }
    }
}

#[test]
fn a_bad_line_is_told_of_and_the_rest_is_there() {
    let disk = new_disk();
    let (mut desk, _) = open(&disk, 1_000_000).unwrap();
    for action in [Action::AddArticles(1), Action::Tag(0, 4, 1), Action::Tag(0, 20, 1)] {
        desk.act(&action).unwrap();
    }
    let clock = close(desk);
    let files = disk.files();
    let (path, bytes) =
        files.iter().find(|(path, _)| path.extension().is_some_and(|end| end == "ronl")).unwrap();
    let mut bytes = bytes.clone();
    let second = bytes.iter().position(|byte| *byte == b'\n').unwrap() + 30;
    bytes[second] ^= 1;
    redletter::store::disk::Disk::create(&disk, path, &bytes).unwrap();
    let (desk, _) = open(&disk, clock + 5_000).unwrap();
    let mut rows = Vec::new();
    let damage = read_rows(&desk.corpus.histories(), LineFilter::default(), &mut |batch, _| {
        rows.extend(batch);
        true
    });
    assert_eq!(damage.unwrap()[0].line, 2);
    assert_eq!(rows.len(), 2);
    assert!(past(&desk, 1_000_000).left_out().iter().any(|why| why.contains("line 2 of a history")));
}

#[test]
fn what_can_not_be_had_is_left_out_in_words() {
    let disk = new_disk();
    let (mut desk, _) = open(&disk, 1_000_000).unwrap();
    for action in [Action::AddArticles(2), Action::Tag(0, 4, 1)] {
        desk.act(&action).unwrap();
    }
    let tagged = desk.clock;
    // Everything is taken back, and the trash emptied.
    while desk.act(&Action::Undo).unwrap() {}
    let clock = close(desk);
    for path in disk.files().keys().filter(|path| path.starts_with("/corpus/trash")) {
        redletter::store::disk::Disk::remove(&disk, path).unwrap();
    }
    let (desk, _) = open(&disk, clock + 5_000).unwrap();
    let past = past(&desk, tagged);
    assert!(past.state().articles.is_empty() && past.state().layers.is_empty());
    assert!(past.left_out().len() >= 2, "{:?}", past.left_out());
    written(&past, &disk, "/copy");
}

#[test]
fn lines_of_one_time_go_by_writer_and_number() {
    let id = |millis, writer: &str, n| LineId { t: Timestamp::from_millis(millis), writer: writer.into(), n };
    let moment = Moment::After(id(5, "b", 3));
    assert!(
        !moment.precedes(&id(5, "b", 3))
            && moment.precedes(&id(5, "c", 1))
            && moment.precedes(&id(5, "b", 4))
    );
    assert!(Moment::Before(id(5, "b", 3)).precedes(&id(5, "b", 3)));
    assert!(!Moment::At(Timestamp::from_millis(5)).precedes(&id(5, "z", 9)));
}
