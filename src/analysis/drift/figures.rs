//! What is the same in every language: numbers, in digits or as small number words, and names.

use std::collections::BTreeSet;

use crate::model::text::language::Language;
use crate::model::text::terms::Word;

/// Numbers and names of a quote.
#[derive(Debug, Default)]
pub(super) struct Figures {
    /// In digits without marks between them.
    pub numbers: BTreeSet<String>,
    /// Folded words that are written large though no sentence begins with them.
    pub names: BTreeSet<String>,
}

/// Finds them.
pub(super) fn figures(text: &str, words: &[Word], language: Language) -> Figures {
    let mut figures = Figures::default();
    let mut end = 0;
    for word in words {
        let between = text.get(end..word.place.start()).unwrap_or_default();
        let begins = end == 0 || between.contains(['.', '!', '?', '…', ':', '“', '„', '«', '"']);
        end = word.place.end();
        if word.folded.bytes().any(|byte| byte.is_ascii_digit()) {
            figures.numbers.insert(word.folded.chars().filter(char::is_ascii_digit).collect());
        } else if let Some(number) = number_word(&word.folded) {
            figures.numbers.insert(number.to_string());
        } else if (!begins || has_only_names(language)) && is_large(text, word) && word.folded.len() > 2 {
            figures.names.insert(word.folded.to_string());
        }
    }
    figures
}

/// Whether even the first word of a sentence may as well be a name as any other: German writes all nouns large, so
/// that what is written large is compared whatever its place.
fn has_only_names(language: Language) -> bool {
    language == Language::German
}

fn is_large(text: &str, word: &Word) -> bool {
    word.place.of(text).is_ok_and(|word| word.starts_with(char::is_uppercase))
}

/// The number a word stands for, in English, German, French, Spanish, Russian and Ukrainian, folded. Small numbers that
/// are other words too, such as "one", are left out.
fn number_word(folded: &str) -> Option<u32> {
    const WORDS: &[(u32, &[&str])] = &[
        (2, &["two", "zwei", "deux", "dos", "два", "две", "дві"]),
        (3, &["three", "drei", "trois", "tres", "три"]),
        (4, &["four", "vier", "quatre", "cuatro", "четыре", "чотири"]),
        (5, &["five", "funf", "cinq", "cinco", "пять", "п'ять", "п’ять"]),
        (6, &["six", "sechs", "seis", "шесть", "шість"]),
        (7, &["seven", "sieben", "sept", "siete", "семь", "сім"]),
        (8, &["eight", "acht", "huit", "ocho", "восемь", "вісім"]),
        (9, &["nine", "neun", "neuf", "nueve", "девять", "дев'ять", "дев’ять"]),
        (10, &["ten", "zehn", "dix", "diez", "десять"]),
        (11, &["eleven", "elf", "onze", "once", "одиннадцать", "одинадцять"]),
        (12, &["twelve", "zwolf", "douze", "doce", "двенадцать", "дванадцять"]),
        (15, &["fifteen", "funfzehn", "quinze", "quince", "пятнадцать"]),
        (20, &["twenty", "zwanzig", "vingt", "veinte", "двадцать", "двадцять"]),
        (30, &["thirty", "dreissig", "dreißig", "trente", "treinta", "тридцать", "тридцять"]),
        (40, &["forty", "vierzig", "quarante", "cuarenta", "сорок"]),
        (50, &["fifty", "funfzig", "cinquante", "cincuenta", "пятьдесят"]),
        (60, &["sixty", "sechzig", "soixante", "sesenta", "шестьдесят"]),
        (90, &["ninety", "neunzig", "noventa", "девяносто", "дев'яносто"]),
        (100, &["hundred", "hundert", "cent", "cien", "сто"]),
    ];
    WORDS.iter().find(|(_, words)| words.contains(&folded)).map(|(number, _)| *number)
}
