//! Searches of made-up corpora, against a search that tries every place.

use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::sync::Arc;

use proptest::prelude::*;

use super::export::TableFormat;
use super::facts::Facts;
use super::order::{GroupBy, SortBy, grouped, sorted};
use super::*;
use crate::analysis::query::vocabulary::Vocabulary;
use crate::analysis::query::{Options, parse};
use crate::model::annotation::{Annotation, AttributeValue, AttributedVoice, Party, VoiceRole};
use crate::model::article::{Article, ArticleText, Metadata, Provenance};
use crate::model::corpus::CorpusState;
use crate::model::edit::{Key, LayerKey, Record};
use crate::model::id::{AnnotationId, AnnotatorId, AttributeId};
use crate::model::tagset::default::default_tagset;
use crate::model::text::fold::fold;
use crate::model::time::Timestamp;

/// A corpus in memory.
#[derive(Default)]
struct Corpus {
    state: CorpusState,
    articles: BTreeMap<ArticleId, Arc<Article>>,
}

impl CorpusReader for Corpus {
    fn state(&self) -> &CorpusState {
        &self.state
    }

    fn article(&self, id: &ArticleId) -> Result<Arc<Article>, ReadError> {
        self.articles.get(id).cloned().ok_or_else(|| ReadError { id: id.clone(), why: "it is gone".into() })
    }
}

impl Corpus {
    fn of(texts: &[&str]) -> Self {
        let mut corpus = Self::default();
        corpus.state.tagset = default_tagset();
        for (number, text) in texts.iter().enumerate() {
            corpus.add(number, text);
        }
        corpus
    }

    fn add(&mut self, number: usize, text: &str) {
        let id = ArticleId::new(&format!("article-{number:03}")).unwrap();
        let outlet = if number.is_multiple_of(2) { "Wire" } else { "Post" };
        let date = chrono::NaiveDate::from_ymd_opt(2025, 1 + u32::try_from(number % 12).unwrap(), 14);
        let article = Article {
            id: id.clone(),
            metadata: Metadata { date, outlet: outlet.to_owned(), ..Metadata::default() },
            provenance: Provenance::default(),
            text: ArticleText::new(text),
            blocks: Vec::new(),
            patches: Vec::new(),
        };
        self.state.put_article(&article);
        self.articles.insert(id, Arc::new(article));
    }

    /// Tags the first place of some words in an article.
    fn tag(&mut self, article: usize, who: &str, label: &str, words: &str) -> AnnotationId {
        self.tag_with(article, who, label, words, |_| {})
    }

    fn tag_with(
        &mut self,
        article: usize,
        who: &str,
        label: &str,
        words: &str,
        change: impl FnOnce(&mut Annotation),
    ) -> AnnotationId {
        let (id, held) = self.articles.iter().nth(article).unwrap();
        let start = held.text.as_str().find(words).unwrap();
        let place = TextRange::new(start, start + words.len()).unwrap().into();
        let number =
            self.state.layers.values().flatten().map(|(_, layer)| layer.annotations.len()).sum::<usize>();
        let annotation_id = AnnotationId::new(&format!("a{number}")).unwrap();
        let mut annotation =
            Annotation::new(annotation_id.clone(), LabelId::new(label).unwrap(), place, Timestamp::default());
        change(&mut annotation);
        let layer = LayerKey { article: id.clone(), annotator: AnnotatorId::new(who).unwrap() };
        let key = Key::Annotation(layer, annotation_id.clone());
        self.state.set(&key, Some(Record::Annotation(Arc::new(annotation))));
        annotation_id
    }

    fn matcher(&self, query: &str) -> Matcher {
        let parsed = parse(query).unwrap();
        let vocabulary = Vocabulary::of(&self.state);
        Matcher::new(&parsed, Options::default(), &self.state, &vocabulary).unwrap().unwrap()
    }

    fn hits(&self, query: &str) -> Vec<Hit> {
        self.hits_up_to(query, usize::MAX).0
    }

    fn hits_up_to(&self, query: &str, limit: usize) -> (Vec<Hit>, Summary) {
        let mut hits = Vec::new();
        let extent = Extent { limit, around: 40 };
        let summary = find(self, &self.matcher(query), extent, &|| false, &mut |batch| {
            hits.extend(batch.hits);
            ControlFlow::Continue(())
        });
        (hits, summary)
    }

