//! Articles in Markdown: the text with its annotations in brackets, and the notes as footnotes, to be read as it is or
//! by any renderer that knows footnotes.
//!
//! A fragment stands as `¹⟦words⟧[^1]`: the small figure at its beginning and the footnote at its end are those of its
//! note, so that overlaps can be told apart. Where a text has such brackets itself, others are taken. Text is
//! escaped, never changed. Offsets are shown nowhere.

mod proof;
#[cfg(test)]
mod tests;

use std::fmt::Write as _;

use super::dialect::{Articles, Dialect, Files, Setting};
use super::html::page::labels_of;
use super::html::write_text;
use super::interchange::lines::ArticleLine;
use super::pages::facts::{Fact, Facts};
use super::pages::fit::fit;
use super::pages::names::Names;
use super::pages::{Page, Paragraph};
use super::parts::{Part, Parts};
use super::report::{Effect, Place, Report};
use super::{FormatError, FormatInfo, pages};
use crate::model::article::BlockKind;

/// Articles in Markdown.
pub struct Markdown;

/// What a file can't show.
const LIMITS: [&str; 5] = [
    "White space around paragraphs is not shown, and line ends are all of one kind.",
    "Control characters are written as U+FFFD in the text, and by their names elsewhere.",
    "Paragraphs that are no headings all look the same.",
    "Times are told to the minute, and of what a reviewer saw only whether it has changed since.",
    "It is made to be read and printed, and can’t be imported.",
];

/// Brackets around words, in the order they are taken in.
const BRACKETS: [(char, char); 3] = [('⟦', '⟧'), ('⟪', '⟫'), ('⦅', '⦆')];

/// The figures of notes where they begin.
const SMALL: [char; 10] = ['⁰', '¹', '²', '³', '⁴', '⁵', '⁶', '⁷', '⁸', '⁹'];

/// Stands before a small figure where the text itself ends with one.
const JOINER: char = '\u{2060}';

impl Dialect for Markdown {
    fn info(&self) -> FormatInfo {
        FormatInfo {
            id: "markdown",
            name: "Markdown with footnotes",
            reads: false,
            writes: true,
            offset_unit: pages::UNIT,
            specification: "https://spec.commonmark.org/0.31.2/ (CommonMark 0.31.2, with footnotes as GitHub and Pandoc have them)",
            is_folder: true,
            extension: "md",
        }
    }

    fn holds(&self) -> Parts {
        pages::HELD.without(&[Part::Ids])
    }

    fn limits(&self) -> &'static [&'static str] {
        &LIMITS
    }

    fn fit(&self, line: &mut ArticleLine, _setting: &Setting<'_>, place: &Place, report: &mut Report) {
        fit(line, place, report);
        if let Some(text) = &mut line.text
            && free_brackets(text).is_none()
        {
            let (open, close) = BRACKETS[0];
            *text = text.replace(open, "[").replace(close, "]");
            let why = "they would be taken for those around annotations";
            report.add(place.clone(), Effect::Changed, format!("brackets {open}{close} became []"), why);
        }
    }

    fn write_articles(&self, articles: &Articles<'_>, files: &Files<'_>) -> Result<(), FormatError> {
        let names = Names::new(articles.state);
        articles.each(&mut |line| {
            let page = Page::new(line);
            let facts = Facts::new(&page, &names, articles.state);
            write_text(files, &file_of(articles.name, &line.id), &article(&page, &facts, &names))
        })
    }

    fn prove(&self, articles: &Articles<'_>, files: &Files<'_>) -> Result<(), FormatError> {
        articles.each(&mut |line| {
            let name = file_of(articles.name, &line.id);
            let differs = |what| FormatError::Differs { name: name.clone(), what };
            let bytes = files.read(&name)?;
            let page = Page::new(line);
            let has_own_title = page.title_paragraph().is_some();
            let found = proof::article(&bytes, brackets(page.text), has_own_title).map_err(differs)?;
            pages::proof::Seen::expected(line).difference(&found).map_or(Ok(()), |what| Err(differs(what)))
        })
    }
}

