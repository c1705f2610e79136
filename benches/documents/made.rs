//! Files to read: deterministic, of invented words, and shaped as news is: texts in four languages, pages of
//! newspapers, and simple files of the other kinds.

use std::fmt::Write as _;
use std::io::{Cursor, Write as _};

use zip::ZipWriter;
use zip::write::SimpleFileOptions;

/// What words of a language are made of.
pub struct Language {
    pub tag: &'static str,
    /// Words that every sentence has.
    small: &'static [&'static str],
    syllables: &'static [&'static str],
    stop: &'static str,
    quotes: [&'static str; 2],
    is_dense: bool,
}

pub const ENGLISH: Language = Language {
    tag: "en",
    small: &[
        "the", "of", "and", "to", "in", "a", "that", "is", "was", "for", "on", "said", "it", "with", "as",
        "by", "at", "has", "not", "from", "they", "will", "would", "which", "there", "don’t",
    ],
    syllables: &[
        "mar", "ket", "ing", "er", "lo", "ver", "ston", "ridge", "well", "ham", "ment", "ry", "fer", "dock",
        "gan", "per", "min", "son", "ted", "ly", "coun", "cil", "har", "bour",
    ],
    stop: ".",
    quotes: ["“", "”"],
    is_dense: false,
};

pub const GERMAN: Language = Language {
    tag: "de",
    small: &[
        "der", "die", "und", "in", "das", "von", "zu", "mit", "sich", "des", "auf", "für", "ist", "im",
        "dem", "nicht", "ein", "eine", "als", "auch", "es", "an", "werden", "sagte", "über", "würde",
    ],
    syllables: &[
        "stadt", "rat", "fäh", "re", "gen", "brück", "ver", "lich", "ung", "schaft", "ger", "mei", "ster",
        "größ", "ten", "be", "hör", "den", "wei", "ter", "haus", "halt", "müs", "sen",
    ],
    stop: ".",
    quotes: ["„", "“"],
    is_dense: false,
};

pub const RUSSIAN: Language = Language {
    tag: "ru",
    small: &[
        "и",
        "в",
        "не",
        "на",
        "что",
        "с",
        "по",
        "это",
        "как",
        "из",
        "у",
        "за",
        "но",
        "для",
        "от",
        "был",
        "его",
        "также",
        "сказал",
        "будет",
    ],
    syllables: &[
        "го",
        "род",
        "ской",
        "па",
        "ром",
        "ние",
        "пред",
        "ста",
        "ви",
        "тель",
        "при",
        "хо",
        "дит",
        "ность",
        "ре",
        "ка",
        "мэр",
        "ми",
        "ло",
        "вать",
        "бе",
        "рег",
    ],
    stop: ".",
    quotes: ["«", "»"],
    is_dense: false,
};

pub const CHINESE: Language = Language {
    tag: "zh",
    small: &["的", "在", "是", "了", "和", "不", "有", "这", "为", "他们", "表示", "将", "对", "一"],
    syllables: &[
        "市", "议", "会", "夜", "间", "渡", "轮", "恢", "复", "运", "营", "资", "金", "已", "经", "到", "位",
        "船", "夫", "意", "见", "河", "东", "岸", "修", "建", "新", "码", "头", "居", "民", "年",
    ],
    stop: "。",
    quotes: ["“", "”"],
    is_dense: true,
};

/// Writes words, the same for one seed.
pub struct Writer {
    language: &'static Language,
    state: u64,
}

impl Writer {
    pub fn new(language: &'static Language, seed: u64) -> Self {
        Self { language, state: seed }
    }

