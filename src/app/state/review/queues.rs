//! Queues of the Review workspace: filters that have a name. Some are built in; a team's own ones are settings of
//! the corpus, one each, so that everybody has them.

use std::collections::BTreeSet;

use super::filter::{Only, ReviewFilter};
use crate::model::corpus::CorpusState;
use crate::model::id::{LabelId, SettingId};
use crate::model::review::standing::Standing;

/// How the settings that hold queues are called: this, then ten characters.
pub const PREFIX: &str = "queue-";

/// A queue of the team's own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnQueue {
    /// The setting that holds it.
    pub id: SettingId,
    /// Its name, one line.
    pub name: String,
    /// What it shows.
    pub filter: ReviewFilter,
}

/// The queues that are built in, with what there is to say when one is empty.
pub fn built_in() -> Vec<(&'static str, ReviewFilter, &'static str)> {
    let standings = |standings: &[Standing]| ReviewFilter {
        standings: standings.iter().copied().collect(),
        ..ReviewFilter::default()
    };
    let only = |only| ReviewFilter { only: BTreeSet::from([only]), ..ReviewFilter::default() };
    let waiting = [Standing::ToReview, Standing::ChangedSince, Standing::Disagreed, Standing::Disputed];
    let quotes = ReviewFilter {
        labels: LabelId::new("quote").into_iter().collect(),
        speakers: BTreeSet::from([None]),
        ..ReviewFilter::default()
    };
    let unsure = ReviewFilter { unsure_only: true, ..ReviewFilter::default() };
    vec![
        ("To review", standings(&waiting), "Everything is decided"),
        ("Came back", only(Only::CameBack), "Nothing came back"),
        ("Quotes without a speaker", quotes, "Every quote has a speaker"),
        ("Unsure", unsure, "Nobody is unsure of a tag"),
        (
            "Rejected, not yet mended",
            standings(&[Standing::Rejected, Standing::Corrected]),
            "Whatever was rejected or corrected has been answered",
        ),
        ("Changed since", standings(&[Standing::ChangedSince]), "Nothing has changed since it was reviewed"),
        ("Disagreed", standings(&[Standing::Disagreed]), "No annotator disagrees"),
        ("Deferred with a question", only(Only::Question), "No question is open"),
    ]
}

/// The team's own queues, by name.
pub fn own(state: &CorpusState) -> Vec<OwnQueue> {
    let mut queues: Vec<OwnQueue> = state
        .settings
        .iter()
        .filter(|(id, _)| id.as_str().starts_with(PREFIX))
        .filter_map(|(id, value)| {
            let (name, text) = value.split_once('\n').unwrap_or((value, ""));
            let filter = ReviewFilter::from_text(text);
            let name = name.trim().to_owned();
            (!name.is_empty()).then(|| OwnQueue { id: id.clone(), name, filter })
        })
        .collect();
    queues.sort_by(|one, two| (one.name.to_lowercase(), &one.id).cmp(&(two.name.to_lowercase(), &two.id)));
    queues
}

/// What the setting of a queue holds.
pub fn to_setting(name: &str, filter: &ReviewFilter) -> String {
    format!("{name}\n{}", filter.to_text())
}

/// The name of the queue that a filter is, if it is one.
pub fn name_of(state: &CorpusState, filter: &ReviewFilter) -> Option<String> {
    let built_in = built_in().into_iter().find(|(_, known, _)| known == filter);
    let own = || own(state).into_iter().find(|queue| queue.filter == *filter);
    built_in.map(|(name, ..)| name.to_owned()).or_else(|| own().map(|queue| queue.name))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::edit::{Key, Record};

    #[test]
    fn own_queues_are_settings_of_the_corpus() {
        let mut state = CorpusState::default();
        let filter = ReviewFilter { unsure_only: true, words: "ferry".to_owned(), ..ReviewFilter::default() };
        let mut put = |id: &str, value: &str| {
            let key = Key::Setting(SettingId::new(id).unwrap());
            state.set(&key, Some(Record::Setting(value.into())));
        };
        put("queue-b", &to_setting("Unsure ferries", &filter));
        put("queue-a", "all");
        put("queue-c", " \nunsure");
        put("title", "Harbour ferries");
        let own = own(&state);
        assert_eq!(
            own.iter().map(|queue| queue.name.as_str()).collect::<Vec<_>>(),
            ["all", "Unsure ferries"]
        );
        assert_eq!(own[1].filter, filter);
        assert_eq!(name_of(&state, &filter).as_deref(), Some("Unsure ferries"));
        assert_eq!(name_of(&state, &built_in()[0].1).as_deref(), Some("To review"));
    }

    #[test]
    fn built_in_queues_differ_and_can_be_kept() {
        let filters: Vec<ReviewFilter> = built_in().into_iter().map(|(_, filter, _)| filter).collect();
        for (idx, filter) in filters.iter().enumerate() {
            assert!(filter.narrows() && !filters[..idx].contains(filter));
            assert_eq!(ReviewFilter::from_text(&filter.to_text()), *filter);
        }
    }
}
