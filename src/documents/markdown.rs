//! Markdown becomes readable plain text: markup goes, words stay, and what the markup meant becomes blocks.
//!
//! Known weaknesses: HTML is left out whole, words between block tags included (the warning counts it);
//! emphasis, link targets and the nesting of lists leave no trace.

mod front_matter;

use pulldown_cmark::{Event, HeadingLevel, Options, Parser, Tag, TagEnd};

use crate::model::article::{Block, BlockKind, Metadata};
use crate::model::limits::MAX_MARKDOWN_DEPTH;
use crate::model::text::TextRange;

use super::assembly::Assembly;
use super::encoding::decode;
use super::head::{TitleSearch, mark_head};
use super::metadata::fill;
use super::{DocumentError, DocumentReader, DocumentWarning, Documents, ReadDocument, Source};

use front_matter::FrontMatter;

/// Reads Markdown (`CommonMark` with tables, footnotes, task lists and strikethrough) with simple front matter.
pub struct Markdown;

impl DocumentReader for Markdown {
    fn name(&self) -> &'static str {
        "Markdown"
    }

    fn id(&self) -> &'static str {
        "markdown 1"
    }

    fn media_type(&self) -> &'static str {
        "text/markdown"
    }

    fn extensions(&self) -> &'static [&'static str] {
        &["md", "markdown"]
    }

    fn read(&self, source: &Source<'_>) -> Result<Documents, DocumentError> {
        let decoded = decode(source.bytes)?;
        let mut warnings = decoded.warnings();
        let provenance = decoded.provenance();
        let mut metadata = Metadata::default();
        let body = match FrontMatter::parse(&decoded.text) {
            Some(FrontMatter { fields, body }) => {
                use_fields(fields, &mut metadata, &mut warnings);
                body
            }
            None => decoded.text.as_str(),
        };
        check_depth(body)?;
        let Rendered { assembly: Assembly { text, blocks }, num_html } = Rendered::of(body, &metadata.title);
        if num_html > 0 {
            warnings.push(DocumentWarning::HtmlLeftOut { count: num_html });
        }
        if metadata.title.is_empty()
            && let Some(title) = blocks.iter().find(|block| block.kind == BlockKind::Title)
        {
            metadata.title = text[title.range.bytes()].split_whitespace().collect::<Vec<_>>().join(" ");
        }
        let blocks = mark_head(&text, blocks, &mut metadata, TitleSearch::Marked);
        Ok(ReadDocument { metadata, provenance, text, blocks, warnings }.into())
    }
}

/// Refuses lines that open too many quotes and list items at once.
///
/// Depth that grows from line to line needs an indentation that grows with it, and so is bounded by the size
/// of the file.
fn check_depth(body: &str) -> Result<(), DocumentError> {
    let is_opening =
        |c: &char| matches!(c, '>' | '-' | '*' | '+' | ' ' | '\t' | '.' | ')') || c.is_ascii_digit();
    let depth_of = |line: &str| {
        let opening = line.len() - line.trim_start_matches(|c| is_opening(&c)).len();
        let mut after_marker = false;
        let mut depth = 0;
        for byte in line[..opening].bytes() {
            depth += usize::from(byte == b'>' || (after_marker && matches!(byte, b' ' | b'\t')));
            after_marker = matches!(byte, b'-' | b'*' | b'+' | b'.' | b')');
        }
        depth
    };
    if body.lines().any(|line| depth_of(line) > MAX_MARKDOWN_DEPTH) {
        return Err(DocumentError::TooDeep { limit: MAX_MARKDOWN_DEPTH });
    }
    Ok(())
}

fn use_fields(fields: Vec<(&str, String)>, metadata: &mut Metadata, warnings: &mut Vec<DocumentWarning>) {
    let mut unused = Vec::new();
    for (key, value) in fields {
        if fill(metadata, key, &value, warnings).is_none() && !value.is_empty() {
            unused.push(key.to_owned());
        }
    }
    if !unused.is_empty() {
        warnings.push(DocumentWarning::UnusedFields { keys: unused });
    }
}

