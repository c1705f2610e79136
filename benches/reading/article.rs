//! Articles of any length, and spans on them, the same ones each time.

use std::sync::Arc;

use redletter::model::annotation::Annotation;
use redletter::model::article::{Article, ArticleText, Metadata, Provenance};
use redletter::model::edit::{Key, LayerKey, Record};
use redletter::model::id::{AnnotatorId, ArticleId, CountedIds, IdSource as _, LabelId};
use redletter::model::text::{Fragments, TextRange};
use redletter::model::time::Timestamp;

/// How the spans of an article lie.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lie {
    /// Over the whole article, each over one to three clauses, some overlapping.
    Spread,
    /// All within the first screenful.
    Crowded,
    /// Each around the one before.
    Nested,
}

/// What the text of an article is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Prose {
    /// English.
    #[default]
    English,
    /// Arabic, with names in Latin letters, numbers and quotations.
    Arabic,
}

/// What is measured on: an article and its spans.
#[derive(Clone, Copy, Debug)]
pub struct Case {
    /// Length of the text, about, in bytes.
    pub num_bytes: usize,
    /// How many spans there are.
    pub num_spans: usize,
    /// How they lie.
    pub lie: Lie,
    /// What the text is.
    pub prose: Prose,
}

/// A fixed sequence of numbers (`SplitMix64`, Steele, Lea & Flood 2014).
struct Dice(u64);

impl Dice {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        usize::try_from((mixed ^ (mixed >> 31)) % bound.max(1) as u64).unwrap()
    }

    fn one_of(&mut self, words: &[&'static str]) -> &'static str {
        words[self.below(words.len())]
    }
}

const WHO: [&str; 8] = [
    "The harbour master",
    "Councillor Maren Oduya",
    "A spokeswoman for the ferry company",
    "Mr. Reyl",
    "The mayor",
    "Two of the inspectors",
    "Henrik Solanke, who runs the yard,",
    "The report",
];
const DID: [&str; 6] =
    ["said", "told the council", "wrote on Tuesday", "denied", "announced at 2 a.m.", "asked"];
const WHAT: [&str; 10] = [
    "that the night boats would run until the bridge is open again",
    "“nobody has seen the figures, and nobody will before spring”",
    "that 41 million was a guess, not a price",
    "“we learned of it when you did,” and left the room",
    "that the steel comes by June if the yard is paid",
    "for a levy on parking along the quay",
    "that three piers had cracked since the U.S. firm left",
    "“a lifeline, not a luxury”",
    "that fares could rise by a third",
    "whether anybody had read the draft",
];

const ARABIC_WHO: [&str; 6] = [
    "رئيسة الميناء",
    "النائبة هدى الكرماني",
    "متحدّثة باسم شركة Northlight Lines",
    "السيد دجاني",
    "اثنان من المفتشين (HBR-3)",
    "التقرير",
];
const ARABIC_DID: [&str; 5] = ["قالت", "كتبت يوم الثلاثاء", "نفت", "أعلنت عند الساعة 17:30", "سألت"];
const ARABIC_WHAT: [&str; 8] = [
    "إن العبّارات الليلية ستبقى حتى يُفتح الجسر من جديد",
    "«لم يرَ أحد الأرقام، ولن يراها أحد قبل الربيع»",
    "إن 41 مليوناً كانت تخميناً لا سعراً",
    "«علمنا بذلك حين علمتم»، وغادرت القاعة",
    "إن الفولاذ يصل في حزيران إذا دُفع للمصنع 12.5%",
    "إن ثلاث دعامات تشقّقت منذ مغادرة الشركة U.S. Piers",
    "«شريان حياة، لا ترف»",
    "هل قرأ أحدٌ المسوّدة؟",
];

impl Case {
    /// `1 MB, 10,000 spans`.
    pub fn name(&self) -> String {
        let bytes = match self.num_bytes {
            bytes if bytes >= 1_000_000 => format!("{} MB", bytes / 1_000_000),
            bytes => format!("{} kB", bytes / 1_000),
        };
        let spans = match self.num_spans {
            num if num >= 1_000 => format!("{},000 spans", num / 1_000),
            num => format!("{num} spans"),
        };
        let lie = match self.lie {
            Lie::Spread => "",
            Lie::Crowded => ", all in view",
            Lie::Nested => ", nested",
        };
        let prose = match self.prose {
            Prose::English => "",
            Prose::Arabic => ", Arabic",
        };
        format!("{bytes}, {spans}{lie}{prose}")
    }

    /// The article.
    pub fn article(&self, id: &str) -> Article {
        let mut dice = Dice(7);
        let mut text = String::with_capacity(self.num_bytes + 400);
        while text.len() < self.num_bytes {
            if !text.is_empty() {
                text.push_str("\n\n");
            }
            for _ in 0..3 + dice.below(4) {
                let (who, did, what): (&[_], &[_], &[_]) = match self.prose {
                    Prose::English => (&WHO, &DID, &WHAT),
                    Prose::Arabic => (&ARABIC_WHO, &ARABIC_DID, &ARABIC_WHAT),
                };
                let sentence = format!("{} {} {}. ", dice.one_of(who), dice.one_of(did), dice.one_of(what));
                text.push_str(&sentence);
            }
            text.truncate(text.trim_end().len());
        }
        Article {
            id: ArticleId::new(id).unwrap(),
            metadata: Metadata { title: self.name(), ..Metadata::default() },
            provenance: Provenance::default(),
            text: ArticleText::new(text),
            blocks: Vec::new(),
            patches: Vec::new(),
        }
    }

    /// The spans, as records.
    pub fn spans(&self, article: &Article, annotator: &AnnotatorId) -> Vec<(Key, Record)> {
        const LABELS: [&str; 4] = ["claim", "quote", "proposal", "caveat"];
        let layer = LayerKey { article: article.id.clone(), annotator: annotator.clone() };
        let text = article.text.as_str();
        let mut dice = Dice(11);
        let mut ids = CountedIds(5_000_000);
        let whole = text.len() - 400;
        let mut records = Vec::with_capacity(self.num_spans);
        for idx in 0..self.num_spans {
            let (start, end) = match self.lie {
                Lie::Spread => {
                    let start = whole * idx / self.num_spans;
                    (start, start + 30 + dice.below(130))
                }
                Lie::Crowded => {
                    let start = dice.below(2_200);
                    (start, start + 4 + dice.below(60))
                }
                Lie::Nested => {
                    // Files hold the words that a span covers: not the whole article a thousand times.
                    let half = (whole / 2).min(100_000) * (idx + 1) / (self.num_spans + 1);
                    (whole / 2 - half, whole / 2 + half + 20)
                }
            };
            let (start, end) = (text.floor_char_boundary(start), text.ceil_char_boundary(end));
            let fragments = Fragments::from(TextRange::new(start, end).unwrap());
            let label = LabelId::new(LABELS[idx % LABELS.len()]).unwrap();
            let one = Annotation::new(ids.annotation(), label, fragments, Timestamp::from_millis(0));
            records.push((Key::Annotation(layer.clone(), one.id.clone()), Record::Annotation(Arc::new(one))));
        }
        records
    }
}
