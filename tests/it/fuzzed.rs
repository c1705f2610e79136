//! Every reader on its seeds under `fuzz/corpus`, and on thousands of changed copies of each: always the same
//! ones, so that what fails once fails again. What a reader promises is in `fuzz/targets.rs`.

use std::collections::BTreeSet;
use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

#[path = "../../fuzz/targets.rs"]
mod targets;

use targets::TARGETS;

/// How many changed copies each target reads; fifty times as many with [`crate::flipped::LONG`].
const NUM_CHANGED: usize = 8_000;

/// Whole corpora take longer.
const NUM_CHANGED_CORPORA: usize = 400;

/// Datasets of other programs do too: each is read, taken into a corpus, written again and read back.
const NUM_CHANGED_FOREIGN: usize = 300;

/// Documents have more to them than records, and are read three times.
const NUM_CHANGED_DOCUMENTS: usize = 1_000;

/// Pages, and what holds some, are laid out.
const NUM_CHANGED_PAGES: usize = 500;

/// Pieces that mean something to one reader or another.
const PIECES: [&[u8]; 36] = [
    b"\0",
    b"\n",
    b"\r\n",
    b"\"",
    b"\\",
    b"(",
    b")",
    b"[",
    b"]",
    b"{",
    b"}",
    b",",
    b":",
    b"//",
    b"/*",
    b"r#\"",
    b"\"#",
    b"Some(",
    b"None",
    b"-1",
    b"18446744073709551615",
    b"99999999999999999999",
    b"NaN",
    b"inf",
    b"1e400",
    b"\xff",
    b"\xef\xbb\xbf",
    b"\xff\xfe",
    b"\xed\xa0\x80",
    b"\\ud800",
    b"---\n",
    b"> ",
    b"```\n",
    b"\xe2\x80\xae",
    b"null",
    b"..",
];

/// Pieces that mean something to readers of other programs' datasets.
const FOREIGN_PIECES: [&[u8]; 36] = [
    b"\0",
    b"\n",
    b"\r\n",
    b"\r",
    b"\t",
    b"\n\n",
    b"\"",
    b"\"\"",
    b"\\",
    b",",
    b";",
    b"|",
    b"_",
    b"*",
    b"[1]",
    b"[]",
    b"{}",
    b"null",
    b"-1",
    b"0",
    b"18446744073709551615",
    b"9223372036854775807",
    b"1e400",
    b"<",
    b">",
    b"/>",
    b"&amp;",
    b"&#0;",
    b"&#x1F6A2;",
    b"]]>",
    b"<!--",
    b"\xff",
    b"\xef\xbb\xbf",
    b"\xf0\x9f\x9a\xa2",
    b"\xe2\x80\xa8",
    b"\\ud83d",
];

/// Pieces that mean something to readers of documents.
const DOCUMENT_PIECES: [&[u8]; 51] = [
    b"\0",
    b"\n",
    b"\n\n",
    b"\r\n",
    b"\r",
    b"\t",
    b"\"",
    b"\\",
    b",",
    b";",
    b"{",
    b"}",
    b"[",
    b"]",
    b"{}",
    b"null",
    b"-1",
    b"0",
    b"2147483647",
    b"99999999999999999999",
    b"1e400",
    b"<",
    b">",
    b"/>",
    b"</",
    b"<p>",
    b"<div>",
    b"<table>",
    b"<!--",
    b"<![CDATA[",
    b"]]>",
    b"&#0;",
    b"&#13;",
    b"&#x1F6A2;",
    b"&amp;",
    b"=0D",
    b"\\r",
    b"\\ud83d",
    b"\\u-10179 ",
    b"\\'9f",
    b"\\par ",
    b"\\bin9 ",
    b"\xff",
    b"\xfe\xff",
    b"\xef\xbb\xbf",
    b"\xe2\x80\xa8",
    b"\xe2\x80\xae",
    b"=?utf-8?B?",
    b"\n--x\n",
    b"\nFrom x\n",
    b"00:00:01,000 --> ",
];

/// A fixed sequence of numbers (`SplitMix64`, Steele, Lea & Flood 2014).
pub struct Dice(pub u64);

impl Dice {
    pub fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        usize::try_from((mixed ^ (mixed >> 31)) % (bound.max(1) as u64)).unwrap()
    }

    /// A range of at most `max` bytes in a text of `len` bytes.
    fn range(&mut self, len: usize, max: usize) -> std::ops::Range<usize> {
        let start = self.below(len + 1);
        start..(start + self.below(max + 1)).min(len)
    }
}

