//! The markup of the sheet.

use std::fmt::Write as _;

use super::{Known, Outline, Rank};
use crate::formats::html::page::{FOOT, corpus_name, head as page_head};
use crate::formats::pages::facts::{Facts, Related, quoted};
use crate::formats::pages::markup::{close, escaped, is_page, open, page_language, text};
use crate::formats::pages::names::Names;
use crate::formats::pages::style::{Sheet, style};
use crate::formats::pages::{Note, Page};

/// The end of a speaker's quotes.
pub const SPEAKER_FOOT: &str = "</ol>\n</section>\n";

/// The beginning of the sheet, with the index of speakers.
pub fn head(outline: &Outline, names: &Names<'_>, corpus: &str) -> String {
    let corpus = corpus_name(corpus);
    let mut labels = names.labels();
    labels.push(names.label("unknown_"));
    let mut out = page_head(&format!("Quotes: {corpus}"), &style(Sheet::Quotes, &labels));
    out.push_str("<a class=\"skip\" href=\"#_text\">Skip to the quotes</a>\n<header>\n<nav><span class=\"name\">Redletter</span></nav>\n<h1>Quotes: ");
    text(&mut out, "bdi", &[], &corpus);
    out.push_str("</h1>\n");
    let told = match (outline.num_quotes, outline.num_articles) {
        (0, _) => "Nothing is annotated in these articles.".to_owned(),
        (quotes, articles) => format!("{}, {}", counted(quotes, "passage"), counted(articles, "article")),
    };
    text(&mut out, "p", &[("class", "about")], &told);
    if !outline.speakers.is_empty() {
        out.push_str("\n<h2 class=\"ui\">Speakers</h2>\n<ul class=\"index ui\">\n");
    }
    for (number, (speaker, known)) in (1..).zip(&outline.speakers) {
        open(&mut out, "li", &[]);
        open(&mut out, "a", &[("href", &format!("#_s{number}"))]);
        text(&mut out, "bdi", &[], &known.name);
        close(&mut out, "a");
        if speaker.rank == Rank::Registered && !known.roles.is_empty() {
            out.push_str(", ");
            text(&mut out, "bdi", &[], &known.roles.join(", "));
        }
        writeln!(out, " · {}</li>", known.num_quotes).unwrap_or_default();
    }
    out.push_str(if outline.speakers.is_empty() { "\n" } else { "</ul>\n" });
    out.push_str("</header>\n<main id=\"_text\">\n");
    out
}

fn counted(count: usize, of: &str) -> String {
    if count == 1 { format!("1 {of}") } else { format!("{count} {of}s") }
}

/// The beginning of a speaker's quotes.
pub fn speaker_head(known: &Known, number: usize) -> String {
    let mut out = String::new();
    let (id, heading) = (format!("_s{number}"), format!("_s{number}_name"));
    open(&mut out, "section", &[("class", "speaker"), ("id", &id), ("aria-labelledby", &heading)]);
    open(&mut out, "h2", &[("id", &heading)]);
    text(&mut out, "bdi", &[], &known.name);
    close(&mut out, "h2");
    let mut about = known.roles.clone();
    about.extend(known.homes.clone());
    out.push_str("\n<p class=\"about\">");
    for part in &about {
        text(&mut out, "bdi", &[], part);
        out.push_str(" · ");
    }
    write!(out, "{}</p>\n<ol class=\"quotes\">\n", counted(known.num_quotes, "passage")).unwrap_or_default();
    out
}

