//! What rows for tasks must hold.

use std::collections::BTreeSet;
use std::sync::Arc;

use proptest::prelude::*;
use serde_json::{Map, Value, json};

use super::*;
use crate::formats::recipe::Texts;
use crate::formats::report::Report;
use crate::formats::selection::Selection;
use crate::formats::splits::Split;
use crate::formats::testing::arbitrary::corpora;
use crate::formats::testing::{MemoryCorpus, MemorySink, acceptance, annotation, annotator, article, voice};
use crate::formats::{Cells, Export, ExportOptions, FormatError};
use crate::model::annotation::{Annotation, AttributedVoice, Certainty, Party, VoiceRole};
use crate::model::article::{Block, BlockKind};
use crate::model::id::{AnnotationId, ArticleId, LabelId, RelationId, RelationTypeId, RoleId, VoiceId};
use crate::model::layer::{Coverage, Layer, LayerState, Progress};
use crate::model::relation::{CorpusAnnotation, Relation, RelationMember};
use crate::model::review::Verdict;
use crate::model::tagset::default::default_tagset;
use crate::model::text::TextRange;

type Row = Map<String, Value>;

fn plan(shape: Shape, gather: Gather) -> ShapePlan {
    ShapePlan { shape, gather, overlap: Overlap::Any, around: 0 }
}

fn write(
    corpus: &MemoryCorpus,
    selection: &Selection,
    plan: ShapePlan,
    (file, texts): (RowFile, Texts),
) -> (MemorySink, Result<Report, FormatError>) {
    let mut sink = MemorySink::default();
    let export = Export { texts, ..Export::new(corpus, selection, "out", ExportOptions::default()) };
    let shape = ShapeExport { export, plan, file, split: Some(Split::Test) };
    let result = write_shape(&shape, &mut sink);
    (sink, result)
}

fn rows(corpus: &MemoryCorpus, selection: &Selection, plan: ShapePlan) -> (Vec<Row>, Report) {
    let (sink, result) = write(corpus, selection, plan, (RowFile::JsonLines, Texts::Included));
    let report = result.unwrap();
    assert!(sink.is_committed);
    let text = String::from_utf8(sink.files["out"].clone()).unwrap();
    (text.lines().map(|line| serde_json::from_str(line).unwrap()).collect(), report)
}

fn slice(text: &str, start: &Value, end: &Value) -> String {
    let [start, end] = [start, end].map(|value| usize::try_from(value.as_u64().unwrap()).unwrap());
    assert!(start < end);
    let chars: Vec<char> = text.chars().collect();
    chars[start..end].iter().collect()
}

/// Places in the article and in the row's text hold the same words.
fn assert_same_words(article: &str, row: &Row, places: &Value, in_text: &Value) {
    let text = row["text"].as_str().unwrap();
    let (places, in_text) = (places.as_array().unwrap(), in_text.as_array().unwrap());
    assert_eq!(places.len(), in_text.len());
    for (place, inside) in places.iter().zip(in_text) {
        assert_eq!(slice(article, &place[0], &place[1]), slice(text, &inside[0], &inside[1]));
    }
}

fn assert_places(corpus: &MemoryCorpus, shape: Shape, row: &Row) {
    let id = ArticleId::new(row["article"].as_str().unwrap()).unwrap();
    let article = &corpus.articles[&id];
    let text = article.text.as_str();
    assert_eq!(row["text_sha256"], article.text.hash().to_string());
    assert_eq!(row["split"], "test");
    if shape != Shape::Spans {
        assert_eq!(slice(text, &row["start"], &row["end"]), row["text"].as_str().unwrap());
    }
    match shape {
        Shape::Spans | Shape::Windows | Shape::Speakers => {
            assert_same_words(text, row, &row["fragments"], &row["text_fragments"]);
        }
        Shape::Sentences => {
            for span in row.get("spans").and_then(Value::as_array).into_iter().flatten() {
                assert_same_words(text, row, &span["fragments"], &span["text_fragments"]);
            }
        }
        Shape::Pairs => {
            for end in ["from", "to"] {
                let inside = row[&format!("{end}_text_fragments")].as_array().unwrap();
                let (first, last) = (&inside[0], &inside[inside.len() - 1]);
                let hull = slice(row["text"].as_str().unwrap(), &first[0], &last[1]);
                assert_eq!(hull, slice(text, &row[&format!("{end}_start")], &row[&format!("{end}_end")]));
            }
        }
    }
}

