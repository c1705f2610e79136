//! What splits must hold.

use std::sync::Arc;

use proptest::prelude::*;

use super::*;
use crate::formats::testing::{MemoryCorpus, annotation, annotator, article};
use crate::model::annotation::AttributedVoice;
use crate::model::layer::{Layer, LayerState};

/// One article of a corpus to be split.
#[derive(Clone, Debug)]
struct Made {
    text: usize,
    labels: Vec<usize>,
    speaker: usize,
    code: usize,
    day: Option<u64>,
}

const LABELS: [&str; 3] = ["quote", "claim", "caveat"];

fn made() -> impl Strategy<Value = Made> {
    let labels = prop::collection::vec(0..LABELS.len(), 0..5);
    (0..40_usize, labels, 0..60_usize, 0..60_usize, prop::option::of(0..100_u64))
        .prop_map(|(text, labels, speaker, code, day)| Made { text, labels, speaker, code, day })
}

fn day(number: u64) -> NaiveDate {
    NaiveDate::from_ymd_opt(2025, 1, 1).unwrap() + chrono::Days::new(number)
}

fn text_of(number: usize) -> String {
    (0..=30).map(|word| format!("word{number}x{word}")).collect::<Vec<_>>().join(" ")
}

fn corpus_of(all: &[Made]) -> MemoryCorpus {
    let mut corpus = MemoryCorpus::default();
    for (number, made) in all.iter().enumerate() {
        let text = text_of(made.text);
        let mut one = article(&format!("art-{number:03}"), &text);
        one.metadata.date = made.day.map(day);
        let annotations = made.labels.iter().enumerate().map(|(place, label)| {
            let word = format!("word{}x{place} ", made.text);
            let mut made_here = annotation(&format!("a{number}-{place}"), LABELS[*label], &text, &word);
            let party = Party::Registered(VoiceId::new(&format!("v{}", made.speaker)).unwrap());
            made_here.attribution.voices.push(AttributedVoice { role: VoiceRole::Speaker, party });
            (made_here.id.clone(), Arc::new(made_here))
        });
        let codes = BTreeSet::from([format!("code {}", made.code)]);
        let state = Arc::new(LayerState { codes, ..LayerState::default() });
        let layer = Layer { annotations: annotations.collect(), state, ..Layer::default() };
        corpus.state.put_layer(&one.id, &annotator("mk"), layer);
        corpus.put(one);
    }
    corpus
}

fn id_of(number: usize) -> ArticleId {
    ArticleId::new(&format!("art-{number:03}")).unwrap()
}

/// Links an article to another as its copy.
fn link(corpus: &mut MemoryCorpus, from: usize, to: usize) {
    let mut linked = (*corpus.articles[&id_of(from)]).clone();
    linked.provenance.copy_of = Some(id_of(to));
    corpus.put(linked);
}

fn plans() -> impl Strategy<Value = SplitPlan> {
    let shares = (0..9_u32, 0..9_u32, 1..9_u32, any::<u64>())
        .prop_map(|(train, validation, test, seed)| SplitBy::Shares { train, validation, test, seed });
    let dates = (0..100_u64, 0..50_u64)
        .prop_map(|(first, more)| SplitBy::Dates { validation: day(first), test: day(first + more) });
    (prop_oneof![3 => shares, 1 => dates], prop::sample::subsequence(Bond::ALL.to_vec(), 0..=3))
        .prop_map(|(by, together)| SplitPlan { by, together: together.into_iter().collect() })
}

proptest! {
    #[test]
    fn splits_are_a_partition_in_which_no_group_is_torn(
        all in prop::collection::vec(made(), 0..40),
        links in prop::collection::btree_map(0..40_usize, 0..50_usize, 0..6),
        plan in plans(),
    ) {
        let mut corpus = corpus_of(&all);
        // Some name an article that is not there, or themselves, or one another.
        for (from, to) in links.iter().filter(|(from, _)| **from < all.len()) {
            link(&mut corpus, *from, *to);
        }
        let splits = split(&corpus, &Selection::default(), &plan).unwrap();
        prop_assert_eq!(&split(&corpus, &Selection::default(), &plan).unwrap(), &splits, "the same again");
        let undated: BTreeSet<&ArticleId> = splits.undated.iter().collect();
        for id in corpus.articles.keys() {
            prop_assert!(splits.of.contains_key(id) != undated.contains(id), "{id}");
        }
        prop_assert_eq!(splits.of.len() + undated.len(), all.len());
        let on_sides: usize = Split::ALL.iter().map(|side| splits.on(*side).len()).sum();
        prop_assert_eq!(on_sides, splits.of.len());
        let side = |number: usize| splits.of.get(&ArticleId::new(&format!("art-{number:03}")).unwrap());
        let mut groups = Groups::new(all.len());
        for (at, one) in all.iter().enumerate() {
            for (other_at, other) in all.iter().enumerate().take(at) {
                let both_speak = !one.labels.is_empty() && !other.labels.is_empty();
                let shared = [
                    (Bond::Duplicates, one.text == other.text),
                    (Bond::Speakers, both_speak && one.speaker == other.speaker),
                    (Bond::Codes, one.code == other.code),
                ];
                if shared.iter().any(|(bond, shared)| *shared && plan.together.contains(bond)) {
                    prop_assert_eq!(side(at), side(other_at), "{} and {}", at, other_at);
                    groups.unite(at, other_at);
                }
            }
        }
        for (from, to) in links.iter().filter(|(from, to)| **from < all.len() && **to < all.len()) {
            prop_assert_eq!(side(*from), side(*to), "{} is a copy of {}", from, to);
            groups.unite(*from, *to);
        }
        let largest = groups.into_lists().iter().map(Vec::len).max().unwrap_or(0);
        match plan.by {
            SplitBy::Shares { train, validation, test, .. } => {
                let total = (train + validation + test) as usize;
                for (split, share) in Split::ALL.into_iter().zip([train, validation, test]) {
                    let reached = splits.on(split).len();
                    prop_assert!(reached * total <= all.len() * share as usize + largest * total);
                    prop_assert!(share > 0 || reached == 0);
                }
            }
            SplitBy::Dates { validation, test } => {
                for (id, side) in &splits.of {
                    let latest = match side { Split::Train => validation, Split::Validation => test, Split::Test => continue };
                    let date = corpus.state.articles[id].metadata.date;
                    prop_assert!(date.is_none_or(|date| date < latest), "{id}");
                }
            }
        }
    }
}

