//! An article: metadata, where it came from, a text that never changes silently, and blocks over it.

use std::sync::Arc;

use chrono::NaiveDate;
use thiserror::Error;

use super::id::{ArticleId, slug};
use super::text::fold::fold;
use super::text::segment::trim;
use super::text::visible::shown_name;
use super::text::{RangeError, TextHash, TextRange};
use super::time::Timestamp;

/// One document of a corpus.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Article {
    /// Its id: the stem of its file, minted at import and never changed.
    pub id: ArticleId,
    /// What a reader would want to know about it.
    pub metadata: Metadata,
    /// Which file it was made from, and how.
    pub provenance: Provenance,
    /// The text with its hash.
    pub text: ArticleText,
    /// Ranges of the text by what they are; sorted by start.
    pub blocks: Vec<Block>,
    /// Corrections to the text since the import, oldest first: each leads from one text hash to the next,
    /// and the last one to today's.
    pub patches: Vec<TextPatch>,
}

/// What a reader would want to know about an article. Empty strings mean unknown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Metadata {
    /// The title, where the source has one; lists show the first words of the text otherwise.
    pub title: String,
    /// Day of publication.
    pub date: Option<NaiveDate>,
    /// Who published it.
    pub outlet: String,
    /// Who wrote it, as the source says it.
    pub byline: String,
    /// BCP 47 tag of its language, `en` for example.
    pub language: String,
    /// Where it was published.
    pub url: String,
    /// The id it has elsewhere, where that could not become ours.
    pub foreign_id: String,
}

/// Which file an article was made from, and what reading it did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Provenance {
    /// File name of the original, without its folder.
    pub original_name: String,
    /// SHA-256 of the original's bytes.
    pub original_hash: Option<TextHash>,
    /// The media type it was read as, by the registry of IANA (`text/html`); empty if nobody has said.
    pub media_type: String,
    /// What read it, with its version (`html 1`); empty if nobody has said.
    pub reader: String,
    /// Which part of the original it was, where that holds several: the path in an archive, the number of a chapter.
    pub part: String,
    /// Encoding it was read in, by its WHATWG name (`UTF-8`, `windows-1252` …).
    pub encoding: String,
    /// Whether a byte-order mark was taken off.
    pub byte_order_mark: bool,
    /// Line ends as they were before they became LF.
    pub line_ends: LineEnds,
    /// How many undecodable byte sequences became U+FFFD.
    pub num_undecodable: usize,
    /// When it was added to the corpus.
    pub added: Timestamp,
    /// The article whose text this one nearly has: the same story in another outlet. What may come of several such
    /// links, and of one to an article that is not there, is in [`super::copies`].
    pub copy_of: Option<ArticleId>,
}

/// The line ends of an original file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum LineEnds {
    /// LF throughout (or no line end at all).
    #[default]
    Lf,
    /// CR LF throughout.
    CrLf,
    /// CR throughout.
    Cr,
    /// Several kinds.
    Mixed,
}

/// A text and its hash; cheap to clone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ArticleText {
    text: Arc<str>,
    hash: TextHash,
}

impl ArticleText {
    /// The text with its hash, computed here.
    pub fn new(text: impl Into<Arc<str>>) -> Self {
        let text = text.into();
        Self { hash: TextHash::of(&text), text }
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The text, to be kept.
    pub fn share(&self) -> Arc<str> {
        Arc::clone(&self.text)
    }

    /// SHA-256 of the text.
    pub fn hash(&self) -> TextHash {
        self.hash
    }
}

/// What a block of text is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum BlockKind {
    /// The article's title.
    Title,
    /// A heading inside the article.
    Heading,
    /// Place and date at the start.
    Dateline,
    /// Who wrote it.
    Byline,
    /// Running text.
    Paragraph,
    /// A note, caption or correction.
    Note,
    /// What belongs to the page rather than the article: menus, advertisements.
    Furniture,
}

impl BlockKind {
    /// Every kind, in the order they are listed.
    pub const ALL: [Self; 7] = [
        Self::Title,
        Self::Heading,
        Self::Dateline,
        Self::Byline,
        Self::Paragraph,
        Self::Note,
        Self::Furniture,
    ];

