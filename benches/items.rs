//! What following items costs: every view of one, what is kept up for it, and offers while one reads. On 5,000 items,
//! 2,000 voices, 100,000 annotations and 25,000 relations, made for it in memory; two of the items have thirty terms and
//! a fifth of everything.
//!
//! `cargo bench --bench items`, or with `-- matrix` only the lines whose names hold this word. The best of nine runs, in
//! CPU time of the thread, since what other programs on the machine take is no cost of ours.

#![expect(clippy::unwrap_used, reason = "a bench that can't be set up has nothing to measure")]
#![expect(clippy::print_stdout, reason = "a bench prints what it finds")]

use std::collections::BTreeSet;
use std::sync::Arc;

use cpu_time::ThreadTime;
use redletter::analysis::positions::{BearingIndex, DateBy, ItemTree, Positions, Rows, Scope};
use redletter::model::annotation::{
    Annotation, AnnotationKey, AnnotationProvenance, AttributedVoice, ItemLink, Origin, Party, VoiceRole,
};
use redletter::model::article::{Article, ArticleText, Metadata, Provenance};
use redletter::model::corpus::CorpusState;
use redletter::model::edit::{Edit, Key, LayerKey, Put, Record};
use redletter::model::id::{
    AnnotationId, AnnotatorId, ArticleId, ItemId, LabelId, RelationId, RelationTypeId, RoleId, VoiceId,
};
use redletter::model::item::{Act, Item};
use redletter::model::relation::{CorpusAnnotation, Relation, RelationMember};
use redletter::model::text::TextRange;
use redletter::model::text::language::Language;
use redletter::model::time::Timestamp;
use redletter::model::voice::{Dated, Voice};
use redletter::suggest::items::ItemFinder;
use redletter::suggest::partners::{Linkable, Partners};

const NUM_ITEMS: usize = 5_000;
const NUM_VOICES: usize = 2_000;
const NUM_ARTICLES: usize = 5_000;
const PER_ARTICLE: usize = 20;
const NUM_RUNS: usize = 9;
/// The two large items, and one of the others.
const LARGE: usize = 0;
const OTHER_LARGE: usize = 31;
const USUAL: usize = 100;

/// Numbers that are the same each time (Knuth's linear congruential generator, as in MMIX).
struct Dice(u64);

impl Dice {
    fn below(&mut self, num: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % num
    }

    /// A word; those with small numbers come often, as in any language.
    fn word(&mut self) -> String {
        let spread = self.below(6_000) + 1;
        let number = self.below(spread);
        let syllables = ["ka", "lo", "mer", "tis", "ro", "van", "du", "sel", "nor", "pi"];
        let digits = [number % 10, number / 10 % 10, number / 100 % 10, number / 1_000];
        digits.iter().map(|digit| syllables[*digit]).collect()
    }

    fn words(&mut self, num: usize) -> String {
        (0..num).map(|_| self.word()).collect::<Vec<_>>().join(" ")
    }
}

fn item_id(number: usize) -> ItemId {
    ItemId::new(&format!("i{number:05}")).unwrap()
}

fn voice_id(number: usize) -> VoiceId {
    VoiceId::new(&format!("v{number}")).unwrap()
}

fn article_id(number: usize) -> ArticleId {
    ArticleId::new(&format!("a{number:05}")).unwrap()
}

fn annotation_id(article: usize, number: usize) -> AnnotationId {
    AnnotationId::new(&format!("x{article}-{number}")).unwrap()
}

/// The corpus, and what each annotation covers.
struct Made {
    state: CorpusState,
    covered: Vec<(AnnotationKey, Vec<ItemId>, String)>,
}

impl Made {
    fn new() -> Self {
        let mut made = Self { state: CorpusState::default(), covered: Vec::new() };
        let mut dice = Dice(1);
        made.enter(&mut dice);
        for article in 0..NUM_ARTICLES {
            made.write(article);
            for number in 0..PER_ARTICLE {
                made.annotate(article, number, &mut dice);
                if number % 4 == 0 {
                    made.relate(article, number, &mut dice);
                }
            }
        }
        made
    }

