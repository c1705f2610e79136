//! Cuts what was typed into words, marks and values; every piece knows its bytes.

use std::ops::Range;

use super::error::{QueryError, QueryErrorKind};

/// A piece of what was typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Token {
    pub at: Range<usize>,
    pub kind: TokenKind,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum TokenKind {
    Open,
    Close,
    Or,
    Minus,
    /// A condition: what stands before its colon, if there is one, and its value with the bytes of it.
    Term {
        field: Option<String>,
        value: Value,
        value_at: Range<usize>,
    },
}

/// A value as it was typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Value {
    Bare(String),
    Quoted(String),
    Regex(String),
}

/// Characters that end a bare word.
fn ends_word(ch: char) -> bool {
    ch.is_whitespace() || matches!(ch, '(' | ')' | '|' | '"' | '“' | '”')
}

/// Whether something can stand before a colon as a field or an attribute.
pub(super) fn is_field_name(name: &str) -> bool {
    name.starts_with(char::is_alphabetic)
        && name.chars().all(|ch| ch.is_alphanumeric() || matches!(ch, '-' | '_' | '.'))
}

/// Whether words can stand as they are, without quotation marks.
pub(super) fn is_plain(words: &str) -> bool {
    let is_operator = matches!(words, "OR" | "AND" | "NOT");
    !(words.is_empty()
        || words.starts_with(['-', '/'])
        || words.contains(|ch: char| ends_word(ch) || ch == ':')
        || is_operator)
}

/// The pieces of a query.
pub(super) fn lex(input: &str) -> Result<Vec<Token>, QueryError> {
    let mut tokens = Vec::new();
    let mut at = 0;
    while let Some(ch) = input[at..].chars().next() {
        let start = at;
        let single = match ch {
            ch if ch.is_whitespace() => {
                at += ch.len_utf8();
                continue;
            }
            '(' => Some(TokenKind::Open),
            ')' => Some(TokenKind::Close),
            '|' => Some(TokenKind::Or),
            '-' => Some(TokenKind::Minus),
            _ => None,
        };
        if let Some(kind) = single {
            at += ch.len_utf8();
            tokens.push(Token { at: start..at, kind });
            continue;
        }
        let (kind, end) = term(input, start)?;
        at = end;
        tokens.extend(kind.map(|kind| Token { at: start..end, kind }));
    }
    Ok(tokens)
}

/// The condition, or the operator in letters, that begins at `start`, and where it ends; `AND` is none.
fn term(input: &str, start: usize) -> Result<(Option<TokenKind>, usize), QueryError> {
    let rest = &input[start..];
    let word_len = rest.find(ends_word).unwrap_or(rest.len());
    let word = &rest[..word_len];
    match word {
        "OR" => return Ok((Some(TokenKind::Or), start + word_len)),
        "AND" => return Ok((None, start + word_len)),
        "NOT" => return Ok((Some(TokenKind::Minus), start + word_len)),
        _ => {}
    }
    let field = word.split_once(':').map(|(name, _)| name).filter(|name| is_field_name(name));
    // An address is no field.
    let field = field.filter(|name| !rest[name.len()..].starts_with("://"));
    let value_start = field.map_or(start, |name| start + name.len() + 1);
    let (value, end) = value(input, value_start)?;
    let field = field.map(str::to_owned);
    Ok((Some(TokenKind::Term { field, value, value_at: value_start..end }), end))
}

/// The value that begins at `start`, and where it ends.
fn value(input: &str, start: usize) -> Result<(Value, usize), QueryError> {
    let rest = &input[start..];
    let end_mark = match rest.chars().next() {
        Some('"' | '”') => '"',
        Some('“') => '”',
        Some('/') => '/',
        _ => {
            let len = rest.find(ends_word).unwrap_or(rest.len());
            return Ok((Value::Bare(rest[..len].to_owned()), start + len));
        }
    };
    let mut words = String::new();
    let mut chars = rest.char_indices().skip(1);
    while let Some((at, ch)) = chars.next() {
        if ch == end_mark || (end_mark == '”' && ch == '"') {
            let end = start + at + ch.len_utf8();
            let is_regex = end_mark == '/';
            return Ok((if is_regex { Value::Regex(words) } else { Value::Quoted(words) }, end));
        }
        if ch != '\\' {
            words.push(ch);
            continue;
        }
        match chars.next() {
            // In a pattern a backslash is the pattern's own, but before a slash.
            Some((_, next)) if end_mark == '/' => {
                if next != '/' {
                    words.push(ch);
                }
                words.push(next);
            }
            Some((_, next)) => {
                if !matches!(next, '"' | '”' | '\\') {
                    words.push(ch);
                }
                words.push(next);
            }
            None => words.push(ch),
        }
    }
    Err(QueryError::new(start..input.len(), QueryErrorKind::Unclosed { end: end_mark }))
}
