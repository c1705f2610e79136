//! A query made ready for one corpus: its names are looked up, its patterns compiled.

mod names;
mod holds;

use std::collections::BTreeSet;
use std::ops::Range;

use super::error::{QueryError, QueryErrorKind};
use super::vocabulary::Vocabulary;
use super::{
    Days, Expr, NamedField, Numbers, Options, Parsed, Pattern, Query, State, Status, Term, Thing, WordsField,
};
use crate::model::annotation::{Certainty, VoiceRole};
use crate::model::corpus::CorpusState;
use crate::model::id::{AnnotatorId, AttributeId, ChoiceId, ItemId, LabelId, VoiceId};
use crate::model::relation::CorpusAnnotation;
use crate::model::text::find::{Finder, Query as Words};

pub(in crate::analysis) use holds::{ArticleScene, Scene, Spans};

/// What a query finds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Places where words stand.
    Words,
    /// Spans, or the places of words inside them.
    Spans,
    /// Articles.
    Articles,
}

/// A query made ready for one corpus.
#[derive(Clone, Debug)]
pub struct Matcher {
    pub(in crate::analysis) tree: Node,
    /// What looks for the words of each text term.
    pub(in crate::analysis) texts: Vec<TextTerm>,
    /// The text terms, by index, that are to stand near one another: one of each group; and how near.
    pub(in crate::analysis) near: Option<(Vec<Vec<usize>>, usize)>,
    kind: Kind,
    linked: BTreeSet<CorpusAnnotation>,
}

/// A condition on the text.
#[derive(Clone, Debug)]
pub(in crate::analysis) struct TextTerm {
    pub finder: Finder,
    /// Whether it stands under an even number of negations, so that its places can be shown.
    pub is_wanted: bool,
}

/// A condition with its names looked up.
#[derive(Clone, Debug)]
pub(in crate::analysis) enum Node {
    All(Vec<Node>),
    Any(Vec<Node>),
    Not(Box<Node>),
    /// The text term of this index is there.
    Text(usize),
    Span(SpanTest),
    /// What is found lies inside a span with one of these labels.
    Within(BTreeSet<LabelId>),
    /// What is found holds a span with one of these labels.
    Over(BTreeSet<LabelId>),
    Article(ArticleTest),
}

#[derive(Clone, Debug)]
pub(in crate::analysis) enum SpanTest {
    Label(BTreeSet<LabelId>),
    By(BTreeSet<AnnotatorId>),
    Reviewer(BTreeSet<AnnotatorId>),
    Item(BTreeSet<ItemId>),
    Party(VoiceRole, PartyTest),
    Status(Status),
    Certainty(Certainty),
    Attribute(Vec<(AttributeId, ValueTest)>),
    Source(Finder),
    Cue(Finder),
    Note(Finder),
    Tagged(Days),
    Changed(Days),
    Length(Numbers),
    Has(Thing),
}

#[derive(Clone, Debug)]
pub(in crate::analysis) enum PartyTest {
    Nobody,
    Article,
    Unnamed,
    /// One of these, or somebody without a name whose words hold the key.
    Named(BTreeSet<VoiceId>, String),
}

#[derive(Clone, Debug)]
pub(in crate::analysis) enum ValueTest {
    Flag(bool),
    Choices(BTreeSet<ChoiceId>),
    Text(Finder),
    Number(Numbers),
    Exactly(f64),
    Date(Days),
    Party(PartyTest),
    Item(BTreeSet<ItemId>),
}

#[derive(Clone, Debug)]
pub(in crate::analysis) enum ArticleTest {
    Title(Finder),
    Outlet(Finder),
    Byline(Finder),
    Language(Finder),
    Id(Finder),
    Code(Finder),
    Date(Days),
    State(State),
}

impl Parsed {
    /// A query that is one regular expression, as it was typed.
    pub fn regex(pattern: &str) -> Self {
        if pattern.is_empty() {
            return Self::default();
        }
        let term = Term::Words(WordsField::Text, Pattern::Regex(pattern.to_owned()));
        let query = Query { expr: Some(Expr::Term(term)), options: Options::default() };
        Self { query, places: std::iter::once(0..pattern.len()).collect(), near_place: None }
    }
}

