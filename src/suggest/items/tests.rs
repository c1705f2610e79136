//! What the finder of items promises.

use proptest::prelude::*;

use super::*;
use crate::model::id::{AnnotationId, AnnotatorId, ArticleId};
use crate::model::time::Timestamp;

fn id(id: &str) -> ItemId {
    ItemId::new(id).unwrap()
}

fn item(of: &str, name: &str, aliases: &[&str]) -> Item {
    let aliases = aliases.iter().map(|alias| (*alias).to_owned()).collect();
    Item { aliases, ..Item::new(id(of), name, Timestamp::default()) }
}

fn key(number: usize) -> AnnotationKey {
    AnnotationKey {
        article: ArticleId::new("2031-05-04-night-ferry").unwrap(),
        annotator: AnnotatorId::new("mk").unwrap(),
        annotation: AnnotationId::new(&format!("a{number}")).unwrap(),
    }
}

fn finder() -> ItemFinder {
    let items = [
        item("ferry", "Night ferry", &["the Marrow crossing", "Nachtfähre"]),
        item("plan", "28-point plan", &["Lund plan"]),
        item("dredge", "Dredging of the Senn", &["отвод дноуглубителя"]),
        item("toll", "Bridge toll", &[]),
    ];
    let said = [
        ("ferry", "sailings after midnight need a second crew and a subsidy from the harbour board"),
        ("ferry", "a subsidy for sailings after midnight would cost two millions"),
        ("plan", "withdraw the patrol boats behind the breakwater within ninety days"),
        ("toll", "motorists would pay four crowns for every crossing by lorry"),
    ];
    ItemFinder::new(&items, said.iter().enumerate().map(|(at, (of, said))| (key(at), vec![id(of)], *said)))
}

fn offered(covered: &str, language: Language, nearby: &[&str]) -> Vec<String> {
    let nearby = nearby.iter().map(|of| id(of)).collect();
    finder().for_span(covered, language, &nearby, 3).into_iter().map(|offer| offer.item.to_string()).collect()
}

#[test]
fn names_that_stand_in_the_words_go_first_the_longest_before_all() {
    assert_eq!(offered("Otto Marl praised the NIGHT FERRIES", Language::English, &[]), ["ferry"]);
    assert_eq!(offered("the 28-point plan’s fate", Language::English, &[]), ["plan"]);
    assert_eq!(offered("a planet’s fate", Language::English, &[]), [] as [&str; 0]);
    assert_eq!(offered("die Nachtfähren bleiben", Language::German, &[]), ["ferry"]);
    assert_eq!(offered("говорят об отводе дноуглубителей", Language::Russian, &[]), ["dredge"]);
    assert_eq!(
        offered("the dredging of the Senn and the bridge toll", Language::English, &["toll"]),
        ["dredge", "toll"]
    );
}

#[test]
fn likeness_goes_by_rare_words_and_says_which() {
    let offers = finder().for_span(
        "Boats would be withdrawn behind the Breakwater",
        Language::English,
        &BTreeSet::new(),
        3,
    );
    assert_eq!(offers[0].item, id("plan"));
    assert!(matches!(&offers[0].why, Why::Words(words) if words.contains(&"Breakwater".to_owned())));
    assert!(offers[0].score < 1.0);
    assert_eq!(offered("nothing of the kind", Language::English, &[]), [] as [&str; 0]);
}

#[test]
fn what_is_used_nearby_goes_first_among_near_equals_and_last_where_nothing_speaks_for_it() {
    assert_eq!(offered("Night ferry or bridge toll", Language::English, &["toll"]), ["toll", "ferry"]);
    assert_eq!(offered("Night ferry or bridge toll", Language::English, &["ferry"]), ["ferry", "toll"]);
    assert_eq!(offered("the night ferry", Language::English, &["plan", "gone"]), ["ferry", "plan"]);
}

#[test]
fn an_article_tells_what_it_may_touch_and_where() {
    let text = "Harbour notes\n\nA second crew and a subsidy: sailings past midnight are dear, said the board.\n\n\
                The bridge toll is off. The Bridge Toll, again, is off.";
    let touched = finder().in_article(text, Language::English);
    let named: Vec<&str> = touched.iter().map(|touched| touched.item.as_str()).collect();
    assert_eq!(named, ["toll", "ferry"]);
    let places: Vec<&str> = touched[0].places.iter().map(|place| place.of(text).unwrap()).collect();
    assert_eq!(places, ["bridge toll", "Bridge Toll"]);
    assert_eq!(touched[0].why, Why::Named("Bridge toll".to_owned()));
    assert!(touched[1].places[0].of(text).unwrap().starts_with("A second crew"));
}