    /// A number below `limit`, by `SplitMix64`.
    fn below(&mut self, limit: usize) -> usize {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.state ^ (self.state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((mixed ^ (mixed >> 31)) >> 32).unwrap_or(0) % limit
    }

    fn one_of(&mut self, words: &'static [&'static str]) -> &'static str {
        words[self.below(words.len())]
    }

    fn word(&mut self, is_large: bool) -> String {
        let word: String = (0..2 + self.below(3)).map(|_| self.one_of(self.language.syllables)).collect();
        let first = word.chars().next().filter(|_| is_large);
        match first {
            Some(first) => first.to_uppercase().chain(word.chars().skip(1)).collect(),
            None => word,
        }
    }

    /// So many words with the small ones between them, without a stop.
    pub fn words(&mut self, num_words: usize) -> String {
        let mut words = String::new();
        for idx in 0..num_words {
            if idx > 0 && !self.language.is_dense {
                words.push(' ');
            }
            match self.below(100) {
                _ if idx == 0 => words.push_str(&self.word(true)),
                0..45 => words.push_str(self.one_of(self.language.small)),
                45..55 => words.push_str(&self.word(true)),
                55..57 => write!(words, "{}", 2 + self.below(2_000)).unwrap(),
                _ => words.push_str(&self.word(false)),
            }
            if idx + 1 < num_words && self.below(12) == 0 {
                words.push_str(if self.language.is_dense { "，" } else { "," });
            }
        }
        words
    }

    pub fn sentence(&mut self) -> String {
        let num_words = 8 + self.below(16);
        let words = self.words(num_words);
        let Language { stop, quotes: [open, close], .. } = self.language;
        if self.below(6) == 0 { format!("{open}{words}{stop}{close}") } else { words + stop }
    }

    pub fn paragraph(&mut self) -> String {
        let num_sentences = 3 + self.below(3);
        let sentences: Vec<String> = (0..num_sentences).map(|_| self.sentence()).collect();
        sentences.join(if self.language.is_dense { "" } else { " " })
    }

    /// Paragraphs of so many bytes at least.
    fn paragraphs(&mut self, num_bytes: usize) -> Vec<String> {
        let (mut paragraphs, mut len) = (Vec::new(), 0);
        while len < num_bytes {
            let paragraph = self.paragraph();
            len += paragraph.len() + 2;
            paragraphs.push(paragraph);
        }
        paragraphs
    }

    /// A plain text of so many bytes, with a title and a byline above it.
    pub fn text(&mut self, num_bytes: usize) -> String {
        let (title, name) = (self.words(6), [self.word(true), self.word(true)].join(" "));
        let by = match self.language.tag {
            "de" => "Von ",
            "ru" => "Автор: ",
            "zh" => "记者：",
            _ => "By ",
        };
        let body = self.paragraphs(num_bytes).join("\n\n");
        format!("{title}\n\n{by}{name}\n\n{body}\n")
    }
}

/// What a page is to hold.
#[derive(Clone, Copy)]
pub struct PageShape {
    pub article_bytes: usize,
    pub script_bytes: usize,
    pub style_bytes: usize,
    pub links: usize,
    pub teasers: usize,
    pub comments: usize,
}

/// As a newspaper has it: 200 kB around an article of 6 kB.
pub const NEWSPAPER: PageShape = PageShape {
    article_bytes: 6_000,
    script_bytes: 70_000,
    style_bytes: 22_000,
    links: 160,
    teasers: 60,
    comments: 40,
};

/// The same page around three sentences, which is little enough for the finder to look again by milder rules.
pub const NOTICE: PageShape = PageShape { article_bytes: 300, ..NEWSPAPER };

/// A page of 40 kB with little around an article of 12 kB.
pub const LEAN: PageShape = PageShape {
    article_bytes: 12_000,
    script_bytes: 3_000,
    style_bytes: 5_000,
    links: 40,
    teasers: 12,
    comments: 6,
};

/// A page of 1 MB, most of it the state of its scripts, teasers and comments.
pub const LARGE: PageShape = PageShape {
    article_bytes: 12_000,
    script_bytes: 450_000,
    style_bytes: 110_000,
    links: 400,
    teasers: 240,
    comments: 250,
};

