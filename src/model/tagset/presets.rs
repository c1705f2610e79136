//! What a new label, attribute or relation type starts with: a colour, a letter, a key and a pattern that
//! nothing else has.

use std::collections::BTreeSet;

use super::{Attribute, AttributeKind, Label, LabelColour, Pattern, RelationType, Role, Tagset};
use crate::model::id::{AttributeId, LabelId, RelationTypeId, RoleId};

/// Colours to choose from, each with its name. On the grounds of both appearances they keep a contrast of at
/// least 4.5 : 1 (WCAG 2.1, 1.4.3).
pub const COLOURS: [(&str, LabelColour); 12] = [
    ("blue", LabelColour { light: 0x000B_63A5, dark: 0x006C_B4EE }),
    ("orange", LabelColour { light: 0x00B5_431A, dark: 0x00F2_936B }),
    ("green", LabelColour { light: 0x0009_7352, dark: 0x0057_C7A0 }),
    ("purple", LabelColour { light: 0x008A_4A94, dark: 0x00C9_9AD6 }),
    ("red", LabelColour { light: 0x00A4_161A, dark: 0x00F2_837F }),
    ("teal", LabelColour { light: 0x000B_6470, dark: 0x005C_C4D2 }),
    ("olive", LabelColour { light: 0x0064_5B00, dark: 0x00CD_BF5A }),
    ("brown", LabelColour { light: 0x007A_4B22, dark: 0x00D3_A27A }),
    ("pink", LabelColour { light: 0x00A8_1F68, dark: 0x00F0_8ABF }),
    ("indigo", LabelColour { light: 0x004B_4BB5, dark: 0x00A4_A6F2 }),
    ("slate", LabelColour { light: 0x004A_5866, dark: 0x00A9_B6C4 }),
    ("moss", LabelColour { light: 0x0045_651B, dark: 0x009C_C76A }),
];

impl Tagset {
    /// A label that nothing else looks like.
    pub fn new_label(&self, id: LabelId, name: &str) -> Label {
        let used_keys: BTreeSet<u8> = self.labels.values().filter_map(|label| label.key).collect();
        let is_used = |colour: &LabelColour| self.labels.values().any(|label| label.colour == *colour);
        let num = self.labels.len();
        let free = COLOURS.into_iter().map(|(_, colour)| colour).find(|colour| !is_used(colour));
        Label {
            id,
            name: unlike(name, self.labels.values().map(|label| label.name.as_str())),
            position: 1 + self.labels.values().map(|label| label.position).max().unwrap_or(0),
            key: (1..=9).find(|key| !used_keys.contains(key)),
            letter: self.free_letter(name),
            colour: free.unwrap_or(COLOURS[num % COLOURS.len()].1),
            pattern: Pattern::ALL[num % Pattern::ALL.len()],
            guideline: String::new(),
        }
    }

    /// A letter that stands for no label yet: one of the name's, else any.
    fn free_letter(&self, name: &str) -> char {
        let used: BTreeSet<char> = self.labels.values().map(|label| label.letter).collect();
        let of_name = name.chars().filter(|ch| ch.is_alphabetic()).flat_map(char::to_uppercase);
        of_name.chain('A'..='Z').chain('0'..='9').find(|letter| !used.contains(letter)).unwrap_or('?')
    }

    /// An attribute that is yes or no, for every label.
    pub fn new_attribute(&self, id: AttributeId, name: &str) -> Attribute {
        Attribute {
            id,
            name: unlike(name, self.attributes.values().map(|attribute| attribute.name.as_str())),
            position: 1 + self.attributes.values().map(|known| known.position).max().unwrap_or(0),
            kind: AttributeKind::Flag,
            labels: BTreeSet::new(),
            guideline: String::new(),
        }
    }

    /// A relation type between any two spans. `roles` are the ids of its two roles.
    pub fn new_relation_type(&self, id: RelationTypeId, name: &str, roles: [RoleId; 2]) -> RelationType {
        let [from, to] = roles;
        let role = |id: RoleId, name: &str| Role { id, name: name.to_owned(), labels: BTreeSet::new() };
        RelationType {
            id,
            name: unlike(name, self.relation_types.values().map(|kind| kind.name.as_str())),
            position: 1 + self.relation_types.values().map(|kind| kind.position).max().unwrap_or(0),
            roles: vec![role(from, "from"), role(to, "to")],
            guideline: String::new(),
        }
    }
}

/// The name, with a number if it is taken already.
fn unlike<'n>(name: &str, taken: impl Iterator<Item = &'n str>) -> String {
    let taken: BTreeSet<String> = taken.map(str::to_lowercase).collect();
    let numbered = (2..).map(|number| format!("{name} {number}"));
    let mut names = std::iter::once(name.to_owned()).chain(numbered);
    // There are more numbers than names.
    names.find(|name| !taken.contains(&name.to_lowercase())).unwrap_or_else(|| name.to_owned())
}

#[cfg(test)]
mod tests {
    use super::super::default::default_tagset;
    use super::*;

    #[test]
    fn new_labels_differ_from_all_others() {
        let mut tagset = default_tagset();
        for number in 0..40 {
            let id = LabelId::new(&format!("label{number}")).unwrap();
            let label = tagset.new_label(id.clone(), "New label");
            assert!(tagset.labels.values().all(|known| known.name != label.name));
            assert!(tagset.labels.values().all(|known| known.key.is_none() || known.key != label.key));
            assert!(number >= 30 || tagset.labels.values().all(|known| known.letter != label.letter));
            tagset.labels.insert(id, label);
        }
        assert_eq!(tagset.labels.values().filter(|label| label.key.is_some()).count(), 9);
    }
}
