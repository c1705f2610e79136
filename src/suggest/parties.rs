//! From the words that name somebody to who that is: a person with an office, a government by its capital,
//! a group without a name, a document, several at once, or whoever a pronoun stands for.

use super::lexicon::{
    DETERMINERS, DOCUMENTS, GOVERNMENTS, HONORIFICS, ORGANISATIONS, OUTLETS, PREPOSITIONS, PRONOUNS, TITLES,
};
use super::names::NameIndex;
use super::tokens::Token;
use crate::model::id::VoiceId;
use crate::model::text::TextRange;
use crate::model::voice::VoiceKind;

/// Small words that can stand inside a name.
const INSIDE_NAMES: &[&str] = &["al", "bin", "da", "de", "del", "der", "di", "la", "le", "of", "van", "von"];
/// Names of governments in more than one word.
const LONG_GOVERNMENTS: &[&str] = &[
    "czech republic",
    "european commission",
    "european union",
    "new zealand",
    "north korea",
    "saudi arabia",
    "south africa",
    "south korea",
    "sri lanka",
    "united kingdom",
    "united nations",
    "united states",
    "white house",
];

/// Somebody who is proposed as a voice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OfferedParty {
    /// An entry of the register.
    Known(VoiceId),
    /// Somebody the register doesn't have yet.
    New {
        /// The name to enter.
        name: String,
        /// What it looks like.
        kind: VoiceKind,
        /// The office named with it: "Mayor", "Kremlin aide".
        role: Option<String>,
        /// Where the name stands.
        words: TextRange,
    },
    /// Somebody without a name.
    Unnamed {
        /// The words used for them.
        words: String,
    },
    /// The article's own voice.
    Article,
}

/// What is known around the words.
#[derive(Clone, Copy)]
pub(super) struct Known<'a> {
    /// The text the tokens come from.
    pub text: &'a str,
    /// The register.
    pub names: &'a NameIndex,
    /// The tokens of what stands before, for last names whose full name was given there.
    pub earlier: &'a [Token<'a>],
    /// Those who were named before, the last one last, for pronouns.
    pub antecedents: &'a [OfferedParty],
}

/// Who a noun phrase names; several where they are joined. Empty where it names nobody.
pub(super) fn parties(phrase: &[Token<'_>], known: Known<'_>) -> Vec<OfferedParty> {
    let phrase = trimmed(phrase);
    let Some(last) = phrase.last() else { return Vec::new() };
    if phrase.len() == 1 && last.is_one_of(PRONOUNS) {
        return known.antecedents.last().cloned().into_iter().collect();
    }
    let bare = without_determiners(phrase);
    if bare.is_empty() {
        return Vec::new();
    }
    if let Some(id) = words(bare, known.text).and_then(|name| known.names.lookup(name)) {
        return vec![OfferedParty::Known(id.clone())];
    }
    // "a copy seen by Reuters", "the letter from Selby": the paper speaks.
    let head_at = bare.iter().position(|token| std::ptr::eq(token, head_of(bare))).unwrap_or(0);
    if bare[head_at].is_one_of(DOCUMENTS) && !bare[head_at].is_capital() && head_at + 1 < bare.len() {
        let end = phrase.len() - (bare.len() - head_at - 1);
        return nameless(&phrase[..end], &bare[..=head_at], known).into_iter().collect();
    }
    if !last.is_capital() && !last.is_number() {
        return nameless(phrase, bare, known).into_iter().collect();
    }
    let parts: Vec<&[Token<'_>]> = bare
        .split(|token| token.is("and") || token.is("or") || matches!(token.text, "," | "&"))
        .map(trimmed)
        .map(without_determiners)
        .filter(|part| !part.is_empty())
        .collect();
    let all_named = parts.iter().all(|part| part.last().is_some_and(Token::is_capital));
    let parts = if all_named { parts } else { vec![bare] };
    parts.into_iter().filter_map(|part| named(part, known)).collect()
}

/// Somebody without a name, or a body or paper called by a common noun.
fn nameless(phrase: &[Token<'_>], bare: &[Token<'_>], known: Known<'_>) -> Option<OfferedParty> {
    let all = words(phrase, known.text)?.to_owned();
    let name = words(bare, known.text)?.to_owned();
    let head = head_of(bare);
    let is_possessed = bare.iter().any(|token| token.is_possessive);
    let range = TextRange::new(bare.first()?.range.start(), bare.last()?.range.end()).ok()?;
    let new = |kind| OfferedParty::New { name: name.clone(), kind, role: None, words: range };
    Some(if head.is_one_of(DOCUMENTS) {
        new(VoiceKind::Document)
    } else if head.is("government") {
        new(VoiceKind::Government)
    } else if head.is_one_of(OUTLETS) && !head.is("news") {
        new(VoiceKind::Outlet)
    } else if head.is_one_of(ORGANISATIONS) && !is_possessed {
        new(VoiceKind::Organisation)
    } else {
        OfferedParty::Unnamed { words: all }
    })
}

/// The noun a phrase is about: the last word before "of", "for", "in" and the like.
fn head_of<'p, 't>(phrase: &'p [Token<'t>]) -> &'p Token<'t> {
    let is_link = |token: &Token<'_>| {
        !token.is_capital() && (token.is("of") || token.is("seen") || token.is_one_of(PREPOSITIONS))
    };
    let end = phrase.iter().position(is_link).filter(|at| *at > 0).unwrap_or(phrase.len());
    &phrase[end - 1]
}