/// A page of 200 kB, nearly all of it the article.
pub const LONG_READ: PageShape = PageShape {
    article_bytes: 180_000,
    script_bytes: 5_000,
    style_bytes: 5_000,
    links: 30,
    teasers: 4,
    comments: 0,
};

const ICON: &str = "<svg class=\"icon icon--s\" width=\"16\" height=\"16\" viewBox=\"0 0 16 16\" aria-hidden=\"true\">\
                    <path d=\"M8 1.2c3.7 0 6.8 3 6.8 6.8s-3 6.8-6.8 6.8S1.2 11.7 1.2 8 4.3 1.2 8 1.2z\"/></svg>";

/// A saved page of that shape.
pub fn page(writer: &mut Writer, shape: PageShape) -> String {
    let mut html = String::new();
    let title = writer.words(7);
    push_head(&mut html, writer, shape, &title);
    html.push_str("<body class=\"page page--article\"><header class=\"masthead\"><nav class=\"nav\"><ul class=\"nav__list\">");
    for idx in 0..shape.links {
        let words = writer.words(2);
        write!(
            html,
            "<li class=\"nav__item nav__item--{idx}\"><a class=\"nav__link\" href=\"https://quay.example/section/{idx}\" \
             data-track=\"nav:{idx}\">{words}</a></li>\n"
        )
        .unwrap();
    }
    html.push_str("</ul></nav></header><main id=\"main\" class=\"layout\"><div class=\"layout__column\"><article class=\"story\">");
    write!(
        html,
        "<h1 class=\"story__title\">{title}</h1><p class=\"story__byline\">By <a rel=\"author\" href=\"/mk\">Mara \
         Kell</a></p><time datetime=\"2025-03-14T09:30:00Z\">14 March 2025</time><div class=\"story__text\">"
    )
    .unwrap();
    for (idx, paragraph) in writer.paragraphs(shape.article_bytes).into_iter().enumerate() {
        let (first, rest) = paragraph.split_once(' ').unwrap_or((&paragraph, ""));
        write!(html, "<p class=\"story__p\"><a href=\"/topic/{idx}\">{first}</a> {rest}</p>\n").unwrap();
        match idx % 12 {
            3 => write!(html, "<h2 class=\"story__h\">{}</h2>\n", writer.words(5)).unwrap(),
            5 => write!(
                html,
                "<figure class=\"story__figure\"><img src=\"data:image/gif;base64,R0lGODlhAQABAAAAACw=\" \
                 data-src=\"/img/{idx}.jpg\" data-srcset=\"/img/{idx}-480.jpg 480w, /img/{idx}-960.jpg 960w\" \
                 alt=\"\"><figcaption>{}</figcaption></figure>\n",
                writer.sentence()
            )
            .unwrap(),
            7 => write!(
                html,
                "<aside class=\"ad-slot\" style=\"min-height:250px;width:300px;margin:0 auto\"><div id=\"gpt-{idx}\" \
                 style=\"display:block\"><script>window.ads=window.ads||[];ads.push({{slot:{idx}}});</script></div></aside>\n"
            )
            .unwrap(),
            _ => {}
        }
    }
    html.push_str("</div></article></div><section class=\"more\">");
    push_teasers(&mut html, writer, shape.teasers);
    html.push_str("</section><section class=\"comments\" id=\"comments\"><h2>Comments</h2>");
    push_comments(&mut html, writer, shape.comments);
    html.push_str("</section></main><footer class=\"footer\"><ul>");
    for idx in 0..shape.links / 2 {
        let words = writer.words(2);
        write!(html, "<li><a href=\"/about/{idx}\" style=\"color:#555\">{words}</a></li>\n").unwrap();
    }
    html.push_str("</ul><p>© 2025 The Quay</p></footer>");
    push_scripts(&mut html, writer, shape.script_bytes / 2);
    html.push_str("</body></html>\n");
    html
}

