//! Names in lines that hold more: the title of a page that names the site too, a byline.

/// The longest text that can be a byline or a date, in characters without white space.
pub(super) const MAX_LINE_CHARS: usize = 100;

/// The heading that is the title: the longest that the other titles know. One that is a small part of the page's title,
/// or begins "Site: Title", is the site's name.
pub(super) fn heading_of_page<'h>(
    headings: &'h [String],
    for_machines: &str,
    page_title: &str,
    outlet: &str,
) -> Option<&'h str> {
    let (for_machines, page, outlet) =
        (for_machines.to_lowercase(), page_title.to_lowercase(), outlet.to_lowercase());
    let agrees = |heading: &&str| {
        let heading = heading.to_lowercase();
        let is_small = heading.chars().count() * 5 < page.chars().count() * 2;
        let is_in_page = page.strip_prefix(&heading).map_or_else(
            || page.contains(&heading) && !is_small,
            |behind| !(is_small && behind.starts_with(':')),
        );
        heading != outlet && (for_machines.contains(&heading) || is_in_page)
    };
    let all = || headings.iter().map(String::as_str);
    let known = all().rev().filter(agrees).max_by_key(|heading| heading.len());
    let is_only_one = headings.len() == 1 && for_machines.is_empty() && page.is_empty();
    known.or_else(|| all().next().filter(|_| is_only_one))
}

/// A page's title without the name of the site, and that name. The site is what `outlet` says, or what stands beside
/// the heading, or a few words behind the last sign that parts titles.
pub(super) fn without_site<'t>(title: &'t str, outlet: &str, heading: Option<&str>) -> (&'t str, &'t str) {
    const SIGNS: [&str; 12] =
        [" | ", " - ", " – ", " — ", " :: ", " · ", " • ", " » ", " « ", "_", " : ", "｜"];
    let same = |one: &str, other: &str| one.to_lowercase() == other.to_lowercase();
    let cuts: Vec<(&str, &str)> = SIGNS
        .iter()
        .flat_map(|sign| title.match_indices(sign))
        .filter_map(|(at, sign)| Some((title.get(..at)?.trim(), title.get(at + sign.len()..)?.trim())))
        .filter(|(before, behind)| !before.is_empty() && !behind.is_empty())
        .collect();
    for (before, behind) in &cuts {
        if !outlet.is_empty() && same(behind, outlet) {
            return (before, behind);
        }
        if !outlet.is_empty() && same(before, outlet) {
            return (behind, before);
        }
    }
    let at_heading = cuts.iter().find(|(before, _)| heading.is_some_and(|heading| same(before, heading)));
    if let Some((before, behind)) = at_heading {
        // "Heading | Section | Site".
        let last = cuts.iter().filter(|(_, last)| behind.ends_with(last)).min_by_key(|(_, last)| last.len());
        return (before, last.map_or(*behind, |(_, last)| *last));
    }
    let last = cuts.iter().max_by_key(|(before, _)| before.len());
    match last {
        Some((before, behind)) if outlet.is_empty() && behind.split_whitespace().count() <= 5 => {
            let is_longer = before.chars().count() > behind.chars().count();
            if is_longer { (before, behind) } else { (title, "") }
        }
        _ => (title, ""),
    }
}

/// Whether a line of the page reads like names: at least half of its words begin with a capital, or with a letter of a
/// script without any.
pub(super) fn is_name_like(line: &str) -> bool {
    let words = || line.split_whitespace();
    words().filter(|word| !word.starts_with(char::is_lowercase)).count() * 2 >= words().count()
}

