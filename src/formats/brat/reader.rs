//! A folder of brat's as lines.

mod attribution;
mod build;

use std::collections::BTreeMap;
use std::io;

use crate::formats::reading::Reading;
use crate::formats::report::{Effect, Place};
use crate::formats::{FormatError, Input};
use crate::model::limits::{MAX_DATASET_LINE_BYTES, MAX_DOCUMENT_BYTES};

use super::configuration;
use super::lines::Standoff;
use super::naming::Naming;
use build::Read;

/// The files of one text, by their places among the inputs.
#[derive(Default)]
struct Files {
    text: Option<usize>,
    annotations: Vec<usize>,
}

/// Reads every text with the annotations beside it.
pub fn read(inputs: &mut [Input<'_>], reading: &mut Reading<'_>) -> Result<(), FormatError> {
    let mut by_stem: BTreeMap<String, Files> = BTreeMap::new();
    let mut naming = Naming::default();
    for (idx, input) in inputs.iter_mut().enumerate() {
        let name = input.name.clone();
        let file_name = input.file_name().to_owned();
        reading.here = Place { file: Some(name.clone()), ..Place::default() };
        if file_name == configuration::FILE {
            if let Some(text) = read_text(input, MAX_DOCUMENT_BYTES, reading)? {
                configuration::read(&text, &mut naming, reading);
            }
            continue;
        }
        match name.rsplit_once('.') {
            Some((stem, "txt")) => by_stem.entry(stem.to_owned()).or_default().text = Some(idx),
            Some((stem, "ann" | "a1" | "a2")) => {
                by_stem.entry(stem.to_owned()).or_default().annotations.push(idx);
            }
            // Other configuration, and what brat keeps for itself.
            Some((_, "conf")) => {}
            _ if file_name.starts_with('.') => {}
            _ => {
                reading.tell(Effect::LeftOut, "file left out", "it is neither a text nor annotations on one");
            }
        }
    }
    let mut seen = std::collections::BTreeSet::new();
    for (stem, files) in by_stem {
        let name = stem.rsplit(['/', '\\']).next().unwrap_or(&stem);
        // Two texts of one name, in two folders, are told from each other by their folders.
        let id = if seen.insert(name.to_owned()) { name.to_owned() } else { stem.clone() };
        read_one(&id, &files, inputs, &mut naming, reading)?;
    }
    Ok(())
}

fn read_one(
    id: &str,
    files: &Files,
    inputs: &mut [Input<'_>],
    naming: &mut Naming,
    reading: &mut Reading<'_>,
) -> Result<(), FormatError> {
    let at =
        |idx: usize, inputs: &[Input<'_>]| Place { file: Some(inputs[idx].name.clone()), ..Place::default() };
    let Some(text) = files.text else {
        for idx in &files.annotations {
            reading.here = at(*idx, inputs);
            reading.tell(Effect::LeftOut, "annotations left out", "there is no text beside them");
        }
        return Ok(());
    };
    reading.here = at(text, inputs);
    let Some(text_read) = read_text(&mut inputs[text], MAX_DOCUMENT_BYTES, reading)? else {
        reading.report.num_in.articles += 1;
        return Ok(());
    };
    if files.annotations.is_empty() {
        reading.tell(Effect::Kept, "text without annotations", "there is no file of annotations beside it");
    }
    let mut standoff = Standoff::default();
    let mut names = Vec::new();
    for (number, idx) in files.annotations.iter().enumerate() {
        reading.here = at(*idx, inputs);
        names.push(inputs[*idx].name.clone());
        let limit = u64::try_from(MAX_DATASET_LINE_BYTES).unwrap_or(u64::MAX);
        if let Some(lines) = read_text(&mut inputs[*idx], limit, reading)? {
            standoff.read(number, &lines, reading);
        }
    }
    let article =
        build::article(id, text_read, &Read { standoff: &standoff, files: &names }, naming, reading);
    reading.here = at(text, inputs);
    reading.article(article);
    Ok(())
}

/// The text of a file; what is no UTF-8 in it is replaced and told. None if it is too large, which is told too.
fn read_text(
    input: &mut Input<'_>,
    limit: u64,
    reading: &mut Reading<'_>,
) -> Result<Option<String>, FormatError> {
    let bytes = match input.bytes(limit) {
        Err(FormatError::Read { source, .. }) if source.kind() == io::ErrorKind::FileTooLarge => {
            reading.tell(Effect::LeftOut, "file left out", source);
            return Ok(None);
        }
        bytes => bytes?,
    };
    Ok(Some(String::from_utf8(bytes).unwrap_or_else(|err| {
        reading.tell(Effect::Changed, "bytes replaced", err.utf8_error());
        String::from_utf8_lossy(err.as_bytes()).into_owned()
    })))
}
