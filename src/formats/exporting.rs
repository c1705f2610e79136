//! An export by a recipe, from first to last: pseudonyms, sides of a split, a shape or the format's own articles, the
//! card and the recipe beside them, one commit at the end.
//!
//! For the name `quotes.jsonl` the files are `quotes.jsonl` with what belongs beside it, or `quotes-train.jsonl`,
//! `quotes-validation.jsonl` and `quotes-test.jsonl`, and `quotes.card.md` and `quotes.recipe.ron`. A format that holds
//! the sides of a split is written once, with all of them. A side without articles has no file. Nothing depends on the time or the place it is made: the same recipe on the same corpus makes
//! the same bytes.

#[cfg(test)]
mod tests;

use std::io::{self, BufRead, Read as _, Write};

use super::card::Card;
use super::pseudonyms::Masked;
use super::recipe::{Names, Recipe, RecipeError, Texts};
use super::report::{Effect, Place, Report};
use super::selection::Selection;
use super::shapes::{RowFile, ShapeExport, write_shape};
use super::splits::{Split, Splits, split};
use super::{Cells, Export, ExportOptions, Format, FormatError, by_id, registry, write_file};
use crate::model::reader::{CorpusReader, OutputSink};

/// What a card's name ends with.
pub const CARD: &str = ".card.md";
/// What the name of an export's recipe ends with.
pub const RECIPE: &str = ".recipe.ron";

/// Writes what a recipe asks for as `name`, with its extension, and commits the sink.
///
/// On an error nothing is committed.
pub fn run_export(
    corpus: &dyn CorpusReader,
    recipe: &Recipe,
    name: &str,
    sink: &mut dyn OutputSink,
) -> Result<Report, FormatError> {
    let job = Job::new(recipe)?;
    let masked;
    let (corpus, recipe) = match recipe.names {
        Names::AsTheyAre => (corpus, recipe.clone()),
        Names::Pseudonyms => {
            masked = Masked::new(corpus);
            let mut called = recipe.clone();
            called.selection = masked.pseudonyms().selection(&recipe.selection);
            (&masked as &dyn CorpusReader, called)
        }
    };
    let job = Job { recipe: &recipe, ..job };
    let splits = match &recipe.splits {
        Some(plan) => Some(
            split(corpus, &recipe.selected(), plan).map_err(|err| FormatError::Recipe(err.to_string()))?,
        ),
        None => None,
    };
    let mut held = Held(&mut *sink);
    let (report, files) = job.write(corpus, splits.as_ref(), name, &mut held)?;
    let (stem, _) = stem_and_end(name, job.format.info().is_folder);
    let card = Card {
        corpus,
        recipe: &recipe,
        format: job.format.info(),
        cannot_hold: if recipe.shape.is_some() { Vec::new() } else { job.format.cannot_hold() },
        splits: splits.as_ref(),
        report: &report,
        files: &files,
    };
    let failed = |err: RecipeError| FormatError::Recipe(err.to_string());
    let texts = [
        (format!("{stem}{CARD}"), card.text().map_err(failed)?),
        (format!("{stem}{RECIPE}"), recipe.to_text().map_err(failed)?),
    ];
    for (file, text) in texts {
        write_text(&mut held, &file, &text)?;
    }
    sink.commit().map_err(|source| FormatError::Write { name: name.to_owned(), source })?;
    Ok(report)
}

/// A recipe that can be followed.
struct Job<'r> {
    recipe: &'r Recipe,
    format: &'static dyn Format,
    rows: Option<RowFile>,
}

impl<'r> Job<'r> {
    fn new(recipe: &'r Recipe) -> Result<Self, FormatError> {
        let refused = |why: String| Err(FormatError::Recipe(why));
        let Some(format) = by_id(&recipe.format) else {
            return refused(format!("there is no format “{}”", recipe.format));
        };
        let info = format.info();
        if !info.writes {
            return Err(FormatError::CannotWrite { format: info.name });
        }
        let rows = RowFile::of_format(info.id);
        match (&recipe.shape, rows) {
            (Some(_), None) => {
                return refused(format!("rows are written as jsonl or csv, not as {}", info.id));
            }
            (None, _) if recipe.texts == Texts::ByReference && !format.by_reference() => {
                let able = registry().iter().filter(|format| format.by_reference());
                let able: Vec<&str> = able.map(|format| format.info().id).collect();
                return refused(format!(
                    "{} can't be without the texts; {} can, and the rows of a shape",
                    info.name,
                    able.join(", ")
                ));
            }
            _ => {}
        }
        Ok(Self { recipe, format, rows })
    }

