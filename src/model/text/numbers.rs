//! Numbers as people read them: every count that the window shows is written here, so that there is one way.
//!
//! Files have numbers as they are; so has what the command line prints, which programs read.

/// A number with a comma between thousands: `12,400`.
pub fn in_thousands(num: usize) -> String {
    grouped(&num.to_string())
}

/// A number to two places, with a comma between thousands and without idle zeros: `12,400.5`.
pub fn shown_figure(number: f64) -> String {
    let text = to_two_places(number).to_string();
    let (sign, digits) = text.strip_prefix('-').map_or(("", text.as_str()), |digits| ("-", digits));
    match digits.split_once('.') {
        Some((whole, rest)) => format!("{sign}{}.{rest}", grouped(whole)),
        None => format!("{sign}{}", grouped(digits)),
    }
}

/// A number without what is beyond two places.
pub fn to_two_places(number: f64) -> f64 {
    (number * 100.0).round() / 100.0
}

/// A number of things: `1 claim`, `12,400 policies`.
pub fn counted(count: usize, noun: &str) -> String {
    format!("{} {}", in_thousands(count), plural(count, noun))
}

/// The noun for so many things, without their number.
pub fn plural(count: usize, noun: &str) -> String {
    if count == 1 {
        return noun.to_owned();
    }
    match noun.strip_suffix('y') {
        Some(stem) if !stem.ends_with(['a', 'e', 'i', 'o', 'u']) => format!("{stem}ies"),
        _ => format!("{noun}s"),
    }
}

fn grouped(digits: &str) -> String {
    let first = digits.len() % 3;
    let mut parts: Vec<&str> = Vec::new();
    if first > 0 {
        parts.push(&digits[..first]);
    }
    parts.extend((first..digits.len()).step_by(3).filter_map(|at| digits.get(at..at + 3)));
    parts.join(",")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_commas_between_thousands() {
        let numbers = [0, 12, 999, 1_204, 123_456, 1_000_000].map(in_thousands);
        assert_eq!(numbers, ["0", "12", "999", "1,204", "123,456", "1,000,000"]);
        let figures = [0.0, 2.5, 1.0 / 3.0, 1_234.0, 12_400.125, -4_000.5].map(shown_figure);
        assert_eq!(figures, ["0", "2.5", "0.33", "1,234", "12,400.13", "-4,000.5"]);
    }

    #[test]
    fn numbers_of_things_read_well() {
        assert_eq!(counted(1, "claim"), "1 claim");
        assert_eq!(counted(3, "caveat"), "3 caveats");
        assert_eq!(counted(0, "entry"), "0 entries");
        assert_eq!(counted(2, "survey"), "2 surveys");
        assert_eq!(counted(12_400, "policy"), "12,400 policies");
    }
}