    /// What a query finds: the number of the article and the words, drawn in their line.
    fn drawn(&self, query: &str) -> Vec<String> {
        let draw = |hit: &Hit| {
            let number = self.articles.keys().position(|id| *id == hit.article).unwrap();
            format!("{number}: {}[{}]{}", hit.context.before, hit.context.words, hit.context.after)
        };
        self.hits(query).iter().map(draw).collect()
    }
}

fn harbour() -> Corpus {
    let mut corpus = Corpus::of(&[
        "Toll rises\nThe toll, “a levy”, Ana said.",
        "No toll here, but a levy is not a tax.",
        "Nothing at all.",
    ]);
    let voice = AttributedVoice {
        role: VoiceRole::Speaker,
        party: Party::Unnamed { words: "port officials".to_owned(), affiliation: None },
    };
    corpus.tag_with(0, "mk", "quote", "a levy", |span| span.attribution.voices = vec![voice]);
    corpus.tag(0, "mk", "claim", "The toll, “a levy”");
    corpus.tag_with(1, "ro", "claim", "No toll here", |span| "check this".clone_into(&mut span.note));
    corpus
}

#[test]
fn words_are_found_where_all_of_them_stand() {
    let corpus = harbour();
    assert_eq!(
        corpus.drawn("toll"),
        [
            "0: [Toll] rises",
            "0: The [toll], “a levy”, Ana said.",
            "1: No [toll] here, but a levy is not a tax.",
        ]
    );
    assert_eq!(
        corpus.drawn("toll tax"),
        ["1: No [toll] here, but a levy is not a tax.", "1: No toll here, but a levy is not a [tax]."]
    );
    assert_eq!(corpus.drawn("toll -tax case:yes"), ["0: The [toll], “a levy”, Ana said."]);
    assert_eq!(corpus.drawn("nothing | /t.x/").len(), 2);
    assert_eq!(corpus.drawn("(toll outlet:post) | ana").len(), 2);
    assert_eq!(corpus.drawn("toll date:2025-02..").len(), 1);
    assert_eq!(corpus.drawn("\"a levy\" within:quote"), ["0: The toll, “[a levy]”, Ana said."]);
    assert_eq!(corpus.drawn("\"a levy\" -within:quote"), ["1: No toll here, but [a levy] is not a tax."]);
}

#[test]
fn a_date_is_found_by_every_day_it_may_be() {
    let mut corpus = harbour();
    for (words, date) in
        [("toll here", "2025-03"), ("a levy", "2025-03-10/2025-03-16"), ("a tax", "2024-24~")]
    {
        corpus.tag_with(1, "ro", "proposal", words, |span| {
            span.attributes
                .insert(AttributeId::new("said-on").unwrap(), AttributeValue::Date(date.parse().unwrap()));
        });
    }
    for (query, expected) in [
        ("said-on:2025-03-14", &["toll here", "a levy"][..]),
        ("said-on:2025-03-20..", &["toll here"]),
        ("said-on:..2025-01", &["a tax"]),
        ("said-on:2025", &["toll here", "a levy", "a tax"]),
        ("said-on:2025-21", &["toll here", "a levy"]),
        ("said-on:2025-03-09", &["toll here"]),
        ("said-on:2026", &[]),
    ] {
        let hits = corpus.hits(query);
        let found: Vec<&str> = hits.iter().map(|hit| hit.context.words.as_str()).collect();
        assert_eq!(found, expected, "{query}");
    }
}

#[test]
fn words_near_one_another_are_one_place() {
    let corpus = harbour();
    assert_eq!(
        corpus.drawn("toll levy near:4"),
        ["0: The [toll, “a levy]”, Ana said.", "1: No [toll here, but a levy] is not a tax."]
    );
    assert_eq!(corpus.drawn("toll levy near:3"), ["0: The [toll, “a levy]”, Ana said."]);
    assert_eq!(corpus.drawn("levy toll near:1"), Vec::<String>::new());
    assert_eq!(corpus.drawn("(toll | tax) not near:4"), ["1: No toll here, but a levy is [not a tax]."]);
}

