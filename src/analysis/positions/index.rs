//! Which annotations bear on which items, and which relations lead from them: kept up article by article, so that an
//! edit costs what lies on its article and on those its relations lead to.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use chrono::NaiveDate;

use super::DateBy;
use crate::model::annotation::{
    Annotation, AnnotationKey, AnnotationRef, AttributeValue, Attribution, Party, VoiceRole,
};
use crate::model::corpus::CorpusState;
use crate::model::edit::{Edit, LayerKey, Put};
use crate::model::id::{AnnotationId, ArticleId, ItemId, LabelId, RelationId};
use crate::model::item::Act;
use crate::model::quotes::Quotes;
use crate::model::relation::{CorpusAnnotation, Relation};
use crate::model::review::standing::{Standing, corrections};

/// Names a relation within the whole corpus.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RelationKey {
    /// The layer it is kept in.
    pub layer: LayerKey,
    /// Which it is.
    pub relation: RelationId,
}

/// What bears on the items of a corpus.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BearingIndex {
    /// Relations that are followed, by the article they are kept on.
    links: BTreeMap<ArticleId, Links>,
    /// Which of them name an annotation, by article.
    ends: BTreeMap<ArticleId, BTreeMap<AnnotationId, Links>>,
    /// What counts on an article.
    articles: BTreeMap<ArticleId, ArticleSpans>,
    /// The same by item, each annotation once.
    items: BTreeMap<ItemId, BTreeMap<ArticleId, Vec<Arc<Span>>>>,
}

type Links = BTreeMap<RelationKey, Arc<Link>>;

/// Annotations of one article that bear on an item or are named by a relation that is followed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct ArticleSpans {
    /// In reading order.
    spans: Vec<Arc<Span>>,
    /// Those that relations name, by their own ids and those of what they are corrections of.
    named: BTreeMap<AnnotationId, Arc<Span>>,
}

/// An annotation that counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Span {
    pub(super) key: AnnotationKey,
    pub(super) label: LabelId,
    pub(super) start: usize,
    pub(super) published: Option<NaiveDate>,
    pub(super) outlet: Arc<str>,
    pub(super) said_on: Option<NaiveDate>,
    pub(super) speakers: Box<[Party]>,
    pub(super) via: Box<[Party]>,
    pub(super) items: Box<[ItemAct]>,
    pub(super) corrects: Option<AnnotationRef>,
    /// The relations that name it, or what it is the correction of, by the id they name.
    links: Box<[(AnnotationId, Arc<Link>)]>,
}

/// What an annotation does with an item.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct ItemAct {
    pub(super) item: ItemId,
    pub(super) act: Act,
}

/// What a relation says, of those that are followed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum LinkKind {
    Qualifies,
    Answers,
    Contradicts,
    Updates,
}

/// A relation that is followed.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Link {
    key: RelationKey,
    kind: LinkKind,
    /// The caveat, the answer, the newer.
    from: Vec<CorpusAnnotation>,
    /// What it is about.
    to: Vec<CorpusAnnotation>,
}

/// A relation as it is seen from one of its ends.
pub(super) struct LinkedSpan<'i> {
    pub(super) relation: &'i RelationKey,
    /// Whether the other one is the caveat, the answer or the newer.
    pub(super) is_from: bool,
    pub(super) span: &'i Arc<Span>,
}

impl BearingIndex {
    /// The index of a whole corpus. O(n log n) in annotations and relations.
    pub fn of(state: &CorpusState) -> Self {
        let mut index = Self::default();
        index.refresh(state, state.layers.keys());
        index
    }

    /// Keeps it up with edits that have been applied; `state` is the corpus after them. Whether anything it
    /// holds has changed. Names, items and voices are not in it: edits of these change nothing here.
    pub fn follow(&mut self, state: &CorpusState, edits: &[Edit]) -> bool {
        let mut touched: BTreeSet<&ArticleId> = BTreeSet::new();
        for edit in edits {
            match edit {
                Edit::Put(Put { key, .. }) => touched.extend(key.article()),
                Edit::PatchText(article, _) => {
                    touched.insert(article);
                }
                Edit::MoveArticles(stamps, _) => touched.extend(stamps.iter().map(|stamp| &stamp.id)),
            }
        }
        self.refresh(state, touched)
    }

