//! The order in which the lines of a page are read: column by column, and across where a line crosses the columns.

use super::marks::Line;

/// How deeply columns lie in columns.
const MAX_DEPTH: usize = 16;
/// In how many strips the width of a page is looked at.
const STRIPS: usize = 200;
/// Fewer lines than this are no column.
const COLUMN_LINES: usize = 3;
/// Lines with fewer characters than this, on average, are cells of a table and not a column of text.
const COLUMN_CHARS: usize = 12;
/// How many lines may cross a gutter: one in so many.
const CROSSING: usize = 6;

/// The columns of a page, in the order they are read; lines from the top.
pub(super) fn columns(lines: Vec<Line>) -> Vec<Vec<Line>> {
    let mut columns = Vec::new();
    divide(lines, 0, &mut columns);
    columns
}

fn divide(lines: Vec<Line>, depth: usize, columns: &mut Vec<Vec<Line>>) {
    let gutter = if depth < MAX_DEPTH { find_gutter(&lines) } else { None };
    let Some(gutter) = gutter else {
        let rows = as_rows(lines);
        if !rows.is_empty() {
            columns.push(rows);
        }
        return;
    };
    // What crosses the gutter parts what is above it from what is below.
    let (mut left, mut right, mut across) = (Vec::new(), Vec::new(), Vec::new());
    let mut lines = lines;
    lines.sort_by(|one, two| one.y.total_cmp(&two.y));
    for line in lines {
        if line.left < gutter && line.right > gutter {
            for side in [&mut left, &mut right] {
                if !side.is_empty() {
                    divide(std::mem::take(side), depth + 1, columns);
                }
            }
            across.push(line);
            continue;
        }
        if !across.is_empty() {
            divide(std::mem::take(&mut across), MAX_DEPTH, columns);
        }
        if line.right <= gutter { left.push(line) } else { right.push(line) }
    }
    for side in [across, left, right] {
        if !side.is_empty() {
            divide(side, depth + 1, columns);
        }
    }
}

/// Where a gutter parts the lines into two columns of text, from the left.
fn find_gutter(lines: &[Line]) -> Option<f64> {
    let left = lines.iter().map(|line| line.left).fold(f64::INFINITY, f64::min);
    let right = lines.iter().map(|line| line.right).fold(f64::NEG_INFINITY, f64::max);
    let strip = (right - left) / STRIPS as f64;
    if !strip.is_finite() || strip <= 0.0 {
        return None;
    }
    // How many lines cover each strip.
    let mut changes = [0_i64; STRIPS + 1];
    let strip_of = |x: f64| (0..STRIPS).find(|idx| left + strip * (*idx as f64 + 1.0) > x).unwrap_or(STRIPS);
    for line in lines {
        for (x, change) in [(line.left, 1), (line.right, -1)] {
            if let Some(slot) = changes.get_mut(strip_of(x)) {
                *slot += change;
            }
        }
    }
    let mut covered = 0;
    let coverage: Vec<i64> = changes
        .iter()
        .take(STRIPS)
        .map(|change| {
            covered += change;
            covered
        })
        .collect();
    // The emptiest strips that have columns on both sides; of these, the middle of the widest run.
    let mut best: Option<(i64, usize, f64)> = None;
    let mut run_start = 0;
    for idx in 0..=STRIPS {
        if idx < STRIPS && coverage.get(idx) == coverage.get(run_start) {
            continue;
        }
        let (num, len) = (coverage.get(run_start).copied().unwrap_or(0), idx - run_start);
        let middle = left + strip * (run_start as f64 + len as f64 / 2.0);
        let is_better = best.is_none_or(|(best_num, best_len, _)| (num, best_len) < (best_num, len));
        if is_better && parts(lines, middle) {
            best = Some((num, len, middle));
        }
        run_start = idx;
    }
    best.map(|(_, _, middle)| middle)
}

