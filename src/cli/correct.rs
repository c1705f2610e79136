//! `redletter correct`: a few words of an article's text.

use std::ops::Range;

use super::arguments::Correct;
use super::renew::print_renewal;
use super::session::failure;
use super::{Failure, Outcome, Output, Printed as _, Session};
use crate::model::change::renew::correct_words;
use crate::model::reader::CorpusReader as _;
use crate::model::text::units::{Unit, UnitMap};
use crate::store::OpenCorpus;

pub(super) fn run(
    arguments: &Correct,
    session: &Session,
    output: &mut Output<'_>,
) -> Result<Outcome, Failure> {
    let mut corpus = session.open_to_write(&arguments.corpus, output)?;
    let result = correct(arguments, session, &mut corpus, output);
    let closed = corpus.close((session.clock)());
    let outcome = result?;
    closed?;
    Ok(outcome)
}

fn correct(
    arguments: &Correct,
    session: &Session,
    corpus: &mut OpenCorpus,
    output: &mut Output<'_>,
) -> Result<Outcome, Failure> {
    let article = corpus.article(&arguments.article).map_err(failure)?;
    let (range, words) = correction(arguments, article.text.as_str())?;
    let (change, renewal) = correct_words(corpus.state(), &article, corpus.annotator(), range, &words)?;
    corpus.apply(change, (session.clock)())?;
    print_renewal(&renewal, output)?;
    writeln!(output.out, "Corrected the text of {}", article.id).printed()?;
    Ok(if renewal.unplaced.is_empty() { Outcome::Done } else { Outcome::Problems })
}

/// The bytes that are to give way, and to which words, if the words stand where they are said to.
fn correction(arguments: &Correct, text: &str) -> Result<(Range<usize>, String), Failure> {
    let words = |words: &Option<String>| words.clone().unwrap_or_default();
    match (arguments.at, &arguments.replace) {
        (Some(at), _) => {
            let start = UnitMap::new(text, Unit::CodePoint).to_byte(at);
            let start = start.ok_or_else(|| failure(format!("the text has no code point {at}")))?;
            let removed = words(&arguments.removed);
            if !text[start..].starts_with(&removed) {
                let there: String = text[start..].chars().take(removed.chars().count().max(20)).collect();
                return Err(failure(format!("at {at} stands “{there}”, not “{removed}”")));
            }
            Ok((start..start + removed.len(), words(&arguments.inserted)))
        }
        (None, Some(old)) => {
            let start = only_place(text, old)?;
            Ok((start..start + old.len(), words(&arguments.with)))
        }
        (None, None) => Err(failure("say where: --at or --replace")),
    }
}

/// Where words stand that stand in a text once.
fn only_place(text: &str, words: &str) -> Result<usize, Failure> {
    if words.is_empty() {
        return Err(failure("name the words to replace"));
    }
    // Places may overlap, as those of “ana” in “banana”.
    let mut places = text.char_indices().map(|(at, _)| at).filter(|at| text[*at..].starts_with(words));
    match (places.next(), places.count()) {
        (None, _) => Err(failure(format!("“{words}” stands nowhere in the text"))),
        (Some(place), 0) => Ok(place),
        (Some(_), more) => Err(failure(format!(
            "“{words}” stands in the text {} times; say which with --at, or name more words",
            more + 1
        ))),
    }
}
