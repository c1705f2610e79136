//! Corpora made by chance, with everything in them that files have to keep: for tests of formats.

use std::collections::BTreeSet;
use std::sync::Arc;

use chrono::{Datelike as _, Days, NaiveDate};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use redletter::model::annotation::{
    Annotation, AnnotationProvenance, AnnotationRef, AttributeValue, AttributedVoice, Attributes,
    Attribution, Certainty, FiniteNumber, ItemLink, Origin, Party, VoiceRole,
};
use redletter::model::article::{
    Article, ArticleText, Block, BlockKind, LineEnds, Metadata, Provenance, TextPatch,
};
use redletter::model::edit::{Key, LayerKey, Record};
use redletter::model::id::{
    AnnotationId, AnnotatorId, ArticleId, AttributeId, ChoiceId, CountedIds, IdSource as _, ItemId, LabelId,
    RelationId, RelationTypeId, RoleId, SettingId, VoiceId,
};
use redletter::model::item::{Act, Item, ItemKind};
use redletter::model::layer::{Coverage, LayerState, Progress, Unplaced};
use redletter::model::relation::{CorpusAnnotation, Relation, RelationMember};
use redletter::model::review::{Decision, JudgedDigest, Verdict};
use redletter::model::tagset::default::default_tagset;
use redletter::model::tagset::{
    Attribute, AttributeKind, Choice, Label, LabelColour, Pattern, RelationType, Role, Tagset,
};
use redletter::model::text::said_on::{SaidDate, Season};
use redletter::model::text::{Fragments, TextHash, TextRange};
use redletter::model::time::Timestamp;
use redletter::model::voice::{Dated, Voice, VoiceKind};

use crate::folder::annotator;

/// Pieces of text that have made trouble somewhere: quotes and hashes of raw strings, line ends of all kinds,
/// controls, direction marks, joined emoji, combining marks, scripts from right to left, a byte-order mark.
pub const PIECES: [&str; 30] = [
    "word ",
    "Fähre ",
    "“quoted”",
    "\"",
    "\"#",
    "\"##",
    "#",
    "\\",
    "\\n",
    "\n",
    "\r\n",
    "\r",
    "\t",
    "\u{0}",
    "\u{1}",
    "\u{7f}",
    "\u{85}",
    "\u{2028}",
    "\u{202e}abc\u{202c}",
    "\u{2067}",
    "\u{200f}",
    "\u{feff}",
    "👩‍👩‍👧‍👦",
    "🇺🇦",
    "e\u{301}",
    "שלום ",
    "مرحبا ",
    "日本語",
    "// ",
    "\u{10ffff}",
];

fn any_words() -> impl Strategy<Value = String> {
    prop_oneof![
        2 => Just(String::new()),
        3 => "[a-z]{1,8}( [a-z]{1,8}){0,3}",
        4 => prop::collection::vec(prop::sample::select(&PIECES[..]), 1..8).prop_map(|pieces| pieces.concat()),
        1 => any::<String>(),
    ]
}

pub fn any_text() -> impl Strategy<Value = String> {
    prop::collection::vec(prop::sample::select(&PIECES[..]), 3..60)
        .prop_map(|pieces| format!("The start. {}", pieces.concat()))
}

/// Choices for everything else: numbers that are taken one after the other, so that records fit together.
#[derive(Clone, Debug)]
pub struct Dice {
    pub numbers: Vec<u32>,
    pub words: Vec<String>,
    pub next: usize,
}

pub fn any_dice() -> impl Strategy<Value = Dice> {
    (prop::collection::vec(any::<u32>(), 200..400), prop::collection::vec(any_words(), 8..24))
        .prop_map(|(numbers, words)| Dice { numbers, words, next: 0 })
}

impl Dice {
    /// A number below `bound`.
    fn number(&mut self, bound: u32) -> u32 {
        self.next += 1;
        // Each round over the numbers differs from the one before.
        let round = u32::try_from(self.next / self.numbers.len()).unwrap();
        let number = self.numbers[self.next % self.numbers.len()];
        number.wrapping_add(round.wrapping_mul(7919)) % bound
    }

    /// The same for indexes and counts.
    fn below(&mut self, bound: usize) -> usize {
        usize::try_from(self.number(u32::try_from(bound).unwrap())).unwrap()
    }

