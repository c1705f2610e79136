//! Notes: credits and captions, corrections, and what agencies sign with.

use super::lexicon::{
    AGENCY_ENDINGS, CORRECTION_LABELS, CORRECTION_STARTS, CREDIT_LABELS, CREDIT_STARTS, NO_SIGNATURES,
    SIGN_OFF_STARTS, SIGN_OFFS,
};
use super::words::{
    Index, Words, is_agency, is_capitalised, is_dense, is_in, is_line_in, labelled, num_words, plain,
    start_in, without_brackets,
};
use super::{Sureness, Verdict};
use crate::model::article::BlockKind;

/// A credit with its caption has no more words than this.
const MAX_CREDIT_WORDS: usize = 30;

/// A credit without a label has no more words than this.
const MAX_NAME_WORDS: usize = 10;

/// What a note about an earlier wording is about: one of these stands in its first words.
static CORRECTED: Words = Words::new(|| {
    Index::of(&[
        "article|story|post|column|headline|caption|newsletter|obituary|misstated",
        "artikels|artikel|textes|beitrags|meldung|fehler",
        "article|texte|artículo|texto|noticia|información|articolo|testo|artigo|reportagem|notícia",
        "stuk|verhaal|статьи|материала|текста|новости|заметки|публикации|статті|матеріалу|тексту|новини|публікації",
        "المقال|المقالة|الخبر|haberin|yazının|artykułu|tekstu|artikeln|artiklen|artikkelen|saken|texten|teksten|článku|textu",
    ])
});

/// What a line is if it is a note.
pub(super) fn note(line: &str) -> Option<Verdict> {
    correction(line).or_else(|| credit(line)).or_else(|| sign_off(line))
}

/// "Correction: …", "An earlier version of this article …".
fn correction(line: &str) -> Option<Verdict> {
    let bare = line.trim_start_matches(['*', '†', '•', ' ', '(', '[', '【']);
    if let Some((label, rest)) = labelled(bare, &[':', '：', '】', '.', '–', '—', '|'])
        && let label = plain(label.split(['(', '（', ',']).next().unwrap_or_default())
        && is_in(&CORRECTION_LABELS, &label)
        && rest.contains(char::is_alphanumeric)
    {
        let mark = bare.chars().find(|c| matches!(c, ':' | '：' | '】' | '.' | '–' | '—' | '|'));
        let is_clear = matches!(mark, Some(':' | '：' | '】')) || label.contains(' ');
        let sureness = if is_clear { Sureness::Always } else { Sureness::Never(ONLY_A_WORD) };
        return Some(Verdict { kind: BlockKind::Note, sureness });
    }
    start_in(&CORRECTION_STARTS, bare)?;
    let head = plain(bare);
    let mut first = head.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).take(12);
    let is_about_text = first.any(|word| is_in(&CORRECTED, word)) || bare.starts_with(is_dense);
    is_about_text.then_some(Verdict { kind: BlockKind::Note, sureness: Sureness::AtEnds(ABOUT_A_TEXT) })
}

const ONLY_A_WORD: &str = "it begins with a word that corrections begin with";
const ABOUT_A_TEXT: &str = "it speaks of an earlier version of a text, in the middle of the article";

/// Whether a line that is a note is a correction, which may be several lines long.
pub(super) fn is_correction(line: &str) -> bool {
    correction(line).is_some()
}

