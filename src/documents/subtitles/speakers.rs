//! Who speaks: what the lines of a cue say about a change of speaker.

use super::super::head::ends_like_a_sentence;
use super::cues::Cue;
use super::push_joined;

/// The longest name before a colon, in characters.
const MAX_NAME_CHARS: usize = 40;

/// Words of one speaker in a cue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Turn {
    /// Whoever spoke goes on.
    GoesOn(String),
    /// Somebody else speaks, nobody says who.
    Other(String),
    /// A name stands before a colon.
    Named {
        /// The name as it stands, with its colon.
        label: String,
        /// The name.
        name: String,
        /// What follows.
        words: String,
    },
    /// A tag says whose voice it is.
    Voice {
        /// Whose.
        name: String,
        /// What the voice says.
        words: String,
    },
    /// A sound that is no speech.
    Sound(String),
}

/// The turns in a cue that follows the words `before` of the open paragraph.
pub(super) fn turns_of(cue: &Cue, before: &str) -> Vec<Turn> {
    let mut turns: Vec<Turn> = Vec::new();
    let all: Vec<&str> = cue.lines.iter().map(|line| line.words.as_str()).collect();
    let whole = all.join(" ");
    if is_sound(&whole) && cue.lines.iter().all(|line| line.voice.is_empty()) {
        return vec![Turn::Sound(whole)];
    }
    let mut so_far = before;
    for line in &cue.lines {
        let mut turn = turn_of(&line.words, so_far);
        if !line.voice.is_empty() {
            let (name, words) = (line.voice.clone(), line.words.clone());
            // The name may stand in the words as well.
            turn = match turn {
                Turn::Named { label, name: same, words } if same == name => {
                    Turn::Named { label, name, words }
                }
                _ => Turn::Voice { name, words },
            };
        }
        so_far = &line.words;
        match (turn, turns.last_mut()) {
            (
                Turn::GoesOn(more),
                Some(
                    Turn::GoesOn(words)
                    | Turn::Other(words)
                    | Turn::Named { words, .. }
                    | Turn::Voice { words, .. },
                ),
            ) => push_joined(words, &more),
            (turn, _) => turns.push(turn),
        }
    }
    turns
}

/// What a line says about who speaks, if it follows the words `before`.
fn turn_of(line: &str, before: &str) -> Turn {
    let is_pause =
        before.trim().is_empty() || ends_like_a_sentence(before) || before.ends_with(['-', '—', '–']);
    if let Some(words) = line.strip_prefix(">>").map(|rest| rest.trim_start_matches('>').trim_start()) {
        return named(words, true).unwrap_or_else(|| Turn::Other(words.to_owned()));
    }
    let undashed =
        line.strip_prefix(['-', '–', '—', '‐']).filter(|rest| !rest.starts_with('-')).map(str::trim_start);
    if let Some(words) = undashed.filter(|_| is_pause) {
        return named(words, true).unwrap_or_else(|| Turn::Other(words.to_owned()));
    }
    named(line, is_pause).unwrap_or_else(|| Turn::GoesOn(line.to_owned()))
}

/// A turn of somebody whose name stands before a colon. Words of small letters need a pause before them.
fn named(line: &str, is_pause: bool) -> Option<Turn> {
    let idx = line.find([':', '：'])?;
    let colon_len = line[idx..].chars().next().map_or(1, char::len_utf8);
    let (before, words) = (&line[..idx], &line[idx + colon_len..]);
    let is_apart = words.is_empty() || words.starts_with(char::is_whitespace) || colon_len > 1;
    let name = before.strip_prefix('[').and_then(|name| name.strip_suffix(']')).unwrap_or(before).trim();
    if !is_apart || !is_name(name, is_pause) {
        return None;
    }
    let label = format!("{} ", &line[..idx + colon_len]);
    let label = if colon_len > 1 { label.trim_end().to_owned() } else { label };
    Some(Turn::Named { label, name: name.to_owned(), words: words.trim_start().to_owned() })
}

/// Whether words can be the name of somebody who speaks.
fn is_name(words: &str, allows_small: bool) -> bool {
    // "MARA KELL (on the phone)"
    let bare = words.split(['(', '[']).next().unwrap_or_default().trim();
    let num_letters = bare.chars().filter(|c| c.is_alphabetic()).count();
    if num_letters < 2 || words.chars().count() > MAX_NAME_CHARS || bare.split_whitespace().count() > 5 {
        return false;
    }
    let may_stand =
        |c: char| c.is_alphanumeric() || matches!(c, ' ' | '.' | '\'' | '’' | '-' | '_' | '#' | '&' | '/');
    if !bare.chars().all(may_stand) {
        return false;
    }
    let is_upper = !bare.chars().any(char::is_lowercase);
    let is_particle = |word: &str| {
        matches!(
            word,
            "de" | "del" | "da" | "la" | "van" | "von" | "der" | "den" | "of" | "the" | "al" | "bin" | "y"
        )
    };
    let is_titled = bare.split_whitespace().all(|word| {
        is_particle(word)
            || word.starts_with(|c: char| c.is_uppercase() || c.is_numeric() || matches!(c, '#' | '&'))
    });
    is_upper || (allows_small && is_titled && !bare.starts_with(|c: char| c.is_numeric()))
}

/// Whether a cue is the name of a sound: “\[applause\]”, “(laughs)”, “♪ …”.
fn is_sound(words: &str) -> bool {
    let in_brackets = |open: char, close: char| {
        words
            .strip_prefix(open)
            .and_then(|rest| rest.strip_suffix(close))
            .is_some_and(|inside| !inside.contains([open, close]))
    };
    let is_music = words.contains(['♪', '♫']) && words.starts_with(['♪', '♫']);
    in_brackets('[', ']') || in_brackets('(', ')') || is_music
}