/// Markdown as plain text with its blocks.
#[derive(Default)]
struct Rendered {
    assembly: Assembly,
    num_html: usize,
}

impl Rendered {
    /// The Markdown `body` under `title`, which is put first if the body has no title of its own.
    fn of(body: &str, title: &str) -> Self {
        let options = Options::ENABLE_TABLES
            | Options::ENABLE_FOOTNOTES
            | Options::ENABLE_STRIKETHROUGH
            | Options::ENABLE_TASKLISTS;
        let mut renderer = Renderer::default();
        if !title.is_empty() && !has_top_heading(body, options) {
            renderer.words.push_str(title);
            renderer.end_block(BlockKind::Title);
        }
        for event in Parser::new_ext(body, options) {
            renderer.event(event);
        }
        renderer.end_block(BlockKind::Paragraph);
        let Self { assembly, num_html } = renderer.rendered;
        Self { assembly: assembly.finish(), num_html }
    }
}

/// Whether a first-order heading holds words.
fn has_top_heading(body: &str, options: Options) -> bool {
    let mut is_inside = false;
    Parser::new_ext(body, options).any(|event| {
        match &event {
            Event::Start(Tag::Heading { level: HeadingLevel::H1, .. }) => is_inside = true,
            Event::End(TagEnd::Heading(_)) => is_inside = false,
            _ => {}
        }
        is_inside && matches!(&event, Event::Text(words) | Event::Code(words) if !words.trim().is_empty())
    })
}

/// Takes the events of the parser one by one.
#[derive(Default)]
struct Renderer {
    rendered: Rendered,
    /// The words of the block that is open.
    words: String,
    /// What the next words of a list item or footnote begin with.
    marker: String,
    /// The next numbers of the lists that are open, outermost first; `None` for bullets.
    lists: Vec<Option<u64>>,
    /// The words of the image that is open, and its title.
    image: Option<(String, String)>,
    num_open_images: usize,
    /// Words of images in the block that is open; they become notes behind it.
    notes: Vec<String>,
    num_open_footnotes: usize,
    has_title: bool,
    is_code_block: bool,
    /// Whether the source broke the line here: a space, unless the words around need none.
    is_soft_break: bool,
}

impl Renderer {
    fn event(&mut self, event: Event<'_>) {
        match event {
            Event::Start(tag) => self.start(tag),
            Event::End(tag) => self.end(tag),
            Event::Text(words)
            | Event::Code(words)
            | Event::InlineMath(words)
            | Event::DisplayMath(words) => {
                self.push(&words);
            }
            Event::InlineHtml(html) if is_line_break(&html) => self.push("\n"),
            // The lines of an HTML block come one by one; the block was counted when it began.
            Event::Html(_) => {}
            Event::InlineHtml(_) => self.rendered.num_html += 1,
            Event::FootnoteReference(label) => self.push(&format!("[{label}]")),
            Event::SoftBreak => self.is_soft_break = true,
            Event::HardBreak => self.push("\n"),
            Event::Rule => self.end_paragraph(),
            Event::TaskListMarker(is_done) => self.push(if is_done { "☑ " } else { "☐ " }),
        }
    }

