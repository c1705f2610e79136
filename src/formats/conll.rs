//! Columns of `CoNLL`, as in the shared tasks of 2002 and 2003: a token a line, blank lines between sentences, a line
//! `-DOCSTART- -X- O O` before each article. The last column says which span a token belongs to.
//!
//! The columns have blanks between them: the token; `_`, where a part of speech could stand; what else is to be said of
//! the token, as CoNLL-U says it, where the task of 2003 had chunks; and the tag, or one a label. The third column is
//! `_` where one space follows the token, `SpaceAfter=No` where nothing does, and `SpacesAfter=` or `SpacesBefore=`
//! with other white space (`\s`, `\t`, `\r`, `\n`, `\p`, `\\`, and `\u2028` for what has no letter), so that the text
//! comes back as it was. With the first token of an article stand `NewDoc=` with its id and `Tokeniser=`. None of this
//! is a comment: most readers of the format know of no comments.
//!
//! Tokens are the words of UAX #29, without white space. There are no offsets; read spans count code points.
//! Source: Tjong Kim Sang 2002, and Tjong Kim Sang and De Meulder 2003 (CoNLL-2003); for the third column,
//! the documentation of CoNLL-U (`MISC`) and of `UDPipe` (`SpacesAfter`).

mod fit;
mod reader;
mod tags;
mod tokens;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

use super::FormatInfo;
use super::dialect::{Articles, Dialect, Files, Setting};
use super::interchange::lines::ArticleLine;
use super::options::{OverlapRule, TagScheme};
use super::parts::Parts;
use super::reading::Reading;
use super::report::{Place, Report};
use super::{FormatError, Input};
use crate::model::text::language::Language;
use crate::model::text::units::Unit;

use tokens::Tokens;

/// Columns of `CoNLL`.
pub struct Conll;

/// The first field of the line before an article.
const ARTICLE: &str = "-DOCSTART-";
/// What stands where nothing is said.
const NOTHING: &str = "_";
/// The tag of what belongs to no span.
const OUTSIDE: &str = "O";

impl Dialect for Conll {
    fn info(&self) -> FormatInfo {
        FormatInfo {
            id: "conll",
            name: "CoNLL columns",
            reads: true,
            writes: true,
            offset_unit: Unit::CodePoint,
            specification: "https://aclanthology.org/W03-0419/ (CoNLL-2002 and CoNLL-2003, named entities)",
            is_folder: false,
            extension: "conll",
        }
    }

    fn holds(&self) -> Parts {
        Parts::NONE
    }

    fn limits(&self) -> &'static [&'static str] {
        &[
            "Annotations begin and end where tokens do; others are moved to the borders of the tokens they touch.",
            "Of annotations that overlap in a column only one is written.",
            "The end of a sentence inside an annotation is not marked.",
            "Of an article without a word nothing is written but that there is one.",
        ]
    }

    fn fit(&self, line: &mut ArticleLine, setting: &Setting<'_>, place: &Place, report: &mut Report) {
        fit::fit(line, setting.options.overlaps, place, report);
    }

    fn write_articles(&self, articles: &Articles<'_>, files: &Files<'_>) -> Result<(), FormatError> {
        let mut labels = BTreeSet::new();
        if articles.options.overlaps == OverlapRule::ColumnPerLabel {
            articles.each(&mut |line| {
                labels.extend(line.annotations.iter().map(|annotation| annotation.label.clone()));
                Ok(())
            })?;
        }
        let labels: Vec<String> = labels.into_iter().collect();
        let failed = |source| FormatError::Write { name: articles.name.to_owned(), source };
        files.write(articles.name, &mut |file| {
            articles.each(&mut |line| {
                let written = article(line, articles.language_of(line), &labels, articles.options.scheme);
                file.write_all(written.as_bytes()).map_err(failed)
            })
        })
    }

    fn read_articles(&self, inputs: &mut [Input<'_>], reading: &mut Reading<'_>) -> Result<(), FormatError> {
        reader::read(inputs, reading)
    }
}

/// An article with its tags in one column, or in one for each of `labels`.
fn article(line: &ArticleLine, language: Language, labels: &[String], scheme: TagScheme) -> String {
    let text = line.text.as_deref().unwrap_or_default();
    let tokens = Tokens::of(text);
    let num_columns = labels.len().max(1);
    let mut columns = vec![vec![None; tokens.len()]; num_columns];
    // Tokens that carry on a span.
    let mut is_inside = vec![false; tokens.len()];
    for annotation in &line.annotations {
        let Some(covered) = annotation.fragments.first().and_then(|span| tokens.touched(*span)) else {
            continue;
        };
        is_inside[covered.start + 1..covered.end].fill(true);
        let column = labels.iter().position(|label| *label == annotation.label).unwrap_or_default();
        for (at, tag) in covered.clone().zip(tags::tags(scheme, &annotation.label, covered.len())) {
            columns[column][at] = Some(tag);
        }
    }
    let begins_sentence = tokens.begin_sentences(language);
    let mut written = format!("{ARTICLE} -X- {OUTSIDE} {OUTSIDE}\n");
    for at in 0..tokens.len() {
        if at == 0 || (begins_sentence[at] && !is_inside[at]) {
            written.push('\n');
        }
        let first =
            if at == 0 { format!("NewDoc={}|Tokeniser={}", line.id, tokens::name()) } else { String::new() };
        for part in [tokens.token(at), " ", NOTHING, " "] {
            written.push_str(part);
        }
        tokens.write_remarks(at, &first, &mut written);
        for column in &columns {
            written.push(' ');
            written.push_str(column[at].as_deref().unwrap_or(OUTSIDE));
        }
        written.push('\n');
    }
    written.push('\n');
    written
}
