//! Lines become paragraphs: running lines go, lines that go on are joined, hyphens at their ends are undone, and the
//! size of the letters tells headings and notes from running text.
//!
//! Known weaknesses: headings are known by their size only; paragraphs of one line each run together where nothing but
//! a small gap parts them; a large first letter over several lines comes with the last of them.

use std::collections::{BTreeSet, HashMap, HashSet};

use crate::model::article::BlockKind;

use super::super::flow::Role;
use super::super::markdown::is_spaceless;
use super::super::{Budget, DocumentError};
use super::marks::Line;
use super::order::columns;

/// Which part of a page's height, at the top and at the bottom, running lines stand in.
const EDGE: f64 = 0.08;
/// Sizes that differ by less than this part are the same.
const SAME_SIZE: f64 = 0.06;
/// A step down of more than so many usual ones begins a paragraph.
const GAP: f64 = 1.3;
/// The step of lines that say nothing about it, in their size.
const USUAL_STEP: f64 = 1.2;
/// Letters so many times as large as those of running text are a heading's.
const HEADING: f64 = 1.15;
/// And so many times, on the first page, a title's.
const TITLE: f64 = 1.3;
/// Letters so many times as large, or smaller, are a note's.
const NOTE: f64 = 0.88;
/// Headings are no longer than this, in characters.
const HEADING_CHARS: usize = 250;
/// The title is one of so many first paragraphs.
const TITLE_PARAGRAPHS: usize = 8;
/// Over how many notes and captions a paragraph goes on.
const INTERRUPTIONS: usize = 8;

/// The lines of a page, and its height.
pub(super) struct Page {
    pub(super) lines: Vec<Line>,
    pub(super) height: f64,
}

/// Paragraphs, and how many running lines were left out.
pub(super) struct LaidOut {
    pub(super) paragraphs: Vec<(Role, String)>,
    pub(super) num_running: usize,
}

/// A paragraph that may go on.
struct Paragraph {
    text: String,
    size: f64,
    page: usize,
    num_lines: usize,
    last: Line,
    /// Whether its last line reaches the end of its column.
    is_full: bool,
}

/// A column with its edges: where most of its lines begin and end.
struct Column {
    lines: Vec<Line>,
    left: f64,
    right: f64,
}

impl Column {
    fn new(lines: Vec<Line>) -> Self {
        let edge = |side: fn(&Line) -> f64, tenths: usize| {
            let mut all: Vec<f64> = lines.iter().map(side).collect();
            all.sort_by(f64::total_cmp);
            all.get((all.len() * tenths / 10).min(all.len().saturating_sub(1))).copied().unwrap_or(0.0)
        };
        let (left, right) = (edge(|line| line.left, 2), edge(|line| line.right, 9));
        Self { lines, left, right }
    }

    fn width(&self) -> f64 {
        self.right - self.left
    }

    /// How much of the column a line leaves empty at its end.
    fn rest(&self, line: &Line) -> f64 {
        let rest = if line.is_rtl { line.left - self.left } else { self.right - line.right };
        rest / self.width().max(1.0)
    }

    /// How far a line begins from the edge, in its size.
    fn indent(&self, line: &Line) -> f64 {
        let indent = if line.is_rtl { self.right - line.right } else { line.left - self.left };
        indent / line.size
    }
}

/// The paragraphs of the pages.
pub(super) fn paragraphs(pages: Vec<Page>, budget: &Budget<'_>) -> Result<LaidOut, DocumentError> {
    let (pages, num_running) = without_running_lines(pages);
    let mut all: Vec<(usize, Column)> = Vec::new();
    for (idx, lines) in pages.into_iter().enumerate() {
        budget.check()?;
        all.extend(columns(lines).into_iter().map(|lines| (idx, Column::new(lines))));
    }
    let body = body_size(&all);
    let usual_step = usual_step(&all);
    let compounds = compounds(&all);
    let mut done: Vec<Paragraph> = Vec::new();
    for (page, column) in &all {
        budget.check()?;
        for (idx, line) in column.lines.iter().enumerate() {
            let goes_on = if idx == 0 {
                continued(&done, line)
            } else {
                done.len().checked_sub(1).filter(|last| {
                    done.get(*last).is_some_and(|last| joins(last, line, column, usual_step, body))
                })
            };
            let is_full = column.rest(line) < 0.1;
            match goes_on.and_then(|idx| done.get_mut(idx)) {
                Some(paragraph) => {
                    join(&mut paragraph.text, &line.text, &compounds);
                    paragraph.num_lines += 1;
                    paragraph.last = line.clone();
                    paragraph.is_full = is_full;
                }
                None => done.push(Paragraph {
                    text: line.text.clone(),
                    size: line.size,
                    page: *page,
                    num_lines: 1,
                    last: line.clone(),
                    is_full,
                }),
            }
        }
    }
    Ok(LaidOut { paragraphs: with_roles(done, body), num_running })
}

