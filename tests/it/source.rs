//! The project's own source files as tests read them: without comments, strings and unit tests. No parser:
//! it relies on code as rustfmt lays it out.

use std::fs;
use std::path::{Path, PathBuf};

/// A source file.
pub struct Source {
    /// Path from the root of the package, with `/`: `src/store/load.rs`.
    pub path: String,
    /// The file as it is.
    pub text: String,
}

/// Every Rust file under a folder of the package, in order.
pub fn files_under(folder: &str) -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut folders = vec![root.join(folder)];
    let mut paths: Vec<PathBuf> = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                paths.push(path);
            }
        }
    }
    paths.sort();
    let source = |path: PathBuf| {
        let parts: Vec<_> =
            path.strip_prefix(root).unwrap().iter().map(|part| part.to_string_lossy()).collect();
        Source { path: parts.join("/"), text: fs::read_to_string(&path).unwrap() }
    };
    paths.into_iter().map(source).collect()
}

/// A text without its comments, and without what its strings and characters hold. Lines stay where they are.
pub fn without_comments_and_strings(text: &str) -> String {
    let chars: Vec<char> = text.chars().collect();
    let mut kept = String::with_capacity(text.len());
    let mut idx = 0;
    while idx < chars.len() {
        if let Some((end, replacement)) = opaque_end(&chars, idx) {
            kept.push_str(replacement);
            kept.extend(chars[idx..end].iter().filter(|ch| **ch == '\n'));
            idx = end;
        } else {
            kept.push(chars[idx]);
            idx += 1;
        }
    }
    kept
}

/// Where a comment, string or character that begins at `idx` ends, and what stands in its place.
fn opaque_end(chars: &[char], idx: usize) -> Option<(usize, &'static str)> {
    let starts =
        |at: usize, text: &str| text.chars().enumerate().all(|(off, ch)| chars.get(at + off) == Some(&ch));
    let find = |from: usize, text: &str| (from..chars.len()).find(|at| starts(*at, text));
    let follows_word = idx > 0 && (chars[idx - 1].is_alphanumeric() || chars[idx - 1] == '_');
    if starts(idx, "//") {
        return Some((find(idx, "\n").unwrap_or(chars.len()), ""));
    }
    if starts(idx, "/*") {
        let (mut at, mut depth) = (idx + 2, 1);
        while depth > 0 && at < chars.len() {
            depth = if starts(at, "/*") {
                depth + 1
            } else if starts(at, "*/") {
                depth - 1
            } else {
                at += 1;
                continue;
            };
            at += 2;
        }
        return Some((at, ""));
    }
    let raw = if starts(idx, "br") { idx + 2 } else { idx + 1 };
    if !follows_word && (chars[idx] == 'r' || starts(idx, "br")) {
        let num_hashes = chars[raw..].iter().take_while(|ch| **ch == '#').count();
        if chars.get(raw + num_hashes) == Some(&'"') {
            let close = format!("\"{}", "#".repeat(num_hashes));
            let end = find(raw + num_hashes + 1, &close).map_or(chars.len(), |at| at + close.len());
            return Some((end, "\"\""));
        }
    }
    let quote = chars[idx];
    if quote == '"' || (quote == '\'' && is_char_literal(chars, idx)) {
        let mut at = idx + 1;
        while at < chars.len() && chars[at] != quote {
            at += if chars[at] == '\\' { 2 } else { 1 };
        }
        return Some(((at + 1).min(chars.len()), "\"\""));
    }
    None
}

/// Whether the quote at `idx` begins a character rather than a lifetime.
fn is_char_literal(chars: &[char], idx: usize) -> bool {
    chars.get(idx + 1) == Some(&'\\') || chars.get(idx + 2) == Some(&'\'')
}

/// Code without what stands under `#[cfg(test)]`, which begins a line of its own. Takes and gives text
/// without comments and strings; lines stay where they are.
pub fn without_tests(code: &str) -> String {
    let mut kept = String::with_capacity(code.len());
    // The line that ends what is being left out.
    let mut until: Option<String> = None;
    let mut lines = code.lines().peekable();
    while let Some(line) = lines.next() {
        let indent = &line[..line.len() - line.trim_start().len()];
        if let Some(last) = &until {
            if line == last {
                until = None;
            }
        } else if line.trim() == "#[cfg(test)]" {
            let item = lines.peek().copied().unwrap_or_default();
            if item.ends_with('{') {
                until = Some(format!("{indent}}}"));
            } else {
                kept.push('\n');
                lines.next();
            }
        } else {
            kept.push_str(line);
        }
        kept.push('\n');
    }
    kept
}

/// The modules that a file declares under `#[cfg(test)]` and that have files of their own.
pub fn test_modules(code: &str) -> Vec<String> {
    let lines: Vec<&str> = code.lines().map(str::trim).collect();
    let declared = |pair: &[&str]| -> Option<String> {
        let name = pair[1].strip_suffix(';')?.rsplit_once("mod ")?.1;
        (pair[0] == "#[cfg(test)]").then(|| name.to_owned())
    };
    lines.windows(2).filter_map(declared).collect()
}

/// The files whose code runs in the program: files of unit tests are left out, and of the others what
/// stands under `#[cfg(test)]`, comments and the contents of strings.
pub fn program_code(files: Vec<Source>) -> Vec<Source> {
    let code: Vec<Source> = files
        .into_iter()
        .map(|Source { path, text }| Source { path, text: without_comments_and_strings(&text) })
        .collect();
    let test_files: Vec<String> = code
        .iter()
        .flat_map(|file| {
            let folder = file.path.trim_end_matches(".rs").trim_end_matches("/lib").to_owned();
            test_modules(&file.text).into_iter().map(move |name| format!("{folder}/{name}"))
        })
        .collect();
    let is_test = |path: &str| {
        test_files.iter().any(|stem| path == format!("{stem}.rs") || path.starts_with(&format!("{stem}/")))
    };
    code.into_iter()
        .filter(|file| !is_test(&file.path))
        .map(|Source { path, text }| Source { path, text: without_tests(&text) })
        .collect()
}

#[test]
fn comments_and_strings_are_taken_out_and_lines_stay() {
    let text = "a // b\n/* c /* d */\n e */f \"g \\\" //h\" r#\"i\" \"# 'j' '\\'' &'k str br\"l\" bar\"m\"\n";
    assert_eq!(without_comments_and_strings(text), "a \n\nf \"\" \"\" \"\" \"\" &'k str \"\" bar\"\"\n");
}

#[test]
fn unit_tests_are_taken_out_and_lines_stay() {
    let code = "use a;\n#[cfg(test)]\nmod testing;\nmod b;\n#[cfg(test)]\nmod tests {\n    fn c() {\n    }\n}\nfn d() {}\n";
    assert_eq!(without_tests(code), "use a;\n\n\nmod b;\n\n\n\n\n\nfn d() {}\n");
    assert_eq!(test_modules(code), ["testing"]);
    let file = |path: &str, text: &str| Source { path: path.to_owned(), text: text.to_owned() };
    let files =
        vec![file("src/x.rs", code), file("src/x/testing.rs", "use b;\n"), file("src/x/testing/y.rs", "")];
    let paths: Vec<String> = program_code(files).into_iter().map(|file| file.path).collect();
    assert_eq!(paths, ["src/x.rs"]);
}
