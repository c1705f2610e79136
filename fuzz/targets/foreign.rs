//! What the readers of other programs' datasets promise for any bytes, and those of the two small files that say how
//! to read and to write one: the map of names and the recipe.
//!
//! A dataset of several files is one piece of bytes here: a line `=== NAME` stands before each file. Bytes that don't
//! begin with such a line are one file. How many bytes there are chooses among what can be chosen: whether the dataset
//! comes into a corpus that has an article or into an empty one, and how it is written again.

use std::collections::BTreeMap;
use std::io::{Cursor, Write as _};

use redletter::formats::csv::{ColumnMap, preview};
use redletter::formats::exporting::run_export;
use redletter::formats::imported::Imported;
use redletter::formats::mapping::{Mapping, Survey, propose};
use redletter::formats::merge::{MergeOptions, Ownership, plan_merge};
use redletter::formats::recipe::Recipe;
use redletter::formats::report::{Counts, Effect, Report};
use redletter::formats::selection::Selection;
use redletter::formats::{
    Cells, Export, ExportOptions, Format, FormatError, Input, OverlapRule, ReadContext, ReadOptions,
    TagScheme, by_id, jsonl,
};
use redletter::model::article::{Article, ArticleText, Metadata, Provenance};
use redletter::model::id::{AnnotatorId, ArticleId, CountedIds};
use redletter::model::tagset::default::default_tagset;
use redletter::model::time::Timestamp;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use super::memory::Memory;

/// What begins a file among several; its name follows.
pub(super) const FILE: &[u8] = b"=== ";

/// A table with a comma between cells.
pub fn csv(data: &[u8]) {
    check("csv", data);
    preview_table(b',', data);
}

/// A table with a tab between cells.
pub fn tsv(data: &[u8]) {
    check("tsv", data);
    preview_table(b'\t', data);
}

/// A table, with a line before it that says which column holds what.
pub fn table_columns(data: &[u8]) {
    let end = data.iter().position(|byte| *byte == b'\n').unwrap_or(data.len());
    let (words, table) = data.split_at(end);
    let Ok(columns) = String::from_utf8_lossy(words).parse::<ColumnMap>() else { return };
    assert_eq!(columns.to_string().parse::<ColumnMap>().as_ref(), Ok(&columns));
    let options = ReadOptions { columns: Some(columns) };
    check_with("tsv", table.get(1..).unwrap_or_default(), &options);
}

/// A folder of brat's.
pub fn brat(data: &[u8]) {
    check("brat", data);
}

/// Columns of tokens.
pub fn conll(data: &[u8]) {
    check("conll", data);
}

/// spaCy's documents as JSON Lines.
pub fn spacy_jsonl(data: &[u8]) {
    check("spacy-jsonl", data);
}

/// Tasks of Prodigy's.
pub fn prodigy(data: &[u8]) {
    check("prodigy", data);
}

/// Tasks of Label Studio's, with its configuration or without.
pub fn label_studio(data: &[u8]) {
    check("label-studio", data);
}

/// doccano's JSON Lines.
pub fn doccano(data: &[u8]) {
    check("doccano", data);
}

/// WebAnno's tables.
pub fn webanno_tsv(data: &[u8]) {
    check("webanno-tsv", data);
}

/// A CAS in XMI, with its type system or without.
pub fn uima_xmi(data: &[u8]) {
    check("uima-xmi", data);
}

/// A CAS in JSON.
pub fn json_cas(data: &[u8]) {
    check("json-cas", data);
}

/// Web Annotations, with their text in a file or without.
pub fn w3c(data: &[u8]) {
    check("w3c", data);
}

/// A project of a program for qualitative analysis: a ZIP archive. Bytes that are several files are packed first, so
/// that what they hold is read.
pub fn refi_qda(data: &[u8]) {
    if data.starts_with(FILE) {
        check("refi-qda", &packed(data));
    } else {
        check("refi-qda", data);
    }
}

/// A codebook of such a program.
pub fn refi_qdc(data: &[u8]) {
    check("refi-qdc", data);
}

/// TEI.
pub fn tei(data: &[u8]) {
    check("tei", data);
}

/// A map of names: it comes back from its file, and what it does to a dataset can be exported.
pub fn mapping(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    let Ok(mapping) = Mapping::from_text(text) else { return };
    assert_eq!(again(&mapping), mapping);
    let corpus = corpus();
    let (mut imported, _) =
        read("brat", MAPPED.as_bytes(), &corpus, &ReadOptions::default()).expect("memory can be read");
    let before = imported.counts();
    let mut ids = CountedIds(1_000);
    match mapping.apply(&mut imported, &corpus.state, &mut ids, now()) {
        // Cues become attributions, and relations that led to them go with them.
        Ok(_) => assert!(is_within(&imported.counts(), &before) && imported.articles.len() == 1),
        Err(err) => {
            assert!(!err.to_string().is_empty());
            assert_eq!(imported.counts(), before, "a map that leads nowhere changes nothing");
        }
    }
    take_in(imported, corpus, |corpus| {
        write_again(&jsonl::Jsonl, corpus, "jsonl", 0);
    });
}