/// A copy with one to four changes.
fn changed(seeds: &[Vec<u8>], pieces: &[&[u8]], dice: &mut Dice) -> Vec<u8> {
    let mut bytes = seeds[dice.below(seeds.len())].clone();
    for _ in 0..=dice.below(4) {
        let len = bytes.len();
        match dice.below(9) {
            0 if len > 0 => bytes[dice.below(len)] ^= 1 << dice.below(8),
            1 if len > 0 => bytes[dice.below(len)] = u8::try_from(dice.below(256)).unwrap(),
            2 => drop(bytes.drain(dice.range(len, 24))),
            3 => {
                let copy = bytes[dice.range(len, 200)].to_vec();
                let at = dice.below(len + 1);
                bytes.splice(at..at, copy);
            }
            4 => bytes.truncate(dice.below(len + 1)),
            5 => {
                // Beginning of this one, end of another.
                let other = &seeds[dice.below(seeds.len())];
                let end = other[dice.below(other.len() + 1)..].to_vec();
                bytes.truncate(dice.below(len + 1));
                bytes.extend(end);
            }
            6 => {
                // A piece of one goes over a piece of the other.
                let other = &seeds[dice.below(seeds.len())];
                let piece = other[dice.range(other.len(), 60)].to_vec();
                let at = dice.range(len, 60);
                bytes.splice(at, piece);
            }
            _ => {
                let piece = pieces[dice.below(pieces.len())];
                let at = dice.range(len, 3);
                bytes.splice(at, piece.iter().copied());
            }
        }
    }
    bytes
}

fn seeds_of(name: &str) -> Vec<Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus").join(name);
    let mut paths: Vec<_> = fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    assert!(!paths.is_empty(), "{name} has no seeds");
    paths.into_iter().map(|path| fs::read(path).unwrap()).collect()
}

/// Reads some bytes; those that break a promise are named, so that they can become a seed.
fn read(name: &str, target: fn(&[u8]), bytes: &[u8]) {
    let kept = catch_unwind(AssertUnwindSafe(|| target(bytes)));
    assert!(kept.is_ok(), "{name} breaks on {} bytes: {}", bytes.len(), bytes.escape_ascii());
}

fn read_all(names: &[&str]) {
    for (name, target) in TARGETS.iter().filter(|(name, _)| names.contains(name)) {
        let seeds = seeds_of(name);
        for seed in &seeds {
            read(name, *target, seed);
        }
        read(name, *target, b"");
        let (num_changed, pieces): (usize, &[&[u8]]) = match *name {
            "packed_corpus" => (NUM_CHANGED_CORPORA, &PIECES),
            "html" | "mhtml" | "pdf" => (NUM_CHANGED_PAGES, &DOCUMENT_PIECES),
            name if is_document(name) => (NUM_CHANGED_DOCUMENTS, &DOCUMENT_PIECES),
            name if is_foreign(name) => (NUM_CHANGED_FOREIGN, &FOREIGN_PIECES),
            _ => (NUM_CHANGED, &PIECES),
        };
        let mut dice = Dice(0);
        for _ in 0..num_changed * crate::flipped::how_long() {
            read(name, *target, &changed(&seeds, pieces, &mut dice));
        }
    }
}

const STATE: [&str; 6] =
    ["corpus_file", "tagset_file", "register_file", "items_file", "article_file", "layer_file"];
const HISTORY: [&str; 3] = ["history_volume", "history_line", "packed_corpus"];
const MAPS: [&str; 2] = ["mapping", "recipe"];
const TABLES: [&str; 4] = ["csv", "tsv", "table_columns", "conll"];
const FOREIGN_JSON: [&str; 6] = ["spacy_jsonl", "prodigy", "label_studio", "doccano", "json_cas", "w3c"];
const FOREIGN_TEXT: [&str; 6] = ["brat", "webanno_tsv", "uima_xmi", "refi_qda", "refi_qdc", "tei"];
const OTHERS: [&str; 6] = ["dataset", "dataset_register", "plain_text", "markdown", "settings", "annotators"];
const PAGES: [&str; 4] = ["html", "mhtml", "pdf", "rtf"];
const PACKED: [&str; 5] = ["docx", "odt", "epub", "zip", "gzip"];
const SEVERAL: [&str; 6] = ["mail", "mbox", "article_table", "article_json", "xml_feed", "json_feed"];
const PLAINER: [&str; 3] = ["srt", "vtt", "renewal"];

/// Whether it reads a document, or corrects one.
fn is_document(name: &str) -> bool {
    PAGES.iter().chain(&PACKED).chain(&SEVERAL).chain(&PLAINER).any(|document| *document == name)
}

/// Whether it is among the slower ones of `fuzz/targets/foreign.rs`.
fn is_foreign(name: &str) -> bool {
    TABLES.iter().chain(&FOREIGN_JSON).chain(&FOREIGN_TEXT).any(|foreign| *foreign == name)
}

#[test]
fn files_of_records_keep_their_promises_for_any_bytes() {
    read_all(&STATE);
}

#[test]
fn histories_and_packed_files_keep_their_promises_for_any_bytes() {
    read_all(&HISTORY);
}

#[test]
fn datasets_documents_and_settings_keep_their_promises_for_any_bytes() {
    read_all(&OTHERS);
}

