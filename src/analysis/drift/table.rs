//! Pairs of quotes of one voice, and whether they are found to be one utterance.

use crate::model::text::language::Language::{self, English, French, German};

/// What is expected of a pair.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Expected {
    /// The same utterance in one language.
    Same,
    /// Perhaps the same in another language.
    Translated,
    /// Another utterance.
    Other,
}
use Expected::{Other, Same, Translated};

/// A quote: its language, the day it is of, its words.
pub(super) type Quote = (Language, i64, &'static str);

/// Two quotes and what is expected of them.
pub(super) const PAIRS: &[(Quote, Quote, Expected)] = &[
    // Copied, cut, mended.
    (
        (English, 1, "The night ferry will sail in May, whatever the board decides."),
        (English, 1, "The night ferry will sail in May, whatever the board decides."),
        Same,
    ),
    (
        (English, 1, "The night ferry will sail in May, whatever the board decides."),
        (English, 2, "the night ferry will sail in May"),
        Same,
    ),
    (
        (English, 1, "We have not agreed to move a single boat from the breakwater."),
        (English, 1, "We have agreed to move a single boat from the breakwater."),
        Same,
    ),
    (
        (English, 1, "We will withdraw the patrol boats within ninety days, and not one day later."),
        (English, 3, "We will withdraw the patrol boats within sixty days, and not one day later."),
        Same,
    ),
    (
        (English, 1, "I’m not going to sign a paper that gives away our harbour."),
        (English, 1, "I am not going to sign any paper which gives away our harbour."),
        Same,
    ),
    (
        (English, 1, "It is, frankly, a shameful plan, and everyone in this town knows it."),
        (English, 2, "It is … a shameful plan, and everyone in this town knows it"),
        Same,
    ),
    (
        (English, 1, "Nobody asked the fishermen. Nobody asked the pilots. That is why it failed."),
        (English, 1, "Nobody asked the pilots. That is why it failed."),
        Same,
    ),
    (
        (English, 1, "In May the night ferry will sail, whatever the harbour board decides"),
        (English, 1, "Whatever the harbour board decides, the night ferry will sail in May"),
        Same,
    ),
    // Short ones.
    ((English, 1, "a shameful plan"), (English, 1, "a shameful plan"), Same),
    ((English, 1, "a shameful plan"), (English, 1, "a shameful plan for all of us, truly"), Same),
    ((English, 1, "dead on arrival"), (English, 1, "dead upon arrival"), Same),
    ((English, 1, "a shameful plan"), (English, 1, "a sensible tariff"), Other),
    ((English, 1, "No comment"), (English, 1, "No concern"), Other),
    ((English, 1, "within 90 days"), (English, 1, "within 60 days"), Other),
    // Others that share words.
    (
        (English, 1, "The night ferry needs a second crew and a subsidy."),
        (English, 1, "The night ferry never paid for itself in thirty winters."),
        Other,
    ),
    (
        (English, 1, "We will look at the harbour books again before the summer session."),
        (English, 1, "The harbour will have a summer market again, we look forward to it."),
        Other,
    ),
    (
        (English, 1, "We have to talk to the pilots about the tariff."),
        (English, 1, "We have to talk to the council about the breakwater lamps."),
        Other,
    ),
    (
        (English, 1, "The night ferry will sail in May, whatever the board decides."),
        (English, 40, "The night ferry will sail in May, whatever the board decides."),
        Other,
    ),
    // In one other language.
    (
        (German, 1, "Wir ziehen die Boote binnen neunzig Tagen ab, und keinen Tag später."),
        (German, 2, "Wir werden die Boote binnen neunzig Tagen abziehen, und keinen Tag später."),
        Same,
    ),
    (
        (French, 1, "Le bac de nuit partira en mai, quoi que décide le conseil du port."),
        (French, 1, "« Le bac de nuit partira en mai », quoi que décide le conseil"),
        Same,
    ),
    (
        (French, 1, "Le bac de nuit partira en mai, quoi que décide le conseil du port."),
        (French, 1, "Le conseil du port a siégé toute la nuit sans décider."),
        Other,
    ),
    // Translations.
    (
        (English, 1, "We will pull our boats back from Marrow within 90 days."),
        (German, 1, "Wir werden unsere Boote binnen 90 Tagen aus Marrow abziehen."),
        Translated,
    ),
    (
        (English, 1, "We will pull our boats back from Marrow within ninety days."),
        (French, 1, "Nous retirerons nos bateaux de Marrow en quatre-vingt-dix jours, avec Selby."),
        Other,
    ),
    (
        (English, 1, "Without Selby and Torrin there is no crossing."),
        (French, 1, "Sans Selby et Torrin, il n’y a pas de traversée."),
        Translated,
    ),
    (
        (English, 1, "Give us twelve weeks and the 28 points are settled."),
        (German, 1, "Gebt uns zwölf Wochen, dann sind die 28 Punkte geklärt."),
        Translated,
    ),
    (
        (English, 1, "We will pull our boats back from Marrow within 90 days."),
        (German, 1, "Wir werden unsere Boote binnen 60 Tagen aus Marrow abziehen."),
        Other,
    ),
    (
        (English, 1, "We will pull our boats back from Marrow within 90 days."),
        (German, 2, "Wir werden unsere Boote binnen 90 Tagen aus Marrow abziehen."),
        Other,
    ),
    (
        (English, 1, "We want to talk, and we want to talk soon."),
        (German, 1, "Wir wollen reden, und wir wollen bald reden."),
        Other,
    ),
    (
        (English, 1, "Selby and Torrin, 12 times!"),
        (
            German,
            1,
            "Selby hat uns zwölf Jahre lang erzählt, dass Torrin die Schleuse bezahlt, und was ist geschehen? Nichts.",
        ),
        Other,
    ),
];
