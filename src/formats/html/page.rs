//! The markup of a page.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use crate::formats::interchange::lines::ArticleLine;
use crate::formats::pages::facts::{Bit, Fact, Facts, Related, quoted};
use crate::formats::pages::markup::{close, escaped, is_page, open, page_language, text};
use crate::formats::pages::names::{Names, ShownLabel};
use crate::formats::pages::style::{Sheet, style};
use crate::formats::pages::{Note, Page, Paragraph, Piece};
use crate::model::article::BlockKind;

/// Everything before the body's own content.
pub fn head(title: &str, style: &str) -> String {
    format!(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\"/>\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\"/>\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n\
         <meta name=\"generator\" content=\"Redletter\"/>\n<title>{}</title>\n<style>\n{style}</style>\n</head>\n<body>\n",
        escaped(title)
    )
}

/// Everything after it.
pub const FOOT: &str = "</body>\n</html>\n";

/// What a corpus is called.
pub fn corpus_name(title: &str) -> String {
    let title = crate::formats::pages::fit::safe(title.trim());
    if title.is_empty() { "Corpus without a title".to_owned() } else { title }
}

/// The page of an article.
pub fn article(page: &Page<'_>, facts: &Facts<'_, '_>, names: &Names<'_>, corpus: &str) -> String {
    let labels = labels_of(page, names);
    let mut out = head(page.title(), &style(Sheet::Article, &labels));
    out.push_str("<a class=\"skip\" href=\"#_text\">Skip to the text</a>\n<header>\n<nav>");
    out.push_str("<span class=\"name\">Redletter</span> <a href=\"index.html\"><bdi>");
    out.push_str(&escaped(&corpus_name(corpus)));
    out.push_str("</bdi></a></nav>\n");
    let titled = page.title_paragraph();
    if titled.is_none() {
        text(&mut out, "h1", &[("dir", "auto"), ("lang", page_language(&page.line.language))], page.title());
        out.push('\n');
    }
    if titled != Some(0) {
        about(&mut out, facts);
        legend(&mut out, page, &labels);
    }
    out.push_str("</header>\n");
    let language = page_language(&page.line.language);
    let lanes = page.notes.iter().map(|note| note.lane).max().unwrap_or(0);
    // Room for every lane of underlines.
    let room =
        if lanes > 0 { format!("line-height:{:.2}", 1.72 + 0.36 * lanes as f32) } else { String::new() };
    let label = if page.title().trim().is_empty() { "Article" } else { page.title() };
    open(&mut out, "main", &[("id", "_text"), ("style", &room), ("aria-label", label)]);
    out.push('\n');
    let mut begun = vec![false; page.notes.len()];
    for (idx, paragraph) in page.paragraphs.iter().enumerate() {
        let element = element_of(paragraph, titled == Some(idx));
        row(&mut out, page, facts, (idx, paragraph, element, language), &mut begun);
        if idx == 0 && titled == Some(0) {
            about(&mut out, facts);
            legend(&mut out, page, &labels);
        }
    }
    close(&mut out, "main");
    out.push('\n');
    foot(&mut out, page, facts);
    out.push_str(FOOT);
    out
}

/// The labels of a page, in the order of the tagset; those it doesn't have come last.
pub fn labels_of(page: &Page<'_>, names: &Names<'_>) -> Vec<ShownLabel> {
    let mut labels = names.labels();
    let unplaced = page.line.unplaced.iter().map(|unplaced| &unplaced.annotation);
    for annotation in page.line.annotations.iter().chain(unplaced) {
        if labels.iter().all(|label| label.id != annotation.label) {
            labels.push(names.label(&annotation.label));
        }
    }
    labels
}

fn about(out: &mut String, facts: &Facts<'_, '_>) {
    let about = facts.about();
    if about.is_empty() {
        return;
    }
    out.push_str("<p class=\"about\">");
    for (idx, fact) in about.iter().enumerate() {
        let words = fact.words(&|_| String::new());
        if idx > 0 {
            out.push_str(" · ");
        }
        if fact.name == "Address" && is_page(&words) {
            open(out, "a", &[("href", &words), ("rel", "noreferrer")]);
            text(out, "bdi", &[], &words);
            close(out, "a");
        } else if fact.name == "Id elsewhere" {
            out.push_str("id elsewhere ");
            text(out, "bdi", &[], &words);
        } else {
            text(out, "bdi", &[("title", &fact.name)], &words);
        }
    }
    out.push_str("</p>\n");
}