/// The page with elements and classes that say nothing about what they hold, as programs make them.
pub fn without_names(page: &str) -> String {
    let mut html = page.to_owned();
    for name in ["article", "main", "nav", "header", "footer", "section", "aside"] {
        html = html.replace(&format!("<{name} "), "<div ").replace(&format!("<{name}>"), "<div>");
        html = html.replace(&format!("</{name}>"), "</div>");
    }
    let mut parts = html.split(" class=\"");
    let mut plain = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (class, rest) = part.split_once('"').unwrap();
        let number = class.bytes().fold(7_u32, |all, byte| all.wrapping_mul(31).wrapping_add(byte.into()));
        write!(plain, " class=\"css-{number:x}\"{rest}").unwrap();
    }
    plain.replace(" id=\"comments\"", "")
}

fn push_head(html: &mut String, writer: &mut Writer, shape: PageShape, title: &str) {
    write!(
        html,
        "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>{title} | The Quay</title>\n\
         <meta property=\"og:site_name\" content=\"The Quay\"><meta property=\"og:title\" content=\"{title}\">\n\
         <link rel=\"canonical\" href=\"https://quay.example/a\">\n"
    )
    .unwrap();
    for idx in 0..25 {
        write!(html, "<meta name=\"quay:flag-{idx}\" content=\"{}\">\n", writer.words(4)).unwrap();
    }
    write!(
        html,
        "<script type=\"application/ld+json\">{{\"@context\":\"https://schema.org\",\"@type\":\"NewsArticle\",\"headline\":\
         \"{title}\",\"author\":[{{\"@type\":\"Person\",\"name\":\"Mara Kell\"}}],\"datePublished\":\
         \"2025-03-14T09:30:00Z\",\"articleBody\":\"{}\"}}</script>\n<style>",
        writer.words(300)
    )
    .unwrap();
    let end = html.len() + shape.style_bytes;
    while html.len() < end {
        let number = writer.below(100_000);
        write!(
            html,
            ".story__p--{number}>.nav__item:hover{{color:#1a{number:05};margin:0 auto;padding:4px 8px;font:400 1rem/1.5 \
             serif}}@media (max-width:{number}px){{.m-{number}{{display:none}}}}\n"
        )
        .unwrap();
    }
    html.push_str("</style>\n");
    push_scripts(html, writer, shape.script_bytes / 2);
    html.push_str("</head>");
}

/// Code and state, half of each.
fn push_scripts(html: &mut String, writer: &mut Writer, num_bytes: usize) {
    let end = html.len() + num_bytes;
    html.push_str("<script>!function(){\"use strict\";\n");
    while html.len() + num_bytes / 2 < end {
        let number = writer.below(100_000);
        write!(
            html,
            "var a{number}=function(e,t){{return e<t&&e>0?window.q.push([\"t{number}\",e]):t||{{id:{number},on:!0}}}};if(a{number}(1,2)<3){{document.getElementById('x{number}')}}\n"
        )
        .unwrap();
    }
    html.push_str("}();</script>\n<script id=\"state\" type=\"application/json\">{\"items\":[");
    while html.len() < end {
        let (number, words) = (writer.below(100_000), writer.words(6));
        write!(
            html,
            "{{\"id\":{number},\"headline\":\"{words}\",\"url\":\"https:\\/\\/quay.example\\/{number}\",\"tags\":[\"news\",\"city\"]}},"
        )
        .unwrap();
    }
    html.push_str("0]}</script>\n");
}

