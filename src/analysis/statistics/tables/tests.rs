//! Tables of small corpora counted by hand, and sums that must agree on any corpus.

use std::collections::BTreeSet;
use std::sync::Arc;

use proptest::prelude::*;

use super::*;
use crate::analysis::statistics::filter::{Behind, Standing};
use crate::analysis::statistics::lengths::{Length, Lengths};
use crate::analysis::statistics::table::Cell;
use crate::formats::testing::MemoryCorpus;
use crate::formats::testing::arbitrary::corpora;
use crate::model::annotation::{Annotation, AnnotationRef, AttributedVoice, Party, VoiceRole};
use crate::model::article::{Article, ArticleText, Block, BlockKind, Metadata, Provenance};
use crate::model::corpus::CorpusState;
use crate::model::id::{AnnotationId, AnnotatorId, ArticleId, LabelId};
use crate::model::layer::{LayerState, Progress};
use crate::model::reader::{CorpusReader, ReadError};
use crate::model::review::{Decision, JudgedDigest, Verdict};
use crate::model::tagset::default::default_tagset;
use crate::model::text::TextRange;
use crate::model::time::Timestamp;

const TEXT: &str = "“We will wait for the ferry”, Ana Ruz said. It may not come.";

fn mk() -> AnnotatorId {
    AnnotatorId::new("mk").unwrap()
}

fn ro() -> AnnotatorId {
    AnnotatorId::new("ro").unwrap()
}

fn article(id: &str, outlet: &str, date: Option<&str>) -> Article {
    Article {
        id: ArticleId::new(id).unwrap(),
        metadata: Metadata {
            outlet: outlet.to_owned(),
            date: date.map(|date| date.parse().unwrap()),
            ..Metadata::default()
        },
        provenance: Provenance::default(),
        text: ArticleText::new(TEXT),
        blocks: Vec::new(),
        patches: Vec::new(),
    }
}

/// An annotation of some words of the text.
fn span(id: &str, label: &str, words: &str, made: &str) -> Annotation {
    let start = TEXT.find(words).unwrap();
    let place = TextRange::new(start, start + words.len()).unwrap().into();
    let (id, label) = (AnnotationId::new(id).unwrap(), LabelId::new(label).unwrap());
    Annotation::new(id, label, place, made.parse().unwrap())
}

fn said_by(mut annotation: Annotation, words: &str) -> Annotation {
    let party = Party::Unnamed { words: words.to_owned(), affiliation: None };
    annotation.attribution.voices.push(AttributedVoice { role: VoiceRole::Speaker, party });
    annotation
}

fn put(corpus: &mut MemoryCorpus, article: &str, who: &AnnotatorId, annotations: Vec<Annotation>) {
    let id = ArticleId::new(article).unwrap();
    let mut layer = corpus.state.layer(&id, who).map(|layer| (**layer).clone()).unwrap_or_default();
    layer.annotations.extend(annotations.into_iter().map(|a| (a.id.clone(), Arc::new(a))));
    corpus.state.put_layer(&id, who, layer);
}

fn decide(corpus: &mut MemoryCorpus, article: &str, by: &AnnotatorId, on: &str, verdict: Verdict) {
    let id = ArticleId::new(article).unwrap();
    let on = AnnotationRef { annotator: mk(), annotation: AnnotationId::new(on).unwrap() };
    let seen = JudgedDigest::of(&corpus.state.layer(&id, &mk()).unwrap().annotations[&on.annotation]);
    let mut layer = corpus.state.layer(&id, by).map(|layer| (**layer).clone()).unwrap_or_default();
    let at = "2025-03-20T10:00:00Z".parse().unwrap();
    let decision = Decision { on: on.clone(), verdict, reason: String::new(), note: String::new(), seen, at };
    layer.decisions.insert(on, Arc::new(decision));
    corpus.state.put_layer(&id, by, layer);
}

