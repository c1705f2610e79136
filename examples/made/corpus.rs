//! Large corpora of invented news, made from a number: the same number gives the same files. Everything in them
//! is as the program would have written it; only a history they have none.
//!
//! Files are rendered by the store's own record writers, on all processors, and are not synced one by one: a
//! corpus that is made to be measured on can be made again.

mod dice;
mod layers;
mod text;
mod voices;
mod words;

use std::io;
use std::num::NonZero;
use std::path::Path;
use std::thread;

use redletter::model::article::Article;
use redletter::model::id::{AnnotatorId, ArticleId};
use redletter::model::layer::Layer;
use redletter::model::tagset::default::default_tagset;
use redletter::store::disk::{Disk as _, RealDisk};
use redletter::store::layout::{Layout, RecordFile};
use redletter::store::records::annotation::{
    AnnotationRecord, DecisionRecord, LayerFile, RelationRecord, StateRecord,
};
use redletter::store::records::article::ArticleFile;
use redletter::store::records::register::{ItemsFile, RegisterFile};
use redletter::store::{StoreError, create, ron_file};

use dice::Dice;
use text::Telling;
use voices::Register;

/// The three who annotate.
pub const ANNOTATORS: [&str; 3] = ["mk", "ana", "jo"];

/// Who decides on what they have done.
pub const REVIEWER: &str = "rw";

/// What is to be made.
#[derive(Clone, Copy, Debug)]
pub struct Made {
    /// How many articles there are.
    pub num_articles: usize,
    /// How many annotations the three annotators have made together. A reviewer's corrections are not counted.
    pub num_annotations: usize,
    /// What all dice begin with.
    pub seed: u64,
}

impl Made {
    /// Writes the corpus into `folder`, which must not hold anything yet. Gives the length of all texts in bytes.
    pub fn write(&self, folder: &Path) -> Result<usize, StoreError> {
        create(&RealDisk, folder, &format!("Made news {}", self.seed), &default_tagset())?;
        let layout = Layout::new(folder);
        let failed =
            |source: io::Error| StoreError::Disk { doing: "writing", path: folder.to_owned(), source };
        let register = Register::new(self.seed);
        write_registers(&layout, &register).map_err(failed)?;
        let counts = self.counts();
        let num_threads = thread::available_parallelism().map_or(1, NonZero::get);
        let numbers: Vec<usize> = (0..self.num_articles).collect();
        let chunk_len = numbers.len().div_ceil(num_threads).max(1);
        let (layout, register, counts) = (&layout, &register, &counts);
        let num_bytes = thread::scope(|scope| {
            let write = move |numbers: &[usize]| -> io::Result<usize> {
                numbers
                    .iter()
                    .map(|number| self.write_article(layout, register, *number, counts[*number]))
                    .sum()
            };
            let threads: Vec<_> = numbers
                .chunks(chunk_len)
                .map(|chunk| {
                    let builder = thread::Builder::new().name("made".to_owned());
                    builder.spawn_scoped(scope, move || write(chunk))
                })
                .collect();
            threads
                .into_iter()
                .map(|thread| {
                    thread.and_then(|thread| thread.join().expect("making articles does not panic"))
                })
                .sum::<io::Result<usize>>()
        });
        num_bytes.map_err(failed)
    }

    /// How many annotations each article gets: a third none, the others up to a dozen, and exactly as many as
    /// are wanted together.
    fn counts(&self) -> Vec<usize> {
        let mut dice = Dice::new(self.seed, 0, 3);
        let mean = self.num_annotations as f64 / self.num_articles.max(1) as f64;
        let mut counts: Vec<usize> = (0..self.num_articles)
            .map(|_| if dice.one_in(3) { 0 } else { dice.share_of(mean * 3.0) })
            .collect();
        let mut num_made: usize = counts.iter().sum();
        while num_made != self.num_annotations && !counts.is_empty() {
            let count = &mut counts[dice.below(self.num_articles)];
            if num_made > self.num_annotations {
                num_made -= usize::from(*count > 0);
                *count = count.saturating_sub(1);
            } else if *count > 0 || num_made == 0 {
                *count += 1;
                num_made += 1;
            }
        }
        counts
    }

    /// Writes one article with the layers on it.
    fn write_article(
        &self,
        layout: &Layout,
        register: &Register,
        number: usize,
        num_annotations: usize,
    ) -> io::Result<usize> {
        let Telling { article, spans } = text::tell(self.seed, number, register);
        let bytes = rendered(&ArticleFile::from_model(&article))?;
        RealDisk.create(&layout.record_file(&RecordFile::Article(article.id.clone())), &bytes)?;
        let layers = layers::annotate(self.seed, number, register, &article, &spans, num_annotations);
        for (annotator, layer) in layers {
            let bytes = rendered(&layer_file(&annotator, &article, &layer))?;
            let file = RecordFile::Layer(annotator, article.id.clone());
            RealDisk.create(&layout.record_file(&file), &bytes)?;
        }
        Ok(article.text.as_str().len())
    }
}

fn write_registers(layout: &Layout, register: &Register) -> io::Result<()> {
    for folder in [layout.registers(), layout.items()] {
        RealDisk.create_folder(&folder)?;
    }
    for annotator in ANNOTATORS.iter().chain([&REVIEWER]) {
        let annotator = AnnotatorId::new(annotator).expect("annotators have ids");
        RealDisk.create_folder(&layout.layers().join(annotator.as_str()))?;
        if let Some(voices) = register.voices.get(&annotator) {
            let bytes = rendered(&RegisterFile::from_model(&annotator, voices))?;
            RealDisk.create(&layout.record_file(&RecordFile::Register(annotator.clone())), &bytes)?;
        }
        if let Some(items) = register.items.get(&annotator) {
            let bytes = rendered(&ItemsFile::from_model(&annotator, items))?;
            RealDisk.create(&layout.record_file(&RecordFile::Items(annotator.clone())), &bytes)?;
        }
    }
    Ok(())
}

/// The id of the article of that number: ids sort as the numbers do.
pub fn article_id(number: usize, words: &str) -> ArticleId {
    ArticleId::new(&format!("n{number:06}-{words}")).expect("a number and a slug make an id")
}

fn layer_file(annotator: &AnnotatorId, article: &Article, layer: &Layer) -> LayerFile {
    let text = article.text.as_str();
    let annotations = layer.annotations.values();
    let mut annotations: Vec<AnnotationRecord> =
        annotations.map(|annotation| AnnotationRecord::from_model(annotation, Some(text))).collect();
    annotations.sort_by(|one, two| one.order().cmp(&two.order()));
    LayerFile {
        format: ron_file::FORMAT,
        article: article.id.to_string(),
        annotator: annotator.to_string(),
        text_hash: article.text.hash().to_string(),
        state: StateRecord::from_model(&layer.state),
        annotations,
        relations: layer.relations.values().map(|relation| RelationRecord::from_model(relation)).collect(),
        decisions: layer.decisions.values().map(|decision| DecisionRecord::from_model(decision)).collect(),
        unplaced: Vec::new(),
    }
}

fn rendered<T: serde::Serialize>(file: &T) -> io::Result<Vec<u8>> {
    ron_file::write(file).map_err(io::Error::other)
}