    /// Reads articles anew, those that were changed from outside for example. Whether anything it holds has changed.
    pub fn refresh<'a>(
        &mut self,
        state: &CorpusState,
        articles: impl IntoIterator<Item = &'a ArticleId>,
    ) -> bool {
        let mut touched: BTreeSet<ArticleId> = articles.into_iter().cloned().collect();
        let mut has_changed = false;
        let mut reached = BTreeSet::new();
        // Relations first: they decide which annotations are held that bear on no item.
        for article in &touched {
            has_changed |= self.refresh_links(state, article, &mut reached);
        }
        touched.extend(reached);
        for article in &touched {
            has_changed |= self.refresh_spans(state, article);
        }
        has_changed
    }

    fn refresh_links(
        &mut self,
        state: &CorpusState,
        article: &ArticleId,
        reached: &mut BTreeSet<ArticleId>,
    ) -> bool {
        let links = links_on(state, article);
        let old = self.links.get(article);
        if old.map_or(links.is_empty(), |old| *old == links) {
            return false;
        }
        let old = self.links.remove(article).unwrap_or_default();
        for (relation, link) in &old {
            for end in link.ends() {
                reached.insert(end.article.clone());
                let Some(ends) = self.ends.get_mut(&end.article) else { continue };
                if let Some(relations) = ends.get_mut(&end.annotation) {
                    relations.remove(relation);
                    if relations.is_empty() {
                        ends.remove(&end.annotation);
                    }
                }
                if ends.is_empty() {
                    self.ends.remove(&end.article);
                }
            }
        }
        for (relation, link) in &links {
            for end in link.ends() {
                reached.insert(end.article.clone());
                let ends = self.ends.entry(end.article.clone()).or_default();
                let named = ends.entry(end.annotation.clone()).or_default();
                named.insert(relation.clone(), Arc::clone(link));
            }
        }
        if !links.is_empty() {
            self.links.insert(article.clone(), links);
        }
        true
    }

    fn refresh_spans(&mut self, state: &CorpusState, article: &ArticleId) -> bool {
        let spans = spans_on(state, article, self.ends.get(article));
        let old = self.articles.get(article);
        if old.map_or(spans.spans.is_empty(), |old| *old == spans) {
            return false;
        }
        for item in self.articles.remove(article).iter().flat_map(ArticleSpans::items) {
            if let Some(articles) = self.items.get_mut(item) {
                articles.remove(article);
                if articles.is_empty() {
                    self.items.remove(item);
                }
            }
        }
        for span in &spans.spans {
            let mut last = None;
            for ItemAct { item, .. } in &span.items {
                // Sorted: what is done with one item stands together.
                if last.replace(item) != Some(item) {
                    let on = self.items.entry(item.clone()).or_default().entry(article.clone()).or_default();
                    on.push(Arc::clone(span));
                }
            }
        }
        if !spans.spans.is_empty() {
            self.articles.insert(article.clone(), spans);
        }
        true
    }

    /// The annotations that bear on an item, each once, by article and place.
    pub fn on(&self, item: &ItemId) -> Vec<AnnotationKey> {
        self.spans_on(item).map(|span| span.key.clone()).collect()
    }

    /// How many annotations bear on an item.
    pub fn num_on(&self, item: &ItemId) -> usize {
        self.items.get(item).into_iter().flat_map(BTreeMap::values).map(Vec::len).sum()
    }

    /// The items that something on an article bears on.
    pub fn items_on(&self, article: &ArticleId) -> BTreeSet<ItemId> {
        self.articles.get(article).into_iter().flat_map(ArticleSpans::items).cloned().collect()
    }

    /// The annotations that qualify one, by key. What was corrected has the caveats of its correction, and the other
    /// way round.
    pub fn caveats(&self, annotation: &AnnotationKey) -> Vec<AnnotationKey> {
        let span = self.named(&annotation.article, &annotation.annotation);
        span.map(|span| self.caveats_of(span)).unwrap_or_default()
    }

    pub(super) fn caveats_of(&self, span: &Span) -> Vec<AnnotationKey> {
        let caveats = self.linked(span, LinkKind::Qualifies).filter(|link| link.is_from);
        let mut keys: Vec<AnnotationKey> = caveats.map(|link| link.span.key.clone()).collect();
        keys.sort();
        keys.dedup();
        keys
    }

    pub(super) fn spans_on(&self, item: &ItemId) -> impl Iterator<Item = &Arc<Span>> {
        self.items.get(item).into_iter().flat_map(BTreeMap::values).flatten()
    }

    /// What relations of one kind lead to from an annotation.
    pub(super) fn linked<'i>(
        &'i self,
        span: &'i Span,
        kind: LinkKind,
    ) -> impl Iterator<Item = LinkedSpan<'i>> {
        let links = span.links.iter().filter(move |(_, link)| link.kind == kind);
        links.flat_map(move |(name, link)| self.others(span, name, link))
    }

    fn others<'i>(&'i self, span: &Span, name: &AnnotationId, link: &'i Link) -> Vec<LinkedSpan<'i>> {
        let is_here = |end: &CorpusAnnotation| end.article == span.key.article && end.annotation == *name;
        let mut others = Vec::new();
        for (here, there, is_from) in [(&link.to, &link.from, true), (&link.from, &link.to, false)] {
            if !here.iter().any(is_here) {
                continue;
            }
            let found = there.iter().filter_map(|end| self.named(&end.article, &end.annotation));
            let other = found.filter(|other| other.key != span.key);
            others.extend(other.map(|span| LinkedSpan { relation: &link.key, is_from, span }));
        }
        others
    }

    fn named(&self, article: &ArticleId, annotation: &AnnotationId) -> Option<&Arc<Span>> {
        self.articles.get(article)?.named.get(annotation)
    }
}

