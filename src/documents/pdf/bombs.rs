//! How much the streams of a PDF unpack to, found out before anything is unpacked for good: the PDF library unpacks
//! whatever it is given, whole and in memory.
//!
//! What a stream says about itself can be written in many ways, and also by reference, so it isn't looked at: each
//! stream is counted as if it were packed in each of the ways there are. What was not packed that way comes to an end
//! at once or grows little. Known weakness: streams packed in three layers, or encrypted, are not seen through.

use std::io::Read;

use flate2::read::{DeflateDecoder, ZlibDecoder};

use crate::model::limits::{MAX_PART_BYTES, MAX_UNPACKED_BYTES};

use super::super::{Budget, DocumentError};

/// How much is unpacked at a time, in bytes.
const CHUNK: usize = 64 << 10;

/// How many codes of LZW there are at most, and the one that forgets them.
const LZW_CODES: usize = 4096;
const LZW_CLEAR: usize = 256;

/// Refuses a file with a stream that unpacks to more than [`MAX_PART_BYTES`], or whose streams unpack to more than
/// [`MAX_UNPACKED_BYTES`] together.
pub(super) fn check(bytes: &[u8], budget: &Budget<'_>) -> Result<(), DocumentError> {
    let mut total = 0_u64;
    let mut rest = bytes;
    while let Some(at) = find(rest, b"stream") {
        let (before, behind) = rest.split_at_checked(at + 6).unwrap_or((rest, &[]));
        rest = behind;
        budget.check()?;
        if before.ends_with(b"endstream") {
            continue;
        }
        let data = behind.strip_prefix(b"\r").unwrap_or(behind);
        let data = data.strip_prefix(b"\n").unwrap_or(data);
        total += unpacked_size(data, budget)?;
        if total > MAX_UNPACKED_BYTES {
            return Err(DocumentError::Bomb { limit_bytes: MAX_UNPACKED_BYTES });
        }
    }
    Ok(())
}

fn find(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    let first = *wanted.first()?;
    let mut start = 0;
    while let Some(idx) = bytes.get(start..)?.iter().position(|byte| *byte == first) {
        if bytes.get(start + idx..)?.starts_with(wanted) {
            return Some(start + idx);
        }
        start += idx + 1;
    }
    None
}

/// What a stream unpacks to at most.
fn unpacked_size(data: &[u8], budget: &Budget<'_>) -> Result<u64, DocumentError> {
    // Flate says itself where it ends; the others end where the stream does.
    let end = find(data, b"endstream").unwrap_or(data.len());
    let own = data.get(..end).unwrap_or(data);
    let mut size = inflated(data, budget)?;
    if let Some(bytes) = ascii_85(own).or_else(|| ascii_hex(own)) {
        size = size.max(inflated(&bytes, budget)?).max(limited(lzw_size(&bytes))?);
    }
    size = size.max(limited(run_length_size(own))?).max(limited(lzw_size(own))?);
    Ok(size)
}

fn limited(size: u64) -> Result<u64, DocumentError> {
    if size > MAX_PART_BYTES { Err(DocumentError::Bomb { limit_bytes: MAX_PART_BYTES }) } else { Ok(size) }
}

/// What data inflate to, and what that inflates to if it is packed again.
fn inflated(data: &[u8], budget: &Budget<'_>) -> Result<u64, DocumentError> {
    if !is_zlib(data) {
        return counted(DeflateDecoder::new(data), budget).map(|(size, _)| size);
    }
    let (size, is_packed_again) = counted(ZlibDecoder::new(data), budget)?;
    if is_packed_again {
        return Ok(size.max(counted(ZlibDecoder::new(ZlibDecoder::new(data)), budget)?.0));
    }
    Ok(size)
}

/// Whether data begin as zlib's do.
fn is_zlib(data: &[u8]) -> bool {
    matches!(data, [method, flags, ..]
        if method & 0x0f == 8 && (u16::from(*method) << 8 | u16::from(*flags)).is_multiple_of(31))
}

