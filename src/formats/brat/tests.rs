use super::Brat;
use crate::formats::testing::dialects;

#[test]
fn what_is_written_reads_back_up_to_what_is_reported() {
    dialects::check_round_trips(&Brat);
}

#[test]
fn nine_places_come_back_in_any_writing() {
    dialects::check_places(&Brat);
}

#[test]
fn damage_is_told() {
    dialects::check_damage(&Brat);
}

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;

use crate::formats::Cells;
use crate::formats::report::{Effect, Report};
use crate::formats::selection::Selection;
use crate::formats::testing::{MemoryCorpus, export, import};

/// What an annotation file says, without its ids.
fn sayings(file: &str) -> BTreeSet<String> {
    let lines: Vec<Vec<&str>> = file.lines().map(|line| line.split('\t').collect()).collect();
    let mut texts: BTreeMap<&str, String> = BTreeMap::new();
    let mut events: BTreeMap<&str, String> = BTreeMap::new();
    for line in lines.iter().filter(|line| line[0].starts_with('T')) {
        texts.insert(line[0], line[1].to_owned());
    }
    for line in lines.iter().filter(|line| line[0].starts_with('E')) {
        let (kind, trigger) = line[1].split_whitespace().next().unwrap().split_once(':').unwrap();
        events.insert(line[0], format!("event {kind} {}", texts[trigger]));
    }
    let named = |id: &str| texts.get(id).or_else(|| events.get(id)).cloned().unwrap_or_else(|| id.to_owned());
    let relations: BTreeMap<&str, String> = lines
        .iter()
        .filter(|line| line[0].starts_with('R'))
        .map(|line| {
            (
                line[0],
                line[1]
                    .split(' ')
                    .map(|word| word.split(':').map(named).collect::<Vec<_>>().join(":"))
                    .collect::<Vec<_>>()
                    .join(" "),
            )
        })
        .collect();
    let named = |id: &str| relations.get(id).cloned().unwrap_or_else(|| named(id));
    let mut said = BTreeSet::new();
    for line in &lines {
        let tail = line[2..].join("\t");
        let words = line[1].split_whitespace();
        said.insert(match &line[0][..1] {
            "T" => format!("T {} {tail}", line[1]),
            "R" => format!("R {}", relations[line[0]]),
            "E" => {
                let words = words.map(|word| {
                    let (role, id) = word.split_once(':').unwrap();
                    format!("{role}={}", named(id))
                });
                format!("E {}", words.collect::<Vec<_>>().join(", "))
            }
            "*" => format!(
                "* {}",
                words.map(named).collect::<BTreeSet<_>>().into_iter().collect::<Vec<_>>().join(", ")
            ),
            other => format!("{other} {} {tail}", words.map(named).collect::<Vec<_>>().join(", ")),
        });
    }
    said
}

/// A folder that has been read into an empty corpus and written again, and what reading told.
fn through_a_corpus(files: &[(&str, &[u8])]) -> (BTreeMap<String, String>, Report) {
    let (imported, report) = import(&Brat, files, None).unwrap();
    let corpus = MemoryCorpus::of(&imported);
    let (sink, result) = export(&Brat, &corpus, &Selection::default(), Cells::default(), "out");
    result.unwrap();
    let files = sink.files.into_iter().map(|(name, bytes)| (name, String::from_utf8(bytes).unwrap()));
    (files.collect(), report)
}

fn problems(report: &Report) -> Vec<String> {
    let problems = report.findings.iter().filter(|finding| finding.effect != Effect::Note);
    problems.map(ToString::to_string).collect()
}

const CONFIGURATION: &str = "# Invented.\n[entities]\nPerson\nPlace\n\tHarbour_town\nSource\nCue\nClaim\n\n[relations]\n\
Located Arg1:Person, Arg2:Place\nCauses Cause:Claim, Effect:Claim\nEquiv Arg1:<ENTITY>, Arg2:<ENTITY>, \
<REL-TYPE>:symmetric-transitive\n<OVERLAP> Arg1:<ENTITY>, Arg2:<ENTITY>, <OVL-TYPE>:<ANY>\n\n[events]\n\
Meeting Participant+:Person, Place?:Place\nPlan Theme:<EVENT>|Claim, Cause?:<EVENT>\nVote\nAttribution Content:Claim, \
Source?:Source\nSpeech Speaker:Person, Content:Claim\n\n[attributes]\nNegation Arg:<EVENT>\nConfidence Arg:<EVENT>, \
Value:L1|L2|L3\n";
const TEXT: &str =
    "Kari Lund met Otto Brenn in Fagervik.\r\nShe said the ferry “will not” sail before May 🚢.\n";

