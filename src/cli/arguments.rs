//! What can be typed: the arguments of the program, as typed.

mod articles;
mod items;

use std::path::PathBuf;

use chrono::NaiveDate;
use clap::{Args, Parser, Subcommand};

use crate::formats::csv::ColumnMap;
use crate::model::id::{AnnotationId, AnnotatorId, ArticleId, LabelId};

pub use articles::{
    Add, Correct, DoubtfulBlocks, Link, NearDuplicatesArgument, NewerArgument, OriginalFile, Renew,
};
pub use items::{ItemDate, ItemFace, Items};

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
    /// Write although the file system has no locks; nobody else may work in the corpus under this name.
    #[arg(long, global = true)]
    pub without_lock: bool,
    /// Read the corpus from its own files alone, and keep nothing for the next time.
    #[arg(long, global = true)]
    pub no_cache: bool,
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
    /// Correct a few words of an article's text; what is tagged goes along.
    ///
    /// Where the words stand is said by the offset of the first of them, counted in code points from 0, or the words
    /// stand in the text exactly once. Spans that the correction cuts through are listed, and kept in the list of those
    /// without a place. It is one change, which undo takes back. Exit code 1 if a span lost its place.
    Correct(Correct),
    /// Give an article the text of a newer version of it, as a file has it; what is tagged goes along.
    ///
    /// Only what differs is changed. Spans that cover other words then, and those without a place, are listed. It is
    /// one change, which undo takes back. Exit code 1 if a span lost its place.
    Renew(Renew),
    /// Say that an article is a copy of another, or of none: the same story in two outlets.
    ///
    /// What is linked so stays on one side of every split of a dataset. It is one change, which undo takes back.
    Link(Link),
    /// Write out the file an article was made of, if it is kept in the corpus.
    Original(OriginalFile),
    /// List the articles.
    List(Read),
    /// Take an annotated dataset into a corpus.
    Import(Import),
    /// Write a corpus as a dataset that other tools read.
    Export(Box<Export>),
    /// List the formats of datasets.
    Formats(Formats),
    /// Check every file, offset, covered text and relation; or, with --quality, list what is worth a second look.
    Check(Check),
    /// Find words and spans, each in its line.
    ///
    /// Words, "words together" and /patterns/ look in the texts; fields ask for more: label:quote,
    /// speaker:"lidia ferran", status:accepted, outlet:wire, date:2025-03..2025-04, within:claim, near:5. All must
    /// hold; - before one turns it round, OR parts alternatives. Exit code 0: something was found; 1: nothing;
    /// 2: the query can't be read, or could not run.
    Find(Find),
    /// Count articles, annotations, speakers, decisions.
    Stats(Stats),
    /// List the items that are followed, or show one: its life, positions, terms, voices, or a brief of it.
    ///
    /// Exit code 1 if something is wrong among the items that are listed: circles, names of items that are not there,
    /// items of several annotators that look like one.
    Items(Items),
    /// Show the history: what was done, by whom, when.
    Log(Log),
    /// Mend what can be mended: replay, take in, put spans back; what was there is copied first.
    Repair(Repair),
    /// Bring back what was there before: a whole corpus as a new one, an article or an annotation in place.
    Restore(Restore),
    /// Write labels, attributes and links with their guidelines, as Markdown or HTML.
    Codebook(Codebook),
    /// Write a corpus as one self-contained file.
    Pack(Pack),
    /// Make a corpus folder of a packed file.
    Unpack(Unpack),
    /// Merge two versions of a record file, record by record; usable as a merge driver of git.
    ///
    /// The result is written to OURS. Exit code 0: merged; 1: merged, but what is listed needs a look, or no
    /// valid file can be made of the two and OURS is as it was; 2: could not run, and OURS is as it was.
    ///
    /// As a merge driver: `git config merge.redletter.driver "redletter merge-file %O %A %B --path %P"`.
    MergeFile(MergeFile),
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

/// Arguments of the commands that read a corpus.
#[derive(Debug, Args)]
pub struct Read {
    /// The corpus: a folder, or a packed file.
    pub corpus: PathBuf,
    /// Print JSON.
    #[arg(long)]
    pub json: bool,
}

