//! Makes a line one of tokens, with as many spans as have room in the columns.

use std::collections::BTreeMap;

use crate::formats::interchange::lines::{AnnotationLine, ArticleLine};
use crate::formats::options::OverlapRule;
use crate::formats::report::{Effect, Place, Report};

use super::tokens::Tokens;

/// Makes a line fit.
pub fn fit(line: &mut ArticleLine, rule: OverlapRule, place: &Place, report: &mut Report) {
    let text = line.text.take().unwrap_or_default();
    let tokens = Tokens::of(&text);
    line.annotations.retain_mut(|annotation| {
        let place = place.at_annotation(&annotation.id);
        let is_kept = move_to_tokens(annotation, &tokens);
        match is_kept {
            Some(false) => {}
            Some(true) => {
                let what = "annotation moved to the borders of tokens";
                report.add(place, Effect::Changed, what, "it begins or ends inside one, or beside one");
            }
            None => report.add(place, Effect::LeftOut, "annotation left out", "it covers no token"),
        }
        is_kept.is_some()
    });
    drop_overlapping(&mut line.annotations, rule, place, report);
    if tokens.len() == 0 {
        for (what, is_there) in [("text", !text.is_empty()), ("id", !line.id.is_empty())] {
            if is_there {
                let why = "the article has no token to write it with";
                report.add(place.clone(), Effect::LeftOut, format!("{what} left out"), why);
            }
        }
        line.id.clear();
        line.text = Some(String::new());
    } else {
        line.text = Some(text);
    }
}

/// Gives an annotation the place of the tokens it touches. Whether that changes it; none where it touches none.
fn move_to_tokens(annotation: &mut AnnotationLine, tokens: &Tokens<'_>) -> Option<bool> {
    let span = *annotation.fragments.first()?;
    let moved = tokens.span(&tokens.touched(span)?);
    annotation.text = None;
    annotation.fragments = vec![moved];
    Some(moved != span)
}

fn drop_overlapping(
    annotations: &mut Vec<AnnotationLine>,
    rule: OverlapRule,
    place: &Place,
    report: &mut Report,
) {
    let span = |annotation: &AnnotationLine| annotation.fragments.first().copied().unwrap_or_default();
    let mut in_turn: Vec<usize> = (0..annotations.len()).collect();
    in_turn.sort_by_key(|idx| {
        let (start, end) = span(&annotations[*idx]);
        let shortness = usize::MAX - (end - start);
        if rule == OverlapRule::First { (start, shortness) } else { (shortness, start) }
    });
    // The ends of those that stay, and who they are, by column and start.
    let mut columns: BTreeMap<&str, BTreeMap<usize, (usize, usize)>> = BTreeMap::new();
    let mut in_the_way: BTreeMap<usize, usize> = BTreeMap::new();
    for idx in in_turn {
        let (start, end) = span(&annotations[idx]);
        let column = if rule == OverlapRule::ColumnPerLabel { &annotations[idx].label } else { "" };
        let staying = columns.entry(column).or_default();
        let other = staying.range(..end).next_back().filter(|(_, (other_end, _))| *other_end > start);
        if let Some((_, (_, other))) = other {
            in_the_way.insert(idx, *other);
        } else {
            staying.insert(start, (end, idx));
        }
    }
    for (idx, other) in &in_the_way {
        let why = format!("it overlaps with {}, and a column holds one of them", annotations[*other].id);
        let place = place.at_annotation(&annotations[*idx].id);
        report.add(place, Effect::LeftOut, "annotation left out", why);
    }
    let mut idx = 0;
    annotations.retain(|_| {
        idx += 1;
        !in_the_way.contains_key(&(idx - 1))
    });
}
