//! Lines of the interchange format as the model: one article after the other, tolerant, with everything that
//! does not fit reported. Annotations and relations are in files of their own.

mod annotations;
mod relations;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde::de::DeserializeOwned;
use serde_json::Value;
use serde_json::error::Category;

use crate::formats::ReadContext;
use crate::formats::by_reference::{KnownTexts, put_words_back};
use crate::formats::imported::{ArticleContent, Imported};
use crate::formats::report::{Effect, Place, Report};
use crate::model::article::{Article, ArticleText, Block, BlockKind, Metadata, Provenance, mint_article_id};
use crate::model::edit::{Key, Record};
use crate::model::id::{AnnotationId, AnnotatorId, ArticleId};
use crate::model::layer::{Coverage, Layer, LayerState, Progress};
use crate::model::text::units::{Unit, UnitMap};

use super::FORMAT;
use super::lines::{
    AnnotationLine, ArticleLine, BlockLine, CoverageLine, DecisionLine, RelationLine, StateLine, UnplacedLine,
};
use super::places::{Places, UNITS, counted_unit};
use super::register::Register;
use super::session::Session;
use super::writer::LINE_ENDS;
use relations::PendingRelation;

/// Reads a dataset line by line: first its register, then its articles.
pub struct LineReader<'c> {
    /// What is remembered from line to line.
    pub session: Session<'c>,
    /// What the register file held.
    pub register: Register,
    article_ids: BTreeSet<ArticleId>,
    foreign_articles: BTreeMap<String, ArticleId>,
    foreign_annotations: BTreeMap<(ArticleId, String), AnnotationId>,
    /// Those of the article being read.
    relation_ids: BTreeSet<Key>,
    pending: Vec<PendingRelation>,
    /// Articles that name the one they are a copy of by an id that is none of ours and was not met before.
    pending_copies: Vec<(ArticleId, String, Place)>,
    /// For lines without their texts.
    texts: KnownTexts<'c>,
}

/// An article on its way in.
struct Draft<'a> {
    article: &'a Article,
    places: Places<'a>,
    layers: BTreeMap<AnnotatorId, Layer>,
    /// What the ids of the line's annotations have become.
    ids: BTreeMap<(AnnotatorId, String), AnnotationId>,
}

impl Draft<'_> {
    fn layer(&mut self, annotator: &AnnotatorId) -> &mut Layer {
        self.layers.entry(annotator.clone()).or_default()
    }
}

impl<'c> LineReader<'c> {
    /// A reading that has not begun.
    pub fn new(origin: &'static str, context: ReadContext<'c>) -> Self {
        Self {
            texts: KnownTexts::of(context.texts),
            session: Session::new(origin, context),
            register: Register::default(),
            article_ids: BTreeSet::new(),
            foreign_articles: BTreeMap::new(),
            foreign_annotations: BTreeMap::new(),
            relation_ids: BTreeSet::new(),
            pending: Vec::new(),
            pending_copies: Vec::new(),
        }
    }

    /// Takes in a line of a register file.
    pub fn read_register(&mut self, file: &str, number: usize, line: &[u8]) {
        self.session.here = Place::in_file(file, number);
        if let Err(err) = self.register.read_line(line, &mut self.session) {
            self.tell_bad_line(&err);
        }
    }

    /// Ends the register and begins the articles, which need to know all of it.
    pub fn end_register(&mut self) {
        let Self { session, register, .. } = self;
        session.tagset = register.tagset.clone();
        session.voices = register.voices.clone();
        session.items = register.items.clone();
    }

    /// Ends the reading: what had to wait, the voices and items that were met, and the ids that were made go into
    /// `imported`.
    pub fn end(mut self, imported: &mut Imported) -> Report {
        self.end_articles(imported);
        self.end_copies(imported);
        let Session { voices, items, minted, report, .. } = self.session;
        let voices = voices
            .into_iter()
            .map(|((owner, id), voice)| (Key::Voice(owner, id), Record::Voice(voice.into())));
        let items =
            items.into_iter().map(|((owner, id), item)| (Key::Item(owner, id), Record::Item(item.into())));
        imported.records.splice(0..0, voices.chain(items));
        imported.minted = minted;
        report
    }

    /// Links the copies whose originals came after them.
    fn end_copies(&mut self, imported: &mut Imported) {
        for (id, named, place) in std::mem::take(&mut self.pending_copies) {
            let Some(original) = self.foreign_articles.get(&named).cloned() else {
                self.session.here = place;
                let why = format!("“{named}” is no article of the file");
                self.session.tell(Effect::LeftOut, "what the article is a copy of left out", why);
                continue;
            };
            if let Some(article) = imported.articles.iter_mut().find(|article| article.id == id) {
                article.provenance.copy_of = Some(original);
            }
        }
    }

