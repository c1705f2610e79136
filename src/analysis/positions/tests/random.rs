//! Claims about any corpus: the matrix against a naive fold, and the index kept up against the one made anew.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;

use super::*;
use crate::model::quotes::Quotes;
use crate::model::review::standing::Standing;

const ITEMS: [&str; 5] = ["plan", "t1", "t2", "t11", "other"];
const VOICES: [&str; 3] = ["v1", "v2", "v3"];

/// One step in the making of a corpus, as numbers.
#[derive(Clone, Debug)]
struct Step {
    what: usize,
    article: usize,
    id: usize,
    other: (usize, usize),
    item: usize,
    act: usize,
    voice: usize,
    day: Option<u32>,
}

fn step() -> impl Strategy<Value = Step> {
    let place = (0_usize..10, 0_usize..4, 0_usize..4, (0_usize..4, 0_usize..4));
    let said = (0_usize..5, 0_usize..10, 0_usize..7, proptest::option::of(0_u32..8));
    (place, said).prop_map(|((what, article, id, other), (item, act, voice, day))| Step {
        what,
        article,
        id,
        other,
        item,
        act,
        voice,
        day,
    })
}

/// Ids are unique in the corpus, as they are minted.
fn id(article: usize, number: usize) -> String {
    format!("{}{article}", ["a", "b", "c", "d"][number])
}

fn voices(number: usize) -> Vec<AttributedVoice> {
    match number {
        0..=2 => says(VOICES[number]),
        3 => official(Some("v1")),
        4 => says_via("v2", "v3"),
        5 => [says("v1"), says("v2")].concat(),
        _ => Vec::new(),
    }
}

fn corpus() -> Sample {
    let mut sample = Sample::of(&[Some(5), Some(2), None, Some(5)]);
    sample.item("plan", |_| {});
    sample.terms("plan", &["t1", "t2"]);
    sample.terms("t1", &["t11"]);
    sample.voice("v3", &[]);
    sample.voice("v1", &[("v3", None, Some(4))]);
    sample
}

fn take(sample: &mut Sample, step: &Step) {
    let Step { what, article: number, id: at, other, item: on, act, voice, day } = step.clone();
    let name = id(number, at);
    let acts = [(ITEMS[on], Act::ALL[act]), (ITEMS[(on + act) % 5], Act::ALL[(act + 3) % 10])];
    let acts = if act % 3 == 0 { &acts[..] } else { &acts[..usize::from(act % 4 != 1)] };
    match what {
        0..=4 => sample.span_with(("mk", number, &name), acts, voices(voice), |annotation| {
            if let Some(number) = day {
                said_on(number)(annotation);
            }
        }),
        5 => {
            let key = Key::Annotation(Sample::layer("mk", number), AnnotationId::new(&name).unwrap());
            sample.put(key, None);
        }
        6 => sample.decide("ro", number, &name, Verdict::Rejected),
        7 => {
            sample.decide("ro", number, &name, Verdict::Corrected);
            sample.span_with(("ro", number, &format!("ro-{name}")), acts, voices(voice), |annotation| {
                let on = AnnotationId::new(&name).unwrap();
                annotation.corrects = Some(AnnotationRef { annotator: annotator("mk"), annotation: on });
            });
        }
        _ => {
            let (kind, from, to) = [
                ("qualifies", "caveat", "target"),
                ("answers", "answer", "to"),
                ("contradicts", "one", "other"),
                ("updates", "newer", "older"),
            ][act % 4];
            let end = id(other.0, other.1);
            sample.relation(kind, [(from, number, &name), (to, other.0, &end)]);
        }
    }
}