/// Two articles of two outlets; five spans of mk, one of ro; four decisions of ro, one of mk on their own span.
fn small() -> MemoryCorpus {
    let mut corpus = MemoryCorpus::default();
    corpus.state.tagset = default_tagset();
    corpus.put(article("one", "Harbour Post", Some("2025-03-14")));
    corpus.put(article("two", "Bay Times", None));
    let one = vec![
        said_by(span("q", "quote", "“We will wait for the ferry”", "2025-03-15T09:00:00Z"), "Ana Ruz"),
        span("p", "proposal", "wait for the ferry", "2025-03-15T09:01:00Z"),
        said_by(span("c", "claim", "the ferry”, Ana", "2025-03-17T09:00:00Z"), "Ana Ruz"),
    ];
    put(&mut corpus, "one", &mk(), one);
    let mut correction = span("fix", "claim", "may not come", "2025-03-18T09:00:00Z");
    let corrected = AnnotationRef { annotator: mk(), annotation: AnnotationId::new("c").unwrap() };
    correction.corrects = Some(corrected);
    put(&mut corpus, "one", &ro(), vec![correction, span("r", "quote", "We will", "2025-03-18T09:00:00Z")]);
    let two = vec![
        span("v", "caveat", "It may not come.", "2025-03-31T09:00:00Z"),
        span("w", "caveat", "may not", "2025-03-31T09:00:00Z"),
    ];
    put(&mut corpus, "two", &mk(), two);
    decide(&mut corpus, "one", &ro(), "q", Verdict::Accepted);
    decide(&mut corpus, "one", &ro(), "c", Verdict::Corrected);
    decide(&mut corpus, "one", &ro(), "p", Verdict::Deferred);
    decide(&mut corpus, "two", &ro(), "v", Verdict::Rejected);
    decide(&mut corpus, "two", &mk(), "w", Verdict::Accepted);
    let id = ArticleId::new("two").unwrap();
    let mut layer = (**corpus.state.layer(&id, &mk()).unwrap()).clone();
    layer.state = Arc::new(LayerState { progress: Progress::Done, ..LayerState::default() });
    corpus.state.put_layer(&id, &mk(), layer);
    corpus
}

fn facts(corpus: &dyn CorpusReader) -> Facts {
    let lengths = Lengths::of(corpus, &Lengths::default(), &|| true).unwrap();
    Facts::of(corpus, &lengths)
}

fn cut(filter: &StatisticsFilter, period: Period) -> Cut {
    Cut { filter: filter.clone(), period, text: TextPart::Own }
}

/// The rows of a table as text, the columns named.
fn rows(corpus: &MemoryCorpus, kind: TableKind, filter: &StatisticsFilter, columns: &[&str]) -> Vec<String> {
    let table = kind.table(&facts(corpus), &cut(filter, Period::Week));
    let columns: Vec<usize> = columns.iter().map(|key| table.column(key).unwrap()).collect();
    let text = |row: &crate::analysis::statistics::table::Row| -> String {
        columns.iter().map(|idx| row.cells[*idx].to_text()).collect::<Vec<_>>().join(" ")
    };
    table.rows.iter().map(text).collect()
}

fn all(corpus: &MemoryCorpus, kind: TableKind, columns: &[&str]) -> Vec<String> {
    rows(corpus, kind, &StatisticsFilter::default(), columns)
}

#[test]
fn spans_are_counted_by_what_they_have_in_common() {
    let corpus = small();
    let counted = ["spans", "words", "characters", "articles"];
    let with = |name: &'static str| [&[name], &counted[..]].concat();
    assert_eq!(
        all(&corpus, TableKind::Labels, &with("label")),
        ["claim 1 3 15 1", "quote 2 8 35 1", "proposal 1 4 18 1", "caveat 2 6 23 1"]
    );
    assert_eq!(
        all(&corpus, TableKind::Outlets, &with("outlet")),
        ["Harbour Post 4 15 68 1", "Bay Times 2 6 23 1"]
    );
    assert_eq!(all(&corpus, TableKind::Annotators, &with("annotator")), ["mk 5 19 84 2", "ro 1 2 7 1"]);
    assert_eq!(
        all(&corpus, TableKind::Speakers, &with("speaker")),
        ["Ana Ruz 2 9 43 1", "not set 4 12 48 2"]
    );
    assert_eq!(
        all(&corpus, TableKind::Months, &["month", "spans", "label:caveat"]),
        ["2025-03 4 0", "no date 2 2"]
    );
}

