//! A corpus on a simulated disk, and scripts of things done to it.

use std::path::Path;
use std::sync::Arc;

use proptest::prelude::*;
use redletter::model::annotation::{
    Annotation, AnnotationRef, AttributedVoice, Attribution, Party, VoiceRole,
};
use redletter::model::article::{
    Article, ArticleText, Block, BlockKind, Metadata, Provenance, TextPatch, mint_article_id,
};
use redletter::model::change;
use redletter::model::change::renew::renew_text;
use redletter::model::corpus::CorpusState;
use redletter::model::edit::{LayerKey, Transaction};
use redletter::model::id::{AnnotationId, AnnotatorId, ArticleId, CountedIds, IdSource as _, LabelId};
use redletter::model::layer::{LayerState, Progress};
use redletter::model::reader::CorpusReader as _;
use redletter::model::review::Verdict;
use redletter::model::tagset::default::default_tagset;
use redletter::model::text::{Fragments, TextRange};
use redletter::model::time::Timestamp;
use redletter::model::voice::{Voice, VoiceKind};
use redletter::store::disk::simulated::SimulatedDisk;
use redletter::store::{
    self, Access, CacheFolder, OpenCorpus, OpenOptions, OpenReport, StoreError, WriterMode,
};

/// The corpus folder on the simulated disk.
pub const FOLDER: &str = "/corpus";

/// Where caches lie.
pub const CACHE: &str = "/user/cache";

/// Something a person does. Numbers choose among what there is.
#[derive(Clone, Debug)]
pub enum Action {
    AddArticles(u8),
    Tag(u8, u8, u8),
    Relabel(u8, u8),
    Attribute(u8),
    Remove(u8),
    Decide(u8, u8),
    MarkDone(u8),
    Retitle(u8),
    /// Links an article to another, or takes the link away.
    Link(u8, u8),
    Reblock(u8),
    Correct(u8, u8),
    Renew(u8, u8),
    Undo,
    Redo,
    /// The hands rest: record files follow.
    Rest,
}

/// Whether the long runs are wanted.
pub fn is_long() -> bool {
    std::env::var_os("REDLETTER_LONG").is_some()
}

/// A cache for corpora of any size where `REDLETTER_TEST_CACHE=1` asks for it: then all tests of the store hold
/// with one as they do without.
pub fn cache_of_tests() -> Option<CacheFolder> {
    std::env::var_os("REDLETTER_TEST_CACHE").map(|_| CacheFolder::new(CACHE).worth(1))
}

/// Says how far a test went, for `cargo test -- --nocapture`.
#[expect(clippy::print_stdout, reason = "a count that is only held against a bound would be lost")]
pub fn tell(what: std::fmt::Arguments<'_>) {
    println!("{what}");
}

pub fn any_action() -> impl Strategy<Value = Action> {
    prop_oneof![
        1 => (1_u8..3).prop_map(Action::AddArticles),
        8 => any::<(u8, u8, u8)>().prop_map(|(a, b, c)| Action::Tag(a, b, c)),
        2 => any::<(u8, u8)>().prop_map(|(a, b)| Action::Relabel(a, b)),
        2 => any::<u8>().prop_map(Action::Attribute),
        2 => any::<u8>().prop_map(Action::Remove),
        1 => any::<(u8, u8)>().prop_map(|(a, b)| Action::Decide(a, b)),
        1 => any::<u8>().prop_map(Action::MarkDone),
        1 => any::<u8>().prop_map(Action::Retitle),
        2 => any::<(u8, u8)>().prop_map(|(a, b)| Action::Link(a, b)),
        1 => any::<u8>().prop_map(Action::Reblock),
        1 => any::<(u8, u8)>().prop_map(|(a, b)| Action::Correct(a, b)),
        1 => any::<(u8, u8)>().prop_map(|(a, b)| Action::Renew(a, b)),
        3 => Just(Action::Undo),
        2 => Just(Action::Redo),
        2 => Just(Action::Rest),
    ]
}

/// A person at work.
pub struct Desk {
    pub corpus: OpenCorpus,
    pub ids: CountedIds,
    pub clock: i64,
}

pub fn annotator() -> AnnotatorId {
    AnnotatorId::new("mk").unwrap()
}

pub fn options(disk: &SimulatedDisk, now: Timestamp) -> OpenOptions {
    OpenOptions {
        folder: FOLDER.into(),
        user_folder: "/user".into(),
        cache: cache_of_tests(),
        annotator: annotator(),
        disk: Arc::new(disk.clone()),
        access: Access::Write,
        writer_mode: WriterMode::Inline,
        machine: "desk".to_owned(),
        now,
        // A writer that is begun anew is never taken for the one before.
        random: now.millis().cast_unsigned(),
    }
}

