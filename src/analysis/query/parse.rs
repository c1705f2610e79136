//! From what was typed to a [`Query`]. Names are not looked up here: that needs a corpus, see [`super::matcher`].

use std::ops::Range;

use super::error::{QueryError, QueryErrorKind};
use super::fields::ATTRIBUTE_PREFIX;
use super::lex::{Token, TokenKind, Value, lex};
use super::{Days, Expr, Field, Numbers, Options, Parsed, Pattern, Query, State, Status, Term, Thing, Who};
use crate::model::annotation::{Certainty, VoiceRole};
use crate::model::text::fold::name_key;
use crate::model::text::likely::nearest;

/// How deep parentheses may lie in one another.
const MAX_DEPTH: usize = 32;

/// Reads a query. An empty one asks for nothing.
pub fn parse(input: &str) -> Result<Parsed, QueryError> {
    let tokens = lex(input)?;
    let end = input.len()..input.len();
    let mut parser = Parser { tokens: &tokens, next: 0, end, depth: 0, parsed: Parsed::default() };
    if tokens.is_empty() {
        return Ok(parser.parsed);
    }
    let expr = parser.alternatives(Level::Whole)?;
    if let Some(token) = parser.peek() {
        return Err(QueryError::new(token.at.clone(), QueryErrorKind::Parenthesis));
    }
    let options = parser.parsed.query.options;
    Ok(Parsed { query: Query { expr, options }, ..parser.parsed })
}

struct Parser<'t> {
    tokens: &'t [Token],
    next: usize,
    /// Where the input ends.
    end: Range<usize>,
    depth: usize,
    parsed: Parsed,
}

/// Whether options can be given here.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Level {
    Whole,
    Part,
}

