//! What was written, decoded again and compared with what was to be written, in the order it stands in.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufRead, BufReader, Read};

use flate2::bufread::ZlibDecoder;
use rmp::decode::{read_array_len, read_bin_len, read_bool, read_int, read_map_len, read_str_len};
use serde_json::{Map, Value};

use super::super::FormatError;
use super::super::dialect::Articles;
use super::super::metadata::metadata;
use super::{Document, NUM_FIELDS, ORTH, Sizes, UNKNOWN_SPACES, VERSION, string_id};

/// Why the file is not what was to be written, in words.
type Different = String;

/// Compares the file with the articles.
pub(super) fn check(
    articles: &Articles<'_>,
    sizes: &Sizes,
    data: Box<dyn BufRead>,
) -> Result<(), FormatError> {
    let mut input = BufReader::new(ZlibDecoder::new(data));
    let failed = |what: Different| articles.differs(what);
    let num_docs = sizes.lengths.len();
    begin(&mut input, sizes).map_err(failed)?;
    articles.each(&mut |line| {
        let document = Document::of(line)?;
        let mut tokens = document.tokens.iter();
        tokens
            .try_for_each(|token| {
                let id = number(&mut input, u64::from_le_bytes)?;
                same(
                    &string_id(token.text),
                    &id,
                    &format!("the number of “{}” in article {}", token.text, line.id),
                )
            })
            .map_err(failed)
    })?;
    bytes_begin(&mut input, "spaces", sizes.num_tokens).map_err(failed)?;
    articles.each(&mut |line| check_text(&mut input, &Document::of(line)?, &line.id).map_err(failed))?;
    check_strings(&mut input, sizes).map_err(failed)?;
    check_cats_and_flags(&mut input, num_docs).map_err(failed)?;
    list_begin(&mut input, "span_groups", num_docs).map_err(failed)?;
    articles.each(&mut |line| {
        let groups = bytes(&mut input).map_err(failed)?;
        check_groups(&groups, &Document::of(line)?)
            .map_err(|what| failed(format!("{what} of article {}", line.id)))
    })?;
    list_begin(&mut input, "user_data", num_docs).map_err(failed)?;
    articles.each(&mut |line| {
        let known = bytes(&mut input).and_then(|bytes| strings_map(&bytes)).map_err(failed)?;
        same(&metadata(line), &known, &format!("the metadata of article {}", line.id)).map_err(failed)
    })?;
    // Reading to the end also checks the sum that zlib keeps.
    let mut rest = Vec::new();
    input.take(1).read_to_end(&mut rest).map_err(undecoded).map_err(failed)?;
    same(&0, &rest.len(), "the number of bytes after the end").map_err(failed)
}

fn begin(input: &mut impl Read, sizes: &Sizes) -> Result<(), Different> {
    same(&NUM_FIELDS, &read_map_len(input).map_err(undecoded)?, "the number of fields")?;
    field(input, "version")?;
    same(VERSION, string(input)?.as_str(), "the version")?;
    list_begin(input, "attrs", 1)?;
    same(&ORTH, &read_int(input).map_err(undecoded)?, "the attribute")?;
    bytes_begin(input, "lengths", sizes.lengths.len() * 4)?;
    for len in &sizes.lengths {
        let read = number(input, i32::from_le_bytes)?;
        same(&Ok(*len), &usize::try_from(read).map_err(|_| read), "a number of tokens")?;
    }
    bytes_begin(input, "tokens", sizes.num_tokens * 8)
}

/// Puts the text together from its tokens and the spaces that were read.
fn check_text(input: &mut impl Read, document: &Document<'_>, article: &str) -> Result<(), Different> {
    let mut rest = document.text;
    for token in &document.tokens {
        let [space] = number(input, |bytes: [u8; 1]| bytes)?;
        let after = rest.strip_prefix(token.text).and_then(|after| match space {
            0 => Some(after),
            1 => after.strip_prefix(' '),
            _ => None,
        });
        rest =
            after.ok_or_else(|| format!("the text of article {article} is another at “{}”", token.text))?;
    }
    same("", rest, &format!("what is left of the text of article {article}"))
}

fn check_strings(input: &mut impl Read, sizes: &Sizes) -> Result<(), Different> {
    list_begin(input, "strings", sizes.strings.len())?;
    let mut ids = BTreeSet::new();
    for _ in 0..sizes.strings.len() {
        ids.insert(string_id(&string(input)?));
    }
    if ids == sizes.strings { Ok(()) } else { Err("the strings".to_owned()) }
}

fn check_cats_and_flags(input: &mut impl Read, num_docs: usize) -> Result<(), Different> {
    list_begin(input, "cats", num_docs)?;
    for _ in 0..num_docs {
        same(&0, &read_map_len(input).map_err(undecoded)?, "the number of categories")?;
    }
    list_begin(input, "flags", num_docs)?;
    for _ in 0..num_docs {
        same(&1, &read_map_len(input).map_err(undecoded)?, "the number of flags")?;
        field(input, UNKNOWN_SPACES)?;
        same(&false, &read_bool(input).map_err(undecoded)?, "whether spaces are known")?;
    }
    Ok(())
}