    fn yes(&mut self) -> bool {
        self.below(2) == 0
    }

    fn one_of<T: Clone>(&mut self, choices: &[T]) -> T {
        choices[self.below(choices.len())].clone()
    }

    fn words(&mut self) -> String {
        let idx = self.below(self.words.len());
        self.words[idx].clone()
    }

    fn some<T>(&mut self, max: usize, mut make: impl FnMut(&mut Self) -> T) -> Vec<T> {
        (0..self.below(max + 1)).map(|_| make(self)).collect()
    }

    fn maybe<T>(&mut self, make: impl FnOnce(&mut Self) -> T) -> Option<T> {
        if self.yes() { Some(make(self)) } else { None }
    }

    fn time(&mut self) -> Timestamp {
        let far = [i64::MIN, -1, 0, 1, 999, 1_741_948_927_123, i64::MAX];
        if self.below(4) == 0 {
            Timestamp::from_millis(self.one_of(&far))
        } else {
            Timestamp::from_millis(i64::from(self.number(1 << 30)))
        }
    }

    fn day(&mut self) -> NaiveDate {
        let far = [NaiveDate::MIN, NaiveDate::MAX, NaiveDate::from_ymd_opt(0, 1, 1).unwrap()];
        let near = NaiveDate::from_num_days_from_ce_opt(730_000 + i32::try_from(self.below(20_000)).unwrap())
            .unwrap();
        if self.below(5) == 0 { self.one_of(&far) } else { near }
    }

    /// A date of any form.
    fn said_date(&mut self) -> SaidDate {
        let year = self.one_of(&[0, 1987, 2025, 9999]);
        let day = NaiveDate::from_yo_opt(year, 1 + u32::try_from(self.below(365)).unwrap()).unwrap();
        let later = day.checked_add_days(Days::new(9)).filter(|later| later.year() == year).unwrap_or(day);
        let date = match self.below(6) {
            0 => SaidDate::day(day),
            1 => SaidDate::days(day, later),
            2 => SaidDate::week_of(day).or_else(|_| SaidDate::day(day)),
            3 => SaidDate::month(year, day.month()),
            4 => SaidDate::season(year, self.one_of(&Season::ALL)),
            _ => SaidDate::year(year),
        };
        let date = date.unwrap();
        if self.below(3) == 0 { date.about() } else { date }
    }

    /// Ranges on code-point borders, which need not be borders of graphemes, clear of `taken`.
    fn fragments(&mut self, text: &str, max: usize, taken: Option<&Fragments>) -> Option<Fragments> {
        let borders: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
        let num = 1 + self.below(max);
        let mut cuts: BTreeSet<usize> = (0..num * 2).map(|_| self.one_of(&borders)).collect();
        if cuts.len() % 2 == 1 {
            cuts.pop_last();
        }
        let cuts: Vec<usize> = cuts.into_iter().collect();
        let mut ranges: Vec<TextRange> =
            cuts.chunks_exact(2).map(|cut| TextRange::new(cut[0], cut[1]).unwrap()).collect();
        ranges.retain(|range| !taken.is_some_and(|taken| taken.overlap(&Fragments::from(*range))));
        // Touching is allowed: cut the last one in two where that can be done.
        if let Some(last) = ranges.pop() {
            let inside: Vec<usize> =
                borders.iter().copied().filter(|at| *at > last.start() && *at < last.end()).collect();
            if inside.is_empty() || self.yes() {
                ranges.push(last);
            } else {
                let middle = self.one_of(&inside);
                ranges.push(TextRange::new(last.start(), middle).unwrap());
                ranges.push(TextRange::new(middle, last.end()).unwrap());
            }
        }
        Fragments::new(ranges).ok()
    }
}

/// What a generated corpus is made of.
pub struct Parts {
    pub tagset: Tagset,
    pub articles: Vec<Article>,
    pub records: Vec<(Key, Record)>,
}

/// Makes a corpus from texts and dice.
pub struct Maker {
    dice: Dice,
    ids: CountedIds,
    annotators: Vec<AnnotatorId>,
    voices: Vec<VoiceId>,
    items: Vec<ItemId>,
    /// Article, annotator and id of what has been made.
    annotations: Vec<(ArticleId, AnnotatorId, AnnotationId)>,
    records: Vec<(Key, Record)>,
}

