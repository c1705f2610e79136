//! Spans cut in two, joined, and moved at their end.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::*;
use crate::model::annotation::{AttributeValue, AttributedVoice, Certainty, Party};
use crate::model::article::{Article, ArticleText, Metadata, Provenance};
use crate::model::corpus::ArticleRow;
use crate::model::edit::{ArticleAccess, ArticleStamp, Direction, Edit, apply_all};
use crate::model::id::{AnnotatorId, ArticleId, AttributeId, LabelId, RelationId, RelationTypeId, RoleId};
use crate::model::reader::ReadError;
use crate::model::relation::CorpusAnnotation;
use crate::model::review::{Decision, JudgedDigest, Verdict};

const TEXT: &str = "“We will go,” she said, “if asked.” He left. They stay.";

/// A corpus of one article in memory.
struct Corpus(CorpusState, BTreeMap<ArticleId, Arc<Article>>);

impl ArticleAccess for BTreeMap<ArticleId, Arc<Article>> {
    fn article(&mut self, id: &ArticleId) -> Result<Arc<Article>, ReadError> {
        Ok(Arc::clone(&self[id]))
    }

    fn replace(&mut self, article: Arc<Article>) {
        self.insert(article.id.clone(), article);
    }

    fn incoming(&mut self, id: &ArticleId) -> Result<Arc<ArticleRow>, ReadError> {
        Ok(ArticleRow::of(&self[id]))
    }

    fn moved(&mut self, _: &Arc<Vec<ArticleStamp>>, _: Direction) {}
}

fn mk() -> AnnotatorId {
    AnnotatorId::new("mk").unwrap()
}

fn layer_key() -> LayerKey {
    LayerKey { article: ArticleId::new("ferry").unwrap(), annotator: mk() }
}

fn id(id: &str) -> AnnotationId {
    AnnotationId::new(id).unwrap()
}

fn at(words: &str) -> TextRange {
    let start = TEXT.find(words).unwrap();
    TextRange::new(start, start + words.len()).unwrap()
}

fn annotation(name: &str, ranges: Vec<TextRange>) -> Annotation {
    let fragments = Fragments::new(ranges).unwrap();
    Annotation::new(id(name), LabelId::new("quote").unwrap(), fragments, Timestamp::default())
}

fn corpus(text: &str, annotations: Vec<Annotation>) -> Corpus {
    let article = Article {
        id: layer_key().article,
        metadata: Metadata::default(),
        provenance: Provenance::default(),
        blocks: Vec::new(),
        text: ArticleText::new(text),
        patches: Vec::new(),
    };
    let mut state = CorpusState::default();
    state.put_row(ArticleRow::of(&article));
    let mut corpus = Corpus(state, [(article.id.clone(), Arc::new(article))].into());
    let records = annotations.into_iter().map(|annotation| {
        let key = Key::Annotation(layer_key(), annotation.id.clone());
        (key, Record::Annotation(Arc::new(annotation)))
    });
    let put = super::super::put_records(&corpus.0, records, "begin").unwrap();
    corpus.apply(put);
    corpus
}

impl Corpus {
    fn apply(&mut self, transaction: Transaction) -> Vec<Edit> {
        apply_all(&transaction.edits, &mk(), &mut self.0, &mut self.1).unwrap();
        transaction.edits
    }

    fn put(&mut self, key: Key, record: Record) {
        let put = super::super::put_records(&self.0, [(key, record)], "put").unwrap();
        self.apply(put);
    }

    fn get(&self, name: &str) -> Option<Arc<Annotation>> {
        self.0.layer(&layer_key().article, &mk())?.annotations.get(&id(name)).cloned()
    }

    fn words(&self, name: &str) -> String {
        self.get(name).map_or_else(String::new, |span| span.fragments.covered(TEXT).unwrap().join("|"))
    }

