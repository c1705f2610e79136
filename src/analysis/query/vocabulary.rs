//! The names that a corpus knows: what a query's names are looked up in, and what is offered while one is typed.

use std::collections::BTreeSet;

use crate::model::annotation::{Annotation, Party, VoiceRole};
use crate::model::corpus::CorpusState;
use crate::model::id::{AnnotatorId, ItemId, LabelId, VoiceId};
use crate::model::item::item_union;
use crate::model::tagset::Attribute;
use crate::model::text::fold::name_key;
use crate::model::voice::joined_register;

/// Something that has an id and names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named<I> {
    /// Its id.
    pub id: I,
    /// The name it is listed under.
    pub name: String,
    /// Other names it goes by.
    pub others: Vec<String>,
}

/// The names that a corpus knows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Vocabulary {
    /// Labels in the order people gave them.
    pub labels: Vec<Named<LabelId>>,
    /// Attributes in the order people gave them.
    pub attributes: Vec<Attribute>,
    /// The register by name.
    pub voices: Vec<Named<VoiceId>>,
    /// Words for speakers without a name.
    pub unnamed: BTreeSet<String>,
    /// Items by name.
    pub items: Vec<Named<ItemId>>,
    /// Everybody who has annotated or decided.
    pub annotators: BTreeSet<AnnotatorId>,
    /// Outlets.
    pub outlets: BTreeSet<String>,
    /// Who wrote articles.
    pub bylines: BTreeSet<String>,
    /// Languages.
    pub languages: BTreeSet<String>,
    /// Codes of articles.
    pub codes: BTreeSet<String>,
}

impl Vocabulary {
    /// The names of a corpus. Goes through all annotations once.
    pub fn of(state: &CorpusState) -> Self {
        let mut names = Self {
            attributes: state.tagset.ordered_attributes().into_iter().cloned().collect(),
            ..Self::default()
        };
        let labels = state.tagset.ordered_labels().into_iter();
        let of_label = |label: &crate::model::tagset::Label| Named {
            id: label.id.clone(),
            name: label.name.clone(),
            others: Vec::new(),
        };
        names.labels = labels.map(of_label).collect();
        // What was merged into an entry answers to its names, and it to theirs.
        let entries = joined_register(&state.register()).into_values();
        let voices = entries.flat_map(|entry| {
            let others: Vec<String> = entry.names().skip(1).map(str::to_owned).collect();
            let ids = std::iter::once(&entry.voice).chain(&entry.merged).map(|voice| voice.id.clone());
            let name = &entry.voice.name;
            ids.map(|id| Named { id, name: name.clone(), others: others.clone() }).collect::<Vec<_>>()
        });
        names.voices = by_name(voices.collect());
        let items =
            state.items.iter().flat_map(|(who, items)| items.values().map(move |item| (who, &**item)));
        let items = item_union(items).into_values();
        names.items = by_name(
            items.map(|(_, item)| Named { id: item.id, name: item.name, others: item.aliases }).collect(),
        );
        for row in state.articles.values() {
            let metadata = &row.metadata;
            let filled = [
                (&mut names.outlets, &metadata.outlet),
                (&mut names.bylines, &metadata.byline),
                (&mut names.languages, &metadata.language),
            ];
            for (set, value) in filled {
                if !value.is_empty() && !set.contains(value) {
                    set.insert(value.clone());
                }
            }
        }
        for (annotator, layer) in state.layers.values().flatten() {
            if !names.annotators.contains(annotator) {
                names.annotators.insert(annotator.clone());
            }
            names.codes.extend(layer.state.codes.iter().cloned());
            layer.annotations.values().for_each(|annotation| names.add_unnamed(annotation));
        }
        names
    }

    fn add_unnamed(&mut self, annotation: &Annotation) {
        for role in VoiceRole::ALL {
            for party in annotation.attribution.parties(role) {
                if let Party::Unnamed { words, .. } = party
                    && !self.unnamed.contains(words)
                {
                    self.unnamed.insert(words.clone());
                }
            }
        }
    }
}

fn by_name<I: Ord>(mut named: Vec<Named<I>>) -> Vec<Named<I>> {
    named.sort_by(|one, two| (name_key(&one.name), &one.id).cmp(&(name_key(&two.name), &two.id)));
    named
}

/// How well a name answers to what was typed; the better, the smaller.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Fit {
    /// The whole name.
    Whole,
    /// The name, or one of its words, begins so.
    Begins,
    /// The name holds it.
    Holds,
}

/// How well a name answers to a key made by [`name_key`].
pub(super) fn fit(key: &str, name: &str) -> Option<Fit> {
    let name = name_key(name);
    if name == key {
        Some(Fit::Whole)
    } else if name.match_indices(key).any(|(at, _)| at == 0 || !name[..at].ends_with(char::is_alphanumeric)) {
        Some(Fit::Begins)
    } else {
        name.contains(key).then_some(Fit::Holds)
    }
}

/// Those of some things that answer best to what was typed; each thing with all its names.
pub(super) fn answering<'t, T, N: AsRef<str>>(
    typed: &str,
    things: impl IntoIterator<Item = &'t T>,
    names: impl Fn(&'t T) -> Vec<N>,
) -> Vec<&'t T> {
    let key = name_key(typed);
    let fits = things.into_iter().filter_map(|thing| {
        let best = names(thing).iter().filter_map(|name| fit(&key, name.as_ref())).min()?;
        Some((best, thing))
    });
    let fits: Vec<(Fit, &T)> = fits.collect();
    let best = fits.iter().map(|(fit, _)| *fit).min();
    fits.into_iter().filter(|(fit, _)| Some(*fit) == best).map(|(_, thing)| thing).collect()
}

impl<I> Named<I> {
    /// All its names, the id not among them.
    pub fn all_names(&self) -> impl Iterator<Item = &str> {
        std::iter::once(&self.name).chain(&self.others).map(String::as_str)
    }
}