/// Who is done, has finished looking for the label all over the range, and has nothing of it there.
fn may_deny(layer: &Layer, label: &str, text: &str, row: &Row) -> bool {
    let bytes = |value: &Value| {
        let points = usize::try_from(value.as_u64().unwrap()).unwrap();
        text.char_indices().map(|(at, _)| at).chain([text.len()]).nth(points).unwrap()
    };
    let range = TextRange::new(bytes(&row["start"]), bytes(&row["end"])).unwrap();
    let looked = layer.state.coverage.iter().any(|coverage| {
        coverage.finished
            && coverage.labels.iter().any(|one| one.as_str() == label)
            && coverage.over.as_ref().is_none_or(|over| over.ranges().iter().any(|part| part.covers(range)))
    });
    let has = layer.annotations.values().any(|one| {
        one.label.as_str() == label && one.fragments.ranges().iter().any(|part| part.overlaps(range))
    });
    layer.state.progress == Progress::Done && looked && !has
}

fn shape_plans() -> impl Strategy<Value = ShapePlan> {
    let pick = |len: usize| 0..len;
    (pick(5), pick(3), pick(3), 0..3_u8).prop_map(|(shape, gather, overlap, around)| ShapePlan {
        shape: Shape::ALL[shape],
        gather: Gather::ALL[gather],
        overlap: Overlap::ALL[overlap],
        around,
    })
}

proptest! {
    #[test]
    fn offsets_of_every_row_cover_its_words(corpus in corpora(), plan in shape_plans()) {
        let (made, report) = rows(&corpus, &Selection::default(), plan);
        for row in &made {
            assert_places(&corpus, plan.shape, row);
        }
        prop_assert_eq!(report.num_out.articles, corpus.articles.len());
        let held = report.num_out.annotations;
        if matches!(plan.shape, Shape::Spans | Shape::Windows) && plan.gather != Gather::Result {
            prop_assert_eq!(held, report.num_in.annotations);
        }
        let expected: Vec<&str> = rows::columns(plan, Texts::Included);
        for row in &made {
            prop_assert!(row.keys().eq(&expected), "{:?}", row.keys().collect::<Vec<_>>());
        }
    }

    #[test]
    fn negatives_never_come_from_text_that_was_not_looked_through(corpus in corpora(), only in any::<bool>()) {
        let labels = only.then(|| LabelId::new("quote").unwrap()).into_iter().collect();
        let selection = Selection { labels, ..Selection::default() };
        let (made, _) = rows(&corpus, &selection, plan(Shape::Sentences, Gather::Layers));
        for row in &made {
            let id = ArticleId::new(row["article"].as_str().unwrap()).unwrap();
            let layer = &corpus.state.layers[&id][&annotator(row["annotator"].as_str().unwrap())];
            let text = corpus.articles[&id].text.as_str();
            for label in row["negatives"].as_array().unwrap() {
                let label = label.as_str().unwrap();
                prop_assert!(may_deny(layer, label, text, row), "{label} in {row:?}");
                prop_assert!(!only || label == "quote");
                prop_assert!(!row["labels"].as_array().unwrap().iter().any(|one| one == label));
            }
        }
    }

    #[test]
    fn both_kinds_of_files_hold_any_rows_and_by_reference_no_text(corpus in corpora(), plan in shape_plans()) {
        for file in [RowFile::JsonLines, RowFile::Csv] {
            let (sink, result) = write(&corpus, &Selection::default(), plan, (file, Texts::ByReference));
            prop_assert!(result.is_ok(), "{}", result.unwrap_err());
            prop_assert!(sink.is_committed);
            let (again, _) = write(&corpus, &Selection::default(), plan, (file, Texts::ByReference));
            prop_assert_eq!(&sink.files, &again.files);
        }
        prop_assert!(!rows::columns(plan, Texts::ByReference).contains(&"text"));
    }
}

const TEXT: &str =
    "“The ferry is late,” Ana Ruz said. Nobody knows why. The mayor, Bo Lind, will ask. Menu Home";

fn coverage(labels: &[&str], over: Option<TextRange>) -> Coverage {
    let labels = labels.iter().map(|label| LabelId::new(label).unwrap()).collect();
    Coverage { labels, over: over.map(Into::into), finished: true }
}

fn layer(annotations: Vec<Annotation>, coverage: Vec<Coverage>) -> Layer {
    let state = LayerState { progress: Progress::Done, coverage, ..LayerState::default() };
    let annotations = annotations.into_iter().map(|one| (one.id.clone(), Arc::new(one))).collect();
    Layer { annotations, state: Arc::new(state), ..Layer::default() }
}

