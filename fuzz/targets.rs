//! What every reader of files promises for any bytes whatever, one function a reader. Each panics where a promise
//! is broken. The fuzzer calls them with bytes it makes up (`fuzz/fuzz_targets`), the test `fuzzed` with the files
//! under `fuzz/corpus` and hundreds or thousands of changed copies of them.
//!
//! Beyond not panicking: what could be read can be written, and reads back equal; what is counted adds up.

#[path = "targets/documents.rs"]
mod document_kinds;
#[path = "targets/foreign.rs"]
mod foreign;
#[path = "targets/memory.rs"]
mod memory;
#[path = "targets/renewal.rs"]
mod renewing;

use std::collections::BTreeMap;
use std::fmt::Debug;
use std::path::Path;
use std::sync::Arc;

use redletter::app::settings::Settings;
use redletter::documents;
use redletter::formats::imported::Imported;
use redletter::formats::merge::{MergeOptions, Ownership, plan_merge};
use redletter::formats::selection::Selection;
use redletter::formats::{Export, ExportOptions, Format as _, Input, ReadContext, ReadOptions, jsonl};
use redletter::model::article::{Article, ArticleText, LineEnds};
use redletter::model::corpus::CorpusState;
use redletter::model::id::{AnnotatorId, ArticleId, CountedIds};
use redletter::model::reader::CorpusReader as _;
use redletter::model::text::TextHash;
use redletter::model::time::Timestamp;
use redletter::store::disk::Disk as _;
use redletter::store::disk::simulated::SimulatedDisk;
use redletter::store::history::{Line, WriterName, read_volume};
use redletter::store::layout::Layout;
use redletter::store::records::Against;
use redletter::store::records::annotation::{
    AnnotationRecord, DecisionRecord, LayerFile, RelationRecord, StateRecord, UnplacedRecord,
};
use redletter::store::records::article::{ArticleFile, CorpusFile};
use redletter::store::records::register::{ItemRecord, ItemsFile, RegisterFile, VoiceRecord};
use redletter::store::records::tagset::TagsetFile;
use redletter::store::user_folder::UserFolder;
use redletter::store::{Access, OpenCorpus, OpenOptions, OpenReport, WriterMode, pack, ron_file};

pub use document_kinds::{
    article_json, article_table, docx, epub, gzip, html, json_feed, mail, mbox, mhtml, odt, pdf, rtf, srt,
    vtt, xml_feed, zip,
};
pub use foreign::{
    brat, conll, csv, doccano, json_cas, label_studio, mapping, prodigy, recipe, refi_qda, refi_qdc,
    spacy_jsonl, table_columns, tei, tsv, uima_xmi, w3c, webanno_tsv,
};
use memory::Memory;
pub use renewing::renewal;

