//! What can be typed next: fields, and the names a field knows.

use std::ops::Range;

use super::display::quoted;
use super::fields::ATTRIBUTE_PREFIX;
use super::lex::is_field_name;
use super::vocabulary::{Named, Vocabulary, fit};
use super::{Field, NamedField, State, Status, Thing, WordsField};
use crate::model::annotation::Certainty;
use crate::model::tagset::{Attribute, AttributeKind};
use crate::model::text::fold::name_key;

/// Something that can be typed next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Completion {
    /// The bytes of the input that it takes the place of.
    pub range: Range<usize>,
    /// What it puts there.
    pub text: String,
    /// What the list shows.
    pub name: String,
    /// What it means, in a few words.
    pub help: String,
}

/// No more than this many are offered.
pub const MAX_COMPLETIONS: usize = 12;

/// What can be typed at byte `cursor`: the best fitting first. Nothing inside plain words in quotation marks or
/// patterns, and nothing where no word has been begun.
pub fn complete(input: &str, cursor: usize, vocabulary: &Vocabulary) -> Vec<Completion> {
    let cursor = input.floor_char_boundary(cursor);
    let start = word_start(&input[..cursor]);
    let typed = &input[start..cursor];
    let end = cursor + word_rest(&input[cursor..], typed);
    match typed.split_once(':').filter(|(name, _)| is_field_name(name)) {
        Some((name, value)) => {
            let value_start = start + name.len() + 1;
            let value = value.trim_start_matches(['"', '“']);
            let options = values(name, vocabulary);
            let offered = fitting(value, options);
            let make = |(text, help): (String, String)| Completion {
                range: value_start..end,
                text: format!("{} ", quoted(&text)),
                name: text,
                help,
            };
            offered.into_iter().map(make).collect()
        }
        None if typed.is_empty() || !is_field_name(typed) => Vec::new(),
        None => {
            let fields =
                Field::ALL.into_iter().map(|field| (field.name().to_owned(), field.help().to_owned()));
            let attributes = vocabulary.attributes.iter().map(attribute_field);
            let offered = beginning(typed, fields.chain(attributes).collect());
            let make = |(name, help): (String, String)| {
                let text = format!("{name}:");
                Completion { range: start..end, name: text.clone(), text, help }
            };
            offered.into_iter().map(make).collect()
        }
    }
}

/// Where the condition begins that is being typed at the end of `input`.
fn word_start(input: &str) -> usize {
    let (mut start, mut is_quoted) = (0, false);
    for (at, ch) in input.char_indices() {
        let after = at + ch.len_utf8();
        match ch {
            '"' | '“' | '”' => is_quoted = !is_quoted,
            '(' | ')' | '|' if !is_quoted => start = after,
            ch if ch.is_whitespace() && !is_quoted => start = after,
            '-' if at == start => start = after,
            _ => {}
        }
    }
    start
}

/// How many bytes of the rest belong to the condition that is being typed.
fn word_rest(rest: &str, typed: &str) -> usize {
    let is_quoted = typed.matches(['"', '“', '”']).count() % 2 == 1;
    if is_quoted {
        return rest
            .find(['"', '”'])
            .map_or(0, |at| at + rest[at..].chars().next().map_or(0, char::len_utf8));
    }
    rest.find(|ch: char| ch.is_whitespace() || matches!(ch, '(' | ')' | '|')).unwrap_or(rest.len())
}

fn attribute_field(attribute: &Attribute) -> (String, String) {
    let id = attribute.id.as_str();
    let is_field = Field::from_name(id).is_some();
    (if is_field { format!("{ATTRIBUTE_PREFIX}{id}") } else { id.to_owned() }, attribute.name.clone())
}

/// Those that begin with what was typed, in their order.
fn beginning(typed: &str, options: Vec<(String, String)>) -> Vec<(String, String)> {
    let key = name_key(typed);
    let begins = options.into_iter().filter(|(name, _)| name_key(name).starts_with(&key));
    begins.take(MAX_COMPLETIONS).collect()
}

/// Those that hold what was typed, the best fitting first.
fn fitting(typed: &str, options: Vec<(String, String)>) -> Vec<(String, String)> {
    let key = name_key(typed);
    let fits = options.into_iter().filter_map(|option| Some((fit(&key, &option.0)?, option)));
    let mut fits: Vec<_> = fits.collect();
    fits.sort_by_key(|(fit, _)| *fit);
    fits.into_iter().take(MAX_COMPLETIONS).map(|(_, option)| option).collect()
}

