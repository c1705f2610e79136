//! What records get that can't be used, or that say what can't be: they are kept as they are, beside those
//! that can.

use redletter::model::change;
use redletter::model::edit::ArticleStamp;
use redletter::model::id::{AnnotationId, LabelId, RelationId};
use redletter::store::OpenCorpus;

use crate::bad_files::{ARTICLE, LAYER, change_in, said_of};
use crate::folder::{FERRY, Folder, annotator, article_id};

/// The record of a layer that a line belongs to, as it stands in the file.
fn record_around(text: &str, line: usize) -> String {
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    let start = lines[..line].iter().rposition(|line| *line == "    (\n").unwrap();
    let end = start + lines[start..].iter().position(|line| *line == "    ),\n").unwrap();
    lines[start..=end].concat()
}

/// Annotations of `mk` on the damaged article, by id.
pub fn ids(corpus: &OpenCorpus) -> Vec<String> {
    let layer = corpus.state().layer(&article_id(FERRY), &annotator("mk")).unwrap();
    layer.annotations.keys().map(ToString::to_string).collect()
}

/// Opens a folder in which one record of the layer can't be used: the others load, another tag is added, and
/// the record is still in the file as it was.
fn check_quarantined(folder: &mut Folder, line: usize, expected: &str, others: &[&str]) {
    let record = record_around(&folder.text(LAYER), line);
    let (mut corpus, report) = folder.open("mk");
    let said = said_of(&report, LAYER).to_owned();
    assert!(said.contains(expected), "{said}\n{record}");
    assert_eq!(ids(&corpus), others, "{said}");
    assert_eq!(corpus.quarantine().len(), 1, "{said}");
    change_in(LAYER, &mut corpus, folder.now()).unwrap();
    folder.close(corpus);
    let after = folder.text(LAYER);
    assert!(after.contains("\"new\"") && after.contains(&record), "{said}\n{record}\nis not in\n{after}");
    let (corpus, report) = folder.open("mk");
    assert_eq!(said_of(&report, LAYER), said);
    assert_eq!(ids(&corpus).len(), others.len() + 1);
}

#[test]
fn an_annotation_that_does_not_fit_is_quarantined_and_kept_as_it_was() {
    let ship = "[\n        (45, 55, \"🚢 today\"),\n      ]";
    let others = ["cafe", "quoted"].as_slice();
    for (old, new, expected, others) in [
        ("(45, 55, ", "(45, 999, ", "annotation ship: the range 45–999 reaches past the end", others),
        ("(45, 55, ", "(46, 55, ", "byte 46 lies inside a character", others),
        ("(0, 5, ", "(0, 4, ", "annotation cafe: byte 4 lies inside", &["quoted", "ship"]),
        ("(45, 55, ", "(45, 45, ", "45–45 is empty or runs backwards", others),
        ("(45, 55, ", "(55, 45, ", "55–45 is empty or runs backwards", others),
        ("🚢 today\"", "🚢 toddy\"", "cover “🚢 today”, but the file says “🚢 toddy”", others),
        (ship, "[]", "there is no fragment", others),
        (
            "(45, 55, \"🚢 today\"),\n",
            "(45, 55, \"🚢 today\"),\n        (49, 55, \" today\"),\n",
            "overlap",
            others,
        ),
        (
            "(36, 39, \"she\")",
            "(27, 31, \"late\")",
            "the source lies inside the tagged words",
            &["cafe", "ship"],
        ),
        ("(36, 39, \"she\")", "(36, 39, \"he\")", "cover “she”, but the file says “he”", &["cafe", "ship"]),
        ("id: \"ship\"", "id: \"Ship!\"", "“Ship!” is no annotation id", others),
        ("label: \"caveat\"", "label: \"Caveat\"", "“Caveat” is no label id", others),
        ("created: \"1970", "created: \"soon", "is no time", &["quoted", "ship"]),
    ] {
        let mut folder = Folder::simulated().with_sample();
        let line = folder.edit(LAYER, old, new);
        check_quarantined(&mut folder, line, expected, others);
    }
}

