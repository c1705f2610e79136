//! What every format that writes articles with their annotations has in common: what it can't hold is taken out and
//! reported first; what is left is written, read back by its own reader, and compared; only then it is committed.

use std::cell::{Cell, RefCell};
use std::collections::BTreeSet;
use std::io::{BufRead, Write};

use crate::model::corpus::CorpusState;
use crate::model::id::ArticleId;
use crate::model::limits::MAX_STORED_FILE_BYTES;
use crate::model::reader::OutputSink;
use crate::model::tagset::Tagset;

use super::imported::Imported;
use super::interchange::lines::ArticleLine;
use super::interchange::reader::LineReader;
use super::interchange::writer::LineWriter;
use super::parts::{Losses, Parts, take_out};
use super::reading::{Names, Reading};
use super::report::{Effect, Place, Report};
use super::same::first_difference;
use super::selection::Selected;
use super::{Export, ExportOptions, Format, FormatError, FormatInfo, Input, ReadContext, write_file};

/// A format that writes articles with their annotations in a way of its own.
pub trait Dialect: Sync {
    /// What the format is and can do.
    fn info(&self) -> FormatInfo;

    /// Which parts of an article's line it has a place for.
    fn holds(&self) -> Parts;

    /// What it can't hold beyond that, a sentence each.
    fn limits(&self) -> &'static [&'static str] {
        &[]
    }

    /// The files that belong beside the file of that name; see [`Format::companions`].
    fn companions(&self, _name: &str) -> Vec<String> {
        Vec::new()
    }

    /// Makes a line one that can be written, beyond what [`Self::holds`] can say: overlaps, characters. Everything
    /// that is changed is reported.
    fn fit(&self, _line: &mut ArticleLine, _setting: &Setting<'_>, _place: &Place, _report: &mut Report) {}

    /// Writes the articles. Files of a format that is a folder are named `NAME/file`.
    fn write_articles(&self, _articles: &Articles<'_>, _files: &Files<'_>) -> Result<(), FormatError> {
        Err(FormatError::CannotWrite { format: self.info().name })
    }

    /// Reads articles, in the order they were written in, and gives each to [`Reading::article`].
    fn read_articles(
        &self,
        _inputs: &mut [Input<'_>],
        _reading: &mut Reading<'_>,
    ) -> Result<(), FormatError> {
        Err(FormatError::CannotRead { format: self.info().name })
    }

    /// Proves that what was written says what was to be written: what can be read is read back. A format that is
    /// only written decodes it in a way of its own, where it can.
    fn prove(&self, articles: &Articles<'_>, files: &Files<'_>) -> Result<(), FormatError> {
        if self.info().reads { articles.read_back(files) } else { Ok(()) }
    }
}

/// What the lines of an export stand in.
pub struct Setting<'a> {
    /// The tagset of the corpus.
    pub tagset: &'a Tagset,
    /// How the export is to be written.
    pub options: ExportOptions,
}

/// The articles of an export, as the format can hold them. They can be gone through several times.
pub struct Articles<'a> {
    /// The tagset, the register and the items of the corpus.
    pub state: &'a CorpusState,
    /// The name of the file or folder to write.
    pub name: &'a str,
    /// How it is to be written, where the format leaves a choice.
    pub options: ExportOptions,
    selected: Selected<'a>,
    writer: LineWriter<'a>,
    dialect: &'a dyn Dialect,
    report: RefCell<Report>,
    /// Those that were read the first time.
    written: RefCell<Vec<ArticleId>>,
    is_first: Cell<bool>,
}

/// The files of an export.
pub struct Files<'s> {
    sink: RefCell<&'s mut dyn OutputSink>,
    names: RefCell<Vec<String>>,
}

impl Files<'_> {
    /// Writes the file of that name.
    pub fn write(
        &self,
        name: &str,
        fill: &mut dyn FnMut(&mut dyn Write) -> Result<(), FormatError>,
    ) -> Result<(), FormatError> {
        write_file(&mut **self.sink.borrow_mut(), name, fill)?;
        self.names.borrow_mut().push(name.to_owned());
        Ok(())
    }

    /// What was written as the file of that name.
    pub fn read_back(&self, name: &str) -> Result<Box<dyn BufRead>, FormatError> {
        let failed = |source| FormatError::Read { name: name.to_owned(), source };
        self.sink.borrow_mut().read_back(name).map_err(failed)
    }

    /// All bytes of a file that was written.
    pub fn read(&self, name: &str) -> Result<Vec<u8>, FormatError> {
        Input::new(name, || self.sink.borrow_mut().read_back(name)).bytes(MAX_STORED_FILE_BYTES)
    }
}

