//! Who may import whom: the arrows between the layers point one way, and some things are done in one layer
//! only. Unit tests, comments and strings are free.

use crate::source::{Source, files_under, program_code};

/// The siblings between the model and the two edges.
const MIDDLE: [&str; 6] = ["model", "store", "documents", "formats", "analysis", "suggest"];

/// What each top module may import, besides itself.
const ALLOWED: [(&str, &[&str]); 11] = [
    ("model", &[]),
    ("store", &["model"]),
    ("documents", &["model"]),
    ("formats", &["model"]),
    ("analysis", &["model"]),
    ("suggest", &["model"]),
    // Errors of every layer as people read them.
    ("report", &MIDDLE),
    ("app", &["model", "store", "documents", "formats", "analysis", "suggest", "report"]),
    ("cli", &["model", "store", "documents", "formats", "analysis", "suggest", "report"]),
    ("main", &["model", "store", "documents", "formats", "analysis", "suggest", "report", "app", "cli"]),
    // Lists the others.
    ("lib", &[]),
];

/// Words of the code that belong to some files only.
struct Reserved {
    words: &'static [&'static str],
    /// Path prefixes of the files that may have them.
    only_in: &'static [&'static str],
    why: &'static str,
}

const STORE: [&str; 2] = ["src/store.rs", "src/store/"];
const WINDOW: [&str; 2] = ["src/app.rs", "src/app/"];

const RESERVED: [Reserved; 6] = [
    Reserved { words: &["egui", "eframe", "rfd"], only_in: &WINDOW, why: "only the window draws" },
    Reserved {
        words: &["println!", "print!", "eprintln!", "eprint!", "dbg!"],
        only_in: &["src/cli.rs", "src/cli/", "src/main.rs"],
        why: "only the command line prints",
    },
    Reserved {
        words: &[
            "fs::write",
            "fs::rename",
            "fs::copy",
            "fs::remove_file",
            "fs::remove_dir",
            "fs::remove_dir_all",
            "fs::create_dir",
            "fs::create_dir_all",
            "fs::hard_link",
            "fs::set_permissions",
            "fs::DirBuilder",
            "fs::OpenOptions",
            "File::create",
            "File::create_new",
            "File::options",
        ],
        only_in: &STORE,
        why: "only the store writes files",
    },
    Reserved {
        words: &["std::fs"],
        only_in: &[STORE[0], STORE[1], "src/documents", "src/formats", "src/app", "src/cli", "src/main.rs"],
        why: "this layer touches no files",
    },
    Reserved {
        words: &["apply_all", "Edit::apply"],
        only_in: &["src/model/edit.rs", "src/store/open_corpus.rs", "src/store/open_corpus/"],
        why: "only an open corpus applies edits",
    },
    Reserved {
        words: &["std::net"],
        only_in: &["src/app/inspection.rs"],
        why: "the program does not use the network; only the address of the inspection plugin is judged",
    },
];

/// Words that one place must not have.
const BANNED: [(&str, &[&str], &str); 1] =
    [("src/model", &["serde", "Serialize", "Deserialize"], "the model knows nothing of serialisation")];

/// The top module of a file: `store` for `src/store/load.rs`.
fn top_module(path: &str) -> &str {
    let path = path.strip_prefix("src/").unwrap_or(path);
    path.split('/').next().unwrap_or(path).trim_end_matches(".rs")
}

/// The module path of a file: `store::load` for `src/store/load.rs`, nothing for the two roots.
fn module_path(path: &str) -> Vec<&str> {
    let path = path.strip_prefix("src/").unwrap_or(path).trim_end_matches(".rs");
    if matches!(path, "lib" | "main") { Vec::new() } else { path.split('/').collect() }
}

/// The paths a `use` tree stands for: `a::{b, c::{d as e}}` is `a::b` and `a::c::d`.
fn expand(tree: &str) -> Vec<String> {
    let tree = tree.trim();
    let Some((head, rest)) = tree.split_once('{') else {
        return vec![tree.split(" as ").next().unwrap_or(tree).trim().to_owned()];
    };
    let inner = rest.rsplit_once('}').map_or(rest, |(inner, _)| inner);
    let (mut parts, mut depth, mut start) = (Vec::new(), 0_usize, 0);
    for (at, ch) in inner.char_indices() {
        match ch {
            '{' => depth += 1,
            '}' => depth -= 1,
            ',' if depth == 0 => {
                parts.push(&inner[start..at]);
                start = at + 1;
            }
            _ => {}
        }
    }
    parts.push(&inner[start..]);
    let whole = |part: &str| expand(part).into_iter().map(|path| format!("{head}{path}")).collect::<Vec<_>>();
    parts.into_iter().filter(|part| !part.trim().is_empty()).flat_map(whole).collect()
}

