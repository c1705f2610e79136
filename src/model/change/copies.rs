//! Linking an article to the one whose text it nearly has, and taking that back.

use super::{ChangeError, Draft};
use crate::model::copies::original_of;
use crate::model::corpus::CorpusState;
use crate::model::edit::{Key, Record, Transaction};
use crate::model::id::ArticleId;

/// Says that `id` is a copy of another article, or of none. A copy of a copy is linked to the first; an article can't
/// be a copy of itself or of its own copies.
pub fn set_copy_of(
    state: &CorpusState,
    id: &ArticleId,
    original: Option<&ArticleId>,
) -> Result<Transaction, ChangeError> {
    let row = state.articles.get(id).ok_or_else(|| ChangeError::NoArticle(id.clone()))?;
    let mut draft = Draft::new(state);
    let key = Key::CopyOf(id.clone());
    let Some(other) = original else {
        let before = row.copy_of.as_ref().ok_or(ChangeError::Nothing)?;
        let say = format!("Unlink {id} from {before}");
        draft.put(key, None);
        return draft.say(say);
    };
    if !state.articles.contains_key(other) {
        return Err(ChangeError::NoArticle(other.clone()));
    }
    let first = original_of(&state.articles, other);
    // In a circle that came from outside any of them can be the first.
    let comes_back = std::iter::successors(Some(other), |at| state.articles.get(*at)?.copy_of.as_ref())
        .take(state.articles.len())
        .any(|at| at == id);
    if first == id || comes_back {
        return Err(ChangeError::OwnCopy { article: id.clone(), copy: other.clone() });
    }
    draft.put(key, Some(Record::CopyOf(first.clone())));
    draft.say(format!("Link {id} as a copy of {first}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::article::{Article, ArticleText, Metadata, Provenance};
    use crate::model::edit::{Edit, Put};

    fn id(name: &str) -> ArticleId {
        ArticleId::new(name).unwrap()
    }

    /// Articles `a` to `e`, of which some name another.
    fn state(links: &[(&str, &str)]) -> CorpusState {
        let mut state = CorpusState::default();
        for name in ["a", "b", "c", "d", "e"] {
            let link = links.iter().find(|(from, _)| *from == name);
            state.put_article(&Article {
                id: id(name),
                metadata: Metadata::default(),
                provenance: Provenance { copy_of: link.map(|(_, to)| id(to)), ..Provenance::default() },
                text: ArticleText::new("Late."),
                blocks: Vec::new(),
                patches: Vec::new(),
            });
        }
        state
    }

    /// What is linked to what, or why not.
    fn link(links: &[(&str, &str)], from: &str, to: Option<&str>) -> Result<Option<ArticleId>, String> {
        let to = to.map(id);
        let change = set_copy_of(&state(links), &id(from), to.as_ref()).map_err(|err| err.to_string())?;
        match &change.edits[..] {
            [Edit::Put(Put { key: Key::CopyOf(of), after, .. })] if *of == id(from) => {
                Ok(after.clone().map(|after| match after {
                    Record::CopyOf(original) => original,
                    other => panic!("{other:?}"),
                }))
            }
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_copy_of_a_copy_is_linked_to_the_first() {
        assert_eq!(link(&[], "b", Some("a")), Ok(Some(id("a"))));
        assert_eq!(link(&[("b", "a")], "c", Some("b")), Ok(Some(id("a"))));
        assert_eq!(link(&[("b", "a"), ("c", "b")], "c", None), Ok(None));
    }

    #[test]
    fn what_is_so_already_is_no_change() {
        assert_eq!(link(&[("b", "a")], "b", Some("a")), Err(ChangeError::Nothing.to_string()));
        assert_eq!(link(&[], "b", None), Err(ChangeError::Nothing.to_string()));
    }

    #[test]
    fn nothing_is_a_copy_of_itself_or_of_its_copies() {
        for (links, to) in [(&[][..], "a"), (&[("b", "a")], "b"), (&[("b", "a"), ("c", "b")], "c")] {
            assert!(link(links, "a", Some(to)).unwrap_err().contains("copy of"), "{to}");
        }
    }

    #[test]
    fn a_circle_from_outside_can_be_undone_and_linked_to_but_not_made_anew() {
        let circle = [("b", "c"), ("c", "d"), ("d", "b")];
        assert_eq!(link(&circle, "d", None), Ok(None));
        assert_eq!(link(&circle, "d", Some("a")), Ok(Some(id("a"))));
        assert_eq!(link(&circle, "e", Some("d")), Ok(Some(id("b"))));
        assert!(link(&circle, "d", Some("c")).is_err());
    }

    #[test]
    fn articles_that_are_not_there_are_named() {
        assert_eq!(link(&[], "x", Some("a")), Err(ChangeError::NoArticle(id("x")).to_string()));
        assert_eq!(link(&[], "a", Some("x")), Err(ChangeError::NoArticle(id("x")).to_string()));
    }
}