#[test]
fn a_relation_that_can_not_be_read_is_quarantined_and_kept_as_it_was() {
    let mut folder = Folder::simulated().with_sample();
    let line = folder.edit(LAYER, "\"night-ferry#ship\"", "\"nowhere\"");
    check_quarantined(&mut folder, line, "relation link", &["cafe", "quoted", "ship"]);
}

#[test]
fn of_two_annotations_with_one_id_the_second_is_kept_in_quarantine() {
    let mut folder = Folder::simulated().with_sample();
    let line = folder.edit(LAYER, "id: \"ship\"", "id: \"cafe\"");
    check_quarantined(&mut folder, line, "twice", &["cafe", "quoted"]);
    // Which is the second goes by the order in which they are written, not by where a hand has put them.
    let mut folder = Folder::simulated().with_sample();
    let line = folder.edit(LAYER, "id: \"ship\"", "id: \"cafe\"");
    let record = record_around(&folder.text(LAYER), line);
    folder.edit(LAYER, &record, "");
    folder.edit(LAYER, "  annotations: [\n", &format!("  annotations: [\n{record}"));
    for _ in 0..2 {
        let (mut corpus, _) = folder.open("mk");
        let layer = corpus.state().layer(&article_id(FERRY), &annotator("mk")).unwrap();
        assert_eq!(layer.annotations[&AnnotationId::new("cafe").unwrap()].label.as_str(), "claim");
        if !ids(&corpus).contains(&"new".to_owned()) {
            change_in(LAYER, &mut corpus, folder.now()).unwrap();
        }
        folder.close(corpus);
        assert!(folder.text(LAYER).contains(&record));
    }
}

#[test]
fn an_unknown_label_and_a_dangling_relation_are_kept() {
    let mut folder = Folder::simulated().with_sample();
    folder.edit(LAYER, "label: \"quote\"", "label: \"rumour\"");
    folder.edit(LAYER, "#ship\"", "#gone\"");
    folder.edit(LAYER, "relation_type: \"qualifies\"", "relation_type: \"echoes\"");
    folder.edit(LAYER, "Registered(\"ada\")", "Registered(\"nobody\")");
    let (mut corpus, report) = folder.open("mk");
    assert!(report.problems.is_empty(), "{report:?}");
    let layer = corpus.state().layer(&article_id(FERRY), &annotator("mk")).unwrap();
    let label = &layer.annotations[&AnnotationId::new("quoted").unwrap()].label;
    assert_eq!(*label, LabelId::new("rumour").unwrap());
    let members = &layer.relations[&RelationId::new("link").unwrap()].members;
    assert_eq!(members[0].annotation.to_string(), "night-ferry#gone");
    change_in(LAYER, &mut corpus, folder.now()).unwrap();
    folder.close(corpus);
    for kept in ["\"rumour\"", "#gone\"", "\"echoes\"", "\"nobody\""] {
        assert!(folder.text(LAYER).contains(kept), "{kept}");
    }
}

#[test]
fn an_article_with_records_in_quarantine_can_not_be_taken_out() {
    let mut folder = Folder::simulated().with_sample();
    folder.edit(LAYER, "(45, 55, ", "(45, 999, ");
    let before = folder.bytes(LAYER);
    let (mut corpus, _) = folder.open("mk");
    let hash = corpus.state().articles[&article_id(FERRY)].text_hash;
    let stamps = vec![ArticleStamp { id: article_id(FERRY), hash }];
    let transaction = change::remove_articles(corpus.state(), &annotator("mk"), stamps).unwrap();
    let err = corpus.apply(transaction, folder.now()).unwrap_err();
    assert!(err.to_string().contains("mk has a layer on it"), "{err}");
    folder.close(corpus);
    assert_eq!(folder.bytes(LAYER), before);
    assert!(folder.is_there(ARTICLE));
}