/// One who has a name.
fn named(part: &[Token<'_>], known: Known<'_>) -> Option<OfferedParty> {
    let (role, name) = role_and_name(part);
    if name.is_empty() {
        let words = words(part, known.text)?.to_owned();
        return Some(OfferedParty::Unnamed { words });
    }
    let mut shown = words(name, known.text)?.to_owned();
    // "Officials", "Residents": written large only because a sentence begins there.
    if let [only] = part
        && only.text.ends_with('s')
        && begins_sentence(known.text, only.range.start())
        && kind_of(name, &shown) == VoiceKind::Person
        && known.names.lookup(&shown).is_none()
        && !known.earlier.iter().any(|token| token.text == only.text)
    {
        return Some(OfferedParty::Unnamed { words: shown });
    }
    if let Some(id) = known.names.lookup(&shown) {
        return Some(OfferedParty::Known(id.clone()));
    }
    let kind = kind_of(name, &shown);
    let mut role = words(without_honorifics(role), known.text).map(str::to_owned);
    if kind == VoiceKind::Person
        && let [last] = name
        && let Some((earlier_role, full)) = full_name(last, known)
    {
        if let Some(id) = known.names.lookup(&full) {
            return Some(OfferedParty::Known(id.clone()));
        }
        role = role.or(earlier_role);
        shown = full;
    }
    let role = role.filter(|_| kind == VoiceKind::Person);
    let range = TextRange::new(name.first()?.range.start(), name.last()?.range.end()).ok()?;
    Some(OfferedParty::New { name: shown, kind, role, words: range })
}

/// The office and the name in "Kremlin aide Yuri Ushakov" or "US Secretary of State Marco Rubio".
fn role_and_name<'p, 't>(part: &'p [Token<'t>]) -> (&'p [Token<'t>], &'p [Token<'t>]) {
    // The name is the run of capitals at the end, small words between capitals included.
    let mut start = part.len();
    while start > 0 {
        let token = &part[start - 1];
        let joins = !token.is_capital()
            && token.is_one_of(INSIDE_NAMES)
            && start < part.len()
            && start >= 2
            && part[start - 2].is_capital();
        if !(token.is_capital() || joins) || (token.is_possessive && start < part.len()) {
            break;
        }
        start -= 1;
    }
    // A title in the run ends the office; "of State" after it belongs to it.
    if let Some(at) = part[start..].iter().rposition(|token| token.is_one_of(TITLES)) {
        let mut after = start + at + 1;
        if part.get(after).is_some_and(|token| token.is("of") || token.is("for")) {
            after = (after + 2).min(part.len());
        }
        start = after;
    }
    // A date line that runs into the sentence is no part of an office.
    let from = part[..start].iter().rposition(Token::is_number).map_or(0, |at| at + 1);
    let role = &part[from..start];
    // "Lidia Ferran of Harbour Senn": where she is from is no part of her name.
    let name = &part[start..];
    let of =
        name.iter().position(|token| token.is("of")).filter(|of| *of >= 2 || (*of == 1 && !role.is_empty()));
    (trimmed(role), &name[..of.unwrap_or(name.len())])
}