    fn cut(&self, byte: usize) -> Result<Transaction, ChangeError> {
        split(&self.0, &layer_key(), &id("a"), (TEXT, byte), id("b"), Timestamp::from_millis(9))
    }

    fn join(&self) -> Result<Transaction, ChangeError> {
        join(&self.0, &layer_key(), &id("a"), &id("b"), TEXT, Timestamp::from_millis(9))
    }
}

fn link(name: &str, members: &[&str]) -> Relation {
    let member = |member: &&str| RelationMember {
        role: RoleId::new("one").unwrap(),
        annotation: CorpusAnnotation { article: layer_key().article, annotation: id(member) },
    };
    Relation {
        id: RelationId::new(name).unwrap(),
        relation_type: RelationTypeId::new("same-as").unwrap(),
        members: members.iter().map(member).collect(),
        note: String::new(),
        provenance: annotation("x", vec![at("He")]).provenance,
    }
}

#[test]
fn a_span_of_two_fragments_is_cut_where_the_caret_stands() {
    let mut whole = annotation("a", vec![at("“We will go,”"), at("“if asked.”")]);
    whole.note = "of the first".to_owned();
    whole.certainty = Certainty::Unsure;
    whole.attributes.insert(AttributeId::new("form").unwrap(), AttributeValue::Flag(true));
    whole.attribution.voices.push(AttributedVoice { role: VoiceRole::Speaker, party: Party::Article });
    let mut cut = corpus(TEXT, vec![whole.clone()]);
    let edits = cut.apply(cut.cut(TEXT.find(" go,").unwrap()).unwrap());
    assert_eq!((cut.words("a"), cut.words("b")), ("“We will".to_owned(), "go,”|“if asked.”".to_owned()));
    let (first, second) = (cut.get("a").unwrap(), cut.get("b").unwrap());
    assert_eq!((first.note.as_str(), second.note.as_str()), ("of the first", ""));
    assert_eq!(second.attributes, whole.attributes);
    assert_eq!(second.attribution, whole.attribution);
    assert_eq!((second.certainty, second.provenance.created), (Certainty::Unsure, Timestamp::from_millis(9)));
    // One transaction, and its inverse brings the whole back.
    let back: Vec<Edit> = edits.iter().rev().map(Edit::inverse).collect();
    apply_all(&back, &mk(), &mut cut.0, &mut cut.1).unwrap();
    assert_eq!((&*cut.get("a").unwrap(), cut.get("b")), (&whole, None));

    // Between two fragments nothing is cut through.
    cut.apply(cut.cut(TEXT.find("she").unwrap()).unwrap());
    assert_eq!((cut.words("a"), cut.words("b")), ("“We will go,”".to_owned(), "“if asked.”".to_owned()));
}

#[test]
fn what_leaves_no_words_is_no_cut() {
    let corpus = corpus(TEXT, vec![annotation("a", vec![at("“We will go,” ")])]);
    assert_eq!(corpus.cut(0), Err(ChangeError::NotInside));
    assert_eq!(corpus.cut(TEXT.find("she").unwrap()), Err(ChangeError::NotInside));
    assert_eq!(corpus.cut(TEXT.find(" she").unwrap()), Err(ChangeError::NoWords));
}

#[test]
fn the_first_of_two_takes_what_it_lacks() {
    let mut first = annotation("a", vec![at("“We will go,”")]);
    first.note = "one".to_owned();
    first.attributes.insert(AttributeId::new("form").unwrap(), AttributeValue::Flag(true));
    let mut second = annotation("b", vec![at("“if asked.” He left.")]);
    second.note = "two".to_owned();
    second.attributes.insert(AttributeId::new("form").unwrap(), AttributeValue::Flag(false));
    second.attributes.insert(AttributeId::new("kind").unwrap(), AttributeValue::Flag(false));
    second.attribution.voices.push(AttributedVoice { role: VoiceRole::Speaker, party: Party::Article });
    second.attribution.source = Some(at("she").into());
    second.attribution.cue = Some(at("said").into());
    let mut joined = corpus(TEXT, vec![first, second.clone()]);
    joined.apply(joined.join().unwrap());
    assert_eq!(joined.words("a"), "“We will go,”|“if asked.” He left.");
    let whole = joined.get("a").unwrap();
    assert_eq!((whole.note.as_str(), joined.get("b")), ("one\ntwo", None));
    assert_eq!(whole.attribution, second.attribution);
    let flags: Vec<&AttributeValue> = whole.attributes.values().collect();
    assert_eq!(flags, [&AttributeValue::Flag(true), &AttributeValue::Flag(false)]);
}