#[test]
fn texts_are_counted_without_notes_and_furniture_or_with_them() {
    let mut corpus = small();
    let mut captioned = article("two", "Bay Times", None);
    let caption = TEXT.find("It may").unwrap();
    let range = TextRange::new(caption, TEXT.len()).unwrap();
    captioned.blocks.push(Block { range, kind: BlockKind::Note });
    corpus.put(captioned);
    let columns = [
        "outlet",
        "text",
        "articles",
        "words",
        "tagged_words",
        "other_words",
        "tagged_percent",
        "sentences",
        "quotations",
        "untagged_quotations",
        "spans",
    ];
    let counted = |filter: &StatisticsFilter, text: TextPart| -> Vec<String> {
        let table =
            TableKind::Texts.table(&facts(&corpus), &Cut { filter: filter.clone(), text, ..Cut::default() });
        assert!(table.columns.iter().map(|column| column.key.as_str()).eq(columns));
        let words = |row: &crate::analysis::statistics::table::Row| {
            row.cells.iter().map(Cell::to_text).collect::<Vec<_>>().join(" ")
        };
        table.rows.iter().map(words).collect()
    };
    let all = StatisticsFilter::default();
    // The spans of the second article stand in its caption.
    assert_eq!(
        counted(&all, TextPart::Own),
        ["Harbour Post own 1 13 7 6 53.85 2 1 0 4", "Bay Times own 1 9 0 9 0 1 1 1 2"]
    );
    assert_eq!(
        counted(&all, TextPart::Whole),
        ["Bay Times whole 1 13 4 9 30.77 2 1 1 2", "Harbour Post whole 1 13 7 6 53.85 2 1 0 4"]
    );
    let claims = StatisticsFilter {
        labels: [LabelId::new("claim").unwrap()].into(),
        outlets: ["Harbour Post".to_owned()].into(),
        ..all
    };
    assert_eq!(counted(&claims, TextPart::Own), ["Harbour Post own 1 13 3 10 23.08 2 1 0 1"]);
}

#[test]
fn texts_are_read_again_where_their_language_or_their_notes_are_others() {
    let mut corpus = small();
    let known = Lengths::of(&corpus, &Lengths::default(), &|| true).unwrap();
    for change in [
        (|article: &mut Article| article.metadata.language = "de".to_owned()) as fn(&mut Article),
        |article| {
            let range = TextRange::new(0, 5).unwrap();
            article.blocks.push(Block { range, kind: BlockKind::Furniture });
        },
    ] {
        let before = Article::clone(&corpus.articles[&ArticleId::new("two").unwrap()]);
        let mut after = before.clone();
        change(&mut after);
        corpus.put(after);
        let read = Lengths::of(&Unread(&corpus), &known, &|| true).unwrap();
        assert_eq!(Facts::of(&corpus, &read).num_unread, 1);
        let read = Lengths::of(&corpus, &known, &|| true).unwrap();
        assert_eq!(Facts::of(&corpus, &read).num_unread, 0);
        corpus.put(before);
    }
}

#[test]
fn time_has_every_week_between_the_first_and_the_last() {
    let corpus = small();
    assert_eq!(
        all(&corpus, TableKind::Made, &["week", "spans", "label:quote", "label:caveat"]),
        ["2025-W11 2 1 0", "2025-W12 2 1 0", "2025-W13 0 0 0", "2025-W14 2 0 2"]
    );
    let done = ["week", "done", "decisions", "done_so_far", "decisions_so_far"];
    assert_eq!(
        all(&corpus, TableKind::Done, &done),
        ["2025-W12 0 5 0 5", "2025-W13 0 0 0 5", "2025-W14 1 0 1 5"]
    );
}

#[test]
fn lengths_have_classes_and_quartiles() {
    let corpus = small();
    assert_eq!(
        all(&corpus, TableKind::Lengths, &["words", "spans", "label:quote"]),
        ["1 0 0", "2 2 1", "3 1 0", "4 2 0", "5 0 0", "6 1 1"]
    );
    let columns =
        ["label", "spans", "shortest", "first_quartile", "median", "third_quartile", "longest", "mean"];
    assert_eq!(
        all(&corpus, TableKind::LabelLengths, &columns),
        ["claim 1 3 3 3 3 3 3", "quote 2 2 3 4 5 6 4", "proposal 1 4 4 4 4 4 4", "caveat 2 2 2.5 3 3.5 4 3"]
    );
}