/// The lines of the pages without those that recur at their edges, and how many these were.
fn without_running_lines(pages: Vec<Page>) -> (Vec<Vec<Line>>, usize) {
    let num_pages = pages.len();
    let at_edge =
        |page: &Page, line: &Line| line.y < page.height * EDGE || line.y > page.height * (1.0 - EDGE);
    // Numbers differ from page to page.
    let key = |line: &Line| line.text.chars().filter(|c| !c.is_numeric()).collect::<String>();
    let mut seen: HashMap<String, usize> = HashMap::new();
    for page in &pages {
        let keys: BTreeSet<String> = page.lines.iter().filter(|line| at_edge(page, line)).map(key).collect();
        for key in keys {
            *seen.entry(key).or_default() += 1;
        }
    }
    let mut num_running = 0;
    let pages = pages.into_iter().map(|mut page| {
        let lines = std::mem::take(&mut page.lines);
        let kept = lines.into_iter().filter(|line| {
            let key = key(line);
            let count = seen.get(&key).copied().unwrap_or(0);
            // Left and right pages, and chapters, have lines of their own.
            let recurs = count >= 3 || (count == 2 && num_pages <= 4);
            let is_number = key.chars().all(|c| matches!(c, ' ' | '-' | '–' | '—' | '.' | '/' | '|'));
            let is_running = at_edge(&page, line) && (recurs || is_number);
            num_running += usize::from(is_running);
            !is_running
        });
        kept.collect::<Vec<Line>>()
    });
    let pages = pages.collect();
    (pages, num_running)
}

/// The size that most letters have.
fn body_size(columns: &[(usize, Column)]) -> f64 {
    let lines = columns.iter().flat_map(|(_, column)| &column.lines);
    let mut sizes: Vec<(f64, usize)> =
        lines.map(|line| ((line.size * 2.0).round() / 2.0, line.text.len())).collect();
    sizes.sort_by(|one, two| one.0.total_cmp(&two.0));
    let groups = sizes.chunk_by(|one, two| one.0.total_cmp(&two.0).is_eq());
    let sums = groups.map(|group| (group.iter().map(|(_, len)| len).sum::<usize>(), group));
    sums.max_by_key(|(sum, _)| *sum)
        .and_then(|(_, group)| group.first())
        .map_or(10.0, |(size, _)| size.max(1.0))
}

/// The step from line to line inside paragraphs, in their size. Short documents have as many gaps as lines, so it is
/// the lower quartile.
fn usual_step(columns: &[(usize, Column)]) -> f64 {
    let pairs = columns.iter().flat_map(|(_, column)| column.lines.windows(2));
    let mut steps: Vec<f64> = pairs
        .filter_map(|pair| match pair {
            [one, two] if is_same_size(one.size, two.size) => Some((two.y - one.y) / two.size),
            _ => None,
        })
        .filter(|step| (0.7..2.5).contains(step))
        .collect();
    steps.sort_by(f64::total_cmp);
    steps.get(steps.len() / 4).copied().unwrap_or(USUAL_STEP)
}

fn is_same_size(one: f64, two: f64) -> bool {
    (one - two).abs() <= SAME_SIZE * one.max(two)
}

/// Whether a line goes on with the paragraph above it in its column.
fn joins(above: &Paragraph, line: &Line, column: &Column, usual_step: f64, body: f64) -> bool {
    let last = &above.last;
    let step = (line.y - last.y) / line.size;
    let is_near = step > 0.0 && step < usual_step * GAP;
    if !is_near || !is_same_size(above.size, line.size) || line.is_row || last.is_row || is_item(&line.text) {
        return false;
    }
    if line.size >= body * HEADING {
        return true;
    }
    let (indent, indent_above) = (column.indent(line), column.indent(last));
    if (0.7..5.0).contains(&indent) && indent_above < 0.3 && !is_item(&above.text) {
        return false;
    }
    // Back from a block that is indented as a whole.
    if indent < 0.3 && (0.7..5.0).contains(&indent_above) && above.num_lines > 1 && !is_item(&above.text) {
        return false;
    }
    let rest = column.rest(last);
    if rest > 0.25 && ends_a_sentence(&last.text) && !line.text.starts_with(char::is_lowercase) {
        return false;
    }
    // A byline or a place above a paragraph.
    let is_alone = above.num_lines == 1 && rest > 0.4 && column.rest(line) < 0.1;
    !is_alone || last.text.ends_with([',', '-']) || line.text.starts_with(char::is_lowercase)
}