/// Arguments of `check`.
#[derive(Debug, Args)]
pub struct Check {
    /// The corpus: a folder, or a packed file.
    pub corpus: PathBuf,
    /// List quotes without a speaker, loose ends of spans, names that look alike and the like instead, as the
    /// window's Checks do. What is accepted there and checks that are switched off are left out. Exit code 1 if
    /// there is a problem among them; what is only worth a look makes none.
    #[arg(long)]
    pub quality: bool,
    /// Print JSON, one line a finding.
    #[arg(long)]
    pub json: bool,
}

/// Arguments of `stats`.
#[derive(Debug, Args)]
pub struct Stats {
    /// The corpus: a folder, or a packed file.
    pub corpus: PathBuf,
    /// Print JSON: totals of the whole corpus and all tables.
    #[arg(long, conflicts_with_all = ["csv", "svg"])]
    pub json: bool,
    /// Print one table as CSV: made, done, labels, outlets, speakers, annotators, months, lengths, label-lengths,
    /// overlap, review, reviewers or texts.
    #[arg(long, value_name = "TABLE", conflicts_with = "svg")]
    pub csv: Option<String>,
    /// Print the plot of one table as SVG.
    #[arg(long, value_name = "TABLE")]
    pub svg: Option<String>,
    /// What the tables over time are cut into: day, week or month.
    #[arg(long, value_name = "PERIOD", default_value = "week")]
    pub period: String,
    /// Count notes (captions, credits, corrections) and furniture (menus, “read more”) as text of the articles too;
    /// their words, sentences and quotations are left out otherwise. Spans count wherever they stand.
    #[arg(long)]
    pub whole_texts: bool,
    /// Which spans the tables count.
    #[command(flatten)]
    pub only: StatsFilter,
}

/// Which spans the tables of `stats` count. The totals are those of the whole corpus.
#[derive(Debug, Args)]
pub struct StatsFilter {
    /// Only spans with this label; may be repeated.
    #[arg(long = "label", value_name = "L")]
    pub labels: Vec<LabelId>,
    /// Only the work of this annotator; may be repeated.
    #[arg(long = "by", value_name = "ID")]
    pub by: Vec<AnnotatorId>,
    /// Only articles of this outlet; may be repeated.
    #[arg(long = "outlet", value_name = "NAME")]
    pub outlets: Vec<String>,
    /// Only articles published on this day or later.
    #[arg(long, value_name = "DAY")]
    pub from: Option<NaiveDate>,
    /// Only articles published on this day or earlier.
    #[arg(long, value_name = "DAY")]
    pub to: Option<NaiveDate>,
    /// Only spans that a review has accepted, corrected or rejected.
    #[arg(long)]
    pub reviewed: bool,
}

