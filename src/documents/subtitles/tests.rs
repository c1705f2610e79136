//! Tests of the reader of subtitles.

use proptest::prelude::*;

use crate::documents::testing::{blocks_of, check_any, check_every_cut, read_all, read_one};
use crate::documents::{DocumentError, DocumentWarning};

const SRT: &str = "1
00:00:01,000 --> 00:00:03,500
<i>Good evening.</i>
The mayor says

2
00:00:03,600 --> 00:00:06,000 X1:10 X2:20
{\\an8}it will cost &amp; <b>soon</b>.

3
00:00:06.100 --> 0:00:08
MARA KELL: Why now?
- Because it rains.
- It always rains,

4
00:00:08,100 --> 00:00:09,000
MARA KELL (on the phone): every day.
5
00:00:09,100 --> 00:00:10,000
1999

was worse -
a little.

6
00:00:15,000 --> 00:00:16,000
[applause]

00:00:17,000 --> 00:00:18,000
>> JO PREWITT:
I <3 it: 2 < 3.
";

#[test]
fn cues_become_running_text_and_speakers_begin_paragraphs() {
    let document = read_one("talk.srt", SRT.as_bytes());
    assert_eq!(
        blocks_of(&document),
        "paragraph|Good evening. The mayor says it will cost & soon.\n\
         paragraph|MARA KELL: Why now?\n\
         paragraph|Because it rains.\n\
         paragraph|It always rains,\n\
         paragraph|MARA KELL (on the phone): every day. 1999 was worse - a little.\n\
         note|[applause]\n\
         paragraph|JO PREWITT: I <3 it: 2 < 3."
    );
    assert!(document.text.starts_with("Good evening. The mayor says it will cost & soon.\n\nMARA KELL: "));
    assert_eq!(document.warnings, []);
    let provenance = document.provenance;
    assert_eq!(
        (provenance.reader.as_str(), provenance.media_type.as_str()),
        ("srt 1", "application/x-subrip")
    );
}

#[test]
fn voices_of_webvtt_are_named_where_they_begin() {
    let vtt = "WEBVTT - news\nKind: captions\nLanguage: pt-BR\n\nNOTE made by hand\nover two lines\n\n\
        STYLE\n::cue { color: red }\n\nintro\n00:01.000 --> 00:03.500 align:start\n\
        <v.loud Ines Calloway>Good <b.x>evening</b> &amp; welcome.\n\n\
        00:00:04.000 --> 00:00:06.000\n<v Ines Calloway>We <00:00:04.500><c>will</c> close\nthe\u{a0}bridge.</v>\n\n\
        00:07.000 --> 00:08.000\n<v Jo &amp; Co>Why?</v> <v Ines Calloway>Cost.\n\n\
        00:20.000 --> 00:21.000\n<v Ines Calloway>Later. <ruby>漢<rt>kan</rt></ruby> <unknown>word\n";
    let document = read_one("talk.vtt", vtt.as_bytes());
    assert_eq!(
        blocks_of(&document),
        "paragraph|Ines Calloway: Good evening & welcome. We will close the\u{a0}bridge.\n\
         paragraph|Jo & Co: Why?\n\
         paragraph|Ines Calloway: Cost.\n\
         paragraph|Ines Calloway: Later. 漢 word"
    );
    assert_eq!(document.metadata.language, "pt-BR");
    assert_eq!(document.provenance.media_type, "text/vtt");
}

/// A file with a cue a second for each of these.
fn cues(words: &[&str]) -> String {
    let cue = |(idx, words): (usize, &&str)| {
        format!("{idx}\n00:00:{idx:02},000 --> 00:00:{idx:02},900\n{words}\n\n")
    };
    words.iter().enumerate().map(cue).collect()
}

fn read_cues(words: &[&str]) -> String {
    blocks_of(&read_one("a.srt", cues(words).as_bytes()))
}

#[test]
fn a_pause_of_seconds_ends_a_paragraph() {
    let at =
        |start: u32, words: &str| format!("00:00:{start:02},000 --> 00:00:{:02},000\n{words}\n\n", start + 2);
    let talk = [at(1, "So it was."), at(6, "Then rain."), at(12, "And snow.")].concat();
    assert_eq!(
        blocks_of(&read_one("a.srt", talk.as_bytes())),
        "paragraph|So it was. Then rain.\nparagraph|And snow."
    );
}

#[test]
fn names_before_a_colon_are_told_from_other_words() {
    assert_eq!(
        read_cues(&["The council had one goal", "Money: it has none.", "Mara Kell: We know."]),
        "paragraph|The council had one goal Money: it has none.\nparagraph|Mara Kell: We know."
    );
    assert_eq!(
        read_cues(&[
            "At 9:30 he said: no.",
            "the rest: later.",
            "[SPEAKER_00]: One",
            "[SPEAKER_00]: two.",
            "记者：三"
        ]),
        "paragraph|At 9:30 he said: no. the rest: later.\nparagraph|[SPEAKER_00]: One two.\nparagraph|记者：三"
    );
    assert_eq!(
        read_cues(&["a former mayor", "- a teacher -", "spoke", ">> No.", ">>> Tonight", "-- she left."]),
        "paragraph|a former mayor - a teacher - spoke\nparagraph|No.\nparagraph|Tonight -- she left."
    );
}