/// The `use` declarations of a file as single paths, each with its line from 1.
fn imports(code: &str) -> Vec<(usize, String)> {
    let mut imports = Vec::new();
    let mut open: Option<(usize, String)> = None;
    for (idx, line) in code.lines().enumerate() {
        let trimmed = line.trim();
        let declared = match trimmed.strip_prefix("pub") {
            Some(rest) if rest.starts_with('(') => rest.split_once(')').map_or(rest, |(_, rest)| rest).trim(),
            Some(rest) => rest.trim(),
            None => trimmed,
        };
        let text = match open.take() {
            Some((line, text)) => Some((line, format!("{text} {trimmed}"))),
            None => declared.strip_prefix("use ").map(|tree| (idx + 1, tree.to_owned())),
        };
        match text {
            Some((line, text)) if text.ends_with(';') => {
                imports.extend(expand(text.trim_end_matches(';')).into_iter().map(|path| (line, path)));
            }
            unfinished => open = unfinished,
        }
    }
    imports
}

/// The paths that a line writes out from the root of the crate.
fn crate_paths(line: &str) -> impl Iterator<Item = String> {
    let path = |(at, root): (usize, &str)| {
        let end = |ch: char| !(ch.is_alphanumeric() || ch == '_' || ch == ':');
        let path = &line[at..];
        let is_word = !line[..at].ends_with(|ch: char| ch.is_alphanumeric() || ch == '_');
        is_word.then(|| {
            path[..path[root.len()..].find(end).map_or(path.len(), |len| root.len() + len)].to_owned()
        })
    };
    let found: Vec<String> = ["crate::", "redletter::"]
        .iter()
        .flat_map(|root| line.match_indices(root))
        .filter_map(path)
        .collect();
    found.into_iter()
}

/// The top module a path leads to from a file, if it leads into this package.
fn reached(from: &str, path: &str) -> Option<String> {
    let mut parts = path.split("::").map(str::trim);
    let mut place = module_path(from);
    match parts.next()? {
        "crate" | "redletter" => parts.next().map(str::to_owned),
        "super" => {
            place.pop();
            loop {
                match parts.next()? {
                    "super" => place.pop(),
                    next => {
                        return place.first().map_or(Some(next.to_owned()), |top| Some((*top).to_owned()));
                    }
                };
            }
        }
        _ => None,
    }
}

/// Whether a line has `word` with no part of a longer word around it.
fn has_word(line: &str, word: &str) -> bool {
    let is_part = |ch: char| ch.is_alphanumeric() || ch == '_';
    line.match_indices(word).any(|(at, _)| {
        let after = &line[at + word.len()..];
        !line[..at].ends_with(is_part) && (word.ends_with('!') || !after.starts_with(is_part))
    })
}

/// What one file does against the layers.
fn violations(file: &Source) -> Vec<String> {
    let Source { path, text } = file;
    let mut found = Vec::new();
    let top = top_module(path);
    let Some((_, allowed)) = ALLOWED.iter().find(|(name, _)| *name == top) else {
        return vec![format!("{path}: {top} is no layer yet; give it a line in tests/it/layers.rs")];
    };
    let imports = imports(text);
    let written =
        text.lines().enumerate().flat_map(|(idx, line)| crate_paths(line).map(move |path| (idx + 1, path)));
    let mut arrows: Vec<(usize, String)> = imports
        .iter()
        .cloned()
        .chain(written)
        .filter_map(|(line, used)| reached(path, &used).map(|target| (line, target)))
        // A path to an item of the crate's root, or a tree that `imports` takes apart.
        .filter(|(_, target)| {
            !target.is_empty() && target != top && ALLOWED.iter().any(|(name, _)| name == target)
        })
        .collect();
    arrows.sort();
    arrows.dedup();
    for (line, target) in arrows {
        if !allowed.contains(&target.as_str()) {
            found.push(format!("{path}:{line}: {top} may not import {target}"));
        }
    }
    let uses = imports.iter().map(|(line, used)| (*line, used.as_str()));
    let lines: Vec<(usize, &str)> =
        text.lines().enumerate().map(|(idx, line)| (idx + 1, line)).chain(uses).collect();
    let mut ban = |words: &[&str], why: &str| {
        for (line, code) in &lines {
            for word in words.iter().filter(|word| has_word(code, word)) {
                let message = format!("{path}:{line}: {word}: {why}");
                if !found.contains(&message) {
                    found.push(message);
                }
            }
        }
    };
    for Reserved { words, only_in, why } in &RESERVED {
        if !only_in.iter().any(|prefix| path.starts_with(prefix)) {
            ban(words, why);
        }
    }
    for (prefix, words, why) in BANNED {
        if path.starts_with(prefix) {
            ban(words, why);
        }
    }
    found
}