fn shares(seed: u64) -> SplitPlan {
    let by = SplitBy::Shares { train: 80, validation: 10, test: 10, seed };
    SplitPlan { by, together: BTreeSet::new() }
}

#[test]
fn rare_labels_are_spread_in_proportion() {
    let all: Vec<Made> = (0..200_usize)
        .map(|number| {
            let mut labels = vec![0; 1 + number % 4];
            labels.extend(vec![2; usize::from(number % 10 == 0)]);
            Made { text: number, labels, speaker: number, code: number, day: None }
        })
        .collect();
    let splits = split(&corpus_of(&all), &Selection::default(), &shares(7)).unwrap();
    let [train, validation, test] = &splits.sides[..] else { panic!("there are three sides") };
    let caveat = LabelId::new("caveat").unwrap();
    let caveats = [train, validation, test].map(|side| side.labels[&caveat]);
    assert_eq!(caveats, [16, 2, 2]);
    let articles = [train, validation, test].map(|side| side.num_articles);
    assert_eq!(articles, [160, 20, 20]);
    let other = split(&corpus_of(&all), &Selection::default(), &shares(8)).unwrap();
    assert_ne!(other.of, splits.of, "another seed gives another split");
}

#[test]
fn a_split_does_not_change_with_the_version_of_the_program() {
    let all: Vec<Made> = (0..10_usize)
        .map(|number| Made { text: number, labels: vec![number % 3], speaker: 0, code: 0, day: None })
        .collect();
    let splits = split(&corpus_of(&all), &Selection::default(), &shares(1)).unwrap();
    let names: Vec<&str> = splits.of.values().map(|side| &side.name()[..2]).collect();
    assert_eq!(names.join(" "), "tr tr tr te tr tr tr tr tr va");
}

#[test]
fn a_group_larger_than_a_side_is_reported() {
    let all: Vec<Made> = (0..20_usize)
        .map(|number| Made { text: number.max(8), labels: vec![0], speaker: number, code: number, day: None })
        .collect();
    let plan = SplitPlan { together: duplicates(), ..shares(1) };
    let splits = split(&corpus_of(&all), &Selection::default(), &plan).unwrap();
    let [group] = &splits.large_groups[..] else { panic!("one group is large") };
    assert_eq!((group.num_articles, group.first.as_str()), (9, "art-000"));
    let mut report = Report::default();
    splits.tell(&mut report);
    let told = report.to_string();
    assert!(told.contains("9 articles that belong together are all in train"), "{told}");
    assert!(told.contains("80.0 % asked for"), "{told}");
}

#[test]
fn copies_of_what_is_not_selected_are_on_one_side_too_and_all_are_told() {
    let all: Vec<Made> = (0..30_usize)
        .map(|number| Made { text: number, labels: vec![0], speaker: number, code: number, day: None })
        .collect();
    let mut corpus = corpus_of(&all);
    let selection = Selection { articles: (1..30).map(id_of).collect(), ..Selection::default() };
    let is_together =
        |splits: &Splits| [1, 5, 9].iter().all(|at| splits.of[&id_of(*at)] == splits.of[&id_of(1)]);
    let plan =
        (0..1000).map(shares).find(|plan| !is_together(&split(&corpus, &selection, plan).unwrap())).unwrap();
    for (from, to) in [(1, 0), (5, 0), (9, 5)] {
        link(&mut corpus, from, to);
    }
    let splits = split(&corpus, &selection, &plan).unwrap();
    assert!(is_together(&splits), "{:?}", splits.of);
    let mut report = Report::default();
    splits.tell(&mut report);
    assert!(report.to_string().contains("3 articles are on the side of what they are copies of"), "{report}");
}

#[test]
fn undated_articles_are_on_no_side_unless_they_belong_to_a_dated_one() {
    let made = |text, day| Made { text, labels: Vec::new(), speaker: 0, code: text, day };
    let all = [made(1, Some(1)), made(1, Some(30)), made(1, None), made(2, None), made(3, Some(10))];
    let by = SplitBy::Dates { validation: day(10), test: day(20) };
    let plan = SplitPlan { by, together: duplicates() };
    let splits = split(&corpus_of(&all), &Selection::default(), &plan).unwrap();
    let sides: Vec<(&str, &str)> = splits.of.iter().map(|(id, side)| (id.as_str(), side.name())).collect();
    let expected = [("art-000", "test"), ("art-001", "test"), ("art-002", "test"), ("art-004", "validation")];
    assert_eq!(sides, expected);
    assert_eq!(splits.undated, [ArticleId::new("art-003").unwrap()]);
    assert_eq!(splits.num_moved, 1);
    let SplitBy::Dates { validation, test } = by else { panic!("it goes by dates") };
    let plan =
        SplitPlan { by: SplitBy::Dates { validation: test, test: validation }, together: duplicates() };
    assert!(split(&corpus_of(&all), &Selection::default(), &plan).is_err());
}
