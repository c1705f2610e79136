//! Ids in recipes: as plain strings, each checked where it is read, so that an error names its place.

use std::collections::BTreeSet;
use std::fmt;
use std::marker::PhantomData;
use std::str::FromStr;

use serde::de::{Deserialize, Deserializer, Visitor};
use serde::ser::{Serialize, Serializer};

/// One value as it stands in a text.
struct InText<T>(T);

impl<'de, T: FromStr<Err: fmt::Display>> Deserialize<'de> for InText<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Read<T>(PhantomData<T>);

        impl<T: FromStr<Err: fmt::Display>> Visitor<'_> for Read<T> {
            type Value = InText<T>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a string")
            }

            fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<InText<T>, E> {
                text.parse().map(InText).map_err(E::custom)
            }
        }

        deserializer.deserialize_str(Read(PhantomData))
    }
}

impl<T: fmt::Display> Serialize for InText<&T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self.0)
    }
}

/// A set, as a list.
pub mod set {
    use super::{BTreeSet, Deserialize, Deserializer, FromStr, InText, Serializer, fmt};

    pub fn serialize<S: Serializer, T: fmt::Display>(
        set: &BTreeSet<T>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(set.iter().map(InText))
    }

    pub fn deserialize<'de, D: Deserializer<'de>, T: FromStr<Err: fmt::Display> + Ord>(
        deserializer: D,
    ) -> Result<BTreeSet<T>, D::Error> {
        let list: Vec<InText<T>> = Vec::deserialize(deserializer)?;
        Ok(list.into_iter().map(|one| one.0).collect())
    }
}

/// A value that may be absent.
pub mod option {
    use super::{Deserialize, Deserializer, FromStr, InText, Serialize as _, Serializer, fmt};

    #[expect(clippy::ref_option, reason = "serde passes a reference to the field")]
    pub fn serialize<S: Serializer, T: fmt::Display>(
        value: &Option<T>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        value.as_ref().map(InText).serialize(serializer)
    }

    pub fn deserialize<'de, D: Deserializer<'de>, T: FromStr<Err: fmt::Display>>(
        deserializer: D,
    ) -> Result<Option<T>, D::Error> {
        let value: Option<InText<T>> = Option::deserialize(deserializer)?;
        Ok(value.map(|one| one.0))
    }
}

/// One value.
pub mod one {
    use super::{Deserialize as _, Deserializer, FromStr, InText, Serialize as _, Serializer, fmt};

    pub fn serialize<S: Serializer, T: fmt::Display>(value: &T, serializer: S) -> Result<S::Ok, S::Error> {
        InText(value).serialize(serializer)
    }

    pub fn deserialize<'de, D: Deserializer<'de>, T: FromStr<Err: fmt::Display>>(
        deserializer: D,
    ) -> Result<T, D::Error> {
        InText::deserialize(deserializer).map(|one| one.0)
    }
}