fn push_teasers(html: &mut String, writer: &mut Writer, num_teasers: usize) {
    for idx in 0..num_teasers {
        let (title, words) = (writer.words(7), writer.sentence());
        write!(
            html,
            "<div class=\"teaser teaser--{idx} col-xs-12 col-md-4\" data-id=\"{idx}\" style=\"order:{idx};flex:1 1 auto\">\
             <!-- teaser {idx} --><a class=\"teaser__link\" href=\"https://quay.example/{idx}\" data-track=\"t:{idx}\">\
             <div class=\"teaser__media\" style=\"padding-bottom:56.25%\"><img class=\"lazy\" data-src=\"/img/{idx}.jpg\" \
             width=\"480\" height=\"270\" alt=\"\"></div><div class=\"teaser__body\"><span class=\"teaser__kicker\">{}</span>\
             <h3 class=\"teaser__title\">{title}</h3><p class=\"teaser__text\">{words}</p><span class=\"teaser__meta\">{ICON}\
             <time datetime=\"2025-03-13\">13 March</time></span></div></a></div>\n",
            writer.words(1)
        )
        .unwrap();
    }
}

fn push_comments(html: &mut String, writer: &mut Writer, num_comments: usize) {
    for idx in 0..num_comments {
        let words = writer.paragraph();
        write!(
            html,
            "<div class=\"comment\" id=\"comment-{idx}\"><div class=\"comment__head\"><img class=\"avatar\" \
             src=\"/u/{idx}.png\" alt=\"\"><b>reader{idx}</b> <time>1 h</time></div><div class=\"comment__body\">\
             <p>{words}</p></div><button class=\"comment__reply\" type=\"button\">{ICON} Reply</button></div>\n"
        )
        .unwrap();
    }
}

