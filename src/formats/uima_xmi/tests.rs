//! What other programs write is read, and what is written reads back.

use std::collections::BTreeMap;

use super::UimaXmi;
use crate::formats::interchange::lines::ArticleLine;
use crate::formats::report::Report;
use crate::formats::testing::{dialects, import};

#[test]
fn what_is_written_reads_back_up_to_what_is_reported() {
    dialects::check_round_trips(&UimaXmi);
}

#[test]
fn nine_places_come_back_in_any_writing() {
    dialects::check_places(&UimaXmi);
}

#[test]
fn damage_is_told() {
    dialects::check_damage(&UimaXmi);
}

/// Layers as INCEpTION exports them: a span layer with a slot, a relation layer, named entities.
const TYPES: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<typeSystemDescription xmlns="http://uima.apache.org/resourceSpecifier"><types>
<typeDescription><name>webanno.custom.Statement</name><description/><supertypeName>uima.tcas.Annotation</supertypeName>
 <features>
  <featureDescription><name>kind</name><description/><rangeTypeName>uima.cas.String</rangeTypeName></featureDescription>
  <featureDescription><name>label</name><description/><rangeTypeName>uima.cas.String</rangeTypeName></featureDescription>
  <featureDescription><name>sure</name><description/><rangeTypeName>uima.cas.Boolean</rangeTypeName></featureDescription>
  <featureDescription><name>weight</name><description/><rangeTypeName>uima.cas.Integer</rangeTypeName></featureDescription>
  <featureDescription><name>tags</name><description/><rangeTypeName>uima.cas.StringArray</rangeTypeName></featureDescription>
  <featureDescription><name>about</name><description/><rangeTypeName>uima.cas.FSArray</rangeTypeName>
   <elementType>webanno.custom.StatementAboutLink</elementType></featureDescription>
 </features></typeDescription>
<typeDescription><name>webanno.custom.StatementAboutLink</name><description/><supertypeName>uima.cas.TOP</supertypeName>
 <features>
  <featureDescription><name>role</name><description/><rangeTypeName>uima.cas.String</rangeTypeName></featureDescription>
  <featureDescription><name>target</name><description/><rangeTypeName>uima.tcas.Annotation</rangeTypeName></featureDescription>
 </features></typeDescription>
<typeDescription><name>webanno.custom.Supports</name><description/><supertypeName>uima.tcas.Annotation</supertypeName>
 <features>
  <featureDescription><name>Governor</name><description/><rangeTypeName>webanno.custom.Statement</rangeTypeName></featureDescription>
  <featureDescription><name>Dependent</name><description/><rangeTypeName>webanno.custom.Statement</rangeTypeName></featureDescription>
 </features></typeDescription>
</types></typeSystemDescription>"#;

fn xmi(body: &str) -> String {
    format!(
        r#"<?xml version="1.0" encoding="UTF-8"?>
<xmi:XMI xmlns:xmi="http://www.omg.org/XMI" xmlns:cas="http:///uima/cas.ecore" xmlns:custom="http:///webanno/custom.ecore" xmlns:type="http:///de/tudarmstadt/ukp/dkpro/core/api/segmentation/type.ecore" xmlns:ner="http:///de/tudarmstadt/ukp/dkpro/core/api/ner/type.ecore" xmlns:meta="http:///de/tudarmstadt/ukp/dkpro/core/api/metadata/type.ecore" xmlns:web="http:///de/tudarmstadt/ukp/clarin/webanno/api/type.ecore" xmi:version="2.0">
<cas:NULL xmi:id="0"/>
{body}
<cas:Sofa xmi:id="1" sofaNum="1" sofaID="_InitialView" mimeType="text" sofaString="😀 Ada sailed.&#10;Bo&#9;stayed."/>
<cas:View sofa="1" members="2 3 4 5 6 7 8"/>
</xmi:XMI>"#
    )
}

fn read(files: &[(&str, &str)]) -> (Vec<ArticleLine>, Report) {
    let files = files.iter().map(|(name, text)| ((*name).to_owned(), text.as_bytes().to_vec()));
    dialects::read_lines(&UimaXmi, &files.collect::<BTreeMap<_, _>>(), None)
}

fn told(report: &Report) -> Vec<String> {
    report.findings.iter().map(ToString::to_string).collect()
}