#[test]
fn spans_are_found_by_what_is_said_of_them() {
    let corpus = harbour();
    assert_eq!(corpus.drawn("label:quote"), ["0: The toll, “[a levy]”, Ana said."]);
    assert_eq!(corpus.drawn("label:claim by:ro"), ["1: [No toll here], but a levy is not a tax."]);
    assert_eq!(corpus.drawn("speaker:officials").len(), 1);
    assert_eq!(corpus.drawn("speaker:none").len(), 2);
    // As tables name it.
    assert_eq!(corpus.drawn("speaker:\"the article\""), corpus.drawn("speaker:article"));
    assert_eq!(corpus.drawn("note:check").len(), 1);
    assert_eq!(corpus.drawn("missing:note").len(), 2);
    assert_eq!(corpus.drawn("within:claim"), ["0: The toll, “[a levy]”, Ana said."]);
    assert_eq!(corpus.drawn("over:quote"), ["0: [The toll, “a levy”], Ana said."]);
    assert_eq!(corpus.drawn("label:claim length:..3").len(), 1);
    assert_eq!(corpus.drawn("status:to-review").len(), 3);
    assert_eq!(
        corpus.drawn("label:claim toll"),
        ["0: The [toll], “a levy”, Ana said.", "1: No [toll] here, but a levy is not a tax."]
    );
    assert_eq!(corpus.drawn("label:claim toll levy").len(), 2);
    assert_eq!(corpus.drawn("label:claim -levy"), ["1: [No toll here], but a levy is not a tax."]);
}

#[test]
fn articles_are_found_by_their_first_line() {
    let corpus = harbour();
    assert_eq!(corpus.drawn("outlet:wire"), ["0: [Toll rises]", "2: [Nothing at all.]"]);
    assert_eq!(corpus.drawn("outlet:wire -toll"), ["2: [Nothing at all.]"]);
    assert_eq!(corpus.drawn("state:to-do date:2025-03"), ["2: [Nothing at all.]"]);
}

#[test]
fn hits_say_what_is_tagged_there_and_count_code_points() {
    let corpus = harbour();
    let hits = corpus.hits("levy");
    let tags: Vec<&str> = hits[0].tags.iter().map(LabelId::as_str).collect();
    assert_eq!(tags, ["claim", "quote"]);
    assert!(hits[1].tags.is_empty());
    let text = corpus.articles[&hits[0].article].text.as_str();
    let of_chars: String = text.chars().skip(hits[0].code_points.start).take(4).collect();
    assert_eq!(of_chars, "levy");
}

#[test]
fn a_limit_ends_the_search_and_says_so() {
    let corpus = Corpus::of(&["toll toll"; 50]);
    let (hits, summary) = corpus.hits_up_to("toll", 7);
    assert_eq!((hits.len(), summary.num_hits, summary.num_articles, summary.is_complete), (7, 7, 4, false));
    let (hits, summary) = corpus.hits_up_to("toll", 100);
    assert_eq!((hits.len(), summary.is_complete), (100, true));
}

#[test]
fn a_search_that_is_stopped_is_not_complete() {
    let corpus = Corpus::of(&["toll"; 3]);
    let extent = Extent { limit: 9, around: 9 };
    let stopped =
        find(&corpus, &corpus.matcher("toll"), extent, &|| true, &mut |_| ControlFlow::Continue(()));
    assert_eq!((stopped.num_hits, stopped.is_complete), (0, false));
    let broken = find(&corpus, &corpus.matcher("toll"), extent, &|| false, &mut |_| ControlFlow::Break(()));
    assert!(!broken.is_complete);
}

#[test]
fn an_article_that_cannot_be_read_is_told_and_the_rest_is_found() {
    let mut corpus = Corpus::of(&["toll"; 3]);
    let first = corpus.articles.keys().next().unwrap().clone();
    corpus.articles.remove(&first);
    let (hits, summary) = corpus.hits_up_to("toll", 9);
    assert_eq!((hits.len(), summary.unread.len()), (2, 1));
}

