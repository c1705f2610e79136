//! What a person should know about a file that was read.

use std::fmt;

use crate::model::text::numbers::{counted, in_thousands};

use super::Proposal;

/// Something about a file that a person should know, though it was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DocumentWarning {
    /// Byte sequences that mean nothing in the encoding stand as U+FFFD.
    Undecodable {
        /// How many sequences.
        count: usize,
        /// The encoding, by its WHATWG name.
        encoding: &'static str,
    },
    /// The file does not say its encoding; this one fits best.
    GuessedEncoding {
        /// The encoding, by its WHATWG name.
        encoding: &'static str,
    },
    /// Control characters such as NUL were kept.
    Controls {
        /// How many characters.
        count: usize,
    },
    /// HTML inside Markdown was left out, words between block tags included.
    HtmlLeftOut {
        /// How many tags or blocks.
        count: usize,
    },
    /// A date could not be understood, or leaves open which number is the month.
    UnclearDate {
        /// The date as it stands in the file.
        words: String,
    },
    /// A language is neither a BCP 47 tag nor a name known here.
    UnclearLanguage {
        /// The language as it stands in the file.
        words: String,
    },
    /// The text is in another language than the file declares; that stays.
    OtherLanguage {
        /// The language as the file declares it, a BCP 47 tag.
        declared: String,
        /// The BCP 47 tag of the language the text seems to be in.
        found: &'static str,
    },
    /// Fields of the front matter that an article has no place for; they are not in the text either.
    UnusedFields {
        /// Their keys, in the order of the file.
        keys: Vec<String>,
    },
    /// The file is of another kind than its name says, and was read as that.
    OtherKind {
        /// What people call that kind.
        kind: &'static str,
    },
    /// Less than half of a page's words were taken for its article.
    PartOfPage {
        /// How many words were taken.
        num_taken: usize,
        /// How many words the page shows.
        num_words: usize,
    },
    /// The text is short for an article; there may be more where it comes from.
    ShortText {
        /// How many words it has.
        num_words: usize,
    },
    /// A part of the text may be a block of its own; nothing was cut.
    Proposal {
        /// The cut.
        proposal: Proposal,
        /// The words that would become a block.
        words: String,
    },
    /// Something of the file is not in the text, on purpose.
    LeftOut {
        /// What.
        what: LeftOut,
        /// How many of it.
        count: usize,
    },
    /// The file is damaged; the text goes as far as it could be read.
    Damaged {
        /// What is wrong, in the middle of a sentence.
        why: String,
    },
    /// The date is the day on which the file was made: nothing says when the article was published.
    DateOfFile,
    /// Something that the kind's reader has to say; a whole sentence.
    Note(String),
}

/// What readers leave out because it is no part of the article.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LeftOut {
    /// Passages that are marked as deleted.
    Deletions,
    /// Remarks in the margin.
    Comments,
    /// Passages that are not shown.
    HiddenText,
    /// Headers and footers of pages.
    HeadersAndFooters,
    /// Lines that recur at the edge of pages, page numbers among them.
    RunningLines,
    /// Lines of tables of contents and indexes.
    ContentsLines,
    /// Chapters without running text, such as covers.
    Chapters,
}

impl LeftOut {
    /// One of it, and several.
    fn names(self) -> (&'static str, &'static str) {
        match self {
            Self::Deletions => ("deleted passage", "deleted passages"),
            Self::Comments => ("comment", "comments"),
            Self::HiddenText => ("hidden passage", "hidden passages"),
            Self::HeadersAndFooters => ("header or footer", "headers and footers"),
            Self::RunningLines => ("line at the edge of pages", "lines at the edge of pages"),
            Self::ContentsLines => ("line of the table of contents", "lines of the table of contents"),
            Self::Chapters => ("chapter without running text", "chapters without running text"),
        }
    }
}

impl fmt::Display for DocumentWarning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Undecodable { count: 1, encoding } => {
                write!(f, "1 byte sequence means nothing in {encoding} and is shown as �.")
            }
            Self::Undecodable { count, encoding } => {
                write!(f, "{count} byte sequences mean nothing in {encoding} and are shown as �.")
            }
            Self::GuessedEncoding { encoding } => {
                write!(f, "The file does not say its encoding; it was read as {encoding}, which fits best.")
            }
            Self::Controls { count: 1 } => f.write_str("1 control character was kept."),
            Self::Controls { count } => write!(f, "{count} control characters were kept."),
            Self::HtmlLeftOut { count: 1 } => f.write_str("1 piece of HTML was left out."),
            Self::HtmlLeftOut { count } => write!(f, "{count} pieces of HTML were left out."),
            Self::UnclearDate { words } => {
                write!(f, "The date “{words}” could not be understood; one such as 2025-03-14 can.")
            }
            Self::UnclearLanguage { words } => {
                write!(f, "The language “{words}” could not be understood; a tag such as “en” can.")
            }
            Self::OtherLanguage { declared, found } => write!(
                f,
                "The file says its language is “{declared}”, but the text looks like “{found}”; “{declared}” was kept."
            ),
            Self::UnusedFields { keys } => {
                write!(f, "The front matter has fields that were not used: {}.", keys.join(", "))
            }
            Self::OtherKind { kind } => {
                write!(f, "The file is of another kind than its name says; it was read as this: {kind}.")
            }
            Self::PartOfPage { num_taken, num_words } => {
                let (taken, all) = (in_thousands(*num_taken), counted(*num_words, "word"));
                write!(f, "{taken} of {all} on the page were taken for the article.")
            }
            Self::ShortText { num_words } => {
                write!(
                    f,
                    "The text has only {}; there may be more where it comes from.",
                    counted(*num_words, "word")
                )
            }
            Self::Proposal { proposal: Proposal { kind, why, .. }, words } => {
                let words = shortened(words);
                write!(f, "“{words}” may be a block of its own ({}): {why}.", kind.name())
            }
            Self::LeftOut { what, count: 1 } => write!(f, "1 {} was left out.", what.names().0),
            Self::LeftOut { what, count } => write!(f, "{count} {} were left out.", what.names().1),
            Self::Damaged { why } => {
                write!(f, "The file is damaged ({why}); the text goes as far as it could be read.")
            }
            Self::DateOfFile => {
                f.write_str("The date is the day the file was made; nothing says when it was published.")
            }
            Self::Note(sentence) => f.write_str(sentence),
        }
    }
}

/// The first words of `words`, in one line.
fn shortened(words: &str) -> String {
    const MAX_CHARS: usize = 80;
    let line = words.split_whitespace().collect::<Vec<_>>().join(" ");
    match line.char_indices().nth(MAX_CHARS) {
        Some((end, _)) => format!("{}…", line[..end].trim_end()),
        None => line,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn warnings_are_sentences() {
        let said = |warning: DocumentWarning| warning.to_string();
        assert_eq!(
            said(DocumentWarning::Undecodable { count: 3, encoding: "Shift_JIS" }),
            "3 byte sequences mean nothing in Shift_JIS and are shown as �."
        );
        assert_eq!(said(DocumentWarning::Controls { count: 1 }), "1 control character was kept.");
        let warning = DocumentWarning::PartOfPage { num_taken: 612, num_words: 1_480 };
        assert_eq!(said(warning), "612 of 1,480 words on the page were taken for the article.");
        assert!(said(DocumentWarning::UnclearDate { words: "3/4/25".to_owned() }).contains("3/4/25"));
    }
}
