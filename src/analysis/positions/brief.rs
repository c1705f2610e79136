//! A Markdown brief of one item, for an editor: names, days, acts and quoted words, each with a footnote that says
//! where it is from. Nothing is put into other words.

mod head;
mod lists;
mod notes;
mod tables;

use std::collections::BTreeSet;

use super::words::Words;
use super::{Bearing, Comparison, DateBy, Independence, Life, Matrix, Positions, Rows, Scope};
use crate::model::annotation::AnnotationKey;
use crate::model::id::ItemId;
use crate::model::reader::{CorpusReader, ReadError};
use crate::model::text::numbers::counted;
use notes::Notes;

/// What goes into a brief.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BriefOptions {
    /// Which date things are put in order by.
    pub by: DateBy,
    /// Whether its terms count in its life and among those behind it. The table of positions has them in any case.
    pub scope: Scope,
    /// Who gets a row in the table of positions.
    pub rows: Rows,
    /// The item to compare it with; those whose place it took, if none is named.
    pub with: Option<ItemId>,
    /// The title; the item's name, if none is given.
    pub title: Option<String>,
    /// Whether caveats stand below what they qualify. Where they don't, the brief says how many there are.
    pub caveats: bool,
}

impl Default for BriefOptions {
    fn default() -> Self {
        Self {
            by: DateBy::default(),
            scope: Scope::default(),
            rows: Rows::default(),
            with: None,
            title: None,
            caveats: true,
        }
    }
}

/// The brief of an item, as `CommonMark` with the tables and footnotes of GitHub. Each article it quotes is read once.
///
/// # Errors
///
/// An article it quotes can't be read: a brief that leaves words out without a word would mislead.
pub fn brief(
    positions: Positions<'_>,
    item: &ItemId,
    options: &BriefOptions,
    reader: &dyn CorpusReader,
) -> Result<String, ReadError> {
    let item = positions.items.meant(item);
    let asked = Asked::of(positions, item, options);
    let keys = asked.keys();
    let caveats: BTreeSet<AnnotationKey> = keys.iter().flat_map(|key| positions.index.caveats(key)).collect();
    let shown = caveats.iter().filter(|_| options.caveats);
    let words = Words::read(positions, keys.iter().chain(shown).cloned(), reader)?;
    let mut brief = Brief { positions, item, options, words, notes: Notes::default(), out: String::new() };
    brief.head(&asked, &caveats);
    brief.terms();
    brief.life(&asked.life);
    brief.matrix(&asked.matrix);
    for (pair, comparison) in &asked.comparisons {
        brief.comparison(pair, comparison);
    }
    brief.independence(&asked.independence);
    brief.footnotes();
    Ok(brief.out)
}

/// The answers a brief is made of.
struct Asked {
    life: Life,
    matrix: Matrix,
    comparisons: Vec<((ItemId, ItemId), Comparison)>,
    independence: Independence,
    /// What bears on what stands in the brief beside it: its terms, what it replaces, what replaced it.
    others: Vec<Bearing>,
}

impl Asked {
    fn of(positions: Positions<'_>, item: &ItemId, options: &BriefOptions) -> Self {
        let by = options.by;
        let tree = positions.items;
        let compared = match &options.with {
            Some(other) => vec![tree.meant(other).clone()],
            None => tree.predecessors(item).to_vec(),
        };
        let comparisons = compared.into_iter().filter(|other| other != item).map(|other| {
            // The earlier one stands at the left.
            let is_later = tree.chain(item).iter().take_while(|id| *id != item).any(|id| *id == other);
            let pair = if is_later { (other, item.clone()) } else { (item.clone(), other) };
            let comparison = positions.compare(&pair.0, &pair.1, by);
            (pair, comparison)
        });
        let linked = tree.predecessors(item).iter().chain(tree.successors(item));
        let mut others = positions.bearings(item, Scope::WithTerms, by);
        others.extend(linked.flat_map(|id| positions.bearings(id, Scope::Item, by)));
        Self {
            life: positions.life(item, options.scope, by),
            matrix: positions.matrix(item, options.rows, by),
            comparisons: comparisons.collect(),
            independence: positions.independent(item, options.scope, by),
            others,
        }
    }

