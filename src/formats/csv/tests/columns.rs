//! Column maps in words, and those that headers propose.

use crate::formats::Input;
use crate::formats::csv::{ColumnMap, ColumnMapError, Field, preview, propose_columns};

fn proposed(header: &[&str]) -> String {
    propose_columns(header).to_string()
}

#[test]
fn words_and_maps_are_the_same() {
    for words in ["text=body,label=code", "label=a b,attr:tone=Tone", "\"text=body, in full\",label=x=y"] {
        let map: ColumnMap = words.parse().unwrap();
        assert_eq!(map.to_string(), words);
    }
    let map: ColumnMap = " text = body , label=code,".parse().unwrap();
    assert_eq!((map.column(Field::Text), map.column(Field::Label)), (Some("body"), Some("code")));
    assert_eq!("".parse::<ColumnMap>(), Ok(ColumnMap::default()));
    for field in Field::all() {
        assert_eq!(Field::from_name(field.name()), Some(field));
    }
}

#[test]
fn wrong_words_are_told() {
    let told = |words: &str| words.parse::<ColumnMap>().unwrap_err();
    assert!(matches!(told("text"), ColumnMapError::NoColumn { .. }));
    assert!(matches!(told("text="), ColumnMapError::NoColumn { .. }));
    assert!(matches!(told("attr:=x"), ColumnMapError::NoField { .. }));
    assert!(matches!(told("text=a,text=b"), ColumnMapError::Twice { .. }));
    assert!(told("words2=x").to_string().contains("article, text, text_sha256, title"));
}

#[test]
fn headers_propose_columns_in_several_spellings() {
    for (header, map) in [
        (&["text", "label"][..], "text=text,label=label"),
        (&["id", "Text", "Category", "Source"], "article=id,text=Text,outlet=Source,label=Category"),
        (
            &["doc_id", "start", "end", "text", "tag"],
            "article=doc_id,label=tag,start=start,end=end,words=text",
        ),
        (
            &["Document Name", "Code", "Coded segment", "Comment"],
            "article=Document Name,label=Code,words=Coded segment,note=Comment",
        ),
        (
            &["article", "body", "span_text", "begin", "stop", "attr:tone"],
            "article=article,text=body,start=begin,end=stop,words=span_text,attr:tone=attr:tone",
        ),
        (&["start", "text"], "text=text"),
        (&["colour", "size"], ""),
        (
            &["start_utf16", "end_utf16", "text", "article", "cue", "source"],
            "article=article,start=start_utf16,end=end_utf16,words=text,source=source,cue=cue",
        ),
    ] {
        assert_eq!(proposed(header), map, "{header:?}");
    }
}

#[test]
fn a_preview_shows_the_first_rows_and_what_they_may_be() {
    let bytes = "Text;Label\r\n\"a; b\";x\r\nä;y\r\nc;z\r\n".as_bytes();
    let shown = preview(&mut Input::in_memory("t.csv", bytes), b',', 2).unwrap();
    assert_eq!(shown.header, ["Text", "Label"]);
    assert_eq!(shown.rows, [["a; b", "x"], ["ä", "y"]]);
    assert_eq!((shown.delimiter, shown.encoding), (';', "UTF-8"));
    assert_eq!(shown.columns.to_string(), "text=Text,label=Label");
    let empty = preview(&mut Input::in_memory("t.csv", b""), b',', 2).unwrap();
    assert_eq!((empty.header.len(), empty.rows.len()), (0, 0));
}
