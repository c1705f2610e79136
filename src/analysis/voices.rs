//! Who is quoted, and where: for every entry of the register what names it, in order. Kept up article by article,
//! so that an edit costs what lies on its article.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use chrono::NaiveDate;

use crate::model::annotation::{AnnotationKey, AnnotationRef, Party, VoiceRole};
use crate::model::corpus::{CorpusState, Layers};
use crate::model::edit::{Edit, Put};
use crate::model::id::{ArticleId, LabelId, VoiceId};
use crate::model::quotes::Quotes;
use crate::model::review::standing::corrections;
use crate::model::voice::{RegisterUnion, resolve};

/// An annotation that names a voice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VoiceQuote {
    /// Which annotation.
    pub key: AnnotationKey,
    /// The day of its article, where that is known.
    pub date: Option<NaiveDate>,
    /// Where it begins, in bytes.
    pub start: usize,
    /// Its label.
    pub label: LabelId,
    /// What the voice did with the words; where it did several things, the first of them.
    pub role: VoiceRole,
    /// Whether the annotation says so only by lying in a quote that does.
    pub is_inherited: bool,
}

/// Everything that names one voice.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct VoiceUse {
    /// Annotations by what the voice did with the words; one that did two things counts for both.
    pub roles: BTreeMap<VoiceRole, usize>,
    /// Annotations by label.
    pub labels: BTreeMap<LabelId, usize>,
    /// Articles.
    pub num_articles: usize,
    /// How many of the annotations say so only by lying in a quote that does.
    pub num_inherited: usize,
    /// The first day of an article with it.
    pub first: Option<NaiveDate>,
    /// The last.
    pub last: Option<NaiveDate>,
    /// The annotations, by date, article and place; those of articles without a date last.
    pub quotes: Vec<Arc<VoiceQuote>>,
}

/// A voice that an annotation names, as it is written there.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Mention {
    voice: VoiceId,
    role: VoiceRole,
    quote: Arc<VoiceQuote>,
}

/// What names the voices of a corpus, article by article.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct VoiceIndex {
    articles: BTreeMap<ArticleId, Arc<[Mention]>>,
}

impl VoiceIndex {
    /// The index of a whole corpus. O(n log n) in annotations.
    pub fn of(state: &CorpusState) -> Self {
        let mut index = Self::default();
        for article in state.layers.keys() {
            index.refresh(state, article);
        }
        index
    }

    /// Keeps it up with edits that have been applied; `state` is the corpus after them. Whether anything it
    /// holds can have changed.
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
        for article in &touched {
            self.refresh(state, article);
        }
        !touched.is_empty()
    }

    fn refresh(&mut self, state: &CorpusState, article: &ArticleId) {
        let row = state.articles.get(article);
        let mentions = state.layers.get(article).filter(|_| row.is_some()).map_or_else(Vec::new, |layers| {
            mentions_on(article, row.and_then(|row| row.metadata.date), layers)
        });
        if mentions.is_empty() {
            self.articles.remove(article);
        } else {
            self.articles.insert(article.clone(), mentions.into());
        }
    }

    /// What names each voice of the register, by the entry it means. O(annotations).
    pub fn uses(&self, register: &RegisterUnion) -> BTreeMap<VoiceId, VoiceUse> {
        let mut by_date: Vec<(&ArticleId, &Arc<[Mention]>)> = self.articles.iter().collect();
        by_date.sort_by_key(|(_, mentions)| {
            let date = mentions.first().and_then(|mention| mention.quote.date);
            (date.is_none(), date)
        });
        // Few are merged; the others are not looked up.
        let meant = register.keys().map(|id| (id, resolve(register, id))).filter(|(id, target)| id != target);
        let merged: HashMap<&VoiceId, &VoiceId> = meant.collect();
        let mut uses: HashMap<VoiceId, VoiceUse> = HashMap::new();
        for (_, mentions) in by_date {
            for mention in mentions.iter() {
                let voice = merged.get(&mention.voice).copied().unwrap_or(&mention.voice);
                match uses.get_mut(voice) {
                    Some(found) => found.count(mention),
                    None => uses.entry(voice.clone()).or_default().count(mention),
                }
            }
        }
        uses.into_iter().collect()
    }
}

