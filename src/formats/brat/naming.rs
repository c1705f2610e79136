//! What the arguments of pairs are called: `Arg1` and `Arg2`, as nearly everywhere in brat, unless files of brat's had
//! names of their own for those of a type. Which types these are is kept as a setting of the corpus, so that they go
//! out as they came in; the names themselves are those of the type's roles.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::formats::reading::Reading;
use crate::model::edit::{Key, Record};
use crate::model::id::SettingId;

/// The setting: ids of relation types with spaces between.
const SETTING: &str = "brat-named-arguments";

/// The relation types whose arguments have names of their own.
#[derive(Debug, Default)]
pub struct Named(BTreeSet<String>);

impl Named {
    /// Those that the settings of a corpus name.
    pub fn of(settings: &BTreeMap<SettingId, Arc<str>>) -> Self {
        let value = settings.iter().find(|(id, _)| id.as_str() == SETTING).map(|(_, value)| value);
        Self(value.into_iter().flat_map(|value| value.split_whitespace()).map(str::to_owned).collect())
    }

    /// Whether that type is one of them.
    pub fn has(&self, relation_type: &str) -> bool {
        self.0.contains(relation_type)
    }
}

/// Whether what a dataset brings is that setting with more types than the corpus has in it.
pub fn adds_to(key: &Key, held: &Record, brought: &Record) -> bool {
    let (Key::Setting(id), Record::Setting(held), Record::Setting(brought)) = (key, held, brought) else {
        return false;
    };
    let brought: BTreeSet<&str> = brought.split_whitespace().collect();
    id.as_str() == SETTING && held.split_whitespace().all(|known| brought.contains(known))
}

/// What the arguments of each type are called in the files that are read: whether by names of their own.
#[derive(Debug, Default)]
pub struct Naming(BTreeMap<String, bool>);

impl Naming {
    /// Notes what arguments of a type are called. The configuration, or what is met first, has the say; whether this
    /// is the same.
    pub fn agrees(&mut self, relation_type: &str, is_named: bool, reading: &mut Reading<'_>) -> bool {
        if let Some(known) = self.0.get(relation_type) {
            return *known == is_named;
        }
        let settings = reading.known.map(|state| &state.settings);
        let mut named = settings.map(Named::of).unwrap_or_default();
        let is_known = named.has(relation_type);
        self.0.insert(relation_type.to_owned(), is_named || is_known);
        if is_named && !is_known {
            named.0.extend(Named::of(&reading.settings).0);
            named.0.insert(relation_type.to_owned());
            let value: Vec<&str> = named.0.iter().map(String::as_str).collect();
            if let Ok(id) = SettingId::new(SETTING) {
                reading.settings.insert(id, value.join(" ").into());
            }
        }
        is_named || !is_known
    }
}