#[test]
fn what_overlaps_or_has_only_white_space_between_becomes_one_fragment() {
    for (one, two, whole) in [
        ("He left.", "They stay.", "He left. They stay."),
        ("“if asked.” He", "He left.", "“if asked.” He left."),
        ("He left. They", "left.", "He left. They"),
    ] {
        let mut joined = corpus(TEXT, vec![annotation("a", vec![at(one)]), annotation("b", vec![at(two)])]);
        joined.apply(joined.join().unwrap());
        assert_eq!(joined.words("a"), whole);
    }
    // Who is named inside the words no longer stands outside them.
    let mut first = annotation("a", vec![at("“We will go,”")]);
    first.attribution.source = Some(at("she").into());
    let mut joined = corpus(TEXT, vec![first, annotation("b", vec![at("she said")])]);
    joined.apply(joined.join().unwrap());
    assert_eq!(joined.get("a").unwrap().attribution.source, None);
}

#[test]
fn links_of_the_second_lead_to_the_first() {
    let spans = [("a", "He"), ("b", "left"), ("c", "They"), ("d", "stay")];
    let spans = spans.map(|(name, words)| annotation(name, vec![at(words)]));
    let mut joined = corpus(TEXT, spans.into());
    let links = [
        link("self", &["a", "b"]),
        link("said", &["a", "c"]),
        link("again", &["b", "c"]),
        link("led", &["d", "b"]),
        link("three", &["b", "a", "d"]),
        link("other", &["c", "d"]),
    ];
    for link in links {
        joined.put(Key::Relation(layer_key(), link.id.clone()), Record::Relation(Arc::new(link)));
    }
    joined.apply(joined.join().unwrap());
    let layer = joined.0.layer(&layer_key().article, &mk()).unwrap();
    let left: Vec<String> = layer
        .relations
        .values()
        .map(|relation| {
            let members = relation.members.iter().map(|member| member.annotation.annotation.to_string());
            format!("{} {}", relation.id, members.collect::<String>())
        })
        .collect();
    assert_eq!(left, ["led da", "other cd", "said ac", "three ad"]);
}

#[test]
fn decisions_on_the_second_go_with_it() {
    let (first, second) = (annotation("a", vec![at("He")]), annotation("b", vec![at("left")]));
    let mut joined = corpus(TEXT, vec![first.clone(), second.clone()]);
    for span in [&first, &second] {
        let on = AnnotationRef { annotator: mk(), annotation: span.id.clone() };
        let decision = Decision {
            on: on.clone(),
            verdict: Verdict::Accepted,
            reason: String::new(),
            note: String::new(),
            seen: JudgedDigest::of(span),
            at: Timestamp::default(),
        };
        joined.put(Key::Decision(layer_key(), on), Record::Decision(Arc::new(decision)));
    }
    joined.apply(joined.join().unwrap());
    let layer = joined.0.layer(&layer_key().article, &mk()).unwrap();
    assert_eq!(layer.decisions.keys().map(|on| on.annotation.as_str()).collect::<Vec<_>>(), ["a"]);
}

