//! The parts of a document: its text, its comments, its styles, and how they hang together.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use crate::formats::html::page::labels_of;
use crate::formats::pages::facts::{Fact, Facts};
use crate::formats::pages::markup::{empty, escaped, language_tag, open};
use crate::formats::pages::names::{Names, ShownLabel};
use crate::formats::pages::{Page, Paragraph};
use crate::model::article::BlockKind;
use crate::model::tagset::Pattern;
use crate::model::time::Timestamp;

/// The namespace of text documents.
const MAIN: &str = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
/// The namespace of relationships, and the beginning of their types.
const RELATIONS: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
/// The namespace of the files of relationships.
const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006/relationships";
/// The relationship of what is known of a document.
const CORE: &str = "http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties";
/// The beginning of the types of a text document's parts.
const TYPE: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml";
/// How every part begins.
const HEAD: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";
/// The author of what has no annotator.
const AUTHOR: &str = "Redletter";

/// A comment: a fragment of an annotation that can be seen, or an annotation of which nothing can.
struct Comment {
    note: usize,
    /// Which of how many, from 1.
    part: (usize, usize),
    /// The paragraph and the byte where it begins.
    start: (usize, usize),
    /// Where it ends.
    end: (usize, usize),
}

/// Every part by its name.
pub fn all(page: &Page<'_>, facts: &Facts<'_, '_>, names: &Names<'_>) -> Vec<(&'static str, String)> {
    let comments = comments(page);
    vec![
        ("[Content_Types].xml", content_types()),
        ("_rels/.rels", package_relations()),
        ("docProps/core.xml", core(page)),
        ("word/document.xml", document(page, facts, names, &comments)),
        ("word/_rels/document.xml.rels", document_relations()),
        ("word/styles.xml", styles()),
        ("word/comments.xml", comments_part(page, facts, &comments)),
    ]
}

fn content_types() -> String {
    let mut out =
        format!("{HEAD}<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\">");
    out.push_str("<Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>");
    out.push_str("<Default Extension=\"xml\" ContentType=\"application/xml\"/>");
    for (part, kind) in [("document", "document.main"), ("styles", "styles"), ("comments", "comments")] {
        write!(out, "<Override PartName=\"/word/{part}.xml\" ContentType=\"{TYPE}.{kind}+xml\"/>")
            .unwrap_or_default();
    }
    out.push_str("<Override PartName=\"/docProps/core.xml\" ContentType=\"application/vnd.openxmlformats-package.core-properties+xml\"/></Types>");
    out
}

fn package_relations() -> String {
    format!(
        "{HEAD}<Relationships xmlns=\"{PACKAGE}\">\
         <Relationship Id=\"rId1\" Type=\"{RELATIONS}/officeDocument\" Target=\"word/document.xml\"/>\
         <Relationship Id=\"rId2\" Type=\"{CORE}\" Target=\"docProps/core.xml\"/></Relationships>"
    )
}

fn document_relations() -> String {
    format!(
        "{HEAD}<Relationships xmlns=\"{PACKAGE}\">\
         <Relationship Id=\"rId1\" Type=\"{RELATIONS}/styles\" Target=\"styles.xml\"/>\
         <Relationship Id=\"rId2\" Type=\"{RELATIONS}/comments\" Target=\"comments.xml\"/></Relationships>"
    )
}

fn core(page: &Page<'_>) -> String {
    format!(
        "{HEAD}<cp:coreProperties xmlns:cp=\"http://schemas.openxmlformats.org/package/2006/metadata/core-properties\" \
         xmlns:dc=\"http://purl.org/dc/elements/1.1/\"><dc:title>{}</dc:title><dc:creator>{}</dc:creator></cp:coreProperties>",
        escaped(page.title()),
        escaped(if page.line.byline.is_empty() { AUTHOR } else { &page.line.byline }),
    )
}

