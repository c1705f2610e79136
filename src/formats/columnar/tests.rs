//! Rows come back from the file as they went in, however they nest and wherever groups end.

use proptest::prelude::*;

use super::{Cell, Column, Kind, RowGroups, RowsRead, TableWriter};
use ::parquet::file::metadata::RowGroupMetaData;
use ::parquet::file::reader::{FileReader as _, SerializedFileReader};

fn columns() -> Vec<Column> {
    let inner = vec![
        Column::new("words", Kind::Text, ""),
        Column::optional("numbers", Kind::list(Kind::Int), ""),
        Column::optional("day", Kind::Day, ""),
    ];
    vec![
        Column::new("id", Kind::Text, ""),
        Column::optional("flag", Kind::Flag, ""),
        Column::new("things", Kind::list_of(inner.clone()), ""),
        Column::optional("one", Kind::Struct(inner), ""),
        Column::optional("times", Kind::list(Kind::Time), ""),
        Column::optional("number", Kind::Number, ""),
    ]
}

fn written(rows: &[Vec<Cell>], groups: RowGroups) -> Vec<u8> {
    let (mut bytes, columns) = (Vec::new(), columns());
    let mut writer =
        TableWriter::new("t", &columns, &[("key", "value".to_owned())], groups, &mut bytes).unwrap();
    for row in rows {
        writer.row(row).unwrap();
    }
    writer.finish().unwrap();
    bytes
}

fn optional(cells: impl Strategy<Value = Cell> + 'static) -> BoxedStrategy<Cell> {
    prop_oneof![1 => Just(Cell::Null), 3 => cells].boxed()
}

fn list(cells: impl Strategy<Value = Cell> + 'static) -> BoxedStrategy<Cell> {
    prop::collection::vec(cells, 0..4).prop_map(Cell::List).boxed()
}

fn thing() -> BoxedStrategy<Cell> {
    let words = ".{0,4}".prop_map(Cell::Text);
    let numbers = optional(list(any::<i64>().prop_map(Cell::Int)));
    let day = optional(any::<i32>().prop_map(Cell::Day));
    (words, numbers, day).prop_map(|(words, numbers, day)| Cell::Struct(vec![words, numbers, day])).boxed()
}

fn row() -> BoxedStrategy<Vec<Cell>> {
    let times = list(any::<i64>().prop_map(Cell::Time));
    let number = any::<f64>().prop_map(Cell::Number);
    let flag = any::<bool>().prop_map(Cell::Flag);
    let cells = (".{0,4}".prop_map(Cell::Text), optional(flag), list(thing()), optional(thing()));
    let row = (cells, optional(times), optional(number));
    row.prop_map(|((id, flag, things, one), times, number)| vec![id, flag, things, one, times, number])
        .boxed()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn rows_come_back_as_they_went_in(rows in prop::collection::vec(row(), 0..12), max_rows in 1_usize..6) {
        let bytes = written(&rows, RowGroups { max_rows, max_bytes: 1 << 20 });
        let reader = SerializedFileReader::new(bytes::Bytes::from(bytes.clone())).unwrap();
        prop_assert_eq!(reader.metadata().num_row_groups(), rows.len().div_ceil(max_rows));
        let mut read = RowsRead::new("t", bytes).unwrap();
        for row in &rows {
            read.compare(&columns(), row).unwrap();
        }
        read.end().unwrap();
    }
}

#[test]
fn a_row_that_is_large_ends_its_group() {
    let row = |words: &str| {
        vec![Cell::words(words), Cell::Null, Cell::List(Vec::new()), Cell::Null, Cell::Null, Cell::Null]
    };
    let rows = [row("a"), row(&"b".repeat(100)), row("c")];
    let bytes = written(&rows, RowGroups { max_rows: 100, max_bytes: 50 });
    let reader = SerializedFileReader::new(bytes::Bytes::from(bytes)).unwrap();
    let groups = reader.metadata().row_groups();
    let counts: Vec<i64> = groups.iter().map(RowGroupMetaData::num_rows).collect();
    assert_eq!(counts, [2, 1]);
}

#[test]
fn another_row_is_told() {
    let row = |id: &str, number: f64| {
        vec![
            Cell::words(id),
            Cell::Null,
            Cell::List(Vec::new()),
            Cell::Null,
            Cell::Null,
            Cell::Number(number),
        ]
    };
    let groups = RowGroups { max_rows: 10, max_bytes: 1 << 20 };
    let bytes = written(&[row("a", 0.0), row("b", 1.0)], groups);
    let differs = |rows: &[Vec<Cell>]| {
        let mut read = RowsRead::new("t", bytes.clone()).unwrap();
        let compared = rows.iter().try_for_each(|row| read.compare(&columns(), row));
        compared.and_then(|()| read.end()).map_err(|err| err.to_string())
    };
    assert_eq!(differs(&[row("a", 0.0), row("b", 1.0)]), Ok(()));
    assert!(differs(&[row("a", -0.0)]).unwrap_err().contains("“number” of row 1"));
    assert!(differs(&[row("a", 0.0)]).unwrap_err().contains("a row too many"));
    let three = [row("a", 0.0), row("b", 1.0), row("c", 1.0)];
    assert!(differs(&three).unwrap_err().contains("a row is missing"));
}

#[test]
fn a_date_stands_in_a_column_by_its_first_day() {
    for (date, first) in
        [("1970-01-02", 1), ("1970-02", 31), ("1970-21~", 59), ("1971", 365), ("1970-01-03/1970-01-09", 2)]
    {
        assert_eq!(Cell::day(date), Cell::Day(first), "{date}");
    }
    assert_eq!(Cell::day("soon"), Cell::Null);
}
