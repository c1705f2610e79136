//! What brat standoff must hold, from the outside.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;

use super::Brat;
use crate::formats::Cells;
use crate::formats::dialect::Dialect;
use crate::formats::interchange::lines::{AnnotationLine, ArticleLine};
use crate::formats::report::{Effect, Report};
use crate::formats::selection::Selection;
use crate::formats::testing::{MemoryCorpus, dialects, export, import};
use crate::model::annotation::AttributeValue;
use crate::model::corpus::CorpusState;
use crate::model::edit::{Key, LayerKey, Record};
use crate::model::id::{ArticleId, AttributeId, ChoiceId};
use crate::model::tagset::Tagset;
use crate::model::tagset::default::default_tagset;
use crate::model::text::TextRange;

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

/// A folder that has been read into a corpus of that tagset and written again, and what reading told.
fn through(files: &[(&str, &[u8])], own: &Tagset) -> (BTreeMap<String, String>, Report) {
    let known = CorpusState { tagset: own.clone(), ..CorpusState::default() };
    let (imported, report) = import(&Brat, files, Some(&known)).unwrap();
    let mut corpus = MemoryCorpus::of(&imported);
    let Tagset { labels, attributes, relation_types, .. } = own.clone();
    corpus.state.tagset.labels.extend(labels);
    corpus.state.tagset.attributes.extend(attributes);
    corpus.state.tagset.relation_types.extend(relation_types);
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
    for own in [Tagset::default(), default_tagset()] {
        let (written, report) = through(&files, &own);
        assert_eq!(written["out/ferry.txt"], TEXT);
        assert_eq!(sayings(&written["out/ferry.ann"]), sayings(&lines));
        // A speaker by name is entered in the register, and that is told.
        assert!(
            problems(&report).iter().all(|problem| problem.contains("entered in the register")),
            "{report}"
        );
        let configuration = &written["out/annotation.conf"];
        for line in
            ["Harbour_town", "Located Arg1:", "Causes Cause:", "Meeting Participant*:", "Value:L1|L2|L3"]
        {
            assert!(configuration.contains(line), "{line}: {configuration}");
        }
    }
}

#[test]
fn relations_of_the_corpus_s_own_types_come_back_with_the_arguments_they_had() {
    let texts = "T1\tClaim 0 5\tferry\nT2\tQuote 6 11\tsails\nT3\tclaim-like 0 11\tferry sails\n\
        T4\tClaim-like 0 5\tferry\n";
    let plain = "R1\tsupports Arg1:T1 Arg2:T2\nR2\tcontradicts Arg1:T2 Arg2:T1\nR3\tnear Arg1:T1 Arg2:T2\n\
        R4\tNear Arg1:T2 Arg2:T1\n*\tsame-as T1 T2\n";
    let named =
        "R1\tsupports Support:T1 Supported:T2\nR2\tcontradicts Other:T1 One:T2\nR3\tnear Left:T1 Right:T2\n";
    for relations in [plain, named] {
        let lines = [texts, relations].concat();
        let files: Vec<(&str, &[u8])> = vec![("in/a.txt", b"ferry sails"), ("in/a.ann", lines.as_bytes())];
        for own in [Tagset::default(), default_tagset()] {
            let (written, report) = through(&files, &own);
            assert_eq!(problems(&report), Vec::<String>::new());
            assert_eq!(sayings(&written["out/a.ann"]), sayings(&lines));
            let has_plain = written["out/annotation.conf"].contains("\nsupports Arg1:");
            assert_eq!(has_plain, relations == plain, "{}", written["out/annotation.conf"]);
        }
    }
}

#[test]
fn arguments_of_one_type_that_are_called_otherwise_are_told() {
    let lines = "T1\tClaim 0 5\tferry\nT2\tClaim 6 11\tsails\nR1\tsupports Arg1:T1 Arg2:T2\n\
        R2\tsupports Support:T1 Supported:T2\nR3\tanswers Who:T1 Whom:T2\n";
    let files: Vec<(&str, &[u8])> = vec![("in/a.txt", b"ferry sails"), ("in/a.ann", lines.as_bytes())];
    let (_, report) = through(&files, &default_tagset());
    let told: BTreeSet<usize> = report.findings.iter().filter_map(|finding| finding.place.line).collect();
    assert_eq!(told, BTreeSet::from([4, 5]), "{report}");
    assert!(problems(&report)[0].starts_with("arguments of R2 called Arg1 and Arg2"), "{report}");
}

