//! The article in a page: what the page is about, and of its text what is not the page's own.

use chrono::{Datelike as _, NaiveDate};
use dom_query::{Document, Element, NodeData, NodeId, NodeRef};
use dom_smoothie::{CandidateSelectMode, Config, Readability};

use super::about::About;
use super::clean::clean;
use super::node::name_of;
use super::walk::{HasTitle, Piece, pieces};
use crate::documents::assembly::Assembly;
use crate::documents::markdown::is_spaceless;
use crate::documents::metadata::Day;
use crate::documents::parts::ends_reading;
use crate::documents::{Budget, DocumentError, DocumentWarning};
use crate::model::article::{BlockKind, Metadata};
use crate::model::text::segment::prose_words;

/// A text of fewer words is no article: it's what is left of a page whose text was never there.
const MIN_WORDS: usize = 8;

/// A text of fewer words is short for an article, so that one looks whether it's all.
const FEW_WORDS: usize = 50;

/// A part of the page with so many characters is enough; with fewer, the finder looks again by milder rules. Chinese
/// and Japanese need a third of the characters for the same.
const ENOUGH_CHARS: usize = 500;

/// Lines that stand above an advertisement, in lower case.
const LABELS: [&str; 17] = [
    "ad",
    "advertisement",
    "advertising",
    "annonce",
    "annons",
    "annonse",
    "anzeige",
    "pubblicità",
    "publicidad",
    "publicidade",
    "publicité",
    "reklama",
    "werbung",
    "реклама",
    "إعلان",
    "广告",
    "広告",
];

/// The longest line that repeats a byline or a date, in characters.
const MAX_REPEAT_CHARS: usize = 80;

/// The article of a page that is about `about`, with its title first, and what a person should know about how it was
/// found.
pub(super) fn find(
    document: Document,
    about: &About,
    budget: &Budget<'_>,
) -> Result<(Assembly, Vec<DocumentWarning>), DocumentError> {
    let shown = pieces(document.root(), HasTitle::Inside, budget)?;
    let on_page = num_words_in(&shown);
    let enough_chars = if is_dense(&shown) { ENOUGH_CHARS / 3 } else { ENOUGH_CHARS };
    drop(shown);
    clean(&document, budget)?;
    let found = best_pieces(&document, enough_chars, on_page, budget)?;
    let found = without_repeats(without_menus(found), &about.metadata);
    let is_running = |piece: &&Piece| piece.kind == BlockKind::Paragraph;
    let num_running: usize = found.iter().filter(is_running).map(|piece| num_words(&piece.words)).sum();
    if num_running < MIN_WORDS {
        return Err(no_article());
    }
    let mut assembly = Assembly::default();
    assembly.push(BlockKind::Title, &about.metadata.title);
    for Piece { kind, words, .. } in found {
        assembly.push(kind, &words);
    }
    let num_taken = num_words(&assembly.text);
    let mut warnings = Vec::new();
    if num_taken * 2 < on_page {
        warnings.push(DocumentWarning::PartOfPage { num_taken, num_words: on_page });
    }
    if about.is_paid {
        let words =
            "The page says that only subscribers may read the article; what was saved may be its beginning.";
        warnings.push(DocumentWarning::Note(words.to_owned()));
    } else if num_running < FEW_WORDS {
        warnings.push(DocumentWarning::ShortText { num_words: num_running });
    }
    Ok((assembly, warnings))
}

fn no_article() -> DocumentError {
    let why = "the page has no running text; it may have been saved before its text was there";
    DocumentError::NoArticle { why: why.to_owned() }
}

/// The pieces of the part of the page that holds its running text.
///
/// The finder's own way of choosing among candidates keeps lists above the text that Mozilla's loses, and loses the
/// steps of some instructions that Mozilla's keeps. So where it takes less than half of the page, the other is tried,
/// and believed if it finds half as much again.
fn best_pieces(
    document: &Document,
    enough_chars: usize,
    on_page: usize,
    budget: &Budget<'_>,
) -> Result<Vec<Piece>, DocumentError> {
    let found = main_pieces(small_copy(document), CandidateSelectMode::DomSmoothie, enough_chars, budget);
    let num_found = found.as_deref().map_or(0, num_words_in);
    if num_found * 2 >= on_page {
        return found;
    }
    match main_pieces(small_copy(document), CandidateSelectMode::Readability, enough_chars, budget) {
        Ok(more) if num_words_in(&more) * 2 > num_found * 3 => Ok(more),
        Err(err) if ends_reading(&err) => Err(err),
        _ => found,
    }
}

