//! Files of columns as lines: ours, of which the text comes back as it was, and those of others, which don't say what
//! stood between their tokens.

mod article;

use std::borrow::Cow;

use crate::formats::json_lines::LineSource;
use crate::formats::reading::Reading;
use crate::formats::report::{Effect, Place};
use crate::formats::{FormatError, Input};
use crate::model::limits::MAX_DOCUMENT_BYTES;

use super::tags::{Seen, is_tag};
use super::{ARTICLE, OUTSIDE};
use article::Draft;

/// The longest line that is read, in bytes.
const MAX_LINE_BYTES: usize = 1 << 20;

/// A token's line.
pub struct Row {
    /// From 1.
    pub number: usize,
    /// Its columns, the token first.
    pub fields: Vec<String>,
    /// Whether it begins a sentence.
    pub begins_sentence: bool,
}

/// Reads every file.
pub fn read(inputs: &mut [Input<'_>], reading: &mut Reading<'_>) -> Result<(), FormatError> {
    for input in inputs {
        let name = input.name.clone();
        let failed = |source| FormatError::Read { name: name.clone(), source };
        let mut file = File { name: &name, seen: Seen::default(), is_joined: false, draft: Draft::default() };
        let mut data = input.data()?;
        let mut lines = LineSource::new(&mut *data, MAX_LINE_BYTES);
        let mut last_number = 0;
        while let Some(line) = lines.next().map_err(failed)? {
            let is_after_blank = line.number > last_number + 1;
            last_number = line.number;
            reading.here = Place::in_file(&name, line.number);
            if !line.is_whole {
                reading.tell(
                    Effect::LeftOut,
                    "line left out",
                    format!("it is longer than {MAX_LINE_BYTES} bytes"),
                );
                continue;
            }
            let text = String::from_utf8_lossy(line.bytes);
            if matches!(text, Cow::Owned(_)) {
                reading.tell(Effect::Changed, "bytes replaced", "the line is no UTF-8");
            }
            if !line.has_end {
                let why = "the file may have been cut short there";
                reading.tell(Effect::Note, "the last line has no end", why);
            }
            file.line(&text, line.number, is_after_blank, reading);
        }
        file.end_article(reading);
        if file.is_joined {
            reading.here = Place { file: Some(name.clone()), ..Place::default() };
            let why = "the file does not say what stood between them";
            let what = "tokens were joined by spaces and sentences by line ends";
            reading.tell(Effect::Note, what, format!("{why}; its tags are {}", file.seen.scheme()));
        }
    }
    Ok(())
}

/// A file on its way in.
struct File<'f> {
    name: &'f str,
    seen: Seen,
    /// Whether the white space of some article had to be made up.
    is_joined: bool,
    draft: Draft,
}

impl File<'_> {
    fn line(&mut self, text: &str, number: usize, is_after_blank: bool, reading: &mut Reading<'_>) {
        let fields: Vec<&str> = if text.contains('\t') {
            text.split('\t').map(str::trim).collect()
        } else {
            text.split(' ').filter(|field| !field.is_empty()).collect()
        };
        let first = fields.first().copied().unwrap_or_default();
        if first == ARTICLE {
            self.end_article(reading);
            self.draft.is_open = true;
            self.draft.id = article_name(&fields[1..]);
            return;
        }
        if is_after_blank {
            self.draft.ends_sentence = true;
        }
        if text.starts_with('#') && self.comment(text, &fields, reading) {
            return;
        }
        if self.draft.num_bytes > MAX_DOCUMENT_BYTES {
            return;
        }
        self.draft.num_bytes += text.len() as u64;
        if self.draft.num_bytes > MAX_DOCUMENT_BYTES {
            reading.tell(Effect::LeftOut, "rest of the article left out", "it is too large");
            return;
        }
        let begins_sentence = std::mem::take(&mut self.draft.ends_sentence);
        let fields = fields.into_iter().map(str::to_owned).collect();
        self.draft.rows.push(Row { number, fields, begins_sentence });
    }

    /// Takes in a line if it is a comment.
    fn comment(&mut self, text: &str, fields: &[&str], reading: &mut Reading<'_>) -> bool {
        let said = text.trim_start_matches('#').split_once(" = ").map(|(key, value)| (key.trim(), value));
        match said {
            Some(("newdoc id", id)) => {
                self.end_article(reading);
                self.draft.is_open = true;
                id.trim().clone_into(&mut self.draft.id);
            }
            Some(("text", sentence)) => {
                self.draft.ends_sentence = true;
                self.draft.sentences.insert(self.draft.rows.len(), sentence.to_owned());
            }
            Some(_) => {}
            // In our own files there are none, and a # is a token.
            None => return !self.draft.is_ours() && !fields.last().is_some_and(|field| is_tag(field)),
        }
        true
    }

    fn end_article(&mut self, reading: &mut Reading<'_>) {
        let draft = std::mem::take(&mut self.draft);
        if !draft.is_open && draft.rows.is_empty() {
            return;
        }
        let here = std::mem::take(&mut reading.here);
        reading.here = Place { file: Some(self.name.to_owned()), ..Place::default() };
        let (line, is_joined) = draft.article(&mut self.seen, reading);
        self.is_joined |= is_joined;
        reading.here.line = None;
        reading.article(line);
        reading.here = here;
    }
}

/// The name of an article that stands beside what parts it from others, as in `-DOCSTART- (12 FERRIES)`.
fn article_name(fields: &[&str]) -> String {
    let is_name = |field: &&&str| !["-X-", "-X", OUTSIDE, super::NOTHING].contains(*field);
    let name: Vec<&str> = fields.iter().filter(is_name).copied().collect();
    name.join(" ").trim_matches(['(', ')']).to_owned()
}