/// How much comes out of a decoder, up to the first error, and whether it begins as zlib's data do.
fn counted(mut decoder: impl Read, budget: &Budget<'_>) -> Result<(u64, bool), DocumentError> {
    let mut chunk = vec![0; CHUNK];
    let (mut size, mut is_packed_again) = (0_u64, false);
    while let Ok(num_read @ 1..) = decoder.read(&mut chunk) {
        if size == 0 {
            is_packed_again = is_zlib(chunk.get(..num_read).unwrap_or_default());
        }
        size = limited(size + u64::try_from(num_read).unwrap_or(u64::MAX))?;
        budget.check()?;
    }
    Ok((size, is_packed_again))
}

/// What data unpack to if they are packed by run lengths.
fn run_length_size(data: &[u8]) -> u64 {
    let (mut size, mut at) = (0_u64, 0);
    while let Some(length) = data.get(at) {
        match length {
            0..=127 => {
                size += u64::from(*length) + 1;
                at += usize::from(*length) + 2;
            }
            128 => break,
            _ => {
                size += 257 - u64::from(*length);
                at += 2;
            }
        }
    }
    size
}

/// What data unpack to if they are packed by LZW: only how long each code's words are is kept.
fn lzw_size(data: &[u8]) -> u64 {
    let mut lengths: Vec<u64> = vec![1; LZW_CLEAR + 2];
    let (mut size, mut last) = (0_u64, None::<u64>);
    let (mut bits, mut num_bits) = (0_u32, 0_u32);
    let mut bytes = data.iter();
    loop {
        let width = match lengths.len() + 1 {
            0..512 => 9,
            512..1024 => 10,
            1024..2048 => 11,
            _ => 12,
        };
        while num_bits < width {
            let Some(byte) = bytes.next() else { return size };
            bits = bits << 8 | u32::from(*byte);
            num_bits += 8;
        }
        num_bits -= width;
        let code = usize::try_from(bits >> num_bits & ((1 << width) - 1)).unwrap_or(LZW_CLEAR + 1);
        if code == LZW_CLEAR {
            lengths.truncate(LZW_CLEAR + 2);
            last = None;
            continue;
        }
        if code == LZW_CLEAR + 1 || code > lengths.len() {
            return size;
        }
        let length = lengths.get(code).copied().or(last.map(|last| last + 1)).unwrap_or(1);
        size += length;
        if let Some(last) = last
            && lengths.len() < LZW_CODES
        {
            lengths.push(last + 1);
        }
        last = Some(length);
    }
}

/// The bytes of data in ASCII 85; `None` if they are not.
fn ascii_85(data: &[u8]) -> Option<Vec<u8>> {
    let end = find(data, b"~>")?;
    let mut bytes = Vec::with_capacity(end / 5 * 4);
    let mut group: Vec<u8> = Vec::with_capacity(5);
    let mut flush = |group: &mut Vec<u8>| {
        let len = group.len();
        let padded = group.iter().copied().chain(std::iter::repeat(84)).take(5);
        let number = padded.fold(0_u64, |number, digit| number * 85 + u64::from(digit));
        let four = u32::try_from(number).unwrap_or(u32::MAX).to_be_bytes();
        bytes.extend(four.iter().take(len.saturating_sub(1)));
        group.clear();
    };
    for byte in data.get(..end)? {
        match byte {
            b'!'..=b'u' => group.push(byte - b'!'),
            b'z' if group.is_empty() => group.extend([0; 5]),
            _ if byte.is_ascii_whitespace() || *byte == 0 => {}
            _ => return None,
        }
        if group.len() == 5 {
            flush(&mut group);
        }
    }
    flush(&mut group);
    Some(bytes)
}