fn comments(page: &Page<'_>) -> Vec<Comment> {
    let mut comments = Vec::new();
    for (note, annotation) in page.notes.iter().enumerate() {
        let shown: Vec<_> =
            annotation.fragments.iter().filter_map(|range| place(page, range.start, range.end)).collect();
        let num_parts = shown.len();
        for (idx, (start, end)) in shown.into_iter().enumerate() {
            comments.push(Comment { note, part: (idx + 1, num_parts), start, end });
        }
        if num_parts == 0 {
            let home = page.paragraphs.iter().position(|paragraph| paragraph.notes.contains(&note));
            let home = home.unwrap_or_default();
            let at = (home, page.paragraphs.get(home).map_or(0, |paragraph| paragraph.range.end));
            comments.push(Comment { note, part: (1, 1), start: at, end: at });
        }
    }
    comments
}

/// Where a fragment begins and ends in paragraphs, if it reaches into one.
fn place(page: &Page<'_>, start: usize, end: usize) -> Option<((usize, usize), (usize, usize))> {
    let first = page.paragraphs.partition_point(|paragraph| paragraph.range.end <= start);
    let last = page.paragraphs.partition_point(|paragraph| paragraph.range.start < end).checked_sub(1)?;
    let (begins, ends) = (page.paragraphs.get(first)?, page.paragraphs.get(last)?);
    (first <= last).then(|| ((first, start.max(begins.range.start)), (last, end.min(ends.range.end))))
}

fn document(page: &Page<'_>, facts: &Facts<'_, '_>, names: &Names<'_>, comments: &[Comment]) -> String {
    let mut out = format!("{HEAD}<w:document xmlns:w=\"{MAIN}\"><w:body>");
    let titled = page.title_paragraph();
    if titled.is_none() {
        plain(&mut out, "Title", page.title());
    }
    if titled != Some(0) {
        about(&mut out, facts);
    }
    let (labels, places) = (labels_of(page, names), places(comments));
    for (idx, paragraph) in page.paragraphs.iter().enumerate() {
        let style = match paragraph.kind {
            _ if titled == Some(idx) => "ArticleTitle",
            BlockKind::Title | BlockKind::Heading => "ArticleHeading",
            BlockKind::Paragraph => "ArticleText",
            BlockKind::Dateline | BlockKind::Byline | BlockKind::Note | BlockKind::Furniture => {
                "ArticleMinor"
            }
        };
        text_paragraph(&mut out, page, &labels, &places, (idx, paragraph, style));
        if idx == 0 && titled == Some(0) {
            about(&mut out, facts);
        }
    }
    plain(&mut out, "NotesHeading", "Labels");
    legend(&mut out, page, &labels);
    let states = facts.states();
    if !states.is_empty() {
        plain(&mut out, "NotesHeading", "Annotators");
        for fact in &states {
            plain(&mut out, "About", &told(page, facts, fact));
        }
    }
    let loose = facts.loose();
    if !loose.is_empty() {
        plain(&mut out, "NotesHeading", "Without a place in the text");
    }
    for loose in &loose {
        plain(&mut out, "About", &loose.heading);
        for fact in &loose.facts {
            plain(&mut out, "About", &told(page, facts, fact));
        }
    }
    out.push_str(
        "<w:sectPr><w:pgSz w:w=\"11906\" w:h=\"16838\"/><w:pgMar w:top=\"1304\" w:right=\"1304\" w:bottom=\"1304\" \
         w:left=\"1304\" w:header=\"708\" w:footer=\"708\" w:gutter=\"0\"/></w:sectPr></w:body></w:document>",
    );
    out
}

fn about(out: &mut String, facts: &Facts<'_, '_>) {
    let about: Vec<String> = facts.about().iter().map(|fact| fact.words(&|_| String::new())).collect();
    if !about.is_empty() {
        plain(out, "About", &about.join(" · "));
    }
}

fn told(page: &Page<'_>, facts: &Facts<'_, '_>, fact: &Fact) -> String {
    format!("{}: {}", fact.name, fact.words(&|idx| facts.mark(&page.notes[idx])))
}

