//! Commands of the Tags workspace: what changes the tagset.

use std::sync::Arc;

use super::{Work, next_in_ring, one_line};
use crate::app::command::tags::{TagsCommand, TagsField, TagsetItem, TagsetKind};
use crate::app::command::{Field, Way, Workspace};
use crate::app::state::FocusWish;
use crate::app::state::tags::{items, items_of, name_of};
use crate::model::article::Article;
use crate::model::change::{self, ChangeError};
use crate::model::edit::Transaction;
use crate::model::id::{AttributeId, ChoiceId, LabelId, RelationTypeId, RoleId};
use crate::model::reader::CorpusReader as _;
use crate::model::tagset::example::{Example, ExampleKind};
use crate::model::tagset::{AttributeKind, Choice, Role, Tagset};
use crate::model::text::language::Language;
use crate::model::text::numbers::in_thousands;

impl Work<'_> {
    /// Carries out a command of the workspace.
    pub(super) fn tags(&mut self, command: TagsCommand) {
        match command {
            TagsCommand::Step(way) => self.step_in_tags(way),
            TagsCommand::Add(kind) => self.add_to_tagset(kind),
            TagsCommand::Remove => self.remove_from_tagset(),
            TagsCommand::Move(way) => self.move_in_tagset(way),
            TagsCommand::Rename => {
                self.desk.focus_wish = Some(FocusWish::Field(Field::Tags(TagsField::Name)));
            }
            TagsCommand::Guideline => {
                self.desk.focus_wish = Some(FocusWish::Field(Field::Tags(TagsField::Guideline)));
            }
            TagsCommand::UseAsExample(kind) => self.use_as_example(kind),
            TagsCommand::Point(item) => {
                self.session.tags.cursor = Some(item);
                self.desk.focus_wish = Some(FocusWish::Tags);
            }
            TagsCommand::PutLabel(label) => {
                let change = change::tagset::put_label(self.session.corpus.state(), label);
                self.apply_and_say(change);
            }
            TagsCommand::GiveKey(label, key) => self.give_key(&label, key),
            TagsCommand::PutAttribute(attribute) => {
                let change = change::tagset::put_attribute(self.session.corpus.state(), attribute);
                self.apply_and_say(change);
            }
            TagsCommand::PutRelationType(kind) => {
                let change = change::tagset::put_relation_type(self.session.corpus.state(), kind);
                self.apply_and_say(change);
            }
            TagsCommand::AddChoice(id) => self.add_choice(&id),
            TagsCommand::AddRole(id) => self.add_role(&id),
        }
    }

    fn tagset(&self) -> &Tagset {
        &self.session.corpus.state().tagset
    }

    fn apply_and_say(&mut self, change: Result<Transaction, ChangeError>) {
        let say = change.as_ref().map(|transaction| transaction.say.clone()).unwrap_or_default();
        if self.apply(change) {
            self.desk.say(say);
        }
    }

    /// Puts the span in focus, or the row of Review, into its label's guideline.
    fn use_as_example(&mut self, kind: ExampleKind) {
        let (article, span) = match (self.desk.workspace, &self.session.open) {
            (Workspace::Review, _) => {
                let Some(row) = self.session.review.row() else { return };
                (row.key.article.clone(), Arc::clone(&row.annotation))
            }
            (_, Some(open)) => {
                let Some(span) = self.session.focused() else { return };
                (open.article.id.clone(), Arc::clone(span))
            }
            _ => return,
        };
        let article = match self.session.corpus.article(&article) {
            Ok(article) => article,
            Err(err) => return self.desk.refuse(err.to_string()),
        };
        let source = source_in_words(&article);
        let (text, place) = (article.text.as_str(), &span.fragments);
        let language = Language::of(&article.metadata.language);
        let example = Example { kind, text, language, place, source: &source };
        let change = change::tagset::use_as_example(self.session.corpus.state(), &span.label, example);
        if change == Err(ChangeError::Nothing) {
            return self.desk.refuse("The guideline has this example already");
        }
        self.apply_and_say(change);
    }

    fn step_in_tags(&mut self, way: Way) {
        let items = items(self.tagset());
        let current = self.session.tags.cursor.as_ref();
        if let Some(idx) = next_in_ring(&items, current, way) {
            self.session.tags.cursor = items.into_iter().nth(idx);
        }
    }

    /// Adds something and goes to its name.
    fn add_to_tagset(&mut self, kind: TagsetKind) {
        let fresh = self.services.ids.fresh();
        let state = self.session.corpus.state();
        let (item, change) = match kind {
            TagsetKind::Label => {
                let Ok(id) = LabelId::new(&fresh) else { return };
                let label = state.tagset.new_label(id.clone(), "New label");
                (TagsetItem::Label(id), change::tagset::put_label(state, label))
            }
            TagsetKind::Attribute => {
                let Ok(id) = AttributeId::new(&fresh) else { return };
                let attribute = state.tagset.new_attribute(id.clone(), "New attribute");
                (TagsetItem::Attribute(id), change::tagset::put_attribute(state, attribute))
            }
            TagsetKind::RelationType => {
                let (Ok(id), Ok(from), Ok(to)) =
                    (RelationTypeId::new(&fresh), RoleId::new("from"), RoleId::new("to"))
                else {
                    return;
                };
                let kind = state.tagset.new_relation_type(id.clone(), "new relation", [from, to]);
                (TagsetItem::RelationType(id), change::tagset::put_relation_type(state, kind))
            }
        };
        if self.apply(change) {
            self.go_to(Workspace::Tags);
            self.session.tags.cursor = Some(item);
            self.desk.say(format!("Added a {}; type its name", kind.name()));
            self.desk.focus_wish = Some(FocusWish::Field(Field::Tags(TagsField::Name)));
        }
    }

    fn remove_from_tagset(&mut self) {
        let Some(item) = self.session.tags.cursor.clone() else { return };
        let state = self.session.corpus.state();
        let name = name_of(&state.tagset, &item).to_owned();
        let num = self.session.tags.usage.num(&item);
        let change = match &item {
            TagsetItem::Label(id) => change::tagset::remove_label(state, id),
            TagsetItem::Attribute(id) => change::tagset::remove_attribute(state, id),
            TagsetItem::RelationType(id) => change::tagset::remove_relation_type(state, id),
        };
        let order = items(&state.tagset);
        let place = order.iter().position(|known| *known == item).unwrap_or(0);
        if self.apply(change) {
            let left = items(self.tagset());
            self.session.tags.cursor = left.get(place.min(left.len().saturating_sub(1))).cloned();
            let kept = match (num, item.kind()) {
                (0, _) => "nothing used it".to_owned(),
                (1, TagsetKind::RelationType) => "1 relation keeps it".to_owned(),
                (1, _) => "1 span keeps it".to_owned(),
                (many, TagsetKind::RelationType) => format!("{} relations keep it", in_thousands(many)),
                (many, _) => format!("{} spans keep it", in_thousands(many)),
            };
            self.desk.say(format!("Removed {} “{name}”; {kept}; undo brings it back", item.kind().name()));
        }
    }

    /// Moves something in its list: every place is numbered anew, where it changes.
    fn move_in_tagset(&mut self, way: Way) {
        let Some(item) = self.session.tags.cursor.clone() else { return };
        let state = self.session.corpus.state();
        let mut order = items_of(&state.tagset, item.kind());
        let Some(idx) = order.iter().position(|known| *known == item) else { return };
        let other = match way {
            Way::Next => idx + 1,
            Way::Previous => idx.wrapping_sub(1),
        };
        if other >= order.len() {
            return self.desk.refuse(match way {
                Way::Next => "It is the last of its list",
                Way::Previous => "It is the first of its list",
            });
        }
        order.swap(idx, other);
        let mut changes = Vec::new();
        for (position, item) in (1_u32..).zip(&order) {
            let change = match item {
                TagsetItem::Label(id) => {
                    let Some(mut label) = state.tagset.labels.get(id).cloned() else { continue };
                    label.position = position;
                    change::tagset::put_label(state, label)
                }
                TagsetItem::Attribute(id) => {
                    let Some(mut attribute) = state.tagset.attributes.get(id).cloned() else { continue };
                    attribute.position = position;
                    change::tagset::put_attribute(state, attribute)
                }
                TagsetItem::RelationType(id) => {
                    let Some(mut kind) = state.tagset.relation_types.get(id).cloned() else { continue };
                    kind.position = position;
                    change::tagset::put_relation_type(state, kind)
                }
            };
            changes.extend(change.ok());
        }
        let name = name_of(&state.tagset, &item).to_owned();
        let what = item.kind().name();
        let change = change::together(changes, |_, _| format!("Move {what} {name}"));
        self.apply_and_say(change);
    }

    /// Gives a label a key; a label that had it loses it.
    fn give_key(&mut self, id: &LabelId, key: Option<u8>) {
        let state = self.session.corpus.state();
        let Some(mut label) = state.tagset.labels.get(id).cloned() else { return };
        let name = label.name.clone();
        label.key = key;
        let mut changes = vec![change::tagset::put_label(state, label)];
        let mut say = match key {
            Some(key) => format!("Give {name} the key {key}"),
            None => format!("Take the key of {name} away"),
        };
        let had = state.tagset.labels.values().filter(|other| other.id != *id && other.key.is_some());
        for other in had.filter(|other| other.key == key) {
            say = format!("{say}, which {} loses", other.name);
            let mut other = other.clone();
            other.key = None;
            changes.push(change::tagset::put_label(state, other));
        }
        let changes = changes.into_iter().filter_map(Result::ok).collect();
        let change = change::together(changes, |_, _| say.clone());
        if self.apply(change) {
            self.desk.say(say);
        }
    }

    fn add_choice(&mut self, id: &AttributeId) {
        let state = self.session.corpus.state();
        let Some(mut attribute) = state.tagset.attributes.get(id).cloned() else { return };
        let num = attribute.kind.choices().len();
        let Ok(choice) = ChoiceId::new(&self.services.ids.fresh()) else { return };
        let choice = Choice { id: choice, name: format!("choice {}", num + 1) };
        if let AttributeKind::Choice(choices) | AttributeKind::Choices(choices) = &mut attribute.kind {
            choices.push(choice);
        }
        let change = change::tagset::put_attribute(state, attribute);
        if self.apply(change) {
            self.desk.focus_wish = Some(FocusWish::Field(Field::Tags(TagsField::Choice(num))));
        }
    }

    fn add_role(&mut self, id: &RelationTypeId) {
        let state = self.session.corpus.state();
        let Some(mut kind) = state.tagset.relation_types.get(id).cloned() else { return };
        let num = kind.roles.len();
        let Ok(role) = RoleId::new(&self.services.ids.fresh()) else { return };
        kind.roles.push(Role {
            id: role,
            name: format!("role {}", num + 1),
            labels: std::collections::BTreeSet::new(),
        });
        let change = change::tagset::put_relation_type(state, kind);
        if self.apply(change) {
            self.desk.focus_wish = Some(FocusWish::Field(Field::Tags(TagsField::Role(num))));
        }
    }

    /// Keeps what was typed into a field of the workspace. Whether it could be.
    pub(super) fn keep_tags_field(&mut self, item: &TagsetItem, field: TagsField, typed: &str) -> bool {
        let state = self.session.corpus.state();
        let change = changed(&state.tagset, item, field, typed).and_then(|changed| {
            let change = match changed {
                Changed::Label(label) => change::tagset::put_label(state, label),
                Changed::Attribute(attribute) => change::tagset::put_attribute(state, attribute),
                Changed::RelationType(kind) => change::tagset::put_relation_type(state, kind),
            };
            match change {
                Ok(transaction) => Ok(Some(transaction)),
                Err(ChangeError::Nothing) => Ok(None),
                Err(err) => Err(super::capitalised(&err.to_string())),
            }
        });
        match change {
            Ok(Some(transaction)) => self.apply_and_say(Ok(transaction)),
            Ok(None) => {}
            Err(why) => {
                self.desk.refuse(why);
                return false;
            }
        }
        true
    }
}

