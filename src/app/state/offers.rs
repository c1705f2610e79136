//! What is proposed for the span in focus: who said it, and what it qualifies. Worked out when the focus or
//! its span changes, kept with the article in view, and no data until somebody takes it.

use std::sync::Arc;

use super::article::{Offer, OpenArticle};
use super::likely::SAID_ON;
use super::register::Register;
use super::session::Session;
use crate::app::widgets::reading::access::shortened;
use crate::app::widgets::reading::units;
use crate::model::annotation::Annotation;
use crate::model::id::{AnnotationId, AttributeId};
use crate::model::text::TextRange;
use crate::model::text::said_on::{SaidOn, said_on};
use crate::suggest::attribution::{self, AttributionOffer, OfferedParty, Place, Said, SpanKind};
use crate::suggest::links::{self, Candidate};

/// The article's own voice, in a list of speakers.
pub const ARTICLE: &str = "the article's own voice";
/// Paragraphs before and after the span's own that are looked at.
const NEAR: usize = 3;
/// Spans before and after it that are looked at.
const NEAR_SPANS: usize = 12;

/// What is proposed, and for which state of which span.
#[derive(Clone, Debug, Default)]
pub struct Offers {
    /// The span it was worked out for.
    subject: Option<Arc<Annotation>>,
    /// Proposals about who said it, the likeliest first.
    pub attributions: Vec<AttributionOffer>,
    /// What it might qualify, the likeliest first.
    pub links: Vec<AnnotationId>,
    /// The day its words were said on, if words around it name one.
    pub said_on: Option<SaidOn>,
    /// The part of it that is drawn.
    pub drawn: Option<Offer>,
}

impl Offers {
    /// What is shown as proposed for a span.
    pub fn of(&self, span: &AnnotationId) -> Option<&Offer> {
        self.drawn.as_ref().filter(|offer| offer.annotation == *span)
    }

    /// The day that is proposed for a span.
    pub fn said_on_of(&self, span: &AnnotationId) -> Option<&SaidOn> {
        self.said_on.as_ref().filter(|_| self.subject.as_ref().is_some_and(|known| known.id == *span))
    }

    /// The same, if it proposes a speaker.
    pub fn speaker_of(&self, span: &AnnotationId) -> Option<&Offer> {
        self.of(span).filter(|offer| !offer.speaker.is_empty())
    }
}

impl Session {
    /// Works out what is proposed for the span in focus, if that is not known yet.
    pub fn follow_offers(&mut self) {
        let focused = self.focused().cloned();
        let Some(open) = &mut self.open else { return };
        let Some(focused) = focused else {
            open.offers = Offers::default();
            return;
        };
        let is_known = open.offers.subject.as_ref().is_some_and(|known| Arc::ptr_eq(known, &focused));
        if is_known {
            return;
        }
        let attributions = self.attribution_offers(&focused);
        let links = self.link_offers(&focused);
        let is_dated = focused.attributes.keys().any(|id| id.as_str() == SAID_ON);
        let said_on = self.said_on_offers().into_iter().next().filter(|_| !is_dated);
        let subject = Some(Arc::clone(&focused));
        let mut offers = Offers { subject, attributions, links, said_on, drawn: None };
        offers.drawn = self.drawn_offer(&focused, &offers);
        if let Some(open) = &mut self.open {
            open.offers = offers;
        }
    }

    /// Forgets what was proposed, because something it was read from has changed.
    pub fn forget_offers(&mut self) {
        if let Some(open) = &mut self.open {
            open.offers.subject = None;
        }
    }

    /// The part of the offers that is drawn: only what is not said yet.
    fn drawn_offer(&self, span: &Annotation, offers: &Offers) -> Option<Offer> {
        let layer = self.open_layer()?;
        let open = self.open.as_ref()?;
        let is_unset = span.attribution.is_unset() && open.inherited_from(span).is_none();
        let first = offers.attributions.first().filter(|_| is_unset);
        let is_first = |id: &crate::model::id::RelationId| {
            let relation = layer.relations.get(id);
            relation
                .and_then(|relation| relation.members.first())
                .is_some_and(|member| member.annotation.annotation == span.id)
        };
        let is_linked = open.relations.of_span(&span.id).any(is_first);
        let qualifies = offers.links.first().filter(|_| !is_linked).cloned();
        if first.is_none() && qualifies.is_none() {
            return None;
        }
        Some(Offer {
            annotation: span.id.clone(),
            speaker: first.map(|first| speakers_in_words(first, &self.register)).unwrap_or_default(),
            source: first.and_then(|first| first.source.clone()),
            cue: first.and_then(|first| first.cue.clone()),
            qualifies,
        })
    }

    fn attribution_offers(&self, span: &Annotation) -> Vec<AttributionOffer> {
        let Some(open) = &self.open else { return Vec::new() };
        let paragraphs = paragraphs_near(open, span);
        let said = self.said_near(open, span);
        let place = Place {
            text: open.text(),
            language: open.language(),
            paragraphs: &paragraphs,
            fragments: &span.fragments,
            kind: match span.label.as_str() {
                "quote" => SpanKind::Quote,
                "proposal" => SpanKind::Proposal,
                "caveat" => SpanKind::Caveat,
                _ => SpanKind::Claim,
            },
            names: self.register.names(),
            said: &said,
        };
        attribution::offers(&place)
    }

