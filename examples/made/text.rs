//! One article of the news, and what in it could be tagged.

use chrono::{Days, NaiveDate};
use redletter::model::article::{Article, ArticleText, Block, BlockKind, Metadata, Provenance};
use redletter::model::id::slug;
use redletter::model::text::TextRange;
use redletter::model::time::Timestamp;

use super::dice::Dice;
use super::voices::{BEGIN, Register, Speaker};
use super::{article_id, words};

/// The first day of the news; it goes on for two years.
const FIRST_DAY: NaiveDate = NaiveDate::from_ymd_opt(2024, 1, 2).expect("there was such a day");

/// How many days there is news of.
const NUM_DAYS: u64 = 730;

/// An article with what could be tagged in it.
#[derive(Clone, Debug)]
pub struct Telling {
    pub article: Article,
    pub spans: Vec<Span>,
}

/// Words that could be tagged. All places are bytes of the text.
#[derive(Clone, Debug)]
pub struct Span {
    pub label: &'static str,
    pub ranges: Vec<TextRange>,
    pub source: Option<TextRange>,
    pub cue: Option<TextRange>,
    pub by: By,
}

/// Who said the words.
#[derive(Clone, Copy, Debug)]
pub enum By {
    /// The speaker of that number in the register.
    Speaker(usize),
    /// Officials without a name.
    Officials,
    /// The article itself.
    Article,
}

/// An article that is being written.
struct Copy<'r> {
    dice: Dice,
    register: &'r Register,
    text: String,
    spans: Vec<Span>,
    blocks: Vec<Block>,
    /// Who is quoted in it; whoever has been named already goes by the short name.
    cast: Vec<(usize, bool)>,
    /// The words this article comes back to.
    theme: [&'static str; 3],
}

/// Writes the article of a number.
pub fn tell(seed: u64, number: usize, register: &Register) -> Telling {
    let mut dice = Dice::new(seed, number, 2);
    let cast = (0..2 + dice.below(3)).map(|_| (dice.skewed(register.speakers.len()), false)).collect();
    let theme = [0; 3].map(|_| *dice.mostly(&words::THINGS));
    let mut num_bytes = 740 + dice.length(7_000);
    if dice.one_in(1_500) {
        num_bytes = 60_000 + dice.below(80_000);
    }
    let date = FIRST_DAY + Days::new(dice.next() % NUM_DAYS);
    let outlet = dice.mostly(&register.outlets).clone();
    let byline =
        if dice.one_in(3) { String::new() } else { register.speakers[dice.skewed(300)].name.clone() };
    let mut copy =
        Copy { dice, register, text: String::new(), spans: Vec::new(), blocks: Vec::new(), cast, theme };
    let title = copy.title();
    copy.dateline(date);
    while copy.text.len() < num_bytes {
        copy.paragraph();
    }
    let Copy { text, spans, blocks, .. } = copy;
    let id = article_id(number, &slug(&title, 40));
    let metadata = Metadata {
        title,
        date: Some(date),
        url: format!("https://news.example/{id}"),
        outlet,
        byline,
        language: "en".to_owned(),
        foreign_id: String::new(),
    };
    let provenance = Provenance {
        original_name: format!("{number:06}.txt"),
        encoding: "UTF-8".to_owned(),
        added: Timestamp::from_millis(BEGIN + 800 * 86_400_000),
        ..Provenance::default()
    };
    let article =
        Article { id, metadata, provenance, text: ArticleText::new(text), blocks, patches: Vec::new() };
    Telling { article, spans }
}