/// A paragraph of one run.
fn plain(out: &mut String, style: &str, text: &str) {
    let is_rtl = crate::formats::pages::is_rtl(text);
    begin(out, style, is_rtl);
    run(out, if is_rtl { "<w:rtl/>" } else { "" }, text);
    out.push_str("</w:p>");
}

fn begin(out: &mut String, style: &str, is_rtl: bool) {
    out.push_str("<w:p><w:pPr>");
    empty(out, "w:pStyle", &[("w:val", style)]);
    out.push_str(if is_rtl { "<w:bidi/></w:pPr>" } else { "</w:pPr>" });
}

/// A run of text; line ends and tabs are elements of their own.
fn run(out: &mut String, properties: &str, text: &str) {
    out.push_str("<w:r>");
    if !properties.is_empty() {
        write!(out, "<w:rPr>{properties}</w:rPr>").unwrap_or_default();
    }
    let mut rest = text;
    while !rest.is_empty() {
        let end = rest.find(['\n', '\t', '\r']).unwrap_or(rest.len());
        if end > 0 {
            write!(out, "<w:t xml:space=\"preserve\">{}</w:t>", escaped(&rest[..end])).unwrap_or_default();
        }
        match rest[end..].chars().next() {
            Some('\t') => out.push_str("<w:tab/>"),
            Some(_) => out.push_str("<w:br/>"),
            None => break,
        }
        rest = &rest[end + 1..];
    }
    out.push_str("</w:r>");
}

fn text_paragraph(
    out: &mut String,
    page: &Page<'_>,
    labels: &[ShownLabel],
    places: &Places,
    (idx, paragraph, style): (usize, &Paragraph, &str),
) {
    begin(out, style, paragraph.is_rtl);
    marks(out, places, (idx, paragraph.range.start));
    for piece in &paragraph.pieces {
        let mut properties = String::new();
        let label = |note: &usize| labels.iter().find(|label| label.id == page.notes[*note].annotation.label);
        // Of those that overlap, the shortest has the lane next to the words.
        let shortest = piece.inside.iter().min_by_key(|note| page.notes[**note].lane).and_then(label);
        if let Some(shown) = shortest {
            let line = match shown.pattern {
                Pattern::Solid => "single",
                Pattern::Double => "double",
                Pattern::Dashed => "dash",
                Pattern::Wavy => "wave",
                Pattern::Dotted => "dotted",
            };
            let tint = tint(piece.inside.iter().filter_map(label).map(|label| label.colour.light));
            write!(
                properties,
                "<w:u w:val=\"{line}\" w:color=\"{:06X}\"/><w:shd w:val=\"clear\" w:color=\"auto\" w:fill=\"{tint:06X}\"/>",
                shown.colour.light & 0x00FF_FFFF
            )
            .unwrap_or_default();
        }
        if paragraph.is_rtl {
            properties.push_str("<w:rtl/>");
        }
        let language = language_tag(&page.line.language);
        if !language.is_empty() {
            let kind = if paragraph.is_rtl { "bidi" } else { "val" };
            write!(properties, "<w:lang w:{kind}=\"{language}\"/>").unwrap_or_default();
        }
        run(out, &properties, &page.shown(piece.range.clone()));
        marks(out, places, (idx, piece.range.end));
    }
    out.push_str("</w:p>");
}

/// White under at most two tints.
fn tint(colours: impl Iterator<Item = u32>) -> u32 {
    let mut mixed = [255_u32; 3];
    for colour in colours.take(2) {
        let [_, red, green, blue] = colour.to_be_bytes();
        for (channel, value) in mixed.iter_mut().zip([red, green, blue]) {
            *channel = (*channel * 85 + u32::from(value) * 15) / 100;
        }
    }
    mixed[0] << 16 | mixed[1] << 8 | mixed[2]
}