#[test]
fn tables_keep_their_promises_for_any_bytes() {
    read_all(&TABLES);
}

#[test]
fn maps_and_recipes_keep_their_promises_for_any_bytes() {
    read_all(&MAPS);
}

#[test]
fn datasets_of_other_programs_in_json_keep_their_promises_for_any_bytes() {
    read_all(&FOREIGN_JSON);
}

#[test]
fn datasets_of_other_programs_in_text_xml_and_zip_keep_their_promises_for_any_bytes() {
    read_all(&FOREIGN_TEXT);
}

#[test]
fn documents_of_pages_keep_their_promises_for_any_bytes() {
    read_all(&PAGES);
}

#[test]
fn packed_documents_keep_their_promises_for_any_bytes() {
    read_all(&PACKED);
}

#[test]
fn files_of_several_articles_keep_their_promises_for_any_bytes() {
    read_all(&SEVERAL);
}

#[test]
fn subtitles_and_renewed_texts_keep_their_promises_for_any_bytes() {
    read_all(&PLAINER);
}

#[test]
fn every_kind_of_document_is_tried() {
    let names: BTreeSet<&str> = TARGETS.iter().map(|(name, _)| *name).collect();
    for reader in redletter::documents::READERS {
        let id = reader.id().split(' ').next().unwrap();
        let name = match id {
            "text" => "plain_text",
            "table" => "article_table",
            "json" => "article_json",
            "feed" => "xml_feed",
            "json-feed" => "json_feed",
            id => id,
        };
        assert!(names.contains(name), "{id} has no target");
    }
}

#[test]
fn every_format_that_can_be_read_is_tried() {
    let names: BTreeSet<&str> = TARGETS.iter().map(|(name, _)| *name).collect();
    for format in redletter::formats::registry().iter().filter(|format| format.info().reads) {
        let id = format.info().id;
        assert!(id == "jsonl" || names.contains(&*id.replace('-', "_")), "{id} has no target");
    }
}

#[test]
fn seeds_of_maps_and_recipes_are_read_as_what_they_are() {
    use redletter::formats::{mapping::Mapping, recipe::Recipe};
    let num = |name: &str, is_read: fn(&str) -> bool| {
        seeds_of(name).iter().filter(|seed| std::str::from_utf8(seed).is_ok_and(is_read)).count()
    };
    // One of each is of a later version, or wrong.
    assert_eq!(num("mapping", |text| Mapping::from_text(text).is_ok()), seeds_of("mapping").len() - 1);
    assert_eq!(num("recipe", |text| Recipe::from_text(text).is_ok()), seeds_of("recipe").len() - 1);
}

#[test]
fn every_reader_is_tried_and_has_a_binary_for_the_fuzzer() {
    let names: BTreeSet<&str> = TARGETS.iter().map(|(name, _)| *name).collect();
    let tried: BTreeSet<&str> = [&STATE[..], &HISTORY, &OTHERS, &MAPS, &TABLES, &FOREIGN_JSON, &FOREIGN_TEXT]
        .concat()
        .into_iter()
        .chain([&PAGES[..], &PACKED, &SEVERAL, &PLAINER].concat())
        .collect();
    assert_eq!(names, tried);
    let fuzz = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz");
    let manifest = fs::read_to_string(fuzz.join("Cargo.toml")).unwrap();
    for name in names {
        let body = fs::read_to_string(fuzz.join(format!("fuzz_targets/{name}.rs"))).unwrap();
        assert!(body.contains(&format!("targets::{name}(data)")), "{body}");
        assert!(manifest.contains(&format!("name = \"{name}\"")), "{name}");
        assert!(seeds_of(name).iter().all(|seed| seed.len() < 20_000), "{name}: a seed is too large");
    }
}

#[test]
fn seeds_of_records_are_read_as_what_they_are() {
    // Were they not, their copies would all fail at the first byte and try nothing.
    use redletter::store::records::{annotation, article, register, tagset};
    use redletter::store::ron_file::read;
    for (name, is_read) in [
        ("corpus_file", (|seed| read::<article::CorpusFile>(seed).is_ok()) as fn(&[u8]) -> bool),
        ("tagset_file", |seed| read::<tagset::TagsetFile>(seed).is_ok()),
        ("register_file", |seed| read::<register::RegisterFile>(seed).is_ok()),
        ("items_file", |seed| read::<register::ItemsFile>(seed).is_ok()),
        ("article_file", |seed| read::<article::ArticleFile>(seed).is_ok()),
        ("layer_file", |seed| read::<annotation::LayerFile>(seed).is_ok()),
    ] {
        assert!(seeds_of(name).iter().all(|seed| is_read(seed)), "{name}");
    }
    assert!(
        seeds_of("article_file")
            .iter()
            .any(|seed| { read::<article::ArticleFile>(seed).unwrap().text == targets::TEXT })
    );
}
