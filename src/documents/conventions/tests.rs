//! What is told by convention in many languages, and what only looks like it.

mod heads;
mod lines;

use proptest::prelude::*;

use super::*;
use crate::documents::{Budget, ReadOptions, read};

/// Paragraphs apart by blank lines; a line that begins with `#` is a title the source marks, `##` a heading.
fn blocks_of(text: &str) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut at = 0;
    for part in text.split("\n\n") {
        let (mark, kind) = if part.starts_with("## ") {
            (3, BlockKind::Heading)
        } else if part.starts_with("# ") {
            (2, BlockKind::Title)
        } else {
            (0, BlockKind::Paragraph)
        };
        blocks.extend(trimmed(text, at + mark, at + part.len()).map(|range| Block { range, kind }));
        at += part.len() + 2;
    }
    blocks
}

fn document(text: &str) -> ReadDocument {
    let blocks = blocks_of(text);
    let mut document = ReadDocument { text: text.to_owned(), blocks, ..ReadDocument::default() };
    mark_conventions(&mut document);
    assert_eq!(document.text, text);
    document
}

/// The blocks as lines "kind|words".
fn told(text: &str) -> Vec<String> {
    let document = document(text);
    let words = |block: &Block| format!("{}|{}", block.kind.name(), block.range.of(text).unwrap());
    document.blocks.iter().map(words).collect()
}

/// What is put forward for a text, as "kind|words".
fn proposed(text: &str) -> Vec<String> {
    let document = document(text);
    let proposals = document.warnings.iter().filter_map(|warning| match warning {
        DocumentWarning::Proposal { proposal, words } => Some(format!("{}|{words}", proposal.kind.name())),
        _ => None,
    });
    proposals.collect()
}

/// Running text, so that there is something for heads and ends to stand around.
const RUNNING: &str =
    "The council of Marrow Bridge met on Monday evening and could not agree on the night ferry again.";
const MORE: &str =
    "Skippers said that they had not been asked, and that the pier would have to be rebuilt before winter.";

/// The kind that a line gets between two paragraphs of running text, before them and after them.
fn kinds(line: &str) -> [BlockKind; 3] {
    let kind = |text: String, at: usize| document(&text).blocks[at].kind;
    [
        kind(format!("# A title\n\n{line}\n\n{RUNNING}\n\n{MORE}"), 1),
        kind(format!("# A title\n\n{RUNNING}\n\n{line}\n\n{MORE}"), 2),
        kind(format!("# A title\n\n{RUNNING}\n\n{MORE}\n\n{line}"), 3),
    ]
}

use BlockKind::{Byline, Furniture, Note, Paragraph as Text};

#[test]
fn agencies_sign_off_at_the_end() {
    for (signature, language) in [
        ("(dpa)", "de"),
        ("(mk/dpa)", "de"),
        ("(AFP)", "fr"),
        ("(Reporting by Mara Kell in Selby; Editing by Jon Roe)", "en"),
        ("(Avec AFP)", "fr"),
        ("(ANSA)", "it"),
        ("(ТАСС)", "ru"),
        ("(وكالات)", "ar"),
    ] {
        let text = format!("{RUNNING}\n\n{MORE} {signature}");
        let expected =
            [format!("paragraph|{RUNNING}"), format!("paragraph|{MORE}"), format!("note|{signature}")];
        assert_eq!(told(&text), expected, "{language}");
    }
    for (line, kind) in [
        ("(dpa)", Note),
        ("— Reporting by Mara Kell", Byline),
        ("Reporting by Mara Kell in Selby; Editing by Jon Roe", Byline),
        ("(Mit Material von dpa)", Note),
        ("Avec AFP", Note),
        ("Con información de EFE", Note),
        ("Com informações da Lusa", Note),
        ("По материалам ТАСС", Note),
        ("（完）", Note),
    ] {
        assert_eq!(kinds(line)[2], kind, "{line}");
        assert_eq!(kinds(line)[1], Text, "{line}");
    }
    assert_eq!(proposed(&format!("{RUNNING}\n\n{MORE} (mk)")), ["note|(mk)"]);
}

