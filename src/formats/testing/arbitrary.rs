//! Arbitrary corpora: any text, any record, all drawn from one list of numbers, so that a failing corpus
//! shrinks towards a small one.

use std::collections::BTreeSet;
use std::sync::Arc;

use chrono::{Datelike as _, NaiveDate};
use proptest::prelude::*;

use crate::formats::testing::{MemoryCorpus, acceptance, annotator, now, voice};
use crate::model::annotation::{
    Annotation, AnnotationProvenance, AttributeValue, AttributedVoice, Attribution, Certainty, FiniteNumber,
    ItemLink, Origin, Party, VoiceRole,
};
use crate::model::article::{Article, ArticleText, Block, BlockKind, LineEnds, Metadata, Provenance};
use crate::model::corpus::CorpusState;
use crate::model::id::{
    AnnotationId, AnnotatorId, ArticleId, AttributeId, ChoiceId, CountedIds, IdSource as _, ItemId, LabelId,
    RelationTypeId, RoleId, SettingId, VoiceId,
};
use crate::model::item::{Act, Item, ItemKind};
use crate::model::layer::{Coverage, Layer, LayerState, Progress, Unplaced};
use crate::model::relation::{CorpusAnnotation, Relation, RelationMember};
use crate::model::review::{JudgedDigest, Verdict};
use crate::model::tagset::default::default_tagset;
use crate::model::tagset::{Attribute, AttributeKind, Choice};
use crate::model::text::said_on::{SaidDate, Season};
use crate::model::text::{Fragments, TextHash, TextRange};
use crate::model::time::Timestamp;
use crate::model::voice::{Dated, VoiceKind};

/// Arbitrary corpora.
pub fn corpora() -> impl Strategy<Value = MemoryCorpus> {
    prop::collection::vec(any::<u32>(), 0..6000)
        .prop_map(|numbers| Maker { numbers, used: 0, ids: CountedIds(0) }.corpus())
}

const WORDS: [&str; 22] = [
    "ferry ",
    "said ",
    "“We will,” ",
    "\n",
    "\r\n",
    "e\u{301}",
    "👩‍👩‍👧",
    "🇺🇦",
    "שלום ",
    "\u{202e}abc\u{202c}",
    "\u{0}",
    "\u{feff}",
    "\u{1b}[0m",
    "\u{2028}",
    "\"\\",
    "क्षि",
    "é",
    "\t",
    "=1+1",
    ";",
    " ",
    "'",
];

struct Maker {
    numbers: Vec<u32>,
    used: usize,
    ids: CountedIds,
}

impl Maker {
    /// A number below `end`; 0 when the list is used up.
    fn below(&mut self, end: usize) -> usize {
        let number = self.numbers.get(self.used).copied().unwrap_or(0);
        self.used += 1;
        number as usize % end.max(1)
    }

    fn pick<T: Clone>(&mut self, list: &[T]) -> T {
        let idx = self.below(list.len());
        list[idx].clone()
    }

    fn chance(&mut self) -> bool {
        self.below(3) == 1
    }

    fn words(&mut self) -> String {
        (0..self.below(5)).map(|_| self.pick(&WORDS)).collect()
    }

    fn time(&mut self) -> Timestamp {
        Timestamp::from_millis(i64::try_from(self.below(usize::MAX)).unwrap() * 40_000 - 9_000_000_000)
    }

    fn date(&mut self) -> Option<NaiveDate> {
        let days = i32::try_from(self.below(3_000_000)).unwrap();
        self.chance().then(|| NaiveDate::from_num_days_from_ce_opt(days + 1).unwrap())
    }

    /// A date of any form.
    fn said_date(&mut self) -> SaidDate {
        let day = self.date().unwrap_or_default();
        let later = day + chrono::Days::new(1 + u64::try_from(self.below(40)).unwrap());
        let date = match self.below(6) {
            0 | 1 => SaidDate::day(day),
            2 => SaidDate::days(day, later),
            3 => SaidDate::month(day.year(), day.month()),
            4 => SaidDate::season(day.year(), self.pick(&Season::ALL)),
            _ => SaidDate::year(day.year()),
        };
        let date = date.unwrap();
        if self.chance() { date.about() } else { date }
    }

    fn annotator(&mut self) -> AnnotatorId {
        annotator(self.pick(&["mk", "ro", "x-1"]))
    }

    fn voice_id(&mut self) -> VoiceId {
        VoiceId::new(self.pick(&["v1", "v2", "v3", "gone"])).unwrap()
    }

