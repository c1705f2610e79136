//! What holds for every format that writes articles: what is written reads back as it was up to what the report
//! names, and the report names nothing else; places come back in any writing; damage is told of.

use std::collections::BTreeMap;

use proptest::prelude::*;
use proptest::test_runner::TestError;

use super::arbitrary::corpora;
use super::{MemoryCorpus, annotation, annotator, article, export_with, import};
use crate::formats::dialect::Dialect;
use crate::formats::interchange::lines::ArticleLine;
use crate::formats::interchange::writer::LineWriter;
use crate::formats::parts::{Part, Parts};
use crate::formats::reading::Reading;
use crate::formats::report::{Effect, Report};
use crate::formats::same::{canonical, sum};
use crate::formats::selection::{Selected, Selection};
use crate::formats::{ExportOptions, Input};
use crate::model::corpus::CorpusState;
use crate::model::edit::{Key, LayerKey, Record};
use crate::model::id::{AnnotationId, ArticleId};
use crate::model::text::units::UnitMap;

/// The name exports of tests go under.
pub const NAME: &str = "out";

/// The lines that a dialect reads from files, and what it tells.
pub fn read_lines(
    dialect: &dyn Dialect,
    files: &BTreeMap<String, Vec<u8>>,
    known: Option<&CorpusState>,
) -> (Vec<ArticleLine>, Report) {
    let mut inputs: Vec<Input<'_>> =
        files.iter().map(|(name, bytes)| Input::in_memory(name.clone(), bytes)).collect();
    let mut lines = Vec::new();
    let mut take = |line: ArticleLine, _: &mut Reading<'_>| lines.push(line);
    let mut reading = Reading::new(known, &mut take);
    dialect.read_articles(&mut inputs, &mut reading).unwrap();
    let report = reading.report;
    (lines, report)
}

/// Every article of a corpus as a line with all there is to say.
fn full_lines(dialect: &dyn Dialect, corpus: &MemoryCorpus) -> Vec<ArticleLine> {
    let selection = Selection::default();
    let selected = Selected::new(corpus, &selection);
    let writer = LineWriter::counting(dialect.info().offset_unit, &corpus.state);
    let ids: Vec<&ArticleId> = selected.articles().collect();
    let lines = ids.into_iter().map(|id| writer.article(&selected.article(id).unwrap().content).unwrap());
    lines.collect()
}

/// Arbitrary corpora are written and read back; what differs is what the report names, article by article, and
/// annotation by annotation where the format keeps their ids.
pub fn check_round_trips<D: Dialect>(dialect: &D) {
    check_round_trips_with(dialect, ExportOptions::default());
}

/// The same, of exports that are written in a certain way.
pub fn check_round_trips_with<D: Dialect>(dialect: &D, options: ExportOptions) {
    let mut runner = proptest::test_runner::TestRunner::new(ProptestConfig {
        cases: 48,
        failure_persistence: None,
        ..ProptestConfig::default()
    });
    let checked = runner.run(&corpora(), |corpus| {
        let (sink, result) = export_with(dialect, &corpus, &Selection::default(), options, NAME);
        let report = result.map_err(|err| TestCaseError::fail(err.to_string()))?;
        prop_assert!(sink.is_committed);
        let (read, told) = read_lines(dialect, &sink.files, Some(&corpus.state));
        let problems: Vec<String> = told.findings.iter().map(ToString::to_string).collect();
        prop_assert_eq!(problems, Vec::<String>::new());
        // Ids that are no part of the format are compared by what they name.
        let ids = dialect.holds();
        let parts = if ids.has(Part::Ids) { Parts::ALL } else { Parts::ALL.without(&[Part::Ids]) };
        let full = full_lines(dialect, &corpus);
        prop_assert_eq!(read.len(), full.len());
        for (full, read) in full.iter().zip(&read) {
            let named: Vec<String> = report
                .findings
                .iter()
                .filter(|finding| finding.effect != Effect::Note)
                .filter(|finding| finding.place.article.as_deref() == Some(&full.id))
                .map(ToString::to_string)
                .collect();
            let (was, is) = (canonical(full, parts), canonical(read, parts));
            prop_assert_eq!(was != is, !named.is_empty(), "{}\n{}\n{:?}", was, is, named);
            let sums = (sum(full, parts), sum(read, parts));
            prop_assert!(sums.0.is_some() && (sums.0 != sums.1 || was == is), "{}\n{}", was, is);
        }
        let counts = full.iter().map(|line| line.annotations.len()).sum::<usize>();
        prop_assert!(report.num_in.annotations == counts);
        Ok(())
    });
    match checked {
        Ok(()) => {}
        // The corpus that fails would fill the screen.
        Err(TestError::Fail(why, _)) => panic!("{}: {why}", dialect.info().id),
        Err(err) => panic!("{}: {err}", dialect.info().id),
    }
}

