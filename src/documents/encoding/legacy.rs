//! Encodings from before Unicode, told by the statistics of their bytes.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, WINDOWS_1252};

use super::{count_bytes, is_control};

/// The detector is shown this much after the first byte beyond ASCII; more doesn't change its mind.
const GUESS_BYTES: usize = 1 << 20;

/// So many bytes beyond ASCII are enough for a guess that makes sense of the whole; showing the detector more was half
/// of what reading a long text took.
const ENOUGH_BYTES: usize = 1000;

/// So many lines are asked where the whole gives no answer.
const GUESS_LINES: usize = 1000;

/// The encoding that fits the first bytes, up to those that are enough.
pub(super) fn guess_by_beginning(bytes: &[u8]) -> &'static Encoding {
    let mut beyond_ascii = bytes.iter().enumerate().filter(|(_, byte)| !byte.is_ascii());
    match beyond_ascii.nth(ENOUGH_BYTES) {
        // Behind ASCII, no character is cut in two.
        Some((at, _)) => {
            let ascii = bytes[..at].iter().rposition(u8::is_ascii);
            guess(&bytes[..ascii.map_or(at, |idx| idx + 1)])
        }
        None => guess(bytes),
    }
}

/// The encoding that fits the bytes as a whole.
pub(super) fn guess(bytes: &[u8]) -> &'static Encoding {
    let num_ascii = Encoding::ascii_valid_up_to(bytes);
    let end = bytes.len().min(num_ascii + GUESS_BYTES);
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(&bytes[..end], end == bytes.len());
    detector.guess(None, Utf8Detection::Deny)
}

/// The encoding that most bytes beyond ASCII vote for, each line by itself.
pub(super) fn guess_by_lines(bytes: &[u8]) -> &'static Encoding {
    let num_ascii = Encoding::ascii_valid_up_to(bytes);
    let end = bytes.len().min(num_ascii + GUESS_BYTES);
    let mut votes: Vec<(&'static Encoding, usize)> = Vec::new();
    for line in bytes[num_ascii..end].split(|byte| matches!(byte, b'\n' | b'\r')).take(GUESS_LINES) {
        let num_votes = line.iter().filter(|byte| !byte.is_ascii()).count();
        if num_votes == 0 {
            continue;
        }
        let encoding = guess(line);
        match votes.iter_mut().find(|(voted, _)| *voted == encoding) {
            Some((_, count)) => *count += num_votes,
            None => votes.push((encoding, num_votes)),
        }
    }
    votes.into_iter().max_by_key(|(_, count)| *count).map_or(WINDOWS_1252, |(encoding, _)| encoding)
}

/// Symbols beyond ASCII and accented Latin letters, if they outnumber all other letters and digits, as they
/// do where bytes were read in a wrong encoding; 0 otherwise, and 0 where they are too few to tell.
pub(super) fn count_strays(text: &str) -> usize {
    let num_letters = count_bytes(text.as_bytes(), |byte| byte.is_ascii_alphanumeric());
    let num_beyond_ascii = count_bytes(text.as_bytes(), |byte| byte >= 0xc0);
    if num_beyond_ascii <= num_letters {
        return 0;
    }
    let (mut num_strays, mut num_plain) = (0, 0);
    for c in text.chars().filter(|c| !c.is_whitespace() && !is_control(*c)) {
        if c.is_ascii() {
            num_plain += usize::from(c.is_ascii_alphanumeric());
        } else if c.is_alphanumeric() && c > '\u{24f}' {
            num_plain += 1;
        } else {
            num_strays += 1;
        }
    }
    if num_strays > num_plain && num_strays >= 8 { num_strays } else { 0 }
}
