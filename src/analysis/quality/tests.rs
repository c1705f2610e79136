//! What the checks find, drawn as texts with tags in them, and that keeping up comes to the same as a full run.

mod blocks_and_languages;
mod property;

use std::collections::{BTreeMap, BTreeSet};
use std::ops::ControlFlow;
use std::sync::Arc;

use super::checks::CHECKS;
use super::{Finding, NoOffers, Quality};
use crate::model::annotation::{
    Annotation, AnnotationRef, AttributeValue, AttributedVoice, Party, VoiceRole,
};
use crate::model::article::{Article, ArticleText, Metadata, Provenance};
use crate::model::change::mend::{Mend, mend_all};
use crate::model::corpus::CorpusState;
use crate::model::edit::{Edit, Key, LayerKey, Put, Record};
use crate::model::id::{
    AnnotationId, AnnotatorId, ArticleId, AttributeId, LabelId, RelationId, RelationTypeId, RoleId, VoiceId,
};
use crate::model::layer::{Coverage, LayerState, Progress};
use crate::model::reader::{CorpusReader, ReadError};
use crate::model::relation::{CorpusAnnotation, Relation, RelationMember};
use crate::model::tagset::default::default_tagset;
use crate::model::text::{Fragments, TextRange};
use crate::model::time::Timestamp;
use crate::model::voice::Voice;

/// A corpus in memory.
#[derive(Clone, Default)]
struct Corpus {
    state: CorpusState,
    articles: BTreeMap<ArticleId, Arc<Article>>,
}

impl CorpusReader for Corpus {
    fn state(&self) -> &CorpusState {
        &self.state
    }

    fn article(&self, id: &ArticleId) -> Result<Arc<Article>, ReadError> {
        let article = self.articles.get(id).cloned();
        article.ok_or_else(|| ReadError { id: id.clone(), why: "it is not there".to_owned() })
    }
}

fn place(article: &str, annotator: &str) -> LayerKey {
    let (article, annotator) = (ArticleId::new(article).unwrap(), AnnotatorId::new(annotator).unwrap());
    LayerKey { article, annotator }
}

impl Corpus {
    fn new() -> Self {
        let state = CorpusState { tagset: default_tagset(), ..CorpusState::default() };
        Self { state, ..Self::default() }
    }

    fn with_text(&mut self, id: &str, text: &str) {
        let article = Article {
            id: ArticleId::new(id).unwrap(),
            metadata: Metadata::default(),
            provenance: Provenance::default(),
            text: ArticleText::new(text),
            blocks: Vec::new(),
            patches: Vec::new(),
        };
        self.state.put_article(&article);
        self.articles.insert(article.id.clone(), Arc::new(article));
    }

    /// An article with one span for each letter in `labels`, drawn as `[a words]` with nesting; by `mk`.
    fn drawn(&mut self, id: &str, drawn: &str, labels: &[(&str, &str)]) {
        let (mut text, mut open, mut found) = (String::new(), Vec::new(), BTreeMap::new());
        let mut chars = drawn.chars();
        while let Some(ch) = chars.next() {
            match ch {
                '[' => open.push((chars.next().unwrap().to_string(), text.len())),
                ']' => {
                    let (name, start) = open.pop().unwrap();
                    found.insert(name, TextRange::new(start, text.len()).unwrap());
                }
                ch => text.push(ch),
            }
        }
        self.with_text(id, &text);
        for (name, label) in labels {
            self.tag(id, "mk", &format!("{id}-{name}"), label, found[*name].into());
        }
    }

    fn tag(&mut self, article: &str, who: &str, id: &str, label: &str, fragments: Fragments) {
        let (id, label) = (AnnotationId::new(id).unwrap(), LabelId::new(label).unwrap());
        let annotation = Annotation::new(id.clone(), label, fragments, Timestamp::default());
        self.put(Key::Annotation(place(article, who), id), Some(Record::Annotation(Arc::new(annotation))));
    }

