//! Bytes become text: which encoding they are in, what could not be decoded, and line ends.
//!
//! Nothing else about the text changes here: no trimming, no Unicode normalisation.
//!
//! Known weaknesses: UTF-16 without a byte-order mark and without a single ASCII character isn't recognised;
//! a guess on a few dozen legacy bytes can be wrong and is therefore always reported; CESU-8 surrogates
//! count as undecodable.

mod declared;
mod legacy;
mod lossy;
mod utf16;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, ISO_2022_JP};

use crate::model::article::{LineEnds, Provenance};

use super::{DocumentError, DocumentWarning, signature};

pub use declared::decode_as;

use lossy::{decode_utf8, decode_utf32, decode_with};
use utf16::Utf16Guess;

/// A file's text and how it was got.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DecodedText {
    /// The text, its line ends LF and its byte-order mark taken off.
    pub text: String,
    /// The encoding by its WHATWG name; `UTF-32LE` and `UTF-32BE`, which WHATWG has not, by that of IANA.
    pub encoding: &'static str,
    /// Whether there was a byte-order mark.
    pub byte_order_mark: bool,
    /// Whether the encoding is only the likeliest one.
    pub is_guess: bool,
    /// Line ends as they were.
    pub line_ends: LineEnds,
    /// Malformed sequences, each of which is one U+FFFD in the text.
    pub num_undecodable: usize,
    /// Control characters in the text, other than tabs, line ends and form feeds.
    pub num_controls: usize,
}

impl DecodedText {
    /// What an article records about the decoding.
    pub fn provenance(&self) -> Provenance {
        Provenance {
            encoding: self.encoding.to_owned(),
            byte_order_mark: self.byte_order_mark,
            line_ends: self.line_ends,
            num_undecodable: self.num_undecodable,
            ..Provenance::default()
        }
    }

    /// What a person should know about the decoding.
    pub fn warnings(&self) -> Vec<DocumentWarning> {
        let Self { encoding, num_undecodable, num_controls, .. } = *self;
        let mut warnings = Vec::new();
        if self.is_guess {
            warnings.push(DocumentWarning::GuessedEncoding { encoding });
        }
        if num_undecodable > 0 {
            warnings.push(DocumentWarning::Undecodable { count: num_undecodable, encoding });
        }
        if num_controls > 0 {
            warnings.push(DocumentWarning::Controls { count: num_controls });
        }
        warnings
    }
}

/// The text that `bytes` hold.
///
/// The encoding is told, in this order, by a byte-order mark, by being good UTF-8, by the zero bytes of
/// UTF-16, by being UTF-8 but for a few bytes, and by the statistics of legacy encodings.
pub fn decode(bytes: &[u8]) -> Result<DecodedText, DocumentError> {
    if let Some(raw) = decode_marked(bytes) {
        return Ok(raw.finish());
    }
    if let Some(why) = signature::looks_like(bytes) {
        return Err(DocumentError::NotText { why });
    }
    let raw = decode_unmarked(bytes)?;
    if raw.is_mostly_controls() {
        return Err(DocumentError::NotText { why: "binary data" });
    }
    Ok(raw.finish())
}

/// A text before its line ends are seen to.
struct RawText {
    text: String,
    encoding: &'static str,
    byte_order_mark: bool,
    is_guess: bool,
    num_undecodable: usize,
}

impl RawText {
    fn is_mostly_controls(&self) -> bool {
        let num_controls = count_controls(&self.text);
        num_controls > 0 && is_mostly_controls(num_controls, self.text.chars().count())
    }

    fn finish(self) -> DecodedText {
        let Self { text, encoding, byte_order_mark, is_guess, num_undecodable } = self;
        let num_controls = count_controls(&text);
        let (text, line_ends) = with_lf(text);
        DecodedText { text, encoding, byte_order_mark, is_guess, line_ends, num_undecodable, num_controls }
    }
}