/// The dataset that maps are tried on.
const MAPPED: &str = "=== ferry.txt\nAda Quill said the night ferry is late, perhaps.\n=== ferry.ann\n\
T1\tSource 0 9\tAda Quill\nT2\tCue 10 14\tsaid\nT3\tClaim 15 38\tthe night ferry is late\nT4\tHedge 40 47\tperhaps\n\
R1\tsays-source Arg1:T2 Arg2:T1\nR2\tsays-content Arg1:T2 Arg2:T3\nR3\tHedges Arg1:T4 Arg2:T3\n\
A1\tSureness T3 low\nA2\tOwn T4\n#1\tAnnotatorNotes T3\tno source\n";

/// A recipe: it comes back from its text, and either it is refused or what it asks for can be written.
pub fn recipe(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    let Ok(recipe) = Recipe::from_text(text) else { return };
    let written = recipe.to_text().expect("what was read can be written");
    assert_eq!(Recipe::from_text(&written).expect("what was written can be read"), recipe);
    let corpus = corpus();
    let (imported, _) =
        read("brat", MAPPED.as_bytes(), &corpus, &ReadOptions::default()).expect("memory can be read");
    take_in(imported, corpus, |corpus| {
        let mut sink = Memory::default();
        match run_export(corpus, &recipe, "out.x", &mut sink) {
            Ok(report) => {
                assert!(!sink.files.is_empty());
                assert!(is_within(&report.num_out, &report.num_in) || recipe.shape.is_some(), "{report:?}");
            }
            Err(FormatError::Recipe(_) | FormatError::CannotWrite { .. }) => {}
            Err(err) => panic!("{err}"),
        }
    });
}

fn check(id: &str, data: &[u8]) {
    check_with(id, data, &ReadOptions::default());
}

/// Shows what holds for the reader of every format.
fn check_with(id: &str, data: &[u8], options: &ReadOptions) {
    let corpus = if data.len().is_multiple_of(2) { corpus() } else { Memory::default() };
    let (imported, report) = match read(id, data, &corpus, options) {
        Ok(read) => read,
        Err(err) => return assert!(!err.to_string().is_empty()),
    };
    check_counts(&imported.counts(), &report);
    assert_eq!(imported.counts(), report.num_out);
    let mapping = propose(&Survey::of(&imported, &corpus.state), &corpus.state.tagset);
    assert_eq!(again(&mapping), mapping);
    let format = by_id(id).expect("the format is there");
    take_in(imported, corpus, |corpus| {
        let files = write_again(format, corpus, &format!("out.{}", format.info().extension), data.len());
        if files.is_empty() {
            return;
        }
        // Somebody who has nothing but the files can read them.
        let files: Vec<(String, &[u8])> =
            files.iter().map(|(name, bytes)| (name.clone(), bytes.as_slice())).collect();
        let empty = Memory::default();
        read_files(format, &files, &empty, &ReadOptions::default()).expect("what was written can be read");
    });
}

/// That everything that came in went out, or is told of.
fn check_counts(out: &Counts, report: &Report) {
    assert!(is_within(out, &report.num_in), "{report:?}");
    let is_less = [
        out.articles < report.num_in.articles,
        out.annotations < report.num_in.annotations,
        out.relations < report.num_in.relations,
        out.decisions < report.num_in.decisions,
    ];
    let is_told = report.findings.iter().any(|finding| finding.effect != Effect::Note);
    assert!(is_told || !is_less.contains(&true), "what is left out is told: {report:?}");
    for finding in &report.findings {
        assert!(!finding.to_string().is_empty());
    }
}

/// Whether there is no more of anything than that; voices are made for names, and count for themselves.
fn is_within(less: &Counts, more: &Counts) -> bool {
    less.articles <= more.articles
        && less.annotations <= more.annotations
        && less.relations <= more.relations
        && less.decisions <= more.decisions
}

/// Takes a dataset into a corpus; shows that everything in it has its place, and has `then` look at it.
fn take_in(imported: Imported, mut corpus: Memory, then: impl FnOnce(&Memory)) {
    let mut ids = CountedIds(1_000_000);
    let actor = annotator();
    let options = MergeOptions { actor: &actor, owner: Ownership::AsNamed, ids: &mut ids };
    let plan = plan_merge(&corpus.state, imported, options);
    assert!(is_within(&plan.report.num_out, &plan.report.num_in), "{:?}", plan.report);
    corpus.take(&plan);
    for (id, layers) in &corpus.state.layers {
        let article = corpus.articles.get(id).expect("layers are on articles that are there");
        let text = article.text.as_str();
        for annotation in layers.values().flat_map(|layer| layer.annotations.values()) {
            let covered = annotation.fragments.covered(text).expect("fragments lie in the text");
            assert!(covered.iter().all(|words| !words.is_empty()));
        }
    }
    for article in corpus.articles.values() {
        for block in &article.blocks {
            block.range.check(article.text.as_str()).expect("blocks lie in the text");
        }
        for pair in article.blocks.windows(2) {
            assert!(pair[0].range.end() <= pair[1].range.start(), "blocks are sorted and apart");
        }
    }
    then(&corpus);
}

