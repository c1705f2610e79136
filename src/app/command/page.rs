//! The page of keys in the documentation, drawn from the table of commands.

use super::table::TABLE;
use super::{Chord, Group, Spec};

/// What stands above the tables.
const HEAD: &str = "# Keys

Every command of the window with its default keys, drawn from the program's own table of commands. All of them \
can be changed in the window (`F1`), and stand in its menu and in the list of commands (`Ctrl+K`).

Digits go by the place of the key, whatever the layout prints on it; letters by what the layout prints, or by \
their place where it prints no Latin letter. Single letters and digits are commands only while the text or a \
table has the keyboard, never in a field, and can be turned off in the settings.
";

/// The page, in Markdown.
pub fn keys_page() -> String {
    let mut lines = vec![HEAD.to_owned()];
    for group in Group::ALL {
        lines.push(format!("## {}\n", group.name()));
        lines.push("| command | Linux, Windows | macOS | where |".to_owned());
        lines.push("|---|---|---|---|".to_owned());
        for spec in TABLE.iter().filter(|spec| spec.group == group) {
            let Spec { name, help, keys, mac_keys, place, .. } = spec;
            let (keys, mac_keys) = (in_words(keys, false), in_words(mac_keys, true));
            lines.push(format!("| **{name}**: {help} | {keys} | {mac_keys} | {} |", place.name()));
        }
        lines.push(String::new());
    }
    lines.join("\n")
}

fn in_words(keys: &[Chord], is_mac: bool) -> String {
    let keys: Vec<String> = keys.iter().map(|key| format!("`{}`", key.in_words(is_mac))).collect();
    keys.join(", ")
}