    fn change(&mut self, article: &str, id: &str, change: impl FnOnce(&mut Annotation)) {
        let key = Key::Annotation(place(article, "mk"), AnnotationId::new(id).unwrap());
        let Some(Record::Annotation(annotation)) = self.state.get(&key) else { panic!("no {id}") };
        let mut annotation = Annotation::clone(&annotation);
        change(&mut annotation);
        self.put(key, Some(Record::Annotation(Arc::new(annotation))));
    }

    /// A correction by `ro` of a span by `mk`, with other words and another label.
    fn correct(&mut self, article: &str, id: &str, on: &str, label: &str, fragments: Fragments) {
        self.tag(article, "ro", id, label, fragments);
        let key = Key::Annotation(place(article, "ro"), AnnotationId::new(id).unwrap());
        let Some(Record::Annotation(annotation)) = self.state.get(&key) else { panic!("no {id}") };
        let (annotator, annotation_id) = (AnnotatorId::new("mk").unwrap(), AnnotationId::new(on).unwrap());
        let corrects = Some(AnnotationRef { annotator, annotation: annotation_id });
        let corrected = Annotation { corrects, ..Annotation::clone(&annotation) };
        self.put(key, Some(Record::Annotation(Arc::new(corrected))));
    }

    fn done(&mut self, article: &str, labels: &[&str]) {
        self.done_by("mk", article, labels);
    }

    fn done_by(&mut self, who: &str, article: &str, labels: &[&str]) {
        let labels: BTreeSet<LabelId> = labels.iter().map(|label| LabelId::new(label).unwrap()).collect();
        let coverage = vec![Coverage { labels, over: None, finished: true }];
        let state = LayerState { progress: Progress::Done, coverage, ..LayerState::default() };
        self.put(Key::State(place(article, who)), Some(Record::State(Arc::new(state))));
    }

    fn enter(&mut self, id: &str, name: &str) {
        let voice = voice(id, name);
        let key = Key::Voice(AnnotatorId::new("mk").unwrap(), voice.id.clone());
        self.put(key, Some(Record::Voice(Arc::new(voice))));
    }

    fn put(&mut self, key: Key, after: Option<Record>) -> Edit {
        let put = Put::new(key.clone(), self.state.get(&key), after.clone());
        self.state.set(&key, after);
        Edit::Put(put)
    }

    fn quality(&self) -> Quality {
        Quality::of(self, &NoOffers, &mut |_| ControlFlow::Continue(())).unwrap()
    }

    /// The findings of one check.
    fn found(&self, check: &str) -> Vec<Arc<Finding>> {
        let at = CHECKS.iter().position(|known| known.about().id == check).unwrap();
        self.quality().open(|_| true).swap_remove(at)
    }

    /// The ids of what one check has found, without the article's.
    fn ids(&self, check: &str) -> Vec<String> {
        self.found(check).iter().map(|finding| short(&finding.key)).collect()
    }
}

fn short(key: &Key) -> String {
    match key {
        Key::Annotation(_, id) => id.as_str().rsplit('-').next().unwrap_or_default().to_owned(),
        Key::Relation(_, id) => id.to_string(),
        Key::Voice(_, id) => id.to_string(),
        Key::State(layer) => layer.article.to_string(),
        key => key.to_string(),
    }
}

fn voice(id: &str, name: &str) -> Voice {
    Voice::new(VoiceId::new(id).unwrap(), name, Timestamp::default())
}

fn said_by(annotation: &mut Annotation, id: &str) {
    let party = Party::Registered(VoiceId::new(id).unwrap());
    annotation.attribution.voices.push(AttributedVoice { role: VoiceRole::Speaker, party });
}

#[test]
fn every_check_is_told_apart_and_explained() {
    let ids: BTreeSet<&str> = CHECKS.iter().map(|check| check.about().id).collect();
    assert_eq!(ids.len(), CHECKS.len());
    for check in CHECKS {
        let about = check.about();
        assert!(about.id.bytes().all(|b| b.is_ascii_lowercase() || b == b'-'), "{}", about.id);
        assert!(about.help.ends_with('.') && !about.name.ends_with('.'), "{}", about.id);
    }
}

