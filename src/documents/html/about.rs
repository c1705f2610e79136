//! What a page says about itself: title, byline, date, outlet, language, address.
//!
//! Pages say it in several places at once, and not all of them are kept up. First comes JSON-LD, which search engines
//! read; then meta tags, of which there are many dialects; then what stands on the page, told by the names of its
//! elements.
//!
//! Known weaknesses: dates on the page are known by English months or figures only; a byline is cut at the words that
//! follow a comma in lower case ("staff writer").

use dom_query::{Document, NodeRef};

use super::json_ld::LinkedData;
use super::lines::{MAX_LINE_CHARS, byline_of, heading_of_page, is_name_like, without_site};
use super::node::{name_of, names_itself, text_within, value_of};
use crate::documents::assembly::collapsed;
use crate::documents::metadata::{Day, fill};
use crate::documents::{Budget, DocumentError, DocumentWarning};
use crate::model::article::Metadata;

/// How many authors are named at most.
const MAX_AUTHORS: usize = 50;

/// How much JSON-LD of a page is read, in bytes. Sites that say much say some 50 kB; each byte can become a hundred in
/// memory.
const MAX_LINKED_DATA_BYTES: usize = 1 << 20;

/// The longest headline, in characters without white space.
const MAX_HEADLINE_CHARS: usize = 400;

/// What a page says about its article.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct About {
    pub(super) metadata: Metadata,
    /// Whether it says that only those who pay may read it all.
    pub(super) is_paid: bool,
    pub(super) warnings: Vec<DocumentWarning>,
}

impl About {
    /// What the page `document` says, which was saved from `address` (empty if nobody knows).
    pub(super) fn of(document: &Document, address: &str, budget: &Budget<'_>) -> Result<Self, DocumentError> {
        let facts = Facts::of(document, budget)?;
        let is_title = |headline: &str| {
            !headline.is_empty()
                && (facts.page_title.contains(headline)
                    || facts.headings.iter().any(|words| words == headline))
        };
        let linked = LinkedData::of(&facts.scripts, is_title);
        let mut about = Self { is_paid: linked.is_paid, ..Self::default() };
        let Self { metadata, warnings, .. } = &mut about;
        let candidates = [linked.publisher.as_str(), facts.meta(&["og:site_name", "application-name"])];
        first_of(&candidates).clone_into(&mut metadata.outlet);
        if metadata.outlet.is_empty() {
            let names = ["dc.publisher", "dcterms.publisher", "citation_journal_title", "citation_publisher"];
            facts.meta(&names).clone_into(&mut metadata.outlet);
        }
        facts.fill_title(&linked, metadata);
        metadata.byline = facts.byline(&linked, &metadata.outlet);
        facts.fill_date(&linked, metadata, warnings);
        facts.fill_language(&linked, metadata, warnings);
        let addresses =
            [facts.canonical.as_str(), &linked.url, facts.meta(&["og:url"]), address, &facts.saved_from];
        let is_address = |address: &&str| address.starts_with("https://") || address.starts_with("http://");
        addresses.into_iter().find(is_address).unwrap_or_default().clone_into(&mut metadata.url);
        Ok(about)
    }
}

/// What a page says in its tags, in the order of the page.
#[derive(Default)]
struct Facts {
    /// Meta tags: their names in lower case, and what they say.
    metas: Vec<(String, String)>,
    /// Scripts of JSON-LD.
    scripts: Vec<String>,
    num_script_bytes: usize,
    page_title: String,
    /// Headings of the first order.
    headings: Vec<String>,
    canonical: String,
    language: String,
    /// The address that a browser noted when it saved the page.
    saved_from: String,
    /// Times that machines can read: whether it says that it is the time of publication, and the time.
    times: Vec<(bool, String)>,
    /// Lines that may be a byline, with how well the page marks them; less is better.
    bylines: Vec<(u8, String)>,
    /// Lines that may be a date.
    dates: Vec<String>,
}

impl Facts {
    fn of(document: &Document, budget: &Budget<'_>) -> Result<Self, DocumentError> {
        let mut facts = Self::default();
        for (idx, node) in document.root().descendants_it().enumerate() {
            budget.check_at_times(idx)?;
            if node.is_comment() {
                facts.take_comment(&node);
            } else if node.is_element() {
                facts.take(&node);
            }
        }
        facts.bylines.sort_by_key(|(rank, _)| *rank);
        Ok(facts)
    }