#[test]
fn one_span_corrects_one_other() {
    let other =
        |name: &str| AnnotationRef { annotator: AnnotatorId::new("ab").unwrap(), annotation: id(name) };
    let spans = |first: Option<&str>| {
        let (mut one, mut two) = (annotation("a", vec![at("He")]), annotation("b", vec![at("left")]));
        one.corrects = first.map(other);
        two.corrects = Some(other("y"));
        vec![one, two]
    };
    // What the first lacks it takes over, with the decision that goes with it.
    for (first, corrected, decided) in [(None, "y", vec!["x", "y"]), (Some("x"), "x", vec!["x"])] {
        let mut joined = corpus(TEXT, spans(first));
        for name in ["x", "y"] {
            let decision = Decision {
                on: other(name),
                verdict: Verdict::Corrected,
                reason: String::new(),
                note: String::new(),
                seen: JudgedDigest::of(&annotation(name, vec![at("He")])),
                at: Timestamp::default(),
            };
            let key = Key::Decision(layer_key(), other(name));
            joined.put(key, Record::Decision(Arc::new(decision)));
        }
        joined.apply(joined.join().unwrap());
        assert_eq!(joined.get("a").unwrap().corrects, Some(other(corrected)));
        let layer = joined.0.layer(&layer_key().article, &mk()).unwrap();
        let left: Vec<&str> = layer.decisions.keys().map(|on| on.annotation.as_str()).collect();
        assert_eq!(left, decided);
    }
    // Of the two parts of a cut, the first goes on correcting.
    let mut cut =
        corpus(TEXT, vec![Annotation { corrects: Some(other("x")), ..annotation("a", vec![at("He left")]) }]);
    cut.apply(cut.cut(at("left").start()).unwrap());
    assert_eq!(cut.get("a").unwrap().corrects, Some(other("x")));
    assert_eq!(cut.get("b").unwrap().corrects, None);
}

#[test]
fn the_end_of_a_span_moves() {
    let mut moved = corpus(TEXT, vec![annotation("a", vec![at("“We will go,”"), at("“if asked.”")])]);
    let end = at("He left.").end();
    moved.apply(move_end(&moved.0, &layer_key(), &id("a"), end, Timestamp::default()).unwrap());
    assert_eq!(moved.words("a"), "“We will go,”|“if asked.” He left.");
    let before = move_end(&moved.0, &layer_key(), &id("a"), 3, Timestamp::default());
    assert_eq!(before, Err(ChangeError::NoWords));
}

proptest! {
    #[test]
    fn what_is_cut_and_joined_is_as_it_was(
        text in "[a-c ,.“”é👍\n]{1,50}",
        ranges in prop::collection::vec((0usize..70, 1usize..30), 1..5),
        byte in 0usize..70,
    ) {
        let ranges = ranges.into_iter().filter_map(|(start, len)| {
            words_of(&text, snap_to_grapheme(&text, TextRange::new(start, start + len).ok()?))
        });
        let Ok(place) = Fragments::normalised(ranges.collect()) else { return Ok(()) };
        // What has only white space between can't be told from one fragment afterwards.
        let place = united(&text, &place, &place);
        let mut corpus = corpus(&text, vec![annotation("a", place.ranges().to_vec())]);
        let byte = text.floor_char_boundary(byte);
        let Ok(cut) = split(&corpus.0, &layer_key(), &id("a"), (&text, byte), id("b"), Timestamp::default())
        else {
            return Ok(());
        };
        corpus.apply(cut);
        for part in ["a", "b"] {
            let part = corpus.get(part).unwrap();
            let covered = part.fragments.covered(&text).unwrap();
            prop_assert!(place.cover(&part.fragments), "{covered:?} of {text:?}");
            prop_assert!(covered.iter().all(|words| words.trim() == *words), "{covered:?} of {text:?}");
        }
        let joined = join(&corpus.0, &layer_key(), &id("a"), &id("b"), &text, Timestamp::default()).unwrap();
        corpus.apply(joined);
        prop_assert_eq!(&corpus.get("a").unwrap().fragments, &place);
        prop_assert!(corpus.get("b").is_none());
    }
}