impl<'a> Articles<'a> {
    fn new(dialect: &'a dyn Dialect, export: &Export<'a>) -> Self {
        let selected = Selected::new(export.corpus, export.selection);
        let state = selected.state();
        let report = Report { num_in: selected.num_in(), ..Report::default() };
        Self {
            state,
            name: export.name,
            options: export.options,
            selected,
            writer: LineWriter::counting(dialect.info().offset_unit, state),
            dialect,
            report: RefCell::new(report),
            written: RefCell::new(Vec::new()),
            is_first: Cell::new(true),
        }
    }

    /// Goes through the articles by id. Those that can't be read are left out, and reported, the first time.
    pub fn each(
        &self,
        visit: &mut dyn FnMut(&ArticleLine) -> Result<(), FormatError>,
    ) -> Result<(), FormatError> {
        if !self.is_first.replace(false) {
            let written = self.written.borrow().clone();
            return written.iter().try_for_each(|id| visit(&self.line(id, &mut Report::default())?));
        }
        for id in self.selected.articles() {
            let mut report = self.report.take();
            let line = self.line(id, &mut report);
            self.report.replace(report);
            match line {
                Ok(line) => {
                    self.written.borrow_mut().push(id.clone());
                    visit(&line)?;
                }
                Err(FormatError::Article { why, .. }) => {
                    let place = Place::default().in_article(id);
                    self.report.borrow_mut().add(place, Effect::LeftOut, "article left out", why);
                }
                Err(err) => return Err(err),
            }
        }
        Ok(())
    }

    /// The line of an article as the format can hold it; what is taken out or changed is told to `report`.
    fn line(&self, id: &ArticleId, report: &mut Report) -> Result<ArticleLine, FormatError> {
        let failed = |why: String| FormatError::Article { article: id.clone(), why };
        let article = self.selected.article(id).map_err(|err| failed(err.why))?;
        let mut line = self.writer.article(&article.content).map_err(|err| failed(err.to_string()))?;
        let place = Place::default().in_article(id);
        let mut losses = Losses::default();
        take_out(&mut line, self.dialect.holds(), &self.state.tagset, &mut losses);
        losses.tell(&place, self.dialect.info().name, report);
        let setting = Setting { tagset: &self.state.tagset, options: self.options };
        self.dialect.fit(&mut line, &setting, &place, report);
        article.tell(&place, report);
        Ok(line)
    }

    /// That the files say something else than they were to say.
    pub fn differs(&self, what: String) -> FormatError {
        FormatError::Differs { name: self.name.to_owned(), what }
    }

    /// Reads back what was written and compares it with what was to be written.
    fn read_back(&self, files: &Files<'_>) -> Result<(), FormatError> {
        let names = files.names.borrow().clone();
        let mut inputs: Vec<Input<'_>> = names
            .iter()
            .map(|name| Input::new(name.clone(), move || files.sink.borrow_mut().read_back(name)))
            .collect();
        let written = self.written.borrow().clone();
        let known: BTreeSet<&str> = written.iter().map(ArticleId::as_str).collect();
        let (mut num_read, mut failed) = (0, None);
        let mut take = |line: ArticleLine, _: &mut Reading<'_>| {
            let in_turn = written.get(num_read);
            num_read += 1;
            if failed.is_some() {
                return;
            }
            let by_id = ArticleId::new(&line.id).ok().filter(|id| known.contains(id.as_str()));
            let Some(id) = by_id.as_ref().or(in_turn) else {
                failed = Some(self.differs("there are more articles than were written".to_owned()));
                return;
            };
            match self.line(id, &mut Report::default()) {
                Ok(told) => {
                    let difference = first_difference(&told, &line, self.dialect.holds());
                    failed = difference.map(|what| self.differs(format!("{what} of article {id}")));
                }
                Err(err) => failed = Some(err),
            }
        };
        let mut reading = Reading::new(Some(self.state), &mut take);
        self.dialect.read_articles(&mut inputs, &mut reading)?;
        let told = reading.report.findings.iter().find(|finding| finding.effect != Effect::Note).cloned();
        drop(reading);
        if let Some(err) = failed {
            return Err(err);
        }
        if num_read < written.len() {
            return Err(self.differs(format!(
                "{} of {} articles are missing",
                written.len() - num_read,
                written.len()
            )));
        }
        told.map_or(Ok(()), |finding| Err(self.differs(finding.to_string())))
    }
}

