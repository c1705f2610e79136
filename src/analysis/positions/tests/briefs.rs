//! Claims about briefs.

use super::*;
use crate::analysis::positions::brief::{BriefOptions, brief};

/// A plan with a term, stated, doubted and qualified, whose words hold Markdown and line breaks.
fn sample() -> Sample {
    let mut sample = Sample::of(&[Some(1), Some(2), Some(3)]);
    sample.put_text(0, "x a*b|c\n d\u{e4}[^9]tail");
    sample.item("plan", |item| {
        item.name = "Plan *A* | B".to_owned();
        item.aliases = vec!["First plan".to_owned()];
        item.note = "Look\nagain".to_owned();
    });
    sample.terms("plan", &["toll"]);
    sample.voice("ana", &[]);
    sample.voice("radio", &[]);
    let whole = |annotation: &mut Annotation| {
        annotation.fragments = TextRange::new(2, 17).unwrap().into();
        annotation.label = LabelId::new("quote").unwrap();
    };
    sample.span_with(("mk", 0, "s1"), &[("plan", Act::States)], says_via("ana", "radio"), whole);
    sample.span(1, "s2", &[("plan", Act::Doubts), ("toll", Act::States)], official(Some("ana")));
    sample.span(2, "s3", &[], says("radio"));
    sample.relation("qualifies", [("caveat", 2, "s3"), ("qualified", 0, "s1")]);
    sample
}

fn written(sample: &Sample, options: &BriefOptions) -> String {
    sample.ask(|positions| brief(positions, &item("plan"), options, sample)).unwrap()
}

/// The footnotes that are used, and those that are there.
fn footnotes(brief: &str) -> (std::collections::BTreeSet<String>, Vec<String>) {
    let (body, notes) = brief.split_once("## Footnotes").unwrap();
    let used = body.split("[^").skip(1).filter(|part| !part.starts_with("9\\]"));
    let used = used.map(|part| part.split(']').next().unwrap().to_owned()).collect();
    let there = notes.lines().filter_map(|line| line.strip_prefix("[^")?.split_once("]: "));
    (used, there.map(|(number, _)| number.to_owned()).collect())
}

#[test]
fn words_stand_in_one_line_with_their_speaker_and_their_place() {
    let brief = written(&sample(), &BriefOptions::default());
    assert!(
        brief.starts_with("# Plan \\*A\\* \\| B\n\nProposal · also: First plan\n\nNote (mk): Look again\n"),
        "{brief}"
    );
    assert!(
        brief.contains(
            "- **2025-01-02** · first said · ana *via* radio: “a\\*b\\|c dä\\[^9\\]t”[^1]\n  - but: *rds w*[^"
        ),
        "{brief}"
    );
    assert!(
        brief.contains("[^1]: “x a\\*b\\|c dä\\[^9\\]tail”, Herald 0, 2025-01-02. Quote by mk, `a0#s1`, code points 2–16."),
        "{brief}"
    );
    assert!(brief.contains("officials (unnamed, ana)"), "{brief}");
}

#[test]
fn every_footnote_that_is_used_is_there_once_and_no_other() {
    let brief = written(&sample(), &BriefOptions { scope: Scope::WithTerms, ..BriefOptions::default() });
    let (used, there) = footnotes(&brief);
    assert_eq!(there, (1..=3).map(|number| number.to_string()).collect::<Vec<_>>(), "{brief}");
    assert_eq!(used, there.into_iter().collect(), "{brief}");
}

#[test]
fn every_line_that_says_something_of_the_matter_has_a_footnote() {
    let brief = written(&sample(), &BriefOptions { scope: Scope::WithTerms, ..BriefOptions::default() });
    let (body, _) = brief.split_once("## Footnotes").unwrap();
    let (_, body) = body.split_once("## In short").unwrap();
    for line in body.lines().filter(|line| line.trim_start().starts_with(['-', '1', '2'])) {
        assert!(line.contains("[^"), "{line}");
    }
}

#[test]
fn a_brief_without_caveats_says_so() {
    let brief = written(&sample(), &BriefOptions { caveats: false, ..BriefOptions::default() });
    assert!(
        brief.contains("**Caveats are left out of this brief: 1 caveat qualifies what it quotes.**"),
        "{brief}"
    );
    assert!(!brief.contains("but"), "{brief}");
    assert!(!written(&sample(), &BriefOptions::default()).contains("left out"));
}

#[test]
fn two_items_stand_side_by_side_in_their_words() {
    let mut sample = sample();
    sample.item("newer", |item| {
        item.replaces.insert(super::item("plan"));
    });
    sample.span(2, "s4", &[("newer", Act::States)], says("ana"));
    let options = BriefOptions::default();
    let brief = sample.ask(|positions| brief(positions, &item("newer"), &options, &sample)).unwrap();
    assert!(brief.contains("## Term by term: Plan \\*A\\* \\| B and newer\n"), "{brief}");
    assert!(
        brief.contains("| toll | officials (unnamed, ana): *rds w*[^") && brief.contains("| — | silent |"),
        "{brief}"
    );
    assert!(brief.contains("- In the place of: Plan \\*A\\* \\| B, first said 2025-01-02[^"), "{brief}");
}

#[test]
fn an_article_that_can_not_be_read_is_an_error() {
    let mut sample = sample();
    sample.put_text(0, "x");
    let result = sample.ask(|positions| brief(positions, &item("plan"), &BriefOptions::default(), &sample));
    assert_eq!(result.unwrap_err().id, article(0));
}

#[test]
fn an_item_that_nothing_bears_on_has_a_brief() {
    let mut sample = Sample::of(&[]);
    sample.item("plan", |_| {});
    let brief = written(&sample, &BriefOptions::default());
    assert!(brief.contains("Nobody has said it yet"), "{brief}");
}