#[test]
fn names_are_looked_up_whatever_their_case_and_an_item_that_goes_goes_everywhere() {
    let mut finder = finder();
    assert_eq!(finder.named(" lund PLAN "), Some(&id("plan")));
    finder.put_item(&item("plan", "Marl’s plan", &[]));
    assert_eq!(finder.named("Lund plan"), None);
    assert_eq!(finder.name(&id("plan")), Some("Marl’s plan"));
    finder.remove_item(&id("plan"));
    assert_eq!(finder.num_items(), 3);
    assert!(finder.in_article("Marl’s plan", Language::English).is_empty());
    let offers =
        finder.for_span("patrol boats behind the breakwater", Language::English, &BTreeSet::new(), 9);
    assert_eq!(offers, [], "what bears on it is remembered but not offered");
}

/// One change to a finder.
#[derive(Clone, Debug)]
enum Step {
    Item(usize, Vec<String>),
    NoItem(usize),
    Annotation(usize, Vec<usize>, String),
    NoAnnotation(usize),
}

fn phrase() -> impl Strategy<Value = String> {
    let word = prop::sample::select(
        &[
            "night",
            "ferry",
            "ferries",
            "plan",
            "28",
            "point",
            "Senn",
            "Brücke",
            "Brücken",
            "отвод",
            "和",
            "a",
        ][..],
    );
    prop::collection::vec(word, 0..6).prop_map(|words| words.join(" "))
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        3 => (0..5_usize, prop::collection::vec(phrase(), 1..3)).prop_map(|(at, names)| Step::Item(at, names)),
        1 => (0..5_usize).prop_map(Step::NoItem),
        4 => (0..6_usize, prop::collection::vec(0..6_usize, 0..3), phrase())
            .prop_map(|(at, items, said)| Step::Annotation(at, items, said)),
        1 => (0..6_usize).prop_map(Step::NoAnnotation),
    ]
}

fn numbered(number: usize) -> ItemId {
    id(&format!("i{number}"))
}

proptest! {
    #[test]
    fn a_finder_kept_up_answers_as_one_built_anew(
        steps in prop::collection::vec(step(), 0..24),
        covered in phrase(),
        article in prop::collection::vec(phrase(), 0..5),
    ) {
        let mut finder = ItemFinder::default();
        let (mut items, mut said) = (BTreeMap::new(), BTreeMap::new());
        for step in steps {
            match step {
                Step::Item(at, names) => {
                    let mut item = item(numbered(at).as_str(), &names[0], &[]);
                    item.aliases = names[1..].to_vec();
                    finder.put_item(&item);
                    items.insert(at, item);
                }
                Step::NoItem(at) => {
                    finder.remove_item(&numbered(at));
                    items.remove(&at);
                }
                Step::Annotation(at, bears, words) => {
                    let bears: Vec<ItemId> = bears.into_iter().map(numbered).collect();
                    finder.put_annotation(key(at), bears.clone(), &words);
                    said.insert(at, (bears, words));
                }
                Step::NoAnnotation(at) => {
                    finder.remove_annotation(&key(at));
                    said.remove(&at);
                }
            }
        }
        let annotations = said.iter().map(|(at, (bears, words))| (key(*at), bears.clone(), words.as_str()));
        let anew = ItemFinder::new(items.values(), annotations);
        let nearby = [numbered(1)].into();
        let article = article.join("\n\n");
        for language in [Language::English, Language::German] {
            prop_assert_eq!(
                finder.for_span(&covered, language, &nearby, 4),
                anew.for_span(&covered, language, &nearby, 4)
            );
            prop_assert_eq!(finder.in_article(&article, language), anew.in_article(&article, language));
        }
        prop_assert_eq!(finder.named(&covered), anew.named(&covered));
        prop_assert_eq!(finder.num_items(), anew.num_items());
    }

    #[test]
    fn nothing_panics_and_places_lie_in_the_text(
        text in "\\PC{0,80}|[a-z ’'.\n和ферри28-]{0,80}",
        name in "\\PC{0,12}|[a-z和]{1,3}",
    ) {
        let mut finder = finder();
        finder.put_item(&item("any", &name, &[&text]));
        finder.put_annotation(key(9), vec![id("any")], &text);
        for language in Language::ALL {
            for touched in finder.in_article(&text, language) {
                prop_assert!(!touched.places.is_empty() && touched.places.is_sorted());
                prop_assert!(touched.places.iter().all(|place| place.check(&text).is_ok()));
            }
            for offer in finder.for_span(&text, language, &BTreeSet::new(), 5) {
                prop_assert!(offer.score.is_finite());
            }
        }
    }
}
