//! From the words that name somebody to who that is: a person with an office, a government by its capital,
//! a group without a name, a document, several at once, or whoever a pronoun stands for.

use super::lexicon::{
    DETERMINERS, DOCUMENTS, GOVERNMENTS, HONORIFICS, MEANT, ORGANISATIONS, OUTLETS, PREPOSITIONS, PRONOUNS,
    TITLES,
};
use super::names::NameIndex;
use super::tokens::Token;
use crate::model::id::VoiceId;
use crate::model::text::TextRange;
use crate::model::voice::VoiceKind;

/// Small words that can stand inside a name.
pub(super) const INSIDE_NAMES: &[&str] =
    &["al", "bin", "da", "de", "del", "der", "di", "la", "le", "of", "van", "von"];
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
        /// Whom they belong to, where that is known.
        affiliation: Option<VoiceId>,
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
    /// The tokens of what stands after, for the same where a headline has the last name alone.
    pub later: &'a [Token<'a>],
}

/// Who a noun phrase names; several where they are joined. Empty where it names nobody, as a pronoun does.
pub(super) fn parties(phrase: &[Token<'_>], known: Known<'_>) -> Vec<OfferedParty> {
    let phrase = trimmed(phrase);
    let Some(last) = phrase.last() else { return Vec::new() };
    if phrase.len() == 1 && last.is_one_of(PRONOUNS) {
        return Vec::new();
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
    if let Some(owner) = writer(bare, head_at) {
        let owner = parties(owner, known);
        if owner.iter().any(|owner| !matches!(owner, OfferedParty::Unnamed { .. })) {
            return owner;
        }
    }
    if bare[head_at].is_one_of(DOCUMENTS) && !bare[head_at].is_capital() && head_at + 1 < bare.len() {
        let end = phrase.len() - (bare.len() - head_at - 1);
        return nameless(&phrase[..end], &bare[..=head_at], known).into_iter().collect();
    }
    if let Some(joined) = joined_parts(phrase) {
        let one = |part| parties(part, known).into_iter().next();
        return joined.into_iter().filter_map(one).collect();
    }
    if !last.is_capital() && !last.is_number() {
        return nameless(phrase, bare, known).into_iter().collect();
    }
    // "a doctor at Orrin Hospital", "Economists at the university": where they are is not who they are.
    let head = &bare[head_at];
    let is_common = !head.is_capital() || head_at == 0 && head.text.ends_with('s') && !head.is_possessive;
    let link = bare.get(head_at + 1).filter(|_| is_common);
    if link.is_some_and(|link| link.is("at") || link.is("in") || link.is("from") || link.is("with")) {
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

/// Whose words a paper has: "the *league*’s petition", "a motion by *Freya Lusk*". A report speaks for itself.
pub(super) fn writer<'p, 't>(bare: &'p [Token<'t>], head_at: usize) -> Option<&'p [Token<'t>]> {
    const LETTERS: &[&str] = &[
        "answer",
        "bill",
        "draft",
        "email",
        "explanation",
        "leaflet",
        "letter",
        "memo",
        "message",
        "motion",
        "note",
        "pamphlet",
        "petition",
        "plan",
        "post",
        "proposal",
        "reply",
        "response",
        "statement",
        "verdict",
        "view",
        "words",
    ];
    let head = bare.get(head_at).filter(|head| head.is_one_of(LETTERS) && !head.is_capital())?;
    if bare.get(head_at + 1).is_some_and(|by| by.is("by")) {
        return bare.get(head_at + 2..).filter(|owner| !owner.is_empty());
    }
    let owner = bare[..head_at].iter().rposition(|token| token.is_possessive)?;
    (!head.is_possessive).then(|| &bare[..=owner])
}

/// The parts of "the mayor and the Weir Authority", where each could stand alone and not all are names.
fn joined_parts<'p, 't>(phrase: &'p [Token<'t>]) -> Option<Vec<&'p [Token<'t>]>> {
    let parts: Vec<&[Token<'_>]> = phrase.split(|token| token.is("and")).map(trimmed).collect();
    let stands_alone = |part: &&[Token<'_>]| {
        let (Some(first), Some(last)) = (part.first(), part.last()) else { return false };
        let is_linked = part.iter().any(|token| !token.is_capital() && token.is_one_of(PREPOSITIONS));
        last.is_capital() || first.is_one_of(DETERMINERS) && part.len() > 1 && !is_linked
    };
    let is_common = |part: &&[Token<'_>]| part.last().is_some_and(|last| !last.is_capital());
    let is_joined = parts.len() > 1 && parts.iter().all(stands_alone) && parts.iter().any(is_common);
    is_joined.then_some(parts)
}

/// Somebody without a name, or a body or paper called by a common noun; whoever holds an office, where that is
/// known.
fn nameless(phrase: &[Token<'_>], bare: &[Token<'_>], known: Known<'_>) -> Option<OfferedParty> {
    let all = words(phrase, known.text)?.to_owned();
    let name = words(bare, known.text)?.to_owned();
    let head = head_of(bare);
    if let Some(id) = known.names.lookup(&name) {
        return Some(OfferedParty::Known(id.clone()));
    }
    // "Harbour Senn’s fishing fleet" is the fishing fleet.
    let tail = bare.iter().rposition(|token| token.is_possessive).map(|owner| &bare[owner + 1..]);
    let owned = tail.filter(|tail| tail.len() > 1).and_then(|tail| words(tail, known.text));
    if let Some(id) = owned.and_then(|name| known.names.lookup(name)) {
        return Some(OfferedParty::Known(id.clone()));
    }
    if let Some(party) = meant_by_noun(phrase, bare, known) {
        return Some(party);
    }
    let is_possessed = bare.iter().any(|token| token.is_possessive && !token.is_plural_owner);
    let range = TextRange::new(bare.first()?.range.start(), bare.last()?.range.end()).ok()?;
    let new = |kind| OfferedParty::New { name: name.clone(), kind, role: None, words: range };
    let is_theirs = phrase.first()?.is("its") || phrase.first()?.is("their");
    Some(if head.is_one_of(DOCUMENTS) && !is_theirs {
        new(VoiceKind::Document)
    } else if head.is("government") {
        new(VoiceKind::Government)
    } else if head.is_one_of(OUTLETS) && !head.is("news") {
        new(VoiceKind::Outlet)
    } else if head.is_one_of(ORGANISATIONS) && !is_possessed {
        new(VoiceKind::Organisation)
    } else {
        OfferedParty::Unnamed { words: all, affiliation: affiliation(bare, known) }
    })
}

/// The noun a phrase is about: the last word before "of", "for", "in" and the like.
fn head_of<'p, 't>(phrase: &'p [Token<'t>]) -> &'p Token<'t> {
    let is_link = |token: &Token<'_>| {
        !token.is_capital() && (token.is("of") || token.is_one_of(MEANT) || token.is_one_of(PREPOSITIONS))
    };
    let end = phrase.iter().position(is_link).filter(|at| *at > 0).unwrap_or(phrase.len());
    &phrase[end - 1]
}

