//! What the rest of the corpus has to offer a span or an article: items it may be about, the day its words were said on,
//! spans of other articles to link it with.

use std::sync::Arc;

use super::Work;
use crate::app::command::{Command, Field, Way, Workspace};
use crate::app::jobs::Job;
use crate::app::state::FocusWish;
use crate::app::state::choice::{Choice, ChoiceRow};
use crate::app::state::likely::{self, SAID_ON};
use crate::app::state::offers::near;
use crate::app::widgets::reading::access::shortened;
use crate::model::annotation::{Annotation, AnnotationKey, AttributeValue};
use crate::model::id::{AttributeId, ItemId};
use crate::model::item::Act;
use crate::model::reader::CorpusReader as _;
use crate::model::relation::CorpusAnnotation;
use crate::model::text::TextRange;
use crate::suggest::acts::likely_act;
use crate::suggest::items::{Touched, Why};
use crate::suggest::partners::PartnerWhy;

/// At most this many rows are offered; more are reached by typing.
const MAX_ROWS: usize = 30;
/// At most so many spans of other articles are offered.
const MAX_PARTNERS: usize = 18;
/// Words of a span shown in a row, in characters.
const MAX_WORDS: usize = 60;

impl Work<'_> {
    /// Takes what has come of work beside the window, and looks on through the article in view. Whether a frame is to
    /// be drawn.
    pub fn poll_likely(&mut self) -> bool {
        if self.desk.workspace != Workspace::Annotate || self.session.open.is_none() {
            return false;
        }
        let session = &mut *self.session;
        let corpus = &session.corpus;
        let wake = Arc::clone(self.wake);
        let found = session.wide.likely.find_items(corpus, || {
            let snapshot = corpus.snapshot();
            Job::start("look for items that may be touched", wake, move || likely::item_finder(&snapshot))
        });
        let has_news = found.unwrap_or_else(|err| {
            self.desk.notify(format!("It can't be found out which items may be touched: {err}"), false);
            false
        });
        let has_partners = self.session.wide.likely.is_finding_partners() && self.find_partners();
        let Some(open) = &self.session.open else { return has_news };
        // Each piece is drawn, and calls for the next.
        self.session.wide.likely.look_on(open) || has_news || has_partners
    }

    /// Begins to find out what can be linked, and takes what has come of it. Whether anything has.
    fn find_partners(&mut self) -> bool {
        let session = &mut *self.session;
        let corpus = &session.corpus;
        let wake = Arc::clone(self.wake);
        let found = session.wide.likely.find_partners(corpus, || {
            let snapshot = corpus.snapshot();
            Job::start("look for spans to link with", wake, move || likely::partners(&snapshot))
        });
        let has_news = found.unwrap_or_else(|err| {
            self.desk.notify(format!("It can't be found out what can be linked: {err}"), false);
            false
        });
        // Whoever asked for them waits.
        let waits = matches!(&self.desk.choice, Some(choice) if choice.opener == Command::LinkAcross);
        if has_news && waits && self.session.wide.likely.partners().is_some() {
            self.choose_partner();
        }
        has_news
    }

    /// The items the span in focus could be about: those it names, those like it, those used nearby, then all others
    /// by name.
    pub(super) fn choose_item(&mut self) {
        let Some(open) = &self.session.open else { return };
        if let Some(words) = open
            .other_target(self.session.open_layer())
            .and_then(|range| range.of(open.text()).ok().map(str::to_owned))
        {
            return self.new_item(&words);
        }
        let Some(span) = self.session.focused() else { return };
        let rows = self.item_rows(span);
        if rows.is_empty() {
            return self.go_to_field(Field::Item);
        }
        let choice = Choice::new("Items", Command::ChooseItem, rows).again(Command::EditField(Field::Item));
        self.open_choice(choice);
    }

    fn item_rows(&self, span: &Annotation) -> Vec<ChoiceRow> {
        let Some(open) = &self.session.open else { return Vec::new() };
        let covered = span.fragments.covered(open.text()).unwrap_or_default().join(" ");
        let all = self.session.open_layer().into_iter().flat_map(|layer| layer.annotations.values());
        let used = all
            .flat_map(|other| other.items.iter().map(|link| self.session.items.meant(&link.item)))
            .cloned()
            .collect();
        let mut order: Vec<(ItemId, String)> = Vec::new();
        if let Some(finder) = self.session.wide.likely.items() {
            let offers = finder.for_span(&covered, open.language(), &used, MAX_ROWS);
            for offer in offers.into_iter().filter(|offer| offer.why != Why::Nearby) {
                let why = why_in_words(&offer.why, self.session.items.name(&offer.item).unwrap_or_default());
                order.push((offer.item, why));
            }
        }
        // Of those that nothing but their nearness speaks for, the nearest goes first.
        if let Some(layer) = self.session.open_layer() {
            let spans = near(open, span).filter_map(|key| layer.annotations.get(&key.id));
            for link in spans.flat_map(|other| &other.items) {
                let meant = self.session.items.meant(&link.item);
                if order.iter().all(|(id, _)| id != meant) {
                    order.push((meant.clone(), "nearby".to_owned()));
                }
            }
        }
        // What is linked already is never missing.
        for link in &span.items {
            let meant = self.session.items.meant(&link.item);
            if order.iter().all(|(id, _)| id != meant) {
                order.push((meant.clone(), String::new()));
            }
        }
        for (id, _) in self.session.items.by_name(&used) {
            if order.len() >= MAX_ROWS {
                break;
            }
            if order.iter().all(|(known, _)| known != id) {
                order.push((id.clone(), String::new()));
            }
        }
        let row = |(id, why): (ItemId, String)| {
            let link = span.items.iter().find(|link| self.session.items.meant(&link.item) == &id);
            let name = self.session.items.full_name(&id).unwrap_or(id.as_str()).to_owned();
            let Some(link) = link else {
                let act = self.act_for(span, &id);
                let detail =
                    if why.is_empty() { act.name().to_owned() } else { format!("{} · {why}", act.name()) };
                return ChoiceRow::new(name, Command::SetItem(id.clone(), Some(act)))
                    .also(Command::ChooseAct(id))
                    .detail(detail);
            };
            ChoiceRow::new(name, Command::ChooseAct(id)).on(true).detail(link.act.name())
        };
        order.into_iter().map(row).collect()
    }

    /// What a span most likely does with an item: what its sentence says, else that it states what nobody has said yet,
    /// or repeats it.
    pub(super) fn act_for(&self, span: &Annotation, item: &ItemId) -> Act {
        let said = || {
            let open = self.session.open.as_ref()?;
            let unit = crate::app::widgets::reading::units::unit_at(&open.units, span.fragments.start());
            let sentence = open.sentence_at(open.units.get(unit)?.range, span.fragments.start())?;
            likely_act(open.text(), sentence, &span.fragments, open.language())
        };
        let is_known = || self.session.wide.likely.items().is_some_and(|finder| finder.num_bearing(item) > 0);
        said().unwrap_or_else(|| if is_known() { Act::Repeats } else { Act::States })
    }

    /// Selects the next or previous place where an item may be touched.
    pub(super) fn next_touched(&mut self, way: Way) {
        let Some(open) = &self.session.open else { return };
        let touched = self.session.wide.likely.touched.of(&open.article.id);
        let caret = open.selection.bytes();
        let mut places: Vec<(TextRange, &ItemId)> = touched
            .iter()
            .flat_map(|touched| touched.places.iter().map(|place| (*place, &touched.item)))
            .collect();
        places.sort();
        let found = match way {
            Way::Next => places.iter().find(|(place, _)| place.start() >= caret.end),
            Way::Previous => places.iter().rev().find(|(place, _)| place.end() <= caret.start),
        };
        let Some((place, item)) = found.map(|(place, item)| (*place, (*item).clone())) else {
            let why = if places.is_empty() {
                "Nothing that is followed is touched here, as far as names and words tell"
            } else {
                "No item is touched from here on"
            };
            return self.desk.refuse(why);
        };
        let name = self.session.items.full_name(&item).unwrap_or(item.as_str()).to_owned();
        self.select_words(place);
        self.desk.say(format!("May be about “{name}”"));
    }

    /// Selects the first place where an item may be touched.
    pub(super) fn go_to_touched(&mut self, item: &ItemId) {
        let Some(open) = &self.session.open else { return };
        let touched = self.session.wide.likely.touched.of(&open.article.id);
        let place = touched
            .into_iter()
            .find(|touched| touched.item == *item)
            .and_then(|touched| touched.places.first());
        let Some(place) = place.copied() else { return };
        self.select_words(place);
        // The row was clicked; what comes next is a key for the words.
        self.desk.focus_wish = Some(FocusWish::Text);
    }

    /// Takes the day that the words around the span name; with none offered, or one set already, lists them all.
    pub(super) fn said_on(&mut self) {
        let Some(span) = self.session.focused() else { return };
        let Ok(attribute) = AttributeId::new(SAID_ON) else { return };
        let known = &self.session.corpus.state().tagset.attributes;
        if !known.get(&attribute).is_some_and(|known| known.is_for(&span.label)) {
            return self.desk.refuse(
                "The tagset has no date “said-on” for this label; the Tags workspace makes attributes",
            );
        }
        let is_set = span.attributes.get(&attribute).is_some();
        let offered = self.session.said_on_offers();
        match offered.first() {
            Some(first) if !is_set => {
                let value = AttributeValue::Date(first.date);
                self.set_attribute(&attribute, Some(value));
                self.desk.say(format!("Said on {}: “{}”", first.date, first.words));
            }
            None if !is_set => {
                self.desk.say("No words around it name a day; type it");
                self.go_to_field(Field::Attribute(attribute));
            }
            _ => {
                let current = span.attributes.get(&attribute);
                let mut rows: Vec<ChoiceRow> = offered
                    .iter()
                    .map(|offer| {
                        let value = AttributeValue::Date(offer.date);
                        let is_on = current == Some(&value);
                        ChoiceRow::new(
                            offer.date.to_string(),
                            Command::SetAttribute(attribute.clone(), Some(value)),
                        )
                        .detail(format!("“{}” · {}", offer.words, offer.sureness.name()))
                        .on(is_on)
                    })
                    .collect();
                rows.push(ChoiceRow::new(
                    "type a date…",
                    Command::EditField(Field::Attribute(attribute.clone())),
                ));
                rows.push(ChoiceRow::new("not known", Command::SetAttribute(attribute, None)));
                self.open_choice(Choice::new("Said on", Command::SaidOn, rows));
            }
        }
    }

    /// Lists the spans of other articles that the one in focus may be linked with.
    pub(super) fn choose_partner(&mut self) {
        let Some(partners) = self.session.partners_of_focus(MAX_PARTNERS) else {
            self.find_partners();
            if self.session.wide.likely.partners().is_none() {
                let row = ChoiceRow::new("Looking through the corpus…", Command::CloseChoice);
                return self.open_choice(Choice::new(
                    "Link to another article",
                    Command::LinkAcross,
                    vec![row],
                ));
            }
            return self.choose_partner();
        };
        let Some(span) = self.session.focused() else { return };
        let kind = self.qualifies_for(span).map(|kind| kind.id.clone());
        let rows: Vec<ChoiceRow> = partners
            .into_iter()
            .filter_map(|partner| {
                let words = self.partner_in_words(&partner.key)?;
                let kind = kind.clone().or_else(|| self.kind_for(&partner.why));
                let choose = Command::ChooseRelationAcross(partner.key.clone());
                let command = match &kind {
                    Some(kind) => Command::LinkAcrossTo(partner.key.clone(), kind.clone()),
                    None => choose.clone(),
                };
                let says = kind.map(|kind| self.session.relation_name(&kind)).unwrap_or_default();
                let detail = format!("{says} · {}", self.partner_why(&partner.key, &partner.why));
                Some(ChoiceRow::new(words, command).also(choose).detail(detail))
            })
            .collect();
        if rows.is_empty() {
            self.desk.choice = None;
            return self
                .desk
                .refuse("Nothing in other articles has a voice, an item or rare words in common with it");
        }
        self.open_choice(Choice::new("Link to another article", Command::LinkAcross, rows));
    }

    /// What a link most likely says: one voice goes on, another one answers.
    fn kind_for(&self, why: &PartnerWhy) -> Option<crate::model::id::RelationTypeId> {
        let known = &self.session.corpus.state().tagset.relation_types;
        let name = if why.voice.is_some() { "updates" } else { "answers" };
        crate::model::id::RelationTypeId::new(name).ok().filter(|id| known.contains_key(id))
    }

    fn partner_in_words(&self, key: &AnnotationKey) -> Option<String> {
        let layer = self.session.corpus.state().layer(&key.article, &key.annotator)?;
        let span = layer.annotations.get(&key.annotation)?;
        let article = self.session.corpus.article(&key.article).ok()?;
        let words = span.fragments.covered(article.text.as_str()).ok()?.join(" … ");
        let letter =
            self.session.corpus.state().tagset.labels.get(&span.label).map_or('?', |label| label.letter);
        Some(format!("{letter} {}", shortened(&words, MAX_WORDS)))
    }

    /// Where a partner stands and what speaks for it.
    fn partner_why(&self, key: &AnnotationKey, why: &PartnerWhy) -> String {
        let row = self.session.article_row(&key.article);
        let mut parts: Vec<String> = Vec::new();
        parts.extend(row.map(|row| shortened(&row.shown_title, 30)));
        parts.extend(row.and_then(|row| row.metadata.date).map(|date| date.to_string()));
        parts.extend(why.voice.as_ref().and_then(|id| self.session.register.name(id)).map(str::to_owned));
        parts.extend(why.items.iter().filter_map(|id| self.session.items.name(id)).map(str::to_owned));
        if why.voice.is_none() && why.items.is_empty() && !why.words.is_empty() {
            parts.push(why.words.join(", "));
        }
        parts.join(" · ")
    }

    /// The types of link from the focus to a span of another article.
    pub(super) fn choose_relation_across(&mut self, to: &AnnotationKey) {
        let tagset = &self.session.corpus.state().tagset;
        let rows: Vec<ChoiceRow> = tagset
            .ordered_relation_types()
            .into_iter()
            .map(|kind| ChoiceRow::new(&kind.name, Command::LinkAcrossTo(to.clone(), kind.id.clone())))
            .collect();
        if rows.is_empty() {
            return self.desk.refuse("The tagset has no relation types");
        }
        self.open_choice(Choice::new("What the link says", Command::LinkAcross, rows));
    }

    /// Goes to the other end of a link, in this article or another one.
    pub(super) fn go_to_linked(&mut self, to: &CorpusAnnotation) {
        if self.session.open.as_ref().is_some_and(|open| open.article.id == to.article) {
            return self.focus(&to.annotation);
        }
        let layers = self.session.corpus.state().layers.get(&to.article);
        let found = layers.and_then(|layers| {
            let holds = |annotator: &&crate::model::id::AnnotatorId| {
                layers.get(*annotator).is_some_and(|layer| layer.annotations.contains_key(&to.annotation))
            };
            layers.keys().find(holds).cloned()
        });
        let Some(annotator) = found else {
            return self.desk.refuse(
                "The other end of this link is not there: its article is in the trash, or it was removed",
            );
        };
        let key = AnnotationKey { article: to.article.clone(), annotator, annotation: to.annotation.clone() };
        self.show_span_from(&key, Workspace::Annotate);
        self.desk.last.came_from = None;
        self.desk.say("The other end of the link");
    }
}

/// Why an item that is shown by this name is offered, in words.
fn why_in_words(why: &Why, shown: &str) -> String {
    match why {
        Why::Named(name) if shown.starts_with(name.as_str()) => "named".to_owned(),
        Why::Named(name) => format!("“{name}”"),
        Why::Words(words) => words.join(", "),
        Why::Nearby => "nearby".to_owned(),
    }
}

/// Why an article may touch an item that is shown by this name, in words.
pub fn touched_in_words(touched: &Touched, shown: &str) -> String {
    why_in_words(&touched.why, shown)
}
