//! Writes a corpus of invented news, as large as one likes and the same each time, to try the program on:
//! `cargo run --example made -- FOLDER --articles 30000 --annotations 100000 --seed 1`.

#[path = "corpus.rs"]
mod corpus;

use std::error::Error;
use std::path::PathBuf;

use clap::Parser;

use corpus::Made;

/// What is to be written, and where.
#[derive(Parser)]
struct Arguments {
    /// The folder to make; it must not hold anything yet.
    folder: PathBuf,
    /// How many articles; their texts have 3.3 kB on average.
    #[arg(long, default_value_t = 30_000)]
    articles: usize,
    /// How many annotations three annotators have made, a reviewer's corrections not counted.
    #[arg(long, default_value_t = 100_000)]
    annotations: usize,
    /// Another number makes another corpus.
    #[arg(long, default_value_t = 1)]
    seed: u64,
}

#[expect(clippy::print_stdout, reason = "it is run from a terminal")]
fn main() -> Result<(), Box<dyn Error>> {
    let Arguments { folder, articles, annotations, seed } = Arguments::parse();
    let made = Made { num_articles: articles, num_annotations: annotations, seed };
    let num_bytes = made.write(&folder)?;
    println!("{articles} articles with {num_bytes} bytes of text, {annotations} annotations");
    Ok(())
}
