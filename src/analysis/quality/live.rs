//! What all checks find in a corpus, kept up edit by edit. Findings are kept for each article; what looks at the
//! whole corpus has an index by what it compares, so that an edit costs what it touched.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::ControlFlow;
use std::sync::Arc;

use super::checked::Checked;
use super::checks::alike_names::AlikeNames;
use super::checks::same_words::{SameWords, WordsKey, WordsPlace};
use super::checks::{CHECKS, position};
use super::findings::Tally;
use super::links::Links;
use super::{About, Finding, Found, OfferFinder, settings};
use crate::model::annotation::{Annotation, AttributeValue, Party};
use crate::model::corpus::CorpusState;
use crate::model::edit::{Edit, Key, Put, Record};
use crate::model::id::{ArticleId, ItemId, VoiceId};
use crate::model::reader::CorpusReader;
use crate::model::voice::Voice;

/// What all checks find in a corpus.
#[derive(Clone, Debug)]
pub struct Quality {
    parts: BTreeMap<ArticleId, Part>,
    words: SameWords,
    word_findings: BTreeMap<WordsKey, Vec<Arc<Finding>>>,
    names: AlikeNames,
    name_findings: BTreeMap<(VoiceId, VoiceId), Arc<Finding>>,
    links: Arc<Links>,
    /// The articles whose annotations name an entry.
    uses: BTreeMap<Entry, BTreeSet<ArticleId>>,
    /// The articles with a quote that lacks a speaker.
    unsaid: BTreeSet<ArticleId>,
    tally: Tally,
    /// How often something was touched, and when each article was last.
    clock: u64,
    touched_at: BTreeMap<ArticleId, u64>,
    /// When an entry came, went or was merged last.
    entries_at: BTreeMap<Entry, u64>,
}

/// What is known of one article.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Part {
    findings: Vec<Arc<Finding>>,
    places: Vec<Arc<WordsPlace>>,
    entries: BTreeSet<Entry>,
    lacks_speaker: bool,
}

/// Something annotations name.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Entry {
    Voice(VoiceId),
    Item(ItemId),
}

/// What is left to be checked again.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Work {
    /// Everything: the tagset has changed.
    pub everything: bool,
    articles: BTreeSet<ArticleId>,
    /// Articles that lack a speaker and have one of these words, in small letters: the register has changed.
    words: BTreeSet<String>,
}

/// Work that has begun: what [`Work`] comes to, without anything that may change meanwhile.
#[derive(Clone, Debug)]
pub struct Begun {
    articles: BTreeSet<ArticleId>,
    unsaid: BTreeSet<ArticleId>,
    words: BTreeSet<String>,
    links: Arc<Links>,
    clock: u64,
}

/// What is checked at once; the rest is left to a job.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Budget {
    /// Articles.
    pub num_articles: usize,
    /// Their texts together, in bytes.
    pub num_bytes: usize,
    /// Their annotations together.
    pub num_annotations: usize,
}

impl Budget {
    /// As much as is checked within a frame.
    pub const FRAME: Self = Self { num_articles: 3, num_bytes: 60_000, num_annotations: 80 };
    /// Everything, however long it takes.
    pub const ALL: Self =
        Self { num_articles: usize::MAX, num_bytes: usize::MAX, num_annotations: usize::MAX };

    fn take(&mut self, state: &CorpusState, article: &ArticleId) -> bool {
        let num_bytes = state.articles.get(article).map_or(0, |row| row.text_len);
        let layers = state.layers.get(article).into_iter().flatten();
        let num_annotations: usize = layers.map(|(_, layer)| layer.annotations.len()).sum();
        let Self { num_articles, num_bytes: bytes, num_annotations: annotations } = *self;
        let left = (
            num_articles.checked_sub(1),
            bytes.checked_sub(num_bytes),
            annotations.checked_sub(num_annotations),
        );
        let (Some(num_articles), Some(num_bytes), Some(num_annotations)) = left else { return false };
        *self = Self { num_articles, num_bytes, num_annotations };
        true
    }
}

impl Work {
    /// Whether nothing is left.
    pub fn is_empty(&self) -> bool {
        !self.everything && self.articles.is_empty() && self.words.is_empty()
    }

    /// Adds what else is left.
    pub fn merge(&mut self, other: Self) {
        self.everything |= other.everything;
        self.articles.extend(other.articles);
        self.words.extend(other.words);
    }
}

