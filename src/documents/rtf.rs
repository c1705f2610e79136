//! Rich Text Format, as word processors of all ages write it: paragraphs by their styles, lists, tables row by row,
//! notes behind the text.
//!
//! Left out and counted are comments, deleted and hidden passages, headers and footers, tables of contents. Pictures
//! and embedded objects are passed over. Known weakness: of the code pages of DOS only 437, 850, 852
//! and 866 are known.

mod code_pages;
mod decoder;
mod interpreter;
mod tokens;
mod writer;

use super::{DocumentError, DocumentReader, DocumentWarning, Documents, LeftOut, Source};

use interpreter::Interpreter;

/// How these files begin.
const SIGNATURE: &[u8] = b"{\\rtf";

/// Reads Rich Text Format (`.rtf`).
pub struct Rtf;

impl DocumentReader for Rtf {
    fn name(&self) -> &'static str {
        "Rich Text Format"
    }

    fn id(&self) -> &'static str {
        "rtf 1"
    }

    fn media_type(&self) -> &'static str {
        "application/rtf"
    }

    fn extensions(&self) -> &'static [&'static str] {
        &["rtf"]
    }

    fn recognises(&self, bytes: &[u8]) -> bool {
        bytes.starts_with(SIGNATURE)
    }

    fn read(&self, source: &Source<'_>) -> Result<Documents, DocumentError> {
        let start = source.bytes.windows(SIGNATURE.len()).take(64).position(|window| window == SIGNATURE);
        let Some(bytes) = start.and_then(|start| source.bytes.get(start..)) else {
            let why = "it does not begin with “{\\rtf”".to_owned();
            return Err(DocumentError::Broken { kind: "RTF document", why });
        };
        let mut interpreter = Interpreter::new();
        let is_whole = interpreter.read(bytes, source.budget)?;
        let Interpreter { decoder, writer, properties, .. } = interpreter;
        let encoding = decoder.base().name();
        let mut warnings = Vec::new();
        if let Some(code_page) = decoder.unknown_code_page {
            let sentence =
                format!("The code page {code_page} is not known; letters with accents may be wrong.");
            warnings.push(DocumentWarning::Note(sentence));
        }
        if decoder.num_undecodable > 0 {
            warnings.push(DocumentWarning::Undecodable { count: decoder.num_undecodable, encoding });
        }
        if !is_whole {
            warnings.push(DocumentWarning::Damaged { why: "it ends in the middle".to_owned() });
        }
        let counts = [
            (LeftOut::Deletions, writer.left_out.deletions),
            (LeftOut::HiddenText, writer.left_out.hidden),
            (LeftOut::Comments, writer.left_out.comments),
            (LeftOut::HeadersAndFooters, writer.left_out.edges),
        ];
        let counts = counts.into_iter().filter(|(_, count)| *count > 0);
        warnings.extend(counts.map(|(what, count)| DocumentWarning::LeftOut { what, count }));
        let mut document = writer.flow.into_document(properties, warnings);
        encoding.clone_into(&mut document.provenance.encoding);
        document.provenance.num_undecodable = decoder.num_undecodable;
        Ok(document.into())
    }
}

#[cfg(test)]
mod tests;