/// Two annotators, who looked for different things.
fn corpus() -> MemoryCorpus {
    let mut corpus = MemoryCorpus::default();
    corpus.state.tagset = default_tagset();
    let mut one = article("ferry", TEXT);
    let menu = TEXT.find("Menu").unwrap();
    one.blocks = vec![Block { range: TextRange::new(menu, TEXT.len()).unwrap(), kind: BlockKind::Furniture }];
    let id = one.id.clone();
    corpus.put(one);
    let voices = [voice("v1", "Ana Ruz"), voice("v2", "Bo Lind")];
    let voices = voices.into_iter().map(|voice| (voice.id.clone(), Arc::new(voice))).collect();
    corpus.state.voices.insert(annotator("mk"), voices);
    let said = |id: &str, voice: &str| {
        let mut quote = annotation(id, "quote", TEXT, "“The ferry is late,”");
        let party = Party::Registered(VoiceId::new(voice).unwrap());
        quote.attribution.voices.push(AttributedVoice { role: VoiceRole::Speaker, party });
        quote
    };
    let caveat = annotation("c1", "caveat", TEXT, "why");
    let first = layer(vec![said("q1", "v1"), caveat], vec![coverage(&["quote", "caveat"], None)]);
    corpus.state.put_layer(&id, &annotator("mk"), first);
    let end = TEXT.find(" The mayor").unwrap();
    let part = coverage(&["quote"], TextRange::new(0, end).ok());
    corpus.state.put_layer(&id, &annotator("ro"), layer(vec![said("q2", "v2")], vec![part]));
    corpus
}

fn values(rows: &[Row], column: &str) -> Vec<Value> {
    rows.iter().map(|row| row[column].clone()).collect()
}

#[test]
fn a_sentence_has_labels_and_what_it_was_looked_through_for_in_vain() {
    let (made, report) = rows(&corpus(), &Selection::default(), plan(Shape::Sentences, Gather::Layers));
    assert_eq!(values(&made, "annotator"), ["mk", "mk", "mk", "ro", "ro"]);
    let labels = [json!(["quote"]), json!(["caveat"]), json!([]), json!(["quote"]), json!([])];
    assert_eq!(values(&made, "labels"), labels);
    let negatives =
        [json!(["caveat"]), json!(["quote"]), json!(["caveat", "quote"]), json!([]), json!(["quote"])];
    assert_eq!(values(&made, "negatives"), negatives);
    let told = report.to_string();
    assert!(told.contains("1 sentences left out: they are the page’s"), "{told}");
    assert_eq!(report.num_out.annotations, 3);
}

#[test]
fn votes_count_who_says_what_and_who_looked() {
    let (made, _) = rows(&corpus(), &Selection::default(), plan(Shape::Sentences, Gather::Votes));
    assert_eq!(values(&made, "labels"), [json!({"quote": 2}), json!({"caveat": 1}), json!({})]);
    let negatives = [json!({"caveat": 1}), json!({"quote": 2}), json!({"caveat": 1, "quote": 1})];
    assert_eq!(values(&made, "negatives"), negatives);
    assert_eq!(values(&made, "num_annotators"), [2, 2, 1]);
    let (made, _) = rows(&corpus(), &Selection::default(), plan(Shape::Spans, Gather::Votes));
    assert_eq!(values(&made, "labels"), [json!({"quote": 2}), json!({"caveat": 1})]);
    assert_eq!(values(&made, "num_annotators"), [2, 2], "who looked there and found nothing is counted");
}

#[test]
fn what_is_not_selected_is_no_negative_either() {
    let mut corpus = corpus();
    let id = ArticleId::new("ferry").unwrap();
    let mut first = Layer::clone(&corpus.state.layers[&id][&annotator("mk")]);
    let caveat = first.annotations.get_mut(&AnnotationId::new("c1").unwrap()).unwrap();
    Arc::make_mut(caveat).certainty = Certainty::Unsure;
    corpus.state.put_layer(&id, &annotator("mk"), first);
    let selection = Selection {
        annotators: BTreeSet::from([annotator("mk")]),
        certainty: crate::formats::selection::CertaintyFilter::Sure,
        ..Selection::default()
    };
    let (made, _) = rows(&corpus, &selection, plan(Shape::Sentences, Gather::Layers));
    assert_eq!(values(&made, "labels"), [json!(["quote"]), json!([]), json!([])]);
    assert_eq!(values(&made, "negatives"), [json!(["caveat"]), json!(["quote"]), json!(["caveat", "quote"])]);
}

