//! Subtitles become transcripts: cues are joined into running text, a paragraph for each turn of a speaker.
//!
//! Times, numbers, positions and styling are left out. A speaker's name stays where it stands in the words; that of
//! a voice tag of `WebVTT` is put before its words. Sounds in brackets are notes.
//!
//! Known weaknesses: a name before a colon is told from other words by its capitals, so that "Remember: it rains"
//! after a full stop begins a paragraph too; captions without any punctuation are parted only by pauses.

mod cues;
mod speakers;
#[cfg(test)]
mod tests;

use crate::model::article::{BlockKind, Metadata};

use super::assembly::{Assembly, push_joined};
use super::encoding::{DecodedText, decode};
use super::metadata::fill;
use super::{DocumentError, DocumentReader, DocumentWarning, Documents, ReadDocument, Source};

use cues::{Cue, CueFormat};
use speakers::{Turn, turns_of};

/// A silence that ends a paragraph, in milliseconds. Breaths and cuts stay under three seconds.
const PAUSE_MS: u64 = 4000;

/// Reads `SubRip` subtitles.
pub struct SubRip;

/// Reads `WebVTT` subtitles.
pub struct WebVtt;

impl DocumentReader for SubRip {
    fn name(&self) -> &'static str {
        "SubRip subtitles"
    }

    fn id(&self) -> &'static str {
        "srt 1"
    }

    fn media_type(&self) -> &'static str {
        "application/x-subrip"
    }

    fn extensions(&self) -> &'static [&'static str] {
        &["srt"]
    }

    fn read(&self, source: &Source<'_>) -> Result<Documents, DocumentError> {
        transcript(source, CueFormat::SubRip)
    }
}

impl DocumentReader for WebVtt {
    fn name(&self) -> &'static str {
        "WebVTT subtitles"
    }

    fn id(&self) -> &'static str {
        "vtt 1"
    }

    fn media_type(&self) -> &'static str {
        "text/vtt"
    }

    fn extensions(&self) -> &'static [&'static str] {
        &["vtt"]
    }

    fn recognises(&self, bytes: &[u8]) -> bool {
        let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
        let Some(rest) = bytes.strip_prefix(b"WEBVTT") else { return false };
        // The word alone could begin a text about the format; a time line does not stand in one.
        let is_word = rest.first().is_none_or(u8::is_ascii_whitespace);
        is_word && rest.get(..4096).unwrap_or(rest).windows(5).any(|five| five == b" --> ")
    }

    fn read(&self, source: &Source<'_>) -> Result<Documents, DocumentError> {
        transcript(source, CueFormat::WebVtt)
    }
}

/// The transcript of a file of either kind.
fn transcript(source: &Source<'_>, format: CueFormat) -> Result<Documents, DocumentError> {
    let decoded = decode(source.bytes)?;
    let (mut warnings, provenance) = (decoded.warnings(), decoded.provenance());
    let DecodedText { text, .. } = decoded;
    if text.trim().is_empty() {
        return Err(DocumentError::Empty);
    }
    let mut metadata = Metadata::default();
    if format == CueFormat::WebVtt {
        for (key, value) in cues::header_fields(&text) {
            fill(&mut metadata, key, value, &mut warnings);
        }
    }
    let mut cues = cues::cues_of(&text, format, source.budget)?;
    if cues.is_empty() {
        let kind = if format == CueFormat::SubRip { "SubRip file" } else { "WebVTT file" };
        let why = "no line has times such as 00:01:02,000 --> 00:01:04,500".to_owned();
        return Err(DocumentError::Broken { kind, why });
    }
    match cues.iter().filter(|cue| cue.times.is_none()).count() {
        0 => {}
        1 => warnings.push(DocumentWarning::Note("1 line of times makes no sense.".to_owned())),
        count => warnings.push(DocumentWarning::Note(format!("{count} lines of times make no sense."))),
    }
    let num_repeated = cues::without_rolling(&mut cues);
    if num_repeated > 0 {
        let sentence =
            format!("Rolling captions repeat their lines; {num_repeated} repeated lines were left out.");
        warnings.push(DocumentWarning::Note(sentence));
    }
    let mut transcript = Transcript::default();
    let mut last_end = None;
    for cue in &cues {
        source.budget.check()?;
        if let (Some((start, _)), Some(end)) = (cue.times, last_end)
            && start >= end + PAUSE_MS
        {
            transcript.end_paragraph();
        }
        last_end = cue.times.map(|(_, end)| end).or(last_end);
        transcript.take(cue);
    }
    transcript.end_paragraph();
    let Assembly { text, blocks } = transcript.assembly.finish();
    Ok(ReadDocument { metadata, provenance, text, blocks, warnings, signature: None }.into())
}

/// The paragraphs so far and the one that is open.
#[derive(Default)]
struct Transcript {
    assembly: Assembly,
    /// The words of the open paragraph.
    words: String,
    /// Whose words they are, as far as the file says.
    speaker: String,
}

impl Transcript {
    fn take(&mut self, cue: &Cue) {
        for turn in turns_of(cue, &self.words) {
            match turn {
                Turn::Sound(words) => {
                    self.end_paragraph();
                    self.assembly.push(BlockKind::Note, &words);
                }
                Turn::Voice { name, words } => {
                    if name != self.speaker || self.words.is_empty() {
                        self.begin(&name);
                        self.words = format!("{name}: ");
                    }
                    push_joined(&mut self.words, &words);
                }
                Turn::Named { label, name, words } => {
                    // Transcripts of machines name the speaker at every cue.
                    if name != self.speaker || self.words.is_empty() {
                        self.begin(&name);
                        self.words = label;
                    }
                    push_joined(&mut self.words, &words);
                }
                Turn::Other(words) => {
                    self.begin("");
                    self.words = words;
                }
                Turn::GoesOn(words) => push_joined(&mut self.words, &words),
            }
        }
    }

    fn begin(&mut self, speaker: &str) {
        self.end_paragraph();
        speaker.clone_into(&mut self.speaker);
    }

    fn end_paragraph(&mut self) {
        self.assembly.push(BlockKind::Paragraph, &std::mem::take(&mut self.words));
    }
}
