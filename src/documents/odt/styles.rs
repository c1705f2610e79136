//! What the styles of an OpenDocument text say about its paragraphs, passages and lists.

use std::collections::HashMap;

use super::super::Budget;
use super::super::flow::{Numerals, Role};
use super::super::xml_events::{XmlElement, XmlEvent, XmlEvents, XmlFault};

/// How far a style's ancestors are looked at.
const MAX_ANCESTORS: usize = 10;

/// A style, by what it says itself.
#[derive(Debug, Default)]
struct Style {
    role: Option<Role>,
    is_hidden: Option<bool>,
    parent: String,
}

/// How a level of a list is numbered, and where it begins.
pub(super) type Level = (Numerals, u32);

/// The styles of a document.
#[derive(Debug, Default)]
pub(super) struct Styles {
    /// By family (`paragraph`, `text`) and name.
    by_name: HashMap<(String, String), Style>,
    lists: HashMap<String, HashMap<usize, Level>>,
    /// How many headers and footers with words there are.
    pub(super) num_edges: usize,
}

/// What is being described.
#[derive(Default)]
struct Open {
    style: Option<((String, String), Style)>,
    list: Option<String>,
}

impl Styles {
    /// Adds the styles in a part, up to its text. What is damaged in it is passed over.
    pub(super) fn add(&mut self, xml: &str, budget: &Budget<'_>) -> Result<(), XmlFault> {
        let mut events = XmlEvents::new(xml, budget);
        let mut open = Open::default();
        loop {
            match events.next() {
                Ok(Some(XmlEvent::Start(element))) => match element.name() {
                    ("office", b"body") => return Ok(()),
                    ("style", name) if name.starts_with(b"header") || name.starts_with(b"footer") => {
                        // Their styles are called `header-style`; they hold no words.
                        match events.text() {
                            Ok(words) => self.num_edges += usize::from(!words.trim().is_empty()),
                            Err(XmlFault::Malformed(_)) => return Ok(()),
                            Err(refused) => return Err(refused),
                        }
                    }
                    _ => self.take(&element, &mut open),
                },
                Ok(Some(XmlEvent::End(end))) => match end.name() {
                    ("style", b"style") => self.by_name.extend(open.style.take()),
                    ("text", b"list-style") => open.list = None,
                    _ => {}
                },
                Ok(Some(XmlEvent::Text(_))) => {}
                Ok(None) | Err(XmlFault::Malformed(_)) => return Ok(()),
                Err(refused) => return Err(refused),
            }
        }
    }

    fn take(&mut self, element: &XmlElement<'_>, open: &mut Open) {
        let value = |name: &str| element.attribute(name).unwrap_or_default();
        match element.name() {
            ("style", b"style") => {
                let name = value("name");
                let outline = value("default-outline-level").parse::<u8>().ok().map(Role::Heading);
                let role = Role::of_style(&name).or_else(|| Role::of_style(&value("display-name")));
                let style =
                    Style { role: role.or(outline), is_hidden: None, parent: value("parent-style-name") };
                open.style = Some(((value("family"), name), style));
            }
            ("style", b"text-properties") => {
                if let (Some((_, style)), Some(display)) = (&mut open.style, element.attribute("display")) {
                    style.is_hidden = Some(display == "none");
                }
            }
            ("text", b"list-style") => open.list = Some(value("name")),
            ("text", name) if name.starts_with(b"list-level-style-") => {
                let Some(list) = &open.list else { return };
                let numerals = match (name, value("num-format").as_str()) {
                    (b"list-level-style-bullet" | b"list-level-style-image", _) => Numerals::Bullet,
                    (_, "") => Numerals::None,
                    (_, "a") => Numerals::Letters { is_upper: false },
                    (_, "A") => Numerals::Letters { is_upper: true },
                    (_, "i") => Numerals::Roman { is_upper: false },
                    (_, "I") => Numerals::Roman { is_upper: true },
                    _ => Numerals::Decimal,
                };
                let level = value("level").parse().unwrap_or(1);
                let start = value("start-value").parse().unwrap_or(1);
                self.lists.entry(list.clone()).or_default().insert(level, (numerals, start));
            }
            _ => {}
        }
    }

    /// A style and its ancestors, itself first.
    fn lineage<'s>(&'s self, family: &'s str, name: &'s str) -> impl Iterator<Item = &'s Style> {
        let find = move |name: &str| self.by_name.get(&(family.to_owned(), name.to_owned()));
        std::iter::successors(find(name), move |style| find(&style.parent)).take(MAX_ANCESTORS)
    }

    /// What paragraphs of a style are.
    pub(super) fn role(&self, name: &str) -> Option<Role> {
        self.lineage("paragraph", name).find_map(|style| style.role).or_else(|| Role::of_style(name))
    }

    /// Whether a style of a family hides what is in it.
    pub(super) fn is_hidden(&self, family: &str, name: &str) -> bool {
        self.lineage(family, name).find_map(|style| style.is_hidden) == Some(true)
    }

    /// How a level of a list is numbered, 1 the outermost.
    pub(super) fn level(&self, list: &str, level: usize) -> Level {
        self.lists.get(list).and_then(|levels| levels.get(&level)).copied().unwrap_or((Numerals::Bullet, 1))
    }
}
