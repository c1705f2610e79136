//! What the Voices workspace keeps: the register as a list, who is quoted where, and the names it lacks.

mod versions;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use chrono::NaiveDate;

use super::indexing::Indexing;
use super::register::Register;
use crate::analysis::names::CountedName;
use crate::analysis::voices::{VoiceIndex, VoiceQuote, VoiceUse};
use crate::app::command::Way;
use crate::app::command::voices::FactKind;
use crate::app::jobs::{Job, JobError, Steps};
use crate::model::annotation::AnnotationKey;
use crate::model::corpus::CorpusState;
use crate::model::edit::{Edit, Key};
use crate::model::id::{AnnotatorId, VoiceId};
use crate::model::text::visible::shown_name;
use crate::model::voice::{JoinedVoice, VoiceKind, joined_register};
use crate::store::OpenCorpus;

pub use versions::{Versions, versions_of};

/// What the Voices workspace keeps.
#[derive(Debug, Default)]
pub struct VoicesDesk {
    /// What names whom, kept up with every edit once it has been made.
    index: Indexing<VoiceIndex>,
    /// What names each entry.
    uses: BTreeMap<VoiceId, VoiceUse>,
    /// The entries that stand for themselves.
    joined: BTreeMap<VoiceId, JoinedVoice>,
    /// The rows of all entries, in order.
    all: Vec<VoiceRow>,
    /// Indexes into `all`: the rows that are shown.
    shown: Vec<usize>,
    /// What the list is narrowed to.
    pub filter: VoicesFilter,
    /// What the register is ordered by, and whether that is turned round.
    pub sort: (VoiceSort, bool),
    /// The entry that is pointed at, and its place among those shown.
    pointed: Pointed,
    /// Where keys go, and what is ticked.
    pub at: VoicesPlace,
    /// Names that are not in the register.
    pub names: NamesList,
    /// What several articles have of the entry's quotes.
    pub versions: Versions,
    /// Whether anything has changed since the rows were made.
    is_stale: bool,
}

/// The entry that is pointed at, and its place among those shown.
#[derive(Debug, Default)]
struct Pointed {
    id: Option<VoiceId>,
    place: usize,
}

/// Where keys go in the Voices workspace, and what is ticked there.
#[derive(Clone, Debug, Default)]
pub struct VoicesPlace {
    /// Whether the list shows names that are not in the register.
    pub in_names: bool,
    /// What keys go through.
    pub part: VoicesPart,
    /// The row that is pointed at beside the list.
    pub row: usize,
    /// Ticked entries.
    pub ticked: BTreeSet<VoiceId>,
    /// Ticked quotes.
    pub ticked_quotes: BTreeSet<AnnotationKey>,
    /// The fact whose days are shown although it has none.
    pub days: Option<(FactKind, usize)>,
    /// The fact that is being added.
    pub adding: Option<FactKind>,
}

/// What keys go through in the Voices workspace.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum VoicesPart {
    /// The list at the left.
    #[default]
    List,
    /// The quotes of an entry, or the places of a name.
    Beside,
}

/// What the list is narrowed to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct VoicesFilter {
    /// Letters that one of the names holds.
    pub words: String,
    /// Kinds; all, if none is named.
    pub kinds: BTreeSet<VoiceKind>,
}

/// What the register is ordered by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum VoiceSort {
    /// The name.
    #[default]
    Name,
    /// How many annotations name it, the most first.
    Quotes,
    /// When it was last quoted, the latest first.
    Last,
}

/// An entry as a row.
#[derive(Clone, Debug)]
pub struct VoiceRow {
    /// The entry.
    pub id: VoiceId,
    /// Its name as it is shown.
    pub name: String,
    /// What it is.
    pub kind: VoiceKind,
    /// Its last role, as it is shown; empty if it has none.
    pub role: String,
    /// How many annotations name it.
    pub num_quotes: usize,
    /// The last day of an article with it.
    pub last: Option<NaiveDate>,
    /// All its names in small letters, each in a line of its own.
    folded: String,
}