    fn item_id(&mut self) -> ItemId {
        ItemId::new(self.pick(&["i1", "i2", "gone"])).unwrap()
    }

    fn label(&mut self) -> LabelId {
        LabelId::new(self.pick(&["quote", "claim", "quote", "caveat", "unheard-of"])).unwrap()
    }

    fn fragments(&mut self, text: &str) -> Option<Fragments> {
        let borders: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
        let mut ends: BTreeSet<usize> = BTreeSet::new();
        for _ in 0..2 + self.below(2) * 2 {
            ends.insert(self.pick(&borders));
        }
        let ends: Vec<usize> = ends.into_iter().collect();
        let ranges = ends.chunks_exact(2).map(|pair| TextRange::new(pair[0], pair[1]).unwrap()).collect();
        Fragments::new(ranges).ok()
    }

    fn party(&mut self) -> Party {
        match self.below(3) {
            0 => Party::Registered(self.voice_id()),
            1 => Party::Article,
            _ => {
                let affiliation = self.chance().then(|| self.voice_id());
                Party::Unnamed { words: self.words(), affiliation }
            }
        }
    }

    fn value(&mut self) -> AttributeValue {
        let choices = ["yes", "no", "may-be"].map(|id| ChoiceId::new(id).unwrap());
        match self.below(8) {
            0 => AttributeValue::Flag(self.chance()),
            1 => AttributeValue::Choice(self.pick(&choices)),
            2 => AttributeValue::Choices((0..self.below(3)).map(|_| self.pick(&choices)).collect()),
            3 => AttributeValue::Text(self.words()),
            4 => {
                let number = f64::from(u32::try_from(self.below(usize::MAX)).unwrap()) / 7.0 - 1e3;
                AttributeValue::Number(FiniteNumber::new(number).unwrap())
            }
            5 => AttributeValue::Date(self.said_date()),
            6 => AttributeValue::Party(self.party()),
            _ => AttributeValue::Item(self.item_id()),
        }
    }

    fn provenance(&mut self) -> AnnotationProvenance {
        let name = self.words();
        AnnotationProvenance {
            origin: self.pick(&[Origin::Person, Origin::Suggestion(name.clone()), Origin::Import(name)]),
            created: self.time(),
            changed: self.time(),
            foreign_id: if self.chance() { self.words() } else { String::new() },
        }
    }

    fn annotation(&mut self, text: &str) -> Option<Annotation> {
        let fragments = self.fragments(text)?;
        let mut annotation = Annotation::new(self.ids.annotation(), self.label(), fragments, now());
        if self.below(3) < 2 {
            let voices = (0..self.below(4))
                .map(|_| AttributedVoice { role: self.pick(&VoiceRole::ALL), party: self.party() })
                .collect();
            let source = if self.chance() { self.fragments(text) } else { None };
            let cue = if self.chance() { self.fragments(text) } else { None };
            annotation.attribution = Attribution { voices, source, cue };
        }
        for _ in 0..self.below(4) {
            let id = self.pick(&[
                "flag",
                "choice",
                "choices",
                "text",
                "number",
                "date",
                "party",
                "item",
                "said-on",
                "undefined",
            ]);
            annotation.attributes.insert(AttributeId::new(id).unwrap(), self.value());
        }
        for _ in 0..self.below(3) {
            annotation.items.insert(ItemLink { item: self.item_id(), act: self.pick(&Act::ALL) });
        }
        annotation.certainty = self.pick(&[Certainty::Sure, Certainty::Unsure]);
        annotation.note = self.words();
        annotation.provenance = self.provenance();
        Some(annotation)
    }

    fn article(&mut self, number: usize) -> Article {
        let text: String = (0..=self.below(12)).map(|_| self.pick(&WORDS)).collect();
        let mut blocks = Vec::new();
        for _ in 0..self.below(3) {
            let kind = self.pick(&BlockKind::ALL);
            blocks.extend(self.fragments(&text).map(|place| Block { range: place.hull(), kind }));
        }
        blocks.sort_unstable();
        Article {
            id: ArticleId::new(&format!("art-{number}")).unwrap(),
            metadata: Metadata {
                title: self.words(),
                date: self.date(),
                outlet: self.words(),
                byline: self.words(),
                language: self.words(),
                url: self.words(),
                foreign_id: self.words(),
            },
            provenance: Provenance {
                original_name: self.words(),
                original_hash: self.chance().then(|| TextHash::of("x")),
                media_type: self.words(),
                reader: self.words(),
                part: self.words(),
                encoding: self.words(),
                byte_order_mark: self.chance(),
                line_ends: self.pick(&[LineEnds::Lf, LineEnds::CrLf, LineEnds::Cr, LineEnds::Mixed]),
                num_undecodable: self.below(9),
                added: self.time(),
                copy_of: self.chance().then(|| ArticleId::new(&format!("art-{}", number + 1)).unwrap()),
            },
            text: ArticleText::new(text),
            blocks,
            patches: Vec::new(),
        }
    }

