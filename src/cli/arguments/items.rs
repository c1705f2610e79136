//! Arguments of `items`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

/// Arguments of `items`.
#[derive(Debug, Args)]
pub struct Items {
    /// The corpus: a folder, or a packed file.
    pub corpus: PathBuf,
    /// The item: its id, its name or another name it goes by. All are listed, if none is given.
    pub item: Option<String>,
    /// What is shown of it.
    #[arg(long, value_enum, default_value_t, requires = "item")]
    pub show: ItemFace,
    /// The item to compare it with [default: what it took the place of, or what took its].
    #[arg(long, value_name = "ITEM", requires = "item")]
    pub with: Option<String>,
    /// Which day things go by: the one the words were said on, where that is known, or that of publication.
    #[arg(long, value_enum, default_value_t)]
    pub by: ItemDate,
    /// Without what bears on its terms.
    #[arg(long, requires = "item")]
    pub alone: bool,
    /// Voices stand in the row of what they belonged to on the day.
    #[arg(long, requires = "item")]
    pub rolled_up: bool,
    /// Leave caveats out of a brief, which says so.
    #[arg(long, requires = "item")]
    pub without_caveats: bool,
    /// How it is printed.
    #[command(flatten)]
    pub form: ItemForm,
    /// The file to write; standard output, if none is named.
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,
}

/// How what is known of items is printed; for people, if nothing is said.
#[derive(Debug, Args)]
#[expect(clippy::struct_excessive_bools, reason = "switches as they are typed")]
pub struct ItemForm {
    /// Print CSV.
    #[arg(long, conflicts_with = "json")]
    pub csv: bool,
    /// CSV for spreadsheet programs: what would be taken for a formula begins with an apostrophe.
    #[arg(long, requires = "csv")]
    pub for_spreadsheet: bool,
    /// Print JSON.
    #[arg(long)]
    pub json: bool,
    /// Print a picture: the life, the positions, or two items term by term.
    #[arg(long, requires = "item", conflicts_with_all = ["csv", "json"])]
    pub svg: bool,
}

/// What is shown of an item.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum ItemFace {
    /// What became of it, in time.
    #[default]
    Life,
    /// Who stands where on it and its terms.
    Positions,
    /// Term by term beside another.
    Terms,
    /// How many independent voices stand behind it.
    Voices,
    /// All of that in Markdown, with footnotes.
    Brief,
}

/// Which day things go by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum ItemDate {
    /// The day the words were said, where that is known.
    Said,
    /// The day of publication.
    #[default]
    Published,
}
