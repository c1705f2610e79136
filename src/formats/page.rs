//! The table of formats in `docs/formats.md`, drawn from the list of formats.

use super::{FormatInfo, registry};

/// Where the table begins in the page.
pub const BEGIN: &str = "<!-- formats: drawn from the program -->\n";
/// Where it ends.
pub const END: &str = "<!-- end of formats -->\n";

/// The table: for each format whether it is read and written, whether it
/// can be without the texts, what its offsets count, where it is defined, and what
/// it can't hold.
pub fn table() -> String {
    let tick = |does: bool| if does { "✓" } else { "–" };
    let mut lines = vec![
        "| format | `--from`, `--to` | in | out | without texts | offsets count | defined by |".to_owned(),
        "|---|---|---|---|---|---|---|".to_owned(),
    ];
    for format in registry() {
        let FormatInfo { id, name, reads, writes, offset_unit, specification, is_folder, extension } =
            format.info();
        let files = if is_folder { "a folder".to_owned() } else { format!("`.{extension}`") };
        let (reads, writes, unit) = (tick(reads), tick(writes), offset_unit.name().replace('_', " "));
        let bare = tick(format.by_reference());
        lines.push(format!(
            "| {name} | `{id}`, {files} | {reads} | {writes} | {bare} | {unit} | {specification} |"
        ));
    }
    lines.push(
        "\nWhat each can't hold is left out or changed, and every single thing is in the report:\n"
            .to_owned(),
    );
    let lost = registry()
        .iter()
        .map(|format| format!("- **{}**: {}", format.info().name, format.cannot_hold().join(" ")));
    lines.extend(lost);
    lines.join("\n") + "\n"
}