/// The paragraph that goes on with the first line of a column. Notes and captions may lie between.
fn continued(done: &[Paragraph], line: &Line) -> Option<usize> {
    if is_item(&line.text) || line.is_row {
        return None;
    }
    let candidates = done.iter().enumerate().rev().take(INTERRUPTIONS);
    let (idx, paragraph) = candidates
        .take_while(|(_, paragraph)| paragraph.size <= line.size * (1.0 + SAME_SIZE))
        .find(|(_, paragraph)| is_same_size(paragraph.size, line.size))?;
    let may_be_whole = !paragraph.is_full && !paragraph.text.ends_with('-');
    let is_open =
        !ends_a_sentence(&paragraph.text) && (!may_be_whole || line.text.starts_with(char::is_lowercase));
    (is_open && !paragraph.last.is_row).then_some(idx)
}

/// Whether a line begins with a bullet.
fn is_item(text: &str) -> bool {
    bullet_len(text) > 0
}

/// How long the bullet is that a line begins with, with the space behind it.
fn bullet_len(text: &str) -> usize {
    let Some(rest) = text.strip_prefix(['•', '▪', '◦', '‣', '●', '■', '–', '*']) else {
        return 0;
    };
    let words = rest.trim_start();
    if words.len() < rest.len() && !words.is_empty() { text.len() - words.len() } else { 0 }
}

fn ends_a_sentence(text: &str) -> bool {
    let closing = ['”', '’', '"', '\'', '»', '“', ')', ']', '」', '』'];
    text.trim_end_matches(closing).ends_with(['.', '!', '?', '…', ':', '。', '！', '？', '؟', '।'])
}

/// Words with a hyphen inside a line: they have it everywhere.
fn compounds(columns: &[(usize, Column)]) -> HashSet<String> {
    let lines = columns.iter().flat_map(|(_, column)| &column.lines);
    let words = lines.flat_map(|line| line.text.split_whitespace()).map(bare);
    words.filter(|word| word.contains('-')).map(str::to_lowercase).collect()
}

/// A word without the marks around it.
fn bare(word: &str) -> &str {
    word.trim_matches(|c: char| !c.is_alphanumeric())
}

/// Adds the next line to a text.
fn join(text: &mut String, line: &str, compounds: &HashSet<String>) {
    const HYPHENS: [char; 3] = ['-', '\u{ad}', '\u{2010}'];
    let before = text.trim_end_matches(HYPHENS);
    let is_broken = before.len() < text.len() && before.ends_with(char::is_alphabetic);
    if is_broken && line.starts_with(char::is_alphabetic) {
        let whole = || {
            let (start, end) = (before.rsplit(' ').next()?, line.split(' ').next()?);
            Some(format!("{}-{}", bare(start), bare(end)).to_lowercase())
        };
        let keeps =
            line.starts_with(char::is_uppercase) || whole().is_some_and(|word| compounds.contains(&word));
        if !keeps || text.ends_with('\u{ad}') {
            text.truncate(before.len());
        }
    } else if !(text.ends_with(is_spaceless) && line.starts_with(is_spaceless)) {
        text.push(' ');
    }
    text.push_str(line);
}