/// Every dialect is a format.
impl<D: Dialect> Format for D {
    fn info(&self) -> FormatInfo {
        Dialect::info(self)
    }

    fn cannot_hold(&self) -> Vec<&'static str> {
        let lost = self.holds().missing().map(super::parts::Part::when_lost);
        lost.chain(self.limits().iter().copied()).chain([super::HISTORY_STAYS]).collect()
    }

    fn companions(&self, name: &str) -> Vec<String> {
        Dialect::companions(self, name)
    }

    fn write(&self, export: &Export<'_>, out: &mut dyn OutputSink) -> Result<Report, FormatError> {
        let articles = Articles::new(self, export);
        let files = Files { sink: RefCell::new(out), names: RefCell::default() };
        self.write_articles(&articles, &files)?;
        self.prove(&articles, &files)?;
        let mut report = articles.report.take();
        let written = articles.written.take();
        // What stands in the lines is what was written.
        for id in &written {
            report.num_out.add(&articles.line(id, &mut Report::default())?.counts());
        }
        let failed = |source| FormatError::Write { name: export.name.to_owned(), source };
        files.sink.into_inner().commit().map_err(failed)?;
        Ok(report)
    }

    fn read(
        &self,
        inputs: &mut [Input<'_>],
        context: ReadContext<'_>,
    ) -> Result<(Imported, Report), FormatError> {
        read_with(Dialect::info(self).id, context, &mut |reading| self.read_articles(inputs, reading))
    }
}

/// Reads articles as `read` gives them to [`Reading::article`]; `origin` is the id of their format. They are read twice
/// where names of the dataset can only be told apart once all are known; see [`Names`].
pub fn read_with(
    origin: &'static str,
    context: ReadContext<'_>,
    read: &mut dyn FnMut(&mut Reading<'_>) -> Result<(), FormatError>,
) -> Result<(Imported, Report), FormatError> {
    let ReadContext { annotator, now, ids, known, texts, options } = context;
    let options_again = options.clone();
    let first = ReadContext { annotator, now, ids: &mut *ids, known, texts, options };
    let (imported, report, names) = read_once(origin, first, Names::default(), read)?;
    let Some(names) = names.again() else { return Ok((imported, report)) };
    drop((imported, report));
    let second = ReadContext { annotator, now, ids, known, texts, options: options_again };
    let (imported, report, _) = read_once(origin, second, names, read)?;
    Ok((imported, report))
}

fn read_once(
    origin: &'static str,
    context: ReadContext<'_>,
    names: Names,
    read: &mut dyn FnMut(&mut Reading<'_>) -> Result<(), FormatError>,
) -> Result<(Imported, Report, Names), FormatError> {
    let known = context.known;
    let mut reader = LineReader::new(origin, context);
    let mut imported = Imported::default();
    let mut take = |line: ArticleLine, reading: &mut Reading<'_>| {
        reader.session.report.findings.append(&mut reading.report.findings);
        reader.session.here = reading.here.clone();
        if reader.session.tagset != reading.tagset {
            reader.session.tagset.clone_from(&reading.tagset);
        }
        if let Some(content) = reader.take(line) {
            imported.push(content);
        }
    };
    let mut reading = Reading::new(known, &mut take);
    reading.names = names;
    read(&mut reading)?;
    let Reading { report: told, tagset, settings, names, .. } = reading;
    imported.tagset = tagset;
    imported.settings = settings;
    let mut report = reader.end(&mut imported);
    report.findings.extend(told.findings);
    report.num_in.add(&told.num_in);
    report.num_out = imported.counts();
    Ok((imported, report, names))
}