/// An office without "Mr.", "Ms." and the like, which say nothing of what somebody does.
fn without_honorifics<'p, 't>(role: &'p [Token<'t>]) -> &'p [Token<'t>] {
    let end = role.iter().rposition(|token| !token.is_one_of(HONORIFICS)).map_or(0, |at| at + 1);
    &role[..end]
}

/// The full name and office of a person whose last name alone stands here, from what stands before.
fn full_name(last: &Token<'_>, known: Known<'_>) -> Option<(Option<String>, String)> {
    let at = known
        .earlier
        .iter()
        .rposition(|token| token.text == last.text && token.range.end() <= last.range.start())?;
    let candidates = (0..=at).rev().filter(|at| known.earlier[*at].text == last.text);
    for at in candidates {
        let mut start = at;
        while start > 0 && known.earlier[start - 1].is_capital() && !known.earlier[start - 1].is_possessive {
            start -= 1;
        }
        let run = &known.earlier[start..=at];
        let (role, name) = role_and_name(run);
        if name.len() > 1 && name.len() < 5 {
            let role = words(without_honorifics(role), known.text).map(str::to_owned);
            return Some((role, words(name, known.text)?.to_owned()));
        }
    }
    None
}

/// What a name looks like the name of.
fn kind_of(name: &[Token<'_>], shown: &str) -> VoiceKind {
    let Some(last) = name.last() else { return VoiceKind::Person };
    let lower = shown.to_lowercase();
    let is_acronym =
        name.len() == 1 && (2..=6).contains(&shown.len()) && !shown.chars().any(char::is_lowercase);
    if (name.len() == 1 && last.is_one_of(GOVERNMENTS))
        || LONG_GOVERNMENTS.binary_search(&lower.as_str()).is_ok()
    {
        VoiceKind::Government
    } else if last.is_one_of(OUTLETS) || name.iter().any(|token| token.is("social")) {
        VoiceKind::Outlet
    } else if is_acronym || name.iter().any(|token| token.is_one_of(ORGANISATIONS)) {
        VoiceKind::Organisation
    } else if last.is_one_of(DOCUMENTS) {
        VoiceKind::Document
    } else {
        VoiceKind::Person
    }
}

fn begins_sentence(text: &str, byte: usize) -> bool {
    let before = text.get(..byte).unwrap_or_default().trim_end_matches(' ');
    before.is_empty() || before.ends_with(['.', '!', '?', '\n', '”', '“', '"'])
}

/// A phrase without marks and open ends at its borders.
pub(super) fn trimmed<'p, 't>(phrase: &'p [Token<'t>]) -> &'p [Token<'t>] {
    let start = phrase.iter().position(Token::is_word).unwrap_or(phrase.len());
    let end = phrase.iter().rposition(Token::is_word).map_or(start, |at| at + 1);
    &phrase[start..end.max(start)]
}

fn without_determiners<'p, 't>(phrase: &'p [Token<'t>]) -> &'p [Token<'t>] {
    let start = phrase.iter().position(|token| !token.is_one_of(DETERMINERS)).unwrap_or(phrase.len());
    &phrase[start..]
}

/// The text from the first token to the last, a possessive ending inside included.
pub(super) fn words<'t>(phrase: &[Token<'_>], text: &'t str) -> Option<&'t str> {
    text.get(phrase.first()?.range.start()..phrase.last()?.range.end())
}