    fn layer(&mut self, text: &str) -> Layer {
        let mut layer = Layer::default();
        for _ in 0..self.below(5) {
            let made = self.annotation(text);
            layer.annotations.extend(made.map(|annotation| (annotation.id.clone(), Arc::new(annotation))));
        }
        // Annotations that inherit: inside a quote, with nobody named.
        for quote in layer.annotations.values().cloned().collect::<Vec<_>>() {
            if self.chance() {
                let label = LabelId::new("caveat").unwrap();
                let inner =
                    Annotation::new(self.ids.annotation(), label, quote.fragments.clone(), self.time());
                layer.annotations.insert(inner.id.clone(), Arc::new(inner));
            }
        }
        if self.chance()
            && let Some(annotation) = self.annotation("some other text")
        {
            let covered = (0..self.below(3)).map(|_| self.words()).collect();
            let unplaced =
                Unplaced { annotation: Arc::new(annotation), text: TextHash::of("other"), covered };
            layer.unplaced.insert(unplaced.annotation.id.clone(), Arc::new(unplaced));
        }
        let reason = self.words();
        let mut coverage = Vec::new();
        for _ in 0..self.below(3) {
            let labels = (0..self.below(3)).map(|_| self.label()).collect();
            let over = if self.chance() { self.fragments(text) } else { None };
            coverage.push(Coverage { labels, over, finished: self.chance() });
        }
        layer.state = Arc::new(LayerState {
            progress: self.pick(&[
                Progress::ToDo,
                Progress::InProgress,
                Progress::Done,
                Progress::Skipped(reason),
            ]),
            coverage,
            codes: (0..self.below(3)).map(|_| self.words()).collect(),
            note: self.words(),
        });
        layer
    }

    /// Decisions, corrections and relations among everything there is.
    fn review(&mut self, state: &mut CorpusState, articles: &[ArticleId]) {
        let mut all: Vec<(ArticleId, AnnotatorId, Arc<Annotation>)> = Vec::new();
        for (article, layers) in &state.layers {
            for (annotator, layer) in layers {
                let here = layer.annotations.values();
                all.extend(
                    here.map(|annotation| (article.clone(), annotator.clone(), Arc::clone(annotation))),
                );
            }
        }
        let gone = Annotation::new(
            AnnotationId::new("gone").unwrap(),
            self.label(),
            TextRange::new(0, 1).unwrap().into(),
            now(),
        );
        all.extend(articles.iter().map(|article| (article.clone(), annotator("mk"), Arc::new(gone.clone()))));
        if all.is_empty() {
            return;
        }
        for _ in 0..self.below(6) {
            let (article, annotator, annotation) = self.pick(&all);
            let reviewer = self.annotator();
            let mut layer =
                state.layer(&article, &reviewer).map(|layer| Layer::clone(layer)).unwrap_or_default();
            let mut decision = acceptance(&annotator, &annotation);
            decision.verdict = self.pick(&Verdict::ALL);
            decision.reason = self.words();
            decision.note = self.words();
            decision.at = self.time();
            if self.chance() {
                decision.seen = JudgedDigest::of(&gone);
            }
            if let Some(correction) =
                layer.annotations.values_mut().next().filter(|_| decision.verdict == Verdict::Corrected)
            {
                Arc::make_mut(correction).corrects = Some(decision.on.clone());
            }
            layer.decisions.insert(decision.on.clone(), Arc::new(decision));
            state.put_layer(&article, &reviewer, layer);
        }
        for _ in 0..self.below(5) {
            let mut members = Vec::new();
            for _ in 0..=self.below(4) {
                let (article, _, annotation) = self.pick(&all);
                let annotation = CorpusAnnotation { article, annotation: annotation.id.clone() };
                members.push(RelationMember {
                    role: RoleId::new(self.pick(&["one", "other"])).unwrap(),
                    annotation,
                });
            }
            let relation = Relation {
                id: self.ids.relation(),
                relation_type: RelationTypeId::new(self.pick(&["qualifies", "unheard-of"])).unwrap(),
                members,
                note: self.words(),
                provenance: self.provenance(),
            };
            let (home, annotator) = (relation.home().unwrap().clone(), self.annotator());
            let mut layer =
                state.layer(&home, &annotator).map(|layer| Layer::clone(layer)).unwrap_or_default();
            layer.relations.insert(relation.id.clone(), Arc::new(relation));
            state.put_layer(&home, &annotator, layer);
        }
    }