enum Changed {
    Label(crate::model::tagset::Label),
    Attribute(crate::model::tagset::Attribute),
    RelationType(crate::model::tagset::RelationType),
}

/// Something of the tagset with what was typed into one of its fields, or why that can't be.
fn changed(tagset: &Tagset, item: &TagsetItem, field: TagsField, typed: &str) -> Result<Changed, String> {
    let name = one_line(typed);
    let names_something = matches!(field, TagsField::Name | TagsField::Choice(_) | TagsField::Role(_));
    if names_something && name.is_empty() {
        return Err("It needs a name".to_owned());
    }
    let is_taken =
        |other: &TagsetItem| other != item && name_of(tagset, other).to_lowercase() == name.to_lowercase();
    if field == TagsField::Name && items_of(tagset, item.kind()).iter().any(is_taken) {
        return Err(format!("There is a {} “{name}” already", item.kind().name()));
    }
    let gone = || format!("This {} is not there any more", item.kind().name());
    match item {
        TagsetItem::Label(id) => {
            let mut label = tagset.labels.get(id).cloned().ok_or_else(gone)?;
            match field {
                TagsField::Letter => label.letter = letter(tagset, id, &name)?,
                TagsField::Light => label.colour.light = colour(&name)?,
                TagsField::Dark => label.colour.dark = colour(&name)?,
                TagsField::Guideline => typed.trim_end().clone_into(&mut label.guideline),
                TagsField::Name | TagsField::Choice(_) | TagsField::Role(_) => label.name = name,
            }
            Ok(Changed::Label(label))
        }
        TagsetItem::Attribute(id) => {
            let mut attribute = tagset.attributes.get(id).cloned().ok_or_else(gone)?;
            match (field, &mut attribute.kind) {
                (TagsField::Guideline, _) => typed.trim_end().clone_into(&mut attribute.guideline),
                (
                    TagsField::Choice(idx),
                    AttributeKind::Choice(choices) | AttributeKind::Choices(choices),
                ) => {
                    let is_taken = |(other, choice): (usize, &Choice)| {
                        other != idx && choice.name.to_lowercase() == name.to_lowercase()
                    };
                    if choices.iter().enumerate().any(is_taken) {
                        return Err(format!("There is a choice “{name}” already"));
                    }
                    choices.get_mut(idx).ok_or_else(gone)?.name = name;
                }
                _ => attribute.name = name,
            }
            Ok(Changed::Attribute(attribute))
        }
        TagsetItem::RelationType(id) => {
            let mut kind = tagset.relation_types.get(id).cloned().ok_or_else(gone)?;
            match field {
                TagsField::Guideline => typed.trim_end().clone_into(&mut kind.guideline),
                TagsField::Role(idx) => kind.roles.get_mut(idx).ok_or_else(gone)?.name = name,
                _ => kind.name = name,
            }
            Ok(Changed::RelationType(kind))
        }
    }
}

