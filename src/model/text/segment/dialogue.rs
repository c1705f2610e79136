//! Speech that is set off with dashes instead of quotation marks, as Spanish, Portuguese, Russian, Ukrainian and Polish
//! do: «— Да, — сказал он. — Пойдём.», «—Sí —dijo—. Vamos.»
//!
//! A paragraph in dashes may as well be an item of a list, and a dash stands in sentences for much else. So only a
//! paragraph that says who speaks, with a verb that reports behind a dash, is taken for dialogue.

use super::super::TextRange;
use super::super::language::{Language, is_reporting_verb};
use super::trimmed;

/// Among so many words behind a dash the verb must come.
const MAX_WORDS_TO_VERB: usize = 3;

/// The words spoken in a paragraph of dialogue, without the dashes and the commas before them; none in any other.
pub(super) fn speeches(text: &str, paragraph: TextRange, language: Language) -> Vec<TextRange> {
    let is_dialogue_language = matches!(
        language,
        Language::Spanish | Language::Portuguese | Language::Russian | Language::Ukrainian | Language::Polish
    );
    let words = &text[paragraph.bytes()];
    if !is_dialogue_language || !words.starts_with(is_dash) {
        return Vec::new();
    }
    let mut found = Vec::new();
    let mut is_told = false;
    // Where the speech that is open begins; nothing is open while somebody tells who speaks.
    let mut open = Some(first_len(words));
    for (at, dash) in words.char_indices().filter(|(at, c)| *at > 0 && is_dash(*c)) {
        let behind = at + dash.len_utf8();
        match open {
            Some(start) if tells_who_speaks(&words[behind..], language) => {
                found.extend(spoken(text, paragraph, start..at));
                is_told = true;
                open = None;
            }
            None => {
                // "dijo—. Vamos": the stop belongs to what was told.
                let rest = words[behind..].trim_start_matches(['.', ',', ':', ';']);
                open = Some(words.len() - rest.len());
            }
            Some(_) => {}
        }
    }
    if let Some(start) = open {
        found.extend(spoken(text, paragraph, start..words.len()));
    }
    if is_told { found } else { Vec::new() }
}

fn is_dash(c: char) -> bool {
    matches!(c, '—' | '–' | '―')
}

fn first_len(words: &str) -> usize {
    words.chars().next().map_or(0, char::len_utf8)
}

/// Whether a verb that reports comes first behind a dash: "сказал он", "respondió la alcaldesa".
fn tells_who_speaks(behind: &str, language: Language) -> bool {
    let behind = behind.trim_start();
    let is_word_end = |c: char| !(c.is_alphanumeric() || c == '-');
    behind.starts_with(char::is_lowercase)
        && behind
            .split(is_word_end)
            .filter(|word| !word.is_empty())
            .take(MAX_WORDS_TO_VERB)
            .any(|word| is_reporting_verb(word, language))
}

/// A part of a paragraph without spaces at its ends, and without a comma at its end.
fn spoken(text: &str, paragraph: TextRange, part: std::ops::Range<usize>) -> Option<TextRange> {
    let (start, end) = (paragraph.start() + part.start, paragraph.start() + part.end);
    let words = text.get(start..end)?.trim_end().trim_end_matches(',');
    let range = trimmed(text, start..start + words.len())?;
    range.of(text).is_ok_and(|words| words.contains(char::is_alphanumeric)).then_some(range)
}

#[cfg(test)]
mod tests {
    use super::super::drawn;
    use super::*;

    #[test]
    fn the_words_spoken_are_found_between_dashes() {
        for (language, case) in [
            (Language::Russian, "— |Да|, — сказал он. — |Пойдём домой.|"),
            (Language::Russian, "— |Где паром?| — спросила Анна Марова."),
            (Language::Ukrainian, "– |Де пором?| – запитала вона, – |я чекаю вже годину.|"),
            (Language::Spanish, "—|Sí| —dijo la alcaldesa—. |Vamos a casa.|"),
            (Language::Spanish, "—|¿Dónde está el barco?| —preguntó ella."),
            (Language::Portuguese, "— |Vamos| — disse ela. — |Agora.|"),
            (Language::Polish, "– |Nie wiem| – powiedziała burmistrzyni. – |Zobaczymy.|"),
        ] {
            let (text, _) = drawn::read(case);
            assert_eq!(drawn::draw(&text, &speeches(&text, drawn::whole(&text), language)), case);
        }
    }

    #[test]
    fn lists_and_other_dashes_are_no_dialogue() {
        for (language, text) in [
            (Language::Russian, "— первый пункт программы;"),
            (Language::Russian, "— Москва — столица."),
            (Language::Russian, "Паром — сказал он — ушёл."),
            (Language::Spanish, "— El puente, el muelle y el barco."),
            (Language::Spanish, "—El puente —de piedra— es viejo."),
            (Language::Polish, "– most, który wszyscy znają – już nie stoi"),
            (Language::German, "— Ja — sagte er."),
            (Language::Unknown, "— Да, — сказал он."),
        ] {
            assert_eq!(speeches(text, drawn::whole(text), language), [], "{text}");
        }
    }
}