impl Maker {
    pub fn new(dice: Dice) -> Self {
        let mut ids = CountedIds(40);
        Self {
            dice,
            annotators: ["mk", "ro", "a-machine"].map(annotator).to_vec(),
            voices: (0..4).map(|_| ids.voice()).collect(),
            items: (0..3).map(|_| ids.item()).collect(),
            ids,
            annotations: Vec::new(),
            records: Vec::new(),
        }
    }

    pub fn make(mut self, texts: &[String]) -> Parts {
        let tagset = self.tagset();
        let articles: Vec<Article> =
            texts.iter().enumerate().map(|(idx, text)| self.article(idx, text)).collect();
        self.settings();
        self.register();
        for article in &articles {
            for annotator in self.annotators.clone() {
                let layer = LayerKey { article: article.id.clone(), annotator };
                self.annotations_on(&layer, article);
                self.state_of(&layer, article.text.as_str());
            }
        }
        for article in &articles {
            for annotator in self.annotators.clone() {
                let layer = LayerKey { article: article.id.clone(), annotator };
                self.relations_on(&layer);
                self.decisions_on(&layer);
            }
        }
        Parts { tagset, articles, records: self.records }
    }

    fn tagset(&mut self) -> Tagset {
        let mut tagset = default_tagset();
        let dice = &mut self.dice;
        let label = |id: &str| LabelId::new(id).unwrap();
        let colour = LabelColour { light: dice.number(1 << 24), dark: dice.number(1 << 24) };
        let extra = Label {
            id: label("extra"),
            name: dice.words(),
            position: dice.number(u32::MAX),
            key: dice.maybe(|dice| u8::try_from(dice.below(9)).unwrap() + 1),
            letter: dice.one_of(&['X', 'é', '"', '\\', '\n', '\u{202e}', '🚢', '\u{301}']),
            colour,
            pattern: dice.one_of(&Pattern::ALL),
            guideline: dice.words(),
        };
        tagset.labels.insert(extra.id.clone(), extra);
        let choices = |dice: &mut Dice| -> Vec<Choice> {
            (0..3)
                .map(|idx| Choice {
                    id: ChoiceId::new(&format!("choice-{idx}")).unwrap(),
                    name: dice.words(),
                })
                .collect()
        };
        let kinds = [
            AttributeKind::Flag,
            AttributeKind::Choice(choices(dice)),
            AttributeKind::Choices(choices(dice)),
            AttributeKind::Text,
            AttributeKind::Number,
            AttributeKind::Date,
            AttributeKind::Party,
            AttributeKind::Item,
        ];
        for kind in kinds {
            let attribute = Attribute {
                id: AttributeId::new(kind.name()).unwrap(),
                name: dice.words(),
                position: dice.number(3),
                kind,
                labels: dice
                    .some(2, |dice| label(dice.one_of(&["claim", "extra", "gone"])))
                    .into_iter()
                    .collect(),
                guideline: dice.words(),
            };
            tagset.attributes.insert(attribute.id.clone(), attribute);
        }
        let roles = dice.some(3, Dice::words).into_iter().enumerate();
        let echoes = RelationType {
            id: RelationTypeId::new("echoes").unwrap(),
            name: dice.words(),
            position: 2,
            roles: roles
                .map(|(idx, name)| Role {
                    id: RoleId::new(&format!("r{idx}")).unwrap(),
                    name,
                    labels: BTreeSet::new(),
                })
                .collect(),
            guideline: dice.words(),
        };
        tagset.relation_types.insert(echoes.id.clone(), echoes);
        tagset
    }