    fn start(&mut self, tag: Tag<'_>) {
        match tag {
            Tag::Paragraph | Tag::BlockQuote(_) | Tag::Heading { .. } | Tag::TableHead | Tag::TableRow => {
                self.end_paragraph();
            }
            Tag::CodeBlock(_) => {
                self.end_paragraph();
                self.is_code_block = true;
            }
            Tag::HtmlBlock => {
                self.end_paragraph();
                self.rendered.num_html += 1;
            }
            Tag::List(first) => {
                self.end_paragraph();
                self.lists.push(first);
            }
            Tag::Item => {
                self.end_paragraph();
                self.marker = match self.lists.last_mut() {
                    Some(Some(number)) => {
                        let marker = format!("{number}. ");
                        *number = number.saturating_add(1);
                        marker
                    }
                    _ => "• ".to_owned(),
                };
            }
            Tag::FootnoteDefinition(label) => {
                self.end_paragraph();
                self.num_open_footnotes += 1;
                self.marker = format!("[{label}] ");
            }
            Tag::Image { title, .. } => {
                self.num_open_images += 1;
                self.image.get_or_insert_with(|| (String::new(), title.to_string()));
            }
            // Inline markup has no words of its own.
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Heading(HeadingLevel::H1) if !self.has_title && !self.words.trim().is_empty() => {
                self.end_block(BlockKind::Title);
            }
            TagEnd::Heading(_) => self.end_block(BlockKind::Heading),
            TagEnd::Paragraph
            | TagEnd::BlockQuote(_)
            | TagEnd::TableHead
            | TagEnd::TableRow
            | TagEnd::HtmlBlock => {
                self.end_paragraph();
            }
            TagEnd::CodeBlock => {
                self.end_paragraph();
                self.is_code_block = false;
            }
            TagEnd::Item => {
                self.end_paragraph();
                self.marker.clear();
            }
            TagEnd::List(_) => {
                self.end_paragraph();
                self.lists.pop();
            }
            TagEnd::FootnoteDefinition => {
                self.end_paragraph();
                self.marker.clear();
                self.num_open_footnotes = self.num_open_footnotes.saturating_sub(1);
            }
            TagEnd::TableCell => self.push(" | "),
            TagEnd::Image => self.end_image(),
            _ => {}
        }
    }

    fn push(&mut self, words: &str) {
        let is_soft_break = std::mem::take(&mut self.is_soft_break);
        let target = match &mut self.image {
            Some((alt, _)) => alt,
            None => &mut self.words,
        };
        // Chinese and Japanese lines are joined without a space.
        let is_dense = target.ends_with(is_spaceless) && words.starts_with(is_spaceless);
        if is_soft_break && !is_dense && !words.starts_with('\n') {
            target.push(' ');
        }
        target.push_str(words);
    }

    /// Ends an image; images inside its words are part of them.
    fn end_image(&mut self) {
        self.num_open_images = self.num_open_images.saturating_sub(1);
        if self.num_open_images > 0 {
            return;
        }
        if let Some((alt, title)) = self.image.take() {
            let note = if alt.trim().is_empty() { title } else { alt };
            self.notes.push(note.replace('\n', " "));
            // It leaves one space between the words around it.
            if self.words.ends_with(' ') {
                self.words.pop();
            }
        }
    }

    fn end_paragraph(&mut self) {
        self.end_block(if self.num_open_footnotes > 0 { BlockKind::Note } else { BlockKind::Paragraph });
    }

    /// Writes the words that are open as a block, and the notes that belong behind it.
    fn end_block(&mut self, kind: BlockKind) {
        self.is_soft_break = false;
        let words = std::mem::take(&mut self.words);
        // Cells leave a bar behind the last one; code keeps its lines as they are.
        let words = words.strip_suffix(" | ").unwrap_or(&words);
        let words = if self.is_code_block { words.to_owned() } else { without_spaces_at_breaks(words) };
        if !words.trim().is_empty() {
            self.has_title |= kind == BlockKind::Title;
            let marker = std::mem::take(&mut self.marker);
            self.rendered.assembly.push(kind, &(marker + words.trim_start()));
        }
        for note in std::mem::take(&mut self.notes) {
            self.rendered.assembly.push(BlockKind::Note, &note);
        }
    }
}

/// The words with no spaces before and after their line breaks.
fn without_spaces_at_breaks(words: &str) -> String {
    let lines: Vec<&str> = words.split('\n').map(|line| line.trim_matches([' ', '\t'])).collect();
    lines.join("\n")
}

fn is_line_break(html: &str) -> bool {
    matches!(html.to_ascii_lowercase().as_str(), "<br>" | "<br/>" | "<br />")
}

