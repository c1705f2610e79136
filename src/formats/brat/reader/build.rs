//! The lines beside one text as the line of an article.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::formats::interchange::lines::{AnnotationLine, ArticleLine, RelationLine, Span, VoiceLine};
use crate::formats::pairs::roles_of;
use crate::formats::reading::Reading;
use crate::formats::report::{Effect, Place, What};
use crate::model::tagset::{AttributeKind, Tagset};
use crate::model::text::units::{Unit, UnitMap};

use super::super::counting::{Counting, has_words};
use super::super::definitions::{
    add_choice, allow_several, attribute, kind_of, name_of_role, relation_type, role, tagset_of,
};
use super::super::events::{group_role, is_event_type, joined, roles_and_order, told};
use super::super::lines::{At, AttributeOf, Linked, NoteOn, Standoff};
use super::super::naming::Naming;
use super::super::values::value_of;
use super::super::{ARGUMENTS, MEMBER, NOTES, PLAIN, TRIGGER, UNSURE, VOICES};
use super::attribution::{Attributions, attributions};

/// An article on its way in.
struct Builder<'b, 'r> {
    standoff: &'b Standoff,
    files: &'b [String],
    naming: &'b mut Naming,
    reading: &'b mut Reading<'r>,
    line: ArticleLine,
    /// What stands for each id of a text or event: the annotation.
    targets: BTreeMap<&'b str, String>,
    /// The only event that a text is the trigger of, without those that are attributions and nothing else.
    only_event: BTreeMap<&'b str, &'b str>,
    /// Where each annotation stands in the line.
    by_id: BTreeMap<String, usize>,
    /// Where each pair stands in the line.
    relations: BTreeMap<&'b str, usize>,
    /// The annotations and relations that have a note.
    noted: BTreeSet<String>,
}

/// What was read beside a text.
#[derive(Clone, Copy)]
pub struct Read<'b> {
    /// The lines.
    pub standoff: &'b Standoff,
    /// The names of the files they stand in.
    pub files: &'b [String],
}

/// The article of that name.
pub fn article(
    id: &str,
    text: String,
    read: &Read<'_>,
    naming: &mut Naming,
    reading: &mut Reading<'_>,
) -> ArticleLine {
    let Read { standoff, files } = *read;
    reading.here = Place::default().in_article(id);
    let (counting, num_agreeing) = Counting::of(&text, &standoff.texts);
    if counting != Counting::BRAT {
        let num_told = standoff.texts.iter().filter(|line| line.words.is_some()).count();
        let why = format!("the words beside {num_agreeing} of {num_told} annotations agree with that");
        reading.tell(Effect::Note, format!("offsets were taken to count {}", counting.in_words()), why);
    }
    let mut builder = Builder {
        standoff,
        files,
        naming,
        reading,
        line: ArticleLine {
            id: id.to_owned(),
            offset_unit: Unit::CodePoint.name().to_owned(),
            ..ArticleLine::default()
        },
        targets: BTreeMap::new(),
        only_event: BTreeMap::new(),
        by_id: BTreeMap::new(),
        relations: BTreeMap::new(),
        noted: BTreeSet::new(),
    };
    let mut places = builder.places(&text, counting);
    let text = match text.strip_prefix('\u{feff}') {
        Some(rest) if counting.skips_mark => {
            let spans = places.values_mut().flat_map(|(_, spans)| spans);
            spans.for_each(|(start, end)| (*start, *end) = (start.saturating_sub(1), end.saturating_sub(1)));
            rest.to_owned()
        }
        _ => text,
    };
    builder.line.text = Some(text);
    let attributions = attributions(standoff, &places);
    builder.annotations(&places, &attributions);
    builder.triggers(&attributions);
    for event in standoff.events.iter().filter(|event| !attributions.links.contains(event.id.as_str())) {
        builder.event(event);
    }
    for relation in standoff.relations.iter().filter(|line| !attributions.links.contains(line.id.as_str())) {
        builder.relation(relation);
    }
    standoff.groups.iter().for_each(|group| builder.group(group));
    standoff.attributes.iter().for_each(|line| builder.attribute(line));
    standoff.notes.iter().for_each(|line| builder.note(line));
    builder.settle();
    builder.line
}