#[test]
fn layers_of_inception_become_annotations_and_relations() {
    let body = r#"
<type:Sentence xmi:id="20" sofa="1" begin="0" end="14"/><type:Token xmi:id="21" sofa="1" begin="0" end="2" order="0"/>
<meta:DocumentMetaData xmi:id="2" sofa="1" begin="0" end="25" language="x-unspecified" documentTitle="Harbour" documentId="harbour.txt"/>
<web:CASMetadata xmi:id="22" sofa="1" begin="0" end="0" username="ada"/>
<ner:NamedEntity xmi:id="3" sofa="1" begin="3" end="6" value="PER" identifier="http://example.org/people#ada"/>
<ner:NamedEntity xmi:id="4" sofa="1" begin="15" end="17" identifier="http://example.org/people#bo"/>
<custom:Statement xmi:id="5" sofa="1" begin="3" end="13" label="Claim" kind="news" sure="true" weight="3" about="9 10">
 <tags>sea</tags><tags>weather &amp; wind</tags></custom:Statement>
<custom:Statement xmi:id="6" sofa="1" begin="15" end="25" label="Claim"/>
<custom:Supports xmi:id="7" sofa="1" begin="15" end="25" Governor="5" Dependent="6"/>
<custom:StatementAboutLink xmi:id="9" role="who" target="3"/><custom:StatementAboutLink xmi:id="10" target="4"/>"#;
    let text = xmi(body);
    let (lines, report) = read(&[("TypeSystem.xml", TYPES), ("harbour.xmi", &text)]);
    assert_eq!(told(&report), Vec::<String>::new());
    let line = &lines[0];
    assert_eq!(
        (line.id.as_str(), line.title.as_str(), line.language.as_str()),
        ("harbour.txt", "Harbour", "")
    );
    assert_eq!(line.text.as_deref(), Some("😀 Ada sailed.\nBo\tstayed."));
    let found: Vec<_> = line
        .annotations
        .iter()
        .map(|a| {
            (
                a.label.as_str(),
                a.fragments[0],
                a.annotator.as_str(),
                serde_json::to_string(&a.attributes).unwrap(),
            )
        })
        .collect();
    let identifier = r#"{"identifier":"http://example.org/people#ada"}"#;
    assert_eq!(found[0], ("per", (3, 6), "ada", identifier.to_owned()));
    assert_eq!((found[1].0, found[1].1), ("bo", (15, 17)));
    let attributes = r#"{"kind":"news","sure":true,"tags":"sea; weather & wind","weight":3.0}"#;
    assert_eq!(found[2], ("claim", (3, 13), "ada", attributes.to_owned()));
    let relations: Vec<String> = line
        .relations
        .iter()
        .map(|r| format!("{} {}", r.relation_type, serde_json::to_string(&r.roles).unwrap()))
        .collect();
    assert_eq!(
        relations,
        [
            r#"supports {"from":["xmi:5"],"to":["xmi:6"]}"#,
            r#"who {"from":["xmi:5"],"to":["xmi:3"]}"#,
            r#"about {"from":["xmi:5"],"to":["xmi:4"]}"#,
        ]
    );
    let files = [("TypeSystem.xml", TYPES.as_bytes()), ("harbour.xmi", text.as_bytes())];
    let (imported, report) = import(&UimaXmi, &files, None).unwrap();
    assert_eq!((report.num_out.annotations, report.num_out.relations), (4, 3));
    assert!(imported.tagset.labels.keys().any(|label| label.as_str() == "claim"));
}

#[test]
fn without_a_type_system_names_tell_what_refers_to_what() {
    let body = r#"<custom:Statement xmi:id="5" sofa="1" begin="3" end="13" label="Claim" weight="6"/>
<custom:Statement xmi:id="6" sofa="1" begin="15" end="25" label="Claim"/>
<custom:Supports xmi:id="7" sofa="1" begin="15" end="25" Governor="5" Dependent="6"/>"#;
    let (lines, report) = read(&[("harbour.xmi", &xmi(body))]);
    assert_eq!(told(&report), Vec::<String>::new());
    assert_eq!(lines[0].id, "harbour");
    assert_eq!((lines[0].annotations.len(), lines[0].relations.len()), (2, 1));
    assert_eq!(lines[0].annotations[0].attributes["weight"], "6");
}

#[test]
fn what_has_no_place_here_is_counted_and_told() {
    let body = r#"<type:Lemma xmi:id="3" sofa="1" begin="3" end="6" value="Ada"/><type:Lemma xmi:id="4" sofa="1" begin="3" end="6"/>
<custom:Note xmi:id="5" sofa="1" words="hello"/>
<custom:Supports xmi:id="7" sofa="1" begin="3" end="6" Governor="99" Dependent="98"/>
<cas:Sofa xmi:id="30" sofaNum="2" sofaID="other" sofaString="Other."/>"#;
    let (lines, report) = read(&[("harbour.xmi", &xmi(body))]);
    assert_eq!((lines[0].annotations.len(), lines[0].relations.len()), (0, 0));
    let told = told(&report).join("\n");
    for part in
        ["view “other”", "2 of de.tudarmstadt", "1 of webanno.custom.Note", "1 of webanno.custom.Supports"]
    {
        assert!(told.contains(part), "{part} in {told}");
    }
}