/// A reader with its name, which is that of its folder of seeds and of its binary.
pub type Target = (&'static str, fn(&[u8]));

/// Every reader.
pub const TARGETS: [Target; 51] = [
    ("corpus_file", corpus_file),
    ("tagset_file", tagset_file),
    ("register_file", register_file),
    ("items_file", items_file),
    ("article_file", article_file),
    ("layer_file", layer_file),
    ("history_volume", history_volume),
    ("history_line", history_line),
    ("packed_corpus", packed_corpus),
    ("dataset", dataset),
    ("dataset_register", dataset_register),
    ("plain_text", plain_text),
    ("markdown", markdown),
    ("settings", settings),
    ("annotators", annotators),
    ("csv", csv),
    ("tsv", tsv),
    ("table_columns", table_columns),
    ("brat", brat),
    ("conll", conll),
    ("spacy_jsonl", spacy_jsonl),
    ("prodigy", prodigy),
    ("label_studio", label_studio),
    ("doccano", doccano),
    ("webanno_tsv", webanno_tsv),
    ("uima_xmi", uima_xmi),
    ("json_cas", json_cas),
    ("w3c", w3c),
    ("refi_qda", refi_qda),
    ("refi_qdc", refi_qdc),
    ("tei", tei),
    ("mapping", mapping),
    ("recipe", recipe),
    ("html", html),
    ("mhtml", mhtml),
    ("docx", docx),
    ("odt", odt),
    ("rtf", rtf),
    ("pdf", pdf),
    ("epub", epub),
    ("mail", mail),
    ("mbox", mbox),
    ("srt", srt),
    ("vtt", vtt),
    ("article_table", article_table),
    ("article_json", article_json),
    ("xml_feed", xml_feed),
    ("json_feed", json_feed),
    ("zip", zip),
    ("gzip", gzip),
    ("renewal", renewal),
];

/// The text that layers are read against. It is that of the article among the seeds.
pub const TEXT: &str = "Café quay\n\nThe boat “is late”, she said 🚢 today. Fares may rise.\n";

fn mk() -> AnnotatorId {
    AnnotatorId::new("mk").expect("the id is well formed")
}

fn now() -> Timestamp {
    Timestamp::from_millis(1_000_000)
}

/// Writes a value as a file and reads it again.
fn again<T: serde::Serialize + serde::de::DeserializeOwned>(value: &T) -> T {
    let bytes = ron_file::write(value).expect("what was read can be written");
    ron_file::read(&bytes).expect("what was written can be read")
}

/// Shows that a record comes back from a file as the value it was.
fn check_again<R, M>(record: Result<M, impl Debug>, to_record: impl Fn(&M) -> R, to_model: impl Fn(&R) -> M)
where
    R: serde::Serialize + serde::de::DeserializeOwned,
    M: PartialEq + Debug,
{
    if let Ok(value) = record {
        let bytes = ron_file::write(&to_record(&value)).expect("what was read can be written");
        let text = String::from_utf8(bytes).expect("RON is text");
        let back: R = ron_file::read_compact(&text).expect("what was written can be read");
        assert_eq!(to_model(&back), value);
    }
}

/// `corpus.ron`.
pub fn corpus_file(data: &[u8]) {
    let Ok(file) = ron_file::read::<CorpusFile>(data) else { return };
    let Ok(settings) = file.to_model() else { return };
    let state = CorpusState { settings, ..CorpusState::default() };
    assert_eq!(again(&CorpusFile::from_model(&state)).to_model().expect("it fits"), state.settings);
}

/// `tagset.ron`.
pub fn tagset_file(data: &[u8]) {
    let Ok(file) = ron_file::read::<TagsetFile>(data) else { return };
    let Ok(tagset) = file.to_model() else { return };
    assert_eq!(again(&TagsetFile::from_model(&tagset)).to_model().expect("it fits"), tagset);
}

/// A file of register entries.
pub fn register_file(data: &[u8]) {
    let Ok(file) = ron_file::read::<RegisterFile>(data) else { return };
    for record in &file.voices {
        check_again(record.to_model(), VoiceRecord::from_model, |record| record.to_model().expect("it fits"));
    }
    let voices = file.voices.iter().filter_map(|record| record.to_model().ok());
    let voices: BTreeMap<_, _> = voices.map(|voice| (voice.id.clone(), Arc::new(voice))).collect();
    assert_eq!(again(&RegisterFile::from_model(&mk(), &voices)).voices.len(), voices.len());
}

/// A file of items.
pub fn items_file(data: &[u8]) {
    let Ok(file) = ron_file::read::<ItemsFile>(data) else { return };
    for record in &file.items {
        check_again(record.to_model(), ItemRecord::from_model, |record| record.to_model().expect("it fits"));
    }
    let items = file.items.iter().filter_map(|record| record.to_model().ok());
    let items: BTreeMap<_, _> = items.map(|item| (item.id.clone(), Arc::new(item))).collect();
    assert_eq!(again(&ItemsFile::from_model(&mk(), &items)).items.len(), items.len());
}

/// A file of an article.
pub fn article_file(data: &[u8]) {
    let Ok(file) = ron_file::read::<ArticleFile>(data) else { return };
    let Ok(article) = file.to_model() else { return };
    for block in &article.blocks {
        block.range.check(article.text.as_str()).expect("blocks lie in the text");
    }
    check_article(&article);
}

fn check_article(article: &Article) {
    let back = again(&ArticleFile::from_model(article)).to_model().expect("it fits");
    assert_eq!(back, *article);
}

/// A file of a layer on an article with [`TEXT`].
pub fn layer_file(data: &[u8]) {
    let Ok(file) = ron_file::read::<LayerFile>(data) else { return };
    let against = Against::Text(TEXT);
    for record in &file.annotations {
        let annotation = record.to_model(against);
        if let Ok(annotation) = &annotation {
            let covered = annotation.fragments.covered(TEXT).expect("fragments lie in the text");
            assert!(covered.iter().all(|words| !words.is_empty()));
        }
        check_again(
            annotation,
            |annotation| AnnotationRecord::from_model(annotation, Some(TEXT)),
            |record| record.to_model(against).expect("it fits"),
        );
    }
    for record in &file.relations {
        check_again(record.to_model(), RelationRecord::from_model, |record| {
            record.to_model().expect("it fits")
        });
    }
    for record in &file.decisions {
        check_again(record.to_model(), DecisionRecord::from_model, |record| {
            record.to_model().expect("it fits")
        });
    }
    for record in &file.unplaced {
        check_again(record.to_model(), UnplacedRecord::from_model, |record| {
            record.to_model().expect("it fits")
        });
    }
    check_again(file.state.to_model(against), StateRecord::from_model, |record| {
        record.to_model(against).expect("it fits")
    });
}

fn writer() -> WriterName {
    WriterName { annotator: mk(), writer: "k3x9qa".to_owned() }
}

/// A volume of a history, with a check sum at every line.
pub fn history_volume(data: &[u8]) {
    let (disk, layout) = (SimulatedDisk::default(), Layout::new("/corpus"));
    let path = layout.history().join(writer().volume_name(1));
    disk.create_folder(&layout.history()).expect("a disk in memory takes everything");
    disk.create(&path, data).expect("a disk in memory takes everything");
    let volume = read_volume(&disk, &layout, &writer(), 1).expect("the file is there");
    assert_eq!(volume.len, data.len() as u64);
    let whole = &data[..volume.torn_at.unwrap_or(data.len())];
    let num_lines = whole.split(|byte| *byte == b'\n').count() - 1;
    // A good line may be told twice: as itself, and as the one before which another is missing.
    let num_jumps = volume.lines.windows(2).filter(|pair| pair[0].n + 1 != pair[1].n).count();
    let num_told = volume.lines.len() + volume.damage.len();
    assert!((num_lines..=num_lines + num_jumps).contains(&num_told), "each line is good, bad or torn");
    assert!(volume.damage.iter().all(|damage| (1..=num_lines).contains(&damage.line)));
    if let Some(at) = volume.torn_at {
        assert!(at < data.len() && whole.last().is_none_or(|byte| *byte == b'\n'));
    }
    for line in &volume.lines {
        check_line(&disk, &layout, line);
    }
}

/// Shows that a line reads back as what it was.
fn check_line(disk: &SimulatedDisk, layout: &Layout, line: &Line) {
    let encoded = line.encode(&writer(), &|_| None).expect("what was read can be written");
    if let Some((name, bytes)) = &encoded.side {
        disk.create(&layout.history().join(name), bytes).expect("a disk in memory takes everything");
    }
    let path = layout.history().join(writer().volume_name(2));
    disk.create(&path, &encoded.bytes).expect("a disk in memory takes everything");
    let volume = read_volume(disk, layout, &writer(), 2).expect("the file is there");
    assert_eq!((volume.torn_at, volume.damage), (None, Vec::new()));
    assert_eq!(*volume.lines[0], *line);
}

/// One line of a history; the check sum is made right, so that what it holds is read.
pub fn history_line(data: &[u8]) {
    let Ok(ron) = std::str::from_utf8(data) else { return };
    let line = format!("{ron} // {:08x}\n", crc32c::crc32c(data));
    history_volume(line.as_bytes());
}

/// Opens a corpus on a disk in memory.
fn opened(disk: &SimulatedDisk, folder: &Path) -> Option<(OpenCorpus, OpenReport)> {
    let options = OpenOptions {
        folder: folder.to_owned(),
        user_folder: "/user".into(),
        cache: None,
        annotator: mk(),
        disk: Arc::new(disk.clone()),
        access: Access::Read,
        writer_mode: WriterMode::Inline,
        machine: String::new(),
        now: now(),
        random: 1,
    };
    OpenCorpus::open(options).ok()
}

/// A packed corpus: what unpacks without a problem packs and unpacks again, equal.
pub fn packed_corpus(data: &[u8]) {
    let disk = SimulatedDisk::default();
    let [packed, once, repacked, twice] = ["/one.ron", "/one", "/two.ron", "/two"].map(Path::new);
    disk.create_folder(Path::new("/")).expect("a disk in memory takes everything");
    disk.create(packed, data).expect("a disk in memory takes everything");
    if pack::unpack(&disk, packed, once).is_err() {
        assert_eq!(disk.files().len(), 1, "a packed file that is refused leaves nothing");
        return;
    }
    let (corpus, report) = opened(&disk, once).expect("what was unpacked opens");
    for id in corpus.state().articles.keys() {
        corpus.article(id).expect("an article that is listed can be read");
    }
    if !report.problems.is_empty() {
        return;
    }
    pack::pack(&corpus.snapshot(), &disk, repacked).expect("a corpus without problems can be packed");
    pack::unpack(&disk, repacked, twice).expect("what was packed can be unpacked");
    let (again, report) = opened(&disk, twice).expect("what was unpacked opens");
    assert!(report.problems.is_empty(), "{report:?}");
    assert_eq!(again.state(), corpus.state());
    for id in corpus.state().articles.keys() {
        assert_eq!(again.article(id), corpus.article(id));
    }
}

/// A file of articles in JSON Lines.
pub fn dataset(data: &[u8]) {
    check_dataset(data, br#"{"voice":{"annotator":"mk","id":"ada","name":"Ada","kind":"person"}}"#);
}

/// The register file beside one.
pub fn dataset_register(data: &[u8]) {
    let article = br#"{"text":"The boat is late.","annotations":[{"label":"claim","fragments":[[0,8]],"speaker":"Ada"}]}"#;
    check_dataset(article, data);
}

fn check_dataset(articles: &[u8], register: &[u8]) {
    let mut ids = CountedIds::default();
    let actor = mk();
    let mut inputs = [Input::in_memory("x.jsonl", articles), Input::in_memory("x.register.jsonl", register)];
    let context = ReadContext {
        annotator: &actor,
        now: now(),
        ids: &mut ids,
        known: None,
        texts: None,
        options: ReadOptions::default(),
    };
    let (imported, report) = jsonl::Jsonl.read(&mut inputs, context).expect("memory can be read");
    let (read, told) = (imported.counts(), report.num_in);
    assert!(read.articles <= told.articles && read.annotations <= told.annotations, "{read:?} of {told:?}");
    assert!(read.relations <= told.relations && read.decisions <= told.decisions, "{read:?} of {told:?}");
    let is_less = read.articles < told.articles || read.annotations < told.annotations;
    assert!(!is_less || !report.findings.is_empty(), "what is left out is told");
    check_export(&imported);
    let options = MergeOptions { actor: &actor, owner: Ownership::AsNamed, ids: &mut ids };
    let plan = plan_merge(&CorpusState::default(), imported, options);
    assert_eq!(plan.report.num_out.articles, plan.articles.len());
    for article in &plan.articles {
        check_article(article);
    }
}

/// Shows that what was imported can be exported; the export reads itself back and compares.
fn check_export(imported: &Imported) {
    let corpus = Memory::of(imported);
    let selection = Selection::default();
    let export = Export::new(&corpus, &selection, "y.jsonl", ExportOptions::default());
    jsonl::Jsonl.write(&export, &mut Memory::default()).expect("what was imported can be exported");
}

/// Plain text in any encoding, with a head of `Key: value` lines or without.
pub fn plain_text(data: &[u8]) {
    check_document("a.txt", data);
}

/// Markdown, with front matter or without.
pub fn markdown(data: &[u8]) {
    check_document("a.md", data);
}

fn check_document(name: &str, data: &[u8]) {
    let options = documents::ReadOptions::default();
    let Ok(documents) = documents::read(name, data, &options, &documents::Budget::unlimited()) else {
        return;
    };
    for document in documents.read {
        check_read(document, data);
    }
}

fn check_read(document: documents::ReadDocument, data: &[u8]) {
    if document.provenance.line_ends != LineEnds::Lf {
        assert!(data.contains(&b'\r'));
    }
    check_kept(document, data);
}

/// Shows that what was read of `data` can be kept as an article.
fn check_kept(document: documents::ReadDocument, data: &[u8]) {
    let text = document.text.as_str();
    assert!(!text.trim().is_empty() && !text.contains('\r'));
    for warning in &document.warnings {
        assert!(!warning.to_string().is_empty());
    }
    for pair in document.blocks.windows(2) {
        assert!(pair[0].range.end() <= pair[1].range.start(), "blocks are sorted and apart");
    }
    for block in &document.blocks {
        let words = block.range.of(text).expect("blocks lie in the text");
        assert_eq!(words.trim(), words);
    }
    let provenance = document.provenance;
    assert_eq!(provenance.original_hash, Some(TextHash::of_bytes(data)));
    check_article(&Article {
        id: ArticleId::new("a").expect("the id is well formed"),
        metadata: document.metadata,
        provenance,
        text: ArticleText::new(text),
        blocks: document.blocks,
        patches: Vec::new(),
    });
}

/// The window's settings.
pub fn settings(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let Ok(settings) = Settings::from_ron(&text) else { return };
    assert_eq!(Settings::from_ron(&settings.to_ron()), Ok(settings));
}

/// The user's memory of who they are in which corpus.
pub fn annotators(data: &[u8]) {
    let disk = SimulatedDisk::default();
    disk.create_folder(Path::new("/user")).expect("a disk in memory takes everything");
    disk.create(Path::new("/user/annotators.ron"), data).expect("a disk in memory takes everything");
    let folder = UserFolder::new("/user");
    let before = folder.annotator(&disk, Path::new("/other"));
    folder.set_annotator(&disk, Path::new("/corpus"), &mk()).expect("a disk in memory takes everything");
    assert_eq!(folder.annotator(&disk, Path::new("/corpus")), Some(mk()));
    assert_eq!(folder.annotator(&disk, Path::new("/other")), before, "what was known stays known");
}