/// A new corpus on a disk of its own.
pub fn new_disk() -> SimulatedDisk {
    let disk = SimulatedDisk::default();
    store::create(&disk, Path::new(FOLDER), "Harbour ferries", &default_tagset()).unwrap();
    disk
}

pub fn open(disk: &SimulatedDisk, clock: i64) -> Result<(Desk, OpenReport), StoreError> {
    let (corpus, report) = OpenCorpus::open(options(disk, Timestamp::from_millis(clock)))?;
    let desk = Desk { corpus, ids: CountedIds(u64::try_from(clock).unwrap()), clock };
    Ok((desk, report))
}

impl Desk {
    pub fn now(&mut self) -> Timestamp {
        self.clock += 1_000;
        Timestamp::from_millis(self.clock)
    }

    /// Does one thing. `false` if there was nothing to do it to.
    pub fn act(&mut self, action: &Action) -> Result<bool, StoreError> {
        let now = self.now();
        match action {
            Action::Undo => return Ok(self.corpus.undo(now)?.is_some()),
            Action::Redo => return Ok(self.corpus.redo(now)?.is_some()),
            Action::Rest => {
                self.corpus.flush(now);
                self.corpus.poll(now);
                return Ok(false);
            }
            Action::AddArticles(num) => {
                let articles = (0..*num).map(|_| self.new_article(now)).collect();
                let stamps = self.corpus.stage(articles)?;
                let transaction = change::add_articles(stamps).unwrap();
                return self.corpus.apply(transaction, now).map(|_| true);
            }
            _ => {}
        }
        let Some(transaction) = self.transaction(action, now) else {
            return Ok(false);
        };
        self.corpus.apply(transaction, now).map(|_| true)
    }

    fn new_article(&mut self, now: Timestamp) -> Article {
        let number = self.ids.fresh();
        let text = ArticleText::new(format!(
            "Ferry {number}\n\nThe boat “is late”, she said. Fares rise til May.\n"
        ));
        let title = format!("Ferry {number}");
        let id = mint_article_id(None, &title, &text, |_| true);
        let blocks = vec![Block { range: TextRange::new(0, title.len()).unwrap(), kind: BlockKind::Title }];
        let metadata = Metadata { title, ..Metadata::default() };
        let provenance = Provenance { added: now, ..Provenance::default() };
        Article { id, metadata, provenance, text, blocks, patches: Vec::new() }
    }

    fn article_id(&self, choice: u8) -> Option<ArticleId> {
        let articles = &self.corpus.state().articles;
        articles.keys().nth(usize::from(choice) % articles.len().max(1)).cloned()
    }

    fn annotation(&self, choice: u8) -> Option<(LayerKey, AnnotationId)> {
        let all = annotations_of(self.corpus.state(), self.corpus.annotator());
        all.get(usize::from(choice) % all.len().max(1)).cloned()
    }