impl<'t> Parser<'t> {
    fn peek(&self) -> Option<&'t Token> {
        self.tokens.get(self.next)
    }

    fn take(&mut self) -> Option<&'t Token> {
        let token = self.peek();
        self.next += usize::from(token.is_some());
        token
    }

    fn nothing_here(&self) -> QueryError {
        let at = self.peek().map_or(self.end.clone(), |token| token.at.clone());
        QueryError::new(at, QueryErrorKind::NothingHere)
    }

    /// Conditions parted by OR; `None` if there are options only.
    fn alternatives(&mut self, level: Level) -> Result<Option<Expr>, QueryError> {
        let mut parts = Vec::new();
        loop {
            let part = self.conditions(level)?;
            let goes_on = self.peek().is_some_and(|token| token.kind == TokenKind::Or);
            match part {
                Some(part) => parts.push(part),
                None if parts.is_empty() && !goes_on => return Ok(None),
                None => return Err(self.nothing_here()),
            }
            if !goes_on {
                return Ok(Expr::any(parts));
            }
            self.take();
        }
    }

    /// Conditions side by side.
    fn conditions(&mut self, level: Level) -> Result<Option<Expr>, QueryError> {
        let (mut parts, mut has_options) = (Vec::new(), false);
        while let Some(token) = self.peek() {
            match &token.kind {
                TokenKind::Or | TokenKind::Close => break,
                TokenKind::Term { field: Some(name), value, value_at } if is_option(name) => {
                    self.take();
                    self.option(level, name, value, token.at.clone(), value_at.clone())?;
                    has_options = true;
                }
                _ => parts.push(self.condition()?),
            }
        }
        if parts.is_empty() && !has_options {
            return Err(self.nothing_here());
        }
        Ok(Expr::all(parts))
    }

    fn condition(&mut self) -> Result<Expr, QueryError> {
        let Some(token) = self.take() else { return Err(self.nothing_here()) };
        match &token.kind {
            TokenKind::Minus => self.deeper(token, |parser| match parser.peek() {
                Some(Token { kind: TokenKind::Term { field: Some(name), .. }, at }) if is_option(name) => {
                    let field = Field::from_name(name).map_or("near", Field::name);
                    Err(QueryError::new(at.clone(), QueryErrorKind::MisplacedOption { field }))
                }
                _ => Ok(parser.condition()?.not()),
            }),
            TokenKind::Open => self.deeper(token, |parser| {
                let inner = parser.alternatives(Level::Part)?.ok_or_else(|| parser.nothing_here())?;
                match parser.take() {
                    Some(Token { kind: TokenKind::Close, .. }) => Ok(inner),
                    _ => Err(QueryError::new(token.at.clone(), QueryErrorKind::Parenthesis)),
                }
            }),
            TokenKind::Close if self.depth == 0 => {
                Err(QueryError::new(token.at.clone(), QueryErrorKind::Parenthesis))
            }
            TokenKind::Close | TokenKind::Or => {
                Err(QueryError::new(token.at.clone(), QueryErrorKind::NothingHere))
            }
            TokenKind::Term { field, value, value_at } => {
                let expr = term(field.as_deref(), value, value_at.clone(), token.at.clone())?;
                self.parsed.places.push(value_at.clone());
                Ok(expr)
            }
        }
    }

    fn deeper(
        &mut self,
        token: &Token,
        read: impl FnOnce(&mut Self) -> Result<Expr, QueryError>,
    ) -> Result<Expr, QueryError> {
        if self.depth == MAX_DEPTH {
            return Err(QueryError::new(token.at.clone(), QueryErrorKind::TooDeep { limit: MAX_DEPTH }));
        }
        self.depth += 1;
        let expr = read(self)?;
        self.depth -= 1;
        Ok(expr)
    }

    fn option(
        &mut self,
        level: Level,
        name: &str,
        value: &Value,
        at: Range<usize>,
        value_at: Range<usize>,
    ) -> Result<(), QueryError> {
        let Some(field) = Field::from_name(name) else { return Ok(()) };
        if level == Level::Part {
            return Err(QueryError::new(at, QueryErrorKind::MisplacedOption { field: field.name() }));
        }
        let text = plain_value(field.name(), field.help(), value, &value_at)?;
        let Options { case, fold, word, near } = &mut self.parsed.query.options;
        let switch = match field {
            Field::Case => case,
            Field::Fold => fold,
            Field::Word => word,
            _ => {
                let number =
                    text.parse().map_err(|_| bad_value(field, "a number of words", &[], text, &value_at))?;
                *near = Some(number);
                self.parsed.near_place = Some(at);
                return Ok(());
            }
        };
        *switch = Some(match name_key(text).as_str() {
            "yes" | "y" | "on" => true,
            "no" | "n" | "off" => false,
            _ => return Err(bad_value(field, "yes or no", &["yes", "no"], text, &value_at)),
        });
        Ok(())
    }
}

fn is_option(name: &str) -> bool {
    matches!(Field::from_name(name), Some(Field::Near | Field::Case | Field::Fold | Field::Word))
}

/// The words of a value that can be no pattern, and is not empty.
fn plain_value<'v>(
    field: &str,
    help: &'static str,
    value: &'v Value,
    at: &Range<usize>,
) -> Result<&'v str, QueryError> {
    match value {
        Value::Bare(words) | Value::Quoted(words) if words.trim().is_empty() => {
            Err(QueryError::new(at.clone(), QueryErrorKind::NoValue { field: field.to_owned(), help }))
        }
        Value::Bare(words) | Value::Quoted(words) => Ok(words),
        Value::Regex(_) => {
            Err(QueryError::new(at.clone(), QueryErrorKind::NoPattern { field: field.to_owned() }))
        }
    }
}

fn bad_value(field: Field, expected: &str, names: &[&str], typed: &str, at: &Range<usize>) -> QueryError {
    let (field, expected) = (field.name(), expected.to_owned());
    let nearest = nearest(typed, names.iter().copied());
    QueryError::new(at.clone(), QueryErrorKind::BadValue { field, expected, nearest })
}

