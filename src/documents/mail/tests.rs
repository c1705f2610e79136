//! Tests of the readers of mails and mailboxes.

use chrono::NaiveDate;
use proptest::prelude::*;

use super::{SavedPage, saved_page};
use crate::documents::testing::{blocks_of, check_any, check_every_cut, left_out, read_all, read_one};
use crate::documents::{Budget, DocumentError, DocumentWarning};
use crate::model::limits::{MAX_ARCHIVE_DEPTH, MAX_MAIL_PARTS, MAX_MIME_DEPTH};

/// A mail of words, two attachments and a page.
const LETTER: &str = "From jo@skerry.example Tue Mar  4 09:12:00 2025\r\n\
    From: =?iso-8859-2?Q?=AEiva_Kranjc?= <ziva@skerry.example>, \"Prewitt, Jo\" <jo@skerry.example>\r\n\
    To: desk@courier.example\r\n\
    Subject: =?utf-8?B?TGlnaHRob3VzZSDigJMgcHJlc3M=?=\r\n =?utf-8?Q?_release?=\r\n\
    Date: Tue, 4 Mar 2025 23:12:00 -0500\r\n\
    Message-ID: <17@skerry.example>\r\n\
    List-Id: Harbour news <harbour.skerry.example>\r\n\
    Archived-At: <https://skerry.example/17>\r\n\
    Content-Language: en-GB, de\r\n\
    MIME-Version: 1.0\r\n\
    Content-Type: multipart/mixed; boundary=\"b 1\"\r\n\
    \r\n\
    This is a mail in parts.\r\n\
    --b 1\r\n\
    Content-Type: multipart/alternative; boundary=b2\r\n\
    \r\n\
    --b2\r\n\
    Content-Type: text/plain; charset=iso-8859-2; format=flowed\r\n\
    Content-Transfer-Encoding: quoted-printable\r\n\
    \r\n\
    The lighthouse opens in May, said =AEiva Kranjc.=20\r\n\
    It closes in Octo=\r\n\
    ber.\r\n\
    \r\n\
    On 3 March, desk@courier.example wrote:\r\n\
    > When does it open?\r\n\
    \r\n\
    --=20\r\n\
    Harbour office\r\n\
    --b2\r\n\
    Content-Type: text/html; charset=utf-8\r\n\
    \r\n\
    <p>The lighthouse opens in May.</p>\r\n\
    --b2--\r\n\
    --b 1\r\n\
    Content-Type: application/octet-stream; name=a.bin\r\n\
    Content-Disposition: attachment; filename=a.bin\r\n\
    Content-Transfer-Encoding: base64\r\n\
    \r\n\
    AAECAw==\r\n\
    --b 1\r\n\
    Content-Type: text/plain\r\n\
    Content-Disposition: attachment; filename*=utf-8''fares%C3%A9.txt\r\n\
    Content-Transfer-Encoding: base64\r\n\
    \r\n\
    RmFyZXMgcmlz\r\nZS4=\r\n\
    --b 1--\r\n\
    after the end\r\n";

#[test]
fn a_mail_is_its_text_under_its_subject_with_readable_attachments_beside_it() {
    let documents = read_all("letter.eml", LETTER.as_bytes()).unwrap();
    let [letter, fares] = documents.read.as_slice() else { panic!("{documents:?}") };
    assert_eq!(
        blocks_of(letter),
        "title|Lighthouse – press release\n\
         paragraph|The lighthouse opens in May, said Živa Kranjc. It closes in October.\n\
         furniture|On 3 March, desk@courier.example wrote:\nfurniture|> When does it open?\n\
         furniture|--\nHarbour office"
    );
    let metadata = &letter.metadata;
    assert_eq!(metadata.title, "Lighthouse – press release");
    assert_eq!(
        (metadata.byline.as_str(), metadata.outlet.as_str()),
        ("Živa Kranjc, Prewitt, Jo", "Harbour news")
    );
    assert_eq!((metadata.date, metadata.language.as_str()), (NaiveDate::from_ymd_opt(2025, 3, 4), "en-GB"));
    assert_eq!(
        (metadata.url.as_str(), metadata.foreign_id.as_str()),
        ("https://skerry.example/17", "17@skerry.example")
    );
    assert_eq!(
        (letter.provenance.reader.as_str(), letter.provenance.encoding.as_str()),
        ("mail 1", "ISO-8859-2")
    );
    assert_eq!(letter.provenance.part, "");
    let notes =
        ["Attachments that are articles of their own: faresé.txt.", "Attachments that were not read: a.bin."];
    assert_eq!(letter.warnings, notes.map(|note| DocumentWarning::Note(note.to_owned())));
    assert_eq!((fares.text.as_str(), fares.provenance.part.as_str()), ("Fares rise.", "faresé.txt"));
    assert_eq!(
        (fares.provenance.reader.as_str(), fares.provenance.original_name.as_str()),
        ("text 1", "letter.eml")
    );
    assert_eq!(documents.left_out, []);
}