/// The stances of a matrix by speaker and item, and what is behind each, from the corpus itself.
fn naive(state: &CorpusState, by: DateBy) -> BTreeMap<(Speaker, ItemId), (Act, BTreeSet<AnnotationKey>)> {
    type Said = (bool, Option<NaiveDate>, bool, Option<NaiveDate>, ArticleId, usize, AnnotationKey, Act);
    let mut said: BTreeMap<(Speaker, ItemId), Vec<Said>> = BTreeMap::new();
    for (article, layers) in &state.layers {
        let published = state.articles[article].metadata.date;
        for (who, layer) in layers {
            for annotation in layer.annotations.values() {
                let on = AnnotationRef { annotator: who.clone(), annotation: annotation.id.clone() };
                let is_corrected = layers.values().any(|layer| {
                    let is_on = |decision: &Arc<Decision>| decision.verdict == Verdict::Corrected;
                    layer.annotations.values().any(|one| one.corrects.as_ref() == Some(&on))
                        && layer.decisions.get(&on).is_some_and(is_on)
                });
                if is_corrected || Standing::among(layers, &on, annotation) == Standing::Rejected {
                    continue;
                }
                let day = annotation.attributes.values().find_map(|value| match value {
                    AttributeValue::Date(date) if by == DateBy::Said => Some(date.from()),
                    _ => None,
                });
                let date = day.or(published);
                let key = AnnotationKey {
                    article: article.clone(),
                    annotator: who.clone(),
                    annotation: annotation.id.clone(),
                };
                let quotes = Quotes::of(layer);
                let mut speakers: Vec<Speaker> = quotes
                    .attribution(annotation)
                    .parties(VoiceRole::Speaker)
                    .map(|party| match party {
                        Party::Registered(id) => Speaker::Registered(id.clone()),
                        Party::Unnamed { affiliation, .. } => {
                            Speaker::Unnamed { affiliation: affiliation.clone() }
                        }
                        Party::Article => Speaker::Outlet("".into()),
                    })
                    .collect();
                if speakers.is_empty() {
                    speakers.push(Speaker::NotSet);
                }
                for speaker in speakers {
                    for link in &annotation.items {
                        let time = (date.is_none(), date, published.is_none(), published);
                        let word = (time.0, time.1, time.2, time.3, article.clone());
                        let place = (annotation.fragments.start(), key.clone(), link.act);
                        said.entry((speaker.clone(), link.item.clone()))
                            .or_default()
                            .push((word.0, word.1, word.2, word.3, word.4, place.0, place.1, place.2));
                    }
                }
            }
        }
    }
    said.into_iter()
        .map(|(of, mut words)| {
            words.sort();
            let last = words.iter().rfind(|word| !word.0).or(words.last()).unwrap();
            (of, (last.7, words.iter().map(|word| word.6.clone()).collect()))
        })
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn the_matrix_is_what_a_naive_fold_says(
        steps in proptest::collection::vec(step(), 0..50), is_said in any::<bool>()
    ) {
        let by = if is_said { DateBy::Said } else { DateBy::Published };
        let mut sample = corpus();
        for step in &steps {
            take(&mut sample, step);
        }
        let matrix = sample.ask(|positions| positions.matrix(&item("plan"), Rows::Voices, by));
        prop_assert_eq!(&matrix.columns, &["plan", "t1", "t11", "t2"].map(item));
        let mut found = BTreeMap::new();
        for row in &matrix.rows {
            prop_assert_eq!(&row.members, &BTreeSet::from([row.speaker.clone()]));
            for (column, cell) in matrix.columns.iter().zip(&row.cells) {
                if let Some(cell) = cell {
                    let keys: BTreeSet<AnnotationKey> = cell.keys.iter().cloned().collect();
                    prop_assert_eq!(keys.len(), cell.keys.len(), "each annotation once");
                    found.insert((row.speaker.clone(), column.clone()), (cell.stance.act, keys));
                }
            }
        }
        let mut wanted = naive(&sample.state, by);
        wanted.retain(|(_, on), _| on.as_str() != "other");
        prop_assert_eq!(found, wanted);
    }

    #[test]
    fn kept_up_the_index_is_as_if_made_anew(steps in proptest::collection::vec(step(), 1..50)) {
        let mut sample = corpus();
        let mut index = BearingIndex::of(&sample.state);
        for step in &steps {
            let before = index.clone();
            sample.edits.clear();
            take(&mut sample, step);
            let has_changed = index.follow(&sample.state, &sample.edits);
            prop_assert_eq!(&index, &BearingIndex::of(&sample.state));
            prop_assert_eq!(has_changed, index != before);
            // No question panics on it, whatever leads where.
            let (register, items) = (sample.state.register(), ItemTree::of(&sample.state));
            let all = Positions { state: &sample.state, register: &register, items: &items, index: &index };
            let (plan, other) = (item("plan"), item("other"));
            let life = all.life(&plan, Scope::WithTerms, DateBy::Said);
            let num_direct = life.events.iter().chain(&life.undated).filter(|one| one.through.is_none()).count();
            prop_assert_eq!(num_direct, all.bearings(&plan, Scope::WithTerms, DateBy::Said).len());
            all.matrix(&plan, Rows::RolledUp, DateBy::Said);
            all.compare(&plan, &other, DateBy::Said);
            let independent = all.independent(&plan, Scope::WithTerms, DateBy::Said);
            prop_assert!(independent.groups.iter().all(|group| !group.keys.is_empty()));
        }
    }

    #[test]
    fn articles_in_the_trash_are_passed_over(steps in proptest::collection::vec(step(), 1..50), gone in 0_usize..4) {
        let mut sample = corpus();
        for step in &steps {
            take(&mut sample, step);
        }
        let mut index = BearingIndex::of(&sample.state);
        sample.state.articles.remove(&article(gone));
        index.refresh(&sample.state, [&article(gone)]);
        prop_assert_eq!(&index, &BearingIndex::of(&sample.state));
        for on in ITEMS {
            prop_assert!(index.on(&item(on)).iter().all(|key| key.article != article(gone)));
            prop_assert_eq!(index.on(&item(on)).len(), index.num_on(&item(on)));
        }
    }
}