#[test]
fn other_brackets_at_the_end_stay() {
    for end in [
        "(sic)",
        "(see page 4)",
        "(left)",
        "(2025)",
        "(the Harbour Board)",
        "(siehe Seite 4)",
        "(voir page 4)",
    ] {
        let text = format!("{RUNNING}\n\n{MORE} {end}");
        assert_eq!(told(&text).len(), 2, "{end}");
        assert_eq!(proposed(&text), [""; 0], "{end}");
    }
    let inside = format!(
        "{RUNNING}\n\nSkippers said that they had not been asked by anybody, not even the agency (dpa)"
    );
    assert_eq!(told(&inside).len(), 2);
    for line in [
        "Reporting by Kell found that nobody had been asked, and that the money was there all along.",
        "Avec eux, la ville change.",
    ] {
        assert_eq!(kinds(line)[2], Text, "{line}");
    }
}

#[test]
fn a_short_line_over_running_text_is_a_heading() {
    for (heading, below) in [
        ("A pier in the rain", MORE),
        ("Why nobody was asked", MORE),
        (
            "Ein Anleger im Regen",
            "Die Schiffer sagten am Montag, man habe sie nicht gefragt, und der Anleger müsse vor dem Winter neu gebaut werden.",
        ),
        (
            "Un quai sous la pluie",
            "Les bateliers ont dit lundi que personne ne les avait interrogés et qu’il faudrait un nouveau quai avant l’hiver.",
        ),
        (
            "Пристань под дождём",
            "Паромщики в понедельник сказали, что их никто не спросил и что до зимы придётся строить новую пристань.",
        ),
        (
            "رصيف تحت المطر",
            "قال أصحاب القوارب يوم الاثنين إن أحدا لم يسألهم وإن الرصيف يجب أن يبنى من جديد قبل حلول الشتاء.",
        ),
        (
            "雨中的码头",
            "船夫们星期一说没有人问过他们的意见，而且在冬天到来之前必须在河的东岸修建一座新码头。",
        ),
    ] {
        let text = format!("# A title\n\n{RUNNING}\n\n{heading}\n{below}");
        let expected = [
            "title|A title".to_owned(),
            format!("paragraph|{RUNNING}"),
            format!("heading|{heading}"),
            format!("paragraph|{below}"),
        ];
        assert_eq!(told(&text), expected);
    }
}

#[test]
fn wrapped_text_lists_and_verse_have_no_headings() {
    for text in [
        // Wrapped: the next word would not have fitted.
        "The council of Marrow Bridge met on\nMonday evening and could not agree on\nthe night ferry again, nobody knew why.",
        "The council met on Monday and the\nundersecretaryship for harbours, piers and fer-\nries could not agree on anything else at all.",
        "Rot ist die Rose\nGrün ist das Gras\nSo sang sie leise\nUnd füllte das Glas.",
        "Mara Kell\n4 Pier Road\nMarrow Bridge\nThe council will write to everybody who lives on the pier before the winter comes.",
        "The plan has three points:\nThe ferry runs at night, the pier is rebuilt before the winter, and skippers are paid.",
        "She said,\nThe ferry runs at night, the pier is rebuilt before the winter, and skippers are paid.",
        "of the river\nThe ferry runs at night, the pier is rebuilt before the winter, and skippers are paid.",
        "Short line\nAnother short line.",
        "A heading\nand it goes on in small letters, so that it was none after all, as everybody can see here.",
    ] {
        let text = format!("# A title\n\n{RUNNING}\n\n{text}");
        assert!(!told(&text).iter().any(|block| block.starts_with("heading")), "{:?}", told(&text));
    }
    assert_eq!(proposed(&format!("# A title\n\n{RUNNING}\n\nKELL\n{MORE}")), ["heading|KELL"]);
    for doubtful in ["Who will pay?", "Mara Kell", "3. The pier"] {
        let text = format!("# A title\n\n{RUNNING}\n\n{doubtful}\n{MORE}");
        assert_eq!(told(&text).len(), 3, "{doubtful}");
        assert_eq!(proposed(&text), [format!("heading|{doubtful}")]);
    }
    assert_eq!(proposed(&format!("Night ferry\n{RUNNING}")), ["title|Night ferry"]);
}

