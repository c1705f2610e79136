//! Lines as files of brat's.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use serde_json::Value;

use crate::formats::FormatError;
use crate::formats::dialect::{Articles, Files};
use crate::formats::interchange::lines::{AnnotationLine, ArticleLine, RelationLine, Span};
use crate::formats::pairs::roles_of;
use crate::model::text::units::{Unit, UnitMap};

use super::events::{Shape, agrees, is_event_type, members, shape, told};
use super::names::Names;
use super::values::{is_in_note, word_of};
use super::{
    ARGUMENTS, ATTRIBUTION, CONTENT, CUE, NOTES, PLAIN, REFERENCE, SOURCE, TRIGGER, UNSURE, VOICES,
    configuration, on_one_line,
};

/// Writes every article, and the configuration.
pub fn write(articles: &Articles<'_>, files: &Files<'_>) -> Result<(), FormatError> {
    let names = Names::new(articles.state);
    let folder = articles.name;
    articles.each(&mut |line| {
        let text = line.text.as_deref().unwrap_or_default();
        write_text(files, &format!("{folder}/{}.txt", line.id), text)?;
        write_text(files, &format!("{folder}/{}.ann", line.id), &AnnotationFile::of(line, &names))
    })?;
    write_text(files, &format!("{folder}/{}", configuration::FILE), &configuration::written(&names))
}

fn write_text(files: &Files<'_>, name: &str, text: &str) -> Result<(), FormatError> {
    files.write(name, &mut |file| {
        let failed = |source| FormatError::Write { name: name.to_owned(), source };
        file.write_all(text.as_bytes()).map_err(failed)
    })
}

/// A file of annotations on its way out.
struct AnnotationFile<'l> {
    line: &'l ArticleLine,
    names: &'l Names<'l>,
    annotations: BTreeMap<&'l str, &'l AnnotationLine>,
    map: UnitMap<'l>,
    written: String,
    /// The last number of each kind of line.
    last: BTreeMap<char, usize>,
    /// The `T` lines of the annotations.
    texts: BTreeMap<&'l str, String>,
    /// The `T` lines of words that are no annotations, by type and place.
    extra: BTreeMap<(&'static str, Vec<Span>), String>,
    /// An event that each annotation is the trigger of.
    events: BTreeMap<&'l str, String>,
    /// How many events each annotation is the trigger of.
    num_events: BTreeMap<&'l str, usize>,
    /// Annotations that have their attribution in a line of its own.
    attributed: BTreeSet<&'l str>,
}

impl<'l> AnnotationFile<'l> {
    fn of(line: &'l ArticleLine, names: &'l Names<'l>) -> String {
        let text = line.text.as_deref().unwrap_or_default();
        let mut file = Self {
            line,
            names,
            annotations: line.annotations.iter().map(|known| (known.id.as_str(), known)).collect(),
            map: UnitMap::new(text, Unit::CodePoint),
            written: String::new(),
            last: BTreeMap::new(),
            texts: BTreeMap::new(),
            extra: BTreeMap::new(),
            events: BTreeMap::new(),
            num_events: BTreeMap::new(),
            attributed: BTreeSet::new(),
        };
        for annotation in &line.annotations {
            let id = file.text_line(names.label(&annotation.label), &annotation.fragments);
            file.texts.insert(&annotation.id, id);
        }
        let events = file.events_in_order();
        for event in &events {
            if let Some((_, trigger)) = members(event, &line.id).first() {
                *file.num_events.entry(trigger).or_default() += 1;
            }
        }
        for annotation in &line.annotations {
            // An annotation of a type of events is an event, if only one without arguments.
            if is_event_type(names.tagset, &annotation.label) {
                file.num_events.entry(&annotation.id).or_insert(1);
            }
        }
        let told = file.told_by(&events);
        for annotation in line.annotations.iter().filter(|known| !told.contains(known.id.as_str())) {
            file.attribution(annotation);
        }
        file.event_lines(&events);
        for relation in &line.relations {
            file.relation(relation);
        }
        for annotation in &line.annotations {
            file.attributes(annotation);
            file.notes(annotation);
        }
        file.written
    }

    fn number(&mut self, kind: char) -> String {
        let last = self.last.entry(kind).or_default();
        *last += 1;
        format!("{kind}{last}")
    }

    fn push(&mut self, id: &str, what: &str) {
        // Writing to a string does not fail.
        let _infallible = writeln!(self.written, "{id}\t{what}");
    }

    fn text_line(&mut self, kind: &str, spans: &[Span]) -> String {
        let id = self.number('T');
        let places: Vec<String> = spans.iter().map(|(start, end)| format!("{start} {end}")).collect();
        let text = self.line.text.as_deref().unwrap_or_default();
        let words = spans.iter().filter_map(|(start, end)| {
            let range = self.map.range_to_bytes(*start, *end).ok()?;
            text.get(range.start()..range.end()).map(on_one_line)
        });
        let words: Vec<String> = words.collect();
        self.push(&id, &format!("{kind} {}\t{}", places.join(";"), words.join(" ")));
        id
    }