/// The text of bytes that begin with a byte-order mark.
fn decode_marked(bytes: &[u8]) -> Option<RawText> {
    let marked = |(text, num_undecodable), encoding| {
        Some(RawText { text, encoding, byte_order_mark: true, is_guess: false, num_undecodable })
    };
    if let Some(rest) = bytes.strip_prefix(b"\xef\xbb\xbf") {
        let (text, num_undecodable, _) = decode_utf8(rest);
        return marked((text, num_undecodable), "UTF-8");
    }
    if let Some(rest) = bytes.strip_prefix(b"\0\0\xfe\xff") {
        return marked(decode_utf32(rest, u32::from_be_bytes), "UTF-32BE");
    }
    // The mark of UTF-32LE is also that of UTF-16LE before a NUL. Read as UTF-32, the words of UTF-16 are
    // nearly all beyond Unicode.
    if let Some(rest) = bytes.strip_prefix(b"\xff\xfe\0\0").filter(|rest| !rest.is_empty()) {
        let decoded = decode_utf32(rest, u32::from_le_bytes);
        if decoded.1 * 2 < decoded.0.chars().count() {
            return marked(decoded, "UTF-32LE");
        }
    }
    let (encoding, mark_len) = Encoding::for_bom(bytes)?;
    marked(decode_with(encoding, &bytes[mark_len..]), encoding.name())
}

fn decode_unmarked(bytes: &[u8]) -> Result<RawText, DocumentError> {
    let unmarked = |(text, num_undecodable), encoding, is_guess| RawText {
        text,
        encoding,
        byte_order_mark: false,
        is_guess,
        num_undecodable,
    };
    // UTF-16 of ASCII words is good UTF-8 too, if a strange one, so its zero bytes are looked at first.
    let utf16 = Utf16Guess::of(bytes);
    if let Some(guess) = utf16.filter(Utf16Guess::is_certain) {
        return Ok(unmarked(decode_with(guess.encoding, bytes), guess.encoding.name(), true));
    }
    let as_utf8 = std::str::from_utf8(bytes).ok();
    if let Some(text) = as_utf8 {
        if let Some(decoded) = decode_iso_2022_jp(bytes) {
            return Ok(unmarked(decoded, ISO_2022_JP.name(), true));
        }
        let raw = unmarked((text.to_owned(), 0), "UTF-8", false);
        if !raw.is_mostly_controls() {
            return Ok(raw);
        }
    }
    if let Some(guess) = utf16.filter(Utf16Guess::is_likely) {
        return Ok(unmarked(decode_with(guess.encoding, bytes), guess.encoding.name(), true));
    }
    if is_mostly_controls(
        bytes.iter().filter(|byte| is_control(char::from(**byte)) && **byte < 0x80).count(),
        bytes.len(),
    ) {
        return Err(DocumentError::NotText { why: "binary data" });
    }
    let (text, num_undecodable, evidence) = decode_utf8(bytes);
    if evidence > 2 * num_undecodable {
        return Ok(unmarked((text, num_undecodable), "UTF-8", false));
    }
    let raw = decode_legacy(bytes);
    let (num_characters, num_senseless) = (raw.text.chars().count(), count_senseless(&raw));
    // One in ten, but never refused for a single slip in a short text.
    if num_senseless > 1 && num_senseless * 10 > num_characters {
        let best_guess = raw.encoding;
        return Err(DocumentError::UnknownEncoding { best_guess, num_senseless, num_characters });
    }
    Ok(raw)
}

/// The text of ISO-2022-JP, whose bytes are all ASCII, where its escape sequences are found.
fn decode_iso_2022_jp(bytes: &[u8]) -> Option<(String, usize)> {
    if !bytes.contains(&0x1b) || !bytes.is_ascii() {
        return None;
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Allow);
    detector.feed(bytes, true);
    let guess = detector.guess(None, Utf8Detection::Allow);
    let (text, num_malformed) = decode_with(ISO_2022_JP, bytes);
    (guess == ISO_2022_JP && !text.is_ascii()).then_some((text, num_malformed))
}

