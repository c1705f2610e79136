//! Keeping up with edits, at once or by a job that lags behind, finds what a full run finds.

use proptest::prelude::*;

use super::*;
use crate::analysis::quality::{Budget, OfferFinder, Work, settings};
use crate::model::article::{Block, BlockKind};
use crate::model::id::SettingId;
use crate::report::quality::{Offers, names_of};

const ARTICLES: [&str; 3] = ["x", "y", "z"];
const ANNOTATORS: [&str; 2] = ["mk", "ro"];
const LABELS: [&str; 4] = ["quote", "claim", "caveat", "ghost"];
const NAMES: [&str; 5] = ["Lidia Ferran", "L. Ferran", "Mayor Ferran", "Pavel Oru", "Ferran"];
const LANGUAGES: [&str; 4] = ["", "en-GB", "de", "ru"];
const TEXT: &str = "“It runs,” Lidia Ferran said, “and stops.” Mayor Ferran wrote: “It runs.\n\nPavel Oru denied \
                    it. “It runs,” he said.\n\n— Да, — сказал он. „Nein“sagte sie.";

/// One random edit, by numbers.
#[derive(Clone, Debug)]
enum Deed {
    Tag {
        at: (usize, usize, usize),
        range: (usize, usize),
        label: usize,
        speaker: Option<usize>,
        /// The number of the span of the other annotator that it corrects.
        corrects: Option<usize>,
    },
    Untag {
        at: (usize, usize, usize),
    },
    Link {
        at: (usize, usize),
        from: (usize, usize, usize),
        to: (usize, usize, usize),
    },
    Unlink {
        at: (usize, usize),
    },
    Finish {
        at: (usize, usize),
        is_done: bool,
    },
    Enter {
        who: usize,
        id: usize,
        name: Option<usize>,
        into: Option<usize>,
    },
    Accept {
        nth: usize,
    },
    Unlabel {
        label: usize,
    },
    Tell {
        article: usize,
        language: usize,
        /// Where the page's furniture begins and how long it is.
        furniture: Option<(usize, usize)>,
    },
}

fn deed() -> impl Strategy<Value = Deed> {
    let at = || (0..3_usize, 0..2_usize, 0..4_usize);
    prop_oneof![
        6 => (
            at(),
            (0..110_usize, 1..40_usize),
            0..4_usize,
            prop::option::of(0..3_usize),
            prop::option::weighted(0.2, 0..4_usize),
        )
            .prop_map(|(at, range, label, speaker, corrects)| Deed::Tag { at, range, label, speaker, corrects }),
        2 => at().prop_map(|at| Deed::Untag { at }),
        2 => ((0..3_usize, 0..2_usize), at(), at()).prop_map(|(at, from, to)| Deed::Link { at, from, to }),
        1 => (0..3_usize, 0..2_usize).prop_map(|at| Deed::Unlink { at }),
        1 => ((0..3_usize, 0..2_usize), any::<bool>()).prop_map(|(at, is_done)| Deed::Finish { at, is_done }),
        2 => (0..2_usize, 0..3_usize, prop::option::of(0..5_usize), prop::option::weighted(0.3, 0..3_usize))
            .prop_map(|(who, id, name, into)| Deed::Enter { who, id, name, into }),
        1 => (0..20_usize).prop_map(|nth| Deed::Accept { nth }),
        1 => (0..4_usize).prop_map(|label| Deed::Unlabel { label }),
        2 => (0..3_usize, 0..4_usize, prop::option::of((0..110_usize, 1..40_usize)))
            .prop_map(|(article, language, furniture)| Deed::Tell { article, language, furniture }),
    ]
}

fn annotation_id((article, who, id): (usize, usize, usize)) -> AnnotationId {
    AnnotationId::new(&format!("{}-{}-{id}", ARTICLES[article], ANNOTATORS[who])).unwrap()
}

