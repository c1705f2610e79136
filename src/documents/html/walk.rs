//! A tree becomes pieces of text by what they are: headings, paragraphs, items of lists, rows of tables, notes.
//!
//! The walk keeps a stack of its own, so that a page nested deep costs memory and not the thread's stack.
//!
//! Known weaknesses: emphasis, links and the nesting of lists leave no trace; items are numbered by figures whatever
//! signs the page has for them; what a style sheet hides or adds is not seen.

use dom_query::NodeRef;

use super::node::{is_hidden, is_note, name_of, text_within, with_words};
use crate::documents::{Budget, DocumentError};
use crate::model::article::BlockKind;

/// A block to be: what it is, and its words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Piece {
    pub(super) kind: BlockKind,
    pub(super) words: String,
    /// Whether the words are a time and nothing else.
    pub(super) is_time: bool,
    /// Whether nearly all the words are links, as in a menu.
    pub(super) is_links: bool,
}

/// The longest cell of a table that stands in one line with the others of its row. Longer ones are columns of a page
/// that a table lays out.
const MAX_CELL_CHARS: usize = 300;

/// The pieces below `root`. The first heading of the first order is the title, if there is to be one.
pub(super) fn pieces(
    root: NodeRef<'_>,
    title: HasTitle,
    budget: &Budget<'_>,
) -> Result<Vec<Piece>, DocumentError> {
    let mut walk = Walk { has_title: title == HasTitle::Elsewhere, ..Walk::default() };
    let mut steps = vec![Step::Open(root)];
    let mut num_steps = 0_usize;
    while let Some(step) = steps.pop() {
        num_steps += 1;
        budget.check_at_times(num_steps)?;
        match step {
            Step::Close(part) => walk.close(part),
            Step::Open(node) if with_words(&node, |words| walk.push(words)).is_some() => {}
            Step::Open(node) => {
                let name = name_of(&node);
                if is_left_out(&name) || is_hidden(&node) {
                    continue;
                }
                if let Some(part) = walk.open(&node, &name) {
                    steps.push(Step::Close(part));
                }
                // Backwards, since the last step is taken first.
                steps.extend(node.children_it(true).map(Step::Open));
            }
        }
    }
    walk.flush();
    Ok(walk.done)
}

/// Where the title of a text is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum HasTitle {
    /// In the tree, if anywhere.
    Inside,
    /// Known already: all headings of the tree are headings of parts.
    Elsewhere,
}

/// Whether the text of an element is no text of the page. Readings of characters (`rt`) would stand between them.
fn is_left_out(name: &str) -> bool {
    matches!(
        name,
        "audio"
            | "button"
            | "canvas"
            | "datalist"
            | "embed"
            | "head"
            | "iframe"
            | "map"
            | "noscript"
            | "object"
            | "progress"
            | "rp"
            | "rt"
            | "script"
            | "select"
            | "style"
            | "svg"
            | "template"
            | "textarea"
            | "title"
            | "video"
    )
}

enum Step<'t> {
    Open(NodeRef<'t>),
    Close(Part),
}

/// What the end of an element ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    Block,
    Kind,
    List,
    Item,
    Row,
    Cell,
    Verbatim,
    Quote,
    Time,
    Link,
}

/// How the items of a list are numbered.
#[derive(Clone, Copy, Debug)]
struct Numbers {
    next: i64,
    step: i64,
}

/// How many characters of a block stand where, without white space.
#[derive(Clone, Copy, Debug, Default)]
struct Tally {
    all: usize,
    in_links: usize,
    in_times: usize,
}

#[derive(Default)]
struct Walk {
    done: Vec<Piece>,
    /// The words of the block that is open.
    words: String,
    tally: Tally,
    /// What the next words of a list item begin with.
    marker: String,
    /// The lists that are open, outermost first; `None` for bullets.
    lists: Vec<Option<Numbers>>,
    /// What blocks are in the elements that are open.
    kinds: Vec<BlockKind>,
    num_verbatim: usize,
    num_times: usize,
    num_links: usize,
    /// Whether a row of a table is being written into one line.
    is_row: bool,
    has_title: bool,
}