/// One letter or digit that stands for no other label.
fn letter(tagset: &Tagset, id: &LabelId, typed: &str) -> Result<char, String> {
    let mut chars = typed.chars().flat_map(char::to_uppercase);
    let letter = chars.next().filter(|ch| ch.is_alphanumeric());
    let (Some(letter), None) = (letter, chars.next()) else {
        return Err("The letter is one letter or digit".to_owned());
    };
    match tagset.labels.values().find(|label| label.id != *id && label.letter == letter) {
        Some(other) => Err(format!("{letter} stands for {} already", other.name)),
        None => Ok(letter),
    }
}

/// A colour of six hexadecimal digits.
fn colour(typed: &str) -> Result<u32, String> {
    let digits = typed.trim_start_matches('#');
    let is_hex = digits.len() == 6 && digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    let value = u32::from_str_radix(digits, 16).ok().filter(|_| is_hex);
    value.ok_or_else(|| "A colour is six hexadecimal digits, such as 0B63A5".to_owned())
}

/// A colour as people write it.
pub fn colour_in_words(colour: u32) -> String {
    format!("#{colour:06X}")
}

/// Where the words of an example are from: the article's title, its outlet and day, what there is of them.
fn source_in_words(article: &Article) -> String {
    let (title, _) = article.shown_title();
    let day = article.metadata.date.map(|date| date.format("%-d %B %Y").to_string());
    let parts = [Some(title), Some(article.metadata.outlet.clone()), day];
    parts.into_iter().flatten().filter(|part| !part.trim().is_empty()).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::tagset::default::default_tagset;

    fn label(field: TagsField, typed: &str) -> Result<crate::model::tagset::Label, String> {
        let item = TagsetItem::Label(LabelId::new("claim").unwrap());
        match changed(&default_tagset(), &item, field, typed)? {
            Changed::Label(label) => Ok(label),
            Changed::Attribute(_) | Changed::RelationType(_) => Err("no label".to_owned()),
        }
    }

    #[test]
    fn fields_take_what_makes_sense_and_nothing_else() {
        assert_eq!(label(TagsField::Name, "  Big\tclaim\u{7} ").unwrap().name, "Big claim");
        assert!(label(TagsField::Name, " ").unwrap_err().contains("name"));
        assert!(label(TagsField::Name, "QUOTE").unwrap_err().contains("already"));
        assert_eq!(label(TagsField::Name, "claim").unwrap().name, "claim");
        assert_eq!(label(TagsField::Letter, "k").unwrap().letter, 'K');
        assert!(label(TagsField::Letter, "q").unwrap_err().contains("Quote"));
        assert!(label(TagsField::Letter, "ab").is_err() && label(TagsField::Letter, "–").is_err());
        assert_eq!(label(TagsField::Light, "#00ff10").unwrap().colour.light, 0xFF10);
        assert!(label(TagsField::Dark, "+12345").is_err() && label(TagsField::Dark, "fff").is_err());
        assert_eq!(label(TagsField::Guideline, "# When\n\n").unwrap().guideline, "# When");
    }
}