/// The text of `bytes` in the legacy encoding that fits best.
fn decode_legacy(bytes: &[u8]) -> RawText {
    let decoded = |encoding: &'static Encoding| {
        let (text, num_undecodable) = decode_with(encoding, bytes);
        RawText { text, encoding: encoding.name(), byte_order_mark: false, is_guess: true, num_undecodable }
    };
    let by_beginning = decoded(legacy::guess_by_beginning(bytes));
    if count_senseless(&by_beginning) == 0 {
        return by_beginning;
    }
    let whole = decoded(legacy::guess(bytes));
    let num_senseless = count_senseless(&whole);
    if num_senseless == 0 {
        return whole;
    }
    // One byte out of place rules the right encoding out for the detector; the other lines still know it.
    let by_lines = decoded(legacy::guess_by_lines(bytes));
    if count_senseless(&by_lines) < num_senseless { by_lines } else { whole }
}

/// How many characters of a guessed text speak against the guess.
fn count_senseless(raw: &RawText) -> usize {
    raw.num_undecodable + count_controls(&raw.text) + legacy::count_strays(&raw.text)
}

/// Whether so many of the characters are controls that this can't be text. A NUL or two, even in a short
/// text, are no reason.
fn is_mostly_controls(num_controls: usize, num_characters: usize) -> bool {
    let allowed = if num_controls <= 3 { num_characters / 2 } else { num_characters / 10 };
    num_controls > allowed
}

/// How many controls a text has, told by its bytes, which is quicker than by its characters: those beyond ASCII are 0xC2
/// and a byte below 0xA0.
fn count_controls(text: &str) -> usize {
    let is_ascii_control =
        |byte: u8| (byte < 0x20 && !matches!(byte, b'\t' | b'\n' | b'\r' | b'\x0c')) || byte == 0x7f;
    let num_ascii = count_bytes(text.as_bytes(), is_ascii_control);
    let seconds = text.as_bytes().get(1..).unwrap_or_default();
    let is_late_control = |first: u8, second: u8| first == 0xc2 && second < 0xa0 && second != 0x85;
    num_ascii + count_pairs(text.as_bytes(), seconds, is_late_control)
}

/// How many bytes are such ones. In pieces that are counted in a byte, so that the compiler can look at many together.
fn count_bytes(bytes: &[u8], is_such: impl Fn(u8) -> bool) -> usize {
    count_pairs(bytes, bytes, |byte, _| is_such(byte))
}

fn count_pairs(firsts: &[u8], seconds: &[u8], are_such: impl Fn(u8, u8) -> bool) -> usize {
    const PIECE: usize = 255;
    let in_piece = |(firsts, seconds): (&[u8], &[u8])| {
        let pairs = firsts.iter().zip(seconds);
        usize::from(pairs.map(|(first, second)| u8::from(are_such(*first, *second))).sum::<u8>())
    };
    firsts.chunks(PIECE).zip(seconds.chunks(PIECE)).map(in_piece).sum()
}

/// Whether a character has no business in a text: NEL, tabs, line ends and form feeds do.
fn is_control(c: char) -> bool {
    c.is_control() && !matches!(c, '\t' | '\n' | '\r' | '\u{c}' | '\u{85}')
}

