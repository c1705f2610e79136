//! House rules: headers, sizes, forgotten tests, reasons for dependencies. They rely on code as rustfmt lays
//! it out.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use crate::source::{Source, files_under, without_comments_and_strings};

/// A file of more lines asks to be split long before.
const MAX_FILE_LINES: usize = 800;

/// A function of more lines is several.
const MAX_FUNCTION_LINES: usize = 100;

/// A struct of more named fields is two, unless it is plain data.
const MAX_FIELDS: usize = 12;

/// Structs that may have more fields, with the reason.
const WIDE_STRUCTS: [(&str, &str); 4] = [
    ("AnnotationLine", "one field for each thing the interchange format says of an annotation"),
    ("AnnotationRecord", "one field for each thing a layer file says of an annotation"),
    ("ArticleLine", "one field for each thing the interchange format says of an article"),
    ("Lexicon", "one list of words for each thing words say of a date, filled in once for each language"),
];

fn all_files() -> Vec<Source> {
    let mut files = files_under("src");
    files.extend(files_under("tests"));
    assert!(files.iter().any(|file| file.path == "tests/it/house.rs"), "the files were not found");
    files
}

fn indent_of(line: &str) -> usize {
    line.len() - line.trim_start().len()
}

/// Where the item that begins at line `start` ends: at the first line as far in as it that closes it.
fn item_end(lines: &[&str], start: usize) -> usize {
    let indent = indent_of(lines[start]);
    let is_end = |line: &&str| {
        let closes = line.trim() == "}" || line.ends_with(';') || line.ends_with('}');
        !line.trim().is_empty() && indent_of(line) <= indent && closes
    };
    lines[start..].iter().position(is_end).map_or(lines.len(), |len| start + len)
}

/// The words of a line before the name of a function or struct, and the name.
fn declared<'l>(line: &'l str, keyword: &str) -> Option<&'l str> {
    let (before, after) = line.split_once(keyword)?;
    let is_qualifier = |word: &str| {
        matches!(word, "pub" | "const" | "async" | "unsafe" | "extern" | "\"\"") || word.starts_with("pub(")
    };
    let end = |ch: char| !(ch.is_alphanumeric() || ch == '_');
    let name = after.split(end).next()?;
    (before.split_whitespace().all(is_qualifier) && !name.is_empty()).then_some(name)
}

/// Every function of some code with the number of its lines.
fn functions(code: &str) -> Vec<(String, usize)> {
    let lines: Vec<&str> = code.lines().collect();
    let declared =
        lines.iter().enumerate().filter_map(|(idx, line)| declared(line, "fn ").map(|name| (idx, name)));
    declared.map(|(idx, name)| (name.to_owned(), item_end(&lines, idx) - idx + 1)).collect()
}

/// Every struct of some code with the number of its named fields.
fn structs(code: &str) -> Vec<(String, usize)> {
    let lines: Vec<&str> = code.lines().collect();
    let mut structs = Vec::new();
    for (idx, line) in lines.iter().enumerate() {
        let Some(name) = declared(line, "struct ") else {
            continue;
        };
        let end = item_end(&lines, idx);
        let indent = indent_of(line);
        let is_field = |line: &&&str| {
            let line = **line;
            let field = line.trim().trim_start_matches("pub ");
            let field = if field.starts_with("pub(") {
                field.split_once(' ').map_or("", |(_, rest)| rest)
            } else {
                field
            };
            let name = field.split(':').next().unwrap_or_default();
            let is_name = !name.is_empty() && name.chars().all(|ch| ch.is_alphanumeric() || ch == '_');
            indent_of(line) == indent + 4 && is_name && field.contains(": ")
        };
        structs.push((name.to_owned(), lines[idx..end].iter().filter(is_field).count()));
    }
    structs
}

#[test]
fn every_file_says_what_lives_in_it() {
    for file in all_files() {
        assert!(file.text.starts_with("//! "), "{} does not begin with a `//!` line", file.path);
    }
}

#[test]
fn no_file_is_too_long() {
    for file in all_files() {
        let num_lines = file.text.lines().count();
        assert!(num_lines <= MAX_FILE_LINES, "{} has {num_lines} lines; split it", file.path);
    }
}

#[test]
fn no_function_is_too_long() {
    let mut num_functions = 0;
    for file in all_files() {
        for (name, num_lines) in functions(&without_comments_and_strings(&file.text)) {
            num_functions += 1;
            assert!(num_lines <= MAX_FUNCTION_LINES, "{}: {name} has {num_lines} lines; split it", file.path);
        }
    }
    assert!(num_functions > 500, "only {num_functions} functions were found");
}