#[test]
fn a_plain_mail_keeps_its_lines() {
    let document = read_one(
        "a.eml",
        b"Subject: Rain\nFrom: jo@x.example\nDate: yesterday\n\nIt rains.\nAgain.\n\nBy night.\n",
    );
    assert_eq!(blocks_of(&document), "title|Rain\nparagraph|It rains.\nAgain.\nparagraph|By night.");
    assert_eq!((document.metadata.byline.as_str(), document.metadata.date), ("jo@x.example", None));
    assert_eq!(document.warnings, [DocumentWarning::UnclearDate { words: "yesterday".to_owned() }]);
}

#[test]
fn a_newsletter_names_its_sender_as_the_outlet() {
    let mail = |list: &str| {
        format!(
            "From: The Quay <news@quay.example>\nList-Unsubscribe: <https://quay.example/u>\n{list}Subject: Monday\n\nRain."
        )
    };
    let outlet = |list: &str| read_one("a.eml", mail(list).as_bytes()).metadata.outlet;
    assert_eq!(outlet(""), "The Quay");
    assert_eq!(outlet("List-Id: 12345mc list <1.list-id.example>\n"), "The Quay");
    assert_eq!(outlet("List-ID: \"Quay Weekly\" <weekly.quay.example>\n"), "Quay Weekly");
    assert_eq!(read_one("a.eml", b"From: Jo <jo@x.example>\nSubject: A\n\nRain.").metadata.outlet, "");
}

#[test]
fn texts_are_decoded_by_their_charset_or_by_a_guess() {
    let russian = "Паром через гавань снова ходит по ночам, сообщила городская управа в понедельник.";
    let (koi, _, _) = encoding_rs::KOI8_R.encode(russian);
    let mail = |field: &str, body: &[u8]| {
        [format!("Subject: A\nContent-Type: text/plain{field}\n\n").as_bytes(), body].concat()
    };
    for (field, is_guess) in [
        ("; charset=koi8-r", false),
        ("", true),
        ("; charset=us-ascii", true),
        ("; charset=utf-8", true),
        ("; charset=nonsense", true),
    ] {
        let document = read_one("a.eml", &mail(field, &koi));
        assert_eq!(document.text, format!("A\n\n{russian}\n"), "{field}");
        assert_eq!(!document.warnings.is_empty(), is_guess, "{field}");
    }
    assert_eq!(read_one("a.eml", &mail("; charset=us-ascii", "Été".as_bytes())).text, "A\n\nÉté\n");
    let (subject, _, _) =
        encoding_rs::WINDOWS_1252.encode("Subject: Le préfet a déclaré la passerelle fermée\n\nNon.");
    assert_eq!(read_one("a.eml", &subject).metadata.title, "Le préfet a déclaré la passerelle fermée");
}

#[test]
fn a_mail_of_html_alone_is_the_text_of_its_page() {
    let mail = "Subject: Monday\nFrom: The Quay <news@quay.example>\nList-Unsubscribe: <https://quay.example/u>\n\
        Content-Type: text/html; charset=iso-8859-2\nContent-Transfer-Encoding: quoted-printable\n\n\
        <html><head><meta charset=3Dutf-8><title>x</title><style>p { color: red }</style></head><body>\
        <h1>Rain</h1><p>It rains, said =AEiva &amp; Jo.</p><ul><li>Fares=\n rise</li></ul><img src=3D\"https://quay.example/pixel\"></body></html>\n";
    let document = read_one("a.eml", mail.as_bytes());
    assert_eq!(
        blocks_of(&document),
        "title|Monday\nheading|Rain\nparagraph|It rains, said Živa & Jo.\nparagraph|• Fares rise"
    );
    assert_eq!(
        (document.provenance.encoding.as_str(), document.metadata.outlet.as_str()),
        ("ISO-8859-2", "The Quay")
    );
}