impl Walk {
    /// Begins an element; says what its end ends.
    fn open(&mut self, node: &NodeRef<'_>, name: &str) -> Option<Part> {
        let part = part_of(name);
        if part != Some(Part::Kind) && self.is_note(node, part) {
            return Some(self.open_kind(BlockKind::Note));
        }
        match (part?, name) {
            (Part::Kind, "h1") => return Some(self.open_kind(BlockKind::Title)),
            (Part::Kind, "figcaption" | "caption") => return Some(self.open_kind(BlockKind::Note)),
            (Part::Kind, _) => return Some(self.open_kind(BlockKind::Heading)),
            (Part::Block | Part::Cell, "br") => {
                self.break_line();
                return None;
            }
            (Part::Block | Part::Cell, _) => self.break_block(),
            (Part::List, _) => {
                self.break_block();
                self.lists.push(numbers_of(node, name));
            }
            (Part::Item, _) => {
                self.break_block();
                self.begin_item(node);
            }
            (Part::Row, _) => {
                self.flush();
                self.is_row = is_line_of_cells(node);
            }
            (Part::Verbatim, _) => {
                self.break_block();
                self.num_verbatim += 1;
            }
            (Part::Quote, _) => self.push("“"),
            (Part::Time, _) => self.num_times += 1,
            (Part::Link, _) => self.num_links += 1,
        }
        part
    }

    fn close(&mut self, part: Part) {
        match part {
            Part::Kind => {
                self.break_block();
                self.kinds.pop();
            }
            Part::List => {
                self.break_block();
                self.lists.pop();
            }
            Part::Item => {
                self.break_block();
                self.marker.clear();
            }
            Part::Row => {
                self.flush();
                self.is_row = false;
            }
            Part::Cell if self.is_row => {
                self.words.truncate(self.words.trim_end_matches(' ').len());
                self.words.push_str(" | ");
            }
            Part::Block | Part::Cell => self.break_block(),
            Part::Verbatim => {
                self.flush();
                self.num_verbatim = self.num_verbatim.saturating_sub(1);
            }
            Part::Quote => self.push("”"),
            Part::Time => self.num_times = self.num_times.saturating_sub(1),
            Part::Link => self.num_links = self.num_links.saturating_sub(1),
        }
    }

    fn open_kind(&mut self, kind: BlockKind) -> Part {
        self.break_block();
        self.kinds.push(kind);
        Part::Kind
    }

    /// Whether an element is a note. Words in a line with others are part of the note that they stand in.
    fn is_note(&self, node: &NodeRef<'_>, part: Option<Part>) -> bool {
        let is_inside = self.kinds.last() == Some(&BlockKind::Note);
        (part == Some(Part::Block) || (part.is_none() && !is_inside)) && is_note(node)
    }

    fn begin_item(&mut self, node: &NodeRef<'_>) {
        self.marker = match self.lists.last_mut() {
            Some(Some(numbers)) => {
                let own = node.attr("value").and_then(|value| value.trim().parse().ok());
                let number: i64 = own.unwrap_or(numbers.next);
                numbers.next = number.saturating_add(numbers.step);
                format!("{number}. ")
            }
            _ => "• ".to_owned(),
        };
    }

    /// Adds words as a page shows them: white space is one space, and soft hyphens are not seen.
    fn push(&mut self, words: &str) {
        let is_verbatim = self.num_verbatim > 0 && !self.is_row;
        let is_space = |c: char| matches!(c, ' ' | '\t' | '\n' | '\r' | '\x0c');
        let mut num_chars = 0;
        let mut rest = words;
        while let Some(end) = rest.find(|c| is_space(c) || c == '\u{ad}') {
            let (word, behind) = rest.split_at(end);
            num_chars += word.chars().count();
            self.words.push_str(word);
            let mut chars = behind.chars();
            let sign = chars.next().filter(|c| is_space(*c));
            rest = chars.as_str();
            match sign {
                Some(space) if is_verbatim => self.words.push(space),
                Some(_) if !self.words.is_empty() && !self.words.ends_with([' ', '\n']) => {
                    self.words.push(' ');
                }
                _ => {}
            }
        }
        num_chars += rest.chars().count();
        self.words.push_str(rest);
        self.tally.all += num_chars;
        self.tally.in_links += if self.num_links > 0 { num_chars } else { 0 };
        self.tally.in_times += if self.num_times > 0 { num_chars } else { 0 };
    }

    /// A line break; a second one ends the paragraph.
    fn break_line(&mut self) {
        if self.is_row {
            self.push(" ");
        } else if self.num_verbatim > 0 {
            self.words.push('\n');
        } else {
            self.words.truncate(self.words.trim_end_matches(' ').len());
            if self.words.ends_with('\n') {
                self.flush();
            } else if !self.words.is_empty() {
                self.words.push('\n');
            }
        }
    }

    fn break_block(&mut self) {
        if self.is_row {
            self.push(" ");
        } else {
            self.flush();
        }
    }

