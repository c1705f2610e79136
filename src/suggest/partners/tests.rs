//! What the index of partners promises.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::*;

/// An annotation in plain values.
#[derive(Clone, Debug)]
struct Case {
    key: AnnotationKey,
    covered: String,
    speakers: Vec<VoiceId>,
    items: Vec<ItemId>,
    date: Option<NaiveDate>,
}

impl Case {
    fn new(article: &str, number: usize, covered: &str, speakers: &[&str], items: &[&str], day: i32) -> Self {
        Self {
            key: AnnotationKey {
                article: ArticleId::new(article).unwrap(),
                annotator: AnnotatorId::new("mk").unwrap(),
                annotation: AnnotationId::new(&format!("a{number}")).unwrap(),
            },
            covered: covered.to_owned(),
            speakers: speakers.iter().map(|id| VoiceId::new(id).unwrap()).collect(),
            items: items.iter().map(|id| ItemId::new(id).unwrap()).collect(),
            date: NaiveDate::from_num_days_from_ce_opt(741_000 + day).filter(|_| day >= 0),
        }
    }

    fn linkable(&self) -> Linkable<'_> {
        let Self { key, covered, speakers, items, date } = self;
        Linkable { key, covered, speakers, items, date: *date }
    }
}

fn partners(cases: &[Case]) -> Partners {
    let mut partners = Partners::default();
    for case in cases {
        partners.put(case.linkable());
    }
    partners
}

fn sample() -> Vec<Case> {
    vec![
        Case::new("one", 1, "The night ferry needs a second crew by autumn", &["lund"], &[], 1),
        Case::new("two", 2, "a second crew for the night ferry, come autumn", &["marl"], &[], 30),
        Case::new("two", 3, "We will look at the books", &["lund"], &[], 2),
        Case::new("three", 4, "Fishing quotas fell again", &["roos"], &["ferry"], 3),
        Case::new("three", 5, "Rain is expected in the hills", &["roos"], &[], 3),
        Case::new("four", 6, "We will look at the books", &["lund"], &[], 90),
    ]
}

#[test]
fn partners_share_words_voices_or_items_and_stand_in_other_articles() {
    let partners = partners(&sample());
    let mut span = Case::new("one", 9, "a second crew for the night ferry", &["lund"], &["ferry"], 1);
    let found = partners.partners_of(span.linkable(), 9);
    let named: Vec<&str> = found.iter().map(|partner| partner.key.annotation.as_str()).collect();
    assert_eq!(named, ["a4", "a2", "a3", "a6"], "neither those of the article nor what shares nothing");
    assert!(found[1].why.words.contains(&"crew".to_owned()));
    assert_eq!(found[1].why.days_apart, Some(29));
    assert_eq!(found[0].why.items, span.items);
    assert_eq!(found[2].why.voice, Some(span.speakers[0].clone()));
    span.speakers.clear();
    span.items.clear();
    assert_eq!(partners.partners_of(span.linkable(), 9).len(), 1);
    assert_eq!(partners.partners_of(span.linkable(), 0).len(), 0);
}

#[test]
fn of_a_voice_that_speaks_often_the_nearest_in_time_are_found() {
    let many =
        (0..3_000).map(|day| Case::new(&format!("article-{day}"), 1, "No comment", &["lund"], &[], day));
    let partners = partners(&many.collect::<Vec<_>>());
    let span = Case::new("mine", 1, "Later", &["lund"], &[], 1_500);
    let found = partners.partners_of(span.linkable(), 3);
    let days: Vec<Option<u32>> = found.iter().map(|partner| partner.why.days_apart).collect();
    assert_eq!(days, [Some(0), Some(1), Some(1)]);
}

fn case() -> impl Strategy<Value = Case> {
    let words = prop::sample::select(&["night", "ferry", "crew", "quota", "quotas", "28", "отвод", "和"][..]);
    let covered = prop::collection::vec(words, 0..6).prop_map(|words| words.join(" "));
    let speakers = prop::sample::subsequence(vec!["lund", "marl"], 0..=2);
    let items = prop::sample::subsequence(vec!["plan", "toll"], 0..=2);
    let article = prop::sample::select(&["one", "two", "three"][..]);
    (article, 0..4_usize, covered, speakers, items, -1..20).prop_map(
        |(article, number, covered, speakers, items, day)| {
            Case::new(article, number, &covered, &speakers, &items, day)
        },
    )
}

proptest! {
    #[test]
    fn an_index_kept_up_answers_as_one_built_anew(
        steps in prop::collection::vec((case(), prop::bool::weighted(0.7)), 0..30),
        span in case(),
    ) {
        let mut kept_up = Partners::default();
        let mut held = BTreeMap::new();
        for (case, puts) in steps {
            if puts {
                kept_up.put(case.linkable());
                held.insert(case.key.clone(), case);
            } else {
                kept_up.remove(&case.key);
                held.remove(&case.key);
            }
        }
        let anew = partners(&held.into_values().collect::<Vec<_>>());
        prop_assert_eq!(kept_up.num_held(), anew.num_held());
        prop_assert_eq!(kept_up.partners_of(span.linkable(), 5), anew.partners_of(span.linkable(), 5));
    }

    #[test]
    fn nothing_panics_on_any_text(text in "\\PC{0,60}", other in "\\PC{0,60}", day in -1..4000) {
        let cases = [
            Case::new("one", 1, &text, &["lund"], &[], day),
            Case::new("two", 2, &other, &[], &["plan"], 7),
        ];
        let partners = partners(&cases);
        for partner in partners.partners_of(cases[0].linkable(), 5) {
            prop_assert!(partner.score.is_finite());
        }
    }
}
