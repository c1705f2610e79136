//! The table of formats in `docs/formats.md`, drawn from the list of formats.

use std::fmt::Write as _;

use super::{FormatInfo, registry};

/// Where the table begins in the page.
pub const BEGIN: &str = "<!-- formats: drawn from the program -->\n";
/// Where it ends.
pub const END: &str = "<!-- end of formats -->\n";

/// The table: for each format whether it is read and written, what its offsets count, where it is defined, and what
/// it can't hold.
pub fn table() -> String {
    let mut table = String::from("| format | `--from`, `--to` | in | out | offsets count | defined by |\n");
    table.push_str("|---|---|---|---|---|---|\n");
    for format in registry() {
        let FormatInfo { id, name, reads, writes, offset_unit, specification, is_folder, extension } = format.info();
        let tick = |does: bool| if does { "✓" } else { "–" };
        let files = if is_folder { "a folder".to_owned() } else { format!("`.{extension}`") };
        let unit = offset_unit.name().replace('_', " ");
        // A string takes whatever is written into it.
        drop(writeln!(
            table,
            "| {name} | `{id}`, {files} | {} | {} | {unit} | {specification} |",
            tick(reads),
            tick(writes)
        ));
    }
    table.push_str("\nWhat each can't hold is left out or changed, and every single thing is in the report:\n\n");
    for format in registry() {
        drop(writeln!(table, "- **{}**: {}", format.info().name, format.cannot_hold().join(" ")));
    }
    table
}