    fn dated<T>(&mut self, value: T) -> Dated<T> {
        Dated { value, from: self.date(), to: self.date() }
    }

    fn register(&mut self, state: &mut CorpusState) {
        for id in ["v1", "v2", "v3"] {
            let mut voice = voice(id, &self.words());
            voice.kind = self.pick(&VoiceKind::ALL);
            for _ in 0..self.below(3) {
                let (alias, role, part) = (self.words(), self.words(), self.voice_id());
                voice.aliases.push(self.dated(alias));
                voice.roles.push(self.dated(role));
                voice.belongs_to.push(self.dated(part));
            }
            voice.note = self.words();
            voice.merged_into = self.chance().then(|| self.voice_id());
            voice.changed = self.time();
            state.voices.entry(self.annotator()).or_default().insert(voice.id.clone(), Arc::new(voice));
        }
        for id in ["i1", "i2"] {
            let item = Item {
                id: ItemId::new(id).unwrap(),
                name: self.words(),
                kind: self.pick(&ItemKind::ALL),
                aliases: (0..self.below(3)).map(|_| self.words()).collect(),
                term_of: self.chance().then(|| self.item_id()),
                replaces: (0..self.below(2)).map(|_| self.item_id()).collect(),
                note: self.words(),
                merged_into: self.chance().then(|| self.item_id()),
                changed: self.time(),
            };
            state.items.entry(self.annotator()).or_default().insert(item.id.clone(), Arc::new(item));
        }
        state.settings.insert(SettingId::new("title").unwrap(), self.words().into());
        state.tagset = default_tagset();
        let choice = |id: &str| Choice { id: ChoiceId::new(id).unwrap(), name: id.to_owned() };
        let choices = || vec![choice("yes"), choice("no")];
        let kinds = [
            AttributeKind::Flag,
            AttributeKind::Choice(choices()),
            AttributeKind::Choices(choices()),
            AttributeKind::Text,
            AttributeKind::Number,
            AttributeKind::Date,
            AttributeKind::Party,
            AttributeKind::Item,
        ];
        for kind in kinds {
            let id = AttributeId::new(kind.name()).unwrap();
            let (name, guideline) = (self.words(), self.words());
            let labels = BTreeSet::from([self.label()]);
            state
                .tagset
                .attributes
                .insert(id.clone(), Attribute { id, name, position: 7, kind, labels, guideline });
        }
        if self.chance() {
            state.tagset.attributes.remove(&AttributeId::new("said-on").unwrap());
        }
    }

    fn corpus(&mut self) -> MemoryCorpus {
        let mut corpus = MemoryCorpus::default();
        self.register(&mut corpus.state);
        for number in 0..self.below(4) {
            let article = self.article(number);
            for _ in 0..self.below(3) {
                let layer = self.layer(article.text.as_str());
                corpus.state.put_layer(&article.id, &self.annotator(), layer);
            }
            corpus.put(article);
        }
        let articles: Vec<ArticleId> = corpus.articles.keys().cloned().collect();
        self.review(&mut corpus.state, &articles);
        corpus
    }
}

proptest! {
    #[test]
    fn the_index_of_quotes_finds_what_the_model_finds(corpus in corpora()) {
        use crate::model::layer::inherited_attribution;
        use crate::model::quotes::{Quotes, passes_attribution_on};

        for layer in corpus.state.layers.values().flat_map(std::collections::BTreeMap::values) {
            let quotes = Quotes::of(layer);
            for annotation in layer.annotations.values() {
                let (attribution, from) = inherited_attribution(layer, annotation, passes_attribution_on);
                prop_assert_eq!(quotes.attribution(annotation), attribution);
                prop_assert_eq!(quotes.around(annotation).map(|quote| &quote.id), from);
            }
        }
    }
}
