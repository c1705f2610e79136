//! Names in plots: how wide they are about, and how they are cut. A picture is written without a typeface at hand,
//! so that widths are estimates, rather too wide than too narrow.

use unicode_segmentation::UnicodeSegmentation as _;

/// About how wide `text` is in a sans serif of `size`, in the unit of `size`.
pub fn width(text: &str, size: f64) -> f64 {
    let em: f64 = text
        .chars()
        .map(|ch| match ch {
            'i' | 'j' | 'l' | 'I' | '.' | ',' | ':' | ';' | '\'' | '|' | '’' => 0.3,
            ' ' | 'f' | 't' | 'r' | '(' | ')' | '-' | '\u{202f}' => 0.38,
            'm' | 'w' | 'M' | 'W' | '@' => 0.92,
            'A'..='Z' => 0.72,
            ch if u32::from(ch) < 0x1100 => 0.6,
            _ => 1.05,
        })
        .sum();
    em * size
}

/// `name` cut in the middle, so that it is at most about `max_width` wide in a sans serif of `size`. Whole
/// grapheme clusters stay.
pub fn cut_in_the_middle(name: &str, size: f64, max_width: f64) -> String {
    if width(name, size) <= max_width {
        return name.to_owned();
    }
    let clusters: Vec<&str> = name.graphemes(true).collect();
    let budget = (max_width - width("…", size)).max(size) / 2.0;
    let fits = |clusters: &mut dyn Iterator<Item = &&str>| {
        let mut left = budget;
        clusters
            .take_while(|cluster| {
                left -= width(cluster, size);
                left >= 0.0
            })
            .count()
    };
    let head = fits(&mut clusters.iter()).max(1);
    let tail = fits(&mut clusters.iter().rev()).min(clusters.len() - head);
    let (head, tail) = (clusters[..head].concat(), clusters[clusters.len() - tail..].concat());
    format!("{}…{}", head.trim_end(), tail.trim_start())
}

/// `text` in lines that are at most about `max_width` wide.
pub fn lines(text: &str, size: f64, max_width: f64) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        match lines.last_mut() {
            Some(line) if width(line, size) + width(word, size) + size * 0.38 <= max_width => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_names_keep_both_ends() {
        assert_eq!(cut_in_the_middle("Ana Ruz", 12.0, 100.0), "Ana Ruz");
        let cut = cut_in_the_middle("Ministry of the Interior and Harbour Affairs", 12.0, 120.0);
        assert!(cut.starts_with("Minist") && cut.ends_with("irs") && cut.contains('…'), "{cut}");
        assert!(width(&cut, 12.0) <= 121.0);
        let family = "👩‍👩‍👧‍👦".repeat(40);
        assert!(cut_in_the_middle(&family, 12.0, 100.0).starts_with("👩‍👩‍👧‍👦"));
    }

    #[test]
    fn text_is_broken_at_spaces() {
        assert_eq!(lines("one two three", 10.0, 45.0), ["one two", "three"]);
    }
}
