//! The fields of a query, each with its name, the other names it answers to, and a line of help.

use crate::model::annotation::VoiceRole;
use crate::model::text::fold::name_key;

/// What can stand before a colon, besides the attributes of the corpus.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Field {
    /// Words or a pattern.
    Words(WordsField),
    /// Something with a name in the corpus.
    Named(NamedField),
    /// A party in a role.
    Party(VoiceRole),
    /// What reviewers say.
    Status,
    /// Whether the annotator was sure.
    Certainty,
    /// How far somebody is with the article.
    State,
    /// The article's day.
    Date,
    /// The day a span was made.
    Tagged,
    /// The day a span was last changed.
    Changed,
    /// A span's length in words.
    Length,
    /// What a span has.
    Has,
    /// What a span lacks.
    Missing,
    /// How far the words may stand apart.
    Near,
    /// Whether capital and small letters differ.
    Case,
    /// Whether diacritics are left aside.
    Fold,
    /// Whether words are whole.
    Word,
}

/// Where words can be looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WordsField {
    /// The text.
    Text,
    /// The words that name a span's speaker.
    Source,
    /// The words that report a span.
    Cue,
    /// A span's note.
    Note,
    /// The article's title.
    Title,
    /// Who published the article.
    Outlet,
    /// Who wrote the article.
    Byline,
    /// The article's language.
    Language,
    /// The article's id.
    Article,
    /// What the article is coded with.
    Code,
}

/// What has a name in the corpus.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NamedField {
    /// A span's label.
    Label,
    /// Whose span it is.
    By,
    /// Who has decided on a span.
    Reviewer,
    /// What a span is about.
    Item,
    /// What is found lies inside a span with this label.
    Within,
    /// What is found holds a span with this label.
    Over,
}

impl WordsField {
    /// Every one.
    pub const ALL: [Self; 10] = [
        Self::Text,
        Self::Source,
        Self::Cue,
        Self::Note,
        Self::Title,
        Self::Outlet,
        Self::Byline,
        Self::Language,
        Self::Article,
        Self::Code,
    ];
}

impl NamedField {
    /// Every one.
    pub const ALL: [Self; 6] = [Self::Label, Self::By, Self::Reviewer, Self::Item, Self::Within, Self::Over];
}

/// What an attribute's name may stand behind, where a field has the same name.
pub const ATTRIBUTE_PREFIX: &str = "attr.";

impl Field {
    /// Every field, in the order they are offered.
    pub const ALL: [Self; 32] = [
        Self::Named(NamedField::Label),
        Self::Party(VoiceRole::Speaker),
        Self::Status,
        Self::Named(NamedField::By),
        Self::Words(WordsField::Outlet),
        Self::Date,
        Self::Words(WordsField::Title),
        Self::Named(NamedField::Within),
        Self::Named(NamedField::Over),
        Self::Near,
        Self::Words(WordsField::Note),
        Self::Certainty,
        Self::Has,
        Self::Missing,
        Self::Named(NamedField::Item),
        Self::Party(VoiceRole::Via),
        Self::Party(VoiceRole::Addressee),
        Self::Words(WordsField::Source),
        Self::Words(WordsField::Cue),
        Self::Named(NamedField::Reviewer),
        Self::State,
        Self::Words(WordsField::Code),
        Self::Words(WordsField::Byline),
        Self::Words(WordsField::Language),
        Self::Words(WordsField::Article),
        Self::Tagged,
        Self::Changed,
        Self::Length,
        Self::Words(WordsField::Text),
        Self::Case,
        Self::Fold,
        Self::Word,
    ];

    /// Its name, and the other names it answers to.
    pub fn names(self) -> &'static [&'static str] {
        match self {
            Self::Words(WordsField::Text) => &["text"],
            Self::Words(WordsField::Source) => &["source"],
            Self::Words(WordsField::Cue) => &["cue"],
            Self::Words(WordsField::Note) => &["note"],
            Self::Words(WordsField::Title) => &["title"],
            Self::Words(WordsField::Outlet) => &["outlet"],
            Self::Words(WordsField::Byline) => &["byline", "author"],
            Self::Words(WordsField::Language) => &["language", "lang"],
            Self::Words(WordsField::Article) => &["article", "id"],
            Self::Words(WordsField::Code) => &["code"],
            Self::Named(NamedField::Label) => &["label", "tag"],
            Self::Named(NamedField::By) => &["by", "annotator"],
            Self::Named(NamedField::Reviewer) => &["reviewer"],
            Self::Named(NamedField::Item) => &["item"],
            Self::Named(NamedField::Within) => &["within", "in"],
            Self::Named(NamedField::Over) => &["over"],
            Self::Party(VoiceRole::Speaker) => &["speaker"],
            Self::Party(VoiceRole::Via) => &["via"],
            Self::Party(VoiceRole::Addressee) => &["addressee", "to"],
            Self::Status => &["status", "review"],
            Self::Certainty => &["certainty"],
            Self::State => &["state"],
            Self::Date => &["date"],
            Self::Tagged => &["tagged"],
            Self::Changed => &["changed"],
            Self::Length => &["length"],
            Self::Has => &["has"],
            Self::Missing => &["missing"],
            Self::Near => &["near"],
            Self::Case => &["case"],
            Self::Fold => &["fold"],
            Self::Word => &["word"],
        }
    }

    /// Its name.
    pub fn name(self) -> &'static str {
        self.names()[0]
    }

    /// What it asks, in a line.
    pub fn help(self) -> &'static str {
        match self {
            Self::Words(WordsField::Text) => "words or a /pattern/ in the text",
            Self::Words(WordsField::Source) => "words that name the speaker",
            Self::Words(WordsField::Cue) => "words that report",
            Self::Words(WordsField::Note) => "words in the span’s note",
            Self::Words(WordsField::Title) => "words in the article’s title",
            Self::Words(WordsField::Outlet) => "who published the article",
            Self::Words(WordsField::Byline) => "who wrote the article",
            Self::Words(WordsField::Language) => "the article’s language, en for example",
            Self::Words(WordsField::Article) => "part of the article’s id",
            Self::Words(WordsField::Code) => "a code of the article",
            Self::Named(NamedField::Label) => "the span’s tag",
            Self::Named(NamedField::By) => "who tagged the span",
            Self::Named(NamedField::Reviewer) => "who decided on the span",
            Self::Named(NamedField::Item) => "what the span is about",
            Self::Named(NamedField::Within) => "inside a span with this tag",
            Self::Named(NamedField::Over) => "around a span with this tag",
            Self::Party(VoiceRole::Speaker) => "who said it; none, article or unnamed too",
            Self::Party(VoiceRole::Via) => "who passed it on",
            Self::Party(VoiceRole::Addressee) => "who was spoken to",
            Self::Status => "what reviewers say of the span",
            Self::Certainty => "whether the annotator was sure",
            Self::State => "how far somebody is with the article",
            Self::Date => "the article’s day: 2025-03, 2025-03-14..2025-04, ..2024",
            Self::Tagged => "the day the span was made",
            Self::Changed => "the day the span was last changed",
            Self::Length => "the span’s length in words: 5, 10.., ..3",
            Self::Has => "the span has one",
            Self::Missing => "the span has none",
            Self::Near => "at most so many words from the first to the last",
            Self::Case => "yes: capital and small letters differ",
            Self::Fold => "yes: ä, á and a are one letter",
            Self::Word => "yes: whole words only",
        }
    }

    /// The field that goes by a name.
    pub fn from_name(name: &str) -> Option<Self> {
        let key = name_key(name);
        Self::ALL.into_iter().find(|field| field.names().contains(&key.as_str()))
    }
}
