//! Pictures of small charts.

use super::*;
use crate::analysis::chart::{Category, Figure, Series};
use crate::analysis::statistics::table::LabelSign;

const BLUE: LabelColour = LabelColour { light: 0x0B_63A5, dark: 0x6C_B4EE };
const RED: LabelColour = LabelColour { light: 0xB5_431A, dark: 0xF2_936B };

fn chart(form: ChartForm, names: &[&str], parts: &[(&str, char, LabelColour, &[f64])]) -> Chart {
    let category = |name: &&str| Category { name: (*name).to_owned(), label: None };
    let series = |(name, letter, colour, values): &(&str, char, LabelColour, &[f64])| Series {
        name: (*name).to_owned(),
        letter: Some(*letter),
        colour: *colour,
        figures: values.iter().map(|value| Figure { value: *value, row: 0, column: 0 }).collect(),
    };
    Chart {
        title: "Spans by outlet".to_owned(),
        note: "Every span once.".to_owned(),
        form,
        category_axis: "Outlet".to_owned(),
        value_axis: "Spans".to_owned(),
        categories: names.iter().map(category).collect(),
        series: parts.iter().map(series).collect(),
        num_left_out: 0,
    }
}

fn two(form: ChartForm) -> Chart {
    let parts: [(&str, char, LabelColour, &[f64]); 2] =
        [("claim", 'C', BLUE, &[3.0, 0.0]), ("quote", 'Q', RED, &[1.0, 4.0])];
    chart(form, &["Harbour & “Bay” <Post>", "Bay Times"], &parts)
}

/// Whether the elements of a document close in the order in which they open.
fn is_well_formed(svg: &str) -> bool {
    let mut open = Vec::new();
    for tag in svg.split('<').skip(1) {
        let Some((tag, _)) = tag.split_once('>') else { return false };
        if let Some(name) = tag.strip_prefix('/') {
            if open.pop() != Some(name) {
                return false;
            }
        } else if !tag.ends_with('/') {
            open.push(tag.split_whitespace().next().unwrap_or_default());
        }
    }
    open.is_empty()
}

#[test]
fn every_form_is_a_picture_with_title_and_description() {
    for form in
        [ChartForm::Bars, ChartForm::Columns, ChartForm::Histogram, ChartForm::Lines, ChartForm::Matrix]
    {
        let svg = svg(&two(form));
        assert!(is_well_formed(&svg), "{svg}");
        assert!(svg.contains("<title id=\"title\">Spans by outlet</title>"));
        let described =
            "Every span once. Harbour &amp; “Bay” &lt;Post&gt;: claim 3, quote 1. Bay Times: quote 4.";
        assert!(svg.contains(described), "{form:?}");
        assert!(!svg.contains("NaN"));
    }
}

#[test]
fn the_parts_of_a_bar_are_as_long_as_they_count_and_in_their_colours() {
    let svg = svg(&two(ChartForm::Bars));
    let width_of = |tip: &str| -> f64 {
        let line = svg.lines().find(|line| line.contains(tip)).unwrap_or_else(|| panic!("{tip} in {svg}"));
        let after = line.split_once("width=\"").unwrap().1;
        after.split('"').next().unwrap().parse().unwrap()
    };
    let (claim, quote) = (width_of("Post&gt;, claim: 3"), width_of("Bay Times, quote: 4"));
    assert!((claim / quote - 0.75).abs() < 0.01, "{claim} {quote}");
    assert!(svg.contains("fill=\"#0B63A5\"") && svg.contains("fill=\"#B5431A\""));
    assert!(!svg.contains("claim: 0"));
}

#[test]
fn a_box_has_its_five_figures() {
    let names = ["Shortest", "First quartile", "Median", "Third quartile", "Longest"];
    let values: [&[f64]; 5] = [&[1.0], &[2.5], &[4.0], &[6.0], &[30.0]];
    let parts: Vec<(&str, char, LabelColour, &[f64])> =
        names.into_iter().zip(values).map(|(name, values)| (name, ' ', BLUE, values)).collect();
    let mut boxes = chart(ChartForm::Boxes, &["claim"], &parts);
    boxes.categories[0].label = Some(LabelSign { letter: 'C', colour: RED });
    let svg = svg(&boxes);
    assert!(svg.contains("claim: Shortest 1, First quartile 2.5, Median 4, Third quartile 6, Longest 30"));
    assert!(svg.contains("C claim") && svg.contains("#B5431A") && !svg.contains("#0B63A5"));
}

#[test]
fn nothing_to_draw_is_said() {
    let svg = svg(&chart(ChartForm::Bars, &[], &[]));
    assert!(is_well_formed(&svg) && svg.contains("There is nothing to draw."));
}

#[test]
fn names_that_act_are_shown_by_stand_ins() {
    let svg = svg(&chart(ChartForm::Bars, &["a\u{1b}\u{202e}b"], &[("claim", 'C', BLUE, &[1.0])]));
    assert!(svg.contains("a‹ESC›‹U+202E›b"), "{svg}");
}