/// Writes what comments do at a place: those that end there, then those that begin.
fn marks(out: &mut String, places: &Places, at: (usize, usize)) {
    let Some((ends, begins)) = places.get(&at) else { return };
    for id in ends {
        end(out, *id);
    }
    for (id, is_empty) in begins {
        write!(out, "<w:commentRangeStart w:id=\"{id}\"/>").unwrap_or_default();
        if *is_empty {
            end(out, *id);
        }
    }
}

/// The comments that end and begin at each place; of the latter, whether they end there too.
type Places = BTreeMap<(usize, usize), (Vec<usize>, Vec<(usize, bool)>)>;

fn places(comments: &[Comment]) -> Places {
    let mut places = Places::new();
    for (id, Comment { start, end, .. }) in comments.iter().enumerate() {
        places.entry(*start).or_default().1.push((id, start == end));
        if start != end {
            places.entry(*end).or_default().0.push(id);
        }
    }
    places
}

fn end(out: &mut String, id: usize) {
    write!(
        out,
        "<w:commentRangeEnd w:id=\"{id}\"/><w:r><w:rPr><w:rStyle w:val=\"CommentReference\"/></w:rPr>\
         <w:commentReference w:id=\"{id}\"/></w:r>"
    )
    .unwrap_or_default();
}

fn legend(out: &mut String, page: &Page<'_>, labels: &[ShownLabel]) {
    if page.notes.is_empty() {
        plain(out, "About", "Nothing is annotated in this article.");
    }
    for label in labels {
        let count = page.notes.iter().filter(|note| note.annotation.label == label.id).count();
        if count > 0 {
            let line = label.pattern.name();
            plain(out, "About", &format!("{} {}: {line} line, {count}", label.letter, label.name));
        }
    }
}

fn comments_part(page: &Page<'_>, facts: &Facts<'_, '_>, comments: &[Comment]) -> String {
    let mut out = format!("{HEAD}<w:comments xmlns:w=\"{MAIN}\">");
    for (id, comment) in comments.iter().enumerate() {
        let note = &page.notes[comment.note];
        let annotator = &note.annotation.annotator;
        let author = if annotator.is_empty() { AUTHOR } else { annotator };
        let initials: String = author.chars().filter(|ch| ch.is_alphanumeric()).take(2).collect();
        let id = id.to_string();
        let date = date(&note.annotation.created);
        open(
            &mut out,
            "w:comment",
            &[
                ("w:id", &id),
                ("w:author", author),
                ("w:date", &date),
                ("w:initials", &initials.to_uppercase()),
            ],
        );
        let label = facts.label(note);
        let mut head = format!("{} {}", facts.mark(note), label.name);
        let speakers = facts.speakers(note);
        if !speakers.is_empty() {
            head = format!("{head} · {speakers}");
        }
        let (part, num_parts) = comment.part;
        let mut lines = Vec::new();
        if part == 1 {
            let mut state = facts.state(note);
            if !note.is_shown {
                state.insert(0, "covers white space only".to_owned());
            }
            lines.push(state.join(" · "));
            lines.extend(facts.of(comment.note).iter().map(|fact| told(page, facts, fact)));
        }
        if num_parts > 1 {
            lines.insert(0, format!("Part {part} of {num_parts}"));
        }
        begin(&mut out, "CommentText", crate::formats::pages::is_rtl(&head));
        out.push_str("<w:r><w:rPr><w:rStyle w:val=\"CommentReference\"/></w:rPr><w:annotationRef/></w:r>");
        run(&mut out, "<w:b/><w:bCs/>", &head);
        out.push_str("</w:p>");
        for line in &lines {
            plain(&mut out, "CommentText", line);
        }
        out.push_str("</w:comment>");
    }
    out.push_str("</w:comments>");
    out
}

/// A time as documents write it: to the second.
fn date(time: &str) -> String {
    let time: Option<Timestamp> = time.parse().ok();
    time.map_or_else(String::new, |time| time.to_utc().format("%Y-%m-%dT%H:%M:%SZ").to_string())
}