/// What letters and lines stand for, and how many there are of each.
fn legend(out: &mut String, page: &Page<'_>, labels: &[ShownLabel]) {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for annotation in &page.line.annotations {
        *counts.entry(&annotation.label).or_default() += 1;
    }
    if counts.is_empty() {
        out.push_str("<p class=\"about\">Nothing is annotated in this article.</p>\n");
        return;
    }
    out.push_str("<ul class=\"legend\" aria-label=\"Labels\">\n");
    for label in labels {
        let Some(count) = counts.get(label.id.as_str()) else { continue };
        open(out, "li", &[("class", &format!("l-{}", label.id))]);
        open(out, "mark", &[("class", &format!("l-{}", label.id))]);
        text(out, "span", &[("class", "letter")], &label.letter.to_string());
        out.push(' ');
        text(out, "bdi", &[], &label.name);
        close(out, "mark");
        writeln!(out, " {} line, {count}</li>", label.pattern.name()).unwrap_or_default();
    }
    out.push_str("</ul>\n");
}

fn element_of(paragraph: &Paragraph, is_title: bool) -> &'static str {
    match paragraph.kind {
        _ if is_title => "h1",
        BlockKind::Title | BlockKind::Heading => "h2",
        _ => "p",
    }
}

/// A paragraph with the notes that stand beside it.
fn row(
    out: &mut String,
    page: &Page<'_>,
    facts: &Facts<'_, '_>,
    (idx, paragraph, element, language): (usize, &Paragraph, &str, &str),
    begun: &mut [bool],
) {
    let number = (idx + 1).to_string();
    let anchor = format!("_p{number}");
    open(out, "div", &[("class", "row"), ("id", &anchor)]);
    text(out, "span", &[("class", "n"), ("aria-hidden", "true")], &number);
    let kind = paragraph.kind.name();
    let is_minor = matches!(
        paragraph.kind,
        BlockKind::Dateline | BlockKind::Byline | BlockKind::Note | BlockKind::Furniture
    );
    let class = if is_minor { format!("{kind} minor") } else { kind.to_owned() };
    let attributes = [("class", class.as_str()), ("data-p", &number), ("dir", "auto"), ("lang", language)];
    open(out, element, &attributes);
    for piece in &paragraph.pieces {
        put_piece(out, page, facts, piece, begun);
    }
    close(out, element);
    if !paragraph.notes.is_empty() {
        out.push_str("\n<ol class=\"notes\">\n");
        for note in &paragraph.notes {
            card(out, page, facts, *note);
        }
        out.push_str("</ol>");
    }
    out.push_str("</div>\n");
}

fn put_piece(out: &mut String, page: &Page<'_>, facts: &Facts<'_, '_>, piece: &Piece, begun: &mut [bool]) {
    for idx in &piece.inside {
        let note = &page.notes[*idx];
        let is_first = !std::mem::replace(&mut begun[*idx], true);
        let label = facts.label(note);
        let speakers = facts.speakers(note);
        let mut title = format!("{} {}", label.name, note.number);
        if !speakers.is_empty() {
            title = format!("{title}: {speakers}");
        }
        let (class, lane) = (format!("l-{}", label.id), format!("--lane:{}", note.lane));
        let (number, described) = (note.number.to_string(), format!("{}_note", note.anchor));
        open(
            out,
            "mark",
            &[
                ("class", &class),
                ("style", if note.lane == 0 { "" } else { &lane }),
                ("id", if is_first { &note.anchor } else { "" }),
                ("data-a", &number),
                ("title", &title),
                ("aria-describedby", if is_first { &described } else { "" }),
            ],
        );
    }
    let class = match (piece.source_of.is_empty(), piece.cue_of.is_empty()) {
        (true, true) => "",
        (false, _) => "source",
        (true, false) => "cue",
    };
    let words = escaped(&page.shown(piece.range.clone()));
    if class.is_empty() {
        out.push_str(&words);
    } else {
        let mut title = Vec::new();
        for (list, what) in [(&piece.source_of, "names the speaker of"), (&piece.cue_of, "reports")] {
            if !list.is_empty() {
                let marks: Vec<String> = list.iter().map(|idx| facts.mark(&page.notes[*idx])).collect();
                title.push(format!("{what} {}", marks.join(", ")));
            }
        }
        open(out, "span", &[("class", class), ("title", &title.join("; "))]);
        out.push_str(&words);
        close(out, "span");
    }
    for _ in &piece.inside {
        close(out, "mark");
    }
    if piece.ends.is_empty() {
        return;
    }
    // The lines of what goes on go on under the links.
    let goes_on: Vec<&usize> = piece.inside.iter().filter(|idx| !piece.ends.contains(idx)).collect();
    for idx in &goes_on {
        let note = &page.notes[**idx];
        let (class, lane) = (format!("on l-{}", note.annotation.label), format!("--lane:{}", note.lane));
        open(out, "span", &[("class", &class), ("style", if note.lane == 0 { "" } else { &lane })]);
    }
    for idx in &piece.ends {
        reference(out, facts, &page.notes[*idx], "_note");
    }
    for _ in goes_on {
        close(out, "span");
    }
}

