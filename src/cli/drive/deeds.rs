//! What `redletter drive` does next: everything a person does, in about the shares in which one does it.

use std::collections::BTreeSet;

use crate::cli::arguments::Drive;
use crate::model::annotation::{Annotation, AttributedVoice, Attribution, Certainty, Party, VoiceRole};
use crate::model::article::{
    Article, ArticleText, Block, BlockKind, Metadata, Provenance, TextPatch, mint_article_id,
};
use crate::model::change;
use crate::model::edit::{ArticleStamp, Key, LayerKey, Record, Transaction};
use crate::model::id::{
    AnnotationId, AnnotatorId, ArticleId, IdSource, ItemId, LabelId, SettingId, VoiceId, random_id_text,
};
use crate::model::item::{Item, ItemKind};
use crate::model::layer::{LayerState, Progress};
use crate::model::reader::CorpusReader as _;
use crate::model::text::{Fragments, TextRange};
use crate::model::time::Timestamp;
use crate::model::voice::{Voice, VoiceKind};
use crate::store::OpenCorpus;
use crate::store::disk::simulated::Choices;

/// One thing to do.
pub(super) enum Deed {
    Change(Transaction),
    Add(Vec<Article>),
    Undo,
    Redo,
    /// The article is left, so that record files are written.
    Leave,
    /// The hands rest, so that record files are written.
    Rest,
    /// What came to mind does not fit the corpus as it is.
    Nothing,
}

/// So many articles are kept at most …
const MAX_ARTICLES: usize = 12;

/// … and so many annotations on each by one annotator.
const MAX_ANNOTATIONS: usize = 48;

/// How many different voices and items there are.
const NUM_NAMES: usize = 12;

/// What every article says after its number, with letters of one to four bytes. The number stands in a line of
/// its own that is corrected and never tagged.
const BODY: &str = "The night ferry to Marrow “is late again”, the harbour master said 🚢 on Monday. \
    Café owners on the quay want the fare cut by a third. Whether the council can pay for it is not known. \
    Ana Ruz denies that the boat was ever on time.\n\nThe bridge stays shut until May.\n";

/// The one who works.
pub(super) struct Hand {
    choices: Choices,
    annotator: AnnotatorId,
    keeps_texts: bool,
}

impl IdSource for Hand {
    fn fresh(&mut self) -> String {
        let random = (0..5).fold(0, |random, _| random << 10 | self.choices.below(1024) as u64);
        random_id_text(random)
    }
}

impl Hand {
    pub(super) fn new(arguments: &Drive, annotator: AnnotatorId) -> Self {
        let Drive { seed, keep_texts, .. } = *arguments;
        Self { choices: Choices(seed), annotator, keeps_texts: keep_texts }
    }

    /// What is done next in a corpus.
    pub(super) fn next(&mut self, corpus: &OpenCorpus, now: Timestamp) -> Deed {
        if corpus.state().articles.is_empty() {
            return Deed::Add(self.articles(2, now));
        }
        match self.choices.below(100) {
            0..12 => Deed::Undo,
            12..19 => Deed::Redo,
            19..21 => Deed::Leave,
            21 => Deed::Rest,
            22 if corpus.state().articles.len() < MAX_ARTICLES => {
                let num = 1 + self.choices.below(2);
                Deed::Add(self.articles(num, now))
            }
            23..30 => self.in_shared_files(corpus).map_or(Deed::Nothing, Deed::Change),
            _ => self.in_own_files(corpus, now).map_or(Deed::Nothing, Deed::Change),
        }
    }

    fn articles(&mut self, num: usize, now: Timestamp) -> Vec<Article> {
        (0..num).map(|_| self.article(now)).collect()
    }

