//! Documents that are written beside datasets: the dialog that asks where to, and the work beside the window.

use super::Work;
use crate::analysis::codebook::{CodebookFormat, codebook};
use crate::analysis::find::export::TableFormat;
use crate::app::jobs::Steps;
use crate::app::run::following::writing::item_bytes;
use crate::app::run::running::{StoppableSink, folder_of};
use crate::app::state::dialog::{Dialog, DoneReport};
use crate::app::state::document::{Document, DocumentForm, ItemFormat, PlotFormat};
use crate::app::state::items::ItemsLook;
use crate::app::state::running::RunningJob;
use crate::model::reader::{CorpusReader as _, OutputSink as _};
use crate::report::Report;

/// Makes the bytes of a document, beside the window.
type Content = Box<dyn FnOnce(&Steps) -> Result<Vec<u8>, Report> + Send>;

impl Work<'_> {
    /// Asks where a document is to be written.
    pub(super) fn open_document(&mut self, document: Document) {
        let Some(format) = document.formats().first().copied() else { return };
        let path = self.beside_corpus_as(document.suffix(), format.extension);
        self.desk.open_dialog(Dialog::Document(DocumentForm { document, format: 0, path }));
    }

    /// Begins to write the document that the form names.
    pub(super) fn begin_document(&mut self, form: &DocumentForm) -> Result<(), String> {
        let path = self.typed(&form.path).ok_or("Name the file to write")?;
        let name = path.file_name().ok_or("Name the file to write")?.to_string_lossy().into_owned();
        let content = self.content_of(&form.document, form.format)?;
        let what = form.document.name();
        self.start("Writing a document", RunningJob::Write, move |steps| {
            let bytes = content(steps)?;
            let sink = crate::store::sink::FolderSink::new(folder_of(&path));
            let mut sink = StoppableSink { sink, steps: steps.clone() };
            let failed = |err| Report::new(format!("writing failed: {err}: {}", path.display()));
            sink.write(&name, &mut |out| out.write_all(&bytes)).map_err(failed)?;
            sink.commit().map_err(failed)?;
            let title = format!("Wrote {what}");
            Ok(DoneReport { title, summary: path.display().to_string(), ..DoneReport::default() })
        })
    }

    /// What makes the bytes of a document in one of its formats.
    fn content_of(&self, document: &Document, format: usize) -> Result<Content, String> {
        Ok(match document {
            Document::Codebook => {
                let format = CodebookFormat::ALL.get(format).copied().ok_or("Choose a format")?;
                let snapshot = self.session.corpus.snapshot();
                Box::new(move |_| Ok(codebook(snapshot.state(), format).into_bytes()))
            }
            Document::Plot(kind) => {
                let format = PlotFormat::ALL.get(format).copied().ok_or("Choose a format")?;
                let plot = self.plot_as(*kind, format)?;
                Box::new(move |_| plot().map_err(Report::new))
            }
            Document::Item(face, item) => {
                let format = ItemFormat::ALL.get(format).copied().ok_or("Choose a format")?;
                let look = ItemsLook { face: *face, ..self.session.wide.items.look.clone() };
                let (snapshot, item) = (self.session.corpus.snapshot(), item.clone());
                Box::new(move |_| item_bytes(&snapshot, &item, &look, format))
            }
            Document::Found => {
                let format = TableFormat::ALL.get(format).copied().ok_or("Choose a format")?;
                Box::new(self.table_of_hits(format))
            }
        })
    }
}