#[test]
fn a_quote_lacks_a_speaker_unless_it_lies_in_one_that_has_one() {
    let mut corpus = Corpus::new();
    corpus.enter("v", "Ana Ruz");
    let labels = [("a", "quote"), ("b", "quote"), ("c", "quote"), ("d", "claim")];
    corpus.drawn("x", "[a“He said [b‘no’] to me,”] she said. [c“Yes,”] he said. [dIt runs].", &labels);
    assert_eq!(corpus.ids("no-speaker"), ["a", "b", "c"]);
    corpus.change("x", "x-a", |quote| said_by(quote, "v"));
    assert_eq!(corpus.ids("no-speaker"), ["c"]);
    assert_eq!(corpus.ids("no-cue"), ["a"]);
    corpus.change("x", "x-a", |quote| quote.attribution.cue = Some(TextRange::new(32, 36).unwrap().into()));
    assert!(corpus.ids("no-cue").is_empty());
}

#[test]
fn a_span_with_half_a_quotation_takes_in_the_other_mark_beside_it() {
    let mut corpus = Corpus::new();
    let labels = [("a", "quote"), ("b", "quote"), ("c", "quote"), ("d", "quote")];
    let text = "[a“It runs],” he said. “[bNever.”] And [c“so on], and on.” [d“Good.”]";
    corpus.drawn("x", text, &labels);
    assert_eq!(corpus.ids("half-quotation"), ["a", "b", "c"]);
    let text = corpus.articles[&ArticleId::new("x").unwrap()].text.clone();
    let mended: Vec<Option<String>> = corpus
        .found("half-quotation")
        .iter()
        .map(|finding| match &finding.mend {
            Some(Mend::Bounds(place)) => Some(place.covered(text.as_str()).unwrap().concat()),
            _ => None,
        })
        .collect();
    assert_eq!(mended, [Some("“It runs,”".to_owned()), Some("“Never.”".to_owned()), None]);
}

#[test]
fn a_quotation_that_nothing_closes_is_found_unless_the_next_paragraph_goes_on() {
    let mut corpus = Corpus::new();
    corpus.drawn(
        "x",
        "“First of two.\n\n“Second of two.” [aSo] it is.\n\nA “stray one.\n\nEnd.",
        &[("a", "claim")],
    );
    let found = corpus.found("open-mark");
    assert_eq!(
        found.iter().map(|finding| finding.context.words.as_str()).collect::<Vec<_>>(),
        ["“stray one."]
    );
    assert_eq!(found[0].context.before, "A ");
}

#[test]
fn only_a_done_article_lacks_tags_on_its_quotations() {
    let mut corpus = Corpus::new();
    corpus.drawn("x", "[a“Yes,”] he said, “and no.” “…”", &[("a", "quote")]);
    assert!(corpus.found("untagged-quotation").is_empty());
    corpus.done("x", &["quote", "proposal"]);
    let found = corpus.found("untagged-quotation");
    assert_eq!(found.iter().map(|finding| finding.context.words.as_str()).collect::<Vec<_>>(), ["“and no.”"]);
    let unused = corpus.found("label-not-used");
    assert_eq!(
        unused.iter().map(|finding| &*finding.say).collect::<Vec<_>>(),
        ["Looked for to the end, and not found: proposal"]
    );
    corpus.with_text("y", "Nothing here.");
    corpus.done("y", &["quote"]);
    assert_eq!(corpus.ids("done-empty"), ["y"]);
}

#[test]
fn a_comma_at_an_end_is_mended_by_one_change() {
    let mut corpus = Corpus::new();
    corpus.drawn("x", "The [anight ferry,] he said", &[("a", "claim")]);
    let found = corpus.found("loose-ends");
    let mends: Vec<_> = found.iter().map(|one| (one.key.clone(), one.mend.clone().unwrap())).collect();
    let mk = AnnotatorId::new("mk").unwrap();
    let change = mend_all(&corpus.state, &mk, &mends, "Trim", Timestamp::default()).unwrap();
    for edit in change.edits {
        let Edit::Put(put) = edit else { continue };
        corpus.put(put.key, put.after);
    }
    assert!(corpus.found("loose-ends").is_empty());
}

