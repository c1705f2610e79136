//! One thing said of spans in place of another: a label, a speaker, the value of an attribute.

use crate::model::annotation::{Annotation, AttributeValue, AttributedVoice, Party, VoiceRole};
use crate::model::id::{AttributeId, LabelId};

/// What is said in place of what.
#[derive(Clone, Debug, PartialEq)]
pub enum Replacement {
    /// One label for another.
    Label {
        /// The one that goes.
        from: LabelId,
        /// The one that comes.
        to: LabelId,
    },
    /// One speaker for another, where an annotation names it itself; what is inherited follows its quote.
    Speaker {
        /// Who goes.
        from: Party,
        /// Who comes.
        to: Party,
    },
    /// One value of an attribute for another, or for none.
    Attribute {
        /// The attribute.
        attribute: AttributeId,
        /// The value that goes.
        from: AttributeValue,
        /// The value that comes.
        to: Option<AttributeValue>,
    },
}

impl Replacement {
    /// Whether an annotation has what goes.
    pub fn is_about(&self, annotation: &Annotation) -> bool {
        match self {
            Self::Label { from, .. } => annotation.label == *from,
            Self::Speaker { from, .. } => {
                annotation.attribution.parties(VoiceRole::Speaker).any(|party| party == from)
            }
            Self::Attribute { attribute, from, .. } => annotation.attributes.get(attribute) == Some(from),
        }
    }

    /// Replaces it. An annotation that has nothing of what goes stays as it is; who speaks twice then, speaks once.
    pub fn apply(&self, annotation: &mut Annotation) {
        if !self.is_about(annotation) {
            return;
        }
        match self {
            Self::Label { to, .. } => annotation.label = to.clone(),
            Self::Speaker { from, to } => {
                let gone = AttributedVoice { role: VoiceRole::Speaker, party: from.clone() };
                let new = AttributedVoice { role: VoiceRole::Speaker, party: to.clone() };
                let mut has_new = false;
                for voice in &mut annotation.attribution.voices {
                    if *voice == gone {
                        *voice = new.clone();
                    }
                }
                annotation
                    .attribution
                    .voices
                    .retain(|voice| *voice != new || !std::mem::replace(&mut has_new, true));
            }
            Self::Attribute { attribute, to: Some(to), .. } => {
                annotation.attributes.insert(attribute.clone(), to.clone());
            }
            Self::Attribute { attribute, to: None, .. } => {
                annotation.attributes.remove(attribute);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::id::AnnotationId;
    use crate::model::text::TextRange;
    use crate::model::time::Timestamp;

    fn annotation() -> Annotation {
        let place = TextRange::new(0, 4).unwrap().into();
        let id = AnnotationId::new("a").unwrap();
        Annotation::new(id, LabelId::new("claim").unwrap(), place, Timestamp::default())
    }

    fn speaker(words: &str) -> AttributedVoice {
        AttributedVoice { role: VoiceRole::Speaker, party: party(words) }
    }

    fn party(words: &str) -> Party {
        Party::Unnamed { words: words.to_owned(), affiliation: None }
    }

    #[test]
    fn what_goes_is_replaced_and_nothing_else() {
        let label = |id: &str| LabelId::new(id).unwrap();
        let mut span = annotation();
        Replacement::Label { from: label("quote"), to: label("caveat") }.apply(&mut span);
        assert_eq!(span, annotation());
        Replacement::Label { from: label("claim"), to: label("caveat") }.apply(&mut span);
        assert_eq!(span.label.as_str(), "caveat");

        let attribute = AttributeId::new("form").unwrap();
        span.attributes.insert(attribute.clone(), AttributeValue::Flag(true));
        let to = |to| Replacement::Attribute {
            attribute: attribute.clone(),
            from: AttributeValue::Flag(true),
            to,
        };
        to(None).apply(&mut span);
        assert!(span.attributes.is_empty());
        to(Some(AttributeValue::Flag(false))).apply(&mut span);
        assert!(span.attributes.is_empty());
    }

    #[test]
    fn a_speaker_is_replaced_in_place_and_named_once() {
        let mut span = annotation();
        span.attribution.voices = vec![speaker("officials"), speaker("residents"), speaker("port officials")];
        let merge = Replacement::Speaker { from: party("officials"), to: party("port officials") };
        assert!(merge.is_about(&span));
        merge.apply(&mut span);
        assert_eq!(span.attribution.voices, [speaker("port officials"), speaker("residents")]);
        assert!(!merge.is_about(&span));
    }
}
