//! Takes out of a page what is surely no part of an article, before the article is looked for.
//!
//! Names deceive: the class "comment" can mean the readers' comments or the comment that is the article. So what a
//! rule would take away is left where it is a third of the page or more. Where the page itself calls a part its
//! article, with the heading in it, what stands beside that is taken away whatever its size; and if that, or what the
//! page calls its main part, is half of the page at least, all else is.

use std::collections::HashSet;
use std::ops::Range;

use dom_query::{Document, NodeId, NodeRef};

use super::node::{is_hidden, is_note, name_of, names_itself, num_inked, with_words};
use super::walk::{Part, part_of};
use crate::documents::{Budget, DocumentError};

/// The longest paragraph that is taken for a pointer to another page because it is nearly all link, in characters.
const MAX_POINTER_CHARS: usize = 200;

/// An article of fewer characters, without white space, is no sign that all beside it is something else.
const MIN_ARTICLE_CHARS: usize = 150;

/// Removes navigation, advertisements, bars and boxes, pointers to other articles, and what is hidden. What the page
/// calls a caption, a credit or a correction becomes a caption, which is kept apart from the text.
pub(super) fn clean(document: &Document, budget: &Budget<'_>) -> Result<(), DocumentError> {
    let elements = elements(document.root(), budget)?;
    let whole = elements.first().map(|root| root.size).unwrap_or_default();
    let places = Places::of(document, &elements, whole);
    let (mut noise, mut notes) = (Vec::new(), Vec::new());
    let mut idx = 0;
    while let Some(Element { node, size, end }) = elements.get(idx) {
        budget.check_at_times(idx)?;
        let is_small = size.num_chars * 3 < whole.num_chars.max(1);
        let is_beside = |part: &Option<Range<usize>>| places.is_beside(part.as_ref(), idx, node);
        let is_noise = || is_noise(node, *size) && (is_small || is_beside(&places.article));
        if is_beside(&places.most) || is_noise() {
            noise.push(*node);
        } else if is_note(node) {
            notes.push(*node);
        } else {
            idx += 1;
            continue;
        }
        idx = *end;
    }
    for node in noise {
        node.remove_from_parent();
    }
    for node in notes {
        node.rename("figcaption");
    }
    Ok(())
}

/// Where the page has its article, as places in the list of elements.
struct Places {
    /// What lies around the heading of the first order in an article or main part.
    around: Vec<usize>,
    /// Of these, the innermost article or main part that is half of the page at least.
    most: Option<Range<usize>>,
    /// And the innermost article.
    article: Option<Range<usize>>,
}

impl Places {
    fn of(document: &Document, elements: &[Element<'_>], whole: Size) -> Self {
        let heading = document.select("article h1, main h1, [role=main] h1").nodes().first().copied();
        let around: HashSet<NodeId> =
            heading.iter().flat_map(|node| node.ancestors_it(None)).map(|node| node.id).collect();
        let is_around = |idx: &usize| elements.get(*idx).is_some_and(|one| around.contains(&one.node.id));
        // Innermost first.
        let around: Vec<usize> = (0..elements.len()).rev().filter(is_around).collect();
        let is_part = |element: &Element<'_>| {
            let Element { node, size, .. } = element;
            let is_main = node.has_name("main") || node.attr("role").is_some_and(|role| &*role == "main");
            (is_main || node.has_name("article")) && size.num_chars >= MIN_ARTICLE_CHARS
        };
        let innermost = |is_such: &dyn Fn(&Element<'_>) -> bool| {
            let mut parts = around.iter().filter_map(|idx| Some((*idx, elements.get(*idx)?)));
            let found = parts.find(|(_, element)| is_part(element) && is_such(element));
            found.map(|(idx, element)| idx..element.end)
        };
        let most = innermost(&|part| part.size.num_unlinked() * 2 >= whole.num_unlinked());
        let article = innermost(&|part| part.node.has_name("article"));
        Self { around, most, article }
    }

    /// Whether an element stands beside a part, and neither in it nor around the heading.
    fn is_beside(&self, part: Option<&Range<usize>>, idx: usize, node: &NodeRef<'_>) -> bool {
        part.is_some_and(|part| !part.contains(&idx)) && !self.around.contains(&idx) && !node.has_name("head")
    }
}

/// How much text an element holds, and how much of that is in links; in characters without white space.
#[derive(Clone, Copy, Debug, Default)]
struct Size {
    num_chars: usize,
    num_linked: usize,
}

impl Size {
    fn num_unlinked(self) -> usize {
        self.num_chars.saturating_sub(self.num_linked)
    }
}

/// An element of the page, in a list of all of them.
struct Element<'t> {
    node: NodeRef<'t>,
    size: Size,
    /// The place behind the last element that it holds.
    end: usize,
}

/// The root and every element below it, in the order of the page. What scripts and the like hold is no part of it.
fn elements<'t>(root: NodeRef<'t>, budget: &Budget<'_>) -> Result<Vec<Element<'t>>, DocumentError> {
    enum Step<'t> {
        Open(NodeRef<'t>),
        Close,
    }
    let mut elements: Vec<Element<'t>> = Vec::new();
    // The places of those that are open, outermost first.
    let mut open: Vec<usize> = Vec::new();
    let mut steps = vec![Step::Open(root)];
    while let Some(step) = steps.pop() {
        let own = match step {
            Step::Open(node) => {
                let Some(num_chars) = with_words(&node, num_inked) else {
                    if !node.is_element() && !elements.is_empty() {
                        continue;
                    }
                    budget.check_at_times(elements.len())?;
                    elements.push(Element { node, size: Size::default(), end: elements.len() + 1 });
                    if !matches!(&*name_of(&node), "script" | "style" | "noscript" | "template") {
                        open.push(elements.len() - 1);
                        steps.push(Step::Close);
                        steps.extend(node.children_it(true).map(Step::Open));
                    }
                    continue;
                };
                Size { num_chars, num_linked: 0 }
            }
            Step::Close => {
                let end = elements.len();
                let Some(element) = open.pop().and_then(|idx| elements.get_mut(idx)) else { continue };
                element.end = end;
                if element.node.has_name("a") {
                    element.size.num_linked = element.size.num_chars;
                }
                element.size
            }
        };
        if let Some(around) = open.last().and_then(|idx| elements.get_mut(*idx)) {
            around.size.num_chars += own.num_chars;
            around.size.num_linked += own.num_linked;
        }
    }
    Ok(elements)
}

