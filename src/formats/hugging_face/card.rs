//! The dataset card: what the library and the hub read, then what people read.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use crate::formats::columnar::{Cell, Column};
use crate::formats::interchange::lines::ArticleLine;
use crate::formats::splits::Split;
use crate::model::corpus::CorpusState;
use crate::model::tagset::Label;

use super::features::{features_yaml, quoted};

/// How much there is of what.
#[derive(Debug, Default)]
pub struct Tally {
    by_split: BTreeMap<Split, Rows>,
    num_relations: usize,
    by_label: BTreeMap<String, usize>,
    by_annotator: BTreeMap<String, usize>,
    languages: BTreeSet<String>,
}

/// The rows of a split.
#[derive(Debug, Default)]
struct Rows {
    num_rows: usize,
    num_bytes: usize,
}

/// What a card is about.
pub struct Card<'c> {
    /// The dataset's name.
    pub name: &'c str,
    /// The tagset with its guidelines.
    pub state: &'c CorpusState,
    /// The columns of the dataset.
    pub columns: &'c [Column],
    /// The names of its classes by their numbers.
    pub classes: &'c [String],
    /// How much there is.
    pub tally: &'c Tally,
    /// What is not in it, a sentence each.
    pub gaps: Vec<&'static str>,
}

impl Tally {
    /// Begins a split, which may have no article.
    pub fn begin(&mut self, split: Split) {
        self.by_split.entry(split).or_default();
    }

    /// Counts what an article of a split brings, and its row.
    pub fn add(&mut self, split: Split, line: &ArticleLine, row: &[Cell]) {
        let rows = self.by_split.entry(split).or_default();
        rows.num_rows += 1;
        rows.num_bytes += row.iter().map(Cell::num_bytes).sum::<usize>();
        self.num_relations += line.relations.len();
        for annotation in &line.annotations {
            *self.by_label.entry(annotation.label.clone()).or_default() += 1;
            *self.by_annotator.entry(annotation.annotator.clone()).or_default() += 1;
        }
        // The hub takes codes of ISO 639 only.
        let language = line.language.split(['-', '_']).next().unwrap_or_default().to_lowercase();
        if matches!(language.len(), 2 | 3) && language.bytes().all(|byte| byte.is_ascii_lowercase()) {
            self.languages.insert(language);
        }
    }

    fn num_annotations(&self) -> usize {
        self.by_label.values().sum()
    }
}

impl Card<'_> {
    /// The card. The library reads how many rows a split has only where it is told how many bytes it takes in memory
    /// too, which nobody but the library knows; about so many is said.
    pub fn text(&self) -> String {
        let mut text = self.front();
        text.push_str(&self.body());
        text
    }

    fn front(&self) -> String {
        let pretty_name = format!("pretty_name: {}", quoted(self.name));
        let mut lines = vec!["---".to_owned(), "license: unknown".to_owned(), pretty_name];
        if !self.tally.languages.is_empty() {
            lines.push("language:".to_owned());
            // In quotes, for `no` is a language.
            lines.extend(self.tally.languages.iter().map(|code| format!("- \"{code}\"")));
        }
        lines.extend(["task_categories:", "- token-classification", "configs:"].map(str::to_owned));
        lines.extend(["- config_name: default", "  data_files:"].map(str::to_owned));
        for split in self.tally.by_split.keys().map(|split| split.name()) {
            lines.extend([format!("  - split: {split}"), format!("    path: data/{split}-*")]);
        }
        lines.extend(["dataset_info:", "  features:"].map(str::to_owned));
        let mut yaml = lines.join("\n") + "\n";
        features_yaml(self.columns, self.classes, 2, &mut yaml);
        yaml.push_str("  splits:\n");
        for (split, Rows { num_rows, num_bytes }) in &self.tally.by_split {
            yaml.extend(["  - name: ", split.name(), "\n    num_bytes: ", &num_bytes.to_string()]);
            yaml.extend(["\n    num_examples: ", &num_rows.to_string(), "\n"]);
        }
        yaml.push_str("---\n\n");
        yaml
    }

    fn body(&self) -> String {
        let tally = self.tally;
        let mut text = format!("# {}\n\n", one_line(self.name));
        let mut add = |line: &str| {
            // Writing into a string can't fail.
            let written = writeln!(text, "{line}");
            debug_assert!(written.is_ok());
        };
        add(&format!(
            "News articles with annotations: {} articles, {} annotations, {} relations. A row is an article.",
            tally.by_split.values().map(|rows| rows.num_rows).sum::<usize>(),
            tally.num_annotations(),
            tally.num_relations
        ));
        add("\n| Split | Articles |\n|---|---|");
        for (split, rows) in &tally.by_split {
            add(&format!("| {} | {} |", split.name(), rows.num_rows));
        }
        add("\n`start` and `end` count Unicode code points of `text`, the end exclusive, so that in Python");
        add(
            "`text[start:end]` is what an annotation covers. An annotation with gaps has several `fragments`;",
        );
        add("its own `start` and `end` go from the first to the last of them.");
        add("\n## Labels\n\n| Number | Label | Annotations | Meaning |\n|---|---|---|---|");
        for (number, class) in self.classes.iter().enumerate() {
            let label = self.state.tagset.labels.values().find(|label| label.id.as_str() == class);
            let num_annotations = tally.by_label.get(class).copied().unwrap_or(0);
            let meaning = label.map(meaning).unwrap_or_default();
            add(&format!("| {number} | `{class}` | {num_annotations} | {meaning} |"));
        }
        add("\n## Annotators\n\n| Annotator | Annotations |\n|---|---|");
        for (annotator, num_annotations) in &tally.by_annotator {
            add(&format!("| `{annotator}` | {num_annotations} |"));
        }
        add("\n## Columns\n\n| Column | Meaning |\n|---|---|");
        for column in self.columns {
            add(&format!("| `{}` | {} |", column.name, column.means));
        }
        add("\n## What is not in it\n");
        self.gaps.iter().for_each(|gap| add(&format!("- {gap}")));
        add(
            "\n## Licence\n\nThe licence is not known: who publishes the dataset has to say it here, and in `license`",
        );
        add("above. The articles may be under the rights of those who published them.");
        text
    }
}

/// A label's name, and the first paragraph of its guideline.
fn meaning(label: &Label) -> String {
    let paragraphs = label.guideline.split("\n\n").map(str::trim);
    let first =
        paragraphs.filter(|paragraph| !paragraph.starts_with('#')).find(|paragraph| !paragraph.is_empty());
    let name = one_line(&label.name);
    match first {
        Some(first) => format!("{name}: {}", one_line(first)),
        None => name,
    }
}

/// A text in one line that can stand in a cell of a table.
fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").replace('|', "\\|").replace('<', "&lt;")
}
