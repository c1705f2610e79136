//! Numbered choices: how they are opened, and how keys go to them while they are open.

use super::Work;
use crate::app::command::items::ItemsCommand;
use crate::app::command::review::ReviewCommand;
use crate::app::command::search::SearchCommand;
use crate::app::command::voices::VoicesCommand;
use crate::app::command::{Command, Field, Motion, Standing, Way};
use crate::app::state::FocusWish;
use crate::app::state::choice::{Choice, ChoiceRow};
use crate::app::state::spans::Touch;
use crate::app::widgets::reading::access::shortened;
use crate::model::annotation::{Annotation, AttributeValue};
use crate::model::id::{AnnotationId, AttributeId, ItemId, RelationTypeId};
use crate::model::item::Act;
use crate::model::layer::Progress;
use crate::model::relation::{CorpusAnnotation, Relation};
use crate::model::tagset::{Attribute, AttributeKind, RelationType};

/// Why an article is left out. Whatever else there is to say goes into its note.
const SKIP_REASONS: [&str; 5] = ["not relevant", "duplicate", "incomplete", "unreadable", "wrong language"];
/// The code of an article that somebody should look at again.
const FLAG: &str = "needs a second look";
/// At most this many rows are offered; more are reached by typing.
const MAX_ROWS: usize = 30;
/// Words of a span shown in a row, in characters.
const MAX_WORDS: usize = 60;