fn term(
    name: Option<&str>,
    value: &Value,
    value_at: Range<usize>,
    at: Range<usize>,
) -> Result<Expr, QueryError> {
    let Some(name) = name else {
        return Ok(Expr::Term(Term::Words(super::WordsField::Text, pattern("text", "words", value, &at)?)));
    };
    let Some(field) = Field::from_name(name) else {
        let help = "a value of the attribute";
        let value = plain_value(name, help, value, &value_at)?.to_owned();
        let attribute = name.strip_prefix(ATTRIBUTE_PREFIX).unwrap_or(name).to_owned();
        return Ok(Expr::Term(Term::Attribute { attribute, value }));
    };
    let term = match field {
        Field::Words(place) => Term::Words(place, pattern(field.name(), field.help(), value, &value_at)?),
        field => {
            let text = plain_value(field.name(), field.help(), value, &value_at)?;
            let is_bare = matches!(value, Value::Bare(_));
            if field == Field::Missing {
                let has = Term::Has(choose(field, &Thing::ALL, Thing::name, text, &value_at)?);
                return Ok(Expr::Term(has).not());
            }
            of_plain(field, text, is_bare, &value_at)?
        }
    };
    Ok(Expr::Term(term))
}

fn of_plain(field: Field, text: &str, is_bare: bool, at: &Range<usize>) -> Result<Term, QueryError> {
    let days = || {
        Days::parse(text).ok_or_else(|| {
            let expected = "a day, a month, a year or a range of them: 2025-03-14, 2025-03..2025-04, ..2024";
            bad_value(field, expected, &[], text, at)
        })
    };
    Ok(match field {
        Field::Named(named) => Term::Named(named, text.to_owned()),
        Field::Party(role) => Term::Party(role, who(text, is_bare)),
        Field::Status => Term::Status(choose(field, &Status::ALL, Status::name, text, at)?),
        Field::Certainty => {
            let both = [Certainty::Sure, Certainty::Unsure];
            Term::Certainty(choose(field, &both, Certainty::name, text, at)?)
        }
        Field::State => Term::State(choose(field, &State::ALL, State::name, text, at)?),
        Field::Date => Term::Date(days()?),
        Field::Tagged => Term::Tagged(days()?),
        Field::Changed => Term::Changed(days()?),
        Field::Length => {
            Term::Length(Numbers::parse(text).ok_or_else(|| {
                bad_value(field, "a number of words or a range: 5, 10.., ..3", &[], text, at)
            })?)
        }
        // Words, options and `missing` have been dealt with.
        _ => Term::Has(choose(field, &Thing::ALL, Thing::name, text, at)?),
    })
}

fn pattern(
    field: &'static str,
    help: &'static str,
    value: &Value,
    at: &Range<usize>,
) -> Result<Pattern, QueryError> {
    match value {
        Value::Regex(pattern) if !pattern.is_empty() => Ok(Pattern::Regex(pattern.clone())),
        Value::Bare(words) | Value::Quoted(words) if !words.trim().is_empty() => {
            Ok(Pattern::Words(words.clone()))
        }
        _ => {
            let field = field.to_owned();
            Err(QueryError::new(at.clone(), QueryErrorKind::NoValue { field, help }))
        }
    }
}

/// A party; in quotation marks it is always a name.
fn who(text: &str, is_bare: bool) -> Who {
    match name_key(text).as_str() {
        "none" if is_bare => Who::Nobody,
        "article" if is_bare => Who::Article,
        "unnamed" if is_bare => Who::Unnamed,
        _ => Who::Name(text.to_owned()),
    }
}

/// The one of some values that is called so, in full or by its beginning.
fn choose<T: Copy>(
    field: Field,
    all: &[T],
    name: impl Fn(T) -> &'static str,
    text: &str,
    at: &Range<usize>,
) -> Result<T, QueryError> {
    let key = name_key(text);
    let named = |value: &&T| name_key(name(**value));
    let exact = all.iter().find(|value| named(value) == key);
    let mut begun = all.iter().filter(|value| named(value).starts_with(&key));
    let only = begun.next().filter(|_| begun.next().is_none());
    exact.or(only).copied().ok_or_else(|| {
        let choices: Vec<&str> = all.iter().map(|value| name(*value)).collect();
        let expected = choices.join(", ");
        bad_value(field, &expected, &choices, text, at)
    })
}

/// The role's field, for those who write a query down.
pub(super) fn role_name(role: VoiceRole) -> &'static str {
    Field::Party(role).name()
}