#[test]
fn lines_of_one_paragraph_become_blocks_of_their_own() {
    let text = format!(
        "# A title\n\nBy Mara Kell\nSELBY, March 14 (QNA) — {RUNNING}\nPhoto: Jon Roe\n{MORE}\nRead more: Piers in the rain"
    );
    assert_eq!(
        told(&text),
        [
            "title|A title".to_owned(),
            "byline|By Mara Kell".to_owned(),
            "dateline|SELBY, March 14 (QNA) —".to_owned(),
            format!("paragraph|{RUNNING}"),
            "note|Photo: Jon Roe".to_owned(),
            format!("paragraph|{MORE}"),
            "furniture|Read more: Piers in the rain".to_owned(),
        ]
    );
}

#[test]
fn blocks_that_the_source_marked_are_left_alone() {
    let text = format!("# By Mara Kell\n\n## Photo: the mayor\n\n{RUNNING}\n\n## Read more: piers\n\n{MORE}");
    let marked = ["title|By Mara Kell", "heading|Photo: the mayor", "heading|Read more: piers"];
    assert!(marked.iter().all(|block| told(&text).contains(&(*block).to_owned())), "{:?}", told(&text));
}

#[test]
fn every_reader_has_its_text_looked_through() {
    let text = format!(
        "Night ferry\n\nVon Lena Marr\n\nMarrbrück (dpa) - {RUNNING}\n\n{MORE} (dpa)\n\nFoto: Jan Roe\n"
    );
    let read = |name: &str, text: &str| {
        let document = read(name, text.as_bytes(), &ReadOptions::default(), &Budget::unlimited())
            .unwrap()
            .read
            .remove(0);
        let kinds: Vec<&str> = document.blocks.iter().map(|block| block.kind.name()).collect();
        (kinds.join(" "), document.metadata.byline)
    };
    let expected = ("title byline dateline paragraph paragraph note note".to_owned(), "Lena Marr".to_owned());
    assert_eq!(read("a.txt", &text), expected);
    assert_eq!(read("a.md", &format!("# {text}")), expected);
}

#[test]
fn a_text_of_very_many_lines_is_not_looked_through() {
    let text = "Photo: Jon Roe\n\n".repeat(MAX_LINES + 1);
    assert!(told(text.trim_end()).iter().all(|block| block.starts_with("paragraph")));
}

/// Pieces of conventions, thrown together.
fn any_text() -> impl Strategy<Value = String> {
    let pieces = [
        "\n",
        "\n\n",
        " ",
        "(",
        ")",
        "—",
        " — ",
        "(dpa)",
        "Photo: ",
        "©",
        "By Mara Kell",
        "Von ",
        "Correction: ",
        "、",
        "日电",
        "【",
        "】",
        "14",
        "März",
        "SELBY",
        ", ",
        "Read more",
        "Подпишитесь на наш канал",
        "المزيد",
        "关注我们",
        "# ",
        "/",
        "|",
        RUNNING,
        MORE,
        "市议会星期一。",
        "🌊",
        "\u{a0}",
    ];
    let piece =
        prop_oneof![4 => prop::sample::select(pieces.to_vec()).prop_map(str::to_owned), 1 => any::<String>()];
    prop::collection::vec(piece, 0..25).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn a_line_is_in_a_list_however_it_is_written(line in any_text()) {
        for list in [&furniture_lexicon::LINES, &lexicon::SIGN_OFFS] {
            prop_assert_eq!(words::is_line_in(list, &line), words::is_in(list, &words::plain(&line)));
        }
    }

    #[test]
    fn a_line_has_as_many_words_as_are_counted(line in any_text(), least in 1_usize..30) {
        prop_assert_eq!(has_words(&line, least), words::num_words(&line) >= least);
    }

    #[test]
    fn blocks_stay_apart_and_cover_what_they_covered(text in any_text()) {
        let found = document(&text);
        let mut last = 0;
        let mut covered = 0;
        for block in &found.blocks {
            prop_assert!(block.range.start() >= last && block.range.check(&text).is_ok());
            let words = block.range.of(&text).unwrap();
            prop_assert_eq!(words.trim(), words);
            covered += words.chars().filter(|c| !c.is_whitespace()).count();
            last = block.range.end();
        }
        let before: usize = blocks_of(&text)
            .iter()
            .map(|block| block.range.of(&text).unwrap().chars().filter(|c| !c.is_whitespace()).count())
            .sum();
        prop_assert_eq!(covered, before);
        for warning in &found.warnings {
            if let DocumentWarning::Proposal { proposal, words } = warning {
                prop_assert_eq!(proposal.range.of(&text), Ok(words.as_str()));
            }
        }
    }
}
