//! Pages that a browser saved with all their parts in one file (MHTML): a mail whose parts are the page, its frames
//! and its pictures. Only the page itself is read.

use super::mail::{SavedPage, saved_page};
use super::{DocumentError, DocumentReader, Documents, Source, html};

/// Reads pages saved as MHTML.
pub struct Mhtml;

/// How far into a file its headers are looked at, in bytes.
const HEADERS_WITHIN: usize = 4096;

impl DocumentReader for Mhtml {
    fn name(&self) -> &'static str {
        "Web page in one file (MHTML)"
    }

    fn id(&self) -> &'static str {
        "mhtml 1"
    }

    fn media_type(&self) -> &'static str {
        "multipart/related"
    }

    fn extensions(&self) -> &'static [&'static str] {
        &["mhtml", "mht"]
    }

    /// Browsers put their own words in the place of a sender, or note where they saved the page from; no mail has
    /// either.
    fn recognises(&self, bytes: &[u8]) -> bool {
        let head =
            String::from_utf8_lossy(bytes.get(..HEADERS_WITHIN).unwrap_or(bytes)).replace("\r\n", "\n");
        let headers = head.split("\n\n").next().unwrap_or_default().to_ascii_lowercase();
        let is_saved = headers.lines().any(|line| {
            ["from: <saved by ", "from: \"saved by ", "snapshot-content-location:"]
                .iter()
                .any(|start| line.starts_with(start))
        });
        is_saved && headers.contains("multipart/related")
    }

    fn read(&self, source: &Source<'_>) -> Result<Documents, DocumentError> {
        let SavedPage { html: bytes, charset, url, .. } = saved_page(source.bytes, source.budget)?;
        source.budget.check()?;
        html::page(&bytes, charset.as_deref(), &url, source).map(Documents::from)
    }
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;
    use proptest::prelude::*;

    use super::*;
    use crate::documents::{Budget, ReadDocument, ReadOptions};

    const SAVED: &[u8] = include_bytes!("../../tests/fixtures/documents/html/saved_de.mhtml");

    fn read(bytes: &[u8]) -> Result<ReadDocument, DocumentError> {
        let (options, budget) = (ReadOptions::default(), Budget::unlimited());
        let source = Source { name: "a.mhtml", bytes, options: &options, budget: &budget };
        Mhtml.read(&source).map(|mut documents| documents.read.remove(0))
    }

    /// A saved page of two parts: a frame, and the page at `address` in these bytes.
    fn saved(address: &str, headers: &str, page: &[u8]) -> Vec<u8> {
        let head = format!(
            "From: <Saved by Blink>\r\nSnapshot-Content-Location: {address}\r\nMIME-Version: 1.0\r\n\
             Content-Type: multipart/related; boundary=\"b\"\r\n\r\n--b\r\nContent-Type: text/html\r\n\
             Content-Location: https://ads.example/\r\n\r\n<p>Buy a boat, and another boat, and one more boat for the \
             cat.\r\n--b\r\nContent-Type: text/html{headers}\r\nContent-Location: https://quay.example/a\r\n\r\n"
        );
        [head.as_bytes(), page, b"\r\n--b--\r\n"].concat()
    }

    #[test]
    fn mails_in_mails_exhaust_nothing() {
        let inner = "Content-Type: message/rfc822\n\n".repeat(200_000);
        let packed = {
            const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
            let digits = |three: &[u8]| {
                let bits = three.iter().fold(0_usize, |bits, byte| bits << 8 | usize::from(*byte));
                [18, 12, 6, 0].map(|shift| char::from(DIGITS[bits >> shift & 63]))
            };
            inner.as_bytes().chunks_exact(3).flat_map(digits).collect::<String>()
        };
        let page = "--b\nContent-Type: text/html\n\n<p>It rains on the quay, and on the ferry, and on all who wait for it.</p>\n--b--\n";
        let head =
            "From: <Saved by Blink>\nMIME-Version: 1.0\nContent-Type: multipart/related; boundary=b\n\n--b\n";
        let plain = format!("{head}{inner}\n{page}");
        let packed = format!(
            "{head}Content-Type: message/rfc822\nContent-Transfer-Encoding: base64\n\n{packed}\n{page}"
        );
        for file in [plain, packed] {
            assert!(read(file.as_bytes()).unwrap().text.starts_with("It rains on the quay"));
        }
    }

    #[test]
    fn the_page_in_a_file_is_read_with_its_address() {
        let document = read(SAVED).unwrap();
        let metadata = &document.metadata;
        assert_eq!(metadata.title, "Birkenau heizt seine Schulen mit Erdwärme");
        assert_eq!((metadata.byline.as_str(), metadata.language.as_str()), ("Leopoldine Achenbach", "de"));
        assert_eq!(metadata.date, NaiveDate::from_ymd_opt(2026, 5, 7));
        assert_eq!(metadata.url, "https://lohetalbote.example/lokales/birkenau-erdwaerme-schulen-1.4821");
        assert!(document.text.contains("Bürgermeisterin Annedore Kißling sprach von einem „Beschluss"));
        assert!(Mhtml.recognises(SAVED));
    }

    #[test]
    fn the_page_is_told_from_its_frames_and_says_its_encoding_itself() {
        let words = "Паром ходит ночью, и никто на нём не спит, кроме двух котов и помощника капитана.";
        let (bytes, _, _) = encoding_rs::WINDOWS_1251.encode(words);
        let page = [b"<meta charset=windows-1251><p>", &*bytes].concat();
        let document = read(&saved("https://quay.example/a", "", &page)).unwrap();
        assert_eq!(document.text, format!("{words}\n"));
        assert_eq!(document.metadata.url, "https://quay.example/a");
        assert_eq!(document.provenance.encoding, "windows-1251");
        let unmarked = [b"<p>", &*bytes].concat();
        let document = read(&saved("https://quay.example/a", "; charset=windows-1251", &unmarked)).unwrap();
        assert_eq!(
            (document.text, document.provenance.encoding.as_str()),
            (format!("{words}\n"), "windows-1251")
        );
        let document = read(&saved("https://elsewhere.example/", "", &page)).unwrap();
        assert!(
            document.text.starts_with("Buy a boat"),
            "the first page is meant where none has the address"
        );
    }

    #[test]
    fn only_what_browsers_save_is_recognised() {
        assert!(Mhtml.recognises(
            b"From: \"Saved by Internet Explorer 11\"\r\nContent-Type: multipart/related;\r\n\r\nx"
        ));
        let mail =
            b"From: Mara <m@quay.example>\r\nContent-Type: multipart/related\r\n\r\nFrom: <Saved by Blink>\n";
        assert!(!Mhtml.recognises(mail));
        assert!(!Mhtml.recognises(b""));
    }

    #[test]
    fn a_file_without_a_page_is_no_good() {
        for bytes in [&b"Content-Type: image/png\r\n\r\nx"[..], b"words", b"From: a\r\n\r\n"] {
            match read(bytes).unwrap_err() {
                DocumentError::Broken { kind: "saved page (MHTML)", why } => {
                    assert!(why.contains("no"), "{why}");
                }
                err => panic!("{err}"),
            }
        }
    }

    #[test]
    fn a_file_that_is_cut_is_read_as_far_as_it_goes_or_refused() {
        let mut num_read = 0;
        for len in (0..SAVED.len()).step_by(7) {
            num_read += usize::from(read(&SAVED[..len]).is_ok());
        }
        assert!(num_read > 100, "only {num_read}");
    }

    proptest! {
        #[test]
        fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..300), at in 0_usize..4000) {
            let _outcome = read(&bytes);
            let mut damaged = SAVED.to_vec();
            let at = at.min(damaged.len() - bytes.len());
            damaged[at..at + bytes.len()].copy_from_slice(&bytes);
            if let Ok(document) = read(&damaged) {
                for block in &document.blocks {
                    prop_assert!(block.range.check(&document.text).is_ok());
                }
            }
        }
    }
}