    fn article(&mut self, now: Timestamp) -> Article {
        let title = format!("Ferry {}", self.fresh());
        let text = ArticleText::new(format!("{title}\n\nNumber 1 of {}.\n\n{BODY}", self.annotator));
        let id = mint_article_id(None, &title, &text, |_| true);
        let blocks = TextRange::new(0, title.len()).map(|range| Block { range, kind: BlockKind::Title });
        let metadata = Metadata { title, ..Metadata::default() };
        let provenance = Provenance { added: now, ..Provenance::default() };
        Article { id, metadata, provenance, text, blocks: blocks.into_iter().collect(), patches: Vec::new() }
    }

    fn some_article(&mut self, corpus: &OpenCorpus) -> Option<ArticleId> {
        let articles = &corpus.state().articles;
        articles.keys().nth(self.choices.below(articles.len().max(1))).cloned()
    }

    /// A change to the tagset, the settings or an article itself.
    fn in_shared_files(&mut self, corpus: &OpenCorpus) -> Option<Transaction> {
        let state = corpus.state();
        let id = self.some_article(corpus)?;
        let word = self.fresh();
        let changed = match self.choices.below(8) {
            0 => change::set_setting(state, &SettingId::new("title").ok()?, Some(&format!("Title {word}"))),
            1 => {
                let mut label = state.tagset.labels.values().next()?.clone();
                label.guideline = format!("A claim says that something is so ({word}).");
                change::tagset::put_label(state, label)
            }
            2 => {
                let metadata = Metadata { title: format!("Title {word}"), ..Metadata::default() };
                change::set_metadata(state, &id, metadata)
            }
            3 => {
                let article = corpus.article(&id).ok()?;
                let title = article.text.as_str().find('\n')?;
                let kind = if article.blocks.len() == 1 { BlockKind::Note } else { BlockKind::Title };
                let mut blocks =
                    vec![Block { range: TextRange::new(0, title).ok()?, kind: BlockKind::Title }];
                if kind == BlockKind::Note {
                    blocks.push(Block { range: TextRange::new(title + 2, title + 5).ok()?, kind });
                }
                change::set_blocks(&article, blocks)
            }
            4 | 5 if !self.keeps_texts => {
                let article = corpus.article(&id).ok()?;
                let text = article.text.as_str();
                let start = text.find("Number ")? + "Number ".len();
                let end = start + text[start..].find(' ')?;
                let number = self.choices.below(100_000).to_string();
                let patch = TextPatch::replacing(&article.text, start..end, &number).ok()?;
                change::patch_text(state, &article, &self.annotator, patch)
            }
            6 => return self.removed_article(corpus, &id),
            7 => {
                let original = self.some_article(corpus).filter(|_| state.articles[&id].copy_of.is_none());
                change::copies::set_copy_of(state, &id, original.as_ref())
            }
            _ => return None,
        };
        changed.ok()
    }

    /// The removal of an article, if there are enough of them and nobody else has a layer on it.
    fn removed_article(&self, corpus: &OpenCorpus, id: &ArticleId) -> Option<Transaction> {
        let state = corpus.state();
        let has_others =
            state.layers.get(id).is_some_and(|layers| layers.keys().any(|by| *by != self.annotator));
        if state.articles.len() < MAX_ARTICLES / 2 || has_others {
            return None;
        }
        let stamp = ArticleStamp { id: id.clone(), hash: state.articles.get(id)?.text_hash };
        change::remove_articles(state, &self.annotator, vec![stamp]).ok()
    }

