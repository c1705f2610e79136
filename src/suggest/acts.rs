//! What a span most likely does with an item, by the verbs of its sentence: "rejected", "withdrew", "denied that".
//! English and German; elsewhere nothing is proposed.

use crate::model::item::Act;
use crate::model::text::language::Language;
use crate::model::text::terms::words;
use crate::model::text::{Fragments, TextRange};

/// Stems by which words tell an act, in the order in which they count: what is taken back was stated once, and who
/// denies that something was agreed does not agree to it.
const ENGLISH: [(Act, &[&str]); 8] = [
    (Act::Denies, &["denied", "denies", "deny", "denying", "denial", "dismiss", "untrue"]),
    (
        Act::Withdraws,
        &["withdrew", "withdraw", "withdraws", "withdrawn", "withdrawing", "retract", "rescind", "scrapped"],
    ),
    (Act::Rejects, &["reject", "refuse", "rebuff", "ruled out", "turned down", "unacceptable"]),
    (Act::Confirms, &["confirm", "verified", "corroborat"]),
    (Act::Accepts, &["accept", "agreed", "agrees", "signed", "endorse", "approv", "backed"]),
    (Act::Welcomes, &["welcome", "prais", "applaud", "hail"]),
    (Act::Doubts, &["doubt", "sceptic", "skeptic", "question", "wary", "cast doubt"]),
    (Act::Changes, &["amend", "revis", "changed", "lowered", "raised", "reduced", "instead of", "refined"]),
];
const GERMAN: [(Act, &[&str]); 8] = [
    (Act::Denies, &["bestritt", "bestreit", "dementier", "leugne", "wies zurück"]),
    (Act::Withdraws, &["zurückgezogen", "zog zurück", "zurückzieh", "widerruf"]),
    (Act::Rejects, &["ablehn", "abgelehnt", "lehnte", "verwarf", "weigert"]),
    (Act::Confirms, &["bestätig"]),
    (Act::Accepts, &["angenommen", "akzeptier", "zugestimmt", "stimmte zu", "einigte", "einigten"]),
    (Act::Welcomes, &["begrüß", "lobte"]),
    (Act::Doubts, &["bezweifel", "zweifel", "skepti"]),
    (Act::Changes, &["geändert", "ändert", "senkte", "erhöht", "überarbeitet"]),
];

/// What a span does with what it is about, told by the verbs of its sentence: those that report it go before those in
/// it, since who denies that something was agreed does not agree. `None` where no word tells. O(length of the
/// sentence).
pub fn likely_act(text: &str, sentence: TextRange, span: &Fragments, language: Language) -> Option<Act> {
    let table = match language {
        Language::German => &GERMAN,
        Language::English | Language::Unknown => &ENGLISH,
        _ => return None,
    };
    let own = span.covered(text).ok()?.join(" ");
    let around = [(sentence.start(), span.start()), (span.end(), sentence.end())];
    let around: Vec<&str> = around.into_iter().filter_map(|(start, end)| text.get(start..end)).collect();
    let told = |words: &str| {
        let folded = folded(words);
        table.iter().find(|(_, stems)| stems.iter().any(|stem| has_stem(&folded, stem))).map(|(act, _)| *act)
    };
    let reported = told(&around.join(" \u{2026} "));
    // What is agreed or changed beside a span is another matter; who denies or confirms it speaks of the span.
    let is_of_span = |act: &Act| !matches!(act, Act::Accepts | Act::Changes);
    reported.filter(is_of_span).or_else(|| told(&own)).or(reported)
}

/// Small letters, each word after a space.
fn folded(text: &str) -> String {
    let mut folded = String::with_capacity(text.len() + 1);
    for word in words(text) {
        folded.push(' ');
        folded.push_str(&word.folded);
    }
    folded
}

/// Whether a word begins with a stem; a stem of two words stands for both in a row.
fn has_stem(folded: &str, stem: &str) -> bool {
    folded.match_indices(stem).any(|(at, _)| folded[..at].ends_with(' '))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The act of a sentence whose span stands in brackets.
    fn act(sentence: &str, language: Language) -> Option<Act> {
        let start = sentence.find('[').unwrap();
        let text = sentence.replacen('[', "", 1);
        let end = text.find(']').unwrap();
        let text = text.replacen(']', "", 1);
        let span = Fragments::from(TextRange::new(start, end).unwrap());
        likely_act(&text, TextRange::new(0, text.len()).unwrap(), &span, language)
    }

    #[test]
    fn verbs_tell_what_is_done() {
        for (sentence, wanted) in [
            ("Halven [rejected the toll] outright.", Some(Act::Rejects)),
            ("The minister denied that [both sides had agreed on licences].", Some(Act::Denies)),
            ("The minister [denied that both sides had agreed].", Some(Act::Denies)),
            ("Merrin [withdrew its demand for patrols] on Friday.", Some(Act::Withdraws)),
            ("“[We welcome the framework],” she said.", Some(Act::Welcomes)),
            ("A spokesman confirmed [the five-year term].", Some(Act::Confirms)),
            ("The plan would set [a toll of 18 crowns].", None),
            ("The unrevised text has [a toll of 18 crowns].", None),
        ] {
            assert_eq!(act(sentence, Language::English), wanted, "{sentence}");
        }
        let german = "Der Rat [lehnte den Plan] am Montag ab.";
        assert_eq!(act(german, Language::German), Some(Act::Rejects));
        assert_eq!(act(german, Language::French), None);
    }
}