    fn article(&mut self, idx: usize, text: &str) -> Article {
        let dice = &mut self.dice;
        let mut text = ArticleText::new(text);
        let mut patches = Vec::new();
        for _ in 0..dice.below(3) {
            let Some(place) = dice.fragments(text.as_str(), 1, None) else {
                continue;
            };
            let patch = TextPatch::replacing(&text, place.ranges()[0].bytes(), &dice.words()).unwrap();
            text = patch.apply(&text).unwrap();
            patches.push(patch);
        }
        let blocks =
            dice.some(4, |dice| (dice.fragments(text.as_str(), 1, None), dice.one_of(&BlockKind::ALL)));
        let blocks = blocks
            .into_iter()
            .filter_map(|(place, kind)| place.map(|place| Block { range: place.hull(), kind }));
        Article {
            id: ArticleId::new(&format!("article-{idx}")).unwrap(),
            metadata: Metadata {
                title: dice.words(),
                date: dice.maybe(Dice::day),
                outlet: dice.words(),
                byline: dice.words(),
                language: dice.words(),
                url: dice.words(),
                foreign_id: dice.words(),
            },
            provenance: Provenance {
                original_name: dice.words(),
                original_hash: dice.maybe(|dice| TextHash::of(&dice.words())),
                media_type: dice.words(),
                reader: dice.words(),
                part: dice.words(),
                encoding: dice.words(),
                byte_order_mark: dice.yes(),
                line_ends: dice.one_of(&[LineEnds::Lf, LineEnds::CrLf, LineEnds::Cr, LineEnds::Mixed]),
                num_undecodable: dice.below(3),
                added: dice.time(),
                copy_of: dice.maybe(|dice| ArticleId::new(&format!("article-{}", dice.below(9))).unwrap()),
            },
            blocks: Article::fitting_blocks(text.as_str(), blocks.collect()),
            text,
            patches,
        }
    }

    fn settings(&mut self) {
        for id in ["title", "guide"] {
            let value = self.dice.words();
            self.records.push((Key::Setting(SettingId::new(id).unwrap()), Record::Setting(value.into())));
        }
    }

    fn register(&mut self) {
        let (voices, items) = (self.voices.clone(), self.items.clone());
        for owner in self.annotators.clone() {
            let dice = &mut self.dice;
            for id in dice.some(4, |dice| dice.one_of(&voices)).into_iter().collect::<BTreeSet<_>>() {
                let dated = |dice: &mut Dice| Dated {
                    value: dice.words(),
                    from: dice.maybe(Dice::day),
                    to: dice.maybe(Dice::day),
                };
                let voice = Voice {
                    id: id.clone(),
                    name: dice.words(),
                    kind: dice.one_of(&VoiceKind::ALL),
                    aliases: dice.some(2, dated),
                    roles: dice.some(2, dated),
                    belongs_to: dice.some(2, |dice| Dated {
                        value: dice.one_of(&voices),
                        from: None,
                        to: dice.maybe(Dice::day),
                    }),
                    note: dice.words(),
                    merged_into: dice.maybe(|dice| dice.one_of(&voices)),
                    changed: dice.time(),
                };
                self.records.push((Key::Voice(owner.clone(), id), Record::Voice(Arc::new(voice))));
            }
            for id in dice.some(3, |dice| dice.one_of(&items)).into_iter().collect::<BTreeSet<_>>() {
                let item = Item {
                    id: id.clone(),
                    name: dice.words(),
                    kind: dice.one_of(&ItemKind::ALL),
                    aliases: dice.some(2, Dice::words),
                    term_of: dice.maybe(|dice| dice.one_of(&items)),
                    replaces: dice.some(2, |dice| dice.one_of(&items)).into_iter().collect(),
                    note: dice.words(),
                    merged_into: dice.maybe(|dice| dice.one_of(&items)),
                    changed: dice.time(),
                };
                self.records.push((Key::Item(owner.clone(), id), Record::Item(Arc::new(item))));
            }
        }
    }

    fn party(&mut self) -> Party {
        let dice = &mut self.dice;
        match dice.below(3) {
            0 => Party::Registered(dice.one_of(&self.voices)),
            1 => Party::Unnamed {
                words: dice.words(),
                affiliation: dice.maybe(|dice| dice.one_of(&self.voices)),
            },
            _ => Party::Article,
        }
    }

