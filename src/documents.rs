//! Files that people have become articles: one file for each kind of document.