/// A link to an annotation, or to its note: letter and number.
fn reference(out: &mut String, facts: &Facts<'_, '_>, note: &Note<'_>, to: &str) {
    let class = format!("ref l-{}", note.annotation.label);
    let link = format!("#{}{to}", note.anchor);
    let label = format!("{} {}", facts.label(note).name, note.number);
    text(out, "a", &[("class", &class), ("href", &link), ("aria-label", &label)], &facts.mark(note));
}

/// A note.
fn card(out: &mut String, page: &Page<'_>, facts: &Facts<'_, '_>, idx: usize) {
    let note = &page.notes[idx];
    let label = facts.label(note);
    let (class, id) = (format!("note l-{}", label.id), format!("{}_note", note.anchor));
    open(out, "li", &[("class", &class), ("id", &id)]);
    out.push_str("<p class=\"head\">");
    // What is not shown has no words to go to: its note is its place.
    if note.is_shown {
        reference(out, facts, note, "");
    } else {
        text(
            out,
            "span",
            &[("class", "ref"), ("id", &note.anchor), ("data-a", &note.number.to_string())],
            &facts.mark(note),
        );
    }
    out.push(' ');
    text(out, "b", &[], &label.name);
    let speakers = facts.speakers(note);
    if !speakers.is_empty() {
        out.push_str(" · ");
        text(out, "bdi", &[], &speakers);
    }
    out.push_str("</p><p class=\"state\">");
    let mut state = facts.state(note);
    if !note.is_shown {
        state.insert(0, "covers white space only".to_owned());
    }
    state.extend(facts.attributes(note));
    text(out, "bdi", &[], &state.join(" · "));
    out.push_str("</p>");
    if !note.annotation.note.is_empty() {
        text(out, "p", &[("class", "says"), ("dir", "auto")], &note.annotation.note);
    }
    for Related { name, note: other, is_before, .. } in facts.related(idx) {
        let Some(other) = other else { continue };
        out.push_str("<p class=\"state\">");
        // The one that comes first does it to the other.
        if is_before {
            link(out, facts, &page.notes[other]);
            out.push(' ');
        }
        text(out, "bdi", &[], &name);
        out.push(' ');
        if is_before {
            out.push_str("this");
        } else {
            link(out, facts, &page.notes[other]);
        }
        out.push_str("</p>");
    }
    out.push_str("</li>\n");
}

/// A link to an annotation from among other words.
fn link(out: &mut String, facts: &Facts<'_, '_>, note: &Note<'_>) {
    let (class, to) = (format!("l-{}", note.annotation.label), format!("#{}", note.anchor));
    text(out, "a", &[("class", &class), ("href", &to)], &facts.mark(note));
}

fn list<'f>(out: &mut String, page: &Page<'_>, facts: &Facts<'_, '_>, told: impl Iterator<Item = &'f Fact>) {
    let mut told = told.peekable();
    if told.peek().is_none() {
        return;
    }
    out.push_str("<dl>");
    for fact in told {
        out.push_str("<div>");
        open(out, "dt", &[]);
        text(out, "bdi", &[], &fact.name);
        close(out, "dt");
        out.push_str("<dd>");
        says(out, page, facts, fact);
        out.push_str("</dd></div>");
    }
    out.push_str("</dl>");
}

fn says(out: &mut String, page: &Page<'_>, facts: &Facts<'_, '_>, fact: &Fact) {
    for bit in &fact.says {
        match bit {
            Bit::Text(words) => out.push_str(&escaped(words)),
            Bit::Given(words) => text(out, "bdi", &[], words),
            Bit::Note(idx) => link(out, facts, &page.notes[*idx]),
        }
    }
}