impl Work<'_> {
    /// Lets an open list have the command. `None` if the list took it.
    pub(super) fn through_choice(&mut self, command: Command) -> Option<Command> {
        let Some(choice) = &mut self.desk.choice else {
            return Some(command);
        };
        if choice.opener == Command::Link && matches!(command, Command::Select { .. }) {
            // The press of a click that points at the other end.
            return None;
        }
        match command {
            Command::ClickText { under, on_line, .. } if choice.opener == Command::Link => {
                self.link_to_clicked(under, on_line);
            }
            Command::Tag(digit) => self.choose(usize::from(digit).wrapping_sub(1), false),
            Command::AlsoTag(digit) => self.choose(usize::from(digit).wrapping_sub(1), true),
            Command::Choose { idx, joins } => self.choose(idx, joins),
            Command::Span(way) | Command::Row(way) => choice.step(way),
            Command::Move(Motion::Down) => choice.step(Way::Next),
            Command::Move(Motion::Up) => choice.step(Way::Previous),
            Command::GrowSentence(Way::Next)
            | Command::OpenRow
            | Command::Review(ReviewCommand::OpenInArticle)
            | Command::Search(SearchCommand::Enter)
            | Command::Voices(VoicesCommand::Open)
            | Command::Items(ItemsCommand::Open) => {
                let picked = choice.picked;
                self.choose(picked, false);
            }
            Command::FilterChoice(words) => choice.narrow(words),
            Command::BackOut | Command::CloseChoice => self.desk.choice = None,
            command if command == choice.opener => {
                let again = choice.again.clone();
                self.desk.choice = None;
                return again;
            }
            // Typing goes on beside the list.
            Command::Draft(_) | Command::TextSize(_) | Command::SaveStatus => return Some(command),
            command => {
                self.desk.choice = None;
                return Some(command);
            }
        }
        self.show_marked();
        None
    }

    /// Takes a row.
    fn choose(&mut self, idx: usize, joins: bool) {
        let Some(choice) = &self.desk.choice else { return };
        let Some(row) = choice.rows.get(idx) else {
            return self.desk.refuse(format!("The list has no row {}", idx + 1));
        };
        let command = row.also.as_ref().filter(|_| joins).unwrap_or(&row.command).clone();
        let opener = choice.opener.clone();
        self.desk.choice = None;
        self.carry_out(command);
        if joins && self.desk.choice.is_none() {
            // Adding goes on until Esc.
            self.reopen(&opener);
        }
    }

    /// Opens a list again after one of its rows was added.
    fn reopen(&mut self, opener: &Command) {
        match opener {
            Command::Speaker => self.choose_voice(crate::model::annotation::VoiceRole::Speaker),
            Command::Addressee => self.choose_voice(crate::model::annotation::VoiceRole::Addressee),
            Command::Via => self.choose_voice(crate::model::annotation::VoiceRole::Via),
            _ => {}
        }
    }

    /// Opens a list, if it has rows.
    pub(super) fn open_choice(&mut self, choice: Choice) {
        self.desk.draft = None;
        if choice.filter.is_some() {
            self.desk.focus_wish = Some(FocusWish::ChoiceFilter);
        }
        self.desk.choice = Some(choice);
        self.show_marked();
    }

    /// Brings the span of the marked row into view.
    fn show_marked(&mut self) {
        let shown = self.desk.choice.as_ref().and_then(Choice::marked).and_then(|row| row.shows.clone());
        let place =
            shown.and_then(|id| Some(self.session.open_layer()?.annotations.get(&id)?.fragments.start()));
        if let Some(byte) = place {
            self.reading.reveal(byte);
        }
    }

    /// The attributes of the span in focus; the values at once where there is but one.
    pub(super) fn choose_attribute(&mut self) {
        let Some(span) = self.session.focused() else { return };
        let tagset = &self.session.corpus.state().tagset;
        let fitting: Vec<&Attribute> = tagset
            .ordered_attributes()
            .into_iter()
            .filter(|attribute| attribute.is_for(&span.label))
            .collect();
        if fitting.is_empty() {
            return self.desk.refuse("The tagset has no attributes for this label");
        }
        let own = fitting.iter().filter(|attribute| !attribute.labels.is_empty()).count();
        let rows: Vec<ChoiceRow> = fitting
            .iter()
            .map(|attribute| {
                let value = span.attributes.get(&attribute.id);
                let words = value.map(|value| self.session.value_in_words(attribute, value));
                ChoiceRow::new(&attribute.name, Command::ChooseValue(attribute.id.clone()))
                    .detail(words.clone().unwrap_or_default())
                    .on(words.is_some())
            })
            .collect();
        let only = fitting.first().map(|attribute| attribute.id.clone()).filter(|_| own == 1);
        // The label's own attribute first; the key again goes to all of them.
        match only {
            Some(attribute) if fitting[0].labels.contains(&span.label) => {
                self.choose_value(&attribute, rows.len() > 1);
            }
            _ => self.open_choice(Choice::new("Attributes", Command::Attributes, rows)),
        }
    }

    /// All attributes of the span in focus.
    pub(super) fn choose_any_attribute(&mut self) {
        let Some(span) = self.session.focused() else { return };
        let tagset = &self.session.corpus.state().tagset;
        let rows = tagset
            .ordered_attributes()
            .into_iter()
            .filter(|attribute| attribute.is_for(&span.label))
            .map(|attribute| {
                let value = span.attributes.get(&attribute.id);
                let words = value.map(|value| self.session.value_in_words(attribute, value));
                ChoiceRow::new(&attribute.name, Command::ChooseValue(attribute.id.clone()))
                    .on(words.is_some())
                    .detail(words.unwrap_or_default())
            })
            .collect();
        self.open_choice(Choice::new("Attributes", Command::Attributes, rows));
    }

    /// The values of an attribute, or its field where values are typed.
    pub(super) fn choose_value(&mut self, id: &AttributeId, has_others: bool) {
        let Some(span) = self.session.focused() else { return };
        let Some(attribute) = self.session.corpus.state().tagset.attributes.get(id) else { return };
        let current = span.attributes.get(id);
        let toggle = |value: AttributeValue| {
            let is_on = current == Some(&value);
            (is_on, Command::SetAttribute(id.clone(), (!is_on).then_some(value)))
        };
        let rows: Vec<ChoiceRow> = match &attribute.kind {
            AttributeKind::Flag => [("Yes", true), ("No", false)]
                .map(|(name, yes)| {
                    let (is_on, command) = toggle(AttributeValue::Flag(yes));
                    ChoiceRow::new(name, command).on(is_on)
                })
                .into(),
            AttributeKind::Choice(choices) => choices
                .iter()
                .map(|choice| {
                    let (is_on, command) = toggle(AttributeValue::Choice(choice.id.clone()));
                    ChoiceRow::new(&choice.name, command).on(is_on)
                })
                .collect(),
            AttributeKind::Choices(choices) => choices
                .iter()
                .map(|choice| {
                    let mut chosen = match current {
                        Some(AttributeValue::Choices(chosen)) => chosen.clone(),
                        _ => std::collections::BTreeSet::new(),
                    };
                    let is_on = !chosen.insert(choice.id.clone()) && chosen.remove(&choice.id);
                    let value = (!chosen.is_empty()).then_some(AttributeValue::Choices(chosen));
                    ChoiceRow::new(&choice.name, Command::SetAttribute(id.clone(), value)).on(is_on)
                })
                .collect(),
            AttributeKind::Text
            | AttributeKind::Number
            | AttributeKind::Date
            | AttributeKind::Party
            | AttributeKind::Item => return self.go_to_field(Field::Attribute(id.clone())),
        };
        let mut choice = Choice::new(attribute.name.clone(), Command::Attributes, rows);
        choice.again = has_others.then_some(Command::ChooseAnyAttribute);
        self.open_choice(choice);
    }

    /// What the span in focus does with an item.
    pub(super) fn choose_act(&mut self, item: &ItemId) {
        let Some(span) = self.session.focused() else { return };
        let current = span.items.iter().find(|link| link.item == *item).map(|link| link.act);
        let mut rows: Vec<ChoiceRow> = Act::ALL
            .into_iter()
            .map(|act| {
                ChoiceRow::new(act.name(), Command::SetItem(item.clone(), Some(act))).on(current == Some(act))
            })
            .collect();
        rows.insert(0, ChoiceRow::new("not about it", Command::SetItem(item.clone(), None)));
        let name = self.session.items.full_name(item).unwrap_or(item.as_str()).to_owned();
        let mut choice = Choice::new(format!("What it does with “{name}”"), Command::ChooseItem, rows);
        choice.picked = 1;
        self.open_choice(choice);
    }

    /// The spans the focus could be linked to.
    pub(super) fn choose_link(&mut self) {
        let (Some(span), Some(layer)) = (self.session.focused(), self.session.open_layer()) else { return };
        let linked = |id: &AnnotationId| {
            layer.relations.values().find(|relation| joins(relation, &span.id) && joins(relation, id))
        };
        let qualifies = self.qualifies_for(span).map(|kind| kind.id.clone());
        let rows: Vec<ChoiceRow> = self
            .link_candidates(span)
            .into_iter()
            .map(|other| {
                let relation = linked(&other.id);
                let command = match (relation, &qualifies) {
                    (Some(relation), _) => Command::Unlink(relation.id.clone()),
                    (None, Some(kind)) => Command::LinkTo(other.id.clone(), kind.clone()),
                    (None, None) => Command::ChooseRelation(other.id.clone()),
                };
                let detail = relation.map(|relation| self.session.relation_name(&relation.relation_type));
                ChoiceRow::new(self.span_in_words(other), command)
                    .on(relation.is_some())
                    .detail(detail.unwrap_or_default())
                    .shows(other.id.clone())
            })
            .collect();
        if rows.is_empty() {
            return self.choose_partner();
        }
        let title = if qualifies.is_some() { "Qualifies" } else { "Link to" };
        self.open_choice(Choice::new(title, Command::Link, rows).again(Command::LinkAcross));
    }

    /// Links the focus to a span that the pointer has hit: the smallest under it but the focus itself.
    fn link_to_clicked(&mut self, under: Option<usize>, on_line: Option<AnnotationId>) {
        let Some(open) = &self.session.open else { return };
        let there = under.map(|under| open.spans.at(under, Touch::Inside)).unwrap_or_default();
        let mut hit = on_line.into_iter().chain(there.into_iter().map(|span| span.id.clone()));
        let Some(to) = hit.find(|id| open.focus.as_ref() != Some(id)) else {
            return self.desk.refuse("There is no other span to link to; Esc closes the list");
        };
        self.desk.choice = None;
        match self.session.focused().and_then(|span| self.qualifies_for(span)).map(|kind| kind.id.clone()) {
            Some(kind) => self.link_to(&to, &kind),
            None => self.choose_relation(&to),
        }
    }

    /// The types of link from the focus to a span.
    pub(super) fn choose_relation(&mut self, to: &AnnotationId) {
        let tagset = &self.session.corpus.state().tagset;
        let rows: Vec<ChoiceRow> = tagset
            .ordered_relation_types()
            .into_iter()
            .map(|kind| {
                ChoiceRow::new(&kind.name, Command::LinkTo(to.clone(), kind.id.clone())).shows(to.clone())
            })
            .collect();
        if rows.is_empty() {
            return self.desk.refuse("The tagset has no relation types");
        }
        self.open_choice(Choice::new("What the link says", Command::Link, rows));
    }

    /// Why the article is left out, or what to look at again.
    pub(super) fn choose_skip(&mut self) {
        let Some(open) = &self.session.open else { return };
        let layer = self.session.open_layer();
        let progress = layer.map(|layer| layer.state.progress.clone()).unwrap_or_default();
        let is_flagged = layer.is_some_and(|layer| layer.state.codes.contains(FLAG));
        let mut rows: Vec<ChoiceRow> = SKIP_REASONS
            .into_iter()
            .map(|reason| {
                let skipped = Progress::Skipped(reason.to_owned());
                let is_on = progress == skipped;
                ChoiceRow::new(format!("Skip: {reason}"), Command::SetProgress(skipped)).on(is_on)
            })
            .collect();
        rows.push(
            ChoiceRow::new(format!("Flag: {FLAG}"), Command::ToggleCode(FLAG.to_owned())).on(is_flagged),
        );
        if Standing::of(&progress) == Standing::Skipped || Standing::of(&progress) == Standing::Done {
            let back = if open.spans.is_empty() { Progress::ToDo } else { Progress::InProgress };
            rows.push(ChoiceRow::new("Take it up again", Command::SetProgress(back)));
        }
        let choice = Choice::new("Skip or flag", Command::Skip, rows).again(Command::EditArticleNote);
        self.open_choice(choice);
    }

    /// Spans of this article other than one, the likeliest to be linked to it first.
    fn link_candidates(&self, span: &Annotation) -> Vec<&Annotation> {
        let (Some(open), Some(layer)) = (&self.session.open, self.session.open_layer()) else {
            return Vec::new();
        };
        let offered = open.offers.links.iter().filter_map(|id| layer.annotations.get(id));
        let key = open.focus_key(Some(layer));
        // Reading order outward from the span.
        let mut near = Vec::new();
        let (mut up, mut down) = (key.clone(), key);
        while near.len() < MAX_ROWS {
            up = up.and_then(|key| open.spans.previous(Some(&key), key.start).cloned());
            down = down.and_then(|key| open.spans.next(Some(&key), key.start).cloned());
            near.extend(up.iter().chain(&down).filter_map(|key| layer.annotations.get(&key.id)));
            if up.is_none() && down.is_none() {
                break;
            }
        }
        let mut candidates: Vec<&Annotation> = Vec::new();
        for other in offered.chain(near) {
            let is_new = other.id != span.id && candidates.iter().all(|known| known.id != other.id);
            if is_new && candidates.len() < MAX_ROWS {
                candidates.push(other);
            }
        }
        candidates
    }

    /// The type of link that says what a span of this label qualifies, if the tagset has one: its first role
    /// takes the label.
    pub(super) fn qualifies_for(&self, span: &Annotation) -> Option<&RelationType> {
        self.session.corpus.state().tagset.qualifies(&span.label)
    }

    fn span_in_words(&self, span: &Annotation) -> String {
        let text = self.session.open.as_ref().map_or("", |open| open.text());
        let tagset = &self.session.corpus.state().tagset;
        let letter = tagset.labels.get(&span.label).map_or('?', |label| label.letter);
        let words = span.fragments.covered(text).unwrap_or_default().join(" … ");
        format!("{letter} {}", shortened(&words, MAX_WORDS))
    }
}

