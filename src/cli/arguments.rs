//! What can be typed: the arguments of the program, as typed.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

use crate::model::id::{AnnotatorId, LabelId};

/// Annotate news articles: claims, quotes, proposals, caveats, and who said them.
///
/// Without a subcommand the window opens: with CORPUS, or with the corpus of the last time, or with a sample.
#[derive(Debug, Parser)]
#[command(name = "redletter", version)]
pub struct Arguments {
    /// The corpus to open in the window: a folder.
    pub corpus: Option<PathBuf>,
    /// Who works: a–z, 0–9 and - [default: as set for the corpus, else the system's user name].
    #[arg(long, value_name = "ID", env = "REDLETTER_ANNOTATOR", global = true)]
    pub annotator: Option<AnnotatorId>,
    /// Where settings, caches and the copy of the sample are kept [default: the system's place for them].
    #[arg(long, value_name = "DIR", env = "REDLETTER_DATA_DIR", global = true)]
    pub data_dir: Option<PathBuf>,
    /// What to do instead of opening the window.
    #[command(subcommand)]
    pub command: Option<Command>,
}

/// The subcommands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Make a corpus.
    New(New),
    /// Add articles from files and folders.
    Add(Add),
    /// List the articles.
    List(Read),
    /// Take an annotated dataset into a corpus.
    Import(Import),
    /// Write a corpus as a dataset that other tools read.
    Export(Export),
    /// List the formats of datasets.
    Formats(Formats),
    /// Check every file, offset, covered text and relation.
    Check(Read),
    /// Count articles, annotations, speakers, decisions.
    Stats(Read),
    /// Show the history: what was done, by whom, when.
    Log(Log),
    /// Write a corpus as one self-contained file.
    Pack(Pack),
    /// Make a corpus folder of a packed file.
    Unpack(Unpack),
    /// Print completions for a shell.
    Completions(Completions),
    /// Work in a corpus as a person would, for tests that kill the program.
    #[command(hide = true)]
    Drive(Drive),
}

/// Arguments of `new`.
#[derive(Debug, Args)]
pub struct New {
    /// The folder to make.
    pub corpus: PathBuf,
    /// The corpus's title [default: the folder's name].
    #[arg(long)]
    pub title: Option<String>,
    /// A tagset file to begin with [default: claim, quote, proposal, caveat].
    #[arg(long, value_name = "FILE")]
    pub tagset: Option<PathBuf>,
}

/// Arguments of `add`.
#[derive(Debug, Args)]
pub struct Add {
    /// The corpus.
    pub corpus: PathBuf,
    /// Files and folders with articles: .txt, .md.
    #[arg(required = true)]
    pub paths: Vec<PathBuf>,
    /// Add an article even where one of the same text is there.
    #[arg(long)]
    pub allow_duplicates: bool,
}

/// Arguments of the commands that read a corpus.
#[derive(Debug, Args)]
pub struct Read {
    /// The corpus: a folder, or a packed file.
    pub corpus: PathBuf,
    /// Print JSON.
    #[arg(long)]
    pub json: bool,
}

/// Arguments of `import`.
#[derive(Debug, Args)]
pub struct Import {
    /// The corpus to fill.
    pub corpus: PathBuf,
    /// The dataset's files. What belongs beside a file, as NAME.register.jsonl beside NAME.jsonl, is found.
    #[arg(required = true)]
    pub paths: Vec<PathBuf>,
    /// The dataset's format; `redletter formats` lists them.
    #[arg(long, value_name = "FORMAT")]
    pub from: String,
    /// Make all of it the work of the one who imports, whoever the dataset names.
    #[arg(long)]
    pub as_own: bool,
    /// Write the report as JSON into this file.
    #[arg(long, value_name = "FILE")]
    pub report: Option<PathBuf>,
}

/// Arguments of `export`.
#[derive(Debug, Args)]
pub struct Export {
    /// The corpus: a folder, or a packed file.
    pub corpus: PathBuf,
    /// The format; `redletter formats` lists them.
    #[arg(long, value_name = "FORMAT")]
    pub to: String,
    /// The file to write; one that is there is replaced once the new one is proven.
    #[arg(long, value_name = "PATH")]
    pub out: PathBuf,
    /// Only the work of this annotator; may be repeated.
    #[arg(long = "by", value_name = "ID")]
    pub by: Vec<AnnotatorId>,
    /// Only annotations with this label; may be repeated.
    #[arg(long = "label", value_name = "L")]
    pub labels: Vec<LabelId>,
    /// Only annotations that the review left so: accepted, corrected, rejected, deferred, unreviewed, or
    /// `result` for the reviewed result; may be repeated.
    #[arg(long = "status", value_name = "S")]
    pub statuses: Vec<String>,
    /// CSV for spreadsheet programs: what would be taken for a formula begins with an apostrophe.
    #[arg(long)]
    pub for_spreadsheet: bool,
    /// Write the report as JSON into this file.
    #[arg(long, value_name = "FILE")]
    pub report: Option<PathBuf>,
}

/// Arguments of `formats`.
#[derive(Debug, Args)]
pub struct Formats {
    /// Print JSON.
    #[arg(long)]
    pub json: bool,
}

/// Arguments of `log`.
#[derive(Debug, Args)]
pub struct Log {
    /// The corpus folder.
    pub corpus: PathBuf,
    /// Print JSON, one line a transaction.
    #[arg(long)]
    pub json: bool,
}

/// Arguments of `pack`.
#[derive(Debug, Args)]
pub struct Pack {
    /// The corpus folder.
    pub corpus: PathBuf,
    /// The file to write.
    pub out: PathBuf,
}

/// Arguments of `unpack`.
#[derive(Debug, Args)]
pub struct Unpack {
    /// The packed file.
    pub file: PathBuf,
    /// The folder to make.
    pub folder: PathBuf,
}

/// Arguments of `completions`.
#[derive(Debug, Args)]
pub struct Completions {
    /// The shell.
    pub shell: clap_complete::Shell,
}

/// Arguments of `drive`.
#[derive(Debug, Args)]
pub struct Drive {
    /// The corpus to work in.
    pub corpus: PathBuf,
    /// Chooses what is done.
    #[arg(long)]
    pub seed: u64,
    /// How many things are done before the corpus is closed [default: no end].
    #[arg(long)]
    pub steps: Option<u64>,
}