fn file_of(folder: &str, article: &str) -> String {
    format!("{folder}/{article}.md")
}

/// The first brackets that a text hasn't got.
fn free_brackets(text: &str) -> Option<(char, char)> {
    BRACKETS.into_iter().find(|(open, close)| !text.contains([*open, *close]))
}

fn brackets(text: &str) -> (char, char) {
    free_brackets(text).unwrap_or(BRACKETS[0])
}

/// A number in small figures.
fn small(number: usize) -> String {
    number.to_string().bytes().map(|digit| SMALL[usize::from(digit - b'0')]).collect()
}

fn article(page: &Page<'_>, facts: &Facts<'_, '_>, names: &Names<'_>) -> String {
    let (titled, brackets) = (page.title_paragraph(), brackets(page.text));
    let mut out = String::new();
    if titled.is_none() {
        push(&mut out, &format!("# {}\n\n", escaped(page.title(), "")));
        push(&mut out, &about(facts));
    }
    for (idx, paragraph) in page.paragraphs.iter().enumerate() {
        let words = paragraph_words(page, paragraph, brackets);
        let mark = match paragraph.kind {
            // A heading is one line.
            _ if words.contains('\n') => "",
            _ if titled == Some(idx) => "# ",
            BlockKind::Title | BlockKind::Heading => "## ",
            _ => "",
        };
        push(&mut out, &format!("{mark}{words}\n\n"));
        if titled == Some(idx) {
            push(&mut out, &about(facts));
        }
    }
    push(&mut out, "---\n\n## Labels\n\n");
    push(&mut out, &legend(page, names));
    let states = facts.states();
    if !states.is_empty() {
        push(&mut out, "## Annotators\n\n");
        list(&mut out, &states, facts, page, "");
        out.push('\n');
    }
    let loose = facts.loose();
    if !loose.is_empty() {
        push(&mut out, "## Without a place in the text\n\n");
    }
    for loose in &loose {
        push(&mut out, &format!("- {}\n", escaped(&loose.heading, "  ")));
        list(&mut out, &loose.facts, facts, page, "    ");
        out.push('\n');
    }
    for (idx, note) in page.notes.iter().enumerate() {
        let mut head =
            vec![format!("**{} {}**", facts.label(note).letter, escaped(&facts.label(note).name, "    "))];
        head.push(escaped(&facts.speakers(note), "    "));
        if !note.is_shown {
            head.push("covers white space only".to_owned());
        }
        head.extend(facts.state(note));
        head.retain(|part| !part.is_empty());
        push(&mut out, &format!("[^{}]: {}\n\n", note.number, head.join(" · ")));
        list(&mut out, &facts.of(idx), facts, page, "    ");
        out.push('\n');
    }
    out
}

fn push(out: &mut String, words: &str) {
    out.push_str(words);
}

/// What is known of the article, as a quotation: no paragraph of the text looks like it.
fn about(facts: &Facts<'_, '_>) -> String {
    let about: Vec<String> = facts
        .about()
        .iter()
        .map(|fact| format!("{}: {}", fact.name, escaped(&fact.words(&|_| String::new()), "> ")))
        .collect();
    if about.is_empty() { String::new() } else { format!("> {}\n\n", about.join(" · ")) }
}

fn legend(page: &Page<'_>, names: &Names<'_>) -> String {
    let mut legend = String::new();
    for label in labels_of(page, names) {
        let count = page.notes.iter().filter(|note| note.annotation.label == label.id).count();
        if count > 0 {
            writeln!(legend, "- **{} {}**: {count}", label.letter, escaped(&label.name, "  "))
                .unwrap_or_default();
        }
    }
    if legend.is_empty() {
        return "Nothing is annotated in this article.\n\n".to_owned();
    }
    let (open, close) = brackets(page.text);
    format!("{legend}\n¹{open}These words{close} would be those of note 1.\n\n")
}