#[test]
fn which_arguments_have_names_is_added_to_what_the_corpus_knows() {
    let mut corpus = MemoryCorpus::default();
    for (kind, expected) in [("near", "near"), ("far", "far near"), ("near", "far near")] {
        let lines = format!("T1\tClaim 0 5\tferry\nR1\t{kind} Left:T1 Right:T1\n");
        let files: Vec<(&str, &[u8])> = vec![("a.txt", b"ferry"), ("a.ann", lines.as_bytes())];
        let (imported, _) = import(&Brat, &files, Some(&corpus.state)).unwrap();
        for (id, value) in imported.settings {
            let key = Key::Setting(id.clone());
            let (held, brought) = (corpus.state.get(&key), Record::Setting(value));
            assert!(held.is_none_or(|held| super::adds_to(&key, &held, &brought)));
            corpus.state.set(&key, Some(brought));
        }
        let value = corpus.state.settings.values().next().unwrap();
        assert_eq!(&**value, expected);
    }
}

/// Any lines on a short text, with ids that are there.
fn any_lines() -> impl Strategy<Value = String> {
    let kinds = ["Person", "Source", "Cue", "Attribution", "Claim", "Source", "Cue", "Claim", "Place"];
    let text = (0..kinds.len(), 0usize..8, 1usize..4, any::<bool>());
    let numbers = prop::collection::vec(any::<prop::sample::Index>(), 60);
    (prop::collection::vec(text, 1..7), 0usize..5, 0usize..4, 0usize..4, numbers).prop_map(
        move |(texts, num_events, num_relations, num_attributes, numbers)| {
            let mut numbers = numbers.into_iter().cycle();
            let mut below = move |end: usize| numbers.next().unwrap().index(end);
            let covered = |start: usize, end: usize| SHORT[start..end].to_owned();
            let mut lines: Vec<String> = Vec::new();
            for (idx, (kind, start, len, has_gap)) in texts.iter().enumerate() {
                let (end, id, kind) = (start + len, idx + 1, kinds[*kind]);
                if *has_gap {
                    let words = [covered(*start, end), covered(end + 2, end + 3)].join(" ");
                    lines.push(format!("T{id}\t{kind} {start} {end};{} {}\t{words}\n", end + 2, end + 3));
                } else {
                    lines.push(format!("T{id}\t{kind} {start} {end}\t{}\n", covered(*start, end)));
                }
            }
            let text = |number: usize| format!("T{}", number + 1);
            let triggers: Vec<usize> = (0..num_events).map(|_| below(texts.len())).collect();
            // Of a trigger nearly everything is said by way of an event.
            let any = |below: &mut dyn FnMut(usize) -> usize| {
                let number = below(texts.len());
                let events = (0..num_events).filter(|event| triggers[*event] == number);
                let events: Vec<usize> = events.collect();
                if events.is_empty() || below(20) == 0 {
                    return text(number);
                }
                format!("E{}", events[below(events.len())] + 1)
            };
            for (event, trigger) in triggers.iter().enumerate() {
                let kind = ["Attribution", "Vote", "Speech"][below(3)];
                let mut line = vec![format!("E{}\t{kind}:{}", event + 1, text(*trigger))];
                for role in ["Content", "Source", "Theme", "Theme2"] {
                    if below(5) < 2 {
                        line.push(format!("{role}:{}", any(&mut below)));
                    }
                }
                lines.push(line.join(" ") + "\n");
            }
            for id in 1..=num_relations {
                let kind = ["Attribution", "Near", "supports", "contradicts"][below(4)];
                let [one, two] = [["Arg1", "Arg2"], ["Support", "Supported"], ["One", "Other"]][below(6) / 2];
                lines.push(format!("R{id}\t{kind} {one}:{} {two}:{}\n", any(&mut below), any(&mut below)));
            }
            for id in 1..=num_attributes {
                lines.push(format!("A{id}\t{} {}\n", ["Negation", "Unsure"][below(2)], any(&mut below)));
                lines.push(format!("#{id}\tAnnotatorNotes {}\tnote\n", any(&mut below)));
            }
            lines.concat()
        },
    )
}

const SHORT: &str = "abcdefghijklmnopqrstuvwxyz";

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_lines_come_back_unless_reading_tells_of_a_change(lines in any_lines(), has_own in any::<bool>()) {
        let files: Vec<(&str, &[u8])> = vec![("in/a.txt", SHORT.as_bytes()), ("in/a.ann", lines.as_bytes())];
        let own = if has_own { default_tagset() } else { Tagset::default() };
        let (written, report) = through(&files, &own);
        if problems(&report).is_empty() {
            prop_assert_eq!(sayings(&written["out/a.ann"]), sayings(&lines));
        }
    }
}

fn lines_of(files: &[(&str, &[u8])]) -> (Vec<ArticleLine>, Report) {
    let files = files.iter().map(|(name, bytes)| ((*name).to_owned(), bytes.to_vec())).collect();
    dialects::read_lines(&Brat, &files, None)
}