/// "Photo: …", "© Mara Kell", "(Image: …)", "Mara Kell/Quay Images".
fn credit(line: &str) -> Option<Verdict> {
    let bare = without_brackets(line).unwrap_or(line);
    let sure = Verdict { kind: BlockKind::Note, sureness: Sureness::Always };
    if let Some(owner) =
        bare.strip_prefix('©').or_else(|| bare.strip_prefix("(c) ")).or_else(|| bare.strip_prefix("(C) "))
    {
        let has_year = owner.split(|c: char| !c.is_ascii_digit()).any(|digits| digits.len() == 4);
        let kind = if has_year { BlockKind::Furniture } else { BlockKind::Note };
        return (num_words(owner) <= 20).then_some(Verdict { kind, ..sure });
    }
    if let Some((label, rest)) = labelled(bare, &[':', '：', '＝', '｜'])
        && is_in(&CREDIT_LABELS, &plain(label))
        && rest.contains(char::is_alphanumeric)
        && !rest.contains(['?', '？', '؟'])
    {
        let is_short = num_words(rest) <= MAX_CREDIT_WORDS;
        let sureness = if is_short { Sureness::Always } else { Sureness::Never(LONG_CREDIT) };
        return Some(Verdict { kind: BlockKind::Note, sureness });
    }
    let is_name = |rest: &str| {
        let num = num_words(rest);
        let is_open = !rest.ends_with(['.', '!', '?', ':', ',', ';']);
        is_open && (1..=MAX_NAME_WORDS).contains(&num) && (is_capitalised(rest) || rest.starts_with(is_dense))
    };
    if let Some((_, rest)) = start_in(&CREDIT_STARTS, bare) {
        let is_several = num_words(rest) >= 2 || rest.contains('/') || rest.starts_with(is_dense);
        let is_arabic = rest.starts_with(|c: char| matches!(c, '\u{600}'..='\u{6ff}'));
        let is_short_arabic = is_arabic && num_words(rest) <= 4 && !rest.ends_with('.');
        return ((is_several && is_name(rest)) || is_short_arabic).then_some(sure);
    }
    let (who, agency) = bare.split_once(['/', '|']).or_else(|| bare.split_once(" via "))?;
    let last = agency.split_whitespace().next_back()?;
    let is_credit = is_name(who) && is_name(agency) && is_in(&AGENCY_ENDINGS, &plain(last));
    is_credit.then_some(sure)
}

const LONG_CREDIT: &str = "it begins as a credit does, but is long for one";

/// "(dpa)", "Reporting by Mara Kell; editing by Jon Roe", "Avec AFP".
fn sign_off(line: &str) -> Option<Verdict> {
    const WHY: &str = "it looks like what agencies sign with, in the middle of the article";
    let at_ends = |kind| Some(Verdict { kind, sureness: Sureness::AtEnds(WHY) });
    let dashless = line.trim_start_matches(['—', '–', '-', ' ', '*']);
    let bare = without_brackets(dashless).unwrap_or(dashless);
    if is_line_in(&SIGN_OFFS, line)
        || is_line_in(&SIGN_OFFS, bare)
        || (bare.len() != line.len() && is_agency(bare))
    {
        return at_ends(BlockKind::Note);
    }
    let (start, rest) = start_in(&SIGN_OFF_STARTS, bare)?;
    let rest = rest.trim_start_matches([':', '：', ' ']);
    let begins = rest.starts_with(|c: char| !c.is_lowercase()) || is_agency(rest);
    let names_somebody = begins && rest.contains(char::is_alphabetic);
    let is_byline = ["reporting", "writing by", "editing by"].iter().any(|by| start.contains(by));
    let num = num_words(rest);
    // "Reporting by Kell found …" is a sentence about reporting.
    let is_list = rest.contains(';') || is_capitalised(rest.trim_end_matches('.')) || num <= 8;
    if !names_somebody || num > 40 || !is_list {
        return None;
    }
    at_ends(if is_byline { BlockKind::Byline } else { BlockKind::Note })
}

/// Where a signature in brackets begins that stands behind the last sentence of a paragraph: "… she said. (dpa)".
///
/// Also whether it is sure to be one.
pub(super) fn signature(paragraph: &str) -> Option<(usize, bool)> {
    let inner = paragraph.strip_suffix([')', '）', ']'])?;
    let open = inner.rfind(['(', '（', '['])?;
    let before = paragraph[..open].trim_end();
    let ends = before.ends_with(['.', '!', '?', '…', '”', '"', '»', '“', '。', '」', '؟']);
    let words = inner[open..].trim_start_matches(['(', '（', '[']).trim();
    let plain = plain(words);
    if !ends || before.is_empty() || is_in(&NO_SIGNATURES, &plain) {
        return None;
    }
    let (start, _) = start_in(&SIGN_OFF_STARTS, words).unwrap_or_default();
    if is_agency(words) || is_in(&SIGN_OFFS, &plain) || (!start.is_empty() && num_words(words) <= 40) {
        return Some((open, true));
    }
    // Initials of who wrote it, alone or with an agency: "(mk)", "(mk/dpa)".
    let is_initials =
        |part: &str| (2..=4).contains(&part.chars().count()) && part.chars().all(char::is_alphabetic);
    let parts: Vec<&str> = words.split(['/', ',']).map(str::trim).collect();
    let is_signed = parts.iter().all(|part| is_initials(part) || is_agency(part));
    if is_signed && parts.iter().any(|part| is_agency(part)) {
        return Some((open, true));
    }
    let is_case_clear =
        |part: &&str| part.chars().all(char::is_lowercase) || part.chars().all(char::is_uppercase);
    (is_signed && parts.iter().all(is_case_clear)).then_some((open, false))
}