    /// Writes the data; what that did, and the files that hold it.
    fn write(
        &self,
        corpus: &dyn CorpusReader,
        splits: Option<&Splits>,
        name: &str,
        out: &mut dyn OutputSink,
    ) -> Result<(Report, Vec<String>), FormatError> {
        let selection = &self.recipe.selected();
        let Some(splits) = splits else {
            let report = self.write_part(corpus, selection, (None, name), out)?;
            return Ok((report, vec![name.to_owned()]));
        };
        if splits.of.is_empty() {
            let why = if splits.undated.is_empty() {
                "no article is on any side of the split"
            } else {
                "no article has a date to be split by"
            };
            return Err(FormatError::Recipe(why.to_owned()));
        }
        let (stem, end) = stem_and_end(name, self.format.info().is_folder);
        let (mut report, mut files) = (Report::default(), Vec::new());
        let sides = Split::ALL.map(|side| (side, splits.on(side)));
        for (side, _) in sides.iter().filter(|(_, articles)| articles.is_empty()) {
            let what = format!("nothing written for {}", side.name());
            report.add(Place::default(), Effect::Note, what, "no article is on that side");
        }
        if self.recipe.shape.is_none() && self.format.holds_splits() {
            let articles = splits.of.keys().cloned().collect();
            let part = Selection { articles, ..selection.clone() };
            let export = Export { splits: Some(splits), ..self.export(corpus, &part, name) };
            let mut made = self.format.write(&export, out)?;
            made.findings.splice(0..0, report.findings);
            splits.tell(&mut made);
            return Ok((made, vec![name.to_owned()]));
        }
        for (side, articles) in sides.into_iter().filter(|(_, articles)| !articles.is_empty()) {
            let file = format!("{stem}-{}{end}", side.name());
            let part = Selection { articles, ..selection.clone() };
            let made = self.write_part(corpus, &part, (Some(side), &file), out)?;
            join(&mut report, made, &file);
            files.push(file);
        }
        splits.tell(&mut report);
        Ok((report, files))
    }

    /// What is to be written of a part of the corpus, as one.
    fn export<'e>(
        &self,
        corpus: &'e dyn CorpusReader,
        selection: &'e Selection,
        name: &'e str,
    ) -> Export<'e> {
        let Recipe { texts, options, .. } = self.recipe;
        Export { texts: *texts, ..Export::new(corpus, selection, name, *options) }
    }

    fn write_part(
        &self,
        corpus: &dyn CorpusReader,
        selection: &Selection,
        (split, name): (Option<Split>, &str),
        out: &mut dyn OutputSink,
    ) -> Result<Report, FormatError> {
        let export = self.export(corpus, selection, name);
        match (self.recipe.shape, self.rows) {
            (Some(plan), Some(file)) => {
                // Cells are a question of tables alone.
                let cells = if file == RowFile::Csv { export.options.cells } else { Cells::Plain };
                let export = Export { options: ExportOptions { cells, ..export.options }, ..export };
                write_shape(&ShapeExport { export, plan, file, split }, out)
            }
            _ => self.format.write(&export, out),
        }
    }
}

/// Adds what was done for one side to what was done for others.
fn join(report: &mut Report, part: Report, file: &str) {
    report.num_in = part.num_in;
    let (voices, items) = (report.num_out.voices, report.num_out.items);
    report.num_out.add(&part.num_out);
    // Registers stand beside every side.
    report.num_out.voices = voices.max(part.num_out.voices);
    report.num_out.items = items.max(part.num_out.items);
    for mut finding in part.findings {
        finding.place.file.get_or_insert_with(|| file.to_owned());
        report.findings.push(finding);
    }
}

/// A name without its extension, and the extension with its dot; a folder has none.
fn stem_and_end(name: &str, is_folder: bool) -> (&str, &str) {
    match name.rfind('.').filter(|at| *at > 0 && !is_folder) {
        Some(at) => name.split_at(at),
        None => (name, ""),
    }
}

/// Writes a text as a file, and reads it back.
fn write_text(out: &mut dyn OutputSink, name: &str, text: &str) -> Result<(), FormatError> {
    write_file(out, name, &mut |file| {
        file.write_all(text.as_bytes()).map_err(|source| FormatError::Write { name: name.to_owned(), source })
    })?;
    let failed = |source| FormatError::Read { name: name.to_owned(), source };
    let mut read = Vec::new();
    let most = text.len() as u64 + 1;
    out.read_back(name).map_err(failed)?.take(most).read_to_end(&mut read).map_err(failed)?;
    if read == text.as_bytes() {
        Ok(())
    } else {
        Err(FormatError::Differs { name: name.to_owned(), what: "the text".to_owned() })
    }
}

/// A sink in which the commits of single parts wait for that of the whole.
struct Held<'s>(&'s mut dyn OutputSink);

impl OutputSink for Held<'_> {
    fn write(
        &mut self,
        name: &str,
        write: &mut dyn FnMut(&mut dyn Write) -> io::Result<()>,
    ) -> io::Result<()> {
        self.0.write(name, write)
    }

    fn read_back(&mut self, name: &str) -> io::Result<Box<dyn BufRead>> {
        self.0.read_back(name)
    }

    fn commit(&mut self) -> io::Result<()> {
        Ok(())
    }
}
