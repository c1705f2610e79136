//! The tagset a new corpus starts with: claim, quote, proposal, caveat.

use std::collections::BTreeSet;

use super::{Attribute, AttributeKind, Choice, Label, LabelColour, Pattern, RelationType, Role, Tagset};
use crate::model::id::{AttributeId, ChoiceId, LabelId, RelationTypeId, RoleId};

/// Ids here are written by us and have their shape.
macro_rules! id {
    ($kind:ident, $text:expr) => {
        $kind::new($text).expect("ids of the default tagset are well formed")
    };
}

/// The default tagset, with guidelines.
pub fn default_tagset() -> Tagset {
    let mut tagset = Tagset::default();
    for label in labels() {
        tagset.labels.insert(label.id.clone(), label);
    }
    for attribute in attributes() {
        tagset.attributes.insert(attribute.id.clone(), attribute);
    }
    for relation_type in relation_types() {
        tagset.relation_types.insert(relation_type.id.clone(), relation_type);
    }
    tagset
}

fn labels() -> [Label; 4] {
    let label = |position: u8, id: &str, name: &str, letter, light, dark, pattern, guideline: &str| Label {
        id: id!(LabelId, id),
        name: name.to_owned(),
        position: u32::from(position),
        key: Some(position),
        letter,
        colour: LabelColour { light, dark },
        pattern,
        guideline: guideline.to_owned(),
    };
    let claim = include_str!("../../../assets/guidelines/claim.md");
    let quote = include_str!("../../../assets/guidelines/quote.md");
    let proposal = include_str!("../../../assets/guidelines/proposal.md");
    let caveat = include_str!("../../../assets/guidelines/caveat.md");
    [
        label(1, "claim", "Claim", 'C', 0x000B_63A5, 0x006C_B4EE, Pattern::Solid, claim),
        label(2, "quote", "Quote", 'Q', 0x00B5_431A, 0x00F2_936B, Pattern::Double, quote),
        label(3, "proposal", "Proposal", 'P', 0x0009_7352, 0x0057_C7A0, Pattern::Dashed, proposal),
        label(4, "caveat", "Caveat", 'V', 0x008A_4A94, 0x00C9_9AD6, Pattern::Wavy, caveat),
    ]
}

fn choices(ids: &[(&str, &str)]) -> AttributeKind {
    let choice = |(id, name): &(&str, &str)| Choice { id: id!(ChoiceId, id), name: (*name).to_owned() };
    AttributeKind::Choice(ids.iter().map(choice).collect())
}

fn only(labels: &[&str]) -> BTreeSet<LabelId> {
    labels.iter().map(|id| id!(LabelId, id)).collect()
}

fn attributes() -> [Attribute; 6] {
    let attribute = |position, id: &str, name: &str, kind, labels: &[&str], guideline: &str| Attribute {
        id: id!(AttributeId, id),
        name: name.to_owned(),
        position,
        kind,
        labels: only(labels),
        guideline: guideline.to_owned(),
    };
    let form = [("direct", "Direct"), ("partial", "Partial"), ("indirect", "Indirect"), ("denial", "Denial")];
    let claim = [("fact", "Fact"), ("forecast", "Forecast"), ("judgement", "Judgement")];
    let polarity = [("affirmed", "Affirmed"), ("denied", "Denied")];
    let status = [
        ("floated", "Floated"),
        ("reported", "Reported"),
        ("tabled", "Tabled"),
        ("agreed", "Agreed"),
        ("rejected", "Rejected"),
        ("withdrawn", "Withdrawn"),
    ];
    let caveat = [
        ("uncertain", "Uncertain"),
        ("missing-detail", "Missing detail"),
        ("no-comment", "No comment"),
        ("disputed", "Disputed"),
        ("condition", "Condition"),
    ];
    [
        attribute(
            1,
            "quote-form",
            "Quote form",
            choices(&form),
            &["quote"],
            "How much of a sentence stands in marks, and what it does.",
        ),
        attribute(
            2,
            "claim-kind",
            "Claim kind",
            choices(&claim),
            &["claim"],
            "Whether it could be looked up now, only later, or is a matter of opinion.",
        ),
        attribute(
            3,
            "polarity",
            "Polarity",
            choices(&polarity),
            &["claim"],
            "Whether the claim says that something is so or that it is not.",
        ),
        attribute(
            4,
            "proposal-status",
            "Proposal status",
            choices(&status),
            &["proposal"],
            "How far the proposal had come when the article was written.",
        ),
        attribute(
            5,
            "caveat-kind",
            "Caveat kind",
            choices(&caveat),
            &["caveat"],
            "What holds the reader back.",
        ),
        attribute(
            6,
            "said-on",
            "Said on",
            AttributeKind::Date,
            &[],
            "The day the words were said, where the article tells.",
        ),
    ]
}

fn relation_types() -> [RelationType; 6] {
    let relation =
        |position, id: &str, name: &str, roles: &[(&str, &str, &[&str])], guideline: &str| RelationType {
            id: id!(RelationTypeId, id),
            name: name.to_owned(),
            position,
            roles: roles
                .iter()
                .map(|(id, name, labels)| Role {
                    id: id!(RoleId, id),
                    name: (*name).to_owned(),
                    labels: only(labels),
                })
                .collect(),
            guideline: guideline.to_owned(),
        };
    let qualified: &[&str] = &["claim", "proposal", "quote"];
    [
        relation(
            1,
            "qualifies",
            "qualifies",
            &[("caveat", "Caveat", &["caveat"]), ("target", "Qualified", qualified)],
            "A caveat and what it holds back.",
        ),
        relation(
            2,
            "supports",
            "supports",
            &[("support", "Support", &[]), ("target", "Supported", &[])],
            "One gives a reason for the other.",
        ),
        relation(
            3,
            "contradicts",
            "contradicts",
            &[("one", "One", &[]), ("other", "Other", &[])],
            "Both can't be true.",
        ),
        relation(
            4,
            "answers",
            "answers",
            &[("answer", "Answer", &[]), ("to", "Answered", &[])],
            "One party replies to another.",
        ),
        relation(
            5,
            "updates",
            "updates",
            &[("newer", "Newer", &[]), ("older", "Older", &[])],
            "The newer takes the place of the older.",
        ),
        relation(
            6,
            "same-as",
            "same as",
            &[("member", "Member", &[])],
            "Different words for one and the same thing.",
        ),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_digit_tags_with_its_label() {
        let tagset = default_tagset();
        let names: Vec<&str> = (1..=4).map(|key| tagset.label_for_key(key).unwrap().name.as_str()).collect();
        assert_eq!(names, ["Claim", "Quote", "Proposal", "Caveat"]);
    }

    #[test]
    fn every_label_has_a_guideline_and_only_known_labels_are_named() {
        let tagset = default_tagset();
        for label in tagset.labels.values() {
            assert!(label.guideline.lines().count() >= 8, "{}", label.name);
        }
        let named = tagset.attributes.values().flat_map(|attribute| &attribute.labels);
        let roles = tagset.relation_types.values().flat_map(|kind| &kind.roles).flat_map(|role| &role.labels);
        for label in named.chain(roles) {
            assert!(tagset.labels.contains_key(label), "{label}");
        }
    }
}