impl Begun {
    /// How many articles it may look at.
    pub fn num_articles(&self) -> usize {
        self.articles.len() + self.unsaid.len()
    }

    /// When it was begun, to be given back with the result.
    pub fn clock(&self) -> u64 {
        self.clock
    }

    /// Checks the articles; `progress` is told how many are done and can stop it, which gives `None`.
    pub fn run(
        &self,
        corpus: &dyn CorpusReader,
        offers: &dyn OfferFinder,
        progress: &mut dyn FnMut(usize) -> ControlFlow<()>,
    ) -> Option<Vec<(ArticleId, Part)>> {
        let Self { articles, unsaid, words, links, .. } = self;
        let ids: Vec<ArticleId> = articles.union(unsaid).cloned().collect();
        let mut parts = Vec::new();
        let is_done = for_each_text(corpus, &ids, progress, &mut |id, text| {
            let is_wanted = articles.contains(id) || text.is_none_or(|text| has_word(text, words));
            if is_wanted {
                let part = text.map(|text| Part::of(corpus.state(), id, text, links, offers));
                parts.push((id.clone(), part.unwrap_or_default()));
            }
        });
        is_done.then_some(parts)
    }
}

/// Goes through the texts of articles; those that nobody has a layer on, or that can't be read, have none. Gives
/// whether it came to the end.
fn for_each_text(
    corpus: &dyn CorpusReader,
    ids: &[ArticleId],
    progress: &mut dyn FnMut(usize) -> ControlFlow<()>,
    visit: &mut dyn FnMut(&ArticleId, Option<&str>),
) -> bool {
    let layers = &corpus.state().layers;
    let (read, bare): (Vec<ArticleId>, Vec<ArticleId>) =
        ids.iter().cloned().partition(|id| layers.contains_key(id));
    for id in &bare {
        visit(id, None);
    }
    let (mut num_done, mut goes_on) = (0, true);
    let unread = corpus.texts(&read, &mut |id, text| {
        if progress(num_done).is_break() {
            goes_on = false;
            return ControlFlow::Break(());
        }
        num_done += 1;
        visit(id, Some(text));
        ControlFlow::Continue(())
    });
    for err in unread {
        visit(&err.id, None);
    }
    goes_on
}

fn has_word(text: &str, words: &BTreeSet<String>) -> bool {
    let text = text.to_lowercase().replace('’', "'");
    words.iter().any(|word| text.contains(word.as_str()))
}

impl Part {
    fn of(
        state: &CorpusState,
        article: &ArticleId,
        text: &str,
        links: &Links,
        offers: &dyn OfferFinder,
    ) -> Self {
        let at = Checked::new(state, article, text, links, offers);
        let mut findings = Vec::new();
        for check in CHECKS {
            check.article(&at, &mut Found { about: check.about(), text, findings: &mut findings });
        }
        let entries = state.layers.get(article).into_iter().flatten();
        let annotations = entries.flat_map(|(_, layer)| layer.annotations.values());
        let entries = annotations.flat_map(|annotation| entries_of(annotation)).collect();
        let lacks_speaker = at.annotations().any(|(layer, one)| layer.lacks_speaker(one));
        Self {
            findings: findings.into_iter().map(Arc::new).collect(),
            places: SameWords::places(&at).into_iter().map(Arc::new).collect(),
            entries,
            lacks_speaker,
        }
    }
}

/// Everything an annotation names.
fn entries_of(annotation: &Annotation) -> Vec<Entry> {
    let party = |party: &Party| match party {
        Party::Registered(id) | Party::Unnamed { affiliation: Some(id), .. } => {
            Some(Entry::Voice(id.clone()))
        }
        Party::Unnamed { affiliation: None, .. } | Party::Article => None,
    };
    let voices = annotation.attribution.voices.iter().filter_map(|voice| party(&voice.party));
    let items = annotation.items.iter().map(|link| Entry::Item(link.item.clone()));
    let values = annotation.attributes.values().filter_map(|value| match value {
        AttributeValue::Party(value) => party(value),
        AttributeValue::Item(id) => Some(Entry::Item(id.clone())),
        _ => None,
    });
    voices.chain(items).chain(values).collect()
}

