//! Single claims about lives, matrices, comparisons and independent voices.

use super::*;
use crate::analysis::positions::brief::{BriefOptions, brief};

const DAYS: [Option<u32>; 5] = [Some(0), Some(2), Some(4), Some(6), None];

fn life(sample: &Sample, id: &str, by: DateBy) -> Life {
    sample.ask(|positions| positions.life(&item(id), Scope::WithTerms, by))
}

fn events(events: &[LifeEvent]) -> Vec<(LifeEventKind, &str)> {
    events.iter().map(|event| (event.kind, event.bearing.key.annotation.as_str())).collect()
}

#[test]
fn every_act_makes_its_event_in_time() {
    use LifeEventKind::{Answered, Changed, Confirmed, Denied, FirstSaid, Repeated, Withdrawn};
    let mut sample =
        Sample::of(&[Some(9), Some(8), Some(7), Some(6), Some(5), Some(4), Some(3), Some(2), None]);
    let acts = [
        (Act::Withdraws, Withdrawn),
        (Act::Confirms, Confirmed),
        (Act::Denies, Denied),
        (Act::Doubts, Answered),
        (Act::Welcomes, Answered),
        (Act::Changes, Changed),
        (Act::States, Repeated),
        (Act::Repeats, FirstSaid),
    ];
    for (number, (act, _)) in acts.iter().enumerate() {
        sample.span(number, act.name(), &[("plan", *act)], says("v1"));
    }
    sample.span(8, "undated", &[("plan", Act::States)], says("v1"));
    let life = life(&sample, "plan", DateBy::Published);
    let wanted: Vec<_> = acts.iter().rev().map(|(act, kind)| (*kind, act.name())).collect();
    assert_eq!(events(&life.events), wanted);
    assert_eq!(events(&life.undated), [(Repeated, "undated")]);
    let claim = life.claim;
    assert_eq!(claim.first_seen.unwrap().key.annotation.as_str(), "repeats");
    let num = [&claim.repeated, &claim.updated, &claim.contradicted, &claim.denied, &claim.confirmed];
    assert_eq!(num.map(Vec::len), [2, 1, 1, 1, 1]);
    assert!(matches!(claim.dropped, Some(Dropped::Withdrawn(end)) if end.date == Some(day(9))));
}

#[test]
fn each_term_is_said_first_once_and_the_undated_only_where_nothing_has_a_date() {
    let mut sample = Sample::of(&DAYS);
    sample.item("plan", |_| {});
    sample.terms("plan", &["term"]);
    sample.span(0, "p", &[("plan", Act::States)], says("v1"));
    sample.span(1, "p2", &[("plan", Act::States)], says("v1"));
    sample.span(4, "t", &[("term", Act::States)], says("v1"));
    let life = life(&sample, "plan", DateBy::Published);
    assert_eq!(events(&life.events), [(LifeEventKind::FirstSaid, "p"), (LifeEventKind::Repeated, "p2")]);
    assert_eq!(events(&life.undated), [(LifeEventKind::FirstSaid, "t")]);
}

#[test]
fn terms_that_are_taken_back_do_not_end_the_item_and_their_first_words_repeat_nothing() {
    let mut sample = Sample::of(&DAYS);
    sample.item("plan", |_| {});
    sample.terms("plan", &["toll", "licences"]);
    sample.span(0, "p", &[("plan", Act::States)], says("v1"));
    sample.span(0, "t", &[("toll", Act::States)], says("v1"));
    sample.span(0, "l", &[("licences", Act::States)], says("v1"));
    sample.span(1, "l2", &[("licences", Act::Withdraws)], says("v1"));
    sample.span(2, "t2", &[("toll", Act::Withdraws)], says("v1"));
    sample.span(3, "l3", &[("licences", Act::Repeats)], says("v1"));
    let claim = life(&sample, "plan", DateBy::Published).claim;
    assert_eq!(claim.dropped, None);
    assert_eq!(claim.repeated.len(), 1, "only that of the licences");
    sample.span(3, "both", &[("toll", Act::Changes), ("licences", Act::Changes)], says("v1"));
    let changed = life(&sample, "plan", DateBy::Published).claim.updated;
    assert_eq!(changed.len(), 1, "one annotation changes both");
    sample.span(3, "both", &[], says("v1"));
    let withdrawn: Vec<_> = claim.withdrawn_terms.iter().map(|(id, at)| (id.as_str(), at.date)).collect();
    assert_eq!(withdrawn, [("toll", Some(day(4)))]);
    // What is said of a term afterwards does not bring back what it was a term of.
    sample.span(1, "end", &[("plan", Act::Withdraws)], says("v2"));
    let claim = life(&sample, "plan", DateBy::Published).claim;
    assert!(matches!(&claim.dropped, Some(Dropped::Withdrawn(end)) if end.key.annotation.as_str() == "end"));
    let options = BriefOptions { scope: Scope::WithTerms, ..BriefOptions::default() };
    let brief = sample.ask(|positions| brief(positions, &item("plan"), &options, &sample)).unwrap();
    assert!(brief.contains("- Terms withdrawn: toll "), "{brief}");
    assert!(brief.contains("behind it or its terms now"), "{brief}");
}

