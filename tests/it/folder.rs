//! A small corpus in a folder, real or simulated, whose files tests damage by hand.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use redletter::model::annotation::{
    Annotation, AnnotationProvenance, AttributedVoice, Attribution, Origin, Party, VoiceRole,
};
use redletter::model::article::{Article, ArticleText, Block, BlockKind, Metadata, Provenance, TextPatch};
use redletter::model::change;
use redletter::model::edit::{Key, LayerKey, Record};
use redletter::model::id::{
    AnnotationId, AnnotatorId, ArticleId, ItemId, LabelId, RelationId, RelationTypeId, RoleId, VoiceId,
};
use redletter::model::item::{Item, ItemKind};
use redletter::model::reader::CorpusReader as _;
use redletter::model::relation::{CorpusAnnotation, Relation, RelationMember};
use redletter::model::tagset::default::default_tagset;
use redletter::model::text::{Fragments, TextRange};
use redletter::model::time::Timestamp;
use redletter::model::voice::{Voice, VoiceKind};
use redletter::store::disk::simulated::SimulatedDisk;
use redletter::store::disk::{Disk, RealDisk};
use redletter::store::{self, Access, OpenCorpus, OpenOptions, OpenReport, StoreError, WriterMode};

/// The article that gets damaged: `é`, `“` and the ship take two, three and four bytes.
pub const FERRY: &str = "night-ferry";
pub const FERRY_TEXT: &str = "Café quay\n\nThe boat “is late”, she said 🚢 today.\n";

/// The article that stays as it is.
pub const BRIDGE: &str = "marrow-bridge";
pub const BRIDGE_TEXT: &str = "Marrow Bridge\n\nFares rise in May, the council said.\n";

pub fn annotator(id: &str) -> AnnotatorId {
    AnnotatorId::new(id).unwrap()
}

pub fn article_id(id: &str) -> ArticleId {
    ArticleId::new(id).unwrap()
}

pub fn layer_key(article: &str, annotator_id: &str) -> LayerKey {
    LayerKey { article: article_id(article), annotator: annotator(annotator_id) }
}

/// An article whose first line is its title.
pub fn article(id: &str, text: &str) -> Article {
    let title = text.lines().next().unwrap_or_default();
    let range = TextRange::new(0, title.len()).unwrap();
    Article {
        id: article_id(id),
        metadata: Metadata { title: title.to_owned(), ..Metadata::default() },
        provenance: Provenance { original_name: format!("{id}.txt"), ..Provenance::default() },
        text: ArticleText::new(text),
        blocks: vec![Block { range, kind: BlockKind::Title }],
        patches: Vec::new(),
    }
}

/// An annotation of the words `words` where they first stand in `text`.
pub fn annotation(id: &str, label: &str, text: &str, words: &str) -> Annotation {
    let start = text.find(words).unwrap();
    let fragments = Fragments::from(TextRange::new(start, start + words.len()).unwrap());
    let time = Timestamp::from_millis(1_000_000);
    Annotation::new(AnnotationId::new(id).unwrap(), LabelId::new(label).unwrap(), fragments, time)
}

/// A corpus folder and a user's own folder on some disk.
pub struct Folder {
    pub disk: Arc<dyn Disk>,
    pub path: PathBuf,
    pub user: PathBuf,
    clock: i64,
    _kept: Option<tempfile::TempDir>,
}

impl Folder {
    /// A folder without anything in it, on a disk of its own.
    pub fn simulated() -> Self {
        Self::on(&SimulatedDisk::default())
    }

    /// A folder on a simulated disk.
    pub fn on(disk: &SimulatedDisk) -> Self {
        let disk = Arc::new(disk.clone());
        Self { disk, path: "/corpus".into(), user: "/user".into(), clock: 2_000_000, _kept: None }
    }

    /// A folder without anything in it, on the system's own disk.
    pub fn real() -> Self {
        let kept = tempfile::tempdir().unwrap();
        let (path, user) = (kept.path().join("corpus"), kept.path().join("user"));
        Self { disk: Arc::new(RealDisk), path, user, clock: 2_000_000, _kept: Some(kept) }
    }

