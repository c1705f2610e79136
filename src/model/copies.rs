//! Which articles are copies of others: the same story in two outlets. An article names the one whose text it
//! nearly has; that one may be a copy too, and so on to the first. Files from outside can name anything, also one
//! another in a circle; what they name has an end all the same.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::corpus::ArticleRow;
use super::id::ArticleId;

/// Where links from one to the next lead in the end. Those in a circle lead to the smallest in it. O(steps).
pub(super) fn end_of_links<'l, I: Ord>(start: &'l I, next: impl Fn(&I) -> Option<&'l I>) -> &'l I {
    // Brent's way to find a circle: a mark that is set anew after 1, 2, 4 … steps is met again in one.
    let (mut at, mut mark, mut num_steps, mut limit) = (start, start, 0_usize, 1_usize);
    while let Some(target) = next(at) {
        if target == mark {
            return smallest_in_circle(mark, next);
        }
        at = target;
        num_steps += 1;
        if num_steps == limit {
            (mark, num_steps, limit) = (at, 0, limit * 2);
        }
    }
    at
}

fn smallest_in_circle<'l, I: Ord>(start: &'l I, next: impl Fn(&I) -> Option<&'l I>) -> &'l I {
    let (mut at, mut smallest) = (start, start);
    while let Some(target) = next(at).filter(|target| *target != start) {
        at = target;
        smallest = smallest.min(at);
    }
    smallest
}

/// The article that `id` names as the one it is a copy of; `None` if it names none that is there.
fn named<'c>(articles: &'c BTreeMap<ArticleId, Arc<ArticleRow>>, id: &ArticleId) -> Option<&'c ArticleId> {
    let named = articles.get(id)?.copy_of.as_ref()?;
    articles.contains_key(named).then_some(named)
}

/// The first of the articles that `id` is a copy of; itself, if it is none. Articles that are copies of one another
/// in a circle, and copies of them, have the one with the smallest id for it.
pub fn original_of<'c>(
    articles: &'c BTreeMap<ArticleId, Arc<ArticleRow>>,
    id: &'c ArticleId,
) -> &'c ArticleId {
    end_of_links(id, |id| named(articles, id))
}

/// All articles that are copies, each with the first that it is a copy of, as [`original_of`] says it.
/// O(articles), however long the chains are.
pub fn originals(articles: &BTreeMap<ArticleId, Arc<ArticleRow>>) -> BTreeMap<&ArticleId, &ArticleId> {
    let mut found: BTreeMap<&ArticleId, &ArticleId> = BTreeMap::new();
    for (start, row) in articles {
        if row.copy_of.is_none() {
            continue;
        }
        let (mut way, mut on_way, mut at) = (Vec::new(), BTreeSet::new(), start);
        let original = loop {
            if let Some(original) = found.get(at) {
                break *original;
            }
            if !on_way.insert(at) {
                break smallest_in_circle(at, |id| named(articles, id));
            }
            way.push(at);
            match named(articles, at) {
                Some(next) => at = next,
                None => break at,
            }
        };
        found.extend(way.into_iter().map(|id| (id, original)));
    }
    found.retain(|id, original| id != original);
    found
}

/// Articles that lead back to themselves, by what they name. No link made here does; files can.
pub fn in_circles(articles: &BTreeMap<ArticleId, Arc<ArticleRow>>) -> Vec<&ArticleId> {
    let originals = originals(articles);
    // In each circle one article is its own original and names another all the same.
    let ends = articles.keys().filter(|id| !originals.contains_key(*id) && named(articles, id).is_some());
    let mut all = BTreeSet::new();
    for end in ends {
        let mut at = Some(end);
        while let Some(id) = at.filter(|id| all.insert(*id)) {
            at = named(articles, id);
        }
    }
    all.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::model::article::{Article, ArticleText, Metadata, Provenance};

    fn id(number: usize) -> ArticleId {
        ArticleId::new(&format!("a{number:05}")).unwrap()
    }

    /// Articles by number, each with the number of the one it names; a number that no article has names none.
    fn articles(links: &[Option<usize>]) -> BTreeMap<ArticleId, Arc<ArticleRow>> {
        let row = |(number, link): (usize, &Option<usize>)| {
            let article = Article {
                id: id(number),
                metadata: Metadata::default(),
                provenance: Provenance { copy_of: link.map(id), ..Provenance::default() },
                text: ArticleText::new("Late."),
                blocks: Vec::new(),
                patches: Vec::new(),
            };
            (article.id.clone(), ArticleRow::of(&article))
        };
        links.iter().enumerate().map(row).collect()
    }

    fn original(links: &[Option<usize>], number: usize) -> ArticleId {
        original_of(&articles(links), &id(number)).clone()
    }

    #[test]
    fn a_copy_of_a_copy_is_one_of_the_first() {
        let links = [None, Some(0), Some(1), None];
        assert_eq!((0..4).map(|number| original(&links, number)).collect::<Vec<_>>(), [0, 0, 0, 3].map(id));
    }

    #[test]
    fn a_copy_of_what_is_not_there_is_none() {
        let articles = articles(&[Some(7), Some(0)]);
        assert_eq!(*original_of(&articles, &id(1)), id(0));
        assert_eq!(originals(&articles), BTreeMap::from([(&id(1), &id(0))]));
        assert!(in_circles(&articles).is_empty());
    }

    #[test]
    fn those_in_a_circle_and_their_copies_belong_to_the_smallest() {
        // 4 names itself.
        let links = [Some(1), Some(3), Some(3), Some(1), Some(4)];
        assert_eq!(
            (0..5).map(|number| original(&links, number)).collect::<Vec<_>>(),
            [1, 1, 1, 1, 4].map(id)
        );
        assert_eq!(in_circles(&articles(&links)), [1, 3, 4].map(id).iter().collect::<Vec<_>>());
    }

    #[test]
    fn a_chain_of_many_thousand_is_gone_through_once() {
        let mut links: Vec<Option<usize>> = (1..=20_000).map(Some).collect();
        links.push(None);
        let articles = articles(&links);
        assert!(originals(&articles).values().all(|original| **original == id(20_000)));
    }

    proptest! {
        #[test]
        fn any_links_have_an_end_and_both_ways_to_it_agree(
            links in prop::collection::vec(prop::option::of(0_usize..9), 0..8)
        ) {
            let articles = articles(&links);
            let all = originals(&articles);
            let in_circles: BTreeSet<&ArticleId> = in_circles(&articles).into_iter().collect();
            for id in articles.keys() {
                let original = original_of(&articles, id);
                prop_assert_eq!(all.get(id).copied().unwrap_or(id), original);
                prop_assert_eq!(original_of(&articles, original), original);
                // One step on leads to the same.
                prop_assert_eq!(named(&articles, id).map_or(id, |next| original_of(&articles, next)), original);
                // Whoever leads back to themselves is in a circle, and nobody else.
                let (mut at, mut num_steps) = (named(&articles, id), 0);
                while let Some(next) = at.filter(|next| *next != id && num_steps < links.len()) {
                    at = named(&articles, next);
                    num_steps += 1;
                }
                prop_assert_eq!(at == Some(id), in_circles.contains(id));
            }
        }
    }
}
