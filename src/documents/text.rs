//! Plain text: paragraphs, a header of `Key: value` lines, and what the first lines are.

use crate::model::article::{Block, BlockKind, Metadata};
use crate::model::text::TextRange;

use super::encoding::decode;
use super::head::{TitleSearch, mark_head, trimmed};
use super::metadata::{Field, fill};
use super::{DocumentError, DocumentReader, DocumentWarning, Documents, ReadDocument, Source};

/// Reads plain text; the text stays as it is.
pub struct PlainText;

impl DocumentReader for PlainText {
    fn name(&self) -> &'static str {
        "Plain text"
    }

    fn id(&self) -> &'static str {
        "text 1"
    }

    fn media_type(&self) -> &'static str {
        "text/plain"
    }

    fn extensions(&self) -> &'static [&'static str] {
        &["txt", "text"]
    }

    fn read(&self, source: &Source<'_>) -> Result<Documents, DocumentError> {
        let decoded = decode(source.bytes)?;
        let mut warnings = decoded.warnings();
        let provenance = decoded.provenance();
        let text = decoded.text;
        let mut metadata = Metadata::default();
        let blocks = blocks_of(&text, &mut metadata, &mut warnings);
        Ok(ReadDocument { metadata, provenance, text, blocks, warnings, ..ReadDocument::default() }.into())
    }
}

/// The blocks of a plain text; what its head says goes into the metadata.
fn blocks_of(text: &str, metadata: &mut Metadata, warnings: &mut Vec<DocumentWarning>) -> Vec<Block> {
    let paragraphs = paragraphs(text);
    let mut blocks = match paragraphs.as_slice() {
        [first, _, ..] => header_blocks(text, *first, metadata, warnings),
        _ => Vec::new(),
    };
    let num_header = usize::from(!blocks.is_empty());
    let running = paragraphs.into_iter().skip(num_header);
    blocks.extend(running.map(|range| Block { range, kind: BlockKind::Paragraph }));
    mark_head(text, blocks, metadata, TitleSearch::Guess)
}

/// The blocks of a header of `Key: value` lines; none if the paragraph `range` is no header.
///
/// A header has two known keys at least, the first line's among them, and no other line than pairs.
fn header_blocks(
    text: &str,
    range: TextRange,
    metadata: &mut Metadata,
    warnings: &mut Vec<DocumentWarning>,
) -> Vec<Block> {
    let pairs: Option<Vec<Pair<'_>>> = lines(text, range).map(|line| Pair::parse(text, line)).collect();
    let Some(pairs) = pairs else { return Vec::new() };
    let num_known = pairs.iter().filter(|pair| Field::from_key(pair.key).is_some()).count();
    let starts_known = pairs.first().is_some_and(|pair| Field::from_key(pair.key).is_some());
    if num_known < 2 || !starts_known {
        return Vec::new();
    }
    let mut blocks = Vec::new();
    for Pair { line, key, value } in pairs {
        let words = value.and_then(|value| value.of(text).ok()).unwrap_or_default();
        let kind = match fill(metadata, key, words, warnings) {
            Some(Field::Title) => Some(BlockKind::Title),
            Some(Field::Byline) => Some(BlockKind::Byline),
            Some(Field::Date) => Some(BlockKind::Dateline),
            _ => None,
        };
        if let (Some(kind), Some(value)) = (kind, value) {
            let label = trimmed(text, line.start(), value.start());
            blocks.extend(label.map(|range| Block { range, kind: BlockKind::Furniture }));
            blocks.push(Block { range: value, kind });
        } else {
            blocks.push(Block { range: line, kind: BlockKind::Furniture });
        }
    }
    blocks
}

/// One line of a header.
struct Pair<'t> {
    line: TextRange,
    key: &'t str,
    value: Option<TextRange>,
}

impl<'t> Pair<'t> {
    fn parse(text: &'t str, line: TextRange) -> Option<Self> {
        let (key, _) = line.of(text).ok()?.split_once(':')?;
        let is_key = (1..=30).contains(&key.chars().count())
            && key.chars().all(|c| c.is_alphabetic() || matches!(c, ' ' | '-' | '_'));
        let value = trimmed(text, line.start() + key.len() + 1, line.end());
        is_key.then_some(Self { line, key, value })
    }
}