/// Writes a corpus; the writer reads it back and compares. `choice` chooses how. The files that were written.
fn write_again(format: &dyn Format, corpus: &Memory, name: &str, choice: usize) -> BTreeMap<String, Vec<u8>> {
    let options = ExportOptions {
        cells: if choice.is_multiple_of(5) { Cells::ForSpreadsheet } else { Cells::Plain },
        scheme: TagScheme::ALL[choice % 3],
        overlaps: OverlapRule::ALL[choice / 3 % 3],
    };
    let selection = Selection::default();
    let mut sink = Memory::default();
    match format.write(&Export::new(corpus, &selection, name, options), &mut sink) {
        Ok(report) => {
            check_counts(&report.num_out, &report);
            sink.files
        }
        // A codebook of no codes is no codebook; then nothing is written.
        Err(FormatError::Nothing { .. }) => BTreeMap::new(),
        Err(err) => panic!("what was imported can be exported: {err}"),
    }
}

/// Reads bytes as the files of a dataset.
fn read(
    id: &str,
    data: &[u8],
    corpus: &Memory,
    options: &ReadOptions,
) -> Result<(Imported, Report), FormatError> {
    let format = by_id(id).expect("the format is there");
    read_files(format, &files_of(data, format.info().extension), corpus, options)
}

fn read_files(
    format: &dyn Format,
    files: &[(String, &[u8])],
    corpus: &Memory,
    options: &ReadOptions,
) -> Result<(Imported, Report), FormatError> {
    let mut inputs: Vec<Input<'_>> =
        files.iter().map(|(name, bytes)| Input::in_memory(name.clone(), bytes)).collect();
    let (annotator, mut ids) = (annotator(), CountedIds::default());
    let context = ReadContext {
        annotator: &annotator,
        now: now(),
        ids: &mut ids,
        known: Some(&corpus.state),
        texts: Some(corpus),
        options: options.clone(),
    };
    format.read(&mut inputs, context)
}

/// The files that bytes hold, with their names.
pub(super) fn files_of<'d>(data: &'d [u8], extension: &str) -> Vec<(String, &'d [u8])> {
    if !data.starts_with(FILE) {
        return vec![(format!("in.{extension}"), data)];
    }
    let is_begin = |at: &usize| data[*at..].starts_with(FILE) && (*at == 0 || data[at - 1] == b'\n');
    let begins: Vec<usize> = (0..data.len()).filter(is_begin).collect();
    let ends = begins.iter().skip(1).copied().chain([data.len()]);
    begins
        .iter()
        .zip(ends)
        .map(|(begin, end)| {
            let piece = &data[begin + FILE.len()..end];
            let line = piece.iter().position(|byte| *byte == b'\n').unwrap_or(piece.len());
            let name = String::from_utf8_lossy(&piece[..line]).trim_end().to_owned();
            (name, piece.get(line + 1..).unwrap_or_default())
        })
        .collect()
}

/// An archive of the files that bytes hold. Of those with one name the first is packed.
pub(super) fn packed(data: &[u8]) -> Vec<u8> {
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in files_of(data, "qde") {
        // By these words archives of some kinds are known, if they are not squeezed.
        let method = if name == "mimetype" { CompressionMethod::Stored } else { CompressionMethod::Deflated };
        let options = SimpleFileOptions::default().compression_method(method);
        if archive.start_file(name, options).is_ok() {
            archive.write_all(bytes).expect("memory takes everything");
        }
    }
    archive.finish().expect("memory takes everything").into_inner()
}

fn preview_table(delimiter: u8, data: &[u8]) {
    let told = preview(&mut Input::in_memory("in.csv", data), delimiter, 5);
    assert!(told.is_ok_and(|told| told.rows.len() <= 5));
}

fn again(mapping: &Mapping) -> Mapping {
    let text = mapping.to_text().expect("what was read can be written");
    Mapping::from_text(&text).expect("what was written can be read")
}

/// A corpus with the usual tagset and one article.
fn corpus() -> Memory {
    let mut corpus = Memory::default();
    corpus.state.tagset = default_tagset();
    corpus.put(&Article {
        id: ArticleId::new("night-ferry").expect("the id is well formed"),
        metadata: Metadata::default(),
        provenance: Provenance::default(),
        text: ArticleText::new(super::TEXT),
        blocks: Vec::new(),
        patches: Vec::new(),
    });
    corpus
}

fn annotator() -> AnnotatorId {
    AnnotatorId::new("mk").expect("the id is well formed")
}

fn now() -> Timestamp {
    Timestamp::from_millis(1_750_000_000_000)
}
