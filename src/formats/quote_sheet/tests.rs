//! What the sheet of quotes must hold.

use std::sync::Arc;

use super::{QuoteSheet, digest, proof};
use crate::formats::html::proof::each;
use crate::formats::pages::testing::{change, check_arbitrary, check_proof, tagged, written};
use crate::formats::testing::dialects::{NAME, PLACES, writings};
use crate::formats::testing::{MemoryCorpus, annotator, now, voice};
use crate::model::annotation::{AttributedVoice, Party, VoiceRole};
use crate::model::id::{ArticleId, RelationId, RelationTypeId, RoleId, VoiceId};
use crate::model::layer::Layer;
use crate::model::relation::{CorpusAnnotation, Relation, RelationMember};
use crate::model::voice::Dated;

const TEXT: &str = "“We will <go>,” Ana Ruz said.\n\nIf it rains, nobody goes.\n\n“Boats,” officials said.";

fn sheet(corpus: &MemoryCorpus) -> String {
    String::from_utf8(written(&QuoteSheet, corpus)[NAME].clone()).unwrap()
}

fn said(corpus: &mut MemoryCorpus, id: &str, party: Party) {
    change(corpus, "talks", id, |annotation| {
        annotation.attribution.voices.push(AttributedVoice { role: VoiceRole::Speaker, party });
    });
}

/// A quote of a registered speaker, a caveat that qualifies it, and a quote of somebody unnamed.
fn talks() -> MemoryCorpus {
    let mut corpus = tagged(
        "talks",
        "Night ferry",
        TEXT,
        &[("quote", "“We will <go>,”"), ("caveat", "If it rains, nobody goes."), ("quote", "“Boats,”")],
    );
    let mut mayor = voice("v1", "Ana Ruz");
    mayor.roles.push(Dated::always("mayor".to_owned()));
    mayor.belongs_to.push(Dated::always(VoiceId::new("v2").unwrap()));
    for entry in [mayor, voice("v2", "Harbour council")] {
        corpus.state.voices.entry(annotator("mk")).or_default().insert(entry.id.clone(), Arc::new(entry));
    }
    said(&mut corpus, "a1", Party::Registered(VoiceId::new("v1").unwrap()));
    said(&mut corpus, "a3", Party::Unnamed { words: "officials".to_owned(), affiliation: None });
    let talks = ArticleId::new("talks").unwrap();
    let mut layer = Layer::clone(corpus.state.layer(&talks, &annotator("mk")).unwrap());
    let member = |role: &str, id: &str| RelationMember {
        role: RoleId::new(role).unwrap(),
        annotation: CorpusAnnotation {
            article: talks.clone(),
            annotation: crate::model::id::AnnotationId::new(id).unwrap(),
        },
    };
    let relation = Relation {
        id: RelationId::new("r1").unwrap(),
        relation_type: RelationTypeId::new("qualifies").unwrap(),
        members: vec![member("caveat", "a2"), member("target", "a1")],
        note: String::new(),
        provenance: layer.annotations.values().next().unwrap().provenance.clone(),
    };
    layer.relations.insert(relation.id.clone(), Arc::new(relation));
    corpus.state.put_layer(&talks, &annotator("mk"), layer);
    assert_eq!(now().millis(), 1_750_000_000_000);
    corpus
}

#[test]
fn arbitrary_corpora_have_every_quote_on_the_sheet() {
    // The proof has compared the words of every annotation by then.
    check_arbitrary(&QuoteSheet, |corpus, files| {
        let found = proof::quotes(&files[NAME]).map_err(proptest::test_runner::TestCaseError::fail)?;
        let layers = corpus.state.layers.values().flat_map(std::collections::BTreeMap::values);
        proptest::prop_assert_eq!(found.len(), layers.map(|layer| layer.annotations.len()).sum::<usize>());
        Ok(())
    });
}

#[test]
fn nine_places_have_their_words_in_any_writing() {
    let found = proof::quotes(sheet(&writings()).as_bytes()).unwrap();
    let digests: Vec<_> = found.into_values().collect();
    for place in PLACES {
        assert!(digests.contains(&digest(&[place.to_owned()])), "{place}");
    }
}

#[test]
fn quotes_stand_under_who_said_them_with_role_and_organisation() {
    let sheet = sheet(&talks());
    let heads: Vec<&str> =
        sheet.split("<h2 id=").skip(1).map(|part| part.split("</h2>").next().unwrap()).collect();
    let names: Vec<&str> = heads.iter().map(|head| head.split("<bdi>").nth(1).unwrap()).collect();
    assert_eq!(names, ["Ana Ruz</bdi>", "officials (unnamed)</bdi>", "Nobody is named</bdi>"]);
    assert!(sheet.contains("<bdi>mayor</bdi> · <bdi>Harbour council</bdi> · 1 passage"), "{sheet}");
    assert!(sheet.contains("<bdi>Night ferry</bdi> · paragraph 3"), "{sheet}");
    assert!(sheet.contains("“We will &lt;go&gt;,”") && !sheet.contains("<go>"), "{sheet}");
}

#[test]
fn a_caveat_stands_beside_what_it_qualifies() {
    let sheet = sheet(&talks());
    let quote = sheet.split("id=\"a1\"").nth(1).unwrap().split("</ol>").next().unwrap();
    assert!(quote.contains("V Caveat</b></a> qualifies this: <bdi>“If it rains, nobody goes.”"), "{quote}");
    assert!(sheet.contains("Q Quote</b></a>, which this qualifies: "), "{sheet}");
}

#[test]
fn what_two_said_stands_under_both_and_is_linked_to_once() {
    let mut corpus = talks();
    said(&mut corpus, "a1", Party::Article);
    let sheet = sheet(&corpus);
    assert_eq!(sheet.matches("data-a=\"a1\"").count(), 2);
    assert_eq!(sheet.matches("id=\"a1\"").count(), 1);
    assert!(sheet.contains("The article itself"));
}

#[test]
fn nothing_annotated_and_no_article_make_a_sheet_that_says_so() {
    for corpus in [MemoryCorpus::default(), tagged("talks", "", TEXT, &[])] {
        let sheet = sheet(&corpus);
        assert!(sheet.contains("Nothing is annotated in these articles."), "{sheet}");
        each(sheet.as_bytes(), &mut |_| Ok(())).unwrap();
    }
}

#[test]
fn titles_may_be_empty_long_or_run_from_right_to_left() {
    for (title, shown) in
        [("", "talks"), ("قال الوزير", "قال الوزير"), (&*"x".repeat(9999), &*"x".repeat(9999))]
    {
        let sheet = sheet(&tagged("talks", title, TEXT, &[("claim", "rains")]));
        assert!(sheet.contains(&format!("<bdi>{shown}</bdi>")));
    }
}

#[test]
fn what_the_disk_changed_is_found() {
    let corpus = talks();
    check_proof(&QuoteSheet, &corpus, |bytes| {
        String::from_utf8(bytes).unwrap().replacen("Boats", "Coats", 1).into_bytes()
    });
    check_proof(&QuoteSheet, &corpus, |bytes| {
        String::from_utf8(bytes).unwrap().replace("data-a=\"a3\"", "data-a=\"a4\"").into_bytes()
    });
    check_proof(&QuoteSheet, &corpus, |bytes| bytes[..bytes.len() - 9].to_vec());
}
