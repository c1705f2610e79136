//! What recipes must hold as text.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use proptest::prelude::*;

use super::*;
use crate::formats::selection::{CertaintyFilter, StatusFilter};
use crate::formats::shapes::{Overlap, Shape};
use crate::formats::splits::{Bond, SplitBy};
use crate::formats::{Cells, OverlapRule, TagScheme};
use crate::model::edit::{Edit, Put};
use crate::model::id::{AnnotatorId, ArticleId, LabelId};

fn id_text() -> impl Strategy<Value = String> {
    // Not `aux`, which is the name of a device somewhere and no id.
    "[b-z][a-z0-9-]{0,12}x"
}

fn selections() -> impl Strategy<Value = Selection> {
    let ids = || prop::collection::btree_set(id_text(), 0..3);
    let some = prop::sample::subsequence(StatusFilter::ALL.to_vec(), 0..=5);
    let certainty = prop::sample::select(CertaintyFilter::ALL.to_vec());
    let reviewer = prop::option::of(id_text());
    (ids(), ids(), ids(), some, certainty, any::<bool>(), reviewer).prop_map(
        |(articles, annotators, labels, statuses, certainty, is_result, reviewer)| Selection {
            articles: articles.iter().map(|id| ArticleId::new(id).unwrap()).collect(),
            annotators: annotators.iter().map(|id| AnnotatorId::new(id).unwrap()).collect(),
            labels: labels.iter().map(|id| LabelId::new(id).unwrap()).collect(),
            certainty,
            statuses: statuses.into_iter().collect(),
            scope: if is_result { ReviewScope::Result } else { ReviewScope::Everything },
            reviewer: reviewer.map(|id| AnnotatorId::new(&id).unwrap()),
        },
    )
}

fn split_plans() -> impl Strategy<Value = SplitPlan> {
    let shares = (any::<u32>(), any::<u32>(), any::<u32>(), any::<u64>())
        .prop_map(|(train, validation, test, seed)| SplitBy::Shares { train, validation, test, seed });
    let day =
        || (0..80_000_i32).prop_map(|days| NaiveDate::from_num_days_from_ce_opt(700_000 + days).unwrap());
    let dates = (day(), day()).prop_map(|(validation, test)| SplitBy::Dates { validation, test });
    let bonds = prop::sample::subsequence(Bond::ALL.to_vec(), 0..=3);
    (prop_oneof![shares, dates], bonds)
        .prop_map(|(by, together)| SplitPlan { by, together: together.into_iter().collect() })
}

fn shape_plans() -> impl Strategy<Value = ShapePlan> {
    let shape = prop::sample::select(Shape::ALL.to_vec());
    let gather = prop::sample::select(Gather::ALL.to_vec());
    let overlap = prop::sample::select(Overlap::ALL.to_vec());
    (shape, gather, overlap, any::<u8>()).prop_map(|(shape, gather, overlap, around)| ShapePlan {
        shape,
        gather,
        overlap,
        around,
    })
}

fn recipes() -> impl Strategy<Value = Recipe> {
    let options =
        (any::<bool>(), 0..3_usize, 0..3_usize).prop_map(|(cells, scheme, overlaps)| ExportOptions {
            cells: if cells { Cells::ForSpreadsheet } else { Cells::Plain },
            scheme: TagScheme::ALL[scheme],
            overlaps: OverlapRule::ALL[overlaps],
        });
    let (shape, splits) = (prop::option::of(shape_plans()), prop::option::of(split_plans()));
    (any::<String>(), selections(), shape, splits, any::<[bool; 2]>(), options).prop_map(
        |(format, selection, shape, splits, [named, held], options)| Recipe {
            version: Version,
            format,
            selection,
            shape,
            splits,
            names: if named { Names::AsTheyAre } else { Names::Pseudonyms },
            texts: if held { Texts::Included } else { Texts::ByReference },
            options,
        },
    )
}

proptest! {
    #[test]
    fn recipes_read_back_from_their_text(recipe in recipes()) {
        let text = recipe.to_text().unwrap();
        prop_assert_eq!(Recipe::from_text(&text).unwrap(), recipe);
    }

    #[test]
    fn no_text_makes_reading_panic(text in any::<String>()) {
        prop_assert!(Recipe::from_text(&text).is_err());
    }
}

#[test]
fn a_short_recipe_is_enough() {
    let recipe = Recipe::from_text("(version: 1, format: \"csv\")").unwrap();
    assert_eq!(recipe, Recipe::new("csv"));
    let text = "(version: 1, format: \"jsonl\", shape: (shape: Sentences), selection: (labels: [\"quote\"]))";
    let recipe = Recipe::from_text(text).unwrap();
    assert_eq!(recipe.shape.map(|plan| plan.shape), Some(Shape::Sentences));
    assert_eq!(recipe.selection.labels, BTreeSet::from([LabelId::new("quote").unwrap()]));
}

#[test]
fn what_a_recipe_does_not_know_is_an_error_with_its_place() {
    let error = |text: &str| Recipe::from_text(text).unwrap_err().to_string();
    let unknown = error("(\n  version: 1,\n  format: \"csv\",\n  colour: 3,\n)");
    assert!(unknown.starts_with("line 4, column "), "{unknown}");
    assert!(unknown.contains("colour"), "{unknown}");
    let label = error("(version: 1, format: \"csv\",\n selection: (labels: [\"No Label\"]))");
    assert!(label.starts_with("line 2, "), "{label}");
    assert!(label.contains("No Label"), "{label}");
    assert!(error("(version: 2, format: \"csv\")").contains("version 2"));
    assert!(error("(format: \"csv\")").contains("version"));
}

#[test]
fn a_corpus_keeps_recipes_as_settings() {
    let mut state = CorpusState::default();
    let mut recipe = Recipe::new("csv");
    recipe.names = Names::Pseudonyms;
    let made = keep(&state, "for-the-lab", &recipe).unwrap();
    let [Edit::Put(Put { key, after, .. })] = &made.edits[..] else { panic!("one record is put") };
    state.set(key, after.clone());
    assert_eq!(kept_names(&state), ["for-the-lab"]);
    assert_eq!(kept(&state, "for-the-lab").unwrap(), recipe);
    assert!(matches!(kept(&state, "other"), Err(RecipeError::NotKept(_))));
    assert!(matches!(keep(&state, "", &recipe), Err(RecipeError::Name { .. })));
    assert!(matches!(keep(&state, &"x".repeat(26), &recipe), Err(RecipeError::Name { .. })));
    assert!(keep(&state, &"x".repeat(25), &recipe).is_ok());
    let gone = forget(&state, "for-the-lab").unwrap();
    let [Edit::Put(Put { key, after: None, .. })] = &gone.edits[..] else {
        panic!("the record is taken away")
    };
    state.set(key, None);
    assert!(kept_names(&state).is_empty());
    assert!(matches!(forget(&state, "for-the-lab"), Err(RecipeError::NotKept(_))));
}
