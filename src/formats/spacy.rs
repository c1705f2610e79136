//! spaCy's `DocBin`, the file that `spacy train` reads: tokens, and spans in groups. It is only written.
//!
//! The file is msgpack, compressed with zlib: the numbers of all tokens, which of them a space follows, how many
//! each document has, every string once, and for each document its groups of spans. spaCy keeps a span's place both in
//! tokens and in code points, ends exclusive. `doc.text` is the article's text exactly, since tokens are cut where
//! annotations begin and end. All spans stand in the group `sc`, where they may overlap, and those of an annotator
//! also in `annotator:ID`; a span's `id_` is the annotation's id, which the fragments of one share. What is known of
//! the article is in `doc.user_data`.
//!
//! What was written is decoded again and compared token for token and span for span before it stands.
//!
//! Source: `spacy/tokens/_serialize.py`, `_dict_proxies.py` and `span_group.pyx` of spaCy 3.8; files of that shape
//! are read from spaCy 3.2 on.

#[cfg(test)]
mod tests;

mod document;
mod proof;
mod strings;

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, BufWriter, Write};

use flate2::Compression;
use flate2::write::ZlibEncoder;
use rmp::encode::{
    write_array_len, write_bin, write_bin_len, write_bool, write_map_len, write_str, write_uint,
};
use serde_json::{Map, Value};

pub(super) use document::{ALL_SPANS, ANNOTATOR, Document, DocumentSpan, tell_fragments};
use strings::string_id;

use super::dialect::{Articles, Dialect, Files, Setting};
use super::interchange::lines::ArticleLine;
use super::metadata::metadata;
use super::parts::{Part, Parts};
use super::report::{Place, Report};
use super::{FormatError, FormatInfo};
use crate::model::text::units::Unit;

/// spaCy's `DocBin`.
pub struct SpacyDocBin;

/// The number of the attribute that every token has: its text.
const ORTH: u64 = 65;
/// The version that spaCy writes.
const VERSION: &str = "0.1";
/// Version, attributes, lengths, tokens, spaces, strings, categories, flags, groups of spans, user data.
const NUM_FIELDS: u32 = 10;
/// The flag of a document of which nobody knows where its spaces are.
const UNKNOWN_SPACES: &str = "has_unknown_spaces";
/// A span as bytes: its id, its entry in a knowledge base, its label; its first token and the one after the last, and
/// the same in characters.
const SPAN_BYTES: usize = 3 * 8 + 4 * 4;

pub(super) const HELD: Parts = Parts::of(&[
    Part::Title,
    Part::Byline,
    Part::Date,
    Part::Outlet,
    Part::Language,
    Part::Url,
    Part::ArticleForeignId,
    Part::Annotators,
    Part::Ids,
    Part::Gaps,
]);

/// How much of everything a file holds.
#[derive(Debug, Default, PartialEq, Eq)]
struct Sizes {
    /// The number of tokens of each document.
    lengths: Vec<usize>,
    num_tokens: usize,
    /// The numbers of all strings.
    strings: BTreeSet<u64>,
}

impl Dialect for SpacyDocBin {
    fn info(&self) -> FormatInfo {
        FormatInfo {
            id: "spacy",
            name: "spaCy DocBin",
            reads: false,
            writes: true,
            offset_unit: Unit::CodePoint,
            specification: "https://spacy.io/api/docbin (spaCy 3.8, DocBin version 0.1)",
            is_folder: false,
            extension: "spacy",
        }
    }

    fn holds(&self) -> Parts {
        HELD
    }

    fn fit(&self, line: &mut ArticleLine, _setting: &Setting<'_>, place: &Place, report: &mut Report) {
        tell_fragments(line, place, report);
    }

    fn write_articles(&self, articles: &Articles<'_>, files: &Files<'_>) -> Result<(), FormatError> {
        let sizes = Sizes::of(articles)?;
        files.write(articles.name, &mut |file| write_docs(articles, &sizes, file))
    }

    fn prove(&self, articles: &Articles<'_>, files: &Files<'_>) -> Result<(), FormatError> {
        let sizes = Sizes::of(articles)?;
        proof::check(articles, &sizes, files.read_back(articles.name)?)
    }
}

impl Sizes {
    /// Goes through all articles once.
    fn of(articles: &Articles<'_>) -> Result<Self, FormatError> {
        let mut sizes = Self::default();
        articles.each(&mut |line| {
            let document = Document::of(line)?;
            sizes.lengths.push(document.tokens.len());
            sizes.num_tokens += document.tokens.len();
            sizes.strings.extend(strings_of(&document).map(string_id));
            Ok(())
        })?;
        Ok(sizes)
    }
}

/// Every string of a document that has a number in the file.
fn strings_of<'d>(document: &'d Document<'_>) -> impl Iterator<Item = &'d str> {
    let words = document.tokens.iter().map(|token| token.text);
    let spans = document.groups.values().flatten();
    [""].into_iter().chain(words).chain(spans.flat_map(|span| [span.id, span.label]))
}