/// Says an article's language, and what of it belongs to the page.
fn tell(
    corpus: &mut Corpus,
    article: usize,
    language: usize,
    furniture: Option<(usize, usize)>,
) -> [Edit; 2] {
    corpus.change_article(ARTICLES[article], |article| {
        article.metadata.language = LANGUAGES[language].to_owned();
        let range = furniture.map(|(start, len)| {
            let start = TEXT.floor_char_boundary(start);
            TextRange::new(start, TEXT.ceil_char_boundary((start + len).min(TEXT.len()))).unwrap()
        });
        article.blocks = range.map(|range| Block { range, kind: BlockKind::Furniture }).into_iter().collect();
    })
}

fn do_it(corpus: &mut Corpus, deed: &Deed, quality: &Quality) -> Option<Edit> {
    let layer = |(article, who): (usize, usize)| place(ARTICLES[article], ANNOTATORS[who]);
    match deed {
        Deed::Tag { at, range: (start, len), label, speaker, corrects } => {
            let start = TEXT.floor_char_boundary(*start);
            let end = TEXT.ceil_char_boundary((start + len).min(TEXT.len()));
            let id = annotation_id(*at);
            let fragments = TextRange::new(start, end).unwrap().into();
            let label = LabelId::new(LABELS[*label]).unwrap();
            let mut annotation = Annotation::new(id.clone(), label, fragments, Timestamp::default());
            if let Some(speaker) = speaker {
                said_by(&mut annotation, &format!("v{speaker}"));
            }
            annotation.corrects = corrects.map(|corrected| {
                let other = 1 - at.1;
                let annotation = annotation_id((at.0, other, corrected));
                AnnotationRef { annotator: AnnotatorId::new(ANNOTATORS[other]).unwrap(), annotation }
            });
            let key = Key::Annotation(layer((at.0, at.1)), id);
            Some(corpus.put(key, Some(Record::Annotation(Arc::new(annotation)))))
        }
        Deed::Untag { at } => {
            Some(corpus.put(Key::Annotation(layer((at.0, at.1)), annotation_id(*at)), None))
        }
        Deed::Link { at, from, to } => {
            let kind = corpus.state.tagset.relation_types.values().next().unwrap().clone();
            let member = |at: (usize, usize, usize), role: usize| RelationMember {
                role: kind.roles[role.min(kind.roles.len() - 1)].id.clone(),
                annotation: CorpusAnnotation {
                    article: layer((at.0, 0)).article,
                    annotation: annotation_id(at),
                },
            };
            let relation = Relation {
                id: RelationId::new("r").unwrap(),
                relation_type: RelationTypeId::new("qualifies").unwrap(),
                members: vec![member(*from, 0), member(*to, 1)],
                note: String::new(),
                provenance: Annotation::new(
                    annotation_id(*from),
                    LabelId::new("claim").unwrap(),
                    TextRange::new(0, 1).unwrap().into(),
                    Timestamp::default(),
                )
                .provenance,
            };
            let key = Key::Relation(layer(*at), relation.id.clone());
            Some(corpus.put(key, Some(Record::Relation(Arc::new(relation)))))
        }
        Deed::Unlink { at } => {
            Some(corpus.put(Key::Relation(layer(*at), RelationId::new("r").unwrap()), None))
        }
        Deed::Finish { at, is_done } => {
            let coverage =
                Coverage { labels: [LabelId::new("claim").unwrap()].into(), over: None, finished: true };
            let done =
                LayerState { progress: Progress::Done, coverage: vec![coverage], ..LayerState::default() };
            let record = is_done.then(|| Record::State(Arc::new(done)));
            Some(corpus.put(Key::State(layer(*at)), record))
        }
        Deed::Enter { who, id, name, into } => {
            let id = format!("v{id}");
            let record = name.map(|name| {
                let mut voice = voice(&id, NAMES[name]);
                voice.merged_into = into.map(|into| VoiceId::new(&format!("v{into}")).unwrap());
                Record::Voice(Arc::new(voice))
            });
            let key = Key::Voice(AnnotatorId::new(ANNOTATORS[*who]).unwrap(), VoiceId::new(&id).unwrap());
            Some(corpus.put(key, record))
        }
        Deed::Accept { nth } => {
            let open: Vec<_> = quality.open(|_| true).into_iter().flatten().collect();
            let finding = open.get(*nth)?;
            let mk = AnnotatorId::new("mk").unwrap();
            let change = settings::accept(&corpus.state, finding, &mk, "fine").ok()?;
            let Some(Edit::Put(put)) = change.edits.into_iter().next() else { return None };
            Some(corpus.put(put.key, put.after))
        }
        // Two edits at once, see `tell`.
        Deed::Tell { .. } => None,
        Deed::Unlabel { label } => {
            let id = LabelId::new(LABELS[*label]).unwrap();
            let there = corpus.state.tagset.labels.get(&id).cloned();
            let known = default_tagset().labels.remove(&id);
            let record =
                if there.is_some() { None } else { known }.map(|label| Record::Label(Arc::new(label)));
            Some(corpus.put(Key::Label(id), record))
        }
    }
}

