//! What Label Studio can't hold beyond the parts of a line: work that is not submitted, and links across annotators.

use std::collections::BTreeSet;

use serde_json::Value;

use super::super::interchange::lines::{ArticleLine, StateLine};
use super::super::pairs::leave_out_relations_across;
use super::super::parts::value_words;
use super::super::report::{Effect, Place, Report, What};
use super::{ROLES, is_in_xml};

pub(super) fn fit(line: &mut ArticleLine, place: &Place, report: &mut Report) {
    leave_out_relations_across(line, place, report);
    for relation in line.relations.iter_mut().filter(|relation| !relation.note.is_empty()) {
        relation.note.clear();
        let what = What::of("note on relation ", &relation.id, " left out");
        report.add(place.clone(), Effect::LeftOut, what, "only regions have notes");
    }
    for annotation in &mut line.annotations {
        let role = |name: &str| ROLES.iter().position(|role| *role == name);
        annotation.voices.sort_by_key(|voice| role(&voice.role));
        for (name, value) in annotation.attributes.iter_mut().filter(|(_, value)| value.is_object()) {
            *value = Value::String(value_words(value));
            let what = format!("attribute {name} of {} written as words", annotation.id);
            report.add(place.clone(), Effect::Changed, what, "no kind of result fits its value");
        }
    }
    fit_states(line, place, report);
}

/// Gives everyone who did anything a state: done or skipped.
fn fit_states(line: &mut ArticleLine, place: &Place, report: &mut Report) {
    let annotators: BTreeSet<&str> =
        line.annotations.iter().map(|annotation| annotation.annotator.as_str()).collect();
    let missing = annotators.iter().filter(|name| !line.states.iter().any(|state| state.annotator == **name));
    let missing: Vec<StateLine> = missing
        .map(|name| StateLine {
            annotator: (*name).to_owned(),
            state: "to-do".to_owned(),
            ..StateLine::default()
        })
        .collect();
    let mut states = std::mem::take(&mut line.states);
    states.extend(missing);
    states.sort_by(|one, two| one.annotator.cmp(&two.annotator));
    states.retain_mut(|state| {
        let name = &state.annotator;
        if !state.reason.is_empty() {
            state.reason.clear();
            let what = format!("why {name} skipped it left out");
            report.add(place.clone(), Effect::LeftOut, what, "a skipped task has no reason");
        }
        for code in state.codes.iter_mut().filter(|code| !code.chars().all(is_in_xml)) {
            code.retain(is_in_xml);
            let what = format!("a code by {name} written as “{code}”");
            report.add(
                place.clone(),
                Effect::Changed,
                what,
                "the configuration has no room for control characters",
            );
        }
        if matches!(state.state.as_str(), "done" | "skipped") {
            return true;
        }
        let has_said = !state.codes.is_empty() || !state.note.is_empty();
        if annotators.contains(name.as_str()) || has_said {
            "done".clone_into(&mut state.state);
            let what = format!("work of {name} written as submitted");
            report.add(place.clone(), Effect::Changed, what, "only what was submitted is in the file");
            return true;
        }
        if state.state == "in-progress" {
            let what = format!("that {name} has begun left out");
            report.add(place.clone(), Effect::LeftOut, what, "only what was submitted is in the file");
        }
        false
    });
    line.states = states;
}