    fn transaction(&mut self, action: &Action, now: Timestamp) -> Option<Transaction> {
        let labels = ["claim", "quote", "proposal", "caveat"];
        let label = |choice: u8| LabelId::new(labels[usize::from(choice) % 4]).unwrap();
        let result = match action {
            Action::Tag(article, place, choice) => {
                let id = self.article_id(*article)?;
                let article = self.corpus.article(&id).unwrap();
                let fragments = some_fragments(article.text.as_str(), usize::from(*place));
                let annotation = Annotation::new(self.ids.annotation(), label(*choice), fragments, now);
                let layer = LayerKey { article: id, annotator: self.corpus.annotator().clone() };
                change::tag(self.corpus.state(), &layer, annotation)
            }
            Action::Relabel(which, choice) => {
                let (layer, id) = self.annotation(*which)?;
                change::relabel(self.corpus.state(), &layer, &id, label(*choice), now)
            }
            Action::Attribute(which) => {
                let (layer, id) = self.annotation(*which)?;
                let voice = Voice {
                    id: self.ids.voice(),
                    name: format!("Voice {which}"),
                    kind: VoiceKind::Person,
                    aliases: Vec::new(),
                    roles: Vec::new(),
                    belongs_to: Vec::new(),
                    note: String::new(),
                    merged_into: None,
                    changed: now,
                };
                let party = Party::Registered(voice.id.clone());
                let voices = vec![AttributedVoice { role: VoiceRole::Speaker, party }];
                // The words that name the speaker stand wherever the annotation does not.
                let article = self.corpus.article(&layer.article).unwrap();
                let place = &self.corpus.state().layers[&layer.article][&layer.annotator].annotations[&id];
                let source = (0..).map(|at| some_fragments(article.text.as_str(), at));
                let source = source.take(60).find(|source| !source.overlap(&place.fragments));
                let attribution = Attribution { voices, source, cue: None };
                change::attribute(self.corpus.state(), &layer, &id, vec![voice], attribution, now)
            }
            Action::Remove(which) => {
                let (layer, id) = self.annotation(*which)?;
                change::remove_annotations(self.corpus.state(), &layer, &[id].into())
            }
            Action::Decide(which, choice) => {
                let (layer, id) = self.annotation(*which)?;
                let on = AnnotationRef { annotator: layer.annotator.clone(), annotation: id };
                let verdict = Verdict::ALL[usize::from(*choice) % 4];
                let judgement = change::Judgement { verdict, reason: String::new(), note: "why".to_owned() };
                change::decide(self.corpus.state(), &layer, &on, judgement, None, now)
            }
            Action::MarkDone(article) => {
                let annotator = self.corpus.annotator().clone();
                let layer = LayerKey { article: self.article_id(*article)?, annotator };
                let state = LayerState { progress: Progress::Done, ..LayerState::default() };
                change::set_state(self.corpus.state(), &layer, state)
            }
            Action::Retitle(article) => {
                let id = self.article_id(*article)?;
                let metadata = Metadata { title: format!("Title {now}"), ..Metadata::default() };
                change::set_metadata(self.corpus.state(), &id, metadata)
            }
            Action::Link(article, original) => {
                let (id, original) = (self.article_id(*article)?, self.article_id(*original)?);
                let is_linked = self.corpus.state().articles[&id].copy_of.is_some();
                let original = Some(&original).filter(|_| !is_linked);
                change::copies::set_copy_of(self.corpus.state(), &id, original)
            }
            Action::Reblock(article) => {
                let article = self.corpus.article(&self.article_id(*article)?).unwrap();
                let mut blocks = article.blocks.clone();
                if blocks.pop().is_none() {
                    blocks.push(Block { range: TextRange::new(0, 5).unwrap(), kind: BlockKind::Heading });
                }
                change::set_blocks(&article, blocks)
            }
            Action::Correct(article, place) => {
                let article = self.corpus.article(&self.article_id(*article)?).unwrap();
                let range = some_fragments(article.text.as_str(), usize::from(*place)).ranges()[0];
                let patch = TextPatch::replacing(&article.text, range.bytes(), "corrected").unwrap();
                change::patch_text(self.corpus.state(), &article, self.corpus.annotator(), patch)
            }
            Action::Renew(article, place) => {
                let article = self.corpus.article(&self.article_id(*article)?).unwrap();
                let newer = renewed(article.text.as_str(), usize::from(*place));
                let annotator = self.corpus.annotator();
                let renewed = renew_text(self.corpus.state(), &article, annotator, &newer, &[]);
                renewed.map(|(change, _)| change)
            }
            Action::AddArticles(_) | Action::Undo | Action::Redo | Action::Rest => return None,
        };
        result.ok()
    }

    /// Every article's text and blocks.
    pub fn texts(&self) -> Vec<(ArticleText, Vec<Block>)> {
        let ids = self.corpus.state().articles.keys();
        ids.map(|id| {
            self.corpus.article(id).map(|article| (article.text.clone(), article.blocks.clone())).unwrap()
        })
        .collect()
    }
}

/// Every annotation of the person at work.
pub fn all_annotations(state: &CorpusState) -> Vec<(LayerKey, AnnotationId)> {
    annotations_of(state, &annotator())
}

/// Every annotation of somebody.
pub fn annotations_of(state: &CorpusState, annotator: &AnnotatorId) -> Vec<(LayerKey, AnnotationId)> {
    let layers =
        state.layers.iter().filter_map(|(article, layers)| layers.get(annotator).map(|l| (article, l)));
    layers
        .flat_map(|(article, layer)| {
            let place = LayerKey { article: article.clone(), annotator: annotator.clone() };
            layer.annotations.keys().map(move |id| (place.clone(), id.clone()))
        })
        .collect()
}

/// A newer version of a text: a word changed here and there, so that it takes several patches.
fn renewed(text: &str, place: usize) -> String {
    let words = text.split(' ').enumerate();
    let words = words.map(|(idx, word)| match (idx + place) % 5 {
        0 => format!("{word}{place}"),
        3 => format!("other{idx}"),
        _ => word.to_owned(),
    });
    words.collect::<Vec<_>>().join(" ")
}

/// One or two fragments somewhere in a text, on character boundaries.
pub fn some_fragments(text: &str, place: usize) -> Fragments {
    let borders: Vec<usize> = text.char_indices().map(|(at, _)| at).collect();
    let at = |idx: usize| borders[idx % (borders.len() - 12)];
    let range = |idx: usize, len: usize| {
        let start = at(idx);
        let start_idx = borders.iter().position(|border| *border == start).unwrap();
        TextRange::new(start, borders[start_idx + len]).unwrap()
    };
    let ranges = if place.is_multiple_of(3) {
        vec![range(place, 4), range(place + 7, 5)]
    } else {
        vec![range(place, 9)]
    };
    Fragments::normalised(ranges).unwrap()
}