#[test]
fn overlaps_are_counted_once_a_pair_and_within_one_annotator() {
    let columns = ["label", "other", "pairs", "same_words", "inside", "around", "crossing"];
    let found: Vec<String> = all(&small(), TableKind::Overlap, &columns);
    let met: Vec<&String> = found.iter().filter(|row| !row.ends_with(" 0 0 0 0 0")).collect();
    // The quote of ro lies inside the one of mk and is not counted. Of two spans of one label the one that
    // begins first is the row's.
    assert_eq!(
        met,
        [
            "claim quote 1 0 0 0 1",
            "claim proposal 1 0 0 0 1",
            "quote proposal 1 0 0 1 0",
            "caveat caveat 1 0 0 1 0"
        ]
    );
    assert_eq!(found.len(), 10);
}

#[test]
fn reviews_tell_own_decisions_apart() {
    let corpus = small();
    let columns = ["annotator", "spans", "accepted", "corrected", "rejected", "deferred", "self", "open"];
    assert_eq!(all(&corpus, TableKind::Review, &columns), ["mk 5 1 1 1 1 1 0", "ro 1 0 0 0 0 0 1"]);
    let columns =
        ["reviewer", "decisions", "accepted", "corrected", "rejected", "deferred", "self", "changed_since"];
    assert_eq!(all(&corpus, TableKind::Reviewers, &columns), ["mk 1 0 0 0 0 1 0", "ro 4 1 1 1 1 0 0"]);
}

#[test]
fn every_figure_of_decisions_knows_the_spans_it_counts() {
    let (facts, filter) = (facts(&small()), StatisticsFilter::default());
    let table = TableKind::Reviewers.table(&facts, &cut(&filter, Period::Day));
    for row in 0..table.rows.len() {
        for column in 1..table.columns.len() {
            let behind = table.behind(row, column).expect("each figure counts spans");
            let cell = Cell::Count(facts.behind(&filter, &behind).len());
            assert_eq!(table.rows[row].cells[column], cell, "{} of {row}", table.columns[column].key);
        }
    }
}

#[test]
fn filters_narrow_every_table() {
    let corpus = small();
    let day = |text: &str| Some(text.parse().unwrap());
    let names =
        |filter: StatisticsFilter| rows(&corpus, TableKind::Annotators, &filter, &["annotator", "spans"]);
    let quotes = BTreeSet::from([LabelId::new("quote").unwrap()]);
    assert_eq!(names(StatisticsFilter { labels: quotes, ..StatisticsFilter::default() }), ["mk 1", "ro 1"]);
    let only_mk = BTreeSet::from([mk()]);
    assert_eq!(names(StatisticsFilter { annotators: only_mk, ..StatisticsFilter::default() }), ["mk 5"]);
    let outlets = BTreeSet::from(["Bay Times".to_owned()]);
    assert_eq!(names(StatisticsFilter { outlets, ..StatisticsFilter::default() }), ["mk 2", "ro 0"]);
    let until = StatisticsFilter { to: day("2025-03-14"), ..StatisticsFilter::default() };
    assert_eq!(names(until), ["mk 3", "ro 1"]);
    let after = StatisticsFilter { from: day("2025-03-15"), ..StatisticsFilter::default() };
    assert_eq!(names(after), ["mk 0", "ro 0"]);
    assert_eq!(
        names(StatisticsFilter { reviewed_only: true, ..StatisticsFilter::default() }),
        ["mk 4", "ro 0"]
    );
}

#[test]
fn an_empty_corpus_has_tables_too() {
    let facts = facts(&MemoryCorpus::default());
    for kind in TableKind::ALL {
        let table = kind.table(&facts, &Cut::default());
        assert!(table.rows.is_empty(), "{kind:?}");
        assert!(!table.columns.is_empty(), "{kind:?}");
    }
}

/// A corpus whose texts must not be read.
struct Unread<'c>(&'c MemoryCorpus);

impl CorpusReader for Unread<'_> {
    fn state(&self) -> &CorpusState {
        &self.0.state
    }

    fn article(&self, id: &ArticleId) -> Result<Arc<Article>, ReadError> {
        Err(ReadError { id: id.clone(), why: "nobody should ask".to_owned() })
    }
}

