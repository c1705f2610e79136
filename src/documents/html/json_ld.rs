//! What a page says about its article in JSON-LD, the way search engines ask for it.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

/// What JSON-LD says about an article. Empty strings mean that it says nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct LinkedData {
    pub(super) headline: String,
    pub(super) authors: Vec<String>,
    pub(super) date: String,
    pub(super) publisher: String,
    pub(super) language: String,
    pub(super) url: String,
    /// Whether only those who pay may read it.
    pub(super) is_paid: bool,
}

impl LinkedData {
    /// What the scripts of a page say about its article. Of several articles it is the one whose headline
    /// `is_title` knows, else the first. Scripts that are no good JSON say nothing.
    pub(super) fn of(scripts: &[String], is_title: impl Fn(&str) -> bool) -> Self {
        let mut nodes = Nodes::default();
        for script in scripts {
            if let Ok(value) = serde_json::from_str(bare(script)) {
                nodes.add(value);
            }
        }
        let articles: Vec<&Map<String, Value>> = nodes.all.iter().filter(|node| is_article(node)).collect();
        let headline = |node: &Map<String, Value>| word(node.get("headline"));
        let article = articles.iter().find(|node| is_title(&headline(node))).or(articles.first());
        article.map(|node| nodes.read(node)).unwrap_or_default()
    }
}

/// A script without the marks that hide it from parsers of XML.
fn bare(script: &str) -> &str {
    let script = script.trim();
    let script = script.strip_prefix("<![CDATA[").and_then(|rest| rest.strip_suffix("]]>")).unwrap_or(script);
    script.trim()
}

/// The objects that a page describes, and those of them that have a name, by their ids.
#[derive(Default)]
struct Nodes {
    all: Vec<Map<String, Value>>,
    names: BTreeMap<String, String>,
}

impl Nodes {
    /// Adds what a script describes: an object, a list of them, or a graph.
    fn add(&mut self, script: Value) {
        let mut values = vec![script];
        let mut idx = 0;
        while idx < values.len() {
            match values[idx].take() {
                Value::Array(inner) => values.extend(inner),
                Value::Object(mut node) => {
                    values.extend(node.remove("@graph"));
                    let (id, name) = (word(node.get("@id")), word(node.get("name")));
                    if !id.is_empty() && !name.is_empty() {
                        self.names.entry(id).or_insert(name);
                    }
                    self.all.push(node);
                }
                _ => {}
            }
            idx += 1;
        }
    }

    fn read(&self, node: &Map<String, Value>) -> LinkedData {
        let authors = self.names_in(node.get("author").or_else(|| node.get("creator")));
        let publisher = self.names_in(node.get("publisher")).into_iter().next().unwrap_or_default();
        let page = match node.get("mainEntityOfPage") {
            Some(Value::Object(page)) => word(page.get("@id").or_else(|| page.get("url"))),
            page => word(page),
        };
        let language = match node.get("inLanguage") {
            Some(Value::Object(language)) => {
                word(language.get("alternateName").or_else(|| language.get("name")))
            }
            language => word(language),
        };
        let is_paid = node.get("isAccessibleForFree").is_some_and(|is_free| match is_free {
            Value::Bool(is_free) => !is_free,
            Value::String(words) => words.trim().to_lowercase().ends_with("false"),
            _ => false,
        });
        LinkedData {
            headline: word(node.get("headline")),
            authors,
            date: word(node.get("datePublished").or_else(|| node.get("dateCreated"))),
            publisher,
            language,
            url: if page.is_empty() { word(node.get("url")) } else { page },
            is_paid,
        }
    }