/// Everything there is to say of each annotation, with its words: beside the text there is room for little.
fn in_full(out: &mut String, page: &Page<'_>, facts: &Facts<'_, '_>) {
    out.push_str("<h2>Notes in full</h2>\n<ol class=\"full\">\n");
    for (idx, note) in page.notes.iter().enumerate() {
        open(out, "li", &[("class", &format!("l-{}", note.annotation.label))]);
        link(out, facts, note);
        out.push(' ');
        text(out, "b", &[], &facts.label(note).name);
        let speakers = facts.speakers(note);
        if !speakers.is_empty() {
            out.push_str(" · ");
            text(out, "bdi", &[], &speakers);
        }
        out.push_str(" · ");
        text(out, "bdi", &[], &quoted(&page.words(note)));
        let told = facts.of(idx);
        list(out, page, facts, told.iter().filter(|fact| fact.name != "Note"));
        out.push_str("</li>\n");
    }
    out.push_str("</ol>\n");
}

/// What has no place beside the text.
fn foot(out: &mut String, page: &Page<'_>, facts: &Facts<'_, '_>) {
    let (states, loose) = (facts.states(), facts.loose());
    if states.is_empty() && loose.is_empty() && page.notes.is_empty() {
        return;
    }
    out.push_str("<footer class=\"foot\">\n");
    if !page.notes.is_empty() {
        in_full(out, page, facts);
    }
    if !states.is_empty() {
        out.push_str("<h2>Annotators</h2>\n");
        list(out, page, facts, states.iter());
        out.push('\n');
    }
    if !loose.is_empty() {
        out.push_str("<h2>Without a place in the text</h2>\n<ul>\n");
        for loose in &loose {
            out.push_str("<li>");
            text(out, "bdi", &[], &loose.heading);
            list(out, page, facts, loose.facts.iter());
            out.push_str("</li>\n");
        }
        out.push_str("</ul>\n");
    }
    out.push_str("</footer>\n");
}

/// The list of articles, up to the first.
pub fn index_head(names: &Names<'_>, corpus: &str) -> String {
    let corpus = corpus_name(corpus);
    let mut out = head(&corpus, &style(Sheet::Index, &names.labels()));
    out.push_str("<a class=\"skip\" href=\"#_text\">Skip to the list</a>\n<header>\n");
    out.push_str("<nav><span class=\"name\">Redletter</span></nav>\n");
    text(&mut out, "h1", &[("dir", "auto")], &corpus);
    out.push_str("\n</header>\n<main id=\"_text\">\n<table>\n<thead><tr><th scope=\"col\">Article</th><th scope=\"col\">Outlet</th>");
    out.push_str("<th scope=\"col\">Date</th><th scope=\"col\">Annotations</th></tr></thead>\n<tbody>\n");
    out
}

/// An article in the list.
pub fn index_row(line: &ArticleLine, names: &Names<'_>, file: &str) -> String {
    let mut out = "<tr><td>".to_owned();
    let title = if line.title.trim().is_empty() { &line.id } else { &line.title };
    open(&mut out, "a", &[("href", file)]);
    text(&mut out, "bdi", &[], title);
    out.push_str("</a></td><td>");
    text(&mut out, "bdi", &[], &line.outlet);
    out.push_str("</td><td class=\"num\">");
    out.push_str(&escaped(&line.date));
    out.push_str("</td><td class=\"num\">");
    let labels = names.labels();
    let count = |id: &str| line.annotations.iter().filter(|annotation| annotation.label == id).count();
    let mut num_known = 0;
    for label in &labels {
        let count = count(&label.id);
        num_known += count;
        if count > 0 {
            let class = format!("letter l-{}", label.id);
            open(&mut out, "span", &[("class", &class), ("title", &label.name)]);
            write!(out, "{}</span> {count} ", escaped(&label.letter.to_string())).unwrap_or_default();
        }
    }
    if line.annotations.len() > num_known {
        write!(out, "? {}", line.annotations.len() - num_known).unwrap_or_default();
    }
    out.push_str("</td></tr>\n");
    out
}

/// The end of the list.
pub fn index_foot(num_articles: usize) -> String {
    let told = match num_articles {
        0 => "No article was exported.".to_owned(),
        1 => "1 article".to_owned(),
        many => format!("{many} articles"),
    };
    format!("</tbody>\n</table>\n<p class=\"about\">{told}</p>\n</main>\n{FOOT}")
}