impl<'b> Builder<'b, '_> {
    fn tell(&mut self, at: At, effect: Effect, what: impl Into<What>, why: impl ToString) {
        let file = self.files.get(at.0).map_or("", String::as_str);
        self.reading.here = Place::in_file(file, at.1).in_article(&self.line.id);
        self.reading.tell(effect, what, why);
    }

    /// The types and places of the texts that have one, in code points of the text.
    fn places(&mut self, text: &str, counting: Counting) -> BTreeMap<&'b str, (&'b str, Vec<Span>)> {
        let map = UnitMap::new(text, Unit::CodePoint);
        let mut places = BTreeMap::new();
        for (line, spans) in self.standoff.texts.iter().zip(counting.spans(text, &self.standoff.texts)) {
            let why = match &spans {
                None => Some("its place lies past the end of the text, or begins inside a character"),
                Some(spans) if spans.iter().any(|(start, end)| start >= end) => Some("its place is empty"),
                Some(_) => None,
            };
            let (Some(spans), None) = (spans, why) else {
                self.reading.report.num_in.annotations += 1;
                self.tell(line.at, Effect::LeftOut, "annotation left out", why.unwrap_or_default());
                continue;
            };
            match &line.words {
                Some(words) if has_words(text, &map, &spans, words) => {}
                Some(_) => {
                    let why = "the words beside its place are not those that stand there";
                    self.tell(line.at, Effect::Kept, "annotation kept", why);
                }
                None => {
                    self.tell(line.at, Effect::Kept, "annotation kept", "no words stand beside its place");
                }
            }
            let together = joined(spans.clone());
            if together != spans {
                let what = "fragments were sorted, or joined";
                self.tell(line.at, Effect::Changed, what, "they touch, overlap or stand in another order");
            }
            places.insert(line.id.as_str(), (line.kind.as_str(), together));
        }
        places
    }

    fn push(&mut self, id: String, label: String, fragments: Vec<Span>) {
        self.by_id.insert(id.clone(), self.line.annotations.len());
        self.line.annotations.push(AnnotationLine { id, label, fragments, ..AnnotationLine::default() });
    }

    fn annotations(
        &mut self,
        places: &BTreeMap<&'b str, (&'b str, Vec<Span>)>,
        attributions: &Attributions<'b>,
    ) {
        for line in &self.standoff.texts {
            let id = line.id.as_str();
            let Some((kind, spans)) = places.get(id) else { continue };
            if attributions.words.contains(id) {
                continue;
            }
            let label = self.reading.label(kind);
            self.push(id.to_owned(), label, spans.clone());
            self.targets.insert(id, id.to_owned());
            if let Some((source, cue)) = attributions.of.get(id)
                && let Some(annotation) = self.line.annotations.last_mut()
            {
                annotation.source.clone_from(source);
                annotation.cue.clone_from(cue);
            }
        }
    }

    /// Finds what stands for each event: its trigger, or a second annotation like it where several events share one.
    fn triggers(&mut self, attributions: &Attributions<'b>) {
        let standoff = self.standoff;
        let mut events_of: BTreeMap<&str, Vec<&Linked>> = BTreeMap::new();
        for event in standoff.events.iter().filter(|event| !attributions.links.contains(event.id.as_str())) {
            if self.targets.contains_key(event.trigger.as_str()) {
                events_of.entry(&event.trigger).or_default().push(event);
            } else {
                self.reading.report.num_in.relations += 1;
                let why = format!("its trigger {} is not there", event.trigger);
                self.tell(event.at, Effect::LeftOut, What::of("event ", &event.id, " left out"), why);
            }
        }
        let links = standoff.events.iter().chain(&standoff.relations).chain(&standoff.groups);
        let mut said_of: BTreeSet<&str> =
            links.flat_map(|link| link.arguments.iter().map(|(_, id)| id.as_str())).collect();
        said_of.extend(standoff.attributes.iter().map(|line| line.target.as_str()));
        said_of.extend(standoff.notes.iter().map(|line| line.target.as_str()));
        for (trigger, events) in events_of {
            // An event that is spoken of needs something that is no other event's; the last to be left needs none.
            let mut left = events.len();
            let mut staying = Vec::new();
            for event in events {
                let is_last = left == 1 && staying.is_empty();
                left -= 1;
                let at = self.by_id.get(trigger).copied();
                let known = at.and_then(|at| self.line.annotations.get(at)).cloned();
                // Without arguments, and called like its trigger, it is nothing but an annotation.
                let is_bare = event.arguments.is_empty()
                    && known.as_ref().map(|known| &known.label) == Some(&self.event_type(event));
                let needs_own = said_of.contains(event.id.as_str()) || is_bare;
                let Some(known) = known.filter(|_| needs_own && !is_last) else {
                    self.targets.insert(&event.id, trigger.to_owned());
                    staying.push(event.id.as_str());
                    continue;
                };
                let id = format!("{trigger}/{}", event.id);
                self.targets.insert(&event.id, id.clone());
                self.push(id, known.label, known.fragments);
            }
            if let [only] = staying[..] {
                self.only_event.insert(trigger, only);
            }
        }
    }

    /// The annotation that an id stands for; that something is said of a trigger instead of its event is told.
    fn target(&mut self, id: &str, at: At) -> Option<String> {
        let target = self.targets.get(id).cloned();
        if let Some(event) = self.only_event.get(id) {
            let what = format!("what was said of {id} is said of {event}");
            self.tell(at, Effect::Changed, what, "the one is the trigger of the other");
        }
        if target.is_none() {
            let why = format!("{id} is not there");
            self.tell(at, Effect::LeftOut, "what is said of it left out", why);
        }
        target
    }

    /// The id of the type of relations that an event's become.
    fn event_type(&mut self, event: &Linked) -> String {
        let names = event.arguments.iter().map(|(name, _)| name.as_str());
        let roles: Vec<&str> = [TRIGGER].into_iter().chain(names).collect();
        relation_type(self.reading, &event.kind, &roles)
    }

    fn event(&mut self, event: &'b Linked) {
        let Some(trigger) = self.targets.get(event.id.as_str()).cloned() else { return };
        let kind = self.event_type(event);
        let label = self.by_id.get(&trigger).and_then(|at| self.line.annotations.get(*at));
        let is_label = label.is_some_and(|annotation| annotation.label == kind);
        let mut members = vec![(TRIGGER.to_owned(), trigger)];
        for (name, id) in &event.arguments {
            let Some(target) = self.target(id, event.at) else { continue };
            if let Some(role) = role(self.reading, &kind, name) {
                self.tell_role(event, &kind, &role, name);
                members.push((role, target));
            } else {
                let what = format!("argument {name} of {} left out", event.id);
                self.tell(event.at, Effect::LeftOut, what, "nothing here can be called so");
            }
        }
        // An event without arguments says no more than its trigger.
        if !(is_label && members.len() == 1) {
            self.push_relation(event, kind, &members);
        }
    }

    /// Tells of an argument whose role here goes by another name.
    fn tell_role(&mut self, line: &Linked, kind: &str, role: &str, name: &str) {
        let other = name_of_role(self.reading, kind, role);
        if role != name && other != name {
            let what = format!("argument {name} of {} is called {other} here", line.id);
            self.tell(line.at, Effect::Changed, what, "roles are told apart by their words only");
        }
    }

    fn push_relation(&mut self, line: &Linked, kind: String, members: &[(String, String)]) {
        let (roles, order) = roles_and_order(members);
        let id = if line.id == "*" { String::new() } else { line.id.clone() };
        let relation = RelationLine { id, relation_type: kind, roles, order, ..RelationLine::default() };
        self.line.relations.push(relation);
    }

    fn relation(&mut self, line: &'b Linked) {
        let ids = line.arguments.iter().map(|(_, id)| self.target(id, line.at));
        let ids: Option<Vec<String>> = ids.collect();
        let (Some(ids), [(one, _), (two, _)]) = (ids, line.arguments.as_slice()) else {
            self.reading.report.num_in.relations += 1;
            return;
        };
        let [from, to] = ids.as_slice() else { return };
        let place = self.line.relations.len();
        if [one.as_str(), two.as_str()] == ARGUMENTS {
            let relation = self.reading.relation(line.id.clone(), &line.kind, [from, to]);
            let kind = relation.relation_type.clone();
            let tagset = tagset_of(self.reading, &kind);
            if tagset.is_some_and(|tagset| is_event_type(tagset, &kind)) {
                // The roles of the type are those of events.
                let members = PLAIN.map(str::to_owned).into_iter().zip([from.clone(), to.clone()]);
                self.push_relation(line, kind, &members.collect::<Vec<_>>());
            } else {
                let is_plain = tagset.is_none_or(|tagset| roles_of(&kind, tagset) == PLAIN);
                self.line.relations.push(relation);
                if !self.naming.agrees(&kind, false, self.reading) && !is_plain {
                    let why = "the type has names for its arguments";
                    self.tell(
                        line.at,
                        Effect::Changed,
                        format!("arguments of {} called otherwise", line.id),
                        why,
                    );
                }
            }
            self.relations.insert(&line.id, place);
            return;
        }
        let kind = relation_type(self.reading, &line.kind, &[one, two]);
        let roles = (role(self.reading, &kind, one), role(self.reading, &kind, two));
        let (Some(first), Some(second)) = roles else {
            self.reading.report.num_in.relations += 1;
            self.tell(
                line.at,
                Effect::LeftOut,
                "relation left out",
                "nothing here can be called as its roles",
            );
            return;
        };
        let none = Tagset::default();
        let declared = roles_of(&kind, tagset_of(self.reading, &kind).unwrap_or(&none));
        let agrees = self.naming.agrees(&kind, true, self.reading);
        if !agrees && declared != PLAIN && declared == [first.as_str(), second.as_str()] {
            let what = format!("arguments of {} called Arg1 and Arg2", line.id);
            self.tell(
                line.at,
                Effect::Changed,
                what,
                "others of that type are, or the configuration says so",
            );
        }
        for (role, name) in [(&first, one), (&second, two)] {
            self.tell_role(line, &kind, role, name);
        }
        self.push_relation(line, kind, &[(first, from.clone()), (second, to.clone())]);
        self.relations.insert(&line.id, place);
    }

    fn group(&mut self, line: &'b Linked) {
        let kind = relation_type(self.reading, &line.kind, &[MEMBER]);
        let none = Tagset::default();
        let role = group_role(tagset_of(self.reading, &kind).unwrap_or(&none), &kind);
        let ids = line.arguments.iter().filter_map(|(_, id)| self.target(id, line.at));
        let members: Vec<(String, String)> = ids.map(|id| (role.clone(), id)).collect();
        if members.len() < 2 {
            self.reading.report.num_in.relations += 1;
            return self.tell(
                line.at,
                Effect::LeftOut,
                "group left out",
                "fewer than two of its members are there",
            );
        }
        self.push_relation(line, kind, &members);
    }

    fn annotation(&mut self, id: &str, at: At) -> Option<usize> {
        let target = self.target(id, at)?;
        self.by_id.get(&target).copied()
    }

    fn attribute(&mut self, line: &AttributeOf) {
        let Some(at) = self.annotation(&line.target, line.at) else { return };
        if line.kind == UNSURE && line.value.is_none() {
            "unsure".clone_into(&mut self.line.annotations[at].certainty);
            return;
        }
        let kind = if line.value.is_some() { AttributeKind::Choice(Vec::new()) } else { AttributeKind::Flag };
        let id = attribute(self.reading, &line.kind, kind);
        if let Some(word) = &line.value {
            add_choice(self.reading, &id, word);
        }
        // Of attributes that are met first here, words are the names of choices; others have ids for them.
        let is_new = self.reading.tagset.attributes.keys().any(|known| known.as_str() == id);
        let kind = kind_of(self.reading, &id).filter(|_| !is_new);
        let value = value_of(kind, line.value.as_deref());
        let Some(before) = self.line.annotations[at].attributes.remove(&id) else {
            self.line.annotations[at].attributes.insert(id, value);
            return;
        };
        let can_have_both = allow_several(self.reading, &id);
        let both = if can_have_both {
            let list = |value: Value| match value {
                Value::Array(list) => list,
                other => vec![other],
            };
            Value::Array(list(before).into_iter().chain(list(value)).collect())
        } else {
            let what = format!("second value of {} left out", line.kind);
            self.tell(line.at, Effect::LeftOut, what, format!("{} has one already", line.target));
            before
        };
        self.line.annotations[at].attributes.insert(id, both);
    }

    fn note(&mut self, line: &NoteOn) {
        let relation = self.relations.get(line.target.as_str());
        if let Some(relation) = relation.and_then(|at| self.line.relations.get_mut(*at)) {
            if line.kind == NOTES {
                let is_first = self.noted.insert(line.target.clone());
                add_line(&mut relation.note, &line.words, is_first);
            } else {
                let what = format!("{} of {} left out", line.kind, line.target);
                self.tell(line.at, Effect::LeftOut, what, "nothing but a note can be on a relation");
            }
            return;
        }
        let Some(at) = self.annotation(&line.target, line.at) else { return };
        if line.kind == NOTES {
            let annotation = &mut self.line.annotations[at];
            let is_first = self.noted.insert(annotation.id.clone());
            return add_line(&mut annotation.note, &line.words, is_first);
        }
        if let Some((_, role)) = VOICES.iter().find(|(kind, _)| *kind == line.kind) {
            let (role, name) = ((*role).to_owned(), line.words.clone());
            return self.line.annotations[at].voices.push(VoiceLine { role, name, ..VoiceLine::default() });
        }
        let id = attribute(self.reading, &line.kind, AttributeKind::Text);
        match self.line.annotations[at].attributes.get_mut(&id) {
            None => {
                self.line.annotations[at].attributes.insert(id, Value::String(line.words.clone()));
            }
            Some(Value::String(text)) => add_line(text, &line.words, false),
            Some(_) => {
                let what = format!("second value of {} left out", line.kind);
                self.tell(line.at, Effect::LeftOut, what, format!("{} has one already", line.target));
            }
        }
    }

    /// What can be said only when everything else is: attributions by events of other names, lists of values, and
    /// what looks like an event here and is none.
    fn settle(&mut self) {
        let standoff = self.standoff;
        let events = standoff.events.iter().filter_map(|event| self.targets.get(event.id.as_str()));
        let triggers: BTreeSet<String> = events.cloned().collect();
        for line in &standoff.texts {
            let label = self.by_id.get(&line.id).map(|at| self.line.annotations[*at].label.clone());
            let is_event = label.is_some_and(|label| {
                tagset_of(self.reading, &label).is_some_and(|tagset| is_event_type(tagset, &label))
            });
            if is_event && !triggers.contains(&line.id) {
                let why = format!("{} is a type of events", line.kind);
                self.tell(line.at, Effect::Changed, format!("{} is taken for an event", line.id), why);
            }
        }
        let places: BTreeMap<String, Vec<Span>> =
            self.line.annotations.iter().map(|known| (known.id.clone(), known.fragments.clone())).collect();
        let find = |id: &str| places.get(id).cloned();
        for relation in &self.line.relations {
            let Some(told) = told(relation, &self.line.id, &find) else { continue };
            let Some(at) = self.by_id.get(told.content) else { continue };
            let annotation = &mut self.line.annotations[*at];
            if annotation.source.is_empty() && annotation.cue.is_empty() {
                (annotation.source, annotation.cue) = (told.source, told.cue);
            }
        }
        for annotation in &mut self.line.annotations {
            annotation.attributes.sort_keys();
            for (id, value) in &mut annotation.attributes {
                let is_list = matches!(kind_of(self.reading, id), Some(AttributeKind::Choices(_)));
                let is_choice = is_list && value.is_string();
                if is_choice && self.reading.tagset.attributes.keys().any(|known| known.as_str() == id) {
                    *value = Value::Array(vec![value.take()]);
                }
            }
        }
    }
}

/// Adds a line to a text.
fn add_line(text: &mut String, line: &str, is_first: bool) {
    if !is_first {
        text.push('\n');
    }
    text.push_str(line);
}