/// Names that the texts have and the register lacks.
#[derive(Debug, Default)]
pub struct NamesList {
    /// The search that goes on.
    pub job: Option<(Job<FoundNames>, Steps)>,
    /// What was found; `None` before the texts have been read.
    found: Option<Vec<CountedName>>,
    /// Indexes into what was found: those not in the register that pass the filter.
    shown: Vec<usize>,
    /// How many are not in the register.
    pub num_missing: usize,
    /// The name that is pointed at, among those shown.
    pub cursor: usize,
    /// Articles that could not be read.
    pub num_unread: usize,
    /// Whether texts have changed since they were read.
    pub is_old: bool,
}

/// What reading the texts has brought.
#[derive(Debug)]
pub struct FoundNames {
    /// The names; `None` if the reading was stopped.
    pub names: Option<Vec<CountedName>>,
    /// How many articles could not be read.
    pub num_unread: usize,
}

impl VoiceSort {
    /// Its name on screen.
    pub fn name(self) -> &'static str {
        match self {
            Self::Name => "Name",
            Self::Quotes => "Quotes",
            Self::Last => "Last",
        }
    }
}

impl VoicesDesk {
    /// Keeps it up with edits that have been applied.
    pub fn follow(&mut self, corpus: &OpenCorpus, edits: &[Edit]) {
        self.index.follow(corpus, edits);
        self.is_stale |= !edits.is_empty();
        let is_of_text = |edit: &Edit| match edit {
            Edit::PatchText(..) | Edit::MoveArticles(..) => true,
            // The language says where sentences begin.
            Edit::Put(put) => matches!(put.key, Key::Blocks(_)) || put.changes_language(),
        };
        self.names.is_old |= self.names.found.is_some() && edits.iter().any(is_of_text);
    }

    /// Begins to find out what names whom, if nobody has. Takes what has come of it. Whether the rows must be made anew.
    pub fn find_out(
        &mut self,
        corpus: &OpenCorpus,
        start: impl FnOnce() -> Result<Job<VoiceIndex>, JobError>,
    ) -> Result<bool, JobError> {
        self.is_stale |= self.index.find_out(corpus, start)?;
        Ok(self.is_stale)
    }

    /// Whether it is known what names whom.
    pub fn is_counted(&self) -> bool {
        self.index.made().is_some()
    }

    /// Makes the rows anew if anything has changed since. Whether it has.
    pub fn refresh(&mut self, state: &CorpusState, register: &Register) -> bool {
        if !std::mem::take(&mut self.is_stale) {
            return false;
        }
        let union = state.register();
        self.uses = self.index.made().map(|index| index.uses(&union)).unwrap_or_default();
        self.joined = joined_register(&union);
        self.all =
            self.joined.values().map(|joined| row_of(joined, self.uses.get(&joined.voice.id))).collect();
        let Self { at: VoicesPlace { ticked, .. }, joined, .. } = self;
        ticked.retain(|id| joined.contains_key(id));
        self.narrow();
        self.names.narrow(&self.filter, register);
        self.keep_quote_ticks();
        // They are made from the quotes.
        self.versions.mark_stale();
        true
    }

    /// Orders the rows and picks those that pass the filter.
    pub fn narrow(&mut self) {
        let (by, is_turned) = self.sort;
        self.all.sort_by(|one, two| {
            let names = || (&one.folded, &one.id).cmp(&(&two.folded, &two.id));
            let order = match by {
                VoiceSort::Name => names(),
                VoiceSort::Quotes => two.num_quotes.cmp(&one.num_quotes).then_with(names),
                VoiceSort::Last => two.last.cmp(&one.last).then_with(names),
            };
            if is_turned { order.reverse() } else { order }
        });
        let words = self.filter.words.trim().to_lowercase();
        let kinds = &self.filter.kinds;
        let passes = |row: &VoiceRow| {
            (words.is_empty() || row.folded.contains(&words))
                && (kinds.is_empty() || kinds.contains(&row.kind))
        };
        self.shown = (0..self.all.len()).filter(|at| passes(&self.all[*at])).collect();
        let found = self.pointed.id.as_ref().and_then(|id| self.position(id));
        let last = self.shown.len().saturating_sub(1);
        self.point_at_place(found.unwrap_or(self.pointed.place).min(last));
    }