#[test]
fn what_was_said_earlier_comes_earlier_where_that_is_asked_for() {
    let mut sample = Sample::of(&DAYS);
    sample.span(0, "early", &[("plan", Act::States)], says("v1"));
    sample.span_with(("mk", 3, "late"), &[("plan", Act::States)], says("v2"), said_on(1));
    sample.span_with(("mk", 4, "undated"), &[("plan", Act::States)], says("v2"), said_on(0));
    sample.span(2, "middle", &[("plan", Act::States)], says("v1"));
    let order = |by| {
        let keys: Vec<AnnotationKey> = sample.ask(|positions| {
            let bearings = positions.bearings(&item("plan"), Scope::Item, by);
            bearings.into_iter().map(|bearing| bearing.key).collect()
        });
        ids(&keys).join(" ")
    };
    assert_eq!(order(DateBy::Published), "early middle late undated");
    assert_eq!(order(DateBy::Said), "early undated late middle");
}

#[test]
fn relations_lead_to_what_says_nothing_of_the_item_itself() {
    let mut sample = Sample::of(&DAYS);
    sample.span(0, "first", &[("plan", Act::States)], says("v1"));
    for (number, id) in [(1, "answer"), (2, "against"), (3, "news"), (0, "caveat")] {
        sample.span(number, id, &[], says("v2"));
    }
    sample.span(2, "both", &[("plan", Act::Repeats)], says("v2"));
    sample.relation("answers", [("answer", 1, "answer"), ("to", 0, "first")]);
    sample.relation("answers", [("answer", 2, "both"), ("to", 0, "first")]);
    sample.relation("contradicts", [("one", 0, "first"), ("other", 2, "against")]);
    sample.relation("updates", [("newer", 3, "news"), ("older", 0, "first")]);
    sample.relation("qualifies", [("caveat", 0, "caveat"), ("target", 0, "first")]);
    sample.relation("qualifies", [("caveat", 9, "gone"), ("target", 0, "first")]);
    let life = life(&sample, "plan", DateBy::Published);
    let wanted = [
        (LifeEventKind::FirstSaid, "first"),
        (LifeEventKind::Answered, "answer"),
        (LifeEventKind::Repeated, "both"),
        (LifeEventKind::Denied, "against"),
        (LifeEventKind::Changed, "news"),
    ];
    assert_eq!(events(&life.events), wanted);
    let through: Vec<bool> = life.events.iter().map(|event| event.through.is_some()).collect();
    assert_eq!(through, [false, true, false, true, true]);
    assert!(life.events.iter().all(|event| event.bearing.act.is_none() == event.through.is_some()));
    assert_eq!(ids(&life.events[0].caveats), ["caveat"]);
    assert_eq!(life.claim.contradicted.len(), 1);
    assert!(life.claim.denied.is_empty(), "a contradiction is no denial in the life of a claim");
}

#[test]
fn silence_is_told_where_there_were_articles() {
    let mut sample = Sample::of(&[Some(0), Some(10), Some(20), Some(40), Some(60)]);
    for (number, id) in [(0, "a"), (2, "b"), (3, "c")] {
        sample.span(number, id, &[("claim", Act::States)], says("v1"));
    }
    let life = life(&sample, "claim", DateBy::Published);
    let first = Silence { after: day(0), until: Some(day(20)), num_days: 20, num_articles: 1 };
    let since = Silence { after: day(40), until: None, num_days: 20, num_articles: 1 };
    assert_eq!(life.silences, [first, since], "nothing was published between the second and the third");
    assert_eq!(life.claim.dropped, Some(Dropped::Silent(day(40))));
}

