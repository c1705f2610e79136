//! An entry of a feed becomes a document.

use chrono::DateTime;
use mail_parser::decoders::html::add_html_token;

use crate::model::article::{Metadata, Provenance};

use super::super::assembly::{Assembly, collapsed};
use super::super::metadata::{fill, is_url};
use super::super::parts::{provenance_of, read_html, titled, under_title};
use super::super::{DocumentError, DocumentWarning, ReadDocument, Source};

/// A description that is longer than this is the article, in characters: feeds without a place for the text put it
/// there.
const MAX_SUMMARY_CHARS: usize = 1500;

/// What a feed says about all of its entries.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Channel {
    /// Its title.
    pub(super) title: String,
    /// The language of its entries.
    pub(super) language: String,
    /// Who writes it.
    pub(super) author: String,
}

/// What a feed says about one entry. Empty strings mean nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Entry {
    /// Its title, without markup.
    pub(super) title: String,
    /// Where its page is.
    pub(super) link: String,
    /// Its id, by the feed.
    pub(super) id: String,
    /// Who wrote it.
    pub(super) authors: Vec<String>,
    /// When it was published.
    pub(super) date: String,
    /// When it was changed.
    pub(super) updated: String,
    /// Its language, if it has one of its own.
    pub(super) language: String,
    /// Its text.
    pub(super) content: Option<Body>,
    /// What stands for the text, or sums it up.
    pub(super) summary: Option<Body>,
}

/// A text in a feed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Body {
    /// HTML.
    Html(String),
    /// Plain text.
    Plain(String),
}

impl Body {
    /// Words that may be HTML, as feeds seldom say.
    pub(super) fn guessed(words: String) -> Self {
        if has_tag(&words) { Self::Html(words) } else { Self::Plain(unescaped(&words)) }
    }

    fn words(&self) -> &str {
        let (Self::Html(words) | Self::Plain(words)) = self;
        words
    }
}

/// Words of a title that may hold markup and character references.
pub(super) fn plain_title(words: &str) -> String {
    let mut plain = String::with_capacity(words.len());
    let mut rest = words;
    while let Some(idx) = rest.find('<') {
        plain.push_str(&rest[..idx]);
        rest = &rest[idx..];
        if begins_tag(&rest[1..]) {
            let Some(end) = rest.find('>') else { break };
            rest = &rest[end + 1..];
        } else {
            plain.push('<');
            rest = &rest[1..];
        }
    }
    plain.push_str(rest);
    collapsed(&unescaped(&plain))
}

/// Whether words hold a tag of HTML: an angle and a letter.
fn has_tag(words: &str) -> bool {
    words.contains('>') && words.split('<').skip(1).any(begins_tag)
}

/// Whether what follows an angle makes it the beginning of a tag.
fn begins_tag(rest: &str) -> bool {
    rest.starts_with(|c: char| c.is_ascii_alphabetic() || matches!(c, '/' | '!'))
}

/// Words with their character references resolved.
fn unescaped(words: &str) -> String {
    /// The longest name in bytes, with its marks.
    const MAX_LEN: usize = 34;
    let mut plain = String::with_capacity(words.len());
    let mut rest = words;
    while let Some(idx) = rest.find('&') {
        plain.push_str(&rest[..idx]);
        rest = &rest[idx..];
        let end = rest.bytes().take(MAX_LEN).position(|byte| byte == b';');
        let is_name = |name: &str| name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'#');
        let len = match end.map(|end| &rest[..=end]) {
            Some(reference) if is_name(&reference[1..reference.len() - 1]) => {
                add_html_token(&mut plain, reference.as_bytes(), false);
                reference.len()
            }
            _ => {
                plain.push('&');
                1
            }
        };
        rest = &rest[len..];
    }
    plain + rest
}