/// The paragraphs with what they are, by the size of their letters.
fn with_roles(paragraphs: Vec<Paragraph>, body: f64) -> Vec<(Role, String)> {
    let is_heading = |paragraph: &Paragraph| {
        paragraph.size >= body * HEADING && paragraph.text.chars().count() <= HEADING_CHARS
    };
    let front = paragraphs.iter().take(TITLE_PARAGRAPHS).enumerate();
    let largest = front
        .filter(|(_, paragraph)| {
            paragraph.page == 0 && paragraph.size >= body * TITLE && is_heading(paragraph)
        })
        .max_by(|one, two| one.1.size.total_cmp(&two.1.size))
        // If others are as large, it is one of several headings.
        .filter(|(_, title)| {
            paragraphs.iter().filter(|other| is_same_size(other.size, title.size)).count() == 1
        })
        .map(|(idx, _)| idx);
    let mut has_body = false;
    let with_role = |(idx, paragraph): (usize, Paragraph)| {
        let role = if largest == Some(idx) {
            Role::Block(BlockKind::Title)
        } else if is_heading(&paragraph) {
            Role::Heading(2)
        } else if has_body && paragraph.size <= body * NOTE {
            Role::Block(BlockKind::Note)
        } else {
            has_body |= is_same_size(paragraph.size, body);
            Role::PLAIN
        };
        let text = paragraph.text.replace('\u{ad}', "");
        let text = match bullet_len(&text) {
            0 => text,
            len => format!("• {}", text.get(len..).unwrap_or_default()),
        };
        (role, text)
    };
    paragraphs.into_iter().enumerate().map(with_role).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(text: &str, left: f64, y: f64) -> Line {
        let right = left + 5.0 * text.chars().count() as f64;
        Line { text: text.to_owned(), left, right, y, size: 10.0, is_rtl: false, is_row: false }
    }

    fn laid_out(pages: Vec<Vec<Line>>) -> (Vec<String>, usize) {
        let pages = pages.into_iter().map(|lines| Page { lines, height: 800.0 }).collect();
        let laid_out = paragraphs(pages, &Budget::unlimited()).unwrap();
        let texts = laid_out.paragraphs.into_iter().map(|(role, text)| match role {
            Role::Block(kind) => format!("{}|{text}", kind.name()),
            role => format!("{role:?}|{text}"),
        });
        (texts.collect(), laid_out.num_running)
    }

    #[test]
    fn hyphens_at_line_ends_are_undone_unless_the_word_has_one() {
        let joined = |text: &str, line: &str| {
            let mut text = text.to_owned();
            join(&mut text, line, &HashSet::from(["half-hearted".to_owned()]));
            text
        };
        assert_eq!(joined("the har-", "bour is"), "the harbour is");
        assert_eq!(joined("a half-", "hearted try"), "a half-hearted try");
        assert_eq!(joined("Anglo-", "Saxon"), "Anglo-Saxon");
        assert_eq!(joined("1990-", "1995"), "1990- 1995");
        assert_eq!(joined("soft\u{ad}", "ware"), "software");
        assert_eq!(joined("市议会", "宣布"), "市议会宣布");
        assert_eq!(joined("it", "ran"), "it ran");
    }

    #[test]
    fn gaps_indents_and_short_lines_part_paragraphs() {
        let full = "It ran over the whole width of the line and on";
        let (texts, _) = laid_out(vec![vec![
            line(full, 0.0, 100.0),
            line("to its end.", 0.0, 112.0),
            line(full, 0.0, 124.0),
            line(full, 0.0, 136.0),
            line(full, 10.0, 148.0),
            line(full, 0.0, 160.0),
            line(full, 0.0, 190.0),
            line("• One item that is long enough for more lines", 0.0, 202.0),
            line("than one of them", 10.0, 214.0),
            line("• Two", 0.0, 226.0),
        ]]);
        assert_eq!(
            texts,
            [
                format!("paragraph|{full} to its end."),
                format!("paragraph|{full} {full}"),
                format!("paragraph|{full} {full}"),
                format!("paragraph|{full}"),
                "paragraph|• One item that is long enough for more lines than one of them".to_owned(),
                "paragraph|• Two".to_owned(),
            ]
        );
    }

    #[test]
    fn running_lines_go_and_paragraphs_go_on_over_pages_and_notes() {
        let full = "It ran over the whole width of the line and on";
        let page = |number: usize, words: &str| {
            vec![line("The Quay", 0.0, 30.0), line(words, 0.0, 100.0), line(&number.to_string(), 0.0, 780.0)]
        };
        let mut first = page(1, full);
        let note = Line { size: 7.0, ..line("1 Mostly.", 0.0, 700.0) };
        first.push(note);
        let (texts, num_running) = laid_out(vec![first, page(2, "and on."), page(3, "Then it stopped.")]);
        assert_eq!(
            texts,
            [
                format!("paragraph|{full} and on."),
                "note|1 Mostly.".to_owned(),
                "paragraph|Then it stopped.".to_owned()
            ]
        );
        assert_eq!(num_running, 6);
    }

    #[test]
    fn the_size_of_letters_tells_titles_and_headings() {
        let sized = |text: &str, y: f64, size: f64| Line { size, ..line(text, 0.0, y) };
        let (texts, _) = laid_out(vec![vec![
            sized("Night ferry", 80.0, 20.0),
            line("It ran over the whole width of the line and on.", 0.0, 110.0),
            sized("Costs", 140.0, 13.0),
            line("It ran over the whole width of the line and on.", 0.0, 160.0),
        ]]);
        assert_eq!(texts[0], "title|Night ferry");
        assert_eq!(texts[2], "Heading(2)|Costs");
    }
}