/// Whether "and" and another name follow: "Roos and Niemi".
fn goes_on_with_name(text: &str, byte: usize) -> bool {
    let rest = text.get(byte..).and_then(|rest| rest.strip_prefix(" and "));
    rest.is_some_and(|rest| rest.starts_with(char::is_uppercase))
}

/// One who has a name.
fn named(part: &[Token<'_>], known: Known<'_>) -> Option<OfferedParty> {
    let (role, name) = role_and_name(part);
    if name.is_empty() {
        let words = words(part, known.text)?.to_owned();
        return Some(OfferedParty::Unnamed { words, affiliation: None });
    }
    let mut shown = words(name, known.text)?.to_owned();
    // "Officials", "Residents": written large only because a sentence begins there.
    if let [only] = part
        && only.text.ends_with('s')
        && !only.text.ends_with("ss")
        && !goes_on_with_name(known.text, only.range.end())
        && begins_sentence(known.text, only.range.start())
        && kind_of(name, &shown) == VoiceKind::Person
        && known.names.lookup(&shown).is_none()
        && !known.earlier.iter().any(|token| token.text == only.text)
    {
        return Some(OfferedParty::Unnamed { words: shown, affiliation: None });
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
pub(super) fn role_and_name<'p, 't>(part: &'p [Token<'t>]) -> (&'p [Token<'t>], &'p [Token<'t>]) {
    // The name is the run of capitals at the end, small words between capitals included.
    let mut start = part.len();
    while start > 0 {
        let token = &part[start - 1];
        let joins = !token.is_capital()
            && token.is_one_of(INSIDE_NAMES)
            && start < part.len()
            && start >= 2
            && part[start - 2].is_capital();
        if !(token.is_capital() || joins)
            || (token.is_possessive && !token.is_plural_owner && start < part.len())
        {
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

/// The full name and office of a person whose last name alone stands here, from what stands before; else from
/// what follows.
fn full_name(last: &Token<'_>, known: Known<'_>) -> Option<(Option<String>, String)> {
    let is_before = |token: &Token<'_>| token.range.end() <= last.range.start();
    let earlier = known.earlier.iter().enumerate().rev().map(|(at, _)| (known.earlier, at));
    let later = known.later.iter().enumerate().map(|(at, _)| (known.later, at));
    let candidates = earlier
        .filter(|(tokens, at)| is_before(&tokens[*at]))
        .chain(later)
        .filter(|(tokens, at)| tokens[*at].text == last.text);
    for (tokens, at) in candidates {
        let (role, name) = role_and_name(run_ending_at(tokens, at));
        if name.len() > 1 && name.len() < 5 {
            let role = words(without_honorifics(role), known.text).map(str::to_owned);
            return Some((role, words(name, known.text)?.to_owned()));
        }
    }
    None
}

/// The capitalised words up to a token, over no owner but that of "the Skippers’ Guild".
fn run_ending_at<'p, 't>(tokens: &'p [Token<'t>], at: usize) -> &'p [Token<'t>] {
    let is_part = |token: &Token<'_>| {
        token.is_capital() && (!token.is_possessive || token.is_plural_owner) && !token.is_one_of(DETERMINERS)
    };
    let start = tokens[..at].iter().rposition(|token| !is_part(token)).map_or(0, |before| before + 1);
    &tokens[start..=at]
}

