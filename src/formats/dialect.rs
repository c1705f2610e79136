//! What every format that writes articles with their annotations has in common: what it can't hold is taken out and
//! reported first; what is left is written, read back by its own reader, and compared; only then it is committed.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::io::{BufRead, Write};

use crate::model::corpus::CorpusState;
use crate::model::id::ArticleId;
use crate::model::limits::MAX_STORED_FILE_BYTES;
use crate::model::reader::OutputSink;
use crate::model::tagset::Tagset;
use crate::model::text::language::Language;

use super::by_reference::{KnownTexts, WordsOut, take_words_out};
use super::imported::Imported;
use super::interchange::lines::ArticleLine;
use super::interchange::reader::LineReader;
use super::interchange::writer::LineWriter;
use super::parts::{Losses, Parts, take_out};
use super::reading::{Names, Reading};
use super::recipe::Texts;
use super::report::{Effect, Place, Report};
use super::same::{Sum, first_difference, sum};
use super::selection::Selected;
use super::splits::{Split, Splits};
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

    /// Whether it holds the sides of a split side by side; see [`Format::holds_splits`] and [`Articles::sides`].
    fn holds_splits(&self) -> bool {
        false
    }

    /// Whether it can be written without the articles' words; see [`Format::by_reference`] and [`Articles::texts`].
    fn by_reference(&self) -> bool {
        false
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
    /// Whether the words of the articles go with it. By reference, the text of a line is there to count offsets in.
    pub texts: Texts,
    selected: Selected<'a>,
    writer: LineWriter<'a>,
    splits: Option<&'a Splits>,
    dialect: &'a dyn Dialect,
    told: RefCell<Told>,
    /// Those that were read the first time, by side, with what their lines said.
    written: RefCell<BTreeMap<Option<Split>, Vec<Written>>>,
}

/// An article that was written, and the sum of its line where that is read back.
type Written = (ArticleId, Option<Sum>);

/// What became of articles on their way into lines.
#[derive(Default)]
struct Told {
    report: Report,
    words: WordsOut,
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
            texts: export.texts,
            selected,
            writer: LineWriter::counting(dialect.info().offset_unit, state),
            splits: export.splits,
            dialect,
            told: RefCell::new(Told { report, words: WordsOut::default() }),
            written: RefCell::default(),
        }
    }

    /// The language of an article, whether the format has a place for it or not: sentences go by its rules.
    pub fn language_of(&self, line: &ArticleLine) -> Language {
        let row = ArticleId::new(&line.id).ok().and_then(|id| self.state.articles.get(&id));
        row.map(|row| row.language()).unwrap_or_default()
    }

    /// The sides that the articles are on, each with an article at least; none alone where they are not split.
    pub fn sides(&self) -> Vec<Option<Split>> {
        let Some(splits) = self.splits else { return vec![None] };
        Split::ALL.into_iter().filter(|side| splits.of.values().any(|of| of == side)).map(Some).collect()
    }

    /// Goes through the articles by id. Those that can't be read are left out, and reported, the first time.
    pub fn each(
        &self,
        visit: &mut dyn FnMut(&ArticleLine) -> Result<(), FormatError>,
    ) -> Result<(), FormatError> {
        self.sides().into_iter().try_for_each(|side| self.each_on(side, visit))
    }

    /// Goes in the same way through those on one of the sides.
    pub fn each_on(
        &self,
        side: Option<Split>,
        visit: &mut dyn FnMut(&ArticleLine) -> Result<(), FormatError>,
    ) -> Result<(), FormatError> {
        let before = self.written.borrow().get(&side).cloned();
        if let Some(written) = before {
            return written.iter().try_for_each(|(id, _)| visit(&self.line(id, &mut Told::default())?));
        }
        self.written.borrow_mut().insert(side, Vec::new());
        let is_read_back = self.dialect.info().reads;
        let side_of = |id: &ArticleId| self.splits.and_then(|splits| splits.of.get(id)).copied();
        for id in self.selected.articles().filter(|id| side_of(id) == side) {
            let mut told = self.told.take();
            let line = self.line(id, &mut told);
            self.told.replace(told);
            match line {
                Ok(line) => {
                    let sum = if is_read_back { sum(&line, self.dialect.holds()) } else { None };
                    self.written.borrow_mut().entry(side).or_default().push((id.clone(), sum));
                    // What stands in the lines is what is written.
                    self.told.borrow_mut().report.num_out.add(&line.counts());
                    visit(&line)?;
                }
                Err(FormatError::Article { why, .. }) => {
                    let place = Place::default().in_article(id);
                    self.told.borrow_mut().report.add(place, Effect::LeftOut, "article left out", why);
                }
                Err(err) => return Err(err),
            }
        }
        Ok(())
    }

    /// The line of an article as the format can hold it, and what was taken out or changed.
    fn line(&self, id: &ArticleId, told: &mut Told) -> Result<ArticleLine, FormatError> {
        let Told { report, words } = told;
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
        if self.texts == Texts::ByReference {
            take_words_out(&mut line, words);
        }
        Ok(line)
    }

    /// Those that were written, in the order they were.
    fn written(&self) -> Vec<Written> {
        self.written.borrow().values().flatten().cloned().collect()
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
        let written = self.written();
        let holds = self.dialect.holds();
        let places = written.iter().enumerate().map(|(at, (id, _))| (id.as_str(), at));
        let places: BTreeMap<&str, usize> = places.collect();
        let (mut num_read, mut failed) = (0, None);
        let mut take = |line: ArticleLine, _: &mut Reading<'_>| {
            let in_turn = num_read;
            num_read += 1;
            if failed.is_some() {
                return;
            }
            let place = places.get(line.id.as_str()).copied().unwrap_or(in_turn);
            let Some((id, told)) = written.get(place) else {
                failed = Some(self.differs("there are more articles than were written".to_owned()));
                return;
            };
            // Equal sums say so without the line that was written being made again.
            if told.is_some() && *told == sum(&line, holds) {
                return;
            }
            match self.line(id, &mut Told::default()) {
                Ok(told) => {
                    let difference = first_difference(&told, &line, holds);
                    failed = difference.map(|what| self.differs(format!("{what} of article {id}")));
                }
                Err(err) => failed = Some(err),
            }
        };
        let mut reading = Reading::new(Some(self.state), &mut take);
        reading.texts = KnownTexts::of(Some(self.selected.corpus()));
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

    fn holds_splits(&self) -> bool {
        Dialect::holds_splits(self)
    }

    fn by_reference(&self) -> bool {
        Dialect::by_reference(self)
    }

    fn write(&self, export: &Export<'_>, out: &mut dyn OutputSink) -> Result<Report, FormatError> {
        let articles = Articles::new(self, export);
        let files = Files { sink: RefCell::new(out), names: RefCell::default() };
        self.write_articles(&articles, &files)?;
        self.prove(&articles, &files)?;
        let Told { mut report, words } = articles.told.take();
        words.tell(&mut report);
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
    let (known, texts) = (context.known, context.texts);
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
    reading.texts = KnownTexts::of(texts);
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
