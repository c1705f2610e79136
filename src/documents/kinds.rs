//! The kinds of documents by the names that people type.

use super::{DocumentReader, READERS};

/// The name of a reader's kind: its id without the version, `text`.
pub fn kind_of(reader: &dyn DocumentReader) -> &'static str {
    reader.id().split(' ').next().unwrap_or_default()
}

/// The reader of a kind, by its name or by an extension of its files: `text`, `html`, `md`.
pub fn reader_called(kind: &str) -> Option<&'static dyn DocumentReader> {
    let by_name = READERS.iter().find(|reader| kind_of(**reader) == kind);
    by_name.or_else(|| READERS.iter().find(|reader| reader.extensions().contains(&kind))).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_has_a_name_of_its_own_and_answers_to_its_extensions() {
        for reader in READERS {
            let called = reader_called(kind_of(*reader)).map(DocumentReader::id);
            assert_eq!(called, Some(reader.id()));
            assert!(reader.extensions().iter().all(|extension| reader_called(extension).is_some()));
        }
        assert_eq!(reader_called("md").map(DocumentReader::id), Some("markdown 1"));
        assert!(reader_called("").is_none() && reader_called("text 1").is_none());
    }
}