    /// The kind's name in interchange files.
    pub fn name(self) -> &'static str {
        match self {
            Self::Title => "title",
            Self::Heading => "heading",
            Self::Dateline => "dateline",
            Self::Byline => "byline",
            Self::Paragraph => "paragraph",
            Self::Note => "note",
            Self::Furniture => "furniture",
        }
    }

    /// Whether its words may tell who said something. Who wrote the article, where and when, and what belongs to the
    /// page don't.
    pub fn tells_of_speakers(self) -> bool {
        !matches!(self, Self::Byline | Self::Dateline | Self::Furniture)
    }

    /// The kind of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }
}

/// A range of an article's text and what it is. Several may stand in one line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Block {
    /// Where it lies, in bytes of the article's text.
    pub range: TextRange,
    /// What it is.
    pub kind: BlockKind,
}

/// One correction of a text: at byte `at`, `removed` gives way to `inserted`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TextPatch {
    /// Hash of the text before.
    pub from_hash: TextHash,
    /// Hash of the text after.
    pub to_hash: TextHash,
    /// Byte offset in the text before.
    pub at: usize,
    /// What stood there.
    pub removed: String,
    /// What stands there now.
    pub inserted: String,
}

/// Why a patch does not fit a text.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum PatchError {
    /// The text is not the one the patch was made for.
    #[error("the correction was made for another text than the article has now")]
    OtherText,
    /// What the patch removes does not stand at its place, or the result has another hash than it says.
    #[error("the correction at byte {at} does not lead to the text it names")]
    Inconsistent {
        /// Byte offset of the patch.
        at: usize,
    },
}

impl TextPatch {
    /// The patch that turns `text` into one with `inserted` in place of `range`.
    pub fn replacing(
        text: &ArticleText,
        range: std::ops::Range<usize>,
        inserted: &str,
    ) -> Result<Self, RangeError> {
        if range.start > range.end {
            return Err(RangeError::Empty { start: range.start, end: range.end });
        }
        let whole = text.as_str();
        for offset in [range.start, range.end] {
            if offset > whole.len() {
                return Err(RangeError::Outside { start: range.start, end: range.end, len: whole.len() });
            }
            if !whole.is_char_boundary(offset) {
                return Err(RangeError::InsideCharacter { offset });
            }
        }
        let after = format!("{}{inserted}{}", &whole[..range.start], &whole[range.end..]);
        Ok(Self {
            from_hash: text.hash(),
            to_hash: TextHash::of(&after),
            at: range.start,
            removed: whole[range].to_owned(),
            inserted: inserted.to_owned(),
        })
    }

    /// The text after this patch.
    pub fn apply(&self, text: &ArticleText) -> Result<ArticleText, PatchError> {
        if text.hash() != self.from_hash {
            return Err(PatchError::OtherText);
        }
        let inconsistent = PatchError::Inconsistent { at: self.at };
        let whole = text.as_str();
        let rest = whole.get(self.at..).ok_or_else(|| inconsistent.clone())?;
        let tail = rest.strip_prefix(self.removed.as_str()).ok_or_else(|| inconsistent.clone())?;
        let after = ArticleText::new(format!("{}{}{tail}", &whole[..self.at], self.inserted));
        if after.hash() == self.to_hash { Ok(after) } else { Err(inconsistent) }
    }

    /// The patch that takes this one back.
    #[must_use]
    pub fn inverse(&self) -> Self {
        Self {
            from_hash: self.to_hash,
            to_hash: self.from_hash,
            at: self.at,
            removed: self.inserted.clone(),
            inserted: self.removed.clone(),
        }
    }

    /// Whether the patch takes words off an end of a range that it carries: taken back, it puts them beside it.
    pub fn shortens(&self, range: TextRange) -> bool {
        let removed_end = self.at + self.removed.len();
        let is_inside = range.start() <= self.at && removed_end <= range.end();
        let is_at_end = range.start() == self.at || range.end() == removed_end;
        self.inserted.is_empty() && is_inside && is_at_end && self.carry(range).is_some()
    }