/// The values of a field, each with what it means.
fn values(field: &str, vocabulary: &Vocabulary) -> Vec<(String, String)> {
    let Some(field) = Field::from_name(field) else {
        let key = name_key(field.strip_prefix(ATTRIBUTE_PREFIX).unwrap_or(field));
        let is_meant = |attribute: &&Attribute| {
            name_key(attribute.id.as_str()) == key || name_key(&attribute.name) == key
        };
        return vocabulary.attributes.iter().find(is_meant).map_or_else(Vec::new, attribute_values);
    };
    let plain = |values: &[&str]| values.iter().map(|value| ((*value).to_owned(), String::new())).collect();
    let strings = |values: &std::collections::BTreeSet<String>| {
        values.iter().map(|value| (value.clone(), String::new())).collect()
    };
    match field {
        Field::Named(NamedField::Label | NamedField::Within | NamedField::Over) => named(&vocabulary.labels),
        Field::Named(NamedField::Item) => named(&vocabulary.items),
        Field::Named(NamedField::By | NamedField::Reviewer) => {
            vocabulary.annotators.iter().map(|id| (id.to_string(), String::new())).collect()
        }
        Field::Party(_) => {
            let special = [
                ("none", "nobody is named"),
                ("article", "the article itself"),
                ("unnamed", "somebody without a name"),
            ];
            let special = special.map(|(name, help)| (name.to_owned(), help.to_owned()));
            named(&vocabulary.voices).into_iter().chain(special).collect()
        }
        Field::Status => plain(&Status::ALL.map(Status::name)),
        Field::Certainty => plain(&[Certainty::Unsure, Certainty::Sure].map(Certainty::name)),
        Field::State => plain(&State::ALL.map(State::name)),
        Field::Has | Field::Missing => plain(&Thing::ALL.map(Thing::name)),
        Field::Words(WordsField::Outlet) => strings(&vocabulary.outlets),
        Field::Words(WordsField::Byline) => strings(&vocabulary.bylines),
        Field::Words(WordsField::Language) => strings(&vocabulary.languages),
        Field::Words(WordsField::Code) => strings(&vocabulary.codes),
        Field::Case | Field::Fold | Field::Word => plain(&["yes", "no"]),
        _ => Vec::new(),
    }
}

fn named<I>(things: &[Named<I>]) -> Vec<(String, String)> {
    let of = |thing: &Named<I>| {
        let aliases = thing.others.iter().map(|alias| (alias.clone(), thing.name.clone()));
        std::iter::once((thing.name.clone(), String::new())).chain(aliases).collect::<Vec<_>>()
    };
    things.iter().flat_map(of).collect()
}

fn attribute_values(attribute: &Attribute) -> Vec<(String, String)> {
    match &attribute.kind {
        AttributeKind::Flag => vec![("yes".to_owned(), String::new()), ("no".to_owned(), String::new())],
        kind => kind.choices().iter().map(|choice| (choice.id.to_string(), choice.name.clone())).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::id::{AnnotatorId, LabelId, VoiceId};
    use crate::model::tagset::default::default_tagset;

    fn vocabulary() -> Vocabulary {
        let tagset = default_tagset();
        let label = |id: &str, name: &str| Named {
            id: LabelId::new(id).unwrap(),
            name: name.to_owned(),
            others: vec![],
        };
        let voice = Named {
            id: VoiceId::new("v1").unwrap(),
            name: "Lídia Ferran".to_owned(),
            others: vec!["the harbour master".to_owned()],
        };
        Vocabulary {
            labels: vec![label("claim", "Claim"), label("quote", "Quote")],
            attributes: tagset.ordered_attributes().into_iter().cloned().collect(),
            voices: vec![voice],
            annotators: [AnnotatorId::new("mk").unwrap()].into(),
            ..Vocabulary::default()
        }
    }

    /// Input with `^` as the cursor, and the inputs that the completions make.
    fn completed(drawn: &str) -> Vec<String> {
        let cursor = drawn.find('^').unwrap();
        let input = drawn.replace('^', "");
        let completions = complete(&input, cursor, &vocabulary());
        completions
            .into_iter()
            .map(|offer| {
                format!("{}{}{}", &input[..offer.range.start], offer.text, &input[offer.range.end..])
            })
            .collect()
    }

    #[test]
    fn fields_are_completed_by_their_beginning() {
        assert_eq!(completed("lab^"), ["label:"]);
        assert_eq!(completed("toll -la^"), ["toll -label:", "toll -language:"]);
        assert_eq!(completed("(la^ toll)")[0], "(label: toll)");
        assert!(completed("^").is_empty());
        assert!(completed("\"lab^").is_empty());
    }

    #[test]
    fn values_are_completed_by_any_of_their_words() {
        assert_eq!(completed("label:^"), ["label:Claim ", "label:Quote "]);
        assert_eq!(completed("label:qu^"), ["label:Quote "]);
        assert_eq!(completed("speaker:fer^ x"), ["speaker:\"Lídia Ferran\"  x"]);
        assert_eq!(completed("speaker:\"harb^"), ["speaker:\"the harbour master\" "]);
        assert_eq!(completed("-status:disp^"), ["-status:disputed "]);
        assert_eq!(completed("by:^"), ["by:mk "]);
        assert!(completed("nothing:x^").is_empty());
    }
}
