//! Which broken files there are, and what is to become of each.

use redletter::documents::READERS;

use super::made::{
    Packed, docx_of, entity_bomb, epub_of, gzip_of, locked_docx, odt_of, pdf_of, zip_by_hand, zip_of,
};

/// What is to become of a file.
pub enum Fate {
    /// It is an article, or several.
    Added,
    /// It is one, and a note says this.
    AddedWith(&'static str),
    /// It is none, and the line that names it says this.
    Refused(&'static str),
}

use Fate::{Added, AddedWith, Refused};

/// A file by its name, its bytes, and what is to become of it.
pub type Case = (String, Vec<u8>, Fate);

macro_rules! fixture {
    ($name:literal) => {
        include_bytes!(concat!("../../fixtures/documents/", $name)).to_vec()
    };
}

const PAGE: &str = "<!DOCTYPE html><html><body><article><h1>Night ferry</h1><p>The night ferry runs until the end of the \
    year, the council said on Monday, after weeks of talks about what it costs.</p><p>Nobody waved.</p></article></body></html>";

const MAIL: &str = "Subject: Fares\r\nFrom: jo@quay.example\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; \
    boundary=x\r\n\r\n--x\r\nContent-Type: text/plain\r\n\r\nFares may rise in May, she wrote, and";

/// All of them.
pub fn cases() -> Vec<Case> {
    let mut cases = Vec::new();
    for (name, bytes, fate) in
        good().into_iter().chain(cut()).chain(locked()).chain(bombs()).chain(disguised())
    {
        cases.push((name.to_owned(), bytes, fate));
    }
    for extension in READERS.iter().flat_map(|reader| reader.extensions()) {
        cases.push((format!("empty.{extension}"), Vec::new(), Refused("there is no text in the file: ")));
        cases.push((format!("zeros.{extension}"), vec![0; 5_000], Refused(why_zeros(extension))));
    }
    cases.sort_by(|one, other| one.0.cmp(&other.0));
    cases.dedup_by(|one, other| one.0 == other.0);
    cases
}

/// Why a file of nothing but zeros is refused.
fn why_zeros(extension: &str) -> &'static str {
    match extension {
        "docx" | "docm" | "dotx" => "the file is no good Word document: ",
        "odt" | "ott" => "the file is no good OpenDocument text: ",
        "epub" => "the file is no good EPUB book: ",
        "zip" => "the file is no good ZIP archive: ",
        "gz" => "the file is no good gzip file: ",
        "pdf" => "the file is no good PDF document: ",
        "rtf" => "the file is no good RTF document: ",
        "eml" => "the file is no good mail: ",
        "mbox" | "mbx" => "the file is no good mailbox: ",
        "mhtml" | "mht" => "the file is no good saved page (MHTML): ",
        _ => "the file is not text: it looks like binary data",
    }
}

fn good() -> Vec<(&'static str, Vec<u8>, Fate)> {
    vec![
        ("good.txt", b"The ferry runs at night.\n\nIt is late.\n".to_vec(), Added),
        ("good.docx", docx_of("", &["The boat of Skerry is new.", "It is red."]), Added),
        ("good.odt", odt_of("The lamp on the pier stayed dark."), Added),
        ("good.epub", epub_of("<html><body><p>A week in Skerry is long.</p></body></html>"), Added),
        ("good.pdf", fixture!("plain.pdf"), Added),
        ("good.html", PAGE.as_bytes().to_vec(), Added),
        ("good.zip", zip_of(&[("a/one.txt", b"One of two."), ("b/two.txt", b"Two of two.")]), Added),
        ("good.csv", b"title,text\nFuel,Fuel is dear.\n".to_vec(), Added),
    ]
}

/// Files that end too early.
fn cut() -> Vec<(&'static str, Vec<u8>, Fate)> {
    let half = |bytes: Vec<u8>| bytes[..bytes.len() / 2].to_vec();
    let text = "The crew waited in the hall until the wind went down. ".repeat(50);
    let gzip = gzip_of(text.as_bytes());
    vec![
        ("cut.docx", half(docx_of("", &["The mast is gone."])), Refused("the file is no good Word document: its end is missing")),
        ("cut.odt", half(odt_of("The mast is gone.")), Refused("the file is no good OpenDocument text: its end is missing")),
        ("cut.epub", half(epub_of("<p>Gone.</p>")), Refused("the file is no good EPUB book: its end is missing")),
        ("cut.zip", half(zip_of(&[("a.txt", b"The mast is gone.")])), Refused("the file is no good ZIP archive: its end is missing")),
        ("cut.txt.gz", gzip[..gzip.len() - 10].to_vec(), Refused("the file is no good gzip file: ")),
        ("cut.pdf", half(pdf_of(3)), AddedWith("its end is missing")),
        ("cut.eml", MAIL.as_bytes().to_vec(), Added),
        ("cut.html", PAGE.as_bytes()[..160].to_vec(), Added),
        (
            "cut.mhtml",
            format!("MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=x\r\n\r\n--x\r\nContent-Type: text/html\r\n\r\n{}", &PAGE[..170])
                .into_bytes(),
            Added,
        ),
        (
            "cut.rtf",
            b"{\\rtf1\\ansi The mast was brought down by the wind.\\par It l".to_vec(),
            AddedWith("it ends in the middle"),
        ),
        ("cut.json", b"[{\"text\": \"The mast stands again.\"}, {\"text\": \"It".to_vec(), Added),
        (
            "cut.rss",
            b"<rss><channel><item><title>Mast</title><description>It was the third mast in a year.</description></item><item>"
                .to_vec(),
            Added,
        ),
    ]
}

/// Files that want a password, or can't be read without more than this program does.
fn locked() -> Vec<(&'static str, Vec<u8>, Fate)> {
    let packed = Packed::zeros(100).locked();
    vec![
        ("locked.docx", locked_docx(), Refused("the file is encrypted; save it without a password first")),
        (
            "locked.pdf",
            fixture!("locked.pdf"),
            Refused("the file is encrypted; save it without a password first"),
        ),
        (
            "locked.zip",
            zip_by_hand(&[(&packed, &["a.txt".to_owned()])]),
            Refused("the file is encrypted; save it without a password first"),
        ),
        ("scanned.pdf", fixture!("scanned.pdf"), Refused("the file holds pictures of pages and no text")),
    ]
}

/// Files that take much more time or memory than they have bytes, if one lets them.
fn bombs() -> Vec<(&'static str, Vec<u8>, Fate)> {
    let large = Packed::zeros(63 << 20);
    let small = Packed::zeros(1);
    let names = |num: usize, name: &str| (0..num).map(|idx| format!("{idx}.{name}")).collect::<Vec<_>>();
    let apart: Vec<Vec<String>> = names(9, "docx").into_iter().map(|name| vec![name]).collect();
    let apart: Vec<(&Packed, &[String])> = apart.iter().map(|names| (&large, names.as_slice())).collect();
    let (types, main) = (["[Content_Types].xml".to_owned()], ["word/document.xml".to_owned()]);
    let nested = (0..5).fold(b"Inside.".to_vec(), |inner, idx| {
        zip_of(&[(if idx == 0 { "a.txt" } else { "a.zip" }, inner.as_slice())])
    });
    let row = format!("title,text,more\nFuel,Fuel is dear again.,{}\n", "words and ".repeat(5 << 20));
    let deep_json = [b"[".repeat(100_000), b"]".repeat(100_000)].concat();
    let feed = format!(
        "{}<rss><channel><item><title>Laughs</title><description>Nobody laughs at it: &e9;</description></item></channel></rss>",
        entity_bomb("rss")
    );
    vec![
        (
            "bomb_ratio.zip",
            zip_by_hand(&[(&Packed::zeros(65 << 20), &["a.txt".to_owned()])]),
            Refused("the file has 65 MiB; at most 64 MiB are read"),
        ),
        (
            "bomb_ratio.docx",
            zip_by_hand(&[(&small, &types), (&Packed::zeros(130 << 20), &main)]),
            Refused("what is packed in the file has more than 128 MiB"),
        ),
        (
            "bomb_sum.zip",
            zip_by_hand(&apart),
            Refused("what is packed in the file has more than 512 MiB; no more is read"),
        ),
        (
            "bomb_overlap.zip",
            zip_by_hand(&[(&large, &names(100, "docx"))]),
            Refused("what is packed in the file has more than 512 MiB; no more is read"),
        ),
        (
            "bomb_many.zip",
            zip_by_hand(&[(&small, &names(200_001, "txt"))]),
            Refused("the file has more than 200000 entries; such files are not read"),
        ),
        (
            "bomb_many.docx",
            zip_by_hand(&[(&small, &names(200_001, "xml"))]),
            Refused("the file has more than 200000 entries; such files are not read"),
        ),
        (
            "bomb_nested.zip",
            nested,
            Refused("the file nests its parts more than 3 deep; such files are not read"),
        ),
        (
            "bomb.txt.gz",
            gzip_of(&vec![b' '; (64 << 20) + 1]),
            Refused("the file has 64.1 MiB; at most 64 MiB are read"),
        ),
        ("bomb_entities.rss", feed.into_bytes(), Added),
        ("bomb_entities.docx", docx_of(&entity_bomb("w:document"), &["Nobody laughs at this: &e9;"]), Added),
        (
            "deep.html",
            format!("<html>{}It lies deep.", "<div>".repeat(100_000)).into_bytes(),
            Refused("the file nests its parts more than 500 deep; such files are not read"),
        ),
        ("deep.json", deep_json, Refused("the file is no good JSON")),
        ("row.csv", row.into_bytes(), Added),
        ("long.pdf", pdf_of(5_000), Refused("the file has more than 3000 pages; such files are not read")),
    ]
}

/// Files that are something else than their names say, or are called what no file should be.
fn disguised() -> Vec<(&'static str, Vec<u8>, Fate)> {
    let png = [b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".as_slice(), &[7; 500]].concat();
    let program =
        [b"MZ\x90\0\x03\0\0\0\x04\0\0\0\xff\xff\0\0\xb8".as_slice(), &[0x1b, 0, 0xe8, 3].repeat(500)]
            .concat();
    let escapes = [
        ("../../outside_up.txt", b"Words of one that leads up.".as_slice()),
        ("/outside_root.txt", b"Words of one that leads to the root."),
        ("C:\\outside_drive.txt", b"Words of one that leads to a drive."),
        ("a/../../outside_down.txt", b"Words of one that leads down and up."),
        ("\u{1b}[2J\u{202e}\n.txt", b"Words of one that clears the screen."),
    ];
    vec![
        ("pdf.txt", pdf_of(2), AddedWith("it was read as this: PDF.")),
        (
            "word.pdf",
            docx_of("", &["Words of one that is called a PDF."]),
            AddedWith("it was read as this: Word document."),
        ),
        (
            "picture.docx",
            png.clone(),
            Refused("the file is no good Word document: it looks like a PNG image"),
        ),
        ("picture.txt", png, Refused("the file is not text: it looks like a PNG image")),
        ("program.html", program.clone(), Refused("the file is not text: it looks like a program")),
        ("program.csv", program, Refused("the file is not text: it looks like a program")),
        ("escapes.zip", zip_of(&escapes), Added),
        (
            "screen\u{1b}[2J\r\n\u{202e}.txt",
            b"Words of a file with a name that clears the screen.".to_vec(),
            Added,
        ),
        ("screen\u{1b}[2J\r\n\u{202e}.docx", b"no".to_vec(), Refused("the file is no good Word document: ")),
    ]
}