/// The text with the annotations of every kind that brat has.
fn every_kind() -> String {
    let place = |words: &str| {
        let start = TEXT
            .chars()
            .collect::<Vec<_>>()
            .windows(words.chars().count())
            .position(|window| window.iter().copied().eq(words.chars()));
        let start = start.unwrap();
        (start, start + words.chars().count())
    };
    let text = |id: &str, kind: &str, words: &[&str]| {
        let places: Vec<String> =
            words.iter().map(|words| place(words)).map(|(a, b)| format!("{a} {b}")).collect();
        format!("{id}\t{kind} {}\t{}\n", places.join(";"), words.join(" "))
    };
    [
        text("T1", "Person", &["Kari Lund"]),
        text("T2", "Person", &["Otto Brenn"]),
        text("T3", "Harbour_town", &["Fagervik"]),
        text("T4", "Meeting", &["met"]),
        text("T5", "Claim", &["the ferry", "sail before May 🚢"]),
        text("T6", "Cue", &["said"]),
        text("T7", "Source", &["She"]),
        text("T8", "Plan", &["will not"]),
        text("T9", "Vote", &["sail"]),
        text("T10", "Source", &["Kari Lund"]),
        text("T11", "Claim", &["before May"]),
        text("T12", "Speech", &["said"]),
        "E1\tMeeting:T4 Participant:T1 Participant2:T2 Place:T3\n".to_owned(),
        "E2\tAttribution:T6 Content:T5 Source:T7\n".to_owned(),
        "E3\tPlan:T8 Theme:E1 Cause:E5\n".to_owned(),
        "E4\tPlan:T8 Theme:T5\n".to_owned(),
        "E5\tVote:T9\n".to_owned(),
        "E6\tSpeech:T12 Content:T11 Speaker:T1\n".to_owned(),
        "R1\tLocated Arg1:T1 Arg2:T3\n".to_owned(),
        "R2\tCauses Cause:T5 Effect:T11\n".to_owned(),
        "*\tEquiv T1 T7 T10\n".to_owned(),
        "A1\tNegation E3\n".to_owned(),
        "A2\tConfidence E4 L2\n".to_owned(),
        "M1\tNegation E1\n".replace("M1", "A3"),
        "A4\tTone T5 calm\n".to_owned(),
        "N1\tReference T3 Gazetteer:4711\tFagervik, a town\n".to_owned(),
        "#1\tAnnotatorNotes T5\tread twice\n".to_owned(),
        "#2\tAnnotatorNotes E3\tfirst line\n#3\tAnnotatorNotes E3\tsecond line\n".to_owned(),
        "#4\tComment T2\tsee the list\n".to_owned(),
        "#5\tAnnotatorNotes R1\tby ship\n".to_owned(),
        "#6\tSpeaker T5\tKari Lund\n".to_owned(),
    ]
    .concat()
}

#[test]
fn a_folder_of_brat_s_comes_back_with_everything_that_was_in_it() {
    let lines = every_kind();
    let files: Vec<(&str, &[u8])> = vec![
        ("in/annotation.conf", CONFIGURATION.as_bytes()),
        ("in/ferry.txt", TEXT.as_bytes()),
        ("in/ferry.ann", lines.as_bytes()),
    ];
    let (written, report) = through_a_corpus(&files);
    assert_eq!(written["out/ferry.txt"], TEXT);
    assert_eq!(sayings(&written["out/ferry.ann"]), sayings(&lines));
    // A speaker by name is entered in the register, and that is told.
    assert!(problems(&report).iter().all(|problem| problem.contains("entered in the register")), "{report}");
    let configuration = &written["out/annotation.conf"];
    for line in ["Harbour_town", "Located Arg1:", "Causes Cause:", "Meeting Participant*:", "Value:L1|L2|L3"]
    {
        assert!(configuration.contains(line), "{line}: {configuration}");
    }
}

/// Any lines on a short text, with ids that are there.
fn any_lines() -> impl Strategy<Value = String> {
    let kinds = ["Person", "Source", "Cue", "Attribution", "Claim", "Vote"];
    let text = (0..kinds.len(), 0usize..8, 1usize..4, any::<bool>());
    let numbers = prop::collection::vec(any::<prop::sample::Index>(), 60);
    (prop::collection::vec(text, 1..7), 0usize..5, 0usize..4, 0usize..4, numbers).prop_map(
        move |(texts, num_events, num_relations, num_attributes, numbers)| {
            let mut numbers = numbers.into_iter().cycle();
            let mut below = move |end: usize| numbers.next().unwrap().index(end);
            let covered = |start: usize, end: usize| SHORT[start..end].to_owned();
            let mut lines = String::new();
            for (idx, (kind, start, len, has_gap)) in texts.iter().enumerate() {
                let (end, id, kind) = (start + len, idx + 1, kinds[*kind]);
                if *has_gap {
                    let words = [covered(*start, end), covered(end + 2, end + 3)].join(" ");
                    lines += &format!("T{id}\t{kind} {start} {end};{} {}\t{words}\n", end + 2, end + 3);
                } else {
                    lines += &format!("T{id}\t{kind} {start} {end}\t{}\n", covered(*start, end));
                }
            }
            let text = |number: usize| format!("T{}", number + 1);
            let any = |below: &mut dyn FnMut(usize) -> usize| {
                let number = below(texts.len() + num_events);
                if number < texts.len() { text(number) } else { format!("E{}", number - texts.len() + 1) }
            };
            for id in 1..=num_events {
                let kind = ["Attribution", "Vote", "Speech"][below(3)];
                let mut line = format!("E{id}\t{kind}:{}", text(below(texts.len())));
                for role in ["Content", "Source", "Theme", "Theme2"] {
                    if below(5) < 2 {
                        line += &format!(" {role}:{}", any(&mut below));
                    }
                }
                lines += &(line + "\n");
            }
            for id in 1..=num_relations {
                let kind = ["Attribution", "Near"][below(2)];
                lines += &format!("R{id}\t{kind} Arg1:{} Arg2:{}\n", any(&mut below), any(&mut below));
            }
            for id in 1..=num_attributes {
                lines += &format!("A{id}\t{} {}\n", ["Negation", "Unsure"][below(2)], any(&mut below));
            }
            lines
        },
    )
}

const SHORT: &str = "abcdefghijklmnopqrstuvwxyz";

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_lines_come_back_unless_reading_tells_of_a_change(lines in any_lines()) {
        let files: Vec<(&str, &[u8])> = vec![("in/a.txt", SHORT.as_bytes()), ("in/a.ann", lines.as_bytes())];
        let (written, report) = through_a_corpus(&files);
        if problems(&report).is_empty() {
            prop_assert_eq!(sayings(&written["out/a.ann"]), sayings(&lines));
        }
    }
}