    /// A change to the annotator's own layers, register or items.
    fn in_own_files(&mut self, corpus: &OpenCorpus, now: Timestamp) -> Option<Transaction> {
        let state = corpus.state();
        let layer = LayerKey { article: self.some_article(corpus)?, annotator: self.annotator.clone() };
        let ids: Vec<AnnotationId> = state
            .layer(&layer.article, &layer.annotator)
            .map(|layer| layer.annotations.keys().cloned().collect())
            .unwrap_or_default();
        let is_full = ids.len() >= MAX_ANNOTATIONS;
        let chosen = ids.get(self.choices.below(ids.len().max(1)));
        let what = self.choices.below(60);
        let Some(id) = chosen.filter(|_| what >= 24 || is_full) else {
            let annotation = self.tagged(corpus, &layer, now)?;
            return change::tag(state, &layer, annotation).ok();
        };
        let changed = match what {
            0..24 => {
                let some: BTreeSet<AnnotationId> = ids.iter().step_by(3).cloned().collect();
                change::remove_annotations(state, &layer, &some)
            }
            24..30 => change::relabel(state, &layer, id, self.label()?, now),
            30..38 => {
                let voice = self.some_voice(now)?;
                let party = Party::Registered(voice.id.clone());
                let voices = vec![AttributedVoice { role: VoiceRole::Speaker, party }];
                let attribution = Attribution { voices, ..Attribution::default() };
                change::attribute(state, &layer, id, vec![voice], attribution, now)
            }
            38..44 => {
                let item = self.some_item(now)?;
                change::set_new_item(state, &layer, id, item, now)
            }
            44..50 => {
                // Typing in a note: its pieces undo as one.
                let note = format!("Note {}", self.fresh());
                let joins = self.choices.below(2) == 0;
                let noted = change::annotation(state, &layer, id, now, "Write a note", |one| one.note = note);
                noted.map(|noted| Transaction { joins, ..noted })
            }
            50..53 => change::set_certainty(state, &layer, id, Certainty::Unsure, now),
            53..55 => {
                let state_after =
                    LayerState { progress: Progress::Done, note: self.fresh(), ..LayerState::default() };
                change::set_state(state, &layer, state_after)
            }
            55 if ids.len() + 20 < MAX_ANNOTATIONS => {
                let annotations: Vec<Annotation> =
                    (0..20).map_while(|_| self.tagged(corpus, &layer, now)).collect();
                let records = annotations.into_iter().map(|one| {
                    (Key::Annotation(layer.clone(), one.id.clone()), Record::Annotation(one.into()))
                });
                change::put_records(state, records, "Tag the same words elsewhere")
            }
            _ => change::remove_annotations(state, &layer, &[id.clone()].into()),
        };
        changed.ok()
    }

    fn label(&mut self) -> Option<LabelId> {
        let labels = ["claim", "quote", "proposal", "caveat"];
        LabelId::new(labels[self.choices.below(labels.len())]).ok()
    }

    /// An annotation of one or two runs of words.
    fn tagged(&mut self, corpus: &OpenCorpus, layer: &LayerKey, now: Timestamp) -> Option<Annotation> {
        let article = corpus.article(&layer.article).ok()?;
        let text = article.text.as_str();
        let body = text.find(&BODY[..20])?;
        let starts: Vec<usize> = text[body..].match_indices(' ').map(|(at, _)| body + at + 1).collect();
        let num_parts = 1 + self.choices.below(2);
        let ranges = (0..num_parts).map(|_| {
            let first = self.choices.below(starts.len() - 6);
            let last = first + 1 + self.choices.below(5);
            TextRange::new(starts[first], starts[last] - 1)
        });
        let fragments = Fragments::normalised(ranges.collect::<Result<_, _>>().ok()?).ok()?;
        Some(Annotation::new(self.annotation(), self.label()?, fragments, now))
    }

    fn some_voice(&mut self, now: Timestamp) -> Option<Voice> {
        let number = self.choices.below(NUM_NAMES);
        Some(Voice {
            id: VoiceId::new(&format!("voice-{number}")).ok()?,
            name: format!("Voice {number}"),
            kind: VoiceKind::Person,
            aliases: Vec::new(),
            roles: Vec::new(),
            belongs_to: Vec::new(),
            note: self.fresh(),
            merged_into: None,
            changed: now,
        })
    }

    fn some_item(&mut self, now: Timestamp) -> Option<Item> {
        let number = self.choices.below(NUM_NAMES);
        let id = ItemId::new(&format!("item-{number}")).ok()?;
        let item = Item::new(id, format!("Item {number}"), now);
        Some(Item { kind: ItemKind::Demand, aliases: vec![self.fresh()], ..item })
    }
}