    fn value(&mut self, kind: usize) -> AttributeValue {
        let choice = |dice: &mut Dice| ChoiceId::new(&format!("choice-{}", dice.below(3))).unwrap();
        let numbers = [0.0, -0.0, 1.0, 0.1 + 0.2, 1e300, 5e-324, f64::MIN, f64::MAX, 1e21, 123_456_789.125];
        let dice = &mut self.dice;
        match kind {
            0 => AttributeValue::Flag(dice.yes()),
            1 => AttributeValue::Choice(choice(dice)),
            2 => AttributeValue::Choices(dice.some(3, choice).into_iter().collect()),
            3 => AttributeValue::Text(dice.words()),
            4 => AttributeValue::Number(FiniteNumber::new(dice.one_of(&numbers)).unwrap()),
            5 => AttributeValue::Date(dice.said_date()),
            6 => AttributeValue::Party(self.party()),
            _ => AttributeValue::Item(dice.one_of(&self.items)),
        }
    }

    fn provenance(&mut self) -> AnnotationProvenance {
        let dice = &mut self.dice;
        let origin = match dice.below(3) {
            0 => Origin::Person,
            1 => Origin::Suggestion(dice.words()),
            _ => Origin::Import(dice.words()),
        };
        let created = dice.time();
        let changed = if dice.yes() { created } else { dice.time() };
        AnnotationProvenance { origin, created, changed, foreign_id: dice.words() }
    }

    fn annotation(&mut self, text: &str) -> Option<Annotation> {
        let fragments = self.dice.fragments(text, 3, None)?;
        let num_voices = self.dice.below(3);
        let mut voices = Vec::new();
        for _ in 0..num_voices {
            let role = self.dice.one_of(&VoiceRole::ALL);
            voices.push(AttributedVoice { role, party: self.party() });
        }
        let source = self.dice.fragments(text, 2, Some(&fragments)).filter(|_| self.dice.yes());
        let cue = self.dice.fragments(text, 2, Some(&fragments)).filter(|_| self.dice.yes());
        let mut attributes = Attributes::new();
        for (kind, name) in
            ["flag", "choice", "choices", "text", "number", "date", "party", "item"].iter().enumerate()
        {
            if self.dice.yes() {
                attributes.insert(AttributeId::new(name).unwrap(), self.value(kind));
            }
        }
        let items = self.items.clone();
        let link = |dice: &mut Dice| ItemLink { item: dice.one_of(&items), act: dice.one_of(&Act::ALL) };
        Some(Annotation {
            id: self.ids.annotation(),
            label: LabelId::new(self.dice.one_of(&["claim", "quote", "proposal", "caveat", "extra", "gone"]))
                .unwrap(),
            fragments,
            attribution: Attribution { voices, source, cue },
            attributes,
            items: self.dice.some(3, link).into_iter().collect(),
            certainty: self.dice.one_of(&[Certainty::Sure, Certainty::Unsure]),
            note: self.dice.words(),
            provenance: self.provenance(),
            corrects: None,
        })
    }

    fn annotations_on(&mut self, layer: &LayerKey, article: &Article) {
        let text = article.text.as_str();
        for _ in 0..self.dice.below(4) {
            let Some(mut annotation) = self.annotation(text) else {
                continue;
            };
            let others: Vec<_> =
                self.annotations.iter().filter(|(on, ..)| *on == layer.article).cloned().collect();
            if !others.is_empty() && self.dice.below(3) == 0 {
                let (_, annotator, id) = self.dice.one_of(&others);
                annotation.corrects = Some(AnnotationRef { annotator, annotation: id });
            }
            self.annotations.push((layer.article.clone(), layer.annotator.clone(), annotation.id.clone()));
            let key = Key::Annotation(layer.clone(), annotation.id.clone());
            self.records.push((key, Record::Annotation(Arc::new(annotation))));
        }
        if self.dice.yes() {
            let old = "The text as it was before, \"#with quotes\".";
            let Some(annotation) = self.annotation(old) else {
                return;
            };
            let covered = annotation.fragments.covered(old).unwrap().into_iter().map(str::to_owned).collect();
            let id = annotation.id.clone();
            let unplaced = Unplaced { annotation: Arc::new(annotation), text: TextHash::of(old), covered };
            self.records.push((Key::Unplaced(layer.clone(), id), Record::Unplaced(Arc::new(unplaced))));
        }
    }