    /// Takes in a line of a file of articles; nothing comes of one that can't be read.
    pub fn read_article(&mut self, file: &str, number: usize, line: &[u8]) -> Option<ArticleContent> {
        self.session.here = Place::in_file(file, number);
        if let Some(line) = self.parse(line) {
            return self.take(line);
        }
        self.session.report.num_in.articles += 1;
        None
    }

    /// Takes in an article found at the place reading is at; nothing comes of one that can't be kept.
    pub fn take(&mut self, mut line: ArticleLine) -> Option<ArticleContent> {
        self.session.report.num_in.articles += 1;
        self.count(&line);
        let text = match self.text(&line) {
            Ok(text) => text,
            Err(why) => {
                self.session.here = self.session.here.in_article(&line.id);
                self.session.tell(Effect::LeftOut, format!("article {} left out", line.id), why);
                return None;
            }
        };
        let id = self.article_id(&line, &text)?;
        self.session.here = self.session.here.in_article(&id);
        for (owner, name) in line.unknown_fields() {
            let what = format!("field “{name}” of {owner} left out");
            self.session.tell_once(Effect::LeftOut, what, "the format has no such field");
        }
        if !line.text_sha256.is_empty() && line.text_sha256 != text.hash().to_string() {
            self.session.tell(Effect::Kept, "the text is not the one the file names", "its SHA-256 differs");
        }
        let unit = self.unit(&line, text.as_str());
        for (start, end) in put_words_back(&mut line, text.as_str(), unit) {
            let why = format!("{start} to {end} does not fit the text");
            self.session.tell(Effect::LeftOut, "words for an unnamed voice left out", why);
        }
        let mut article = Article {
            metadata: self.metadata(&line, &id),
            provenance: self.provenance(&line, &id),
            id,
            text: text.clone(),
            blocks: Vec::new(),
            patches: Vec::new(),
        };
        let places = Places::new(text.as_str(), unit);
        article.blocks = self.blocks(&line, &places);
        let mut draft = Draft { article: &article, places, layers: BTreeMap::new(), ids: BTreeMap::new() };
        for state in &line.states {
            self.read_state(state, &mut draft);
        }
        self.read_annotations(&line, &mut draft);
        self.read_relations(line.relations, &mut draft);
        let mut layers = draft.layers;
        layers.retain(|_, layer| !layer.is_empty());
        Some(ArticleContent { article, layers })
    }

    /// The text of an article: that of its line, or the one that its hash names; or why there is none.
    fn text(&self, line: &ArticleLine) -> Result<ArticleText, String> {
        if let Some(text) = &line.text {
            return Ok(ArticleText::new(text.as_str()));
        }
        if line.text_sha256.is_empty() {
            return Err("it has no text".to_owned());
        }
        let found = self.texts.article(&line.id, &line.text_sha256);
        let text = found.map_err(|why| format!("its text is not in the file, and {why}"))?.text.clone();
        let unit = Unit::from_name(&line.offset_unit).unwrap_or(Unit::CodePoint);
        let length = UnitMap::new(text.as_str(), unit).num_units();
        match line.text_length {
            Some(told) if told != length => {
                let unit = unit.name();
                Err(format!("the file says that its text is {told} {unit} long, and that is {length} long"))
            }
            _ => Ok(text),
        }
    }

    /// The line, without those of its parts that have the wrong types.
    fn parse(&mut self, line: &[u8]) -> Option<ArticleLine> {
        let err = match serde_json::from_slice::<ArticleLine>(line) {
            Ok(line) => return Some(line),
            Err(err) => err,
        };
        let salvaged = (err.classify() == Category::Data).then(|| salvage(line)).flatten();
        let Some((line, problems)) = salvaged.filter(|(_, problems)| !problems.is_empty()) else {
            self.tell_bad_line(&err);
            return None;
        };
        let here = self.session.here.clone();
        if !line.id.is_empty() {
            self.session.here = here.in_article(&line.id);
        }
        // The place of the first problem is the one the parser stopped at.
        self.session.here.column = Some(err.column().max(1));
        for Problem { part, id, why } in problems {
            let counts = &mut self.session.report.num_in;
            match part {
                "annotation" => counts.annotations += 1,
                "relation" => counts.relations += 1,
                "decision" => counts.decisions += 1,
                "unplaced annotation" => counts.unplaced += 1,
                _ => {}
            }
            self.session.tell(Effect::LeftOut, format!("{part}{id} left out"), why);
            self.session.here.column = None;
        }
        self.session.here = here;
        Some(line)
    }

    fn tell_bad_line(&mut self, err: &serde_json::Error) {
        self.session.here.column = Some(err.column().max(1));
        self.session.tell(Effect::LeftOut, "line left out", without_place(err));
        self.session.here.column = None;
    }