/// The lines of a paragraph without outer white space; lines of nothing else are left out.
fn lines(text: &str, range: TextRange) -> impl Iterator<Item = TextRange> {
    let mut start = range.start();
    text[range.bytes()].split('\n').filter_map(move |line| {
        let line_start = start;
        start += line.len() + 1;
        trimmed(text, line_start, line_start + line.len())
    })
}

/// The paragraphs of a text: what blank lines part or, where there is no blank line, each line; without
/// line ends and outer white space.
// For the integrator: stands in for `model::text::segment::paragraphs`, which a parallel branch writes.
pub(super) fn paragraphs(text: &str) -> Vec<TextRange> {
    let Some(whole) = trimmed(text, 0, text.len()) else {
        return Vec::new();
    };
    let (mut pieces, mut num_blank) = (Vec::new(), 0);
    let (mut line_start, mut open) = (whole.start(), None::<TextRange>);
    for line in text[whole.bytes()].split('\n') {
        let range = trimmed(text, line_start, line_start + line.len());
        line_start += line.len() + 1;
        match (range, open) {
            (Some(line), Some(first)) => open = TextRange::new(first.start(), line.end()).ok(),
            (Some(line), None) => open = Some(line),
            (None, _) => {
                num_blank += 1;
                pieces.extend(open.take());
            }
        }
    }
    pieces.extend(open);
    if num_blank == 0 { lines(text, whole).collect() } else { pieces }
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;

    use super::*;
    use crate::documents::{Budget, ReadOptions};

    /// What the reader makes of a text, and its blocks as lines "kind|words".
    fn read(text: &str) -> (ReadDocument, String) {
        let options = ReadOptions::default();
        let budget = Budget::unlimited();
        let source = Source { name: "a.txt", bytes: text.as_bytes(), options: &options, budget: &budget };
        let document = PlainText.read(&source).unwrap().read.remove(0);
        assert_eq!(document.text, text);
        let lines: Vec<String> = document
            .blocks
            .iter()
            .map(|block| format!("{}|{}", block.kind.name(), block.range.of(text).unwrap()))
            .collect();
        (document, lines.join("\n"))
    }

    fn day(year: i32, month: u32, day: u32) -> Option<NaiveDate> {
        NaiveDate::from_ymd_opt(year, month, day)
    }

    #[test]
    fn a_short_first_line_over_running_text_is_the_title() {
        let (document, blocks) =
            read("Council weighs night ferry\n\nThe council met.\nIt rained.\n\n Nobody left. \n");
        assert_eq!(
            blocks,
            "title|Council weighs night ferry\nparagraph|The council met.\nIt rained.\nparagraph|Nobody left."
        );
        assert_eq!(document.metadata.title, "Council weighs night ferry");
    }

    #[test]
    fn what_could_be_a_sentence_is_no_title() {
        for first in [
            "The council met.",
            "“We will not go.”",
            "Who pays?",
            "He said:",
            "Line one\nline two",
            "会議は終わった。",
            &"long ".repeat(30),
        ] {
            let (document, blocks) = read(&format!("{first}\n\nMore."));
            assert!(blocks.starts_with("paragraph|"), "{blocks}");
            assert_eq!(document.metadata.title, "");
        }
        assert_eq!(read("Council weighs ferry").1, "paragraph|Council weighs ferry");
        assert_eq!(
            read("Council weighs ferry\nThe council met.").1,
            "paragraph|Council weighs ferry\nparagraph|The council met."
        );
        assert_eq!(read("\n\nCouncil weighs ferry\n\n").1, "paragraph|Council weighs ferry");
    }

    #[test]
    fn a_date_run_into_the_first_line_is_a_block_of_its_own() {
        let (document, blocks) = read(" date 2025-11-24 The mayor spoke.\nTwice.\n\n“No.”\n");
        assert_eq!(blocks, "dateline|date 2025-11-24\nparagraph|The mayor spoke.\nTwice.\nparagraph|“No.”");
        assert_eq!(document.metadata.date, day(2025, 11, 24));
        let (document, blocks) = read("Date: 2025-11-24 A line without a stop\n\nMore.");
        assert_eq!(blocks, "dateline|Date: 2025-11-24\nparagraph|A line without a stop\nparagraph|More.");
        assert_eq!(document.metadata.title, "");
    }

    #[test]
    fn what_only_begins_like_a_date_is_running_text() {
        for text in [
            "date palms are late.",
            "date 2025-13-40 and more.",
            "dated 2025-11-24.",
            "date 2025-11-245",
            "Date",
        ] {
            let (document, blocks) = read(text);
            assert_eq!((blocks, document.metadata.date), (format!("paragraph|{text}"), None));
        }
    }

    #[test]
    fn a_title_may_follow_a_date_line_and_precede_byline_and_dateline() {
        let (document, blocks) =
            read("date 2025-11-24\n\nCouncil weighs ferry\n\nBy Mara Kell\n\nThe council met.");
        assert_eq!(
            blocks,
            "dateline|date 2025-11-24\ntitle|Council weighs ferry\nbyline|By Mara Kell\nparagraph|The council met."
        );
        assert_eq!(document.metadata.byline, "Mara Kell");
        let (document, blocks) =
            read("Council weighs ferry\nBy Mara Kell\n\nOSLO, March 14, 2025 —\nThe council met.\n");
        assert_eq!(
            blocks,
            "title|Council weighs ferry\nbyline|By Mara Kell\ndateline|OSLO, March 14, 2025 —\nparagraph|The council met."
        );
        assert_eq!(document.metadata.date, day(2025, 3, 14));
        let (document, blocks) =
            read("Council weighs ferry\n\n14 March 2025\n\nBy Mara Kell\n\nThe council met.\n");
        assert_eq!(
            blocks,
            "title|Council weighs ferry\ndateline|14 March 2025\nbyline|By Mara Kell\nparagraph|The council met."
        );
        assert_eq!(document.metadata.date, day(2025, 3, 14));
    }

    #[test]
    fn a_first_paragraph_that_is_a_place_and_a_day_is_a_dateline() {
        let (document, blocks) = read("OSLO, March 14 —\n\nThe council met.");
        assert_eq!(blocks, "dateline|OSLO, March 14 —\nparagraph|The council met.");
        assert_eq!((document.metadata.date, document.metadata.title.as_str()), (None, ""));
    }

    #[test]
    fn a_header_fills_the_metadata_and_stays_in_the_text() {
        let text = "Title: Council weighs ferry\nDate: 14 March 2025\nSource: The Quay\nSection: City\n\
                    Author:  Mara Kell\nLanguage: English\nLink: https://example.org/a:b\nNote:\n\nThe council met.\n";
        let (document, blocks) = read(text);
        assert_eq!(
            blocks,
            "furniture|Title:\ntitle|Council weighs ferry\nfurniture|Date:\ndateline|14 March 2025\n\
             furniture|Source: The Quay\nfurniture|Section: City\nfurniture|Author:\nbyline|Mara Kell\n\
             furniture|Language: English\nfurniture|Link: https://example.org/a:b\nfurniture|Note:\n\
             paragraph|The council met."
        );
        let Metadata { title, date, outlet, byline, language, url, foreign_id } = document.metadata;
        assert_eq!((title.as_str(), date), ("Council weighs ferry", day(2025, 3, 14)));
        assert_eq!((outlet.as_str(), byline.as_str(), language.as_str()), ("The Quay", "Mara Kell", "en"));
        assert_eq!((url.as_str(), foreign_id.as_str()), ("https://example.org/a:b", ""));
    }

    #[test]
    fn a_header_without_title_leaves_room_for_one() {
        let (document, blocks) = read("Outlet: The Quay\nDate: 3/4/25\n\nCouncil weighs ferry\n\nIt met.");
        assert!(
            blocks.ends_with("dateline|3/4/25\ntitle|Council weighs ferry\nparagraph|It met."),
            "{blocks}"
        );
        assert_eq!(document.metadata.title, "Council weighs ferry");
        assert_eq!(document.metadata.date, None);
    }

    #[test]
    fn one_pair_or_an_unknown_first_key_is_no_header() {
        for first in [
            "Title: Council weighs ferry",
            "Q: Who pays?\nTitle: A\nDate: B",
            "Title: A\nDate: B\nand so on.",
        ] {
            let (_, blocks) = read(&format!("{first}\n\nMore."));
            assert!(!blocks.contains("furniture"), "{blocks}");
        }
        assert!(!read("Title: A\nDate: 2025-03-14\n\n").1.contains("furniture"), "nothing follows");
    }

    #[test]
    fn without_blank_lines_each_line_is_a_paragraph() {
        assert_eq!(read("One.\n\u{a0}Two. \nThree.\n").1, "paragraph|One.\nparagraph|Two.\nparagraph|Three.");
        assert_eq!(read("One.\nTwo.\n \nThree.\n").1, "paragraph|One.\nTwo.\nparagraph|Three.");
    }
}
