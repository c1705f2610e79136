//! What an export by a recipe must hold.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use chrono::NaiveDate;
use proptest::prelude::*;

use super::*;
use crate::formats::pseudonyms::tests::{TELLING, telling, unpacked};
use crate::formats::registry;
use crate::formats::shapes::{Gather, Overlap, Shape, ShapePlan};
use crate::formats::splits::{Bond, SplitBy, SplitPlan};
use crate::formats::testing::arbitrary::corpora;
use crate::formats::testing::{MemoryCorpus, MemorySink, annotation, annotator, article};
use crate::model::id::{ArticleId, LabelId, SettingId};
use crate::model::layer::{Coverage, Layer, LayerState, Progress};
use crate::model::tagset::default::default_tagset;

fn run(corpus: &MemoryCorpus, recipe: &Recipe, name: &str) -> (MemorySink, Result<Report, FormatError>) {
    let mut sink = MemorySink::default();
    let result = run_export(corpus, recipe, name, &mut sink);
    (sink, result)
}

fn shares() -> SplitPlan {
    let by = SplitBy::Shares { train: 2, validation: 1, test: 1, seed: 3 };
    SplitPlan { by, together: BTreeSet::from(Bond::ALL) }
}

fn recipes() -> impl Strategy<Value = Recipe> {
    let writing: Vec<&str> = registry()
        .iter()
        .map(|format| format.info())
        .filter(|info| info.writes)
        .map(|info| info.id)
        .collect();
    let shape = (0..5_usize, 0..3_usize, 0..2_u8).prop_map(|(shape, gather, around)| ShapePlan {
        shape: Shape::ALL[shape],
        gather: Gather::ALL[gather],
        overlap: Overlap::Half,
        around,
    });
    let of_format = (prop::sample::select(writing), any::<bool>()).prop_map(|(id, is_bare)| {
        let mut recipe = Recipe::new(id);
        if is_bare && by_id(id).unwrap().by_reference() {
            recipe.texts = Texts::ByReference;
        }
        recipe
    });
    let of_shape = (shape, any::<bool>(), any::<bool>()).prop_map(|(shape, is_csv, is_bare)| {
        let mut recipe = Recipe::new(if is_csv { "csv" } else { "jsonl" });
        recipe.shape = Some(shape);
        recipe.texts = if is_bare { Texts::ByReference } else { Texts::Included };
        recipe
    });
    let choices = (prop_oneof![of_format, of_shape], any::<bool>(), any::<bool>(), any::<bool>());
    choices.prop_map(|(mut recipe, is_split, is_masked, is_narrow)| {
        recipe.splits = is_split.then(shares);
        recipe.names = if is_masked { Names::Pseudonyms } else { Names::AsTheyAre };
        if is_narrow {
            recipe.selection.annotators.insert(annotator(&format!("{TELLING}mk")));
        }
        recipe
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn a_recipe_makes_the_same_files_again_and_with_pseudonyms_no_trace_of_anybody(
        corpus in corpora(),
        recipe in recipes(),
    ) {
        let corpus = telling(&corpus);
        let (sink, result) = run(&corpus, &recipe, "out.data");
        if corpus.articles.is_empty() && recipe.splits.is_some() {
            prop_assert!(matches!(result, Err(FormatError::Recipe(_))));
            return Ok(());
        }
        prop_assert!(result.is_ok(), "{}", result.unwrap_err());
        prop_assert!(sink.is_committed);
        let file = sink.files.iter().find(|(name, _)| name.ends_with(RECIPE)).unwrap().1;
        let beside = Recipe::from_text(std::str::from_utf8(file).unwrap()).unwrap();
        prop_assert_eq!(&run(&corpus, &beside, "out.data").0.files, &sink.files);
        if recipe.names == Names::Pseudonyms {
            for (name, bytes) in &sink.files {
                prop_assert!(!unpacked(bytes).contains(TELLING), "{}", name);
            }
        } else {
            prop_assert_eq!(&beside, &recipe);
        }
    }
}

/// A sink that keeps what was asked of it.
#[derive(Default)]
struct Watched {
    sink: MemorySink,
    asked: Vec<String>,
}

impl OutputSink for Watched {
    fn write(
        &mut self,
        name: &str,
        write: &mut dyn FnMut(&mut dyn Write) -> io::Result<()>,
    ) -> io::Result<()> {
        self.asked.push(name.to_owned());
        self.sink.write(name, write)
    }

    fn read_back(&mut self, name: &str) -> io::Result<Box<dyn BufRead>> {
        self.sink.read_back(name)
    }

    fn commit(&mut self) -> io::Result<()> {
        self.asked.push("commit".to_owned());
        self.sink.commit()
    }
}

fn corpus() -> MemoryCorpus {
    let mut corpus = MemoryCorpus::default();
    corpus.state.tagset = default_tagset();
    corpus.state.settings.insert(SettingId::new("title").unwrap(), "Ferry *news*".into());
    for number in 0..8_u32 {
        let text = format!(
            "Number {number} is late, said Ana Ruz. Nobody number{number} knows why number{number} is."
        );
        let mut one = article(&format!("art-{number}"), &text);
        one.metadata.outlet = "The Harbour | Post".to_owned();
        one.metadata.date = NaiveDate::from_ymd_opt(2025, 3, 1 + number);
        let quote = annotation(&format!("q{number}"), "quote", &text, "is late");
        let labels = BTreeSet::from([LabelId::new("quote").unwrap()]);
        let coverage = vec![Coverage { labels, over: None, finished: true }];
        let state = LayerState { progress: Progress::Done, coverage, ..LayerState::default() };
        let annotations = BTreeMap::from([(quote.id.clone(), Arc::new(quote))]);
        let layer = Layer { annotations, state: Arc::new(state), ..Layer::default() };
        corpus.state.put_layer(&one.id, &annotator("mk"), layer);
        corpus.put(one);
    }
    corpus
}

#[test]
fn each_side_has_its_file_and_all_are_committed_once() {
    let mut recipe = Recipe::new("jsonl");
    recipe.splits = Some(shares());
    let (corpus, mut watched) = (corpus(), Watched::default());
    let report = run_export(&corpus, &recipe, "ferry.jsonl", &mut watched).unwrap();
    let names: Vec<&str> = watched.asked.iter().map(String::as_str).collect();
    let data = ["ferry-train", "ferry-validation", "ferry-test"];
    let mut expected: Vec<String> =
        data.iter().flat_map(|name| [format!("{name}.register.jsonl"), format!("{name}.jsonl")]).collect();
    expected.extend(["ferry.card.md", "ferry.recipe.ron", "commit"].map(str::to_owned));
    assert_eq!(names, expected);
    assert_eq!(report.num_out.articles, 8);
    assert_eq!(report.num_in.articles, 8);
    let mut found: Vec<ArticleId> = Vec::new();
    for name in data {
        let bytes = &watched.sink.files[&format!("{name}.jsonl")];
        for line in std::str::from_utf8(bytes).unwrap().lines() {
            let line: serde_json::Value = serde_json::from_str(line).unwrap();
            found.push(ArticleId::new(line["id"].as_str().unwrap()).unwrap());
        }
    }
    found.sort();
    assert!(found.iter().eq(corpus.articles.keys()), "every article is in one file: {found:?}");
}

#[test]
fn rows_say_which_side_they_are_on() {
    let mut recipe = Recipe::new("csv");
    recipe.shape =
        Some(ShapePlan { shape: Shape::Sentences, gather: Gather::Votes, overlap: Overlap::Any, around: 0 });
    let day = |day| NaiveDate::from_ymd_opt(2025, 3, day).unwrap();
    let by = SplitBy::Dates { validation: day(5), test: day(7) };
    recipe.splits = Some(SplitPlan { by, together: BTreeSet::new() });
    let (sink, result) = run(&corpus(), &recipe, "rows.csv");
    result.unwrap();
    for (side, num_rows) in [("train", 8), ("validation", 4), ("test", 4)] {
        let text = std::str::from_utf8(&sink.files[&format!("rows-{side}.csv")]).unwrap();
        let marked = text.lines().skip(1).filter(|line| line.contains(&format!(",{side},")));
        assert_eq!((text.lines().count() - 1, marked.count()), (num_rows, num_rows));
    }
}

#[test]
fn a_full_disk_leaves_nothing() {
    let mut recipe = Recipe::new("jsonl");
    recipe.splits = Some(shares());
    let whole: usize = run(&corpus(), &recipe, "out.jsonl").0.files.values().map(Vec::len).sum();
    for capacity in [0, 1000, whole / 2, whole - 1] {
        let mut sink = MemorySink { capacity: Some(capacity), ..MemorySink::default() };
        assert!(matches!(
            run_export(&corpus(), &recipe, "out.jsonl", &mut sink),
            Err(FormatError::Write { .. })
        ));
        assert!(!sink.is_committed);
    }
}

#[test]
fn what_cannot_be_done_is_refused() {
    let refused = |recipe: &Recipe| {
        let (sink, result) = run(&corpus(), recipe, "out");
        assert!(sink.files.is_empty());
        result.unwrap_err().to_string()
    };
    assert!(refused(&Recipe::new("unheard-of")).contains("there is no format"));
    for format in registry().iter().filter(|format| format.info().writes && !format.by_reference()) {
        let mut recipe = Recipe::new(format.info().id);
        recipe.texts = Texts::ByReference;
        assert!(refused(&recipe).contains("can't be without the texts; jsonl, csv"));
    }
    let mut recipe = Recipe::new("doccano");
    recipe.shape =
        Some(ShapePlan { shape: Shape::Spans, gather: Gather::Layers, overlap: Overlap::Any, around: 0 });
    assert!(refused(&recipe).contains("rows are written as jsonl or csv"));
    let mut recipe = Recipe::new("jsonl");
    let by = SplitBy::Shares { train: 0, validation: 0, test: 0, seed: 0 };
    recipe.splits = Some(SplitPlan { by, together: BTreeSet::new() });
    assert!(refused(&recipe).contains("all zero"));
}

#[test]
fn the_card_says_what_is_in_it_and_what_is_missing() {
    let mut recipe = Recipe::new("csv");
    recipe.splits = Some(shares());
    recipe.names = Names::Pseudonyms;
    let (sink, result) = run(&corpus(), &recipe, "ferry.csv");
    result.unwrap();
    let card = std::str::from_utf8(&sink.files["ferry.card.md"]).unwrap();
    for line in [
        "# Ferry \\*news\\*",
        "- `ferry-train.csv`",
        "| quote | 8 | 4 | 2 | 2 |",
        "| unreviewed | 8 |",
        "- `annotator-1`: 8 annotations",
        "Nobody has begun 0 of 8 articles. Annotators’ articles: 8 done.",
        "| The Harbour \\| Post | 8 |",
        "Published from 2025-03-01 to 2025-03-08; 0 articles have no date.",
        "- 8 of 8 annotations (100 %) are not reviewed.",
        "- Relations are left out.",
        "Nothing was left out by choice.",
    ] {
        assert!(card.lines().any(|found| found == line), "{line}\n{card}");
    }
    let recipe = std::str::from_utf8(&sink.files["ferry.recipe.ron"]).unwrap();
    assert!(card.contains(&format!("```ron\n{recipe}```\n")));
    let examples = card.lines().filter(|line| line.contains("*is late*")).count();
    assert_eq!(examples, 2, "{card}");
}