    /// The same folder with a sample corpus in it, made by `mk`.
    #[must_use]
    pub fn with_sample(mut self) -> Self {
        store::create(self.disk.as_ref(), &self.path, "Harbour ferries", &default_tagset()).unwrap();
        let (mut corpus, _) = self.open("mk");
        let articles = vec![article(FERRY, FERRY_TEXT), article(BRIDGE, BRIDGE_TEXT)];
        let stamps = corpus.stage(articles).unwrap();
        corpus.apply(change::add_articles(stamps).unwrap(), self.now()).unwrap();
        let transaction = change::put_records(corpus.state(), sample_records(), "Import").unwrap();
        corpus.apply(transaction, self.now()).unwrap();
        corpus.close(self.now()).unwrap();
        self
    }

    pub fn now(&mut self) -> Timestamp {
        self.clock += 1_000;
        Timestamp::from_millis(self.clock)
    }

    pub fn options(&mut self, annotator_id: &str) -> OpenOptions {
        OpenOptions {
            folder: self.path.clone(),
            user_folder: self.user.clone(),
            cache: crate::script::cache_of_tests(),
            annotator: annotator(annotator_id),
            disk: Arc::clone(&self.disk),
            access: Access::Write,
            writer_mode: WriterMode::Inline,
            machine: "desk".to_owned(),
            now: self.now(),
            random: 77,
        }
    }

    pub fn try_open(&mut self, annotator_id: &str) -> Result<(OpenCorpus, OpenReport), StoreError> {
        OpenCorpus::open(self.options(annotator_id))
    }

    pub fn open(&mut self, annotator_id: &str) -> (OpenCorpus, OpenReport) {
        self.try_open(annotator_id).unwrap()
    }

    pub fn close(&mut self, mut corpus: OpenCorpus) {
        corpus.close(self.now()).unwrap();
    }

    pub fn bytes(&self, file: &str) -> Vec<u8> {
        self.disk.read(&self.path.join(file)).unwrap()
    }

    pub fn text(&self, file: &str) -> String {
        String::from_utf8(self.bytes(file)).unwrap()
    }

    pub fn write(&self, file: &str, bytes: impl AsRef<[u8]>) {
        let path = self.path.join(file);
        self.disk.create_folder(path.parent().unwrap()).unwrap();
        self.disk.create(&path, bytes.as_ref()).unwrap();
    }

    /// Edits a file by hand: `old` must stand in it and gives way to `new`. Gives the line it stood in.
    pub fn edit(&self, file: &str, old: &str, new: &str) -> usize {
        let text = self.text(file);
        let at = text.find(old).unwrap_or_else(|| panic!("{file} does not hold {old}:\n{text}"));
        self.write(file, text.replacen(old, new, 1));
        text[..at].matches('\n').count() + 1
    }

    pub fn is_there(&self, file: &str) -> bool {
        self.disk.canonical(&self.path.join(file)).is_ok()
    }

    /// Tags words of an article that is named by id and text, in the layer of whoever has the corpus open.
    pub fn tag(
        &mut self,
        corpus: &mut OpenCorpus,
        (article, text): (&str, &str),
        id: &str,
        words: &str,
    ) -> Result<(), StoreError> {
        let layer = LayerKey { article: article_id(article), annotator: corpus.annotator().clone() };
        let transaction = change::tag(corpus.state(), &layer, annotation(id, "claim", text, words)).unwrap();
        corpus.apply(transaction, self.now()).map(drop)
    }

    /// Corrects the text of an article, as whoever has the corpus open: `old` gives way to `new` where it first
    /// stands.
    pub fn correct(&mut self, corpus: &mut OpenCorpus, id: &str, old: &str, new: &str) {
        let article = corpus.article(&article_id(id)).unwrap();
        let at = article.text.as_str().find(old).unwrap();
        let patch = TextPatch::replacing(&article.text, at..at + old.len(), new).unwrap();
        let own = corpus.annotator().clone();
        let corrected = change::patch_text(corpus.state(), &article, &own, patch).unwrap();
        corpus.apply(corrected, self.now()).unwrap();
    }

    /// Shows that the rest of the corpus works: the other article can be tagged, and that is saved.
    pub fn check_rest_works(&mut self, mut corpus: OpenCorpus) {
        // It may have been shown before.
        let layer = corpus.state().layer(&article_id(BRIDGE), corpus.annotator());
        if !layer.is_some_and(|layer| layer.annotations.contains_key(&AnnotationId::new("rest").unwrap())) {
            self.tag(&mut corpus, (BRIDGE, BRIDGE_TEXT), "rest", "the council").unwrap();
        }
        self.close(corpus);
        let layer = format!("layers/mk/{BRIDGE}.ron");
        assert!(self.text(&layer).contains("\"rest\""), "the tag is not in {layer}");
    }
}