/// The text with LF line ends, and which it had.
fn with_lf(text: String) -> (String, LineEnds) {
    if !text.contains('\r') {
        return (text, LineEnds::Lf);
    }
    let num_lf = text.matches('\n').count();
    let num_cr = text.matches('\r').count();
    let num_crlf = text.matches("\r\n").count();
    let line_ends = if num_crlf == num_lf && num_crlf == num_cr {
        LineEnds::CrLf
    } else if num_lf == 0 {
        LineEnds::Cr
    } else {
        LineEnds::Mixed
    };
    (text.replace("\r\n", "\n").replace('\r', "\n"), line_ends)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const RUSSIAN: &str =
        "Паром через гавань снова ходит по ночам, сообщила городская управа в понедельник.\n";
    const FRENCH: &str =
        "Le préfet a déclaré que la « passerelle » resterait fermée jusqu’à l’été prochain.\n";
    const JAPANESE: &str = "市議会は月曜日、夜間フェリーの運航を再開すると発表した。料金は変わらない。\n";
    const CHINESE: &str = "市议会星期一宣布，夜间渡轮将恢复运行。票价一律不变，一天一班。\n";

    fn utf16(text: &str, bytes_of: fn(u16) -> [u8; 2]) -> Vec<u8> {
        text.encode_utf16().flat_map(bytes_of).collect()
    }

    fn in_encoding(label: &str, text: &str) -> Vec<u8> {
        let encoding = Encoding::for_label(label.as_bytes()).unwrap();
        let (bytes, _, has_gaps) = encoding.encode(text);
        assert!(!has_gaps, "{label} can't hold {text}");
        bytes.into_owned()
    }

    #[test]
    fn plain_utf8_is_read_as_it_is() {
        let text = " Kō\u{301} 🌊\u{a0}\n\n ";
        let decoded = decode(text.as_bytes()).unwrap();
        assert_eq!(decoded.text, text);
        assert_eq!((decoded.encoding, decoded.byte_order_mark, decoded.is_guess), ("UTF-8", false, false));
        assert_eq!((decoded.line_ends, decoded.warnings()), (LineEnds::Lf, vec![]));
    }

    #[test]
    fn utf16_is_read_with_and_without_a_mark() {
        for text in [FRENCH, RUSSIAN, JAPANESE, CHINESE, "Hi", "It’s 🌊 time.\n"] {
            for (name, bytes_of) in
                [("UTF-16LE", u16::to_le_bytes as fn(u16) -> [u8; 2]), ("UTF-16BE", u16::to_be_bytes)]
            {
                let bare = decode(&utf16(text, bytes_of)).unwrap();
                assert_eq!((bare.text.as_str(), bare.encoding), (text, name));
                assert_eq!((bare.byte_order_mark, bare.is_guess, bare.num_undecodable), (false, true, 0));
                let marked = decode(&utf16(&format!("\u{feff}{text}"), bytes_of)).unwrap();
                assert_eq!((marked.text.as_str(), marked.encoding), (text, name));
                assert_eq!((marked.byte_order_mark, marked.is_guess), (true, false));
            }
        }
    }

    #[test]
    fn utf32_is_read_by_its_mark() {
        let text = "Ferry 🌊 – паром\n";
        let units = |bytes_of: fn(u32) -> [u8; 4]| -> Vec<u8> {
            format!("\u{feff}{text}").chars().flat_map(|c| bytes_of(u32::from(c))).collect()
        };
        let little = decode(&units(u32::to_le_bytes)).unwrap();
        assert_eq!((little.text.as_str(), little.encoding), (text, "UTF-32LE"));
        let mut cut = units(u32::to_be_bytes);
        cut.pop();
        let big = decode(&cut).unwrap();
        assert_eq!((big.text.as_str(), big.encoding), ("Ferry 🌊 – паром�", "UTF-32BE"));
        assert_eq!(big.num_undecodable, 1);
    }

    #[test]
    fn legacy_encodings_are_guessed_and_say_so() {
        let korean = "시의회는 월요일에 야간 여객선 운항을 재개한다고 발표했다.\n";
        let polish = "Rada miejska ogłosiła w poniedziałek, że nocny prom wraca, a bilet będzie tańszy.\n";
        for (label, name, text) in [
            ("windows-1252", "windows-1252", FRENCH),
            ("koi8-r", "KOI8-U", RUSSIAN),
            ("windows-1251", "windows-1251", RUSSIAN),
            ("shift_jis", "Shift_JIS", JAPANESE),
            ("euc-jp", "EUC-JP", JAPANESE),
            ("iso-2022-jp", "ISO-2022-JP", JAPANESE),
            ("gbk", "GBK", CHINESE),
            ("euc-kr", "EUC-KR", korean),
            ("windows-1250", "windows-1250", polish),
        ] {
            let decoded = decode(&in_encoding(label, text)).unwrap();
            assert_eq!((decoded.text.as_str(), decoded.encoding), (text, name));
            assert_eq!(decoded.warnings(), [DocumentWarning::GuessedEncoding { encoding: name }]);
        }
    }

    #[test]
    fn undecodable_bytes_are_shown_and_counted() {
        let decoded =
            decode(b"\xe2\x80\x9cNo\xff\xe2\x80\x9d, she said\xe2\x80\xa6 and \xe2\x82 left\xe2\x80")
                .unwrap();
        assert_eq!(decoded.text, "“No�”, she said… and � left�");
        assert_eq!(decoded.warnings(), [DocumentWarning::Undecodable { count: 3, encoding: "UTF-8" }]);
        let mut japanese = in_encoding("shift_jis", &JAPANESE.repeat(3));
        japanese.extend(b"\x85\x20");
        let decoded = decode(&japanese).unwrap();
        assert_eq!((decoded.encoding, decoded.num_undecodable), ("Shift_JIS", 1));
        assert!(decoded.text.ends_with("\n\u{fffd} "));
    }

    #[test]
    fn a_replacement_character_that_was_there_before_is_not_counted() {
        assert_eq!(decode("a � b".as_bytes()).unwrap().num_undecodable, 0);
    }

    #[test]
    fn lone_surrogates_are_counted_one_by_one() {
        let units = [0xfeff, 0x61, 0xd83c, 0x62, 0xdf0a, 0xd83c, 0xdf0a, 0xd83c];
        let bytes: Vec<u8> = units.into_iter().flat_map(u16::to_le_bytes).collect();
        let decoded = decode(&bytes).unwrap();
        assert_eq!((decoded.text.as_str(), decoded.num_undecodable), ("a�b�🌊�", 3));
        // UTF-8 may not hold them either, and yet it does.
        let decoded = decode(b"A \xed\xa0\xbc wave").unwrap();
        assert_eq!(
            (decoded.text.as_str(), decoded.encoding, decoded.num_undecodable),
            ("A � wave", "UTF-8", 1)
        );
        let odd = decode(b"\xff\xfea\0b\0c").unwrap();
        assert_eq!((odd.text.as_str(), odd.num_undecodable), ("ab�", 1));
    }

    #[test]
    fn utf16_without_mark_survives_a_lone_surrogate_and_a_cut() {
        let mut bytes = utf16(&FRENCH.repeat(2), u16::to_le_bytes);
        bytes.extend([0x3c, 0xd8, b'.', 0, b'x']);
        let decoded = decode(&bytes).unwrap();
        assert_eq!((decoded.encoding, decoded.num_undecodable), ("UTF-16LE", 2));
        assert!(decoded.text.ends_with("\n�.�"));
    }

    #[test]
    fn line_ends_become_lf_and_are_recorded() {
        for (bytes, text, line_ends) in [
            (&b"a\r\nb\r\n"[..], "a\nb\n", LineEnds::CrLf),
            (b"a\rb\r\r", "a\nb\n\n", LineEnds::Cr),
            (b"a\nb\r\n", "a\nb\n", LineEnds::Mixed),
            (b"a\rb\n", "a\nb\n", LineEnds::Mixed),
            (b"a\r\nb\rc", "a\nb\nc", LineEnds::Mixed),
            (b"a\n\nb", "a\n\nb", LineEnds::Lf),
            (b"a", "a", LineEnds::Lf),
        ] {
            let decoded = decode(bytes).unwrap();
            assert_eq!((decoded.text.as_str(), decoded.line_ends), (text, line_ends));
        }
    }

    #[test]
    fn a_few_nuls_are_kept_and_reported() {
        for text in ["a\0b", "a\0\0b", "The ferry\0 runs at night.\0\n", "ab\0c"] {
            let decoded = decode(text.as_bytes()).unwrap();
            assert_eq!((decoded.text.as_str(), decoded.encoding), (text, "UTF-8"));
            assert_eq!(decoded.warnings(), [DocumentWarning::Controls { count: text.matches('\0').count() }]);
        }
        let mut french = in_encoding("windows-1252", FRENCH);
        french.insert(3, 0);
        assert_eq!(decode(&french).unwrap().encoding, "windows-1252");
    }

    #[test]
    fn controls_are_counted_wherever_they_are() {
        for c in ('\0'..='\u{7ff}').chain(['“', '漢', '🌊']) {
            for text in [format!("{c}"), format!("a{c}Â{c}"), format!("{}{c}", "ä".repeat(127))] {
                let expected = text.chars().filter(|c| is_control(*c)).count();
                assert_eq!(count_controls(&text), expected, "{c:?}");
            }
        }
    }

    #[test]
    fn of_a_long_text_the_beginning_tells_the_encoding_where_all_makes_sense() {
        for (label, text) in [
            ("windows-1252", FRENCH),
            ("windows-1251", RUSSIAN),
            ("shift_jis", JAPANESE),
            ("euc-jp", JAPANESE),
            ("gbk", CHINESE),
        ] {
            for text in [text.repeat(500), text.trim().repeat(500)] {
                let bytes = in_encoding(label, &text);
                let by_beginning = legacy::guess_by_beginning(&bytes);
                assert_eq!(by_beginning, Encoding::for_label(label.as_bytes()).unwrap());
                assert_eq!(decode(&bytes).unwrap().text, text);
            }
        }
        let bytes = [
            in_encoding("windows-1252", &"été\n".repeat(600)),
            in_encoding("shift_jis", &JAPANESE.repeat(900)),
        ]
        .concat();
        assert_eq!(legacy::guess_by_beginning(&bytes), encoding_rs::WINDOWS_1252);
        assert_eq!(decode(&bytes).unwrap().encoding, "Shift_JIS");
    }

    #[test]
    fn binary_is_refused_with_what_it_looks_like() {
        for (bytes, why) in [
            (&b"%PDF-1.7\n%\xe2\xe3\xcf\xd3"[..], "a PDF document"),
            (b"PK\x03\x04\x14\0", "a ZIP archive"),
            (b"\x89PNG\r\n\x1a\n\0\0", "a PNG image"),
            (b"\xff\xd8\xff\xe0\0\x10JFIF", "a JPEG image"),
            (b"\x1f\x8b\x08\0", "a gzip archive"),
            (b"\x7fELF\x02\x01\x01\0", "a program"),
            (b"MZ\x90\0\x03\0\0\0", "a program"),
            (b"\0\0\0\0\0\0\0\0", "binary data"),
            (b"\x01\x02\x03\x04\x05\x06\x07\x08words", "binary data"),
            (b"\x01\0\0\0\x05\0\0\0\x90\x01\0\0\xff\xff\0\0", "binary data"),
        ] {
            assert_eq!(decode(bytes).unwrap_err(), DocumentError::NotText { why }, "{bytes:?}");
        }
    }

    #[test]
    fn bytes_in_no_known_encoding_are_refused() {
        // EBCDIC: "The ferry runs at night" in bytes that no encoding of the web shares.
        let bytes =
            b"\xe3\x88\x85\x40\x86\x85\x99\x99\xa8\x40\x99\xa4\x95\xa2\x40\x81\xa3\x40\x95\x89\x87\x88\xa3";
        let noise: Vec<u8> =
            (0..2000_u32).map(|n| (n.wrapping_mul(2_654_435_761) >> 13).to_le_bytes()[0] | 0x80).collect();
        for bytes in [&bytes[..], &noise] {
            match decode(bytes) {
                Err(DocumentError::UnknownEncoding { .. }) => {}
                other => panic!("{other:?}"),
            }
        }
    }

    fn any_text() -> impl Strategy<Value = String> {
        let character =
            prop_oneof![4 => any::<char>(), 1 => prop::sample::select(vec!['\r', '\n', '\0', 'a', ' '])];
        prop::collection::vec(character, 0..60).prop_map(String::from_iter)
    }

    proptest! {
        #[test]
        fn what_was_marked_is_read_back(text in any_text()) {
            let expected = text.replace("\r\n", "\n").replace('\r', "\n");
            let marked = format!("\u{feff}{text}");
            let mut files = vec![marked.as_bytes().to_vec(), utf16(&marked, u16::to_be_bytes)];
            // The mark of UTF-16LE with a NUL behind it is the mark of UTF-32LE.
            if !text.starts_with('\0') {
                files.push(utf16(&marked, u16::to_le_bytes));
            }
            for bytes in files {
                let decoded = decode(&bytes).unwrap();
                prop_assert_eq!(&decoded.text, &expected);
                prop_assert!(decoded.byte_order_mark);
                prop_assert_eq!(decoded.num_undecodable, 0);
            }
        }

        #[test]
        fn utf8_without_controls_needs_no_mark(text in "[^\\p{Cc}\u{feff}\0]{0,80}") {
            prop_assume!(signature::looks_like(text.as_bytes()).is_none());
            let decoded = decode(text.as_bytes()).unwrap();
            prop_assert_eq!(decoded.text, text);
            prop_assert_eq!(decoded.encoding, "UTF-8");
        }
    }
}