#[test]
fn a_correction_stands_for_what_it_corrects_once_and_what_was_rejected_does_not_count() {
    let mut sample = Sample::of(&DAYS);
    sample.span(0, "wrong", &[("plan", Act::Accepts)], says("v1"));
    sample.span(0, "no", &[("plan", Act::Denies)], says("v1"));
    sample.span(1, "caveat", &[], says("v2"));
    sample.relation("qualifies", [("caveat", 1, "caveat"), ("target", 0, "wrong")]);
    for who in ["ro", "sa"] {
        sample.decide(who, 0, "wrong", Verdict::Corrected);
        sample.span_with((who, 0, &format!("by-{who}")), &[("plan", Act::Doubts)], says("v1"), |right| {
            let annotation = AnnotationId::new("wrong").unwrap();
            right.corrects = Some(AnnotationRef { annotator: annotator("mk"), annotation });
        });
    }
    sample.decide("ro", 0, "no", Verdict::Rejected);
    let life = life(&sample, "plan", DateBy::Published);
    assert_eq!(events(&life.events), [(LifeEventKind::Answered, "by-sa")]);
    assert_eq!(ids(&life.events[0].caveats), ["caveat"], "the caveat goes over to the correction");
    assert!(life.events[0].bearing.corrects.is_some());
}

#[test]
fn corrections_that_correct_one_another_leave_one() {
    let mut sample = Sample::of(&DAYS);
    sample.span(0, "one", &[("plan", Act::States)], says("v1"));
    let corrects = |who: &str, id: &str| {
        let on = AnnotationRef { annotator: annotator(who), annotation: AnnotationId::new(id).unwrap() };
        move |right: &mut Annotation| right.corrects = Some(on)
    };
    sample.span_with(("mk", 0, "one"), &[("plan", Act::States)], says("v1"), corrects("mk", "two"));
    sample.span_with(("mk", 0, "two"), &[("plan", Act::States)], says("v1"), corrects("mk", "one"));
    sample.decide("mk", 0, "one", Verdict::Corrected);
    sample.decide("mk", 0, "two", Verdict::Corrected);
    let keys = sample.ask(|positions| positions.index.on(&item("plan")));
    assert_eq!(ids(&keys), ["one"]);
}

#[test]
fn rows_are_rolled_up_to_what_held_on_the_day() {
    let mut sample = Sample::of(&DAYS);
    sample.voice("state", &[]);
    sample.voice("ministry", &[("state", None, None)]);
    sample.voice("party", &[]);
    sample.voice("mayor", &[("ministry", None, Some(3)), ("party", Some(4), None)]);
    sample.voice("ring-a", &[("ring-b", None, None)]);
    sample.voice("ring-b", &[("ring-a", None, None)]);
    sample.span(0, "then", &[("plan", Act::States)], says("mayor"));
    sample.span(1, "official", &[("plan", Act::Doubts)], official(Some("ministry")));
    sample.span(2, "now", &[("plan", Act::Rejects)], says("mayor"));
    sample.span(3, "ring", &[("plan", Act::Welcomes)], says("ring-b"));
    sample.span(4, "undated", &[("plan", Act::Confirms)], says("mayor"));
    let matrix = sample.ask(|positions| positions.matrix(&item("plan"), Rows::RolledUp, DateBy::Published));
    let rows: Vec<(&Speaker, Act, Vec<&str>)> = matrix
        .rows
        .iter()
        .map(|row| {
            row.cells[0].as_ref().map(|cell| (&row.speaker, cell.stance.act, ids(&cell.keys))).unwrap()
        })
        .collect();
    let wanted = [
        (&named("state"), Act::Doubts, vec!["then", "official"]),
        (&named("party"), Act::Rejects, vec!["now"]),
        (&named("ring-a"), Act::Welcomes, vec!["ring"]),
        (&named("mayor"), Act::Confirms, vec!["undated"]),
    ];
    assert_eq!(rows, wanted);
    let members = [named("mayor"), Speaker::Unnamed { affiliation: Some(voice("ministry")) }];
    assert_eq!(matrix.rows[0].members, members.into());
}