/// Whoever "the mayor", "the authority" or a headline's "port" means: the one of that office, the body whose
/// name ends so, the only one of the register.
fn meant_by_noun(phrase: &[Token<'_>], bare: &[Token<'_>], known: Known<'_>) -> Option<OfferedParty> {
    let is_definite = phrase.first()?.is("the") || phrase.len() == bare.len();
    let head = bare.last()?;
    if !is_definite || head.is_capital() || bare.len() > 3 || head_of(bare).range != head.range {
        return None;
    }
    let name = words(bare, known.text)?;
    if phrase.len() > bare.len() && head.is_one_of(TITLES) {
        let office = || known.names.holder(name).cloned().map(OfferedParty::Known);
        return holder(bare, known).or_else(office);
    }
    let [only] = bare else { return None };
    if only.is_one_of(ORGANISATIONS) {
        let before = known.earlier.iter().rposition(|token| token.is_capital() && token.is(only.text));
        let run = before.map(|at| run_ending_at(known.earlier, at)).filter(|run| run.len() > 1);
        if let Some(party) = run.and_then(|run| named(run, known)) {
            return Some(party);
        }
    }
    known.names.with_word(only.text).cloned().map(OfferedParty::Known)
}

/// The one who was last named with an office: "Mayor Petra Lund", "Otto Marl, the harbour minister", "the
/// minister, Otto Marl".
fn holder(office: &[Token<'_>], known: Known<'_>) -> Option<OfferedParty> {
    let (title, tokens) = (office.last()?, known.earlier);
    let is_name = |token: &Token<'_>| token.is_capital() && !token.is_one_of(TITLES);
    let titles = (0..tokens.len()).rev().filter(|at| tokens[*at].is(title.text));
    for at in titles {
        let comma = usize::from(tokens.get(at + 1).is_some_and(|next| next.text == ","));
        let after = &tokens[at + 1 + comma..];
        let after = &after[..after.iter().take_while(|token| is_name(token)).count()];
        let first = tokens[..at].iter().rposition(|token| !token.is_word()).unwrap_or(0);
        let is_beside = tokens[first].text == "," && at - first <= 4;
        let before = first.checked_sub(1).filter(|_| is_beside).map(|end| run_ending_at(tokens, end));
        let found = [Some(after), before].into_iter().flatten().find(|run| {
            let is_whole = run.len() > 1 || comma == 0;
            is_whole && !run.is_empty() && run.iter().all(is_name)
        });
        let party = found.and_then(|run| named(run, known));
        let is_person = |party: &OfferedParty| match party {
            OfferedParty::Known(id) => known.names.is_person(id),
            OfferedParty::New { kind, .. } => *kind == VoiceKind::Person,
            OfferedParty::Unnamed { .. } | OfferedParty::Article => false,
        };
        if let Some(party) = party.filter(is_person) {
            return Some(party);
        }
    }
    None
}

/// Whom somebody without a name speaks for: "a spokesman for *Senn Lines*".
fn affiliation(bare: &[Token<'_>], known: Known<'_>) -> Option<VoiceId> {
    let link = bare.iter().position(|token| token.is("for") || token.is("of") || token.is("from"))?;
    let whose = without_determiners(bare.get(link + 1..)?);
    known.names.lookup(words(whose, known.text)?).cloned()
}

/// What a name looks like the name of.
pub(super) fn kind_of(name: &[Token<'_>], shown: &str) -> VoiceKind {
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
