//! Languages, as far as the rules for sentences, quotations and reports differ between them.

mod reporting;

pub(super) use reporting::ends_in_reporting_verb;
pub use reporting::is_reporting_verb;

/// A language whose rules are known; everything else is [`Language::Unknown`] and goes by rules that were made for
/// English and do no harm elsewhere.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Language {
    /// None of the others, or nobody has said.
    #[default]
    Unknown,
    /// Arabic, and languages that set their marks as it does: Persian, Pashto, Urdu.
    Arabic,
    /// Chinese, in any of its scripts.
    Chinese,
    /// Czech, and Slovak.
    Czech,
    /// Danish.
    Danish,
    /// Dutch.
    Dutch,
    /// English.
    English,
    /// Finnish.
    Finnish,
    /// French.
    French,
    /// German.
    German,
    /// Hebrew.
    Hebrew,
    /// Italian.
    Italian,
    /// Japanese.
    Japanese,
    /// Norwegian, either form.
    Norwegian,
    /// Polish.
    Polish,
    /// Portuguese.
    Portuguese,
    /// Russian, and Belarusian.
    Russian,
    /// Spanish.
    Spanish,
    /// Swedish.
    Swedish,
    /// Turkish.
    Turkish,
    /// Ukrainian.
    Ukrainian,
}

impl Language {
    /// Every language whose rules are known, English and the unknown one included.
    pub const ALL: [Self; 21] = [
        Self::Unknown,
        Self::Arabic,
        Self::Chinese,
        Self::Czech,
        Self::Danish,
        Self::Dutch,
        Self::English,
        Self::Finnish,
        Self::French,
        Self::German,
        Self::Hebrew,
        Self::Italian,
        Self::Japanese,
        Self::Norwegian,
        Self::Polish,
        Self::Portuguese,
        Self::Russian,
        Self::Spanish,
        Self::Swedish,
        Self::Turkish,
        Self::Ukrainian,
    ];

    /// The language that a BCP 47 tag names, by its first part: `pt-BR` is Portuguese. Any other string names none.
    pub fn of(tag: &str) -> Self {
        let primary = tag.trim().split(['-', '_']).next().unwrap_or_default();
        // Nothing is allocated: the window asks at every movement.
        let mut letters = [0; 3];
        let Some(lower) = letters.get_mut(..primary.len()) else { return Self::Unknown };
        lower.copy_from_slice(primary.as_bytes());
        lower.make_ascii_lowercase();
        match std::str::from_utf8(lower).unwrap_or_default() {
            "ar" | "fa" | "ps" | "ur" => Self::Arabic,
            "zh" | "cmn" | "yue" => Self::Chinese,
            "cs" | "sk" => Self::Czech,
            "da" => Self::Danish,
            "nl" => Self::Dutch,
            "en" => Self::English,
            "fi" => Self::Finnish,
            "fr" => Self::French,
            "de" | "gsw" => Self::German,
            "he" | "iw" => Self::Hebrew,
            "it" => Self::Italian,
            "ja" => Self::Japanese,
            "nb" | "nn" | "no" => Self::Norwegian,
            "pl" => Self::Polish,
            "pt" => Self::Portuguese,
            "ru" | "be" => Self::Russian,
            "es" => Self::Spanish,
            "sv" => Self::Swedish,
            "tr" => Self::Turkish,
            "uk" => Self::Ukrainian,
            _ => Self::Unknown,
        }
    }

    /// Whether guillemets point outwards, «so», and never »so«.
    pub(super) fn has_outward_guillemets(self) -> bool {
        matches!(
            self,
            Self::Arabic
                | Self::French
                | Self::Italian
                | Self::Norwegian
                | Self::Portuguese
                | Self::Russian
                | Self::Spanish
                | Self::Turkish
                | Self::Ukrainian
        )
    }

    /// Whether „ opens and “ closes.
    pub(super) fn has_low_quotations(self) -> bool {
        matches!(self, Self::Czech | Self::German | Self::Russian | Self::Ukrainian)
    }

    /// Whether it is written without spaces between words.
    pub(super) fn is_dense(self) -> bool {
        matches!(self, Self::Chinese | Self::Japanese)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_part_of_a_tag_names_the_language() {
        for (tag, language) in [
            ("en", Language::English),
            ("pt-BR", Language::Portuguese),
            ("zh-Hant-TW", Language::Chinese),
            ("DE_at", Language::German),
            ("nn", Language::Norwegian),
            ("", Language::Unknown),
            (" FR ", Language::French),
            ("-de", Language::Unknown),
            ("дé", Language::Unknown),
            ("x-klingon", Language::Unknown),
            ("deu", Language::Unknown),
        ] {
            assert_eq!(Language::of(tag), language, "{tag}");
        }
    }
}
