//! Arguments of the commands that take articles in and change them.

use std::path::PathBuf;

use clap::builder::{PossibleValue, PossibleValuesParser};
use clap::{Args, ValueEnum};

use crate::documents::intake::{NearDuplicates, Newer};
use crate::documents::kinds::kind_of;
use crate::documents::{DocumentColumns, DocumentReader, READERS};
use crate::model::id::ArticleId;

/// Arguments of `add`.
#[derive(Debug, Args)]
#[expect(clippy::struct_excessive_bools, reason = "switches as they are typed")]
pub struct Add {
    /// The corpus.
    pub corpus: PathBuf,
    /// Files and folders with articles: web pages, documents, mails, feeds, tables, texts, archives of them; - for
    /// what comes on standard input.
    #[arg(required = true)]
    pub paths: Vec<PathBuf>,
    /// What comes on standard input: the name of a kind or an extension of its files. Without it the first bytes tell,
    /// and what they leave open is text.
    #[arg(long = "as", value_name = "KIND", value_parser = kinds(), hide_possible_values = true)]
    pub kind: Option<String>,
    /// Which columns of tables hold what, such as text=body,title=headline,date=published; outlet= says that no column
    /// holds the outlet. The fields are text, title, date, outlet, byline, language, url and id. The header is asked
    /// where nobody says. May be given several times.
    #[arg(long, value_name = "FIELD=COLUMN,…")]
    pub columns: Vec<DocumentColumns>,
    /// Add an article even where one of the same text is there.
    #[arg(long)]
    pub allow_duplicates: bool,
    /// What becomes of an article whose text is nearly that of another: 80 % of its runs of five words.
    #[arg(long, value_enum, default_value_t)]
    pub near_duplicates: NearDuplicatesArgument,
    /// Keep the files themselves in the corpus, once each, also those of articles that are there already.
    /// `redletter original` writes one out again.
    #[arg(long)]
    pub keep_originals: bool,
    /// Take a book as one article instead of one a chapter.
    #[arg(long)]
    pub whole_books: bool,
    /// Take all of a web page instead of looking for its article.
    #[arg(long)]
    pub whole_pages: bool,
    /// What becomes of lines that may be a dateline, byline, heading or note, where nobody can be sure.
    #[arg(long, value_enum, default_value_t)]
    pub doubtful_blocks: DoubtfulBlocks,
    /// What becomes of a newer version of an article that is there: the same address, or the same title, outlet and
    /// day, and half of its runs of five words or more.
    #[arg(long, value_enum, default_value_t)]
    pub newer: NewerArgument,
}

/// The kinds of documents, by their names and the extensions of their files.
fn kinds() -> PossibleValuesParser {
    let kind = |reader: &&'static dyn DocumentReader| {
        let others = reader.extensions().iter().copied().filter(|extension| *extension != kind_of(*reader));
        PossibleValue::new(kind_of(*reader)).aliases(others)
    };
    READERS.iter().map(kind).collect::<Vec<_>>().into()
}

/// What becomes of blocks that are put forward.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum DoubtfulBlocks {
    /// They stay running text, and are told.
    #[default]
    Tell,
    /// They become blocks of their own.
    Make,
}

/// What becomes of newer versions.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum NewerArgument {
    /// They are added as articles of their own, and told.
    #[default]
    Tell,
    /// The article that is there gets their text.
    Renew,
    /// They are added as articles of their own.
    Add,
}

impl From<NewerArgument> for Newer {
    fn from(argument: NewerArgument) -> Self {
        match argument {
            NewerArgument::Tell => Self::Tell,
            NewerArgument::Renew => Self::Renew,
            NewerArgument::Add => Self::AsNew,
        }
    }
}

/// Arguments of `correct`.
#[derive(Debug, Args)]
#[command(group = clap::ArgGroup::new("where").required(true).args(["at", "replace"]))]
pub struct Correct {
    /// The corpus folder.
    pub corpus: PathBuf,
    /// The article.
    pub article: ArticleId,
    /// Where the words begin, in code points from 0.
    #[arg(long, value_name = "OFFSET", requires_all = ["removed", "inserted"])]
    pub at: Option<usize>,
    /// The words that stand there; empty, if words are only put in.
    #[arg(long, value_name = "WORDS", requires = "at", allow_hyphen_values = true)]
    pub removed: Option<String>,
    /// The words to put in their place; empty, if they are only taken out.
    #[arg(long, value_name = "WORDS", requires = "at", allow_hyphen_values = true)]
    pub inserted: Option<String>,
    /// Words that stand in the text exactly once.
    #[arg(long, value_name = "OLD", requires = "with", allow_hyphen_values = true)]
    pub replace: Option<String>,
    /// The words to put in their place.
    #[arg(long, value_name = "NEW", requires = "replace", allow_hyphen_values = true)]
    pub with: Option<String>,
}

/// Arguments of `renew`.
#[derive(Debug, Args)]
pub struct Renew {
    /// The corpus folder.
    pub corpus: PathBuf,
    /// The article.
    pub article: ArticleId,
    /// The file with the newer version.
    pub file: PathBuf,
    /// Say what would happen, and change nothing.
    #[arg(long)]
    pub dry_run: bool,
    /// Do it even if the two texts are less than half alike.
    #[arg(long)]
    pub anyway: bool,
}

/// Arguments of `link`.
#[derive(Debug, Args)]
#[command(group = clap::ArgGroup::new("what").required(true).args(["original", "none"]))]
pub struct Link {
    /// The corpus folder.
    pub corpus: PathBuf,
    /// The article that is the copy.
    pub article: ArticleId,
    /// The article whose text it nearly has; where that is a copy itself, the first of them is taken.
    pub original: Option<ArticleId>,
    /// Take its link away.
    #[arg(long)]
    pub none: bool,
}

/// Arguments of `original`.
#[derive(Debug, Args)]
pub struct OriginalFile {
    /// The corpus folder.
    pub corpus: PathBuf,
    /// The article.
    pub article: ArticleId,
    /// The file to write, which must not be there yet [default: the name it had, in this folder].
    #[arg(long, short, value_name = "FILE")]
    pub out: Option<PathBuf>,
}

/// What becomes of near duplicates.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum NearDuplicatesArgument {
    /// They are added, and told.
    #[default]
    Tell,
    /// They are added, told, and linked as copies of the article whose text they nearly have.
    Link,
    /// They are left out.
    Skip,
    /// They are not looked for.
    Ignore,
}

impl From<NearDuplicatesArgument> for NearDuplicates {
    fn from(argument: NearDuplicatesArgument) -> Self {
        match argument {
            NearDuplicatesArgument::Tell => Self::Tell,
            NearDuplicatesArgument::Link => Self::Link,
            NearDuplicatesArgument::Skip => Self::Skip,
            NearDuplicatesArgument::Ignore => Self::Ignore,
        }
    }
}