#[test]
fn no_struct_is_too_wide_without_a_reason() {
    let mut wide: BTreeSet<String> = BTreeSet::new();
    for file in all_files() {
        let structs = structs(&without_comments_and_strings(&file.text));
        wide.extend(structs.into_iter().filter(|(_, num)| *num > MAX_FIELDS).map(|(name, _)| name));
    }
    let listed: BTreeSet<String> = WIDE_STRUCTS.iter().map(|(name, _)| (*name).to_owned()).collect();
    assert_eq!(wide, listed, "structs of more than {MAX_FIELDS} fields, and those listed with a reason");
}

#[test]
fn nothing_is_left_unfinished_and_modules_are_named() {
    for file in all_files() {
        assert!(!file.path.ends_with("/mod.rs"), "{}: name it after its module", file.path);
        let code = without_comments_and_strings(&file.text);
        for (idx, line) in code.lines().enumerate() {
            for unfinished in ["todo!", "unimplemented!", "dbg!"] {
                assert!(!line.contains(unfinished), "{}:{}: {unfinished}", file.path, idx + 1);
            }
        }
    }
}

#[test]
fn no_test_file_is_forgotten() {
    let files = files_under("tests/it");
    let main = files.iter().find(|file| file.path == "tests/it/main.rs").expect("main.rs is there");
    for file in &files {
        let name = file.path.trim_start_matches("tests/it/").trim_end_matches(".rs");
        if name != "main" && !name.contains('/') {
            let declaration = format!("mod {name};");
            assert!(
                main.text.lines().any(|line| line == declaration),
                "tests/it/main.rs lacks `{declaration}`"
            );
        }
    }
}

/// The dependencies of a manifest that no comment above them, or above the lines they stand with, explains.
fn unexplained(manifest: &str) -> Vec<String> {
    let mut unexplained = Vec::new();
    let (mut in_dependencies, mut is_explained) = (false, false);
    for line in manifest.lines().map(str::trim) {
        if line.starts_with('[') {
            in_dependencies = line.ends_with("dependencies]");
            is_explained = false;
        } else if line.is_empty() {
            is_explained = false;
        } else if line.starts_with('#') {
            is_explained = true;
        } else if let (true, false, Some((name, _))) = (in_dependencies, is_explained, line.split_once(" = "))
        {
            unexplained.push(name.to_owned());
        }
    }
    unexplained
}

#[test]
fn every_dependency_says_why() {
    let manifest = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("Cargo.toml")).unwrap();
    assert_eq!(
        unexplained(&manifest),
        Vec::<String>::new(),
        "Cargo.toml: give the reason in a comment above"
    );
}

#[test]
fn the_measures_measure() {
    let code = "pub(crate) fn one() -> u8 {\n    if x {\n        2\n    }\n}\nimpl X {\n    fn two(&self) { self.a }\n    \
                fn three(\n        &self,\n    ) -> u8;\n    pub async fn four() {\n    }\n}\nlet not_fn = 1;\n";
    let measured = functions(code);
    let expected = [("one", 5), ("two", 1), ("three", 3), ("four", 2)];
    assert_eq!(measured, expected.map(|(name, len)| (name.to_owned(), len)));
    let code = "pub struct A {\n    #[serde(default)]\n    pub a: u8,\n    pub(super) b: Option<x::Y>,\n    c: Vec<(\n        \
                u8,\n    )>,\n}\nstruct B(u8);\nstruct C;\n    struct D<T> {\n        e: T,\n    }\n";
    let expected = [("A", 3), ("B", 0), ("C", 0), ("D", 1)];
    assert_eq!(structs(code), expected.map(|(name, num)| (name.to_owned(), num)));
    let manifest = "[dependencies]\n# Why.\na = \"1\"\nb = \"1\"\n\nc = \"1\"\n[lints.rust]\nd = \"1\"\n[dev-dependencies]\ne = \"1\"\n";
    assert_eq!(unexplained(manifest), ["c", "e"]);
}

/// How numbers are written for people. Whoever puts a count into a sentence by hand forgets the commas.
#[test]
fn the_window_writes_counts_in_one_way() {
    let is_count = |name: &str| name.starts_with("num_") || name.ends_with("_count");
    let mut found = Vec::new();
    for file in files_under("src/app").iter().chain(&files_under("src/analysis/chart")) {
        let code = file.text.split("#[cfg(test)]").next().unwrap_or_default();
        for (idx, line) in code.lines().enumerate().filter(|(_, line)| line.contains('"')) {
            let held = line.split('{').skip(1).filter_map(|rest| rest.split_once('}').map(|(name, _)| name));
            if held.into_iter().any(is_count) {
                found.push(format!("{}:{}: {}", file.path, idx + 1, line.trim()));
            }
        }
    }
    assert!(found.is_empty(), "write these with model::text::numbers:\n{}", found.join("\n"));
}