    fn position(&self, id: &VoiceId) -> Option<usize> {
        self.shown.iter().position(|at| self.all[*at].id == *id)
    }

    fn point_at_place(&mut self, place: usize) {
        let id = self.get(place).map(|row| row.id.clone());
        self.pointed.place = place;
        if id != self.pointed.id {
            self.pointed.id = id;
            self.at.row = 0;
            self.at.ticked_quotes.clear();
            self.at.days = None;
            self.at.adding = None;
        }
    }

    fn keep_quote_ticks(&mut self) {
        let quotes: BTreeSet<AnnotationKey> = self.quotes().iter().map(|quote| quote.key.clone()).collect();
        self.at.ticked_quotes.retain(|key| quotes.contains(key));
        if !self.at.in_names {
            self.at.row = self.at.row.min(quotes.len().saturating_sub(1));
        }
    }

    /// How many entries are shown.
    pub fn len(&self) -> usize {
        self.shown.len()
    }

    /// Whether no entry is shown.
    pub fn is_empty(&self) -> bool {
        self.shown.is_empty()
    }

    /// How many entries there are.
    pub fn num_all(&self) -> usize {
        self.all.len()
    }

    /// The place of the entry that is pointed at, among those shown.
    pub fn cursor(&self) -> usize {
        self.pointed.place
    }

    /// An entry by its place among those shown.
    pub fn get(&self, place: usize) -> Option<&VoiceRow> {
        self.all.get(*self.shown.get(place)?)
    }

    /// The entry that is pointed at.
    pub fn pointed(&self) -> Option<&JoinedVoice> {
        self.joined.get(self.pointed.id.as_ref()?)
    }

    /// An entry that stands for itself.
    pub fn entry(&self, id: &VoiceId) -> Option<&JoinedVoice> {
        self.joined.get(id)
    }

    /// The entries that stand for themselves, by id.
    pub fn entries(&self) -> impl Iterator<Item = &JoinedVoice> {
        self.joined.values()
    }

    /// What names an entry.
    pub fn uses(&self, id: &VoiceId) -> Option<&VoiceUse> {
        self.uses.get(id)
    }

    /// How many annotations name an entry.
    pub fn num_quotes(&self, id: &VoiceId) -> usize {
        self.uses.get(id).map_or(0, |uses| uses.quotes.len())
    }

    /// The quotes of the entry that is pointed at, in order.
    pub fn quotes(&self) -> &[Arc<VoiceQuote>] {
        let uses = self.pointed.id.as_ref().and_then(|id| self.uses.get(id));
        uses.map_or(&[], |uses| &uses.quotes)
    }

    /// Points at an entry; one that the filter hides takes the filter away.
    pub fn point_at(&mut self, id: &VoiceId) {
        if self.position(id).is_none() && self.joined.contains_key(id) {
            self.filter = VoicesFilter::default();
            self.narrow();
        }
        if let Some(place) = self.position(id) {
            self.point_at_place(place);
        }
    }

    /// Moves through what keys go through by so many rows.
    pub fn step(&mut self, way: Way, by: usize) {
        let moved = |at: usize, len: usize| match way {
            Way::Next => at.saturating_add(by).min(len.saturating_sub(1)),
            Way::Previous => at.saturating_sub(by),
        };
        match (self.at.part, self.at.in_names) {
            (VoicesPart::List, false) => self.point_at_place(moved(self.pointed.place, self.shown.len())),
            (VoicesPart::List, true) => {
                self.names.cursor = moved(self.names.cursor, self.names.len());
                self.at.row = 0;
            }
            (VoicesPart::Beside, _) => self.at.row = moved(self.at.row, self.num_beside()),
        }
    }