    /// The `T` line of words that are no annotation of their own.
    fn own(&mut self, kind: &'static str, spans: &[Span]) -> String {
        if let Some(id) = self.extra.get(&(kind, spans.to_vec())) {
            return id.clone();
        }
        let id = self.text_line(kind, spans);
        self.extra.insert((kind, spans.to_vec()), id.clone());
        id
    }

    /// The annotation whose attribution is what an event says of it.
    fn agreed(&self, event: &'l RelationLine) -> Option<&'l str> {
        let find = |id: &str| self.annotations.get(id).map(|known| known.fragments.clone());
        let told = told(event, &self.line.id, &find)?;
        self.annotations.get(told.content).is_some_and(|known| agrees(known, &told)).then_some(told.content)
    }

    /// The relations that are events; those that tell of attributions as they are come first.
    fn events_in_order(&self) -> Vec<&'l RelationLine> {
        let line = self.line;
        let tagset = self.names.tagset;
        let is_event = |relation: &&RelationLine| shape(relation, &line.id, tagset) == Some(Shape::Event);
        let mut events: Vec<&RelationLine> = line.relations.iter().filter(is_event).collect();
        events.sort_by_cached_key(|event| self.agreed(event).is_none());
        events
    }

    /// The annotations of whose attribution an event among the relations says all there is to say.
    fn told_by(&self, events: &[&'l RelationLine]) -> BTreeSet<&'l str> {
        let others = events.iter().filter(|event| !self.looks_like_ours(event));
        others.filter_map(|event| self.agreed(event)).collect()
    }

    /// Whether an event could be read as an attribution and nothing else.
    fn looks_like_ours(&self, event: &RelationLine) -> bool {
        let kind = |id: &str| self.annotations.get(id).map(|known| self.names.label(&known.label).to_owned());
        self.names.relation_type(&event.relation_type) == ATTRIBUTION
            && members(event, &self.line.id).into_iter().all(|(role, id)| match role {
                TRIGGER => kind(id).as_deref() == Some(CUE),
                _ => match self.names.role(&event.relation_type, role) {
                    CONTENT => !self.is_spoken_of_as_event(id),
                    SOURCE => !self.is_spoken_of_as_event(id) && kind(id).as_deref() == Some(SOURCE),
                    _ => false,
                },
            })
    }

    fn attribution(&mut self, annotation: &'l AnnotationLine) {
        let Some(content) = self.texts.get(annotation.id.as_str()).cloned() else { return };
        if annotation.cue.is_empty() {
            if !annotation.source.is_empty() {
                let source = self.own(SOURCE, &annotation.source);
                let id = self.number('R');
                let [one, two] = ARGUMENTS;
                self.push(&id, &format!("{ATTRIBUTION} {one}:{content} {two}:{source}"));
                self.attributed.insert(&annotation.id);
            }
            return;
        }
        let cue = self.own(CUE, &annotation.cue);
        let mut event = format!("{ATTRIBUTION}:{cue} {CONTENT}:{content}");
        if !annotation.source.is_empty() {
            let source = self.own(SOURCE, &annotation.source);
            let _infallible = write!(event, " {SOURCE}:{source}");
        }
        let id = self.number('E');
        self.push(&id, &event);
        self.attributed.insert(&annotation.id);
    }

    fn event_lines(&mut self, events: &[&'l RelationLine]) {
        let mut numbered = Vec::new();
        for event in events {
            let [(_, trigger), ..] = members(event, &self.line.id)[..] else { continue };
            let id = self.number('E');
            self.events.insert(trigger, id.clone());
            numbered.push((id, *event));
        }
        for annotation in &self.line.annotations {
            let id = annotation.id.as_str();
            let is_bare = !self.events.contains_key(id) && self.num_events.contains_key(id);
            if let (true, Some(text)) = (is_bare, self.texts.get(annotation.id.as_str()).cloned()) {
                let id = self.number('E');
                self.push(&id, &format!("{}:{text}", self.names.label(&annotation.label)));
                self.events.insert(&annotation.id, id);
            }
        }
        for (id, event) in numbered {
            let members = members(event, &self.line.id);
            let kind = self.names.relation_type(&event.relation_type);
            let Some(((_, trigger), arguments)) = members.split_first() else { continue };
            let Some(text) = self.texts.get(trigger) else { continue };
            let mut says = format!("{kind}:{text}");
            for (role, member) in arguments {
                let role = self.names.role(&event.relation_type, role);
                let _infallible = write!(says, " {role}:{}", self.target(member));
            }
            self.push(&id, &says);
        }
    }

    /// What stands for an annotation where something is said of it: the event it is the only trigger of, or its text.
    fn target(&self, id: &str) -> String {
        let event = self.events.get(id).filter(|_| self.is_spoken_of_as_event(id));
        event.or_else(|| self.texts.get(id)).cloned().unwrap_or_default()
    }

    fn is_spoken_of_as_event(&self, id: &str) -> bool {
        self.num_events.get(id) == Some(&1)
    }

    fn relation(&mut self, relation: &'l RelationLine) {
        let members = members(relation, &self.line.id);
        let kind = self.names.relation_type(&relation.relation_type);
        match shape(relation, &self.line.id, self.names.tagset) {
            Some(Shape::Group) => {
                let targets: Vec<String> = members.iter().map(|(_, id)| self.target(id)).collect();
                self.push("*", &format!("{kind} {}", targets.join(" ")));
            }
            Some(Shape::Pair) => {
                let roles = roles_of(&relation.relation_type, self.names.tagset);
                let is_event_type = is_event_type(self.names.tagset, &relation.relation_type);
                let has_roles = |[one, two]: [&str; 2]| members.iter().map(|(role, _)| *role).eq([one, two]);
                let is_bare = is_event_type || roles == PLAIN;
                let is_plain = (is_bare && has_roles(PLAIN))
                    || (has_roles([&roles[0], &roles[1]]) && !self.names.named.has(&relation.relation_type));
                let mut says = self.pair_type(relation, kind, is_plain).to_owned();
                for ((role, id), plain) in members.iter().zip(ARGUMENTS) {
                    let role = if is_plain { plain } else { self.names.role(&relation.relation_type, role) };
                    let _infallible = write!(says, " {role}:{}", self.target(id));
                }
                let id = self.number('R');
                self.push(&id, &says);
                self.note_lines(NOTES, &id, &relation.note);
            }
            Some(Shape::Event) | None => {}
        }
    }

    /// The type of an `R` line: the id where the name would make an attribution of it.
    fn pair_type<'n>(&self, relation: &'n RelationLine, kind: &'n str, is_plain: bool) -> &'n str {
        let is_source = || {
            let [(_, first), (_, second)] = members(relation, &self.line.id)[..] else { return false };
            let are_texts = [first, second].iter().all(|id| self.target(id).starts_with('T'));
            let is_said = are_texts && !self.attributed.contains(first) && relation.note.is_empty();
            is_said
                && self.annotations.get(second).is_some_and(|known| self.names.label(&known.label) == SOURCE)
        };
        if is_plain && kind == ATTRIBUTION && is_source() { &relation.relation_type } else { kind }
    }

    fn attributes(&mut self, annotation: &AnnotationLine) {
        let target = self.target(&annotation.id);
        for (id, value) in &annotation.attributes {
            let known = self.names.tagset.attributes.values().find(|known| known.id.as_str() == id);
            let kind = known.map(|known| &known.kind);
            let name = self.names.attribute(id);
            let values = match value {
                Value::String(text) if is_in_note(kind, text) => {
                    self.note_lines(name, &target, text);
                    continue;
                }
                Value::Array(values) => values.as_slice(),
                other => std::slice::from_ref(other),
            };
            for value in values {
                let word = word_of(kind, value).map(|word| format!(" {word}")).unwrap_or_default();
                let id = self.number('A');
                self.push(&id, &format!("{name} {target}{word}"));
            }
        }
        if annotation.certainty == "unsure" {
            let id = self.number('A');
            self.push(&id, &format!("{UNSURE} {target}"));
        }
    }

    fn notes(&mut self, annotation: &AnnotationLine) {
        let target = self.target(&annotation.id);
        for voice in &annotation.voices {
            let role = if voice.role.is_empty() { "speaker" } else { voice.role.as_str() };
            if let Some((kind, _)) = VOICES.iter().find(|(_, known)| *known == role) {
                let id = self.number('#');
                self.push(&id, &format!("{kind} {target}\t{}", voice.name));
            }
        }
        if !annotation.note.is_empty() {
            self.note_lines(NOTES, &target, &annotation.note);
        }
    }

    /// Notes, one for each line of a text; normalisations where the lines are such.
    fn note_lines(&mut self, kind: &str, target: &str, text: &str) {
        if kind == NOTES && text.is_empty() {
            return;
        }
        for line in text.split('\n') {
            if let Some((key, words)) = as_reference(kind, line) {
                let id = self.number('N');
                self.push(&id, &format!("{kind} {target} {key}\t{words}"));
                continue;
            }
            let id = self.number('#');
            self.push(&id, &format!("{kind} {target}\t{line}"));
        }
    }
}

/// A line of a note as a normalisation: what it refers to, such as `Wikipedia:33164`, and that in words.
fn as_reference<'t>(kind: &str, line: &'t str) -> Option<(&'t str, &'t str)> {
    let (key, words) = line.split_once(' ')?;
    let (database, id) = key.split_once(':')?;
    (kind == REFERENCE && !database.is_empty() && super::values::is_word(key) && !id.is_empty())
        .then_some((key, words))
}
