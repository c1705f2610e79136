//! Redletter's own interchange format: JSON Lines, one article a line, with nothing of a corpus lost but its
//! history; beside it a register file with settings, tagset, voices and items. Every field is defined in
//! `interchange::lines` and `interchange::register::lines`, nowhere else.

#[cfg(test)]
mod tests;

use std::io::{self, BufRead, Write};

use crate::model::id::{AnnotatorId, ArticleId, CountedIds};
use crate::model::limits::MAX_DATASET_LINE_BYTES;
use crate::model::reader::OutputSink;
use crate::model::time::Timestamp;

use super::by_reference::{WordsOut, leave_text_out};
use super::imported::Imported;
use super::interchange::reader::LineReader;
use super::interchange::register::Register;
use super::interchange::writer::{LineWriter, UNIT};
use super::json_lines::LineSource;
use super::recipe::Texts;
use super::report::{Effect, Place, Report, What};
use super::selection::Selected;
use super::{Export, Format, FormatError, FormatInfo, Input, ReadContext, ReadOptions, write_file};

/// The name of the format as the origin of what it brings.
const ORIGIN: &str = "jsonl";

const EXTENSION: &str = ".jsonl";
const REGISTER_EXTENSION: &str = ".register.jsonl";

/// The interchange format.
pub struct Jsonl;

impl Format for Jsonl {
    fn info(&self) -> FormatInfo {
        FormatInfo {
            id: "jsonl",
            name: "Redletter JSON Lines",
            reads: true,
            writes: true,
            offset_unit: UNIT,
            specification: "docs/formats.md, version 1",
            is_folder: false,
            extension: "jsonl",
        }
    }

    fn cannot_hold(&self) -> Vec<&'static str> {
        vec!["The history of changes stays behind; corrected texts are written as they are now."]
    }

    fn companions(&self, name: &str) -> Vec<String> {
        if name.ends_with(REGISTER_EXTENSION) { Vec::new() } else { vec![register_name(name)] }
    }

    fn by_reference(&self) -> bool {
        true
    }

    fn write(&self, export: &Export<'_>, out: &mut dyn OutputSink) -> Result<Report, FormatError> {
        write_with_limit(export, out, MAX_DATASET_LINE_BYTES)
    }

    fn read(
        &self,
        inputs: &mut [Input<'_>],
        context: ReadContext<'_>,
    ) -> Result<(Imported, Report), FormatError> {
        read_with_limit(inputs, context, MAX_DATASET_LINE_BYTES)
    }
}

/// The name of the register file beside `name`.
fn register_name(name: &str) -> String {
    format!("{}{REGISTER_EXTENSION}", name.strip_suffix(EXTENSION).unwrap_or(name))
}

fn write_with_limit(
    export: &Export<'_>,
    out: &mut dyn OutputSink,
    limit: usize,
) -> Result<Report, FormatError> {
    let selected = Selected::new(export.corpus, export.selection);
    let mut report = Report { num_in: selected.num_in(), ..Report::default() };
    let register = Register::of(selected.state());
    let register_file = register_name(export.name);
    write_file(out, &register_file, &mut |file| {
        let lines = register.lines().map_err(|err| write_error(&register_file, err.into()))?;
        lines
            .iter()
            .try_for_each(|line| writeln!(file, "{line}"))
            .map_err(|err| write_error(&register_file, err))
    })?;
    let mut written: Vec<ArticleId> = Vec::new();
    write_file(out, export.name, &mut |file| {
        written.clear();
        write_articles(export, &selected, file, limit, &mut written, &mut report)
    })?;
    prove(export, &selected, &register, &written, out)?;
    report.num_out.voices = register.voices.len();
    report.num_out.items = register.items.len();
    out.commit().map_err(|err| write_error(export.name, err))?;
    Ok(report)
}

fn write_error(name: &str, source: io::Error) -> FormatError {
    FormatError::Write { name: name.to_owned(), source }
}

fn write_articles(
    Export { name, texts, .. }: &Export<'_>,
    selected: &Selected<'_>,
    file: &mut dyn Write,
    limit: usize,
    written: &mut Vec<ArticleId>,
    report: &mut Report,
) -> Result<(), FormatError> {
    let lines = LineWriter::new(selected.state());
    let mut words = WordsOut::default();
    let (mut num_cut_relations, mut num_resolved) = (0, 0);
    for id in selected.articles() {
        let article = match selected.article(id) {
            Ok(article) => article,
            Err(err) => {
                report.add(Place::default().in_article(id), Effect::LeftOut, "article left out", err.why);
                continue;
            }
        };
        num_cut_relations += article.num_cut_relations;
        num_resolved += article.num_resolved;
        let differs = |what: String| FormatError::Differs { name: (*name).to_owned(), what };
        let mut line = lines.article(&article.content).map_err(|err| differs(err.to_string()))?;
        if *texts == Texts::ByReference {
            leave_text_out(&mut line, UNIT, &mut words);
        }
        let mut bytes = serde_json::to_vec(&line).map_err(|err| write_error(name, err.into()))?;
        if bytes.len() > limit {
            return Err(FormatError::TooLong { article: id.clone(), limit });
        }
        bytes.push(b'\n');
        file.write_all(&bytes).map_err(|err| write_error(name, err))?;
        report.num_out.add(&line.counts());
        written.push(id.clone());
    }
    note_selection(report, num_cut_relations, num_resolved);
    words.tell(report);
    Ok(())
}

