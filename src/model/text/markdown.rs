//! Words as Markdown holds them (`CommonMark` 0.31, section 2.4, with the marks of tables, strikes and sums).

/// Words that stand for themselves in Markdown, in the middle of a line.
pub fn escaped(words: &str) -> String {
    let mut escaped = String::with_capacity(words.len());
    for ch in words.chars() {
        if matches!(ch, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '#' | '|' | '~' | '&' | '$') {
            escaped.push('\\');
        }
        escaped.push(ch);
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_stand_for_themselves() {
        assert_eq!(escaped("a *b* [c](d) <e> | $f$"), r"a \*b\* \[c\](d) \<e\> \| \$f\$");
    }
}