impl ArticleSpans {
    fn items(&self) -> impl Iterator<Item = &ItemId> {
        self.spans.iter().flat_map(|span| &span.items).map(|link| &link.item)
    }
}

impl LinkKind {
    /// The kind of a relation type of the default tagset, and the role of what the relation comes from.
    fn of(relation: &Relation) -> Option<(Self, &'static str)> {
        match relation.relation_type.as_str() {
            "qualifies" => Some((Self::Qualifies, "caveat")),
            "answers" => Some((Self::Answers, "answer")),
            "contradicts" => Some((Self::Contradicts, "one")),
            "updates" => Some((Self::Updates, "newer")),
            _ => None,
        }
    }
}

impl Link {
    /// The relation, if it is one that is followed. Where no member has the role we know, in a tagset from elsewhere,
    /// the relation comes from its first.
    fn of(key: RelationKey, relation: &Relation) -> Option<Self> {
        let (kind, role) = LinkKind::of(relation)?;
        let (mut from, mut to) = (Vec::new(), Vec::new());
        for member in &relation.members {
            let side = if member.role.as_str() == role { &mut from } else { &mut to };
            side.push(member.annotation.clone());
        }
        if from.is_empty() && !to.is_empty() {
            from.push(to.remove(0));
        }
        Some(Self { key, kind, from, to })
    }

    fn ends(&self) -> impl Iterator<Item = &CorpusAnnotation> {
        self.from.iter().chain(&self.to)
    }
}

/// The relations kept on an article that are followed.
fn links_on(state: &CorpusState, article: &ArticleId) -> Links {
    let mut links = BTreeMap::new();
    if !state.articles.contains_key(article) {
        return links;
    }
    for (annotator, layer) in state.layers.get(article).into_iter().flatten() {
        for (id, relation) in &layer.relations {
            let layer = LayerKey { article: article.clone(), annotator: annotator.clone() };
            if let Some(link) = Link::of(RelationKey { layer, relation: id.clone() }, relation) {
                links.insert(link.key.clone(), Arc::new(link));
            }
        }
    }
    links
}

