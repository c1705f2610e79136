//! What documents of word processors have in common: paragraphs with named styles, lists, tables row by row, and
//! properties of the file. Readers give their paragraphs as they come; here they become text and blocks.

use crate::model::article::{BlockKind, Metadata};

use super::assembly::Assembly;
use super::head::{TitleSearch, mark_head};
use super::metadata::fill;
use super::{DocumentWarning, LeftOut, ReadDocument};

/// How many paragraphs a cell holds, at least, that is there for the layout and not for a table's sake.
const LAYOUT_PARAGRAPHS: usize = 4;

/// How deep in a document its only heading of the first order may stand to be its title, in blocks.
const TITLE_BLOCKS: usize = 3;

/// What a paragraph is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    /// A heading of this order, 1 the highest.
    Heading(u8),
    /// A block of this kind.
    Block(BlockKind),
    /// A line of a table of contents or an index.
    Contents,
}

impl Role {
    /// Running text.
    pub(super) const PLAIN: Self = Self::Block(BlockKind::Paragraph);

    /// What paragraphs of a style are, by its name; `None` if the name says nothing.
    ///
    /// Word names its own styles in English, whatever language it speaks; others name them in theirs.
    pub(super) fn of_style(name: &str) -> Option<Self> {
        const HEADINGS: [&str; 17] = [
            "heading",
            "überschrift",
            "titre",
            "título",
            "titulo",
            "titolo",
            "kop",
            "rubrik",
            "overskrift",
            "nagłówek",
            "nadpis",
            "otsikko",
            "заголовок",
            "标题",
            "標題",
            "見出し",
            "제목",
        ];
        let name = name.replace("_20_", " ").to_lowercase();
        let name = name.trim();
        let numbered = name.trim_end_matches(|c: char| c.is_ascii_digit());
        if numbered.len() < name.len() && HEADINGS.contains(&numbered.trim_end()) {
            return name[numbered.len()..].parse().ok().map(Self::Heading);
        }
        Some(match name {
            "title" | "titel" | "titre" | "título" | "titulo" | "titolo" | "название" | "标题" | "標題"
            | "表題" | "제목" | "headline" => Self::Block(BlockKind::Title),
            "heading" | "subtitle" | "untertitel" | "sous-titre" | "subtítulo" | "sottotitolo" => {
                Self::Heading(2)
            }
            "byline" | "author" => Self::Block(BlockKind::Byline),
            "dateline" => Self::Block(BlockKind::Dateline),
            "caption" | "illustration" | "figure" | "drawing" | "table" | "footnote" | "footnote text"
            | "endnote" | "endnote text" | "beschriftung" | "légende" => Self::Block(BlockKind::Note),
            _ if ["toc ", "contents ", "index ", "table of "].iter().any(|start| name.starts_with(start)) => {
                Self::Contents
            }
            _ => return None,
        })
    }
}

/// How the items of a list are marked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Numerals {
    /// By a bullet, whichever.
    Bullet,
    /// 1, 2, 3.
    Decimal,
    /// a, b, c; in capitals or not.
    Letters { is_upper: bool },
    /// i, ii, iii; in capitals or not.
    Roman { is_upper: bool },
    /// By nothing.
    None,
}

impl Numerals {
    /// What an item begins with.
    pub(super) fn marker(self, number: u32) -> String {
        let in_case = |letters: String, is_upper| if is_upper { letters.to_uppercase() } else { letters };
        match self {
            Self::Bullet => "• ".to_owned(),
            Self::None => String::new(),
            Self::Letters { is_upper } if (1..=26).contains(&number) => {
                let letter = char::from_u32(u32::from('a') + number - 1).map(String::from);
                format!("{}. ", in_case(letter.unwrap_or_default(), is_upper))
            }
            Self::Roman { is_upper } if (1..=399).contains(&number) => {
                format!("{}. ", in_case(roman(number), is_upper))
            }
            _ => format!("{number}. "),
        }
    }
}