impl Quality {
    /// Checks a whole corpus; `progress` is told how many of all its articles are done and can stop it, which gives
    /// `None`. Those that nobody has a layer on are done at once.
    pub fn of(
        corpus: &dyn CorpusReader,
        offers: &dyn OfferFinder,
        progress: &mut dyn FnMut(usize) -> ControlFlow<()>,
    ) -> Option<Self> {
        let state = corpus.state();
        let mut quality = Self {
            parts: BTreeMap::new(),
            words: SameWords::default(),
            word_findings: BTreeMap::new(),
            names: AlikeNames::of(state),
            name_findings: BTreeMap::new(),
            links: Arc::new(Links::of(state)),
            uses: BTreeMap::new(),
            unsaid: BTreeSet::new(),
            tally: Tally::new(settings::accepted(state)),
            clock: 0,
            touched_at: BTreeMap::new(),
            entries_at: BTreeMap::new(),
        };
        let ids: Vec<ArticleId> = state.layers.keys().cloned().collect();
        let num_bare = state.articles.keys().filter(|id| !state.layers.contains_key(*id)).count();
        let (links, mut changed) = (Arc::clone(&quality.links), BTreeSet::new());
        let progress = &mut |num_done| progress(num_bare + num_done);
        let is_done = for_each_text(corpus, &ids, progress, &mut |id, text| {
            let part = text.map(|text| Part::of(state, id, text, &links, offers)).unwrap_or_default();
            quality.replace(id, part, &mut changed);
        });
        quality.renew_words(state, &changed);
        for pair in quality.names.pairs().cloned().collect::<Vec<_>>() {
            quality.renew_pair(&pair);
        }
        is_done.then_some(quality)
    }

    /// Takes edits in that have been applied: what they touched is checked again, as far as the budget goes. Gives
    /// what is left.
    pub fn follow(
        &mut self,
        edits: &[Edit],
        corpus: &dyn CorpusReader,
        offers: &dyn OfferFinder,
        mut budget: Budget,
    ) -> Work {
        let state = corpus.state();
        let mut work = Work::default();
        for edit in edits {
            self.touch(edit, state, &mut work);
        }
        self.clock += 1;
        for article in &work.articles {
            self.touched_at.insert(article.clone(), self.clock);
        }
        if work.everything {
            return work;
        }
        let mut changed = BTreeSet::new();
        let links = Arc::clone(&self.links);
        work.articles.retain(|id| {
            let is_left = !budget.take(state, id);
            if !is_left {
                let has_layer = state.layers.contains_key(id);
                let article = if has_layer { corpus.article(id).ok() } else { None };
                let part = article.map(|article| Part::of(state, id, article.text.as_str(), &links, offers));
                self.replace(id, part.unwrap_or_default(), &mut changed);
            }
            is_left
        });
        self.renew_words(state, &changed);
        work
    }

    /// Begins with what is left, for a job that reads a snapshot made now. Not for work on everything, which is a
    /// new [`Self::of`].
    pub fn begin(&self, work: Work) -> Begun {
        let Work { everything: _, articles, words } = work;
        let unsaid = if words.is_empty() { BTreeSet::new() } else { self.unsaid.clone() };
        Begun { articles, unsaid, words, links: Arc::clone(&self.links), clock: self.clock }
    }

    /// Takes in what a job has found that was begun at `clock`. Articles that were touched since are left as they
    /// are: they have been checked again, or will be. Gives those that name an entry which changed meanwhile: nobody
    /// knew then that they do.
    pub fn take(&mut self, state: &CorpusState, parts: Vec<(ArticleId, Part)>, clock: u64) -> Work {
        let (mut changed, mut left) = (BTreeSet::new(), Work::default());
        for (id, part) in parts {
            if self.touched_at.get(&id).is_none_or(|at| *at <= clock) {
                let is_old = |entry| self.entries_at.get(entry).is_some_and(|at| *at > clock);
                if part.entries.iter().any(is_old) {
                    left.articles.insert(id.clone());
                }
                self.replace(&id, part, &mut changed);
            }
        }
        self.renew_words(state, &changed);
        left
    }