/// The bytes of data in hexadecimal digits; `None` if they are not.
fn ascii_hex(data: &[u8]) -> Option<Vec<u8>> {
    let end = data.iter().position(|byte| *byte == b'>')?;
    let digits = data.get(..end)?.iter().filter(|byte| !byte.is_ascii_whitespace());
    let digits: Option<Vec<u8>> = digits
        .map(|byte| char::from(*byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok()))
        .collect();
    let pairs = digits?;
    Some(pairs.chunks(2).map(|pair| pair.iter().fold(0, |byte, digit| byte << 4 | digit)).collect())
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use flate2::Compression;
    use flate2::write::ZlibEncoder;

    use super::*;

    fn packed(data: &[u8]) -> Vec<u8> {
        let mut encoder = ZlibEncoder::new(Vec::new(), Compression::best());
        encoder.write_all(data).unwrap();
        encoder.finish().unwrap()
    }

    fn checked(data: &[u8]) -> Result<(), DocumentError> {
        let bytes = [b"1 0 obj <<>> stream\r\n", data, b"\nendstream endobj"].concat();
        check(&bytes, &Budget::unlimited())
    }

    fn hex(data: &[u8]) -> Vec<u8> {
        let mut digits: Vec<u8> = data.iter().flat_map(|byte| format!("{byte:02x}").into_bytes()).collect();
        digits.push(b'>');
        digits
    }

    #[test]
    fn bombs_are_refused_however_they_are_packed() {
        let bomb = Err(DocumentError::Bomb { limit_bytes: MAX_PART_BYTES });
        let zeros = vec![0; usize::try_from(MAX_PART_BYTES).unwrap() + 1];
        let flate = packed(&zeros);
        assert!(flate.len() < 200_000);
        assert_eq!(checked(&flate), bomb);
        assert_eq!(checked(&packed(&flate)), bomb);
        assert_eq!(checked(&hex(&flate)), bomb);
        assert_eq!(checked(&b"\x81a".repeat(1_100_000)), bomb);
        // The longest words that LZW can have, of one letter: 9 to 12 bits a code.
        let mut bits: Vec<bool> = Vec::new();
        for round in 0..40 {
            for code in std::iter::once(LZW_CLEAR).chain([97]).chain(LZW_CLEAR + 2..LZW_CODES) {
                // The code that forgets comes when all are known, but for the first.
                let num_known = match code {
                    LZW_CLEAR if round > 0 => LZW_CODES,
                    ..=LZW_CLEAR => 0,
                    _ => code,
                };
                let width = match num_known + 1 {
                    0..512 => 9,
                    512..1024 => 10,
                    1024..2048 => 11,
                    _ => 12,
                };
                bits.extend((0..width).rev().map(|bit| code >> bit & 1 == 1));
            }
        }
        let lzw: Vec<u8> = bits
            .chunks(8)
            .map(|byte| byte.iter().fold(0, |number, bit| number << 1 | u8::from(*bit)))
            .collect();
        assert_eq!(checked(&lzw), bomb);
    }

    #[test]
    fn streams_as_they_are_pass() {
        for data in [&b"BT (words) Tj ET"[..], b"", &packed(b"words"), &hex(&packed(b"words")), &[0xff; 5000]]
        {
            assert_eq!(checked(data), Ok(()));
        }
        let many = packed(&vec![0; 100 << 20]);
        let bytes: Vec<u8> =
            (0..6).flat_map(|_| [b"stream\n", many.as_slice(), b"endstream"].concat()).collect();
        let too_much = DocumentError::Bomb { limit_bytes: MAX_UNPACKED_BYTES };
        assert_eq!(check(&bytes, &Budget::unlimited()), Err(too_much));
    }

    #[test]
    fn ascii_85_is_undone() {
        assert_eq!(ascii_85(b"87cURD]\n~>").unwrap(), b"Hello");
        assert_eq!(ascii_85(b"z~>").unwrap(), [0; 4]);
        assert_eq!(ascii_85(b"{~>"), None);
    }
}