    /// Every annotation that may be quoted or cited.
    fn keys(&self) -> BTreeSet<AnnotationKey> {
        let mut keys: BTreeSet<AnnotationKey> =
            self.others.iter().map(|bearing| bearing.key.clone()).collect();
        keys.extend(self.life.events.iter().chain(&self.life.undated).map(|event| event.bearing.key.clone()));
        for (_, Comparison { whole: (one, two), terms, .. }) in &self.comparisons {
            keys.extend(one.iter().chain(two).cloned());
            keys.extend(terms.iter().flat_map(|pair| pair.one_keys.iter().chain(&pair.two_keys)).cloned());
        }
        keys
    }
}

/// A brief in the making.
struct Brief<'b> {
    positions: Positions<'b>,
    item: &'b ItemId,
    options: &'b BriefOptions,
    words: Words,
    notes: Notes,
    out: String,
}

impl Brief<'_> {
    fn line(&mut self, line: &str) {
        self.out.push_str(line);
        self.out.push('\n');
    }

    fn heading(&mut self, words: &str) {
        self.out.push_str("\n## ");
        self.line(words);
        self.out.push('\n');
    }

    /// An item's name in Markdown.
    fn name(&self, item: &ItemId) -> String {
        crate::model::text::markdown::escaped(&self.positions.item_name(item))
    }

    /// The words of an annotation with its footnote: in quotation marks if they are the speaker's own, otherwise in
    /// italics.
    fn quoted(&mut self, key: &AnnotationKey) -> String {
        let note = self.notes.mark(key);
        match self.words.get(key) {
            Some(quotation) => format!("{}{note}", notes::quoted(quotation)),
            None => note,
        }
    }

    /// Who says it, and through whom, in Markdown.
    fn who(&self, key: &AnnotationKey) -> String {
        let Some(quotation) = self.words.get(key) else { return "not set".to_owned() };
        notes::who(quotation)
    }

    /// What qualifies an annotation, each as “but: …”; nothing where caveats are left out.
    fn buts(&mut self, key: &AnnotationKey) -> Vec<String> {
        if !self.options.caveats {
            return Vec::new();
        }
        let caveats = self.positions.index.caveats(key);
        let but = |caveat: &AnnotationKey| format!("but: {}", self.quoted(caveat));
        caveats.iter().map(but).collect()
    }

    /// The footnotes of what qualifies an annotation, where there is no room for the words.
    fn but_marks(&mut self, key: &AnnotationKey) -> String {
        let caveats = if self.options.caveats { self.positions.index.caveats(key) } else { Vec::new() };
        let marks: String = caveats.iter().map(|caveat| self.notes.mark(caveat)).collect();
        if marks.is_empty() { marks } else { format!(" (but{marks})") }
    }

    /// The footnotes of several annotations: the first, and how many more there are.
    fn marks<'k>(&mut self, keys: impl IntoIterator<Item = &'k AnnotationKey>) -> String {
        const MAX_MARKS: usize = 12;
        let keys: Vec<&AnnotationKey> = keys.into_iter().collect();
        let mut marks: String = keys.iter().take(MAX_MARKS).map(|key| self.notes.mark(key)).collect();
        if keys.len() > MAX_MARKS {
            marks = format!("{marks} and {} more", keys.len() - MAX_MARKS);
        }
        marks
    }

    fn footnotes(&mut self) {
        self.heading("Footnotes");
        self.line("Places count code points of the article’s text from 0, the end not included.\n");
        for (number, key) in self.notes.all().to_vec().iter().enumerate() {
            let note = notes::footnote(number + 1, key, self.words.get(key));
            self.line(&note);
        }
    }
}

/// How many caveats a brief leaves out, in a sentence.
fn left_out(num: usize) -> String {
    let (caveats, verb) = (counted(num, "caveat"), if num == 1 { "qualifies" } else { "qualify" });
    format!("**Caveats are left out of this brief: {caveats} {verb} what it quotes.**")
}