    /// The names of persons or organisations: a word, an object with a name or with the id of one, or a list of these.
    fn names_in(&self, value: Option<&Value>) -> Vec<String> {
        let name_of = |value: &Value| match value {
            Value::Object(node) => {
                let name = word(node.get("name"));
                if name.is_empty() {
                    self.names.get(&word(node.get("@id"))).cloned().unwrap_or_default()
                } else {
                    name
                }
            }
            value => word(Some(value)),
        };
        let names: Vec<String> = match value {
            Some(Value::Array(values)) => values.iter().map(name_of).collect(),
            Some(value) => vec![name_of(value)],
            None => Vec::new(),
        };
        names.into_iter().filter(|name| !name.is_empty()).collect()
    }
}

/// A word, or the first of several.
fn word(value: Option<&Value>) -> String {
    match value {
        Some(Value::String(word)) => word.trim().to_owned(),
        Some(Value::Array(words)) => {
            words.first().and_then(Value::as_str).unwrap_or_default().trim().to_owned()
        }
        _ => String::new(),
    }
}

/// Whether an object is an article of any sort.
fn is_article(node: &Map<String, Value>) -> bool {
    let is_such = |kind: &Value| {
        kind.as_str().is_some_and(|kind| {
            kind.ends_with("Article") || kind.ends_with("Posting") && kind != "JobPosting" || kind == "Report"
        })
    };
    match node.get("@type") {
        Some(Value::Array(kinds)) => kinds.iter().any(is_such),
        Some(kind) => is_such(kind),
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(script: &str) -> LinkedData {
        LinkedData::of(&[script.to_owned()], |_| false)
    }

    #[test]
    fn an_article_in_a_graph_names_its_people_by_their_ids() {
        let read = read(
            r##"{"@graph": [{"@type": ["Article", "Thing"], "headline": " Night ferry ", "author": [{"@id": "#p"},
            {"name": "Jon Roe"}, "Ada Wick"], "publisher": {"@id": "#o"}, "datePublished": "2025-03-14",
            "mainEntityOfPage": {"@id": "https://quay.example/a"}, "inLanguage": {"name": "English", "alternateName": "en"},
            "isAccessibleForFree": "False"},
            {"@id": "#p", "name": "Mara Kell"}, [{"@id": "#o", "name": "The Quay"}]]}"##,
        );
        assert_eq!(
            read,
            LinkedData {
                headline: "Night ferry".to_owned(),
                authors: vec!["Mara Kell".to_owned(), "Jon Roe".to_owned(), "Ada Wick".to_owned()],
                date: "2025-03-14".to_owned(),
                publisher: "The Quay".to_owned(),
                language: "en".to_owned(),
                url: "https://quay.example/a".to_owned(),
                is_paid: true,
            }
        );
    }

    #[test]
    fn of_several_articles_the_one_with_the_pages_title_is_meant() {
        let scripts = [
            r#"[{"@type": "NewsArticle", "headline": "Other"}, {"@type": "WebPage", "headline": "Night ferry"}]"#,
            r#"{"@type": "NewsArticle", "headline": "Night ferry", "url": "u", "author": "Mara Kell"}"#,
            "{broken",
        ]
        .map(str::to_owned);
        let found = LinkedData::of(&scripts, |headline| headline == "Night ferry");
        assert_eq!((found.url.as_str(), found.authors.as_slice()), ("u", &["Mara Kell".to_owned()][..]));
        assert_eq!(LinkedData::of(&scripts, |_| false).headline, "Other");
    }

    #[test]
    fn marks_of_xml_around_a_script_are_passed_over() {
        let read = read("\n<![CDATA[\n{\"@type\": \"NewsArticle\", \"headline\": \"Night ferry\"}\n]]>\n");
        assert_eq!(read.headline, "Night ferry");
    }

    #[test]
    fn what_is_no_article_says_nothing() {
        let deep = format!("{}1{}", "[".repeat(50_000), "]".repeat(50_000));
        for script in
            ["", "null", "[1, \"a\", {}]", r#"{"@type": "Organization", "name": "The Quay"}"#, &deep]
        {
            assert_eq!(read(script), LinkedData::default());
        }
    }
}