/// The words that the annotations of the only article cover.
fn covered(lines: &[ArticleLine]) -> Vec<String> {
    let text: Vec<char> = lines[0].text.as_deref().unwrap().chars().collect();
    let of = |annotation: &AnnotationLine| {
        let words =
            annotation.fragments.iter().map(|(start, end)| text[*start..*end].iter().collect::<String>());
        words.collect::<Vec<_>>().join(" … ")
    };
    lines[0].annotations.iter().map(of).collect()
}

#[test]
fn the_words_beside_the_offsets_tell_what_these_count() {
    let text = "\u{feff}Één 🚢\r\nlag in\r\nhet dok.";
    // As brat counts, as lines without the mark, as UTF-16, as bytes: always the same three words.
    let cases = [
        ("T1\tA 5 6\t🚢\nT2\tA 8 11\tlag\nT3\tA 20 23\tdok\n", ""),
        ("T1\tA 4 5\t🚢\nT2\tA 6 9\tlag\nT3\tA 17 20\tdok\n", "without the byte order mark, line ends"),
        ("T1\tA 5 7\t🚢\nT2\tA 9 12\tlag\nT3\tA 21 24\tdok\n", "UTF-16"),
        ("T1\tA 9 13\t🚢\nT2\tA 15 18\tlag\nT3\tA 27 30\tdok\n", "bytes"),
    ];
    for (annotations, counted) in cases {
        let (lines, report) = lines_of(&[("a.txt", text.as_bytes()), ("a.ann", annotations.as_bytes())]);
        assert_eq!(covered(&lines), ["🚢", "lag", "dok"], "{annotations}");
        assert_eq!(problems(&report), Vec::<String>::new());
        assert!(counted.is_empty() == report.findings.is_empty(), "{report}");
        assert!(report.to_string().contains(counted), "{report}");
    }
}

#[test]
fn broken_lines_are_told_with_their_place_and_the_rest_is_kept() {
    let annotations = "T1\tClaim 0 5\tferry\n\
        T1\tClaim 6 11\tsails\n\
        T2\tClaim 6 99\tsails\n\
        T3\tClaim 6 6\t\n\
        T4\tClaim 11 6\tsails\n\
        T5 Claim 6 11 sails\n\
        T6\tClaim 6\tsails\n\
        T7\tClaim 6 99999999999999999999\tsails\n\
        T8\tClaim 0 5\tsails\n\
        T9\tClaim 6 11\n\
        Q1\twhat\n\
        E1\tVote:T99 Theme:T1\n\
        E2\tVote:T1 Theme:T77\n\
        E3\tVote Theme:T1\n\
        R1\tNear Arg1:T1\n\
        R2\tNear Arg1:T1 Arg2:T99\n\
        *\tEquiv T1\n\
        *\tEquiv T1 T99\n\
        A1\tNegation T99\n\
        A2\n\
        #1\tAnnotatorNotes T99\tnote\n\
        E4\tRing:T8 Next:E5\n\
        E5\tRing:T9 Next:E4\n";
    let (lines, report) = lines_of(&[("a.txt", b"ferry sails"), ("a.ann", annotations.as_bytes())]);
    assert_eq!(covered(&lines), ["ferry", "ferry", "sails"]);
    let told: BTreeSet<usize> = report.findings.iter().filter_map(|finding| finding.place.line).collect();
    assert_eq!(told, (2..=21).collect(), "{report}");
    assert!(report.findings.iter().all(|finding| finding.place.file.as_deref() == Some("a.ann")));
    // The event that has lost its argument and the two that go round in a ring.
    assert_eq!(lines[0].relations.len(), 3);
}

#[test]
fn events_of_one_trigger_that_lost_their_arguments_stay_what_they_are() {
    let annotations = "T1\tClaim 0 5\tferry\nE1\tVote:T1 Theme:T5\nE2\tRing:T1 Next:E7\n";
    let (written, report) =
        through(&[("a.txt", b"ferry sails"), ("a.ann", annotations.as_bytes())], &Tagset::default());
    assert_eq!(problems(&report).len(), 2, "{report}");
    assert_eq!(written["out/a.ann"], "T1\tClaim 0 5\tferry\nE1\tVote:T1\nE2\tRing:T1\n");
}

#[test]
fn a_file_without_its_other_half_is_told() {
    let (lines, report) = lines_of(&[("f/a.ann", b"T1\tA 0 1\tx\n"), ("f/b.txt", b"text"), ("f/c.doc", b"")]);
    assert_eq!(lines.len(), 1);
    assert_eq!(lines[0].id, "b");
    let told: Vec<&str> =
        report.findings.iter().filter_map(|finding| finding.place.file.as_deref()).collect();
    assert_eq!(told, ["f/c.doc", "f/a.ann", "f/b.txt"]);
    assert_eq!(Dialect::companions(&Brat, "a.txt"), ["a.ann", "a.a1", "a.a2", "annotation.conf"]);
}