    /// Where a range of the text before lies in the text after; `None` if the patch touched its words.
    pub fn carry(&self, range: TextRange) -> Option<TextRange> {
        let removed_end = self.at + self.removed.len();
        let moved = |offset: usize| offset - self.removed.len() + self.inserted.len();
        let (start, end) = (range.start(), range.end());
        if end <= self.at {
            Some(range)
        } else if start >= removed_end {
            TextRange::new(moved(start), moved(end)).ok()
        } else if start <= self.at && removed_end <= end {
            // The correction lies wholly inside: the range grows or shrinks with it.
            TextRange::new(start, moved(end)).ok()
        } else {
            None
        }
    }
}

impl Article {
    /// The blocks as they lie in a text, sorted by start; those that don't fit it are left out.
    pub fn fitting_blocks(text: &str, mut blocks: Vec<Block>) -> Vec<Block> {
        blocks.retain(|block| block.range.check(text).is_ok());
        blocks.sort_unstable();
        blocks
    }

    /// The blocks with `range` made a heading: blocks of running text give way to it, and keep what lies before
    /// and after it.
    pub fn blocks_with_heading(&self, range: TextRange) -> Vec<Block> {
        let text = self.text.as_str();
        let mut blocks = Vec::with_capacity(self.blocks.len() + 2);
        for block in &self.blocks {
            if !block.range.overlaps(range) {
                blocks.push(*block);
                continue;
            }
            let parts = [(block.range.start(), range.start()), (range.end(), block.range.end())];
            let kept = parts.into_iter().filter_map(|(start, end)| TextRange::new(start, end).ok());
            let kept = kept.filter_map(|part| trim(text, part));
            blocks.extend(kept.map(|range| Block { range, ..*block }));
        }
        blocks.push(Block { range, kind: BlockKind::Heading });
        blocks.sort_unstable();
        blocks
    }

    /// The blocks without the title or heading at `range`: it is running text again, one with what follows it in
    /// its line.
    pub fn blocks_without_heading(&self, range: TextRange) -> Vec<Block> {
        let text = self.text.as_str();
        let is_heading = |block: &Block| {
            matches!(block.kind, BlockKind::Heading | BlockKind::Title) && block.range.overlaps(range)
        };
        let (headings, mut blocks): (Vec<Block>, Vec<Block>) =
            self.blocks.iter().partition(|block| is_heading(block));
        for heading in headings {
            let same_line =
                |one: usize, two: usize| text.get(one..two).is_some_and(|gap| !gap.contains('\n'));
            let follows = blocks.iter_mut().find(|block| {
                block.range.start() >= heading.range.end()
                    && same_line(heading.range.end(), block.range.start())
            });
            if let Some(block) = follows
                && let Ok(range) = TextRange::new(heading.range.start(), block.range.end())
            {
                block.range = range;
            }
        }
        blocks.sort_unstable();
        blocks
    }

    /// What lists show, as [`shown_name`] has it: the title, or the first words of the text after any date
    /// line. The second value says whether it is the title.
    pub fn shown_title(&self) -> (String, bool) {
        if !self.metadata.title.trim().is_empty() {
            return (shown_name(self.metadata.title.trim()).into_owned(), true);
        }
        (shown_name(&first_words(self.text.as_str())).into_owned(), false)
    }
}

/// The first twelve words of a text, after a date line of the form `date 2025-11-24` where there is one.
pub fn first_words(text: &str) -> String {
    let mut words = text.split_whitespace().peekable();
    if words.peek().is_some_and(|word| word.eq_ignore_ascii_case("date")) {
        let mut ahead = words.clone();
        ahead.next();
        if ahead.peek().is_some_and(|word| word.parse::<NaiveDate>().is_ok()) {
            ahead.next();
            words = ahead;
        }
    }
    let first: Vec<&str> = words.take(12).collect();
    first.join(" ")
}