    /// Ends the block that is open.
    fn flush(&mut self) {
        let words = std::mem::take(&mut self.words);
        let Tally { all, in_links, in_times } = std::mem::take(&mut self.tally);
        let (is_time, is_links) = (in_times == all, in_links * 10 >= all * 7);
        let words = if self.num_verbatim > 0 && !self.is_row { words.trim_end() } else { words.trim() };
        let words = if self.is_row { without_idle_bars(words) } else { words };
        if words.trim().is_empty() {
            return;
        }
        let kind = match self.kinds.last() {
            Some(BlockKind::Title) if self.has_title => BlockKind::Heading,
            Some(kind) => *kind,
            None => BlockKind::Paragraph,
        };
        self.has_title |= kind == BlockKind::Title;
        let marker = std::mem::take(&mut self.marker);
        let words = if marker.is_empty() { words.trim_start_matches('\n') } else { words.trim_start() };
        self.done.push(Piece { kind, words: marker + words, is_time, is_links });
    }
}

/// What an element is to the walk; `None` if it only marks words in a line.
pub(super) fn part_of(name: &str) -> Option<Part> {
    Some(match name {
        "address" | "article" | "aside" | "blockquote" | "body" | "br" | "center" | "dd" | "details"
        | "dialog" | "div" | "dl" | "dt" | "fieldset" | "figure" | "footer" | "form" | "header"
        | "hgroup" | "hr" | "html" | "legend" | "main" | "nav" | "option" | "p" | "search" | "section"
        | "summary" | "table" | "tbody" | "tfoot" | "thead" => Part::Block,
        "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "figcaption" | "caption" => Part::Kind,
        "ul" | "ol" | "menu" | "dir" => Part::List,
        "li" => Part::Item,
        "tr" => Part::Row,
        "td" | "th" => Part::Cell,
        "pre" | "listing" | "xmp" | "plaintext" => Part::Verbatim,
        "q" => Part::Quote,
        "time" => Part::Time,
        "a" => Part::Link,
        _ => return None,
    })
}

fn numbers_of(node: &NodeRef<'_>, name: &str) -> Option<Numbers> {
    if name != "ol" {
        return None;
    }
    let start = node.attr("start").and_then(|start| start.trim().parse().ok());
    if node.has_attr("reversed") {
        let num_items = node.children_it(false).filter(|child| child.has_name("li")).count();
        return Some(Numbers { next: start.or(i64::try_from(num_items).ok()).unwrap_or(1), step: -1 });
    }
    Some(Numbers { next: start.unwrap_or(1), step: 1 })
}

/// Whether the cells of a row are words that stand beside each other, and not columns of a page: there are two at
/// least, and in none of them is a list, a table, more than one block or a long text.
fn is_line_of_cells(row: &NodeRef<'_>) -> bool {
    let mut num_cells = 0;
    row.children_it(false).filter(|child| child.has_name("td") || child.has_name("th")).all(|cell| {
        num_cells += 1;
        let mut num_blocks = 0;
        cell.descendants_it().filter(NodeRef::is_element).all(|node| match part_of(&name_of(&node)) {
            Some(Part::List | Part::Row | Part::Verbatim) => false,
            Some(Part::Block | Part::Kind) => {
                num_blocks += 1;
                num_blocks < 2
            }
            _ => true,
        }) && text_within(&cell, MAX_CELL_CHARS).is_some()
    }) && num_cells > 1
}

