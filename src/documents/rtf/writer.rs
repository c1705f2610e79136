//! Where the words of RTF go: paragraphs, notes, text boxes, and what is only counted.

use crate::model::article::BlockKind;

use super::super::flow::{Flow, Role};

/// Passages that are left out, and how many.
#[derive(Debug, Default)]
pub(super) struct NumLeftOut {
    pub(super) deletions: usize,
    pub(super) hidden: usize,
    pub(super) comments: usize,
    pub(super) edges: usize,
}

/// Why words are left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unwanted {
    Deleted,
    Hidden,
}

/// What a paragraph stands in.
#[derive(Debug, PartialEq, Eq)]
enum Frame {
    Body,
    Note(Vec<String>),
    TextBox,
}

/// Puts words together.
#[derive(Debug)]
pub(super) struct Writer {
    /// The text so far.
    pub(super) flow: Flow,
    /// What was left out so far.
    pub(super) left_out: NumLeftOut,
    words: String,
    marker: String,
    frame: Frame,
    /// The paragraphs that notes and boxes interrupt.
    around: Vec<(Frame, String, String)>,
    /// Paragraphs of text boxes; they come behind the one that holds the box.
    boxed: Vec<(Role, String, String)>,
    notes: Vec<String>,
    num_notes: usize,
    /// Why the last words were left out: the next are of the same passage.
    passage: Option<Unwanted>,
}

impl Writer {
    pub(super) fn new() -> Self {
        Self {
            flow: Flow::default(),
            left_out: NumLeftOut::default(),
            words: String::new(),
            marker: String::new(),
            frame: Frame::Body,
            around: Vec::new(),
            boxed: Vec::new(),
            notes: Vec::new(),
            num_notes: 0,
            passage: None,
        }
    }

    /// Adds words to the open paragraph.
    pub(super) fn push(&mut self, words: &str) {
        self.passage = None;
        self.words.push_str(words);
    }

    /// Counts words that are left out.
    pub(super) fn leave_out(&mut self, words: &str, why: Unwanted) {
        if words.trim().is_empty() || self.passage == Some(why) {
            return;
        }
        self.passage = Some(why);
        match why {
            Unwanted::Deleted => self.left_out.deletions += 1,
            Unwanted::Hidden => self.left_out.hidden += 1,
        }
    }

    /// Adds to the marker that the file gives the open paragraph.
    pub(super) fn push_marker(&mut self, words: &str) {
        self.marker.push_str(words);
    }

    /// The open paragraph ends.
    pub(super) fn end_paragraph(&mut self, role: Role, in_table: bool) {
        let words = std::mem::take(&mut self.words);
        let marker = std::mem::take(&mut self.marker);
        let marker = if role == Role::PLAIN { item_marker(&marker) } else { String::new() };
        match &mut self.frame {
            Frame::Note(paragraphs) => {
                let words = words.trim();
                if !words.is_empty() {
                    paragraphs.push(words.to_owned());
                }
            }
            Frame::TextBox => self.boxed.push((role, marker, words)),
            Frame::Body => {
                match (in_table, self.flow.num_tables()) {
                    (true, 0) => self.flow.start_table(),
                    (false, 1..) => self.flow.end_table(),
                    _ => {}
                }
                self.flow.push(role, &marker, &words);
                for (role, marker, words) in std::mem::take(&mut self.boxed) {
                    self.flow.push(role, &marker, &words);
                }
            }
        }
    }

    /// A cell ends, and with it its last paragraph.
    pub(super) fn end_cell(&mut self, role: Role) {
        self.end_paragraph(role, true);
        if self.frame == Frame::Body {
            self.flow.start_cell();
        }
    }

    /// A row ends.
    pub(super) fn end_row(&mut self) {
        if self.frame == Frame::Body {
            self.flow.end_row();
        }
    }

    /// A note begins; its mark stands in the open paragraph.
    pub(super) fn start_note(&mut self) {
        self.num_notes += 1;
        let mark = format!("[{}]", self.num_notes);
        self.words.push_str(&mark);
        self.interrupt(Frame::Note(Vec::new()));
    }

    /// A text box begins.
    pub(super) fn start_box(&mut self) {
        self.interrupt(Frame::TextBox);
    }

    fn interrupt(&mut self, frame: Frame) {
        let frame = std::mem::replace(&mut self.frame, frame);
        self.around.push((frame, std::mem::take(&mut self.words), std::mem::take(&mut self.marker)));
    }

    /// The note or text box ends that began last; the paragraph around it goes on.
    pub(super) fn resume(&mut self) {
        self.end_paragraph(Role::PLAIN, false);
        let Some((frame, words, marker)) = self.around.pop() else { return };
        if let Frame::Note(paragraphs) = std::mem::replace(&mut self.frame, frame) {
            self.notes.push(paragraphs.join("\n"));
        }
        (self.words, self.marker) = (words, marker);
    }

    /// The text ends; the notes come behind it.
    pub(super) fn finish(&mut self) {
        while !self.around.is_empty() {
            self.resume();
        }
        self.end_paragraph(Role::PLAIN, false);
        for (idx, words) in std::mem::take(&mut self.notes).into_iter().enumerate() {
            self.flow.push(Role::Block(BlockKind::Note), &format!("[{}] ", idx + 1), &words);
        }
    }
}

/// What an item of a list begins with, from the words that the file gives it: its number, or else a bullet.
fn item_marker(words: &str) -> String {
    let words = words.trim();
    let number = words.trim_end_matches(['.', ')']);
    match number {
        _ if words.is_empty() => String::new(),
        number
            if number.len() <= 8
                && number.starts_with(|c: char| c.is_ascii_alphanumeric())
                && words.len() > 1 =>
        {
            format!("{number}. ")
        }
        _ => "• ".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markers_are_numbers_or_bullets() {
        let markers = ["1.\t", "a)", "iv.", "\u{b7}\t", "o\t", "", " ", "-"].map(item_marker);
        assert_eq!(markers, ["1. ", "a. ", "iv. ", "• ", "• ", "", "", "• "]);
    }
}
