//! What tests of several readers share.

use crate::documents::{Budget, DocumentError, Documents, ReadDocument, ReadOptions};
use crate::model::article::Block;

/// The documents in a file.
pub(super) fn read_all(name: &str, bytes: &[u8]) -> Result<Documents, DocumentError> {
    super::read(name, bytes, &ReadOptions::default(), &Budget::unlimited())
}

/// The one document in a file, or why there is none.
pub(super) fn try_one(name: &str, bytes: &[u8]) -> Result<ReadDocument, DocumentError> {
    let mut documents = read_all(name, bytes)?;
    assert_eq!((documents.read.len(), documents.left_out.as_slice()), (1, &[][..]));
    Ok(documents.read.remove(0))
}

/// The one document in a file.
pub(super) fn read_one(name: &str, bytes: &[u8]) -> ReadDocument {
    try_one(name, bytes).unwrap()
}

/// The blocks of a text, "kind|words" each.
pub(super) fn lines(text: &str, blocks: &[Block]) -> Vec<String> {
    blocks.iter().map(|block| format!("{}|{}", block.kind.name(), block.range.of(text).unwrap())).collect()
}

/// The blocks of a document, "kind|words" each.
pub(super) fn lines_of(document: &ReadDocument) -> Vec<String> {
    lines(&document.text, &document.blocks)
}

/// The blocks of a document as lines "kind|words".
pub(super) fn blocks_of(document: &ReadDocument) -> String {
    lines_of(document).join("\n")
}

/// What was left out, as lines "part: why".
pub(super) fn left_out(documents: &Documents) -> Vec<String> {
    documents.left_out.iter().map(|(part, why)| format!("{part}: {why}")).collect()
}

/// Reads a file, whatever it holds, and checks that blocks cover each text, in order and apart.
pub(super) fn check_any(name: &str, bytes: &[u8]) {
    let Ok(documents) = read_all(name, bytes) else { return };
    for document in &documents.read {
        let mut end = 0;
        for block in &document.blocks {
            let between = document.text.get(end..block.range.start()).expect("blocks are sorted and apart");
            assert_eq!(between.trim(), "", "words outside of every block");
            let words = block.range.of(&document.text).expect("a block lies in its text");
            assert_eq!(words.trim(), words);
            end = block.range.end();
        }
        assert_eq!(document.text[end..].trim(), "", "words outside of every block");
    }
}

/// Reads every beginning of a file.
pub(super) fn check_every_cut(name: &str, bytes: &[u8]) {
    for len in 0..bytes.len() {
        check_any(name, &bytes[..len]);
    }
}
