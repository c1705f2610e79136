//! `redletter formats`: the formats of datasets, and what each can't hold.

use serde_json::{Value, json};

use super::arguments::Formats;
use super::session::failure;
use super::{Failure, Outcome, Output, Printed as _, print_json};
use crate::formats::{Format, by_id, registry};

/// The corpus as one file: commands of its own write and read it, since it holds all of a corpus.
const PACKED: &str = "ron";
const PACKED_NAME: &str = "Redletter RON, packed";

pub(super) fn run(arguments: &Formats, output: &mut Output<'_>) -> Result<Outcome, Failure> {
    if arguments.json {
        print_json(output, &Value::Array(registry().iter().map(|format| to_json(*format)).collect()))?;
        return Ok(Outcome::Done);
    }
    writeln!(output.out, "{PACKED:<13} {PACKED_NAME} (reads and writes, by `redletter unpack` and `pack`)")
        .printed()?;
    for format in registry() {
        let info = format.info();
        let does = match (info.reads, info.writes) {
            (true, true) => "reads and writes",
            (true, false) => "reads",
            _ => "writes",
        };
        writeln!(
            output.out,
            "{:<13} {} ({does}; offsets in {})",
            info.id,
            info.name,
            info.offset_unit.name()
        )
        .printed()?;
        for sentence in format.cannot_hold() {
            writeln!(output.out, "              - {sentence}").printed()?;
        }
    }
    Ok(Outcome::Done)
}

fn to_json(format: &dyn Format) -> Value {
    let info = format.info();
    json!({
        "id": info.id,
        "name": info.name,
        "reads": info.reads,
        "writes": info.writes,
        "offset_unit": info.offset_unit.name(),
        "specification": info.specification,
        "is_folder": info.is_folder,
        "by_reference": format.by_reference(),
        "cannot_hold": format.cannot_hold(),
    })
}

/// The format of that name.
pub(super) fn wanted(id: &str) -> Result<&'static dyn Format, Failure> {
    by_id(id).ok_or_else(|| {
        if id == PACKED {
            return failure("a packed corpus is written by `redletter pack` and read by `redletter unpack`");
        }
        let known: Vec<&str> = registry().iter().map(|format| format.info().id).collect();
        failure(format!("there is no format “{id}”; there are {}", known.join(", ")))
    })
}