    /// Notes what an edit touches. Names, links and acceptances are renewed on the spot.
    fn touch(&mut self, edit: &Edit, state: &CorpusState, work: &mut Work) {
        let whole = |quality: &Self, article: &ArticleId, work: &mut Work| {
            work.articles.insert(article.clone());
            work.articles.extend(quality.links.homes(article).cloned());
        };
        match edit {
            Edit::PatchText(article, _) => whole(self, article, work),
            Edit::MoveArticles(stamps, _) => {
                for stamp in stamps.iter() {
                    whole(self, &stamp.id, work);
                }
            }
            Edit::Put(put) => match &put.key {
                Key::Annotation(place, _) | Key::Unplaced(place, _) => whole(self, &place.article, work),
                Key::Decision(place, _) | Key::State(place) => {
                    work.articles.insert(place.article.clone());
                }
                Key::Relation(place, _) => {
                    work.articles.insert(place.article.clone());
                    work.articles.extend(ends(put));
                    Arc::make_mut(&mut self.links).renew(state, &place.article);
                }
                Key::Voice(_, id) => self.touch_voice(put, id, state, work),
                Key::Item(_, id) => {
                    if put.before.is_none() || put.after.is_none() {
                        self.touch_entry(Entry::Item(id.clone()), work);
                    }
                }
                Key::Label(_) | Key::Attribute(_) | Key::RelationType(_) => work.everything = true,
                Key::Setting(id) => {
                    if let Some(digest) = settings::accepted_by(id) {
                        self.tally.accept(digest, state.settings.contains_key(id));
                    }
                }
                // Its quotations may be others now, and so may who said them.
                Key::Metadata(article) if put.changes_language() => {
                    work.articles.insert(article.clone());
                }
                Key::Metadata(_) | Key::CopyOf(_) => {}
                Key::Blocks(article) => {
                    work.articles.insert(article.clone());
                }
            },
        }
    }

    fn touch_voice(&mut self, put: &Put, id: &VoiceId, state: &CorpusState, work: &mut Work) {
        let pairs: BTreeSet<_> = self.names.pairs_of(id).into_iter().collect();
        self.names.renew(state, id);
        for pair in pairs.into_iter().chain(self.names.pairs_of(id)) {
            self.renew_pair(&pair);
        }
        let voice = |record: &Option<Record>| match record {
            Some(Record::Voice(voice)) => Some(Arc::clone(voice)),
            _ => None,
        };
        let (before, after) = (voice(&put.before), voice(&put.after));
        // What was merged into it means what it means, and lends it its names.
        let meant = merged_into(state, id);
        let merges = |voice: &Option<Arc<Voice>>| voice.as_ref().map(|voice| voice.merged_into.clone());
        // Among several versions of an entry another one may count from now on.
        let is_shared = state.voices.values().filter(|own| own.contains_key(id)).count() > 1;
        if is_shared || merges(&before) != merges(&after) {
            for id in &meant {
                self.touch_entry(Entry::Voice(id.clone()), work);
            }
        }
        // Which of several annotators' entries counts may have changed as well.
        let others = meant.iter().flat_map(|id| state.voices.values().filter_map(|own| own.get(id)));
        for voice in before.iter().chain(&after).chain(others) {
            work.words.extend(name_words(voice));
        }
    }

    /// Notes that an entry came, went or was merged.
    fn touch_entry(&mut self, entry: Entry, work: &mut Work) {
        work.articles.extend(self.uses.get(&entry).into_iter().flatten().cloned());
        // The clock goes on when all edits have been looked at.
        self.entries_at.insert(entry, self.clock + 1);
    }

    /// Puts what is known of an article in the place of what was; notes the words that came or went.
    fn replace(&mut self, id: &ArticleId, part: Part, changed: &mut BTreeSet<WordsKey>) {
        let before = self.parts.remove(id).unwrap_or_default();
        for finding in &before.findings {
            self.tally.remove(finding);
        }
        for finding in &part.findings {
            self.tally.add(finding);
        }
        if before.places != part.places {
            for place in &before.places {
                self.words.remove(place);
                changed.insert(place.key.clone());
            }
            for place in &part.places {
                self.words.insert(place);
                changed.insert(place.key.clone());
            }
        }
        for entry in before.entries.difference(&part.entries) {
            if let Some(articles) = self.uses.get_mut(entry) {
                articles.remove(id);
                if articles.is_empty() {
                    self.uses.remove(entry);
                }
            }
        }
        for entry in part.entries.difference(&before.entries) {
            self.uses.entry(entry.clone()).or_default().insert(id.clone());
        }
        if part.lacks_speaker {
            self.unsaid.insert(id.clone());
        } else {
            self.unsaid.remove(id);
        }
        if part != Part::default() {
            self.parts.insert(id.clone(), part);
        }
    }