/// A fresh article id: date, slug of the title or first words, six digits of the text's hash.
///
/// `is_free` says whether an id is still to be had; where the first is not, a number is added.
pub fn mint_article_id(
    date: Option<NaiveDate>,
    title: &str,
    text: &ArticleText,
    is_free: impl Fn(&ArticleId) -> bool,
) -> ArticleId {
    // Letters keep their place without their marks: "Fähre" is `fahre`.
    let in_letters = |words: &str| slug(&fold(words).replace('ß', "ss"), 40);
    let words = in_letters(title);
    let words = if words.is_empty() { in_letters(&first_words(text.as_str())) } else { words };
    let mut parts: Vec<String> = date.map(|date| date.to_string()).into_iter().collect();
    parts.push(if words.is_empty() { "article".to_owned() } else { words });
    parts.push(text.hash().short());
    // A year before 0 or after 9999 prints a sign; it has no place in a file name.
    let stem = slug(&parts.join("-"), 72);
    let numbered = |count: u64| {
        let id = if count == 1 { stem.clone() } else { format!("{stem}-{count}") };
        ArticleId::new(&id).ok().filter(&is_free)
    };
    // A dataset may have one text many thousand times: counting up to a free id for each would take minutes.
    let (mut taken, mut count) = (0, 1_u64);
    let mut free = loop {
        if let Some(id) = numbered(count) {
            break id;
        }
        taken = count;
        count *= 2;
    };
    while count - taken > 1 {
        let between = taken + (count - taken) / 2;
        match numbered(between) {
            Some(id) => (free, count) = (id, between),
            None => taken = between,
        }
    }
    free
}

#[cfg(test)]
mod tests {
    use super::*;

    fn range(start: usize, end: usize) -> TextRange {
        TextRange::new(start, end).unwrap()
    }

    #[test]
    fn a_patch_and_its_inverse_cancel() {
        let before = ArticleText::new("The ferry runs til May.");
        let patch = TextPatch::replacing(&before, 15..18, "until").unwrap();
        let after = patch.apply(&before).unwrap();
        assert_eq!(after.as_str(), "The ferry runs until May.");
        assert_eq!(patch.inverse().apply(&after), Ok(before.clone()));
        assert_eq!(patch.apply(&after), Err(PatchError::OtherText));
    }

    #[test]
    fn a_patch_carries_ranges_it_does_not_cut() {
        let before = ArticleText::new("The ferry runs til May.");
        let patch = TextPatch::replacing(&before, 15..18, "until").unwrap();
        assert_eq!(patch.carry(range(4, 9)), Some(range(4, 9)));
        assert_eq!(patch.carry(range(19, 22)), Some(range(21, 24)));
        assert_eq!(patch.carry(range(10, 22)), Some(range(10, 24)));
        assert_eq!(patch.carry(range(10, 16)), None);
    }

    #[test]
    fn ids_tell_date_title_and_text() {
        let text = ArticleText::new("Council weighs night ferry\n\nThe council …");
        let date = NaiveDate::from_ymd_opt(2025, 3, 14);
        let id = mint_article_id(date, "Council weighs night ferry", &text, |_| true);
        assert_eq!(id.as_str(), format!("2025-03-14-council-weighs-night-ferry-{}", text.hash().short()));
        let second = mint_article_id(date, "Council weighs night ferry", &text, |free| *free != id);
        assert_eq!(second.as_str(), format!("{id}-2"));
        assert!(ArticleId::new(mint_article_id(None, "Паром", &text, |_| true).as_str()).is_ok());
        let german = mint_article_id(None, "Fähre über den Störfluß fällt aus", &text, |_| true);
        assert!(german.as_str().starts_with("fahre-uber-den-storfluss-fallt-aus-"), "{german}");
    }

    #[test]
    fn the_next_id_of_a_text_that_is_there_often_is_found_without_asking_for_all() {
        let text = ArticleText::new("Yes.");
        let stem = mint_article_id(None, "", &text, |_| true).to_string();
        let number = |id: &ArticleId| match id.as_str().strip_prefix(&stem).unwrap().strip_prefix('-') {
            Some(number) => number.parse().unwrap(),
            None => 1,
        };
        for num_taken in [0_u64, 1, 2, 3, 4, 7, 8, 9, 50_000] {
            let num_asked = std::cell::Cell::new(0);
            let id = mint_article_id(None, "", &text, |id| {
                num_asked.set(num_asked.get() + 1);
                number(id) > num_taken
            });
            assert_eq!(number(&id), num_taken + 1);
            assert!(num_asked.get() < 40, "{} for {num_taken}", num_asked.get());
        }
    }

    #[test]
    fn lists_show_the_first_words_after_a_date_line() {
        assert_eq!(first_words(" date 2025-11-24 US President said"), "US President said");
        assert_eq!(first_words("date palms are late"), "date palms are late");
    }
}
