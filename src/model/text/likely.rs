//! "Did you mean …": which of several names was most likely meant by one that is none of them.

use super::fold::name_key;
use super::visible::shown_name;

/// The name that was most likely meant; `None` if none comes near.
pub fn nearest<'n>(typed: &str, names: impl IntoIterator<Item = &'n str>) -> Option<String> {
    let typed = name_key(typed);
    let most = 1 + typed.chars().count() / 3;
    let distances = names.into_iter().map(|name| {
        let key = name_key(name);
        // A name of several words is often begun with one of them.
        let parts = key.split(' ').map(|part| strsim::damerau_levenshtein(&typed, part) + 1);
        let whole = strsim::damerau_levenshtein(&typed, &key);
        (parts.min().unwrap_or(whole).min(whole), name)
    });
    let best = distances.filter(|(distance, _)| *distance <= most).min();
    best.map(|(_, name)| name.to_owned())
}

/// The end of a sentence that proposes the nearest name; empty if there is none.
pub fn did_you_mean(nearest: Option<&str>) -> String {
    nearest.map_or_else(String::new, |nearest| format!("; did you mean “{}”?", shown_name(nearest)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_finds_its_name_and_another_word_none() {
        let names = ["headline", "body_text", "published"];
        assert_eq!(nearest("Headlin", names).as_deref(), Some("headline"));
        assert_eq!(nearest("body", names).as_deref(), Some("body_text"));
        assert_eq!(nearest("weather", names), None);
        assert_eq!(did_you_mean(Some("body")), "; did you mean “body”?");
        assert_eq!(did_you_mean(None), "");
    }
}
