//! What Markdown with footnotes must hold.

use super::{Markdown, proof};
use crate::formats::pages::testing::{change, check_arbitrary, check_proof, tagged, written};
use crate::formats::testing::MemoryCorpus;
use crate::formats::testing::dialects::{PLACES, writings};

const TEXT: &str =
    "Night ferry\n\n“We will go,” Ana Ruz said, “or not.”\n\n1. It *may* <b>rain</b> & [snow](x).";

fn file(corpus: &MemoryCorpus, id: &str) -> String {
    String::from_utf8(written(&Markdown, corpus)[&format!("out/{id}.md")].clone()).unwrap()
}

fn covered(file: &str) -> Vec<String> {
    let seen = proof::article(file.as_bytes(), ('⟦', '⟧'), false).unwrap();
    let all: Vec<char> = seen.paragraphs.concat().chars().collect();
    let words = |range: &std::ops::Range<usize>| all[range.clone()].iter().collect::<String>();
    seen.covered.values().map(|ranges| ranges.iter().map(words).collect::<Vec<_>>().join("|")).collect()
}

#[test]
fn arbitrary_corpora_read_as_they_are() {
    // The proof has compared every text and every annotation's words by then.
    check_arbitrary(&Markdown, |corpus, files| {
        proptest::prop_assert_eq!(files.len(), corpus.articles.len());
        Ok(())
    });
}

#[test]
fn nine_places_are_in_brackets_in_any_writing() {
    let mut found = covered(&file(&writings(), "writings"));
    let mut places = PLACES.map(str::to_owned).to_vec();
    found.sort();
    places.sort();
    assert_eq!(found, places);
}

#[test]
fn a_file_reads_well_as_it_is() {
    let corpus = tagged("talks", "Talks", TEXT, &[("quote", "“We will go,” Ana Ruz"), ("claim", "Ruz said")]);
    let file = file(&corpus, "talks");
    assert!(
        file.starts_with("# Talks\n\nNight ferry\n\n¹⟦“We will go,” Ana ²⟦Ruz⟧[^1] said⟧[^2], “or not.”\n\n"),
        "{file}"
    );
    assert!(file.contains("\n1\\. It \\*may\\* \\<b\\>rain\\</b\\> \\& \\[snow\\](x).\n"), "{file}");
    assert!(file.contains("\n[^1]: **Q Quote** · to review\n"), "{file}");
    assert_eq!(covered(&file), ["“We will go,” Ana Ruz", "Ruz said"]);
}

#[test]
fn what_begins_a_line_begins_no_list_and_no_heading() {
    for line in [
        "- a",
        "+ a",
        "12) a",
        "3. a",
        "# a",
        "> a",
        "=== ",
        "---",
        "***",
        "    code",
        "\tcode",
        "```",
        "~~~",
        ": a",
        "[^1]: a",
        "| a |\n| - |",
    ] {
        let text = format!("First line\n{line}\nLast line\n\nEnd");
        let corpus = tagged("talks", "Talks", &text, &[("claim", "First"), ("claim", "End")]);
        assert_eq!(covered(&file(&corpus, "talks")), ["First", "End"], "{line}");
    }
}

#[test]
fn small_figures_and_brackets_of_the_text_stay_its_own() {
    let text = "Area 3 m² here. ⟦Two⟧ and x² ² go.\u{2060}Joined ⟪a⟫";
    let corpus =
        tagged("talks", "Talks", text, &[("claim", " here"), ("claim", "Joined"), ("claim", "² go")]);
    // Compared by the proof.
    assert!(file(&corpus, "talks").contains("m²\u{2060}¹⦅ here⦆[^1]"));
}

#[test]
fn a_text_with_all_brackets_is_changed_and_told() {
    let text = "⟦a⟧ ⟪b⟫ ⦅c⦆";
    let corpus = tagged("talks", "Talks", text, &[("claim", "b")]);
    let selection = crate::formats::selection::Selection::default();
    let cells = crate::formats::Cells::default();
    let (sink, result) = crate::formats::testing::export(&Markdown, &corpus, &selection, cells, "out");
    assert!(result.unwrap().findings.iter().any(|finding| finding.what.starts_with("brackets")));
    assert!(String::from_utf8_lossy(&sink.files["out/talks.md"]).contains("\\[a\\] ⟪¹⟦b⟧[^1]⟫ ⦅c⦆"));
}

#[test]
fn an_empty_title_and_no_annotations_are_told_of() {
    let file = file(&tagged("talks", "", TEXT, &[]), "talks");
    assert!(file.starts_with("# talks\n") && file.contains("Nothing is annotated"), "{file}");
    assert!(written(&Markdown, &MemoryCorpus::default()).is_empty());
}

#[test]
fn notes_of_several_lines_stay_in_their_footnote() {
    let mut corpus = tagged("talks", "# Talks", TEXT, &[("claim", "rain")]);
    change(&mut corpus, "talks", "a1", |claim| claim.note = "One\n\n# two\n[^7]: three\n---".to_owned());
    let file = file(&corpus, "talks");
    assert!(file.contains("    - Note: One\\\n      \\\n      \\# two\\\n      \\[\\^7\\]: three"), "{file}");
    assert!(file.starts_with("# \\# Talks\n"), "{file}");
}

#[test]
fn what_the_disk_changed_is_found() {
    let corpus = tagged("talks", "Talks", TEXT, &[("claim", "rain"), ("quote", "Ana Ruz")]);
    check_proof(&Markdown, &corpus, |bytes| {
        String::from_utf8(bytes).unwrap().replace("Ruz", "Riz").into_bytes()
    });
    check_proof(&Markdown, &corpus, |bytes| {
        String::from_utf8(bytes).unwrap().replacen("⟧[^1]", "", 1).into_bytes()
    });
}