/// A job that was begun and has not been taken in.
type Running = (super::super::Begun, Corpus);

fn finish(quality: &mut Quality, (begun, snapshot): &Running, corpus: &Corpus) -> Work {
    let names = names_of(&snapshot.state);
    let offers = Offers { names: &names, state: &snapshot.state };
    let parts = begun.run(snapshot, &offers, &mut |_| ControlFlow::Continue(())).unwrap();
    quality.take(&corpus.state, parts, begun.clock())
}

fn full(corpus: &Corpus, offers: &dyn OfferFinder) -> Quality {
    Quality::of(corpus, offers, &mut |_| ControlFlow::Continue(())).unwrap()
}

proptest! {
    #[test]
    fn keeping_up_comes_to_what_a_full_run_finds(
        deeds in prop::collection::vec((deed(), 0..4_usize), 1..40),
    ) {
        let mut corpus = Corpus::new();
        for article in ARTICLES {
            corpus.with_text(article, TEXT);
        }
        let names = names_of(&corpus.state);
        let mut quality = full(&corpus, &Offers { names: &names, state: &corpus.state });
        let (mut left, mut running): (Work, Option<Running>) = (Work::default(), None);
        for (deed, pace) in &deeds {
            let edits = match *deed {
                Deed::Tell { article, language, furniture } => {
                    tell(&mut corpus, article, language, furniture).to_vec()
                }
                ref deed => do_it(&mut corpus, deed, &quality).into_iter().collect(),
            };
            if edits.is_empty() {
                continue;
            }
            let names = names_of(&corpus.state);
            let offers = Offers { names: &names, state: &corpus.state };
            let budget = match pace {
                0 => Budget { num_articles: 0, ..Budget::ALL },
                1 => Budget { num_articles: 1, ..Budget::ALL },
                _ => Budget::ALL,
            };
            left.merge(quality.follow(&edits, &corpus, &offers, budget));
            if left.everything {
                (quality, left, running) = (full(&corpus, &offers), Work::default(), None);
            }
            if *pace == 2 && running.is_none() && !left.is_empty() {
                running = Some((quality.begin(std::mem::take(&mut left)), corpus.clone()));
            } else if *pace == 3 && let Some(running) = running.take() {
                left.merge(finish(&mut quality, &running, &corpus));
            }
        }
        if let Some(running) = running.take() {
            left.merge(finish(&mut quality, &running, &corpus));
        }
        let begun = quality.begin(left);
        let left = finish(&mut quality, &(begun, corpus.clone()), &corpus);
        prop_assert!(left.is_empty());
        let names = names_of(&corpus.state);
        let fresh = full(&corpus, &Offers { names: &names, state: &corpus.state });
        prop_assert_eq!(quality.open(|_| true), fresh.open(|_| true));
        for (idx, check) in CHECKS.iter().enumerate() {
            prop_assert_eq!(quality.num_open(check.about()), fresh.open(|_| true)[idx].len());
        }
        prop_assert!(SettingId::new("checks-off").is_ok());
    }
}