/// Whether a relation has an annotation as a member.
fn joins(relation: &Relation, id: &AnnotationId) -> bool {
    relation.members.iter().any(|member| member.annotation.annotation == *id)
}

impl Work<'_> {
    /// Links the span in focus to another of this article.
    pub(super) fn link_to(&mut self, to: &AnnotationId, kind: &RelationTypeId) {
        let Some(layer) = self.session.layer_key() else { return };
        self.link_across(&CorpusAnnotation { article: layer.article, annotation: to.clone() }, kind);
    }

    /// Links the span in focus to another one of the corpus.
    pub(super) fn link_across(&mut self, to: &CorpusAnnotation, kind: &RelationTypeId) {
        use crate::model::annotation::{AnnotationProvenance, Origin};
        use crate::model::relation::RelationMember;
        let (Some(layer), Some(span)) = (self.session.layer_key(), self.session.focused()) else { return };
        let Some(relation_type) = self.session.corpus.state().tagset.relation_types.get(kind) else { return };
        let (Some(first), Some(last)) = (relation_type.roles.first(), relation_type.roles.last()) else {
            return self
                .desk
                .refuse(format!("“{}” has no roles; the Tags workspace gives it some", relation_type.name));
        };
        let member = |role: &crate::model::tagset::Role, annotation: CorpusAnnotation| RelationMember {
            role: role.id.clone(),
            annotation,
        };
        let own = CorpusAnnotation { article: layer.article.clone(), annotation: span.id.clone() };
        let members = vec![member(first, own), member(last, to.clone())];
        let say = format!("Linked: {}", relation_type.name);
        let now = self.services.now();
        let relation = Relation {
            id: self.services.ids.relation(),
            relation_type: kind.clone(),
            members,
            note: String::new(),
            provenance: AnnotationProvenance {
                origin: Origin::Person,
                created: now,
                changed: now,
                foreign_id: String::new(),
            },
        };
        let change =
            crate::model::change::put_relation(self.session.corpus.state(), &layer.annotator, relation);
        if self.apply(change) {
            self.desk.say(say);
        }
    }

    /// Takes a link away.
    pub(super) fn unlink(&mut self, id: &crate::model::id::RelationId) {
        let Some(layer) = self.session.layer_key() else { return };
        let change = crate::model::change::remove_relation(self.session.corpus.state(), &layer, id);
        if self.apply(change) {
            self.desk.say("Link removed");
        }
    }

    /// Takes the offered link, or opens the list of spans to link to.
    pub(super) fn link(&mut self) {
        let offered =
            self.session.open.as_ref().and_then(|open| open.offers.drawn.as_ref()?.qualifies.clone());
        let kind =
            self.session.focused().and_then(|span| self.qualifies_for(span)).map(|kind| kind.id.clone());
        match offered.zip(kind) {
            Some((to, kind)) => self.link_to(&to, &kind),
            None => self.choose_link(),
        }
    }
}