#[test]
fn texts_are_read_again_only_where_spans_are_new() {
    let mut corpus = small();
    let known = Lengths::of(&corpus, &Lengths::default(), &|| true).unwrap();
    let id = ArticleId::new("one").unwrap();
    let again = Lengths::of(&Unread(&corpus), &known, &|| true).unwrap();
    let place = |corpus: &MemoryCorpus, idx: usize| facts(corpus).spans[idx].annotation.fragments.clone();
    assert_eq!(again.get(&id, &place(&corpus, 0)), Some(Length { words: 6, characters: 28 }));
    put(&mut corpus, "one", &mk(), vec![span("new", "claim", "It may", "2025-04-01T09:00:00Z")]);
    assert_eq!(
        Facts::of(&corpus, &Lengths::of(&Unread(&corpus), &known, &|| true).unwrap()).num_without_length,
        5
    );
    assert!(Lengths::of(&corpus, &known, &|| false).is_none());
    let read = Lengths::of(&corpus, &known, &|| true).unwrap();
    assert_eq!(Facts::of(&corpus, &read).num_without_length, 0);
}

#[test]
fn what_is_behind_a_figure_is_what_it_counts() {
    let corpus = small();
    let facts = facts(&corpus);
    let behind = Behind { label: Some(LabelId::new("claim").unwrap()), ..Behind::default() };
    let overlapping = Behind { overlapping: Some(LabelId::new("proposal").unwrap()), ..behind.clone() };
    assert_eq!(facts.behind(&StatisticsFilter::default(), &overlapping).len(), 1);
    let none = Behind { standing: Some(Standing::Open), ..behind };
    assert!(facts.behind(&StatisticsFilter::default(), &none).is_empty());
}

fn any_filter() -> impl Strategy<Value = StatisticsFilter> {
    let labels = prop::collection::btree_set(
        prop::sample::select(vec!["claim", "quote", "caveat"]).prop_map(|id| LabelId::new(id).unwrap()),
        0..2,
    );
    (labels, any::<bool>(), prop::option::of(0_i64..4_000_000_000_000)).prop_map(
        |(labels, reviewed_only, from)| StatisticsFilter {
            labels,
            reviewed_only,
            from: from.map(|millis| Timestamp::from_millis(millis).to_utc().date_naive()),
            ..StatisticsFilter::default()
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn sums_agree_and_every_figure_leads_to_as_many_spans(corpus in corpora(), filter in any_filter()) {
        let facts = facts(&corpus);
        let num_spans = facts.passing(&filter).len();
        for kind in TableKind::ALL {
            let table = kind.table(&facts, &cut(&filter, Period::Month));
            prop_assert!(table.rows.iter().all(|row| row.cells.len() == table.columns.len()), "{:?}", kind);
            let Some(spans) = table.column("spans") else { continue };
            let sum = table.sum(spans);
            match kind {
                TableKind::Speakers => prop_assert!(sum >= num_spans),
                TableKind::Lengths | TableKind::LabelLengths => prop_assert!(sum <= num_spans),
                _ => prop_assert_eq!(sum, num_spans, "{:?}", kind),
            }
            for row in 0..table.rows.len() {
                let by_label = table.columns.iter().zip(&table.rows[row].cells);
                let by_label = by_label.filter(|(column, _)| column.key.starts_with("label:"));
                let parts: Vec<usize> = by_label
                    .filter_map(|(_, cell)| if let Cell::Count(count) = cell { Some(*count) } else { None })
                    .collect();
                if !parts.is_empty() {
                    prop_assert_eq!(&table.rows[row].cells[spans], &Cell::Count(parts.iter().sum()));
                }
                for (idx, column) in table.columns.iter().enumerate() {
                    let counts_spans = column.key.starts_with("label:") || column.key == "spans"
                        || kind == TableKind::Review;
                    let (Some(behind), Cell::Count(count), true) =
                        (table.behind(row, idx), &table.rows[row].cells[idx], counts_spans)
                    else {
                        continue;
                    };
                    // Those without a length are in no class.
                    if kind != TableKind::LabelLengths {
                        prop_assert_eq!(facts.behind(&filter, &behind).len(), *count, "{:?} {:?}", kind, behind);
                    }
                }
            }
        }
    }
}
