//! Borders of paragraphs, sentences, words and grapheme clusters.
