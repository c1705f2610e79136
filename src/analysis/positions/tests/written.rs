//! Tables read back say what the analysis says.

use super::*;
use crate::analysis::positions::table::key_in_words;
use crate::analysis::statistics::table::{CsvReader, Table};

fn sample() -> Sample {
    let mut sample = Sample::of(&[Some(1), Some(40), None]);
    sample.put_text(0, "=1+1, “two”\nlines and ünïcode words to be tagged here");
    sample.item("plan", |item| item.name = "=Plan".to_owned());
    sample.item("other", |_| {});
    sample.terms("plan", &["toll"]);
    sample.terms("other", &["fund"]);
    sample.voice("ana", &[("body", None, None)]);
    sample.voice("body", &[]);
    let place = |annotation: &mut Annotation| annotation.fragments = TextRange::new(0, 24).unwrap().into();
    sample.span_with(("mk", 0, "s1"), &[("plan", Act::States)], says_via("ana", "body"), place);
    sample.span(1, "s2", &[("plan", Act::Doubts), ("toll", Act::States)], official(Some("ana")));
    sample.span(2, "s3", &[("plan", Act::Repeats), ("other", Act::States)], says("body"));
    sample.span(1, "caveat", &[], says("body"));
    sample.relation("qualifies", [("caveat", 1, "caveat"), ("qualified", 0, "s1")]);
    sample
}

/// The rows of a table after they were CSV, by column.
fn read_back(table: &Table) -> Vec<BTreeMap<String, String>> {
    let csv = table.to_csv(CsvReader::Program);
    let mut reader = csv::Reader::from_reader(csv.as_bytes());
    reader.deserialize().map(Result::unwrap).collect()
}

fn keys(keys: &[AnnotationKey]) -> String {
    keys.iter().map(key_in_words).collect::<Vec<_>>().join("; ")
}

fn day_of(date: Option<NaiveDate>) -> String {
    date.map(|date| date.to_string()).unwrap_or_default()
}

#[test]
fn a_life_reads_back() {
    let sample = sample();
    let plan = item("plan");
    sample.ask(|positions| {
        let by = DateBy::Published;
        let life = positions.life(&plan, Scope::WithTerms, by);
        let table = positions.life_table(&plan, Scope::WithTerms, by, &sample).unwrap();
        let mut rows = read_back(&table).into_iter();
        for event in life.events.iter().chain(&life.undated) {
            let row = rows.next().unwrap();
            assert_eq!(row["event"], event.kind.name());
            assert_eq!(row["date"], day_of(event.bearing.date(by)));
            assert_eq!(row["act"], event.bearing.act.unwrap().name());
            assert_eq!(row["item_id"], event.bearing.item.as_str());
            let key = &event.bearing.key;
            let id = format!("{}#{}#{}", row["article"], row["annotator"], row["annotation"]);
            assert_eq!(id, key_in_words(key));
            let text = sample.article(&key.article).unwrap();
            let (start, end): (usize, usize) =
                (row["start_code_point"].parse().unwrap(), row["end_code_point"].parse().unwrap());
            let covered: String = text.text.as_str().chars().skip(start).take(end - start).collect();
            assert_eq!(row["words"], covered);
            for caveat in &event.caveats {
                let row = rows.next().unwrap();
                assert_eq!((row["event"].as_str(), row["caveat_of"].clone()), ("caveat", key_in_words(key)));
                assert_eq!(row["annotation"], caveat.annotation.as_str());
            }
        }
        assert_eq!(rows.next(), None);
        assert!(table.to_csv(CsvReader::Spreadsheet).contains("\"'=1+1"));
    });
}

#[test]
fn a_matrix_reads_back() {
    let plan = item("plan");
    sample().ask(|positions| {
        for rows in [Rows::Voices, Rows::RolledUp] {
            let matrix = positions.matrix(&plan, rows, DateBy::Published);
            let mut read = read_back(&positions.matrix_table(&plan, rows, DateBy::Published)).into_iter();
            for row in &matrix.rows {
                for (term, cell) in matrix.columns.iter().zip(&row.cells) {
                    let Some(cell) = cell else { continue };
                    let line = read.next().unwrap();
                    assert_eq!(line["voice"], positions.speaker_name(&row.speaker));
                    assert_eq!(line["term_id"], term.as_str());
                    assert_eq!(line["act"], cell.stance.act.name());
                    assert_eq!(line["date"], day_of(cell.stance.date));
                    assert_eq!(line["annotations"], keys(&cell.keys));
                    assert_eq!(line["number"], cell.keys.len().to_string());
                }
            }
            assert_eq!(read.next(), None);
        }
    });
}

#[test]
fn comparisons_and_independent_voices_read_back() {
    let sample = sample();
    let (plan, other) = (item("plan"), item("other"));
    sample.ask(|positions| {
        let by = DateBy::Published;
        let comparison = positions.compare(&plan, &other, by);
        let rows = read_back(&positions.comparison_table(&plan, &other, by, &sample).unwrap());
        assert_eq!(rows.len(), comparison.terms.len() + 1);
        assert_eq!(rows[0]["one_annotations"], keys(&comparison.whole.0));
        for (row, pair) in rows[1..].iter().zip(&comparison.terms) {
            assert_eq!(row["change"], pair.change.name());
            assert_eq!(row["one_id"], pair.one.as_ref().map(ItemId::as_str).unwrap_or_default());
            assert_eq!(row["two_annotations"], keys(&pair.two_keys));
        }
        let independence = positions.independent(&plan, Scope::Item, by);
        let rows = read_back(&positions.independence_table(&plan, Scope::Item, by));
        assert_eq!(rows.len(), independence.num_voices());
        for (row, group) in rows.iter().zip(&independence.groups) {
            assert_eq!(row["annotations"], keys(&group.keys));
            assert_eq!(row["voices"], positions.speaker_names(&group.speakers));
        }
        let rows = read_back(&positions.terms_table(&plan, by));
        assert_eq!((rows.len(), rows[0]["spans"].as_str(), rows[1]["term_of"].as_str()), (2, "3", "plan"));
    });
}
