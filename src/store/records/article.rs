//! Records of articles, and of the corpus itself.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::{RecordError, is_default, parse, parse_optional_day};
use crate::model::article::{
    Article, ArticleText, Block, BlockKind, LineEnds, Metadata, Provenance, TextPatch,
};
use crate::model::corpus::CorpusState;
use crate::model::id::SettingId;
use crate::model::text::TextRange;
use crate::store::ron_file::FORMAT;

/// `corpus.ron`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CorpusFile {
    /// Version of the file format.
    pub format: u32,
    /// Settings by id; `title` is the corpus's title.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub settings: BTreeMap<String, String>,
}

/// An article's file.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ArticleFile {
    /// Version of the file format.
    pub format: u32,
    /// The article's id: the stem of the file's name.
    pub id: String,
    /// What is known about it.
    #[serde(default, skip_serializing_if = "is_default")]
    pub metadata: MetadataRecord,
    /// Where it comes from.
    pub provenance: ProvenanceRecord,
    /// SHA-256 of the text.
    pub text_hash: String,
    /// The text.
    pub text: String,
    /// First byte, byte after the last, kind.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub blocks: Vec<BlockRecord>,
    /// Corrections since the import, oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub patches: Vec<PatchRecord>,
}

/// A block: first byte, byte after the last, kind.
pub type BlockRecord = (usize, usize, BlockKindRecord);

/// An article's metadata.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MetadataRecord {
    #[serde(default, skip_serializing_if = "String::is_empty")]
    title: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    date: Option<String>,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    outlet: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    byline: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    language: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    url: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    foreign_id: String,
}

/// Where an article comes from.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProvenanceRecord {
    #[serde(default, skip_serializing_if = "String::is_empty")]
    original_name: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    original_hash: Option<String>,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    media_type: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    reader: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    part: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    encoding: String,
    #[serde(default, skip_serializing_if = "is_default")]
    byte_order_mark: bool,
    #[serde(default, skip_serializing_if = "is_default")]
    line_ends: LineEndsRecord,
    #[serde(default, skip_serializing_if = "is_default")]
    num_undecodable: usize,
    added: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    copy_of: Option<String>,
}

/// A correction of a text.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PatchRecord {
    from_hash: String,
    to_hash: String,
    at: usize,
    removed: String,
    inserted: String,
}

/// What a block is.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub enum BlockKindRecord {
    /// The article's title.
    Title,
    /// A heading.
    Heading,
    /// Place and date.
    Dateline,
    /// Who wrote it.
    Byline,
    /// Running text.
    Paragraph,
    /// A note.
    Note,
    /// What belongs to the page.
    Furniture,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
enum LineEndsRecord {
    #[default]
    Lf,
    CrLf,
    Cr,
    Mixed,
}

impl CorpusFile {
    /// The file of a corpus.
    pub fn from_model(state: &CorpusState) -> Self {
        let settings = state.settings.iter().map(|(id, value)| (id.to_string(), value.to_string())).collect();
        Self { format: FORMAT, settings }
    }

    /// The settings in this file.
    pub fn to_model(&self) -> Result<BTreeMap<SettingId, Arc<str>>, RecordError> {
        self.settings.iter().map(|(id, value)| Ok((parse(id)?, value.as_str().into()))).collect()
    }
}

impl ArticleFile {
    /// The file of an article.
    pub fn from_model(article: &Article) -> Self {
        Self {
            format: FORMAT,
            id: article.id.to_string(),
            metadata: MetadataRecord::from_model(&article.metadata),
            provenance: ProvenanceRecord::from_model(&article.provenance),
            text_hash: article.text.hash().to_string(),
            text: article.text.as_str().to_owned(),
            blocks: article.blocks.iter().map(block_to_record).collect(),
            patches: article.patches.iter().map(PatchRecord::from_model).collect(),
        }
    }

    /// The article in this file, with its text as it stands there. Whether that is the text the file names
    /// is for the caller to ask.
    pub fn to_model(self) -> Result<Article, RecordError> {
        let blocks = self
            .blocks
            .iter()
            .map(|record| {
                let block = block_from_record(record)?;
                block.range.check(&self.text)?;
                Ok(block)
            })
            .collect::<Result<Vec<_>, RecordError>>()?;
        Ok(Article {
            id: parse(&self.id)?,
            metadata: self.metadata.to_model()?,
            provenance: self.provenance.to_model()?,
            text: ArticleText::new(self.text),
            blocks,
            patches: self.patches.iter().map(PatchRecord::to_model).collect::<Result<_, _>>()?,
        })
    }
}