#[test]
fn lines_of_chinese_are_joined_without_a_space() {
    assert_eq!(read_cues(&["市议会星期一\n宣布", "夜间渡轮。"]), "paragraph|市议会星期一宣布夜间渡轮。");
}

#[test]
fn rolling_captions_say_each_line_once() {
    let document = read_one(
        "a.srt",
        cues(&["we will", "we will\nclose the", "close the\nbridge", "bridge", "bridge\nnow"]).as_bytes(),
    );
    assert_eq!(blocks_of(&document), "paragraph|we will close the bridge now");
    let said = "Rolling captions repeat their lines; 4 repeated lines were left out.";
    assert_eq!(document.warnings, [DocumentWarning::Note(said.to_owned())]);
    assert_eq!(read_cues(&["No.", "No.", "I said", "no."]), "paragraph|No. No. I said no.");
}

#[test]
fn senseless_times_still_begin_a_cue_and_are_counted() {
    let srt =
        "1\n0:99:99:99:1,000 --> 00:00:02,000\nOne\n\n2\n99999999999999999999:00 --> 1\ntwo --> three.\n";
    let document = read_one("a.srt", srt.as_bytes());
    assert_eq!(blocks_of(&document), "paragraph|One two --> three.");
    assert_eq!(document.warnings, [DocumentWarning::Note("2 lines of times make no sense.".to_owned())]);
}

#[test]
fn files_without_cues_are_refused_with_the_reason() {
    assert_eq!(
        read_all("a.vtt", b"WEBVTT\n\n").unwrap_err().to_string(),
        "the file is no good WebVTT file: no line has times such as 00:01:02,000 --> 00:01:04,500"
    );
    assert_eq!(read_all("a.srt", b" \n").unwrap_err(), DocumentError::Empty);
    assert_eq!(read_all("a.srt", b"1\n00:00:01,000 --> 00:00:02,000\n\n").unwrap_err(), DocumentError::Empty);
}

#[test]
fn webvtt_is_known_by_its_first_word_and_a_time() {
    let vtt = "WEBVTT\n\n00:01.000 --> 00:02.000\nRain.\n";
    let document = read_one("captions.txt", vtt.as_bytes());
    assert_eq!((document.text.as_str(), document.provenance.reader.as_str()), ("Rain.\n", "vtt 1"));
    assert_eq!(read_one("a.txt", b"WEBVTT is a format.").provenance.reader, "text 1");
}

#[test]
fn an_old_encoding_is_read() {
    let (bytes, _, _) = encoding_rs::WINDOWS_1251
        .encode("1\r\n00:00:01,000 --> 00:00:02,000\r\nПаром через гавань снова ходит по ночам.\r\n");
    let document = read_one("a.srt", &bytes);
    assert_eq!(document.text, "Паром через гавань снова ходит по ночам.\n");
    assert_eq!(document.provenance.encoding, "windows-1251");
}

#[test]
fn a_file_cut_short_anywhere_is_read_or_refused() {
    check_every_cut("talk.srt", SRT.as_bytes());
    check_every_cut("talk.vtt", SRT.as_bytes());
}

#[test]
fn a_hundred_thousand_open_tags_take_no_time_and_long_paragraphs_neither() {
    let long = cues(&[&"word\n".repeat(300_000)]);
    assert_eq!(read_one("a.srt", long.as_bytes()).text.len(), 300_000 * 5);
    for piece in ["<v ", "<", "{\\", "&", "&#1114112;", "<b>", "-->", ">>", "[", "A: "] {
        check_any("a.srt", cues(&[&piece.repeat(100_000)]).as_bytes());
    }
}

proptest! {
    #[test]
    fn any_cues_are_read_or_refused(pieces in prop::collection::vec(prop::sample::select(vec![
        "\n", "\n\n", "1", "00:00:01,000 --> 00:00:02,000\n", "00:09.000 --> 00:12.000", "WEBVTT\n", "<v Jo>", "</v>",
        "A: ", "Jo: ", ">> ", "- ", "[x]", "♪", "&amp;", "&#0;", "{\\an8}", "<rt>", "é", "：", "words", "no.", " ", "\u{a0}",
    ]), 0..40)) {
        check_any("a.srt", pieces.concat().as_bytes());
        check_any("a.vtt", pieces.concat().as_bytes());
    }

    #[test]
    fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        let bytes = [b"00:01.000 --> 00:02.000\n", bytes.as_slice()].concat();
        check_any("a.srt", &bytes);
        check_any("a.vtt", &bytes);
    }
}