#[test]
fn no_file_reaches_against_the_layers() {
    let files = program_code(files_under("src"));
    assert!(files.iter().any(|file| file.path == "src/store/open_corpus.rs"), "the files were not found");
    let found: Vec<String> = files.iter().flat_map(violations).collect();
    assert!(found.is_empty(), "\n{}", found.join("\n"));
}

/// What the checker says of a made-up file.
fn said_of(path: &str, text: &str) -> Vec<String> {
    let files = vec![Source { path: path.to_owned(), text: text.to_owned() }];
    program_code(files).iter().flat_map(violations).collect()
}

#[test]
fn the_checker_sees_an_arrow_the_other_way_however_it_is_written() {
    for (path, text) in [
        ("src/model/x.rs", "use crate::store::OpenCorpus;"),
        ("src/model/x.rs", "use super::super::store;"),
        ("src/model/x.rs", "use super::super::{\n    model::id,\n    store::{self as other},\n};"),
        ("src/model/x.rs", "fn f(c: &crate::store::OpenCorpus) {}"),
        ("src/formats/csv.rs", "pub(crate) use crate::{model::id, store::layout};"),
        ("src/store/x.rs", "pub use crate::formats;"),
        ("src/analysis/x.rs", "use crate::suggest::propose;"),
        ("src/app/x.rs", "use crate::cli::run;"),
        ("src/cli/x.rs", "use crate::app::theme;"),
        ("src/documents.rs", "use super::formats::csv;"),
        ("src/app/x.rs", "use redletter::cli::run;"),
    ] {
        assert_eq!(said_of(path, text).len(), 1, "{path}: {text}: {:?}", said_of(path, text));
    }
    let unknown = said_of("src/network.rs", "");
    assert!(unknown[0].contains("no layer yet"), "{unknown:?}");
}

#[test]
fn the_checker_sees_words_that_belong_elsewhere() {
    for (path, text) in [
        ("src/cli/x.rs", "use egui::Context;"),
        ("src/main.rs", "fn main() { eframe::run_native(); }"),
        ("src/formats/x.rs", "println!(\"{x}\");"),
        ("src/app/x.rs", "fn f() { eprintln!(); }"),
        ("src/cli/x.rs", "std::fs::write(path, bytes)?;"),
        ("src/documents/x.rs", "let file = File::create(path)?;"),
        ("src/documents/x.rs", "use std::fs::{self, OpenOptions};"),
        ("src/model/x.rs", "use std::{fmt, fs};"),
        ("src/analysis/x.rs", "let bytes = std::fs::read(path)?;"),
        ("src/model/x.rs", "use serde::Serialize as _;"),
        ("src/model/x.rs", "#[derive(Clone, Deserialize)]"),
        ("src/store/load.rs", "use crate::model::edit::{Edit, apply_all};"),
        ("src/store/x.rs", "edits.iter().map(Edit::apply)"),
        ("src/store/x.rs", "use std::net::TcpStream;"),
        ("src/app/x.rs", "use std::{io, net::TcpStream};"),
    ] {
        assert!(!said_of(path, text).is_empty(), "{path}: {text}");
    }
}

#[test]
fn the_checker_lets_pass_what_is_allowed() {
    for (path, text) in [
        ("src/model/x.rs", "use super::id::ArticleId;\nuse crate::model::text;"),
        ("src/store/open_corpus/save.rs", "use super::super::writer::Job;\nuse crate::store::layout;"),
        ("src/store/open_corpus/undo.rs", "use crate::model::edit::{Edit, apply_all};"),
        ("src/store/disk.rs", "use std::fs::{self, File};\nfn f() { fs::write(path, bytes) }"),
        ("src/documents/collect.rs", "use std::fs::{self, File};\nlet file = File::open(path)?;"),
        (
            "src/model/x.rs",
            "// use crate::store;\n/// See `println!` and [`crate::store`].\nlet why = \"std::net\";",
        ),
        ("src/model/x.rs", "#[cfg(test)]\nmod tests {\n    use crate::store::OpenCorpus;\n}"),
        ("src/cli/x.rs", "println!(\"{network}\");\nuse crate::store::{Access, OpenOptions};"),
        ("src/app/x.rs", "use crate::store::OpenCorpus;\nuse crate::report::Report;\nuse egui::Ui;"),
        ("src/main.rs", "use redletter::app;\nuse redletter::cli;"),
        ("src/lib.rs", "pub mod model;\npub mod app;"),
        ("src/store/x.rs", "use crate::model::{edit::Edit, id};\nlet reapply_all_of = 1;"),
    ] {
        assert_eq!(said_of(path, text), Vec::<String>::new(), "{path}: {text}");
    }
}