#[test]
fn people_without_a_name_have_a_row_for_those_they_belong_to() {
    let mut sample = Sample::of(&DAYS);
    sample.span(0, "a", &[("plan", Act::States)], official(Some("one")));
    sample.span(1, "b", &[("plan", Act::Denies)], official(Some("one")));
    sample.span(1, "cc", &[("plan", Act::States)], official(Some("two")));
    sample.span(2, "d", &[("plan", Act::States)], official(None));
    sample.span(3, "e", &[("plan", Act::States)], vec![in_role(VoiceRole::Speaker, Party::Article)]);
    sample.span(3, "ff", &[("plan", Act::States)], Vec::new());
    let (speakers, voices) = sample.ask(|positions| {
        let speakers = positions.speakers(&item("plan"), Scope::Item, DateBy::Published);
        (speakers, positions.independent(&item("plan"), Scope::Item, DateBy::Published))
    });
    let rows: Vec<&Speaker> = speakers.iter().map(|word| &word.speaker).collect();
    let unnamed = |id: Option<&str>| Speaker::Unnamed { affiliation: id.map(voice) };
    let outlet = Speaker::Outlet("Herald 3".into());
    let wanted = [&unnamed(Some("one")), &unnamed(Some("two")), &unnamed(None), &outlet, &Speaker::NotSet];
    assert_eq!(rows, wanted);
    // Another official's denial takes nothing from the first one's word.
    assert_eq!(voices.num_voices(), 5);
    assert_eq!(ids(&voices.groups[0].keys), ["a"]);
}

#[test]
fn terms_are_kept_changed_dropped_passed_over_or_added() {
    let mut sample = Sample::of(&DAYS);
    sample.item("one", |_| {});
    sample.item("two", |two| two.replaces = [item("one")].into());
    sample.terms("one", &["a-kept", "b-changed", "c-unsaid", "d-back", "e-silent", "f-alias", "g-moved"]);
    for (id, name) in
        [("h-kept", "A Képt"), ("i-changed", "b changed"), ("j-back", "d_back"), ("k-silent", "E-silent")]
    {
        sample.item(id, |term| (term.name, term.term_of) = (name.to_owned(), Some(item("two"))));
    }
    sample.item("l-other", |term| {
        (term.term_of, term.aliases) = (Some(item("two")), vec!["F alias".to_owned()]);
    });
    sample
        .item("m-new", |term| (term.term_of, term.replaces) = (Some(item("two")), [item("g-moved")].into()));
    sample.terms("two", &["n-added"]);
    let states = ["h-kept", "l-other", "m-new", "n-added", "a-kept", "j-back"];
    for (at, id) in states.into_iter().enumerate() {
        sample.span(at % 2, id, &[(id, Act::States)], says("v1"));
    }
    sample.span(1, "i-changed", &[("i-changed", Act::Changes)], says("v1"));
    sample.span(2, "withdrawn", &[("j-back", Act::Withdraws)], says("v1"));
    let found = sample.ask(|positions| positions.compare(&item("one"), &item("two"), DateBy::Published));
    let terms: Vec<_> = found
        .terms
        .iter()
        .map(|pair| {
            let (one, two) = (pair.one.as_ref(), pair.two.as_ref());
            (one.map(ItemId::as_str), two.map(ItemId::as_str), pair.change, pair.matched_by)
        })
        .collect();
    let by_name = Some(MatchedBy::Name);
    let wanted = [
        (Some("a-kept"), Some("h-kept"), TermChange::Kept, by_name),
        (Some("b-changed"), Some("i-changed"), TermChange::Changed, by_name),
        (Some("c-unsaid"), None, TermChange::Silent, None),
        (Some("d-back"), Some("j-back"), TermChange::Dropped, by_name),
        (Some("e-silent"), Some("k-silent"), TermChange::Silent, by_name),
        (Some("f-alias"), Some("l-other"), TermChange::Kept, by_name),
        (Some("g-moved"), Some("m-new"), TermChange::Changed, Some(MatchedBy::Replaces)),
        (None, Some("n-added"), TermChange::Added, None),
    ];
    assert_eq!(terms, wanted);
    assert_eq!(
        (ids(&found.terms[0].one_keys), ids(&found.terms[0].two_keys)),
        (vec!["a-kept"], vec!["h-kept"])
    );
    assert_eq!(ids(&found.terms[3].two_keys), ["j-back", "withdrawn"]);
    let same = sample.ask(|positions| positions.compare(&item("two"), &item("two"), DateBy::Published));
    assert!(same.terms.iter().all(|pair| pair.matched_by == Some(MatchedBy::Same)));
}

#[test]
fn a_term_whose_words_are_updated_is_changed() {
    let mut sample = Sample::of(&DAYS);
    for (of, id) in [("one", "x"), ("two", "y")] {
        sample.item(of, |_| {});
        sample.item(id, |term| (term.name, term.term_of) = ("Ferry".to_owned(), Some(item(of))));
        sample.span(0, id, &[(id, Act::States)], says("v1"));
    }
    let change = |sample: &Sample| {
        sample.ask(|all| all.compare(&item("one"), &item("two"), DateBy::Published).terms[0].change)
    };
    assert_eq!(change(&sample), TermChange::Kept);
    sample.relation("updates", [("newer", 0, "y"), ("older", 0, "x")]);
    assert_eq!(change(&sample), TermChange::Changed);
}