    fn take(&mut self, node: &NodeRef<'_>) {
        match &*name_of(node) {
            "meta" => {
                let content = value_of(node, "content");
                for attribute in ["property", "name", "itemprop", "http-equiv"] {
                    let keys = value_of(node, attribute).to_lowercase().replace("dc:", "dc.");
                    let keys = keys.replace("dcterms:", "dcterms.");
                    for key in keys.split(' ').filter(|key| !key.is_empty() && !content.is_empty()) {
                        self.metas.push((key.to_owned(), plain(&content)));
                    }
                }
            }
            "link" if is_word_of(node, "rel", "canonical") => {
                set(&mut self.canonical, value_of(node, "href"));
            }
            "html" => set(&mut self.language, value_of(node, "lang")),
            "title" => set(&mut self.page_title, collapsed(&node.text())),
            "h1" => {
                let words = text_within(node, MAX_HEADLINE_CHARS).unwrap_or_default();
                // Signs that link to the heading itself.
                let words = words.trim_end_matches(['¶', '#', ' ']);
                self.headings.extend((!words.is_empty()).then(|| words.to_owned()));
            }
            "script" => {
                if value_of(node, "type").eq_ignore_ascii_case("application/ld+json") {
                    let script = node.text();
                    self.num_script_bytes += script.len();
                    if self.num_script_bytes <= MAX_LINKED_DATA_BYTES {
                        self.scripts.push(script.to_string());
                    }
                }
            }
            name => {
                if name == "time" {
                    let is_published = is_word_of(node, "itemprop", "datePublished")
                        || node.has_attr("pubdate")
                        || names_itself(node, |part| part == "published");
                    if !is_word_of(node, "itemprop", "dateModified") {
                        self.times.push((is_published, value_of(node, "datetime")));
                    }
                }
                self.take_line(node);
            }
        }
    }

    /// Takes a line of the page that its names call a byline or a date.
    fn take_line(&mut self, node: &NodeRef<'_>) {
        let is_author = |part: &str| {
            matches!(part, "byline" | "author" | "auth" | "by" | "autor" | "auteur" | "writer" | "signature")
        };
        let rank = if is_word_of(node, "rel", "author") {
            Some(0)
        } else if is_word_of(node, "itemprop", "author") {
            Some(1)
        } else if names_itself(node, is_author) {
            Some(2)
        } else if names_itself(node, |part| part.contains("author") || part.contains("byline")) {
            Some(3)
        } else {
            None
        };
        let is_date =
            |part: &str| matches!(part, "date" | "dt" | "datum" | "fecha" | "pubdate" | "published");
        if rank.is_none() && !names_itself(node, is_date) {
            return;
        }
        let Some(line) = text_within(node, MAX_LINE_CHARS).filter(|line| !line.is_empty()) else {
            return;
        };
        if rank.is_none() {
            // Microformats have the time for machines in the title.
            self.dates.push(value_of(node, "title"));
        }
        match rank {
            Some(rank) => self.bylines.push((rank, line)),
            None => self.dates.push(line),
        }
    }

    /// Takes the address out of the note that browsers, or extensions to them, leave in pages they save.
    fn take_comment(&mut self, node: &NodeRef<'_>) {
        let is_outside =
            |parent: NodeRef<'_>| parent.is_document() || parent.has_name("html") || parent.has_name("head");
        if !self.saved_from.is_empty() || !node.parent().is_some_and(is_outside) {
            return;
        }
        // "saved from url=(0042)https://…", or "url: https://…" in a line of its own.
        let html = node.html();
        let address = html
            .split_once("saved from url=(")
            .and_then(|(_, rest)| rest.split_once(')'))
            .or_else(|| html.contains("SingleFile").then(|| html.split_once("url:")).flatten());
        if let Some((_, address)) = address {
            let address = address.trim_start().split(char::is_whitespace).next().unwrap_or_default();
            address.trim_end_matches("-->").clone_into(&mut self.saved_from);
        }
    }

    /// What the first meta tag of these names says.
    fn meta(&self, names: &[&str]) -> &str {
        let said =
            |name: &&str| self.metas.iter().find(|(key, _)| key == name).map(|(_, content)| content.as_str());
        names.iter().find_map(said).unwrap_or_default()
    }

    /// The title as the page shows it, where its other titles agree; else as it tells machines. The page's own title
    /// names the site, too, which is cut off and may be all that names it.
    fn fill_title(&self, linked: &LinkedData, metadata: &mut Metadata) {
        let named =
            ["og:title", "twitter:title", "citation_title", "dc.title", "dcterms.title", "parsely-title"];
        let headline = plain(&linked.headline);
        let for_machines = first_of(&[headline.as_str(), self.meta(&named)]);
        let heading = heading_of_page(&self.headings, for_machines, &self.page_title, &metadata.outlet);
        let (rest, site) = without_site(&self.page_title, &metadata.outlet, heading);
        if metadata.outlet.is_empty() {
            site.clone_into(&mut metadata.outlet);
        }
        let for_machines = without_site(for_machines, &metadata.outlet, None).0;
        first_of(&[heading.unwrap_or_default(), for_machines, rest]).clone_into(&mut metadata.title);
    }

