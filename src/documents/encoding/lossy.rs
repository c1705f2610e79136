//! Bytes in a known encoding become text; each malformed sequence is one U+FFFD and is counted.

use encoding_rs::{DecoderResult, Encoding};

/// The text of `bytes` as UTF-8, the number of its malformed sequences, and what speaks for UTF-8:
/// well-formed sequences of several bytes, and surrogates, which only broken writers of UTF-8 leave.
///
/// A surrogate's three bytes are one malformed sequence; all else is counted as WHATWG does. A sequence that
/// the end of the file cuts off counts for UTF-8 as much as against it.
pub(super) fn decode_utf8(bytes: &[u8]) -> (String, usize, usize) {
    let mut text = String::with_capacity(bytes.len());
    let (mut num_malformed, mut evidence) = (0, 0);
    let mut rest = bytes;
    loop {
        let (good, err) = match std::str::from_utf8(rest) {
            Ok(good) => (good, None),
            Err(err) => (std::str::from_utf8(&rest[..err.valid_up_to()]).unwrap_or_default(), Some(err)),
        };
        text.push_str(good);
        evidence += good.bytes().map(evidence_of).sum::<usize>();
        let Some(err) = err else {
            return (text, num_malformed, evidence);
        };
        text.push(char::REPLACEMENT_CHARACTER);
        num_malformed += 1;
        rest = &rest[good.len()..];
        let len = match rest {
            [0xed, 0xa0..=0xbf, 0x80..=0xbf, ..] => {
                evidence += 3;
                3
            }
            _ => err.error_len().unwrap_or_else(|| {
                evidence += 2 * usize::from(evidence > 0);
                rest.len()
            }),
        };
        rest = &rest[len..];
    }
}

/// How much the first byte of a well-formed sequence speaks for UTF-8: in legacy encodings two bytes look
/// like one by chance at times, three hardly ever.
fn evidence_of(first: u8) -> usize {
    match first {
        0xc0..=0xdf => 1,
        0xe0..=0xef => 3,
        0xf0.. => 5,
        _ => 0,
    }
}

/// The text of `bytes` in `encoding`, and the number of malformed sequences.
pub(super) fn decode_with(encoding: &'static Encoding, bytes: &[u8]) -> (String, usize) {
    let mut decoder = encoding.new_decoder_without_bom_handling();
    let mut text = String::with_capacity(bytes.len());
    let mut num_malformed = 0;
    let mut rest = bytes;
    loop {
        let (result, num_read) = decoder.decode_to_string_without_replacement(rest, &mut text, true);
        rest = &rest[num_read..];
        match result {
            DecoderResult::InputEmpty => return (text, num_malformed),
            DecoderResult::OutputFull => text.reserve(rest.len().max(64)),
            DecoderResult::Malformed(..) => {
                text.push(char::REPLACEMENT_CHARACTER);
                num_malformed += 1;
            }
        }
    }
}

/// The text of UTF-32, and the number of units that are no character.
pub(super) fn decode_utf32(bytes: &[u8], unit_from: fn([u8; 4]) -> u32) -> (String, usize) {
    let (units, rest) = bytes.as_chunks::<4>();
    let mut num_malformed = 0;
    let mut character = |unit: Option<u32>| {
        unit.and_then(char::from_u32).unwrap_or_else(|| {
            num_malformed += 1;
            char::REPLACEMENT_CHARACTER
        })
    };
    let mut text: String = units.iter().map(|unit| character(Some(unit_from(*unit)))).collect();
    if !rest.is_empty() {
        text.push(character(None));
    }
    (text, num_malformed)
}