/// Whether an element is surely no part of an article.
fn is_noise(node: &NodeRef<'_>, size: Size) -> bool {
    let name = name_of(node);
    match &*name {
        "html" | "head" | "body" | "article" | "main" => return false,
        "nav" | "aside" | "footer" | "button" | "dialog" | "iframe" | "noscript" | "template" | "amp-ad"
        | "amp-consent" | "amp-sidebar" | "amp-social-share" => return true,
        "p" if is_pointer(size) => return true,
        _ => {}
    }
    let is_unseen = node.attr("aria-hidden").is_some_and(|value| value.eq_ignore_ascii_case("true"));
    let is_named = || &*name != "form" && !is_in_line(node, &name) && names_itself(node, is_noise_name);
    is_hidden(node) || is_unseen || is_named()
}

/// Whether an element stands in a line of words: what that is named is said of the words, not of the page.
fn is_in_line(node: &NodeRef<'_>, name: &str) -> bool {
    let is_words = |sibling: NodeRef<'_>| sibling.is_nonempty_text();
    part_of(name).is_none_or(|part| part == Part::Link)
        && (node.prev_sibling().is_some_and(is_words) || node.next_sibling().is_some_and(is_words))
}

/// Whether a paragraph is little more than a link, as "Read also: …" is.
fn is_pointer(size: Size) -> bool {
    let Size { num_chars, num_linked } = size;
    num_chars > 0 && num_chars <= MAX_POINTER_CHARS && num_linked * 10 >= num_chars * 7
}

/// Whether a part of a class or id says that an element is no part of the article.
fn is_noise_name(part: &str) -> bool {
    const NAMES: [&str; 44] = [
        "ad",
        "ads",
        "advert",
        "advertisement",
        "advertising",
        "adslot",
        "anzeige",
        "bio",
        "breadcrumb",
        "breadcrumbs",
        "byline",
        "comments",
        "consent",
        "cookie",
        "cookies",
        "dachzeile",
        "disqus",
        "eyebrow",
        "gdpr",
        "kicker",
        "menu",
        "newsletter",
        "outbrain",
        "overline",
        "paywall",
        "popup",
        "promo",
        "publicidad",
        "readmore",
        "recommended",
        "related",
        "relatedposts",
        "share",
        "sharedaddy",
        "sharing",
        "sidebar",
        "signup",
        "social",
        "sponsored",
        "subscribe",
        "taboola",
        "toolbar",
        "werbung",
        "widget",
    ];
    NAMES.contains(&part)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::documents::html::tree::parse;

    fn cleaned(html: &str) -> String {
        let budget = Budget::unlimited();
        let document = parse(html, &budget).unwrap();
        clean(&document, &budget).unwrap();
        document.select("body").text().split_whitespace().collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn what_is_surely_no_article_goes() {
        let text = "The ferry ran at night, and nobody was on it but the mate and two cats. ".repeat(4);
        for noise in [
            "<nav>Menu</nav>",
            "<div class='box-ad top'>Buy</div>",
            "<div id=cookie-banner>OK?</div>",
            "<p><b>Read also:</b> <a href=x>How the ferry sank twice in a week</a></p>",
            "<p aria-hidden=true>x</p>",
            "<p hidden>x</p>",
            "<div class=related><div class=related>More</div></div>",
            "<form class=newsletter></form>",
        ] {
            assert_eq!(cleaned(&format!("<div>{noise}<p>{text}</p></div>")), text.trim(), "{noise}");
        }
        for words in [
            "<p>See <a href=x>this</a> page for more on it.</p>",
            "<div class=shadow>Words</div>",
            "<div id=sharing-with-your-sister>Words</div>",
            "<p>The <a class=popup>Words</a> are explained.</p>",
            "<article class=social>Words</article>",
            "<form class=social>Words</form>",
        ] {
            assert_ne!(cleaned(&format!("<div>{words}<p>{text}</p></div>")), text.trim(), "{words}");
        }
    }

    #[test]
    fn what_would_be_a_third_of_the_page_stays() {
        let html = "<div class='related'>The whole of the article is in here.</div><script>let x = 'long enough';</script>";
        assert!(cleaned(html).starts_with("The whole"));
        assert_eq!(cleaned("<body class=sidebar>Words"), "Words");
        let article = format!("<article><h1>Loans</h1><p>{}</p></article>", "Loans rose again. ".repeat(15));
        let offer = format!("<div class=paywall>{}</div>", "Subscribe, and read on. ".repeat(40));
        assert!(cleaned(&format!("{article}{offer}")).ends_with("rose again."));
        assert_eq!(cleaned(&format!("{article}<div>Also in the news: fog.</div>")), cleaned(&article));
        assert!(cleaned(&format!("{article}<div>{}</div>", "Also fog. ".repeat(60))).ends_with("fog."));
        assert!(cleaned(&format!("<article><h1>Loans</h1></article>{offer}")).ends_with("read on."));
        assert!(cleaned(&format!("<div class=paywall>{article}</div>")).ends_with("rose again."));
    }
}