#[test]
fn voices_known_only_through_one_source_count_once() {
    let mut sample = Sample::of(&DAYS);
    let groups = |sample: &Sample| {
        let found = sample.ask(|all| all.independent(&item("plan"), Scope::Item, DateBy::Published));
        found.groups.iter().map(|group| ids(&group.keys).join(" ")).collect::<Vec<_>>()
    };
    sample.span(0, "a", &[("plan", Act::States)], says_via("v1", "memo"));
    sample.span(0, "bb", &[("plan", Act::Accepts)], says_via("v2", "memo"));
    sample.span(1, "c", &[("plan", Act::Confirms)], says("v3"));
    let memo = in_role(VoiceRole::Via, Party::Registered(voice("memo")));
    sample.span(1, "dd", &[("plan", Act::Repeats)], vec![memo]);
    sample.span(2, "e", &[("plan", Act::Repeats)], says("memo"));
    assert_eq!(groups(&sample), ["a bb dd e", "c"]);
    // Heard elsewhere, it is a voice of its own.
    sample.span(2, "ff", &[("plan", Act::Repeats)], says("v2"));
    assert_eq!(groups(&sample), ["a dd e", "bb ff", "c"]);
    // The latest word counts; one without a date is not the latest.
    sample.span(3, "g", &[("plan", Act::Doubts)], says("v3"));
    sample.span(4, "hh", &[("plan", Act::Confirms)], says("v3"));
    sample.span(4, "iii", &[("plan", Act::Rejects)], says("v2"));
    assert_eq!(groups(&sample), ["a dd e", "bb ff"]);
}

#[test]
fn what_was_merged_counts_for_what_it_was_merged_into() {
    let mut sample = Sample::of(&DAYS);
    sample.item("plan", |_| {});
    sample.item("draft", |draft| {
        draft.merged_into = Some(item("plan"));
        draft.aliases.push("the leaked paper".to_owned());
    });
    sample.terms("draft", &["toll"]);
    sample.span(0, "a", &[("plan", Act::States)], says("v1"));
    sample.span(1, "b", &[("draft", Act::Rejects), ("plan", Act::Rejects)], says("v2"));
    sample.span(2, "c", &[("toll", Act::Accepts)], says("v2"));
    let life = life(&sample, "draft", DateBy::Published);
    let told: Vec<_> = life.events.iter().map(|event| event.bearing.key.annotation.as_str()).collect();
    assert_eq!(told, ["a", "b", "c"], "one that rejects both rejects it once");
    sample.ask(|positions| {
        let tree = positions.items;
        assert_eq!((tree.num_items(), tree.meant(&item("draft"))), (2, &item("plan")));
        assert_eq!(tree.terms(&item("plan")), [item("toll")]);
        assert!(tree.names(&item("plan")).any(|name| name == "the leaked paper"));
        assert_eq!(tree.num_on(positions.index, &item("plan")), 3);
        let matrix = positions.matrix(&item("plan"), Rows::Voices, DateBy::Published);
        assert_eq!((matrix.columns, matrix.rows.len()), (vec![item("plan"), item("toll")], 2));
        assert!(tree.faults() == &ItemFaults::default());
    });
}

#[test]
fn what_states_one_term_and_changes_the_other_changes_it() {
    let mut sample = Sample::of(&DAYS);
    for (plan, toll) in [("plan", "plan-toll"), ("framework", "framework-toll")] {
        sample.item(plan, |_| {});
        sample.item(toll, |term| {
            (term.name, term.term_of) = ("Toll".to_owned(), Some(item(plan)));
        });
    }
    sample.span(0, "a", &[("plan-toll", Act::States)], says("v1"));
    sample.span(1, "b", &[("framework-toll", Act::States), ("plan-toll", Act::Changes)], says("v1"));
    let found =
        sample.ask(|positions| positions.compare(&item("plan"), &item("framework"), DateBy::Published));
    assert_eq!(found.terms.len(), 1);
    assert_eq!(
        (found.terms[0].change, found.terms[0].matched_by),
        (TermChange::Changed, Some(MatchedBy::Name))
    );
}