/// What `mk` did: three annotations on one article, one on the other, a relation, a voice, an item.
pub fn sample_records() -> Vec<(Key, Record)> {
    let (ferry, bridge) = (layer_key(FERRY, "mk"), layer_key(BRIDGE, "mk"));
    let time = Timestamp::from_millis(1_000_000);
    let mut quote = annotation("quoted", "quote", FERRY_TEXT, "is late");
    let party = Party::Registered(VoiceId::new("ada").unwrap());
    let start = FERRY_TEXT.find("she").unwrap();
    quote.attribution = Attribution {
        voices: vec![AttributedVoice { role: VoiceRole::Speaker, party }],
        source: Some(TextRange::new(start, start + 3).unwrap().into()),
        cue: None,
    };
    let mut records: Vec<(Key, Record)> = [
        (&ferry, annotation("cafe", "claim", FERRY_TEXT, "Café")),
        (&ferry, quote),
        (&ferry, annotation("ship", "caveat", FERRY_TEXT, "🚢 today")),
        (&bridge, annotation("fares", "claim", BRIDGE_TEXT, "Fares rise")),
    ]
    .into_iter()
    .map(|(layer, annotation)| {
        (Key::Annotation(layer.clone(), annotation.id.clone()), Record::Annotation(Arc::new(annotation)))
    })
    .collect();
    let member = |role: &str, id: &str| RelationMember {
        role: RoleId::new(role).unwrap(),
        annotation: CorpusAnnotation {
            article: article_id(FERRY),
            annotation: AnnotationId::new(id).unwrap(),
        },
    };
    let relation = Relation {
        id: RelationId::new("link").unwrap(),
        relation_type: RelationTypeId::new("qualifies").unwrap(),
        members: vec![member("caveat", "ship"), member("target", "quoted")],
        note: String::new(),
        provenance: AnnotationProvenance {
            origin: Origin::default(),
            created: time,
            changed: time,
            foreign_id: String::new(),
        },
    };
    records.push((Key::Relation(ferry, relation.id.clone()), Record::Relation(Arc::new(relation))));
    records.push((
        Key::Voice(annotator("mk"), VoiceId::new("ada").unwrap()),
        Record::Voice(Arc::new(voice("ada", "Ada"))),
    ));
    records.push((
        Key::Item(annotator("mk"), ItemId::new("fare").unwrap()),
        Record::Item(Arc::new(item("fare"))),
    ));
    records
}

pub fn voice(id: &str, name: &str) -> Voice {
    Voice {
        id: VoiceId::new(id).unwrap(),
        name: name.to_owned(),
        kind: VoiceKind::Person,
        aliases: Vec::new(),
        roles: Vec::new(),
        belongs_to: Vec::new(),
        note: String::new(),
        merged_into: None,
        changed: Timestamp::from_millis(1_000_000),
    }
}

pub fn item(id: &str) -> Item {
    let item = Item::new(ItemId::new(id).unwrap(), format!("The {id}"), Timestamp::from_millis(1_000_000));
    Item { kind: ItemKind::Demand, ..item }
}

/// Every file of records in a corpus folder, by its path from there: no history, no locks.
pub fn record_files(disk: &dyn Disk, folder: &Path) -> BTreeMap<String, String> {
    let mut files = BTreeMap::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in disk.list(&next).unwrap() {
            let path = next.join(&entry.name);
            if entry.is_folder && !matches!(entry.name.as_str(), ".git" | ".redletter" | "history") {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "ron") {
                let shown = path.strip_prefix(folder).unwrap().to_string_lossy().replace('\\', "/");
                files.insert(shown, String::from_utf8(disk.read(&path).unwrap()).unwrap());
            }
        }
    }
    files
}

#[test]
fn the_sample_opens_without_problems() {
    let mut folder = Folder::simulated().with_sample();
    let (corpus, report) = folder.open("mk");
    assert!(report.problems.is_empty() && report.recovered.is_empty(), "{report:?}");
    assert_eq!((report.num_replayed, corpus.read_only()), (0, None));
    let state = corpus.state();
    assert_eq!(state.articles.len(), 2);
    assert_eq!(state.layer(&article_id(FERRY), &annotator("mk")).unwrap().annotations.len(), 3);
}