#[test]
fn hits_are_ordered_by_their_surroundings() {
    let corpus = Corpus::of(&["late Ferry again\nan early ferry now", "(Late) ferry, again"]);
    let hits = corpus.hits("ferry");
    let facts = Facts::of(&corpus.state);
    let line = |at: &usize| format!("{}{}", hits[*at].context.before, hits[*at].context.after);
    let by = |by| sorted(&hits, by, false, &facts).iter().map(line).collect::<Vec<_>>();
    assert_eq!(by(SortBy::Before), ["an early  now", "late  again", "(Late) , again"]);
    assert_eq!(by(SortBy::After), ["late  again", "(Late) , again", "an early  now"]);
    let (order, groups) = grouped(&hits, vec![0, 1, 2], GroupBy::Outlet, &facts);
    assert_eq!(order, [0, 1, 2]);
    assert_eq!(groups[0], order::Group { name: "Wire".to_owned(), range: 0..2, num_articles: 1 });
    let (_, groups) = grouped(&hits, vec![0, 1, 2], GroupBy::Words, &facts);
    assert_eq!((groups.len(), groups[0].name.as_str()), (1, "Ferry"));
}

#[test]
fn tables_hold_what_was_found() {
    let corpus = harbour();
    let facts = Facts::of(&corpus.state);
    let written = |format| {
        let mut bytes = Vec::new();
        export::write(&corpus.hits("label:quote"), &facts, format, &mut bytes).unwrap();
        String::from_utf8(bytes).unwrap()
    };
    let csv = written(TableFormat::Csv);
    assert!(csv.starts_with("article,title,date,outlet,start_code_point,end_code_point,before,"), "{csv}");
    assert!(csv.contains("a levy"), "{csv}");
    assert_eq!(written(TableFormat::Tsv).lines().nth(1).unwrap().split('\t').count(), 14);
    let line: serde_json::Value = serde_json::from_str(&written(TableFormat::JsonLines)).unwrap();
    assert_eq!((&line["text"], &line["speaker"]), (&"a levy".into(), &"port officials".into()));
    assert_eq!(line["start"], 22);
}

#[test]
fn many_articles_on_several_processors_are_told_in_order() {
    let texts: Vec<String> =
        (0..3_000).map(|number| format!("toll {number}\n{}tolls", "x ".repeat(number % 90))).collect();
    let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    let corpus = Corpus::of(&texts);
    for query in ["toll", "/toll. ?/", "toll word:yes", "tôll fold:yes"] {
        let finder = corpus.matcher(query).texts[0].finder.clone();
        let expected: Vec<(ArticleId, TextRange)> = corpus
            .articles
            .values()
            .flat_map(|article| {
                let hits = finder.search(article.text.as_str()).into_iter();
                hits.map(|range| (article.id.clone(), range)).collect::<Vec<_>>()
            })
            .collect();
        let found: Vec<_> = corpus.hits(query).into_iter().map(|hit| (hit.article, hit.range)).collect();
        assert_eq!(found, expected, "{query}");
        assert!(found.len() >= 3_000);
    }
}

proptest! {
    #[test]
    fn every_place_is_found_and_nothing_else(
        texts in prop::collection::vec("[abAé \n]{0,30}", 1..12),
        typed in "[abé]{1,2}",
        folds: bool,
        case: bool,
    ) {
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        let corpus = Corpus::of(&texts);
        let yes = |yes: bool| if yes { "yes" } else { "no" };
        let query = format!("{typed} fold:{} case:{}", yes(folds), yes(case));
        let found: Vec<(ArticleId, TextRange)> =
            corpus.hits(&query).into_iter().map(|hit| (hit.article, hit.range)).collect();
        let key = |text: &str| {
            let text = if folds { fold(text).into_owned() } else { text.to_owned() };
            if case { text } else { text.to_lowercase() }
        };
        let mut expected = Vec::new();
        for (id, article) in &corpus.articles {
            let text = article.text.as_str();
            let starts: Vec<usize> = text.char_indices().map(|(at, _)| at).collect();
            let mut free = 0;
            for start in starts {
                let end = text[start..].char_indices().nth(typed.chars().count()).map_or(text.len(), |(at, _)| start + at);
                if start >= free && key(&text[start..end]) == key(&typed) {
                    expected.push((id.clone(), TextRange::new(start, end).unwrap()));
                    free = end;
                }
            }
        }
        prop_assert_eq!(found, expected);
    }
}