#[test]
fn overlap_decides_which_sentences_have_a_label() {
    let of = |overlap| {
        let plan = ShapePlan { overlap, ..plan(Shape::Sentences, Gather::Layers) };
        let selection = Selection { annotators: BTreeSet::from([annotator("mk")]), ..Selection::default() };
        let (made, _) = rows(&corpus(), &selection, plan);
        values(&made, "labels")
    };
    assert_eq!(of(Overlap::Any), [json!(["quote"]), json!(["caveat"]), json!([])]);
    assert_eq!(of(Overlap::Half), [json!(["quote"]), json!([]), json!([])]);
    assert_eq!(of(Overlap::Whole), [json!([]), json!([]), json!([])]);
}

#[test]
fn the_reviewed_result_has_what_was_rejected_as_a_negative() {
    let mut corpus = corpus();
    let id = ArticleId::new("ferry").unwrap();
    let layers = corpus.state.layers[&id].clone();
    let mut second = Layer::clone(&layers[&annotator("ro")]);
    for (number, found) in layers[&annotator("mk")].annotations.values().enumerate() {
        let mut decision = acceptance(&annotator("mk"), found);
        decision.verdict =
            if found.label.as_str() == "caveat" { Verdict::Rejected } else { Verdict::Accepted };
        assert!(number < 2);
        second.decisions.insert(decision.on.clone(), Arc::new(decision));
    }
    corpus.state.put_layer(&id, &annotator("ro"), second);
    let (made, report) = rows(&corpus, &Selection::default(), plan(Shape::Sentences, Gather::Result));
    assert_eq!(values(&made, "labels"), [json!(["quote"]), json!([]), json!([])]);
    assert_eq!(values(&made, "negatives")[1], json!(["caveat", "quote"]));
    assert!(!made[0].contains_key("annotator"));
    assert_eq!(report.num_in.annotations, 3);
    let (made, report) = rows(&corpus, &Selection::default(), plan(Shape::Spans, Gather::Result));
    assert_eq!(values(&made, "label"), ["quote"], "two reviewers’ same quote is written once");
    assert!(report.to_string().contains("1 rows left out: somebody else tagged the same"));
}

#[test]
fn speakers_are_everybody_named_in_the_article() {
    let (made, _) = rows(&corpus(), &Selection::default(), plan(Shape::Speakers, Gather::Layers));
    assert_eq!(values(&made, "candidate"), ["v1", "v2", "v1", "v2"]);
    assert_eq!(values(&made, "is_speaker"), [true, false, false, true]);
    assert_eq!(values(&made, "mentions")[0], json!([[21, 28]]));
    let (made, _) = rows(&corpus(), &Selection::default(), plan(Shape::Speakers, Gather::Votes));
    assert_eq!(
        values(&made, "labels"),
        [json!({"other": 1, "speaker": 1}), json!({"other": 1, "speaker": 1})]
    );
}

#[test]
fn a_quote_within_a_quote_has_its_speaker() {
    let mut corpus = corpus();
    let id = ArticleId::new("ferry").unwrap();
    let mut first = Layer::clone(&corpus.state.layers[&id][&annotator("mk")]);
    let inner = annotation("q9", "quote", TEXT, "ferry");
    first.annotations.insert(inner.id.clone(), Arc::new(inner));
    corpus.state.put_layer(&id, &annotator("mk"), first);
    let selection = Selection { annotators: BTreeSet::from([annotator("mk")]), ..Selection::default() };
    let (made, _) = rows(&corpus, &selection, plan(Shape::Speakers, Gather::Layers));
    assert_eq!(values(&made, "id"), ["q1", "q1", "q9", "q9"]);
    assert_eq!(values(&made, "is_speaker"), [true, false, true, false]);
}