#[test]
fn a_text_that_only_says_there_is_a_page_gives_way_to_the_page() {
    let mail = |plain: &str, page: &str| {
        format!(
            "Subject: A\nContent-Type: multipart/alternative; boundary=b\n\n--b\n\n{plain}\n--b\nContent-Type: text/html\n\n{page}\n--b--\n"
        )
    };
    let page = format!("<html><body><p>{}</p></body></html>", "It rains. ".repeat(50));
    assert!(
        read_one("a.eml", mail("See this mail in a browser.", &page).as_bytes())
            .text
            .ends_with("It rains.\n")
    );
    assert!(read_one("a.eml", mail("", "<p>It rains.</p>").as_bytes()).text.ends_with("A\n\nIt rains.\n"));
    assert_eq!(
        read_one("a.eml", mail("It rains.", "<p>It rains a little.</p>").as_bytes()).text,
        "A\n\nIt rains.\n"
    );
    assert_eq!(read_one("a.eml", mail("Rain.", "<img src=x>").as_bytes()).text, "A\n\nRain.\n");
}

#[test]
fn attached_mails_are_read_as_mails_and_never_too_deep() {
    let mail = |inner: &str| {
        format!(
            "Subject: Outer\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\nSee below.\n--b\nContent-Type: message/rfc822\n\n{inner}\n--b--\n"
        )
    };
    let documents =
        read_all("a.eml", mail("Subject: Inner\nFrom: Jo <jo@x.example>\n\nIt rains.").as_bytes()).unwrap();
    let [outer, inner] = documents.read.as_slice() else { panic!("{documents:?}") };
    assert_eq!((outer.text.as_str(), inner.text.as_str()), ("Outer\n\nSee below.\n", "Inner\n\nIt rains.\n"));
    assert_eq!((inner.provenance.part.as_str(), inner.provenance.reader.as_str()), ("2.eml", "mail 1"));
    let nested = "Subject: A\nContent-Type: message/rfc822\n\n".repeat(200_000) + "Subject: B\n\nIt rains.";
    let err = read_all("a.eml", nested.as_bytes()).unwrap();
    let too_deep = DocumentError::TooDeep { limit: MAX_ARCHIVE_DEPTH };
    assert_eq!(err.left_out, [("1.eml › 1.eml › 1.eml › 1.eml".to_owned(), too_deep)]);
    let digest = "Subject: D\nContent-Type: multipart/digest; boundary=b\n\n--b\n\nSubject: One\n\nIt rains.\n--b\n\nSubject: Two\n\nIt snows.\n--b--\n";
    let texts: Vec<String> =
        read_all("a.eml", digest.as_bytes()).unwrap().read.into_iter().map(|one| one.text).collect();
    assert_eq!(texts, ["One\n\nIt rains.\n", "Two\n\nIt snows.\n"]);
}

#[test]
fn parts_in_parts_have_a_limit_and_so_has_their_number() {
    let part = |depth: usize| format!("Content-Type: multipart/mixed; boundary=b{depth}\n\n--b{depth}\n");
    let nested = format!("Subject: A\n{}", (0..1000).map(part).collect::<Vec<_>>().concat());
    assert_eq!(
        read_all("a.eml", nested.as_bytes()).unwrap_err(),
        DocumentError::TooDeep { limit: MAX_MIME_DEPTH }
    );
    let many = "Subject: A\nContent-Type: multipart/mixed; boundary=b\n\n".to_owned()
        + &"--b\n\nx\n".repeat(MAX_MAIL_PARTS + 1);
    let too_many = DocumentError::TooMany { what: "parts", limit: MAX_MAIL_PARTS };
    assert_eq!(read_all("a.eml", many.as_bytes()).unwrap_err(), too_many);
}