/// Facts as a list.
fn list(out: &mut String, told: &[Fact], facts: &Facts<'_, '_>, page: &Page<'_>, indent: &str) {
    for fact in told {
        let words = fact.words(&|idx| {
            format!("note {} ({})", page.notes[idx].number, facts.label(&page.notes[idx]).letter)
        });
        let inner = format!("{indent}  ");
        writeln!(out, "{indent}- {}: {}", escaped(&fact.name, &inner), escaped(&words, &inner))
            .unwrap_or_default();
    }
}

/// The words of a paragraph with brackets around those of annotations.
fn paragraph_words(page: &Page<'_>, paragraph: &Paragraph, (open, close): (char, char)) -> String {
    let mut setter = Setter { indent: "", ..Setter::default() };
    for piece in &paragraph.pieces {
        for idx in &piece.begins {
            if setter.out.ends_with(|ch| ch == JOINER || SMALL.contains(&ch)) {
                setter.out.push(JOINER);
            }
            setter.mark(&format!("{}{open}", small(page.notes[*idx].number)));
        }
        let after = &page.text[piece.range.end..paragraph.range.end];
        let next = if after.starts_with("\r\n") { Some('\n') } else { after.chars().next() };
        setter.text(&page.shown(piece.range.clone()), next);
        for idx in piece.ends.iter().rev() {
            setter.mark(&format!("{close}[^{}]", page.notes[*idx].number));
        }
    }
    for note in paragraph.notes.iter().map(|idx| &page.notes[*idx]).filter(|note| !note.is_shown) {
        if setter.out.ends_with(|ch| ch == JOINER || SMALL.contains(&ch)) {
            setter.out.push(JOINER);
        }
        setter.mark(&format!("{}{open}{close}[^{}]", small(note.number), note.number));
    }
    setter.out
}

/// Words as they stand in Markdown; further lines begin with `indent`.
fn escaped(words: &str, indent: &str) -> String {
    let mut setter = Setter { indent, ..Setter::default() };
    setter.text(words, None);
    setter.out
}

/// Sets text a piece at a time, so that nothing of it is taken for markup.
#[derive(Default)]
struct Setter<'i> {
    out: String,
    indent: &'i str,
    /// What of the line is set.
    line: Line,
    /// Whether a mark of ours was the last thing set.
    is_after_mark: bool,
}

/// What of a line is set.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Line {
    /// Nothing, or only marks of ours.
    #[default]
    Nothing,
    /// Only digits.
    Digits,
    /// More.
    More,
}

impl Setter<'_> {
    fn mark(&mut self, mark: &str) {
        self.out.push_str(mark);
        self.is_after_mark = true;
    }

    /// Sets text; `next` is the character after it.
    fn text(&mut self, text: &str, next: Option<char>) {
        let mut chars = text.chars().peekable();
        while let Some(ch) = chars.next() {
            let after = chars.peek().copied().or(next);
            self.char(ch, after);
            self.is_after_mark = false;
        }
    }

    fn char(&mut self, ch: char, after: Option<char>) {
        let is_at_edge = self.line == Line::Nothing || matches!(after, None | Some('\n'));
        if ch == '\n' {
            self.out.push_str("\\\n");
            self.out.push_str(self.indent);
            self.line = Line::Nothing;
            return;
        }
        if ch.is_whitespace() && (is_at_edge || ch == '\t') {
            // Renderers take white space at the edges of lines away.
            write!(self.out, "&#{};", u32::from(ch)).unwrap_or_default();
            return;
        }
        let is_markup =
            matches!(ch, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '#' | '|' | '~' | '&' | '$' | '^')
                || (self.line == Line::Nothing && matches!(ch, '-' | '+' | '=' | ':'))
                || (self.line == Line::Digits && matches!(ch, '.' | ')'))
                || (self.is_after_mark && matches!(ch, '(' | ':' | '{'));
        if is_markup {
            self.out.push('\\');
        }
        self.out.push(ch);
        self.line = match self.line {
            Line::Nothing | Line::Digits if ch.is_ascii_digit() => Line::Digits,
            _ => Line::More,
        };
    }
}
