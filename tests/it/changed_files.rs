//! What is done when files have changed behind the program's back: texts, line ends, files that vanish, and
//! changes that wait for a file to be mended.

use redletter::model::change;
use redletter::model::id::{AnnotationId, LabelId};
use redletter::model::reader::CorpusReader as _;
use redletter::store::StoreError;

use crate::bad_files::{ARTICLE, LAYER, REGISTER, change_in, said_of};
use crate::bad_records::ids;
use crate::folder::{FERRY, FERRY_TEXT, Folder, annotator, article_id, layer_key, record_files};

#[test]
fn a_text_changed_by_one_byte_keeps_article_and_layers_as_they_are() {
    let mut folder = Folder::simulated().with_sample();
    folder.edit(ARTICLE, "is late", "is lake");
    let before = record_files(folder.disk.as_ref(), &folder.path);
    let (mut corpus, report) = folder.open("mk");
    assert!(said_of(&report, ARTICLE).contains("changed by hand"), "{report:?}");
    let of_layer: Vec<_> = report.problems.iter().filter(|problem| problem.file == LAYER).collect();
    assert!(of_layer.iter().any(|problem| problem.what.contains("never had")), "{report:?}");
    // What still fits is shown.
    assert_eq!(ids(&corpus), ["cafe", "ship"]);
    for file in [ARTICLE, LAYER] {
        let refused = change_in(file, &mut corpus, folder.now());
        assert!(matches!(refused, Err(StoreError::Locked { .. })), "{file}: {refused:?}");
    }
    folder.close(corpus);
    assert_eq!(record_files(folder.disk.as_ref(), &folder.path), before);
    let (corpus, _) = folder.open("mk");
    folder.check_rest_works(corpus);
    folder.edit(ARTICLE, "is lake", "is late");
    let (corpus, report) = folder.open("mk");
    assert!(report.problems.is_empty(), "{report:?}");
    assert_eq!(ids(&corpus), ["cafe", "quoted", "ship"]);
}

#[test]
fn line_ends_changed_by_a_tool_are_repaired_in_memory_and_reported() {
    let changes: [fn(&str) -> String; 3] = [
        |text| text.replace('\n', "\r\n"),
        |text| text.replace("today.\n\"", "today.\""),
        |text| text.replace("today.\n\"", "today.\"").replace('\n', "\r\n"),
    ];
    for change in changes {
        let mut folder = Folder::simulated().with_sample();
        folder.write(ARTICLE, change(&folder.text(ARTICLE)));
        let before = folder.bytes(ARTICLE);
        let (mut corpus, report) = folder.open("mk");
        assert!(said_of(&report, ARTICLE).contains("line ends"), "{report:?}");
        assert_eq!(report.problems.len(), 1, "{report:?}");
        assert_eq!(corpus.article(&article_id(FERRY)).unwrap().text.as_str(), FERRY_TEXT);
        assert_eq!(ids(&corpus), ["cafe", "quoted", "ship"]);
        change_in(LAYER, &mut corpus, folder.now()).unwrap();
        folder.close(corpus);
        assert_eq!(folder.bytes(ARTICLE), before, "nothing about the article was changed");
        let (mut corpus, _) = folder.open("mk");
        change_in(ARTICLE, &mut corpus, folder.now()).unwrap();
        folder.close(corpus);
        let (corpus, report) = folder.open("mk");
        assert!(report.problems.is_empty(), "{report:?}");
        assert_eq!(corpus.article(&article_id(FERRY)).unwrap().text.as_str(), FERRY_TEXT);
    }
}

#[test]
fn a_layer_file_saved_with_other_line_ends_reads_the_same() {
    let mut folder = Folder::simulated().with_sample();
    folder.write(LAYER, folder.text(LAYER).replace('\n', "\r\n"));
    let (corpus, report) = folder.open("mk");
    assert!(report.problems.is_empty(), "{report:?}");
    assert_eq!(ids(&corpus), ["cafe", "quoted", "ship"]);
}

#[test]
fn a_tagset_that_vanished_is_named() {
    let mut folder = Folder::simulated().with_sample();
    folder.disk.remove(&folder.path.join("tagset.ron")).unwrap();
    let (corpus, report) = folder.open("mk");
    assert!(said_of(&report, "tagset.ron").contains("not there"), "{report:?}");
    assert_eq!(ids(&corpus), ["cafe", "quoted", "ship"]);
}

#[test]
fn an_article_file_that_vanished_leaves_its_layers_alone() {
    let mut folder = Folder::simulated().with_sample();
    let before = folder.bytes(LAYER);
    folder.disk.remove(&folder.path.join(ARTICLE)).unwrap();
    let (corpus, report) = folder.open("mk");
    assert!(said_of(&report, LAYER).contains("there is no article night-ferry"), "{report:?}");
    folder.check_rest_works(corpus);
    assert_eq!(folder.bytes(LAYER), before);
}