    fn count(&mut self, line: &ArticleLine) {
        let counts = &mut self.session.report.num_in;
        counts.annotations += line.annotations.len();
        counts.relations += line.relations.len();
        counts.unplaced += line.unplaced.len();
        let in_annotations = line.annotations.iter().map(|annotation| annotation.decisions.len());
        counts.decisions += line.decisions.len() + in_annotations.sum::<usize>();
    }

    /// The article's id: its own if it has the shape of one, else a new one; none if it can't be taken.
    fn article_id(&mut self, line: &ArticleLine, text: &ArticleText) -> Option<ArticleId> {
        let (family, _) = FORMAT.split_once('/').unwrap_or((FORMAT, ""));
        if !line.format.is_empty() && line.format != FORMAT {
            if line.format.starts_with(family) {
                let why =
                    format!("it is {}, this program reads {FORMAT}; a newer version is needed", line.format);
                self.session.tell(Effect::LeftOut, "line left out", why);
                return None;
            }
            let why = format!("“{}” is another format", line.format);
            self.session.tell_once(Effect::Kept, format!("read as {FORMAT}"), why);
        }
        if let Ok(id) = ArticleId::new(&line.id) {
            if self.article_ids.insert(id.clone()) {
                return Some(id);
            }
        } else if line.id.is_empty() || !self.foreign_articles.contains_key(&line.id) {
            let date = line.date.parse().ok();
            let id = mint_article_id(date, &line.title, text, |id| !self.article_ids.contains(id));
            self.article_ids.insert(id.clone());
            if !line.id.is_empty() {
                self.foreign_articles.insert(line.id.clone(), id.clone());
            }
            return Some(id);
        }
        self.session.here = self.session.here.in_article(&line.id);
        self.session.tell(Effect::LeftOut, "second article left out", "the file has one of that id already");
        None
    }

    /// What the offsets of the line count.
    fn unit(&mut self, line: &ArticleLine, text: &str) -> Unit {
        let stated = if line.offset_unit.is_empty() {
            Unit::CodePoint
        } else {
            let named = Unit::from_name(&line.offset_unit).filter(|unit| UNITS.contains(unit));
            named.unwrap_or_else(|| {
                let why = format!("“{}” is none of byte, code_point, utf16", line.offset_unit);
                self.session.tell(Effect::Changed, "offsets were taken to count code points", why);
                Unit::CodePoint
            })
        };
        let counted = counted_unit(text, stated, &line.annotations);
        if counted != stated {
            let why = format!("the covered texts agree with that and not with {}", stated.name());
            self.session.tell(
                Effect::Changed,
                format!("offsets were taken to count {}", counted.name()),
                why,
            );
        }
        counted
    }

    fn metadata(&mut self, line: &ArticleLine, id: &ArticleId) -> Metadata {
        let is_own = line.id.is_empty() || line.id == id.as_str() || !line.foreign_id.is_empty();
        Metadata {
            title: line.title.clone(),
            date: self.session.date(&line.date, "the article's date"),
            outlet: line.outlet.clone(),
            byline: line.byline.clone(),
            language: line.language.clone(),
            url: line.url.clone(),
            foreign_id: if is_own { line.foreign_id.clone() } else { line.id.clone() },
        }
    }

    fn provenance(&mut self, line: &ArticleLine, id: &ArticleId) -> Provenance {
        let Some(line) = &line.provenance else {
            let file = self.session.here.file.as_deref().unwrap_or_default();
            let original_name = file.rsplit(['/', '\\']).next().unwrap_or(file).to_owned();
            let encoding = "UTF-8".to_owned();
            return Provenance {
                original_name,
                encoding,
                added: self.session.context.now,
                ..Provenance::default()
            };
        };
        let named = LINE_ENDS.into_iter().find(|(_, name)| *name == line.line_ends);
        if named.is_none() && !line.line_ends.is_empty() {
            let why = format!("“{}” is none of lf, crlf, cr, mixed", line.line_ends);
            self.session.tell(Effect::LeftOut, "the original's line ends left out", why);
        }
        let hash = (!line.original_sha256.is_empty()).then(|| line.original_sha256.parse());
        if let Some(Err(err)) = &hash {
            self.session.tell(Effect::LeftOut, "the original's hash left out", err);
        }
        Provenance {
            original_name: line.original_name.clone(),
            original_hash: hash.and_then(Result::ok),
            media_type: line.media_type.clone(),
            reader: line.reader.clone(),
            part: line.part.clone(),
            encoding: line.encoding.clone(),
            byte_order_mark: line.byte_order_mark,
            line_ends: named.map(|(ends, _)| ends).unwrap_or_default(),
            num_undecodable: line.undecodable,
            added: self.session.time(&line.added),
            copy_of: self.copy_of(&line.copy_of, id),
        }
    }