    fn byline(&self, linked: &LinkedData, outlet: &str) -> String {
        let mut names = Names::default();
        names.extend(linked.authors.iter().map(|name| plain(name)));
        for key in [
            "author",
            "article:author",
            "parsely-author",
            "dc.creator",
            "dcterms.creator",
            "citation_author",
            "byl",
        ] {
            if names.0.is_empty() {
                let of_key = self.metas.iter().filter(|(name, _)| name == key).map(|(_, name)| name.clone());
                names.extend(of_key.filter(|name| name != outlet));
            }
        }
        if names.0.is_empty() {
            // Links to authors are one for each; other lines name all of them, and some pages have them twice.
            let links = self.bylines.iter().filter(|(rank, line)| *rank == 0 && is_name_like(line));
            names.extend(links.map(|(_, line)| line.clone()));
        }
        let lines = self.bylines.iter().map(|(_, line)| line).filter(|line| is_name_like(line));
        let first = || lines.clone().find_map(|line| byline_of(line));
        if names.0.is_empty() { first().unwrap_or_default() } else { names.0.join(", ") }
    }

    fn fill_date(&self, linked: &LinkedData, metadata: &mut Metadata, warnings: &mut Vec<DocumentWarning>) {
        let names = [
            "article:published_time",
            "og:published_time",
            "datepublished",
            "date",
            "publishdate",
            "publish-date",
            "pubdate",
            "dc.date",
            "dc.date.issued",
            "dcterms.created",
            "dcterms.issued",
            "parsely-pub-date",
            "sailthru.date",
            "citation_publication_date",
            "citation_date",
        ];
        let mut candidates = vec![linked.date.as_str()];
        candidates.extend(names.iter().map(|name| self.meta(&[name])));
        let stated = first_of(&candidates);
        let (published, other): (Vec<_>, Vec<_>) =
            self.times.iter().partition(|(is_published, _)| *is_published);
        candidates.extend(published.into_iter().chain(other).map(|(_, time)| time.as_str()));
        for line in &self.dates {
            candidates.push(line);
            candidates.extend(line.split_once(':').map(|(_, value)| value));
        }
        let is_day = |words: &&&str| matches!(Day::parse(words), Some(Day::Full(_)));
        let date = candidates.iter().find(is_day).copied().unwrap_or(stated);
        fill(metadata, "date", date, warnings);
    }

    fn fill_language(
        &self,
        linked: &LinkedData,
        metadata: &mut Metadata,
        warnings: &mut Vec<DocumentWarning>,
    ) {
        let declared = self.meta(&["content-language", "dc.language", "dcterms.language", "og:locale"]);
        let candidates = [self.language.as_str(), &linked.language, declared];
        let mut unclear = Vec::new();
        for candidate in candidates {
            fill(metadata, "language", candidate, &mut unclear);
        }
        // One unclear tag is no matter where another is clear.
        if metadata.language.is_empty() {
            warnings.extend(unclear.into_iter().next());
        }
    }
}

/// The names of authors, each once.
#[derive(Default)]
struct Names(Vec<String>);

impl Names {
    fn extend(&mut self, lines: impl Iterator<Item = String>) {
        for name in lines.filter_map(|line| byline_of(&line)) {
            if self.0.len() < MAX_AUTHORS && !self.0.contains(&name) {
                self.0.push(name);
            }
        }
    }
}

fn set(slot: &mut String, value: String) {
    if slot.is_empty() {
        *slot = value;
    }
}

/// The first of the texts that holds anything.
fn first_of<'t>(texts: &[&'t str]) -> &'t str {
    texts.iter().copied().find(|text| !text.is_empty()).unwrap_or_default()
}

/// Whether a word is among those of an attribute.
fn is_word_of(node: &NodeRef<'_>, attribute: &str, word: &str) -> bool {
    node.attr(attribute)
        .is_some_and(|value| value.split_ascii_whitespace().any(|own| own.eq_ignore_ascii_case(word)))
}

