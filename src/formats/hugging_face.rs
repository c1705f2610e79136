//! A dataset for the `datasets` library of Hugging Face: a folder with Parquet files of rows and a card. A row is an
//! article with its annotations, labels are numbers of a class. Written only.
//!
//! Offsets count code points, as Python slices text, ends exclusive. What the columns are stands in the metadata
//! `huggingface` of the Parquet files, as JSON of `info.features`, and in the card's YAML as `dataset_info`; both are
//! described in the documentation of `datasets` ("Create a dataset card", "Structure your repository") and written as
//! its `Features` class reads them, with lists in brackets, which versions 2 to 5 take. The rows of a split are the file
//! `data/SPLIT-00000-of-00001.parquet`; what is not split is all for training.

mod card;
mod features;
mod rows;
#[cfg(test)]
mod tests;

use super::columnar::{RowGroups, RowsRead, TableWriter};
use super::dialect::{Articles, Dialect, Files};
use super::parts::{Part, Parts};
use super::splits::Split;
use super::{Format, FormatError, FormatInfo};
use crate::model::text::units::Unit;

use card::{Card, Tally};
use features::metadata;
use rows::{Classes, columns, row};

/// A dataset for Hugging Face's library.
pub struct HuggingFace;

const CARD: &str = "README.md";
/// The viewer of datasets and streaming read a group at a time.
const GROUPS: RowGroups = RowGroups { max_rows: 1000, max_bytes: 32 << 20 };

impl Dialect for HuggingFace {
    fn info(&self) -> FormatInfo {
        FormatInfo {
            id: "hugging-face",
            name: "Hugging Face dataset",
            reads: false,
            writes: true,
            offset_unit: Unit::CodePoint,
            specification: "https://huggingface.co/docs/datasets/ (datasets 2 to 5, Parquet builder and dataset cards)",
            is_folder: true,
            extension: "parquet",
        }
    }

    fn holds(&self) -> Parts {
        Parts::ALL.without(&[
            Part::Provenance,
            Part::Progress,
            Part::Coverage,
            Part::Codes,
            Part::LayerNotes,
            Part::VoiceIds,
            Part::Inheritance,
            Part::AttributeTypes,
            Part::Items,
            Part::Corrections,
            Part::Decisions,
            Part::Unplaced,
        ])
    }

    fn holds_splits(&self) -> bool {
        true
    }

    fn write_articles(&self, articles: &Articles<'_>, files: &Files<'_>) -> Result<(), FormatError> {
        let classes = Classes::of(articles.state);
        let columns = columns();
        let known = [("huggingface", metadata(&columns, &classes.names))];
        let mut tally = Tally::default();
        for side in articles.sides() {
            let split = side.unwrap_or(Split::Train);
            let name = path(articles.name, split);
            files.write(&name, &mut |file| {
                let mut writer = TableWriter::new(&name, &columns, &known, GROUPS, file)?;
                tally.begin(split);
                articles.each_on(side, &mut |line| {
                    let row = row(&classes, line);
                    tally.add(split, line, &row);
                    writer.row(&row)
                })?;
                writer.finish()
            })?;
        }
        let name = format!("{}/{CARD}", articles.name);
        let text = card(articles, &classes, &tally);
        files.write(&name, &mut |file| {
            let failed = |source| FormatError::Write { name: name.clone(), source };
            file.write_all(text.as_bytes()).map_err(failed)
        })
    }

    fn prove(&self, articles: &Articles<'_>, files: &Files<'_>) -> Result<(), FormatError> {
        let classes = Classes::of(articles.state);
        let columns = columns();
        let mut tally = Tally::default();
        for side in articles.sides() {
            let split = side.unwrap_or(Split::Train);
            let name = path(articles.name, split);
            let mut read = RowsRead::new(&name, files.read(&name)?)?;
            tally.begin(split);
            articles.each_on(side, &mut |line| {
                let row = row(&classes, line);
                tally.add(split, line, &row);
                read.compare(&columns, &row)
            })?;
            read.end()?;
        }
        let name = format!("{}/{CARD}", articles.name);
        if files.read(&name)? == card(articles, &classes, &tally).as_bytes() {
            return Ok(());
        }
        Err(FormatError::Differs { name, what: "the dataset card".to_owned() })
    }
}

/// The file of a split, in the folder of that name.
fn path(folder: &str, split: Split) -> String {
    format!("{folder}/data/{}-00000-of-00001.parquet", split.name())
}

fn card(articles: &Articles<'_>, classes: &Classes, tally: &Tally) -> String {
    let card = Card {
        name: articles.name,
        state: articles.state,
        columns: &columns(),
        classes: &classes.names,
        tally,
        gaps: Format::cannot_hold(&HuggingFace),
    };
    card.text()
}