#[test]
fn pairs_without_a_relation_need_both_labels_looked_for() {
    let mut corpus = corpus();
    corpus.state.tagset.relation_types.retain(|id, _| id.as_str() == "qualifies");
    let near = |around| {
        let plan = ShapePlan { around, ..plan(Shape::Pairs, Gather::Layers) };
        (plan, Selection { annotators: BTreeSet::from([annotator("mk")]), ..Selection::default() })
    };
    let (zero, selection) = near(0);
    assert!(rows(&corpus, &selection, zero).0.is_empty(), "they stand in two sentences");
    let (one, _) = near(1);
    let (made, _) = rows(&corpus, &selection, one);
    assert_eq!(values(&made, "related"), [false]);
    assert_eq!((&made[0]["from_id"], &made[0]["to_id"]), (&json!("c1"), &json!("q1")));
    assert_eq!(made[0]["text"], "“The ferry is late,” Ana Ruz said. Nobody knows why.");
    let id = ArticleId::new("ferry").unwrap();
    let mut first = Layer::clone(&corpus.state.layers[&id][&annotator("mk")]);
    let kind = corpus.state.tagset.relation_types[&RelationTypeId::new("qualifies").unwrap()].clone();
    let member = |role: &RoleId, annotation: &str| RelationMember {
        role: role.clone(),
        annotation: CorpusAnnotation {
            article: id.clone(),
            annotation: AnnotationId::new(annotation).unwrap(),
        },
    };
    let relation = Relation {
        id: RelationId::new("r1").unwrap(),
        relation_type: kind.id.clone(),
        members: vec![member(&kind.roles[0].id, "c1"), member(&kind.roles[1].id, "q1")],
        note: String::new(),
        provenance: first.annotations.values().next().unwrap().provenance.clone(),
    };
    first.relations.insert(relation.id.clone(), Arc::new(relation));
    corpus.state.put_layer(&id, &annotator("mk"), first.clone());
    let (made, report) = rows(&corpus, &selection, zero);
    assert_eq!(values(&made, "related"), [true], "a relation is a pair however far apart");
    assert_eq!(report.num_out.relations, 1);
    first.relations.clear();
    Arc::make_mut(&mut first.state).coverage.clear();
    corpus.state.put_layer(&id, &annotator("mk"), first);
    let (made, report) = rows(&corpus, &selection, one);
    assert!(made.is_empty());
    assert!(report.to_string().contains("1 pairs without a relation left out"), "{report}");
}

#[test]
fn a_window_has_the_sentences_around() {
    let plan = ShapePlan { around: 1, ..plan(Shape::Windows, Gather::Layers) };
    let (made, _) = rows(&corpus(), &Selection::default(), plan);
    assert_eq!(made[1]["text"], TEXT.strip_suffix(" Menu Home").unwrap());
    assert_eq!(made[1]["text_fragments"], json!([[48, 51]]));
}

#[test]
fn a_disk_that_reads_something_else_is_found_out() {
    let corpus = corpus();
    for file in [RowFile::JsonLines, RowFile::Csv] {
        for tamper in [
            (|bytes: Vec<u8>| String::from_utf8(bytes).unwrap().replace("late", "lute").into_bytes())
                as fn(Vec<u8>) -> Vec<u8>,
            |bytes| {
                String::from_utf8(bytes)
                    .unwrap()
                    .split_inclusive('\n')
                    .skip(1)
                    .collect::<String>()
                    .into_bytes()
            },
            |mut bytes| {
                let last = String::from_utf8(bytes.clone()).unwrap().lines().last().unwrap().to_owned();
                bytes.extend(last.into_bytes());
                bytes
            },
        ] {
            let mut sink = MemorySink { tamper: Some(tamper), ..MemorySink::default() };
            let selection = Selection::default();
            let export = Export::new(
                &corpus,
                &selection,
                "out",
                ExportOptions { cells: Cells::ForSpreadsheet, ..ExportOptions::default() },
            );
            let plan = plan(Shape::Spans, Gather::Layers);
            let shape = ShapeExport { export, plan, file, split: None };
            assert!(matches!(write_shape(&shape, &mut sink), Err(FormatError::Differs { .. })));
            assert!(!sink.is_committed);
        }
    }
}

#[test]
fn a_window_is_sentences_of_the_language_of_the_article() {
    let text = "Der 3. Mann kam. Dann ging er.";
    let window = |language: &str| {
        let mut corpus = MemoryCorpus::default();
        corpus.state.tagset = default_tagset();
        let mut article = article("quay", text);
        article.metadata.language = language.to_owned();
        let id = article.id.clone();
        corpus.put(article);
        let layer = layer(vec![annotation("c", "claim", text, "Mann")], Vec::new());
        corpus.state.put_layer(&id, &annotator("mk"), layer);
        let (made, _) = rows(&corpus, &Selection::default(), plan(Shape::Windows, Gather::Layers));
        made[0]["text"].as_str().unwrap().to_owned()
    };
    assert_eq!(window("de"), "Der 3. Mann kam.");
    assert_eq!(window(""), "Mann kam.");
}