    /// The quote that is pointed at beside the list.
    pub fn pointed_quote(&self) -> Option<&AnnotationKey> {
        if self.versions.is_shown {
            self.versions.key(self.at.row)
        } else {
            self.quotes().get(self.at.row).map(|quote| &quote.key)
        }
    }

    /// How many rows there are beside the list.
    pub fn num_beside(&self) -> usize {
        if self.at.in_names {
            self.names.pointed().map_or(0, |name| name.places.len())
        } else if self.versions.is_shown {
            self.versions.len()
        } else {
            self.quotes().len()
        }
    }

    /// Ticks every row that is shown where keys go, or none, if all are.
    pub fn tick_all(&mut self) {
        if self.at.part == VoicesPart::List {
            let all: BTreeSet<VoiceId> = self.shown.iter().map(|at| self.all[*at].id.clone()).collect();
            self.at.ticked = if all.is_subset(&self.at.ticked) { BTreeSet::new() } else { all };
        } else {
            let all: BTreeSet<AnnotationKey> = self.quotes().iter().map(|quote| quote.key.clone()).collect();
            self.at.ticked_quotes = if all.is_subset(&self.at.ticked_quotes) { BTreeSet::new() } else { all };
        }
    }

    /// Entries of the register that a name could be one of, those with most of its words first.
    pub fn similar(&self, names: &[&str], except: Option<&VoiceId>, max: usize) -> Vec<&JoinedVoice> {
        const MIN_WORD: usize = 3;
        let words_of = |name: &str| -> BTreeSet<String> {
            let words = name.split(|ch: char| !ch.is_alphanumeric());
            words.filter(|word| word.chars().count() >= MIN_WORD).map(str::to_lowercase).collect()
        };
        let wanted: BTreeSet<String> = names.iter().flat_map(|name| words_of(name)).collect();
        let mut found: Vec<(usize, usize, &JoinedVoice)> = self
            .joined
            .values()
            .filter(|entry| Some(&entry.voice.id) != except)
            .filter_map(|entry| {
                let own: BTreeSet<String> = entry.names().flat_map(words_of).collect();
                let num_shared = own.intersection(&wanted).count();
                (num_shared > 0).then(|| (num_shared, self.num_quotes(&entry.voice.id), entry))
            })
            .collect();
        found.sort_by(|one, two| {
            (two.0, two.1).cmp(&(one.0, one.1)).then_with(|| one.2.voice.name.cmp(&two.2.voice.name))
        });
        found.into_iter().take(max).map(|(_, _, entry)| entry).collect()
    }

    /// Whether somebody else's version of an entry holds.
    pub fn is_others(&self, id: &VoiceId, own: &AnnotatorId) -> bool {
        self.joined.get(id).is_some_and(|entry| entry.by != *own)
    }
}

fn row_of(joined: &JoinedVoice, uses: Option<&VoiceUse>) -> VoiceRow {
    let mut folded: Vec<String> = joined.names().map(str::to_lowercase).collect();
    let name = shown_name(&joined.voice.name).into_owned();
    folded.push(name.to_lowercase());
    VoiceRow {
        id: joined.voice.id.clone(),
        name,
        kind: joined.voice.kind,
        role: joined.roles().last().map(|role| shown_name(&role.value).into_owned()).unwrap_or_default(),
        num_quotes: uses.map_or(0, |uses| uses.quotes.len()),
        last: uses.and_then(|uses| uses.last),
        folded: folded.join("\n"),
    }
}

impl NamesList {
    /// Takes what reading the texts has brought.
    pub fn take(&mut self, found: FoundNames, filter: &VoicesFilter, register: &Register) {
        if let Some(names) = found.names {
            self.found = Some(names);
            self.num_unread = found.num_unread;
            self.is_old = false;
        }
        self.narrow(filter, register);
    }

