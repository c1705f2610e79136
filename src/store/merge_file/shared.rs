//! Merging settings, tagsets, registers and items: maps of records by id. A file of these with one record
//! that can't be used is not merged, as it is not opened.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::MergeError;
use super::told::Told;
use super::versions::Files;
use crate::model::id::{AnnotatorId, ItemId, VoiceId};
use crate::model::item::Item;
use crate::model::tagset::Tagset;
use crate::model::voice::Voice;
use crate::store::records::article::CorpusFile;
use crate::store::records::register::{ItemRecord, ItemsFile, RegisterFile, VoiceRecord};
use crate::store::records::tagset::{AttributeRecord, LabelRecord, RelationTypeRecord, TagsetFile};
use crate::store::records::{RecordError, parse};
use crate::store::ron_file::FORMAT;

pub(super) fn corpus(files: &Files<'_, CorpusFile>, told: &mut Told) -> Result<CorpusFile, MergeError> {
    let settings = files.convert(CorpusFile::to_model)?;
    let settings = told.merge(&settings, |id| format!("setting {id}"), |_| None, ToString::to_string)?;
    let settings = settings.iter().map(|(id, value)| (id.to_string(), value.to_string())).collect();
    Ok(CorpusFile { format: FORMAT, settings })
}

pub(super) fn tagset(files: &Files<'_, TagsetFile>, told: &mut Told) -> Result<TagsetFile, MergeError> {
    let tagsets = files.convert(TagsetFile::to_model)?;
    let labels = tagsets.map(|tagset| tagset.labels.clone());
    let attributes = tagsets.map(|tagset| tagset.attributes.clone());
    let relation_types = tagsets.map(|tagset| tagset.relation_types.clone());
    Ok(TagsetFile::from_model(&Tagset {
        labels: told.merge(&labels, |id| format!("label {id}"), |_| None, LabelRecord::from_model)?,
        attributes: told.merge(
            &attributes,
            |id| format!("attribute {id}"),
            |_| None,
            AttributeRecord::from_model,
        )?,
        relation_types: told.merge(
            &relation_types,
            |id| format!("relation type {id}"),
            |_| None,
            RelationTypeRecord::from_model,
        )?,
    }))
}

pub(super) fn register(files: &Files<'_, RegisterFile>, told: &mut Told) -> Result<RegisterFile, MergeError> {
    let annotator = annotator(files, &files.ours.annotator)?;
    let voices = files.convert(|file| {
        let voices = file.voices.iter().map(VoiceRecord::to_model);
        by_id(voices, |voice: &Voice| voice.id.clone())
    })?;
    let voices: BTreeMap<VoiceId, Arc<Voice>> = told.merge(
        &voices,
        |id| format!("register entry {id}"),
        |voice| Some(voice.changed),
        |voice| VoiceRecord::from_model(voice),
    )?;
    Ok(RegisterFile::from_model(&annotator, &voices))
}

pub(super) fn items(files: &Files<'_, ItemsFile>, told: &mut Told) -> Result<ItemsFile, MergeError> {
    let annotator = annotator(files, &files.ours.annotator)?;
    let items = files.convert(|file| {
        let items = file.items.iter().map(ItemRecord::to_model);
        by_id(items, |item: &Item| item.id.clone())
    })?;
    let items: BTreeMap<ItemId, Arc<Item>> = told.merge(
        &items,
        |id| format!("item {id}"),
        |item| Some(item.changed),
        |item| ItemRecord::from_model(item),
    )?;
    Ok(ItemsFile::from_model(&annotator, &items))
}

/// Whose file it is; all versions say the same.
fn annotator<T>(files: &Files<'_, T>, said: &str) -> Result<AnnotatorId, MergeError> {
    parse(said).map_err(|source| files.versions.ours.record_error(source))
}

/// Records by id; one that occurs twice is an error, since nobody could say which is meant.
fn by_id<I: Ord + std::fmt::Display, V>(
    records: impl Iterator<Item = Result<V, RecordError>>,
    id: impl Fn(&V) -> I,
) -> Result<BTreeMap<I, Arc<V>>, RecordError> {
    let mut map = BTreeMap::new();
    for record in records {
        let record = record?;
        if map.contains_key(&id(&record)) {
            return Err(RecordError::Contradiction(format!("“{}” stands there twice", id(&record))));
        }
        map.insert(id(&record), Arc::new(record));
    }
    Ok(map)
}
