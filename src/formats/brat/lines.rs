//! The lines of annotation files, each by its kind, as they stand there.

use std::collections::BTreeSet;

use crate::formats::interchange::lines::Span;
use crate::formats::reading::Reading;
use crate::formats::report::Effect;

/// Where a line stands: which of the files, and which line in it, from 1.
pub type At = (usize, usize);

/// A `T` line.
pub struct TextBound {
    /// Where it stands.
    pub at: At,
    /// Its id.
    pub id: String,
    /// Its type.
    pub kind: String,
    /// Where its words are.
    pub spans: Vec<Span>,
    /// Its words, if it has that column.
    pub words: Option<String>,
}

/// An `E`, `R` or `*` line.
pub struct Linked {
    /// Where it stands.
    pub at: At,
    /// Its id; `*` where it has none.
    pub id: String,
    /// Its type.
    pub kind: String,
    /// The trigger, of an event.
    pub trigger: String,
    /// Its arguments: name and id. The names of a group's are empty.
    pub arguments: Vec<(String, String)>,
}

/// An `A` or `M` line.
pub struct AttributeOf {
    /// Where it stands.
    pub at: At,
    /// Its name.
    pub kind: String,
    /// What it is of.
    pub target: String,
    /// Its value; none for a flag.
    pub value: Option<String>,
}

/// A `#` or `N` line.
pub struct NoteOn {
    /// Where it stands.
    pub at: At,
    /// Its type.
    pub kind: String,
    /// What it is on.
    pub target: String,
    /// What it says.
    pub words: String,
}

/// What the annotation files of one text hold.
#[derive(Default)]
pub struct Standoff {
    /// `T` lines.
    pub texts: Vec<TextBound>,
    /// `E` lines.
    pub events: Vec<Linked>,
    /// `R` lines.
    pub relations: Vec<Linked>,
    /// `*` lines.
    pub groups: Vec<Linked>,
    /// `A` and `M` lines.
    pub attributes: Vec<AttributeOf>,
    /// `#` and `N` lines.
    pub notes: Vec<NoteOn>,
    ids: BTreeSet<String>,
}

impl Standoff {
    /// Takes in the lines of a file, the `number`th of the text. What can't be read is left out and told.
    pub fn read(&mut self, number: usize, text: &str, reading: &mut Reading<'_>) {
        for (idx, line) in text.split('\n').enumerate() {
            let line = line.strip_suffix('\r').unwrap_or(line);
            let line = if idx == 0 { line.trim_start_matches('\u{feff}') } else { line };
            if line.trim().is_empty() {
                continue;
            }
            reading.here.line = Some(idx + 1);
            if let Err(why) = self.read_line((number, idx + 1), line) {
                let counts = &mut reading.report.num_in;
                match line.chars().next() {
                    Some('T') => counts.annotations += 1,
                    Some('R' | 'E' | '*') => counts.relations += 1,
                    _ => {}
                }
                reading.tell(Effect::LeftOut, "line left out", why);
            }
        }
        reading.here.line = None;
        if !(text.is_empty() || text.ends_with('\n')) {
            reading.tell(Effect::Note, "the last line has no end", "the file may have been cut short there");
        }
    }

    fn read_line(&mut self, at: At, line: &str) -> Result<(), &'static str> {
        let Some((id, rest)) = line.split_once('\t') else {
            return Err("no tab stands in it");
        };
        let (data, tail) = match rest.split_once('\t') {
            Some((data, tail)) => (data, Some(tail)),
            None => (rest, None),
        };
        let kind = id.chars().next().unwrap_or(' ');
        if id != "*" && self.ids.contains(id) {
            return Err("there is one of that id already");
        }
        match kind {
            'T' => {
                let (kind, places) = data.split_once(' ').ok_or("it has no place")?;
                let spans = spans(places).ok_or("its place is not such as 0 5 or 0 5;10 15")?;
                let words = tail.map(str::to_owned);
                self.texts.push(TextBound { at, id: id.to_owned(), kind: named(kind)?, spans, words });
            }
            'E' => {
                let mut words = data.split_whitespace();
                let (kind, trigger) =
                    words.next().and_then(|word| word.rsplit_once(':')).ok_or("it has no trigger")?;
                let arguments = arguments(words)?;
                let (kind, trigger) = (named(kind)?, trigger.to_owned());
                self.events.push(Linked { at, id: id.to_owned(), kind, trigger, arguments });
            }
            'R' => {
                let mut words = data.split_whitespace();
                let kind = named(words.next().unwrap_or_default())?;
                let arguments = arguments(words)?;
                if arguments.len() != 2 {
                    return Err("it has not two arguments");
                }
                let trigger = String::new();
                self.relations.push(Linked { at, id: id.to_owned(), kind, trigger, arguments });
            }
            '*' => {
                let mut words = data.split_whitespace();
                let kind = named(words.next().unwrap_or_default())?;
                let arguments: Vec<_> = words.map(|id| (String::new(), id.to_owned())).collect();
                if arguments.len() < 2 {
                    return Err("it has fewer than two members");
                }
                let trigger = String::new();
                self.groups.push(Linked { at, id: id.to_owned(), kind, trigger, arguments });
            }
            'A' | 'M' => {
                let mut words = data.trim_end().splitn(3, ' ');
                let (kind, target) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
                let value = words.next().map(str::to_owned);
                let (kind, target) = (named(kind)?, named(target)?);
                self.attributes.push(AttributeOf { at, kind, target, value });
            }
            'N' => {
                let mut words = data.split_whitespace();
                let mut next = || named(words.next().unwrap_or_default());
                let (kind, target, key) = (next()?, next()?, next()?);
                let words = format!("{key} {}", tail.unwrap_or_default());
                self.notes.push(NoteOn { at, kind, target, words });
            }
            '#' => {
                let mut words = data.split_whitespace();
                let mut next = || named(words.next().unwrap_or_default());
                let (kind, target) = (next()?, next()?);
                self.notes.push(NoteOn { at, kind, target, words: tail.unwrap_or_default().to_owned() });
            }
            _ => return Err("it begins with none of T, E, R, *, A, M, N, #"),
        }
        self.ids.insert(id.to_owned());
        Ok(())
    }
}

fn named(text: &str) -> Result<String, &'static str> {
    if text.is_empty() { Err("something is missing in it") } else { Ok(text.to_owned()) }
}

fn spans(places: &str) -> Option<Vec<Span>> {
    let span = |place: &str| {
        let (start, end) = place.trim().split_once(' ')?;
        Some((start.parse().ok()?, end.trim().parse().ok()?))
    };
    places.split(';').map(span).collect()
}

fn arguments<'w>(words: impl Iterator<Item = &'w str>) -> Result<Vec<(String, String)>, &'static str> {
    words
        .map(|word| {
            let (name, id) = word.split_once(':').ok_or("an argument is not such as Arg1:T1")?;
            Ok((named(name)?, named(id)?))
        })
        .collect()
}