/// Reports what the selection did beyond leaving out.
fn note_selection(report: &mut Report, num_cut_relations: usize, num_resolved: usize) {
    if num_cut_relations > 0 {
        let what = What::of("", num_cut_relations, " relations left out");
        report.add(Place::default(), Effect::Note, what, "not all of their members are selected");
    }
    if num_resolved > 0 {
        let what = format!("{num_resolved} annotations have their attribution written as their own");
        report.add(Place::default(), Effect::Note, what, "the quotes they inherit it from are not selected");
    }
}

/// Reads back what was written and compares it, record by record, with what was selected.
fn prove(
    Export { corpus, name, texts, .. }: &Export<'_>,
    selected: &Selected<'_>,
    register: &Register,
    written: &[ArticleId],
    out: &mut dyn OutputSink,
) -> Result<(), FormatError> {
    let nobody = AnnotatorId::new("nobody").expect("the id is well formed");
    let mut ids = CountedIds::default();
    let context = ReadContext {
        annotator: &nobody,
        now: Timestamp::default(),
        ids: &mut ids,
        known: None,
        texts: (*texts == Texts::ByReference).then_some(*corpus),
        options: ReadOptions::default(),
    };
    let mut reader = LineReader::new(ORIGIN, context);
    let differs = |name: &str, what: String| FormatError::Differs { name: name.to_owned(), what };

    let register_file = register_name(name);
    let mut data = out.read_back(&register_file).map_err(|err| read_error(&register_file, err))?;
    let mut lines = LineSource::new(&mut *data, usize::MAX);
    while let Some(line) = lines.next().map_err(|err| read_error(&register_file, err))? {
        reader.read_register(&register_file, line.number, line.bytes);
    }
    if let Some(what) = register.first_difference(&reader.register) {
        return Err(differs(&register_file, what.to_owned()));
    }
    reader.end_register();

    let mut data = out.read_back(name).map_err(|err| read_error(name, err))?;
    let mut lines = LineSource::new(&mut *data, usize::MAX);
    for id in written {
        let missing = || differs(name, format!("article {id} is missing or can't be read again"));
        let line = lines.next().map_err(|err| read_error(name, err))?.ok_or_else(missing)?;
        let read = reader.read_article(name, line.number, line.bytes).ok_or_else(missing)?;
        let mut told = selected.article(id).map_err(|err| differs(name, err.to_string()))?;
        if *texts == Texts::ByReference {
            told.content.layers.values_mut().for_each(|layer| layer.unplaced.clear());
            told.content.layers.retain(|_, layer| !layer.is_empty());
        }
        if let Some(what) = told.content.first_difference(&read) {
            return Err(differs(name, what));
        }
    }
    match lines.next().map_err(|err| read_error(name, err))? {
        Some(_) => Err(differs(name, "there are more lines than articles".to_owned())),
        None => Ok(()),
    }
}

fn read_error(name: &str, source: io::Error) -> FormatError {
    FormatError::Read { name: name.to_owned(), source }
}

fn read_with_limit(
    inputs: &mut [Input<'_>],
    context: ReadContext<'_>,
    limit: usize,
) -> Result<(Imported, Report), FormatError> {
    let mut reader = LineReader::new(ORIGIN, context);
    let (registers, articles): (Vec<_>, Vec<_>) =
        inputs.iter_mut().partition(|input| input.name.ends_with(REGISTER_EXTENSION));
    for input in registers {
        let (name, mut data) = (input.name.clone(), input.data()?);
        each_line(&name, &mut *data, limit, &mut reader, |reader, number, line| {
            reader.read_register(&name, number, line);
        })?;
    }
    reader.end_register();
    let mut imported = Imported::default();
    for input in articles {
        let (name, mut data) = (input.name.clone(), input.data()?);
        each_line(&name, &mut *data, limit, &mut reader, |reader, number, line| {
            if let Some(content) = reader.read_article(&name, number, line) {
                imported.push(content);
            }
        })?;
    }
    imported.settings = std::mem::take(&mut reader.register.settings);
    imported.tagset = std::mem::take(&mut reader.register.tagset);
    let mut report = reader.end(&mut imported);
    report.num_out = imported.counts();
    Ok((imported, report))
}

fn each_line(
    name: &str,
    data: &mut dyn BufRead,
    limit: usize,
    reader: &mut LineReader<'_>,
    mut take: impl FnMut(&mut LineReader<'_>, usize, &[u8]),
) -> Result<(), FormatError> {
    let mut lines = LineSource::new(data, limit);
    while let Some(line) = lines.next().map_err(|err| read_error(name, err))? {
        if line.is_whole {
            take(reader, line.number, line.bytes);
        } else {
            reader.session.here = Place::in_file(name, line.number);
            reader.session.tell(Effect::LeftOut, "line left out", format!("it is longer than {limit} bytes"));
        }
    }
    Ok(())
}