#[test]
fn encrypted_mails_are_named_so() {
    for mail in [
        "Subject: A\nContent-Type: multipart/encrypted; boundary=b\n\n--b\n\nx\n--b--\n",
        "Subject: A\nContent-Type: application/pkcs7-mime; smime-type=enveloped-data\nContent-Transfer-Encoding: base64\n\nAAAA\n",
        "Subject: A\n\n-----BEGIN PGP MESSAGE-----\n\nabc\n-----END PGP MESSAGE-----\n",
    ] {
        assert_eq!(read_all("a.eml", mail.as_bytes()).unwrap_err(), DocumentError::Encrypted, "{mail}");
    }
}

#[test]
fn a_text_without_the_fields_of_a_mail_is_refused() {
    let said = read_all("a.eml", b"Nothing: here\n\nWords.\n").unwrap_err().to_string();
    assert_eq!(said, "the file is no good mail: it has none of the lines “From:”, “Subject:” and “Date:”");
    assert_eq!(read_all("a.eml", b"Subject: A\n\n \n").unwrap_err(), DocumentError::Empty);
    assert!(read_all("a.eml", b"").is_err());
}

#[test]
fn a_mail_for_the_sake_of_its_attachment_needs_no_words() {
    let mail = "Subject: A\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\n\n--b\nContent-Disposition: attachment; filename=\"=?utf-8?Q?no=C3=ABl.md?=\"\n\n# Ferry\n\nRuns.\n--b--\n";
    let document = read_one("a.eml", mail.as_bytes());
    assert_eq!((document.metadata.title.as_str(), document.provenance.part.as_str()), ("Ferry", "noël.md"));
}

#[test]
fn each_mail_of_a_mailbox_is_an_article() {
    let mailbox = "From - Tue Mar  4 09:12:00 2025\nSubject: One\n\nFirst line.\n>From the start it was odd.\n\nFrom here a sentence.\n\n>>From: no\n\n\
        From jo@x.example Wed Mar 5 10:00:00 2025\n>From jo\nSubject: Two\n\nSecond.\n\n\
        From jo@x.example Wed Mar 5 10:00:00 2025\nX: 1\n\nNo mail.\n\n\
        From jo@x.example Wed Mar 5 10:00:00 2025\nSubject: Empty\n\n";
    let documents = read_all("two.mbox", mailbox.as_bytes()).unwrap();
    let texts: Vec<&str> = documents.read.iter().map(|one| one.text.as_str()).collect();
    assert_eq!(
        texts,
        [
            "One\n\nFirst line.\nFrom the start it was odd.\n\nFrom here a sentence.\n\n>>From: no\n",
            "Two\n\nSecond.\n"
        ]
    );
    let parts: Vec<&str> = documents.read.iter().map(|one| one.provenance.part.as_str()).collect();
    assert_eq!((parts, documents.read[0].provenance.reader.as_str()), (vec!["1", "2"], "mbox 1"));
    assert_eq!(
        left_out(&documents),
        [
            "3: the file is no good mail: it has none of the lines “From:”, “Subject:” and “Date:”",
            "4: there is no text in the file"
        ]
    );
}

#[test]
fn a_mailbox_is_known_by_its_first_lines() {
    let mailbox = "From - Tue Mar  4 09:12:00 2025\nSubject: One\n\nRain.\n";
    assert_eq!(read_one("Inbox", mailbox.as_bytes()).text, "One\n\nRain.\n");
    for text in
        ["From Tue to Wed 09:12\nSubject: none", "From here on.\nMore: words", "From a Tue 9:12:00\nno field"]
    {
        assert_eq!(read_one("Inbox", text.as_bytes()).provenance.reader, "text 1", "{text}");
    }
    let said = read_all("a.mbox", b"Subject: A\n\nRain.\n").unwrap_err().to_string();
    assert!(said.starts_with("the file is no good mailbox: no line begins a mail"), "{said}");
}

