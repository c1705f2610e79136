//! Commands that select words, by sentence, phrase, quotation, or as the caret moves.

use egui::Key;

use super::{MOTIONS, MotionRow, NONE, SHIFT, chord, row};
use crate::app::command::{Command, Group, Motion, Place, Spec, Way, When};

/// The rows.
pub(super) fn rows() -> Vec<Spec> {
    let mut rows = by_piece();
    rows.extend(MOTIONS.iter().map(|motion| {
        let MotionRow { extend: (id, name), keys, mac, .. } = *motion;
        let help = "Move the caret and select what it passes";
        // In the Review table the two by lines tick rows.
        let ticks = matches!(motion.motion, Motion::Up | Motion::Down);
        let place = if ticks { Place::Spans } else { Place::Text };
        let mut spec = row(Group::Select, Command::Extend(motion.motion), id, name, help).at(place).repeats();
        spec.keys = vec![chord(keys.0 | SHIFT, keys.1)];
        spec.mac_keys = vec![chord(mac.0 | SHIFT, mac.1)];
        spec
    }));
    rows
}

fn by_piece() -> Vec<Spec> {
    let row = |command, id, name, help| row(Group::Select, command, id, name, help).repeats();
    vec![
        row(Command::Sentence(Way::Next), "next-sentence", "Next sentence", "Select the next sentence")
            .keys([(NONE, Key::Space)]),
        row(
            Command::Sentence(Way::Previous),
            "previous-sentence",
            "Previous sentence",
            "Select the previous sentence",
        )
        .keys([(SHIFT, Key::Space)]),
        row(
            Command::GrowSentence(Way::Next),
            "grow-sentence",
            "Sentence, then one more",
            "Select the sentence at the caret, then add the next",
        )
        .keys([(NONE, Key::Enter)]),
        row(
            Command::GrowSentence(Way::Previous),
            "shrink-sentence",
            "One sentence less",
            "Take the last sentence out of the selection again",
        )
        .keys([(SHIFT, Key::Enter)]),
        row(
            Command::Quotation(Way::Next),
            "next-quotation",
            "Next untagged quotation",
            "Select the next words in quotation marks that are not tagged",
        )
        .keys([(NONE, Key::Q)]),
        row(
            Command::Quotation(Way::Previous),
            "previous-quotation",
            "Previous untagged quotation",
            "Select the words in quotation marks before that are not tagged",
        )
        .keys([(SHIFT, Key::Q)]),
        row(
            Command::QuotationHere,
            "quotation-here",
            "Quotation here",
            "Select the quotation around the caret with its marks; again for the one around that",
        )
        .keys([(NONE, Key::Z)]),
        row(
            Command::Phrase(Way::Next),
            "grow-phrase",
            "Grow by phrase",
            "Select the word, then the phrase, the quotation, the sentence, the paragraph",
        )
        .keys([(NONE, Key::E)]),
        row(
            Command::Phrase(Way::Previous),
            "shrink-phrase",
            "Shrink to a clause",
            "Go back to what was selected before it grew; else select what is said, clause by clause",
        )
        .keys([(SHIFT, Key::E)]),
        row(
            Command::SwapEnds,
            "swap-ends",
            "Swap the active end",
            "Go on selecting from the other end of the selection",
        )
        .keys([(NONE, Key::O)]),
        row(
            Command::SameWords,
            "same-words",
            "The same words elsewhere",
            "Select the next place where the selected words, or those of the span, stand",
        )
        .keys([(SHIFT, Key::M)])
        .when(When::Words),
    ]
}