    fn enter(&mut self, dice: &mut Dice) {
        let mk = annotator();
        for number in 0..NUM_VOICES {
            let mut voice = Voice::new(voice_id(number), &format!("Voice {number}"), Timestamp::default());
            if number > 40 {
                voice.belongs_to = vec![Dated::always(voice_id(number / 3))];
            }
            let key = Key::Voice(mk.clone(), voice.id.clone());
            self.state.set(&key, Some(Record::Voice(Arc::new(voice))));
        }
        for number in 0..NUM_ITEMS {
            let term_of = match number {
                LARGE | OTHER_LARGE => None,
                1..=30 => Some(LARGE),
                32..=61 => Some(OTHER_LARGE),
                _ if number % 10 == 0 => None,
                _ => Some((number / 10 * 10).max(70)),
            };
            let name = dice.words(3);
            let item = Item {
                term_of: term_of.filter(|of| *of != number).map(item_id),
                aliases: vec![dice.words(2)],
                ..Item::new(item_id(number), name, Timestamp::default())
            };
            self.state.set(&Key::Item(mk.clone(), item.id.clone()), Some(Record::Item(Arc::new(item))));
        }
    }

    fn write(&mut self, number: usize) {
        let days = chrono::Days::new(u64::try_from(number % 700).unwrap());
        let date = chrono::NaiveDate::from_ymd_opt(2024, 1, 1).map(|first| first + days);
        let outlet = format!("Outlet {}", number % 30);
        self.state.put_article(&Article {
            id: article_id(number),
            metadata: Metadata { date, outlet, ..Metadata::default() },
            provenance: Provenance::default(),
            text: ArticleText::new("x".repeat(2_000)),
            blocks: Vec::new(),
            patches: Vec::new(),
        });
    }

    fn annotate(&mut self, article: usize, number: usize, dice: &mut Dice) {
        let start = number * 50;
        let place = TextRange::new(start, start + 20).unwrap().into();
        let label = LabelId::new("claim").unwrap();
        let mut annotation =
            Annotation::new(annotation_id(article, number), label, place, Timestamp::default());
        let is_large = number < 4;
        let item = item_id(dice.below(if is_large { 62 } else { NUM_ITEMS }));
        annotation.items.insert(ItemLink { item: item.clone(), act: Act::ALL[dice.below(10)] });
        let speaker = voice_id(dice.below(if is_large { 50 } else { NUM_VOICES }));
        let mut say = |role, id| {
            annotation.attribution.voices.push(AttributedVoice { role, party: Party::Registered(id) });
        };
        say(VoiceRole::Speaker, speaker);
        if dice.below(4) == 0 {
            say(VoiceRole::Via, voice_id(dice.below(50)));
        }
        let layer = LayerKey { article: article_id(article), annotator: annotator() };
        let key = AnnotationKey {
            article: layer.article.clone(),
            annotator: layer.annotator.clone(),
            annotation: annotation.id.clone(),
        };
        let record = Record::Annotation(Arc::new(annotation));
        self.state.set(&Key::Annotation(layer, key.annotation.clone()), Some(record));
        let num_words = 8 + dice.below(20);
        self.covered.push((key, vec![item], dice.words(num_words)));
    }

    fn relate(&mut self, article: usize, number: usize, dice: &mut Dice) {
        let member = |role: &str, article, number| RelationMember {
            role: RoleId::new(role).unwrap(),
            annotation: CorpusAnnotation {
                article: article_id(article),
                annotation: annotation_id(article, number),
            },
        };
        let kinds = [
            ("qualifies", "caveat", "target"),
            ("answers", "answer", "to"),
            ("contradicts", "one", "other"),
            ("updates", "newer", "older"),
        ];
        let (kind, from, to) = kinds[dice.below(4)];
        let relation = Relation {
            id: RelationId::new(&format!("r{article}-{number}")).unwrap(),
            relation_type: RelationTypeId::new(kind).unwrap(),
            members: vec![
                member(from, article, number),
                member(to, dice.below(NUM_ARTICLES), dice.below(PER_ARTICLE)),
            ],
            note: String::new(),
            provenance: AnnotationProvenance {
                origin: Origin::Person,
                created: Timestamp::default(),
                changed: Timestamp::default(),
                foreign_id: String::new(),
            },
        };
        let layer = LayerKey { article: article_id(article), annotator: annotator() };
        let key = Key::Relation(layer, relation.id.clone());
        self.state.set(&key, Some(Record::Relation(Arc::new(relation))));
    }
}

fn annotator() -> AnnotatorId {
    AnnotatorId::new("mk").unwrap()
}

/// The lines of the table, those whose names hold one of the words asked for.
struct Table(Vec<String>);