impl Matcher {
    /// Makes a query ready. `defaults` say how words are looked for where the query doesn't; `None` if the query asks
    /// nothing.
    pub fn new(
        parsed: &Parsed,
        defaults: Options,
        state: &CorpusState,
        vocabulary: &Vocabulary,
    ) -> Result<Option<Self>, QueryError> {
        let Some(expr) = &parsed.query.expr else { return Ok(None) };
        let asked = parsed.query.options;
        let options = Options {
            case: asked.case.or(defaults.case),
            fold: asked.fold.or(defaults.fold),
            word: asked.word.or(defaults.word),
            near: asked.near,
        };
        let mut maker =
            Maker { vocabulary, options, places: parsed.places.iter(), texts: Vec::new(), asks_links: false };
        let tree = maker.node(expr, true)?;
        let Maker { texts, asks_links, .. } = maker;
        let near = match options.near {
            Some(near) => {
                let at = parsed.near_place.clone().unwrap_or_default();
                let groups = near_groups(&tree, &texts);
                let groups = groups.ok_or_else(|| QueryError::new(at, QueryErrorKind::NothingNear))?;
                Some((groups, near))
            }
            None => None,
        };
        let about = About::of(&tree);
        let kind = match about {
            About { spans: true, .. } => Kind::Spans,
            _ if texts.iter().any(|text| text.is_wanted) => Kind::Words,
            About { place: true, .. } => Kind::Spans,
            _ => Kind::Articles,
        };
        let linked = if asks_links { linked_annotations(state) } else { BTreeSet::new() };
        Ok(Some(Self { tree, texts, near, kind, linked }))
    }

    /// What it finds.
    pub fn kind(&self) -> Kind {
        self.kind
    }

    /// What looks for the words the query wants, where it wants some: to mark them in an open article.
    pub fn wanted_words(&self) -> impl Iterator<Item = &Finder> {
        self.texts.iter().filter(|text| text.is_wanted).map(|text| &text.finder)
    }
}

/// What a tree asks about.
#[derive(Clone, Copy, Default)]
struct About {
    spans: bool,
    place: bool,
}

impl About {
    fn of(node: &Node) -> Self {
        match node {
            Node::All(parts) | Node::Any(parts) => parts.iter().fold(Self::default(), |about, part| {
                let part = Self::of(part);
                Self { spans: about.spans || part.spans, place: about.place || part.place }
            }),
            Node::Not(inner) => Self::of(inner),
            Node::Span(_) => Self { spans: true, place: false },
            Node::Within(_) | Node::Over(_) => Self { spans: false, place: true },
            Node::Text(_) | Node::Article(_) => Self::default(),
        }
    }
}

/// The wanted text terms of each part of a conjunction; `None` if there are not two such parts.
fn near_groups(tree: &Node, texts: &[TextTerm]) -> Option<Vec<Vec<usize>>> {
    let Node::All(parts) = tree else { return None };
    let wanted = |part: &Node| {
        let mut found = Vec::new();
        collect_texts(part, &mut found);
        found.retain(|text| texts[*text].is_wanted);
        found
    };
    let groups: Vec<Vec<usize>> = parts.iter().map(wanted).filter(|group| !group.is_empty()).collect();
    (groups.len() > 1).then_some(groups)
}

fn collect_texts(node: &Node, found: &mut Vec<usize>) {
    match node {
        Node::All(parts) | Node::Any(parts) => parts.iter().for_each(|part| collect_texts(part, found)),
        Node::Not(inner) => collect_texts(inner, found),
        Node::Text(text) => found.push(*text),
        _ => {}
    }
}

fn linked_annotations(state: &CorpusState) -> BTreeSet<CorpusAnnotation> {
    let layers = state.layers.values().flat_map(std::collections::BTreeMap::values);
    let relations = layers.flat_map(|layer| layer.relations.values());
    relations.flat_map(|relation| relation.members.iter().map(|member| member.annotation.clone())).collect()
}

/// Makes the tree, term by term from left to right.
struct Maker<'q> {
    vocabulary: &'q Vocabulary,
    options: Options,
    places: std::slice::Iter<'q, Range<usize>>,
    texts: Vec<TextTerm>,
    asks_links: bool,
}