#[test]
fn what_is_broken_is_told_and_the_rest_is_kept() {
    let body = r#"<custom:Statement xmi:id="5" sofa="1" begin="3" end="13" label="Claim"/>
<custom:Statement xmi:id="5" sofa="1" begin="3" end="6" label="Twice"/>
<custom:Statement sofa="1" begin="3" end="6" label="Nameless"/>
<custom:Statement xmi:id="6" sofa="1" begin="3" end="6000" label="Long"/>
<custom:Statement xmi:id="7" sofa="1" begin="-1" end="6" label="Early"/>
<custom:Statement xmi:id="8" sofa="1" begin="1" end="6" label="Halved"/>
<custom:Statement xmi:id="9" sofa="1" begin="6" end="3" label="Backwards"/>
<custom:Statement xmi:id="10" sofa="1" begin="3" end="6" label="&unknown;"/>
<custom:Statement xmi:id="11" sofa="1" begin="15" end="17" label="Good"><a><b><c/></b></a></custom:Statement>"#;
    let text = xmi(body);
    let (imported, report) = import(&UimaXmi, &[("harbour.xmi", text.as_bytes())], None).unwrap();
    // The one whose label is broken keeps its place and goes by the name of its type.
    assert_eq!(imported.counts().annotations, 3, "{:?}", told(&report));
    let told = told(&report);
    assert!(told.len() >= 7, "{told:#?}");
    assert!(told.iter().all(|finding| finding.contains("harbour.xmi")), "{told:#?}");
}

#[test]
fn nothing_from_outside_is_read_and_nothing_grows() {
    let bomb = "<!DOCTYPE x [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b SYSTEM \"file:///etc/hostname\">]>";
    let text = xmi("").replacen("<xmi:XMI", &format!("{bomb}<xmi:XMI"), 1);
    let (lines, report) = read(&[("harbour.xmi", &text)]);
    assert!(lines.is_empty());
    assert!(told(&report).join("").contains("document type declaration"));
    let text = xmi("").replacen("Ada", "&b;", 1);
    let (lines, report) = read(&[("harbour.xmi", &text)]);
    assert!(lines.is_empty());
    assert!(!report.findings.is_empty());
}

#[test]
fn references_in_circles_come_to_an_end() {
    let body = r#"<custom:Statement xmi:id="5" sofa="1" begin="3" end="13" about="5 9 10"/>
<custom:StatementAboutLink xmi:id="9" target="9"/>
<custom:StatementAboutLink xmi:id="10" target="5"/>
<cas:FSArray xmi:id="11" elements="11 5"/>
<custom:Supports xmi:id="7" sofa="1" begin="3" end="6" Governor="7" Dependent="7"/>"#;
    let (lines, report) = read(&[("TypeSystem.xml", TYPES), ("harbour.xmi", &xmi(body))]);
    assert_eq!(lines[0].annotations.len(), 1);
    assert!(!report.findings.is_empty());
}

#[test]
fn the_work_of_several_annotators_on_one_document_is_one_article() {
    let body = |who: &str, label: &str| {
        xmi(&format!(
            r#"<meta:DocumentMetaData xmi:id="2" sofa="1" begin="0" end="25" documentId="harbour"/>
<web:CASMetadata xmi:id="22" sofa="1" begin="0" end="0" username="{who}"/>
<custom:Statement xmi:id="5" sofa="1" begin="3" end="6" label="{label}"/>
<custom:Statement xmi:id="6" sofa="1" begin="15" end="17" label="{label}"/>
<custom:Supports xmi:id="7" sofa="1" begin="15" end="17" Governor="5" Dependent="6"/>"#
        ))
    };
    let (ada, bo) = (body("ada", "Claim"), body("bo", "Caveat"));
    let files = [("harbour/ada.xmi", ada.as_bytes()), ("harbour/bo.xmi", bo.as_bytes())];
    let (imported, report) = import(&UimaXmi, &files, None).unwrap();
    assert_eq!(told(&report), Vec::<String>::new());
    let counts = imported.counts();
    assert_eq!((counts.articles, counts.annotations, counts.relations), (1, 4, 2));
    let layers = imported.to_state().layers.values().next().unwrap().clone();
    let who: Vec<&str> = layers.keys().map(crate::model::id::AnnotatorId::as_str).collect();
    assert_eq!(who, ["ada", "bo"]);
    for layer in layers.values() {
        let relation = layer.relations.values().next().unwrap();
        assert!(relation.members.iter().all(|m| layer.annotations.contains_key(&m.annotation.annotation)));
    }
}

#[test]
fn xml_1_1_and_control_characters_in_it_are_read() {
    let text =
        xmi("").replacen("version=\"1.0\"", "version=\"1.1\"", 1).replacen("Ada", "&#1;&#x85;&#8232;", 1);
    let (lines, report) = read(&[("harbour.xmi", &text)]);
    assert_eq!(told(&report), Vec::<String>::new());
    assert_eq!(lines[0].text.as_deref(), Some("😀 \u{1}\u{85}\u{2028} sailed.\nBo\tstayed."));
}