#[test]
fn near_twins_and_overlaps_are_told_apart() {
    let mut corpus = Corpus::new();
    let labels = [("a", "claim"), ("b", "claim"), ("c", "claim"), ("d", "quote"), ("e", "quote")];
    corpus.drawn("x", "[a[bThe night ferry runs on Sundays] only], [cand [d“so [e‘it’] is”]] now.", &labels);
    assert_eq!(corpus.ids("near-identical"), ["b"]);
    assert!(corpus.ids("overlap").is_empty());
    corpus.tag("x", "mk", "x-z", "claim", TextRange::new(10, 45).unwrap().into());
    assert_eq!(corpus.ids("overlap"), ["z", "z", "c"]);
}

#[test]
fn the_same_words_with_another_label_are_found_where_they_differ_from_most() {
    let mut corpus = Corpus::new();
    for id in ["x", "y", "z"] {
        corpus.drawn(id, "[aNo comment], he said.", &[("a", "caveat")]);
    }
    assert!(corpus.found("same-words").is_empty());
    corpus.drawn("w", "“[aNo comment]”, he said.", &[("a", "claim")]);
    let found = corpus.found("same-words");
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].say, "The same words are tagged as caveat in 3 other places");
    assert_eq!(found[0].key.article().unwrap().as_str(), "w");
    // Two labels in one place are meant so, and differ from one alone all the same.
    corpus.tag("w", "mk", "w-b", "caveat", TextRange::new(3, 13).unwrap().into());
    assert_eq!(corpus.found("same-words").len(), 1);
    corpus.tag("w", "ro", "w-c", "claim", TextRange::new(3, 13).unwrap().into());
    assert_eq!(corpus.found("same-words").len(), 1, "another annotator is another matter");
}

#[test]
fn a_caveat_says_what_it_qualifies_even_from_another_article() {
    let mut corpus = Corpus::new();
    corpus.drawn("x", "[aIt may not run].", &[("a", "caveat")]);
    corpus.drawn("y", "[bThe ferry runs].", &[("b", "claim")]);
    assert_eq!(corpus.ids("no-target"), ["a"]);
    let kind = corpus.state.tagset.qualifies(&LabelId::new("caveat").unwrap()).unwrap().clone();
    let member = |role: &RoleId, article: &str, id: &str| RelationMember {
        role: role.clone(),
        annotation: CorpusAnnotation {
            article: ArticleId::new(article).unwrap(),
            annotation: AnnotationId::new(id).unwrap(),
        },
    };
    let (first, last) = (&kind.roles[0].id, &kind.roles.last().unwrap().id);
    let relation = |end: &str| Relation {
        id: RelationId::new("r").unwrap(),
        relation_type: kind.id.clone(),
        members: vec![member(last, "y", end), member(first, "x", "x-a")],
        note: String::new(),
        provenance: Annotation::new(
            AnnotationId::new("p").unwrap(),
            LabelId::new("claim").unwrap(),
            TextRange::new(0, 1).unwrap().into(),
            Timestamp::default(),
        )
        .provenance,
    };
    let key = Key::Relation(place("y", "mk"), RelationId::new("r").unwrap());
    corpus.put(key.clone(), Some(Record::Relation(Arc::new(relation("y-b")))));
    assert!(corpus.ids("no-target").is_empty() && corpus.ids("dead-end").is_empty());
    corpus.put(key, Some(Record::Relation(Arc::new(relation("gone")))));
    assert_eq!(corpus.ids("dead-end"), ["r"]);
    assert_eq!(corpus.found("dead-end")[0].mend, Some(Mend::RemoveRelation));
}