/// What counts on an article, of what bears on an item or is named by a relation.
fn spans_on(
    state: &CorpusState,
    article: &ArticleId,
    ends: Option<&BTreeMap<AnnotationId, Links>>,
) -> ArticleSpans {
    let mut found = ArticleSpans::default();
    let (Some(row), Some(layers)) = (state.articles.get(article), state.layers.get(article)) else {
        return found;
    };
    let is_end = |id: &AnnotationId| ends.is_some_and(|ends| ends.contains_key(id));
    let corrections = corrections(layers);
    let mut names: BTreeMap<&AnnotationRef, Vec<&AnnotationId>> = BTreeMap::new();
    for (on, stands) in corrections.replaced().filter(|(on, _)| is_end(&on.annotation)) {
        names.entry(stands).or_default().push(&on.annotation);
    }
    let outlet: Arc<str> = row.metadata.outlet.trim().into();
    for (annotator, layer) in layers {
        let mut quotes = None;
        for annotation in layer.annotations.values() {
            let on = AnnotationRef { annotator: annotator.clone(), annotation: annotation.id.clone() };
            let own = is_end(&annotation.id).then_some(&annotation.id);
            let others = names.get(&on).into_iter().flatten().copied();
            let names: Vec<&AnnotationId> = own.into_iter().chain(others).collect();
            let counts = (!annotation.items.is_empty() || !names.is_empty())
                && !corrections.is_replaced(&on)
                && Standing::among(layers, &on, annotation) != Standing::Rejected;
            if !counts {
                continue;
            }
            let attribution = quotes.get_or_insert_with(|| Quotes::of(layer)).attribution(annotation);
            let key = AnnotationKey {
                article: article.clone(),
                annotator: on.annotator,
                annotation: on.annotation,
            };
            let mut span = Span::of(key, annotation, attribution);
            span.published = row.metadata.date;
            span.outlet = Arc::clone(&outlet);
            let links_of = |name: &AnnotationId| ends.and_then(|ends| ends.get(name)).map(BTreeMap::values);
            span.links = names
                .iter()
                .flat_map(|name| {
                    links_of(name).into_iter().flatten().map(|link| ((*name).clone(), Arc::clone(link)))
                })
                .collect();
            found.spans.push(Arc::new(span));
        }
    }
    found.spans.sort_by(|one, two| (one.start, &one.key).cmp(&(two.start, &two.key)));
    for span in &found.spans {
        let own = (!span.links.is_empty()).then_some(&span.key.annotation);
        for name in span.links.iter().map(|(name, _)| name).chain(own) {
            found.named.entry(name.clone()).or_insert_with(|| Arc::clone(span));
        }
    }
    found
}

impl Span {
    /// What an annotation says by itself; what its article says of it is not set.
    fn of(key: AnnotationKey, annotation: &Annotation, attribution: &Attribution) -> Self {
        let acts = annotation.items.iter();
        Self {
            key,
            label: annotation.label.clone(),
            start: annotation.fragments.start(),
            published: None,
            outlet: Arc::default(),
            said_on: said_on(annotation),
            speakers: attribution.parties(VoiceRole::Speaker).cloned().collect(),
            via: attribution.parties(VoiceRole::Via).cloned().collect(),
            items: acts.map(|link| ItemAct { item: link.item.clone(), act: link.act }).collect(),
            corrects: annotation.corrects.clone(),
            links: Box::default(),
        }
    }

    /// Its place in time; what has no date is last.
    pub(super) fn time(&self, by: DateBy) -> impl Ord + '_ {
        let date = match by {
            DateBy::Published => self.published,
            DateBy::Said => self.said_on.or(self.published),
        };
        (date.is_none(), date, &self.key.article, self.start, &self.key)
    }
}

/// The day the words were said, where the annotator has put it: the attribute `said-on` of the default tagset.
pub fn said_on(annotation: &Annotation) -> Option<NaiveDate> {
    let (_, value) = annotation.attributes.iter().find(|(id, _)| id.as_str() == "said-on")?;
    if let AttributeValue::Date(date) = value { Some(date.from()) } else { None }
}