#[test]
fn texts_of_one_name_in_two_folders_are_two_articles() {
    let (lines, _) =
        lines_of(&[("x/a.txt", b"one"), ("x/a.ann", b""), ("y/a.txt", b"two"), ("y/a.ann", b"")]);
    assert_eq!(lines.iter().map(|line| line.id.as_str()).collect::<Vec<_>>(), ["a", "y/a"]);
}

#[test]
fn attributions_are_read_from_events_of_several_makes() {
    let text = "Lund said ferries stop. So wrote Brenn.";
    let annotations = "T1\tSource 0 4\tLund\nT2\tCue 5 9\tsaid\nT3\tClaim 10 22\tferries stop\n\
        E1\tAttribution:T2 Content:T3 Source:T1\n#1\tSpeaker T3\tKari Lund\n\
        T4\tSaying 27 32\twrote\nT5\tPerson 33 38\tBrenn\nT6\tClaim 10 17\tferries\n\
        E2\tSaying:T4 Quote:T6 Speaker:T5\n";
    let (lines, report) = lines_of(&[("a.txt", text.as_bytes()), ("a.ann", annotations.as_bytes())]);
    assert_eq!(problems(&report), Vec::<String>::new());
    let said: Vec<_> = lines[0].annotations.iter().filter(|known| !known.cue.is_empty()).collect();
    assert_eq!((&said[0].source, &said[0].cue), (&vec![(0, 4)], &vec![(5, 9)]));
    assert_eq!(said[0].voices[0].name, "Kari Lund");
    assert_eq!((&said[1].source, &said[1].cue), (&vec![(33, 38)], &vec![(27, 32)]));
    // What is nothing but a part of an attribution is no annotation; the other event remains as a relation too.
    assert_eq!(covered(&lines), ["ferries stop", "wrote", "Brenn", "ferries"]);
    assert_eq!(lines[0].relations.len(), 1);
}

#[test]
fn an_export_is_laid_out_as_brat_has_it() {
    let mut corpus = MemoryCorpus::default();
    corpus.state.tagset = default_tagset();
    let text = "“We wait,”\nsaid Lund.";
    corpus.put(crate::formats::testing::article("ferry", text));
    let mut annotation = crate::formats::testing::annotation("q1", "quote", text, "“We wait,”");
    let range = |words: &str| {
        let start = text.find(words).unwrap();
        TextRange::new(start, start + words.len()).unwrap()
    };
    annotation.attribution.cue = Some(range("said").into());
    annotation.attribution.source = Some(range("Lund").into());
    let choice = ChoiceId::new("direct").unwrap();
    annotation.attributes.insert(AttributeId::new("quote-form").unwrap(), AttributeValue::Choice(choice));
    annotation.note = "one\ntwo\tthree".to_owned();
    let layer = LayerKey {
        article: ArticleId::new("ferry").unwrap(),
        annotator: crate::formats::testing::annotator("mk"),
    };
    let key = Key::Annotation(layer, annotation.id.clone());
    corpus.state.set(&key, Some(Record::Annotation(annotation.into())));
    let (sink, report) = export(&Brat, &corpus, &Selection::default(), Cells::default(), "out");
    let told = problems(&report.unwrap());
    assert!(told.iter().any(|problem| problem.starts_with("note changed")), "{told:?}");
    let written = String::from_utf8(sink.files["out/ferry.ann"].clone()).unwrap();
    assert_eq!(
        written,
        "T1\tQuote 0 10\t“We wait,”\n\
         T2\tCue 11 15\tsaid\n\
         T3\tSource 16 20\tLund\n\
         E1\tAttribution:T2 Content:T1 Source:T3\n\
         A1\tquote-form T1 Direct\n\
         #1\tAnnotatorNotes T1\tone\n\
         #2\tAnnotatorNotes T1\ttwo three\n"
    );
    let configuration = String::from_utf8(sink.files["out/annotation.conf"].clone()).unwrap();
    assert!(
        configuration.starts_with("[entities]\nClaim\nQuote\nProposal\nCaveat\nSource\nCue\n\n[relations]\n")
    );
    assert!(
        configuration.contains("\nqualifies Arg1:Caveat, Arg2:Claim|Proposal|Quote\n"),
        "{configuration}"
    );
    assert!(configuration.contains("\nquote-form Arg:Quote, Value:Direct|Partial|Indirect|Denial\n"));
}
