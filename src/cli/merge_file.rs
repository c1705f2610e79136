//! `redletter merge-file`: merges two versions of a record file, as a merge driver of git or by hand.

use serde_json::json;

use super::arguments::MergeFile;
use super::{Failure, Outcome, Output, Printed as _, counted, print_json};
use crate::store::disk::RealDisk;
use crate::store::merge_file::{Listed, MergePaths, MergeResult, merge_files};
use crate::store::three_way::Side;

pub(super) fn run(arguments: &MergeFile, output: &mut Output<'_>) -> Result<Outcome, Failure> {
    let MergeFile { base, ours, theirs, path, json } = arguments;
    let paths = MergePaths { base, ours, theirs, place: path.as_deref() };
    let shown = path.as_ref().unwrap_or(ours).display();
    let listed = match merge_files(&RealDisk, paths)? {
        MergeResult::Merged(listed) => listed,
        MergeResult::Impossible(why) => {
            if *json {
                print_json(output, &json!({ "merged": false, "why": why }))?;
            } else {
                writeln!(output.out, "Not merged: {why}: {shown}").printed()?;
            }
            return Ok(Outcome::Problems);
        }
    };
    for record in &listed {
        if *json {
            print_json(output, &to_json(record))?;
        } else {
            writeln!(output.out, "{record}").printed()?;
        }
    }
    if !json {
        let looked = match listed.len() {
            0 => String::new(),
            count => format!(", {} to look at", counted(count, "record")),
        };
        writeln!(output.out, "Merged{looked}: {shown}").printed()?;
    }
    Ok(if listed.is_empty() { Outcome::Done } else { Outcome::Problems })
}

fn to_json(listed: &Listed) -> serde_json::Value {
    let Listed { record, kept, ours, theirs } = listed;
    let kept = if *kept == Side::Ours { "ours" } else { "theirs" };
    json!({ "record": record, "kept": kept, "ours": ours, "theirs": theirs })
}