impl Copy<'_> {
    /// Appends words, and says where they stand.
    fn put(&mut self, words: &str) -> TextRange {
        let start = self.text.len();
        self.text.push_str(words);
        TextRange::new(start, self.text.len()).expect("there are words")
    }

    fn since(&self, start: usize) -> TextRange {
        TextRange::new(start, self.text.len()).expect("words have been put")
    }

    fn block(&mut self, start: usize, kind: BlockKind) {
        let range = self.since(start);
        self.blocks.push(Block { range, kind });
    }

    fn title(&mut self) -> String {
        let (quality, doing) = (*self.dice.any(&words::QUALITIES), *self.dice.any(&words::DOINGS));
        let place = words::place(&mut self.dice);
        let (one, other) = (self.theme[0], self.theme[1]);
        let title = match self.dice.below(3) {
            0 => format!("{place} {doing} its {quality} {one} over the {other}"),
            1 => format!("The {one} and the {other}: what {place} {doing}"),
            _ => format!("{quality} {one} {doing} after {other} in {place}"),
        };
        let title = capitalised(&title);
        self.put(&title);
        self.block(0, BlockKind::Title);
        title
    }

    fn dateline(&mut self, date: NaiveDate) {
        self.text.push_str("\n\n");
        let start = self.text.len();
        let place = words::place(&mut self.dice).to_uppercase();
        let line = format!("{place}, {}", date.format("%-d %B"));
        self.put(&line);
        self.block(start, BlockKind::Dateline);
    }

    fn paragraph(&mut self) {
        self.text.push_str("\n\n");
        let start = self.text.len();
        if self.text.len() > 1_500 && self.dice.one_in(9) {
            let words =
                format!("The {} {}", self.dice.any(&words::QUALITIES), self.theme[self.dice.below(3)]);
            self.put(&words);
            self.block(start, BlockKind::Heading);
            return;
        }
        for sentence in 0..2 + self.dice.below(4) {
            if sentence > 0 {
                self.text.push(' ');
            }
            self.sentence();
        }
        self.block(start, BlockKind::Paragraph);
    }

    fn sentence(&mut self) {
        match self.dice.below(120) {
            0..24 => self.quote(),
            24..34 => self.broken_quote(),
            34..56 => self.reported_claim(),
            56..66 => self.proposal(),
            66..78 => self.caveat(),
            78..80 => self.foreign_quote(),
            80..82 => self.post(),
            _ => self.plain_claim(),
        }
    }

    /// “…,” said somebody on some day.
    fn quote(&mut self) {
        let start = self.text.len();
        self.text.push('“');
        let words = self.clause();
        self.put(&capitalised(&words));
        self.text.push_str(",”");
        let quote = self.since(start);
        self.text.push(' ');
        let (source, by) = self.somebody(false);
        self.text.push(' ');
        let cue = self.said();
        let when = format!(" {}.", self.dice.any(&words::WHEN));
        self.text.push_str(&when);
        self.spans.push(Span {
            label: "quote",
            ranges: vec![quote],
            source: Some(source),
            cue: Some(cue),
            by,
        });
    }

    /// “…,” somebody said, “…”
    fn broken_quote(&mut self) {
        let start = self.text.len();
        self.text.push('“');
        let words = self.clause();
        self.put(&capitalised(&words));
        self.text.push_str(",”");
        let one = self.since(start);
        self.text.push(' ');
        let (source, by) = self.somebody(false);
        self.text.push(' ');
        let cue = self.said();
        self.text.push_str(", ");
        let start = self.text.len();
        let words = self.clause();
        self.put(&format!("“but {words}.”"));
        let other = self.since(start);
        let ranges = vec![one, other];
        self.spans.push(Span { label: "quote", ranges, source: Some(source), cue: Some(cue), by });
    }

    /// Somebody said that …
    fn reported_claim(&mut self) {
        let (source, by) = self.somebody(true);
        self.text.push(' ');
        let cue = self.said();
        self.text.push(' ');
        let words = self.clause();
        let claim = self.put(&format!("that {words}"));
        self.text.push('.');
        self.spans.push(Span {
            label: "claim",
            ranges: vec![claim],
            source: Some(source),
            cue: Some(cue),
            by,
        });
    }

    fn proposal(&mut self) {
        let (source, by) = self.somebody(true);
        self.text.push(' ');
        let cue = self.dice.any(&["proposed", "called for", "offered", "demanded", "put forward"]);
        let cue = self.put(cue);
        self.text.push(' ');
        let words = format!("a {} for {}", self.noun(), self.noun_with_place());
        let proposal = self.put(&words);
        let rest = format!(" by {}.", self.dice.any(&["spring", "June", "the end of the year", "Friday"]));
        self.text.push_str(&rest);
        let ranges = vec![proposal];
        self.spans.push(Span { label: "proposal", ranges, source: Some(source), cue: Some(cue), by });
    }

    fn caveat(&mut self) {
        let start = self.text.len();
        if self.dice.one_in(2) {
            let words = self.clause();
            let opening = self.dice.any(&[
                "It was not clear whether",
                "It could not be verified that",
                "Nobody would say why",
            ]);
            self.put(&format!("{opening} {words}"));
            let range = self.since(start);
            self.text.push('.');
            let by = By::Article;
            self.spans.push(Span { label: "caveat", ranges: vec![range], source: None, cue: None, by });
        } else {
            let (source, by) = self.somebody(true);
            self.text.push(' ');
            let caveat = format!("declined to comment on {}", self.noun_with_place());
            let range = self.put(&caveat);
            self.text.push('.');
            let ranges = vec![range];
            self.spans.push(Span { label: "caveat", ranges, source: Some(source), cue: None, by });
        }
    }

    /// Words in Arabic, with what they mean.
    fn foreign_quote(&mut self) {
        let (source, by) = self.somebody(true);
        self.text.push(' ');
        let cue = self.said();
        self.text.push_str(": ");
        let words = format!("“{}”", self.dice.any(&words::ARABIC_WORDS));
        let quote = self.put(&words);
        let meaning = self.clause();
        let meaning = format!(" — meaning, roughly, that {meaning}.");
        self.text.push_str(&meaning);
        self.spans.push(Span {
            label: "quote",
            ranges: vec![quote],
            source: Some(source),
            cue: Some(cue),
            by,
        });
    }

    /// A post with a sign at its end.
    fn post(&mut self) {
        let (source, by) = self.somebody(true);
        self.text.push(' ');
        let cue = self.put("posted");
        self.text.push_str(": ");
        let words = self.clause();
        let words = format!("“{words} {}”", self.dice.any(&words::EMOJI));
        let quote = self.put(&words);
        self.text.push('.');
        self.spans.push(Span {
            label: "quote",
            ranges: vec![quote],
            source: Some(source),
            cue: Some(cue),
            by,
        });
    }

    fn plain_claim(&mut self) {
        let words = capitalised(&self.clause());
        let claim = self.put(&words);
        self.text.push('.');
        let by = By::Article;
        self.spans.push(Span { label: "claim", ranges: vec![claim], source: None, cue: None, by });
    }

    /// Names one of the cast, or officials.
    fn somebody(&mut self, begins: bool) -> (TextRange, By) {
        let one = self.dice.below(self.cast.len() + 1);
        let Some((number, is_known)) = self.cast.get(one).copied() else {
            let words = if begins { "Two officials" } else { "two officials" };
            return (self.put(words), By::Officials);
        };
        let Speaker { name, short, office, .. } = &self.register.speakers[number];
        let words = match (is_known, office.is_empty()) {
            (true, _) => short.clone(),
            (false, true) => name.clone(),
            (false, false) => format!("{name}, {office},"),
        };
        self.cast[one].1 = true;
        let words = if begins { capitalised(&words) } else { words };
        let range = self.put(words.trim_end_matches(','));
        if words.ends_with(',') {
            self.text.push(',');
        }
        (range, By::Speaker(number))
    }

    fn said(&mut self) -> TextRange {
        let said = *self.dice.mostly(&words::SAID);
        self.put(said)
    }

    fn noun(&mut self) -> String {
        let thing =
            if self.dice.one_in(3) { *self.dice.any(&self.theme) } else { *self.dice.any(&words::THINGS) };
        if self.dice.one_in(2) {
            format!("{} {thing}", self.dice.any(&words::QUALITIES))
        } else {
            thing.to_owned()
        }
    }

    fn noun_with_place(&mut self) -> String {
        let noun = self.noun();
        if self.dice.one_in(3) {
            format!("the {noun} of {}", words::place(&mut self.dice))
        } else {
            format!("the {noun}")
        }
    }

    fn clause(&mut self) -> String {
        let (who, doing, what) =
            (self.noun_with_place(), *self.dice.any(&words::DOINGS), self.noun_with_place());
        let more = match self.dice.below(7) {
            0 => format!(" for {}.{} million", 1 + self.dice.below(90), self.dice.below(10)),
            1 => {
                format!(", {} per cent more than in 20{}", 2 + self.dice.below(60), 10 + self.dice.below(14))
            }
            2 => format!(" near {}", words::place(&mut self.dice)),
            3 => format!(" and {} {}", self.dice.any(&words::DOINGS), self.noun_with_place()),
            _ => String::new(),
        };
        let begin = match self.dice.below(9) {
            0 => format!("in {} ", words::place(&mut self.dice)),
            1 => "by then ".to_owned(),
            _ => String::new(),
        };
        format!("{begin}{who} {doing} {what}{more}")
    }
}

fn capitalised(words: &str) -> String {
    let mut chars = words.chars();
    chars.next().map(|first| first.to_uppercase().chain(chars).collect()).unwrap_or_default()
}
