//! Relations: typed links between annotations, in one article or across articles.

use std::collections::BTreeSet;
use std::fmt;

use super::annotation::{AnnotationKey, AnnotationProvenance};
use super::id::{AnnotationId, ArticleId, IdError, RelationId, RelationTypeId, RoleId};

/// A typed link between annotations.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Relation {
    /// Its id, minted once.
    pub id: RelationId,
    /// What kind of link it is.
    pub relation_type: RelationTypeId,
    /// The annotations it links, in their roles, in the order they were given; several may have one role.
    pub members: Vec<RelationMember>,
    /// Whatever the annotator wants to say about it.
    pub note: String,
    /// Where it comes from.
    pub provenance: AnnotationProvenance,
}

/// One end of a relation.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct RelationMember {
    /// What the annotation is in this relation.
    pub role: RoleId,
    /// The annotation.
    pub annotation: CorpusAnnotation,
}

/// An annotation anywhere in the corpus, written `article#annotation`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CorpusAnnotation {
    /// The article it stands in.
    pub article: ArticleId,
    /// Its id.
    pub annotation: AnnotationId,
}

impl From<&AnnotationKey> for CorpusAnnotation {
    fn from(key: &AnnotationKey) -> Self {
        Self { article: key.article.clone(), annotation: key.annotation.clone() }
    }
}

impl Relation {
    /// The article in whose layer the relation is kept: that of its first member.
    pub fn home(&self) -> Option<&ArticleId> {
        self.members.first().map(|member| &member.annotation.article)
    }

    /// The roles that occur, each once.
    pub fn roles(&self) -> BTreeSet<&RoleId> {
        self.members.iter().map(|member| &member.role).collect()
    }
}

impl fmt::Display for CorpusAnnotation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}#{}", self.article, self.annotation)
    }
}

impl std::str::FromStr for CorpusAnnotation {
    type Err = IdError;

    fn from_str(text: &str) -> Result<Self, IdError> {
        let (article, annotation) = text.split_once('#').ok_or_else(|| IdError {
            kind: "annotation",
            id: text.to_owned(),
            expected: "article#annotation was expected",
        })?;
        Ok(Self { article: article.parse()?, annotation: annotation.parse()? })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn members_read_back_what_they_print() {
        let text = "2025-03-14-night-ferry-7f3a1c#abcdefghij";
        assert_eq!(text.parse::<CorpusAnnotation>().unwrap().to_string(), text);
        assert!("no-hash".parse::<CorpusAnnotation>().is_err());
    }
}