/// Words whose entities were written as text: sites that encode what is encoded already are many.
fn plain(words: &str) -> String {
    if !(words.contains('&') && words.contains(';')) {
        return collapsed(words);
    }
    collapsed(&Document::fragment(words.replace('<', "&lt;")).text())
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;

    use super::*;
    use crate::documents::html::tree::parse;

    fn about(html: &str) -> About {
        let budget = Budget::unlimited();
        About::of(&parse(html, &budget).unwrap(), "", &budget).unwrap()
    }

    #[test]
    fn the_title_is_the_heading_that_the_other_titles_know() {
        let title = |html: &str| about(html).metadata.title;
        assert_eq!(
            title("<title>Night ferry | The Quay</title><h1>The Quay</h1><h1>Night  ferry</h1>"),
            "Night ferry"
        );
        let html = "<title>The Quay: ferry</title><meta property='og:title' content='Night ferry - The Quay'>\
                    <meta property='og:site_name' content='The Quay'><h1>News</h1>";
        assert_eq!(title(html), "Night ferry");
        assert_eq!(title("<title>The night ferry is back - The Quay</title>"), "The night ferry is back");
        assert_eq!(title("<h1>Night ferry</h1>"), "Night ferry");
        let html = "<title>The Quay: Night ferry</title><meta property='og:title' content='Night ferry'>\
                    <meta property='og:site_name' content='The Quay'><h1>The Quay</h1><h3>Night ferry</h3>";
        assert_eq!(title(html), "Night ferry");
        assert_eq!(title("<p>No title at all"), "");
    }

    #[test]
    fn meta_tags_of_many_dialects_are_known() {
        let about = about(
            "<html lang='de_AT'><meta name='x dc:creator' content='Von Mara Kell'><meta name=citation_author content='X Y'>\
             <meta itemprop=datePublished content='14.03.2025'><meta property=og:site_name content='R &amp;amp; D'>\
             <link rel='shortlink canonical' href='https://quay.example/a'>",
        );
        let Metadata { byline, date, outlet, language, url, .. } = about.metadata;
        assert_eq!((byline.as_str(), outlet.as_str(), language.as_str()), ("Mara Kell", "R & D", "de-AT"));
        assert_eq!(date, NaiveDate::from_ymd_opt(2025, 3, 14));
        assert_eq!((url.as_str(), about.warnings), ("https://quay.example/a", vec![]));
    }

    #[test]
    fn several_authors_are_all_named() {
        let byline = |html: &str| about(html).metadata.byline;
        let crowd: Vec<String> =
            ('A'..='Z').flat_map(|a| ('a'..='z').map(move |b| format!("<a rel=author>{a}{b}</a>"))).collect();
        assert_eq!(byline(&crowd.concat()).split(", ").count(), MAX_AUTHORS);
        assert_eq!(
            byline(
                "<meta name=citation_author content='Mara Kell'><meta name=citation_author content='Jon Roe'>"
            ),
            "Mara Kell, Jon Roe"
        );
        assert_eq!(
            byline(
                "<p class=byline>By <a rel=author>Mara Kell</a> and <a rel=author>Jon Roe</a><p><a rel=author>Mara Kell</a>"
            ),
            "Mara Kell, Jon Roe"
        );
        assert_eq!(
            byline("<p class=byline>By Mara Kell and Jon Roe</p><p id=author>Mara</p>"),
            "Mara Kell and Jon Roe"
        );
    }

    #[test]
    fn what_cannot_be_understood_is_told() {
        let about = about("<html lang=klingonisch><meta name=date content='Lenz 2025'><p class=date>soon");
        assert_eq!(
            about.warnings,
            [
                DocumentWarning::UnclearDate { words: "Lenz 2025".to_owned() },
                DocumentWarning::UnclearLanguage { words: "klingonisch".to_owned() },
            ]
        );
    }

    #[test]
    fn an_unclear_date_gives_way_to_one_that_is_clear() {
        let about =
            about("<meta name=date content='Lenz 2025'><time class=published datetime='2025-03-14T09:00Z'>");
        assert_eq!(about.metadata.date, NaiveDate::from_ymd_opt(2025, 3, 14));
        assert_eq!(about.warnings, vec![]);
    }

    #[test]
    fn browsers_note_where_a_page_was_saved_from() {
        let url = |html: &str| about(html).metadata.url;
        let address = "https://quay.example/a?b=c";
        assert_eq!(url(&format!("<!-- saved from url=(0026){address} --><html><p>x")), address);
        assert_eq!(
            url(&format!(
                "<html><!--\n Page saved with SingleFile \n url: {address} \n saved date: x\n--><p>x"
            )),
            address
        );
        assert_eq!(url("<p>x<!-- saved from url=(0001)https://other.example/ -->"), "");
        assert_eq!(url("<link rel=canonical href='/a'><meta property=og:url content='javascript:1'>"), "");
    }
}