fn zipped(parts: &[(&str, &str)]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, words) in parts {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(words.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// A Word document.
pub fn docx(writer: &mut Writer, num_bytes: usize) -> Vec<u8> {
    let mut body = String::new();
    for paragraph in writer.paragraphs(num_bytes) {
        let (first, rest) = paragraph.split_at(paragraph.floor_char_boundary(paragraph.len() / 2));
        write!(
            body,
            "<w:p w:rsidR=\"00A1\"><w:pPr><w:spacing w:after=\"120\"/></w:pPr><w:r><w:rPr><w:sz w:val=\"22\"/></w:rPr>\
             <w:t xml:space=\"preserve\">{first}</w:t></w:r><w:r><w:t xml:space=\"preserve\">{rest}</w:t></w:r></w:p>"
        )
        .unwrap();
    }
    let relations = "http://schemas.openxmlformats.org/package/2006/relationships";
    let office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let main = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
    let root = format!(
        "<Relationships xmlns=\"{relations}\"><Relationship Id=\"r\" Type=\"{office}/officeDocument\" \
         Target=\"word/document.xml\"/></Relationships>"
    );
    let document = format!("<w:document xmlns:w=\"{main}\"><w:body>{body}</w:body></w:document>");
    zipped(&[("[Content_Types].xml", "<Types/>"), ("_rels/.rels", &root), ("word/document.xml", &document)])
}

/// A book of so many chapters.
pub fn epub(writer: &mut Writer, num_chapters: usize, num_bytes: usize) -> Vec<u8> {
    let container = "<container xmlns=\"urn:oasis:names:tc:opendocument:xmlns:container\"><rootfiles><rootfile \
                     full-path=\"book.opf\"/></rootfiles></container>";
    let (mut items, mut spine) = (String::new(), String::new());
    let mut chapters = Vec::new();
    for idx in 0..num_chapters {
        write!(items, "<item id=\"c{idx}\" href=\"c{idx}.xhtml\" media-type=\"application/xhtml+xml\"/>")
            .unwrap();
        write!(spine, "<itemref idref=\"c{idx}\"/>").unwrap();
        let body = in_paragraphs("<p class=\"p\">", &writer.paragraphs(num_bytes));
        let title = writer.words(4);
        chapters.push((
            format!("c{idx}.xhtml"),
            format!(
                "<html xmlns=\"http://www.w3.org/1999/xhtml\"><head><title>{title}</title></head><body><h1>{title}</h1>\
                 {body}</body></html>"
            ),
        ));
    }
    let package = format!(
        "<package xmlns=\"http://www.idpf.org/2007/opf\" version=\"3.0\"><metadata \
         xmlns:dc=\"http://purl.org/dc/elements/1.1/\"><dc:title>Tides</dc:title><dc:creator>Mara Kell</dc:creator>\
         <dc:language>en</dc:language></metadata><manifest>{items}</manifest><spine>{spine}</spine></package>"
    );
    let mut parts = vec![
        ("mimetype", "application/epub+zip"),
        ("META-INF/container.xml", container),
        ("book.opf", package.as_str()),
    ];
    parts.extend(chapters.iter().map(|(name, chapter)| (name.as_str(), chapter.as_str())));
    zipped(&parts)
}

/// A PDF document of so many pages in Helvetica, its streams not compressed.
pub fn pdf(writer: &mut Writer, num_pages: usize) -> Vec<u8> {
    let kids: Vec<String> = (0..num_pages).map(|idx| format!("{} 0 R", 4 + 2 * idx)).collect();
    let mut objects = vec![
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        format!("<< /Type /Pages /Kids [{}] /Count {num_pages} >>", kids.join(" ")),
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>".to_owned(),
    ];
    for idx in 0..num_pages {
        let mut lines = String::from("BT /F1 11 Tf 14 TL 72 760 Td\n");
        for _ in 0..48 {
            let words: String = writer.words(12).replace('’', "'").chars().filter(char::is_ascii).collect();
            write!(lines, "({words}) Tj T*\n").unwrap();
        }
        lines.push_str("ET");
        objects.push(format!(
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 3 0 R >> >> /Contents {} 0 R >>",
            5 + 2 * idx
        ));
        objects.push(format!("<< /Length {} >>\nstream\n{lines}\nendstream", lines.len()));
    }
    let mut bytes = b"%PDF-1.7\n".to_vec();
    let mut offsets = Vec::new();
    for (idx, object) in objects.iter().enumerate() {
        offsets.push(bytes.len());
        write!(bytes, "{} 0 obj\n{object}\nendobj\n", idx + 1).unwrap();
    }
    let start = bytes.len();
    write!(bytes, "xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1).unwrap();
    for offset in offsets {
        write!(bytes, "{offset:010} 00000 n \n").unwrap();
    }
    write!(bytes, "trailer << /Size {} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n", objects.len() + 1)
        .unwrap();
    bytes
}

/// A mail of plain text.
pub fn mail(writer: &mut Writer, num_bytes: usize) -> Vec<u8> {
    let body = writer.paragraphs(num_bytes).join("\r\n\r\n");
    let subject = writer.words(5).replace('’', "'");
    format!(
        "From: Mara Kell <mk@quay.example>\r\nTo: desk@quay.example\r\nSubject: {subject}\r\nDate: Fri, 14 Mar 2025 09:30:00 \
         +0000\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n\
         {body}\r\n"
    )
    .into_bytes()
}

/// Words between tags, a line each.
fn in_paragraphs(tag: &str, paragraphs: &[String]) -> String {
    let mut body = String::new();
    for words in paragraphs {
        writeln!(body, "{tag}{words}</p>").unwrap();
    }
    body
}

/// A feed of so many entries with their whole texts in HTML.
pub fn feed(writer: &mut Writer, num_entries: usize, num_bytes: usize) -> Vec<u8> {
    let mut items = String::new();
    for idx in 0..num_entries {
        let body = in_paragraphs("<p>", &writer.paragraphs(num_bytes));
        let title = writer.words(6);
        write!(
            items,
            "<item><title>{title}</title><link>https://quay.example/{idx}</link><pubDate>Fri, 14 Mar 2025 09:30:00 \
             +0000</pubDate><content:encoded><![CDATA[{body}]]></content:encoded></item>\n"
        )
        .unwrap();
    }
    format!(
        "<?xml version=\"1.0\"?>\n<rss version=\"2.0\" xmlns:content=\"http://purl.org/rss/1.0/modules/content/\"><channel>\
         <title>The Quay</title>{items}</channel></rss>\n"
    )
    .into_bytes()
}
