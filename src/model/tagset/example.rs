//! Examples in guidelines: spans of the corpus that show what a label is for, and what it is not for. They stand
//! in the guideline's Markdown as words, so that they outlive the spans they were taken from.

use crate::model::text::language::Language;
use crate::model::text::markdown::escaped;
use crate::model::text::segment::sentence_at;
use crate::model::text::{Fragments, TextRange};

/// No more characters of a sentence are taken on either side of the words, and none of a longer span's middle.
const MAX_CHARS: usize = 240;

/// What a span shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExampleKind {
    /// What the label is for.
    Example,
    /// What it is not for, though one might think so.
    CounterExample,
}

/// A span as an example, with the article it is from.
#[derive(Clone, Copy, Debug)]
pub struct Example<'a> {
    /// What it shows.
    pub kind: ExampleKind,
    /// The article's text.
    pub text: &'a str,
    /// The language of it.
    pub language: Language,
    /// The span's place in it.
    pub place: &'a Fragments,
    /// Where the words are from: the article's title with outlet and day.
    pub source: &'a str,
}

impl ExampleKind {
    /// What an example of the kind begins with.
    pub fn heading(self) -> &'static str {
        match self {
            Self::Example => "Example.",
            Self::CounterExample => "Counter-example.",
        }
    }
}

impl Example<'_> {
    /// The example as a paragraph of Markdown: the sentence with the span's words in italics, and the source.
    pub fn to_markdown(self) -> String {
        let hull = self.place.hull();
        let start = self.sentence_around(hull.start()).0;
        let last = self.text[..hull.end()].char_indices().next_back().map_or(hull.end(), |(at, _)| at);
        let end = self.sentence_around(last).1.max(hull.end());
        let before = cut_start(flat(self.text.get(start..hull.start()).unwrap_or_default()));
        let after = cut_end(flat(self.text.get(hull.end()..end).unwrap_or_default()));
        let mut words = String::new();
        let mut at = hull.start();
        for range in self.place.ranges() {
            // What stands between the parts is not of the span.
            words.push_str(&escaped(&flat(self.text.get(at..range.start()).unwrap_or_default())));
            words.push_str(&emphasised(&cut_middle(flat(self.text.get(range.bytes()).unwrap_or_default()))));
            at = range.end();
        }
        let (before, after) = (escaped(&before), escaped(&after));
        let heading = self.kind.heading();
        let source = escaped(&flat(self.source));
        let source = if source.is_empty() { source } else { format!(" — {source}") };
        format!("**{heading}** {}{words}{}{source}", before.trim_start(), after.trim_end())
    }

    /// Start and end of the sentence that holds a byte; twice the byte itself between sentences.
    fn sentence_around(self, at: usize) -> (usize, usize) {
        let whole = TextRange::new(0, self.text.len()).ok();
        let sentence = whole.and_then(|whole| sentence_at(self.text, whole, at, self.language));
        sentence.map_or((at, at), |sentence| (sentence.start().min(at), sentence.end().max(at)))
    }

    /// The guideline with the example at its end; `None` if it has it already.
    pub fn added_to(self, guideline: &str) -> Option<String> {
        let example = self.to_markdown();
        if guideline.lines().any(|line| line.trim() == example) {
            return None;
        }
        let guideline = guideline.trim_end();
        Some(if guideline.is_empty() {
            format!("{example}\n")
        } else {
            format!("{guideline}\n\n{example}\n")
        })
    }
}

/// The words on one line.
pub fn flat(words: &str) -> String {
    let mut flat = String::with_capacity(words.len());
    for ch in words.chars() {
        if ch.is_whitespace() || ch.is_control() {
            if !flat.ends_with(' ') {
                flat.push(' ');
            }
        } else {
            flat.push(ch);
        }
    }
    flat
}

fn cut_start(words: String) -> String {
    let num = words.chars().count();
    if num <= MAX_CHARS {
        return words;
    }
    format!("… {}", words.chars().skip(num - MAX_CHARS).collect::<String>().trim_start())
}

fn cut_end(words: String) -> String {
    if words.chars().count() <= MAX_CHARS {
        return words;
    }
    format!("{} …", words.chars().take(MAX_CHARS).collect::<String>().trim_end())
}

fn cut_middle(words: String) -> String {
    let num = words.chars().count();
    if num <= 2 * MAX_CHARS {
        return words;
    }
    let head: String = words.chars().take(MAX_CHARS).collect();
    let tail: String = words.chars().skip(num - MAX_CHARS).collect();
    format!("{} … {}", head.trim_end(), tail.trim_start())
}

/// Words in italics. Markdown knows emphasis only where its marks touch no space (`CommonMark` 0.31, section 6.2).
fn emphasised(words: &str) -> String {
    let inner = words.trim();
    if inner.is_empty() {
        return words.to_owned();
    }
    let lead = &words[..words.len() - words.trim_start().len()];
    let trail = &words[words.trim_end().len()..];
    format!("{lead}*{}*{trail}", escaped(inner))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn example<'a>(text: &'a str, place: &'a Fragments) -> Example<'a> {
        Example {
            kind: ExampleKind::Example,
            text,
            language: Language::Unknown,
            place,
            source: "A ferry, *twice*",
        }
    }

    fn at(text: &str, words: &[&str]) -> Fragments {
        let ranges = words.iter().map(|words| {
            let start = text.find(words).unwrap();
            TextRange::new(start, start + words.len()).unwrap()
        });
        Fragments::new(ranges.collect()).unwrap()
    }

    #[test]
    fn the_sentence_stands_around_the_words() {
        let text = "It rained. “We sail,” she said, “at six.” Nobody came.";
        let place = at(text, &["“We sail,”", "“at six.”"]);
        let expected = "**Example.** *“We sail,”* she said, *“at six.”* — A ferry, \\*twice\\*";
        assert_eq!(example(text, &place).to_markdown(), expected);
    }

    #[test]
    fn lines_are_joined_and_long_words_are_cut() {
        let long = "word ".repeat(200);
        let text = format!("Head\nHe said {long}end. Then.");
        let start = text.find("word").unwrap();
        let place = TextRange::new(start, start + long.trim_end().len()).unwrap().into();
        let markdown = example(&text, &place).to_markdown();
        assert!(markdown.starts_with("**Example.** He said *word"), "{markdown}");
        assert!(markdown.contains(" … ") && markdown.chars().count() < 600, "{markdown}");
    }

    #[test]
    fn an_example_is_added_once() {
        let text = "A claim is made.";
        let place = at(text, &["claim"]);
        let once = example(text, &place).added_to("When in doubt.\n").unwrap();
        assert_eq!(once, "When in doubt.\n\n**Example.** A *claim* is made. — A ferry, \\*twice\\*\n");
        assert_eq!(example(text, &place).added_to(&once), None);
        assert!(example(text, &place).added_to("").unwrap().starts_with("**Example.**"));
    }
}
