//! Pointers: ids of elements, and TEI's `string-range()` (Guidelines, section 17.2.4).

use std::fmt::Write as _;

use crate::formats::interchange::lines::Span;

/// What a pointer points to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Pointer {
    /// The element of that id.
    Id(String),
    /// Ranges of the text stream from an element on: offsets and lengths.
    Ranges(String, Vec<(usize, usize)>),
}

/// The pointer to these fragments of the text of the element of that id.
pub(super) fn string_range(id: &str, fragments: &[Span]) -> String {
    let mut pointer = format!("#string-range({id}");
    for (start, end) in fragments {
        // Writing to a string can't fail.
        write!(pointer, ",{start},{}", end.saturating_sub(*start)).unwrap_or_default();
    }
    pointer + ")"
}

/// The pointers of an attribute, or why one is none that is known here.
pub(super) fn pointers(value: &str) -> Result<Vec<Pointer>, String> {
    // Some write a space after each comma, which no pointer can have.
    let value = value.replace(", ", ",");
    value.split_whitespace().map(pointer).collect()
}

fn pointer(text: &str) -> Result<Pointer, String> {
    let unknown = || format!("“{text}” is no pointer into this file that is known here");
    let own = text.strip_prefix('#').unwrap_or(text);
    let Some(inner) = own.strip_prefix("string-range(").and_then(|rest| rest.strip_suffix(')')) else {
        let is_id = text.starts_with('#') && !own.is_empty() && !own.contains(['(', ')', '/']);
        return if is_id { Ok(Pointer::Id(own.to_owned())) } else { Err(unknown()) };
    };
    let mut parts = inner.split(',').map(str::trim);
    let id = parts.next().unwrap_or_default().trim_start_matches('#').trim_matches(['\'', '"']).to_owned();
    let numbers: Vec<usize> = parts.map(str::parse).collect::<Result<_, _>>().map_err(|_| unknown())?;
    if id.is_empty() || numbers.is_empty() || numbers.len() % 2 == 1 || id.contains(['/', '[']) {
        return Err(unknown());
    }
    Ok(Pointer::Ranges(id, numbers.chunks_exact(2).map(|pair| (pair[0], pair[1])).collect()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pointers_read_back_and_others_are_told() {
        let written = string_range("text.a", &[(3, 10), (12, 13)]);
        assert_eq!(written, "#string-range(text.a,3,7,12,1)");
        assert_eq!(pointers(&written), Ok(vec![Pointer::Ranges("text.a".to_owned(), vec![(3, 7), (12, 1)])]));
        assert_eq!(
            pointers("#a  #string-range(b, 1, 2)"),
            Ok(vec![Pointer::Id("a".to_owned()), Pointer::Ranges("b".to_owned(), vec![(1, 2)])])
        );
        for wrong in ["#string-range(a,1)", "#string-range(a,-1,2)", "#xpath(//p)", "other.xml#a", "#"] {
            assert!(pointers(wrong).is_err(), "{wrong}");
        }
    }
}
