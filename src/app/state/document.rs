//! Documents that can be written beside datasets: what each is of, and in which formats.

use crate::analysis::codebook::CodebookFormat;
use crate::analysis::find::export::TableFormat;
use crate::analysis::statistics::tables::TableKind;
use crate::app::state::items::ItemsFace;
use crate::model::id::ItemId;

/// A document that can be written to a file of its own.
#[derive(Clone, Debug, PartialEq)]
pub enum Document {
    /// The tagset with its guidelines.
    Codebook,
    /// A plot of the statistics, or its figures.
    Plot(TableKind),
    /// What was found in the corpus, as a table.
    Found,
    /// One face of an item.
    Item(ItemsFace, ItemId),
}

/// How an item is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ItemFormat {
    /// Text with quotations and footnotes.
    Brief,
    /// The face that is shown as a table.
    Csv,
    /// The face as a picture that can be scaled.
    Svg,
    /// The same picture in pixels.
    Png,
}

impl ItemFormat {
    /// Every way, in the order of the dialog.
    pub const ALL: [Self; 4] = [Self::Brief, Self::Csv, Self::Svg, Self::Png];

    /// Its name for people.
    pub fn name(self) -> &'static str {
        match self {
            Self::Brief => "Markdown brief",
            Self::Csv => "CSV table",
            Self::Svg => "SVG picture",
            Self::Png => "PNG picture",
        }
    }

    /// The extension of its files.
    pub fn extension(self) -> &'static str {
        match self {
            Self::Brief => "md",
            Self::Csv => "csv",
            Self::Svg => "svg",
            Self::Png => "png",
        }
    }
}

/// How a plot is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PlotFormat {
    /// A picture that can be scaled.
    Svg,
    /// The same picture in pixels.
    Png,
    /// The whole table.
    Csv,
}

impl PlotFormat {
    /// Every way, in the order of the dialog.
    pub const ALL: [Self; 3] = [Self::Svg, Self::Png, Self::Csv];

    /// Its name for people.
    pub fn name(self) -> &'static str {
        match self {
            Self::Svg => "SVG picture",
            Self::Png => "PNG picture",
            Self::Csv => "CSV figures",
        }
    }

    /// The extension of its files.
    pub fn extension(self) -> &'static str {
        match self {
            Self::Svg => "svg",
            Self::Png => "png",
            Self::Csv => "csv",
        }
    }
}

/// A document that is to be written: in which format, to which file.
#[derive(Clone, Debug, PartialEq)]
pub struct DocumentForm {
    /// What is written.
    pub document: Document,
    /// Which of [`Document::formats`], from 0.
    pub format: usize,
    /// The file.
    pub path: String,
}

/// A format a document can have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DocumentFormat {
    /// Its name for people.
    pub name: &'static str,
    /// The extension of its files.
    pub extension: &'static str,
}

impl Document {
    /// What it is called in a heading, after "Export".
    pub fn name(&self) -> &'static str {
        match self {
            Self::Codebook => "the codebook",
            Self::Plot(_) => "the plot",
            Self::Found => "what was found",
            Self::Item(..) => "the item",
        }
    }

    /// What is added to the corpus's name for its file.
    pub fn suffix(&self) -> &'static str {
        match self {
            Self::Codebook => "codebook",
            Self::Plot(kind) => kind.key(),
            Self::Found => "hits",
            Self::Item(face, _) => face.key(),
        }
    }

    /// The formats it can have, the usual one first.
    pub fn formats(&self) -> Vec<DocumentFormat> {
        match self {
            Self::Codebook => CodebookFormat::ALL
                .map(|format| DocumentFormat { name: format.name(), extension: format.extension() })
                .into(),
            Self::Plot(_) => PlotFormat::ALL
                .map(|format| DocumentFormat { name: format.name(), extension: format.extension() })
                .into(),
            Self::Item(..) => ItemFormat::ALL
                .map(|format| DocumentFormat { name: format.name(), extension: format.extension() })
                .into(),
            Self::Found => TableFormat::ALL
                .map(|format| DocumentFormat { name: format.name(), extension: format.extension() })
                .into(),
        }
    }
}

impl DocumentForm {
    /// Chooses a format; the file's extension follows.
    pub fn set_format(&mut self, idx: usize) {
        let formats = self.document.formats();
        let (Some(old), Some(new)) = (formats.get(self.format), formats.get(idx)) else { return };
        if let Some(stem) = self.path.strip_suffix(&format!(".{}", old.extension)) {
            self.path = format!("{stem}.{}", new.extension);
        }
        self.format = idx;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_extension_follows_the_format() {
        let mut form = DocumentForm { document: Document::Codebook, format: 0, path: "/a/b.md".to_owned() };
        form.set_format(1);
        assert_eq!(form.path, "/a/b.html");
        form.set_format(7);
        assert_eq!((form.format, form.path.as_str()), (1, "/a/b.html"));
    }
}