#[test]
fn what_the_tagset_does_not_know_is_found() {
    let mut corpus = Corpus::new();
    corpus.drawn("x", "[aIt runs], [bthey say].", &[("a", "ghost"), ("b", "claim")]);
    let attribute = AttributeId::new("nothing").unwrap();
    corpus.change("x", "x-b", |one| {
        one.attributes.insert(attribute, AttributeValue::Flag(true));
    });
    assert_eq!(corpus.ids("unknown-label"), ["a"]);
    assert_eq!(corpus.ids("odd-attribute"), ["b"]);
    assert!(corpus.state.tagset.relation_types.contains_key(&RelationTypeId::new("qualifies").unwrap()));
}

#[test]
fn names_that_look_alike_are_found_once_a_pair() {
    let mut corpus = Corpus::new();
    for (id, name) in [("a", "Lidia Ferran"), ("b", "L. Ferran"), ("c", "Pavel Oru"), ("d", "Pavel Orus")] {
        corpus.enter(id, name);
    }
    let says: Vec<String> = corpus.found("alike-names").iter().map(|one| one.say.clone()).collect();
    assert_eq!(
        says,
        [
            "“L. Ferran” and “Lidia Ferran” may be one: an initial for the first name",
            "“Pavel Oru” and “Pavel Orus” may be one: one letter differs",
        ]
    );
}

#[test]
fn alike_names_are_merged_and_pronouns_of_what_was_merged_are_looked_at() {
    let mut corpus = Corpus::new();
    corpus.enter("a", "Lidia Ferran");
    corpus.enter("b", "L. Ferran");
    corpus.drawn("x", "[a“Yes,”] she said. [b“No,”] Ferran said.", &[("a", "quote"), ("b", "quote")]);
    for (id, start, end) in [("x-a", 12, 15), ("x-b", 33, 39)] {
        corpus.change("x", id, |quote| {
            said_by(quote, "b");
            quote.attribution.source = Some(TextRange::new(start, end).unwrap().into());
        });
    }
    let found = corpus.found("alike-names");
    let mends: Vec<_> = found.iter().map(|one| (one.key.clone(), one.mend.clone().unwrap())).collect();
    // An entry of somebody else is merged by a version of one's own.
    let ro = AnnotatorId::new("ro").unwrap();
    let change = mend_all(&corpus.state, &ro, &mends, "Merge", Timestamp::default()).unwrap();
    for edit in change.edits {
        let Edit::Put(put) = edit else { continue };
        corpus.put(put.key, put.after);
    }
    assert!(corpus.found("alike-names").is_empty());
    assert_eq!(corpus.ids("merged-speaker"), ["a"]);
}

#[test]
fn a_correction_is_no_span_of_its_own_and_its_words_count_as_tagged() {
    let mut corpus = Corpus::new();
    corpus.drawn("x", "[a“Yes,”] he said, [bnight ferry], he.", &[("a", "claim"), ("b", "claim")]);
    let text = corpus.articles[&ArticleId::new("x").unwrap()].text.clone();
    let at = |words: &str| {
        let start = text.as_str().find(words).unwrap();
        Fragments::from(TextRange::new(start, start + words.len()).unwrap())
    };
    let before = corpus.quality().open(|_| true);
    // By itself each of these would be a finding or several.
    corpus.correct("x", "x-c", "x-a", "quote", at("“Yes,"));
    corpus.correct("x", "x-d", "x-b", "caveat", at("night ferry,"));
    corpus.correct("x", "x-e", "x-b", "caveat", at("night ferry"));
    assert_eq!(corpus.quality().open(|_| true), before);
    // What a layer has, its corrections are part of.
    corpus.done_by("ro", "x", &["quote", "caveat"]);
    assert_eq!(corpus.quality().open(|_| true), before);
    // What leads nowhere is found wherever it is.
    corpus.correct("x", "x-f", "x-gone", "ghost", at("night"));
    assert_eq!(corpus.ids("dead-end"), ["f"]);
    assert_eq!(corpus.ids("unknown-label"), ["f"]);
}