    fn state_of(&mut self, layer: &LayerKey, text: &str) {
        let dice = &mut self.dice;
        let progress = match dice.below(4) {
            0 => Progress::ToDo,
            1 => Progress::InProgress,
            2 => Progress::Done,
            _ => Progress::Skipped(dice.words()),
        };
        let coverage = dice.some(2, |dice| Coverage {
            labels: dice
                .some(2, |dice| LabelId::new(dice.one_of(&["claim", "gone"])).unwrap())
                .into_iter()
                .collect(),
            over: dice.fragments(text, 2, None).filter(|_| dice.yes()),
            finished: dice.yes(),
        });
        let codes = dice.some(3, Dice::words).into_iter().collect();
        let state = LayerState { progress, coverage, codes, note: dice.words() };
        self.records.push((Key::State(layer.clone()), Record::State(Arc::new(state))));
    }

    /// Relations with members in any article; the first one's article is where they lie.
    fn relations_on(&mut self, layer: &LayerKey) {
        let here: Vec<_> = self.annotations.iter().filter(|(on, ..)| *on == layer.article).cloned().collect();
        if here.is_empty() {
            return;
        }
        for _ in 0..self.dice.below(3) {
            let mut ends = vec![self.dice.one_of(&here)];
            for _ in 0..=self.dice.below(3) {
                ends.push(self.dice.one_of(&self.annotations.clone()));
            }
            let member =
                |(idx, (article, _, annotation)): (usize, (ArticleId, AnnotatorId, AnnotationId))| {
                    RelationMember {
                        role: RoleId::new(&format!("r{idx}")).unwrap(),
                        annotation: CorpusAnnotation { article, annotation },
                    }
                };
            let relation = Relation {
                id: RelationId::new(&self.ids.fresh()).unwrap(),
                relation_type: RelationTypeId::new(self.dice.one_of(&["qualifies", "echoes", "gone"]))
                    .unwrap(),
                members: ends.into_iter().enumerate().map(member).collect(),
                note: self.dice.words(),
                provenance: self.provenance(),
            };
            self.records.push((
                Key::Relation(layer.clone(), relation.id.clone()),
                Record::Relation(Arc::new(relation)),
            ));
        }
    }

    fn decisions_on(&mut self, layer: &LayerKey) {
        let theirs: Vec<_> =
            self.annotations.iter().filter(|(on, ..)| *on == layer.article).cloned().collect();
        for (_, annotator, id) in theirs {
            if self.dice.yes() {
                continue;
            }
            let on = AnnotationRef { annotator, annotation: id };
            let Some(judged) = self.annotation("Something that was judged.") else {
                continue;
            };
            let dice = &mut self.dice;
            let decision = Decision {
                on: on.clone(),
                verdict: dice.one_of(&Verdict::ALL),
                reason: dice.words(),
                note: dice.words(),
                seen: JudgedDigest::of(&judged),
                at: dice.time(),
            };
            self.records.push((Key::Decision(layer.clone(), on), Record::Decision(Arc::new(decision))));
        }
    }
}

#[test]
fn the_generator_makes_every_kind_of_record() {
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let mut kinds = BTreeSet::new();
    for _ in 0..20 {
        let strategy = (prop::collection::vec(any_text(), 2..4), any_dice());
        let (texts, dice) = ValueTree::current(&strategy.new_tree(&mut runner).unwrap());
        for (key, record) in Maker::new(dice).make(&texts).records {
            let name = format!("{record:?}");
            kinds.insert(name.split('(').next().unwrap().to_owned());
            if let Record::Annotation(annotation) = record {
                kinds.extend(annotation.attributes.values().map(|value| value.kind_name().to_owned()));
                kinds.extend(annotation.all_fragments().map(|(name, _)| name.to_owned()));
                kinds.extend(annotation.corrects.iter().map(|_| "corrects".to_owned()));
                kinds.extend(
                    (annotation.fragments.ranges().len() > 1).then(|| "several fragments".to_owned()),
                );
            } else if let Record::Relation(relation) = record {
                let elsewhere =
                    relation.members.iter().any(|member| Some(&member.annotation.article) != key.article());
                kinds.extend(elsewhere.then(|| "across articles".to_owned()));
            }
        }
    }
    let expected = "Annotation Decision Item Relation Setting State Unplaced Voice choice choices corrects cue date flag \
                    fragments item number party source text";
    for kind in expected.split_whitespace().chain(["several fragments", "across articles"]) {
        assert!(kinds.contains(kind), "{kind} is not among {kinds:?}");
    }
}