/// Arguments of `find`.
#[expect(clippy::struct_excessive_bools, reason = "switches as they are typed")]
#[derive(Debug, Args)]
pub struct Find {
    /// The corpus: a folder, or a packed file.
    pub corpus: PathBuf,
    /// What to look for: words, "words together", /patterns/, field:value.
    #[arg(allow_hyphen_values = true)]
    pub query: String,
    /// Take the whole query for one regular expression.
    #[arg(long)]
    pub regex: bool,
    /// Only in spans with this label; may be repeated.
    #[arg(long = "label", value_name = "LABEL")]
    pub labels: Vec<LabelId>,
    /// Capital and small letters differ.
    #[arg(long)]
    pub case: bool,
    /// Letters with and without diacritics are the same.
    #[arg(long)]
    pub fold: bool,
    /// Whole words only.
    #[arg(long)]
    pub word: bool,
    /// How many characters of the line are shown on each side.
    #[arg(long, value_name = "N", default_value_t = 50)]
    pub context: usize,
    /// No more hits than this.
    #[arg(long, value_name = "N")]
    pub limit: Option<usize>,
    /// Print JSON, one line a hit.
    #[arg(long)]
    pub json: bool,
    /// Print CSV.
    #[arg(long, conflicts_with = "json")]
    pub csv: bool,
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
    /// A RON file that says which of the corpus's labels, attributes and relations the dataset's own become. What it
    /// does not name stays under its own name.
    #[arg(long, value_name = "FILE")]
    pub map: Option<PathBuf>,
    /// Which columns of a table hold what, such as text=body,label=code,attr:tone=Tone. The header is asked where
    /// nobody says.
    #[arg(long, value_name = "FIELD=COLUMN,…")]
    pub columns: Option<ColumnMap>,
    /// Write the map that is most likely meant into this file, with nothing taken in.
    #[arg(long, value_name = "FILE", conflicts_with = "map")]
    pub propose_map: Option<PathBuf>,
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
    #[arg(long, value_name = "FORMAT", required_unless_present = "recipe")]
    pub to: Option<String>,
    /// The file to write, or the folder; what is there is replaced once the new one is proven. Beside NAME.jsonl
    /// come NAME.card.md, which describes it, and NAME.recipe.ron, by which it can be made again.
    #[arg(long, value_name = "PATH")]
    pub out: PathBuf,
    /// Which part of the corpus.
    #[command(flatten)]
    pub choice: ExportChoice,
    /// Which rows, instead of articles.
    #[command(flatten)]
    pub shape: ExportShape,
    /// What is for training, validation and test.
    #[command(flatten)]
    pub split: ExportSplit,
    /// How it is written.
    #[command(flatten)]
    pub options: ExportOptions,
    /// Begin with this recipe: a file, or one that the corpus keeps. What else is asked here takes the place of
    /// what the recipe says.
    #[arg(long, value_name = "NAME|FILE")]
    pub recipe: Option<String>,
    /// Keep in the corpus, under this name, what was asked.
    #[arg(long, value_name = "NAME")]
    pub save_recipe: Option<String>,
    /// Write the report as JSON into this file.
    #[arg(long, value_name = "FILE")]
    pub report: Option<PathBuf>,
}

/// Which part of a corpus is exported.
#[derive(Debug, Args)]
pub struct ExportChoice {
    /// Only this article; may be repeated.
    #[arg(long = "article", value_name = "ID")]
    pub articles: Vec<ArticleId>,
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
    /// Only annotations of which their annotators are sure, or unsure; or all.
    #[arg(long, value_name = "C")]
    pub certainty: Option<String>,
}

/// Which rows are made for a task, instead of the format's own articles; as jsonl or csv.
#[derive(Debug, Args)]
pub struct ExportShape {
    /// A row is one of these: spans, sentences, pairs, speakers, windows.
    #[arg(long, value_name = "SHAPE")]
    pub shape: Option<String>,
    /// Whose work makes rows: layers, each annotator's own; result, the reviewed result; votes, everybody's
    /// counted together [default: layers].
    #[arg(long, value_name = "G")]
    pub gather: Option<String>,
    /// When a sentence has the label of an annotation: any, half, whole [default: any].
    #[arg(long, value_name = "O")]
    pub overlap: Option<String>,
    /// Sentences before and after, for windows, speakers and pairs [default: 0].
    #[arg(long, value_name = "N")]
    pub around: Option<u8>,
    /// Without the words of the articles: article, hash and offsets only. For rows, and for jsonl, csv, tsv, w3c
    /// and parquet.
    #[arg(long)]
    pub by_reference: bool,
}

/// How articles are split into training, validation and test.
#[derive(Debug, Args)]
pub struct ExportSplit {
    /// Shares of training, validation and test: 80/10/10.
    #[arg(long, value_name = "T/V/T", conflicts_with = "split_dates")]
    pub split: Option<String>,
    /// Another seed gives another split [default: 0].
    #[arg(long, value_name = "N", requires = "split")]
    pub seed: Option<u64>,
    /// Split by date: the first day of the validation and the first day of the test.
    #[arg(long, value_name = "D1,D2", value_delimiter = ',', num_args = 1)]
    pub split_dates: Vec<NaiveDate>,
    /// What keeps articles on one side: duplicates, speakers, codes; or nothing [default: duplicates]. Articles that
    /// are linked as copies of one another are on one side in any case.
    #[arg(long, value_name = "WHAT", value_delimiter = ',')]
    pub keep_together: Vec<String>,
}

