//! The numbers that spaCy keeps strings under: its symbols have numbers of their own, every other string is hashed.
//!
//! Source: `spacy/strings.pyx` (`get_string_id`) and `spacy/symbols.pyx` of spaCy 3.8. The hash is Austin Appleby's
//! `MurmurHash64A`, which he placed in the public domain, with seed 1 over the UTF-8 bytes.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::RangeInclusive;
use std::sync::LazyLock;

/// spaCy's number for a string.
pub(super) fn string_id(text: &str) -> u64 {
    if text.is_empty() {
        return 0;
    }
    NUMBERS.get(text).copied().unwrap_or_else(|| murmur(text.as_bytes()))
}

/// Runs of symbols: the number of the first, and their names in order.
const SYMBOLS: [(u64, &str); 4] = [
    (
        1,
        "IS_ALPHA IS_ASCII IS_DIGIT IS_LOWER IS_PUNCT IS_SPACE IS_TITLE IS_UPPER LIKE_URL LIKE_NUM LIKE_EMAIL \
         IS_STOP IS_OOV_DEPRECATED IS_BRACKET IS_QUOTE IS_LEFT_PUNCT IS_RIGHT_PUNCT IS_CURRENCY",
    ),
    (
        64,
        "ID ORTH LOWER NORM SHAPE PREFIX SUFFIX LENGTH CLUSTER LEMMA POS TAG DEP ENT_IOB ENT_TYPE HEAD SENT_START \
         SPACY PROB LANG ADJ ADP ADV AUX CONJ CCONJ DET INTJ NOUN NUM PART PRON PROPN PUNCT SCONJ SYM VERB X EOL \
         SPACE",
    ),
    (
        380,
        "PERSON NORP FACILITY ORG GPE LOC PRODUCT EVENT WORK_OF_ART LANGUAGE LAW DATE TIME PERCENT MONEY QUANTITY \
         ORDINAL CARDINAL",
    ),
    (
        398,
        "acomp advcl advmod agent amod appos attr aux auxpass cc ccomp complm conj cop csubj csubjpass dep det dobj \
         expl hmod hyph infmod intj iobj mark meta neg nmod nn npadvmod nsubj nsubjpass num number oprd obj obl \
         parataxis partmod pcomp pobj poss possessive preconj prep prt punct quantmod relcl rcmod root xcomp acl \
         ENT_KB_ID MORPH ENT_ID IDX _",
    ),
];

/// Numbered symbols: their name before the number, how many digits that has, the numbers, and the symbol's number
/// for 0.
const NUMBERED: [(&str, usize, RangeInclusive<u64>, u64); 2] =
    [("FLAG", 2, 19..=63, 0), ("DEPRECATED", 3, 1..=276, 103)];

/// Every symbol's number.
static NUMBERS: LazyLock<BTreeMap<Cow<'static, str>, u64>> = LazyLock::new(|| {
    let named = SYMBOLS.iter().flat_map(|(first, names)| {
        let names = names.split_whitespace().map(Cow::Borrowed);
        names.zip(*first..)
    });
    let numbered = NUMBERED.iter().flat_map(|(prefix, width, numbers, zero)| {
        let name = move |number: u64| Cow::Owned(format!("{prefix}{number:0width$}"));
        numbers.clone().map(move |number| (name(number), zero + number))
    });
    named.chain(numbered).collect()
});

fn murmur(bytes: &[u8]) -> u64 {
    const SEED: u64 = 1;
    const FACTOR: u64 = 0xc6a4_a793_5bd1_e995;
    const SHIFT: u32 = 47;
    let mut hash = SEED ^ (bytes.len() as u64).wrapping_mul(FACTOR);
    let (words, rest) = bytes.as_chunks::<8>();
    for word in words {
        let mut mixed = u64::from_le_bytes(*word).wrapping_mul(FACTOR);
        mixed = (mixed ^ (mixed >> SHIFT)).wrapping_mul(FACTOR);
        hash = (hash ^ mixed).wrapping_mul(FACTOR);
    }
    if !rest.is_empty() {
        let mut last = [0; 8];
        last[..rest.len()].copy_from_slice(rest);
        hash = (hash ^ u64::from_le_bytes(last)).wrapping_mul(FACTOR);
    }
    hash = (hash ^ (hash >> SHIFT)).wrapping_mul(FACTOR);
    hash ^ (hash >> SHIFT)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strings_have_the_numbers_that_spacy_gives_them() {
        for (text, id) in [
            ("", 0),
            ("船", 1_665_240_574_380_435_881),
            ("claim", 4_563_812_988_814_619_444),
            ("ferry", 16_008_623_592_554_433_546),
            (" ", 8_532_415_787_641_010_193),
            ("12345678", 9_871_996_032_675_327_904),
            ("123456789", 2_056_675_840_866_671_865),
            ("a very long token indeed", 8_055_024_044_675_710_271),
        ] {
            assert_eq!(string_id(text), id, "{text}");
        }
    }

    #[test]
    fn symbols_have_numbers_of_their_own() {
        for (text, id) in [
            ("IS_ALPHA", 1),
            ("IS_CURRENCY", 18),
            ("FLAG19", 19),
            ("FLAG63", 63),
            ("ORTH", 65),
            ("HEAD", 79),
            ("ADJ", 84),
            ("SPACE", 103),
            ("DEPRECATED001", 104),
            ("DEPRECATED276", 379),
            ("LAW", 390),
            ("CARDINAL", 397),
            ("number", 432),
            ("relcl", 447),
            ("rcmod", 448),
            ("acl", 451),
            ("IDX", 455),
            ("_", 456),
        ] {
            assert_eq!(string_id(text), id, "{text}");
        }
        for text in ["FLAG18", "FLAG64", "FLAG+9", "DEPRECATED000", "DEPRECATED277", "Number"] {
            assert!(string_id(text) > 1000, "{text}");
        }
    }
}