    /// The article that one is a copy of, if the name is an id or that of an article met before.
    fn copy_of(&mut self, named: &str, id: &ArticleId) -> Option<ArticleId> {
        if named.is_empty() {
            return None;
        }
        let known = ArticleId::new(named).ok().or_else(|| self.foreign_articles.get(named).cloned());
        if known.is_none() {
            self.pending_copies.push((id.clone(), named.to_owned(), self.session.here.clone()));
        }
        known
    }

    fn blocks(&mut self, line: &ArticleLine, places: &Places<'_>) -> Vec<Block> {
        let mut blocks = Vec::new();
        for block in &line.blocks {
            let Some(kind) = BlockKind::from_name(&block.kind) else {
                let why = format!("“{}” is no kind of block", block.kind);
                self.session.tell(Effect::LeftOut, "block left out", why);
                continue;
            };
            match places.range((block.start, block.end)) {
                Ok(range) => blocks.push(Block { range, kind }),
                Err(err) => self.session.tell(Effect::LeftOut, format!("{} left out", block.kind), err),
            }
        }
        blocks.sort_unstable();
        blocks
    }

    fn read_state(&mut self, line: &StateLine, draft: &mut Draft<'_>) {
        let StateLine { annotator, state, reason, codes, note, coverage, unknown: _ } = line;
        let annotator = self.session.annotator(annotator);
        let progress = match state.as_str() {
            "" | "to-do" => Progress::ToDo,
            "in-progress" => Progress::InProgress,
            "done" => Progress::Done,
            "skipped" => Progress::Skipped(reason.clone()),
            _ => {
                let why = format!("“{state}” is none of to-do, in-progress, done, skipped");
                self.session.tell(Effect::Changed, format!("state of {annotator} taken as to do"), why);
                Progress::ToDo
            }
        };
        let mut read = Vec::new();
        for line in coverage {
            match self.coverage(line, &draft.places) {
                Ok(coverage) => read.push(coverage),
                Err(why) => {
                    let what = format!("coverage by {annotator} left out");
                    self.session.tell(Effect::LeftOut, what, why);
                }
            }
        }
        let codes = codes.iter().cloned().collect();
        let state = LayerState { progress, coverage: read, codes, note: note.clone() };
        let held = &mut draft.layer(&annotator).state;
        if **held == LayerState::default() {
            *held = Arc::new(state);
        } else {
            let what = format!("second state of {annotator} left out");
            self.session.tell(Effect::LeftOut, what, "the article has one already");
        }
    }

    fn coverage(&mut self, line: &CoverageLine, places: &Places<'_>) -> Result<Coverage, String> {
        let CoverageLine { labels, over, finished, unknown: _ } = line;
        let labels = labels.iter().map(|label| self.session.label(label)).collect::<Result<_, _>>();
        let over =
            over.as_ref().map(|over| places.fragments(over)).transpose().map_err(|err| err.to_string())?;
        Ok(Coverage {
            labels: labels.map_err(|err| err.to_string())?,
            over: over.map(|placed| placed.fragments),
            finished: *finished,
        })
    }
}

/// What an error of the parser says, without the line and column it ends on.
fn without_place(err: &serde_json::Error) -> String {
    let message = err.to_string();
    message.rsplit_once(" at line ").map_or(message.clone(), |(message, _)| message.to_owned())
}

/// A part of a line that has the wrong types.
struct Problem {
    part: &'static str,
    /// Its id after a space, where it has one.
    id: String,
    why: String,
}

/// A line with those parts taken out of its lists that have the wrong types, and why; none if that does not
/// make it readable.
fn salvage(line: &[u8]) -> Option<(ArticleLine, Vec<Problem>)> {
    let mut value: Value = serde_json::from_slice(line).ok()?;
    let object = value.as_object_mut()?;
    let mut problems = Vec::new();
    retain_readable::<BlockLine>(object.get_mut("blocks"), "block", &mut problems);
    retain_readable::<StateLine>(object.get_mut("states"), "state", &mut problems);
    retain_readable::<AnnotationLine>(object.get_mut("annotations"), "annotation", &mut problems);
    retain_readable::<RelationLine>(object.get_mut("relations"), "relation", &mut problems);
    retain_readable::<DecisionLine>(object.get_mut("decisions"), "decision", &mut problems);
    retain_readable::<UnplacedLine>(object.get_mut("unplaced"), "unplaced annotation", &mut problems);
    Some((serde_json::from_value(value).ok()?, problems))
}

fn retain_readable<T: DeserializeOwned>(
    list: Option<&mut Value>,
    part: &'static str,
    problems: &mut Vec<Problem>,
) {
    let Some(Value::Array(list)) = list else { return };
    list.retain(|value| {
        let Err(err) = T::deserialize(value) else {
            return true;
        };
        let id = value.get("id").map(|id| format!(" {id}")).unwrap_or_default();
        problems.push(Problem { part, id, why: err.to_string() });
        false
    });
}
