//! What pages put between the paragraphs of an article: "Read more: …", "Subscribe to our newsletter".

use super::furniture_lexicon::{LINES, LINKS, LINKS_WITH_COLON, PLEA_OBJECTS, PLEAS, WEAK_LINKS, WEAK_PLEAS};
use super::words::{
    begins_large, is_dense, is_in, is_line_in, labelled, num_words, plain, start_in, without_brackets,
};
use super::{Sureness, Verdict};
use crate::model::article::BlockKind;

/// The title of another article has no more words than this.
const MAX_TITLE_WORDS: usize = 25;

/// And without a colon before it, no more than this.
const MAX_OPEN_TITLE_WORDS: usize = 14;

/// A plea has no more words than this.
const MAX_PLEA_WORDS: usize = 20;

const MAY_BE_TEXT: &str = "it may lead to another article, or be a heading of this one";
const MAY_BE_A_PLEA: &str = "it may ask readers to subscribe or to share, or be part of the text";
const ENDS_LIKE_A_SENTENCE: &str = "it asks for something a page asks for, but reads like a sentence";

/// What a line is if it is a page's and not the article's.
pub(super) fn furniture(line: &str) -> Option<Verdict> {
    let line = line.trim_start_matches(['•', '→', '»', '>', '▶', '►', '-', '–', '—', '*', '+', ' ']);
    let line = without_brackets(line).unwrap_or(line);
    let bare = line.trim_end_matches(['→', '»', '>', '›', '…', '.', '!', ':', '：', ' ', '↓', '▼']);
    if is_line_in(&LINES, bare) {
        return Some(verdict(Sureness::Always));
    }
    link(line).or_else(|| plea(line))
}

fn verdict(sureness: Sureness) -> Verdict {
    Verdict { kind: BlockKind::Furniture, sureness }
}

/// "Read more: Night ferry runs again", "Read more about the ferry".
fn link(line: &str) -> Option<Verdict> {
    let is_sentence = |title: &str| title.ends_with(['.', '。', ';', ',']) && !title.ends_with("...");
    if let Some((label, title)) = labelled(line, &[':', '：', '|', '｜'])
        && (is_in(&LINKS, &plain(label)) || is_in(&LINKS_WITH_COLON, &plain(label)))
        && begins_large(line)
        && begins_large(title)
        && !title.starts_with(':')
    {
        let is_title = !is_sentence(title) && num_words(title) <= MAX_TITLE_WORDS;
        return Some(verdict(if is_title {
            Sureness::Always
        } else {
            Sureness::Never(ENDS_LIKE_A_SENTENCE)
        }));
    }
    let (start, title) = start_in(&LINKS, line)?;
    let begins =
        title.starts_with(|c: char| c.is_alphanumeric() || matches!(c, '“' | '"' | '«' | '„' | '「'));
    let is_title = begins && !title.ends_with(['.', '。', ';', ',', ':', '?', '!', '”', '"', '»']);
    // "Read more books" is no link; "Read more about …" is.
    let is_clear = start.contains(' ') || start.starts_with(is_dense);
    if !is_title || !is_clear || is_in(&LINKS_WITH_COLON, start) || num_words(title) > MAX_OPEN_TITLE_WORDS {
        return None;
    }
    let is_weak = is_in(&WEAK_LINKS, start);
    Some(verdict(if is_weak { Sureness::AtEnds(MAY_BE_TEXT) } else { Sureness::Always }))
}

/// "Subscribe to our newsletter", "Follow us on Telegram".
fn plea(line: &str) -> Option<Verdict> {
    let (start, rest) = start_in(&PLEAS, line)?;
    let plain_line = plain(line);
    let objects = PLEA_OBJECTS.iter().flat_map(|list| list.split('|'));
    let mut asked = objects.filter(|object| plain_line.contains(object));
    let is_plea = asked.next().is_some()
        && rest.contains(char::is_alphanumeric)
        && num_words(line) <= MAX_PLEA_WORDS
        && !line.contains(['“', '”', '"', '«', '»']);
    if !is_plea {
        return None;
    }
    // "Recibe críticas en Facebook": what begins sentences and headlines as well is only put forward.
    let is_clear = !is_in(&WEAK_PLEAS, start) && !line.contains([',', '،']);
    Some(verdict(if is_clear { Sureness::Always } else { Sureness::Never(MAY_BE_A_PLEA) }))
}