#[test]
fn the_page_of_a_saved_file_is_the_one_it_was_saved_from() {
    let saved = "From: <Saved by a browser>\nSnapshot-Content-Location: https://bote.example/1\nSubject: =?utf-8?Q?W=C3=A4rme?=\n\
        MIME-Version: 1.0\nContent-Type: multipart/related;\n\ttype=\"text/html\";\n\tboundary=\"--x\"\n\n\n\
        ----x\nContent-Type: text/html\nContent-Location: https://ads.example/\n\n<p>Buy</p>\n\
        ----x\nContent-Type: text/html; charset=utf-8\nContent-Transfer-Encoding: quoted-printable\nContent-Location: https://bote.example/1\n\n<p>W=C3=A4r=\nme</p>\n\
        ----x\nContent-Type: image/png\n\nx\n----x--\n";
    let page = saved_page(saved.as_bytes(), &Budget::unlimited()).unwrap();
    let expected = SavedPage {
        html: "<p>Wärme</p>".into(),
        charset: Some("utf-8".to_owned()),
        url: "https://bote.example/1".to_owned(),
        title: "Wärme".to_owned(),
    };
    assert_eq!(page, expected);
    let first = saved.replace("Snapshot-Content-Location", "X");
    assert_eq!(saved_page(first.as_bytes(), &Budget::unlimited()).unwrap().html, b"<p>Buy</p>");
    let single = b"Subject: A\nContent-Type: text/html\nContent-Transfer-Encoding: base64\n\nPHA+QQ==\n";
    assert_eq!(saved_page(single, &Budget::unlimited()).unwrap().html, b"<p>A");
    let err = saved_page(b"Subject: A\n\nwords", &Budget::unlimited()).unwrap_err();
    assert_eq!(err.to_string(), "the file is no good saved page (MHTML): no part of it is a page");
}

#[test]
fn a_mail_cut_short_anywhere_is_read_or_refused() {
    check_every_cut("a.eml", LETTER.as_bytes());
    check_every_cut("a.mbox", LETTER.as_bytes());
}

#[test]
fn long_headers_and_quotes_take_no_time() {
    for mail in [
        format!("Subject: {}\n\nx", "=?utf-8?Q?=C3".repeat(100_000)),
        format!("From: {}\n\nx", "(".repeat(300_000)),
        format!("From: {}\n\nx", "a@x.example, ".repeat(50_000)),
        format!("Subject: A\nContent-Type: text/plain; {}\n\nx", "a*0*=b; ".repeat(20_000)),
        format!("Subject: A\n{}\nx", "Subject: B\n".repeat(50_000)),
        format!("Subject: A\n\n{}", ">".repeat(1_000_000)),
        format!("Subject: A\n\n{}", "--\n".repeat(30_000)),
        format!("Subject: A\nContent-Type: text/plain; format=flowed\n\n{}", "a \n".repeat(300_000)),
    ] {
        check_any("a.eml", mail.as_bytes());
    }
}

proptest! {
    #[test]
    fn any_mail_is_read_or_refused(pieces in prop::collection::vec(prop::sample::select(vec![
        "Subject: A\n", "From: Jo <jo@x.example>\n", "Content-Type: multipart/mixed; boundary=b\n", "\n", "\r\n", "--b\n", "--b--\n",
        "Content-Type: text/html\n", "Content-Type: message/rfc822\n", "Content-Type: text/plain; charset=\"", "Content-Transfer-Encoding: base64\n",
        "Content-Transfer-Encoding: quoted-printable\n", "Content-Disposition: attachment; filename=a.txt\n", "=C3", "=", "> ", "-- \n",
        "From - Tue Mar 4 09:12:00 2025\n", "é", "words", "=?utf-8?B?", "?=", "Date: ", "2025", "(", "\"", ";", " ", "AAAA",
    ]), 0..40)) {
        check_any("a.eml", pieces.concat().as_bytes());
        check_any("a.mbox", format!("From - Tue Mar 4 09:12:00 2025\n{}", pieces.concat()).as_bytes());
    }

    #[test]
    fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        check_any("a.eml", &[b"Subject: ", bytes.as_slice()].concat());
        check_any("a.eml", &[b"Subject: A\nContent-Type: ", bytes.as_slice()].concat());
        check_any("a.eml", &[b"Subject: A\n\n", bytes.as_slice()].concat());
    }
}