impl Table {
    fn line(&self, name: &str, aim: &str, work: &mut dyn FnMut() -> usize) {
        if !self.0.is_empty() && !self.0.iter().any(|words| name.contains(words.as_str())) {
            return;
        }
        let mut times: Vec<f64> = Vec::with_capacity(NUM_RUNS);
        let mut num = 0;
        for _ in 0..NUM_RUNS {
            let began = ThreadTime::now();
            num = work();
            times.push(began.elapsed().as_secs_f64() * 1e3);
        }
        times.sort_by(f64::total_cmp);
        println!("| {name} | {aim} | {:.2} ms, at most {:.2} ms ({num}) |", times[0], times[NUM_RUNS - 1]);
    }
}

fn main() {
    let table = Table(std::env::args().skip(1).filter(|arg| arg != "--bench").collect());
    let made = Made::new();
    println!("| what | aim | best, worst of {NUM_RUNS} |\n|---|---|---|");
    views(&table, &made.state);
    keeping_up(&table, &made.state);
    offers(&table, &made);
}

fn views(table: &Table, state: &CorpusState) {
    let (register, items, index) = (state.register(), ItemTree::of(state), BearingIndex::of(state));
    let positions = Positions { state, register: &register, items: &items, index: &index };
    let (by, scope) = (DateBy::Said, Scope::WithTerms);
    for (name, item) in [("an item of ten", USUAL), ("an item of thirty terms", LARGE)] {
        let item = item_id(item);
        let line = |what: &str, aim: &str, work: &mut dyn FnMut() -> usize| {
            table.line(&format!("{what}, {name}"), aim, work);
        };
        line("life", "≤ 50 ms", &mut || positions.life(&item, scope, by).events.len());
        line("independent voices", "≤ 50 ms", &mut || positions.independent(&item, scope, by).num_voices());
        line("matrix by voices", "≤ 100 ms", &mut || positions.matrix(&item, Rows::Voices, by).rows.len());
        line("matrix rolled up", "≤ 100 ms", &mut || {
            positions.matrix(&item, Rows::RolledUp, by).rows.len()
        });
    }
    let (one, two) = (item_id(LARGE), item_id(OTHER_LARGE));
    table.line("thirty terms beside thirty", "≤ 50 ms", &mut || {
        positions.compare(&one, &two, by).terms.len()
    });
}

fn keeping_up(table: &Table, state: &CorpusState) {
    table.line("all items as a tree", "", &mut || ItemTree::of(state).num_items());
    table.line("index of the whole corpus", "in a job", &mut || {
        BearingIndex::of(state).num_on(&item_id(LARGE))
    });
    let key =
        Key::Annotation(LayerKey { article: article_id(7), annotator: annotator() }, annotation_id(7, 3));
    let mut without = state.clone();
    without.set(&key, None);
    let edit = Edit::Put(Put::new(key.clone(), state.get(&key), None));
    let (mut index, mut is_gone) = (BearingIndex::of(state), false);
    table.line("one edit followed", "", &mut || {
        is_gone = !is_gone;
        usize::from(index.follow(if is_gone { &without } else { state }, std::slice::from_ref(&edit)))
    });
}

fn offers(table: &Table, made: &Made) {
    let union = made.state.item_union();
    let all = made.covered.iter().map(|(key, items, words)| (key.clone(), items.clone(), words.as_str()));
    let finder = ItemFinder::new(union.values().map(|(_, item)| item), all);
    let mut dice = Dice(7);
    let (short, long) = (dice.words(20), dice.words(120));
    let article: String = (0..12).map(|_| format!("{}.", dice.words(50))).collect::<Vec<_>>().join("\n\n");
    let (language, used) = (Language::English, BTreeSet::new());
    for (name, words) in [("20 words", &short), ("120 words", &long)] {
        table.line(&format!("items offered for a span of {name}"), "≤ 2 ms", &mut || {
            finder.for_span(words, language, &used, 30).len()
        });
    }
    let name = format!("items an article of {} kB may touch", article.len() / 1_000);
    table.line(&name, "≤ 2 ms", &mut || finder.in_article(&article, language).len());
    let mut partners = Partners::default();
    for (number, (key, items, words)) in made.covered.iter().enumerate() {
        let date = made.state.articles.get(&key.article).and_then(|row| row.metadata.date);
        let speakers = [voice_id(number % 200)];
        partners.put(Linkable { key, covered: words, speakers: &speakers, items, date });
    }
    let (key, items, words) = &made.covered[4_321];
    let date = made.state.articles.get(&key.article).and_then(|row| row.metadata.date);
    let speakers = [voice_id(4_321 % 200)];
    let span = Linkable { key, covered: words, speakers: &speakers, items, date };
    table.line("partners in other articles", "≤ 2 ms", &mut || partners.partners_of(span, 18).len());
}
