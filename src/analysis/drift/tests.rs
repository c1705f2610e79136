//! What is found to be one utterance, and what is told of it.

use proptest::prelude::*;

use super::table::{Expected, PAIRS};
use super::*;
use crate::model::id::{AnnotationId, AnnotatorId};

fn key(article: usize) -> AnnotationKey {
    AnnotationKey {
        article: ArticleId::new(&format!("article-{article}")).unwrap(),
        annotator: AnnotatorId::new("mk").unwrap(),
        annotation: AnnotationId::new("a1").unwrap(),
    }
}

fn day(number: i64) -> Option<NaiveDate> {
    NaiveDate::from_num_days_from_ce_opt(741_000 + i32::try_from(number).unwrap())
}

/// The drift of quotes of one voice, one an article; a negative day is none.
fn of(quotes: &[(Language, i64, &str)]) -> Drift {
    let (keys, voice): (Vec<AnnotationKey>, _) =
        ((0..quotes.len()).map(key).collect(), VoiceId::new("lund").unwrap());
    let spoken = quotes.iter().zip(&keys).map(|((language, number, words), key)| SpokenQuote {
        key,
        voice: &voice,
        outlet: "The Marrow Gazette",
        date: day(*number).filter(|_| *number >= 0),
        language: *language,
        words,
    });
    drift(&spoken.collect::<Vec<_>>(), 7)
}

#[test]
fn every_pair_of_the_table_is_found_to_be_what_it_is() {
    let mut wrong = Vec::new();
    for (one, other, expected) in PAIRS {
        for pair in [[*one, *other], [*other, *one]] {
            let found = of(&pair);
            let found = match found.groups.as_slice() {
                [] => Expected::Other,
                [group] if group.versions[1].is_translation_candidate => Expected::Translated,
                _ => Expected::Same,
            };
            if found != *expected {
                wrong.push(format!("{found:?} instead of {expected:?}: {pair:?}"));
            }
        }
    }
    assert!(wrong.is_empty() && PAIRS.len() >= 25, "{}", wrong.join("\n"));
}

#[test]
fn versions_are_compared_with_the_earliest_of_their_language() {
    let found = of(&[
        (Language::English, 3, "We will pull all our boats back from Marrow within 60 days."),
        (Language::German, 1, "Wir werden unsere Boote binnen 90 Tagen aus Marrow abziehen."),
        (Language::English, 1, "We will pull our boats back from Marrow within 90 days."),
    ]);
    let [group] = found.groups.as_slice() else { panic!("{found:?}") };
    let languages: Vec<Language> = group.versions.iter().map(|version| version.language).collect();
    assert_eq!(languages, [Language::German, Language::English, Language::English]);
    let candidates: Vec<bool> =
        group.versions.iter().map(|version| version.is_translation_candidate).collect();
    assert_eq!(candidates, [false, true, true]);
    let [differing] = group.differences.as_slice() else { panic!("{group:?}") };
    assert_eq!((differing.version, differing.against), (2, 1));
    let newer: Vec<&str> =
        differing.differences.iter().map(|part| &group.versions[2].words[part.new.clone()]).collect();
    assert_eq!(newer, ["all ", "60"]);
}

#[test]
fn an_article_has_one_version_and_an_utterance_two_articles() {
    let voice = VoiceId::new("lund").unwrap();
    let mut keys = [key(1), key(1), key(2)];
    keys[1].annotation = AnnotationId::new("a2").unwrap();
    let words =
        ["the night ferry will sail", "the night ferry will sail in May", "night ferry will sail in May"];
    let quote = |at: usize| SpokenQuote {
        key: &keys[at],
        voice: &voice,
        outlet: "",
        date: day(1),
        language: Language::English,
        words: words[at],
    };
    assert_eq!(drift(&[quote(0), quote(1)], 3), Drift::default());
    let found = drift(&[quote(0), quote(1), quote(2)], 3);
    let versions: Vec<&str> = found.groups[0].versions.iter().map(|version| version.words.as_str()).collect();
    assert_eq!(versions, [words[1], words[2]]);
}

#[test]
fn voices_are_never_mixed() {
    let (lund, marl) = (VoiceId::new("lund").unwrap(), VoiceId::new("marl").unwrap());
    let keys = [key(1), key(2)];
    let quote = |key, voice| SpokenQuote {
        key,
        voice,
        outlet: "",
        date: None,
        language: Language::English,
        words: "The night ferry will sail in May",
    };
    assert_eq!(drift(&[quote(&keys[0], &lund), quote(&keys[1], &marl)], 3).groups, []);
    assert_eq!(drift(&[quote(&keys[0], &lund), quote(&keys[1], &lund)], 3).groups.len(), 1);
}

fn said() -> impl Strategy<Value = (Language, i64, String)> {
    let words =
        prop::sample::select(&["Marrow", "the", "ferry", "90", "sail", "not", "Mai.", "和", "“", "é"][..]);
    let text = prop_oneof![
        3 => prop::collection::vec(words, 0..9).prop_map(|words| words.join(" ")),
        1 => "\\PC{0,30}",
    ];
    (prop::sample::select(&[Language::English, Language::German][..]), -1..12_i64, text)
}

proptest! {
    #[test]
    fn nothing_panics_the_order_does_not_matter_and_differences_lie_in_their_versions(
        said in prop::collection::vec(said(), 0..8),
        turn in 0..8_usize,
    ) {
        let (keys, voice): (Vec<AnnotationKey>, _) =
            ((0..said.len()).map(key).collect(), VoiceId::new("lund").unwrap());
        let mut quotes: Vec<SpokenQuote<'_>> = said
            .iter()
            .zip(&keys)
            .map(|((language, number, words), key)| SpokenQuote {
                key,
                voice: &voice,
                outlet: "",
                date: day(*number).filter(|_| *number >= 0),
                language: *language,
                words,
            })
            .collect();
        let found = drift(&quotes, 5);
        for group in &found.groups {
            prop_assert!(group.versions.len() > 1);
            for VersionDifferences { version, against, differences } in &group.differences {
                prop_assert!(against < version);
                for part in differences {
                    prop_assert!(group.versions[*against].words.get(part.old.clone()).is_some());
                    prop_assert!(group.versions[*version].words.get(part.new.clone()).is_some());
                }
            }
        }
        if !quotes.is_empty() {
            let turn = turn % quotes.len();
            quotes.rotate_left(turn);
        }
        prop_assert_eq!(drift(&quotes, 5), found);
    }
}