/// A quote. It is linked to where it stands first.
pub fn quote(
    page: &Page<'_>,
    facts: &Facts<'_, '_>,
    outline: &Outline,
    idx: usize,
    is_first: bool,
) -> String {
    let note = &page.notes[idx];
    let line = page.line;
    let label = facts.label(note);
    let mut out = String::new();
    let (class, anchor) = (class_of(facts, note), outline.anchor(&line.id, note));
    open(
        &mut out,
        "li",
        &[
            ("class", &format!("quote {class}")),
            ("id", if is_first { &anchor } else { "" }),
            ("data-article", &line.id),
            ("data-a", &note.anchor),
        ],
    );
    open(&mut out, "blockquote", &[("dir", "auto"), ("lang", page_language(&line.language))]);
    for (turn, words) in page.words(note).iter().enumerate() {
        if turn > 0 {
            out.push_str(" <span class=\"ui\">[…]</span> ");
        }
        text(&mut out, "span", &[("class", "words")], words);
    }
    close(&mut out, "blockquote");
    out.push_str("<p class=\"note\">");
    text(&mut out, "b", &[], &format!("{} {}", label.letter, label.name));
    // One alone stands in the heading.
    let num_speakers = note.annotation.voices.iter().filter(|voice| voice.role == "speaker").count();
    let mut told = if num_speakers > 1 { vec![facts.speakers(note)] } else { Vec::new() };
    told.extend(facts.state(note));
    for words in &told {
        out.push_str(" · ");
        text(&mut out, "bdi", &[], words);
    }
    out.push_str("</p><p class=\"note\">");
    source(&mut out, page, idx);
    out.push_str("</p>");
    let told = facts.unrelated(idx);
    for fact in told.iter().filter(|fact| fact.name == "Note") {
        open(&mut out, "p", &[("class", "note says"), ("dir", "auto")]);
        out.push_str(&escaped(&fact.words(&|idx| facts.mark(&page.notes[idx]))));
        close(&mut out, "p");
    }
    out.push_str("<p class=\"note\">");
    for (turn, fact) in told.iter().filter(|fact| fact.name != "Note").enumerate() {
        out.push_str(if turn > 0 { " · " } else { "" });
        text(&mut out, "bdi", &[], &fact.name);
        out.push_str(": ");
        text(&mut out, "bdi", &[], &fact.words(&|idx| facts.mark(&page.notes[idx])));
    }
    out.push_str("</p>");
    beside(&mut out, page, facts, outline, idx);
    out.push_str("</li>\n");
    out
}

/// The class of a note's label; those that the tagset doesn't have share one.
fn class_of(facts: &Facts<'_, '_>, note: &Note<'_>) -> String {
    let label = facts.label(note);
    if label.letter == '?' && label.id == label.name {
        "l-unknown_".to_owned()
    } else {
        format!("l-{}", label.id)
    }
}

/// Where a quote stands: article, outlet, date, paragraph.
fn source(out: &mut String, page: &Page<'_>, idx: usize) {
    let line = page.line;
    if is_page(&line.url) {
        open(out, "a", &[("href", &line.url), ("rel", "noreferrer")]);
        text(out, "bdi", &[], page.title());
        close(out, "a");
    } else {
        text(out, "bdi", &[], page.title());
    }
    let mut told: Vec<&str> =
        [&line.outlet, &line.byline, &line.date, &line.language].into_iter().map(String::as_str).collect();
    if !is_page(&line.url) {
        told.push(&line.url);
    }
    for words in told.into_iter().filter(|words| !words.is_empty()) {
        out.push_str(" · ");
        text(out, "bdi", &[], words);
    }
    write!(out, " · paragraph {}", page.paragraph_of(idx)).unwrap_or_default();
    // On paper a link leads nowhere.
    if is_page(&line.url) {
        out.push_str(" · ");
        text(out, "bdi", &[], &line.url);
    }
}

/// What is related to a quote: caveats, denials, support.
fn beside(out: &mut String, page: &Page<'_>, facts: &Facts<'_, '_>, outline: &Outline, idx: usize) {
    let related = facts.related(idx);
    if related.is_empty() {
        return;
    }
    out.push_str("<ul class=\"beside\">");
    for Related { name, role, note, id, is_before, more } in &related {
        let note = note.map(|idx| &page.notes[idx]);
        let class = note.map_or_else(|| "l-unknown_".to_owned(), |note| class_of(facts, note));
        open(out, "li", &[("class", &class)]);
        match (note, outline.elsewhere(id)) {
            (Some(other), _) => {
                let label = facts.label(other);
                open(out, "a", &[("href", &format!("#{}", outline.anchor(&page.line.id, other)))]);
                text(out, "b", &[("class", "letter")], &format!("{} {}", label.letter, label.name));
                close(out, "a");
            }
            (None, Some(anchor)) => text(out, "a", &[("href", &format!("#{anchor}"))], id),
            (None, None) => text(out, "bdi", &[], id),
        }
        // One that comes first does it to this one: a caveat qualifies.
        out.push_str(&escaped(&if *is_before {
            format!(" {name} this: ")
        } else {
            format!(", which this {name}: ")
        }));
        if let Some(other) = note {
            text(out, "bdi", &[], &quoted(&page.words(other)));
            let speakers = facts.speakers(other);
            if !speakers.is_empty() {
                out.push_str(" · ");
                text(out, "bdi", &[], &speakers);
            }
        } else {
            text(out, "bdi", &[], role);
        }
        text(out, "bdi", &[], more);
        out.push_str("</li>");
    }
    out.push_str("</ul>");
}

/// The end of the sheet.
pub fn foot(outline: &Outline) -> String {
    let told = format!(
        "{} by {}",
        counted(outline.num_quotes, "passage"),
        counted(outline.speakers.len(), "speaker")
    );
    format!("</main>\n<footer><p class=\"about\">{told}</p></footer>\n{FOOT}")
}