impl Entry {
    /// The document that the entry is.
    pub(super) fn document(
        self,
        source: &Source<'_>,
        channel: &Channel,
        provenance: &Provenance,
    ) -> Result<ReadDocument, DocumentError> {
        let (mut metadata, mut warnings) = (Metadata::default(), Vec::new());
        fill(&mut metadata, "title", &self.title, &mut warnings);
        let authors: Vec<&str> =
            self.authors.iter().map(|author| name_of(author)).filter(|name| !name.is_empty()).collect();
        let authors = if authors.is_empty() { channel.author.clone() } else { authors.join(", ") };
        fill(&mut metadata, "author", &authors, &mut warnings);
        let date = if self.date.trim().is_empty() { &self.updated } else { &self.date };
        fill_date(&mut metadata, date.trim(), &mut warnings);
        channel.title.trim().clone_into(&mut metadata.outlet);
        let language = if self.language.trim().is_empty() { &channel.language } else { &self.language };
        fill(&mut metadata, "language", language, &mut warnings);
        let links = [self.link.trim(), self.id.trim()];
        links.into_iter().find(|link| is_url(link)).unwrap_or_default().clone_into(&mut metadata.url);
        self.id.trim().clone_into(&mut metadata.foreign_id);

        let has_words = |body: &Body| !body.words().trim().is_empty();
        let content = self.content.filter(has_words);
        let is_summary = content.is_none();
        let body = content.or(self.summary.filter(has_words)).ok_or(DocumentError::Empty)?;
        let Assembly { text, blocks } = match &body {
            Body::Html(html) => {
                let page = read_html(source, html)?;
                warnings.extend(page.warnings);
                if metadata.language.is_empty() {
                    metadata.language = page.metadata.language;
                }
                under_title(&metadata.title, Assembly { text: page.text, blocks: page.blocks })
            }
            Body::Plain(words) => {
                let title = metadata.title.clone();
                titled(&title, words, &mut metadata)
            }
        };
        if is_summary && text.chars().count() <= MAX_SUMMARY_CHARS {
            let sentence = "The feed gives only a summary of this article.".to_owned();
            warnings.push(DocumentWarning::Note(sentence));
        }
        let provenance = provenance_of(provenance, &text);
        Ok(ReadDocument { metadata, provenance, text, blocks, warnings, signature: None })
    }
}

/// The name in an author of RSS: "jo@example.org (Jo Prewitt)".
fn name_of(author: &str) -> &str {
    let author = author.trim();
    match author.split_once('(') {
        Some((address, name)) if address.contains('@') => name.trim_end_matches(')').trim(),
        _ => author,
    }
}

/// Fills in the day as the feed's own clock has it.
fn fill_date(metadata: &mut Metadata, words: &str, warnings: &mut Vec<DocumentWarning>) {
    let time = DateTime::parse_from_rfc2822(words).or_else(|_| DateTime::parse_from_rfc3339(words));
    match time {
        Ok(time) => metadata.date = Some(time.date_naive()),
        Err(_) => {
            fill(metadata, "date", words, warnings);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_lose_markup_and_references() {
        for (words, title) in [
            ("La viande &amp; nous", "La viande & nous"),
            ("<b>Rain</b> &#8211; again", "Rain – again"),
            ("2 < 3 & 4 > 1", "2 < 3 & 4 > 1"),
            ("a <b & c &nothing; &#x110000; &eacute;<", "a <b & c &nothing; \u{fffd} é<"),
            ("R&D\n and rain", "R&D and rain"),
        ] {
            assert_eq!(plain_title(words), title);
        }
    }

    #[test]
    fn words_with_tags_are_html() {
        assert_eq!(Body::guessed("A <b>heron</b>".to_owned()), Body::Html("A <b>heron</b>".to_owned()));
        assert_eq!(Body::guessed("A &amp; B\n\nC".to_owned()), Body::Plain("A & B\n\nC".to_owned()));
        assert_eq!(Body::guessed("a <3 b >".to_owned()), Body::Plain("a <3 b >".to_owned()));
    }

    #[test]
    fn authors_of_rss_have_an_address_before_their_name() {
        assert_eq!(name_of("jo@x.example (Jo Prewitt)"), "Jo Prewitt");
        assert_eq!(name_of(" Jo (editor) "), "Jo (editor)");
    }
}