/// Writes all documents, field by field; the articles are gone through once for each field that holds some of each.
fn write_docs(articles: &Articles<'_>, sizes: &Sizes, file: &mut dyn Write) -> Result<(), FormatError> {
    let mut out = BufWriter::new(ZlibEncoder::new(file, Compression::default()));
    let failed = |source: io::Error| FormatError::Write { name: articles.name.to_owned(), source };
    let num_docs = sizes.lengths.len();
    begin(&mut out, sizes).map_err(failed)?;
    articles.each(&mut |line| {
        let document = Document::of(line)?;
        let mut ids = document.tokens.iter().map(|token| string_id(token.text).to_le_bytes());
        ids.try_for_each(|id| out.write_all(&id)).map_err(failed)
    })?;
    begin_bytes(&mut out, "spaces", sizes.num_tokens).map_err(failed)?;
    articles.each(&mut |line| {
        let document = Document::of(line)?;
        let spaces: Vec<u8> = document.tokens.iter().map(|token| u8::from(token.has_space)).collect();
        out.write_all(&spaces).map_err(failed)
    })?;
    begin_list(&mut out, "strings", sizes.strings.len()).map_err(failed)?;
    let mut left = sizes.strings.clone();
    articles.each(&mut |line| {
        let document = Document::of(line)?;
        let mut new = strings_of(&document).filter(|text| left.remove(&string_id(text)));
        new.try_for_each(|text| Ok(write_str(&mut out, text)?)).map_err(failed)
    })?;
    write_cats_and_flags(&mut out, num_docs).map_err(failed)?;
    begin_list(&mut out, "span_groups", num_docs).map_err(failed)?;
    articles.each(&mut |line| {
        let groups = groups_bytes(&Document::of(line)?.groups).map_err(failed)?;
        write_bin(&mut out, &groups).map_err(io::Error::from).map_err(failed)
    })?;
    begin_list(&mut out, "user_data", num_docs).map_err(failed)?;
    articles.each(&mut |line| {
        let known = user_data_bytes(&metadata(line)).map_err(failed)?;
        write_bin(&mut out, &known).map_err(io::Error::from).map_err(failed)
    })?;
    let encoder = out.into_inner().map_err(|err| failed(err.into_error()))?;
    encoder.finish().map(|_| ()).map_err(failed)
}

/// Writes everything up to the numbers of the tokens.
fn begin(out: &mut impl Write, sizes: &Sizes) -> Result<(), io::Error> {
    write_map_len(out, NUM_FIELDS)?;
    write_str(out, "version")?;
    write_str(out, VERSION)?;
    begin_list(out, "attrs", 1)?;
    write_uint(out, ORTH)?;
    begin_bytes(out, "lengths", sizes.lengths.len().saturating_mul(4))?;
    for len in &sizes.lengths {
        out.write_all(&i32::try_from(*len).map_err(too_much)?.to_le_bytes())?;
    }
    begin_bytes(out, "tokens", sizes.num_tokens.saturating_mul(8))
}

fn write_cats_and_flags(out: &mut impl Write, num_docs: usize) -> Result<(), io::Error> {
    begin_list(out, "cats", num_docs)?;
    for _ in 0..num_docs {
        write_map_len(out, 0)?;
    }
    begin_list(out, "flags", num_docs)?;
    for _ in 0..num_docs {
        write_map_len(out, 1)?;
        write_str(out, UNKNOWN_SPACES)?;
        write_bool(out, false)?;
    }
    Ok(())
}

fn begin_list(out: &mut impl Write, name: &str, len: usize) -> Result<(), io::Error> {
    write_str(out, name)?;
    write_array_len(out, length(len)?)?;
    Ok(())
}

fn begin_bytes(out: &mut impl Write, name: &str, len: usize) -> Result<(), io::Error> {
    write_str(out, name)?;
    write_bin_len(out, length(len)?)?;
    Ok(())
}

/// The groups of a document: a map from a group to the list of the names it goes by.
fn groups_bytes(groups: &BTreeMap<String, Vec<DocumentSpan<'_>>>) -> Result<Vec<u8>, io::Error> {
    let mut bytes = Vec::new();
    if groups.is_empty() {
        // So spaCy writes that there are none.
        write_array_len(&mut bytes, 0)?;
        return Ok(bytes);
    }
    write_map_len(&mut bytes, length(groups.len())?)?;
    for (name, spans) in groups {
        let mut group = Vec::new();
        write_map_len(&mut group, 3)?;
        write_str(&mut group, "name")?;
        write_str(&mut group, name)?;
        write_str(&mut group, "attrs")?;
        write_map_len(&mut group, 0)?;
        begin_list(&mut group, "spans", spans.len())?;
        for span in spans {
            write_bin(&mut group, &span_bytes(span)?)?;
        }
        write_bin(&mut bytes, &group)?;
        write_array_len(&mut bytes, 1)?;
        write_str(&mut bytes, name)?;
    }
    Ok(bytes)
}

fn span_bytes(span: &DocumentSpan<'_>) -> Result<[u8; SPAN_BYTES], io::Error> {
    let mut bytes = [0; SPAN_BYTES];
    let (ids, ends) = bytes.split_at_mut(3 * 8);
    for (place, id) in ids.chunks_exact_mut(8).zip([string_id(span.id), 0, string_id(span.label)]) {
        place.copy_from_slice(&id.to_be_bytes());
    }
    let told = [span.tokens.0, span.tokens.1, span.chars.0, span.chars.1];
    for (place, end) in ends.chunks_exact_mut(4).zip(told) {
        place.copy_from_slice(&i32::try_from(end).map_err(too_much)?.to_be_bytes());
    }
    Ok(bytes)
}

fn user_data_bytes(known: &Map<String, Value>) -> Result<Vec<u8>, io::Error> {
    let mut bytes = Vec::new();
    write_map_len(&mut bytes, length(known.len())?)?;
    for (name, value) in known {
        write_str(&mut bytes, name)?;
        write_str(&mut bytes, value.as_str().unwrap_or_default())?;
    }
    Ok(bytes)
}

/// A length as msgpack has room for it.
fn length(len: usize) -> Result<u32, io::Error> {
    u32::try_from(len).map_err(too_much)
}

fn too_much(_: std::num::TryFromIntError) -> io::Error {
    io::Error::new(io::ErrorKind::FileTooLarge, "a DocBin has no room for so much")
}