/// Whether a gutter there has a column of text on either side, and few lines across.
fn parts(lines: &[Line], gutter: f64) -> bool {
    let is_column = |side: &dyn Fn(&Line) -> bool| {
        let (mut num, mut num_chars) = (0, 0);
        for line in lines.iter().filter(|line| side(line)) {
            num += 1;
            num_chars += line.text.chars().count();
        }
        (num >= COLUMN_LINES && num_chars >= num * COLUMN_CHARS).then_some(num)
    };
    let left = is_column(&|line| line.right <= gutter);
    let right = is_column(&|line| line.left >= gutter);
    let (Some(left), Some(right)) = (left, right) else { return false };
    let num_across = lines.len() - left - right;
    num_across * CROSSING <= lines.len() && stand_side_by_side(lines, gutter)
}

/// Whether the columns share some of their height, and are not one below the other.
fn stand_side_by_side(lines: &[Line], gutter: f64) -> bool {
    let height = |side: &dyn Fn(&Line) -> bool| {
        let ys = || lines.iter().filter(|line| side(line)).map(|line| line.y);
        (ys().fold(f64::INFINITY, f64::min), ys().fold(f64::NEG_INFINITY, f64::max))
    };
    let (left_top, left_bottom) = height(&|line| line.right <= gutter);
    let (right_top, right_bottom) = height(&|line| line.left >= gutter);
    left_top.max(right_top) < left_bottom.min(right_bottom)
}

/// Lines from the top, those side by side made one: they are the cells of a row.
fn as_rows(mut lines: Vec<Line>) -> Vec<Line> {
    lines.sort_by(|one, two| one.y.total_cmp(&two.y).then(one.left.total_cmp(&two.left)));
    let mut rows: Vec<Line> = Vec::new();
    for line in lines {
        match rows.last_mut() {
            Some(row)
                if (row.y - line.y).abs() < 0.3 * row.size.min(line.size)
                    && (row.right <= line.left || line.right <= row.left) =>
            {
                let is_first = (line.left < row.left) != line.is_rtl;
                let (one, two) = if is_first { (&line.text, &row.text) } else { (&row.text, &line.text) };
                row.text = format!("{one} | {two}");
                row.is_row = true;
                row.left = row.left.min(line.left);
                row.right = row.right.max(line.right);
            }
            _ => rows.push(line),
        }
    }
    rows
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(text: &str, left: f64, right: f64, y: f64) -> Line {
        Line { text: text.to_owned(), left, right, y, size: 10.0, is_rtl: false, is_row: false }
    }

    fn read(lines: Vec<Line>) -> Vec<Vec<String>> {
        columns(lines).into_iter().map(|column| column.into_iter().map(|line| line.text).collect()).collect()
    }

    #[test]
    fn columns_are_read_one_after_the_other_and_what_crosses_them_where_it_stands() {
        let mut lines = vec![line("A heading over both of them", 0.0, 400.0, 50.0)];
        for row in 0..6 {
            let y = 100.0 + 12.0 * f64::from(row);
            lines.push(line(&format!("right column line {row}"), 220.0, 400.0, y));
            lines.push(line(&format!("left column line {row}"), 0.0, 190.0, y));
        }
        let read = read(lines);
        assert_eq!(read.len(), 3);
        assert_eq!(read[0], ["A heading over both of them"]);
        assert!(read[1].iter().all(|text| text.starts_with("left")) && read[1].len() == 6);
        assert!(read[2].iter().all(|text| text.starts_with("right")) && read[2].len() == 6);
    }

    #[test]
    fn cells_of_a_table_are_read_row_by_row() {
        let lines = (0..5).flat_map(|row| {
            let y = 100.0 + 12.0 * f64::from(row);
            [line("Fare", 0.0, 40.0, y), line(&format!("{row}"), 200.0, 210.0, y)]
        });
        assert_eq!(read(lines.collect()), [["Fare | 0", "Fare | 1", "Fare | 2", "Fare | 3", "Fare | 4"]]);
    }

    #[test]
    fn many_odd_lines_are_read_in_good_time() {
        let lines = (0..20_000_u32).map(|idx| {
            let left = f64::from(idx * 7919 % 500);
            line("some words of text", left, left + 60.0, f64::from(idx * 31 % 800))
        });
        let num: usize = columns(lines.collect()).iter().map(Vec::len).sum();
        assert!(num > 0);
    }

    #[test]
    fn nothing_is_nothing() {
        assert!(columns(Vec::new()).is_empty());
        assert_eq!(read(vec![line("a", f64::NAN, f64::NAN, f64::NAN)]).len(), 1);
    }
}