/// A span as it was read: its id, its entry in a knowledge base, its label; its ends in tokens, and in characters.
type SpanRead = ([u64; 3], [i32; 4]);

fn check_groups(bytes_read: &[u8], document: &Document<'_>) -> Result<(), Different> {
    let mut told: BTreeMap<&str, Vec<SpanRead>> = BTreeMap::new();
    for (name, spans) in &document.groups {
        for span in spans {
            let ends = [span.tokens.0, span.tokens.1, span.chars.0, span.chars.1];
            let ends = ends.map(|end| i32::try_from(end).unwrap_or(-1));
            told.entry(name).or_default().push(([string_id(span.id), 0, string_id(span.label)], ends));
        }
    }
    let mut input = bytes_read;
    if told.is_empty() {
        same(&0, &read_array_len(&mut input).map_err(undecoded)?, "the number of groups")?;
        return same(&0, &input.len(), "the number of bytes after the groups");
    }
    let num_groups = read_map_len(&mut input).map_err(undecoded)?;
    same(&told.len(), &(num_groups as usize), "the number of groups")?;
    for _ in 0..num_groups {
        let group = bytes(&mut input)?;
        let (name, spans) = group_read(&group)?;
        same(&1, &read_array_len(&mut input).map_err(undecoded)?, "the number of names of a group")?;
        same(name.as_str(), string(&mut input)?.as_str(), "the name of a group")?;
        let expected = told.remove(name.as_str()).ok_or_else(|| format!("the group “{name}”"))?;
        if expected != spans {
            return Err(format!("the spans of “{name}”"));
        }
    }
    same(&0, &input.len(), "the number of bytes after the groups")
}

fn group_read(mut input: &[u8]) -> Result<(String, Vec<SpanRead>), Different> {
    let input = &mut input;
    same(&3, &read_map_len(input).map_err(undecoded)?, "the number of fields of a group")?;
    field(input, "name")?;
    let name = string(input)?;
    field(input, "attrs")?;
    same(&0, &read_map_len(input).map_err(undecoded)?, "the number of attributes of a group")?;
    field(input, "spans")?;
    let num_spans = read_array_len(input).map_err(undecoded)?;
    let mut spans = Vec::new();
    for _ in 0..num_spans {
        let span = bytes(input)?;
        let mut span = span.as_slice();
        let mut ids = [0; 3];
        for id in &mut ids {
            *id = number(&mut span, u64::from_be_bytes)?;
        }
        let mut ends = [0; 4];
        for end in &mut ends {
            *end = number(&mut span, i32::from_be_bytes)?;
        }
        same(&0, &span.len(), "the number of bytes after a span")?;
        spans.push((ids, ends));
    }
    same(&0, &input.len(), "the number of bytes after a group")?;
    Ok((name, spans))
}

fn strings_map(mut input: &[u8]) -> Result<Map<String, Value>, Different> {
    let input = &mut input;
    let len = read_map_len(input).map_err(undecoded)?;
    let mut read = Map::new();
    for _ in 0..len {
        read.insert(string(input)?, Value::String(string(input)?));
    }
    same(&0, &input.len(), "the number of bytes after the metadata")?;
    Ok(read)
}

fn field(input: &mut impl Read, name: &str) -> Result<(), Different> {
    same(name, string(input)?.as_str(), "the name of a field")
}

fn list_begin(input: &mut impl Read, name: &str, len: usize) -> Result<(), Different> {
    field(input, name)?;
    same(&len, &(read_array_len(input).map_err(undecoded)? as usize), &format!("the length of {name}"))
}

fn bytes_begin(input: &mut impl Read, name: &str, len: usize) -> Result<(), Different> {
    field(input, name)?;
    same(&len, &(read_bin_len(input).map_err(undecoded)? as usize), &format!("the length of {name}"))
}

fn string(input: &mut impl Read) -> Result<String, Different> {
    let len = read_str_len(input).map_err(undecoded)?;
    String::from_utf8(exactly(input, len)?).map_err(undecoded)
}

fn bytes(input: &mut impl Read) -> Result<Vec<u8>, Different> {
    let len = read_bin_len(input).map_err(undecoded)?;
    exactly(input, len)
}

/// So many bytes; memory is taken as they come, whatever the number says.
fn exactly(input: &mut impl Read, len: u32) -> Result<Vec<u8>, Different> {
    let mut bytes = Vec::new();
    input.take(u64::from(len)).read_to_end(&mut bytes).map_err(undecoded)?;
    same(&(len as usize), &bytes.len(), "the number of bytes that are there")?;
    Ok(bytes)
}

fn number<T, const LEN: usize>(input: &mut impl Read, from: fn([u8; LEN]) -> T) -> Result<T, Different> {
    let mut bytes = [0; LEN];
    input.read_exact(&mut bytes).map_err(undecoded)?;
    Ok(from(bytes))
}

fn same<T: PartialEq + std::fmt::Debug + ?Sized>(told: &T, read: &T, what: &str) -> Result<(), Different> {
    if told == read { Ok(()) } else { Err(format!("{what} ({told:?} became {read:?})")) }
}

fn undecoded(err: impl std::fmt::Display) -> Different {
    format!("the file can’t be decoded: {err}")
}