    /// Leaves out what is in the register by now, and what the filter leaves out.
    pub fn narrow(&mut self, filter: &VoicesFilter, register: &Register) {
        let Some(found) = &self.found else { return };
        let words = filter.words.trim().to_lowercase();
        let is_missing = |name: &CountedName| register.names().lookup(&name.name).is_none();
        let missing: Vec<usize> = (0..found.len()).filter(|at| is_missing(&found[*at])).collect();
        self.num_missing = missing.len();
        let passes = |name: &CountedName| {
            (words.is_empty() || name.name.to_lowercase().contains(&words))
                && (filter.kinds.is_empty() || filter.kinds.contains(&name.kind))
        };
        self.shown = missing.into_iter().filter(|at| passes(&found[*at])).collect();
        self.cursor = self.cursor.min(self.shown.len().saturating_sub(1));
    }

    /// Whether the texts have been read.
    pub fn is_read(&self) -> bool {
        self.found.is_some()
    }

    /// How many names are shown.
    pub fn len(&self) -> usize {
        self.shown.len()
    }

    /// Whether no name is shown.
    pub fn is_empty(&self) -> bool {
        self.shown.is_empty()
    }

    /// A name by its place among those shown.
    pub fn get(&self, place: usize) -> Option<&CountedName> {
        self.found.as_ref()?.get(*self.shown.get(place)?)
    }

    /// The name that is pointed at.
    pub fn pointed(&self) -> Option<&CountedName> {
        self.get(self.cursor)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::edit::Record;
    use crate::model::time::Timestamp;
    use crate::model::voice::{Dated, Voice};

    fn desk() -> (VoicesDesk, CorpusState) {
        let mut state = CorpusState::default();
        let mk = AnnotatorId::new("mk").unwrap();
        for (id, name, alias) in [
            ("a", "Pavel Oru", "the engineer"),
            ("b", "Lidia Ferran", "Mayor Ferran"),
            ("c", "Ferran Ltd", "FL"),
        ] {
            let mut voice = Voice::new(VoiceId::new(id).unwrap(), name, Timestamp::default());
            voice.aliases.push(Dated::always(alias.to_owned()));
            if id == "c" {
                voice.kind = VoiceKind::Organisation;
            }
            state.set(&Key::Voice(mk.clone(), voice.id.clone()), Some(Record::Voice(Arc::new(voice))));
        }
        let mut desk = VoicesDesk { is_stale: true, ..VoicesDesk::default() };
        assert!(desk.refresh(&state, &Register::of(&state)));
        (desk, state)
    }

    fn names(desk: &VoicesDesk) -> Vec<&str> {
        (0..desk.len()).filter_map(|at| desk.get(at)).map(|row| row.name.as_str()).collect()
    }

    #[test]
    fn the_list_is_ordered_and_narrowed_and_the_row_stays_pointed_at() {
        let (mut desk, state) = desk();
        assert_eq!(names(&desk), ["Ferran Ltd", "Lidia Ferran", "Pavel Oru"]);
        desk.step(Way::Next, 1);
        desk.filter.words = "FERRAN".to_owned();
        desk.narrow();
        assert_eq!(names(&desk), ["Ferran Ltd", "Lidia Ferran"]);
        assert_eq!(desk.pointed().map(|entry| entry.voice.id.as_str()), Some("b"));
        desk.filter.words = "mayor".to_owned();
        desk.narrow();
        assert_eq!(names(&desk), ["Lidia Ferran"], "found by another of its names");
        desk.filter = VoicesFilter { kinds: [VoiceKind::Organisation].into(), ..VoicesFilter::default() };
        desk.narrow();
        assert_eq!(names(&desk), ["Ferran Ltd"]);
        // An entry that the filter hides is shown when it is pointed at.
        desk.point_at(&VoiceId::new("a").unwrap());
        assert_eq!((desk.len(), desk.cursor()), (3, 2));
        assert!(!desk.refresh(&state, &Register::of(&state)), "nothing has changed");
    }

    #[test]
    fn similar_entries_share_words() {
        let (desk, _) = desk();
        let similar = desk.similar(&["Mayor Lidia Ferran"], None, 9);
        let names: Vec<&str> = similar.iter().map(|entry| entry.voice.name.as_str()).collect();
        assert_eq!(names, ["Lidia Ferran", "Ferran Ltd"]);
    }
}