/// The words of a row without the bar behind its last cell; nothing if all its cells are empty.
fn without_idle_bars(words: &str) -> &str {
    let words = words.trim_end().strip_suffix('|').unwrap_or(words).trim_end();
    if words.chars().all(|c| c == '|' || c.is_whitespace()) { "" } else { words }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::documents::html::tree::parse;

    /// The pieces of a page as lines "kind|words".
    fn drawn(html: &str) -> String {
        let budget = Budget::unlimited();
        let document = parse(html, &budget).unwrap();
        let pieces = pieces(document.root(), HasTitle::Inside, &budget).unwrap();
        let lines: Vec<String> =
            pieces.iter().map(|piece| format!("{}|{}", piece.kind.name(), piece.words)).collect();
        lines.join("\n")
    }

    #[test]
    fn markup_goes_and_words_stay() {
        assert_eq!(
            drawn(
                "<title>x</title><h1>Night <em>ferry</em></h1><p>The\n  <b>coun</b>cil <a href=x>met</a>&nbsp;&amp; \
                 le&shy;ft.<p><q>No</q>, it said.<div>Loose <p>inner</p> words</div><h1>Two</h1><h4>Deep</h4>\
                 <script>let a;</script><noscript>on?</noscript><!-- c -->"
            ),
            "title|Night ferry\nparagraph|The council met\u{a0}& left.\nparagraph|“No”, it said.\nparagraph|Loose\n\
             paragraph|inner\nparagraph|words\nheading|Two\nheading|Deep"
        );
    }

    #[test]
    fn a_break_is_a_line_and_two_end_the_paragraph() {
        assert_eq!(
            drawn("<p>One<br>two <br/> three<br><br>Four<br>&nbsp;<br>five<br></p>"),
            "paragraph|One\ntwo\nthree\nparagraph|Four\n\u{a0}\nfive"
        );
        assert_eq!(drawn("<pre>\nlet a;\n\n  b();<br>c\n</pre>"), "paragraph|let a;\n\n  b();\nc");
    }

    #[test]
    fn list_items_have_their_signs_and_numbers() {
        assert_eq!(
            drawn(
                "<ul><li>one<li><p>two</p><p>more</p><ol start=7><li>a<li value=9>b<li>c</ol></li><li></li><li>three</ul>\
                 <ol reversed><li>x<li>y</ol><p>End"
            ),
            "paragraph|• one\nparagraph|• two\nparagraph|more\nparagraph|7. a\nparagraph|9. b\nparagraph|10. c\n\
             paragraph|• three\nparagraph|2. x\nparagraph|1. y\nparagraph|End"
        );
    }

    #[test]
    fn rows_of_figures_are_lines_and_tables_that_lay_out_are_not() {
        assert_eq!(
            drawn(
                "<table><caption>Fares</caption><tr><th>Day<th>Fare</tr><tr><td><p>Monday</p><td> 2<br>crowns</tr><tr><td>\
                 <td></tr><tr><td><td>3</tr></table>"
            ),
            "note|Fares\nparagraph|Day | Fare\nparagraph|Monday | 2 crowns\nparagraph|| 3"
        );
        assert_eq!(
            drawn(
                "<table><tr><td><div>Menu</div><div>Sport</div><td>Text one<br><br>Text two<td><ul><li>x</ul></table>"
            ),
            "paragraph|Menu\nparagraph|Sport\nparagraph|Text one\nparagraph|Text two\nparagraph|• x"
        );
        assert_eq!(drawn("<table><tr><td>Only one</table>"), "paragraph|Only one");
    }

    #[test]
    fn captions_credits_and_corrections_are_notes() {
        assert_eq!(
            drawn(
                "<figure><img><figcaption>The quay. <span class=credit>Photo: MK</span></figcaption></figure>\
                 <div class='image-caption'>Dusk</div><span class=bildunterschrift>Abend</span>\
                 <div class=correction><p>It was six.</p><ul><li>not five</ul></div><p>Text.</p>"
            ),
            "note|The quay. Photo: MK\nnote|Dusk\nnote|Abend\nnote|It was six.\nnote|• not five\nparagraph|Text."
        );
        let page = format!("<div class='post category-credit'><p>{}</p></div>", "Loans rose. ".repeat(80));
        assert!(drawn(&page).starts_with("paragraph|Loans"));
    }

    #[test]
    fn what_is_hidden_is_left_out() {
        assert_eq!(
            drawn(
                "<body style='visibility: hidden'><p hidden>a<p style='color:red; DISPLAY : none'>b<p hidden=until-found>c\
                 <p>d<ruby>漢<rt>かん</rt></ruby><select><option>e</select>"
            ),
            "paragraph|c\nparagraph|d漢"
        );
    }

    #[test]
    fn a_time_alone_and_what_is_only_links_are_known_for_that() {
        let budget = Budget::unlimited();
        let document = parse("<div><time>14.40</time> </div><p>At <time>14.40</time></p>", &budget).unwrap();
        let pieces = pieces(document.root(), HasTitle::Inside, &budget).unwrap();
        let times: Vec<bool> = pieces.iter().map(|piece| piece.is_time).collect();
        assert_eq!(times, [true, false]);
        let menu =
            parse("<p>[ <a href=x>Home</a> | <a href=y>News</a> ]<p><a href=z>See</a> the news.", &budget)
                .unwrap();
        let pieces = super::pieces(menu.root(), HasTitle::Inside, &budget).unwrap();
        let links: Vec<bool> = pieces.iter().map(|piece| piece.is_links).collect();
        assert_eq!(links, [true, false]);
    }
}
