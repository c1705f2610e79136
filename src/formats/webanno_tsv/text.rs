//! The text of a file, put together from its sentences as INCEpTION's reader does it: a line end after each, and spaces
//! up to where the first token of the next one begins.

use super::escapes::{unescape_old_text, unescape_text, unescape_value};
use crate::formats::interchange::places::shortened;
use crate::formats::reading::Reading;
use crate::formats::report::Effect;

/// How many spaces may be put between sentences in all. What stands there is white space, or what no sentence covers;
/// a file says with a few digits how much it is.
const MAX_SPACES: usize = 1 << 20;

/// A text that grows sentence by sentence.
#[derive(Default)]
pub struct TextBuilder {
    text: String,
    num_units: usize,
    /// How many spaces were put between sentences.
    num_spaces: usize,
    /// The text of the sentence whose first token has not come yet.
    pending: Option<String>,
    /// The sentence whose tokens come.
    sentence: String,
    /// Where its next token may begin.
    cursor: Cursor,
    /// Up to which of its bytes tokens came.
    covered: usize,
    /// How far it stands from where the file says.
    shift: isize,
    num_misplaced: usize,
}

/// A place in a sentence that goes forward only.
#[derive(Clone, Copy, Default)]
struct Cursor {
    /// UTF-16 units from the start of the text.
    unit: usize,
    /// Bytes from the start of the sentence.
    byte: usize,
}

impl Cursor {
    /// Goes to an offset of the text and gives the byte of the sentence there, if a character begins there.
    fn forward_to(&mut self, sentence: &str, unit: usize) -> Option<usize> {
        while self.unit < unit {
            let ch = sentence.get(self.byte..)?.chars().next()?;
            self.unit += ch.len_utf16();
            self.byte += ch.len_utf8();
        }
        (self.unit == unit).then_some(self.byte)
    }
}

impl TextBuilder {
    /// Takes a line of a sentence, as it stands in the file.
    pub fn take_line(&mut self, line: &str, is_old: bool) {
        let pending = self.pending.get_or_insert_default();
        pending.push_str(&if is_old { unescape_old_text(line) } else { unescape_text(line) });
        pending.push('\n');
    }

    /// Takes in a sentence that no token came for.
    pub fn flush(&mut self, reading: &mut Reading<'_>) {
        if self.pending.is_some() {
            reading.tell(Effect::Kept, "a sentence has no tokens", "its place is that after the one before");
            self.place_sentence(self.num_units, reading);
        }
    }

    /// The place of a row that the file says is at these offsets; the first of a sentence gives it its place.
    pub fn place(
        &mut self,
        (begin, end): (usize, usize),
        form: &str,
        is_old: bool,
        reading: &mut Reading<'_>,
    ) -> (usize, usize) {
        self.place_sentence(begin, reading);
        let place = (begin.saturating_add_signed(self.shift), end.saturating_add_signed(self.shift));
        let form = if is_old { unescape_old_text(form) } else { unescape_text(form) };
        // Some programs escape tokens as they escape values.
        if !(self.stands_at(place, &form) || self.stands_at(place, &unescape_value(&form))) {
            self.num_misplaced += 1;
        }
        place
    }

    /// Adds the pending sentence to the text, at the offset where the file says it begins.
    fn place_sentence(&mut self, begin: usize, reading: &mut Reading<'_>) {
        let Some(sentence) = self.pending.take() else { return };
        self.end_sentence(reading);
        // After a sentence stands a line end, unless the next one follows without a gap.
        if self.num_units.checked_sub(1) == Some(begin) && self.text.ends_with('\n') {
            self.text.pop();
            self.num_units -= 1;
        }
        let gap = begin.saturating_sub(self.num_units);
        if self.num_spaces.saturating_add(gap) <= MAX_SPACES {
            self.text.push_str(&" ".repeat(gap));
            self.num_units += gap;
            self.num_spaces += gap;
        }
        self.shift = self.num_units.cast_signed().wrapping_sub(begin.cast_signed());
        if self.shift != 0 {
            let why =
                format!("the file says it begins at {begin}, what is before it ends at {}", self.num_units);
            reading.tell(Effect::Changed, "a sentence was moved, with what is in it", why);
        }
        self.cursor = Cursor { unit: self.num_units, byte: 0 };
        self.num_units += sentence.encode_utf16().count();
        self.text.push_str(&sentence);
        self.sentence = sentence;
        self.covered = 0;
    }

    /// Whether a token is what stands at its place. Rows that go back before an earlier one are not looked up: that
    /// would take time for each.
    fn stands_at(&mut self, (begin, end): (usize, usize), form: &str) -> bool {
        let Some(from) = self.cursor.forward_to(&self.sentence, begin) else {
            self.covered = self.sentence.len();
            return false;
        };
        if end.checked_sub(begin) != Some(form.encode_utf16().count()) {
            return false;
        }
        let mut after = self.cursor;
        let found = after.forward_to(&self.sentence, end).and_then(|to| self.sentence.get(from..to));
        self.covered = self.covered.max(after.byte);
        found == Some(form)
    }

    /// Tells of words that no token came for: the file may have lost some.
    fn end_sentence(&mut self, reading: &mut Reading<'_>) {
        let rest = self.sentence.get(self.covered..).unwrap_or_default();
        if !rest.trim().is_empty() {
            let why = format!("“{}” is in none", shortened(rest.trim()));
            reading.tell(Effect::Kept, "tokens are missing, perhaps with annotations", why);
        }
        self.sentence.clear();
    }

    /// The whole text. What a reader puts after the last sentence is taken off again.
    pub fn end(mut self, reading: &mut Reading<'_>) -> String {
        self.end_sentence(reading);
        if self.num_misplaced > 0 {
            let what = format!("{} tokens are not where the file says", self.num_misplaced);
            reading.tell(Effect::Kept, what, "annotations on them may be at wrong words");
        }
        if self.text.ends_with('\n') {
            self.text.pop();
        }
        self.text
    }
}