fn roman(mut number: u32) -> String {
    const DIGITS: [(u32, &str); 9] =
        [(100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i")];
    let mut digits = String::new();
    for (value, digit) in DIGITS {
        while number >= value {
            digits.push_str(digit);
            number -= value;
        }
    }
    digits
}

/// Paragraphs as they come, put together.
#[derive(Debug, Default)]
pub(super) struct Flow {
    assembly: Assembly,
    /// The tables that are open, the innermost last.
    tables: Vec<Table>,
    /// Which blocks are headings of the first order.
    top_headings: Vec<usize>,
    has_title: bool,
    /// Whether the text begins with an item of a list or a row of a table, which are no titles.
    begins_with_item: bool,
    num_contents: usize,
}

/// The row that is being read of a table: the paragraphs of its cells.
#[derive(Debug, Default)]
struct Table {
    cells: Vec<Vec<(Role, String)>>,
    is_left_out: bool,
}

impl Flow {
    /// Adds a paragraph; `words` are without its marker.
    pub(super) fn push(&mut self, role: Role, marker: &str, words: &str) {
        let words = without_ends(words);
        if words.is_empty() {
            return;
        }
        let words = format!("{marker}{words}");
        self.begins_with_item |= self.is_empty() && !marker.is_empty();
        match self.tables.last_mut() {
            Some(table) => match table.cells.last_mut() {
                Some(cell) => cell.push((role, words)),
                None => table.cells.push(vec![(role, words)]),
            },
            None => self.write(role, &words),
        }
    }

    fn write(&mut self, role: Role, words: &str) {
        let kind = match role {
            Role::Contents => {
                self.num_contents += 1;
                return;
            }
            Role::Heading(1) => {
                self.top_headings.push(self.assembly.blocks.len());
                BlockKind::Heading
            }
            Role::Heading(_) => BlockKind::Heading,
            Role::Block(BlockKind::Title) if self.has_title => BlockKind::Heading,
            Role::Block(kind) => kind,
        };
        self.has_title |= kind == BlockKind::Title;
        self.assembly.push(kind, words);
    }

    /// How many tables are open.
    pub(super) fn num_tables(&self) -> usize {
        self.tables.len()
    }

    /// A table begins.
    pub(super) fn start_table(&mut self) {
        self.tables.push(Table::default());
    }

    /// A cell begins.
    pub(super) fn start_cell(&mut self) {
        if let Some(table) = self.tables.last_mut() {
            table.cells.push(Vec::new());
        }
    }

    /// The row that is open is no part of the text.
    pub(super) fn leave_row_out(&mut self) {
        if let Some(table) = self.tables.last_mut() {
            table.is_left_out = true;
        }
    }

    /// A row ends: it is a paragraph, unless it only serves the layout.
    pub(super) fn end_row(&mut self) {
        let Some(table) = self.tables.last_mut() else { return };
        let Table { mut cells, is_left_out } = std::mem::take(table);
        if is_left_out {
            return;
        }
        cells.retain(|cell| !cell.is_empty());
        let is_layout = cells.len() == 1 || cells.iter().any(|cell| cell.len() >= LAYOUT_PARAGRAPHS);
        // What comes of it belongs to what lies around the table.
        let inner = self.tables.pop();
        if is_layout {
            for (role, words) in cells.into_iter().flatten() {
                self.push(role, "", &words);
            }
        } else {
            let words_of = |cell: Vec<(Role, String)>| {
                let words: Vec<String> =
                    cell.into_iter().map(|(_, words)| words.replace('\n', " ")).collect();
                words.join(" ")
            };
            let row: Vec<String> = cells.into_iter().map(words_of).collect();
            self.begins_with_item |= self.is_empty();
            self.push(Role::PLAIN, "", &row.join(" | "));
        }
        self.tables.extend(inner);
    }

    /// A table ends, and with it a row that was not ended.
    pub(super) fn end_table(&mut self) {
        self.end_row();
        self.tables.pop();
    }

    /// So many lines of a table of contents stand here and are left out.
    pub(super) fn leave_contents_out(&mut self, num_lines: usize) {
        self.num_contents += num_lines;
    }

    /// Whether there is no text yet.
    pub(super) fn is_empty(&self) -> bool {
        self.assembly.text.is_empty()
    }

    /// The text with its blocks; what is open ends. Without a title, the only heading of the first order is it if
    /// it stands at the front.
    pub(super) fn finish(mut self) -> (Assembly, usize) {
        while !self.tables.is_empty() {
            self.end_table();
        }
        if let (false, [only]) = (self.has_title, self.top_headings.as_slice())
            && *only < TITLE_BLOCKS
            && let Some(block) = self.assembly.blocks.get_mut(*only)
        {
            block.kind = BlockKind::Title;
        }
        (self.assembly.finish(), self.num_contents)
    }

    /// The document, with what its file says about itself where the text says nothing.
    pub(super) fn into_document(
        self,
        properties: FileProperties,
        mut warnings: Vec<DocumentWarning>,
    ) -> ReadDocument {
        let begins_with_item = self.begins_with_item;
        let (Assembly { text, blocks }, num_contents) = self.finish();
        if num_contents > 0 {
            warnings.push(DocumentWarning::LeftOut { what: LeftOut::ContentsLines, count: num_contents });
        }
        let mut metadata = Metadata::default();
        for (kind, key) in [(BlockKind::Title, "title"), (BlockKind::Byline, "byline")] {
            if let Some(block) = blocks.iter().find(|block| block.kind == kind) {
                let words = block.range.of(&text).unwrap_or_default();
                let words = if key == "byline" { words.strip_prefix("By ").unwrap_or(words) } else { words };
                fill(&mut metadata, key, words, &mut warnings);
            }
        }
        let is_guess = metadata.title.is_empty() && !begins_with_item;
        let search = if is_guess { TitleSearch::Guess } else { TitleSearch::Marked };
        let blocks = mark_head(&text, blocks, &mut metadata, search);
        properties.fill(&mut metadata, &mut warnings);
        ReadDocument { metadata, text, blocks, warnings, ..ReadDocument::default() }
    }
}

/// Lines without white space at their ends, and without empty ones at the front and back.
fn without_ends(words: &str) -> String {
    let lines: Vec<&str> = words.trim().lines().map(str::trim).collect();
    lines.join("\n")
}

/// What a file says about itself. Empty strings mean unknown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct FileProperties {
    /// Its title.
    pub(super) title: String,
    /// Who made it.
    pub(super) creator: String,
    /// When it was made, as the file writes it, ISO 8601 by preference.
    pub(super) created: String,
    /// Its language.
    pub(super) language: String,
}

impl FileProperties {
    /// Fills in what the text has not said. Programs fill these fields in, too: what is only their doing is passed
    /// over.
    pub(super) fn fill(&self, metadata: &mut Metadata, warnings: &mut Vec<DocumentWarning>) {
        if !is_made_up_title(&self.title) {
            fill(metadata, "title", &self.title, warnings);
        }
        if !is_made_up_name(&self.creator) {
            fill(metadata, "byline", &self.creator, warnings);
        }
        // The day on which the template of python-docx was made; and the beginnings of calendars.
        let is_template = ["2013-12-23", "19", "0", "1601-", "1899-"];
        let is_template = is_template.iter().any(|start| self.created.starts_with(start));
        if metadata.date.is_none() && !is_template {
            fill(metadata, "date", &self.created, warnings);
            if metadata.date.is_some() {
                warnings.push(DocumentWarning::DateOfFile);
            }
        }
        fill(metadata, "language", &self.language, warnings);
    }
}

/// Whether a title is a file's name or a program's.
fn is_made_up_title(title: &str) -> bool {
    let lower = title.trim().to_lowercase();
    let is_file = [".doc", ".docx", ".odt", ".rtf", ".pdf", ".indd", ".qxp", ".tmp", ".txt", ".htm", ".html"]
        .iter()
        .any(|end| lower.ends_with(end));
    let starts = ["microsoft word -", "untitled", "unbenannt", "powerpoint presentation"];
    is_file
        || starts.iter().any(|start| lower.starts_with(start))
        || matches!(lower.as_str(), "word document" | "title" | "document" | "slide 1" | "print")
        || lower.strip_prefix("document").is_some_and(|number| number.trim().parse::<u32>().is_ok())
}

/// Whether a name is nobody's.
fn is_made_up_name(name: &str) -> bool {
    matches!(
        name.trim().to_lowercase().as_str(),
        "user"
            | "windows user"
            | "microsoft office user"
            | "admin"
            | "administrator"
            | "author"
            | "owner"
            | "unknown"
            | "anonymous"
            | "root"
            | "python-docx"
            | "apache poi"
            | "default"
    )
}

#[cfg(test)]
mod tests {
    use super::super::testing::blocks_of;
    use super::*;

    fn blocks(flow: Flow) -> String {
        let document = flow.into_document(FileProperties::default(), Vec::new());
        blocks_of(&document)
    }

    #[test]
    fn styles_are_known_by_name_in_several_languages() {
        assert_eq!(Role::of_style("heading 2"), Some(Role::Heading(2)));
        assert_eq!(Role::of_style("Heading_20_3"), Some(Role::Heading(3)));
        assert_eq!(Role::of_style("Überschrift 1"), Some(Role::Heading(1)));
        assert_eq!(Role::of_style("标题 1"), Some(Role::Heading(1)));
        assert_eq!(Role::of_style("Title"), Some(Role::Block(BlockKind::Title)));
        assert_eq!(Role::of_style("toc 2"), Some(Role::Contents));
        for name in ["Normal", "Text body", "heading", "Heading 1 Char"] {
            assert!(!matches!(Role::of_style(name), Some(Role::Heading(1) | Role::Contents)), "{name}");
        }
    }

    #[test]
    fn markers_count_as_people_do() {
        let markers = |numerals: Numerals| [1, 4, 29].map(|number| numerals.marker(number)).concat();
        assert_eq!(markers(Numerals::Decimal), "1. 4. 29. ");
        assert_eq!(markers(Numerals::Roman { is_upper: true }), "I. IV. XXIX. ");
        assert_eq!(markers(Numerals::Letters { is_upper: false }), "a. d. 29. ");
        assert_eq!(Numerals::Bullet.marker(7), "• ");
    }

    #[test]
    fn rows_are_paragraphs_and_layout_is_none() {
        let mut flow = Flow::default();
        flow.start_table();
        for words in ["Fare", "from\nMay"] {
            flow.start_cell();
            flow.push(Role::PLAIN, "", words);
        }
        flow.end_row();
        flow.start_cell();
        flow.push(Role::Heading(2), "", "Costs");
        flow.push(Role::PLAIN, "• ", "Fuel.");
        flow.start_table();
        for words in ["inner", "row"] {
            flow.start_cell();
            flow.push(Role::PLAIN, "", words);
        }
        flow.end_row();
        flow.end_table();
        flow.end_row();
        flow.leave_row_out();
        flow.push(Role::PLAIN, "", "gone");
        flow.end_row();
        flow.end_table();
        assert_eq!(
            blocks(flow),
            "paragraph|Fare | from May\nheading|Costs\nparagraph|• Fuel.\nparagraph|inner | row"
        );
    }

    #[test]
    fn the_only_top_heading_at_the_front_is_the_title() {
        let mut flow = Flow::default();
        flow.push(Role::Heading(1), "", "Night ferry");
        flow.push(Role::PLAIN, "", "By Mara Kell");
        flow.push(Role::Contents, "", "Costs 3");
        flow.push(Role::PLAIN, "", "It runs.");
        let document = flow.into_document(FileProperties::default(), Vec::new());
        assert_eq!(blocks_of(&document), "title|Night ferry\nbyline|By Mara Kell\nparagraph|It runs.");
        assert_eq!(document.metadata.title, "Night ferry");
        assert_eq!(document.warnings, [DocumentWarning::LeftOut { what: LeftOut::ContentsLines, count: 1 }]);
        let mut flow = Flow::default();
        flow.push(Role::Heading(1), "", "One");
        flow.push(Role::Heading(1), "", "Two");
        assert_eq!(blocks(flow), "heading|One\nheading|Two");
    }

    #[test]
    fn what_only_programs_say_is_passed_over() {
        let (mut metadata, mut warnings) = (Metadata::default(), Vec::new());
        let made_up = FileProperties {
            title: "Microsoft Word - ferry2.doc".to_owned(),
            creator: "Windows User".to_owned(),
            created: "2013-12-23T23:15:00Z".to_owned(),
            language: String::new(),
        };
        made_up.fill(&mut metadata, &mut warnings);
        assert_eq!((metadata, warnings), (Metadata::default(), vec![]));
        let (mut metadata, mut warnings) = (Metadata::default(), Vec::new());
        let meant = FileProperties {
            title: "Night ferry".to_owned(),
            creator: "Mara Kell".to_owned(),
            created: "2025-03-14T09:30:00Z".to_owned(),
            language: "en-GB".to_owned(),
        };
        meant.fill(&mut metadata, &mut warnings);
        assert_eq!((metadata.title.as_str(), metadata.byline.as_str()), ("Night ferry", "Mara Kell"));
        assert_eq!(metadata.language, "en-GB");
        assert_eq!((metadata.date.is_some(), warnings), (true, vec![DocumentWarning::DateOfFile]));
    }
}