/// How an export is written, where the format leaves a choice.
#[derive(Debug, Args)]
pub struct ExportOptions {
    /// Call annotators annotator-1, annotator-2 and so on. Names in texts and of speakers stay.
    #[arg(long)]
    pub pseudonyms: bool,
    /// How tokens are marked: iob2, iobes, bilou [default: iob2].
    #[arg(long, value_name = "S")]
    pub scheme: Option<String>,
    /// Which of several overlapping spans stands where only one can: longest, first; or columns, one for each
    /// label [default: longest].
    #[arg(long, value_name = "RULE")]
    pub overlaps: Option<String>,
    /// CSV for spreadsheet programs: what would be taken for a formula begins with an apostrophe.
    #[arg(long)]
    pub for_spreadsheet: bool,
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
    /// Only what touches this article.
    #[arg(long, value_name = "ID")]
    pub article: Option<ArticleId>,
    /// Only what touches this annotation, decisions on it and links to it included.
    #[arg(long, value_name = "ID")]
    pub annotation: Option<AnnotationId>,
    /// Only what this annotator did.
    #[arg(long, value_name = "ANNOTATOR")]
    pub by: Option<AnnotatorId>,
    /// Only from this time on: 2025-03-14T10:42:07Z, or in local time 2025-03-14, "2025-03-14 10:42" or 10:42
    /// (today).
    #[arg(long, value_name = "TIME")]
    pub since: Option<String>,
    /// Only up to this time; one that names no seconds or no hour means the end of that minute or day.
    #[arg(long, value_name = "TIME")]
    pub until: Option<String>,
    /// Print JSON, one line a transaction.
    #[arg(long)]
    pub json: bool,
}

/// Arguments of `repair`.
#[derive(Debug, Args)]
pub struct Repair {
    /// The corpus folder.
    pub corpus: PathBuf,
    /// Make own files that can't be read anew from the histories, and bring back own records that are not what
    /// the histories say last.
    #[arg(long)]
    pub from_history: bool,
    /// Print JSON.
    #[arg(long)]
    pub json: bool,
}

/// Arguments of `restore`.
#[derive(Debug, Args)]
#[command(group = clap::ArgGroup::new("what").required(true).args(["out", "article", "annotation"]))]
pub struct Restore {
    /// The corpus folder.
    pub corpus: PathBuf,
    /// As it was at this time: 2025-03-14T10:42:07Z, or in local time 2025-03-14, "2025-03-14 10:42" or 10:42
    /// (today); one that names no seconds or no hour means the end of that minute or day.
    #[arg(long, value_name = "TIME")]
    pub at: String,
    /// Write the whole corpus as it was into this new folder.
    #[arg(long, value_name = "FOLDER")]
    pub out: Option<PathBuf>,
    /// Bring back one's own work on this article; undo takes it back.
    #[arg(long, value_name = "ID")]
    pub article: Option<ArticleId>,
    /// Bring back one annotation of one's own; undo takes it back.
    #[arg(long, value_name = "ID")]
    pub annotation: Option<AnnotationId>,
    /// Bring back the article's blocks and what is known about it, too.
    #[arg(long, requires = "article")]
    pub with_article: bool,
}

/// Arguments of `codebook`.
#[derive(Debug, Args)]
pub struct Codebook {
    /// The corpus folder, or a packed file.
    pub corpus: PathBuf,
    /// One HTML page instead of Markdown.
    #[arg(long)]
    pub html: bool,
    /// The file to write; standard output, if none is named.
    #[arg(long)]
    pub out: Option<PathBuf>,
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

/// Arguments of `merge-file`.
#[derive(Debug, Args)]
pub struct MergeFile {
    /// What both began with; an empty file if both added it.
    pub base: PathBuf,
    /// Our version; the result is written to it.
    pub ours: PathBuf,
    /// Their version.
    pub theirs: PathBuf,
    /// Where the file lies in its corpus, if OURS is a copy elsewhere: beside it the article of a layer is found.
    #[arg(long)]
    pub path: Option<PathBuf>,
    /// Print JSON, one line a listed record.
    #[arg(long)]
    pub json: bool,
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
    /// Leave the texts of articles as they are.
    #[arg(long)]
    pub keep_texts: bool,
}