/// Whether a character belongs to a script that puts no spaces between words and may break a line anywhere.
pub(super) fn is_spaceless(c: char) -> bool {
    matches!(c, '\u{3000}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}')
        || matches!(c, '\u{ff00}'..='\u{ff60}' | '\u{20000}'..='\u{3ffff}')
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;

    use super::*;

    use crate::documents::{Budget, ReadOptions};

    fn try_read(markdown: &str) -> Result<Documents, DocumentError> {
        let options = ReadOptions::default();
        let budget = Budget::unlimited();
        Markdown.read(&Source {
            name: "a.md",
            bytes: markdown.as_bytes(),
            options: &options,
            budget: &budget,
        })
    }

    fn read(markdown: &str) -> (ReadDocument, Vec<DocumentWarning>) {
        let document = try_read(markdown).unwrap().read.remove(0);
        let warnings = document.warnings.clone();
        (document, warnings)
    }

    /// The blocks of a Markdown text as lines "kind|words".
    fn blocks(markdown: &str) -> String {
        let (document, _) = read(markdown);
        let line =
            |block: &Block| format!("{}|{}", block.kind.name(), block.range.of(&document.text).unwrap());
        document.blocks.iter().map(line).collect::<Vec<_>>().join("\n")
    }

    #[test]
    fn markup_goes_and_words_stay() {
        let (document, warnings) = read(
            "# Night *ferry*\n\nThe **council** [met](https://example.org \"t\"),\nit `said` &amp; ~~left~~\\*.  \nThen\\\nrain.\n\n## Costs\n\n> “No.”\n>\n> More.\n",
        );
        assert_eq!(
            document.text,
            "Night ferry\n\nThe council met, it said & left*.\nThen\nrain.\n\nCosts\n\n“No.”\n\nMore.\n"
        );
        let kinds: Vec<BlockKind> = document.blocks.iter().map(|block| block.kind).collect();
        assert_eq!(
            kinds,
            [
                BlockKind::Title,
                BlockKind::Paragraph,
                BlockKind::Heading,
                BlockKind::Paragraph,
                BlockKind::Paragraph
            ]
        );
        assert_eq!((document.metadata.title.as_str(), warnings), ("Night ferry", vec![]));
    }

    #[test]
    fn only_the_first_top_heading_is_the_title() {
        assert_eq!(
            blocks("Intro\n\n# A\n\n# B\n\n###### C"),
            "paragraph|Intro\ntitle|A\nheading|B\nheading|C"
        );
        assert_eq!(blocks("#\n\n# B"), "title|B");
    }

    #[test]
    fn list_items_are_paragraphs() {
        assert_eq!(
            blocks(
                "- one\n- two\n  1) inner\n  2) more\n- three\n\n  going on\n-\n- [x] done\n\n7. seven\n8. eight\n"
            ),
            "paragraph|• one\nparagraph|• two\nparagraph|1. inner\nparagraph|2. more\nparagraph|• three\n\
             paragraph|going on\nparagraph|• ☑ done\nparagraph|7. seven\nparagraph|8. eight"
        );
    }

    #[test]
    fn code_tables_and_footnotes_keep_their_words() {
        assert_eq!(
            blocks(
                "```rust\nlet a = 1;\n\n  b();\n```\n\nText[^1].\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n[^1]: Source.\n"
            ),
            "paragraph|let a = 1;\n\n  b();\nparagraph|Text[1].\nparagraph|a | b\nparagraph|1 | 2\nnote|[1] Source."
        );
    }

    #[test]
    fn images_become_notes_behind_their_block() {
        assert_eq!(
            blocks(
                "See ![the *new* quay](a.png \"x\") here.\n\n![](b.png \"Photo: MK\")\n\n![](c.png)\n\nEnd."
            ),
            "paragraph|See here.\nnote|the new quay\nnote|Photo: MK\nparagraph|End."
        );
    }

    #[test]
    fn html_is_left_out_and_counted() {
        let (document, warnings) = read("A<br>b <b>c</b>.\n\n<div>\nlost\n</div>\n\n<!-- x -->\n\nEnd.");
        assert_eq!(document.text, "A\nb c.\n\nEnd.\n");
        assert_eq!(warnings, [DocumentWarning::HtmlLeftOut { count: 4 }]);
    }

    #[test]
    fn front_matter_fills_the_metadata_and_leaves_the_text() {
        let (document, warnings) = read(
            "---\ntitle: \"The \\\"night\\\" ferry: a plan\"\ndate: 2025-03-14T09:30:00Z\nauthors:\n  - 'Mara O''Kell'\n  - name: Jon Roe\n\
             tags: [a, \"b, c\"] # mine\nlang: en\nsource: The Quay # the paper\nurl: https://example.org/#top\n\
             # comment\n---\n\nThe council met.\n",
        );
        let metadata = &document.metadata;
        assert_eq!(document.text, "The \"night\" ferry: a plan\n\nThe council met.\n");
        assert_eq!(document.blocks[0].kind, BlockKind::Title);
        assert_eq!(metadata.title, "The \"night\" ferry: a plan");
        assert_eq!(metadata.date, NaiveDate::from_ymd_opt(2025, 3, 14));
        assert_eq!(metadata.byline, "Mara O'Kell, Jon Roe");
        assert_eq!((metadata.language.as_str(), metadata.outlet.as_str()), ("en", "The Quay"));
        assert_eq!(metadata.url, "https://example.org/#top");
        assert_eq!(warnings, [DocumentWarning::UnusedFields { keys: vec!["tags".to_owned()] }]);
    }

    #[test]
    fn a_title_of_the_body_stays_the_only_one() {
        let (document, _) =
            read("---\ntitle: Short\nsummary: >\n  goes\n  on\n---\n# The long title\n\nText.");
        assert_eq!(document.text, "The long title\n\nText.\n");
        assert_eq!(document.metadata.title, "Short");
    }

    #[test]
    fn what_is_no_front_matter_is_markdown() {
        assert_eq!(
            blocks("---\n\nA line: of words.\n\n---\n\nEnd."),
            "paragraph|A line: of words.\nparagraph|End."
        );
        assert_eq!(blocks("---\ntitle: open\n\nText."), "paragraph|title: open\nparagraph|Text.");
        assert_eq!(blocks("---\n---\nText."), "paragraph|Text.");
    }

    #[test]
    fn byline_and_date_below_the_title_are_told_apart() {
        assert_eq!(
            blocks("# Night ferry\n\n*By Mara Kell*\n\n14 March 2025\n\nThe council met."),
            "title|Night ferry\nbyline|By Mara Kell\ndateline|14 March 2025\nparagraph|The council met."
        );
        assert_eq!(blocks("No title here\n\nText."), "paragraph|No title here\nparagraph|Text.");
    }

    #[test]
    fn lines_of_chinese_are_joined_without_a_space() {
        assert_eq!(
            blocks("市议会星期一\n宣布，夜间渡轮\nand more\n渡轮"),
            "paragraph|市议会星期一宣布，夜间渡轮 and more 渡轮"
        );
    }

    #[test]
    fn deep_nesting_is_refused_or_read_but_never_fatal() {
        for opening in [">", "> ", "- ", "1. ", "+\t"] {
            let err = try_read(&format!("{}end", opening.repeat(100_000))).unwrap_err();
            assert_eq!(err, DocumentError::TooDeep { limit: 1000 });
        }
        for opening in ["*", "[", "![", "<b>", "**a_", "[a](", "&", "- - -\n", "> a\n\n"] {
            assert!(read(&format!("{}end", opening.repeat(20_000))).0.text.ends_with("end\n"), "{opening}");
        }
        assert_eq!(blocks(&format!("{}end", "> ".repeat(1000))), "paragraph|end");
    }
}