/// The names in a line that may be a byline: without "By", and without what follows them.
pub(super) fn byline_of(line: &str) -> Option<String> {
    const BEGINNINGS: [&str; 17] = [
        "by",
        "von",
        "par",
        "por",
        "di",
        "door",
        "av",
        "af",
        "text",
        "texte",
        "texto",
        "testo",
        "tekst",
        "автор",
        "بقلم",
        "记者",
        "作者",
    ];
    let line = line.split([':', '：']).next_back().unwrap_or(line);
    let line =
        [" · ", " | ", " • ", "\n"].iter().fold(line, |line, sign| line.split(sign).next().unwrap_or(line));
    let line = line.trim();
    // "Posted by Mara Kell"; other such words are parts of names.
    let line = [" by ", " por ", " par "]
        .iter()
        .find_map(|word| line.split_once(word).filter(|(verb, _)| !verb.contains(' ')))
        .map_or(line, |(_, name)| name);
    let name = match line.split_once(char::is_whitespace) {
        Some((first, rest)) if BEGINNINGS.contains(&first.to_lowercase().as_str()) => rest.trim(),
        _ => line,
    };
    let is_role =
        |(at, _): &(usize, &str)| name[*at..].trim_start_matches([',', ' ']).starts_with(char::is_lowercase);
    let name = name
        .match_indices(',')
        .find(is_role)
        .map_or(name, |(at, _)| &name[..at])
        .trim_end_matches([',', ' ']);
    let is_name = !name.is_empty()
        && !BEGINNINGS.contains(&name.to_lowercase().as_str())
        && !name.contains("://")
        && !name.starts_with("//")
        && name.chars().count() <= MAX_LINE_CHARS
        && !name.chars().any(char::is_numeric);
    is_name.then(|| name.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_of_the_site_is_cut_off_a_title() {
        for (title, outlet, heading, expected) in [
            ("Night ferry | The Quay", "", None, ("Night ferry", "The Quay")),
            ("Ferry | The Quay on Sunday", "", None, ("Ferry | The Quay on Sunday", "")),
            ("The night ferry | The Quay", "", None, ("The night ferry", "The Quay")),
            ("Night ferry | The Quay", "", Some("Night ferry"), ("Night ferry", "The Quay")),
            ("Night ferry | City | The Quay", "", Some("Night ferry"), ("Night ferry", "The Quay")),
            ("The Quay – Night ferry", "the quay", None, ("Night ferry", "The Quay")),
            ("Night ferry - a plan - The Quay", "The Quay", None, ("Night ferry - a plan", "The Quay")),
            (
                "Night ferry - a plan for all of us to see",
                "",
                None,
                ("Night ferry - a plan for all of us to see", ""),
            ),
            ("临川湖下月起禁止燃油游船_云津晚报", "", None, ("临川湖下月起禁止燃油游船", "云津晚报")),
            ("Night-ferry", "", None, ("Night-ferry", "")),
            (" | ", "", None, (" | ", "")),
            ("", "", None, ("", "")),
        ] {
            assert_eq!(without_site(title, outlet, heading), expected, "{title}");
        }
    }

    #[test]
    fn the_heading_is_told_from_the_name_of_the_site() {
        let found = |headings: &[&str], for_machines, page| {
            let headings: Vec<String> = headings.iter().map(|heading| (*heading).to_owned()).collect();
            heading_of_page(&headings, for_machines, page, "The Quay").map(str::to_owned)
        };
        let ferry = Some("Night ferry".to_owned());
        assert_eq!(found(&["Quay", "Night ferry"], "", "Night ferry | Quay"), ferry);
        assert_eq!(found(&["Night ferry"], "", "Night ferry | The Quay of Lower Ebb on Sunday"), ferry);
        assert_eq!(found(&["The Quay"], "", "The Quay"), None);
        assert_eq!(found(&["Sea notes"], "", "Sea notes: the night ferry is back at last"), None);
        assert_eq!(found(&["Sea notes"], "", "The night ferry is back at last - Sea notes"), None);
        assert_eq!(found(&["Night ferry"], "Night ferry: a plan", ""), ferry);
        assert_eq!(found(&["Night ferry"], "", ""), ferry);
        assert_eq!(found(&["Night ferry", "Fog"], "", ""), None);
    }

    #[test]
    fn names_have_capitals_where_there_are_any() {
        for line in
            ["Mara Kell", "By Mara Kell and Jon Roe", "by Ursula von Achenbach", "ليلى المنذري", "顾望舒"]
        {
            assert!(is_name_like(line), "{line}");
        }
        assert!(!is_name_like("View my complete profile"));
    }

    #[test]
    fn a_byline_is_its_names() {
        for (line, name) in [
            ("By Lionel Fairweather, staff writer", "Lionel Fairweather"),
            ("BY MARA KELL", "MARA KELL"),
            ("By Mara Kell, Jon Roe and Ada Wick, our reporters", "Mara Kell, Jon Roe and Ada Wick"),
            ("Barnaby Sørlie · 21 August 2025 · 3 min read", "Barnaby Sørlie"),
            ("بقلم: ليلى المنذري", "ليلى المنذري"),
            ("记者：顾望舒", "顾望舒"),
            ("Publicada por Benedita Salgueiro", "Benedita Salgueiro"),
            ("Ursula von Achenbach", "Ursula von Achenbach"),
            ("Von Leopoldine Achenbach", "Leopoldine Achenbach"),
            ("Parsley Byers", "Parsley Byers"),
        ] {
            assert_eq!(byline_of(line).as_deref(), Some(name));
        }
        for line in ["", "By", "By ", "https://quay.example/mk", "12 articles", ", and so on"] {
            assert_eq!(byline_of(line), None, "{line}");
        }
    }
}
