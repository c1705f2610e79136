//! What the styles of a Word document say about its paragraphs.

use std::collections::HashMap;

use super::super::Budget;
use super::super::flow::Role;
use super::super::xml_events::{XmlEvent, XmlEvents, XmlFault};

/// How far a style's ancestors are looked at.
const MAX_ANCESTORS: usize = 10;

/// What a style says; what it leaves open its ancestors may say.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Style {
    /// What paragraphs of it are.
    pub(super) role: Option<Role>,
    /// The list that they belong to, and the level in it.
    pub(super) list: Option<(String, usize)>,
    /// Whether it hides them.
    pub(super) is_hidden: Option<bool>,
    based_on: String,
}

/// The styles by their ids, which are in the language of the program that wrote them.
#[derive(Debug, Default)]
pub(super) struct Styles {
    by_id: HashMap<String, Style>,
}

impl Styles {
    /// The styles in `styles.xml`. What is damaged in it is passed over.
    pub(super) fn read(xml: &str, budget: &Budget<'_>) -> Result<Self, XmlFault> {
        let mut events = XmlEvents::new(xml, budget);
        let (mut styles, mut open) = (Self::default(), None::<(String, Style)>);
        loop {
            match events.next() {
                Ok(Some(XmlEvent::Start(element))) => match (element.name(), open.as_mut()) {
                    (("w", b"style"), _) => {
                        open = Some((element.attribute("styleId").unwrap_or_default(), Style::default()));
                    }
                    (("w", name), Some((_, style))) => {
                        let value = || element.attribute("val").unwrap_or_default();
                        match name {
                            b"name" => style.role = Role::of_style(&value()).or(style.role),
                            b"basedOn" => style.based_on = value(),
                            b"outlineLvl" if style.role.is_none() => style.role = outline_role(&value()),
                            b"numId" => {
                                let level = style.list.take().map_or(0, |(_, level)| level);
                                style.list = Some((value(), level));
                            }
                            b"ilvl" => {
                                let id = style.list.take().map_or_else(String::new, |(id, _)| id);
                                style.list = Some((id, value().parse().unwrap_or(0)));
                            }
                            b"vanish" => style.is_hidden = Some(element.is_on()),
                            _ => {}
                        }
                    }
                    _ => {}
                },
                Ok(Some(XmlEvent::End(end))) if end.name() == ("w", b"style") => {
                    styles.by_id.extend(open.take());
                }
                Ok(Some(_)) => {}
                Ok(None) | Err(XmlFault::Malformed(_)) => return Ok(styles),
                Err(refused) => return Err(refused),
            }
        }
    }

    /// The style of that id with what its ancestors say.
    pub(super) fn get(&self, id: &str) -> Style {
        let mut whole = Style::default();
        let mut next = id;
        for _ in 0..MAX_ANCESTORS {
            let Some(style) = self.by_id.get(next) else { break };
            whole.role = whole.role.or(style.role);
            whole.is_hidden = whole.is_hidden.or(style.is_hidden);
            if whole.list.is_none() {
                whole.list.clone_from(&style.list);
            }
            next = &style.based_on;
        }
        if whole.role.is_none() && self.by_id.is_empty() {
            // A file without styles names those of the program that opens it.
            whole.role = Role::of_style(id).or_else(|| Role::of_style(&id.replace("Heading", "heading ")));
        }
        whole
    }
}

/// What a level of the outline makes of a paragraph: 0 is the highest, 9 is running text.
pub(super) fn outline_role(level: &str) -> Option<Role> {
    level.parse::<u8>().ok().filter(|level| *level < 9).map(|level| Role::Heading(level + 1))
}
