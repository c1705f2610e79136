//! The lines between `---` and `---` at the head of a Markdown file: the simple part of YAML that people use.

use crate::documents::metadata::Field;

/// Front matter as keys and values, and the Markdown below it.
pub(super) struct FrontMatter<'t> {
    /// In the order of the file.
    pub(super) fields: Vec<(&'t str, String)>,
    /// What stands below the closing line.
    pub(super) body: &'t str,
}

impl<'t> FrontMatter<'t> {
    /// The `key: value` lines between two `---` lines at the very start; `None` if anything else stands
    /// there, which is then Markdown.
    ///
    /// Understood are quoted values, lists in either form, values that go on in indented lines, and comments.
    pub(super) fn parse(text: &'t str) -> Option<Self> {
        let mut rest = text.strip_prefix("---")?;
        let mut fields: Vec<(&str, String)> = Vec::new();
        let mut is_first = true;
        while let Some((line, below)) =
            rest.split_once('\n').or_else(|| (!rest.is_empty()).then_some((rest, "")))
        {
            rest = below;
            let trimmed = line.trim();
            if is_first {
                // What follows the opening "---" in its own line.
                is_first = false;
                if !trimmed.is_empty() {
                    return None;
                }
            } else if matches!(line.trim_end(), "---" | "...") {
                return (!fields.is_empty()).then_some(Self { fields, body: rest });
            } else if trimmed.is_empty() || trimmed.starts_with('#') {
                // A comment.
            } else if line.starts_with([' ', '\t']) || trimmed == "-" || trimmed.starts_with("- ") {
                append_item(&mut fields.last_mut()?.1, trimmed);
            } else {
                let (key, value) = line.split_once(':')?;
                if key.contains(char::is_whitespace) && Field::from_key(key).is_none() {
                    return None;
                }
                fields.push((key.trim(), scalar_or_list(value.trim())));
            }
        }
        None
    }
}

/// Adds one line of a list or of a value that goes on: list items after ", ", other words after a space.
fn append_item(value: &mut String, line: &str) {
    let (item, separator) = match line.strip_prefix('-') {
        Some(item) => (item.trim(), ", "),
        None => (line, " "),
    };
    // An author is sometimes a map; the name is what counts.
    let item = scalar_or_list(item.strip_prefix("name:").unwrap_or(item).trim());
    if !value.is_empty() && !item.is_empty() {
        value.push_str(separator);
    }
    value.push_str(&item);
}

/// A value without quotes and comment; the items of a list in brackets joined by ", ".
fn scalar_or_list(value: &str) -> String {
    if matches!(value, "|" | ">" | "|-" | ">-" | "~" | "null") {
        return String::new();
    }
    let list = value.strip_prefix('[').and_then(|list| list.trim_end().strip_suffix(']'));
    match list {
        Some(list) => {
            let items: Vec<String> = split_list(list).into_iter().map(|item| scalar(item.trim())).collect();
            items.into_iter().filter(|item| !item.is_empty()).collect::<Vec<_>>().join(", ")
        }
        None => scalar(value),
    }
}

/// The items between commas that stand outside of quotation marks.
fn split_list(list: &str) -> Vec<&str> {
    let mut quote = None;
    list.split(|c: char| {
        match quote {
            Some(open) if open == c => quote = None,
            None if matches!(c, '"' | '\'') => quote = Some(c),
            _ => {}
        }
        c == ',' && quote.is_none()
    })
    .collect()
}

fn scalar(value: &str) -> String {
    if let Some(inner) = value.strip_prefix('\'')
        && let Some(end) = inner.replace("''", "\0\0").find('\'')
    {
        // Two of them stand for one; NULs keep the place while the end is looked for.
        return inner[..end].replace("''", "'");
    }
    if let Some(inner) = value.strip_prefix('"') {
        let mut words = String::new();
        let mut characters = inner.chars();
        while let Some(c) = characters.next() {
            match c {
                '"' => return words,
                '\\' => match characters.next() {
                    Some('n' | 't') => words.push(' '),
                    Some(escaped) => words.push(escaped),
                    None => {}
                },
                _ => words.push(c),
            }
        }
    }
    value.split(" #").next().unwrap_or(value).trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_lose_quotes_brackets_and_comments() {
        for (yaml, words) in [
            ("plain # comment", "plain"),
            ("https://example.org/#top", "https://example.org/#top"),
            ("'It''s' # comment", "It's"),
            (r#""a \"b\" # c""#, "a \"b\" # c"),
            ("[a, 'b, c', \"d\", ]", "a, b, c, d"),
            ("'open", "'open"),
            ("~", ""),
            ("", ""),
        ] {
            assert_eq!(scalar_or_list(yaml), words, "{yaml}");
        }
    }

    #[test]
    fn only_pairs_between_two_lines_are_front_matter() {
        let parsed =
            FrontMatter::parse("---\na: 1\nlist:\n- x\n- y\n\n# no\nlong: >\n  one\n  two\n...\nbody")
                .unwrap();
        assert_eq!(
            parsed.fields,
            [("a", "1".to_owned()), ("list", "x, y".to_owned()), ("long", "one two".to_owned())]
        );
        assert_eq!(parsed.body, "body");
        for text in [
            "---\na: 1",
            "---\n---\n",
            "--- a\nb: 1\n---\n",
            "\n---\na: 1\n---\n",
            "---\n  a\n---\n",
            "---\nA line: b\n---\n",
        ] {
            assert!(FrontMatter::parse(text).is_none(), "{text}");
        }
    }
}