/// A copy of what is left of the page, for the finder, which copies what it gets once more for each of its attempts: what
/// was taken out is still in the tree's list of nodes. Scripts, styles and comments, which it would take out itself, are
/// left behind at once, and so are drawings.
fn small_copy(document: &Document) -> Document {
    let copy = Document::default();
    copy.quirks_mode.set(document.quirks_mode.get());
    let mut steps: Vec<(NodeRef<'_>, NodeId)> = Vec::new();
    steps.extend(document.root().children_it(true).map(|child| (child, copy.root().id)));
    while let Some((node, around)) = steps.pop() {
        let data = match &*name_of(&node) {
            "script" | "style" | "link" | "base" => None,
            _ => node.query(|node| node.data.clone()),
        };
        let data = match data {
            Some(NodeData::Comment { .. } | NodeData::ProcessingInstruction { .. }) | None => continue,
            Some(NodeData::Element(element)) => {
                // Its number means another node here.
                NodeData::Element(Element { template_contents: None, ..element })
            }
            Some(data) => data,
        };
        let own = copy.tree.create_node(data);
        copy.tree.append_child_of(&around, &own);
        if !(node.has_name("svg") && node.descendants_it().all(|part| !part.is_nonempty_text())) {
            steps.extend(node.children_it(true).map(|child| (child, own)));
        }
    }
    copy
}

/// The pieces of the part that a way of choosing finds; a part of `char_threshold` characters is enough.
fn main_pieces(
    document: Document,
    candidate_select_mode: CandidateSelectMode,
    char_threshold: usize,
    budget: &Budget<'_>,
) -> Result<Vec<Piece>, DocumentError> {
    let config = Config { candidate_select_mode, char_threshold, disable_json_ld: true, ..Config::default() };
    budget.check()?;
    let mut reader = Readability::with_document(document, None, Some(config)).map_err(|_| no_article())?;
    reader.parse().map_err(|_| no_article())?;
    budget.check()?;
    let body = reader.doc.select("#readability-page-1");
    let Some(root) = body.nodes().first() else {
        return Err(no_article());
    };
    pieces(*root, HasTitle::Elsewhere, budget)
}

/// Whether most letters belong to a script that puts no spaces between words.
fn is_dense(pieces: &[Piece]) -> bool {
    let (mut num_letters, mut num_dense) = (0, 0);
    for Piece { words, .. } in pieces {
        if words.is_ascii() {
            num_letters += words.bytes().filter(u8::is_ascii_alphabetic).count();
        } else {
            for c in words.chars().filter(|c| c.is_alphabetic()) {
                num_letters += 1;
                num_dense += usize::from(is_spaceless(c));
            }
        }
    }
    num_dense * 2 > num_letters
}

fn num_words_in(pieces: &[Piece]) -> usize {
    pieces.iter().map(|piece| num_words(&piece.words)).sum()
}

/// How many words a text has, by the rules of Unicode; of Chinese and Japanese, characters.
fn num_words(text: &str) -> usize {
    prose_words(text).count()
}

/// The pieces without those that say the title, byline and date again. Times further down, as between the entries of
/// a page that is written through the day, are lines of their own.
fn without_repeats(pieces: Vec<Piece>, metadata: &Metadata) -> Vec<Piece> {
    let Metadata { title, byline, date, .. } = metadata;
    let mut kept: Vec<Piece> = Vec::new();
    // A standfirst may stand above byline and date.
    let mut num_texts = 0;
    for mut piece in pieces {
        let words = piece.words.as_str();
        let num_chars = words.chars().count();
        let is_short = num_chars <= MAX_REPEAT_CHARS;
        let is_head = num_texts < 2;
        let is_byline = is_short
            && !byline.is_empty()
            && byline.split(", ").any(|name| words.contains(name))
            && (is_head || num_chars <= byline.chars().count() + 12);
        let is_date = is_short && (piece.is_time || Day::parse(words).is_some() || says(words, *date));
        let is_imprint = is_short && (words.starts_with('©') || words.starts_with("Copyright "));
        let is_label = LABELS.contains(&words.to_lowercase().as_str());
        if words == title || is_byline || (is_head && is_date) || is_imprint || is_label {
            continue;
        }
        match piece.kind {
            BlockKind::Heading => num_texts = 2,
            BlockKind::Paragraph => num_texts += usize::from(!is_short),
            _ => {}
        }
        if piece.is_time && piece.kind == BlockKind::Paragraph {
            piece.kind = BlockKind::Dateline;
        }
        kept.push(piece);
    }
    kept
}

/// The pieces without the links before and behind the text, and without the headings above those behind it.
fn without_menus(mut pieces: Vec<Piece>) -> Vec<Piece> {
    while pieces.last().is_some_and(|piece| piece.is_links || piece.kind == BlockKind::Heading) {
        pieces.pop();
    }
    let num_before = pieces.iter().take_while(|piece| piece.is_links).count();
    pieces.drain(..num_before);
    pieces
}

/// Whether words that end like no sentence have the year and the day of a date among their numbers: a date in whatever
/// language.
fn says(words: &str, date: Option<NaiveDate>) -> bool {
    let numbers: Vec<&str> =
        words.split(|c: char| !c.is_ascii_digit()).filter(|word| !word.is_empty()).collect();
    let has = |number: u32| numbers.iter().any(|word| word.parse() == Ok(number));
    date.is_some_and(|date| u32::try_from(date.year()).is_ok_and(has) && has(date.day()))
        && !words.ends_with(['.', '!', '?', '。', '”', '"'])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::documents::html::tree::parse;

    fn piece(kind: BlockKind, words: &str, is_time: bool) -> Piece {
        Piece { kind, words: words.to_owned(), is_time, is_links: false }
    }

    #[test]
    fn the_finder_gets_what_is_left_of_the_page() {
        let budget = Budget::unlimited();
        let html = "<!doctype html><meta name=a content=b><style>p{}</style><script>x</script><body><p class=a>One<!-- c -->\
                    <b>two</b></p><svg><path></path></svg><svg><title>Three</title></svg><nav>Gone</nav>";
        let document = parse(html, &budget).unwrap();
        document.select("nav").remove();
        let copy = small_copy(&document);
        assert_eq!(
            &*copy.html(),
            "<!DOCTYPE html><html><head><meta name=\"a\" content=\"b\"></head><body><p class=\"a\">One<b>two</b></p>\
             <svg></svg><svg><title>Three</title></svg></body></html>"
        );
        assert!(copy.tree.len() < document.tree.len());
    }

    #[test]
    fn the_head_is_not_said_twice() {
        let metadata = Metadata {
            title: "Night ferry".to_owned(),
            byline: "Mara Kell".to_owned(),
            date: NaiveDate::from_ymd_opt(2025, 3, 14),
            ..Metadata::default()
        };
        let text =
            "The council met on Monday, said Mara Kell, and nobody left before the night ferry had gone.";
        let pieces = vec![
            piece(BlockKind::Heading, "Night ferry", false),
            piece(BlockKind::Paragraph, "By Mara Kell, harbour desk, in Lower Ebb", false),
            piece(BlockKind::Paragraph, "Friday 14 March, 6.15", true),
            piece(BlockKind::Paragraph, "14 March 2025", false),
            piece(BlockKind::Paragraph, "Publié le 14 mars 2025 à 6h15", false),
            piece(BlockKind::Paragraph, text, false),
            piece(BlockKind::Paragraph, "14 March", false),
            piece(BlockKind::Heading, "What now", false),
            piece(BlockKind::Paragraph, "14 March", false),
            piece(BlockKind::Paragraph, "14.40", true),
            piece(BlockKind::Paragraph, "“No,” said Mara Kell to the council.", false),
            piece(BlockKind::Paragraph, "Text: Mara Kell", false),
            piece(BlockKind::Paragraph, "Anzeige", false),
            piece(BlockKind::Paragraph, "© 2025 The Quay", false),
        ];
        let kept = without_repeats(pieces, &metadata);
        let drawn: Vec<(BlockKind, &str)> =
            kept.iter().map(|piece| (piece.kind, piece.words.as_str())).collect();
        assert_eq!(
            drawn,
            [
                (BlockKind::Paragraph, text),
                (BlockKind::Heading, "What now"),
                (BlockKind::Paragraph, "14 March"),
                (BlockKind::Dateline, "14.40"),
                (BlockKind::Paragraph, "“No,” said Mara Kell to the council.")
            ]
        );
    }

    #[test]
    fn menus_around_the_text_go_and_links_inside_stay() {
        let links = |words: &str| Piece { is_links: true, ..piece(BlockKind::Paragraph, words, false) };
        let pieces = vec![
            links("Home | News"),
            piece(BlockKind::Paragraph, "Text.", false),
            links("• A page"),
            piece(BlockKind::Paragraph, "More.", false),
            piece(BlockKind::Heading, "Read on", false),
            links("• Another page"),
        ];
        let kept: Vec<String> = without_menus(pieces).into_iter().map(|piece| piece.words).collect();
        assert_eq!(kept, ["Text.", "• A page", "More."]);
        assert_eq!(without_menus(vec![links("Home")]), []);
    }
}