    fn renew_words(&mut self, state: &CorpusState, keys: &BTreeSet<WordsKey>) {
        for key in keys {
            for finding in self.word_findings.remove(key).unwrap_or_default() {
                self.tally.remove(&finding);
            }
            let findings: Vec<_> = self.words.findings(state, key).into_iter().map(Arc::new).collect();
            for finding in &findings {
                self.tally.add(finding);
            }
            if !findings.is_empty() {
                self.word_findings.insert(key.clone(), findings);
            }
        }
    }

    fn renew_pair(&mut self, pair: &(VoiceId, VoiceId)) {
        if let Some(finding) = self.name_findings.remove(pair) {
            self.tally.remove(&finding);
        }
        if let Some(finding) = self.names.finding(pair) {
            self.tally.add(&finding);
            self.name_findings.insert(pair.clone(), Arc::new(finding));
        }
    }

    /// How many findings of a check are to be looked at, those of checks that are switched off too.
    pub fn num_open(&self, about: &About) -> usize {
        self.tally.num_open(position(about))
    }

    /// All findings that are to be looked at and that `keep` lets pass, by the place of their check in
    /// [`CHECKS`], each list in order of article, annotator and place.
    pub fn open(&self, mut keep: impl FnMut(&Finding) -> bool) -> Vec<Vec<Arc<Finding>>> {
        let mut lists: Vec<Vec<Arc<Finding>>> = vec![Vec::new(); CHECKS.len()];
        let parts = self.parts.values().flat_map(|part| &part.findings);
        let all = parts.chain(self.word_findings.values().flatten()).chain(self.name_findings.values());
        for finding in all {
            if !self.tally.is_accepted(finding) && keep(finding) {
                lists[position(finding.about)].push(Arc::clone(finding));
            }
        }
        for list in &mut lists {
            list.sort_by(|one, two| order(one, two));
        }
        lists
    }
}

/// The order of two findings of one check. Nothing is cloned for it: there may be very many.
fn order(one: &Finding, two: &Finding) -> Ordering {
    let article = |finding: &Finding| finding.key.article().map(|id| id.as_str().as_ptr());
    // Most neighbours are of one article and one layer, and share their ids.
    let articles = if article(one) == article(two) {
        Ordering::Equal
    } else {
        one.key.article().cmp(&two.key.article())
    };
    let owners = || one.key.owner().cmp(&two.key.owner());
    let places = || one.ranges.first().cmp(&two.ranges.first());
    let rest = || one.key.cmp(&two.key).then(one.digest.cmp(&two.digest));
    articles.then_with(owners).then_with(places).then_with(rest)
}

/// The articles a relation reached into before and after.
fn ends(put: &Put) -> impl Iterator<Item = ArticleId> {
    let records = [&put.before, &put.after].into_iter().flatten();
    records.flat_map(|record| match record {
        Record::Relation(relation) => {
            relation.members.iter().map(|member| member.annotation.article.clone()).collect()
        }
        _ => Vec::new(),
    })
}

/// An entry and all that were merged into it, one after another, by anybody.
fn merged_into(state: &CorpusState, id: &VoiceId) -> BTreeSet<VoiceId> {
    let mut meant = BTreeSet::from([id.clone()]);
    let merges: Vec<&Arc<Voice>> = state
        .voices
        .values()
        .flat_map(BTreeMap::values)
        .filter(|voice| voice.merged_into.is_some())
        .collect();
    loop {
        let num_known = meant.len();
        for voice in &merges {
            if voice.merged_into.as_ref().is_some_and(|target| meant.contains(target)) {
                meant.insert(voice.id.clone());
            }
        }
        if meant.len() == num_known {
            return meant;
        }
    }
}

/// Every word of an entry's names and offices, in small letters.
fn name_words(voice: &Voice) -> Vec<String> {
    let names = std::iter::once(&voice.name).chain(voice.aliases.iter().map(|alias| &alias.value));
    let names = names.chain(voice.roles.iter().map(|role| &role.value));
    let words = names.flat_map(|name| name.split_whitespace());
    words.map(|word| word.to_lowercase().replace('’', "'")).collect()
}