impl MetadataRecord {
    /// The record of metadata.
    pub fn from_model(metadata: &Metadata) -> Self {
        let Metadata { title, date, outlet, byline, language, url, foreign_id } = metadata.clone();
        Self { title, date: date.map(|date| date.to_string()), outlet, byline, language, url, foreign_id }
    }

    /// The metadata of this record.
    pub fn to_model(&self) -> Result<Metadata, RecordError> {
        let date = parse_optional_day(self.date.as_ref())?;
        let Self { title, outlet, byline, language, url, foreign_id, .. } = self.clone();
        Ok(Metadata { title, date, outlet, byline, language, url, foreign_id })
    }
}

impl ProvenanceRecord {
    /// The record of where an article comes from.
    pub fn from_model(provenance: &Provenance) -> Self {
        Self {
            original_name: provenance.original_name.clone(),
            original_hash: provenance.original_hash.map(|hash| hash.to_string()),
            media_type: provenance.media_type.clone(),
            reader: provenance.reader.clone(),
            part: provenance.part.clone(),
            encoding: provenance.encoding.clone(),
            byte_order_mark: provenance.byte_order_mark,
            line_ends: match provenance.line_ends {
                LineEnds::Lf => LineEndsRecord::Lf,
                LineEnds::CrLf => LineEndsRecord::CrLf,
                LineEnds::Cr => LineEndsRecord::Cr,
                LineEnds::Mixed => LineEndsRecord::Mixed,
            },
            num_undecodable: provenance.num_undecodable,
            added: provenance.added.to_string(),
            copy_of: provenance.copy_of.as_ref().map(ToString::to_string),
        }
    }

    fn to_model(&self) -> Result<Provenance, RecordError> {
        Ok(Provenance {
            original_name: self.original_name.clone(),
            original_hash: self.original_hash.as_deref().map(parse).transpose()?,
            media_type: self.media_type.clone(),
            reader: self.reader.clone(),
            part: self.part.clone(),
            encoding: self.encoding.clone(),
            byte_order_mark: self.byte_order_mark,
            line_ends: match self.line_ends {
                LineEndsRecord::Lf => LineEnds::Lf,
                LineEndsRecord::CrLf => LineEnds::CrLf,
                LineEndsRecord::Cr => LineEnds::Cr,
                LineEndsRecord::Mixed => LineEnds::Mixed,
            },
            num_undecodable: self.num_undecodable,
            added: parse(&self.added)?,
            copy_of: self.copy_of.as_deref().map(parse).transpose()?,
        })
    }
}

impl PatchRecord {
    /// The record of a patch.
    pub fn from_model(patch: &TextPatch) -> Self {
        Self {
            from_hash: patch.from_hash.to_string(),
            to_hash: patch.to_hash.to_string(),
            at: patch.at,
            removed: patch.removed.clone(),
            inserted: patch.inserted.clone(),
        }
    }

    /// The patch of this record.
    pub fn to_model(&self) -> Result<TextPatch, RecordError> {
        Ok(TextPatch {
            from_hash: parse(&self.from_hash)?,
            to_hash: parse(&self.to_hash)?,
            at: self.at,
            removed: self.removed.clone(),
            inserted: self.inserted.clone(),
        })
    }
}

/// The record of a block.
pub fn block_to_record(block: &Block) -> BlockRecord {
    let kind = match block.kind {
        BlockKind::Title => BlockKindRecord::Title,
        BlockKind::Heading => BlockKindRecord::Heading,
        BlockKind::Dateline => BlockKindRecord::Dateline,
        BlockKind::Byline => BlockKindRecord::Byline,
        BlockKind::Paragraph => BlockKindRecord::Paragraph,
        BlockKind::Note => BlockKindRecord::Note,
        BlockKind::Furniture => BlockKindRecord::Furniture,
    };
    (block.range.start(), block.range.end(), kind)
}

/// The block of a record.
pub fn block_from_record((start, end, kind): &BlockRecord) -> Result<Block, RecordError> {
    let kind = match kind {
        BlockKindRecord::Title => BlockKind::Title,
        BlockKindRecord::Heading => BlockKind::Heading,
        BlockKindRecord::Dateline => BlockKind::Dateline,
        BlockKindRecord::Byline => BlockKind::Byline,
        BlockKindRecord::Paragraph => BlockKind::Paragraph,
        BlockKindRecord::Note => BlockKind::Note,
        BlockKindRecord::Furniture => BlockKind::Furniture,
    };
    Ok(Block { range: TextRange::new(*start, *end)?, kind })
}