impl Maker<'_> {
    fn node(&mut self, expr: &Expr, is_wanted: bool) -> Result<Node, QueryError> {
        let mut all = |parts: &[Expr]| -> Result<Vec<Node>, QueryError> {
            parts.iter().map(|part| self.node(part, is_wanted)).collect()
        };
        Ok(match expr {
            Expr::All(parts) => Node::All(all(parts)?),
            Expr::Any(parts) => Node::Any(all(parts)?),
            Expr::Not(inner) => Node::Not(Box::new(self.node(inner, !is_wanted)?)),
            Expr::Term(term) => {
                let at = self.places.next().cloned().unwrap_or_default();
                self.term(term, is_wanted).map_err(|kind| match &kind {
                    // It stands before the colon.
                    QueryErrorKind::UnknownField { name, .. } => {
                        let end = at.start.saturating_sub(1);
                        QueryError { at: end.saturating_sub(name.len())..end, kind }
                    }
                    _ => QueryError { at, kind },
                })?
            }
        })
    }

    fn term(&mut self, term: &Term, is_wanted: bool) -> Result<Node, QueryErrorKind> {
        let names = self.vocabulary;
        Ok(match term {
            Term::Words(WordsField::Text, pattern) => {
                let Options { case, fold, word, .. } = self.options;
                let query = Words {
                    matches_case: case.unwrap_or(false),
                    whole_word: word.unwrap_or(false),
                    folds: fold.unwrap_or(false),
                    ..words_of(pattern)
                };
                self.texts.push(TextTerm { finder: finder(&query)?, is_wanted });
                Node::Text(self.texts.len() - 1)
            }
            Term::Words(field, pattern) => words_test(*field, pattern)?,
            Term::Named(field, name) => match field {
                NamedField::Label => Node::Span(SpanTest::Label(names.label(name)?)),
                NamedField::By => Node::Span(SpanTest::By(names.annotator(name)?)),
                NamedField::Reviewer => Node::Span(SpanTest::Reviewer(names.annotator(name)?)),
                NamedField::Item => Node::Span(SpanTest::Item(names.item(name)?)),
                NamedField::Within => Node::Within(names.label(name)?),
                NamedField::Over => Node::Over(names.label(name)?),
            },
            Term::Party(role, who) => Node::Span(SpanTest::Party(*role, names.party(who)?)),
            Term::Status(status) => Node::Span(SpanTest::Status(*status)),
            Term::Certainty(certainty) => Node::Span(SpanTest::Certainty(*certainty)),
            Term::Attribute { attribute, value } => {
                Node::Span(SpanTest::Attribute(names.attribute(attribute, value)?))
            }
            Term::State(state) => Node::Article(ArticleTest::State(*state)),
            Term::Date(days) => Node::Article(ArticleTest::Date(*days)),
            Term::Tagged(days) => Node::Span(SpanTest::Tagged(*days)),
            Term::Changed(days) => Node::Span(SpanTest::Changed(*days)),
            Term::Length(numbers) => Node::Span(SpanTest::Length(*numbers)),
            Term::Has(thing) => {
                self.asks_links |= *thing == Thing::Link;
                Node::Span(SpanTest::Has(*thing))
            }
        })
    }
}

fn words_test(field: WordsField, pattern: &Pattern) -> Result<Node, QueryErrorKind> {
    // What is said about articles and spans is looked up as names are: in any case, with and without marks.
    let find = finder(&Words { folds: true, ..words_of(pattern) })?;
    Ok(match field {
        WordsField::Source => Node::Span(SpanTest::Source(find)),
        WordsField::Cue => Node::Span(SpanTest::Cue(find)),
        WordsField::Note => Node::Span(SpanTest::Note(find)),
        WordsField::Title | WordsField::Text => Node::Article(ArticleTest::Title(find)),
        WordsField::Outlet => Node::Article(ArticleTest::Outlet(find)),
        WordsField::Byline => Node::Article(ArticleTest::Byline(find)),
        WordsField::Language => Node::Article(ArticleTest::Language(begins_with(pattern)?)),
        WordsField::Article => Node::Article(ArticleTest::Id(find)),
        WordsField::Code => Node::Article(ArticleTest::Code(find)),
    })
}

/// `en` is the language of `en-GB` too, and not that of `de-DEN`.
fn begins_with(pattern: &Pattern) -> Result<Finder, QueryErrorKind> {
    let words = match pattern {
        Pattern::Words(words) => format!("^{}", regex::escape(words.trim())),
        Pattern::Regex(words) => words.clone(),
    };
    finder(&Words { words, is_regex: true, folds: true, ..Words::default() })
}

fn words_of(pattern: &Pattern) -> Words {
    match pattern {
        Pattern::Words(words) => Words { words: words.clone(), ..Words::default() },
        Pattern::Regex(words) => Words { words: words.clone(), is_regex: true, ..Words::default() },
    }
}

fn finder(words: &Words) -> Result<Finder, QueryErrorKind> {
    let nothing = || QueryErrorKind::NothingHere;
    words.finder()?.ok_or_else(nothing)
}
