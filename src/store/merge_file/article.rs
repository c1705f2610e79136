//! Merging articles: metadata, provenance, blocks, and the text with its chain of corrections.

use super::told::{Listed, Told};
use super::versions::{Files, Version};
use super::{Made, MergeError};
use crate::model::article::{Article, Block, Provenance, TextPatch};
use crate::model::edit::Key;
use crate::store::load::{TextWarning, read_article};
use crate::store::records::article::{
    ArticleFile, BlockRecord, MetadataRecord, PatchRecord, ProvenanceRecord, block_to_record,
};
use crate::store::records::{RecordError, parse};
use crate::store::ron_file;
use crate::store::three_way::{Side, ThreeWay};

/// The corrections that lead from one side's text to the other's.
type Path = Vec<TextPatch>;

pub(super) fn merge(
    files: &Files<'_, ArticleFile>,
    told: &mut Told,
) -> Result<Made<ArticleFile>, MergeError> {
    let versions = &files.versions;
    let read = |version: &Version<'_>, file| read(file).map_err(|source| version.record_error(source));
    let base = files.base.as_ref().map(|base| read(&versions.base, base)).transpose()?;
    let (ours, theirs) = (&read(&versions.ours, &files.ours)?, &read(&versions.theirs, &files.theirs)?);
    let base = base.as_ref();
    let is_connected = path(theirs, ours).is_some()
        && base.iter().all(|base| path(base, ours).is_some() && path(base, theirs).is_some());
    if !is_connected {
        return Ok(Made::Impossible(
            "the two sides have texts that no corrections lead from and to; keep one of the files whole"
                .to_owned(),
        ));
    }
    let articles = ThreeWay { base, ours: Some(ours), theirs: Some(theirs) };
    let metadata = articles.map(|article| article.map(|article| article.metadata.clone()));
    // What it is a copy of is a record of its own.
    let provenance = articles
        .map(|article| article.map(|article| Provenance { copy_of: None, ..article.provenance.clone() }));
    let copy_of = articles.map(|article| article.and_then(|article| article.provenance.copy_of.clone()));
    let metadata = told.merge_one(&metadata, "metadata", MetadataRecord::from_model)?;
    let provenance = told.merge_one(&provenance, "provenance", ProvenanceRecord::from_model)?;
    let copy_of = told.merge_one(&copy_of, &Key::CopyOf(ours.id.clone()).to_string(), ToString::to_string)?;
    let (holder, patches) = merge_texts(ours, theirs, told)?;
    let blocks = merge_blocks(base, ours, theirs, holder, told)?;
    let text = if holder == Side::Ours { &ours.text } else { &theirs.text };
    let merged = Article {
        id: ours.id.clone(),
        metadata: metadata.unwrap_or_default(),
        provenance: Provenance { copy_of, ..provenance.unwrap_or_default() },
        text: text.clone(),
        blocks,
        patches,
    };
    Ok(Made::File(ArticleFile::from_model(&merged)))
}

/// The article of a file. A text that is not the one its hash names is an error: no corrections lead from it.
fn read(file: &ArticleFile) -> Result<Article, RecordError> {
    match read_article(&parse(&file.id)?, file.clone())? {
        (_, Some(TextWarning { what, locks: true })) => Err(RecordError::Contradiction(what)),
        (article, _) => Ok(article),
    }
}

/// Whose text stays, and the chain of corrections that leads to it.
///
/// If one chain extends the other, the longer holds. If both sides corrected the text, ours stays, and the chain
/// goes by way of theirs and back: so it has every text that either side has had, and layers made on any of
/// these are carried along.
fn merge_texts(
    ours: &Article,
    theirs: &Article,
    told: &mut Told,
) -> Result<(Side, Vec<TextPatch>), MergeError> {
    if ours.patches.starts_with(&theirs.patches) {
        return Ok((Side::Ours, ours.patches.clone()));
    }
    if theirs.patches.starts_with(&ours.patches) {
        return Ok((Side::Theirs, theirs.patches.clone()));
    }
    let num_common = num_common_patches(ours, theirs);
    let (our_part, their_part) = (&ours.patches[num_common..], &theirs.patches[num_common..]);
    let back = their_part.iter().rev().map(TextPatch::inverse);
    let patches = theirs.patches.iter().cloned().chain(back).chain(our_part.iter().cloned()).collect();
    if ours.text.hash() != theirs.text.hash() {
        let ron = |part: &[TextPatch]| {
            let records: Vec<PatchRecord> = part.iter().map(PatchRecord::from_model).collect();
            ron_file::write_compact(&records).map(Some)
        };
        let (ours, theirs) = (ron(our_part)?, ron(their_part)?);
        told.listed.push(Listed { record: "text".to_owned(), kept: Side::Ours, ours, theirs });
    }
    Ok((Side::Ours, patches))
}

/// The blocks of the merged article, whose text is that of `holder`.
///
/// Each side is held against what the base's blocks have become in its own text, so that corrections alone are
/// no change.
fn merge_blocks(
    base: Option<&Article>,
    ours: &Article,
    theirs: &Article,
    holder: Side,
    told: &mut Told,
) -> Result<Vec<Block>, MergeError> {
    let is_changed = |side: &Article| base.is_none_or(|base| blocks_in(base, side) != side.blocks);
    let to = if holder == Side::Ours { ours } else { theirs };
    let (our_blocks, their_blocks) = (blocks_in(ours, to), blocks_in(theirs, to));
    match (is_changed(ours), is_changed(theirs)) {
        (true, true) if our_blocks != their_blocks => {
            let ron = |blocks: &[Block]| {
                let records: Vec<BlockRecord> = blocks.iter().map(block_to_record).collect();
                ron_file::write_compact(&records).map(Some)
            };
            let (ours, theirs) = (ron(&our_blocks)?, ron(&their_blocks)?);
            told.listed.push(Listed { record: "blocks".to_owned(), kept: Side::Ours, ours, theirs });
            Ok(our_blocks)
        }
        (true, _) => Ok(our_blocks),
        (false, true) => Ok(their_blocks),
        (false, false) => Ok(to.blocks.clone()),
    }
}

/// An article's blocks as they lie in the text of another version of it; those that corrections cut are left out.
fn blocks_in(from: &Article, to: &Article) -> Vec<Block> {
    let path = path(from, to).unwrap_or_default();
    let carried = |block: &Block| {
        let range = path.iter().try_fold(block.range, |range, patch| patch.carry(range))?;
        Some(Block { range, ..*block })
    };
    from.blocks.iter().filter_map(carried).collect()
}

fn num_common_patches(one: &Article, other: &Article) -> usize {
    one.patches.iter().zip(&other.patches).take_while(|(one, other)| one == other).count()
}

/// The corrections that lead from one version's text to another's, back to where the chains part and forth from
/// there; `None` if they don't.
fn path(from: &Article, to: &Article) -> Option<Path> {
    if from.text == to.text {
        return Some(Vec::new());
    }
    let num_common = num_common_patches(from, to);
    let back = from.patches[num_common..].iter().rev().map(TextPatch::inverse);
    let path: Path = back.chain(to.patches[num_common..].iter().cloned()).collect();
    let text = path.iter().try_fold(from.text.clone(), |text, patch| patch.apply(&text)).ok()?;
    (text == to.text).then_some(path)
}