/// A text of emoji joined by invisible joiners, flags, combining marks, astral letters, Arabic, Chinese and line ends
/// of both kinds, with nine places in it.
pub const WRITINGS: &str = "Straße 👩‍👩‍👧 und 🇺🇦🇺🇦 Fahnen.\r\ncafe\u{301} 𝔉raktur 𝒷 x\n\nقال الوزير إن السفن تأخرت 船は今日遅れています。\r\nEnd ✈️ here.\n";
/// The nine places.
pub const PLACES: [&str; 9] =
    ["👩‍👩‍👧", "🇺🇦🇺🇦", "Fahnen.", "cafe\u{301}", "𝔉raktur", "قال الوزير", "船は今日", "تأخرت 船", "✈️ here"];

/// A corpus with one article of [`WRITINGS`], each of the nine places tagged.
pub fn writings() -> MemoryCorpus {
    let mut corpus = MemoryCorpus::default();
    corpus.state.tagset = crate::model::tagset::default::default_tagset();
    corpus.put(article("writings", WRITINGS));
    let place = LayerKey { article: ArticleId::new("writings").unwrap(), annotator: annotator("mk") };
    for (idx, words) in PLACES.into_iter().enumerate() {
        let labels = ["claim", "quote", "proposal", "caveat"];
        let annotation = annotation(&format!("place{idx}"), labels[idx % 4], WRITINGS, words);
        let key = Key::Annotation(place.clone(), AnnotationId::new(&format!("place{idx}")).unwrap());
        corpus.state.set(&key, Some(Record::Annotation(annotation.into())));
    }
    corpus
}

/// The same nine places come back from the format, by our own import.
pub fn check_places<D: Dialect>(dialect: &D) {
    check_places_with(dialect, ExportOptions::default());
}

/// The same, of exports that are written in a certain way.
pub fn check_places_with<D: Dialect>(dialect: &D, options: ExportOptions) {
    let corpus = writings();
    let (sink, result) = export_with(dialect, &corpus, &Selection::default(), options, NAME);
    result.unwrap();
    let files: Vec<(&str, &[u8])> =
        sink.files.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice())).collect();
    let (imported, report) = import(dialect, &files, Some(&corpus.state)).unwrap();
    assert_eq!(
        report.findings.iter().filter(|finding| finding.effect != Effect::Note).count(),
        0,
        "{report:?}"
    );
    let read = MemoryCorpus::of(&imported);
    let text = &read.articles.values().next().unwrap().text;
    let layers = read.state.layers.values().flat_map(BTreeMap::values);
    let mut covered: Vec<String> = layers
        .flat_map(|layer| layer.annotations.values())
        .map(|annotation| annotation.fragments.covered(text.as_str()).unwrap().concat())
        .collect();
    let mut places = PLACES.map(str::to_owned).to_vec();
    covered.sort();
    places.sort();
    assert_eq!(covered, places, "{}", dialect.info().id);
    // And by the unit that the format states, in its own lines.
    let (lines, _) = read_lines(dialect, &sink.files, Some(&corpus.state));
    let text = lines[0].text.as_deref().unwrap();
    let map = UnitMap::new(text, dialect.info().offset_unit);
    for annotation in &lines[0].annotations {
        let (start, end) = annotation.fragments[0];
        let words = &text[map.to_byte(start).unwrap()..map.to_byte(end).unwrap()];
        assert!(PLACES.contains(&words), "{}: {words:?}", dialect.info().id);
    }
}

/// Files that are cut short or have a wrong byte are read as far as they go, and what is missing is told.
pub fn check_damage<D: Dialect>(dialect: &D) {
    check_damage_with(dialect, ExportOptions::default());
}

/// The same, of exports that are written in a certain way.
pub fn check_damage_with<D: Dialect>(dialect: &D, options: ExportOptions) {
    let corpus = writings();
    let (sink, result) = export_with(dialect, &corpus, &Selection::default(), options, NAME);
    result.unwrap();
    for (name, bytes) in &sink.files {
        let step = (bytes.len() / 40).max(1);
        for at in (0..bytes.len()).step_by(step) {
            for damage in [bytes[..at].to_vec(), [&bytes[..at], b"\xff", &bytes[at + 1..]].concat()] {
                let files: Vec<(&str, &[u8])> = sink
                    .files
                    .iter()
                    .map(|(other, bytes)| {
                        (other.as_str(), if other == name { damage.as_slice() } else { bytes.as_slice() })
                    })
                    .collect();
                match import(dialect, &files, Some(&corpus.state)) {
                    Ok((imported, report)) => {
                        let is_less = imported.counts().annotations < PLACES.len();
                        // A file that is cut at the end of a line, or is empty, can't be told from a shorter one.
                        let at_border = at == 0
                            || bytes[at - 1] == b'\n'
                            || damage.trim_ascii_end() == bytes.trim_ascii_end();
                        let is_told = !report.findings.is_empty();
                        assert!(!is_less || is_told || at_border, "{name} damaged at {at}: nothing is told");
                    }
                    Err(err) => assert!(!err.to_string().is_empty()),
                }
            }
        }
    }
}