    /// Who said the spans around one.
    fn said_near(&self, open: &OpenArticle, span: &Annotation) -> Vec<Said> {
        let Some(layer) = self.open_layer() else { return Vec::new() };
        let others = near(open, span).filter_map(|key| layer.annotations.get(&key.id));
        let mut said: Vec<Said> = others.filter_map(|other| Said::by(other)).collect();
        for party in said.iter_mut().flat_map(|said| &mut said.speakers) {
            if let OfferedParty::Known(id) = party {
                // Who was found to be somebody else is offered as that.
                *id = self.register.resolve(id).clone();
            }
        }
        said
    }

    /// The days that the words around the span in focus name, nearest first: only where its attribute can be set.
    pub fn said_on_offers(&self) -> Vec<SaidOn> {
        let (Some(open), Some(span)) = (&self.open, self.focused()) else { return Vec::new() };
        let Some(published) = open.article.metadata.date else { return Vec::new() };
        let Ok(attribute) = AttributeId::new(SAID_ON) else { return Vec::new() };
        let known = self.corpus.state().tagset.attributes.get(&attribute);
        if !known.is_some_and(|known| known.is_for(&span.label)) {
            return Vec::new();
        }
        said_on(open.text(), span.fragments.hull(), published, open.language())
    }

    /// What a span that qualifies others might qualify.
    fn link_offers(&self, span: &Annotation) -> Vec<AnnotationId> {
        let tagset = &self.corpus.state().tagset;
        let Some(kind) = tagset.qualifies(&span.label) else { return Vec::new() };
        let (Some(open), Some(layer)) = (&self.open, self.open_layer()) else { return Vec::new() };
        let fits = |other: &Annotation| {
            kind.roles.last().is_some_and(|role| role.labels.is_empty() || role.labels.contains(&other.label))
        };
        let candidates = near(open, span)
            .filter_map(|key| layer.annotations.get(&key.id))
            .filter(|other| other.id != span.id && fits(other))
            .map(|other| Candidate { id: &other.id, fragments: &other.fragments });
        let idx = units::unit_at(&open.units, span.fragments.start());
        let Some(unit) = open.units.get(idx) else { return Vec::new() };
        links::targets(&span.fragments, unit.range, candidates)
    }
}

/// The spans before and after one, the nearest first, and of two the one before.
pub fn near<'o>(open: &'o OpenArticle, span: &Annotation) -> impl Iterator<Item = &'o super::spans::SpanKey> {
    let key = super::spans::SpanKey::of(span);
    let mut found = Vec::with_capacity(2 * NEAR_SPANS);
    let (mut up, mut down) = (Some(&key), Some(&key));
    for _ in 0..NEAR_SPANS {
        up = up.and_then(|key| open.spans.previous(Some(key), key.start)).inspect(|key| found.push(*key));
        down = down.and_then(|key| open.spans.next(Some(key), key.start)).inspect(|key| found.push(*key));
    }
    found.into_iter()
}

fn paragraphs_near(open: &OpenArticle, span: &Annotation) -> Vec<TextRange> {
    let first = units::unit_at(&open.units, span.fragments.start()).saturating_sub(NEAR);
    let last = units::unit_at(&open.units, span.fragments.end()) + NEAR;
    let near = open.units.iter().take(last + 1).skip(first);
    // Who wrote it and what belongs to the page say nothing, unless they are what is tagged.
    let near =
        near.filter(|unit| unit.kind.tells_of_speakers() || unit.range.overlaps(span.fragments.hull()));
    near.map(|unit| unit.range).collect()
}

/// The speakers of a proposal in words.
pub fn speakers_in_words(offer: &AttributionOffer, register: &Register) -> String {
    let names: Vec<String> = offer
        .speakers
        .iter()
        .map(|party| match party {
            OfferedParty::Known(id) => register.name(id).unwrap_or(id.as_str()).to_owned(),
            OfferedParty::New { name, .. } => name.clone(),
            OfferedParty::Unnamed { words, .. } => format!("“{words}”, unnamed"),
            OfferedParty::Article => ARTICLE.to_owned(),
        })
        .collect();
    names.join(", ")
}

/// What else a proposal says: office, cue, and whether the register gets a new entry.
pub fn detail(offer: &AttributionOffer, text: &str) -> String {
    let mut parts: Vec<String> = Vec::new();
    for party in &offer.speakers {
        if let OfferedParty::New { role, .. } = party {
            parts.extend(role.clone());
            parts.push("new".to_owned());
        }
    }
    if offer.is_by_capital {
        parts.push("a capital for its government".to_owned());
    }
    let cue = offer.cue.as_ref().and_then(|cue| cue.covered(text).ok());
    parts.extend(cue.map(|cue| format!("“{}”", shortened(&cue.join(" … "), 24))));
    parts.join(" · ")
}