impl VoiceUse {
    /// How often it speaks, passes on or is spoken to.
    pub fn num_in(&self, role: VoiceRole) -> usize {
        self.roles.get(&role).copied().unwrap_or_default()
    }

    /// Mentions come in the order of the quotes, all of an annotation together.
    fn count(&mut self, mention: &Mention) {
        let last = self.quotes.last();
        let counted = last.filter(|last| last.key == mention.quote.key);
        // Two entries that were found to be one speak once.
        if counted.is_none_or(|last| last.role != mention.role) {
            *self.roles.entry(mention.role).or_default() += 1;
        }
        if counted.is_some() {
            return;
        }
        let quote = &mention.quote;
        self.num_articles += usize::from(last.is_none_or(|last| last.key.article != quote.key.article));
        self.num_inherited += usize::from(quote.is_inherited);
        *self.labels.entry(quote.label.clone()).or_default() += 1;
        self.first = self.first.or(quote.date);
        self.last = quote.date.or(self.last);
        self.quotes.push(Arc::clone(quote));
    }
}

/// What names voices on an article, in reading order. An annotation that somebody has corrected is left out: its
/// correction stands for it.
fn mentions_on(article: &ArticleId, date: Option<NaiveDate>, layers: &Layers) -> Vec<Mention> {
    let corrections = corrections(layers);
    let mut mentions = Vec::new();
    for (annotator, layer) in layers {
        let quotes = Quotes::of(layer);
        for annotation in layer.annotations.values() {
            let on = AnnotationRef { annotator: annotator.clone(), annotation: annotation.id.clone() };
            if corrections.is_replaced(&on) {
                continue;
            }
            let attribution = quotes.attribution(annotation);
            let is_inherited = annotation.attribution.is_unset();
            for voice in &attribution.voices {
                let Party::Registered(id) = &voice.party else { continue };
                let AnnotationRef { annotator, annotation: own } = on.clone();
                let quote = VoiceQuote {
                    key: AnnotationKey { article: article.clone(), annotator, annotation: own },
                    date,
                    start: annotation.fragments.start(),
                    label: annotation.label.clone(),
                    role: voice.role,
                    is_inherited,
                };
                mentions.push(Mention { voice: id.clone(), role: voice.role, quote: Arc::new(quote) });
            }
        }
    }
    // Stable: what one annotation names stays in its order.
    mentions.sort_by(|one, two| (one.quote.start, &one.quote.key).cmp(&(two.quote.start, &two.quote.key)));
    mentions
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::model::annotation::{Annotation, AttributedVoice};
    use crate::model::article::{Article, ArticleText, Metadata, Provenance};
    use crate::model::edit::{Key, LayerKey, Record};
    use crate::model::id::{AnnotationId, AnnotatorId};
    use crate::model::text::TextRange;
    use crate::model::time::Timestamp;
    use crate::model::voice::Voice;

    /// Articles on the first days of a year; the last has no date.
    fn corpus() -> CorpusState {
        let mut state = CorpusState::default();
        for number in 0..3 {
            let date = NaiveDate::from_ymd_opt(2025, 1, 9 - number).filter(|_| number < 2);
            state.put_article(&Article {
                id: article(number),
                metadata: Metadata { date, ..Metadata::default() },
                provenance: Provenance::default(),
                text: ArticleText::new("words ".repeat(20)),
                blocks: Vec::new(),
                patches: Vec::new(),
            });
        }
        state
    }

    fn article(number: u32) -> ArticleId {
        ArticleId::new(&format!("a{number}")).unwrap()
    }

    /// A span of `who` on an article, said by some voices in some roles.
    fn put(
        state: &mut CorpusState,
        (who, number, id): (&str, u32, &str),
        (label, start, end): (&str, usize, usize),
        voices: &[(VoiceRole, &str)],
    ) -> Edit {
        let layer = LayerKey { article: article(number), annotator: AnnotatorId::new(who).unwrap() };
        let id = AnnotationId::new(id).unwrap();
        let place = TextRange::new(start, end).unwrap().into();
        let mut annotation =
            Annotation::new(id.clone(), LabelId::new(label).unwrap(), place, Timestamp::default());
        annotation.attribution.voices = voices
            .iter()
            .map(|(role, id)| AttributedVoice {
                role: *role,
                party: Party::Registered(VoiceId::new(id).unwrap()),
            })
            .collect();
        let (key, after) = (Key::Annotation(layer, id), Some(Record::Annotation(Arc::new(annotation))));
        let put = Put::new(key.clone(), state.get(&key), after.clone());
        state.set(&key, after);
        Edit::Put(put)
    }

    #[test]
    fn quotes_come_by_date_and_place_and_inherited_ones_count() {
        let mut state = corpus();
        let speaker = [(VoiceRole::Speaker, "v1")];
        put(&mut state, ("mk", 2, "late"), ("claim", 0, 5), &speaker);
        put(&mut state, ("mk", 0, "q"), ("quote", 6, 40), &speaker);
        put(&mut state, ("mk", 0, "inner"), ("caveat", 12, 17), &[]);
        put(&mut state, ("ro", 0, "first"), ("claim", 0, 5), &[(VoiceRole::Via, "v2"), speaker[0]]);
        put(&mut state, ("mk", 1, "early"), ("claim", 0, 5), &[(VoiceRole::Addressee, "v1")]);
        let uses = VoiceIndex::of(&state).uses(&state.register());
        let found = &uses[&VoiceId::new("v1").unwrap()];
        let order: Vec<&str> = found.quotes.iter().map(|quote| quote.key.annotation.as_str()).collect();
        assert_eq!(order, ["early", "first", "q", "inner", "late"]);
        assert_eq!((found.num_articles, found.num_inherited), (3, 1));
        assert_eq!((found.num_in(VoiceRole::Speaker), found.num_in(VoiceRole::Addressee)), (4, 1));
        assert_eq!(
            (found.first, found.last),
            (NaiveDate::from_ymd_opt(2025, 1, 8), NaiveDate::from_ymd_opt(2025, 1, 9))
        );
        assert_eq!(uses[&VoiceId::new("v2").unwrap()].num_in(VoiceRole::Via), 1);
    }

    #[test]
    fn what_was_merged_counts_for_the_other_and_once() {
        let mut state = corpus();
        put(
            &mut state,
            ("mk", 0, "q"),
            ("quote", 6, 40),
            &[(VoiceRole::Speaker, "v1"), (VoiceRole::Speaker, "v2")],
        );
        let mk = AnnotatorId::new("mk").unwrap();
        for (id, target) in [("v1", None), ("v2", Some("v1"))] {
            let mut voice = Voice::new(VoiceId::new(id).unwrap(), id, Timestamp::default());
            voice.merged_into = target.map(|target| VoiceId::new(target).unwrap());
            state.set(&Key::Voice(mk.clone(), voice.id.clone()), Some(Record::Voice(Arc::new(voice))));
        }
        let uses = VoiceIndex::of(&state).uses(&state.register());
        assert_eq!(uses.len(), 1);
        let found = &uses[&VoiceId::new("v1").unwrap()];
        assert_eq!((found.quotes.len(), found.num_in(VoiceRole::Speaker)), (1, 1));
    }

    proptest! {
        #[test]
        fn kept_up_it_is_as_if_made_anew(
            edits in proptest::collection::vec((0_u32..4, 0_usize..4, 0_usize..3, 0_usize..90), 1..40)
        ) {
            let mut state = corpus();
            let mut index = VoiceIndex::of(&state);
            for (number, id, voice, start) in edits {
                let voices = [(VoiceRole::Speaker, ["v1", "v2"][voice.min(1)])];
                let voices = if voice == 2 { &[][..] } else { &voices[..] };
                let who = ["mk", "ro"][id % 2];
                let id = ["a", "b", "c", "d"][id];
                let edit = put(&mut state, (who, number, id), ("quote", start, start + 20), voices);
                prop_assert!(index.follow(&state, &[edit]));
                prop_assert_eq!(&index, &VoiceIndex::of(&state));
            }
        }
    }
}
