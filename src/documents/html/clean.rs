//! Takes out of a page what is surely no part of an article, before the article is looked for.
//!
//! Names deceive: the class "comment" can mean the readers' comments or the comment that is the article. So what a
//! rule would take away is left where it is a third of the page or more. Where the page itself calls a part its
//! article, with the heading in it, what stands beside that is taken away whatever its size; and if that, or what the
//! page calls its main part, is half of the page at least, all else is.

use std::collections::{HashMap, HashSet};

use dom_query::{Document, NodeId, NodeRef};

use super::node::{is_hidden, is_note, name_of, names_itself};
use super::walk::{Part, part_of};
use crate::documents::{Budget, DocumentError};

/// The longest paragraph that is taken for a pointer to another page because it is nearly all link, in characters.
const MAX_POINTER_CHARS: usize = 200;

/// An article of fewer characters, without white space, is no sign that all beside it is something else.
const MIN_ARTICLE_CHARS: usize = 150;

/// Removes navigation, advertisements, bars and boxes, pointers to other articles, and what is hidden. What the page
/// calls a caption, a credit or a correction becomes a caption, which is kept apart from the text.
pub(super) fn clean(document: &Document, budget: &Budget<'_>) -> Result<(), DocumentError> {
    let root = document.root();
    let sizes = sizes(root, budget)?;
    let size = |node: &NodeRef<'_>| sizes.get(&node.id).copied().unwrap_or_default();
    let whole = size(&root);
    let heading = document.select("article h1, main h1, [role=main] h1").nodes().first().copied();
    // Innermost first.
    let around_heading: Vec<NodeRef<'_>> = heading.iter().flat_map(|node| node.ancestors_it(None)).collect();
    let is_part = |node: &&NodeRef<'_>| {
        let is_main = node.has_name("main") || node.attr("role").is_some_and(|role| &*role == "main");
        (is_main || node.has_name("article")) && size(node).num_chars >= MIN_ARTICLE_CHARS
    };
    let is_half = |node: &&NodeRef<'_>| size(node).num_unlinked() * 2 >= whole.num_unlinked();
    let parts = || around_heading.iter().filter(is_part);
    let most = parts().find(is_half);
    let article = parts().find(|node| node.has_name("article"));
    let around: HashSet<NodeId> = around_heading.iter().map(|node| node.id).collect();
    let (mut noise, mut notes) = (Vec::new(), Vec::new());
    // Elements, and whether they stand beside that part and that article.
    let mut open = vec![(root, [most, article].map(|part| part.is_some()))];
    while let Some((node, beside)) = open.pop() {
        budget.check()?;
        let own = size(&node);
        let is_around = around.contains(&node.id) || node.has_name("head");
        let is_inside = [most, article].map(|part| part.is_some_and(|part| part.id == node.id));
        let beside = [beside[0] && !is_inside[0], beside[1] && !is_inside[1]];
        let [is_beside_most, is_beside_article] = beside.map(|is_beside| is_beside && !is_around);
        let is_small = own.num_chars * 3 < whole.num_chars.max(1);
        if is_beside_most || (is_noise(&node, own) && (is_small || is_beside_article)) {
            noise.push(node);
        } else if is_note(&node) {
            notes.push(node);
        } else {
            open.extend(node.children_it(true).filter(NodeRef::is_element).map(|child| (child, beside)));
        }
    }
    for node in noise {
        node.remove_from_parent();
    }
    for node in notes {
        node.rename("figcaption");
    }
    Ok(())
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

/// The size of every element below `root`, counted once from the innermost outwards.
fn sizes(root: NodeRef<'_>, budget: &Budget<'_>) -> Result<HashMap<NodeId, Size>, DocumentError> {
    enum Step<'t> {
        Open(NodeRef<'t>),
        Close(NodeRef<'t>),
    }
    let mut sizes = HashMap::new();
    // Of the elements that are open, outermost first.
    let mut open = vec![Size::default()];
    let mut steps = vec![Step::Open(root)];
    while let Some(step) = steps.pop() {
        match step {
            Step::Open(node) if node.is_text() => {
                let num_chars = node.text().chars().filter(|c| !c.is_whitespace()).count();
                if let Some(around) = open.last_mut() {
                    around.num_chars += num_chars;
                }
            }
            Step::Open(node) => {
                budget.check()?;
                // What they hold is no text of the page.
                if ["script", "style", "noscript", "template"].iter().any(|name| node.has_name(name)) {
                    continue;
                }
                open.push(Size::default());
                steps.push(Step::Close(node));
                steps.extend(node.children_it(true).map(Step::Open));
            }
            Step::Close(node) => {
                let mut own = open.pop().unwrap_or_default();
                if node.has_name("a") {
                    own.num_linked = own.num_chars;
                }
                if let Some(around) = open.last_mut() {
                    around.num_chars += own.num_chars;
                    around.num_linked += own.num_linked;
                }
                sizes.insert(node.id, own);
            }
        }
    }
    Ok(sizes)
}

/// Whether an element is surely no part of an article.
fn is_noise(node: &NodeRef<'_>, size: Size) -> bool {
    let name = name_of(node);
    match name.as_str() {
        "html" | "head" | "body" | "article" | "main" => return false,
        "nav" | "aside" | "footer" | "button" | "dialog" | "iframe" | "noscript" | "template" | "amp-ad"
        | "amp-consent" | "amp-sidebar" | "amp-social-share" => return true,
        "p" if is_pointer(size) => return true,
        _ => {}
    }
    let is_unseen = node.attr("aria-hidden").is_some_and(|value| value.eq_ignore_ascii_case("true"));
    let is_named = || name != "form" && !is_in_line(node, &name) && names_itself(node, is_noise_name);
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