/// Paragraph styles: id, name, the style it is based on, paragraph and run properties.
const STYLES: [(&str, &str, &str, &str, &str); 8] = [
    (
        "Title",
        "Title",
        "Normal",
        "<w:keepNext/><w:spacing w:after=\"120\"/>",
        "<w:b/><w:bCs/><w:sz w:val=\"36\"/><w:szCs w:val=\"36\"/>",
    ),
    (
        "About",
        "About",
        "Normal",
        "<w:spacing w:after=\"80\" w:line=\"264\" w:lineRule=\"auto\"/>",
        "<w:color w:val=\"5D6168\"/><w:sz w:val=\"18\"/><w:szCs w:val=\"18\"/>",
    ),
    ("ArticleText", "Article text", "Normal", "", ""),
    ("ArticleTitle", "Article title", "Title", "", ""),
    (
        "ArticleHeading",
        "Article heading",
        "Normal",
        "<w:keepNext/><w:spacing w:before=\"280\" w:after=\"100\"/><w:outlineLvl w:val=\"0\"/>",
        "<w:b/><w:bCs/><w:sz w:val=\"26\"/><w:szCs w:val=\"26\"/>",
    ),
    (
        "ArticleMinor",
        "Article minor",
        "Normal",
        "",
        "<w:color w:val=\"5D6168\"/><w:sz w:val=\"20\"/><w:szCs w:val=\"20\"/>",
    ),
    (
        "NotesHeading",
        "Notes heading",
        "Normal",
        "<w:keepNext/><w:spacing w:before=\"360\" w:after=\"100\"/><w:outlineLvl w:val=\"0\"/>",
        "<w:b/><w:bCs/><w:sz w:val=\"22\"/><w:szCs w:val=\"22\"/>",
    ),
    (
        "CommentText",
        "annotation text",
        "Normal",
        "<w:spacing w:after=\"0\" w:line=\"240\" w:lineRule=\"auto\"/>",
        "<w:sz w:val=\"20\"/><w:szCs w:val=\"20\"/>",
    ),
];

fn styles() -> String {
    let mut out = format!(
        "{HEAD}<w:styles xmlns:w=\"{MAIN}\"><w:docDefaults><w:rPrDefault><w:rPr>\
         <w:rFonts w:ascii=\"Georgia\" w:hAnsi=\"Georgia\" w:eastAsia=\"Georgia\" w:cs=\"Times New Roman\"/>\
         <w:sz w:val=\"23\"/><w:szCs w:val=\"23\"/></w:rPr></w:rPrDefault><w:pPrDefault><w:pPr>\
         <w:spacing w:after=\"160\" w:line=\"336\" w:lineRule=\"auto\"/></w:pPr></w:pPrDefault></w:docDefaults>\
         <w:style w:type=\"paragraph\" w:default=\"1\" w:styleId=\"Normal\"><w:name w:val=\"Normal\"/><w:qFormat/></w:style>\
         <w:style w:type=\"character\" w:default=\"1\" w:styleId=\"DefaultParagraphFont\">\
         <w:name w:val=\"Default Paragraph Font\"/></w:style>\
         <w:style w:type=\"character\" w:styleId=\"CommentReference\"><w:name w:val=\"annotation reference\"/>\
         <w:basedOn w:val=\"DefaultParagraphFont\"/><w:rPr><w:sz w:val=\"16\"/><w:szCs w:val=\"16\"/></w:rPr></w:style>"
    );
    for (id, name, based_on, paragraph, run) in STYLES {
        write!(
            out,
            "<w:style w:type=\"paragraph\" w:styleId=\"{id}\"><w:name w:val=\"{name}\"/><w:basedOn w:val=\"{based_on}\"/>"
        )
        .unwrap_or_default();
        for (element, properties) in [("w:pPr", paragraph), ("w:rPr", run)] {
            if !properties.is_empty() {
                write!(out, "<{element}>{properties}</{element}>").unwrap_or_default();
            }
        }
        out.push_str("</w:style>");
    }
    out.push_str("</w:styles>");
    out
}
