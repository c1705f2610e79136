//! Small words that end, open or stand in for the name of somebody.

/// Words that can't belong to what names somebody.
pub(in crate::suggest) const BREAKS: &[&str] = &[
    "according",
    "after",
    "although",
    "as",
    "because",
    "before",
    "but",
    "despite",
    "during",
    "however",
    "if",
    "meanwhile",
    "or",
    "since",
    "so",
    "still",
    "than",
    "that",
    "then",
    "though",
    "under",
    "unless",
    "until",
    "what",
    "when",
    "whenever",
    "where",
    "whereas",
    "which",
    "while",
    "whose",
    "why",
    "without",
    "yet",
];

/// Prepositions that open something which is no part of a name.
pub(in crate::suggest) const PREPOSITIONS: &[&str] = &[
    "about", "above", "across", "against", "along", "amid", "among", "around", "at", "behind", "between",
    "beyond", "by", "for", "from", "in", "inside", "into", "near", "on", "onto", "outside", "over",
    "through", "to", "toward", "towards", "via", "with", "within",
];

/// Pronouns that stand for somebody named before.
pub(in crate::suggest) const PRONOUNS: &[&str] =
    &["he", "her", "him", "his", "i", "it", "its", "she", "their", "them", "they", "we"];

/// Determiners and the like before a noun.
pub(in crate::suggest) const DETERMINERS: &[&str] = &[
    "a", "all", "an", "another", "any", "both", "each", "either", "every", "few", "its", "many", "most",
    "neither", "no", "our", "several", "some", "that", "the", "their", "these", "this", "those",
];

/// Numbers and the like before those who have no name: "two officials".
pub(in crate::suggest) const COUNTS: &[&str] = &[
    "dozens",
    "eight",
    "five",
    "four",
    "hundreds",
    "nine",
    "one",
    "seven",
    "six",
    "ten",
    "thousands",
    "three",
    "two",
];

/// Participles that say which paper or person is meant: "a report dated", "a diplomat briefed on".
pub(in crate::suggest) const MEANT: &[&str] = &[
    "briefed",
    "close",
    "collected",
    "commissioned",
    "compiled",
    "dated",
    "familiar",
    "obtained",
    "prepared",
    "published",
    "released",
    "reviewed",
    "seen",
    "shared",
    "written",
];