#[test]
fn an_article_file_that_vanishes_while_the_corpus_is_open_is_named_and_nothing_else_suffers() {
    let mut folder = Folder::simulated().with_sample();
    let (mut corpus, _) = folder.open("mk");
    let article = folder.bytes(ARTICLE);
    folder.disk.remove(&folder.path.join(ARTICLE)).unwrap();
    let err = corpus.article(&article_id(FERRY)).unwrap_err();
    assert!(err.to_string().contains("night-ferry.ron"), "{err}");
    let before = corpus.state().clone();
    let err = change_in(LAYER, &mut corpus, folder.now()).unwrap_err();
    assert!(err.to_string().contains("night-ferry"), "{err}");
    assert!(*corpus.state() == before, "a change that failed left something behind");
    folder.write(ARTICLE, article);
    change_in(LAYER, &mut corpus, folder.now()).unwrap();
    folder.check_rest_works(corpus);
    let (corpus, report) = folder.open("mk");
    assert!(report.problems.is_empty() && ids(&corpus).contains(&"new".to_owned()), "{report:?}");
}

#[test]
fn changes_behind_a_damaged_file_wait_until_it_is_mended() {
    let mut folder = Folder::simulated().with_sample();
    let (mut corpus, _) = folder.open("mk");
    change_in(LAYER, &mut corpus, folder.now()).unwrap();
    let label = LabelId::new("quote").unwrap();
    let id = AnnotationId::new("cafe").unwrap();
    let relabel = change::relabel(corpus.state(), &layer_key(FERRY, "mk"), &id, label, folder.now()).unwrap();
    corpus.apply(relabel, folder.now()).unwrap();
    change_in(REGISTER, &mut corpus, folder.now()).unwrap();
    let expected = corpus.state().clone();
    // The machine stops before record files follow, and two of them are damaged.
    drop(corpus);
    let (layer, register) = (folder.text(LAYER), folder.text(REGISTER));
    for round in 0..3 {
        folder.write(LAYER, &layer[..300]);
        folder.write(REGISTER, "(");
        let (mut corpus, report) = folder.open("mk");
        assert!(report.recovered.is_empty(), "{report:?}");
        if round == 0 {
            let undone = corpus.undo(folder.now());
            assert!(matches!(undone, Err(StoreError::Locked { .. })), "{undone:?}");
        }
        folder.check_rest_works(corpus);
        assert_eq!(folder.text(LAYER), layer[..300]);
        assert_eq!(folder.text(REGISTER), "(");
    }
    folder.write(LAYER, layer);
    folder.write(REGISTER, register);
    let (corpus, report) = folder.open("mk");
    assert!(report.recovered.is_empty() && report.problems.is_empty(), "{report:?}");
    assert_eq!(
        corpus.state().layer(&article_id(FERRY), &annotator("mk")),
        expected.layer(&article_id(FERRY), &annotator("mk"))
    );
    assert_eq!(corpus.state().voices, expected.voices);
    folder.close(corpus);
    let (corpus, report) = folder.open("mk");
    assert_eq!(report.num_replayed, 0, "what was mended is in the files now");
    assert_eq!(corpus.state().voices, expected.voices);
}

#[test]
fn the_first_tag_on_an_article_waits_until_its_file_is_mended() {
    let damages: [fn(&Folder, &str); 3] = [
        |folder, whole| folder.write(ARTICLE, whole.replace("is late", "is lake")),
        |folder, whole| folder.write(ARTICLE, &whole[..100]),
        |folder, whole| {
            folder.write(ARTICLE, whole);
            folder.disk.remove(&folder.path.join(ARTICLE)).unwrap();
        },
    ];
    for damage in damages {
        let mut folder = Folder::simulated().with_sample();
        let (mut corpus, _) = folder.open("ro");
        folder.tag(&mut corpus, (FERRY, FERRY_TEXT), "first", "is late").unwrap();
        // The machine stops before record files follow.
        drop(corpus);
        let whole = folder.text(ARTICLE);
        for _ in 0..3 {
            damage(&folder, &whole);
            let (corpus, report) = folder.open("ro");
            assert!(report.recovered.is_empty() && !report.problems.is_empty(), "{report:?}");
            folder.close(corpus);
            assert!(!folder.is_there("layers/ro/night-ferry.ron"));
        }
        folder.write(ARTICLE, whole);
        let (corpus, report) = folder.open("ro");
        assert!(report.recovered.is_empty() && report.problems.is_empty(), "{report:?}");
        let layer = corpus.state().layer(&article_id(FERRY), &annotator("ro"));
        assert_eq!(layer.map(|layer| layer.annotations.len()), Some(1));
        folder.close(corpus);
        assert!(folder.text("layers/ro/night-ferry.ron").contains("\"first\""));
    }
}

#[test]
fn nobody_can_begin_a_layer_on_a_text_that_is_not_the_articles() {
    let mut folder = Folder::simulated().with_sample();
    folder.edit(ARTICLE, "is late", "is lake");
    let (mut corpus, _) = folder.open("ro");
    let refused = folder.tag(&mut corpus, (FERRY, FERRY_TEXT), "first", "Café");
    assert!(matches!(refused, Err(StoreError::Locked { .. })), "{refused:?}");
    folder.close(corpus);
    assert!(!folder.is_there("layers/ro/night-ferry.ron"));
}
